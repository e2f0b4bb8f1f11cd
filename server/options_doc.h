/* The option table in words: --help, the man page, the tables of the README, and what shells complete.
 *
 *     struct buf out OWNED(buf_done) = BUF(OPTIONS_DOC_BYTES);
 *     options_write_help(&out);
 *
 * tests/tools/optiondoc prints them; tests/lint/docs compares what is committed with what it
 * prints.
 */
#ifndef OPTIONS_DOC_H
#define OPTIONS_DOC_H

#include "base/buf.h"

/* Each text is far shorter. */
#define OPTIONS_DOC_BYTES 262144

/* Plain text, at most 100 columns. */
void options_write_help(struct buf *out);

/* doc/ml-jobs-emulator.1, complete, for the man macros. */
void options_write_man(struct buf *out);

/* Two tables of the README: options, and the answers that --compat switches. */
void options_write_markdown(struct buf *out);
void options_write_compat_markdown(struct buf *out);

/* Completions of the program's command line for these shells (completions/). */
void options_write_bash(struct buf *out);
void options_write_zsh(struct buf *out);
void options_write_fish(struct buf *out);

#endif
