/* Key files: whole and bounded in, complete or not at all out. */
#ifndef CD_AUTH_FILE_H
#define CD_AUTH_FILE_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"
#include "chatdong/rc.h"

/* At most 256 KiB, terminated, of the arena. */
CD_MUST_CHECK enum cd_rc cd_file_read(struct cd_arena *arena, const char *path, struct cd_str *ret,
                                      struct cd_buf *why);
/* Creates the file; CD_CONFLICT when it exists, so that no key is lost by writing over it. */
CD_MUST_CHECK enum cd_rc cd_file_create(const char *path, unsigned mode, struct cd_str bytes,
                                        struct cd_buf *why);

#endif
