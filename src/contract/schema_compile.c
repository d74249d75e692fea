/* Schema documents → cd_schema: one short function per keyword, found in one table. */
#include "contract/schema_impl.h"
#include "contract/vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMAS_MAX 50000

struct job { /* one schema while its keywords are compiled */
    struct cd_compiler *compiler;
    struct cd_schema *schema;
    const struct cd_node *value; /* of the keyword */
    int line;
};

void cd_compiler_finding(struct cd_compiler *compiler, const struct cd_node *node,
                         const char *format, ...)
{
    char reason[256];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    cd_findings_add(compiler->findings, compiler->file, node->line, "%s", reason);
}

static void refuse(const struct job *job, const char *reason)
{
    cd_findings_add(job->compiler->findings, job->compiler->file, job->line, "%s", reason);
}

static void *new (const struct job *job, size_t size)
{
    return cd_arena_alloc(job->compiler->arena, size);
}

/* ---- rule groups, made when the first keyword of the group appears ---- */

static struct cd_number_rules *number_rules(const struct job *job)
{
    if (job->schema->number == NULL)
        job->schema->number = new (job, sizeof *job->schema->number);
    return job->schema->number;
}

static struct cd_text_rules *text_rules(const struct job *job)
{
    if (job->schema->text == NULL) {
        job->schema->text = new (job, sizeof *job->schema->text);
        job->schema->text->max = CD_NO_LIMIT;
    }
    return job->schema->text;
}

static struct cd_list_rules *list_rules(const struct job *job)
{
    if (job->schema->list == NULL) {
        job->schema->list = new (job, sizeof *job->schema->list);
        *job->schema->list = (struct cd_list_rules){
            .max = CD_NO_LIMIT, .min_contains = 1, .max_contains = CD_NO_LIMIT};
    }
    return job->schema->list;
}

static struct cd_map_rules *map_rules(const struct job *job)
{
    if (job->schema->map == NULL) {
        job->schema->map = new (job, sizeof *job->schema->map);
        job->schema->map->max = CD_NO_LIMIT;
    }
    return job->schema->map;
}

static struct cd_logic_rules *logic_rules(const struct job *job)
{
    if (job->schema->logic == NULL)
        job->schema->logic = new (job, sizeof *job->schema->logic);
    return job->schema->logic;
}

/* ---- values of keywords ---- */

static const struct cd_schema *sub(const struct job *job, const struct cd_node *node)
{
    return cd_compiler_add(job->compiler, node);
}

static void read_count(const struct job *job, size_t *ret)
{
    const struct cd_node *v = job->value;
    bool number = v->kind == CD_NODE_INT || v->kind == CD_NODE_REAL;
    struct cd_number n = {0};

    if (number)
        n = cd_number_normal(cd_number_of_node(v));
    if (!number || !n.is_int || n.integer < 0)
        refuse(job, "the value must be a whole number, 0 or more");
    else
        *ret = (size_t)n.integer;
}

static void read_number(const struct job *job, bool *ret_has, struct cd_number *ret)
{
    if (job->value->kind != CD_NODE_INT && job->value->kind != CD_NODE_REAL) {
        refuse(job, "the value must be a number");
        return;
    }
    *ret_has = true;
    *ret = cd_number_of_node(job->value);
}

static void read_flag(const struct job *job, bool *ret)
{
    if (job->value->kind != CD_NODE_BOOL)
        refuse(job, "the value must be true or false");
    else
        *ret = job->value->boolean;
}

static const struct cd_schema **read_schemas(const struct job *job, size_t *ret_count)
{
    if (job->value->kind != CD_NODE_LIST || job->value->count == 0) {
        refuse(job, "the value must be a list of schemas that is not empty");
        return NULL;
    }
    const struct cd_schema **list = new (job, job->value->count * sizeof *list);
    for (size_t i = 0; i < job->value->count; i++)
        list[i] = sub(job, job->value->items[i]);
    *ret_count = job->value->count;
    return list;
}

static bool is_map(const struct job *job)
{
    if (job->value->kind == CD_NODE_MAP)
        return true;
    refuse(job, "the value must be a map");
    return false;
}

static bool is_list_of_names(const struct job *job, const struct cd_node *list)
{
    bool ok = list->kind == CD_NODE_LIST;

    for (size_t i = 0; ok && i < list->count; i++) {
        ok = list->items[i]->kind == CD_NODE_TEXT;
        for (size_t j = 0; ok && j < i && list->count <= 1000; j++)
            ok = !cd_str_eq(list->items[i]->text, list->items[j]->text);
    }
    if (!ok)
        refuse(job, "the value must be a list of different names");
    return ok;
}

static const struct cd_pattern *read_pattern(const struct job *job, struct cd_str source)
{
    const char *reason = "";
    const struct cd_pattern *pattern = cd_pattern_compile(job->compiler->arena, source, &reason);

    if (pattern == NULL)
        cd_findings_add(job->compiler->findings, job->compiler->file, job->line,
                        "the pattern is not accepted: %s", reason);
    return pattern;
}

/* ---- keywords ---- */

static void key_ignore(const struct job *job)
{
    (void)job; /* an annotation: says something to people, asserts nothing */
}

static void key_dialect(const struct job *job)
{
    if (!cd_str_is(job->value->text, "https://json-schema.org/draft/2020-12/schema"))
        refuse(job, "the only dialect is JSON Schema 2020-12");
}

static void key_definitions(const struct job *job)
{
    for (size_t i = 0; is_map(job) && i < job->value->count; i++)
        (void)sub(job, job->value->items[i]);
}

static unsigned type_bits(struct cd_str name)
{
    static const struct {
        const char *name;
        unsigned bits;
    } types[] = {
        {"null", CD_TYPE(CD_NODE_NULL)},   {"boolean", CD_TYPE(CD_NODE_BOOL)},
        {"integer", CD_TYPE(CD_NODE_INT)}, {"number", CD_TYPE_NUMBER},
        {"string", CD_TYPE(CD_NODE_TEXT)}, {"array", CD_TYPE(CD_NODE_LIST)},
        {"object", CD_TYPE(CD_NODE_MAP)},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (cd_str_is(name, types[i].name))
            return types[i].bits;
    }
    return 0;
}

static void key_type(const struct job *job)
{
    const struct cd_node *v = job->value;
    bool list = v->kind == CD_NODE_LIST;

    if (list && v->count > 0 && !is_list_of_names(job, v))
        return;
    if (v->kind != CD_NODE_TEXT && (!list || v->count == 0)) {
        refuse(job, "'type' must be a name or a list of names");
        return;
    }
    for (size_t i = 0; i < (list ? v->count : 1); i++) {
        struct cd_str name = list ? v->items[i]->text : v->text;
        unsigned bits = type_bits(name);
        if (bits == 0)
            cd_findings_add(job->compiler->findings, job->compiler->file, job->line,
                            "unknown type '%s'", name.ptr);
        job->schema->types |= bits;
    }
}

static void key_enum(const struct job *job)
{
    if (job->value->kind != CD_NODE_LIST || job->value->count == 0)
        refuse(job, "'enum' must be a list that is not empty");
    else
        job->schema->values = cd_node_copy(job->compiler->arena, job->value);
}

static void key_const(const struct job *job)
{
    job->schema->constant = cd_node_copy(job->compiler->arena, job->value);
}

static void key_ref(const struct job *job)
{
    const struct cd_node *target = NULL;

    if (job->value->kind == CD_NODE_TEXT)
        target = cd_node_resolve(job->compiler->root, job->value->text);
    if (target == NULL)
        cd_findings_add(job->compiler->findings, job->compiler->file, job->line,
                        "$ref '%s' leads nowhere", job->value->text.ptr);
    else
        job->schema->ref = sub(job, target);
}

static void key_min_length(const struct job *job)
{
    read_count(job, &text_rules(job)->min);
}

static void key_max_length(const struct job *job)
{
    read_count(job, &text_rules(job)->max);
}

static void key_pattern(const struct job *job)
{
    if (job->value->kind != CD_NODE_TEXT)
        refuse(job, "'pattern' must be text");
    else
        text_rules(job)->pattern = read_pattern(job, job->value->text);
}

static void key_format(const struct job *job)
{
    cd_format_check *check =
        job->value->kind == CD_NODE_TEXT ? cd_format_find(job->value->text) : NULL;

    if (check == NULL) {
        cd_findings_add(job->compiler->findings, job->compiler->file, job->line,
                        "unknown format '%s'", job->value->text.ptr);
        return;
    }
    text_rules(job)->format = check;
    job->schema->format = job->value->text;
}

static void key_minimum(const struct job *job)
{
    read_number(job, &number_rules(job)->has_minimum, &number_rules(job)->minimum);
}

static void key_maximum(const struct job *job)
{
    read_number(job, &number_rules(job)->has_maximum, &number_rules(job)->maximum);
}

static void key_above(const struct job *job)
{
    read_number(job, &number_rules(job)->has_above, &number_rules(job)->above);
}

static void key_below(const struct job *job)
{
    read_number(job, &number_rules(job)->has_below, &number_rules(job)->below);
}

static void key_multiple(const struct job *job)
{
    struct cd_number_rules *rules = number_rules(job);

    read_number(job, &rules->has_multiple, &rules->multiple);
    if (!rules->has_multiple ||
        cd_number_compare(rules->multiple, (struct cd_number){.is_int = true}) > 0) {
        rules->multiple_decimal = cd_decimal_of(rules->multiple);
        return;
    }
    rules->has_multiple = false;
    refuse(job, "'multipleOf' must be more than 0");
}

static void key_prefix(const struct job *job)
{
    struct cd_list_rules *rules = list_rules(job);
    rules->prefix = read_schemas(job, &rules->prefix_count);
}

static void key_items(const struct job *job)
{
    list_rules(job)->items = sub(job, job->value);
}

static void key_contains(const struct job *job)
{
    list_rules(job)->contains = sub(job, job->value);
}

static void key_min_items(const struct job *job)
{
    read_count(job, &list_rules(job)->min);
}

static void key_max_items(const struct job *job)
{
    read_count(job, &list_rules(job)->max);
}

static void key_min_contains(const struct job *job)
{
    read_count(job, &list_rules(job)->min_contains);
}

static void key_max_contains(const struct job *job)
{
    read_count(job, &list_rules(job)->max_contains);
}

static void key_unique(const struct job *job)
{
    read_flag(job, &list_rules(job)->unique);
}

static void key_properties(const struct job *job)
{
    (void)(is_map(job) && map_rules(job) != NULL); /* read by seal_map, with `required` */
}

static void key_required(const struct job *job)
{
    if (is_list_of_names(job, job->value))
        (void)map_rules(job);
}

static void key_additional(const struct job *job)
{
    map_rules(job)->additional = sub(job, job->value);
}

static void key_property_names(const struct job *job)
{
    map_rules(job)->names = sub(job, job->value);
}

static void key_min_properties(const struct job *job)
{
    read_count(job, &map_rules(job)->min);
}

static void key_max_properties(const struct job *job)
{
    read_count(job, &map_rules(job)->max);
}

static void key_pattern_properties(const struct job *job)
{
    struct cd_map_rules *rules = map_rules(job);

    if (!is_map(job))
        return;
    rules->patterns = new (job, job->value->count * sizeof *rules->patterns);
    rules->pattern_count = job->value->count;
    for (size_t i = 0; i < job->value->count; i++)
        rules->patterns[i] = (struct cd_named){.name = job->value->keys[i],
                                               .pattern = read_pattern(job, job->value->keys[i]),
                                               .schema = sub(job, job->value->items[i])};
}

static void key_dependent_schemas(const struct job *job)
{
    struct cd_map_rules *rules = map_rules(job);

    if (!is_map(job))
        return;
    rules->dependent_schemas = new (job, job->value->count * sizeof *rules->dependent_schemas);
    rules->dependent_schema_count = job->value->count;
    for (size_t i = 0; i < job->value->count; i++)
        rules->dependent_schemas[i] = (struct cd_named){.name = job->value->keys[i],
                                                        .schema = sub(job, job->value->items[i])};
}

static void key_dependent_required(const struct job *job)
{
    struct cd_map_rules *rules = map_rules(job);

    if (!is_map(job))
        return;
    rules->dependent_required = new (job, job->value->count * sizeof *rules->dependent_required);
    for (size_t i = 0; i < job->value->count; i++) {
        if (!is_list_of_names(job, job->value->items[i]))
            continue;
        rules->dependent_required[rules->dependent_required_count++] =
            (struct cd_named){.name = job->value->keys[i],
                              .names = cd_node_copy(job->compiler->arena, job->value->items[i])};
    }
}

static void key_all(const struct job *job)
{
    logic_rules(job)->all = read_schemas(job, &logic_rules(job)->all_count);
}

static void key_any(const struct job *job)
{
    logic_rules(job)->any = read_schemas(job, &logic_rules(job)->any_count);
}

static void key_one(const struct job *job)
{
    logic_rules(job)->one = read_schemas(job, &logic_rules(job)->one_count);
}

static void key_not(const struct job *job)
{
    logic_rules(job)->not_ = sub(job, job->value);
}

static void key_if(const struct job *job)
{
    logic_rules(job)->if_ = sub(job, job->value);
}

static void key_then(const struct job *job)
{
    logic_rules(job)->then_ = sub(job, job->value);
}

static void key_else(const struct job *job)
{
    logic_rules(job)->else_ = sub(job, job->value);
}

static void key_read_only(const struct job *job)
{
    read_flag(job, &job->schema->read_only);
}

static void key_write_only(const struct job *job)
{
    read_flag(job, &job->schema->write_only);
}

static void read_masked_for(const struct job *job, const struct cd_node *list)
{
    if (list->kind != CD_NODE_LIST || list->count == 0) {
        refuse(job, "'masked_for' must be a list of roles");
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        int role = cd_word_role(list->items[i]->text);
        if (role < 0)
            cd_compiler_finding(job->compiler, list->items[i], "unknown role '%s'",
                                list->items[i]->text.ptr != NULL ? list->items[i]->text.ptr : "");
        else
            job->schema->masked_for |= 1u << role;
    }
}

static void key_extension(const struct job *job)
{
    static const char *const allowed[] = {"mask", "masked_for", NULL};
    const struct cd_node *for_roles = cd_node_get(job->value, "masked_for");

    if (!is_map(job))
        return;
    cd_check_keys(job->compiler->findings, job->compiler->file, job->value, allowed,
                  "x-chatdong of a schema");
    int mask = cd_word_mask(cd_node_text(job->value, "mask"));
    if (mask < 0 || for_roles == NULL) {
        refuse(job,
               "x-chatdong of a schema needs 'mask' (name, phone or address) and 'masked_for'");
        return;
    }
    job->schema->mask = (enum cd_mask)mask;
    read_masked_for(job, for_roles);
}

static const struct keyword {
    const char *name;
    void (*compile)(const struct job *job);
} keywords[] = {
    {"type", key_type},
    {"$ref", key_ref},
    {"properties", key_properties},
    {"required", key_required},
    {"additionalProperties", key_additional},
    {"description", key_ignore},
    {"title", key_ignore},
    {"default", key_ignore},
    {"example", key_ignore},
    {"examples", key_ignore},
    {"deprecated", key_ignore},
    {"$comment", key_ignore},
    {"enum", key_enum},
    {"const", key_const},
    {"maxLength", key_max_length},
    {"minLength", key_min_length},
    {"pattern", key_pattern},
    {"format", key_format},
    {"minimum", key_minimum},
    {"maximum", key_maximum},
    {"exclusiveMinimum", key_above},
    {"exclusiveMaximum", key_below},
    {"multipleOf", key_multiple},
    {"items", key_items},
    {"prefixItems", key_prefix},
    {"minItems", key_min_items},
    {"maxItems", key_max_items},
    {"uniqueItems", key_unique},
    {"contains", key_contains},
    {"minContains", key_min_contains},
    {"maxContains", key_max_contains},
    {"patternProperties", key_pattern_properties},
    {"propertyNames", key_property_names},
    {"minProperties", key_min_properties},
    {"maxProperties", key_max_properties},
    {"allOf", key_all},
    {"anyOf", key_any},
    {"oneOf", key_one},
    {"not", key_not},
    {"if", key_if},
    {"then", key_then},
    {"else", key_else},
    {"dependentRequired", key_dependent_required},
    {"dependentSchemas", key_dependent_schemas},
    {"readOnly", key_read_only},
    {"writeOnly", key_write_only},
    {"x-chatdong", key_extension},
    {"$schema", key_dialect},
    {"$defs", key_definitions},
};

/* ---- objects: one table of names for `properties` and `required` ---- */

static void table_insert(struct cd_map_rules *rules, size_t index)
{
    size_t at = cd_str_hash(rules->slots[index].name) & rules->mask;

    while (rules->table[at] != 0)
        at = (at + 1) & rules->mask;
    rules->table[at] = (uint16_t)(index + 1);
}

const struct cd_slot *cd_map_slot(const struct cd_map_rules *map, struct cd_str name)
{
    if (map->table == NULL)
        return NULL;
    for (size_t at = cd_str_hash(name) & map->mask; map->table[at] != 0;
         at = (at + 1) & map->mask) {
        const struct cd_slot *slot = &map->slots[map->table[at] - 1];
        if (cd_str_eq(slot->name, name))
            return slot;
    }
    return NULL;
}

static void add_slot(const struct job *job, struct cd_map_rules *rules, struct cd_slot slot)
{
    const struct cd_slot *known = cd_map_slot(rules, slot.name);

    (void)job;
    rules->required_count += slot.required;
    if (known != NULL) { /* properties come first: this is its `required` */
        rules->slots[known - rules->slots].required = true;
        return;
    }
    rules->slots[rules->slot_count] = slot;
    table_insert(rules, rules->slot_count++);
}

static void seal_map(const struct job *job)
{
    struct cd_map_rules *rules = job->schema->map;
    const struct cd_node *properties = cd_node_get(job->schema->node, "properties");
    const struct cd_node *required = cd_node_get(job->schema->node, "required");
    size_t declared = properties != NULL && properties->kind == CD_NODE_MAP ? properties->count : 0;
    size_t needed = required != NULL && required->kind == CD_NODE_LIST ? required->count : 0;
    size_t size = 8;

    if (declared + needed == 0)
        return;
    if (declared + needed > 1000) {
        refuse(job, "more than 1000 properties");
        return;
    }
    while (size < (declared + needed) * 2)
        size *= 2;
    rules->table = new (job, size * sizeof *rules->table);
    rules->mask = size - 1;
    rules->slots = new (job, (declared + needed) * sizeof *rules->slots);
    for (size_t i = 0; i < declared; i++)
        add_slot(job, rules,
                 (struct cd_slot){.name = properties->keys[i],
                                  .schema = sub(job, properties->items[i]),
                                  .line = properties->key_lines[i]});
    for (size_t i = 0; i < needed; i++) {
        if (required->items[i]->kind == CD_NODE_TEXT)
            add_slot(job, rules,
                     (struct cd_slot){.name = required->items[i]->text,
                                      .required = true,
                                      .line = required->items[i]->line});
    }
}

static void compile_keyword(struct job *job, struct cd_str key)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (cd_str_is(key, keywords[i].name)) {
            keywords[i].compile(job);
            return;
        }
    }
    cd_findings_add(job->compiler->findings, job->compiler->file, job->line,
                    "unknown schema keyword '%s'", key.ptr);
}

static void compile_schema(struct cd_compiler *compiler, struct cd_schema *schema)
{
    const struct cd_node *node = schema->node;
    struct job job = {.compiler = compiler, .schema = schema, .line = node->line};

    if (node->kind == CD_NODE_BOOL) {
        schema->never = !node->boolean;
        return;
    }
    if (node->kind != CD_NODE_MAP) {
        refuse(&job, "a schema must be a map, true or false");
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        job.value = node->items[i];
        job.line = node->key_lines[i];
        compile_keyword(&job, node->keys[i]);
    }
    if (schema->map != NULL)
        seal_map(&job);
}

/* ---- the compiler ---- */

void cd_compiler_init(struct cd_compiler *compiler, struct cd_arena *arena,
                      const struct cd_node *root, const char *file, struct cd_findings *findings)
{
    *compiler =
        (struct cd_compiler){.arena = arena, .root = root, .file = file, .findings = findings};
}

static size_t table_place(const struct cd_compiler *compiler, const struct cd_node *node)
{
    size_t at = ((uintptr_t)node >> 4) * 11400714819323198485u >> 20;

    for (at &= compiler->table_size - 1; compiler->table[at] != 0;
         at = (at + 1) & (compiler->table_size - 1)) {
        if (compiler->schemas[compiler->table[at] - 1]->node == node)
            break;
    }
    return at;
}

static void grow(struct cd_compiler *compiler)
{
    compiler->cap = compiler->cap > 0 ? compiler->cap * 2 : 64;
    compiler->schemas = reallocarray(compiler->schemas, compiler->cap, sizeof *compiler->schemas);
    free(compiler->table);
    compiler->table_size = compiler->cap * 2;
    compiler->table = calloc(compiler->table_size, sizeof *compiler->table);
    if (compiler->schemas == NULL || compiler->table == NULL)
        abort();
    for (size_t i = 0; i < compiler->count; i++)
        compiler->table[table_place(compiler, compiler->schemas[i]->node)] = (uint32_t)(i + 1);
}

const struct cd_schema *cd_compiler_add(struct cd_compiler *compiler, const struct cd_node *node)
{
    if (compiler->count == compiler->cap)
        grow(compiler);
    size_t at = table_place(compiler, node);
    if (compiler->table[at] != 0)
        return compiler->schemas[compiler->table[at] - 1];
    struct cd_schema *schema = cd_arena_alloc(compiler->arena, sizeof *schema);
    schema->node = node;
    schema->format = schema->any_format = CD_STR("");
    compiler->schemas[compiler->count++] = schema;
    compiler->table[at] = (uint32_t)compiler->count;
    return schema;
}

void cd_compiler_finish(struct cd_compiler *compiler)
{
    size_t before = compiler->findings->count;

    for (; compiler->done < compiler->count && compiler->done < SCHEMAS_MAX; compiler->done++)
        compile_schema(compiler, compiler->schemas[compiler->done]);
    if (compiler->done < compiler->count)
        cd_compiler_finding(compiler, compiler->root, "more than %d schemas", SCHEMAS_MAX);
    if (compiler->findings->count == before)
        cd_schema_flatten(compiler);
}

void cd_compiler_release(struct cd_compiler *compiler)
{
    for (size_t i = 0; i < compiler->count; i++)
        compiler->schemas[i]->node = NULL;
    free(compiler->schemas);
    free(compiler->table);
    compiler->schemas = NULL;
    compiler->table = NULL;
    compiler->count = compiler->cap = compiler->done = 0;
}

const struct cd_schema *cd_schema_compile(struct cd_arena *arena, const struct cd_node *root,
                                          const struct cd_node *node, const char *file,
                                          struct cd_findings *findings)
{
    struct cd_compiler compiler;
    size_t before = findings->count;

    cd_compiler_init(&compiler, arena, root, file, findings);
    const struct cd_schema *schema = cd_compiler_add(&compiler, node);
    cd_compiler_finish(&compiler);
    cd_compiler_release(&compiler);
    return findings->count == before ? schema : NULL;
}
