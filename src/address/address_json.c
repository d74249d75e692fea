#include "chatdong/address.h"
#include "chatdong/buf.h"

#define JSON_MAX 65536

static const char *const kinds[] = {"road", "lot", "dong", "name"};

static void add_list(struct cd_buf *buf, const struct cd_address_reading *reading)
{
    cd_buf_adds(buf, ",\"glued\":[");
    for (size_t i = 0; i < 2 && reading->glued[i].len > 0; i++) {
        cd_buf_adds(buf, i > 0 ? "," : "");
        cd_buf_add_json(buf, reading->glued[i]);
    }
    cd_buf_adds(buf, "]");
}

static void add_reading(struct cd_buf *buf, const struct cd_address_reading *reading)
{
    cd_buf_addf(buf, "{\"kind\":\"%s\",\"name\":", kinds[reading->kind]);
    cd_buf_add_json(buf, reading->name);
    cd_buf_addf(buf, ",\"main\":%u,\"sub\":%u,\"cost\":%u", reading->main, reading->sub,
                reading->cost);
    if (reading->basement)
        cd_buf_adds(buf, ",\"basement\":true");
    if (reading->mountain)
        cd_buf_adds(buf, ",\"mountain\":true");
    if (reading->glued[0].len > 0)
        add_list(buf, reading);
    cd_buf_adds(buf, "}");
}

struct cd_str cd_address_json(struct cd_arena *arena, const struct cd_address *address)
{
    CD_BUF_AUTO(buf, JSON_MAX);

    cd_buf_addf(&buf, "{\"elsewhere\":%s,\"zip\":", address->elsewhere ? "true" : "false");
    cd_buf_add_json(&buf, address->zip);
    cd_buf_adds(&buf, ",\"gu\":[");
    for (size_t i = 0; i < address->gu_count; i++) {
        cd_buf_adds(&buf, i > 0 ? ",{\"name\":" : "{\"name\":");
        cd_buf_add_json(&buf, address->gu[i].name);
        cd_buf_addf(&buf, ",\"word\":%u}", address->gu[i].word);
    }
    cd_buf_adds(&buf, "],\"readings\":[");
    for (size_t i = 0; i < address->count; i++) {
        cd_buf_adds(&buf, i > 0 ? "," : "");
        add_reading(&buf, &address->readings[i]);
    }
    cd_buf_adds(&buf, "]}");
    return cd_arena_copy(arena, cd_buf_str(&buf));
}
