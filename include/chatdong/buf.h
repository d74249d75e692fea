/*
 * A bounded output buffer. It is created with its maximum; what does not fit sets `overflow` and
 * is dropped whole, so a reader checks once at the end. ptr is always terminated, never NULL.
 */
#ifndef CHATDONG_BUF_H
#define CHATDONG_BUF_H

#include "chatdong/str.h"

struct cd_buf {
    char *ptr;
    size_t len;
    size_t cap;
    size_t max;
    bool overflow;
};

struct cd_buf cd_buf_make(size_t max); /* empty, nothing allocated */
void cd_buf_init(struct cd_buf *buf, size_t max);
void cd_buf_release(struct cd_buf *buf);
void cd_buf_reset(struct cd_buf *buf);
void cd_buf_grow_add(struct cd_buf *buf, const void *bytes, size_t len); /* what cd_buf_add calls */
static inline void cd_buf_add(struct cd_buf *buf, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    if (buf->overflow || len >= buf->cap - buf->len || len > buf->max - buf->len || buf->cap == 0) {
        cd_buf_grow_add(buf, bytes, len);
        return;
    }
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}
static inline void cd_buf_adds(struct cd_buf *buf, const char *z)
{
    cd_buf_add(buf, z, strlen(z));
}
static inline void cd_buf_addc(struct cd_buf *buf, char c)
{
    cd_buf_add(buf, &c, 1);
}
void cd_buf_addi(struct cd_buf *buf, int64_t value); /* decimal */
void cd_buf_addf(struct cd_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes, RFC 8259: escapes quotes, backslash and controls; UTF-8 as is. */
void cd_buf_add_json(struct cd_buf *buf, struct cd_str s);
struct cd_str cd_buf_str(const struct cd_buf *buf);
/* Gives the bytes away (caller frees with free) and leaves the buffer empty. */
char *cd_buf_detach(struct cd_buf *buf, size_t *ret_len);

/* A buffer that is there from its declaration on and released when its block is left. */
#define CD_BUF_AUTO(name, most)                                                                    \
    __attribute__((cleanup(cd_buf_release))) struct cd_buf name = cd_buf_make(most)

#endif
