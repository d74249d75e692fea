#include "http/run.h"

#include "base/log.h"
#include "base/secret.h"
#include "http/access.h"
#include "http/answer.h"
#include "http/app.h"
#include "http/bind.h"
#include "http/problem.h"

#include <stdlib.h>
#include <string.h>

#define BATCH_MOST 100               /* and CD_TX_STEPS has room for the other steps */
#define HOOK_BYTES ((size_t)8 << 20) /* what a hook's further statement may bring */
#define STATE_RUNNING "CD409"
#define STATE_REPLAY "CD200"
#define STATE_REUSED "CD422"

static int add_step(struct cd_tx *tx, const struct cd_stmt_variant *variant,
                    const char *const *values)
{
    return cd_tx_add(tx, variant->prepared, values);
}

/* The actor's context. Slots follow the statement's own order of parameters. */
static int add_open(struct cd_request *req, struct cd_tx *tx)
{
    struct cd_stmt *stmt = req->app->core.open;
    const struct cd_stmt_variant *variant = cd_stmt_variant(stmt, 0, CD_PAGE_NONE);
    const char **values = cd_arena_alloc(req->arena, 5 * sizeof *values);

    if (!req->actor.known)
        return -1;
    for (int i = 0; i < variant->slot_count; i++) {
        struct cd_str name = stmt->params[variant->slots[i]].name;
        values[i] = cd_str_is(name, "token_dongs") ? cd_bind_actor_dongs(req)
                    : cd_str_is(name, "actor_id")  ? req->actor.id
                    : cd_str_is(name, "trace_id")  ? req->trace_id
                                                   : cd_role_name(req->actor.role);
    }
    return add_step(tx, variant, values);
}

static int add_statement(struct cd_request *req, struct cd_tx *tx, const struct cd_plan *plan,
                         json_t *body, enum cd_stmt_page page)
{
    uint32_t present = cd_bind_present(req, plan->stmt, plan->bindings, body);
    const struct cd_stmt_variant *variant = cd_stmt_variant(plan->stmt, present, page);

    return add_step(tx, variant, cd_bind_values(req, variant, plan->bindings, body));
}

static int add_version(struct cd_request *req, struct cd_tx *tx)
{
    const struct cd_plan *plan = req->plan;

    if (!req->op->if_match)
        return -1;
    const struct cd_stmt_variant *variant = cd_stmt_variant(plan->version, 0, CD_PAGE_NONE);
    return add_step(tx, variant, cd_bind_values(req, variant, plan->version_bindings, req->body));
}

static int add_claim(struct cd_request *req, struct cd_tx *tx)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(req->app->core.claim, 0, CD_PAGE_NONE);
    const char **values = cd_arena_alloc(req->arena, 5 * sizeof *values);
    unsigned char digest[32];
    char hex[65];

    if (req->idempotency_key.len == 0 || req->validate_only)
        return -1;
    cd_sha256(req->http->body, digest);
    cd_hex(digest, 32, hex);
    values[0] = req->actor.id;
    values[1] = req->http->method;
    values[2] = cd_arena_dup(req->arena, req->http->path);
    values[3] = req->idempotency_key.ptr;
    values[4] = cd_arena_printf(req->arena, "\\x%s", hex);
    return add_step(tx, variant, values);
}

/* `record`: whose data the answer holds, for the access record of a replay; NULL when not personal
 */
static void add_store(struct cd_request *req, struct cd_tx *tx,
                      const struct cd_access_record *record)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(req->app->core.store, 0, CD_PAGE_NONE);
    const char **values = cd_arena_alloc(req->arena, 7 * sizeof *values);

    values[0] = cd_arena_printf(req->arena, "%d", req->http->status);
    values[1] = cd_answer_headers_json(req, record);
    values[2] = cd_arena_dup(req->arena, cd_buf_str(&req->http->out));
    values[3] = req->actor.id;
    values[4] = req->http->method;
    values[5] = cd_arena_dup(req->arena, req->http->path);
    values[6] = req->idempotency_key.ptr;
    (void)add_step(tx, variant, values);
}

static enum cd_rc fail_unavailable(struct cd_request *req)
{
    req->failure.retry_after = 1;
    return cd_fail(req, CD_UNAVAILABLE, "unavailable", "Try again in a moment");
}

static enum cd_rc fail_inactive(struct cd_request *req)
{
    req->failure.challenge = "Bearer error=\"invalid_token\"";
    return cd_fail(req, CD_UNAUTHENTICATED, "invalid_token", "The account is not active");
}

static void log_sql(const struct cd_request *req, const PGresult *failed)
{
    const char *state = PQresultErrorField(failed, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(failed, PG_DIAG_CONSTRAINT_NAME);

    cd_log(CD_LOG_WARN, "statement_failed", CD_LOG_STR("operation", req->op->id.ptr),
           CD_LOG_STR("request_id", req->request_id), CD_LOG_STR("trace_id", req->trace_id),
           CD_LOG_STR("sqlstate", state), CD_LOG_STR("constraint", constraint));
}

/* What a transaction that did not go through means for the client. */
static enum cd_rc fail_of(struct cd_request *req, struct cd_tx *tx, enum cd_rc rc)
{
    const PGresult *failed = cd_tx_failed(tx);

    if (rc == CD_UNAVAILABLE || failed == NULL)
        return fail_unavailable(req);
    rc = cd_problem_of_sql(req, PQresultErrorField(failed, PG_DIAG_SQLSTATE),
                           PQresultErrorField(failed, PG_DIAG_CONSTRAINT_NAME),
                           PQresultErrorField(failed, PG_DIAG_MESSAGE_HINT));
    if (cd_problem_status(req) >= 500)
        log_sql(req, failed);
    return rc;
}

static bool is_inactive(const struct cd_tx *tx, int open)
{
    return open >= 0 && PQntuples(cd_tx_result(tx, open)) == 0;
}

/* Rows to the answer; CD_NOT_FOUND when the one row is not there. */
static enum cd_rc answer(struct cd_request *req, const PGresult *rows, const PGresult *total)
{
    if (req->op->result == CD_RESULT_MANY) {
        cd_answer_many(req, rows, total);
        return CD_OK;
    }
    if (PQntuples(rows) == 0 && PQnfields(rows) > 0)
        return cd_fail(req, CD_NOT_FOUND, "not_found", NULL);
    if (req->op->result == CD_RESULT_ONE)
        cd_answer_one(req, rows);
    else
        cd_answer_nothing(req);
    return CD_OK;
}

static enum cd_rc read_rows(struct cd_request *req, struct cd_tx *tx,
                            struct cd_access_record *ret_record)
{
    bool many = req->op->result == CD_RESULT_MANY;
    int total = -1, open = add_open(req, tx);
    int main = add_statement(req, tx, req->plan, req->body,
                             !many                ? CD_PAGE_NONE
                             : req->after != NULL ? CD_PAGE_AFTER
                                                  : CD_PAGE_FIRST);

    if (many && req->prefer.total_count)
        total = add_statement(req, tx, req->plan, req->body, CD_PAGE_COUNT);
    enum cd_rc rc = cd_tx_wait(tx, true);
    if (rc != CD_OK)
        return fail_of(req, tx, rc);
    if (is_inactive(tx, open))
        return fail_inactive(req);
    const PGresult *rows = cd_tx_result(tx, main);
    rc = answer(req, rows, total >= 0 ? cd_tx_result(tx, total) : NULL);
    if (rc != CD_OK)
        return rc;
    cd_answer_condition(req);
    if (req->op->personal.len > 0)
        *ret_record = cd_access_of(req, &rows, 1, many ? (int)req->limit : 1, req->http->status);
    return CD_OK;
}

enum cd_rc cd_run_read(struct cd_request *req)
{
    struct cd_access_record record = {.status = 0};
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, req->app->db, req->op->lane, req->arena);

    if (rc != CD_OK)
        return fail_unavailable(req);
    rc = read_rows(req, &tx, &record);
    cd_tx_end(&tx);
    if (rc != CD_OK || record.status == 0)
        return rc;
    return cd_access_store(req, &record) == CD_OK ? CD_OK : fail_unavailable(req);
}

static int status_of(const char *text)
{
    int64_t status = 500;

    (void)cd_str_int64(cd_str_of(text), &status);
    return (int)status;
}

static void replay_rows(struct cd_request *req, const PGresult *stored,
                        struct cd_access_record *ret_record)
{
    *ret_record = cd_access_of(req, NULL, 0, 0, status_of(PQgetvalue(stored, 0, 0)));
    cd_answer_replay(req, status_of(PQgetvalue(stored, 0, 0)), PQgetvalue(stored, 0, 1),
                     cd_str_of(PQgetvalue(stored, 0, 2)), ret_record);
}

/* The stored answer of an earlier request with the same key, in a transaction of its own; it is
 * personal data that leaves once more. */
static enum cd_rc replay(struct cd_request *req)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(req->app->core.read, 0, CD_PAGE_NONE);
    const char *values[] = {req->actor.id, req->http->method,
                            cd_arena_dup(req->arena, req->http->path), req->idempotency_key.ptr};
    struct cd_access_record record;
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, req->app->db, CD_LANE_WRITE, req->arena);

    if (rc != CD_OK)
        return fail_unavailable(req);
    int open = add_open(req, &tx);
    int read = add_step(&tx, variant, values);
    rc = cd_tx_wait(&tx, true);
    if (rc != CD_OK || PQntuples(cd_tx_result(&tx, read)) == 0)
        rc = fail_unavailable(req);
    else if (is_inactive(&tx, open))
        rc = fail_inactive(req);
    else
        replay_rows(req, cd_tx_result(&tx, read), &record);
    cd_tx_end(&tx);
    if (rc != CD_OK || req->op->personal.len == 0)
        return rc;
    return cd_access_store(req, &record) == CD_OK ? CD_OK : fail_unavailable(req);
}

/* The idempotency claim says by SQLSTATE how an earlier request with this key stands. */
static enum cd_rc fail_of_claim(struct cd_request *req, const char *state, bool *ret_replay)
{
    *ret_replay = strcmp(state, STATE_REPLAY) == 0;
    if (*ret_replay)
        return CD_CONFLICT;
    if (strcmp(state, STATE_RUNNING) == 0) {
        req->failure.retry_after = 1;
        return cd_fail(req, CD_CONFLICT, "idempotency_in_progress", NULL);
    }
    return cd_fail(req, CD_UNPROCESSABLE, "idempotency_key_reused", NULL);
}

/* The SQLSTATE of a refused claim, NULL when the transaction failed elsewhere. */
static const char *claim_state(const struct cd_tx *tx)
{
    const PGresult *failed = cd_tx_failed(tx);
    const char *state = failed != NULL ? PQresultErrorField(failed, PG_DIAG_SQLSTATE) : NULL;

    return state != NULL && strncmp(state, "CD", 2) == 0 ? state : NULL;
}

static enum cd_rc fail_of_write(struct cd_request *req, struct cd_tx *tx, enum cd_rc rc,
                                bool *ret_replay)
{
    const char *state = claim_state(tx);

    *ret_replay = false;
    if (state != NULL)
        return fail_of_claim(req, state, ret_replay);
    return fail_of(req, tx, rc);
}

static enum cd_rc check_version(struct cd_request *req, const struct cd_tx *tx, int step)
{
    int64_t version = 0;

    if (step < 0)
        return CD_OK;
    const PGresult *rows = cd_tx_result(tx, step);
    if (PQntuples(rows) == 0)
        return cd_fail(req, CD_NOT_FOUND, "not_found", NULL);
    if (!cd_str_int64(cd_str_of(PQgetvalue(rows, 0, 0)), &version) || version != req->if_match)
        return cd_fail(req, CD_PRECONDITION_FAILED, "precondition_failed", NULL);
    return CD_OK;
}

struct write {
    struct cd_tx tx;
    const PGresult *results[BATCH_MOST]; /* of the statement, one per item */
    size_t count;
    bool replay;
};

/* First round trip of a change: context, version lock, claim, statement. */
static enum cd_rc write_one(struct cd_request *req, struct write *w)
{
    int open = add_open(req, &w->tx);
    int version = add_version(req, &w->tx);
    (void)add_claim(req, &w->tx);
    int main = add_statement(req, &w->tx, req->plan, req->body, CD_PAGE_NONE);
    enum cd_rc rc = cd_tx_wait(&w->tx, false);

    if (rc != CD_OK && cd_tx_result(&w->tx, 0) != NULL && is_inactive(&w->tx, open))
        return fail_inactive(req);
    bool locked = version >= 0 && cd_tx_result(&w->tx, version) != NULL;
    if (rc != CD_OK && locked && check_version(req, &w->tx, version) != CD_OK)
        return req->failure.rc;
    if (rc != CD_OK)
        return fail_of_write(req, &w->tx, rc, &w->replay);
    if (is_inactive(&w->tx, open))
        return fail_inactive(req);
    rc = check_version(req, &w->tx, version);
    if (rc != CD_OK)
        return rc;
    w->results[w->count++] = cd_tx_result(&w->tx, main);
    return answer(req, w->results[0], NULL);
}

/* The item of a batch that was refused, as a pointer into the body, with the problem's name. */
static enum cd_rc fail_of_item(struct cd_request *req, size_t item, enum cd_rc rc)
{
    cd_errors_add(&req->errors, cd_arena_printf(req->arena, "/items/%zu", item),
                  req->failure.problem, "this item was refused, so none was stored");
    return rc;
}

static enum cd_rc read_items(struct cd_request *req, struct write *w, const int *steps,
                             size_t count, enum cd_rc rc)
{
    for (size_t i = 0; i < count; i++) {
        const PGresult *rows = cd_tx_result(&w->tx, steps[i]);
        if (rc != CD_OK && (rows == NULL || rows == cd_tx_failed(&w->tx)))
            return fail_of_item(req, i, fail_of_write(req, &w->tx, rc, &w->replay));
        if (PQntuples(rows) == 0)
            return fail_of_item(req, i, cd_fail(req, CD_NOT_FOUND, "not_found", NULL));
        w->results[w->count++] = rows;
    }
    return CD_OK;
}

/* All items in one round trip and one transaction: all or nothing. */
static enum cd_rc write_batch(struct cd_request *req, struct write *w)
{
    const json_t *items = json_object_get(req->body, "items");
    size_t count = json_array_size(items) < BATCH_MOST ? json_array_size(items) : BATCH_MOST;
    int steps[BATCH_MOST];
    int open = add_open(req, &w->tx);
    (void)add_claim(req, &w->tx);
    for (size_t i = 0; i < count; i++)
        steps[i] =
            add_statement(req, &w->tx, req->plan->item, json_array_get(items, i), CD_PAGE_NONE);
    enum cd_rc rc = cd_tx_wait(&w->tx, false);
    if (cd_tx_result(&w->tx, open) != NULL && is_inactive(&w->tx, open))
        return fail_inactive(req);
    if (rc == CD_UNAVAILABLE || claim_state(&w->tx) != NULL)
        return fail_of_write(req, &w->tx, rc, &w->replay);
    rc = read_items(req, w, steps, count, rc);
    if (rc == CD_OK)
        cd_answer_batch(req, w->results, w->count);
    return rc;
}

/* Second round trip: access record, stored answer, COMMIT. A rehearsal is rolled back instead, and
 * only its attempt is recorded. */
static enum cd_rc finish(struct cd_request *req, struct write *w)
{
    if (req->validate_only)
        return CD_OK;
    struct cd_access_record record = cd_access_of(req, w->results, w->count, 1, req->http->status);
    const struct cd_access_record *records[] = {&record};
    bool personal = req->op->personal.len > 0;
    if (personal)
        (void)add_step(&w->tx, cd_stmt_variant(req->app->core.access, 0, CD_PAGE_NONE),
                       cd_access_values(req->arena, records, 1));
    if (req->idempotency_key.len > 0)
        add_store(req, &w->tx, personal ? &record : NULL);
    enum cd_rc rc = cd_tx_wait(&w->tx, true);
    return rc == CD_OK ? CD_OK : fail_of(req, &w->tx, rc);
}

enum cd_rc cd_run_write(struct cd_request *req)
{
    struct write *w = cd_arena_alloc(req->arena, sizeof *w);
    struct cd_access_record attempt = {.status = 0};
    enum cd_rc rc = cd_tx_begin(&w->tx, req->app->db, CD_LANE_WRITE, req->arena);

    if (rc != CD_OK)
        return fail_unavailable(req);
    rc = req->plan->item != NULL ? write_batch(req, w) : write_one(req, w);
    if (rc == CD_OK)
        rc = finish(req, w);
    if (rc == CD_OK && req->validate_only && req->op->personal.len > 0)
        attempt = cd_access_of(req, w->results, w->count, 0, req->http->status);
    cd_tx_end(&w->tx);
    if (w->replay)
        return replay(req);
    if (attempt.status != 0 && cd_access_store(req, &attempt) != CD_OK)
        return fail_unavailable(req);
    return rc;
}

static void release_json(void *json)
{
    json_decref(json);
}

static enum cd_rc rows_as_json(struct cd_request *req, const PGresult *rows, json_t **ret_rows)
{
    CD_BUF_AUTO(text, HOOK_BYTES);
    json_t *json = NULL;

    if (PQntuples(rows) <= CD_STMT_MOST)
        cd_rows_array(&text, rows, PQntuples(rows), NULL);
    if (!text.overflow)
        json = json_loadb(text.ptr, text.len, 0, NULL);
    if (json == NULL) {
        cd_log(CD_LOG_ERROR, "hook_read_unusable", CD_LOG_STR("operation", req->op->id.ptr),
               CD_LOG_INT("rows", PQntuples(rows)), CD_LOG_STR("request_id", req->request_id));
        return cd_fail(req, CD_INTERNAL, "internal", NULL);
    }
    cd_arena_defer(req->arena, release_json, json);
    *ret_rows = json;
    return CD_OK;
}

enum cd_rc cd_run_hook_read(struct cd_request *req, const struct cd_plan_read *read,
                            json_t **ret_rows)
{
    enum cd_lane lane = req->op->lane == CD_LANE_LONG ? CD_LANE_LONG : CD_LANE_SHORT;
    uint32_t present = cd_bind_present(req, read->stmt, read->bindings, req->body);
    const struct cd_stmt_variant *variant = cd_stmt_variant(read->stmt, present, CD_PAGE_MOST);
    struct cd_tx tx;
    enum cd_rc rc = cd_tx_begin(&tx, req->app->db, lane, req->arena);

    if (rc != CD_OK)
        return fail_unavailable(req);
    int open = add_open(req, &tx);
    int main = add_step(&tx, variant, cd_bind_values(req, variant, read->bindings, req->body));
    rc = cd_tx_wait(&tx, true);
    if (rc != CD_OK)
        rc = fail_of(req, &tx, rc);
    else if (is_inactive(&tx, open))
        rc = fail_inactive(req);
    else
        rc = rows_as_json(req, cd_tx_result(&tx, main), ret_rows);
    cd_tx_end(&tx);
    return rc;
}
