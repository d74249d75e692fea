#include "contract/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A small contract that is right; each test of a rule breaks one place of it. */
static const char sound[] =
    "openapi: 3.1.0\n"
    "info: { title: T, version: 1.2.3 }\n"
    "security: [{ bearer: [] }]\n"
    "x-chatdong:\n"
    "  problems:\n"
    "    visit_overlap: { status: 409, title: Overlaps }\n"
    "paths:\n"
    "  /v1/visits:\n"
    "    get:\n"
    "      operationId: visits_list\n"
    "      tags: [visits]\n"
    "      x-chatdong: { roles: [officer, nurse], scopes: ['visits:read'], area: dong, result: "
    "many, "
    "personal: resident_id, lane: long }\n"
    "      parameters:\n"
    "        - { $ref: '#/components/parameters/Limit' }\n"
    "        - { name: cursor, in: query, schema: { type: string, maxLength: 9 } }\n"
    "        - { name: kinds, in: query, explode: false, schema: { type: array, maxItems: 3, "
    "items: "
    "{ type: string, enum: [a, b] } } }\n"
    "      responses:\n"
    "        '200': { description: ok, content: { application/json: { schema: { $ref: "
    "'#/components/schemas/VisitList' } } } }\n"
    "        default: { description: other }\n"
    "    post:\n"
    "      operationId: visits_create\n"
    "      tags: [visits]\n"
    "      x-chatdong: { roles: [nurse], area: dong, result: one, idempotency: required, rate: "
    "strict, hook: plan, errors: { visit_no_overlap: visit_overlap, visit_key: conflict } }\n"
    "      parameters:\n"
    "        - { name: Idempotency-Key, in: header, required: true, schema: { type: string } }\n"
    "      requestBody: { required: true, content: { application/json: { schema: { $ref: "
    "'#/components/schemas/VisitPlan' } } } }\n"
    "      responses:\n"
    "        '201': { description: made, content: { application/json: { schema: { $ref: "
    "'#/components/schemas/Visit' } } } }\n"
    "        '400': { description: bad }\n"
    "        default: { description: other }\n"
    "  /v1/visits/{id}:\n"
    "    parameters:\n"
    "      - { name: id, in: path, required: true, schema: { type: string, format: uuid } }\n"
    "    patch:\n"
    "      operationId: visits_update\n"
    "      deprecated: true\n"
    "      tags: [visits]\n"
    "      x-chatdong: { roles: [nurse, system], area: own, result: none, if_match: required, "
    "sunset: '2027-01-01', deprecated_since: '2026-01-01' }\n"
    "      parameters:\n"
    "        - { name: If-Match, in: header, required: true, schema: { type: string } }\n"
    "      requestBody: { content: { application/merge-patch+json: { schema: { type: object, "
    "additionalProperties: false, properties: { notes: { type: [string, 'null'], maxLength: 5 } } "
    "} } } }\n"
    "      responses: { '204': { description: done }, default: { description: other } }\n"
    "  /v1/visits/{id}/check-in:\n"
    "    post:\n"
    "      operationId: visits_check_in\n"
    "      tags: [visits]\n"
    "      x-chatdong: { roles: [nurse], area: dong, result: one }\n"
    "      parameters:\n"
    "        - { name: id, in: path, required: true, schema: { type: string } }\n"
    "      responses: { '200': { description: ok, content: { application/json: { schema: { $ref: "
    "'#/components/schemas/Visit' } } } }, default: { description: other } }\n"
    "  /v1/meta:\n"
    "    get:\n"
    "      operationId: meta_get\n"
    "      tags: [meta]\n"
    "      security: []\n"
    "      x-chatdong: { public: true, result: one, hook: meta }\n"
    "      responses: { '200': { description: ok, content: { application/json: { schema: { type: "
    "object } } } } }\n"
    "components:\n"
    "  parameters:\n"
    "    Limit: { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }\n"
    "  schemas:\n"
    "    Visit:\n"
    "      type: object\n"
    "      required: [id]\n"
    "      properties:\n"
    "        id: { type: string, format: uuid }\n"
    "        resident_id: { type: string, format: uuid }\n"
    "        resident_name: { type: string, x-chatdong: { mask: name, masked_for: [officer] } }\n"
    "    VisitPlan:\n"
    "      type: object\n"
    "      additionalProperties: false\n"
    "      required: [resident_id]\n"
    "      properties:\n"
    "        resident_id: { type: string, format: uuid }\n"
    "        team: { type: array, maxItems: 4, items: { type: string, maxLength: 36 } }\n"
    "        minutes: { type: integer, minimum: 1, maximum: 600 }\n"
    "    VisitList:\n"
    "      type: object\n"
    "      properties:\n"
    "        items: { type: array, items: { $ref: '#/components/schemas/Visit' } }\n"
    "        next_cursor: { type: [string, 'null'] }\n";

struct fixture {
    struct cd_arena *arena;
    struct cd_findings findings;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = cd_arena_new();
    cd_findings_init(&f->findings, f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    cd_arena_free(f->arena);
    free(f);
    return 0;
}

static struct cd_contract *load(struct fixture *f, const char *yaml)
{
    return cd_contract_load(f->arena, cd_str_of(yaml), "openapi.yaml", &f->findings);
}

static struct cd_contract *load_sound(struct fixture *f)
{
    struct cd_contract *contract = load(f, sound);

    if (contract == NULL)
        fail_msg("%d: %s", f->findings.first->line, f->findings.first->reason);
    return contract;
}

static void operations_are_read(void **state)
{
    struct cd_contract *c = load_sound(*state);
    const struct cd_operation *list = cd_contract_operation(c, CD_STR("visits_list"));

    assert_int_equal(c->operation_count, 5);
    assert_true(cd_str_is(c->version, "1.2.3"));
    assert_int_equal(list->method, CD_GET);
    assert_true(cd_str_is(list->slice, "visits"));
    assert_int_equal(list->roles, 1u << CD_OFFICER | 1u << CD_NURSE | 1u << CD_SYSTEM);
    assert_int_equal(list->scope_count, 1);
    assert_int_equal(list->area, CD_AREA_DONG);
    assert_int_equal(list->result, CD_RESULT_MANY);
    assert_int_equal(list->lane, CD_LANE_LONG);
    assert_true(cd_str_is(list->personal, "resident_id"));
    assert_int_equal(list->success_status, 200);
    assert_int_equal(list->line, 9);
    assert_true(cd_str_is(list->produces[0], "application/json"));
    const struct cd_property *name = cd_schema_property(list->row, CD_STR("resident_name"));
    assert_int_equal(name->mask, CD_MASK_NAME);
    assert_int_equal(list->param_count, 3);
    assert_int_equal(list->params[2].types, 1u << CD_NODE_LIST);
    const struct cd_operation *create = cd_contract_operation(c, CD_STR("visits_create"));
    assert_true(create->idempotent && create->strict_rate && create->body_required);
    assert_int_equal(create->lane, CD_LANE_WRITE);
    assert_ptr_equal(create->row, create->response);
    assert_int_equal(create->error_count, 2);
    assert_int_equal(create->errors[0].problem->status, 409);
    assert_true(cd_str_is(create->errors[1].problem->name, "conflict"));
    const struct cd_operation *update = cd_contract_operation(c, CD_STR("visits_update"));
    assert_true(update->if_match && update->deprecated && !update->body_required);
    assert_true(cd_str_is(update->body_type, "application/merge-patch+json"));
    assert_true(cd_str_is(update->params[0].format, "uuid"));
    assert_null(update->response);
    assert_true(cd_contract_operation(c, CD_STR("meta_get"))->is_public);
    assert_null(cd_contract_operation(c, CD_STR("meta")));
}

static void problems_of_core_and_contract_are_known(void **state)
{
    struct cd_contract *c = load_sound(*state);

    assert_int_equal(cd_contract_problem(c, CD_STR("quota_exceeded"))->status, 429);
    assert_int_equal(cd_contract_problem(c, CD_STR("visit_overlap"))->status, 409);
    assert_null(cd_contract_problem(c, CD_STR("nope")));
}

static int line_of(const char *yaml, const char *what)
{
    const char *at = strstr(yaml, what);
    int line = 1;

    if (at == NULL)
        fail_msg("'%s' is not in the contract", what);
    for (const char *p = yaml; p < at; p++)
        line += *p == '\n';
    return line;
}

/* The contract with the first `from` replaced. */
static const char *broken(struct fixture *f, const char *from, const char *to)
{
    const char *at = strstr(sound, from);

    if (at == NULL)
        fail_msg("'%s' is not in the contract", from);
    return cd_arena_printf(f->arena, "%.*s%s%s", (int)(at - sound), sound, to, at + strlen(from));
}

struct breach {
    const char *from, *to, *reason;
    const char *where; /* text whose line the finding names; NULL: where `from` was */
};

#define LIST "    get:\n      operationId: visits_list"
#define CREATE "    post:\n      operationId: "
#define UPDATE "    patch:"
#define CHECK_IN "    post:\n      operationId: visits_check_in"
#define META "    get:\n      operationId: meta_get"

static void assert_breach(struct fixture *f, const struct breach *b)
{
    const char *yaml = broken(f, b->from, b->to);
    int line = b->where != NULL ? line_of(yaml, b->where) : line_of(sound, b->from);

    cd_findings_init(&f->findings, f->arena);
    if (load(f, yaml) != NULL)
        fail_msg("'%s' is accepted", b->to);
    for (const struct cd_finding *found = f->findings.first; found != NULL; found = found->next) {
        assert_string_equal(found->file, "openapi.yaml");
        if (found->line == line && strstr(found->reason, b->reason) != NULL)
            return;
    }
    fail_msg("'%s' at %d: got %d '%s'", b->reason, line, f->findings.first->line,
             f->findings.first->reason);
}

static void extension_breaches_are_found(void **state)
{
    static const struct breach table[] = {
        {"roles: [officer, nurse]", "roles: [officer, boss]", "unknown role 'boss'", NULL},
        {"roles: [officer, nurse]", "roles: [nurse, nurse]", "stands here twice", NULL},
        {"roles: [officer, nurse]", "roles: nurse", "must be a list", NULL},
        {"area: dong", "area: town", "unknown area 'town'", NULL},
        {"area: dong, ", "", "area is missing", LIST},
        {"result: many", "result: some", "unknown result 'some'", NULL},
        {"public: true, result: one", "public: true", "result is missing", META},
        {"lane: long", "lane: fast", "unknown lane 'fast'", NULL},
        {"lane: long", "lane: write", "GET reads only", LIST},
        {"lane: long", "speed: long", "unknown key 'speed' in x-chatdong", NULL},
        {"scopes: ['visits:read']", "scopes: [Visits]", "resource:verb", NULL},
        {"public: true", "public: yes", "true or false", NULL},
        {"public: true", "rate: strict", "neither public nor", META},
        {"public: true", "public: true, roles: [nurse]", "public and has roles", META},
        {"idempotency: required", "idempotency: maybe", "'required'", NULL},
        {"rate: strict", "rate: lax", "'strict'", NULL},
        {"rate: strict", "sparse: often", "true or false", NULL},
        {"lane: long", "lane: long, one_of: [kinds]", "a list of lists", NULL},
        {"lane: long", "lane: long, one_of: [[kinds], [colour]]", "'colour' is no optional query",
         NULL},
        {"hook: plan", "hook: Plan!", "a name of", NULL},
        {"visit_key: conflict", "visit_key: nowhere", "unknown problem 'nowhere'", NULL},
        {"personal: resident_id", "personal: somebody", "no property of the answer's rows", LIST},
        {"result: one, hook: meta", "result: one, hook: meta, batch: no_such", "is no operation",
         META},
        {"sunset: '2027-01-01'", "sunset: '2027-13-01'", "must be a date", NULL},
        {"sunset: '2027-01-01', ", "", "go together", UPDATE},
        {"deprecated: true", "deprecated: false", "go together", UPDATE},
        {"masked_for: [officer]", "masked_for: [all]", "unknown role 'all'", NULL},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_breach(*state, &table[i]);
}

static void document_breaches_are_found(void **state)
{
    static const struct breach table[] = {
        {"openapi: 3.1.0", "openapi: 3.0.3", "must be 3.1.x", NULL},
        {", version: 1.2.3", "", "info.version is missing", "openapi: 3"},
        {"security: [{ bearer: [] }]", "webhooks: {}", "unknown key 'webhooks' in the document",
         NULL},
        {"security: [{ bearer: [] }]", "x-extra: 1", "unknown key 'x-extra' in the document", NULL},
        {"  problems:", "  extra: 1\n  problems:", "unknown key 'extra'", NULL},
        {"status: 409", "status: 200", "status of 400 to 599", NULL},
        {"visit_overlap: {", "conflict: { status: 400, title: x }\n    visit_overlap: {",
         "is one of the core's", NULL},
        {"operationId: visits_create", "operationId: visits_list", "stands in line 9 already",
         CREATE},
        {"operationId: visits_create", "operationId: planVisit", "must be [a-z]", CREATE},
        {"operationId: visits_create", "operationId: trips_create", "must begin with its tag",
         CREATE},
        {"tags: [meta]", "tags: [meta, more]", "exactly one tag", META},
        {"security: []\n", "description: x\n", "security: []", META},
        {"security: [{ bearer: [] }]", "tags: []", "asks for a token", LIST},
        {"    patch:", "    trace: {}\n    patch:", "unknown key 'trace' in a path", NULL},
        {"deprecated: true", "callbacks: {}", "unknown key 'callbacks' in an operation", NULL},
        {"'200': { description: ok,", "'2xx': { description: ok,", "not '2xx'", NULL},
        {"'200': { description: ok, content: { application/json: { schema: { type: object } } } }",
         "'404': { description: no }", "no 2xx response", META},
        {"schema: { $ref: '#/components/schemas/VisitList' }", "schema: { $ref: '#/nope' }",
         "leads nowhere", NULL},
        {"$ref: '#/components/parameters/Limit'", "$ref: '#/components/parameters/Nope'",
         "leads nowhere", NULL},
        {"{ type: [string, 'null'] }", "{ type: string, nullable: true }",
         "unknown schema keyword 'nullable'", NULL},
        {"default: { description: other }\n    post:", "'400': { description: x }\n    post:",
         "status 401 can happen", LIST},
        {"components:\n", "components:\n  links: {}\n", "unknown key 'links' in components",
         "  links:"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_breach(*state, &table[i]);
}

static void parameter_and_path_breaches_are_found(void **state)
{
    static const struct breach table[] = {
        {"/v1/visits/{id}/check-in:", "/v1/visits/{visit}/check-in:", "'visit' is not declared",
         CHECK_IN},
        {"/v1/visits/{id}/check-in:", "/v1/visits/check-in:", "is not in the path",
         "        - { name: id, in: path"},
        {"/v1/meta:", "v1/meta:", "does not begin with '/'", META},
        {"/v1/meta:", "/v1//meta:", "neither a literal", META},
        {"/v1/meta:", "/v1/x{y}:", "neither a literal", META},
        {"/v1/meta:", "/v1/%6deta:", "neither a literal", META},
        {"/v1/visits/{id}/check-in:", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}:", "too many parameters",
         CHECK_IN},
        {"name: id, in: path, required: true, schema: { type: string } }",
         "name: id, in: path, schema: { type: string } }", "must be required", NULL},
        {"name: cursor, in: query", "name: cursor, in: cookie", "not in 'cookie'", NULL},
        {"name: cursor, in: query,", "name: cursor, in: query, content: {},", "unknown key", NULL},
        {"name: cursor, in: query,", "name: cursor, in: query, style: deepObject,", "'form'", NULL},
        {"name: cursor, in: query,", "name: Limit2, in: query,", "parameters limit and cursor",
         LIST},
        {"name: cursor, in: query,", "name: limit, in: query,", "stands here twice", NULL},
        {"explode: false, ", "", "explode: false", NULL},
        {"items: { type: string, enum: [a, b] }", "items: { type: object }", "scalar type", NULL},
        {"schema: { type: string, maxLength: 9 }", "schema: { type: object }", "text can be read",
         NULL},
        {"{ name: Idempotency-Key, in", "{ name: X-Other, in", "the header parameter Idempotency",
         CREATE},
        {"idempotency: required, ", "", "without idempotency: required", CREATE},
        {"name: If-Match", "name: Accept", "OpenAPI ignores", NULL},
        {"if_match: required, ", "", "without if_match: required", UPDATE},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_breach(*state, &table[i]);
}

static void body_and_answer_breaches_are_found(void **state)
{
    static const struct breach table[] = {
        {"{ schema: { $ref: '#/components/schemas/VisitPlan' } }", "{}", "has no schema", NULL},
        {"application/merge-patch+json", "application/json", "must be application/merge-patch",
         NULL},
        {"schema: { $ref: '#/components/schemas/VisitPlan' }",
         "schema: { type: string, maxLength: "
         "3 }",
         "must be an object", CREATE},
        {"responses: { '200'",
         "requestBody: { content: { text/csv: {} } }\n      responses: { "
         "'200'",
         "must be application/json", NULL},
        {"maxItems: 4, ", "", "needs maxItems", NULL},
        {"items: { type: string, maxLength: 36 }", "items: { type: string }", "needs maxLength",
         NULL},
        {"minimum: 1, maximum: 600", "minimum: 1", "minimum and maximum", NULL},
        {"      additionalProperties: false\n", "", "needs additionalProperties",
         "      type: object\n      required: [resident_id]"},
        {"result: none", "result: one", "no JSON schema", UPDATE},
        {"result: one, idempotency", "result: none, idempotency", "the answer has a schema",
         CREATE},
        {"        next_cursor:", "        more:", "'next_cursor'", LIST},
        {"        items: { type: array,", "        rows: { type: array,", "'items', an array",
         LIST},
        {"        id: { type: string, format: uuid }",
         "        id: { $ref: '#/components/schemas/Visit/properties/id' }", "without end", NULL},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_breach(*state, &table[i]);
}

static void ambiguous_paths_are_found(void **state)
{
    static const struct breach table[] = {
        {"/v1/meta:\n    get:", "/v1/visits/{other}:\n    get:", "match the same requests", META},
    };
    assert_breach(*state, &table[0]);
}

/* A contract of public operations, one per "method path" line. */
static struct cd_contract *load_routes(struct fixture *f, const char *const *lines)
{
    const char *yaml = "openapi: 3.1.0\ninfo: { title: T, version: 1.0.0 }\npaths:\n";
    int index = 0;

    for (; *lines != NULL; lines++) {
        struct cd_str path = cd_str_of(*lines);
        struct cd_str method = cd_str_cut(&path, ' ');
        yaml = cd_arena_printf(
            f->arena,
            "%s  %s:\n    %.*s:\n      operationId: t_%d\n      tags: [t]\n      security: []\n"
            "      x-chatdong: { public: true, result: stream, hook: h, lane: %s }\n"
            "      responses: { '200': { description: ok }, default: { description: x } }\n"
            "      parameters:\n",
            yaml, path.ptr, (int)method.len, method.ptr, index++,
            cd_str_is(method, "get") ? "short" : "write");
        for (struct cd_str rest = path; rest.len > 0;) {
            struct cd_str segment = cd_str_cut(&rest, '/');
            if (segment.len > 2 && segment.ptr[0] == '{')
                yaml =
                    cd_arena_printf(f->arena,
                                    "%s        - { name: %.*s, in: path, required: true, schema: "
                                    "{ type: string } }\n",
                                    yaml, (int)segment.len - 2, segment.ptr + 1);
        }
    }
    struct cd_contract *contract = load(f, yaml);
    if (contract == NULL)
        fail_msg("%d: %s", f->findings.first->line, f->findings.first->reason);
    return contract;
}

static void literals_beat_parameters(void **state)
{
    static const char *const lines[] = {"get /v1/{slice}/{id}/x",
                                        "get /v1/residents",
                                        "post /v1/residents:search",
                                        "get /v1/residents/{id}",
                                        "delete /v1/residents/me",
                                        "get /v1/residents/me/notes",
                                        "get /",
                                        "get /v1/{slice}/{id}/{part}",
                                        "get /front/",
                                        "get /front/{id}",
                                        NULL};
    static const struct {
        enum cd_method method;
        const char *path;
        int operation; /* -1: none */
        unsigned allow;
        const char *value; /* of the first parameter */
    } table[] = {
        {CD_GET, "/v1/residents", 1, 1u << CD_GET, NULL},
        {CD_POST, "/v1/residents", -1, 1u << CD_GET, NULL},
        {CD_POST, "/v1/residents:search", 2, 1u << CD_POST, NULL},
        {CD_METHOD_COUNT, "/v1/residents", -1, 1u << CD_GET, NULL}, /* OPTIONS, TRACE … */
        {CD_GET, "/v1/residents/7", 3, 1u << CD_GET, "7"},
        {CD_GET, "/v1/residents/me", -1, 1u << CD_DELETE, NULL},
        {CD_DELETE, "/v1/residents/me", 4, 1u << CD_DELETE, NULL},
        {CD_DELETE, "/v1/residents/%6d%65", 4, 1u << CD_DELETE, NULL},
        {CD_GET, "/v1/residents/me/notes", 5, 1u << CD_GET, NULL},
        {CD_GET, "/v1/residents/me/x", 0, 1u << CD_GET, "residents"},
        {CD_GET, "/v1/residents/7/notes", 7, 1u << CD_GET, "residents"},
        {CD_GET, "/v1/a%2Fb/7/x", 0, 1u << CD_GET, "a%2Fb"},
        {CD_GET, "/", 6, 1u << CD_GET, NULL},
        {CD_GET, "/v1", -1, 0, NULL},
        {CD_GET, "", -1, 0, NULL},
        {CD_GET, "v1/residents", -1, 0, NULL},
        {CD_GET, "//v1/residents", -1, 0, NULL},
        {CD_GET, "/v1/residents/", -1, 0, NULL},
        {CD_GET, "/front/", 8, 1u << CD_GET, NULL},
        {CD_GET, "/front", -1, 0, NULL},
        {CD_GET, "/front//", -1, 0, NULL},
        {CD_GET, "/front/%00", -1, 0, NULL},
        {CD_GET, "/front/%2f", 9, 1u << CD_GET, "%2f"},
        {CD_GET, "/front/x", 9, 1u << CD_GET, "x"},
        {CD_GET, "/v1//7/x", -1, 0, NULL},
        {CD_GET, "/v1/residents/..", -1, 0, NULL},
        {CD_GET, "/v1/residents/%2e%2E", -1, 0, NULL},
        {CD_GET, "/v1/residents/.", -1, 0, NULL},
        {CD_GET, "/v1/residents/%", -1, 0, NULL},
        {CD_GET, "/v1/residents/%4", -1, 0, NULL},
        {CD_GET, "/v1/residents/%00", -1, 0, NULL},
        {CD_GET, "/V1/residents", -1, 0, NULL},
        {CD_GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s", -1, 0, NULL},
    };
    struct cd_contract *c = load_routes(*state, lines);

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct cd_route r = cd_contract_route(c, table[i].method, cd_str_of(table[i].path));
        int index = r.operation != NULL ? r.operation->index : -1;
        if (index != table[i].operation || r.allow != table[i].allow)
            fail_msg("%s: operation %d, allow %u", table[i].path, index, r.allow);
        if (table[i].value != NULL)
            assert_true(cd_str_is(r.values[0], table[i].value));
    }
}

static void the_projects_contract_is_sound(void **state)
{
    struct fixture *f = *state;
    FILE *file = fopen("openapi.yaml", "rb");
    static char bytes[1 << 22];

    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    if (cd_contract_load(f->arena, (struct cd_str){bytes, len}, "openapi.yaml", &f->findings) ==
        NULL)
        fail_msg("openapi.yaml:%d: %s", f->findings.first->line, f->findings.first->reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(operations_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(problems_of_core_and_contract_are_known, setup, teardown),
        cmocka_unit_test_setup_teardown(extension_breaches_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(document_breaches_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(parameter_and_path_breaches_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(body_and_answer_breaches_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(ambiguous_paths_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(literals_beat_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(the_projects_contract_is_sound, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
