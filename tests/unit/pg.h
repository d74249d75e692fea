/*
 * A throw-away PostgreSQL for one test program: initdb without fsync under /tmp, a unix socket, no
 * port, gone at the end. As root it runs as user postgres. Include after cmocka.h.
 */
#ifndef CD_TEST_PG_H
#define CD_TEST_PG_H

#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct pg {
    char directory[64];
    char bin[128];
    char conninfo[160];
    pid_t server;
};

static inline void pg_become_postgres(void)
{
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;

    if (user != NULL && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    (void)prctl(PR_SET_PDEATHSIG, SIGQUIT); /* setuid would clear it */
}

static inline pid_t pg_spawn(const struct pg *pg, char *const argv[])
{
    pid_t child = fork();

    if (child == 0) {
        char program[256], log[128];
        pg_become_postgres();
        (void)snprintf(program, sizeof program, "%s/%s", pg->bin, argv[0]);
        (void)snprintf(log, sizeof log, "%s/log", pg->directory);
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
            _exit(125);
        (void)setenv("PATH", pg->bin, 1); /* where initdb looks for postgres */
        (void)execv(program, argv);
        _exit(127);
    }
    assert_true(child > 0);
    return child;
}

/* Connects as the superuser; a test's own look at the database. */
static inline PGconn *pg_connect(const struct pg *pg)
{
    PGconn *conn = PQconnectdb(pg->conninfo);

    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

/* First column of the first row as text ("" when there is none); static, until the next call. */
static inline const char *pg_query(const struct pg *pg, const char *sql)
{
    static char value[256];
    PGconn *conn = pg_connect(pg);
    PGresult *result = PQexec(conn, sql);

    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQresultErrorMessage(result));
    (void)snprintf(value, sizeof value, "%s",
                   PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(conn);
    return value;
}

static inline void pg_launch(struct pg *pg)
{
    char data[96];
    (void)snprintf(data, sizeof data, "%s/data", pg->directory);
    char *const argv[] = {"postgres",
                          "-D",
                          data,
                          "-k",
                          pg->directory,
                          "-h",
                          "",
                          "-F",
                          "-c",
                          "max_connections=200",
                          "-c",
                          "shared_buffers=16MB",
                          NULL};

    pg->server = pg_spawn(pg, argv);
    for (int i = 0; PQping(pg->conninfo) != PQPING_OK; i++) {
        if (i == 200 || waitpid(pg->server, NULL, WNOHANG) == pg->server)
            fail_msg("PostgreSQL did not start, see %s/log", pg->directory);
        (void)usleep(50000);
    }
}

/* SIGINT: fast shutdown; SIGQUIT: like a crash. */
static inline void pg_halt(struct pg *pg, int with)
{
    assert_int_equal(kill(pg->server, with), 0);
    assert_int_equal(waitpid(pg->server, NULL, 0), pg->server);
    pg->server = 0;
}

static inline bool pg_start(struct pg *pg)
{
    glob_t found;
    struct stat st;

    (void)snprintf(pg->directory, sizeof pg->directory, "/tmp/cd-test-pg-XXXXXX");
    assert_non_null(mkdtemp(pg->directory));
    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) != 0)
        fail_msg("PostgreSQL is not installed");
    const char *initdb = found.gl_pathv[found.gl_pathc - 1];
    (void)snprintf(pg->bin, sizeof pg->bin, "%.*s", (int)(strlen(initdb) - strlen("/initdb")),
                   initdb);
    globfree(&found);
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (user != NULL)
        assert_int_equal(chown(pg->directory, user->pw_uid, user->pw_gid), 0);
    assert_int_equal(stat(pg->directory, &st), 0);
    (void)snprintf(pg->conninfo, sizeof pg->conninfo, "host=%s user=postgres dbname=postgres",
                   pg->directory);
    char data[96];
    (void)snprintf(data, sizeof data, "%s/data", pg->directory);
    char *const argv[] = {"initdb", "--no-sync",        "-A", "trust", "-U", "postgres", "-E",
                          "UTF8",   "--locale=C.UTF-8", "-D", data,    NULL};
    int status = 1;
    pid_t child = pg_spawn(pg, argv);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (status != 0)
        fail_msg("initdb failed, see %s/log", pg->directory);
    pg_launch(pg);
    return true;
}

static inline int pg_remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline void pg_stop(struct pg *pg)
{
    if (pg->server > 0)
        pg_halt(pg, SIGQUIT);
    (void)nftw(pg->directory, pg_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
