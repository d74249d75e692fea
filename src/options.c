#include "options.h"

#include <stdio.h>
#include <string.h>

static const struct cd_option *find(const struct cd_option *options, size_t count, const char *arg)
{
    bool is_option = strncmp(arg, "--", 2) == 0;

    for (size_t i = 0; i < count; i++) {
        if (is_option && options[i].name != NULL && strcmp(options[i].name, arg + 2) == 0)
            return &options[i];
        if (!is_option && options[i].name == NULL)
            return &options[i];
    }
    return NULL;
}

static bool take(const struct cd_option *option, const char *value, size_t *counts)
{
    if (*counts == option->most)
        return false;
    option->values[(*counts)++] = value;
    if (option->count != NULL)
        *option->count = *counts;
    return true;
}

bool cd_options_read(int argc, char **argv, const struct cd_option *options, size_t option_count,
                     const char *help, bool *ret_help)
{
    size_t counts[CD_OPTION_MANY] = {0};

    *ret_help = false;
    for (int i = 0; i < argc; i++) {
        const struct cd_option *option = find(options, option_count, argv[i]);
        if (strcmp(argv[i], "--help") == 0) {
            (void)fputs(help, stdout);
            *ret_help = true;
            return false;
        }
        if (option != NULL && option->flag != NULL) {
            *option->flag = true;
            continue;
        }
        bool word = option != NULL && option->name == NULL;
        if (option == NULL || (!word && i + 1 == argc) ||
            !take(option, argv[word ? i : ++i], &counts[option - options])) {
            (void)fprintf(stderr, "chatdong: %s: not understood\n\n%s", argv[i], help);
            return false;
        }
    }
    return true;
}
