#include "jobs/import_instruments.h"

#include "auth/file.h"
#include "base/embed.h"
#include "screening/instrument.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULTS "sql/reference/instruments/"
#define FILES_MOST 200

struct file {
    const char *name;
    struct cd_str text; /* terminated */
    const struct cd_instrument *instrument;
};

struct folder {
    struct cd_arena *arena;
    struct cd_buf *why;
    struct file files[FILES_MOST];
    size_t count;
    struct cd_findings findings;
};

/* --- reading --- */

static bool is_instrument_file(const char *name)
{
    size_t len = strlen(name);

    return len > 5 && name[0] != '.' && strcmp(name + len - 5, ".json") == 0;
}

static bool add_file(struct folder *f, const char *name, struct cd_str text)
{
    if (f->count == FILES_MOST) {
        cd_buf_addf(f->why, "more than %d files\n", FILES_MOST);
        return false;
    }
    f->files[f->count++] = (struct file){name, text, NULL};
    return true;
}

static bool add_from_disk(struct folder *f, const char *directory, const char *name)
{
    struct cd_str text;
    const char *path = cd_arena_printf(f->arena, "%s/%s", directory, name);

    if (cd_file_read(f->arena, path, &text, f->why) == CD_OK)
        return add_file(f, cd_arena_dup(f->arena, cd_str_of(name)), text);
    cd_buf_addc(f->why, '\n');
    return false;
}

static bool read_directory(struct folder *f, const char *directory)
{
    DIR *dir = opendir(directory);
    bool ok = dir != NULL;

    if (dir == NULL)
        cd_buf_addf(f->why, "%s: it can not be read\n", directory);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own */
    for (struct dirent *entry; ok && (entry = readdir(dir)) != NULL;) {
        if (is_instrument_file(entry->d_name))
            ok = add_from_disk(f, directory, entry->d_name);
    }
    if (dir != NULL)
        (void)closedir(dir);
    if (ok && f->count == 0)
        cd_buf_addf(f->why, "%s: there is no file ID.VERSION.json\n", directory);
    return ok && f->count > 0;
}

static bool read_defaults(struct folder *f)
{
    for (size_t i = 0; i < cd_embedded_count; i++) {
        const struct cd_embedded *file = &cd_embedded_files[i];
        struct cd_str text = {(const char *)file->start, (size_t)(file->end - file->start)};
        if (strncmp(file->path, DEFAULTS, sizeof DEFAULTS - 1) == 0 &&
            !add_file(f, file->path + sizeof DEFAULTS - 1, text))
            return false;
    }
    return true;
}

/* --- checking --- */

static void check_file(struct folder *f, struct file *file)
{
    const struct cd_node *root =
        cd_node_read(f->arena, f->arena, file->text, file->name, &f->findings);

    if (root == NULL)
        return;
    file->instrument = cd_instrument_read(f->arena, root, file->name, &f->findings);
    if (file->instrument == NULL)
        return;
    const char *wanted = cd_arena_printf(f->arena, "%s.%s.json", file->instrument->id.ptr,
                                         file->instrument->version.ptr);
    if (strcmp(wanted, file->name) != 0)
        cd_findings_add(&f->findings, file->name, root->line, "the file must be named %s", wanted);
}

/* By instrument, then by the day from which it is valid: each version ends the one before. */
static int by_validity(const void *a, const void *b)
{
    const struct cd_instrument *x = ((const struct file *)a)->instrument;
    const struct cd_instrument *y = ((const struct file *)b)->instrument;
    int order = strcmp(x->id.ptr, y->id.ptr);

    return order != 0 ? order : strcmp(x->valid_from.ptr, y->valid_from.ptr);
}

static void check_neighbours(struct folder *f)
{
    for (size_t i = 1; i < f->count; i++) {
        const struct cd_instrument *before = f->files[i - 1].instrument;
        const struct cd_instrument *in = f->files[i].instrument;
        if (!cd_str_eq(before->id, in->id))
            continue;
        if (cd_str_eq(before->valid_from, in->valid_from))
            cd_findings_add(&f->findings, f->files[i].name, in->line,
                            "it is valid from the same day as %s", f->files[i - 1].name);
        else if (before->valid_to.len > 0 && strcmp(before->valid_to.ptr, in->valid_from.ptr) > 0)
            cd_findings_add(&f->findings, f->files[i].name, in->line,
                            "it begins before %s ends (%s)", f->files[i - 1].name,
                            before->valid_to.ptr);
    }
}

static bool check(struct folder *f)
{
    for (size_t i = 0; i < f->count; i++)
        check_file(f, &f->files[i]);
    if (f->findings.count == 0) {
        qsort(f->files, f->count, sizeof *f->files, by_validity);
        check_neighbours(f);
    }
    for (const struct cd_finding *at = f->findings.first; at != NULL; at = at->next)
        cd_buf_addf(f->why, "%s:%d: %s\n", at->file, at->line, at->reason);
    return f->findings.count == 0;
}

/* --- into the database --- */

static bool import_file(PGconn *conn, const struct file *file, bool defaults,
                        struct cd_import_count *count, struct cd_buf *why)
{
    const char *const values[] = {file->text.ptr, defaults ? "t" : "f"};
    PGresult *result = PQexecParams(conn, "select chatdong.instrument_import($1::jsonb, $2::bool)",
                                    2, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

    if (!ok)
        cd_buf_addf(why, "%s: %s", file->name, PQerrorMessage(conn));
    else if (strcmp(PQgetvalue(result, 0, 0), "inserted") == 0)
        count->inserted++;
    else
        count->unchanged++;
    PQclear(result);
    return ok;
}

static bool import_all(PGconn *conn, const struct folder *f, bool defaults,
                       struct cd_import_count *count)
{
    bool ok = true;

    for (size_t i = 0; ok && i < f->count; i++)
        ok = import_file(conn, &f->files[i], defaults, count, f->why);
    return ok;
}

static enum cd_rc import_folder(PGconn *owner, struct folder *f, bool defaults, bool dry_run,
                                struct cd_import_report *ret)
{
    struct cd_import_report report = {1, {{.what = "instruments"}}, cd_buf_make(1)};
    CD_BUF_AUTO(ignored, 1000);

    if (!check(f))
        return CD_BAD_REQUEST;
    if (cd_import_run(owner, "begin", f->why) &&
        import_all(owner, f, defaults, &report.counts[0]) &&
        cd_import_run(owner, dry_run ? "rollback" : "commit", f->why)) {
        *ret = report;
        return CD_OK;
    }
    (void)cd_import_run(owner, "rollback", &ignored);
    return CD_INTERNAL;
}

static struct folder *folder_new(struct cd_arena *arena, struct cd_buf *why)
{
    struct folder *f = cd_arena_alloc(arena, sizeof *f);

    f->arena = arena;
    f->why = why;
    cd_findings_init(&f->findings, arena);
    return f;
}

enum cd_rc cd_import_instruments(PGconn *owner, const char *directory, bool dry_run,
                                 struct cd_import_report *ret, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct folder *f = folder_new(arena, why);
    enum cd_rc rc = CD_BAD_REQUEST;

    if (read_directory(f, directory))
        rc = import_folder(owner, f, false, dry_run, ret);
    cd_arena_free(arena);
    return rc;
}

enum cd_rc cd_import_default_instruments(PGconn *owner, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    struct folder *f = folder_new(arena, why);
    struct cd_import_report report;
    enum cd_rc rc = CD_INTERNAL;

    if (read_defaults(f))
        rc = import_folder(owner, f, true, false, &report);
    if (rc == CD_OK)
        cd_import_report_release(&report);
    cd_arena_free(arena);
    return rc;
}
