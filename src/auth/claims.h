/* The claims of a verified token (RFC 7519 4.1, RFC 9068 2.2) and the actor that they make. */
#ifndef CD_AUTH_CLAIMS_H
#define CD_AUTH_CLAIMS_H

#include "auth/gate.h"

struct cd_claim_rules {
    const char *issuer, *audience;
    int64_t skew; /* seconds */
};

/* CD_UNAUTHENTICATED with the claim's name ("aud"), or "expired", or "id_token". */
CD_MUST_CHECK enum cd_rc cd_claims_read(const struct cd_gate_token *token,
                                        const struct cd_claim_rules *rules, int64_t now,
                                        struct cd_actor *ret, struct cd_auth_refusal *ret_refusal);

#endif
