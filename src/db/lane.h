/*
 * Inside of db: connections ("slots") in lanes. A lane set belongs to one loop (fibers; one thread,
 * no lock is taken) or is the process's pool (threads; a slot's state, busy, failures and timer and
 * all of a pool are under the set's lock, the rest of a slot belongs to the transaction that holds
 * it). What a transaction has sent and not got back is a cd_wait on its own stack, queued on the
 * slot in the order of sending.
 */
#ifndef CD_DB_LANE_H
#define CD_DB_LANE_H

#include "db/db.h"
#include <pthread.h>
#include <stdatomic.h>

struct cd_fiber;

enum cd_slot_state { CD_SLOT_DOWN, CD_SLOT_CONNECTING, CD_SLOT_UP };

/* Results are expected in this order: prepares, BEGIN, steps, COMMIT or ROLLBACK, Sync. */
struct cd_wait {
    struct cd_wait *next;
    struct cd_tx *tx;       /* NULL: the slot cleans up after a transaction */
    struct cd_fiber *fiber; /* NULL: a thread, which polls */
    int *prepares;          /* ids of the texts prepared with it */
    size_t prepare_count;
    size_t from, to; /* steps of the tx */
    bool begin, commit, sync;
    size_t at, total; /* results that came, results that must come */
    bool done;
    enum cd_rc rc;
};

struct cd_lane_slot {
    struct cd_lane_pool *pool;
    PGconn *pg;
    int fd; /* as watched; -1: none */
    enum cd_slot_state state;
    bool busy;     /* exclusive lanes: a transaction has it, or it is being cleaned up */
    bool unsynced; /* something was sent since the last Sync */
    bool in_tx;    /* BEGIN was sent, no COMMIT has succeeded */
    bool retire;   /* reconnect as soon as nobody waits on it: its plans are stale */
    bool broken;   /* found while reading: close it when that is done */
    bool dirty;    /* in the set's list of slots to flush */
    bool writing;  /* the socket was full: EPOLLOUT is watched */
    bool unknown;  /* the server said "committed locally" */
    struct cd_wait *head, *tail;
    int in_flight;
    struct cd_wait cleanup, forget;
    unsigned char *prepared; /* by id: 1 when prepared here */
    size_t prepared_cap, prepared_count;
    uint64_t up_us;       /* since when it is connected */
    uint64_t progress_us; /* when the head of the queue last moved */
    unsigned failures;    /* connection attempts in a row */
    bool connected_before;
    uint64_t timer; /* of the attempt or until the next one; threads: due time in µs */
    struct cd_lane_slot *next_dirty;
};

/* Somebody in cd_tx_begin. */
struct cd_lane_waiter {
    struct cd_lane_waiter *next;
    struct cd_fiber *fiber;
    pthread_cond_t *wake; /* threads */
    uint64_t due_us;
    struct cd_lane_slot *slot;
    bool done;
};

struct cd_lane_pool {
    struct cd_lane_set *set;
    enum cd_lane lane;
    bool shared; /* short in fiber mode */
    struct cd_lane_slot *slots;
    int count;
    struct cd_lane_waiter *head, *tail;
    uint64_t timer; /* of the head waiter */
    atomic_int up, busy, queued;
    atomic_uint_fast64_t acquired, timeouts, reconnects, waits, forgets;
};

struct cd_lane_set {
    struct cd_db *db;
    struct cd_loop *loop; /* NULL: threads */
    struct cd_lane_pool pools[CD_LANE_COUNT];
    struct cd_lane_slot *dirty;
    uint64_t watchdog;
    bool closing;
    pthread_mutex_t lock;
    pthread_cond_t work; /* for the keeper: a slot went down */
    pthread_t keeper;
};

#define CD_LOOPS 64
#define CD_CONNECT_PARAMS 9

struct cd_resolver;

struct cd_db {
    int counts[CD_LANE_COUNT], thread_count;
    uint64_t acquire_us, stuck_us[CD_LANE_COUNT];
    int queue_most;
    size_t prepared_most; /* texts of a connection */
    char *conninfo;
    struct cd_resolver *resolver; /* NULL: no name stands in conninfo */
    char *options[CD_LANE_COUNT];
    const struct cd_prepared *begin, *commit;
    pthread_mutex_t lock;
    _Atomic(struct cd_lane_set *) sets[CD_LOOPS];
    _Atomic(struct cd_lane_set *) threads;
};

/* lane.c */
struct cd_lane_set *cd_lane_set_new(struct cd_db *db, struct cd_loop *loop);
void cd_lane_set_free(struct cd_lane_set *set);
CD_MUST_CHECK enum cd_rc cd_lane_acquire(struct cd_lane_pool *pool, struct cd_lane_slot **ret_slot);
struct cd_lane_slot *cd_lane_shared(struct cd_lane_pool *pool); /* the least loaded, or NULL */
void cd_lane_release(struct cd_lane_slot *slot);   /* a transaction is through with it */
void cd_lane_slot_up(struct cd_lane_slot *slot);   /* connected */
void cd_lane_slot_lost(struct cd_lane_slot *slot); /* connection or attempt failed */
void cd_lane_lock(struct cd_lane_set *set);
void cd_lane_unlock(struct cd_lane_set *set);

/* slot.c */
bool cd_slot_send(struct cd_lane_slot *slot, struct cd_wait *wait); /* false: the slot is broken */
void cd_slot_finish(struct cd_lane_slot *slot,
                    struct cd_wait *wait);     /* threads: until it is done */
void cd_slot_clean(struct cd_lane_slot *slot); /* ends what is open, then cd_lane_release */
void cd_slot_break(struct cd_lane_slot *slot); /* closes; everyone waiting gets CD_UNAVAILABLE */
void cd_slot_flush(struct cd_lane_slot *slot);
void cd_slot_io(void *slot, uint32_t events);
bool cd_slot_alive(struct cd_lane_slot *slot); /* threads: nothing came while it was idle */

/* connect.c */
void cd_slot_connect(struct cd_lane_slot *slot); /* fibers: starts; threads: blocks */
uint64_t cd_slot_backoff_ms(unsigned failures);

#endif
