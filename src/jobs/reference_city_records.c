/* What a visit leaves behind: its own row, screenings, discoveries, consents, referrals, benefits,
 * births, aid. Each table is one walk through the visits. */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

#include <string.h>

typedef void emit(const struct city_plan *plan, const struct city_event *event,
                  struct city_out *out);

static void walk_all(const struct city_plan *plan, emit *each, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        for (int y = plan->first; y <= plan->last && dong->made && !out->failed; y++)
            city_walk(plan, dong, y, each, out);
    }
}

static struct city_id id_of(enum city_id_kind kind, const struct city_event *e)
{
    return city_id(kind, e->at, e->dong->index, e->year, e->number);
}

static struct city_id resident_of(const struct city_event *e, int member)
{
    struct city_id home = e->home.id;

    return city_id(CITY_ID_RESIDENT, (int64_t)(home.high >> 16) / 1000, e->dong->index, member,
                   e->home.number);
}

/* Days later, but within the program year, so that the year's figures hold. */
static int days_later(const struct city_event *e, int days)
{
    int last = city_year_ends(e->year);

    return e->day + days < last ? e->day + days : last;
}

static const char *one_of(const char *const *texts, size_t count, uint64_t chance)
{
    return texts[(chance >> 52) % count];
}
#define ONE_OF(texts, chance) one_of(texts, sizeof(texts) / sizeof *(texts), chance)

/* --- visits --- */

static const char *program_of(const struct city_event *e)
{
    if (e->family == CITY_BIRTH_VISIT)
        return "birth-family";
    if (e->family != CITY_SENIOR_VISIT)
        return "crisis-household";
    if (e->what != CITY_SENIOR_VISIT)
        return "senior-level";
    return city_senior_age(&e->home) == 65 ? "senior-65" : "senior-70";
}

static void out_plan(const struct city_event *e, struct city_out *out)
{
    bool first = e->what <= CITY_CRISIS_VISIT;
    int percent = city_pick(e->chance, 16, 100);

    city_out_id(out, city_visit_id(e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, e->home.id);
    city_out_text(out, program_of(e));
    city_out_text(out, first || percent < 78 ? "home" : percent < 92 ? "phone" : "office");
    city_out_id(out, e->staff);
}

/* Missed, cancelled, or there and turned away: none of it is a visit that counts. */
static void out_no_visit(const struct city_event *e, struct city_out *out)
{
    static const char *const missed[] = {"벨을 눌러도 답이 없음", "약속을 잊고 외출하심",
                                         "이사 준비로 만나지 못함"};
    static const char *const cancelled[] = {"병원 진료로 연기", "담당자 교육",
                                            "본인 요청으로 취소"};
    int percent = city_pick(e->chance, 16, 100);
    bool refused = percent >= 80;

    city_out_text(out, refused ? "completed" : percent < 50 ? "missed" : "cancelled");
    city_out_time(out, e->at);
    city_out_time(out, e->at + 1800);
    if (refused) {
        city_out_time(out, e->at + 60);
        city_out_time(out, e->at + 300);
        city_out_id(out, e->staff);
        city_out_text(out, percent < 90 ? "refused" : "not_found");
        city_out_null(out);
        city_out_null(out);
    } else {
        for (int i = 0; i < 5; i++)
            city_out_null(out);
        city_out_text(out, percent < 50 ? ONE_OF(missed, e->chance) : ONE_OF(cancelled, e->chance));
    }
}

static void out_visit_done(const struct city_event *e, struct city_out *out)
{
    static const char *const notes[] = {"안부 확인, 특이사항 없음",
                                        "식사를 자주 거르심, 반찬 지원 안내",
                                        "혈압약 복용 중, 다음 달 다시 확인",
                                        "난방비 부담을 호소하심",
                                        "자녀와 연락이 뜸함",
                                        "복지 급여 안내문 전달",
                                        "기분이 가라앉아 있어 상담 권유",
                                        "집 안이 잘 정돈되어 있음"};
    int64_t late = (int64_t)(e->chance >> 62) * 60;

    city_out_text(out, "completed");
    city_out_time(out, e->at);
    city_out_time(out, e->at + 1800);
    city_out_time(out, e->at + late);
    city_out_time(out, e->at + late + (int64_t)(12 + city_pick(e->chance, 32, 14)) * 60);
    city_out_id(out, e->staff);
    city_out_text(out, "done");
    if (e->chance >> 48 & 1)
        city_out_text(out, ONE_OF(notes, e->chance));
    else
        city_out_null(out);
    city_out_null(out);
}

static void emit_visit(const struct city_plan *plan, const struct city_event *e,
                       struct city_out *out)
{
    (void)plan;
    out_plan(e, out);
    if (e->what == CITY_NO_VISIT)
        out_no_visit(e, out);
    else
        out_visit_done(e, out);
    city_out_time(out, e->at - (int64_t)3 * 86400);
    city_out_id(out, e->planner);
    city_out_time(out, e->at + 1800);
    city_out_id(out, e->staff);
    city_out_row(out);
}

void city_make_visits(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_visit, out);
}

/* --- seniors: screenings, what they found, where it led --- */

static bool is_linked(const struct city_event *e)
{
    const int64_t *quota = e->dong->quota[e->year];

    return e->what == CITY_SENIOR_VISIT &&
           city_is_one_of(e->rank, quota[CITY_LINKAGES], quota[CITY_SENIORS]);
}

/* Of those who are linked to a medical institution, the ones in danger of dementia. */
static bool is_at_risk(const struct city_event *e)
{
    const int64_t *quota = e->dong->quota[e->year];

    return is_linked(e) && city_is_one_of(e->rank * quota[CITY_LINKAGES] / quota[CITY_SENIORS],
                                          quota[CITY_AT_RISK], quota[CITY_LINKAGES]);
}

/* KDSQ-C: 15 answers of 0 to 2 that sum up to the score. */
static void out_answers(struct city_out *out, int score, uint64_t chance)
{
    char text[160];
    size_t len = 0;
    int shift = (int)(chance >> 8 & 15);

    for (int i = 0; i < 15; i++) {
        int place = (i + shift) % 15;
        int answer = score >= 15 ? 1 + (place < score - 15) : place < score;
        len += (size_t)snprintf(text + len, sizeof text - len, "%s\"q%d\":%d", i == 0 ? "{" : ",",
                                i + 1, answer);
    }
    (void)snprintf(text + len, sizeof text - len, "}");
    city_out_text(out, text);
}

static void emit_screening(const struct city_plan *plan, const struct city_event *e,
                           struct city_out *out)
{
    bool risk = is_at_risk(e);
    int score = risk ? 6 + city_pick(e->chance, 16, 17) : city_pick(e->chance, 16, 6);

    (void)plan;
    if (e->what != CITY_SENIOR_VISIT)
        return;
    city_out_id(out, id_of(CITY_ID_SCREENING, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, city_visit_id(e));
    city_out_text(out, "kdsq-c");
    city_out_text(out, "2015.1");
    city_out_time(out, e->at + 600);
    city_out_id(out, e->staff);
    out_answers(out, score, e->chance);
    city_out_int(out, score);
    city_out_text(out, risk ? "suspected" : "normal");
    city_out_text(out, risk ? "positive" : "normal");
    city_out_textf(out, "score %d in %s", score, risk ? "6..30" : "0..5");
    city_out_made(out, e->at + 900, e->staff);
    city_out_row(out);
}

void city_make_screenings(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_screening, out);
}

/* --- discoveries --- */

static const char *path_of(const struct city_event *e)
{
    static const struct {
        const char *path;
        int up_to;
    } paths[] = {{"signal", 31}, {"officer_round", 52},  {"community_leader", 68}, {"neighbor", 79},
                 {"self", 90},   {"visiting_nurse", 95}, {"institution", 100}};
    int percent = city_pick(e->chance, 16, 100);
    size_t i = 0;

    if (e->what == CITY_SENIOR_VISIT)
        return "visiting_nurse";
    while (percent >= paths[i].up_to)
        i++;
    return paths[i].path;
}

static int working_days_later(int day, int days)
{
    while (days > 0) {
        day++;
        days -= city_weekday(day) != 0 && city_weekday(day) != 6;
    }
    return day;
}

/* A crisis was found a day or two before its first visit, the senior's trouble during it. */
static int found_on(const struct city_event *e)
{
    int begins = city_year_begins(e->year);
    int found = e->day - (e->what == CITY_CRISIS_VISIT ? city_pick(e->chance, 0, 3) : 0);

    return found > begins ? found : begins;
}

static void emit_discovery(const struct city_plan *plan, const struct city_event *e,
                           struct city_out *out)
{
    static const char *const needs[] = {"실직 뒤 생활비가 끊김", "월세가 밀려 퇴거를 걱정함",
                                        "병원비를 감당하지 못함", "전기와 가스가 끊길 위기",
                                        "혼자 아이를 돌보며 생계를 잇기 어려움"};
    int found = found_on(e);

    (void)plan;
    if (e->what != CITY_CRISIS_VISIT && !is_at_risk(e))
        return;
    city_out_id(out, id_of(CITY_ID_DISCOVERY, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, e->home.id);
    city_out_text(out, path_of(e));
    city_out_text(out, e->what == CITY_CRISIS_VISIT ? "poor_family" : "senior_health");
    city_out_day(out, found);
    city_out_day(out, working_days_later(found, 3));
    city_out_text(out, e->what == CITY_CRISIS_VISIT ? ONE_OF(needs, e->chance)
                                                    : "기억력 저하로 정밀 검사가 필요함");
    city_out_made(out, (int64_t)found * 86400 + 32400, e->planner);
    city_out_row(out);
}

void city_make_discoveries(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_discovery, out);
}

/* --- referrals, and the consent that each one needs --- */

static bool has_other_support(const struct city_event *e)
{
    const int64_t *quota = e->dong->quota[e->year];

    return e->what == CITY_CRISIS_VISIT &&
           city_is_one_of(e->rank, quota[CITY_OTHER_SUPPORT], quota[CITY_CRISES]);
}

static bool asks_for_benefit(const struct city_event *e)
{
    return has_other_support(e) && city_pick(e->chance, 40, 100) < 45;
}

/* The institution that the family is handed to; CITY_PARTNERS: to none. */
static int partner_of(const struct city_event *e)
{
    int percent = city_pick(e->chance, 40, 100);

    if (is_at_risk(e))
        return CITY_DEMENTIA_CENTER;
    if (is_linked(e))
        return percent < 45 ? CITY_HEALTH_CENTER : percent < 80 ? CITY_HOSPITAL : CITY_MIND_CENTER;
    if (!has_other_support(e) || asks_for_benefit(e))
        return CITY_PARTNERS;
    return percent < 70 ? CITY_SHELTER : percent < 90 ? CITY_WELFARE_CENTER : CITY_CHILD_CENTER;
}

static void emit_consent(const struct city_plan *plan, const struct city_event *e,
                         struct city_out *out)
{
    (void)plan;
    if (partner_of(e) == CITY_PARTNERS)
        return;
    city_out_id(out, id_of(CITY_ID_CONSENT, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_text(out, "partner_referral");
    city_out_text(out, "{name,phone,address,need,health}");
    city_out_text(out, "resident");
    city_out_time(out, e->at + 1200);
    city_out_text(out, "in_person");
    city_out_made(out, e->at + 1200, e->staff);
    city_out_row(out);
}

static void out_answer(const struct city_plan *plan, const struct city_event *e,
                       struct city_out *out, int partner)
{
    int served = days_later(e, 3 + city_pick(e->chance, 0, 18));
    int64_t outcome = (int64_t)served * 86400 + 34200, closed = outcome + 1800;

    city_out_time(out, e->at + (int64_t)7 * 86400);
    city_out_time(out, closed);
    city_out_time(out, e->at + 5400 < outcome ? e->at + 5400 : outcome);
    city_out_id(out, city_partner_id(plan, e->dong->district, partner, CITY_ID_PARTNER));
    city_out_text(out, "client");
    city_out_text(out, "served");
    city_out_time(out, outcome);
    city_out_time(out, closed);
    city_out_id(out, e->staff);
    city_out_time(out, e->at + 1500);
    city_out_id(out, e->staff);
    city_out_time(out, closed);
    city_out_id(out, e->staff);
}

static void emit_referral(const struct city_plan *plan, const struct city_event *e,
                          struct city_out *out)
{
    int partner = partner_of(e);

    if (partner == CITY_PARTNERS)
        return;
    city_out_id(out, id_of(CITY_ID_REFERRAL, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, e->home.id);
    city_out_id(out, city_partner_id(plan, e->dong->district, partner, CITY_ID_PARTNER));
    city_out_id(out, city_partner_id(plan, e->dong->district, partner, CITY_ID_SERVICE));
    city_out_id(out, city_visit_id(e));
    city_out_text(out,
                  partner < CITY_WELFARE_CENTER ? "검사와 진료가 필요함" : "생활의 도움이 필요함");
    city_out_text(out, "{name,phone,need}");
    city_out_text(out, "closed");
    out_answer(plan, e, out, partner);
    city_out_row(out);
}

void city_make_consents(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_consent, out);
}

void city_make_referrals(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_referral, out);
}

/* --- benefits --- */

static void emit_benefit(const struct city_plan *plan, const struct city_event *e,
                         struct city_out *out)
{
    static const char *const benefits[] = {"livelihood", "housing", "basic_pension",
                                           "long_term_care"};
    int applied = days_later(e, 2), decided = applied + 20 + city_pick(e->chance, 0, 10);
    bool granted = city_pick(e->chance, 16, 100) < 82;

    (void)plan;
    if (!asks_for_benefit(e))
        return;
    city_out_id(out, id_of(CITY_ID_BENEFIT, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, e->home.id);
    city_out_id(out, city_visit_id(e));
    city_out_text(out, ONE_OF(benefits, e->chance));
    city_out_text(out, "생활이 어려워 급여를 문의함");
    city_out_text(out, granted ? "granted" : "refused");
    city_out_day(out, e->day);
    city_out_day(out, applied);
    city_out_day(out, decided);
    if (granted)
        city_out_null(out);
    else
        city_out_text(out, "소득인정액이 기준을 넘음");
    city_out_made(out, (int64_t)decided * 86400 + 30000, e->planner);
    city_out_row(out);
}

void city_make_benefits(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_benefit, out);
}

/* --- births --- */

static void emit_birth(const struct city_plan *plan, const struct city_event *e,
                       struct city_out *out)
{
    if (e->what != CITY_BIRTH_VISIT)
        return;
    struct city_person child = city_person(plan, &e->home, 1);
    city_out_id(out, id_of(CITY_ID_BIRTH, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, child.id);
    city_out_day(out, child.born);
    city_out_int(out, 36 + city_pick(e->chance, 0, 6));
    city_out_int(out, 2500 + city_pick(e->chance, 16, 160) * 10);
    city_out_text(out, city_pick(e->chance, 32, 100) < 40 ? "cesarean" : "vaginal");
    city_out_int(out, e->home.members > 3 ? 2 : 1);
    city_out_made(out, e->at + 1200, e->staff);
    city_out_row(out);
}

void city_make_births(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_birth, out);
}

/* --- emergency aid --- */

struct grant {
    int64_t amount, ceiling;
    const char *kind;
};

/* Whole ten thousands that add up to the year's won: the average, a little more for one and a
 * little less for the next. */
static struct grant grant_of(const struct city_plan *plan, const struct city_event *e, int64_t nth)
{
    static const int64_t living[] = {300000, 300000, 500000, 700000, 1000000, 1000000};
    int64_t units = plan->aid_won[e->year] / 10000, persons = plan->aid_persons[e->year];
    int64_t amount = units / persons + (nth < units % persons);
    int64_t more = (int64_t)(city_chance(plan, 90, (uint64_t)e->year, (uint64_t)nth / 2) % 16);
    struct grant grant = {.ceiling = 1000000, .kind = "housing"};

    if (nth / 2 * 2 + 1 < persons)
        amount += nth % 2 == 0 ? more : -more;
    grant.amount = amount * 10000;
    if (grant.amount <= living[e->home.members] && city_pick(e->chance, 8, 10) < 8) {
        grant.kind = "living";
        grant.ceiling = living[e->home.members];
    } else if (city_pick(e->chance, 24, 10) < 4) {
        grant.kind = "medical";
    }
    return grant;
}

static void out_decision(const struct city_plan *plan, const struct city_event *e,
                         struct city_out *out, int64_t amount)
{
    struct city_person head = city_person(plan, &e->home, 0);
    struct city_id supervisor = city_supervisor(plan, e->dong);
    int paid = days_later(e, 2 + city_pick(e->chance, 0, 8));
    int year, month, of_month;

    cd_clock_civil(paid, &year, &month, &of_month);
    city_out_int(out, amount);
    city_out_text(out, "paid");
    city_out_text(out, "갑작스러운 위기로 생계가 곤란함");
    city_out_textf(out, "%s%s", head.surname, head.given);
    city_out_textf(out, "%03d", 2 + city_pick(e->chance, 16, 90));
    city_out_textf(out, "%012llu", (unsigned long long)(e->chance % 1000000000000));
    city_out_id(out, city_id(CITY_ID_BUDGET, (int64_t)city_day(year, 1, 1) * 86400,
                             e->dong->district, 0, 0));
    city_out_time(out, e->at + 1700);
    city_out_id(out, supervisor);
    city_out_day(out, paid);
    city_out_int(out, year);
    city_out_time(out, e->at + 900);
    city_out_id(out, e->planner);
    city_out_time(out, (int64_t)paid * 86400 + 32400);
    city_out_id(out, supervisor);
}

static void emit_aid(const struct city_plan *plan, const struct city_event *e, struct city_out *out)
{
    int64_t persons = e->dong->quota[e->year][CITY_AID_PERSONS];
    int64_t crises = e->dong->quota[e->year][CITY_CRISES];

    if (e->what != CITY_CRISIS_VISIT || !city_is_one_of(e->rank, persons, crises))
        return;
    struct grant grant =
        grant_of(plan, e, e->dong->aid_start[e->year] + e->rank * persons / crises);
    city_out_id(out, id_of(CITY_ID_AID, e));
    city_out_text(out, e->dong->code);
    city_out_id(out, resident_of(e, 0));
    city_out_id(out, e->home.id);
    city_out_id(out, e->home.id);
    city_out_int(out, e->home.members);
    city_out_text(out, grant.kind);
    city_out_int(out, 1);
    city_out_text(out, "f");
    city_out_int(out, grant.amount);
    city_out_int(out, grant.ceiling);
    out_decision(plan, e, out, grant.amount);
    city_out_row(out);
}

void city_make_aid(const struct city_plan *plan, struct city_out *out)
{
    walk_all(plan, emit_aid, out);
}
