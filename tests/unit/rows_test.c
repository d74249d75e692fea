/* Rows → JSON, held against PostgreSQL's own to_json for chosen and for random values. Where ours
 * differs on purpose (Z, null for what JSON can't say, base64) the expectation says so in SQL. */
#include "db/rows.h"
#include "pg_fixture.h"

#include <jansson.h>
#include <string.h>

#define ROUNDS 400

static PGconn *conn;

static int set_up(void **state)
{
    (void)state;
    conn = pg_fixture_connect("postgres", "chatdong");
    return 0;
}

static int tear_down(void **state)
{
    PQfinish(conn);
    return pg_fixture_stop(state);
}

static PGresult *ask(const char *sql, int count, const char *const *values)
{
    PGresult *result = PQexecParams(conn, sql, count, NULL, values, NULL, NULL, 0);

    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    return result;
}

/* The query gives (v, expected): v written by us must be the text `expected` (NULL: null). */
static void check(const char *sql, int count, const char *const *values)
{
    static const struct cd_row_column columns[] = {{.skip = false}, {.skip = true}};
    PGresult *result = ask(sql, count, values);

    for (int row = 0; row < PQntuples(result); row++) {
        CD_BUF_AUTO(out, 1 << 20);
        CD_BUF_AUTO(expected, 1 << 20);
        assert_true(cd_rows_type_ok(PQftype(result, 0)));
        cd_rows_object(&out, result, row, columns);
        cd_buf_addf(&expected, "{\"v\":%s}",
                    PQgetisnull(result, row, 1) ? "null" : PQgetvalue(result, row, 1));
        assert_string_equal(out.ptr, expected.ptr);
        json_error_t error;
        json_t *json =
            json_loads(out.ptr, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
        if (json == NULL)
            fail_msg("%s: %s", error.text, out.ptr);
        json_decref(json);
    }
    PQclear(result);
}

static void check_same(const char *values)
{
    char sql[4000];

    (void)snprintf(sql, sizeof sql, "select v, to_json(v)::text from (values %s) as t(v)", values);
    check(sql, 0, NULL);
}

static void chosen_values_are_as_to_json_writes_them(void **state)
{
    (void)state;
    check_same("(true), (false), (null)");
    check_same("(0::int2), (32767), (-32768), (null)");
    check_same("(0::int4), (2147483647), (-2147483648)");
    check_same("(0::int8), (9223372036854775807), (-9223372036854775808)");
    check_same("(0::float4), (1e38), (-1.5e-38), ('1e-45')");
    check_same("(0::float8), ('-0'), (1.7976931348623157e308), ('5e-324'), (0.1)");
    check_same("(0::numeric), (-0.000000000000000000001), (1e100), (123456789012345678901234.50)");
    check_same("(''::text), ('\"'), (E'\\\\'), (E'\\x01\\x1f\\x7f\\b\\f\\n\\r\\t\\x0b'), (null)");
    check_same("(E'\\uD55C\\uAE00 \\u1112\\u1161\\u11AB \\U0001F600 \\U00020BB7'::text), ('NULL')");
    check_same("('a\"b'::varchar), ('ab')");
    check_same("('a'::char(4)), ('abcd')");
    check_same("('a\"b'::name)");
    check_same("('01900000-0000-7000-8000-0000000000aa'::uuid)");
    check_same("('2026-11-22'::date), ('0001-01-01'), ('9999-12-31'), ('2024-02-29')");
    check_same("('00:00'::time), ('23:59:59.999999'), ('12:30:00.5')");
    check_same("('P1Y2M3DT4H5M6.7S'::interval), ('PT0S'), ('-3 days')");
    check_same("('10.0.0.1'::inet), ('2001:db8::1/64'), ('::ffff:1.2.3.4')");
    check_same("('10.0.0.0/8'::cidr)");
    check_same("('18446744073709551615'::xid8)");
    check_same("('{\"a\": [1, 2.50, \"\\u00e9\"],\n \"b\": null}'::json), ('null'), ('\"x\"')");
    check_same("('{\"b\": 1, \"a\": [true]}'::jsonb), ('[]'), ('1e5')");
}

static void arrays_are_as_to_json_writes_them(void **state)
{
    (void)state;
    check_same("('{}'::text[]), ('{a,b}'), ('{NULL,\"NULL\",null,\"\"}'), (null)");
    check_same("(array['\"', E'\\\\', '{', '}', ',', ' ', E'\\n', E'a\\\\\"b', '가 나']::text[])");
    check_same("('{{a,b},{c,NULL}}'::text[]), ('[0:1]={x,y}'), ('[2:2][3:4]={{p,q}}')");
    check_same("('{1,NULL,-3}'::int[]), ('{{{1},{2}},{{3},{4}}}')");
    check_same("('{1.50,-2}'::numeric[])");
    check_same("('{t,f,NULL}'::bool[])");
    check_same("('{01900000-0000-7000-8000-0000000000aa}'::uuid[])");
    check_same("('{2026-11-22,NULL}'::date[])");
    check_same("(array['{\"a\": \"x\\\"y,}\"}'::jsonb, 'null'::jsonb, null])");
    check_same("(array['[1,2]'::json])");
    check_same("('{\"a\\\"b\",\"c d\"}'::name[])");
    check_same("('{\"1 day\",NULL}'::interval[])");
}

static void enums_are_strings(void **state)
{
    (void)state;
    pg_fixture_run(conn, "create type mood as enum ('sad', 'so \"so\"')");
    check_same("('sad'::mood), ('so \"so\"')");
    assert_false(cd_rows_type_ok(1114)); /* timestamp without zone: a time of nowhere */
    assert_false(cd_rows_type_ok(2249)); /* record */
}

static void times_are_rfc3339_in_utc(void **state)
{
    (void)state;
    check("select v, replace(to_json(v)::text, '+00:00', 'Z') from (values"
          " ('2026-11-22 04:05:06.789+09'::timestamptz), ('0001-01-01 00:00:00.000001+00'),"
          " ('9999-12-31 23:59:59.999999+00'), ('2026-01-01 00:00:00.100000Z'), (null)) as t(v)",
          0, NULL);
    check("select v, '[\"2026-11-22T00:00:00Z\",null]' from (values"
          " (array['2026-11-22'::timestamptz, null])) as t(v)",
          0, NULL);
    pg_fixture_run(conn, "set timezone = 'Asia/Seoul'");
    check("select v, to_json(v)::text from (values"
          " ('2026-11-22 04:05:06.789Z'::timestamptz)) as t(v)",
          0, NULL);
    pg_fixture_run(conn, "set timezone = 'Asia/Kolkata'");
    check("select v, to_json(v)::text from (values ('2026-11-22Z'::timestamptz)) as t(v)", 0, NULL);
    pg_fixture_run(conn, "set timezone = 'UTC'");
}

static void what_json_cannot_say_is_null(void **state)
{
    (void)state;
    check("select v, null from unnest('{NaN,Infinity,-Infinity}'::float8[]) v", 0, NULL);
    check("select v, null from unnest('{NaN,Infinity,-Infinity}'::float4[]) v", 0, NULL);
    check("select v, null from unnest('{NaN,Infinity,-Infinity}'::numeric[]) v", 0, NULL);
    check("select v, null from unnest('{infinity,-infinity,0044-03-15 BC,10000-01-01}'::date[]) v",
          0, NULL);
    check("select v, null from unnest('{infinity,-infinity,0044-03-15 BC,"
          "294276-12-31 23:59:59.999999}'::timestamptz[]) v",
          0, NULL);
    check("select '{1,NaN,NULL}'::float8[] v, '[1,null,null]'", 0, NULL);
}

static void bytes_are_base64(void **state)
{
    (void)state;
    check("select v, '\"' || replace(encode(v, 'base64'), E'\\n', '') || '\"' from"
          " (select decode(left(repeat('00ff10abfe7f', 40), n * 2), 'hex') as v"
          "  from generate_series(0, 70) n) t",
          0, NULL);
}

/* A fixed seed: every run checks the same values. */
static uint64_t random_state = 42;

static uint64_t random_bits(void)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return random_state ^ random_state >> 31;
}

static void add_random_text(struct cd_buf *out)
{
    static const char *const pieces[] = {
        "a",  " ",    "\"",   "\\",   ",",    "{",        "}",
        "\n", "\x01", "\x1f", "\x7f", "\r\t", "가",       "ᄒ\xe1\x85\xa1",
        "😀",  "𠮷",   "NULL", "'",    "é",    "\xc2\x80", ":",
        "["};
    uint64_t count = random_bits() % 12;

    while (count-- > 0)
        cd_buf_adds(out, pieces[random_bits() % (sizeof pieces / sizeof *pieces)]);
}

static void random_texts(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        CD_BUF_AUTO(a, 1000);
        CD_BUF_AUTO(b, 1000);
        add_random_text(&a);
        add_random_text(&b);
        const char *const values[] = {a.ptr, b.ptr};
        check("select v, to_json(v)::text from (select $1::text || $2::text as v) t", 2, values);
        check("select v, to_json(v)::text from (select array[array[$1, null],array[$2, $1]]"
              "::text[] as v) t",
              2, values);
        check("select v, to_json(v)::text from (select array[jsonb_build_object($1::text,"
              " $2::text), null] as v) t",
              2, values);
    }
}

static void random_numbers(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char bits[32], exponent[32];
        (void)snprintf(bits, sizeof bits, "%lld", (long long)random_bits());
        (void)snprintf(exponent, sizeof exponent, "%d", (int)(random_bits() % 300) - 150);
        const char *const values[] = {bits, exponent};
        check("select v, to_json(v)::text from (select $1::int8 as v, $2::text) t", 2, values);
        check("select v, to_json(v)::text from (select $1::numeric * 10::numeric ^ $2::int as v) t",
              2, values);
        check("select v, to_json(v)::text from (select ($1::float8 * 10::float8 ^ $2::int) as v) t",
              2, values);
    }
}

static void random_times(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char seconds[32], micros[32];
        int64_t range = 253402300800 + 62135596800; /* years 1 … 9999 */
        (void)snprintf(seconds, sizeof seconds, "%lld",
                       (long long)((int64_t)(random_bits() % (uint64_t)range) - 62135596800));
        (void)snprintf(micros, sizeof micros, "%d", (int)(random_bits() % 1000000));
        const char *const values[] = {seconds, micros};
        check("select v, replace(to_json(v)::text, '+00:00', 'Z') from (select timestamptz 'epoch'"
              " + $1::int8 * interval '1 s' + $2::int * interval '1 microsecond' as v) t",
              2, values);
        check("select v, to_json(v)::text from (select (timestamptz 'epoch' + $1::int8 *"
              " interval '1 s' + $2::int * interval '0')::date as v) t",
              2, values);
    }
}

static void arrays_of_rows_masks_and_skipped_columns(void **state)
{
    static const struct cd_row_column columns[] = {
        {.skip = true}, {.mask = CD_MASK_NAME}, {.mask = CD_MASK_NAME}, {.mask = CD_MASK_PHONE}};
    PGresult *result =
        ask("select 1 as id, '김\"수' as name, array['김용', null] as \"others\"\"\","
            " 5 as n union all select 2, null, '{}', 6",
            0, NULL);
    CD_BUF_AUTO(out, 1000);

    (void)state;
    cd_rows_array(&out, result, 2, columns);
    assert_string_equal(out.ptr, "[{\"name\":\"김*수\",\"others\\\"\":[\"김*\",null],\"n\":null},"
                                 "{\"name\":null,\"others\\\"\":[],\"n\":null}]");
    cd_buf_reset(&out);
    cd_rows_array(&out, result, 0, columns);
    assert_string_equal(out.ptr, "[]");
    cd_buf_reset(&out);
    cd_rows_array(&out, result, 99, columns);
    assert_non_null(strstr(out.ptr, "}]"));
    PQclear(result);
}

static void a_sparse_row_leaves_out_what_is_null(void **state)
{
    static const struct cd_row_column columns[] = {
        {.sparse = true}, {.sparse = true}, {.skip = true}, {.sparse = false}};
    PGresult *result = ask("select null as a, 'x' as b, 1 as c, null as d union all"
                           " select 'y', null, 2, 'z' union all select null, null, 3, null",
                           0, NULL);
    CD_BUF_AUTO(out, 1000);

    (void)state;
    cd_rows_array(&out, result, 3, columns);
    assert_string_equal(out.ptr,
                        "[{\"b\":\"x\",\"d\":null},{\"a\":\"y\",\"d\":\"z\"},{\"d\":null}]");
    PQclear(result);
}

static void many_columns(void **state)
{
    CD_BUF_AUTO(sql, 10000);
    CD_BUF_AUTO(expected, 10000);
    CD_BUF_AUTO(out, 10000);

    (void)state;
    for (int i = 0; i < 200; i++) {
        cd_buf_addf(&sql, "%s %d as c%d", i == 0 ? "select" : ",", i, i);
        cd_buf_addf(&expected, "%s\"c%d\":%d", i == 0 ? "{" : ",", i, i);
    }
    cd_buf_addc(&expected, '}');
    PGresult *result = ask(sql.ptr, 0, NULL);
    cd_rows_object(&out, result, 0, NULL);
    assert_string_equal(out.ptr, expected.ptr);
    PQclear(result);
}

static void a_full_buffer_says_so(void **state)
{
    PGresult *result = ask("select repeat('x', 1000) as v", 0, NULL);
    CD_BUF_AUTO(out, 500);

    (void)state;
    cd_rows_object(&out, result, 0, NULL);
    assert_true(out.overflow);
    PQclear(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chosen_values_are_as_to_json_writes_them),
        cmocka_unit_test(arrays_are_as_to_json_writes_them),
        cmocka_unit_test(enums_are_strings),
        cmocka_unit_test(times_are_rfc3339_in_utc),
        cmocka_unit_test(what_json_cannot_say_is_null),
        cmocka_unit_test(bytes_are_base64),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(random_numbers),
        cmocka_unit_test(random_times),
        cmocka_unit_test(arrays_of_rows_masks_and_skipped_columns),
        cmocka_unit_test(a_sparse_row_leaves_out_what_is_null),
        cmocka_unit_test(many_columns),
        cmocka_unit_test(a_full_buffer_says_so),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
