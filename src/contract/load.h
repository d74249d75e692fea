/* The state of loading a contract, shared by the files load*.c only. */
#ifndef CD_CONTRACT_LOAD_H
#define CD_CONTRACT_LOAD_H

#include "contract/contract.h"
#include "contract/schema_impl.h"

struct cd_loader {
    struct cd_arena *arena;
    struct cd_findings *findings;
    struct cd_contract *contract;
    struct cd_compiler compiler;
};

/* One operation between reading (its schemas are not compiled yet) and checking. */
struct cd_draft {
    struct cd_operation *op;
    const struct cd_node *node, *path_item, *extension, *responses;
    bool secured; /* the effective `security` asks for a token */
    bool has_result;
};

void cd_load_finding(struct cd_loader *l, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Follows $ref of parameters, bodies, responses; NULL with a finding when it leads nowhere. */
const struct cd_node *cd_load_deref(struct cd_loader *l, const struct cd_node *node);
void cd_load_keys(struct cd_loader *l, const struct cd_node *map, const char *const *allowed,
                  const char *what);
bool cd_load_flag(struct cd_loader *l, const struct cd_node *map, const char *key);

void cd_load_operation(struct cd_loader *l, struct cd_draft *draft);  /* load_operation.c */
void cd_load_extension(struct cd_loader *l, struct cd_draft *draft);  /* load_extension.c */
void cd_load_parameters(struct cd_loader *l, struct cd_draft *draft); /* load_parameter.c */
/* After compiling: rules between the parts. */
void cd_load_check_parameters(struct cd_loader *l, struct cd_draft *draft);
void cd_load_check_operation(struct cd_loader *l, struct cd_draft *draft); /* load_rules.c */
void cd_load_check_bodies(struct cd_loader *l);                            /* load_bounds.c */

#endif
