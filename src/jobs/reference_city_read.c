/* What the reference city is made from: the folder of public data, or a small made-up geography. */
#include "jobs/csv.h"
#include "jobs/reference_city_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Seoul in the table of 2017: what part of it a made-up geography is. */
#define SEOUL_PEOPLE 9857426
#define ROADS_MOST 8192

static const char *const gu_columns[] = {"code", "code10", "sgis_code", "name_ko", "name_en", NULL};
static const char *const history_columns[] = {"code",       "gu_code",  "name_official",
                                              "valid_from", "valid_to", NULL};
static const char *const people_2017[] = {
    "dong_code",     "name_ko",       "pop_2017",    "age65plus_2017",
    "age65_69_2017", "age70_74_2017", "births_2017", NULL};
static const char *const people_now[] = {"dong_code",
                                         "gu_code",
                                         "pop_2025q1",
                                         "age65plus_2025q1",
                                         "age65_69_2025q1",
                                         "age70_74_2025q1",
                                         "births_2021",
                                         "est_reaching65_per_year",
                                         "est_reaching70_per_year",
                                         NULL};
static const char *const name_columns[] = {"kind",       "value",         "sex",
                                           "birth_year", "share_percent", NULL};
static const char *const road_columns[] = {
    "gu_code", "road_name", "addresses_seen", "max_building_no_seen", "legal_codes_seen", NULL};

/* The demo city's dongs, with people. */
static const char made_gu[] =
    "code,code10,sgis_code,name_ko,name_en\n"
    "99110,9911000000,,가람구,Garam-gu\n99140,9914000000,,나래구,Narae-gu\n";
static const char made_history[] = "code,gu_code,name_official,valid_from,valid_to\n"
                                   "9911051000,99110,햇살동,1998-11-01,\n"
                                   "9911052000,99110,달빛동,1998-11-01,\n"
                                   "9911053000,99110,별빛동,1998-11-01,\n"
                                   "9911054000,99110,꽃빛동,1998-11-01,\n"
                                   "9914051000,99140,은하동,1998-11-01,\n"
                                   "9914052000,99140,반달1동,1998-11-01,\n"
                                   "9914053000,99140,샛별2.3동,1998-11-01,\n";
static const char made_people[] =
    "dong_code,name_ko,pop_2017,age65plus_2017,age65_69_2017,age70_74_2017,births_2017\n"
    "9911051000,햇살동,24800,3390,1010,860,170\n9911052000,달빛동,31200,3520,1130,900,260\n"
    "9911053000,별빛동,17900,3210,880,810,95\n9911054000,꽃빛동,9100,1940,470,480,40\n"
    "9914051000,은하동,28600,3050,1040,790,240\n9914052000,반달1동,21500,3700,1060,930,120\n"
    "9914053000,샛별2.3동,12700,1830,520,450,80\n";
static const char made_names[] =
    "kind,value,sex,birth_year,share_percent\n"
    "surname,김,,,21.5\nsurname,이,,,14.7\nsurname,박,,,8.4\nsurname,최,,,4.7\nsurname,정,,,4.3\n"
    "given,영호,M,1945,\ngiven,영식,M,1948,\ngiven,성호,M,1968,\ngiven,지훈,M,1988,\n"
    "given,민준,M,2008,\ngiven,순자,F,1945,\ngiven,정숙,F,1958,\ngiven,은주,F,1975,\n"
    "given,지혜,F,1988,\ngiven,서연,F,2008,\n";
static const char made_roads[] =
    "gu_code,road_name,addresses_seen,max_building_no_seen,legal_codes_seen\n"
    "99110,햇살로,1,60,\n99110,달빛로,1,80,\n99110,별빛로,1,40,\n99110,꽃빛로,1,30,\n"
    "99110,햇살로1길,1,20,\n99110,달빛로1길,1,24,\n99110,별빛로1길,1,16,\n99110,꽃빛로1길,1,12,\n"
    "99140,은하로,1,70,\n99140,반달로,1,50,\n99140,샛별로,1,44,\n99140,은하로1길,1,22,\n";

static void check_text(struct cd_csv *csv)
{
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        for (size_t i = 0; i < csv->column_count; i++) {
            struct cd_str field = row->fields[i];
            bool fits = field.len < 100;
            for (size_t k = 0; k < field.len; k++)
                fits = fits && (unsigned char)field.ptr[k] >= ' ' && field.ptr[k] != '\\';
            if (!fits)
                cd_csv_error(csv, row->line, "%s is no name", csv->columns[i]);
        }
    }
}

static bool table(const struct city_plan *plan, struct cd_csv *csv, const char *file,
                  const char *const *columns, const char *made, struct cd_buf *why)
{
    if (plan->options.data != NULL)
        cd_csv_read(csv, plan->arena, plan->options.data, file, columns, why);
    else
        cd_csv_parse(csv, plan->arena, file, cd_str_of(made), columns, why);
    check_text(csv);
    return csv->errors == 0;
}

static int64_t number(struct cd_csv *csv, const struct cd_csv_row *row, int column)
{
    int64_t value = 0;

    if (!cd_str_int64(cd_str_trim(row->fields[column]), &value) || value < 0 || value > 1000000)
        cd_csv_error(csv, row->line, "%s is no number", csv->columns[column]);
    return value;
}

static bool read_districts(struct city_plan *plan, struct cd_buf *why)
{
    struct cd_csv csv;

    if (!table(plan, &csv, "gu.csv", gu_columns, made_gu, why))
        return false;
    plan->districts = cd_arena_alloc(plan->arena, (csv.count + 1) * sizeof *plan->districts);
    for (const struct cd_csv_row *row = csv.first; row != NULL; row = row->next)
        plan->districts[plan->district_count++] =
            (struct city_district){row->fields[0].ptr, row->fields[3].ptr, false};
    return true;
}

static int district_of(const struct city_plan *plan, struct cd_str code)
{
    for (size_t i = 0; i < plan->district_count; i++) {
        if (cd_str_starts(code, plan->districts[i].code))
            return (int)i;
    }
    return -1;
}

static const struct cd_csv_row *find(const struct cd_csv *csv, struct cd_str code)
{
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        if (cd_str_eq(row->fields[0], code))
            return row;
    }
    return NULL;
}

/* Who was there before the program was: in the first two rounds. Later ones may join in the third.
 */
static bool is_old(struct cd_str valid_from)
{
    return strncmp(valid_from.ptr, "2014-07-01", 10) <= 0;
}

static bool read_dongs(struct city_plan *plan, struct cd_buf *why)
{
    /* Until 2018 the dongs were those of the seeds' time. */
    bool now = plan->options.data != NULL && plan->last > 3;
    struct cd_csv people, history;

    if (!table(plan, &people, now ? "population_by_dong.csv" : "population_2017_by_dong.csv",
               now ? people_now : people_2017, made_people, why) ||
        !table(plan, &history, "dong_history.csv", history_columns, made_history, why))
        return false;
    plan->dongs = cd_arena_alloc(plan->arena, (people.count + 1) * sizeof *plan->dongs);
    memset(plan->dongs, 0, (people.count + 1) * sizeof *plan->dongs);
    for (const struct cd_csv_row *row = people.first; row != NULL; row = row->next) {
        const struct cd_csv_row *known = find(&history, row->fields[0]);
        int district = district_of(plan, row->fields[0]);
        if (known == NULL || district < 0 || plan->dong_count >= 1000) {
            cd_csv_error(&people, row->line, "the dong is not in dong_history.csv and gu.csv");
            continue;
        }
        plan->dongs[plan->dong_count] = (struct city_dong){
            .code = row->fields[0].ptr,
            .name = known->fields[2].ptr,
            .district = district,
            .index = (int)plan->dong_count,
            .people = number(&people, row, 2),
            .elders = number(&people, row, 3),
            .round = is_old(known->fields[3]) ? 0 : CITY_ROUNDS,
        };
        plan->dong_count++;
    }
    return people.errors == 0 && history.errors == 0 && plan->dong_count > 0;
}

static bool read_names(struct city_plan *plan, struct cd_buf *why)
{
    struct cd_csv csv;
    int sum = 0;

    if (!table(plan, &csv, "names_ko.csv", name_columns, made_names, why))
        return false;
    for (const struct cd_csv_row *row = csv.first; row != NULL; row = row->next) {
        bool surname = cd_str_is(row->fields[0], "surname");
        struct city_names *names =
            surname ? &plan->surnames : &plan->given[cd_str_is(row->fields[2], "F")];
        int64_t year = surname ? 0 : number(&csv, row, 3);
        if (surname) {
            sum += (int)(strtod(row->fields[4].ptr, NULL) * 100);
            year = sum;
        }
        if (names->count < CITY_NAMES)
            names->items[names->count++] = (struct city_name){row->fields[1].ptr, (int)year};
    }
    if (sum <= 0 || plan->given[0].count == 0 || plan->given[1].count == 0)
        cd_csv_error(&csv, 1, "surnames with shares, and given names of both sexes, are needed");
    return csv.errors == 0;
}

/* A district's roads go to its dongs in turn. */
static void deal_roads(struct city_plan *plan, const size_t *first, const size_t *count)
{
    size_t *seen = cd_arena_alloc(plan->arena, plan->district_count * sizeof *seen);
    size_t *dongs = cd_arena_alloc(plan->arena, plan->district_count * sizeof *dongs);

    memset(seen, 0, plan->district_count * sizeof *seen);
    memset(dongs, 0, plan->district_count * sizeof *dongs);
    for (size_t i = 0; i < plan->dong_count; i++)
        dongs[plan->dongs[i].district]++;
    for (size_t i = 0; i < plan->dong_count; i++) {
        struct city_dong *dong = &plan->dongs[i];
        int d = dong->district;
        size_t place = seen[d]++;
        dong->first_road = first[d] + place % count[d];
        dong->road_step = dongs[d];
        dong->roads = place < count[d] ? (count[d] - place + dongs[d] - 1) / dongs[d] : 1;
    }
}

static bool read_roads(struct city_plan *plan, struct cd_buf *why)
{
    size_t *first = cd_arena_alloc(plan->arena, plan->district_count * sizeof *first);
    size_t *count = cd_arena_alloc(plan->arena, plan->district_count * sizeof *count);
    struct cd_csv csv;

    if (!table(plan, &csv, "road_names_by_gu.csv", road_columns, made_roads, why))
        return false;
    plan->roads = cd_arena_alloc(plan->arena, ROADS_MOST * sizeof *plan->roads);
    for (size_t d = 0; d < plan->district_count; d++) {
        first[d] = plan->road_count;
        for (const struct cd_csv_row *row = csv.first; row != NULL; row = row->next) {
            if (!cd_str_is(row->fields[0], plan->districts[d].code) ||
                plan->road_count >= ROADS_MOST)
                continue;
            int64_t most = number(&csv, row, 3);
            plan->roads[plan->road_count++] =
                (struct city_road){row->fields[1].ptr, most < 1 ? 1 : (int)most};
        }
        count[d] = plan->road_count - first[d];
        if (count[d] == 0)
            cd_csv_error(&csv, 1, "district %s has no road", plan->districts[d].code);
    }
    if (csv.errors == 0)
        deal_roads(plan, first, count);
    return csv.errors == 0;
}

bool city_read(struct city_plan *plan, struct cd_buf *why)
{
    int64_t people = 0;

    if (!read_districts(plan, why) || !read_dongs(plan, why) || !read_names(plan, why) ||
        !read_roads(plan, why))
        return false;
    for (size_t i = 0; i < plan->dong_count; i++)
        people += plan->dongs[i].people;
    plan->share = plan->options.data != NULL ? 1000000 : people * 1000000 / SEOUL_PEOPLE;
    return true;
}
