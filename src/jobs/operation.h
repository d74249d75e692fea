/*
 * The row of a long job (table operation), kept on a connection of its own, so that it can be seen
 * while the job's transaction is open. Whoever runs a job calls _beat often: at most once a second
 * it stores the progress and learns whether somebody asked to stop. A failure to write it never
 * stops the job.
 */
#ifndef CD_JOBS_OPERATION_H
#define CD_JOBS_OPERATION_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

#define CD_OPERATION_ERRORS 100

struct cd_operation_error {
    char file[64]; /* its name without the folder, perhaps cut */
    int64_t line;  /* 0: none */
    const char *code;
};

struct cd_operation_count {
    const char *name; /* snake_case */
    int64_t value;
};

struct cd_job {
    PGconn *conn;
    char id[37];
    int64_t done, total; /* progress; total 0: nobody knows */
    const struct cd_operation_count *counts;
    size_t count_count;
    struct cd_operation_error errors[CD_OPERATION_ERRORS];
    int64_t error_count; /* of all, also beyond the array */
    uint64_t beat_us;
    bool cancelled;
};

/* Makes the row, running. Jobs of this kind that still stand as running have been left behind by a
 * process that is gone: the caller holds the kind's lock. `counts` outlive the job. */
CD_MUST_CHECK enum cd_rc cd_job_begin(struct cd_job *job, PGconn *conn, const char *kind,
                                      struct cd_buf *why);
/* A row that somebody made, and that runs. */
void cd_job_take(struct cd_job *job, PGconn *conn, const char *id);
void cd_job_error(struct cd_job *job, const char *file, int64_t line, const char *code);
/* False: stop, somebody cancelled it. */
bool cd_job_beat(struct cd_job *job);
/* `failure`: a code, or NULL when it succeeded; a cancelled job is that. */
void cd_job_end(struct cd_job *job, const char *failure);

#endif
