/* Cursors, authenticated by HMAC-SHA256 and bound to the operation and every filter, so that a
 * client can neither read into nor change them. A list's holds the order columns of the last row.
 * That of an operation with one answer (x-chatdong.result: one) holds the text of the statement's
 * column _next_cursor, comes back as :cursor, and is bound to the actor too. */
#ifndef CD_HTTP_CURSOR_H
#define CD_HTTP_CURSOR_H

#include "http/request.h"
#include <libpq-fe.h>

/* Fills req->after, or the parameter; false when the cursor is not ours or belongs to another list
 * or filter. */
bool cd_cursor_read(struct cd_request *req, struct cd_str text);
/* The cursor that follows `row` of the result. */
struct cd_str cd_cursor_write(struct cd_request *req, const PGresult *rows, int row);
/* The cursor that holds this text. */
struct cd_str cd_cursor_of(struct cd_request *req, struct cd_str text);

#endif
