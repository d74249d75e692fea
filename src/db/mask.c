#include "db/rows.h"

#include <string.h>

/* Bytes of the character at s.ptr[i] in valid UTF-8. */
static size_t char_len(struct cd_str s, size_t i)
{
    size_t len = 1;

    while (i + len < s.len && ((unsigned char)s.ptr[i + len] & 0xc0) == 0x80)
        len++;
    return len;
}

/* The first letter stays, the last one from three on; spaces stay, so that it reads as a name, and
 * count as none. */
static void mask_name(struct cd_buf *out, struct cd_str text)
{
    size_t count = 0, at = 0;

    for (size_t i = 0; i < text.len; i += char_len(text, i))
        count += text.ptr[i] != ' ';
    for (size_t i = 0, len; i < text.len; i += len) {
        bool space = text.ptr[i] == ' ';
        bool shown = count > 1 && (at == 0 || (at == count - 1 && count > 2));
        len = char_len(text, i);
        if (shown || space)
            cd_buf_add(out, text.ptr + i, len);
        else
            cd_buf_addc(out, '*');
        at += !space;
    }
}

static void mask_phone(struct cd_buf *out, struct cd_str text)
{
    char last[4];
    size_t digits = 0;

    for (size_t i = text.len; i > 0; i--) {
        char c = text.ptr[i - 1];
        if (c < '0' || c > '9')
            continue;
        if (digits < 4)
            last[3 - digits] = c;
        digits++;
    }
    cd_buf_adds(out, digits < 8 ? "***" : "***-****-");
    if (digits >= 8)
        cd_buf_add(out, last, sizeof last);
}

static bool ends_with(struct cd_str s, struct cd_str end)
{
    return s.len >= end.len && memcmp(s.ptr + s.len - end.len, end.ptr, end.len) == 0;
}

/* Where in the hierarchy a word of an address stands. Behind the dong, and from the first road or
 * number on, words that end in 동 are buildings ("101동"), so reading stops there. */
static enum { ABOVE, DISTRICT, DONG, BELOW } address_level(struct cd_str word)
{
    bool starts_below = word.len == 0 || (unsigned char)word.ptr[0] < 0x80;

    if (starts_below || ends_with(word, CD_STR("로")) || ends_with(word, CD_STR("길")))
        return BELOW;
    if (ends_with(word, CD_STR("동")) || ends_with(word, CD_STR("가")))
        return DONG;
    return ends_with(word, CD_STR("구")) ? DISTRICT : ABOVE;
}

static void mask_address(struct cd_buf *out, struct cd_str text)
{
    struct cd_str rest = text;
    size_t shown = 0;

    while (rest.len > 0) {
        struct cd_str word = cd_str_cut(&rest, ' ');
        size_t end = (size_t)(word.ptr - text.ptr) + word.len;
        int level = (int)address_level(word);
        if (level == BELOW)
            break;
        if (level != ABOVE)
            shown = end;
        if (level == DONG)
            break;
    }
    if (shown > 0)
        cd_buf_add(out, text.ptr, shown);
    else
        cd_buf_adds(out, "***");
}

void cd_mask_text(struct cd_buf *out, enum cd_mask mask, struct cd_str text)
{
    switch (mask) {
    case CD_MASK_NONE:
        cd_buf_add(out, text.ptr, text.len);
        return;
    case CD_MASK_NAME:
        mask_name(out, text);
        return;
    case CD_MASK_PHONE:
        mask_phone(out, text);
        return;
    case CD_MASK_ADDRESS:
        mask_address(out, text);
        return;
    }
}
