/* Unicode NFC (UAX 15) through utf8proc. */
#ifndef CD_HTTP_NFC_H
#define CD_HTTP_NFC_H

#include "chatdong/arena.h"
#include <jansson.h>

/* The text in NFC: the same view when it is already, else a copy in the arena. */
struct cd_str cd_nfc(struct cd_arena *arena, struct cd_str text);
/* Every string value of the tree in NFC. False when out of memory or the text is not UTF-8. */
bool cd_nfc_tree(struct cd_arena *arena, json_t *value);

#endif
