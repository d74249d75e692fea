#include "db/db.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

struct entry {
    struct cd_prepared prepared;
    uint64_t hash;
    struct entry *next;
};

/* One registry per process, as ids are unique in the process and entries live as long as it. */
static struct {
    pthread_mutex_t lock;
    struct entry *buckets[BUCKETS];
    int count;
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct entry *entry_new(const char *sql, int param_count, uint64_t hash)
{
    struct entry *entry = calloc(1, sizeof *entry);
    char *copy = strdup(sql);

    if (entry == NULL || copy == NULL)
        abort();
    entry->hash = hash;
    entry->prepared.id = registry.count++;
    entry->prepared.sql = copy;
    entry->prepared.param_count = param_count;
    (void)snprintf(entry->prepared.name, sizeof entry->prepared.name, "p%d", entry->prepared.id);
    return entry;
}

const struct cd_prepared *cd_prepared(const char *sql, int param_count)
{
    uint64_t hash = cd_str_hash(cd_str_of(sql));
    struct entry **bucket = &registry.buckets[hash % BUCKETS];

    (void)pthread_mutex_lock(&registry.lock);
    struct entry *entry = *bucket;
    while (entry != NULL && (entry->hash != hash || strcmp(entry->prepared.sql, sql) != 0))
        entry = entry->next;
    if (entry == NULL) {
        entry = entry_new(sql, param_count, hash);
        entry->next = *bucket;
        *bucket = entry;
    }
    (void)pthread_mutex_unlock(&registry.lock);
    return &entry->prepared;
}
