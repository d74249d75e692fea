#include "http/problem.h"

#include "http/app.h"

#include <string.h>

struct core_problem {
    const char *name;
    int status;
    const char *title;
};

static const struct core_problem core_problems[] = {
    {"internal", 500, "The service failed"}, /* first: what a name that nobody declared becomes */
    {"invalid_request", 400, "The request does not fit the contract"},
    {"missing_token", 401, "A bearer token is required"},
    {"invalid_token", 401, "The token is not valid"},
    {"forbidden", 403, "The role may not do this"},
    {"insufficient_scope", 403, "The token lacks a scope"},
    {"not_found", 404, "There is no such resource here"},
    {"method_not_allowed", 405, "The resource does not know this method"},
    {"not_acceptable", 406, "No representation fits the Accept header"},
    {"conflict", 409, "The state of the resource does not allow this"},
    {"already_exists", 409, "Something with this identity exists already"},
    {"overlap", 409, "It overlaps with something that exists"},
    {"idempotency_in_progress", 409, "A request with this idempotency key is still running"},
    {"gone", 410, "The resource is gone"},
    {"precondition_failed", 412, "The resource has changed since the version in If-Match"},
    {"too_large", 413, "The body is too large"},
    {"uri_too_long", 414, "The request target is too long"},
    {"unsupported_media_type", 415, "The body's media type is not supported"},
    {"expectation_failed", 417, "The Expect header asks for something unknown"},
    {"unknown_reference", 422, "The request names something that does not exist"},
    {"rule_violated", 422, "A rule of the data forbids this"},
    {"masked_value", 422, "A masked value can not be stored"},
    {"idempotency_key_reused", 422, "The idempotency key was used for another request"},
    {"precondition_required", 428, "If-Match is required"},
    {"quota_exceeded", 429, "Too many requests"},
    {"headers_too_large", 431, "The header fields are too large"},
    {"not_implemented", 501, "The method is not known"},
    {"unavailable", 503, "The service is not available for the moment"},
};

static const struct {
    const char *sqlstate;
    enum cd_rc rc;
    const char *problem;
} sql_problems[] = {
    {"23505", CD_CONFLICT, "already_exists"},
    {"23503", CD_UNPROCESSABLE, "unknown_reference"},
    {"23514", CD_UNPROCESSABLE, "rule_violated"},
    {"23502", CD_UNPROCESSABLE, "rule_violated"},
    {"23P01", CD_CONFLICT, "overlap"},
    {"42501", CD_NOT_FOUND, "not_found"},
    {"57014", CD_UNAVAILABLE, "unavailable"},
    {"55P03", CD_UNAVAILABLE, "unavailable"},
    {"40001", CD_UNAVAILABLE, "unavailable"},
    {"40P01", CD_UNAVAILABLE, "unavailable"},
    {"57P01", CD_UNAVAILABLE, "unavailable"},
    {"53300", CD_UNAVAILABLE, "unavailable"},
    {"25006", CD_UNAVAILABLE, "unavailable"},
    {"22008", CD_BAD_REQUEST, "invalid_request"},
    {"22003", CD_BAD_REQUEST, "invalid_request"},
};

static const struct core_problem *find_core(const char *name)
{
    for (size_t i = 0; i < sizeof core_problems / sizeof *core_problems; i++) {
        if (strcmp(core_problems[i].name, name) == 0)
            return &core_problems[i];
    }
    return NULL;
}

enum cd_rc cd_fail(struct cd_request *req, enum cd_rc rc, const char *problem, const char *detail)
{
    if (req->failure.rc == CD_OK) {
        req->failure.rc = rc;
        req->failure.problem = problem;
        req->failure.detail = detail;
    }
    return req->failure.rc;
}

/* `pointer code message`, where a rule says its figures. */
static void add_figures(struct cd_request *req, const char *hint)
{
    struct cd_str message = cd_str_of(hint);
    struct cd_str pointer = cd_str_cut(&message, ' ');
    struct cd_str code = cd_str_cut(&message, ' ');

    cd_errors_add(&req->errors, cd_arena_dup(req->arena, pointer), cd_arena_dup(req->arena, code),
                  "%s", message.ptr); /* the tail of the hint, so it ends where that does */
}

static enum cd_rc fail_of_rule(struct cd_request *req, const char *problem, const char *hint)
{
    if (hint != NULL && *hint == '/')
        add_figures(req, hint);
    else if (hint != NULL && *hint != '\0')
        cd_errors_add(&req->errors, "/status", cd_arena_dup(req->arena, cd_str_of(hint)),
                      "the state that stands in the way");
    return cd_fail(req, CD_CONFLICT, problem, NULL);
}

enum cd_rc cd_problem_of_sql(struct cd_request *req, const char *sqlstate, const char *constraint,
                             const char *hint)
{
    const struct cd_operation *op = req->op;

    for (size_t i = 0; constraint != NULL && i < op->error_count; i++) {
        if (cd_str_is(op->errors[i].constraint, constraint))
            return fail_of_rule(req, op->errors[i].problem->name.ptr, hint);
    }
    for (size_t i = 0; sqlstate != NULL && i < sizeof sql_problems / sizeof *sql_problems; i++) {
        if (strcmp(sql_problems[i].sqlstate, sqlstate) != 0)
            continue;
        if (sql_problems[i].rc == CD_UNAVAILABLE)
            req->failure.retry_after = 1;
        return cd_fail(req, sql_problems[i].rc, sql_problems[i].problem, NULL);
    }
    return cd_fail(req, CD_INTERNAL, "internal", NULL);
}

static void add_refusal(struct cd_buf *out, const char *key, const struct cd_problem_type *problem)
{
    cd_buf_adds(out, out->len > 0 && out->ptr[out->len - 1] != '{' ? "," : "");
    cd_buf_add_json(out, cd_str_of(key));
    cd_buf_addf(out, ":{\"type\":\"urn:chatdong:problem:%s\",\"status\":%d,\"title\":",
                problem->name.ptr, problem->status);
    cd_buf_add_json(out, problem->title);
    if (problem->source.len > 0) {
        cd_buf_adds(out, ",\"source\":");
        cd_buf_add_json(out, problem->source);
    }
    cd_buf_addc(out, '}');
}

static void add_core(struct cd_buf *out, const char *key, const struct core_problem *core)
{
    const struct cd_problem_type problem = {
        cd_str_of(core->name), core->status, cd_str_of(core->title), {0}};

    add_refusal(out, key, &problem);
}

static void add_own(struct cd_buf *out, const struct cd_operation *op)
{
    for (size_t i = 0; i < op->error_count; i++)
        add_refusal(out, op->errors[i].constraint.ptr, op->errors[i].problem);
}

void cd_problem_refusals(const struct cd_operation *op, const struct cd_operation *also,
                         struct cd_buf *out)
{
    cd_buf_addc(out, '{');
    for (size_t i = 0; i < sizeof sql_problems / sizeof *sql_problems; i++) {
        if (sql_problems[i].rc != CD_UNAVAILABLE)
            add_core(out, sql_problems[i].sqlstate, find_core(sql_problems[i].problem));
    }
    for (size_t i = 1; i < sizeof core_problems / sizeof *core_problems; i++)
        add_core(out, core_problems[i].name, &core_problems[i]);
    add_own(out, also);
    add_own(out, op);
    cd_buf_addc(out, '}');
}

/* By name: the core's table first, then the contract's problems, which may say where their rule
 * stands. */
static struct cd_problem_type describe(const struct cd_request *req)
{
    const char *name = req->failure.problem != NULL ? req->failure.problem : "internal";
    const struct core_problem *core = find_core(name);
    const struct cd_problem_type *own =
        core == NULL ? cd_contract_problem(req->app->contract, cd_str_of(name)) : NULL;

    if (own != NULL)
        return *own;
    core = core != NULL ? core : &core_problems[0];
    return (struct cd_problem_type){
        cd_str_of(core->name), core->status, cd_str_of(core->title), {0}};
}

int cd_problem_status(const struct cd_request *req)
{
    return describe(req).status;
}

static void add_member(struct cd_buf *out, const char *name, const char *value)
{
    cd_buf_adds(out, ",\"");
    cd_buf_adds(out, name);
    cd_buf_adds(out, "\":");
    cd_buf_add_json(out, cd_str_of(value));
}

static void add_errors(struct cd_buf *out, const struct cd_errors *errors)
{
    cd_buf_adds(out, ",\"errors\":[");
    for (size_t i = 0; i < errors->count; i++) {
        cd_buf_adds(out, i > 0 ? ",{\"pointer\":" : "{\"pointer\":");
        cd_buf_add_json(out, cd_str_of(errors->items[i].pointer));
        add_member(out, "code", errors->items[i].code);
        add_member(out, "message", errors->items[i].message);
        cd_buf_addc(out, '}');
    }
    cd_buf_addc(out, ']');
}

static void set_headers(struct cd_request *req)
{
    const struct cd_failure *failure = &req->failure;

    cd_http_set(req->http, "Content-Type", "application/problem+json");
    cd_http_set(req->http, "Cache-Control", "no-store");
    if (failure->allow != NULL)
        cd_http_set(req->http, "Allow", failure->allow);
    if (failure->accepts != NULL)
        cd_http_set(req->http, req->op->method == CD_PATCH ? "Accept-Patch" : "Accept-Post",
                    failure->accepts);
    if (failure->challenge != NULL)
        cd_http_set(req->http, "WWW-Authenticate", failure->challenge);
    if (failure->retry_after > 0)
        cd_http_set(req->http, "Retry-After",
                    cd_arena_printf(req->arena, "%d", failure->retry_after));
}

/* The path as the client sent it may name persons; `instance` is the request's own id. */
void cd_problem_write(struct cd_request *req)
{
    struct cd_buf *out = &req->http->out;
    const struct cd_problem_type type = describe(req);
    const char *title = type.title.ptr;

    req->http->status = type.status;
    req->http->header_count = 0; /* of an answer that was begun */
    set_headers(req);
    cd_buf_reset(out);
    cd_buf_adds(out, "{\"type\":\"urn:chatdong:problem:");
    cd_buf_add(out, type.name.ptr, type.name.len);
    cd_buf_adds(out, "\",\"status\":");
    cd_buf_addi(out, type.status);
    add_member(out, "title", title);
    add_member(out, "detail", req->failure.detail != NULL ? req->failure.detail : title);
    cd_buf_adds(out, ",\"instance\":\"urn:chatdong:request:");
    cd_buf_adds(out, req->request_id); /* of characters that need no escape: src/http/trace.c */
    cd_buf_addc(out, '"');
    add_member(out, "request_id", req->request_id);
    if (type.source.len > 0)
        add_member(out, "source", type.source.ptr);
    if (req->errors.count > 0)
        add_errors(out, &req->errors);
    cd_buf_addc(out, '}');
}
