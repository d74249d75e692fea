#include "http/trace.h"

#include "base/secret.h"

#include <string.h>

#define REQUEST_ID_BYTES 64

static bool is_hex(struct cd_str s)
{
    bool zero = true;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        zero = zero && c == '0';
    }
    return s.len > 0 && !zero;
}

bool cd_trace_parse(struct cd_str header, char ret_trace_id[33])
{
    struct cd_str rest = header;
    struct cd_str version = cd_str_cut(&rest, '-'), trace = cd_str_cut(&rest, '-');
    struct cd_str parent = cd_str_cut(&rest, '-'), flags = cd_str_cut(&rest, '-');

    if (version.len != 2 || cd_str_is(version, "ff") || trace.len != 32 || parent.len != 16 ||
        flags.len != 2 || !is_hex(trace) || !is_hex(parent))
        return false;
    if (cd_str_is(version, "00") && header.len != 55)
        return false;
    memcpy(ret_trace_id, trace.ptr, 32);
    ret_trace_id[32] = '\0';
    return true;
}

static bool is_sane_id(const char *id)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";

    return id != NULL && id[0] != '\0' && strlen(id) <= REQUEST_ID_BYTES &&
           strspn(id, allowed) == strlen(id);
}

void cd_trace_read(struct cd_request *req)
{
    const char *id = cd_http_header(req->http, "X-Request-Id");
    const char *parent = cd_http_header(req->http, "traceparent");
    unsigned char bytes[16];

    if (is_sane_id(id)) {
        req->request_id = id;
    } else {
        char *made = cd_arena_alloc(req->arena, 37);
        cd_uuid7(made);
        req->request_id = made;
    }
    if (parent == NULL || !cd_trace_parse(cd_str_of(parent), req->trace_id)) {
        cd_random_id(bytes, sizeof bytes);
        cd_hex(bytes, sizeof bytes, req->trace_id);
    }
}
