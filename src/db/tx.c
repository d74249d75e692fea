#include "base/fiber.h"
#include "base/loop.h"
#include "db/lane.h"

/* The lanes that serve the caller: its loop's when it is a fiber, else the process's pool. */
static struct cd_lane_set *lanes_of_caller(struct cd_db *db)
{
    const struct cd_loop *loop = cd_fiber_current() != NULL ? cd_loop_current() : NULL;

    for (int i = 0; loop != NULL && i < CD_LOOPS; i++) {
        struct cd_lane_set *set = atomic_load_explicit(&db->sets[i], memory_order_acquire);
        if (set != NULL && set->loop == loop)
            return set;
    }
    struct cd_lane_set *threads = atomic_load_explicit(&db->threads, memory_order_acquire);
    if (threads != NULL)
        return threads;
    (void)pthread_mutex_lock(&db->lock);
    threads = atomic_load(&db->threads);
    if (threads == NULL) {
        threads = cd_lane_set_new(db, NULL);
        atomic_store(&db->threads, threads);
    }
    (void)pthread_mutex_unlock(&db->lock);
    return threads;
}

enum cd_rc cd_tx_begin(struct cd_tx *tx, struct cd_db *db, enum cd_lane lane,
                       struct cd_arena *arena)
{
    tx->db = db;
    tx->lane = lane;
    tx->arena = arena;
    tx->slot = NULL;
    tx->count = tx->done = 0;
    tx->ended = tx->failed = false;
    tx->error = NULL;
    tx->pool = &lanes_of_caller(db)->pools[lane];
    tx->rc = cd_lane_acquire(tx->pool, &tx->slot);
    return tx->rc;
}

int cd_tx_add(struct cd_tx *tx, const struct cd_prepared *prepared, const char *const *values)
{
    if (tx->count == CD_TX_STEPS) {
        tx->rc = CD_INTERNAL;
        return CD_TX_STEPS - 1;
    }
    tx->steps[tx->count] = (struct cd_tx_step){.prepared = prepared, .values = values};
    return (int)tx->count++;
}

/* Gives the place back as soon as it is known that nothing more will run on it. */
static void let_go(struct cd_tx *tx)
{
    struct cd_lane_slot *slot = tx->slot;

    tx->slot = NULL;
    tx->ended = true;
    if (slot != NULL)
        cd_slot_clean(slot);
}

static void run(struct cd_tx *tx, struct cd_lane_slot *slot, struct cd_wait *wait)
{
    atomic_fetch_add_explicit(&tx->pool->waits, 1, memory_order_relaxed);
    (void)cd_slot_send(slot, wait); /* a broken slot ends the wait like one that breaks later */
    if (tx->pool->set->loop == NULL) {
        cd_slot_finish(slot, wait);
    } else {
        wait->fiber = cd_fiber_current();
        cd_fiber_wait();
    }
}

enum cd_rc cd_tx_wait(struct cd_tx *tx, bool commit)
{
    bool shared = tx->pool->shared, write = tx->lane == CD_LANE_WRITE;
    struct cd_lane_slot *slot = shared ? cd_lane_shared(tx->pool) : tx->slot;

    if (tx->rc == CD_OK && tx->ended && tx->count > tx->done)
        tx->rc = CD_INTERNAL; /* a step behind the end: a fault of the caller */
    if (tx->rc == CD_OK && !tx->ended && (slot == NULL || slot->state != CD_SLOT_UP))
        tx->rc = CD_UNAVAILABLE;
    if (tx->rc != CD_OK || tx->ended)
        return tx->rc;
    struct cd_wait wait = {.tx = tx,
                           .from = tx->done,
                           .to = tx->count,
                           .begin = write && !slot->in_tx && tx->count > tx->done,
                           .sync = shared || commit};
    wait.commit = write && commit && (wait.begin || slot->in_tx);
    if (tx->count > tx->done || wait.commit || (commit && !shared && slot->unsynced))
        run(tx, slot, &wait);
    tx->done = tx->count;
    if (wait.rc != CD_OK)
        tx->rc = wait.rc;
    else if (tx->failed)
        tx->rc = CD_CONFLICT;
    if (!shared && (tx->rc != CD_OK || commit))
        let_go(tx);
    return tx->rc;
}

const PGresult *cd_tx_result(const struct cd_tx *tx, int step)
{
    return step >= 0 && (size_t)step < tx->done ? tx->steps[step].result : NULL;
}

const PGresult *cd_tx_failed(const struct cd_tx *tx)
{
    return tx->error;
}

void cd_tx_end(struct cd_tx *tx)
{
    if (tx->slot != NULL)
        let_go(tx);
    for (size_t i = 0; i < tx->count; i++) {
        PQclear(tx->steps[i].result);
        tx->steps[i].result = NULL;
    }
    PQclear(tx->error);
    tx->error = NULL;
    tx->count = tx->done = 0;
    tx->ended = true;
}
