/*
 * What a schema says when one looks through $ref and composition: which types it lets in, which
 * properties it has. Before that, loops: a schema that applies itself to the same value would never
 * end, so the graph of schemas applied in place must be free of circles and not too high.
 */
#include "contract/schema_impl.h"

#include <string.h>

#define NAMES_MAX 1000
#define COST_MAX 10000 /* schemas applied to one value */

/* Calls visit for each schema that `s` applies to its own value; stops at the first false. */
typedef bool visitor(void *context, const struct cd_schema *child);

static bool each(const struct cd_schema **list, size_t count, visitor *visit, void *context)
{
    for (size_t i = 0; i < count; i++) {
        if (!visit(context, list[i]))
            return false;
    }
    return true;
}

static bool in_place(const struct cd_schema *s, visitor *visit, void *context)
{
    const struct cd_schema *singles[5] = {s->ref};
    size_t count = s->ref != NULL;

    if (s->logic != NULL) {
        const struct cd_schema *more[] = {s->logic->not_, s->logic->if_, s->logic->then_,
                                          s->logic->else_};
        for (size_t i = 0; i < 4; i++) {
            if (more[i] != NULL)
                singles[count++] = more[i];
        }
        if (!each(s->logic->all, s->logic->all_count, visit, context) ||
            !each(s->logic->any, s->logic->any_count, visit, context) ||
            !each(s->logic->one, s->logic->one_count, visit, context))
            return false;
    }
    for (size_t i = 0; s->map != NULL && i < s->map->dependent_schema_count; i++) {
        if (!visit(context, s->map->dependent_schemas[i].schema))
            return false;
    }
    return each(singles, count, visit, context);
}

struct measure {
    int depth, height;
    unsigned cost;
    const char *reason;
};

static bool measure_height(struct cd_schema *s, struct measure *m);

static bool measure_child(void *context, const struct cd_schema *child)
{
    struct measure *m = context;
    struct measure below = {.depth = m->depth + 1};
    struct cd_schema *s = (struct cd_schema *)(uintptr_t)child; /* ours; not yet shared */

    if (!measure_height(s, &below)) {
        m->reason = below.reason;
        return false;
    }
    if (m->height < s->height + 1)
        m->height = s->height + 1;
    m->cost += s->cost;
    return m->cost <= COST_MAX;
}

static bool measure_height(struct cd_schema *s, struct measure *m)
{
    if (s->height > 0)
        return true;
    if (s->height < 0) {
        m->reason = "the schema applies itself to the same value without end";
        return false;
    }
    s->height = -1;
    m->height = 1;
    m->cost = 1;
    bool ok = m->depth < CD_IN_PLACE_DEPTH_MAX && in_place(s, measure_child, m);
    if (ok && m->height > CD_IN_PLACE_DEPTH_MAX)
        ok = false;
    if (!ok && m->reason == NULL)
        m->reason = "too many schemas apply to one value, one within the other";
    s->height = ok ? m->height : 0;
    s->cost = m->cost;
    return ok;
}

static bool heights(struct cd_compiler *compiler)
{
    bool ok = true;

    for (size_t i = 0; i < compiler->count && ok; i++) {
        struct measure m = {0};
        ok = measure_height(compiler->schemas[i], &m);
        if (!ok)
            cd_compiler_finding(compiler, compiler->schemas[i]->node, "%s", m.reason);
    }
    return ok;
}

/* ---- types, format, flags: children are done before their parents, so nothing recurses ---- */

static unsigned types_of_values(const struct cd_schema *s)
{
    unsigned types = 0;

    if (s->constant != NULL)
        return CD_TYPE(s->constant->kind);
    for (size_t i = 0; i < s->values->count; i++)
        types |= CD_TYPE(s->values->items[i]->kind);
    return types;
}

static unsigned types_of_any(const struct cd_schema **list, size_t count)
{
    unsigned types = 0;

    for (size_t i = 0; i < count; i++)
        types |= list[i]->all_types;
    return types;
}

static unsigned types_of(const struct cd_schema *s)
{
    unsigned types = s->types != 0 ? s->types : CD_TYPE_ANY;

    if (s->never)
        return 0;
    if (s->types == 0 && (s->constant != NULL || s->values != NULL))
        types &= types_of_values(s);
    if (s->ref != NULL)
        types &= s->ref->all_types;
    if (s->logic == NULL)
        return types;
    for (size_t i = 0; i < s->logic->all_count; i++)
        types &= s->logic->all[i]->all_types;
    if (s->logic->any_count > 0)
        types &= types_of_any(s->logic->any, s->logic->any_count);
    if (s->logic->one_count > 0)
        types &= types_of_any(s->logic->one, s->logic->one_count);
    return types;
}

/* The nearest format and mask win: a property may sharpen what the schema it refers to says. */
static bool inherit(void *context, const struct cd_schema *child)
{
    struct cd_schema *s = context;

    if (s->any_format.len == 0)
        s->any_format = child->any_format;
    if (s->mask == CD_MASK_NONE) {
        s->mask = child->mask;
        s->masked_for = child->masked_for;
    }
    return true;
}

static void inherit_flags(struct cd_schema *s, const struct cd_schema *child)
{
    s->read_only = s->read_only || child->read_only;
    s->write_only = s->write_only || child->write_only;
}

static void look_through(struct cd_schema *s)
{
    s->any_format = s->format;
    s->all_types = types_of(s);
    (void)in_place(s, inherit, s);
    if (s->ref != NULL)
        inherit_flags(s, s->ref);
    for (size_t i = 0; s->logic != NULL && i < s->logic->all_count; i++)
        inherit_flags(s, s->logic->all[i]);
}

/* ---- properties ---- */

static struct cd_property *find_or_add(struct cd_schema *s, struct cd_str name, int line)
{
    for (size_t i = 0; i < s->flat_count; i++) {
        if (cd_str_eq(s->properties[i].name, name))
            return &s->properties[i];
    }
    struct cd_property *p = &s->properties[s->flat_count++];
    *p = (struct cd_property){
        .name = name, .types = CD_TYPE_ANY, .format = CD_STR(""), .line = line};
    return p;
}

static void merge(struct cd_property *into, const struct cd_property *p)
{
    into->required = into->required || p->required;
    if (p->schema == NULL)
        return;
    if (into->schema == NULL) {
        into->schema = p->schema;
        into->line = p->line;
    }
    into->types &= p->types;
    into->read_only = into->read_only || p->read_only;
    into->write_only = into->write_only || p->write_only;
    if (into->format.len == 0)
        into->format = p->format;
    if (into->mask == CD_MASK_NONE) {
        into->mask = p->mask;
        into->masked_for = p->masked_for;
    }
}

static void merge_slot(struct cd_schema *s, const struct cd_slot *slot)
{
    struct cd_property p = {.schema = slot->schema, .required = slot->required, .line = slot->line};

    if (slot->schema != NULL) {
        p.types = slot->schema->all_types;
        p.format = slot->schema->any_format;
        p.read_only = slot->schema->read_only;
        p.write_only = slot->schema->write_only;
        p.mask = slot->schema->mask;
        p.masked_for = slot->schema->masked_for;
    }
    merge(find_or_add(s, slot->name, slot->line), &p);
}

static void merge_schema(struct cd_schema *s, const struct cd_schema *child)
{
    for (size_t i = 0; i < child->flat_count; i++)
        merge(find_or_add(s, child->properties[i].name, child->properties[i].line),
              &child->properties[i]);
}

static size_t count_names(const struct cd_schema *s)
{
    size_t count = s->map != NULL ? s->map->slot_count : 0;

    if (s->ref != NULL)
        count += s->ref->flat_count;
    for (size_t i = 0; s->logic != NULL && i < s->logic->all_count; i++)
        count += s->logic->all[i]->flat_count;
    return count;
}

/* Names that are only required, never described, go behind the properties. */
static void partition(struct cd_schema *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->flat_count; i++) {
        struct cd_property p = s->properties[i];
        if (p.schema == NULL)
            continue;
        memmove(&s->properties[kept + 1], &s->properties[kept], (i - kept) * sizeof p);
        s->properties[kept++] = p;
    }
    s->property_count = kept;
}

static void flatten(struct cd_compiler *compiler, struct cd_schema *s)
{
    size_t names = count_names(s);

    if (names > NAMES_MAX) { /* each look-up is linear */
        cd_compiler_finding(compiler, s->node, "more than %d properties in one schema", NAMES_MAX);
        return;
    }
    if (names == 0)
        return;
    s->properties = cd_arena_alloc(compiler->arena, names * sizeof *s->properties);
    for (size_t i = 0; s->map != NULL && i < s->map->slot_count; i++)
        merge_slot(s, &s->map->slots[i]);
    if (s->ref != NULL)
        merge_schema(s, s->ref);
    for (size_t i = 0; s->logic != NULL && i < s->logic->all_count; i++)
        merge_schema(s, s->logic->all[i]);
    partition(s);
}

void cd_schema_flatten(struct cd_compiler *compiler)
{
    if (!heights(compiler))
        return;
    for (int height = 1; height <= CD_IN_PLACE_DEPTH_MAX; height++) {
        for (size_t i = 0; i < compiler->count; i++) {
            if (compiler->schemas[i]->height == height)
                look_through(compiler->schemas[i]);
        }
    }
    for (int height = 1; height <= CD_IN_PLACE_DEPTH_MAX; height++) {
        for (size_t i = 0; i < compiler->count; i++) {
            if (compiler->schemas[i]->height == height)
                flatten(compiler, compiler->schemas[i]);
        }
    }
}

const struct cd_property *cd_schema_properties(const struct cd_schema *schema, size_t *ret_count)
{
    *ret_count = schema->property_count;
    return schema->properties;
}

const struct cd_property *cd_schema_property(const struct cd_schema *schema, struct cd_str name)
{
    for (size_t i = 0; i < schema->property_count; i++) {
        if (cd_str_eq(schema->properties[i].name, name))
            return &schema->properties[i];
    }
    return NULL;
}

const struct cd_schema *cd_schema_items(const struct cd_schema *schema)
{
    const struct cd_schema *items = schema->list != NULL ? schema->list->items : NULL;

    if (items == NULL && schema->ref != NULL)
        items = cd_schema_items(schema->ref);
    for (size_t i = 0; items == NULL && schema->logic != NULL && i < schema->logic->all_count; i++)
        items = cd_schema_items(schema->logic->all[i]);
    return items;
}
