#include "http/page.h"

#include "base/embed.h"

#include <string.h>

static const struct page {
    const char *path, *file, *type;
} pages[] = {
    {"/docs", "third_party/swagger-ui/index.html", "text/html; charset=utf-8"},
    {"/docs/", "third_party/swagger-ui/index.html", "text/html; charset=utf-8"},
    {"/docs/init.js", "third_party/swagger-ui/init.js", "text/javascript; charset=utf-8"},
    {"/docs/swagger-ui.css", "third_party/swagger-ui/swagger-ui.css", "text/css; charset=utf-8"},
    {"/docs/swagger-ui-bundle.js", "third_party/swagger-ui/swagger-ui-bundle.js",
     "text/javascript; charset=utf-8"},
};

/* swagger-ui sets style attributes at run time, which needs 'unsafe-inline' for styles only. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const struct page *find_page(struct cd_str path)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (cd_str_is(path, pages[i].path))
            return &pages[i];
    }
    return NULL;
}

bool cd_page_serve(struct cd_request *req)
{
    const struct page *page = find_page(req->http->path);
    bool reads = strcmp(req->http->method, "GET") == 0 || strcmp(req->http->method, "HEAD") == 0;
    struct cd_str bytes;

    if (page == NULL || !reads || !cd_embed_find(page->file, &bytes))
        return false;
    cd_answer(req, 200, page->type, bytes);
    cd_http_set(req->http, "Content-Security-Policy", policy);
    cd_http_set(req->http, "Cache-Control", "public, max-age=3600");
    return true;
}
