#include "db/migrate.h"
#include "base/embed.h"
#include "base/secret.h"

#include <string.h>

#define MIGRATIONS "sql/migrations/"
#define FUNCTIONS "sql/functions/"
#define LOCK_KEY "hashtextextended('chatdong migrate', 0)"

/* The record of what ran is made by the first migration's transaction: the roles that own and read
 * it stand only then. */
#define RECORD_TABLE                                                                               \
    "create table if not exists chatdong.schema_migration ("                                       \
    " name text primary key, digest text not null, applied_at timestamptz not null default "       \
    "now());"                                                                                      \
    "alter table chatdong.schema_migration owner to chatdong_owner;"                               \
    "grant select on chatdong.schema_migration to chatdong_api, chatdong_worker"

struct record {
    PGresult *rows; /* name, digest in hex; no rows before the first migration */
};

static bool is_migration(const struct cd_embedded *file)
{
    return strncmp(file->path, MIGRATIONS, sizeof MIGRATIONS - 1) == 0;
}

static bool is_function(const struct cd_embedded *file)
{
    return strncmp(file->path, FUNCTIONS, sizeof FUNCTIONS - 1) == 0;
}

static void digest_of(const struct cd_embedded *file, char hex[65])
{
    unsigned char digest[32];

    cd_sha256((struct cd_str){(const char *)file->start, (size_t)(file->end - file->start)},
              digest);
    cd_hex(digest, sizeof digest, hex);
}

static void add_server_error(struct cd_buf *why, const PGconn *conn)
{
    struct cd_str message = cd_str_of(PQerrorMessage(conn));

    while (message.len > 0 && message.ptr[message.len - 1] == '\n')
        message.len--;
    cd_buf_add(why, message.ptr, message.len);
}

static bool run(PGconn *conn, const char *sql, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    add_server_error(why, conn);
    return false;
}

static bool read_record(PGconn *conn, struct record *record, struct cd_buf *why)
{
    PGresult *found = PQexec(conn, "select where to_regclass('chatdong.schema_migration') is null");
    bool ok = PQresultStatus(found) == PGRES_TUPLES_OK;
    bool none = ok && PQntuples(found) == 1;

    PQclear(found);
    if (!ok) {
        add_server_error(why, conn);
        return false;
    }
    record->rows = PQexec(conn, none ? "select '' as name, '' as digest where false"
                                     : "select name, digest from chatdong.schema_migration");
    if (PQresultStatus(record->rows) == PGRES_TUPLES_OK)
        return true;
    add_server_error(why, conn);
    PQclear(record->rows);
    return false;
}

/* The digest under which the file ran, NULL when it has not. */
static const char *recorded(const struct record *record, const char *path)
{
    for (int i = 0; i < PQntuples(record->rows); i++) {
        if (strcmp(PQgetvalue(record->rows, i, 0), path) == 0)
            return PQgetvalue(record->rows, i, 1);
    }
    return NULL;
}

static bool is_embedded(const char *path)
{
    struct cd_str bytes;

    return cd_embed_find(path, &bytes);
}

/* Something ran that we don't have, something we have was changed since it ran, or something older
 * than what ran has not run: then this binary does not fit this database. Says which. */
static bool fits(const struct record *record, struct cd_buf *why)
{
    const char *missing = NULL;

    for (int i = 0; i < PQntuples(record->rows); i++) {
        const char *path = PQgetvalue(record->rows, i, 0);
        if (strncmp(path, MIGRATIONS, sizeof MIGRATIONS - 1) == 0 && !is_embedded(path)) {
            cd_buf_addf(why, "the database has %s, which this version does not know", path);
            return false;
        }
    }
    for (size_t i = 0; i < cd_embedded_count; i++) {
        const struct cd_embedded *file = &cd_embedded_files[i];
        const char *digest = recorded(record, file->path);
        char now[65];
        if (!is_migration(file))
            continue;
        digest_of(file, now);
        if (digest == NULL) {
            missing = file->path;
        } else if (strcmp(digest, now) != 0) {
            cd_buf_addf(why, "%s was changed after it ran", file->path);
            return false;
        } else if (missing != NULL) {
            cd_buf_addf(why, "%s did not run, but the later %s did", missing, file->path);
            return false;
        }
    }
    return true;
}

static bool is_pending(const struct record *record, const struct cd_embedded *file)
{
    const char *digest = recorded(record, file->path);
    char now[65];

    if (is_migration(file))
        return digest == NULL;
    if (!is_function(file))
        return false;
    digest_of(file, now);
    return digest == NULL || strcmp(digest, now) != 0;
}

/* "path:line: message", the line being where PostgreSQL points into the file. */
static void add_place(struct cd_buf *why, const char *path, const char *text,
                      const PGresult *result)
{
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    int64_t left = 0;
    int line = 1;

    if (!cd_str_int64(cd_str_of(position), &left)) {
        cd_buf_addf(why, "%s: ", path);
        return;
    }
    for (const char *p = text; *p != '\0' && left > 1; p++) {
        line += *p == '\n';
        left -= (p[1] & 0xc0) != 0x80;
    }
    cd_buf_addf(why, "%s:%d: ", path, line);
}

static bool run_file(PGconn *conn, const struct cd_embedded *file, struct cd_buf *why)
{
    CD_BUF_AUTO(text, (size_t)(file->end - file->start) + 1);

    cd_buf_add(&text, file->start, (size_t)(file->end - file->start));
    PGresult *result = PQexec(conn, text.ptr);
    ExecStatusType status = PQresultStatus(result);
    bool ok =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!ok) {
        add_place(why, file->path, text.ptr, result);
        add_server_error(why, conn);
    } else if (PQtransactionStatus(conn) != PQTRANS_INTRANS) {
        cd_buf_addf(why, "%s ends its own transaction", file->path);
        ok = false;
    }
    PQclear(result);
    return ok;
}

static bool write_record(PGconn *conn, const struct cd_embedded *file, struct cd_buf *why)
{
    char digest[65];
    const char *const values[] = {file->path, digest};

    digest_of(file, digest);
    if (!run(conn, RECORD_TABLE, why))
        return false;
    PGresult *result = PQexecParams(conn,
                                    "insert into chatdong.schema_migration (name, digest)"
                                    " values ($1, $2) on conflict (name) do update"
                                    " set digest = excluded.digest, applied_at = now()",
                                    2, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!ok)
        add_server_error(why, conn);
    PQclear(result);
    return ok;
}

static bool apply(PGconn *conn, const struct cd_embedded *file, struct cd_buf *why)
{
    CD_BUF_AUTO(ignored, 1000);

    if (!run(conn, "begin", why))
        return false;
    if (run_file(conn, file, why) && write_record(conn, file, why) && run(conn, "commit", why))
        return true;
    (void)run(conn, "rollback", &ignored);
    return false;
}

/* Functions run all of them or none: the last one amends the triggers of those before it. */
static bool is_function_pending(const struct record *record)
{
    for (size_t i = 0; i < cd_embedded_count; i++) {
        if (is_function(&cd_embedded_files[i]) && is_pending(record, &cd_embedded_files[i]))
            return true;
    }
    return false;
}

static bool apply_all(PGconn *conn, int *ret_applied, struct cd_buf *why)
{
    struct record record;

    if (!read_record(conn, &record, why))
        return false;
    bool ok = fits(&record, why);
    bool renew = is_function_pending(&record);
    for (int functions = 0; functions < 2; functions++) {
        for (size_t i = 0; ok && i < cd_embedded_count; i++) {
            const struct cd_embedded *file = &cd_embedded_files[i];
            bool wanted = functions == 1 ? renew && is_function(file)
                                         : is_migration(file) && is_pending(&record, file);
            if (!wanted)
                continue;
            ok = apply(conn, file, why);
            *ret_applied += ok;
        }
    }
    PQclear(record.rows);
    return ok;
}

enum cd_rc cd_migrate(PGconn *owner, int *ret_applied, struct cd_buf *why)
{
    CD_BUF_AUTO(ignored, 1000);

    *ret_applied = 0;
    if (!run(owner, "set client_min_messages = warning", why) ||
        !run(owner, "select pg_advisory_lock(" LOCK_KEY ")", why))
        return CD_UNAVAILABLE;
    bool ok = apply_all(owner, ret_applied, why);
    (void)run(owner, "select pg_advisory_unlock(" LOCK_KEY ")", &ignored);
    return ok ? CD_OK : CD_INTERNAL;
}

enum cd_rc cd_migrate_pending(PGconn *conn, int *ret_pending, struct cd_buf *why)
{
    struct record record;

    if (!read_record(conn, &record, why))
        return CD_UNAVAILABLE;
    *ret_pending = 0;
    if (!fits(&record, why))
        *ret_pending = -1;
    for (size_t i = 0; *ret_pending >= 0 && i < cd_embedded_count; i++)
        *ret_pending += is_pending(&record, &cd_embedded_files[i]);
    PQclear(record.rows);
    return CD_OK;
}
