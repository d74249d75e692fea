/* Parameters of an operation, with those of its path, and how they fit the path's template. */
#include "contract/load.h"

#include <string.h>
#include <strings.h>

static const struct cd_node *parameters_of(const struct cd_node *node)
{
    const struct cd_node *list = cd_node_get(node, "parameters");
    return list != NULL && list->kind == CD_NODE_LIST ? list : NULL;
}

static bool read_place(struct cd_loader *l, const struct cd_node *node, enum cd_place *ret)
{
    static const char *const places[] = {"path", "query", "header"};
    struct cd_str in = cd_node_text(node, "in");

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (cd_str_is(in, places[i])) {
            *ret = (enum cd_place)i;
            return true;
        }
    }
    cd_load_finding(l, node->line, "a parameter is in path, query or header, not in '%s'", in.ptr);
    return false;
}

static bool same_name(const struct cd_parameter *p, enum cd_place in, struct cd_str name)
{
    return p->in == in &&
           (in == CD_IN_HEADER
                ? p->name.len == name.len && strncasecmp(p->name.ptr, name.ptr, name.len) == 0
                : cd_str_eq(p->name, name));
}

static void check_style(struct cd_loader *l, const struct cd_node *node, enum cd_place in)
{
    static const char *const styles[] = {"simple", "form", "simple"};
    struct cd_str style = cd_node_text(node, "style");

    if (style.len > 0 && !cd_str_is(style, styles[in]))
        cd_load_finding(l, node->line, "the style of this parameter must be '%s'", styles[in]);
}

static void add_parameter(struct cd_loader *l, struct cd_draft *draft, const struct cd_node *node)
{
    static const char *const keys[] = {"name",       "in",      "description", "required",
                                       "deprecated", "schema",  "example",     "examples",
                                       "style",      "explode", NULL};
    struct cd_operation *op = draft->op;
    struct cd_parameter p = {.name = cd_node_text(node, "name"), .line = node->line};
    const struct cd_node *schema = cd_node_get(node, "schema");

    cd_load_keys(l, node, keys, "a parameter");
    if (p.name.len == 0 || schema == NULL) {
        cd_load_finding(l, node->line, "a parameter needs a name and a schema");
        return;
    }
    if (!read_place(l, node, &p.in))
        return;
    p.required = cd_load_flag(l, node, "required");
    check_style(l, node, p.in);
    p.schema = cd_compiler_add(&l->compiler, schema);
    for (size_t i = 0; i < op->param_count; i++) {
        if (same_name(&op->params[i], p.in, p.name)) {
            op->params[i] = p; /* the operation's own replaces the path's */
            return;
        }
    }
    op->params[op->param_count++] = p;
}

static void check_doubles(struct cd_loader *l, const struct cd_node *list)
{
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct cd_node *a = cd_load_deref(l, list->items[i]);
        for (size_t j = 0; a != NULL && j < i; j++) {
            const struct cd_node *b = cd_load_deref(l, list->items[j]);
            if (b != NULL && cd_str_eq(cd_node_text(a, "name"), cd_node_text(b, "name")) &&
                cd_str_eq(cd_node_text(a, "in"), cd_node_text(b, "in")))
                cd_load_finding(l, list->items[i]->line, "the parameter '%s' stands here twice",
                                cd_node_text(a, "name").ptr);
        }
    }
}

void cd_load_parameters(struct cd_loader *l, struct cd_draft *draft)
{
    const struct cd_node *lists[] = {parameters_of(draft->path_item), parameters_of(draft->node)};
    size_t count =
        (lists[0] != NULL ? lists[0]->count : 0) + (lists[1] != NULL ? lists[1]->count : 0);

    if (count > 64) {
        cd_load_finding(l, draft->op->line, "more than 64 parameters");
        return;
    }
    draft->op->params = cd_arena_alloc(l->arena, count * sizeof *draft->op->params);
    for (size_t list = 0; list < 2; list++) {
        check_doubles(l, lists[list]);
        for (size_t i = 0; lists[list] != NULL && i < lists[list]->count; i++) {
            const struct cd_node *node = cd_load_deref(l, lists[list]->items[i]);
            if (node != NULL)
                add_parameter(l, draft, node);
        }
    }
}

/* ---- when schemas are compiled ---- */

static bool path_has(struct cd_str path, struct cd_str name)
{
    while (path.len > 0) {
        struct cd_str segment = cd_str_cut(&path, '/');
        if (segment.len == name.len + 2 && segment.ptr[0] == '{' &&
            memcmp(segment.ptr + 1, name.ptr, name.len) == 0 && segment.ptr[name.len + 1] == '}')
            return true;
    }
    return false;
}

static const struct cd_parameter *find(const struct cd_operation *op, enum cd_place in,
                                       struct cd_str name)
{
    for (size_t i = 0; i < op->param_count; i++) {
        if (same_name(&op->params[i], in, name))
            return &op->params[i];
    }
    return NULL;
}

static void check_template(struct cd_loader *l, const struct cd_operation *op)
{
    struct cd_str rest = op->path;

    while (rest.len > 0) {
        struct cd_str segment = cd_str_cut(&rest, '/');
        if (segment.len < 3 || segment.ptr[0] != '{')
            continue;
        struct cd_str name = {segment.ptr + 1, segment.len - 2};
        if (find(op, CD_IN_PATH, name) == NULL)
            cd_load_finding(l, op->line, "the path parameter '%.*s' is not declared", (int)name.len,
                            name.ptr);
    }
}

static void check_header_name(struct cd_loader *l, const struct cd_parameter *p)
{
    static const char *const ignored[] = {"Accept", "Content-Type", "Authorization"};

    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        if (cd_str_is_nocase(p->name, ignored[i]))
            cd_load_finding(l, p->line, "OpenAPI ignores a header parameter '%s'", ignored[i]);
    }
}

static void check_parameter(struct cd_loader *l, const struct cd_draft *draft,
                            struct cd_parameter *p)
{
    const struct cd_schema *items = cd_schema_items(p->schema);

    p->types = p->schema->all_types;
    p->format = p->schema->any_format;
    if (p->in == CD_IN_PATH && !path_has(draft->op->path, p->name))
        cd_load_finding(l, p->line, "the path parameter '%s' is not in the path", p->name.ptr);
    if (p->in == CD_IN_PATH && !p->required)
        cd_load_finding(l, p->line, "the path parameter '%s' must be required", p->name.ptr);
    if (p->in == CD_IN_HEADER)
        check_header_name(l, p);
    if ((p->types & CD_TYPE(CD_NODE_MAP)) != 0 || p->types == 0)
        cd_load_finding(l, p->line, "the parameter '%s' needs a type that text can be read as",
                        p->name.ptr);
    else if ((p->types & CD_TYPE(CD_NODE_LIST)) != 0 &&
             (items == NULL ||
              (items->all_types & (CD_TYPE(CD_NODE_MAP) | CD_TYPE(CD_NODE_LIST))) != 0))
        cd_load_finding(l, p->line, "the list parameter '%s' needs items of a scalar type",
                        p->name.ptr);
}

/* Lists are comma separated in one value; for a query OpenAPI must be told so. */
static void check_explode(struct cd_loader *l, const struct cd_draft *draft)
{
    const struct cd_node *lists[] = {parameters_of(draft->path_item), parameters_of(draft->node)};

    for (size_t list = 0; list < 2; list++) {
        for (size_t i = 0; lists[list] != NULL && i < lists[list]->count; i++) {
            const struct cd_node *node = cd_load_deref(l, lists[list]->items[i]);
            const struct cd_node *explode = cd_node_get(node, "explode");
            const struct cd_parameter *p = find(draft->op, CD_IN_QUERY, cd_node_text(node, "name"));
            if (p == NULL || p->line != node->line || (p->types & CD_TYPE(CD_NODE_LIST)) == 0)
                continue;
            if (explode == NULL || explode->kind != CD_NODE_BOOL || explode->boolean)
                cd_load_finding(l, p->line, "the list parameter '%s' needs explode: false",
                                p->name.ptr);
        }
    }
}

static void check_header(struct cd_loader *l, const struct cd_operation *op, bool flag,
                         const char *key, const char *header)
{
    const struct cd_parameter *p = find(op, CD_IN_HEADER, cd_str_of(header));

    if (flag && p == NULL)
        cd_load_finding(l, op->line, "%s: required needs the header parameter %s", key, header);
    if (!flag && p != NULL && p->required)
        cd_load_finding(l, op->line, "the header parameter %s is required without %s: required",
                        header, key);
}

static uint64_t group_of(struct cd_loader *l, const struct cd_operation *op,
                         const struct cd_node *names)
{
    uint64_t group = 0;

    for (size_t i = 0; i < names->count; i++) {
        const struct cd_parameter *param = find(op, CD_IN_QUERY, names->items[i]->text);
        if (param == NULL || param->required)
            cd_load_finding(l, names->items[i]->line,
                            "one_of: '%s' is no optional query parameter of the operation",
                            names->items[i]->text.ptr);
        else
            group |= UINT64_C(1) << (param - op->params);
    }
    return group;
}

static void load_one_of(struct cd_loader *l, struct cd_draft *draft)
{
    const struct cd_node *groups = cd_node_get(draft->extension, "one_of");
    struct cd_operation *op = draft->op;

    if (groups == NULL || groups->kind != CD_NODE_LIST)
        return;
    op->one_of = cd_arena_alloc(l->arena, groups->count * sizeof *op->one_of);
    for (size_t i = 0; i < groups->count; i++)
        op->one_of[op->one_of_count++] = group_of(l, op, groups->items[i]);
}

void cd_load_check_parameters(struct cd_loader *l, struct cd_draft *draft)
{
    struct cd_operation *op = draft->op;

    for (size_t i = 0; i < op->param_count; i++)
        check_parameter(l, draft, &op->params[i]);
    check_template(l, op);
    check_explode(l, draft);
    check_header(l, op, op->idempotent, "idempotency", "Idempotency-Key");
    check_header(l, op, op->if_match, "if_match", "If-Match");
    load_one_of(l, draft);
}
