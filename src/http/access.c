#include "http/access.h"

#include "base/fiber.h"
#include "base/loop.h"
#include "base/secret.h"
#include "http/app.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_MOST 128
#define LOOPS_MOST 64
#define LITERAL_BYTES ((size_t)4 << 20)

struct waiting {
    const struct cd_access_record *record;
    struct cd_fiber *fiber;
    enum { WAITING, STORED, LEADING } state;
    enum cd_rc rc;
    struct waiting *next;
};

/* What one loop has to store. Touched only by its own thread. */
struct group {
    struct cd_loop *loop;
    struct waiting *first, *last;
    bool busy;
};

struct cd_access {
    struct cd_app *app;
    pthread_mutex_t lock; /* of the list of groups, which only grows */
    struct group groups[LOOPS_MOST];
    size_t count;
};

struct cd_access *cd_access_new(struct cd_app *app)
{
    struct cd_access *access = calloc(1, sizeof *access);

    if (access == NULL)
        abort();
    access->app = app;
    (void)pthread_mutex_init(&access->lock, NULL);
    return access;
}

void cd_access_free(struct cd_access *access)
{
    if (access == NULL)
        return;
    (void)pthread_mutex_destroy(&access->lock);
    free(access);
}

static struct group *group_of(struct cd_access *access, struct cd_loop *loop)
{
    struct group *found = NULL;

    (void)pthread_mutex_lock(&access->lock);
    for (size_t i = 0; i < access->count && found == NULL; i++) {
        if (access->groups[i].loop == loop)
            found = &access->groups[i];
    }
    if (found == NULL && access->count < LOOPS_MOST) {
        found = &access->groups[access->count++];
        found->loop = loop;
    }
    (void)pthread_mutex_unlock(&access->lock);
    return found;
}

/* Adds each distinct value of the column; uuid and text need no escapes but arrays are opened. */
static void add_distinct(struct cd_buf *out, const char *value)
{
    struct cd_str rest = cd_str_of(value);

    if (rest.len >= 2 && rest.ptr[0] == '{')
        rest = (struct cd_str){rest.ptr + 1, rest.len - 2};
    while (rest.len > 0) {
        struct cd_str one = cd_str_cut(&rest, ',');
        if (memmem(out->ptr, out->len, one.ptr, one.len) != NULL)
            continue;
        cd_buf_addc(out, out->len == 0 ? '{' : ',');
        cd_buf_add(out, one.ptr, one.len);
    }
}

static const char *distinct_literal(struct cd_request *req, const PGresult *const *results,
                                    size_t result_count, int column, int limit)
{
    CD_BUF_AUTO(out, LITERAL_BYTES);

    for (size_t i = 0; i < result_count && column >= 0; i++) {
        for (int row = 0; row < PQntuples(results[i]) && row < limit; row++) {
            if (!PQgetisnull(results[i], row, column))
                add_distinct(&out, PQgetvalue(results[i], row, column));
        }
    }
    cd_buf_adds(&out, out.len == 0 ? "{}" : "}");
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

/* The dongs of the data; an answer without rows counts for the actor's own. */
static const char *dongs_literal(struct cd_request *req, const PGresult *const *results,
                                 size_t result_count, int limit)
{
    CD_BUF_AUTO(out, LITERAL_BYTES);
    const char *found = distinct_literal(req, results, result_count, req->plan->dong_column, limit);

    if (strcmp(found, "{}") != 0)
        return found;
    for (size_t i = 0; i < req->actor.dong_count; i++)
        add_distinct(&out, req->actor.dongs[i]);
    cd_buf_adds(&out, out.len == 0 ? "{}" : "}");
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

/* A hidden column of the answer's first row. */
static const char *hidden_of(struct cd_request *req, const PGresult *const *results,
                             size_t result_count, int column)
{
    if (column < 0 || result_count == 0 || PQntuples(results[0]) == 0 ||
        PQgetisnull(results[0], 0, column))
        return NULL;
    return cd_arena_dup(req->arena, cd_str_of(PQgetvalue(results[0], 0, column)));
}

/* What the client says, else what the statement says, else the operation. */
static const char *purpose_of(struct cd_request *req, const char *hidden)
{
    const char *purpose = json_string_value(json_object_get(req->body, "purpose"));

    if (purpose == NULL)
        purpose = hidden;
    return purpose != NULL ? purpose : req->op->id.ptr;
}

struct cd_access_record cd_access_of(struct cd_request *req, const PGresult *const *results,
                                     size_t result_count, int limit, int status)
{
    const struct cd_plan *plan = req->plan;
    const char *bearer = hidden_of(req, results, result_count, plan->actor_column);
    const char *purpose = hidden_of(req, results, result_count, plan->purpose_column);
    bool known = req->actor.known || bearer == NULL;
    struct cd_access_record record = {
        .actor_id = known ? req->actor.id : bearer,
        .actor_role = known ? cd_role_name(req->actor.role) : "link",
        .operation = req->op->id.ptr,
        .method = req->http->method,
        .client = req->http->client,
        .residents = distinct_literal(req, results, result_count, plan->personal_column, limit),
        .dongs = dongs_literal(req, results, result_count, limit),
        .purpose = purpose_of(req, purpose),
        .request_id = req->request_id,
        .status = status,
    };

    cd_uuid7(record.id);
    return record;
}

static void add_text(struct cd_buf *out, const char *text)
{
    cd_buf_adds(out, out->len > 1 ? "," : "");
    if (text == NULL) {
        cd_buf_adds(out, "NULL");
        return;
    }
    cd_buf_addc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            cd_buf_addc(out, '\\');
        cd_buf_addc(out, *text);
    }
    cd_buf_addc(out, '"');
}

#define ACCESS_COLUMNS 11

static void record_columns(const struct cd_access_record *record, char status[12],
                           const char *out[ACCESS_COLUMNS])
{
    CD_BUF_AUTO(number, 16);
    const char *values[ACCESS_COLUMNS] = {
        record->id,         record->actor_id, record->actor_role,
        record->operation,  record->method,   record->client,
        record->residents,  record->dongs,    record->purpose,
        record->request_id, status,
    };

    cd_buf_addf(&number, "%d", record->status);
    memcpy(status, number.ptr, number.len + 1);
    memcpy(out, values, sizeof values);
}

const char *const *cd_access_values(struct cd_arena *arena,
                                    const struct cd_access_record *const *records, size_t count)
{
    const char **values = cd_arena_alloc(arena, ACCESS_COLUMNS * sizeof *values);
    struct cd_buf columns[ACCESS_COLUMNS];
    const char *one[ACCESS_COLUMNS];
    char status[12];

    for (size_t c = 0; c < ACCESS_COLUMNS; c++) {
        cd_buf_init(&columns[c], LITERAL_BYTES);
        cd_buf_addc(&columns[c], '{');
    }
    for (size_t i = 0; i < count; i++) {
        record_columns(records[i], status, one);
        for (size_t c = 0; c < ACCESS_COLUMNS; c++)
            add_text(&columns[c], one[c]);
    }
    for (size_t c = 0; c < ACCESS_COLUMNS; c++) {
        cd_buf_addc(&columns[c], '}');
        values[c] = cd_arena_dup(arena, cd_buf_str(&columns[c]));
        cd_buf_release(&columns[c]);
    }
    return values;
}

static enum cd_rc insert(struct cd_app *app, struct cd_arena *arena,
                         const struct cd_access_record *const *records, size_t count)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(app->core.access, 0, CD_PAGE_NONE);
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, app->db, CD_LANE_WRITE, arena);

    if (rc != CD_OK)
        return rc;
    (void)cd_tx_add(&tx, variant->prepared, cd_access_values(arena, records, count));
    rc = cd_tx_wait(&tx, true);
    cd_tx_end(&tx);
    return rc == CD_OK ? CD_OK : CD_UNAVAILABLE;
}

static size_t take(struct group *group, struct waiting **taken)
{
    size_t count = 0;

    while (group->first != NULL && count < GROUP_MOST) {
        taken[count++] = group->first;
        group->first = group->first->next;
    }
    if (group->first == NULL)
        group->last = NULL;
    return count;
}

/* Stores what has gathered, wakes those who waited, hands the lead to the next one. */
static void lead(struct cd_request *req, struct group *group, struct waiting *me)
{
    struct waiting *taken[GROUP_MOST];
    const struct cd_access_record *records[GROUP_MOST] = {NULL};
    size_t count = take(group, taken);

    for (size_t i = 0; i < count; i++)
        records[i] = taken[i]->record;
    enum cd_rc rc = insert(req->app, req->arena, records, count);
    for (size_t i = 0; i < count; i++) {
        taken[i]->rc = rc;
        taken[i]->state = STORED;
        if (taken[i] != me)
            cd_fiber_wake(taken[i]->fiber);
    }
    group->busy = group->first != NULL;
    if (group->busy) {
        group->first->state = LEADING;
        cd_fiber_wake(group->first->fiber);
    }
}

enum cd_rc cd_access_store(struct cd_request *req, const struct cd_access_record *record)
{
    struct cd_fiber *fiber = cd_fiber_current();
    struct group *group = fiber != NULL ? group_of(req->app->access, cd_loop_current()) : NULL;
    struct waiting me = {.record = record, .fiber = fiber};

    if (group == NULL) /* a thread of its own: it simply waits */
        return insert(req->app, req->arena, &record, 1);
    if (group->last != NULL)
        group->last->next = &me;
    else
        group->first = &me;
    group->last = &me;
    if (group->busy)
        cd_fiber_wait();
    if (me.state != STORED) {
        group->busy = true;
        lead(req, group, &me);
    }
    return me.rc;
}
