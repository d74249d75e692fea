/*
 * Districts and dongs from the city's public tables: gu.csv, dong.csv (today's dongs) and
 * dong_history.csv (every dong ever, with the days on which it was valid). All or nothing, in one
 * transaction; the same files again change nothing. Dongs that the files don't have stay.
 */
#ifndef CD_JOBS_IMPORT_DONGS_H
#define CD_JOBS_IMPORT_DONGS_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

struct cd_import_count {
    int64_t inserted, updated, unchanged;
};

struct cd_import_report {
    struct cd_import_count districts, dongs;
};

/* CD_BAD_REQUEST: the files are wrong, *why has a line "file:line: reason" for each mistake (the
 * first 20 of a file). CD_INTERNAL: the database refused. A dry run does everything, then undoes
 * it; its report says what would happen. */
CD_MUST_CHECK enum cd_rc cd_import_dongs(PGconn *owner, const char *directory, bool dry_run,
                                         struct cd_import_report *ret, struct cd_buf *why);

#endif
