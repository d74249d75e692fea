#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yder.h>

/* What the body writes to stdout, as a file that the caller closes; cmocka writes there too, so it
 * is redirected only meanwhile. */
static FILE *captured(void (*body)(void))
{
    char name[] = "/tmp/log-test.XXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0);
    (void)unlink(name);
    (void)fflush(stdout);
    int before = dup(STDOUT_FILENO);
    assert_true(before >= 0);
    assert_true(dup2(file, STDOUT_FILENO) >= 0);
    body();
    cd_log_flush();
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    (void)close(before);
    FILE *out = fdopen(file, "r+");
    assert_non_null(out);
    rewind(out);
    return out;
}

static json_t *next_line(FILE *out)
{
    char line[32768];
    json_error_t error;

    if (fgets(line, sizeof line, out) == NULL)
        return NULL;
    assert_int_equal(line[strlen(line) - 1], '\n');
    json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL)
        fail_msg("%s: %s", error.text, line);
    return json;
}

static const char *text(json_t *line, const char *name)
{
    const char *value = json_string_value(json_object_get(line, name));
    assert_non_null(value);
    return value;
}

static void write_fields(void)
{
    cd_log(CD_LOG_INFO, "listening", CD_LOG_INT("port", 8080), CD_LOG_STR("bind", "::1\n\"\x01"),
           CD_LOG_REAL("seconds", 0.25), CD_LOG_REAL("never", NAN), CD_LOG_STR("empty", NULL));
    cd_log(CD_LOG_DEBUG, "too_fine");
    cd_log(CD_LOG_ERROR, "bare");
}

static void a_line_holds_its_fields(void **state)
{
    FILE *out = captured(write_fields);
    json_t *line = next_line(out);

    (void)state;
    assert_string_equal(text(line, "event"), "listening");
    assert_string_equal(text(line, "level"), "info");
    assert_string_equal(text(line, "bind"), "::1\n\"\x01");
    assert_string_equal(text(line, "empty"), "");
    assert_int_equal(strlen(text(line, "time")), 24);
    assert_int_equal(json_integer_value(json_object_get(line, "port")), 8080);
    assert_true(json_real_value(json_object_get(line, "seconds")) == 0.25);
    assert_true(json_is_null(json_object_get(line, "never")));
    json_decref(line);
    line = next_line(out);
    assert_string_equal(text(line, "event"), "bare");
    assert_string_equal(text(line, "level"), "error");
    json_decref(line);
    assert_null(next_line(out));
    (void)fclose(out);
}

static void write_odd_text(void)
{
    char large[3000];

    memset(large, 'a', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    memcpy(large + 1022, "동", 3);
    cd_log(CD_LOG_INFO, "odd", CD_LOG_STR("broken", "a\xff\xc3z"), CD_LOG_STR("large", large),
           CD_LOG_STR("hangul", "햇살동"));
    memset(large, 1, sizeof large - 1); /* six bytes each once escaped */
    cd_log(CD_LOG_INFO, "huge", CD_LOG_STR("a", large), CD_LOG_STR("b", large),
           CD_LOG_STR("c", large));
}

static void a_line_is_bounded_and_valid(void **state)
{
    FILE *out = captured(write_odd_text);
    json_t *line = next_line(out);

    (void)state;
    assert_string_equal(text(line, "broken"), "a??z");
    assert_int_equal(strlen(text(line, "large")), 1022);
    assert_string_equal(text(line, "hangul"), "햇살동");
    json_decref(line);
    line = next_line(out);
    assert_string_equal(text(line, "event"), "huge");
    assert_true(json_is_true(json_object_get(line, "truncated")));
    json_decref(line);
    (void)fclose(out);
}

static void write_as_a_library(void)
{
    y_log_message(Y_LOG_LEVEL_ERROR, "Ulfius - %s\nsecond", "oops");
    y_log_message(Y_LOG_LEVEL_DEBUG, "not shown");
}

static void yder_messages_are_lines_of_ours(void **state)
{
    FILE *out = captured(write_as_a_library);
    json_t *line = next_line(out);

    (void)state;
    assert_string_equal(text(line, "event"), "library");
    assert_string_equal(text(line, "level"), "error");
    assert_string_equal(text(line, "message"), "Ulfius - oops\nsecond");
    json_decref(line);
    assert_null(next_line(out));
    (void)fclose(out);
}

#define THREADS 4
#define LINES 1000

static void *write_many(void *arg)
{
    for (int i = 0; i < LINES; i++)
        cd_log(CD_LOG_INFO, "many", CD_LOG_INT("thread", *(int *)arg), CD_LOG_INT("number", i));
    return NULL;
}

static void write_from_threads(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];

    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void lines_of_many_threads_stay_whole_and_in_order(void **state)
{
    FILE *out = captured(write_from_threads);
    int next[THREADS] = {0};
    json_t *line;

    (void)state;
    while ((line = next_line(out)) != NULL) {
        int thread = (int)json_integer_value(json_object_get(line, "thread"));
        assert_int_equal(json_integer_value(json_object_get(line, "number")), next[thread]++);
        json_decref(line);
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(next[i], LINES);
    (void)fclose(out);
}

static int pipe_ends[2];

static void write_without_a_reader(void)
{
    char text_1000[1000];

    memset(text_1000, 'x', sizeof text_1000 - 1);
    text_1000[sizeof text_1000 - 1] = '\0';
    assert_true(dup2(pipe_ends[1], STDOUT_FILENO) >= 0);
    for (int i = 0; i < 5000; i++) /* 5 MB, several times what may wait */
        cd_log(CD_LOG_INFO, "unread", CD_LOG_STR("text", text_1000));
}

static void *read_all(void *arg)
{
    FILE *in = fdopen(pipe_ends[0], "r");
    uint64_t *counts = arg;
    json_t *line;

    while ((line = next_line(in)) != NULL) {
        if (strcmp(text(line, "event"), "log_dropped") == 0)
            counts[1] += (uint64_t)json_integer_value(json_object_get(line, "lines"));
        else
            counts[0]++;
        json_decref(line);
    }
    (void)fclose(in);
    return NULL;
}

/* The writers do not wait; what was dropped is counted. */
static void an_unread_log_drops_and_says_so(void **state)
{
    uint64_t counts[2] = {0};
    pthread_t reader;
    int before = dup(STDOUT_FILENO);

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    write_without_a_reader();
    assert_int_equal(pthread_create(&reader, NULL, read_all, counts), 0);
    cd_log_flush();
    cd_log(CD_LOG_INFO, "after"); /* its turn carries the note about the dropped ones */
    cd_log_flush();
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    (void)close(before);
    (void)close(pipe_ends[1]);
    assert_int_equal(pthread_join(reader, NULL), 0);
    assert_true(counts[1] > 0);
    assert_int_equal(counts[0] + counts[1], 5001);
}

static void levels_have_names(void **state)
{
    enum cd_log_level level = CD_LOG_INFO;

    (void)state;
    assert_true(cd_log_level_parse(CD_STR("warn"), &level));
    assert_int_equal(level, CD_LOG_WARN);
    assert_false(cd_log_level_parse(CD_STR("WARN"), &level));
    assert_false(cd_log_level_parse(CD_STR(""), &level));
    cd_log_set_level(CD_LOG_ERROR);
    assert_false(cd_log_enabled(CD_LOG_WARN));
    assert_true(cd_log_enabled(CD_LOG_ERROR));
    cd_log_set_level(CD_LOG_INFO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_holds_its_fields), /* before cd_log_init: written at once */
        cmocka_unit_test(levels_have_names),
        cmocka_unit_test(a_line_is_bounded_and_valid),
    };
    const struct CMUnitTest tests_of_the_writer[] = {
        cmocka_unit_test(a_line_holds_its_fields),
        cmocka_unit_test(a_line_is_bounded_and_valid),
        cmocka_unit_test(yder_messages_are_lines_of_ours),
        cmocka_unit_test(lines_of_many_threads_stay_whole_and_in_order),
        cmocka_unit_test(an_unread_log_drops_and_says_so),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cd_log_init(CD_LOG_INFO);
    return failed + cmocka_run_group_tests(tests_of_the_writer, NULL, NULL);
}
