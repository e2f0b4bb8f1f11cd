/* Lines on stderr for whoever runs the server. Only main, app and http log; libraries return
 * errors.
 *
 *     log_line(log, LOG_LEVEL_WARNING, "cannot write %s: %s", path, strerror(errno));
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_COUNT
};

/* Lower-case names of the levels, in order; static. */
const char *log_level_name(enum log_level level);

struct log {
    enum log_level level; /* lines above it are dropped */
};

/* Writes "ml-jobs-emulator: <level>: <text>\n" with one write call. */
__attribute__((format(printf, 3, 4))) void log_line(const struct log *log, enum log_level level,
                                                    const char *format, ...);

/* The same without a level, whatever the level set: for lines that were asked for by an option of
 * their own. */
__attribute__((format(printf, 1, 2))) void log_always(const char *format, ...);

#endif
