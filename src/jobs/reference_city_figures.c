/* The published figures (DOMAIN.md 11) as a table, and how a figure is spread over dongs. */
#include "jobs/reference_city_impl.h"

#include <stdlib.h>

/*
 * `before`: July 2014 to June 2015, in the 80 dongs of the first round; `first`, `second`: the
 * program years to June 2016 and 2017. Zero: nobody has published it, and the first year's rate by
 * dong goes on. Later years go on with the rate of the second.
 */
static const struct {
    int64_t before, first, second;
} figures[CITY_FIGURES] = {
    [CITY_VISITS] = {52884, 132210, 0}, /* 2.5 times the year before */
    [CITY_SENIORS] = {0, 30694, 81030},    [CITY_BIRTHS] = {0, 5683, 15145},
    [CITY_CRISES] = {0, 12281, 64942},     [CITY_AT_RISK] = {0, 7209, 0},
    [CITY_LINKAGES] = {0, 12966, 0},       [CITY_OTHER_SUPPORT] = {0, 14437 - 12966, 0},
    [CITY_AID_PERSONS] = {0, 8791, 49000}, /* the second year's persons are not published */
};

static const int64_t aid_won[] = {0, 4100000000, 22900000000};

/* Workers that were there before, and those whom the program added: with these the recipients per
 * worker fall from 170 to 115 in the first round's dongs and from 289 to 126 in the second's. */
static const int64_t heads[CITY_HEADCOUNTS][CITY_ROUNDS + 1] = {
    [CITY_PLANNERS] = {0, 748, 838, 580},
    [CITY_SOCIAL_WORKERS] = {0, 436, 1534 - 436, 762},
    [CITY_NURSES] = {0, 79, 340 - 79, 169},
    /* 35 in the first year, 67 enterprise experts from the second on. */
    [CITY_PROJECT_EXPERTS] = {0, 35, 0, 0},
    [CITY_ENTERPRISE_EXPERTS] = {0, 19, 67 - 19, 33},
};

static const int64_t per_worker[CITY_ROUNDS + 1][4] = {
    {0},
    {170, 115, 113, 112},
    {285, 289, 126, 124},
    {250, 252, 254, 128},
};

int64_t city_figure(enum city_figure figure, int year, const int64_t dongs[CITY_YEARS])
{
    int64_t first = figures[figure].first, second = figures[figure].second;

    if (year == 0)
        return figures[figure].before;
    if (year == 1)
        return first;
    if (second == 0)
        return dongs[1] > 0 ? first * dongs[year] / dongs[1] : 0;
    return dongs[2] > 0 ? second * dongs[year] / dongs[2] : 0;
}

int64_t city_aid_won(int year, const int64_t dongs[CITY_YEARS])
{
    if (year < 3)
        return aid_won[year];
    return dongs[2] > 0 ? aid_won[2] / 10000 * dongs[year] / dongs[2] * 10000 : 0;
}

int64_t city_recipients_per_worker(int round, int year)
{
    return per_worker[round][year < 3 ? year : 3];
}

int64_t city_heads(enum city_headcount job, int round)
{
    return heads[job][round];
}

struct part {
    int64_t left;
    size_t index;
};

static int by_left(const void *a, const void *b)
{
    const struct part *x = a, *y = b;

    if (x->left != y->left)
        return x->left < y->left ? 1 : -1;
    return x->index > y->index ? 1 : x->index < y->index ? -1 : 0;
}

void city_spread(int64_t total, const int64_t *weights, int64_t *ret_parts, size_t count)
{
    struct part *parts = calloc(count + 1, sizeof *parts);
    int64_t sum = 0, given = 0;

    if (parts == NULL)
        abort();
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    for (size_t i = 0; i < count; i++) {
        ret_parts[i] = sum > 0 ? total * weights[i] / sum : 0;
        parts[i] = (struct part){sum > 0 ? total * weights[i] % sum : 0, i};
        given += ret_parts[i];
    }
    qsort(parts, count, sizeof *parts, by_left);
    for (size_t i = 0; sum > 0 && given < total; i++, given++)
        ret_parts[parts[i].index]++;
    free(parts);
}
