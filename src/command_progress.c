#include "command.h"

#include "base/clock.h"
#include "jobs/operation.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOW_US 200000u

void cd_command_progress_begin(struct cd_command_progress *progress)
{
    *progress = (struct cd_command_progress){isatty(STDERR_FILENO) == 1, cd_clock_mono_us(), 0};
}

double cd_command_progress_seconds(const struct cd_command_progress *progress)
{
    return (double)(cd_clock_mono_us() - progress->began_us) / 1e6;
}

static void show_bar(const struct cd_job *job)
{
    static const char bar[] = "##############################";
    int percent = (int)(job->done * 100 / job->total);
    int filled = percent * 30 / 100;

    (void)fprintf(stderr, "[%.*s%*s] %3d %% ", filled, bar, 30 - filled, "", percent);
}

/* One line that is written over, and only where somebody can see it. */
void cd_command_progress_show(void *arg, const struct cd_job *job, const char *phase)
{
    struct cd_command_progress *progress = arg;
    uint64_t now = cd_clock_mono_us();
    int64_t read = job->counts[0].value;

    if (!progress->terminal || (now - progress->last_us < SHOW_US && strcmp(phase, "reading") == 0))
        return;
    progress->last_us = now;
    (void)fputs("\r", stderr);
    if (job->total > 0)
        show_bar(job);
    (void)fprintf(stderr, "%-10s %lld rows, %.0f rows/s \033[K", phase, (long long)read,
                  (double)read / cd_command_progress_seconds(progress));
    (void)fflush(stderr);
}

void cd_command_progress_end(const struct cd_command_progress *progress)
{
    (void)fputs(progress->terminal ? "\r\033[K" : "", stderr);
}
