#include "chatdong/sheets.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* What a spreadsheet takes for a formula, in either width (OWASP, CSV injection). */
static bool would_run(struct cd_str text)
{
    static const char *const starts[] = {
        "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20",
    };

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (cd_str_starts(text, starts[i]))
            return true;
    }
    return false;
}

static void add_text(struct cd_buf *out, struct cd_str text)
{
    cd_buf_addc(out, '"');
    if (would_run(text))
        cd_buf_addc(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            cd_buf_addc(out, '"');
        cd_buf_addc(out, text.ptr[i]);
    }
    cd_buf_addc(out, '"');
}

static void add_value(struct cd_buf *out, const json_t *value)
{
    if (json_is_string(value))
        add_text(out, (struct cd_str){json_string_value(value), json_string_length(value)});
    else if (json_is_integer(value))
        cd_buf_addi(out, json_integer_value(value));
    else if (json_is_real(value))
        cd_buf_addf(out, "%.15g", json_real_value(value));
    else if (json_is_boolean(value))
        cd_buf_addi(out, json_is_true(value));
}

void cd_sheets_csv(const struct cd_sheet *sheet, struct cd_buf *out)
{
    size_t i;
    const json_t *row;

    cd_buf_adds(out, BYTE_ORDER_MARK);
    for (size_t c = 0; c < sheet->column_count; c++) {
        cd_buf_adds(out, c > 0 ? "," : "");
        add_text(out, cd_str_of(sheet->columns[c].title));
    }
    cd_buf_adds(out, "\r\n");
    json_array_foreach(sheet->rows, i, row)
    {
        for (size_t c = 0; c < sheet->column_count; c++) {
            cd_buf_adds(out, c > 0 ? "," : "");
            add_value(out, json_object_get(row, sheet->columns[c].key));
        }
        cd_buf_adds(out, "\r\n");
    }
}
