/*
 * Screening instruments from their files (docs/screening.md), one ID.VERSION.json per version. All
 * or nothing, in one transaction; the same files again change nothing, and a version that is in the
 * database with other content is refused. The binary's own files are the defaults.
 */
#ifndef CD_JOBS_IMPORT_INSTRUMENTS_H
#define CD_JOBS_IMPORT_INSTRUMENTS_H

#include "jobs/import_load.h"

/* CD_BAD_REQUEST: the files are wrong, *why has a line "file:line: reason" for each mistake.
 * CD_INTERNAL: the database refused. A dry run does everything, then undoes it. */
CD_MUST_CHECK enum cd_rc cd_import_instruments(PGconn *owner, const char *directory, bool dry_run,
                                               struct cd_import_report *ret, struct cd_buf *why);
/* The defaults of this binary: only what the database has no version for on those days. */
CD_MUST_CHECK enum cd_rc cd_import_default_instruments(PGconn *owner, struct cd_buf *why);

#endif
