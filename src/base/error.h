/* Error codes and the error value that callers own.
 *
 * Every fallible function returns an enum pl_code as int (0 is success) and takes a struct pl_error * last, which may
 * be NULL. The error belongs to the caller, holds no pointers and is never allocated. On failure the ret_*
 * arguments are untouched. Expected outcomes (no match, end of input) are values, not errors. */
#ifndef PL_BASE_ERROR_H
#define PL_BASE_ERROR_H

#include <stddef.h>
#include <stdint.h>

/* name, text, exit status of the program, HTTP status */
#define PL_CODES(X)                                                                                                    \
    X(OK, "done", 0, 200)                                                                                              \
    X(CHECK, "the check failed", 1, 409)                                                                               \
    X(USAGE, "the request is not understood", 2, 400)                                                                  \
    X(FORMAT, "the input is malformed", 3, 422)                                                                        \
    X(EMPTY, "no record was accepted", 3, 422)                                                                         \
    X(LIMIT, "a ceiling was reached", 3, 413)                                                                          \
    X(NOT_FOUND, "there is no such thing", 2, 404)                                                                     \
    X(INPUT, "the input cannot be read", 3, 422)                                                                       \
    X(IO, "the system refused to read or write", 4, 500)                                                               \
    X(NOMEM, "out of memory", 4, 500)                                                                                  \
    X(STORE, "the case is damaged or cannot be written", 4, 500)                                                       \
    X(BUSY, "another program is writing to this case", 4, 503)                                                         \
    X(VERSION, "made by another version of the program", 4, 409)                                                       \
    X(REFUSED, "a rule of the case forbids this", 5, 403)                                                              \
    X(INTERRUPTED, "interrupted", 130, 503)

enum pl_code {
#define PL_CODE_ENUM(name, text, exit_status, http_status) PL_E_##name,
    PL_CODES(PL_CODE_ENUM)
#undef PL_CODE_ENUM
        PL_E_COUNT
};

struct pl_error {
    int code;        /* enum pl_code */
    uint64_t line;   /* 1-based; 0: not about a line */
    uint64_t offset; /* byte from the start of the (decoded) input; meaningful where line > 0 or has_offset */
    int has_offset;
    char msg[240]; /* UTF-8, NUL-terminated, without a line end; what, where and what to do next */
};

/* A fallible function: its result may not be ignored. */
#define PL_MUST __attribute__((warn_unused_result))

/* Fills *err (when not NULL) and returns code, so that `return pl_fail(err, PL_E_IO, "...")` reads as one act.
 * A message beyond 239 bytes is cut at a character. The arguments may be parts of *err: `"%s: %s", path, err->msg`. */
int pl_fail(struct pl_error *err, enum pl_code code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As pl_fail, naming the place in the input: line (1-based, 0 unknown) and byte offset. */
int pl_fail_at(struct pl_error *err, enum pl_code code, uint64_t line, uint64_t offset, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* As pl_fail for a failed system call: appends the text of the given errno value. */
int pl_fail_errno(struct pl_error *err, enum pl_code code, int errnum, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* The name ("FORMAT"), the plain text, and the statuses of a code; an unknown code reads as IO. Static strings. */
const char *pl_code_name(int code);
const char *pl_code_text(int code);
int pl_code_exit_status(int code);
int pl_code_http_status(int code);

#endif
