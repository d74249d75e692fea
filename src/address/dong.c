#include "address/reader.h"

#define DONGS_IN_A_ROW 20 /* no dong has a higher number; 101동 is a house */

/* A dong's name that ends at `end`: its base (상계 of 상계6.7동), the digits behind it, if any. */
struct dong {
    size_t base; /* the last symbol of the base; `end` when there are no digits */
    size_t list; /* the first symbol behind the base */
    size_t end;
    size_t shortest;
    unsigned cost;
};

static bool in_list(const struct cd_symbols *s, size_t i)
{
    char32_t c = s->c[i], before = i > 0 ? s->c[i - 1] : 0, after = s->c[i + 1];

    if (c == '.' || c == ',' || c == '-')
        return cd_is_digit(before) && cd_is_digit(after);
    if (c == U'가')
        return cd_is_digit(before) && !s->gap[i];
    return cd_is_digit(c) || (c == U'제' && cd_is_digit(after));
}

/* A gap may stand behind a comma of the list or between base and list, and nowhere else. */
static bool find_list(const struct cd_symbols *s, size_t end, struct dong *ret)
{
    size_t i = end;

    while (i > 0 && in_list(s, i - 1) &&
           (i == end || !s->gap[i] || cd_is_break(s->c[i]) || cd_is_break(s->c[i - 1])))
        i--;
    *ret = (struct dong){.base = i > 0 ? i - 1 : 0, .list = i, .end = end, .shortest = 1};
    if (i == 0 || !cd_is_hangul(s->c[i - 1]))
        return false;
    ret->cost = (s->gap[i] ? 1U : 0U) + (s->gap[end] ? 1U : 0U);
    return true;
}

/* All digits of the list may be numbers of dongs; 21, 102동 are a building and a house. */
static bool small_numbers(const struct cd_symbols *s, size_t from, size_t to)
{
    struct cd_figure figure;

    for (size_t i = from; i < to; i++) {
        if (cd_figure_at(s, i, &figure)) {
            if (figure.value >= DONGS_IN_A_ROW)
                return false;
            i = figure.end - 1;
        }
    }
    return true;
}

/* 동 ends a name (청운동, 상계6.7동), or a house's number (101동). */
static bool ends_with_dong(const struct cd_symbols *s, size_t end, struct dong *ret)
{
    if (end > 0 && in_list(s, end - 1)) {
        if (!find_list(s, end, ret) || !small_numbers(s, ret->list, end))
            return false;
        /* 구로3동 and 신길5동 are dongs; 43길 12, 3동 is a house. */
        bool road = s->c[ret->base] == U'로' || s->c[ret->base] == U'길';
        ret->shortest = road ? 2 : 1;
        return true;
    }
    *ret = (struct dong){.base = end, .list = end, .end = end, .shortest = 2};
    return true;
}

/* 을지로3가, 당산동3가, 명륜3가; not 3가길. */
static bool ends_with_ga(const struct cd_symbols *s, size_t end, struct dong *ret)
{
    size_t list = end;

    if (s->c[end + 1] == U'길')
        return false;
    while (list > 0 && cd_is_digit(s->c[list - 1]))
        list--;
    if (list == end || list == 0 || !cd_is_hangul(s->c[list - 1]))
        return false;
    *ret = (struct dong){.base = list - 1, .list = list, .end = end, .shortest = 2};
    ret->cost = (s->gap[list] ? 1U : 0U) + (s->gap[end] ? 1U : 0U);
    return true;
}

/* The key of a dong: without the separators of its list. */
static struct cd_str key_of(const struct cd_reader *r, size_t from, size_t to)
{
    struct cd_str typed = cd_symbols_join(r->arena, &r->s, from, to);
    char *key = cd_arena_alloc(r->arena, typed.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < typed.len; i++) {
        if (typed.ptr[i] != '.' && typed.ptr[i] != ',' && typed.ptr[i] != '-')
            key[len++] = typed.ptr[i];
    }
    return (struct cd_str){key, len};
}

/* The symbols from..base as text, and more behind it. */
static struct cd_str spelled(const struct cd_reader *r, size_t from, size_t base, const char *more,
                             struct cd_str list)
{
    struct cd_str name = cd_symbols_join(r->arena, &r->s, from, base);

    return cd_str_of(cd_arena_printf(r->arena, "%.*s%s%.*s", (int)name.len, name.ptr, more,
                                     (int)list.len, list.ptr));
}

#define OTHERS 2

/* The legal dongs of a numbered dong: 봉천동 of 봉천11동 (long gone), 성수동1가 of 성수1가2동.
 * Whether 제 belongs to the name (홍제1동) or to the number (역삼제1동) cannot be seen. */
static size_t legal_of_numbered(const struct cd_reader *r, const struct dong *dong, size_t from,
                                struct cd_str ret[OTHERS])
{
    const struct cd_symbols *s = &r->s;
    struct cd_figure figure;
    struct cd_str none = CD_STR("");
    size_t count = 0;

    if (cd_figure_at(s, dong->list, &figure) && s->c[figure.end] == U'가') {
        struct cd_str list = cd_symbols_join(r->arena, s, dong->list, figure.end + 1);
        ret[count++] = spelled(r, from, dong->list, "동", list);
        ret[count++] = spelled(r, from, dong->list, "", list);
        return count;
    }
    ret[count++] = spelled(r, from, dong->list, "동", none);
    if (s->c[dong->list] == U'제')
        ret[count++] = spelled(r, from, dong->list + 1, "동", none);
    return count;
}

/* Other names that the same words may stand for: 당산3가 for 당산동3가, 명륜동3가 for 명륜3가. */
static size_t other_names(const struct cd_reader *r, const struct dong *dong, size_t from,
                          struct cd_str ret[OTHERS])
{
    const struct cd_symbols *s = &r->s;
    char32_t last = s->c[dong->base];

    if (dong->list == dong->end && s->c[dong->end - 1] == U'본' && dong->end > from + 2) {
        ret[0] = spelled(r, from, dong->end - 1, "동", (struct cd_str){"", 0}); /* 봉천본동 */
        return 1;
    }
    if (dong->list == dong->end || (s->c[dong->end] == U'가' && last == U'로'))
        return 0;
    if (s->c[dong->end] == U'동')
        return legal_of_numbered(r, dong, from, ret);
    bool shorter = last == U'동' && dong->base > from;
    struct cd_str list = cd_symbols_join(r->arena, s, dong->list, dong->end + 1);
    ret[0] = spelled(r, from, shorter ? dong->base : dong->list, shorter ? "" : "동", list);
    return 1;
}

/* The dong itself, and its lots when a number follows. */
static void add_dong(struct cd_reader *r, struct cd_address_reading reading, size_t number)
{
    unsigned cost = reading.cost;

    if (number > 0) {
        reading.kind = CD_ADDRESS_LOT;
        reading.cost += r->roads > 0 ? COST_INSIDE + 1 : 0;
        cd_figures_add(r, &reading, number);
    }
    reading.kind = CD_ADDRESS_DONG;
    reading.mountain = false;
    reading.cost = cost + COST_NO_NUMBER;
    cd_reader_add(r, &reading);
}

/* 4.19로 17, 63로 50: the digits begin a road's name. */
static bool begins_road(const struct cd_symbols *s, size_t i)
{
    while (cd_is_digit(s->c[i]) || s->c[i] == '.')
        i++;
    return s->c[i] == U'로' && (s->gap[i + 1] || cd_is_digit(s->c[i + 1]));
}

/* Digits that go on with the name (당산동3가) or are a road's (사근동11길) are no lot. */
static bool is_lot(const struct cd_symbols *s, size_t i)
{
    struct cd_figure figure;

    if (!cd_figure_at(s, i, &figure) || cd_branch_end(s, i) > 0 || begins_road(s, i))
        return false;
    char32_t behind = s->c[figure.end + 1];
    bool word = cd_is_hangul(behind) && behind != U'동' && behind != U'제'; /* 709가든파이브 */
    return s->c[figure.end] != U'가' || s->gap[figure.end] || word;
}

/* Where the lot may begin: also behind a separator or another dong: 미아동(삼각산동) 70-6,
 * 삼각산동(미아동) 70-6. */
static size_t number_behind(const struct cd_symbols *s, size_t i)
{
    size_t end = cd_parentheses_end(s, i);
    bool dong = end > i + 2 && (s->c[end - 2] == U'동' || s->c[end - 2] == U'가');

    end = dong ? end : i;
    return s->c[end] == ')' ? end + 1 : cd_separator_end(s, end);
}

static size_t is_mountain(const struct cd_symbols *s, size_t i)
{
    return s->c[i] == U'산' && cd_is_digit(s->c[i + 1]) ? 1 : 0;
}

void cd_dong_read(struct cd_reader *r, size_t i)
{
    const struct cd_symbols *s = &r->s;
    struct dong dong;
    struct cd_start starts[CD_STARTS];
    size_t next = i + 1;
    size_t number = number_behind(s, next);
    size_t mountain = is_mountain(s, number);
    bool lot = is_lot(s, number + mountain);

    if (!(s->c[i] == U'동' ? ends_with_dong(s, i, &dong) : ends_with_ga(s, i, &dong)) ||
        !(s->gap[next] || lot || cd_is_digit(s->c[next])))
        return;
    unsigned apart = lot && number > next ? 2 : 0;
    next = lot ? number : next;
    if (!lot && cd_is_digit(s->c[next]) && cd_branch_end(s, next) == 0 && !begins_road(s, next))
        return; /* 당산동 of 당산동3가 */
    size_t count = dong.base < r->start ? 0 : cd_starts(r, dong.base, dong.shortest, starts);
    for (size_t k = 0; k < count; k++) {
        struct cd_str others[OTHERS];
        struct cd_address_reading reading = {
            .name = key_of(r, starts[k].at, i + 1),
            .glued = {starts[k].glued[0], starts[k].glued[1]},
            .mountain = mountain > 0,
            .cost = starts[k].cost + dong.cost + (s->inside[i] ? COST_INSIDE : 0) + apart,
        };
        add_dong(r, reading, lot ? next + mountain : 0);
        reading.cost += CD_ADDRESS_CLOSE + 1; /* only when there is none of the typed name */
        for (size_t o = other_names(r, &dong, starts[k].at, others); o-- > 0;) {
            reading.name = others[o];
            add_dong(r, reading, lot ? next + mountain : 0);
        }
    }
}

/* 상계6.7동 and 종로1.2.3.4가 are no lots. */
static bool numbers_dong(const struct cd_symbols *s, size_t i)
{
    while (cd_is_digit(s->c[i]) || s->c[i] == '.' || s->c[i] == ',')
        i++;
    return s->c[i] == U'동' || s->c[i] == U'가';
}

/* Where nothing else has a number: 역삼 737-5 is 역삼동 737-5. */
void cd_short_dongs_read(struct cd_reader *r)
{
    const struct cd_symbols *s = &r->s;

    for (size_t i = r->start, end; i<s->n; i = end> i ? end : i + 1) {
        end = i;
        while (cd_is_hangul(s->c[end]) && (end == i || !s->gap[end]))
            end++;
        if (!s->gap[i] || end < i + 2 || end > i + 4 || !is_lot(s, end) || numbers_dong(s, end))
            continue;
        struct cd_address_reading reading = {
            .kind = CD_ADDRESS_LOT,
            .name = spelled(r, i, end, "동", (struct cd_str){"", 0}),
            .cost = COST_GUESS,
        };
        cd_figures_add(r, &reading, end);
    }
}
