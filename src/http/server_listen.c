#include "http/server_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse(const char *bind_to, int port, union address *ret, socklen_t *ret_len)
{
    *ret = (union address){.v6 = {.sin6_family = AF_INET6}};
    if (inet_pton(AF_INET6, bind_to, &ret->v6.sin6_addr) == 1) {
        ret->v6.sin6_port = htons((uint16_t)port);
        *ret_len = sizeof ret->v6;
        return true;
    }
    *ret = (union address){.v4 = {.sin_family = AF_INET}};
    ret->v4.sin_port = htons((uint16_t)port);
    *ret_len = sizeof ret->v4;
    return inet_pton(AF_INET, bind_to, &ret->v4.sin_addr) == 1;
}

static bool set_options(int fd, int family, bool share)
{
    int on = 1, off = 0;

    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
        return false;
    if (share && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        return false;
    /* "::" takes IPv4 as well; such clients are shown by their IPv4 address */
    return family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0;
}

int cd_listen(const char *bind_to, int port, bool share, struct cd_buf *why)
{
    union address address;
    socklen_t len;

    if (!parse(bind_to, port, &address, &len)) {
        cd_buf_addf(why, "%s is not an IP address", bind_to);
        return -1;
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && set_options(fd, address.any.sa_family, share) &&
        bind(fd, &address.any, len) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    cd_buf_addf(why, "cannot listen on %s port %d: %s", bind_to, port, strerrordesc_np(errno));
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

int cd_listen_port(int fd)
{
    union address address = {.any = {.sa_family = AF_UNSPEC}};
    socklen_t len = sizeof address;

    if (getsockname(fd, &address.any, &len) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}
