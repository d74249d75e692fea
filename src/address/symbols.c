#include "address/symbols.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Composing text shrinks and compatibility forms grow; what is longer than this in between is no
 * address. */
#define DECOMPOSED 2048

/* What stands for something else in addresses and is no compatibility form of it in Unicode. */
static const struct {
    char32_t from, to;
} aliases[] = {
    {0x119e, '.'}, /* araea, typed as a middle dot: 상계6ㆍ7동 */
    {0x00b7, '.'}, {0x2022, '.'}, {0x2027, '.'}, {0x2219, '.'},    {0x22c5, '.'}, {0x30fb, '.'},
    {0x3002, '.'}, {0x2010, '-'}, {0x2011, '-'}, {0x2012, '-'},    {0x2013, '-'}, {0x2014, '-'},
    {0x2015, '-'}, {0x2212, '-'}, {0x30fc, '-'}, {0x3161, '-'},    {0x1173, '-'}, /* ㅡ */
    {0x301c, '~'}, {0x223c, '~'}, {0x3030, '~'}, {'[', '('},       {'{', '('},    {'<', '('},
    {0x3008, '('}, {0x300a, '('}, {0x300c, '('}, {0x300e, '('},    {0x3010, '('}, {0x3014, '('},
    {']', ')'},    {'}', ')'},    {'>', ')'},    {0x3009, ')'},    {0x300b, ')'}, {0x300d, ')'},
    {0x300f, ')'}, {0x3011, ')'}, {0x3015, ')'}, {'_', ' '},       {'\t', ' '},   {'\r', ' '},
    {0x3164, ' '}, {0x1160, ' '}, {'\n', ','},   {0x5c71, 0xc0b0}, /* 山: 산 */
};

bool cd_is_digit(char32_t c)
{
    return c >= '0' && c <= '9';
}

bool cd_is_hangul(char32_t c)
{
    return c >= 0xac00 && c <= 0xd7a3;
}

static bool is_word(char32_t c)
{
    return cd_is_digit(c) || cd_is_hangul(c) || (c >= 'a' && c <= 'z') ||
           (c >= 0x4e00 && c <= 0x9fff);
}

bool cd_is_break(char32_t c)
{
    return !is_word(c) && c != '-' && c != '.';
}

static char32_t narrow(char32_t c)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (aliases[i].from == c)
            return aliases[i].to;
    }
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    if (utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ZS || c < ' ')
        return ' ';
    return is_word(c) || (c > ' ' && c < 0x7f) ? c : ',';
}

/* Symbols from composed code points; a space only marks what comes behind it. */
static bool collect(const utf8proc_int32_t *points, size_t count, struct cd_symbols *ret)
{
    bool gap = true;
    unsigned depth = 0;

    for (size_t i = 0; i < count; i++) {
        char32_t c = narrow((char32_t)points[i]);
        if (c == ' ') {
            gap = true;
            continue;
        }
        if (ret->n == CD_ADDRESS_CHARACTERS)
            return false;
        depth += c == '(' ? 1 : 0;
        depth -= c == ')' && depth > 0 ? 1 : 0;
        ret->c[ret->n] = c;
        ret->inside[ret->n] = depth > 0;
        ret->gap[ret->n++] = gap || cd_is_break(c);
        gap = cd_is_break(c);
    }
    ret->gap[ret->n] = true;
    return true;
}

/* The text as it was read, and where each symbol begins in it. */
static void spell(struct cd_arena *arena, struct cd_symbols *s)
{
    char *text = cd_arena_alloc(arena, 5 * CD_ADDRESS_CHARACTERS + 1);
    size_t len = 0;

    for (size_t i = 0; i < s->n; i++) {
        bool tight = i == 0 || s->c[i] == ',' || s->c[i] == ')' || s->c[i - 1] == '(';
        if (s->gap[i] && !tight)
            text[len++] = ' ';
        s->at[i] = (uint16_t)len;
        len +=
            (size_t)utf8proc_encode_char((utf8proc_int32_t)s->c[i], (utf8proc_uint8_t *)text + len);
    }
    s->at[s->n] = (uint16_t)len;
    s->text = (struct cd_str){text, len};
}

bool cd_symbols_read(struct cd_arena *arena, struct cd_str text, struct cd_symbols *ret)
{
    utf8proc_int32_t *points = cd_arena_alloc(arena, DECOMPOSED * sizeof *points);

    *ret = (struct cd_symbols){0};
    utf8proc_ssize_t count = utf8proc_decompose(
        (const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, points, DECOMPOSED,
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE);
    if (count < 0 || count > DECOMPOSED)
        return false;
    count = utf8proc_normalize_utf32(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (count < 0 || !collect(points, (size_t)count, ret))
        return false;
    spell(arena, ret);
    return true;
}

size_t cd_symbols_match(const struct cd_symbols *s, size_t i, const char32_t *word)
{
    size_t len = 0;

    for (; word[len] != 0; len++) {
        if (i + len >= s->n || s->c[i + len] != word[len])
            return 0;
    }
    return len;
}

struct cd_str cd_symbols_join(struct cd_arena *arena, const struct cd_symbols *s, size_t from,
                              size_t to)
{
    char *text = cd_arena_alloc(arena, 4 * (to - from) + 1);
    size_t len = 0;

    for (size_t i = from; i < to; i++)
        len +=
            (size_t)utf8proc_encode_char((utf8proc_int32_t)s->c[i], (utf8proc_uint8_t *)text + len);
    return (struct cd_str){text, len};
}

struct cd_str cd_symbols_rest(const struct cd_symbols *s, size_t i)
{
    struct cd_str rest = {s->text.ptr + s->at[i], s->text.len - s->at[i]};

    return cd_str_trim(rest);
}

size_t cd_parentheses_end(const struct cd_symbols *s, size_t i)
{
    size_t end = i;

    if (s->c[i] != '(')
        return i;
    while (end < s->n && s->c[end] != ')')
        end++;
    return end < s->n ? end + 1 : i;
}

size_t cd_separator_end(const struct cd_symbols *s, size_t i)
{
    bool bracket = s->c[i] == '(' || s->c[i] == ')';
    bool separates = cd_is_break(s->c[i]) || s->c[i] == '.' || s->c[i] == '-';

    return i < s->n && separates && !bracket ? i + 1 : i;
}
