#include "contract/router.h"

#include <stdlib.h>
#include <string.h>

#define SEGMENTS_MAX 16
#define PLACES_MAX 100000
#define LITERAL_BYTES_MAX 256

/* What stands behind a path's last slash, where the contract has one: a literal that no request can
 * spell, because NUL is refused. */
static const struct cd_str nothing = {"", 1};

struct template
{
    struct cd_str path;
    int line;
    size_t count;
    struct cd_str segments[SEGMENTS_MAX]; /* a parameter's is empty */
    uint8_t params[CD_ROUTE_PARAMS];      /* segment indexes */
    size_t param_count;
    unsigned allow;
    struct cd_operation *operations[CD_METHOD_COUNT];
};

struct place {
    const struct template *here; /* what ends here */
    const struct place *param;
    const struct edge *edges; /* open addressing by the literal's hash */
    size_t mask;
    size_t edge_count;
};

struct edge {
    struct cd_str literal; /* empty: the entry is free */
    const struct place *to;
};

struct cd_router {
    struct template *templates;
    size_t count;
    const struct place *start;
};

struct builder {
    struct cd_arena *arena;
    size_t places;
};

/* Templates that still can match at a depth, the most specific first. */
struct set {
    const struct template **items;
    size_t count;
};

/* ---- templates ---- */

static bool is_param(struct cd_str segment)
{
    return segment.len > 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

static const char *read_segment(struct template *t, struct cd_str segment, bool last)
{
    bool braces = segment.len > 0 && (memchr(segment.ptr, '{', segment.len) != NULL ||
                                      memchr(segment.ptr, '}', segment.len) != NULL);

    if (t->count == SEGMENTS_MAX)
        return "has too many segments";
    if (is_param(segment)) {
        if (t->param_count == CD_ROUTE_PARAMS)
            return "has too many parameters";
        t->params[t->param_count++] = (uint8_t)t->count++;
        return NULL;
    }
    if (segment.len == 0 && last && t->count > 0) {
        t->segments[t->count++] = nothing;
        return NULL;
    }
    if (segment.len == 0 || braces || memchr(segment.ptr, '%', segment.len) != NULL)
        return "has a segment that is neither a literal nor one {parameter}";
    if (segment.len > LITERAL_BYTES_MAX)
        return "has a segment that is too long";
    t->segments[t->count++] = segment;
    return NULL;
}

/* NULL, or what is wrong with the path. */
static const char *read_template(struct template *t)
{
    struct cd_str rest = t->path;
    const char *reason = NULL;

    if (rest.len == 0 || rest.ptr[0] != '/')
        return "does not begin with '/'";
    rest = (struct cd_str){rest.ptr + 1, rest.len - 1};
    for (size_t i = 0; i < CD_ROUTE_PARAMS; i++)
        t->params[i] = 0;
    for (bool more = rest.len > 0; more && reason == NULL;) {
        size_t before = rest.len;
        struct cd_str segment = cd_str_cut(&rest, '/');
        more = segment.len < before;
        reason = read_segment(t, segment, !more);
    }
    return reason;
}

static int compare(const void *left, const void *right)
{
    const struct template *a = left, *b = right;

    for (size_t i = 0; i < a->count && i < b->count; i++) {
        bool a_param = a->segments[i].len == 0, b_param = b->segments[i].len == 0;
        if (a_param != b_param)
            return a_param ? 1 : -1;
        if (a_param || cd_str_eq(a->segments[i], b->segments[i]))
            continue;
        size_t len =
            a->segments[i].len < b->segments[i].len ? a->segments[i].len : b->segments[i].len;
        int order = memcmp(a->segments[i].ptr, b->segments[i].ptr, len);
        return order != 0 ? order : a->segments[i].len < b->segments[i].len ? -1 : 1;
    }
    return a->count < b->count ? -1 : a->count > b->count;
}

static struct template *template_of(struct cd_router *router, const struct cd_operation *operation)
{
    for (size_t i = 0; i < router->count; i++) {
        if (cd_str_eq(router->templates[i].path, operation->path))
            return &router->templates[i];
    }
    struct template *t = &router->templates[router->count++];
    t->path = operation->path;
    t->line = operation->line;
    return t;
}

static bool read_templates(struct cd_router *router, const struct cd_contract *contract,
                           struct cd_findings *findings)
{
    size_t before = findings->count;

    for (size_t i = 0; i < contract->operation_count; i++) {
        struct cd_operation *operation = &contract->operations[i];
        struct template *t = template_of(router, operation);
        t->operations[operation->method] = operation;
        t->allow |= 1u << operation->method;
    }
    for (size_t i = 0; i < router->count; i++) {
        struct template *t = &router->templates[i];
        const char *reason = read_template(t);
        if (reason != NULL)
            cd_findings_add(findings, contract->file, t->line, "the path '%s' %s", t->path.ptr,
                            reason);
    }
    qsort(router->templates, router->count, sizeof *router->templates, compare);
    for (size_t i = 1; i < router->count; i++) {
        if (compare(&router->templates[i - 1], &router->templates[i]) == 0)
            cd_findings_add(findings, contract->file, router->templates[i].line,
                            "the paths '%s' and '%s' match the same requests",
                            router->templates[i - 1].path.ptr, router->templates[i].path.ptr);
    }
    return findings->count == before;
}

/* ---- the tree ---- */

static bool continues(const struct template *t, size_t depth, struct cd_str literal)
{
    return t->count > depth && (t->segments[depth].len == 0 ||
                                (literal.len > 0 && cd_str_eq(t->segments[depth], literal)));
}

static struct set narrow(struct builder *b, struct set from, size_t depth, struct cd_str literal)
{
    struct set set = {.items = cd_arena_alloc(b->arena, from.count * sizeof *set.items)};

    for (size_t i = 0; i < from.count; i++) {
        if (continues(from.items[i], depth, literal))
            set.items[set.count++] = from.items[i];
    }
    return set;
}

static struct edge *edge_of(const struct place *place, struct edge *edges, struct cd_str literal)
{
    size_t at = cd_str_hash(literal) & place->mask;

    while (edges[at].literal.len > 0 && !cd_str_eq(edges[at].literal, literal))
        at = (at + 1) & place->mask;
    return &edges[at];
}

static const struct place *build(struct builder *b, struct set set, size_t depth)
{
    struct place *place = cd_arena_alloc(b->arena, sizeof *place);
    size_t size = 4;

    if (++b->places > PLACES_MAX)
        return NULL;
    while (size < set.count * 2)
        size *= 2;
    struct edge *edges = cd_arena_alloc(b->arena, size * sizeof *edges);
    place->edges = edges;
    place->mask = size - 1;
    for (size_t i = 0; i < set.count; i++) {
        const struct template *t = set.items[i];
        if (t->count == depth && place->here == NULL)
            place->here = t;
        if (t->count <= depth || t->segments[depth].len == 0)
            continue;
        struct edge *edge = edge_of(place, edges, t->segments[depth]);
        if (edge->literal.len > 0)
            continue;
        edge->literal = t->segments[depth];
        edge->to = build(b, narrow(b, set, depth, edge->literal), depth + 1);
        place->edge_count++;
        if (edge->to == NULL)
            return NULL;
    }
    struct set params = narrow(b, set, depth, CD_STR(""));
    if (params.count > 0) {
        place->param = build(b, params, depth + 1);
        if (place->param == NULL)
            return NULL;
    }
    return place;
}

struct cd_router *cd_router_build(struct cd_arena *arena, const struct cd_contract *contract,
                                  struct cd_findings *findings)
{
    struct cd_router *router = cd_arena_alloc(arena, sizeof *router);
    struct builder builder = {.arena = arena};

    router->templates =
        cd_arena_alloc(arena, contract->operation_count * sizeof *router->templates);
    if (!read_templates(router, contract, findings))
        return NULL;
    struct set all = {.items = cd_arena_alloc(arena, router->count * sizeof *all.items)};
    for (; all.count < router->count; all.count++)
        all.items[all.count] = &router->templates[all.count];
    router->start = build(&builder, all, 0);
    if (router->start == NULL) {
        cd_findings_add(findings, contract->file, 0, "the paths overlap too much");
        return NULL;
    }
    return router;
}

/* ---- matching ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The decoded bytes, as far as a literal could be long; false on a bad escape or NUL. */
static bool decode(struct cd_str raw, char *out, struct cd_str *ret)
{
    size_t len = 0;

    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex(raw.ptr[i + 1]) : -1;
            int low = high >= 0 ? hex(raw.ptr[i + 2]) : -1;
            if (low < 0 || high + low == 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (len <= LITERAL_BYTES_MAX)
            out[len++] = c;
    }
    *ret = (struct cd_str){out, len};
    return true;
}

static const struct place *follow_literal(const struct place *place, struct cd_str segment)
{
    if (place->edge_count == 0)
        return NULL;
    for (size_t at = cd_str_hash(segment) & place->mask; place->edges[at].literal.len > 0;
         at = (at + 1) & place->mask) {
        if (cd_str_eq(place->edges[at].literal, segment))
            return place->edges[at].to;
    }
    return NULL;
}

static const struct place *follow(const struct place *place, struct cd_str raw, bool last)
{
    char buffer[LITERAL_BYTES_MAX + 1];
    struct cd_str segment = raw;

    if (raw.len == 0 && last)
        return follow_literal(place, nothing);
    if (raw.len > 0 && memchr(raw.ptr, '%', raw.len) != NULL && !decode(raw, buffer, &segment))
        return NULL;
    if (segment.len == 0 || cd_str_is(segment, ".") || cd_str_is(segment, "..") ||
        memchr(raw.ptr, '\0', raw.len) != NULL)
        return NULL;
    const struct place *to = follow_literal(place, segment);
    return to != NULL ? to : place->param;
}

struct cd_route cd_router_find(const struct cd_router *router, enum cd_method method,
                               struct cd_str path)
{
    struct cd_str segments[SEGMENTS_MAX];
    struct cd_route route = {0};
    const struct place *place = router->start;
    size_t count = 0;

    if (path.len == 0 || path.ptr[0] != '/')
        return route;
    path = (struct cd_str){path.ptr + 1, path.len - 1};
    for (bool more = path.len > 0; more && place != NULL;) {
        size_t before = path.len;
        if (count == SEGMENTS_MAX)
            return route;
        segments[count] = cd_str_cut(&path, '/');
        more = segments[count].len < before;
        place = follow(place, segments[count++], !more);
    }
    if (place == NULL || place->here == NULL)
        return route;
    if (method < CD_METHOD_COUNT) /* CD_METHOD_COUNT: a method that no operation has */
        route.operation = place->here->operations[method];
    route.allow = place->here->allow;
    route.count = place->here->param_count;
    for (size_t i = 0; i < route.count; i++)
        route.values[i] = segments[place->here->params[i]];
    return route;
}
