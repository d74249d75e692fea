#include "base/log.h"
#include "http/server_impl.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The exchange whose dispatcher is being called: set right before, read at the endpoint's first
 * line, with no wait in between. Ulfius' request has no place for it. */
static _Thread_local struct cd_exchange *serving;

void cd_reply_serving(struct cd_exchange *exchange)
{
    serving = exchange;
}

/* ---- what handlers ask */

const char *cd_http_header(const struct cd_http *http, const char *name)
{
    struct cd_exchange *exchange = http->impl;
    const char *value = MHD_lookup_connection_value(exchange->mhd, MHD_HEADER_KIND, name);

    return value != NULL ? cd_gzip_validator(exchange, name, value) : NULL;
}

struct tally {
    struct cd_str name;
    int count;
};

static enum MHD_Result count_one(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct tally *tally = cls;

    (void)kind, (void)value;
    tally->count += cd_str_is_nocase(tally->name, name);
    return MHD_YES;
}

int cd_http_header_count(const struct cd_http *http, const char *name)
{
    struct cd_exchange *exchange = http->impl;
    struct tally tally = {.name = cd_str_of(name)};

    (void)MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, count_one, &tally);
    return tally.count;
}

/* Ulfius holds one value per name: what comes twice becomes a list, RFC 9110 5.3. */
void cd_http_set(struct cd_http *http, const char *name, const char *value)
{
    for (size_t i = 0; i < http->header_count; i++) {
        struct cd_http_header *header = &http->headers[i];
        if (header->name[0] != name[0] || strcasecmp(header->name, name) != 0)
            continue; /* all are written by us, in one spelling */
        header->value = cd_arena_printf(http->arena, "%s, %s", header->value, value);
        return;
    }
    if (http->header_count == CD_HTTP_HEADERS) {
        cd_log(CD_LOG_ERROR, "too_many_headers", CD_LOG_STR("name", name));
        return;
    }
    http->headers[http->header_count++] = (struct cd_http_header){name, value};
}

/* ---- the answer */

static void overflowed(struct cd_http *http)
{
    cd_log(CD_LOG_ERROR, "answer_too_large");
    cd_buf_reset(&http->out);
    http->header_count = 0;
    http->status = 500;
}

static bool may_have_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

/* The response's map is empty and our names are different ones: it is filled at once. u_map_put
 * would look for each name and grow three arrays each time; the struct is part of ulfius.h. */
static void give_headers(const struct cd_http *http, struct _u_map *map)
{
    size_t count = http->header_count;

    map->keys = o_realloc(map->keys, (count + 1) * sizeof *map->keys);
    map->values = o_realloc(map->values, (count + 1) * sizeof *map->values);
    map->lengths = o_realloc(map->lengths, (count + 1) * sizeof *map->lengths);
    if (map->keys == NULL || map->values == NULL || map->lengths == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        map->lengths[i] = strlen(http->headers[i].value);
        map->keys[i] = o_strdup(http->headers[i].name);
        map->values[i] = o_strndup(http->headers[i].value, map->lengths[i]);
        if (map->keys[i] == NULL || map->values[i] == NULL)
            abort();
    }
    map->keys[count] = map->values[count] = NULL;
    map->lengths[count] = 0;
    map->nb_values = (int)count;
}

static void give(struct cd_http *http, struct _u_response *response)
{
    response->status = http->status;
    give_headers(http, response->map_header);
    if (http->out.len > 0 && may_have_body(http->status)) {
        size_t len = 0;
        response->binary_body = cd_buf_detach(&http->out, &len);
        response->binary_body_length = len;
    }
}

int cd_reply_serve(const struct _u_request *request, struct _u_response *response, void *arg)
{
    struct cd_exchange *exchange = serving;
    struct cd_http *http = &exchange->http;
    struct cd_shard *shard = arg;

    (void)request;
    serving = NULL;
    shard->handle(shard->server->config.app, http);
    if (http->status == 0 || http->out.overflow)
        overflowed(http);
    cd_gzip_answer(exchange);
    if (http->close || http->early != CD_OK || atomic_load(&shard->server->draining))
        cd_http_set(http, "Connection", "close");
    give(http, response);
    return U_CALLBACK_COMPLETE;
}
