#include "db/rows.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH_MAX ((size_t)1 << 30) /* PostgreSQL's own bound of a value */
#define PLAN_COLUMNS 64               /* of which no answer has more; beyond, memory is asked for */

/* How a value's text becomes JSON. What JSON or RFC 3339 can't say (NaN, infinity, years before 1
 * and after 9999) is null. */
enum form {
    FORM_TEXT,      /* escaped */
    FORM_PLAIN,     /* in quotes; its alphabet needs no escapes */
    FORM_INTEGER,   /* bare */
    FORM_NUMBER,    /* bare, or null when it is not finite */
    FORM_BOOL,      /* t, f */
    FORM_JSON,      /* verbatim */
    FORM_DATE,      /* 2026-11-22 */
    FORM_TIMESTAMP, /* 2026-11-22 04:05:06.7+00 */
    FORM_BYTES,     /* \x…, as base64 */
};

struct type {
    Oid oid, array; /* pg_type.dat: fixed for ever */
    enum form form;
};

static const struct type types[] = {
    {16, 1000, FORM_BOOL},        /* bool */
    {17, 1001, FORM_BYTES},       /* bytea */
    {18, 1002, FORM_TEXT},        /* "char" */
    {19, 1003, FORM_TEXT},        /* name */
    {20, 1016, FORM_INTEGER},     /* int8 */
    {21, 1005, FORM_INTEGER},     /* int2 */
    {23, 1007, FORM_INTEGER},     /* int4 */
    {25, 1009, FORM_TEXT},        /* text */
    {26, 1028, FORM_INTEGER},     /* oid */
    {114, 199, FORM_JSON},        /* json */
    {650, 651, FORM_PLAIN},       /* cidr */
    {700, 1021, FORM_NUMBER},     /* float4 */
    {701, 1022, FORM_NUMBER},     /* float8 */
    {869, 1041, FORM_PLAIN},      /* inet */
    {1042, 1014, FORM_TEXT},      /* bpchar */
    {1043, 1015, FORM_TEXT},      /* varchar */
    {1082, 1182, FORM_DATE},      /* date */
    {1083, 1183, FORM_PLAIN},     /* time */
    {1184, 1185, FORM_TIMESTAMP}, /* timestamptz */
    {1186, 1187, FORM_PLAIN},     /* interval, IntervalStyle iso_8601 */
    {1700, 1231, FORM_NUMBER},    /* numeric */
    {2950, 2951, FORM_PLAIN},     /* uuid */
    {3802, 3807, FORM_JSON},      /* jsonb */
    {5069, 271, FORM_PLAIN},      /* xid8: 64 bits unsigned, more than a JSON number keeps */
};

/* Types that a database adds begin here; those that reach an answer are enums. */
#define FIRST_USER_OID 16384u

struct column {
    enum form form;
    bool array, sparse;
    enum cd_mask mask;
    int field;
    size_t key_from, key_len; /* in keys: ,"name": */
};

struct plan {
    struct column *columns;
    size_t count;
    struct cd_buf keys;    /* every key, escaped once */
    struct cd_buf scratch; /* a value while it is unescaped or masked */
    struct column fixed[PLAN_COLUMNS];
};

static const struct type *type_of(Oid oid, bool *ret_array)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        *ret_array = types[i].array == oid;
        if (types[i].oid == oid || *ret_array)
            return &types[i];
    }
    *ret_array = false;
    return NULL;
}

bool cd_rows_type_ok(Oid type)
{
    bool array;

    return type_of(type, &array) != NULL || type >= FIRST_USER_OID;
}

static void plan_column(struct plan *plan, const PGresult *rows, int field,
                        struct cd_row_column wanted)
{
    struct column *column = &plan->columns[plan->count++];
    bool array;
    const struct type *type = type_of(PQftype(rows, field), &array);

    *column = (struct column){.form = type != NULL ? type->form : FORM_TEXT,
                              .array = array,
                              .sparse = wanted.sparse,
                              .mask = wanted.mask,
                              .field = field,
                              .key_from = plan->keys.len};
    cd_buf_addc(&plan->keys, ',');
    cd_buf_add_json(&plan->keys, cd_str_of(PQfname(rows, field)));
    cd_buf_addc(&plan->keys, ':');
    column->key_len = plan->keys.len - column->key_from;
}

static void plan_init(struct plan *plan, const PGresult *rows, const struct cd_row_column *columns)
{
    int fields = PQnfields(rows);

    plan->count = 0;
    plan->columns = plan->fixed;
    if (fields > PLAN_COLUMNS)
        plan->columns = calloc((size_t)fields, sizeof *plan->columns);
    if (plan->columns == NULL)
        abort();
    cd_buf_init(&plan->keys, SCRATCH_MAX);
    cd_buf_init(&plan->scratch, SCRATCH_MAX);
    for (int field = 0; field < fields; field++) {
        struct cd_row_column wanted = columns != NULL ? columns[field] : (struct cd_row_column){0};
        if (!wanted.skip)
            plan_column(plan, rows, field, wanted);
    }
}

static void plan_release(struct plan *plan)
{
    if (plan->columns != plan->fixed)
        free(plan->columns);
    cd_buf_release(&plan->keys);
    cd_buf_release(&plan->scratch);
}

static void write_null(struct cd_buf *out)
{
    cd_buf_add(out, "null", 4);
}

static void write_plain(struct cd_buf *out, struct cd_str s)
{
    cd_buf_addc(out, '"');
    cd_buf_add(out, s.ptr, s.len);
    cd_buf_addc(out, '"');
}

static void write_number(struct cd_buf *out, struct cd_str s)
{
    char last = s.ptr[s.len - 1];

    if (last >= '0' && last <= '9')
        cd_buf_add(out, s.ptr, s.len);
    else
        write_null(out); /* NaN, Infinity */
}

/* True for 0001 … 9999, the years of RFC 3339: four digits, a dash, and not " BC". */
static bool has_rfc3339_year(struct cd_str s)
{
    return s.len >= 10 && s.ptr[4] == '-' && s.ptr[7] == '-' && s.ptr[s.len - 1] != 'C';
}

static void write_date(struct cd_buf *out, struct cd_str s)
{
    if (has_rfc3339_year(s))
        write_plain(out, s);
    else
        write_null(out);
}

/* "2026-11-22 04:05:06.7+00" → "2026-11-22T04:05:06.7Z". PostgreSQL has already cut the zeros of
 * the fraction. Another zone than UTC (a session of somebody else's) stays right: +09 → +09:00. */
static void write_timestamp(struct cd_buf *out, struct cd_str s)
{
    size_t zone = s.len;

    if (!has_rfc3339_year(s) || s.len < 20) {
        write_null(out);
        return;
    }
    while (zone > 19 && s.ptr[zone] != '+' && s.ptr[zone] != '-')
        zone--;
    cd_buf_addc(out, '"');
    cd_buf_add(out, s.ptr, 10);
    cd_buf_addc(out, 'T');
    cd_buf_add(out, s.ptr + 11, zone - 11);
    struct cd_str offset = {s.ptr + zone, s.len - zone};
    if (cd_str_is(offset, "+00")) {
        cd_buf_addc(out, 'Z');
    } else {
        cd_buf_add(out, offset.ptr, offset.len);
        cd_buf_adds(out, offset.len == 3 ? ":00" : "");
    }
    cd_buf_addc(out, '"');
}

static unsigned hex_value(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static unsigned hex_byte(struct cd_str hex, size_t at)
{
    return at + 1 < hex.len ? hex_value(hex.ptr[at]) << 4 | hex_value(hex.ptr[at + 1]) : 0;
}

/* bytea_output=hex: "\x48692e" → base64 (RFC 4648 4) */
static void write_bytes(struct cd_buf *out, struct cd_str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct cd_str hex = s.len >= 2 ? (struct cd_str){s.ptr + 2, s.len - 2} : s;

    cd_buf_addc(out, '"');
    for (size_t i = 0; i < hex.len; i += 6) {
        unsigned bits = hex_byte(hex, i) << 16 | hex_byte(hex, i + 2) << 8 | hex_byte(hex, i + 4);
        char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63], digits[bits >> 6 & 63],
                        digits[bits & 63]};
        if (hex.len - i < 4)
            four[2] = '=';
        if (hex.len - i < 6)
            four[3] = '=';
        cd_buf_add(out, four, 4);
    }
    cd_buf_addc(out, '"');
}

static void write_form(struct cd_buf *out, enum form form, struct cd_str s)
{
    switch (form) {
    case FORM_TEXT:
        cd_buf_add_json(out, s);
        return;
    case FORM_PLAIN:
        write_plain(out, s);
        return;
    case FORM_INTEGER:
    case FORM_JSON:
        cd_buf_add(out, s.ptr, s.len);
        return;
    case FORM_NUMBER:
        write_number(out, s);
        return;
    case FORM_BOOL:
        cd_buf_adds(out, s.ptr[0] == 't' ? "true" : "false");
        return;
    case FORM_DATE:
        write_date(out, s);
        return;
    case FORM_TIMESTAMP:
        write_timestamp(out, s);
        return;
    case FORM_BYTES:
        write_bytes(out, s);
        return;
    }
}

/* Only text can be masked; anything else under a mask is not shown at all. */
static void write_masked(struct cd_buf *out, const struct column *column, struct cd_buf *scratch,
                         struct cd_str s)
{
    if (column->form != FORM_TEXT) {
        write_null(out);
        return;
    }
    cd_buf_reset(scratch);
    cd_mask_text(scratch, column->mask, s);
    cd_buf_add_json(out, cd_buf_str(scratch));
}

static void write_value(struct cd_buf *out, const struct column *column, struct cd_buf *scratch,
                        struct cd_str s)
{
    if (column->mask == CD_MASK_NONE)
        write_form(out, column->form, s);
    else
        write_masked(out, column, scratch, s);
}

/* Takes a quoted element, `*at` being behind its quote, with its backslashes removed. */
static struct cd_str quoted_element(struct cd_str s, size_t *at, struct cd_buf *unescaped)
{
    size_t from = *at;

    cd_buf_reset(unescaped);
    while (*at < s.len && s.ptr[*at] != '"') {
        if (s.ptr[*at] == '\\') {
            cd_buf_add(unescaped, s.ptr + from, *at - from);
            from = ++*at;
        }
        ++*at;
    }
    struct cd_str last = {s.ptr + from, *at - from};
    ++*at;
    if (unescaped->len == 0)
        return last;
    cd_buf_add(unescaped, last.ptr, last.len);
    return cd_buf_str(unescaped);
}

static void array_element(struct cd_buf *out, const struct column *column, struct plan *plan,
                          struct cd_str s, size_t *at)
{
    CD_BUF_AUTO(unescaped, SCRATCH_MAX);
    size_t from = *at;

    if (s.ptr[*at] == '"') {
        ++*at;
        write_value(out, column, &plan->scratch, quoted_element(s, at, &unescaped));
        return;
    }
    while (*at < s.len && s.ptr[*at] != ',' && s.ptr[*at] != '}')
        ++*at;
    struct cd_str element = {s.ptr + from, *at - from};
    if (cd_str_is(element, "NULL"))
        write_null(out);
    else
        write_value(out, column, &plan->scratch, element);
}

/* PostgreSQL's array literal (manual 8.15.6): braces nest, elements may be quoted, bounds other
 * than 1 stand in front: [0:1]={a,"b c",NULL}. */
static void write_array(struct cd_buf *out, const struct column *column, struct plan *plan,
                        struct cd_str s)
{
    size_t at = 0;

    if (s.ptr[0] == '[')
        at = (size_t)((const char *)memchr(s.ptr, '=', s.len) - s.ptr) + 1;
    while (at < s.len) {
        char c = s.ptr[at];
        if (c == '{' || c == '}' || c == ',') {
            cd_buf_adds(out, c == '{' ? "[" : c == '}' ? "]" : ",");
            at++;
        } else {
            array_element(out, column, plan, s, &at);
        }
    }
}

static void write_row(struct cd_buf *out, struct plan *plan, const PGresult *rows, int row)
{
    size_t first = 1; /* without the comma */

    cd_buf_addc(out, '{');
    for (size_t i = 0; i < plan->count; i++) {
        const struct column *column = &plan->columns[i];
        struct cd_str s = {PQgetvalue(rows, row, column->field),
                           (size_t)PQgetlength(rows, row, column->field)};
        bool null = s.len == 0 && PQgetisnull(rows, row, column->field);
        if (null && column->sparse)
            continue;
        cd_buf_add(out, plan->keys.ptr + column->key_from + first, column->key_len - first);
        first = 0;
        if (null)
            write_null(out);
        else if (column->array)
            write_array(out, column, plan, s);
        else
            write_value(out, column, &plan->scratch, s);
    }
    cd_buf_addc(out, '}');
}

void cd_rows_object(struct cd_buf *out, const PGresult *rows, int row,
                    const struct cd_row_column *columns)
{
    struct plan plan;

    plan_init(&plan, rows, columns);
    write_row(out, &plan, rows, row);
    plan_release(&plan);
}

void cd_rows_array(struct cd_buf *out, const PGresult *rows, int count,
                   const struct cd_row_column *columns)
{
    struct plan plan;

    plan_init(&plan, rows, columns);
    cd_buf_addc(out, '[');
    for (int row = 0; row < count && row < PQntuples(rows); row++) {
        if (row > 0)
            cd_buf_addc(out, ',');
        write_row(out, &plan, rows, row);
    }
    cd_buf_addc(out, ']');
    plan_release(&plan);
}
