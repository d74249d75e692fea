/* JSON numbers compared exactly: an integer of 64 bits against a double without losing either. */
#ifndef CD_CONTRACT_NUMBER_H
#define CD_CONTRACT_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct cd_number {
    bool is_int;
    int64_t integer; /* when is_int */
    double real;     /* otherwise; finite */
};

/* digits × 10^exponent, the shortest decimal that reads back as the same number. */
struct cd_decimal {
    uint64_t digits;
    int exponent;
};

/* Turns a real that is whole and fits into an integer, so that 1.0 and 1 are one value. */
struct cd_number cd_number_normal(struct cd_number n);
int cd_number_compare(struct cd_number a, struct cd_number b); /* <0, 0, >0 */
bool cd_number_is_whole(struct cd_number n);
struct cd_decimal cd_decimal_of(struct cd_number n); /* of its absolute value */
/* True when value is a whole multiple of divisor (not 0), in decimal: 0.07 is one of 0.01. */
bool cd_decimal_divides(struct cd_decimal divisor, struct cd_number value);

#endif
