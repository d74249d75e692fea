#include "jobs/imports.h"
#include "base/clock.h"
#include "base/log.h"
#include "jobs/feed.h"
#include "jobs/stop.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define POLL_S 2
#define WHY_MAX 2048
#define SESSION "-c search_path=chatdong,pg_temp -c statement_timeout=1min -c lock_timeout=10s"

struct cd_imports {
    const struct cd_settings *settings;
    pthread_t thread;
    struct cd_stop stop;
    PGconn *conn; /* the thread's own, and so is `away` */
    bool away;    /* the database; said once */
};

/* The parts of a file as one stream; one part is in memory. */
struct parts {
    PGconn *conn;
    const char *import;
    int64_t next, count;
    PGresult *part;
    size_t at;
};

static PGconn *connect_worker(const struct cd_imports *im)
{
    static const char *const names[] = {"dbname", "application_name", "connect_timeout", "options",
                                        NULL};
    const char *const values[] = {im->settings->worker_database, "chatdong imports", "5", SESSION,
                                  NULL};

    return PQconnectdbParams(names, values, 1);
}

static void set_conn(struct cd_imports *im, PGconn *conn)
{
    cd_stop_watch(&im->stop, conn);
    PQfinish(im->conn);
    im->conn = conn;
}

/* --- one file --- */

static size_t part_size(const struct parts *parts)
{
    return parts->part != NULL ? (size_t)PQgetlength(parts->part, 0, 0) : 0;
}

static bool next_part(struct parts *parts)
{
    char number[24];
    const char *const values[] = {parts->import, number};

    (void)snprintf(number, sizeof number, "%lld", (long long)parts->next++);
    PQclear(parts->part);
    parts->at = 0;
    parts->part = PQexecParams(
        parts->conn, "select content from import_part where import_id = $1 and number = $2", 2,
        NULL, values, NULL, NULL, 1);
    return PQresultStatus(parts->part) == PGRES_TUPLES_OK && PQntuples(parts->part) == 1;
}

static ssize_t read_parts(void *cookie, char *bytes, size_t size)
{
    struct parts *parts = cookie;

    while (parts->at == part_size(parts)) {
        if (parts->next > parts->count)
            return 0;
        if (!next_part(parts)) {
            PQclear(parts->part);
            parts->part = NULL;
            errno = EIO;
            return -1;
        }
    }
    size_t left = part_size(parts) - parts->at, count = left < size ? left : size;
    memcpy(bytes, PQgetvalue(parts->part, 0, 0) + parts->at, count);
    parts->at += count;
    return (ssize_t)count;
}

static const char *text_of(const PGresult *taken, const char *column)
{
    int number = PQfnumber(taken, column);

    return PQgetisnull(taken, 0, number) ? NULL : PQgetvalue(taken, 0, number);
}

static int64_t number_of(const PGresult *taken, const char *column)
{
    int64_t value = 0;

    (void)cd_str_int64(cd_str_of(text_of(taken, column)), &value);
    return value;
}

static bool is_set(const PGresult *taken, const char *column)
{
    return *PQgetvalue(taken, 0, PQfnumber(taken, column)) == 't';
}

static void fill(struct cd_feed *feed, struct cd_imports *im, const PGresult *taken)
{
    feed->kind = cd_feed_kind_of(text_of(taken, "kind"));
    feed->import = text_of(taken, "id");
    feed->stop = &im->stop;
    feed->size = number_of(taken, "bytes");
    feed->file = text_of(taken, "name");
    feed->gu = text_of(taken, "gu_code");
    feed->partial = is_set(taken, "partial");
    feed->dry_run = is_set(taken, "dry_run");
    feed->encoding = cd_feed_encoding_of(text_of(taken, "encoding"));
}

static void read_file(struct cd_imports *im, const PGresult *taken, PGconn *beside)
{
    struct cd_feed *feed = calloc(1, sizeof *feed);
    struct parts parts = {beside, text_of(taken, "id"), 1, number_of(taken, "parts"), NULL, 0};
    uint64_t began = cd_clock_mono_us();
    CD_BUF_AUTO(why, WHY_MAX);

    if (feed == NULL)
        abort();
    fill(feed, im, taken);
    feed->stream = fopencookie(&parts, "r", (cookie_io_functions_t){.read = read_parts});
    if (feed->stream == NULL)
        abort();
    enum cd_rc rc = cd_feed_import(feed, im->conn, beside, &why);
    cd_log(rc == CD_OK || rc == CD_BAD_REQUEST ? CD_LOG_INFO : CD_LOG_ERROR, "import_done",
           CD_LOG_STR("id", parts.import), CD_LOG_STR("kind", feed->kind->name),
           CD_LOG_VIEW("why", cd_buf_str(&why)),
           CD_LOG_INT("read", feed->counts[CD_FEED_READ].value),
           CD_LOG_INT("rejected", feed->counts[CD_FEED_REJECTED].value),
           CD_LOG_INT("duration_us", cd_clock_mono_us() - began));
    (void)fclose(feed->stream);
    PQclear(parts.part);
    free(feed);
}

/* True: one was taken up, and the next may be waiting. Its connection goes with it: the kind's lock
 * and the temporary table are that session's. */
static bool take_one(struct cd_imports *im)
{
    PGresult *taken = PQexec(im->conn, "select * from import_take()");
    bool found = PQresultStatus(taken) == PGRES_TUPLES_OK && PQntuples(taken) == 1;

    if (PQresultStatus(taken) != PGRES_TUPLES_OK && !cd_stop_asked(&im->stop))
        cd_log(CD_LOG_ERROR, "imports_failed",
               CD_LOG_STR("sqlstate", PQresultErrorField(taken, PG_DIAG_SQLSTATE)));
    if (found) {
        PGconn *beside = connect_worker(im);
        if (PQstatus(beside) == CONNECTION_OK)
            read_file(im, taken, beside);
        PQfinish(beside);
        set_conn(im, NULL);
    }
    PQclear(taken);
    return found;
}

/* --- the thread --- */

static bool is_connected(struct cd_imports *im)
{
    if (im->conn == NULL || PQstatus(im->conn) != CONNECTION_OK)
        set_conn(im, connect_worker(im));
    bool away = PQstatus(im->conn) != CONNECTION_OK;
    if (away && !im->away)
        cd_log(CD_LOG_ERROR, "imports_failed", CD_LOG_STR("why", PQerrorMessage(im->conn)));
    im->away = away;
    return !away;
}

static void *work(void *arg)
{
    struct cd_imports *im = arg;

    while (!cd_stop_asked(&im->stop)) {
        if (!is_connected(im) || !take_one(im))
            (void)cd_stop_sleep(&im->stop, POLL_S);
    }
    set_conn(im, NULL);
    return NULL;
}

struct cd_imports *cd_imports_start(const struct cd_settings *settings)
{
    struct cd_imports *im = calloc(1, sizeof *im);

    if (im == NULL)
        abort();
    im->settings = settings;
    cd_stop_init(&im->stop);
    if (pthread_create(&im->thread, NULL, work, im) != 0)
        abort();
    return im;
}

void cd_imports_stop(struct cd_imports *imports)
{
    if (imports == NULL)
        return;
    cd_stop_ask(&imports->stop);
    (void)pthread_join(imports->thread, NULL);
    cd_stop_release(&imports->stop);
    free(imports);
}
