/*
 * From a bearer token to an actor. One strict gate before any cryptography (CONVENTIONS.md,
 * "libjwt alone must not decide who comes in"), keys from immutable snapshots, EVP verification on
 * cached keys, claims, and a bounded cache of verified tokens. Safe for any number of threads.
 * A token says who somebody is; whether the account is active is asked of the database on every
 * request (http/dispatch.c).
 */
#ifndef CD_AUTH_AUTH_H
#define CD_AUTH_AUTH_H

#include "base/settings.h"
#include "chatdong/arena.h"
#include "contract/contract.h"

#define CD_ACTOR_DONGS 64
#define CD_ACTOR_SCOPES 64

/* The array of scopes comes last: the cache copies only the part that is in use. */
struct cd_actor {
    bool known;  /* false: no token, public operations only */
    char id[37]; /* `sub`, a UUID: staff.id or system_client.id */
    enum cd_role role;
    char job[32];    /* officers: neighborhood_officer, welfare_planner; else empty */
    char gu[6];      /* 5 digits: district_admin, and system clients of one gu; or "" */
    bool city;       /* system clients with area "city" */
    int64_t expires; /* unix seconds */
    char key_id[65]; /* kid of the key that verified the token */
    size_t dong_count;
    size_t scope_count;
    char dongs[CD_ACTOR_DONGS][11];   /* officer, nurse, supervisor */
    char scopes[CD_ACTOR_SCOPES][40]; /* system clients */
};

/* Why a token was refused: a fixed code for logs, metrics and tests ("alg", "kid", "expired" …);
 * the client only ever sees invalid_token. */
struct cd_auth_refusal {
    const char *code;
};

struct cd_auth; /* keys, cache, settings */

CD_MUST_CHECK enum cd_rc cd_auth_new(const struct cd_settings *settings, struct cd_auth **ret,
                                     struct cd_buf *why);
void cd_auth_free(struct cd_auth *auth);
/* CD_OK fills *ret_actor; CD_UNAUTHENTICATED fills *ret_refusal. `token` is what follows
 * "Bearer " in the header. Never blocks: an unknown kid asks the background refresher. */
CD_MUST_CHECK enum cd_rc cd_auth_check(struct cd_auth *auth, struct cd_arena *arena,
                                       struct cd_str token, struct cd_actor *ret_actor,
                                       struct cd_auth_refusal *ret_refusal);
bool cd_auth_ready(const struct cd_auth *auth); /* at least one key is loaded */
void cd_auth_reload(struct cd_auth *auth);      /* keys_file again (SIGHUP); any thread */
void cd_auth_start(struct cd_auth *auth);       /* background JWKS refresh thread */

struct cd_auth_stats {
    uint64_t cache_hits, verified, refused, refreshes; /* since start */
};
struct cd_auth_stats cd_auth_stats(const struct cd_auth *auth);

/* Mints a token through libjwt (RS256 or ES256 by the key in PEM). claims_json is an object; iss,
 * aud, iat, exp, jti are added from settings when missing. *ret is owned by the arena. */
CD_MUST_CHECK enum cd_rc cd_auth_mint(const struct cd_settings *settings, struct cd_arena *arena,
                                      const char *claims_json, int64_t lifetime_s,
                                      struct cd_str *ret, struct cd_buf *why);
/* Writes a new private key (PEM, P-256) and its public JWK Set to two new files (mode 0600 / 0644);
 * CD_CONFLICT when one exists. */
CD_MUST_CHECK enum cd_rc cd_auth_make_key(const char *private_file, const char *jwks_file,
                                          struct cd_buf *why);

#endif
