#include "base/embed.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

bool cd_embed_find(const char *path, struct cd_str *ret_bytes)
{
    for (size_t i = 0; i < cd_embedded_count; i++) {
        const struct cd_embedded *file = &cd_embedded_files[i];
        if (strcmp(file->path, path) == 0) {
            *ret_bytes =
                (struct cd_str){(const char *)file->start, (size_t)(file->end - file->start)};
            return true;
        }
    }
    return false;
}

void cd_embed_forget(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = UINTPTR_MAX, to = 0;

    for (size_t i = 0; i < cd_embedded_count; i++) {
        uintptr_t start = (uintptr_t)cd_embedded_files[i].start;
        uintptr_t end = (uintptr_t)cd_embedded_files[i].end;
        from = start < from ? start : from;
        to = end > to ? end : to;
    }
    from = (from + page - 1) / page * page;
    if (from < to)
        (void)madvise((void *)from, (to - from) / page * page, MADV_DONTNEED);
}
