/*
 * Stands between MHD and Ulfius' dispatcher: reads the body itself, refuses early, and runs the
 * dispatcher's final call on a fiber, so that a handler may wait while its connection is suspended.
 */
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "http/server_impl.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SPARE_MOST 256
#define ANY_URL "/" /* what Ulfius takes apart: its one endpoint takes all, we read the target */
#define OUT_MOST ((size_t)64 * 1024 * 1024)
#define BODY_FIRST ((size_t)16 * 1024)
#define SWALLOW_LEAST ((uint64_t)64 * 1024)
#define SWALLOW_MOST ((uint64_t)1024 * 1024)

/* The shard that is being started on this thread: how MHD_start_daemon below knows it. */
static _Thread_local struct cd_shard *starting;

static enum MHD_Result front(void *cls, struct MHD_Connection *mhd, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *size, void **con_cls);

/* Ulfius gives MHD its dispatcher and no way to stand in front of it; libulfius calls this function
 * because the executable's symbols come before libmicrohttpd's. cd_front_start checks that. */
struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback apc,
                                    void *apc_cls, MHD_AccessHandlerCallback dh, void *dh_cls, ...)
{
    va_list options;

    va_start(options, dh_cls);
    if (starting != NULL) {
        starting->dispatcher = dh;
        starting->dispatcher_cls = dh_cls;
        dh = front;
        dh_cls = starting;
    }
    struct MHD_Daemon *daemon = MHD_start_daemon_va(flags, port, apc, apc_cls, dh, dh_cls, options);
    va_end(options);
    return daemon;
}

enum cd_rc cd_front_start(struct cd_shard *shard, unsigned flags, struct MHD_OptionItem *options)
{
    starting = shard;
    int rc = ulfius_start_framework_with_mhd_options(&shard->instance, flags, options);
    starting = NULL;
    shard->daemon = shard->instance.mhd_daemon;
    return rc == U_OK && shard->dispatcher != NULL ? CD_OK : CD_INTERNAL;
}

/* ---- exchanges */

static struct cd_exchange *take_spare(struct cd_shard *shard)
{
    (void)pthread_mutex_lock(&shard->lock);
    struct cd_exchange *exchange = shard->spare;
    if (exchange != NULL) {
        shard->spare = exchange->next;
        shard->spare_count--;
    }
    (void)pthread_mutex_unlock(&shard->lock);
    return exchange;
}

static struct cd_arena *arena_of(struct cd_exchange *exchange)
{
    return exchange->http.arena != NULL ? exchange->http.arena : cd_arena_new();
}

static void take_target(struct cd_http *http, const char *target)
{
    struct cd_str rest = http->target = cd_str_of(target);

    /* absolute-form, RFC 9112 3.2.2: the path begins behind the authority */
    if (cd_str_starts(rest, "http://") || cd_str_starts(rest, "https://")) {
        size_t at = cd_str_starts(rest, "http://") ? 7 : 8;
        while (at < rest.len && rest.ptr[at] != '/' && rest.ptr[at] != '?')
            at++;
        rest = (struct cd_str){rest.ptr + at, rest.len - at};
    }
    http->path = cd_str_cut(&rest, '?');
    http->query = rest;
}

static struct cd_exchange *begin(struct cd_conn *conn, struct MHD_Connection *mhd,
                                 const struct connection_info_struct *info, const char *method,
                                 const char *version)
{
    struct cd_exchange *exchange = take_spare(conn->shard);

    if (exchange == NULL)
        exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL)
        abort();
    struct cd_arena *arena = arena_of(exchange);
    *exchange =
        (struct cd_exchange){.conn = conn, .mhd = mhd, .method = method, .version = version};
    exchange->http.arena = arena;
    exchange->http.method = method;
    exchange->http.client = conn->address;
    exchange->http.started_us = cd_clock_mono_us();
    exchange->http.impl = exchange;
    cd_buf_init(&exchange->http.out, OUT_MOST);
    take_target(&exchange->http, info->request->http_url);
    conn->exchange = exchange;
    atomic_fetch_add_explicit(&conn->shard->in_flight, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&conn->shard->requests_total, 1, memory_order_relaxed);
    return exchange;
}

void cd_front_release(struct cd_exchange *exchange)
{
    struct cd_shard *shard = exchange->conn->shard;

    exchange->conn->exchange = NULL;
    atomic_fetch_sub_explicit(&shard->in_flight, 1, memory_order_relaxed);
    cd_buf_release(&exchange->http.out);
    free(exchange->body);
    cd_arena_reset(exchange->http.arena);
    (void)pthread_mutex_lock(&shard->lock);
    bool keep = shard->spare_count < SPARE_MOST;
    if (keep) {
        exchange->next = shard->spare;
        shard->spare = exchange;
        shard->spare_count++;
    }
    (void)pthread_mutex_unlock(&shard->lock);
    if (keep)
        return;
    cd_arena_free(exchange->http.arena);
    free(exchange);
}

/* ---- running the dispatcher */

static void dispatch(void *arg)
{
    struct cd_exchange *exchange = arg;
    struct cd_shard *shard = exchange->conn->shard;
    size_t no_data = 0;

    exchange->http.body =
        (struct cd_str){exchange->body != NULL ? exchange->body : "", exchange->body_len};
    cd_reply_serving(exchange);
    exchange->result =
        shard->dispatcher(shard->dispatcher_cls, exchange->mhd, ANY_URL, exchange->method,
                          exchange->version, NULL, &no_data, exchange->con_cls);
}

static void on_wake(void *arg)
{
    struct cd_exchange *exchange = arg;
    struct cd_shard *shard = exchange->conn->shard;

    exchange->next = NULL;
    if (shard->ready_tail != NULL)
        shard->ready_tail->next = exchange;
    else
        shard->ready = exchange;
    shard->ready_tail = exchange;
}

static enum MHD_Result finished(struct cd_exchange *exchange)
{
    enum MHD_Result result = exchange->result;

    exchange->conn->failed = result == MHD_NO;
    cd_front_release(exchange);
    return result;
}

void cd_front_run_ready(struct cd_shard *shard)
{
    while (shard->ready != NULL) {
        struct cd_exchange *exchange = shard->ready;
        struct MHD_Connection *mhd = exchange->mhd;
        shard->ready = exchange->next;
        if (shard->ready == NULL)
            shard->ready_tail = NULL;
        if (!cd_fiber_resume(exchange->fiber))
            continue;
        /* The answer is queued on the suspended connection; MHD sends it when it runs. */
        cd_fiber_free(exchange->fiber);
        (void)finished(exchange);
        MHD_resume_connection(mhd);
        shard->run_daemon = true;
    }
}

static enum MHD_Result run(struct cd_exchange *exchange)
{
    cd_conn_phase(exchange->conn, CD_CONN_HANDLING);
    if (!exchange->conn->shard->fibers) {
        dispatch(exchange);
        return finished(exchange);
    }
    exchange->fiber = cd_fiber_start(dispatch, exchange, on_wake, exchange);
    if (exchange->fiber == NULL) {
        cd_log(CD_LOG_ERROR, "no_fiber");
        return MHD_NO;
    }
    if (!cd_fiber_done(exchange->fiber)) {
        MHD_suspend_connection(exchange->mhd);
        return MHD_YES;
    }
    cd_fiber_free(exchange->fiber);
    return finished(exchange);
}

/* ---- the body */

static bool body_grow(struct cd_exchange *exchange, size_t need)
{
    size_t cap = exchange->body_cap > 0 ? exchange->body_cap : BODY_FIRST;

    if (need <= exchange->body_cap)
        return true;
    if (exchange->body_cap == 0 && need <= BODY_FIRST)
        cap = need; /* small bodies come in one piece */
    while (cap < need)
        cap *= 2;
    char *grown = realloc(exchange->body, cap);
    if (grown == NULL)
        return false;
    exchange->body = grown;
    exchange->body_cap = cap;
    return true;
}

/* Behind the limit nothing is kept. MHD can't answer in the middle of a body, so a client that is
 * only a little over is read to its end and told; one that goes on and on is cut off. */
static enum MHD_Result body_over(struct cd_exchange *exchange, size_t size)
{
    uint64_t most = exchange->body_limit;

    most = most < SWALLOW_LEAST ? SWALLOW_LEAST : most > SWALLOW_MOST ? SWALLOW_MOST : most;
    exchange->http.early = CD_TOO_LARGE;
    exchange->http.early_reason = "body_too_large";
    free(exchange->body);
    exchange->body = NULL;
    exchange->body_len = exchange->body_cap = 0;
    exchange->swallowed += size;
    return exchange->swallowed > most ? MHD_NO : MHD_YES;
}

static enum MHD_Result body_add(struct cd_exchange *exchange, const char *data, size_t size)
{
    size_t need = exchange->body_len + size;

    if (exchange->http.early != CD_OK || size > exchange->body_limit - exchange->body_len)
        return body_over(exchange, size);
    if (!body_grow(exchange, need))
        return MHD_NO;
    memcpy(exchange->body + exchange->body_len, data, size);
    exchange->body_len = need;
    return MHD_YES;
}

static void set_body_limit(struct cd_exchange *exchange)
{
    const struct cd_server *server = exchange->conn->shard->server;
    const struct cd_server_config *config = &server->config;

    exchange->body_limit = (size_t)config->settings->body_bytes;
    if (config->body_limit != NULL && exchange->conn->shard != server->admin)
        exchange->body_limit =
            config->body_limit(config->app, exchange->http.method, exchange->http.path);
}

/* ---- what MHD calls: with the header, with pieces of the body, and at its end */

/* Ulfius' dispatcher would use its first call to copy method, header, query and cookies into maps,
 * a quarter of a request's cost with a browser's header; nobody here reads them. The struct is part
 * of ulfius.h. */
static void skip_copies(struct cd_shard *shard, struct connection_info_struct *info)
{
    info->u_instance = &shard->instance;
    info->callback_first_iteration = 0;
    info->has_post_processor = 0;
}

/* NOLINTNEXTLINE(readability-function-size): the signature is MHD's */
static enum MHD_Result front(void *cls, struct MHD_Connection *mhd, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *size, void **con_cls)
{
    struct cd_shard *shard = cls;
    struct cd_conn *conn = cd_conn_of(mhd);
    struct connection_info_struct *info = *con_cls;

    (void)url;
    if (info == NULL || conn == NULL || conn->failed)
        return MHD_NO;
    struct cd_exchange *exchange = conn->exchange;
    if (info->callback_first_iteration) {
        exchange = begin(conn, mhd, info, method, version);
        skip_copies(shard, info);
        set_body_limit(exchange);
        cd_check_request(exchange);
        if (exchange->http.early == CD_OK)
            return MHD_YES;
        conn->linger = true;
    } else if (*size > 0) {
        enum MHD_Result taken = exchange != NULL ? body_add(exchange, data, *size) : MHD_NO;
        *size = 0;
        return taken;
    }
    if (exchange == NULL)
        return MHD_NO;
    exchange->con_cls = con_cls;
    return run(exchange);
}
