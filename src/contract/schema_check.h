/* The state of one check, shared by the files that check values, lists and maps, and text. */
#ifndef CD_CONTRACT_SCHEMA_CHECK_H
#define CD_CONTRACT_SCHEMA_CHECK_H

#include "contract/schema_impl.h"

struct cd_check {
    struct cd_errors *errors;
    const char *base; /* what pointers begin with: "" or a parameter's name */
    bool writing;     /* read-only properties are refused */
    unsigned quiet; /* more than 0 within not, anyOf …: say nothing, stop at the first failure */
    unsigned depth;
};

struct cd_path {
    const struct cd_path *up;
    struct cd_str name;
    size_t index;
    bool is_name;
};

struct cd_value {
    enum cd_node_kind kind; /* a whole REAL is an INT */
    bool boolean;
    struct cd_number number;
    struct cd_str text;
    const json_t *json; /* lists and maps */
};

struct cd_value cd_value_of(const json_t *json);
bool cd_check_value(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                    const struct cd_path *path);
bool cd_check_list(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                   const struct cd_path *path);
bool cd_check_map(struct cd_check *c, const struct cd_schema *s, const struct cd_value *v,
                  const struct cd_path *path);
/* Adds an error unless the check is quiet. Always false, so that a failure is one return. */
bool cd_check_fail(struct cd_check *c, const struct cd_path *path, const char *code,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
