/*
 * The private PostgreSQL of `chatdong dev`: initdb (UTF8, C.UTF-8) under a directory, started on a
 * unix socket only, as an unprivileged user when we are root, stopped with us, adopted or cleaned
 * up when a kill -9 left it behind.
 */
#ifndef CD_DB_CLUSTER_H
#define CD_DB_CLUSTER_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"

struct cd_cluster;

CD_MUST_CHECK enum cd_rc cd_cluster_start(const char *directory, struct cd_cluster **ret,
                                          struct cd_buf *why);
/* Connection string of one role on one database, e.g. ("chatdong_api", "chatdong"). */
void cd_cluster_conninfo(const struct cd_cluster *cluster, const char *role, const char *database,
                         struct cd_buf *out);
void cd_cluster_stop(struct cd_cluster *cluster); /* fast shutdown, waits; frees */

#endif
