/*
 * The end of a background thread that has one connection: it sleeps until it is told to stop, and
 * what it runs in the database is cancelled then.
 */
#ifndef CD_JOBS_STOP_H
#define CD_JOBS_STOP_H

#include <libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct cd_stop {
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    bool asked;
    PGcancel *cancel;
};

void cd_stop_init(struct cd_stop *stop);
void cd_stop_release(struct cd_stop *stop); /* the thread has ended */
/* The thread's connection from now on, NULL: none. */
void cd_stop_watch(struct cd_stop *stop, PGconn *conn);
bool cd_stop_asked(struct cd_stop *stop);
bool cd_stop_sleep(struct cd_stop *stop, int64_t seconds); /* true: it is time to stop */
void cd_stop_ask(struct cd_stop *stop);                    /* any other thread */

#endif
