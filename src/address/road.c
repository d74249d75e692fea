#include "address/reader.h"

/* What stands behind a road's name. */
struct behind {
    size_t number; /* where the building's number begins */
    bool basement;
};

/* 지하396 is a building's number, 지하1층 a floor that somebody put before the number. */
static bool find_number(const struct cd_symbols *s, size_t i, struct behind *ret)
{
    struct cd_figure figure;

    i = cd_separator_end(s, cd_parentheses_end(s, i));
    size_t under = cd_symbols_match(s, i, U"지하");
    if (under > 0 && cd_figure_at(s, i + under, &figure)) {
        size_t floor = cd_symbols_match(s, figure.end, U"층");
        floor = cd_is_digit(s->c[figure.end + floor]) ? floor : 0;
        i = floor > 0 ? figure.end + floor : i + under;
        *ret = (struct behind){.number = i, .basement = floor == 0};
    } else {
        *ret = (struct behind){.number = i};
    }
    return cd_is_digit(s->c[i]);
}

/* 종로1가, 종로1.2.3.4가동, 구로3동: the digits belong to a dong's name. */
static bool begins_dong(const struct cd_symbols *s, size_t i)
{
    struct cd_figure figure;
    bool list = !s->gap[i];

    while (cd_figure_at(s, i, &figure) && figure.value < 20) {
        char32_t next = s->c[figure.end];
        if (next == U'가' && !s->gap[figure.end])
            return true;
        size_t behind = figure.end + 1;
        if (next == U'동' && list && !s->gap[figure.end] &&
            (s->gap[behind] || cd_is_digit(s->c[behind])))
            return true;
        if (next != '.' && next != ',')
            return false;
        list = true;
        i = figure.end + 1;
    }
    return false;
}

/* The last symbol of the part of a road's name that stands before its digits: 자하문로 of
 * 자하문로36가길, 마곡중앙 of 마곡중앙5로, 평창 of 평창4길. *ret_whole is the same, but with the
 * digits in it that a name may begin with: 4.19로. */
static size_t base_of(const struct cd_symbols *s, size_t end, size_t *ret_whole)
{
    size_t i = end, digits = end;

    if (s->c[i] == U'길') {
        size_t letters = 0;
        while (letters < 2 && i > letters + 1 && !cd_is_digit(s->c[i - 1 - letters]))
            letters++;
        digits = i - letters;
        while (digits > 0 && cd_is_digit(s->c[digits - 1]))
            digits--;
        if (digits < i - letters && digits > 0)
            i = digits - 1;
    }
    *ret_whole = i;
    if (s->c[i] != U'로' && s->c[i] != U'길')
        return i;
    for (digits = i; digits > 0 && (cd_is_digit(s->c[digits - 1]) || s->c[digits - 1] == '.');)
        digits--;
    return digits < i && digits > 0 ? digits - 1 : i;
}

static struct cd_str name_and(const struct cd_reader *r, struct cd_str name, size_t from, size_t to,
                              const char *more)
{
    struct cd_str middle = cd_symbols_join(r->arena, &r->s, from, to);

    return cd_str_of(cd_arena_printf(r->arena, "%.*s%.*s%s", (int)name.len, name.ptr,
                                     (int)middle.len, middle.ptr, more));
}

/* Spellings that are not the road's but that people use for it. */
static void add_spellings(struct cd_reader *r, struct cd_address_reading reading, size_t from,
                          size_t end, size_t number)
{
    const struct cd_symbols *s = &r->s;
    struct cd_figure figure;
    unsigned cost = reading.cost;
    struct cd_str name = reading.name;

    reading.cost = cost + COST_DOUBTFUL;
    if (s->c[end] == U'길' && s->c[end - 1] == U'번') { /* 테헤란로4번길 */
        reading.name = name_and(r, cd_symbols_join(r->arena, s, from, end - 1), 0, 0, "길");
        cd_figures_add(r, &reading, number);
    }
    if (s->c[end] == U'로' && !reading.basement && cd_figure_at(s, number, &figure) &&
        s->gap[figure.end] && cd_is_digit(s->c[figure.end])) { /* 자하문로 36 16-14 */
        reading.name = name_and(r, name, figure.at, figure.end, "길");
        cd_figures_add(r, &reading, figure.end);
    }
    if (end - from == 3 && cd_is_digit(s->c[from]) && cd_is_digit(s->c[end - 1])) { /* 419로 */
        reading.cost = cost + 1;
        reading.name = name_and(r, cd_symbols_join(r->arena, s, from, from + 1), 0, 0, ".");
        reading.name = name_and(r, reading.name, from + 1, end + 1, "");
        cd_figures_add(r, &reading, number);
    }
}

static void add_road(struct cd_reader *r, const struct cd_start *start, size_t end,
                     const struct behind *behind)
{
    const struct cd_symbols *s = &r->s;
    struct cd_address_reading reading = {
        .kind = CD_ADDRESS_ROAD,
        .name = cd_symbols_join(r->arena, s, start->at, end + 1),
        .glued = {start->glued[0], start->glued[1]},
        .cost = start->cost,
    };

    reading.cost += s->inside[end] ? COST_INSIDE : 0;
    if (behind == NULL) {
        reading.cost += COST_NO_NUMBER;
        cd_reader_add(r, &reading);
        return;
    }
    reading.cost += r->roads > 0 ? COST_INSIDE : 0;
    reading.basement = behind->basement;
    cd_figures_add(r, &reading, behind->number);
    add_spellings(r, reading, start->at, end, behind->number);
    /* One legal dong is named like a road: 세종로 1-68. */
    if (s->c[end] == U'로' && end - start->at < 4 && !behind->basement &&
        start->glued[1].len == 0 && start->cost < COST_GUESS) {
        reading.kind = CD_ADDRESS_LOT;
        reading.cost += 2;
        cd_figures_add(r, &reading, behind->number);
    }
}

static void add_starts(struct cd_reader *r, size_t last, size_t end, const struct behind *behind)
{
    struct cd_start starts[CD_STARTS];
    size_t count = cd_starts(r, last, 2, starts);

    for (size_t i = 0; i < count; i++)
        add_road(r, &starts[i], end, behind);
}

void cd_road_read(struct cd_reader *r, size_t i)
{
    const struct cd_symbols *s = &r->s;
    struct behind behind;
    bool numbered = find_number(s, i + 1, &behind);

    if (numbered && (cd_branch_end(s, behind.number) > 0 || begins_dong(s, behind.number)))
        return;
    if (i == r->start || (!numbered && !s->gap[i + 1]))
        return;
    size_t whole = 0, base = base_of(s, i, &whole);
    if (base >= r->start)
        add_starts(r, base, i, numbered ? &behind : NULL);
    if (whole != base)
        add_starts(r, whole, i, numbered ? &behind : NULL);
    r->roads += numbered ? 1 : 0;
}
