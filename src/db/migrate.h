/*
 * Forward-only migrations: embedded sql/migrations/NNNN_what.sql, each in one transaction, with
 * its SHA-256 kept in schema_migration; then sql/functions/ *.sql, all of them when the digest
 * of one has changed. An advisory lock lets one migrator in at a time. A changed old file is an
 * error.
 */
#ifndef CD_DB_MIGRATE_H
#define CD_DB_MIGRATE_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <libpq-fe.h>

CD_MUST_CHECK enum cd_rc cd_migrate(PGconn *owner, int *ret_applied, struct cd_buf *why);
/* How many embedded migrations the database lacks (0: up to date, <0: it has newer ones or an
 * altered one). */
CD_MUST_CHECK enum cd_rc cd_migrate_pending(PGconn *conn, int *ret_pending, struct cd_buf *why);

#endif
