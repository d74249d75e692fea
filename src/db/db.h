/*
 * Transactions on PostgreSQL over lanes of connections, written as straight blocking code.
 *
 * In fiber mode each loop has its own lanes: `short` is one pipelined connection that many
 * requests share, each with its own Sync (its own transaction); `long` and `write` are exclusive
 * while a transaction is open. Outside a fiber (thread mode, workers) every lane is a pool with
 * a lock. short and long are read only sessions. The one wait point of the service is in
 * cd_tx_wait(). Reconnects with backoff; a dead lane gives CD_UNAVAILABLE at once.
 */
#ifndef CD_DB_DB_H
#define CD_DB_DB_H

#include "base/settings.h"
#include "chatdong/arena.h"
#include "contract/contract.h"
#include <libpq-fe.h>

struct cd_db;
struct cd_loop;

#define CD_TX_STEPS 112 /* a batch of 100 and what stands around it */

/* SQL text under a name. `id` is unique in the process: a connection prepares a text the first time
 * it is used on it, in the same round trip. Immutable, lives as long as the process. */
struct cd_prepared {
    int id;
    const char *sql;
    int param_count;
    char name[12]; /* what it is called on the connection */
};
/* Registers a text; any thread, never freed. The same text gives the same pointer. */
const struct cd_prepared *cd_prepared(const char *sql, int param_count);

struct cd_tx_step {
    const struct cd_prepared *prepared;
    const char *const *values;
    PGresult *result; /* NULL until waited for; owned by the tx */
};

struct cd_tx {
    struct cd_db *db;
    enum cd_lane lane;
    struct cd_arena *arena;
    struct cd_lane_pool *pool;
    struct cd_lane_slot *slot; /* exclusive lanes, while open */
    struct cd_tx_step steps[CD_TX_STEPS];
    size_t count, done;
    bool ended, failed;
    PGresult *error; /* of the step that failed; owned by the tx */
    enum cd_rc rc;
};

CD_MUST_CHECK enum cd_rc cd_db_new(const struct cd_settings *settings, const char *conninfo,
                                   struct cd_db **ret, struct cd_buf *why);
void cd_db_free(struct cd_db *db);
/* Fiber mode: opens this loop's lanes and hangs them on the loop. Call on the loop's thread. */
CD_MUST_CHECK enum cd_rc cd_db_attach(struct cd_db *db, struct cd_loop *loop);
void cd_db_detach(struct cd_db *db, struct cd_loop *loop); /* when no transaction is open */
bool cd_db_ready(const struct cd_db *db); /* some connection of each lane is up; any thread */

/* Takes a place on the lane. CD_UNAVAILABLE after acquire_timeout, when the queue is full or the
 * database is away. On write BEGIN goes first. On short every wait is an implicit transaction of
 * its own (so put the context's step into each); on long one lasts over its waits. */
CD_MUST_CHECK enum cd_rc cd_tx_begin(struct cd_tx *tx, struct cd_db *db, enum cd_lane lane,
                                     struct cd_arena *arena);
/* Queues a step; values are text, NULL is SQL NULL, and must live until the wait. Returns the
 * step's number, which counts on over the waits; beyond CD_TX_STEPS the wait gives CD_INTERNAL.
 * Nothing is sent before cd_tx_wait. */
int cd_tx_add(struct cd_tx *tx, const struct cd_prepared *prepared, const char *const *values);
/* Sends what is queued and waits for it. With commit=true it ends the transaction (COMMIT and Sync
 * in the same round trip). After an error in a step the later ones are not run (their result is
 * NULL), the transaction is rolled back and cd_tx_failed gives the error's result.
 * CD_OK: every step ran. CD_CONFLICT: a step failed in SQL, see cd_tx_failed. CD_UNAVAILABLE: the
 * connection broke or timed out; the outcome of a commit is then unknown. */
CD_MUST_CHECK enum cd_rc cd_tx_wait(struct cd_tx *tx, bool commit);
const PGresult *cd_tx_result(const struct cd_tx *tx, int step);
const PGresult *cd_tx_failed(const struct cd_tx *tx); /* NULL when none failed */
/* Releases results and the place; rolls back what was not committed. */
void cd_tx_end(struct cd_tx *tx);

struct cd_db_stats {
    uint64_t acquired, timeouts, reconnects, waits, forgets;
    int open, busy, queued;
};
struct cd_db_stats cd_db_stats(const struct cd_db *db, enum cd_lane lane);

#endif
