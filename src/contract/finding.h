/* What is wrong with the contract or a statement: file, line, reason. The service starts only
 * when there is none; `chatdong check` prints them. */
#ifndef CD_CONTRACT_FINDING_H
#define CD_CONTRACT_FINDING_H

#include "chatdong/arena.h"

struct cd_finding {
    const char *file;
    int line;
    const char *reason;
    struct cd_finding *next;
};

struct cd_findings {
    struct cd_arena *arena;
    struct cd_finding *first, *last;
    size_t count;
};

void cd_findings_init(struct cd_findings *findings, struct cd_arena *arena);
void cd_findings_add(struct cd_findings *findings, const char *file, int line, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

#endif
