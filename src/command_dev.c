#include "command.h"

#include "auth/auth.h"
#include "base/embed.h"
#include "db/cluster.h"
#include "db/migrate.h"
#include "jobs/import_instruments.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "usage: chatdong dev [--directory var] [--port 8080] [--admin-port 9090]\n\n"
    "Starts a private PostgreSQL under the directory, brings it to this binary's schema, loads "
    "the\n"
    "made-up demo city, serves, and prints a token for one user of each role. For trying it out\n"
    "and for tests; SIGINT or SIGTERM ends both.\n";

#define TOKEN_SECONDS ((int64_t)12 * 3600)
#define DATABASE "chatdong"

/* One user of each role in the demo city (sql/reference/demo). */
static const struct demo_user {
    const char *label, *claims;
} users[] = {
    {"nurse", "{\"sub\":\"01900000-0000-7000-8000-00000000002a\",\"role\":\"nurse\","
              "\"dongs\":[\"9911051000\"]}"},
    {"officer", "{\"sub\":\"01900000-0000-7000-8000-00000000001a\",\"role\":\"officer\","
                "\"job\":\"welfare_planner\",\"dongs\":[\"9911051000\"]}"},
    {"officer_b", "{\"sub\":\"01900000-0000-7000-8000-00000000001b\",\"role\":\"officer\","
                  "\"job\":\"welfare_planner\",\"dongs\":[\"9911052000\"]}"},
    {"supervisor", "{\"sub\":\"01900000-0000-7000-8000-00000000003a\",\"role\":\"supervisor\","
                   "\"dongs\":[\"9911051000\"]}"},
    {"district_admin", "{\"sub\":\"01900000-0000-7000-8000-00000000004a\","
                       "\"role\":\"district_admin\",\"gu\":\"99110\"}"},
    {"system",
     "{\"sub\":\"01900000-0000-7000-8000-0000000000e1\",\"role\":\"system\","
     "\"area\":\"city\",\"scope\":\"visits:read residents:read residents:import births:import "
     "signals:import imports:write operations:read operations:write\"}"},
    {"partner", "{\"sub\":\"01900000-0000-7000-8000-0000000000e4\",\"role\":\"system\","
                "\"area\":\"partner\",\"scope\":\"partners:read partners:write capacity:write "
                "partner_referrals:answer\"}"},
};

static void default_env(const char *name, const char *value)
{
    (void)setenv(name, value, 0); /* NOLINT(concurrency-mt-unsafe): there is no other thread yet */
}

static void set_conninfo(const struct cd_cluster *cluster, const char *name, const char *role)
{
    CD_BUF_AUTO(text, 4096);

    cd_cluster_conninfo(cluster, role, DATABASE, &text);
    default_env(name, text.ptr);
}

/* The environment that `serve` would get from its operator; what is set already stays. */
static void set_environment(const struct cd_cluster *cluster, const char *directory,
                            struct cd_arena *arena)
{
    set_conninfo(cluster, "CHATDONG_DATABASE", "chatdong_api");
    set_conninfo(cluster, "CHATDONG_OWNER_DATABASE", "chatdong_owner");
    set_conninfo(cluster, "CHATDONG_WORKER_DATABASE", "chatdong_worker");
    default_env("CHATDONG_ISSUER", "https://issuer.chatdong.example");
    default_env("CHATDONG_KEYS_FILE", cd_arena_printf(arena, "%s/jwks.json", directory));
    default_env("CHATDONG_SIGNING_KEY_FILE", cd_arena_printf(arena, "%s/key.pem", directory));
    default_env("CHATDONG_AUDIT_KEY", "a key for trying out only, 32 bytes or more");
    default_env("CHATDONG_SHORT_TIMEOUT", "2000"); /* beside editors, browsers and compilers */
}

static int fail(const char *what, const struct cd_buf *why)
{
    (void)fprintf(stderr, "chatdong: %s: %s\n", what, why->ptr);
    return CD_EXIT_DATABASE;
}

static int load_demo(PGconn *owner)
{
    for (size_t i = 0; i < cd_embedded_count; i++) {
        const struct cd_embedded *file = &cd_embedded_files[i];
        if (strncmp(file->path, "sql/reference/demo/", 19) != 0)
            continue;
        PGresult *done = PQexec(owner, (const char *)file->start); /* ends with a zero byte */
        bool ok =
            PQresultStatus(done) == PGRES_COMMAND_OK || PQresultStatus(done) == PGRES_TUPLES_OK;
        PQclear(done);
        if (!ok) {
            (void)fprintf(stderr, "chatdong: %s: %s", file->path, PQerrorMessage(owner));
            return CD_EXIT_DATABASE;
        }
    }
    return CD_EXIT_OK;
}

static int fill_database(const struct cd_settings *settings)
{
    CD_BUF_AUTO(why, 8192);
    int applied = 0;

    PGconn *owner = cd_command_connect(settings->owner_database, 10);
    if (owner == NULL)
        return CD_EXIT_DATABASE;
    int code = cd_migrate(owner, &applied, &why) == CD_OK ? CD_EXIT_OK : fail("migrate", &why);
    PQclear(PQexec(owner, "set search_path = chatdong"));
    if (code == CD_EXIT_OK && cd_import_default_instruments(owner, &why) != CD_OK)
        code = fail("instruments", &why);
    if (code == CD_EXIT_OK)
        code = load_demo(owner);
    PQfinish(owner);
    return code;
}

static int make_keys(const struct cd_settings *settings, struct cd_buf *why)
{
    const char *pem = settings->signing_key_file, *jwks = settings->keys_file;

    if (access(pem, R_OK) == 0 && access(jwks, R_OK) == 0)
        return CD_EXIT_OK;
    return cd_auth_make_key(pem, jwks, why) == CD_OK ? CD_EXIT_OK : fail("keys", why);
}

struct greeting {
    const struct cd_settings *settings;
    struct cd_arena *arena;
    const char *env_file;
};

/* Addresses and tokens as shell assignments. */
static void list_access(const struct greeting *g, int port, int admin_port, struct cd_buf *out)
{
    CD_BUF_AUTO(why, 4096);

    cd_buf_addf(out, "export url=http://127.0.0.1:%d\nexport admin=http://127.0.0.1:%d\n", port,
                admin_port);
    cd_buf_addf(out, "export database=\"%s\"\n", g->settings->database);
    for (size_t i = 0; i < sizeof users / sizeof *users; i++) {
        struct cd_str token;
        if (cd_auth_mint(g->settings, g->arena, users[i].claims, TOKEN_SECONDS, &token, &why) ==
            CD_OK)
            cd_buf_addf(out, "export %s='%.*s'\n", users[i].label, (int)token.len, token.ptr);
    }
}

/* Whole or not there at all, and nobody else's to read: it holds tokens. */
static bool write_env_file(const struct greeting *g, const struct cd_buf *text)
{
    const char *part = cd_arena_printf(g->arena, "%s.new", g->env_file);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text->ptr, text->len) == (ssize_t)text->len;

    if (fd >= 0 && close(fd) != 0)
        ok = false;
    return ok && rename(part, g->env_file) == 0;
}

/* What a newcomer needs to make the first calls. */
static void greet(void *arg, int port, int admin_port)
{
    const struct greeting *g = arg;
    CD_BUF_AUTO(text, 65536);

    list_access(g, port, admin_port, &text);
    (void)printf("\nBase URL   http://127.0.0.1:%d/v1\nDocs page  http://127.0.0.1:%d/docs\n\n%s\n",
                 port, port, text.ptr);
    (void)printf("curl -H \"Authorization: Bearer $nurse\" \"$url/v1/visits?status=planned\"\n"
                 "curl -H \"Authorization: Bearer $supervisor\" \"$url/v1/access-records\"\n\n");
    if (write_env_file(g, &text))
        (void)printf("In another shell: . %s\n", g->env_file);
    (void)printf("Ready. Ctrl-C ends it.\n");
    (void)fflush(stdout);
}

static int fill_and_serve(const struct cd_settings *settings, struct cd_arena *arena,
                          const char *env_file)
{
    struct greeting greeting = {settings, arena, env_file};
    CD_BUF_AUTO(why, 8192);

    int code = fill_database(settings);
    if (code == CD_EXIT_OK)
        code = make_keys(settings, &why);
    if (code == CD_EXIT_OK)
        code = cd_command_run_server(settings, NULL, greet, &greeting);
    return code;
}

static int run(const char *directory, struct cd_arena *arena)
{
    struct cd_settings settings;
    struct cd_cluster *cluster = NULL;
    const char *env_file = cd_arena_printf(arena, "%s/dev.env", directory);
    CD_BUF_AUTO(why, 8192);

    (void)unlink(env_file); /* it is there while we serve */
    if (mkdir(directory, 0755) != 0 && errno != EEXIST) {
        (void)fprintf(stderr, "chatdong: %s: %s\n", directory, strerrordesc_np(errno));
        return CD_EXIT_SETTINGS;
    }
    if (cd_cluster_start(cd_arena_printf(arena, "%s/postgres", directory), &cluster, &why) != CD_OK)
        return fail("cluster", &why);
    set_environment(cluster, directory, arena);
    int code = cd_command_settings(NULL, &settings);
    if (code == CD_EXIT_OK) {
        code = fill_and_serve(&settings, arena, env_file);
        cd_settings_release(&settings);
    }
    (void)unlink(env_file);
    cd_cluster_stop(cluster);
    return code;
}

int cd_command_dev(int argc, char **argv)
{
    const char *directory = "var", *port = "8080", *admin = "9090";
    const struct cd_option options[] = {
        {"directory", NULL, &directory, 1, NULL},
        {"port", NULL, &port, 1, NULL},
        {"admin-port", NULL, &admin, 1, NULL},
    };
    bool helped;

    if (!cd_options_read(argc, argv, options, 3, help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    default_env("CHATDONG_PORT", port);
    default_env("CHATDONG_ADMIN_PORT", admin);
    struct cd_arena *arena = cd_arena_new();
    int code = run(directory, arena);
    cd_arena_free(arena);
    return code;
}
