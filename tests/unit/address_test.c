/* The reader of addresses: tests/data/addresses.txt, and what no address says. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "chatdong/address.h"
#include "chatdong/buf.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cd_arena *arena;
static struct cd_address address;

/* A reading as the list writes it: 성산로4길 35, 강남대로 지하396, @봉천동 산56-1, #상계67동. */
static void spell(const struct cd_address_reading *reading, struct cd_buf *buf)
{
    static const char *const marks[] = {"", "@", "#", "="};

    cd_buf_reset(buf);
    cd_buf_addf(buf, "%s%.*s", marks[reading->kind], (int)reading->name.len, reading->name.ptr);
    if (reading->main > 0)
        cd_buf_addf(buf, " %s%s%u", reading->basement ? "지하" : "", reading->mountain ? "산" : "",
                    reading->main);
    if (reading->sub > 0)
        cd_buf_addf(buf, "-%u", reading->sub);
}

static const struct cd_address_reading *find(const char *meant)
{
    CD_BUF_AUTO(spelled, 4096);

    for (size_t i = 0; i < address.count; i++) {
        spell(&address.readings[i], &spelled);
        if (strcmp(spelled.ptr, meant) == 0)
            return &address.readings[i];
    }
    return NULL;
}

static void read_text(const char *text)
{
    cd_arena_reset(arena);
    assert_int_equal(cd_address_read(arena, cd_str_of(text), &address), CD_OK);
}

static char *cut(char **rest)
{
    char *at = *rest, *end = at == NULL ? NULL : strstr(at, " | ");

    *rest = end == NULL ? NULL : end + 3;
    if (end != NULL)
        *end = 0;
    return at;
}

/* The reading that is meant is there; and unless the text is only a name, it is sure, and no other
 * reading of plainer cost keeps it from being looked at. */
static bool holds(char *line)
{
    char *text = cut(&line), *district = cut(&line), *legal = cut(&line), *meant = cut(&line);

    (void)district, (void)legal;
    assert_non_null(meant);
    read_text(text);
    if (meant[0] == '-' || meant[0] == '#' || line != NULL)
        return true; /* the register has the word */
    const struct cd_address_reading *reading = find(meant);
    bool ok = reading != NULL && reading->cost <= CD_ADDRESS_SURE;
    if (!ok)
        print_error("%s: %s is %s\n", text, meant, reading == NULL ? "not read" : "doubtful");
    return ok;
}

static void reads_the_list(void **state)
{
    FILE *file = fopen("tests/data/addresses.txt", "r");
    char *line = NULL;
    size_t size = 0, count = 0, bad = 0;
    ssize_t len;

    (void)state;
    assert_non_null(file);
    while ((len = getline(&line, &size, file)) > 0) {
        line[len - 1] = 0;
        if (line[0] == 0 || line[0] == '#')
            continue;
        bad += holds(line) ? 0 : 1;
        count++;
    }
    free(line);
    (void)fclose(file);
    assert_int_equal(bad, 0);
    assert_true(count > 300);
}

static void says_both_readings(void **state)
{
    (void)state;
    read_text("성산로4길 353층");
    assert_int_equal(find("성산로4길 35")->cost, 1);
    assert_int_equal(find("성산로4길 353")->cost, 2);
    assert_true(find("성산로4길 3")->cost > CD_ADDRESS_CLOSE + 1);
    assert_true(cd_str_is(find("성산로4길 35")->detail, "3층"));
    read_text("방배중앙로 159-62층");
    assert_int_equal(find("방배중앙로 159-6")->cost, 1);
    assert_int_equal(find("방배중앙로 159-62")->cost, 2);
    assert_true(find("방배중앙로 159")->cost > CD_ADDRESS_SURE);
    read_text("성산로4길 1212층"); /* 12, 12th floor, or 121, 2nd: equally possible */
    assert_true(find("성산로4길 12")->cost <= find("성산로4길 121")->cost + CD_ADDRESS_CLOSE);
    read_text("공릉동 1294번지 25호");
    assert_int_equal(find("@공릉동 1294-25")->cost, 0);
    assert_true(find("@공릉동 1294")->cost > CD_ADDRESS_SURE);
    read_text("테헤란로 15 2");
    assert_int_equal(find("테헤란로 15")->cost, 0);
    assert_int_equal(find("테헤란로 152")->cost, CD_ADDRESS_CLOSE);
    read_text("삼성동 113-26호");
    assert_int_equal(find("@삼성동 113-26")->cost, 0);
    assert_true(find("@삼성동 113-2")->cost > 0);
}

static void is_never_sure_of_a_floor(void **state)
{
    static const char *const texts[] = {"역삼동 3층",     "역삼동 1503호", "신정동 101동 1503호",
                                        "제기동 2통 3반", "상계동 3단지",  "종로 5번 출구",
                                        "테헤란로 3층"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        read_text(texts[i]);
        for (size_t k = 0; k < address.count; k++)
            assert_true(address.readings[k].main == 0 ||
                        address.readings[k].cost > CD_ADDRESS_SURE);
    }
}

static void marks_what_is_glued(void **state)
{
    (void)state;
    read_text("서울특별시마포구성산동성산로4길35");
    const struct cd_address_reading *reading = find("성산로4길 35");
    assert_non_null(reading);
    assert_true(cd_str_is(reading->glued[0], "마포구"));
    assert_true(cd_str_is(reading->glued[1], "성산동"));
    assert_true(cd_str_is(address.gu[0].name, "마포구"));
    assert_int_equal(address.gu[0].word, 0);
    read_text("덕양구 중앙로 12");
    assert_true(cd_str_is(address.gu[0].name, "덕양구"));
    assert_int_not_equal(address.gu[0].word, 0);
    read_text("테헤란로 152 입구");
    assert_int_equal(address.gu[1].word, 0);
}

static void knows_elsewhere_and_postal_codes(void **state)
{
    (void)state;
    read_text("경기도 고양시 덕양구 중앙로 12");
    assert_true(address.elsewhere);
    read_text("세종 한누리대로 2130");
    assert_true(address.elsewhere);
    read_text("세종대로 110");
    assert_false(address.elsewhere);
    read_text("(03047) 서울 종로구 자하문로 94");
    assert_true(cd_str_is(address.zip, "03047"));
    assert_false(address.elsewhere);
    read_text("자하문로 94 03047");
    assert_true(cd_str_is(address.zip, "03047"));
    read_text("자하문로 94 1층");
    assert_true(cd_str_is(address.zip, ""));
}

static void reads_over_the_end_of_a_line(void **state)
{
    (void)state;
    read_text("강북구 미아동\n1353-8\n3층");
    assert_int_equal(address.readings[0].kind, CD_ADDRESS_LOT);
    assert_int_equal(address.readings[0].main, 1353);
    assert_int_equal(address.readings[0].sub, 8);
    read_text("서울 강남구\r\n테헤란로 152\r\n3층");
    assert_int_equal(address.readings[0].kind, CD_ADDRESS_ROAD);
    assert_int_equal(address.readings[0].main, 152);
}

static void refuses_what_is_no_text(void **state)
{
    char long_text[3 * CD_ADDRESS_CHARACTERS + 4] = "";

    (void)state;
    assert_int_equal(cd_address_read(arena, CD_STR("\xff\xfe"), &address), CD_BAD_REQUEST);
    for (size_t i = 0; i < CD_ADDRESS_CHARACTERS; i++)
        memcpy(long_text + 3 * i, "가", 3);
    assert_int_equal(cd_address_read(arena, cd_str_of(long_text), &address), CD_OK);
    memcpy(long_text + 3 * CD_ADDRESS_CHARACTERS, "가", 3);
    assert_int_equal(
        cd_address_read(arena, (struct cd_str){long_text, 3 * ((size_t)CD_ADDRESS_CHARACTERS + 1)},
                        &address),
        CD_BAD_REQUEST);
    read_text("");
    assert_int_equal(address.count, 0);
}

static void keeps_the_cheapest(void **state)
{
    char text[512] = "";
    static const char one[] = "가나다라로123호 ";

    (void)state;
    for (size_t i = 0; i < 9; i++) {
        memcpy(text + i * (sizeof one - 1), one, sizeof one);
        text[i * (sizeof one - 1) + 15] = (char)('1' + i);
    }
    read_text(text);
    assert_int_equal(address.count, CD_ADDRESS_READINGS);
    for (size_t i = 1; i < address.count; i++)
        assert_true(address.readings[i - 1].cost <= address.readings[i].cost);
}

static void writes_its_json(void **state)
{
    json_t *json;

    (void)state;
    read_text("서울 마포구성산로4길35 \"A\"");
    json = json_loads(cd_address_json(arena, &address).ptr, 0, NULL);
    assert_non_null(json);
    json_t *first = json_array_get(json_object_get(json, "readings"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "kind")), "road");
    assert_string_equal(json_string_value(json_object_get(first, "name")), "성산로4길");
    assert_int_equal(json_integer_value(json_object_get(first, "main")), 35);
    assert_string_equal(json_string_value(json_array_get(json_object_get(first, "glued"), 0)),
                        "마포구");
    json_decref(json);
}

static int open_arena(void **state)
{
    (void)state;
    arena = cd_arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    cd_arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_list),
        cmocka_unit_test(says_both_readings),
        cmocka_unit_test(is_never_sure_of_a_floor),
        cmocka_unit_test(marks_what_is_glued),
        cmocka_unit_test(knows_elsewhere_and_postal_codes),
        cmocka_unit_test(reads_over_the_end_of_a_line),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(keeps_the_cheapest),
        cmocka_unit_test(writes_its_json),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
