/* The answers of a screening against the instrument's version of its day. The client sends answers
 * and nothing that follows from them. */
#include "chatdong/request.h"
#include "chatdong/scoring.h"

/* A PostgreSQL array of names (a-z, 0-9, _): nothing in them needs quotes. */
static struct cd_str array_of(struct cd_arena *arena, const char **names, size_t count)
{
    CD_BUF_AUTO(out, 4096);

    cd_buf_addc(&out, '{');
    for (size_t i = 0; i < count; i++)
        cd_buf_addf(&out, "%s%s", i > 0 ? "," : "", names[i]);
    cd_buf_addc(&out, '}');
    return cd_arena_copy(arena, cd_buf_str(&out));
}

static void give_text(struct cd_request *req, const char *name, const char *value)
{
    if (value != NULL)
        cd_request_give(req, name, cd_str_of(value));
}

static void give_number(struct cd_request *req, const char *name, int value)
{
    give_text(req, name, cd_arena_printf(cd_request_arena(req), "%d", value));
}

static void give_result(struct cd_request *req, const struct cd_scoring *result)
{
    struct cd_arena *arena = cd_request_arena(req);

    give_text(req, "score", result->score);
    give_text(req, "band", result->band);
    give_text(req, "level", result->level);
    give_text(req, "rule", result->rule);
    cd_request_give(req, "flags", array_of(arena, result->flags, result->flag_count));
    cd_request_give(req, "urgent_flags",
                    array_of(arena, result->urgent_flags, result->urgent_count));
    give_number(req, "prorated", result->prorated);
    give_text(req, "refer_need", result->refer_need);
    give_number(req, "refer_days", result->refer_days);
    give_number(req, "repeat_months", result->repeat_months);
}

static enum cd_rc refuse_answers(struct cd_request *req, const struct cd_scoring *result)
{
    for (size_t i = 0; i < result->errors.count; i++)
        cd_request_error(req, result->errors.items[i].pointer, result->errors.items[i].code,
                         result->errors.items[i].message);
    return cd_fail(req, CD_UNPROCESSABLE, "screening_answers_wrong", NULL);
}

static enum cd_rc refuse_instrument(struct cd_request *req, const char *code, const char *message)
{
    cd_request_error(req, "/instrument_id", code, message);
    return cd_fail(req, CD_UNPROCESSABLE, "screening_instrument_unknown", NULL);
}

static struct cd_scoring_subject subject_of(const json_t *row, const json_t *body)
{
    const char *sex = json_string_value(json_object_get(row, "sex"));
    const json_t *education = json_object_get(body, "education_years");

    return (struct cd_scoring_subject){
        .age = (int)json_integer_value(json_object_get(row, "age")),
        .education_years = json_is_number(education) ? (int)json_number_value(education) : -1,
        .sex = cd_str_is(cd_str_of(sex), "female") ? CD_SEX_FEMALE : CD_SEX_MALE,
        .variant = cd_str_of(json_string_value(json_object_get(body, "variant"))),
    };
}

static enum cd_rc score(struct cd_request *req, const json_t *row)
{
    struct cd_arena *arena = cd_request_arena(req);
    const json_t *body = cd_request_body(req);
    struct cd_scoring_subject subject = subject_of(row, body);
    struct cd_scoring result;

    const struct cd_instrument *instrument =
        cd_instrument_of_json(arena, json_object_get(row, "definition"));
    if (instrument == NULL)
        return cd_fail(req, CD_INTERNAL, "internal", "The instrument's definition is unsound");
    if (!cd_scoring_run(instrument, json_object_get(body, "answers"), &subject, arena, &result))
        return refuse_answers(req, &result);
    give_text(req, "instrument_version", json_string_value(json_object_get(row, "version")));
    give_result(req, &result);
    return CD_OK;
}

static enum cd_rc screenings_create(struct cd_request *req)
{
    json_t *rows;
    enum cd_rc rc = cd_request_read(req, "screenings_subject", &rows);

    if (rc != CD_OK)
        return rc;
    const json_t *row = json_array_get(rows, 0);
    if (row == NULL)
        return cd_fail(req, CD_NOT_FOUND, "not_found", NULL);
    if (!json_is_string(json_object_get(row, "instrument")))
        return refuse_instrument(req, "unknown", "there is no such instrument");
    if (!json_is_string(json_object_get(row, "version")))
        return refuse_instrument(req, "not_valid", "the instrument has no version for that day");
    return score(req, row);
}
CD_HOOK(screenings_create, .before = screenings_create,
        .gives = "instrument_version,score,band,level,rule,flags,urgent_flags,prorated,refer_need,"
                 "refer_days,repeat_months",
        .reads = "screenings_subject");
