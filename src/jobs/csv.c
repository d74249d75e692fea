#include "jobs/csv.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)64 << 20)

struct reader {
    struct cd_csv *csv;
    struct cd_csv_row *row;   /* being read */
    struct cd_csv_row **tail; /* where it will be hung */
    size_t fields;            /* in it, also beyond the table's columns */
    int line;                 /* of the file, while it is fed line by line */
    bool header;
};

void cd_csv_error(struct cd_csv *csv, int line, const char *format, ...)
{
    char text[400];
    va_list args;

    if (++csv->errors > CD_CSV_ERRORS)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    cd_buf_addf(csv->why, "%s:%d: %s\n", csv->name, line, text);
}

static void take_field(void *bytes, size_t len, void *arg)
{
    struct reader *r = arg;

    if (r->row == NULL) {
        r->row = cd_arena_alloc(r->csv->arena, sizeof *r->row);
        r->row->line = r->line;
    }
    struct cd_str field = {len > 0 ? bytes : "", len};
    if (r->fields < r->csv->column_count)
        r->row->fields[r->fields] = cd_arena_copy(r->csv->arena, field);
    r->fields++;
    if (!cd_str_is_utf8(field))
        cd_csv_error(r->csv, r->row->line, "field %zu is not UTF-8", r->fields);
}

static void check_header(struct reader *r)
{
    for (size_t i = 0; i < r->csv->column_count; i++) {
        if (i >= r->fields || !cd_str_is(r->row->fields[i], r->csv->columns[i]))
            cd_csv_error(r->csv, r->row->line, "column %zu must be '%s'", i + 1,
                         r->csv->columns[i]);
    }
    if (r->fields > r->csv->column_count)
        cd_csv_error(r->csv, r->row->line, "%zu columns, not %zu", r->fields, r->csv->column_count);
}

static void end_row(int ended_by, void *arg)
{
    struct reader *r = arg;

    (void)ended_by;
    if (r->row == NULL)
        return;
    if (r->header) {
        check_header(r);
    } else if (r->fields != r->csv->column_count) {
        cd_csv_error(r->csv, r->row->line, "%zu fields, not %zu", r->fields, r->csv->column_count);
    } else {
        *r->tail = r->row;
        r->tail = &r->row->next;
        r->csv->count++;
    }
    r->header = false;
    r->row = NULL;
    r->fields = 0;
}

static bool read_file(struct cd_csv *csv, struct cd_buf *bytes)
{
    char chunk[16384];
    size_t got;
    FILE *file = fopen(csv->path, "re");

    if (file == NULL) {
        cd_csv_error(csv, 0, "%s: %m", csv->path);
        return false;
    }
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        cd_buf_add(bytes, chunk, got);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed || bytes->overflow)
        cd_csv_error(csv, 0, failed ? "can't be read" : "is too large");
    return !failed && !bytes->overflow;
}

static bool feed(struct reader *r, struct csv_parser *parser, struct cd_str line)
{
    r->line++;
    if (csv_parse(parser, line.ptr, line.len, take_field, end_row, r) == line.len)
        return true;
    cd_csv_error(r->csv, r->line, "%s", csv_strerror(csv_error(parser)));
    return false;
}

/* Line by line, so that a row knows where it starts, whatever newlines stand in its quotes. */
static void parse(struct cd_csv *csv, struct cd_str text)
{
    struct reader r = {.csv = csv, .tail = &csv->first, .header = true};
    struct csv_parser parser;
    bool ok = true;

    if (cd_str_starts(text, "\xef\xbb\xbf")) /* a byte order mark, as spreadsheets write it */
        text = (struct cd_str){text.ptr + 3, text.len - 3};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0)
        abort();
    while (ok && text.len > 0) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t len = newline != NULL ? (size_t)(newline - text.ptr) + 1 : text.len;
        ok = feed(&r, &parser, (struct cd_str){text.ptr, len});
        text = (struct cd_str){text.ptr + len, text.len - len};
    }
    if (ok && csv_fini(&parser, take_field, end_row, &r) != 0)
        cd_csv_error(csv, r.line, "a quoted field does not end");
    else if (ok && r.header)
        cd_csv_error(csv, 1, "the file is empty");
    csv_free(&parser);
}

static void begin(struct cd_csv *csv, struct cd_arena *arena, const char *name,
                  const char *const *columns, struct cd_buf *why)
{
    *csv =
        (struct cd_csv){.path = name, .name = name, .columns = columns, .arena = arena, .why = why};
    while (columns[csv->column_count] != NULL)
        csv->column_count++;
}

void cd_csv_parse(struct cd_csv *csv, struct cd_arena *arena, const char *name, struct cd_str text,
                  const char *const *columns, struct cd_buf *why)
{
    begin(csv, arena, name, columns, why);
    parse(csv, text);
}

void cd_csv_read(struct cd_csv *csv, struct cd_arena *arena, const char *directory,
                 const char *name, const char *const *columns, struct cd_buf *why)
{
    CD_BUF_AUTO(bytes, FILE_MAX);

    begin(csv, arena, name, columns, why);
    csv->path = cd_arena_printf(arena, "%s/%s", directory, name);
    if (read_file(csv, &bytes))
        parse(csv, cd_buf_str(&bytes));
}
