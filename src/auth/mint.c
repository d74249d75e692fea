/* The service's own tokens: `chatdong token`, the demo city and the tests. libjwt writes them; who
 * comes in is decided by the gate alone. */
#include "auth/auth.h"
#include "auth/file.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"

#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <unistd.h>

static struct cd_str number(struct cd_arena *arena, EVP_PKEY *pkey, const char *name, size_t width)
{
    BIGNUM *value = NULL;
    struct cd_str text = {"", 0};

    if (EVP_PKEY_get_bn_param(pkey, name, &value) != 1)
        return text;
    size_t len = width > 0 ? width : (size_t)BN_num_bytes(value);
    unsigned char *bytes = cd_arena_alloc(arena, len + 1);
    if (BN_bn2binpad(value, bytes, (int)len) >= 0)
        text = cd_base64url(arena, (struct cd_str){(const char *)bytes, len});
    BN_free(value);
    return text;
}

/* The required members of the public JWK in the order of RFC 7638 3, NULL for other keys. */
static const char *canonical_jwk(struct cd_arena *arena, EVP_PKEY *pkey)
{
    if (EVP_PKEY_is_a(pkey, "RSA"))
        return cd_arena_printf(arena, "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
                               number(arena, pkey, OSSL_PKEY_PARAM_RSA_E, 0).ptr,
                               number(arena, pkey, OSSL_PKEY_PARAM_RSA_N, 0).ptr);
    if (EVP_PKEY_is_a(pkey, "EC") && EVP_PKEY_get_bits(pkey) == 256)
        return cd_arena_printf(arena,
                               "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
                               number(arena, pkey, OSSL_PKEY_PARAM_EC_PUB_X, 32).ptr,
                               number(arena, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, 32).ptr);
    return NULL;
}

/* The kid is the key's RFC 7638 thumbprint: the same for the PEM that signs and for its JWK. */
static const char *thumbprint(struct cd_arena *arena, const char *canonical)
{
    unsigned char digest[32];

    cd_sha256(cd_str_of(canonical), digest);
    return cd_base64url(arena, (struct cd_str){(const char *)digest, sizeof digest}).ptr;
}

static void set_missing(json_t *claims, const char *name, json_t *value)
{
    if (json_object_get(claims, name) != NULL)
        json_decref(value);
    else
        (void)json_object_set_new(claims, name, value);
}

static const char *complete(const struct cd_settings *settings, struct cd_arena *arena,
                            json_t *claims, int64_t lifetime_s)
{
    int64_t now = cd_clock_unix();
    char jti[37];

    cd_uuid7(jti);
    set_missing(claims, "iss", json_string(settings->issuer));
    set_missing(claims, "aud", json_string(settings->audience));
    set_missing(claims, "iat", json_integer(now));
    set_missing(claims, "exp", json_integer(now + lifetime_s));
    set_missing(claims, "jti", json_string(jti));
    char *text = json_dumps(claims, JSON_COMPACT);
    const char *copy = text != NULL ? cd_arena_dup(arena, cd_str_of(text)) : NULL;
    free(text);
    return copy;
}

struct signer {
    struct cd_str pem;
    jwt_alg_t alg;
    const char *kid;
};

/* An encrypted key is refused; OpenSSL's own callback would ask on the terminal. */
static int no_passphrase(char *out, int size, int writing, void *arg)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)arg;
    return -1;
}

static enum cd_rc read_signer(const char *path, struct cd_arena *arena, struct signer *ret,
                              struct cd_buf *why)
{
    if (path[0] == '\0') {
        cd_buf_adds(why, "setting signing_key_file is empty");
        return CD_BAD_REQUEST;
    }
    enum cd_rc rc = cd_file_read(arena, path, &ret->pem, why);
    if (rc != CD_OK)
        return rc;
    BIO *bio = BIO_new_mem_buf(ret->pem.ptr, (int)ret->pem.len);
    EVP_PKEY *pkey = bio != NULL ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
    const char *canonical = pkey != NULL ? canonical_jwk(arena, pkey) : NULL;
    if (canonical == NULL) {
        cd_buf_addf(why, "%s is no private key (PEM) for RS256 or ES256", path);
        rc = CD_BAD_REQUEST;
    } else {
        ret->alg = EVP_PKEY_is_a(pkey, "RSA") ? JWT_ALG_RS256 : JWT_ALG_ES256;
        ret->kid = thumbprint(arena, canonical);
    }
    EVP_PKEY_free(pkey);
    BIO_free(bio);
    ERR_clear_error();
    return rc;
}

static enum cd_rc encode(const struct signer *signer, const char *claims, struct cd_arena *arena,
                         struct cd_str *ret, struct cd_buf *why)
{
    enum cd_rc rc = CD_INTERNAL;
    jwt_t *jwt = NULL;
    char *text = NULL;

    if (jwt_new(&jwt) == 0 && jwt_add_grants_json(jwt, claims) == 0 &&
        jwt_add_header(jwt, "kid", signer->kid) == 0 &&
        jwt_set_alg(jwt, signer->alg, (const unsigned char *)signer->pem.ptr,
                    (int)signer->pem.len) == 0)
        text = jwt_encode_str(jwt);
    if (text != NULL) {
        *ret = cd_arena_copy(arena, cd_str_of(text));
        rc = CD_OK;
    } else {
        cd_buf_adds(why, "libjwt could not sign the token");
    }
    free(text);
    jwt_free(jwt);
    return rc;
}

enum cd_rc cd_auth_mint(const struct cd_settings *settings, struct cd_arena *arena,
                        const char *claims_json, int64_t lifetime_s, struct cd_str *ret,
                        struct cd_buf *why)
{
    struct signer signer = {0};
    json_auto_t *claims = cd_json_object(cd_str_of(claims_json));

    if (claims == NULL) {
        cd_buf_adds(why, "the claims are no JSON object");
        return CD_BAD_REQUEST;
    }
    enum cd_rc rc = read_signer(settings->signing_key_file, arena, &signer, why);
    if (rc != CD_OK)
        return rc;
    const char *text = complete(settings, arena, claims, lifetime_s);
    return encode(&signer, text, arena, ret, why);
}

static struct cd_str private_pem(struct cd_arena *arena, EVP_PKEY *pkey)
{
    BIO *bio = BIO_new(BIO_s_mem());
    struct cd_str pem = {"", 0};
    char *bytes = NULL;

    if (bio != NULL && PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1) {
        long len = BIO_get_mem_data(bio, &bytes);
        pem = cd_arena_copy(arena, (struct cd_str){bytes, len > 0 ? (size_t)len : 0});
    }
    BIO_free(bio);
    return pem;
}

static const char *public_set(struct cd_arena *arena, const char *canonical)
{
    return cd_arena_printf(arena,
                           "{\"keys\":[{\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"%s\",%s]}\n",
                           thumbprint(arena, canonical), canonical + 1);
}

enum cd_rc cd_auth_make_key(const char *private_file, const char *jwks_file, struct cd_buf *why)
{
    struct cd_arena *arena = cd_arena_new();
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    const char *canonical = pkey != NULL ? canonical_jwk(arena, pkey) : NULL;
    enum cd_rc rc = CD_INTERNAL;

    if (canonical == NULL)
        cd_buf_adds(why, "OpenSSL could not make a key");
    else
        rc = cd_file_create(private_file, 0600, private_pem(arena, pkey), why);
    if (rc == CD_OK) {
        rc = cd_file_create(jwks_file, 0644, cd_str_of(public_set(arena, canonical)), why);
        if (rc != CD_OK)
            (void)unlink(private_file); /* made a moment ago, and no use without the other */
    }
    EVP_PKEY_free(pkey);
    cd_arena_free(arena);
    return rc;
}
