/* Long options of the commands: `--name VALUE`, `--flag`, and words. One table a command. */
#ifndef CD_OPTIONS_H
#define CD_OPTIONS_H

#include "chatdong/str.h"

#define CD_OPTION_MANY 32

struct cd_option {
    const char *name;    /* without "--"; NULL: the words that are left */
    bool *flag;          /* takes no value */
    const char **values; /* takes one; up to `most` times */
    size_t most;
    size_t *count; /* how many were given; may be NULL when most is 1 */
};

/* False after a sentence on stderr, or after printing `help` for --help (then *ret_help). */
bool cd_options_read(int argc, char **argv, const struct cd_option *options, size_t option_count,
                     const char *help, bool *ret_help);

#endif
