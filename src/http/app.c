#include "http/app.h"

#include "base/embed.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "http/access.h"
#include "http/answer.h"
#include "http/area.h"
#include "http/boundaries.h"
#include "http/metrics.h"
#include "http/rate.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES ((size_t)8 << 20)
#define CORE_FILE "src/http/core.sql"

static bool read_file(struct cd_arena *arena, const char *path, struct cd_str *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return false;
    bool fits = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size <= FILE_BYTES;
    char *bytes = fits ? cd_arena_alloc(arena, (size_t)st.st_size + 1) : NULL;
    size_t len = 0;
    ssize_t got = 1;
    while (fits && got > 0 && len < (size_t)st.st_size) {
        got = read(fd, bytes + len, (size_t)st.st_size - len);
        len += got > 0 ? (size_t)got : 0;
    }
    (void)close(fd);
    *ret = (struct cd_str){bytes, len};
    return fits && got >= 0;
}

static void append(struct cd_stmt **list, struct cd_stmt *more)
{
    while (*list != NULL)
        list = &(*list)->next;
    *list = more;
}

static bool is_statement_file(const char *path)
{
    size_t len = strlen(path);

    return strcmp(path, CORE_FILE) == 0 ||
           (strncmp(path, "api/", 4) == 0 && len > 4 && strcmp(path + len - 4, ".sql") == 0);
}

static struct cd_stmt *embedded_statements(struct cd_app *app, struct cd_findings *findings)
{
    struct cd_stmt *list = NULL;

    for (size_t i = 0; i < cd_embedded_count; i++) {
        const struct cd_embedded *file = &cd_embedded_files[i];
        struct cd_str text = {(const char *)file->start, (size_t)(file->end - file->start)};
        if (is_statement_file(file->path))
            append(&list, cd_stmt_parse(app->arena, text, file->path, findings));
    }
    return list;
}

/* <root>/api/<front>/<slice>/<slice>.sql and the core's own file out of the binary. */
static struct cd_stmt *tree_statements(struct cd_app *app, const char *root,
                                       struct cd_findings *findings)
{
    struct cd_stmt *list = NULL;
    struct cd_str text;
    glob_t found = {0};
    const char *pattern = cd_arena_printf(app->arena, "%s/api/*/*/*.sql", root);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): there is no other thread yet */
    int rc = glob(pattern, 0, NULL, &found);

    if (rc != 0)
        cd_findings_add(findings, pattern, 0, "%s",
                        rc == GLOB_NOMATCH ? "no such file" : "can not be read");
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++) {
        const char *path = cd_arena_printf(app->arena, "%s", found.gl_pathv[i]);
        if (read_file(app->arena, path, &text))
            append(&list, cd_stmt_parse(app->arena, text, path, findings));
    }
    globfree(&found);
    if (cd_embed_find(CORE_FILE, &text))
        append(&list, cd_stmt_parse(app->arena, text, CORE_FILE, findings));
    return list;
}

static void load_contract(struct cd_app *app, const struct cd_sources *sources,
                          struct cd_findings *findings)
{
    const char *file = sources->contract_file != NULL ? sources->contract_file : "openapi.yaml";
    struct cd_str yaml = {"", 0};
    bool found = sources->contract_file != NULL ? read_file(app->arena, file, &yaml)
                                                : cd_embed_find(file, &yaml);

    if (!found) {
        cd_findings_add(findings, file, 0, "can not be read");
        return;
    }
    app->contract = cd_contract_load(app->arena, yaml, file, findings);
    if (app->contract == NULL)
        return;
    cd_answer_content_tag(app->contract->json, app->contract_tag);
}

static size_t read_names(struct cd_app *app, PGconn *conn, struct cd_stmt *stmt,
                         struct cd_str **ret)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(stmt, 0, CD_PAGE_NONE);
    PGresult *rows = PQexec(conn, variant->prepared->sql);
    size_t count = (size_t)PQntuples(rows);

    *ret = cd_arena_alloc(app->arena, (count + 1) * sizeof **ret);
    for (size_t i = 0; i < count; i++)
        (*ret)[i] = cd_arena_copy(app->arena, cd_str_of(PQgetvalue(rows, (int)i, 0)));
    PQclear(rows);
    return count;
}

void cd_app_compile(struct cd_app *app, const struct cd_sources *sources, PGconn *conn,
                    struct cd_findings *findings)
{
    struct cd_catalog catalog = {.area_tables = NULL};

    load_contract(app, sources, findings);
    struct cd_stmt *statements = sources->sql_root != NULL
                                     ? tree_statements(app, sources->sql_root, findings)
                                     : embedded_statements(app, findings);
    cd_plan_core(&app->core, statements, findings);
    if (conn != NULL) {
        for (struct cd_stmt *stmt = statements; stmt != NULL; stmt = stmt->next)
            cd_stmt_describe(stmt, app->arena, conn, findings);
    }
    if (app->contract == NULL || findings->count > 0)
        return;
    if (conn != NULL) {
        catalog.area_table_count =
            read_names(app, conn, app->core.area_tables, &catalog.area_tables);
        catalog.constraint_count =
            read_names(app, conn, app->core.constraints, &catalog.constraints);
    }
    cd_plan_bind(app, statements, conn != NULL ? &catalog : NULL, findings);
}

enum cd_rc cd_app_open(struct cd_app *app, struct cd_buf *why)
{
    struct cd_str key = cd_str_of(app->settings->cursor_key);

    if (key.len > 0)
        cd_sha256(key, app->cursor_key);
    else
        cd_random(app->cursor_key, sizeof app->cursor_key);
    app->metrics = cd_metrics_new(app->contract->operation_count);
    app->rate = cd_rate_new();
    app->access = cd_access_new(app);
    enum cd_rc rc = cd_auth_new(app->settings, &app->auth, why);
    if (rc == CD_OK)
        rc = cd_db_new(app->settings, app->settings->database, &app->db, why);
    if (rc == CD_OK)
        cd_auth_start(app->auth);
    return rc;
}

void cd_app_close(struct cd_app *app)
{
    cd_db_free(app->db);
    cd_auth_free(app->auth);
    cd_access_free(app->access);
    cd_rate_free(app->rate);
    cd_metrics_free(app->metrics);
    cd_area_release(app);
    cd_boundaries_release(app);
    app->db = NULL;
    app->auth = NULL;
}

enum cd_log_level cd_app_log_level(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0)
            return (enum cd_log_level)i;
    }
    return CD_LOG_INFO;
}

void cd_app_reload(struct cd_app *app, const char *log_level)
{
    CD_BUF_AUTO(why, 4096);

    cd_log_set_level(cd_app_log_level(log_level));
    cd_auth_reload(app->auth);
    PGconn *conn = PQconnectdb(app->settings->database);
    PGresult *set = PQexec(conn, "set search_path = chatdong");
    bool ok = PQresultStatus(set) == PGRES_COMMAND_OK && cd_area_load(app, conn, &why) == CD_OK &&
              cd_boundaries_load(app, conn, &why) == CD_OK;
    if (ok)
        cd_log(CD_LOG_INFO, "reloaded");
    else
        cd_log(CD_LOG_ERROR, "reload_failed", CD_LOG_STR("reason", why.ptr));
    PQclear(set);
    PQfinish(conn);
}
