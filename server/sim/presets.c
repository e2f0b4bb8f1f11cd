#include "sim/presets.h"

#include "sim/scenario_set.h"

bool
scenario_set_load_presets(struct scenario_set *set, struct err *err)
{
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        struct text text = {(const char *)PRESETS[i].bytes, PRESETS[i].length};
        if (!scenario_set_load(set, text, PRESETS[i].file, INT64_MAX, err))
            return false;
    }
    return true;
}
