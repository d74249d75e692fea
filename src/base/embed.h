/* Files of the source tree that stand in the binary: the contract, statements, migrations, docs
 * page. The table is made by cmake/embed.cmake; order is by path. */
#ifndef CD_BASE_EMBED_H
#define CD_BASE_EMBED_H

#include "chatdong/str.h"

struct cd_embedded {
    const char *path; /* relative to the source tree, e.g. "api/v1/visits/visits.sql" */
    const unsigned char *start, *end;
};

extern const struct cd_embedded cd_embedded_files[];
extern const size_t cd_embedded_count;

/* Their pages leave memory until they are read again. */
void cd_embed_forget(void);
bool cd_embed_find(const char *path, struct cd_str *ret_bytes);

#endif
