#include "http/metrics.h"

#include "http/app.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CLASSES 6 /* 0 is not used; 1xx … 5xx */
#define CODES 64

static const uint64_t bounds_us[] = {500,   1000,   2500,   5000,    10000,  25000,
                                     50000, 100000, 250000, 1000000, 2500000};
#define BUCKETS (sizeof bounds_us / sizeof *bounds_us + 1)

struct series {
    _Atomic uint64_t by_class[CLASSES];
    _Atomic uint64_t buckets[BUCKETS];
    _Atomic uint64_t sum_us;
};

struct refusal {
    const char *code; /* static strings of auth */
    uint64_t count;
};

struct cd_metrics {
    size_t count; /* operations; one more for what had no route */
    struct series *series;
    pthread_mutex_t lock; /* of refusals */
    struct refusal refusals[CODES];
};

struct cd_metrics *cd_metrics_new(size_t operation_count)
{
    struct cd_metrics *metrics = calloc(1, sizeof *metrics);

    if (metrics == NULL)
        abort();
    metrics->count = operation_count;
    metrics->series = calloc(operation_count + 1, sizeof *metrics->series);
    if (metrics->series == NULL)
        abort();
    (void)pthread_mutex_init(&metrics->lock, NULL);
    return metrics;
}

void cd_metrics_free(struct cd_metrics *metrics)
{
    if (metrics == NULL)
        return;
    (void)pthread_mutex_destroy(&metrics->lock);
    free(metrics->series);
    free(metrics);
}

static void add(_Atomic uint64_t *counter, uint64_t n)
{
    (void)atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void cd_metrics_count(struct cd_metrics *metrics, const struct cd_request *req,
                      uint64_t duration_us)
{
    size_t index = req->op != NULL ? (size_t)req->op->index : metrics->count;
    struct series *series = &metrics->series[index];
    size_t bucket = 0;
    int class = req->http->status / 100;

    while (bucket < BUCKETS - 1 && duration_us > bounds_us[bucket])
        bucket++;
    add(&series->by_class[class > 0 && class < CLASSES ? class : CLASSES - 1], 1);
    add(&series->buckets[bucket], 1);
    add(&series->sum_us, duration_us);
}

void cd_metrics_refused(struct cd_metrics *metrics, const char *code)
{
    (void)pthread_mutex_lock(&metrics->lock);
    for (size_t i = 0; i < CODES; i++) {
        struct refusal *refusal = &metrics->refusals[i];
        if (refusal->code != NULL && strcmp(refusal->code, code) != 0)
            continue;
        refusal->code = code;
        refusal->count++;
        break;
    }
    (void)pthread_mutex_unlock(&metrics->lock);
}

static const char *label_of(const struct cd_app *app, size_t i)
{
    return i < app->contract->operation_count ? app->contract->operations[i].id.ptr : "none";
}

static void head(struct cd_buf *out, const char *name, const char *type, const char *help)
{
    cd_buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_requests(const struct cd_app *app, struct cd_buf *out)
{
    const struct cd_metrics *metrics = app->metrics;

    head(out, "chatdong_http_requests_total", "counter", "Requests by operation and status class.");
    for (size_t i = 0; i <= metrics->count; i++) {
        for (int class = 1; class < CLASSES; class ++) {
            uint64_t count = metrics->series[i].by_class[class];
            if (count > 0)
                cd_buf_addf(out,
                            "chatdong_http_requests_total{operation=\"%s\",status=\"%dxx\"} %llu\n",
                            label_of(app, i), class, (unsigned long long)count);
        }
    }
}

static void write_duration(const struct cd_app *app, struct cd_buf *out, size_t i)
{
    static const char name[] = "chatdong_http_request_duration_seconds";
    const struct series *series = &app->metrics->series[i];
    const char *label = label_of(app, i);
    uint64_t total = 0;

    for (size_t b = 0; b < BUCKETS; b++)
        total += series->buckets[b];
    if (total == 0)
        return;
    total = 0;
    for (size_t b = 0; b < BUCKETS - 1; b++) {
        total += series->buckets[b];
        cd_buf_addf(out, "%s_bucket{operation=\"%s\",le=\"%g\"} %llu\n", name, label,
                    (double)bounds_us[b] / 1e6, (unsigned long long)total);
    }
    total += series->buckets[BUCKETS - 1];
    cd_buf_addf(out, "%s_bucket{operation=\"%s\",le=\"+Inf\"} %llu\n", name, label,
                (unsigned long long)total);
    cd_buf_addf(out, "%s_sum{operation=\"%s\"} %.6f\n", name, label, (double)series->sum_us / 1e6);
    cd_buf_addf(out, "%s_count{operation=\"%s\"} %llu\n", name, label, (unsigned long long)total);
}

static void write_refusals(struct cd_metrics *metrics, struct cd_buf *out)
{
    head(out, "chatdong_token_refusals_total", "counter", "Tokens refused, by reason.");
    (void)pthread_mutex_lock(&metrics->lock);
    for (size_t i = 0; i < CODES && metrics->refusals[i].code != NULL; i++)
        cd_buf_addf(out, "chatdong_token_refusals_total{reason=\"%s\"} %llu\n",
                    metrics->refusals[i].code, (unsigned long long)metrics->refusals[i].count);
    (void)pthread_mutex_unlock(&metrics->lock);
}

static const char *const lane_names[CD_LANE_COUNT] = {"short", "long", "write"};

static void write_lanes(const struct cd_app *app, struct cd_buf *out)
{
    struct cd_db_stats stats[CD_LANE_COUNT];

    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        stats[lane] = cd_db_stats(app->db, (enum cd_lane)lane);
    head(out, "chatdong_db_connections", "gauge", "Open database connections by lane.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_connections{lane=\"%s\"} %d\n", lane_names[lane],
                    stats[lane].open);
    head(out, "chatdong_db_waiting", "gauge", "Requests that wait for a connection, by lane.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_waiting{lane=\"%s\"} %d\n", lane_names[lane],
                    stats[lane].queued);
    head(out, "chatdong_db_transactions_total", "counter", "Transactions begun, by lane.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_transactions_total{lane=\"%s\"} %llu\n", lane_names[lane],
                    (unsigned long long)stats[lane].acquired);
    head(out, "chatdong_db_acquire_timeouts_total", "counter", "Waits that ended without one.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_acquire_timeouts_total{lane=\"%s\"} %llu\n", lane_names[lane],
                    (unsigned long long)stats[lane].timeouts);
    head(out, "chatdong_db_reconnects_total", "counter", "Connections opened again.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_reconnects_total{lane=\"%s\"} %llu\n", lane_names[lane],
                    (unsigned long long)stats[lane].reconnects);
    head(out, "chatdong_db_forgets_total", "counter",
         "Full connections that forgot what they had prepared.");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++)
        cd_buf_addf(out, "chatdong_db_forgets_total{lane=\"%s\"} %llu\n", lane_names[lane],
                    (unsigned long long)stats[lane].forgets);
}

static void write_server(const struct cd_app *app, struct cd_buf *out)
{
    struct cd_server_stats stats = cd_server_stats(app->server);

    head(out, "chatdong_http_connections", "gauge", "Open client connections.");
    cd_buf_addf(out, "chatdong_http_connections %d\n", stats.connections);
    head(out, "chatdong_http_requests_in_flight", "gauge", "Requests that are being answered.");
    cd_buf_addf(out, "chatdong_http_requests_in_flight %d\n", stats.in_flight);
    head(out, "chatdong_http_connections_total", "counter", "Client connections accepted.");
    cd_buf_addf(out, "chatdong_http_connections_total %llu\n",
                (unsigned long long)stats.connections_total);
    head(out, "chatdong_build_info", "gauge", "Version of the service.");
    cd_buf_addf(out, "chatdong_build_info{version=\"%s\"} 1\n", CHATDONG_VERSION);
}

void cd_metrics_write(const struct cd_app *app, struct cd_buf *out)
{
    write_server(app, out);
    write_requests(app, out);
    head(out, "chatdong_http_request_duration_seconds", "histogram",
         "From the first byte of a request to its answer, by operation.");
    for (size_t i = 0; i <= app->metrics->count; i++)
        write_duration(app, out, i);
    write_refusals(app->metrics, out);
    write_lanes(app, out);
    if (app->more_metrics != NULL)
        app->more_metrics(app->more_metrics_arg, out);
}

static void say(struct cd_http *http, int status, const char *text)
{
    http->status = status;
    cd_http_set(http, "Content-Type", "text/plain; charset=utf-8");
    cd_http_set(http, "Cache-Control", "no-store");
    cd_buf_adds(&http->out, text);
}

static void readyz(const struct cd_app *app, struct cd_http *http)
{
    if (app->server != NULL && cd_server_draining(app->server))
        say(http, 503, "draining\n");
    else if (!app->migrated)
        say(http, 503, "migrations are missing\n");
    else if (!cd_db_ready(app->db))
        say(http, 503, "database is not reachable\n");
    else if (!cd_auth_ready(app->auth))
        say(http, 503, "no keys yet\n");
    else
        say(http, 200, "ready\n");
}

void cd_admin(void *arg, struct cd_http *http)
{
    const struct cd_app *app = arg;

    if (strcmp(http->method, "GET") != 0 && strcmp(http->method, "HEAD") != 0) {
        cd_http_set(http, "Allow", "GET, HEAD");
        say(http, 405, "only GET\n");
    } else if (cd_str_is(http->path, "/livez")) {
        say(http, 200, "alive\n");
    } else if (cd_str_is(http->path, "/readyz") || cd_str_is(http->path, "/startupz")) {
        readyz(app, http);
    } else if (cd_str_is(http->path, "/metrics")) {
        http->status = 200;
        cd_http_set(http, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        cd_metrics_write(app, &http->out);
    } else {
        say(http, 404, "not here\n");
    }
}
