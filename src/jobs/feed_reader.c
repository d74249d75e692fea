#include "jobs/feed_reader.h"
#include "base/json.h"
#include "chatdong/address.h"

#include <csv.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IGNORED (-1)
#define RRN_DIGITS 13
#define FIELD_MOST (4 * CD_FEED_LINE)

struct cd_feed_reader {
    const struct cd_feed_layout *layout;
    size_t column_count;
    int address, dong; /* places in the layout, or -1 */
    enum { FIRST, CSV, NDJSON } format;
    bool cp949, may_detect;
    iconv_t decoder;
    struct csv_parser parser;
    int header[CD_FEED_COLUMNS]; /* of a CSV: which column stands where */
    int header_count;
    bool in_body;
    int fields; /* of the row so far */
    int64_t line, row_line, rows;
    const char *fault, *failure;
    char sentence[100];
    struct cd_buf values; /* of the row, one after the other */
    struct {
        size_t at, len;
    } value[CD_FEED_COLUMNS];
    struct cd_arena *arena;
    struct cd_buf *out;
    char text[CD_FEED_LINE * 2];
};

/* What such a column is called, without spaces, hyphens, underscores and in lower case. */
static const char *const rrn_names[] = {
    "rrn",
    "rrnno",
    "residentregistrationnumber",
    "registrationnumber",
    "jumin",
    "juminno",
    "juminnumber",
    "residentno",
    "residentnumber",
    "주민번호",
    "주민등록번호",
    "주민등록번호뒷자리",
};

static bool fail(struct cd_feed_reader *r, const char *code, const char *sentence, int place)
{
    if (r->failure == NULL) {
        r->failure = code;
        if (place > 0)
            (void)snprintf(r->sentence, sizeof r->sentence, "column %d %s", place, sentence);
        else
            (void)snprintf(r->sentence, sizeof r->sentence, "%s", sentence);
    }
    return false;
}

/* --- registration numbers --- */

static bool is_rrn_name(struct cd_str name)
{
    CD_BUF_AUTO(key, 256);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c != ' ' && c != '_' && c != '-')
            cd_buf_addc(&key, (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
    }
    for (size_t i = 0; i < sizeof rrn_names / sizeof *rrn_names; i++) {
        if (cd_str_is(cd_buf_str(&key), rrn_names[i]))
            return true;
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Part of a longer word or number: hashes and identifiers are none. */
static bool is_wordy(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '+';
}

/* YYMMDD, perhaps a hyphen, 1 to 8 and six more. */
static bool rrn_at(struct cd_str s, size_t at)
{
    char digits[RRN_DIGITS];
    size_t n = 0, i = at;

    for (; i < s.len && n < RRN_DIGITS; i++) {
        if (n == 6 && i == at + 6 && s.ptr[i] == '-')
            continue;
        if (!is_digit(s.ptr[i]))
            return false;
        digits[n++] = s.ptr[i];
    }
    if (n < RRN_DIGITS || (i < s.len && is_wordy(s.ptr[i])))
        return false;
    int month = (digits[2] - '0') * 10 + digits[3] - '0',
        day = (digits[4] - '0') * 10 + digits[5] - '0';
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && digits[6] >= '1' &&
           digits[6] <= '8';
}

static bool has_rrn(struct cd_str s)
{
    for (size_t i = 0; i + RRN_DIGITS <= s.len; i++) {
        if (is_digit(s.ptr[i]) && (i == 0 || !is_wordy(s.ptr[i - 1])) && rrn_at(s, i))
            return true;
    }
    return false;
}

/* --- rows --- */

static int column_of(const struct cd_feed_reader *r, struct cd_str name)
{
    for (size_t i = 0; i < r->column_count; i++) {
        if (cd_str_is(name, r->layout->columns[i]))
            return (int)i;
    }
    return IGNORED;
}

static struct cd_str value_of(const struct cd_feed_reader *r, int column)
{
    return (struct cd_str){r->values.len > 0 ? r->values.ptr + r->value[column].at : "",
                           r->value[column].len};
}

static void begin_row(struct cd_feed_reader *r)
{
    r->row_line = r->line;
    r->fault = NULL;
    r->fields = 0;
    memset(r->value, 0, sizeof r->value);
    cd_buf_reset(&r->values);
}

static void set_fault(struct cd_feed_reader *r, const char *code)
{
    if (r->fault == NULL)
        r->fault = code;
}

static struct cd_str trim(struct cd_str s)
{
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    while (s.len > 0 && (unsigned char)*s.ptr <= ' ')
        s = (struct cd_str){s.ptr + 1, s.len - 1};
    return s;
}

static void take_value(struct cd_feed_reader *r, int column, struct cd_str value)
{
    value = trim(value);
    if (has_rrn(value))
        set_fault(r, "registration_number");
    r->value[column].at = r->values.len;
    r->value[column].len = value.len;
    cd_buf_add(&r->values, value.ptr, value.len);
}

static void add_copied(struct cd_buf *out, struct cd_str value)
{
    if (value.len == 0) {
        cd_buf_adds(out, "\\N");
        return;
    }
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\\')
            cd_buf_adds(out, "\\\\");
        else
            cd_buf_addc(out, (char)((unsigned char)c < ' ' || c == 0x7f ? ' ' : c));
    }
}

static struct cd_str reading_of(struct cd_feed_reader *r)
{
    struct cd_str text = value_of(r, r->address);

    if (text.len == 0 || (r->dong >= 0 && r->value[r->dong].len > 0))
        return (struct cd_str){"", 0};
    cd_arena_reset(r->arena);
    struct cd_address *address = cd_arena_alloc(r->arena, sizeof *address);
    if (cd_address_read(r->arena, text, address) != CD_OK)
        return (struct cd_str){"", 0};
    return cd_address_json(r->arena, address);
}

static void end_row(struct cd_feed_reader *r)
{
    struct cd_buf *out = r->out;

    r->rows++;
    if (r->values.overflow)
        set_fault(r, "too_long");
    cd_buf_addf(out, "%lld\t%s", (long long)r->row_line, r->fault != NULL ? r->fault : "\\N");
    for (size_t i = 0; i < r->column_count; i++) {
        cd_buf_addc(out, '\t');
        add_copied(out, r->fault != NULL ? (struct cd_str){"", 0} : value_of(r, (int)i));
    }
    if (r->address >= 0) {
        cd_buf_addc(out, '\t');
        add_copied(out, r->fault != NULL ? (struct cd_str){"", 0} : reading_of(r));
    }
    cd_buf_addc(out, '\n');
}

/* --- CSV --- */

static void take_header_field(struct cd_feed_reader *r, struct cd_str name)
{
    int place = r->header_count + 1, column = column_of(r, cd_str_trim(name));

    if (is_rrn_name(name))
        (void)fail(r, "registration_number", "holds resident registration numbers: leave it out",
                   place);
    else if (column == IGNORED || r->header_count == CD_FEED_COLUMNS)
        (void)fail(r, "header", "is not one of the known columns", place);
    for (int i = 0; i < r->header_count; i++) {
        if (r->header[i] == column)
            (void)fail(r, "header", "is there twice", place);
    }
    if (r->failure == NULL)
        r->header[r->header_count++] = column;
}

static void end_header(struct cd_feed_reader *r)
{
    for (size_t i = 0; i < r->column_count; i++) {
        char word[64];
        bool found = false;
        (void)snprintf(word, sizeof word, " %s ", r->layout->columns[i]);
        for (int h = 0; h < r->header_count; h++)
            found = found || r->header[h] == (int)i;
        if (!found && strstr(r->layout->required, word) != NULL) {
            char sentence[80];
            (void)snprintf(sentence, sizeof sentence, "the column %s is missing",
                           r->layout->columns[i]);
            (void)fail(r, "header", sentence, 0);
        }
    }
    r->in_body = true;
}

static void take_field(void *bytes, size_t len, void *arg)
{
    struct cd_feed_reader *r = arg;
    struct cd_str field = {len > 0 ? bytes : "", len};

    if (!r->in_body) {
        take_header_field(r, field);
        r->fields++;
        return;
    }
    if (r->fields == 0)
        begin_row(r);
    if (r->fields < r->header_count)
        take_value(r, r->header[r->fields], field);
    else if (has_rrn(field))
        set_fault(r, "registration_number");
    r->fields++;
}

static void take_row(int ended_by, void *arg)
{
    struct cd_feed_reader *r = arg;

    (void)ended_by;
    if (r->fields == 0)
        return;
    if (!r->in_body) {
        end_header(r);
    } else {
        if (r->fields != r->header_count)
            set_fault(r, "fields");
        end_row(r);
    }
    r->fields = 0;
}

static bool take_csv(struct cd_feed_reader *r, struct cd_str line)
{
    if (csv_parse(&r->parser, line.ptr, line.len, take_field, take_row, r) != line.len)
        return fail(r, "csv", csv_strerror(csv_error(&r->parser)), 0);
    if (r->parser.entry_pos > FIELD_MOST) /* it holds a field until its quotes are closed */
        return fail(r, "row_too_long", "a quoted field does not end", 0);
    return r->failure == NULL;
}

/* --- NDJSON --- */

static bool take_member(struct cd_feed_reader *r, const char *name, const json_t *value)
{
    int column = column_of(r, cd_str_of(name));

    if (is_rrn_name(cd_str_of(name)))
        return fail(r, "registration_number",
                    "a member holds resident registration numbers: leave it out", 0);
    if (column == IGNORED)
        set_fault(r, "column_unknown");
    else if (json_is_string(value))
        take_value(r, column, (struct cd_str){json_string_value(value), json_string_length(value)});
    else if (json_is_integer(value)) {
        char digits[24];
        (void)snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
        take_value(r, column, cd_str_of(digits));
    } else if (!json_is_null(value))
        set_fault(r, "value_wrong");
    return true;
}

static bool take_json(struct cd_feed_reader *r, struct cd_str line)
{
    const char *name;
    json_t *value, *row;
    bool ok = true;

    while (line.len > 0 && strchr(" \t\r\n", line.ptr[line.len - 1]) != NULL)
        line.len--;
    if (line.len == 0)
        return true;
    begin_row(r);
    row = cd_json_object(line);
    if (row == NULL)
        set_fault(r, "json");
    json_object_foreach(row, name, value) ok = ok && take_member(r, name, value);
    json_decref(row);
    if (ok)
        end_row(r);
    return ok;
}

/* --- lines --- */

static bool decode(struct cd_feed_reader *r, struct cd_str *line)
{
    char *in = (char *)line->ptr, *out = r->text;
    size_t in_left = line->len, out_left = sizeof r->text;

    if (!r->cp949 && !cd_str_is_utf8(*line)) {
        if (!r->may_detect)
            return fail(r, "encoding", "a line is not UTF-8", 0);
        r->cp949 = true;
    }
    if (!r->cp949)
        return true;
    (void)iconv(r->decoder, NULL, NULL, NULL, NULL);
    if (iconv(r->decoder, &in, &in_left, &out, &out_left) == (size_t)-1)
        return fail(r, "encoding", "a line is neither UTF-8 nor cp949", 0);
    *line = (struct cd_str){r->text, sizeof r->text - out_left};
    return memchr(line->ptr, '\0', line->len) == NULL || fail(r, "encoding", "a line has a NUL", 0);
}

bool cd_feed_line(struct cd_feed_reader *r, struct cd_str line, struct cd_buf *out)
{
    r->line++;
    r->out = out;
    if (r->line == 1 && cd_str_starts(line, "\xef\xbb\xbf"))
        line = (struct cd_str){line.ptr + 3, line.len - 3};
    if (line.len >= CD_FEED_LINE)
        return fail(r, "line_too_long", "a line is too long", 0);
    if (!decode(r, &line))
        return false;
    if (r->format == FIRST)
        r->format = cd_str_starts(cd_str_trim(line), "{") ? NDJSON : CSV;
    bool ok = r->format == NDJSON ? take_json(r, line) : take_csv(r, line);
    return ok && (!out->overflow || fail(r, "row_too_long", "a row is too long", 0));
}

bool cd_feed_end(struct cd_feed_reader *r, struct cd_buf *out)
{
    r->out = out;
    if (r->line == 0)
        return fail(r, "header", "the file is empty", 0);
    if (r->format == CSV && csv_fini(&r->parser, take_field, take_row, r) != 0)
        return fail(r, "csv", "a quoted field does not end", 0);
    return r->failure == NULL;
}

int64_t cd_feed_rows(const struct cd_feed_reader *reader)
{
    return reader->rows;
}

const char *cd_feed_failure(const struct cd_feed_reader *reader, const char **ret_sentence)
{
    *ret_sentence = reader->sentence;
    return reader->failure;
}

struct cd_feed_reader *cd_feed_reader_new(const struct cd_feed_layout *layout,
                                          enum cd_feed_encoding encoding)
{
    struct cd_feed_reader *r = calloc(1, sizeof *r);

    if (r == NULL)
        abort();
    r->layout = layout;
    while (layout->columns[r->column_count] != NULL)
        r->column_count++;
    r->address = layout->address != NULL ? column_of(r, cd_str_of(layout->address)) : IGNORED;
    r->dong = layout->dong != NULL ? column_of(r, cd_str_of(layout->dong)) : IGNORED;
    r->cp949 = encoding == CD_FEED_CP949;
    r->may_detect = encoding == CD_FEED_DETECT;
    r->arena = cd_arena_new();
    r->decoder = iconv_open("UTF-8", "CP949");
    if (r->decoder == (iconv_t)-1 || csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        abort();
    cd_buf_init(&r->values, FIELD_MOST);
    return r;
}

void cd_feed_reader_free(struct cd_feed_reader *reader)
{
    if (reader == NULL)
        return;
    csv_free(&reader->parser);
    (void)iconv_close(reader->decoder);
    cd_arena_free(reader->arena);
    cd_buf_release(&reader->values);
    free(reader);
}
