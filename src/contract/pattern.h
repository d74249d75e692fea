/*
 * Regular expressions as JSON Schema means them (ECMA-262 with the u flag), on PCRE2. Only what
 * both read the same way is accepted (docs/decisions/0022-patterns.md); matching is bounded: a text
 * that needs more steps than the limit does not match. Any thread may match with one pattern.
 */
#ifndef CD_CONTRACT_PATTERN_H
#define CD_CONTRACT_PATTERN_H

#include "chatdong/arena.h"

struct cd_pattern;

/* NULL with a reason in *ret_reason (from the arena) when the pattern is not accepted. */
const struct cd_pattern *cd_pattern_compile(struct cd_arena *arena, struct cd_str source,
                                            const char **ret_reason);
/* `text` must be valid UTF-8. The pattern may match anywhere in it. */
bool cd_pattern_matches(const struct cd_pattern *pattern, struct cd_str text);

#endif
