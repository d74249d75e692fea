/*
 * Lines of the government's building register ("juso building DB"): 31 columns, `|`, cp949, and
 * its daily change file, which says in column 23 what became of the building. Pure: a line in, a
 * row or a code out, no I/O. A `|` is no trail byte of cp949, so lines are cut before decoding,
 * and only the two columns that hold text of interest are decoded.
 */
#ifndef CD_JOBS_REGISTER_H
#define CD_JOBS_REGISTER_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"

#define CD_REGISTER_COLUMNS 31
#define CD_REGISTER_LINE 4096 /* bytes; the real ones have 150 to 300 */

enum cd_register_fault {
    CD_REGISTER_OK,
    CD_REGISTER_LINE_TOO_LONG,
    CD_REGISTER_COLUMN_COUNT,
    CD_REGISTER_BAD_ENCODING,
    CD_REGISTER_BAD_MANAGEMENT_NO, /* not 25 digits */
    CD_REGISTER_BAD_LEGAL_CODE,    /* not 10 digits */
    CD_REGISTER_BAD_ROAD_CODE,     /* not 12 digits */
    CD_REGISTER_BAD_ROAD_NAME,     /* empty */
    CD_REGISTER_BAD_NUMBER,        /* of building or lot, or a flag that is none */
    CD_REGISTER_BAD_REASON,        /* of a change file: not 31, 34, 63, 72, 73 */
    CD_REGISTER_BAD_DONG_CODE,     /* not 10 digits */
    CD_REGISTER_UNKNOWN_DONG,      /* not one of the service's */
    CD_REGISTER_FAULTS
};

/* Views into the line, or into the decoder until its next row. */
struct cd_register_row {
    struct cd_str management_no, dong_code, legal_code, road_code, zip;
    struct cd_str road_name, road_key, name, name_key; /* UTF-8, NFC; keys without spaces */
    int main_no, sub_no, lot_main, lot_sub;
    bool basement, mountain;
    bool gone; /* a change file's row of a building that is no more */
};

struct cd_register;

/* `changes`: column 23 must say what became of the building. */
struct cd_register *cd_register_new(bool changes);
void cd_register_free(struct cd_register *reader); /* NULL is fine */
/* A line without its newline. On a fault *ret is not whole. */
enum cd_register_fault cd_register_read(struct cd_register *reader, struct cd_str line,
                                        struct cd_register_row *ret);
const char *cd_register_fault_name(enum cd_register_fault fault); /* "bad_number" */

#endif
