/* From rows to the answer: body, status, ETag, Location, Link and cache headers. */
#ifndef CD_HTTP_ANSWER_H
#define CD_HTTP_ANSWER_H

#include "http/access.h"
#include "http/request.h"
#include <libpq-fe.h>

void cd_answer_one(struct cd_request *req, const PGresult *rows);
void cd_answer_many(struct cd_request *req, const PGresult *rows, const PGresult *total);
void cd_answer_batch(struct cd_request *req, const PGresult *const *results, size_t count);
void cd_answer_nothing(struct cd_request *req);
/* Turns a 200 into 304 when If-None-Match has the answer's tag (RFC 9110 13.1.2). */
void cd_answer_condition(struct cd_request *req);
/* Entity tag of bytes without a version: `"` and 24 hex digits of their SHA-256. */
void cd_answer_content_tag(struct cd_str bytes, char out[32]);
/* What is kept of an answer's headers for an Idempotency-Key, as a JSON object; with `record`,
 * whose data it holds stands beside them under names that are no headers. */
const char *cd_answer_headers_json(struct cd_request *req, const struct cd_access_record *record);
/* Gives a stored answer again, and fills in whose data it holds. */
void cd_answer_replay(struct cd_request *req, int status, const char *headers, struct cd_str body,
                      struct cd_access_record *record);
/* The media type of the operation that the Accept header likes best; empty when none fits. */
struct cd_str cd_answer_media_type(const struct cd_request *req);
/* False when no media type of the operation fits the Accept header. */
bool cd_answer_acceptable(const struct cd_request *req);

#endif
