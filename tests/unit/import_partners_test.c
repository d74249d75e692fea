/* Dementia centers: made-up rows with every oddity of the real table, and what is refused. */
#include "db/migrate.h"
#include "jobs/import_partners.h"
#include "pg_fixture.h"

#include <string.h>

#define HEAD                                                                                       \
    "name,kind,road_address,lot_address,lat,lon,operator,phone,doctors,nurses,social_workers,"     \
    "as_of\n"
#define CENTER "가람구치매안심센터,치매안심센터,서울특별시 가람구 햇살로 30,"
#define ROW CENTER ",37.5702,126.9702,보건소,02-555-0888,1,9,5,2021-09-28\n"

static PGconn *owner;
static char directory[] = "/tmp/chatdong-partners-XXXXXX";
static char file[100];

static int set_up_all(void **state)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    owner = pg_fixture_connect("chatdong_owner", "chatdong");
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    assert_non_null(mkdtemp(directory));
    (void)snprintf(file, sizeof file, "%s/centers.csv", directory);
    pg_fixture_run(owner,
                   "insert into chatdong.district (code, name) values ('99110', '가람구');"
                   "insert into chatdong.dong (code, gu_code, name, lon, lat, valid_from) values"
                   " ('9911051000', '99110', '햇살동', 126.9701, 37.5701, '2015-07-01'),"
                   " ('9911052000', '99110', '달빛동', 126.9812, 37.5711, '2015-07-01')");
    return 0;
}

static int tear_down_all(void **state)
{
    (void)unlink(file);
    (void)rmdir(directory);
    PQfinish(owner);
    return pg_fixture_stop(state);
}

static int set_up(void **state)
{
    (void)state;
    pg_fixture_run(owner, "truncate chatdong.partner cascade;"
                          "truncate chatdong.partner_history, chatdong.partner_location_history,"
                          " chatdong.partner_service_history");
    return 0;
}

static void write_rows(const char *text)
{
    FILE *out = fopen(file, "we");

    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static struct cd_import_report import(const char *text, bool dry_run)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    write_rows(text);
    if (cd_import_partners(owner, file, dry_run, &report, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    return report;
}

static void expect(const char *sql, const char *expected)
{
    PGresult *result = PQexec(owner, sql);

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(owner));
    assert_string_equal(PQgetvalue(result, 0, 0), expected);
    PQclear(result);
}

static void a_row_becomes_an_institution_with_place_and_service(void **state)
{
    struct cd_import_report report = import(HEAD ROW, false);

    (void)state;
    assert_int_equal(cd_import_count_of(&report, "partners").inserted, 1);
    assert_int_equal(cd_import_count_of(&report, "services").inserted, 1);
    assert_string_equal(report.notes.ptr, "");
    cd_import_report_release(&report);
    expect("select p.dong_code || ' ' || p.kind || ' ' || (p.phones -> 0 ->> 'number') || ' ' ||"
           " l.lon || ' ' || s.needs[1] || ' ' || s.area_codes[1] || ' ' || s.assured_on"
           " from chatdong.partner p join chatdong.partner_service s on s.partner_id = p.id"
           " join chatdong.partner_location l on l.id = s.location_ids[1]",
           "9911051000 dementia_center +8225550888 126.9702 health.dementia 99110 2021-09-28");
    report = import(HEAD ROW, false);
    assert_int_equal(cd_import_count_of(&report, "partners").unchanged, 1);
    assert_int_equal(cd_import_count_of(&report, "locations").updated, 0);
    cd_import_report_release(&report);
}

static void a_dry_run_keeps_nothing(void **state)
{
    struct cd_import_report report = import(HEAD ROW, true);

    (void)state;
    assert_int_equal(cd_import_count_of(&report, "partners").inserted, 1);
    cd_import_report_release(&report);
    expect("select count(*) from chatdong.partner", "0");
}

static void what_cannot_be_placed_is_left_out_and_said(void **state)
{
    struct cd_import_report report = import(
        HEAD ROW "점 없는 센터,치매안심센터,서울특별시 가람구 달빛로 3,,,,x,,,,,\n"
                 "먼 센터,치매안심센터,부산광역시 어느구 길 1,,35.1,129.0,x,,,,,\n"
                 "가람구치매안심센터,치매안심센터,서울특별시 가람구 달빛로 9,,37.5712,126.9811,x,"
                 "3153-9062,,,,2021-13-01\n",
        false);

    (void)state;
    assert_int_equal(cd_import_count_of(&report, "partners").inserted, 2);
    assert_non_null(strstr(report.notes.ptr, "점 없는 센터"));
    assert_non_null(strstr(report.notes.ptr, "먼 센터"));
    cd_import_report_release(&report);
    expect("select string_agg(name, '; ' order by name) from chatdong.partner",
           "가람구치매안심센터 (달빛로 9); 가람구치매안심센터 (햇살로 30)");
    expect("select phones -> 0 ->> 'number' from chatdong.partner where dong_code = '9911052000'",
           "+82231539062");
}

static void what_was_changed_by_hand_stays(void **state)
{
    struct cd_import_report report = import(HEAD ROW, false);

    (void)state;
    cd_import_report_release(&report);
    pg_fixture_run(owner, "update chatdong.partner set name = '새 이름', updated_by = id");
    report = import(HEAD CENTER ",37.5702,126.9702,다른 곳,02-555-0889,1,9,5,2022-01-01\n", false);
    assert_int_equal(cd_import_count_of(&report, "partners").unchanged, 1);
    assert_non_null(strstr(report.notes.ptr, "changed by hand"));
    cd_import_report_release(&report);
    expect("select name from chatdong.partner", "새 이름");
    expect("select assured_on from chatdong.partner_service", "2022-01-01");
}

static void a_wrong_file_is_refused_with_its_lines(void **state)
{
    static const struct {
        const char *text, *reason;
    } wrong[] = {
        {"name,kind\n", "centers.csv:1"},
        {HEAD ",치매안심센터,서울특별시 가람구 햇살로 30,,,,,,,,,\n",
         "centers.csv:2: name is empty"},
        {HEAD ROW "x,치매안심센터,,,,,,,,,,\n", "centers.csv:3: road_address is empty"},
        {HEAD "too,few\n", "centers.csv:2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct cd_import_report report;
        CD_BUF_AUTO(why, 8192);
        write_rows(wrong[i].text);
        assert_int_equal(cd_import_partners(owner, file, false, &report, &why), CD_BAD_REQUEST);
        if (strstr(why.ptr, wrong[i].reason) == NULL)
            fail_msg("%s", why.ptr);
    }
    expect("select count(*) from chatdong.partner", "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_becomes_an_institution_with_place_and_service, set_up),
        cmocka_unit_test_setup(a_dry_run_keeps_nothing, set_up),
        cmocka_unit_test_setup(what_cannot_be_placed_is_left_out_and_said, set_up),
        cmocka_unit_test_setup(what_was_changed_by_hand_stays, set_up),
        cmocka_unit_test_setup(a_wrong_file_is_refused_with_its_lines, set_up),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
