#include "auth/keys.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

#define P256_BYTES 32
#define DER_BYTES 80 /* two integers of at most 33 bytes with their headers */

/* RFC 7518 3.4: r and s side by side at full length; OpenSSL wants them in DER. 0 when refused. */
static size_t der_of(struct cd_str raw, unsigned char out[DER_BYTES])
{
    const unsigned char *bytes = (const unsigned char *)raw.ptr;
    unsigned char *at = out;

    if (raw.len != (size_t)2 * P256_BYTES)
        return 0;
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes, P256_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(bytes + P256_BYTES, P256_BYTES, NULL);
    int len = 0;
    /* Zero is never a signature; said here, not left to a library (CVE-2022-21449). */
    if (signature != NULL && r != NULL && s != NULL && !BN_is_zero(r) && !BN_is_zero(s) &&
        ECDSA_SIG_set0(signature, r, s) == 1) {
        r = s = NULL; /* owned by the signature now */
        len = i2d_ECDSA_SIG(signature, &at);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(signature);
    return len > 0 ? (size_t)len : 0;
}

bool cd_key_verify(const struct cd_key *key, struct cd_str text, struct cd_str signature)
{
    const char *digest = key->alg == CD_EDDSA ? NULL : "SHA256";
    unsigned char der[DER_BYTES];
    const unsigned char *bytes = (const unsigned char *)signature.ptr;
    size_t len = signature.len;

    if (key->alg == CD_ES256) {
        len = der_of(signature, der);
        bytes = der;
    }
    EVP_MD_CTX *ctx = len > 0 ? EVP_MD_CTX_new() : NULL;
    bool valid = ctx != NULL &&
                 EVP_DigestVerifyInit_ex(ctx, NULL, digest, NULL, NULL, key->pkey, NULL) == 1 &&
                 EVP_DigestVerify(ctx, bytes, len, (const unsigned char *)text.ptr, text.len) == 1;
    EVP_MD_CTX_free(ctx);
    if (!valid)
        ERR_clear_error(); /* a queue per thread that nobody else empties */
    return valid;
}
