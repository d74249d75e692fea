/*
 * The service with hooks and a contract of its own, for tests of what include/chatdong/request.h
 * promises to hooks:
 *     hook_driver check CONTRACT SQL_ROOT    findings as `file:line: reason`, exit 1 when there are
 * any hook_driver serve CONTRACT SQL_ROOT    serves until SIGTERM; ports on stdout Settings as the
 * service's, from CHATDONG_* variables.
 */
#include "base/log.h"
#include "chatdong/request.h"
#include "http/app.h"
#include "http/area.h"
#include "http/dispatch.h"
#include "http/metrics.h"
#include "http/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the hooks: a gauge measures a text --- */

static struct cd_str text_of(struct cd_request *req)
{
    const json_t *text = json_object_get(cd_request_body(req), "text");
    struct cd_str param = {"", 0};

    if (json_is_string(text))
        return (struct cd_str){json_string_value(text), json_string_length(text)};
    (void)cd_request_param(req, "text", &param);
    return param;
}

static void give_score(struct cd_request *req, struct cd_str text)
{
    char digits[24];

    (void)snprintf(digits, sizeof digits, "%zu", text.len);
    cd_request_give(req, "score", cd_str_of(digits));
    if (text.len > 10)
        cd_request_give(req, "band", CD_STR("long"));
}

/* Public, and a change: what was read goes into what is given. */
static enum cd_rc measure(struct cd_request *req)
{
    json_t *rows;

    if (text_of(req).len == 1) {
        cd_request_error(req, "/text", "short", "is too short to be measured");
        return cd_fail(req, CD_UNPROCESSABLE, "gauge_short", "One letter has no measure");
    }
    give_score(req, text_of(req));
    enum cd_rc rc = cd_request_read(req, "gauges_programs", &rows);
    if (rc != CD_OK)
        return rc;
    char *text = json_dumps(rows, JSON_COMPACT);
    cd_request_give(req, "programs", cd_str_of(text));
    free(text);
    return CD_OK;
}
CD_HOOK(gauges_get, .before = measure, .takes = "text", .gives = "score,band,programs",
        .reads = "gauges_programs");
CD_HOOK(gauges_create, .before = measure, .takes = "text", .gives = "score, band, programs",
        .reads = "gauges_programs");

/* Answers alone, with what row-level security lets it see. */
static enum cd_rc answer_rows(struct cd_request *req)
{
    json_t *rows;
    enum cd_rc rc = cd_request_read(req, "gauges_households", &rows);

    if (rc != CD_OK)
        return rc;
    char *text = json_dumps(rows, JSON_COMPACT);
    cd_answer(req, 200, "application/json",
              cd_str_of(cd_arena_printf(cd_request_arena(req), "{\"rows\":%s}", text)));
    free(text);
    return CD_OK;
}
CD_HOOK(gauges_seen, .before = answer_rows, .reads = "gauges_households");

static enum cd_rc misuse(struct cd_request *req)
{
    struct cd_str how = {"", 0};
    json_t *rows;

    (void)cd_request_param(req, "how", &how);
    if (cd_str_is(how, "gives"))
        cd_request_give(req, "nothing", CD_STR("1"));
    if (cd_str_is(how, "reads"))
        return cd_request_read(req, "gauges_programs", &rows);
    return CD_OK;
}
CD_HOOK(gauges_misuse, .before = misuse, .takes = "how");

static enum cd_rc many(struct cd_request *req)
{
    json_t *rows;
    enum cd_rc rc = cd_request_read(req, "gauges_series", &rows);

    if (rc == CD_OK)
        cd_answer(req, 200, "application/json",
                  cd_str_of(cd_arena_printf(cd_request_arena(req), "{\"rows\":%zu}",
                                            json_array_size(rows))));
    return rc;
}
CD_HOOK(gauges_many, .before = many, .reads = "gauges_series");

/* --- the service around them --- */

static enum cd_rc loop_start(void *app, struct cd_loop *loop)
{
    return cd_db_attach(((struct cd_app *)app)->db, loop);
}

static void loop_stop(void *app, struct cd_loop *loop)
{
    cd_db_detach(((struct cd_app *)app)->db, loop);
}

static int fail(const struct cd_buf *why)
{
    (void)fprintf(stderr, "%s\n", why->ptr);
    return 2;
}

static int serve(struct cd_app *app, PGconn *conn, struct cd_buf *why)
{
    const struct cd_server_config config = {.settings = app->settings,
                                            .handle = cd_dispatch,
                                            .body_limit = cd_dispatch_body_limit,
                                            .loop_start = loop_start,
                                            .loop_stop = loop_stop,
                                            .admin = cd_admin,
                                            .app = app};
    sigset_t stop;
    int signal_number;

    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &stop, NULL);
    app->migrated = true;
    if (cd_area_load(app, conn, why) != CD_OK || cd_app_open(app, why) != CD_OK ||
        cd_server_start(&config, &app->server, why) != CD_OK)
        return fail(why);
    (void)printf("{\"port\":%d}\n", cd_server_port(app->server));
    (void)fflush(stdout);
    (void)sigwait(&stop, &signal_number);
    cd_server_drain(app->server);
    cd_server_free(app->server);
    return 0;
}

static int run(struct cd_app *app, char **argv, struct cd_buf *why)
{
    const struct cd_sources sources = {argv[2], argv[3]};
    struct cd_findings findings;
    PGconn *conn = PQconnectdb(app->settings->database);
    int code = 1;

    PQclear(PQexec(conn, "set search_path = chatdong"));
    cd_findings_init(&findings, app->arena);
    cd_app_compile(app, &sources, conn, &findings);
    for (const struct cd_finding *f = findings.first; f != NULL; f = f->next)
        (void)printf("%s:%d: %s\n", f->file, f->line, f->reason);
    if (findings.count == 0)
        code = strcmp(argv[1], "serve") == 0 ? serve(app, conn, why) : 0;
    PQfinish(conn);
    return code;
}

int main(int argc, char **argv)
{
    struct cd_settings settings;
    CD_BUF_AUTO(why, 4096);

    if (argc != 4 || cd_settings_load(NULL, &settings, &why) != CD_OK)
        return fail(&why);
    cd_log_init(cd_app_log_level(settings.log_level));
    struct cd_app app = {.settings = &settings, .arena = cd_arena_new()};
    int code = run(&app, argv, &why);
    cd_app_close(&app);
    cd_arena_free(app.arena);
    cd_settings_release(&settings);
    cd_log_flush();
    return code;
}
