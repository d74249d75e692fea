/* Parameters arrive as text; what the schema lets in decides how the text is read. */
#include "contract/schema_check.h"

#include "contract/scalar.h"

#include <string.h>

static bool read_number(struct cd_str text, unsigned types, struct cd_value *ret)
{
    struct cd_node node = {0};

    /* Only as PostgreSQL will read it again: no 1.0 where an integer is meant. */
    if ((types & CD_TYPE_NUMBER) == 0 || !cd_scalar_number(text, &node))
        return false;
    if (node.kind == CD_NODE_REAL && (types & CD_TYPE(CD_NODE_REAL)) == 0)
        return false;
    ret->number = cd_number_of_node(&node);
    ret->kind = cd_number_is_whole(ret->number) ? CD_NODE_INT : CD_NODE_REAL;
    return true;
}

/* A scalar of one of the types; what fits none of them stays text and fails by its type. */
static struct cd_value read_scalar(struct cd_str text, unsigned types)
{
    struct cd_value v = {.kind = CD_NODE_TEXT, .text = text};

    if ((types & CD_TYPE(CD_NODE_TEXT)) != 0)
        return v;
    if ((types & CD_TYPE(CD_NODE_BOOL)) != 0 &&
        (cd_str_is(text, "true") || cd_str_is(text, "false"))) {
        v.kind = CD_NODE_BOOL;
        v.boolean = text.len == 4;
    } else {
        (void)read_number(text, types, &v);
    }
    return v;
}

static json_t *json_of_value(const struct cd_value *v)
{
    switch (v->kind) {
    case CD_NODE_BOOL:
        return json_boolean(v->boolean);
    case CD_NODE_INT:
    case CD_NODE_REAL:
        return v->number.is_int ? json_integer(v->number.integer) : json_real(v->number.real);
    default:
        return json_stringn(v->text.ptr, v->text.len);
    }
}

static bool check_list(struct cd_check *c, const struct cd_schema *schema, struct cd_str text)
{
    const struct cd_schema *items = cd_schema_items(schema);
    unsigned types = items != NULL ? items->all_types : CD_TYPE(CD_NODE_TEXT);
    json_t *list = json_array();

    for (bool more = text.len > 0; more;) {
        size_t before = text.len;
        struct cd_str part = cd_str_cut(&text, ',');
        struct cd_value v = read_scalar(part, types);
        more = part.len < before;
        (void)json_array_append_new(list, json_of_value(&v));
    }
    struct cd_value v = cd_value_of(list);
    bool ok = cd_check_value(c, schema, &v, NULL);
    json_decref(list);
    return ok;
}

bool cd_schema_check_text(const struct cd_schema *schema, const char *name, struct cd_str text,
                          struct cd_errors *errors)
{
    struct cd_check c = {.errors = errors, .base = name};

    if (!cd_str_is_utf8(text))
        return cd_check_fail(&c, NULL, "encoding", "is not UTF-8 text");
    if ((schema->all_types & CD_TYPE(CD_NODE_LIST)) != 0 &&
        (schema->all_types & CD_TYPE(CD_NODE_TEXT)) == 0)
        return check_list(&c, schema, text);
    struct cd_value v = read_scalar(text, schema->all_types);
    return cd_check_value(&c, schema, &v, NULL);
}
