/* Any bytes as a request body and as a parameter, against schemas that use every keyword. */
#include "contract/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char yaml[] =
    "everything:\n"
    "  type: [object, array, string, integer, number, boolean]\n"
    "  properties:\n"
    "    name: { type: string, minLength: 1, maxLength: 20, pattern: '^[^\\s]+( [^\\s]+)*$' }\n"
    "    id: { type: string, format: uuid, readOnly: true }\n"
    "    day: { type: string, format: date }\n"
    "    at: { type: string, format: date-time }\n"
    "    mail: { type: string, format: email }\n"
    "    web: { type: string, format: uri }\n"
    "    phone: { type: string, format: phone }\n"
    "    dong: { type: string, format: dong-code }\n"
    "    amount: { type: number, minimum: -5, exclusiveMaximum: 1e9, multipleOf: 0.01 }\n"
    "    count: { type: integer, exclusiveMinimum: 0, maximum: 9007199254740993, multipleOf: 3 }\n"
    "    kind: { enum: [a, b, 1, null, [1], { x: 1.0 }] }\n"
    "    one: { const: { a: [1, 2.5, null] } }\n"
    "    list: { type: array, items: { $ref: '#/everything' }, maxItems: 40, uniqueItems: true }\n"
    "    tuple: { prefixItems: [{ type: string }, { type: integer }], items: false }\n"
    "    has: { contains: { const: x }, minContains: 1, maxContains: 2 }\n"
    "    self: { oneOf: [{ type: 'null' }, { $ref: '#/everything' }] }\n"
    "    any: { anyOf: [{ type: string, maxLength: 2 }, { type: integer }, { required: [z] }] }\n"
    "    cond: { if: { required: [q] }, then: { required: [r] }, else: { maxProperties: 2 } }\n"
    "  patternProperties: { '^x-': { type: boolean }, '(a+)+$': { not: { type: 'null' } } }\n"
    "  propertyNames: { maxLength: 30 }\n"
    "  dependentRequired: { day: [at] }\n"
    "  dependentSchemas: { mail: { required: [name] } }\n"
    "  additionalProperties: { $ref: '#/everything' }\n"
    "  minProperties: 0\n"
    "  maxProperties: 30\n"
    "  allOf: [{ not: { required: [forbidden] } }]\n"
    "count: { type: integer, minimum: 1, maximum: 100 }\n"
    "flag: { type: boolean }\n"
    "real: { type: number, multipleOf: 0.5 }\n"
    "list: { type: array, maxItems: 5, uniqueItems: true, items: { type: integer, minimum: 0 } }\n"
    "words: { type: array, items: { type: string, enum: [a, b] } }\n"
    "at: { type: string, format: date-time }\n";

static const struct cd_schema *schemas[7];
static struct cd_arena *scratch;

static void load(void)
{
    static const char *const names[] = {"everything", "count", "flag", "real",
                                        "list",       "words", "at"};
    static struct cd_arena *arena; /* kept: the process ends with it */
    struct cd_findings findings;

    arena = cd_arena_new();
    scratch = cd_arena_new();
    cd_findings_init(&findings, arena);
    const struct cd_node *root = cd_node_read(arena, arena, cd_str_of(yaml), "fuzz", &findings);
    for (size_t i = 0; i < sizeof names / sizeof *names && root != NULL; i++)
        schemas[i] = cd_schema_compile(arena, root, cd_node_get(root, names[i]), "fuzz", &findings);
    if (findings.count > 0) {
        (void)fprintf(stderr, "%d: %s\n", findings.first->line, findings.first->reason);
        abort();
    }
}

static void hold(const struct cd_errors *errors, bool ok)
{
    if (ok != (errors->count == 0) || errors->count > 100)
        abort();
    for (size_t i = 0; i < errors->count; i++) {
        if (!cd_str_is_utf8(cd_str_of(errors->items[i].pointer)) ||
            strlen(errors->items[i].pointer) > 512 || errors->items[i].message[0] == '\0')
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_str text = {(const char *)data, size};
    struct cd_errors errors;

    if (scratch == NULL)
        load();
    cd_arena_reset(scratch);
    for (size_t i = 1; i < sizeof schemas / sizeof *schemas; i++) {
        cd_errors_init(&errors, scratch);
        hold(&errors, cd_schema_check_text(schemas[i], "p", text, &errors));
    }
    json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (json == NULL)
        return 0;
    for (int writing = 0; writing < 2; writing++) {
        cd_errors_init(&errors, scratch);
        hold(&errors, cd_schema_check(schemas[0], json, writing != 0, &errors));
    }
    json_decref(json);
    return 0;
}
