/*
 * Partner institutions from the city's public table of dementia centers: name, kind, road_address,
 * lot_address, lat, lon, operator, phone, doctors, nurses, social_workers, as_of. Each becomes an
 * institution with a place and, a dementia center, a service. All or nothing, in one transaction;
 * the same file again changes nothing, and what was changed by hand is kept. The dongs must be
 * there: a row that cannot be placed in one is left out and said so in the report's notes.
 */
#ifndef CD_JOBS_IMPORT_PARTNERS_H
#define CD_JOBS_IMPORT_PARTNERS_H

#include "jobs/import_load.h"

/* CD_BAD_REQUEST: the file is wrong, *why has a line for each mistake. CD_INTERNAL: the database
 * refused. A dry run does everything, then undoes it. The report is made on CD_OK only, and is to
 * be released. */
CD_MUST_CHECK enum cd_rc cd_import_partners(PGconn *owner, const char *file, bool dry_run,
                                            struct cd_import_report *ret, struct cd_buf *why);

#endif
