/*
 * Fibers: many requests on one loop thread, each written as straight blocking code.
 * A fiber has a guarded stack and belongs to the thread that created it. The one place that may
 * wait is cd_fiber_wait(); no lock and no pointer to thread-local state is held across it.
 * Outside a fiber (thread mode, command line) cd_fiber_current() is NULL and callers block.
 * The switch itself is Boost.Context's (docs/decisions), with the sanitizers' annotations.
 */
#ifndef CD_BASE_FIBER_H
#define CD_BASE_FIBER_H

#include <stdbool.h>

struct cd_fiber;

/* Runs `body(arg)` on a (pooled) fiber until it ends or waits. on_wake(wake_arg) is called, on the
 * same thread, when someone wakes it: it only takes note, and whoever owns the fiber calls
 * cd_fiber_resume() later, from the loop. NULL when there is no memory for a stack. */
struct cd_fiber *cd_fiber_start(void (*body)(void *), void *arg, void (*on_wake)(void *),
                                void *wake_arg);
bool cd_fiber_resume(struct cd_fiber *fiber); /* true once the body has ended */
bool cd_fiber_done(const struct cd_fiber *fiber);
void cd_fiber_free(struct cd_fiber *fiber); /* back to the thread's pool; only when done */

struct cd_fiber *cd_fiber_current(void);
void cd_fiber_wait(void); /* until cd_fiber_wake; spurious returns do not happen */
void cd_fiber_wake(struct cd_fiber *fiber); /* same thread only; at most once per wait */
void cd_fiber_pool_release(void);           /* frees the calling thread's pooled stacks */

#endif
