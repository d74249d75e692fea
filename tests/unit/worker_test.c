/* The background worker on a real database: months ahead, old answers gone, records sealed, and a
 * database that goes away and comes back. */
#include "base/settings.h"
#include "db/migrate.h"
#include "jobs/keeping.h"
#include "jobs/seal.h"
#include "jobs/worker.h"
#include "pg_fixture.h"

#include <string.h>
#include <time.h>

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
    return 0;
}

static int tear_down(void **state)
{
    PQfinish(root);
    return pg_fixture_stop(state);
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

static void makes_this_month_and_the_next_three(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    CD_BUF_AUTO(why, 4096);

    (void)state;
    pg_fixture_run(root, "do $$ declare p text; begin for p in select inhrelid::regclass::text"
                         " from pg_inherits where inhparent = 'chatdong.access_record'::regclass"
                         " and inhrelid::regclass::text ~ '[0-9]{4}_[0-9]{2}$' loop"
                         " execute 'drop table ' || p; end loop; end $$");
    for (int round = 0; round < 2; round++) {
        if (cd_partitions_ensure(worker, &why) != CD_OK)
            fail_msg("%s", why.ptr);
        assert_int_equal(number("select count(*) from pg_inherits where inhparent ="
                                " 'chatdong.access_record'::regclass and inhrelid::regclass::text"
                                " ~ '[0-9]{4}_[0-9]{2}$'"),
                         4);
    }
    assert_int_equal(number("select count(*) from generate_series(0, 3) m where to_regclass("
                            "'chatdong.access_record_' || to_char(date_trunc('month', now() at time"
                            " zone 'UTC') + make_interval(months => m), 'YYYY_MM')) is not null"),
                     4);
    PQfinish(worker);
}

static void removes_old_answers_in_batches(void **state)
{
    PGconn *worker = pg_fixture_connect("chatdong_worker", "chatdong");
    int64_t removed = 0;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    pg_fixture_run(root,
                   "insert into chatdong.idempotency_record (subject, method, path, key,"
                   " fingerprint, created_at) select gen_random_uuid(), 'POST', '/', n::text, '',"
                   " now() - (n - 0.5) * interval '1 hour' from generate_series(1, 12024) n");
    if (cd_idempotency_purge(worker, 24, &removed, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    assert_int_equal(removed, 12000);
    assert_int_equal(number("select count(*) from chatdong.idempotency_record"), 24);
    PQfinish(worker);
}

static bool wait_for(struct cd_worker *worker, uint64_t rounds, uint64_t failures)
{
    const struct timespec tenth = {0, 100000000};

    for (int i = 0; i < 600; i++) {
        struct cd_worker_stats stats = cd_worker_stats(worker);
        if (stats.rounds >= rounds && stats.failures >= failures)
            return true;
        (void)nanosleep(&tenth, NULL);
    }
    return false;
}

static void works_by_itself_and_survives_a_lost_connection(void **state)
{
    struct cd_worker *worker = NULL;
    struct cd_settings settings = {.audit_key = "a key of thirty-two bytes or more",
                                   .seal_interval = 1,
                                   .idempotency_hours = 24};
    CD_BUF_AUTO(why, 4096);
    CD_BUF_AUTO(conninfo, 4096);

    (void)state;
    cd_cluster_conninfo(pg_fixture(), "chatdong_worker", "chatdong", &conninfo);
    settings.worker_database = conninfo.ptr;
    pg_fixture_run(root, "insert into chatdong.access_record (actor_id, actor_role, operation,"
                         " method, resident_ids, dong_codes, request_id, status) values"
                         " (gen_random_uuid(), 'nurse', 'x', 'GET', '{}', '{}', 'r', 200)");
    assert_int_equal(cd_worker_start(&settings, &worker, &why), CD_OK);
    assert_true(wait_for(worker, 1, 0));
    assert_int_equal(cd_worker_stats(worker).sealed_rows, 1);
    assert_int_equal(number("select max(no) from chatdong.access_seal"), 1);
    pg_fixture_run(root, "select pg_terminate_backend(pid) from pg_stat_activity"
                         " where application_name = 'chatdong worker'");
    assert_true(wait_for(worker, 2, 1));
    uint64_t so_far = cd_worker_stats(worker).rounds;
    assert_true(wait_for(worker, so_far + 1, 1));
    assert_int_equal(cd_worker_stats(worker).failures, 1);
    cd_worker_stop(worker);
}

static void stops_at_once_in_the_middle_of_a_wait(void **state)
{
    struct cd_worker *worker = NULL;
    struct cd_settings settings = {.audit_key = "a key of thirty-two bytes or more",
                                   .seal_interval = 3600,
                                   .idempotency_hours = 24};
    CD_BUF_AUTO(why, 4096);
    CD_BUF_AUTO(conninfo, 4096);

    (void)state;
    cd_cluster_conninfo(pg_fixture(), "chatdong_worker", "chatdong", &conninfo);
    settings.worker_database = conninfo.ptr;
    pg_fixture_run(root, "begin; lock table chatdong.access_seal in access exclusive mode");
    time_t began = time(NULL);
    assert_int_equal(cd_worker_start(&settings, &worker, &why), CD_OK);
    for (int i = 0; i < 100 && number("select count(*) from pg_stat_activity where"
                                      " wait_event_type = 'Lock'") == 0;
         i++)
        (void)nanosleep(&(struct timespec){0, 50000000}, NULL);
    cd_worker_stop(worker);
    assert_true(time(NULL) - began < 9); /* below the lock_timeout: cancelled, not timed out */
    pg_fixture_run(root, "rollback");
}

static void refuses_a_short_key_and_sleeps_without_a_database(void **state)
{
    struct cd_worker *worker = NULL;
    struct cd_settings settings = {.worker_database = "", .audit_key = "short"};
    CD_BUF_AUTO(why, 4096);

    (void)state;
    assert_int_equal(cd_worker_start(&settings, &worker, &why), CD_OK);
    assert_null(worker);
    cd_worker_stop(worker);
    settings.worker_database = "host=/nowhere";
    assert_int_equal(cd_worker_start(&settings, &worker, &why), CD_BAD_REQUEST);
    assert_non_null(strstr(why.ptr, "audit_key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_this_month_and_the_next_three),
        cmocka_unit_test(removes_old_answers_in_batches),
        cmocka_unit_test(works_by_itself_and_survives_a_lost_connection),
        cmocka_unit_test(stops_at_once_in_the_middle_of_a_wait),
        cmocka_unit_test(refuses_a_short_key_and_sleeps_without_a_database),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
