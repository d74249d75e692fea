/* The boundaries of today's dongs in memory, for hooks (chatdong/geo.h). Read at start and again on
 * SIGHUP, as the dong codes are (http/area.h). */
#ifndef CD_HTTP_BOUNDARIES_H
#define CD_HTTP_BOUNDARIES_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

struct cd_app;

/* Reads the boundaries; the former ones stay for requests in flight, and stay the current ones when
 * nothing has changed. */
CD_MUST_CHECK enum cd_rc cd_boundaries_load(struct cd_app *app, PGconn *conn, struct cd_buf *why);
void cd_boundaries_release(struct cd_app *app);

#endif
