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

/* A log that cannot be written is nothing to stop for. */
__attribute__((format(printf, 2, 0))) static void
write_line(const char *level, const char *format, va_list arguments)
{
    char text[LINE_BYTES];
    struct buf line OWNED(buf_done) = BUF(2 * LINE_BYTES);
    if (vsnprintf(text, sizeof(text), format, arguments) < 0)
        return;
    buf_printf(&line, "ml-jobs-emulator: %s%s%s\n", level, level[0] == '\0' ? "" : ": ", text);
    if (line.failed)
        return;
    ssize_t written = write(STDERR_FILENO, line.at, line.length);
    (void)written;
}

void
log_line(const struct log *log, enum log_level level, const char *format, ...)
{
    va_list arguments;
    if (level > log->level)
        return;
    va_start(arguments, format);
    write_line(LEVEL_NAMES[level], format, arguments);
    va_end(arguments);
}

void
log_always(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line("", format, arguments);
    va_end(arguments);
}
