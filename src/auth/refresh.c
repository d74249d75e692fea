#include "auth/refresh.h"

#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BODY_BYTES ((size_t)262144)
#define AGE_MIN 300
#define AGE_MAX 86400
#define ASK_MS 30000
#define LIMIT_MS 5000
#define RETRY_MS_MAX 30000

struct cd_refresh {
    struct cd_refresh_config config;
    pthread_t thread;
    int wake; /* eventfd */
    atomic_bool asked, stop;
    CURL *curl;
    /* of the thread alone */
    struct cd_buf body;
    int64_t age_s;
    unsigned failures;
    uint64_t asked_us; /* when a refresh was last done because somebody asked */
};

static bool is_loopback(const char *host)
{
    struct in_addr v4;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

bool cd_refresh_url_ok(const char *url)
{
    CURLU *parts = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL;
    bool ok = false;

    if (parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_NO_USER)
        ok = strcmp(scheme, "https") == 0 || (strcmp(scheme, "http") == 0 && is_loopback(host));
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(parts);
    return ok;
}

int64_t cd_refresh_age(struct cd_str cache_control)
{
    static const char name[] = "max-age=";
    int64_t age = AGE_MIN;

    while (cache_control.len > 0) {
        struct cd_str one = cd_str_trim(cd_str_cut(&cache_control, ','));
        if (one.len < sizeof name || strncasecmp(one.ptr, name, sizeof name - 1) != 0)
            continue;
        one = (struct cd_str){one.ptr + sizeof name - 1, one.len - (sizeof name - 1)};
        if (!cd_str_int64(one, &age))
            age = AGE_MIN;
    }
    return age < AGE_MIN ? AGE_MIN : age > AGE_MAX ? AGE_MAX : age;
}

static size_t on_body(char *bytes, size_t one, size_t count, void *arg)
{
    struct cd_refresh *refresh = arg;

    cd_buf_add(&refresh->body, bytes, one * count);
    return refresh->body.overflow ? 0 : one * count; /* 0 ends the transfer */
}

static size_t on_header(char *bytes, size_t one, size_t count, void *arg)
{
    static const char name[] = "cache-control:";
    struct cd_refresh *refresh = arg;
    struct cd_str line = {bytes, one * count};

    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    if (line.len >= sizeof name - 1 && strncasecmp(line.ptr, name, sizeof name - 1) == 0)
        refresh->age_s = cd_refresh_age(
            (struct cd_str){line.ptr + sizeof name - 1, line.len - (sizeof name - 1)});
    return one * count;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct cd_refresh *refresh = arg;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return atomic_load(&refresh->stop) ? 1 : 0;
}

/* No redirects: the URL of the settings is the one that is trusted. */
static CURL *prepare(struct cd_refresh *refresh)
{
    bool local = strncasecmp(refresh->config.url, "http:", 5) == 0;
    CURL *curl = curl_easy_init();

    if (curl == NULL)
        abort();
    (void)curl_easy_setopt(curl, CURLOPT_URL, refresh->config.url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, local ? "http" : "https");
    (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)refresh->config.limit_ms);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)refresh->config.limit_ms);
    (void)curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)BODY_BYTES);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "chatdong/" CHATDONG_VERSION);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, refresh);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, refresh);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, refresh);
    if (local) /* never through a proxy */
        (void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    return curl;
}

/* NULL, or why there is no new key set. */
static const char *fetch(struct cd_refresh *refresh)
{
    long status = 0;

    refresh->age_s = AGE_MIN;
    cd_buf_reset(&refresh->body);
    CURLcode code = curl_easy_perform(refresh->curl);
    if (code != CURLE_OK)
        return refresh->body.overflow ? "answer too large" : curl_easy_strerror(code);
    (void)curl_easy_getinfo(refresh->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return "status is not 200";
    return refresh->config.accept(refresh->config.arg, cd_buf_str(&refresh->body))
               ? NULL
               : "no usable key set";
}

/* Milliseconds until the next fetch that nobody asked for. */
static uint64_t refresh_once(struct cd_refresh *refresh)
{
    const char *reason = fetch(refresh);

    if (reason == NULL) {
        refresh->failures = 0;
        return (uint64_t)refresh->age_s * 1000;
    }
    if (!atomic_load(&refresh->stop))
        cd_log(CD_LOG_WARN, "keys_not_refreshed", CD_LOG_STR("reason", reason),
               CD_LOG_INT("failures", refresh->failures + 1));
    uint64_t wait = 1000;
    for (unsigned i = 0; i < refresh->failures && wait < RETRY_MS_MAX; i++)
        wait *= 2;
    refresh->failures++;
    return wait < RETRY_MS_MAX ? wait : RETRY_MS_MAX;
}

/* When the next fetch is to begin: at `due_us`, earlier when somebody asks and may. */
static uint64_t begin_us(const struct cd_refresh *refresh, uint64_t due_us, uint64_t now)
{
    uint64_t may = refresh->asked_us + (uint64_t)refresh->config.ask_ms * 1000;

    if (atomic_load(&refresh->stop))
        return now;
    if (!atomic_load(&refresh->asked))
        return due_us;
    if (refresh->asked_us == 0)
        return now;
    return may < due_us ? may : due_us;
}

static void wait_until(struct cd_refresh *refresh, uint64_t due_us)
{
    struct pollfd wake = {.fd = refresh->wake, .events = POLLIN};
    uint64_t count, now = cd_clock_mono_us();

    for (uint64_t begin; now < (begin = begin_us(refresh, due_us, now)); now = cd_clock_mono_us()) {
        (void)poll(&wake, 1, (int)((begin - now) / 1000 + 1));
        ssize_t drained = read(refresh->wake, &count, sizeof count);
        (void)drained; /* nothing there means that the time is over */
    }
    if (atomic_exchange(&refresh->asked, false))
        refresh->asked_us = now;
}

static void *refresh_main(void *arg)
{
    struct cd_refresh *refresh = arg;

    while (!atomic_load(&refresh->stop)) {
        uint64_t wait_ms = refresh_once(refresh);
        wait_until(refresh, cd_clock_mono_us() + wait_ms * 1000);
    }
    return NULL;
}

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void curl_init(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort();
}

struct cd_refresh *cd_refresh_start(const struct cd_refresh_config *config)
{
    struct cd_refresh *refresh = calloc(1, sizeof *refresh);
    sigset_t all, before;

    if (refresh == NULL)
        abort();
    (void)pthread_once(&curl_once, curl_init);
    refresh->config = *config;
    if (refresh->config.ask_ms == 0)
        refresh->config.ask_ms = ASK_MS;
    if (refresh->config.limit_ms == 0)
        refresh->config.limit_ms = LIMIT_MS;
    cd_buf_init(&refresh->body, BODY_BYTES);
    refresh->curl = prepare(refresh);
    refresh->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)sigfillset(&all); /* signals are for the threads that wait for them */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    if (refresh->wake < 0 || pthread_create(&refresh->thread, NULL, refresh_main, refresh) != 0)
        abort();
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return refresh;
}

static void wake_up(struct cd_refresh *refresh)
{
    static const uint64_t one = 1;
    ssize_t done = write(refresh->wake, &one, sizeof one);
    (void)done; /* full means that it is awake anyway */
}

void cd_refresh_ask(struct cd_refresh *refresh)
{
    if (refresh != NULL && !atomic_exchange(&refresh->asked, true))
        wake_up(refresh);
}

void cd_refresh_stop(struct cd_refresh *refresh)
{
    if (refresh == NULL)
        return;
    atomic_store(&refresh->stop, true);
    wake_up(refresh);
    (void)pthread_join(refresh->thread, NULL);
    curl_easy_cleanup(refresh->curl);
    cd_buf_release(&refresh->body);
    (void)close(refresh->wake);
    free(refresh);
}
