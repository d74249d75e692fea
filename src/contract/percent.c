/* Percent-encoding and query strings (RFC 3986 section 2.1, WHATWG form encoding for '+'). */
#include "contract/contract.h"

#include <string.h>

#define PAIRS_MAX 64
#define NAME_SHOWN_MAX 64

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool cd_percent_decode(struct cd_arena *arena, struct cd_str raw, bool plus_is_space,
                       struct cd_str *ret)
{
    bool encoded = raw.len > 0 && (memchr(raw.ptr, '%', raw.len) != NULL ||
                                   (plus_is_space && memchr(raw.ptr, '+', raw.len) != NULL));
    struct cd_str decoded = cd_arena_copy(arena, raw);
    char *out = (char *)(uintptr_t)decoded.ptr; /* ours, fresh from the arena */
    size_t len = 0;

    for (size_t i = 0; encoded && i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '+' && plus_is_space) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < raw.len ? hex(raw.ptr[i + 1]) : -1;
            int low = high >= 0 ? hex(raw.ptr[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[len++] = c;
    }
    if (encoded) {
        out[len] = '\0';
        decoded.len = len;
    }
    if (!cd_str_is_utf8(decoded))
        return false;
    *ret = decoded;
    return true;
}

static bool fail(struct cd_errors *errors, struct cd_str name, const char *code,
                 const char *message)
{
    char shown[NAME_SHOWN_MAX + 1] = {0};
    size_t len = name.len < NAME_SHOWN_MAX ? name.len : NAME_SHOWN_MAX;

    while (len > 0 && len < name.len && ((unsigned char)name.ptr[len] & 0xc0) == 0x80)
        len--;
    if (len > 0)
        memcpy(shown, name.ptr, len);
    cd_errors_add(errors, shown, code, "%s", message);
    return false;
}

static bool is_known(const struct cd_query *query, struct cd_str name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (cd_str_eq(query->pairs[i].name, name))
            return true;
    }
    return false;
}

static bool add_pair(struct cd_arena *arena, struct cd_query *query, struct cd_str piece,
                     struct cd_errors *errors)
{
    struct cd_pair pair;
    struct cd_str value = piece;
    struct cd_str name = cd_str_cut(&value, '=');

    if (query->count == PAIRS_MAX)
        return fail(errors, CD_STR(""), "too_many", "more than 64 query parameters");
    if (!cd_percent_decode(arena, name, true, &pair.name) || pair.name.len == 0)
        return fail(errors, CD_STR(""), "encoding", "a query parameter's name is not readable");
    if (!cd_percent_decode(arena, value, true, &pair.value))
        return fail(errors, pair.name, "encoding", "is not readable: a bad escape or no UTF-8");
    if (is_known(query, pair.name))
        return fail(errors, pair.name, "duplicate", "must be given once");
    query->pairs[query->count++] = pair;
    return true;
}

bool cd_query_parse(struct cd_arena *arena, struct cd_str raw, struct cd_query *ret,
                    struct cd_errors *errors)
{
    size_t pieces = raw.len > 0;
    bool ok = true;

    for (size_t i = 0; i < raw.len; i++)
        pieces += raw.ptr[i] == '&';
    if (pieces > PAIRS_MAX)
        pieces = PAIRS_MAX;
    *ret = (struct cd_query){.pairs = cd_arena_alloc(arena, pieces * sizeof *ret->pairs)};
    while (raw.len > 0 && ok) {
        struct cd_str piece = cd_str_cut(&raw, '&');
        if (piece.len > 0)
            ok = add_pair(arena, ret, piece, errors);
    }
    return ok;
}
