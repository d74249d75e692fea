#include "base/log.h"
#include "base/loop.h"
#include "chatdong/buf.h"
#include "db/lane.h"
#include "db/resolve.h"

#include <stdlib.h>
#include <string.h>

#define STUCK_SLACK_US ((uint64_t)2000000)
#define CONNINFO_BYTES 8192

/* What the caller's own connection string says in `options`, so that ours is added to it. */
static bool own_options(const char *conninfo, struct cd_buf *out, struct cd_buf *why)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &message);

    if (options == NULL) {
        cd_buf_addf(why, "the database's connection string: %s",
                    message != NULL ? message : "no memory");
        PQfreemem(message);
        return false;
    }
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (strcmp(option->keyword, "options") == 0 && option->val != NULL)
            cd_buf_addf(out, "%s ", option->val);
    }
    PQconninfoFree(options);
    return true;
}

/* Session settings stand in the start-up message: no round trip, and a reconnect has them too.
 * A generic plan guesses that a page is a tenth of the table: at random_page_cost 4, made for disks
 * that turn, it reads the whole table in order of its key instead of one dong by its index, and
 * starts parallel workers for twenty rows. */
static char *lane_options(const struct cd_settings *settings, enum cd_lane lane, struct cd_str own)
{
    int64_t timeouts[CD_LANE_COUNT] = {settings->short_timeout, settings->long_timeout,
                                       settings->write_timeout};
    CD_BUF_AUTO(text, CONNINFO_BYTES);
    size_t len;

    cd_buf_add(&text, own.ptr, own.len);
    cd_buf_addf(&text,
                "-c search_path=chatdong -c TimeZone=UTC -c DateStyle=ISO "
                "-c IntervalStyle=iso_8601 -c plan_cache_mode=force_generic_plan -c jit=off "
                "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 "
                "-c statement_timeout=%lld",
                (long long)timeouts[lane]);
    if (lane == CD_LANE_WRITE)
        cd_buf_addf(&text, " -c lock_timeout=%lld", (long long)timeouts[lane] / 2);
    else
        cd_buf_adds(&text, " -c default_transaction_read_only=on");
    return cd_buf_detach(&text, &len);
}

static void apply(struct cd_db *db, const struct cd_settings *settings, struct cd_str own)
{
    int64_t timeouts[CD_LANE_COUNT] = {settings->short_timeout, settings->long_timeout,
                                       settings->write_timeout};

    db->counts[CD_LANE_SHORT] = (int)settings->lane_short;
    db->counts[CD_LANE_LONG] = (int)settings->lane_long;
    db->counts[CD_LANE_WRITE] = (int)settings->lane_write;
    db->thread_count = (int)settings->lane_thread;
    db->acquire_us = (uint64_t)settings->acquire_timeout * 1000;
    db->queue_most = (int)settings->lane_queue;
    db->prepared_most = (size_t)settings->lane_prepared;
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        db->stuck_us[lane] = (uint64_t)timeouts[lane] * 1000 + STUCK_SLACK_US;
        db->options[lane] = lane_options(settings, (enum cd_lane)lane, own);
    }
}

enum cd_rc cd_db_new(const struct cd_settings *settings, const char *conninfo, struct cd_db **ret,
                     struct cd_buf *why)
{
    CD_BUF_AUTO(own, CONNINFO_BYTES);

    if (!own_options(conninfo, &own, why))
        return CD_BAD_REQUEST;
    struct cd_db *db = calloc(1, sizeof *db);
    char *copy = strdup(conninfo);
    if (db == NULL || copy == NULL)
        abort();
    db->conninfo = copy;
    db->resolver = cd_resolver_new(conninfo, NULL);
    apply(db, settings, cd_buf_str(&own));
    db->begin = cd_prepared("begin", 0);
    db->commit = cd_prepared("commit", 0);
    (void)pthread_mutex_init(&db->lock, NULL);
    if (strcmp(settings->mode, "threads") == 0)
        atomic_store(&db->threads, cd_lane_set_new(db, NULL));
    *ret = db;
    return CD_OK;
}

void cd_db_free(struct cd_db *db)
{
    if (db == NULL)
        return;
    if (atomic_load(&db->threads) != NULL)
        cd_lane_set_free(atomic_load(&db->threads));
    for (int i = 0; i < CD_LANE_COUNT; i++)
        free(db->options[i]);
    cd_resolver_free(db->resolver);
    free(db->conninfo);
    (void)pthread_mutex_destroy(&db->lock);
    free(db);
}

enum cd_rc cd_db_attach(struct cd_db *db, struct cd_loop *loop)
{
    enum cd_rc rc = CD_UNAVAILABLE;

    (void)pthread_mutex_lock(&db->lock);
    for (int i = 0; i < CD_LOOPS && rc != CD_OK; i++) {
        if (atomic_load(&db->sets[i]) != NULL)
            continue;
        atomic_store(&db->sets[i], cd_lane_set_new(db, loop));
        rc = CD_OK;
    }
    (void)pthread_mutex_unlock(&db->lock);
    return rc;
}

void cd_db_detach(struct cd_db *db, struct cd_loop *loop)
{
    (void)pthread_mutex_lock(&db->lock);
    for (int i = 0; i < CD_LOOPS; i++) {
        struct cd_lane_set *set = atomic_load(&db->sets[i]);
        if (set == NULL || set->loop != loop)
            continue;
        atomic_store(&db->sets[i], NULL);
        cd_lane_set_free(set);
    }
    (void)pthread_mutex_unlock(&db->lock);
}

/* Calls `each` for every lane set there is; sets go only when their loop ends, under the lock. */
static int for_each_set(struct cd_db *db, void (*each)(const struct cd_lane_set *, void *),
                        void *arg)
{
    int count = 0;

    (void)pthread_mutex_lock(&db->lock);
    for (int i = 0; i <= CD_LOOPS; i++) {
        const struct cd_lane_set *set = atomic_load(i < CD_LOOPS ? &db->sets[i] : &db->threads);
        if (set == NULL)
            continue;
        each(set, arg);
        count++;
    }
    (void)pthread_mutex_unlock(&db->lock);
    return count;
}

static void check_up(const struct cd_lane_set *set, void *arg)
{
    bool *all = arg;

    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        *all = *all && atomic_load(&set->pools[lane].up) > 0;
}

bool cd_db_ready(const struct cd_db *db)
{
    bool all = true;

    return for_each_set((struct cd_db *)db, check_up, &all) > 0 && all;
}

struct tally {
    enum cd_lane lane;
    struct cd_db_stats sum;
};

static void add_stats(const struct cd_lane_set *set, void *arg)
{
    struct tally *tally = arg;
    const struct cd_lane_pool *pool = &set->pools[tally->lane];

    tally->sum.acquired += atomic_load(&pool->acquired);
    tally->sum.timeouts += atomic_load(&pool->timeouts);
    tally->sum.reconnects += atomic_load(&pool->reconnects);
    tally->sum.waits += atomic_load(&pool->waits);
    tally->sum.forgets += atomic_load(&pool->forgets);
    tally->sum.open += atomic_load(&pool->up);
    tally->sum.busy += atomic_load(&pool->busy);
    tally->sum.queued += atomic_load(&pool->queued);
}

struct cd_db_stats cd_db_stats(const struct cd_db *db, enum cd_lane lane)
{
    struct tally tally = {.lane = lane};

    (void)for_each_set((struct cd_db *)db, add_stats, &tally);
    return tally.sum;
}
