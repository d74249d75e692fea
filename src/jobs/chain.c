#include "jobs/chain.h"
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>

#define BATCH "1000"

static void add_framed(struct cd_buf *out, struct cd_str field)
{
    cd_buf_addf(out, "%zu:", field.len);
    cd_buf_add(out, field.ptr, field.len);
}

void cd_chain_digest_init(struct cd_chain_digest *digest)
{
    *digest = (struct cd_chain_digest){.context = EVP_MD_CTX_new()};
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1)
        abort();
}

void cd_chain_digest_add(struct cd_chain_digest *digest, const PGresult *rows, int row)
{
    CD_BUF_AUTO(bytes, SIZE_MAX / 2);

    for (int i = 0; i < CD_CHAIN_FIELDS; i++) {
        if (PQgetisnull(rows, row, i))
            cd_buf_addc(&bytes, '-');
        else
            add_framed(&bytes, (struct cd_str){PQgetvalue(rows, row, i),
                                               (size_t)PQgetlength(rows, row, i)});
    }
    if (EVP_DigestUpdate(digest->context, bytes.ptr, bytes.len) != 1)
        abort();
    digest->count++;
}

void cd_chain_digest_final(struct cd_chain_digest *digest, char ret_hex[65])
{
    unsigned char bytes[32];

    if (EVP_DigestFinal_ex(digest->context, bytes, NULL) != 1)
        abort();
    EVP_MD_CTX_free(digest->context);
    digest->context = NULL;
    cd_hex(bytes, sizeof bytes, ret_hex);
}

void cd_chain_mac(struct cd_str key, const char *previous, const struct cd_chain_seal *seal,
                  char ret_hex[65])
{
    const char *const fields[] = {previous, seal->no, seal->up_to, seal->count, seal->digest};
    unsigned char mac[32];
    CD_BUF_AUTO(bytes, 1000);

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        add_framed(&bytes, cd_str_of(fields[i]));
    cd_hmac_sha256(key, cd_buf_str(&bytes), mac);
    cd_hex(mac, sizeof mac, ret_hex);
}

bool cd_chain_run(PGconn *conn, const char *sql, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    cd_buf_adds(why, PQerrorMessage(conn));
    return false;
}

bool cd_chain_open(struct cd_chain_cursor *cursor, PGconn *conn, const char *name, const char *sql,
                   struct cd_buf *why)
{
    CD_BUF_AUTO(declare, 4096);

    *cursor = (struct cd_chain_cursor){.conn = conn, .name = name, .row = -1};
    cd_buf_addf(&declare, "declare %s no scroll cursor for %s", name, sql);
    return cd_chain_run(conn, declare.ptr, why);
}

bool cd_chain_next(struct cd_chain_cursor *cursor, struct cd_buf *why)
{
    char fetch[64];

    if (cursor->batch != NULL && ++cursor->row < PQntuples(cursor->batch))
        return true;
    PQclear(cursor->batch);
    (void)snprintf(fetch, sizeof fetch, "fetch " BATCH " from %s", cursor->name);
    cursor->batch = PQexec(cursor->conn, fetch);
    cursor->row = 0;
    if (PQresultStatus(cursor->batch) != PGRES_TUPLES_OK) {
        cd_buf_adds(why, PQerrorMessage(cursor->conn));
        cursor->failed = true;
        return false;
    }
    return PQntuples(cursor->batch) > 0;
}

void cd_chain_close(struct cd_chain_cursor *cursor)
{
    PQclear(cursor->batch);
    cursor->batch = NULL;
}

bool cd_chain_u64(const char *text, uint64_t *ret)
{
    uint64_t value = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        uint64_t digit = (uint64_t)(unsigned char)*text - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}
