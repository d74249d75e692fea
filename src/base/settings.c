#include "base/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_BYTES ((size_t)65536)
#define NAME_BYTES ((size_t)64)
#define PREFIX "CHATDONG_"

struct setting {
    const char *name;
    bool is_int;
    const char *text; /* default */
    int64_t number, min, max;
    const char *unit;
    bool secret, reload;
    const char *doc;
    size_t offset;
};

static const struct setting table[] = {
#define CD_SETTING_STR(name_, def_, secret_, reload_, doc_)                                        \
    {.name = #name_,                                                                               \
     .text = (def_),                                                                               \
     .unit = "",                                                                                   \
     .secret = (secret_),                                                                          \
     .reload = (reload_),                                                                          \
     .doc = (doc_),                                                                                \
     .offset = offsetof(struct cd_settings, name_)},
#define CD_SETTING_INT(name_, def_, min_, max_, unit_, reload_, doc_)                              \
    {.name = #name_,                                                                               \
     .is_int = true,                                                                               \
     .number = (def_),                                                                             \
     .min = (min_),                                                                                \
     .max = (max_),                                                                                \
     .unit = (unit_),                                                                              \
     .reload = (reload_),                                                                          \
     .doc = (doc_),                                                                                \
     .offset = offsetof(struct cd_settings, name_)},
#include "base/settings.def"
};

#define COUNT (sizeof table / sizeof *table)

/* Environment variables of ours that are no settings: the settings file's path, and names of the
 * tests and of the deployment files (TEST_ and what follows is theirs, too). */
static const char *const not_settings[] = {"SETTINGS",   "SHARED",  "BIN",   "CHROMIUM",
                                           "SCREENSHOT", "SECRETS", "SMOKE", "TAG"};

static const char **text_at(struct cd_settings *settings, const struct setting *setting)
{
    return (const char **)(void *)((char *)settings + setting->offset);
}

static int64_t *number_at(struct cd_settings *settings, const struct setting *setting)
{
    return (int64_t *)(void *)((char *)settings + setting->offset);
}

static void set_text(struct cd_settings *settings, const struct setting *setting, struct cd_str s)
{
    char *copy = strndup(s.ptr, s.len);

    if (copy == NULL)
        abort();
    free((void *)*text_at(settings, setting));
    *text_at(settings, setting) = copy;
}

static enum cd_rc set(struct cd_settings *settings, const struct setting *setting, struct cd_str s,
                      struct cd_buf *why)
{
    int64_t number = 0;

    if (!cd_str_is_utf8(s)) {
        cd_buf_addf(why, "setting %s is not UTF-8 text", setting->name);
        return CD_BAD_REQUEST;
    }
    if (!setting->is_int) {
        set_text(settings, setting, s);
        return CD_OK;
    }
    if (!cd_str_int64(s, &number) || number < setting->min || number > setting->max) {
        cd_buf_addf(why,
                    "setting %s must be a whole number from %" PRId64 " to %" PRId64 ", not \"",
                    setting->name, setting->min, setting->max);
        cd_buf_add(why, s.ptr, s.len < 32 ? s.len : 32);
        cd_buf_adds(why, "\"");
        return CD_BAD_REQUEST;
    }
    *number_at(settings, setting) = number;
    return CD_OK;
}

static const struct setting *find(struct cd_str name)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (cd_str_is(name, table[i].name))
            return &table[i];
    }
    return NULL;
}

/* The whole file, at most FILE_BYTES; the caller frees *ret_bytes. */
static enum cd_rc read_file(const char *path, char **ret_bytes, size_t *ret_len, struct cd_buf *why)
{
    FILE *file = fopen(path, "re");

    if (file == NULL) {
        cd_buf_addf(why, "cannot read %s: %s", path, strerrordesc_np(errno));
        return CD_BAD_REQUEST;
    }
    char *bytes = malloc(FILE_BYTES + 1);
    if (bytes == NULL)
        abort();
    size_t len = fread(bytes, 1, FILE_BYTES + 1, file);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed || len > FILE_BYTES) {
        cd_buf_addf(why, failed ? "cannot read %s" : "%s is larger than 64 KiB", path);
        free(bytes);
        return CD_BAD_REQUEST;
    }
    *ret_bytes = bytes;
    *ret_len = len;
    return CD_OK;
}

static struct cd_str without_return(struct cd_str line)
{
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static enum cd_rc set_line(struct cd_settings *settings, struct cd_str line, bool *seen,
                           struct cd_buf *why)
{
    struct cd_str value = cd_str_trim(without_return(line));

    if (value.len == 0 || value.ptr[0] == '#')
        return CD_OK;
    bool assigns = memchr(value.ptr, '=', value.len) != NULL;
    struct cd_str name = cd_str_trim(cd_str_cut(&value, '='));
    const struct setting *setting = assigns ? find(name) : NULL;
    if (setting == NULL) {
        cd_buf_adds(why, assigns ? "unknown setting \"" : "no \"name = value\" in \"");
        cd_buf_add(why, name.ptr, name.len < NAME_BYTES ? name.len : NAME_BYTES);
        cd_buf_adds(why, "\"");
        return CD_BAD_REQUEST;
    }
    if (seen[setting - table]) {
        cd_buf_addf(why, "setting %s stands there twice", setting->name);
        return CD_BAD_REQUEST;
    }
    seen[setting - table] = true;
    return set(settings, setting, cd_str_trim(value), why);
}

static enum cd_rc load_file(const char *path, struct cd_settings *settings, struct cd_buf *why)
{
    bool seen[COUNT] = {false};
    char *bytes = NULL;
    struct cd_str rest = {0};
    enum cd_rc rc = read_file(path, &bytes, &rest.len, why);
    int number = 1;

    if (rc != CD_OK)
        return rc;
    rest.ptr = bytes;
    for (; rc == CD_OK && rest.len > 0; number++)
        rc = set_line(settings, cd_str_cut(&rest, '\n'), seen, why);
    if (rc != CD_OK)
        cd_buf_addf(why, " (%s, line %d)", path, number - 1);
    free(bytes);
    return rc;
}

/* "PORT" → "port"; false when it is no name at all. */
static bool lower(struct cd_str upper, char out[NAME_BYTES])
{
    if (upper.len >= NAME_BYTES)
        return false;
    for (size_t i = 0; i < upper.len; i++) {
        char c = upper.ptr[i];
        if (c >= 'a' && c <= 'z')
            return false;
        out[i] = (char)tolower((unsigned char)c);
    }
    out[upper.len] = '\0';
    return true;
}

enum source { FROM_NOWHERE, FROM_ENVIRONMENT, FROM_NAMED_FILE, FROM_OTHERS };

/* Which setting an environment variable (without the prefix) means. `keys_file` is a setting of
 * its own, so the whole name is tried before the one without _FILE. */
static enum source variable_of(struct cd_str upper, const struct setting **ret_setting)
{
    char name[NAME_BYTES];

    for (size_t i = 0; i < sizeof not_settings / sizeof *not_settings; i++) {
        if (cd_str_is(upper, not_settings[i]))
            return FROM_OTHERS;
    }
    if (cd_str_starts(upper, "TEST_"))
        return FROM_OTHERS;
    if (!lower(upper, name))
        return FROM_NOWHERE;
    *ret_setting = find(cd_str_of(name));
    if (*ret_setting != NULL)
        return FROM_ENVIRONMENT;
    size_t len = strlen(name);
    if (len <= 5 || strcmp(name + len - 5, "_file") != 0)
        return FROM_NOWHERE;
    *ret_setting = find((struct cd_str){name, len - 5});
    return *ret_setting != NULL ? FROM_NAMED_FILE : FROM_NOWHERE;
}

/* The file's content is the value, less one line end: editors and `echo` leave one. */
static enum cd_rc set_from_file(struct cd_settings *settings, const struct setting *setting,
                                const char *path, struct cd_buf *why)
{
    char *bytes = NULL;
    struct cd_str value = {0};
    enum cd_rc rc = read_file(path, &bytes, &value.len, why);

    if (rc == CD_OK) {
        value.ptr = bytes;
        if (value.len > 0 && bytes[value.len - 1] == '\n')
            value.len--;
        rc = set(settings, setting, without_return(value), why);
    }
    if (rc != CD_OK)
        cd_buf_addf(why, " (for setting %s)", setting->name);
    free(bytes);
    return rc;
}

static enum cd_rc set_variable(struct cd_settings *settings, const char *variable, bool files,
                               struct cd_buf *why)
{
    const struct setting *setting = NULL;
    struct cd_str value = cd_str_of(variable);
    struct cd_str name = cd_str_cut(&value, '=');
    struct cd_str upper = {name.ptr + strlen(PREFIX), name.len - strlen(PREFIX)};
    enum source source = variable_of(upper, &setting);

    if (source == FROM_NOWHERE) {
        cd_buf_adds(why, "unknown environment variable ");
        cd_buf_add(why, name.ptr, name.len < NAME_BYTES ? name.len : NAME_BYTES);
        return CD_BAD_REQUEST;
    }
    if (source == FROM_ENVIRONMENT && !files)
        return set(settings, setting, value, why);
    if (source == FROM_NAMED_FILE && files)
        return set_from_file(settings, setting, value.ptr, why);
    return CD_OK;
}

static enum cd_rc load_environment(struct cd_settings *settings, bool files, struct cd_buf *why)
{
    enum cd_rc rc = CD_OK;

    for (char **variable = environ; rc == CD_OK && *variable != NULL; variable++) {
        if (strncmp(*variable, PREFIX, strlen(PREFIX)) == 0)
            rc = set_variable(settings, *variable, files, why);
    }
    return rc;
}

static void set_defaults(struct cd_settings *settings)
{
    *settings = (struct cd_settings){0};
    for (size_t i = 0; i < COUNT; i++) {
        if (table[i].is_int)
            *number_at(settings, &table[i]) = table[i].number;
        else
            set_text(settings, &table[i], cd_str_of(table[i].text));
    }
}

enum cd_rc cd_settings_load(const char *file, struct cd_settings *ret, struct cd_buf *why)
{
    struct cd_settings settings;
    enum cd_rc rc = CD_OK;

    set_defaults(&settings);
    if (file != NULL)
        rc = load_file(file, &settings, why);
    if (rc == CD_OK)
        rc = load_environment(&settings, false, why);
    if (rc == CD_OK)
        rc = load_environment(&settings, true, why);
    if (rc != CD_OK) {
        cd_settings_release(&settings);
        return rc;
    }
    *ret = settings;
    return CD_OK;
}

void cd_settings_release(struct cd_settings *settings)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (!table[i].is_int) {
            free((void *)*text_at(settings, &table[i]));
            *text_at(settings, &table[i]) = NULL;
        }
    }
}

static void document_bounds(struct cd_buf *out, const struct setting *setting)
{
    if (setting->is_int)
        cd_buf_addf(out, "%" PRId64 " | %" PRId64 "–%" PRId64 " | %s", setting->number,
                    setting->min, setting->max, setting->unit);
    else
        cd_buf_addf(out, "%s%s%s | text%s | ", setting->text[0] != '\0' ? "`" : "", setting->text,
                    setting->text[0] != '\0' ? "`" : "", setting->secret ? ", secret" : "");
}

void cd_settings_document(struct cd_buf *out)
{
    cd_buf_adds(out, "| setting | default | bounds | unit | SIGHUP | why |\n"
                     "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < COUNT; i++) {
        cd_buf_addf(out, "| `%s` | ", table[i].name);
        document_bounds(out, &table[i]);
        cd_buf_addf(out, " | %s | %s |\n", table[i].reload ? "yes" : "", table[i].doc);
    }
}
