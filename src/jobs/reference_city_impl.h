/* What the parts of the reference city share: its plan, where rows go, and who lives where. */
#ifndef CD_JOBS_REFERENCE_CITY_IMPL_H
#define CD_JOBS_REFERENCE_CITY_IMPL_H

#include "chatdong/arena.h"
#include "jobs/reference_city.h"
#include <stdio.h>

/* Index 0 is the year before the program (to June 2015), 1 the first one. */
#define CITY_YEARS (CD_CITY_LAST_YEAR - CD_CITY_FIRST_YEAR + 2)
#define CITY_ROUNDS 3
#define CITY_WORKDAYS 262

/* --- figures (reference_city_figures) --- */

enum city_figure {
    CITY_VISITS,
    CITY_SENIORS,
    CITY_BIRTHS,
    CITY_CRISES,
    CITY_AT_RISK, /* seniors in danger of dementia */
    CITY_LINKAGES,
    CITY_OTHER_SUPPORT, /* customised support that is no linkage */
    CITY_AID_PERSONS,
    CITY_FIGURES
};

enum city_headcount {
    CITY_PLANNERS,
    CITY_SOCIAL_WORKERS,
    CITY_NURSES,
    CITY_PROJECT_EXPERTS,
    CITY_ENTERPRISE_EXPERTS,
    CITY_HEADCOUNTS
};

/* The whole city's figure in that year; `dongs` take part in it. */
int64_t city_figure(enum city_figure figure, int year, const int64_t dongs[CITY_YEARS]);
int64_t city_aid_won(int year, const int64_t dongs[CITY_YEARS]);
/* Recipients per welfare worker of a round's dongs at the end of June of that year. */
int64_t city_recipients_per_worker(int round, int year);
int64_t city_heads(enum city_headcount job, int round);
/* Of `total`, in proportion to the weights; the parts add up to it exactly. */
void city_spread(int64_t total, const int64_t *weights, int64_t *ret_parts, size_t count);

/* --- plan (reference_city_plan, reference_city_read) --- */

struct city_road {
    const char *name;
    int numbers; /* the highest building number */
};

struct city_dong {
    const char *code, *name;
    int district, index;    /* in the plan */
    int64_t people, elders; /* who live there */
    int round;              /* 1 to 3: when its center joined; 0: not yet */
    bool made;              /* its rows are asked for */
    size_t first_road, road_step, roads;
    int64_t residents, last_members, seniors, births, families; /* on record; households by kind */
    int64_t heads[CITY_HEADCOUNTS];
    int64_t recipients[CITY_YEARS]; /* at the end of June of the year */
    int64_t quota[CITY_YEARS][CITY_FIGURES];
    int64_t senior_start[CITY_YEARS], birth_start[CITY_YEARS], crisis_start[CITY_YEARS];
    int64_t aid_start[CITY_YEARS]; /* persons in the dongs before it */
};

struct city_district {
    const char *code, *name;
    bool made;
};

struct city_name {
    const char *text;
    int year; /* of birth; surnames: hundredths of a share, summed up */
};

#define CITY_NAMES 512
struct city_names {
    size_t count;
    struct city_name items[CITY_NAMES];
};

struct city_plan {
    struct cd_arena *arena;
    struct cd_city_options options;
    int first, last; /* years, as indexes */
    size_t district_count, dong_count, road_count;
    struct city_district *districts;
    struct city_dong *dongs;
    struct city_road *roads;
    struct city_names surnames, given[2]; /* male, female */
    int64_t share;                        /* of Seoul that this geography is, in millionths */
    int64_t taking_part[CITY_YEARS];      /* dongs */
    int64_t aid_won[CITY_YEARS], aid_persons[CITY_YEARS];
    int workdays[CITY_YEARS][CITY_WORKDAYS], workday_count[CITY_YEARS];
    int registered; /* the day on which the first were put on record */
};

/* False: *why says what is wrong with files or options. */
bool city_read(struct city_plan *plan, struct cd_buf *why);
bool city_plan(struct city_plan *plan, struct cd_buf *why);
/* First and last day of a program year. */
int city_year_begins(int year);
int city_year_ends(int year);

/* --- days and chance (reference_city_chance) --- */

/* Days since 1970-01-01. */
int city_day(int year, int month, int day);
int city_weekday(int day); /* 0 is Sunday */
/* The same for the same arguments; evenly spread over 64 bits. */
uint64_t city_chance(const struct city_plan *plan, uint64_t what, uint64_t where, uint64_t which);
static inline int city_pick(uint64_t chance, int shift, int below)
{
    return (int)((chance >> shift & 0xffff) % (unsigned)below);
}
/* Whether the n-th of `of` is one of the `chosen` that are taken at even distances. */
static inline bool city_is_one_of(int64_t n, int64_t chosen, int64_t of)
{
    return of > 0 && (n + 1) * chosen / of > n * chosen / of;
}

/* --- where rows go (reference_city_out) --- */

struct city_id {
    uint64_t high, low;
};

enum city_id_kind {
    CITY_ID_HOUSEHOLD = 1,
    CITY_ID_RESIDENT,
    CITY_ID_STAFF,
    CITY_ID_CENTER,
    CITY_ID_PATCH,
    CITY_ID_ROUND,
    CITY_ID_PARTNER,
    CITY_ID_LOCATION,
    CITY_ID_SERVICE,
    CITY_ID_VISIT,
    CITY_ID_SCREENING,
    CITY_ID_DISCOVERY,
    CITY_ID_CONSENT,
    CITY_ID_REFERRAL,
    CITY_ID_BIRTH,
    CITY_ID_BENEFIT,
    CITY_ID_AID,
    CITY_ID_BUDGET,
    CITY_ID_HEADS,
    CITY_ID_RECIPIENTS
};

/* A version 7 UUID of that moment (seconds), unique by kind, place, part and number. */
struct city_id city_id(enum city_id_kind kind, int64_t at, int place, int part, int64_t number);

struct city_out {
    PGconn *conn;
    FILE *file;
    struct cd_buf row;
    bool first, failed;
    struct cd_buf *why;
    struct cd_city_run *run;
    const char *phase;
};

bool city_out_sql(struct city_out *out, const char *sql);
bool city_out_begin(struct city_out *out, const char *table, const char *columns);
bool city_out_end(struct city_out *out);
/* One value each, in the order of the columns; city_out_row ends the row. */
void city_out_null(struct city_out *out);
void city_out_text(struct city_out *out, const char *text);
void city_out_int(struct city_out *out, int64_t value);
void city_out_id(struct city_out *out, struct city_id id);
void city_out_day(struct city_out *out, int day);
void city_out_time(struct city_out *out, int64_t at);                    /* seconds since 1970 */
void city_out_made(struct city_out *out, int64_t at, struct city_id by); /* created and updated */
void city_out_textf(struct city_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void city_out_row(struct city_out *out);

/* --- who lives where (reference_city_people) --- */

enum city_household_kind { CITY_SENIOR, CITY_BIRTH, CITY_FAMILY };

struct city_household {
    const struct city_dong *dong;
    enum city_household_kind kind;
    int64_t number, nth; /* in the dong; among its kind */
    int members;
    uint64_t chance;
    struct city_id id;
};

struct city_person {
    struct city_id id;
    bool female;
    int born; /* day */
    const char *surname, *given;
};

struct city_household city_household(const struct city_plan *plan, const struct city_dong *dong,
                                     enum city_household_kind kind, int64_t nth);
struct city_person city_person(const struct city_plan *plan, const struct city_household *home,
                               int member);
int city_members(const struct city_plan *plan, const struct city_dong *dong,
                 enum city_household_kind kind, int64_t nth);
int64_t city_households(const struct city_dong *dong);
/* On which day the nth of `of` is visited in that year. */
int city_visit_day(const struct city_plan *plan, int year, int64_t nth, int64_t of);
/* Whether the seniors of a household turn 65 or 70 in the year of their visit. */
int city_senior_age(const struct city_household *home);
void city_name_of(const struct city_plan *plan, uint64_t chance, bool female, int born,
                  struct city_person *ret);
void city_make_households(const struct city_plan *plan, struct city_out *out);
void city_make_residents(const struct city_plan *plan, struct city_out *out);

/* --- offices (reference_city_offices) --- */

struct city_id city_supervisor(const struct city_plan *plan, const struct city_dong *dong);
struct city_id city_planner(const struct city_plan *plan, const struct city_dong *dong, int64_t n);
struct city_id city_nurse(const struct city_plan *plan, const struct city_dong *dong, int64_t n);
struct city_id city_administrator(const struct city_plan *plan, int district);
int64_t city_nurses(const struct city_dong *dong, int year);
/* Institutions of a district. */
enum city_partner {
    CITY_HOSPITAL,
    CITY_HEALTH_CENTER,
    CITY_DEMENTIA_CENTER,
    CITY_MIND_CENTER, /* so far the medical ones */
    CITY_WELFARE_CENTER,
    CITY_SHELTER,
    CITY_CHILD_CENTER,
    CITY_PARTNERS
};
struct city_id city_partner_id(const struct city_plan *plan, int district, int partner, int kind);
void city_make_staff(const struct city_plan *plan, struct city_out *out);
void city_make_rounds(const struct city_plan *plan, struct city_out *out);
void city_make_centers(const struct city_plan *plan, struct city_out *out);
void city_make_patches(const struct city_plan *plan, struct city_out *out);
void city_make_rules(const struct city_plan *plan, struct city_out *out);
void city_make_headcounts(const struct city_plan *plan, struct city_out *out);
void city_make_recipients(const struct city_plan *plan, struct city_out *out);
void city_make_partners(const struct city_plan *plan, struct city_out *out);
void city_make_locations(const struct city_plan *plan, struct city_out *out);
void city_make_services(const struct city_plan *plan, struct city_out *out);

/* --- what happens (reference_city_walk, _visits, _records) --- */

enum city_happening {
    CITY_SENIOR_VISIT, /* the first ones of a program */
    CITY_BIRTH_VISIT,
    CITY_CRISIS_VISIT,
    CITY_FOLLOW_UP,
    CITY_NO_VISIT, /* missed, cancelled, refused: no visit that counts */
    CITY_HAPPENINGS
};

struct city_event {
    const struct city_dong *dong;
    int year;
    enum city_happening what;
    int64_t rank, number; /* among its sort, in the dong's year */
    uint64_t chance;
    int day;
    int64_t at; /* when it begins */
    struct city_id staff, planner;
    bool by_nurse;
    enum city_happening family; /* whose: senior, birth or crisis; follow-up: of nobody known */
    struct city_household home;
};

/* Every visit of the dong's year, planned by day, staff and half hour so that nobody is in two
 * places, in order of time. */
void city_walk(const struct city_plan *plan, const struct city_dong *dong, int year,
               void (*each)(const struct city_plan *plan, const struct city_event *event,
                            struct city_out *out),
               struct city_out *out);
struct city_id city_visit_id(const struct city_event *event);

void city_make_visits(const struct city_plan *plan, struct city_out *out);
void city_make_screenings(const struct city_plan *plan, struct city_out *out);
void city_make_discoveries(const struct city_plan *plan, struct city_out *out);
void city_make_consents(const struct city_plan *plan, struct city_out *out);
void city_make_referrals(const struct city_plan *plan, struct city_out *out);
void city_make_benefits(const struct city_plan *plan, struct city_out *out);
void city_make_births(const struct city_plan *plan, struct city_out *out);
void city_make_aid(const struct city_plan *plan, struct city_out *out);

#endif
