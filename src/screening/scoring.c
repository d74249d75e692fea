/* From answers to score, band, level and flags (DOMAIN.md 6). Nothing is taken from the client but
 * the answers themselves. */
#include "screening/instrument.h"

#include "chatdong/buf.h"

#include <math.h>

#define EDUCATION_POINTER "/education_years"
#define SUBJECT_POINTER "/resident_id"

static const char *const level_names[] = {"normal", "watch", "positive", "urgent"};

struct scorer {
    const struct cd_instrument *in;
    const json_t *answers;
    const struct cd_scoring_subject *subject;
    struct cd_arena *arena;
    struct cd_scoring *out;
    int64_t values[CD_INSTRUMENT_ITEMS]; /* thousandths */
    bool seen[CD_INSTRUMENT_ITEMS];      /* answered in some way */
    bool given[CD_INSTRUMENT_ITEMS];     /* and the answer is possible */
    size_t error_cap;
};

static void refuse(struct scorer *s, const char *pointer, const char *code, const char *message)
{
    struct cd_scoring_error_list *list = &s->out->errors;

    if (list->count < s->error_cap)
        list->items[list->count++] = (struct cd_scoring_error){pointer, code, message};
}

/* RFC 6901: ~ and / of a name are escaped. */
static const char *pointer_to(struct scorer *s, struct cd_str name)
{
    CD_BUF_AUTO(out, 4096);

    cd_buf_adds(&out, "/answers/");
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '~')
            cd_buf_adds(&out, "~0");
        else if (name.ptr[i] == '/')
            cd_buf_adds(&out, "~1");
        else
            cd_buf_addc(&out, name.ptr[i]);
    }
    return cd_arena_dup(s->arena, cd_buf_str(&out));
}

/* Thousandths as decimal text without superfluous zeros. */
static const char *decimal(struct cd_arena *arena, int64_t milli)
{
    int64_t size = milli < 0 ? -milli : milli;
    char *text = cd_arena_printf(arena, "%s%lld.%03lld", milli < 0 ? "-" : "",
                                 (long long)(size / CD_MILLI), (long long)(size % CD_MILLI));
    size_t len = cd_str_of(text).len;

    while (text[len - 1] == '0')
        text[--len] = '\0';
    if (text[len - 1] == '.')
        text[--len] = '\0';
    return text;
}

/* --- answers --- */

static int find_item(const struct cd_instrument *in, struct cd_str id)
{
    for (size_t i = 0; i < in->item_count; i++) {
        if (cd_str_eq(in->items[i].id, id))
            return (int)i;
    }
    return -1;
}

static const struct cd_option *option_of(const struct cd_item *item, int64_t value)
{
    for (size_t i = 0; i < item->option_count; i++) {
        if (item->options[i].value == value)
            return &item->options[i];
    }
    return NULL;
}

static void take_answer(struct scorer *s, size_t i, const json_t *answer)
{
    const struct cd_item *item = &s->in->items[i];
    const char *pointer = pointer_to(s, item->id);
    double scaled = json_is_number(answer) ? json_number_value(answer) * CD_MILLI : 0;

    if (!json_is_number(answer) || !(fabs(scaled) <= 1e12)) {
        refuse(s, pointer, "not_a_number", "the answer is a number");
        return;
    }
    s->values[i] = (int64_t)llround(scaled);
    bool exact = fabs(scaled - (double)s->values[i]) <= 1e-6;
    if (item->options != NULL && (!exact || option_of(item, s->values[i]) == NULL))
        refuse(s, pointer, "not_an_option", "the item does not offer this answer");
    else if (item->options == NULL &&
             (s->values[i] < item->span.from || s->values[i] > item->span.to))
        refuse(s, pointer, "out_of_range",
               cd_arena_printf(s->arena, "the answer is from %s to %s",
                               decimal(s->arena, item->span.from),
                               decimal(s->arena, item->span.to)));
    else if (item->options == NULL &&
             (!exact || (s->values[i] - item->span.from) % item->step != 0))
        refuse(s, pointer, "too_precise",
               cd_arena_printf(s->arena, "the answer comes in steps of %s",
                               decimal(s->arena, item->step)));
    else
        s->given[i] = true;
}

static void take_answers(struct scorer *s)
{
    const char *name;
    json_t *answer;

    json_object_foreach((json_t *)(uintptr_t)s->answers, name, answer)
    {
        int item = find_item(s->in, cd_str_of(name));
        if (item < 0)
            refuse(s, pointer_to(s, cd_str_of(name)), "unknown_item",
                   "the instrument has no such item");
        else if (!json_is_null(answer))
            take_answer(s, (size_t)item, answer);
        if (item >= 0)
            s->seen[item] = !json_is_null(answer);
    }
}

/* So many answers are missing that may be missing; the others are refused, also when there are more
 * than the instrument makes up for. */
static void find_missing(struct scorer *s)
{
    size_t open = 0, there = 0;

    for (size_t i = 0; i < s->in->item_count; i++) {
        there += s->seen[i];
        open += !s->seen[i] && !s->in->items[i].optional && !s->in->items[i].required;
    }
    for (size_t i = 0; i < s->in->item_count; i++) {
        const struct cd_item *item = &s->in->items[i];
        if (!s->seen[i] && !item->optional && (item->required || open > s->in->prorate))
            refuse(s, pointer_to(s, item->id), "missing", "the item is not answered");
    }
    if (there < s->in->least)
        refuse(s, "/answers", "missing",
               cd_arena_printf(s->arena, "at least %zu must be answered", s->in->least));
    s->out->prorated = (int)open;
}

/* What no body has: a diastolic pressure that is not below the systolic one. */
static void find_impossible(struct scorer *s)
{
    for (size_t i = 0; i < s->in->order_count; i++) {
        int low = s->in->order[i][0], high = s->in->order[i][1];
        if (s->given[low] && s->given[high] && s->values[low] >= s->values[high])
            refuse(s, pointer_to(s, s->in->items[low].id), "impossible",
                   cd_arena_printf(s->arena, "it must be below %s", s->in->items[high].id.ptr));
    }
}

static void check_subject(struct scorer *s)
{
    const struct cd_instrument *in = s->in;
    int64_t age = (int64_t)s->subject->age * CD_MILLI;

    if (in->sex != CD_SEX_UNKNOWN && s->subject->sex != in->sex)
        refuse(s, SUBJECT_POINTER, "not_for_subject", "the instrument is for the other sex");
    if (age < in->age.from || age > in->age.to)
        refuse(s, SUBJECT_POINTER, "not_for_subject", "the instrument is not for this age");
}

/* --- bands --- */

static int64_t score_of(const struct scorer *s, size_t i)
{
    const struct cd_item *item = &s->in->items[i];
    const struct cd_option *option = option_of(item, s->values[i]);

    if (option != NULL)
        return option->score;
    for (size_t k = 0; k < item->range_count; k++) {
        if (s->values[i] >= item->ranges[k].span.from && s->values[i] <= item->ranges[k].span.to)
            return item->ranges[k].score;
    }
    return s->values[i];
}

static int64_t rounded(int64_t dividend, int64_t divisor)
{
    return (2 * dividend + divisor) / (2 * divisor);
}

/* The sum, or the mean to hundredths. Missing answers count as the mean of the others, and a
 * sum made up in this way is rounded to a whole (half up): cut-offs are whole numbers. */
static int64_t total(const struct scorer *s)
{
    int64_t sum = 0;
    int64_t given = 0, wanted = 0;

    for (size_t i = 0; i < s->in->item_count; i++) {
        if (!s->in->items[i].scored)
            continue;
        sum += s->given[i] ? score_of(s, i) : 0;
        given += s->given[i];
        wanted += s->given[i] || !s->in->items[i].optional;
    }
    if (s->in->method == CD_METHOD_MEAN)
        return given > 0 ? rounded(sum, given * (CD_MILLI / 100)) * (CD_MILLI / 100) : 0;
    if (given == wanted || given == 0)
        return sum;
    return rounded(sum * wanted, given * CD_MILLI) * CD_MILLI;
}

static const struct cd_band_set *bands_of(struct scorer *s)
{
    for (size_t i = 0; i < s->in->set_count; i++) {
        if (cd_str_eq(s->in->sets[i].variant, s->subject->variant))
            return &s->in->sets[i];
    }
    refuse(s, "/variant", "unknown_variant", "the instrument has no such variant");
    return NULL;
}

static const struct cd_band *band_by_score(struct scorer *s, const struct cd_band_set *set,
                                           int64_t score)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct cd_band *band = &set->bands[i];
        if (score < band->span.from || score > band->span.to)
            continue;
        s->out->rule = cd_arena_printf(s->arena, "%s %s in %s..%s",
                                       s->in->method == CD_METHOD_MEAN ? "mean" : "score",
                                       decimal(s->arena, score), decimal(s->arena, band->span.from),
                                       decimal(s->arena, band->span.to));
        return band;
    }
    return NULL;
}

static const struct cd_norm *norm_for(struct scorer *s)
{
    int64_t age = (int64_t)s->subject->age * CD_MILLI;
    int64_t education = (int64_t)s->subject->education_years * CD_MILLI;

    if (education < 0) {
        refuse(s, EDUCATION_POINTER, "missing", "the norm needs the years of education");
        return NULL;
    }
    for (size_t i = 0; i < s->in->norm_count; i++) {
        const struct cd_norm *n = &s->in->norms[i];
        if (age >= n->age.from && age <= n->age.to && education >= n->education.from &&
            education <= n->education.to)
            return n;
    }
    if (age < s->in->norm_age.from || age > s->in->norm_age.to)
        refuse(s, SUBJECT_POINTER, "outside_norms", "there is no norm for this age");
    else
        refuse(s, EDUCATION_POINTER, "outside_norms", "there is no norm for this education");
    return NULL;
}

static const struct cd_band *band_by_norm(struct scorer *s, int64_t score)
{
    const struct cd_norm *norm = norm_for(s);

    if (norm == NULL)
        return NULL;
    bool below = score < norm->below;
    s->out->rule = cd_arena_printf(
        s->arena, "score %s %s %s, the norm for age %s..%s and education %s..%s",
        decimal(s->arena, score), below ? "below" : "not below", decimal(s->arena, norm->below),
        decimal(s->arena, norm->age.from), decimal(s->arena, norm->age.to),
        decimal(s->arena, norm->education.from), decimal(s->arena, norm->education.to));
    return &s->in->sets[0].bands[below ? s->in->impaired : s->in->unimpaired];
}

/* The band that one item's range gives; -1: it has none, or another answer is missing for it. */
static int band_of_range(struct scorer *s, size_t i, const struct cd_range **ret)
{
    const struct cd_item *item = &s->in->items[i];

    for (size_t k = 0; s->given[i] && k < item->range_count; k++) {
        const struct cd_range *range = &item->ranges[k];
        if (s->values[i] < range->span.from || s->values[i] > range->span.to)
            continue;
        *ret = range;
        if (range->when >= 0 && !s->given[range->when]) {
            refuse(s, pointer_to(s, s->in->items[range->when].id), "missing",
                   cd_arena_printf(s->arena, "this %s needs it", item->id.ptr));
            return -1;
        }
        return range->when < 0 || s->values[range->when] == CD_MILLI ? range->band
                                                                     : range->otherwise;
    }
    return -1;
}

static const struct cd_band *band_by_worst(struct scorer *s)
{
    int worst = -1;

    for (size_t i = 0; i < s->in->item_count; i++) {
        const struct cd_range *range = NULL;
        int band = band_of_range(s, i, &range);
        if (band <= worst)
            continue;
        worst = band;
        s->out->rule = cd_arena_printf(
            s->arena, "%s %s in %s..%s", s->in->items[i].id.ptr, decimal(s->arena, s->values[i]),
            decimal(s->arena, range->span.from), decimal(s->arena, range->span.to));
    }
    if (worst < 0) {
        refuse(s, "/answers", "missing", "none of the answers can be judged");
        return NULL;
    }
    return &s->in->sets[0].bands[worst];
}

static const struct cd_band *judge(struct scorer *s)
{
    const struct cd_band_set *set = bands_of(s);

    if (set == NULL)
        return NULL;
    if (s->in->method == CD_METHOD_WORST)
        return band_by_worst(s);
    int64_t score = total(s);
    s->out->score = decimal(s->arena, score);
    return s->in->method == CD_METHOD_NORM ? band_by_norm(s, score) : band_by_score(s, set, score);
}

/* --- flags and what follows --- */

static bool holds(const struct scorer *s, const struct cd_flag *flag)
{
    for (size_t i = 0; i < flag->count; i++) {
        const struct cd_condition *c = &flag->all[i];
        if (!s->given[c->item] || s->values[c->item] < c->span.from ||
            s->values[c->item] > c->span.to)
            return false;
    }
    return true;
}

/* Of several proposals the most urgent one stands. */
static void propose(struct scorer *s, const struct cd_refer *refer)
{
    if (refer->need.len == 0 ||
        (s->out->refer_need != NULL && s->out->refer_days <= refer->within_days))
        return;
    s->out->refer_need = cd_arena_dup(s->arena, refer->need);
    s->out->refer_days = refer->within_days;
}

static void raise_flags(struct scorer *s)
{
    const char **names = cd_arena_alloc(s->arena, (2 * s->in->flag_count + 1) * sizeof *names);

    s->out->flags = names;
    s->out->urgent_flags = names + s->in->flag_count;
    for (size_t i = 0; i < s->in->flag_count; i++) {
        const struct cd_flag *flag = &s->in->flags[i];
        if (!holds(s, flag))
            continue;
        const char *name = cd_arena_dup(s->arena, flag->id);
        s->out->flags[s->out->flag_count++] = name;
        if (flag->urgent)
            s->out->urgent_flags[s->out->urgent_count++] = name;
        propose(s, &flag->refer);
    }
}

static void conclude(struct scorer *s, const struct cd_band *band)
{
    s->out->band = cd_arena_dup(s->arena, band->id);
    s->out->repeat_months = band->repeat_months;
    propose(s, &band->refer);
    raise_flags(s);
    s->out->level = level_names[s->out->urgent_count > 0 ? CD_LEVEL_URGENT : band->level];
}

bool cd_scoring_run(const struct cd_instrument *instrument, const json_t *answers,
                    const struct cd_scoring_subject *subject, struct cd_arena *arena,
                    struct cd_scoring *ret)
{
    struct scorer s = {.in = instrument, .answers = answers, .subject = subject, .arena = arena};
    const struct cd_band *band = NULL;

    *ret = (struct cd_scoring){.score = NULL};
    s.out = ret;
    s.error_cap = instrument->item_count + json_object_size(answers) + CD_INSTRUMENT_PARTS;
    ret->errors.items = cd_arena_alloc(arena, s.error_cap * sizeof *ret->errors.items);
    take_answers(&s);
    find_missing(&s);
    find_impossible(&s);
    check_subject(&s);
    if (ret->errors.count == 0)
        band = judge(&s);
    if (band == NULL && ret->errors.count == 0)
        refuse(&s, "/answers", "impossible", "no band has this score");
    if (band == NULL || ret->errors.count > 0) {
        *ret = (struct cd_scoring){.errors = ret->errors};
        return false;
    }
    conclude(&s, band);
    return true;
}
