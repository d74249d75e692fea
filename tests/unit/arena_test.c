#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chatdong/arena.h"

#include <string.h>

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    unsigned char *before = NULL;

    (void)state;
    for (size_t size = 1; size < 40000; size = size * 3 + 1) {
        unsigned char *memory = cd_arena_alloc(arena, size);
        assert_int_equal((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
        assert_ptr_not_equal(memory, before);
        before = memory;
    }
    cd_arena_free(arena);
}

static void reset_reuses_and_zeroes_the_first_block(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    char *first = cd_arena_alloc(arena, 100);

    (void)state;
    memset(first, 'x', 100);
    (void)cd_arena_alloc(arena, 100000);
    assert_true(cd_arena_used(arena) >= 100100);
    cd_arena_reset(arena);
    assert_int_equal(cd_arena_used(arena), 0);
    char *again = cd_arena_alloc(arena, 100);
    assert_ptr_equal(again, first);
    assert_int_equal(again[50], 0);
    cd_arena_free(arena);
    cd_arena_free(NULL);
}

static void copies_are_terminated(void **state)
{
    struct cd_arena *arena = cd_arena_new();

    (void)state;
    assert_string_equal(cd_arena_dup(arena, (struct cd_str){"abcdef", 3}), "abc");
    assert_string_equal(cd_arena_dup(arena, (struct cd_str){NULL, 0}), "");
    struct cd_str copy = cd_arena_copy(arena, CD_STR("a\0b"));
    assert_int_equal(copy.len, 3);
    assert_int_equal(copy.ptr[3], 0);
    assert_string_equal(cd_arena_printf(arena, "%s-%d", "x", 7), "x-7");
    assert_int_equal(strlen(cd_arena_printf(arena, "%255d", 7)), 255);
    assert_int_equal(strlen(cd_arena_printf(arena, "%256d", 7)), 256);
    assert_int_equal(strlen(cd_arena_printf(arena, "%5000d", 7)), 5000);
    cd_arena_free(arena);
}

struct record {
    char order[8];
    size_t count;
};

static struct record record;

static void note(void *what)
{
    record.order[record.count++] = *(char *)what;
}

static void deferred_releases_run_once_last_first(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    static char a = 'a', b = 'b', c = 'c';

    (void)state;
    cd_arena_defer(arena, note, &a);
    (void)cd_arena_alloc(arena, 50000);
    cd_arena_defer(arena, note, &b);
    cd_arena_reset(arena);
    assert_string_equal(record.order, "ba");
    cd_arena_defer(arena, note, &c);
    cd_arena_free(arena);
    assert_string_equal(record.order, "bac");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(reset_reuses_and_zeroes_the_first_block),
        cmocka_unit_test(copies_are_terminated),
        cmocka_unit_test(deferred_releases_run_once_last_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
