/* Suggestions while an address is typed: what stands in the field may be half a syllable, initial
 * consonants, or a road with half a number. */
#include "chatdong/request.h"
#include "chatdong/typed.h"

/* One column of the ranges as an array; keys have no quotes' need but their own. */
static void give_column(struct cd_request *req, const char *name, const struct cd_typed *typed,
                        struct cd_str (*pick)(const struct cd_typed_range *))
{
    CD_BUF_AUTO(out, 4096);

    cd_buf_addc(&out, '{');
    for (size_t i = 0; i < typed->range_count; i++) {
        struct cd_str text = pick(&typed->ranges[i]);
        cd_buf_adds(&out, i > 0 ? ",\"" : "\"");
        for (size_t c = 0; c < text.len; c++) {
            if (text.ptr[c] == '"' || text.ptr[c] == '\\')
                cd_buf_addc(&out, '\\');
            cd_buf_addc(&out, text.ptr[c]);
        }
        cd_buf_addc(&out, '"');
    }
    cd_buf_addc(&out, '}');
    cd_request_give(req, name, cd_buf_str(&out));
}

static struct cd_str from_of(const struct cd_typed_range *range)
{
    return range->from;
}

static struct cd_str to_of(const struct cd_typed_range *range)
{
    return range->to;
}

static struct cd_str initials_of(const struct cd_typed_range *range)
{
    return range->initials;
}

static void give_number(struct cd_request *req, const char *name, uint32_t number)
{
    cd_request_give(req, name, cd_str_of(cd_arena_printf(cd_request_arena(req), "%u", number)));
}

static void give_flag(struct cd_request *req, const char *name, bool flag)
{
    cd_request_give(req, name, flag ? CD_STR("t") : CD_STR("f"));
}

static void give_road(struct cd_request *req, const struct cd_typed *typed)
{
    cd_request_give(req, "road", typed->road);
    give_flag(req, "basement", typed->basement);
    give_number(req, "main", typed->main);
    give_flag(req, "has_sub", typed->has_sub);
    give_number(req, "sub", typed->sub);
}

static enum cd_rc addresses_suggest(struct cd_request *req)
{
    struct cd_typed typed;
    struct cd_str text;

    (void)cd_request_param(req, "q", &text);
    cd_typed_read(cd_request_arena(req), text, &typed);
    if (typed.gu.len > 0)
        cd_request_give(req, "gu", typed.gu);
    cd_request_give(req, "key", typed.key);
    cd_request_give(req, "key_end", typed.end);
    give_number(req, "characters", (uint32_t)typed.characters);
    give_flag(req, "consonants", typed.consonants);
    give_column(req, "lows", &typed, from_of);
    give_column(req, "highs", &typed, to_of);
    give_column(req, "leads", &typed, initials_of);
    if (typed.road.len > 0)
        give_road(req, &typed);
    return CD_OK;
}
CD_HOOK(addresses_suggest, .before = addresses_suggest, .takes = "q",
        .gives = "gu,key,key_end,characters,consonants,lows,highs,leads,road,basement,main,has_sub,"
                 "sub");
