#include "auth/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES ((size_t)262144)

static enum cd_rc failed(const char *verb, const char *path, struct cd_buf *why)
{
    enum cd_rc rc = errno == EEXIST ? CD_CONFLICT : CD_BAD_REQUEST;

    cd_buf_addf(why, "cannot %s %s: %s", verb, path, strerrordesc_np(errno));
    return rc;
}

enum cd_rc cd_file_read(struct cd_arena *arena, const char *path, struct cd_str *ret,
                        struct cd_buf *why)
{
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return failed("read", path, why);
    char *bytes = cd_arena_alloc(arena, BYTES + 2);
    size_t len = fread(bytes, 1, BYTES + 1, file);
    if (ferror(file) != 0 || len > BYTES) {
        errno = len > BYTES ? EFBIG : EIO;
        enum cd_rc rc = failed("read", path, why);
        (void)fclose(file);
        return rc;
    }
    (void)fclose(file);
    *ret = (struct cd_str){bytes, len};
    return CD_OK;
}

static bool write_out(int file, struct cd_str bytes)
{
    while (bytes.len > 0) {
        ssize_t done = write(file, bytes.ptr, bytes.len);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0)
            bytes = (struct cd_str){bytes.ptr + done, bytes.len - (size_t)done};
    }
    return fsync(file) == 0;
}

enum cd_rc cd_file_create(const char *path, unsigned mode, struct cd_str bytes, struct cd_buf *why)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

    if (file < 0)
        return failed("create", path, why);
    bool good = fchmod(file, (mode_t)mode) == 0 && write_out(file, bytes); /* whatever the umask */
    enum cd_rc rc = good ? CD_OK : failed("write", path, why);
    (void)close(file);
    if (!good)
        (void)unlink(path);
    return rc;
}
