/* What somebody has typed so far, and what it may become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "chatdong/typed.h"

static struct cd_typed read(void **state, const char *text)
{
    struct cd_typed typed;

    cd_typed_read(*state, cd_str_of(text), &typed);
    return typed;
}

/* As collation "C" compares: byte by byte, the shorter first. */
static int compare(struct cd_str a, struct cd_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Whether the name lies in one of the ranges, and its initials begin as that range wants. */
static bool suggests(const struct cd_typed *typed, const char *name, const char *initials)
{
    struct cd_str key = cd_str_of(name), letters = cd_str_of(initials);

    for (size_t i = 0; i < typed->range_count; i++) {
        const struct cd_typed_range *r = &typed->ranges[i];
        if (compare(key, r->from) >= 0 && compare(key, r->to) < 0 &&
            letters.len >= r->initials.len &&
            memcmp(letters.ptr, r->initials.ptr, r->initials.len) == 0)
            return true;
    }
    return false;
}

/* Each stage of typing 자하문로 on a Korean keyboard has it in its ranges. */
static void every_stage_of_typing_finds_the_name(void **state)
{
    static const char *const stages[] = {"자",     "잫",       "자하",     "자함",
                                         "자하무", "자하문",   "자하문ㄹ", "자하문로",
                                         "자하ㅁ", "자하ㅁㄹ", "자 하 문"};

    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        struct cd_typed typed = read(state, stages[i]);
        if (!suggests(&typed, "자하문로", "ㅈㅎㅁㄹ"))
            fail_msg("%s does not suggest it", stages[i]);
    }
    struct cd_typed wrong = read(state, "자하뭉");
    assert_false(suggests(&wrong, "자하문로", "ㅈㅎㅁㄹ"));
    assert_true(suggests(&wrong, "자하무을로", "ㅈㅎㅁㅇㄹ"));
}

static void a_closed_syllable_does_not_open_others(void **state)
{
    struct cd_typed typed = read(state, "햇살");

    assert_true(suggests(&typed, "햇살로", "ㅎㅅㄹ"));
    assert_true(suggests(&typed, "햇사랑길", "ㅎㅅㄹㄱ"));
    assert_false(suggests(&typed, "햇사과길", "ㅎㅅㄱㄱ"));
    assert_false(suggests(&typed, "햇삼로", "ㅎㅅㄹ"));
    typed = read(state, "닭"); /* ㄺ comes apart: 달ㄱ */
    assert_true(suggests(&typed, "달기길", "ㄷㄱㄱ"));
    assert_false(suggests(&typed, "다기길", "ㄷㄱㄱ"));
}

static void consonants_alone_are_told(void **state)
{
    struct cd_typed typed = read(state, " ㅈㅎ ㅁㄹ ");

    assert_true(typed.consonants);
    assert_true(cd_str_is(typed.key, "ㅈㅎㅁㄹ"));
    assert_int_equal(typed.characters, 4);
    assert_int_equal(typed.range_count, 0);
    typed = read(state, "ᄌᄒ"); /* conjoining, as decomposed text has them */
    assert_true(cd_str_is(typed.key, "ㅈㅎ"));
    assert_false(read(state, "자ㅎ").consonants);
    assert_false(read(state, "12").consonants);
}

static void a_number_behind_a_road_is_read(void **state)
{
    struct cd_typed typed = read(state, "햇살로 12-3");

    assert_true(cd_str_is(typed.road, "햇살로"));
    assert_int_equal(typed.main, 12);
    assert_true(typed.has_sub && typed.sub == 3 && !typed.basement);
    typed = read(state, "세종대로 지하 172-");
    assert_true(cd_str_is(typed.road, "세종대로"));
    assert_true(typed.basement && typed.main == 172 && typed.has_sub && typed.sub == 0);
    typed = read(state, "햇살로１２길 ５");
    assert_true(cd_str_is(typed.road, "햇살로12길"));
    assert_int_equal(typed.main, 5);
    typed = read(state, "ㅎㅅㄹ 9");
    assert_true(cd_str_is(typed.road, "ㅎㅅㄹ"));
    assert_int_equal(typed.main, 9);
}

static void what_is_no_number_of_a_road_is_none(void **state)
{
    static const char *const texts[] = {"햇살로",   "햇살아파트 3", "로 5",          "12",
                                        "햇살로 0", "햇살로 -3",    "햇살로 100000", "지하 3"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (read(state, texts[i]).road.len > 0)
            fail_msg("%s has a road with a number", texts[i]);
    }
}

static void city_and_district_stand_before_the_rest(void **state)
{
    struct cd_typed typed = read(state, "서울특별시 종로구 자하문로 9");

    assert_true(cd_str_is(typed.gu, "종로구"));
    assert_true(cd_str_is(typed.road, "자하문로"));
    assert_true(cd_str_is(read(state, "서울 자하").key, "자하"));
    assert_true(cd_str_is(read(state, "종로구").key, "종로구"));
    assert_int_equal(read(state, "종로구").gu.len, 0);
    assert_true(cd_str_is(read(state, "서울").key, "서울"));
}

static void nothing_much_is_typed(void **state)
{
    static const char *const texts[] = {"", "   ", "ㅏ", "\xe3\x80\x80", "종로구 ", "서울시 "};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct cd_typed typed = read(state, texts[i]);
        assert_int_equal(typed.key.len, 0);
        assert_int_equal(typed.range_count, 0);
    }
}

static void long_text_is_cut(void **state)
{
    char text[4 * 300 + 1] = "";

    for (size_t i = 0; i < 300; i++)
        memcpy(text + i * 3, "각", 4);
    struct cd_typed typed = read(state, text);
    assert_int_equal(typed.characters, CD_TYPED_CHARACTERS);
    assert_int_equal(typed.range_count, 2);
    assert_true(cd_str_is_utf8(typed.ranges[1].to));
    typed = read(state, "a\xf4\x8f\xbf\xbf"); /* the last code point has no next one */
    assert_true(cd_str_is_utf8(typed.ranges[0].to));
}

static int make_arena(void **state)
{
    *state = cd_arena_new();
    return 0;
}

static int free_arena(void **state)
{
    cd_arena_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_stage_of_typing_finds_the_name),
        TEST(a_closed_syllable_does_not_open_others),
        TEST(consonants_alone_are_told),
        TEST(a_number_behind_a_road_is_read),
        TEST(what_is_no_number_of_a_road_is_none),
        TEST(city_and_district_stand_before_the_rest),
        TEST(nothing_much_is_typed),
        TEST(long_text_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
