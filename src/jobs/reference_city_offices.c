/* Centers and the rounds in which they joined, staff, patches, headcounts, partner institutions. */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

enum { CHANCE_STAFF = 50 };

enum { SUPERVISOR, PLANNER, NURSE, OFFICER, ADMINISTRATOR };

static struct city_id staff_id(const struct city_plan *plan, int place, int function, int64_t n)
{
    return city_id(CITY_ID_STAFF, (int64_t)plan->registered * 86400, place, function, n);
}

struct city_id city_supervisor(const struct city_plan *plan, const struct city_dong *dong)
{
    return staff_id(plan, dong->index, SUPERVISOR, 0);
}

struct city_id city_planner(const struct city_plan *plan, const struct city_dong *dong, int64_t n)
{
    return staff_id(plan, dong->index, PLANNER, n);
}

struct city_id city_nurse(const struct city_plan *plan, const struct city_dong *dong, int64_t n)
{
    return staff_id(plan, dong->index, NURSE, n);
}

struct city_id city_administrator(const struct city_plan *plan, int district)
{
    return staff_id(plan, district, ADMINISTRATOR, 0);
}

static bool has_joined(const struct city_plan *plan, const struct city_dong *dong)
{
    return dong->made && dong->round <= plan->last;
}

int64_t city_nurses(const struct city_dong *dong, int year)
{
    return dong->round <= year ? dong->heads[CITY_NURSES] : 0;
}

static void out_since(struct city_out *out, const char *before, int day, const char *after)
{
    int year, month, of_month;

    cd_clock_civil(day, &year, &month, &of_month);
    city_out_textf(out, "%s%04d-%02d-%02d%s", before, year, month, of_month, after);
}

/* --- staff --- */

struct employee {
    int district, place, function; /* place: the dong's index, or the district's */
    int64_t n;
    const char *dong, *role, *job; /* dong NULL: of the district; job NULL: none */
    int hired;
};

static void out_employee(const struct city_plan *plan, struct city_out *out,
                         const struct employee *e)
{
    uint64_t chance =
        city_chance(plan, CHANCE_STAFF + (uint64_t)e->function, (uint64_t)e->place, (uint64_t)e->n);
    struct city_person person;

    city_name_of(plan, chance, e->function == NURSE || (chance >> 62),
                 city_day(1962 + city_pick(chance, 0, 28), 6, 1), &person);
    city_out_id(out, staff_id(plan, e->place, e->function, e->n));
    city_out_text(out, plan->districts[e->district].code);
    if (e->dong != NULL)
        city_out_textf(out, "{%s}", e->dong);
    else
        city_out_text(out, "{}");
    city_out_text(out, e->role);
    if (e->job != NULL)
        city_out_text(out, e->job);
    else
        city_out_null(out);
    city_out_textf(out, "%s%s", person.surname, person.given);
    /* 02-0… is given to nobody. */
    city_out_textf(out, "+8220%07llu", (unsigned long long)(chance >> 16 & 0xffffff) % 10000000);
    city_out_day(out, e->hired);
    out_since(out, "{[", e->hired, ",)}");
    city_out_time(out, (int64_t)plan->registered * 86400);
    /* Nobody makes their own account. */
    if (e->function == ADMINISTRATOR)
        city_out_null(out);
    else
        city_out_id(out, city_administrator(plan, e->district));
    city_out_row(out);
}

static int64_t officers(const struct city_dong *dong)
{
    return 2 + (dong->people > 18000) + (dong->people > 30000);
}

static void out_office(const struct city_plan *plan, struct city_out *out,
                       const struct city_dong *dong)
{
    int before = city_day(2004 + dong->index % 8, 3, 2), joined = city_year_begins(dong->round);
    const struct {
        int function;
        int64_t count;
        const char *role, *job;
        int hired;
    } posts[] = {
        {SUPERVISOR, 1, "supervisor", NULL, before},
        {PLANNER, dong->heads[CITY_PLANNERS], "officer", "welfare_planner", before},
        {NURSE, city_nurses(dong, plan->last), "nurse", NULL, joined},
        {OFFICER, has_joined(plan, dong) ? officers(dong) : 0, "officer", "neighborhood_officer",
         joined},
    };

    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        for (int64_t n = 0; n < posts[i].count; n++)
            out_employee(plan, out,
                         &(struct employee){dong->district, dong->index, posts[i].function, n,
                                            dong->code, posts[i].role, posts[i].job,
                                            posts[i].hired});
    }
}

void city_make_staff(const struct city_plan *plan, struct city_out *out)
{
    for (size_t d = 0; d < plan->district_count; d++) {
        if (plan->districts[d].made)
            out_employee(plan, out,
                         &(struct employee){(int)d, (int)d, ADMINISTRATOR, 0, NULL,
                                            "district_admin", NULL, city_day(2005, 1, 3)});
    }
    for (size_t i = 0; i < plan->dong_count; i++) {
        if (plan->dongs[i].made)
            out_office(plan, out, &plan->dongs[i]);
    }
}

/* --- rounds and centers --- */

static struct city_id round_id(int round)
{
    return city_id(CITY_ID_ROUND, (int64_t)(city_year_begins(round) - 150) * 86400, round, 0, 0);
}

void city_make_rounds(const struct city_plan *plan, struct city_out *out)
{
    for (int round = 1; round <= CITY_ROUNDS && round <= plan->last; round++) {
        int starts = city_year_begins(round);
        city_out_id(out, round_id(round));
        city_out_int(out, round);
        city_out_textf(out, "%d단계", round);
        city_out_textf(out, "찾아가는 동주민센터 %d단계에 함께할 동을 찾습니다.", round);
        city_out_text(out, "started");
        city_out_day(out, starts - 150);
        city_out_day(out, starts - 90);
        city_out_day(out, starts);
        city_out_int(out,
                     plan->taking_part[round] - (round > 1 ? plan->taking_part[round - 1] : 0));
        city_out_made(out, (int64_t)(starts - 150) * 86400, city_administrator(plan, 0));
        city_out_row(out);
    }
}

void city_make_centers(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        if (!dong->made)
            continue;
        city_out_id(out,
                    city_id(CITY_ID_CENTER, (int64_t)plan->registered * 86400, dong->index, 0, 0));
        city_out_text(out, dong->code);
        city_out_textf(out, "%s주민센터", dong->name);
        city_out_textf(out, "서울특별시 %s %s 1", plan->districts[dong->district].name,
                       plan->roads[dong->first_road].name);
        city_out_textf(out, "+82200%06d", dong->index);
        city_out_text(out, "월-금 09:00-18:00");
        if (has_joined(plan, dong)) {
            city_out_int(out, dong->round);
            city_out_day(out, city_year_begins(dong->round));
        } else {
            city_out_null(out);
            city_out_null(out);
        }
        city_out_made(out, (int64_t)plan->registered * 86400,
                      city_administrator(plan, dong->district));
        city_out_row(out);
    }
}

/* --- patches --- */

static struct city_id patch_id(const struct city_dong *dong, int64_t n)
{
    return city_id(CITY_ID_PATCH, (int64_t)city_year_begins(dong->round) * 86400, dong->index, 0,
                   n);
}

static void out_patch(const struct city_plan *plan, struct city_out *out,
                      const struct city_dong *dong, int64_t n)
{
    int since = city_year_begins(dong->round);

    city_out_id(out, patch_id(dong, n));
    city_out_text(out, dong->code);
    city_out_textf(out, "%lld구역", (long long)n + 1);
    city_out_id(out, staff_id(plan, dong->index, OFFICER, n));
    city_out_id(out, city_planner(plan, dong, n % dong->heads[CITY_PLANNERS]));
    if (dong->heads[CITY_NURSES] > 0)
        city_out_id(out, city_nurse(plan, dong, n % dong->heads[CITY_NURSES]));
    else
        city_out_null(out);
    out_since(out, "[", since, ",)");
    city_out_made(out, (int64_t)since * 86400, city_supervisor(plan, dong));
    city_out_row(out);
}

void city_make_patches(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        for (int64_t n = 0; has_joined(plan, dong) && n < officers(dong); n++)
            out_patch(plan, out, dong, n);
    }
}

/* The dong's roads, whole, in turn to its patches. */
void city_make_rules(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        for (size_t k = 0; has_joined(plan, dong) && k < dong->roads; k++) {
            int64_t n = (int64_t)k % officers(dong);
            city_out_id(out, city_id(CITY_ID_PATCH, (int64_t)city_year_begins(dong->round) * 86400,
                                     dong->index, 1, (int64_t)k));
            city_out_id(out, patch_id(dong, n));
            city_out_text(out, dong->code);
            city_out_text(out, "road");
            city_out_text(out, plan->roads[dong->first_road + k * dong->road_step].name);
            city_out_text(out, "(,)");
            city_out_text(out, "[0,2)");
            out_since(out, "[", city_year_begins(dong->round), ",)");
            city_out_row(out);
        }
    }
}

/* --- headcounts and recipients --- */

static void out_heads(const struct city_plan *plan, struct city_out *out,
                      const struct city_dong *dong, int job)
{
    static const struct {
        const char *job;
        int from, last; /* years; 0: from when the center joined, to this day */
    } kinds[CITY_HEADCOUNTS] = {
        [CITY_SOCIAL_WORKERS] = {"social_worker", 0, 0},
        [CITY_PROJECT_EXPERTS] = {"project_expert", 0, 1},
        [CITY_ENTERPRISE_EXPERTS] = {"enterprise_expert", 2, 0},
    };
    int from = kinds[job].from > dong->round ? kinds[job].from : dong->round;
    int starts = city_year_begins(from);

    if (kinds[job].job == NULL || dong->heads[job] == 0 || from > plan->last)
        return;
    city_out_id(out, city_id(CITY_ID_HEADS, (int64_t)starts * 86400, dong->index, job, 0));
    city_out_text(out, plan->districts[dong->district].code);
    city_out_text(out, dong->code);
    city_out_text(out, kinds[job].job);
    city_out_int(out, dong->heads[job]);
    city_out_day(out, starts);
    if (kinds[job].last > 0)
        city_out_day(out, city_year_ends(kinds[job].last));
    else
        city_out_null(out);
    city_out_text(out, "기준 도시");
    city_out_made(out, (int64_t)starts * 86400, city_administrator(plan, dong->district));
    city_out_row(out);
}

void city_make_headcounts(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        for (int job = 0; plan->dongs[i].made && job < CITY_HEADCOUNTS; job++)
            out_heads(plan, out, &plan->dongs[i], job);
    }
}

void city_make_recipients(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        for (int y = 0; dong->made && y <= plan->last; y++) {
            int day = city_year_ends(y);
            city_out_id(out, city_id(CITY_ID_RECIPIENTS, (int64_t)day * 86400, dong->index, 0, y));
            city_out_text(out, plan->districts[dong->district].code);
            city_out_text(out, dong->code);
            city_out_day(out, day);
            city_out_int(out, dong->recipients[y]);
            city_out_made(out, (int64_t)day * 86400, city_administrator(plan, dong->district));
            city_out_row(out);
        }
    }
}

/* --- partner institutions --- */

static const struct {
    const char *kind, *name, *service, *needs;
} partners[CITY_PARTNERS] = {
    [CITY_HOSPITAL] = {"hospital", " 누리병원", "진료와 입원 연계", "{health,health.hospital}"},
    [CITY_HEALTH_CENTER] = {"public_health_center", "보건소", "만성질환 관리",
                            "{health,health.chronic}"},
    [CITY_DEMENTIA_CENTER] = {"dementia_center", "치매안심센터", "치매 조기검진",
                              "{health.dementia}"},
    [CITY_MIND_CENTER] = {"mental_health_center", "정신건강복지센터", "마음 건강 상담",
                          "{mental_health}"},
    [CITY_WELFARE_CENTER] = {"welfare_center", " 종합사회복지관", "생활과 돌봄 지원",
                             "{care,income}"},
    [CITY_SHELTER] = {"shelter", " 쉼터", "임시 거처", "{housing.temporary}"},
    [CITY_CHILD_CENTER] = {"community_child_center", " 지역아동센터", "방과 후 돌봄",
                           "{care.child}"},
};

struct city_id city_partner_id(const struct city_plan *plan, int district, int partner, int kind)
{
    return city_id((enum city_id_kind)kind, (int64_t)plan->registered * 86400, district, partner,
                   0);
}

/* The seat of the district's institutions: its first dong that is made. */
static const struct city_dong *seat(const struct city_plan *plan, size_t district)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        if (plan->dongs[i].made && plan->dongs[i].district == (int)district)
            return &plan->dongs[i];
    }
    return NULL;
}

static void each_partner(const struct city_plan *plan, struct city_out *out,
                         void (*row)(const struct city_plan *, struct city_out *,
                                     const struct city_dong *, int))
{
    for (size_t d = 0; d < plan->district_count; d++) {
        const struct city_dong *dong = seat(plan, d);
        for (int partner = 0; dong != NULL && partner < CITY_PARTNERS; partner++) {
            row(plan, out, dong, partner);
            city_out_made(out, (int64_t)plan->registered * 86400, city_administrator(plan, (int)d));
            city_out_row(out);
        }
    }
}

static void out_partner(const struct city_plan *plan, struct city_out *out,
                        const struct city_dong *dong, int partner)
{
    const char *district = plan->districts[dong->district].name;

    city_out_id(out, city_partner_id(plan, dong->district, partner, CITY_ID_PARTNER));
    city_out_text(out, dong->code);
    city_out_text(out, partners[partner].kind);
    city_out_textf(out, "%s%s", district, partners[partner].name);
    city_out_text(out, partners[partner].service);
}

static void out_location(const struct city_plan *plan, struct city_out *out,
                         const struct city_dong *dong, int partner)
{
    city_out_id(out, city_partner_id(plan, dong->district, partner, CITY_ID_LOCATION));
    city_out_id(out, city_partner_id(plan, dong->district, partner, CITY_ID_PARTNER));
    city_out_text(out, dong->code);
    city_out_text(out, "본관");
    city_out_textf(out, "서울특별시 %s %s %d", plan->districts[dong->district].name,
                   plan->roads[dong->first_road].name, 2 + partner);
}

static void out_service(const struct city_plan *plan, struct city_out *out,
                        const struct city_dong *dong, int partner)
{
    city_out_id(out, city_partner_id(plan, dong->district, partner, CITY_ID_SERVICE));
    city_out_id(out, city_partner_id(plan, dong->district, partner, CITY_ID_PARTNER));
    city_out_text(out, partners[partner].service);
    city_out_text(out, partners[partner].service);
    city_out_text(out, partners[partner].needs);
}

void city_make_partners(const struct city_plan *plan, struct city_out *out)
{
    each_partner(plan, out, out_partner);
}

void city_make_locations(const struct city_plan *plan, struct city_out *out)
{
    each_partner(plan, out, out_location);
}

void city_make_services(const struct city_plan *plan, struct city_out *out)
{
    each_partner(plan, out, out_service);
}
