/* What sealing and verifying share: how a record, a seal and the chain become bytes. Private to
 * seal.c and audit.c. Every field is framed by its length ("5:nurse", "-" for NULL), so that no two
 * different lists of fields give the same bytes. */
#ifndef CD_JOBS_CHAIN_H
#define CD_JOBS_CHAIN_H

#include "jobs/seal.h"

#include <openssl/evp.h>

#define CD_CHAIN_KEY_MIN 32

/* Columns that are sealed, in their order, as text that no session setting changes; tx is first,
 * id second. The last column, behind them, is what transaction wrote the row as it stands. */
#define CD_CHAIN_FIELDS 13
#define CD_CHAIN_SELECT                                                                            \
    "select tx::text, id::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'),"   \
    " actor_id::text, actor_role, operation, method, client::text, to_json(resident_ids)::text,"   \
    " to_json(dong_codes)::text, purpose, request_id, status::text, xmin::text"                    \
    " from chatdong.access_record r"
/* By the columns: a bare `tx` would be the output's text, in which 1000 comes before 999. */
#define CD_CHAIN_ORDER " order by r.tx, r.id"

struct cd_chain_digest {
    EVP_MD_CTX *context;
    int64_t count;
};

void cd_chain_digest_init(struct cd_chain_digest *digest);
void cd_chain_digest_add(struct cd_chain_digest *digest, const PGresult *rows, int row);
void cd_chain_digest_final(struct cd_chain_digest *digest, char ret_hex[65]); /* and release */

/* A seal as text: decimal numbers, digest in hex. */
struct cd_chain_seal {
    const char *no, *up_to, *count, *digest;
};

/* Its mac; previous is the mac before, "" for the first seal. */
void cd_chain_mac(struct cd_str key, const char *previous, const struct cd_chain_seal *seal,
                  char ret_hex[65]);

/* Rows of a server-side cursor, a batch at a time. */
struct cd_chain_cursor {
    PGconn *conn;
    const char *name;
    PGresult *batch;
    int row;
    bool failed;
};

/* Declares it (inside a transaction) and stands before the first row. */
bool cd_chain_open(struct cd_chain_cursor *cursor, PGconn *conn, const char *name, const char *sql,
                   struct cd_buf *why);
bool cd_chain_next(struct cd_chain_cursor *cursor, struct cd_buf *why); /* false: end or failed */
void cd_chain_close(struct cd_chain_cursor *cursor);

bool cd_chain_run(PGconn *conn, const char *sql, struct cd_buf *why);
/* "18446744073709551615", digits only. */
bool cd_chain_u64(const char *text, uint64_t *ret);

#endif
