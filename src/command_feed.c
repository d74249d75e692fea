#include "command.h"

#include "jobs/feed.h"
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: chatdong import residents FILE [--partial] [--dry-run] [--encoding utf-8|cp949]\n"
    "                                 [--gu CODE] [--config FILE]\n"
    "       chatdong import births FILE    (the same options)\n"
    "       chatdong import signals FILE   (the same options; always partial)\n\n"
    "Reads a file of the register, or of signals, into the database of the setting "
    "owner_database;\n"
    "- is standard input. CSV whose first line names the columns, or NDJSON (an object a line); "
    "UTF-8\n"
    "or cp949, found out unless it is said.\n"
    "residents: source_id, name, birth_date, sex, address, and if there are any dong_code, phone,\n"
    "  household_key, moved_out_on, deceased_on, keyed_hash (HMAC-SHA-256, hex), as_of. Without\n"
    "  dong_code the dong is found by the address. Registration numbers are refused.\n"
    "births: source_id, born_on, sex, and mother_source_id or mother_name with mother_birth_date; "
    "if\n"
    "  there are any child_source_id, child_name, children, birth_order. Residents come first.\n"
    "signals: kind, source_id, gu_code, name, received_at, and if there are any round, dong_code,\n"
    "  birth_date, phone, address, evidence.\n"
    "A row that cannot be taken is said with its line and code, never with what stood there. One "
    "such\n"
    "row keeps all of them out, unless --partial. With --gu every row must be of that district. "
    "What is known already (source_id) changes only "
    "where\n"
    "the file says something new: the same file again changes nothing, and an import that was "
    "killed\n"
    "is simply run again. It can be watched and cancelled as an operation (GET /v1/operations).\n";

static void print_rejected(const char *file, const char *line, const char *code)
{
    (void)fprintf(stderr, "%s:%s: %s\n", file, line, code);
}

static void print_report(const struct cd_feed *feed, double seconds)
{
    for (size_t i = 0; i < feed->count_count; i++) {
        if (i != CD_FEED_DRY_RUN)
            (void)printf("%-10s %lld\n", feed->counts[i].name, (long long)feed->counts[i].value);
    }
    (void)printf("%-10s %.1f\n", "seconds", seconds);
    (void)printf("%-10s %s\n", "operation", feed->job.id);
    (void)fputs(feed->dry_run ? "nothing was kept: this was a dry run\n" : "", stdout);
}

static int import_with(struct cd_feed *feed, PGconn *owner, PGconn *beside)
{
    struct cd_command_progress progress;
    CD_BUF_AUTO(why, 65536);

    cd_command_progress_begin(&progress);
    feed->progress = cd_command_progress_show;
    feed->arg = &progress;
    feed->rejected = print_rejected;
    enum cd_rc rc = cd_feed_import(feed, owner, beside, &why);
    cd_command_progress_end(&progress);
    if (rc != CD_OK) {
        (void)fprintf(stderr, "chatdong: import: %s%s\n",
                      rc == CD_CONFLICT ? "another import is running? " : "", why.ptr);
        return rc == CD_BAD_REQUEST ? CD_EXIT_FOUND : CD_EXIT_DATABASE;
    }
    print_report(feed, cd_command_progress_seconds(&progress));
    bool stopped = feed->counts[CD_FEED_REJECTED].value > 0 && !feed->partial;
    return stopped ? CD_EXIT_FOUND : CD_EXIT_OK; /* of a dry run: it would keep nothing */
}

static bool open_file(struct cd_feed *feed)
{
    bool is_stdin = strcmp(feed->file, "-") == 0;
    struct stat st;

    feed->stream = is_stdin ? stdin : fopen(feed->file, "re");
    if (feed->stream == NULL) {
        (void)fprintf(stderr, "chatdong: import: %s: %s\n", feed->file, strerrordesc_np(errno));
        return false;
    }
    if (fstat(fileno(feed->stream), &st) == 0 && S_ISREG(st.st_mode))
        feed->size = st.st_size;
    return true;
}

static int import_file(struct cd_feed *feed, const char *config)
{
    struct cd_settings settings = {.owner_database = ""};
    int code = cd_command_settings(config, &settings);

    if (code != CD_EXIT_OK)
        return code;
    PGconn *owner = cd_command_connect(settings.owner_database, 0);
    PGconn *beside = owner != NULL ? cd_command_connect(settings.owner_database, 0) : NULL;
    code = beside != NULL ? CD_EXIT_OK : CD_EXIT_DATABASE;
    if (code == CD_EXIT_OK)
        code = open_file(feed) ? import_with(feed, owner, beside) : CD_EXIT_FOUND;
    if (feed->stream != NULL && feed->stream != stdin)
        (void)fclose(feed->stream);
    PQfinish(owner);
    PQfinish(beside);
    cd_settings_release(&settings);
    return code;
}

/* argv[0] is the word: the kind's name with an s. */
int cd_command_import_feed(int argc, char **argv)
{
    const char *config = NULL, *encoding = "detect";
    char kind[16] = "";
    struct cd_feed *feed = calloc(1, sizeof *feed);
    size_t count = 0;
    bool helped;

    if (feed == NULL)
        abort();
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},         {"encoding", NULL, &encoding, 1, NULL},
        {"dry-run", &feed->dry_run, NULL, 0, NULL}, {"partial", &feed->partial, NULL, 0, NULL},
        {"gu", NULL, &feed->gu, 1, NULL},           {NULL, NULL, &feed->file, 1, &count},
    };
    int code;
    (void)snprintf(kind, sizeof kind, "%.*s", (int)strlen(argv[0]) - 1, argv[0]);
    feed->kind = cd_feed_kind_of(kind);
    if (!cd_options_read(argc - 1, argv + 1, options, sizeof options / sizeof *options, help,
                         &helped))
        code = helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    else if (count != 1 || cd_feed_encoding_of(encoding) == CD_FEED_ENCODINGS)
        code = cd_command_usage(help);
    else {
        feed->encoding = cd_feed_encoding_of(encoding);
        feed->partial = feed->partial || strcmp(kind, "signal") == 0;
        code = import_file(feed, config);
    }
    free(feed);
    return code;
}
