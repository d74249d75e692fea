/*
 * The chain of seals over the access records (DESIGN.md 6; docs/decisions/0020-seal-chain.md). A
 * seal covers every record whose transaction is below `up_to` and not below the seal before:
 * `up_to` is the oldest transaction that was still running, so a late commit falls into a later
 * seal and none is skipped. digest is SHA-256 over the records, mac is HMAC-SHA256 over the mac
 * before and the seal, with a key that the database does not have.
 */
#ifndef CD_JOBS_SEAL_H
#define CD_JOBS_SEAL_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

#define CD_AUDIT_SUSPECTS 20

struct cd_seal {
    int64_t no;    /* of the last seal; 0: there is none */
    int64_t count; /* records that this call sealed; 0: nothing to do, or another one is at it */
    char mac[65];  /* of the last seal, in hex; logged, so that a cut chain can be seen */
};

/* Seals what can be sealed, on the worker's connection. One sealer at a time, by advisory lock. */
CD_MUST_CHECK enum cd_rc cd_seal(PGconn *worker, struct cd_str key, struct cd_seal *ret,
                                 struct cd_buf *why);

enum cd_audit {
    CD_AUDIT_WHOLE,         /* nothing is wrong */
    CD_AUDIT_SEAL_REMOVED,  /* numbers are missing before seal_no */
    CD_AUDIT_SEAL_CHANGED,  /* the seal itself does not fit its mac (or the key is another one) */
    CD_AUDIT_ROWS_REMOVED,  /* fewer records than were sealed */
    CD_AUDIT_ROWS_INSERTED, /* more; also those that claim an older transaction than theirs */
    CD_AUDIT_ROWS_CHANGED,  /* as many, but not the same */
};

struct cd_audit_result {
    enum cd_audit finding;           /* of the first broken seal */
    int64_t seal_no;                 /* it */
    int64_t sealed_rows, found_rows; /* what it says, and what there is */
    char after[40], until[40];       /* when the seal before it and it were made */
    size_t suspect_count; /* records in it written by another transaction than they say */
    char suspects[CD_AUDIT_SUSPECTS][37];
    int64_t broken;                /* how many seals are broken */
    int64_t seals, rows, unsealed; /* unsealed: newer than the last seal */
    struct cd_seal last;           /* to be held against the log */
};

/* Recomputes the whole chain in constant memory. CD_OK: *ret says what was found. */
CD_MUST_CHECK enum cd_rc cd_audit_verify(PGconn *worker, struct cd_str key,
                                         struct cd_audit_result *ret, struct cd_buf *why);
const char *cd_audit_text(enum cd_audit finding); /* a sentence */

#endif
