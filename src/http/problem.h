/* The one writer of failures: RFC 9457 problem documents, and the table of the core's problems. */
#ifndef CD_HTTP_PROBLEM_H
#define CD_HTTP_PROBLEM_H

#include "http/request.h"

/* Status of the request's failure, from its problem's name (core table, then contract). */
int cd_problem_status(const struct cd_request *req);
/* Writes status, headers and body of the failure into the answer. */
void cd_problem_write(struct cd_request *req);
/* The failure of a rejected statement: SQLSTATE and constraint name → problem. The hint of a rule
 * that the operation maps is the code of the state that stands in the way, or `/pointer code
 * message` where a rule says its figures (never a name); PostgreSQL's own constraints have none. */
CD_MUST_CHECK enum cd_rc cd_problem_of_sql(struct cd_request *req, const char *sqlstate,
                                           const char *constraint, const char *hint);

/* How refusals of these operations are called, as one JSON object, for statements that answer for
 * several: by constraint, by SQLSTATE, and the core's problems by their names. */
void cd_problem_refusals(const struct cd_operation *op, const struct cd_operation *also,
                         struct cd_buf *out);

#endif
