/*
 * Rows to JSON, typed from the result's OIDs: numbers and booleans bare, json and jsonb verbatim,
 * timestamptz as RFC 3339 UTC ("Z"), date as is, arrays as arrays, the rest as strings. Sessions
 * run with TimeZone UTC and DateStyle ISO. No JSON tree is built.
 */
#ifndef CD_DB_ROWS_H
#define CD_DB_ROWS_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"
#include "contract/schema.h"
#include <libpq-fe.h>

struct cd_row_column {
    bool skip;         /* not part of the answer (`fields=`, or a helper column) */
    bool sparse;       /* left out of a row in which it is NULL */
    enum cd_mask mask; /* applied to this actor */
};

/* One object. `columns` has PQnfields entries or is NULL. */
void cd_rows_object(struct cd_buf *out, const PGresult *rows, int row,
                    const struct cd_row_column *columns);
/* [ {…}, … ] for the first `count` rows. */
void cd_rows_array(struct cd_buf *out, const PGresult *rows, int count,
                   const struct cd_row_column *columns);
bool cd_rows_type_ok(Oid type); /* a type that the writer knows */
/* 김철수 → 김*수, 김용 → 김*, +82-10-1234-5678 → ***-****-5678, address → down to the dong (the
 * text up to the last token that ends in 구, 동 or 가; otherwise "***"). */
void cd_mask_text(struct cd_buf *out, enum cd_mask mask, struct cd_str text);

#endif
