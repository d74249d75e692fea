/*
 * Path → template in one walk over the segments. Literals beat parameters: the alternatives are
 * resolved when the tree is built, so matching never goes back. Immutable once built.
 */
#ifndef CD_CONTRACT_ROUTER_H
#define CD_CONTRACT_ROUTER_H

#include "contract/contract.h"

/* From the contract's operations; NULL when there were findings. */
struct cd_router *cd_router_build(struct cd_arena *arena, const struct cd_contract *contract,
                                  struct cd_findings *findings);
struct cd_route cd_router_find(const struct cd_router *router, enum cd_method method,
                               struct cd_str path);

#endif
