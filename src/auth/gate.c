#include "auth/gate.h"

#include "base/json.h"
#include "base/secret.h"

#include <string.h>

/* Members that would let the token say how it is to be checked, or what it is besides a signed
 * set of claims (RFC 7515 4.1, RFC 7516, RFC 7797). */
static const char *const forbidden[] = {"crit", "jku", "jwk", "x5u", "x5c",
                                        "b64",  "zip", "enc", "cty"};

enum cd_rc cd_refuse(struct cd_auth_refusal *ret_refusal, const char *code)
{
    ret_refusal->code = code;
    return CD_UNAUTHENTICATED;
}

bool cd_gate_kid_ok(struct cd_str kid)
{
    static const char others[] = "-_.~=+";

    if (kid.len == 0 || kid.len > CD_KID_BYTES)
        return false;
    for (size_t i = 0; i < kid.len; i++) {
        char c = kid.ptr[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alphanumeric && memchr(others, c, sizeof others - 1) == NULL)
            return false;
    }
    return true;
}

bool cd_gate_alg(struct cd_str name, enum cd_token_alg *ret)
{
    static const char *const names[] = {
        [CD_RS256] = "RS256", [CD_ES256] = "ES256", [CD_EDDSA] = "EdDSA"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (cd_str_is(name, names[i])) {
            *ret = (enum cd_token_alg)i;
            return true;
        }
    }
    return false;
}

/* Media types compare without case, and "application/" may be left out (RFC 7515 4.1.9). */
static bool type_accepted(struct cd_str type, const char *types, bool *ret_is_access)
{
    static const char prefix[] = "application/";
    struct cd_str rest = cd_str_of(types);

    if (type.len >= sizeof prefix - 1 &&
        cd_str_is_nocase((struct cd_str){type.ptr, sizeof prefix - 1}, prefix))
        type = (struct cd_str){type.ptr + sizeof prefix - 1, type.len - (sizeof prefix - 1)};
    *ret_is_access = cd_str_is_nocase(type, "at+jwt");
    while (rest.len > 0) {
        struct cd_str one = cd_str_trim(cd_str_cut(&rest, ','));
        if (one.len > 0 && one.len == type.len && strncasecmp(one.ptr, type.ptr, one.len) == 0)
            return true;
    }
    return false;
}

static enum cd_rc read_kid(struct cd_arena *arena, const json_t *header,
                           struct cd_gate_token *token, struct cd_auth_refusal *ret_refusal)
{
    struct cd_str kid = {"", 0};

    token->kid = kid;
    if (json_object_get(header, "kid") == NULL)
        return CD_OK; /* fits when there is just one key */
    if (!cd_json_text(header, "kid", &kid) || !cd_gate_kid_ok(kid))
        return cd_refuse(ret_refusal, "kid");
    token->kid = cd_arena_copy(arena, kid);
    return CD_OK;
}

static enum cd_rc read_header(struct cd_arena *arena, struct cd_str text, const char *types,
                              struct cd_gate_token *token, struct cd_auth_refusal *ret_refusal)
{
    json_auto_t *header = cd_json_object(text);
    struct cd_str value;

    if (header == NULL)
        return cd_refuse(ret_refusal, "header");
    if (!cd_json_text(header, "alg", &value) || !cd_gate_alg(value, &token->alg))
        return cd_refuse(ret_refusal, "alg");
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (json_object_get(header, forbidden[i]) != NULL)
            return cd_refuse(ret_refusal, "header_member");
    }
    if (!cd_json_text(header, "typ", &value) || !type_accepted(value, types, &token->is_access))
        return cd_refuse(ret_refusal, "typ");
    return read_kid(arena, header, token, ret_refusal);
}

/* Exactly three parts, parted by two dots. */
static bool split(struct cd_str token, struct cd_str parts[3])
{
    for (int i = 0; i < 3; i++) {
        const char *dot = token.len > 0 ? memchr(token.ptr, '.', token.len) : NULL;
        if ((dot != NULL) != (i < 2))
            return false;
        parts[i] = cd_str_cut(&token, '.');
    }
    return true;
}

enum cd_rc cd_gate_open(struct cd_arena *arena, struct cd_str token, const char *types,
                        struct cd_gate_token *ret, struct cd_auth_refusal *ret_refusal)
{
    struct cd_gate_token opened = {0};
    struct cd_str parts[3], header;

    if (token.len == 0 || token.len > CD_TOKEN_BYTES)
        return cd_refuse(ret_refusal, "size");
    if (!split(token, parts))
        return cd_refuse(ret_refusal, "parts");
    if (!cd_base64url_decode(arena, parts[0], &header))
        return cd_refuse(ret_refusal, "base64");
    enum cd_rc rc = read_header(arena, header, types, &opened, ret_refusal);
    if (rc != CD_OK)
        return rc;
    if (!cd_base64url_decode(arena, parts[1], &opened.payload) ||
        !cd_base64url_decode(arena, parts[2], &opened.signature))
        return cd_refuse(ret_refusal, "base64");
    if (opened.signature.len == 0)
        return cd_refuse(ret_refusal, "signature");
    opened.text = (struct cd_str){token.ptr, parts[0].len + 1 + parts[1].len};
    *ret = opened;
    return CD_OK;
}
