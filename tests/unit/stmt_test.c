/* Statements: parsing, refusals with file and line, variants, and the description by PostgreSQL. */
#include "db/stmt.h"
#include "pg_fixture.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

static struct cd_arena *arena;
static struct cd_findings findings;

static int set_up(void **state)
{
    (void)state;
    arena = cd_arena_new();
    cd_findings_init(&findings, arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cd_arena_free(arena);
    return 0;
}

static struct cd_stmt *parse(const char *text)
{
    return cd_stmt_parse(arena, cd_str_of(text), "t.sql", &findings);
}

static struct cd_stmt *parse_clean(const char *text)
{
    cd_findings_init(&findings, arena);
    struct cd_stmt *stmt = parse(text);

    if (findings.count > 0)
        fail_msg("%s:%d: %s", findings.first->file, findings.first->line, findings.first->reason);
    return stmt;
}

static void expect_finding(const char *text, int line, const char *part)
{
    cd_findings_init(&findings, arena);
    (void)parse(text);
    for (const struct cd_finding *f = findings.first; f != NULL; f = f->next) {
        if (f->line == line && strstr(f->reason, part) != NULL) {
            assert_string_equal(f->file, "t.sql");
            return;
        }
    }
    if (findings.first != NULL)
        fail_msg("no '%s' at %d, but %d: %s", part, line, findings.first->line,
                 findings.first->reason);
    fail_msg("no '%s' at %d, no finding at all", part, line);
}

static const char *sql_of(struct cd_stmt *stmt, uint32_t present, enum cd_stmt_page page)
{
    return cd_stmt_variant(stmt, present, page)->prepared->sql;
}

#define LIST                                                                                       \
    "-- name: visits_list\n-- order: planned_at, id\n"                                             \
    "select v.id, v.planned_at, ':x' as note -- :y\n"                                              \
    "  from visit v\n where v.dong_code = any(:actor_dongs)\n"                                     \
    "   and v.status = :status    --? status\n"                                                    \
    "   and v.planned_at >= :since::timestamptz --? since\n"                                       \
    " order by v.planned_at, v.id;\n"

static void finds_names_parameters_and_optionals(void **state)
{
    struct cd_stmt *stmt = parse_clean("-- what this file is\n" LIST
                                       "\n-- name: visits_get\nselect :id as a, :id as b\n");

    (void)state;
    assert_string_equal(stmt->name.ptr, "visits_list");
    assert_int_equal(stmt->line, 2);
    assert_int_equal(stmt->param_count, 3);
    assert_string_equal(stmt->params[0].name.ptr, "actor_dongs");
    assert_int_equal(stmt->params[0].optional, -1);
    assert_string_equal(stmt->params[2].name.ptr, "since");
    assert_int_equal(stmt->params[2].optional, 1);
    assert_int_equal(stmt->params[2].line, 8);
    assert_int_equal(stmt->optional_count, 2);
    assert_int_equal(stmt->order_count, 2);
    assert_string_equal(stmt->order[0].ptr, "planned_at");
    assert_false(stmt->order_descending);
    assert_string_equal(stmt->next->name.ptr, "visits_get");
    assert_int_equal(stmt->next->param_count, 1);
    assert_null(stmt->next->next);
    assert_ptr_equal(cd_stmt_find(stmt, CD_STR("visits_get")), stmt->next);
    assert_null(cd_stmt_find(stmt, CD_STR("visits")));
}

static void every_combination_is_its_own_text(void **state)
{
    struct cd_stmt *stmt = parse_clean(LIST);

    (void)state;
    assert_string_equal(sql_of(stmt, 3, CD_PAGE_NONE),
                        "\n\nselect v.id, v.planned_at, ':x' as note \n  from visit v\n"
                        " where v.dong_code = any($1)\n   and v.status = $2    \n"
                        "   and v.planned_at >= $3::timestamptz \n order by v.planned_at, v.id");
    assert_string_equal(sql_of(stmt, 2, CD_PAGE_FIRST),
                        "\n\nselect v.id, v.planned_at, ':x' as note \n  from visit v\n"
                        " where v.dong_code = any($1)\n\n   and v.planned_at >= $2::timestamptz \n"
                        " order by v.planned_at, v.id limit $3");
    assert_string_equal(sql_of(stmt, 0, CD_PAGE_AFTER),
                        "\n\nselect v.id, v.planned_at, ':x' as note \n  from visit v\n"
                        " where v.dong_code = any($1)\n\n\n  and (v.planned_at, v.id) > ($2, $3) "
                        "order by v.planned_at, v.id limit $4");
    assert_string_equal(sql_of(stmt, 0, CD_PAGE_COUNT),
                        "select count(*) from (\n\nselect v.id, v.planned_at, ':x' as note \n"
                        "  from visit v\n where v.dong_code = any($1)\n\n\n  limit 10001) as "
                        "counted");
}

static void a_parameter_does_not_join_what_stands_before_it(void **state)
{
    struct cd_stmt *stmt = parse_clean("-- name: a\nselect id from t where id in(:a)and x in:b");

    (void)state;
    assert_string_equal(sql_of(stmt, 0, CD_PAGE_NONE),
                        "\nselect id from t where id in($1)and x in $2");
}

static void slots_say_what_to_bind(void **state)
{
    struct cd_stmt *stmt = parse_clean(LIST);
    const struct cd_stmt_variant *after = cd_stmt_variant(stmt, 2, CD_PAGE_AFTER);

    (void)state;
    assert_int_equal(after->slot_count, 5);
    assert_int_equal(after->slots[0], 0); /* actor_dongs */
    assert_int_equal(after->slots[1], 2); /* since */
    assert_int_equal(after->slots[2], -1);
    assert_int_equal(after->slots[3], -2);
    assert_int_equal(after->slots[4], INT_MIN);
    assert_ptr_equal(after, cd_stmt_variant(stmt, 2, CD_PAGE_AFTER));
    assert_ptr_not_equal(after, cd_stmt_variant(stmt, 2, CD_PAGE_FIRST));
}

static void a_descending_list_pages_downwards(void **state)
{
    struct cd_stmt *stmt =
        parse_clean("-- name: a\n-- order: at, id\nselect at, id from t where true"
                    "\norder by coalesce(t.at, now()) desc, id desc");

    (void)state;
    assert_true(stmt->order_descending);
    assert_non_null(
        strstr(sql_of(stmt, 0, CD_PAGE_AFTER), " and (coalesce(t.at, now()), id) < ($1, $2) "));
}

static void a_list_of_several_dongs_cuts_each_dongs_page(void **state)
{
    struct cd_stmt *stmt =
        parse_clean("-- name: a\n-- order: at, id\nselect v.at, v.id from unnest(:dongs) d (code)"
                    " cross join lateral (select * from t v where v.dong = d.code\n--page\n) v\n"
                    "order by v.at desc, v.id desc");

    (void)state;
    assert_non_null(strstr(sql_of(stmt, 0, CD_PAGE_AFTER),
                           "d.code\n and (v.at, v.id) < ($2, $3)  order by v.at desc, v.id desc"
                           " limit $4\n) v\norder by v.at desc, v.id desc limit $4"));
    assert_non_null(strstr(sql_of(stmt, 0, CD_PAGE_FIRST),
                           "d.code\n order by v.at desc, v.id desc limit $2\n) v\norder by"));
    assert_non_null(strstr(sql_of(stmt, 0, CD_PAGE_COUNT), "d.code\n\n) v\n limit 10001)"));
    expect_finding("-- name: a\nselect 1 where true\n--page\nand true", 1, "which is no list");
}

static void a_patch_leaves_out_what_is_absent(void **state)
{
    struct cd_stmt *stmt = parse_clean("-- name: a\nupdate t set version = version + 1\n"
                                       ", notes = :notes --? notes\n, flag = true --? flag\n"
                                       "where id = :id");

    (void)state;
    assert_string_equal(sql_of(stmt, 0, CD_PAGE_NONE),
                        "\nupdate t set version = version + 1\n\n\nwhere id = $1");
    assert_string_equal(sql_of(stmt, 3, CD_PAGE_NONE),
                        "\nupdate t set version = version + 1\n, notes = $1 \n, flag = true \n"
                        "where id = $2");
}

static void refuses_with_file_and_line(void **state)
{
    (void)state;
    expect_finding("-- name: a\nselect 1\n-- name: a\nselect 2", 3, "second statement named 'a'");
    expect_finding("select 1\n-- name: a\nselect 1", 1, "before the first");
    expect_finding("-- name: Visits\nselect 1", 1, "not a statement's name");
    expect_finding("-- name: a\n-- limit: 5\nselect 1", 2, "unknown directive 'limit'");
    expect_finding("-- name: a\n\n-- name: b\nselect 1", 1, "no text");
    expect_finding("-- name: a\n;", 1, "no text");
    expect_finding("-- name: a\nselect 1; select 2", 2, "one statement only");
    expect_finding("-- name: a\nselect $1", 2, "parameters are named");
    expect_finding("-- name: a\nselect :Id", 2, "can't be a parameter");
    expect_finding("-- name: a\nselect :after_1", 2, "can't be a parameter");
    expect_finding("-- name: a\nselect 'x", 2, "does not end");
    expect_finding("-- name: a\nselect 1 where true\nand b = :c --? b", 3, "but not :b");
    expect_finding("-- name: a\nselect 1\n  --? b", 3, "is empty");
    expect_finding("-- name: a\nselect 1\nand b = :b --? b c", 3, "one parameter name");
    expect_finding("-- name: a\nselect 'x\ny' = :b --? b", 3, "inside a string");
    expect_finding("-- name: a\nselect '\xff'", 1, "UTF-8");
}

static void refuses_lists_that_cannot_be_paged(void **state)
{
    (void)state;
#define HEAD "-- name: a\n-- order: x, id\nselect x, id from t "
    expect_finding(HEAD "where true", 1, "without a final order by");
    expect_finding(HEAD "order by x, id", 1, "no where");
    expect_finding(HEAD "\nwhere x = :x --? x\norder by x, id", 1, "no where");
    expect_finding(HEAD "where a or b\norder by x, id", 3, "parentheses");
    expect_finding(HEAD "where true group by x, id order by x, id", 3, "parentheses");
    expect_finding(HEAD "where true order by x, id desc", 3, "mixes");
    expect_finding(HEAD "where true order by x", 3, "2 columns, the final order by has 1");
    expect_finding(HEAD "where true order by x, id limit 5", 3, "'limit'");
    expect_finding(HEAD "where true order by x nulls first, id", 3, "'nulls'");
    expect_finding("-- name: a\n-- order: t.x\nselect 1 where true order by x", 2, "not a column");
    expect_finding("-- name: a\n-- order: _\nselect 1 where true order by x", 2, "not a column");
    (void)parse_clean(
        "-- name: a\n-- order: _x, id\nselect x as _x, id from t where true order by x, id");
    (void)parse_clean("-- name: a\n-- order: x, id\nselect case when a or b then 1 end as x, id, "
                      "count(*) over (order by x limit 1) from t join u on a or b\n"
                      "where (a or b) order by x asc, id");
}

static void refuses_more_optionals_than_bits(void **state)
{
    CD_BUF_AUTO(text, 10000);

    (void)state;
    cd_buf_adds(&text, "-- name: a\nselect 1 where true\n");
    for (int i = 0; i <= CD_STMT_OPTIONAL; i++)
        cd_buf_addf(&text, "and a = :p%d --? p%d\n", i, i);
    expect_finding(text.ptr, 3 + CD_STMT_OPTIONAL, "more than 24");
}

static void mentions_tables_as_code_only(void **state)
{
    struct cd_stmt *stmt =
        parse_clean("-- name: a\nselect 'center' from chatdong.Visit v -- household\n");

    (void)state;
    assert_true(cd_stmt_mentions(stmt, CD_STR("visit")));
    assert_false(cd_stmt_mentions(stmt, CD_STR("center")));
    assert_false(cd_stmt_mentions(stmt, CD_STR("household")));
    assert_false(cd_stmt_mentions(stmt, CD_STR("visi")));
}

static void *look_up(void *arg)
{
    struct cd_stmt *stmt = arg;
    uintptr_t sum = 0;

    for (uint32_t i = 0; i < 4000; i++) {
        const struct cd_stmt_variant *variant = cd_stmt_variant(stmt, i % 4, i % 3);
        sum += (uintptr_t)variant->slots[0];
    }
    return (void *)sum;
}

static void variants_are_shared_between_threads(void **state)
{
    struct cd_stmt *stmt = parse_clean(LIST);
    pthread_t threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, look_up, stmt), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_ptr_equal(cd_stmt_variant(stmt, 1, CD_PAGE_NONE),
                     cd_stmt_variant(stmt, 1, CD_PAGE_NONE));
}

static void describes_on_a_real_connection(void **state)
{
    struct cd_stmt *stmt = parse_clean(LIST);
    PGconn *conn = pg_fixture_connect("postgres", "chatdong");

    (void)state;
    pg_fixture_run(conn, "create temp table visit(id uuid, planned_at timestamptz, dong_code text,"
                         " status text)");
    cd_stmt_describe(stmt, arena, conn, &findings);
    assert_int_equal(findings.count, 0);
    assert_int_equal(stmt->column_count, 3);
    assert_string_equal(stmt->columns[1].name.ptr, "planned_at");
    assert_int_equal(stmt->columns[1].type, 1184);
    assert_int_equal(stmt->params[0].type, 1009); /* text[] */
    assert_int_equal(stmt->params[2].type, 1184);
    PQfinish(conn);
}

static void expect_describe_finding(PGconn *conn, const char *text, int line, const char *part)
{
    struct cd_stmt *stmt = parse_clean(text);

    cd_stmt_describe(stmt, arena, conn, &findings);
    if (findings.count == 0)
        fail_msg("no finding '%s'", part);
    if (strstr(findings.first->reason, part) == NULL || findings.first->line != line)
        fail_msg("%d: %s", findings.first->line, findings.first->reason);
}

static void says_what_postgresql_refuses_and_where(void **state)
{
    PGconn *conn = pg_fixture_connect("postgres", "chatdong");

    (void)state;
    pg_fixture_run(conn, "create temp table t(id int, x text)");
    expect_describe_finding(conn, "\n-- name: a\nselect 1,\n '가나다',\n nope from t", 5, "nope");
    expect_describe_finding(conn, "-- name: a\nselect id, x as id from t", 1, "'id' twice");
    expect_describe_finding(
        conn, "-- name: a\n-- order: y\nselect id from t where true order by id", 1, "names 'y'");
    expect_describe_finding(conn, "-- name: a\nselect id\n, x --? x\nfrom t", 1, "other columns");
    expect_describe_finding(conn, "-- name: a\nselect id from t\nwhere true --? on\nand id = :id",
                            4, "syntax error");
    PQfinish(conn);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_names_parameters_and_optionals),
        TEST(every_combination_is_its_own_text),
        TEST(a_parameter_does_not_join_what_stands_before_it),
        TEST(slots_say_what_to_bind),
        TEST(a_descending_list_pages_downwards),
        TEST(a_list_of_several_dongs_cuts_each_dongs_page),
        TEST(a_patch_leaves_out_what_is_absent),
        TEST(refuses_with_file_and_line),
        TEST(refuses_lists_that_cannot_be_paged),
        TEST(refuses_more_optionals_than_bits),
        TEST(mentions_tables_as_code_only),
        TEST(variants_are_shared_between_threads),
        TEST(describes_on_a_real_connection),
        TEST(says_what_postgresql_refuses_and_where),
    };

    return cmocka_run_group_tests(tests, NULL, pg_fixture_stop);
}
