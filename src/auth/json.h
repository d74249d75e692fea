/* JSON that a stranger wrote (token parts, key sets): an object, without duplicate names, no deeper
 * than 16. jansson alone goes down 2048 levels by recursion, too deep for a fiber's stack. */
#ifndef CD_AUTH_JSON_H
#define CD_AUTH_JSON_H

#include "chatdong/str.h"
#include <jansson.h>

json_t *cd_json_object(struct cd_str text); /* NULL when it is not; json_decref it */
/* The member's text, false when it is absent or no string. Lives as long as `object`. */
bool cd_json_text(const json_t *object, const char *name, struct cd_str *ret);

#endif
