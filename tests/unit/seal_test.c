/* The seal chain: each kind of tampering is found, and writers at work while it is sealed never
 * break it. The tampering is a superuser's: the service's own roles can't. */
#include "db/migrate.h"
#include "jobs/seal.h"
#include "pg_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define KEY CD_STR("a key of thirty-two bytes or more")

static PGconn *root, *worker;

static int set_up_all(void **state)
{
    PGconn *owner = pg_fixture_connect("chatdong_owner", "chatdong");
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    if (cd_migrate(owner, &applied, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    PQfinish(owner);
    root = pg_fixture_connect("postgres", "chatdong");
    worker = pg_fixture_connect("chatdong_worker", "chatdong");
    return 0;
}

static int tear_down_all(void **state)
{
    PQfinish(root);
    PQfinish(worker);
    return pg_fixture_stop(state);
}

static void add_records(PGconn *conn, int count)
{
    char sql[600];

    (void)snprintf(sql, sizeof sql,
                   "insert into chatdong.access_record (actor_id, actor_role, operation, method,"
                   " client, resident_ids, dong_codes, purpose, request_id, status)"
                   " select gen_random_uuid(), 'nurse', 'visits_get', 'GET', '10.0.0.1',"
                   " array[gen_random_uuid()], array['9911051000'], null, 'r' || n, 200"
                   " from generate_series(1, %d) n",
                   count);
    pg_fixture_run(conn, sql);
}

static struct cd_seal seal(void)
{
    struct cd_seal made;
    CD_BUF_AUTO(why, 4096);

    if (cd_seal(worker, KEY, &made, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    return made;
}

static struct cd_audit_result verify_with(struct cd_str key)
{
    struct cd_audit_result result;
    CD_BUF_AUTO(why, 4096);

    if (cd_audit_verify(worker, key, &result, &why) != CD_OK)
        fail_msg("%s", why.ptr);
    return result;
}

static struct cd_audit_result verify(void)
{
    return verify_with(KEY);
}

/* Three seals of 5, 4 and 3 records, and 2 that are not sealed yet. */
static int set_up(void **state)
{
    (void)state;
    pg_fixture_run(root, "truncate chatdong.access_record, chatdong.access_seal");
    for (int count = 5; count >= 3; count--) {
        add_records(root, count);
        assert_int_equal(seal().count, count);
    }
    add_records(root, 2);
    return 0;
}

static void a_whole_chain_is_whole(void **state)
{
    struct cd_audit_result result = verify();

    (void)state;
    assert_int_equal(result.finding, CD_AUDIT_WHOLE);
    assert_int_equal(result.seals, 3);
    assert_int_equal(result.rows, 12);
    assert_int_equal(result.unsealed, 2);
    assert_int_equal(result.last.no, 3);
    assert_int_equal(result.broken, 0);
    struct cd_seal last = seal();
    assert_int_equal(last.no, 4);
    assert_int_equal(last.count, 2);
    assert_int_equal(seal().count, 0); /* nothing new: no empty seals */
    assert_int_equal(seal().no, 4);
    assert_string_equal(verify().last.mac, last.mac);
}

static void expect(enum cd_audit finding, int64_t no, int64_t sealed, int64_t found)
{
    struct cd_audit_result result = verify();

    assert_string_equal(cd_audit_text(result.finding), cd_audit_text(finding));
    assert_int_equal(result.seal_no, no);
    assert_int_equal(result.sealed_rows, sealed);
    assert_int_equal(result.found_rows, found);
}

/* The n-th record of the second seal. */
#define SECOND                                                                                     \
    "(select id from chatdong.access_record where tx >= (select up_to from chatdong.access_seal"   \
    " where no = 1) order by tx, id limit 1)"

static void a_changed_row_is_found_and_named(void **state)
{
    static const char *const changes[] = {"status = 404",
                                          "purpose = ''",
                                          "client = null",
                                          "resident_ids = '{}'",
                                          "actor_role = ''",
                                          "operation = 'visits_getx'",
                                          "at = at + interval '1 microsecond'",
                                          "request_id = 'x'",
                                          "dong_codes = '{9911051000,9911052000}'",
                                          "actor_id = gen_random_uuid()",
                                          "method = 'POST'"};
    PGresult *id = PQexec(root, "select " SECOND);

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char sql[400];
        (void)set_up(state);
        PQclear(id);
        id = PQexec(root, "select " SECOND);
        (void)snprintf(sql, sizeof sql, "update chatdong.access_record set %s where id = '%s'",
                       changes[i], PQgetvalue(id, 0, 0));
        pg_fixture_run(root, sql);
        expect(CD_AUDIT_ROWS_CHANGED, 2, 4, 4);
        struct cd_audit_result result = verify();
        assert_int_equal(result.broken, 1);
        assert_int_equal(result.suspect_count, 1);
        assert_string_equal(result.suspects[0], PQgetvalue(id, 0, 0));
    }
    PQclear(id);
}

static void a_removed_row_is_found(void **state)
{
    (void)state;
    pg_fixture_run(root, "delete from chatdong.access_record where id = " SECOND);
    expect(CD_AUDIT_ROWS_REMOVED, 2, 4, 3);
}

static void an_inserted_row_is_found_and_named(void **state)
{
    (void)state;
    pg_fixture_run(root, "insert into chatdong.access_record select (jsonb_populate_record(r,"
                         " jsonb_build_object('id', '01900000-0000-7000-8000-00000000abcd'))).*"
                         " from chatdong.access_record r where id = " SECOND);
    expect(CD_AUDIT_ROWS_INSERTED, 2, 4, 5);
    struct cd_audit_result result = verify();
    assert_int_equal(result.suspect_count, 1);
    assert_string_equal(result.suspects[0], "01900000-0000-7000-8000-00000000abcd");
}

/* A restore writes every record anew: the chain is whole, and nobody is suspected for that. */
static void a_restored_table_accuses_nobody(void **state)
{
    (void)state;
    pg_fixture_run(root, "create table public.saved as table chatdong.access_record;"
                         "truncate chatdong.access_record;"
                         "insert into chatdong.access_record table public.saved;"
                         "drop table public.saved");
    assert_int_equal(verify().finding, CD_AUDIT_WHOLE);
    pg_fixture_run(root, "update chatdong.access_record set status = 0 where id = " SECOND);
    expect(CD_AUDIT_ROWS_CHANGED, 2, 4, 4);
    assert_int_equal(verify().suspect_count, 0);
}

static void a_row_that_claims_to_be_old_is_found(void **state)
{
    (void)state;
    pg_fixture_run(root, "insert into chatdong.access_record (actor_id, actor_role, operation,"
                         " method, resident_ids, dong_codes, request_id, status, tx) values"
                         " (gen_random_uuid(), 'nurse', 'x', 'GET', '{}', '{}', 'r', 200, '5')");
    expect(CD_AUDIT_ROWS_INSERTED, 1, 5, 6);
}

static void a_swap_of_two_fields_is_found(void **state)
{
    (void)state;
    /* Fields are framed: "GET" + "x" is not "GE" + "Tx". */
    pg_fixture_run(root, "update chatdong.access_record set operation = operation || 'G',"
                         " method = substr(method, 2) where id = " SECOND);
    expect(CD_AUDIT_ROWS_CHANGED, 2, 4, 4);
}

static void a_removed_seal_is_found(void **state)
{
    (void)state;
    pg_fixture_run(root, "delete from chatdong.access_seal where no = 2");
    expect(CD_AUDIT_SEAL_REMOVED, 3, 3, 7);
    (void)set_up(state);
    pg_fixture_run(root, "delete from chatdong.access_seal where no = 1");
    expect(CD_AUDIT_SEAL_REMOVED, 2, 4, 9);
    (void)set_up(state);
    pg_fixture_run(root, "delete from chatdong.access_seal where no = 2;"
                         "update chatdong.access_seal set no = 2 where no = 3");
    expect(CD_AUDIT_SEAL_CHANGED, 2, 3, 7);
}

/* Cutting the end off leaves a whole but shorter chain: the mac in the log tells. */
static void a_cut_end_shows_against_the_log(void **state)
{
    struct cd_audit_result before = verify();

    (void)state;
    pg_fixture_run(root, "delete from chatdong.access_seal where no = 3");
    pg_fixture_run(root, "delete from chatdong.access_record where request_id = 'r3' and"
                         " tx >= (select max(up_to) from chatdong.access_seal)");
    assert_int_equal(seal().no, 3);
    assert_int_equal(verify().finding, CD_AUDIT_WHOLE);
    assert_string_not_equal(verify().last.mac, before.last.mac);
}

static void a_changed_seal_is_found(void **state)
{
    static const char *const changes[] = {"count = count - 1", "digest = sha256('x')",
                                          "mac = sha256('x')", "mac = ''",
                                          "up_to = (up_to::text::bigint - 1)::text::xid8"};

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char sql[200];
        (void)set_up(state);
        (void)snprintf(sql, sizeof sql, "update chatdong.access_seal set %s where no = 2",
                       changes[i]);
        pg_fixture_run(root, sql);
        struct cd_audit_result result = verify();
        assert_int_equal(result.finding, CD_AUDIT_SEAL_CHANGED);
        assert_int_equal(result.seal_no, 2);
    }
}

static void another_key_does_not_fit(void **state)
{
    struct cd_audit_result result = verify_with(CD_STR("another key of thirty-two bytes."));
    CD_BUF_AUTO(why, 1000);

    (void)state;
    assert_int_equal(result.finding, CD_AUDIT_SEAL_CHANGED);
    assert_int_equal(result.seal_no, 1);
    assert_int_equal(result.broken, 3);
    assert_int_equal(cd_audit_verify(worker, CD_STR("short"), &result, &why), CD_BAD_REQUEST);
}

static void only_the_worker_seals_and_nobody_rewrites(void **state)
{
    PGconn *api = pg_fixture_connect("chatdong_api", "chatdong");
    static const char *const refused[] = {
        "update chatdong.access_record set status = 1", "delete from chatdong.access_record",
        "truncate chatdong.access_record", "update chatdong.access_seal set count = 1",
        "delete from chatdong.access_seal"};
    PGconn *const conns[] = {api, worker};

    (void)state;
    for (size_t i = 0; i < 10; i++) {
        PGresult *result = PQexec(conns[i % 2], refused[i / 2]);
        assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
        PQclear(result);
    }
    PGresult *result =
        PQexec(api, "insert into chatdong.access_seal values (9, now(), '1', 0, '', '')");
    assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "42501");
    PQclear(result);
    PQfinish(api);
}

static void an_open_transaction_holds_the_horizon(void **state)
{
    PGconn *slow = pg_fixture_connect("postgres", "chatdong");

    (void)state;
    (void)seal();
    pg_fixture_run(slow, "begin");
    add_records(slow, 1); /* an older transaction than the next one's */
    add_records(root, 2);
    assert_int_equal(seal().count, 0);
    pg_fixture_run(slow, "commit");
    assert_int_equal(seal().count, 3);
    assert_int_equal(verify().finding, CD_AUDIT_WHOLE);
    PQfinish(slow);
}

/* As text 1000 comes before 999; the chain must not care. */
static void transaction_numbers_may_get_longer(void **state)
{
    (void)state;
    pg_fixture_run(root, "do $$ declare n numeric := power(10, length(pg_current_xact_id()::text));"
                         " begin commit; loop"
                         " exit when pg_current_xact_id()::text::numeric >= n - 4; commit;"
                         " end loop; end $$");
    for (int i = 0; i < 8; i++)
        add_records(root, 1);
    assert_int_equal(seal().count, 10);
    struct cd_audit_result result = verify();
    assert_string_equal(cd_audit_text(result.finding), cd_audit_text(CD_AUDIT_WHOLE));
    assert_int_equal(result.rows, 22);
}

static void transactions_behind_the_chain_are_refused(void **state)
{
    struct cd_seal made;
    CD_BUF_AUTO(why, 1000);

    (void)state;
    pg_fixture_run(root, "update chatdong.access_seal set up_to = '99999999999' where no = 3");
    assert_int_equal(cd_seal(worker, KEY, &made, &why), CD_INTERNAL);
    assert_non_null(strstr(why.ptr, "pg_resetwal"));
}

/* --- writers and sealers at once --- */

#define WRITERS 4

static atomic_bool stop;
static atomic_int written;

static void *write_on(void *arg)
{
    PGconn *conn = arg;
    unsigned random = (unsigned)(uintptr_t)conn;

    while (!atomic_load(&stop)) {
        char sql[64];
        random = random * 1103515245u + 12345u;
        bool undone = random >> 16 & 1;
        int count = (int)(random >> 20 & 3) + 1;
        pg_fixture_run(conn, "begin");
        add_records(conn, count);
        (void)snprintf(sql, sizeof sql, "select pg_sleep(%u / 1000.0)", random >> 24 & 15);
        pg_fixture_run(conn, sql);
        pg_fixture_run(conn, undone ? "rollback" : "commit");
        atomic_fetch_add(&written, undone ? 0 : count);
    }
    return NULL;
}

static void *seal_on(void *arg)
{
    PGconn *conn = arg;
    struct cd_seal made;
    intptr_t failures = 0;

    while (!atomic_load(&stop)) {
        CD_BUF_AUTO(why, 1000);
        failures += cd_seal(conn, KEY, &made, &why) != CD_OK;
    }
    return (void *)failures; /* NOLINT(performance-no-int-to-ptr) */
}

static void writers_and_two_sealers_at_once_keep_it_whole(void **state)
{
    pthread_t threads[WRITERS + 2];
    PGconn *conns[WRITERS + 2];
    struct timespec while_at_it = {2, 0};
    intptr_t failures = 0;

    (void)state;
    pg_fixture_run(root, "truncate chatdong.access_record, chatdong.access_seal");
    atomic_store(&stop, false);
    for (int i = 0; i < WRITERS + 2; i++) {
        bool writes = i < WRITERS;
        conns[i] = pg_fixture_connect(writes ? "postgres" : "chatdong_worker", "chatdong");
        assert_int_equal(pthread_create(&threads[i], NULL, writes ? write_on : seal_on, conns[i]),
                         0);
    }
    (void)nanosleep(&while_at_it, NULL);
    atomic_store(&stop, true);
    for (int i = 0; i < WRITERS + 2; i++) {
        void *said;
        assert_int_equal(pthread_join(threads[i], &said), 0);
        failures += (intptr_t)said;
        PQfinish(conns[i]);
    }
    (void)seal();
    struct cd_audit_result result = verify();
    assert_int_equal(failures, 0);
    assert_string_equal(cd_audit_text(result.finding), cd_audit_text(CD_AUDIT_WHOLE));
    assert_int_equal(result.rows, atomic_load(&written));
    assert_int_equal(result.unsealed, 0);
    assert_true(result.seals > 1);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_whole_chain_is_whole),
        TEST(a_changed_row_is_found_and_named),
        TEST(a_removed_row_is_found),
        TEST(an_inserted_row_is_found_and_named),
        TEST(a_restored_table_accuses_nobody),
        TEST(a_row_that_claims_to_be_old_is_found),
        TEST(a_swap_of_two_fields_is_found),
        TEST(a_removed_seal_is_found),
        TEST(a_cut_end_shows_against_the_log),
        TEST(a_changed_seal_is_found),
        TEST(another_key_does_not_fit),
        TEST(only_the_worker_seals_and_nobody_rewrites),
        TEST(an_open_transaction_holds_the_horizon),
        TEST(transaction_numbers_may_get_longer),
        TEST(transactions_behind_the_chain_are_refused),
        TEST(writers_and_two_sealers_at_once_keep_it_whole),
    };

    return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
