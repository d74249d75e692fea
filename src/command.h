/* The commands of the one binary. Each gets what follows its name and returns an exit code. */
#ifndef CD_COMMAND_H
#define CD_COMMAND_H

#include "base/settings.h"
#include "http/app.h"
#include <libpq-fe.h>

enum cd_exit {
    CD_EXIT_OK = 0,
    CD_EXIT_FOUND = 1, /* the check found something wrong */
    CD_EXIT_USAGE = 2,
    CD_EXIT_SETTINGS = 3,
    CD_EXIT_DATABASE = 4,
};

int cd_command_serve(int argc, char **argv);
int cd_command_dev(int argc, char **argv);
int cd_command_check(int argc, char **argv);
int cd_command_explain(int argc, char **argv);
int cd_command_migrate(int argc, char **argv);
int cd_command_token(int argc, char **argv);
int cd_command_import(int argc, char **argv);
int cd_command_import_buildings(int argc, char **argv);
int cd_command_import_feed(int argc, char **argv);
int cd_command_audit(int argc, char **argv);
int cd_command_ledger(int argc, char **argv);
int cd_command_reference_city(int argc, char **argv);
int cd_command_version(int argc, char **argv);

/* Shared by the commands. */
/* Loads settings from `file` (NULL: none) and the environment; says why on stderr. */
int cd_command_settings(const char *file, struct cd_settings *ret);
/* A connection with the service's session settings; NULL and a line on stderr when it fails after
 * `wait_seconds` of trying. */
PGconn *cd_command_connect(const char *conninfo, int wait_seconds);
/* Prints `file:line: reason` lines; the exit code that follows from them. */
int cd_command_findings(const struct cd_findings *findings);
/* Serves until SIGTERM or SIGINT; `ready` is called once the ports are open. */
typedef void cd_command_ready(void *arg, int port, int admin_port);
int cd_command_run_server(const struct cd_settings *settings, const char *config,
                          cd_command_ready *ready, void *arg);
/* The progress of a job on the terminal; nothing where stderr is none. */
struct cd_command_progress {
    bool terminal;
    uint64_t began_us, last_us;
};
struct cd_job;
void cd_command_progress_begin(struct cd_command_progress *progress);
void cd_command_progress_show(void *progress, const struct cd_job *job, const char *phase);
void cd_command_progress_end(const struct cd_command_progress *progress);
double cd_command_progress_seconds(const struct cd_command_progress *progress);
/* Everything on stderr and exit code 2. */
int cd_command_usage(const char *text);

#endif
