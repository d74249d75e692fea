#include "base/clock.h"
#include "base/loop.h"
#include "http/server_impl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINGER_MS 2000
#define LINGER_BYTES ((uint64_t)16 * 1024 * 1024)
#define DRAIN_IDLE_US 1000000

struct cd_lingerer {
    struct cd_lingerer *next, *prev;
    struct cd_shard *shard;
    int fd;
    uint64_t timer, bytes;
};

struct cd_conn *cd_conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info != NULL ? info->socket_context : NULL;
}

void cd_conn_phase(struct cd_conn *conn, enum cd_conn_phase phase)
{
    atomic_store_explicit(&conn->since_us, cd_clock_mono_us(), memory_order_relaxed);
    atomic_store_explicit(&conn->phase, phase, memory_order_relaxed);
}

/* Ulfius keeps only as many bytes of the address as an IPv4 one has; MHD has it whole. */
static void set_address(struct cd_conn *conn, const struct sockaddr *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
    const char *text = NULL;

    if (address != NULL && address->sa_family == AF_INET)
        text = inet_ntop(AF_INET, &v4->sin_addr, conn->address, sizeof conn->address);
    else if (address != NULL && address->sa_family == AF_INET6 &&
             IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
        text = inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, conn->address, sizeof conn->address);
    else if (address != NULL && address->sa_family == AF_INET6)
        text = inet_ntop(AF_INET6, &v6->sin6_addr, conn->address, sizeof conn->address);
    if (text == NULL)
        memcpy(conn->address, "unknown", sizeof "unknown");
}

static struct cd_conn *conn_new(struct cd_shard *shard, struct MHD_Connection *mhd)
{
    struct cd_conn *conn = calloc(1, sizeof *conn);

    if (conn == NULL)
        abort();
    conn->shard = shard;
    conn->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    set_address(conn,
                MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    conn->trusted = cd_check_is_proxy(shard->server, conn->address);
    cd_conn_phase(conn, CD_CONN_IDLE);
    (void)pthread_mutex_lock(&shard->lock);
    conn->next = shard->conns;
    if (conn->next != NULL)
        conn->next->prev = conn;
    shard->conns = conn;
    (void)pthread_mutex_unlock(&shard->lock);
    atomic_fetch_add_explicit(&shard->connections, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&shard->connections_total, 1, memory_order_relaxed);
    return conn;
}

/* ---- lingering: closing with unread bytes would reset the connection and lose the answer */

static void linger_close(struct cd_lingerer *lingerer)
{
    struct cd_shard *shard = lingerer->shard;

    cd_loop_cancel(shard->loop, lingerer->timer);
    cd_loop_unwatch(shard->loop, lingerer->fd);
    (void)close(lingerer->fd);
    if (lingerer->prev != NULL)
        lingerer->prev->next = lingerer->next;
    else
        shard->lingerers = lingerer->next;
    if (lingerer->next != NULL)
        lingerer->next->prev = lingerer->prev;
    free(lingerer);
}

static void on_linger_timeout(void *arg)
{
    struct cd_lingerer *lingerer = arg;

    lingerer->timer = 0;
    linger_close(lingerer);
}

static void on_linger_read(void *arg, uint32_t events)
{
    struct cd_lingerer *lingerer = arg;
    char dropped[8192];

    (void)events;
    ssize_t got = recv(lingerer->fd, dropped, sizeof dropped, MSG_DONTWAIT);
    if (got > 0)
        lingerer->bytes += (uint64_t)got;
    if (got <= 0 || lingerer->bytes > LINGER_BYTES)
        linger_close(lingerer);
}

static void linger_start(void *arg)
{
    struct cd_lingerer *lingerer = arg;
    struct cd_shard *shard = lingerer->shard;

    lingerer->next = shard->lingerers;
    if (lingerer->next != NULL)
        lingerer->next->prev = lingerer;
    shard->lingerers = lingerer;
    lingerer->timer = cd_loop_after(shard->loop, LINGER_MS, on_linger_timeout, lingerer);
    cd_loop_watch(shard->loop, lingerer->fd, EPOLLIN | EPOLLRDHUP, on_linger_read, lingerer);
}

/* MHD has sent its FIN and closes its descriptor next; ours keeps the socket until the client has
 * stopped sending. */
static void linger(const struct cd_conn *conn)
{
    struct cd_lingerer *lingerer = calloc(1, sizeof *lingerer);
    int fd = dup(conn->fd);

    if (lingerer == NULL || fd < 0) {
        free(lingerer);
        return;
    }
    *lingerer = (struct cd_lingerer){.shard = conn->shard, .fd = fd};
    if (conn->shard->fibers)
        linger_start(lingerer);
    else
        cd_loop_post(conn->shard->loop, linger_start, lingerer);
}

void cd_conn_linger_end(struct cd_shard *shard)
{
    struct cd_lingerer *next;

    for (struct cd_lingerer *at = shard->lingerers; at != NULL; at = next) {
        next = at->next;
        linger_close(at);
    }
}

static void conn_free(struct cd_conn *conn)
{
    struct cd_shard *shard = conn->shard;

    (void)pthread_mutex_lock(&shard->lock);
    if (conn->prev != NULL)
        conn->prev->next = conn->next;
    else
        shard->conns = conn->next;
    if (conn->next != NULL)
        conn->next->prev = conn->prev;
    (void)pthread_mutex_unlock(&shard->lock);
    if (conn->linger && !atomic_load(&shard->closing))
        linger(conn);
    atomic_fetch_sub_explicit(&shard->connections, 1, memory_order_relaxed);
    free(conn);
}

/* ---- what MHD tells */

void cd_conn_notify(void *arg, struct MHD_Connection *mhd, void **context,
                    enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = conn_new(arg, mhd);
    } else if (*context != NULL) {
        conn_free(*context);
        *context = NULL;
    }
}

void *cd_conn_on_uri(void *arg, const char *uri, struct MHD_Connection *mhd)
{
    struct cd_conn *conn = cd_conn_of(mhd);

    if (conn != NULL)
        cd_conn_phase(conn, CD_CONN_READING);
    return ulfius_uri_logger(arg, uri);
}

void cd_conn_completed(void *arg, struct MHD_Connection *mhd, void **con_cls,
                       enum MHD_RequestTerminationCode code)
{
    struct cd_conn *conn = cd_conn_of(mhd);

    mhd_request_completed(arg, mhd, con_cls, code);
    if (conn == NULL)
        return;
    if (conn->exchange != NULL) /* the client went away within its request */
        cd_front_release(conn->exchange);
    cd_conn_phase(conn, CD_CONN_IDLE);
}

/* ---- deadlines. MHD's own timeout starts anew with every byte: a slow sender never meets it. */

static bool has_bytes(const struct cd_conn *conn)
{
    int bytes = 0;
    return ioctl(conn->fd, FIONREAD, &bytes) == 0 && bytes > 0;
}

static bool overdue(const struct cd_conn *conn, uint64_t now)
{
    const struct cd_settings *settings = conn->shard->server->config.settings;
    int phase = atomic_load_explicit(&conn->phase, memory_order_relaxed);
    uint64_t since = atomic_load_explicit(&conn->since_us, memory_order_relaxed);
    uint64_t age = now > since ? now - since : 0, most = (uint64_t)settings->request_timeout;

    if (phase == CD_CONN_HANDLING)
        return false; /* the statement's timeout bounds it, and then MHD's for the answer */
    if (phase == CD_CONN_IDLE && atomic_load(&conn->shard->server->draining) &&
        atomic_load(&conn->shard->quiesced))
        return age > DRAIN_IDLE_US && !has_bytes(conn);
    if (phase == CD_CONN_IDLE) /* nothing of a request line yet, or only a part */
        most += (uint64_t)settings->idle_timeout;
    return age > most * 1000000;
}

/* MHD finds the end of file and cleans up. Under the lock: the descriptor is still the client's. */
static void close_where(struct cd_shard *shard, bool (*is)(const struct cd_conn *, uint64_t))
{
    uint64_t now = cd_clock_mono_us();

    (void)pthread_mutex_lock(&shard->lock);
    for (struct cd_conn *conn = shard->conns; conn != NULL; conn = conn->next) {
        if (is(conn, now))
            (void)shutdown(conn->fd, SHUT_RDWR);
    }
    (void)pthread_mutex_unlock(&shard->lock);
}

void cd_conn_sweep(struct cd_shard *shard)
{
    close_where(shard, overdue);
}

static bool not_handled(const struct cd_conn *conn, uint64_t now)
{
    (void)now;
    return atomic_load(&conn->phase) != CD_CONN_HANDLING;
}

void cd_conn_close_all(struct cd_shard *shard)
{
    close_where(shard, not_handled);
}
