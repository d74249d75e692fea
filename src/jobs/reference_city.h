/*
 * The reference city: a believable Seoul that gives back the published figures to the digit. Every
 * row is a pure function of the seed and of its place (dong, program year, number), so that the
 * same seed gives the same rows in any order, in constant memory. Figures are spread over all dongs
 * in proportion to their people by largest remainder, so that the sums are exact, and a dong's
 * figures do not depend on which other dongs are made.
 *
 * A program year runs from July to June and is named by the year in which it ends.
 */
#ifndef CD_JOBS_REFERENCE_CITY_H
#define CD_JOBS_REFERENCE_CITY_H

#include "jobs/operation.h"

#define CD_CITY_FIRST_YEAR 2016 /* July 2015 to June 2016 */
#define CD_CITY_LAST_YEAR 2027

struct cd_city_options {
    const char *data;  /* folder of public data; NULL: the small made-up geography */
    const char *dongs; /* how many, or their codes with commas; NULL: all */
    const char *out;   /* a file for psql instead of the database; NULL: the database */
    int64_t seed;
    int64_t residents;     /* on record; 0: those whom the figures need, and some more */
    int64_t parts;         /* of the figures, in millionths of the city */
    int first_year, years; /* program years; the year before the first program year is added */
};

struct cd_city_run {
    struct cd_city_options options;
    /* Called often, with `phase` the table being filled or the step being taken. */
    void (*progress)(void *arg, const struct cd_job *job, const char *phase);
    void *progress_arg;
    struct cd_operation_count counts[1];
    struct cd_job job;
    uint64_t streamed_us; /* out: when the last row was written, on the monotonic clock */
};

/* Fills the database of `owner` in one transaction: everything or nothing. `beside` keeps the row
 * in table operation; both NULL when options.out is given. CD_CONFLICT: the database has records
 * already. CD_BAD_REQUEST: options or files that cannot be; *why says what. */
CD_MUST_CHECK enum cd_rc cd_reference_city(struct cd_city_run *run, PGconn *owner, PGconn *beside,
                                           struct cd_buf *why);

#endif
