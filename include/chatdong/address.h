/*
 * Reading an address of Seoul as people type it. A pure function from text to readings: what the
 * text may mean, likeliest first, each with the keys that the building register is asked by. It
 * knows how addresses are written and no name of any place: which reading is right is decided by
 * the register, all at once, in SQL function address_find (docs/decisions/0035).
 * Everything lives in the arena; the text need not outlive the call. Any bytes may come in.
 */
#ifndef CHATDONG_ADDRESS_H
#define CHATDONG_ADDRESS_H

#include "chatdong/arena.h"
#include "chatdong/rc.h"

#define CD_ADDRESS_CHARACTERS 200 /* of a text, composed and without spaces */
#define CD_ADDRESS_READINGS 64    /* of one text; the least likely are dropped */
#define CD_ADDRESS_NAMED 8        /* districts that a text may name */

enum cd_address_kind {
    CD_ADDRESS_ROAD, /* road name and building number; main 0: the road alone */
    CD_ADDRESS_LOT,  /* dong (of either kind) and lot */
    CD_ADDRESS_DONG, /* a dong (of either kind) that the text names */
    CD_ADDRESS_NAME, /* perhaps a building's name */
};

struct cd_address_reading {
    enum cd_address_kind kind;
    /* The register's key: NFC, no spaces; of a dong also without separators (상계67동). */
    struct cd_str name;
    /* What stands before the name without a space, when the split is our guess: each part must be
     * the name of a district or a dong for the reading to be sure. Empty when there is none. */
    struct cd_str glued[2];
    uint32_t main;        /* number of building or lot, 1 to 99999; 0 without */
    uint32_t sub;         /* 0 without */
    bool basement;        /* 지하 before the building's number */
    bool mountain;        /* 산 before the lot's */
    struct cd_str detail; /* what stands behind the number, as typed; floor, unit, names */
    /* 0 is plainly written; each guess adds. Readings that differ by CD_ADDRESS_CLOSE or less are
     * equally possible; one above CD_ADDRESS_SURE is never exact. */
    unsigned cost;
};

#define CD_ADDRESS_CLOSE 3
#define CD_ADDRESS_SURE 5

struct cd_address {
    struct cd_str text; /* as it was read: composed, narrow, single spaces */
    struct cd_str zip;  /* five digits, or empty */
    bool elsewhere;     /* names a province or city that is not Seoul */
    /* Words that may name a district: 마포구, or 마포. Of those with the same `word` (not 0) one
     * must be a district of Seoul: 덕양구 alone makes every reading doubtful. */
    size_t gu_count;
    struct {
        struct cd_str name;
        unsigned word;
    } gu[CD_ADDRESS_NAMED];
    size_t count; /* by cost, then as they stand in the text */
    struct cd_address_reading readings[CD_ADDRESS_READINGS];
};

/* CD_BAD_REQUEST when the text is not UTF-8 or too long; a text that says nothing has no readings.
 */
CD_MUST_CHECK enum cd_rc cd_address_read(struct cd_arena *arena, struct cd_str text,
                                         struct cd_address *ret);
/* The parameter of address_find: JSON text in the arena. */
struct cd_str cd_address_json(struct cd_arena *arena, const struct cd_address *address);

#endif
