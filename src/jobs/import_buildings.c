#include "jobs/import_buildings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)256 << 10)
#define COPY_BYTES ((size_t)64 << 10)
#define CODES_MOST 8192
#define DISTRICTS_MOST 512
/* More than this of the rows wrong: it is another file than it should be. */
#define REJECTED_FREE 100
#define REJECTED_SHARE 20 /* one in so many */

static const char *const count_names[CD_BUILDINGS_FAULT] = {
    "read",     "taken",   "outside",   "rejected", "twice",
    "inserted", "updated", "unchanged", "removed",  "dry_run",
};

struct codes {
    uint64_t list[CODES_MOST]; /* sorted */
    size_t count;
};

struct importer {
    struct cd_buildings_import *import;
    struct cd_job *job;
    PGconn *conn;
    struct cd_buf *why;
    struct cd_register *reader;
    struct cd_buf out; /* rows on their way to COPY */
    struct codes districts, dongs;
    struct cd_str seen[DISTRICTS_MOST]; /* districts of the rows that were taken */
    char seen_bytes[DISTRICTS_MOST][6];
    size_t seen_count;
    const char *failure; /* a code, when it failed */
    const char *file;
    int64_t line;
};

static int64_t *counter(struct importer *im, int which)
{
    return &im->import->counts[which].value;
}

static bool fail(struct importer *im, const char *code, const char *reason)
{
    if (im->failure == NULL) {
        im->failure = code;
        cd_buf_addf(im->why, "%s", reason);
    }
    return false;
}

static bool fail_sql(struct importer *im)
{
    const char *text = PQerrorMessage(im->conn);

    return fail(im, "database", text);
}

static bool run(struct importer *im, const char *sql)
{
    PGresult *result = PQexec(im->conn, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || fail_sql(im);
}

static bool goes_on(struct importer *im, const char *phase)
{
    if (im->import->progress != NULL)
        im->import->progress(im->import->progress_arg, im->job, phase);
    return cd_job_beat(im->job) || fail(im, "cancelled", "the import was cancelled");
}

/* --- codes that the service knows --- */

static uint64_t number_of(struct cd_str digits)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (uint64_t)(digits.ptr[i] - '0');
    return value;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static bool read_codes(struct importer *im, const char *sql, struct codes *ret)
{
    PGresult *result = PQexec(im->conn, sql);
    int rows = PQntuples(result);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK && rows <= CODES_MOST;

    for (int i = 0; ok && i < rows; i++)
        ret->list[i] = number_of(cd_str_of(PQgetvalue(result, i, 0)));
    ret->count = ok ? (size_t)rows : 0;
    PQclear(result);
    qsort(ret->list, ret->count, sizeof *ret->list, by_value);
    return ok || fail_sql(im);
}

static bool knows(const struct codes *codes, struct cd_str digits)
{
    uint64_t wanted = number_of(digits);

    return bsearch(&wanted, codes->list, codes->count, sizeof wanted, by_value) != NULL;
}

/* The files come in order of their districts, so the newest is nearly always the one. */
static bool note_district(struct importer *im, struct cd_str gu)
{
    for (size_t i = im->seen_count; i > 0; i--) {
        if (cd_str_eq(im->seen[i - 1], gu))
            return true;
    }
    if (im->seen_count == DISTRICTS_MOST)
        return fail(im, "too_many_districts", "the files have rows of too many districts");
    char *bytes = im->seen_bytes[im->seen_count];
    memcpy(bytes, gu.ptr, gu.len);
    im->seen[im->seen_count++] = (struct cd_str){bytes, gu.len};
    return true;
}

/* --- rows --- */

static void add_field(struct cd_buf *out, struct cd_str field)
{
    cd_buf_addc(out, '\t');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '\\') /* COPY's only special character that the reader lets through */
            cd_buf_addc(out, '\\');
        cd_buf_addc(out, field.ptr[i]);
    }
}

static void add_plain(struct cd_buf *out, struct cd_str field)
{
    cd_buf_addc(out, '\t');
    cd_buf_add(out, field.ptr, field.len);
}

static void add_row(struct cd_buf *out, const struct cd_register_row *row, struct cd_str gu)
{
    cd_buf_add(out, row->management_no.ptr, row->management_no.len);
    add_plain(out, row->dong_code);
    add_plain(out, row->legal_code);
    add_plain(out, gu);
    add_plain(out, row->road_code);
    add_field(out, row->road_name);
    add_field(out, row->road_key);
    cd_buf_addf(out, "\t%c\t%d\t%d\t%c\t%d\t%d", row->basement ? 't' : 'f', row->main_no,
                row->sub_no, row->mountain ? 't' : 'f', row->lot_main, row->lot_sub);
    add_field(out, row->name);
    add_field(out, row->name_key);
    add_plain(out, row->zip);
    cd_buf_addc(out, '\n');
}

/* Of a building that is no more its number is enough. */
static void add_gone(struct cd_buf *out, const struct cd_register_row *row, struct cd_str gu)
{
    cd_buf_add(out, row->management_no.ptr, row->management_no.len);
    cd_buf_adds(out, "\t\\N");
    add_plain(out, row->legal_code);
    add_plain(out, gu);
    cd_buf_adds(out, "\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n");
}

static bool flush(struct importer *im)
{
    bool sent = PQputCopyData(im->conn, im->out.ptr, (int)im->out.len) == 1;

    cd_buf_reset(&im->out);
    return (sent || fail_sql(im)) && goes_on(im, "reading");
}

static void reject(struct importer *im, enum cd_register_fault fault)
{
    ++*counter(im, CD_BUILDINGS_REJECTED);
    ++*counter(im, CD_BUILDINGS_FAULT + (int)fault);
    cd_job_error(im->job, im->file, im->line, cd_register_fault_name(fault));
}

static bool take_line(struct importer *im, struct cd_str line)
{
    struct cd_register_row row;
    const struct cd_buildings_import *import = im->import;

    im->line++;
    if (line.len == 0 || cd_str_is(line, "\r"))
        return true;
    ++*counter(im, CD_BUILDINGS_READ);
    enum cd_register_fault fault = cd_register_read(im->reader, line, &row);
    struct cd_str gu = {row.legal_code.ptr, 5};
    bool outside = fault == CD_REGISTER_OK && !import->everywhere && !knows(&im->districts, gu);
    if (fault == CD_REGISTER_OK && !outside && !import->everywhere && !row.gone &&
        !knows(&im->dongs, row.dong_code))
        fault = CD_REGISTER_UNKNOWN_DONG;
    if (fault != CD_REGISTER_OK) {
        reject(im, fault);
        return true;
    }
    ++*counter(im, outside ? CD_BUILDINGS_OUTSIDE : CD_BUILDINGS_TAKEN);
    if (outside)
        return true;
    if (!note_district(im, gu))
        return false;
    if (import->changes)
        cd_buf_addf(&im->out, "%lld\t%c\t", (long long)*counter(im, CD_BUILDINGS_READ),
                    row.gone ? 't' : 'f');
    if (row.gone)
        add_gone(&im->out, &row, gu);
    else
        add_row(&im->out, &row, gu);
    return im->out.len < COPY_BYTES || flush(im);
}

/* --- files --- */

struct source {
    int fd;
    char *bytes; /* CHUNK of them */
    size_t len;
    bool skipping; /* the rest of a line that is longer than any */
};

static bool take_lines(struct importer *im, struct source *source)
{
    char *at = source->bytes, *end = source->bytes + source->len, *newline;
    bool ok = true;

    while (ok && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (!source->skipping)
            ok = take_line(im, (struct cd_str){at, (size_t)(newline - at)});
        source->skipping = false;
        at = newline + 1;
    }
    source->len = (size_t)(end - at);
    memmove(source->bytes, at, source->len);
    if (ok && source->len == CHUNK) {
        if (!source->skipping)
            ok = take_line(im, (struct cd_str){source->bytes, source->len});
        source->skipping = true;
        source->len = 0;
    }
    return ok;
}

static bool read_source(struct importer *im, struct source *source)
{
    ssize_t got = 1;
    bool ok = true;

    while (ok && got > 0) {
        got = read(source->fd, source->bytes + source->len, CHUNK - source->len);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got > 0) {
            source->len += (size_t)got;
            im->job->done += got;
            ok = take_lines(im, source);
        }
    }
    if (ok && got < 0)
        return fail(im, "file", strerrordesc_np(errno));
    if (ok && source->len > 0 && !source->skipping)
        ok = take_line(im, (struct cd_str){source->bytes, source->len});
    return ok;
}

static int open_file(const char *path)
{
    return strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
}

static bool read_file(struct importer *im, const char *path)
{
    struct source source = {.fd = open_file(path)};

    im->file = path;
    im->line = 0;
    if (source.fd < 0) {
        cd_buf_addf(im->why, "%s: ", path);
        return fail(im, "file", strerrordesc_np(errno));
    }
    source.bytes = malloc(CHUNK);
    if (source.bytes == NULL)
        abort();
    bool ok = read_source(im, &source);
    free(source.bytes);
    (void)close(source.fd);
    return ok;
}

/* How many bytes there are, 0 when one of the files does not say (a pipe). */
static int64_t bytes_of(const struct cd_buildings_import *import)
{
    int64_t total = 0;
    struct stat st;

    for (size_t i = 0; i < import->file_count; i++) {
        if (stat(import->files[i], &st) != 0 || !S_ISREG(st.st_mode))
            return 0;
        total += st.st_size;
    }
    return total;
}

/* --- the transaction --- */

static bool copy_files(struct importer *im, const char *sql)
{
    PGresult *result = PQexec(im->conn, sql);
    bool ok = PQresultStatus(result) == PGRES_COPY_IN;

    PQclear(result);
    if (!ok)
        return fail_sql(im);
    for (size_t i = 0; ok && i < im->import->file_count; i++)
        ok = read_file(im, im->import->files[i]);
    ok = ok && flush(im);
    bool ended = PQputCopyEnd(im->conn, ok ? NULL : "the import was given up") == 1;
    while ((result = PQgetResult(im->conn)) != NULL) {
        ended = ended && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    return ok && (ended || fail_sql(im));
}

static bool rows_are_plausible(struct importer *im)
{
    int64_t read = *counter(im, CD_BUILDINGS_READ), rejected = *counter(im, CD_BUILDINGS_REJECTED);

    if (rejected > REJECTED_FREE && rejected > read / REJECTED_SHARE)
        return fail(im, "too_many_rejected", "too many rows are wrong; nothing was changed");
    if (!im->import->changes && *counter(im, CD_BUILDINGS_TAKEN) == 0)
        return fail(im, "nothing_taken", "no row is of a district that the service has");
    return true;
}

/* One row of numbers into the counters from `first` on. */
static bool read_counts(struct importer *im, PGresult *result, int first)
{
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;

    for (int i = 0; ok && i < PQnfields(result); i++)
        ok = cd_str_int64(cd_str_of(PQgetvalue(result, 0, i)), counter(im, first + i));
    PQclear(result);
    return ok || fail_sql(im);
}

static bool complete(struct importer *im)
{
    CD_BUF_AUTO(districts, 8192);

    for (size_t i = 0; i < im->seen_count; i++)
        cd_buf_addf(&districts, "%s%.5s", i == 0 ? "{" : ",", im->seen[i].ptr);
    cd_buf_addc(&districts, '}');
    const char *values[] = {districts.ptr};
    return read_counts(
        im,
        PQexecParams(im->conn, "select building_load_complete($1)", 1, NULL, values, NULL, NULL, 0),
        CD_BUILDINGS_TWICE);
}

static bool load_register(struct importer *im)
{
    return run(im, "call building_load_begin()") &&
           copy_files(im, "copy building_next from stdin (freeze)") && rows_are_plausible(im) &&
           goes_on(im, "completing") && complete(im) && goes_on(im, "comparing") &&
           read_counts(im, PQexec(im->conn, "select * from building_load_report()"),
                       CD_BUILDINGS_INSERTED) &&
           goes_on(im, "indexing") && (im->import->dry_run || run(im, "call building_load_swap()"));
}

static bool load_changes(struct importer *im)
{
    return run(im, "call building_change_begin()") &&
           copy_files(im, "copy building_change from stdin") && rows_are_plausible(im) &&
           goes_on(im, "applying") &&
           read_counts(im, PQexec(im->conn, "select * from building_change_apply()"),
                       CD_BUILDINGS_INSERTED);
}

/* A server that is in the middle of something notices that its client is gone. Memory is bounded by
 * what is set here, whatever the size of the register. */
static bool begin(struct importer *im)
{
    return run(im, "set client_connection_check_interval = '1s'; begin;"
                   " set local role chatdong_owner; set local search_path = chatdong, pg_temp;"
                   " set local work_mem = '64MB'; set local maintenance_work_mem = '256MB';"
                   " set local statement_timeout = 0; set local lock_timeout = '10s'") &&
           (run(im, "select pg_advisory_xact_lock(hashtextextended('building_import', 0))") ||
            fail(im, "busy", ""));
}

static bool in_transaction(struct importer *im)
{
    bool ok = read_codes(im, "select code from district", &im->districts) &&
              read_codes(im, "select code from dong", &im->dongs) &&
              (im->import->changes ? load_changes(im) : load_register(im));

    return ok && goes_on(im, "ending") && run(im, im->import->dry_run ? "rollback" : "commit");
}

static enum cd_rc import_locked(struct importer *im, PGconn *beside)
{
    enum cd_rc rc = cd_job_begin(
        im->job, beside, im->import->changes ? "building_changes" : "building_import", im->why);

    if (rc != CD_OK)
        return rc;
    im->job->total = bytes_of(im->import);
    bool ok = in_transaction(im);
    if (!ok)
        PQclear(PQexec(im->conn, "rollback"));
    cd_job_end(im->job, ok ? NULL : im->failure);
    bool sql = im->failure != NULL && strcmp(im->failure, "database") == 0;
    return ok ? CD_OK : sql ? CD_INTERNAL : CD_BAD_REQUEST;
}

static void name_counts(struct cd_buildings_import *import)
{
    for (int i = 0; i < CD_BUILDINGS_FAULT; i++)
        import->counts[i].name = count_names[i];
    for (int i = 0; i < CD_REGISTER_FAULTS; i++)
        import->counts[CD_BUILDINGS_FAULT + i].name =
            cd_register_fault_name((enum cd_register_fault)i);
    import->counts[CD_BUILDINGS_DRY_RUN].value = import->dry_run;
}

enum cd_rc cd_import_buildings(struct cd_buildings_import *import, PGconn *owner, PGconn *beside,
                               struct cd_buf *why)
{
    struct importer *im = calloc(1, sizeof *im);
    enum cd_rc rc = CD_CONFLICT;

    if (im == NULL)
        abort();
    name_counts(import);
    import->job.counts = import->counts;
    import->job.count_count = CD_BUILDINGS_COUNTS;
    im->import = import;
    im->job = &import->job;
    im->conn = owner;
    im->why = why;
    im->reader = cd_register_new(import->changes);
    cd_buf_init(&im->out, COPY_BYTES + (size_t)16 * CD_REGISTER_LINE);
    if (begin(im))
        rc = import_locked(im, beside);
    else
        PQclear(PQexec(owner, "rollback"));
    cd_buf_release(&im->out);
    cd_register_free(im->reader);
    free(im);
    return rc;
}
