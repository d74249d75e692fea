/*
 * A YAML or JSON document as a tree that remembers the line of every node, so that whatever is
 * wrong with the contract can be said with file and line. Immutable once read; owned by arenas.
 */
#ifndef CD_CONTRACT_NODE_H
#define CD_CONTRACT_NODE_H

#include "chatdong/arena.h"
#include <jansson.h>

enum cd_node_kind {
    CD_NODE_NULL,
    CD_NODE_BOOL,
    CD_NODE_INT,
    CD_NODE_REAL,
    CD_NODE_TEXT,
    CD_NODE_LIST,
    CD_NODE_MAP,
};

struct cd_node {
    enum cd_node_kind kind;
    int line;
    bool boolean;
    int64_t integer;
    double real;
    struct cd_str text;           /* TEXT; for scalars the source text as well */
    size_t count;                 /* LIST and MAP */
    struct cd_str *keys;          /* MAP, in source order */
    int *key_lines;               /* MAP */
    const struct cd_node **items; /* LIST and MAP values */
};

struct cd_findings; /* contract/finding.h */

/* YAML 1.2 core schema (JSON is a part of it). Aliases, tags and duplicate keys are refused. The
 * tree is of `arena`; its keys and texts are of `texts`, each distinct one once, so that what is
 * kept of them may outlive the tree. */
const struct cd_node *cd_node_read(struct cd_arena *arena, struct cd_arena *texts,
                                   struct cd_str yaml, const char *file,
                                   struct cd_findings *findings);
/* The tree beneath a node, in another arena; keys and texts are not copied. */
const struct cd_node *cd_node_copy(struct cd_arena *arena, const struct cd_node *node);
const struct cd_node *cd_node_of_json(struct cd_arena *arena, const json_t *json);
json_t *cd_node_to_json(const struct cd_node *node);                           /* new reference */
const struct cd_node *cd_node_get(const struct cd_node *map, const char *key); /* NULL if absent */
struct cd_str cd_node_text(const struct cd_node *map, const char *key);        /* empty if absent */
/* "#/components/schemas/Visit" from the root; NULL when it leads nowhere. */
const struct cd_node *cd_node_resolve(const struct cd_node *root, struct cd_str ref);

#endif
