/*
 * The building register from the government's files (register.h), streamed: constant memory
 * whatever the size. A whole register is loaded beside the one that stands and takes its place at
 * the end, for the districts that the files have; a change file changes rows. All or nothing, in
 * one transaction, one import at a time: killed in the middle, nothing has happened, and the next
 * run begins anew. Rows that cannot be taken are counted and reported with file, line and code; too
 * many of them fail the import.
 */
#ifndef CD_JOBS_IMPORT_BUILDINGS_H
#define CD_JOBS_IMPORT_BUILDINGS_H

#include "jobs/operation.h"
#include "jobs/register.h"

enum cd_buildings_count {
    CD_BUILDINGS_READ,
    CD_BUILDINGS_TAKEN,
    CD_BUILDINGS_OUTSIDE,  /* of districts that the service does not have */
    CD_BUILDINGS_REJECTED, /* the sum of the faults */
    CD_BUILDINGS_TWICE,    /* the same building again: the later row counts */
    CD_BUILDINGS_INSERTED,
    CD_BUILDINGS_UPDATED,
    CD_BUILDINGS_UNCHANGED,
    CD_BUILDINGS_REMOVED,
    CD_BUILDINGS_DRY_RUN, /* 1: nothing was kept */
    CD_BUILDINGS_FAULT,   /* + enum cd_register_fault */
    CD_BUILDINGS_COUNTS = CD_BUILDINGS_FAULT + CD_REGISTER_FAULTS
};

struct cd_buildings_import {
    const char *const *files; /* "-" is stdin */
    size_t file_count;
    bool changes, dry_run;
    bool everywhere; /* keep also districts and dongs that the service does not have */
    /* Called often; `phase` is a word or two. May be NULL. */
    void (*progress)(void *arg, const struct cd_job *job, const char *phase);
    void *progress_arg;
    /* what came of it */
    struct cd_operation_count counts[CD_BUILDINGS_COUNTS];
    struct cd_job job; /* with the first errors */
};

/* `owner` runs the import, `beside` keeps its row in table operation. CD_BAD_REQUEST: a file cannot
 * be read, too many rows are wrong, or it was cancelled; CD_CONFLICT: another import is running. */
CD_MUST_CHECK enum cd_rc cd_import_buildings(struct cd_buildings_import *import, PGconn *owner,
                                             PGconn *beside, struct cd_buf *why);

#endif
