/* Any bytes as the lines of a live feed: JSON of gpsd and aisstream, sentences, stamps. The sums hold, values lie in
 * their ranges, any cut of the bytes gives the same, and a member that is cut where the feed says that everything
 * before is decided gives in two pieces the messages of the whole (but for what a refused ambiguity remembers). The
 * lines also go through ais/stamp, whose lines must read back as times. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ais/feed.h"
#include "ais/message.h"
#include "ais/stamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard {
    uint64_t n, hash, rejected;
    size_t size;
};

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct heard *heard = ctx;
    const struct pl_ais_row *r = h->row;
    (void)err;
    heard->n++;
    heard->hash = heard->hash * 31 + h->mmsi + (uint64_t)h->at + h->msg;
    assert(h->msg >= 1 && h->msg <= 27);
    assert(h->parts[0].offset + h->parts[0].length <= heard->size);
    if (r == NULL) {
        return 0;
    }
    heard->hash = heard->hash * 31 + r->has + r->imo + pl_str_hash(r->name);
    assert(!(r->has & PL_ROW_POSITION) || (r->lat >= -54000000 && r->lat <= 54000000 && r->lat_deg >= -90 &&
                                           r->lat_deg <= 90 && r->lon_deg >= -180 && r->lon_deg <= 180));
    assert(!(r->has & PL_ROW_SOG) || (r->sog_dkn >= 0 && r->sog_dkn <= 1022));
    assert(!(r->has & PL_ROW_COG) || (r->cog_ddeg >= 0 && r->cog_ddeg < 3600));
    assert(!(r->has & PL_ROW_HEADING) || (r->heading_deg >= 0 && r->heading_deg < 360));
    assert(!(r->has & PL_ROW_STATUS) || r->status <= 15);
    return 0;
}

static struct pl_feed *open_feed(struct heard *heard) {
    const struct pl_feed_options options = {.format = PL_FEED_JSON, .max_part_s = 5};
    struct pl_feed *feed = NULL;
    struct pl_error err = {0};
    if (pl_feed_open(&options, on_hearing, NULL, heard, &feed, &err) != 0) {
        abort();
    }
    return feed;
}

/* *ret_settled: where it could be cut after `probe` bytes. */
static struct heard run(const uint8_t *data, size_t size, size_t step, size_t probe, uint64_t *ret_settled) {
    struct heard heard = {.size = size};
    struct pl_error err = {0};
    struct pl_feed *feed = open_feed(&heard);
    for (size_t at = 0; at < size;) {
        size_t n = size - at < step ? size - at : step;
        n = at < probe && at + n > probe ? probe - at : n;
        if (pl_feed_push(feed, data + at, n, &err) != 0) {
            abort();
        }
        at += n;
        if (at == probe && ret_settled != NULL) {
            *ret_settled = pl_feed_settled(feed);
            assert(*ret_settled <= probe);
        }
    }
    int code = pl_feed_finish(feed, &err);
    assert(code == 0 || (code == PL_E_EMPTY && size == 0));
    const struct pl_feed_counts *c = pl_feed_counts(feed);
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        heard.rejected += c->rejected[i];
    }
    assert(c->lines == c->with_sentence + c->blank + c->comment + c->other);
    assert(c->sentences == c->singles + c->parts_joined + heard.rejected);
    assert(c->results == heard.n);
    if (c->rejected[PL_AIS_REJECT_AMBIGUOUS_PART] > 0 || c->other > 0) {
        heard.rejected = UINT64_MAX; /* two pieces may differ: what was ambiguous, and which objects are left aside */
    }
    pl_feed_close(feed);
    return heard;
}

static void stamp_lines(const uint8_t *data, size_t size) {
    struct pl_stamp stamp = {0};
    pl_str rest = pl_str_make((const char *)data, size);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 256);
    while (rest.p != NULL && rest.n > 0) {
        (void)pl_stamp_wanted(&stamp, pl_str_cut(&rest, '\n'));
    }
    pl_stamp_write(&out, INT64_C(1700000000123000));
    assert(pl_str_eq(pl_buf_str(&out), PL_STR("\\c:1700000000123,x:received*65\\\n")) || out.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint64_t settled = 0;
    size_t probe = size / 2;
    struct heard whole = run(data, size, 1 << 20, probe, &settled);
    struct heard bytes = run(data, size, 3, size, NULL);
    assert(whole.n == bytes.n && whole.hash == bytes.hash);
    struct heard first = run(data, (size_t)settled, 1 << 20, size, NULL);
    struct heard second = run(data + settled, size - (size_t)settled, 1 << 20, size, NULL);
    assert(whole.rejected == UINT64_MAX || first.rejected == UINT64_MAX || second.rejected == UINT64_MAX ||
           whole.n == first.n + second.n);
    stamp_lines(data, size);
    return 0;
}
