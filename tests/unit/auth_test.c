#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/cache.h"
#include "auth/claims.h"
#include "auth/keys.h"
#include "auth/refresh.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"

#include <openssl/pem.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
#define SUB "01900000-0000-7000-8000-00000000002a"

static int setup(void **state)
{
    *state = cd_arena_new();
    return 0;
}

static int teardown(void **state)
{
    cd_arena_free(*state);
    return 0;
}

/* --- the gate --- */

static struct cd_str token_of(struct cd_arena *arena, const char *header, const char *payload)
{
    return cd_str_of(cd_arena_printf(arena, "%s.%s.AAAA",
                                     cd_base64url(arena, cd_str_of(header)).ptr,
                                     cd_base64url(arena, cd_str_of(payload)).ptr));
}

static const char *gate(struct cd_arena *arena, struct cd_str token, const char *types,
                        struct cd_gate_token *opened)
{
    struct cd_auth_refusal refusal = {.code = "ok"};

    if (cd_gate_open(arena, token, types, opened, &refusal) != CD_OK)
        assert_string_not_equal(refusal.code, "ok");
    return refusal.code;
}

static const struct {
    const char *header, *code;
} headers[] = {
    {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", "ok"},
    {"{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"k-1_.~=+\"}", "ok"},
    {"{\"alg\":\"EdDSA\",\"typ\":\"application/AT+JWT\",\"x5t\":\"a\",\"own\":{}}", "ok"},
    {"{\"alg\":\"none\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"None\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"NONE\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"PS256\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"rs256\",\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"RS256\\u0000\",\"typ\":\"JWT\"}", "header"},
    {"{\"alg\":[\"RS256\"],\"typ\":\"JWT\"}", "alg"},
    {"{\"typ\":\"JWT\"}", "alg"},
    {"{\"alg\":\"RS256\"}", "typ"},
    {"{\"alg\":\"RS256\",\"typ\":\"\"}", "typ"},
    {"{\"alg\":\"RS256\",\"typ\":7}", "typ"},
    {"{\"alg\":\"RS256\",\"typ\":\"dpop+jwt\"}", "typ"},
    {"{\"alg\":\"RS256\",\"typ\":\"application/application/JWT\"}", "typ"},
    {"{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"JWT\"}", "header"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\"} ", "ok"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\"}x", "header"},
    {"[]", "header"},
    {"", "header"},
    {"{", "header"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", "header"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"a\":\"[[[[[[[[[[[[[[[[[[\\\"[[[\"}", "ok"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"jku\":\"https://a\"}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"jwk\":null}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5u\":\"https://a\"}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5c\":[]}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"b64\":false}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"zip\":\"DEF\"}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"cty\":\"JWT\"}", "header_member"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"../../etc\"}", "kid"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"a' or '1'='1\"}", "kid"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"a\\\"b\"}", "kid"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\"}", "kid"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":1}", "kid"},
    {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":null}", "kid"},
};

static void the_header_is_held_to_its_rules(void **state)
{
    struct cd_gate_token opened;

    for (size_t i = 0; i < COUNT(headers); i++) {
        const char *code =
            gate(*state, token_of(*state, headers[i].header, "{}"), "at+jwt,JWT", &opened);
        if (strcmp(code, headers[i].code) != 0)
            fail_msg("%s gives %s, not %s", headers[i].header, code, headers[i].code);
    }
}

static const char *gate_with_kid(struct cd_arena *arena, int len, struct cd_gate_token *opened)
{
    char kid[66];

    memset(kid, 'k', sizeof kid);
    return gate(
        arena,
        token_of(arena,
                 cd_arena_printf(arena, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%.*s\"}", len,
                                 kid),
                 "{}"),
        "JWT", opened);
}

static void a_kid_has_at_most_64_characters(void **state)
{
    struct cd_gate_token opened;

    assert_string_equal(gate_with_kid(*state, 64, &opened), "ok");
    assert_int_equal(opened.kid.len, 64);
    assert_string_equal(gate_with_kid(*state, 65, &opened), "kid");
}

static void types_are_a_matter_of_configuration(void **state)
{
    struct cd_gate_token opened;
    struct cd_str plain = token_of(*state, "{\"alg\":\"ES256\",\"typ\":\"JWT\"}", "{}");
    struct cd_str access = token_of(*state, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}", "{}");

    assert_string_equal(gate(*state, plain, "at+jwt", &opened), "typ");
    assert_string_equal(gate(*state, access, "at+jwt", &opened), "ok");
    assert_true(opened.is_access);
    assert_string_equal(gate(*state, plain, " at+jwt , jwt ", &opened), "ok");
    assert_false(opened.is_access);
}

static void the_form_is_exact(void **state)
{
    static const struct {
        const char *tail, *code;
    } rows[] = {{".e30.AAAA", "ok"},       {".e30.", "signature"},
                {".e30", "parts"},         {"", "parts"},
                {".e30.AAAA.", "parts"},   {".e30.AAAA.AAAA", "parts"},
                {".e30.AAAA=", "base64"},  {".e30.AAA=", "base64"},
                {".e30.AAAB\n", "base64"}, {".e31.AAAA", "base64"},
                {".e30=.AAAA", "base64"},  {".e3 0.AAAA", "base64"},
                {".e30.AA+/", "base64"},   {".e30.A", "base64"},
                {"..AAAA", "ok"}};
    const char *header = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
    struct cd_gate_token opened;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cd_str token = cd_str_of(cd_arena_printf(*state, "%s%s", header, rows[i].tail));
        assert_string_equal(gate(*state, token, "JWT", &opened), rows[i].code);
    }
    assert_string_equal(gate(*state, CD_STR(""), "JWT", &opened), "size");
    assert_string_equal(gate(*state, CD_STR("..AAAA"), "JWT", &opened), "header");
    assert_string_equal(gate(*state, CD_STR("=.e30.AAAA"), "JWT", &opened), "base64");
    char *large = cd_arena_alloc(*state, 3000000);
    memset(large, 'A', 3000000);
    assert_string_equal(gate(*state, (struct cd_str){large, CD_TOKEN_BYTES}, "JWT", &opened),
                        "parts");
    assert_string_equal(gate(*state, (struct cd_str){large, CD_TOKEN_BYTES + 1}, "JWT", &opened),
                        "size");
    assert_string_equal(gate(*state, (struct cd_str){large, 3000000}, "JWT", &opened), "size");
}

/* --- keys: the examples of RFC 7515 A.2, A.3 and RFC 8037 A.4 --- */

#define RSA_N_REST                                                                                 \
    "gWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4" \
    "QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexM" \
    "dbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFv" \
    "UK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
#define RSA_N "of" RSA_N_REST
#define RSA_KEY(more) "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"" more "}"
#define EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define EC_KEY(more)                                                                               \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"" more "}"
#define ED_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define ED_KEY(more) "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" ED_X "\"" more "}"
#define JOE                                                                                        \
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" \
    "fQ"

static struct cd_keyset *keyset(struct cd_arena *arena, const char *keys)
{
    struct cd_keyset *set = NULL;
    CD_BUF_AUTO(why, 1024);

    const char *json = cd_arena_printf(arena, "{\"keys\":[%s]}", keys);
    if (cd_keyset_parse(cd_str_of(json), &set, &why) != CD_OK) {
        assert_true(why.len > 0);
        return NULL;
    }
    assert_int_equal(why.len, 0);
    return set;
}

static void published_examples_verify(void **state)
{
    static const struct {
        const char *key, *text, *signature;
        enum cd_token_alg alg;
    } rows[] = {
        {RSA_KEY(""), "eyJhbGciOiJSUzI1NiJ9." JOE,
         "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_"
         "lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
         "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--"
         "xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIh"
         "WkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
         CD_RS256},
        {EC_KEY(""), "eyJhbGciOiJFUzI1NiJ9." JOE,
         "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
         CD_ES256},
        {ED_KEY(""), "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
         "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
         CD_EDDSA},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cd_keyset *set = keyset(*state, rows[i].key);
        struct cd_str signature, text = cd_arena_copy(*state, cd_str_of(rows[i].text));
        assert_non_null(set);
        assert_true(cd_base64url_decode(*state, cd_str_of(rows[i].signature), &signature));
        assert_int_equal(set->keys[0].alg, rows[i].alg);
        assert_true(cd_key_verify(&set->keys[0], text, signature));
        ((char *)text.ptr)[text.len - 1] ^= 1;
        assert_false(cd_key_verify(&set->keys[0], text, signature));
        ((char *)text.ptr)[text.len - 1] ^= 1;
        for (size_t j = 0; j < signature.len; j += 7) {
            ((char *)signature.ptr)[j] ^= 1;
            assert_false(cd_key_verify(&set->keys[0], text, signature));
            ((char *)signature.ptr)[j] ^= 1;
        }
        signature.len--;
        assert_false(cd_key_verify(&set->keys[0], text, signature));
        assert_false(cd_key_verify(&set->keys[0], text, CD_STR("")));
        cd_keyset_free(set);
    }
}

static void zero_is_no_ecdsa_signature(void **state)
{
    struct cd_keyset *set = keyset(*state, EC_KEY(""));
    char raw[64] = {0};

    assert_false(cd_key_verify(&set->keys[0], CD_STR("any"), (struct cd_str){raw, 64}));
    raw[63] = 1; /* r = 0 */
    assert_false(cd_key_verify(&set->keys[0], CD_STR("any"), (struct cd_str){raw, 64}));
    raw[63] = 0;
    raw[31] = 1; /* s = 0 */
    assert_false(cd_key_verify(&set->keys[0], CD_STR("any"), (struct cd_str){raw, 64}));
    memset(raw, 0xff, sizeof raw); /* above the order */
    assert_false(cd_key_verify(&set->keys[0], CD_STR("any"), (struct cd_str){raw, 64}));
    cd_keyset_free(set);
}

static void keys_of_no_use_are_left_out(void **state)
{
    static const char *const rows[] = {
        "{\"kty\":\"oct\",\"k\":\"AAAA\",\"alg\":\"HS256\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_X "\"}", /* off curve */
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" ED_X "\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
        "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\"}",
        "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQ\"}",   /* e = 1 signs everything */
        "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAA\"}", /* even */
        "{\"kty\":\"RSA\",\"n\":\"" RSA_N "=\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"AP" RSA_N_REST "\",\"e\":\"AQAB\"}", /* 2044 bits in 256 bytes */
        "{\"kty\":\"RSA\",\"n\":\"u1SU1LfVLPHCozMxH2Mo\",\"e\":\"AQAB\"}",
        RSA_KEY(",\"use\":\"enc\""),
        RSA_KEY(",\"use\":7"),
        RSA_KEY(",\"key_ops\":[\"encrypt\"]"),
        RSA_KEY(",\"alg\":\"RS512\""),
        RSA_KEY(",\"alg\":\"ES256\""),
        RSA_KEY(",\"d\":\"AAAA\""),
        RSA_KEY(",\"kid\":\"../a\""),
        RSA_KEY(",\"kid\":7"),
        "{\"kty\":\"rsa\"}",
        "{}",
        "7",
        "null",
    };

    cd_log_set_level(CD_LOG_ERROR);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cd_keyset *set = keyset(*state, rows[i]);
        if (set != NULL)
            fail_msg("%s is taken", rows[i]);
        const char *both = cd_arena_printf(*state, "%s,%s", rows[i], ED_KEY(",\"kid\":\"good\""));
        set = keyset(*state, both);
        assert_non_null(set);
        assert_int_equal(set->count, 1);
        assert_string_equal(set->keys[0].kid, "good");
        cd_keyset_free(set);
    }
    cd_log_set_level(CD_LOG_INFO);
}

static void what_is_no_key_set_is_refused(void **state)
{
    static const char *const rows[] = {"",
                                       "[]",
                                       "{}",
                                       "{\"keys\":{}}",
                                       "{\"keys\":[]}",
                                       "<html>",
                                       "{\"keys\":[" ED_KEY("") "],\"keys\":[]}"};
    struct cd_keyset *set = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        CD_BUF_AUTO(why, 1024);
        assert_int_equal(cd_keyset_parse(cd_str_of(rows[i]), &set, &why), CD_BAD_REQUEST);
        assert_null(set);
        assert_true(why.len > 0);
    }
}

static const char *found(const struct cd_keyset *set, const char *kid, enum cd_token_alg alg)
{
    struct cd_auth_refusal refusal = {.code = "ok"};
    const struct cd_key *key = NULL;

    if (cd_keyset_find(set, cd_str_of(kid), alg, &key, &refusal) != CD_OK)
        return refusal.code;
    assert_string_equal(refusal.code, "ok");
    assert_int_equal(key->alg, alg);
    return key->kid;
}

static void keys_are_found_by_kid_and_kind(void **state)
{
    struct cd_keyset *one = keyset(*state, EC_KEY(",\"kid\":\"e\""));
    struct cd_keyset *two = keyset(
        *state,
        RSA_KEY(",\"kid\":\"r\"") "," EC_KEY(",\"kid\":\"both\"") "," ED_KEY(",\"kid\":\"both\""));
    struct cd_keyset *none = cd_keyset_join(NULL, NULL);

    assert_string_equal(found(one, "e", CD_ES256), "e");
    assert_string_equal(found(one, "", CD_ES256), "e");
    assert_string_equal(found(one, "", CD_RS256), "alg_of_key");
    assert_string_equal(found(one, "e", CD_RS256), "alg_of_key");
    assert_string_equal(found(one, "f", CD_ES256), "kid_unknown");
    assert_string_equal(found(two, "", CD_ES256), "kid_missing");
    assert_string_equal(found(two, "both", CD_ES256), "both");
    assert_string_equal(found(two, "both", CD_EDDSA), "both");
    assert_string_equal(found(two, "both", CD_RS256), "alg_of_key");
    assert_string_equal(found(two, "r", CD_RS256), "r");
    assert_string_equal(found(none, "", CD_RS256), "kid_unknown");
    struct cd_keyset *all = cd_keyset_join(one, two);
    assert_int_equal(all->count, 4);
    cd_keyset_free(one);
    cd_keyset_free(two);
    cd_keyset_free(none);
    assert_string_equal(found(all, "e", CD_ES256), "e"); /* keys live as long as any set */
    cd_keyset_free(all);
}

static void of_two_keys_of_one_name_the_first_stays(void **state)
{
    struct cd_keyset *file = keyset(*state, RSA_KEY(",\"kid\":\"k\""));

    cd_log_set_level(CD_LOG_ERROR);
    struct cd_keyset *twice = keyset(*state, EC_KEY(",\"kid\":\"k\"") "," EC_KEY(",\"kid\":\"k\""));
    cd_log_set_level(CD_LOG_INFO);
    assert_int_equal(twice->count, 1);
    struct cd_keyset *all = cd_keyset_join(file, file);
    assert_int_equal(all->count, 1);
    assert_true(cd_keyset_has(all, file->keys[0].print));
    assert_false(cd_keyset_has(all, twice->keys[0].print));
    cd_keyset_free(all);
    cd_keyset_free(twice);
    cd_keyset_free(file);
}

/* --- claims --- */

#define NOW ((int64_t)1800000000)

static const char good_claims[] =
    "{\"iss\":\"https://issuer.example\",\"aud\":\"chatdong\",\"exp\":1800000600,"
    "\"sub\":\"" SUB "\",\"role\":\"nurse\",\"dongs\":[\"9911051000\"]}";

static const char *claims(const char *payload, bool is_access, struct cd_actor *actor)
{
    static const struct cd_claim_rules rules = {"https://issuer.example", "chatdong", 60};
    struct cd_gate_token token = {.payload = cd_str_of(payload), .is_access = is_access};
    struct cd_auth_refusal refusal = {.code = "ok"};

    if (cd_claims_read(&token, &rules, NOW, actor, &refusal) == CD_OK)
        assert_string_equal(refusal.code, "ok");
    return refusal.code;
}

/* The good claims with members of `change` put in; a null takes one out. */
static char *changed(struct cd_arena *arena, const char *change)
{
    json_t *all = json_loads(good_claims, 0, NULL), *some = json_loads(change, 0, NULL), *value;
    const char *name;

    if (all == NULL || some == NULL)
        fail_msg("no JSON: %s", change);
    json_object_foreach(some, name, value)
    {
        if (json_is_null(value))
            (void)json_object_del(all, name);
        else
            (void)json_object_set(all, name, value);
    }
    char *text = json_dumps(all, JSON_COMPACT);
    char *copy = cd_arena_dup(arena, cd_str_of(text));
    free(text);
    json_decref(all);
    json_decref(some);
    return copy;
}

static const struct {
    const char *change, *code;
} claim_rows[] = {
    {"{}", "ok"},
    {"{\"iss\":null}", "iss"},
    {"{\"iss\":\"https://issuer.example/\"}", "iss"},
    {"{\"iss\":[\"https://issuer.example\"]}", "iss"},
    {"{\"aud\":null}", "aud"},
    {"{\"aud\":\"other\"}", "aud"},
    {"{\"aud\":\"chatdong2\"}", "aud"},
    {"{\"aud\":[\"other\",\"chatdong\"]}", "ok"},
    {"{\"aud\":[\"other\"]}", "aud"},
    {"{\"aud\":[]}", "aud"},
    {"{\"aud\":[\"chatdong\",7]}", "aud"},
    {"{\"aud\":{\"chatdong\":1}}", "aud"},
    {"{\"aud\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\","
     "\"14\","
     "\"15\",\"chatdong\"]}",
     "ok"},
    {"{\"aud\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\","
     "\"14\","
     "\"15\",\"16\",\"chatdong\"]}",
     "aud"},
    {"{\"exp\":null}", "exp"},
    {"{\"exp\":\"1800000600\"}", "exp"},
    {"{\"exp\":1e20}", "exp"},
    {"{\"exp\":0}", "exp"},
    {"{\"exp\":-5}", "exp"},
    {"{\"exp\":true}", "exp"},
    {"{\"exp\":1800000600.5}", "ok"},
    {"{\"exp\":1799999941}", "ok"}, /* within the skew */
    {"{\"exp\":1799999940}", "expired"},
    {"{\"nbf\":1800000060}", "ok"},
    {"{\"nbf\":1800000061}", "nbf"},
    {"{\"nbf\":\"1\"}", "nbf"},
    {"{\"iat\":1800000060}", "ok"},
    {"{\"iat\":1800000061}", "iat"},
    {"{\"iat\":1e20}", "iat"},
    {"{\"nonce\":\"n\"}", "id_token"},
    {"{\"at_hash\":\"n\"}", "id_token"},
    {"{\"c_hash\":\"n\"}", "id_token"},
    {"{\"token_use\":\"id\"}", "id_token"},
    {"{\"token_use\":\"access\"}", "ok"},
    {"{\"typ\":\"ID\"}", "id_token"},
    {"{\"typ\":\"Refresh\"}", "id_token"},
    {"{\"typ\":\"Bearer\"}", "ok"},
    {"{\"sub\":null}", "sub"},
    {"{\"sub\":\"1a\"}", "sub"},
    {"{\"sub\":\"01900000-0000-7000-8000-00000000002a'\"}", "sub"},
    {"{\"sub\":\"01900000-0000-7000-8000-00000000002'\"}", "sub"},
    {"{\"role\":null}", "role"},
    {"{\"role\":\"root\"}", "role"},
    {"{\"role\":\"Nurse\"}", "role"},
    {"{\"role\":[\"nurse\"]}", "role"},
    {"{\"role\":\"officer\"}", "job"},
    {"{\"role\":\"officer\",\"job\":\"boss\"}", "job"},
    {"{\"role\":\"officer\",\"job\":\"welfare_planner\"}", "ok"},
    {"{\"role\":\"officer\",\"job\":\"neighborhood_officer\",\"dongs\":null}", "dongs"},
    {"{\"dongs\":null}", "dongs"},
    {"{\"dongs\":\"9911051000\"}", "dongs"},
    {"{\"dongs\":[]}", "dongs"},
    {"{\"dongs\":[9911051000]}", "dongs"},
    {"{\"dongs\":[\"991105100\"]}", "dongs"},
    {"{\"dongs\":[\"99110510000\"]}", "dongs"},
    {"{\"dongs\":[\"991105100a\"]}", "dongs"},
    {"{\"role\":\"supervisor\"}", "ok"},
    {"{\"role\":\"supervisor\",\"dongs\":null}", "dongs"},
    {"{\"role\":\"district_admin\"}", "gu"},
    {"{\"role\":\"district_admin\",\"gu\":\"99110\"}", "ok"},
    {"{\"role\":\"district_admin\",\"gu\":\"9911\"}", "gu"},
    {"{\"role\":\"district_admin\",\"gu\":99110}", "gu"},
    {"{\"role\":\"system\"}", "area"},
    {"{\"role\":\"system\",\"area\":\"country\"}", "area"},
    {"{\"role\":\"system\",\"area\":\"gu\"}", "gu"},
    {"{\"role\":\"system\",\"area\":\"gu\",\"gu\":\"99110\"}", "ok"},
    {"{\"role\":\"system\",\"area\":\"partner\",\"scope\":\"capacity:write\"}", "ok"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"visits:read residents:read\"}", "ok"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"\"}", "ok"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"a  b\"}", "scope"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"a\\\"b\"}", "scope"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"a\\tb\"}", "scope"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":[\"a\"]}", "scope"},
    {"{\"role\":\"system\",\"area\":\"city\",\"scope\":\"0123456789012345678901234567890123456789"
     "\"}",
     "scope"},
};

static void each_claim_is_held_to_its_rule(void **state)
{
    struct cd_actor actor;

    for (size_t i = 0; i < COUNT(claim_rows); i++) {
        const char *code = claims(changed(*state, claim_rows[i].change), false, &actor);
        if (strcmp(code, claim_rows[i].code) != 0)
            fail_msg("%s gives %s, not %s", claim_rows[i].change, code, claim_rows[i].code);
    }
}

static void a_payload_is_one_object(void **state)
{
    static const char *const rows[] = {"",
                                       "[]",
                                       "7",
                                       "null",
                                       "{",
                                       "{\"a\":1,\"a\":2}",
                                       "{\"a\":\"\\ud800\"}",
                                       "{\"a\":\"\xff\"}",
                                       "{\"a\":1e400}"};
    struct cd_actor actor;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(claims(rows[i], false, &actor), "payload");
}

static void an_access_token_may_have_a_nonce(void **state)
{
    struct cd_actor actor;

    assert_string_equal(claims(changed(*state, "{\"nonce\":\"n\"}"), true, &actor), "ok");
}

static void claims_become_the_actor(void **state)
{
    struct cd_actor actor;

    assert_string_equal(
        claims(changed(*state, "{\"role\":\"officer\",\"job\":\"welfare_planner\",\"dongs\":"
                               "[\"9911051000\",\"9911052000\"],\"scope\":\"openid profile\","
                               "\"sub\":\"01900000-0000-7000-8000-00000000ABCD\"}"),
               false, &actor),
        "ok");
    assert_true(actor.known);
    assert_string_equal(actor.id, "01900000-0000-7000-8000-00000000abcd");
    assert_int_equal(actor.role, CD_OFFICER);
    assert_string_equal(actor.job, "welfare_planner");
    assert_int_equal(actor.dong_count, 2);
    assert_string_equal(actor.dongs[1], "9911052000");
    assert_int_equal(actor.scope_count, 0); /* scopes are for system clients */
    assert_string_equal(actor.gu, "");
    assert_int_equal(actor.expires, 1800000600);

    assert_string_equal(claims(changed(*state, "{\"role\":\"system\",\"area\":\"gu\",\"gu\":"
                                               "\"99110\",\"scope\":\"a:read b:write\"}"),
                               false, &actor),
                        "ok");
    assert_int_equal(actor.role, CD_SYSTEM);
    assert_int_equal(actor.dong_count, 0); /* dongs are for staff */
    assert_int_equal(actor.scope_count, 2);
    assert_string_equal(actor.scopes[1], "b:write");
    assert_string_equal(actor.gu, "99110");
    assert_false(actor.city);
}

static void lists_are_bounded(void **state)
{
    struct cd_actor actor;
    CD_BUF_AUTO(dongs, 4096);

    cd_buf_adds(&dongs, "{\"dongs\":[\"9911051000\"");
    for (int i = 1; i < CD_ACTOR_DONGS; i++)
        cd_buf_adds(&dongs, ",\"9911051000\"");
    const char *full = cd_arena_printf(*state, "%s]}", dongs.ptr);
    const char *over = cd_arena_printf(*state, "%s,\"9911051000\"]}", dongs.ptr);
    assert_string_equal(claims(changed(*state, full), false, &actor), "ok");
    assert_int_equal(actor.dong_count, CD_ACTOR_DONGS);
    assert_string_equal(claims(changed(*state, over), false, &actor), "dongs");
    CD_BUF_AUTO(scopes, 4096);
    cd_buf_adds(&scopes, "{\"role\":\"system\",\"area\":\"city\",\"scope\":\"s");
    for (int i = 1; i < CD_ACTOR_SCOPES; i++)
        cd_buf_adds(&scopes, " s");
    full = cd_arena_printf(*state, "%s\"}", scopes.ptr);
    over = cd_arena_printf(*state, "%s s\"}", scopes.ptr);
    assert_string_equal(claims(changed(*state, full), false, &actor), "ok");
    assert_int_equal(actor.scope_count, CD_ACTOR_SCOPES);
    assert_string_equal(claims(changed(*state, over), false, &actor), "scope");
}

/* --- the cache --- */

static void digest_of(int number, unsigned char out[32])
{
    cd_sha256((struct cd_str){(const char *)&number, sizeof number}, out);
}

static void the_cache_remembers_for_a_minute_at_most(void **state)
{
    struct cd_keyset *keys = keyset(*state, ED_KEY(",\"kid\":\"k\""));
    struct cd_cache *cache = cd_cache_new(100);
    struct cd_actor actor = {.known = true, .expires = NOW + 600, .scope_count = 2}, back;
    unsigned char token[32];

    digest_of(1, token);
    (void)snprintf(actor.scopes[1], sizeof actor.scopes[1], "visits:read");
    assert_false(cd_cache_get(cache, token, keys, NOW, &back));
    cd_cache_put(cache, token, keys->keys[0].print, NOW, &actor);
    assert_true(cd_cache_get(cache, token, keys, NOW + 59, &back));
    assert_string_equal(back.scopes[1], "visits:read");
    assert_false(cd_cache_get(cache, token, keys, NOW + 60, &back));
    actor.expires = NOW + 5;
    cd_cache_put(cache, token, keys->keys[0].print, NOW, &actor);
    assert_true(cd_cache_get(cache, token, keys, NOW + 4, &back));
    assert_false(cd_cache_get(cache, token, keys, NOW + 5, &back));
    actor.expires = NOW - 1; /* within the skew: fine, but not remembered */
    cd_cache_put(cache, token, keys->keys[0].print, NOW, &actor);
    assert_false(cd_cache_get(cache, token, keys, NOW, &back));
    cd_cache_free(cache);
    cd_keyset_free(keys);
}

static void a_key_that_left_takes_its_tokens_along(void **state)
{
    struct cd_keyset *before = keyset(*state, ED_KEY(",\"kid\":\"k\""));
    struct cd_keyset *after = keyset(*state, EC_KEY(",\"kid\":\"k\"")); /* the kid alone stays */
    struct cd_cache *cache = cd_cache_new(100);
    struct cd_actor actor = {.known = true, .expires = NOW + 600}, back;
    unsigned char token[32];

    digest_of(1, token);
    cd_cache_put(cache, token, before->keys[0].print, NOW, &actor);
    assert_true(cd_cache_get(cache, token, before, NOW, &back));
    assert_false(cd_cache_get(cache, token, after, NOW, &back));
    assert_false(cd_cache_get(cache, token, before, NOW, &back)); /* forgotten for good */
    cd_cache_free(cache);
    cd_keyset_free(before);
    cd_keyset_free(after);
}

static void the_cache_is_bounded(void **state)
{
    struct cd_keyset *keys = keyset(*state, ED_KEY(""));
    struct cd_cache *cache = cd_cache_new(256), *none = cd_cache_new(0);
    struct cd_actor actor = {.known = true, .expires = NOW + 600}, back;
    unsigned char token[32];
    int kept = 0;

    for (int i = 0; i < 5000; i++) {
        digest_of(i, token);
        cd_cache_put(cache, token, keys->keys[0].print, NOW + i / 1000, &actor);
        assert_true(cd_cache_get(cache, token, keys, NOW + i / 1000, &back));
    }
    for (int i = 0; i < 5000; i++) {
        digest_of(i, token);
        kept += cd_cache_get(cache, token, keys, NOW + 4, &back) ? 1 : 0;
    }
    assert_in_range(kept, 200, 256);
    cd_cache_put(none, token, keys->keys[0].print, NOW, &actor);
    assert_false(cd_cache_get(none, token, keys, NOW, &back));
    cd_cache_free(none);
    cd_cache_free(cache);
    cd_keyset_free(keys);
}

/* --- refresh: what needs no network --- */

static void urls_are_https_or_local(void **state)
{
    (void)state;
    assert_true(cd_refresh_url_ok("https://issuer.example/jwks"));
    assert_true(cd_refresh_url_ok("http://127.0.0.1:8080/jwks"));
    assert_true(cd_refresh_url_ok("http://localhost/jwks"));
    assert_true(cd_refresh_url_ok("http://[::1]:8080/jwks"));
    assert_false(cd_refresh_url_ok("http://issuer.example/jwks"));
    assert_false(cd_refresh_url_ok("http://localhost.issuer.example/jwks"));
    assert_false(cd_refresh_url_ok("http://127.0.0.1@issuer.example/jwks"));
    assert_false(cd_refresh_url_ok("http://127.0.0.1.issuer.example/jwks"));
    assert_false(cd_refresh_url_ok("https://user:secret@issuer.example/jwks"));
    assert_false(cd_refresh_url_ok("http://10.0.0.1/jwks"));
    assert_false(cd_refresh_url_ok("file:///etc/passwd"));
    assert_false(cd_refresh_url_ok("jwks"));
    assert_false(cd_refresh_url_ok(""));
}

static void ages_are_clamped(void **state)
{
    (void)state;
    assert_int_equal(cd_refresh_age(CD_STR(" public, max-age=3600")), 3600);
    assert_int_equal(cd_refresh_age(CD_STR("Max-Age=7200,must-revalidate")), 7200);
    assert_int_equal(cd_refresh_age(CD_STR("max-age=1")), 300);
    assert_int_equal(cd_refresh_age(CD_STR("max-age=999999999999")), 86400);
    assert_int_equal(cd_refresh_age(CD_STR("max-age=99999999999999999999999")), 300);
    assert_int_equal(cd_refresh_age(CD_STR("max-age=-1")), 300);
    assert_int_equal(cd_refresh_age(CD_STR("max-age=")), 300);
    assert_int_equal(cd_refresh_age(CD_STR("no-store")), 300);
    assert_int_equal(cd_refresh_age(CD_STR("")), 300);
}

/* --- the whole, with keys from a file --- */

struct service {
    char jwks[64];
    struct cd_settings settings;
    struct cd_auth *auth;
};

static void write_keys(const char *path, const char *keys)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fprintf(file, "{\"keys\":[%s]}", keys) > 0);
    assert_int_equal(fclose(file), 0);
}

static void start(struct service *service, const char *keys)
{
    CD_BUF_AUTO(why, 1024);

    (void)snprintf(service->jwks, sizeof service->jwks, "/tmp/auth-test.%d.json", (int)getpid());
    write_keys(service->jwks, keys);
    service->settings = (struct cd_settings){.issuer = "https://issuer.example",
                                             .audience = "chatdong",
                                             .token_types = "at+jwt,JWT",
                                             .jwks_url = "",
                                             .keys_file = service->jwks,
                                             .clock_skew = 60,
                                             .token_cache = 1024};
    if (cd_auth_new(&service->settings, &service->auth, &why) != CD_OK)
        fail_msg("%s", why.ptr);
}

static void stop(struct service *service)
{
    cd_auth_free(service->auth);
    (void)unlink(service->jwks);
}

/* An Ed25519 key of the test: its JWK, and tokens that it signs. */
static EVP_PKEY *new_key(void)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_non_null(pkey);
    return pkey;
}

static const char *jwk_of(struct cd_arena *arena, EVP_PKEY *pkey, const char *kid)
{
    unsigned char raw[32];
    size_t len = sizeof raw;

    assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, raw, &len), 1);
    return cd_arena_printf(arena,
                           "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}", kid,
                           cd_base64url(arena, (struct cd_str){(const char *)raw, len}).ptr);
}

static struct cd_str signed_token(struct cd_arena *arena, EVP_PKEY *pkey, const char *kid,
                                  int number)
{
    unsigned char signature[64];
    size_t len = sizeof signature;
    char *header =
        cd_arena_printf(arena, "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}", kid);
    char *payload = changed(arena, cd_arena_printf(arena, "{\"exp\":%lld,\"number\":%d}",
                                                   (long long)cd_clock_unix() + 600, number));
    char *text = cd_arena_printf(arena, "%s.%s", cd_base64url(arena, cd_str_of(header)).ptr,
                                 cd_base64url(arena, cd_str_of(payload)).ptr);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL, NULL, NULL, NULL, pkey, NULL), 1);
    assert_int_equal(
        EVP_DigestSign(ctx, signature, &len, (const unsigned char *)text, strlen(text)), 1);
    EVP_MD_CTX_free(ctx);
    return cd_str_of(
        cd_arena_printf(arena, "%s.%s", text,
                        cd_base64url(arena, (struct cd_str){(const char *)signature, len}).ptr));
}

static const char *verdict(struct cd_auth *auth, struct cd_str token)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_auth_refusal refusal = {.code = "ok"};
    struct cd_actor actor;

    if (cd_auth_check(auth, arena, token, &actor, &refusal) == CD_OK)
        assert_string_equal(actor.id, SUB);
    cd_arena_free(arena);
    return refusal.code;
}

static void a_second_look_comes_from_the_cache(void **state)
{
    EVP_PKEY *pkey = new_key();
    struct service service;

    start(&service, jwk_of(*state, pkey, "k"));
    struct cd_str token = signed_token(*state, pkey, "k", 0);
    assert_string_equal(verdict(service.auth, token), "ok");
    assert_string_equal(verdict(service.auth, token), "ok");
    struct cd_auth_stats stats = cd_auth_stats(service.auth);
    assert_int_equal(stats.verified, 1);
    assert_int_equal(stats.cache_hits, 1);
    char *bent = (char *)token.ptr + token.len - 3; /* to another letter of base64url */
    *bent = *bent == 'A' ? 'B' : 'A';
    assert_string_equal(verdict(service.auth, token), "signature");
    assert_string_equal(verdict(service.auth, CD_STR("")), "size");
    stop(&service);
    EVP_PKEY_free(pkey);
}

static void a_reload_brings_new_keys_and_takes_old_ones(void **state)
{
    EVP_PKEY *old = new_key(), *new = new_key();
    struct service service;
    struct cd_str of_old = signed_token(*state, old, "old", 0);
    struct cd_str of_new = signed_token(*state, new, "new", 0);

    start(&service, jwk_of(*state, old, "old"));
    assert_string_equal(verdict(service.auth, of_old), "ok");
    assert_string_equal(verdict(service.auth, of_new), "kid_unknown");
    write_keys(service.jwks, jwk_of(*state, new, "new"));
    cd_auth_reload(service.auth);
    assert_string_equal(verdict(service.auth, of_old), "kid_unknown"); /* though it was cached */
    assert_string_equal(verdict(service.auth, of_new), "ok");
    cd_log_set_level(CD_LOG_ERROR + 1);
    write_keys(service.jwks, "}");
    cd_auth_reload(service.auth); /* a broken file leaves the last good set */
    assert_int_equal(unlink(service.jwks), 0);
    cd_auth_reload(service.auth);
    cd_log_set_level(CD_LOG_INFO);
    assert_string_equal(verdict(service.auth, of_new), "ok");
    assert_true(cd_auth_ready(service.auth));
    stop(&service);
    EVP_PKEY_free(old);
    EVP_PKEY_free(new);
}

struct load {
    struct cd_auth *auth;
    const struct cd_str *tokens;
    int wrong;
    atomic_bool *stop;
};

#define TOKENS 64

static void *check_many(void *arg)
{
    struct load *load = arg;

    while (!atomic_load(load->stop)) {
        for (int i = 0; i < TOKENS; i++)
            load->wrong += strcmp(verdict(load->auth, load->tokens[i]), "ok") != 0;
    }
    return NULL;
}

/* Key sets are swapped some hundred times under three readers: no wrong verdict, and the
 * sanitizers see no use of a set that is gone. */
static void reloads_under_load_give_no_wrong_verdict(void **state)
{
    EVP_PKEY *stays = new_key(), *comes = new_key();
    const char *one = jwk_of(*state, stays, "stays");
    const char *both = cd_arena_printf(*state, "%s,%s", one, jwk_of(*state, comes, "comes"));
    struct cd_str tokens[TOKENS];
    struct service service;
    atomic_bool stopped = false;
    struct load loads[3];
    pthread_t threads[3];

    cd_log_set_level(CD_LOG_ERROR);
    start(&service, one);
    for (int i = 0; i < TOKENS; i++)
        tokens[i] = signed_token(*state, stays, "stays", i);
    for (int i = 0; i < 3; i++) {
        loads[i] = (struct load){service.auth, tokens, 0, &stopped};
        assert_int_equal(pthread_create(&threads[i], NULL, check_many, &loads[i]), 0);
    }
    for (int i = 0; i < 200; i++) {
        write_keys(service.jwks, i % 2 == 0 ? both : one);
        cd_auth_reload(service.auth);
    }
    atomic_store(&stopped, true);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(loads[i].wrong, 0);
    }
    stop(&service);
    cd_log_set_level(CD_LOG_INFO);
    EVP_PKEY_free(stays);
    EVP_PKEY_free(comes);
}

static void refuses_settings(struct cd_settings settings, const char *saying)
{
    struct cd_auth *auth = NULL;
    CD_BUF_AUTO(why, 1024);

    assert_int_equal(cd_auth_new(&settings, &auth, &why), CD_BAD_REQUEST);
    if (strstr(why.ptr, saying) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", why.ptr, saying);
}

static void settings_that_let_nobody_or_anybody_in_are_refused(void **state)
{
    struct cd_settings good = {.issuer = "https://issuer.example",
                               .audience = "chatdong",
                               .token_types = "JWT",
                               .jwks_url = "",
                               .keys_file = "/nowhere/keys.json"};
    struct cd_settings bad = good;

    (void)state;
    bad.issuer = "";
    refuses_settings(bad, "issuer is empty");
    bad = good;
    bad.audience = "";
    refuses_settings(bad, "audience is empty");
    bad = good;
    bad.token_types = "";
    refuses_settings(bad, "token_types is empty");
    bad = good;
    bad.keys_file = "";
    refuses_settings(bad, "keys_file and jwks_url");
    bad.jwks_url = "http://issuer.example/jwks";
    refuses_settings(bad, "must be an https URL");
    refuses_settings(good, "cannot read /nowhere/keys.json");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(the_header_is_held_to_its_rules),
        TEST(a_kid_has_at_most_64_characters),
        TEST(types_are_a_matter_of_configuration),
        TEST(the_form_is_exact),
        TEST(published_examples_verify),
        TEST(zero_is_no_ecdsa_signature),
        TEST(keys_of_no_use_are_left_out),
        TEST(what_is_no_key_set_is_refused),
        TEST(keys_are_found_by_kid_and_kind),
        TEST(of_two_keys_of_one_name_the_first_stays),
        TEST(each_claim_is_held_to_its_rule),
        TEST(a_payload_is_one_object),
        TEST(an_access_token_may_have_a_nonce),
        TEST(claims_become_the_actor),
        TEST(lists_are_bounded),
        TEST(the_cache_remembers_for_a_minute_at_most),
        TEST(a_key_that_left_takes_its_tokens_along),
        TEST(the_cache_is_bounded),
        TEST(urls_are_https_or_local),
        TEST(ages_are_clamped),
        TEST(a_second_look_comes_from_the_cache),
        TEST(a_reload_brings_new_keys_and_takes_old_ones),
        TEST(reloads_under_load_give_no_wrong_verdict),
        TEST(settings_that_let_nobody_or_anybody_in_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
