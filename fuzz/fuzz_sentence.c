/* Any bytes as a recording: the sums hold, every place lies in the input, every field can be read, and the same bytes
 * in other cuts give the same messages. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "ais/feed.h"
#include "ais/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard {
    uint64_t hash;
    size_t size;
};

static void mix(struct heard *heard, const void *bytes, size_t n) {
    heard->hash = heard->hash * UINT64_C(0x100000001b3) ^ pl_str_hash(pl_str_make(n > 0 ? bytes : "", n));
}

static void on_field(void *ctx, const char *name, const struct pl_ais_value *value) {
    if (name != NULL) {
        mix(ctx, name, strlen(name));
    }
    mix(ctx, &value->number, sizeof value->number);
    if (value->shape == PL_AIS_IS_TEXT) {
        mix(ctx, value->text, value->n);
    } else if (value->shape == PL_AIS_IS_DATA) {
        mix(ctx, value->text, (value->n + 7) / 8);
    }
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct heard *heard = ctx;
    struct pl_ais_kinematics k;
    struct pl_ais_static s;
    (void)err;
    assert(h->n_parts >= 1 && h->n_parts <= PL_AIS_MAX_PARTS && h->line >= 1);
    for (unsigned i = 0; i < h->n_parts; i++) {
        assert(h->parts[i].offset + h->parts[i].length <= heard->size);
        mix(heard, &h->parts[i], sizeof h->parts[i].offset);
    }
    mix(heard, &h->at, sizeof h->at);
    mix(heard, &h->mmsi, sizeof h->mmsi);
    mix(heard, h->station.p, h->station.n);
    if (h->row != NULL) {
        mix(heard, &h->row->has, sizeof h->row->has);
        return 0;
    }
    assert(h->msg >= 1 && h->msg <= 27 && h->n_bits >= 38 && h->n_bits <= PL_AIS_MAX_BITS);
    /* A copy of the exact length, so that a sanitizer sees every read behind it. */
    size_t n = (h->n_bits + 7) / 8;
    uint8_t *bits = malloc(n);
    if (bits == NULL) {
        return 0;
    }
    memcpy(bits, h->bits, n);
    mix(heard, bits, n);
    pl_ais_each(bits, h->n_bits, on_field, heard);
    if (pl_ais_kinematics(bits, h->n_bits, &k) && k.has_position) {
        assert(k.pos.lat >= -PL_LAT_MAX && k.pos.lat <= PL_LAT_MAX && k.pos.lon >= -PL_LON_HALF &&
               k.pos.lon < PL_LON_HALF);
    }
    if (pl_ais_static(bits, h->n_bits, &s)) {
        assert(strlen(s.name) < sizeof s.name && strlen(s.callsign) < sizeof s.callsign);
    }
    free(bits);
    return 0;
}

static struct heard run(const uint8_t *data, size_t size, size_t step, int format) {
    struct pl_feed_options options = {.format = (enum pl_feed_format)format, .max_part_s = 5};
    struct pl_feed *feed = NULL;
    struct pl_error err = {0};
    struct heard heard = {.size = size};
    if (pl_feed_open(&options, on_hearing, NULL, &heard, &feed, &err) != 0) {
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
    assert(code != 0 || c->sentences == c->singles + c->parts_joined + rejected);
    assert(c->results >= c->singles && c->results <= c->singles + c->parts_joined / 2);
    mix(&heard, c, sizeof *c);
    mix(&heard, &code, sizeof code);
    pl_feed_close(feed);
    return heard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    int format = data[0] == 'N' ? PL_FEED_NMEA : PL_FEED_AUTO;
    uint64_t whole = run(data, size, size, format).hash;
    assert(run(data, size, 1 + data[size - 1] % 61, format).hash == whole);
    return 0;
}
