/* From validated input to the text values of a statement. */
#ifndef CD_HTTP_BIND_H
#define CD_HTTP_BIND_H

#include "http/plan.h"
#include "http/request.h"

/* Bit i is set when optional i of the statement is given by the request (or the item). */
uint32_t cd_bind_present(struct cd_request *req, const struct cd_stmt *stmt,
                         const struct cd_binding *bindings, json_t *body);
/* Values for $1 … $n of a variant, in the arena. NULL is SQL NULL. */
const char *const *cd_bind_values(struct cd_request *req, const struct cd_stmt_variant *variant,
                                  const struct cd_binding *bindings, json_t *body);
/* The actor's dongs as an array literal; a gu or the city is expanded to every dong code of it. */
const char *cd_bind_actor_dongs(struct cd_request *req);

#endif
