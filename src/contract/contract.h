/*
 * The compiled contract: one cd_operation per operationId with everything that the request loop
 * needs, and the router. Built once at start from the embedded openapi.yaml, immutable afterwards.
 */
#ifndef CD_CONTRACT_CONTRACT_H
#define CD_CONTRACT_CONTRACT_H

#include "contract/schema.h"

enum cd_role { CD_OFFICER, CD_NURSE, CD_SUPERVISOR, CD_DISTRICT_ADMIN, CD_SYSTEM, CD_ROLE_COUNT };
enum cd_area { CD_AREA_NONE, CD_AREA_OWN, CD_AREA_DONG, CD_AREA_GU, CD_AREA_CITY };
enum cd_result { CD_RESULT_ONE, CD_RESULT_MANY, CD_RESULT_NONE, CD_RESULT_STREAM };
enum cd_lane { CD_LANE_SHORT, CD_LANE_LONG, CD_LANE_WRITE, CD_LANE_COUNT };
enum cd_method { CD_GET, CD_POST, CD_PUT, CD_PATCH, CD_DELETE, CD_METHOD_COUNT };
enum cd_place { CD_IN_PATH, CD_IN_QUERY, CD_IN_HEADER };

struct cd_parameter {
    struct cd_str name;
    enum cd_place in;
    bool required;
    const struct cd_schema *schema;
    unsigned types; /* bits of enum cd_node_kind */
    struct cd_str format;
    int line;
};

/* constraint name → problem type of the root's x-chatdong.problems */
struct cd_error_map {
    struct cd_str constraint;
    const struct cd_problem_type *problem;
};

struct cd_problem_type {
    struct cd_str name; /* "visit_overlap"; type URI urn:chatdong:problem:visit_overlap */
    int status;
    struct cd_str title;
    struct cd_str source; /* where the rule stands; may be empty */
};

struct cd_operation {
    struct cd_str id;    /* "visits_check_in"; terminated */
    struct cd_str slice; /* "visits": the tag, and the folder under api/ */
    enum cd_method method;
    struct cd_str path; /* template, "/v1/visits/{id}/check-in"; label of metrics */
    int line;
    int index; /* 0 … count-1 */
    /* x-chatdong */
    bool is_public;
    unsigned roles; /* bits 1 << enum cd_role */
    struct cd_str *scopes;
    size_t scope_count;
    enum cd_area area;
    enum cd_result result;
    struct cd_str personal; /* column that names whose data leaves; empty: none */
    bool idempotent;        /* Idempotency-Key required */
    bool if_match;          /* If-Match required */
    bool strict_rate;
    bool sparse;      /* columns that are NULL are left out of the answer */
    uint64_t *one_of; /* bits of params: exactly one of these groups is given, and whole */
    size_t one_of_count;
    enum cd_lane lane;
    struct cd_str hook;  /* name of a C hook, empty: none */
    struct cd_str batch; /* operationId of the statement that runs per item; empty: none */
    struct cd_error_map *errors;
    size_t error_count;
    /* parameters and bodies */
    struct cd_parameter *params;
    size_t param_count;
    const struct cd_schema *body; /* NULL: no request body */
    bool body_required;
    struct cd_str body_type;          /* application/json or application/merge-patch+json */
    size_t body_bytes;                /* 0: the setting */
    int success_status;               /* first 2xx of `responses` */
    bool not_modified;                /* says 304; without it an answer is more than its version */
    const struct cd_schema *response; /* of the success status; NULL: no body */
    const struct cd_schema *row;      /* one row: response itself, or items of `items` */
    struct cd_str *produces;          /* media types of the success answer */
    size_t produces_count;
    bool deprecated;
    struct cd_str sunset; /* x-chatdong.sunset, RFC 3339 date */
    struct cd_str deprecated_since;
    /* filled at start by the dispatcher: its statement and binding plan */
    void *plan;
};

struct cd_contract {
    const char *file;
    struct cd_str json;    /* the whole document */
    struct cd_str version; /* info.version */
    struct cd_operation *operations;
    size_t operation_count;
    struct cd_problem_type *problems;
    size_t problem_count;
    struct cd_router *router;
};

#define CD_ROUTE_PARAMS 6

struct cd_route {
    struct cd_operation *operation; /* NULL: see allow */
    unsigned allow;                 /* bits 1 << enum cd_method of the path; 0: no such path */
    size_t count;
    struct cd_str values[CD_ROUTE_PARAMS]; /* raw, not yet percent-decoded, in template order */
};

/* NULL when there were findings. */
struct cd_contract *cd_contract_load(struct cd_arena *arena, struct cd_str yaml, const char *file,
                                     struct cd_findings *findings);
struct cd_operation *cd_contract_operation(const struct cd_contract *contract, struct cd_str id);
const struct cd_problem_type *cd_contract_problem(const struct cd_contract *contract,
                                                  struct cd_str name);
/* `path` is the request target up to '?', undecoded. A path with an empty, "." or ".." segment or
 * with a bad escape has no route. CD_METHOD_COUNT stands for any other method: no operation. */
struct cd_route cd_contract_route(const struct cd_contract *contract, enum cd_method method,
                                  struct cd_str path);
const char *cd_role_name(enum cd_role role);

/* A decoded query string. Duplicate names, bad escapes, invalid UTF-8, NUL and more than 64 pairs
 * are refused: CD_BAD_REQUEST with an error added. */
struct cd_pair {
    struct cd_str name, value;
};
struct cd_query {
    struct cd_pair *pairs;
    size_t count;
};
bool cd_query_parse(struct cd_arena *arena, struct cd_str raw, struct cd_query *ret,
                    struct cd_errors *errors);
/* Percent-decodes one path segment or value; false on a bad escape, NUL or invalid UTF-8. */
bool cd_percent_decode(struct cd_arena *arena, struct cd_str raw, bool plus_is_space,
                       struct cd_str *ret);

#endif
