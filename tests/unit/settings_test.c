#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIGN "CHATDONG_"

struct fixture {
    char file[64], secret[64];
    struct cd_settings settings;
    struct cd_buf why;
};

static void write_file(const char *path, const char *text, size_t len)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void clear_environment(void)
{
    for (size_t i = 0; environ[i] != NULL;) {
        char name[128];
        if (strncmp(environ[i], SIGN, strlen(SIGN)) != 0) {
            i++;
            continue;
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(environ[i], "="), environ[i]);
        assert_int_equal(unsetenv(name), 0);
    }
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->file, sizeof f->file, "/tmp/settings-test.%d", (int)getpid());
    (void)snprintf(f->secret, sizeof f->secret, "/tmp/settings-secret.%d", (int)getpid());
    cd_buf_init(&f->why, 4096);
    clear_environment();
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    cd_settings_release(&f->settings);
    cd_buf_release(&f->why);
    (void)unlink(f->file);
    (void)unlink(f->secret);
    clear_environment();
    free(f);
    return 0;
}

static void accepts(struct fixture *f, const char *file)
{
    enum cd_rc rc = cd_settings_load(file, &f->settings, &f->why);
    if (rc != CD_OK)
        fail_msg("%s", f->why.ptr);
}

static void refuses(struct fixture *f, const char *file, const char *saying)
{
    assert_int_equal(cd_settings_load(file, &f->settings, &f->why), CD_BAD_REQUEST);
    if (strstr(f->why.ptr, saying) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", f->why.ptr, saying);
    cd_buf_reset(&f->why);
}

static void defaults_come_from_the_table(void **state)
{
    struct fixture *f = *state;

    accepts(f, NULL);
    assert_int_equal(f->settings.port, 8080);
    assert_string_equal(f->settings.bind, "127.0.0.1");
    assert_string_equal(f->settings.audience, "chatdong");
    assert_string_equal(f->settings.database, "");
}

static void later_sources_win(void **state)
{
    static const char text[] = "# a comment\n\n  port = 1111 \r\nbind=::1\nissuer = https://a#b=c\n"
                               "audience = from-file";
    struct fixture *f = *state;

    write_file(f->file, text, sizeof text - 1);
    write_file(f->secret, "named\n", 6);
    assert_int_equal(setenv(SIGN "PORT", "2222", 1), 0);
    assert_int_equal(setenv(SIGN "AUDIENCE", "environment", 1), 0);
    assert_int_equal(setenv(SIGN "AUDIENCE_FILE", f->secret, 1), 0);
    accepts(f, f->file);
    assert_int_equal(f->settings.port, 2222);
    assert_string_equal(f->settings.bind, "::1");
    assert_string_equal(f->settings.issuer, "https://a#b=c");
    assert_string_equal(f->settings.audience, "named");
}

static void a_setting_named_file_is_not_a_named_file(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(setenv(SIGN "KEYS_FILE", "/nowhere/keys.json", 1), 0);
    accepts(f, NULL);
    assert_string_equal(f->settings.keys_file, "/nowhere/keys.json");
}

static void bounds_hold(void **state)
{
    static const char *const refused[] = {"0x10", "65536", "-1",  "",
                                          " 80",  "80 ",   "8e1", "99999999999999999999"};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(setenv(SIGN "PORT", refused[i], 1), 0);
        refuses(f, NULL, "setting port must be a whole number from 0 to 65535");
    }
    assert_int_equal(setenv(SIGN "PORT", "65535", 1), 0);
    accepts(f, NULL);
    assert_int_equal(f->settings.port, 65535);
}

static void unknown_names_are_refused(void **state)
{
    struct fixture *f = *state;

    write_file(f->file, "port = 1\nprot = 2\n", 18);
    refuses(f, f->file, "unknown setting \"prot\" (/tmp/settings-test.");
    write_file(f->file, "port = 1\nprot = 2\n", 18);
    refuses(f, f->file, ", line 2)");
    write_file(f->file, "port\n", 5);
    refuses(f, f->file, "no \"name = value\" in \"port\"");
    write_file(f->file, "port = 1\nport = 2\n", 18);
    refuses(f, f->file, "setting port stands there twice");
    assert_int_equal(setenv(SIGN "PROT", "1", 1), 0);
    refuses(f, NULL, "unknown environment variable CHATDONG_PROT");
    assert_int_equal(unsetenv(SIGN "PROT"), 0);
    assert_int_equal(setenv(SIGN "port", "1", 1), 0);
    refuses(f, NULL, "unknown environment variable CHATDONG_port");
    assert_int_equal(unsetenv(SIGN "port"), 0);
    assert_int_equal(setenv(SIGN "SHARED", "/data", 1), 0); /* the tests' own */
    assert_int_equal(setenv(SIGN "TEST_RUN", "/run", 1), 0);
    accepts(f, NULL);
}

static void unreadable_files_are_refused(void **state)
{
    struct fixture *f = *state;
    static char large[65537];

    refuses(f, "/nowhere/settings", "cannot read /nowhere/settings: No such file");
    assert_int_equal(setenv(SIGN "DATABASE_FILE", "/nowhere/db", 1), 0);
    refuses(f, NULL, "cannot read /nowhere/db: No such file or directory (for setting database)");
    memset(large, '#', sizeof large);
    write_file(f->file, large, sizeof large);
    refuses(f, f->file, "larger than 64 KiB");
    write_file(f->secret, "a\0b", 3);
    assert_int_equal(setenv(SIGN "DATABASE_FILE", f->secret, 1), 0);
    refuses(f, NULL, "setting database is not UTF-8 text");
}

static void a_refused_secret_is_not_repeated(void **state)
{
    struct fixture *f = *state;

    write_file(f->secret, "hunter2\xff", 8);
    assert_int_equal(setenv(SIGN "AUDIT_KEY_FILE", f->secret, 1), 0);
    assert_int_equal(cd_settings_load(NULL, &f->settings, &f->why), CD_BAD_REQUEST);
    assert_null(strstr(f->why.ptr, "hunter2"));
}

static void the_document_lists_each_setting(void **state)
{
    struct fixture *f = *state;
    CD_BUF_AUTO(out, 65536);
    size_t lines = 0;

    (void)f;
    cd_settings_document(&out);
    assert_false(out.overflow);
    for (const char *at = out.ptr; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    size_t expected = 2;
#define CD_SETTING_STR(name, def, secret, reload, doc) expected++;
#define CD_SETTING_INT(name, def, min, max, unit, reload, doc) expected++;
#include "base/settings.def"
    assert_int_equal(lines, expected);
    assert_non_null(strstr(out.ptr, "\n| `port` | 8080 | 0–65535 |  |  | Public port;"));
    assert_non_null(strstr(out.ptr, "\n| `clock_skew` | 60 | 0–300 | s |  | Tolerance"));
    assert_non_null(strstr(out.ptr, "\n| `database` |  | text, secret |  |  | libpq"));
    assert_non_null(strstr(out.ptr, "\n| `log_level` | `info` | text |  | yes | debug"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(defaults_come_from_the_table),
        TEST(later_sources_win),
        TEST(a_setting_named_file_is_not_a_named_file),
        TEST(bounds_hold),
        TEST(unknown_names_are_refused),
        TEST(unreadable_files_are_refused),
        TEST(a_refused_secret_is_not_repeated),
        TEST(the_document_lists_each_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
