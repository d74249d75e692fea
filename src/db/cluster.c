#include "db/cluster.h"
#include "db/process.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define START_MS 60000
#define STOP_MS 30000

struct cd_cluster {
    struct cd_process_user user;
    char base[PATH_MAX];   /* where data, sockets and log are; user's own, mode 0700 */
    char socket[PATH_MAX]; /* directory of the socket: base, or shorter when base is too long */
    char data[PATH_MAX];
    char log[PATH_MAX];
    char bin[PATH_MAX]; /* of the server's programs */
    int lock;           /* held while we run: one service per directory */
    pid_t postmaster;   /* 0: not running */
};

/* The functions return true or say why and return false. */

static bool fits(int len, struct cd_buf *why)
{
    if (len > 0 && len < PATH_MAX)
        return true;
    cd_buf_adds(why, "the path of the database directory is too long");
    return false;
}

/* Creates it if need be; it must be a directory of the user that runs the server. */
static bool own_directory(const struct cd_process_user *user, const char *path, struct cd_buf *why)
{
    struct stat st;

    if (mkdir(path, 0700) == 0 && user->drop && chown(path, user->uid, user->gid) != 0) {
        cd_buf_addf(why, "chown %s: %m", path);
        return false;
    }
    if (lstat(path, &st) != 0) {
        cd_buf_addf(why, "%s: %m", path);
        return false;
    }
    if (!S_ISDIR(st.st_mode) || (st.st_uid != user->uid && st.st_uid != geteuid())) {
        cd_buf_addf(why, "%s is not a directory of ours", path);
        return false;
    }
    if ((user->drop && chown(path, user->uid, user->gid) != 0) || chmod(path, 0700) != 0) {
        cd_buf_addf(why, "%s: %m", path);
        return false;
    }
    return true;
}

static unsigned long path_hash(const char *path)
{
    return (unsigned long)cd_str_hash(cd_str_of(path));
}

/* A home of root's (mode 0700) can't be entered by the server's user; then the cluster lives in
 * /var/tmp under a name made from the path, which outlives a reboot. */
static bool choose_base(struct cd_cluster *c, const char *directory, struct cd_buf *why)
{
    char wanted[PATH_MAX];

    if (mkdir(directory, 0755) != 0 && errno != EEXIST) {
        cd_buf_addf(why, "%s: %m", directory);
        return false;
    }
    if (realpath(directory, wanted) == NULL) {
        cd_buf_addf(why, "%s: %m", directory);
        return false;
    }
    if (!c->user.drop || cd_process_can_enter(&c->user, wanted))
        return fits(snprintf(c->base, PATH_MAX, "%s/postgresql", wanted), why) &&
               own_directory(&c->user, c->base, why);
    return fits(snprintf(c->base, PATH_MAX, "/var/tmp/chatdong-%016lx", path_hash(wanted)), why) &&
           own_directory(&c->user, c->base, why);
}

/* A socket's path has room for 107 bytes, whatever the file system allows. */
static bool choose_socket(struct cd_cluster *c, struct cd_buf *why)
{
    struct sockaddr_un limit;

    if (strlen(c->base) + sizeof "/.s.PGSQL.5432" <= sizeof limit.sun_path)
        return fits(snprintf(c->socket, PATH_MAX, "%s", c->base), why);
    return fits(snprintf(c->socket, PATH_MAX, "/tmp/chatdong-%016lx", path_hash(c->base)), why) &&
           own_directory(&c->user, c->socket, why);
}

static bool choose_paths(struct cd_cluster *c, const char *directory, struct cd_buf *why)
{
    return choose_base(c, directory, why) && choose_socket(c, why) &&
           fits(snprintf(c->data, PATH_MAX, "%s/data", c->base), why) &&
           fits(snprintf(c->log, PATH_MAX, "%s/postgresql.log", c->base), why);
}

/* Major version of a data directory, "" when there is none yet. */
static void data_version(const struct cd_cluster *c, char version[16])
{
    char path[PATH_MAX];
    FILE *file = NULL;

    version[0] = '\0';
    int len = snprintf(path, sizeof path, "%s/PG_VERSION", c->data);
    if (len > 0 && len < PATH_MAX)
        file = fopen(path, "re");
    if (file == NULL)
        return;
    if (fgets(version, 16, file) == NULL)
        version[0] = '\0';
    version[strcspn(version, "\n")] = '\0';
    (void)fclose(file);
}

static long version_of(const char *bin)
{
    return strtol(bin + strlen("/usr/lib/postgresql/"), NULL, 10);
}

/* The programs that made the data directory, or the newest there are. */
static bool find_programs(struct cd_cluster *c, struct cd_buf *why)
{
    char version[16];
    glob_t found = {0};
    long best = 0;

    data_version(c, version);
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment */
    if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            long this = version_of(found.gl_pathv[i]);
            if (this <= best || (version[0] != '\0' && this != strtol(version, NULL, 10)))
                continue;
            best = this;
        }
    }
    globfree(&found);
    if (best == 0) {
        cd_buf_addf(why, "PostgreSQL%s%s is not installed (/usr/lib/postgresql/*/bin)",
                    version[0] != '\0' ? " " : "", version);
        return false;
    }
    return fits(snprintf(c->bin, PATH_MAX, "/usr/lib/postgresql/%ld/bin", best), why);
}

/* Released by the kernel when we end, however we end; never inherited by the server. */
static bool take_lock(struct cd_cluster *c, struct cd_buf *why)
{
    char path[PATH_MAX];

    if (!fits(snprintf(path, sizeof path, "%s/chatdong.lock", c->base), why))
        return false;
    c->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (c->lock < 0) {
        cd_buf_addf(why, "%s: %m", path);
        return false;
    }
    if (flock(c->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    cd_buf_addf(why, "another chatdong is running on %s", c->base);
    return false;
}

/* The postmaster that a killed service left behind, 0 when there is none. That the process is ours
 * is seen by its working directory: a server works in its data directory. */
static pid_t left_over(const struct cd_cluster *c, const char *pid_file)
{
    char line[32] = "", link[64], where[PATH_MAX];
    FILE *file = fopen(pid_file, "re");

    if (file == NULL)
        return 0;
    bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    long pid = read ? strtol(line, NULL, 10) : 0;
    if (pid <= 1 || pid > INT_MAX)
        return 0;
    (void)snprintf(link, sizeof link, "/proc/%ld/cwd", pid);
    ssize_t len = readlink(link, where, sizeof where - 1);
    if (len < 0)
        return 0;
    where[len] = '\0';
    return strcmp(where, c->data) == 0 ? (pid_t)pid : 0;
}

/* SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, data is flushed.
 * SIGQUIT after that gives it up; the next start recovers from the log. */
static void stop_server(pid_t pid)
{
    int status;

    (void)kill(pid, SIGINT);
    if (cd_process_wait(pid, STOP_MS, &status))
        return;
    (void)kill(pid, SIGQUIT);
    (void)cd_process_wait(pid, STOP_MS, &status);
}

/* A left-over server is stopped, not adopted: so ours is always our child and runs with our
 * settings. A pid file without such a server is stale, and would keep the new one from starting
 * when its number is in use again. */
static bool clean_up(const struct cd_cluster *c, struct cd_buf *why)
{
    char pid_file[PATH_MAX];

    if (!fits(snprintf(pid_file, sizeof pid_file, "%s/postmaster.pid", c->data), why))
        return false;
    pid_t pid = left_over(c, pid_file);
    if (pid > 0)
        stop_server(pid);
    if (unlink(pid_file) == 0 || errno == ENOENT)
        return true;
    cd_buf_addf(why, "%s: %m", pid_file);
    return false;
}

static void add_log_tail(const struct cd_cluster *c, struct cd_buf *why)
{
    char tail[1025];
    FILE *file = fopen(c->log, "re");

    if (file == NULL)
        return;
    if (fseek(file, -1024, SEEK_END) != 0)
        rewind(file);
    size_t len = fread(tail, 1, sizeof tail - 1, file);
    (void)fclose(file);
    cd_buf_addf(why, "; the end of %s:\n", c->log);
    cd_buf_add(why, tail, len);
}

/* Made beside and renamed, so that a half-made one is never taken for a cluster. */
static bool make_data(const struct cd_cluster *c, struct cd_buf *why)
{
    char program[PATH_MAX], half[PATH_MAX], version[16];
    const char *const argv[] = {program,
                                "-D",
                                half,
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--auth=trust",
                                "--username=postgres",
                                NULL};
    const char *const clear[] = {"/bin/rm", "-rf", "--", half, NULL};
    pid_t pid;
    int status = -1;

    data_version(c, version);
    if (version[0] != '\0')
        return true;
    if (!fits(snprintf(program, sizeof program, "%s/initdb", c->bin), why) ||
        !fits(snprintf(half, sizeof half, "%s/data.half", c->base), why))
        return false;
    if (cd_process_start(&c->user, clear, c->log, &pid, why) != CD_OK ||
        !cd_process_wait(pid, START_MS, &status) ||
        cd_process_start(&c->user, argv, c->log, &pid, why) != CD_OK)
        return false;
    if (!cd_process_wait(pid, START_MS, &status) || status != 0) {
        cd_buf_adds(why, "initdb failed");
        add_log_tail(c, why);
        return false;
    }
    if (rename(half, c->data) == 0)
        return true;
    cd_buf_addf(why, "%s: %m", c->data);
    return false;
}

static bool wait_ready(struct cd_cluster *c, struct cd_buf *why)
{
    CD_BUF_AUTO(conninfo, 2 * (size_t)PATH_MAX + 200);

    cd_cluster_conninfo(c, "postgres", "postgres", &conninfo);
    for (int waited = 0; waited < START_MS; waited += 20) {
        int status;
        if (PQping(conninfo.ptr) == PQPING_OK)
            return true;
        if (cd_process_wait(c->postmaster, 20, &status)) {
            c->postmaster = 0;
            break;
        }
    }
    cd_buf_adds(why, "PostgreSQL does not start");
    add_log_tail(c, why);
    return false;
}

/* No statement and no detail in its log: they would hold names and notes (STYLE.md 9). */
static bool start_server(struct cd_cluster *c, struct cd_buf *why)
{
    char program[PATH_MAX], sockets[PATH_MAX + 32];
    const char *const argv[] = {program,
                                "-D",
                                c->data,
                                "-clisten_addresses=",
                                "-cport=5432",
                                "-cunix_socket_permissions=0700",
                                sockets,
                                "-cmax_connections=200",
                                "-clog_min_error_statement=panic",
                                "-clog_error_verbosity=terse",
                                NULL};

    (void)snprintf(sockets, sizeof sockets, "-cunix_socket_directories=\"%s\"", c->socket);
    return fits(snprintf(program, sizeof program, "%s/postgres", c->bin), why) &&
           cd_process_start(&c->user, argv, c->log, &c->postmaster, why) == CD_OK &&
           wait_ready(c, why);
}

/* True when the query gave no error; *ret_rows counts its rows. */
static bool ask(PGconn *conn, const char *sql, int *ret_rows, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    *ret_rows = PQntuples(result);
    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    cd_buf_adds(why, PQerrorMessage(conn));
    return false;
}

/* The same roles as in production: the owner is no superuser either. */
static bool make_roles(PGconn *conn, struct cd_buf *why)
{
    static const char *const steps[][2] = {
        {"select from pg_roles where rolname = 'chatdong_owner'",
         "create role chatdong_owner login"},
        {"select from pg_roles where rolname = 'chatdong_api'", "create role chatdong_api login"},
        {"select from pg_roles where rolname = 'chatdong_worker'",
         "create role chatdong_worker login"},
        {"select from pg_database where datname = 'chatdong'",
         "create database chatdong owner chatdong_owner"},
        {"select from pg_database where datname = 'chatdong' and"
         " has_database_privilege('public', oid, 'connect') is not true",
         "revoke all on database chatdong from public"},
        {"select from pg_database where datname = 'chatdong' and"
         " has_database_privilege('chatdong_worker', oid, 'connect')",
         "grant connect on database chatdong to chatdong_api, chatdong_worker"},
    };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        int rows;
        if (!ask(conn, steps[i][0], &rows, why) ||
            (rows == 0 && !ask(conn, steps[i][1], &rows, why)))
            return false;
    }
    return true;
}

static bool make_database(const struct cd_cluster *c, struct cd_buf *why)
{
    CD_BUF_AUTO(conninfo, 2 * (size_t)PATH_MAX + 200);

    cd_cluster_conninfo(c, "postgres", "postgres", &conninfo);
    PGconn *conn = PQconnectdb(conninfo.ptr);
    bool ok = PQstatus(conn) == CONNECTION_OK;
    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    ok = ok && make_roles(conn, why);
    PQfinish(conn);
    return ok;
}

enum cd_rc cd_cluster_start(const char *directory, struct cd_cluster **ret, struct cd_buf *why)
{
    struct cd_cluster *c = calloc(1, sizeof *c);

    if (c == NULL)
        abort();
    c->lock = -1;
    if (cd_process_user(&c->user, why) == CD_OK && choose_paths(c, directory, why) &&
        take_lock(c, why) && find_programs(c, why) && make_data(c, why) && clean_up(c, why) &&
        start_server(c, why) && make_database(c, why)) {
        *ret = c;
        return CD_OK;
    }
    cd_cluster_stop(c);
    return CD_INTERNAL;
}

/* 'it''s' in a connection string is written with backslashes (libpq, 34.1.1.1). */
static void add_quoted(struct cd_buf *out, const char *value)
{
    cd_buf_addc(out, '\'');
    for (; *value != '\0'; value++) {
        if (*value == '\'' || *value == '\\')
            cd_buf_addc(out, '\\');
        cd_buf_addc(out, *value);
    }
    cd_buf_addc(out, '\'');
}

void cd_cluster_conninfo(const struct cd_cluster *cluster, const char *role, const char *database,
                         struct cd_buf *out)
{
    cd_buf_adds(out, "host=");
    add_quoted(out, cluster->socket);
    cd_buf_adds(out, " port=5432 user=");
    add_quoted(out, role);
    cd_buf_adds(out, " dbname=");
    add_quoted(out, database);
}

void cd_cluster_stop(struct cd_cluster *cluster)
{
    if (cluster->postmaster > 0)
        stop_server(cluster->postmaster);
    if (cluster->lock >= 0)
        (void)close(cluster->lock);
    free(cluster);
}
