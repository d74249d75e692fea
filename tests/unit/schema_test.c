#include "contract/contract.h"
#include "contract/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct cd_arena *arena;
    struct cd_findings findings;
    struct cd_errors errors;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->arena = cd_arena_new();
    cd_findings_init(&f->findings, f->arena);
    cd_errors_init(&f->errors, f->arena);
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

/* Compiles the node `schema` of a YAML document, or the whole document when it has none. */
static const struct cd_schema *compile(struct fixture *f, const char *yaml)
{
    const struct cd_node *root =
        cd_node_read(f->arena, f->arena, cd_str_of(yaml), "t.yaml", &f->findings);

    assert_non_null(root);
    const struct cd_node *node = cd_node_get(root, "schema");
    return cd_schema_compile(f->arena, root, node != NULL ? node : root, "t.yaml", &f->findings);
}

static bool check(struct fixture *f, const struct cd_schema *schema, const char *text, bool writing)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(json);
    assert_non_null(schema);
    cd_errors_init(&f->errors, f->arena);
    bool ok = cd_schema_check(schema, json, writing, &f->errors);
    json_decref(json);
    assert_int_equal(ok, f->errors.count == 0);
    return ok;
}

static void assert_error(const struct fixture *f, const char *pointer, const char *code)
{
    for (size_t i = 0; i < f->errors.count; i++) {
        if (strcmp(f->errors.items[i].pointer, pointer) == 0 &&
            strcmp(f->errors.items[i].code, code) == 0)
            return;
    }
    fail_msg("no error %s at '%s'", code, pointer);
}

static void all_errors_come_with_pointers(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s =
        compile(f, "type: object\n"
                   "required: [name, items]\n"
                   "additionalProperties: false\n"
                   "properties:\n"
                   "  name: {type: string, maxLength: 3}\n"
                   "  status: {type: string, enum: [open, closed]}\n"
                   "  items:\n"
                   "    type: array\n"
                   "    maxItems: 3\n"
                   "    items: {type: object, required: [kind], properties: {n: {type: integer, "
                   "minimum: 1, maximum: 9}, kind: {const: x}}}\n"
                   "  a/b~c: {type: boolean}\n");

    assert_true(check(f, s, "{\"name\":\"한국어\",\"items\":[]}", true));
    assert_false(check(f, s,
                       "{\"name\":\"abcd\",\"status\":\"x\",\"items\":[{\"kind\":\"x\",\"n\":0},"
                       "{\"n\":10}],\"a/b~c\":1,\"no/such\":1}",
                       true));
    assert_int_equal(f->errors.count, 7);
    assert_error(f, "/name", "max_length");
    assert_error(f, "/status", "enum");
    assert_error(f, "/items/0/n", "minimum");
    assert_error(f, "/items/1/n", "maximum");
    assert_error(f, "/items/1/kind", "required");
    assert_error(f, "/a~1b~0c", "type");
    assert_error(f, "/no~1such", "additional_properties");
    assert_string_equal(f->errors.items[1].message, "must be one of: open, closed");
    assert_false(check(f, s, "{\"name\":\"abc\",\"items\":[1,2,3,4]}", true));
    assert_int_equal(f->errors.count, 1); /* too long a list is not looked into */
    assert_error(f, "/items", "max_items");
}

static void errors_are_bounded(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s = compile(f, "items: {type: string}");
    char text[1024] = "[0";
    size_t len = 2;

    for (int i = 0; i < 200; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, ",%d", i);
    (void)snprintf(text + len, sizeof text - len, "]");
    json_t *json = json_loads(text, 0, NULL);
    assert_false(cd_schema_check(s, json, false, &f->errors));
    assert_int_equal(f->errors.count, 100);
    json_decref(json);

    const struct cd_schema *closed = compile(f, "additionalProperties: false");
    char *name = calloc(1, 100001);
    memset(name, 'a', 100000);
    memcpy(name + 63, "한", 3); /* the cut must not fall into it */
    json = json_pack("{s:i}", name, 1);
    cd_errors_init(&f->errors, f->arena);
    assert_false(cd_schema_check(closed, json, false, &f->errors));
    assert_int_equal(strlen(f->errors.items[0].pointer), 1 + 63);
    json_decref(json);
    free(name);
}

static void branches_tell_their_own_errors(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s =
        compile(f, "properties: {r: {oneOf: [{type: 'null'}, {type: object, required: [id]}]}, "
                   "v: {anyOf: [{type: string, maxLength: 1}, {type: string, minLength: 5}]}}");

    assert_true(check(f, s, "{\"r\":null}", false));
    assert_false(check(f, s, "{\"r\":{},\"v\":\"abc\"}", false));
    assert_error(f, "/r/id", "required");
    assert_error(f, "/v", "any_of");
    assert_int_equal(f->errors.count, 2);
}

static void read_only_is_refused_when_writing(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s =
        compile(f, "schema: {properties: {id: {$ref: '#/id'}, n: {type: integer}}}\n"
                   "id: {type: string, readOnly: true}\n");

    assert_true(check(f, s, "{\"id\":\"x\",\"n\":1}", false));
    assert_false(check(f, s, "{\"id\":\"x\",\"n\":1}", true));
    assert_error(f, "/id", "read_only");
}

static void decimals_are_exact(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *cent = compile(f, "multipleOf: 0.01");
    const struct cd_schema *three = compile(f, "multipleOf: 3");
    const struct cd_schema *tiny = compile(f, "multipleOf: 1e-8");
    const struct cd_schema *large = compile(f, "maximum: 9007199254740993");

    assert_true(check(f, cent, "0.07", false));
    assert_true(check(f, cent, "19.99", false));
    assert_true(check(f, cent, "4.35", false));
    assert_true(check(f, cent, "1e22", false));
    assert_false(check(f, cent, "0.075", false));
    assert_true(check(f, three, "-9", false));
    assert_true(check(f, three, "9.0", false));
    assert_false(check(f, three, "1e22", false));
    assert_true(check(f, three, "3e22", false));
    assert_true(check(f, tiny, "12391239123", false));
    assert_false(check(f, large, "9007199254740994", false));
    assert_true(check(f, large, "9007199254740992.0", false));
    assert_true(check(f, compile(f, "type: integer"), "1.0", false));
    assert_false(check(f, compile(f, "type: integer"), "1.5", false));
    assert_false(check(f, compile(f, "uniqueItems: true"), "[1,2,3,4,5,6,7,8,9,1.0]", false));
    assert_true(check(f, compile(f, "enum: [1]"), "1.0", false));
}

static void text_parameters_are_typed(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *limit = compile(f, "{type: integer, minimum: 1, maximum: 100}");
    const struct cd_schema *flag = compile(f, "{type: boolean}");
    const struct cd_schema *list =
        compile(f, "{type: array, maxItems: 2, items: {type: string, enum: [a, b, c]}}");
    const struct {
        const struct cd_schema *schema;
        const char *text;
        bool ok;
    } table[] = {
        {limit, "1", true},
        {limit, "100", true},
        {limit, "101", false},
        {limit, "0", false},
        {limit, "1.0", false},
        {limit, "01", false},
        {limit, "+1", false},
        {limit, " 1", false},
        {limit, "", false},
        {limit, "1e1", false},
        {limit, "99999999999999999999", false},
        {flag, "true", true},
        {flag, "false", true},
        {flag, "1", false},
        {flag, "True", false},
        {list, "a", true},
        {list, "a,b", true},
        {list, "", true},
        {list, "a,x", false},
        {list, "a,", false},
        {list, "a,b,c", false},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        cd_errors_init(&f->errors, f->arena);
        bool ok = cd_schema_check_text(table[i].schema, "p", cd_str_of(table[i].text), &f->errors);
        if (ok != table[i].ok || ok != (f->errors.count == 0))
            fail_msg("'%s' gives %d", table[i].text, ok);
    }
    cd_errors_init(&f->errors, f->arena);
    assert_false(cd_schema_check_text(list, "tags", CD_STR("a,x"), &f->errors));
    assert_string_equal(f->errors.items[0].pointer, "tags/1");
    assert_false(cd_schema_check_text(compile(f, "type: string"), "h", CD_STR("\xff"), &f->errors));
    assert_error(f, "h", "encoding");
}

static void own_formats_are_asserted(void **state)
{
    static const struct {
        const char *format, *text;
        bool ok;
    } table[] = {
        {"dong-code", "\"9911051000\"", true},
        {"dong-code", "\"991105100\"", false},
        {"dong-code", "\"99110510ab\"", false},
        {"gu-code", "\"99110\"", true},
        {"gu-code", "\"9911\"", false},
        {"gu-code", "\"９９110\"", false},
        {"phone", "\"+821055500101\"", true},
        {"phone", "\"+82212345678\"", true},
        {"phone", "\"010-5550-0101\"", false},
        {"phone", "\"+8201055500101\"", false},
        {"phone", "\"+12125550100\"", false},
        {"phone", "\"+8210555\"", false},
        {"phone", "12", true},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct cd_schema *s =
            compile(f, cd_arena_printf(f->arena, "format: %s", table[i].format));
        if (check(f, s, table[i].text, false) != table[i].ok)
            fail_msg("%s: %s", table[i].format, table[i].text);
    }
}

static void assert_refused(struct fixture *f, const char *yaml, int line, const char *reason)
{
    size_t before = f->findings.count;

    assert_null(compile(f, yaml));
    assert_true(f->findings.count > before);
    assert_string_equal(f->findings.last->file, "t.yaml");
    if (f->findings.last->line != line || strstr(f->findings.last->reason, reason) == NULL)
        fail_msg("%s: got %d %s", yaml, f->findings.last->line, f->findings.last->reason);
}

static void bad_schemas_are_refused(void **state)
{
    static const struct {
        const char *yaml;
        int line;
        const char *reason;
    } table[] = {
        {"type: object\nnullable: true", 2, "unknown schema keyword 'nullable'"},
        {"properties:\n  a: {typo: 1}", 2, "unknown schema keyword 'typo'"},
        {"type: text", 1, "unknown type 'text'"},
        {"type: [string, string]", 1, "different names"},
        {"type: []", 1, "'type' must be"},
        {"format: hostname", 1, "unknown format 'hostname'"},
        {"enum: []", 1, "'enum' must be"},
        {"minLength: -1", 1, "whole number"},
        {"maxItems: 1.5", 1, "whole number"},
        {"minimum: a", 1, "must be a number"},
        {"multipleOf: 0", 1, "more than 0"},
        {"uniqueItems: 1", 1, "true or false"},
        {"allOf: []", 1, "not empty"},
        {"items: [{type: string}]", 1, "must be a map, true or false"},
        {"required: [a, a]", 1, "different names"},
        {"properties: [a]", 1, "must be a map"},
        {"$ref: '#/nowhere'", 1, "leads nowhere"},
        {"$ref: 'other.yaml#/a'", 1, "leads nowhere"},
        {"$ref: '#'", 1, "without end"},
        {"schema: {allOf: [{$ref: '#/a'}]}\na: {anyOf: [{$ref: '#/schema'}]}", 1, "without end"},
        {"$schema: 'http://json-schema.org/draft-07/schema#'", 1, "only dialect"},
        {"x-chatdong: {mask: nose, masked_for: [nurse]}", 1, "'mask' (name, phone or address)"},
        {"x-chatdong: {mask: name}", 1, "'masked_for'"},
        {"x-chatdong: {mask: name, masked_for: [boss]}", 1, "unknown role 'boss'"},
        {"x-chatdong: {mask: name, masked_for: [nurse], veil: 1}", 1, "unknown key 'veil'"},
        {"pattern: '(a'", 1, "pattern is not accepted"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_refused(*state, table[i].yaml, table[i].line, table[i].reason);
}

static void recursion_is_bounded(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s = compile(f, "properties: {n: {$ref: '#'}}\ntype: object");
    json_t *json = json_object();

    assert_true(check(f, s, "{\"n\":{\"n\":{\"n\":{}}}}", false));
    for (int i = 0; i < 1000; i++)
        json = json_pack("{s:o}", "n", json);
    cd_errors_init(&f->errors, f->arena);
    assert_false(cd_schema_check(s, json, false, &f->errors));
    assert_string_equal(f->errors.items[0].code, "depth");
    json_decref(json);
}

/* Forty levels that each apply the one below twice would be 2^40 checks of one value. */
static void composition_is_bounded(void **state)
{
    struct fixture *f = *state;
    char yaml[4096];
    size_t len = (size_t)snprintf(yaml, sizeof yaml, "schema: {$ref: '#/s0'}\n");

    for (int i = 0; i < 30; i++)
        len +=
            (size_t)snprintf(yaml + len, sizeof yaml - len,
                             "s%d: {allOf: [{$ref: '#/s%d'}, {$ref: '#/s%d'}]}\n", i, i + 1, i + 1);
    (void)snprintf(yaml + len, sizeof yaml - len, "s30: {type: string}\n");
    assert_null(compile(f, yaml));
    assert_non_null(strstr(f->findings.last->reason, "too many schemas"));
}

static void properties_are_flattened(void **state)
{
    struct fixture *f = *state;
    const struct cd_schema *s = compile(
        f, "schema:\n"
           "  allOf: [{$ref: '#/base'}, {required: [name, ghost]}]\n"
           "  properties:\n"
           "    name: {$ref: '#/name'}\n"
           "    at: {type: [string, 'null'], format: date-time}\n"
           "    ref: {anyOf: [{$ref: '#/id'}, {type: 'null'}]}\n"
           "base: {required: [id], properties: {id: {$ref: '#/id'}, at: {type: string}}}\n"
           "id: {type: string, format: uuid, readOnly: true}\n"
           "name: {type: string, x-chatdong: {mask: name, masked_for: [system, officer]}}\n");
    size_t count;

    assert_non_null(s);
    const struct cd_property *all = cd_schema_properties(s, &count);
    assert_int_equal(count, 4);
    assert_true(cd_str_is(all[0].name, "name"));
    const struct cd_property *name = cd_schema_property(s, CD_STR("name"));
    assert_true(name->required);
    assert_int_equal(name->mask, CD_MASK_NAME);
    assert_int_equal(name->masked_for, 1u << CD_SYSTEM | 1u << CD_OFFICER);
    assert_int_equal(name->line, 4);
    const struct cd_property *id = cd_schema_property(s, CD_STR("id"));
    assert_true(id->required && id->read_only);
    assert_true(cd_str_is(id->format, "uuid"));
    const struct cd_property *at = cd_schema_property(s, CD_STR("at"));
    assert_int_equal(at->types, 1u << CD_NODE_TEXT); /* both must hold */
    assert_true(cd_str_is(at->format, "date-time"));
    const struct cd_property *ref = cd_schema_property(s, CD_STR("ref"));
    assert_int_equal(ref->types, 1u << CD_NODE_TEXT | 1u << CD_NODE_NULL);
    assert_true(cd_str_is(ref->format, "uuid"));
    assert_false(ref->required);
    assert_null(cd_schema_property(s, CD_STR("ghost")));
}

static void patterns_are_ecma(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool ok;
    } table[] = {
        {"^[0-9]{3}$", "123", true},
        {"^[0-9]{3}$", "123\n", false},
        {"b", "abc", true},
        {"^\\d+$", "１２", false},
        {"^\\w$", "é", false},
        {"^\\s$", "\xc2\xa0", true},
        {"^[\\S]$", "\xc2\xa0", false},
        {"^[^\\s]$", "x", true},
        {"^.$", "한", true},
        {"^.$", "\n", false},
        {"^.$", "\xe2\x80\xa8", false},
        {"^\\u{1F600}$", "😀", true},
        {"^\\u00e9$", "é", true},
        {"^[a-z]+?$", "abc", true},
        {"^(?!x)", "x", false},
        {"^(?<=a)b|ab", "ab", true},
        {"^[[a]$", "[", true},
        {"^\\p{Script=Hangul}+$", "한국", true},
        {"^[가-힣]{2,}$", "햇살", true},
        {"^a{0}$", "", true},
        {"^[[:alpha:]+$", "al[:", true},
        {"^[[:alpha:]+$", "x", false},
        {"^\\cJ$", "\n", true},
    };
    struct fixture *f = *state;
    const char *reason = "";

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct cd_pattern *p =
            cd_pattern_compile(f->arena, cd_str_of(table[i].pattern), &reason);
        if (p == NULL || cd_pattern_matches(p, cd_str_of(table[i].text)) != table[i].ok)
            fail_msg("%s on '%s': %s", table[i].pattern, table[i].text, reason);
    }
    static const char *const refused[] = {
        "a++",     "a*+",       "(?>a)", "(?i)a", "\\Aa", "\\Qa\\E", "(*UTF)", "(a)\\1",
        "(?<n>a)", "a{,3}",     "]",     "}",     "[]",   "\\x{41}", "\\h",    "\\R",
        "[\\d-z]", "\\u{D800}", "\\01",  "(?#c)", "\\K",  "\\",      "[a",     "\\p{Foo}"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (cd_pattern_compile(f->arena, cd_str_of(refused[i]), &reason) != NULL)
            fail_msg("%s is accepted", refused[i]);
    }
}

static void catastrophic_patterns_end(void **state)
{
    struct fixture *f = *state;
    const char *reason;
    const struct cd_pattern *p = cd_pattern_compile(f->arena, CD_STR("^(a+)+$"), &reason);
    char text[5001];

    memset(text, 'a', sizeof text);
    text[4999] = 'b';
    text[5000] = '\0';
    assert_false(cd_pattern_matches(p, (struct cd_str){text, 5000}));
    /* Little memory, but 2^40 steps: without the limit this does not come back. */
    assert_false(cd_pattern_matches(p, (struct cd_str){text + 4959, 41}));
    assert_true(cd_pattern_matches(p, (struct cd_str){text, 4999}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_errors_come_with_pointers, setup, teardown),
        cmocka_unit_test_setup_teardown(errors_are_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(branches_tell_their_own_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(read_only_is_refused_when_writing, setup, teardown),
        cmocka_unit_test_setup_teardown(decimals_are_exact, setup, teardown),
        cmocka_unit_test_setup_teardown(text_parameters_are_typed, setup, teardown),
        cmocka_unit_test_setup_teardown(own_formats_are_asserted, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_schemas_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(recursion_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(composition_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(properties_are_flattened, setup, teardown),
        cmocka_unit_test_setup_teardown(patterns_are_ecma, setup, teardown),
        cmocka_unit_test_setup_teardown(catastrophic_patterns_end, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
