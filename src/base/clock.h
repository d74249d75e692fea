/* Time without hidden state: the clocks, and RFC 3339 in UTC. Business days are Asia/Seoul
 * (UTC+9, no daylight saving since 1988). */
#ifndef CD_BASE_CLOCK_H
#define CD_BASE_CLOCK_H

#include "chatdong/str.h"
#include <time.h>

uint64_t cd_clock_mono_us(void); /* monotonic microseconds */
int64_t cd_clock_unix(void);     /* seconds since 1970 UTC */
int64_t cd_clock_unix_ms(void);
/* "2026-11-22T04:05:06.789Z" into out[32]; out is returned. */
char *cd_clock_rfc3339(int64_t unix_ms, char out[32]);
/* "Sun, 22 Nov 2026 04:05:06 GMT" (RFC 9110 5.6.7) into out[32]. */
char *cd_clock_http_date(int64_t unix_seconds, char out[32]);
/* The year, month (1 to 12) and day of the month of a day since 1970, of the years 0 to 9999. */
void cd_clock_civil(int64_t day, int *ret_year, int *ret_month, int *ret_day);

#endif
