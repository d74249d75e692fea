/* What hooks may ask of the service (include/chatdong/request.h). */
#include "base/log.h"
#include "base/secret.h"
#include "http/answer.h"
#include "http/app.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/run.h"

#define REFUSALS_BYTES ((size_t)1 << 16)

struct cd_arena *cd_request_arena(struct cd_request *req)
{
    return req->arena;
}

json_t *cd_request_body(struct cd_request *req)
{
    return req->body;
}

struct cd_str cd_request_media_type(struct cd_request *req)
{
    return cd_answer_media_type(req);
}

/* A hook that uses a name which it did not declare; no test of its operation could pass. */
static enum cd_rc undeclared(struct cd_request *req, const char *name)
{
    cd_log(CD_LOG_ERROR, "hook_name_undeclared", CD_LOG_STR("operation", req->op->id.ptr),
           CD_LOG_STR("name", name));
    return cd_fail(req, CD_INTERNAL, "internal", NULL);
}

void cd_request_give(struct cd_request *req, const char *name, struct cd_str value)
{
    const struct cd_plan *plan = req->plan;
    size_t i = 0;

    while (i < plan->give_count && !cd_str_is(plan->gives[i], name))
        i++;
    if (i == plan->give_count) {
        (void)undeclared(req, name);
        return;
    }
    if (req->given == NULL)
        req->given = cd_arena_alloc(req->arena, plan->give_count * sizeof *req->given);
    req->given[i] = value.ptr != NULL ? cd_arena_dup(req->arena, value) : NULL;
}

enum cd_rc cd_request_read(struct cd_request *req, const char *statement, json_t **ret_rows)
{
    const struct cd_plan *plan = req->plan;

    for (size_t i = 0; i < plan->read_count; i++) {
        if (cd_str_is(plan->reads[i].stmt->name, statement))
            return cd_run_hook_read(req, &plan->reads[i], ret_rows);
    }
    return undeclared(req, statement);
}

void cd_request_error(struct cd_request *req, const char *pointer, const char *code,
                      const char *message)
{
    cd_errors_add(&req->errors, cd_arena_dup(req->arena, cd_str_of(pointer)),
                  cd_arena_dup(req->arena, cd_str_of(code)), "%s", message);
}

void cd_answer(struct cd_request *req, int status, const char *media_type, struct cd_str bytes)
{
    req->answered = true;
    req->http->status = status;
    cd_buf_reset(&req->http->out);
    cd_answer_condition(req);
    if (req->http->status == 304)
        return;
    cd_http_set(req->http, "Content-Type", media_type);
    cd_buf_add(&req->http->out, bytes.ptr, bytes.len);
}

void cd_answer_header(struct cd_request *req, const char *name, const char *value)
{
    cd_http_set(req->http, name, value);
}

struct cd_str cd_service_refusals(struct cd_request *req, const char *operation)
{
    const struct cd_operation *op = cd_contract_operation(req->app->contract, cd_str_of(operation));
    CD_BUF_AUTO(out, REFUSALS_BYTES);

    if (op == NULL)
        return CD_STR("{}");
    cd_problem_refusals(op, req->op, &out);
    return cd_arena_copy(req->arena, cd_buf_str(&out));
}

struct cd_str cd_service_version(struct cd_request *req)
{
    return req->app->contract->version;
}

struct cd_str cd_service_contract_json(struct cd_request *req, const char **ret_tag)
{
    *ret_tag = req->app->contract_tag;
    return req->app->contract->json;
}

const char *cd_service_register_key(struct cd_request *req, struct cd_str number)
{
    char hex[CD_REGISTER_KEY_HEX];

    if (!cd_register_key(cd_str_of(req->app->settings->register_key), number, hex))
        return NULL;
    return cd_arena_dup(req->arena, cd_str_of(hex));
}
