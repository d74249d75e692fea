/*
 * Which dong a point lies in, from the boundaries of today in memory: no database call, callable
 * from any hook. The boundaries are read at start and again on SIGHUP; a call sees one whole map.
 * Points are WGS 84 in degrees and are compared on a grid of 1e-7 degrees (a
 * centimetre), exactly: of two dongs that share an edge, the one to the north or east has its
 * points, so that every point of a gapless map is in exactly one dong.
 */
#ifndef CHATDONG_GEO_H
#define CHATDONG_GEO_H

#include <stdbool.h>
#include <stddef.h>

#define CD_GEO_NEAR_MAX 5000.0 /* metres */

struct cd_request;

struct cd_geo_place {
    char dong_code[11];
    double distance_m; /* to its boundary; 0 inside */
};

/* The dong that has the point; false, and *ret untouched, when none has or the point is no point.
 */
bool cd_geo_dong_at(struct cd_request *req, double lon, double lat, struct cd_geo_place *ret);
/* The same, or else the nearest dong not farther than limit_m (at most CD_GEO_NEAR_MAX). */
bool cd_geo_dong_near(struct cd_request *req, double lon, double lat, double limit_m,
                      struct cd_geo_place *ret);
/* How many dongs have a boundary; 0: none was imported. */
size_t cd_geo_dong_count(struct cd_request *req);

#endif
