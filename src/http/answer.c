#include "http/answer.h"

#include "base/secret.h"
#include "db/rows.h"
#include "http/app.h"
#include "http/cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names in a stored answer's headers that are none: whose data it holds. */
#define RESIDENTS "_residents"
#define DONGS "_dongs"

/* Columns as this actor's role may see them. */
static const struct cd_row_column *columns_of(struct cd_request *req)
{
    return req->plan->columns[req->actor.known ? req->actor.role : CD_ROLE_COUNT];
}

static const char *header_of(const struct cd_http *http, const char *name)
{
    for (size_t i = 0; i < http->header_count; i++) {
        if (strcmp(http->headers[i].name, name) == 0)
            return http->headers[i].value;
    }
    return NULL;
}

static void set_type(struct cd_request *req)
{
    const struct cd_operation *op = req->op;

    cd_http_set(req->http, "Content-Type",
                op->produces_count > 0 ? op->produces[0].ptr : "application/json");
}

/* `"7"`, or `"7.m"` when values are masked: the version leads, so that any tag of a row can be sent
 * back in If-Match. */
static void set_version_tag(struct cd_request *req, const PGresult *rows)
{
    const char *version = PQgetvalue(rows, 0, req->plan->version_column);
    bool masked = req->plan->masked[req->actor.known ? req->actor.role : CD_ROLE_COUNT];

    cd_http_set(req->http, "ETag",
                cd_arena_printf(req->arena, "\"%s%s\"", version, masked ? ".m" : ""));
}

/* Public answers without a version are named by their content. */
void cd_answer_content_tag(struct cd_str bytes, char out[32])
{
    unsigned char digest[32];

    cd_sha256(bytes, digest);
    out[0] = '"';
    cd_hex(digest, 12, out + 1);
    out[25] = '"';
    out[26] = '\0';
}

static void set_content_tag(struct cd_request *req)
{
    char *tag = cd_arena_alloc(req->arena, 32);

    cd_answer_content_tag(cd_buf_str(&req->http->out), tag);
    cd_http_set(req->http, "ETag", tag);
}

/* An answer that also says when it was made is named by what it is about. */
static void set_weak_tag(struct cd_request *req, const PGresult *rows)
{
    char tag[32];

    cd_answer_content_tag(cd_str_of(PQgetvalue(rows, 0, req->plan->equal_column)), tag);
    cd_http_set(req->http, "ETag", cd_arena_printf(req->arena, "W/%s", tag));
}

static void set_cache(struct cd_request *req)
{
    bool shared = req->op->is_public && req->op->method == CD_GET;

    cd_http_set(req->http, "Cache-Control", shared ? "public, max-age=60" : "private, no-store");
}

/* A header that the statement itself knows; NULL: not this time. */
static void copy_column(struct cd_request *req, const PGresult *rows, int column, const char *name)
{
    if (column >= 0 && !PQgetisnull(rows, 0, column))
        cd_http_set(req->http, name,
                    cd_arena_dup(req->arena, cd_str_of(PQgetvalue(rows, 0, column))));
}

static void set_location(struct cd_request *req, const PGresult *rows)
{
    if (req->validate_only)
        return; /* a rehearsal leaves nothing that could be found */
    copy_column(req, rows, req->plan->location_column, "Location");
    if (req->http->status != 201 || req->plan->id_column < 0 || req->plan->location_column >= 0)
        return;
    cd_http_set(req->http, "Location",
                cd_arena_printf(req->arena, "%.*s/%s", (int)req->http->path.len,
                                req->http->path.ptr, PQgetvalue(rows, 0, req->plan->id_column)));
}

/* Prefer: return=minimal on a change: the answer without its body (RFC 7240 4.2). */
static bool answered_minimal(struct cd_request *req)
{
    if (req->op->lane != CD_LANE_WRITE || req->plan->stmt == NULL)
        return false;
    if (req->prefer.minimal) {
        cd_http_set(req->http, "Preference-Applied", "return=minimal");
        req->http->status = req->http->status == 201 ? 201 : 204;
        return true;
    }
    if (req->prefer.representation)
        cd_http_set(req->http, "Preference-Applied", "return=representation");
    return false;
}

/* The object ends with the cursor for what comes after it. */
static void add_cursor(struct cd_request *req, const PGresult *rows)
{
    struct cd_buf *out = &req->http->out;
    struct cd_str cursor =
        cd_cursor_of(req, cd_str_of(PQgetvalue(rows, 0, req->plan->cursor_column)));

    if (out->len > 0)
        out->len--; /* its brace */
    cd_buf_addf(out, ",\"next_cursor\":\"%.*s\"}", (int)cursor.len, cursor.ptr);
}

void cd_answer_one(struct cd_request *req, const PGresult *rows)
{
    req->http->status = req->op->success_status;
    set_location(req, rows);
    copy_column(req, rows, req->plan->retry_column, "Retry-After");
    set_cache(req);
    if (req->plan->version_column >= 0)
        set_version_tag(req, rows);
    if (answered_minimal(req))
        return;
    set_type(req);
    cd_rows_object(&req->http->out, rows, 0, columns_of(req));
    if (req->plan->cursor_column >= 0)
        add_cursor(req, rows);
    if (req->plan->version_column >= 0 || !req->op->is_public)
        return;
    if (req->plan->equal_column >= 0)
        set_weak_tag(req, rows);
    else
        set_content_tag(req);
}

void cd_answer_nothing(struct cd_request *req)
{
    req->http->status = req->op->success_status;
    set_cache(req);
}

/* The request's own target with another cursor, for Link: rel="next" (RFC 8288). */
static const char *next_target(struct cd_request *req, struct cd_str cursor)
{
    CD_BUF_AUTO(target, 16384);
    struct cd_str rest = req->http->query;

    cd_buf_addc(&target, '<');
    cd_buf_add(&target, req->http->path.ptr, req->http->path.len);
    cd_buf_addf(&target, "?cursor=%.*s", (int)cursor.len, cursor.ptr);
    while (rest.len > 0) {
        struct cd_str pair = cd_str_cut(&rest, '&');
        if (pair.len > 0 && !cd_str_starts(pair, "cursor="))
            cd_buf_addf(&target, "&%.*s", (int)pair.len, pair.ptr);
    }
    cd_buf_adds(&target, ">; rel=\"next\"");
    return cd_arena_dup(req->arena, cd_buf_str(&target));
}

static void add_total(struct cd_request *req, const PGresult *total)
{
    static const char most[] = "10001"; /* the count statement stops there */

    if (total == NULL || PQntuples(total) == 0)
        return;
    const char *count = PQgetvalue(total, 0, 0);
    bool capped = strcmp(count, most) == 0;
    cd_http_set(req->http, "Preference-Applied", "return=total-count");
    cd_buf_addf(&req->http->out, ",\"total_count\":%s", capped ? "\"10000+\"" : count);
}

void cd_answer_many(struct cd_request *req, const PGresult *rows, const PGresult *total)
{
    struct cd_buf *out = &req->http->out;
    int count = PQntuples(rows);
    bool more = count > req->limit;

    req->http->status = req->op->success_status;
    set_type(req);
    set_cache(req);
    cd_buf_adds(out, "{\"items\":");
    cd_rows_array(out, rows, more ? (int)req->limit : count, columns_of(req));
    if (more) {
        struct cd_str cursor = cd_cursor_write(req, rows, (int)req->limit - 1);
        cd_buf_addf(out, ",\"next_cursor\":\"%.*s\"", (int)cursor.len, cursor.ptr);
        cd_http_set(req->http, "Link", next_target(req, cursor));
    } else {
        cd_buf_adds(out, ",\"next_cursor\":null");
    }
    add_total(req, total);
    cd_buf_addc(out, '}');
    if (req->op->is_public)
        set_content_tag(req);
}

void cd_answer_batch(struct cd_request *req, const PGresult *const *results, size_t count)
{
    struct cd_buf *out = &req->http->out;
    const struct cd_row_column *columns = columns_of(req);

    req->http->status = req->op->success_status;
    set_cache(req);
    if (answered_minimal(req))
        return;
    set_type(req);
    cd_buf_adds(out, "{\"items\":[");
    for (size_t i = 0; i < count; i++) {
        cd_buf_adds(out, i > 0 ? "," : "");
        cd_rows_object(out, results[i], 0, columns);
    }
    cd_buf_adds(out, "]}");
}

static struct cd_str opaque_of(struct cd_str tag)
{
    return cd_str_starts(tag, "W/") ? (struct cd_str){tag.ptr + 2, tag.len - 2} : tag;
}

/* The weak comparison (RFC 9110, 8.8.3.2). `"7-gz"` is the compressed form of `"7"`; both name the
 * same version. */
static bool same_tag(struct cd_str wanted, struct cd_str ours)
{
    wanted = opaque_of(wanted);
    ours = opaque_of(ours);
    if (cd_str_eq(wanted, ours))
        return true;
    return wanted.len == ours.len + 3 && ours.len > 0 &&
           memcmp(wanted.ptr, ours.ptr, ours.len - 1) == 0 &&
           memcmp(wanted.ptr + ours.len - 1, "-gz\"", 4) == 0;
}

void cd_answer_condition(struct cd_request *req)
{
    const char *tag = header_of(req->http, "ETag");
    struct cd_str rest = cd_str_of(cd_http_header(req->http, "If-None-Match"));
    bool all = cd_str_is(cd_str_trim(rest), "*");

    if (tag == NULL || req->op == NULL || req->op->method != CD_GET || req->http->status != 200 ||
        !(req->op->not_modified || req->op->is_public))
        return;
    while (rest.len > 0) {
        struct cd_str wanted = cd_str_trim(cd_str_cut(&rest, ','));
        if (!all && !same_tag(wanted, cd_str_of(tag)))
            continue;
        req->http->status = 304;
        cd_buf_reset(&req->http->out);
        return;
    }
}

static void add_kept(struct cd_buf *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    cd_buf_addf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
    cd_buf_add_json(out, cd_str_of(value));
}

const char *cd_answer_headers_json(struct cd_request *req, const struct cd_access_record *record)
{
    static const char *const kept[] = {"Content-Type", "Location", "ETag", "Preference-Applied"};
    CD_BUF_AUTO(out, (size_t)1 << 20);

    cd_buf_addc(&out, '{');
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        add_kept(&out, kept[i], header_of(req->http, kept[i]));
    if (record != NULL) {
        add_kept(&out, RESIDENTS, record->residents);
        add_kept(&out, DONGS, record->dongs);
    }
    cd_buf_addc(&out, '}');
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

void cd_answer_replay(struct cd_request *req, int status, const char *headers, struct cd_str body,
                      struct cd_access_record *record)
{
    json_t *map = json_loads(headers, 0, NULL);
    const char *name;
    json_t *kept;

    req->http->status = status;
    cd_buf_reset(&req->http->out);
    cd_buf_add(&req->http->out, body.ptr, body.len);
    json_object_foreach(map, name, kept)
    {
        char *value = cd_arena_dup(req->arena, cd_str_of(json_string_value(kept)));
        if (strcmp(name, RESIDENTS) == 0)
            record->residents = value;
        else if (strcmp(name, DONGS) == 0)
            record->dongs = value;
        else
            cd_http_set(req->http, cd_arena_dup(req->arena, cd_str_of(name)), value);
    }
    json_decref(map);
    set_cache(req);
    cd_http_set(req->http, "Idempotency-Replayed", "true");
}

/* 0 to 1000; what is no weight counts as 1 (RFC 9110 12.4.2). */
static int weight_of(struct cd_str params)
{
    while (params.len > 0) {
        struct cd_str one = cd_str_trim(cd_str_cut(&params, ';'));
        int weight = 0;
        if (!cd_str_starts(one, "q=") && !cd_str_starts(one, "Q="))
            continue;
        if (one.len < 3 || one.ptr[2] != '0')
            return 1000;
        for (size_t i = 4, unit = 100; i < one.len && unit > 0; i++, unit /= 10) {
            if (one.ptr[i] < '0' || one.ptr[i] > '9')
                return 1000;
            weight += (one.ptr[i] - '0') * (int)unit;
        }
        return weight;
    }
    return 1000;
}

/* How well one element of Accept likes the type; 0: not at all (RFC 9110 12.5.1). */
static int accepts(struct cd_str range, struct cd_str type)
{
    struct cd_str params = range;
    struct cd_str name = cd_str_trim(cd_str_cut(&params, ';'));
    struct cd_str main_type = type;
    int weight = weight_of(params);

    if (cd_str_is(name, "*/*"))
        return weight;
    main_type = cd_str_cut(&main_type, '/');
    if (name.len == main_type.len + 2 && memcmp(name.ptr + main_type.len, "/*", 2) == 0)
        return strncasecmp(name.ptr, main_type.ptr, main_type.len) == 0 ? weight : 0;
    return name.len == type.len && strncasecmp(name.ptr, type.ptr, name.len) == 0 ? weight : 0;
}

struct cd_str cd_answer_media_type(const struct cd_request *req)
{
    struct cd_str header = cd_str_of(cd_http_header(req->http, "Accept"));
    struct cd_str best = {"", 0};
    int most = 0;

    if (req->op->produces_count > 0 && cd_str_trim(header).len == 0)
        return req->op->produces[0];
    for (size_t i = 0; i < req->op->produces_count; i++) {
        struct cd_str rest = header;
        while (rest.len > 0) {
            int weight = accepts(cd_str_cut(&rest, ','), req->op->produces[i]);
            if (weight <= most)
                continue;
            most = weight;
            best = req->op->produces[i];
        }
    }
    return best;
}

bool cd_answer_acceptable(const struct cd_request *req)
{
    return req->op->produces_count == 0 || cd_answer_media_type(req).len > 0;
}
