/*
 * Verified tokens, so that the same token costs one digest instead of a signature for a minute.
 * Bounded, sharded; a lock is held for a copy of at most a few kilobytes. An entry counts only
 * while the key that verified it is in the key set.
 */
#ifndef CD_AUTH_CACHE_H
#define CD_AUTH_CACHE_H

#include "auth/keys.h"

#define CD_CACHE_SECONDS 60

struct cd_cache;

struct cd_cache *cd_cache_new(size_t tokens); /* 0: remembers nothing */
void cd_cache_free(struct cd_cache *cache);
/* `token` is the SHA-256 of the whole token. */
bool cd_cache_get(struct cd_cache *cache, const unsigned char token[32],
                  const struct cd_keyset *keys, int64_t now, struct cd_actor *ret);
void cd_cache_put(struct cd_cache *cache, const unsigned char token[32],
                  const unsigned char key[32], int64_t now, const struct cd_actor *actor);

#endif
