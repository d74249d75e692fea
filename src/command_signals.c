#include "command.h"

#include "base/clock.h"
#include "jobs/import_signals.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>

static const char help[] =
    "usage: chatdong import signals FILE [--dry-run] [--config FILE]\n\n"
    "Reads signals into the database of the setting owner_database; - is standard input. CSV, "
    "UTF-8\n"
    "or cp949, with the header\n"
    "kind,round,source_id,gu_code,dong_code,name,birth_date,phone,address,evidence,received_at\n"
    "A line that cannot be taken is said with its number and code; the others are matched to\n"
    "residents. A signal that is there already (institution, source_id) is left alone: the same "
    "file\n"
    "again adds nothing, and one that was killed is simply run again. It can be watched and\n"
    "cancelled as an operation (GET /v1/operations).\n";

static void print_rejected(const char *file, const char *line, const char *code)
{
    (void)fprintf(stderr, "%s:%s: %s\n", file, line, code);
}

static int import_with(struct cd_signals_import *import, PGconn *owner, PGconn *beside)
{
    uint64_t began_us = cd_clock_mono_us();
    CD_BUF_AUTO(why, 65536);
    enum cd_rc rc = cd_import_signals(import, owner, beside, &why);

    if (rc != CD_OK) {
        (void)fprintf(stderr, "chatdong: import: %s%s\n",
                      rc == CD_CONFLICT ? "another import is running? " : "", why.ptr);
        return rc == CD_BAD_REQUEST ? CD_EXIT_FOUND : CD_EXIT_DATABASE;
    }
    for (int i = 0; i < CD_SIGNALS_DRY_RUN; i++)
        (void)printf("%-10s %lld\n", import->counts[i].name, (long long)import->counts[i].value);
    (void)printf("%-10s %.1f\n", "seconds", (double)(cd_clock_mono_us() - began_us) / 1e6);
    (void)printf("%-10s %s\n", "operation", import->job.id);
    (void)fputs(import->dry_run ? "nothing was kept: this was a dry run\n" : "", stdout);
    return CD_EXIT_OK;
}

int cd_command_import_signals(int argc, char **argv)
{
    const char *config = NULL;
    struct cd_signals_import *import = calloc(1, sizeof *import);
    struct cd_settings settings = {.owner_database = ""};
    size_t count = 0;
    bool helped;

    if (import == NULL)
        abort();
    import->rejected = print_rejected;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {"dry-run", &import->dry_run, NULL, 0, NULL},
        {NULL, NULL, &import->file, 1, &count},
    };
    int code = CD_EXIT_OK;
    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, help, &helped))
        code = helped ? -1 : CD_EXIT_USAGE;
    else if (count != 1)
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
