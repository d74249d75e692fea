/*
 * One version of an instrument as it stands in memory, and how it is read from its file. All
 * numbers are thousandths. What is unsound is a finding with file and line; only an instrument
 * without findings is scored with.
 */
#ifndef CD_SCREENING_INSTRUMENT_H
#define CD_SCREENING_INSTRUMENT_H

#include "chatdong/scoring.h"
#include "contract/finding.h"
#include "contract/node.h"

#define CD_INSTRUMENT_ITEMS 64
#define CD_INSTRUMENT_PARTS 32 /* options, ranges, bands, flags, conditions: of one list */
#define CD_INSTRUMENT_NORMS 256
#define CD_MILLI INT64_C(1000)

enum cd_method {
    CD_METHOD_SUM,   /* bands by the sum of the items' scores */
    CD_METHOD_MEAN,  /* bands by the mean, to hundredths */
    CD_METHOD_NORM,  /* the sum against a norm by age and education */
    CD_METHOD_WORST, /* the most severe band that an item's range gives; no score */
};

enum cd_level { CD_LEVEL_NORMAL, CD_LEVEL_WATCH, CD_LEVEL_POSITIVE, CD_LEVEL_URGENT };

struct cd_span {
    int64_t from, to; /* both included */
    int line;
};

struct cd_option {
    int64_t value, score;
};

struct cd_range {
    struct cd_span span;
    int64_t score; /* of items with scores */
    int band;      /* of items with bands: index into the bands */
    int when;      /* item whose answer must be 1 for the band; -1: none */
    int otherwise; /* the band when it is 0 */
};

struct cd_item {
    struct cd_str id;
    int line;
    bool optional, required, scored;
    struct cd_option *options; /* a choice; NULL: a number */
    size_t option_count;
    struct cd_span span; /* of a number */
    int64_t step;
    struct cd_range *ranges; /* a number's scores or bands */
    size_t range_count;
};

struct cd_refer {
    struct cd_str need; /* empty: nothing is proposed */
    int within_days;
};

struct cd_band {
    struct cd_str id;
    enum cd_level level;
    struct cd_span span; /* of the score; sum and mean only */
    struct cd_refer refer;
    int repeat_months;
};

struct cd_band_set {
    struct cd_str variant; /* empty: the instrument's own */
    struct cd_band *bands; /* from harmless to severe */
    size_t count;
    int line;
};

struct cd_condition {
    int item;
    struct cd_span span;
};

struct cd_flag {
    struct cd_str id;
    bool urgent;
    struct cd_condition *all;
    size_t count;
    struct cd_refer refer;
    int line;
};

struct cd_norm {
    struct cd_span age, education;
    int64_t below;
};

struct cd_instrument {
    struct cd_str id, version, valid_from, valid_to;
    int line;
    enum cd_method method;
    struct cd_item *items;
    size_t item_count;
    size_t prorate; /* so many answers may be missing */
    size_t least;   /* so many must be there */
    struct cd_band_set *sets;
    size_t set_count;
    struct cd_flag *flags;
    size_t flag_count;
    int (*order)[2]; /* the first item's answer is below the second's */
    size_t order_count;
    struct cd_span norm_age, norm_education;
    struct cd_norm *norms;
    size_t norm_count;
    int norm_line, impaired, unimpaired;
    enum cd_sex sex;
    struct cd_span age; /* of whom it may be used for */
};

/* Reads and checks; NULL and at least one more finding when it is unsound. */
const struct cd_instrument *cd_instrument_read(struct cd_arena *arena, const struct cd_node *root,
                                               const char *file, struct cd_findings *findings);
/* What a reader of single members cannot see: gaps, overlaps, references, coverage. */
void cd_instrument_check(const struct cd_instrument *in, const char *file,
                         struct cd_findings *findings);
/* Lowest and highest sum of scores that answers can give. */
struct cd_span cd_instrument_reach(const struct cd_instrument *in);

#endif
