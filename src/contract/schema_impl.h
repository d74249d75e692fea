/*
 * A compiled schema from the inside, for the files schema_*.c only. Each group of keywords is
 * there only when the schema uses one of them, so that checking looks at nothing else.
 */
#ifndef CD_CONTRACT_SCHEMA_IMPL_H
#define CD_CONTRACT_SCHEMA_IMPL_H

#include "contract/number.h"
#include "contract/pattern.h"
#include "contract/schema.h"

#define CD_TYPE(kind) (1u << (kind))
#define CD_TYPE_NUMBER (1u << CD_NODE_INT | 1u << CD_NODE_REAL)
#define CD_TYPE_ANY ((1u << (CD_NODE_MAP + 1)) - 1)
#define CD_NO_LIMIT SIZE_MAX
#define CD_IN_PLACE_DEPTH_MAX 40

typedef bool cd_format_check(struct cd_str text);
cd_format_check *cd_format_find(struct cd_str name); /* NULL when it is not known */

struct cd_number_rules {
    bool has_minimum, has_maximum, has_above, has_below, has_multiple;
    struct cd_number minimum, maximum, above, below, multiple;
    struct cd_decimal multiple_decimal;
};

struct cd_text_rules {
    size_t min, max;
    const struct cd_pattern *pattern;
    cd_format_check *format;
};

struct cd_list_rules {
    const struct cd_schema **prefix;
    size_t prefix_count;
    const struct cd_schema *items, *contains;
    size_t min, max, min_contains, max_contains;
    bool unique;
};

struct cd_slot { /* one name of properties or required */
    struct cd_str name;
    const struct cd_schema *schema; /* NULL: only required */
    bool required;
    int line;
};

struct cd_named { /* patternProperties, dependentSchemas, dependentRequired */
    struct cd_str name;
    const struct cd_pattern *pattern;
    const struct cd_schema *schema;
    const struct cd_node *names;
};

struct cd_map_rules {
    struct cd_slot *slots;
    size_t slot_count, required_count;
    uint16_t *table; /* open addressing: slot index + 1, 0 is empty */
    size_t mask;
    const struct cd_schema *additional, *names;
    struct cd_named *patterns, *dependent_schemas, *dependent_required;
    size_t pattern_count, dependent_schema_count, dependent_required_count;
    size_t min, max;
};

struct cd_logic_rules {
    const struct cd_schema **all, **any, **one;
    size_t all_count, any_count, one_count;
    const struct cd_schema *not_, *if_, *then_, *else_;
};

struct cd_schema {
    const struct cd_node *node; /* NULL once the compiler is released */
    bool never;                 /* the schema `false` */
    unsigned types;             /* 0: no `type` */
    const struct cd_schema *ref;
    const struct cd_node *constant, *values; /* const, enum */
    struct cd_number_rules *number;
    struct cd_text_rules *text;
    struct cd_list_rules *list;
    struct cd_map_rules *map;
    struct cd_logic_rules *logic;
    struct cd_str format;
    bool read_only, write_only;
    enum cd_mask mask;
    unsigned masked_for;
    /* seen through $ref and composition, by cd_compiler_finish */
    unsigned all_types;
    struct cd_str any_format;
    struct cd_property *properties; /* described ones first, then names that are only required */
    size_t property_count, flat_count;
    int height;      /* of the tree of schemas applied to the same value; -1 while it is walked */
    unsigned cost;   /* how many schemas that tree has */
    bool in_request; /* a request body reaches it (load_bounds.c) */
};

/* Compiles many schemas of one document, each node once, however often it is referred to. The
 * schemas keep nothing of the tree but its texts. */
struct cd_compiler {
    struct cd_arena *arena;
    const struct cd_node *root;
    const char *file;
    struct cd_findings *findings;
    struct cd_schema **schemas; /* in the order of discovery: a work list, so nothing recurses */
    size_t count, cap, done;
    uint32_t *table; /* node address → index + 1 */
    size_t table_size;
};

void cd_compiler_init(struct cd_compiler *compiler, struct cd_arena *arena,
                      const struct cd_node *root, const char *file, struct cd_findings *findings);
/* The schema of a node; its contents are there after cd_compiler_finish. */
const struct cd_schema *cd_compiler_add(struct cd_compiler *compiler, const struct cd_node *node);
/* Compiles everything that was added, finds $ref loops, flattens properties. Once. */
void cd_compiler_finish(struct cd_compiler *compiler);
void cd_compiler_release(struct cd_compiler *compiler); /* the lists; the schemas stay */
void cd_compiler_finding(struct cd_compiler *compiler, const struct cd_node *node,
                         const char *format, ...) __attribute__((format(printf, 3, 4)));
void cd_schema_flatten(struct cd_compiler *compiler); /* schema_flatten.c, part of finish */

const struct cd_slot *cd_map_slot(const struct cd_map_rules *map, struct cd_str name);
struct cd_number cd_number_of_node(const struct cd_node *node);
bool cd_json_equals_node(const json_t *json, const struct cd_node *node);
bool cd_json_equals(const json_t *a, const json_t *b);
uint64_t cd_json_hash(const json_t *json); /* equal values have equal hashes */

#endif
