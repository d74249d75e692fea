#include "db/resolve.h"

#include "base/log.h"
#include "chatdong/buf.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOSTS 8
#define ADDRESSES 4
#define PAUSE_MS 500

struct cd_resolver {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int users; /* the owner and the thread; the last one frees */
    bool wanted, closing, known;
    cd_lookup *lookup;
    size_t count;
    char host[HOSTS][256], port[HOSTS][16]; /* immutable */
    struct cd_places places;
};

static size_t system_lookup(const char *name, char (*ret)[INET6_ADDRSTRLEN], size_t most)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    size_t count = 0;

    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return 0;
    for (const struct addrinfo *at = found; at != NULL && count < most; at = at->ai_next) {
        if (getnameinfo(at->ai_addr, at->ai_addrlen, ret[count], INET6_ADDRSTRLEN, NULL, 0,
                        NI_NUMERICHOST) == 0)
            count++;
    }
    freeaddrinfo(found);
    return count;
}

static bool is_name(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];

    return host[0] != '\0' && host[0] != '/' && host[0] != '@' &&
           inet_pton(AF_INET, host, address) != 1 && inet_pton(AF_INET6, host, address) != 1;
}

/* ---- looking up */

struct lists {
    struct cd_buf host, hostaddr, port;
    size_t count;
};

static void add_place(struct lists *lists, const char *host, const char *address, const char *port)
{
    const char *comma = lists->count++ > 0 ? "," : "";

    cd_buf_addf(&lists->host, "%s%s", comma, host);
    cd_buf_addf(&lists->hostaddr, "%s%s", comma, address);
    cd_buf_addf(&lists->port, "%s%s", comma, port);
}

static void add_host(const struct cd_resolver *resolver, size_t i, struct lists *lists)
{
    char addresses[ADDRESSES][INET6_ADDRSTRLEN];

    if (!is_name(resolver->host[i])) {
        add_place(lists, resolver->host[i], "", resolver->port[i]);
        return;
    }
    size_t count = resolver->lookup(resolver->host[i], addresses, ADDRESSES);
    for (size_t a = 0; a < count; a++)
        add_place(lists, resolver->host[i], addresses[a], resolver->port[i]);
}

/* Without the lock: this is what may take seconds. */
static bool look_up(const struct cd_resolver *resolver, struct cd_places *ret)
{
    struct lists lists = {.count = 0};

    cd_buf_init(&lists.host, CD_PLACES_BYTES - 1);
    cd_buf_init(&lists.hostaddr, CD_PLACES_BYTES - 1);
    cd_buf_init(&lists.port, CD_PLACES_BYTES - 1);
    for (size_t i = 0; i < resolver->count; i++)
        add_host(resolver, i, &lists);
    bool ok =
        lists.count > 0 && !lists.host.overflow && !lists.hostaddr.overflow && !lists.port.overflow;
    if (ok) {
        memcpy(ret->host, lists.host.ptr, lists.host.len + 1);
        memcpy(ret->hostaddr, lists.hostaddr.ptr, lists.hostaddr.len + 1);
        memcpy(ret->port, lists.port.ptr, lists.port.len + 1);
    }
    cd_buf_release(&lists.host);
    cd_buf_release(&lists.hostaddr);
    cd_buf_release(&lists.port);
    return ok;
}

/* ---- the thread */

/* Unlocks, and frees when nobody else is left. */
static void leave(struct cd_resolver *resolver)
{
    bool last = --resolver->users == 0;

    (void)pthread_mutex_unlock(&resolver->lock);
    if (!last)
        return;
    (void)pthread_cond_destroy(&resolver->changed);
    (void)pthread_mutex_destroy(&resolver->lock);
    free(resolver);
}

/* A name is not asked for more often than this, however many connections want it. */
static void pause_a_little(struct cd_resolver *resolver)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += PAUSE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (!resolver->closing &&
           pthread_cond_timedwait(&resolver->changed, &resolver->lock, &until) == 0)
        continue;
}

static void *run(void *arg)
{
    struct cd_resolver *resolver = arg;
    struct cd_places fresh;

    (void)pthread_mutex_lock(&resolver->lock);
    while (!resolver->closing) {
        if (!resolver->wanted) {
            (void)pthread_cond_wait(&resolver->changed, &resolver->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&resolver->lock);
        bool ok = look_up(resolver, &fresh);
        (void)pthread_mutex_lock(&resolver->lock);
        resolver->wanted = false;
        if (ok)
            resolver->places = fresh;
        resolver->known = resolver->known || ok;
        pause_a_little(resolver);
    }
    leave(resolver);
    return NULL;
}

/* ---- the owner's side */

static const char *option_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0)
            return options->val != NULL ? options->val : "";
    }
    return "";
}

/* Field i of a list with commas; of a list of one, that one for every i. */
static bool field(const char *list, size_t i, char *out, size_t size)
{
    bool one = strchr(list, ',') == NULL;

    for (; i > 0 && !one; i--) {
        list = strchr(list, ',');
        if (list == NULL)
            return false;
        list++;
    }
    size_t len = strcspn(list, ",");
    if (len >= size)
        return false;
    memcpy(out, list, len);
    out[len] = '\0';
    return true;
}

static bool take_hosts(struct cd_resolver *resolver, const char *hosts, const char *ports)
{
    bool named = false;

    resolver->count = 1;
    for (const char *at = hosts; *at != '\0'; at++)
        resolver->count += *at == ',';
    if (resolver->count > HOSTS)
        return false;
    for (size_t i = 0; i < resolver->count; i++) {
        if (!field(hosts, i, resolver->host[i], sizeof resolver->host[i]) ||
            !field(ports, i, resolver->port[i], sizeof resolver->port[i]))
            return false;
        named = named || is_name(resolver->host[i]);
    }
    return named;
}

static bool take_conninfo(struct cd_resolver *resolver, const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);

    if (options == NULL)
        return false;
    bool ok = option_of(options, "hostaddr")[0] == '\0' &&
              take_hosts(resolver, option_of(options, "host"), option_of(options, "port"));
    PQconninfoFree(options);
    return ok;
}

struct cd_resolver *cd_resolver_new(const char *conninfo, cd_lookup *lookup)
{
    struct cd_resolver *resolver = calloc(1, sizeof *resolver);
    pthread_t thread;

    if (resolver == NULL)
        abort();
    if (!take_conninfo(resolver, conninfo)) {
        free(resolver);
        return NULL;
    }
    resolver->lookup = lookup != NULL ? lookup : system_lookup;
    resolver->users = 2;
    (void)pthread_mutex_init(&resolver->lock, NULL);
    (void)pthread_cond_init(&resolver->changed, NULL);
    resolver->known = look_up(resolver, &resolver->places);
    if (!resolver->known)
        cd_log(CD_LOG_WARN, "database_host_unknown");
    if (pthread_create(&thread, NULL, run, resolver) != 0)
        abort();
    (void)pthread_detach(thread);
    return resolver;
}

void cd_resolver_free(struct cd_resolver *resolver)
{
    if (resolver == NULL)
        return;
    (void)pthread_mutex_lock(&resolver->lock);
    resolver->closing = true;
    (void)pthread_cond_signal(&resolver->changed);
    leave(resolver);
}

bool cd_resolver_get(struct cd_resolver *resolver, struct cd_places *ret)
{
    (void)pthread_mutex_lock(&resolver->lock);
    bool known = resolver->known;
    if (known)
        *ret = resolver->places;
    resolver->wanted = true;
    (void)pthread_cond_signal(&resolver->changed);
    (void)pthread_mutex_unlock(&resolver->lock);
    return known;
}
