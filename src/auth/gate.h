/*
 * The strict gate: everything about a token that can be refused without cryptography (RFC 7515,
 * RFC 8725, CONVENTIONS.md row 27). What comes out has one spelling: three parts of canonical
 * base64url, a header without duplicate or dangerous members, an algorithm of the allow-list.
 */
#ifndef CD_AUTH_GATE_H
#define CD_AUTH_GATE_H

#include "auth/auth.h"

#define CD_TOKEN_BYTES 8192
#define CD_KID_BYTES 64

enum cd_token_alg { CD_RS256, CD_ES256, CD_EDDSA };

struct cd_gate_token {
    enum cd_token_alg alg;
    bool is_access;                   /* typ says at+jwt (RFC 9068), not just JWT */
    struct cd_str kid;                /* empty when the header has none; of the arena */
    struct cd_str text;               /* what is signed: header and payload as they came */
    struct cd_str payload, signature; /* decoded, of the arena */
};

/* `types` is the setting token_types. Always CD_UNAUTHENTICATED when it refuses. */
CD_MUST_CHECK enum cd_rc cd_gate_open(struct cd_arena *arena, struct cd_str token,
                                      const char *types, struct cd_gate_token *ret,
                                      struct cd_auth_refusal *ret_refusal);
/* 1 to 64 of A-Z a-z 0-9 - _ . ~ = +: nothing that means something to a path, SQL or a log. */
bool cd_gate_kid_ok(struct cd_str kid);
bool cd_gate_alg(struct cd_str name, enum cd_token_alg *ret);
CD_MUST_CHECK enum cd_rc cd_refuse(struct cd_auth_refusal *ret_refusal, const char *code);

#endif
