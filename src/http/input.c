#include "http/input.h"

#include "base/json.h"
#include "http/app.h"
#include "http/cursor.h"
#include "http/nfc.h"

#include <string.h>

#define PAGE_DEFAULT 20
#define KEY_BYTES 255

static void release_json(void *json)
{
    json_decref(json);
}

/* "application/json; charset=utf-8" → true for application/json; other charsets are refused. */
static bool is_media_type(const char *header, struct cd_str wanted)
{
    struct cd_str rest = cd_str_of(header);
    struct cd_str type = cd_str_trim(cd_str_cut(&rest, ';'));

    if (type.len != wanted.len || strncasecmp(type.ptr, wanted.ptr, type.len) != 0)
        return false;
    while (rest.len > 0) {
        struct cd_str parameter = cd_str_trim(cd_str_cut(&rest, ';'));
        struct cd_str name = cd_str_cut(&parameter, '=');
        if (cd_str_is_nocase(name, "charset") && !cd_str_is_nocase(parameter, "utf-8") &&
            !cd_str_is_nocase(parameter, "\"utf-8\""))
            return false;
    }
    return true;
}

static enum cd_rc check_media_type(struct cd_request *req)
{
    const char *header = cd_http_header(req->http, "Content-Type");

    if (header != NULL && is_media_type(header, req->op->body_type))
        return CD_OK;
    req->failure.accepts = req->op->body_type.ptr;
    return cd_fail(req, CD_UNSUPPORTED_MEDIA, "unsupported_media_type",
                   "The Content-Type of the body is not one that this operation reads");
}

static enum cd_rc parse_body(struct cd_request *req)
{
    struct cd_str body = req->http->body;
    json_error_t error;

    if (!cd_json_shallow(body)) {
        cd_errors_add(&req->errors, "", "depth", "nested deeper than %d levels", CD_JSON_DEPTH);
        return CD_OK;
    }
    req->body = json_loadb(body.ptr, body.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (req->body == NULL) {
        cd_errors_add(&req->errors, "", "json", "not valid JSON, at byte %d", error.position);
        return CD_OK;
    }
    cd_arena_defer(req->arena, release_json, req->body);
    if (!cd_nfc_tree(req->arena, req->body))
        cd_errors_add(&req->errors, "", "utf8", "text is not valid UTF-8");
    else
        (void)cd_schema_check(req->op->body, req->body, true, &req->errors);
    return CD_OK;
}

static enum cd_rc read_body(struct cd_request *req)
{
    if (req->op->body == NULL) {
        if (req->http->body.len > 0)
            cd_errors_add(&req->errors, "", "body", "this operation takes no body");
        return CD_OK;
    }
    if (req->http->body.len == 0) {
        if (req->op->body_required)
            cd_errors_add(&req->errors, "", "required", "a body is required");
        return CD_OK;
    }
    enum cd_rc rc = check_media_type(req);
    return rc != CD_OK ? rc : parse_body(req);
}

/* The raw text of one declared parameter; false when the request does not have it. */
static bool raw_parameter(struct cd_request *req, const struct cd_parameter *param, size_t *path_at,
                          struct cd_str *ret)
{
    if (param->in == CD_IN_PATH) {
        struct cd_str raw = req->route.values[(*path_at)++];
        if (!cd_percent_decode(req->arena, raw, false, ret)) {
            cd_errors_add(&req->errors, param->name.ptr, "encoding", "bad percent encoding");
            return false;
        }
        return true;
    }
    if (param->in == CD_IN_HEADER) {
        const char *value = cd_http_header(req->http, param->name.ptr);
        *ret = cd_str_of(value);
        return value != NULL;
    }
    for (size_t i = 0; i < req->query.count; i++) {
        if (cd_str_eq(req->query.pairs[i].name, param->name)) {
            *ret = req->query.pairs[i].value;
            return true;
        }
    }
    return false;
}

/* Headers with a grammar of their own are read by the core, not by a schema. */
static bool is_core_header(const struct cd_parameter *param)
{
    return param->in == CD_IN_HEADER;
}

static void read_parameters(struct cd_request *req)
{
    const struct cd_operation *op = req->op;
    size_t path_at = 0;

    req->params = cd_arena_alloc(req->arena, (op->param_count + 1) * sizeof *req->params);
    for (size_t i = 0; i < op->param_count; i++) {
        const struct cd_parameter *param = &op->params[i];
        struct cd_str text = {NULL, 0};
        if (is_core_header(param))
            continue;
        if (!raw_parameter(req, param, &path_at, &text)) {
            if (param->required)
                cd_errors_add(&req->errors, param->name.ptr, "required", "is required");
            continue;
        }
        text = cd_nfc(req->arena, text);
        if (cd_schema_check_text(param->schema, param->name.ptr, text, &req->errors))
            req->params[i] = cd_arena_copy(req->arena, text);
    }
}

static const char *groups_text(struct cd_request *req)
{
    const struct cd_operation *op = req->op;
    CD_BUF_AUTO(out, 1024);

    for (size_t g = 0; g < op->one_of_count; g++) {
        const char *before = g > 0 ? " | " : "";
        for (size_t i = 0; i < op->param_count; i++) {
            if ((op->one_of[g] >> i & 1) == 0)
                continue;
            cd_buf_addf(&out, "%s%s", before, op->params[i].name.ptr);
            before = " and ";
        }
    }
    return cd_arena_dup(req->arena, cd_buf_str(&out));
}

/* x-chatdong.one_of: one group of parameters is given whole, and nothing of the others. */
static void check_one_of(struct cd_request *req)
{
    const struct cd_operation *op = req->op;
    uint64_t given = 0, grouped = 0;
    bool one = op->one_of_count == 0;

    for (size_t i = 0; i < op->param_count; i++)
        given |= (uint64_t)(req->params[i].ptr != NULL) << i;
    for (size_t g = 0; g < op->one_of_count; g++)
        grouped |= op->one_of[g];
    for (size_t g = 0; g < op->one_of_count; g++)
        one |= (given & grouped) == op->one_of[g];
    if (!one && req->errors.count == 0)
        cd_errors_add(&req->errors, "query", "one_of", "exactly one of these is given: %s",
                      groups_text(req));
}

static void refuse_unknown_query(struct cd_request *req)
{
    for (size_t i = 0; i < req->query.count; i++) {
        bool known = false;
        for (size_t p = 0; p < req->op->param_count && !known; p++) {
            known = req->op->params[p].in == CD_IN_QUERY &&
                    cd_str_eq(req->op->params[p].name, req->query.pairs[i].name);
        }
        if (!known)
            cd_errors_add(&req->errors, "query", "unknown_parameter",
                          "a query parameter that this operation does not know");
    }
}

static void read_prefer(struct cd_request *req)
{
    struct cd_str rest = cd_str_of(cd_http_header(req->http, "Prefer"));

    while (rest.len > 0) {
        struct cd_str one = cd_str_trim(cd_str_cut(&rest, ','));
        req->prefer.minimal |= cd_str_is_nocase(one, "return=minimal");
        req->prefer.representation |= cd_str_is_nocase(one, "return=representation");
        req->prefer.total_count |= cd_str_is_nocase(one, "return=total-count");
    }
}

static bool declares(const struct cd_operation *op, const char *name, enum cd_place in)
{
    for (size_t i = 0; i < op->param_count; i++) {
        if (op->params[i].in == in && cd_str_is_nocase(op->params[i].name, name))
            return true;
    }
    return false;
}

/* The entity tag's leading digits are the row's version; what follows names the representation. */
static bool version_of_tag(struct cd_str tag, int64_t *ret)
{
    size_t digits = 0;

    tag = cd_str_trim(tag);
    if (tag.len < 3 || tag.ptr[0] != '"' || tag.ptr[tag.len - 1] != '"')
        return false;
    tag = (struct cd_str){tag.ptr + 1, tag.len - 2};
    if (memchr(tag.ptr, '"', tag.len) != NULL)
        return false; /* a list of tags: one row has one version */
    while (digits < tag.len && tag.ptr[digits] >= '0' && tag.ptr[digits] <= '9')
        digits++;
    return cd_str_int64((struct cd_str){tag.ptr, digits}, ret) && *ret > 0;
}

static enum cd_rc read_if_match(struct cd_request *req)
{
    const char *header = cd_http_header(req->http, "If-Match");

    if (!req->op->if_match)
        return CD_OK;
    if (header == NULL)
        return cd_fail(req, CD_PRECONDITION_REQUIRED, "precondition_required",
                       "Send If-Match with the ETag of the version that you changed");
    if (!version_of_tag(cd_str_of(header), &req->if_match))
        return cd_fail(req, CD_PRECONDITION_FAILED, "precondition_failed",
                       "If-Match must be one strong entity tag that this service gave");
    return CD_OK;
}

/* A structured-field string ("…") or the bare token; visible ASCII either way. */
static enum cd_rc read_idempotency_key(struct cd_request *req)
{
    struct cd_str key = cd_str_trim(cd_str_of(cd_http_header(req->http, "Idempotency-Key")));

    if (!declares(req->op, "Idempotency-Key", CD_IN_HEADER))
        return CD_OK;
    if (key.len >= 2 && key.ptr[0] == '"' && key.ptr[key.len - 1] == '"')
        key = (struct cd_str){key.ptr + 1, key.len - 2};
    if (key.len == 0) {
        if (req->op->idempotent)
            cd_errors_add(&req->errors, "Idempotency-Key", "required", "is required");
        return CD_OK;
    }
    bool sane = key.len <= KEY_BYTES;
    for (size_t i = 0; i < key.len && sane; i++)
        sane = key.ptr[i] > ' ' && key.ptr[i] < 0x7f && key.ptr[i] != '"' && key.ptr[i] != '\\';
    if (!sane)
        cd_errors_add(&req->errors, "Idempotency-Key", "format",
                      "1 to %d visible ASCII characters without quotes", KEY_BYTES);
    else
        req->idempotency_key = cd_arena_copy(req->arena, key);
    return CD_OK;
}

bool cd_request_param(struct cd_request *req, const char *name, struct cd_str *ret)
{
    for (size_t i = 0; i < req->op->param_count; i++) {
        if (!cd_str_is(req->op->params[i].name, name) || req->params[i].ptr == NULL)
            continue;
        *ret = req->params[i];
        return true;
    }
    *ret = (struct cd_str){"", 0};
    return false;
}

static void read_page(struct cd_request *req)
{
    struct cd_str text;

    req->limit = PAGE_DEFAULT;
    if (cd_request_param(req, "limit", &text))
        (void)cd_str_int64(text, &req->limit);
    req->validate_only = cd_request_param(req, "validate_only", &text) && cd_str_is(text, "true");
    if (req->errors.count == 0 && cd_request_param(req, "cursor", &text) &&
        !cd_cursor_read(req, text))
        cd_errors_add(&req->errors, "cursor", "cursor",
                      "was not made by this service for this list and these filters");
}

enum cd_rc cd_input_read(struct cd_request *req)
{
    if (!cd_query_parse(req->arena, req->http->query, &req->query, &req->errors))
        req->query.count = 0;
    read_parameters(req);
    refuse_unknown_query(req);
    check_one_of(req);
    read_prefer(req);
    enum cd_rc rc = read_body(req);
    if (rc == CD_OK)
        rc = read_if_match(req);
    if (rc == CD_OK)
        rc = read_idempotency_key(req);
    if (rc != CD_OK)
        return rc;
    read_page(req);
    if (req->errors.count > 0)
        return cd_fail(req, CD_BAD_REQUEST, "invalid_request",
                       "See errors for each place that does not fit");
    return CD_OK;
}
