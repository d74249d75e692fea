#include "jobs/chain.h"

#include <stdio.h>

#define LOCK "hashtextextended('chatdong seal', 0)"

/* Where the chain stands, how far it can go now, and what it would seal. */
struct stand {
    int64_t no;
    uint64_t from, horizon;
    char mac[65];
    int64_t count;
    char digest[65];
};

static void set_last(struct cd_seal *seal, int64_t no, const char *mac)
{
    seal->no = no;
    (void)snprintf(seal->mac, sizeof seal->mac, "%s", mac);
}

static bool read_stand(PGconn *conn, struct stand *stand, struct cd_buf *why)
{
    PGresult *result = PQexec(
        conn, "select pg_snapshot_xmin(pg_current_snapshot())::text, coalesce(s.no, 0)::text,"
              " coalesce(s.up_to::text, '0'), coalesce(encode(s.mac, 'hex'), '')"
              " from (values (1)) one(n) left join lateral"
              " (select * from chatdong.access_seal order by no desc limit 1) s on true");
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

    if (!ok) {
        cd_buf_adds(why, PQerrorMessage(conn));
    } else if (!cd_chain_u64(PQgetvalue(result, 0, 0), &stand->horizon) ||
               !cd_str_int64(cd_str_of(PQgetvalue(result, 0, 1)), &stand->no) ||
               !cd_chain_u64(PQgetvalue(result, 0, 2), &stand->from)) {
        cd_buf_adds(why, "the chain's numbers can't be read");
        ok = false;
    } else {
        (void)snprintf(stand->mac, sizeof stand->mac, "%s", PQgetvalue(result, 0, 3));
    }
    PQclear(result);
    return ok;
}

static bool digest_rows(PGconn *conn, struct stand *stand, struct cd_buf *why)
{
    char sql[1024];
    struct cd_chain_cursor rows;
    struct cd_chain_digest digest;

    (void)snprintf(sql, sizeof sql,
                   CD_CHAIN_SELECT
                   " where r.tx >= '%llu'::xid8 and r.tx < '%llu'::xid8" CD_CHAIN_ORDER,
                   (unsigned long long)stand->from, (unsigned long long)stand->horizon);
    if (!cd_chain_open(&rows, conn, "access_rows", sql, why))
        return false;
    cd_chain_digest_init(&digest);
    while (cd_chain_next(&rows, why))
        cd_chain_digest_add(&digest, rows.batch, rows.row);
    cd_chain_close(&rows);
    stand->count = digest.count;
    cd_chain_digest_final(&digest, stand->digest);
    return !rows.failed;
}

static bool store(PGconn *conn, struct cd_str key, const struct stand *stand, struct cd_seal *seal,
                  struct cd_buf *why)
{
    char no[24], up_to[24], rows[24], mac[65];
    const char *const values[] = {no, up_to, rows, stand->digest, mac};
    const struct cd_chain_seal text = {no, up_to, rows, stand->digest};

    (void)snprintf(no, sizeof no, "%lld", (long long)stand->no + 1);
    (void)snprintf(up_to, sizeof up_to, "%llu", (unsigned long long)stand->horizon);
    (void)snprintf(rows, sizeof rows, "%lld", (long long)stand->count);
    cd_chain_mac(key, stand->mac, &text, mac);
    PGresult *result = PQexecParams(conn,
                                    "insert into chatdong.access_seal"
                                    " (no, sealed_at, up_to, count, digest, mac) values ($1, now(),"
                                    " $2::xid8, $3, decode($4, 'hex'), decode($5, 'hex'))",
                                    5, NULL, values, NULL, NULL, 0);
    bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!ok)
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(result);
    if (ok) {
        set_last(seal, stand->no + 1, mac);
        seal->count = stand->count;
    }
    return ok;
}

/* Horizon and records are read with one snapshot: what it sees below the horizon is final. */
static bool seal_in_transaction(PGconn *conn, struct cd_str key, struct cd_seal *seal,
                                struct cd_buf *why)
{
    struct stand stand;

    if (!read_stand(conn, &stand, why))
        return false;
    set_last(seal, stand.no, stand.mac);
    if (stand.horizon < stand.from) {
        cd_buf_addf(why,
                    "this cluster's transactions (%llu) are behind the last seal's (%llu): a dump "
                    "restored without pg_resetwal (docs/decisions/0020-seal-chain.md)",
                    (unsigned long long)stand.horizon, (unsigned long long)stand.from);
        return false;
    }
    return digest_rows(conn, &stand, why) &&
           (stand.count == 0 || store(conn, key, &stand, seal, why));
}

static bool take_lock(PGconn *conn, bool *ret_taken, struct cd_buf *why)
{
    PGresult *result = PQexec(conn, "select pg_try_advisory_lock(" LOCK ")");
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

    if (ok)
        *ret_taken = PQgetvalue(result, 0, 0)[0] == 't';
    else
        cd_buf_adds(why, PQerrorMessage(conn));
    PQclear(result);
    return ok;
}

/* The lock is taken before the transaction begins: its snapshot must see the last sealer's seal. */
enum cd_rc cd_seal(PGconn *worker, struct cd_str key, struct cd_seal *ret, struct cd_buf *why)
{
    bool taken = false;
    struct cd_seal seal = {0};
    CD_BUF_AUTO(ignored, 1000);

    *ret = seal;
    if (key.len < CD_CHAIN_KEY_MIN) {
        cd_buf_addf(why, "audit_key must have %d bytes or more", CD_CHAIN_KEY_MIN);
        return CD_BAD_REQUEST;
    }
    if (!take_lock(worker, &taken, why))
        return CD_UNAVAILABLE;
    if (!taken)
        return CD_OK;
    bool ok = cd_chain_run(worker, "begin isolation level repeatable read", why) &&
              seal_in_transaction(worker, key, &seal, why) && cd_chain_run(worker, "commit", why);
    if (!ok)
        (void)cd_chain_run(worker, "rollback", &ignored);
    (void)cd_chain_run(worker, "select pg_advisory_unlock(" LOCK ")", &ignored);
    if (ok)
        *ret = seal;
    return ok ? CD_OK : CD_INTERNAL;
}
