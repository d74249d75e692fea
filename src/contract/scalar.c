#include "contract/scalar.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES_MAX 64

static bool one_of(struct cd_str text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (cd_str_is(text, *words))
            return true;
    }
    return false;
}

static size_t digits(struct cd_str text, size_t at)
{
    size_t from = at;

    while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
        at++;
    return at - from;
}

/* Length of an exponent at `at`, 0 when there is none. */
static size_t exponent(struct cd_str text, size_t at)
{
    if (at >= text.len || (text.ptr[at] != 'e' && text.ptr[at] != 'E'))
        return 0;
    size_t sign = at + 1 < text.len && (text.ptr[at + 1] == '+' || text.ptr[at + 1] == '-');
    size_t count = digits(text, at + 1 + sign);
    return count > 0 ? 1 + sign + count : 0;
}

static bool read_real(struct cd_str text, struct cd_node *ret)
{
    char copy[NUMBER_BYTES_MAX + 1] = {0};

    if (text.len > NUMBER_BYTES_MAX)
        return false;
    memcpy(copy, text.ptr, text.len);
    ret->real = strtod(copy, NULL);
    ret->kind = CD_NODE_REAL;
    return isfinite(ret->real) != 0;
}

bool cd_scalar_number(struct cd_str text, struct cd_node *ret)
{
    size_t at = text.len > 0 && text.ptr[0] == '-';
    size_t whole = digits(text, at);

    if (whole == 0 || (whole > 1 && text.ptr[at] == '0'))
        return false;
    at += whole;
    if (at == text.len && cd_str_int64(text, &ret->integer)) {
        ret->kind = CD_NODE_INT;
        return true;
    }
    if (at < text.len && text.ptr[at] == '.') {
        size_t fraction = digits(text, at + 1);
        if (fraction == 0)
            return false;
        at += 1 + fraction;
    }
    at += exponent(text, at);
    return at == text.len && read_real(text, ret);
}

/* [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
static bool looks_numeric(struct cd_str text)
{
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    size_t whole = digits(text, at), fraction = 0;

    at += whole;
    if (at < text.len && text.ptr[at] == '.') {
        fraction = digits(text, at + 1);
        at += 1 + fraction;
    }
    at += exponent(text, at);
    return at == text.len && whole + fraction > 0;
}

static bool read_based(struct cd_node *node)
{
    bool octal = cd_str_starts(node->text, "0o");

    if (node->text.len < 3 || node->text.len > 12 || (!octal && !cd_str_starts(node->text, "0x")))
        return false;
    size_t allowed = strspn(node->text.ptr + 2, octal ? "01234567" : "0123456789abcdefABCDEF");
    if (allowed != node->text.len - 2)
        return false;
    node->integer = strtoll(node->text.ptr + 2, NULL, octal ? 8 : 16);
    node->kind = CD_NODE_INT;
    return true;
}

static bool read_numeric(struct cd_node *node)
{
    struct cd_str text = node->text;

    if (text.ptr[0] == '+')
        text = (struct cd_str){text.ptr + 1, text.len - 1};
    if (cd_str_int64(text, &node->integer)) {
        node->kind = CD_NODE_INT;
        return true;
    }
    return read_real(text, node);
}

bool cd_scalar_read(struct cd_node *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};
    static const char *const beyond[] = {".inf",  ".Inf",  ".INF",  "-.inf", "-.Inf",
                                         "-.INF", "+.inf", "+.Inf", "+.INF", ".nan",
                                         ".NaN",  ".NAN",  NULL};

    if (one_of(node->text, nulls)) {
        node->kind = CD_NODE_NULL;
    } else if (one_of(node->text, yes) || one_of(node->text, no)) {
        node->kind = CD_NODE_BOOL;
        node->boolean = one_of(node->text, yes);
    } else if (one_of(node->text, beyond)) {
        return false;
    } else if (looks_numeric(node->text)) {
        return read_numeric(node);
    } else {
        (void)read_based(node);
    }
    return true;
}
