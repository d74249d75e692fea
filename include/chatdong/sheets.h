/*
 * Tables of figures as files: CSV for other programs, XLSX for people. Rows are JSON objects; a
 * column says which member it shows and under which heading. Text never becomes a formula: in
 * CSV what a spreadsheet would run is led by an apostrophe, in XLSX text is stored as text.
 */
#ifndef CHATDONG_SHEETS_H
#define CHATDONG_SHEETS_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <jansson.h>

struct cd_sheet_column {
    const char *key;   /* member of a row; null and absent are empty cells */
    const char *title; /* UTF-8 */
};

enum cd_sheet_chart { CD_CHART_NONE, CD_CHART_LINE, CD_CHART_BARS };

/* `chart` draws column `value` over column `category`: a line over all rows, bars over the last
 * rows that are alike in column `last_of`. */
struct cd_sheet {
    const char *name; /* at most 31 characters, none of []:*?/\ */
    const struct cd_sheet_column *columns;
    size_t column_count;
    json_t *rows; /* borrowed: array of objects, at most 1,048,575 */
    enum cd_sheet_chart chart;
    size_t category, value, last_of;
};

/* RFC 4180 in UTF-8 with a byte order mark, so that spreadsheets read Hangul. */
void cd_sheets_csv(const struct cd_sheet *sheet, struct cd_buf *out);
/* A workbook with these sheets; the bytes are the arena's. Uses the directory for temporary files.
 * CD_INTERNAL: no room there. */
CD_MUST_CHECK enum cd_rc cd_sheets_xlsx(const struct cd_sheet *sheets, size_t count,
                                        struct cd_arena *arena, struct cd_str *ret);

#endif
