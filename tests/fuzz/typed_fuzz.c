/* Any text in a field: what it may become is bounded, valid UTF-8, and in order; what was typed
 * lies in the range of everything that begins with it. */
#include "chatdong/typed.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds)
        abort();
}

static int compare(struct cd_str a, struct cd_str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    int order = least > 0 ? memcmp(a.ptr, b.ptr, least) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cd_arena *arena;
    struct cd_str text = {(const char *)data, size};
    struct cd_typed typed;

    if (arena == NULL)
        arena = cd_arena_new();
    cd_arena_reset(arena);
    cd_typed_read(arena, text, &typed);
    check(cd_str_is_utf8(typed.key) || !cd_str_is_utf8(text));
    check(typed.characters <= CD_TYPED_CHARACTERS && typed.range_count <= CD_TYPED_RANGES);
    check(compare(typed.key, typed.end) <= 0);
    check(!typed.consonants || typed.range_count == 0);
    check(typed.road.len == 0 || (typed.main > 0 && typed.main <= 99999));
    for (size_t i = 0; i < typed.range_count; i++) {
        check(compare(typed.ranges[i].from, typed.ranges[i].to) <= 0);
        check(typed.ranges[i].from.len > 0 && typed.ranges[i].from.len <= 4 * CD_TYPED_CHARACTERS);
    }
    return 0;
}
