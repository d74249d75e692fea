#include "http/nfc.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Scripts whose code points are NFC by themselves and never combine with what stands before them:
 * ASCII, Hangul syllables and compatibility jamo, CJK ideographs. The rest goes through utf8proc.
 */
static bool is_plain(const unsigned char *p, size_t left, size_t *ret_len)
{
    if (p[0] < 0x80) {
        *ret_len = 1;
        return true;
    }
    if (left < 3 || p[0] < 0xe3 || p[0] > 0xed)
        return false;
    unsigned code = ((p[0] & 0x0fU) << 12) | ((p[1] & 0x3fU) << 6) | (p[2] & 0x3fU);
    *ret_len = 3;
    return (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x3131 && code <= 0x318e) ||
           (code >= 0x4e00 && code <= 0x9fff);
}

static bool is_nfc_already(struct cd_str text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i += len) {
        if (!is_plain((const unsigned char *)text.ptr + i, text.len - i, &len))
            return false;
    }
    return true;
}

struct cd_str cd_nfc(struct cd_arena *arena, struct cd_str text)
{
    utf8proc_uint8_t *composed = NULL;

    if (is_nfc_already(text))
        return text;
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (len < 0)
        return text; /* not UTF-8: whoever validates the text says so */
    struct cd_str copy = cd_arena_copy(arena, (struct cd_str){(char *)composed, (size_t)len});
    free(composed);
    return copy;
}

static bool nfc_string(struct cd_arena *arena, json_t *value)
{
    struct cd_str text = {json_string_value(value), json_string_length(value)};
    struct cd_str composed = cd_nfc(arena, text);

    return composed.ptr == text.ptr || json_string_setn(value, composed.ptr, composed.len) == 0;
}

bool cd_nfc_tree(struct cd_arena *arena, json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_string(value))
        return nfc_string(arena, value);
    json_object_foreach(value, key, item)
    {
        if (!cd_nfc_tree(arena, item))
            return false;
    }
    json_array_foreach(value, i, item)
    {
        if (!cd_nfc_tree(arena, item))
            return false;
    }
    return true;
}
