/* The scorer's two inputs: where the first line begins like a truth.json it is one, and the other lines are events of a
 * monitor; else all lines are events against a fixed truth. */
#include <stddef.h>
#include <stdint.h>

#include "exercise/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char fixed[] =
    "{\"type\":\"truth\",\"end\":\"2026-03-08T00:00:00Z\",\"events\":["
    "{\"type\":\"gap\",\"observable\":\"yes\",\"mmsi\":[299000001],\"hours\":14,\"start\":\"2026-03-01T00:00:00Z\","
    "\"end\":\"2026-03-01T14:00:00Z\"},"
    "{\"type\":\"encounter\",\"observable\":\"partly\",\"mmsi\":[299000001,299000002],\"hours\":3,\"within_m\":500,"
    "\"start\":\"2026-03-01T00:00:00Z\",\"end\":\"2026-03-01T03:00:00Z\"}]}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    struct pl_score_limits limits;
    struct pl_score *score = NULL;
    struct pl_error err;
    pl_str rest = pl_str_make((const char *)data, n);
    if (pl_score_limits_read(NULL, &limits, &err)) {
        return 0;
    }
    if (pl_str_starts(rest, PL_STR("{\"type\":\"truth"))) {
        pl_str truth = pl_str_cut(&rest, '\n');
        if (pl_score_open(truth, &limits, &score, &err)) {
            return 0;
        }
    } else if (pl_score_open(pl_str_make(fixed, sizeof fixed - 1), &limits, &score, &err)) {
        __builtin_trap();
    }
    for (uint64_t line = 1; rest.p && rest.n; line++) {
        if (pl_score_line(score, pl_str_cut(&rest, '\n'), line, &err) && err.code == PL_E_OK) {
            __builtin_trap();
        }
    }
    pl_score_match(score);
    for (int type = 0; type < PL_SCORE_TYPE_COUNT; type++) {
        struct pl_score_row row = pl_score_row(score, type);
        if (row.matched > row.truth || row.matched + row.excused > row.events) {
            __builtin_trap();
        }
    }
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    pl_score_write(score, true, &out);
    pl_score_write(score, false, &out);
    pl_score_close(score);
    return 0;
}
