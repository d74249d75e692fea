#include "contract/finding.h"
#include "contract/node.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static const struct cd_node *read_text(struct fixture *f, const char *yaml)
{
    return cd_node_read(f->arena, f->arena, cd_str_of(yaml), "t.yaml", &f->findings);
}

static void assert_refused(struct fixture *f, const char *yaml, int line, const char *reason)
{
    size_t before = f->findings.count;

    assert_null(read_text(f, yaml));
    assert_int_equal(f->findings.count, before + 1);
    assert_string_equal(f->findings.last->file, "t.yaml");
    assert_int_equal(f->findings.last->line, line);
    assert_non_null(strstr(f->findings.last->reason, reason));
}

static void scalars_follow_the_core_schema(void **state)
{
    static const struct {
        const char *text;
        enum cd_node_kind kind;
    } table[] = {
        {"null", CD_NODE_NULL},
        {"~", CD_NODE_NULL},
        {"True", CD_NODE_BOOL},
        {"FALSE", CD_NODE_BOOL},
        {"yes", CD_NODE_TEXT},
        {"on", CD_NODE_TEXT},
        {"0", CD_NODE_INT},
        {"-17", CD_NODE_INT},
        {"+17", CD_NODE_INT},
        {"0o17", CD_NODE_INT},
        {"0x1F", CD_NODE_INT},
        {"017", CD_NODE_INT},
        {"1.0", CD_NODE_REAL},
        {".5", CD_NODE_REAL},
        {"1e3", CD_NODE_REAL},
        {"1.", CD_NODE_REAL},
        {"1e", CD_NODE_TEXT},
        {".", CD_NODE_TEXT},
        {"'12'", CD_NODE_TEXT},
        {"\"true\"", CD_NODE_TEXT},
        {"2026-01-01", CD_NODE_TEXT},
        {"1_000", CD_NODE_TEXT},
        {"0o8", CD_NODE_TEXT},
        {"12:30:45", CD_NODE_TEXT},
        {"9223372036854775808", CD_NODE_REAL},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct cd_node *node = read_text(*state, table[i].text);
        assert_non_null(node);
        if (node->kind != table[i].kind)
            fail_msg("%s is kind %d", table[i].text, (int)node->kind);
    }
    assert_int_equal(read_text(*state, "0x1F")->integer, 31);
    assert_int_equal(read_text(*state, "0o17")->integer, 15);
    assert_int_equal(read_text(*state, "017")->integer, 17);
    assert_int_equal(read_text(*state, "-9223372036854775808")->integer, INT64_MIN);
    assert_true(read_text(*state, "1.5e-3")->real == 0.0015);
}

static void lines_and_members_are_kept(void **state)
{
    const struct cd_node *root = read_text(*state, "a: 1\nb:\n  - x\n  - {c: y, d: 'z'}\n");

    assert_int_equal(root->count, 2);
    assert_int_equal(root->key_lines[1], 2);
    const struct cd_node *list = cd_node_get(root, "b");
    assert_int_equal(list->items[1]->line, 4);
    assert_true(cd_str_is(cd_node_text(list->items[1], "d"), "z"));
    assert_int_equal(cd_node_text(root, "a").len, 0); /* a number is no text */
    assert_null(cd_node_get(root, "e"));
    assert_null(cd_node_get(list, "b"));
}

static void what_is_not_plain_is_refused(void **state)
{
    assert_refused(*state, "a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice");
    assert_refused(*state, "{\"x\": {\"b\": 1,\n \"b\": 2}}", 2, "'b' stands here twice");
    assert_refused(*state, "a: &x 1\n", 1, "anchors");
    assert_refused(*state, "a: &x {b: 1}\n", 1, "anchors");
    assert_refused(*state, "a: 1\nb: *x\n", 2, "aliases");
    assert_refused(*state, "a: !!str 1\n", 1, "tags");
    assert_refused(*state, "a: !x [1]\n", 1, "tags");
    assert_refused(*state, "<<: {a: 1}\n", 1, "merge keys");
    assert_refused(*state, "? [a]\n: 1\n", 1, "a key must be a scalar");
    assert_refused(*state, "a: 1\n---\nb: 2\n", 2, "more than one document");
    assert_refused(*state, "", 1, "empty");
    assert_refused(*state, "a: .inf\n", 1, "no JSON form");
    assert_refused(*state, "a: 1e999\n", 1, "no JSON form");
    assert_refused(*state, "a: [1\n", 2, "");
    assert_refused(*state, "a: \xff\n", 1, "");
}

static void depth_is_bounded(void **state)
{
    char deep[201];

    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    assert_refused(*state, deep, 1, "too deeply");
}

static void json_goes_there_and_back(void **state)
{
    struct fixture *f = *state;
    json_t *json = json_loads("{\"a\":[1,1.5,null,true,\"x\\u00e9\"],\"b\":{\"c\":{}}}", 0, NULL);
    const struct cd_node *node = cd_node_of_json(f->arena, json);
    json_t *back = cd_node_to_json(node);

    assert_true(json_equal(json, back));
    json_decref(json);
    json_decref(back);
}

static void references_lead_to_their_target(void **state)
{
    const struct cd_node *root =
        read_text(*state, "a/b: {'c~d': [10, 20], '~1': 1, 'p%q': 2, '': 3}\ne: 4\n");
    const struct cd_node *first = root->items[0];

    assert_ptr_equal(cd_node_resolve(root, CD_STR("#")), root);
    assert_ptr_equal(cd_node_resolve(root, CD_STR("#/a~1b")), first);
    assert_int_equal(cd_node_resolve(root, CD_STR("#/a~1b/c~0d/1"))->integer, 20);
    assert_int_equal(cd_node_resolve(root, CD_STR("#/a~1b/~01"))->integer, 1);
    assert_int_equal(cd_node_resolve(root, CD_STR("#/a%7E1b/p%25q"))->integer, 2);
    assert_int_equal(cd_node_resolve(root, CD_STR("#/a~1b/"))->integer, 3);
    static const char *const nowhere[] = {
        "",       "/e",   "#e",   "#/x",   "#/e/f",          "#/a~1b/c~0d/2", "#/a~1b/c~0d/01",
        "#/a~2b", "#/a~", "#/%4", "#/%zz", "#/a~1b/c~0d/-1", "x.yaml#/e",     "#/a~~1b"};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        assert_null(cd_node_resolve(root, cd_str_of(nowhere[i])));
}

/* The address sanitizer watches that nothing is read of the tree that is gone. */
static void texts_and_copies_outlive_the_tree(void **state)
{
    struct fixture *f = *state;
    struct cd_arena *document = cd_arena_new();
    const struct cd_node *root =
        cd_node_read(document, f->arena, CD_STR("kind: [visit, {visit: [1.5, yes, kind]}]"),
                     "t.yaml", &f->findings);
    struct cd_str key = root->keys[0], first = root->items[0]->items[0]->text;
    const struct cd_node *copy = cd_node_copy(f->arena, root->items[0]);

    assert_ptr_equal(copy->items[1]->keys[0].ptr, first.ptr); /* each distinct one once */
    cd_arena_free(document);
    assert_true(cd_str_is(key, "kind"));
    assert_true(cd_str_is(first, "visit"));
    assert_int_equal(copy->count, 2);
    const struct cd_node *list = cd_node_get(copy->items[1], "visit");
    assert_int_equal(list->count, 3);
    assert_true(list->items[0]->real == 1.5);
    assert_true(cd_str_is(list->items[1]->text, "yes"));
    assert_ptr_equal(list->items[2]->text.ptr, key.ptr);
    assert_int_equal(copy->items[1]->key_lines[0], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scalars_follow_the_core_schema, setup, teardown),
        cmocka_unit_test_setup_teardown(lines_and_members_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_plain_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(depth_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(json_goes_there_and_back, setup, teardown),
        cmocka_unit_test_setup_teardown(references_lead_to_their_target, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_and_copies_outlive_the_tree, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
