/* Migrations: all of them on an empty database by the owner, again without effect, one at a time,
 * and the refusals. */
#include "base/embed.h"
#include "db/migrate.h"
#include "pg_fixture.h"

#include <pthread.h>
#include <string.h>

static PGconn *owner;

static int set_up(void **state)
{
    (void)state;
    owner = pg_fixture_connect("chatdong_owner", "chatdong");
    return 0;
}

static int tear_down(void **state)
{
    PQfinish(owner);
    return pg_fixture_stop(state);
}

static int embedded(const char *prefix)
{
    int count = 0;

    for (size_t i = 0; i < cd_embedded_count; i++)
        count += strncmp(cd_embedded_files[i].path, prefix, strlen(prefix)) == 0;
    return count;
}

static int pending(PGconn *conn, struct cd_buf *why)
{
    int count = 99;

    cd_buf_reset(why);
    assert_int_equal(cd_migrate_pending(conn, &count, why), CD_OK);
    return count;
}

static void runs_everything_once(void **state)
{
    int all = embedded("sql/migrations/") + embedded("sql/functions/");
    int applied = -1;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    assert_true(all > 0);
    assert_int_equal(pending(owner, &why), all);
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    assert_int_equal(applied, all);
    assert_int_equal(pending(owner, &why), 0);
    assert_int_equal(cd_migrate(owner, &applied, &why), CD_OK);
    assert_int_equal(applied, 0);
}

static void the_service_can_ask(void **state)
{
    CD_BUF_AUTO(why, 4096);
    PGconn *api = pg_fixture_connect("chatdong_api", "chatdong");

    (void)state;
    assert_int_equal(pending(api, &why), 0);
    PQfinish(api);
}

static void with_a_changed_function_all_run_again(void **state)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    pg_fixture_run(owner, "update chatdong.schema_migration set digest = 'old'"
                          " where name = 'sql/functions/visits.sql'");
    assert_int_equal(pending(owner, &why), 1);
    assert_int_equal(cd_migrate(owner, &applied, &why), CD_OK);
    assert_int_equal(applied, embedded("sql/functions/"));
    assert_int_equal(pending(owner, &why), 0);
}

static void expect_refusal(const char *change, const char *part)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    pg_fixture_run(owner, "create table public.kept as table chatdong.schema_migration");
    pg_fixture_run(owner, change);
    assert_int_equal(pending(owner, &why), -1);
    assert_non_null(strstr(why.ptr, part));
    cd_buf_reset(&why);
    assert_int_equal(cd_migrate(owner, &applied, &why), CD_INTERNAL);
    assert_int_equal(applied, 0);
    assert_non_null(strstr(why.ptr, part));
    pg_fixture_run(owner, "delete from chatdong.schema_migration;"
                          "insert into chatdong.schema_migration table public.kept;"
                          "drop table public.kept");
    assert_int_equal(pending(owner, &why), 0);
}

static void refuses_a_database_that_does_not_fit(void **state)
{
    (void)state;
    expect_refusal("update chatdong.schema_migration set digest = 'x'"
                   " where name = 'sql/migrations/0001_ground.sql'",
                   "0001_ground.sql was changed after it ran");
    expect_refusal("insert into chatdong.schema_migration values ('sql/migrations/9999_z.sql', '')",
                   "9999_z.sql, which this version does not know");
    expect_refusal("delete from chatdong.schema_migration"
                   " where name = 'sql/migrations/0001_ground.sql'",
                   "0001_ground.sql did not run, but the later");
}

static void what_fails_is_rolled_back_and_named(void **state)
{
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    pg_fixture_run(owner, "drop schema chatdong cascade;"
                          "create schema chatdong; create table chatdong.district (nope int)");
    assert_int_equal(cd_migrate(owner, &applied, &why), CD_INTERNAL);
    assert_non_null(strstr(why.ptr, "sql/migrations/0002_"));
    assert_non_null(strstr(why.ptr, "already exists"));
    assert_int_equal(applied, 1);
    assert_int_equal(PQtransactionStatus(owner), PQTRANS_IDLE);
}

static void *migrate_alone(void *arg)
{
    PGconn *conn = arg;
    CD_BUF_AUTO(why, 4096);
    int applied = 0;

    if (cd_migrate(conn, &applied, &why) != CD_OK)
        return "failed";
    return applied > 0 ? "all" : "none";
}

static void two_migrators_take_turns(void **state)
{
    pthread_t threads[2];
    PGconn *conns[2];
    void *said[2];

    (void)state;
    pg_fixture_run(owner, "drop schema chatdong cascade");
    for (int i = 0; i < 2; i++) {
        conns[i] = pg_fixture_connect("chatdong_owner", "chatdong");
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_alone, conns[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], &said[i]), 0);
        PQfinish(conns[i]);
    }
    assert_string_not_equal(said[0], "failed");
    assert_string_not_equal(said[1], "failed");
    assert_string_not_equal(said[0], said[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_everything_once),
        cmocka_unit_test(the_service_can_ask),
        cmocka_unit_test(with_a_changed_function_all_run_again),
        cmocka_unit_test(refuses_a_database_that_does_not_fit),
        cmocka_unit_test(what_fails_is_rolled_back_and_named),
        cmocka_unit_test(two_migrators_take_turns),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
