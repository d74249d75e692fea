#include "http/page.h"

#include "base/embed.h"

#include <string.h>

/* swagger-ui sets style attributes at run time, which needs 'unsafe-inline' for styles only. */
static const char docs_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* Ours needs nothing but its own files and this service. */
static const char own_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static const struct page {
    const char *path, *file, *type, *policy;
} pages[] = {
    {"/docs", "third_party/swagger-ui/index.html", "text/html; charset=utf-8", docs_policy},
    {"/docs/", "third_party/swagger-ui/index.html", "text/html; charset=utf-8", docs_policy},
    {"/docs/init.js", "third_party/swagger-ui/init.js", "text/javascript; charset=utf-8",
     docs_policy},
    {"/docs/swagger-ui.css", "third_party/swagger-ui/swagger-ui.css", "text/css; charset=utf-8",
     docs_policy},
    {"/docs/swagger-ui-bundle.js", "third_party/swagger-ui/swagger-ui-bundle.js",
     "text/javascript; charset=utf-8", docs_policy},
    {"/find", "web/find/index.html", "text/html; charset=utf-8", own_policy},
    {"/find/", "web/find/index.html", "text/html; charset=utf-8", own_policy},
    {"/find/find.css", "web/find/find.css", "text/css; charset=utf-8", own_policy},
    {"/find/find.js", "web/find/find.js", "text/javascript; charset=utf-8", own_policy},
    {"/find/combobox.js", "web/find/combobox.js", "text/javascript; charset=utf-8", own_policy},
    {"/find/words.js", "web/find/words.js", "text/javascript; charset=utf-8", own_policy},
    {"/statistics", "web/statistics/index.html", "text/html; charset=utf-8", own_policy},
    {"/statistics/", "web/statistics/index.html", "text/html; charset=utf-8", own_policy},
    {"/statistics/statistics.css", "web/statistics/statistics.css", "text/css; charset=utf-8",
     own_policy},
    {"/statistics/statistics.js", "web/statistics/statistics.js", "text/javascript; charset=utf-8",
     own_policy},
    {"/statistics/figures.js", "web/statistics/figures.js", "text/javascript; charset=utf-8",
     own_policy},
    {"/statistics/drawings.js", "web/statistics/drawings.js", "text/javascript; charset=utf-8",
     own_policy},
    {"/statistics/words.js", "web/statistics/words.js", "text/javascript; charset=utf-8",
     own_policy},
    {"/common/common.css", "web/common/common.css", "text/css; charset=utf-8", own_policy},
    {"/common/page.js", "web/common/page.js", "text/javascript; charset=utf-8", own_policy},
    {"/common/icon.svg", "web/common/icon.svg", "image/svg+xml", own_policy},
    {"/common/d3.js", "third_party/d3/d3.js", "text/javascript; charset=utf-8", own_policy},
};

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
    cd_http_set(req->http, "Content-Security-Policy", page->policy);
    cd_http_set(req->http, "Cache-Control", "public, max-age=3600");
    return true;
}
