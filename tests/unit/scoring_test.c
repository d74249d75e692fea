/* Scoring against the shipped instruments: published cut-offs at every edge, what is refused and
 * where, and properties over generated answers. The instruments are those that the binary embeds.
 */
#include "base/embed.h"
#include "chatdong/buf.h"
#include "chatdong/scoring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct cd_arena *arena;
static json_t *definition;
static const struct cd_instrument *instrument;

static int set_up(void **state)
{
    (void)state;
    arena = cd_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(definition);
    definition = NULL;
    cd_arena_free(arena);
    return 0;
}

static void use(const char *file)
{
    char path[100];
    struct cd_str text;

    (void)snprintf(path, sizeof path, "sql/reference/instruments/%s.json", file);
    assert_true(cd_embed_find(path, &text));
    json_decref(definition);
    definition = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    instrument = cd_instrument_of_json(arena, definition);
    assert_non_null(instrument);
}

static struct cd_scoring run_as(const char *answers, struct cd_scoring_subject subject)
{
    struct cd_scoring result;
    json_t *json = json_loads(answers, 0, NULL);

    assert_non_null(json);
    bool ok = cd_scoring_run(instrument, json, &subject, arena, &result);
    assert_int_equal(ok, result.errors.count == 0);
    assert_int_equal(ok, result.band != NULL);
    json_decref(json);
    return result;
}

static const struct cd_scoring_subject woman = {70, 6, CD_SEX_FEMALE, {"", 0}};

static struct cd_scoring run(const char *answers)
{
    return run_as(answers, woman);
}

/* Answers of a questionnaire whose scores add up to `sum`, each item giving `most` at most.
 * `reversed`: bits of the items whose answer 1 scores 0. */
static const char *sum_to(int items, int most, unsigned reversed, int sum)
{
    CD_BUF_AUTO(out, 4096);

    for (int i = 0; i < items; i++) {
        int score = sum < most ? sum : most;
        int value = (reversed >> i & 1U) != 0 ? 1 - score : score;
        cd_buf_addf(&out, "%c\"q%d\":%d", i == 0 ? '{' : ',', i + 1, value);
        sum -= score;
    }
    assert_int_equal(sum, 0);
    cd_buf_addc(&out, '}');
    return cd_arena_dup(arena, cd_buf_str(&out));
}

struct edge {
    int score;
    const char *band, *level, *need;
};

static void hold(int items, int most, unsigned reversed, const char *variant,
                 const struct edge *edges, size_t count)
{
    struct cd_scoring_subject subject = woman;

    subject.age = 35;
    subject.variant = cd_str_of(variant);
    for (size_t i = 0; i < count; i++) {
        struct cd_scoring got = run_as(sum_to(items, most, reversed, edges[i].score), subject);
        char score[8];
        (void)snprintf(score, sizeof score, "%d", edges[i].score);
        assert_string_equal(got.score, score);
        assert_string_equal(got.band, edges[i].band);
        assert_string_equal(got.level, edges[i].level);
        if (edges[i].need == NULL)
            assert_null(got.refer_need);
        else
            assert_string_equal(got.refer_need, edges[i].need);
    }
}

#define HOLD(items, most, reversed, variant, ...)                                                  \
    do {                                                                                           \
        static const struct edge edges_[] = {__VA_ARGS__};                                         \
        hold(items, most, reversed, variant, edges_, sizeof edges_ / sizeof *edges_);              \
    } while (0)

/* --- published cut-offs (DOMAIN.md 6) --- */

static void test_phq9(void **state)
{
    (void)state;
    use("phq-9.2015.1");
    HOLD(9, 3, 0, "", {0, "minimal", "normal", NULL}, {4, "minimal", "normal", NULL},
         {5, "mild", "watch", NULL}, {9, "mild", "watch", NULL},
         {10, "moderate", "positive", "mental_health"},
         {19, "moderate", "positive", "mental_health"}, {20, "severe", "positive", "mental_health"},
         {24, "severe", "positive", "mental_health"},
         {25, "severe", "urgent", "mental_health.suicide"}, /* now item 9 is answered, too */
         {27, "severe", "urgent", "mental_health.suicide"});
}

static void test_phq9_item_9_is_urgent_whatever_the_score(void **state)
{
    (void)state;
    use("phq-9.2015.1");
    struct cd_scoring got =
        run("{\"q1\":0,\"q2\":0,\"q3\":0,\"q4\":0,\"q5\":0,\"q6\":0,\"q7\":0,\"q8\":0,\"q9\":1}");
    assert_string_equal(got.band, "minimal");
    assert_string_equal(got.level, "urgent");
    assert_int_equal(got.urgent_count, 1);
    assert_string_equal(got.urgent_flags[0], "self_harm_thoughts");
    assert_string_equal(got.refer_need, "mental_health.suicide");
    assert_int_equal(got.refer_days, 1);
    assert_string_equal(got.rule, "score 1 in 0..4");
}

static void test_sgds_k(void **state)
{
    const unsigned reversed = 1U << 0 | 1U << 4 | 1U << 6 | 1U << 10 | 1U << 12;

    (void)state;
    use("sgds-k.2015.1");
    HOLD(15, 1, reversed, "", {0, "normal", "normal", NULL}, {7, "normal", "normal", NULL},
         {8, "suspected", "positive", "mental_health"},
         {15, "suspected", "positive", "mental_health"});
    HOLD(15, 1, reversed, "community", {5, "normal", "normal", NULL},
         {6, "suspected", "positive", "mental_health"},
         {15, "suspected", "positive", "mental_health"});
}

static void test_kdsq_c(void **state)
{
    (void)state;
    use("kdsq-c.2015.1");
    HOLD(15, 2, 0, "", {0, "normal", "normal", NULL}, {5, "normal", "normal", NULL},
         {6, "suspected", "positive", "health.dementia"},
         {30, "suspected", "positive", "health.dementia"});
}

static void test_k_epds(void **state)
{
    (void)state;
    use("k-epds.2015.1");
    HOLD(10, 3, 0, "", {0, "normal", "normal", NULL}, {9, "normal", "normal", NULL},
         {10, "suspected", "positive", "mental_health"},
         {27, "suspected", "positive", "mental_health"},
         {28, "suspected", "urgent", "mental_health.suicide"},
         {30, "suspected", "urgent", "mental_health.suicide"});
}

static void test_k_frail(void **state)
{
    static const struct {
        const char *answers, *score, *band;
    } cases[] = {
        {"{\"fatigue\":3,\"resistance\":0,\"ambulation\":0,\"illnesses\":4,\"weight_loss\":0}", "0",
         "robust"},
        {"{\"fatigue\":2,\"resistance\":0,\"ambulation\":0,\"illnesses\":4,\"weight_loss\":0}", "1",
         "pre_frail"},
        {"{\"fatigue\":2,\"resistance\":0,\"ambulation\":0,\"illnesses\":5,\"weight_loss\":0}", "2",
         "pre_frail"},
        {"{\"fatigue\":1,\"resistance\":0,\"ambulation\":0,\"illnesses\":5,\"weight_loss\":1}", "3",
         "frail"},
        {"{\"fatigue\":1,\"resistance\":1,\"ambulation\":1,\"illnesses\":11,\"weight_loss\":1}",
         "5", "frail"},
    };

    (void)state;
    use("k-frail.2016.1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cd_scoring got = run(cases[i].answers);
        assert_string_equal(got.score, cases[i].score);
        assert_string_equal(got.band, cases[i].band);
    }
}

static void test_blood_pressure(void **state)
{
    static const struct {
        int systolic, diastolic;
        const char *band, *level;
    } cases[] = {
        {119, 79, "normal", "normal"},    {120, 79, "elevated", "watch"},
        {129, 79, "elevated", "watch"},   {130, 79, "pre", "watch"},
        {119, 80, "pre", "watch"},        {139, 89, "pre", "watch"},
        {140, 89, "high", "positive"},    {139, 90, "high", "positive"},
        {159, 99, "high", "positive"},    {160, 99, "high_2", "positive"},
        {159, 100, "high_2", "positive"}, {179, 119, "high_2", "positive"},
        {180, 119, "high_2", "urgent"},   {179, 120, "high_2", "urgent"},
        {300, 200, "high_2", "urgent"},   {50, 20, "normal", "normal"},
    };

    (void)state;
    use("blood-pressure.2018.1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cd_scoring got = run(cd_arena_printf(arena, "{\"systolic\":%d,\"diastolic\":%d}",
                                                    cases[i].systolic, cases[i].diastolic));
        assert_string_equal(got.band, cases[i].band);
        assert_string_equal(got.level, cases[i].level);
        assert_null(got.score);
    }
    struct cd_scoring both = run("{\"systolic\":200,\"diastolic\":130}");
    assert_int_equal(both.urgent_count, 2);
    assert_string_equal(both.refer_need, "health.hospital");
    struct cd_scoring alone = run("{\"systolic\":140,\"diastolic\":89}");
    assert_int_equal(alone.flag_count, 1);
    assert_string_equal(alone.flags[0], "isolated_systolic");
    assert_string_equal(alone.rule, "systolic 140 in 140..159");
}

static void test_glucose(void **state)
{
    static const struct {
        const char *answers, *band;
    } cases[] = {
        {"{\"fasting\":69}", "low"},
        {"{\"fasting\":70}", "normal"},
        {"{\"fasting\":99}", "normal"},
        {"{\"fasting\":100}", "impaired"},
        {"{\"fasting\":125}", "impaired"},
        {"{\"fasting\":126}", "high"},
        {"{\"random\":199}", "normal"},
        {"{\"random\":200,\"symptoms\":1}", "high"},
        {"{\"random\":200,\"symptoms\":0}", "repeat"},
        {"{\"hba1c\":5.6}", "normal"},
        {"{\"hba1c\":5.7}", "impaired"},
        {"{\"hba1c\":6.4}", "impaired"},
        {"{\"hba1c\":6.5}", "high"},
        {"{\"fasting\":90,\"hba1c\":6.5}", "high"},
        {"{\"fasting\":126,\"hba1c\":5.0}", "high"},
    };

    (void)state;
    use("glucose.2015.1");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(run(cases[i].answers).band, cases[i].band);
}

static struct cd_scoring cist(int age, int education, int recall)
{
    struct cd_scoring_subject subject = {age, education, CD_SEX_FEMALE, {"", 0}};
    const char *answers = cd_arena_printf(
        arena,
        "{\"time\":4,\"place\":1,\"digits\":2,\"backward\":1,\"drawing\":2,\"visual_1\":0,"
        "\"visual_2\":0,\"verbal\":0,\"recall\":%d,\"naming\":0,\"comprehension\":0,\"fluency\":0}",
        recall);

    return run_as(answers, subject);
}

/* The shipped norms are a sample; what is held here is how norms are applied. */
static void test_norms(void **state)
{
    (void)state;
    use("cist.2021.0-sample");
    assert_string_equal(cist(50, 0, 3).band, "impaired"); /* 13 of 14 */
    assert_string_equal(cist(50, 0, 4).band, "normal");
    assert_string_equal(cist(69, 0, 3).band, "impaired");
    assert_string_equal(cist(70, 0, 3).band, "normal");   /* 13 of 12 */
    assert_string_equal(cist(79, 1, 6).band, "impaired"); /* 16 of 17 */
    assert_string_equal(cist(79, 0, 6).band, "normal");
    assert_string_equal(cist(80, 6, 4).band, "impaired"); /* 14 of 15 */
    assert_string_equal(cist(80, 6, 5).band, "normal");
    assert_int_equal(cist(80, 6, 5).repeat_months, 24);
    assert_string_equal(cist(80, 6, 4).refer_need, "health.dementia");
    assert_string_equal(cist(49, 6, 5).errors.items[0].pointer, "/resident_id");
    assert_string_equal(cist(60, -1, 5).errors.items[0].pointer, "/education_years");
    assert_string_equal(cist(60, 31, 5).errors.items[0].pointer, "/education_years");
    assert_string_equal(cist(121, 6, 5).errors.items[0].code, "outside_norms");
}

static void test_means(void **state)
{
    (void)state;
    use("birth-satisfaction.2015.1");
    assert_string_equal(run("{\"q1\":5,\"q2\":4,\"q3\":5,\"q4\":4,\"q5\":4}").score, "4.4");
    assert_string_equal(run("{\"q1\":1,\"q2\":1,\"q3\":1,\"q4\":1,\"q5\":1}").score, "1");
    struct cd_scoring four = run("{\"q1\":5,\"q2\":4,\"q3\":5,\"q4\":4}");
    assert_string_equal(four.score, "4.5");
    assert_int_equal(four.prorated, 1);
    use("child-rearing-ability.2015.1");
    assert_string_equal(run("{\"q1\":3,\"q2\":3,\"q3\":3,\"q4\":3,\"q5\":3,\"q6\":4}").score,
                        "3.17");
}

/* --- what is refused --- */

static void assert_refused(const char *answers, const char *pointer, const char *code)
{
    struct cd_scoring got = run(answers);

    for (size_t i = 0; i < got.errors.count; i++) {
        if (strcmp(got.errors.items[i].pointer, pointer) == 0 &&
            strcmp(got.errors.items[i].code, code) == 0)
            return;
    }
    fail_msg("%s: no error %s at %s", answers, code, pointer);
}

static void test_refusals(void **state)
{
    (void)state;
    use("phq-9.2015.1");
    assert_refused("{\"q1\":4}", "/answers/q1", "not_an_option");
    assert_refused("{\"q1\":-1}", "/answers/q1", "not_an_option");
    assert_refused("{\"q1\":1.5}", "/answers/q1", "not_an_option");
    assert_refused("{\"q1\":1e300}", "/answers/q1", "not_a_number");
    assert_refused("{\"q1\":\"2\"}", "/answers/q1", "not_a_number");
    assert_refused("{\"q10\":1}", "/answers/q10", "unknown_item");
    assert_refused("{\"a/b~c\":1}", "/answers/a~1b~0c", "unknown_item");
    assert_refused("{}", "/answers/q1", "missing");
    use("blood-pressure.2018.1");
    assert_refused("{\"systolic\":301,\"diastolic\":80}", "/answers/systolic", "out_of_range");
    assert_refused("{\"systolic\":49,\"diastolic\":30}", "/answers/systolic", "out_of_range");
    assert_refused("{\"systolic\":120.5,\"diastolic\":80}", "/answers/systolic", "too_precise");
    assert_refused("{\"systolic\":80,\"diastolic\":80}", "/answers/diastolic", "impossible");
    assert_refused("{\"systolic\":120}", "/answers/diastolic", "missing");
    use("glucose.2015.1");
    assert_refused("{}", "/answers", "missing");
    assert_refused("{\"symptoms\":1}", "/answers", "missing");
    assert_refused("{\"random\":200}", "/answers/symptoms", "missing");
    assert_refused("{\"hba1c\":6.45}", "/answers/hba1c", "too_precise");
}

static void test_all_errors_at_once_and_no_result_beside_them(void **state)
{
    (void)state;
    use("phq-9.2015.1");
    struct cd_scoring got = run("{\"q1\":9,\"q2\":9,\"q3\":1,\"zz\":1}");
    assert_int_equal(got.errors.count, 3 + 6);
    assert_null(got.score);
    assert_null(got.band);
    assert_null(got.level);
    assert_int_equal(got.flag_count, 0);
}

/* Two missing answers count as the mean of the other seven, three do not, item 9 never. */
static void test_proration(void **state)
{
    (void)state;
    use("phq-9.2015.1");
    struct cd_scoring two = run("{\"q3\":1,\"q4\":1,\"q5\":1,\"q6\":1,\"q7\":1,\"q8\":3,\"q9\":0}");
    assert_string_equal(two.score, "10"); /* 8 of 7 items, so 10.29 of 9 */
    assert_int_equal(two.prorated, 2);
    assert_string_equal(two.band, "moderate");
    assert_refused("{\"q4\":1,\"q5\":1,\"q6\":1,\"q7\":1,\"q8\":3,\"q9\":0}", "/answers/q1",
                   "missing");
    assert_refused("{\"q1\":1,\"q2\":1,\"q3\":1,\"q4\":1,\"q5\":1,\"q6\":1,\"q7\":1,\"q8\":3}",
                   "/answers/q9", "missing");
    use("kdsq-c.2015.1");
    assert_refused("{\"q1\":1}", "/answers/q2", "missing");
}

static void test_subject(void **state)
{
    const struct cd_scoring_subject man = {30, 12, CD_SEX_MALE, {"", 0}};
    struct cd_scoring_subject other = woman;

    (void)state;
    use("k-epds.2015.1");
    struct cd_scoring got = run_as(sum_to(10, 3, 0, 3), man);
    assert_int_equal(got.errors.count, 1);
    assert_string_equal(got.errors.items[0].pointer, "/resident_id");
    assert_string_equal(got.errors.items[0].code, "not_for_subject");
    use("sgds-k.2015.1");
    other.variant = cd_str_of("nonsense");
    assert_string_equal(
        run_as(sum_to(15, 1, 1U << 0 | 1U << 4 | 1U << 6 | 1U << 10 | 1U << 12, 3), other)
            .errors.items[0]
            .pointer,
        "/variant");
}

/* --- properties --- */

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16 & 0x7fff;
}

/* Raising one answer never lowers the score or the band of a sum without reversed items; the order
 * of members changes nothing; the same answers give the same. */
static void test_more_symptoms_never_score_less(void **state)
{
    unsigned seed = 20261122;

    (void)state;
    use("phq-9.2015.1");
    for (int round = 0; round < 2000; round++) {
        json_t *answers = json_object(), *backwards = json_object(), *more;
        struct cd_scoring low, same, high;
        char name[8];
        unsigned bumped = next_random(&seed) % 9;
        for (unsigned i = 0; i < 9; i++) {
            (void)snprintf(name, sizeof name, "q%u", i + 1);
            (void)json_object_set_new(answers, name, json_integer(next_random(&seed) % 3));
        }
        for (unsigned i = 9; i > 0; i--) {
            (void)snprintf(name, sizeof name, "q%u", i);
            (void)json_object_set(backwards, name, json_object_get(answers, name));
        }
        more = json_copy(answers);
        (void)snprintf(name, sizeof name, "q%u", bumped + 1);
        (void)json_object_set_new(
            more, name, json_integer(json_integer_value(json_object_get(answers, name)) + 1));
        assert_true(cd_scoring_run(instrument, answers, &woman, arena, &low));
        assert_true(cd_scoring_run(instrument, backwards, &woman, arena, &same));
        assert_true(cd_scoring_run(instrument, more, &woman, arena, &high));
        assert_string_equal(low.score, same.score);
        assert_string_equal(low.rule, same.rule);
        assert_int_equal(strtol(high.score, NULL, 10), strtol(low.score, NULL, 10) + 1);
        json_decref(answers);
        json_decref(backwards);
        json_decref(more);
        cd_arena_reset(arena);
        instrument = cd_instrument_of_json(arena, definition);
    }
}

/* Whatever a client sends, the answer is a result or errors that point into the body. */
static void test_anything_is_answered(void **state)
{
    static const char *const values[] = {"0",    "1",     "2",    "3",    "-1",    "1000000", "0.1",
                                         "6.45", "1e300", "null", "true", "\"1\"", "[]",      "{}"};
    unsigned seed = 4711;

    (void)state;
    for (size_t f = 0; f < cd_embedded_count; f++) {
        if (strncmp(cd_embedded_files[f].path, "sql/reference/instruments/", 26) != 0)
            continue;
        json_decref(definition);
        definition = json_loads((const char *)cd_embedded_files[f].start, 0, NULL);
        instrument = cd_instrument_of_json(arena, definition);
        assert_non_null(instrument);
        for (int round = 0; round < 300; round++) {
            CD_BUF_AUTO(text, 4096);
            const json_t *items = json_object_get(definition, "items");
            cd_buf_addc(&text, '{');
            for (size_t i = 0; i < json_array_size(items); i++)
                cd_buf_addf(&text, "%s\"%s\":%s", i > 0 ? "," : "",
                            json_string_value(json_object_get(json_array_get(items, i), "id")),
                            values[next_random(&seed) % (sizeof values / sizeof *values)]);
            cd_buf_addc(&text, '}');
            json_t *answers = json_loads(text.ptr, 0, NULL);
            struct cd_scoring got;
            if (answers != NULL && !cd_scoring_run(instrument, answers, &woman, arena, &got)) {
                assert_true(got.errors.count > 0);
                for (size_t i = 0; i < got.errors.count; i++)
                    assert_int_equal(got.errors.items[i].pointer[0], '/');
            }
            json_decref(answers);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phq9),
        cmocka_unit_test(test_phq9_item_9_is_urgent_whatever_the_score),
        cmocka_unit_test(test_sgds_k),
        cmocka_unit_test(test_kdsq_c),
        cmocka_unit_test(test_k_epds),
        cmocka_unit_test(test_k_frail),
        cmocka_unit_test(test_blood_pressure),
        cmocka_unit_test(test_glucose),
        cmocka_unit_test(test_norms),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_all_errors_at_once_and_no_result_beside_them),
        cmocka_unit_test(test_proration),
        cmocka_unit_test(test_subject),
        cmocka_unit_test(test_more_symptoms_never_score_less),
        cmocka_unit_test(test_anything_is_answered),
    };
    struct CMUnitTest wrapped[sizeof tests / sizeof *tests];

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        wrapped[i] = tests[i];
        wrapped[i].setup_func = set_up;
        wrapped[i].teardown_func = tear_down;
    }
    return cmocka_run_group_tests(wrapped, NULL, NULL);
}
