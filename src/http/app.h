/*
 * Everything that requests share: settings, contract, keys, lanes, limits, counters. Built at
 * start, immutable but for what says so; the one object that the transport hands to the dispatcher.
 */
#ifndef CD_HTTP_APP_H
#define CD_HTTP_APP_H

#include "auth/auth.h"
#include "base/log.h"
#include "contract/contract.h"
#include "db/db.h"
#include "db/stmt.h"
#include "http/plan.h"

struct cd_server;
struct cd_access;
struct cd_metrics;
struct cd_rate;
struct cd_area_codes;
struct cd_boundaries;

struct cd_app {
    const struct cd_settings *settings;
    struct cd_arena *arena; /* of the contract and plans; the process's life */
    struct cd_contract *contract;
    char contract_tag[32]; /* entity tag of its JSON, which /v1/openapi.json answers with */
    struct cd_core_statements core;
    struct cd_auth *auth;
    struct cd_db *db;
    struct cd_server *server;
    struct cd_access *access;
    struct cd_metrics *metrics;
    struct cd_rate *rate;
    const struct cd_area_codes *_Atomic area;       /* http/area.h */
    const struct cd_boundaries *_Atomic boundaries; /* http/boundaries.h */
    unsigned char cursor_key[32];
    void (*more_metrics)(void *arg, struct cd_buf *out); /* of layers above; NULL: none */
    void *more_metrics_arg;
    bool migrated; /* the database has every migration of this binary */
};

/* Where contract and statements come from: the binary, or a tree that `check` is given. */
struct cd_sources {
    const char *contract_file; /* NULL: embedded */
    const char *sql_root;      /* folder that holds api/; NULL: embedded */
};

/* Loads contract and statements, describes them on `conn` (NULL: no types are checked) and binds
 * them. Everything wrong becomes a finding; the app may serve only when there is none. */
void cd_app_compile(struct cd_app *app, const struct cd_sources *sources, PGconn *conn,
                    struct cd_findings *findings);
/* Opens what serving needs (auth, lanes, limits). */
CD_MUST_CHECK enum cd_rc cd_app_open(struct cd_app *app, struct cd_buf *why);
void cd_app_close(struct cd_app *app);
/* SIGHUP: keys, log level, dong codes and boundaries. Any thread. */
void cd_app_reload(struct cd_app *app, const char *log_level);
enum cd_log_level cd_app_log_level(const char *name); /* info when it is not one */

#endif
