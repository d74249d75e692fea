/*
 * Polygons in memory: which one has a point, which is nearest. A set is filled once, indexed, and
 * from then on immutable, so any number of threads may ask it. Coordinates are whole numbers of
 * 1e-7 degrees, so a point is in or out exactly; an edge belongs to the polygon north or east of
 * it.
 */
#ifndef CD_BASE_GEO_H
#define CD_BASE_GEO_H

#include "chatdong/buf.h"
#include "chatdong/geo.h"
#include "chatdong/rc.h"
#include <jansson.h>

#define CD_GEO_POINTS_MAX 2000000 /* of all polygons of a set */
#define CD_GEO_POLYGONS_MAX 20000

struct cd_geo;

struct cd_geo *cd_geo_new(void);
void cd_geo_free(struct cd_geo *geo); /* NULL is fine */
/* Adds a GeoJSON Polygon or MultiPolygon (RFC 7946) under a code of at most 10 characters; *why
 * says what is wrong with it. Codes ascend: of polygons that overlap the first one has the point.
 */
CD_MUST_CHECK enum cd_rc cd_geo_add(struct cd_geo *geo, struct cd_str code, const json_t *geometry,
                                    struct cd_buf *why);
/* Ends the filling; before it nothing is found. */
void cd_geo_index(struct cd_geo *geo);

size_t cd_geo_count(const struct cd_geo *geo);
const char *cd_geo_code(const struct cd_geo *geo, size_t index);
/* West, south, east, north in degrees. */
void cd_geo_bbox(const struct cd_geo *geo, size_t index, double ret[4]);
/* The geometry as this set holds it: GeoJSON, at most 7 decimals. */
void cd_geo_write(const struct cd_geo *geo, size_t index, struct cd_buf *out);

bool cd_geo_find(const struct cd_geo *geo, double lon, double lat, struct cd_geo_place *ret);
bool cd_geo_nearest(const struct cd_geo *geo, double lon, double lat, double limit_m,
                    struct cd_geo_place *ret);

/* How much of one polygon's area lies in each of another set's polygons, by a raster of points. */
struct cd_geo_share {
    const char *code;
    double share; /* 0 to 1, of `geo`'s polygon */
};
/* The number of shares of at least `least`, written to `ret`, at most `max`. */
size_t cd_geo_shares(const struct cd_geo *geo, size_t index, const struct cd_geo *others,
                     double least, struct cd_geo_share *ret, size_t max);

#endif
