#include "scenario_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES 16384
#define PATH_BYTES 65536

void
scenario_paths_done(struct scenario_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->paths[i]);
    free(paths->paths);
    *paths = (struct scenario_paths){0};
}

/* Steals the path; NULL is a failure that happened before. */
static bool
add_path(struct scenario_paths *paths, char *path, struct err *err)
{
    owned_str added = path;
    if (added == NULL)
        return err_memory(err);
    if (paths->count == paths->capacity) {
        size_t wanted = paths->capacity == 0 ? 8 : paths->capacity * 2;
        char **grown = realloc(paths->paths, wanted * sizeof(*grown));
        if (grown == NULL)
            return err_memory(err);
        paths->paths = grown;
        paths->capacity = wanted;
    }
    paths->paths[paths->count++] = GIVE(added);
    return true;
}

static char *
join(const char *folder, const char *name)
{
    struct buf path OWNED(buf_done) = BUF(PATH_BYTES);
    buf_printf(&path, text_ends(text_of(folder), "/") ? "%s%s" : "%s/%s", folder, name);
    return buf_take(&path);
}

static int
compare_paths(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

static void
close_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static bool
find_in_folder(const char *path, struct scenario_paths *paths, struct err *err)
{
    DIR *folder OWNED(close_folder) = opendir(path);
    if (folder == NULL)
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: %s", path, strerror(errno));
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct text name = text_of(entry->d_name);
        if (!text_starts(name, ".") && text_ends(name, ".json") &&
            !add_path(paths, join(path, entry->d_name), err))
            return false;
    }
    if (paths->count == 0)
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: there is no *.json file in this folder",
                       path);
    qsort(paths->paths, paths->count, sizeof(*paths->paths), compare_paths);
    return true;
}

bool
scenario_files_find(const char *path, struct scenario_paths *ret_paths, struct err *err)
{
    struct scenario_paths paths OWNED(scenario_paths_done) = {0};
    struct stat status;
    if (stat(path, &status) != 0)
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: %s", path, strerror(errno));
    if (!(S_ISDIR(status.st_mode) ? find_in_folder(path, &paths, err)
                                  : add_path(&paths, strdup(path), err)))
        return false;
    *ret_paths = paths;
    paths = (struct scenario_paths){0};
    return true;
}

static void
close_file(int *file)
{
    if (*file >= 0)
        close(*file);
}

/* Reads up to the end, or until it is clear that the file is too large. */
static bool
read_bytes(int file, struct buf *out)
{
    char bytes[READ_BYTES];
    ssize_t count = 1;
    while (count != 0 && !out->failed && out->length <= SCENARIO_FILE_BYTES) {
        count = read(file, bytes, sizeof(bytes));
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            buf_add(out, bytes, (size_t)count);
    }
    return true;
}

/* What is no regular file might never end, or have effects when it is read. */
static bool
read_text(const char *path, struct buf *out, struct err *err)
{
    struct stat status;
    int file OWNED(close_file) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0 || fstat(file, &status) != 0)
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: allowed are regular files and folders",
                       path);
    if (!read_bytes(file, out))
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: %s", path, strerror(errno));
    if (out->failed)
        return err_memory(err);
    if (out->length > SCENARIO_FILE_BYTES)
        return err_set(err, ERR_INVALID_ARGUMENT, "%s: allowed are at most %d bytes", path,
                       SCENARIO_FILE_BYTES);
    return true;
}

bool
scenario_files_read(struct scenario_set *set, const char *path, int64_t most, struct err *err)
{
    struct buf text OWNED(buf_done) = BUF(SCENARIO_FILE_BYTES + READ_BYTES);
    return read_text(path, &text, err) && scenario_set_load(set, buf_text(&text), path, most, err);
}

bool
scenario_files_load(struct scenario_set *set, const char *path, int64_t most, struct err *err)
{
    struct scenario_paths paths OWNED(scenario_paths_done) = {0};
    if (!scenario_files_find(path, &paths, err))
        return false;
    for (size_t i = 0; i < paths.count; i++) {
        if (!scenario_files_read(set, paths.paths[i], most, err))
            return false;
    }
    return true;
}
