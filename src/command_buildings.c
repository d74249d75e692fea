#include "command.h"

#include "base/clock.h"
#include "jobs/import_buildings.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MOST 64
#define SHOWN_ERRORS 20

static const char help[] =
    "usage: chatdong import buildings FILE… [--changes] [--dry-run] [--everywhere] [--config "
    "FILE]\n\n"
    "Reads the government's building register (31 columns, `|`, cp949) into the database of the\n"
    "setting owner_database; - is standard input. The districts that the files have are replaced "
    "as\n"
    "a whole, in one step, while the service goes on; killed in the middle, nothing has happened.\n"
    "--changes applies a daily change file instead. Rows of districts that the service does not\n"
    "have are left out unless --everywhere. What cannot be taken is reported with file, line and\n"
    "code; when too much is wrong, nothing is changed. The import can be watched and cancelled as\n"
    "an operation (GET /v1/operations).\n";

static void print_errors(const struct cd_job *job)
{
    for (int64_t i = 0; i < job->error_count && i < SHOWN_ERRORS; i++)
        (void)fprintf(stderr, "%s:%lld: %s\n", job->errors[i].file, (long long)job->errors[i].line,
                      job->errors[i].code);
    if (job->error_count > SHOWN_ERRORS)
        (void)fprintf(stderr, "… and %lld more\n", (long long)job->error_count - SHOWN_ERRORS);
}

static void print_report(const struct cd_buildings_import *import, double seconds)
{
    int64_t read = import->counts[CD_BUILDINGS_READ].value;

    for (int i = 0; i < CD_BUILDINGS_COUNTS; i++) {
        if (import->counts[i].value != 0 && i != CD_BUILDINGS_DRY_RUN)
            (void)printf("%-18s %lld\n", import->counts[i].name,
                         (long long)import->counts[i].value);
    }
    (void)printf("%-18s %.1f, %.0f rows/s\n", "seconds", seconds, (double)read / seconds);
    (void)printf("%-18s %s\n", "operation", import->job.id);
    (void)fputs(import->dry_run ? "nothing was kept: this was a dry run\n" : "", stdout);
}

/* What is made of the register elsewhere and has to be made anew; where there is no such thing, or
 * it fails, the register itself is in place. */
static void refresh(PGconn *owner)
{
    PGresult *there = PQexec(owner, "select to_regprocedure('address_suggestion_refresh()') is not "
                                    "null");

    if (PQntuples(there) == 1 && strcmp(PQgetvalue(there, 0, 0), "t") == 0) {
        uint64_t began_us = cd_clock_mono_us();
        (void)fflush(stdout);
        PGresult *result = PQexec(owner, "select address_suggestion_refresh()");
        if (PQresultStatus(result) == PGRES_TUPLES_OK)
            (void)printf("%-18s made anew in %.1f s\n", "suggestions",
                         (double)(cd_clock_mono_us() - began_us) / 1e6);
        else
            (void)fprintf(stderr, "chatdong: import: suggestions: %s", PQerrorMessage(owner));
        PQclear(result);
    }
    PQclear(there);
}

static int import_with(struct cd_buildings_import *import, PGconn *owner, PGconn *beside)
{
    struct cd_command_progress progress;
    CD_BUF_AUTO(why, 65536);

    cd_command_progress_begin(&progress);
    import->progress = cd_command_progress_show;
    import->progress_arg = &progress;
    enum cd_rc rc = cd_import_buildings(import, owner, beside, &why);
    cd_command_progress_end(&progress);
    print_errors(&import->job);
    if (rc == CD_OK) {
        print_report(import, cd_command_progress_seconds(&progress));
        if (!import->dry_run)
            refresh(owner);
        return CD_EXIT_OK;
    }
    (void)fprintf(stderr, "chatdong: import: %s%s\n",
                  rc == CD_CONFLICT ? "another import is running? " : "", why.ptr);
    return rc == CD_INTERNAL || rc == CD_CONFLICT ? CD_EXIT_DATABASE : CD_EXIT_FOUND;
}

int cd_command_import_buildings(int argc, char **argv)
{
    const char *config = NULL, *files[FILES_MOST];
    struct cd_buildings_import *import = calloc(1, sizeof *import);
    struct cd_settings settings = {.owner_database = ""};
    bool helped;

    if (import == NULL)
        abort();
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {"changes", &import->changes, NULL, 0, NULL},
        {"dry-run", &import->dry_run, NULL, 0, NULL},
        {"everywhere", &import->everywhere, NULL, 0, NULL},
        {NULL, NULL, files, FILES_MOST, &import->file_count},
    };
    int code = CD_EXIT_OK;
    import->files = files;
    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, help, &helped))
        code = helped ? -1 : CD_EXIT_USAGE;
    else if (import->file_count == 0)
        code = cd_command_usage(help);
    else
        code = cd_command_settings(config, &settings);
    if (code == CD_EXIT_OK) {
        PGconn *owner = cd_command_connect(settings.owner_database, 0);
        PGconn *beside = owner != NULL ? cd_command_connect(settings.owner_database, 0) : NULL;
        code = beside != NULL ? import_with(import, owner, beside) : CD_EXIT_DATABASE;
        PQfinish(owner);
        PQfinish(beside);
        cd_settings_release(&settings);
    }
    free(import);
    return code < 0 ? CD_EXIT_OK : code;
}
