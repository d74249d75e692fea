#include "jobs/import_partners.h"

#include <string.h>

enum { NAME, KIND, ADDRESS };

static const char *const columns[] = {
    "name",  "kind",    "road_address", "lot_address",    "lat",   "lon", "operator",
    "phone", "doctors", "nurses",       "social_workers", "as_of", NULL};

static void read_table(struct cd_csv *csv, struct cd_arena *arena, const char *file,
                       struct cd_buf *why)
{
    const char *slash = strrchr(file, '/');
    struct cd_str folder = {file, slash != NULL ? (size_t)(slash - file) : 0};
    const char *directory = slash != NULL ? cd_arena_dup(arena, folder) : ".";

    cd_csv_read(csv, arena, directory, slash != NULL ? slash + 1 : file, columns, why);
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        for (int field = NAME; field <= ADDRESS; field++) {
            if (cd_str_trim(row->fields[field]).len == 0)
                cd_csv_error(csv, row->line, "%s is empty", columns[field]);
        }
    }
}

static bool import_in_transaction(PGconn *conn, const struct cd_csv *csv,
                                  struct cd_import_report *report, struct cd_buf *why)
{
    return cd_import_run(conn,
                         "create temp table import_partner (name text, kind text, road_address"
                         " text, lot_address text, lat text, lon text, operator text, phone text,"
                         " doctors text, nurses text, social_workers text, as_of text)"
                         " on commit drop",
                         why) &&
           cd_import_copy(conn, "copy import_partner from stdin", csv, why) &&
           cd_import_counts(conn, "select * from chatdong.import_partner_rows()", report, why) &&
           cd_import_notes(conn, "select line from chatdong.import_partner_left_out()",
                           "rows were not taken", report, why);
}

enum cd_rc cd_import_partners(PGconn *owner, const char *file, bool dry_run,
                              struct cd_import_report *ret, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_import_report report = {.notes = cd_buf_make((size_t)1 << 20)};
    struct cd_csv csv;
    enum cd_rc rc = CD_OK;
    CD_BUF_AUTO(ignored, 1000);

    read_table(&csv, arena, file, why);
    if (csv.errors > 0)
        rc = CD_BAD_REQUEST;
    else if (!cd_import_run(owner, "begin; set local search_path = chatdong, pg_temp", why) ||
             !import_in_transaction(owner, &csv, &report, why) ||
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
