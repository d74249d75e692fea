#include "contract/finding.h"

#include <stdio.h>

void cd_findings_init(struct cd_findings *findings, struct cd_arena *arena)
{
    *findings = (struct cd_findings){.arena = arena};
}

void cd_findings_add(struct cd_findings *findings, const char *file, int line, const char *format,
                     ...)
{
    struct cd_finding *finding = cd_arena_alloc(findings->arena, sizeof *finding);
    char reason[512]; /* longer reasons are cut: they quote names of the contract */
    va_list args;

    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    *finding = (struct cd_finding){
        .file = file, .line = line, .reason = cd_arena_dup(findings->arena, cd_str_of(reason))};
    if (findings->last != NULL)
        findings->last->next = finding;
    else
        findings->first = finding;
    findings->last = finding;
    findings->count++;
}
