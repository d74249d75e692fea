/*
 * A key set: the public keys of the issuer, made from a JWK Set (RFC 7517), immutable. A key that
 * is of no use to us (symmetric, for encryption, weak, private, malformed) is left out.
 */
#ifndef CD_AUTH_KEYS_H
#define CD_AUTH_KEYS_H

#include "auth/gate.h"
#include <openssl/evp.h>

#define CD_KEYS 64

struct cd_key {
    char kid[CD_KID_BYTES + 1]; /* "" when the JWK has none */
    enum cd_token_alg alg;      /* the one algorithm that this key may verify */
    EVP_PKEY *pkey;
    unsigned char print[32]; /* SHA-256 of its SubjectPublicKeyInfo: tells keys of one kid apart */
};

struct cd_keyset {
    size_t count;
    struct cd_key keys[CD_KEYS];
};

/* CD_BAD_REQUEST and a sentence when it is no JWK Set or has no key of use. */
CD_MUST_CHECK enum cd_rc cd_keyset_parse(struct cd_str json, struct cd_keyset **ret,
                                         struct cd_buf *why);
/* A new set with the keys of both (either may be NULL); of two keys that a token could not tell
 * apart the first stays. */
struct cd_keyset *cd_keyset_join(const struct cd_keyset *a, const struct cd_keyset *b);
void cd_keyset_free(struct cd_keyset *set); /* NULL is fine */

CD_MUST_CHECK enum cd_rc cd_keyset_find(const struct cd_keyset *set, struct cd_str kid,
                                        enum cd_token_alg alg, const struct cd_key **ret,
                                        struct cd_auth_refusal *ret_refusal);
/* Whether this very key is still in the set. */
bool cd_keyset_has(const struct cd_keyset *set, const unsigned char print[32]);
/* Signature over `text` as RFC 7518 3 and RFC 8037 3.1 have it. */
bool cd_key_verify(const struct cd_key *key, struct cd_str text, struct cd_str signature);

#endif
