/* The visits of a dong's program year in order of time: what, when, by whom, to whom. */
#include "jobs/reference_city_impl.h"

#include <string.h>

enum { CHANCE_EVENT = 70 };

#define SLOTS 16 /* half hours of a working day */
#define NURSE_SLOTS 10

struct walk {
    const struct city_plan *plan;
    int64_t counts[CITY_HAPPENINGS], made[CITY_HAPPENINGS], total;
    int64_t known[CITY_HAPPENINGS]; /* made before the day */
    int day;
    int64_t by_planners, by_nurses; /* on the day so far */
    struct city_event event;
};

static void begin(struct walk *w)
{
    const int64_t *quota = w->event.dong->quota[w->event.year];
    int64_t first = quota[CITY_SENIORS] + quota[CITY_BIRTHS] + quota[CITY_CRISES];

    w->counts[CITY_SENIOR_VISIT] = quota[CITY_SENIORS];
    w->counts[CITY_BIRTH_VISIT] = quota[CITY_BIRTHS];
    w->counts[CITY_CRISIS_VISIT] = quota[CITY_CRISES];
    w->counts[CITY_FOLLOW_UP] = quota[CITY_VISITS] > first ? quota[CITY_VISITS] - first : 0;
    w->counts[CITY_NO_VISIT] = quota[CITY_VISITS] * 6 / 100;
    for (int what = 0; what < CITY_HAPPENINGS; what++)
        w->total += w->counts[what];
}

/* Each sort is spread evenly over the year, the n-th of c at (2n + 1) / 2c of it: whose turn comes
 * first is next. */
static enum city_happening next_happening(const struct walk *w)
{
    enum city_happening next = CITY_HAPPENINGS;

    for (int what = 0; what < CITY_HAPPENINGS; what++) {
        if (w->made[what] < w->counts[what] &&
            (next == CITY_HAPPENINGS ||
             (2 * w->made[what] + 1) * w->counts[next] < (2 * w->made[next] + 1) * w->counts[what]))
            next = (enum city_happening)what;
    }
    return next;
}

/* Who has been visited before is visited again: crises most. */
static void choose_family(struct walk *w)
{
    struct city_event *e = &w->event;
    int percent = city_pick(e->chance, 0, 100);

    e->family = percent < 50   ? CITY_CRISIS_VISIT
                : percent < 75 ? CITY_BIRTH_VISIT
                               : CITY_SENIOR_VISIT;
    for (int tries = 0; tries < 3 && w->known[e->family] == 0; tries++)
        e->family = (enum city_happening)((e->family + 1) % (CITY_CRISIS_VISIT + 1));
    if (w->known[e->family] == 0)
        e->family = CITY_FOLLOW_UP;
}

static void find_home(struct walk *w)
{
    struct city_event *e = &w->event;
    const struct city_dong *dong = e->dong;
    int64_t rank = e->rank;

    e->family = e->what;
    if (e->what == CITY_FOLLOW_UP || e->what == CITY_NO_VISIT) {
        choose_family(w);
        int64_t known = e->family == CITY_FOLLOW_UP ? dong->families : w->known[e->family];
        rank = (int64_t)(e->chance >> 24 & 0xffffffff) % known;
    }
    if (e->family == CITY_SENIOR_VISIT)
        e->home = city_household(w->plan, dong, CITY_SENIOR, dong->senior_start[e->year] + rank);
    else if (e->family == CITY_BIRTH_VISIT)
        e->home = city_household(w->plan, dong, CITY_BIRTH, dong->birth_start[e->year] + rank);
    else if (e->family == CITY_CRISIS_VISIT)
        e->home = city_household(w->plan, dong, CITY_FAMILY,
                                 (dong->crisis_start[e->year] + rank) % dong->families);
    else
        e->home = city_household(w->plan, dong, CITY_FAMILY, rank);
}

/* Nurses go to seniors and births while their day lasts, planners to all others. */
static void assign(struct walk *w)
{
    struct city_event *e = &w->event;
    int64_t nurses = city_nurses(e->dong, e->year), planners = e->dong->heads[CITY_PLANNERS];
    int64_t slot;

    e->by_nurse = (e->family == CITY_SENIOR_VISIT || e->family == CITY_BIRTH_VISIT) &&
                  w->by_nurses < nurses * NURSE_SLOTS;
    e->planner = city_planner(w->plan, e->dong, w->by_planners % planners);
    if (e->by_nurse) {
        e->staff = city_nurse(w->plan, e->dong, w->by_nurses % nurses);
        slot = w->by_nurses++ / nurses;
    } else {
        e->staff = e->planner;
        slot = w->by_planners++ / planners % SLOTS;
    }
    /* From 9 o'clock in Seoul, with an hour at noon. */
    e->at = (int64_t)e->day * 86400 + (slot + (slot >= 6 ? 2 : 0)) * 1800;
}

static void begin_day(struct walk *w)
{
    if (w->event.day == w->day)
        return;
    w->day = w->event.day;
    w->by_planners = w->by_nurses = 0;
    memcpy(w->known, w->made, sizeof w->known);
}

void city_walk(const struct city_plan *plan, const struct city_dong *dong, int year,
               void (*each)(const struct city_plan *plan, const struct city_event *event,
                            struct city_out *out),
               struct city_out *out)
{
    struct walk w = {.plan = plan, .event = {.dong = dong, .year = year}};

    begin(&w);
    for (int64_t number = 0; number < w.total && !out->failed; number++) {
        struct city_event *e = &w.event;
        e->what = next_happening(&w);
        e->rank = w.made[e->what];
        e->number = number;
        e->chance = city_chance(plan, CHANCE_EVENT + (uint64_t)year, (uint64_t)dong->index,
                                (uint64_t)number);
        e->day = city_visit_day(plan, year, e->rank, w.counts[e->what]);
        begin_day(&w);
        find_home(&w);
        assign(&w);
        w.made[e->what]++;
        each(plan, e, out);
    }
}

struct city_id city_visit_id(const struct city_event *event)
{
    return city_id(CITY_ID_VISIT, event->at - (int64_t)3 * 86400, event->dong->index, event->year,
                   event->number);
}
