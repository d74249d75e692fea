/*
 * Screening instruments and their scoring (DOMAIN.md 6): pure functions on the data of one
 * instrument version (sql/reference/instruments, docs/screening.md). No I/O, no clock, no state;
 * everything lives in the arena that is given. Numbers are decimals of at most three places,
 * calculated in thousandths, so that a cut-off is never missed by a rounded binary fraction.
 */
#ifndef CHATDONG_SCORING_H
#define CHATDONG_SCORING_H

#include "chatdong/arena.h"
#include <jansson.h>

struct cd_instrument; /* immutable */

enum cd_sex { CD_SEX_UNKNOWN, CD_SEX_FEMALE, CD_SEX_MALE };

struct cd_scoring_subject {
    int age;             /* full years on the day of the screening; below 0: not known */
    int education_years; /* below 0: not given */
    enum cd_sex sex;
    struct cd_str variant; /* which set of bands; empty: the instrument's own */
};

/* What is wrong with the answers; the pointer leads into a body with the members answers,
 * education_years, variant and resident_id. Never holds an answer's value. */
struct cd_scoring_error {
    const char *pointer, *code, *message;
};

struct cd_scoring_error_list {
    struct cd_scoring_error *items;
    size_t count;
};

struct cd_scoring {
    const char *score; /* decimal text; NULL: the instrument has bands only */
    const char *band;
    const char *level; /* normal, watch, positive or urgent */
    const char *rule;  /* what decided on the band, e.g. "score 12 in 10..19" */
    const char **flags;
    size_t flag_count;
    const char **urgent_flags; /* those of the flags that somebody must answer for at once */
    size_t urgent_count;
    int prorated;           /* missing answers that were made up for; 0: none */
    const char *refer_need; /* NULL: no referral is proposed */
    int refer_days;
    int repeat_months; /* 0: no repetition is due */
    struct cd_scoring_error_list errors;
};

/* The instrument of a definition that passed the checker; NULL when it would not. The definition
 * may go afterwards. */
const struct cd_instrument *cd_instrument_of_json(struct cd_arena *arena, const json_t *definition);

/* Recomputes everything from the answers (item → number). False: ret->errors says what is
 * impossible, missing or out of range, all at once, and the rest of *ret is empty. */
bool cd_scoring_run(const struct cd_instrument *instrument, const json_t *answers,
                    const struct cd_scoring_subject *subject, struct cd_arena *arena,
                    struct cd_scoring *ret);

#endif
