/* The files of fixtures/scenarios, as they are embedded in the program. The rows are made by
 * server/sim/presets.sh when the program is built; scenario_set_load_presets reads them. */
#ifndef SIM_PRESETS_H
#define SIM_PRESETS_H

#include <stddef.h>

struct preset {
    const char *file; /* "succeeds.json" */
    const unsigned char *bytes;
    size_t length;
};

/* By file name. */
extern const struct preset PRESETS[];
extern const size_t PRESET_COUNT;

#endif
