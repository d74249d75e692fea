#include "auth/auth.h"

#include "auth/cache.h"
#include "auth/claims.h"
#include "auth/file.h"
#include "auth/refresh.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RECLAIM_TRIES 100 /* of a millisecond */

/* A key set that was replaced and that a check may still be reading. */
struct retired {
    struct cd_keyset *set;
    struct retired *next;
};

struct cd_auth {
    struct cd_arena *arena; /* copies of the settings that outlive a reload of them */
    const char *types, *keys_file, *jwks_url;
    struct cd_claim_rules rules;
    struct cd_cache *cache;
    struct cd_refresh *refresh; /* NULL before cd_auth_start and without jwks_url */
    atomic_uint_least64_t cache_hits, verified, refused, refreshes;
    /* Readers count themselves in, then load `keys`; a writer swaps `keys` first and looks at the
     * count afterwards: once it has seen 0, nobody holds an older set. */
    _Atomic(struct cd_keyset *) keys;
    atomic_size_t readers;
    pthread_mutex_t lock; /* writers: what follows */
    struct cd_keyset *of_file, *of_url;
    struct retired *retired;
};

/* Lock held. Frees what was replaced once no reader is in; else another time. */
static void reclaim(struct cd_auth *auth)
{
    for (int i = 0; atomic_load(&auth->readers) != 0; i++) {
        if (i == RECLAIM_TRIES)
            return;
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    while (auth->retired != NULL) {
        struct retired *gone = auth->retired;
        auth->retired = gone->next;
        cd_keyset_free(gone->set);
        free(gone);
    }
}

/* Takes `set` over as the keys of one source and gives the readers the new whole. */
static void replace(struct cd_auth *auth, struct cd_keyset **source, struct cd_keyset *set)
{
    struct retired *old = malloc(sizeof *old);

    if (old == NULL)
        abort();
    (void)pthread_mutex_lock(&auth->lock);
    cd_keyset_free(*source);
    *source = set;
    struct cd_keyset *whole = cd_keyset_join(auth->of_file, auth->of_url);
    *old = (struct retired){atomic_exchange(&auth->keys, whole), auth->retired};
    auth->retired = old;
    reclaim(auth);
    size_t count = whole->count;
    (void)pthread_mutex_unlock(&auth->lock);
    cd_log(CD_LOG_INFO, "keys_loaded", CD_LOG_INT("keys", count),
           CD_LOG_STR("from", source == &auth->of_file ? "file" : "issuer"));
}

static enum cd_rc load_file(struct cd_auth *auth, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_keyset *set = NULL;
    struct cd_str json;

    enum cd_rc rc = cd_file_read(arena, auth->keys_file, &json, why);
    if (rc == CD_OK) {
        rc = cd_keyset_parse(json, &set, why);
        if (rc != CD_OK)
            cd_buf_addf(why, " (%s)", auth->keys_file);
    }
    if (rc == CD_OK)
        replace(auth, &auth->of_file, set);
    cd_arena_free(arena);
    return rc;
}

static bool accept_keys(void *arg, struct cd_str body)
{
    struct cd_auth *auth = arg;
    struct cd_keyset *set = NULL;
    CD_BUF_AUTO(why, 1024);

    if (cd_keyset_parse(body, &set, &why) != CD_OK)
        return false;
    replace(auth, &auth->of_url, set);
    atomic_fetch_add(&auth->refreshes, 1);
    return true;
}

static const char *problem_of(const struct cd_settings *settings)
{
    if (settings->issuer[0] == '\0')
        return "setting issuer is empty: whose tokens are accepted?";
    if (settings->audience[0] == '\0')
        return "setting audience is empty";
    if (settings->token_types[0] == '\0')
        return "setting token_types is empty";
    if (settings->keys_file[0] == '\0' && settings->jwks_url[0] == '\0')
        return "one of the settings keys_file and jwks_url must say where the issuer's keys are";
    if (settings->jwks_url[0] != '\0' && !cd_refresh_url_ok(settings->jwks_url))
        return "setting jwks_url must be an https URL (http only for loopback), without user";
    return NULL;
}

static struct cd_auth *make(const struct cd_settings *settings)
{
    struct cd_auth *auth = calloc(1, sizeof *auth);

    if (auth == NULL)
        abort();
    auth->arena = cd_arena_new();
    auth->types = cd_arena_dup(auth->arena, cd_str_of(settings->token_types));
    auth->keys_file = cd_arena_dup(auth->arena, cd_str_of(settings->keys_file));
    auth->jwks_url = cd_arena_dup(auth->arena, cd_str_of(settings->jwks_url));
    auth->rules = (struct cd_claim_rules){
        .issuer = cd_arena_dup(auth->arena, cd_str_of(settings->issuer)),
        .audience = cd_arena_dup(auth->arena, cd_str_of(settings->audience)),
        .skew = settings->clock_skew,
    };
    auth->cache = cd_cache_new((size_t)settings->token_cache);
    (void)pthread_mutex_init(&auth->lock, NULL);
    atomic_store(&auth->keys, cd_keyset_join(NULL, NULL));
    return auth;
}

enum cd_rc cd_auth_new(const struct cd_settings *settings, struct cd_auth **ret, struct cd_buf *why)
{
    const char *problem = problem_of(settings);

    if (problem != NULL) {
        cd_buf_adds(why, problem);
        return CD_BAD_REQUEST;
    }
    struct cd_auth *auth = make(settings);
    enum cd_rc rc = auth->keys_file[0] != '\0' ? load_file(auth, why) : CD_OK;
    if (rc != CD_OK) {
        cd_auth_free(auth);
        return rc;
    }
    *ret = auth;
    return CD_OK;
}

void cd_auth_free(struct cd_auth *auth)
{
    if (auth == NULL)
        return;
    cd_refresh_stop(auth->refresh);
    reclaim(auth);
    cd_keyset_free(atomic_load(&auth->keys));
    cd_keyset_free(auth->of_file);
    cd_keyset_free(auth->of_url);
    cd_cache_free(auth->cache);
    (void)pthread_mutex_destroy(&auth->lock);
    cd_arena_free(auth->arena);
    free(auth);
}

void cd_auth_start(struct cd_auth *auth)
{
    if (auth->jwks_url[0] != '\0' && auth->refresh == NULL)
        auth->refresh = cd_refresh_start(
            &(struct cd_refresh_config){.url = auth->jwks_url, .accept = accept_keys, .arg = auth});
}

void cd_auth_reload(struct cd_auth *auth)
{
    CD_BUF_AUTO(why, 1024);

    if (auth->keys_file[0] != '\0' && load_file(auth, &why) != CD_OK)
        cd_log(CD_LOG_ERROR, "keys_not_reloaded", CD_LOG_VIEW("reason", cd_buf_str(&why)));
    cd_refresh_ask(auth->refresh);
}

bool cd_auth_ready(const struct cd_auth *auth)
{
    struct cd_auth *readable = (struct cd_auth *)auth; /* the count of readers is no state of it */

    atomic_fetch_add(&readable->readers, 1);
    bool ready = atomic_load(&readable->keys)->count > 0;
    atomic_fetch_sub(&readable->readers, 1);
    return ready;
}

struct cd_auth_stats cd_auth_stats(const struct cd_auth *auth)
{
    return (struct cd_auth_stats){
        .cache_hits = atomic_load(&auth->cache_hits),
        .verified = atomic_load(&auth->verified),
        .refused = atomic_load(&auth->refused),
        .refreshes = atomic_load(&auth->refreshes),
    };
}

/* One check: what it uses, and where its outcome goes. */
struct check {
    struct cd_auth *auth;
    struct cd_arena *arena;
    const struct cd_keyset *keys; /* one and the same set all along */
    struct cd_actor *actor;
    struct cd_auth_refusal *refusal;
};

/* The way of a token that the cache does not know. */
static enum cd_rc check_fully(const struct check *check, struct cd_str text,
                              const struct cd_key **ret_key)
{
    struct cd_auth *auth = check->auth;
    struct cd_gate_token token;
    enum cd_rc rc = cd_gate_open(check->arena, text, auth->types, &token, check->refusal);

    if (rc != CD_OK)
        return rc;
    rc = cd_keyset_find(check->keys, token.kid, token.alg, ret_key, check->refusal);
    if (rc != CD_OK) {
        if (strcmp(check->refusal->code, "kid_unknown") == 0)
            cd_refresh_ask(auth->refresh);
        return rc;
    }
    if (!cd_key_verify(*ret_key, token.text, token.signature))
        return cd_refuse(check->refusal, "signature");
    rc = cd_claims_read(&token, &auth->rules, cd_clock_unix(), check->actor, check->refusal);
    if (rc == CD_OK)
        memcpy(check->actor->key_id, (*ret_key)->kid, sizeof check->actor->key_id);
    return rc;
}

static enum cd_rc check_token(const struct check *check, struct cd_str token)
{
    struct cd_auth *auth = check->auth;
    const struct cd_key *key = NULL;
    unsigned char digest[32];
    int64_t now = cd_clock_unix();

    cd_sha256(token, digest);
    if (cd_cache_get(auth->cache, digest, check->keys, now, check->actor)) {
        atomic_fetch_add_explicit(&auth->cache_hits, 1, memory_order_relaxed);
        return CD_OK;
    }
    enum cd_rc rc = check_fully(check, token, &key);
    if (rc == CD_OK)
        cd_cache_put(auth->cache, digest, key->print, now, check->actor);
    atomic_fetch_add_explicit(rc == CD_OK ? &auth->verified : &auth->refused, 1,
                              memory_order_relaxed);
    return rc;
}

enum cd_rc cd_auth_check(struct cd_auth *auth, struct cd_arena *arena, struct cd_str token,
                         struct cd_actor *ret_actor, struct cd_auth_refusal *ret_refusal)
{
    if (token.len == 0 || token.len > CD_TOKEN_BYTES) /* before its digest is worth the time */
        return cd_refuse(ret_refusal, "size");
    atomic_fetch_add(&auth->readers, 1);
    const struct check check = {auth, arena, atomic_load(&auth->keys), ret_actor, ret_refusal};
    enum cd_rc rc = check_token(&check, token);
    atomic_fetch_sub(&auth->readers, 1);
    return rc;
}
