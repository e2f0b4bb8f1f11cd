/* Scenario files of the user: what --scenario and `check` name, read from disk.
 *
 *     struct scenario_set set OWNED(scenario_set_done) = {0};
 *     if (!scenario_files_load(&set, "scenarios/", limit, &err))
 *         ... err says "scenarios/flaky.json:7: scenarios[0].queued: It must be ..."
 */
#ifndef SCENARIO_FILES_H
#define SCENARIO_FILES_H

#include "sim/scenario_set.h"

/* A larger file is refused. */
#define SCENARIO_FILE_BYTES 1048576

/* Files found. */
struct scenario_paths {
    char **paths; /* owned, and so is each */
    size_t count;
    size_t capacity;
};

void scenario_paths_done(struct scenario_paths *paths);

/* The file of that path, or the *.json files of the folder of that path by name, those beginning with
 * a dot left out. False with INVALID_ARGUMENT when nothing is there, or memory. */
bool scenario_files_find(const char *path, struct scenario_paths *ret_paths, struct err *err);

/* Reads one file into the set, in the place of scenarios of the same names. False, the set unchanged,
 * with INVALID_ARGUMENT naming the file, and the line if its text is at fault; or memory. */
bool scenario_files_read(struct scenario_set *set, const char *path, int64_t most, struct err *err);

/* Both: every file meant by a path. False as above; files before the bad one stay in the set. */
bool scenario_files_load(struct scenario_set *set, const char *path, int64_t most, struct err *err);

#endif
