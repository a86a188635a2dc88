/* Names and dates: folding is stable, repairing makes valid text, escaped HTML holds no tag, dates are ordered. */
#include <stdlib.h>

#include "text/html.h"
#include "text/interval.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_BUF_AUTO once = {.max_bytes = 64 << 20};
    PL_BUF_AUTO twice = {.max_bytes = 64 << 20};
    struct pl_error err = {0};
    pl_str text = pl_str_make((const char *)data, size);
    if (size > 10000) {
        return 0;
    }
    if (pl_unicode_fold(text, &once, &err) != 0 || !pl_unicode_valid(pl_buf_str(&once))) {
        abort();
    }
    if (once.n <= 100000 &&
        (pl_unicode_fold(pl_buf_str(&once), &twice, &err) != 0 || !pl_str_eq(pl_buf_str(&once), pl_buf_str(&twice)))) {
        abort();
    }
    pl_buf_clear(&once);
    pl_unicode_repair(text, &once);
    if (!pl_unicode_valid(pl_buf_str(&once))) {
        abort();
    }
    pl_buf_clear(&once);
    pl_html_text(&once, text);
    if (once.n > 0 && (memchr(once.p, '<', once.n) != NULL || memchr(once.p, '"', once.n) != NULL)) {
        abort();
    }
    struct pl_interval interval = {0};
    if (pl_interval_parse(text, &interval)) {
        struct pl_interval again = {0};
        pl_buf_clear(&once);
        pl_interval_write(&once, interval);
        if (interval.first_day > interval.last_day || !pl_interval_overlap(interval, interval)) {
            abort();
        }
        if (interval.precision != PL_PRECISION_RANGE &&
            (!pl_interval_parse(pl_buf_str(&once), &again) || again.first_day != interval.first_day)) {
            abort();
        }
    }
    return 0;
}
