/* `chatdong import KIND …`: one line of the table `kinds` for each thing that can be imported. */
#include "command.h"

#include "jobs/import_boundaries.h"
#include "jobs/import_dongs.h"
#include "jobs/import_instruments.h"
#include "jobs/import_partners.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: chatdong import dongs DIRECTORY [--dry-run] [--config FILE]\n"
    "       chatdong import boundaries FILE --valid-from DATE [--source TEXT] [--dry-run]\n"
    "       chatdong import instruments DIRECTORY [--dry-run]\n"
    "       chatdong import partners FILE [--dry-run] [--config FILE]\n"
    "       chatdong import buildings FILE… (see chatdong import buildings --help)\n"
    "       chatdong import signals|residents|births FILE (see chatdong import signals --help)\n\n"
    "dongs reads gu.csv, dong.csv, dong_history.csv and, where they are there, legal_dong.csv "
    "with\n"
    "legal_to_admin.csv, and dong_succession.csv; boundaries reads GeoJSON whose features have "
    "the\n"
    "property `code`, as they were from DATE on. TEXT says who drew them, under which licence.\n"
    "instruments checks every ID.VERSION.json (ranges, bands, norms) and adds the versions that "
    "are\n"
    "new.\n"
    "partners reads the city's table of dementia centers; what was changed by hand stays.\n"
    "Into the database of the setting owner_database: all or nothing, any number of times. What "
    "is\n"
    "refused is said with its line and reason. A running service learns what is new on SIGHUP.\n";

/* What the command line says. */
struct import {
    const struct cd_settings *settings;
    const char *path, *valid_from, *source;
    bool dry_run;
    PGconn *owner;
};

static void print_report(const struct cd_import_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct cd_import_count *count = &report->counts[i];
        (void)printf("%-11s %lld inserted, %lld updated, %lld removed, %lld unchanged\n",
                     count->what, (long long)count->inserted, (long long)count->updated,
                     (long long)count->removed, (long long)count->unchanged);
    }
    (void)fputs(report->notes.ptr, stdout);
}

/* The exit code; says what came out of it, and gives the report back. */
static int finish(enum cd_rc rc, struct cd_import_report *report, const struct cd_buf *why)
{
    if (rc != CD_OK) {
        (void)fprintf(stderr, "chatdong: import: refused, nothing was changed:\n%s\n", why->ptr);
        return CD_EXIT_FOUND;
    }
    print_report(report);
    cd_import_report_release(report);
    return CD_EXIT_OK;
}

static int import_dongs(const struct import *import)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 65536);

    return finish(cd_import_dongs(import->owner, import->path, import->dry_run, &report, &why),
                  &report, &why);
}

static int import_boundaries(const struct import *import)
{
    const struct cd_boundary_file file = {import->path, import->valid_from, import->source};
    struct cd_import_report report;
    CD_BUF_AUTO(why, 65536);

    if (import->valid_from == NULL)
        return cd_command_usage(help);
    return finish(cd_import_boundaries(import->owner, &file, import->dry_run, &report, &why),
                  &report, &why);
}

static int import_instruments(const struct import *import)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 65536);

    return finish(
        cd_import_instruments(import->owner, import->path, import->dry_run, &report, &why), &report,
        &why);
}

static int import_partners(const struct import *import)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 65536);

    return finish(cd_import_partners(import->owner, import->path, import->dry_run, &report, &why),
                  &report, &why);
}

static const struct {
    const char *word;
    int (*run)(const struct import *import);
} kinds[] = {
    {"dongs", import_dongs},
    {"instruments", import_instruments},
    {"boundaries", import_boundaries},
    {"partners", import_partners},
};

static int run(const char *word, struct import *import)
{
    int code = CD_EXIT_DATABASE;

    import->owner = cd_command_connect(import->settings->owner_database, 0);
    for (size_t i = 0; import->owner != NULL && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i].word) == 0)
            code = kinds[i].run(import);
    }
    PQfinish(import->owner);
    if (code == CD_EXIT_OK && import->dry_run)
        (void)fputs("nothing was kept: this was a dry run\n", stdout);
    return code;
}

static bool is_kind(const char *word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i].word) == 0)
            return true;
    }
    return false;
}

int cd_command_import(int argc, char **argv)
{
    struct import import = {.path = NULL};
    const char *config = NULL, *words[2] = {NULL, NULL};
    size_t count = 0;
    bool helped;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {"dry-run", &import.dry_run, NULL, 0, NULL},
        {"valid-from", NULL, &import.valid_from, 1, NULL},
        {"source", NULL, &import.source, 1, NULL},
        {NULL, NULL, words, 2, &count},
    };
    struct cd_settings settings;

    if (argc > 0 && strcmp(argv[0], "buildings") == 0)
        return cd_command_import_buildings(argc - 1, argv + 1);
    if (argc > 0 && (strcmp(argv[0], "signals") == 0 || strcmp(argv[0], "residents") == 0 ||
                     strcmp(argv[0], "births") == 0))
        return cd_command_import_feed(argc, argv);
    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (count != 2 || !is_kind(words[0]))
        return cd_command_usage(help);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    import.settings = &settings;
    import.path = words[1];
    code = run(words[0], &import);
    cd_settings_release(&settings);
    return code;
}
