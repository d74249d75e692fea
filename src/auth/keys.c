#include "auth/keys.h"

#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192 /* a larger one only serves to keep us busy */
#define RSA_E_BYTES 8

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *build)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *pkey = NULL;

    if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return pkey;
}

static bool member(struct cd_arena *arena, const json_t *jwk, const char *name, struct cd_str *ret)
{
    struct cd_str text;
    return cd_json_text(jwk, name, &text) && cd_base64url_decode(arena, text, ret);
}

static EVP_PKEY *read_rsa(struct cd_arena *arena, const json_t *jwk)
{
    struct cd_str n, e;
    EVP_PKEY *pkey = NULL;

    if (!member(arena, jwk, "n", &n) || !member(arena, jwk, "e", &e) || n.len > RSA_BITS_MAX / 8 ||
        n.len < RSA_BITS_MIN / 8 || e.len > RSA_E_BYTES)
        return NULL;
    BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.ptr, (int)n.len, NULL);
    BIGNUM *exponent = BN_bin2bn((const unsigned char *)e.ptr, (int)e.len, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (modulus != NULL && exponent != NULL && build != NULL &&
        BN_num_bits(modulus) >= RSA_BITS_MIN && BN_is_odd(modulus) && BN_is_odd(exponent) &&
        !BN_is_one(exponent) && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
        pkey = from_params("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    return pkey;
}

/* P-256 with both coordinates at full length (RFC 7518 6.2.1.2); OpenSSL refuses a point that is
 * not on the curve. */
static EVP_PKEY *read_ec(struct cd_arena *arena, const json_t *jwk)
{
    unsigned char point[65] = {4}; /* uncompressed */
    struct cd_str crv, x, y;
    EVP_PKEY *pkey = NULL;

    if (!cd_json_text(jwk, "crv", &crv) || !cd_str_is(crv, "P-256") ||
        !member(arena, jwk, "x", &x) || !member(arena, jwk, "y", &y) || x.len != 32 || y.len != 32)
        return NULL;
    memcpy(point + 1, x.ptr, 32);
    memcpy(point + 33, y.ptr, 32);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        pkey = from_params("EC", build);
    OSSL_PARAM_BLD_free(build);
    return pkey;
}

static EVP_PKEY *read_okp(struct cd_arena *arena, const json_t *jwk)
{
    struct cd_str crv, x;

    if (!cd_json_text(jwk, "crv", &crv) || !cd_str_is(crv, "Ed25519") ||
        !member(arena, jwk, "x", &x) || x.len != 32)
        return NULL;
    return EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, (const unsigned char *)x.ptr,
                                          x.len);
}

/* Kinds of keys; symmetric ones (`oct`) are not among them on purpose: with HS256 whoever knows
 * the published set could sign. */
static const struct {
    const char *kty;
    enum cd_token_alg alg;
    EVP_PKEY *(*read)(struct cd_arena *, const json_t *);
} kinds[] = {{"RSA", CD_RS256, read_rsa}, {"EC", CD_ES256, read_ec}, {"OKP", CD_EDDSA, read_okp}};

static bool contains(const json_t *array, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *value = json_string_value(json_array_get(array, i));
        if (value != NULL && strcmp(value, text) == 0)
            return true;
    }
    return false;
}

/* RFC 7517 4: what the key says about its own use must allow this one. A published private key
 * is nobody's secret any more. */
static const char *unfit(const json_t *jwk, enum cd_token_alg alg)
{
    const json_t *use = json_object_get(jwk, "use");
    const json_t *ops = json_object_get(jwk, "key_ops");
    const json_t *own = json_object_get(jwk, "alg");
    enum cd_token_alg own_alg;
    struct cd_str text;

    if (json_object_get(jwk, "d") != NULL)
        return "private";
    if (use != NULL && (!json_is_string(use) || strcmp(json_string_value(use), "sig") != 0))
        return "use";
    if (ops != NULL && !contains(ops, "verify"))
        return "key_ops";
    if (own != NULL &&
        (!cd_json_text(jwk, "alg", &text) || !cd_gate_alg(text, &own_alg) || own_alg != alg))
        return "alg";
    return NULL;
}

static bool fingerprint(EVP_PKEY *pkey, unsigned char out[32])
{
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(pkey, &der);

    if (len <= 0)
        return false;
    cd_sha256((struct cd_str){(const char *)der, (size_t)len}, out);
    OPENSSL_free(der);
    return true;
}

/* Fills *key, or says why the JWK is left out. */
static const char *read_key(struct cd_arena *arena, const json_t *jwk, struct cd_key *key)
{
    struct cd_str kty, kid = {"", 0};
    size_t kind = 0, count = sizeof kinds / sizeof *kinds;

    if (!json_is_object(jwk) || !cd_json_text(jwk, "kty", &kty))
        return "no kty";
    if (json_object_get(jwk, "kid") != NULL &&
        (!cd_json_text(jwk, "kid", &kid) || !cd_gate_kid_ok(kid)))
        return "kid";
    while (kind < count && !cd_str_is(kty, kinds[kind].kty))
        kind++;
    if (kind == count)
        return "kty";
    const char *reason = unfit(jwk, kinds[kind].alg);
    if (reason != NULL)
        return reason;
    *key = (struct cd_key){.alg = kinds[kind].alg, .pkey = kinds[kind].read(arena, jwk)};
    memcpy(key->kid, kid.ptr, kid.len);
    if (key->pkey == NULL)
        return "malformed or weak";
    return fingerprint(key->pkey, key->print) ? NULL : "no fingerprint";
}

static bool same_name(const struct cd_key *a, const struct cd_key *b)
{
    return a->alg == b->alg && strcmp(a->kid, b->kid) == 0;
}

/* Takes the key over, unless it is full or a token could not tell it from one that is there. */
static const char *add(struct cd_keyset *set, const struct cd_key *key)
{
    for (size_t i = 0; i < set->count; i++) {
        if (same_name(&set->keys[i], key))
            return "kid twice";
    }
    if (set->count == CD_KEYS)
        return "too many";
    set->keys[set->count++] = *key;
    return NULL;
}

static struct cd_keyset *new_set(void)
{
    struct cd_keyset *set = calloc(1, sizeof *set);

    if (set == NULL)
        abort();
    return set;
}

static void read_keys(const json_t *array, struct cd_keyset *set)
{
    struct cd_arena *arena = cd_arena_new();

    for (size_t i = 0; i < json_array_size(array); i++) {
        struct cd_key key = {0};
        const char *reason = read_key(arena, json_array_get(array, i), &key);
        if (reason == NULL)
            reason = add(set, &key);
        if (reason != NULL) {
            EVP_PKEY_free(key.pkey);
            cd_log(CD_LOG_WARN, "key_left_out", CD_LOG_INT("index", i),
                   CD_LOG_STR("reason", reason));
        }
    }
    cd_arena_free(arena);
    ERR_clear_error();
}

enum cd_rc cd_keyset_parse(struct cd_str json, struct cd_keyset **ret, struct cd_buf *why)
{
    json_auto_t *document = cd_json_object(json);
    const json_t *array = json_object_get(document, "keys");

    if (!json_is_array(array) || json_array_size(array) > CD_KEYS) {
        cd_buf_addf(why, "it is no JWK Set of at most %d keys", CD_KEYS);
        return CD_BAD_REQUEST;
    }
    struct cd_keyset *set = new_set();
    read_keys(array, set);
    if (set->count == 0) {
        cd_buf_adds(why, "it has no usable public key (RSA of 2048 bits, P-256 or Ed25519)");
        cd_keyset_free(set);
        return CD_BAD_REQUEST;
    }
    *ret = set;
    return CD_OK;
}

static void share_keys(struct cd_keyset *set, const struct cd_keyset *from)
{
    for (size_t i = 0; from != NULL && i < from->count; i++) {
        struct cd_key key = from->keys[i];
        if (EVP_PKEY_up_ref(key.pkey) == 1 && add(set, &key) != NULL)
            EVP_PKEY_free(key.pkey);
    }
}

struct cd_keyset *cd_keyset_join(const struct cd_keyset *a, const struct cd_keyset *b)
{
    struct cd_keyset *set = new_set();

    share_keys(set, a);
    share_keys(set, b);
    return set;
}

void cd_keyset_free(struct cd_keyset *set)
{
    for (size_t i = 0; set != NULL && i < set->count; i++)
        EVP_PKEY_free(set->keys[i].pkey);
    free(set);
}

enum cd_rc cd_keyset_find(const struct cd_keyset *set, struct cd_str kid, enum cd_token_alg alg,
                          const struct cd_key **ret, struct cd_auth_refusal *ret_refusal)
{
    const struct cd_key *named = kid.len == 0 && set->count == 1 ? &set->keys[0] : NULL;

    if (kid.len == 0 && named == NULL)
        return cd_refuse(ret_refusal, set->count == 0 ? "kid_unknown" : "kid_missing");
    for (size_t i = 0; kid.len > 0 && i < set->count; i++) {
        if (cd_str_is(kid, set->keys[i].kid) && (named == NULL || set->keys[i].alg == alg))
            named = &set->keys[i];
    }
    if (named == NULL)
        return cd_refuse(ret_refusal, "kid_unknown");
    if (named->alg != alg)
        return cd_refuse(ret_refusal, "alg_of_key");
    *ret = named;
    return CD_OK;
}

bool cd_keyset_has(const struct cd_keyset *set, const unsigned char print[32])
{
    for (size_t i = 0; i < set->count; i++) {
        if (memcmp(set->keys[i].print, print, 32) == 0)
            return true;
    }
    return false;
}
