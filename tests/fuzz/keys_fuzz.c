/* JWK Sets of a hostile or broken issuer: whatever comes, only keys of use get in. */
#include "auth/keys.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    cd_log_set_level(CD_LOG_ERROR);
    return 0;
}

static void key_holds(const struct cd_key *key)
{
    const char *type = key->alg == CD_RS256 ? "RSA" : key->alg == CD_ES256 ? "EC" : "ED25519";
    int bits = EVP_PKEY_get_bits(key->pkey);

    must(EVP_PKEY_is_a(key->pkey, type), "the key is of its algorithm's kind");
    must(key->alg != CD_RS256 || (bits >= 2048 && bits <= 8192),
         "an RSA key is strong and bounded");
    must(key->alg != CD_ES256 || bits == 256, "an EC key is of P-256");
    must(key->kid[0] == '\0' || cd_gate_kid_ok(cd_str_of(key->kid)), "a kid is clean");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_keyset *set = NULL;
    CD_BUF_AUTO(why, 1024);

    struct cd_str json = {(const char *)data, size};
    if (cd_keyset_parse(json, &set, &why) != CD_OK) {
        must(set == NULL && why.len > 0, "a refusal has a reason");
        return 0;
    }
    must(set->count > 0 && set->count <= CD_KEYS, "a set has keys");
    for (size_t i = 0; i < set->count; i++) {
        key_holds(&set->keys[i]);
        must(!cd_key_verify(&set->keys[i], json, json), "the set signs nothing");
        must(cd_keyset_has(set, set->keys[i].print), "a key is found by its print");
    }
    struct cd_keyset *twice = cd_keyset_join(set, set);
    must(twice->count == set->count, "no key comes twice");
    cd_keyset_free(twice);
    cd_keyset_free(set);
    return 0;
}
