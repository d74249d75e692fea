#include "command.h"

#include "base/embed.h"
#include "base/log.h"
#include "db/migrate.h"
#include "http/area.h"
#include "http/boundaries.h"
#include "http/dispatch.h"
#include "http/metrics.h"
#include "http/server.h"
#include "jobs/schedule.h"
#include "jobs/worker.h"
#include "options.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#define CONNECT_SECONDS 60

static const char help[] =
    "usage: chatdong serve [--config FILE]\n\n"
    "Serves the API until SIGTERM. Settings come from FILE and from CHATDONG_… variables; see\n"
    "`chatdong version --settings`. SIGHUP reads keys, log level, dong codes and boundaries "
    "again.\n";

int cd_command_usage(const char *text)
{
    (void)fputs(text, stderr);
    return CD_EXIT_USAGE;
}

int cd_command_settings(const char *file, struct cd_settings *ret)
{
    CD_BUF_AUTO(why, 4096);

    if (cd_settings_load(file, ret, &why) == CD_OK)
        return CD_EXIT_OK;
    (void)fprintf(stderr, "chatdong: settings: %s\n", why.ptr);
    return CD_EXIT_SETTINGS;
}

PGconn *cd_command_connect(const char *conninfo, int wait_seconds)
{
    PGconn *conn = PQconnectdb(conninfo);

    for (int i = 0; i < wait_seconds && PQstatus(conn) != CONNECTION_OK; i++) {
        (void)nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
        PQreset(conn);
    }
    PGresult *set = PQexec(conn, "set search_path = chatdong; set timezone = 'UTC'");
    bool ok = PQresultStatus(set) == PGRES_COMMAND_OK;
    PQclear(set);
    if (ok)
        return conn;
    (void)fprintf(stderr, "chatdong: database: %s", PQerrorMessage(conn));
    PQfinish(conn);
    return NULL;
}

int cd_command_findings(const struct cd_findings *findings)
{
    for (const struct cd_finding *f = findings->first; f != NULL; f = f->next)
        (void)fprintf(stderr, "%s:%d: %s\n", f->file, f->line, f->reason);
    return findings->count == 0 ? CD_EXIT_OK : CD_EXIT_FOUND;
}

/* Under LC_CTYPE C the database's text functions do not know Hangul: a search would silently find
 * nothing (DESIGN.md 7). */
static bool has_unicode(PGconn *conn)
{
    PGresult *rows =
        PQexec(conn, "select pg_encoding_to_char(encoding) = 'UTF8' and datctype not in "
                     "('C', 'POSIX') from pg_database where datname = "
                     "current_database()");
    bool ok = PQresultStatus(rows) == PGRES_TUPLES_OK && PQntuples(rows) == 1 &&
              strcmp(PQgetvalue(rows, 0, 0), "t") == 0;

    PQclear(rows);
    if (!ok)
        (void)fputs("chatdong: the database must have encoding UTF8 and an LC_CTYPE that knows "
                    "Unicode, such as C.UTF-8\n",
                    stderr);
    return ok;
}

static bool is_migrated(PGconn *conn)
{
    CD_BUF_AUTO(why, 4096);
    int pending = 0;

    if (cd_migrate_pending(conn, &pending, &why) == CD_OK && pending == 0)
        return true;
    (void)fprintf(stderr,
                  "chatdong: the database is not at this binary's schema: %s%d migrations "
                  "pending; run `chatdong migrate`\n",
                  why.ptr, pending);
    return false;
}

/* Everything that must hold before a port is opened. */
static int prepare(struct cd_app *app, PGconn *conn)
{
    const struct cd_sources embedded = {NULL, NULL};
    struct cd_findings findings;
    CD_BUF_AUTO(why, 4096);

    if (!has_unicode(conn) || !is_migrated(conn))
        return CD_EXIT_DATABASE;
    app->migrated = true;
    cd_findings_init(&findings, app->arena);
    cd_app_compile(app, &embedded, conn, &findings);
    cd_schedule_check(conn, &findings);
    if (findings.count > 0)
        return cd_command_findings(&findings);
    if (cd_area_load(app, conn, &why) != CD_OK || cd_boundaries_load(app, conn, &why) != CD_OK ||
        cd_app_open(app, &why) != CD_OK) {
        (void)fprintf(stderr, "chatdong: %s\n", why.ptr);
        return CD_EXIT_SETTINGS;
    }
    return CD_EXIT_OK;
}

static enum cd_rc loop_start(void *arg, struct cd_loop *loop)
{
    struct cd_app *app = arg;

    return cd_db_attach(app->db, loop);
}

static void loop_stop(void *arg, struct cd_loop *loop)
{
    struct cd_app *app = arg;

    cd_db_detach(app->db, loop);
}

static sigset_t server_signals(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    return set;
}

/* The log level may change in the file; every other setting needs a restart. */
static void reload(struct cd_app *app, const char *config)
{
    struct cd_settings fresh;

    if (cd_command_settings(config, &fresh) != CD_EXIT_OK)
        return;
    cd_app_reload(app, fresh.log_level);
    cd_settings_release(&fresh);
}

static void wait_for_end(struct cd_app *app, const char *config)
{
    sigset_t set = server_signals();
    int signal_number = 0;

    while (sigwait(&set, &signal_number) == 0 && signal_number == SIGHUP)
        reload(app, config);
    cd_log(CD_LOG_INFO, "stopping", CD_LOG_INT("signal", signal_number));
    (void)sd_notify(0, "STOPPING=1");
}

static int serve(struct cd_app *app, const char *config, cd_command_ready *ready, void *arg)
{
    const struct cd_server_config server = {
        .settings = app->settings,
        .handle = cd_dispatch,
        .body_limit = cd_dispatch_body_limit,
        .loop_start = loop_start,
        .loop_stop = loop_stop,
        .admin = cd_admin,
        .app = app,
    };
    struct cd_worker *worker = NULL;
    CD_BUF_AUTO(why, 4096);

    if (app->settings->worker_database[0] != '\0' &&
        cd_worker_start(app->settings, &worker, &why) != CD_OK) {
        (void)fprintf(stderr, "chatdong: worker: %s\n", why.ptr);
        return CD_EXIT_DATABASE;
    }
    app->more_metrics = cd_worker_metrics;
    app->more_metrics_arg = worker;
    if (cd_server_start(&server, &app->server, &why) != CD_OK) {
        (void)fprintf(stderr, "chatdong: server: %s\n", why.ptr);
        cd_worker_stop(worker);
        return CD_EXIT_SETTINGS;
    }
    cd_log(CD_LOG_INFO, "listening", CD_LOG_INT("port", cd_server_port(app->server)),
           CD_LOG_INT("admin_port", cd_server_admin_port(app->server)),
           CD_LOG_STR("mode", app->settings->mode), CD_LOG_STR("version", CHATDONG_VERSION));
    (void)sd_notify(0, "READY=1");
    if (ready != NULL)
        ready(arg, cd_server_port(app->server), cd_server_admin_port(app->server));
    wait_for_end(app, config);
    cd_server_drain(app->server);
    cd_server_free(app->server);
    cd_worker_stop(worker);
    cd_log(CD_LOG_INFO, "stopped");
    return CD_EXIT_OK;
}

int cd_command_run_server(const struct cd_settings *settings, const char *config,
                          cd_command_ready *ready, void *arg)
{
    struct cd_app app = {.settings = settings, .arena = cd_arena_new()};
    sigset_t set = server_signals();

    (void)pthread_sigmask(SIG_BLOCK, &set, NULL); /* before any thread: they inherit it */
    cd_log_init(cd_app_log_level(settings->log_level));
    PGconn *conn = cd_command_connect(settings->database, CONNECT_SECONDS);
    int code = conn != NULL ? prepare(&app, conn) : CD_EXIT_DATABASE;
    PQfinish(conn);
    (void)malloc_trim(0); /* what only compiling needed goes back to the system */
    cd_embed_forget();
    if (code == CD_EXIT_OK)
        code = serve(&app, config, ready, arg);
    cd_app_close(&app);
    cd_arena_free(app.arena);
    cd_log_flush();
    return code;
}

int cd_command_serve(int argc, char **argv)
{
    const char *config = NULL;
    const struct cd_option options[] = {{"config", NULL, &config, 1, NULL}};
    struct cd_settings settings;
    bool helped;

    if (!cd_options_read(argc, argv, options, 1, help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    code = cd_command_run_server(&settings, config, NULL, NULL);
    cd_settings_release(&settings);
    return code;
}
