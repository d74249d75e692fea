/*
 * Inside of the transport. A shard is one MHD daemon under one Ulfius instance: a loop thread's
 * (fibers), the thread-per-connection one, or the admin port's. A cd_conn is a client's connection;
 * a cd_exchange is one request on it, from its header to its queued answer.
 * In fiber mode all of a shard but its counters belongs to the loop's thread; in the other modes
 * connections and spare exchanges are under the shard's lock.
 */
#ifndef CD_HTTP_SERVER_IMPL_H
#define CD_HTTP_SERVER_IMPL_H

#include "http/server.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <ulfius.h>
#include <zlib.h>

#define CD_SHARDS 66 /* loops, and the admin port's */
#define CD_PROXIES 32

struct cd_fiber;
struct cd_shard;

enum cd_conn_phase { CD_CONN_IDLE, CD_CONN_READING, CD_CONN_HANDLING };

struct cd_conn {
    struct cd_conn *next, *prev; /* of the shard */
    struct cd_shard *shard;
    struct cd_exchange *exchange; /* NULL: none yet, or its answer is queued */
    int fd;
    atomic_int phase;
    atomic_uint_fast64_t since_us; /* in this phase */
    bool failed;                   /* no answer could be queued: close */
    bool trusted;                  /* a proxy whose X-Forwarded-For counts */
    bool linger;                   /* refused before its body was read */
    char address[INET6_ADDRSTRLEN];
};

struct cd_exchange {
    struct cd_http http;
    struct cd_conn *conn;
    struct MHD_Connection *mhd;
    struct cd_fiber *fiber;
    struct cd_exchange *next; /* in the ready queue or among the spare */
    /* for the dispatcher's final call */
    const char *method, *version;
    void **con_cls;
    enum MHD_Result result;
    bool head_gzip; /* a validator of a compressed answer came in */
    char *body;
    size_t body_len, body_cap, body_limit;
    uint64_t swallowed; /* bytes dropped behind the limit */
};

struct cd_deflater {
    z_stream stream;
    struct cd_deflater *next;
};

struct cd_shard {
    struct cd_server *server;
    struct _u_instance instance;
    bool initialized, fibers;
    void (*handle)(void *app, struct cd_http *http);
    MHD_AccessHandlerCallback dispatcher; /* Ulfius'; NULL: nobody stood in front of it */
    void *dispatcher_cls;
    struct MHD_Daemon *daemon;
    int listen_fd;
    struct cd_loop *loop;
    pthread_t thread;
    bool has_thread, run_daemon;
    pthread_mutex_t lock;
    struct cd_conn *conns;
    struct cd_exchange *ready, *ready_tail, *spare;
    int spare_count;
    struct cd_deflater *deflaters;
    struct cd_lingerer *lingerers;
    atomic_bool quiesced, closing;
    atomic_int connections, in_flight;
    atomic_uint_fast64_t connections_total, requests_total;
};

struct cd_server {
    struct cd_server_config config;
    struct cd_shard shards[CD_SHARDS];
    int shard_count; /* without the admin port's, which is the last one */
    struct cd_shard *admin;
    int port, admin_port;
    atomic_bool draining;
    bool stopped, stuck;
    char proxies[CD_PROXIES][INET6_ADDRSTRLEN];
    int proxy_count;
};

/* server_listen.c */
int cd_listen(const char *bind_to, int port, bool share, struct cd_buf *why); /* -1: see why */
int cd_listen_port(int fd);

/* server_front.c: between MHD and Ulfius' dispatcher */
CD_MUST_CHECK enum cd_rc cd_front_start(struct cd_shard *shard, unsigned flags,
                                        struct MHD_OptionItem *options);
void cd_front_run_ready(struct cd_shard *shard); /* fibers that were woken */
void cd_front_release(struct cd_exchange *exchange);

/* server_conn.c: connections, their deadlines and their end */
void cd_conn_notify(void *shard, struct MHD_Connection *mhd, void **context,
                    enum MHD_ConnectionNotificationCode code);
void *cd_conn_on_uri(void *shard, const char *uri, struct MHD_Connection *mhd);
void cd_conn_completed(void *shard, struct MHD_Connection *mhd, void **con_cls,
                       enum MHD_RequestTerminationCode code);
struct cd_conn *cd_conn_of(struct MHD_Connection *mhd);
void cd_conn_phase(struct cd_conn *conn, enum cd_conn_phase phase);
void cd_conn_sweep(struct cd_shard *shard); /* closes what is overdue; while draining, idle ones */
void cd_conn_close_all(struct cd_shard *shard); /* but those whose request is being handled */
void cd_conn_linger_end(struct cd_shard *shard);

/* server_check.c: what is refused before the body is read */
void cd_check_request(struct cd_exchange *exchange);
void cd_check_proxies(struct cd_server *server, const char *list);
bool cd_check_is_proxy(const struct cd_server *server, const char *address);

/* server_reply.c: the endpoint, and the answer on its way to Ulfius */
int cd_reply_serve(const struct _u_request *request, struct _u_response *response, void *shard);
void cd_reply_serving(struct cd_exchange *exchange); /* whose dispatcher runs next, this thread */

/* server_gzip.c */
void cd_gzip_answer(struct cd_exchange *exchange);
const char *cd_gzip_validator(struct cd_exchange *exchange, const char *name, const char *value);
void cd_gzip_release(struct cd_shard *shard);

#endif
