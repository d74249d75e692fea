/* What the service says of itself: the document that it is made of, and its version. */
#include "chatdong/request.h"

static enum cd_rc meta_openapi(struct cd_request *req)
{
    const char *tag;
    struct cd_str json = cd_service_contract_json(req, &tag);

    cd_answer_header(req, "ETag", tag);
    cd_answer_header(req, "Cache-Control", "public, max-age=60");
    cd_answer(req, 200, "application/json", json);
    return CD_OK;
}
CD_HOOK(meta_openapi, .before = meta_openapi);

static enum cd_rc meta_get(struct cd_request *req)
{
    struct cd_str version = cd_service_version(req);
    const char *text = cd_arena_printf(cd_request_arena(req),
                                       "{\"name\":\"chatdong\",\"version\":\"%.*s\","
                                       "\"openapi\":\"/v1/openapi.json\",\"docs\":\"/docs\"}",
                                       (int)version.len, version.ptr);

    cd_answer_header(req, "Cache-Control", "public, max-age=60");
    cd_answer(req, 200, "application/json", cd_str_of(text));
    return CD_OK;
}
CD_HOOK(meta_get, .before = meta_get);
