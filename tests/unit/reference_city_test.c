/* The reference city's arithmetic: figures are spread exactly, days are the calendar's, the plan of
 * the small geography holds what it promises. */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void spreads_exactly(void **state)
{
    int64_t weights[424], parts[424], sum = 0;

    (void)state;
    for (size_t i = 0; i < 424; i++)
        weights[i] = 889 + (int64_t)(i * 7919 % 50000);
    city_spread(132210, weights, parts, 424);
    for (size_t i = 0; i < 424; i++)
        sum += parts[i];
    assert_int_equal(sum, 132210);
    city_spread(0, weights, parts, 424);
    assert_int_equal(parts[0] + parts[423], 0);
}

static void the_largest_remainders_get_what_is_left(void **state)
{
    const int64_t weights[] = {10, 25, 0, 65};
    int64_t parts[4];

    (void)state;
    city_spread(7, weights, parts, 4); /* 0.7, 1.75, 0, 4.55 */
    assert_int_equal(parts[0], 1);
    assert_int_equal(parts[1], 2);
    assert_int_equal(parts[2], 0);
    assert_int_equal(parts[3], 4);
}

static void so_many_are_taken_at_even_distances(void **state)
{
    (void)state;
    for (int64_t of = 1; of < 60; of++) {
        for (int64_t chosen = 0; chosen <= of; chosen++) {
            int64_t taken = 0;
            for (int64_t n = 0; n < of; n++)
                taken += city_is_one_of(n, chosen, of);
            assert_int_equal(taken, chosen);
        }
    }
}

static void days_are_those_of_the_calendar(void **state)
{
    (void)state;
    for (int day = -30000; day < 40000; day++) {
        time_t at = (time_t)day * 86400;
        struct tm tm;
        int year, month, of_month;
        assert_non_null(gmtime_r(&at, &tm));
        cd_clock_civil(day, &year, &month, &of_month);
        assert_int_equal(year, tm.tm_year + 1900);
        assert_int_equal(month, tm.tm_mon + 1);
        assert_int_equal(of_month, tm.tm_mday);
        assert_int_equal(city_day(year, month, of_month), day);
        if (day >= 0)
            assert_int_equal(city_weekday(day), tm.tm_wday);
    }
}

static void the_plan_adds_up(void **state)
{
    struct city_plan *plan = calloc(1, sizeof *plan);
    int64_t visits = 0, homes = 0, aid = 0;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    plan->arena = cd_arena_new();
    plan->options = (struct cd_city_options){
        .seed = 1, .parts = 1000000, .first_year = CD_CITY_FIRST_YEAR, .years = 2};
    assert_true(city_plan(plan, &why));
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        int64_t members = 0;
        for (int kind = CITY_SENIOR; kind <= CITY_FAMILY; kind++) {
            int64_t count = kind == CITY_SENIOR  ? dong->seniors
                            : kind == CITY_BIRTH ? dong->births
                                                 : dong->families;
            for (int64_t nth = 0; nth < count; nth++)
                members += city_members(plan, dong, (enum city_household_kind)kind, nth);
        }
        assert_int_equal(members, dong->residents);
        visits += dong->quota[1][CITY_VISITS];
        aid += dong->quota[2][CITY_AID_PERSONS];
        homes += city_households(dong);
    }
    assert_int_equal(visits, (132210 * plan->share + 500000) / 1000000);
    assert_int_equal(aid, plan->aid_persons[2]);
    assert_true(homes > 0);
    cd_arena_free(plan->arena);
    free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spreads_exactly),
        cmocka_unit_test(the_largest_remainders_get_what_is_left),
        cmocka_unit_test(so_many_are_taken_at_even_distances),
        cmocka_unit_test(days_are_those_of_the_calendar),
        cmocka_unit_test(the_plan_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
