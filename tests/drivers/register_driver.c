/*
 * A made-up building register in the government's layout, for tests and measuring: real roads,
 * legal dongs and dongs from the shared data, invented buildings. The same arguments give the same
 * bytes.
 *     register_driver DATA_DIRECTORY ROWS [SEED [CHANGES]] >file
 * Up to 600,000 rows are Seoul's; more than that are of invented provinces that look like it. With
 * CHANGES it writes that many rows of a change file for the register of ROWS: a third each new,
 * changed, and gone.
 */
#include "jobs/csv.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEOUL_ROWS 600000
#define ROWS_OF_ROAD 40
#define DISTRICTS 25
#define LINES_MOST ((size_t)1 << 20)
#define FLUSH_BYTES ((size_t)64 << 10)

static const char *const gu_columns[] = {"code", "code10", "sgis_code", "name_ko", "name_en", NULL};
static const char *const dong_columns[] = {"code",          "gu_code",    "sgis_code", "name_ko",
                                           "name_official", "name_en",    "lon",       "lat",
                                           "area_km2",      "valid_from", NULL};
static const char *const legal_columns[] = {"code", "gu_code", "name_ko", "name_en", NULL};
static const char *const pair_columns[] = {"legal_code", "admin_code", "admin_count_of_legal",
                                           "source", NULL};
static const char *const road_columns[] = {
    "gu_code", "road_name", "addresses_seen", "max_building_no_seen", "legal_codes_seen", NULL};

struct pair {
    struct cd_str legal, legal_name, dong, dong_name;
};

struct road {
    struct cd_str name;
    int64_t most; /* highest building number seen */
};

struct district {
    struct cd_str code, name;
    struct pair pairs[200];
    size_t pair_count;
    struct road roads[400];
    size_t road_count;
};

struct maker {
    struct district districts[DISTRICTS];
    size_t count, roads;
    uint64_t seed;
    int64_t rows, changes, made;
    struct cd_buf out;
    iconv_t encoder;
};

/* splitmix64: the same everywhere. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

static void flush(struct maker *m)
{
    static char bytes[LINES_MOST];
    char *in = m->out.ptr, *to = bytes;
    size_t in_left = m->out.len, left = sizeof bytes;

    if (iconv(m->encoder, &in, &in_left, &to, &left) == (size_t)-1 ||
        fwrite(bytes, 1, sizeof bytes - left, stdout) != sizeof bytes - left) {
        (void)fprintf(stderr, "cannot be written as cp949: %.60s\n", in);
        exit(1);
    }
    cd_buf_reset(&m->out);
}

/* --- the shared tables --- */

static struct district *district_of(struct maker *m, struct cd_str code)
{
    for (size_t i = 0; i < m->count; i++) {
        if (memcmp(m->districts[i].code.ptr, code.ptr, 5) == 0)
            return &m->districts[i];
    }
    return NULL;
}

static struct cd_str name_of(const struct cd_csv *csv, struct cd_str code, int field)
{
    for (const struct cd_csv_row *row = csv->first; row != NULL; row = row->next) {
        if (cd_str_eq(row->fields[0], code))
            return row->fields[field];
    }
    return (struct cd_str){"", 0};
}

static void add_pair(struct maker *m, const struct cd_csv_row *row, const struct cd_csv *legal,
                     const struct cd_csv *dongs)
{
    struct district *district = district_of(m, row->fields[0]);
    struct pair pair = {row->fields[0], name_of(legal, row->fields[0], 2), row->fields[1],
                        name_of(dongs, row->fields[1], 3)};

    if (district != NULL && pair.dong_name.len > 0 && district->pair_count < 200)
        district->pairs[district->pair_count++] = pair;
}

static void add_road(struct maker *m, const struct cd_csv_row *row)
{
    struct district *district = district_of(m, row->fields[0]);
    struct road road = {row->fields[1], 40};

    (void)cd_str_int64(row->fields[3], &road.most);
    if (district != NULL && district->road_count < 400) {
        district->roads[district->road_count++] = road;
        m->roads++;
    }
}

static void read_tables(struct maker *m, struct cd_arena *arena, const char *directory)
{
    struct cd_csv gu, dongs, legal, pairs, roads;
    CD_BUF_AUTO(why, 65536);

    cd_csv_read(&gu, arena, directory, "gu.csv", gu_columns, &why);
    cd_csv_read(&dongs, arena, directory, "dong.csv", dong_columns, &why);
    cd_csv_read(&legal, arena, directory, "legal_dong.csv", legal_columns, &why);
    cd_csv_read(&pairs, arena, directory, "legal_to_admin.csv", pair_columns, &why);
    cd_csv_read(&roads, arena, directory, "road_names_by_gu.csv", road_columns, &why);
    if (why.len > 0) {
        (void)fputs(why.ptr, stderr);
        exit(1);
    }
    for (const struct cd_csv_row *row = gu.first; row != NULL && m->count < DISTRICTS;
         row = row->next)
        m->districts[m->count++] =
            (struct district){.code = row->fields[0], .name = row->fields[3]};
    for (const struct cd_csv_row *row = pairs.first; row != NULL; row = row->next)
        add_pair(m, row, &legal, &dongs);
    for (const struct cd_csv_row *row = roads.first; row != NULL; row = row->next)
        add_road(m, row);
}

/* --- buildings --- */

struct building {
    const struct district *district;
    const struct pair *pair;
    char road[160];
    int64_t road_no, main_no, sub_no, lot_main, lot_sub, serial;
    uint64_t dice;
    int province; /* 11 is Seoul */
};

/* The codes of an invented province are Seoul's behind another beginning. */
static void add_code(struct cd_buf *out, const struct building *b, struct cd_str code)
{
    cd_buf_addf(out, "%d%.*s", b->province, (int)code.len - 2, code.ptr + 2);
}

static void add_name(struct cd_buf *out, const struct building *b)
{
    static const char *const kinds[] = {"아파트", "빌라", "빌딩", "맨션", "오피스텔", "Tower"};

    if (b->dice % 10 < 3)
        cd_buf_addf(out, "%.*s %s", (int)b->pair->legal_name.len, b->pair->legal_name.ptr,
                    kinds[b->dice / 16 % 6]);
}

static void add_building(struct maker *m, const struct building *b, const char *reason)
{
    struct cd_buf *out = &m->out;

    add_code(out, b, b->pair->legal);
    cd_buf_addf(out, "|%s|%.*s|%.*s||0|%lld|%lld|", b->province == 11 ? "서울특별시" : "가온광역시",
                (int)b->district->name.len, b->district->name.ptr, (int)b->pair->legal_name.len,
                b->pair->legal_name.ptr, (long long)b->lot_main, (long long)b->lot_sub);
    add_code(out, b, b->district->code);
    cd_buf_addf(out, "%07lld|%s|%d|%lld|%lld|||", (long long)(3000000 + b->road_no), b->road,
                b->dice % 997 == 0, (long long)b->main_no, (long long)b->sub_no);
    add_code(out, b, b->pair->legal);
    cd_buf_addf(out, "1%04lld%04lld%06lld|01|", (long long)b->lot_main, (long long)b->lot_sub,
                (long long)b->serial);
    add_code(out, b, b->pair->dong);
    cd_buf_addf(out, "|%.*s|0%04llu|||%s|||", (int)b->pair->dong_name.len, b->pair->dong_name.ptr,
                (unsigned long long)(mix((uint64_t)b->road_no) % 9000 + 1000), reason);
    add_name(out, b);
    cd_buf_addf(out, "|0|0%04llu|0||\n",
                (unsigned long long)(mix((uint64_t)b->road_no) % 9000 + 1000));
    if (out->len > FLUSH_BYTES)
        flush(m);
}

/* A road stays in one legal dong, or (a third) runs through three; a tenth has several dongs. */
static const struct pair *pair_of(const struct district *district, uint64_t road, int64_t pos)
{
    size_t at = (size_t)(mix(road) % district->pair_count);

    if (road % 3 == 0)
        at = (at + (size_t)pos / 14) % district->pair_count;
    else if (road % 10 == 0)
        at = (at + (size_t)pos % 2) % district->pair_count;
    return &district->pairs[at];
}

/* 자하문로 → 자하문로3길, and off a street: 경희궁1길 → 경희궁1다길. */
static void name_road(char *road, size_t most, struct cd_str base, int64_t side)
{
    static const char *const letters[] = {"가", "나", "다", "라", "마", "바", "사",
                                          "아", "자", "차", "카", "타", "파", "하"};
    static const char street[] = "길";
    size_t tail = sizeof street - 1;
    bool is_street = base.len > tail && memcmp(base.ptr + base.len - tail, street, tail) == 0;

    if (side == 0)
        (void)snprintf(road, most, "%s", base.ptr);
    else if (!is_street)
        (void)snprintf(road, most, "%s%lld%s", base.ptr, (long long)side, street);
    else if (side <= 14)
        (void)snprintf(road, most, "%.*s%s%s", (int)(base.len - tail), base.ptr, letters[side - 1],
                       street);
    else
        (void)snprintf(road, most, "%.*s%s%lld%s", (int)(base.len - tail), base.ptr,
                       letters[side % 14], (long long)side / 14, street);
}

/* Building k of the district: forty to a road, side streets when the roads are used up. */
static void make_building(struct maker *m, struct building *b, int64_t k)
{
    int64_t j = k / ROWS_OF_ROAD, pos = k % ROWS_OF_ROAD;
    int64_t side = j / (int64_t)b->district->road_count;
    const struct road *base = &b->district->roads[(size_t)j % b->district->road_count];
    int64_t step = side == 0 && base->most > ROWS_OF_ROAD ? base->most / ROWS_OF_ROAD : 1;

    name_road(b->road, sizeof b->road, base->name, side);
    b->dice = mix(m->seed ^ mix((uint64_t)j << 20 | (uint64_t)pos));
    b->road_no = j;
    b->pair = pair_of(b->district, (uint64_t)j, pos);
    b->main_no = 1 + pos * step;
    b->sub_no = b->dice % 4 == 0 ? (int64_t)(b->dice / 8 % 20) : 0;
    b->lot_main = 1 + j % 999;
    b->lot_sub = pos;
    b->serial = k % 1000000;
    int64_t every = m->changes > 0 ? m->rows / m->changes : 1;
    if (m->changes == 0)
        add_building(m, b, "");
    else if (k % every == 0 && m->made < m->changes) {
        static const char *const reasons[] = {"31", "34", "63"};
        const char *reason = reasons[m->made++ % 3];
        b->serial = reason[1] == '1' ? (b->serial + 500000) % 1000000 : b->serial;
        b->dice = reason[1] == '4' ? b->dice / 10 * 10 : b->dice; /* it has a name now */
        add_building(m, b, reason);
    }
}

static void make_province(struct maker *m, int province, int64_t rows)
{
    int64_t left = rows;

    for (size_t i = 0; i < m->count; i++) {
        const struct district *district = &m->districts[i];
        int64_t share =
            i + 1 == m->count ? left : rows * (int64_t)district->road_count / (int64_t)m->roads;
        struct building b = {.district = district, .province = province};
        for (int64_t k = 0; k < share; k++)
            make_building(m, &b, k);
        left -= share;
    }
}

int main(int argc, char **argv)
{
    struct maker *m = calloc(1, sizeof *m);
    struct cd_arena *arena = cd_arena_new();
    int64_t seed = 1;

    if (m == NULL || argc < 3 || !cd_str_int64(cd_str_of(argv[2]), &m->rows) ||
        (argc > 3 && !cd_str_int64(cd_str_of(argv[3]), &seed)) ||
        (argc > 4 && !cd_str_int64(cd_str_of(argv[4]), &m->changes))) {
        (void)fputs("usage: register_driver DATA_DIRECTORY ROWS [SEED [CHANGES]]\n", stderr);
        return 2;
    }
    m->seed = (uint64_t)seed;
    m->encoder = iconv_open("CP949", "UTF-8");
    cd_buf_init(&m->out, LINES_MOST / 2);
    read_tables(m, arena, argv[1]);
    int64_t left = m->rows;
    for (int province = 11; left > 0; province = province == 11 ? 60 : province + 1) {
        int64_t rows = left < SEOUL_ROWS ? left : SEOUL_ROWS;
        make_province(m, province, rows);
        left -= rows;
    }
    flush(m);
    (void)iconv_close(m->encoder);
    cd_buf_release(&m->out);
    cd_arena_free(arena);
    free(m);
    return fflush(stdout) == 0 ? 0 : 1;
}
