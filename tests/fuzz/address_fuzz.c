/* Any text: what is read is bounded, in order of cost, valid UTF-8, without spaces in its keys, and
 * the same when it is read again; its JSON is JSON. */
#include "chatdong/address.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_key(struct cd_str key)
{
    check(cd_str_is_utf8(key));
    check(key.len == 0 || memchr(key.ptr, ' ', key.len) == NULL);
}

static void check_reading(const struct cd_address *address, size_t i)
{
    const struct cd_address_reading *reading = &address->readings[i];

    check(i == 0 || address->readings[i - 1].cost <= reading->cost);
    check(reading->name.len > 0 && reading->kind <= CD_ADDRESS_NAME);
    check(reading->main <= 99999 && reading->sub <= 99999);
    check(reading->main > 0 || (reading->sub == 0 && reading->kind != CD_ADDRESS_LOT));
    check(reading->glued[0].len > 0 || reading->glued[1].len == 0);
    check(cd_str_is_utf8(reading->detail));
    check_key(reading->name);
    check_key(reading->glued[0]);
    check_key(reading->glued[1]);
}

static bool same(const struct cd_address *a, const struct cd_address *b)
{
    bool equal = a->count == b->count && a->gu_count == b->gu_count;

    for (size_t i = 0; equal && i < a->count; i++)
        equal = a->readings[i].cost == b->readings[i].cost &&
                cd_str_eq(a->readings[i].name, b->readings[i].name) &&
                a->readings[i].main == b->readings[i].main;
    return equal;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cd_arena *arena;
    static struct cd_address address, again;

    if (arena == NULL)
        arena = cd_arena_new();
    cd_arena_reset(arena);
    enum cd_rc rc = cd_address_read(arena, (struct cd_str){(const char *)data, size}, &address);
    if (rc != CD_OK) {
        check(rc == CD_BAD_REQUEST && address.count == 0);
        return 0;
    }
    check(address.count <= CD_ADDRESS_READINGS && address.gu_count <= CD_ADDRESS_NAMED);
    check(cd_str_is_utf8(address.text) && (address.zip.len == 0 || address.zip.len == 5));
    for (size_t i = 0; i < address.count; i++)
        check_reading(&address, i);
    check(cd_address_read(arena, (struct cd_str){(const char *)data, size}, &again) == CD_OK);
    check(same(&address, &again));
    json_t *json = json_loads(cd_address_json(arena, &address).ptr, JSON_REJECT_DUPLICATES, NULL);
    check(json != NULL);
    json_decref(json);
    return 0;
}
