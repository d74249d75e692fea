/*
 * Files of rows that become records: signals, residents, births. Streamed: constant memory whatever
 * the size. Rows go to a temporary table; what is wrong with them and what becomes of the others is
 * decided by sets in the database (sql/functions: <kind>_import_begin, _check, _apply), in bounded
 * ranges of lines. Without `partial`, one wrong row keeps all of them out, in one transaction; with
 * it each range is one. What is there already is left alone, so an import that was killed is run
 * again. One import of a kind at a time.
 */
#ifndef CD_JOBS_FEED_H
#define CD_JOBS_FEED_H

#include "jobs/feed_reader.h"
#include "jobs/operation.h"
#include "jobs/stop.h"

#include <stdio.h>

#define CD_FEED_COUNTS 16
enum { CD_FEED_READ, CD_FEED_REJECTED, CD_FEED_DRY_RUN, CD_FEED_OWN };

struct cd_feed_kind {
    const char *name; /* "resident": resident_line, resident_import_check, job resident_import */
    struct cd_feed_layout layout;
    int64_t range; /* lines that are applied at once */
};

struct cd_feed {
    const struct cd_feed_kind *kind;
    FILE *stream;
    int64_t size;     /* bytes, 0: nobody knows */
    const char *file; /* its name, for reports */
    enum cd_feed_encoding encoding;
    bool dry_run, partial;
    const char *gu; /* whose file it is: only rows of this district; NULL, the city's */
    /* Id of the row of table import whose operation runs already: all rejected lines are kept, and
     * when `stop` comes or the connection goes, the operation stays running, for the next try.
     * NULL: the import makes an operation of its own. */
    const char *import;
    struct cd_stop *stop; /* or NULL */
    /* One row that cannot be taken; progress, often. Both may be NULL. */
    void (*rejected)(const char *file, const char *line, const char *code);
    void (*progress)(void *arg, const struct cd_job *job, const char *phase);
    void *arg;
    size_t count_count;
    struct cd_operation_count counts[CD_FEED_COUNTS]; /* CD_FEED_READ …, then the kind's own */
    char names[CD_FEED_COUNTS][24];
    struct cd_job job;
};

const struct cd_feed_kind *cd_feed_kind_of(const char *name); /* NULL: there is none */
enum cd_feed_encoding cd_feed_encoding_of(const char *name);  /* CD_FEED_ENCODINGS: none */
/* `conn` (the owner's or the worker's, used for nothing else) runs the import, `beside` keeps the
 * row in table operation. CD_BAD_REQUEST: the file is wrong, has wrong rows, or was cancelled;
 * CD_CONFLICT: another import of the kind is running; CD_UNAVAILABLE: it was given up and is to be
 * tried again. */
CD_MUST_CHECK enum cd_rc cd_feed_import(struct cd_feed *feed, PGconn *conn, PGconn *beside,
                                        struct cd_buf *why);

#endif
