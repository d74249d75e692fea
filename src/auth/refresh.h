/*
 * Fetches a JWK Set in a thread of its own: when the last answer's Cache-Control max-age (5 min to
 * 24 h) has passed, soon after a failure, and when asked (at most once per 30 s). Every step has a
 * time limit and the answer a size limit, so an issuer that hangs costs nothing but freshness.
 */
#ifndef CD_AUTH_REFRESH_H
#define CD_AUTH_REFRESH_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"

struct cd_refresh_config {
    const char *url;
    /* Takes the answer's body; false when it is of no use. On the refresher's thread. */
    bool (*accept)(void *arg, struct cd_str body);
    void *arg;
    unsigned ask_ms;   /* between two refreshes that were asked for; 0: 30 s */
    unsigned limit_ms; /* for one fetch; 0: 5 s */
};

struct cd_refresh;

/* https, or http when the host is this machine (RFC 8725 3.10: keys come over TLS). */
bool cd_refresh_url_ok(const char *url);
/* Seconds that an answer counts by its Cache-Control: 300 to 86400. */
int64_t cd_refresh_age(struct cd_str cache_control);

struct cd_refresh *cd_refresh_start(const struct cd_refresh_config *config);
void cd_refresh_ask(struct cd_refresh *refresh);  /* any thread, never blocks; NULL is fine */
void cd_refresh_stop(struct cd_refresh *refresh); /* waits at most a second or so; NULL is fine */

#endif
