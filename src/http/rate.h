/*
 * Rate limits in fixed windows of 60 s: the first request of a key opens its window, request q+1
 * within it is refused. Kept in memory of this process for all its loops; a bounded table, so that
 * a flood of addresses costs others at most a fresh window.
 */
#ifndef CD_HTTP_RATE_H
#define CD_HTTP_RATE_H

#include "http/request.h"

#define CD_RATE_WINDOW 60 /* seconds */

struct cd_rate;

struct cd_rate *cd_rate_new(void);
void cd_rate_free(struct cd_rate *rate);

struct cd_rate_state {
    bool allowed;
    int64_t remaining; /* requests */
    int64_t reset;     /* seconds until the window ends, 1 … 60 */
};

/* Counts one request of `key` against `quota` (0: no limit). */
struct cd_rate_state cd_rate_take(struct cd_rate *rate, const char *policy, struct cd_str key,
                                  int64_t quota);

/* The limits of a request: per client address before anything else is looked at, the strict one per
 * address for operations marked so, and per token subject. */
CD_MUST_CHECK enum cd_rc cd_rate_address(struct cd_request *req);
CD_MUST_CHECK enum cd_rc cd_rate_strict(struct cd_request *req);
CD_MUST_CHECK enum cd_rc cd_rate_subject(struct cd_request *req);

/* RateLimit-Policy and RateLimit of the quota that was counted last. */
void cd_rate_headers(struct cd_request *req);

#endif
