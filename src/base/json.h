/* JSON that a stranger wrote (bodies, token parts, key sets): without duplicate names, no deeper
 * than 16. jansson alone goes down 2048 levels by recursion, too deep for a fiber's stack. */
#ifndef CD_BASE_JSON_H
#define CD_BASE_JSON_H

#include "chatdong/str.h"
#include <jansson.h>

#define CD_JSON_DEPTH 16

bool cd_json_shallow(struct cd_str text);   /* no deeper than CD_JSON_DEPTH */
json_t *cd_json_object(struct cd_str text); /* NULL when it is not; json_decref it */
/* The member's text, false when it is absent or no string. Lives as long as `object`. */
bool cd_json_text(const json_t *object, const char *name, struct cd_str *ret);

#endif
