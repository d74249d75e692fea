#include "jobs/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COPY_BYTES ((size_t)64 << 10)
#define ROWS_MOST ((size_t)8 << 20) /* what one line may become */

static const struct cd_feed_kind kinds[] = {
    {"signal",
     {.columns = {"kind", "round", "source_id", "gu_code", "dong_code", "name", "birth_date",
                  "phone", "address", "evidence", "received_at"},
      .required = " kind source_id gu_code name received_at "},
     INT64_MAX},
    {"resident",
     {.columns = {"source_id", "name", "birth_date", "sex", "address", "dong_code", "phone",
                  "household_key", "moved_out_on", "deceased_on", "keyed_hash", "as_of"},
      .required = " source_id name birth_date sex address ",
      .address = "address",
      .dong = "dong_code"},
     5000},
    {"birth",
     {.columns = {"source_id", "mother_source_id", "mother_name", "mother_birth_date",
                  "child_source_id", "child_name", "born_on", "sex", "children", "birth_order"},
      .required = " source_id born_on sex "},
     2000},
};

struct importer {
    struct cd_feed *feed;
    struct cd_job *job;
    PGconn *conn;
    struct cd_buf *why;
    struct cd_buf out; /* on its way to COPY */
    struct cd_feed_reader *reader;
    const char *failure;
    PGresult *faults; /* the codes of the job's errors live here */
    char raw[CD_FEED_LINE + 1];
};

const struct cd_feed_kind *cd_feed_kind_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

enum cd_feed_encoding cd_feed_encoding_of(const char *name)
{
    static const char *const names[CD_FEED_ENCODINGS] = {"detect", "utf-8", "cp949"};
    int found = 0;

    while (found < CD_FEED_ENCODINGS && strcmp(name, names[found]) != 0)
        found++;
    return (enum cd_feed_encoding)found;
}

static bool fail(struct importer *im, const char *code, const char *reason)
{
    if (im->failure == NULL) {
        im->failure = code;
        cd_buf_adds(im->why, reason);
    }
    return false;
}

/* Says the SQLSTATE alone: a message may quote a row, and with it a person. NULL: there is no
 * answer. */
static bool fail_sql(struct importer *im, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    char reason[64] = "the connection to the database is lost";

    if (state != NULL)
        (void)snprintf(reason, sizeof reason, "the database refused (SQLSTATE %s)", state);
    return fail(im, "database", reason);
}

static bool run(struct importer *im, const char *sql)
{
    PGresult *result = PQexec(im->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || fail_sql(im, result);

    PQclear(result);
    return ok;
}

/* `$k` in the text is the kind's name; parameters as they are. NULL when it failed. */
static PGresult *ask(struct importer *im, const char *text, int count, const char *const *values)
{
    CD_BUF_AUTO(sql, 4096);

    for (const char *at = text; *at != '\0'; at++) {
        if (at[0] == '$' && at[1] == 'k') {
            cd_buf_adds(&sql, im->feed->kind->name);
            at++;
        } else {
            cd_buf_addc(&sql, *at);
        }
    }
    PGresult *result = PQexecParams(im->conn, sql.ptr, count, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return result;
    (void)fail_sql(im, result);
    PQclear(result);
    return NULL;
}

static bool done(PGresult *result)
{
    PQclear(result);
    return result != NULL;
}

static int64_t number(const PGresult *result, int row, int column)
{
    int64_t value = 0;

    (void)cd_str_int64(cd_str_of(PQgetvalue(result, row, column)), &value);
    return value;
}

static bool is_stopped(const struct importer *im)
{
    return im->feed->stop != NULL && cd_stop_asked(im->feed->stop);
}

static bool goes_on(struct importer *im, const char *phase)
{
    if (is_stopped(im))
        return fail(im, "stopped", "the service stops; the import is read again");
    if (im->feed->progress != NULL)
        im->feed->progress(im->feed->arg, im->job, phase);
    return cd_job_beat(im->job) || fail(im, "cancelled", "the import was cancelled");
}

/* --- the file --- */

/* What the database has against it is said where COPY ends. */
static bool flush(struct importer *im)
{
    bool sent = PQputCopyData(im->conn, im->out.ptr, (int)im->out.len) == 1;

    cd_buf_reset(&im->out);
    im->feed->counts[CD_FEED_READ].value = cd_feed_rows(im->reader);
    return sent && goes_on(im, "reading");
}

static bool read_lines(struct importer *im)
{
    FILE *file = im->feed->stream;
    bool ok = true;

    while (ok && fgets(im->raw, sizeof im->raw, file) != NULL) {
        struct cd_str line = cd_str_of(im->raw);
        im->job->done += (int64_t)line.len;
        ok = cd_feed_line(im->reader, line, &im->out) && (im->out.len < COPY_BYTES || flush(im));
    }
    if (ok && ferror(file) != 0)
        return fail(im, "file", strerrordesc_np(errno));
    if (ok && cd_feed_end(im->reader, &im->out))
        return flush(im);
    const char *sentence, *code = cd_feed_failure(im->reader, &sentence);
    return code != NULL ? fail(im, code, sentence) : false;
}

static bool begin_copy(struct importer *im)
{
    const struct cd_feed_layout *layout = &im->feed->kind->layout;
    CD_BUF_AUTO(sql, 4096);

    cd_buf_addf(&sql, "copy %s_line (line, fault", im->feed->kind->name);
    for (size_t i = 0; layout->columns[i] != NULL; i++)
        cd_buf_addf(&sql, ", %s", layout->columns[i]);
    cd_buf_adds(&sql, layout->address != NULL ? ", reading) from stdin" : ") from stdin");
    PGresult *result = PQexec(im->conn, sql.ptr);
    bool ok = PQresultStatus(result) == PGRES_COPY_IN || fail_sql(im, result);
    PQclear(result);
    return ok;
}

static bool copy_file(struct importer *im)
{
    PGresult *result;

    if (!begin_copy(im))
        return false;
    bool ok = read_lines(im);
    bool ended = PQputCopyEnd(im->conn, ok ? NULL : "the import was given up") == 1;
    while ((result = PQgetResult(im->conn)) != NULL) {
        ended = (PQresultStatus(result) == PGRES_COMMAND_OK || fail_sql(im, result)) && ended;
        PQclear(result);
    }
    return (ok && ended) || fail_sql(im, NULL);
}

/* --- the rows --- */

/* All rejected lines, on the connection beside: what this one writes may be rolled back. */
static bool keep_rejected(struct importer *im)
{
    char after[24] = "0";
    const char *const from[] = {after};
    const char *values[] = {im->feed->import, NULL, NULL};
    bool ok = true;

    PQclear(PQexecParams(im->job->conn, "delete from chatdong.import_rejected where import_id = $1",
                         1, NULL, values, NULL, NULL, 0));
    for (bool more = true; ok && more;) {
        PGresult *page =
            ask(im,
                "select max(line), array_agg(line order by line), array_agg(fault order by line)"
                " from (select line, fault from $k_line where fault is not null and line > $1"
                " order by line limit 10000) p",
                1, from);
        more = page != NULL && !PQgetisnull(page, 0, 0);
        ok = page != NULL;
        if (more) {
            (void)snprintf(after, sizeof after, "%s", PQgetvalue(page, 0, 0));
            values[1] = PQgetvalue(page, 0, 1);
            values[2] = PQgetvalue(page, 0, 2);
            PGresult *kept =
                PQexecParams(im->job->conn,
                             "insert into chatdong.import_rejected (import_id, line, code)"
                             " select $1, l, c from unnest($2::bigint[], $3::text[]) as r (l, c)",
                             3, NULL, values, NULL, NULL, 0);
            ok = PQresultStatus(kept) == PGRES_COMMAND_OK || fail_sql(im, kept);
            PQclear(kept);
        }
        PQclear(page);
    }
    return ok;
}

/* Says what is wrong; true: nothing keeps the others out. */
static bool report_faults(struct importer *im)
{
    PGresult *count = ask(im, "select count(*) from $k_line where fault is not null", 0, NULL);

    PQclear(im->faults);
    im->faults = ask(im,
                     "select line, fault from $k_line where fault is not null"
                     " order by line limit 1000",
                     0, NULL);
    if (count == NULL || im->faults == NULL) {
        PQclear(count);
        return false;
    }
    im->feed->counts[CD_FEED_REJECTED].value = number(count, 0, 0);
    PQclear(count);
    im->job->error_count = 0;
    for (int i = 0; i < PQntuples(im->faults); i++)
        cd_job_error(im->job, im->feed->file, number(im->faults, i, 0),
                     PQgetvalue(im->faults, i, 1));
    im->job->error_count = im->feed->counts[CD_FEED_REJECTED].value;
    if (im->feed->import != NULL && !keep_rejected(im))
        return false;
    return im->job->error_count == 0 || im->feed->partial || im->feed->dry_run ||
           fail(im, "rows_rejected", "there are wrong rows, so none was kept (see --partial)");
}

static void add_counts(struct importer *im, const PGresult *result)
{
    struct cd_feed *feed = im->feed;

    for (int i = 0; i < PQnfields(result) && CD_FEED_OWN + i < CD_FEED_COUNTS; i++) {
        struct cd_operation_count *count = &feed->counts[CD_FEED_OWN + i];
        char *name = feed->names[CD_FEED_OWN + i];
        (void)snprintf(name, sizeof feed->names[0], "%s", PQfname(result, i));
        count->name = name;
        count->value += number(result, 0, i);
        feed->count_count = (size_t)CD_FEED_OWN + (size_t)i + 1;
    }
    im->job->count_count = feed->count_count;
}

static bool apply_range(struct importer *im, int64_t first, int64_t last)
{
    char from[24], to[24];
    const char *const values[] = {from, to};
    bool own = im->feed->partial && !im->feed->dry_run;

    (void)snprintf(from, sizeof from, "%lld", (long long)first);
    (void)snprintf(to, sizeof to, "%lld", (long long)last);
    PGresult *result = ask(im, "select * from $k_import_apply($1, $2)", 2, values);
    if (result == NULL)
        return false;
    add_counts(im, result);
    PQclear(result);
    return (!own || run(im, "commit; begin")) && goes_on(im, "applying");
}

static bool apply(struct importer *im)
{
    PGresult *lines = ask(im, "select coalesce(max(line), 0) from $k_line", 0, NULL);
    int64_t last = lines != NULL ? number(lines, 0, 0) : 0, range = im->feed->kind->range;
    bool ok = done(lines);

    for (int64_t at = 1; ok && at <= last;) {
        int64_t end = range > last - at ? last : at + range - 1;
        ok = apply_range(im, at, end);
        at = end + 1;
    }
    return ok;
}

/* --- the job --- */

static bool work(struct importer *im)
{
    const char *gu = im->feed->gu;

    return run(im, "begin") && done(ask(im, "select $k_import_begin()", 0, NULL)) &&
           copy_file(im) && goes_on(im, "checking") &&
           done(ask(im, "select $k_import_check($1)", 1, &gu)) && goes_on(im, "checking") &&
           report_faults(im) && apply(im) && report_faults(im) && goes_on(im, "applying") &&
           run(im, im->feed->dry_run ? "rollback" : "commit");
}

static void prepare(struct importer *im)
{
    static const char *const names[] = {"read", "rejected", "dry_run"};
    struct cd_feed *feed = im->feed;

    for (size_t i = 0; i < CD_FEED_OWN; i++)
        feed->counts[i].name = names[i];
    feed->counts[CD_FEED_DRY_RUN].value = feed->dry_run;
    feed->count_count = CD_FEED_OWN;
    im->job->counts = feed->counts;
    im->job->count_count = CD_FEED_OWN;
    im->job->total = feed->size;
    im->reader = cd_feed_reader_new(&feed->kind->layout, feed->encoding);
    cd_buf_init(&im->out, COPY_BYTES + ROWS_MOST);
}

static enum cd_rc import_locked(struct importer *im, PGconn *beside)
{
    char kind[64];

    (void)snprintf(kind, sizeof kind, "%s_import", im->feed->kind->name);
    if (im->feed->import != NULL)
        cd_job_take(im->job, beside, im->feed->import);
    else if (cd_job_begin(im->job, beside, kind, im->why) != CD_OK)
        return CD_INTERNAL;
    bool ok = work(im);
    if (!ok)
        PQclear(PQexec(im->conn, "rollback"));
    if (!ok && im->feed->import != NULL && (is_stopped(im) || PQstatus(im->conn) != CONNECTION_OK))
        return CD_UNAVAILABLE;
    cd_job_end(im->job, ok ? NULL : im->failure);
    if (im->feed->rejected != NULL && im->faults != NULL) {
        for (int i = 0; i < PQntuples(im->faults); i++)
            im->feed->rejected(im->feed->file, PQgetvalue(im->faults, i, 0),
                               PQgetvalue(im->faults, i, 1));
    }
    bool sql = im->failure != NULL && strcmp(im->failure, "database") == 0;
    return ok ? CD_OK : sql ? CD_INTERNAL : CD_BAD_REQUEST;
}

enum cd_rc cd_feed_import(struct cd_feed *feed, PGconn *conn, PGconn *beside, struct cd_buf *why)
{
    struct importer *im = calloc(1, sizeof *im);
    enum cd_rc rc = CD_CONFLICT;

    if (im == NULL)
        abort();
    *im = (struct importer){.feed = feed, .job = &feed->job, .conn = conn, .why = why};
    prepare(im);
    if (run(im, "set client_connection_check_interval = '1s';"
                " set search_path = chatdong, pg_temp;"
                " set work_mem = '64MB'; set statement_timeout = 0; set lock_timeout = '10s';"
                " set jit = off") &&
        done(ask(im, "select pg_advisory_lock(hashtextextended('$k_import', 0))", 0, NULL)))
        rc = import_locked(im, beside);
    cd_feed_reader_free(im->reader);
    cd_buf_release(&im->out);
    PQclear(im->faults);
    free(im);
    return rc;
}
