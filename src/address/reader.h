/*
 * The parts of the reader. A text is walked from left to right; where a road's or a dong's name may
 * end, its possible beginnings (place) and the possible numbers behind it (figures) are multiplied
 * into readings. Every guess has a cost; the 64 cheapest readings are kept.
 */
#ifndef CD_ADDRESS_READER_H
#define CD_ADDRESS_READER_H

#include "address/symbols.h"

struct cd_reader {
    struct cd_arena *arena;
    struct cd_symbols s;
    struct cd_address *out;
    size_t start;      /* behind 대한민국 and a postal code */
    unsigned roads;    /* numbered roads found so far */
    unsigned numbered; /* readings with a number */
};

/* Costs that are more than a step. */
enum {
    COST_INSIDE = 2,    /* stands in parentheses, or behind another address */
    COST_GUESS = 3,     /* cut where nothing shows a cut */
    COST_DOUBTFUL = 6,  /* another spelling than the one typed: never exact */
    COST_NO_NUMBER = 8, /* only the name */
    COST_NONSENSE = 100,
};

/* Keeps a reading in its place by cost; drops what is there already or too many. */
void cd_reader_add(struct cd_reader *r, const struct cd_address_reading *reading);

/* A run of digits without a space. */
struct cd_figure {
    size_t at, end;
    uint32_t value; /* UINT32_MAX over 99999 */
};
bool cd_figure_at(const struct cd_symbols *s, size_t i, struct cd_figure *ret);
/* Adds one reading for each number that the digits at i may be: 353층 is 353, or 35 and the third
 * floor, or 3 and the 53rd. `base` has kind, name and the cost so far. */
void cd_figures_add(struct cd_reader *r, const struct cd_address_reading *base, size_t i);
/* 길 after digits: 36길, 3가길, 15번길, 12안길. The symbol behind it, or 0. */
size_t cd_branch_end(const struct cd_symbols *s, size_t i);

/* A place where a name may begin. */
struct cd_start {
    size_t at;
    struct cd_str glued[2];
    unsigned cost;
};
#define CD_STARTS 16
/* Where a name whose first part ends with symbol `last` may begin, at least `shortest` symbols
 * before; likeliest first. */
size_t cd_starts(const struct cd_reader *r, size_t last, size_t shortest,
                 struct cd_start ret[CD_STARTS]);

/* City, districts, postal code: fills all but the readings. */
void cd_places_read(struct cd_reader *r);
/* The symbol behind the city's name at i, or i. */
size_t cd_city_end(const struct cd_symbols *s, size_t i);

/* Readings of a road that ends with 로 or 길 at i, of a dong that ends with 동 or 가 there. */
void cd_road_read(struct cd_reader *r, size_t i);
void cd_dong_read(struct cd_reader *r, size_t i);
/* Lots of dongs that are named without 동. */
void cd_short_dongs_read(struct cd_reader *r);
/* What may be a building's name. */
void cd_names_read(struct cd_reader *r);

#endif
