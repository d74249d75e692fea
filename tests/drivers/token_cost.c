/*
 * What a token costs: the whole check without and with the cache, per algorithm, beside libjwt's
 * jwt_decode (which looks at the signature only). Prints microseconds of CPU and ratios; for
 * bench/README.md, never asserted by a test.
 */
#include "auth/auth.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#include <jwt.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ISSUER "https://issuer.test"
#define SECONDS 0.5

struct kind {
    const char *alg;
    EVP_PKEY *pkey;
    bool with_libjwt;
};

struct bench {
    struct cd_arena *arena, *scratch;
    struct cd_auth *auth;
    struct cd_str token;
    const char *pem;
};

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "failed: %s\n", what);
    exit(EXIT_FAILURE);
}

static struct cd_str text_of(struct cd_arena *arena, const void *bytes, size_t len)
{
    return cd_base64url(arena, (struct cd_str){bytes, len});
}

static const char *number(struct cd_arena *arena, EVP_PKEY *pkey, const char *name)
{
    unsigned char bytes[512];
    BIGNUM *value = NULL;

    must(EVP_PKEY_get_bn_param(pkey, name, &value) == 1, "a number of a key");
    int width = EVP_PKEY_is_a(pkey, "EC") ? 32 : BN_num_bytes(value);
    must(BN_bn2binpad(value, bytes, width) == width, "its bytes");
    BN_free(value);
    return text_of(arena, bytes, (size_t)width).ptr;
}

static const char *jwk_of(struct cd_arena *arena, EVP_PKEY *pkey)
{
    unsigned char raw[32];
    size_t len = sizeof raw;

    if (EVP_PKEY_is_a(pkey, "RSA"))
        return cd_arena_printf(arena, "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"",
                               number(arena, pkey, OSSL_PKEY_PARAM_RSA_N),
                               number(arena, pkey, OSSL_PKEY_PARAM_RSA_E));
    if (EVP_PKEY_is_a(pkey, "EC"))
        return cd_arena_printf(arena, "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"",
                               number(arena, pkey, OSSL_PKEY_PARAM_EC_PUB_X),
                               number(arena, pkey, OSSL_PKEY_PARAM_EC_PUB_Y));
    must(EVP_PKEY_get_raw_public_key(pkey, raw, &len) == 1, "a raw key");
    return cd_arena_printf(arena, "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"",
                           text_of(arena, raw, len).ptr);
}

static size_t to_raw(unsigned char *signature, size_t len)
{
    const unsigned char *at = signature;
    ECDSA_SIG *parsed = d2i_ECDSA_SIG(NULL, &at, (long)len);

    must(parsed != NULL, "a signature in DER");
    (void)BN_bn2binpad(ECDSA_SIG_get0_r(parsed), signature, 32);
    (void)BN_bn2binpad(ECDSA_SIG_get0_s(parsed), signature + 32, 32);
    ECDSA_SIG_free(parsed);
    return 64;
}

static struct cd_str make_token(struct cd_arena *arena, const struct kind *kind)
{
    unsigned char signature[512];
    size_t len = sizeof signature;
    bool is_ed = strcmp(kind->alg, "EdDSA") == 0;
    const char *header =
        cd_arena_printf(arena, "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"bench\"}", kind->alg);
    const char *payload = cd_arena_printf(
        arena,
        "{\"iss\":\"" ISSUER "\",\"aud\":\"chatdong\",\"exp\":%lld,\"iat\":%lld,"
        "\"sub\":\"01900000-0000-7000-8000-00000000002a\",\"role\":\"nurse\","
        "\"dongs\":[\"9911051000\"],\"jti\":\"01900000-0000-7000-8000-000000000001\"}",
        (long long)cd_clock_unix() + 3600, (long long)cd_clock_unix());
    const char *text = cd_arena_printf(arena, "%s.%s", cd_base64url(arena, cd_str_of(header)).ptr,
                                       cd_base64url(arena, cd_str_of(payload)).ptr);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    must(EVP_DigestSignInit_ex(ctx, NULL, is_ed ? NULL : "SHA256", NULL, NULL, kind->pkey, NULL) ==
                 1 &&
             EVP_DigestSign(ctx, signature, &len, (const unsigned char *)text, strlen(text)) == 1,
         "a signature");
    EVP_MD_CTX_free(ctx);
    if (strcmp(kind->alg, "ES256") == 0)
        len = to_raw(signature, len);
    return cd_str_of(cd_arena_printf(arena, "%s.%s", text, text_of(arena, signature, len).ptr));
}

static struct cd_auth *open_auth(const char *jwk, int64_t cache)
{
    char path[] = "/tmp/token-cost.XXXXXX";
    struct cd_auth *auth = NULL;
    CD_BUF_AUTO(why, 1024);

    int number_of = mkstemp(path);
    FILE *file = number_of >= 0 ? fdopen(number_of, "w") : NULL;
    must(file != NULL && fprintf(file, "{\"keys\":[{\"kid\":\"bench\",%s}]}", jwk) > 0 &&
             fclose(file) == 0,
         "a key file");
    struct cd_settings settings = {.issuer = ISSUER,
                                   .audience = "chatdong",
                                   .token_types = "at+jwt,JWT",
                                   .jwks_url = "",
                                   .keys_file = path,
                                   .clock_skew = 60,
                                   .token_cache = cache};
    must(cd_auth_new(&settings, &auth, &why) == CD_OK, why.ptr);
    (void)unlink(path);
    return auth;
}

static void check_once(struct bench *bench)
{
    struct cd_auth_refusal refusal;
    struct cd_actor actor;

    must(cd_auth_check(bench->auth, bench->scratch, bench->token, &actor, &refusal) == CD_OK,
         "an accepted token");
    cd_arena_reset(bench->scratch);
}

static void libjwt_once(struct bench *bench)
{
    jwt_t *jwt = NULL;

    must(jwt_decode(&jwt, bench->token.ptr, (const unsigned char *)bench->pem,
                    (int)strlen(bench->pem)) == 0,
         "a token that libjwt accepts");
    jwt_free(jwt);
}

static double cpu_seconds(void)
{
    struct timespec ts = {0};

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Microseconds of CPU for one call. */
static double cost(struct bench *bench, void (*once)(struct bench *))
{
    double begin, end;
    long count = 0;

    once(bench); /* warm */
    begin = cpu_seconds();
    do {
        for (int i = 0; i < 50; i++)
            once(bench);
        count += 50;
        end = cpu_seconds();
    } while (end - begin < SECONDS);
    return (end - begin) * 1e6 / (double)count;
}

static const char *pem_of(struct cd_arena *arena, EVP_PKEY *pkey)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;

    must(PEM_write_bio_PUBKEY(bio, pkey) == 1, "a PEM");
    long len = BIO_get_mem_data(bio, &bytes);
    const char *pem = cd_arena_dup(arena, (struct cd_str){bytes, (size_t)len});
    BIO_free(bio);
    return pem;
}

static void measure(const struct kind *kind)
{
    struct bench bench = {.arena = cd_arena_new(), .scratch = cd_arena_new()};
    const char *jwk = jwk_of(bench.arena, kind->pkey);

    bench.token = make_token(bench.arena, kind);
    bench.pem = pem_of(bench.arena, kind->pkey);
    bench.auth = open_auth(jwk, 0);
    double full = cost(&bench, check_once);
    cd_auth_free(bench.auth);
    bench.auth = open_auth(jwk, 4096);
    double cached = cost(&bench, check_once);
    cd_auth_free(bench.auth);
    double libjwt = kind->with_libjwt ? cost(&bench, libjwt_once) : 0;
    (void)printf("| %s | %.1f | %.2f | %.0f | ", kind->alg, full, cached, full / cached);
    if (kind->with_libjwt)
        (void)printf("%.1f | %.1f |\n", libjwt, libjwt / full);
    else
        (void)printf("– | – |\n");
    cd_arena_free(bench.arena);
    cd_arena_free(bench.scratch);
}

int main(void)
{
    const struct kind kinds[] = {{"RS256", EVP_RSA_gen(2048), true},
                                 {"ES256", EVP_EC_gen("P-256"), true},
                                 {"EdDSA", EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), false}};

    cd_log_set_level(CD_LOG_ERROR);
    (void)printf("| alg | check, µs | from the cache, µs | ratio | libjwt, µs | libjwt : check |\n"
                 "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        measure(&kinds[i]);
        EVP_PKEY_free(kinds[i].pkey);
    }
    return EXIT_SUCCESS;
}
