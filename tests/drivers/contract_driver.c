/* Loads a contract file and prints what is wrong with it, one "file:line: reason" per line.
 * Exit code 0: nothing; 1: findings; 2: the file cannot be read. */
#include "contract/contract.h"

#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    size_t cap = (size_t)32 << 20;
    char *bytes = malloc(cap);

    if (file == NULL || bytes == NULL)
        exit(2);
    *ret_len = fread(bytes, 1, cap, file);
    (void)fclose(file);
    return bytes;
}

int main(int argc, char **argv)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;
    size_t len;

    if (argc != 2)
        return 2;
    char *bytes = read_file(argv[1], &len);
    cd_findings_init(&findings, arena);
    const struct cd_contract *contract =
        cd_contract_load(arena, (struct cd_str){bytes, len}, argv[1], &findings);
    for (const struct cd_finding *f = findings.first; f != NULL; f = f->next)
        (void)printf("%s:%d: %s\n", f->file, f->line, f->reason);
    if (contract != NULL)
        (void)printf("%zu operations, %zu problems, %zu bytes\n", contract->operation_count,
                     contract->problem_count, cd_arena_used(arena));
    free(bytes);
    cd_arena_free(arena);
    return findings.count > 0;
}
