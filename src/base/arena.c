#include "chatdong/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)16384)
#define ALIGNMENT ((size_t)16)
#define SHORT_BYTES 256 /* what is printed is rarely longer, and then printed once */

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(16) unsigned char bytes[];
};

struct deferred {
    void (*release)(void *);
    void *what;
    struct deferred *next;
};

struct cd_arena {
    struct block *blocks; /* the newest first; the last one is kept over a reset */
    struct deferred *deferred;
    size_t used;
};

static void *must_allocate(size_t size)
{
    void *memory = malloc(size);

    if (memory == NULL) {
        (void)fputs("{\"level\":\"error\",\"event\":\"out_of_memory\"}\n", stderr);
        abort();
    }
    return memory;
}

static struct block *block_new(size_t size)
{
    struct block *block = must_allocate(sizeof *block + size);

    *block = (struct block){.size = size};
    return block;
}

struct cd_arena *cd_arena_new(void)
{
    struct cd_arena *arena = must_allocate(sizeof *arena);

    *arena = (struct cd_arena){.blocks = block_new(BLOCK_BYTES)};
    return arena;
}

void cd_arena_reset(struct cd_arena *arena)
{
    while (arena->deferred != NULL) {
        struct deferred *first = arena->deferred;
        arena->deferred = first->next;
        first->release(first->what);
    }
    while (arena->blocks->next != NULL) {
        struct block *gone = arena->blocks;
        arena->blocks = gone->next;
        free(gone);
    }
    arena->blocks->used = 0;
    arena->used = 0;
}

void cd_arena_free(struct cd_arena *arena)
{
    if (arena == NULL)
        return;
    cd_arena_reset(arena);
    free(arena->blocks);
    free(arena);
}

size_t cd_arena_used(const struct cd_arena *arena)
{
    return arena->used;
}

void *cd_arena_alloc(struct cd_arena *arena, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    struct block *block = arena->blocks;

    if (rounded < size || block->size - block->used < rounded) {
        block = block_new(rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES);
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *memory = block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memset(memory, 0, rounded);
}

void *cd_arena_memdup(struct cd_arena *arena, const void *bytes, size_t size)
{
    void *copy = cd_arena_alloc(arena, size);

    return size > 0 ? memcpy(copy, bytes, size) : copy;
}

struct cd_str cd_arena_copy(struct cd_arena *arena, struct cd_str s)
{
    return (struct cd_str){cd_arena_dup(arena, s), s.len};
}

char *cd_arena_dup(struct cd_arena *arena, struct cd_str s)
{
    char *copy = cd_arena_alloc(arena, s.len + 1);

    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

char *cd_arena_printf(struct cd_arena *arena, const char *format, ...)
{
    char first[SHORT_BYTES];
    va_list args;

    va_start(args, format);
    int len = vsnprintf(first, sizeof first, format, args);
    va_end(args);
    if (len < 0)
        abort();
    if ((size_t)len < sizeof first)
        return cd_arena_dup(arena, (struct cd_str){first, (size_t)len});
    char *text = cd_arena_alloc(arena, (size_t)len + 1);
    va_start(args, format);
    (void)vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return text;
}

void cd_arena_defer(struct cd_arena *arena, void (*release)(void *), void *what)
{
    struct deferred *entry = cd_arena_alloc(arena, sizeof *entry);

    *entry = (struct deferred){release, what, arena->deferred};
    arena->deferred = entry;
}
