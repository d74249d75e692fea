/* Reads addresses, one a line, and writes what cd_address_json gives for each; a line that is
 * refused gives null. */
#include "chatdong/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    struct cd_arena *arena = cd_arena_new();
    struct cd_address *address = calloc(1, sizeof *address);

    while (address != NULL && (len = getline(&line, &size, stdin)) >= 0) {
        cd_arena_reset(arena);
        struct cd_str text = {line, (size_t)len - (line[len - 1] == '\n' ? 1 : 0)};
        if (cd_address_read(arena, text, address) != CD_OK) {
            puts("null");
            continue;
        }
        struct cd_str json = cd_address_json(arena, address);
        printf("%.*s\n", (int)json.len, json.ptr);
    }
    free(line);
    free(address);
    cd_arena_free(arena);
    return 0;
}
