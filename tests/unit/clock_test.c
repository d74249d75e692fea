#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include <stdio.h>

static void rfc3339_known_instants(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {951782400000, "2000-02-29T00:00:00.000Z"},
        {951868799999, "2000-02-29T23:59:59.999Z"},
        {4107542400000, "2100-03-01T00:00:00.000Z"},
        {1795320306789, "2026-11-22T04:05:06.789Z"},
        {253402300799999, "9999-12-31T23:59:59.999Z"},
        {-62167219200000, "0000-01-01T00:00:00.000Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
        {INT64_MIN, "0000-01-01T00:00:00.000Z"},
    };
    char out[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(cd_clock_rfc3339(rows[i].ms, out), rows[i].text);
}

/* The C library is the oracle, one instant per 1.3 days over four centuries. */
static void both_forms_agree_with_the_library(void **state)
{
    (void)state;
    for (int64_t s = -5000000000; s < 8000000000; s += 112345) {
        char ours[32], theirs[32];
        time_t t = (time_t)s;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        assert_true(strftime(theirs, sizeof theirs, "%Y-%m-%dT%H:%M:%S.000Z", &tm) > 0);
        assert_string_equal(cd_clock_rfc3339(s * 1000, ours), theirs);
        assert_true(strftime(theirs, sizeof theirs, "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0);
        assert_string_equal(cd_clock_http_date(s, ours), theirs);
    }
}

static void clocks_move_forward(void **state)
{
    uint64_t before = cd_clock_mono_us();
    int64_t seconds = cd_clock_unix(), ms = cd_clock_unix_ms();

    (void)state;
    assert_true(cd_clock_mono_us() >= before);
    assert_true(ms / 1000 >= seconds && ms / 1000 - seconds <= 1);
    assert_true(seconds > 1700000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc3339_known_instants),
        cmocka_unit_test(both_forms_agree_with_the_library),
        cmocka_unit_test(clocks_move_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
