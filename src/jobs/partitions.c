#include "jobs/keeping.h"

#include <stdio.h>
#include <stdlib.h>

#define BATCH 5000

static enum cd_rc run(PGconn *conn, const char *sql, int64_t *ret_rows, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    *ret_rows = ok ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
    PQclear(result);
    return ok ? CD_OK : CD_UNAVAILABLE;
}

enum cd_rc cd_partitions_ensure(PGconn *worker, struct cd_buf *why)
{
    int64_t rows;

    return run(worker,
               "select chatdong.access_partition_ensure("
               "(date_trunc('month', now() at time zone 'UTC') + make_interval(months => m))::date)"
               " from generate_series(0, 3) m",
               &rows, why);
}

enum cd_rc cd_idempotency_purge(PGconn *worker, int64_t hours, int64_t *ret_removed,
                                struct cd_buf *why)
{
    char sql[400];
    int64_t rows = 0;
    enum cd_rc rc;

    *ret_removed = 0;
    (void)snprintf(sql, sizeof sql,
                   "delete from chatdong.idempotency_record where ctid = any (array(select ctid"
                   " from chatdong.idempotency_record"
                   " where created_at < now() - interval '%lld hours' limit %d))",
                   (long long)hours, BATCH);
    do {
        rc = run(worker, sql, &rows, why);
        *ret_removed += rows;
    } while (rc == CD_OK && rows == BATCH);
    return rc;
}
