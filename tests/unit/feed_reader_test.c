#include "jobs/feed_reader.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
// clang-format on

static const struct cd_feed_layout layout = {
    .columns = {"id", "name", "address", "dong"},
    .required = " id name ",
    .address = "address",
    .dong = "dong",
};
static const struct cd_feed_layout plain = {.columns = {"id", "name"}, .required = " id "};

struct got {
    struct cd_buf out;
    const char *failure, *sentence;
    int64_t rows;
};

static struct got read_as(const struct cd_feed_layout *kind, enum cd_feed_encoding encoding,
                          struct cd_str text)
{
    struct got got = {.out = cd_buf_make(1 << 20)};
    struct cd_feed_reader *reader = cd_feed_reader_new(kind, encoding);
    static char sentence[128];
    bool ok = true;

    while (ok && text.len > 0) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t len = newline != NULL ? (size_t)(newline - text.ptr) + 1 : text.len;
        ok = cd_feed_line(reader, (struct cd_str){text.ptr, len}, &got.out);
        text = (struct cd_str){text.ptr + len, text.len - len};
    }
    ok = ok && cd_feed_end(reader, &got.out);
    got.failure = cd_feed_failure(reader, &got.sentence);
    assert_int_equal(ok, got.failure == NULL);
    (void)snprintf(sentence, sizeof sentence, "%s", got.sentence);
    got.sentence = sentence;
    got.rows = cd_feed_rows(reader);
    cd_feed_reader_free(reader);
    return got;
}

static void expect(const char *text, const char *rows)
{
    struct got got = read_as(&plain, CD_FEED_DETECT, cd_str_of(text));

    assert_null(got.failure);
    assert_string_equal(got.out.ptr, rows);
    cd_buf_release(&got.out);
}

static void refuse(const char *text, const char *code)
{
    struct got got = read_as(&plain, CD_FEED_DETECT, cd_str_of(text));

    assert_non_null(got.failure);
    assert_string_equal(got.failure, code);
    cd_buf_release(&got.out);
}

static void csv(void **state)
{
    (void)state;
    expect("id,name\n1,a\n", "2\t\\N\t1\ta\n");
    expect("\xef\xbb\xbfname , id\r\n\"a, b\",1\r\n", "2\t\\N\t1\ta, b\n");
    expect("id\n1\n\n2", "2\t\\N\t1\t\\N\n4\t\\N\t2\t\\N\n");
    expect("id,name\n1,\"a\nb\"\n2,c\n", "2\t\\N\t1\ta b\n4\t\\N\t2\tc\n");
    expect("id,name\n1,a\\tb\n", "2\t\\N\t1\ta\\\\tb\n");
    expect("id,name\n1\n1,2,3\n", "2\tfields\t\\N\t\\N\n3\tfields\t\\N\t\\N\n");
    expect("id,name\n", "");
    refuse("", "header");
    refuse("id,id\n", "header");
    refuse("name\n", "header");
    refuse("id,other\n1,2\n", "header");
    refuse("id\n\"1\n", "csv");
    refuse("id\na\"b\n", "csv");
}

static void ndjson(void **state)
{
    (void)state;
    expect("{\"name\":\"가\",\"id\":7}\n\n{\"id\":\"8\",\"name\":null}",
           "1\t\\N\t7\t가\n3\t\\N\t8\t\\N\n");
    expect("{\"id\":\"1\",\"more\":\"x\"}\n{\"id\":1.5}\n{\"id\":[1]}\n{\"id\":\"1\"\n{\"id\":1,"
           "\"id\":2}\n[]\n",
           "1\tcolumn_unknown\t\\N\t\\N\n2\tvalue_wrong\t\\N\t\\N\n3\tvalue_wrong\t\\N\t\\N\n"
           "4\tjson\t\\N\t\\N\n5\tjson\t\\N\t\\N\n6\tjson\t\\N\t\\N\n");
    expect("{\"id\":\"a\\tb\\n\"}\n", "1\t\\N\ta b\t\\N\n");
}

/* Refused by name, and by the look of a value; then nothing of the row goes on. */
static void registration_numbers(void **state)
{
    static const char *const names[] = {
        "rrn", "RRN", "주민등록번호", "resident registration-number", "주민 번호", "jumin_no"};
    char text[200];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(text, sizeof text, "id,%s\n", names[i]);
        refuse(text, "registration_number");
        (void)snprintf(text, sizeof text, "{\"%s\":1}\n", names[i]);
        refuse(text, "registration_number");
    }
    expect("id,name\n1,900131-2345678\n2,9001312345678\n3,가 900131-1234567나\n4,x,9001312345678\n",
           "2\tregistration_number\t\\N\t\\N\n3\tregistration_number\t\\N\t\\N\n"
           "4\tregistration_number\t\\N\t\\N\n5\tregistration_number\t\\N\t\\N\n");
    /* Not one: other months, letters around it, a phone, an id of 13 digits. */
    expect("id,name\n1,901331-2345678\n2,a9001312345678\n3,+9001312345678\n4,9001319345678\n"
           "5,90013123456780\n6,90013-12345678\n",
           "2\t\\N\t1\t901331-2345678\n3\t\\N\t2\ta9001312345678\n4\t\\N\t3\t+9001312345678\n"
           "5\t\\N\t4\t9001319345678\n6\t\\N\t5\t90013123456780\n7\t\\N\t6\t90013-12345678\n");
}

static void encodings(void **state)
{
    /* 가,나 in cp949 */
    static const char mixed[] = "id,name\n1,a\n\xb0\xa1,\xb3\xaa\n";
    struct got got = read_as(&plain, CD_FEED_DETECT, cd_str_of(mixed));

    (void)state;
    assert_string_equal(got.out.ptr, "2\t\\N\t1\ta\n3\t\\N\t가\t나\n");
    cd_buf_release(&got.out);
    got = read_as(&plain, CD_FEED_UTF8, cd_str_of(mixed));
    assert_string_equal(got.failure, "encoding");
    cd_buf_release(&got.out);
    got = read_as(&plain, CD_FEED_CP949, cd_str_of(mixed));
    assert_null(got.failure);
    cd_buf_release(&got.out);
    refuse("id\n\xff\xff\n", "encoding");
    refuse("id\n\xb0\n", "encoding");
    got = read_as(&plain, CD_FEED_DETECT, CD_STR("id\na\0b\n"));
    assert_string_equal(got.failure, "encoding");
    cd_buf_release(&got.out);
}

/* Where the dong is not said, the address is read; with a fault nothing is. */
static void readings(void **state)
{
    struct got got =
        read_as(&layout, CD_FEED_DETECT,
                CD_STR("id,name,address,dong\n1,a,햇살로 3,\n2,a,햇살로 3,99\n3,a,,\n4\n"));
    char *lines[4] = {NULL};

    (void)state;
    assert_null(got.failure);
    char *at = got.out.ptr;
    for (int i = 0; i < 4; i++)
        lines[i] = strsep(&at, "\n");
    assert_non_null(strstr(lines[0], "\"name\":\"햇살로\",\"main\":3"));
    assert_string_equal(lines[1], "3\t\\N\t2\ta\t햇살로 3\t99\t\\N");
    assert_string_equal(lines[2], "4\t\\N\t3\ta\t\\N\t\\N\t\\N");
    assert_string_equal(lines[3], "5\tfields\t\\N\t\\N\t\\N\t\\N\t\\N");
    assert_int_equal(got.rows, 4);
    cd_buf_release(&got.out);
}

/* What does not end is not collected for ever. */
static void bounds(void **state)
{
    CD_BUF_AUTO(text, 4u << 20);

    (void)state;
    cd_buf_adds(&text, "id\n\"");
    for (int i = 0; i < 40000; i++)
        cd_buf_adds(&text, "0123456789012345678\n");
    refuse(text.ptr, "row_too_long");
    cd_buf_reset(&text);
    cd_buf_adds(&text, "id\n");
    for (size_t i = 0; i < CD_FEED_LINE; i++)
        cd_buf_addc(&text, 'x');
    refuse(text.ptr, "line_too_long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv),
        cmocka_unit_test(ndjson),
        cmocka_unit_test(registration_numbers),
        cmocka_unit_test(encodings),
        cmocka_unit_test(readings),
        cmocka_unit_test(bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
