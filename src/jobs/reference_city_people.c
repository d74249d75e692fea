/* Households and those who live in them, each recomputed from its number whenever it is needed. */
#include "base/clock.h"
#include "jobs/reference_city_impl.h"

#include <stdlib.h>

enum { CHANCE_HOME = 10, CHANCE_PERSON, CHANCE_NAME };

static uint64_t home_chance(const struct city_plan *plan, const struct city_dong *dong,
                            enum city_household_kind kind, int64_t nth)
{
    return city_chance(plan, CHANCE_HOME + 10 * (uint64_t)kind, (uint64_t)dong->index,
                       (uint64_t)nth);
}

int city_members(const struct city_plan *plan, const struct city_dong *dong,
                 enum city_household_kind kind, int64_t nth)
{
    uint64_t chance = home_chance(plan, dong, kind, nth);
    int percent = city_pick(chance, 0, 100);

    if (kind == CITY_SENIOR)
        return percent < 40 ? 1 : percent < 86 ? 2 : 3;
    if (kind == CITY_BIRTH)
        return 2 + (percent < 85) + (percent < 30);
    if (dong->families > 0 && nth == dong->families - 1 && dong->last_members > 0)
        return (int)dong->last_members;
    return percent < 35 ? 1 : percent < 60 ? 2 : percent < 80 ? 3 : percent < 96 ? 4 : 5;
}

int64_t city_households(const struct city_dong *dong)
{
    return dong->seniors + dong->births + dong->families;
}

struct city_household city_household(const struct city_plan *plan, const struct city_dong *dong,
                                     enum city_household_kind kind, int64_t nth)
{
    int64_t before = kind == CITY_SENIOR  ? 0
                     : kind == CITY_BIRTH ? dong->seniors
                                          : dong->seniors + dong->births;
    struct city_household home = {
        .dong = dong,
        .kind = kind,
        .number = before + nth,
        .nth = nth,
        .members = city_members(plan, dong, kind, nth),
        .chance = home_chance(plan, dong, kind, nth),
    };

    home.id =
        city_id(CITY_ID_HOUSEHOLD, (int64_t)plan->registered * 86400, dong->index, 0, home.number);
    return home;
}

static struct city_household household_at(const struct city_plan *plan,
                                          const struct city_dong *dong, int64_t number)
{
    if (number < dong->seniors)
        return city_household(plan, dong, CITY_SENIOR, number);
    number -= dong->seniors;
    if (number < dong->births)
        return city_household(plan, dong, CITY_BIRTH, number);
    return city_household(plan, dong, CITY_FAMILY, number - dong->births);
}

/* --- birthdays --- */

int city_senior_age(const struct city_household *home)
{
    return home->chance >> 40 & 1 ? 65 : 70;
}

int city_visit_day(const struct city_plan *plan, int year, int64_t nth, int64_t of)
{
    return plan->workdays[year][(2 * nth + 1) * plan->workday_count[year] / (2 * of)];
}

static int day_in_year(int year, uint64_t chance)
{
    return city_day(year, 1 + city_pick(chance, 16, 12), 1 + city_pick(chance, 32, 28));
}

/* Who is visited first in a program year turns 65 or 70 in it; the others are older or younger. */
static int senior_born(const struct city_plan *plan, const struct city_household *home,
                       uint64_t chance)
{
    const struct city_dong *dong = home->dong;
    int year, month, day;

    for (int y = plan->first; y <= plan->last; y++) {
        int64_t quota = dong->quota[y][CITY_SENIORS];
        int64_t nth = home->nth - dong->senior_start[y];
        if (nth < 0 || nth >= quota)
            continue;
        cd_clock_civil(city_visit_day(plan, y, nth, quota), &year, &month, &day);
        return day_in_year(year - city_senior_age(home), chance);
    }
    cd_clock_civil(plan->registered, &year, &month, &day);
    return day_in_year(year - 65 - city_pick(chance, 0, 5) * city_pick(chance, 8, 7), chance);
}

static int child_born(const struct city_plan *plan, const struct city_household *home)
{
    const struct city_dong *dong = home->dong;

    for (int y = plan->last; y > plan->first; y--) {
        int64_t nth = home->nth - dong->birth_start[y], quota = dong->quota[y][CITY_BIRTHS];
        if (nth >= 0 && nth < quota)
            return city_visit_day(plan, y, nth, quota) - 10 - city_pick(home->chance, 20, 12);
    }
    return plan->registered;
}

static int years_before(int day, int years, uint64_t chance)
{
    return day - years * 365 - city_pick(chance, 24, 365);
}

static int birth_family_born(const struct city_plan *plan, const struct city_household *home,
                             int member, uint64_t chance)
{
    int child = child_born(plan, home);

    if (member == 1)
        return child;
    return years_before(
        child, member == 3 ? 2 + city_pick(chance, 0, 6) : 24 + city_pick(chance, 0, 17), chance);
}

static int family_born(const struct city_plan *plan, const struct city_household *home, int member,
                       uint64_t chance)
{
    int head = years_before(plan->registered, 26 + city_pick(home->chance, 16, 37), home->chance);
    int born = head;

    if (member == 1)
        born = head + city_pick(chance, 0, 2200) - 1100;
    else if (member > 1)
        born = head + 365 * (26 + city_pick(chance, 0, 10)) + member * 400;
    return born < plan->registered ? born : plan->registered - 1 - city_pick(chance, 8, 300);
}

static int born(const struct city_plan *plan, const struct city_household *home, int member,
                uint64_t chance)
{
    if (home->kind == CITY_BIRTH)
        return birth_family_born(plan, home, member, chance);
    if (home->kind == CITY_FAMILY)
        return family_born(plan, home, member, chance);
    if (member == 0)
        return senior_born(plan, home, chance);
    /* The other one, and a grown-up child. */
    return senior_born(plan, home, home->chance) +
           (member == 1 ? city_pick(chance, 0, 2500) - 1000 : 10000 + city_pick(chance, 0, 3000));
}

/* --- names --- */

static const char *pick_surname(const struct city_plan *plan, uint64_t chance)
{
    const struct city_names *names = &plan->surnames;
    int at = city_pick(chance, 0, names->items[names->count - 1].year);
    size_t i = 0;

    while (i + 1 < names->count && names->items[i].year <= at)
        i++;
    return names->items[i].text;
}

/* One of those that were given most in the year nearest to the birth. */
static const char *pick_given(const struct city_plan *plan, uint64_t chance, bool female, int year)
{
    const struct city_names *names = &plan->given[female];
    int nearest = names->items[0].year, count = 0;

    for (size_t i = 0; i < names->count; i++) {
        if (abs(names->items[i].year - year) < abs(nearest - year))
            nearest = names->items[i].year;
    }
    for (size_t i = 0; i < names->count; i++)
        count += names->items[i].year == nearest;
    int wanted = count > 0 ? city_pick(chance, 16, count) : 0;
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].year == nearest && wanted-- == 0)
            return names->items[i].text;
    }
    return names->items[0].text;
}

void city_name_of(const struct city_plan *plan, uint64_t chance, bool female, int day,
                  struct city_person *ret)
{
    int year, month, of_month;

    cd_clock_civil(day, &year, &month, &of_month);
    ret->female = female;
    ret->born = day;
    ret->surname = pick_surname(plan, chance >> 8);
    ret->given = pick_given(plan, chance, female, year);
}

static bool is_female(const struct city_household *home, int member, uint64_t chance)
{
    bool head = home->kind == CITY_BIRTH || (home->chance >> 44 & 1);

    if (home->kind == CITY_BIRTH && member == 2)
        return false;
    if (member == 0)
        return head;
    if (member == 1 && home->kind != CITY_BIRTH)
        return !head;
    return chance >> 63;
}

struct city_person city_person(const struct city_plan *plan, const struct city_household *home,
                               int member)
{
    uint64_t chance = city_chance(plan, CHANCE_PERSON, home->chance, (uint64_t)member);
    struct city_person person;
    bool female = is_female(home, member, chance);
    int adults = home->kind == CITY_BIRTH ? 1 : 2;

    city_name_of(plan, chance, female, born(plan, home, member, chance), &person);
    /* A wife keeps her name; children have their father's. */
    if (!female || member >= adults)
        person.surname = pick_surname(plan, home->chance >> 8);
    person.id = city_id(CITY_ID_RESIDENT, (int64_t)plan->registered * 86400, home->dong->index,
                        member, home->number);
    return person;
}

/* --- rows --- */

static void out_address(const struct city_plan *plan, struct city_out *out,
                        const struct city_household *home)
{
    const struct city_dong *dong = home->dong;
    const struct city_road *road =
        &plan->roads[dong->first_road +
                     dong->road_step * (size_t)city_pick(home->chance, 12, (int)dong->roads)];
    int number = 1 + city_pick(home->chance, 28, road->numbers);

    if (home->chance >> 60 < 6)
        city_out_textf(out, "서울특별시 %s %s %d, %d호", plan->districts[dong->district].name,
                       road->name, number, 101 + city_pick(home->chance, 36, 12) * 100);
    else
        city_out_textf(out, "서울특별시 %s %s %d", plan->districts[dong->district].name, road->name,
                       number);
}

void city_make_households(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count && !out->failed; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        int64_t count = dong->made ? city_households(dong) : 0;
        for (int64_t number = 0; number < count && !out->failed; number++) {
            struct city_household home = household_at(plan, dong, number);
            struct city_person head = city_person(plan, &home, 0);
            city_out_id(out, home.id);
            city_out_text(out, dong->code);
            city_out_textf(out, "%s%s 가구", head.surname, head.given);
            out_address(plan, out, &home);
            city_out_made(out, (int64_t)plan->registered * 86400, city_supervisor(plan, dong));
            city_out_row(out);
        }
    }
}

static void out_phone(struct city_out *out, uint64_t chance, bool adult)
{
    /* 010-0… is given to nobody. */
    if (adult && city_pick(chance, 40, 10) < 8)
        city_out_textf(out, "+82100%07llu",
                       (unsigned long long)(chance >> 20 & 0xffffff) % 10000000);
    else
        city_out_null(out);
}

static void out_resident(const struct city_plan *plan, struct city_out *out,
                         const struct city_household *home, int member)
{
    static const char *const languages[] = {"zh", "vi", "en", "uz", "tl"};
    struct city_person person = city_person(plan, home, member);
    uint64_t chance = city_chance(plan, CHANCE_NAME, home->chance, (uint64_t)member);
    int made = person.born + 3 > plan->registered ? person.born + 3 : plan->registered;

    city_out_id(out, person.id);
    city_out_text(out, home->dong->code);
    city_out_id(out, home->id);
    city_out_textf(out, "%s%s", person.surname, person.given);
    city_out_day(out, person.born);
    city_out_text(out, person.female ? "female" : "male");
    out_phone(out, chance, person.born < plan->registered - 16 * 365);
    out_address(plan, out, home);
    city_out_text(out, city_pick(home->chance, 48, 100) == 0
                           ? languages[city_pick(home->chance, 33, 5)]
                           : "ko");
    city_out_made(out, (int64_t)made * 86400, city_supervisor(plan, home->dong));
    city_out_row(out);
}

void city_make_residents(const struct city_plan *plan, struct city_out *out)
{
    for (size_t i = 0; i < plan->dong_count && !out->failed; i++) {
        const struct city_dong *dong = &plan->dongs[i];
        int64_t count = dong->made ? city_households(dong) : 0;
        for (int64_t number = 0; number < count && !out->failed; number++) {
            struct city_household home = household_at(plan, dong, number);
            for (int member = 0; member < home.members; member++)
                out_resident(plan, out, &home, member);
        }
    }
}
