#include "jobs/import_boundaries.h"

#include "base/geo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_LEAST 0.01 /* less is the pen */
#define SHARES_MAX 64
#define GEOMETRY_MAX ((size_t)64 << 20)

struct feature {
    const char *code;
    size_t number; /* in the file, from 1 */
    const json_t *geometry;
};

struct importer {
    PGconn *conn;
    const struct cd_boundary_file *file;
    struct cd_buf *why;
    int errors;
    PGresult *dongs; /* code, whether it was one on the day; by code */
    struct feature *features;
    size_t count;
    struct cd_geo *map;
};

static void refuse(struct importer *im, size_t number, const char *reason, const char *more)
{
    if (++im->errors <= CD_CSV_ERRORS)
        cd_buf_addf(im->why, "%s: feature %zu: %s%s\n", im->file->path, number, reason, more);
}

static int by_code(const void *a, const void *b)
{
    const struct feature *x = a, *y = b;
    int order = strcmp(x->code, y->code);

    return order != 0 ? order : x->number < y->number ? -1 : 1;
}

/* "t", "f", or NULL when there is no such dong. */
static const char *dong_of_day(const struct importer *im, const char *code)
{
    int low = 0, high = PQntuples(im->dongs);

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(PQgetvalue(im->dongs, middle, 0), code);
        if (order == 0)
            return PQgetvalue(im->dongs, middle, 1);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static void take_feature(struct importer *im, const json_t *feature, size_t number)
{
    const char *code =
        json_string_value(json_object_get(json_object_get(feature, "properties"), "code"));
    const char *was = code != NULL ? dong_of_day(im, code) : NULL;

    if (code == NULL)
        refuse(im, number, "has no property 'code'", "");
    else if (was == NULL)
        refuse(im, number, "there is no dong ", code);
    else if (was[0] != 't')
        refuse(im, number, "was no dong on that day: ", code);
    else
        im->features[im->count++] =
            (struct feature){code, number, json_object_get(feature, "geometry")};
}

static void make_map(struct importer *im)
{
    CD_BUF_AUTO(reason, 400);

    qsort(im->features, im->count, sizeof *im->features, by_code);
    im->map = cd_geo_new();
    for (size_t i = 0; i < im->count; i++) {
        const struct feature *f = &im->features[i];
        cd_buf_reset(&reason);
        if (i > 0 && strcmp(f->code, im->features[i - 1].code) == 0)
            refuse(im, f->number, "is there twice: ", f->code);
        else if (cd_geo_add(im->map, cd_str_of(f->code), f->geometry, &reason) != CD_OK)
            refuse(im, f->number, reason.ptr, "");
    }
    cd_geo_index(im->map);
}

static bool read_features(struct importer *im, const json_t *root)
{
    const json_t *list = json_object_get(root, "features");
    const json_t *feature;
    size_t i;

    if (json_array_size(list) == 0) {
        cd_buf_addf(im->why, "%s: has no features\n", im->file->path);
        return false;
    }
    im->features = calloc(json_array_size(list), sizeof *im->features);
    if (im->features == NULL)
        abort();
    json_array_foreach(list, i, feature) take_feature(im, feature, i + 1);
    make_map(im);
    return im->errors == 0;
}

static PGresult *query_day(PGconn *conn, const char *sql, const char *day, struct cd_buf *why)
{
    PGresult *rows = PQexecParams(conn, sql, 1, NULL, &day, NULL, NULL, 0);

    if (PQresultStatus(rows) == PGRES_TUPLES_OK)
        return rows;
    cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(rows);
    return NULL;
}

static bool insert_rows(struct importer *im)
{
    static const char sql[] = "insert into import_boundary values ($1, $2, $3, $4, $5)";
    bool ok = true;
    CD_BUF_AUTO(geometry, GEOMETRY_MAX);

    for (size_t i = 0; ok && i < cd_geo_count(im->map); i++) {
        double box[4];
        char bbox[100];
        cd_geo_bbox(im->map, i, box);
        (void)snprintf(bbox, sizeof bbox, "[%.10g,%.10g,%.10g,%.10g]", box[0], box[1], box[2],
                       box[3]);
        cd_buf_reset(&geometry);
        cd_geo_write(im->map, i, &geometry);
        const char *values[] = {cd_geo_code(im->map, i), im->file->valid_from, geometry.ptr, bbox,
                                im->file->source};
        PGresult *done = PQexecParams(im->conn, sql, 5, NULL, values, NULL, NULL, 0);
        ok = PQresultStatus(done) == PGRES_COMMAND_OK;
        PQclear(done);
    }
    if (!ok)
        cd_buf_adds(im->why, PQerrorMessage(im->conn));
    return ok;
}

/* --- the map of another day --- */

static struct cd_geo *map_of_rows(const PGresult *rows, struct cd_buf *why)
{
    struct cd_geo *map = cd_geo_new();
    bool ok = true;

    for (int i = 0; ok && i < PQntuples(rows); i++) {
        json_t *geometry = json_loads(PQgetvalue(rows, i, 1), 0, NULL);
        ok = cd_geo_add(map, cd_str_of(PQgetvalue(rows, i, 0)), geometry, why) == CD_OK;
        json_decref(geometry);
    }
    cd_geo_index(map);
    if (ok)
        return map;
    cd_geo_free(map);
    return NULL;
}

static bool has_code(const struct cd_geo *map, const char *code)
{
    for (size_t i = 0; i < cd_geo_count(map); i++) {
        if (strcmp(cd_geo_code(map, i), code) == 0)
            return true;
    }
    return false;
}

/* Only a dong that one of the maps lacks has become something, or come from something. */
static bool is_telling(const struct cd_geo *mine, const char *code, const struct cd_geo *others,
                       const char *other)
{
    return !has_code(others, code) || !has_code(mine, other);
}

/* Rows (old_code, new_code, of_old, of_new): `mine` is the older map when `older`. */
static bool insert_shares(struct importer *im, const struct cd_geo *mine,
                          const struct cd_geo *others, bool older)
{
    static const char *const sql[] = {"insert into import_overlap values ($2, $1, null, $3)",
                                      "insert into import_overlap values ($1, $2, $3, null)"};
    bool ok = true;

    for (size_t i = 0; ok && i < cd_geo_count(mine); i++) {
        struct cd_geo_share shares[SHARES_MAX];
        const char *code = cd_geo_code(mine, i);
        size_t count = cd_geo_shares(mine, i, others, SHARE_LEAST, shares, SHARES_MAX);
        for (size_t k = 0; ok && k < count; k++) {
            char text[32];
            (void)snprintf(text, sizeof text, "%.4f", shares[k].share);
            const char *values[] = {code, shares[k].code, text};
            if (!is_telling(mine, code, others, shares[k].code))
                continue;
            PGresult *done = PQexecParams(im->conn, sql[older], 3, NULL, values, NULL, NULL, 0);
            ok = PQresultStatus(done) == PGRES_COMMAND_OK;
            PQclear(done);
        }
    }
    if (!ok)
        cd_buf_adds(im->why, PQerrorMessage(im->conn));
    return ok;
}

static bool compare_with(struct importer *im, const char *day, struct cd_import_report *report)
{
    bool earlier = strcmp(day, im->file->valid_from) < 0, ok = false;
    CD_BUF_AUTO(prepare, 4096);
    PGresult *rows = query_day(im->conn,
                               "select dong_code, geometry from chatdong.dong_boundary"
                               " where valid_from = $1 order by dong_code",
                               day, im->why);
    struct cd_geo *other = rows != NULL ? map_of_rows(rows, im->why) : NULL;

    cd_buf_addf(&prepare,
                "create temp table if not exists import_overlap (old_code text, new_code text,"
                " of_old float8, of_new float8) on commit drop;"
                "create temp table if not exists import_maps (old_day date, new_day date)"
                " on commit drop; truncate import_overlap, import_maps;"
                "insert into import_maps values ('%s', '%s')",
                earlier ? day : im->file->valid_from, earlier ? im->file->valid_from : day);
    if (other != NULL)
        ok = cd_import_run(im->conn, prepare.ptr, im->why) &&
             insert_shares(im, im->map, other, !earlier) &&
             insert_shares(im, other, im->map, earlier) &&
             cd_import_counts(im->conn, "select * from chatdong.import_area_successions()", report,
                              im->why);
    cd_geo_free(other);
    PQclear(rows);
    return ok;
}

/* With the nearest map before and the nearest one after. */
static bool compare(struct importer *im, struct cd_import_report *report)
{
    PGresult *days = query_day(im->conn,
                               "select max(valid_from) from chatdong.dong_boundary"
                               " where valid_from < $1::date union"
                               " select min(valid_from) from chatdong.dong_boundary"
                               " where valid_from > $1::date",
                               im->file->valid_from, im->why);
    bool ok = days != NULL;

    for (int i = 0; ok && i < PQntuples(days); i++) {
        if (!PQgetisnull(days, i, 0))
            ok = compare_with(im, PQgetvalue(days, i, 0), report);
    }
    PQclear(days);
    return ok;
}

static bool note_missing(struct importer *im, struct cd_import_report *report)
{
    CD_BUF_AUTO(sql, 1000);

    cd_buf_addf(&sql,
                "select format('%%s %%s', d.code, d.name) from chatdong.dong d"
                " where d.valid_from <= '%1$s' and coalesce(d.valid_to > '%1$s', true)"
                " and d.gu_code in (select left(dong_code, 5) from import_boundary)"
                " and not exists (select from import_boundary b where b.dong_code = d.code)"
                " order by d.code",
                im->file->valid_from);
    return cd_import_notes(im->conn, sql.ptr, "dongs of that day have no boundary in the file",
                           report, im->why);
}

/* The database reads many spellings of a day; ours are compared as text. */
static bool is_iso(const char *day)
{
    return strlen(day) == 10 && day[4] == '-' && day[7] == '-';
}

static enum cd_rc import(struct importer *im, const json_t *root, struct cd_import_report *report)
{
    im->dongs = query_day(im->conn,
                          "select code, valid_from <= $1::date and"
                          " coalesce(valid_to > $1::date, true)"
                          " from chatdong.dong order by code",
                          im->file->valid_from, im->why);
    if (im->dongs == NULL)
        return CD_INTERNAL;
    if (!is_iso(im->file->valid_from)) {
        cd_buf_addf(im->why, "'%s' is not a day (YYYY-MM-DD)\n", im->file->valid_from);
        return CD_BAD_REQUEST;
    }
    if (!read_features(im, root))
        return CD_BAD_REQUEST;
    bool ok = cd_import_run(im->conn,
                            "create temp table import_boundary (dong_code text, valid_from date,"
                            " geometry json, bbox json, source text) on commit drop",
                            im->why) &&
              insert_rows(im) &&
              cd_import_counts(im->conn, "select * from chatdong.import_boundary_rows()", report,
                               im->why) &&
              compare(im, report) && note_missing(im, report);
    return ok ? CD_OK : CD_INTERNAL;
}

static json_t *read_json(const char *path, struct cd_buf *why)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (root == NULL)
        cd_buf_addf(why, "%s:%d: %s\n", path, error.line, error.text);
    return root;
}

enum cd_rc cd_import_boundaries(PGconn *owner, const struct cd_boundary_file *file, bool dry_run,
                                struct cd_import_report *ret, struct cd_buf *why)
{
    struct importer im = {.conn = owner, .file = file, .why = why};
    struct cd_import_report report = {.notes = cd_buf_make((size_t)1 << 20)};
    json_t *root = read_json(file->path, why);
    enum cd_rc rc = CD_BAD_REQUEST;
    CD_BUF_AUTO(ignored, 1000);

    if (root != NULL)
        rc = cd_import_run(owner, "begin; set local search_path = chatdong, pg_temp", why)
                 ? import(&im, root, &report)
                 : CD_INTERNAL;
    if (rc == CD_OK && !cd_import_run(owner, dry_run ? "rollback" : "commit", why))
        rc = CD_INTERNAL;
    if (rc != CD_OK)
        (void)cd_import_run(owner, "rollback", &ignored);
    if (rc == CD_OK)
        *ret = report;
    else
        cd_import_report_release(&report);
    PQclear(im.dongs);
    free(im.features);
    cd_geo_free(im.map);
    json_decref(root);
    return rc;
}
