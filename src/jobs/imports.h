/*
 * Files that systems sent over HTTP (table import), read by a thread of its own, so that none keeps
 * the periodic rules waiting. One at a time, the oldest first, under the kind's lock: any number of
 * instances may have such a thread. What it was reading when its process died, or was told to stop,
 * is read again by whoever finds it. Connects with worker_database, whose role may call the
 * imports' functions and nothing more.
 */
#ifndef CD_JOBS_IMPORTS_H
#define CD_JOBS_IMPORTS_H

#include "base/settings.h"

struct cd_imports;

struct cd_imports *cd_imports_start(const struct cd_settings *settings); /* settings outlive it */
/* Stops in the middle of a file, waits for the thread, frees; NULL is fine. */
void cd_imports_stop(struct cd_imports *imports);

#endif
