/* Fibers: values, order and stacks survive switches; ended ones are reused; the guard holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fiber.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct walker {
    int waits, steps, woken;
    struct cd_fiber *fiber;
};

static void on_wake(void *arg)
{
    struct walker *walker = arg;
    walker->woken++;
}

static void walk(void *arg)
{
    struct walker *walker = arg;
    char local[64];

    walker->fiber = cd_fiber_current();
    for (int i = 0; i < walker->waits; i++) {
        (void)snprintf(local, sizeof local, "step %d of %p", i, arg);
        cd_fiber_wait();
        char expected[64];
        (void)snprintf(expected, sizeof expected, "step %d of %p", i, arg);
        assert_string_equal(local, expected);
        walker->steps++;
    }
}

static void runs_to_the_end_at_once(void **state)
{
    (void)state;
    struct walker walker = {0};

    struct cd_fiber *fiber = cd_fiber_start(walk, &walker, on_wake, &walker);
    assert_non_null(fiber);
    assert_true(cd_fiber_done(fiber));
    assert_ptr_equal(walker.fiber, fiber);
    assert_null(cd_fiber_current());
    cd_fiber_free(fiber);
    cd_fiber_pool_release();
}

static void waits_and_resumes(void **state)
{
    (void)state;
    struct walker walker = {.waits = 3};

    struct cd_fiber *fiber = cd_fiber_start(walk, &walker, on_wake, &walker);
    for (int i = 0; i < 3; i++) {
        assert_false(cd_fiber_done(fiber));
        assert_int_equal(walker.steps, i);
        cd_fiber_wake(fiber);
        assert_int_equal(walker.woken, i + 1);
        assert_int_equal(walker.steps, i); /* waking does not run it: its owner does */
        assert_int_equal(cd_fiber_resume(fiber), i == 2);
    }
    assert_int_equal(walker.steps, 3);
    cd_fiber_free(fiber);
    cd_fiber_pool_release();
}

static void many_interleaved(void **state)
{
    (void)state;
    enum { COUNT = 200, WAITS = 50 };
    static struct walker walkers[COUNT];
    static struct cd_fiber *fibers[COUNT];

    memset(walkers, 0, sizeof walkers);
    for (int i = 0; i < COUNT; i++) {
        walkers[i].waits = WAITS;
        fibers[i] = cd_fiber_start(walk, &walkers[i], on_wake, &walkers[i]);
    }
    for (int round = 0; round < WAITS; round++) {
        for (int i = 0; i < COUNT; i++)
            assert_int_equal(cd_fiber_resume(fibers[(i * 7) % COUNT]), round == WAITS - 1);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(walkers[i].steps, WAITS);
        cd_fiber_free(fibers[i]);
    }
    cd_fiber_pool_release();
}

static void ended_one_is_reused(void **state)
{
    (void)state;
    struct walker walker = {.waits = 1};

    struct cd_fiber *first = cd_fiber_start(walk, &walker, on_wake, &walker);
    assert_true(cd_fiber_resume(first));
    cd_fiber_free(first);
    struct cd_fiber *second = cd_fiber_start(walk, &walker, on_wake, &walker);
    assert_ptr_equal(first, second);
    assert_true(cd_fiber_resume(second));
    assert_int_equal(walker.steps, 2);
    cd_fiber_free(second);
    cd_fiber_pool_release();
}

static void deep(void *arg)
{
    volatile unsigned char room[200 * 1024]; /* of the 256 KiB that a fiber has */
    size_t *sum = arg;

    for (size_t i = 0; i < sizeof room; i += 512)
        room[i] = (unsigned char)i;
    cd_fiber_wait();
    for (size_t i = 0; i < sizeof room; i += 512)
        *sum += room[i] == (unsigned char)i;
}

static void stack_is_large(void **state)
{
    (void)state;
    size_t sum = 0;

    struct cd_fiber *fiber = cd_fiber_start(deep, &sum, on_wake, NULL);
    assert_true(cd_fiber_resume(fiber));
    assert_int_equal(sum, 200 * 2);
    cd_fiber_free(fiber);
    cd_fiber_pool_release();
}

static void overrun(void *arg)
{
    volatile unsigned char room[4096];
    volatile int *depth = arg;

    room[0] = (unsigned char)*depth;
    if (++*depth < 1000000)
        overrun(arg);
    room[1] = room[0]; /* not a tail call */
}

/* A stack that runs over must hit the guard page and die, not write into a neighbour's stack. */
static void guard_page_holds(void **state)
{
    (void)state;
    pid_t child = fork();

    if (child == 0) {
        int depth = 0;
        (void)close(STDERR_FILENO);
        (void)cd_fiber_start(overrun, &depth, on_wake, NULL);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void inner(void *arg)
{
    int *order = arg;
    *order = *order * 10 + 2;
    cd_fiber_wait();
    *order = *order * 10 + 4;
}

static void outer(void *arg)
{
    int *order = arg;
    *order = *order * 10 + 1;
    struct cd_fiber *self = cd_fiber_current();
    struct cd_fiber *nested = cd_fiber_start(inner, arg, on_wake, NULL);
    assert_ptr_equal(cd_fiber_current(), self);
    *order = *order * 10 + 3;
    assert_true(cd_fiber_resume(nested));
    cd_fiber_free(nested);
    *order = *order * 10 + 5;
}

static void nests(void **state)
{
    (void)state;
    int order = 0;

    struct cd_fiber *fiber = cd_fiber_start(outer, &order, on_wake, NULL);
    assert_true(cd_fiber_done(fiber));
    assert_int_equal(order, 12345);
    cd_fiber_free(fiber);
    cd_fiber_pool_release();
}

static void *other_thread(void *arg)
{
    (void)arg;
    for (int i = 0; i < 100; i++) {
        struct walker walker = {.waits = 4};
        struct cd_fiber *fiber = cd_fiber_start(walk, &walker, on_wake, &walker);
        while (!cd_fiber_resume(fiber))
            ;
        cd_fiber_free(fiber);
    }
    cd_fiber_pool_release();
    return NULL;
}

static void threads_have_their_own(void **state)
{
    (void)state;
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, other_thread, NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_to_the_end_at_once),
        cmocka_unit_test(waits_and_resumes),
        cmocka_unit_test(many_interleaved),
        cmocka_unit_test(ended_one_is_reused),
        cmocka_unit_test(stack_is_large),
        cmocka_unit_test(guard_page_holds),
        cmocka_unit_test(nests),
        cmocka_unit_test(threads_have_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
