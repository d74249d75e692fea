#include "http/server.h"

#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/loop.h"
#include "http/server_impl.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define SWEEP_MS 1000
#define DRAIN_SWEEP_MS 100
#define THREAD_STACK ((size_t)512 * 1024)
#define ADMIN_CONNECTIONS 64
#define OPTIONS 16
/* Behind drain_limit: what a statement that has just begun may still take. */
#define DRAIN_LAST_US 10000000

/* ---- a shard's daemon */

__attribute__((format(printf, 2, 0))) static void on_daemon_log(void *cls, const char *format,
                                                                va_list args)
{
    char text[512];

    (void)cls;
    if (!cd_log_enabled(CD_LOG_DEBUG))
        return;
    int len = vsnprintf(text, sizeof text, format, args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    while (kept > 0 && text[kept - 1] == '\n')
        kept--;
    cd_log(CD_LOG_DEBUG, "libmicrohttpd", CD_LOG_VIEW("message", ((struct cd_str){text, kept})));
}

/* A callback as the integer that MHD's option array wants; object and code pointers differ in C. */
#define CALLBACK(function) ((intptr_t)(function))

static enum cd_rc start_daemon(struct cd_shard *shard, unsigned flags, int64_t connections)
{
    const struct cd_settings *settings = shard->server->config.settings;
    struct MHD_OptionItem options[OPTIONS] = {
        {MHD_OPTION_EXTERNAL_LOGGER, CALLBACK(on_daemon_log), NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, CALLBACK(cd_conn_completed), shard},
        {MHD_OPTION_NOTIFY_CONNECTION, CALLBACK(cd_conn_notify), shard},
        {MHD_OPTION_URI_LOG_CALLBACK, CALLBACK(cd_conn_on_uri), shard},
        {MHD_OPTION_LISTEN_SOCKET, shard->listen_fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)settings->idle_timeout, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)settings->connection_memory, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    if ((flags & MHD_USE_THREAD_PER_CONNECTION) != 0)
        options[8] =
            (struct MHD_OptionItem){MHD_OPTION_THREAD_STACK_SIZE, (intptr_t)THREAD_STACK, NULL};
    return cd_front_start(shard, flags | MHD_USE_ERROR_LOG, options);
}

static void run_daemon(void *arg)
{
    struct cd_shard *shard = arg;
    MHD_UNSIGNED_LONG_LONG ms = 1;

    cd_front_run_ready(shard);
    if (!shard->run_daemon && (MHD_get_timeout(shard->daemon, &ms) != MHD_YES || ms != 0))
        return;
    shard->run_daemon = false;
    (void)MHD_run(shard->daemon);
    cd_front_run_ready(shard); /* those whom an ended transaction has let in */
}

static void daemon_timeout(void *arg, int64_t *ms)
{
    struct cd_shard *shard = arg;
    MHD_UNSIGNED_LONG_LONG daemon_ms;

    if (shard->ready != NULL || shard->run_daemon)
        *ms = 0;
    else if (MHD_get_timeout(shard->daemon, &daemon_ms) == MHD_YES &&
             (*ms < 0 || daemon_ms < (MHD_UNSIGNED_LONG_LONG)*ms))
        *ms = (int64_t)daemon_ms;
}

static void on_daemon_io(void *arg, uint32_t events)
{
    struct cd_shard *shard = arg;

    (void)events;
    shard->run_daemon = true;
}

/* ---- a shard's thread: the loop of fiber mode, or in thread mode only the clock for deadlines */

static bool listen_readable(const struct cd_shard *shard)
{
    struct pollfd fd = {.fd = shard->listen_fd, .events = POLLIN};
    return poll(&fd, 1, 0) > 0;
}

/* Who has connected before the port closes is served. */
static void stop_listening(struct cd_shard *shard)
{
    for (int i = 0; i < 1000 && shard->listen_fd >= 0 && listen_readable(shard); i++) {
        if (shard->fibers)
            (void)MHD_run(shard->daemon);
        else
            (void)usleep(1000);
    }
    shard->run_daemon = true;
    int fd = MHD_quiesce_daemon(shard->daemon);
    if (fd != MHD_INVALID_SOCKET) {
        if (!shard->fibers)
            (void)usleep(20000); /* its thread may be polling it */
        (void)close(fd);
    }
    shard->listen_fd = -1;
    atomic_store(&shard->quiesced, true);
}

static void sweep(void *arg)
{
    struct cd_shard *shard = arg;
    bool draining = atomic_load(&shard->quiesced);

    cd_conn_sweep(shard);
    (void)cd_loop_after(shard->loop, draining ? DRAIN_SWEEP_MS : SWEEP_MS, sweep, shard);
}

static void begin_drain(void *arg)
{
    struct cd_shard *shard = arg;

    stop_listening(shard);
    (void)cd_loop_after(shard->loop, DRAIN_SWEEP_MS, sweep, shard);
}

static void close_all(void *arg)
{
    cd_conn_close_all(arg);
}

static void serve_loop(struct cd_shard *shard)
{
    const struct cd_server_config *config = &shard->server->config;
    int epoll_fd = MHD_get_daemon_info(shard->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

    cd_loop_before_sleep(shard->loop, run_daemon, shard);
    cd_loop_timeout_hook(shard->loop, daemon_timeout, shard);
    cd_loop_watch(shard->loop, epoll_fd, EPOLLIN, on_daemon_io, shard);
    shard->run_daemon = true;
    if (config->loop_start != NULL && config->loop_start(config->app, shard->loop) != CD_OK)
        cd_log(CD_LOG_ERROR, "loop_start_failed");
    cd_loop_run(shard->loop);
    if (config->loop_stop != NULL)
        config->loop_stop(config->app, shard->loop);
    cd_fiber_pool_release();
}

static void *shard_main(void *arg)
{
    struct cd_shard *shard = arg;

    (void)cd_loop_after(shard->loop, SWEEP_MS, sweep, shard);
    if (shard->fibers)
        serve_loop(shard);
    else
        cd_loop_run(shard->loop);
    cd_conn_linger_end(shard);
    return NULL;
}

/* ---- start */

static bool shard_init(struct cd_shard *shard, struct cd_server *server, int listen_fd,
                       void (*handle)(void *, struct cd_http *))
{
    *shard = (struct cd_shard){.server = server, .listen_fd = listen_fd, .handle = handle};
    (void)pthread_mutex_init(&shard->lock, NULL);
    shard->loop = cd_loop_new();
    if (ulfius_init_instance(&shard->instance, (unsigned)cd_listen_port(listen_fd), NULL, NULL) !=
        U_OK)
        return false;
    shard->initialized = true;
    shard->instance.allowed_post_processor = U_POST_PROCESS_NONE;
    shard->instance.check_utf8 = 0; /* its copies of the header are not what we read */
    return ulfius_add_endpoint_by_val(&shard->instance, "*", NULL, "*", 0, cd_reply_serve, shard) ==
           U_OK;
}

static enum cd_rc start_thread(struct cd_shard *shard)
{
    sigset_t all, before;

    (void)sigfillset(&all); /* signals are the main thread's */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    shard->has_thread = pthread_create(&shard->thread, NULL, shard_main, shard) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return shard->has_thread ? CD_OK : CD_INTERNAL;
}

static enum cd_rc start_admin(struct cd_server *server, struct cd_buf *why)
{
    const struct cd_settings *settings = server->config.settings;
    int fd = cd_listen(settings->admin_bind, (int)settings->admin_port, false, why);

    if (fd < 0)
        return CD_UNAVAILABLE;
    server->admin_port = cd_listen_port(fd);
    server->admin = &server->shards[CD_SHARDS - 1];
    if (!shard_init(server->admin, server, fd, server->config.admin))
        return CD_INTERNAL;
    enum cd_rc rc =
        start_daemon(server->admin, MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC,
                     ADMIN_CONNECTIONS);
    return rc == CD_OK ? start_thread(server->admin) : rc;
}

static enum cd_rc start_shard(struct cd_server *server, bool fibers, int64_t connections,
                              struct cd_buf *why)
{
    const struct cd_settings *settings = server->config.settings;
    int port = server->port > 0 ? server->port : (int)settings->port;
    int fd = cd_listen(settings->bind, port, fibers, why);

    if (fd < 0)
        return CD_UNAVAILABLE;
    server->port = cd_listen_port(fd);
    struct cd_shard *shard = &server->shards[server->shard_count++];
    if (!shard_init(shard, server, fd, server->config.handle))
        return CD_INTERNAL;
    shard->fibers = fibers;
    return start_daemon(shard,
                        fibers ? MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME
                               : MHD_USE_POLL | MHD_USE_INTERNAL_POLLING_THREAD |
                                     MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC,
                        connections);
}

static enum cd_rc start_all(struct cd_server *server, struct cd_buf *why)
{
    const struct cd_settings *settings = server->config.settings;
    bool fibers = strcmp(settings->mode, "threads") != 0;
    int64_t count = settings->loops > 0 ? settings->loops : sysconf(_SC_NPROCESSORS_ONLN);
    enum cd_rc rc = CD_OK;

    if (!fibers || count < 1)
        count = 1;
    if (count > CD_SHARDS - 2)
        count = CD_SHARDS - 2;
    for (int64_t i = 0; i < count && rc == CD_OK; i++)
        rc = start_shard(server, fibers, (settings->connection_limit + count - 1) / count, why);
    for (int i = 0; i < server->shard_count && rc == CD_OK; i++)
        rc = start_thread(&server->shards[i]);
    if (rc == CD_OK && server->config.admin != NULL)
        rc = start_admin(server, why);
    if (rc == CD_INTERNAL)
        cd_buf_adds(why, "the HTTP server did not start (is MHD_start_daemon of this program in "
                         "front of libmicrohttpd's?)");
    return rc;
}

enum cd_rc cd_server_start(const struct cd_server_config *config, struct cd_server **ret,
                           struct cd_buf *why)
{
    struct cd_server *server = calloc(1, sizeof *server);
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    if (server == NULL)
        abort();
    (void)sigaction(SIGPIPE, &ignore, NULL); /* clients and backends go away while we write */
    server->config = *config;
    cd_check_proxies(server, config->settings->trusted_proxies);
    *ret = server; /* handlers may ask for it before this returns */
    enum cd_rc rc = start_all(server, why);
    if (rc != CD_OK) {
        *ret = NULL;
        cd_server_free(server);
    }
    return rc;
}

/* ---- end */

static void shard_release(struct cd_shard *shard)
{
    atomic_store(&shard->closing, true);
    if (shard->has_thread) {
        cd_loop_stop(shard->loop);
        (void)pthread_join(shard->thread, NULL);
    }
    if (shard->daemon != NULL)
        (void)ulfius_stop_framework(&shard->instance);
    else if (shard->listen_fd >= 0)
        (void)close(shard->listen_fd);
    if (shard->initialized)
        ulfius_clean_instance(&shard->instance);
    while (shard->spare != NULL) {
        struct cd_exchange *exchange = shard->spare;
        shard->spare = exchange->next;
        cd_arena_free(exchange->http.arena);
        free(exchange);
    }
    cd_gzip_release(shard);
    cd_loop_free(shard->loop);
    (void)pthread_mutex_destroy(&shard->lock);
}

static int open_connections(const struct cd_server *server)
{
    int count = 0;

    for (int i = 0; i < server->shard_count; i++)
        count += atomic_load(&server->shards[i].connections);
    return count;
}

static void await_end(const struct cd_server *server, uint64_t us)
{
    uint64_t until = cd_clock_mono_us() + us;

    while (open_connections(server) > 0 && cd_clock_mono_us() < until)
        (void)usleep(10000);
}

static void post_all(struct cd_server *server, cd_loop_call *call)
{
    for (int i = 0; i < server->shard_count; i++) {
        if (server->shards[i].has_thread)
            cd_loop_post(server->shards[i].loop, call, &server->shards[i]);
    }
}

static void drain(struct cd_server *server, uint64_t delay_us, uint64_t limit_us)
{
    atomic_store(&server->draining, true);
    (void)usleep((useconds_t)delay_us);
    post_all(server, begin_drain);
    await_end(server, limit_us);
    if (open_connections(server) > 0) {
        cd_log(CD_LOG_WARN, "drain_limit", CD_LOG_INT("connections", open_connections(server)));
        post_all(server, close_all);
        await_end(server, DRAIN_LAST_US);
    }
    /* MHD ends the process when it is stopped with a suspended connection */
    server->stuck = open_connections(server) > 0;
}

void cd_server_drain(struct cd_server *server)
{
    const struct cd_settings *settings = server->config.settings;

    if (server->stopped)
        return;
    server->stopped = true;
    cd_log(CD_LOG_INFO, "draining", CD_LOG_INT("connections", open_connections(server)));
    drain(server, (uint64_t)settings->drain_delay * 1000000,
          (uint64_t)settings->drain_limit * 1000000);
    if (server->stuck)
        cd_log(CD_LOG_ERROR, "drain_incomplete",
               CD_LOG_INT("connections", open_connections(server)));
}

void cd_server_free(struct cd_server *server)
{
    if (server == NULL)
        return;
    if (!server->stopped && server->shard_count > 0)
        drain(server, 0, 0);
    if (server->stuck)
        return; /* the process ends anyway; the loops go on until then */
    for (int i = 0; i < server->shard_count; i++)
        shard_release(&server->shards[i]);
    if (server->admin != NULL)
        shard_release(server->admin);
    free(server);
}

int cd_server_port(const struct cd_server *server)
{
    return server->port;
}

int cd_server_admin_port(const struct cd_server *server)
{
    return server->admin_port;
}

bool cd_server_draining(const struct cd_server *server)
{
    return atomic_load(&server->draining);
}

struct cd_server_stats cd_server_stats(const struct cd_server *server)
{
    struct cd_server_stats stats = {.connections = open_connections(server)};

    for (int i = 0; i < server->shard_count; i++) {
        const struct cd_shard *shard = &server->shards[i];
        stats.connections_total += atomic_load(&shard->connections_total);
        stats.requests_total += atomic_load(&shard->requests_total);
        stats.in_flight += atomic_load(&shard->in_flight);
    }
    return stats;
}
