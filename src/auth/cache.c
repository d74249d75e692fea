#include "auth/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SHARDS ((size_t)16)
#define WAYS ((size_t)8) /* entries among which a new one replaces the one that ends first */

struct entry {
    unsigned char token[32], key[32];
    int64_t until;          /* 0: free */
    struct cd_actor *actor; /* allocated without the unused scopes, see actor_bytes() */
};

struct shard {
    pthread_mutex_t lock;
    struct entry *entries;
};

struct cd_cache {
    size_t sets; /* of WAYS entries, in each shard; 0: nothing is remembered */
    struct shard shards[SHARDS];
};

struct cd_cache *cd_cache_new(size_t tokens)
{
    struct cd_cache *cache = calloc(1, sizeof *cache);

    if (cache == NULL)
        abort();
    cache->sets = (tokens + SHARDS * WAYS - 1) / (SHARDS * WAYS);
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        (void)pthread_mutex_init(&shard->lock, NULL);
        shard->entries = calloc(cache->sets * WAYS + 1, sizeof *shard->entries);
        if (shard->entries == NULL)
            abort();
    }
    return cache;
}

void cd_cache_free(struct cd_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t j = 0; j < cache->sets * WAYS; j++)
            free(cache->shards[i].entries[j].actor);
        free(cache->shards[i].entries);
        (void)pthread_mutex_destroy(&cache->shards[i].lock);
    }
    free(cache);
}

static size_t actor_bytes(const struct cd_actor *actor)
{
    return offsetof(struct cd_actor, scopes) + actor->scope_count * sizeof actor->scopes[0];
}

/* The digest is uniform, so its first bytes place the token. */
static struct entry *set_of(struct cd_cache *cache, const unsigned char token[32],
                            struct shard **ret_shard)
{
    uint64_t place = 0;

    memcpy(&place, token, sizeof place);
    *ret_shard = &cache->shards[place % SHARDS];
    return (*ret_shard)->entries + place / SHARDS % cache->sets * WAYS;
}

static struct entry *find(struct entry *set, const unsigned char token[32])
{
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].until != 0 && memcmp(set[i].token, token, 32) == 0)
            return &set[i];
    }
    return NULL;
}

bool cd_cache_get(struct cd_cache *cache, const unsigned char token[32],
                  const struct cd_keyset *keys, int64_t now, struct cd_actor *ret)
{
    struct shard *shard = NULL;

    if (cache->sets == 0)
        return false;
    struct entry *set = set_of(cache, token, &shard);
    (void)pthread_mutex_lock(&shard->lock);
    struct entry *entry = find(set, token);
    bool valid = entry != NULL && now < entry->until && cd_keyset_has(keys, entry->key);
    if (valid)
        memcpy(ret, entry->actor, actor_bytes(entry->actor));
    else if (entry != NULL)
        entry->until = 0;
    (void)pthread_mutex_unlock(&shard->lock);
    return valid;
}

static struct entry *place_for(struct entry *set, const unsigned char token[32])
{
    struct entry *place = find(set, token);

    for (size_t i = 0; place == NULL && i < WAYS; i++) {
        if (set[i].until == 0)
            place = &set[i];
    }
    if (place != NULL)
        return place;
    place = set;
    for (size_t i = 1; i < WAYS; i++) {
        if (set[i].until < place->until)
            place = &set[i];
    }
    return place;
}

void cd_cache_put(struct cd_cache *cache, const unsigned char token[32],
                  const unsigned char key[32], int64_t now, const struct cd_actor *actor)
{
    int64_t until = now + CD_CACHE_SECONDS;
    struct shard *shard = NULL;

    if (until > actor->expires)
        until = actor->expires;
    if (cache->sets == 0 || until <= now)
        return;
    struct cd_actor *copy = malloc(actor_bytes(actor));
    if (copy == NULL)
        abort();
    memcpy(copy, actor, actor_bytes(actor));
    struct entry *set = set_of(cache, token, &shard);
    (void)pthread_mutex_lock(&shard->lock);
    struct entry *entry = place_for(set, token);
    struct cd_actor *gone = entry->actor;
    memcpy(entry->token, token, 32);
    memcpy(entry->key, key, 32);
    entry->until = until;
    entry->actor = copy;
    (void)pthread_mutex_unlock(&shard->lock);
    free(gone);
}
