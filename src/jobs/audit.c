#include "base/secret.h"
#include "jobs/chain.h"

#include <stdio.h>
#include <string.h>

enum { SEAL_NO, SEAL_AT, SEAL_UP_TO, SEAL_COUNT, SEAL_DIGEST, SEAL_MAC };

#define SEALS                                                                                      \
    "select no::text, to_char(sealed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"    \
    " up_to::text, count::text, encode(digest, 'hex'), encode(mac, 'hex')"                         \
    " from chatdong.access_seal s order by s.no"

struct walk {
    struct cd_str key;
    struct cd_chain_cursor seals, rows;
    bool more_rows;
    char sealed_at[40]; /* of the seal before */
    bool rewritten;     /* records of whole seals have another writer: a restore, no evidence */
    struct cd_audit_result *result;
    struct cd_buf *why;
};

/* What the records between two seals are now. */
struct segment {
    int64_t count;
    char digest[65];
    int64_t rewritten; /* records whose present version another transaction wrote */
    char suspects[CD_AUDIT_SUSPECTS][37];
};

static const char *seal_field(const struct walk *walk, int field)
{
    return PQgetvalue(walk->seals.batch, walk->seals.row, field);
}

static const char *row_field(const struct walk *walk, int field)
{
    return PQgetvalue(walk->rows.batch, walk->rows.row, field);
}

/* PostgreSQL keeps in each row version which transaction wrote it (its low 32 bits). An untouched
 * record was written by the transaction that it names. */
static void look_at_writer(const struct walk *walk, uint64_t tx, struct segment *segment)
{
    uint64_t writer = 0;

    if (!cd_chain_u64(row_field(walk, CD_CHAIN_FIELDS), &writer) || writer == (uint32_t)tx)
        return;
    if (segment->rewritten < CD_AUDIT_SUSPECTS)
        (void)snprintf(segment->suspects[segment->rewritten], sizeof *segment->suspects, "%s",
                       row_field(walk, 1));
    segment->rewritten++;
}

static void walk_rows(struct walk *walk, uint64_t up_to, struct segment *segment)
{
    struct cd_chain_digest digest;
    uint64_t tx = 0;

    cd_chain_digest_init(&digest);
    while (walk->more_rows && cd_chain_u64(row_field(walk, 0), &tx) && tx < up_to) {
        cd_chain_digest_add(&digest, walk->rows.batch, walk->rows.row);
        look_at_writer(walk, tx, segment);
        walk->more_rows = cd_chain_next(&walk->rows, walk->why);
    }
    cd_chain_digest_final(&digest, segment->digest);
    segment->count = digest.count;
    walk->result->rows += digest.count;
}

static enum cd_audit judge(const struct walk *walk, const struct segment *segment, int64_t no,
                           int64_t sealed)
{
    char mac[65];

    if (no != walk->result->last.no + 1)
        return CD_AUDIT_SEAL_REMOVED;
    const struct cd_chain_seal seal = {seal_field(walk, SEAL_NO), seal_field(walk, SEAL_UP_TO),
                                       seal_field(walk, SEAL_COUNT), seal_field(walk, SEAL_DIGEST)};
    cd_chain_mac(walk->key, walk->result->last.mac, &seal, mac);
    if (strlen(seal_field(walk, SEAL_MAC)) != 64 || !cd_same(mac, seal_field(walk, SEAL_MAC), 64))
        return CD_AUDIT_SEAL_CHANGED;
    if (segment->count != sealed)
        return segment->count < sealed ? CD_AUDIT_ROWS_REMOVED : CD_AUDIT_ROWS_INSERTED;
    return strcmp(segment->digest, seal_field(walk, SEAL_DIGEST)) == 0 ? CD_AUDIT_WHOLE
                                                                       : CD_AUDIT_ROWS_CHANGED;
}

static void note_first(struct walk *walk, enum cd_audit finding, const struct segment *segment,
                       int64_t no, int64_t sealed)
{
    struct cd_audit_result *result = walk->result;

    result->finding = finding;
    result->seal_no = no;
    result->sealed_rows = sealed;
    result->found_rows = segment->count;
    (void)snprintf(result->after, sizeof result->after, "%s", walk->sealed_at);
    (void)snprintf(result->until, sizeof result->until, "%s", seal_field(walk, SEAL_AT));
    result->suspect_count = segment->rewritten < CD_AUDIT_SUSPECTS ? (size_t)segment->rewritten
                                                                   : (size_t)CD_AUDIT_SUSPECTS;
    memcpy(result->suspects, segment->suspects, sizeof result->suspects);
}

static bool walk_seal(struct walk *walk)
{
    struct cd_audit_result *result = walk->result;
    struct segment segment = {0};
    uint64_t up_to = 0;
    int64_t no = 0, sealed = 0;

    if (!cd_chain_u64(seal_field(walk, SEAL_UP_TO), &up_to) ||
        !cd_str_int64(cd_str_of(seal_field(walk, SEAL_NO)), &no) ||
        !cd_str_int64(cd_str_of(seal_field(walk, SEAL_COUNT)), &sealed)) {
        cd_buf_adds(walk->why, "a seal's numbers can't be read");
        return false;
    }
    walk_rows(walk, up_to, &segment);
    enum cd_audit finding = judge(walk, &segment, no, sealed);
    walk->rewritten |= finding == CD_AUDIT_WHOLE && segment.rewritten > 0;
    if (finding != CD_AUDIT_WHOLE && result->broken++ == 0)
        note_first(walk, finding, &segment, no, sealed);
    result->seals++;
    result->last.no = no;
    (void)snprintf(result->last.mac, sizeof result->last.mac, "%s", seal_field(walk, SEAL_MAC));
    (void)snprintf(walk->sealed_at, sizeof walk->sealed_at, "%s", seal_field(walk, SEAL_AT));
    return !walk->rows.failed;
}

static bool walk_chain(struct walk *walk, PGconn *conn)
{
    bool ok =
        cd_chain_open(&walk->seals, conn, "access_seals", SEALS, walk->why) &&
        cd_chain_open(&walk->rows, conn, "access_rows", CD_CHAIN_SELECT CD_CHAIN_ORDER, walk->why);

    walk->more_rows = ok && cd_chain_next(&walk->rows, walk->why);
    ok = ok && !walk->rows.failed;
    while (ok && cd_chain_next(&walk->seals, walk->why))
        ok = walk_seal(walk);
    while (ok && walk->more_rows) {
        walk->result->unsealed++;
        walk->more_rows = cd_chain_next(&walk->rows, walk->why);
    }
    ok = ok && !walk->rows.failed && !walk->seals.failed;
    if (walk->rewritten)
        walk->result->suspect_count = 0;
    cd_chain_close(&walk->seals);
    cd_chain_close(&walk->rows);
    return ok;
}

enum cd_rc cd_audit_verify(PGconn *worker, struct cd_str key, struct cd_audit_result *ret,
                           struct cd_buf *why)
{
    struct walk walk = {.key = key, .result = ret, .why = why};
    CD_BUF_AUTO(ignored, 1000);

    *ret = (struct cd_audit_result){.finding = CD_AUDIT_WHOLE};
    if (key.len < CD_CHAIN_KEY_MIN) {
        cd_buf_addf(why, "audit_key must have %d bytes or more", CD_CHAIN_KEY_MIN);
        return CD_BAD_REQUEST;
    }
    bool ok = cd_chain_run(worker, "begin isolation level repeatable read read only", why) &&
              walk_chain(&walk, worker);
    (void)cd_chain_run(worker, "rollback", &ignored);
    return ok ? CD_OK : CD_UNAVAILABLE;
}

const char *cd_audit_text(enum cd_audit finding)
{
    static const char *const texts[] = {
        [CD_AUDIT_WHOLE] = "the chain is whole",
        [CD_AUDIT_SEAL_REMOVED] = "seals before this one were removed",
        [CD_AUDIT_SEAL_CHANGED] =
            "the seal was changed, or audit_key is not the one it was made with",
        [CD_AUDIT_ROWS_REMOVED] = "records were removed",
        [CD_AUDIT_ROWS_INSERTED] = "records were inserted",
        [CD_AUDIT_ROWS_CHANGED] = "records were changed",
    };

    return texts[finding];
}
