/* A saved state of detection from elsewhere: refused, or loaded so that reports, saving and finishing go on. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ais/feed.h"
#include "detect/pipeline.h"

#include "base/ban.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)err;
    *(uint64_t *)ctx += event->n_inputs;
    return 0;
}

/* A few reports of the numbers that the corpus has, half an hour after each other. */
static void push_some(struct pl_pipeline *p, pl_time from) {
    struct pl_error err;
    for (unsigned i = 0; i < 12; i++) {
        PL_BUF_AUTO record;
        struct pl_report report;
        struct pl_ais_row row = {.has = PL_ROW_POSITION | PL_ROW_SOG, .sog_dkn = 5};
        struct pl_hearing hearing = {.at = from + (pl_time)i * 30 * PL_MINUTE_US, .mmsi = 257000001 + i % 3, .msg = 1};
        row.lat = (int32_t)(i % 4) * 600000;
        row.lon = (int32_t)i * 6000;
        hearing.row = &row;
        pl_buf_open(&record, PL_RECORD_MAX);
        if (pl_record_write(&hearing, &record, &err) || pl_report_read(pl_buf_str(&record), &report, &err) ||
            pl_pipeline_push(p, &report, &err)) {
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_rules rules;
    struct pl_error err;
    struct pl_pipeline *p = NULL;
    uint64_t sum = 0;
    PL_BUF_AUTO state;
    pl_buf_open(&state, 1u << 26);
    pl_rules_profile("default", &rules);
    struct pl_pipeline_options options = {.rules = &rules};
    if (pl_pipeline_open(&options, count, &sum, &p, &err)) {
        return 0;
    }
    /* the head (magic, hash of the rules) is put in front, so that the fuzzer works on what follows */
    pl_buf_add(&state, "plimsoll-detect-state/v2\n", 25);
    pl_buf_add(&state, rules.hash.b, sizeof rules.hash.b);
    pl_buf_add(&state, data, size);
    if (pl_pipeline_load(p, pl_buf_str(&state), &err) == 0) {
        push_some(p, INT64_C(1709251200) * PL_SECOND_US);
        push_some(p, INT64_C(1709751200) * PL_SECOND_US);
        pl_buf_clear(&state);
        if (pl_pipeline_save(p, &state, &err) == 0 && pl_pipeline_finish(p, count, &sum, &err) != 0) {
            sum++;
        }
    }
    pl_pipeline_close(p);
    return 0;
}
