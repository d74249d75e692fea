#include "base/log.h"

#include "base/clock.h"
#include "chatdong/buf.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <yder.h>

#define LINE_BYTES ((size_t)16384)
#define TEXT_BYTES ((size_t)1024) /* of one field */
#define PENDING_BYTES ((size_t)1 << 20)
#define GATHER_NS 5000000 /* the writer lets lines gather, so that it wakes 200 times a second */
#define FLUSH_S 2

/*
 * One log per process, as stdout is one per process. Threads put whole lines into `pending`; one
 * writer thread takes them out, so that a slow reader of stdout never blocks a request. Beyond
 * PENDING_BYTES lines are dropped and counted, and the count is logged.
 */
static struct {
    atomic_int level;
    pthread_mutex_t lock;
    pthread_cond_t filled, written;
    struct cd_buf pending;
    uint64_t dropped;
    bool writer, writing;
} the_log = {.level = CD_LOG_INFO,
             .lock = PTHREAD_MUTEX_INITIALIZER,
             .filled = PTHREAD_COND_INITIALIZER,
             .written = PTHREAD_COND_INITIALIZER};

static const char *const level_names[] = {"debug", "info", "warn", "error"};

/* Log text must be UTF-8 for the line to be JSON; what is not is shown as '?'. */
static void add_text(struct cd_buf *line, struct cd_str text)
{
    char clean[TEXT_BYTES];
    struct cd_str shown = {text.ptr, text.len < TEXT_BYTES ? text.len : TEXT_BYTES};

    while (shown.len < text.len && shown.len > 0 && (text.ptr[shown.len] & 0xc0) == 0x80)
        shown.len--; /* do not cut inside a character */
    if (!cd_str_is_utf8(shown)) {
        memcpy(clean, shown.ptr, shown.len);
        for (size_t i = 0; i < shown.len; i++) {
            if ((unsigned char)clean[i] >= 0x80)
                clean[i] = '?';
        }
        shown.ptr = clean;
    }
    cd_buf_add_json(line, shown);
}

static void add_field(struct cd_buf *line, const struct cd_log_field *field)
{
    cd_buf_adds(line, ",\"");
    cd_buf_adds(line, field->name); /* a literal of ours, as the event is */
    cd_buf_adds(line, "\":");
    if (field->kind == CD_FIELD_STR)
        add_text(line, field->text);
    else if (field->kind == CD_FIELD_INT)
        cd_buf_addi(line, field->number);
    else if (isfinite(field->real)) /* JSON knows no infinity and no NaN */
        cd_buf_addf(line, "%.6g", field->real);
    else
        cd_buf_adds(line, "null");
}

static void begin_line(struct cd_buf *line, enum cd_log_level level, const char *event)
{
    char time[32];

    cd_buf_reset(line);
    cd_buf_adds(line, "{\"time\":\"");
    cd_buf_adds(line, cd_clock_rfc3339(cd_clock_unix_ms(), time));
    cd_buf_adds(line, "\",\"level\":\"");
    cd_buf_adds(line, level_names[level]);
    cd_buf_adds(line, "\",\"event\":\"");
    cd_buf_adds(line, event);
    cd_buf_addc(line, '"');
}

static void write_all(struct cd_str bytes)
{
    while (bytes.len > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes.ptr, bytes.len);
        if (done < 0 && errno != EINTR && errno != EAGAIN)
            return; /* nobody reads: there is no other place to say so */
        if (done > 0)
            bytes = (struct cd_str){bytes.ptr + done, bytes.len - (size_t)done};
        else if (errno == EAGAIN)
            (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void enqueue(struct cd_str line)
{
    (void)pthread_mutex_lock(&the_log.lock);
    if (!the_log.writer) {
        write_all(line); /* before cd_log_init: commands, tests */
    } else if (the_log.pending.len + line.len > PENDING_BYTES) {
        the_log.dropped++;
    } else {
        if (the_log.pending.len == 0)
            (void)pthread_cond_signal(&the_log.filled);
        cd_buf_add(&the_log.pending, line.ptr, line.len);
    }
    (void)pthread_mutex_unlock(&the_log.lock);
}

void cd_log_write(enum cd_log_level level, const char *event, const struct cd_log_field *fields,
                  size_t count)
{
    CD_BUF_AUTO(line, LINE_BYTES);

    begin_line(&line, level, event);
    for (size_t i = 0; i < count; i++)
        add_field(&line, &fields[i]);
    cd_buf_adds(&line, "}\n");
    if (line.overflow) {
        begin_line(&line, level, event);
        cd_buf_adds(&line, ",\"truncated\":true}\n");
    }
    enqueue(cd_buf_str(&line));
}

/* Lock held. Adds the note about dropped lines, now that there is room again. */
static void note_dropped(struct cd_buf *taken)
{
    CD_BUF_AUTO(line, LINE_BYTES);

    if (the_log.dropped == 0)
        return;
    begin_line(&line, CD_LOG_WARN, "log_dropped");
    cd_buf_addf(&line, ",\"lines\":%llu}\n", (unsigned long long)the_log.dropped);
    cd_buf_add(taken, line.ptr, line.len);
    the_log.dropped = 0;
}

static void *writer_main(void *arg)
{
    struct cd_buf taken;

    (void)arg;
    cd_buf_init(&taken, PENDING_BYTES + LINE_BYTES);
    (void)pthread_mutex_lock(&the_log.lock);
    for (;;) {
        while (the_log.pending.len == 0)
            (void)pthread_cond_wait(&the_log.filled, &the_log.lock);
        (void)pthread_mutex_unlock(&the_log.lock);
        (void)nanosleep(&(struct timespec){.tv_nsec = GATHER_NS}, NULL);
        (void)pthread_mutex_lock(&the_log.lock);
        struct cd_buf full = the_log.pending;
        the_log.pending = taken;
        taken = full;
        note_dropped(&taken);
        the_log.writing = true;
        (void)pthread_mutex_unlock(&the_log.lock);
        write_all(cd_buf_str(&taken));
        cd_buf_reset(&taken);
        (void)pthread_mutex_lock(&the_log.lock);
        the_log.writing = false;
        (void)pthread_cond_broadcast(&the_log.written);
    }
    return NULL;
}

void cd_log_flush(void)
{
    struct timespec until = {0};
    int rc = 0;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += FLUSH_S; /* a reader that never reads must not keep the process alive */
    (void)pthread_mutex_lock(&the_log.lock);
    while (rc == 0 && the_log.writer && (the_log.pending.len > 0 || the_log.writing))
        rc = pthread_cond_timedwait(&the_log.written, &the_log.lock, &until);
    (void)pthread_mutex_unlock(&the_log.lock);
}

/* Ulfius, and whoever else logs through yder. */
static void from_yder(void *cls, const char *app, const time_t date, const unsigned long level,
                      const char *message)
{
    enum cd_log_level ours = level == Y_LOG_LEVEL_ERROR     ? CD_LOG_ERROR
                             : level == Y_LOG_LEVEL_WARNING ? CD_LOG_WARN
                             : level == Y_LOG_LEVEL_INFO    ? CD_LOG_INFO
                                                            : CD_LOG_DEBUG;

    (void)cls;
    (void)app;
    (void)date;
    cd_log(ours, "library", CD_LOG_STR("message", message));
}

static void start_writer(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    sigset_t all, before;

    cd_buf_init(&the_log.pending, PENDING_BYTES + LINE_BYTES);
    (void)y_init_logs("chatdong", Y_LOG_MODE_CALLBACK, Y_LOG_LEVEL_DEBUG, NULL, NULL);
    (void)y_set_logs_callback(from_yder, NULL, NULL);
    (void)pthread_attr_init(&attr);
    (void)pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    (void)sigfillset(&all); /* signals are for the threads that wait for them */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    /* Without the thread lines are written where they arise: slower, not lost. */
    the_log.writer = pthread_create(&thread, &attr, writer_main, NULL) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attr);
    (void)atexit(cd_log_flush);
}

void cd_log_init(enum cd_log_level level)
{
    cd_log_set_level(level);
    (void)pthread_mutex_lock(&the_log.lock);
    if (!the_log.writer)
        start_writer();
    (void)pthread_mutex_unlock(&the_log.lock);
}

void cd_log_set_level(enum cd_log_level level)
{
    atomic_store_explicit(&the_log.level, (int)level, memory_order_relaxed);
}

bool cd_log_enabled(enum cd_log_level level)
{
    return (int)level >= atomic_load_explicit(&the_log.level, memory_order_relaxed);
}

bool cd_log_level_parse(struct cd_str name, enum cd_log_level *ret)
{
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (cd_str_is(name, level_names[i])) {
            *ret = (enum cd_log_level)i;
            return true;
        }
    }
    return false;
}
