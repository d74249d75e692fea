/* SQL's lexical rules: what is text is never taken for code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chatdong/buf.h"
#include "db/sql.h"

static const char kinds[] = "esnCSwqNP$.B";

/* The tokens' kinds as letters, spaces left out, and every PARAM's name behind it. */
static void expect(const char *sql, const char *expected)
{
    struct cd_sql_lexer lexer = cd_sql_lexer_of(cd_str_of(sql), 1);
    const char *at = sql;
    CD_BUF_AUTO(seen, 1000);

    for (;;) {
        struct cd_sql_token token = cd_sql_next(&lexer);
        assert_ptr_equal(token.text.ptr, at); /* without gaps */
        at += token.text.len;
        if (token.kind == CD_SQL_END)
            break;
        if (token.kind != CD_SQL_SPACE)
            cd_buf_addc(&seen, kinds[token.kind]);
        if (token.kind == CD_SQL_PARAM)
            cd_buf_add(&seen, token.text.ptr + 1, token.text.len - 1);
    }
    assert_string_equal(seen.ptr, expected);
}

static void parameters_stand_in_code_only(void **state)
{
    (void)state;
    expect("a = :id", "w.Pid");
    expect(":id::text", "Pid.w");
    expect("x::int", "w.w");
    expect("a[1:2]", "w.N.N.");
    expect("a := b", "w.w");
    expect("':id'", "S");
    expect("\":id\"", "q");
    expect("-- :id\n:b", "CnPb");
    expect("/* :id */:b", "CPb");
    expect("$$:id$$:b", "SPb");
    expect("12:id", "NPid");
}

static void strings_end_where_postgresql_ends_them(void **state)
{
    (void)state;
    expect("'it''s :a':b", "SPb");
    expect("'a\\':b", "SPb");
    expect("E'a\\' :x':b", "SPb");
    expect("e'a''\\\\':b", "SPb");
    expect("U&'a\\0041':b", "w.SPb");
    expect("tae'x':b", "wSPb");
    expect("$q$ $$ :x $Q$ $q$:b", "SPb");
    expect("$1 :b", "$Pb");
    expect("a$b$c", "w");
    expect("\"a\"\"b :x\" :b", "qPb");
    expect("/* a /* :x */ :y */ :b", "CPb");
    expect("'가 :x나':다", "SP다");
}

static void what_does_not_end_is_broken(void **state)
{
    (void)state;
    expect("'a", "B");
    expect("E'a\\'", "B");
    expect("/* /* */", "B");
    expect("$x$ $y$", "B");
    expect("\"a", "B");
    expect("a 'b''", "wB");
}

static void names_are_folded_as_postgresql_does(void **state)
{
    struct cd_sql_token word = {CD_SQL_WORD, CD_STR("Visit"), 1};
    struct cd_sql_token quoted = {CD_SQL_QUOTED, CD_STR("\"visit\""), 1};
    struct cd_sql_token upper = {CD_SQL_QUOTED, CD_STR("\"Visit\""), 1};

    (void)state;
    assert_true(cd_sql_names(word, CD_STR("visit")));
    assert_true(cd_sql_names(quoted, CD_STR("visit")));
    assert_false(cd_sql_names(upper, CD_STR("visit")));
    assert_false(cd_sql_names(word, CD_STR("visits")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_stand_in_code_only),
        cmocka_unit_test(strings_end_where_postgresql_ends_them),
        cmocka_unit_test(what_does_not_end_is_broken),
        cmocka_unit_test(names_are_folded_as_postgresql_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
