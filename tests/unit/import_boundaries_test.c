/* Boundaries from GeoJSON: two maps of a small made-up city, what became of dongs between them, and
 * every mistake that a file can have. */
#include "db/migrate.h"
#include "jobs/import_boundaries.h"
#include "pg_fixture.h"

#include <string.h>

#define SQUARE(w, s, e, n)                                                                         \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" #w "," #s "],[" #e "," #s "],[" #e "," #n "],[" #w \
    "," #n "],[" #w "," #s "]]]}"
#define FEATURE(code, geometry)                                                                    \
    "{\"type\":\"Feature\",\"properties\":{\"code\":\"" code "\"},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

/* A (split in two), B (stays and gives a part to D) and C (renamed), then their successors. */
#define A "1111051000"
#define B "1111052000"
#define C "1111053000"
#define A1 "1111051100"
#define A2 "1111051200"
#define D "1111054000"
#define C1 "1111053100"
#define OLD_MAP                                                                                    \
    COLLECTION(FEATURE(B, SQUARE(127.1, 37.5, 127.2, 37.6)) "," FEATURE(                           \
        A, SQUARE(127.0, 37.5, 127.1, 37.6)) "," FEATURE(C, SQUARE(127.2, 37.5, 127.3, 37.6)))
#define NEW_MAP                                                                                    \
    COLLECTION(FEATURE(A1, SQUARE(127.0, 37.5, 127.06, 37.6)) "," FEATURE(                         \
        A2,                                                                                        \
        SQUARE(127.06, 37.5, 127.1,                                                                \
               37.6)) "," FEATURE(B,                                                               \
                                  SQUARE(127.1, 37.5, 127.17,                                      \
                                         37.6)) "," FEATURE(C1,                                    \
                                                            SQUARE(127.198, 37.5, 127.3,           \
                                                                   37.6)) "," FEATURE(D,           \
                                                                                      SQUARE(      \
                                                                                          127.17,  \
                                                                                          37.5,    \
                                                                                          127.198, \
                                                                                          37.6)))

static PGconn *owner;
static char path[] = "/tmp/chatdong-map-XXXXXX";

static int set_up_all(void **state)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    owner = pg_fixture_connect("chatdong_owner", "chatdong");
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    return 0;
}

static int tear_down_all(void **state)
{
    (void)unlink(path);
    PQfinish(owner);
    return pg_fixture_stop(state);
}

static int set_up(void **state)
{
    (void)state;
    pg_fixture_run(owner, "delete from chatdong.dong; delete from chatdong.district;"
                          "insert into chatdong.district (code, name) values ('11110', '종로구');"
                          "insert into chatdong.dong (code, gu_code, name, name_official, "
                          "valid_from, valid_to) values"
                          " ('" A "', '11110', '가동', '가동', '2000-01-01', '2020-01-01'),"
                          " ('" B "', '11110', '나동', '나동', '2000-01-01', null),"
                          " ('" C "', '11110', '다동', '다동', '2000-01-01', '2021-01-01'),"
                          " ('" A1 "', '11110', '라동', '라동', '2020-01-01', null),"
                          " ('" A2 "', '11110', '마동', '마동', '2020-01-01', null),"
                          " ('" C1 "', '11110', '바동', '바동', '2021-01-01', null),"
                          " ('" D "', '11110', '사동', '사동', '2021-01-01', null)");
    return 0;
}

static void write_map(const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char *text_of(const char *sql)
{
    static char text[4000];
    PGresult *rows = PQexec(owner, sql);

    if (PQresultStatus(rows) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(owner));
    (void)snprintf(text, sizeof text, "%s", PQgetvalue(rows, 0, 0));
    PQclear(rows);
    return text;
}

static struct cd_import_report import(const char *map, const char *day, bool dry_run)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    write_map(map);
    if (cd_import_boundaries(owner, &(struct cd_boundary_file){path, day, "나"}, dry_run, &report,
                             &why) != CD_OK)
        fail_msg("%s", why.ptr);
    return report;
}

#define SUCCESSIONS                                                                                \
    "select string_agg(concat_ws(' ', predecessor_code, successor_code, happened_on, basis, "      \
    "area_share), ', '"                                                                            \
    " order by predecessor_code, successor_code) from chatdong.dong_succession"

static void two_maps_tell_what_became(void **state)
{
    (void)state;
    struct cd_import_report report = import(OLD_MAP, "2015-07-06", false);
    assert_int_equal(cd_import_count_of(&report, "boundaries").inserted, 3);
    assert_string_equal(report.notes.ptr, "");
    report = import(NEW_MAP, "2025-07-01", false);
    assert_int_equal(cd_import_count_of(&report, "boundaries").inserted, 5);
    assert_int_equal(cd_import_count_of(&report, "successions").inserted, 4);
    assert_string_equal(text_of(SUCCESSIONS),
                        A " " A1 " 2020-01-01 area 0.6, " A " " A2 " 2020-01-01 area 0.4, " B " " D
                          " 2021-01-01 area 0.28, " C " " C1 " 2021-01-01 area 1");
    assert_string_equal(
        text_of("select string_agg(code || successor_code, ' ' order by code) from chatdong.dong"),
        A A1 " " C C1);
    report = import(NEW_MAP, "2025-07-01", false);
    assert_int_equal(cd_import_count_of(&report, "boundaries").unchanged, 5);
    assert_int_equal(cd_import_count_of(&report, "successions").unchanged, 4);
    assert_string_equal(
        text_of("select string_agg(distinct source, '') from chatdong.dong_boundary"), "나");
}

/* The order in which the maps come in does not matter; what names had said gives way. */
static void the_newer_map_may_come_first(void **state)
{
    char expected[4000];

    (void)state;
    pg_fixture_run(owner,
                   "set search_path = chatdong; select dong_succession_renew(); reset search_path");
    (void)import(NEW_MAP, "2025-07-01", false);
    (void)import(OLD_MAP, "2015-07-06", false);
    (void)snprintf(expected, sizeof expected, "%s", text_of(SUCCESSIONS));
    assert_non_null(strstr(expected, A " " A1 " 2020-01-01 area 0.6"));
    assert_non_null(strstr(expected, C " " C1 " 2021-01-01 area 1"));
    assert_null(strstr(expected, "name"));
}

static void a_dry_run_leaves_nothing(void **state)
{
    (void)state;
    struct cd_import_report report = import(OLD_MAP, "2015-07-06", true);
    assert_int_equal(cd_import_count_of(&report, "boundaries").inserted, 3);
    assert_string_equal(text_of("select count(*) from chatdong.dong_boundary"), "0");
    assert_int_equal(PQtransactionStatus(owner), PQTRANS_IDLE);
}

static void what_a_map_lacks_is_noted(void **state)
{
    (void)state;
    struct cd_import_report report =
        import(COLLECTION(FEATURE(A, SQUARE(127.0, 37.5, 127.1, 37.6))), "2015-07-06", false);
    assert_non_null(strstr(report.notes.ptr, "2 dongs of that day have no boundary"));
    assert_non_null(strstr(report.notes.ptr, B " 나동"));
    cd_import_report_release(&report);
}

static void refuse(const char *map, const char *day, const char *part)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    write_map(map);
    if (cd_import_boundaries(owner, &(struct cd_boundary_file){path, day, NULL}, false, &report,
                             &why) == CD_OK)
        fail_msg("took what should be refused: %s", part);
    if (strstr(why.ptr, part) == NULL)
        fail_msg("no '%s' in: %s", part, why.ptr);
    assert_string_equal(text_of("select count(*) from chatdong.dong_boundary"), "0");
    assert_int_equal(PQtransactionStatus(owner), PQTRANS_IDLE);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    refuse("{\n\n\"features\": [", "2015-07-06", ":3: ");
    refuse("[]", "2015-07-06", "has no features");
    refuse(COLLECTION("{\"geometry\":null}"), "2015-07-06", "feature 1: has no property 'code'");
    refuse(
        COLLECTION(FEATURE(A, SQUARE(127.0, 37.5, 127.1, 37.6)) "," FEATURE("1111099900", "null")),
        "2015-07-06", "feature 2: there is no dong 1111099900");
    refuse(OLD_MAP, "2020-06-01", "feature 2: was no dong on that day: " A);
    refuse(COLLECTION(FEATURE(A, SQUARE(127.0, 37.5, 127.1, 37.6)) "," FEATURE(
               A, SQUARE(127.0, 37.5, 127.1, 37.6))),
           "2015-07-06", "feature 2: is there twice: " A);
    refuse(COLLECTION(FEATURE(A, "{\"type\":\"Point\"}")), "2015-07-06",
           "feature 1: the geometry is neither");
    refuse(COLLECTION(FEATURE(A, "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[3,3]]]}")),
           "2015-07-06", "feature 1: a ring has fewer");
    refuse(OLD_MAP, "2015-02-30", "date/time field value out of range");
    refuse(OLD_MAP, "20150706", "'20150706' is not a day");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_maps_tell_what_became), TEST(the_newer_map_may_come_first),
        TEST(a_dry_run_leaves_nothing),  TEST(what_a_map_lacks_is_noted),
        TEST(mistakes_are_named),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
