/* Lines of the building register: what is read from a real one, and what each fault is called. */
#include "jobs/register.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A line as the ministry's own documentation of the layout has it. */
#define REAL                                                                                       \
    "1111010100|서울특별시|종로구|청운동||0|144|3|111103100012|자하문로|0|94|0|||"  \
    "1111010100101440003031291|01|1111051500|청운효자동|03047|||||||0|03047|0||"

static char bytes[16384];

/* The line in cp949. */
static struct cd_str encoded(const char *line)
{
    iconv_t encoder = iconv_open("CP949", "UTF-8");
    char *in = (char *)line, *out = bytes;
    size_t in_left = strlen(line), out_left = sizeof bytes;

    assert_true(iconv(encoder, &in, &in_left, &out, &out_left) != (size_t)-1);
    (void)iconv_close(encoder);
    return (struct cd_str){bytes, sizeof bytes - out_left};
}

/* The real line with column `column` (from 1) replaced. */
static struct cd_str with(int column, const char *value)
{
    static char line[8192];
    struct cd_str rest = CD_STR(REAL "|");
    size_t len = 0;

    for (int i = 1; i <= CD_REGISTER_COLUMNS; i++) {
        struct cd_str field = cd_str_cut(&rest, '|');
        if (i == column)
            field = cd_str_of(value);
        len += (size_t)snprintf(line + len, sizeof line - len, "%s%.*s", i > 1 ? "|" : "",
                                (int)field.len, field.ptr);
    }
    return encoded(line);
}

static enum cd_register_fault read_line(bool changes, struct cd_str line,
                                        struct cd_register_row *ret)
{
    static struct cd_register *readers[2];

    if (readers[changes] == NULL)
        readers[changes] = cd_register_new(changes);
    if (line.ptr == NULL) {
        cd_register_free(readers[changes]);
        readers[changes] = NULL;
        return CD_REGISTER_OK;
    }
    return cd_register_read(readers[changes], line, ret);
}

static void assert_str(struct cd_str s, const char *expected)
{
    char text[512];

    (void)snprintf(text, sizeof text, "%.*s", (int)s.len, s.ptr);
    assert_string_equal(text, expected);
}

static void reads_a_real_line(void **state)
{
    struct cd_register_row row;

    (void)state;
    assert_int_equal(read_line(false, encoded(REAL), &row), CD_REGISTER_OK);
    assert_str(row.management_no, "1111010100101440003031291");
    assert_str(row.dong_code, "1111051500");
    assert_str(row.legal_code, "1111010100");
    assert_str(row.road_code, "111103100012");
    assert_str(row.road_name, "자하문로");
    assert_str(row.road_key, "자하문로");
    assert_str(row.name, "");
    assert_str(row.zip, "03047");
    assert_int_equal(row.main_no, 94);
    assert_int_equal(row.sub_no, 0);
    assert_int_equal(row.lot_main, 144);
    assert_int_equal(row.lot_sub, 3);
    assert_false(row.basement || row.mountain || row.gone);
    assert_int_equal(read_line(false, encoded(REAL "\r"), &row), CD_REGISTER_OK);
}

static void reads_names_flags_and_keys(void **state)
{
    struct cd_register_row row;

    (void)state;
    assert_int_equal(read_line(false, with(26, " 래미안 LG 2차 "), &row), CD_REGISTER_OK);
    assert_str(row.name, "래미안 LG 2차");
    assert_str(row.name_key, "래미안lg2차");
    assert_int_equal(read_line(false, with(14, "햇살빌라"), &row), CD_REGISTER_OK);
    assert_str(row.name, "햇살빌라");
    assert_int_equal(read_line(false, with(10, "세종대로 23길"), &row), CD_REGISTER_OK);
    assert_str(row.road_name, "세종대로 23길");
    assert_str(row.road_key, "세종대로23길");
    assert_int_equal(read_line(false, with(11, "1"), &row), CD_REGISTER_OK);
    assert_true(row.basement);
    assert_int_equal(read_line(false, with(11, "2"), &row), CD_REGISTER_OK);
    assert_false(row.basement);
    assert_int_equal(read_line(false, with(6, "1"), &row), CD_REGISTER_OK);
    assert_true(row.mountain);
    assert_int_equal(read_line(false, with(28, ""), &row), CD_REGISTER_OK);
    assert_str(row.zip, "03047");
}

/* Syllables that cp949 has and KS X 1001 has not, and a hanja at its second place: U+F914 is 樂. */
static void decodes_what_only_cp949_has_and_gives_nfc(void **state)
{
    struct cd_register_row row;

    (void)state;
    assert_int_equal(read_line(false, with(26, "똠방뷁빌딩"), &row), CD_REGISTER_OK);
    assert_str(row.name, "똠방뷁빌딩");
    assert_int_equal(read_line(false, with(26, "\xef\xa4\x94園"), &row), CD_REGISTER_OK);
    assert_str(row.name, "樂園");
}

static void names_each_fault(void **state)
{
    struct cd_register_row row;
    static char longer[CD_REGISTER_LINE + 2];

    (void)state;
    memset(longer, 'x', sizeof longer);
    assert_int_equal(read_line(false, (struct cd_str){longer, sizeof longer}, &row),
                     CD_REGISTER_LINE_TOO_LONG);
    assert_int_equal(read_line(false, encoded(REAL "|"), &row), CD_REGISTER_COLUMN_COUNT);
    assert_int_equal(read_line(false, CD_STR("a|b"), &row), CD_REGISTER_COLUMN_COUNT);
    assert_int_equal(read_line(false, CD_STR(REAL), &row), CD_REGISTER_BAD_ENCODING); /* UTF-8 */
    assert_int_equal(read_line(false, with(26, "a\tb"), &row), CD_REGISTER_BAD_ENCODING);
    assert_int_equal(read_line(false, with(16, "111101010010144000303129"), &row),
                     CD_REGISTER_BAD_MANAGEMENT_NO);
    assert_int_equal(read_line(false, with(1, "11110101OO"), &row), CD_REGISTER_BAD_LEGAL_CODE);
    assert_int_equal(read_line(false, with(9, ""), &row), CD_REGISTER_BAD_ROAD_CODE);
    assert_int_equal(read_line(false, with(10, " "), &row), CD_REGISTER_BAD_ROAD_NAME);
    assert_int_equal(read_line(false, with(18, ""), &row), CD_REGISTER_BAD_DONG_CODE);
    static const struct {
        int column;
        const char *value;
    } numbers[] = {
        {7, ""},      {7, "-1"}, {8, "1a"}, {12, "100000"}, {13, "999999999999999999999"},
        {12, "１２"}, {6, "2"},  {11, "4"}, {11, ""},       {28, "0304a"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(read_line(false, with(numbers[i].column, numbers[i].value), &row),
                         CD_REGISTER_BAD_NUMBER);
}

static void reads_what_became_of_a_building(void **state)
{
    struct cd_register_row row;
    static const struct {
        const char *reason;
        bool gone;
    } reasons[] = {{"31", false}, {"34", false}, {"73", false}, {"63", true}, {"72", true}};

    (void)state;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        assert_int_equal(read_line(true, with(23, reasons[i].reason), &row), CD_REGISTER_OK);
        assert_int_equal(row.gone, reasons[i].gone);
    }
    assert_int_equal(read_line(true, encoded(REAL), &row), CD_REGISTER_BAD_REASON);
    assert_int_equal(read_line(true, with(23, "99"), &row), CD_REGISTER_BAD_REASON);
    assert_int_equal(read_line(false, with(23, "99"), &row), CD_REGISTER_OK);
    (void)read_line(true, (struct cd_str){NULL, 0}, NULL);
    (void)read_line(false, (struct cd_str){NULL, 0}, NULL);
}

/* Of a building that is gone only its number and place must be readable. */
static void a_gone_building_needs_its_number_only(void **state)
{
    struct cd_register_row row;

    (void)state;
    assert_int_equal(read_line(true, CD_STR("1111010100||||||||||||||| |||||||63||||||||"), &row),
                     CD_REGISTER_BAD_MANAGEMENT_NO);
    assert_int_equal(
        read_line(true,
                  CD_STR("1111010100|||||||||||||||1111010100101440003031291|||||||63||||||||"),
                  &row),
        CD_REGISTER_OK);
    assert_true(row.gone);
    (void)read_line(true, (struct cd_str){NULL, 0}, NULL);
}

static void every_fault_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < CD_REGISTER_FAULTS; i++)
        assert_non_null(cd_register_fault_name((enum cd_register_fault)i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_real_line),
        cmocka_unit_test(reads_names_flags_and_keys),
        cmocka_unit_test(decodes_what_only_cp949_has_and_gives_nfc),
        cmocka_unit_test(names_each_fault),
        cmocka_unit_test(reads_what_became_of_a_building),
        cmocka_unit_test(a_gone_building_needs_its_number_only),
        cmocka_unit_test(every_fault_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
