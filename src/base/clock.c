#include "base/clock.h"

#include <stdio.h>

#define DAY ((int64_t)86400)
#define YEAR_0_MS ((int64_t)-62167219200000)    /* 0000-01-01T00:00:00Z */
#define YEAR_9999_MS ((int64_t)253402300799999) /* 9999-12-31T23:59:59.999Z */

struct civil {
    unsigned year, month, day, weekday, hour, minute, second, milli;
};

static struct timespec now(clockid_t clock)
{
    struct timespec ts = {0};

    (void)clock_gettime(clock, &ts); /* fails only for a clock that does not exist */
    return ts;
}

uint64_t cd_clock_mono_us(void)
{
    struct timespec ts = now(CLOCK_MONOTONIC);
    return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

int64_t cd_clock_unix(void)
{
    return now(CLOCK_REALTIME).tv_sec;
}

int64_t cd_clock_unix_ms(void)
{
    struct timespec ts = now(CLOCK_REALTIME);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Days since 1970 to a date of the proleptic Gregorian calendar, counted in eras of 400 years that
 * begin on 1 March. Own arithmetic, because gmtime_r takes glibc's time zone lock on each call. */
static struct civil civil_from_ms(int64_t unix_ms)
{
    int64_t ms = unix_ms < YEAR_0_MS ? YEAR_0_MS : unix_ms > YEAR_9999_MS ? YEAR_9999_MS : unix_ms;
    uint64_t since = (uint64_t)(ms - YEAR_0_MS); /* never negative */
    uint64_t days = since / (DAY * 1000), rest = since % (DAY * 1000);
    /* 0000-03-01 is day 60; the years before it are reached through the previous era. */
    uint64_t shifted = days + 146097 - 60;
    uint64_t era = shifted / 146097, of_era = shifted % 146097;
    uint64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint64_t month = (5 * of_year + 2) / 153; /* 0 is March */
    uint64_t civil_month = month < 10 ? month + 3 : month - 9;

    return (struct civil){
        .year = (unsigned)(year + era * 400 + (civil_month <= 2 ? 1 : 0) - 400),
        .month = (unsigned)civil_month,
        .day = (unsigned)(of_year - (153 * month + 2) / 5 + 1),
        .weekday = (unsigned)((days + 6) % 7), /* 0000-01-01 was a Saturday */
        .hour = (unsigned)(rest / 3600000),
        .minute = (unsigned)(rest / 60000 % 60),
        .second = (unsigned)(rest / 1000 % 60),
        .milli = (unsigned)(rest % 1000),
    };
}

void cd_clock_civil(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
    struct civil t = civil_from_ms(day * DAY * 1000);

    *ret_year = (int)t.year;
    *ret_month = (int)t.month;
    *ret_day = (int)t.day;
}

static char *put_digits(char *at, unsigned value, int width, char behind)
{
    for (int i = width - 1; i >= 0; i--, value /= 10)
        at[i] = (char)('0' + value % 10);
    at[width] = behind;
    return at + width + 1;
}

/* By hand: each log line has one, and printf takes longer for it than for the rest of the line. */
char *cd_clock_rfc3339(int64_t unix_ms, char out[32])
{
    struct civil t = civil_from_ms(unix_ms);
    char *at = put_digits(out, t.year, 4, '-');

    at = put_digits(at, t.month, 2, '-');
    at = put_digits(at, t.day, 2, 'T');
    at = put_digits(at, t.hour, 2, ':');
    at = put_digits(at, t.minute, 2, ':');
    at = put_digits(at, t.second, 2, '.');
    *put_digits(at, t.milli, 3, 'Z') = '\0';
    return out;
}

char *cd_clock_http_date(int64_t unix_seconds, char out[32])
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t seconds = unix_seconds > YEAR_9999_MS / 1000 ? YEAR_9999_MS / 1000
                      : unix_seconds < YEAR_0_MS / 1000  ? YEAR_0_MS / 1000
                                                         : unix_seconds;
    struct civil t = civil_from_ms(seconds * 1000);

    (void)snprintf(out, 32, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[t.weekday], t.day % 100,
                   months[t.month - 1], t.year % 10000, t.hour % 100, t.minute % 100,
                   t.second % 100);
    return out;
}
