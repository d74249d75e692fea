#include "base/secret.h"

#include "base/clock.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void die(const char *event)
{
    (void)fprintf(stderr, "{\"level\":\"error\",\"event\":\"%s\"}\n", event);
    abort();
}

void cd_random(void *out, size_t len)
{
    unsigned char *at = out;

    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        if (got < 0 && errno != EINTR)
            die("random_unavailable");
        if (got > 0) {
            at += got;
            len -= (size_t)got;
        }
    }
}

void cd_random_id(void *out, size_t len)
{
    static _Thread_local unsigned char pool[1024];
    static _Thread_local size_t left;

    if (len > sizeof pool) {
        cd_random(out, len);
        return;
    }
    if (left < len) {
        cd_random(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= len;
    memcpy(out, pool + left, len);
}

void cd_hex(const unsigned char *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}

/* RFC 9562 5.7 with method 3 of 6.2: the 12 bits behind the milliseconds are their fraction, so
 * that ids made one after the other by one process sort nearly in order. */
void cd_uuid7(char out[37])
{
    static const unsigned char groups[] = {4, 2, 2, 2, 6};
    unsigned char id[16];
    struct timespec ts = {0};

    (void)clock_gettime(CLOCK_REALTIME, &ts);
    uint64_t ms = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
    uint64_t fraction = (uint64_t)ts.tv_nsec % 1000000 * 4096 / 1000000;
    cd_random_id(id + 8, 8);
    for (int i = 0; i < 6; i++)
        id[i] = (unsigned char)(ms >> (40 - 8 * i));
    id[6] = (unsigned char)(0x70 | fraction >> 8);
    id[7] = (unsigned char)fraction;
    id[8] = (unsigned char)(0x80 | (id[8] & 0x3f));

    const unsigned char *from = id;
    for (size_t i = 0; i < sizeof groups; i++) {
        cd_hex(from, groups[i], out);
        from += groups[i];
        out += (size_t)2 * groups[i];
        *out++ = i + 1 < sizeof groups ? '-' : '\0';
    }
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool cd_uuid_ok(struct cd_str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.ptr[i] != '-' : !is_hex(s.ptr[i]))
            return false;
    }
    return true;
}

/* Fetched once: OpenSSL 3 looks the algorithm up behind a lock each time EVP_sha256() is used. */
static EVP_MD *sha256;
static pthread_once_t sha256_once = PTHREAD_ONCE_INIT;

static void sha256_release(void)
{
    EVP_MD_free(sha256);
}

static void sha256_fetch(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (sha256 == NULL)
        die("sha256_unavailable");
    (void)OPENSSL_atexit(sha256_release);
}

void cd_sha256(struct cd_str s, unsigned char out[32])
{
    (void)pthread_once(&sha256_once, sha256_fetch);
    if (EVP_Digest(s.ptr, s.len, out, NULL, sha256, NULL) != 1)
        die("sha256_failed");
}

void cd_hmac_sha256(struct cd_str key, struct cd_str s, unsigned char out[32])
{
    unsigned len = 32;

    (void)pthread_once(&sha256_once, sha256_fetch);
    if (key.len > INT32_MAX || HMAC(sha256, key.len > 0 ? key.ptr : "", (int)key.len,
                                    (const unsigned char *)s.ptr, s.len, out, &len) == NULL)
        die("hmac_failed");
}

bool cd_register_key(struct cd_str key, struct cd_str number, char out[CD_REGISTER_KEY_HEX])
{
    char digits[16];
    unsigned char mac[32];
    size_t n = 0;

    if (key.len < 32)
        return false;
    for (size_t i = 0; i < number.len && n < sizeof digits; i++) {
        if (number.ptr[i] >= '0' && number.ptr[i] <= '9')
            digits[n++] = number.ptr[i];
    }
    cd_hmac_sha256(key, (struct cd_str){digits, n}, mac);
    cd_hex(mac, sizeof mac, out);
    OPENSSL_cleanse(digits, sizeof digits);
    return true;
}

bool cd_same(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

struct cd_str cd_base64url(struct cd_arena *arena, struct cd_str bytes)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    char *text = cd_arena_alloc(arena, (bytes.len + 2) / 3 * 4 + 1);
    size_t len = 0;
    unsigned bits = 0, held = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        held = (held << 8 | in[i]) & 0xffff;
        for (bits += 8; bits >= 6; bits -= 6)
            text[len++] = alphabet[held >> (bits - 6) & 63];
    }
    if (bits > 0)
        text[len++] = alphabet[held << (6 - bits) & 63];
    return (struct cd_str){text, len};
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool cd_base64url_decode(struct cd_arena *arena, struct cd_str text, struct cd_str *ret_bytes)
{
    unsigned bits = 0, held = 0;
    size_t len = 0;

    if (text.len % 4 == 1)
        return false;
    char *bytes = cd_arena_alloc(arena, text.len / 4 * 3 + 4);
    for (size_t i = 0; i < text.len; i++) {
        int value = sextet(text.ptr[i]);
        if (value < 0)
            return false;
        held = (held << 6 | (unsigned)value) & 0xfff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[len++] = (char)(held >> bits & 255);
        }
    }
    if ((held & ((1U << bits) - 1)) != 0)
        return false; /* bits that no encoder writes: one token must have one spelling */
    *ret_bytes = (struct cd_str){bytes, len};
    return true;
}
