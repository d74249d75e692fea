#include "base/geo_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Memory that grows; running out ends the process, as in an arena. */
static void *grown(void *items, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return items;
    *cap = *cap == 0 ? 64 : *cap * 2;
    items = reallocarray(items, *cap, size);
    if (items == NULL)
        abort();
    return items;
}

struct cd_geo *cd_geo_new(void)
{
    struct cd_geo *geo = calloc(1, sizeof *geo);

    if (geo == NULL)
        abort();
    geo->box = (struct cd_geo_box){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    return geo;
}

void cd_geo_free(struct cd_geo *geo)
{
    if (geo == NULL)
        return;
    free(geo->points);
    free(geo->rings);
    free(geo->polygons);
    free(geo->starts);
    free(geo->items);
    free(geo);
}

bool cd_geo_point_of(double lon, double lat, struct cd_geo_point *ret)
{
    if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) /* NaN too */
        return false;
    ret->x = (int32_t)lround(lon * CD_GEO_UNITS);
    ret->y = (int32_t)lround(lat * CD_GEO_UNITS);
    return true;
}

static void box_add(struct cd_geo_box *box, struct cd_geo_point p)
{
    box->west = p.x < box->west ? p.x : box->west;
    box->south = p.y < box->south ? p.y : box->south;
    box->east = p.x > box->east ? p.x : box->east;
    box->north = p.y > box->north ? p.y : box->north;
}

static bool read_point(const json_t *position, struct cd_geo_point *ret)
{
    const json_t *lon = json_array_get(position, 0), *lat = json_array_get(position, 1);

    return json_is_number(lon) && json_is_number(lat) &&
           cd_geo_point_of(json_number_value(lon), json_number_value(lat), ret);
}

static bool same_point(struct cd_geo_point a, struct cd_geo_point b)
{
    return a.x == b.x && a.y == b.y;
}

static const char *add_ring(struct cd_geo *geo, struct cd_geo_polygon *polygon,
                            const json_t *positions, bool outer)
{
    size_t count = json_array_size(positions);
    struct cd_geo_ring ring = {geo->point_count, count, outer};

    if (count < 4)
        return "a ring has fewer than four positions";
    if (geo->point_count + count > CD_GEO_POINTS_MAX)
        return "too many positions";
    for (size_t i = 0; i < count; i++) {
        struct cd_geo_point p;
        if (!read_point(json_array_get(positions, i), &p))
            return "a position is not [longitude, latitude] in degrees";
        geo->points = grown(geo->points, geo->point_count, &geo->point_cap, sizeof *geo->points);
        geo->points[geo->point_count++] = p;
        box_add(&polygon->box, p);
    }
    if (!same_point(geo->points[ring.first], geo->points[ring.first + count - 1]))
        return "a ring does not end where it begins";
    geo->rings = grown(geo->rings, geo->ring_count, &geo->ring_cap, sizeof *geo->rings);
    geo->rings[geo->ring_count++] = ring;
    polygon->ring_count++;
    return NULL;
}

static const char *add_rings(struct cd_geo *geo, struct cd_geo_polygon *polygon,
                             const json_t *rings)
{
    const char *reason = json_array_size(rings) == 0 ? "a polygon has no ring" : NULL;

    for (size_t i = 0; reason == NULL && i < json_array_size(rings); i++)
        reason = add_ring(geo, polygon, json_array_get(rings, i), i == 0);
    return reason;
}

static const char *add_geometry(struct cd_geo *geo, struct cd_geo_polygon *polygon,
                                const json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    const char *reason = NULL;

    if (type == NULL || (strcmp(type, "Polygon") != 0 && strcmp(type, "MultiPolygon") != 0))
        return "the geometry is neither a Polygon nor a MultiPolygon";
    polygon->multi = strcmp(type, "MultiPolygon") == 0;
    if (!polygon->multi)
        return add_rings(geo, polygon, coordinates);
    if (json_array_size(coordinates) == 0)
        return "the geometry has no polygon";
    for (size_t i = 0; reason == NULL && i < json_array_size(coordinates); i++)
        reason = add_rings(geo, polygon, json_array_get(coordinates, i));
    return reason;
}

static const char *check_code(const struct cd_geo *geo, struct cd_str code)
{
    if (code.len == 0 || code.len > 10)
        return "the code is not of 1 to 10 characters";
    if (geo->polygon_count > 0 &&
        strncmp(geo->polygons[geo->polygon_count - 1].code, code.ptr, code.len) >= 0)
        return "the codes do not ascend";
    return geo->polygon_count >= CD_GEO_POLYGONS_MAX ? "too many polygons" : NULL;
}

static bool too_wide(const struct cd_geo_box *box)
{
    return (int64_t)box->east - box->west > CD_GEO_EXTENT_MAX ||
           (int64_t)box->north - box->south > CD_GEO_EXTENT_MAX;
}

enum cd_rc cd_geo_add(struct cd_geo *geo, struct cd_str code, const json_t *geometry,
                      struct cd_buf *why)
{
    size_t points = geo->point_count, rings = geo->ring_count;
    struct cd_geo_polygon polygon = {.first_ring = rings};
    const char *reason = check_code(geo, code);

    polygon.box = (struct cd_geo_box){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
    if (reason == NULL)
        reason = add_geometry(geo, &polygon, geometry);
    if (reason == NULL && too_wide(&polygon.box))
        reason = "the polygon is wider than 90 degrees";
    if (reason != NULL) {
        geo->point_count = points;
        geo->ring_count = rings;
        cd_buf_adds(why, reason);
        return CD_BAD_REQUEST;
    }
    memcpy(polygon.code, code.ptr, code.len);
    box_add(&geo->box, (struct cd_geo_point){polygon.box.west, polygon.box.south});
    box_add(&geo->box, (struct cd_geo_point){polygon.box.east, polygon.box.north});
    geo->polygons =
        grown(geo->polygons, geo->polygon_count, &geo->polygon_cap, sizeof *geo->polygons);
    geo->polygons[geo->polygon_count++] = polygon;
    return CD_OK;
}

size_t cd_geo_count(const struct cd_geo *geo)
{
    return geo->polygon_count;
}

const char *cd_geo_code(const struct cd_geo *geo, size_t index)
{
    return geo->polygons[index].code;
}

void cd_geo_bbox(const struct cd_geo *geo, size_t index, double ret[4])
{
    const struct cd_geo_box *box = &geo->polygons[index].box;

    ret[0] = box->west / CD_GEO_UNITS;
    ret[1] = box->south / CD_GEO_UNITS;
    ret[2] = box->east / CD_GEO_UNITS;
    ret[3] = box->north / CD_GEO_UNITS;
}

static void write_ring(const struct cd_geo *geo, const struct cd_geo_ring *ring, struct cd_buf *out)
{
    cd_buf_addc(out, '[');
    for (size_t i = 0; i < ring->count; i++) {
        struct cd_geo_point p = geo->points[ring->first + i];
        cd_buf_addf(out, "%s[%.10g,%.10g]", i > 0 ? "," : "", p.x / CD_GEO_UNITS,
                    p.y / CD_GEO_UNITS);
    }
    cd_buf_addc(out, ']');
}

void cd_geo_write(const struct cd_geo *geo, size_t index, struct cd_buf *out)
{
    const struct cd_geo_polygon *polygon = &geo->polygons[index];

    cd_buf_addf(out, "{\"type\":\"%s\",\"coordinates\":%s[",
                polygon->multi ? "MultiPolygon" : "Polygon", polygon->multi ? "[" : "");
    for (size_t i = 0; i < polygon->ring_count; i++) {
        const struct cd_geo_ring *ring = &geo->rings[polygon->first_ring + i];
        if (i > 0)
            cd_buf_adds(out, ring->outer ? "],[" : ",");
        write_ring(geo, ring, out);
    }
    cd_buf_adds(out, polygon->multi ? "]]}" : "]}");
}
