/* Any request target against a fixed set of routes, and against a matcher that just tries them all.
 */
#include "contract/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const paths[] = {
    "/v1/visits",
    "/v1/visits/{id}",
    "/v1/visits/{id}/check-in",
    "/v1/visits:batch",
    "/v1/residents/me",
    "/v1/residents/{id}",
    "/v1/{slice}/me/notes",
    "/v1/{slice}/{id}/{part}",
    "/v1/residents/me/{x}",
    "/{a}/{b}/{c}/{d}",
    "/",
};
#define PATH_COUNT (sizeof paths / sizeof *paths)

static struct cd_contract *contract;
static struct cd_arena *scratch;

static char *add_operation(struct cd_arena *arena, char *yaml, size_t index)
{
    struct cd_str rest = cd_str_of(paths[index]);

    yaml = cd_arena_printf(
        arena,
        "%s  %s:\n    get:\n      operationId: t_%zu\n      tags: [t]\n"
        "      security: []\n"
        "      x-chatdong: { public: true, result: stream, hook: h }\n"
        "      responses: { '200': { description: d }, default: { description: d } }\n"
        "      parameters:\n",
        yaml, paths[index], index);
    while (rest.len > 0) {
        struct cd_str segment = cd_str_cut(&rest, '/');
        if (segment.len > 2 && segment.ptr[0] == '{')
            yaml = cd_arena_printf(
                arena,
                "%s        - { name: %.*s, in: path, required: true, schema: { type: string } }\n",
                yaml, (int)segment.len - 2, segment.ptr + 1);
    }
    return yaml;
}

static void load(void)
{
    static struct cd_arena *arena; /* kept: the process ends with it */
    struct cd_findings findings;

    arena = cd_arena_new();
    scratch = cd_arena_new();
    char *yaml =
        cd_arena_printf(arena, "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n");
    cd_findings_init(&findings, arena);
    for (size_t i = 0; i < PATH_COUNT; i++)
        yaml = add_operation(arena, yaml, i);
    contract = cd_contract_load(arena, cd_str_of(yaml), "routes", &findings);
    if (contract == NULL) {
        (void)fprintf(stderr, "%d: %s\n", findings.first->line, findings.first->reason);
        abort();
    }
}

/* -1: does not match; else how specific, a bit per segment, literals higher. */
static int matches(const char *template, struct cd_str path)
{
    struct cd_str t = cd_str_of(template), decoded;
    int weight = 0;

    if (cd_str_is(path, "/") || t.len == 1)
        return t.len == 1 && cd_str_is(path, "/") ? 0 : -1;
    if (path.len == 0 || path.ptr[0] != '/')
        return -1;
    (void)cd_str_cut(&t, '/');
    (void)cd_str_cut(&path, '/');
    for (int bit = 1 << 20;; bit >>= 1) {
        size_t t_before = t.len, p_before = path.len;
        struct cd_str want = cd_str_cut(&t, '/'), have = cd_str_cut(&path, '/');
        bool t_more = want.len < t_before, p_more = have.len < p_before;
        bool literal = want.ptr[0] != '{';
        if (have.len == 0 || memchr(have.ptr, '\0', have.len) != NULL)
            return -1;
        if (!cd_percent_decode(scratch, have, false, &decoded))
            return -2; /* not text: the router may route it, decoding refuses it later */
        if (cd_str_is(decoded, ".") || cd_str_is(decoded, "..") || decoded.len == 0)
            return -1;
        if (literal && !cd_str_eq(want, decoded))
            return -1;
        weight |= literal ? bit : 0;
        if (t_more != p_more)
            return -1;
        if (!t_more)
            return weight;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_str path = {(const char *)data, size};
    int best = -1, expected = -1;

    if (contract == NULL)
        load();
    cd_arena_reset(scratch);
    struct cd_route route = cd_contract_route(contract, CD_GET, path);
    for (size_t i = 0; i < PATH_COUNT; i++) {
        int weight = matches(paths[i], path);
        if (weight == -2)
            return 0;
        if (weight > best) {
            best = weight;
            expected = (int)i;
        }
    }
    int found = route.operation != NULL ? route.operation->index : -1;
    if (found != expected)
        (void)fprintf(stderr, "found %d expected %d\n", found, expected);
    if (found != expected || (found < 0) != (route.allow == 0))
        abort();
    for (size_t i = 0; i < route.count; i++) {
        if (route.values[i].len == 0 || route.values[i].ptr < path.ptr)
            abort();
    }
    return 0;
}
