/*
 * Periodic rules: a name, a period, a SQL function that does whatever is due up to now (so one run
 * catches up with any pause) and returns how many rows that were, or nothing. Run by the worker,
 * each in a transaction of its own; a lock in the database lets one instance at a time run a rule,
 * and the database knows when it ran last. A rule that fails is logged, counted and tried again
 * later; the others run. To add a rule: the function in sql/functions/, and a line in schedule.c.
 */
#ifndef CD_JOBS_SCHEDULE_H
#define CD_JOBS_SCHEDULE_H

#include "chatdong/buf.h"
#include "contract/finding.h"
#include <libpq-fe.h>

struct cd_rule {
    const char *name;
    int period_s;
    const char *sql;
};

struct cd_schedule;

/* `rules` outlive it; NULL: the service's own. */
struct cd_schedule *cd_schedule_new(const struct cd_rule *rules, size_t count);
void cd_schedule_free(struct cd_schedule *schedule); /* NULL is fine */
/* Runs what is due and says in how many seconds to come again. False: the connection broke. */
bool cd_schedule_run(struct cd_schedule *schedule, PGconn *worker, int64_t *ret_wait_s);
void cd_schedule_metrics(struct cd_schedule *schedule, struct cd_buf *out); /* any thread */
/* A rule of the service whose SQL the database does not take is a finding. */
void cd_schedule_check(PGconn *conn, struct cd_findings *findings);

#endif
