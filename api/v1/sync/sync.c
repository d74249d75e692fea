/* Changes of phones are refused by the rules of the single operations, under the names that the
 * contract gives them there: the statement gets them with the batch. */
#include "chatdong/request.h"

#include <string.h>

#define REFUSALS_BYTES ((size_t)1 << 20)

static void add_operation(struct cd_request *req, struct cd_buf *out, const char *operation)
{
    const char *key = cd_arena_printf(cd_request_arena(req), "\"%s\":", operation);
    struct cd_str refusals = cd_service_refusals(req, operation);

    if (strstr(out->ptr, key) != NULL)
        return;
    cd_buf_adds(out, out->len > 1 ? "," : "");
    cd_buf_adds(out, key);
    cd_buf_add(out, refusals.ptr, refusals.len);
}

static enum cd_rc sync_send(struct cd_request *req)
{
    CD_BUF_AUTO(out, REFUSALS_BYTES);
    json_t *change;
    size_t i;

    cd_buf_addc(&out, '{');
    json_array_foreach(json_object_get(cd_request_body(req), "changes"), i, change)
    {
        add_operation(req, &out, json_string_value(json_object_get(change, "operation")));
    }
    cd_buf_addc(&out, '}');
    cd_request_give(req, "refusals", cd_buf_str(&out));
    return CD_OK;
}
CD_HOOK(sync_send, .before = sync_send, .gives = "refusals");
