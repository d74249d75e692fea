/*
 * The transport and the lanes alone, without contract: fixed paths, for tests over raw sockets and
 * for measuring. Settings as the service's, from CHATDONG_* variables. Says on stdout which ports
 * it has, serves until SIGTERM, drains, exits 0.
 */
#include "base/log.h"
#include "base/loop.h"
#include "db/db.h"
#include "http/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct driver {
    struct cd_settings settings;
    struct cd_db *db;
    struct cd_server *server;
    const struct cd_prepared *context, *key, *list, *sleep, *insert, *nothing;
};

static void say(struct cd_http *http, int status, const char *type)
{
    http->status = status;
    cd_http_set(http, "Content-Type", type);
}

static void say_rc(struct cd_http *http, enum cd_rc rc)
{
    say(http, rc == CD_UNAVAILABLE ? 503 : 500, "application/problem+json");
    cd_buf_addf(&http->out, "{\"rc\":%d}", (int)rc);
}

static void early(struct cd_http *http)
{
    static const int status[] = {[CD_BAD_REQUEST] = 400,
                                 [CD_TOO_LARGE] = 413,
                                 [CD_URI_TOO_LONG] = 414,
                                 [CD_EXPECTATION_FAILED] = 417,
                                 [CD_HEADERS_TOO_LARGE] = 431};

    say(http, status[http->early], "application/problem+json");
    cd_buf_addf(&http->out, "{\"reason\":\"%s\"}", http->early_reason);
}

static long number_behind(const struct cd_http *http, const char *name)
{
    struct cd_str rest = http->query;

    while (rest.len > 0) {
        struct cd_str value = cd_str_cut(&rest, '&');
        int64_t number;
        if (cd_str_is(cd_str_cut(&value, '='), name) && cd_str_int64(value, &number))
            return (long)number;
    }
    return 0;
}

static void rows_out(struct cd_http *http, const PGresult *rows)
{
    cd_buf_addc(&http->out, '[');
    for (int i = 0; i < PQntuples(rows); i++) {
        cd_buf_adds(&http->out, i > 0 ? ",{" : "{");
        for (int f = 0; f < PQnfields(rows); f++) {
            struct cd_str value = {PQgetvalue(rows, i, f), (size_t)PQgetlength(rows, i, f)};
            if (f > 0)
                cd_buf_addc(&http->out, ',');
            cd_buf_add_json(&http->out, cd_str_of(PQfname(rows, f)));
            cd_buf_addc(&http->out, ':');
            cd_buf_add_json(&http->out, value);
        }
        cd_buf_addc(&http->out, '}');
    }
    cd_buf_addc(&http->out, ']');
}

/* One statement in a transaction of its own; with `context`, row-level security's settings first.
 */
static void ask(struct driver *driver, struct cd_http *http, enum cd_lane lane,
                const struct cd_prepared *prepared, const char *const *values, bool context)
{
    static const char *const actor[] = {"01900000-0000-7000-8000-00000000002a",
                                        "{9911051000,9911052000}"};
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, driver->db, lane, http->arena);

    if (rc == CD_OK) {
        if (context)
            (void)cd_tx_add(&tx, driver->context, actor);
        int step = cd_tx_add(&tx, prepared, values);
        rc = cd_tx_wait(&tx, true);
        if (rc == CD_OK) {
            say(http, lane == CD_LANE_WRITE ? 201 : 200, "application/json");
            rows_out(http, cd_tx_result(&tx, step));
        }
    }
    cd_tx_end(&tx);
    if (rc != CD_OK)
        say_rc(http, rc);
}

static void key(struct driver *driver, struct cd_http *http)
{
    const char *values[] = {cd_arena_printf(http->arena, "%ld", number_behind(http, "id"))};
    ask(driver, http, CD_LANE_SHORT, driver->key, values, number_behind(http, "context") != 0);
}

static void list(struct driver *driver, struct cd_http *http)
{
    const char *values[] = {cd_arena_printf(http->arena, "%ld", number_behind(http, "id"))};
    ask(driver, http, CD_LANE_SHORT, driver->list, values, number_behind(http, "context") != 0);
}

static void nap(struct driver *driver, struct cd_http *http)
{
    const char *values[] = {
        cd_arena_printf(http->arena, "%f", (double)number_behind(http, "ms") / 1000)};
    ask(driver, http, number_behind(http, "short") != 0 ? CD_LANE_SHORT : CD_LANE_LONG,
        driver->sleep, values, false);
}

static void insert(struct driver *driver, struct cd_http *http)
{
    const char *values[] = {cd_arena_dup(http->arena, http->body)};
    ask(driver, http, CD_LANE_WRITE, driver->insert, values, number_behind(http, "context") != 0);
}

/* Many waits in one request. */
static void waits(struct driver *driver, struct cd_http *http)
{
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, driver->db, CD_LANE_SHORT, http->arena);

    for (long i = 0; i < number_behind(http, "n") && rc == CD_OK; i++) {
        (void)cd_tx_add(&tx, driver->nothing, NULL);
        rc = cd_tx_wait(&tx, false);
    }
    cd_tx_end(&tx);
    if (rc != CD_OK)
        say_rc(http, rc);
    else
        say(http, 204, "application/json");
}

static void hello(struct driver *driver, struct cd_http *http)
{
    (void)driver;
    say(http, 200, "text/plain");
    cd_http_set(http, "ETag", "\"7\"");
    cd_buf_adds(&http->out, "hello\n");
}

static void big(struct driver *driver, struct cd_http *http)
{
    long bytes = number_behind(http, "bytes");

    (void)driver;
    const char *match = cd_http_header(http, "If-None-Match");
    say(http, match != NULL && strcmp(match, "\"7\"") == 0 ? 304 : 200, "application/json");
    cd_http_set(http, "ETag", "\"7\"");
    cd_http_set(http, "Vary", "Accept");
    for (long i = 0; i < bytes && http->status == 200; i++)
        cd_buf_addc(&http->out, (char)('a' + i % 7));
}

static void echo(struct driver *driver, struct cd_http *http)
{
    (void)driver;
    say(http, 200, "application/octet-stream");
    cd_buf_add(&http->out, http->body.ptr, http->body.len);
}

static void count(struct driver *driver, struct cd_http *http)
{
    (void)driver;
    say(http, 200, "application/json");
    cd_buf_addf(&http->out, "{\"bytes\":%zu}", http->body.len);
}

static void mirror(struct driver *driver, struct cd_http *http)
{
    (void)driver;
    say(http, 200, "application/json");
    cd_buf_addf(&http->out,
                "{\"client\":\"%s\",\"method\":\"%s\",\"xs\":%d,\"path\":", http->client,
                http->method, cd_http_header_count(http, "X-Test"));
    cd_buf_add_json(&http->out, http->path);
    cd_buf_adds(&http->out, ",\"query\":");
    cd_buf_add_json(&http->out, http->query);
    cd_buf_adds(&http->out, ",\"x\":");
    cd_buf_add_json(&http->out, cd_str_of(cd_http_header(http, "X-Test")));
    cd_buf_addc(&http->out, '}');
}

static void stats(struct driver *driver, struct cd_http *http)
{
    struct cd_server_stats server = cd_server_stats(driver->server);
    static const char *const names[] = {"short", "long", "write"};

    say(http, 200, "application/json");
    cd_buf_addf(&http->out, "{\"connections\":%d,\"in_flight\":%d,\"requests\":%llu,\"ready\":%s",
                server.connections, server.in_flight, (unsigned long long)server.requests_total,
                cd_db_ready(driver->db) ? "true" : "false");
    for (int lane = 0; lane < CD_LANE_COUNT; lane++) {
        struct cd_db_stats db = cd_db_stats(driver->db, (enum cd_lane)lane);
        cd_buf_addf(&http->out,
                    ",\"%s\":{\"open\":%d,\"busy\":%d,\"queued\":%d,\"reconnects\":%llu}",
                    names[lane], db.open, db.busy, db.queued, (unsigned long long)db.reconnects);
    }
    cd_buf_addc(&http->out, '}');
}

static const struct {
    const char *path;
    void (*serve)(struct driver *, struct cd_http *);
} paths[] = {{"/hello", hello},  {"/key", key},       {"/list", list},  {"/sleep", nap},
             {"/write", insert}, {"/waits", waits},   {"/big", big},    {"/echo", echo},
             {"/count", count},  {"/mirror", mirror}, {"/stats", stats}};

static void handle(void *app, struct cd_http *http)
{
    if (http->early != CD_OK) {
        early(http);
        return;
    }
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        if (cd_str_is(http->path, paths[i].path)) {
            paths[i].serve(app, http);
            return;
        }
    }
    mirror(app, http);
    http->status = 404;
}

static void admin(void *app, struct cd_http *http)
{
    stats(app, http);
}

static size_t body_limit(void *app, const char *method, struct cd_str path)
{
    const struct driver *driver = app;

    (void)method;
    return cd_str_is(path, "/count") ? 100000 : (size_t)driver->settings.body_bytes;
}

static enum cd_rc loop_start(void *app, struct cd_loop *loop)
{
    return cd_db_attach(((struct driver *)app)->db, loop);
}

static void loop_stop(void *app, struct cd_loop *loop)
{
    cd_db_detach(((struct driver *)app)->db, loop);
}

static void prepare(struct driver *driver)
{
    driver->context = cd_prepared("select set_config('chatdong.actor_id', $1, true), "
                                  "set_config('chatdong.dongs', $2, true)",
                                  2);
    driver->key = cd_prepared("select id, name, note from person where id = $1", 1);
    driver->list = cd_prepared("select p.id, p.name, p.note, q.name as other from person p "
                               "join person q on q.id = p.id + 1 where p.id >= $1 "
                               "order by p.id limit 20",
                               1);
    driver->sleep = cd_prepared("select pg_sleep($1)::text", 1);
    driver->insert = cd_prepared("insert into written (text) values ($1) returning id", 1);
    driver->nothing = cd_prepared("select 1", 0);
}

static int fail(const struct cd_buf *why)
{
    (void)fprintf(stderr, "%s\n", why->ptr);
    return 1;
}

static int serve(struct driver *driver, struct cd_buf *why)
{
    struct cd_server_config config = {.settings = &driver->settings,
                                      .handle = handle,
                                      .body_limit = body_limit,
                                      .loop_start = loop_start,
                                      .loop_stop = loop_stop,
                                      .admin = admin,
                                      .app = driver};
    sigset_t stop;
    int signal_number;

    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTERM);
    (void)sigaddset(&stop, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &stop, NULL);
    if (cd_server_start(&config, &driver->server, why) != CD_OK)
        return fail(why);
    (void)printf("{\"port\":%d,\"admin_port\":%d}\n", cd_server_port(driver->server),
                 cd_server_admin_port(driver->server));
    (void)fflush(stdout);
    (void)sigwait(&stop, &signal_number);
    cd_server_drain(driver->server);
    cd_server_free(driver->server);
    return 0;
}

static enum cd_log_level level_of(const char *name)
{
    return strcmp(name, "debug") == 0   ? CD_LOG_DEBUG
           : strcmp(name, "info") == 0  ? CD_LOG_INFO
           : strcmp(name, "error") == 0 ? CD_LOG_ERROR
                                        : CD_LOG_WARN;
}

int main(void)
{
    struct driver driver = {.db = NULL};
    CD_BUF_AUTO(why, 4096);

    if (cd_settings_load(NULL, &driver.settings, &why) != CD_OK)
        return fail(&why);
    cd_log_init(level_of(driver.settings.log_level));
    prepare(&driver);
    if (cd_db_new(&driver.settings, driver.settings.database, &driver.db, &why) != CD_OK)
        return fail(&why);
    int status = serve(&driver, &why);
    cd_db_free(driver.db);
    cd_settings_release(&driver.settings);
    cd_log_flush();
    return status;
}
