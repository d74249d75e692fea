/*
 * A throw-away PostgreSQL for one test program: started on first use under /tmp by the service's
 * own cluster code, stopped and removed by pg_fixture_stop() (a group teardown). A crashed test
 * leaves no server behind: it ends with the thread that started it.
 */
#ifndef PG_FIXTURE_H
#define PG_FIXTURE_H

#include "db/cluster.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct cd_cluster *pg_fixture_cluster;
static char pg_fixture_directory[] = "/tmp/chatdong-test-XXXXXX";

static inline struct cd_cluster *pg_fixture(void)
{
    if (pg_fixture_cluster == NULL) {
        CD_BUF_AUTO(why, 8192);
        assert_non_null(mkdtemp(pg_fixture_directory));
        if (chmod(pg_fixture_directory, 0755) != 0 ||
            cd_cluster_start(pg_fixture_directory, &pg_fixture_cluster, &why) != CD_OK)
            fail_msg("no PostgreSQL: %s", why.ptr);
    }
    return pg_fixture_cluster;
}

/* A connection as the service sets its sessions; finish it with PQfinish. */
static inline PGconn *pg_fixture_connect(const char *role, const char *database)
{
    CD_BUF_AUTO(conninfo, 4096);

    cd_cluster_conninfo(pg_fixture(), role, database, &conninfo);
    cd_buf_adds(&conninfo, " options='-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601"
                           " -c client_min_messages=warning'");
    PGconn *conn = PQconnectdb(conninfo.ptr);
    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

/* Runs statements; the test fails when one does. */
static inline void pg_fixture_run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    PQclear(result);
}

static inline int pg_fixture_stop(void **state)
{
    char command[sizeof pg_fixture_directory + 16];

    (void)state;
    if (pg_fixture_cluster == NULL)
        return 0;
    cd_cluster_stop(pg_fixture_cluster);
    pg_fixture_cluster = NULL;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", pg_fixture_directory);
    return system(command); /* NOLINT(cert-env33-c): a name of our own */
}

#endif
