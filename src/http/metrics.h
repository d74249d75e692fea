/* Counters for Prometheus' text format, by operation (never by id or path): requests by status
 * class, durations, refusals, lanes. Any thread; atomics. */
#ifndef CD_HTTP_METRICS_H
#define CD_HTTP_METRICS_H

#include "http/request.h"

struct cd_metrics;

struct cd_metrics *cd_metrics_new(size_t operation_count);
void cd_metrics_free(struct cd_metrics *metrics);
void cd_metrics_count(struct cd_metrics *metrics, const struct cd_request *req,
                      uint64_t duration_us);
void cd_metrics_refused(struct cd_metrics *metrics, const char *code); /* tokens */
void cd_metrics_write(const struct cd_app *app, struct cd_buf *out);

/* The admin port: /livez, /readyz, /startupz, /metrics. */
void cd_admin(void *app, struct cd_http *http);

#endif
