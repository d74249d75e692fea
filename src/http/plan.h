/*
 * How an operation is answered: which statement, where each of its parameters comes from, which
 * columns leave for which role. Made once at start by holding the contract against the described
 * statements; whatever does not fit is a finding and the service does not start (DESIGN.md 1).
 */
#ifndef CD_HTTP_PLAN_H
#define CD_HTTP_PLAN_H

#include "chatdong/request.h"
#include "contract/contract.h"
#include "db/rows.h"
#include "db/stmt.h"

enum cd_source {
    CD_FROM_PARAMETER, /* index into op->params */
    CD_FROM_BODY,      /* a property of the body (of the item, in a batch) */
    CD_FROM_ACTOR_ID,
    CD_FROM_ACTOR_ROLE,
    CD_FROM_ACTOR_JOB,
    CD_FROM_ACTOR_DONGS,
    CD_FROM_ACTOR_GU,
    CD_FROM_REQUEST_ID,
    CD_FROM_IF_MATCH,
    CD_FROM_HOOK, /* index into plan->gives */
};

struct cd_binding {
    enum cd_source source;
    int index;
    const char *name; /* the body's property */
    Oid type;
};

/* A further statement, which the hook runs by cd_request_read. */
struct cd_plan_read {
    struct cd_stmt *stmt;
    struct cd_binding *bindings;
};

struct cd_plan {
    struct cd_stmt *stmt;    /* NULL when the hook answers alone */
    struct cd_stmt *version; /* `<slice>_version` when If-Match is required */
    struct cd_binding *bindings, *version_bindings;
    const struct cd_plan *item; /* batch: the plan that runs for each item */
    const struct cd_hook *hook;
    struct cd_str *takes, *gives; /* names in the hook's lists */
    size_t take_count, give_count;
    struct cd_plan_read *reads;
    size_t read_count;
    int id_column, version_column, dong_column, personal_column; /* -1: none */
    int location_column, retry_column; /* _location, _retry_after: what the headers say */
    int cursor_column;                 /* _next_cursor, which the core signs */
    int equal_column; /* _equal: while it is the same, so is the answer (weak ETag) */
    int actor_column, purpose_column; /* hidden: who asked without a token, and what for */
    int *order_columns;
    struct cd_row_column *columns[CD_ROLE_COUNT + 1]; /* by role; last: nobody known */
    bool masked[CD_ROLE_COUNT + 1];
};

struct cd_core_statements {
    struct cd_stmt *open, *dongs, *boundaries, *claim, *store, *read, *access;
    struct cd_stmt *area_tables, *constraints;
};

struct cd_app;

/* Finds the core's statements in the list; a missing one is a finding. */
void cd_plan_core(struct cd_core_statements *core, struct cd_stmt *statements,
                  struct cd_findings *findings);
/* What the database itself says, for the checks. */
struct cd_catalog {
    struct cd_str *area_tables; /* those with row-level security by dong */
    size_t area_table_count;
    struct cd_str *constraints; /* their names, and those that functions raise */
    size_t constraint_count;
};

/* Binds every operation. The catalog is there when the statements have been described; NULL: types
 * and names of the database are not checked. */
void cd_plan_bind(struct cd_app *app, struct cd_stmt *statements, const struct cd_catalog *catalog,
                  struct cd_findings *findings);

#endif
