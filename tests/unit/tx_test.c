/*
 * Transactions over lanes against a real PostgreSQL, as fibers on a loop and as threads on a pool:
 * what a step sees, what an error undoes, who waits for whom, and what is left after the server or
 * one of its processes goes away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "db/db.h"
#include "defaults.h"
#include "pg.h"

#include <pthread.h>

static struct pg pg;

/* ---- running bodies: as fibers of one loop, or as threads */

struct bench;

struct runner {
    struct bench *bench;
    void (*body)(struct bench *, int);
    int number;
    struct cd_fiber *fiber;
    struct runner *next;
    pthread_t thread;
};

struct bench {
    struct cd_settings settings;
    struct cd_db *db;
    bool fibers;
    struct cd_loop *loop;
    struct runner *ready;
    struct runner runners[64];
    int count, running;
    int counters[8];
    pthread_mutex_t lock;
};

static void on_wake(void *arg)
{
    struct runner *runner = arg;
    runner->next = runner->bench->ready;
    runner->bench->ready = runner;
}

static void ended(struct runner *runner)
{
    cd_fiber_free(runner->fiber);
    if (--runner->bench->running == 0)
        cd_loop_stop(runner->bench->loop);
}

static void run_body(void *arg)
{
    struct runner *runner = arg;
    runner->body(runner->bench, runner->number);
}

static void *run_thread(void *arg)
{
    run_body(arg);
    return NULL;
}

static void run_ready(void *arg)
{
    struct bench *bench = arg;

    while (bench->ready != NULL) {
        struct runner *runner = bench->ready;
        bench->ready = runner->next;
        if (cd_fiber_resume(runner->fiber))
            ended(runner);
    }
}

static void start_all(void *arg)
{
    struct bench *bench = arg;

    bench->running = bench->count;
    for (int i = 0; i < bench->count; i++) {
        struct runner *runner = &bench->runners[i];
        runner->fiber = cd_fiber_start(run_body, runner, on_wake, runner);
        if (cd_fiber_done(runner->fiber))
            ended(runner);
    }
}

static void bench_open(struct bench *bench, bool fibers)
{
    CD_BUF_AUTO(why, 1024);

    bench->fibers = fibers;
    bench->settings.mode = fibers ? "fibers" : "threads";
    assert_int_equal(cd_db_new(&bench->settings, pg.conninfo, &bench->db, &why), CD_OK);
    (void)pthread_mutex_init(&bench->lock, NULL);
    if (!fibers)
        return;
    bench->loop = cd_loop_new();
    cd_loop_before_sleep(bench->loop, run_ready, bench);
    assert_int_equal(cd_db_attach(bench->db, bench->loop), CD_OK);
}

static void bench_close(struct bench *bench)
{
    if (bench->fibers) {
        cd_db_detach(bench->db, bench->loop);
        cd_loop_free(bench->loop);
        cd_fiber_pool_release();
    }
    cd_db_free(bench->db);
    (void)pthread_mutex_destroy(&bench->lock);
}

/* `count` at once, each with its number; returns when all have ended. */
static void bench_run(struct bench *bench, int count, void (*body)(struct bench *, int))
{
    bench->count = count;
    for (int i = 0; i < count; i++)
        bench->runners[i] = (struct runner){.bench = bench, .body = body, .number = i};
    if (bench->fibers) {
        (void)cd_loop_after(bench->loop, 0, start_all, bench);
        cd_loop_run(bench->loop);
        return;
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(
            pthread_create(&bench->runners[i].thread, NULL, run_thread, &bench->runners[i]), 0);
    for (int i = 0; i < count; i++)
        assert_int_equal(pthread_join(bench->runners[i].thread, NULL), 0);
}

static void count_up(struct bench *bench, int counter)
{
    (void)pthread_mutex_lock(&bench->lock);
    bench->counters[counter]++;
    (void)pthread_mutex_unlock(&bench->lock);
}

static void in_both_modes(int count, void (*body)(struct bench *, int))
{
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench_open(&bench, fibers);
        bench_run(&bench, count, body);
        bench_close(&bench);
    }
}

/* ---- small helpers for bodies */

static enum cd_rc one(struct cd_tx *tx, const char *sql, int params, const char *const *values)
{
    (void)cd_tx_add(tx, cd_prepared(sql, params), values);
    return cd_tx_wait(tx, false);
}

static const char *cell(const struct cd_tx *tx, int step)
{
    const PGresult *result = cd_tx_result(tx, step);
    return result != NULL && PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "(none)";
}

static const char *sqlstate(const struct cd_tx *tx)
{
    return PQresultErrorField(cd_tx_failed(tx), PG_DIAG_SQLSTATE);
}

/* A whole short transaction of one statement; its first cell into out. */
static enum cd_rc ask(struct bench *bench, enum cd_lane lane, const char *sql, char out[64])
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, bench->db, lane, arena);

    if (rc == CD_OK) {
        (void)cd_tx_add(&tx, cd_prepared(sql, 0), NULL);
        rc = cd_tx_wait(&tx, true);
        (void)snprintf(out, 64, "%s", rc == CD_OK ? cell(&tx, 0) : "");
        if (rc == CD_CONFLICT)
            (void)snprintf(out, 64, "%s", sqlstate(&tx));
    }
    cd_tx_end(&tx);
    cd_arena_free(arena);
    return rc;
}

static void assert_asks(struct bench *bench, enum cd_lane lane, const char *sql, const char *answer)
{
    char out[64] = "";
    assert_int_equal(ask(bench, lane, sql, out), CD_OK);
    assert_string_equal(out, answer);
}

/* ---- one transaction */

static void reads_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    const char *values[] = {"41"}, *nothing[] = {NULL};

    (void)number;
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        assert_int_equal(cd_tx_begin(&tx, bench->db, (enum cd_lane)lane, arena), CD_OK);
        int first = cd_tx_add(&tx, cd_prepared("select $1::int + 1", 1), values);
        int second = cd_tx_add(&tx, cd_prepared("select $1::text is null", 1), nothing);
        assert_null(cd_tx_result(&tx, first));
        assert_int_equal(cd_tx_wait(&tx, true), CD_OK);
        assert_string_equal(cell(&tx, first), "42");
        assert_string_equal(cell(&tx, second), "t");
        assert_null(cd_tx_failed(&tx));
        assert_null(cd_tx_result(&tx, 2));
        cd_tx_end(&tx);
    }
    cd_arena_free(arena);
}

static void reads(void **state)
{
    (void)state;
    in_both_modes(3, reads_body);
}

static void session_body(struct bench *bench, int number)
{
    (void)number;
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        assert_asks(bench, (enum cd_lane)lane, "show search_path", "chatdong");
        assert_asks(bench, (enum cd_lane)lane, "show timezone", "UTC");
        assert_asks(bench, (enum cd_lane)lane, "show plan_cache_mode", "force_generic_plan");
        assert_asks(bench, (enum cd_lane)lane, "show intervalstyle", "iso_8601");
        assert_asks(bench, (enum cd_lane)lane, "show client_encoding", "UTF8");
        assert_asks(bench, (enum cd_lane)lane, "show default_transaction_read_only",
                    lane == CD_LANE_WRITE ? "off" : "on");
    }
    assert_asks(bench, CD_LANE_SHORT, "show statement_timeout", "250ms");
    assert_asks(bench, CD_LANE_LONG, "show statement_timeout", "5s");
    assert_asks(bench, CD_LANE_WRITE, "show lock_timeout", "1500ms");
    char out[64];
    assert_int_equal(ask(bench, CD_LANE_SHORT, "insert into note (text) values ('x')", out),
                     CD_CONFLICT);
    assert_string_equal(out, "25006"); /* read only */
    assert_int_equal(ask(bench, CD_LANE_SHORT, "select pg_sleep(1)", out), CD_CONFLICT);
    assert_string_equal(out, "57014"); /* statement_timeout */
    assert_asks(bench, CD_LANE_SHORT, "select 1", "1");
}

static void sessions_are_set_up(void **state)
{
    (void)state;
    in_both_modes(1, session_body);
}

static void commits_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    const char *keep[] = {"kept"}, *drop[] = {"dropped"};
    const char *insert = "insert into note (text) values ($1) returning text";

    (void)number;
    assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_WRITE, arena), CD_OK);
    assert_int_equal(one(&tx, insert, 1, keep), CD_OK);
    assert_string_equal(pg_query(&pg, "select count(*) from chatdong.note"), "0"); /* not yet */
    assert_int_equal(one(&tx, "select count(*) from note", 0, NULL), CD_OK);
    assert_string_equal(cell(&tx, 1), "1");
    assert_int_equal(cd_tx_wait(&tx, true), CD_OK);
    assert_string_equal(pg_query(&pg, "select count(*) from chatdong.note"), "1");
    assert_string_equal(cell(&tx, 0), "kept"); /* results stay until the end */
    cd_tx_end(&tx);
    for (int i = 0; i < 6; i++) { /* more than there are connections: each comes back clean */
        assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_WRITE, arena), CD_OK);
        assert_int_equal(one(&tx, insert, 1, drop), CD_OK);
        cd_tx_end(&tx);
    }
    assert_asks(bench, CD_LANE_WRITE, "select string_agg(text, ',') from note", "kept");
    assert_string_equal(pg_query(&pg, "delete from chatdong.note returning text"), "kept");
    cd_arena_free(arena);
}

static void commits_and_rolls_back(void **state)
{
    (void)state;
    in_both_modes(1, commits_body);
}

static void failing_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    const char *good[] = {"good"}, *bad[] = {"bad"};
    const struct cd_prepared *insert = cd_prepared("insert into note (text) values ($1)", 1);

    (void)number;
    for (int i = 0; i < 12; i++) {
        assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_WRITE, arena), CD_OK);
        if (i % 3 == 1)
            assert_int_equal(one(&tx, "select 1", 0, NULL), CD_OK);
        int first = cd_tx_add(&tx, insert, good);
        int second = cd_tx_add(&tx, insert, bad); /* note_text_good forbids it */
        int third = cd_tx_add(&tx, cd_prepared("select 3", 0), NULL);
        assert_int_equal(cd_tx_wait(&tx, i % 2 == 0), CD_CONFLICT);
        assert_non_null(cd_tx_result(&tx, first));
        assert_null(cd_tx_result(&tx, second));
        assert_null(cd_tx_result(&tx, third));
        assert_string_equal(sqlstate(&tx), "23514");
        assert_string_equal(PQresultErrorField(cd_tx_failed(&tx), PG_DIAG_CONSTRAINT_NAME),
                            "note_text_good");
        assert_int_equal(cd_tx_wait(&tx, true), CD_CONFLICT); /* it stays failed */
        cd_tx_end(&tx);
    }
    assert_asks(bench, CD_LANE_WRITE, "select count(*) from note", "0");
    cd_arena_free(arena);
}

static void failing_step_undoes_all(void **state)
{
    (void)state;
    in_both_modes(1, failing_body);
}

/* A deferred constraint speaks up at COMMIT. */
static void deferred_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    const char *values[] = {"no such note"};

    (void)number;
    assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_WRITE, arena), CD_OK);
    assert_int_equal(one(&tx, "insert into mark (note) values ($1)", 1, values), CD_OK);
    assert_int_equal(cd_tx_wait(&tx, true), CD_CONFLICT);
    assert_string_equal(sqlstate(&tx), "23503");
    cd_tx_end(&tx);
    assert_asks(bench, CD_LANE_WRITE, "select count(*) from mark", "0");
    cd_arena_free(arena);
}

static void error_at_commit(void **state)
{
    (void)state;
    in_both_modes(1, deferred_body);
}

/* The context that row-level security reads lasts as long as the transaction, not longer. */
static void context_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    const char *set = "select set_config('chatdong.actor_id', 'me', true)";
    const char *get =
        "select coalesce(nullif(current_setting('chatdong.actor_id', true), ''), '-')";

    (void)number;
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        bool shared = bench->fibers && lane == CD_LANE_SHORT;
        struct cd_tx tx;
        assert_int_equal(cd_tx_begin(&tx, bench->db, (enum cd_lane)lane, arena), CD_OK);
        (void)cd_tx_add(&tx, cd_prepared(set, 0), NULL);
        int same_trip = cd_tx_add(&tx, cd_prepared(get, 0), NULL);
        assert_int_equal(cd_tx_wait(&tx, false), CD_OK);
        assert_string_equal(cell(&tx, same_trip), "me");
        assert_int_equal(one(&tx, get, 0, NULL), CD_OK);
        assert_string_equal(cell(&tx, 2), shared ? "-" : "me");
        cd_tx_end(&tx);
        for (int i = 0; i < 8; i++)
            assert_asks(bench, (enum cd_lane)lane, get, "-");
    }
    cd_arena_free(arena);
}

static void context_ends_with_the_transaction(void **state)
{
    (void)state;
    in_both_modes(1, context_body);
}

static void batch_body(struct bench *bench, int number)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_tx tx;
    const char *values[] = {"many"};

    (void)number;
    assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_WRITE, arena), CD_OK);
    for (int i = 0; i < CD_TX_STEPS; i++)
        assert_int_equal(
            cd_tx_add(&tx, cd_prepared("insert into note (text) values ($1) returning 1", 1),
                      values),
            i);
    assert_int_equal(cd_tx_wait(&tx, false), CD_OK);
    for (int i = 0; i < CD_TX_STEPS; i++)
        assert_string_equal(cell(&tx, i), "1");
    (void)cd_tx_add(&tx, cd_prepared("select 1", 0), NULL); /* one too many */
    assert_int_equal(cd_tx_wait(&tx, true), CD_INTERNAL);
    cd_tx_end(&tx);
    assert_asks(bench, CD_LANE_WRITE, "select count(*) from note", "0");
    cd_arena_free(arena);
}

static void batches(void **state)
{
    (void)state;
    in_both_modes(1, batch_body);
}

/* ---- many at once */

/* On the shared connection every request has its own transaction: errors are its own too. */
static void mixed_body(struct bench *bench, int number)
{
    for (int i = 0; i < 30; i++) {
        struct cd_arena *arena = cd_arena_new();
        struct cd_tx tx;
        char text[2][16];
        const char *values[] = {text[0], text[1]};
        bool fails = (number + i) % 3 == 0;
        (void)snprintf(text[0], sizeof text[0], "%d", number * 1000 + i);
        (void)snprintf(text[1], sizeof text[1], "%d", fails ? 0 : 1);
        assert_int_equal(cd_tx_begin(&tx, bench->db, CD_LANE_SHORT, arena), CD_OK);
        /* a text of its own now and then, so that Parse comes in between */
        char sql[80];
        (void)snprintf(sql, sizeof sql, "select $1::int / $2::int, %d", i % 5 == 0 ? number : -1);
        (void)cd_tx_add(&tx, cd_prepared("select 7", 0), NULL);
        int step = cd_tx_add(&tx, cd_prepared(sql, 2), values);
        assert_int_equal(cd_tx_wait(&tx, true), fails ? CD_CONFLICT : CD_OK);
        if (fails)
            assert_string_equal(sqlstate(&tx), "22012");
        else
            assert_string_equal(cell(&tx, step), text[0]);
        cd_tx_end(&tx);
        cd_arena_free(arena);
    }
    count_up(bench, 0);
}

static void errors_stay_with_their_request(void **state)
{
    (void)state;
    in_both_modes(40, mixed_body);
}

static void counting_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    for (int i = 0; i < 20; i++)
        assert_int_equal(ask(bench, CD_LANE_WRITE, "update counter set value = value + 1", out),
                         CD_OK);
}

static void writers_queue_for_connections(void **state)
{
    (void)state;
    (void)pg_query(&pg, "update chatdong.counter set value = 0");
    in_both_modes(30, counting_body);
    assert_string_equal(pg_query(&pg, "select value from chatdong.counter"), "1200");
}

static void holder_body(struct bench *bench, int number)
{
    char out[64];
    enum cd_rc rc = ask(bench, CD_LANE_WRITE, "select pg_sleep(0.15)::text", out);

    (void)number;
    if (rc == CD_OK)
        count_up(bench, 0);
    else
        count_up(bench, rc == CD_UNAVAILABLE ? 1 : 2);
}

/* One connection, four holders of 150 ms, 250 ms of patience: two are served, two give up. */
static void acquire_times_out(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench.settings.lane_write = bench.settings.lane_thread = 1;
        bench.settings.acquire_timeout = 250;
        bench_open(&bench, fibers);
        bench_run(&bench, 4, holder_body);
        assert_int_equal(bench.counters[2], 0);
        assert_in_range(bench.counters[0], 1, 3);
        assert_int_equal(bench.counters[0] + bench.counters[1], 4);
        struct cd_db_stats stats = cd_db_stats(bench.db, CD_LANE_WRITE);
        assert_int_equal(stats.timeouts, bench.counters[1]);
        assert_int_equal(stats.acquired, 4);
        assert_int_equal(stats.queued, 0);
        assert_int_equal(stats.busy, 0);
        bench_close(&bench);
    }
}

static void queue_is_bounded(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench.settings.lane_write = bench.settings.lane_thread = 1;
        bench.settings.lane_queue = 2; /* below the setting's bound: only here */
        bench_open(&bench, fibers);
        uint64_t from = cd_clock_mono_us();
        bench_run(&bench, 12, holder_body);
        assert_in_range(bench.counters[0], 2,
                        3); /* in fibers all come before the connection is up */
        assert_int_equal(bench.counters[0] + bench.counters[1], 12);
        assert_true(cd_clock_mono_us() - from < 900000); /* refused at once, not after a wait */
        bench_close(&bench);
    }
}

/* Forty at once, each with many texts of its own, over connections that keep eight: answers stay
 * with their questions, and the backend has no more than the limit and one transaction's. */
static void texts_body(struct bench *bench, int number)
{
    char sql[64], want[24], out[64];

    for (int i = 0; i < 20; i++) {
        (void)snprintf(want, sizeof want, "%d", number * 100 + i % 15);
        (void)snprintf(sql, sizeof sql, "select %s /* a text of its own */", want);
        for (int lane = 0; lane < CD_LANE_COUNT; lane++)
            assert_asks(bench, (enum cd_lane)lane, sql, want);
    }
    assert_int_equal(
        ask(bench, CD_LANE_LONG, "select count(*) <= 12 from pg_prepared_statements", out), CD_OK);
    assert_string_equal(out, "t");
}

static void full_connections_forget(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench.settings.lane_prepared = 8;
        bench_open(&bench, fibers);
        bench_run(&bench, 40, texts_body);
        for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
            struct cd_db_stats stats = cd_db_stats(bench.db, (enum cd_lane)lane);
            assert_true(stats.forgets >= 20);
            assert_int_equal(stats.reconnects, 0);
        }
        bench_close(&bench);
    }
}

/* ---- things that go away */

struct nap {
    struct cd_fiber *fiber;
};

static void nap_over(void *arg)
{
    cd_fiber_wake(((struct nap *)arg)->fiber);
}

static void doze(struct bench *bench, uint64_t ms)
{
    struct nap nap = {cd_fiber_current()};

    if (nap.fiber == NULL) {
        (void)usleep((useconds_t)ms * 1000);
        return;
    }
    (void)cd_loop_after(bench->loop, ms, nap_over, &nap);
    cd_fiber_wait();
}

static void killed_body(struct bench *bench, int number)
{
    char out[64];

    if (number == 0) { /* pulls the carpet from under all others, itself included */
        enum cd_rc rc = ask(bench, CD_LANE_WRITE,
                            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                            "where application_name like 'chatdong %' and pid <> pg_backend_pid() "
                            "and pg_sleep(0.1) is not null",
                            out);
        count_up(bench, rc == CD_OK ? 2 : 3);
        return;
    }
    enum cd_lane lane = number % 2 == 0 ? CD_LANE_LONG : CD_LANE_SHORT;
    enum cd_rc rc =
        ask(bench, lane, lane == CD_LANE_LONG ? "select pg_sleep(2)" : "select pg_sleep(0.2)", out);
    count_up(bench, rc == CD_OK ? 0 : rc == CD_UNAVAILABLE ? 1 : 4);
}

static void recovered_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    doze(bench, 300); /* a backend that died young is not replaced at once */
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        for (int i = 0; i < 10; i++) {
            if (ask(bench, (enum cd_lane)lane, "select 1", out) == CD_OK)
                count_up(bench, 5);
        }
    }
}

static void backends_killed_in_flight(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench_open(&bench, fibers);
        bench_run(&bench, 1, recovered_body); /* all lanes are up */
        bench.counters[5] = 0;
        bench_run(&bench, 9, killed_body);
        assert_int_equal(bench.counters[2], 1);
        assert_int_equal(bench.counters[4], 0); /* nobody is told of a conflict */
        assert_true(bench.counters[1] >= 1);
        bench_run(&bench, 1, recovered_body);
        assert_int_equal(bench.counters[5], 30);
        assert_true(cd_db_stats(bench.db, CD_LANE_LONG).reconnects > 0);
        bench_close(&bench);
    }
}

static void until_up_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    for (int i = 0; i < 100 && bench->counters[5] == 0; i++) {
        if (ask(bench, CD_LANE_WRITE, "select pg_sleep(0.02)::text", out) == CD_OK &&
            ask(bench, CD_LANE_SHORT, "select 1", out) == CD_OK &&
            ask(bench, CD_LANE_LONG, "select 1", out) == CD_OK)
            count_up(bench, 5);
    }
}

/* Away: a first answer may take a connection attempt, then refusals come at once; and it recovers
 * by itself. */
static void away_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ask(bench, CD_LANE_SHORT, "select 1", out), CD_UNAVAILABLE);
        doze(bench, 2);
    }
    uint64_t from = cd_clock_mono_us();
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        assert_int_equal(ask(bench, (enum cd_lane)lane, "select 1", out), CD_UNAVAILABLE);
    assert_true(cd_clock_mono_us() - from < 200000);
    assert_false(cd_db_ready(bench->db));
}

static void back_body(struct bench *bench, int number)
{
    (void)number;
    for (int i = 0; i < 100 && !cd_db_ready(bench->db); i++)
        doze(bench, 100);
    assert_true(cd_db_ready(bench->db));
    until_up_body(bench, 0);
    assert_int_equal(bench->counters[5], 1);
}

static void server_away_and_back(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench_open(&bench, fibers);
        bench_run(&bench, 1, until_up_body);
        assert_int_equal(bench.counters[5], 1);
        bench.counters[5] = 0;
        pg_halt(&pg, SIGQUIT);
        bench_run(&bench, 1, away_body);
        pg_launch(&pg); /* by this thread: the server goes when its maker does */
        bench_run(&bench, 1, back_body);
        bench_close(&bench);
    }
}

static void never_up_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    assert_int_equal(ask(bench, CD_LANE_WRITE, "select 1", out), CD_UNAVAILABLE);
}

static void starts_without_a_database(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct pg real = pg;
        (void)snprintf(pg.conninfo, sizeof pg.conninfo, "host=/tmp/none dbname=none");
        struct bench bench = {.settings = default_settings()};
        bench_open(&bench, fibers);
        bench_run(&bench, 5, never_up_body);
        assert_false(cd_db_ready(bench.db));
        bench_close(&bench);
        pg = real;
    }
}

/* The standby never answers and the wait for it is cancelled: the server says success with a
 * warning; we must not. */
static void unknown_body(struct bench *bench, int number)
{
    char out[64];

    if (number == 1) {
        /* not only once: others may be left from before, and wait although nobody listens */
        bool cancelled = false;
        for (int i = 0; i < 100 && __atomic_load_n(&bench->counters[0], __ATOMIC_ACQUIRE) == 0;
             i++) {
            cancelled |=
                strcmp(pg_query(&pg, "select count(pg_cancel_backend(pid)) from pg_stat_activity "
                                     "where wait_event = 'SyncRep'"),
                       "0") != 0;
            doze(bench, 10);
        }
        assert_true(cancelled);
        return;
    }
    assert_int_equal(ask(bench, CD_LANE_WRITE, "insert into note (text) values ('perhaps')", out),
                     CD_UNAVAILABLE);
    __atomic_store_n(&bench->counters[0], 1, __ATOMIC_RELEASE);
    assert_asks(bench, CD_LANE_LONG, "select 1", "1");
}

/* Nobody cancels it: statement_timeout does not cover the wait, so the watchdog gives it up. */
static void unheard_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    assert_int_equal(ask(bench, CD_LANE_WRITE, "insert into note (text) values ('perhaps')", out),
                     CD_UNAVAILABLE);
}

static void committed_locally_is_unknown(void **state)
{
    (void)state;
    (void)pg_query(&pg, "alter system set synchronous_standby_names = 'nobody'");
    (void)pg_query(&pg, "select pg_reload_conf()");
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench.settings.write_timeout = 400;
        bench_open(&bench, fibers);
        (void)usleep(100000);
        uint64_t from = cd_clock_mono_us();
        bench_run(&bench, 2, unknown_body);
        assert_true(cd_clock_mono_us() - from < 2000000); /* not by the watchdog */
        assert_int_equal(cd_db_stats(bench.db, CD_LANE_WRITE).reconnects, 0);
        bench_run(&bench, 1, unheard_body);
        bench_close(&bench);
    }
    (void)pg_query(&pg, "alter system reset synchronous_standby_names");
    (void)pg_query(&pg, "select pg_reload_conf()");
    assert_string_equal(pg_query(&pg, "select count(*) from chatdong.note"), "4"); /* it had */
    (void)pg_query(&pg, "delete from chatdong.note");
}

/* A server that hangs without closing: the watchdog gives the waiters up. */
static void hung_body(struct bench *bench, int number)
{
    char out[64];

    (void)number;
    assert_int_equal(ask(bench, CD_LANE_SHORT, "select pg_sleep(0.05)::text", out), CD_UNAVAILABLE);
}

static void hung_server(void **state)
{
    (void)state;
    for (int fibers = 0; fibers < 2; fibers++) {
        struct bench bench = {.settings = default_settings()};
        bench_open(&bench, fibers);
        bench_run(&bench, 1, recovered_body);
        const char *pid = pg_query(&pg, "select string_agg(pid::text, ' ') from pg_stat_activity "
                                        "where application_name = 'chatdong short'");
        int pids[16], count = 0;
        char *rest = NULL, copy[256];
        (void)snprintf(copy, sizeof copy, "%s", pid);
        for (char *at = strtok_r(copy, " ", &rest); at != NULL; at = strtok_r(NULL, " ", &rest))
            pids[count++] = (int)strtol(at, NULL, 10);
        assert_true(count > 0);
        for (int i = 0; i < count; i++)
            assert_int_equal(kill(pids[i], SIGSTOP), 0);
        bench_run(&bench, 1, hung_body);
        for (int i = 0; i < count; i++)
            assert_int_equal(kill(pids[i], SIGCONT), 0);
        bench_close(&bench);
    }
}

/* A migration under our feet: the plan is stale, one request is told to come again, then it works.
 */
static void stale_body(struct bench *bench, int number)
{
    char out[64];
    const char *sql = "select * from shape";

    (void)number;
    assert_asks(bench, CD_LANE_SHORT, sql, "1");
    (void)pg_query(&pg, "alter table chatdong.shape alter id type text");
    int refused = 0;
    for (int i = 0; i < 20; i++) {
        enum cd_rc rc = ask(bench, CD_LANE_SHORT, sql, out);
        assert_true(rc == CD_OK || rc == CD_UNAVAILABLE);
        refused += rc != CD_OK;
        doze(bench, 20);
    }
    assert_in_range(refused, 1, 8);
    assert_asks(bench, CD_LANE_SHORT, sql, "1");
    (void)pg_query(&pg, "alter table chatdong.shape alter id type int using id::int");
}

static void stale_plans_are_made_anew(void **state)
{
    (void)state;
    in_both_modes(1, stale_body);
}

static void same_text_same_pointer(void **state)
{
    (void)state;
    const struct cd_prepared *a = cd_prepared("select 1", 0);
    char copy[] = "select 1";

    assert_ptr_equal(a, cd_prepared(copy, 0));
    assert_ptr_not_equal(a, cd_prepared("select 2", 0));
}

static void bad_conninfo_is_refused(void **state)
{
    (void)state;
    struct cd_settings settings = default_settings();
    struct cd_db *db = NULL;
    CD_BUF_AUTO(why, 1024);

    assert_int_equal(cd_db_new(&settings, "host= = x", &db, &why), CD_BAD_REQUEST);
    assert_true(why.len > 0);
    assert_null(db);
}

static int setup(void **state)
{
    (void)state;
    cd_log_init(CD_LOG_ERROR);
    if (!pg_start(&pg))
        return -1;
    (void)pg_query(&pg, "create schema chatdong");
    (void)pg_query(&pg, "create table chatdong.note (text text constraint note_text_good "
                        "check (text <> 'bad'))");
    (void)pg_query(&pg, "create table chatdong.name (name text primary key)");
    (void)pg_query(&pg, "create table chatdong.mark (note text references chatdong.name "
                        "deferrable initially deferred)");
    (void)pg_query(&pg, "create table chatdong.counter (value int)");
    (void)pg_query(&pg, "insert into chatdong.counter values (0)");
    (void)pg_query(&pg, "create table chatdong.shape (id int)");
    (void)pg_query(&pg, "insert into chatdong.shape values (1)");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pg_stop(&pg);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_text_same_pointer),
        cmocka_unit_test(bad_conninfo_is_refused),
        cmocka_unit_test(reads),
        cmocka_unit_test(sessions_are_set_up),
        cmocka_unit_test(commits_and_rolls_back),
        cmocka_unit_test(failing_step_undoes_all),
        cmocka_unit_test(error_at_commit),
        cmocka_unit_test(context_ends_with_the_transaction),
        cmocka_unit_test(batches),
        cmocka_unit_test(errors_stay_with_their_request),
        cmocka_unit_test(writers_queue_for_connections),
        cmocka_unit_test(acquire_times_out),
        cmocka_unit_test(queue_is_bounded),
        cmocka_unit_test(full_connections_forget),
        cmocka_unit_test(backends_killed_in_flight),
        cmocka_unit_test(stale_plans_are_made_anew),
        cmocka_unit_test(committed_locally_is_unknown),
        cmocka_unit_test(hung_server),
        cmocka_unit_test(starts_without_a_database),
        cmocka_unit_test(server_away_and_back),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
