/* The words that the contract may use, in one place: roles, areas, results, lanes, masks. */
#ifndef CD_CONTRACT_VOCABULARY_H
#define CD_CONTRACT_VOCABULARY_H

#include "contract/contract.h"

/* The index of a word in its table, -1 when it is not there. */
int cd_word_role(struct cd_str word);
int cd_word_area(struct cd_str word);
int cd_word_result(struct cd_str word);
int cd_word_lane(struct cd_str word);
int cd_word_mask(struct cd_str word);
int cd_word_method(struct cd_str word);
/* [a-z][a-z0-9_]*: operations, problems, hooks, columns. */
bool cd_is_identifier(struct cd_str word);
/* Adds a finding for each key of `map` that is not in the NULL-ended list. */
void cd_check_keys(struct cd_findings *findings, const char *file, const struct cd_node *map,
                   const char *const *allowed, const char *what);

#endif
