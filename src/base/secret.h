/* Random bytes, digests and the encodings that go with them, over OpenSSL. */
#ifndef CD_BASE_SECRET_H
#define CD_BASE_SECRET_H

#include "chatdong/arena.h"

void cd_random(void *out, size_t len); /* from the system; failure ends the process */
/* The same for identifiers, which are many and no secrets: one call to the system per kilobyte. */
void cd_random_id(void *out, size_t len);
void cd_uuid7(char out[37]);      /* RFC 9562 version 7, lower case */
bool cd_uuid_ok(struct cd_str s); /* 8-4-4-4-12 hex digits */
void cd_sha256(struct cd_str s, unsigned char out[32]);
void cd_hmac_sha256(struct cd_str key, struct cd_str s, unsigned char out[32]);
/* What a register knows somebody by, for matching only: HMAC-SHA-256 of the number's digits
 * (hyphens are left out), as lower-case hex. False when the key is shorter than 32 bytes. */
#define CD_REGISTER_KEY_HEX 65
bool cd_register_key(struct cd_str key, struct cd_str number, char out[CD_REGISTER_KEY_HEX]);
bool cd_same(const void *a, const void *b, size_t len);         /* constant time */
void cd_hex(const unsigned char *bytes, size_t len, char *out); /* 2*len+1 bytes */
/* base64url without padding (RFC 4648 5); decoding is strict: alphabet, length, zero tail bits. */
struct cd_str cd_base64url(struct cd_arena *arena, struct cd_str bytes);
bool cd_base64url_decode(struct cd_arena *arena, struct cd_str text, struct cd_str *ret_bytes);

#endif
