#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chatdong/buf.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void pieces_add_up(void **state)
{
    CD_BUF_AUTO(buf, 10000);

    (void)state;
    assert_string_equal(buf.ptr, "");
    cd_buf_adds(&buf, "");
    cd_buf_addf(&buf, "%s", "");
    cd_buf_add(&buf, NULL, 0);
    assert_string_equal(buf.ptr, "");
    for (int i = 0; i < 1000; i++)
        cd_buf_addf(&buf, "%d,", i % 10);
    assert_int_equal(buf.len, 2000);
    assert_true(cd_str_starts(cd_buf_str(&buf), "0,1,2,3,4,5,6,7,8,9,0,"));
    assert_int_equal(strlen(buf.ptr), 2000);
    cd_buf_reset(&buf);
    assert_string_equal(buf.ptr, "");
    cd_buf_addc(&buf, 'x');
    assert_string_equal(buf.ptr, "x");
}

static void the_maximum_holds_exactly(void **state)
{
    CD_BUF_AUTO(buf, 5);

    (void)state;
    cd_buf_adds(&buf, "abc");
    cd_buf_adds(&buf, "de");
    assert_false(buf.overflow);
    cd_buf_adds(&buf, "f");
    assert_true(buf.overflow);
    assert_string_equal(buf.ptr, "abcde");
    cd_buf_reset(&buf);
    cd_buf_adds(&buf, "toolong");
    assert_true(buf.overflow);
    cd_buf_adds(&buf, "a"); /* nothing behind a hole */
    assert_string_equal(buf.ptr, "");
    cd_buf_reset(&buf);
    cd_buf_addf(&buf, "%d", 123456);
    assert_true(buf.overflow);
    assert_string_equal(buf.ptr, ""); /* not the half of it */
}

static void numbers_are_decimal(void **state)
{
    CD_BUF_AUTO(buf, 100);

    (void)state;
    cd_buf_addi(&buf, INT64_MIN);
    cd_buf_addc(&buf, ' ');
    cd_buf_addi(&buf, 0);
    cd_buf_addc(&buf, ' ');
    cd_buf_addi(&buf, INT64_MAX);
    assert_string_equal(buf.ptr, "-9223372036854775808 0 9223372036854775807");
}

/* jansson is the oracle: each byte and each kind of UTF-8 sequence comes back as it went in. */
static void json_strings_read_back(void **state)
{
    char all[160];
    size_t len = 0;

    (void)state;
    for (int c = 1; c < 128; c++)
        all[len++] = (char)c;
    memcpy(all + len, "동\"\\/😀é", strlen("동\"\\/😀é"));
    len += strlen("동\"\\/😀é");
    CD_BUF_AUTO(buf, 4096);
    cd_buf_add_json(&buf, (struct cd_str){all, len});
    json_t *json = json_loadb(buf.ptr, buf.len, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    assert_int_equal(json_string_length(json), len);
    assert_memory_equal(json_string_value(json), all, len);
    json_decref(json);
    assert_non_null(strstr(buf.ptr, "\\u0001"));
    assert_non_null(strstr(buf.ptr, "\\b\\t\\n\\u000b\\f\\r"));
}

/* Texts are looked at eight bytes at a time: each byte at each place. */
static void json_escapes_each_byte_at_each_place(void **state)
{
    char text[24], wanted[64], escape[8];

    (void)state;
    for (int c = 0; c < 256; c++) {
        bool named = c >= 0x08 && c <= 0x0d && c != 0x0b;
        if (c < 0x20)
            (void)snprintf(escape, sizeof escape, named ? "\\%c" : "\\u%04x",
                           named ? "btn\vfr"[c - 0x08] : c);
        else
            (void)snprintf(escape, sizeof escape, c == '"' || c == '\\' ? "\\%c" : "%c", c);
        for (size_t at = 0; at < sizeof text; at++) {
            struct cd_buf buf = cd_buf_make(256);
            memset(text, at % 2 == 0 ? 'x' : '!', sizeof text);
            text[at] = (char)c;
            int len = snprintf(wanted, sizeof wanted, "\"%.*s%s%.*s\"", (int)at, text, escape,
                               (int)(sizeof text - at - 1), text + at + 1);
            cd_buf_add_json(&buf, (struct cd_str){text, sizeof text});
            assert_int_equal(buf.len, len);
            assert_memory_equal(buf.ptr, wanted, buf.len);
            cd_buf_release(&buf);
        }
    }
}

static void json_of_nothing_and_of_nul(void **state)
{
    CD_BUF_AUTO(buf, 100);

    (void)state;
    cd_buf_add_json(&buf, cd_str_of(NULL));
    cd_buf_add_json(&buf, (struct cd_str){NULL, 0});
    cd_buf_add_json(&buf, (struct cd_str){"a\0b", 3});
    assert_string_equal(buf.ptr, "\"\"\"\"\"a\\u0000b\"");
}

static void detach_gives_the_bytes_away(void **state)
{
    struct cd_buf buf;
    size_t len = 7;

    (void)state;
    cd_buf_init(&buf, 100);
    char *nothing = cd_buf_detach(&buf, &len);
    assert_int_equal(len, 0);
    assert_string_equal(nothing, "");
    free(nothing);
    cd_buf_adds(&buf, "abc");
    char *bytes = cd_buf_detach(&buf, &len);
    assert_int_equal(len, 3);
    assert_string_equal(bytes, "abc");
    assert_string_equal(buf.ptr, "");
    free(bytes);
    cd_buf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_add_up),
        cmocka_unit_test(the_maximum_holds_exactly),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(json_strings_read_back),
        cmocka_unit_test(json_escapes_each_byte_at_each_place),
        cmocka_unit_test(json_of_nothing_and_of_nul),
        cmocka_unit_test(detach_gives_the_bytes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
