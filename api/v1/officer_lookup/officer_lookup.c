/* Who looks after a place: an address is read here, a point is found on the map in memory, and one
 * statement does the rest. */
#include "chatdong/address.h"
#include "chatdong/geo.h"
#include "chatdong/request.h"

#include <stdlib.h>

/* A point this near to a dong, and in none, is on the city's edge: the river, the hills. */
#define EDGE_METRES 300.0

/* What was asked, from the query or from the body. */
struct question {
    struct cd_str address, dong;
    bool has_point;
    double lon, lat;
};

static struct cd_str text_of(struct cd_request *req, const char *name)
{
    const json_t *value = json_object_get(cd_request_body(req), name);
    struct cd_str param = {"", 0};

    if (json_is_string(value))
        return (struct cd_str){json_string_value(value), json_string_length(value)};
    (void)cd_request_param(req, name, &param);
    return param;
}

/* The schema has seen that it is a number. */
static bool number_of(struct cd_request *req, const char *name, double *ret)
{
    const json_t *value = json_object_get(cd_request_body(req), name);
    struct cd_str param;

    if (json_is_number(value)) {
        *ret = json_number_value(value);
        return true;
    }
    if (!cd_request_param(req, name, &param))
        return false;
    *ret = strtod(cd_arena_dup(cd_request_arena(req), param), NULL);
    return true;
}

static struct question question_of(struct cd_request *req)
{
    struct question q = {.address = text_of(req, "address"), .dong = text_of(req, "dong")};

    q.has_point = number_of(req, "lon", &q.lon) && number_of(req, "lat", &q.lat);
    return q;
}

static enum cd_rc read_address(struct cd_request *req, struct cd_str text)
{
    struct cd_address *address = cd_arena_alloc(cd_request_arena(req), sizeof *address);

    if (cd_address_read(cd_request_arena(req), text, address) != CD_OK)
        return cd_fail(req, CD_NOT_FOUND, "not_found", "This is no address");
    cd_request_give(req, "way", CD_STR("address"));
    cd_request_give(req, "reading", cd_address_json(cd_request_arena(req), address));
    return CD_OK;
}

static enum cd_rc find_point(struct cd_request *req, double lon, double lat)
{
    struct cd_geo_place place;

    if (!cd_geo_dong_near(req, lon, lat, EDGE_METRES, &place))
        return cd_fail(req, CD_NOT_FOUND, "not_found", "No dong has this point");
    cd_request_give(req, "way", CD_STR("point"));
    cd_request_give(req, "place_dong", cd_str_of(place.dong_code));
    cd_request_give(req, "place_certainty",
                    place.distance_m > 0 ? CD_STR("approximate") : CD_STR("exact"));
    return CD_OK;
}

static enum cd_rc look_up(struct cd_request *req)
{
    struct question q = question_of(req);

    if (q.address.len > 0)
        return read_address(req, q.address);
    if (q.has_point)
        return find_point(req, q.lon, q.lat);
    cd_request_give(req, "way", CD_STR("dong"));
    cd_request_give(req, "place_dong", q.dong);
    cd_request_give(req, "place_certainty", CD_STR("exact"));
    return CD_OK;
}

#define TAKES "address,lon,lat,dong"
#define GIVES "way,reading,place_dong,place_certainty"
CD_HOOK(officer_lookup_get, .before = look_up, .takes = TAKES, .gives = GIVES);
CD_HOOK(officer_lookup_find, .before = look_up, .takes = TAKES, .gives = GIVES);
