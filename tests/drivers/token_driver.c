/*
 * Tokens in, verdicts out: reads a token a line and prints "ok <sub>" or "refused <code>".
 * Settings come from the environment as for the service (CHATDONG_ISSUER …); lines that begin
 * with '!' are commands: "!reload" (as SIGHUP does), "!ready", "!stats", "!claims <token>".
 */
#include "auth/auth.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_actor(const struct cd_actor *actor)
{
    static const char *const roles[] = {"officer", "nurse", "supervisor", "district_admin",
                                        "system"};

    (void)printf("ok %s role=%s job=%s gu=%s city=%d kid=%s dongs=", actor->id, roles[actor->role],
                 actor->job, actor->gu, actor->city, actor->key_id);
    for (size_t i = 0; i < actor->dong_count; i++)
        (void)printf("%s%s", i > 0 ? "," : "", actor->dongs[i]);
    (void)printf(" scopes=");
    for (size_t i = 0; i < actor->scope_count; i++)
        (void)printf("%s%s", i > 0 ? "," : "", actor->scopes[i]);
    (void)printf("\n");
}

static void check(struct cd_auth *auth, struct cd_str token, bool whole)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_auth_refusal refusal = {0};
    struct cd_actor actor;

    if (cd_auth_check(auth, arena, token, &actor, &refusal) != CD_OK)
        (void)printf("refused %s\n", refusal.code);
    else if (whole)
        print_actor(&actor);
    else
        (void)printf("ok %s\n", actor.id);
    cd_arena_free(arena);
}

static void answer(struct cd_auth *auth, struct cd_str line)
{
    struct cd_auth_stats stats = cd_auth_stats(auth);

    if (cd_str_is(line, "!reload")) {
        cd_auth_reload(auth);
        (void)printf("reloaded\n");
    } else if (cd_str_is(line, "!ready")) {
        (void)printf("%s\n", cd_auth_ready(auth) ? "ready" : "not ready");
    } else if (cd_str_is(line, "!stats")) {
        (void)printf("hits %llu verified %llu refused %llu refreshes %llu\n",
                     (unsigned long long)stats.cache_hits, (unsigned long long)stats.verified,
                     (unsigned long long)stats.refused, (unsigned long long)stats.refreshes);
    } else if (cd_str_starts(line, "!claims ")) {
        check(auth, (struct cd_str){line.ptr + 8, line.len - 8}, true);
    } else {
        check(auth, line, false);
    }
    (void)fflush(stdout);
}

int main(void)
{
    struct cd_settings settings = {0};
    struct cd_auth *auth = NULL;
    size_t cap = 0;
    char *line = NULL;
    CD_BUF_AUTO(why, 4096);

    cd_log_set_level(CD_LOG_ERROR + 1); /* stdout is for the verdicts */
    if (cd_settings_load(NULL, &settings, &why) != CD_OK ||
        cd_auth_new(&settings, &auth, &why) != CD_OK) {
        (void)printf("error %s\n", why.ptr);
        cd_settings_release(&settings);
        return EXIT_FAILURE;
    }
    cd_auth_start(auth);
    for (ssize_t len; (len = getline(&line, &cap, stdin)) > 0;)
        answer(auth, (struct cd_str){line, (size_t)len - (line[len - 1] == '\n' ? 1 : 0)});
    free(line);
    cd_auth_free(auth);
    cd_settings_release(&settings);
    return EXIT_SUCCESS;
}
