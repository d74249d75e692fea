#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "db/lane.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

/* ---- which texts this connection has prepared */

static bool is_prepared(const struct cd_lane_slot *slot, int id)
{
    return (size_t)id < slot->prepared_cap && slot->prepared[id] != 0;
}

static void set_prepared(struct cd_lane_slot *slot, int id, bool prepared)
{
    if ((size_t)id >= slot->prepared_cap) {
        size_t cap = (size_t)id + 256;
        slot->prepared = realloc(slot->prepared, cap);
        if (slot->prepared == NULL)
            abort();
        memset(slot->prepared + slot->prepared_cap, 0, cap - slot->prepared_cap);
        slot->prepared_cap = cap;
    }
    slot->prepared_count += (size_t)prepared - (slot->prepared[id] != 0);
    slot->prepared[id] = prepared;
}

static void forget_prepared(struct cd_lane_slot *slot)
{
    if (slot->prepared != NULL)
        memset(slot->prepared, 0, slot->prepared_cap);
    slot->prepared_count = 0;
}

/* ---- sending */

static bool send_prepare(struct cd_lane_slot *slot, struct cd_wait *wait,
                         const struct cd_prepared *prepared)
{
    if (is_prepared(slot, prepared->id))
        return true;
    if (wait->prepares == NULL) {
        size_t most = wait->to - wait->from + 2;
        wait->prepares = cd_arena_alloc(wait->tx->arena, most * sizeof *wait->prepares);
    }
    wait->prepares[wait->prepare_count++] = prepared->id;
    set_prepared(slot, prepared->id, true);
    return PQsendPrepare(slot->pg, prepared->name, prepared->sql, 0, NULL) == 1;
}

static bool send_step(struct cd_lane_slot *slot, const struct cd_prepared *prepared,
                      const char *const *values)
{
    return PQsendQueryPrepared(slot->pg, prepared->name, prepared->param_count, values, NULL, NULL,
                               0) == 1;
}

/* libpq 15's PQpipelineSync also flushes, one send() a request; later ones leave that to us, and
 * the loop flushes once a turn. */
static bool send_sync(PGconn *pg)
{
#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    return PQsendPipelineSync(pg) == 1;
#else
    return PQpipelineSync(pg) == 1;
#endif
}

/* All texts go first: were one behind a step that fails, it would be skipped, and on a shared
 * connection later requests already count on it. */
static bool send_prepares(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    const struct cd_db *db = slot->pool->set->db;
    bool ok = true;

    if (wait->begin)
        ok = send_prepare(slot, wait, db->begin) && send_prepare(slot, wait, db->commit);
    for (size_t i = wait->from; i < wait->to && ok; i++)
        ok = send_prepare(slot, wait, wait->tx->steps[i].prepared);
    return ok;
}

static bool send_all(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    const struct cd_db *db = slot->pool->set->db;
    bool ok = send_prepares(slot, wait);

    if (wait->begin)
        ok = ok && send_step(slot, db->begin, NULL);
    for (size_t i = wait->from; i < wait->to && ok; i++)
        ok = send_step(slot, wait->tx->steps[i].prepared, wait->tx->steps[i].values);
    if (wait->commit)
        ok = ok && send_step(slot, db->commit, NULL);
    if (wait->sync)
        return ok && send_sync(slot->pg);
    return ok && PQsendFlushRequest(slot->pg) == 1;
}

static void enqueue(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    wait->next = NULL;
    if (slot->tail != NULL)
        slot->tail->next = wait;
    else
        slot->head = wait;
    if (slot->head == wait)
        slot->progress_us = cd_clock_mono_us();
    slot->tail = wait;
    slot->in_flight++;
    if (!slot->dirty && slot->pool->set->loop != NULL) {
        slot->dirty = true;
        slot->next_dirty = slot->pool->set->dirty;
        slot->pool->set->dirty = slot;
    }
}

/* Optional lines make many texts, and each has a plan in the backend's memory. A full connection
 * forgets them all, in the order of sending: what was sent before still runs, what is sent behind
 * prepares anew. */
static bool forget_when_full(struct cd_lane_slot *slot)
{
    bool full = slot->prepared_count >= slot->pool->set->db->prepared_most;
    bool forgetting = slot->forget.total > 0 && !slot->forget.done;

    if (!full || forgetting || slot->unsynced || slot->in_tx)
        return true;
    forget_prepared(slot);
    slot->forget = (struct cd_wait){.total = 2};
    enqueue(slot, &slot->forget);
    atomic_fetch_add(&slot->pool->forgets, 1);
    return PQsendQueryParams(slot->pg, "deallocate all", 0, NULL, NULL, NULL, NULL, 0) == 1 &&
           send_sync(slot->pg);
}

bool cd_slot_send(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    bool sent = forget_when_full(slot) && send_all(slot, wait);

    wait->total =
        wait->prepare_count + wait->begin + (wait->to - wait->from) + wait->commit + wait->sync;
    slot->unsynced = !wait->sync;
    slot->in_tx = slot->in_tx || wait->begin;
    enqueue(slot, wait);
    if (!sent)
        slot->broken = true; /* closed by the flush, not under the caller's feet */
    return sent;
}

/* A change that is rolled back is answered afterwards: whoever reads of it may try again at once,
 * and finds no lock of the first attempt. */
void cd_slot_clean(struct cd_lane_slot *slot)
{
    if (slot->state != CD_SLOT_UP || (!slot->unsynced && !slot->in_tx)) {
        cd_lane_release(slot);
        return;
    }
    bool sent = true;
    struct cd_wait *wait = &slot->cleanup;
    *wait = (struct cd_wait){.total = slot->unsynced};
    if (slot->unsynced)
        sent = send_sync(slot->pg);
    if (slot->in_tx) {
        sent = sent && PQsendQueryParams(slot->pg, "rollback", 0, NULL, NULL, NULL, NULL, 0) == 1 &&
               send_sync(slot->pg);
        wait->total += 2;
        wait->fiber = slot->pool->set->loop != NULL ? cd_fiber_current() : NULL;
    }
    enqueue(slot, wait);
    if (!sent)
        slot->broken = true;
    if (slot->pool->set->loop == NULL) {
        cd_slot_finish(slot, wait);
        cd_lane_release(slot);
    } else if (wait->fiber != NULL) {
        cd_fiber_wait();
    }
}

/* ---- receiving */

/* Errors that speak of the connection, not of the request: it may be tried again. */
static void note_state(struct cd_lane_slot *slot, struct cd_wait *wait, const PGresult *result,
                       const struct cd_prepared *prepared)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);

    if (severity == NULL || strcmp(severity, "ERROR") != 0)
        slot->broken = true; /* FATAL, PANIC, or made up by libpq: the connection is lost */
    if (prepared != NULL && code != NULL && strcmp(code, "26000") == 0) {
        set_prepared(slot, prepared->id, false); /* its Parse had failed */
        wait->rc = CD_UNAVAILABLE;
    }
    if (function != NULL && strcmp(function, "RevalidateCachedQuery") == 0) {
        slot->retire = true; /* "cached plan must not change result type": a migration ran */
        wait->rc = CD_UNAVAILABLE;
    }
}

static void take_error(struct cd_lane_slot *slot, struct cd_wait *wait, PGresult *result,
                       const struct cd_prepared *prepared)
{
    if (PQresultStatus(result) != PGRES_PIPELINE_ABORTED)
        note_state(slot, wait, result, prepared);
    if (wait->tx != NULL) {
        wait->tx->failed = true;
        if (wait->tx->error == NULL && PQresultStatus(result) != PGRES_PIPELINE_ABORTED) {
            wait->tx->error = result;
            return;
        }
    }
    PQclear(result);
}

/* COMMIT of a transaction that waits for a standby answers "COMMIT" even when the wait was
 * cancelled (DESIGN.md 7); and a commit of a failed one answers "ROLLBACK". */
static void take_commit(struct cd_lane_slot *slot, struct cd_wait *wait, PGresult *result)
{
    if (slot->unknown || strcmp(PQcmdStatus(result), "COMMIT") != 0)
        wait->rc = CD_UNAVAILABLE;
    slot->unknown = false;
    slot->in_tx = false;
    PQclear(result);
}

static void take_result(struct cd_lane_slot *slot, struct cd_wait *wait, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    size_t first = wait->prepare_count + wait->begin, steps = wait->to - wait->from;
    size_t at = wait->at++;
    bool is_step = at >= first && at < first + steps;
    struct cd_tx_step *step = is_step ? &wait->tx->steps[wait->from + at - first] : NULL;

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC) {
        if (at < wait->prepare_count)
            set_prepared(slot, wait->prepares[at], false);
        take_error(slot, wait, result, step != NULL ? step->prepared : NULL);
    } else if (step != NULL) {
        step->result = result;
    } else if (wait->commit && at == first + steps) {
        take_commit(slot, wait, result);
    } else {
        PQclear(result);
    }
}

static void wait_done(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    struct cd_fiber *fiber = wait->fiber; /* the slot's own wait is used anew once it is released */

    slot->head = wait->next;
    if (slot->head == NULL)
        slot->tail = NULL;
    slot->in_flight--;
    wait->done = true;
    if (wait == &slot->cleanup) {
        slot->unsynced = slot->in_tx = slot->unknown = false;
        if (slot->pool->set->loop != NULL && !slot->broken) /* else who broke it, or the thread */
            cd_lane_release(slot);
    }
    if (fiber != NULL)
        cd_fiber_wake(fiber);
}

/* Reads what has come and hands it out. A result is followed by a NULL, a Sync is not. */
static void slot_read(struct cd_lane_slot *slot)
{
    bool nothing = false;

    if (PQconsumeInput(slot->pg) == 0)
        slot->broken = true;
    while (!PQisBusy(slot->pg) && slot->head != NULL && !nothing) {
        PGresult *result = PQgetResult(slot->pg);
        if (result == NULL) {
            result = PQisBusy(slot->pg) ? NULL : PQgetResult(slot->pg);
            nothing = result == NULL;
        }
        if (result == NULL)
            continue;
        struct cd_wait *wait = slot->head;
        slot->progress_us = cd_clock_mono_us();
        take_result(slot, wait, result);
        if (wait->at == wait->total && !slot->broken)
            wait_done(slot, wait);
    }
    if (PQstatus(slot->pg) == CONNECTION_BAD)
        slot->broken = true;
}

void cd_slot_break(struct cd_lane_slot *slot)
{
    struct cd_lane_set *set = slot->pool->set;
    bool cleaning = false;

    if (slot->fd >= 0)
        cd_loop_unwatch(set->loop, slot->fd);
    PQfinish(slot->pg);
    slot->pg = NULL;
    slot->fd = -1;
    slot->unsynced = slot->in_tx = slot->retire = slot->writing = slot->unknown = false;
    forget_prepared(slot);
    slot->broken = true; /* while the waits are told */
    while (slot->head != NULL) {
        struct cd_wait *wait = slot->head;
        wait->rc = CD_UNAVAILABLE;
        cleaning = cleaning || wait == &slot->cleanup;
        wait_done(slot, wait);
    }
    slot->broken = false;
    cd_lane_slot_lost(slot);
    if (cleaning && set->loop != NULL)
        cd_lane_release(slot);
}

static void break_if_broken(struct cd_lane_slot *slot)
{
    bool stale = slot->retire && slot->pool->shared && slot->head == NULL;

    if (slot->pg != NULL && (slot->broken || stale))
        cd_slot_break(slot);
}

void cd_slot_flush(struct cd_lane_slot *slot)
{
    if (slot->pg == NULL || slot->state != CD_SLOT_UP)
        return;
    int left = slot->broken ? -1 : PQflush(slot->pg);
    if (left < 0)
        slot->broken = true;
    if (left >= 0 && slot->writing != (left > 0)) {
        slot->writing = left > 0;
        cd_loop_change(slot->pool->set->loop, slot->fd,
                       slot->writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
    break_if_broken(slot);
}

void cd_slot_io(void *arg, uint32_t events)
{
    struct cd_lane_slot *slot = arg;

    if ((events & ~(uint32_t)EPOLLOUT) != 0)
        slot_read(slot);
    break_if_broken(slot);
    if (slot->pg != NULL && (events & EPOLLOUT) != 0)
        cd_slot_flush(slot);
}

/* ---- threads: the holder drives its connection itself */

void cd_slot_finish(struct cd_lane_slot *slot, struct cd_wait *wait)
{
    uint64_t stuck_us = slot->pool->set->db->stuck_us[slot->pool->lane];

    slot->progress_us = cd_clock_mono_us();
    while (!wait->done) {
        int left = slot->broken ? -1 : PQflush(slot->pg);
        struct pollfd poll_fd = {.fd = PQsocket(slot->pg),
                                 .events = (short)(left > 0 ? POLLIN | POLLOUT : POLLIN)};
        int ready = left < 0 ? -1 : poll(&poll_fd, 1, 200);
        if (ready > 0 && poll_fd.revents != POLLOUT)
            slot_read(slot);
        else if (left < 0 || (ready < 0 && errno != EINTR) ||
                 cd_clock_mono_us() - slot->progress_us > stuck_us)
            slot->broken = true;
        if (slot->broken && !wait->done)
            cd_slot_break(slot);
    }
}

bool cd_slot_alive(struct cd_lane_slot *slot)
{
    struct pollfd poll_fd = {.fd = PQsocket(slot->pg), .events = POLLIN};

    /* what an ended backend says comes first, the end of file behind it */
    while (!slot->broken && poll(&poll_fd, 1, 0) > 0)
        slot_read(slot);
    return !slot->broken;
}
