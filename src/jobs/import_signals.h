/*
 * A file of signals (DOMAIN.md 7), streamed: constant memory whatever its size. CSV with a header,
 * UTF-8 or cp949. Lines go to a temporary table as they are; what is wrong with them, which are
 * known already and whom the others are about is said by sets in the database
 * (sql/functions/signals.sql). One transaction, one import at a time: killed in the middle, nothing
 * has happened; run again, what is there already is left alone.
 */
#ifndef CD_JOBS_IMPORT_SIGNALS_H
#define CD_JOBS_IMPORT_SIGNALS_H

#include "jobs/operation.h"

enum cd_signals_count {
    CD_SIGNALS_READ,
    CD_SIGNALS_REJECTED,
    CD_SIGNALS_TAKEN,
    CD_SIGNALS_KNOWN, /* were there before */
    CD_SIGNALS_INSERTED,
    CD_SIGNALS_EXACT,
    CD_SIGNALS_PROBABLE,
    CD_SIGNALS_UNMATCHED,
    CD_SIGNALS_DRY_RUN, /* 1: nothing was kept */
    CD_SIGNALS_COUNTS
};

struct cd_signals_import {
    const char *file; /* "-" is stdin */
    bool dry_run;
    /* One line that cannot be taken. */
    void (*rejected)(const char *file, const char *line, const char *code);
    struct cd_operation_count counts[CD_SIGNALS_COUNTS];
    struct cd_job job;
};

/* `owner` runs the import, `beside` keeps its row in table operation. CD_BAD_REQUEST: the file
 * cannot be read or was cancelled; CD_CONFLICT: another import is running. */
CD_MUST_CHECK enum cd_rc cd_import_signals(struct cd_signals_import *import, PGconn *owner,
                                           PGconn *beside, struct cd_buf *why);

#endif
