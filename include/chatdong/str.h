/*
 * A view of bytes: pointer and length, owning nothing, not terminated.
 * Whoever gives a view keeps the bytes alive for as long as it says (in a request: the arena).
 * Text is UTF-8 in NFC from the door on (DESIGN.md 7).
 */
#ifndef CHATDONG_STR_H
#define CHATDONG_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

struct cd_str {
    const char *ptr;
    size_t len;
};

#define CD_STR(literal) ((struct cd_str){"" literal, sizeof(literal) - 1})

/* Inline, so that the length of a literal is known when it is compiled. */

/* The bytes of a terminated string; NULL gives the empty view. */
static inline struct cd_str cd_str_of(const char *z)
{
    return (struct cd_str){z != NULL ? z : "", z != NULL ? strlen(z) : 0};
}

static inline bool cd_str_eq(struct cd_str a, struct cd_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool cd_str_is(struct cd_str s, const char *z)
{
    return cd_str_eq(s, cd_str_of(z));
}

static inline bool cd_str_is_nocase(struct cd_str s, const char *z) /* ASCII only */
{
    return s.len == strlen(z) && strncasecmp(s.ptr, z, s.len) == 0;
}

static inline bool cd_str_starts(struct cd_str s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && memcmp(s.ptr, prefix, len) == 0;
}

/* The view up to `separator`, which is skipped; *rest becomes what follows, empty at the end. */
struct cd_str cd_str_cut(struct cd_str *rest, char separator);
struct cd_str cd_str_trim(struct cd_str s); /* spaces and tabs at both ends */
/* Strict decimal: optional '-', digits, nothing else, within int64. False leaves *ret alone. */
bool cd_str_int64(struct cd_str s, int64_t *ret);
/* True when the bytes are valid UTF-8 without NUL. */
bool cd_str_is_utf8(struct cd_str s);
uint64_t cd_str_hash(struct cd_str s); /* FNV-1a, for tables built from trusted input */

#endif
