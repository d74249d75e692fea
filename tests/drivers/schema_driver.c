/*
 * The schema engine as a filter, for tests in other languages: one line of NDJSON
 * {"schema": …, "data": …} or {"schema": …, "tests": [data, …]} in, one line out:
 * {"refused": reason} or {"valid": [bool, …]}. With "writing": true read-only properties are
 * refused.
 */
#include "contract/schema.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *verdicts(const struct cd_schema *schema, const json_t *line, struct cd_arena *arena)
{
    json_t *valid = json_array();
    const json_t *tests = json_object_get(line, "tests");
    size_t count = tests != NULL ? json_array_size(tests) : 1;
    bool writing = json_is_true(json_object_get(line, "writing"));

    for (size_t i = 0; i < count; i++) {
        const json_t *data =
            tests != NULL ? json_array_get(tests, i) : json_object_get(line, "data");
        struct cd_errors errors;
        cd_errors_init(&errors, arena);
        bool ok = cd_schema_check(schema, data, writing, &errors);
        if (ok != (errors.count == 0)) {
            (void)fputs("verdict and errors disagree\n", stderr);
            abort();
        }
        (void)json_array_append_new(valid, json_boolean(ok));
    }
    return json_pack("{s:o}", "valid", valid);
}

static json_t *answer(const json_t *line)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;
    json_t *result;

    cd_findings_init(&findings, arena);
    const struct cd_node *node = cd_node_of_json(arena, json_object_get(line, "schema"));
    const struct cd_schema *schema = cd_schema_compile(arena, node, node, "line", &findings);
    if (schema == NULL)
        result = json_pack("{s:s}", "refused", findings.first->reason);
    else
        result = verdicts(schema, line, arena);
    cd_arena_free(arena);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;

    while ((len = getline(&line, &cap, stdin)) > 0) {
        json_error_t error;
        json_t *request = json_loadb(line, (size_t)len, JSON_ALLOW_NUL, &error);
        json_t *result = request != NULL && json_object_get(request, "schema") != NULL
                             ? answer(request)
                             : json_pack("{s:s}", "unreadable", error.text);
        (void)json_dumpf(result, stdout, JSON_COMPACT);
        (void)putchar('\n');
        (void)fflush(stdout); /* the caller may wait for each answer */
        json_decref(result);
        json_decref(request);
    }
    (void)fflush(stdout);
    free(line);
    return 0;
}
