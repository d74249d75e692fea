/* Finding: a grid over all polygons says which boxes are near a point, then exact arithmetic. */
#include "base/geo_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define METRES_PER_DEGREE 111195.08 /* of latitude, on a sphere of 6371.008 km */
#define RADIANS 0.017453292519943295

bool cd_geo_box_has(const struct cd_geo_box *box, struct cd_geo_point p)
{
    return p.x >= box->west && p.x <= box->east && p.y >= box->south && p.y <= box->north;
}

/* Whether a ray to the east meets the edge. Its lower end counts and its upper one does not, and
 * the edge is always looked at upward, so two polygons that share it get the same answer. */
static bool meets(struct cd_geo_point a, struct cd_geo_point b, struct cd_geo_point p)
{
    if (a.y > b.y) {
        struct cd_geo_point swap = a;
        a = b;
        b = swap;
    }
    if (p.y < a.y || p.y >= b.y)
        return false;
    return ((int64_t)b.x - a.x) * ((int64_t)p.y - a.y) >
           ((int64_t)p.x - a.x) * ((int64_t)b.y - a.y);
}

/* Even-odd over all rings, so holes and parts need no care of their own. */
bool cd_geo_polygon_has(const struct cd_geo *geo, const struct cd_geo_polygon *polygon,
                        struct cd_geo_point p)
{
    bool inside = false;

    if (!cd_geo_box_has(&polygon->box, p))
        return false;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        const struct cd_geo_ring *ring = &geo->rings[polygon->first_ring + r];
        const struct cd_geo_point *at = &geo->points[ring->first];
        for (size_t i = 1; i < ring->count; i++)
            inside ^= meets(at[i - 1], at[i], p);
    }
    return inside;
}

static size_t part(int32_t low, int32_t high, int32_t at)
{
    int64_t width = ((int64_t)high - low) / CD_GEO_CELLS + 1;

    return (size_t)(((int64_t)at - low) / width);
}

size_t cd_geo_cell(const struct cd_geo_box *box, struct cd_geo_point p)
{
    return part(box->south, box->north, p.y) * CD_GEO_CELLS + part(box->west, box->east, p.x);
}

/* Counts (items NULL) or enters the polygon into the cells that its box touches. */
static void enter(struct cd_geo *geo, uint32_t polygon, uint32_t *fill)
{
    const struct cd_geo_box *box = &geo->polygons[polygon].box;
    size_t first = cd_geo_cell(&geo->box, (struct cd_geo_point){box->west, box->south});
    size_t last = cd_geo_cell(&geo->box, (struct cd_geo_point){box->east, box->north});

    for (size_t row = first / CD_GEO_CELLS; row <= last / CD_GEO_CELLS; row++) {
        for (size_t col = first % CD_GEO_CELLS; col <= last % CD_GEO_CELLS; col++) {
            size_t cell = row * CD_GEO_CELLS + col;
            if (geo->items == NULL)
                geo->starts[cell + 1]++;
            else
                geo->items[fill[cell]++] = polygon;
        }
    }
}

void cd_geo_index(struct cd_geo *geo)
{
    size_t cells = (size_t)CD_GEO_CELLS * CD_GEO_CELLS;
    uint32_t *fill = calloc(cells + 1, sizeof *fill);

    geo->starts = calloc(cells + 1, sizeof *geo->starts);
    if (fill == NULL || geo->starts == NULL)
        abort();
    for (uint32_t i = 0; i < geo->polygon_count; i++)
        enter(geo, i, fill);
    for (size_t i = 0; i < cells; i++)
        geo->starts[i + 1] += geo->starts[i];
    memcpy(fill, geo->starts, cells * sizeof *fill);
    geo->items = calloc((size_t)geo->starts[cells] + 1, sizeof *geo->items);
    if (geo->items == NULL)
        abort();
    for (uint32_t i = 0; i < geo->polygon_count; i++)
        enter(geo, i, fill);
    free(fill);
}

const struct cd_geo_polygon *cd_geo_at(const struct cd_geo *geo, struct cd_geo_point p)
{
    if (geo->items == NULL || geo->polygon_count == 0 || !cd_geo_box_has(&geo->box, p))
        return NULL;
    size_t cell = cd_geo_cell(&geo->box, p);
    for (uint32_t i = geo->starts[cell]; i < geo->starts[cell + 1]; i++) {
        const struct cd_geo_polygon *polygon = &geo->polygons[geo->items[i]];
        if (cd_geo_polygon_has(geo, polygon, p))
            return polygon;
    }
    return NULL;
}

static void set_place(const struct cd_geo_polygon *polygon, double distance,
                      struct cd_geo_place *ret)
{
    memcpy(ret->dong_code, polygon->code, sizeof ret->dong_code);
    ret->distance_m = distance;
}

bool cd_geo_find(const struct cd_geo *geo, double lon, double lat, struct cd_geo_place *ret)
{
    struct cd_geo_point p;

    if (!cd_geo_point_of(lon, lat, &p))
        return false;
    const struct cd_geo_polygon *polygon = cd_geo_at(geo, p);
    if (polygon == NULL)
        return false;
    set_place(polygon, 0, ret);
    return true;
}

/* Metres on the plane that touches the earth at the point: right to a millimetre per kilometre. */
struct plane {
    struct cd_geo_point at;
    double x_metres, y_metres; /* of one unit */
};

static double to_segment(const struct plane *plane, struct cd_geo_point a, struct cd_geo_point b)
{
    double ax = ((double)a.x - plane->at.x) * plane->x_metres;
    double ay = ((double)a.y - plane->at.y) * plane->y_metres;
    double dx = ((double)b.x - a.x) * plane->x_metres, dy = ((double)b.y - a.y) * plane->y_metres;
    double length = dx * dx + dy * dy;
    double t = length > 0 ? -(ax * dx + ay * dy) / length : 0;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(ax + t * dx, ay + t * dy);
}

static double to_polygon(const struct cd_geo *geo, const struct cd_geo_polygon *polygon,
                         const struct plane *plane)
{
    double least = INFINITY;

    for (size_t r = 0; r < polygon->ring_count; r++) {
        const struct cd_geo_ring *ring = &geo->rings[polygon->first_ring + r];
        const struct cd_geo_point *at = &geo->points[ring->first];
        for (size_t i = 1; i < ring->count; i++) {
            double distance = to_segment(plane, at[i - 1], at[i]);
            least = distance < least ? distance : least;
        }
    }
    return least;
}

/* Metres to the box: nothing inside it can be nearer. */
static double to_box(const struct cd_geo_box *box, const struct plane *plane)
{
    double x = plane->at.x < box->west   ? (double)box->west - plane->at.x
               : plane->at.x > box->east ? (double)plane->at.x - box->east
                                         : 0;
    double y = plane->at.y < box->south   ? (double)box->south - plane->at.y
               : plane->at.y > box->north ? (double)plane->at.y - box->north
                                          : 0;

    return hypot(x * plane->x_metres, y * plane->y_metres);
}

bool cd_geo_nearest(const struct cd_geo *geo, double lon, double lat, double limit_m,
                    struct cd_geo_place *ret)
{
    struct plane plane = {.y_metres = METRES_PER_DEGREE / CD_GEO_UNITS};
    const struct cd_geo_polygon *nearest = NULL;
    double least = limit_m < CD_GEO_NEAR_MAX ? limit_m : CD_GEO_NEAR_MAX;

    if (cd_geo_find(geo, lon, lat, ret))
        return true;
    if (!cd_geo_point_of(lon, lat, &plane.at))
        return false;
    plane.x_metres = plane.y_metres * cos(lat * RADIANS);
    for (size_t i = 0; i < geo->polygon_count; i++) {
        if (to_box(&geo->polygons[i].box, &plane) > least)
            continue;
        double distance = to_polygon(geo, &geo->polygons[i], &plane);
        if (distance < least || (nearest == NULL && distance <= least)) {
            least = distance;
            nearest = &geo->polygons[i];
        }
    }
    if (nearest == NULL)
        return false;
    set_place(nearest, least, ret);
    return true;
}
