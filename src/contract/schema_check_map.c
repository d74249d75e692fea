/* Lists and maps. */
#include "contract/schema_check.h"

#include <string.h>

#define SMALL_LIST 8

static bool may_go_on(const struct cd_check *c, bool ok)
{
    return ok || c->quiet == 0;
}

/* ---- lists ---- */

static bool check_items(struct cd_check *c, const struct cd_list_rules *r, const json_t *list,
                        const struct cd_path *path)
{
    size_t count = json_array_size(list);
    bool ok = true;

    for (size_t i = 0; i < count && may_go_on(c, ok); i++) {
        const struct cd_schema *s = i < r->prefix_count ? r->prefix[i] : r->items;
        struct cd_path here = {.up = path, .index = i};
        struct cd_value v = cd_value_of(json_array_get(list, i));
        if (s == NULL)
            break;
        ok = cd_check_value(c, s, &v, &here) && ok;
    }
    return ok;
}

static bool check_contains(struct cd_check *c, const struct cd_list_rules *r, const json_t *list,
                           const struct cd_path *path)
{
    size_t fitting = 0;

    if (r->contains == NULL)
        return true;
    c->quiet++;
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct cd_value v = cd_value_of(json_array_get(list, i));
        fitting += cd_check_value(c, r->contains, &v, path);
    }
    c->quiet--;
    if (fitting < r->min_contains)
        return cd_check_fail(c, path, "contains", "must contain at least %zu such items",
                             r->min_contains);
    if (r->max_contains != CD_NO_LIMIT && fitting > r->max_contains)
        return cd_check_fail(c, path, "max_contains", "must contain at most %zu such items",
                             r->max_contains);
    return true;
}

static bool equal_before(const json_t *list, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (cd_json_equals(json_array_get(list, i), json_array_get(list, index)))
            return true;
    }
    return false;
}

static bool small_is_unique(const json_t *list)
{
    for (size_t i = 1; i < json_array_size(list); i++) {
        if (equal_before(list, i))
            return false;
    }
    return true;
}

struct hashed {
    uint64_t hash;
    const json_t *value; /* NULL: the place is free */
};

static bool large_is_unique(struct cd_arena *arena, const json_t *list)
{
    size_t count = json_array_size(list), size = 16;

    while (size < count * 2)
        size *= 2;
    struct hashed *table = cd_arena_alloc(arena, size * sizeof *table);
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        uint64_t hash = cd_json_hash(value);
        size_t at = hash & (size - 1);
        for (; table[at].value != NULL; at = (at + 1) & (size - 1)) {
            if (table[at].hash == hash && cd_json_equals(table[at].value, value))
                return false;
        }
        table[at] = (struct hashed){hash, value};
    }
    return true;
}

static bool is_unique(struct cd_check *c, const json_t *list)
{
    return json_array_size(list) <= SMALL_LIST ? small_is_unique(list)
                                               : large_is_unique(c->errors->arena, list);
}

bool cd_check_list(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                   const struct cd_path *path)
{
    const struct cd_list_rules *r = s->list;
    size_t count = json_array_size(v->json);
    bool ok = true;

    /* Too long a list is not looked into: its length is what a client may not choose. */
    if (count > r->max)
        return cd_check_fail(c, path, "max_items", "must have at most %zu items", r->max);
    if (count < r->min)
        ok = cd_check_fail(c, path, "min_items", "must have at least %zu items", r->min);
    ok = may_go_on(c, ok) && check_items(c, r, v->json, path) && ok;
    ok = may_go_on(c, ok) && check_contains(c, r, v->json, path) && ok;
    if (r->unique && may_go_on(c, ok) && !is_unique(c, v->json))
        ok = cd_check_fail(c, path, "unique_items", "must not have equal items");
    return ok;
}

/* ---- maps ---- */

struct member {
    struct cd_str name;
    const json_t *json;
};

static bool check_name(struct cd_check *c, const struct cd_map_rules *r, struct cd_str name,
                       const struct cd_path *here)
{
    struct cd_value v = {.kind = CD_NODE_TEXT, .text = name};

    if (r->names == NULL)
        return true;
    c->quiet++;
    bool ok = cd_check_value(c, r->names, &v, here);
    c->quiet--;
    return ok || cd_check_fail(c, here, "property_names", "this name is not allowed");
}

static bool check_patterns(struct cd_check *c, const struct cd_map_rules *r,
                           const struct member *member, const struct cd_path *here, bool *ret_known)
{
    struct cd_value v = cd_value_of(member->json);
    bool ok = true;

    for (size_t i = 0; i < r->pattern_count && may_go_on(c, ok); i++) {
        if (!cd_pattern_matches(r->patterns[i].pattern, member->name))
            continue;
        *ret_known = true;
        ok = cd_check_value(c, r->patterns[i].schema, &v, here) && ok;
    }
    return ok;
}

static bool check_additional(struct cd_check *c, const struct cd_map_rules *r,
                             const struct member *member, const struct cd_path *here)
{
    struct cd_value v = cd_value_of(member->json);

    if (r->additional == NULL)
        return true;
    if (r->additional->never)
        return cd_check_fail(c, here, "additional_properties", "this name is not known here");
    return cd_check_value(c, r->additional, &v, here);
}

static bool check_member(struct cd_check *c, const struct cd_map_rules *r,
                         const struct member *member, const struct cd_path *path,
                         size_t *ret_required)
{
    struct cd_path here = {.up = path, .name = member->name, .is_name = true};
    const struct cd_slot *slot = cd_map_slot(r, member->name);
    bool known = slot != NULL && slot->schema != NULL, ok = true;

    if (slot != NULL && slot->required)
        (*ret_required)++;
    if (known && c->writing && slot->schema->read_only)
        return cd_check_fail(c, &here, "read_only", "is set by the service and cannot be written");
    if (known) {
        struct cd_value v = cd_value_of(member->json);
        ok = cd_check_value(c, slot->schema, &v, &here);
    }
    if (r->pattern_count > 0 && may_go_on(c, ok))
        ok = check_patterns(c, r, member, &here, &known) && ok;
    if (!known && may_go_on(c, ok))
        ok = check_additional(c, r, member, &here) && ok;
    return check_name(c, r, member->name, &here) && ok;
}

static bool check_members(struct cd_check *c, const struct cd_map_rules *r, const json_t *map,
                          const struct cd_path *path, size_t *ret_required)
{
    const char *key;
    size_t len;
    json_t *value;
    bool ok = true;

    json_object_keylen_foreach((json_t *)(uintptr_t)map, key, len, value)
    {
        struct member member = {{key, len}, value};
        ok = check_member(c, r, &member, path, ret_required) && ok;
        if (!may_go_on(c, ok))
            break;
    }
    return ok;
}

static bool fail_missing(struct cd_check *c, const struct cd_path *path, struct cd_str name)
{
    struct cd_path here = {.up = path, .name = name, .is_name = true};
    return cd_check_fail(c, &here, "required", "is required");
}

static bool has(const json_t *map, struct cd_str name)
{
    return json_object_getn(map, name.ptr, name.len) != NULL;
}

static bool fail_required(struct cd_check *c, const struct cd_map_rules *r, const json_t *map,
                          const struct cd_path *path)
{
    for (size_t i = 0; i < r->slot_count && c->quiet == 0; i++) {
        if (r->slots[i].required && !has(map, r->slots[i].name))
            (void)fail_missing(c, path, r->slots[i].name);
    }
    return false;
}

static bool check_names_needed(struct cd_check *c, const struct cd_node *names, const json_t *map,
                               const struct cd_path *path)
{
    bool ok = true;

    for (size_t i = 0; i < names->count && may_go_on(c, ok); i++) {
        if (!has(map, names->items[i]->text))
            ok = fail_missing(c, path, names->items[i]->text);
    }
    return ok;
}

static bool check_dependents(struct cd_check *c, const struct cd_map_rules *r,
                             const struct cd_value *v, const struct cd_path *path)
{
    bool ok = true;

    for (size_t i = 0; i < r->dependent_required_count && may_go_on(c, ok); i++) {
        if (has(v->json, r->dependent_required[i].name))
            ok = check_names_needed(c, r->dependent_required[i].names, v->json, path) && ok;
    }
    for (size_t i = 0; i < r->dependent_schema_count && may_go_on(c, ok); i++) {
        if (has(v->json, r->dependent_schemas[i].name))
            ok = cd_check_value(c, r->dependent_schemas[i].schema, v, path) && ok;
    }
    return ok;
}

bool cd_check_map(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                  const struct cd_path *path)
{
    const struct cd_map_rules *r = s->map;
    size_t count = json_object_size(v->json), required = 0;
    bool ok = true;

    if (r->max != CD_NO_LIMIT && count > r->max)
        return cd_check_fail(c, path, "max_properties", "must have at most %zu properties", r->max);
    if (count < r->min)
        ok = cd_check_fail(c, path, "min_properties", "must have at least %zu properties", r->min);
    ok = may_go_on(c, ok) && check_members(c, r, v->json, path, &required) && ok;
    if (required < r->required_count && may_go_on(c, ok))
        ok = fail_required(c, r, v->json, path);
    if (r->dependent_required_count + r->dependent_schema_count > 0 && may_go_on(c, ok))
        ok = check_dependents(c, r, v, path) && ok;
    return ok;
}
