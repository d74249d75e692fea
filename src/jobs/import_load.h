/* What imports share: temporary tables filled by COPY, and the report of what a function made of
 * them. Everything runs in the caller's transaction. */
#ifndef CD_JOBS_IMPORT_LOAD_H
#define CD_JOBS_IMPORT_LOAD_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include "jobs/csv.h"
#include <libpq-fe.h>

#define CD_IMPORT_TABLES 8

struct cd_import_count {
    char what[24];
    int64_t inserted, updated, removed, unchanged;
};

struct cd_import_report {
    size_t count;
    struct cd_import_count counts[CD_IMPORT_TABLES];
    struct cd_buf notes; /* lines of what was kept and should be looked at; release it */
};

/* The count of that name, all zeros when there is none. */
struct cd_import_count cd_import_count_of(const struct cd_import_report *report, const char *what);
void cd_import_report_release(struct cd_import_report *report);

bool cd_import_run(PGconn *conn, const char *sql, struct cd_buf *why);
/* Rows of a CSV file into `copy … from stdin`; an empty field is NULL. */
bool cd_import_copy(PGconn *conn, const char *sql, const struct cd_csv *csv, struct cd_buf *why);
/* Adds the rows (what, inserted, updated, removed, unchanged) that the statement gives. */
bool cd_import_counts(PGconn *conn, const char *sql, struct cd_import_report *report,
                      struct cd_buf *why);
/* Adds the first column of the statement's rows to the notes, at most ten, then how many more. */
bool cd_import_notes(PGconn *conn, const char *sql, const char *title,
                     struct cd_import_report *report, struct cd_buf *why);

#endif
