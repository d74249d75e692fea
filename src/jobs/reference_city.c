#include "jobs/reference_city.h"

#include "base/clock.h"
#include "jobs/import_dongs.h"
#include "jobs/reference_city_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MADE "created_at, created_by, updated_at, updated_by"

/* In this order: what a step refers to is there already. */
static const struct {
    const char *table, *columns;
    void (*make)(const struct city_plan *plan, struct city_out *out);
} steps[] = {
    {"program_round",
     "id, number, name, call, status, opens_on, closes_on, starts_on, places, " MADE,
     city_make_rounds},
    {"staff",
     "id, gu_code, dong_codes, role, job, name, office_phone, hired_on, employed, created_at, "
     "created_by",
     city_make_staff},
    {"center", "id, dong_code, name, address, phone, opening_hours, round, joined_on, " MADE,
     city_make_centers},
    {"patch", "id, dong_code, name, officer_id, planner_id, nurse_id, during, " MADE,
     city_make_patches},
    {"patch_rule", "id, patch_id, dong_code, kind, road_name, numbers, sides, during",
     city_make_rules},
    {"staffing_record", "id, gu_code, dong_code, job, heads, starts_on, ends_on, source, " MADE,
     city_make_headcounts},
    {"recipient_count", "id, gu_code, dong_code, as_of, recipients, " MADE, city_make_recipients},
    {"partner", "id, dong_code, kind, name, description, " MADE, city_make_partners},
    {"partner_location", "id, partner_id, dong_code, name, address, " MADE, city_make_locations},
    {"partner_service", "id, partner_id, name, description, needs, " MADE, city_make_services},
    {"household", "id, dong_code, name, address, " MADE, city_make_households},
    {"resident",
     "id, dong_code, household_id, name, birth_date, sex, phone, address, language, " MADE,
     city_make_residents},
    {"visit",
     "id, dong_code, resident_id, household_id, program, kind, staff_id, status, planned_start, "
     "planned_end, checked_in_at, completed_at, completed_by, outcome, notes, reason, " MADE,
     city_make_visits},
    {"screening",
     "id, dong_code, resident_id, visit_id, instrument_id, instrument_version, performed_at, "
     "performed_by, answers, score, band, level, rule, " MADE,
     city_make_screenings},
    {"discovery",
     "id, dong_code, resident_id, household_id, path, kind, found_on, due_on, need, " MADE,
     city_make_discoveries},
    {"consent",
     "id, dong_code, resident_id, purpose, fields, given_by, given_at, evidence_kind, " MADE,
     city_make_consents},
    {"referral",
     "id, dong_code, resident_id, household_id, partner_id, service_id, visit_id, need, fields, "
     "status, respond_by, due_at, answered_at, answered_by, answered_via, outcome, outcome_at, "
     "closed_at, closed_by, " MADE,
     city_make_referrals},
    {"benefit_application",
     "id, dong_code, resident_id, household_id, visit_id, benefit, asked, status, asked_on, "
     "applied_on, decided_on, reason, " MADE,
     city_make_benefits},
    {"birth",
     "id, dong_code, mother_id, child_id, born_on, gestation_weeks, weight_g, delivery, "
     "birth_order, " MADE,
     city_make_births},
    {"aid",
     "id, dong_code, resident_id, household_id, counted_for, household_size, kind, turn, extra, "
     "amount, ceiling, approved_amount, status, reason, payee_name, payee_bank, payee_account, "
     "budget_id, decided_at, decided_by, paid_on, fiscal_year, " MADE,
     city_make_aid},
};

static const char begin[] =
    "begin; set local role chatdong_owner; set local search_path = chatdong, pg_temp;"
    " set local statement_timeout = 0; set local lock_timeout = '10s'; set local jit = off;"
    " set local work_mem = '128MB'; set local maintenance_work_mem = '512MB'";

/* How many rows there will be, near enough for a bar. */
static int64_t expected_rows(const struct city_plan *plan)
{
    int64_t rows = 0;

    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        if (!dong->made)
            continue;
        rows += dong->residents + city_households(dong) + 40;
        for (int y = plan->first; y <= plan->last; y++) {
            const int64_t *quota = dong->quota[y];
            rows += quota[CITY_VISITS] * 106 / 100 + quota[CITY_SENIORS] + quota[CITY_CRISES] +
                    quota[CITY_AT_RISK] + 2 * quota[CITY_LINKAGES] + quota[CITY_OTHER_SUPPORT] +
                    quota[CITY_BIRTHS] + quota[CITY_AID_PERSONS];
        }
    }
    return rows;
}

/* The made-up geography comes along; Seoul's has been imported, whole with its history. */
static bool make_geography(const struct city_plan *plan, struct city_out *out)
{
    if (plan->options.data != NULL)
        return true;
    bool ok = city_out_sql(out, "create temp table city_place (code text, gu_code text, gu text,"
                                " name text) on commit drop") &&
              city_out_begin(out, "city_place", "code, gu_code, gu, name");
    for (size_t i = 0; ok && i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        city_out_text(out, dong->code);
        city_out_text(out, plan->districts[dong->district].code);
        city_out_text(out, plan->districts[dong->district].name);
        city_out_text(out, dong->name);
        city_out_row(out);
    }
    return ok && city_out_end(out) && city_out_sql(out, "call reference_city_geography()");
}

static bool make_rows(const struct city_plan *plan, struct city_out *out)
{
    bool ok = make_geography(plan, out) && city_out_sql(out, "call reference_city_begin()");

    for (size_t i = 0; ok && i < sizeof steps / sizeof *steps; i++) {
        ok = city_out_begin(out, steps[i].table, steps[i].columns);
        if (ok) {
            steps[i].make(plan, out);
            ok = city_out_end(out);
        }
    }
    return ok;
}

static void enter(struct city_out *out, const char *phase)
{
    out->phase = phase;
    if (out->run->progress != NULL)
        out->run->progress(out->run->progress_arg, &out->run->job, phase);
}

static bool make_city(const struct city_plan *plan, struct city_out *out)
{
    static const struct {
        const char *phase, *sql;
    } ends[] = {
        {"books", "call reference_city_keep()"},
        {"indexes", "call reference_city_end()"},
        {"commit", "commit"},
        {"analyze", "analyze"},
    };
    bool ok = city_out_sql(out, begin) && make_rows(plan, out);

    out->run->streamed_us = cd_clock_mono_us();
    for (size_t i = 0; ok && i < sizeof ends / sizeof *ends; i++) {
        enter(out, ends[i].phase);
        ok = city_out_sql(out, ends[i].sql);
    }
    if (!ok && out->conn != NULL)
        PQclear(PQexec(out->conn, "rollback"));
    return ok;
}

/* The name of a table that has rows; empty when there is none. */
static enum cd_rc check_empty(PGconn *owner, struct cd_buf *why)
{
    PGresult *found = PQexec(owner, "select chatdong.reference_city_occupied()");
    enum cd_rc rc = PQresultStatus(found) == PGRES_TUPLES_OK ? CD_OK : CD_INTERNAL;

    if (rc != CD_OK) {
        cd_buf_adds(why, PQerrorMessage(owner));
    } else if (PQgetvalue(found, 0, 0)[0] != '\0') {
        cd_buf_addf(why, "the database has records already, in table %s: this is for an empty one",
                    PQgetvalue(found, 0, 0));
        rc = CD_CONFLICT;
    }
    PQclear(found);
    return rc;
}

static enum cd_rc import_geography(const struct cd_city_options *options, PGconn *owner,
                                   struct cd_buf *why)
{
    struct cd_import_report report;

    if (options->data == NULL)
        return CD_OK;
    enum cd_rc rc = cd_import_dongs(owner, options->data, false, &report, why);
    if (rc == CD_OK)
        cd_import_report_release(&report);
    return rc;
}

static enum cd_rc into_database(const struct city_plan *plan, struct city_out *out, PGconn *beside)
{
    enum cd_rc rc = check_empty(out->conn, out->why);

    if (rc == CD_OK)
        rc = import_geography(&plan->options, out->conn, out->why);
    if (rc == CD_OK)
        rc = cd_job_begin(&out->run->job, beside, "reference_city", out->why);
    if (rc != CD_OK)
        return rc;
    out->run->job.total = expected_rows(plan);
    bool ok = make_city(plan, out);
    cd_job_end(&out->run->job, ok ? NULL : "database");
    return ok ? CD_OK : CD_INTERNAL;
}

static enum cd_rc into_file(const struct city_plan *plan, struct city_out *out)
{
    const char *path = plan->options.out;
    bool standard = strcmp(path, "-") == 0;

    out->file = standard ? stdout : fopen(path, "we");
    if (out->file == NULL) {
        cd_buf_addf(out->why, "%s: %s", path, strerrordesc_np(errno));
        return CD_BAD_REQUEST;
    }
    out->run->job.total = expected_rows(plan);
    bool ok = make_city(plan, out) && fflush(out->file) == 0;
    if (!standard && fclose(out->file) != 0)
        ok = false;
    if (!ok && out->why->len == 0)
        cd_buf_addf(out->why, "%s could not be written", path);
    return ok ? CD_OK : CD_BAD_REQUEST;
}

enum cd_rc cd_reference_city(struct cd_city_run *run, PGconn *owner, PGconn *beside,
                             struct cd_buf *why)
{
    struct city_plan *plan = calloc(1, sizeof *plan);
    struct city_out out = {.conn = owner, .why = why, .run = run, .phase = "plan"};
    enum cd_rc rc = CD_BAD_REQUEST;

    if (plan == NULL)
        abort();
    run->counts[0] = (struct cd_operation_count){"rows", 0};
    run->job.counts = run->counts;
    run->job.count_count = 1;
    plan->options = run->options;
    plan->arena = cd_arena_new();
    cd_buf_init(&out.row, (size_t)1 << 20);
    if (city_plan(plan, why))
        rc = run->options.out != NULL ? into_file(plan, &out) : into_database(plan, &out, beside);
    cd_buf_release(&out.row);
    cd_arena_free(plan->arena);
    free(plan);
    return rc;
}
