/*
 * Tables in CSV files (RFC 4180, by libcsv): UTF-8, a header line with exactly the expected names,
 * as many fields in every line. What is wrong is said with file and line; reading goes on, so that
 * one run shows every mistake (up to a limit).
 */
#ifndef CD_JOBS_CSV_H
#define CD_JOBS_CSV_H

#include "chatdong/arena.h"
#include "chatdong/buf.h"

#define CD_CSV_COLUMNS 16
#define CD_CSV_ERRORS 20

struct cd_csv_row {
    int line;
    struct cd_str fields[CD_CSV_COLUMNS]; /* terminated; empty: nothing between the commas */
    struct cd_csv_row *next;
};

struct cd_csv {
    const char *path;
    const char *name;           /* of the file, for messages */
    const char *const *columns; /* NULL-terminated */
    size_t column_count;
    struct cd_csv_row *first;
    size_t count;
    struct cd_arena *arena;
    struct cd_buf *why;
    int errors;
};

/* Reads the whole file (at most 64 MB); columns say what is expected. Errors are counted in the
 * table and written to *why. */
void cd_csv_read(struct cd_csv *csv, struct cd_arena *arena, const char *directory,
                 const char *name, const char *const *columns, struct cd_buf *why);
/* The same from bytes that are there already. */
void cd_csv_parse(struct cd_csv *csv, struct cd_arena *arena, const char *name, struct cd_str text,
                  const char *const *columns, struct cd_buf *why);
/* One error: "dong.csv:12: …". */
void cd_csv_error(struct cd_csv *csv, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
