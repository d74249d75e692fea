#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/secret.h"
#include "db/lane.h"
#include "db/resolve.h"

#include <string.h>
#include <sys/epoll.h>

#define ATTEMPT_MS 5000
#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS 5000

static const char *const lane_names[CD_LANE_COUNT] = {"short", "long", "write"};
static const char *const application_names[CD_LANE_COUNT] = {"chatdong short", "chatdong long",
                                                             "chatdong write"};

uint64_t cd_slot_backoff_ms(unsigned failures)
{
    uint64_t ms = BACKOFF_FIRST_MS;
    unsigned char dice;

    if (failures == 0)
        return 1; /* it was up: mostly one backend that was ended */
    while (--failures > 0 && ms < BACKOFF_MOST_MS)
        ms *= 2;
    if (ms > BACKOFF_MOST_MS)
        ms = BACKOFF_MOST_MS;
    cd_random(&dice, sizeof dice);
    return ms / 2 + ms * dice / 512; /* half to whole */
}

/* "Committed locally" is the one notice that changes an outcome. Its text is translated, the place
 * in the server that raises it is not. */
static void on_notice(void *arg, const PGresult *notice)
{
    struct cd_lane_slot *slot = arg;
    const char *function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
    const char *code = PQresultErrorField(notice, PG_DIAG_SQLSTATE);

    if (function != NULL && strcmp(function, "SyncRepWaitForLSN") == 0) {
        slot->unknown = true;
        cd_log(CD_LOG_WARN, "commit_not_replicated");
        return;
    }
    cd_log(CD_LOG_DEBUG, "database_notice", CD_LOG_STR("sqlstate", code));
}

static PGconn *start(const struct cd_lane_slot *slot)
{
    const struct cd_db *db = slot->pool->set->db;
    enum cd_lane lane = slot->pool->lane;
    struct cd_places places;
    bool named = db->resolver != NULL;
    /* what stands behind dbname (the whole connection string) overrides it */
    const char *const names[CD_CONNECT_PARAMS] = {"dbname",
                                                  "options",
                                                  "client_encoding",
                                                  "application_name",
                                                  "connect_timeout",
                                                  named ? "host" : NULL,
                                                  "hostaddr",
                                                  "port",
                                                  NULL};
    const char *const values[CD_CONNECT_PARAMS] = {
        db->conninfo,    db->options[lane], "UTF8", application_names[lane], "5", places.host,
        places.hostaddr, places.port,       NULL};

    if (named && !cd_resolver_get(db->resolver, &places))
        return NULL;
    return slot->pool->set->loop != NULL ? PQconnectStartParams(names, values, 1)
                                         : PQconnectdbParams(names, values, 1);
}

static void connected(struct cd_lane_slot *slot)
{
    (void)PQsetNoticeReceiver(slot->pg, on_notice, slot);
    if (PQsetnonblocking(slot->pg, 1) != 0 || PQenterPipelineMode(slot->pg) != 1) {
        cd_slot_break(slot);
        return;
    }
    cd_log(CD_LOG_DEBUG, "database_connected", CD_LOG_STR("lane", lane_names[slot->pool->lane]));
    cd_lane_slot_up(slot);
}

static void failed(struct cd_lane_slot *slot)
{
    /* libpq's message names host, user and database, no secret */
    struct cd_str message =
        cd_str_of(slot->pg != NULL ? PQerrorMessage(slot->pg) : "the host's name is not known");

    if (slot->failures == 0)
        cd_log(CD_LOG_WARN, "database_unreachable",
               CD_LOG_STR("lane", lane_names[slot->pool->lane]), CD_LOG_VIEW("reason", message));
    cd_slot_break(slot);
}

static void on_attempt_timeout(void *arg)
{
    struct cd_lane_slot *slot = arg;

    slot->timer = 0;
    failed(slot);
}

static void on_connect_io(void *arg, uint32_t events);

static void advance(struct cd_lane_slot *slot, PostgresPollingStatusType status)
{
    if (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
        slot->fd = PQsocket(slot->pg);
        cd_loop_watch(slot->pool->set->loop, slot->fd,
                      status == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT, on_connect_io, slot);
        return;
    }
    cd_loop_cancel(slot->pool->set->loop, slot->timer);
    slot->timer = 0;
    if (status != PGRES_POLLING_OK) {
        failed(slot);
        return;
    }
    slot->fd = PQsocket(slot->pg);
    cd_loop_watch(slot->pool->set->loop, slot->fd, EPOLLIN, cd_slot_io, slot);
    connected(slot);
}

static void on_connect_io(void *arg, uint32_t events)
{
    struct cd_lane_slot *slot = arg;

    (void)events;
    /* PQconnectPoll may go on with another socket, even under the same number */
    cd_loop_unwatch(slot->pool->set->loop, slot->fd);
    slot->fd = -1;
    advance(slot, PQconnectPoll(slot->pg));
}

void cd_slot_connect(struct cd_lane_slot *slot)
{
    struct cd_loop *loop = slot->pool->set->loop;

    slot->pg = start(slot);
    bool bad = slot->pg == NULL || PQstatus(slot->pg) == CONNECTION_BAD;
    if (bad) {
        failed(slot);
    } else if (loop == NULL) {
        connected(slot);
    } else {
        slot->timer = cd_loop_after(loop, ATTEMPT_MS, on_attempt_timeout, slot);
        advance(slot, PGRES_POLLING_WRITING);
    }
}
