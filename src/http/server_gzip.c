/*
 * Compression of answers for clients that accept it. A compressed answer is another representation:
 * its strong ETag carries `-gz`, and a validator that comes back is read without it.
 */
#include "http/server_impl.h"

#include <stdlib.h>
#include <string.h>

#define LEVEL                                                                                      \
    1 /* JSON of lists: 5 times smaller; level 6 costs 3 times as much for a tenth more            \
       */
#define GZIP_WRAPPER 16

/* ---- Accept-Encoding */

/* A q-value is zero only when all its digits are. */
static bool is_refused(struct cd_str parameters)
{
    while (parameters.len > 0) {
        struct cd_str value = cd_str_trim(cd_str_cut(&parameters, ';'));
        struct cd_str name = cd_str_trim(cd_str_cut(&value, '='));
        value = cd_str_trim(value);
        if (!cd_str_is_nocase(name, "q"))
            continue;
        for (size_t i = 0; i < value.len; i++) {
            if (value.ptr[i] >= '1' && value.ptr[i] <= '9')
                return false;
        }
        return true;
    }
    return false;
}

static bool accepts_gzip(const char *header)
{
    struct cd_str rest = cd_str_of(header);
    bool any = false, gzip = false, named = false;

    while (rest.len > 0) {
        struct cd_str item = cd_str_cut(&rest, ',');
        struct cd_str coding = cd_str_trim(cd_str_cut(&item, ';'));
        bool refused = is_refused(item);
        if (cd_str_is_nocase(coding, "gzip") || cd_str_is_nocase(coding, "x-gzip")) {
            named = true;
            gzip = gzip || !refused;
        } else if (cd_str_is(coding, "*")) {
            any = !refused;
        }
    }
    return named ? gzip : any;
}

/* ---- deflate states: 256 KiB each, so they are kept */

static struct cd_deflater *take(struct cd_shard *shard)
{
    (void)pthread_mutex_lock(&shard->lock);
    struct cd_deflater *deflater = shard->deflaters;
    if (deflater != NULL)
        shard->deflaters = deflater->next;
    (void)pthread_mutex_unlock(&shard->lock);
    if (deflater != NULL) {
        (void)deflateReset(&deflater->stream);
        return deflater;
    }
    deflater = calloc(1, sizeof *deflater);
    if (deflater == NULL)
        abort();
    if (deflateInit2(&deflater->stream, LEVEL, Z_DEFLATED, MAX_WBITS + GZIP_WRAPPER, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        abort(); /* out of memory: its other errors are faults of ours */
    return deflater;
}

static void give_back(struct cd_shard *shard, struct cd_deflater *deflater)
{
    (void)pthread_mutex_lock(&shard->lock);
    deflater->next = shard->deflaters;
    shard->deflaters = deflater;
    (void)pthread_mutex_unlock(&shard->lock);
}

void cd_gzip_release(struct cd_shard *shard)
{
    while (shard->deflaters != NULL) {
        struct cd_deflater *deflater = shard->deflaters;
        shard->deflaters = deflater->next;
        (void)deflateEnd(&deflater->stream);
        free(deflater);
    }
}

static bool compress_into(z_stream *stream, struct cd_str in, struct cd_buf *out)
{
    unsigned char chunk[16384];
    int rc = Z_OK;

    stream->next_in = (unsigned char *)(uintptr_t)in.ptr;
    stream->avail_in = (uInt)in.len;
    while (rc == Z_OK) {
        stream->next_out = chunk;
        stream->avail_out = sizeof chunk;
        rc = deflate(stream, Z_FINISH);
        cd_buf_add(out, chunk, sizeof chunk - stream->avail_out);
    }
    return rc == Z_STREAM_END && !out->overflow;
}

/* ---- the answer */

static const char **find(struct cd_http *http, const char *name)
{
    for (size_t i = 0; i < http->header_count; i++) {
        if (cd_str_is_nocase(cd_str_of(http->headers[i].name), name))
            return &http->headers[i].value;
    }
    return NULL;
}

static bool is_text(struct cd_http *http)
{
    static const char *const kinds[] = {"text/", "application/json", "application/problem+json",
                                        "application/javascript", "image/svg"};
    const char **type = find(http, "Content-Type");

    for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof *kinds; i++) {
        if (cd_str_starts(cd_str_of(*type), kinds[i]))
            return true;
    }
    return false;
}

/* "7" → "7-gz" */
static void mark_etag(struct cd_http *http)
{
    const char **etag = find(http, "ETag");
    size_t len = etag != NULL ? strlen(*etag) : 0;

    if (len >= 2 && (*etag)[0] == '"' && (*etag)[len - 1] == '"')
        *etag = cd_arena_printf(http->arena, "%.*s-gz\"", (int)len - 1, *etag);
}

void cd_gzip_answer(struct cd_exchange *exchange)
{
    struct cd_http *http = &exchange->http;
    struct cd_shard *shard = exchange->conn->shard;
    int64_t least = shard->server->config.settings->gzip_bytes;

    if (http->status == 304 && exchange->head_gzip)
        mark_etag(http); /* the stored answer that the 304 speaks of was the compressed one */
    if (least == 0 || find(http, "Content-Encoding") != NULL ||
        (http->status != 304 && !is_text(http)))
        return;
    cd_http_set(http, "Vary", "Accept-Encoding"); /* of any size: the next one may be longer */
    if (http->out.len <= (size_t)least)
        return;
    const char *accepted =
        MHD_lookup_connection_value(exchange->mhd, MHD_HEADER_KIND, "Accept-Encoding");
    if (accepted == NULL || !accepts_gzip(accepted))
        return;
    struct cd_buf compressed;
    struct cd_deflater *deflater = take(shard);
    cd_buf_init(&compressed, http->out.max);
    bool done = compress_into(&deflater->stream, cd_buf_str(&http->out), &compressed);
    give_back(shard, deflater);
    if (!done) {
        cd_buf_release(&compressed);
        return;
    }
    cd_buf_release(&http->out);
    http->out = compressed;
    cd_http_set(http, "Content-Encoding", "gzip");
    mark_etag(http);
}

/* ---- the request's validators, without our mark */

const char *cd_gzip_validator(struct cd_exchange *exchange, const char *name, const char *value)
{
    bool none_match = cd_str_is_nocase(cd_str_of(name), "if-none-match");

    if (strstr(value, "-gz\"") == NULL ||
        (!none_match && !cd_str_is_nocase(cd_str_of(name), "if-match")))
        return value;
    char *plain = cd_arena_dup(exchange->http.arena, cd_str_of(value));
    for (char *at = strstr(plain, "-gz\""); at != NULL; at = strstr(at, "-gz\""))
        memmove(at, at + 3, strlen(at + 3) + 1);
    exchange->head_gzip = exchange->head_gzip || none_match;
    return plain;
}
