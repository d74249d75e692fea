/* Who joins when, how much of each figure falls to which dong in which year, who is on record. */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

#include <stdlib.h>
#include <string.h>

#define SEOUL_DONGS 283 /* as many take part in the second year; with fewer it is another city */

int city_year_begins(int year)
{
    return city_day(CD_CITY_FIRST_YEAR - 2 + year, 7, 1);
}

int city_year_ends(int year)
{
    return city_year_begins(year + 1) - 1;
}

static bool is_holiday(int month, int day)
{
    static const int days[] = {101, 301, 505, 606, 815, 1003, 1009, 1225};

    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (days[i] == month * 100 + day)
            return true;
    }
    return false;
}

static void plan_days(struct city_plan *plan)
{
    for (int y = plan->first; y <= plan->last; y++) {
        for (int day = city_year_begins(y); day <= city_year_ends(y); day++) {
            int year, month, of_month, weekday = city_weekday(day);
            cd_clock_civil(day, &year, &month, &of_month);
            if (weekday != 0 && weekday != 6 && !is_holiday(month, of_month))
                plan->workdays[y][plan->workday_count[y]++] = day;
        }
    }
    plan->registered = city_year_begins(plan->first) - 1;
}

/* --- rounds --- */

struct ranked {
    uint64_t order;
    size_t index;
};

static int by_order(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    return x->order < y->order ? -1 : x->order > y->order ? 1 : 0;
}

/* How many dongs of each district join up to the round: spread over the districts with most dongs.
 */
static void spread_round(const struct city_plan *plan, size_t places, size_t districts,
                         int64_t *ret_parts)
{
    struct ranked *order = cd_arena_alloc(plan->arena, plan->district_count * sizeof *order);
    int64_t *weights = cd_arena_alloc(plan->arena, plan->district_count * sizeof *weights);

    for (size_t d = 0; d < plan->district_count; d++) {
        weights[d] = 0;
        for (size_t i = 0; i < plan->dong_count; i++)
            weights[d] += plan->dongs[i].district == (int)d && plan->dongs[i].round == 0;
        order[d] = (struct ranked){(uint64_t)(1000 - weights[d]) * 1000 + d, d};
    }
    qsort(order, plan->district_count, sizeof *order, by_order);
    for (size_t k = districts; k < plan->district_count; k++)
        weights[order[k].index] = 0;
    city_spread((int64_t)places, weights, ret_parts, plan->district_count);
}

static void plan_rounds(struct city_plan *plan)
{
    bool seoul = plan->dong_count >= SEOUL_DONGS;
    size_t n = plan->dong_count, all = plan->district_count;
    int64_t *first = cd_arena_alloc(plan->arena, all * sizeof *first);
    int64_t *both = cd_arena_alloc(plan->arena, all * sizeof *both);
    struct ranked *order = cd_arena_alloc(plan->arena, n * sizeof *order);

    spread_round(plan, seoul ? 80 : (80 * n + 423) / 424, seoul ? 13 : all, first);
    spread_round(plan, seoul ? 283 : (283 * n + 423) / 424, seoul ? 18 : all, both);
    for (size_t i = 0; i < n; i++)
        order[i] = (struct ranked){city_chance(plan, 1, i, 0), i};
    qsort(order, n, sizeof *order, by_order);
    for (size_t k = 0; k < n; k++) {
        struct city_dong *dong = &plan->dongs[order[k].index];
        int64_t *left = &both[dong->district];
        if (dong->round == 0 && *left > 0) {
            dong->round = first[dong->district] > 0 ? 1 : 2;
            first[dong->district]--;
            --*left;
        } else {
            dong->round = CITY_ROUNDS;
        }
    }
    for (int y = 0; y < CITY_YEARS; y++) {
        for (size_t i = 0; i < n; i++)
            plan->taking_part[y] += plan->dongs[i].round <= (y == 0 ? 1 : y);
    }
}

/* --- figures --- */

static int64_t scaled(const struct city_plan *plan, int64_t figure, bool whole)
{
    int64_t value = (figure * plan->share + 500000) / 1000000;

    return whole ? value : (value * plan->options.parts + 500000) / 1000000;
}

static void plan_year(struct city_plan *plan, int y, int64_t *weights, int64_t *parts)
{
    int64_t before = 0;

    for (size_t i = 0; i < plan->dong_count; i++)
        weights[i] = plan->dongs[i].round <= (y == 0 ? 1 : y) ? plan->dongs[i].people : 0;
    for (int f = 0; f < CITY_FIGURES; f++) {
        int64_t figure = city_figure((enum city_figure)f, y, plan->taking_part);
        city_spread(scaled(plan, figure, false), weights, parts, plan->dong_count);
        for (size_t i = 0; i < plan->dong_count; i++)
            plan->dongs[i].quota[y][f] = parts[i];
    }
    for (size_t i = 0; i < plan->dong_count; i++) {
        plan->dongs[i].aid_start[y] = before;
        before += plan->dongs[i].quota[y][CITY_AID_PERSONS];
    }
    plan->aid_persons[y] = before;
    plan->aid_won[y] = scaled(plan, city_aid_won(y, plan->taking_part) / 10000, false) * 10000;
}

static void plan_heads(struct city_plan *plan, int round, int64_t *weights, int64_t *parts)
{
    int64_t total[CITY_HEADCOUNTS];

    /* Each office has some, whatever its size. */
    for (size_t i = 0; i < plan->dong_count; i++)
        weights[i] = plan->dongs[i].round == round ? plan->dongs[i].people + 30000 : 0;
    for (int job = 0; job < CITY_HEADCOUNTS; job++) {
        total[job] = scaled(plan, city_heads((enum city_headcount)job, round), true);
        city_spread(total[job], weights, parts, plan->dong_count);
        for (size_t i = 0; i < plan->dong_count; i++) {
            if (plan->dongs[i].round == round)
                plan->dongs[i].heads[job] = parts[i];
        }
    }
    for (int y = 0; y <= plan->last; y++) {
        int64_t workers = total[CITY_PLANNERS] + (y >= round ? total[CITY_SOCIAL_WORKERS] : 0);
        city_spread(workers * city_recipients_per_worker(round, y), weights, parts,
                    plan->dong_count);
        for (size_t i = 0; i < plan->dong_count; i++) {
            if (plan->dongs[i].round == round)
                plan->dongs[i].recipients[y] = parts[i];
        }
    }
}

static void plan_figures(struct city_plan *plan)
{
    int64_t *weights = cd_arena_alloc(plan->arena, plan->dong_count * sizeof *weights);
    int64_t *parts = cd_arena_alloc(plan->arena, plan->dong_count * sizeof *parts);

    for (int y = plan->first; y <= plan->last; y++)
        plan_year(plan, y, weights, parts);
    for (int round = 1; round <= CITY_ROUNDS; round++)
        plan_heads(plan, round, weights, parts);
    for (size_t i = 0; i < plan->dong_count; i++) {
        /* Somebody has to go. */
        if (plan->dongs[i].heads[CITY_PLANNERS] == 0)
            plan->dongs[i].heads[CITY_PLANNERS] = 1;
    }
}

/* --- which dongs --- */

static bool mark(struct city_plan *plan, struct city_dong *dong)
{
    dong->made = true;
    plan->districts[dong->district].made = true;
    return true;
}

static bool choose_code(struct city_plan *plan, struct cd_str code)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        if (cd_str_is(code, plan->dongs[i].code))
            return mark(plan, &plan->dongs[i]);
    }
    return false;
}

/* So many: those of the first round first. */
static void choose_many(struct city_plan *plan, int64_t wanted)
{
    for (int round = 1; round <= CITY_ROUNDS; round++) {
        for (size_t i = 0; i < plan->dong_count && wanted > 0; i++) {
            if (plan->dongs[i].round == round && mark(plan, &plan->dongs[i]))
                wanted--;
        }
    }
}

static bool choose(struct city_plan *plan, struct cd_buf *why)
{
    struct cd_str rest = cd_str_of(plan->options.dongs);
    int64_t wanted = (int64_t)plan->dong_count;

    if (rest.len == 0 || (rest.len < 5 && cd_str_int64(rest, &wanted) && wanted > 0)) {
        choose_many(plan, wanted);
        return true;
    }
    while (rest.len > 0) {
        struct cd_str code = cd_str_cut(&rest, ',');
        if (!choose_code(plan, code)) {
            cd_buf_addf(why, "there is no dong %.*s", (int)code.len, code.ptr);
            return false;
        }
    }
    return true;
}

/* --- people on record --- */

static int64_t members_of(const struct city_plan *plan, const struct city_dong *dong,
                          enum city_household_kind kind, int64_t count)
{
    int64_t members = 0;

    for (int64_t nth = 0; nth < count; nth++)
        members += city_members(plan, dong, kind, nth);
    return members;
}

/* No family is found twice in two years that follow each other: aid is given once a fiscal year. */
static int64_t most_crises(const struct city_plan *plan, const struct city_dong *dong)
{
    int64_t most = dong->quota[plan->last][CITY_CRISES];

    for (int y = plan->first; y < plan->last; y++) {
        int64_t both = dong->quota[y][CITY_CRISES] + dong->quota[y + 1][CITY_CRISES];
        most = both > most ? both : most;
    }
    return most;
}

static void plan_starts(const struct city_plan *plan, struct city_dong *dong)
{
    int64_t senior = 0, birth = 0, crisis = 0;

    for (int y = plan->first; y <= plan->last; y++) {
        dong->senior_start[y] = senior;
        dong->birth_start[y] = birth;
        dong->crisis_start[y] = dong->families > 0 ? crisis % dong->families : 0;
        senior += dong->quota[y][CITY_SENIORS];
        birth += dong->quota[y][CITY_BIRTHS];
        crisis += dong->quota[y][CITY_CRISES];
    }
}

/* Families until everybody has a home; the last one may be smaller. */
static void plan_families(const struct city_plan *plan, struct city_dong *dong, int64_t left)
{
    int64_t count = 0, members = 0;

    for (dong->families = 0; left > 0; left -= members, count++) {
        members = city_members(plan, dong, CITY_FAMILY, count);
        dong->last_members = members < left ? members : left;
    }
    dong->families = count;
}

/* Gives back how many are needed for the figures; below zero: those, and some more. */
static int64_t plan_households(const struct city_plan *plan, struct city_dong *dong,
                               int64_t residents)
{
    int64_t crises = most_crises(plan, dong);

    dong->families = 0; /* none is the last one yet */

    /* One turns 65 or 70, and one is born, once. */
    dong->seniors = dong->births = 0;
    for (int y = plan->first; y <= plan->last; y++) {
        dong->seniors += dong->quota[y][CITY_SENIORS];
        dong->births += dong->quota[y][CITY_BIRTHS];
    }
    int64_t births = members_of(plan, dong, CITY_BIRTH, dong->births);
    int64_t needed = members_of(plan, dong, CITY_SENIOR, dong->seniors) + births +
                     members_of(plan, dong, CITY_FAMILY, crises > 0 ? crises : 1);
    dong->residents = residents >= 0 ? residents : needed + needed / 20;
    /* Where 1,000 people are over 65, so many households are. */
    int64_t natural =
        dong->people > 0 ? dong->elders * 72 / 100 * dong->residents / dong->people : 0;
    int64_t room = dong->residents - needed;
    while (dong->seniors < natural && room > 0)
        room -= city_members(plan, dong, CITY_SENIOR, dong->seniors++);
    if (room < 0)
        dong->seniors--;
    plan_families(plan, dong,
                  dong->residents - births - members_of(plan, dong, CITY_SENIOR, dong->seniors));
    plan_starts(plan, dong);
    return needed;
}

/* Each dong has those whom its figures need; the others live where most people do. */
static bool plan_people(struct city_plan *plan, struct cd_buf *why)
{
    int64_t *weights = cd_arena_alloc(plan->arena, plan->dong_count * sizeof *weights);
    int64_t *needed = cd_arena_alloc(plan->arena, plan->dong_count * sizeof *needed);
    int64_t *others = cd_arena_alloc(plan->arena, plan->dong_count * sizeof *others);
    int64_t wanted = plan->options.residents, total = 0;

    for (size_t i = 0; i < plan->dong_count; i++) {
        struct city_dong *dong = &plan->dongs[i];
        weights[i] = dong->made ? dong->people : 0;
        needed[i] = dong->made ? plan_households(plan, dong, -1) : 0;
        total += needed[i];
    }
    if (wanted == 0)
        return true;
    if (wanted < total) {
        cd_buf_addf(why, "%lld residents are too few for %.4g %% of the figures: %lld are needed",
                    (long long)wanted, (double)plan->options.parts / 10000, (long long)total);
        return false;
    }
    city_spread(wanted - total, weights, others, plan->dong_count);
    for (size_t i = 0; i < plan->dong_count; i++) {
        if (plan->dongs[i].made)
            (void)plan_households(plan, &plan->dongs[i], needed[i] + others[i]);
    }
    return true;
}

bool city_plan(struct city_plan *plan, struct cd_buf *why)
{
    plan->last = plan->options.first_year + plan->options.years - CD_CITY_FIRST_YEAR;
    plan->first = plan->options.first_year - CD_CITY_FIRST_YEAR + 1;
    if (plan->first == 1)
        plan->first = 0; /* with the year before, for the ratio to it */
    if (!city_read(plan, why))
        return false;
    plan_days(plan);
    plan_rounds(plan);
    plan_figures(plan);
    return choose(plan, why) && plan_people(plan, why);
}
