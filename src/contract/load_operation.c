/* One operation object: its id, its body, its answers. */
#include "contract/load.h"
#include "contract/vocabulary.h"

#include <stdio.h>

static const char *const media_keys[] = {"schema", "example", "examples", NULL};

static void load_id(struct cd_loader *l, struct cd_draft *draft)
{
    struct cd_operation *op = draft->op;
    const struct cd_node *tags = cd_node_get(draft->node, "tags");

    op->id = cd_node_text(draft->node, "operationId");
    op->slice = CD_STR("");
    if (!cd_is_identifier(op->id))
        cd_load_finding(l, op->line, "the operationId must be [a-z][a-z0-9_]* of at most 63: '%s'",
                        op->id.ptr);
    if (tags == NULL || tags->kind != CD_NODE_LIST || tags->count != 1 ||
        tags->items[0]->kind != CD_NODE_TEXT || tags->items[0]->text.len == 0) {
        cd_load_finding(l, op->line, "the operation needs exactly one tag, its slice");
        return;
    }
    op->slice = tags->items[0]->text;
    bool fits = op->id.len > op->slice.len + 1 && op->id.ptr[op->slice.len] == '_';
    for (size_t i = 0; fits && i < op->slice.len; i++)
        fits = op->id.ptr[i] == (op->slice.ptr[i] == '-' ? '_' : op->slice.ptr[i]);
    if (!fits && op->id.len > 0)
        cd_load_finding(l, op->line, "the operationId '%s' must begin with its tag '%s'",
                        op->id.ptr, op->slice.ptr);
}

/* ---- request body ---- */

static void load_media(struct cd_loader *l, struct cd_draft *draft, const struct cd_node *content)
{
    struct cd_operation *op = draft->op;
    const char *expected =
        op->method == CD_PATCH ? "application/merge-patch+json" : "application/json";
    const struct cd_node *schema = cd_node_get(content->items[0], "schema");

    op->body_type = content->keys[0];
    if (!cd_str_is(op->body_type, expected))
        cd_load_finding(l, content->key_lines[0], "the body's media type must be %s", expected);
    cd_load_keys(l, content->items[0], media_keys, "a media type");
    if (schema == NULL)
        cd_load_finding(l, content->key_lines[0], "the request body has no schema");
    else
        op->body = cd_compiler_add(&l->compiler, schema);
}

static void load_body(struct cd_loader *l, struct cd_draft *draft)
{
    static const char *const keys[] = {"description", "content", "required", NULL};
    struct cd_operation *op = draft->op;
    const struct cd_node *body = cd_node_get(draft->node, "requestBody");

    op->body_type = CD_STR("");
    if (body != NULL)
        body = cd_load_deref(l, body);
    if (body == NULL)
        return;
    cd_load_keys(l, body, keys, "a request body");
    op->body_required = cd_load_flag(l, body, "required");
    const struct cd_node *content = cd_node_get(body, "content");
    if (op->method == CD_GET || op->method == CD_DELETE)
        cd_load_finding(l, body->line, "GET and DELETE have no request body");
    if (content == NULL || content->kind != CD_NODE_MAP || content->count != 1)
        cd_load_finding(l, body->line, "a request body needs exactly one media type");
    else
        load_media(l, draft, content);
}

/* ---- responses ---- */

static bool is_json(struct cd_str type)
{
    return cd_str_is(type, "application/json") ||
           (type.len > 5 && cd_str_is((struct cd_str){type.ptr + type.len - 5, 5}, "+json"));
}

static void load_success(struct cd_loader *l, struct cd_operation *op,
                         const struct cd_node *content)
{
    if (content == NULL || content->kind != CD_NODE_MAP)
        return;
    op->produces = cd_arena_alloc(l->arena, content->count * sizeof *op->produces);
    for (size_t i = 0; i < content->count; i++) {
        const struct cd_node *schema = cd_node_get(content->items[i], "schema");
        op->produces[op->produces_count++] = content->keys[i];
        if (schema != NULL && op->response == NULL && is_json(content->keys[i]))
            op->response = cd_compiler_add(&l->compiler, schema);
    }
}

static void load_contents(struct cd_loader *l, const struct cd_node *content)
{
    for (size_t i = 0; content != NULL && content->kind == CD_NODE_MAP && i < content->count; i++) {
        const struct cd_node *schema = cd_node_get(content->items[i], "schema");
        cd_load_keys(l, content->items[i], media_keys, "a media type");
        if (schema != NULL)
            (void)cd_compiler_add(&l->compiler, schema);
    }
}

static void load_response(struct cd_loader *l, struct cd_operation *op, struct cd_str key, int line,
                          const struct cd_node *node)
{
    static const char *const keys[] = {"description", "headers", "content", NULL};
    int64_t status = 0;
    const struct cd_node *response = cd_load_deref(l, node);

    if (!cd_str_is(key, "default") &&
        (!cd_str_int64(key, &status) || status < 200 || status > 599)) {
        cd_load_finding(l, line, "a response is a status of 200 to 599 or default, not '%s'",
                        key.ptr);
        return;
    }
    if (response == NULL)
        return;
    cd_load_keys(l, response, keys, "a response");
    op->not_modified = op->not_modified || status == 304;
    load_contents(l, cd_node_get(response, "content"));
    if (status >= 200 && status < 300 && op->success_status == 0) {
        op->success_status = (int)status;
        load_success(l, op, cd_node_get(response, "content"));
    }
}

static void load_responses(struct cd_loader *l, struct cd_draft *draft)
{
    const struct cd_node *responses = cd_node_get(draft->node, "responses");

    draft->responses = responses;
    if (responses == NULL || responses->kind != CD_NODE_MAP) {
        cd_load_finding(l, draft->op->line, "the operation has no responses");
        return;
    }
    for (size_t i = 0; i < responses->count; i++)
        load_response(l, draft->op, responses->keys[i], responses->key_lines[i],
                      responses->items[i]);
    if (draft->op->success_status == 0)
        cd_load_finding(l, draft->op->line, "the operation has no 2xx response");
}

/* An empty list, here or at the root, means: no token. */
static bool is_secured(struct cd_loader *l, const struct cd_draft *draft)
{
    const struct cd_node *own = cd_node_get(draft->node, "security");
    const struct cd_node *security = own != NULL ? own : cd_node_get(l->compiler.root, "security");

    if (security == NULL || security->kind != CD_NODE_LIST || security->count == 0)
        return false;
    for (size_t i = 0; i < security->count; i++) {
        if (security->items[i]->count == 0) /* {}: a token may be left out */
            return false;
    }
    return true;
}

void cd_load_operation(struct cd_loader *l, struct cd_draft *draft)
{
    static const char *const keys[] = {"operationId", "tags",       "summary",      "description",
                                       "security",    "parameters", "requestBody",  "responses",
                                       "deprecated",  "x-chatdong", "externalDocs", NULL};

    cd_load_keys(l, draft->node, keys, "an operation");
    if (draft->node->kind != CD_NODE_MAP)
        return;
    load_id(l, draft);
    cd_load_extension(l, draft);
    cd_load_parameters(l, draft);
    load_body(l, draft);
    load_responses(l, draft);
    draft->op->deprecated = cd_load_flag(l, draft->node, "deprecated");
    draft->secured = is_secured(l, draft);
}
