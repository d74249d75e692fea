/* `chatdong import KIND …`: one line of the table `kinds` for each thing that can be imported. */
#include "command.h"

#include "jobs/import_dongs.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: chatdong import dongs DIRECTORY [--dry-run] [--config FILE]\n"
    "       chatdong import buildings FILE… (see chatdong import buildings --help)\n\n"
    "Reads gu.csv, dong.csv and dong_history.csv into the database of the setting owner_database:\n"
    "all or nothing, any number of times. A running service learns new codes on SIGHUP.\n";

/* What the command line says. */
struct import {
    const struct cd_settings *settings;
    const char *path;
    bool dry_run;
    PGconn *owner;
};

static int failed(const struct cd_buf *why)
{
    (void)fprintf(stderr, "chatdong: import: %s\n", why->ptr);
    return CD_EXIT_FOUND;
}

static void print_count(const char *table, const struct cd_import_count *count)
{
    (void)printf("%-10s %lld inserted, %lld updated, %lld unchanged\n", table,
                 (long long)count->inserted, (long long)count->updated,
                 (long long)count->unchanged);
}

static int import_dongs(const struct import *import)
{
    struct cd_import_report report;
    CD_BUF_AUTO(why, 65536);

    if (cd_import_dongs(import->owner, import->path, import->dry_run, &report, &why) != CD_OK)
        return failed(&why);
    print_count("districts", &report.districts);
    print_count("dongs", &report.dongs);
    return CD_EXIT_OK;
}

static const struct {
    const char *word;
    int (*run)(const struct import *import);
} kinds[] = {
    {"dongs", import_dongs},
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
    const char *config = NULL, *words[2] = {NULL, NULL};
    size_t count = 0;
    bool dry_run = false, helped;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {"dry-run", &dry_run, NULL, 0, NULL},
        {NULL, NULL, words, 2, &count},
    };
    struct cd_settings settings;

    if (argc > 0 && strcmp(argv[0], "buildings") == 0)
        return cd_command_import_buildings(argc - 1, argv + 1);
    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (count != 2 || !is_kind(words[0]))
        return cd_command_usage(help);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    code = run(words[0],
               &(struct import){.settings = &settings, .path = words[1], .dry_run = dry_run});
    cd_settings_release(&settings);
    return code;
}
