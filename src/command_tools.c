#include "command.h"

#include "auth/auth.h"
#include "base/embed.h"
#include "db/migrate.h"
#include "jobs/import_instruments.h"
#include "jobs/seal.h"
#include "options.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIFETIME_SECONDS 3600

static const char migrate_help[] =
    "usage: chatdong migrate [--config FILE]\n\n"
    "Brings the database of the setting owner_database to this binary's schema, forward only, and\n"
    "loads the screening instruments that it has no version of.\n";

static const char token_help[] =
    "usage: chatdong token --subject UUID --role ROLE [--job JOB] [--dong CODE]… [--gu CODE]\n"
    "                      [--area gu|city|partner] [--scope SCOPE]… [--lifetime SECONDS]\n"
    "                      [--config FILE]\n\n"
    "Mints a token with the key in the setting signing_key_file and prints it. ROLE is officer,\n"
    "nurse, supervisor, district_admin or system. LIFETIME is 3600 s unless given.\n";

static const char audit_help[] =
    "usage: chatdong audit verify [--config FILE]\n\n"
    "Recomputes the chain of seals over the access records (settings worker_database and\n"
    "audit_key). Exit code 1 when a record or a seal was changed, removed or inserted.\n";

static const char version_help[] =
    "usage: chatdong version [--settings]\n\n"
    "Prints the version; with --settings the table of settings as Markdown.\n";

int cd_command_migrate(int argc, char **argv)
{
    const char *config = NULL;
    const struct cd_option options[] = {{"config", NULL, &config, 1, NULL}};
    struct cd_settings settings;
    CD_BUF_AUTO(why, 4096);
    int applied = 0;
    bool helped;

    if (!cd_options_read(argc, argv, options, 1, migrate_help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    PGconn *conn = cd_command_connect(settings.owner_database, 30);
    if (conn == NULL)
        code = CD_EXIT_DATABASE;
    else if (cd_migrate(conn, &applied, &why) != CD_OK ||
             cd_import_default_instruments(conn, &why) != CD_OK)
        code = CD_EXIT_FOUND;
    if (code == CD_EXIT_OK)
        (void)printf("%d migrations applied\n", applied);
    else if (why.len > 0)
        (void)fprintf(stderr, "chatdong: migrate: %s\n", why.ptr);
    PQfinish(conn);
    cd_settings_release(&settings);
    return code;
}

struct token_options {
    const char *subject, *role, *job, *gu, *area, *lifetime, *config;
    const char *dongs[CD_ACTOR_DONGS], *scopes[CD_ACTOR_SCOPES];
    size_t dong_count, scope_count;
};

static void set_text(json_t *claims, const char *name, const char *value)
{
    if (value != NULL)
        (void)json_object_set_new(claims, name, json_string(value));
}

static char *claims_text(const struct token_options *o)
{
    json_t *claims = json_object();
    json_t *dongs = json_array();
    CD_BUF_AUTO(scope, 8192);

    set_text(claims, "sub", o->subject);
    set_text(claims, "role", o->role);
    set_text(claims, "job", o->job);
    set_text(claims, "gu", o->gu);
    set_text(claims, "area", o->area);
    for (size_t i = 0; i < o->dong_count; i++)
        (void)json_array_append_new(dongs, json_string(o->dongs[i]));
    (void)json_object_set_new(claims, "dongs", dongs);
    for (size_t i = 0; i < o->scope_count; i++)
        cd_buf_addf(&scope, "%s%s", i > 0 ? " " : "", o->scopes[i]);
    set_text(claims, "scope", scope.len > 0 ? scope.ptr : NULL);
    char *text = json_dumps(claims, JSON_COMPACT);
    json_decref(claims);
    return text;
}

static int mint(const struct token_options *o, const struct cd_settings *settings)
{
    struct cd_arena *arena = cd_arena_new();
    int64_t lifetime = LIFETIME_SECONDS;
    struct cd_str token;
    CD_BUF_AUTO(why, 4096);
    int code = CD_EXIT_OK;

    char *claims = claims_text(o);
    if (o->lifetime != NULL && !cd_str_int64(cd_str_of(o->lifetime), &lifetime)) {
        code = cd_command_usage(token_help);
    } else if (cd_auth_mint(settings, arena, claims, lifetime, &token, &why) != CD_OK) {
        (void)fprintf(stderr, "chatdong: token: %s\n", why.ptr);
        code = CD_EXIT_SETTINGS;
    } else {
        (void)printf("%.*s\n", (int)token.len, token.ptr);
    }
    free(claims);
    cd_arena_free(arena);
    return code;
}

int cd_command_token(int argc, char **argv)
{
    struct token_options o = {.subject = NULL};
    const struct cd_option options[] = {
        {"subject", NULL, &o.subject, 1, NULL},
        {"role", NULL, &o.role, 1, NULL},
        {"job", NULL, &o.job, 1, NULL},
        {"gu", NULL, &o.gu, 1, NULL},
        {"area", NULL, &o.area, 1, NULL},
        {"lifetime", NULL, &o.lifetime, 1, NULL},
        {"config", NULL, &o.config, 1, NULL},
        {"dong", NULL, o.dongs, CD_ACTOR_DONGS, &o.dong_count},
        {"scope", NULL, o.scopes, CD_ACTOR_SCOPES, &o.scope_count},
    };
    struct cd_settings settings;
    bool helped;

    if (!cd_options_read(argc, argv, options, sizeof options / sizeof *options, token_help,
                         &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (o.subject == NULL || o.role == NULL)
        return cd_command_usage(token_help);
    int code = cd_command_settings(o.config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    code = mint(&o, &settings);
    cd_settings_release(&settings);
    return code;
}

static void print_audit(const struct cd_audit_result *result)
{
    (void)printf("%lld seals over %lld records, %lld not sealed yet; last seal %lld %s\n",
                 (long long)result->seals, (long long)result->rows, (long long)result->unsealed,
                 (long long)result->last.no, result->last.mac);
    (void)printf("%s\n", cd_audit_text(result->finding));
    if (result->finding == CD_AUDIT_WHOLE)
        return;
    (void)printf(
        "first broken seal %lld (%lld in all), between %s and %s: %lld records sealed, %lld "
        "found\n",
        (long long)result->seal_no, (long long)result->broken, result->after, result->until,
        (long long)result->sealed_rows, (long long)result->found_rows);
    for (size_t i = 0; i < result->suspect_count; i++)
        (void)printf("suspect record %s\n", result->suspects[i]);
}

static int verify(const struct cd_settings *settings)
{
    struct cd_audit_result result;
    CD_BUF_AUTO(why, 65536);

    PGconn *conn = cd_command_connect(settings->worker_database, 0);
    if (conn == NULL)
        return CD_EXIT_DATABASE;
    enum cd_rc rc = cd_audit_verify(conn, cd_str_of(settings->audit_key), &result, &why);
    PQfinish(conn);
    if (rc != CD_OK) {
        (void)fprintf(stderr, "chatdong: audit: %s\n", why.ptr);
        return CD_EXIT_DATABASE;
    }
    print_audit(&result);
    return result.finding == CD_AUDIT_WHOLE ? CD_EXIT_OK : CD_EXIT_FOUND;
}

int cd_command_audit(int argc, char **argv)
{
    const char *config = NULL, *word = NULL;
    const struct cd_option options[] = {
        {"config", NULL, &config, 1, NULL},
        {NULL, NULL, &word, 1, NULL},
    };
    struct cd_settings settings;
    bool helped;

    if (!cd_options_read(argc, argv, options, 2, audit_help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (word == NULL || strcmp(word, "verify") != 0)
        return cd_command_usage(audit_help);
    int code = cd_command_settings(config, &settings);
    if (code != CD_EXIT_OK)
        return code;
    code = verify(&settings);
    cd_settings_release(&settings);
    return code;
}

int cd_command_version(int argc, char **argv)
{
    bool settings = false, helped;
    const struct cd_option options[] = {{"settings", &settings, NULL, 0, NULL}};
    CD_BUF_AUTO(out, (size_t)1 << 20);

    if (!cd_options_read(argc, argv, options, 1, version_help, &helped))
        return helped ? CD_EXIT_OK : CD_EXIT_USAGE;
    if (settings)
        cd_settings_document(&out);
    else
        cd_buf_addf(&out, "chatdong %s\n", CHATDONG_VERSION);
    (void)fputs(out.ptr, stdout);
    return CD_EXIT_OK;
}
