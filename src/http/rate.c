#include "http/rate.h"

#include "base/clock.h"
#include "http/app.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SETS 4096 /* power of two */
#define WAYS 8
#define LOCKS 64

struct slot {
    uint64_t key; /* 0: empty */
    uint64_t opened_us;
    int64_t count;
};

struct cd_rate {
    pthread_mutex_t locks[LOCKS];
    struct slot slots[SETS][WAYS];
};

struct cd_rate *cd_rate_new(void)
{
    struct cd_rate *rate = calloc(1, sizeof *rate);

    if (rate == NULL)
        abort();
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_init(&rate->locks[i], NULL);
    return rate;
}

void cd_rate_free(struct cd_rate *rate)
{
    if (rate == NULL)
        return;
    for (size_t i = 0; i < LOCKS; i++)
        (void)pthread_mutex_destroy(&rate->locks[i]);
    free(rate);
}

/* The key's slot, or the one whose window opened first to be taken over. */
static struct slot *find_slot(struct slot *set, uint64_t key)
{
    struct slot *oldest = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].opened_us < oldest->opened_us)
            oldest = &set[i];
    }
    *oldest = (struct slot){.key = key};
    return oldest;
}

struct cd_rate_state cd_rate_take(struct cd_rate *rate, const char *policy, struct cd_str key,
                                  int64_t quota)
{
    const uint64_t window_us = (uint64_t)CD_RATE_WINDOW * 1000000;
    uint64_t hash = (cd_str_hash(cd_str_of(policy)) * 31) ^ cd_str_hash(key);
    uint64_t now = cd_clock_mono_us();
    size_t set = (hash >> 20) & (SETS - 1);

    if (quota == 0)
        return (struct cd_rate_state){.allowed = true};
    hash += hash == 0;
    (void)pthread_mutex_lock(&rate->locks[set % LOCKS]);
    struct slot *slot = find_slot(rate->slots[set], hash);
    if (slot->count == 0 || now - slot->opened_us >= window_us) {
        slot->opened_us = now;
        slot->count = 0;
    }
    if (slot->count <= quota)
        slot->count++;
    struct slot seen = *slot;
    (void)pthread_mutex_unlock(&rate->locks[set % LOCKS]);
    return (struct cd_rate_state){
        .allowed = seen.count <= quota,
        .remaining = seen.count < quota ? quota - seen.count : 0,
        .reset = (int64_t)((window_us - (now - seen.opened_us) + 999999) / 1000000),
    };
}

/* RateLimit and RateLimit-Policy of the draft: the limit that leaves the least is told. */
static enum cd_rc apply(struct cd_request *req, const char *policy, struct cd_str key,
                        int64_t quota)
{
    struct cd_rate_state state = cd_rate_take(req->app->rate, policy, key, quota);

    if (quota == 0)
        return CD_OK;
    req->rate = (struct cd_rate_shown){policy, quota, state.remaining, state.reset};
    if (state.allowed)
        return CD_OK;
    req->failure.retry_after = (int)state.reset;
    return cd_fail(req, CD_TOO_MANY_REQUESTS, "quota_exceeded", NULL);
}

enum cd_rc cd_rate_address(struct cd_request *req)
{
    return apply(req, "address", cd_str_of(req->http->client), req->app->settings->rate_address);
}

enum cd_rc cd_rate_strict(struct cd_request *req)
{
    if (!req->op->strict_rate)
        return CD_OK;
    return apply(req, "strict", cd_str_of(req->http->client), req->app->settings->rate_strict);
}

enum cd_rc cd_rate_subject(struct cd_request *req)
{
    if (!req->actor.known)
        return CD_OK;
    return apply(req, "default", cd_str_of(req->actor.id), req->app->settings->rate_subject);
}

/* "policy";one=n;two=m, without printf: every answer has two of these. */
static const char *parameters(struct cd_request *req, const char *one, int64_t n, const char *two,
                              int64_t m)
{
    CD_BUF_AUTO(out, 128);

    cd_buf_addc(&out, '"');
    cd_buf_adds(&out, req->rate.policy);
    cd_buf_adds(&out, one);
    cd_buf_addi(&out, n);
    cd_buf_adds(&out, two);
    cd_buf_addi(&out, m);
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

void cd_rate_headers(struct cd_request *req)
{
    const struct cd_rate_shown *shown = &req->rate;

    if (shown->policy == NULL)
        return;
    cd_http_set(req->http, "RateLimit-Policy",
                parameters(req, "\";q=", shown->quota, ";w=", CD_RATE_WINDOW));
    cd_http_set(req->http, "RateLimit",
                parameters(req, "\";r=", shown->remaining, ";t=", shown->reset));
}
