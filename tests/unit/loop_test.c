/* The loop: timers in order and cancelled, descriptors, hooks, calls from other threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/loop.h"

#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

struct seen {
    struct cd_loop *loop;
    char order[32];
    size_t count;
    int fd;
};

static void note(struct seen *seen, char c)
{
    assert_true(seen->count < sizeof seen->order - 1);
    seen->order[seen->count++] = c;
}

static void note_a(void *arg)
{
    note(arg, 'a');
}

static void note_b(void *arg)
{
    note(arg, 'b');
}

static void stop(void *arg)
{
    struct seen *seen = arg;
    note(seen, 's');
    cd_loop_stop(seen->loop);
}

static void timers_run_in_order(void **state)
{
    (void)state;
    struct seen seen = {.loop = cd_loop_new()};
    uint64_t from = cd_clock_mono_us();

    (void)cd_loop_after(seen.loop, 30, stop, &seen);
    (void)cd_loop_after(seen.loop, 20, note_b, &seen);
    (void)cd_loop_after(seen.loop, 10, note_a, &seen);
    uint64_t gone = cd_loop_after(seen.loop, 15, note_b, &seen);
    cd_loop_cancel(seen.loop, gone);
    cd_loop_cancel(seen.loop, gone); /* twice is nothing */
    cd_loop_cancel(seen.loop, 0);
    assert_null(cd_loop_current());
    cd_loop_run(seen.loop);
    assert_string_equal(seen.order, "abs");
    assert_true(cd_clock_mono_us() - from >= 30000);
    cd_loop_free(seen.loop);
}

static void many_timers(void **state)
{
    (void)state;
    struct seen seen = {.loop = cd_loop_new()};
    uint64_t handles[200];

    for (uint64_t i = 0; i < 200; i++)
        handles[i] = cd_loop_after(seen.loop, 5 + (i * 37) % 200, note_b, &seen);
    for (uint64_t i = 0; i < 200; i++) {
        if (i != 3) /* due after 116 ms */
            cd_loop_cancel(seen.loop, handles[i]);
    }
    (void)cd_loop_after(seen.loop, 100, note_a, &seen);
    (void)cd_loop_after(seen.loop, 150, stop, &seen);
    cd_loop_run(seen.loop);
    assert_string_equal(seen.order, "abs");
    cd_loop_free(seen.loop);
}

static void on_read(void *arg, uint32_t events)
{
    struct seen *seen = arg;
    char c;

    assert_true(events & EPOLLIN);
    assert_int_equal(read(seen->fd, &c, 1), 1);
    note(seen, c);
    if (c == 'z') {
        cd_loop_unwatch(seen->loop, seen->fd);
        (void)cd_loop_after(seen->loop, 5, stop, seen);
    }
}

static void descriptors(void **state)
{
    (void)state;
    struct seen seen = {.loop = cd_loop_new()};
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    seen.fd = ends[0];
    cd_loop_watch(seen.loop, ends[0], EPOLLIN, on_read, &seen);
    assert_int_equal(write(ends[1], "xyzw", 4), 4);
    cd_loop_run(seen.loop);
    assert_string_equal(seen.order, "xyzs"); /* w is left: not watched any more */
    (void)close(ends[0]);
    (void)close(ends[1]);
    cd_loop_free(seen.loop);
}

struct pair {
    struct cd_loop *loop;
    int fds[2];
    int calls;
};

static void closes_the_other(void *arg, uint32_t events)
{
    struct pair *pair = arg;

    (void)events;
    pair->calls++;
    cd_loop_unwatch(pair->loop, pair->fds[0]);
    cd_loop_unwatch(pair->loop, pair->fds[1]);
    cd_loop_stop(pair->loop);
}

/* Two ready in one turn and the first takes the second away: its event is stale. */
static void unwatched_in_the_same_turn(void **state)
{
    (void)state;
    struct pair pair = {.loop = cd_loop_new()};
    int a[2], b[2];

    assert_int_equal(pipe(a), 0);
    assert_int_equal(pipe(b), 0);
    pair.fds[0] = a[0];
    pair.fds[1] = b[0];
    assert_int_equal(write(a[1], "x", 1), 1);
    assert_int_equal(write(b[1], "x", 1), 1);
    cd_loop_watch(pair.loop, a[0], EPOLLIN, closes_the_other, &pair);
    cd_loop_watch(pair.loop, b[0], EPOLLIN, closes_the_other, &pair);
    cd_loop_run(pair.loop);
    assert_int_equal(pair.calls, 1);
    for (int i = 0; i < 2; i++) {
        (void)close(a[i]);
        (void)close(b[i]);
    }
    cd_loop_free(pair.loop);
}

static void lower(void *arg, int64_t *ms)
{
    note(arg, 't');
    if (*ms < 0 || *ms > 1)
        *ms = 1;
}

static void third_turn_stops(void *arg)
{
    struct seen *seen = arg;
    note(seen, 'h');
    if (seen->count > 4)
        cd_loop_stop(seen->loop);
}

static void hooks(void **state)
{
    (void)state;
    struct seen seen = {.loop = cd_loop_new()};

    cd_loop_before_sleep(seen.loop, third_turn_stops, &seen);
    cd_loop_timeout_hook(seen.loop, lower, &seen);
    cd_loop_run(seen.loop); /* without the hook's millisecond it would sleep for ever */
    assert_string_equal(seen.order, "hththt");
    cd_loop_unhook(seen.loop, &seen);
    (void)cd_loop_after(seen.loop, 2, stop, &seen);
    cd_loop_run(seen.loop);
    assert_string_equal(seen.order, "hththts");
    cd_loop_free(seen.loop);
}

enum { POSTS = 1000 };

struct posts {
    struct cd_loop *loop;
    int count; /* only the loop's thread */
};

static void on_post(void *arg)
{
    struct posts *posts = arg;
    assert_ptr_equal(cd_loop_current(), posts->loop);
    if (++posts->count == 2 * POSTS)
        cd_loop_stop(posts->loop);
}

static void *poster(void *arg)
{
    struct posts *posts = arg;
    for (int i = 0; i < POSTS; i++)
        cd_loop_post(posts->loop, on_post, posts);
    return NULL;
}

static void posts_from_threads(void **state)
{
    (void)state;
    struct posts posts = {.loop = cd_loop_new()};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, poster, &posts), 0);
    cd_loop_run(posts.loop);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(posts.count, 2 * POSTS);
    cd_loop_post(posts.loop, on_post, &posts); /* never run: freed with the loop */
    cd_loop_free(posts.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_run_in_order),
        cmocka_unit_test(many_timers),
        cmocka_unit_test(descriptors),
        cmocka_unit_test(unwatched_in_the_same_turn),
        cmocka_unit_test(hooks),
        cmocka_unit_test(posts_from_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
