/*
 * What MHD lets through and we do not: requests that two readers could take for different ones
 * (smuggling behind a proxy, RFC 9112 11.2), and those over our limits. Also: who the client is.
 */
#include "http/server_impl.h"

#include <string.h>

struct scan {
    size_t bytes;
    int hosts, lengths, encodings, expects;
    bool malformed, chunked, forwarded;
    struct cd_str length, expect;
};

/* RFC 9110 5.6.2 */
static bool is_token(const char *s, size_t len)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && (c == '\0' || strchr(marks, c) == NULL))
            return false;
    }
    return len > 0;
}

/* Some byte of the eight is below 0x20 or is 0x7f; exact up to the first one. */
static bool may_have_controls(const char *s)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t word;

    memcpy(&word, s, sizeof word);
    uint64_t low = (word - ones * 0x20) & ~word, del = word ^ (ones * 0x7f);
    return ((low | ((del - ones) & ~del)) & tops) != 0;
}

static bool has_controls(const char *s, size_t len)
{
    while (len >= 8 && !may_have_controls(s)) { /* a token is half a kilobyte */
        s += 8;
        len -= 8;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static void scan_known(struct scan *scan, struct cd_str name, struct cd_str value)
{
    if (cd_str_is_nocase(name, "host")) {
        scan->hosts++;
    } else if (cd_str_is_nocase(name, "content-length")) {
        scan->lengths++;
        scan->length = value;
    } else if (cd_str_is_nocase(name, "transfer-encoding")) {
        scan->encodings++;
        scan->chunked = cd_str_is_nocase(cd_str_trim(value), "chunked");
    } else if (cd_str_is_nocase(name, "expect")) {
        scan->expects++;
        scan->expect = value;
    } else if (cd_str_is_nocase(name, "x-forwarded-for")) {
        scan->forwarded = true;
    }
}

static enum MHD_Result scan_one(void *cls, enum MHD_ValueKind kind, const char *name,
                                size_t name_len, const char *value, size_t value_len)
{
    struct scan *scan = cls;

    (void)kind;
    scan->bytes += name_len + value_len;
    if (value == NULL || !is_token(name, name_len) || has_controls(value, value_len)) {
        scan->malformed = true;
        return MHD_YES;
    }
    scan_known(scan, (struct cd_str){name, name_len}, (struct cd_str){value, value_len});
    return MHD_YES;
}

static void refuse(struct cd_exchange *exchange, enum cd_rc rc, const char *reason)
{
    if (exchange->http.early != CD_OK)
        return; /* the first finding counts */
    exchange->http.early = rc;
    exchange->http.early_reason = reason;
}

static void check_line(struct cd_exchange *exchange, const struct cd_settings *settings)
{
    struct cd_str target = exchange->http.target;

    if (target.len > (size_t)settings->url_bytes)
        refuse(exchange, CD_URI_TOO_LONG, "uri_too_long");
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c <= 0x20 || c >= 0x7f)
            refuse(exchange, CD_BAD_REQUEST, "bad_target");
    }
    if (target.len == 0 || !is_token(exchange->method, strlen(exchange->method)))
        refuse(exchange, CD_BAD_REQUEST, "bad_request_line");
}

static void check_framing(struct cd_exchange *exchange, const struct scan *scan)
{
    bool is_1_1 = strcmp(exchange->version, "HTTP/1.1") == 0;

    if (scan->malformed)
        refuse(exchange, CD_BAD_REQUEST, "malformed_header");
    if (scan->hosts > 1 || (is_1_1 && scan->hosts == 0))
        refuse(exchange, CD_BAD_REQUEST, "host");
    if (scan->lengths > 1)
        refuse(exchange, CD_BAD_REQUEST, "two_content_lengths");
    if (scan->encodings > 0 && scan->lengths > 0)
        refuse(exchange, CD_BAD_REQUEST, "content_length_with_transfer_encoding");
    if (scan->encodings > 1 || (scan->encodings == 1 && (!scan->chunked || !is_1_1)))
        refuse(exchange, CD_BAD_REQUEST, "transfer_encoding");
    if (is_1_1 && scan->expects > 0 &&
        (scan->expects > 1 || !cd_str_is_nocase(cd_str_trim(scan->expect), "100-continue")))
        refuse(exchange, CD_EXPECTATION_FAILED, "expectation");
}

/* ---- the client behind trusted proxies */

static bool normalize(struct cd_str text, char out[INET6_ADDRSTRLEN])
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[sizeof(struct in6_addr)];

    text = cd_str_trim(text);
    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    for (int family = AF_INET;; family = AF_INET6) {
        if (inet_pton(family, copy, bytes) == 1)
            return inet_ntop(family, bytes, out, INET6_ADDRSTRLEN) != NULL;
        if (family == AF_INET6)
            return false;
    }
}

void cd_check_proxies(struct cd_server *server, const char *list)
{
    struct cd_str rest = cd_str_of(list);

    while (rest.len > 0 && server->proxy_count < CD_PROXIES) {
        if (normalize(cd_str_cut(&rest, ','), server->proxies[server->proxy_count]))
            server->proxy_count++;
    }
}

bool cd_check_is_proxy(const struct cd_server *server, const char *address)
{
    for (int i = 0; i < server->proxy_count; i++) {
        if (strcmp(server->proxies[i], address) == 0)
            return true;
    }
    return false;
}

struct forwarded {
    const struct cd_server *server;
    struct cd_arena *arena;
    const char *client;
};

/* One header line, oldest first. Each proxy adds at the right whom it saw: the client is the last
 * address that is not a proxy of ours; what stands before it, anybody could have written. */
static enum MHD_Result forwarded_line(void *cls, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    struct forwarded *forwarded = cls;
    struct cd_str rest = cd_str_of(value);
    char address[INET6_ADDRSTRLEN];

    (void)kind;
    if (!cd_str_is_nocase(cd_str_of(name), "x-forwarded-for"))
        return MHD_YES;
    while (rest.len > 0) {
        if (!normalize(cd_str_cut(&rest, ','), address))
            continue;
        if (!cd_check_is_proxy(forwarded->server, address))
            forwarded->client = cd_arena_dup(forwarded->arena, cd_str_of(address));
    }
    return MHD_YES;
}

static void take_forwarded(struct cd_exchange *exchange)
{
    struct forwarded forwarded = {exchange->conn->shard->server, exchange->http.arena, NULL};

    (void)MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, forwarded_line, &forwarded);
    if (forwarded.client != NULL)
        exchange->http.client = forwarded.client;
}

void cd_check_request(struct cd_exchange *exchange)
{
    const struct cd_settings *settings = exchange->conn->shard->server->config.settings;
    struct scan scan = {.bytes = 0};
    int64_t length = 0;

    (void)MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, scan_one, &scan);
    if (scan.forwarded && exchange->conn->trusted)
        take_forwarded(exchange);
    check_line(exchange, settings);
    if (scan.bytes > (size_t)settings->header_bytes)
        refuse(exchange, CD_HEADERS_TOO_LARGE, "headers_too_large");
    check_framing(exchange, &scan);
    if (scan.lengths == 1 && (!cd_str_int64(scan.length, &length) || length < 0))
        refuse(exchange, CD_BAD_REQUEST, "content_length");
    if ((uint64_t)length > exchange->body_limit)
        refuse(exchange, CD_TOO_LARGE, "body_too_large");
}
