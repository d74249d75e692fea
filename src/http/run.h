/* The database's part of a request: one transaction, and the answer made from its rows. */
#ifndef CD_HTTP_RUN_H
#define CD_HTTP_RUN_H

#include "http/plan.h"
#include "http/request.h"

/* Reads: one round trip on a read-only lane; the access record follows, before the answer. */
CD_MUST_CHECK enum cd_rc cd_run_read(struct cd_request *req);
/* Changes: first round trip up to the statement, second one with access record, stored answer
 * and COMMIT. */
CD_MUST_CHECK enum cd_rc cd_run_write(struct cd_request *req);

/* One further statement of the operation's hook, on a read-only lane in a transaction of its own.
 */
CD_MUST_CHECK enum cd_rc cd_run_hook_read(struct cd_request *req, const struct cd_plan_read *read,
                                          json_t **ret_rows);

#endif
