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

struct cd_str {
    const char *ptr;
    size_t len;
};

#define CD_STR(literal) ((struct cd_str){"" literal, sizeof(literal) - 1})

/* The bytes of a terminated string; NULL gives the empty view. */
struct cd_str cd_str_of(const char *z);
bool cd_str_eq(struct cd_str a, struct cd_str b);
bool cd_str_is(struct cd_str s, const char *z);
bool cd_str_is_nocase(struct cd_str s, const char *z); /* ASCII only */
bool cd_str_starts(struct cd_str s, const char *prefix);
/* The view up to `separator`, which is skipped; *rest becomes what follows, empty at the end. */
struct cd_str cd_str_cut(struct cd_str *rest, char separator);
struct cd_str cd_str_trim(struct cd_str s); /* spaces and tabs at both ends */
/* Strict decimal: optional '-', digits, nothing else, within int64. False leaves *ret alone. */
bool cd_str_int64(struct cd_str s, int64_t *ret);
/* True when the bytes are valid UTF-8 without NUL. */
bool cd_str_is_utf8(struct cd_str s);
uint64_t cd_str_hash(struct cd_str s); /* FNV-1a, for tables built from trusted input */

#endif
