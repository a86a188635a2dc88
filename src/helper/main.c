/* plimsoll-helper: reads one request from standard input and answers it on standard output, behind walls
 * (helper/confine) that stand before the first foreign byte is read. It has no options and needs no environment. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "helper/confine.h"
#include "helper/frame.h"
#include "helper/serve.h"
#ifdef PL_HELPER_TRIAL
#include "helper/trial.h"
#endif

#include "base/ban.h"

#define ASK_MAX (PL_HELPER_BYTES_MAX + PL_HELPER_ARG_MAX + PL_HELPER_VERB_MAX + 64)
#define SAY_MAX (PL_HELPER_OUT_MAX + PL_HELPER_INFO_MAX + 64)
#define PIECE   ((size_t)1 << 16)

static int read_all(struct pl_buf *in, struct pl_error *err) {
    ssize_t n = 1;
    while (n > 0) {
        char *p = pl_buf_reserve(in, PIECE);
        if (p == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the file is larger than the helper takes");
        }
        do {
            n = read(STDIN_FILENO, p, PIECE);
        } while (n < 0 && errno == EINTR);
        in->n += n > 0 ? (size_t)n : 0;
    }
    return n == 0 ? 0 : pl_fail_errno(err, PL_E_IO, errno, "the request cannot be read");
}

static int write_all(const struct pl_buf *out) {
    for (size_t at = 0; at < out->n;) {
        ssize_t n = write(STDOUT_FILENO, out->p + at, out->n - at);
        if (n < 0 && errno != EINTR) {
            return 4;
        }
        at += n > 0 ? (size_t)n : 0;
    }
    return pl_buf_failed(out) ? 4 : 0;
}

static int serve(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes, struct pl_error *err) {
#ifdef PL_HELPER_TRIAL
    if (pl_str_starts(request->verb, PL_STR("trial-"))) {
        return pl_trial(request, bytes, err);
    }
#endif
    return pl_serve(request, info, bytes, err);
}

int main(void) {
    struct pl_error err = {0};
    struct pl_request request;
    struct pl_buf in, info, bytes, out;
    pl_buf_open(&in, ASK_MAX + PIECE);
    pl_buf_open(&info, PL_HELPER_INFO_MAX);
    pl_buf_open(&bytes, PL_HELPER_OUT_MAX);
    pl_buf_open(&out, SAY_MAX);
    if (close_range(STDERR_FILENO, ~0U, 0) != 0 || chdir("/") != 0) {
        _exit(4);
    }
    int code = pl_confine(&err);
    code = code == 0 ? read_all(&in, &err) : code;
    code = code == 0 ? pl_request_read(pl_buf_str(&in), &request, &err) : code;
    code = code == 0 ? serve(&request, &info, &bytes, &err) : code;
    pl_answer_write(code, &err, &info, &bytes, &out);
    _exit(write_all(&out)); /* nothing is flushed, nothing else runs */
}
