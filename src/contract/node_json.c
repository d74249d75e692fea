/* Nodes from and to jansson, and finding one's way in them. */
#include "contract/node.h"

#include <string.h>

static void members_of_json(struct cd_arena *arena, const json_t *json, struct cd_node *node)
{
    const char *key;
    json_t *value;
    size_t i = 0;

    node->count = json_object_size(json);
    node->keys = cd_arena_alloc(arena, node->count * sizeof *node->keys);
    node->key_lines = cd_arena_alloc(arena, node->count * sizeof *node->key_lines);
    node->items = cd_arena_alloc(arena, node->count * sizeof *node->items);
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        node->keys[i] = cd_arena_copy(arena, cd_str_of(key));
        node->items[i++] = cd_node_of_json(arena, value);
    }
}

static void items_of_json(struct cd_arena *arena, const json_t *json, struct cd_node *node)
{
    node->count = json_array_size(json);
    node->items = cd_arena_alloc(arena, node->count * sizeof *node->items);
    for (size_t i = 0; i < node->count; i++)
        node->items[i] = cd_node_of_json(arena, json_array_get(json, i));
}

const struct cd_node *cd_node_of_json(struct cd_arena *arena, const json_t *json)
{
    struct cd_node *node = cd_arena_alloc(arena, sizeof *node);

    node->text = CD_STR("");
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        node->kind = CD_NODE_MAP;
        members_of_json(arena, json, node);
        break;
    case JSON_ARRAY:
        node->kind = CD_NODE_LIST;
        items_of_json(arena, json, node);
        break;
    case JSON_STRING:
        node->kind = CD_NODE_TEXT;
        node->text = cd_arena_copy(
            arena, (struct cd_str){json_string_value(json), json_string_length(json)});
        break;
    case JSON_INTEGER:
        node->kind = CD_NODE_INT;
        node->integer = json_integer_value(json);
        break;
    case JSON_REAL:
        node->kind = CD_NODE_REAL;
        node->real = json_real_value(json);
        break;
    default:
        node->kind = json_is_null(json) ? CD_NODE_NULL : CD_NODE_BOOL;
        node->boolean = json_is_true(json);
        break;
    }
    return node;
}

static json_t *members_to_json(const struct cd_node *node)
{
    json_t *object = json_object();

    for (size_t i = 0; i < node->count; i++)
        (void)json_object_set_new(object, node->keys[i].ptr, cd_node_to_json(node->items[i]));
    return object;
}

static json_t *items_to_json(const struct cd_node *node)
{
    json_t *array = json_array();

    for (size_t i = 0; i < node->count; i++)
        (void)json_array_append_new(array, cd_node_to_json(node->items[i]));
    return array;
}

json_t *cd_node_to_json(const struct cd_node *node)
{
    switch (node->kind) {
    case CD_NODE_BOOL:
        return json_boolean(node->boolean);
    case CD_NODE_INT:
        return json_integer(node->integer);
    case CD_NODE_REAL:
        return json_real(node->real);
    case CD_NODE_TEXT:
        return json_stringn(node->text.ptr, node->text.len);
    case CD_NODE_LIST:
        return items_to_json(node);
    case CD_NODE_MAP:
        return members_to_json(node);
    default:
        return json_null();
    }
}

static const struct cd_node *member(const struct cd_node *map, struct cd_str key)
{
    if (map == NULL || map->kind != CD_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (cd_str_eq(map->keys[i], key))
            return map->items[i];
    }
    return NULL;
}

const struct cd_node *cd_node_get(const struct cd_node *map, const char *key)
{
    return member(map, cd_str_of(key));
}

struct cd_str cd_node_text(const struct cd_node *map, const char *key)
{
    const struct cd_node *value = cd_node_get(map, key);

    return value != NULL && value->kind == CD_NODE_TEXT ? value->text : CD_STR("");
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte at *i, where %XX stands for one; *i goes to its last character. -1 on a bad escape. */
static int next_byte(struct cd_str raw, size_t *i)
{
    if (raw.ptr[*i] != '%')
        return (unsigned char)raw.ptr[*i];
    int high = *i + 2 < raw.len ? hex(raw.ptr[*i + 1]) : -1;
    int low = high >= 0 ? hex(raw.ptr[*i + 2]) : -1;
    *i += 2;
    return low < 0 ? -1 : high * 16 + low;
}

/* One token of a pointer in a URI fragment: %XX first, then ~0 and ~1 (RFC 6901 section 6). */
static bool decode_token(struct cd_str raw, char *out, size_t cap, struct cd_str *ret)
{
    size_t len = 0;
    bool tilde = false;

    for (size_t i = 0; i < raw.len; i++) {
        int byte = next_byte(raw, &i);
        if (byte < 0 || len == cap || (tilde && byte != '0' && byte != '1'))
            return false;
        if (!tilde && byte == '~') {
            tilde = true;
            continue;
        }
        if (tilde)
            byte = byte == '0' ? '~' : '/';
        tilde = false;
        out[len++] = (char)byte;
    }
    *ret = (struct cd_str){out, len};
    return !tilde;
}

static const struct cd_node *step(const struct cd_node *node, struct cd_str token)
{
    int64_t index;

    if (node->kind != CD_NODE_LIST)
        return member(node, token);
    if (token.len == 0 || token.ptr[0] == '-' || (token.len > 1 && token.ptr[0] == '0') ||
        !cd_str_int64(token, &index) || (uint64_t)index >= node->count)
        return NULL;
    return node->items[index];
}

const struct cd_node *cd_node_resolve(const struct cd_node *root, struct cd_str ref)
{
    const struct cd_node *node = root;
    char token[512];
    struct cd_str decoded;

    if (cd_str_is(ref, "#"))
        return root;
    if (!cd_str_starts(ref, "#/"))
        return NULL;
    ref = (struct cd_str){ref.ptr + 2, ref.len - 2};
    for (bool more = true; more && node != NULL;) {
        size_t before = ref.len;
        struct cd_str raw = cd_str_cut(&ref, '/');
        more = raw.len < before;
        node = decode_token(raw, token, sizeof token, &decoded) ? step(node, decoded) : NULL;
    }
    return node;
}
