/*
 * A typed text as symbols: composed, narrow, lower case, without spaces. Where spaces stood is kept
 * beside them, because they are a hint and no more: people put them anywhere.
 */
#ifndef CD_ADDRESS_SYMBOLS_H
#define CD_ADDRESS_SYMBOLS_H

#include "chatdong/address.h"
#include <uchar.h>

struct cd_symbols {
    size_t n;
    char32_t c[CD_ADDRESS_CHARACTERS + 4]; /* zeros behind the last */
    /* A space or a break stood before it; true for the first and behind the last, too. */
    bool gap[CD_ADDRESS_CHARACTERS + 4];
    bool inside[CD_ADDRESS_CHARACTERS + 4]; /* in parentheses */
    uint16_t at[CD_ADDRESS_CHARACTERS + 4]; /* where it begins in `text` */
    struct cd_str text;
};

/* False when it is not UTF-8 or too long. */
bool cd_symbols_read(struct cd_arena *arena, struct cd_str text, struct cd_symbols *ret);

bool cd_is_digit(char32_t c);
bool cd_is_hangul(char32_t c); /* a syllable */
bool cd_is_break(char32_t c);  /* no name reaches over it; also the end */

/* Behind the parentheses that open at i, and behind one comma, slash, dash or the end of a line
 * between a name and its number (서울/강남구/테헤란로/152); else i. */
size_t cd_parentheses_end(const struct cd_symbols *s, size_t i);
size_t cd_separator_end(const struct cd_symbols *s, size_t i);

/* The length of `word` when it stands at i, whatever spaces are in it; else 0. */
size_t cd_symbols_match(const struct cd_symbols *s, size_t i, const char32_t *word);
/* The symbols from..to (not included) as text without spaces. */
struct cd_str cd_symbols_join(struct cd_arena *arena, const struct cd_symbols *s, size_t from,
                              size_t to);
/* What was typed from i on, with its spaces. */
struct cd_str cd_symbols_rest(const struct cd_symbols *s, size_t i);

#endif
