#include "jobs/import_signals.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINE_MOST ((size_t)64 << 10)
#define COPY_BYTES ((size_t)64 << 10)
#define COLUMNS 11

static const char header[] = "kind,round,source_id,gu_code,dong_code,name,birth_date,phone,address,"
                             "evidence,received_at";
static const char *const count_names[CD_SIGNALS_COUNTS] = {
    "read", "rejected", "taken", "known", "inserted", "exact", "probable", "unmatched", "dry_run",
};

struct importer {
    struct cd_signals_import *import;
    struct cd_job *job;
    PGconn *conn;
    struct cd_buf *why;
    struct cd_buf out, row; /* on their way to COPY; the row being read */
    struct csv_parser parser;
    iconv_t decoder;
    bool cp949; /* a line that was not UTF-8 has been seen */
    int fields; /* of the row so far */
    int64_t line, row_line;
    const char *failure;
    char raw[LINE_MOST], text[LINE_MOST * 2];
};

static int64_t *counter(struct importer *im, int which)
{
    return &im->import->counts[which].value;
}

static bool fail(struct importer *im, const char *code, const char *reason)
{
    if (im->failure == NULL) {
        im->failure = code;
        cd_buf_adds(im->why, reason);
    }
    return false;
}

static bool fail_sql(struct importer *im)
{
    return fail(im, "database", PQerrorMessage(im->conn));
}

static bool run(struct importer *im, const char *sql)
{
    PGresult *result = PQexec(im->conn, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || fail_sql(im);
}

static bool goes_on(struct importer *im)
{
    return cd_job_beat(im->job) || fail(im, "cancelled", "the import was cancelled");
}

/* --- rows --- */

static void add_escaped(struct cd_buf *out, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '\\')
            cd_buf_adds(out, "\\\\");
        else
            cd_buf_addc(out, (char)((unsigned char)c < ' ' ? ' ' : c));
    }
}

static void take_field(void *bytes, size_t len, void *arg)
{
    struct importer *im = arg;

    if (im->fields == 0)
        im->row_line = im->line;
    if (im->fields++ >= COLUMNS)
        return;
    cd_buf_addc(&im->row, '\t');
    if (len == 0)
        cd_buf_adds(&im->row, "\\N");
    else
        add_escaped(&im->row, bytes, len);
}

static void take_row(int ended_by, void *arg)
{
    struct importer *im = arg;

    (void)ended_by;
    if (im->fields == 0)
        return;
    for (int i = im->fields; i < COLUMNS; i++)
        cd_buf_adds(&im->row, "\t\\N");
    ++*counter(im, CD_SIGNALS_READ);
    cd_buf_addf(&im->out, "%lld\t%d", (long long)im->row_line, im->fields);
    cd_buf_add(&im->out, im->row.ptr, im->row.len);
    cd_buf_addc(&im->out, '\n');
    cd_buf_reset(&im->row);
    im->fields = 0;
}

static bool flush(struct importer *im)
{
    bool sent = PQputCopyData(im->conn, im->out.ptr, (int)im->out.len) == 1;

    cd_buf_reset(&im->out);
    return (sent || fail_sql(im)) && goes_on(im);
}

/* --- lines --- */

/* UTF-8 until a line is not; from there on cp949. */
static bool decode(struct importer *im, struct cd_str *line)
{
    char *in = im->raw, *out = im->text;
    size_t in_left = line->len, out_left = sizeof im->text;

    im->cp949 = im->cp949 || !cd_str_is_utf8(*line);
    if (!im->cp949)
        return true;
    (void)iconv(im->decoder, NULL, NULL, NULL, NULL);
    if (iconv(im->decoder, &in, &in_left, &out, &out_left) == (size_t)-1)
        return fail(im, "encoding", "a line is neither UTF-8 nor cp949");
    *line = (struct cd_str){im->text, sizeof im->text - out_left};
    return true;
}

static bool is_header(struct cd_str line)
{
    if (cd_str_starts(line, "\xef\xbb\xbf"))
        line = (struct cd_str){line.ptr + 3, line.len - 3};
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    return cd_str_is(line, header);
}

static bool take_line(struct importer *im, struct cd_str line)
{
    im->line++;
    im->job->done += (int64_t)line.len;
    if (im->line == 1)
        return is_header(line) || fail(im, "header", "the first line must be the header");
    if (!decode(im, &line))
        return false;
    if (csv_parse(&im->parser, line.ptr, line.len, take_field, take_row, im) != line.len)
        return fail(im, "csv", csv_strerror(csv_error(&im->parser)));
    if (im->row.overflow)
        return fail(im, "row_too_long", "a quoted field does not end");
    return im->out.len < COPY_BYTES || flush(im);
}

static bool read_lines(struct importer *im, FILE *file)
{
    bool ok = true;

    while (ok && fgets(im->raw, sizeof im->raw, file) != NULL) {
        struct cd_str line = cd_str_of(im->raw);
        if (line.len == sizeof im->raw - 1)
            ok = fail(im, "line_too_long", "a line is too long");
        else
            ok = take_line(im, line);
    }
    if (ok && ferror(file) != 0)
        ok = fail(im, "file", strerrordesc_np(errno));
    if (ok && im->line == 0)
        ok = fail(im, "header", "the file is empty");
    if (ok && csv_fini(&im->parser, take_field, take_row, im) != 0)
        ok = fail(im, "csv", "a quoted field does not end");
    return ok && flush(im);
}

static bool read_file(struct importer *im)
{
    bool is_stdin = strcmp(im->import->file, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(im->import->file, "re");
    struct stat st;

    if (file == NULL)
        return fail(im, "file", strerrordesc_np(errno));
    if (fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode))
        im->job->total = st.st_size;
    bool ok = read_lines(im, file);
    if (!is_stdin)
        (void)fclose(file);
    return ok;
}

/* --- the transaction --- */

static bool copy_file(struct importer *im)
{
    PGresult *result = PQexec(im->conn, "copy signal_line (line, fields, kind, round, source_id,"
                                        " gu_code, dong_code, name, birth_date, phone, address,"
                                        " evidence, received_at) from stdin");
    bool ok = PQresultStatus(result) == PGRES_COPY_IN;

    PQclear(result);
    if (!ok)
        return fail_sql(im);
    ok = read_file(im);
    bool ended = PQputCopyEnd(im->conn, ok ? NULL : "the import was given up") == 1;
    while ((result = PQgetResult(im->conn)) != NULL) {
        ended = ended && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    return ok && (ended || fail_sql(im));
}

/* The codes outlive the job: `*ret` keeps them. */
static bool report_faults(struct importer *im, PGresult **ret)
{
    PGresult *count = PQexec(im->conn, "select count(*) from signal_line where fault is not null");
    bool ok = PQresultStatus(count) == PGRES_TUPLES_OK &&
              cd_str_int64(cd_str_of(PQgetvalue(count, 0, 0)), counter(im, CD_SIGNALS_REJECTED));

    PQclear(count);
    *ret = PQexec(im->conn, "select line, fault from signal_line where fault is not null"
                            " order by line limit 1000");
    ok = ok && PQresultStatus(*ret) == PGRES_TUPLES_OK;
    for (int i = 0; ok && i < PQntuples(*ret); i++) {
        int64_t line = 0;
        (void)cd_str_int64(cd_str_of(PQgetvalue(*ret, i, 0)), &line);
        cd_job_error(im->job, im->import->file, line, PQgetvalue(*ret, i, 1));
        im->import->rejected(im->import->file, PQgetvalue(*ret, i, 0), PQgetvalue(*ret, i, 1));
    }
    im->job->error_count = *counter(im, CD_SIGNALS_REJECTED);
    return ok || fail_sql(im);
}

static bool apply(struct importer *im)
{
    PGresult *result = PQexec(im->conn, "select * from signal_import_apply()");
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;

    for (int i = 0; ok && i < PQnfields(result); i++)
        ok = cd_str_int64(cd_str_of(PQgetvalue(result, 0, i)), counter(im, CD_SIGNALS_TAKEN + i));
    PQclear(result);
    return ok || fail_sql(im);
}

static bool begin(struct importer *im)
{
    return run(im, "set client_connection_check_interval = '1s'; begin;"
                   " set local role chatdong_owner; set local search_path = chatdong, pg_temp;"
                   " set local work_mem = '64MB'; set local statement_timeout = 0;"
                   " set local lock_timeout = '10s'; set local jit = off;"
                   " select pg_advisory_xact_lock(hashtextextended('signal_import', 0))");
}

static enum cd_rc import_locked(struct importer *im, PGconn *beside)
{
    PGresult *faults = NULL;

    if (cd_job_begin(im->job, beside, "signal_import", im->why) != CD_OK)
        return CD_INTERNAL;
    bool ok = run(im, "call signal_import_begin()") && copy_file(im) &&
              run(im, "call signal_import_check()") && goes_on(im) && report_faults(im, &faults) &&
              apply(im) && goes_on(im) && run(im, im->import->dry_run ? "rollback" : "commit");
    if (!ok)
        PQclear(PQexec(im->conn, "rollback"));
    cd_job_end(im->job, ok ? NULL : im->failure);
    PQclear(faults);
    bool sql = im->failure != NULL && strcmp(im->failure, "database") == 0;
    return ok ? CD_OK : sql ? CD_INTERNAL : CD_BAD_REQUEST;
}

static void prepare(struct importer *im)
{
    for (int i = 0; i < CD_SIGNALS_COUNTS; i++)
        im->import->counts[i].name = count_names[i];
    im->import->counts[CD_SIGNALS_DRY_RUN].value = im->import->dry_run;
    im->job->counts = im->import->counts;
    im->job->count_count = CD_SIGNALS_COUNTS;
    im->decoder = iconv_open("UTF-8", "CP949");
    if (im->decoder == (iconv_t)-1 || csv_init(&im->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        abort();
    cd_buf_init(&im->out, COPY_BYTES + 8 * LINE_MOST);
    cd_buf_init(&im->row, 4 * LINE_MOST);
}

enum cd_rc cd_import_signals(struct cd_signals_import *import, PGconn *owner, PGconn *beside,
                             struct cd_buf *why)
{
    struct importer *im = calloc(1, sizeof *im);
    enum cd_rc rc = CD_CONFLICT;

    if (im == NULL)
        abort();
    im->import = import;
    im->job = &import->job;
    im->conn = owner;
    im->why = why;
    prepare(im);
    if (begin(im))
        rc = import_locked(im, beside);
    else
        PQclear(PQexec(owner, "rollback"));
    csv_free(&im->parser);
    (void)iconv_close(im->decoder);
    cd_buf_release(&im->out);
    cd_buf_release(&im->row);
    free(im);
    return rc;
}
