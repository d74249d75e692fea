#include "chatdong/sheets.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define COLUMN_WIDTH 14
#define CHART_GAP 1 /* columns between the table and its chart */

struct book {
    lxw_workbook *workbook;
    lxw_format *heading;
    lxw_error error; /* the first one stays */
};

static void keep(struct book *book, lxw_error error)
{
    if (book->error == LXW_NO_ERROR)
        book->error = error;
}

static lxw_error write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t col, const json_t *value)
{
    if (json_is_string(value))
        return worksheet_write_string(sheet, row, col, json_string_value(value), NULL);
    if (json_is_number(value))
        return worksheet_write_number(sheet, row, col, json_number_value(value), NULL);
    if (json_is_boolean(value))
        return worksheet_write_boolean(sheet, row, col, json_is_true(value), NULL);
    return LXW_NO_ERROR;
}

/* Row by row from the top: the library keeps no more than one of them. */
static void write_rows(struct book *book, lxw_worksheet *worksheet, const struct cd_sheet *sheet)
{
    size_t i;
    const json_t *row;

    for (size_t c = 0; c < sheet->column_count; c++)
        keep(book, worksheet_write_string(worksheet, 0, (lxw_col_t)c, sheet->columns[c].title,
                                          book->heading));
    json_array_foreach(sheet->rows, i, row)
    {
        for (size_t c = 0; c < sheet->column_count; c++)
            keep(book, write_cell(worksheet, (lxw_row_t)i + 1, (lxw_col_t)c,
                                  json_object_get(row, sheet->columns[c].key)));
    }
}

/* The first of the last rows that are alike in column `last_of`; row 0 for a line. */
static size_t first_drawn(const struct cd_sheet *sheet)
{
    const char *key = sheet->columns[sheet->last_of].key;
    size_t first = json_array_size(sheet->rows) - 1;
    const json_t *wanted = json_object_get(json_array_get(sheet->rows, first), key);

    if (sheet->chart == CD_CHART_LINE)
        return 0;
    while (first > 0 &&
           json_equal(json_object_get(json_array_get(sheet->rows, first - 1), key), wanted))
        first--;
    return first;
}

static void draw(struct book *book, lxw_worksheet *worksheet, const struct cd_sheet *sheet)
{
    size_t rows = json_array_size(sheet->rows);

    if (sheet->chart == CD_CHART_NONE || rows == 0)
        return;
    lxw_row_t first = (lxw_row_t)first_drawn(sheet) + 1, last = (lxw_row_t)rows;
    lxw_chart *chart = workbook_add_chart(
        book->workbook, sheet->chart == CD_CHART_LINE ? LXW_CHART_LINE : LXW_CHART_COLUMN);
    lxw_chart_series *series = chart != NULL ? chart_add_series(chart, NULL, NULL) : NULL;
    if (series == NULL) {
        keep(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    lxw_col_t category = (lxw_col_t)sheet->category, value = (lxw_col_t)sheet->value;
    chart_series_set_categories(series, sheet->name, first, category, last, category);
    chart_series_set_values(series, sheet->name, first, value, last, value);
    chart_series_set_name_range(series, sheet->name, 0, value);
    chart_title_set_name(chart, sheet->name);
    keep(book,
         worksheet_insert_chart(worksheet, 1, (lxw_col_t)(sheet->column_count + CHART_GAP), chart));
}

static void write_sheet(struct book *book, const struct cd_sheet *sheet)
{
    lxw_worksheet *worksheet = workbook_add_worksheet(book->workbook, sheet->name);

    if (worksheet == NULL) {
        keep(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    keep(book, worksheet_set_column(worksheet, 0, (lxw_col_t)(sheet->column_count - 1),
                                    COLUMN_WIDTH, NULL));
    worksheet_freeze_panes(worksheet, 1, 0);
    write_rows(book, worksheet, sheet);
    draw(book, worksheet, sheet);
}

static bool write_book(const char *path, const struct cd_sheet *sheets, size_t count)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct book book = {.workbook = workbook_new_opt(path, &options), .error = LXW_NO_ERROR};

    if (book.workbook == NULL)
        return false;
    book.heading = workbook_add_format(book.workbook);
    format_set_bold(book.heading);
    for (size_t i = 0; i < count; i++)
        write_sheet(&book, &sheets[i]);
    lxw_error closed = workbook_close(book.workbook); /* frees it in any case */
    return closed == LXW_NO_ERROR && book.error == LXW_NO_ERROR;
}

static bool read_all(int fd, char *into, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(fd, into + done, size - done, (off_t)done);
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

enum cd_rc cd_sheets_xlsx(const struct cd_sheet *sheets, size_t count, struct cd_arena *arena,
                          struct cd_str *ret)
{
    int fd =
        memfd_create("workbook", MFD_CLOEXEC); /* this version of the library writes files only */
    struct stat info;
    enum cd_rc rc = CD_INTERNAL;

    if (fd < 0)
        return rc;
    if (write_book(cd_arena_printf(arena, "/proc/self/fd/%d", fd), sheets, count) &&
        fstat(fd, &info) == 0) {
        char *bytes = cd_arena_alloc(arena, (size_t)info.st_size + 1);
        if (read_all(fd, bytes, (size_t)info.st_size)) {
            *ret = (struct cd_str){bytes, (size_t)info.st_size};
            rc = CD_OK;
        }
    }
    (void)close(fd);
    return rc;
}
