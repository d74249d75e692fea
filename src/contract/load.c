/* openapi.yaml → cd_contract: the document, its problems, its operations, then the rules that hold
 * between the parts. Everything that is wrong is collected, so that one run tells it all. */
#include "contract/load.h"

#include "contract/router.h"
#include "contract/vocabulary.h"

#include <stdio.h>
#include <string.h>

/* Problems that the core itself answers with; the root's x-chatdong.problems adds those of slices.
 */
static const struct {
    const char *name;
    int status;
    const char *title;
} core_problems[] = {
    {"invalid_request", 400, "The request does not fit the contract"},
    {"invalid_token", 401, "The token is not accepted"},
    {"missing_token", 401, "A token is needed"},
    {"forbidden", 403, "The role does not allow this"},
    {"insufficient_scope", 403, "The token's scopes do not allow this"},
    {"not_found", 404, "Not found"},
    {"method_not_allowed", 405, "The path does not have this method"},
    {"not_acceptable", 406, "No media type of the Accept header is offered"},
    {"conflict", 409, "The state does not allow this"},
    {"already_exists", 409, "It exists already"},
    {"overlap", 409, "It overlaps with another"},
    {"idempotency_in_progress", 409, "The first request with this key is still being worked on"},
    {"gone", 410, "Not there any more"},
    {"precondition_failed", 412, "It was changed meanwhile"},
    {"too_large", 413, "The body is too large"},
    {"uri_too_long", 414, "The address is too long"},
    {"unsupported_media_type", 415, "The media type of the body is not accepted"},
    {"expectation_failed", 417, "The expectation cannot be met"},
    {"masked_value", 422, "A masked value was sent back"},
    {"unknown_reference", 422, "It refers to what is not there"},
    {"rule_violated", 422, "A rule forbids this"},
    {"idempotency_key_reused", 422, "The key was used for another request"},
    {"precondition_required", 428, "If-Match is needed"},
    {"quota_exceeded", 429, "Too many requests"},
    {"headers_too_large", 431, "The header fields are too large"},
    {"internal", 500, "An error of the service"},
    {"not_implemented", 501, "The method is not known"},
    {"unavailable", 503, "Not available now"},
};
#define CORE_PROBLEM_COUNT (sizeof core_problems / sizeof *core_problems)

void cd_load_finding(struct cd_loader *l, int line, const char *format, ...)
{
    char reason[400];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    cd_findings_add(l->findings, l->contract->file, line, "%s", reason);
}

const struct cd_node *cd_load_deref(struct cd_loader *l, const struct cd_node *node)
{
    for (int steps = 0; steps < 8; steps++) {
        const struct cd_node *ref = cd_node_get(node, "$ref");
        if (ref == NULL)
            return node;
        node = ref->kind == CD_NODE_TEXT ? cd_node_resolve(l->compiler.root, ref->text) : NULL;
        if (node == NULL) {
            cd_load_finding(l, ref->line, "$ref '%s' leads nowhere", ref->text.ptr);
            return NULL;
        }
    }
    cd_load_finding(l, node->line, "too many $ref one after the other");
    return NULL;
}

void cd_load_keys(struct cd_loader *l, const struct cd_node *map, const char *const *allowed,
                  const char *what)
{
    if (map->kind != CD_NODE_MAP)
        cd_load_finding(l, map->line, "%s must be a map", what);
    else
        cd_check_keys(l->findings, l->contract->file, map, allowed, what);
}

bool cd_load_flag(struct cd_loader *l, const struct cd_node *map, const char *key)
{
    const struct cd_node *value = cd_node_get(map, key);

    if (value != NULL && value->kind != CD_NODE_BOOL)
        cd_load_finding(l, value->line, "'%s' must be true or false", key);
    return value != NULL && value->kind == CD_NODE_BOOL && value->boolean;
}

/* ---- problems ---- */

static struct cd_problem_type *known_problem(struct cd_loader *l, struct cd_str name)
{
    for (size_t i = 0; i < l->contract->problem_count; i++) {
        if (cd_str_eq(l->contract->problems[i].name, name))
            return &l->contract->problems[i];
    }
    return NULL;
}

static void add_problem(struct cd_loader *l, struct cd_str name, const struct cd_node *node,
                        int line)
{
    static const char *const keys[] = {"status", "title", "source", NULL};
    const struct cd_node *status = cd_node_get(node, "status");
    struct cd_str title = cd_node_text(node, "title");
    struct cd_problem_type *known = known_problem(l, name);

    cd_load_keys(l, node, keys, "a problem");
    if (!cd_is_identifier(name))
        cd_load_finding(l, line, "a problem's name must be [a-z][a-z0-9_]*: '%s'", name.ptr);
    if (status == NULL || status->kind != CD_NODE_INT || status->integer < 400 ||
        status->integer > 599 || title.len == 0) {
        cd_load_finding(l, line, "the problem '%s' needs a status of 400 to 599 and a title",
                        name.ptr);
        return;
    }
    if (known == NULL)
        known = &l->contract->problems[l->contract->problem_count++];
    else if (known->status != (int)status->integer)
        cd_load_finding(l, line, "the problem '%s' is one of the core's, with status %d", name.ptr,
                        known->status);
    *known =
        (struct cd_problem_type){name, (int)status->integer, title, cd_node_text(node, "source")};
}

static void load_problems(struct cd_loader *l)
{
    static const char *const keys[] = {"problems", NULL};
    const struct cd_node *extension = cd_node_get(l->compiler.root, "x-chatdong");
    const struct cd_node *problems = cd_node_get(extension, "problems");
    size_t own = problems != NULL && problems->kind == CD_NODE_MAP ? problems->count : 0;

    l->contract->problems =
        cd_arena_alloc(l->arena, (CORE_PROBLEM_COUNT + own) * sizeof *l->contract->problems);
    for (size_t i = 0; i < CORE_PROBLEM_COUNT; i++)
        l->contract->problems[l->contract->problem_count++] =
            (struct cd_problem_type){cd_str_of(core_problems[i].name),
                                     core_problems[i].status,
                                     cd_str_of(core_problems[i].title),
                                     {0}};
    if (extension != NULL)
        cd_load_keys(l, extension, keys, "x-chatdong of the root");
    if (problems != NULL && problems->kind != CD_NODE_MAP)
        cd_load_finding(l, problems->line, "'problems' must be a map");
    for (size_t i = 0; i < own; i++)
        add_problem(l, problems->keys[i], problems->items[i], problems->key_lines[i]);
}

/* ---- the document ---- */

static void check_root(struct cd_loader *l)
{
    static const char *const keys[] = {
        "openapi",    "info",         "servers",    "security",          "tags", "paths",
        "components", "externalDocs", "x-chatdong", "jsonSchemaDialect", NULL};
    static const char *const info_keys[] = {"title",          "version", "summary", "description",
                                            "termsOfService", "contact", "license", NULL};
    const struct cd_node *root = l->compiler.root;
    const struct cd_node *info = cd_node_get(root, "info");

    cd_load_keys(l, root, keys, "the document");
    if (!cd_str_starts(cd_node_text(root, "openapi"), "3.1."))
        cd_load_finding(l, root->line, "'openapi' must be 3.1.x");
    if (info != NULL)
        cd_load_keys(l, info, info_keys, "info");
    l->contract->version = cd_node_text(info, "version");
    if (l->contract->version.len == 0)
        cd_load_finding(l, root->line, "info.version is missing");
}

/* Every schema of the components is compiled, used or not: none may hold an unknown keyword. */
static void load_components(struct cd_loader *l)
{
    static const char *const keys[] = {"schemas", "responses",     "parameters",      "examples",
                                       "headers", "requestBodies", "securitySchemes", NULL};
    const struct cd_node *components = cd_node_get(l->compiler.root, "components");
    const struct cd_node *schemas = cd_node_get(components, "schemas");

    if (components != NULL)
        cd_load_keys(l, components, keys, "components");
    for (size_t i = 0; schemas != NULL && i < schemas->count; i++)
        (void)cd_compiler_add(&l->compiler, schemas->items[i]);
}

static size_t count_operations(const struct cd_node *paths)
{
    size_t count = 0;

    for (size_t i = 0; i < paths->count; i++) {
        const struct cd_node *item = paths->items[i];
        for (size_t k = 0; item->kind == CD_NODE_MAP && k < item->count; k++)
            count += cd_word_method(item->keys[k]) >= 0;
    }
    return count;
}

static size_t load_path(struct cd_loader *l, struct cd_draft *drafts, size_t count,
                        struct cd_str path, const struct cd_node *item)
{
    static const char *const keys[] = {"get",     "post",        "put",        "patch", "delete",
                                       "summary", "description", "parameters", NULL};

    cd_load_keys(l, item, keys, "a path");
    for (size_t i = 0; item->kind == CD_NODE_MAP && i < item->count; i++) {
        int method = cd_word_method(item->keys[i]);
        if (method < 0)
            continue;
        struct cd_operation *op = &l->contract->operations[count];
        op->method = (enum cd_method)method;
        op->path = path;
        op->line = item->key_lines[i];
        op->index = (int)count;
        drafts[count] = (struct cd_draft){.op = op, .node = item->items[i], .path_item = item};
        cd_load_operation(l, &drafts[count++]);
    }
    return count;
}

static struct cd_draft *load_paths(struct cd_loader *l)
{
    const struct cd_node *paths = cd_node_get(l->compiler.root, "paths");

    if (paths == NULL || paths->kind != CD_NODE_MAP) {
        cd_load_finding(l, l->compiler.root->line, "'paths' is missing or no map");
        return NULL;
    }
    size_t count = count_operations(paths);
    struct cd_draft *drafts = cd_arena_alloc(l->arena, count * sizeof *drafts);
    l->contract->operations = cd_arena_alloc(l->arena, count * sizeof *l->contract->operations);
    for (size_t i = 0; i < paths->count; i++)
        l->contract->operation_count =
            load_path(l, drafts, l->contract->operation_count, paths->keys[i], paths->items[i]);
    return drafts;
}

static void check_unique_ids(struct cd_loader *l)
{
    for (size_t i = 0; i < l->contract->operation_count; i++) {
        const struct cd_operation *op = &l->contract->operations[i];
        const struct cd_operation *first = cd_contract_operation(l->contract, op->id);
        if (op->id.len > 0 && first != NULL && first != op)
            cd_load_finding(l, op->line, "the operationId '%s' stands in line %d already",
                            op->id.ptr, first->line);
    }
}

static void load_all(struct cd_loader *l)
{
    check_root(l);
    load_problems(l);
    load_components(l);
    struct cd_draft *drafts = load_paths(l);
    cd_compiler_finish(&l->compiler);
    check_unique_ids(l);
    if (l->findings->count == 0) {
        for (size_t i = 0; i < l->contract->operation_count; i++) {
            cd_load_check_parameters(l, &drafts[i]);
            cd_load_check_operation(l, &drafts[i]);
        }
        cd_load_check_bodies(l);
    }
    l->contract->router = cd_router_build(l->arena, l->contract, l->findings);
    cd_compiler_release(&l->compiler);
}

static struct cd_str json_of(struct cd_arena *arena, const struct cd_node *root)
{
    json_t *json = cd_node_to_json(root);
    char *text = json_dumps(json, JSON_COMPACT);
    struct cd_str kept = cd_arena_copy(arena, cd_str_of(text));

    free(text);
    json_decref(json);
    return kept;
}

struct cd_contract *cd_contract_load(struct cd_arena *arena, struct cd_str yaml, const char *file,
                                     struct cd_findings *findings)
{
    size_t before = findings->count;
    struct cd_contract *contract = cd_arena_alloc(arena, sizeof *contract);
    struct cd_findings found;
    struct cd_loader loader = {.arena = arena, .findings = &found, .contract = contract};
    struct cd_arena *document = cd_arena_new();
    const struct cd_node *root = cd_node_read(document, arena, yaml, file, findings);

    cd_findings_init(&found, arena);
    if (root != NULL) {
        contract->file = file;
        cd_compiler_init(&loader.compiler, arena, root, file, &found);
        load_all(&loader);
        if (found.count == 0)
            contract->json = json_of(arena, root);
    }
    cd_arena_free(document);
    for (const struct cd_finding *f = found.first; f != NULL; f = f->next)
        cd_findings_add(findings, f->file, f->line, "%s", f->reason);
    return findings->count == before ? contract : NULL;
}

struct cd_operation *cd_contract_operation(const struct cd_contract *contract, struct cd_str id)
{
    for (size_t i = 0; i < contract->operation_count; i++) {
        if (cd_str_eq(contract->operations[i].id, id))
            return &contract->operations[i];
    }
    return NULL;
}

const struct cd_problem_type *cd_contract_problem(const struct cd_contract *contract,
                                                  struct cd_str name)
{
    for (size_t i = 0; i < contract->problem_count; i++) {
        if (cd_str_eq(contract->problems[i].name, name))
            return &contract->problems[i];
    }
    return NULL;
}

struct cd_route cd_contract_route(const struct cd_contract *contract, enum cd_method method,
                                  struct cd_str path)
{
    return cd_router_find(contract->router, method, path);
}
