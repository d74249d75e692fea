#include "db/stmt_text.h"

#include <stdlib.h>
#include <string.h>

#define SQL_MAX ((size_t)1 << 20)

struct describe {
    struct cd_stmt *stmt;
    struct cd_arena *arena;
    PGconn *conn;
    struct cd_findings *findings;
};

static void clear_result(PGresult **result)
{
    PQclear(*result);
}

#define RESULT_AUTO __attribute__((cleanup(clear_result))) PGresult

/* PostgreSQL counts the error's position in characters from 1. */
static int line_at(const struct cd_stmt *stmt, const char *sql, const char *position)
{
    int64_t left;
    int line = stmt->line;

    if (!cd_str_int64(cd_str_of(position), &left))
        return line;
    for (const char *p = sql; *p != '\0' && left > 1; p++) {
        line += *p == '\n';
        left -= (p[1] & 0xc0) != 0x80; /* the next byte starts a character */
    }
    return line;
}

static void add_sql_error(struct describe *d, const char *sql, const PGresult *result)
{
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    struct cd_str reason = cd_str_of(message != NULL ? message : PQerrorMessage(d->conn));

    while (reason.len > 0 && reason.ptr[reason.len - 1] == '\n')
        reason.len--;
    cd_findings_add(d->findings, d->stmt->file, line_at(d->stmt, sql, position),
                    "statement '%s': %.*s", d->stmt->name.ptr, (int)reason.len, reason.ptr);
}

/* The description of one variant, or NULL with a finding. The caller clears it. */
static PGresult *describe_variant(struct describe *d, uint32_t present, enum cd_stmt_page page,
                                  int *slots)
{
    CD_BUF_AUTO(sql, SQL_MAX);
    int slot_count;

    cd_stmt_write(d->stmt, present, page, &sql, slots, &slot_count);
    if (sql.overflow) {
        cd_findings_add(d->findings, d->stmt->file, d->stmt->line, "statement '%s' is too long",
                        d->stmt->name.ptr);
        return NULL;
    }
    PGresult *result = PQprepare(d->conn, "", sql.ptr, 0, NULL);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        result = PQdescribePrepared(d->conn, "");
    }
    if (PQresultStatus(result) == PGRES_COMMAND_OK)
        return result;
    add_sql_error(d, sql.ptr, result);
    PQclear(result);
    return NULL;
}

static void take_types(struct describe *d, const PGresult *result, const int *slots)
{
    struct cd_stmt *stmt = d->stmt;

    for (int i = 0; i < PQnparams(result); i++)
        stmt->params[slots[i]].type = PQparamtype(result, i);
    stmt->column_count = (size_t)PQnfields(result);
    stmt->columns = cd_arena_alloc(d->arena, (stmt->column_count + 1) * sizeof *stmt->columns);
    for (size_t i = 0; i < stmt->column_count; i++)
        stmt->columns[i] = (struct cd_stmt_column){
            cd_arena_copy(d->arena, cd_str_of(PQfname(result, (int)i))), PQftype(result, (int)i)};
}

static bool has_column(const struct cd_stmt *stmt, struct cd_str name, size_t from)
{
    for (size_t i = from; i < stmt->column_count; i++) {
        if (cd_str_eq(stmt->columns[i].name, name))
            return true;
    }
    return false;
}

static void check_columns(struct describe *d)
{
    const struct cd_stmt *stmt = d->stmt;

    for (size_t i = 0; i < stmt->column_count; i++) {
        if (has_column(stmt, stmt->columns[i].name, i + 1))
            cd_findings_add(d->findings, stmt->file, stmt->line,
                            "statement '%s' gives column '%s' twice", stmt->name.ptr,
                            stmt->columns[i].name.ptr);
    }
    for (size_t i = 0; i < stmt->order_count; i++) {
        if (!has_column(stmt, stmt->order[i], 0))
            cd_findings_add(d->findings, stmt->file, stmt->line,
                            "'-- order:' of '%s' names '%s', which is not an output column",
                            stmt->name.ptr, stmt->order[i].ptr);
    }
}

/* What optional lines bring must not change the answer's shape. */
static void check_same_columns(struct describe *d, const PGresult *result)
{
    const struct cd_stmt *stmt = d->stmt;
    bool same = (size_t)PQnfields(result) == stmt->column_count;

    for (size_t i = 0; same && i < stmt->column_count; i++)
        same = cd_str_is(stmt->columns[i].name, PQfname(result, (int)i)) &&
               stmt->columns[i].type == PQftype(result, (int)i);
    if (!same)
        cd_findings_add(d->findings, stmt->file, stmt->line,
                        "statement '%s' has other columns without its optional lines",
                        stmt->name.ptr);
}

static void describe_page(struct describe *d, uint32_t present, enum cd_stmt_page page, int *slots)
{
    RESULT_AUTO *result = describe_variant(d, present, page, slots);

    if (result != NULL && page != CD_PAGE_COUNT)
        check_same_columns(d, result);
}

void cd_stmt_describe(struct cd_stmt *stmt, struct cd_arena *arena, PGconn *conn,
                      struct cd_findings *findings)
{
    struct describe d = {stmt, arena, conn, findings};
    uint32_t all = (1u << stmt->optional_count) - 1;
    int *slots = cd_arena_alloc(arena, (stmt->param_count + stmt->order_count + 1) * sizeof *slots);
    RESULT_AUTO *full = describe_variant(&d, all, CD_PAGE_NONE, slots);

    if (full == NULL)
        return;
    take_types(&d, full, slots);
    check_columns(&d);
    if (all != 0)
        describe_page(&d, 0, CD_PAGE_NONE, slots);
    if (stmt->order_count > 0) {
        describe_page(&d, all, CD_PAGE_FIRST, slots);
        describe_page(&d, all, CD_PAGE_AFTER, slots);
        describe_page(&d, all, CD_PAGE_COUNT, slots);
    }
}
