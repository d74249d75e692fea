#include "base/embed.h"

#include <string.h>

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
