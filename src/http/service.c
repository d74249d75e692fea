/* What hooks may ask of the service (include/chatdong/request.h). */
#include "http/answer.h"
#include "http/app.h"
#include "http/request.h"

struct cd_arena *cd_request_arena(struct cd_request *req)
{
    return req->arena;
}

json_t *cd_request_body(struct cd_request *req)
{
    return req->body;
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

struct cd_str cd_service_version(struct cd_request *req)
{
    return req->app->contract->version;
}

struct cd_str cd_service_contract_json(struct cd_request *req, const char **ret_tag)
{
    *ret_tag = req->app->contract_tag;
    return req->app->contract_json;
}
