/* Equality of JSON values as JSON Schema means it: 1 and 1.0 are one value, members have no order.
 */
#include "contract/schema_impl.h"

#include <string.h>

static struct cd_number number_of_json(const json_t *json)
{
    if (json_is_integer(json))
        return (struct cd_number){.is_int = true, .integer = json_integer_value(json)};
    return cd_number_normal((struct cd_number){.real = json_real_value(json)});
}

struct cd_number cd_number_of_node(const struct cd_node *node)
{
    if (node->kind == CD_NODE_INT)
        return (struct cd_number){.is_int = true, .integer = node->integer};
    return cd_number_normal((struct cd_number){.real = node->real});
}

static struct cd_str text_of_json(const json_t *json)
{
    return (struct cd_str){json_string_value(json), json_string_length(json)};
}

static bool list_equals_node(const json_t *json, const struct cd_node *node)
{
    if (!json_is_array(json) || json_array_size(json) != node->count)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        if (!cd_json_equals_node(json_array_get(json, i), node->items[i]))
            return false;
    }
    return true;
}

static bool map_equals_node(const json_t *json, const struct cd_node *node)
{
    if (!json_is_object(json) || json_object_size(json) != node->count)
        return false;
    for (size_t i = 0; i < node->count; i++) {
        const json_t *member = json_object_getn(json, node->keys[i].ptr, node->keys[i].len);
        if (member == NULL || !cd_json_equals_node(member, node->items[i]))
            return false;
    }
    return true;
}

bool cd_json_equals_node(const json_t *json, const struct cd_node *node)
{
    switch (node->kind) {
    case CD_NODE_NULL:
        return json_is_null(json);
    case CD_NODE_BOOL:
        return json_is_boolean(json) && json_is_true(json) == node->boolean;
    case CD_NODE_INT:
    case CD_NODE_REAL:
        return json_is_number(json) &&
               cd_number_compare(number_of_json(json), cd_number_of_node(node)) == 0;
    case CD_NODE_TEXT:
        return json_is_string(json) && cd_str_eq(text_of_json(json), node->text);
    case CD_NODE_LIST:
        return list_equals_node(json, node);
    default:
        return map_equals_node(json, node);
    }
}

static bool lists_equal(const json_t *a, const json_t *b)
{
    if (json_array_size(a) != json_array_size(b))
        return false;
    for (size_t i = 0; i < json_array_size(a); i++) {
        if (!cd_json_equals(json_array_get(a, i), json_array_get(b, i)))
            return false;
    }
    return true;
}

static bool maps_equal(const json_t *a, const json_t *b)
{
    const char *key;
    size_t len;
    json_t *value;

    if (json_object_size(a) != json_object_size(b))
        return false;
    json_object_keylen_foreach((json_t *)(uintptr_t)a, key, len, value)
    {
        const json_t *other = json_object_getn(b, key, len);
        if (other == NULL || !cd_json_equals(value, other))
            return false;
    }
    return true;
}

bool cd_json_equals(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b))
        return cd_number_compare(number_of_json(a), number_of_json(b)) == 0;
    if (json_typeof(a) != json_typeof(b))
        return false;
    if (json_is_string(a))
        return cd_str_eq(text_of_json(a), text_of_json(b));
    if (json_is_array(a))
        return lists_equal(a, b);
    return !json_is_object(a) || maps_equal(a, b);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 1099511628211u;
}

static uint64_t hash_number(const json_t *json)
{
    struct cd_number n = number_of_json(json);
    uint64_t bits = (uint64_t)n.integer;

    if (!n.is_int)
        memcpy(&bits, &n.real, sizeof bits);
    return mix(3, bits);
}

uint64_t cd_json_hash(const json_t *json)
{
    uint64_t hash = 14695981039346656037u;
    const char *key;
    size_t len;
    json_t *value;

    switch (json_typeof(json)) {
    case JSON_STRING:
        return mix(cd_str_hash(text_of_json(json)), 4);
    case JSON_INTEGER:
    case JSON_REAL:
        return hash_number(json);
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(json); i++)
            hash = mix(hash, cd_json_hash(json_array_get(json, i)));
        return mix(hash, 5);
    case JSON_OBJECT: /* a sum, because members have no order */
        json_object_keylen_foreach((json_t *)(uintptr_t)json, key, len, value)
        {
            hash += mix(cd_str_hash((struct cd_str){key, len}), cd_json_hash(value));
        }
        return mix(hash, 6);
    default:
        return mix(7, (uint64_t)json_typeof(json));
    }
}
