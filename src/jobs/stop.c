#include "jobs/stop.h"

#include <stdlib.h>
#include <time.h>

void cd_stop_init(struct cd_stop *stop)
{
    pthread_condattr_t monotonic;

    *stop = (struct cd_stop){.asked = false};
    if (pthread_mutex_init(&stop->lock, NULL) != 0 || pthread_condattr_init(&monotonic) != 0 ||
        pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) != 0 ||
        pthread_cond_init(&stop->wake, &monotonic) != 0)
        abort();
    (void)pthread_condattr_destroy(&monotonic);
}

void cd_stop_release(struct cd_stop *stop)
{
    PQfreeCancel(stop->cancel);
    (void)pthread_mutex_destroy(&stop->lock);
    (void)pthread_cond_destroy(&stop->wake);
}

void cd_stop_watch(struct cd_stop *stop, PGconn *conn)
{
    PGcancel *cancel = conn != NULL ? PQgetCancel(conn) : NULL;

    (void)pthread_mutex_lock(&stop->lock);
    PGcancel *old = stop->cancel;
    stop->cancel = cancel;
    (void)pthread_mutex_unlock(&stop->lock);
    PQfreeCancel(old);
}

bool cd_stop_asked(struct cd_stop *stop)
{
    (void)pthread_mutex_lock(&stop->lock);
    bool asked = stop->asked;
    (void)pthread_mutex_unlock(&stop->lock);
    return asked;
}

bool cd_stop_sleep(struct cd_stop *stop, int64_t seconds)
{
    struct timespec until;
    int error = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    (void)pthread_mutex_lock(&stop->lock);
    while (!stop->asked && error == 0)
        error = pthread_cond_timedwait(&stop->wake, &stop->lock, &until);
    bool asked = stop->asked;
    (void)pthread_mutex_unlock(&stop->lock);
    return asked;
}

void cd_stop_ask(struct cd_stop *stop)
{
    char ignored[256];

    (void)pthread_mutex_lock(&stop->lock);
    stop->asked = true;
    if (stop->cancel != NULL)
        (void)PQcancel(stop->cancel, ignored, sizeof ignored);
    (void)pthread_cond_signal(&stop->wake);
    (void)pthread_mutex_unlock(&stop->lock);
}
