#include "contract/pattern.h"

#include "chatdong/buf.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PATTERN_BYTES_MAX 1000
#define MATCH_STEPS_MAX 100000
#define MATCH_HEAP_KIB_MAX 1024

/* ECMA's white space and line terminators (\s) and what its dot does not match. */
#define SPACES                                                                                     \
    "\\x{09}-\\x{0d} \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"               \
    "\\x{205f}\\x{3000}\\x{feff}"
#define NOT_SPACES                                                                                 \
    "\\x{00}-\\x{08}\\x{0e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"                  \
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"                 \
    "\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}"
#define DOT "[^\\n\\r\\x{2028}\\x{2029}]"

struct cd_pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
    /* One match block is kept between matches, so that matching does not allocate. Whoever takes
     * it has it alone; a second thread at the same time makes its own. */
    _Atomic(pcre2_match_data *) *spare;
};

/* Walks over the ECMA source and writes what PCRE2 reads the same way. */
struct translation {
    struct cd_str in;
    size_t at;
    bool in_class;
    struct cd_buf out;
    const char *reason;
};

static bool refuse(struct translation *t, const char *reason)
{
    t->reason = reason;
    return false;
}

static int peek(const struct translation *t, size_t ahead)
{
    return t->at + ahead < t->in.len ? (unsigned char)t->in.ptr[t->at + ahead] : -1;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* \uHHHH and \u{H…}; a surrogate has no meaning of its own in a text of code points. */
static bool escape_unicode(struct translation *t)
{
    bool braced = peek(t, 0) == '{';
    char hex[8] = {0};
    size_t count = 0;

    t->at += braced;
    while (count < (braced ? 6 : 4) && is_hex(peek(t, 0)))
        hex[count++] = t->in.ptr[t->at++];
    unsigned long code = strtoul(hex, NULL, 16);
    if (count == 0 || (!braced && count != 4) || (braced && peek(t, 0) != '}'))
        return refuse(t, "a bad \\u escape");
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return refuse(t, "an escape of what is no character");
    t->at += braced;
    cd_buf_addf(&t->out, "\\x{%lx}", code);
    return true;
}

static bool escape_hex(struct translation *t)
{
    if (!is_hex(peek(t, 0)) || !is_hex(peek(t, 1)))
        return refuse(t, "a bad \\x escape");
    cd_buf_addf(&t->out, "\\x{%.2s}", t->in.ptr + t->at);
    t->at += 2;
    return true;
}

static bool escape_control(struct translation *t)
{
    if (!is_letter(peek(t, 0)))
        return refuse(t, "a bad \\c escape");
    cd_buf_addf(&t->out, "\\x{%02x}", (unsigned)(peek(t, 0) & 0x1f));
    t->at++;
    return true;
}

static const char *category(struct cd_str name)
{
    static const char *const long_names[][2] = {
        {"Letter", "L"},
        {"Lowercase_Letter", "Ll"},
        {"Uppercase_Letter", "Lu"},
        {"Other_Letter", "Lo"},
        {"Mark", "M"},
        {"Number", "N"},
        {"Decimal_Number", "Nd"},
        {"Punctuation", "P"},
        {"Symbol", "S"},
        {"Separator", "Z"},
        {"Other", "C"},
        {"Control", "Cc"},
        {"Script=Hangul", "Hangul"},
        {"Script=Latin", "Latin"},
        {"Script=Han", "Han"},
    };
    static const char *const short_names[] = {"L",  "Ll", "Lu", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                              "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                              "Pe", "Pi", "Pf", "Po", "S",  "Sm", "Sc", "Sk", "So",
                                              "Z",  "Zs", "Zl", "Zp", "C",  "Cc", "Cf", "Co", "Cn"};

    for (size_t i = 0; i < sizeof long_names / sizeof *long_names; i++) {
        if (cd_str_is(name, long_names[i][0]))
            return long_names[i][1];
    }
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (cd_str_is(name, short_names[i]))
            return short_names[i];
    }
    return NULL;
}

static bool escape_property(struct translation *t, char letter)
{
    struct cd_str rest = {t->in.ptr + t->at, t->in.len - t->at};
    const char *end = rest.len > 0 ? memchr(rest.ptr, '}', rest.len) : NULL;

    if (peek(t, 0) != '{' || end == NULL)
        return refuse(t, "a bad \\p escape");
    struct cd_str name = {rest.ptr + 1, (size_t)(end - rest.ptr) - 1};
    const char *known = category(name);
    if (known == NULL)
        return refuse(t, "a \\p property that is not known here");
    /* PCRE2's bare script name means script extensions; ECMA's Script= means the script. */
    bool script = cd_str_starts(name, "Script=");
    cd_buf_addf(&t->out, "\\%c{%s%s}", letter, script ? "sc:" : "", known);
    t->at += name.len + 2;
    return true;
}

static bool escape_spaces(struct translation *t, char letter)
{
    if (t->in_class)
        cd_buf_adds(&t->out, letter == 's' ? SPACES : NOT_SPACES);
    else
        cd_buf_adds(&t->out, letter == 's' ? "[" SPACES "]" : "[^" SPACES "]");
    return true;
}

static bool escape(struct translation *t)
{
    int c = peek(t, 1);

    t->at += 2;
    switch (c) {
    case 'u':
        return escape_unicode(t);
    case 'x':
        return escape_hex(t);
    case 'c':
        return escape_control(t);
    case 'p':
    case 'P':
        return escape_property(t, (char)c);
    case 's':
    case 'S':
        return escape_spaces(t, (char)c);
    case 'v':
        cd_buf_adds(&t->out, "\\x{0b}");
        return true;
    case '0':
        cd_buf_adds(&t->out, "\\x{00}");
        return !is_digit(peek(t, 0)) || refuse(t, "an octal escape");
    default:
        break;
    }
    bool plain = c > 0 && strchr("^$\\.*+?()[]{}|/", c) != NULL;
    bool shared = c > 0 && strchr("dDwWtnrf", c) != NULL;
    bool boundary = c > 0 && !t->in_class && strchr("bB", c) != NULL;
    bool dash = c == '-' && t->in_class;
    if (c == 'b' && t->in_class) {
        cd_buf_adds(&t->out, "\\x{08}");
        return true;
    }
    if (!plain && !shared && !boundary && !dash)
        return refuse(t, "an escape that ECMA does not know, or a back reference");
    cd_buf_addf(&t->out, "\\%c", c);
    return true;
}

/* (?: (?= (?! (?<= (?<! and plain groups; names, flags, verbs and conditions are not for contracts
 */
static bool group(struct translation *t)
{
    static const char *const openings[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
    struct cd_str rest = {t->in.ptr + t->at, t->in.len - t->at};

    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        if (cd_str_starts(rest, openings[i])) {
            cd_buf_adds(&t->out, openings[i]);
            t->at += strlen(openings[i]);
            return true;
        }
    }
    if (peek(t, 1) == '?' || peek(t, 1) == '*')
        return refuse(t, "a group that is not (…), (?:…), (?=…), (?!…), (?<=…) or (?<!…)");
    cd_buf_adds(&t->out, "(?:"); /* nothing reads the capture */
    t->at++;
    return true;
}

static bool class_open(struct translation *t)
{
    t->in_class = true;
    bool negated = peek(t, 1) == '^';
    t->at += negated ? 2 : 1;
    if (peek(t, 0) == ']')
        return refuse(t, "an empty character class");
    cd_buf_adds(&t->out, negated ? "[^" : "[");
    return true;
}

/* [\d-x] and [a-\d] are errors in ECMA's unicode mode; PCRE2 would take the dash literally. */
static bool dash_is_clear(const struct translation *t)
{
    int next = peek(t, 1);
    bool set_after = next == '\\' && peek(t, 2) > 0 && strchr("dDwWsSpP", peek(t, 2)) != NULL;
    size_t from = t->at >= 2 ? t->at - 2 : 0;
    bool set_before = t->in.ptr[from] == '\\' && strchr("dDwWsS", t->in.ptr[from + 1]) != NULL;

    return next == ']' || (!set_before && !set_after);
}

static bool class_member(struct translation *t, int c)
{
    if (c == '-' && !dash_is_clear(t))
        return refuse(t, "a range that ends or begins with a set");
    if (c == '[') { /* would open a POSIX class in PCRE2 */
        cd_buf_adds(&t->out, "\\[");
        t->at++;
        return true;
    }
    if (c == ']')
        t->in_class = false;
    cd_buf_addc(&t->out, (char)c);
    t->at++;
    return true;
}

/* {n} {n,} {n,m} within what PCRE2 allows; any other brace is an error in ECMA's unicode mode. */
static bool quantifier_braces(struct translation *t)
{
    size_t len = 1;
    unsigned commas = 0;

    for (; is_digit(peek(t, len)) || (peek(t, len) == ',' && len > 1 && commas == 0); len++)
        commas += peek(t, len) == ',';
    if (len < 2 || peek(t, len) != '}')
        return refuse(t, "a brace that is no quantifier");
    cd_buf_add(&t->out, t->in.ptr + t->at, len + 1);
    t->at += len + 1;
    return true;
}

/* After a quantifier only a lazy '?' may follow: PCRE2 would read '+' as possessive. */
static bool after_quantifier(struct translation *t)
{
    if (peek(t, 0) == '?') {
        cd_buf_addc(&t->out, '?');
        t->at++;
    }
    int c = peek(t, 0);
    if (c == '*' || c == '+' || c == '?' || c == '{')
        return refuse(t, "a quantifier upon a quantifier");
    return true;
}

static bool atom(struct translation *t, int c)
{
    switch (c) {
    case '(':
        return group(t);
    case '[':
        return class_open(t);
    case '.':
        cd_buf_adds(&t->out, DOT);
        t->at++;
        return true;
    case '{':
        return quantifier_braces(t) && after_quantifier(t);
    case '*':
    case '+':
    case '?':
        cd_buf_addc(&t->out, (char)c);
        t->at++;
        return after_quantifier(t);
    case '}':
    case ']':
        return refuse(t, "a closing bracket without its opening");
    default:
        cd_buf_addc(&t->out, (char)c);
        t->at++;
        return true;
    }
}

static bool translate(struct translation *t)
{
    if (t->in.len > PATTERN_BYTES_MAX || !cd_str_is_utf8(t->in))
        return refuse(t, "the pattern is too long or not UTF-8");
    while (t->at < t->in.len) {
        int c = peek(t, 0);
        bool ok = c == '\\' ? escape(t) : t->in_class ? class_member(t, c) : atom(t, c);
        if (!ok)
            return false;
    }
    return !t->out.overflow || refuse(t, "the pattern is too long");
}

static void release(void *what)
{
    struct cd_pattern *pattern = what;

    pcre2_match_data_free(atomic_load(pattern->spare));
    pcre2_match_context_free(pattern->limits);
    pcre2_code_free(pattern->code);
}

static pcre2_match_context *limits_new(void)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);

    if (limits == NULL)
        abort();
    (void)pcre2_set_match_limit(limits, MATCH_STEPS_MAX);
    (void)pcre2_set_depth_limit(limits, MATCH_STEPS_MAX);
    (void)pcre2_set_heap_limit(limits, MATCH_HEAP_KIB_MAX);
    return limits;
}

static pcre2_code *compile(struct cd_arena *arena, struct cd_str source, const char **ret_reason)
{
    int error;
    PCRE2_SIZE at;
    unsigned char message[128];
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len,
                                     PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C |
                                         PCRE2_NO_AUTO_CAPTURE,
                                     &error, &at, NULL);

    if (code == NULL) {
        (void)pcre2_get_error_message(error, message, sizeof message);
        *ret_reason = cd_arena_printf(arena, "%s", (const char *)message);
    }
    return code;
}

const struct cd_pattern *cd_pattern_compile(struct cd_arena *arena, struct cd_str source,
                                            const char **ret_reason)
{
    struct translation t = {.in = source};
    struct cd_pattern *pattern = NULL;

    cd_buf_init(&t.out, (size_t)PATTERN_BYTES_MAX * 32);
    pcre2_code *code = translate(&t) ? compile(arena, cd_buf_str(&t.out), ret_reason) : NULL;
    if (t.reason != NULL)
        *ret_reason = t.reason;
    cd_buf_release(&t.out);
    if (code == NULL)
        return NULL;
    pattern = cd_arena_alloc(arena, sizeof *pattern);
    *pattern = (struct cd_pattern){.code = code, .limits = limits_new()};
    pattern->spare = cd_arena_alloc(arena, sizeof *pattern->spare);
    atomic_init(pattern->spare, NULL);
    cd_arena_defer(arena, release, pattern);
    return pattern;
}

bool cd_pattern_matches(const struct cd_pattern *pattern, struct cd_str text)
{
    pcre2_match_data *data = atomic_exchange(pattern->spare, NULL);

    if (data == NULL)
        data = pcre2_match_data_create(1, NULL);
    if (data == NULL)
        abort();
    int rc = pcre2_match(pattern->code, (PCRE2_SPTR)text.ptr, text.len, 0, PCRE2_NO_UTF_CHECK, data,
                         pattern->limits);
    pcre2_match_data_free(atomic_exchange(pattern->spare, data));
    return rc >= 0;
}
