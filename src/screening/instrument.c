#include "screening/instrument.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#define MILLI_MOST ((int64_t)1000000 * CD_MILLI)

struct reader {
    struct cd_arena *arena;
    struct cd_findings *findings;
    const char *file;
    struct cd_instrument *in;
    const struct cd_node *answers; /* lists of options that items share */
};

#define WRONG(r, line, ...) cd_findings_add((r)->findings, (r)->file, line, __VA_ARGS__)

/* --- members --- */

/* A misspelt member would be a rule that is never applied. `known`: names between spaces. */
static void check_names(struct reader *r, const struct cd_node *map, const char *known)
{
    if (map->kind != CD_NODE_MAP) {
        WRONG(r, map->line, "an object is expected here");
        return;
    }
    for (size_t i = 0; i < map->count; i++) {
        const char *word = cd_arena_printf(r->arena, " %s ", map->keys[i].ptr);
        if (strstr(known, word) == NULL)
            WRONG(r, map->key_lines != NULL ? map->key_lines[i] : map->line,
                  "'%s' is not known here", map->keys[i].ptr);
    }
}

/* A list of at most `most`; NULL: there is none. */
static const struct cd_node *list_of(struct reader *r, const struct cd_node *map, const char *name,
                                     size_t most)
{
    const struct cd_node *list = cd_node_get(map, name);

    if (list == NULL || list->kind == CD_NODE_NULL)
        return NULL;
    if (list->kind != CD_NODE_LIST || list->count > most) {
        WRONG(r, list->line, "'%s' must be a list of at most %zu", name, most);
        return NULL;
    }
    return list;
}

static bool milli_of(const struct cd_node *node, int64_t *ret)
{
    double scaled;

    if (node == NULL || (node->kind != CD_NODE_INT && node->kind != CD_NODE_REAL))
        return false;
    scaled = node->kind == CD_NODE_INT ? (double)node->integer * CD_MILLI : node->real * CD_MILLI;
    if (!(fabs(scaled) <= (double)MILLI_MOST) || fabs(scaled - round(scaled)) > 1e-6)
        return false;
    *ret = (int64_t)llround(scaled);
    return true;
}

static int64_t number_of(struct reader *r, const struct cd_node *map, const char *name)
{
    int64_t value = 0;

    if (!milli_of(cd_node_get(map, name), &value))
        WRONG(r, map->line, "'%s' must be a number with at most three decimals", name);
    return value;
}

static int whole_of(struct reader *r, const struct cd_node *map, const char *name, int otherwise)
{
    const struct cd_node *node = cd_node_get(map, name);

    if (node == NULL)
        return otherwise;
    if (node->kind != CD_NODE_INT || node->integer < 0 || node->integer > 10000) {
        WRONG(r, node->line, "'%s' must be a whole number from 0 to 10000", name);
        return otherwise;
    }
    return (int)node->integer;
}

static bool truth_of(struct reader *r, const struct cd_node *map, const char *name, bool otherwise)
{
    const struct cd_node *node = cd_node_get(map, name);

    if (node == NULL)
        return otherwise;
    if (node->kind != CD_NODE_BOOL)
        WRONG(r, node->line, "'%s' must be true or false", name);
    return node->boolean;
}

static struct cd_span span_of(struct reader *r, const struct cd_node *map)
{
    struct cd_span span = {.line = map->line};

    span.from = number_of(r, map, "from");
    span.to = number_of(r, map, "to");
    if (span.to < span.from)
        WRONG(r, map->line, "'to' is below 'from'");
    return span;
}

static bool is_name(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool lower = s.ptr[i] >= 'a' && s.ptr[i] <= 'z';
        if (!lower && (i == 0 || !((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '_')))
            return false;
    }
    return s.len > 0 && s.len <= 40;
}

/* A term of /v1/needs: a class, or what stands below it behind a dot. */
static bool is_need(struct cd_str s)
{
    const char *dot = s.len > 0 ? memchr(s.ptr, '.', s.len) : NULL;
    size_t len = dot != NULL ? (size_t)(dot - s.ptr) : s.len;

    return s.len <= 40 && is_name((struct cd_str){s.ptr, len}) &&
           (dot == NULL || is_name((struct cd_str){dot + 1, s.len - len - 1}));
}

static struct cd_str id_of(struct reader *r, const struct cd_node *map)
{
    struct cd_str id = cd_node_text(map, "id");

    if (!is_name(id))
        WRONG(r, map->line, "'id' must be a name of a-z, 0-9 and _, 40 characters at most");
    return id;
}

static void check_text(struct reader *r, const struct cd_node *map, const char *name)
{
    const struct cd_node *text = cd_node_get(map, name);

    if (text == NULL || cd_str_trim(cd_node_text(text, "ko")).len == 0 ||
        cd_str_trim(cd_node_text(text, "en")).len == 0)
        WRONG(r, map->line, "'%s' must have a text in Korean (ko) and in English (en)", name);
}

/* --- parts --- */

static int find_item(const struct cd_instrument *in, struct cd_str id)
{
    for (size_t i = 0; i < in->item_count; i++) {
        if (cd_str_eq(in->items[i].id, id))
            return (int)i;
    }
    return -1;
}

static int find_band(const struct cd_instrument *in, struct cd_str id)
{
    for (size_t i = 0; in->set_count > 0 && i < in->sets[0].count; i++) {
        if (cd_str_eq(in->sets[0].bands[i].id, id))
            return (int)i;
    }
    return -1;
}

static int item_named(struct reader *r, const struct cd_node *node, int line)
{
    int item = node != NULL ? find_item(r->in, node->text) : -1;

    if (item < 0)
        WRONG(r, line, "there is no item '%s'", node != NULL ? node->text.ptr : "");
    return item < 0 ? 0 : item;
}

static int band_named(struct reader *r, const struct cd_node *map, const char *name)
{
    struct cd_str id = cd_node_text(map, name);
    int band = find_band(r->in, id);

    if (band < 0)
        WRONG(r, map->line, "there is no band '%s'", id.ptr != NULL ? id.ptr : "");
    return band < 0 ? 0 : band;
}

static struct cd_refer refer_of(struct reader *r, const struct cd_node *map)
{
    const struct cd_node *node = cd_node_get(map, "refer");
    struct cd_refer refer = {.need = CD_STR("")};

    if (node == NULL)
        return refer;
    check_names(r, node, " need within_days ");
    refer.need = cd_node_text(node, "need");
    refer.within_days = whole_of(r, node, "within_days", -1);
    if (!is_need(refer.need) || refer.within_days < 0)
        WRONG(r, node->line, "a referral has a need and a deadline (within_days)");
    return refer;
}

static enum cd_level level_of(struct reader *r, const struct cd_node *map)
{
    static const char *const names[] = {"normal", "watch", "positive"};
    struct cd_str name = cd_node_text(map, "level");

    for (int i = 0; i < 3; i++) {
        if (cd_str_is(name, names[i]))
            return (enum cd_level)i;
    }
    WRONG(r, map->line, "'level' must be normal, watch or positive");
    return CD_LEVEL_NORMAL;
}

static bool has_span(const struct cd_instrument *in)
{
    return in->method == CD_METHOD_SUM || in->method == CD_METHOD_MEAN;
}

static void read_band(struct reader *r, const struct cd_node *map, struct cd_band *band)
{
    check_names(r, map, " id text level from to refer repeat_months ");
    check_text(r, map, "text");
    band->id = id_of(r, map);
    band->level = level_of(r, map);
    band->refer = refer_of(r, map);
    band->repeat_months = whole_of(r, map, "repeat_months", 0);
    if (has_span(r->in))
        band->span = span_of(r, map);
    else if (cd_node_get(map, "from") != NULL || cd_node_get(map, "to") != NULL)
        WRONG(r, map->line, "bands of this method have no 'from' and 'to'");
}

static void read_band_set(struct reader *r, const struct cd_node *map, struct cd_band_set *set)
{
    const struct cd_node *list = list_of(r, map, "bands", CD_INSTRUMENT_PARTS);

    set->line = map->line;
    if (list == NULL || list->count == 0) {
        WRONG(r, map->line, "there are no bands");
        return;
    }
    set->line = list->line;
    set->bands = cd_arena_alloc(r->arena, list->count * sizeof *set->bands);
    set->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        read_band(r, list->items[i], &set->bands[i]);
}

static void read_bands(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *variants = list_of(r, root, "variants", CD_INSTRUMENT_PARTS);
    size_t count = variants != NULL ? variants->count : 0;

    r->in->sets = cd_arena_alloc(r->arena, (count + 1) * sizeof *r->in->sets);
    r->in->set_count = count + 1;
    read_band_set(r, root, &r->in->sets[0]);
    if (count > 0 && !has_span(r->in))
        WRONG(r, variants->line, "variants are for the methods sum and mean");
    for (size_t i = 0; i < count; i++) {
        check_names(r, variants->items[i], " id text bands ");
        check_text(r, variants->items[i], "text");
        r->in->sets[i + 1].variant = id_of(r, variants->items[i]);
        read_band_set(r, variants->items[i], &r->in->sets[i + 1]);
    }
}

static void read_options(struct reader *r, const struct cd_node *list, struct cd_item *item)
{
    item->options = cd_arena_alloc(r->arena, (list->count + 1) * sizeof *item->options);
    item->option_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct cd_node *map = list->items[i];
        check_names(r, map, " value score text ");
        check_text(r, map, "text");
        item->options[i].value = number_of(r, map, "value");
        item->options[i].score =
            cd_node_get(map, "score") != NULL ? number_of(r, map, "score") : item->options[i].value;
    }
}

static void read_choice(struct reader *r, const struct cd_node *map, const struct cd_node *options,
                        struct cd_item *item)
{
    if (options->kind == CD_NODE_TEXT)
        options = r->answers != NULL ? cd_node_get(r->answers, options->text.ptr) : NULL;
    if (options == NULL || options->kind != CD_NODE_LIST || options->count < 2 ||
        options->count > CD_INSTRUMENT_PARTS)
        WRONG(r, map->line, "'options' must be a list of 2 to %d, or the name of one in 'answers'",
              CD_INSTRUMENT_PARTS);
    else
        read_options(r, options, item);
}

static void read_number(struct reader *r, const struct cd_node *number, struct cd_item *item)
{
    check_names(r, number, " from to step unit ");
    item->span = span_of(r, number);
    item->step = cd_node_get(number, "step") != NULL ? number_of(r, number, "step") : CD_MILLI;
    if (item->step <= 0 || (item->span.to - item->span.from) % item->step != 0)
        WRONG(r, number->line, "'step' must divide what is between 'from' and 'to'");
    if (item->step <= 0)
        item->step = CD_MILLI;
}

static void read_item(struct reader *r, const struct cd_node *map, struct cd_item *item)
{
    const struct cd_node *options = cd_node_get(map, "options"),
                         *number = cd_node_get(map, "number");

    check_names(r, map, " id domain text options number scores ranges optional required scored ");
    check_text(r, map, "text");
    item->id = id_of(r, map);
    item->line = map->line;
    item->optional = truth_of(r, map, "optional", false);
    item->required = truth_of(r, map, "required", false);
    item->scored = truth_of(r, map, "scored", true);
    if (options != NULL && number == NULL)
        read_choice(r, map, options, item);
    else if (number != NULL && options == NULL)
        read_number(r, number, item);
    else
        WRONG(r, map->line, "an item has either 'options' or 'number'");
}

static void read_items(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *list = list_of(r, root, "items", CD_INSTRUMENT_ITEMS);

    if (list == NULL || list->count == 0) {
        WRONG(r, root->line, "there are no items");
        return;
    }
    r->in->items = cd_arena_alloc(r->arena, list->count * sizeof *r->in->items);
    r->in->item_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        read_item(r, list->items[i], &r->in->items[i]);
}

/* Scores or bands of a number; read when items and bands are known, because they name them. */
static void read_ranges(struct reader *r, const struct cd_node *map, struct cd_item *item)
{
    bool worst = r->in->method == CD_METHOD_WORST;
    const struct cd_node *list = list_of(r, map, worst ? "ranges" : "scores", CD_INSTRUMENT_PARTS);

    if (cd_node_get(map, worst ? "scores" : "ranges") != NULL)
        WRONG(r, map->line, "'%s' is not for this method", worst ? "scores" : "ranges");
    if (list == NULL)
        return;
    item->ranges = cd_arena_alloc(r->arena, (list->count + 1) * sizeof *item->ranges);
    item->range_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct cd_node *part = list->items[i];
        struct cd_range *range = &item->ranges[i];
        const struct cd_node *when = cd_node_get(part, "when");
        check_names(r, part, worst ? " from to band when otherwise " : " from to score ");
        *range = (struct cd_range){.span = span_of(r, part), .when = -1};
        if (worst)
            range->band = range->otherwise = band_named(r, part, "band");
        else
            range->score = number_of(r, part, "score");
        if (when != NULL) {
            range->when = item_named(r, when, part->line);
            range->otherwise = band_named(r, part, "otherwise");
        }
    }
}

static void read_condition(struct reader *r, const struct cd_node *map,
                           struct cd_condition *condition)
{
    check_names(r, map, " item from to ");
    condition->item = item_named(r, cd_node_get(map, "item"), map->line);
    condition->span = (struct cd_span){.from = -MILLI_MOST, .to = MILLI_MOST, .line = map->line};
    if (cd_node_get(map, "from") != NULL)
        condition->span.from = number_of(r, map, "from");
    if (cd_node_get(map, "to") != NULL)
        condition->span.to = number_of(r, map, "to");
    if (cd_node_get(map, "from") == NULL && cd_node_get(map, "to") == NULL)
        WRONG(r, map->line, "a condition needs 'from' or 'to'");
}

static void read_flag(struct reader *r, const struct cd_node *map, struct cd_flag *flag)
{
    const struct cd_node *list = list_of(r, map, "all", CD_INSTRUMENT_PARTS);

    check_names(r, map, " id text urgent all refer ");
    check_text(r, map, "text");
    flag->id = id_of(r, map);
    flag->line = map->line;
    flag->urgent = truth_of(r, map, "urgent", false);
    flag->refer = refer_of(r, map);
    if (list == NULL || list->count == 0) {
        WRONG(r, map->line, "a flag needs conditions ('all')");
        return;
    }
    flag->all = cd_arena_alloc(r->arena, list->count * sizeof *flag->all);
    flag->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        read_condition(r, list->items[i], &flag->all[i]);
}

static void read_flags(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *list = list_of(r, root, "flags", CD_INSTRUMENT_PARTS);

    if (list == NULL)
        return;
    r->in->flags = cd_arena_alloc(r->arena, (list->count + 1) * sizeof *r->in->flags);
    r->in->flag_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        read_flag(r, list->items[i], &r->in->flags[i]);
}

static void read_order(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *list = list_of(r, root, "order", CD_INSTRUMENT_PARTS);

    if (list == NULL)
        return;
    r->in->order = cd_arena_alloc(r->arena, (list->count + 1) * sizeof *r->in->order);
    r->in->order_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct cd_node *pair = list->items[i];
        if (pair->kind != CD_NODE_LIST || pair->count != 2) {
            WRONG(r, pair->line, "'order' is a list of pairs: the first is below the second");
            continue;
        }
        r->in->order[i][0] = item_named(r, pair->items[0], pair->line);
        r->in->order[i][1] = item_named(r, pair->items[1], pair->line);
    }
}

static struct cd_span span_named(struct reader *r, const struct cd_node *map, const char *name)
{
    const struct cd_node *node = cd_node_get(map, name);

    if (node != NULL && node->kind == CD_NODE_MAP) {
        check_names(r, node, " from to ");
        return span_of(r, node);
    }
    WRONG(r, map->line, "'%s' must have 'from' and 'to'", name);
    return (struct cd_span){.line = map->line};
}

static void read_norms(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *norms = cd_node_get(root, "norms");
    struct cd_instrument *in = r->in;

    if ((norms != NULL) != (in->method == CD_METHOD_NORM)) {
        WRONG(r, root->line, "the method norm needs 'norms', the others have none");
        return;
    }
    if (norms == NULL)
        return;
    check_names(r, norms, " age education below otherwise cutoffs ");
    in->norm_line = norms->line;
    in->norm_age = span_named(r, norms, "age");
    in->norm_education = span_named(r, norms, "education");
    in->impaired = band_named(r, norms, "below");
    in->unimpaired = band_named(r, norms, "otherwise");
    const struct cd_node *list = list_of(r, norms, "cutoffs", CD_INSTRUMENT_NORMS);
    if (list == NULL)
        return;
    in->norms = cd_arena_alloc(r->arena, (list->count + 1) * sizeof *in->norms);
    in->norm_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        check_names(r, list->items[i], " age education below ");
        in->norms[i] = (struct cd_norm){.age = span_named(r, list->items[i], "age"),
                                        .education = span_named(r, list->items[i], "education"),
                                        .below = number_of(r, list->items[i], "below")};
    }
}

/* --- the whole --- */

static enum cd_method method_of(struct reader *r, const struct cd_node *root)
{
    static const char *const names[] = {"sum", "mean", "norm", "worst"};
    struct cd_str name = cd_node_text(root, "method");

    for (int i = 0; i < 4; i++) {
        if (cd_str_is(name, names[i]))
            return (enum cd_method)i;
    }
    WRONG(r, root->line, "'method' must be sum, mean, norm or worst");
    return CD_METHOD_SUM;
}

static void read_subject(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *subject = cd_node_get(root, "subject");
    struct cd_str sex = subject != NULL ? cd_node_text(subject, "sex") : CD_STR("");

    r->in->age = (struct cd_span){.from = 0, .to = 200 * CD_MILLI};
    if (subject == NULL)
        return;
    check_names(r, subject, " sex age ");
    if (cd_node_get(subject, "age") != NULL)
        r->in->age = span_named(r, subject, "age");
    if (sex.len > 0 && !cd_str_is(sex, "female") && !cd_str_is(sex, "male"))
        WRONG(r, subject->line, "'sex' must be female or male");
    if (sex.len > 0)
        r->in->sex = cd_str_is(sex, "female") ? CD_SEX_FEMALE : CD_SEX_MALE;
}

static bool is_day(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 4 || i == 7;
        if (dash != (s.ptr[i] == '-') || (!dash && (s.ptr[i] < '0' || s.ptr[i] > '9')))
            return false;
    }
    return s.len == 10 && memcmp(s.ptr + 5, "00", 2) > 0 && memcmp(s.ptr + 5, "12", 2) <= 0 &&
           memcmp(s.ptr + 8, "00", 2) > 0 && memcmp(s.ptr + 8, "31", 2) <= 0;
}

static bool is_label(struct cd_str s, const char *allowed)
{
    return s.len > 0 && s.len <= 40 && strspn(s.ptr, allowed) == s.len && s.ptr[0] != '-';
}

static void read_head(struct reader *r, const struct cd_node *root)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    struct cd_instrument *in = r->in;
    const struct cd_node *licence = cd_node_get(root, "licence");

    in->line = root->line;
    in->id = cd_node_text(root, "id");
    in->version = cd_node_text(root, "version");
    in->valid_from = cd_node_text(root, "valid_from");
    in->valid_to = cd_node_text(root, "valid_to");
    if (!is_label(in->id, letters))
        WRONG(r, root->line, "'id' must be of a-z, 0-9 and -, 40 characters at most");
    if (!is_label(in->version, "abcdefghijklmnopqrstuvwxyz0123456789-."))
        WRONG(r, root->line, "'version' must be a text of a-z, 0-9, - and ., 40 at most");
    if (!is_day(in->valid_from) || (in->valid_to.len > 0 && !is_day(in->valid_to)))
        WRONG(r, root->line, "'valid_from' and 'valid_to' are days (YYYY-MM-DD)");
    else if (in->valid_to.len > 0 && strcmp(in->valid_to.ptr, in->valid_from.ptr) <= 0)
        WRONG(r, root->line, "'valid_to' is not after 'valid_from'");
    check_text(r, root, "name");
    if (cd_node_text(root, "source").len == 0)
        WRONG(r, root->line, "'source' is missing: where do the cut-offs come from?");
    if (licence == NULL || cd_node_text(licence, "terms").len == 0)
        WRONG(r, root->line, "'licence' needs 'terms'");
    else
        check_names(r, licence, " terms holder ");
}

static void check_samples(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *list = list_of(r, root, "sample", 3);

    for (size_t i = 0; list != NULL && i < list->count; i++) {
        if (!cd_str_is(list->items[i]->text, "texts") &&
            !cd_str_is(list->items[i]->text, "norms") &&
            !cd_str_is(list->items[i]->text, "structure"))
            WRONG(r, list->line, "'sample' lists texts, norms or structure");
    }
}

static void read_parts(struct reader *r, const struct cd_node *root)
{
    const struct cd_node *missing = cd_node_get(root, "missing"),
                         *items = cd_node_get(root, "items");

    r->answers = cd_node_get(root, "answers");
    read_items(r, root);
    read_bands(r, root);
    for (size_t i = 0; i < r->in->item_count; i++)
        read_ranges(r, items->items[i], &r->in->items[i]);
    read_flags(r, root);
    read_order(r, root);
    read_norms(r, root);
    r->in->least = (size_t)whole_of(r, root, "least", 1);
    if (missing != NULL) {
        check_names(r, missing, " at_most ");
        r->in->prorate = (size_t)whole_of(r, missing, "at_most", 0);
    }
}

const struct cd_instrument *cd_instrument_read(struct cd_arena *arena, const struct cd_node *root,
                                               const char *file, struct cd_findings *findings)
{
    struct reader r = {arena, findings, file, cd_arena_alloc(arena, sizeof *r.in), NULL};
    size_t before = findings->count;

    if (root->kind != CD_NODE_MAP) {
        WRONG(&r, root->line, "an instrument is an object");
        return NULL;
    }
    check_names(&r, root,
                " format id version valid_from valid_to name about method phases subject source "
                "licence sample answers items missing least order bands variants flags norms ");
    if (whole_of(&r, root, "format", 0) != 1)
        WRONG(&r, root->line, "'format' must be 1");
    r.in->method = method_of(&r, root);
    (void)truth_of(&r, root, "phases", false);
    check_samples(&r, root);
    read_head(&r, root);
    read_subject(&r, root);
    read_parts(&r, root);
    if (findings->count == before)
        cd_instrument_check(r.in, file, findings);
    return findings->count == before ? r.in : NULL;
}

const struct cd_instrument *cd_instrument_of_json(struct cd_arena *arena, const json_t *definition)
{
    struct cd_findings findings;

    cd_findings_init(&findings, arena);
    if (definition == NULL)
        return NULL;
    return cd_instrument_read(arena, cd_node_of_json(arena, definition), "definition", &findings);
}
