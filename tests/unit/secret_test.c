#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void sha256_vectors(void **state)
{
    unsigned char out[32];
    char hex[65];

    (void)state;
    cd_sha256(CD_STR("abc"), out);
    cd_hex(out, sizeof out, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cd_sha256((struct cd_str){NULL, 0}, out);
    cd_hex(out, sizeof out, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231 test cases 2 and 6, and an empty key. */
static void hmac_vectors(void **state)
{
    unsigned char out[32];
    char hex[65], key[131];

    (void)state;
    cd_hmac_sha256(CD_STR("Jefe"), CD_STR("what do ya want for nothing?"), out);
    cd_hex(out, sizeof out, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    cd_hmac_sha256((struct cd_str){key, sizeof key},
                   CD_STR("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    cd_hex(out, sizeof out, hex);
    assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    cd_hmac_sha256((struct cd_str){NULL, 0}, (struct cd_str){NULL, 0}, out);
    cd_hex(out, sizeof out, hex);
    assert_string_equal(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* With and without a hyphen the same; a short key makes none. (Expected: Python's hmac.) */
static void register_keys(void **state)
{
    struct cd_str key = CD_STR("0123456789abcdef0123456789abcdef");
    char hex[CD_REGISTER_KEY_HEX];

    (void)state;
    assert_true(cd_register_key(key, CD_STR("3711052915873"), hex));
    assert_string_equal(hex, "e7211758d1af12d0b5ed5e8b52ff18350ab12b29391781d570af42c182cbe49d");
    assert_true(cd_register_key(key, CD_STR("371105-2915873"), hex));
    assert_string_equal(hex, "e7211758d1af12d0b5ed5e8b52ff18350ab12b29391781d570af42c182cbe49d");
    assert_false(cd_register_key(CD_STR("short"), CD_STR("3711052915873"), hex));
}

/* RFC 4648 10, without padding. */
static void base64url_vectors(void **state)
{
    static const char *const rows[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"}};
    struct cd_arena *arena = cd_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cd_str back;
        struct cd_str text = cd_base64url(arena, cd_str_of(rows[i][0]));
        assert_true(cd_str_is(text, rows[i][1]));
        assert_true(cd_base64url_decode(arena, text, &back));
        assert_true(cd_str_is(back, rows[i][0]));
    }
    cd_arena_free(arena);
}

static void base64url_decoding_is_strict(void **state)
{
    static const char *const refused[] = {"A",    "AAAAA", "Z",   "Zg==", "Zm9vY", "Zh",      "Zm9",
                                          "+/+/", "Zg\n",  " Zg", "Z.",   "Zm8=",  "\xff\xff"};
    struct cd_arena *arena = cd_arena_new();
    struct cd_str out = CD_STR("untouched");

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(cd_base64url_decode(arena, cd_str_of(refused[i]), &out));
    assert_false(cd_base64url_decode(arena, (struct cd_str){"Zm\0v", 4}, &out));
    assert_true(cd_str_is(out, "untouched"));
    cd_arena_free(arena);
}

static void base64url_round_trip(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    char bytes[300];

    (void)state;
    cd_random(bytes, sizeof bytes);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct cd_str back, in = {bytes, len};
        assert_true(cd_base64url_decode(arena, cd_base64url(arena, in), &back));
        assert_true(cd_str_eq(back, in));
    }
    cd_arena_free(arena);
}

static void uuid7_has_its_form_and_the_time(void **state)
{
    char before[37], id[37], digits[13] = {0};

    (void)state;
    cd_uuid7(before);
    int64_t from = cd_clock_unix_ms();
    for (int i = 0; i < 1000; i++) {
        cd_uuid7(id);
        assert_true(cd_uuid_ok(cd_str_of(id)));
        assert_int_equal(id[14], '7');
        assert_non_null(strchr("89ab", id[19]));
        assert_string_not_equal(id, before);
        memcpy(before, id, sizeof id);
    }
    memcpy(digits, id, 8);
    memcpy(digits + 8, id + 9, 4);
    int64_t ms = strtoll(digits, NULL, 16);
    assert_true(ms >= from - 1 && ms <= cd_clock_unix_ms());
}

static void uuid_ok_refuses(void **state)
{
    (void)state;
    assert_true(cd_uuid_ok(CD_STR("01900000-0000-7000-8000-00000000001a")));
    assert_true(cd_uuid_ok(CD_STR("01900000-0000-7000-8000-00000000001A")));
    assert_false(cd_uuid_ok(CD_STR("01900000-0000-7000-8000-00000000001")));
    assert_false(cd_uuid_ok(CD_STR("01900000-0000-7000-8000-00000000001g")));
    assert_false(cd_uuid_ok(CD_STR("0190000000000-7000-8000-00000000001a")));
    assert_false(cd_uuid_ok(CD_STR("01900000-0000-7000-8000-00000000001a ")));
    assert_false(cd_uuid_ok(CD_STR("")));
}

static void same_compares_all_bytes(void **state)
{
    (void)state;
    assert_true(cd_same("abcd", "abcd", 4));
    assert_false(cd_same("abcd", "abce", 4));
    assert_false(cd_same("xbcd", "abcd", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),       cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(base64url_vectors),    cmocka_unit_test(base64url_decoding_is_strict),
        cmocka_unit_test(base64url_round_trip), cmocka_unit_test(uuid7_has_its_form_and_the_time),
        cmocka_unit_test(uuid_ok_refuses),      cmocka_unit_test(same_compares_all_bytes),
        cmocka_unit_test(register_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
