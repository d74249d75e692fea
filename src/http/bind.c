#include "http/bind.h"

#include "http/app.h"
#include "http/area.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define LITERAL_BYTES ((size_t)16 << 20)

/* One element of a PostgreSQL array literal, always quoted. */
static void add_element(struct cd_buf *out, struct cd_str text)
{
    cd_buf_adds(out, out->len > 1 ? ",\"" : "\"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            cd_buf_addc(out, '\\');
        cd_buf_addc(out, text.ptr[i]);
    }
    cd_buf_addc(out, '"');
}

static const char *literal_of_text(struct cd_request *req, struct cd_str list)
{
    CD_BUF_AUTO(out, LITERAL_BYTES);

    cd_buf_addc(&out, '{');
    while (list.len > 0)
        add_element(&out, cd_str_cut(&list, ','));
    cd_buf_addc(&out, '}');
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

static struct cd_str scalar_text(struct cd_arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return (struct cd_str){json_string_value(value), json_string_length(value)};
    if (json_is_boolean(value))
        return json_is_true(value) ? CD_STR("t") : CD_STR("f");
    if (json_is_integer(value))
        return cd_str_of(cd_arena_printf(arena, "%lld", (long long)json_integer_value(value)));
    return cd_str_of(cd_arena_printf(arena, "%.17g", json_real_value(value)));
}

static const char *literal_of_json(struct cd_request *req, const json_t *list)
{
    CD_BUF_AUTO(out, LITERAL_BYTES);

    cd_buf_addc(&out, '{');
    for (size_t i = 0; i < json_array_size(list); i++)
        add_element(&out, scalar_text(req->arena, json_array_get(list, i)));
    cd_buf_addc(&out, '}');
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

static void release_text(void *text)
{
    free(text);
}

static const char *json_text(struct cd_request *req, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

    if (text != NULL)
        cd_arena_defer(req->arena, release_text, text);
    return text;
}

#define OID_JSON 114
#define OID_JSONB 3802
#define OID_INT2 21
#define OID_INT4 23
#define OID_INT8 20

/* 3.0 is an integer to JSON Schema and not to PostgreSQL's integer input. */
static const char *integer_of_real(struct cd_request *req, const json_t *value, Oid type)
{
    bool integer = type == OID_INT2 || type == OID_INT4 || type == OID_INT8;

    return integer && json_is_real(value)
               ? cd_arena_printf(req->arena, "%.0f", json_real_value(value))
               : NULL;
}

static const char *value_of_json(struct cd_request *req, const json_t *value, Oid type)
{
    if (value == NULL || json_is_null(value))
        return NULL;
    if (type == OID_JSON || type == OID_JSONB || json_is_object(value))
        return json_text(req, value);
    if (json_is_array(value))
        return literal_of_json(req, value);
    const char *integer = integer_of_real(req, value, type);
    return integer != NULL ? integer : scalar_text(req->arena, value).ptr;
}

static const char *value_of_parameter(struct cd_request *req, const struct cd_binding *binding)
{
    const struct cd_parameter *param = &req->op->params[binding->index];
    struct cd_str text = req->params[binding->index];

    if (text.ptr == NULL)
        return NULL;
    return (param->types & (1U << CD_NODE_LIST)) != 0 ? literal_of_text(req, text) : text.ptr;
}

const char *cd_bind_actor_dongs(struct cd_request *req)
{
    const struct cd_actor *actor = &req->actor;
    CD_BUF_AUTO(out, LITERAL_BYTES);

    if (actor->city)
        return cd_area_literal(req->app, "");
    if (actor->role == CD_DISTRICT_ADMIN || actor->role == CD_SYSTEM)
        return actor->gu[0] != '\0' ? cd_area_literal(req->app, actor->gu) : "{}";
    cd_buf_addc(&out, '{');
    for (size_t i = 0; i < actor->dong_count; i++)
        add_element(&out, cd_str_of(actor->dongs[i]));
    cd_buf_addc(&out, '}');
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

static const char *value_of(struct cd_request *req, const struct cd_binding *binding, json_t *body)
{
    const struct cd_actor *actor = &req->actor;

    switch (binding->source) {
    case CD_FROM_PARAMETER:
        return value_of_parameter(req, binding);
    case CD_FROM_BODY:
        return value_of_json(req, json_object_get(body, binding->name), binding->type);
    case CD_FROM_ACTOR_ID:
        return actor->known ? actor->id : NULL;
    case CD_FROM_ACTOR_ROLE:
        return actor->known ? cd_role_name(actor->role) : NULL;
    case CD_FROM_ACTOR_JOB:
        return actor->job[0] != '\0' ? actor->job : NULL;
    case CD_FROM_ACTOR_DONGS:
        return actor->known ? cd_bind_actor_dongs(req) : "{}";
    case CD_FROM_ACTOR_GU:
        return actor->gu[0] != '\0' ? actor->gu : NULL;
    case CD_FROM_REQUEST_ID:
        return req->request_id;
    case CD_FROM_IF_MATCH:
        return cd_arena_printf(req->arena, "%lld", (long long)req->if_match);
    case CD_FROM_HOOK:
        return req->given != NULL ? req->given[binding->index] : NULL;
    }
    return NULL;
}

static bool is_given(struct cd_request *req, const struct cd_binding *binding, json_t *body)
{
    if (binding->source == CD_FROM_PARAMETER)
        return req->params[binding->index].ptr != NULL;
    if (binding->source == CD_FROM_BODY)
        return json_object_get(body, binding->name) != NULL;
    if (binding->source == CD_FROM_HOOK)
        return req->given != NULL && req->given[binding->index] != NULL;
    return true;
}

/* An optional line is there when the parameter that it is marked with is given. */
uint32_t cd_bind_present(struct cd_request *req, const struct cd_stmt *stmt,
                         const struct cd_binding *bindings, json_t *body)
{
    uint32_t present = 0;

    for (size_t i = 0; i < stmt->param_count; i++) {
        for (size_t o = 0; o < stmt->optional_count; o++) {
            if (cd_str_eq(stmt->optionals[o], stmt->params[i].name) &&
                is_given(req, &bindings[i], body))
                present |= 1U << o;
        }
    }
    return present;
}

const char *const *cd_bind_values(struct cd_request *req, const struct cd_stmt_variant *variant,
                                  const struct cd_binding *bindings, json_t *body)
{
    const char **values =
        cd_arena_alloc(req->arena, ((size_t)variant->slot_count + 1) * sizeof *values);

    for (int i = 0; i < variant->slot_count; i++) {
        int slot = variant->slots[i];
        if (slot == INT_MIN)
            values[i] = cd_arena_printf(req->arena, "%lld", (long long)req->limit + 1);
        else if (slot < 0)
            values[i] = req->after[-1 - slot].ptr;
        else
            values[i] = value_of(req, &bindings[slot], body);
    }
    return values;
}
