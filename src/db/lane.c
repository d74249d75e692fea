#include "db/lane.h"

#include "base/clock.h"
#include "base/fiber.h"
#include "base/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define WATCHDOG_MS 500
#define SHORT_LIFE_US 1000000

void cd_lane_lock(struct cd_lane_set *set)
{
    if (set->loop == NULL)
        (void)pthread_mutex_lock(&set->lock);
}

void cd_lane_unlock(struct cd_lane_set *set)
{
    if (set->loop == NULL)
        (void)pthread_mutex_unlock(&set->lock);
}

/* ---- the queue of those who want a slot (under the lock) */

static void waiter_push(struct cd_lane_pool *pool, struct cd_lane_waiter *waiter)
{
    if (pool->tail != NULL)
        pool->tail->next = waiter;
    else
        pool->head = waiter;
    pool->tail = waiter;
    atomic_fetch_add(&pool->queued, 1);
}

static void waiter_remove(struct cd_lane_pool *pool, struct cd_lane_waiter *waiter)
{
    struct cd_lane_waiter *before = NULL;

    for (struct cd_lane_waiter *at = pool->head; at != waiter; at = at->next)
        before = at;
    if (before != NULL)
        before->next = waiter->next;
    else
        pool->head = waiter->next;
    if (pool->tail == waiter)
        pool->tail = before;
    atomic_fetch_sub(&pool->queued, 1);
}

/* Answers the first in the queue: its slot, or NULL for "none to be had". */
static void waiter_answer(struct cd_lane_pool *pool, struct cd_lane_slot *slot)
{
    struct cd_lane_waiter *waiter = pool->head;

    waiter_remove(pool, waiter);
    waiter->slot = slot;
    waiter->done = true;
    if (waiter->fiber != NULL)
        cd_fiber_wake(waiter->fiber);
    else
        (void)pthread_cond_signal(waiter->wake);
}

static void slot_take(struct cd_lane_slot *slot)
{
    slot->busy = true;
    atomic_fetch_add(&slot->pool->busy, 1);
}

static void slot_give(struct cd_lane_slot *slot)
{
    struct cd_lane_pool *pool = slot->pool;

    if (pool->shared) {
        while (pool->head != NULL)
            waiter_answer(pool, slot);
    } else if (pool->head != NULL) {
        slot_take(slot);
        waiter_answer(pool, slot);
    }
}

/* No connection, and the last attempt to make one failed: waiting is pointless. */
static bool is_down(const struct cd_lane_pool *pool)
{
    unsigned failures = 0;

    for (int i = 0; i < pool->count; i++)
        failures += pool->slots[i].failures;
    return pool->set->closing || (atomic_load(&pool->up) == 0 && failures > 0);
}

static void on_waiter_due(void *arg)
{
    struct cd_lane_pool *pool = arg;
    uint64_t now = cd_clock_mono_us();

    pool->timer = 0;
    while (pool->head != NULL && pool->head->due_us <= now) {
        atomic_fetch_add(&pool->timeouts, 1);
        waiter_answer(pool, NULL);
    }
    if (pool->head != NULL)
        pool->timer = cd_loop_after(pool->set->loop, (pool->head->due_us - now + 999) / 1000,
                                    on_waiter_due, pool);
}

static void wait_as_fiber(struct cd_lane_pool *pool, struct cd_lane_waiter *waiter)
{
    waiter->fiber = cd_fiber_current();
    if (pool->timer == 0)
        pool->timer =
            cd_loop_after(pool->set->loop, pool->set->db->acquire_us / 1000, on_waiter_due, pool);
    cd_fiber_wait();
}

static void wait_as_thread(struct cd_lane_pool *pool, struct cd_lane_waiter *waiter)
{
    struct timespec until = {.tv_sec = (time_t)(waiter->due_us / 1000000),
                             .tv_nsec = (long)(waiter->due_us % 1000000) * 1000};

    while (!waiter->done) {
        if (pthread_cond_clockwait(waiter->wake, &pool->set->lock, CLOCK_MONOTONIC, &until) !=
            ETIMEDOUT)
            continue;
        if (waiter->done)
            return;
        atomic_fetch_add(&pool->timeouts, 1);
        waiter_remove(pool, waiter);
        return;
    }
}

static struct cd_lane_slot *queue_up(struct cd_lane_pool *pool)
{
    pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
    struct cd_lane_waiter waiter = {.wake = &wake,
                                    .due_us = cd_clock_mono_us() + pool->set->db->acquire_us};

    if (is_down(pool) || atomic_load(&pool->queued) >= pool->set->db->queue_most)
        return NULL;
    waiter_push(pool, &waiter);
    if (pool->set->loop != NULL)
        wait_as_fiber(pool, &waiter);
    else
        wait_as_thread(pool, &waiter);
    (void)pthread_cond_destroy(&wake);
    return waiter.slot;
}

/* ---- taking and giving back */

struct cd_lane_slot *cd_lane_shared(struct cd_lane_pool *pool)
{
    struct cd_lane_slot *least = NULL;

    for (int i = 0; i < pool->count; i++) {
        struct cd_lane_slot *slot = &pool->slots[i];
        if (slot->state == CD_SLOT_UP && !slot->retire && !slot->broken &&
            (least == NULL || slot->in_flight < least->in_flight))
            least = slot;
    }
    return least;
}

static struct cd_lane_slot *free_slot(struct cd_lane_pool *pool)
{
    for (int i = 0; i < pool->count; i++) {
        struct cd_lane_slot *slot = &pool->slots[i];
        if (slot->state == CD_SLOT_UP && !slot->busy) {
            slot_take(slot);
            return slot;
        }
    }
    return NULL;
}

static enum cd_rc acquire_shared(struct cd_lane_pool *pool)
{
    const struct cd_lane_slot *slot = cd_lane_shared(pool);

    if (slot == NULL)
        slot = queue_up(pool);
    else if (slot->in_flight >= pool->set->db->queue_most)
        slot = NULL;
    return slot != NULL ? CD_OK : CD_UNAVAILABLE;
}

enum cd_rc cd_lane_acquire(struct cd_lane_pool *pool, struct cd_lane_slot **ret_slot)
{
    struct cd_lane_slot *slot = NULL;

    atomic_fetch_add(&pool->acquired, 1);
    if (pool->shared)
        return acquire_shared(pool);
    for (;;) {
        cd_lane_lock(pool->set);
        slot = free_slot(pool);
        if (slot == NULL)
            slot = queue_up(pool);
        cd_lane_unlock(pool->set);
        if (slot == NULL || pool->set->loop != NULL || cd_slot_alive(slot))
            break;
        cd_slot_break(slot); /* it died while nobody looked; take another */
        cd_lane_release(slot);
    }
    *ret_slot = slot;
    return slot != NULL ? CD_OK : CD_UNAVAILABLE;
}

static void on_retry(void *arg)
{
    struct cd_lane_slot *slot = arg;

    slot->timer = 0;
    slot->state = CD_SLOT_CONNECTING;
    cd_slot_connect(slot);
}

/* (under the lock) */
static void schedule_connect(struct cd_lane_slot *slot)
{
    struct cd_lane_set *set = slot->pool->set;
    uint64_t ms = cd_slot_backoff_ms(slot->failures);

    if (set->closing)
        return;
    if (set->loop != NULL) {
        cd_loop_cancel(set->loop, slot->timer);
        slot->timer = cd_loop_after(set->loop, ms, on_retry, slot);
    } else {
        slot->timer = cd_clock_mono_us() + ms * 1000;
        (void)pthread_cond_signal(&set->work);
    }
}

void cd_lane_release(struct cd_lane_slot *slot)
{
    if (slot->state == CD_SLOT_UP && slot->retire)
        cd_slot_break(slot);
    cd_lane_lock(slot->pool->set);
    slot->busy = false;
    atomic_fetch_sub(&slot->pool->busy, 1);
    if (slot->state == CD_SLOT_UP)
        slot_give(slot);
    else
        schedule_connect(slot);
    cd_lane_unlock(slot->pool->set);
}

void cd_lane_slot_up(struct cd_lane_slot *slot)
{
    struct cd_lane_pool *pool = slot->pool;

    cd_lane_lock(pool->set);
    slot->state = CD_SLOT_UP;
    slot->up_us = cd_clock_mono_us();
    slot->failures = 0;
    if (slot->connected_before)
        atomic_fetch_add(&pool->reconnects, 1);
    slot->connected_before = true;
    atomic_fetch_add(&pool->up, 1);
    slot_give(slot);
    cd_lane_unlock(pool->set);
}

void cd_lane_slot_lost(struct cd_lane_slot *slot)
{
    struct cd_lane_pool *pool = slot->pool;

    cd_lane_lock(pool->set);
    if (slot->state == CD_SLOT_UP)
        atomic_fetch_sub(&pool->up, 1);
    /* accepted and ended at once counts like not accepted: no hurry to try again */
    if (slot->state != CD_SLOT_UP || cd_clock_mono_us() - slot->up_us < SHORT_LIFE_US)
        slot->failures++;
    slot->state = CD_SLOT_DOWN;
    while (is_down(pool) && pool->head != NULL)
        waiter_answer(pool, NULL);
    if (!slot->busy)
        schedule_connect(slot);
    cd_lane_unlock(pool->set);
}

/* ---- threads: one keeper opens what is closed, so that no request waits for a connect */

/* (under the lock) The next slot to connect, or NULL and when to look again. */
static struct cd_lane_slot *next_due(struct cd_lane_set *set, uint64_t *until_us)
{
    uint64_t now = cd_clock_mono_us();

    *until_us = now + 1000000;
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        for (int i = 0; i < set->pools[lane].count; i++) {
            struct cd_lane_slot *slot = &set->pools[lane].slots[i];
            if (slot->state != CD_SLOT_DOWN || slot->busy)
                continue;
            if (slot->timer <= now)
                return slot;
            if (slot->timer < *until_us)
                *until_us = slot->timer;
        }
    }
    return NULL;
}

static void *keep(void *arg)
{
    struct cd_lane_set *set = arg;
    uint64_t until_us = 0;

    cd_lane_lock(set);
    while (!set->closing) {
        struct cd_lane_slot *slot = next_due(set, &until_us);
        if (slot != NULL) {
            slot->state = CD_SLOT_CONNECTING;
            cd_lane_unlock(set);
            cd_slot_connect(slot);
            cd_lane_lock(set);
            continue;
        }
        struct timespec until = {.tv_sec = (time_t)(until_us / 1000000),
                                 .tv_nsec = (long)(until_us % 1000000) * 1000};
        (void)pthread_cond_clockwait(&set->work, &set->lock, CLOCK_MONOTONIC, &until);
    }
    cd_lane_unlock(set);
    return NULL;
}

/* ---- sets */

static void flush_dirty(void *arg)
{
    struct cd_lane_set *set = arg;

    while (set->dirty != NULL) {
        struct cd_lane_slot *slot = set->dirty;
        set->dirty = slot->next_dirty;
        slot->dirty = false;
        cd_slot_flush(slot);
    }
}

/* A server that has stopped answering without closing: statement_timeout should have ended it. */
static void on_watchdog(void *arg)
{
    struct cd_lane_set *set = arg;
    uint64_t now = cd_clock_mono_us();

    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        for (int i = 0; i < set->pools[lane].count; i++) {
            struct cd_lane_slot *slot = &set->pools[lane].slots[i];
            if (slot->head != NULL && now - slot->progress_us > set->db->stuck_us[lane])
                cd_slot_break(slot);
        }
    }
    set->watchdog = cd_loop_after(set->loop, WATCHDOG_MS, on_watchdog, set);
}

static void pool_init(struct cd_lane_set *set, enum cd_lane lane, int count)
{
    struct cd_lane_pool *pool = &set->pools[lane];

    pool->set = set;
    pool->lane = lane;
    pool->shared = set->loop != NULL && lane == CD_LANE_SHORT;
    pool->count = count;
    pool->slots = calloc((size_t)count, sizeof *pool->slots);
    if (pool->slots == NULL)
        abort();
    for (int i = 0; i < count; i++)
        pool->slots[i] = (struct cd_lane_slot){.pool = pool, .fd = -1};
}

static void set_start(struct cd_lane_set *set)
{
    if (set->loop == NULL) {
        if (pthread_create(&set->keeper, NULL, keep, set) != 0)
            abort();
        return;
    }
    cd_loop_before_sleep(set->loop, flush_dirty, set);
    set->watchdog = cd_loop_after(set->loop, WATCHDOG_MS, on_watchdog, set);
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        for (int i = 0; i < set->pools[lane].count; i++)
            on_retry(&set->pools[lane].slots[i]);
    }
}

struct cd_lane_set *cd_lane_set_new(struct cd_db *db, struct cd_loop *loop)
{
    struct cd_lane_set *set = calloc(1, sizeof *set);

    if (set == NULL)
        abort();
    set->db = db;
    set->loop = loop;
    (void)pthread_mutex_init(&set->lock, NULL);
    (void)pthread_cond_init(&set->work, NULL);
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        pool_init(set, (enum cd_lane)lane, loop != NULL ? db->counts[lane] : db->thread_count);
    set_start(set);
    return set;
}

static void set_stop(struct cd_lane_set *set)
{
    cd_lane_lock(set);
    set->closing = true;
    (void)pthread_cond_signal(&set->work);
    cd_lane_unlock(set);
    if (set->loop == NULL) {
        (void)pthread_join(set->keeper, NULL);
        return;
    }
    cd_loop_unhook(set->loop, set);
    cd_loop_cancel(set->loop, set->watchdog);
}

void cd_lane_set_free(struct cd_lane_set *set)
{
    set_stop(set);
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        struct cd_lane_pool *pool = &set->pools[lane];
        for (int i = 0; i < pool->count; i++) {
            struct cd_lane_slot *slot = &pool->slots[i];
            if (set->loop != NULL)
                cd_loop_cancel(set->loop, slot->timer);
            if (slot->pg != NULL)
                cd_slot_break(slot);
            free(slot->prepared);
        }
        if (set->loop != NULL)
            cd_loop_cancel(set->loop, pool->timer);
        free(pool->slots);
    }
    (void)pthread_cond_destroy(&set->work);
    (void)pthread_mutex_destroy(&set->lock);
    free(set);
}
