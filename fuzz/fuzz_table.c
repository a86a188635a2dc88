/* Any bytes as a table: first byte chooses options, the rest is the file. The sums hold, values lie in their ranges,
 * and any cut gives the same rows. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "ais/feed.h"
#include "ais/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct rows {
    uint64_t n, hash;
    size_t size;
};

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct rows *rows = ctx;
    const struct pl_ais_row *r = h->row;
    (void)err;
    if (r == NULL) {
        return 0;
    }
    rows->n++;
    rows->hash = rows->hash * 31 + h->mmsi + (uint64_t)h->at + r->has + r->imo + pl_str_hash(r->name);
    assert(h->n_parts == 1 && h->parts[0].offset + h->parts[0].length <= rows->size);
    assert(!(r->has & PL_ROW_POSITION) || (r->lat >= -54000000 && r->lat <= 54000000 && r->lat_deg >= -90 &&
                                           r->lat_deg <= 90 && r->lon_deg >= -180 && r->lon_deg <= 180));
    assert(!(r->has & PL_ROW_SOG) || (r->sog_dkn >= 0 && r->sog_dkn <= 1022));
    assert(!(r->has & PL_ROW_COG) || (r->cog_ddeg >= 0 && r->cog_ddeg < 3600));
    assert(!(r->has & PL_ROW_HEADING) || (r->heading_deg >= 0 && r->heading_deg < 360));
    assert(!(r->has & PL_ROW_STATUS) || r->status <= 15);
    assert(h->msg <= 27);
    return 0;
}

static struct rows run(const uint8_t *data, size_t size, uint8_t how, size_t step) {
    struct pl_feed_options options = {.format = PL_FEED_CSV, .max_part_s = 5, .day_first = (how & 1) != 0};
    if (how & 2) {
        options.columns = PL_STR("mmsi=1,t=2,lat=3,lon=4");
    }
    struct pl_feed *feed = NULL;
    struct pl_error err = {0};
    struct rows rows = {.size = size};
    if (pl_feed_open(&options, on_hearing, NULL, &rows, &feed, &err) != 0) {
        abort();
    }
    int code = 0;
    for (size_t at = 0; at < size && code == 0; at += step) {
        code = pl_feed_push(feed, data + at, size - at < step ? size - at : step, &err);
    }
    if (code == 0) {
        code = pl_feed_finish(feed, &err);
    }
    const struct pl_feed_counts *c = pl_feed_counts(feed);
    uint64_t rejected = 0;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        rejected += c->rejected[i];
    }
    assert(c->lines == c->with_sentence + c->blank + c->comment + c->other);
    assert(c->sentences == c->singles + rejected && c->results == c->singles && c->results == rows.n);
    pl_feed_close(feed);
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) {
        return 0;
    }
    struct rows whole = run(data + 1, size - 1, data[0], size);
    struct rows cut = run(data + 1, size - 1, data[0], 1 + data[1] % 37);
    assert(whole.n == cut.n && whole.hash == cut.hash);
    return 0;
}
