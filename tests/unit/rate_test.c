/* Fixed windows: exactly q requests of a key go through, keys do not touch each other. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/rate.h"

#include <pthread.h>
#include <stdatomic.h>

static void first_refusal_is_at_q_plus_1(void **state)
{
    struct cd_rate *rate = cd_rate_new();

    (void)state;
    for (int i = 1; i <= 5; i++) {
        struct cd_rate_state s = cd_rate_take(rate, "default", CD_STR("a"), 5);
        assert_true(s.allowed);
        assert_int_equal(s.remaining, 5 - i);
        assert_in_range(s.reset, 1, CD_RATE_WINDOW);
    }
    assert_false(cd_rate_take(rate, "default", CD_STR("a"), 5).allowed);
    assert_true(cd_rate_take(rate, "default", CD_STR("b"), 5).allowed);
    assert_true(cd_rate_take(rate, "strict", CD_STR("a"), 5).allowed);
    cd_rate_free(rate);
}

static void zero_is_no_limit(void **state)
{
    struct cd_rate *rate = cd_rate_new();

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_true(cd_rate_take(rate, "default", CD_STR("a"), 0).allowed);
    cd_rate_free(rate);
}

struct taker {
    struct cd_rate *rate;
    _Atomic int allowed;
};

static void *take_many(void *arg)
{
    struct taker *taker = arg;

    for (int i = 0; i < 1000; i++) {
        if (cd_rate_take(taker->rate, "default", CD_STR("shared"), 1500).allowed)
            taker->allowed++;
    }
    return NULL;
}

static void threads_share_one_quota(void **state)
{
    struct taker taker = {.rate = cd_rate_new()};
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_many, &taker), 0);
    for (size_t i = 0; i < 4; i++)
        (void)pthread_join(threads[i], NULL);
    assert_int_equal(taker.allowed, 1500);
    cd_rate_free(taker.rate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_refusal_is_at_q_plus_1),
        cmocka_unit_test(zero_is_no_limit),
        cmocka_unit_test(threads_share_one_quota),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
