/* Messages for the person at the terminal, on stderr: notes, warnings, errors with their place, and progress.
 *
 * Only cmd and app use it; library folders return errors instead. Foreign text is escaped (control and bidirectional
 * characters as \u{..}), because it may come from the file under examination. */
#ifndef PL_BASE_LOG_H
#define PL_BASE_LOG_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

void pl_log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void pl_log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* `plimsoll: MESSAGE (line 3, byte 120)`; file may be NULL. */
void pl_log_error(const char *file, const struct pl_error *err);

/* A progress line: shown on a terminal only, after half a second, at most ten times a second. */
struct pl_progress {
    const char *what;
    uint64_t total_bytes; /* 0: not known */
    int64_t started_us;
    int64_t shown_us;
    int on;
};
void pl_progress_start(struct pl_progress *progress, const char *what, uint64_t total_bytes);
void pl_progress_show(struct pl_progress *progress, uint64_t done_bytes);
void pl_progress_end(struct pl_progress *progress);

/* s with control characters, bidirectional marks and broken UTF-8 as \u{XXXX} or \x{XX}, at most cap-1 bytes. Returns
 * out. */
const char *pl_log_safe(pl_str s, char *out, size_t cap);

#endif
