/* Days, and chance that is the same for the same seed. */
#include "jobs/reference_city_impl.h"

/* Gregorian days by eras of 400 years that begin in March: no tables, no leap-year cases. */
int city_day(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int city_weekday(int day)
{
    return (day + 4) % 7; /* 1970-01-01 was a Thursday */
}

/* splitmix64's finalizer (public domain): every bit of the input changes half of the output's. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t city_chance(const struct city_plan *plan, uint64_t what, uint64_t where, uint64_t which)
{
    uint64_t state = mix((uint64_t)plan->options.seed + UINT64_C(0x9e3779b97f4a7c15) * (what + 1));

    return mix(mix(state + where) + which);
}
