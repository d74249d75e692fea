/*
 * Access records (DESIGN.md 6): who saw whose data, stored before the answer leaves. Reads are
 * stored in groups: while one insert of this loop is under way the next answers gather, and go
 * together with the next one; nobody waits longer than two commits. Changes store theirs in their
 * own transaction.
 */
#ifndef CD_HTTP_ACCESS_H
#define CD_HTTP_ACCESS_H

#include "http/request.h"
#include <libpq-fe.h>

struct cd_access;

struct cd_access *cd_access_new(struct cd_app *app);
void cd_access_free(struct cd_access *access);

struct cd_access_record {
    char id[37];
    const char *actor_id, *actor_role, *operation, *method, *client;
    const char *residents, *dongs; /* array literals */
    const char *purpose, *request_id;
    int status;
};

/* The record of an answer: whose data its first `limit` rows hold. Without a token the statement's
 * hidden column _actor_id says who asked (the role is "link"), and _purpose what for. `results` may
 * be NULL. */
struct cd_access_record cd_access_of(struct cd_request *req, const PGresult *const *results,
                                     size_t result_count, int limit, int status);
/* Values of core_access_store for these records. */
const char *const *cd_access_values(struct cd_arena *arena,
                                    const struct cd_access_record *const *records, size_t count);
/* Stores one record and returns when it is committed. */
CD_MUST_CHECK enum cd_rc cd_access_store(struct cd_request *req,
                                         const struct cd_access_record *record);

#endif
