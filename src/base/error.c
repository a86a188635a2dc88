#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ban.h"

struct code_row {
    const char *name;
    const char *text;
    int exit_status;
    int http_status;
};

static const struct code_row CODES[] = {
#define PL_CODE_ROW(name, text, exit_status, http_status) {#name, text, exit_status, http_status},
    PL_CODES(PL_CODE_ROW)
#undef PL_CODE_ROW
};

/* Cuts a message that filled the buffer back to its last whole UTF-8 character. */
static void cut_at_character(char *msg, size_t cap) {
    size_t n = strlen(msg);
    if (n + 1 < cap) {
        return;
    }
    while (n > 0 && ((unsigned char)msg[n - 1] & 0xC0) == 0x80) {
        n--;
    }
    if (n > 0 && ((unsigned char)msg[n - 1] & 0xC0) == 0xC0) {
        n--;
    }
    msg[n] = '\0';
}

__attribute__((format(printf, 3, 0))) static void fill(struct pl_error *err, enum pl_code code, const char *fmt,
                                                       va_list ap) {
    struct pl_error made = {.code = (int)code}; /* the arguments may point into err->msg */
    vsnprintf(made.msg, sizeof made.msg, fmt, ap);
    cut_at_character(made.msg, sizeof made.msg);
    *err = made;
}

int pl_fail(struct pl_error *err, enum pl_code code, const char *fmt, ...) {
    if (err != NULL) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, fmt, ap);
        va_end(ap);
    }
    return (int)code;
}

int pl_fail_at(struct pl_error *err, enum pl_code code, uint64_t line, uint64_t offset, const char *fmt, ...) {
    if (err != NULL) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, fmt, ap);
        va_end(ap);
        err->line = line;
        err->offset = offset;
        err->has_offset = 1;
    }
    return (int)code;
}

int pl_fail_errno(struct pl_error *err, enum pl_code code, int errnum, const char *fmt, ...) {
    if (err != NULL) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, fmt, ap);
        va_end(ap);
        size_t n = strlen(err->msg);
        const char *why = strerrordesc_np(errnum);
        snprintf(err->msg + n, sizeof err->msg - n, ": %s", why != NULL ? why : "unknown error");
        cut_at_character(err->msg, sizeof err->msg);
    }
    return (int)code;
}

static const struct code_row *row_of(int code) {
    return code >= 0 && code < (int)PL_E_COUNT ? &CODES[code] : &CODES[PL_E_IO];
}

const char *pl_code_name(int code) { return row_of(code)->name; }

const char *pl_code_text(int code) { return row_of(code)->text; }

int pl_code_exit_status(int code) { return row_of(code)->exit_status; }

int pl_code_http_status(int code) { return row_of(code)->http_status; }
