#include "jobs/import_dongs.h"
#include "jobs/csv.h"

#include <stdlib.h>
#include <string.h>

enum { GU_CODE, GU_CODE10, GU_SGIS, GU_NAME, GU_NAME_EN };
enum { CODE, GU, SGIS, NAME, OFFICIAL, NAME_EN, LON, LAT, AREA, FROM };
enum { OLD_CODE, OLD_GU, OLD_OFFICIAL, OLD_FROM, OLD_TO };

static const char *const gu_columns[] = {"code", "code10", "sgis_code", "name_ko", "name_en", NULL};
static const char *const dong_columns[] = {"code",          "gu_code",    "sgis_code", "name_ko",
                                           "name_official", "name_en",    "lon",       "lat",
                                           "area_km2",      "valid_from", NULL};
static const char *const history_columns[] = {"code",       "gu_code",  "name_official",
                                              "valid_from", "valid_to", NULL};

struct tables {
    struct cd_csv districts, dongs, history;
};

/* --- what can be seen without a database --- */

static bool is_digits(struct cd_str s, size_t count)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return s.len == count;
}

static int64_t number_at(struct cd_str s, size_t from, size_t len)
{
    int64_t value = 0;

    (void)cd_str_int64((struct cd_str){s.ptr + from, len}, &value);
    return value;
}

static bool is_date(struct cd_str s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-' ||
        !is_digits((struct cd_str){s.ptr, 4}, 4) || !is_digits((struct cd_str){s.ptr + 5, 2}, 2) ||
        !is_digits((struct cd_str){s.ptr + 8, 2}, 2))
        return false;
    int64_t year = number_at(s, 0, 4), month = number_at(s, 5, 2), day = number_at(s, 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap);
}

/* A plain decimal, as 126.970411; empty is unknown. */
static bool is_decimal(struct cd_str s, double low, double high)
{
    char *end;

    if (s.len == 0)
        return true;
    if (strspn(s.ptr, "0123456789.-") != s.len)
        return false;
    double value = strtod(s.ptr, &end);
    return *end == '\0' && value >= low && value <= high;
}

static void check_code(struct cd_csv *csv, const struct cd_csv_row *row, int field, size_t digits)
{
    struct cd_str code = row->fields[field];

    if (!is_digits(code, digits))
        cd_csv_error(csv, row->line, "%s '%s' must have %zu digits", csv->columns[field], code.ptr,
                     digits);
}

static void check_name(struct cd_csv *csv, const struct cd_csv_row *row, int field)
{
    if (cd_str_trim(row->fields[field]).len == 0)
        cd_csv_error(csv, row->line, "%s is empty", csv->columns[field]);
}

static void check_date(struct cd_csv *csv, const struct cd_csv_row *row, int field)
{
    if (!is_date(row->fields[field]))
        cd_csv_error(csv, row->line, "%s '%s' is not a date (YYYY-MM-DD)", csv->columns[field],
                     row->fields[field].ptr);
}

static void check_decimal(struct cd_csv *csv, const struct cd_csv_row *row, int field, double low,
                          double high)
{
    if (!is_decimal(row->fields[field], low, high))
        cd_csv_error(csv, row->line, "%s '%s' is not a number from %g to %g", csv->columns[field],
                     row->fields[field].ptr, low, high);
}

static int by_code(const void *a, const void *b)
{
    const struct cd_csv_row *x = *(const struct cd_csv_row *const *)a;
    const struct cd_csv_row *y = *(const struct cd_csv_row *const *)b;
    int order = strcmp(x->fields[0].ptr, y->fields[0].ptr);

    return order != 0 ? order : x->line - y->line;
}

/* The rows by their first column, for look-ups; the same code twice is an error. */
static const struct cd_csv_row **sorted(struct cd_csv *csv)
{
    const struct cd_csv_row **rows = cd_arena_alloc(csv->arena, (csv->count + 1) * sizeof *rows);
    size_t count = 0;

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next)
        rows[count++] = row;
    qsort((void *)rows, count, sizeof *rows, by_code);
    for (size_t i = 1; i < count; i++) {
        if (cd_str_eq(rows[i]->fields[0], rows[i - 1]->fields[0]))
            cd_csv_error(csv, rows[i]->line, "code '%s' is also in line %d", rows[i]->fields[0].ptr,
                         rows[i - 1]->line);
    }
    return rows;
}

static const struct cd_csv_row *find(const struct cd_csv_row **rows, size_t count,
                                     struct cd_str code)
{
    const struct cd_csv_row wanted = {.fields = {code}}, *key = &wanted;
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rows[middle]->fields[0].ptr, key->fields[0].ptr);
        if (order == 0)
            return rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void check_districts(struct cd_csv *csv)
{
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        check_code(csv, row, GU_CODE, 5);
        check_code(csv, row, GU_CODE10, 10);
        check_name(csv, row, GU_NAME);
        if (!cd_str_starts(row->fields[GU_CODE10], row->fields[GU_CODE].ptr))
            cd_csv_error(csv, row->line, "code10 '%s' does not begin with code '%s'",
                         row->fields[GU_CODE10].ptr, row->fields[GU_CODE].ptr);
    }
}

/* A dong's first five digits are its district's code, and the district is in gu.csv. */
static void check_district_of(struct cd_csv *csv, const struct cd_csv_row *row,
                              const struct cd_csv_row **districts, size_t count)
{
    struct cd_str gu = row->fields[GU];

    check_code(csv, row, CODE, 10);
    if (find(districts, count, gu) == NULL)
        cd_csv_error(csv, row->line, "gu_code '%s' is not in gu.csv", gu.ptr);
    else if (!cd_str_starts(row->fields[CODE], gu.ptr))
        cd_csv_error(csv, row->line, "code '%s' does not begin with gu_code '%s'",
                     row->fields[CODE].ptr, gu.ptr);
}

static void check_dongs(struct cd_csv *csv, const struct cd_csv_row **districts, size_t count)
{
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        check_district_of(csv, row, districts, count);
        check_name(csv, row, NAME);
        check_name(csv, row, OFFICIAL);
        check_decimal(csv, row, LON, -180, 180);
        check_decimal(csv, row, LAT, -90, 90);
        check_decimal(csv, row, AREA, 0, 10000);
        check_date(csv, row, FROM);
    }
}

/* Both files speak of today's dongs: they must say the same. */
static void check_against_today(struct cd_csv *csv, const struct cd_csv_row *old,
                                const struct cd_csv_row *today)
{
    bool ended = old->fields[OLD_TO].len > 0;

    if (today == NULL && !ended)
        cd_csv_error(csv, old->line, "'%s' is valid today, but not in dong.csv",
                     old->fields[CODE].ptr);
    else if (today != NULL && ended)
        cd_csv_error(csv, old->line, "'%s' has ended, but is in dong.csv:%d", old->fields[CODE].ptr,
                     today->line);
    else if (today != NULL && !cd_str_eq(today->fields[FROM], old->fields[OLD_FROM]))
        cd_csv_error(csv, old->line, "'%s' is valid from %s, in dong.csv:%d from %s",
                     old->fields[CODE].ptr, old->fields[OLD_FROM].ptr, today->line,
                     today->fields[FROM].ptr);
}

static void check_history(struct tables *t, const struct cd_csv_row **districts,
                          const struct cd_csv_row **dongs)
{
    struct cd_csv *csv = &t->history;

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        check_district_of(csv, row, districts, t->districts.count);
        check_name(csv, row, OLD_OFFICIAL);
        check_date(csv, row, OLD_FROM);
        if (row->fields[OLD_TO].len > 0)
            check_date(csv, row, OLD_TO);
        if (row->fields[OLD_TO].len > 0 &&
            strcmp(row->fields[OLD_TO].ptr, row->fields[OLD_FROM].ptr) <= 0)
            cd_csv_error(csv, row->line, "valid_to %s is not after valid_from %s",
                         row->fields[OLD_TO].ptr, row->fields[OLD_FROM].ptr);
        check_against_today(csv, row, find(dongs, t->dongs.count, row->fields[OLD_CODE]));
    }
}

static bool read_tables(struct tables *t, struct cd_arena *arena, const char *directory,
                        struct cd_buf *why)
{
    cd_csv_read(&t->districts, arena, directory, "gu.csv", gu_columns, why);
    cd_csv_read(&t->dongs, arena, directory, "dong.csv", dong_columns, why);
    cd_csv_read(&t->history, arena, directory, "dong_history.csv", history_columns, why);
    if (t->districts.errors + t->dongs.errors + t->history.errors > 0)
        return false;
    const struct cd_csv_row **districts = sorted(&t->districts), **dongs = sorted(&t->dongs);
    (void)sorted(&t->history);
    check_districts(&t->districts);
    check_dongs(&t->dongs, districts, t->districts.count);
    check_history(t, districts, dongs);
    return t->districts.errors + t->dongs.errors + t->history.errors == 0;
}

/* --- into the database --- */

static bool run(PGconn *conn, const char *sql, struct cd_buf *why)
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

static bool copy_in(PGconn *conn, const char *sql, const struct cd_csv *csv, struct cd_buf *why)
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

static bool load(PGconn *conn, const struct tables *t, struct cd_buf *why)
{
    return run(conn,
               "create temp table import_gu (code text, code10 text, sgis_code text, name text,"
               " name_en text) on commit drop;"
               "create temp table import_dong (code text, gu_code text, sgis_code text, name text,"
               " name_official text, name_en text, lon float8, lat float8, area_km2 float8,"
               " valid_from date) on commit drop;"
               "create temp table import_history (code text, gu_code text, name_official text,"
               " valid_from date, valid_to date) on commit drop",
               why) &&
           copy_in(conn, "copy import_gu from stdin", &t->districts, why) &&
           copy_in(conn, "copy import_dong from stdin", &t->dongs, why) &&
           copy_in(conn, "copy import_history from stdin", &t->history, why);
}

/* `sql` returns (inserted, updated, all). */
static bool upsert(PGconn *conn, const char *sql, struct cd_import_count *ret, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    int64_t all = 0;
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK &&
              cd_str_int64(cd_str_of(PQgetvalue(result, 0, 0)), &ret->inserted) &&
              cd_str_int64(cd_str_of(PQgetvalue(result, 0, 1)), &ret->updated) &&
              cd_str_int64(cd_str_of(PQgetvalue(result, 0, 2)), &all);

    ret->unchanged = all - ret->inserted - ret->updated;
    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(result);
    return ok;
}

#define COUNTS(source)                                                                             \
    " returning (xmax = 0) as inserted)"                                                           \
    " select count(*) filter (where inserted), count(*) filter (where not inserted),"              \
    " (select count(*) from " source ") from done"

static const char upsert_districts[] =
    "with done as (insert into chatdong.district as d (code, name, name_en, sgis_code)"
    " select code, normalize(name, nfc), name_en, sgis_code from import_gu"
    " on conflict (code) do update set name = excluded.name, name_en = excluded.name_en,"
    " sgis_code = excluded.sgis_code, version = d.version + 1"
    " where (d.name, d.name_en, d.sgis_code)"
    " is distinct from (excluded.name, excluded.name_en, excluded.sgis_code)" COUNTS("import_gu");

/* Of a dong that has ended, the history knows the official name only. */
static const char upsert_dongs[] =
    "with source as (select h.code, h.gu_code,"
    " normalize(coalesce(d.name, h.name_official), nfc) as name,"
    " normalize(coalesce(d.name_official, h.name_official), nfc) as name_official, d.name_en,"
    " d.sgis_code, d.lon, d.lat, d.area_km2, h.valid_from, h.valid_to"
    " from import_history h left join import_dong d on d.code = h.code"
    " union all select d.code, d.gu_code, normalize(d.name, nfc), normalize(d.name_official, nfc),"
    " d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2, d.valid_from, null from import_dong d"
    " where not exists (select from import_history h where h.code = d.code)),"
    " done as (insert into chatdong.dong as d (code, gu_code, name, name_official, name_en,"
    " sgis_code, lon, lat, area_km2, valid_from, valid_to) select * from source"
    " on conflict (code) do update set gu_code = excluded.gu_code, name = excluded.name,"
    " name_official = excluded.name_official, name_en = excluded.name_en,"
    " sgis_code = excluded.sgis_code, lon = excluded.lon, lat = excluded.lat,"
    " area_km2 = excluded.area_km2, valid_from = excluded.valid_from,"
    " valid_to = excluded.valid_to, version = d.version + 1"
    " where (d.gu_code, d.name, d.name_official, d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2,"
    " d.valid_from, d.valid_to) is distinct from (excluded.gu_code, excluded.name,"
    " excluded.name_official, excluded.name_en, excluded.sgis_code, excluded.lon, excluded.lat,"
    " excluded.area_km2, excluded.valid_from, excluded.valid_to)" COUNTS("source");

static bool import_in_transaction(PGconn *conn, const struct tables *t,
                                  struct cd_import_report *ret, struct cd_buf *why)
{
    return load(conn, t, why) && upsert(conn, upsert_districts, &ret->districts, why) &&
           upsert(conn, upsert_dongs, &ret->dongs, why);
}

enum cd_rc cd_import_dongs(PGconn *owner, const char *directory, bool dry_run,
                           struct cd_import_report *ret, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_import_report report = {{0}, {0}};
    struct tables t;
    enum cd_rc rc = CD_OK;
    CD_BUF_AUTO(ignored, 1000);

    if (!read_tables(&t, arena, directory, why))
        rc = CD_BAD_REQUEST;
    else if (!run(owner, "begin", why) || !import_in_transaction(owner, &t, &report, why) ||
             !run(owner, dry_run ? "rollback" : "commit", why))
        rc = CD_INTERNAL;
    if (rc == CD_INTERNAL)
        (void)run(owner, "rollback", &ignored);
    if (rc == CD_OK)
        *ret = report;
    cd_arena_free(arena);
    return rc;
}
