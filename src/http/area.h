/* Every dong code of the city, so that the area of a gu or of the city can be bound as a list. Read
 * at start and again on SIGHUP: codes change a few times in a decade. */
#ifndef CD_HTTP_AREA_H
#define CD_HTTP_AREA_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

struct cd_app;

/* The array literal of all dong codes that begin with `gu` ("" is the city); "{}" when unknown.
 * Lives as long as the process. */
const char *cd_area_literal(const struct cd_app *app, const char *gu);
/* Reads the codes; the former ones stay for requests in flight. */
CD_MUST_CHECK enum cd_rc cd_area_load(struct cd_app *app, PGconn *conn, struct cd_buf *why);
void cd_area_release(struct cd_app *app);

#endif
