#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NURSE                                                                                      \
    "{\"sub\":\"01900000-0000-7000-8000-00000000002a\",\"role\":\"nurse\","                        \
    "\"dongs\":[\"9911051000\"]}"

struct fixture {
    char key[64], jwks[64];
    struct cd_settings settings;
    struct cd_arena *arena;
    struct cd_buf why;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->key, sizeof f->key, "/tmp/mint-test.%d.pem", (int)getpid());
    (void)snprintf(f->jwks, sizeof f->jwks, "/tmp/mint-test.%d.json", (int)getpid());
    (void)unlink(f->key);
    (void)unlink(f->jwks);
    f->arena = cd_arena_new();
    cd_buf_init(&f->why, 4096);
    f->settings = (struct cd_settings){.issuer = "https://issuer.example",
                                       .audience = "chatdong",
                                       .token_types = "at+jwt,JWT",
                                       .jwks_url = "",
                                       .keys_file = f->jwks,
                                       .signing_key_file = f->key,
                                       .clock_skew = 60,
                                       .token_cache = 16};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    (void)unlink(f->key);
    (void)unlink(f->jwks);
    cd_arena_free(f->arena);
    cd_buf_release(&f->why);
    free(f);
    return 0;
}

static struct cd_str mint(struct fixture *f, const char *claims, int64_t lifetime)
{
    struct cd_str token = {"", 0};
    if (cd_auth_mint(&f->settings, f->arena, claims, lifetime, &token, &f->why) != CD_OK)
        fail_msg("%s", f->why.ptr);
    return token;
}

static json_t *part(struct fixture *f, struct cd_str token, int number)
{
    struct cd_str bytes, text = {0};
    for (int i = 0; i <= number; i++)
        text = cd_str_cut(&token, '.');
    assert_true(cd_base64url_decode(f->arena, text, &bytes));
    json_t *json = cd_json_object(bytes);
    assert_non_null(json);
    return json;
}

static const char *verdict(struct fixture *f, struct cd_str token, struct cd_actor *actor)
{
    struct cd_auth_refusal refusal = {.code = "ok"};
    struct cd_auth *auth = NULL;

    if (cd_auth_new(&f->settings, &auth, &f->why) != CD_OK)
        fail_msg("%s", f->why.ptr);
    assert_true(cd_auth_ready(auth));
    if (cd_auth_check(auth, f->arena, token, actor, &refusal) == CD_OK)
        assert_string_equal(refusal.code, "ok");
    cd_auth_free(auth);
    return refusal.code;
}

static void make_key(struct fixture *f)
{
    if (cd_auth_make_key(f->key, f->jwks, &f->why) != CD_OK)
        fail_msg("%s", f->why.ptr);
}

static void a_minted_token_is_accepted(void **state)
{
    struct fixture *f = *state;
    struct cd_actor actor;

    make_key(f);
    struct cd_str token = mint(f, NURSE, 600);
    assert_string_equal(verdict(f, token, &actor), "ok");
    assert_true(actor.known);
    assert_string_equal(actor.id, "01900000-0000-7000-8000-00000000002a");
    assert_int_equal(actor.role, CD_NURSE);
    assert_int_equal(actor.dong_count, 1);
    assert_string_equal(actor.dongs[0], "9911051000");
    json_t *header = part(f, token, 0);
    assert_string_equal(json_string_value(json_object_get(header, "alg")), "ES256");
    assert_string_equal(json_string_value(json_object_get(header, "typ")), "JWT");
    assert_string_equal(json_string_value(json_object_get(header, "kid")), actor.key_id);
    json_decref(header);
}

static void missing_claims_are_added_and_given_ones_stay(void **state)
{
    struct fixture *f = *state;
    int64_t now = cd_clock_unix();

    make_key(f);
    json_t *claims = part(f, mint(f, NURSE, 600), 1);
    assert_string_equal(json_string_value(json_object_get(claims, "iss")), f->settings.issuer);
    assert_string_equal(json_string_value(json_object_get(claims, "aud")), "chatdong");
    assert_in_range(json_integer_value(json_object_get(claims, "iat")), now, now + 2);
    assert_in_range(json_integer_value(json_object_get(claims, "exp")), now + 600, now + 602);
    assert_true(cd_uuid_ok(cd_str_of(json_string_value(json_object_get(claims, "jti")))));
    json_decref(claims);
    claims = part(f, mint(f, "{\"iss\":\"other\",\"exp\":7,\"aud\":[\"a\",\"b\"]}", 600), 1);
    assert_string_equal(json_string_value(json_object_get(claims, "iss")), "other");
    assert_int_equal(json_integer_value(json_object_get(claims, "exp")), 7);
    assert_int_equal(json_array_size(json_object_get(claims, "aud")), 2);
    json_decref(claims);
}

static void key_files_have_their_modes_and_are_not_written_over(void **state)
{
    struct fixture *f = *state;
    struct stat status;

    make_key(f);
    assert_int_equal(stat(f->key, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(f->jwks, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    assert_int_equal(cd_auth_make_key(f->key, f->jwks, &f->why), CD_CONFLICT);
    assert_int_equal(unlink(f->key), 0);
    assert_int_equal(cd_auth_make_key(f->key, f->jwks, &f->why), CD_CONFLICT);
    assert_int_not_equal(access(f->key, F_OK), 0); /* no private key without its public half */
}

static void write_rsa(struct fixture *f, unsigned bits)
{
    EVP_PKEY *pkey = EVP_RSA_gen(bits);
    FILE *file = fopen(f->key, "w");

    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, pkey, NULL, NULL, 0, NULL, NULL), 1);
    assert_int_equal(fclose(file), 0);
    EVP_PKEY_free(pkey);
}

static void an_rsa_key_signs_rs256(void **state)
{
    struct fixture *f = *state;

    write_rsa(f, 2048);
    json_t *header = part(f, mint(f, NURSE, 600), 0);
    assert_string_equal(json_string_value(json_object_get(header, "alg")), "RS256");
    assert_int_equal(json_string_length(json_object_get(header, "kid")), 43);
    json_decref(header);
}

static void refuses(struct fixture *f, const char *claims, const char *saying)
{
    struct cd_str token;

    cd_buf_reset(&f->why);
    assert_int_equal(cd_auth_mint(&f->settings, f->arena, claims, 60, &token, &f->why),
                     CD_BAD_REQUEST);
    if (strstr(f->why.ptr, saying) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", f->why.ptr, saying);
}

static void what_cannot_sign_is_refused(void **state)
{
    struct fixture *f = *state;
    FILE *file;

    refuses(f, NURSE, "cannot read");
    refuses(f, "[]", "no JSON object");
    file = fopen(f->key, "w");
    assert_non_null(file);
    assert_true(fputs("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", file) > 0);
    assert_int_equal(fclose(file), 0);
    refuses(f, NURSE, "is no private key (PEM)");
    f->settings.signing_key_file = "";
    refuses(f, NURSE, "signing_key_file is empty");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_minted_token_is_accepted),
        TEST(missing_claims_are_added_and_given_ones_stay),
        TEST(key_files_have_their_modes_and_are_not_written_over),
        TEST(an_rsa_key_signs_rs256),
        TEST(what_cannot_sign_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
