/*
 * What a slice's hook may see and do. A hook is for what SQL is the wrong tool for; it is named
 * like its operation and stands in api/v1/<slice>/<slice>.c. `before` runs when the input has been
 * validated and may refuse or answer; `after` runs when the statement's answer has been written.
 * Either may be NULL. Everything lives until the hook returns; nothing is to be freed.
 */
#ifndef CHATDONG_REQUEST_H
#define CHATDONG_REQUEST_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <jansson.h>

struct cd_request;

/* The lists are names between commas; start-up holds each against contract and statements. */
struct cd_hook {
    const char *name; /* operationId */
    enum cd_rc (*before)(struct cd_request *req);
    enum cd_rc (*after)(struct cd_request *req);
    const char *takes; /* inputs that only the hook uses, no statement */
    const char *gives; /* values that it computes: the statement's :score, :band */
    const char *reads; /* further blocks of the slice's .sql, for cd_request_read */
};

/* Registers a hook: CD_HOOK(gauges_create, .before = gauges_create, .gives = "score,band"); at file
 * scope. */
#define CD_HOOK(name_, ...)                                                                        \
    static const struct cd_hook cd_hook_##name_ = {.name = #name_, __VA_ARGS__};                   \
    __attribute__((section("cd_hooks"),                                                            \
                   used)) static const struct cd_hook *const cd_hook_entry_##name_ =               \
        &cd_hook_##name_

struct cd_arena *cd_request_arena(struct cd_request *req);
json_t *cd_request_body(struct cd_request *req); /* borrowed; NULL without a body */
/* A validated path, query or header parameter; empty and false when absent. */
bool cd_request_param(struct cd_request *req, const char *name, struct cd_str *ret);
/* The operation's media type that the client accepts best, the first of equals. */
struct cd_str cd_request_media_type(struct cd_request *req);

/* Only in `before`. A value for a statement's parameter that `gives` names, as PostgreSQL reads its
 * text ('{"a","b"}', json as text); it is copied. What is not given is NULL, and a line behind
 * `--? name` is left out. */
void cd_request_give(struct cd_request *req, const char *name, struct cd_str value);
/* Only in `before`. Runs a statement that `reads` names, read only, with the request's inputs, what
 * was given so far and the actor's context (none in a public operation), before the operation's own
 * transaction. Rows come as an array of objects that the arena owns; more than 1000 are a fault. */
CD_MUST_CHECK enum cd_rc cd_request_read(struct cd_request *req, const char *statement,
                                         json_t **ret_rows);

/* Sets the one failure of this request and returns `rc`: `return cd_fail(req, CD_CONFLICT,
 * "visit_overlap", "…")`. The problem is one of the core's or of the contract's
 * x-chatdong.problems; the detail is a sentence without personal data. The first failure stays. */
CD_MUST_CHECK enum cd_rc cd_fail(struct cd_request *req, enum cd_rc rc, const char *problem,
                                 const char *detail);
/* One entry of the problem's `errors`: where ("/answers/3"), a code, and a sentence without
 * personal data. It is copied; cd_fail says that it failed. */
void cd_request_error(struct cd_request *req, const char *pointer, const char *code,
                      const char *message);
/* Answers with these bytes (which must live as long as the process or the arena); with 304 instead
 * when an ETag was added before and the request's If-None-Match has it. */
void cd_answer(struct cd_request *req, int status, const char *media_type, struct cd_str bytes);
/* Adds a header to the answer. */
void cd_answer_header(struct cd_request *req, const char *name, const char *value);

/* What the service says of itself: version of the contract, and the document as JSON with its
 * entity tag. */
struct cd_str cd_service_version(struct cd_request *req);
struct cd_str cd_service_contract_json(struct cd_request *req, const char **ret_tag);
/* The keyed hash of a register number of 13 digits (a hyphen is left out), 64 hex digits in the
 * arena; NULL when no key is set (setting register_key). */
const char *cd_service_register_key(struct cd_request *req, struct cd_str number);
/* The problem that each refusal of an operation of the contract is, as a JSON object ({"<constraint
 * or SQLSTATE>": {"type", "status", "title"}}), with those of the request's own; {} when there is
 * none. */
struct cd_str cd_service_refusals(struct cd_request *req, const char *operation);

#endif
