#include "auth/claims.h"

#include "base/json.h"
#include "base/secret.h"

#include <string.h>

#define AUDIENCES 16
#define TIME_MAX 253402300799.0 /* the year 9999 */

struct role_rule {
    const char *name;
    enum cd_role role;
    bool job, dongs, gu, system;
};

/* Who needs what (DOMAIN.md 2); other claims of the kind are not looked at. */
static const struct role_rule roles[] = {
    {"officer", CD_OFFICER, .job = true, .dongs = true},
    {"nurse", CD_NURSE, .dongs = true},
    {"supervisor", CD_SUPERVISOR, .dongs = true},
    {"district_admin", CD_DISTRICT_ADMIN, .gu = true},
    {"system", CD_SYSTEM, .system = true},
};

static const char *const jobs[] = {"neighborhood_officer", "welfare_planner"};

static bool digits(struct cd_str s, size_t count)
{
    if (s.len != count)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return true;
}

static void keep(char *out, struct cd_str s)
{
    memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
}

/* NumericDate: a number (RFC 7519 2), whole or not, within what a clock can show. */
static bool read_time(const json_t *value, int64_t *ret)
{
    double seconds = json_number_value(value);

    if (!json_is_number(value) || !(seconds >= 1 && seconds <= TIME_MAX))
        return false;
    *ret = (int64_t)seconds;
    return true;
}

static bool audience_fits(const json_t *aud, const char *audience)
{
    size_t count = json_array_size(aud);
    bool found = false;

    if (json_is_string(aud))
        return strcmp(json_string_value(aud), audience) == 0;
    if (count == 0 || count > AUDIENCES)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *one = json_string_value(json_array_get(aud, i));
        if (one == NULL)
            return false;
        found = found || strcmp(one, audience) == 0;
    }
    return found;
}

/* What only an id token or a refresh token carries (OpenID Connect Core 3.1.3.6 and 3.3.2.11, and
 * the marks of Cognito and Keycloak). A typ of at+jwt has said already that it is neither. */
static bool is_other_token(const json_t *claims)
{
    static const char *const marks[] = {"at_hash", "c_hash", "s_hash", "nonce"};
    struct cd_str use;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (json_object_get(claims, marks[i]) != NULL)
            return true;
    }
    if (cd_json_text(claims, "token_use", &use) && !cd_str_is(use, "access"))
        return true;
    return cd_json_text(claims, "typ", &use) &&
           (cd_str_is_nocase(use, "ID") || cd_str_is_nocase(use, "Refresh"));
}

/* `exp` must be there; `nbf` and `iat` count when they are. */
static enum cd_rc check_times(const json_t *claims, int64_t skew, int64_t now, int64_t *ret_expires,
                              struct cd_auth_refusal *ret_refusal)
{
    const json_t *nbf = json_object_get(claims, "nbf"), *iat = json_object_get(claims, "iat");
    int64_t from = 0;

    if (!read_time(json_object_get(claims, "exp"), ret_expires))
        return cd_refuse(ret_refusal, "exp");
    if (now >= *ret_expires + skew)
        return cd_refuse(ret_refusal, "expired");
    if (nbf != NULL && (!read_time(nbf, &from) || now + skew < from))
        return cd_refuse(ret_refusal, "nbf");
    if (iat != NULL && (!read_time(iat, &from) || now + skew < from))
        return cd_refuse(ret_refusal, "iat");
    return CD_OK;
}

static bool read_subject(const json_t *claims, struct cd_actor *actor)
{
    struct cd_str sub;

    if (!cd_json_text(claims, "sub", &sub) || !cd_uuid_ok(sub))
        return false;
    for (size_t i = 0; i < sub.len; i++)
        actor->id[i] =
            (char)(sub.ptr[i] >= 'A' && sub.ptr[i] <= 'F' ? sub.ptr[i] + 32 : sub.ptr[i]);
    return true;
}

static bool read_job(const json_t *claims, struct cd_actor *actor)
{
    struct cd_str job;

    if (!cd_json_text(claims, "job", &job))
        return false;
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        if (cd_str_is(job, jobs[i])) {
            keep(actor->job, job);
            return true;
        }
    }
    return false;
}

static bool read_dongs(const json_t *claims, struct cd_actor *actor)
{
    const json_t *dongs = json_object_get(claims, "dongs");
    size_t count = json_array_size(dongs);

    if (count == 0 || count > CD_ACTOR_DONGS)
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *code = json_array_get(dongs, i);
        struct cd_str text = {json_string_value(code), json_string_length(code)};
        if (!digits(text, 10))
            return false;
        keep(actor->dongs[i], text);
    }
    actor->dong_count = count;
    return true;
}

static bool read_gu(const json_t *claims, struct cd_actor *actor)
{
    struct cd_str gu;

    if (!cd_json_text(claims, "gu", &gu) || !digits(gu, 5))
        return false;
    keep(actor->gu, gu);
    return true;
}

/* RFC 6749 3.3: printable ASCII but quote and backslash; space parts them. */
static bool scope_ok(struct cd_str scope)
{
    if (scope.len == 0 || scope.len >= sizeof((struct cd_actor *)NULL)->scopes[0])
        return false;
    for (size_t i = 0; i < scope.len; i++) {
        if (scope.ptr[i] <= ' ' || scope.ptr[i] > '~' || scope.ptr[i] == '"' ||
            scope.ptr[i] == '\\')
            return false;
    }
    return true;
}

static bool read_scopes(const json_t *claims, struct cd_actor *actor)
{
    struct cd_str rest = {"", 0};

    if (json_object_get(claims, "scope") != NULL && !cd_json_text(claims, "scope", &rest))
        return false;
    while (rest.len > 0) {
        struct cd_str scope = cd_str_cut(&rest, ' ');
        if (!scope_ok(scope) || actor->scope_count == CD_ACTOR_SCOPES)
            return false;
        keep(actor->scopes[actor->scope_count++], scope);
    }
    return true;
}

/* A partner's client has no area: what is its own, the database knows by its subject. */
static const char *read_system(const json_t *claims, struct cd_actor *actor)
{
    struct cd_str area;

    if (!cd_json_text(claims, "area", &area))
        return "area";
    actor->city = cd_str_is(area, "city");
    if (!actor->city && !cd_str_is(area, "gu") && !cd_str_is(area, "partner"))
        return "area";
    if (cd_str_is(area, "gu") && !read_gu(claims, actor))
        return "gu";
    return read_scopes(claims, actor) ? NULL : "scope";
}

/* NULL, or the claim that does not fit the role. */
static const char *read_role(const json_t *claims, struct cd_actor *actor)
{
    const struct role_rule *rule = NULL;
    struct cd_str name;

    if (!cd_json_text(claims, "role", &name))
        return "role";
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (cd_str_is(name, roles[i].name))
            rule = &roles[i];
    }
    if (rule == NULL)
        return "role";
    actor->role = rule->role;
    if (rule->job && !read_job(claims, actor))
        return "job";
    if (rule->dongs && !read_dongs(claims, actor))
        return "dongs";
    if (rule->gu && !read_gu(claims, actor))
        return "gu";
    return rule->system ? read_system(claims, actor) : NULL;
}

enum cd_rc cd_claims_read(const struct cd_gate_token *token, const struct cd_claim_rules *rules,
                          int64_t now, struct cd_actor *ret, struct cd_auth_refusal *ret_refusal)
{
    json_auto_t *claims = cd_json_object(token->payload);
    struct cd_actor actor = {.known = true};
    struct cd_str iss;

    if (claims == NULL)
        return cd_refuse(ret_refusal, "payload");
    if (!cd_json_text(claims, "iss", &iss) || !cd_str_is(iss, rules->issuer))
        return cd_refuse(ret_refusal, "iss");
    if (!audience_fits(json_object_get(claims, "aud"), rules->audience))
        return cd_refuse(ret_refusal, "aud");
    enum cd_rc rc = check_times(claims, rules->skew, now, &actor.expires, ret_refusal);
    if (rc != CD_OK)
        return rc;
    if (!token->is_access && is_other_token(claims))
        return cd_refuse(ret_refusal, "id_token");
    if (!read_subject(claims, &actor))
        return cd_refuse(ret_refusal, "sub");
    const char *misfit = read_role(claims, &actor);
    if (misfit != NULL)
        return cd_refuse(ret_refusal, misfit);
    *ret = actor;
    return CD_OK;
}
