/* Points and polygons: holes, parts, edges that two share, bad geometry, the nearest one; and the
 * real city against an independent reckoning (skipped where the data is missing). */
#include "base/geo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SQUARE(w, s, e, n)                                                                         \
    "[[" #w "," #s "],[" #e "," #s "],[" #e "," #n "],[" #w "," #n "],[" #w "," #s "]]"
#define POLYGON(rings) "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"
#define MULTI(polygons) "{\"type\":\"MultiPolygon\",\"coordinates\":[" polygons "]}"

static enum cd_rc add(struct cd_geo *geo, const char *code, const char *geometry,
                      struct cd_buf *why)
{
    json_t *json = json_loads(geometry, 0, NULL);
    enum cd_rc rc = cd_geo_add(geo, cd_str_of(code), json, why);

    json_decref(json);
    return rc;
}

static void must_add(struct cd_geo *geo, const char *code, const char *geometry)
{
    CD_BUF_AUTO(why, 400);

    if (add(geo, code, geometry, &why) != CD_OK)
        fail_msg("%s: %s", code, why.ptr);
}

static const char *at(const struct cd_geo *geo, double lon, double lat)
{
    static struct cd_geo_place place;

    return cd_geo_find(geo, lon, lat, &place) ? place.dong_code : "";
}

/* Two squares with a common edge, a hole with a dong in it, and one of two parts. */
static struct cd_geo *small_map(void)
{
    struct cd_geo *geo = cd_geo_new();

    must_add(geo, "A", POLYGON(SQUARE(127.0, 37.5, 127.1, 37.6)));
    must_add(geo, "B",
             POLYGON(SQUARE(127.1, 37.5, 127.2, 37.6) "," SQUARE(127.14, 37.54, 127.16, 37.56)));
    must_add(geo, "C", POLYGON(SQUARE(127.14, 37.54, 127.16, 37.56)));
    must_add(geo, "D",
             MULTI("[" SQUARE(127.0, 37.4, 127.05, 37.5) "],[" SQUARE(
                 127.3, 37.5, 127.4, 37.6) "," SQUARE(127.34, 37.54, 127.36, 37.56) "]"));
    cd_geo_index(geo);
    return geo;
}

static void holes_and_parts(void **state)
{
    struct cd_geo *geo = small_map();

    (void)state;
    assert_string_equal(at(geo, 127.05, 37.55), "A");
    assert_string_equal(at(geo, 127.12, 37.55), "B");
    assert_string_equal(at(geo, 127.15, 37.55), "C");
    assert_string_equal(at(geo, 127.02, 37.45), "D");
    assert_string_equal(at(geo, 127.39, 37.55), "D");
    assert_string_equal(at(geo, 127.35, 37.55), ""); /* the hole of its second part */
    assert_string_equal(at(geo, 127.25, 37.55), "");
    assert_string_equal(at(geo, 0, 0), "");
    cd_geo_free(geo);
}

static void an_edge_has_one_owner(void **state)
{
    struct cd_geo *geo = small_map();

    (void)state;
    assert_string_equal(at(geo, 127.1, 37.55), "B"); /* east of it */
    assert_string_equal(at(geo, 127.0999999, 37.55), "A");
    assert_string_equal(at(geo, 127.03, 37.5), "A"); /* north of it */
    assert_string_equal(at(geo, 127.1, 37.5), "B");  /* the corner of two */
    assert_string_equal(at(geo, 127.14, 37.55), "C");
    assert_string_equal(at(geo, 127.16, 37.55), "B");
    assert_string_equal(at(geo, 127.15, 37.56), "B");
    assert_string_equal(at(geo, 127.15, 37.54), "C");
    assert_string_equal(at(geo, 127.2, 37.55), ""); /* the map's eastern rim */
    assert_string_equal(at(geo, 127.05, 37.6), ""); /* and its northern */
    cd_geo_free(geo);
}

static void no_point_is_nowhere(void **state)
{
    struct cd_geo *geo = small_map(), *empty = cd_geo_new();
    struct cd_geo_place place = {"kept", 7};

    (void)state;
    assert_false(cd_geo_find(geo, (double)NAN, 37.55, &place));
    assert_false(cd_geo_find(geo, 127.05, (double)INFINITY, &place));
    assert_false(cd_geo_find(geo, 181, 37.55, &place));
    assert_false(cd_geo_nearest(geo, 127.05, -91, 100, &place));
    assert_false(cd_geo_find(empty, 127.05, 37.55, &place));
    cd_geo_index(empty);
    assert_false(cd_geo_nearest(empty, 127.05, 37.55, 100, &place));
    assert_string_equal(place.dong_code, "kept");
    cd_geo_free(empty);
    cd_geo_free(geo);
}

static void expect_near(const struct cd_geo *geo, double lon, double lat, const char *code,
                        double metres)
{
    struct cd_geo_place place;

    assert_true(cd_geo_nearest(geo, lon, lat, 2000, &place));
    assert_string_equal(place.dong_code, code);
    if (fabs(place.distance_m - metres) > 0.5)
        fail_msg("%f m, not %f", place.distance_m, metres);
}

static void the_nearest_within_a_limit(void **state)
{
    struct cd_geo *geo = small_map();
    struct cd_geo_place place;

    (void)state;
    expect_near(geo, 127.05, 37.55, "A", 0);
    expect_near(geo, 127.05, 37.6, "A", 0);       /* on the rim */
    expect_near(geo, 127.05, 37.601, "A", 111.2); /* a thousandth of a degree of latitude */
    expect_near(geo, 127.201, 37.55, "B", 88.16); /* of longitude, at this latitude */
    expect_near(geo, 127.345, 37.55, "D", 440.8); /* in a hole: its edge */
    assert_false(cd_geo_nearest(geo, 127.05, 37.601, 111, &place));
    assert_true(cd_geo_nearest(geo, 127.05, 37.601, 112, &place));
    assert_false(
        cd_geo_nearest(geo, 127.25, 37.8, 1e9, &place)); /* 5 km at most, whatever is asked */
    assert_false(cd_geo_nearest(geo, 127.05, 37.601, -1, &place));
    cd_geo_free(geo);
}

static void refuse(const char *code, const char *geometry, const char *reason)
{
    struct cd_geo *geo = small_map();
    CD_BUF_AUTO(why, 400);

    assert_int_equal(add(geo, code, geometry, &why), CD_BAD_REQUEST);
    if (strstr(why.ptr, reason) == NULL)
        fail_msg("no '%s' in '%s'", reason, why.ptr);
    assert_int_equal(cd_geo_count(geo), 4);
    cd_geo_free(geo);
}

static void bad_geometry_is_refused(void **state)
{
    (void)state;
    refuse("E", "{\"type\":\"Point\",\"coordinates\":[127,37]}", "neither a Polygon");
    refuse("E", "{\"coordinates\":[]}", "neither a Polygon");
    refuse("E", POLYGON(""), "no ring");
    refuse("E", MULTI(""), "no polygon");
    refuse("E", MULTI("[]"), "no ring");
    refuse("E", POLYGON("[[127,37],[127.1,37],[127,37]]"), "fewer than four");
    refuse("E", POLYGON("[[127,37],[127.1,37],[127.1,37.1],[127,37.1]]"),
           "does not end where it begins");
    refuse("E", POLYGON("[[127,37],[127.1,37],[127.1,\"x\"],[127,37]]"),
           "not [longitude, latitude]");
    refuse("E", POLYGON("[[127,37],[127.1,37],[127.1,91],[127,37]]"), "not [longitude, latitude]");
    refuse("E", POLYGON("[[127,37],[127.1],[127.1,37.1],[127,37]]"), "not [longitude, latitude]");
    refuse("E", POLYGON("[[-90,0],[1,0],[1,1],[-90,0]]"), "wider than 90");
    refuse("D", POLYGON(SQUARE(1, 1, 2, 2)), "do not ascend");
    refuse("", POLYGON(SQUARE(1, 1, 2, 2)), "1 to 10 characters");
    refuse("12345678901", POLYGON(SQUARE(1, 1, 2, 2)), "1 to 10 characters");
}

static void what_is_written_is_read_again(void **state)
{
    struct cd_geo *geo = small_map(), *again = cd_geo_new();
    CD_BUF_AUTO(out, 4096);
    CD_BUF_AUTO(twice, 4096);
    double box[4];

    (void)state;
    cd_geo_write(geo, 3, &out);
    must_add(again, "D", out.ptr);
    cd_geo_write(again, 0, &twice);
    assert_string_equal(out.ptr, twice.ptr);
    assert_non_null(strstr(out.ptr, "[[127.3,37.5],[127.4,37.5]"));
    cd_geo_bbox(geo, 3, box);
    assert_true(box[0] == 127.0 && box[1] == 37.4 && box[2] == 127.4 && box[3] == 37.6);
    cd_geo_free(again);
    cd_geo_free(geo);
}

static void overlaps_are_measured(void **state)
{
    struct cd_geo *geo = small_map(), *other = cd_geo_new();
    struct cd_geo_share shares[4];

    (void)state;
    must_add(other, "X", POLYGON(SQUARE(127.0, 37.5, 127.025, 37.6)));
    must_add(other, "Y", POLYGON(SQUARE(127.025, 37.5, 127.2, 37.6)));
    cd_geo_index(other);
    assert_int_equal(cd_geo_shares(geo, 0, other, 0.01, shares, 4), 2);
    assert_string_equal(shares[0].code, "X");
    assert_true(fabs(shares[0].share - 0.25) < 0.02 && fabs(shares[1].share - 0.75) < 0.02);
    assert_int_equal(cd_geo_shares(geo, 0, other, 0.5, shares, 4), 1);
    assert_int_equal(cd_geo_shares(geo, 3, other, 0.01, shares, 4), 0);
    cd_geo_free(other);
    cd_geo_free(geo);
}

/* --- the real city --- */

static json_t *features_of(const char *name)
{
    const char *shared = getenv("CHATDONG_SHARED"); /* NOLINT(concurrency-mt-unsafe) */
    char path[500];

    (void)snprintf(path, sizeof path, "%s/data/geo/%s", shared != NULL ? shared : "../shared",
                   name);
    json_t *file = json_load_file(path, 0, NULL);
    if (file == NULL) {
        (void)printf("skipped: no %s (set CHATDONG_SHARED)\n", path);
        skip();
    }
    return file;
}

static int by_code(const void *a, const void *b)
{
    const char *x = json_string_value(
        json_object_get(json_object_get(*(json_t *const *)a, "properties"), "code"));
    const char *y = json_string_value(
        json_object_get(json_object_get(*(json_t *const *)b, "properties"), "code"));

    return strcmp(x, y);
}

static struct cd_geo *real_map(const char *name)
{
    json_t *file = features_of(name), *features = json_object_get(file, "features");
    size_t count = json_array_size(features);
    json_t **sorted = calloc(count, sizeof *sorted);
    struct cd_geo *geo = cd_geo_new();
    CD_BUF_AUTO(why, 400);

    assert_non_null(sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(features, i);
    qsort((void *)sorted, count, sizeof *sorted, by_code);
    for (size_t i = 0; i < count; i++) {
        const char *code =
            json_string_value(json_object_get(json_object_get(sorted[i], "properties"), "code"));
        if (cd_geo_add(geo, cd_str_of(code), json_object_get(sorted[i], "geometry"), &why) != CD_OK)
            fail_msg("%s: %s", code, why.ptr);
    }
    cd_geo_index(geo);
    free((void *)sorted);
    json_decref(file);
    return geo;
}

/* The winding number in long double over the GeoJSON itself: another method on other data. */
static int winding(const json_t *ring, long double x, long double y)
{
    int turns = 0;

    for (size_t i = 1; i < json_array_size(ring); i++) {
        const json_t *a = json_array_get(ring, i - 1), *b = json_array_get(ring, i);
        long double ax = json_number_value(json_array_get(a, 0)),
                    ay = json_number_value(json_array_get(a, 1));
        long double bx = json_number_value(json_array_get(b, 0)),
                    by = json_number_value(json_array_get(b, 1));
        long double side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
        if (ay <= y && by > y && side > 0)
            turns++;
        else if (ay > y && by <= y && side < 0)
            turns--;
    }
    return turns;
}

static const char *by_winding(const json_t *features, double x, double y)
{
    size_t i;
    const json_t *feature;

    json_array_foreach(features, i, feature)
    {
        const json_t *rings = json_object_get(json_object_get(feature, "geometry"), "coordinates");
        if (winding(json_array_get(rings, 0), x, y) != 0)
            return json_string_value(
                json_object_get(json_object_get(feature, "properties"), "code"));
    }
    return "";
}

/* Uniform enough, and the same in every run. */
static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (double)(*seed >> 33) / (double)(1U << 31);
}

static void random_points_of_the_real_city(void **state)
{
    struct cd_geo *geo = real_map("seoul_dong_427.geojson");
    json_t *file = features_of("seoul_dong_427.geojson");
    uint64_t seed = 20260101;
    int inside = 0;

    (void)state;
    assert_int_equal(cd_geo_count(geo), 427);
    for (int i = 0; i < 4000; i++) {
        double lon = 126.75 + 0.45 * next_random(&seed), lat = 37.42 + 0.29 * next_random(&seed);
        lon = round(lon * 1e7) / 1e7;
        lat = round(lat * 1e7) / 1e7;
        const char *expected = by_winding(json_object_get(file, "features"), lon, lat);
        inside += expected[0] != '\0';
        if (strcmp(at(geo, lon, lat), expected) != 0)
            fail_msg("%.7f %.7f: %s, not %s", lon, lat, at(geo, lon, lat), expected);
    }
    assert_in_range(inside, 1500, 2800);
    json_decref(file);
    cd_geo_free(geo);
}

/* Every corner of a gapless map belongs to exactly one dong (or to the rim). */
static void corners_of_the_real_city(void **state)
{
    struct cd_geo *geo = real_map("seoul_dong_427.geojson");
    json_t *file = features_of("seoul_dong_427.geojson");
    const json_t *feature;
    size_t i, corners = 0, rim = 0;

    (void)state;
    json_array_foreach(json_object_get(file, "features"), i, feature)
    {
        const json_t *ring =
            json_array_get(json_object_get(json_object_get(feature, "geometry"), "coordinates"), 0);
        size_t k;
        const json_t *p;
        json_array_foreach(ring, k, p)
        {
            struct cd_geo_place place;
            double lon = json_number_value(json_array_get(p, 0)),
                   lat = json_number_value(json_array_get(p, 1));
            corners++;
            rim += !cd_geo_find(geo, lon, lat, &place);
            assert_true(cd_geo_nearest(geo, lon, lat, 1, &place));
            assert_true(place.distance_m < 0.01);
        }
    }
    assert_true(corners > 18000 && rim < corners / 20);
    json_decref(file);
    cd_geo_free(geo);
}

static void what_became_of_the_area(void **state)
{
    struct cd_geo *old = real_map("seoul_dong_424_2018.geojson"),
                  *today = real_map("seoul_dong_427.geojson");
    struct cd_geo_share shares[8];
    size_t count = 0;

    (void)state;
    assert_int_equal(cd_geo_count(old), 424);
    for (size_t i = 0; i < cd_geo_count(today) && count == 0; i++) {
        if (strcmp(cd_geo_code(today, i), "1174052600") == 0) /* 상일제2동, cut out of 강일동 */
            count = cd_geo_shares(today, i, old, 0.5, shares, 8);
    }
    assert_int_equal(count, 1);
    assert_string_equal(shares[0].code, "1174051500");
    cd_geo_free(today);
    cd_geo_free(old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holes_and_parts),
        cmocka_unit_test(an_edge_has_one_owner),
        cmocka_unit_test(no_point_is_nowhere),
        cmocka_unit_test(the_nearest_within_a_limit),
        cmocka_unit_test(bad_geometry_is_refused),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(overlaps_are_measured),
        cmocka_unit_test(random_points_of_the_real_city),
        cmocka_unit_test(corners_of_the_real_city),
        cmocka_unit_test(what_became_of_the_area),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
