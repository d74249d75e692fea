/* Any query string: what is accepted is UTF-8 without NUL, has different names, and is bounded. */
#include "contract/contract.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cd_arena *arena;
    struct cd_errors errors;
    struct cd_query query;
    struct cd_str decoded;

    if (arena == NULL)
        arena = cd_arena_new();
    cd_arena_reset(arena);
    cd_errors_init(&errors, arena);
    bool ok = cd_query_parse(arena, (struct cd_str){(const char *)data, size}, &query, &errors);
    if (ok != (errors.count == 0) || query.count > 64)
        abort();
    for (size_t i = 0; ok && i < query.count; i++) {
        if (!cd_str_is_utf8(query.pairs[i].name) || !cd_str_is_utf8(query.pairs[i].value) ||
            query.pairs[i].name.len == 0)
            abort();
        for (size_t j = 0; j < i; j++) {
            if (cd_str_eq(query.pairs[i].name, query.pairs[j].name))
                abort();
        }
    }
    for (size_t i = 0; i < errors.count; i++) {
        if (strlen(errors.items[i].pointer) > 64 ||
            !cd_str_is_utf8(cd_str_of(errors.items[i].pointer)))
            abort();
    }
    if (cd_percent_decode(arena, (struct cd_str){(const char *)data, size}, false, &decoded) &&
        (decoded.len > size || !cd_str_is_utf8(decoded)))
        abort();
    return 0;
}
