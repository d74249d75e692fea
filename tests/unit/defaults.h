/* The settings with nothing set: every test starts from them. */
#ifndef CD_TEST_DEFAULTS_H
#define CD_TEST_DEFAULTS_H

#include "base/settings.h"

static inline struct cd_settings default_settings(void)
{
    return (struct cd_settings){
#define CD_SETTING_STR(name_, def, secret, reload, doc) .name_ = (def),
#define CD_SETTING_INT(name_, def, min, max, unit, reload, doc) .name_ = (def),
#include "base/settings.def"
    };
}

#endif
