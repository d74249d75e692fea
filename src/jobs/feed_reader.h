/*
 * Rows that a stranger's file has, line by line: CSV (RFC 4180) with a header that names known
 * columns in any order, or NDJSON with the same names; UTF-8 or cp949. Pure: lines in, rows in
 * COPY's text format out, in the order of the layout's columns: line number, fault, values and,
 * where the layout has an address, its reading. What is wrong with one row is its fault, a code
 * (then it has no values); what is wrong with the file ends it. Resident registration numbers are
 * refused, by the column's name and by the look of a value, and go no further than here.
 */
#ifndef CD_JOBS_FEED_READER_H
#define CD_JOBS_FEED_READER_H

#include "chatdong/buf.h"

#define CD_FEED_COLUMNS 24
#define CD_FEED_LINE ((size_t)64 << 10) /* bytes of a line, at most, with its newline */

struct cd_feed_layout {
    const char *columns[CD_FEED_COLUMNS]; /* NULL ends them */
    const char *required;                 /* " a b ": those that a CSV's header must have */
    const char *address; /* column to be read as an address where `dong` has no value, or NULL */
    const char *dong;
};

enum cd_feed_encoding { CD_FEED_DETECT, CD_FEED_UTF8, CD_FEED_CP949, CD_FEED_ENCODINGS };

struct cd_feed_reader;

/* `layout` outlives it. DETECT: UTF-8 until a line is not, from there on cp949. */
struct cd_feed_reader *cd_feed_reader_new(const struct cd_feed_layout *layout,
                                          enum cd_feed_encoding encoding);
void cd_feed_reader_free(struct cd_feed_reader *reader); /* NULL is fine */
/* One line with its newline; adds the rows that it ends. False: the file cannot be read further. */
bool cd_feed_line(struct cd_feed_reader *reader, struct cd_str line, struct cd_buf *out);
bool cd_feed_end(struct cd_feed_reader *reader, struct cd_buf *out);
int64_t cd_feed_rows(const struct cd_feed_reader *reader);
/* After false: why, as a code (static), and as a sentence without anything of the file. */
const char *cd_feed_failure(const struct cd_feed_reader *reader, const char **ret_sentence);

#endif
