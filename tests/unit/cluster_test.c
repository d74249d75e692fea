/* The private PostgreSQL: made, stopped, found again, and cleaned up after a kill -9. */
#include "pg_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static void text_of(PGconn *conn, const char *sql, char *out, size_t size)
{
    PGresult *result = PQexec(conn, sql);

    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    (void)snprintf(out, size, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
}

static void is_utf8_on_a_socket_only_with_plain_roles(void **state)
{
    char value[200];
    PGconn *conn = pg_fixture_connect("chatdong_owner", "chatdong");

    (void)state;
    text_of(conn,
            "select pg_encoding_to_char(encoding) || ' ' || datctype from pg_database"
            " where datname = 'chatdong'",
            value, sizeof value);
    assert_string_equal(value, "UTF8 C.UTF-8");
    text_of(conn, "show listen_addresses", value, sizeof value);
    assert_string_equal(value, "");
    text_of(conn,
            "select string_agg(rolname || ':' || rolsuper || rolbypassrls, ' ' order by rolname)"
            " from pg_roles where rolname like 'chatdong%'",
            value, sizeof value);
    assert_string_equal(value, "chatdong_api:falsefalse chatdong_owner:falsefalse "
                               "chatdong_worker:falsefalse");
    PQfinish(conn);
    conn = pg_fixture_connect("chatdong_api", "chatdong");
    PQfinish(conn);
}

static void the_server_is_not_root(void **state)
{
    char path[200];
    struct stat st;

    (void)state;
    (void)pg_fixture();
    (void)snprintf(path, sizeof path, "%s/postgresql/data", pg_fixture_directory);
    assert_int_equal(stat(path, &st), 0);
    assert_int_not_equal(st.st_uid, 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void a_second_service_on_the_same_directory_is_refused(void **state)
{
    struct cd_cluster *second = NULL;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    (void)pg_fixture();
    assert_int_equal(cd_cluster_start(pg_fixture_directory, &second, &why), CD_INTERNAL);
    assert_non_null(strstr(why.ptr, "another chatdong"));
}

static void keeps_data_over_a_restart(void **state)
{
    char value[20];
    CD_BUF_AUTO(why, 4096);
    PGconn *conn = pg_fixture_connect("chatdong_owner", "chatdong");

    (void)state;
    pg_fixture_run(conn, "create table public.kept(n int); insert into public.kept values (42)");
    PQfinish(conn);
    cd_cluster_stop(pg_fixture_cluster);
    assert_int_equal(cd_cluster_start(pg_fixture_directory, &pg_fixture_cluster, &why), CD_OK);
    conn = pg_fixture_connect("chatdong_owner", "chatdong");
    text_of(conn, "select n from public.kept", value, sizeof value);
    assert_string_equal(value, "42");
    PQfinish(conn);
}

/* A service that starts its cluster, says so and is killed. */
static void run_and_be_killed(const char *directory, bool orphan)
{
    struct cd_cluster *cluster;
    int ready[2];
    char byte;

    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        CD_BUF_AUTO(why, 4096);
        bool ok = cd_cluster_start(directory, &cluster, &why) == CD_OK;
        (void)!write(ready[1], ok ? "y" : "n", 1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    if (orphan) /* as when the server is too busy to see our end */
        (void)system("kill -STOP $(head -1 /tmp/chatdong-kill/postgresql/data/postmaster.pid)");
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    if (orphan)
        (void)system("kill -CONT $(head -1 /tmp/chatdong-kill/postgresql/data/postmaster.pid)");
    (void)close(ready[0]);
    (void)close(ready[1]);
}

static void starts_again_after_kill_9(void **state)
{
    static const char directory[] = "/tmp/chatdong-kill";
    struct cd_cluster *cluster = NULL;
    CD_BUF_AUTO(why, 8192);

    (void)state;
    (void)system("rm -rf /tmp/chatdong-kill");
    for (int round = 0; round < 2; round++) {
        run_and_be_killed(directory, round == 1);
        if (cd_cluster_start(directory, &cluster, &why) != CD_OK)
            fail_msg("round %d: %s", round, why.ptr);
        cd_cluster_stop(cluster);
    }
    (void)system("rm -rf /tmp/chatdong-kill");
}

static void a_long_path_gets_a_short_socket(void **state)
{
    char path[200];
    struct cd_cluster *cluster = NULL;
    CD_BUF_AUTO(why, 8192);
    CD_BUF_AUTO(conninfo, 1000);

    (void)state;
    (void)snprintf(path, sizeof path, "%s/%s it's", pg_fixture_directory,
                   "a-directory-whose-name-is-much-longer-than-what-the-address-of-a-unix-socket-"
                   "has-room-for");
    if (cd_cluster_start(path, &cluster, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    cd_cluster_conninfo(cluster, "chatdong_api", "chatdong", &conninfo);
    PGconn *conn = PQconnectdb(conninfo.ptr);
    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    PQfinish(conn);
    cd_cluster_stop(cluster);
}

static void a_broken_cluster_says_why(void **state)
{
    char path[200];
    struct cd_cluster *cluster = NULL;
    CD_BUF_AUTO(why, 8192);

    (void)state;
    (void)snprintf(path, sizeof path,
                   "mkdir -p '%s/bad/postgresql/data' && echo 15 > "
                   "'%s/bad/postgresql/data/PG_VERSION' && chmod -R a+rX '%s/bad'",
                   pg_fixture_directory, pg_fixture_directory, pg_fixture_directory);
    (void)system(path);
    (void)snprintf(path, sizeof path, "%s/bad", pg_fixture_directory);
    assert_int_equal(cd_cluster_start(path, &cluster, &why), CD_INTERNAL);
    assert_non_null(strstr(why.ptr, "PostgreSQL does not start"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_utf8_on_a_socket_only_with_plain_roles),
        cmocka_unit_test(the_server_is_not_root),
        cmocka_unit_test(a_second_service_on_the_same_directory_is_refused),
        cmocka_unit_test(keeps_data_over_a_restart),
        cmocka_unit_test(starts_again_after_kill_9),
        cmocka_unit_test(a_long_path_gets_a_short_socket),
        cmocka_unit_test(a_broken_cluster_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, pg_fixture_stop);
}
