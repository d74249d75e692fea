#include "jobs/import_load.h"

#include <stdio.h>
#include <string.h>

#define NOTES_SHOWN 10

struct cd_import_count cd_import_count_of(const struct cd_import_report *report, const char *what)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->counts[i].what, what) == 0)
            return report->counts[i];
    }
    return (struct cd_import_count){"", 0, 0, 0, 0};
}

void cd_import_report_release(struct cd_import_report *report)
{
    cd_buf_release(&report->notes);
}

bool cd_import_run(PGconn *conn, const char *sql, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    cd_buf_adds(why, PQerrorMessage(conn));
    return false;
}

/* COPY's text format: tab between fields, \N for NULL, backslashes before what is special. */
static void add_copy_field(struct cd_buf *out, struct cd_str field)
{
    if (field.len == 0) {
        cd_buf_adds(out, "\\N");
        return;
    }
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        const char *special = c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : NULL;
        if (special != NULL) {
            cd_buf_adds(out, special);
            continue;
        }
        if (c == '\\')
            cd_buf_addc(out, '\\');
        cd_buf_addc(out, c);
    }
}

static bool send_rows(PGconn *conn, const struct cd_csv *csv)
{
    CD_BUF_AUTO(line, (size_t)1 << 28);

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        cd_buf_reset(&line);
        for (size_t i = 0; i < csv->column_count; i++) {
            if (i > 0)
                cd_buf_addc(&line, '\t');
            add_copy_field(&line, cd_str_trim(row->fields[i]));
        }
        cd_buf_addc(&line, '\n');
        if (line.overflow || PQputCopyData(conn, line.ptr, (int)line.len) != 1)
            return false;
    }
    return true;
}

bool cd_import_copy(PGconn *conn, const char *sql, const struct cd_csv *csv, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    bool ok = PQresultStatus(result) == PGRES_COPY_IN;

    PQclear(result);
    if (ok) {
        bool sent = send_rows(conn, csv);
        ok = PQputCopyEnd(conn, sent ? NULL : "a row could not be sent") == 1;
        while ((result = PQgetResult(conn)) != NULL) {
            ok = ok && PQresultStatus(result) == PGRES_COMMAND_OK;
            PQclear(result);
        }
    }
    if (!ok)
        cd_buf_addf(why, "%s: %s", csv->name, PQerrorMessage(conn));
    return ok;
}

static int64_t number_at(const PGresult *rows, int row, int column)
{
    int64_t value = 0;

    (void)cd_str_int64(cd_str_of(PQgetvalue(rows, row, column)), &value);
    return value;
}

bool cd_import_counts(PGconn *conn, const char *sql, struct cd_import_report *report,
                      struct cd_buf *why)
{
    PGresult *rows = PQexec(conn, sql);
    bool ok = PQresultStatus(rows) == PGRES_TUPLES_OK;

    for (int i = 0; ok && i < PQntuples(rows) && report->count < CD_IMPORT_TABLES; i++) {
        struct cd_import_count *count = &report->counts[report->count++];
        (void)snprintf(count->what, sizeof count->what, "%s", PQgetvalue(rows, i, 0));
        count->inserted = number_at(rows, i, 1);
        count->updated = number_at(rows, i, 2);
        count->removed = number_at(rows, i, 3);
        count->unchanged = number_at(rows, i, 4);
    }
    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(rows);
    return ok;
}

bool cd_import_notes(PGconn *conn, const char *sql, const char *title,
                     struct cd_import_report *report, struct cd_buf *why)
{
    PGresult *rows = PQexec(conn, sql);
    bool ok = PQresultStatus(rows) == PGRES_TUPLES_OK;
    int count = ok ? PQntuples(rows) : 0;

    if (count > 0)
        cd_buf_addf(&report->notes, "%d %s:\n", count, title);
    for (int i = 0; i < count && i < NOTES_SHOWN; i++)
        cd_buf_addf(&report->notes, "  %s\n", PQgetvalue(rows, i, 0));
    if (count > NOTES_SHOWN)
        cd_buf_addf(&report->notes, "  and %d more\n", count - NOTES_SHOWN);
    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(rows);
    return ok;
}
