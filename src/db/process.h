/* Programs of the database server, run as an unprivileged user when we are root (PostgreSQL
 * refuses root). Private to cluster.c. */
#ifndef CD_DB_PROCESS_H
#define CD_DB_PROCESS_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"
#include <sys/types.h>

struct cd_process_user {
    bool drop; /* we are root: become uid and gid */
    uid_t uid;
    gid_t gid;
};

/* Ourselves, or as root `postgres`, else `nobody`. */
CD_MUST_CHECK enum cd_rc cd_process_user(struct cd_process_user *ret, struct cd_buf *why);
/* Starts argv[0] (a full path) in a session of its own, so that a Ctrl-C meant for us does not
 * reach it; its output is appended to log_file. When the calling thread ends, however it ends, the
 * program gets SIGINT. */
CD_MUST_CHECK enum cd_rc cd_process_start(const struct cd_process_user *user,
                                          const char *const *argv, const char *log_file, pid_t *ret,
                                          struct cd_buf *why);
/* True when `user` can enter the directory. */
bool cd_process_can_enter(const struct cd_process_user *user, const char *directory);
/* Waits for the end, at most `ms`; true once it has ended. *ret_status as waitpid gives it, 0 when
 * the process is not our child (then its end is only seen). */
bool cd_process_wait(pid_t pid, int ms, int *ret_status);

#endif
