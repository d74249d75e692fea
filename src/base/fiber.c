#include "base/fiber.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define FIBER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define FIBER_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FIBER_TSAN 1
#endif
#endif
#ifdef FIBER_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef FIBER_TSAN
#include <sanitizer/tsan_interface.h>
#endif

/* jansson at its own depth limit overruns 128 KiB (DESIGN.md 9); pages are only paid for when used
 */
#define STACK_BYTES ((size_t)256 * 1024)
#define POOL_MOST 1024

/* Boost.Context's C interface; its header is C++ only. */
typedef void *fcontext_t;
typedef struct {
    fcontext_t fctx;
    void *data;
} transfer_t;
transfer_t jump_fcontext(fcontext_t to, void *data);
fcontext_t make_fcontext(void *stack_top, size_t size, void (*entry)(transfer_t));

struct cd_fiber {
    fcontext_t inside; /* where it goes on; outside: where the resumer goes on */
    fcontext_t outside;
    void (*body)(void *);
    void *arg;
    void (*on_wake)(void *);
    void *wake_arg;
    struct cd_fiber *resumer; /* the fiber that runs it, mostly NULL: the loop itself */
    struct cd_fiber *next;    /* in the pool */
    unsigned char *stack;     /* a guard page, then STACK_BYTES */
    bool done;
#ifdef FIBER_ASAN
    void *fake_inside, *fake_outside;
    const void *outside_bottom;
    size_t outside_size;
#endif
#ifdef FIBER_TSAN
    void *tsan_inside, *tsan_outside;
#endif
};

/* The calling thread's fibers: the one that runs, and ended ones with their stacks. */
struct fiber_thread {
    struct cd_fiber *current;
    struct cd_fiber *pool;
    size_t pooled;
};

static _Thread_local struct fiber_thread this_thread;

static size_t guard_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Before control leaves for the other side; `ending` frees the sanitizer's record of this side. */
static void leave(struct cd_fiber *fiber, bool inward, bool ending)
{
    (void)fiber, (void)inward, (void)ending;
#ifdef FIBER_ASAN
    if (inward)
        __sanitizer_start_switch_fiber(&fiber->fake_outside, fiber->stack + guard_bytes(),
                                       STACK_BYTES);
    else
        __sanitizer_start_switch_fiber(ending ? NULL : &fiber->fake_inside, fiber->outside_bottom,
                                       fiber->outside_size);
#endif
#ifdef FIBER_TSAN
    if (inward)
        fiber->tsan_outside = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(inward ? fiber->tsan_inside : fiber->tsan_outside, 0);
#endif
}

/* After control has arrived on this side. */
static void arrive(struct cd_fiber *fiber, bool inward)
{
    (void)fiber, (void)inward;
#ifdef FIBER_ASAN
    if (inward)
        __sanitizer_finish_switch_fiber(fiber->fake_inside, &fiber->outside_bottom,
                                        &fiber->outside_size);
    else
        __sanitizer_finish_switch_fiber(fiber->fake_outside, NULL, NULL);
#endif
}

static void fiber_main(transfer_t from)
{
    struct cd_fiber *fiber = from.data;

    arrive(fiber, true);
    fiber->outside = from.fctx;
    fiber->body(fiber->arg);
    fiber->done = true;
    leave(fiber, false, true);
    (void)jump_fcontext(fiber->outside, NULL);
    abort(); /* an ended fiber is never resumed */
}

static struct cd_fiber *fiber_new(void)
{
    size_t guard = guard_bytes();
    struct cd_fiber *fiber = calloc(1, sizeof *fiber);

    if (fiber == NULL)
        return NULL;
    fiber->stack = mmap(NULL, guard + STACK_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (fiber->stack == MAP_FAILED || mprotect(fiber->stack, guard, PROT_NONE) != 0) {
        if (fiber->stack != MAP_FAILED)
            (void)munmap(fiber->stack, guard + STACK_BYTES);
        free(fiber);
        return NULL;
    }
#ifdef FIBER_TSAN
    fiber->tsan_inside = __tsan_create_fiber(0);
#endif
    return fiber;
}

static void fiber_destroy(struct cd_fiber *fiber)
{
#ifdef FIBER_TSAN
    __tsan_destroy_fiber(fiber->tsan_inside);
#endif
    (void)munmap(fiber->stack, guard_bytes() + STACK_BYTES);
    free(fiber);
}

static struct cd_fiber *fiber_take(void)
{
    struct cd_fiber *fiber = this_thread.pool;

    if (fiber == NULL)
        return fiber_new();
    this_thread.pool = fiber->next;
    this_thread.pooled--;
#ifdef FIBER_ASAN
    /* its last frames never returned, so their red zones are still marked */
    __asan_unpoison_memory_region(fiber->stack + guard_bytes(), STACK_BYTES);
    fiber->fake_inside = NULL;
#endif
    return fiber;
}

struct cd_fiber *cd_fiber_start(void (*body)(void *), void *arg, void (*on_wake)(void *),
                                void *wake_arg)
{
    struct cd_fiber *fiber = fiber_take();

    if (fiber == NULL)
        return NULL;
    fiber->body = body;
    fiber->arg = arg;
    fiber->on_wake = on_wake;
    fiber->wake_arg = wake_arg;
    fiber->done = false;
    fiber->inside =
        make_fcontext(fiber->stack + guard_bytes() + STACK_BYTES, STACK_BYTES, fiber_main);
    (void)cd_fiber_resume(fiber);
    return fiber;
}

bool cd_fiber_resume(struct cd_fiber *fiber)
{
    fiber->resumer = this_thread.current;
    this_thread.current = fiber;
    leave(fiber, true, false);
    transfer_t back = jump_fcontext(fiber->inside, fiber);
    arrive(fiber, false);
    this_thread.current = fiber->resumer;
    fiber->inside = back.fctx;
    return fiber->done;
}

void cd_fiber_wait(void)
{
    struct cd_fiber *fiber = this_thread.current;

    if (fiber == NULL)
        abort(); /* there is nothing to go back to */
    leave(fiber, false, false);
    transfer_t back = jump_fcontext(fiber->outside, NULL);
    arrive(fiber, true);
    fiber->outside = back.fctx;
}

void cd_fiber_wake(struct cd_fiber *fiber)
{
    fiber->on_wake(fiber->wake_arg);
}

bool cd_fiber_done(const struct cd_fiber *fiber)
{
    return fiber->done;
}

void cd_fiber_free(struct cd_fiber *fiber)
{
    if (fiber == NULL)
        return;
    if (!fiber->done)
        abort(); /* its frames are still in use */
    if (this_thread.pooled >= POOL_MOST) {
        fiber_destroy(fiber);
        return;
    }
    fiber->next = this_thread.pool;
    this_thread.pool = fiber;
    this_thread.pooled++;
}

struct cd_fiber *cd_fiber_current(void)
{
    return this_thread.current;
}

void cd_fiber_pool_release(void)
{
    while (this_thread.pool != NULL) {
        struct cd_fiber *fiber = this_thread.pool;
        this_thread.pool = fiber->next;
        fiber_destroy(fiber);
    }
    this_thread.pooled = 0;
}
