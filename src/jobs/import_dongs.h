/*
 * The city's reference geography from its public tables: gu.csv, dong.csv (today's dongs),
 * dong_history.csv (every dong ever, with the days on which it was valid) and, where they are
 * there, legal_dong.csv with legal_to_admin.csv, and dong_succession.csv (else the record in the
 * binary). Spellings and successions follow from them. All or nothing, in one transaction; the same
 * files again change nothing. Dongs that the files don't have stay.
 */
#ifndef CD_JOBS_IMPORT_DONGS_H
#define CD_JOBS_IMPORT_DONGS_H

#include "jobs/import_load.h"

/* CD_BAD_REQUEST: the files are wrong, *why has a line "file:line: reason" for each mistake (the
 * first 20 of a file). CD_INTERNAL: the database refused. A dry run does everything, then undoes
 * it; its report says what would happen. The report is made on CD_OK
 * only, and is to be released. */
CD_MUST_CHECK enum cd_rc cd_import_dongs(PGconn *owner, const char *directory, bool dry_run,
                                         struct cd_import_report *ret, struct cd_buf *why);

#endif
