#include "base/loop.h"

#include "base/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS_A_TURN 64
#define HOOKS 8
#define NO_TIMER UINT32_MAX

struct watch {
    cd_loop_io *io; /* NULL: not watched */
    void *arg;
    uint32_t generation; /* an event of an earlier watch on the same number is stale */
};

struct timer {
    uint64_t due_us;
    cd_loop_call *call;
    void *arg;
    uint32_t place;      /* in the heap; NO_TIMER when free */
    uint32_t generation; /* part of the handle */
    uint32_t next_free;
};

struct posted {
    cd_loop_call *call;
    void *arg;
    struct posted *next;
};

struct before_hook {
    cd_loop_call *call;
    void *arg;
};

struct timeout_hook {
    void (*hook)(void *, int64_t *);
    void *arg;
};

struct cd_loop {
    int epoll_fd, event_fd;
    atomic_bool stop;
    struct watch *watches; /* by descriptor */
    size_t watch_count;
    struct timer *timers; /* slots; handles name them */
    uint32_t *heap;       /* slot numbers, the earliest first */
    uint32_t timer_cap, timer_used, heap_len, free_timer;
    struct before_hook before[HOOKS];
    size_t before_count;
    struct timeout_hook timeout[HOOKS];
    size_t timeout_count;
    pthread_mutex_t post_lock;
    struct posted *post_head, *post_tail;
};

static _Thread_local struct cd_loop *this_loop;

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- descriptors */

static uint64_t watch_key(const struct cd_loop *loop, int fd)
{
    return (uint64_t)loop->watches[fd].generation << 32 | (uint32_t)fd;
}

void cd_loop_watch(struct cd_loop *loop, int fd, uint32_t events, cd_loop_io *io, void *arg)
{
    if ((size_t)fd >= loop->watch_count) {
        size_t count = (size_t)fd + 64;
        loop->watches = must(realloc(loop->watches, count * sizeof *loop->watches));
        memset(loop->watches + loop->watch_count, 0,
               (count - loop->watch_count) * sizeof *loop->watches);
        loop->watch_count = count;
    }
    struct watch *watch = &loop->watches[fd];
    *watch = (struct watch){.io = io, .arg = arg, .generation = watch->generation + 1};
    struct epoll_event event = {.events = events, .data.u64 = watch_key(loop, fd)};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        abort(); /* a descriptor that is not open or watched twice: a fault of ours */
}

void cd_loop_change(struct cd_loop *loop, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = watch_key(loop, fd)};

    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, fd, &event) != 0)
        abort();
}

void cd_loop_unwatch(struct cd_loop *loop, int fd)
{
    /* fails when libpq has already closed the descriptor, which also took it off */
    (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    loop->watches[fd].io = NULL;
    loop->watches[fd].generation++;
}

/* ---- timers: a binary heap of slots, each slot knows its place */

static bool earlier(const struct cd_loop *loop, uint32_t a, uint32_t b)
{
    return loop->timers[loop->heap[a]].due_us < loop->timers[loop->heap[b]].due_us;
}

static void heap_swap(struct cd_loop *loop, uint32_t a, uint32_t b)
{
    uint32_t slot = loop->heap[a];

    loop->heap[a] = loop->heap[b];
    loop->heap[b] = slot;
    loop->timers[loop->heap[a]].place = a;
    loop->timers[loop->heap[b]].place = b;
}

static void heap_up(struct cd_loop *loop, uint32_t at)
{
    while (at > 0 && earlier(loop, at, (at - 1) / 2)) {
        heap_swap(loop, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static void heap_down(struct cd_loop *loop, uint32_t at)
{
    for (;;) {
        uint32_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < loop->heap_len && earlier(loop, left, least))
            least = left;
        if (right < loop->heap_len && earlier(loop, right, least))
            least = right;
        if (least == at)
            return;
        heap_swap(loop, at, least);
        at = least;
    }
}

static uint32_t timer_slot(struct cd_loop *loop)
{
    uint32_t slot = loop->free_timer;

    if (slot != NO_TIMER) {
        loop->free_timer = loop->timers[slot].next_free;
        return slot;
    }
    if (loop->timer_used == loop->timer_cap) {
        loop->timer_cap = loop->timer_cap > 0 ? loop->timer_cap * 2 : 16;
        loop->timers = must(realloc(loop->timers, loop->timer_cap * sizeof *loop->timers));
        loop->heap = must(realloc(loop->heap, loop->timer_cap * sizeof *loop->heap));
    }
    slot = loop->timer_used++;
    loop->timers[slot] = (struct timer){.generation = 1};
    return slot;
}

uint64_t cd_loop_after(struct cd_loop *loop, uint64_t ms, cd_loop_call *call, void *arg)
{
    uint32_t slot = timer_slot(loop);
    struct timer *timer = &loop->timers[slot];

    timer->due_us = cd_clock_mono_us() + ms * 1000;
    timer->call = call;
    timer->arg = arg;
    timer->place = loop->heap_len;
    loop->heap[loop->heap_len++] = slot;
    heap_up(loop, timer->place);
    return (uint64_t)timer->generation << 32 | slot;
}

static void timer_remove(struct cd_loop *loop, uint32_t slot)
{
    struct timer *timer = &loop->timers[slot];
    uint32_t at = timer->place, last = --loop->heap_len;

    if (at != last) {
        heap_swap(loop, at, last);
        heap_up(loop, at);
        heap_down(loop, at);
    }
    timer->place = NO_TIMER;
    timer->generation++;
    timer->next_free = loop->free_timer;
    loop->free_timer = slot;
}

void cd_loop_cancel(struct cd_loop *loop, uint64_t timer)
{
    uint32_t slot = (uint32_t)timer;

    if (timer != 0 && slot < loop->timer_used &&
        loop->timers[slot].generation == (uint32_t)(timer >> 32))
        timer_remove(loop, slot);
}

static void run_timers(struct cd_loop *loop)
{
    uint64_t now = loop->heap_len > 0 ? cd_clock_mono_us() : 0;

    while (loop->heap_len > 0 && loop->timers[loop->heap[0]].due_us <= now) {
        struct timer due = loop->timers[loop->heap[0]];
        timer_remove(loop, loop->heap[0]);
        due.call(due.arg);
    }
}

/* ---- calls from elsewhere */

static void ring(const struct cd_loop *loop)
{
    uint64_t one = 1;

    while (write(loop->event_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

void cd_loop_stop(struct cd_loop *loop)
{
    int saved = errno; /* may run in a signal handler */

    atomic_store(&loop->stop, true);
    ring(loop);
    errno = saved;
}

void cd_loop_post(struct cd_loop *loop, cd_loop_call *call, void *arg)
{
    struct posted *posted = must(malloc(sizeof *posted));

    *posted = (struct posted){call, arg, NULL};
    (void)pthread_mutex_lock(&loop->post_lock);
    if (loop->post_tail != NULL)
        loop->post_tail->next = posted;
    else
        loop->post_head = posted;
    loop->post_tail = posted;
    (void)pthread_mutex_unlock(&loop->post_lock);
    ring(loop);
}

static void run_posted(void *arg, uint32_t events)
{
    struct cd_loop *loop = arg;
    uint64_t count;

    (void)events;
    while (read(loop->event_fd, &count, sizeof count) < 0 && errno == EINTR)
        ;
    (void)pthread_mutex_lock(&loop->post_lock);
    struct posted *posted = loop->post_head;
    loop->post_head = loop->post_tail = NULL;
    (void)pthread_mutex_unlock(&loop->post_lock);
    while (posted != NULL) {
        struct posted *next = posted->next;
        posted->call(posted->arg);
        free(posted);
        posted = next;
    }
}

/* ---- the loop */

struct cd_loop *cd_loop_new(void)
{
    struct cd_loop *loop = must(calloc(1, sizeof *loop));

    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll_fd < 0 || loop->event_fd < 0)
        abort();
    loop->free_timer = NO_TIMER;
    (void)pthread_mutex_init(&loop->post_lock, NULL);
    cd_loop_watch(loop, loop->event_fd, EPOLLIN, run_posted, loop);
    return loop;
}

void cd_loop_free(struct cd_loop *loop)
{
    if (loop == NULL)
        return;
    while (loop->post_head != NULL) {
        struct posted *posted = loop->post_head;
        loop->post_head = posted->next;
        free(posted);
    }
    (void)close(loop->event_fd);
    (void)close(loop->epoll_fd);
    (void)pthread_mutex_destroy(&loop->post_lock);
    free(loop->watches);
    free(loop->timers);
    free(loop->heap);
    free(loop);
}

struct cd_loop *cd_loop_current(void)
{
    return this_loop;
}

void cd_loop_before_sleep(struct cd_loop *loop, cd_loop_call *call, void *arg)
{
    if (loop->before_count == HOOKS)
        abort();
    loop->before[loop->before_count++] = (struct before_hook){call, arg};
}

void cd_loop_timeout_hook(struct cd_loop *loop, void (*hook)(void *arg, int64_t *ms), void *arg)
{
    if (loop->timeout_count == HOOKS)
        abort();
    loop->timeout[loop->timeout_count++] = (struct timeout_hook){hook, arg};
}

void cd_loop_unhook(struct cd_loop *loop, const void *arg)
{
    size_t kept = 0;

    for (size_t i = 0; i < loop->before_count; i++) {
        if (loop->before[i].arg != arg)
            loop->before[kept++] = loop->before[i];
    }
    loop->before_count = kept;
    kept = 0;
    for (size_t i = 0; i < loop->timeout_count; i++) {
        if (loop->timeout[i].arg != arg)
            loop->timeout[kept++] = loop->timeout[i];
    }
    loop->timeout_count = kept;
}

/* Milliseconds until the next timer, rounded up; -1: nothing is due. The hooks may lower it. */
static int sleep_ms(const struct cd_loop *loop)
{
    int64_t ms = -1;

    if (loop->heap_len > 0) {
        uint64_t now = cd_clock_mono_us(), due = loop->timers[loop->heap[0]].due_us;
        ms = due <= now ? 0 : (int64_t)((due - now + 999) / 1000);
    }
    for (size_t i = 0; i < loop->timeout_count; i++)
        loop->timeout[i].hook(loop->timeout[i].arg, &ms);
    return ms > 60000 ? 60000 : (int)ms;
}

static void dispatch(struct cd_loop *loop, const struct epoll_event *events, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t fd = (uint32_t)events[i].data.u64;
        struct watch watch = loop->watches[fd];
        if (watch.io != NULL && watch.generation == (uint32_t)(events[i].data.u64 >> 32))
            watch.io(watch.arg, events[i].events);
    }
}

void cd_loop_run(struct cd_loop *loop)
{
    struct epoll_event events[EVENTS_A_TURN];

    this_loop = loop;
    while (!atomic_load(&loop->stop)) {
        run_timers(loop);
        for (size_t i = 0; i < loop->before_count; i++)
            loop->before[i].call(loop->before[i].arg);
        int count = epoll_wait(loop->epoll_fd, events, EVENTS_A_TURN, sleep_ms(loop));
        if (count < 0 && errno != EINTR)
            abort();
        dispatch(loop, events, count);
    }
    atomic_store(&loop->stop, false);
    this_loop = NULL;
}
