#include "http/plan.h"

#include "http/app.h"

#include <string.h>

/* Weak, so that programs without any hook link; the linker makes them from the section's name. */
extern const struct cd_hook *const __start_cd_hooks[] __attribute__((weak));
extern const struct cd_hook *const __stop_cd_hooks[] __attribute__((weak));

struct binder {
    struct cd_app *app;
    struct cd_stmt *statements;
    const struct cd_catalog *catalog; /* NULL: no database, types are not checked */
    struct cd_findings *findings;
    struct cd_arena *arena;
};

static const struct {
    const char *name;
    enum cd_source source;
    bool actor;
} core_sources[] = {
    {"actor_id", CD_FROM_ACTOR_ID, true},   {"actor_role", CD_FROM_ACTOR_ROLE, true},
    {"actor_job", CD_FROM_ACTOR_JOB, true}, {"actor_dongs", CD_FROM_ACTOR_DONGS, true},
    {"actor_gu", CD_FROM_ACTOR_GU, true},   {"request_id", CD_FROM_REQUEST_ID, false},
    {"if_match", CD_FROM_IF_MATCH, false},
};

/* Parameters that the core itself answers for, so that no statement has to name them. */
static const char *const core_parameters[] = {
    "limit",         "cursor",          "validate_only", "If-Match",    "Prefer",
    "If-None-Match", "Idempotency-Key", "X-Request-Id",  "traceparent",
};

static struct cd_stmt *find_statement(struct cd_stmt *list, struct cd_str name)
{
    for (struct cd_stmt *s = list; s != NULL; s = s->next) {
        if (cd_str_eq(s->name, name))
            return s;
    }
    return NULL;
}

static const struct cd_hook *find_hook(struct cd_str name)
{
    for (const struct cd_hook *const *at = __start_cd_hooks; at != __stop_cd_hooks; at++) {
        if (cd_str_is(name, (*at)->name))
            return *at;
    }
    return NULL;
}

static int find_parameter(const struct cd_operation *op, struct cd_str name)
{
    for (size_t i = 0; i < op->param_count; i++) {
        if (cd_str_eq(op->params[i].name, name))
            return (int)i;
    }
    return -1;
}

static bool is_core_parameter(struct cd_str name)
{
    for (size_t i = 0; i < sizeof core_parameters / sizeof *core_parameters; i++) {
        if (cd_str_is_nocase(name, core_parameters[i]))
            return true;
    }
    return false;
}

static const struct cd_stmt_param *find_stmt_param(const struct cd_stmt *stmt, struct cd_str name)
{
    for (size_t i = 0; i < stmt->param_count; i++) {
        if (cd_str_eq(stmt->params[i].name, name))
            return &stmt->params[i];
    }
    return NULL;
}

static int find_name(const struct cd_str *names, size_t count, struct cd_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (cd_str_eq(names[i], name))
            return (int)i;
    }
    return -1;
}

static int find_column(const struct cd_stmt *stmt, struct cd_str name)
{
    for (size_t i = 0; i < stmt->column_count; i++) {
        if (cd_str_eq(stmt->columns[i].name, name))
            return (int)i;
    }
    return -1;
}

/* PostgreSQL types (pg_type.dat) and the JSON types that may stand for them. */
enum { /* bits of the JSON types */
       BOOLS = 1 << CD_NODE_BOOL,
       INTS = 1 << CD_NODE_INT,
       NUMBERS = 1 << CD_NODE_INT | 1 << CD_NODE_REAL,
       TEXTS = 1 << CD_NODE_TEXT,
       LISTS = 1 << CD_NODE_LIST,
       NULLS = 1 << CD_NODE_NULL,
};

static const struct {
    Oid oid;
    unsigned kinds;
    const char *format; /* NULL: any */
    const char *name;
} pg_types[] = {
    {16, BOOLS, NULL, "boolean"},      {20, INTS, NULL, "bigint"},
    {21, INTS, NULL, "smallint"},      {23, INTS, NULL, "integer"},
    {25, TEXTS, NULL, "text"},         {19, TEXTS, NULL, "name"},
    {1042, TEXTS, NULL, "char"},       {1043, TEXTS, NULL, "varchar"},
    {869, TEXTS, NULL, "inet"},        {2950, TEXTS, "uuid", "uuid"},
    {1082, TEXTS, "date", "date"},     {1184, TEXTS, "date-time", "timestamptz"},
    {700, NUMBERS, NULL, "real"},      {701, NUMBERS, NULL, "double precision"},
    {1700, NUMBERS, NULL, "numeric"},  {114, ~0U, NULL, "json"},
    {3802, ~0U, NULL, "jsonb"},        {1009, LISTS, NULL, "text[]"},
    {1015, LISTS, NULL, "varchar[]"},  {2951, LISTS, NULL, "uuid[]"},
    {1005, LISTS, NULL, "smallint[]"}, {1007, LISTS, NULL, "integer[]"},
    {1016, LISTS, NULL, "bigint[]"},   {1182, LISTS, NULL, "date[]"},
};

/* The first type number that a database gives away itself: enums and domains. */
#define FIRST_OWN_OID 16384

/* NULL when a JSON value of these kinds and format may be this PostgreSQL type, else its name. */
static const char *type_conflict(Oid oid, unsigned kinds, struct cd_str format)
{
    unsigned plain = kinds & ~(unsigned)NULLS;

    if (oid >= FIRST_OWN_OID)
        return plain == TEXTS ? NULL : "a type of our own";
    for (size_t i = 0; i < sizeof pg_types / sizeof *pg_types; i++) {
        if (pg_types[i].oid != oid)
            continue;
        bool fits = (plain & ~pg_types[i].kinds) == 0 &&
                    (pg_types[i].format == NULL || cd_str_is(format, pg_types[i].format));
        return fits ? NULL : pg_types[i].name;
    }
    return "a type that the service does not know";
}

static void bind_core(struct binder *b, const struct cd_stmt_param *param, struct cd_binding *out,
                      bool *ret_found)
{
    (void)b;
    for (size_t i = 0; i < sizeof core_sources / sizeof *core_sources; i++) {
        if (!cd_str_is(param->name, core_sources[i].name))
            continue;
        out->source = core_sources[i].source;
        *ret_found = true;
    }
}

static void check_param_type(struct binder *b, const struct cd_stmt *stmt,
                             const struct cd_stmt_param *param, unsigned kinds,
                             struct cd_str format)
{
    const char *other = b->catalog != NULL ? type_conflict(param->type, kinds, format) : NULL;

    if (other != NULL)
        cd_findings_add(b->findings, stmt->file, param->line,
                        "parameter :%s of %s is %s in the statement and something else in the "
                        "contract",
                        param->name.ptr, stmt->name.ptr, other);
}

static void bind_one(struct binder *b, const struct cd_operation *op, const struct cd_stmt *stmt,
                     const struct cd_schema *body, size_t at, struct cd_binding *out)
{
    const struct cd_stmt_param *param = &stmt->params[at];
    const struct cd_plan *plan = op->plan;
    int given = find_name(plan->gives, plan->give_count, param->name);
    int index = find_parameter(op, param->name);
    const struct cd_property *property = body ? cd_schema_property(body, param->name) : NULL;
    bool found = false;

    *out = (struct cd_binding){.type = param->type, .name = param->name.ptr};
    bind_core(b, param, out, &found);
    if (found)
        return;
    if (given >= 0) {
        out->source = CD_FROM_HOOK;
        out->index = given;
    } else if (index >= 0) {
        out->source = CD_FROM_PARAMETER;
        out->index = index;
        check_param_type(b, stmt, param, op->params[index].types, op->params[index].format);
    } else if (property != NULL) {
        out->source = CD_FROM_BODY;
        check_param_type(b, stmt, param, property->types, property->format);
    } else {
        cd_findings_add(b->findings, stmt->file, param->line,
                        "parameter :%s of %s is neither a parameter nor a body property of the "
                        "contract's operation, nor given by its hook",
                        param->name.ptr, stmt->name.ptr);
    }
}

static struct cd_binding *bind_all(struct binder *b, const struct cd_operation *op,
                                   const struct cd_stmt *stmt, const struct cd_schema *body)
{
    struct cd_binding *bindings =
        cd_arena_alloc(b->arena, (stmt->param_count + 1) * sizeof *bindings);

    for (size_t i = 0; i < stmt->param_count; i++)
        bind_one(b, op, stmt, body, i, &bindings[i]);
    return bindings;
}

/* Used by the operation's statement or by its hook, which says so. */
static bool is_used(const struct cd_operation *op, const struct cd_stmt *stmt, struct cd_str name)
{
    const struct cd_plan *plan = op->plan;
    bool used =
        find_stmt_param(stmt, name) != NULL || find_name(plan->takes, plan->take_count, name) >= 0;

    for (size_t i = 0; i < plan->read_count && !used; i++)
        used = find_stmt_param(plan->reads[i].stmt, name) != NULL;
    return used;
}

/* What the contract takes in must be used, or it would be lost in silence. */
static void check_inputs_used(struct binder *b, const struct cd_operation *op,
                              const struct cd_stmt *stmt, const struct cd_schema *body)
{
    size_t count = 0;
    const struct cd_property *properties = body ? cd_schema_properties(body, &count) : NULL;

    for (size_t i = 0; i < op->param_count; i++) {
        const struct cd_parameter *param = &op->params[i];
        if (!is_core_parameter(param->name) && !is_used(op, stmt, param->name))
            cd_findings_add(b->findings, b->app->contract->file, param->line,
                            "parameter %s of %s is not used by its statement (%s:%d)",
                            cd_arena_dup(b->arena, param->name), op->id.ptr, stmt->file,
                            stmt->line);
    }
    for (size_t i = 0; i < count; i++) {
        if (!properties[i].read_only && !is_used(op, stmt, properties[i].name))
            cd_findings_add(b->findings, b->app->contract->file, properties[i].line,
                            "body property %s of %s is not used by its statement (%s:%d)",
                            cd_arena_dup(b->arena, properties[i].name), op->id.ptr, stmt->file,
                            stmt->line);
    }
}

static void check_column(struct binder *b, const struct cd_operation *op,
                         const struct cd_stmt *stmt, const struct cd_stmt_column *column)
{
    const struct cd_property *property = cd_schema_property(op->row, column->name);
    const char *name = cd_arena_dup(b->arena, column->name);

    if (property == NULL) {
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "column %s of %s is not a property of the contract's answer", name,
                        stmt->name.ptr);
        return;
    }
    const char *other = type_conflict(column->type, property->types, property->format);
    if (other != NULL || !cd_rows_type_ok(column->type))
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "column %s of %s is %s and does not fit the contract (%s:%d)", name,
                        stmt->name.ptr, other != NULL ? other : "not writable",
                        b->app->contract->file, property->line);
}

static void check_columns(struct binder *b, const struct cd_operation *op,
                          const struct cd_stmt *stmt)
{
    size_t count = 0;
    const struct cd_property *properties = cd_schema_properties(op->row, &count);

    for (size_t i = 0; i < stmt->column_count; i++) {
        if (stmt->columns[i].name.ptr[0] != '_')
            check_column(b, op, stmt, &stmt->columns[i]);
    }
    for (size_t i = 0; i < count; i++) {
        bool cursor = cd_str_is(properties[i].name, "next_cursor") &&
                      find_column(stmt, CD_STR("_next_cursor")) >= 0;
        if (!properties[i].write_only && !cursor && find_column(stmt, properties[i].name) < 0)
            cd_findings_add(b->findings, b->app->contract->file, properties[i].line,
                            "property %s of the answer of %s is not a column of its statement "
                            "(%s:%d)",
                            cd_arena_dup(b->arena, properties[i].name), op->id.ptr, stmt->file,
                            stmt->line);
    }
}

static bool uses(const struct cd_stmt *stmt, const char *name)
{
    return find_stmt_param(stmt, cd_str_of(name)) != NULL;
}

static void check_area_tables(struct binder *b, const struct cd_stmt *stmt)
{
    size_t tables = b->catalog != NULL ? b->catalog->area_table_count : 0;

    if (uses(stmt, "actor_id") || uses(stmt, "actor_gu") || uses(stmt, "actor_dongs"))
        return;
    for (size_t i = 0; i < tables; i++) {
        if (cd_stmt_mentions(stmt, b->catalog->area_tables[i]))
            cd_findings_add(b->findings, stmt->file, stmt->line,
                            "%s touches the area table %s without any :actor_… condition",
                            stmt->name.ptr, cd_arena_dup(b->arena, b->catalog->area_tables[i]));
    }
}

static void check_area(struct binder *b, const struct cd_operation *op, const struct cd_stmt *stmt)
{
    bool own = uses(stmt, "actor_id"), gu = uses(stmt, "actor_gu");
    bool dongs = uses(stmt, "actor_dongs");
    bool bound = (op->area == CD_AREA_OWN && own) || (op->area == CD_AREA_DONG && dongs) ||
                 (op->area == CD_AREA_GU && (gu || dongs));

    if (op->area == CD_AREA_CITY || bound)
        return;
    if (op->area == CD_AREA_NONE)
        check_area_tables(b, stmt);
    else
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "%s does not bind the area that the contract gives it (%s:%d)",
                        stmt->name.ptr, b->app->contract->file, op->line);
}

static void check_shape(struct binder *b, const struct cd_operation *op, const struct cd_stmt *stmt)
{
    if (op->result == CD_RESULT_MANY && op->batch.len == 0 && stmt->order_count == 0)
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "%s answers a list and has no -- order:", stmt->name.ptr);
    for (size_t i = 0; b->catalog != NULL && i < stmt->order_count; i++) {
        if (find_column(stmt, stmt->order[i]) < 0)
            cd_findings_add(b->findings, stmt->file, stmt->line,
                            "-- order: of %s names %s, which is not a column", stmt->name.ptr,
                            cd_arena_dup(b->arena, stmt->order[i]));
    }
    if (b->catalog != NULL && op->personal.len > 0 && find_column(stmt, op->personal) < 0)
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "%s has no column %s, which says whose data leaves (%s:%d)", stmt->name.ptr,
                        cd_arena_dup(b->arena, op->personal), b->app->contract->file, op->line);
    if (b->catalog != NULL && op->personal.len > 0 && op->is_public &&
        (op->result != CD_RESULT_ONE || find_column(stmt, CD_STR("_actor_id")) < 0))
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "%s lets personal data leave without a token, so it answers one row with "
                        "a column _actor_id, which says who asked (%s:%d)",
                        stmt->name.ptr, b->app->contract->file, op->line);
    if (op->if_match && !uses(stmt, "if_match"))
        cd_findings_add(b->findings, stmt->file, stmt->line,
                        "%s requires If-Match and does not compare :if_match", stmt->name.ptr);
}

static void mask_columns(struct binder *b, const struct cd_operation *op, struct cd_plan *plan,
                         size_t role)
{
    size_t count = plan->stmt->column_count;
    struct cd_row_column *columns = cd_arena_alloc(b->arena, (count + 1) * sizeof *columns);

    for (size_t i = 0; i < count; i++) {
        struct cd_str name = plan->stmt->columns[i].name;
        const struct cd_property *property =
            op->row != NULL ? cd_schema_property(op->row, name) : NULL;
        columns[i].skip = name.ptr[0] == '_' || (b->catalog != NULL && property == NULL) ||
                          (property != NULL && property->write_only);
        columns[i].sparse = op->sparse;
        if (property != NULL && (property->masked_for & (1U << role)) != 0) {
            columns[i].mask = property->mask;
            plan->masked[role] = true;
        }
    }
    plan->columns[role] = columns;
}

static void place_columns(struct binder *b, const struct cd_operation *op, struct cd_plan *plan)
{
    const struct cd_stmt *stmt = plan->stmt;

    plan->id_column = find_column(stmt, CD_STR("id"));
    plan->version_column = find_column(stmt, CD_STR("version"));
    plan->dong_column = find_column(stmt, CD_STR("dong_code"));
    if (plan->dong_column < 0)
        plan->dong_column = find_column(stmt, CD_STR("_dong_code"));
    plan->location_column = find_column(stmt, CD_STR("_location"));
    plan->retry_column = find_column(stmt, CD_STR("_retry_after"));
    plan->cursor_column = find_column(stmt, CD_STR("_next_cursor"));
    plan->equal_column = find_column(stmt, CD_STR("_equal"));
    plan->actor_column = find_column(stmt, CD_STR("_actor_id"));
    plan->purpose_column = find_column(stmt, CD_STR("_purpose"));
    plan->personal_column = op->personal.len > 0 ? find_column(stmt, op->personal) : -1;
    plan->order_columns =
        cd_arena_alloc(b->arena, (stmt->order_count + 1) * sizeof *plan->order_columns);
    for (size_t i = 0; i < stmt->order_count; i++)
        plan->order_columns[i] = find_column(stmt, stmt->order[i]);
    for (size_t role = 0; role <= CD_ROLE_COUNT; role++)
        mask_columns(b, op, plan, role);
}

static void bind_version(struct binder *b, const struct cd_operation *op, struct cd_plan *plan)
{
    char *name = cd_arena_printf(b->arena, "%.*s_version", (int)op->slice.len, op->slice.ptr);

    for (char *c = name; *c != '\0'; c++) { /* tags are kebab-case, statements are not */
        if (*c == '-')
            *c = '_';
    }
    plan->version = find_statement(b->statements, cd_str_of(name));
    if (plan->version == NULL) {
        cd_findings_add(b->findings, b->app->contract->file, op->line,
                        "%s requires If-Match and there is no statement %s", op->id.ptr, name);
        return;
    }
    plan->version_bindings = bind_all(b, op, plan->version, NULL);
}

static struct cd_plan *new_plan(struct binder *b)
{
    struct cd_plan *plan = cd_arena_alloc(b->arena, sizeof *plan);

    plan->id_column = plan->version_column = plan->dong_column = plan->personal_column = -1;
    plan->location_column = plan->retry_column = plan->cursor_column = -1;
    plan->actor_column = plan->purpose_column = plan->equal_column = -1;
    return plan;
}

/* "score,band" */
static struct cd_str *read_list(struct binder *b, const char *list, size_t *ret_count)
{
    struct cd_str rest = cd_str_of(list);
    struct cd_str *names = cd_arena_alloc(b->arena, (rest.len + 1) * sizeof *names);

    *ret_count = 0;
    while (rest.len > 0)
        names[(*ret_count)++] = cd_arena_copy(b->arena, cd_str_trim(cd_str_cut(&rest, ',')));
    return names;
}

static bool is_input(const struct cd_operation *op, struct cd_str name)
{
    return find_parameter(op, name) >= 0 ||
           (op->body != NULL && cd_schema_property(op->body, name) != NULL);
}

/* A name of the hook's lists that does not fit; the hook is C, so the operation's line is named. */
static void hook_finding(struct binder *b, const struct cd_operation *op, const char *does,
                         struct cd_str name, const char *but)
{
    cd_findings_add(b->findings, b->app->contract->file, op->line, "the hook of %s %s %s, %s",
                    op->id.ptr, does, cd_arena_dup(b->arena, name), but);
}

static void check_hook_names(struct binder *b, const struct cd_operation *op,
                             const struct cd_plan *plan)
{
    for (size_t i = 0; i < plan->take_count; i++) {
        if (!is_input(op, plan->takes[i]))
            hook_finding(b, op, "takes", plan->takes[i], "which is no input of the operation");
    }
    for (size_t i = 0; i < plan->give_count; i++) {
        const struct cd_stmt_param param = {.name = plan->gives[i]};
        struct cd_binding ignored;
        bool core = false;
        bind_core(b, &param, &ignored, &core);
        if (core || is_input(op, plan->gives[i]))
            hook_finding(b, op, "gives", plan->gives[i], "which the request has itself");
    }
}

static void check_hook_read(struct binder *b, const struct cd_operation *op,
                            const struct cd_stmt *stmt)
{
    if (op->area != CD_AREA_CITY)
        check_area_tables(b, stmt);
    for (size_t i = 0; i < stmt->column_count; i++) {
        if (!cd_rows_type_ok(stmt->columns[i].type))
            cd_findings_add(b->findings, stmt->file, stmt->line,
                            "column %s of %s is not writable as JSON", stmt->columns[i].name.ptr,
                            stmt->name.ptr);
    }
}

static void bind_hook_reads(struct binder *b, const struct cd_operation *op, struct cd_plan *plan)
{
    size_t count;
    struct cd_str *names = read_list(b, plan->hook->reads, &count);

    plan->reads = cd_arena_alloc(b->arena, (count + 1) * sizeof *plan->reads);
    for (size_t i = 0; i < count; i++) {
        struct cd_stmt *stmt = find_statement(b->statements, names[i]);
        if (stmt == NULL) {
            hook_finding(b, op, "reads", names[i], "which is not a statement");
            continue;
        }
        plan->reads[plan->read_count++] =
            (struct cd_plan_read){stmt, bind_all(b, op, stmt, op->body)};
        check_hook_read(b, op, stmt);
    }
}

static void bind_hook(struct binder *b, const struct cd_operation *op, struct cd_plan *plan)
{
    if (op->hook.len == 0)
        return;
    plan->hook = find_hook(op->hook);
    if (plan->hook == NULL) {
        cd_findings_add(b->findings, b->app->contract->file, op->line,
                        "%s names the hook %s, which is not in the binary", op->id.ptr,
                        cd_arena_dup(b->arena, op->hook));
        return;
    }
    plan->takes = read_list(b, plan->hook->takes, &plan->take_count);
    plan->gives = read_list(b, plan->hook->gives, &plan->give_count);
    check_hook_names(b, op, plan);
    bind_hook_reads(b, op, plan);
}

/* What a hook computes and nobody asks for. */
static void check_gives_used(struct binder *b, const struct cd_operation *op,
                             const struct cd_plan *plan)
{
    for (size_t i = 0; i < plan->give_count; i++) {
        bool used = plan->stmt != NULL && find_stmt_param(plan->stmt, plan->gives[i]) != NULL;
        for (size_t r = 0; r < plan->read_count && !used; r++)
            used = find_stmt_param(plan->reads[r].stmt, plan->gives[i]) != NULL;
        if (!used)
            hook_finding(b, op, "gives", plan->gives[i], "which no statement uses");
    }
}

/* A batch runs another operation's statement for each item of `items`. */
static void bind_batch(struct binder *b, struct cd_operation *op, struct cd_plan *plan)
{
    const struct cd_property *items =
        op->body ? cd_schema_property(op->body, CD_STR("items")) : NULL;
    const struct cd_schema *item = items != NULL ? cd_schema_items(items->schema) : NULL;
    struct cd_stmt *stmt = find_statement(b->statements, op->batch);
    struct cd_plan *one = new_plan(b);

    if (stmt == NULL || item == NULL) {
        cd_findings_add(b->findings, b->app->contract->file, op->line,
                        "%s is a batch without `items` in its body or without the statement %s",
                        op->id.ptr, cd_arena_dup(b->arena, op->batch));
        return;
    }
    one->stmt = plan->stmt = stmt;
    one->bindings = bind_all(b, op, stmt, item);
    check_inputs_used(b, op, stmt, item);
    if (b->catalog != NULL && op->row != NULL)
        check_columns(b, op, stmt);
    check_area(b, op, stmt);
    place_columns(b, op, plan);
    plan->item = one;
}

static void bind_statement(struct binder *b, struct cd_operation *op, struct cd_plan *plan)
{
    plan->stmt = find_statement(b->statements, op->id);
    if (plan->stmt == NULL) {
        if (op->hook.len == 0)
            cd_findings_add(b->findings, b->app->contract->file, op->line,
                            "%s has neither a statement nor a hook", op->id.ptr);
        return;
    }
    plan->bindings = bind_all(b, op, plan->stmt, op->body);
    check_inputs_used(b, op, plan->stmt, op->body);
    if (b->catalog != NULL && op->row != NULL && op->result != CD_RESULT_NONE)
        check_columns(b, op, plan->stmt);
    check_area(b, op, plan->stmt);
    check_shape(b, op, plan->stmt);
    place_columns(b, op, plan);
    if (op->if_match)
        bind_version(b, op, plan);
}

/* A constraint that nothing raises would map nothing: a renamed one is found here. */
static void check_constraints(struct binder *b, const struct cd_operation *op)
{
    for (size_t i = 0; i < op->error_count; i++) {
        struct cd_str name = op->errors[i].constraint;
        bool known = false;
        for (size_t c = 0; c < b->catalog->constraint_count && !known; c++)
            known = cd_str_eq(b->catalog->constraints[c], name);
        if (!known)
            cd_findings_add(b->findings, b->app->contract->file, op->line,
                            "errors of %s names %s, which is no constraint of the database",
                            op->id.ptr, cd_arena_dup(b->arena, name));
    }
}

static bool is_of_plan(const struct cd_plan *plan, const struct cd_stmt *stmt)
{
    bool of = plan != NULL && plan->version == stmt;

    for (size_t i = 0; plan != NULL && i < plan->read_count && !of; i++)
        of = plan->reads[i].stmt == stmt;
    return of;
}

/* A statement must be an operation's, a slice's version lock, a hook's, or the core's. */
static void check_orphans(struct binder *b)
{
    for (struct cd_stmt *stmt = b->statements; stmt != NULL; stmt = stmt->next) {
        bool used = cd_contract_operation(b->app->contract, stmt->name) != NULL ||
                    cd_str_starts(stmt->name, "core_");
        for (size_t i = 0; i < b->app->contract->operation_count && !used; i++)
            used = is_of_plan(b->app->contract->operations[i].plan, stmt);
        if (!used)
            cd_findings_add(b->findings, stmt->file, stmt->line,
                            "statement %s has no operation in the contract and no hook reads it",
                            stmt->name.ptr);
    }
    for (const struct cd_hook *const *at = __start_cd_hooks; at != __stop_cd_hooks; at++) {
        const struct cd_operation *op =
            cd_contract_operation(b->app->contract, cd_str_of((*at)->name));
        if (op == NULL || !cd_str_is(op->hook, (*at)->name))
            cd_findings_add(b->findings, b->app->contract->file, op != NULL ? op->line : 1,
                            "the hook %s of the binary is not named by an operation", (*at)->name);
    }
}

void cd_plan_core(struct cd_core_statements *core, struct cd_stmt *statements,
                  struct cd_findings *findings)
{
    struct {
        const char *name;
        struct cd_stmt **place;
    } const wanted[] = {
        {"core_open", &core->open},
        {"core_dongs", &core->dongs},
        {"core_boundaries", &core->boundaries},
        {"core_idempotency_claim", &core->claim},
        {"core_idempotency_store", &core->store},
        {"core_idempotency_read", &core->read},
        {"core_access_store", &core->access},
        {"core_area_tables", &core->area_tables},
        {"core_constraints", &core->constraints},
    };

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        *wanted[i].place = find_statement(statements, cd_str_of(wanted[i].name));
        if (*wanted[i].place == NULL)
            cd_findings_add(findings, "src/http/core.sql", 1, "statement %s is missing",
                            wanted[i].name);
    }
}

void cd_plan_bind(struct cd_app *app, struct cd_stmt *statements, const struct cd_catalog *catalog,
                  struct cd_findings *findings)
{
    struct binder b = {app, statements, catalog, findings, app->arena};

    for (size_t i = 0; i < app->contract->operation_count; i++) {
        struct cd_operation *op = &app->contract->operations[i];
        struct cd_plan *plan = new_plan(&b);
        op->plan = plan;
        bind_hook(&b, op, plan);
        if (catalog != NULL)
            check_constraints(&b, op);
        if (op->batch.len > 0)
            bind_batch(&b, op, plan);
        else
            bind_statement(&b, op, plan);
        check_gives_used(&b, op, plan);
    }
    check_orphans(&b);
}
