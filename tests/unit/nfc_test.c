/* What phones and Apple systems send decomposed is stored composed. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/nfc.h"

#define NFD_GIM "\xe1\x84\x80\xe1\x85\xb5\xe1\x86\xb7" /* ᄀ ᅵ ᆷ */
#define NFC_GIM "\xea\xb9\x80"                         /* 김 */

static void composes(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"Chatdong 65", "Chatdong 65"},
        {NFC_GIM, NFC_GIM},
        {NFD_GIM, NFC_GIM},
        {"a" NFD_GIM "b", "a" NFC_GIM "b"},
        {"e\xcc\x81", "\xc3\xa9"},                    /* e + acute */
        {"\xe5\xb4\x94", "\xe5\xb4\x94"},             /* 崔 stays */
        {"\xef\xbc\x91", "\xef\xbc\x91"},             /* full-width 1 is NFC and stays */
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},     /* four bytes */
        {"\xea\xb0\x80\xe1\x86\xa8", "\xea\xb0\x81"}, /* 가 + final ᆨ = 각 */
    };
    struct cd_arena *arena = cd_arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cd_str got = cd_nfc(arena, cd_str_of(rows[i].in));
        assert_true(cd_str_is(got, rows[i].out));
    }
    cd_arena_free(arena);
}

static void walks_the_tree(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    json_t *tree = json_loads("{\"a\":[{\"b\":\"" NFD_GIM "\"}],\"c\":1}", 0, NULL);

    (void)state;
    assert_true(cd_nfc_tree(arena, tree));
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(json_object_get(tree, "a"), 0), "b")),
        NFC_GIM);
    json_decref(tree);
    cd_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(composes),
                                       cmocka_unit_test(walks_the_tree)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
