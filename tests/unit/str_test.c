#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chatdong/str.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void views_compare(void **state)
{
    (void)state;
    assert_true(cd_str_eq(CD_STR("abc"), cd_str_of("abc")));
    assert_false(cd_str_eq(CD_STR("abc"), CD_STR("abd")));
    assert_false(cd_str_eq(CD_STR("abc"), CD_STR("ab")));
    assert_true(cd_str_eq(cd_str_of(NULL), (struct cd_str){NULL, 0}));
    assert_true(cd_str_is(CD_STR("abc"), "abc"));
    assert_false(cd_str_is(CD_STR("a\0c"), "a"));
    assert_true(cd_str_is_nocase(CD_STR("ACCept"), "acCEPT"));
    assert_false(cd_str_is_nocase(CD_STR("accept"), "accepts"));
    assert_true(cd_str_starts(CD_STR("Bearer x"), "Bearer "));
    assert_false(cd_str_starts(CD_STR("Bear"), "Bearer "));
    assert_true(cd_str_starts(CD_STR(""), ""));
}

static void cut_takes_pieces_until_the_end(void **state)
{
    struct cd_str rest = CD_STR("a,,bc,");

    (void)state;
    assert_true(cd_str_is(cd_str_cut(&rest, ','), "a"));
    assert_true(cd_str_is(cd_str_cut(&rest, ','), ""));
    assert_true(cd_str_is(cd_str_cut(&rest, ','), "bc"));
    assert_int_equal(rest.len, 0);
    assert_true(cd_str_is(cd_str_cut(&rest, ','), ""));
    rest = (struct cd_str){NULL, 0};
    assert_int_equal(cd_str_cut(&rest, ',').len, 0);
}

static void trim_takes_spaces_and_tabs(void **state)
{
    (void)state;
    assert_true(cd_str_is(cd_str_trim(CD_STR(" \t a b \t")), "a b"));
    assert_true(cd_str_is(cd_str_trim(CD_STR(" \t ")), ""));
    assert_true(cd_str_is(cd_str_trim(CD_STR("a\n")), "a\n"));
}

static void int64_reads_the_whole_range(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {{"0", 0},
                {"-0", 0},
                {"007", 7},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN}};
    int64_t value;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(cd_str_int64(cd_str_of(rows[i].text), &value));
        assert_true(value == rows[i].value);
    }
}

static void int64_refuses_everything_else(void **state)
{
    static const char *const rows[] = {"",
                                       "-",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "1.0",
                                       "0x1",
                                       "--1",
                                       "1e3",
                                       "9223372036854775808",
                                       "１",
                                       "-9223372036854775809",
                                       "99999999999999999999999"};
    int64_t value = 42;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_false(cd_str_int64(cd_str_of(rows[i]), &value));
    assert_false(cd_str_int64((struct cd_str){"1\0", 2}, &value));
    assert_int_equal(value, 42);
}

static void utf8_is_told_from_other_bytes(void **state)
{
    static const char *const good[] = {"",
                                       "a",
                                       "\x7f",
                                       "\xc2\x80",
                                       "햇살동",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {
        "\x80",             /* continuation alone */
        "\xc2",             /* cut */
        "\xc0\xaf",         /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* surrogate */
        "\xf4\x90\x80\x80", /* above U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "\xe2\x82",
        "a\xe2\x28\xa1",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(cd_str_is_utf8(cd_str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(cd_str_is_utf8(cd_str_of(bad[i])));
    assert_false(cd_str_is_utf8((struct cd_str){"a\0b", 3}));
}

static void hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(cd_str_hash(CD_STR("")) == 0xcbf29ce484222325u);
    assert_true(cd_str_hash(CD_STR("foobar")) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare),
        cmocka_unit_test(cut_takes_pieces_until_the_end),
        cmocka_unit_test(trim_takes_spaces_and_tabs),
        cmocka_unit_test(int64_reads_the_whole_range),
        cmocka_unit_test(int64_refuses_everything_else),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(hash_is_fnv_1a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
