#include "jobs/register.h"
#include "http/nfc.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

/* Columns by their place in the ministry's layout. */
enum {
    LEGAL_CODE = 0,
    MOUNTAIN = 5,
    LOT_MAIN = 6,
    LOT_SUB = 7,
    ROAD_CODE = 8,
    ROAD_NAME = 9,
    BASEMENT = 10,
    MAIN_NO = 11,
    SUB_NO = 12,
    LEDGER_NAME = 13, /* in the building ledger */
    MANAGEMENT_NO = 15,
    DONG_CODE = 17,
    OLD_ZIP = 19,
    REASON = 22,
    NAME = 25, /* as the district calls it */
    ZIP = 27,
};

#define NUMBER_MOST 99999
#define TEXT_MOST ((size_t)4 * CD_REGISTER_LINE)

struct cd_register {
    iconv_t decoder;
    bool changes;
    struct cd_arena *arena; /* of texts that had to be normalised, until the next row */
    char texts[4][TEXT_MOST];
};

static const char *const fault_names[CD_REGISTER_FAULTS] = {
    [CD_REGISTER_OK] = "ok",
    [CD_REGISTER_LINE_TOO_LONG] = "line_too_long",
    [CD_REGISTER_COLUMN_COUNT] = "column_count",
    [CD_REGISTER_BAD_ENCODING] = "bad_encoding",
    [CD_REGISTER_BAD_MANAGEMENT_NO] = "bad_management_no",
    [CD_REGISTER_BAD_LEGAL_CODE] = "bad_legal_code",
    [CD_REGISTER_BAD_ROAD_CODE] = "bad_road_code",
    [CD_REGISTER_BAD_ROAD_NAME] = "bad_road_name",
    [CD_REGISTER_BAD_NUMBER] = "bad_number",
    [CD_REGISTER_BAD_REASON] = "bad_reason",
    [CD_REGISTER_BAD_DONG_CODE] = "bad_dong_code",
    [CD_REGISTER_UNKNOWN_DONG] = "unknown_dong",
};

const char *cd_register_fault_name(enum cd_register_fault fault)
{
    return fault_names[fault];
}

struct cd_register *cd_register_new(bool changes)
{
    struct cd_register *reader = calloc(1, sizeof *reader);

    if (reader == NULL)
        abort();
    reader->changes = changes;
    reader->arena = cd_arena_new();
    reader->decoder = iconv_open("UTF-8", "CP949");
    if (reader->decoder == (iconv_t)-1)
        abort(); /* glibc always has it (libc-bin, gconv-modules) */
    return reader;
}

void cd_register_free(struct cd_register *reader)
{
    if (reader == NULL)
        return;
    (void)iconv_close(reader->decoder);
    cd_arena_free(reader->arena);
    free(reader);
}

static bool is_digits(struct cd_str s, size_t count)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return s.len == count;
}

static bool read_number(struct cd_str s, int *ret)
{
    int64_t value;

    if (s.len == 0 || s.len > 5 || !is_digits(s, s.len) || !cd_str_int64(s, &value))
        return false;
    *ret = (int)value;
    return value <= NUMBER_MOST;
}

/* 0 is on the ground; basement: 1, while 2 and 3 are bridges and water. mountain: 1. */
static bool read_flag(struct cd_str s, char most, bool *ret)
{
    if (s.len != 1 || s.ptr[0] < '0' || s.ptr[0] > most)
        return false;
    *ret = s.ptr[0] == '1';
    return true;
}

/* Some hanja stand in cp949 twice; their second places become compatibility characters (U+F900 …),
 * which NFC replaces. */
static bool decode(struct cd_register *reader, struct cd_str raw, char *to, struct cd_str *ret)
{
    char *in = (char *)raw.ptr, *out = to;
    size_t in_left = raw.len, out_left = TEXT_MOST;

    (void)iconv(reader->decoder, NULL, NULL, NULL, NULL);
    if (iconv(reader->decoder, &in, &in_left, &out, &out_left) == (size_t)-1)
        return false;
    *ret = cd_str_trim((struct cd_str){to, TEXT_MOST - out_left});
    *ret = cd_nfc(reader->arena, *ret);
    for (size_t i = 0; i < ret->len; i++) {
        if ((unsigned char)ret->ptr[i] < ' ' || ret->ptr[i] == 0x7f)
            return false;
    }
    return true;
}

/* As it is looked for: no spaces, ASCII in lower case. */
static struct cd_str make_key(struct cd_str text, char *to)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len && len < TEXT_MOST; i++) {
        if (text.ptr[i] != ' ')
            to[len++] = (char)(text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? text.ptr[i] + ('a' - 'A')
                                                                        : text.ptr[i]);
    }
    return (struct cd_str){to, len};
}

static size_t cut(struct cd_str line, struct cd_str columns[CD_REGISTER_COLUMNS])
{
    const char *at = line.ptr, *end = line.ptr + line.len;
    size_t count = 0;

    for (;;) {
        const char *bar = memchr(at, '|', (size_t)(end - at));
        const char *stop = bar != NULL ? bar : end;
        if (count < CD_REGISTER_COLUMNS)
            columns[count] = (struct cd_str){at, (size_t)(stop - at)};
        count++;
        if (bar == NULL)
            return count;
        at = bar + 1;
    }
}

/* 31 new, 34 changed, 73 one more building of a group: the row as it is now. 63 the number is
 * given up, 72 one building less of a group. */
static bool read_reason(struct cd_str reason, bool *ret_gone)
{
    *ret_gone = cd_str_is(reason, "63") || cd_str_is(reason, "72");
    return *ret_gone || cd_str_is(reason, "31") || cd_str_is(reason, "34") ||
           cd_str_is(reason, "73");
}

static enum cd_register_fault read_codes(const struct cd_str *columns, struct cd_register_row *row)
{
    row->management_no = columns[MANAGEMENT_NO];
    row->legal_code = columns[LEGAL_CODE];
    row->road_code = columns[ROAD_CODE];
    row->dong_code = columns[DONG_CODE];
    row->zip = columns[ZIP].len > 0 ? columns[ZIP] : columns[OLD_ZIP];
    if (!is_digits(row->management_no, 25))
        return CD_REGISTER_BAD_MANAGEMENT_NO;
    if (!is_digits(row->legal_code, 10))
        return CD_REGISTER_BAD_LEGAL_CODE;
    if (row->gone)
        return CD_REGISTER_OK;
    if (!is_digits(row->road_code, 12))
        return CD_REGISTER_BAD_ROAD_CODE;
    if (!is_digits(row->dong_code, 10))
        return CD_REGISTER_BAD_DONG_CODE;
    if (!is_digits(row->zip, row->zip.len))
        return CD_REGISTER_BAD_NUMBER;
    return CD_REGISTER_OK;
}

static bool read_numbers(const struct cd_str *columns, struct cd_register_row *row)
{
    return read_flag(columns[MOUNTAIN], '1', &row->mountain) &&
           read_number(columns[LOT_MAIN], &row->lot_main) &&
           read_number(columns[LOT_SUB], &row->lot_sub) &&
           read_flag(columns[BASEMENT], '3', &row->basement) &&
           read_number(columns[MAIN_NO], &row->main_no) &&
           read_number(columns[SUB_NO], &row->sub_no);
}

static enum cd_register_fault read_texts(struct cd_register *reader, const struct cd_str *columns,
                                         struct cd_register_row *row)
{
    struct cd_str name = columns[NAME].len > 0 ? columns[NAME] : columns[LEDGER_NAME];

    cd_arena_reset(reader->arena);
    if (!decode(reader, columns[ROAD_NAME], reader->texts[0], &row->road_name) ||
        !decode(reader, name, reader->texts[1], &row->name))
        return CD_REGISTER_BAD_ENCODING;
    row->road_key = make_key(row->road_name, reader->texts[2]);
    row->name_key = make_key(row->name, reader->texts[3]);
    return row->road_key.len > 0 ? CD_REGISTER_OK : CD_REGISTER_BAD_ROAD_NAME;
}

enum cd_register_fault cd_register_read(struct cd_register *reader, struct cd_str line,
                                        struct cd_register_row *ret)
{
    struct cd_str columns[CD_REGISTER_COLUMNS];

    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len > CD_REGISTER_LINE)
        return CD_REGISTER_LINE_TOO_LONG;
    if (cut(line, columns) != CD_REGISTER_COLUMNS)
        return CD_REGISTER_COLUMN_COUNT;
    *ret = (struct cd_register_row){.gone = false};
    if (reader->changes && !read_reason(columns[REASON], &ret->gone))
        return CD_REGISTER_BAD_REASON;
    enum cd_register_fault fault = read_codes(columns, ret);
    if (fault != CD_REGISTER_OK || ret->gone)
        return fault;
    if (!read_numbers(columns, ret))
        return CD_REGISTER_BAD_NUMBER;
    return read_texts(reader, columns, ret);
}
