/* What a plain YAML scalar means in the core schema of YAML 1.2 (section 10.3.2). */
#ifndef CD_CONTRACT_SCALAR_H
#define CD_CONTRACT_SCALAR_H

#include "contract/node.h"

/* Sets kind and value of a node from its text; text that is none of the others stays TEXT.
 * False for what JSON cannot say: infinities, not-a-number, a number beyond a double. */
bool cd_scalar_read(struct cd_node *node);
/* RFC 8259 number, nothing else: kind INT when it has neither fraction nor exponent and fits int64,
 * else REAL. False when it is none or beyond a double. */
bool cd_scalar_number(struct cd_str text, struct cd_node *ret);

#endif
