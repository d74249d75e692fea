/* Periodic rules on a real database: when they run, what a failing one does to the others, how
 * several instances share them, what is left to be watched. */
#include "base/clock.h"
#include "db/migrate.h"
#include "jobs/schedule.h"
#include "pg_fixture.h"

#include <string.h>

static PGconn *root;

static int set_up(void **state)
{
    PGconn *owner = pg_fixture_connect("chatdong_owner", "chatdong");
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    PQfinish(owner);
    root = pg_fixture_connect("postgres", "chatdong");
    pg_fixture_run(
        root, "create table chatdong.ran (rule text, at timestamptz default clock_timestamp());"
              "grant insert on chatdong.ran to chatdong_worker;"
              "create function chatdong.rule_counts() returns bigint language sql as"
              " 'insert into chatdong.ran (rule) values (''counts'') returning 7::bigint';"
              "create function chatdong.rule_silent() returns void language sql as"
              " 'insert into chatdong.ran (rule) values (''silent'')';"
              "create function chatdong.rule_fails() returns void language plpgsql as"
              " 'begin insert into chatdong.ran (rule) values (''fails''); perform 1/0; end'");
    return 0;
}

static int tear_down(void **state)
{
    PQfinish(root);
    return pg_fixture_stop(state);
}

static int before_each(void **state)
{
    (void)state;
    pg_fixture_run(root, "truncate chatdong.ran, chatdong.schedule_run");
    return 0;
}

static int64_t number(const char *sql)
{
    PGresult *result = PQexec(root, sql);
    int64_t value = -1;

    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_true(cd_str_int64(cd_str_of(PQgetvalue(result, 0, 0)), &value));
    PQclear(result);
    return value;
}

static const struct cd_rule rules[] = {
    {"fails", 3600, "select chatdong.rule_fails()"},
    {"counts", 3600, "select chatdong.rule_counts()"},
    {"silent", 3600, "select chatdong.rule_silent()"},
};

static int64_t run_once(struct cd_schedule *schedule, PGconn *worker)
{
    int64_t wait_s = -1;

    assert_true(cd_schedule_run(schedule, worker, &wait_s));
    return wait_s;
}

static void a_failing_rule_stops_no_other_and_leaves_nothing(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    struct cd_schedule *schedule = cd_schedule_new(rules, 3);
    CD_BUF_AUTO(metrics, 65536);

    (void)state;
    assert_in_range(run_once(schedule, worker), 1, 2); /* the failed one is asked for again */
    assert_int_equal(number("select count(*) from chatdong.ran where rule = 'fails'"), 0);
    assert_int_equal(number("select count(*) from chatdong.ran"), 2);
    assert_int_equal(number("select rows from chatdong.schedule_run where rule = 'counts'"), 7);
    assert_int_equal(number("select count(*) from chatdong.schedule_run where rule = 'silent' and"
                            " rows is null and runs = 1 and failure is null"),
                     1);
    assert_int_equal(number("select count(*) from chatdong.schedule_run where rule = 'fails' and"
                            " failure = '22012' and failures = 1 and started_at is null"),
                     1);
    cd_schedule_metrics(schedule, &metrics);
    assert_non_null(strstr(metrics.ptr, "chatdong_rule_failures_total{rule=\"fails\"} 1\n"));
    assert_non_null(strstr(metrics.ptr, "chatdong_rule_failures_total{rule=\"counts\"} 0\n"));
    assert_non_null(strstr(metrics.ptr, "chatdong_rule_runs_total{rule=\"counts\"} 1\n"));
    cd_schedule_free(schedule);
    PQfinish(worker);
}

static void a_rule_runs_once_a_period_whoever_asks(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");

    (void)state;
    for (int instance = 0; instance < 3; instance++) {
        struct cd_schedule *schedule = cd_schedule_new(rules + 1, 2);
        int64_t wait_s = run_once(schedule, worker);
        assert_true(wait_s > 3590 && wait_s <= 3601);
        cd_schedule_free(schedule);
    }
    assert_int_equal(number("select count(*) from chatdong.ran"), 2);
    PQfinish(worker);
}

static void a_pause_is_caught_up_by_one_run(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");

    (void)state;
    pg_fixture_run(root, "insert into chatdong.schedule_run (rule, started_at, runs) values"
                         " ('counts', now() - interval '3 days', 9),"
                         " ('silent', now() - interval '59 minutes', 9)");
    for (int round = 0; round < 2; round++) {
        struct cd_schedule *schedule = cd_schedule_new(rules + 1, 2);
        assert_true(run_once(schedule, worker) <= 61);
        cd_schedule_free(schedule);
    }
    assert_int_equal(number("select count(*) from chatdong.ran where rule = 'counts'"), 1);
    assert_int_equal(number("select count(*) from chatdong.ran where rule = 'silent'"), 0);
    assert_int_equal(number("select runs from chatdong.schedule_run where rule = 'counts'"), 10);
    PQfinish(worker);
}

static void a_failed_rule_waits_longer_each_time_and_recovers(void **state)
{
    (void)state;
    static const char until[] = "select round(chatdong.schedule_due('fails', 3600))::bigint";
    static const int64_t expected[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        pg_fixture_run(root, "select chatdong.schedule_failed('fails', '22012')");
        assert_in_range(number(until), expected[i] - 2, expected[i]);
    }
    pg_fixture_run(root, "update chatdong.schedule_run set failed_at = now() - interval '1 hour'");
    assert_int_equal(number(until), 0);
    pg_fixture_run(root, "select chatdong.schedule_done('fails', 1)");
    assert_int_equal(number("select failures from chatdong.schedule_run"), 0);
    assert_in_range(number(until), 3598, 3600);
}

static void two_instances_never_run_one_rule_at_once(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    struct cd_schedule *schedule = cd_schedule_new(rules + 1, 1);

    (void)state;
    pg_fixture_run(root, "begin; select chatdong.schedule_due('counts', 3600)"); /* the other one */
    assert_in_range(run_once(schedule, worker), 1, 11);
    pg_fixture_run(root, "rollback");
    assert_int_equal(number("select count(*) from chatdong.ran"), 0);
    cd_schedule_free(schedule);
    PQfinish(worker);
}

static void a_broken_connection_is_told(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    struct cd_schedule *schedule = cd_schedule_new(rules + 1, 2);
    int64_t wait_s;

    (void)state;
    pg_fixture_run(root, "select pg_terminate_backend(pid) from pg_stat_activity where usename ="
                         " 'chatdong_worker'");
    assert_false(cd_schedule_run(schedule, worker, &wait_s));
    PQfinish(worker);
    worker = pg_fixture_connect("chatdong_worker", "chatdong");
    assert_true(cd_schedule_run(schedule, worker, &wait_s));
    cd_schedule_free(schedule);
    PQfinish(worker);
}

static void the_services_rules_are_functions_that_the_worker_may_call(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    struct cd_schedule *schedule = cd_schedule_new(NULL, 0);
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;

    (void)state;
    cd_findings_init(&findings, arena);
    cd_schedule_check(worker, &findings);
    assert_int_equal(findings.count, 0);
    (void)run_once(schedule, worker);
    assert_true(number("select count(*) from chatdong.schedule_run") > 0);
    assert_int_equal(number("select count(*) from chatdong.schedule_run where failure is not null"),
                     0);
    pg_fixture_run(root, "alter function chatdong.operation_tidy() rename to operation_untidy");
    cd_schedule_check(worker, &findings);
    pg_fixture_run(root, "alter function chatdong.operation_untidy() rename to operation_tidy");
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.first->reason, "operation_tidy"));
    cd_schedule_free(schedule);
    cd_arena_free(arena);
    PQfinish(worker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_failing_rule_stops_no_other_and_leaves_nothing, before_each),
        cmocka_unit_test_setup(a_rule_runs_once_a_period_whoever_asks, before_each),
        cmocka_unit_test_setup(a_pause_is_caught_up_by_one_run, before_each),
        cmocka_unit_test_setup(a_failed_rule_waits_longer_each_time_and_recovers, before_each),
        cmocka_unit_test_setup(two_instances_never_run_one_rule_at_once, before_each),
        cmocka_unit_test_setup(a_broken_connection_is_told, before_each),
        cmocka_unit_test_setup(the_services_rules_are_functions_that_the_worker_may_call,
                               before_each),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
