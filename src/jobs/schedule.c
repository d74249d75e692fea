#include "jobs/schedule.h"
#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cd_rule own_rules[] = {
    {"operation_tidy", 60, "select chatdong.operation_tidy()"},
    {"imports_expire", 3600, "select chatdong.imports_expire()"},
    {"staff_grants_expire", 86400, "select chatdong.staff_grants_expire()"},
    {"visits_overdue", 15, "select chatdong.visits_overdue()"},
    {"visits_hand_over", 300, "select chatdong.visits_hand_over()"},
    {"referrals_expire", 60, "select chatdong.referrals_expire()"},
    {"referrals_remind", 300, "select chatdong.referrals_remind()"},
    {"residents_compare", 60, "select chatdong.residents_compare()"},
    {"risk_refresh", 300, "select chatdong.risk_refresh()"},
    {"danger_refresh", 60, "select chatdong.danger_refresh()"},
    {"programs_run", 3600, "select chatdong.programs_run()"},
    {"statistics_fold", 60, "select chatdong.statistics_fold()"},
    {"changes_trim", 86400, "select chatdong.changes_trim()"},
};

#define SECOND_US 1000000u

struct run {
    uint64_t next_us; /* the thread's own: when to ask the database again */
    uint64_t runs, failures;
    int64_t last_success; /* unix seconds; 0: not in this process */
};

struct cd_schedule {
    const struct cd_rule *rules;
    size_t count;
    pthread_mutex_t lock; /* of the counters */
    struct run *state;
};

struct cd_schedule *cd_schedule_new(const struct cd_rule *rules, size_t count)
{
    struct cd_schedule *schedule = calloc(1, sizeof *schedule);

    if (schedule == NULL)
        abort();
    schedule->rules = rules != NULL ? rules : own_rules;
    schedule->count = rules != NULL ? count : sizeof own_rules / sizeof *own_rules;
    schedule->state = calloc(schedule->count + 1, sizeof *schedule->state);
    if (schedule->state == NULL || pthread_mutex_init(&schedule->lock, NULL) != 0)
        abort();
    return schedule;
}

void cd_schedule_free(struct cd_schedule *schedule)
{
    if (schedule == NULL)
        return;
    (void)pthread_mutex_destroy(&schedule->lock);
    free(schedule->state);
    free(schedule);
}

static bool succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static bool run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    bool ok = succeeded(result);

    PQclear(result);
    return ok;
}

/* Seconds until the rule is due, 0: now, and its lock is held. Negative: the database does not
 * answer. */
static double seconds_until_due(PGconn *conn, const struct cd_rule *rule)
{
    char period[16];
    const char *values[] = {rule->name, period};

    (void)snprintf(period, sizeof period, "%d", rule->period_s);
    PGresult *result =
        PQexecParams(conn, "select chatdong.schedule_due($1, $2)", 2, NULL, values, NULL, NULL, 0);
    double seconds = succeeded(result) ? strtod(PQgetvalue(result, 0, 0), NULL) : -1;
    PQclear(result);
    return seconds;
}

/* What the rule's function returned when it is a number, else NULL. */
static const char *rows_of(const PGresult *result)
{
    int64_t rows;
    bool number = PQntuples(result) == 1 && PQnfields(result) == 1 &&
                  cd_str_int64(cd_str_of(PQgetvalue(result, 0, 0)), &rows);

    return number ? PQgetvalue(result, 0, 0) : NULL;
}

static bool note_done(PGconn *conn, const struct cd_rule *rule, const char *rows)
{
    const char *values[] = {rule->name, rows};
    PGresult *result =
        PQexecParams(conn, "select chatdong.schedule_done($1, $2)", 2, NULL, values, NULL, NULL, 0);
    bool ok = succeeded(result);

    PQclear(result);
    return ok && run(conn, "commit");
}

static void count(struct cd_schedule *schedule, size_t i, bool ok)
{
    (void)pthread_mutex_lock(&schedule->lock);
    schedule->state[i].runs++;
    schedule->state[i].failures += !ok;
    if (ok)
        schedule->state[i].last_success = cd_clock_unix();
    (void)pthread_mutex_unlock(&schedule->lock);
}

/* The state alone: an error's text may hold what stood in a row. */
static void note_failed(PGconn *conn, const struct cd_rule *rule, const char *sqlstate,
                        const char *constraint)
{
    const char *values[] = {rule->name, sqlstate};

    cd_log(CD_LOG_ERROR, "rule_failed", CD_LOG_STR("rule", rule->name),
           CD_LOG_STR("sqlstate", sqlstate), CD_LOG_STR("constraint", constraint));
    (void)run(conn, "rollback");
    PQclear(PQexecParams(conn, "select chatdong.schedule_failed($1, $2)", 2, NULL, values, NULL,
                         NULL, 0));
}

/* The rule itself, inside the transaction that holds its lock. */
static bool run_rule(struct cd_schedule *schedule, PGconn *conn, size_t i)
{
    const struct cd_rule *rule = &schedule->rules[i];
    uint64_t began = cd_clock_mono_us();
    PGresult *result = PQexec(conn, rule->sql);
    bool ok = succeeded(result) && note_done(conn, rule, rows_of(result));

    if (ok)
        cd_log(CD_LOG_INFO, "rule_done", CD_LOG_STR("rule", rule->name),
               CD_LOG_STR("rows", rows_of(result)),
               CD_LOG_INT("duration_us", cd_clock_mono_us() - began));
    else if (PQstatus(conn) == CONNECTION_OK)
        note_failed(conn, rule, PQresultErrorField(result, PG_DIAG_SQLSTATE),
                    PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
    PQclear(result);
    count(schedule, i, ok);
    return ok;
}

static void try_rule(struct cd_schedule *schedule, PGconn *conn, size_t i)
{
    bool began = run(conn, "begin; set local search_path = chatdong, pg_temp");
    double seconds = began ? seconds_until_due(conn, &schedule->rules[i]) : -1;
    bool due = seconds == 0;

    if (due)
        seconds = run_rule(schedule, conn, i) ? schedule->rules[i].period_s : 1;
    else
        (void)run(conn, "rollback");
    if (seconds < 1)
        seconds = 1;
    schedule->state[i].next_us = cd_clock_mono_us() + (uint64_t)(seconds * SECOND_US);
}

bool cd_schedule_run(struct cd_schedule *schedule, PGconn *worker, int64_t *ret_wait_s)
{
    uint64_t next = UINT64_MAX;

    for (size_t i = 0; i < schedule->count && PQstatus(worker) == CONNECTION_OK; i++) {
        struct run *state = &schedule->state[i];
        if (cd_clock_mono_us() >= state->next_us)
            try_rule(schedule, worker, i);
        if (state->next_us < next)
            next = state->next_us;
    }
    uint64_t now = cd_clock_mono_us();
    uint64_t wait_us = next > now ? next - now : 0;
    *ret_wait_s = wait_us > (uint64_t)3600 * SECOND_US ? 3600 : (int64_t)(wait_us / SECOND_US) + 1;
    return PQstatus(worker) == CONNECTION_OK;
}

void cd_schedule_metrics(struct cd_schedule *schedule, struct cd_buf *out)
{
    (void)pthread_mutex_lock(&schedule->lock);
    cd_buf_adds(out, "# HELP chatdong_rule_runs_total Runs of the periodic rules.\n"
                     "# TYPE chatdong_rule_runs_total counter\n");
    for (size_t i = 0; i < schedule->count; i++)
        cd_buf_addf(out, "chatdong_rule_runs_total{rule=\"%s\"} %llu\n", schedule->rules[i].name,
                    (unsigned long long)schedule->state[i].runs);
    cd_buf_adds(out, "# HELP chatdong_rule_failures_total Runs that failed.\n"
                     "# TYPE chatdong_rule_failures_total counter\n");
    for (size_t i = 0; i < schedule->count; i++)
        cd_buf_addf(out, "chatdong_rule_failures_total{rule=\"%s\"} %llu\n",
                    schedule->rules[i].name, (unsigned long long)schedule->state[i].failures);
    cd_buf_adds(out, "# HELP chatdong_rule_last_success_timestamp_seconds The last run by this "
                     "process that succeeded, 0 for none.\n"
                     "# TYPE chatdong_rule_last_success_timestamp_seconds gauge\n");
    for (size_t i = 0; i < schedule->count; i++)
        cd_buf_addf(out, "chatdong_rule_last_success_timestamp_seconds{rule=\"%s\"} %lld\n",
                    schedule->rules[i].name, (long long)schedule->state[i].last_success);
    (void)pthread_mutex_unlock(&schedule->lock);
}

void cd_schedule_check(PGconn *conn, struct cd_findings *findings)
{
    for (size_t i = 0; i < sizeof own_rules / sizeof *own_rules; i++) {
        PGresult *result = PQprepare(conn, "", own_rules[i].sql, 0, NULL);
        if (!succeeded(result))
            cd_findings_add(findings, "src/jobs/schedule.c", 1, "rule %s: %s", own_rules[i].name,
                            PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
        PQclear(result);
    }
}
