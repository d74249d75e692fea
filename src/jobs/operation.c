#include "jobs/operation.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define BEAT_US 1000000u
#define JSON_MOST ((size_t)64 << 10)

static bool is_ok(PGconn *conn, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    cd_log(CD_LOG_WARN, "job_row_not_written",
           CD_LOG_STR("sqlstate", PQresultErrorField(result, PG_DIAG_SQLSTATE)),
           CD_LOG_INT("connected", PQstatus(conn) == CONNECTION_OK));
    return false;
}

enum cd_rc cd_job_begin(struct cd_job *job, PGconn *conn, const char *kind, struct cd_buf *why)
{
    PGresult *result = PQexecParams(
        conn,
        "with lost as (update chatdong.operation set state = 'failed', failure = 'abandoned',"
        " finished_at = now() where kind = $1 and state = 'running' and beat_at < now()"
        " and not exists (select from chatdong.import i where i.operation_id = operation.id))"
        " insert into chatdong.operation (kind, state, started_at, beat_at)"
        " values ($1, 'running', now(), now()) returning id",
        1, NULL, &kind, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

    job->conn = conn;
    if (ok)
        (void)snprintf(job->id, sizeof job->id, "%s", PQgetvalue(result, 0, 0));
    else
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(result);
    return ok ? CD_OK : CD_INTERNAL;
}

void cd_job_take(struct cd_job *job, PGconn *conn, const char *id)
{
    job->conn = conn;
    (void)snprintf(job->id, sizeof job->id, "%s", id);
}

void cd_job_error(struct cd_job *job, const char *file, int64_t line, const char *code)
{
    const char *slash = strrchr(file, '/');

    if (job->error_count < CD_OPERATION_ERRORS) {
        struct cd_operation_error *error = &job->errors[job->error_count];
        (void)snprintf(error->file, sizeof error->file, "%s", slash != NULL ? slash + 1 : file);
        while (!cd_str_is_utf8(cd_str_of(error->file))) /* cut within a character, or not text */
            error->file[strlen(error->file) - 1] = '\0';
        error->line = line;
        error->code = code;
    }
    job->error_count++;
}

static void write_counts(const struct cd_job *job, struct cd_buf *out)
{
    cd_buf_addc(out, '{');
    for (size_t i = 0; i < job->count_count; i++) {
        if (job->counts[i].value != 0)
            cd_buf_addf(out, "%s\"%s\":%lld", out->len > 1 ? "," : "", job->counts[i].name,
                        (long long)job->counts[i].value);
    }
    cd_buf_addc(out, '}');
}

static void write_errors(const struct cd_job *job, struct cd_buf *out)
{
    cd_buf_addc(out, '[');
    for (int64_t i = 0; i < job->error_count && i < CD_OPERATION_ERRORS; i++) {
        const struct cd_operation_error *error = &job->errors[i];
        cd_buf_addf(out, "%s{\"file\":", i > 0 ? "," : "");
        cd_buf_add_json(out, cd_str_of(error->file));
        if (error->line > 0)
            cd_buf_addf(out, ",\"line\":%lld", (long long)error->line);
        else
            cd_buf_adds(out, ",\"line\":null");
        cd_buf_addf(out, ",\"code\":\"%s\"}", error->code);
    }
    cd_buf_addc(out, ']');
}

/* One update for beat and end. `state` NULL: it goes on. */
static void store(struct cd_job *job, const char *state, const char *failure)
{
    char done[24], total[24], errors[24];
    CD_BUF_AUTO(counts, JSON_MOST);
    CD_BUF_AUTO(sample, JSON_MOST);

    (void)snprintf(done, sizeof done, "%lld", (long long)job->done);
    (void)snprintf(total, sizeof total, "%lld", (long long)job->total);
    (void)snprintf(errors, sizeof errors, "%lld", (long long)job->error_count);
    write_counts(job, &counts);
    write_errors(job, &sample);
    const char *values[] = {job->id,    done,   job->total > 0 ? total : NULL,
                            counts.ptr, errors, sample.ptr,
                            state,      failure};
    PGresult *result = PQexecParams(
        job->conn,
        "update chatdong.operation set progress_done = $2, progress_total ="
        " case when $3::bigint > 0 then greatest($2, $3::bigint) end,"
        " counts = $4, error_count = $5, errors = $6, beat_at = now(), failure = $8,"
        " state = coalesce($7, state), finished_at = case when $7 is not null then now() end"
        " where id = $1 and state = 'running' returning cancel_requested",
        8, NULL, values, NULL, NULL, 0);
    if (is_ok(job->conn, result) && PQntuples(result) == 1)
        job->cancelled |= strcmp(PQgetvalue(result, 0, 0), "t") == 0;
    PQclear(result);
}

bool cd_job_beat(struct cd_job *job)
{
    uint64_t now = cd_clock_mono_us();

    if (now - job->beat_us >= BEAT_US) {
        store(job, NULL, NULL);
        job->beat_us = now;
    }
    return !job->cancelled;
}

void cd_job_end(struct cd_job *job, const char *failure)
{
    if (job->cancelled)
        store(job, "cancelled", NULL);
    else
        store(job, failure == NULL ? "succeeded" : "failed", failure);
}
