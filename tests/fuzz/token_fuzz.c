/*
 * The token check on anything. Input: one byte that says who signs (0 nobody: the rest is the
 * token; 1 RSA, 2 P-256, 3 Ed25519), then the header's text up to a line end, the payload's text up
 * to a line end, then pairs of bytes (where, what) that bend the signed token.
 * What is accepted must hold before two other judges: OpenSSL asked in another way, and libjwt for
 * what libjwt can read at all (RS256 and ES256 with typ JWT). Nothing unsigned comes in.
 */
#include "auth/auth.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/secret.h"

#include <jwt.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ISSUER "https://issuer.test"
#define SIGNERS 3
#define EDITS 16

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct signer {
    const char *alg, *kid;
    EVP_PKEY *pkey;
    char *public_pem; /* as libjwt wants it; NULL for EdDSA, which it does not know */
};

static struct signer signers[SIGNERS] = {
    {"RS256", "r", NULL, NULL}, {"ES256", "e", NULL, NULL}, {"EdDSA", "d", NULL, NULL}};
static struct cd_auth *auth;

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

static struct cd_str text_of(struct cd_arena *arena, const void *bytes, size_t len)
{
    return cd_base64url(arena, (struct cd_str){bytes, len});
}

static const char *number(struct cd_arena *arena, EVP_PKEY *pkey, const char *name)
{
    unsigned char bytes[512];
    BIGNUM *value = NULL;

    must(EVP_PKEY_get_bn_param(pkey, name, &value) == 1, "a key has its numbers");
    int width = EVP_PKEY_is_a(pkey, "EC") ? 32 : BN_num_bytes(value);
    must(BN_bn2binpad(value, bytes, width) == width, "a number fits");
    BN_free(value);
    return text_of(arena, bytes, (size_t)width).ptr;
}

static void write_jwks(struct cd_arena *arena, const char *path)
{
    unsigned char raw[32];
    size_t len = sizeof raw;
    FILE *file = fopen(path, "w");

    must(file != NULL && EVP_PKEY_get_raw_public_key(signers[2].pkey, raw, &len) == 1, "a file");
    (void)fprintf(file,
                  "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\"%s\",\"e\":\"%s\"},"
                  "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\"%s\",\"y\":\"%s\"},"
                  "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"d\",\"x\":\"%s\"}]}",
                  number(arena, signers[0].pkey, OSSL_PKEY_PARAM_RSA_N),
                  number(arena, signers[0].pkey, OSSL_PKEY_PARAM_RSA_E),
                  number(arena, signers[1].pkey, OSSL_PKEY_PARAM_EC_PUB_X),
                  number(arena, signers[1].pkey, OSSL_PKEY_PARAM_EC_PUB_Y),
                  text_of(arena, raw, len).ptr);
    must(fclose(file) == 0, "the key file is written");
}

static char *pem_of(EVP_PKEY *pkey)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;

    must(PEM_write_bio_PUBKEY(bio, pkey) == 1, "a key has a PEM");
    long len = BIO_get_mem_data(bio, &bytes);
    char *pem = strndup(bytes, (size_t)len);
    BIO_free(bio);
    return pem;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char path[] = "/tmp/token-fuzz.XXXXXX";
    struct cd_arena *arena = cd_arena_new();
    CD_BUF_AUTO(why, 1024);

    (void)argc;
    (void)argv;
    cd_log_set_level(CD_LOG_ERROR);
    signers[0].pkey = EVP_RSA_gen(2048);
    signers[1].pkey = EVP_EC_gen("P-256");
    signers[2].pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    for (int i = 0; i < 2; i++)
        signers[i].public_pem = pem_of(signers[i].pkey);
    int file = mkstemp(path);
    must(file >= 0 && close(file) == 0, "a temporary file");
    write_jwks(arena, path);
    struct cd_settings settings = {.issuer = ISSUER,
                                   .audience = "chatdong",
                                   .token_types = "at+jwt,JWT",
                                   .jwks_url = "",
                                   .keys_file = path,
                                   .clock_skew = 60,
                                   .token_cache = 64};
    must(cd_auth_new(&settings, &auth, &why) == CD_OK, why.ptr);
    (void)unlink(path);
    cd_arena_free(arena);
    return 0;
}

/* --- making tokens --- */

static size_t raw_of(const unsigned char *der, size_t der_len, unsigned char raw[64])
{
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)der_len);

    must(signature != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, 32) == 32 &&
             BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + 32, 32) == 32,
         "a signature has r and s");
    ECDSA_SIG_free(signature);
    return 64;
}

static struct cd_str sign(struct cd_arena *arena, const struct signer *signer, const char *text)
{
    unsigned char signature[512], raw[64];
    size_t len = sizeof signature;
    bool is_ec = EVP_PKEY_is_a(signer->pkey, "EC");
    const char *digest = signer->public_pem == NULL ? NULL : "SHA256";
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    must(EVP_DigestSignInit_ex(ctx, NULL, digest, NULL, NULL, signer->pkey, NULL) == 1 &&
             EVP_DigestSign(ctx, signature, &len, (const unsigned char *)text, strlen(text)) == 1,
         "it signs");
    EVP_MD_CTX_free(ctx);
    if (is_ec)
        len = raw_of(signature, len, raw);
    return text_of(arena, is_ec ? raw : signature, len);
}

static struct cd_str make_token(struct cd_arena *arena, struct cd_str input)
{
    const struct signer *signer = &signers[(input.ptr[0] & 3) - 1];
    struct cd_str rest = {input.ptr + 1, input.len - 1};
    struct cd_str header = cd_str_cut(&rest, '\n');
    struct cd_str payload = cd_str_cut(&rest, '\n');
    const char *text = cd_arena_printf(arena, "%s.%s", cd_base64url(arena, header).ptr,
                                       cd_base64url(arena, payload).ptr);
    char *token = cd_arena_printf(arena, "%s.%s", text, sign(arena, signer, text).ptr);
    size_t len = strlen(token);

    for (size_t i = 0; i + 1 < rest.len && i < (size_t)2 * EDITS; i += 2) {
        char *at = &token[len - 1 - (unsigned char)rest.ptr[i] % len];
        *at = (char)(*at ^ rest.ptr[i + 1]);
    }
    return (struct cd_str){token, len};
}

/* --- the judges --- */

static json_t *part(struct cd_arena *arena, struct cd_str text)
{
    struct cd_str bytes;

    must(cd_base64url_decode(arena, text, &bytes), "an accepted part is base64url");
    json_t *json = json_loadb(bytes.ptr, bytes.len, JSON_REJECT_DUPLICATES, NULL);
    must(json_is_object(json), "an accepted part is an object");
    return json;
}

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static size_t der_of(struct cd_str raw, unsigned char der[80])
{
    const unsigned char *bytes = (const unsigned char *)raw.ptr;
    ECDSA_SIG *signature = ECDSA_SIG_new();

    must(raw.len == 64, "an ES256 signature has 64 bytes");
    must(ECDSA_SIG_set0(signature, BN_bin2bn(bytes, 32, NULL), BN_bin2bn(bytes + 32, 32, NULL)) ==
             1,
         "r and s are numbers");
    size_t len = (size_t)i2d_ECDSA_SIG(signature, &der);
    ECDSA_SIG_free(signature);
    return len;
}

/* OpenSSL by the digest, not by the text as the service does it. */
static bool openssl_agrees(const struct signer *signer, struct cd_str text, struct cd_str raw)
{
    unsigned char digest[32], der[80];
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(signer->pkey, NULL);
    bool is_rsa = EVP_PKEY_is_a(signer->pkey, "RSA");
    size_t len = is_rsa ? raw.len : der_of(raw, der);
    const unsigned char *bytes = is_rsa ? (const unsigned char *)raw.ptr : der;
    bool valid = EVP_PKEY_verify_init(ctx) == 1;

    cd_sha256(text, digest);
    if (is_rsa)
        valid = valid && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
                EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1;
    valid = valid && EVP_PKEY_verify(ctx, bytes, len, digest, sizeof digest) == 1;
    EVP_PKEY_CTX_free(ctx);
    return valid;
}

static bool ed25519_agrees(const struct signer *signer, struct cd_str text, struct cd_str raw)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool valid = raw.len == 64 && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, signer->pkey) == 1 &&
                 EVP_DigestVerify(ctx, (const unsigned char *)raw.ptr, raw.len,
                                  (const unsigned char *)text.ptr, text.len) == 1;
    EVP_MD_CTX_free(ctx);
    return valid;
}

static void libjwt_agrees(struct cd_arena *arena, const struct signer *signer, struct cd_str token,
                          const struct cd_actor *actor)
{
    jwt_t *jwt = NULL;

    must(jwt_decode(&jwt, cd_arena_dup(arena, token), (const unsigned char *)signer->public_pem,
                    (int)strlen(signer->public_pem)) == 0,
         "libjwt verifies what was accepted");
    must(strcmp(jwt_alg_str(jwt_get_alg(jwt)), signer->alg) == 0, "libjwt sees the same alg");
    must(strcasecmp(jwt_get_grant(jwt, "sub"), actor->id) == 0, "libjwt sees the same subject");
    must(strcmp(jwt_get_grant(jwt, "iss"), ISSUER) == 0, "libjwt sees the issuer");
    jwt_free(jwt);
}

static const struct signer *signer_of(const json_t *header)
{
    for (size_t i = 0; i < SIGNERS; i++) {
        if (strcmp(member(header, "alg"), signers[i].alg) == 0 &&
            strcmp(member(header, "kid"), signers[i].kid) == 0)
            return &signers[i];
    }
    must(false, "alg and kid are those of a key");
    return NULL;
}

static void judge(struct cd_arena *arena, struct cd_str token, const struct cd_actor *actor)
{
    struct cd_str rest = token, signature;
    struct cd_str first = cd_str_cut(&rest, '.'), second = cd_str_cut(&rest, '.');
    struct cd_str text = {token.ptr, first.len + 1 + second.len};
    json_t *header = part(arena, first), *payload = part(arena, second);
    const struct signer *signer = signer_of(header);

    must(cd_base64url_decode(arena, rest, &signature) && signature.len > 0, "it is signed");
    must(signer->public_pem != NULL ? openssl_agrees(signer, text, signature)
                                    : ed25519_agrees(signer, text, signature),
         "OpenSSL verifies what was accepted");
    if (signer->public_pem != NULL && strcasecmp(member(header, "typ"), "JWT") == 0)
        libjwt_agrees(arena, signer, token, actor);
    must(strcmp(member(payload, "iss"), ISSUER) == 0, "the issuer is ours");
    must(strcasecmp(member(payload, "sub"), actor->id) == 0, "the subject is the token's");
    must(json_number_value(json_object_get(payload, "exp")) > (double)cd_clock_unix() - 62,
         "it has not expired");
    json_decref(header);
    json_decref(payload);
}

static bool area_fits(const struct cd_actor *actor)
{
    if (actor->role == CD_SYSTEM)
        return actor->dong_count == 0 && actor->city == (actor->gu[0] == '\0');
    if (actor->city || actor->scope_count != 0)
        return false;
    return actor->role == CD_DISTRICT_ADMIN ? actor->dong_count == 0 && strlen(actor->gu) == 5
                                            : actor->dong_count > 0 && actor->gu[0] == '\0';
}

static void actor_holds(const struct cd_actor *actor)
{
    must(actor->known && cd_uuid_ok(cd_str_of(actor->id)), "the actor has an id");
    must(actor->dong_count <= CD_ACTOR_DONGS && actor->scope_count <= CD_ACTOR_SCOPES, "bounds");
    must(area_fits(actor), "the area fits the role");
    must((actor->role == CD_OFFICER) == (actor->job[0] != '\0'), "officers have a job");
    for (size_t i = 0; i < actor->dong_count; i++)
        must(strspn(actor->dongs[i], "0123456789") == 10 && actor->dongs[i][10] == '\0', "a dong");
    for (size_t i = 0; i < actor->scope_count; i++)
        must(actor->scopes[i][0] != '\0' && strlen(actor->scopes[i]) < 40, "a scope");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_auth_refusal refusal = {NULL}, again = {NULL};
    struct cd_actor actor, second;

    if (size == 0)
        return -1;
    struct cd_arena *arena = cd_arena_new();
    struct cd_str input = {(const char *)data, size};
    struct cd_str token =
        (data[0] & 3) == 0 ? (struct cd_str){input.ptr + 1, size - 1} : make_token(arena, input);
    enum cd_rc rc = cd_auth_check(auth, arena, token, &actor, &refusal);
    must(ERR_peek_error() == 0, "no error of OpenSSL is left behind");
    if (rc == CD_OK) {
        actor_holds(&actor);
        judge(arena, token, &actor);
    } else {
        must(rc == CD_UNAUTHENTICATED && refusal.code != NULL, "a refusal has a code");
    }
    must(cd_auth_check(auth, arena, token, &second, &again) == rc, "the cache changes no verdict");
    must(rc == CD_OK ? strcmp(second.id, actor.id) == 0 : strcmp(again.code, refusal.code) == 0,
         "the cache changes no actor");
    cd_arena_free(arena);
    return 0;
}
