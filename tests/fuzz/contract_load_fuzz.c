/* Any bytes as a contract: loaded, or refused with findings that name a reason; never anything
 * else. */
#include "contract/contract.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;

    cd_findings_init(&findings, arena);
    const struct cd_contract *contract =
        cd_contract_load(arena, (struct cd_str){(const char *)data, size}, "fuzz.yaml", &findings);
    if ((contract == NULL) != (findings.count > 0))
        abort();
    for (const struct cd_finding *f = findings.first; f != NULL; f = f->next) {
        if (f->reason[0] == '\0' || f->line < 0)
            abort();
    }
    for (size_t i = 0; contract != NULL && i < contract->operation_count; i++) {
        const struct cd_operation *op = &contract->operations[i];
        if (cd_contract_operation(contract, op->id) != op || (!op->is_public && op->roles == 0))
            abort();
        (void)cd_contract_route(contract, op->method, op->path);
    }
    cd_arena_free(arena);
    return 0;
}
