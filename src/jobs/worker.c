#include "jobs/worker.h"
#include "base/clock.h"
#include "base/log.h"
#include "jobs/imports.h"
#include "jobs/keeping.h"
#include "jobs/schedule.h"
#include "jobs/seal.h"
#include "jobs/stop.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define KEEPING_US 3600000000u
#define RETRY_MIN_S 1
#define RETRY_MAX_S 60
#define WHY_MAX 2048
#define SESSION "-c statement_timeout=10min -c lock_timeout=10s -c client_min_messages=warning"

struct cd_worker {
    const struct cd_settings *settings;
    pthread_t thread;
    struct cd_stop stop;
    pthread_mutex_t lock; /* of the stats */
    struct cd_worker_stats stats;
    /* the thread's own */
    PGconn *conn;
    uint64_t kept_us;   /* when housekeeping was last done, 0: never */
    uint64_t sealed_us; /* when sealing was last tried, 0: never */
    struct cd_schedule *schedule;
    struct cd_seal last;
    struct cd_imports *imports; /* beside it */
};

static void disconnect(struct cd_worker *w)
{
    cd_stop_watch(&w->stop, NULL);
    PQfinish(w->conn);
    w->conn = NULL;
}

static bool connected(struct cd_worker *w, struct cd_buf *why)
{
    static const char *const names[] = {"dbname", "application_name", "connect_timeout", "options",
                                        NULL};
    const char *const values[] = {w->settings->worker_database, "chatdong worker", "5", SESSION,
                                  NULL};

    if (w->conn != NULL && PQstatus(w->conn) == CONNECTION_OK)
        return true;
    disconnect(w);
    w->conn = PQconnectdbParams(names, values, 1);
    if (PQstatus(w->conn) != CONNECTION_OK) {
        cd_buf_adds(why, PQerrorMessage(w->conn));
        return false;
    }
    cd_stop_watch(&w->stop, w->conn);
    return true;
}

static bool keep(struct cd_worker *w, struct cd_buf *why)
{
    int64_t removed = 0;

    if (w->kept_us != 0 && cd_clock_mono_us() - w->kept_us < KEEPING_US)
        return true;
    if (cd_partitions_ensure(w->conn, why) != CD_OK ||
        cd_idempotency_purge(w->conn, w->settings->idempotency_hours, &removed, why) != CD_OK)
        return false;
    w->kept_us = cd_clock_mono_us();
    (void)pthread_mutex_lock(&w->lock);
    w->stats.purged_rows += removed;
    (void)pthread_mutex_unlock(&w->lock);
    cd_log(CD_LOG_INFO, "housekeeping_done", CD_LOG_INT("answers_removed", removed));
    return true;
}

static int64_t seconds_until_seal(const struct cd_worker *w)
{
    uint64_t since = cd_clock_mono_us() - w->sealed_us;
    uint64_t interval = (uint64_t)w->settings->seal_interval * 1000000u;

    return w->sealed_us == 0 || since >= interval ? 0
                                                  : (int64_t)((interval - since) / 1000000u) + 1;
}

/* The log is the second witness: with the macs in it, a chain whose end was cut off and made anew
 * does not pass for the old one (docs/decisions/0020-seal-chain.md). */
static bool seal(struct cd_worker *w, struct cd_buf *why)
{
    struct cd_seal made;

    if (w->settings->audit_key[0] == '\0' || seconds_until_seal(w) > 0)
        return true;
    w->sealed_us = cd_clock_mono_us();
    if (cd_seal(w->conn, cd_str_of(w->settings->audit_key), &made, why) != CD_OK)
        return false;
    if (made.no < w->last.no && made.no > 0)
        cd_log(CD_LOG_ERROR, "seal_chain_cut", CD_LOG_INT("last_no", w->last.no),
               CD_LOG_INT("found_no", made.no));
    if (made.no > 0)
        w->last = made;
    if (made.count == 0)
        return true;
    (void)pthread_mutex_lock(&w->lock);
    w->stats.sealed_rows += made.count;
    (void)pthread_mutex_unlock(&w->lock);
    cd_log(CD_LOG_INFO, "access_records_sealed", CD_LOG_INT("no", made.no),
           CD_LOG_INT("count", made.count), CD_LOG_STR("mac", made.mac));
    return true;
}

/* Each job has its turn, whether or not the one before it failed. */
static bool round_of_jobs(struct cd_worker *w, int64_t *ret_pause)
{
    CD_BUF_AUTO(why, WHY_MAX);

    bool ok = connected(w, &why);
    if (ok) {
        ok = keep(w, &why);
        ok = !cd_stop_asked(&w->stop) && seal(w, &why) && ok;
        ok = !cd_stop_asked(&w->stop) && cd_schedule_run(w->schedule, w->conn, ret_pause) && ok;
    }
    if (!ok && !cd_stop_asked(&w->stop))
        cd_log(CD_LOG_ERROR, "worker_failed", CD_LOG_VIEW("why", cd_buf_str(&why)));
    (void)pthread_mutex_lock(&w->lock);
    w->stats.rounds++;
    w->stats.failures += !ok;
    if (ok)
        w->stats.last_success = cd_clock_unix();
    (void)pthread_mutex_unlock(&w->lock);
    return ok;
}

static void *work(void *arg)
{
    struct cd_worker *w = arg;
    int64_t retry = RETRY_MIN_S, pause;

    do {
        if (round_of_jobs(w, &pause)) {
            int64_t seal_s = seconds_until_seal(w);
            retry = RETRY_MIN_S;
            pause = seal_s > 0 && seal_s < pause ? seal_s : pause;
        } else {
            pause = retry;
            retry = retry * 2 > RETRY_MAX_S ? RETRY_MAX_S : retry * 2;
        }
    } while (!cd_stop_sleep(&w->stop, pause));
    disconnect(w);
    return NULL;
}

enum cd_rc cd_worker_start(const struct cd_settings *settings, struct cd_worker **ret,
                           struct cd_buf *why)
{
    size_t key = strlen(settings->audit_key);

    *ret = NULL;
    if (settings->worker_database[0] == '\0')
        return CD_OK;
    if (key > 0 && key < 32) {
        cd_buf_adds(why, "audit_key must have 32 bytes or more");
        return CD_BAD_REQUEST;
    }
    if (key == 0)
        cd_log(CD_LOG_WARN, "access_records_not_sealed", CD_LOG_STR("why", "audit_key is empty"));
    struct cd_worker *w = calloc(1, sizeof *w);
    if (w == NULL)
        abort();
    w->settings = settings;
    w->schedule = cd_schedule_new(NULL, 0);
    cd_stop_init(&w->stop);
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        abort();
    if (pthread_create(&w->thread, NULL, work, w) != 0) {
        cd_buf_adds(why, "no thread for the worker");
        cd_schedule_free(w->schedule);
        free(w);
        return CD_INTERNAL;
    }
    w->imports = cd_imports_start(settings);
    *ret = w;
    return CD_OK;
}

void cd_worker_stop(struct cd_worker *worker)
{
    if (worker == NULL)
        return;
    cd_imports_stop(worker->imports);
    cd_stop_ask(&worker->stop);
    (void)pthread_join(worker->thread, NULL);
    cd_stop_release(&worker->stop);
    (void)pthread_mutex_destroy(&worker->lock);
    cd_schedule_free(worker->schedule);
    free(worker);
}

struct cd_worker_stats cd_worker_stats(struct cd_worker *worker)
{
    struct cd_worker_stats stats = {0};

    if (worker == NULL)
        return stats;
    (void)pthread_mutex_lock(&worker->lock);
    stats = worker->stats;
    (void)pthread_mutex_unlock(&worker->lock);
    return stats;
}

void cd_worker_metrics(void *worker, struct cd_buf *out)
{
    struct cd_worker *w = worker;

    if (w == NULL)
        return;
    struct cd_worker_stats stats = cd_worker_stats(w);
    cd_buf_addf(out,
                "# HELP chatdong_worker_rounds_total Rounds of the background jobs.\n"
                "# TYPE chatdong_worker_rounds_total counter\n"
                "chatdong_worker_rounds_total %llu\n"
                "# HELP chatdong_worker_failures_total Rounds with a failure.\n"
                "# TYPE chatdong_worker_failures_total counter\n"
                "chatdong_worker_failures_total %llu\n"
                "# HELP chatdong_worker_last_success_timestamp_seconds The last round without "
                "failure, 0 for none.\n"
                "# TYPE chatdong_worker_last_success_timestamp_seconds gauge\n"
                "chatdong_worker_last_success_timestamp_seconds %lld\n",
                (unsigned long long)stats.rounds, (unsigned long long)stats.failures,
                (long long)stats.last_success);
    cd_schedule_metrics(w->schedule, out);
}
