#include "command.h"

#include "db/migrate.h"
#include "jobs/schedule.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char check_help[] =
    "usage: chatdong check [--database CONNINFO] [--contract FILE] [--sql-root DIR] [--config "
    "FILE]\n\n"
    "Holds the contract, the statements and the hooks against each other, as `serve` does before\n"
    "it opens a port, and prints `file:line: reason` for whatever does not fit. Types are checked\n"
    "against the database (--database, or the setting), which must be migrated; without one they\n"
    "are not. --contract and --sql-root read a tree instead of what stands in the binary.\n";

static const char explain_help[] =
    "usage: chatdong explain OPERATION [name=value …] [--config FILE]\n\n"
    "Prints the route, roles and area of the operation, the SQL that these parameters give, and\n"
    "PostgreSQL's plan for it.\n";

static int compile(struct cd_app *app, const struct cd_sources *sources, PGconn *conn)
{
    struct cd_findings findings;

    cd_findings_init(&findings, app->arena);
    cd_app_compile(app, sources, conn, &findings);
    if (conn != NULL)
        cd_schedule_check(conn, &findings);
    return cd_command_findings(&findings);
}

int cd_command_check(int argc, char **argv)
{
    const char *database = NULL, *config = NULL;
    struct cd_sources sources = {NULL, NULL};
    const struct cd_option options[] = {
        {"database", NULL, &database, 1, NULL},
        {"contract", NULL, &sources.contract_file, 1, NULL},
        {"sql-root", NULL, &sources.sql_root, 1, NULL},
        {"config", NULL, &config, 1, NULL},
    };
    struct cd_settings settings;
    PGconn *conn = NULL;
    bool helped;

    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, check_help,
                         &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    struct cd_app app = {.settings = &settings, .arena = cd_arena_new()};
    if (database == NULL && settings.database[0] != '\0')
        database = settings.database;
    if (database != NULL)
        conn = cd_command_connect(database, 0);
    code = database != NULL && conn == NULL ? CD_EXIT_DATABASE : compile(&app, &sources, conn);
    if (code == CD_EXIT_OK)
        (void)printf("%zu operations fit their statements and hooks%s\n",
                     app.contract->operation_count,
                     conn != NULL ? "" : " (types not checked: no database)");
    PQfinish(conn);
    cd_arena_free(app.arena);
    cd_settings_release(&settings);
    return code;
}

/* name=value of the command line; NULL when it is not given. */
static const char *given(const char *const *pairs, size_t count, struct cd_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(pairs[i], name.ptr, name.len) == 0 && pairs[i][name.len] == '=')
            return pairs[i] + name.len + 1;
    }
    return NULL;
}

static void print_operation(const struct cd_operation *op)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    static const char *const areas[] = {"none", "own", "dong", "gu", "city"};
    static const char *const lanes[] = {"short", "long", "write"};

    (void)printf("operation  %s\nroute      %s %s\nroles     ", op->id.ptr, methods[op->method],
                 op->path.ptr);
    for (int role = 0; role < CD_ROLE_COUNT; role++) {
        if ((op->roles & (1U << role)) != 0)
            (void)printf(" %s", cd_role_name((enum cd_role)role));
    }
    (void)printf("%s\nscopes    ", op->is_public ? " public" : "");
    for (size_t i = 0; i < op->scope_count; i++)
        (void)printf(" %.*s", (int)op->scopes[i].len, op->scopes[i].ptr);
    (void)printf("\narea       %s\nlane       %s\n", areas[op->area], lanes[op->lane]);
}

static void print_plan(PGconn *conn, const struct cd_stmt *stmt,
                       const struct cd_stmt_variant *variant, const char *const *pairs,
                       size_t pair_count)
{
    CD_BUF_AUTO(sql, 1 << 20);
    const char *separator = "(";

    cd_buf_addf(&sql, "explain execute chatdong_explain");
    for (int i = 0; i < variant->slot_count; i++) {
        int slot = variant->slots[i];
        const char *value = slot >= 0 ? given(pairs, pair_count, stmt->params[slot].name) : NULL;
        char *quoted = value != NULL ? PQescapeLiteral(conn, value, strlen(value)) : NULL;
        cd_buf_addf(&sql, "%s%s", separator, quoted != NULL ? quoted : "null");
        PQfreemem(quoted);
        separator = ", ";
    }
    cd_buf_adds(&sql, variant->slot_count > 0 ? ")" : "");
    PQclear(PQexec(conn, "set plan_cache_mode = force_generic_plan"));
    PQclear(PQprepare(conn, "chatdong_explain", variant->prepared->sql, 0, NULL));
    PGresult *rows = PQexec(conn, sql.ptr);
    (void)printf("plan\n");
    for (int i = 0; i < PQntuples(rows); i++)
        (void)printf("  %s\n", PQgetvalue(rows, i, 0));
    if (PQresultStatus(rows) != PGRES_TUPLES_OK)
        (void)printf("  %s", PQerrorMessage(conn));
    PQclear(rows);
}

static int explain(struct cd_app *app, PGconn *conn, const char *const *words, size_t count)
{
    const struct cd_operation *op = cd_contract_operation(app->contract, cd_str_of(words[0]));
    const struct cd_plan *plan = op != NULL ? op->plan : NULL;
    uint32_t present = 0;

    if (op == NULL) {
        (void)fprintf(stderr, "chatdong: no operation %s\n", words[0]);
        return CD_EXIT_USAGE;
    }
    print_operation(op);
    if (plan->stmt == NULL) {
        (void)printf("hook       %s\n", plan->hook->name);
        return CD_EXIT_OK;
    }
    for (size_t i = 0; i < plan->stmt->optional_count; i++) {
        if (given(words + 1, count - 1, plan->stmt->optionals[i]) != NULL)
            present |= 1U << i;
    }
    const struct cd_stmt_variant *variant = cd_stmt_variant(
        plan->stmt, present, op->result == CD_RESULT_MANY ? CD_PAGE_FIRST : CD_PAGE_NONE);
    (void)printf("statement  %s:%d\n\n%s\n\n", plan->stmt->file, plan->stmt->line,
                 variant->prepared->sql);
    for (int i = 0; i < variant->slot_count; i++) {
        int slot = variant->slots[i];
        (void)printf("  $%d = :%s\n", i + 1,
                     slot >= 0 ? plan->stmt->params[slot].name.ptr : "page_limit");
    }
    print_plan(conn, plan->stmt, variant, words + 1, count - 1);
    return CD_EXIT_OK;
}

int cd_command_explain(int argc, char **argv)
{
    const char *config = NULL, *words[CD_OPTION_MANY];
    size_t count = 0;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {NULL, NULL, words, CD_OPTION_MANY, &count},
    };
    const struct cd_sources embedded = {NULL, NULL};
    struct cd_settings settings;
    bool helped;

    if (!cd_options_read(argc, argv, options, 2, explain_help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (count == 0)
        return cd_command_usage(explain_help);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    struct cd_app app = {.settings = &settings, .arena = cd_arena_new()};
    PGconn *conn = cd_command_connect(settings.database, 0);
    code = conn == NULL ? CD_EXIT_DATABASE : compile(&app, &embedded, conn);
    if (code == CD_EXIT_OK)
        code = explain(&app, conn, words, count);
    PQfinish(conn);
    cd_arena_free(app.arena);
    cd_settings_release(&settings);
    return code;
}
