#include "jobs/import_dongs.h"
#include "base/embed.h"
#include "jobs/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GU_CODE, GU_CODE10, GU_SGIS, GU_NAME, GU_NAME_EN };
enum { CODE, GU, SGIS, NAME, OFFICIAL, NAME_EN, LON, LAT, AREA, FROM };
enum { OLD_CODE, OLD_GU, OLD_OFFICIAL, OLD_FROM, OLD_TO };
enum { LEGAL_CODE, LEGAL_GU, LEGAL_NAME };
enum { PAIR_LEGAL, PAIR_DONG };
enum { PREDECESSOR, SUCCESSOR, HAPPENED_ON };

static const char *const gu_columns[] = {"code", "code10", "sgis_code", "name_ko", "name_en", NULL};
static const char *const dong_columns[] = {"code",          "gu_code",    "sgis_code", "name_ko",
                                           "name_official", "name_en",    "lon",       "lat",
                                           "area_km2",      "valid_from", NULL};
static const char *const history_columns[] = {"code",       "gu_code",  "name_official",
                                              "valid_from", "valid_to", NULL};

static const char *const legal_columns[] = {"code", "gu_code", "name_ko", "name_en", NULL};
static const char *const pair_columns[] = {"legal_code", "admin_code", "admin_count_of_legal",
                                           "source", NULL};
static const char *const succession_columns[] = {"predecessor_code", "successor_code", "on", NULL};

/* The record that the binary has; a directory may bring its own. */
#define SUCCESSIONS "dong_succession.csv"

struct tables {
    struct cd_csv districts, dongs, history, legal_dongs, pairs, successions;
    const struct cd_csv_row **by_gu, **by_dong, **by_history, **by_legal; /* sorted by code */
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

static void check_legal_dongs(struct tables *t)
{
    struct cd_csv *csv = &t->legal_dongs;

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        check_district_of(csv, row, t->by_gu, t->districts.count);
        check_name(csv, row, LEGAL_NAME);
    }
}

static bool is_dong(const struct tables *t, struct cd_str code)
{
    return find(t->by_dong, t->dongs.count, code) != NULL ||
           find(t->by_history, t->history.count, code) != NULL;
}

static void check_pairs(struct tables *t)
{
    struct cd_csv *csv = &t->pairs;

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        struct cd_str legal = row->fields[PAIR_LEGAL], dong = row->fields[PAIR_DONG];
        if (find(t->by_legal, t->legal_dongs.count, legal) == NULL)
            cd_csv_error(csv, row->line, "legal_code '%s' is not in legal_dong.csv", legal.ptr);
        else if (!is_dong(t, dong))
            cd_csv_error(csv, row->line, "admin_code '%s' is no dong", dong.ptr);
        else if (strncmp(legal.ptr, dong.ptr, 5) != 0)
            cd_csv_error(csv, row->line, "'%s' and '%s' are not in one district", legal.ptr,
                         dong.ptr);
    }
}

static void check_successions(struct tables *t)
{
    struct cd_csv *csv = &t->successions;

    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        check_code(csv, row, PREDECESSOR, 10);
        check_code(csv, row, SUCCESSOR, 10);
        check_date(csv, row, HAPPENED_ON);
        if (cd_str_eq(row->fields[PREDECESSOR], row->fields[SUCCESSOR]))
            cd_csv_error(csv, row->line, "'%s' succeeds itself", row->fields[SUCCESSOR].ptr);
    }
}

static bool has_file(const char *directory, const char *name)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", directory, name);

    return len > 0 && (size_t)len < sizeof path && access(path, F_OK) == 0;
}

/* Legal dongs come with their pairs or not at all: without them the database keeps what it has. */
static void read_legal_dongs(struct tables *t, struct cd_arena *arena, const char *directory,
                             struct cd_buf *why)
{
    t->legal_dongs = (struct cd_csv){.arena = arena, .why = why, .name = "legal_dong.csv"};
    t->pairs = (struct cd_csv){.arena = arena, .why = why, .name = "legal_to_admin.csv"};
    if (!has_file(directory, "legal_dong.csv") && !has_file(directory, "legal_to_admin.csv"))
        return;
    cd_csv_read(&t->legal_dongs, arena, directory, "legal_dong.csv", legal_columns, why);
    cd_csv_read(&t->pairs, arena, directory, "legal_to_admin.csv", pair_columns, why);
}

static void read_successions(struct tables *t, struct cd_arena *arena, const char *directory,
                             struct cd_buf *why)
{
    struct cd_str record = {"", 0};

    (void)cd_embed_find("sql/reference/" SUCCESSIONS, &record);
    if (has_file(directory, SUCCESSIONS))
        cd_csv_read(&t->successions, arena, directory, SUCCESSIONS, succession_columns, why);
    else
        cd_csv_parse(&t->successions, arena, SUCCESSIONS, record, succession_columns, why);
}

static int errors_of(const struct tables *t)
{
    return t->districts.errors + t->dongs.errors + t->history.errors + t->legal_dongs.errors +
           t->pairs.errors + t->successions.errors;
}

static bool read_tables(struct tables *t, struct cd_arena *arena, const char *directory,
                        struct cd_buf *why)
{
    cd_csv_read(&t->districts, arena, directory, "gu.csv", gu_columns, why);
    cd_csv_read(&t->dongs, arena, directory, "dong.csv", dong_columns, why);
    cd_csv_read(&t->history, arena, directory, "dong_history.csv", history_columns, why);
    read_legal_dongs(t, arena, directory, why);
    read_successions(t, arena, directory, why);
    if (errors_of(t) > 0)
        return false;
    t->by_gu = sorted(&t->districts);
    t->by_dong = sorted(&t->dongs);
    t->by_history = sorted(&t->history);
    t->by_legal = sorted(&t->legal_dongs);
    check_districts(&t->districts);
    check_dongs(&t->dongs, t->by_gu, t->districts.count);
    check_history(t, t->by_gu, t->by_dong);
    check_legal_dongs(t);
    check_pairs(t);
    check_successions(t);
    return errors_of(t) == 0;
}

/* --- into the database --- */

static bool load(PGconn *conn, const struct tables *t, struct cd_buf *why)
{
    return cd_import_run(
               conn,
               "create temp table import_gu (code text, code10 text, sgis_code text, name text,"
               " name_en text) on commit drop;"
               "create temp table import_dong (code text, gu_code text, sgis_code text, name text,"
               " name_official text, name_en text, lon float8, lat float8, area_km2 float8,"
               " valid_from date) on commit drop;"
               "create temp table import_history (code text, gu_code text, name_official text,"
               " valid_from date, valid_to date) on commit drop;"
               "create temp table import_legal_dong (code text, gu_code text, name text,"
               " name_en text) on commit drop;"
               "create temp table import_pair (legal_code text, dong_code text, dongs integer,"
               " source text) on commit drop;"
               "create temp table import_succession (predecessor_code text, successor_code text,"
               " happened_on date) on commit drop",
               why) &&
           cd_import_copy(conn, "copy import_gu from stdin", &t->districts, why) &&
           cd_import_copy(conn, "copy import_dong from stdin", &t->dongs, why) &&
           cd_import_copy(conn, "copy import_history from stdin", &t->history, why) &&
           cd_import_copy(conn, "copy import_legal_dong from stdin", &t->legal_dongs, why) &&
           cd_import_copy(conn, "copy import_pair from stdin", &t->pairs, why) &&
           cd_import_copy(conn, "copy import_succession from stdin", &t->successions, why);
}

static bool import_in_transaction(PGconn *conn, const struct tables *t,
                                  struct cd_import_report *report, struct cd_buf *why)
{
    return load(conn, t, why) &&
           cd_import_counts(conn, "select * from chatdong.import_geography()", report, why) &&
           cd_import_notes(conn,
                           "select format('%s %s, ended %s', code, name, valid_to)"
                           " from chatdong.dong_without_successor()",
                           "dongs ended and nobody says what became of them"
                           " (dong_succession.csv can)",
                           report, why);
}

enum cd_rc cd_import_dongs(PGconn *owner, const char *directory, bool dry_run,
                           struct cd_import_report *ret, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_import_report report = {.notes = cd_buf_make((size_t)1 << 20)};
    struct tables t;
    enum cd_rc rc = CD_OK;
    CD_BUF_AUTO(ignored, 1000);

    if (!read_tables(&t, arena, directory, why))
        rc = CD_BAD_REQUEST;
    else if (!cd_import_run(owner, "begin; set local search_path = chatdong, pg_temp", why) ||
             !import_in_transaction(owner, &t, &report, why) ||
             !cd_import_run(owner, dry_run ? "rollback" : "commit", why))
        rc = CD_INTERNAL;
    if (rc == CD_INTERNAL)
        (void)cd_import_run(owner, "rollback", &ignored);
    if (rc == CD_OK)
        *ret = report;
    else
        cd_import_report_release(&report);
    cd_arena_free(arena);
    return rc;
}
