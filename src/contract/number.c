#include "contract/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TWO_TO_63 9223372036854775808.0

struct cd_number cd_number_normal(struct cd_number n)
{
    if (n.is_int || !(n.real >= -TWO_TO_63 && n.real < TWO_TO_63) || floor(n.real) != n.real)
        return n;
    return (struct cd_number){.is_int = true, .integer = (int64_t)n.real};
}

static int compare_int_real(int64_t a, double b)
{
    if (b >= TWO_TO_63)
        return -1;
    if (b < -TWO_TO_63)
        return 1;
    int64_t whole = (int64_t)b; /* towards zero */
    if (a != whole)
        return a < whole ? -1 : 1;
    double fraction = b - (double)whole;
    return fraction > 0 ? -1 : fraction < 0;
}

int cd_number_compare(struct cd_number a, struct cd_number b)
{
    if (a.is_int && b.is_int)
        return a.integer < b.integer ? -1 : a.integer > b.integer;
    if (a.is_int)
        return compare_int_real(a.integer, b.real);
    if (b.is_int)
        return -compare_int_real(b.integer, a.real);
    return a.real < b.real ? -1 : a.real > b.real;
}

bool cd_number_is_whole(struct cd_number n)
{
    return n.is_int || floor(n.real) == n.real;
}

/* "1.2345e-07" → digits 12345, exponent -11. */
static struct cd_decimal parse_scientific(const char *text)
{
    struct cd_decimal ret = {0};
    bool fraction = false;
    const char *p = text;

    for (; *p != '\0' && *p != 'e'; p++) {
        if (*p == '.') {
            fraction = true;
            continue;
        }
        ret.digits = ret.digits * 10 + (uint64_t)(*p - '0');
        ret.exponent -= fraction;
    }
    if (*p == 'e')
        ret.exponent += (int)strtol(p + 1, NULL, 10);
    return ret;
}

static struct cd_decimal trim_zeros(struct cd_decimal d)
{
    while (d.digits != 0 && d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    return d;
}

struct cd_decimal cd_decimal_of(struct cd_number n)
{
    char text[40];

    if (n.is_int) {
        uint64_t magnitude = n.integer < 0 ? 0 - (uint64_t)n.integer : (uint64_t)n.integer;
        return trim_zeros((struct cd_decimal){magnitude, 0});
    }
    for (int precision = 14; precision <= 16; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, fabs(n.real));
        if (strtod(text, NULL) == fabs(n.real))
            break;
    }
    return trim_zeros(parse_scientific(text));
}

/* digits × 10^power modulo m, by repeated squaring: a double's power of ten reaches 308. */
static uint64_t scaled_modulo(uint64_t digits, int power, uint64_t m)
{
    unsigned __int128 result = digits % m, base = 10 % m;

    for (; power > 0; power >>= 1) {
        if (power & 1)
            result = result * base % m;
        base = base * base % m;
    }
    return (uint64_t)result;
}

/* The common case without a detour by text: v is k / 10^decimals if dividing, which rounds once and
 * right, gives v again. Exact while k and 10^decimals are integers that a double holds. */
static bool divides_small(struct cd_decimal divisor, double v, bool *ret)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    int decimals = -divisor.exponent;

    if (decimals < 0 || decimals > 6 || v >= 1e9)
        return false;
    uint64_t k = (uint64_t)(v * powers[decimals] + 0.5);
    *ret = (double)k / powers[decimals] == v && k % divisor.digits == 0;
    return true;
}

bool cd_decimal_divides(struct cd_decimal divisor, struct cd_number value)
{
    bool small = false;

    if (!value.is_int && divides_small(divisor, fabs(value.real), &small))
        return small;
    struct cd_decimal decimal = cd_decimal_of(value);
    if (decimal.digits == 0)
        return true;
    /* Trailing zeros are trimmed, so a value with more decimals than the divisor is no multiple. */
    return decimal.exponent >= divisor.exponent &&
           scaled_modulo(decimal.digits, decimal.exponent - divisor.exponent, divisor.digits) == 0;
}
