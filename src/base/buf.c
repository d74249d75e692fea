#include "chatdong/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BYTES 1024 /* most answers and log lines fit without growing */

static char empty[1];

struct cd_buf cd_buf_make(size_t max)
{
    return (struct cd_buf){.ptr = empty, .max = max};
}

void cd_buf_init(struct cd_buf *buf, size_t max)
{
    *buf = cd_buf_make(max);
}

void cd_buf_release(struct cd_buf *buf)
{
    if (buf->cap > 0)
        free(buf->ptr);
    cd_buf_init(buf, buf->max);
}

void cd_buf_reset(struct cd_buf *buf)
{
    buf->len = 0;
    buf->overflow = false;
    if (buf->cap > 0)
        buf->ptr[0] = '\0';
}

/* Room for `more` bytes and the terminator; false, with overflow set, beyond the maximum. */
static bool reserve(struct cd_buf *buf, size_t more)
{
    if (buf->overflow || more > buf->max - buf->len) {
        buf->overflow = true;
        return false;
    }
    if (buf->len + more < buf->cap)
        return true;
    size_t cap = buf->cap > 0 ? buf->cap : FIRST_BYTES;
    while (cap <= buf->len + more)
        cap *= 2;
    char *grown = realloc(buf->cap > 0 ? buf->ptr : NULL, cap);
    if (grown == NULL)
        abort();
    buf->ptr = grown;
    buf->cap = cap;
    return true;
}

void cd_buf_grow_add(struct cd_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void cd_buf_addi(struct cd_buf *buf, int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    cd_buf_add(buf, digits + at, sizeof digits - at);
}

void cd_buf_addf(struct cd_buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *at = buf->cap > 0 ? buf->ptr + buf->len : NULL;
    size_t room = buf->cap > 0 ? buf->cap - buf->len : 0;
    int len = vsnprintf(at, room, format, args); /* most fit at once */
    va_end(args);
    if (len < 0)
        abort();
    if ((size_t)len < room && !buf->overflow && (size_t)len <= buf->max - buf->len) {
        buf->len += (size_t)len;
        return;
    }
    if (room > 0)
        *at = '\0'; /* what was cut does not stay */
    if (!reserve(buf, (size_t)len) || buf->cap == 0)
        return;
    va_start(args, format);
    (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

static const char *json_escape(unsigned char c, char out[8])
{
    static const char named[] = "btn\vfr"; /* 0x08 … 0x0d; 0x0b has no short form */

    if (c >= 0x08 && c <= 0x0d && c != 0x0b)
        (void)snprintf(out, 8, "\\%c", named[c - 0x08]);
    else if (c == '"' || c == '\\')
        (void)snprintf(out, 8, "\\%c", c);
    else
        (void)snprintf(out, 8, "\\u%04x", c);
    return out;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* Eight bytes at once: a byte below 0x20 borrows from its top bit, as one that equals a quote or a
 * backslash does after the exclusive or. A wrong alarm is possible behind a true one only, so
 * "none" is exact. */
static bool are_plain(const char *eight)
{
    const uint64_t ones = 0x0101010101010101, tops = ones << 7;
    uint64_t word;

    memcpy(&word, eight, sizeof word);
    const uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    const uint64_t found = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
                           ((backslash - ones) & ~backslash);
    return (found & tops) == 0;
}

/* How many bytes from the front need no escape: most texts need none. */
static size_t plain_length(struct cd_str s)
{
    size_t n = 0;

    while (s.len - n >= sizeof(uint64_t) && are_plain(s.ptr + n))
        n += sizeof(uint64_t);
    if (n > 0 && s.len - n < sizeof(uint64_t) && are_plain(s.ptr + s.len - sizeof(uint64_t)))
        return s.len; /* the rest lies within the last eight */
    while (n < s.len && is_plain((unsigned char)s.ptr[n]))
        n++;
    return n;
}

void cd_buf_add_json(struct cd_buf *buf, struct cd_str s)
{
    char escape[8];

    cd_buf_addc(buf, '"');
    for (;;) {
        size_t plain = plain_length(s);
        cd_buf_add(buf, s.ptr, plain);
        if (plain == s.len)
            break;
        cd_buf_adds(buf, json_escape((unsigned char)s.ptr[plain], escape));
        s = (struct cd_str){s.ptr + plain + 1, s.len - plain - 1};
    }
    cd_buf_addc(buf, '"');
}

struct cd_str cd_buf_str(const struct cd_buf *buf)
{
    return (struct cd_str){buf->ptr, buf->len};
}

char *cd_buf_detach(struct cd_buf *buf, size_t *ret_len)
{
    char *bytes = buf->cap > 0 ? buf->ptr : calloc(1, 1);

    *ret_len = buf->len;
    cd_buf_init(buf, buf->max);
    return bytes;
}
