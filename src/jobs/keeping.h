/* The housekeeping that the worker does in SQL: months made ahead, answers that need no replay. */
#ifndef CD_JOBS_KEEPING_H
#define CD_JOBS_KEEPING_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

/* Makes the access records' partitions of this month and the next three. */
CD_MUST_CHECK enum cd_rc cd_partitions_ensure(PGconn *worker, struct cd_buf *why);
/* Removes answers older than `hours`, a batch a transaction, so that nobody waits for it. */
CD_MUST_CHECK enum cd_rc cd_idempotency_purge(PGconn *worker, int64_t hours, int64_t *ret_removed,
                                              struct cd_buf *why);

#endif
