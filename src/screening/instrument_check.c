/* What the reader of single members cannot see: gaps, overlaps, references, coverage. */
#include "screening/instrument.h"

struct checker {
    const struct cd_instrument *in;
    const char *file;
    struct cd_findings *findings;
};

#define WRONG(c, line, ...) cd_findings_add((c)->findings, (c)->file, line, __VA_ARGS__)
#define PLAIN(milli) ((double)(milli) / CD_MILLI)

/* Spans must tile `whole` in order, `step` apart: no gap, no overlap, nothing outside. */
struct tiling {
    struct cd_span whole;
    int64_t step;
    int64_t next; /* where the next span must begin */
    const char *what;
};

static struct tiling tiling_begin(struct cd_span whole, int64_t step, const char *what)
{
    return (struct tiling){whole, step, whole.from, what};
}

static void tile(struct checker *c, struct tiling *t, struct cd_span span)
{
    if ((span.from - t->whole.from) % t->step != 0 || (span.to - t->whole.from) % t->step != 0)
        WRONG(c, span.line, "%s %g..%g is not on steps of %g", t->what, PLAIN(span.from),
              PLAIN(span.to), PLAIN(t->step));
    else if (span.from > t->next)
        WRONG(c, span.line, "gap: no %s for %g..%g", t->what, PLAIN(t->next),
              PLAIN(span.from - t->step));
    else if (span.from < t->next)
        WRONG(c, span.line, "overlap: %s %g..%g begins before %g, where the one before ends",
              t->what, PLAIN(span.from), PLAIN(span.to), PLAIN(t->next));
    if (span.to >= t->next)
        t->next = span.to + t->step;
}

static void tiling_end(struct checker *c, const struct tiling *t, int line)
{
    if (t->next <= t->whole.to)
        WRONG(c, line, "gap: no %s for %g..%g", t->what, PLAIN(t->next), PLAIN(t->whole.to));
    else if (t->next > t->whole.to + t->step)
        WRONG(c, line, "%s reaches to %g, but nothing is above %g", t->what,
              PLAIN(t->next - t->step), PLAIN(t->whole.to));
}

/* --- items --- */

static void check_options(struct checker *c, const struct cd_item *item)
{
    for (size_t a = 0; a < item->option_count; a++) {
        for (size_t b = 0; b < a; b++) {
            if (item->options[a].value == item->options[b].value)
                WRONG(c, item->line, "item %s has the answer %g twice", item->id.ptr,
                      PLAIN(item->options[a].value));
        }
    }
}

static void check_ranges(struct checker *c, const struct cd_item *item)
{
    struct tiling t = tiling_begin(item->span, item->step, "range");
    bool worst = c->in->method == CD_METHOD_WORST;

    if (item->range_count == 0) {
        if (!worst && item->scored && item->step % CD_MILLI != 0)
            WRONG(c, item->line, "item %s is its own score, so its step is a whole number",
                  item->id.ptr);
        return;
    }
    for (size_t i = 0; i < item->range_count; i++)
        tile(c, &t, item->ranges[i].span);
    tiling_end(c, &t, item->line);
}

static void check_items(struct checker *c)
{
    const struct cd_instrument *in = c->in;

    for (size_t i = 0; i < in->item_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (cd_str_eq(in->items[i].id, in->items[k].id))
                WRONG(c, in->items[i].line, "the item %s stands there twice", in->items[i].id.ptr);
        }
        if (in->items[i].options != NULL)
            check_options(c, &in->items[i]);
        if (in->items[i].options != NULL && in->items[i].range_count > 0)
            WRONG(c, in->items[i].line, "ranges are for numbers, options have their own scores");
        else if (in->items[i].options == NULL)
            check_ranges(c, &in->items[i]);
    }
    if (in->prorate >= in->item_count || in->least > in->item_count)
        WRONG(c, in->line, "there are only %zu items", in->item_count);
    if (in->prorate > 0 && in->method != CD_METHOD_SUM && in->method != CD_METHOD_MEAN)
        WRONG(c, in->line, "missing answers are made up for in sums and means only");
}

/* --- scores and bands --- */

static void widen(struct cd_span *span, int64_t score)
{
    if (score < span->from)
        span->from = score;
    if (score > span->to)
        span->to = score;
}

static struct cd_span reach_of_item(const struct cd_item *item)
{
    struct cd_span reach = {.from = INT64_MAX, .to = INT64_MIN};

    for (size_t i = 0; i < item->option_count; i++)
        widen(&reach, item->options[i].score);
    for (size_t i = 0; i < item->range_count; i++)
        widen(&reach, item->ranges[i].score);
    if (item->option_count + item->range_count == 0)
        reach = item->span;
    if (item->optional)
        widen(&reach, 0);
    return reach;
}

struct cd_span cd_instrument_reach(const struct cd_instrument *in)
{
    struct cd_span sum = {.line = in->line};
    struct cd_span one = {.from = INT64_MAX, .to = INT64_MIN, .line = in->line};

    for (size_t i = 0; i < in->item_count; i++) {
        if (!in->items[i].scored)
            continue;
        struct cd_span reach = reach_of_item(&in->items[i]);
        sum.from += reach.from;
        sum.to += reach.to;
        widen(&one, reach.from);
        widen(&one, reach.to);
    }
    return in->method == CD_METHOD_MEAN && one.from <= one.to ? one : sum;
}

static void check_band_set(struct checker *c, const struct cd_band_set *set)
{
    const struct cd_instrument *in = c->in;
    int64_t step = in->method == CD_METHOD_MEAN ? CD_MILLI / 100 : CD_MILLI;
    struct tiling t = tiling_begin(cd_instrument_reach(in), step, "band");

    for (size_t i = 0; i < set->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (cd_str_eq(set->bands[i].id, set->bands[k].id))
                WRONG(c, set->line, "the band %s stands there twice", set->bands[i].id.ptr);
        }
        if (i > 0 && in->method == CD_METHOD_WORST && set->bands[i].level < set->bands[i - 1].level)
            WRONG(c, set->line, "bands stand from harmless to severe, %s does not",
                  set->bands[i].id.ptr);
        if (in->method == CD_METHOD_SUM || in->method == CD_METHOD_MEAN)
            tile(c, &t, set->bands[i].span);
    }
    if (in->method == CD_METHOD_SUM || in->method == CD_METHOD_MEAN)
        tiling_end(c, &t, set->line);
}

static bool is_used(const struct cd_instrument *in, int band)
{
    for (size_t i = 0; i < in->item_count; i++) {
        for (size_t k = 0; k < in->items[i].range_count; k++) {
            if (in->items[i].ranges[k].band == band || in->items[i].ranges[k].otherwise == band)
                return true;
        }
    }
    return false;
}

static void check_bands(struct checker *c)
{
    if (cd_instrument_reach(c->in).from < 0)
        WRONG(c, c->in->line, "scores are not negative");
    for (size_t i = 0; i < c->in->set_count; i++)
        check_band_set(c, &c->in->sets[i]);
    for (size_t i = 0; c->in->method == CD_METHOD_WORST && i < c->in->sets[0].count; i++) {
        if (!is_used(c->in, (int)i))
            WRONG(c, c->in->sets[0].line, "no range leads to the band %s",
                  c->in->sets[0].bands[i].id.ptr);
    }
}

/* --- flags, order, norms --- */

static bool can_hold(const struct cd_item *item, struct cd_span span)
{
    for (size_t i = 0; i < item->option_count; i++) {
        if (item->options[i].value >= span.from && item->options[i].value <= span.to)
            return true;
    }
    return item->options == NULL && item->span.to >= span.from && item->span.from <= span.to;
}

static void check_flags(struct checker *c)
{
    for (size_t i = 0; i < c->in->flag_count; i++) {
        const struct cd_flag *flag = &c->in->flags[i];
        for (size_t k = 0; k < i; k++) {
            if (cd_str_eq(flag->id, c->in->flags[k].id))
                WRONG(c, flag->line, "the flag %s stands there twice", flag->id.ptr);
        }
        for (size_t k = 0; k < flag->count; k++) {
            const struct cd_item *item = &c->in->items[flag->all[k].item];
            if (!can_hold(item, flag->all[k].span))
                WRONG(c, flag->all[k].span.line, "no answer of %s can raise the flag %s",
                      item->id.ptr, flag->id.ptr);
        }
    }
}

static void check_order(struct checker *c)
{
    for (size_t i = 0; i < c->in->order_count; i++) {
        for (int side = 0; side < 2; side++) {
            const struct cd_item *item = &c->in->items[c->in->order[i][side]];
            if (item->options != NULL)
                WRONG(c, item->line, "'order' compares numbers, %s is a choice", item->id.ptr);
        }
    }
}

static size_t norms_at(const struct cd_instrument *in, int64_t age, int64_t education)
{
    size_t found = 0;

    for (size_t i = 0; i < in->norm_count; i++) {
        const struct cd_norm *n = &in->norms[i];
        found += age >= n->age.from && age <= n->age.to && education >= n->education.from &&
                 education <= n->education.to;
    }
    return found;
}

/* Every whole year of age and education has exactly one norm; the first that has not is said. */
static void check_norms(struct checker *c)
{
    const struct cd_instrument *in = c->in;

    if (in->norm_age.to > 150 * CD_MILLI || in->norm_education.to > 50 * CD_MILLI) {
        WRONG(c, in->norm_line, "norms reach to age 150 and 50 years of education at most");
        return;
    }
    for (int64_t age = in->norm_age.from; age <= in->norm_age.to; age += CD_MILLI) {
        for (int64_t e = in->norm_education.from; e <= in->norm_education.to; e += CD_MILLI) {
            size_t found = norms_at(in, age, e);
            if (found == 1)
                continue;
            WRONG(c, in->norm_line, "%s for age %g and %g years of education",
                  found == 0 ? "gap: no norm" : "overlap: more than one norm", PLAIN(age),
                  PLAIN(e));
            return;
        }
    }
}

static void check_norm_values(struct checker *c)
{
    struct cd_span reach = cd_instrument_reach(c->in);

    for (size_t i = 0; i < c->in->norm_count; i++) {
        const struct cd_norm *n = &c->in->norms[i];
        if (n->below < reach.from || n->below > reach.to)
            WRONG(c, n->age.line, "the norm %g is outside the scores %g..%g", PLAIN(n->below),
                  PLAIN(reach.from), PLAIN(reach.to));
    }
}

void cd_instrument_check(const struct cd_instrument *in, const char *file,
                         struct cd_findings *findings)
{
    struct checker c = {in, file, findings};

    check_items(&c);
    check_bands(&c);
    check_flags(&c);
    check_order(&c);
    if (in->method == CD_METHOD_NORM) {
        check_norms(&c);
        check_norm_values(&c);
    }
}
