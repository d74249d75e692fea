/*
 * How every function that can fail says so. CD_OK is 0; the others are the classes of failure that
 * the interface knows, and the HTTP status of each stands in one table (src/http/problem.c).
 */
#ifndef CHATDONG_RC_H
#define CHATDONG_RC_H

enum cd_rc {
    CD_OK = 0,
    CD_BAD_REQUEST,           /* 400 the message does not fit the contract */
    CD_UNAUTHENTICATED,       /* 401 */
    CD_FORBIDDEN,             /* 403 */
    CD_NOT_FOUND,             /* 404 or outside the actor's area */
    CD_METHOD_NOT_ALLOWED,    /* 405 */
    CD_NOT_ACCEPTABLE,        /* 406 */
    CD_CONFLICT,              /* 409 the state does not allow it */
    CD_GONE,                  /* 410 */
    CD_PRECONDITION_FAILED,   /* 412 */
    CD_TOO_LARGE,             /* 413 */
    CD_URI_TOO_LONG,          /* 414 */
    CD_UNSUPPORTED_MEDIA,     /* 415 */
    CD_EXPECTATION_FAILED,    /* 417 */
    CD_UNPROCESSABLE,         /* 422 a rule of the domain forbids it */
    CD_PRECONDITION_REQUIRED, /* 428 */
    CD_TOO_MANY_REQUESTS,     /* 429 */
    CD_HEADERS_TOO_LARGE,     /* 431 */
    CD_INTERNAL,              /* 500 */
    CD_NOT_IMPLEMENTED,       /* 501 */
    CD_UNAVAILABLE,           /* 503 try again */
};

#define CD_MUST_CHECK __attribute__((warn_unused_result))

#endif
