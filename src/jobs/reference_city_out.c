/* Rows of the reference city on their way: COPY's text format, to PostgreSQL or to a file for psql.
 */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define PORTION ((size_t)64 << 10)

struct city_id city_id(enum city_id_kind kind, int64_t at, int place, int part, int64_t number)
{
    return (struct city_id){(uint64_t)at * 1000 << 16 | 0x7000 | (uint64_t)kind,
                            UINT64_C(1) << 63 | (uint64_t)place << 48 | (uint64_t)part << 40 |
                                (uint64_t)number};
}

static bool fail(struct city_out *out, const char *why)
{
    if (!out->failed)
        cd_buf_adds(out->why, why);
    out->failed = true;
    return false;
}

static bool write_file(struct city_out *out, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, out->file) == len || fail(out, strerrordesc_np(errno));
}

bool city_out_sql(struct city_out *out, const char *sql)
{
    if (out->failed)
        return false;
    if (out->file != NULL)
        return write_file(out, sql, strlen(sql)) && write_file(out, ";\n", 2);
    PGresult *result = PQexec(out->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
           fail(out, PQerrorMessage(out->conn));
}

static void show(struct city_out *out)
{
    if (out->run->progress != NULL)
        out->run->progress(out->run->progress_arg, &out->run->job, out->phase);
    if (out->conn != NULL && !cd_job_beat(&out->run->job))
        (void)fail(out, "it was cancelled");
}

bool city_out_begin(struct city_out *out, const char *table, const char *columns)
{
    CD_BUF_AUTO(sql, 4096);

    out->first = true;
    out->phase = table;
    cd_buf_addf(&sql, "copy %s (%s) from stdin", table, columns);
    if (out->failed)
        return false;
    show(out);
    if (out->file != NULL)
        return city_out_sql(out, sql.ptr);
    PGresult *result = PQexec(out->conn, sql.ptr);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COPY_IN || fail(out, PQerrorMessage(out->conn));
}

static void flush(struct city_out *out)
{
    if (!out->failed && out->file != NULL)
        (void)write_file(out, out->row.ptr, out->row.len);
    else if (!out->failed && PQputCopyData(out->conn, out->row.ptr, (int)out->row.len) != 1)
        (void)fail(out, PQerrorMessage(out->conn));
    cd_buf_reset(&out->row);
    show(out);
}

bool city_out_end(struct city_out *out)
{
    PGresult *result;

    flush(out);
    if (out->file != NULL)
        return !out->failed && write_file(out, "\\.\n", 3);
    bool ended = PQputCopyEnd(out->conn, out->failed ? "the city was given up" : NULL) == 1;
    while ((result = PQgetResult(out->conn)) != NULL) {
        ended = ended && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    return !out->failed && (ended || fail(out, PQerrorMessage(out->conn)));
}

/* --- values --- */

static void next(struct city_out *out)
{
    if (!out->first)
        cd_buf_addc(&out->row, '\t');
    out->first = false;
}

void city_out_null(struct city_out *out)
{
    next(out);
    cd_buf_add(&out->row, "\\N", 2);
}

/* Texts come from tables in this program and from files that were checked when they were read: none
 * holds what COPY would read as something else. */
void city_out_text(struct city_out *out, const char *text)
{
    next(out);
    cd_buf_adds(&out->row, text);
}

void city_out_textf(struct city_out *out, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    city_out_text(out, text);
}

void city_out_int(struct city_out *out, int64_t value)
{
    next(out);
    cd_buf_addi(&out->row, value);
}

static void add_hex(char *to, uint64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value >>= 4)
        to[i] = "0123456789abcdef"[value & 15];
}

void city_out_id(struct city_out *out, struct city_id id)
{
    char text[36];

    add_hex(text, id.high >> 32, 8);
    add_hex(text + 9, id.high >> 16 & 0xffff, 4);
    add_hex(text + 14, id.high & 0xffff, 4);
    add_hex(text + 19, id.low >> 48, 4);
    add_hex(text + 24, id.low & UINT64_C(0xffffffffffff), 12);
    text[8] = text[13] = text[18] = text[23] = '-';
    next(out);
    cd_buf_add(&out->row, text, sizeof text);
}

void city_out_day(struct city_out *out, int day)
{
    char text[32];

    next(out);
    cd_buf_add(&out->row, cd_clock_rfc3339((int64_t)day * 86400000, text), 10);
}

void city_out_time(struct city_out *out, int64_t at)
{
    char text[32];

    (void)cd_clock_rfc3339(at * 1000, text);
    next(out);
    cd_buf_add(&out->row, text, 10);
    cd_buf_addc(&out->row, ' ');
    cd_buf_add(&out->row, text + 11, 8);
    cd_buf_adds(&out->row, "+00");
}

void city_out_made(struct city_out *out, int64_t at, struct city_id by)
{
    city_out_time(out, at);
    city_out_id(out, by);
    city_out_time(out, at);
    city_out_id(out, by);
}

void city_out_row(struct city_out *out)
{
    cd_buf_addc(&out->row, '\n');
    out->first = true;
    out->run->job.done++;
    out->run->counts[0].value++;
    if (out->row.len >= PORTION)
        flush(out);
}
