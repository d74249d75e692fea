/*
 * JSON Schema 2020-12, the keywords that the contract uses, compiled once. A keyword that is not
 * known is a finding when the contract is loaded, never ignored. Immutable after compiling, so any
 * thread may check with it.
 */
#ifndef CD_CONTRACT_SCHEMA_H
#define CD_CONTRACT_SCHEMA_H

#include "contract/finding.h"
#include "contract/node.h"

struct cd_schema;

struct cd_error {
    const char *pointer; /* JSON pointer into the body, or the parameter's name */
    const char *code;    /* the keyword that failed: "required", "max_length", "format" … */
    const char *message; /* a sentence without any of the client's text in it */
};

struct cd_errors {
    struct cd_arena *arena;
    struct cd_error *items;
    size_t count, cap;
    size_t limit; /* no more than this are kept; default 100 */
};

void cd_errors_init(struct cd_errors *errors, struct cd_arena *arena);
void cd_errors_add(struct cd_errors *errors, const char *pointer, const char *code,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

enum cd_mask { CD_MASK_NONE, CD_MASK_NAME, CD_MASK_PHONE, CD_MASK_ADDRESS };

/* One property of an object schema, flattened over allOf and $ref, for binding and writing. */
struct cd_property {
    struct cd_str name;
    const struct cd_schema *schema;
    unsigned types; /* bits of enum cd_node_kind that `type` allows */
    struct cd_str format;
    bool required, read_only, write_only;
    enum cd_mask mask;   /* x-chatdong.mask */
    unsigned masked_for; /* x-chatdong.masked_for: bits of enum cd_role */
    int line;
};

/* Compiles the schema at `node`; $ref is resolved against `root`. Problems become findings. */
const struct cd_schema *cd_schema_compile(struct cd_arena *arena, const struct cd_node *root,
                                          const struct cd_node *node, const char *file,
                                          struct cd_findings *findings);
/* Adds every error to `errors`; true when there was none. With writing=true, read-only properties
 * are refused (code "read_only"). */
bool cd_schema_check(const struct cd_schema *schema, const json_t *value, bool writing,
                     struct cd_errors *errors);
/* The same for a query, path or header parameter given as text; arrays are comma separated
 * (style form/simple, explode false). */
bool cd_schema_check_text(const struct cd_schema *schema, const char *name, struct cd_str text,
                          struct cd_errors *errors);
/* Properties of an object schema; count 0 for others. For arrays, cd_schema_items gives the item.
 */
const struct cd_property *cd_schema_properties(const struct cd_schema *schema, size_t *ret_count);
const struct cd_property *cd_schema_property(const struct cd_schema *schema, struct cd_str name);
const struct cd_schema *cd_schema_items(const struct cd_schema *schema);

#endif
