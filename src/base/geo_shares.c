/* How two maps of different years overlap, by a raster: good to a percent, which is finer than the
 * two maps' drawings agree. */
#include "base/geo_impl.h"

#include <stdlib.h>

#define RASTER 96 /* points in each direction of a polygon's box */

/* The middle of the raster's n-th step from low to high. */
static int32_t raster_step(int32_t low, int32_t high, int64_t n)
{
    return (int32_t)(low + ((int64_t)high - low) * (2 * n + 1) / (2 * (int64_t)RASTER));
}

static struct cd_geo_point raster_point(const struct cd_geo_box *box, int col, int row)
{
    return (struct cd_geo_point){raster_step(box->west, box->east, col),
                                 raster_step(box->south, box->north, row)};
}

/* Counts the raster's points by the polygon of `others` that has them; returns how many there are.
 */
static uint32_t count_points(const struct cd_geo *geo, size_t index, const struct cd_geo *others,
                             uint32_t *counts)
{
    const struct cd_geo_polygon *polygon = &geo->polygons[index];
    uint32_t total = 0;

    for (int i = 0; i < RASTER * RASTER; i++) {
        struct cd_geo_point p = raster_point(&polygon->box, i % RASTER, i / RASTER);
        if (!cd_geo_polygon_has(geo, polygon, p))
            continue;
        const struct cd_geo_polygon *other = cd_geo_at(others, p);
        total++;
        if (other != NULL)
            counts[other - others->polygons]++;
    }
    return total;
}

size_t cd_geo_shares(const struct cd_geo *geo, size_t index, const struct cd_geo *others,
                     double least, struct cd_geo_share *ret, size_t max)
{
    uint32_t *counts = calloc(others->polygon_count + 1, sizeof *counts);
    size_t found = 0;

    if (counts == NULL)
        abort();
    uint32_t total = count_points(geo, index, others, counts);
    for (size_t i = 0; i < others->polygon_count && found < max; i++) {
        if (total > 0 && counts[i] >= least * total && counts[i] > 0)
            ret[found++] =
                (struct cd_geo_share){others->polygons[i].code, (double)counts[i] / total};
    }
    free(counts);
    return found;
}
