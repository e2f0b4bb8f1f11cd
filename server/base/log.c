#include "base/log.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* Longer lines are cut. */
#define LINE_BYTES 2048

static const char *const LEVEL_NAMES[LOG_LEVEL_COUNT] = {
    [LOG_LEVEL_ERROR] = "error",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_DEBUG] = "debug",
};

const char *
log_level_name(enum log_level level)
{
    return LEVEL_NAMES[level];
}

void
log_line(const struct log *log, enum log_level level, const char *format, ...)
{
    char text[LINE_BYTES];
    struct buf line OWNED(buf_done) = BUF(2 * LINE_BYTES);
    va_list arguments;
    if (level > log->level)
        return;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    buf_printf(&line, "ml-jobs-emulator: %s: %s\n", LEVEL_NAMES[level], text);
    if (line.failed)
        return;
    /* A log that cannot be written is nothing to stop for. */
    ssize_t written = write(STDERR_FILENO, line.at, line.length);
    (void)written;
}
