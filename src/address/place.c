#include "address/reader.h"

#define CITY_LONGEST 5 /* 서울특별시 */
#define GU_LONGEST 4   /* 영등포구 */
#define NAME_LONGEST 10
#define WORDS_JOINED 5 /* 남 부 순 환 로 */

static bool match_any(const struct cd_symbols *s, size_t i, const char32_t *const words[],
                      size_t *ret_end)
{
    for (size_t w = 0; words[w] != NULL; w++) {
        size_t len = cd_symbols_match(s, i, words[w]);
        if (len > 0) {
            *ret_end = i + len;
            return true;
        }
    }
    return false;
}

static const char32_t *const cities[] = {U"서울특별시", U"서울시", U"서울", U"seoul", NULL};

/* 서울 시흥동 is not in 서울시, and 서울 특별시 is. */
size_t cd_city_end(const struct cd_symbols *s, size_t i)
{
    size_t end = i;

    (void)match_any(s, i, cities, &end);
    return end == i + 3 && s->gap[i + 2] && !s->gap[end] ? i + 2 : end;
}

/* Where the city's name begins that ends before i, or i: 서울 of 서울시흥동, too. */
static size_t city_before(const struct cd_symbols *s, size_t i)
{
    for (size_t at = i > CITY_LONGEST ? i - CITY_LONGEST : 0; at < i; at++) {
        bool brief = at + 2 == i && cd_symbols_match(s, at, U"서울시") > 0;
        if (s->gap[at] && (brief || cd_city_end(s, at) == i))
            return at;
    }
    return i;
}

/* Whether a district's name may begin here. */
static bool begins_gu(const struct cd_symbols *s, size_t i)
{
    size_t city = city_before(s, i);

    for (size_t at = i > CITY_LONGEST ? i - CITY_LONGEST : 0; at < i; at++) {
        if (s->gap[at] && cd_city_end(s, at) > i)
            return false; /* 특별시 is none */
    }
    return cd_city_end(s, i) == i && (s->gap[i] || (city < i && cd_city_end(s, city) == i));
}

/* Whether a word begins here for certain: a space, or behind the city's name. */
static bool is_clean(const struct cd_reader *r, size_t i)
{
    return r->s.gap[i] || i == r->start || city_before(&r->s, i) < i;
}

/* A district's name that ends before i and begins where a word does; *ret_at is its first symbol.
 * Its only other 구 may be the first: 구로구구로동 is not of 구로구구. */
static bool gu_before(const struct cd_reader *r, size_t i, size_t *ret_at)
{
    const struct cd_symbols *s = &r->s;

    if (i < 2 || s->c[i - 1] != U'구')
        return false;
    for (size_t len = 2; len <= GU_LONGEST && len <= i; len++) {
        size_t at = i - len;
        if (!cd_is_hangul(s->c[at]) || (len > 2 && s->c[at + 1] == U'구'))
            return false;
        if (begins_gu(s, at)) {
            *ret_at = at;
            return true;
        }
    }
    return false;
}

/* A cut within a word: what stands before it must turn out to be a name. */
static bool cut_start(const struct cd_reader *r, size_t i, struct cd_start *ret)
{
    const struct cd_symbols *s = &r->s;
    size_t from = i, gu = 0;

    while (from > r->start && !is_clean(r, from) && !gu_before(r, from, &gu))
        from--;
    bool in_digits = cd_is_digit(s->c[i]) && !cd_is_hangul(s->c[i - 1]);
    if (from == i || i - from < 2 || in_digits || cd_is_digit(s->c[from]))
        return false;
    char32_t last = s->c[i - 1];
    bool shown = last == U'동' || last == U'가';
    *ret = (struct cd_start){.at = i, .cost = shown ? 1 : COST_GUESS};
    size_t parts = 0;
    if (gu_before(r, from, &gu) && !s->gap[from])
        ret->glued[parts++] = cd_symbols_join(r->arena, s, gu, from);
    ret->glued[parts] = cd_symbols_join(r->arena, s, from, i);
    return true;
}

/* How a name could begin at i; *words counts the words that it then reaches over. */
static bool start_at(const struct cd_reader *r, size_t i, unsigned *words, struct cd_start *ret)
{
    const struct cd_symbols *s = &r->s;
    size_t gu = 0;

    if (is_clean(r, i)) {
        *ret = (struct cd_start){.at = i, .cost = (*words)++};
        return true;
    }
    if (gu_before(r, i, &gu)) {
        *ret = (struct cd_start){.at = i, .cost = *words};
        ret->glued[0] = cd_symbols_join(r->arena, s, gu, i);
        return true;
    }
    if (cd_is_digit(s->c[i - 1]) && !cd_is_digit(s->c[i])) { /* 역삼동737테헤란로152 */
        *ret = (struct cd_start){.at = i, .cost = *words + 1};
        return true;
    }
    if (!cut_start(r, i, ret))
        return false;
    ret->cost += *words;
    return true;
}

static void keep_start(struct cd_start ret[CD_STARTS], size_t *count, struct cd_start start)
{
    size_t i = *count;

    if (i == CD_STARTS)
        return;
    for (; i > 0 && ret[i - 1].cost > start.cost; i--)
        ret[i] = ret[i - 1];
    ret[i] = start;
    (*count)++;
}

size_t cd_starts(const struct cd_reader *r, size_t last, size_t shortest,
                 struct cd_start ret[CD_STARTS])
{
    const struct cd_symbols *s = &r->s;
    size_t count = 0, gu = 0;
    unsigned words = 0;

    for (size_t i = last + 1; i-- > r->start && last - i < NAME_LONGEST;) {
        /* No name goes on behind its digits; but it may begin with them: 4.19로, 63로. */
        bool beyond = i < last && cd_is_digit(s->c[i + 1]) && cd_is_hangul(s->c[i]);
        if (beyond || cd_is_break(s->c[i]) || s->c[i] == '-')
            break;
        struct cd_start start;
        if (last + 1 - i < shortest || s->c[i] == '.' || !start_at(r, i, &words, &start))
            continue;
        keep_start(ret, &count, start);
        /* A district that stands alone before the name ends the search: 종로구 | 종로1길. */
        if (words > WORDS_JOINED || (s->gap[i] && gu_before(r, i, &gu)))
            break;
        size_t city = city_before(s, i); /* 서울 itself may begin a name, 울 does not */
        if (city < i && i != city + 3)
            i = city + 1;
    }
    return count;
}

static void add_gu(struct cd_reader *r, size_t from, size_t to, unsigned word)
{
    struct cd_address *out = r->out;
    struct cd_str name = cd_symbols_join(r->arena, &r->s, from, to);

    if (out->gu_count == CD_ADDRESS_NAMED)
        return;
    for (size_t i = 0; i < out->gu_count; i++) {
        if (cd_str_eq(out->gu[i].name, name))
            return;
    }
    out->gu[out->gu_count].name = name;
    out->gu[out->gu_count++].word = word;
}

/* All names of a district that may end before i: of 강 남구 both. Behind a number it may be any
 * word: 입구. */
static void add_gus_before(struct cd_reader *r, size_t i, bool digits)
{
    const struct cd_symbols *s = &r->s;
    size_t at = 0;
    bool alone = gu_before(r, i, &at) && s->gap[at] && s->gap[i] && !digits;

    for (size_t len = 2; len <= GU_LONGEST && len <= i && s->c[i - 1] == U'구'; len++) {
        if (cd_is_hangul(s->c[i - len]) && begins_gu(s, i - len))
            add_gu(r, i - len, i, alone ? (unsigned)i : 0);
    }
}

/* The words that may be a district: all that end so, and a short first word (강남 테헤란로). */
static void find_gus(struct cd_reader *r)
{
    const struct cd_symbols *s = &r->s;
    size_t first = cd_city_end(s, r->start), end = first;
    bool digits = false;

    while (end < s->n && end - first < GU_LONGEST && cd_is_hangul(s->c[end]) &&
           (end == first || !s->gap[end]))
        end++;
    if (end - first >= 2 && s->gap[end] && s->c[end - 1] != U'구')
        add_gu(r, first, end, 0);
    for (size_t i = r->start + 2; i <= s->n; i++) {
        digits = digits || cd_is_digit(s->c[i - 1]);
        add_gus_before(r, i, digits);
    }
}

/* Five digits that stand alone: before everything, behind everything, or in parentheses. */
static void find_zip(struct cd_reader *r)
{
    const struct cd_symbols *s = &r->s;
    struct cd_figure figure;
    bool words_before = false;

    for (size_t i = 0; i < s->n; i++) {
        if (s->gap[i] && cd_figure_at(s, i, &figure) && figure.end - i == 5 && s->gap[figure.end] &&
            s->c[figure.end] != '-') {
            bool last = figure.end == s->n || s->c[figure.end] == ')';
            if (words_before && !last)
                continue;
            r->out->zip = cd_symbols_join(r->arena, s, i, figure.end);
            if (!words_before)
                r->start = figure.end;
            return;
        }
        words_before = words_before || (cd_is_hangul(s->c[i]) && s->c[i] != U'우' &&
                                        s->c[i] != U'편' && s->c[i] != U'번' && s->c[i] != U'호');
    }
}

/* Provinces and cities, in full, or short before a space. 세종 and 광주 are roads of Seoul, too. */
static bool is_elsewhere(const struct cd_symbols *s, size_t i)
{
    static const char32_t *const full[] = {
        U"부산광역시", U"부산시",   U"대구광역시", U"대구시",   U"인천광역시", U"인천시",
        U"광주광역시", U"광주시",   U"대전광역시", U"대전시",   U"울산광역시", U"울산시",
        U"세종특별",   U"세종시",   U"경기도",     U"강원도",   U"강원특별",   U"충청북도",
        U"충청남도",   U"전라북도", U"전라남도",   U"전북특별", U"경상북도",   U"경상남도",
        U"제주도",     U"제주특별", U"제주시",     NULL};
    static const char32_t *const brief[] = {U"부산", U"대구", U"인천", U"광주", U"대전", U"울산",
                                            U"세종", U"경기", U"강원", U"충북", U"충남", U"전북",
                                            U"전남", U"경북", U"경남", U"제주", NULL};
    size_t end = 0;

    if (match_any(s, i, full, &end))
        return true;
    if (match_any(s, i, brief, &end) && s->gap[end])
        return true;
    for (end = i; end < s->n && (end == i || !s->gap[end]);)
        end++;
    bool municipal = s->c[i + 2] == U'시' || s->c[i + 2] == U'군';
    return end == i + 3 && municipal && end < s->n && cd_city_end(s, i) == i;
}

void cd_places_read(struct cd_reader *r)
{
    static const char32_t *const country[] = {U"대한민국", U"주소:", NULL};

    find_zip(r);
    while (r->start < r->s.n && (cd_is_break(r->s.c[r->start]) || r->s.c[r->start] == '-'))
        r->start++;
    (void)match_any(&r->s, r->start, country, &r->start);
    r->s.gap[r->start] = true;
    r->out->elsewhere = is_elsewhere(&r->s, r->start);
    find_gus(r);
}
