/* The number that a register knows somebody by becomes its keyed hash here, before anything is
 * stored or sent to the database. */
#include "chatdong/request.h"

static enum cd_rc register_key(struct cd_request *req)
{
    const json_t *body = cd_request_body(req);
    const char *number = json_string_value(json_object_get(body, "register_number"));
    const char *key = json_string_value(json_object_get(body, "key"));

    if (number != NULL)
        key = cd_service_register_key(req, cd_str_of(number));
    if (key == NULL)
        return cd_fail(req, CD_UNAVAILABLE, "unavailable",
                       "No key for register numbers is set on this service");
    cd_request_give(req, "hashed", cd_str_of(key));
    return CD_OK;
}
CD_HOOK(residents_register_key, .before = register_key, .takes = "register_number,key",
        .gives = "hashed");
