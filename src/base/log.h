/*
 * JSON lines on stdout; yder's callback brings Ulfius' messages here, so that all lines have one
 * form. Lines are whole, from any thread, and never block the caller: a writer thread (started by
 * cd_log_init; fork before it) takes them out, and drops and counts what nobody reads.
 * Never in a line: names, phones, addresses, notes, bodies, tokens, query strings (STYLE.md 9).
 * A line holds `time` (RFC 3339 UTC), `level`, `event` and the fields.
 */
#ifndef CD_BASE_LOG_H
#define CD_BASE_LOG_H

#include "chatdong/str.h"

enum cd_log_level { CD_LOG_DEBUG, CD_LOG_INFO, CD_LOG_WARN, CD_LOG_ERROR };

struct cd_log_field {
    const char *name;
    enum { CD_FIELD_STR, CD_FIELD_INT, CD_FIELD_REAL } kind;
    struct cd_str text;
    int64_t number;
    double real;
};

#define CD_LOG_STR(name_, z)                                                                       \
    {                                                                                              \
        .name = (name_), .kind = CD_FIELD_STR, .text = cd_str_of(z)                                \
    }
#define CD_LOG_VIEW(name_, s)                                                                      \
    {                                                                                              \
        .name = (name_), .kind = CD_FIELD_STR, .text = (s)                                         \
    }
#define CD_LOG_INT(name_, n)                                                                       \
    {                                                                                              \
        .name = (name_), .kind = CD_FIELD_INT, .number = (int64_t)(n)                              \
    }
#define CD_LOG_REAL(name_, x)                                                                      \
    {                                                                                              \
        .name = (name_), .kind = CD_FIELD_REAL, .real = (x)                                        \
    }

void cd_log_init(enum cd_log_level level);
void cd_log_set_level(enum cd_log_level level);                      /* any thread */
bool cd_log_level_parse(struct cd_str name, enum cd_log_level *ret); /* "debug" … "error" */
bool cd_log_enabled(enum cd_log_level level);
void cd_log_write(enum cd_log_level level, const char *event, const struct cd_log_field *fields,
                  size_t count);
void cd_log_flush(void);

/* cd_log(CD_LOG_INFO, "listening", CD_LOG_INT("port", 8080)); */
#define cd_log(level, event, ...)                                                                  \
    do {                                                                                           \
        if (cd_log_enabled(level)) {                                                               \
            const struct cd_log_field cd_fields_[] = {{.name = NULL}, ##__VA_ARGS__};              \
            cd_log_write(level, event, cd_fields_ + 1,                                             \
                         sizeof cd_fields_ / sizeof *cd_fields_ - 1);                              \
        }                                                                                          \
    } while (0)

#endif
