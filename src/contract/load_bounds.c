/* What a client can send is bounded by the contract: every schema that a request body reaches says
 * how long, how many and how large, and which names it knows (OWASP API4, DESIGN.md 4). */
#include "contract/load.h"

static void mark(struct cd_schema *s, bool *changed)
{
    if (!s->in_request) {
        s->in_request = true;
        *changed = true;
    }
}

static struct cd_schema *own(const struct cd_schema *s)
{
    return (struct cd_schema *)(uintptr_t)s; /* the loader made it and nobody else has it yet */
}

static void mark_all(const struct cd_schema **list, size_t count, bool *changed)
{
    for (size_t i = 0; i < count; i++)
        mark(own(list[i]), changed);
}

/* Conditions (`if`, `not`, `contains`) only ask about a value; they need no bounds. */
static void mark_children(struct cd_schema *s, bool *changed)
{
    if (s->ref != NULL)
        mark(own(s->ref), changed);
    for (size_t i = 0; s->map != NULL && i < s->map->slot_count; i++) {
        const struct cd_schema *p = s->map->slots[i].schema;
        if (p != NULL && !p->read_only)
            mark(own(p), changed);
    }
    for (size_t i = 0; s->map != NULL && i < s->map->pattern_count; i++)
        mark(own(s->map->patterns[i].schema), changed);
    if (s->map != NULL && s->map->additional != NULL)
        mark(own(s->map->additional), changed);
    if (s->list != NULL && s->list->items != NULL)
        mark(own(s->list->items), changed);
    if (s->list != NULL)
        mark_all(s->list->prefix, s->list->prefix_count, changed);
    if (s->logic != NULL) {
        mark_all(s->logic->all, s->logic->all_count, changed);
        mark_all(s->logic->any, s->logic->any_count, changed);
        mark_all(s->logic->one, s->logic->one_count, changed);
    }
}

static bool has_bounded_format(const struct cd_schema *s)
{
    return s->format.len > 0 && !cd_str_is(s->format, "uri");
}

static bool is_bounded_number(const struct cd_number_rules *r)
{
    return r != NULL && (r->has_minimum || r->has_above) && (r->has_maximum || r->has_below);
}

static void check_bounds(struct cd_loader *l, const struct cd_schema *s)
{
    bool listed = s->values != NULL || s->constant != NULL;
    bool text = (s->types & CD_TYPE(CD_NODE_TEXT)) != 0 && !listed && !has_bounded_format(s);
    bool number = (s->types & CD_TYPE_NUMBER) != 0 && !listed;
    bool list = (s->types & CD_TYPE(CD_NODE_LIST)) != 0;
    bool map = (s->types & CD_TYPE(CD_NODE_MAP)) != 0;
    int line = s->node->line;

    if (text && (s->text == NULL || s->text->max == CD_NO_LIMIT))
        cd_load_finding(l, line, "a string of a request needs maxLength");
    if (number && !is_bounded_number(s->number))
        cd_load_finding(l, line, "a number of a request needs minimum and maximum");
    if (list && (s->list == NULL || s->list->max == CD_NO_LIMIT))
        cd_load_finding(l, line, "an array of a request needs maxItems");
    if (map && (s->map == NULL || s->map->additional == NULL))
        cd_load_finding(l, line, "an object of a request needs additionalProperties");
}

void cd_load_check_bodies(struct cd_loader *l)
{
    bool changed = true;

    for (size_t i = 0; i < l->contract->operation_count; i++) {
        if (l->contract->operations[i].body != NULL)
            own(l->contract->operations[i].body)->in_request = true;
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < l->compiler.count; i++) {
            if (l->compiler.schemas[i]->in_request)
                mark_children(l->compiler.schemas[i], &changed);
        }
    }
    for (size_t i = 0; i < l->compiler.count; i++) {
        if (l->compiler.schemas[i]->in_request)
            check_bounds(l, l->compiler.schemas[i]);
    }
}
