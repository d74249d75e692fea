/* chatdong: one binary, one table of commands. */
#include "command.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"serve", cd_command_serve, "serve the API against a database"},
    {"dev", cd_command_dev, "serve with a private PostgreSQL, the demo city and tokens"},
    {"check", cd_command_check, "hold contract, statements and hooks against each other"},
    {"explain", cd_command_explain, "route, roles, SQL and plan of an operation"},
    {"migrate", cd_command_migrate, "bring the database to this binary's schema"},
    {"token", cd_command_token, "mint a token (tests, operations)"},
    {"import", cd_command_import, "import reference data"},
    {"reference-city", cd_command_reference_city, "fill an empty database with a made-up city"},
    {"audit", cd_command_audit, "verify the chain of access records"},
    {"ledger", cd_command_ledger, "verify the ledger of emergency aid"},
    {"version", cd_command_version, "version of the binary and its contract"},
};

static int help(FILE *out)
{
    (void)fputs("usage: chatdong COMMAND [options]; COMMAND --help says more\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        (void)fprintf(out, "  %-14s  %s\n", commands[i].name, commands[i].summary);
    (void)fputs("\nexit codes: 0 done, 1 something is wrong (it says what), 2 wrong usage,\n"
                "            3 wrong settings, 4 no database\n",
                out);
    return out == stdout ? CD_EXIT_OK : CD_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return help(stdout);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    }
    return help(stderr);
}
