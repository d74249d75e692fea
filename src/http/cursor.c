#include "http/cursor.h"

#include "base/secret.h"
#include "http/app.h"

#include <string.h>

#define MAC_BYTES 16

/* What a cursor is bound to: operation and filters, length before content so that no two lists
 * give the same bytes. */
static void add_binding(struct cd_buf *out, const struct cd_request *req)
{
    cd_buf_addf(out, "%zu:%s", req->op->id.len, req->op->id.ptr);
    for (size_t i = 0; i < req->op->param_count; i++) {
        const struct cd_parameter *param = &req->op->params[i];
        struct cd_str value = req->params[i];
        if (param->in == CD_IN_HEADER || cd_str_is(param->name, "cursor") ||
            cd_str_is(param->name, "limit"))
            continue;
        cd_buf_addf(out, "%zu:%zd:", i, value.ptr != NULL ? (ssize_t)value.len : (ssize_t)-1);
        cd_buf_add(out, value.ptr, value.ptr != NULL ? value.len : 0);
    }
    cd_buf_add(out, req->http->body.ptr, req->http->body.len); /* POST …:search */
    if (req->op->result == CD_RESULT_ONE)
        cd_buf_adds(out, req->actor.id);
}

static void sign(const struct cd_request *req, struct cd_str payload, unsigned char out[32])
{
    CD_BUF_AUTO(message, (size_t)1 << 21);
    struct cd_str key = {(const char *)req->app->cursor_key, sizeof req->app->cursor_key};

    add_binding(&message, req);
    cd_buf_add(&message, payload.ptr, payload.len);
    cd_hmac_sha256(key, cd_buf_str(&message), out);
}

static bool verify(struct cd_request *req, struct cd_str text, struct cd_str *ret_payload)
{
    unsigned char mac[32];
    struct cd_str bytes;

    if (!cd_base64url_decode(req->arena, text, &bytes) || bytes.len <= MAC_BYTES)
        return false;
    *ret_payload = (struct cd_str){bytes.ptr + MAC_BYTES, bytes.len - MAC_BYTES};
    sign(req, *ret_payload, mac);
    return cd_same(mac, bytes.ptr, MAC_BYTES);
}

/* The statement binds what the cursor holds. */
static bool read_one(struct cd_request *req, struct cd_str payload)
{
    for (size_t i = 0; i < req->op->param_count; i++) {
        if (cd_str_is(req->op->params[i].name, "cursor"))
            req->params[i] = cd_arena_copy(req->arena, payload);
    }
    return true;
}

bool cd_cursor_read(struct cd_request *req, struct cd_str text)
{
    size_t count = req->plan->stmt != NULL ? req->plan->stmt->order_count : 0;
    struct cd_str payload;

    if ((count == 0 && req->plan->cursor_column < 0) || !verify(req, text, &payload))
        return false;
    if (req->plan->cursor_column >= 0)
        return read_one(req, payload);
    req->after = cd_arena_alloc(req->arena, count * sizeof *req->after);
    for (size_t i = 0; i < count; i++) {
        uint16_t len;
        if (payload.len < sizeof len)
            return false;
        memcpy(&len, payload.ptr, sizeof len);
        if (payload.len - sizeof len < len)
            return false;
        req->after[i] = cd_arena_copy(req->arena, (struct cd_str){payload.ptr + sizeof len, len});
        payload = (struct cd_str){payload.ptr + sizeof len + len, payload.len - sizeof len - len};
    }
    return payload.len == 0;
}

struct cd_str cd_cursor_of(struct cd_request *req, struct cd_str text)
{
    CD_BUF_AUTO(whole, 65536);
    unsigned char mac[32];

    sign(req, text, mac);
    cd_buf_add(&whole, mac, MAC_BYTES);
    cd_buf_add(&whole, text.ptr, text.len);
    return cd_base64url(req->arena, cd_buf_str(&whole));
}

struct cd_str cd_cursor_write(struct cd_request *req, const PGresult *rows, int row)
{
    CD_BUF_AUTO(payload, 65536);

    for (size_t i = 0; i < req->plan->stmt->order_count; i++) {
        int column = req->plan->order_columns[i];
        uint16_t len = (uint16_t)PQgetlength(rows, row, column);
        cd_buf_add(&payload, &len, sizeof len);
        cd_buf_add(&payload, PQgetvalue(rows, row, column), len);
    }
    return cd_cursor_of(req, cd_buf_str(&payload));
}
