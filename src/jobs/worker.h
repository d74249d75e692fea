/*
 * The background jobs: one thread with one connection (worker_database). At start and every hour it
 * makes partitions ahead and removes old answers; every seal_interval it seals the access records;
 * in between it runs the periodic rules (schedule.h). Files that were sent are read by a second
 * thread (imports.h), which comes and goes with it.
 * Any number of instances may have one: what must be done once is under an advisory lock.
 * It logs what it did and each failure, reconnects by itself, and never ends the process.
 */
#ifndef CD_JOBS_WORKER_H
#define CD_JOBS_WORKER_H

#include "base/settings.h"
#include "chatdong/buf.h"

struct cd_worker;

struct cd_worker_stats {
    uint64_t rounds, failures;
    int64_t sealed_rows, purged_rows;
    int64_t last_success; /* unix seconds of the last round without failure; 0: none yet */
};

/* `settings` must outlive the worker. With worker_database empty it gives CD_OK and *ret NULL. */
CD_MUST_CHECK enum cd_rc cd_worker_start(const struct cd_settings *settings, struct cd_worker **ret,
                                         struct cd_buf *why);
/* Cancels what runs, waits for the thread, frees; NULL is fine. */
void cd_worker_stop(struct cd_worker *worker);
struct cd_worker_stats cd_worker_stats(struct cd_worker *worker); /* any thread; NULL: zeros */
void cd_worker_metrics(void *worker, struct cd_buf *out);         /* any thread; NULL: nothing */

#endif
