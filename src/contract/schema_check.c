/*
 * Checks a value against a compiled schema. Nothing is allocated while all is well: the path to the
 * value is a chain of stack frames that becomes a JSON pointer only when there is an error to tell.
 */
#include "contract/schema_check.h"

#include <stdio.h>
#include <string.h>

#define ERRORS_DEFAULT 100
#define BRIEF_BYTES_MAX 512
#define SEGMENT_BYTES_MAX 64
#define LIST_BYTES_MAX 200 /* of the values of an enum in a message */
#define DEPTH_MAX 128      /* schemas one within the other; a fiber's stack bears it */

void cd_errors_init(struct cd_errors *errors, struct cd_arena *arena)
{
    *errors = (struct cd_errors){.arena = arena, .limit = ERRORS_DEFAULT};
}

static void errors_put(struct cd_errors *errors, struct cd_error error)
{
    if (errors->count == errors->limit)
        return;
    if (errors->count == errors->cap) {
        size_t cap = errors->cap > 0 ? errors->cap * 2 : 8;
        struct cd_error *grown = cd_arena_alloc(errors->arena, cap * sizeof *grown);
        if (errors->count > 0)
            memcpy(grown, errors->items, errors->count * sizeof *grown);
        errors->items = grown;
        errors->cap = cap;
    }
    errors->items[errors->count++] = error;
}

/* Most messages are a literal, or one with a text behind it: printf would cost more than the check.
 */
__attribute__((format(printf, 2, 0))) static const char *say(struct cd_arena *arena,
                                                             const char *format, va_list args)
{
    const char *conversion = strchr(format, '%');
    char message[256];

    if (conversion == NULL)
        return format; /* a literal of ours */
    if (strcmp(conversion, "%s") != 0) {
        (void)vsnprintf(message, sizeof message, format, args);
        return cd_arena_dup(arena, cd_str_of(message));
    }
    struct cd_str text = cd_str_of(va_arg(args, const char *));
    size_t before = (size_t)(conversion - format);
    char *joined = cd_arena_alloc(arena, before + text.len + 1);
    memcpy(joined, format, before);
    memcpy(joined + before, text.ptr, text.len);
    return joined;
}

void cd_errors_add(struct cd_errors *errors, const char *pointer, const char *code,
                   const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *message = say(errors->arena, format, args);
    va_end(args);
    errors_put(errors,
               (struct cd_error){cd_arena_dup(errors->arena, cd_str_of(pointer)), code, message});
}

/* ---- JSON pointers, and other short texts made on the stack ---- */

struct brief {
    char text[BRIEF_BYTES_MAX];
    size_t len;
};

static void put(struct brief *p, const char *bytes, size_t len)
{
    if (len > sizeof p->text - 1 - p->len)
        return;
    memcpy(p->text + p->len, bytes, len);
    p->len += len;
}

/* A name is the client's text: it is cut, so that an error is never much larger than its cause. */
static void put_name(struct brief *p, struct cd_str name)
{
    size_t len = name.len;

    if (len > SEGMENT_BYTES_MAX) {
        len = SEGMENT_BYTES_MAX;
        while (len > 0 && ((unsigned char)name.ptr[len] & 0xc0) == 0x80)
            len--;
    }
    for (size_t i = 0; i < len; i++) {
        if (name.ptr[i] == '~')
            put(p, "~0", 2);
        else if (name.ptr[i] == '/')
            put(p, "~1", 2);
        else
            put(p, name.ptr + i, 1);
    }
}

static void put_path(struct brief *p, const struct cd_path *path)
{
    char index[24];

    if (path == NULL)
        return;
    put_path(p, path->up);
    if (p->len + (size_t)2 * SEGMENT_BYTES_MAX + 2 > sizeof p->text)
        return; /* deeper than one can say: the pointer names the ancestor */
    put(p, "/", 1);
    if (path->is_name) {
        put_name(p, path->name);
        return;
    }
    (void)snprintf(index, sizeof index, "%zu", path->index);
    put(p, index, strlen(index));
}

bool cd_check_fail(struct cd_check *c, const struct cd_path *path, const char *code,
                   const char *format, ...)
{
    struct brief pointer;
    va_list args;

    pointer.len = 0; /* its text is not cleared: half a kilobyte an error */
    if (c->quiet > 0)
        return false;
    if (c->errors->count == c->errors->limit)
        return false;
    put(&pointer, c->base, strlen(c->base));
    put_path(&pointer, path);
    va_start(args, format);
    const char *message = say(c->errors->arena, format, args);
    va_end(args);
    struct cd_str text = {pointer.text, pointer.len};
    errors_put(c->errors, (struct cd_error){cd_arena_dup(c->errors->arena, text), code, message});
    return false;
}

/* ---- values ---- */

struct cd_value cd_value_of(const json_t *json)
{
    struct cd_value v = {.json = json, .text = {"", 0}};

    switch (json_typeof(json)) {
    case JSON_OBJECT:
        v.kind = CD_NODE_MAP;
        break;
    case JSON_ARRAY:
        v.kind = CD_NODE_LIST;
        break;
    case JSON_STRING:
        v.kind = CD_NODE_TEXT;
        v.text = (struct cd_str){json_string_value(json), json_string_length(json)};
        break;
    case JSON_INTEGER:
        v.kind = CD_NODE_INT;
        v.number = (struct cd_number){.is_int = true, .integer = json_integer_value(json)};
        break;
    case JSON_REAL:
        v.number = cd_number_normal((struct cd_number){.real = json_real_value(json)});
        v.kind = cd_number_is_whole(v.number) ? CD_NODE_INT : CD_NODE_REAL; /* 1.0 is an integer */
        break;
    default:
        v.kind = json_is_null(json) ? CD_NODE_NULL : CD_NODE_BOOL;
        v.boolean = json_is_true(json);
        break;
    }
    return v;
}

static bool equals_node(const struct cd_value *v, const struct cd_node *node)
{
    switch (v->kind) {
    case CD_NODE_NULL:
        return node->kind == CD_NODE_NULL;
    case CD_NODE_BOOL:
        return node->kind == CD_NODE_BOOL && node->boolean == v->boolean;
    case CD_NODE_TEXT:
        return node->kind == CD_NODE_TEXT && cd_str_eq(v->text, node->text);
    case CD_NODE_INT:
    case CD_NODE_REAL:
        return (node->kind == CD_NODE_INT || node->kind == CD_NODE_REAL) &&
               cd_number_compare(v->number, cd_number_of_node(node)) == 0;
    default:
        return cd_json_equals_node(v->json, node);
    }
}

/* ---- keyword groups of scalars ---- */

static const char *type_names(unsigned types, struct brief *out)
{
    static const char *const names[] = {"null",   "boolean", "integer", "number",
                                        "string", "array",   "object"};

    out->len = 0;
    for (unsigned kind = 0; kind <= CD_NODE_MAP; kind++) {
        bool named = (types & CD_TYPE(kind)) != 0 &&
                     (kind != CD_NODE_INT || (types & CD_TYPE(CD_NODE_REAL)) == 0);
        if (named && out->len > 0)
            put(out, " or ", 4);
        if (named)
            put(out, names[kind], strlen(names[kind]));
    }
    out->text[out->len] = '\0';
    return out->text;
}

static bool check_type(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                       const struct cd_path *path)
{
    struct brief names;

    if ((s->types & CD_TYPE(v->kind)) != 0)
        return true;
    if (c->quiet > 0)
        return false;
    return cd_check_fail(c, path, "type", "must be %s", type_names(s->types, &names));
}

static bool fail_enum(struct cd_check *c, const struct cd_schema *s, const struct cd_path *path)
{
    struct brief list;

    list.len = 0;
    for (size_t i = 0; i < s->values->count && c->quiet == 0; i++) {
        const struct cd_node *value = s->values->items[i];
        if (value->kind != CD_NODE_TEXT || list.len + value->text.len + 8 > LIST_BYTES_MAX)
            return cd_check_fail(c, path, "enum", "is not one of the values that are allowed");
        if (list.len > 0)
            put(&list, ", ", 2);
        put(&list, value->text.ptr, value->text.len);
    }
    list.text[list.len] = '\0';
    return cd_check_fail(c, path, "enum", "must be one of: %s", list.text);
}

static bool check_values(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                         const struct cd_path *path)
{
    if (s->constant != NULL && !equals_node(v, s->constant))
        return cd_check_fail(c, path, "const", "is not the value that is expected");
    if (s->values == NULL)
        return true;
    for (size_t i = 0; i < s->values->count; i++) {
        if (equals_node(v, s->values->items[i]))
            return true;
    }
    return fail_enum(c, s, path);
}

static size_t code_points(struct cd_str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

static bool check_text(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                       const struct cd_path *path)
{
    const struct cd_text_rules *r = s->text;

    /* A code point has at most 4 bytes: most texts need not be counted. */
    if (r->max != CD_NO_LIMIT && v->text.len > r->max && code_points(v->text) > r->max)
        return cd_check_fail(c, path, "max_length", "must be at most %zu characters long", r->max);
    if (r->min > 0 && (v->text.len < r->min || code_points(v->text) < r->min))
        return cd_check_fail(c, path, "min_length", "must be at least %zu characters long", r->min);
    if (r->format != NULL && !r->format(v->text))
        return cd_check_fail(c, path, "format", "is not a valid %s", s->format.ptr);
    if (r->pattern != NULL && !cd_pattern_matches(r->pattern, v->text))
        return cd_check_fail(c, path, "pattern", "does not have the form that is expected");
    return true;
}

static const char *number_text(struct cd_number n, char *out, size_t cap)
{
    if (n.is_int)
        (void)snprintf(out, cap, "%lld", (long long)n.integer);
    else
        (void)snprintf(out, cap, "%.15g", n.real);
    return out;
}

static bool check_number(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                         const struct cd_path *path)
{
    const struct cd_number_rules *r = s->number;
    char text[40];

    if (r->has_minimum && cd_number_compare(v->number, r->minimum) < 0)
        return cd_check_fail(c, path, "minimum", "must be at least %s",
                             number_text(r->minimum, text, sizeof text));
    if (r->has_maximum && cd_number_compare(v->number, r->maximum) > 0)
        return cd_check_fail(c, path, "maximum", "must be at most %s",
                             number_text(r->maximum, text, sizeof text));
    if (r->has_above && cd_number_compare(v->number, r->above) <= 0)
        return cd_check_fail(c, path, "exclusive_minimum", "must be more than %s",
                             number_text(r->above, text, sizeof text));
    if (r->has_below && cd_number_compare(v->number, r->below) >= 0)
        return cd_check_fail(c, path, "exclusive_maximum", "must be less than %s",
                             number_text(r->below, text, sizeof text));
    if (!r->has_multiple)
        return true;
    bool whole = v->number.is_int && r->multiple.is_int;
    bool ok = whole ? v->number.integer % r->multiple.integer == 0
                    : cd_decimal_divides(r->multiple_decimal, v->number);
    return ok || cd_check_fail(c, path, "multiple_of", "must be a multiple of %s",
                               number_text(r->multiple, text, sizeof text));
}

/* ---- composition ---- */

static bool passes(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                   const struct cd_path *path)
{
    c->quiet++;
    bool ok = cd_check_value(c, s, v, path);
    c->quiet--;
    return ok;
}

/* When only one branch lets this type in (a reference or null, say), its own errors say more than
 * "matches none". */
static const struct cd_schema *only_candidate(const struct cd_schema **list, size_t count,
                                              const struct cd_value *v)
{
    const struct cd_schema *found = NULL;

    for (size_t i = 0; i < count; i++) {
        if ((list[i]->all_types & CD_TYPE(v->kind)) == 0)
            continue;
        if (found != NULL)
            return NULL;
        found = list[i];
    }
    return found;
}

static bool fail_branches(struct cd_check *c, const struct cd_schema **list, size_t count,
                          const struct cd_value *v, const struct cd_path *path)
{
    const struct cd_schema *only = c->quiet > 0 ? NULL : only_candidate(list, count, v);

    if (only != NULL)
        return cd_check_value(c, only, v, path);
    return cd_check_fail(c, path, "any_of", "fits none of the forms that are allowed");
}

static bool check_any(struct cd_check *c, const struct cd_logic_rules *r, const struct cd_value *v,
                      const struct cd_path *path)
{
    for (size_t i = 0; i < r->any_count; i++) {
        if (passes(c, r->any[i], v, path))
            return true;
    }
    return r->any_count == 0 || fail_branches(c, r->any, r->any_count, v, path);
}

static bool check_one(struct cd_check *c, const struct cd_logic_rules *r, const struct cd_value *v,
                      const struct cd_path *path)
{
    size_t fitting = 0;

    for (size_t i = 0; i < r->one_count && fitting < 2; i++)
        fitting += passes(c, r->one[i], v, path);
    if (r->one_count == 0 || fitting == 1)
        return true;
    if (fitting == 0)
        return fail_branches(c, r->one, r->one_count, v, path);
    return cd_check_fail(c, path, "one_of", "fits more than one of the forms that are allowed");
}

static bool check_logic(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                        const struct cd_path *path)
{
    const struct cd_logic_rules *r = s->logic;
    bool ok = true;

    for (size_t i = 0; i < r->all_count && (ok || c->quiet == 0); i++)
        ok = cd_check_value(c, r->all[i], v, path) && ok;
    if (!ok && c->quiet > 0)
        return false;
    ok = check_any(c, r, v, path) && ok;
    ok = check_one(c, r, v, path) && ok;
    if (r->not_ != NULL && passes(c, r->not_, v, path))
        ok = cd_check_fail(c, path, "not", "has a form that is not allowed");
    if (r->if_ == NULL)
        return ok;
    const struct cd_schema *branch = passes(c, r->if_, v, path) ? r->then_ : r->else_;
    return (branch == NULL || cd_check_value(c, branch, v, path)) && ok;
}

/* ---- one schema ---- */

static bool check_kind(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                       const struct cd_path *path)
{
    switch (v->kind) {
    case CD_NODE_TEXT:
        return s->text == NULL || check_text(c, s, v, path);
    case CD_NODE_INT:
    case CD_NODE_REAL:
        return s->number == NULL || check_number(c, s, v, path);
    case CD_NODE_LIST:
        return s->list == NULL || cd_check_list(c, s, v, path);
    case CD_NODE_MAP:
        return s->map == NULL || cd_check_map(c, s, v, path);
    default:
        return true;
    }
}

bool cd_check_value(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                    const struct cd_path *path)
{
    bool ok = true;

    if (s->never)
        return cd_check_fail(c, path, "false", "is not allowed here");
    if (c->depth == DEPTH_MAX)
        return cd_check_fail(c, path, "depth", "is nested too deeply");
    if (s->types != 0 && !check_type(c, s, v, path))
        return false; /* what else one could say follows from it */
    c->depth++;
    if (s->values != NULL || s->constant != NULL)
        ok = check_values(c, s, v, path);
    ok = (ok || c->quiet == 0) && check_kind(c, s, v, path) && ok;
    if (s->ref != NULL && (ok || c->quiet == 0))
        ok = cd_check_value(c, s->ref, v, path) && ok;
    if (s->logic != NULL && (ok || c->quiet == 0))
        ok = check_logic(c, s, v, path) && ok;
    c->depth--;
    return ok;
}

bool cd_schema_check(const struct cd_schema *schema, const json_t *value, bool writing,
                     struct cd_errors *errors)
{
    struct cd_check c = {.errors = errors, .base = "", .writing = writing};
    struct cd_value v = cd_value_of(value);

    return cd_check_value(&c, schema, &v, NULL);
}
