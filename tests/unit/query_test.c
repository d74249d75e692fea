#include "contract/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct cd_arena *arena;
    struct cd_errors errors;
    struct cd_query query;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = cd_arena_new();
    cd_errors_init(&f->errors, f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    cd_arena_free(f->arena);
    free(f);
    return 0;
}

static bool parse(struct fixture *f, const char *raw)
{
    return cd_query_parse(f->arena, cd_str_of(raw), &f->query, &f->errors);
}

static void assert_refused(struct fixture *f, const char *raw, const char *pointer,
                           const char *code)
{
    size_t before = f->errors.count;

    assert_false(parse(f, raw));
    assert_int_equal(f->errors.count, before + 1);
    assert_string_equal(f->errors.items[before].pointer, pointer);
    assert_string_equal(f->errors.items[before].code, code);
}

static void pairs_are_decoded(void **state)
{
    struct fixture *f = *state;

    assert_true(parse(f, "a=1&b=%ED%95%9C+x%2B&c=&d&&e=x=y&"));
    assert_int_equal(f->query.count, 5);
    assert_true(cd_str_is(f->query.pairs[0].value, "1"));
    assert_true(cd_str_is(f->query.pairs[1].value, "한 x+"));
    assert_true(cd_str_is(f->query.pairs[2].value, ""));
    assert_true(cd_str_is(f->query.pairs[3].name, "d"));
    assert_true(cd_str_is(f->query.pairs[4].value, "x=y"));
    assert_true(parse(f, ""));
    assert_int_equal(f->query.count, 0);
    assert_int_equal(f->errors.count, 0);
}

static void bad_pairs_are_refused(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "a=1&%61=2", "a", "duplicate");
    assert_refused(f, "a=%", "a", "encoding");
    assert_refused(f, "a=%4", "a", "encoding");
    assert_refused(f, "a=%zz", "a", "encoding");
    assert_refused(f, "a=%00", "a", "encoding");
    assert_refused(f, "a=%ff", "a", "encoding");
    assert_refused(f, "a=%ED%A0%80", "a", "encoding"); /* a surrogate */
    assert_refused(f, "%C0%80=1", "", "encoding");
    assert_refused(f, "=1", "", "encoding");
}

static void pairs_are_counted(void **state)
{
    struct fixture *f = *state;
    char raw[1024] = "";
    size_t len = 0;

    for (int i = 0; i < 64; i++)
        len += (size_t)snprintf(raw + len, sizeof raw - len, "&p%d=%d", i, i);
    assert_true(parse(f, raw));
    assert_int_equal(f->query.count, 64);
    (void)snprintf(raw + len, sizeof raw - len, "&one=more");
    assert_refused(f, raw, "", "too_many");
}

static void segments_keep_their_plus(void **state)
{
    struct fixture *f = *state;
    struct cd_str text;

    assert_true(cd_percent_decode(f->arena, CD_STR("a+b%2Fc%2f"), false, &text));
    assert_true(cd_str_is(text, "a+b/c/"));
    assert_true(cd_percent_decode(f->arena, CD_STR(""), false, &text));
    assert_int_equal(text.len, 0);
    assert_false(cd_percent_decode(f->arena, CD_STR("a%0"), false, &text));
    assert_false(cd_percent_decode(f->arena, CD_STR("%E2%82"), false, &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pairs_are_decoded, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_pairs_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(pairs_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(segments_keep_their_plus, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
