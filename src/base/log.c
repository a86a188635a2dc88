#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"

#include "base/ban.h"

const char *pl_log_safe(pl_str s, char *out, size_t cap) {
    size_t at = 0;
    while (s.n > 0 && at + 13 < cap) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(s, &c);
        if (c == PL_UTF8_BROKEN) {
            at += (size_t)snprintf(out + at, cap - at, "\\x{%02X}", (unsigned char)s.p[0]);
            n = 1;
        } else if (pl_utf8_is_unsafe(c)) {
            at += (size_t)snprintf(out + at, cap - at, "\\u{%04X}", (unsigned)c);
        } else {
            memcpy(out + at, s.p, n);
            at += n;
        }
        s = pl_str_sub(s, n, s.n);
    }
    out[at] = '\0';
    return out;
}

__attribute__((format(printf, 2, 0))) static void say(const char *kind, const char *fmt, va_list ap) {
    char raw[2048];
    char safe[4096];
    vsnprintf(raw, sizeof raw, fmt, ap);
    fprintf(stderr, "plimsoll: %s%s\n", kind, pl_log_safe(pl_str_from(raw), safe, sizeof safe));
}

void pl_log_note(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    say("", fmt, ap);
    va_end(ap);
}

void pl_log_warning(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    say("warning: ", fmt, ap);
    va_end(ap);
}

void pl_log_error(const char *file, const struct pl_error *err) {
    char place[96] = "";
    if (err->line > 0) {
        snprintf(place, sizeof place, " (line %llu, byte %llu)", (unsigned long long)err->line,
                 (unsigned long long)err->offset);
    } else if (err->has_offset) {
        snprintf(place, sizeof place, " (byte %llu)", (unsigned long long)err->offset);
    }
    const char *text = err->msg[0] != '\0' ? err->msg : pl_code_text(err->code);
    pl_log_note("%s%s%s%s", file != NULL ? file : "", file != NULL ? ": " : "", text, place);
}

void pl_progress_start(struct pl_progress *progress, const char *what, uint64_t total_bytes) {
    *progress = (struct pl_progress){.what = what, .total_bytes = total_bytes, .on = isatty(STDERR_FILENO)};
    progress->started_us = progress->on ? pl_time_monotonic_us() : 0;
}

void pl_progress_show(struct pl_progress *progress, uint64_t done_bytes) {
    if (!progress->on) {
        return;
    }
    int64_t now = pl_time_monotonic_us();
    int64_t run_us = now - progress->started_us;
    if (run_us < PL_SECOND_US / 2 || now - progress->shown_us < PL_SECOND_US / 10) {
        return;
    }
    progress->shown_us = now;
    double rate = (double)done_bytes / ((double)run_us / 1e6);
    if (progress->total_bytes > 0 && rate > 0) {
        double left_s = done_bytes < progress->total_bytes ? (double)(progress->total_bytes - done_bytes) / rate : 0;
        fprintf(stderr, "\r%s: %.1f of %.1f MB, %.1f MB/s, %.0f s left \033[K", progress->what,
                (double)done_bytes / 1e6, (double)progress->total_bytes / 1e6, rate / 1e6, left_s);
    } else {
        fprintf(stderr, "\r%s: %.1f MB, %.1f MB/s \033[K", progress->what, (double)done_bytes / 1e6, rate / 1e6);
    }
}

void pl_progress_end(struct pl_progress *progress) {
    if (progress->on && progress->shown_us > 0) {
        fputs("\r\033[K", stderr);
    }
    progress->on = 0;
}
