/* x-chatdong of an operation: a closed list of keys with plain values. */
#include "contract/load.h"
#include "contract/vocabulary.h"

#include <string.h>

struct entry {
    struct cd_loader *l;
    struct cd_draft *draft;
    const struct cd_node *value;
    const char *key;
};

static void refuse(const struct entry *e, const char *expected)
{
    cd_load_finding(e->l, e->value->line, "x-chatdong.%s must be %s", e->key, expected);
}

static void unknown(const struct entry *e, const char *what, const struct cd_node *word)
{
    cd_load_finding(e->l, word->line, "unknown %s '%s'", what,
                    word->kind == CD_NODE_LIST || word->kind == CD_NODE_MAP ? "(no scalar)"
                                                                            : word->text.ptr);
}

static void set_public(const struct entry *e)
{
    if (e->value->kind != CD_NODE_BOOL)
        refuse(e, "true or false");
    e->draft->op->is_public = e->value->kind == CD_NODE_BOOL && e->value->boolean;
}

static bool is_list(const struct entry *e)
{
    if (e->value->kind == CD_NODE_LIST && e->value->count > 0)
        return true;
    refuse(e, "a list that is not empty");
    return false;
}

static void set_roles(const struct entry *e)
{
    for (size_t i = 0; is_list(e) && i < e->value->count; i++) {
        int role = cd_word_role(e->value->items[i]->text);
        if (role < 0)
            unknown(e, "role", e->value->items[i]);
        else if ((e->draft->op->roles & 1u << role) != 0 && role != CD_SYSTEM)
            cd_load_finding(e->l, e->value->items[i]->line, "the role '%s' stands here twice",
                            e->value->items[i]->text.ptr);
        else
            e->draft->op->roles |= 1u << role;
    }
}

/* resource:verb, both [a-z][a-z0-9_-]* */
static bool is_scope(struct cd_str scope)
{
    struct cd_str verb = scope;
    struct cd_str resource = cd_str_cut(&verb, ':');
    const char *allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";

    return resource.len > 0 && verb.len > 0 && scope.len <= 64 && resource.ptr[0] >= 'a' &&
           resource.ptr[0] <= 'z' && verb.ptr[0] >= 'a' && verb.ptr[0] <= 'z' &&
           strspn(resource.ptr, allowed) == resource.len && strspn(verb.ptr, allowed) == verb.len;
}

/* Scopes are what lets system clients in, so they imply that role. */
static void set_scopes(const struct entry *e)
{
    struct cd_operation *op = e->draft->op;

    if (!is_list(e))
        return;
    op->scopes = cd_arena_alloc(e->l->arena, e->value->count * sizeof *op->scopes);
    for (size_t i = 0; i < e->value->count; i++) {
        const struct cd_node *scope = e->value->items[i];
        if (scope->kind != CD_NODE_TEXT || !is_scope(scope->text))
            cd_load_finding(e->l, scope->line, "a scope must be resource:verb");
        else
            op->scopes[op->scope_count++] = scope->text;
    }
    op->roles |= 1u << CD_SYSTEM;
}

static void set_area(const struct entry *e)
{
    int area = cd_word_area(e->value->text);

    if (area < 0)
        unknown(e, "area", e->value);
    else
        e->draft->op->area = (enum cd_area)area;
}

static void set_result(const struct entry *e)
{
    int result = cd_word_result(e->value->text);

    if (result < 0)
        unknown(e, "result", e->value);
    else
        e->draft->op->result = (enum cd_result)result;
    e->draft->has_result = true;
}

static void set_lane(const struct entry *e)
{
    int lane = cd_word_lane(e->value->text);

    if (lane < 0)
        unknown(e, "lane", e->value);
    else
        e->draft->op->lane = (enum cd_lane)lane;
}

static void set_name(const struct entry *e, struct cd_str *ret)
{
    if (e->value->kind != CD_NODE_TEXT || !cd_is_identifier(e->value->text))
        refuse(e, "a name of [a-z][a-z0-9_]*");
    else
        *ret = e->value->text;
}

/* A property of the answer, or a column that stays inside: _resident_ids. */
static void set_personal(const struct entry *e)
{
    struct cd_str name = e->value->text;

    if (e->value->kind == CD_NODE_TEXT && name.len > 1 && name.ptr[0] == '_' &&
        cd_is_identifier((struct cd_str){name.ptr + 1, name.len - 1}))
        e->draft->op->personal = name;
    else
        set_name(e, &e->draft->op->personal);
}

static void set_hook(const struct entry *e)
{
    set_name(e, &e->draft->op->hook);
}

static void set_batch(const struct entry *e)
{
    set_name(e, &e->draft->op->batch);
}

static void set_idempotency(const struct entry *e)
{
    e->draft->op->idempotent = cd_str_is(e->value->text, "required");
    if (!e->draft->op->idempotent)
        refuse(e, "'required'");
}

static void set_if_match(const struct entry *e)
{
    e->draft->op->if_match = cd_str_is(e->value->text, "required");
    if (!e->draft->op->if_match)
        refuse(e, "'required'");
}

static void set_rate(const struct entry *e)
{
    e->draft->op->strict_rate = cd_str_is(e->value->text, "strict");
    if (!e->draft->op->strict_rate)
        refuse(e, "'strict'");
}

static void set_sparse(const struct entry *e)
{
    if (e->value->kind != CD_NODE_BOOL)
        refuse(e, "true or false");
    e->draft->op->sparse = e->value->kind == CD_NODE_BOOL && e->value->boolean;
}

/* [[address], [lon, lat]]: which parameters these are is seen once they are loaded. */
static void set_one_of(const struct entry *e)
{
    for (size_t i = 0; is_list(e) && i < e->value->count; i++) {
        if (e->value->items[i]->kind != CD_NODE_LIST || e->value->items[i]->count == 0)
            refuse(e, "a list of lists of query parameters");
    }
}

static void set_errors(const struct entry *e)
{
    struct cd_operation *op = e->draft->op;

    if (e->value->kind != CD_NODE_MAP) {
        refuse(e, "a map of constraint: problem");
        return;
    }
    op->errors = cd_arena_alloc(e->l->arena, e->value->count * sizeof *op->errors);
    for (size_t i = 0; i < e->value->count; i++) {
        const struct cd_node *name = e->value->items[i];
        const struct cd_problem_type *problem =
            name->kind == CD_NODE_TEXT ? cd_contract_problem(e->l->contract, name->text) : NULL;
        if (problem == NULL)
            unknown(e, "problem", name);
        else
            op->errors[op->error_count++] =
                (struct cd_error_map){.constraint = e->value->keys[i], .problem = problem};
    }
}

static void set_date(const struct entry *e, struct cd_str *ret)
{
    cd_format_check *is_date = cd_format_find(CD_STR("date"));

    if (e->value->kind != CD_NODE_TEXT || !is_date(e->value->text))
        refuse(e, "a date");
    else
        *ret = e->value->text;
}

static void set_sunset(const struct entry *e)
{
    set_date(e, &e->draft->op->sunset);
}

static void set_deprecated_since(const struct entry *e)
{
    set_date(e, &e->draft->op->deprecated_since);
}

static const struct {
    const char *key;
    void (*set)(const struct entry *e);
} entries[] = {
    {"public", set_public},
    {"roles", set_roles},
    {"scopes", set_scopes},
    {"area", set_area},
    {"result", set_result},
    {"lane", set_lane},
    {"personal", set_personal},
    {"hook", set_hook},
    {"batch", set_batch},
    {"idempotency", set_idempotency},
    {"if_match", set_if_match},
    {"rate", set_rate},
    {"sparse", set_sparse},
    {"errors", set_errors},
    {"one_of", set_one_of},
    {"sunset", set_sunset},
    {"deprecated_since", set_deprecated_since},
};

static void load_entry(struct cd_loader *l, struct cd_draft *draft, const struct cd_node *extension,
                       size_t index)
{
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        if (cd_str_is(extension->keys[index], entries[i].key)) {
            entries[i].set(&(struct entry){l, draft, extension->items[index], entries[i].key});
            return;
        }
    }
    cd_load_finding(l, extension->key_lines[index], "unknown key '%s' in x-chatdong",
                    extension->keys[index].ptr);
}

void cd_load_extension(struct cd_loader *l, struct cd_draft *draft)
{
    struct cd_operation *op = draft->op;
    const struct cd_node *extension = cd_node_get(draft->node, "x-chatdong");

    op->personal = op->hook = op->batch = op->sunset = op->deprecated_since = CD_STR("");
    op->lane = op->method == CD_GET ? CD_LANE_SHORT : CD_LANE_WRITE;
    draft->extension = extension;
    if (extension == NULL || extension->kind != CD_NODE_MAP) {
        cd_load_finding(l, op->line, "the operation has no x-chatdong");
        return;
    }
    for (size_t i = 0; i < extension->count; i++)
        load_entry(l, draft, extension, i);
    if (!op->is_public && op->roles == 0)
        cd_load_finding(l, op->line, "the operation is neither public nor has it roles or scopes");
    if (op->is_public && op->roles != 0)
        cd_load_finding(l, op->line, "the operation is public and has roles or scopes");
    if (!op->is_public && op->area == CD_AREA_NONE && cd_node_get(extension, "area") == NULL)
        cd_load_finding(l, op->line, "x-chatdong.area is missing: own, dong, gu or city");
    if (!draft->has_result)
        cd_load_finding(l, op->line, "x-chatdong.result is missing: one, many, none or stream");
}
