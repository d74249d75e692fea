/* The inside of a set of polygons; private to geo.c, geo_find.c and geo_shares.c. */
#ifndef CD_BASE_GEO_IMPL_H
#define CD_BASE_GEO_IMPL_H

#include "base/geo.h"

#define CD_GEO_UNITS 1e7 /* of a degree */
#define CD_GEO_CELLS 128 /* of the grid, in each direction */
/* Longer edges could overflow the product of two differences in 64 bits. */
#define CD_GEO_EXTENT_MAX ((int32_t)(90 * 10000000))

struct cd_geo_point {
    int32_t x, y;
};

struct cd_geo_box {
    int32_t west, south, east, north;
};

struct cd_geo_ring {
    size_t first, count; /* points; the last one repeats the first */
    bool outer;          /* begins a new polygon of a MultiPolygon */
};

struct cd_geo_polygon {
    char code[11];
    bool multi;
    struct cd_geo_box box;
    size_t first_ring, ring_count;
};

struct cd_geo {
    struct cd_geo_point *points;
    struct cd_geo_ring *rings;
    struct cd_geo_polygon *polygons;
    size_t point_count, ring_count, polygon_count;
    size_t point_cap, ring_cap, polygon_cap;
    struct cd_geo_box box;
    /* Polygons whose box touches a cell: items[starts[cell]] up to items[starts[cell + 1]]. */
    uint32_t *starts, *items;
};

/* False when it is no point on earth. */
bool cd_geo_point_of(double lon, double lat, struct cd_geo_point *ret);
bool cd_geo_box_has(const struct cd_geo_box *box, struct cd_geo_point p);
bool cd_geo_polygon_has(const struct cd_geo *geo, const struct cd_geo_polygon *polygon,
                        struct cd_geo_point p);
/* NULL when no polygon has it. */
const struct cd_geo_polygon *cd_geo_at(const struct cd_geo *geo, struct cd_geo_point p);
size_t cd_geo_cell(const struct cd_geo_box *box, struct cd_geo_point p);

#endif
