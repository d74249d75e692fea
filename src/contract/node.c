/* Reads YAML events into nodes. libyaml does the syntax; what a plain scalar means is decided here
 * by the core schema of YAML 1.2, because libyaml knows no types at all. */
#include "contract/node.h"

#include "contract/finding.h"
#include "contract/scalar.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define DOCUMENT_BYTES_MAX ((size_t)16 << 20)
#define NODES_MAX ((size_t)1000000)
#define DEPTH_MAX 64

/* A collection that is still open: its members grow here and are copied once, when it closes. */
struct level {
    struct cd_node *node;
    const struct cd_node **items;
    struct cd_str *keys;
    int *key_lines;
    size_t count, cap;
    bool has_key;
};

struct reader {
    struct cd_arena *arena, *texts;
    void *known; /* tree of every struct cd_str in `texts` */
    const char *file;
    struct cd_findings *findings;
    struct cd_node *root;
    struct level levels[DEPTH_MAX];
    size_t depth;
    size_t nodes;
};

static bool refuse(struct reader *reader, int line, const char *reason)
{
    cd_findings_add(reader->findings, reader->file, line, "%s", reason);
    return false;
}

static int line_of(const yaml_event_t *event)
{
    return (int)event->start_mark.line + 1;
}

static void grow(struct level *level)
{
    if (level->count < level->cap)
        return;
    level->cap = level->cap > 0 ? level->cap * 2 : 8;
    level->items = reallocarray(level->items, level->cap, sizeof *level->items);
    level->keys = reallocarray(level->keys, level->cap, sizeof *level->keys);
    level->key_lines = reallocarray(level->key_lines, level->cap, sizeof *level->key_lines);
    if (level->items == NULL || level->keys == NULL || level->key_lines == NULL)
        abort();
}

static void level_release(struct level *level)
{
    free(level->items);
    free(level->keys);
    free(level->key_lines);
    *level = (struct level){0};
}

/* Puts a finished or opened node where it belongs: the root, the next item, the open key's value.
 */
static bool attach(struct reader *reader, struct cd_node *node)
{
    if (++reader->nodes > NODES_MAX)
        return refuse(reader, node->line, "the document has too many nodes");
    if (reader->depth == 0) {
        reader->root = node;
        return true;
    }
    struct level *level = &reader->levels[reader->depth - 1];
    if (level->node->kind == CD_NODE_LIST) {
        grow(level);
        level->items[level->count++] = node;
        return true;
    }
    if (!level->has_key)
        return refuse(reader, node->line, "a key must be a scalar");
    level->items[level->count++] = node;
    level->has_key = false;
    return true;
}

static int compare(struct cd_str a, struct cd_str b)
{
    int order = memcmp(a.ptr, b.ptr, a.len < b.len ? a.len : b.len);

    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

static int compare_texts(const void *left, const void *right)
{
    return compare(*(const struct cd_str *)left, *(const struct cd_str *)right);
}

static struct cd_str keep_text(struct reader *reader, struct cd_str text)
{
    struct cd_str **found = tsearch(&text, &reader->known, compare_texts);

    if (found == NULL)
        abort();
    if (*found == &text) {
        *found = cd_arena_alloc(reader->arena, sizeof text);
        **found = cd_arena_copy(reader->texts, text);
    }
    return **found;
}

static void leave(void *text)
{
    (void)text; /* of an arena */
}

static bool add_key(struct reader *reader, struct level *level, struct cd_str key, int line)
{
    if (cd_str_is(key, "<<"))
        return refuse(reader, line, "merge keys are not allowed");
    grow(level);
    level->keys[level->count] = keep_text(reader, key);
    level->key_lines[level->count] = line;
    level->has_key = true;
    return true;
}

static bool add_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct cd_str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    struct level *level = reader->depth > 0 ? &reader->levels[reader->depth - 1] : NULL;

    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL)
        return refuse(reader, line_of(event), "anchors and tags are not allowed");
    if (level != NULL && level->node->kind == CD_NODE_MAP && !level->has_key)
        return add_key(reader, level, text, line_of(event));
    struct cd_node *node = cd_arena_alloc(reader->arena, sizeof *node);
    node->line = line_of(event);
    node->text = keep_text(reader, text);
    node->kind = CD_NODE_TEXT;
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !cd_scalar_read(node))
        return refuse(reader, node->line, "the number has no JSON form");
    return attach(reader, node);
}

static bool open_level(struct reader *reader, const yaml_event_t *event)
{
    bool list = event->type == YAML_SEQUENCE_START_EVENT;
    bool marked =
        list ? event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL
             : event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;

    if (marked)
        return refuse(reader, line_of(event), "anchors and tags are not allowed");
    struct cd_node *node = cd_arena_alloc(reader->arena, sizeof *node);
    node->line = line_of(event);
    node->kind = list ? CD_NODE_LIST : CD_NODE_MAP;
    node->text = CD_STR("");
    if (!attach(reader, node))
        return false;
    if (reader->depth == DEPTH_MAX)
        return refuse(reader, node->line, "the document is nested too deeply");
    reader->levels[reader->depth++] = (struct level){.node = node};
    return true;
}

static int compare_keys(const void *left, const void *right)
{
    return compare(**(const struct cd_str *const *)left, **(const struct cd_str *const *)right);
}

/* Sorting keeps this off the quadratic path that a large hostile map would open. */
static bool keys_are_unique(struct reader *reader, const struct cd_node *map)
{
    if (map->count < 2)
        return true;
    const struct cd_str **sorted = calloc(map->count, sizeof(const struct cd_str *));
    if (sorted == NULL)
        abort();
    for (size_t i = 0; i < map->count; i++)
        sorted[i] = &map->keys[i];
    qsort(sorted, map->count, sizeof(const struct cd_str *), compare_keys);
    bool unique = true;
    for (size_t i = 1; i < map->count && unique; i++) {
        if (!cd_str_eq(*sorted[i - 1], *sorted[i]))
            continue;
        const struct cd_str *later = sorted[i] > sorted[i - 1] ? sorted[i] : sorted[i - 1];
        cd_findings_add(reader->findings, reader->file, map->key_lines[later - map->keys],
                        "the key '%s' stands here twice", later->ptr);
        unique = false;
    }
    free(sorted);
    return unique;
}

static bool close_level(struct reader *reader, const yaml_event_t *event)
{
    if (reader->depth == 0 || reader->levels[reader->depth - 1].node == NULL)
        return refuse(reader, line_of(event), "an end without its beginning");
    struct level *level = &reader->levels[--reader->depth];
    struct cd_node *node = level->node;
    size_t count = level->count;

    node->count = count;
    node->items = cd_arena_memdup(reader->arena, level->items, count * sizeof *level->items);
    if (node->kind == CD_NODE_MAP) {
        node->keys = cd_arena_memdup(reader->arena, level->keys, count * sizeof *level->keys);
        node->key_lines =
            cd_arena_memdup(reader->arena, level->key_lines, count * sizeof *level->key_lines);
    }
    level_release(level);
    return node->kind != CD_NODE_MAP || keys_are_unique(reader, node);
}

static bool take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_level(reader, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_level(reader, event);
    case YAML_ALIAS_EVENT:
        return refuse(reader, line_of(event), "aliases are not allowed");
    case YAML_DOCUMENT_START_EVENT:
        return reader->root == NULL || refuse(reader, line_of(event), "more than one document");
    default:
        return true;
    }
}

static bool read_all(struct reader *reader, yaml_parser_t *parser)
{
    bool ok = true, end = false;

    while (ok && !end) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0)
            return refuse(reader, (int)parser->problem_mark.line + 1,
                          parser->problem != NULL ? parser->problem : "not YAML");
        ok = take_event(reader, &event);
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    if (ok && reader->root == NULL)
        return refuse(reader, 1, "the document is empty");
    return ok;
}

const struct cd_node *cd_node_read(struct cd_arena *arena, struct cd_arena *texts,
                                   struct cd_str yaml, const char *file,
                                   struct cd_findings *findings)
{
    struct reader reader = {.arena = arena, .texts = texts, .file = file, .findings = findings};
    yaml_parser_t parser;

    if (yaml.len > DOCUMENT_BYTES_MAX) {
        (void)refuse(&reader, 1, "the document is too large");
        return NULL;
    }
    if (yaml_parser_initialize(&parser) == 0)
        abort();
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.ptr, yaml.len);
    bool ok = read_all(&reader, &parser);
    for (size_t i = 0; i < DEPTH_MAX; i++)
        level_release(&reader.levels[i]);
    tdestroy(reader.known, leave);
    yaml_parser_delete(&parser);
    return ok ? reader.root : NULL;
}

const struct cd_node *cd_node_copy(struct cd_arena *arena, const struct cd_node *node)
{
    struct cd_node *copy = cd_arena_memdup(arena, node, sizeof *node);

    if (node->kind != CD_NODE_LIST && node->kind != CD_NODE_MAP)
        return copy;
    if (node->kind == CD_NODE_MAP) {
        copy->keys = cd_arena_memdup(arena, node->keys, node->count * sizeof *node->keys);
        copy->key_lines =
            cd_arena_memdup(arena, node->key_lines, node->count * sizeof *node->key_lines);
    }
    copy->items = cd_arena_alloc(arena, node->count * sizeof *node->items);
    for (size_t i = 0; i < node->count; i++)
        copy->items[i] = cd_node_copy(arena, node->items[i]);
    return copy;
}
