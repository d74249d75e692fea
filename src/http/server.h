/*
 * The transport: Ulfius on libmicrohttpd, one catch-all endpoint. In fiber mode one loop per core
 * with its own listening socket (SO_REUSEPORT); in thread mode one thread per connection. It knows
 * limits, timeouts, keep-alive, drain and compression; it knows no operation.
 */
#ifndef CD_HTTP_SERVER_H
#define CD_HTTP_SERVER_H

#include "base/settings.h"
#include "chatdong/arena.h"
#include "chatdong/buf.h"
#include "chatdong/rc.h"

struct cd_loop;
struct cd_server;

struct cd_http_header {
    const char *name;
    const char *value;
};

#define CD_HTTP_HEADERS 32

/* One message exchange. Everything of the request lives until the handler returns. */
struct cd_http {
    struct cd_arena *arena;
    const char *method;   /* "GET" … as sent, case sensitive */
    struct cd_str target; /* raw request target */
    struct cd_str path;   /* up to '?', raw */
    struct cd_str query;  /* behind '?', raw */
    struct cd_str body;
    const char *client;  /* address as text, IPv4 or IPv6, after trusted_proxies */
    uint64_t started_us; /* monotonic */
    enum cd_rc early;    /* CD_OK, or why the transport refuses it (CD_TOO_LARGE, CD_BAD_REQUEST
                            for smuggling, CD_HEADERS_TOO_LARGE …): the handler writes the problem,
                            body is empty and the connection closes */
    const char *early_reason;
    void *impl;
    /* the answer */
    int status;
    struct cd_buf out;
    struct cd_http_header headers[CD_HTTP_HEADERS];
    size_t header_count;
    bool close; /* answer and close the connection */
};

/* Header of the request by name (any case), NULL when absent; a header that came twice gives
 * its first value, and cd_http_header_count says how often it came. */
const char *cd_http_header(const struct cd_http *http, const char *name);
int cd_http_header_count(const struct cd_http *http, const char *name);
/* Adds a header to the answer; strings must live until the handler returns (arena or static). */
void cd_http_set(struct cd_http *http, const char *name, const char *value);

struct cd_server_config {
    const struct cd_settings *settings;
    void (*handle)(void *app, struct cd_http *http); /* on a fiber or on a connection's thread */
    /* How large a body this target may have (called before the body is read). */
    size_t (*body_limit)(void *app, const char *method, struct cd_str path);
    enum cd_rc (*loop_start)(void *app, struct cd_loop *loop); /* on each loop's thread */
    void (*loop_stop)(void *app, struct cd_loop *loop);
    void (*admin)(void *app, struct cd_http *http); /* the admin port's handler (own thread) */
    void *app;
};

/* *ret is set before the first handler can run. */
CD_MUST_CHECK enum cd_rc cd_server_start(const struct cd_server_config *config,
                                         struct cd_server **ret, struct cd_buf *why);
int cd_server_port(const struct cd_server *server);
int cd_server_admin_port(const struct cd_server *server);
bool cd_server_draining(const struct cd_server *server);
/* Says 503 on readyz (the app asks cd_server_draining), waits drain_delay, stops accepting, lets
 * requests in flight finish (drain_limit), stops. */
void cd_server_drain(struct cd_server *server);
void cd_server_free(struct cd_server *server);

struct cd_server_stats {
    uint64_t connections_total, requests_total;
    int connections, in_flight;
};
struct cd_server_stats cd_server_stats(const struct cd_server *server);

#endif
