/*
 * Memory by lifetime: everything that one request (or one contract) needs comes from its arena and
 * goes at once. Allocation never returns NULL: what a client controls is bounded before it is
 * allocated, so running out is a fault of ours and ends the process with a log line.
 * An arena belongs to one request at a time; it is not safe for two threads at once.
 */
#ifndef CHATDONG_ARENA_H
#define CHATDONG_ARENA_H

#include "chatdong/str.h"
#include <stdarg.h>

struct cd_arena;

struct cd_arena *cd_arena_new(void);
void cd_arena_free(struct cd_arena *arena);  /* NULL is fine */
void cd_arena_reset(struct cd_arena *arena); /* keeps the first block for reuse */
size_t cd_arena_used(const struct cd_arena *arena);

void *cd_arena_alloc(struct cd_arena *arena, size_t size); /* zeroed, aligned to 16 */
void *cd_arena_memdup(struct cd_arena *arena, const void *bytes, size_t size); /* aligned to 16 */
char *cd_arena_dup(struct cd_arena *arena, struct cd_str s);                   /* terminated copy */
struct cd_str cd_arena_copy(struct cd_arena *arena, struct cd_str s);          /* terminated copy */
char *cd_arena_printf(struct cd_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Runs `release(what)` when the arena is reset or freed: for what is not plain memory. */
void cd_arena_defer(struct cd_arena *arena, void (*release)(void *), void *what);

#endif
