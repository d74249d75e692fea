#include "address/reader.h"

#define FIGURE_MAX 99999U
#define FLOORS                                                                                     \
    30U /* few houses are higher; none in Seoul has more than 70 below the 123 of one              \
         */
#define FLOORS_MAX 70U
/* 35-12층 is 35-1 and the second floor: more than CD_ADDRESS_CLOSE likelier than 35 and the 12th.
 */
#define DASHED_FLOOR 3

/* What a number may be of, when it is not the address's own. */
enum unit { UNIT_NONE, UNIT_LOT, UNIT_FLOOR, UNIT_ROOM, UNIT_HOUSE, UNIT_BLOCK, UNIT_OTHER };

static const struct {
    const char32_t *word;
    enum unit unit;
    bool anything_behind; /* also when a word goes on: 3층상가, but not 12동성빌라 */
} units[] = {
    {U"번지", UNIT_LOT, true},  {U"번출구", UNIT_OTHER, true}, {U"번", UNIT_LOT, false},
    {U"층", UNIT_FLOOR, true},  {U"호실", UNIT_ROOM, true},    {U"호", UNIT_ROOM, false},
    {U"동", UNIT_HOUSE, false}, {U"통", UNIT_BLOCK, false},    {U"반", UNIT_BLOCK, false},
    {U"실", UNIT_ROOM, false},  {U"단지", UNIT_OTHER, true},   {U"차", UNIT_OTHER, false},
    {U"f", UNIT_FLOOR, false},
};

bool cd_figure_at(const struct cd_symbols *s, size_t i, struct cd_figure *ret)
{
    uint64_t value = 0;
    size_t end = i;

    for (; end < s->n && cd_is_digit(s->c[end]) && (end == i || !s->gap[end]); end++)
        value = value > FIGURE_MAX ? value : value * 10 + (s->c[end] - '0');
    *ret = (struct cd_figure){i, end, value > FIGURE_MAX ? UINT32_MAX : (uint32_t)value};
    return end > i;
}

static uint32_t value_of(const struct cd_symbols *s, size_t from, size_t to)
{
    uint32_t value = 0;

    for (size_t i = from; i < to; i++)
        value = value > FIGURE_MAX ? UINT32_MAX : value * 10 + (s->c[i] - '0');
    return value > FIGURE_MAX ? UINT32_MAX : value;
}

static struct cd_figure figure_over_gaps(const struct cd_symbols *s, size_t i)
{
    struct cd_figure all = {.at = i, .end = i}, next;

    while (cd_figure_at(s, all.end, &next))
        all.end = next.end;
    all.value = value_of(s, all.at, all.end);
    return all;
}

static enum unit unit_at(const struct cd_symbols *s, size_t i, size_t *ret_end)
{
    *ret_end = i;
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t len = cd_symbols_match(s, i, units[u].word);
        size_t end = i + len;
        if (len == 0 || (!units[u].anything_behind && !s->gap[end] && cd_is_hangul(s->c[end])))
            continue;
        *ret_end = end;
        return units[u].unit;
    }
    return UNIT_NONE;
}

static unsigned floor_cost(size_t digits, uint32_t value)
{
    if (value > FLOORS_MAX)
        return COST_NONSENSE;
    return value > FLOORS ? COST_DOUBTFUL : (unsigned)digits;
}

static unsigned room_cost(size_t digits, uint32_t value)
{
    if (digits > 5)
        return COST_NONSENSE;
    if (digits == 4 && value / 100 > FLOORS)
        return COST_DOUBTFUL;
    return digits == 3 ? 1 : digits == 5 ? 5 : 2;
}

/* How likely digits[from, to) are the unit's own number. */
static unsigned unit_cost(const struct cd_symbols *s, enum unit unit, size_t from, size_t to)
{
    size_t digits = to - from;
    uint32_t value = value_of(s, from, to);

    if (s->c[from] == '0')
        return unit == UNIT_ROOM && digits > 1 && value > 0 ? 5 : COST_NONSENSE;
    switch (unit) {
    case UNIT_FLOOR:
        return floor_cost(digits, value);
    case UNIT_ROOM:
        return room_cost(digits, value);
    case UNIT_HOUSE:
        return digits == 3 ? 1 : digits < 5 ? 2 : COST_NONSENSE;
    case UNIT_BLOCK:
        return digits < 3 ? 1 : COST_NONSENSE;
    case UNIT_OTHER:
        return digits < 3 ? (unsigned)digits : COST_NONSENSE;
    case UNIT_NONE:
    case UNIT_LOT:
        break;
    }
    return COST_NONSENSE;
}

/* How likely the whole number is the address's, though a unit follows it without a number of its
 * own: 353층. In lots 호 was the old word for the second number: 720-33호. A single number that may
 * be a floor or a room by itself (역삼동 3층) never makes an address sure. */
static unsigned whole_cost(enum unit unit, bool lot, const struct cd_figure *only)
{
    if (unit == UNIT_NONE || unit == UNIT_LOT)
        return 0;
    if (only != NULL)
        return unit == UNIT_FLOOR && only->value > FLOORS ? 2 : COST_DOUBTFUL;
    return unit == UNIT_ROOM && lot ? 0 : 2;
}

struct numbers {
    struct cd_reader *r;
    const struct cd_address_reading *base;
    struct cd_figure main, sub; /* sub.end 0: there is none */
    bool third;                 /* 21-102-1503 */
    bool old_style;             /* 720번지 33호 */
    bool range;                 /* 159~6: 159-6, or from 159 to 6 */
    bool sure;                  /* 159의 6, 159번지의 6호: nobody joins a room like that */
};

static void emit(const struct numbers *n, uint32_t main, uint32_t sub, size_t rest, unsigned cost)
{
    struct cd_address_reading reading = *n->base;

    if (main == 0 || main > FIGURE_MAX || sub > FIGURE_MAX || cost >= COST_NONSENSE)
        return;
    reading.main = main;
    reading.sub = sub;
    reading.cost += cost;
    reading.detail = cd_symbols_rest(&n->r->s, rest);
    n->r->numbered++;
    cd_reader_add(n->r, &reading);
}

static bool is_joint(const struct cd_symbols *s, size_t i, size_t *ret_end)
{
    static const char32_t *const words[] = {U"-", U"~", U"의", U"다시"};

    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        size_t len = cd_symbols_match(s, i, words[w]);
        if (len > 0 && cd_is_digit(s->c[i + len])) {
            *ret_end = i + len;
            return true;
        }
    }
    return false;
}

/* The second number, in each of the ways of writing it. */
static void find_sub(struct numbers *n)
{
    const struct cd_symbols *s = &n->r->s;
    size_t at = n->main.end, end = 0;
    size_t lot_word = cd_symbols_match(s, at, U"번지");

    if (is_joint(s, at + lot_word, &at)) {
        (void)cd_figure_at(s, at, &n->sub);
        n->range = s->c[n->main.end + lot_word] == '~';
        n->sure = n->sub.value < 100 && (lot_word > 0 || cd_is_hangul(s->c[n->main.end]));
        n->third = is_joint(s, n->sub.end, &end);
        return;
    }
    struct cd_figure room;
    if (lot_word > 0 && cd_figure_at(s, at + lot_word, &room) &&
        cd_symbols_match(s, room.end, U"호") > 0) {
        n->sub = room;
        n->old_style = true;
    }
}

static void add_single(const struct numbers *n, bool lot)
{
    const struct cd_symbols *s = &n->r->s;
    size_t end = 0;
    enum unit unit = unit_at(s, n->main.end, &end);

    emit(n, n->main.value, 0, unit == UNIT_LOT ? end : n->main.end,
         whole_cost(unit, lot, &n->main));
    /* 신정동 101동 1503호 names no lot: more likely a house than lot 10. */
    unsigned itself =
        lot && unit_cost(s, unit, n->main.at, n->main.end) < COST_GUESS ? CD_ADDRESS_SURE : 0;
    for (size_t cut = n->main.at + 1; cut < n->main.end && unit > UNIT_LOT; cut++)
        emit(n, value_of(s, n->main.at, cut), 0, cut,
             unit_cost(s, unit, cut, n->main.end) + itself);
}

#define ROOMS_ON_A_FLOOR 40U

/* 301 is a room, 199 and 250 are none. */
static bool is_room(uint32_t value)
{
    return value % 100 > 0 && value % 100 <= ROOMS_ON_A_FLOOR;
}

/* 720번지 33호 is lot 720-33; 737번지 301호 is a room. Behind a road 12번지 3호 may be both. */
static void add_old_style(const struct numbers *n, bool lot)
{
    bool room = n->sub.value >= 100;

    if (lot || !room)
        emit(n, n->main.value, n->sub.value, n->sub.end, room ? 1 : 0);
    bool doubtful = lot && (!room || !is_room(n->sub.value));
    emit(n, n->main.value, 0, n->sub.at, doubtful ? COST_DOUBTFUL : room ? 0 : 1);
}

/* The main number alone: the dash may stand before a floor or a room, 35-3층, 35-301. */
static void add_without_sub(const struct numbers *n, enum unit unit, bool lot)
{
    const struct cd_symbols *s = &n->r->s;
    unsigned dash = unit == UNIT_FLOOR ? DASHED_FLOOR : unit == UNIT_ROOM && lot ? 2 : 0;
    bool large = n->sub.value >= 100;

    if (unit > UNIT_LOT)
        emit(n, n->main.value, 0, n->sub.at, unit_cost(s, unit, n->sub.at, n->sub.end) + dash);
    else if (n->range)
        emit(n, n->main.value, 0, n->sub.at, COST_DOUBTFUL);
    else if (n->third || large)
        emit(n, n->main.value, 0, n->sub.at, lot ? COST_DOUBTFUL : n->third && large ? 1 : 2);
}

static void add_double(const struct numbers *n, bool lot)
{
    const struct cd_symbols *s = &n->r->s;
    size_t end = 0;
    enum unit unit = n->third ? UNIT_NONE : unit_at(s, n->sub.end, &end);
    bool large = n->sub.value >= 100;

    if (n->sure && unit == UNIT_ROOM) {
        emit(n, n->main.value, n->sub.value, end, 0);
        return;
    }
    emit(n, n->main.value, n->sub.value, unit == UNIT_LOT ? end : n->sub.end,
         n->third ? (large ? 2 : 1) : whole_cost(unit, lot, NULL));
    for (size_t cut = n->sub.at + 1; cut < n->sub.end && unit > UNIT_LOT; cut++)
        emit(n, n->main.value, value_of(s, n->sub.at, cut), cut,
             unit_cost(s, unit, cut, n->sub.end) + (unit == UNIT_ROOM && lot ? 2 : 0));
    add_without_sub(n, unit, lot);
}

/* 1.2층, 1~2층: more floors behind the first. */
static size_t floors_end(const struct cd_symbols *s, size_t i)
{
    struct cd_figure figure = {.end = i};

    while (s->c[figure.end] == '.' || s->c[figure.end] == '~') {
        if (!cd_figure_at(s, figure.end + 1, &figure))
            return i;
    }
    return cd_symbols_match(s, figure.end, U"층") > 0 ? figure.end : i;
}

/* Digits that spaces divide are one number, or a number and something behind it: 15 2, 4 1-21. */
static void add_divided(const struct numbers *whole, bool lot)
{
    const struct cd_symbols *s = &whole->r->s;
    struct numbers n = *whole;
    size_t end = 0;

    n.main = figure_over_gaps(s, whole->main.at);
    n.sub = (struct cd_figure){0};
    n.old_style = false;
    find_sub(&n);
    if (n.sub.end > 0)
        n.sub = figure_over_gaps(s, n.sub.at);
    const struct cd_figure *last = n.sub.end > 0 ? &n.sub : &n.main;
    if (n.main.end == whole->main.end && n.sub.end == whole->sub.end)
        return;
    if (n.old_style)
        emit(&n, n.main.value, 0, n.sub.at, CD_ADDRESS_CLOSE);
    enum unit unit = unit_at(s, floors_end(s, last->end), &end);
    emit(&n, n.main.value, n.sub.value, last->end,
         CD_ADDRESS_CLOSE + whole_cost(unit, lot, n.sub.end > 0 ? NULL : last));
    struct cd_figure typed = {0};
    bool in_sub = cd_figure_at(s, n.sub.at, &typed) && typed.end < n.sub.end; /* not 2|1 3층 */
    for (size_t cut = (in_sub ? typed.end : n.sub.at) + 1; cut < n.sub.end && unit > UNIT_LOT;
         cut++) { /* 6 82-273층 */
        if (unit_cost(s, unit, cut, n.sub.end) < COST_GUESS)
            emit(&n, n.main.value, value_of(s, n.sub.at, cut), cut, CD_ADDRESS_CLOSE);
    }
}

void cd_figures_add(struct cd_reader *r, const struct cd_address_reading *base, size_t i)
{
    struct numbers n = {.r = r, .base = base};
    bool lot = base->kind == CD_ADDRESS_LOT;

    if (!cd_figure_at(&r->s, i, &n.main))
        return;
    find_sub(&n);
    add_divided(&n, lot);
    if (n.sub.end == 0)
        add_single(&n, lot);
    else if (n.old_style)
        add_old_style(&n, lot);
    else
        add_double(&n, lot);
}

/* What stands between digits and 길: letters that count on, or a word. */
static bool is_counter(char32_t c)
{
    static const char32_t counters[] = U"가나다라마바사아자차카타파하거너더러머버서어저안옛번";

    for (size_t i = 0; counters[i] != 0; i++) {
        if (counters[i] == c)
            return true;
    }
    return false;
}

size_t cd_branch_end(const struct cd_symbols *s, size_t i)
{
    struct cd_figure figure;

    size_t end = i;
    while (cd_figure_at(s, end, &figure)) /* also 3 6길 */
        end = figure.end;
    if (end == i)
        return 0;
    for (int letters = 0; letters < 2 && is_counter(s->c[end]); letters++)
        end++;
    if (s->c[end] != U'길')
        return 0;
    end++;
    bool goes_on = cd_is_hangul(s->c[end]) && !s->gap[end] && !cd_symbols_match(s, end, U"지하");
    return goes_on ? 0 : end;
}
