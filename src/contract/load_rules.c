/* Rules between the parts of one operation, once its schemas are compiled. */
#include "contract/load.h"

#include <stdio.h>

static bool has_query(const struct cd_operation *op, const char *name)
{
    for (size_t i = 0; i < op->param_count; i++) {
        if (op->params[i].in == CD_IN_QUERY && cd_str_is(op->params[i].name, name))
            return true;
    }
    return op->body != NULL && cd_schema_property(op->body, cd_str_of(name)) != NULL;
}

static const struct cd_schema *items_of(const struct cd_operation *op)
{
    const struct cd_property *items = cd_schema_property(op->response, CD_STR("items"));
    return items != NULL ? cd_schema_items(items->schema) : NULL;
}

static void check_many(struct cd_loader *l, struct cd_operation *op)
{
    op->row = items_of(op);
    if (op->row == NULL)
        cd_load_finding(l, op->line, "a list answers with an object that has 'items', an array");
    if (op->batch.len > 0)
        return; /* one answer for what was sent: nothing to page through */
    if (cd_schema_property(op->response, CD_STR("next_cursor")) == NULL)
        cd_load_finding(l, op->line, "a list answers with 'next_cursor'");
    if (!has_query(op, "limit") || !has_query(op, "cursor"))
        cd_load_finding(l, op->line, "a list needs the parameters limit and cursor");
}

static void check_result(struct cd_loader *l, struct cd_operation *op)
{
    bool rows = op->result == CD_RESULT_ONE || op->result == CD_RESULT_MANY;

    if (rows && op->response == NULL) {
        cd_load_finding(l, op->line, "the answer has no JSON schema, but a result is promised");
        return;
    }
    if (op->result == CD_RESULT_NONE && op->response != NULL)
        cd_load_finding(l, op->line, "result: none, but the answer has a schema");
    if (op->result == CD_RESULT_MANY)
        check_many(l, op);
    else if (op->result == CD_RESULT_ONE)
        op->row = op->response;
    if (rows && op->row != NULL && op->row->property_count == 0 && op->hook.len == 0)
        cd_load_finding(l, op->line, "the answer's rows have no properties");
    if (op->personal.len > 0 && op->personal.ptr[0] != '_' && op->row != NULL &&
        cd_schema_property(op->row, op->personal) == NULL)
        cd_load_finding(l, op->line, "personal: '%s' is no property of the answer's rows",
                        op->personal.ptr);
}

static void check_lane(struct cd_loader *l, const struct cd_operation *op)
{
    bool writes = op->lane == CD_LANE_WRITE;

    if (op->method == CD_GET && writes)
        cd_load_finding(l, op->line, "GET reads only: its lane is short or long");
    if (op->method != CD_GET && op->method != CD_POST && !writes)
        cd_load_finding(l, op->line, "PUT, PATCH and DELETE write: their lane is write");
    if (!writes && (op->idempotent || op->if_match || op->batch.len > 0))
        cd_load_finding(l, op->line, "idempotency, if_match and batch are for the lane write");
}

/* `default` documents what has no line of its own. */
static bool is_documented(const struct cd_draft *draft, int status)
{
    char key[16];

    (void)snprintf(key, sizeof key, "%d", status);
    return cd_node_get(draft->responses, key) != NULL ||
           cd_node_get(draft->responses, "default") != NULL;
}

/* Public answers have an ETag. A 304 has no body: `default`, a problem document, does not say it.
 */
static void check_conditional(struct cd_loader *l, const struct cd_draft *draft)
{
    const struct cd_operation *op = draft->op;
    bool rows = op->result == CD_RESULT_ONE || op->result == CD_RESULT_MANY;

    if (op->is_public && op->method == CD_GET && rows && op->hook.len == 0 &&
        cd_node_get(draft->responses, "304") == NULL)
        cd_load_finding(l, op->line, "a public read documents the status 304");
}

static void check_statuses(struct cd_loader *l, const struct cd_draft *draft)
{
    const struct cd_operation *op = draft->op;
    const struct {
        bool happens;
        int status;
    } statuses[] = {
        {op->body != NULL || op->param_count > 0, 400},
        {!op->is_public, 401},
        {!op->is_public, 403},
        {op->body != NULL, 413},
        {op->body != NULL, 415},
        {op->if_match, 412},
        {op->if_match, 428},
        {op->idempotent, 409},
        {op->idempotent, 422},
    };

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        if (statuses[i].happens && !is_documented(draft, statuses[i].status))
            cd_load_finding(l, op->line, "the status %d can happen but is not documented",
                            statuses[i].status);
    }
    for (size_t i = 0; i < op->error_count; i++) {
        if (!is_documented(draft, op->errors[i].problem->status))
            cd_load_finding(l, op->line, "the problem '%s' answers %d, which is not documented",
                            op->errors[i].problem->name.ptr, op->errors[i].problem->status);
    }
}

static void check_security(struct cd_loader *l, const struct cd_draft *draft)
{
    if (draft->op->is_public && draft->secured)
        cd_load_finding(l, draft->op->line, "a public operation needs security: []");
    if (!draft->op->is_public && !draft->secured)
        cd_load_finding(l, draft->op->line,
                        "the operation asks for a token, its security does not");
}

static void check_deprecation(struct cd_loader *l, const struct cd_operation *op)
{
    if (op->deprecated != (op->deprecated_since.len > 0) || op->deprecated != (op->sunset.len > 0))
        cd_load_finding(
            l, op->line,
            "deprecated, x-chatdong.deprecated_since and x-chatdong.sunset go together");
}

void cd_load_check_operation(struct cd_loader *l, struct cd_draft *draft)
{
    struct cd_operation *op = draft->op;

    check_result(l, op);
    check_lane(l, op);
    check_statuses(l, draft);
    check_conditional(l, draft);
    check_security(l, draft);
    check_deprecation(l, op);
    if (op->batch.len > 0 && cd_contract_operation(l->contract, op->batch) == NULL)
        cd_load_finding(l, op->line, "batch: '%s' is no operation", op->batch.ptr);
    if (op->body != NULL && (op->body->all_types & ~CD_TYPE(CD_NODE_MAP)) != 0)
        cd_load_finding(l, op->line, "a request body must be an object");
}
