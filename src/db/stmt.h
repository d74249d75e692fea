/*
 * Statements from .sql files: blocks `-- name: visits_list`, parameters `:dong` (named, also inside
 * casts `:dong::text`), lines marked `--? status` that are left out when parameter `status` is
 * absent, `-- order: planned_at, id` for lists, `--page` in a subquery of a list whose rows come
 * from several dongs: there each dong's own page is cut. What takes rows away stands in front of
 * it: a join outside that drops a row makes a page that was full look like the last. Every
 * combination of absent lines is its own text and so its own prepared statement. Parsed, then
 * described on a real connection at start.
 */
#ifndef CD_DB_STMT_H
#define CD_DB_STMT_H

#include "contract/finding.h"
#include "db/db.h"

struct cd_stmt_param {
    struct cd_str name; /* terminated */
    Oid type;           /* after cd_stmt_describe */
    int optional;       /* number of its --? group, or -1 */
    int line;
};

struct cd_stmt_column {
    struct cd_str name;
    Oid type;
};

#define CD_STMT_OPTIONAL 24
#define CD_STMT_MOST 1000 /* rows of a statement that has no page */

struct cd_stmt {
    struct cd_str name; /* terminated */
    const char *file;
    int line;
    struct cd_str text;           /* as written */
    struct cd_stmt_param *params; /* every distinct name, in order of appearance */
    size_t param_count;
    struct cd_str optionals[CD_STMT_OPTIONAL]; /* names behind --? */
    size_t optional_count;
    struct cd_stmt_column *columns;
    size_t column_count;
    struct cd_str *order; /* output columns of `-- order:`; the cursor's values */
    size_t order_count;
    bool order_descending; /* every key of the final order by is desc */
    struct cd_stmt_variants *variants;
    struct cd_stmt *next;
};

/* What a variant adds to the plain text. */
enum cd_stmt_page {
    CD_PAGE_NONE,  /* as written */
    CD_PAGE_FIRST, /* … limit :page_limit */
    CD_PAGE_AFTER, /* … and (keys) > (:after_1, …) … limit :page_limit */
    CD_PAGE_COUNT, /* select count(*) from (… limit 10001) */
    CD_PAGE_MOST,  /* as written, and no more rows than a fault has: CD_STMT_MOST + 1 */
};

struct cd_stmt_variant {
    const struct cd_prepared *prepared;
    int *slots; /* for $1 … $n: index into params; -1-i is after_(i+1); INT_MIN page_limit */
    int slot_count;
};

/* Parses one file's text, which must live as long as the arena, into a list; findings name file
 * and line. */
struct cd_stmt *cd_stmt_parse(struct cd_arena *arena, struct cd_str text, const char *file,
                              struct cd_findings *findings);
/* Prepares and describes the full and the empty variant (and both page forms of lists) on `conn`;
 * fills types and columns. */
void cd_stmt_describe(struct cd_stmt *stmt, struct cd_arena *arena, PGconn *conn,
                      struct cd_findings *findings);
/* `present` has bit i set when optional i is given. Any thread; built on first use, kept. */
const struct cd_stmt_variant *cd_stmt_variant(struct cd_stmt *stmt, uint32_t present,
                                              enum cd_stmt_page page);
/* The statement of that name, NULL when there is none. */
struct cd_stmt *cd_stmt_find(struct cd_stmt *list, struct cd_str name);
/* True when the text has `identifier` (lower case) as a name: a table, alias or column. Strings and
 * comments do not count. For the rule that area tables are read with :actor_* only. */
bool cd_stmt_mentions(const struct cd_stmt *stmt, struct cd_str identifier);

#endif
