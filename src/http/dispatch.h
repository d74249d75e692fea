/* A request's way (DESIGN.md 3), in one file that reads like the list. */
#ifndef CD_HTTP_DISPATCH_H
#define CD_HTTP_DISPATCH_H

#include "http/server.h"

/* cd_server_config.handle: answers one exchange; `app` is a struct cd_app. */
void cd_dispatch(void *app, struct cd_http *http);
/* cd_server_config.body_limit. */
size_t cd_dispatch_body_limit(void *app, const char *method, struct cd_str path);

#endif
