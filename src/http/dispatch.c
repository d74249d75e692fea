#include "http/dispatch.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/answer.h"
#include "http/app.h"
#include "http/input.h"
#include "http/metrics.h"
#include "http/page.h"
#include "http/problem.h"
#include "http/rate.h"
#include "http/run.h"
#include "http/trace.h"

#include <string.h>

#define ERRORS_MOST 100

typedef enum cd_rc step(struct cd_request *req);

/* What the transport refused before there was a whole message. */
static enum cd_rc early(struct cd_request *req)
{
    static const struct {
        enum cd_rc rc;
        const char *problem;
    } known[] = {
        {CD_TOO_LARGE, "too_large"},
        {CD_URI_TOO_LONG, "uri_too_long"},
        {CD_HEADERS_TOO_LARGE, "headers_too_large"},
        {CD_EXPECTATION_FAILED, "expectation_failed"},
        {CD_UNAVAILABLE, "unavailable"},
    };

    if (req->http->early == CD_OK)
        return CD_OK;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].rc == req->http->early)
            return cd_fail(req, known[i].rc, known[i].problem, req->http->early_reason);
    }
    return cd_fail(req, req->http->early, "invalid_request", req->http->early_reason);
}

static const char *const method_names[CD_METHOD_COUNT] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/* HEAD asks for what GET would say; OPTIONS and unknown methods match none. */
static int method_of(const char *name)
{
    if (strcmp(name, "HEAD") == 0)
        return CD_GET;
    for (int i = 0; i < CD_METHOD_COUNT; i++) {
        if (strcmp(name, method_names[i]) == 0)
            return i;
    }
    return -1;
}

static const char *allow_header(struct cd_request *req, unsigned methods)
{
    CD_BUF_AUTO(out, 128);

    for (int i = 0; i < CD_METHOD_COUNT; i++) {
        if ((methods & (1U << i)) != 0)
            cd_buf_addf(&out, "%s, %s", method_names[i], i == CD_GET ? "HEAD, " : "");
    }
    cd_buf_adds(&out, "OPTIONS");
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

static enum cd_rc answer_options(struct cd_request *req, const char *allow)
{
    req->http->status = 204;
    cd_http_set(req->http, "Allow", allow);
    req->answered = true;
    return CD_OK;
}

static enum cd_rc route(struct cd_request *req)
{
    const char *name = req->http->method;
    int method = method_of(name);

    if (cd_page_serve(req))
        return CD_OK;
    req->head = strcmp(name, "HEAD") == 0;
    req->route =
        cd_contract_route(req->app->contract,
                          method >= 0 ? (enum cd_method)method : CD_METHOD_COUNT, req->http->path);
    req->op = req->route.operation;
    if (req->op != NULL) {
        req->plan = req->op->plan;
        return CD_OK;
    }
    if (req->route.allow == 0)
        return cd_fail(req, CD_NOT_FOUND, "not_found", "No operation has this path");
    const char *allow = allow_header(req, req->route.allow);
    if (strcmp(name, "OPTIONS") == 0)
        return answer_options(req, allow);
    req->failure.allow = allow;
    return cd_fail(req, CD_METHOD_NOT_ALLOWED, "method_not_allowed", NULL);
}

static enum cd_rc refuse_token(struct cd_request *req, const char *problem, const char *challenge)
{
    req->failure.challenge = challenge;
    return cd_fail(req, CD_UNAUTHENTICATED, problem, NULL);
}

/* Bearer tokens in the Authorization header only (RFC 6750 2.1). */
static enum cd_rc authenticate(struct cd_request *req)
{
    const char *header = cd_http_header(req->http, "Authorization");
    struct cd_auth_refusal refusal = {NULL};

    if (req->op == NULL || (req->op->is_public && header == NULL))
        return CD_OK;
    if (header == NULL)
        return refuse_token(req, "missing_token", "Bearer");
    if (strncasecmp(header, "Bearer ", 7) != 0 ||
        cd_http_header_count(req->http, "Authorization") > 1)
        return refuse_token(req, "invalid_token", "Bearer error=\"invalid_request\"");
    enum cd_rc rc = cd_auth_check(req->app->auth, req->arena, cd_str_trim(cd_str_of(header + 7)),
                                  &req->actor, &refusal);
    if (rc == CD_OK) {
        req->actor.known = true;
        return CD_OK;
    }
    cd_metrics_refused(req->app->metrics, refusal.code);
    cd_log(CD_LOG_INFO, "token_refused", CD_LOG_STR("reason", refusal.code),
           CD_LOG_STR("request_id", req->request_id));
    return refuse_token(req, "invalid_token", "Bearer error=\"invalid_token\"");
}

static bool has_scope(const struct cd_actor *actor, struct cd_str scope)
{
    for (size_t i = 0; i < actor->scope_count; i++) {
        if (cd_str_is(scope, actor->scopes[i]))
            return true;
    }
    return false;
}

/* Default deny: a role that the operation does not name may not do it; a system client needs every
 * scope that the operation names, and there must be one. */
static enum cd_rc authorize(struct cd_request *req)
{
    const struct cd_operation *op = req->op;
    const struct cd_actor *actor = &req->actor;

    if (op == NULL || op->is_public)
        return CD_OK;
    if (actor->role != CD_SYSTEM)
        return (op->roles & (1U << actor->role)) != 0
                   ? CD_OK
                   : cd_fail(req, CD_FORBIDDEN, "forbidden", NULL);
    if (op->scope_count == 0)
        return cd_fail(req, CD_FORBIDDEN, "forbidden", NULL);
    for (size_t i = 0; i < op->scope_count; i++) {
        if (has_scope(actor, op->scopes[i]))
            continue;
        req->failure.challenge =
            cd_arena_printf(req->arena, "Bearer error=\"insufficient_scope\", scope=\"%.*s\"",
                            (int)op->scopes[i].len, op->scopes[i].ptr);
        return cd_fail(req, CD_FORBIDDEN, "insufficient_scope", NULL);
    }
    return CD_OK;
}

static enum cd_rc negotiate(struct cd_request *req)
{
    if (req->op != NULL && req->op->produces_count > 1)
        cd_http_set(req->http, "Vary", "Accept"); /* or a cache gives one for the other */
    if (req->op == NULL || cd_answer_acceptable(req))
        return CD_OK;
    return cd_fail(req, CD_NOT_ACCEPTABLE, "not_acceptable", NULL);
}

static enum cd_rc read_input(struct cd_request *req)
{
    return req->op == NULL ? CD_OK : cd_input_read(req);
}

/* A masked value that comes back must not overwrite the real one (DOMAIN.md 2). */
static enum cd_rc refuse_masked(struct cd_request *req)
{
    size_t count = 0;
    const struct cd_property *properties =
        req->op != NULL && req->op->body != NULL && req->body != NULL
            ? cd_schema_properties(req->op->body, &count)
            : NULL;

    for (size_t i = 0; i < count; i++) {
        const json_t *value =
            json_object_getn(req->body, properties[i].name.ptr, properties[i].name.len);
        if (properties[i].mask == CD_MASK_NONE || !json_is_string(value) ||
            strchr(json_string_value(value), '*') == NULL)
            continue;
        cd_errors_add(&req->errors,
                      cd_arena_printf(req->arena, "/%.*s", (int)properties[i].name.len,
                                      properties[i].name.ptr),
                      "masked", "is a masked value");
        return cd_fail(req, CD_UNPROCESSABLE, "masked_value", NULL);
    }
    return CD_OK;
}

static enum cd_rc before_hook(struct cd_request *req)
{
    const struct cd_hook *hook = req->plan != NULL ? req->plan->hook : NULL;

    if (hook == NULL || hook->before == NULL)
        return CD_OK;
    enum cd_rc rc = hook->before(req);
    return rc == CD_OK ? req->failure.rc : rc;
}

static enum cd_rc run(struct cd_request *req)
{
    if (req->plan == NULL || req->plan->stmt == NULL)
        return CD_OK;
    return req->op->lane == CD_LANE_WRITE ? cd_run_write(req) : cd_run_read(req);
}

static enum cd_rc after_hook(struct cd_request *req)
{
    const struct cd_hook *hook = req->plan != NULL ? req->plan->hook : NULL;

    return hook != NULL && hook->after != NULL ? hook->after(req) : CD_OK;
}

static step *const way[] = {
    cd_rate_address, early,     route,      cd_rate_strict, authenticate,
    cd_rate_subject, authorize, negotiate,  read_input,     refuse_masked,
    before_hook,     run,       after_hook,
};

static enum cd_rc go(struct cd_request *req)
{
    enum cd_rc rc = CD_OK;

    for (size_t i = 0; i < sizeof way / sizeof *way && rc == CD_OK && !req->answered; i++)
        rc = way[i](req);
    if (rc == CD_OK && req->http->out.overflow)
        rc = cd_fail(req, CD_INTERNAL, "internal", "The answer is too large");
    return rc;
}

static void set_common_headers(struct cd_request *req)
{
    struct cd_http *http = req->http;

    cd_http_set(http, "X-Request-Id", req->request_id);
    cd_http_set(http, "X-Content-Type-Options", "nosniff");
    cd_http_set(http, "Chatdong-Version", req->app->contract->version.ptr);
    cd_rate_headers(req);
    if (req->op != NULL && req->op->deprecated) {
        cd_http_set(http, "Deprecation", req->op->deprecated_since.ptr);
        cd_http_set(http, "Sunset", req->op->sunset.ptr);
        cd_http_set(http, "Link", "</docs>; rel=\"deprecation\"");
    }
}

static void log_request(const struct cd_request *req, uint64_t duration_us)
{
    enum cd_log_level level = req->http->status >= 500 ? CD_LOG_WARN : CD_LOG_INFO;

    cd_log(level, "request", CD_LOG_STR("operation", req->op != NULL ? req->op->id.ptr : "none"),
           CD_LOG_STR("method", req->op != NULL ? req->http->method : "other"),
           CD_LOG_INT("status", req->http->status), CD_LOG_INT("duration_us", duration_us),
           CD_LOG_STR("actor", req->actor.known ? req->actor.id : ""),
           CD_LOG_STR("problem", req->failure.problem), CD_LOG_STR("request_id", req->request_id),
           CD_LOG_STR("trace_id", req->trace_id));
}

void cd_dispatch(void *app, struct cd_http *http)
{
    struct cd_request req = {.app = app, .http = http, .arena = http->arena};

    cd_errors_init(&req.errors, http->arena);
    req.errors.limit = ERRORS_MOST;
    cd_trace_read(&req);
    if (go(&req) != CD_OK)
        cd_problem_write(&req);
    set_common_headers(&req);
    uint64_t duration_us = cd_clock_mono_us() - http->started_us;
    cd_metrics_count(req.app->metrics, &req, duration_us);
    log_request(&req, duration_us);
}

size_t cd_dispatch_body_limit(void *arg, const char *method, struct cd_str path)
{
    const struct cd_app *app = arg;
    int known = method_of(method);
    struct cd_route found = {.operation = NULL};

    if (known >= 0)
        found = cd_contract_route(app->contract, (enum cd_method)known, path);
    if (found.operation != NULL && found.operation->body_bytes > 0)
        return found.operation->body_bytes;
    return (size_t)app->settings->body_bytes;
}
