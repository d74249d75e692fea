/*
 * One epoll loop per thread: descriptors with callbacks, timers, and hooks that run before it
 * sleeps (to flush what the turn has queued). Everything but cd_loop_stop and cd_loop_post runs on
 * the loop's own thread.
 */
#ifndef CD_BASE_LOOP_H
#define CD_BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct cd_loop;
typedef void cd_loop_io(void *arg, uint32_t events); /* EPOLLIN | EPOLLOUT | … */
typedef void cd_loop_call(void *arg);

struct cd_loop *cd_loop_new(void);
void cd_loop_free(struct cd_loop *loop);
struct cd_loop *cd_loop_current(void); /* the loop in whose cd_loop_run the caller is, or NULL */

void cd_loop_watch(struct cd_loop *loop, int fd, uint32_t events, cd_loop_io *io, void *arg);
void cd_loop_change(struct cd_loop *loop, int fd, uint32_t events);
void cd_loop_unwatch(struct cd_loop *loop, int fd);
/* One shot, after `ms` milliseconds; returns a handle for cd_loop_cancel. */
uint64_t cd_loop_after(struct cd_loop *loop, uint64_t ms, cd_loop_call *call, void *arg);
void cd_loop_cancel(struct cd_loop *loop, uint64_t timer);
/* Called each turn before the loop sleeps; `timeout` may lower *ms (MHD has its own clock). */
void cd_loop_before_sleep(struct cd_loop *loop, cd_loop_call *call, void *arg);
void cd_loop_timeout_hook(struct cd_loop *loop, void (*hook)(void *arg, int64_t *ms), void *arg);
void cd_loop_unhook(struct cd_loop *loop, const void *arg); /* both kinds; not from a hook */

void cd_loop_run(struct cd_loop *loop);  /* until cd_loop_stop */
void cd_loop_stop(struct cd_loop *loop); /* any thread, signal safe */
void cd_loop_post(struct cd_loop *loop, cd_loop_call *call, void *arg); /* any thread */

#endif
