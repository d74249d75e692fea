/* Which dong a point lies in: the boundaries stand in memory, so no database is asked. */
#include "chatdong/geo.h"
#include "chatdong/request.h"

#include <stdlib.h>

/* A validated number of the query; `otherwise` when it is absent. */
static double number(struct cd_request *req, const char *name, double otherwise)
{
    struct cd_str text;

    if (!cd_request_param(req, name, &text))
        return otherwise;
    return strtod(cd_arena_dup(cd_request_arena(req), text), NULL);
}

static enum cd_rc dongs_locate(struct cd_request *req)
{
    struct cd_geo_place place;
    double lon = number(req, "lon", 0), lat = number(req, "lat", 0);

    if (!cd_geo_dong_near(req, lon, lat, number(req, "within", 0), &place))
        return cd_fail(req, CD_NOT_FOUND, "not_found", "no dong has this point");
    const char *text = cd_arena_printf(
        cd_request_arena(req), "{\"dong_code\":\"%s\",\"inside\":%s,\"distance_m\":%.1f}",
        place.dong_code, place.distance_m > 0 ? "false" : "true", place.distance_m);
    cd_answer_header(req, "Cache-Control", "public, max-age=60");
    cd_answer(req, 200, "application/json", cd_str_of(text));
    return CD_OK;
}
CD_HOOK(dongs_locate, .before = dongs_locate);
