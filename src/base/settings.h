/*
 * The settings: one table (settings.def) with type, default, bounds, unit and why. Sources, later
 * wins: default, file (`name = value` lines, # comments), environment CHATDONG_<NAME>, and
 * CHATDONG_<NAME>_FILE whose content is the value (secrets). docs/operations.md is generated from
 * the same table.
 */
#ifndef CD_BASE_SETTINGS_H
#define CD_BASE_SETTINGS_H

#include "chatdong/buf.h"
#include "chatdong/rc.h"

struct cd_settings {
#define CD_SETTING_STR(name, def, secret, reload, doc) const char *name;
#define CD_SETTING_INT(name, def, min, max, unit, reload, doc) int64_t name;
#include "base/settings.def"
};

/* Fills *ret from the sources; an unknown name, a value out of bounds or an unreadable file gives
 * CD_BAD_REQUEST and a sentence in *why. Strings belong to the settings until released. */
CD_MUST_CHECK enum cd_rc cd_settings_load(const char *file, struct cd_settings *ret,
                                          struct cd_buf *why);
void cd_settings_release(struct cd_settings *settings);
/* The table as Markdown, for docs/operations.md. */
void cd_settings_document(struct cd_buf *out);

#endif
