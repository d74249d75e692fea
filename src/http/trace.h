/* Request id and W3C trace context of a request: taken over when sane, made otherwise. */
#ifndef CD_HTTP_TRACE_H
#define CD_HTTP_TRACE_H

#include "http/request.h"

void cd_trace_read(struct cd_request *req);
/* The trace id of a traceparent header (version 00, W3C Trace Context 3.2); false when it is bad.
 */
bool cd_trace_parse(struct cd_str header, char ret_trace_id[33]);

#endif
