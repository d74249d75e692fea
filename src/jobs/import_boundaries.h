/*
 * Boundaries of dongs from a GeoJSON file (RFC 7946): a FeatureCollection of Polygons and
 * MultiPolygons whose property `code` is the dong's, as they were from `valid_from` on. All or
 * nothing; the same file again changes nothing. With the map of another day in the database, what
 * became of dongs between the two follows from how they overlap.
 */
#ifndef CD_JOBS_IMPORT_BOUNDARIES_H
#define CD_JOBS_IMPORT_BOUNDARIES_H

#include "jobs/import_load.h"

struct cd_boundary_file {
    const char *path;
    const char *valid_from; /* YYYY-MM-DD */
    const char *source;     /* who drew it, under which licence; NULL: nothing is said */
};

/* CD_BAD_REQUEST: *why has a line "file: feature N: reason" for each mistake (the first 20). A dry
 * run does everything, then undoes it. The report is made on CD_OK only, and is to be released. */
CD_MUST_CHECK enum cd_rc cd_import_boundaries(PGconn *owner, const struct cd_boundary_file *file,
                                              bool dry_run, struct cd_import_report *ret,
                                              struct cd_buf *why);

#endif
