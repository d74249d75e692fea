/* `chatdong ledger verify`: budgets, ledgers, aid and payments of emergency aid held against each
 * other. */
#include "command.h"

#include "options.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: chatdong ledger verify [--config FILE]\n\n"
    "Holds the budgets of emergency aid against their ledgers, and both against a recount of the\n"
    "aid and the payments (setting worker_database), in one snapshot. Prints what differs. Exit\n"
    "code 1 when something does.\n";

static const char differences[] =
    "select what, subject, expected, found from chatdong.aid_ledger_differences() order by 1, 2";
static const char extent[] =
    "select (select count(*) from chatdong.aid_budget), (select count(*) from chatdong.aid_entry),"
    " (select count(*) from chatdong.aid_posting)";

static int print_differences(const PGresult *found)
{
    for (int i = 0; i < PQntuples(found); i++)
        (void)printf("%s: %s: expected %s, found %s\n", PQgetvalue(found, i, 1),
                     PQgetvalue(found, i, 0), PQgetvalue(found, i, 2), PQgetvalue(found, i, 3));
    if (PQntuples(found) == 0) {
        (void)puts("the ledger is balanced");
        return CD_EXIT_OK;
    }
    (void)printf("%d differences\n", PQntuples(found));
    return CD_EXIT_FOUND;
}

static int verify(PGconn *conn)
{
    PGresult *size = PQexec(conn, extent);
    PGresult *found = PQexec(conn, differences);
    int code = CD_EXIT_DATABASE;

    if (PQresultStatus(size) == PGRES_TUPLES_OK && PQresultStatus(found) == PGRES_TUPLES_OK) {
        (void)printf("%s budgets, %s entries, %s postings\n", PQgetvalue(size, 0, 0),
                     PQgetvalue(size, 0, 1), PQgetvalue(size, 0, 2));
        code = print_differences(found);
    } else {
        (void)fprintf(stderr, "chatdong: ledger: %s", PQerrorMessage(conn));
    }
    PQclear(size);
    PQclear(found);
    return code;
}

int cd_command_ledger(int argc, char **argv)
{
    const char *config = NULL, *word = NULL;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {NULL, NULL, &word, 1, NULL},
    };
    struct cd_settings settings;
    bool helped;

    if (!cd_options_read(argc, argv, options, 2, help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (word == NULL || strcmp(word, "verify") != 0)
        return cd_command_usage(help);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    PGconn *conn = cd_command_connect(settings.worker_database, 0);
    code = conn != NULL ? verify(conn) : CD_EXIT_DATABASE;
    PQfinish(conn);
    cd_settings_release(&settings);
    return code;
}
