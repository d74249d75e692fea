/* The city's dongs: the real tables (where they are), and small made-up ones with every mistake. */
#include "db/migrate.h"
#include "jobs/import_dongs.h"
#include "pg_fixture.h"

#include <string.h>

#define GU "code,code10,sgis_code,name_ko,name_en\n"
#define DONG "code,gu_code,sgis_code,name_ko,name_official,name_en,lon,lat,area_km2,valid_from\n"
#define HISTORY "code,gu_code,name_official,valid_from,valid_to\n"
#define GU_ROW "11110,1111000000,11010,종로구,Jongno-gu\n"
#define DONG_ROW "1111051500,11110,11010720,새동,새동,Sae-dong,126.97,37.58,2.4365,2008-11-01\n"
#define HISTORY_ROWS                                                                               \
    "1111051500,11110,새동,2008-11-01,\n1111051000,11110,옛동,1988-04-23,2008-11-01\n"

static PGconn *owner;
static char directory[] = "/tmp/chatdong-import-XXXXXX";

static int set_up_all(void **state)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    owner = pg_fixture_connect("chatdong_owner", "chatdong");
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    assert_non_null(mkdtemp(directory));
    return 0;
}

static int tear_down_all(void **state)
{
    char command[64];

    (void)snprintf(command, sizeof command, "rm -rf '%s'", directory);
    (void)!system(command);
    PQfinish(owner);
    return pg_fixture_stop(state);
}

static int set_up(void **state)
{
    (void)state;
    pg_fixture_run(owner, "delete from chatdong.legal_dong; delete from chatdong.dong; delete from "
                          "chatdong.district");
    return 0;
}

static int64_t number(const char *sql)
{
    PGresult *result = PQexec(owner, sql);
    int64_t value = -1;

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(owner));
    assert_true(cd_str_int64(cd_str_of(PQgetvalue(result, 0, 0)), &value));
    PQclear(result);
    return value;
}

static void write_file(const char *name, const char *text)
{
    char path[200];

    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_tables(const char *gu, const char *dong, const char *history)
{
    write_file("gu.csv", gu);
    write_file("dong.csv", dong);
    write_file("dong_history.csv", history);
}

static struct cd_import_report import(bool dry_run)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    if (cd_import_dongs(owner, directory, dry_run, &report, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    return report;
}

static void expect_count(const struct cd_import_report *report, const char *what, int64_t inserted,
                         int64_t updated, int64_t unchanged)
{
    struct cd_import_count count = cd_import_count_of(report, what);

    assert_int_equal(count.inserted, inserted);
    assert_int_equal(count.updated, updated);
    assert_int_equal(count.unchanged, unchanged);
}

static void the_real_city(void **state)
{
    const char *shared = getenv("CHATDONG_SHARED"); /* NOLINT(concurrency-mt-unsafe) */
    struct cd_import_report report;
    char path[500];
    CD_BUF_AUTO(why, 8192);

    (void)state;
    (void)snprintf(path, sizeof path, "%s/data", shared != NULL ? shared : "../shared");
    if (access(path, R_OK) != 0) {
        (void)printf("skipped: no %s (set CHATDONG_SHARED)\n", path);
        skip();
    }
    if (cd_import_dongs(owner, path, false, &report, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    expect_count(&report, "districts", 25, 0, 0);
    expect_count(&report, "dongs", 728, 0, 0);
    expect_count(&report, "legal dongs", 467, 0, 0);
    expect_count(&report, "pairs", 744, 0, 0);
    assert_non_null(strstr(report.notes.ptr, "nobody says what became of them"));
    cd_import_report_release(&report);
#define VALID_ON(day)                                                                              \
    "select count(*) from chatdong.dong where valid_from <= date '" day                            \
    "' and (valid_to is null or valid_to > date '" day "')"
    assert_int_equal(number("select count(*) from chatdong.dong where valid_to is null"), 427);
    assert_int_equal(
        number("select count(*) from chatdong.district where valid_from < '1990-01-01'"), 22);
    assert_int_equal(number(VALID_ON("2016-03-01")), 424);
    if (cd_import_dongs(owner, path, false, &report, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    expect_count(&report, "districts", 0, 0, 25);
    expect_count(&report, "dongs", 0, 0, 728);
    expect_count(&report, "legal dongs", 0, 0, 467);
    expect_count(&report, "pairs", 0, 0, 744);
    assert_int_equal(cd_import_count_of(&report, "aliases").inserted, 0);
    assert_int_equal(cd_import_count_of(&report, "successions").inserted, 0);
    assert_int_equal(cd_import_count_of(&report, "successions").removed, 0);
    cd_import_report_release(&report);
}

static void again_changes_what_changed_only(void **state)
{
    (void)state;
    write_tables(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS);
    struct cd_import_report report = import(false);
    expect_count(&report, "districts", 1, 0, 0);
    expect_count(&report, "dongs", 2, 0, 0);
    assert_int_equal(
        number("select count(*) from chatdong.dong where code = '1111051000' and name ="
               " '옛동' and valid_to = '2008-11-01' and lon is null"),
        1);
    write_tables("\xef\xbb\xbf" GU GU_ROW "11140,1114000000,11020,중구,Jung-gu\n",
                 DONG
                 "1111051500,11110,11010720,\"새,동\",새동,Sae-dong,126.97,37.58,,2008-11-01\n",
                 HISTORY HISTORY_ROWS);
    report = import(false);
    expect_count(&report, "districts", 1, 0, 1);
    expect_count(&report, "dongs", 0, 1, 1);
    assert_int_equal(number("select version from chatdong.dong where name = '새,동'"), 2);
    assert_int_equal(number("select version from chatdong.dong where name = '옛동'"), 1);
}

static void a_dry_run_leaves_nothing(void **state)
{
    (void)state;
    write_tables(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS);
    struct cd_import_report report = import(true);
    expect_count(&report, "dongs", 2, 0, 0);
    assert_int_equal(number("select count(*) from chatdong.dong"), 0);
    assert_int_equal(PQtransactionStatus(owner), PQTRANS_IDLE);
}

static void names_become_nfc_and_crlf_is_read(void **state)
{
    (void)state;
    write_tables("code,code10,sgis_code,name_ko,name_en\r\n"
                 "11110,1111000000,11010,\u110c\u1169\u11bc\u1105\u1169\u1100\u116e,Jongno-gu\r\n",
                 DONG DONG_ROW, HISTORY HISTORY_ROWS);
    (void)import(false);
    assert_int_equal(number("select count(*) from chatdong.district where name = '종로구'"), 1);
}

static void expect_mistake(const char *gu, const char *dong, const char *history, const char *part)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    write_tables(gu, dong, history);
    assert_int_equal(cd_import_dongs(owner, directory, false, &report, &why), CD_BAD_REQUEST);
    if (strstr(why.ptr, part) == NULL)
        fail_msg("no '%s' in: %s", part, why.ptr);
    assert_int_equal(number("select count(*) from chatdong.district"), 0);
}

static void gu_mistake(const char *row, const char *part)
{
    CD_BUF_AUTO(text, 4096);

    cd_buf_addf(&text, "%s%s", GU GU_ROW, row);
    expect_mistake(text.ptr, DONG DONG_ROW, HISTORY HISTORY_ROWS, part);
}

static void dong_mistake(const char *row, const char *part)
{
    CD_BUF_AUTO(text, 4096);

    cd_buf_addf(&text, "%s%s", DONG DONG_ROW, row);
    expect_mistake(GU GU_ROW, text.ptr, HISTORY HISTORY_ROWS, part);
}

static void history_mistake(const char *row, const char *part)
{
    CD_BUF_AUTO(text, 4096);

    cd_buf_addf(&text, "%s%s", HISTORY HISTORY_ROWS, row);
    expect_mistake(GU GU_ROW, DONG DONG_ROW, text.ptr, part);
}

static void mistakes_are_named_by_file_and_line(void **state)
{
    (void)state;
    gu_mistake("1114,1114000000,,중구,\n", "gu.csv:3: code '1114' must have 5 digits");
    gu_mistake("11140,1117000000,,중구,\n", "gu.csv:3: code10 '1117000000' does not begin");
    gu_mistake("11140,1114000000,,,\n", "gu.csv:3: name_ko is empty");
    gu_mistake("11110,1111000000,,종로구,\n", "gu.csv:3: code '11110' is also in line 2");
    gu_mistake("11140,1114000000\n", "gu.csv:3: 2 fields, not 5");
    gu_mistake("11140,1114000000,,\"중\n구\n\",,\n", "gu.csv:3: 6 fields, not 5");
    gu_mistake("11140,1114000000,,\xff,\n", "gu.csv:3: field 4 is not UTF-8");
    gu_mistake("11140,1114000000,,\"중구,\n", "gu.csv:3: a quoted field does not end");
    dong_mistake("1114051500,11140,,새동,새동,,,,,2008-11-01\n",
                 "dong.csv:3: gu_code '11140' is not");
    dong_mistake("1114051500,11110,,새동,새동,,,,,2008-11-01\n", "does not begin with gu_code");
    dong_mistake("111105150x,11110,,새동,새동,,,,,2008-11-01\n", "must have 10 digits");
    dong_mistake("1111051600,11110,,새동,새동,,,,,2008-02-30\n", "'2008-02-30' is not a date");
    dong_mistake("1111051600,11110,,새동,새동,,,,,2008-13-01\n", "is not a date");
    dong_mistake("1111051600,11110,,새동,새동,,190,,,2008-01-01\n", "lon '190' is not a number");
    dong_mistake("1111051600,11110,,새동,새동,,,nan,,2008-01-01\n", "lat 'nan' is not a number");
    history_mistake("1111052000,11110,동,1988-04-23,1988-04-23\n", "is not after valid_from");
    history_mistake("1111052000,11110,동,1988-04-23,\n", "is valid today, but not in dong.csv");
    expect_mistake(GU GU_ROW, DONG DONG_ROW, HISTORY "1111051500,11110,새동,2008-11-02,\n",
                   "dong_history.csv:2: '1111051500' is valid from 2008-11-02, in dong.csv:2");
    expect_mistake(GU GU_ROW, DONG DONG_ROW,
                   HISTORY "1111051500,11110,새동,2008-11-01,2020-01-01\n",
                   "has ended, but is in dong.csv:2");
    expect_mistake("code,name\n", DONG DONG_ROW, HISTORY HISTORY_ROWS,
                   "gu.csv:1: column 2 must be 'code10'");
    expect_mistake("", DONG DONG_ROW, HISTORY HISTORY_ROWS, "gu.csv:1: the file is empty");
}

#define LEGAL "code,gu_code,name_ko,name_en\n"
#define PAIR "legal_code,admin_code,admin_count_of_legal,source\n"
#define SUCCESSION "predecessor_code,successor_code,on\n"

static void remove_extras(void)
{
    static const char *const names[] = {"legal_dong.csv", "legal_to_admin.csv",
                                        "dong_succession.csv"};
    char path[200];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        (void)unlink(path);
    }
}

static void legal_dongs_and_their_pairs(void **state)
{
    (void)state;
    write_tables(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS);
    write_file("legal_dong.csv",
               LEGAL "1111010100,11110,청운동,Cheongun-dong\n1111010200,11110,신교동,\n");
    write_file("legal_to_admin.csv", PAIR "1111010100,1111051500,2,x\n1111010200,1111051500,1,x\n"
                                          "1111010100,1111051000,2,x\n");
    struct cd_import_report report = import(false);
    expect_count(&report, "legal dongs", 2, 0, 0);
    expect_count(&report, "pairs", 3, 0, 0);
    cd_import_report_release(&report);
    write_file("legal_to_admin.csv", PAIR "1111010100,1111051500,2,y\n");
    report = import(false);
    expect_count(&report, "pairs", 0, 1, 0);
    assert_int_equal(cd_import_count_of(&report, "pairs").removed, 1); /* not that of 옛동 */
    cd_import_report_release(&report);
    assert_int_equal(number("select version from chatdong.dong where code = '1111051500'"), 2);
    remove_extras();
}

static void what_became_of_a_dong(void **state)
{
    (void)state;
    write_tables(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS);
    struct cd_import_report report = import(false);
    expect_count(&report, "successions", 1, 0, 0); /* the binary has it on record */
    assert_string_equal(report.notes.ptr, "");
    cd_import_report_release(&report);
    assert_int_equal(number("select count(*) from chatdong.dong where successor_code = "
                            "'1111051500' and version = 1"),
                     1);
    write_file("dong_succession.csv", SUCCESSION "1111051000,1111051500,2008-10-31\n");
    report = import(false);
    expect_count(&report, "successions", 0, 1,
                 0); /* a record of one's own goes before the binary's */
    cd_import_report_release(&report);
    assert_int_equal(
        number("select count(*) from chatdong.dong_succession where happened_on = '2008-10-31'"),
        1);
    remove_extras();
}

static void extra_mistake(const char *name, const char *text, const char *part)
{
    write_file("legal_dong.csv", LEGAL "1111010100,11110,청운동,\n");
    write_file("legal_to_admin.csv", PAIR "1111010100,1111051500,1,x\n");
    write_file(name, text);
    expect_mistake(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS, part);
    remove_extras();
}

static void mistakes_of_legal_dongs_are_named(void **state)
{
    (void)state;
    extra_mistake("legal_dong.csv", LEGAL "1111010100,11140,청운동,\n",
                  "legal_dong.csv:2: gu_code '11140' is not");
    extra_mistake("legal_dong.csv", LEGAL "1111010100,11110,,\n",
                  "legal_dong.csv:2: name_ko is empty");
    extra_mistake("legal_to_admin.csv", PAIR "1111010101,1111051500,1,\n",
                  "legal_to_admin.csv:2: legal_code '1111010101'");
    extra_mistake("legal_to_admin.csv", PAIR "1111010100,1111051501,1,\n",
                  "legal_to_admin.csv:2: admin_code '1111051501'");
    extra_mistake("dong_succession.csv", SUCCESSION "1111051500,1111051500,2008-11-01\n",
                  "dong_succession.csv:2: '1111051500' succeeds itself");
    extra_mistake("dong_succession.csv", SUCCESSION "1111051500,11110515,2008-11-31\n",
                  "'2008-11-31' is not a date");
}

static void a_missing_file_is_said(void **state)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    (void)state;
    assert_int_equal(cd_import_dongs(owner, "/nowhere", false, &report, &why), CD_BAD_REQUEST);
    assert_non_null(strstr(why.ptr, "/nowhere/gu.csv: No such file"));
}

static void what_the_database_refuses_is_undone(void **state)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 8192);

    (void)state;
    write_tables(GU GU_ROW, DONG DONG_ROW, HISTORY HISTORY_ROWS);
    PGconn *api = pg_fixture_connect("chatdong_api", "chatdong");
    assert_int_equal(cd_import_dongs(api, directory, false, &report, &why), CD_INTERNAL);
    assert_non_null(strstr(why.ptr, "permission denied"));
    assert_int_equal(PQtransactionStatus(api), PQTRANS_IDLE);
    PQfinish(api);
    assert_int_equal(number("select count(*) from chatdong.district"), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_real_city),
        TEST(again_changes_what_changed_only),
        TEST(a_dry_run_leaves_nothing),
        TEST(names_become_nfc_and_crlf_is_read),
        TEST(mistakes_are_named_by_file_and_line),
        TEST(legal_dongs_and_their_pairs),
        TEST(what_became_of_a_dong),
        TEST(mistakes_of_legal_dongs_are_named),
        TEST(a_missing_file_is_said),
        TEST(what_the_database_refuses_is_undone),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
