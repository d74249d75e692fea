/*
 * One request on its way through src/http/dispatch.c: what is known of it so far, and its one
 * failure. Lives on the fiber's stack; everything it points to is in the arena.
 */
#ifndef CD_HTTP_REQUEST_H
#define CD_HTTP_REQUEST_H

#include "auth/auth.h"
#include "chatdong/request.h"
#include "contract/contract.h"
#include "http/server.h"

struct cd_app;
struct cd_plan;

/* Preferences of RFC 7240 that were understood. */
struct cd_prefer {
    bool minimal, representation, total_count;
};

struct cd_failure {
    enum cd_rc rc;
    const char *problem; /* name; the status follows from it */
    const char *detail;
    const char *allow;     /* Allow header of a 405 */
    const char *accepts;   /* Accept-Patch or Accept-Post header of a 415 */
    int retry_after;       /* seconds, 0: none */
    const char *challenge; /* WWW-Authenticate of a 401 or 403 */
};

/* What the RateLimit headers say; policy NULL: no quota was counted. */
struct cd_rate_shown {
    const char *policy;
    int64_t quota, remaining, reset;
};

struct cd_request {
    struct cd_app *app;
    struct cd_http *http;
    struct cd_arena *arena;
    const struct cd_operation *op; /* NULL until routed */
    const struct cd_plan *plan;
    struct cd_route route;
    bool head;
    const char *request_id;
    char trace_id[33]; /* W3C trace context */
    struct cd_actor actor;
    struct cd_prefer prefer;
    struct cd_query query;
    struct cd_str *params; /* op->param_count decoded values; ptr NULL when absent */
    json_t *body;
    const char **given; /* what the hook gave, by plan->gives; NULL until the first */
    int64_t if_match;
    struct cd_str idempotency_key;
    bool validate_only;
    int64_t limit;             /* rows of a page */
    struct cd_str *after;      /* values of the cursor, NULL on the first page */
    struct cd_rate_shown rate; /* the quota that was counted last */
    struct cd_errors errors;
    struct cd_failure failure;
    bool answered; /* a hook or the static page wrote the answer */
};

#endif
