#include "address/reader.h"

#include <string.h>

#define NAME_SHORTEST 3
#define NAMES 4

static bool same(const struct cd_address_reading *a, const struct cd_address_reading *b)
{
    return a->kind == b->kind && a->main == b->main && a->sub == b->sub &&
           a->basement == b->basement && a->mountain == b->mountain &&
           cd_str_eq(a->name, b->name) && cd_str_eq(a->glued[0], b->glued[0]) &&
           cd_str_eq(a->glued[1], b->glued[1]);
}

void cd_reader_add(struct cd_reader *r, const struct cd_address_reading *reading)
{
    struct cd_address_reading *list = r->out->readings;
    size_t end = r->out->count, at = 0;

    while (at < end && list[at].cost <= reading->cost) {
        if (same(&list[at++], reading))
            return;
    }
    if (at == CD_ADDRESS_READINGS)
        return;
    for (size_t i = at; i < end; i++) {
        if (same(&list[i], reading))
            end = i; /* the dearer twin gives its place */
    }
    if (end == CD_ADDRESS_READINGS)
        end--;
    else if (end == r->out->count)
        r->out->count++;
    memmove(list + at + 1, list + at, (end - at) * sizeof *list);
    list[at] = *reading;
}

static void add_name(struct cd_reader *r, size_t from, size_t to, unsigned cost)
{
    struct cd_address_reading reading = {.kind = CD_ADDRESS_NAME, .cost = cost};

    if (to < from + NAME_SHORTEST)
        return;
    reading.name = cd_symbols_join(r->arena, &r->s, from, to);
    reading.detail = cd_symbols_rest(&r->s, to);
    cd_reader_add(r, &reading);
}

static size_t word_end(const struct cd_symbols *s, size_t i)
{
    do
        i++;
    while (i < s->n && !s->gap[i]);
    return i;
}

/* Where nothing has a number, the words may be a building's name: all words together, then each. */
void cd_names_read(struct cd_reader *r)
{
    const struct cd_symbols *s = &r->s;
    size_t from = cd_city_end(s, r->start);
    unsigned words = 0;

    for (size_t i = from; i < s->n && !cd_is_break(s->c[i]) && words < NAMES; words++) {
        size_t end = word_end(s, i);
        bool gu = s->c[end - 1] == U'구' && end - i <= 4;
        if (gu && i == from) {
            from = i = end;
            continue;
        }
        add_name(r, i, end, COST_NO_NUMBER + 2);
        add_name(r, from, end, COST_NO_NUMBER + 1);
        i = end;
    }
}

enum cd_rc cd_address_read(struct cd_arena *arena, struct cd_str text, struct cd_address *ret)
{
    struct cd_reader r = {.arena = arena, .out = ret};

    memset(ret, 0, sizeof *ret);
    if (!cd_str_is_utf8(text) || !cd_symbols_read(arena, text, &r.s))
        return CD_BAD_REQUEST;
    ret->text = r.s.text;
    ret->zip = CD_STR("");
    cd_places_read(&r);
    for (size_t i = r.start; i < r.s.n; i++) {
        char32_t c = r.s.c[i];
        if (c == U'로' || c == U'길')
            cd_road_read(&r, i);
        else if (c == U'동' || c == U'가')
            cd_dong_read(&r, i);
    }
    if (r.numbered == 0) {
        cd_names_read(&r);
        cd_short_dongs_read(&r);
    }
    return CD_OK;
}
