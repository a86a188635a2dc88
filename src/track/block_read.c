/* Reading an archive block: see block.h and docs/format/block.md. Every byte is foreign. */
#include "track/block.h"

#include <string.h>

#include "ledger/hash.h"
#include "track/block_in.h"
#include "track/record_in.h"

#include "base/ban.h"

struct column {
    const uint8_t *p, *end;
};

struct reader {
    struct pl_block_codec *codec;
    struct block_state state;
    uint32_t mmsi;
    struct column c[PL_BLOCK_COLUMN_COUNT];
    bool bad;           /* a column ended early or held an impossible value */
    uint32_t *stations; /* where the next set goes */
};

static int damaged(struct pl_error *err, const char *what) {
    return pl_fail(err, PL_E_FORMAT, "not an archive block: %s", what);
}

/* Columns */

static uint64_t take_long(struct reader *r, struct column *c) {
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && c->p < c->end; shift += 7) {
        uint8_t byte = *c->p++;
        v |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            r->bad |= shift == 63 && byte > 1;
            return v;
        }
    }
    r->bad = true;
    return 0;
}

static inline uint64_t take(struct reader *r, unsigned column) {
    struct column *c = &r->c[column];
    if (c->p < c->end && *c->p < 128) {
        return *c->p++;
    }
    return take_long(r, c);
}

static inline uint32_t take_byte(struct reader *r, unsigned column, uint32_t most) {
    struct column *c = &r->c[column];
    if (c->p == c->end || *c->p > most) {
        r->bad = true;
        return 0;
    }
    return *c->p++;
}

/* The last value plus a difference, within [least, most]. */
static inline int32_t take_diff(struct reader *r, unsigned column, int32_t *last, int32_t least, int32_t most) {
    int64_t diff = block_unzigzag(take(r, column));
    if (diff < (int64_t)least - *last || diff > (int64_t)most - *last) {
        r->bad = true;
        return least;
    }
    *last = (int32_t)(*last + diff);
    return *last;
}

static pl_time take_time(struct reader *r) {
    int64_t change = block_unzigzag(take(r, PL_BLOCK_TIME));
    int64_t delta, us, at;
    if (__builtin_add_overflow(r->state.delta, change, &delta) || delta < 0 ||
        __builtin_mul_overflow(delta, r->state.unit_us, &us) || __builtin_add_overflow(r->state.at, us, &at) ||
        !pl_record_time_ok(at)) {
        r->bad = true;
        return r->state.at;
    }
    r->state.delta = delta;
    r->state.at = at;
    return at;
}

static int32_t take_residual(struct reader *r, unsigned column, int32_t guess, unsigned n_bits) {
    int64_t residual = block_unzigzag(take(r, column));
    int64_t limit = INT64_C(1) << (n_bits - 1);
    if (residual < -limit - guess || residual >= limit - guess) {
        r->bad = true;
        return 0;
    }
    return (int32_t)(guess + residual);
}

static void take_position(struct reader *r, pl_time at, int32_t *ret_lon, int32_t *ret_lat) {
    pl_pos guess = pl_block_reckon(&r->state, at);
    *ret_lon = take_residual(r, PL_BLOCK_LON, guess.lon, 28);
    *ret_lat = take_residual(r, PL_BLOCK_LAT, guess.lat, 27);
    if (block_is_position(*ret_lon, *ret_lat)) {
        pl_block_fix(&r->state, at, (pl_pos){.lon = pl_lon_wrap(*ret_lon), .lat = *ret_lat});
    }
}

/* Records */

static uint8_t *put64(uint8_t *p, uint64_t v) {
    v = __builtin_bswap64(v);
    memcpy(p, &v, sizeof v);
    return p + 8;
}

static uint8_t *put32(uint8_t *p, uint32_t v) {
    v = __builtin_bswap32(v);
    memcpy(p, &v, sizeof v);
    return p + 4;
}

static uint8_t *put16(uint8_t *p, uint16_t v) {
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
    return p + 2;
}

static struct block_message take_message(struct reader *r, pl_time at, bool class_b) {
    struct block_message m;
    take_position(r, at, &m.lon, &m.lat);
    m.sog = (uint32_t)take_diff(r, PL_BLOCK_SOG, &r->state.sog, 0, 1023);
    m.cog = (uint32_t)take_diff(r, PL_BLOCK_COG, &r->state.cog, 0, 4095);
    m.heading = (uint32_t)take_diff(r, PL_BLOCK_HEADING, &r->state.heading, 0, 511);
    m.status = class_b ? 0 : take_byte(r, PL_BLOCK_STATUS, 15);
    m.rot = take_byte(r, PL_BLOCK_ROT, 255);
    uint64_t flags = take(r, PL_BLOCK_FLAGS);
    r->bad |= flags > (class_b ? 1023u : 127u);
    m.flags = (uint32_t)flags;
    m.second = (take_byte(r, PL_BLOCK_SECOND, 63) + (uint32_t)(at / PL_SECOND_US % 60)) & 63;
    m.radio = take_byte(r, PL_BLOCK_RADIO_HIGH, class_b ? 63 : 31) << 14;
    m.radio |= take_byte(r, PL_BLOCK_RADIO_MID, 63) << 8;
    m.radio |= take_byte(r, PL_BLOCK_RADIO_LOW, 255);
    return m;
}

/* The 168 bits by the layouts of ITU-R M.1371-5: three words of 64, 64 and 40 bits. */
static void put_message(uint8_t *bits, const struct block_message *m, uint64_t head, bool class_b) {
    uint64_t lon = (uint32_t)m->lon & 0xfffffff, lat = (uint32_t)m->lat & 0x7ffffff;
    uint64_t w0, w1, w2;
    if (!class_b) {
        w0 = head | (uint64_t)m->status << 22 | m->rot << 14 | m->sog << 4 | (m->flags >> 6) << 3 | lon >> 25;
        w1 = lon << 39 | lat << 12 | m->cog;
        w2 = (uint64_t)m->heading << 31 | (uint64_t)m->second << 25 | (uint64_t)(m->flags & 63) << 19 | m->radio;
    } else {
        w0 = head | (uint64_t)m->rot << 18 | m->sog << 8 | (m->flags >> 9) << 7 | lon >> 21;
        w1 = lon << 43 | lat << 16 | m->cog << 4 | m->heading >> 5;
        w2 =
            (uint64_t)(m->heading & 31) << 35 | (uint64_t)m->second << 29 | (uint64_t)(m->flags & 511) << 20 | m->radio;
    }
    put64(bits, w0);
    put64(bits + 8, w1);
    bits[16] = (uint8_t)(w2 >> 32);
    put32(bits + 17, (uint32_t)w2);
}

/* The entry that a reference names; a new one is read from the dictionary. NULL sets bad. */
static const struct block_entry *take_entry(struct reader *r) {
    struct block_dict *dict = &r->codec->payloads;
    uint64_t back = take(r, PL_BLOCK_REFERENCE);
    if (back > dict->n) {
        r->bad = true;
        return NULL;
    }
    if (back > 0) {
        return &dict->entries[dict->n - back];
    }
    struct column *c = &r->c[PL_BLOCK_DICTIONARY];
    uint64_t n = take(r, PL_BLOCK_DICTIONARY);
    if (n < 1 || n > PL_RECORD_MAX || n > (uint64_t)(c->end - c->p) || dict->n == PL_BLOCK_MAX_ITEMS) {
        r->bad = true;
        return NULL;
    }
    struct block_entry *entry = &dict->entries[dict->n++];
    *entry = (struct block_entry){c->p, (uint32_t)n};
    c->p += n;
    return entry;
}

/* The size that take_row gives a template, or 0 where it is none. */
static size_t row_size(const struct block_entry *entry) {
    size_t n = PL_RECORD_HEAD;
    for (uint32_t at = 1; at < entry->n;) {
        uint8_t tag = entry->p[at++];
        if (tag == 0 || tag >= PL_TAG_COUNT) {
            return 0;
        }
        size_t width = pl_record_tag_width(tag);
        n += 1 + width;
        if (tag >= PL_TAG_POSITION && tag <= PL_TAG_STATUS) {
            continue;
        }
        if (width == PL_WIDTH_TEXT) {
            if (entry->n - at < 2) {
                return 0;
            }
            n = n - width + 2 + pl_be16(entry->p + at);
            width = 2 + (size_t)pl_be16(entry->p + at);
        }
        if (entry->n - at < width) {
            return 0;
        }
        at += (uint32_t)width;
    }
    return n <= PL_RECORD_MAX ? n : 0;
}

/* Writes the fields of a row behind its head; the template was measured by row_size. */
static void take_row(struct reader *r, const struct block_entry *entry, pl_time at, uint8_t *p) {
    for (uint32_t i = 1; i < entry->n;) {
        uint8_t tag = entry->p[i++];
        int32_t lon, lat;
        *p++ = tag;
        switch (tag) {
        case PL_TAG_POSITION:
            take_position(r, at, &lon, &lat);
            p = put32(p, (uint32_t)lon);
            p = put32(p, (uint32_t)lat);
            break;
        case PL_TAG_SOG:
            p = put16(p, (uint16_t)take_diff(r, PL_BLOCK_SOG, &r->state.sog, INT16_MIN, INT16_MAX));
            break;
        case PL_TAG_COG:
            p = put16(p, (uint16_t)take_diff(r, PL_BLOCK_COG, &r->state.cog, INT16_MIN, INT16_MAX));
            break;
        case PL_TAG_HEADING:
            p = put16(p, (uint16_t)take_diff(r, PL_BLOCK_HEADING, &r->state.heading, INT16_MIN, INT16_MAX));
            break;
        case PL_TAG_STATUS:
            *p++ = (uint8_t)take_byte(r, PL_BLOCK_STATUS, 255);
            break;
        default: {
            size_t width = pl_record_tag_width(tag);
            width = width == PL_WIDTH_TEXT ? 2 + (size_t)pl_be16(entry->p + i) : width;
            memcpy(p, entry->p + i, width);
            p += width;
            i += (uint32_t)width;
        }
        }
    }
}

static uint8_t *room_for(struct reader *r, struct pl_block_item *item, pl_time at, size_t n, uint8_t kind) {
    uint8_t *p = (uint8_t *)pl_buf_reserve(&r->codec->records, n);
    if (p == NULL) {
        return NULL;
    }
    r->codec->records.n += n;
    item->record.n = n;
    put64(p, (uint64_t)at);
    put32(p + 8, r->mmsi);
    p[12] = kind;
    return p + PL_RECORD_HEAD;
}

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory for an archive block"); }

/* A message or row by the dictionary. Its record must be one that pl_record_write makes. */
static int take_other(struct reader *r, struct pl_block_item *item, pl_time at, uint8_t kind, struct pl_error *err) {
    const struct block_entry *entry = take_entry(r);
    size_t n = 0;
    if (entry != NULL && entry->p[0] == kind) {
        n = kind == PL_KIND_ROW ? row_size(entry) : PL_RECORD_HEAD - 1 + entry->n;
    }
    if (n == 0 || n > PL_RECORD_MAX) {
        return damaged(err, "its dictionary");
    }
    uint8_t *p = room_for(r, item, at, n, kind);
    if (p == NULL) {
        return no_memory(err);
    }
    if (kind == PL_KIND_ROW) {
        take_row(r, entry, at, p);
    } else {
        memcpy(p, entry->p + 1, entry->n - 1);
    }
    struct pl_report report;
    if (pl_report_read(pl_str_make((const char *)p - PL_RECORD_HEAD, n), &report, NULL) != 0) {
        return damaged(err, "a record");
    }
    if (kind == PL_KIND_AIS && report.has_position) {
        pl_block_fix(&r->state, at, report.pos);
    }
    return 0;
}

static int take_content(struct reader *r, struct pl_block_item *item, struct pl_error *err) {
    unsigned shape = take_byte(r, PL_BLOCK_SHAPE, SHAPE_END - 1);
    pl_time at = take_time(r);
    if (shape < SHAPE_A) {
        return take_other(r, item, at, shape == SHAPE_ROW ? PL_KIND_ROW : PL_KIND_AIS, err);
    }
    uint8_t *p = room_for(r, item, at, POSITION_RECORD_BYTES, PL_KIND_AIS);
    if (p == NULL) {
        return no_memory(err);
    }
    bool class_b = shape >= SHAPE_B;
    uint64_t type = class_b ? 18 : (shape - SHAPE_A) / 4 + 1;
    uint64_t repeat = class_b ? shape - SHAPE_B : (shape - SHAPE_A) % 4;
    struct block_message m = take_message(r, at, class_b);
    p = put16(p, POSITION_BITS);
    put_message(p, &m, type << 58 | repeat << 56 | (uint64_t)r->mmsi << 26, class_b);
    return 0;
}

static void take_source(struct reader *r, struct pl_loc *src) {
    struct block_state *s = &r->state;
    uint32_t before = s->source;
    int64_t source = (int64_t)s->source + block_unzigzag(take(r, PL_BLOCK_SOURCE) & UINT64_C(0x3ffffffff));
    if (source < 0 || source > UINT32_MAX) {
        r->bad = true;
        return;
    }
    s->source = (uint32_t)source;
    s->offset = (s->source == before ? s->offset : 0) + (uint64_t)block_unzigzag(take(r, PL_BLOCK_OFFSET));
    int64_t length = (int64_t)s->length + block_unzigzag(take(r, PL_BLOCK_LENGTH) & UINT64_C(0x3ffffffff));
    if (length < 0 || length > UINT32_MAX) {
        r->bad = true;
        return;
    }
    s->length = (uint32_t)length;
    *src = (struct pl_loc){.source = s->source, .length = s->length, .offset = s->offset};
}

static void take_stations(struct reader *r, struct pl_block_item *item) {
    struct block_dict *dict = &r->codec->sets;
    uint64_t back = take(r, PL_BLOCK_STATION);
    if (back > dict->n) {
        r->bad = true;
        return;
    }
    if (back == 0) {
        uint64_t n = take(r, PL_BLOCK_STATION_SET);
        struct column *c = &r->c[PL_BLOCK_STATION_SET];
        if (n > PL_BLOCK_MAX_STATIONS || n > (uint64_t)(c->end - c->p) || dict->n == PL_BLOCK_MAX_ITEMS) {
            r->bad = true;
            return;
        }
        dict->entries[dict->n++] = (struct block_entry){(const uint8_t *)r->stations, (uint32_t)n};
        uint64_t last = 0;
        for (uint64_t i = 0; i < n; i++) {
            uint64_t step = take(r, PL_BLOCK_STATION_SET);
            r->bad |= step > UINT32_MAX || (i > 0 && step == 0) || last + step > UINT32_MAX;
            last = (last + step) & UINT32_MAX;
            *r->stations++ = (uint32_t)last;
        }
        back = 1;
    }
    const struct block_entry *entry = &dict->entries[dict->n - back];
    item->stations = (const uint32_t *)(const void *)entry->p;
    item->n_stations = entry->n;
}

/* The whole */

static int unpack(struct reader *r, pl_str block, const struct block_layout *layout, struct pl_error *err) {
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        const struct block_column *c = &layout->columns[i];
        struct pl_buf *column = &r->codec->columns[i];
        const uint8_t *bytes = (const uint8_t *)block.p + c->at;
        if (c->mode == MODE_STORED) {
            r->c[i] = (struct column){bytes, bytes + c->n};
            continue;
        }
        pl_buf_clear(column);
        uint8_t *out = (uint8_t *)pl_buf_reserve(column, c->n_raw + 1);
        if (out == NULL) {
            return no_memory(err);
        }
        if (c->mode == MODE_CONSTANT) {
            memset(out, bytes[0], c->n_raw);
        } else {
            size_t n = ZSTD_decompressDCtx(r->codec->decompress, out, c->n_raw, bytes, c->n);
            if (ZSTD_isError(n) || n != c->n_raw) {
                return damaged(err, "a column does not unpack");
            }
        }
        r->c[i] = (struct column){out, out + c->n_raw};
    }
    return 0;
}

/* No column may be longer than its items can need: a ceiling before anything is unpacked. */
static bool plausible(const struct block_layout *layout) {
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        uint64_t most = 10 * (uint64_t)layout->info.count;
        if (i == PL_BLOCK_DICTIONARY) {
            most = (PL_RECORD_MAX + 3) * (uint64_t)layout->info.count;
        } else if (i == PL_BLOCK_STATION_SET) {
            most = 5 * (PL_BLOCK_MAX_STATIONS + 1) * (uint64_t)layout->info.count;
        }
        if (layout->columns[i].n_raw > most) {
            return false;
        }
    }
    return true;
}

static int start(struct reader *r, pl_str block, const struct block_layout *layout, struct pl_error *err) {
    struct pl_block_codec *c = r->codec;
    pl_hash digest = pl_sha256_of(block.p, block.n - BLOCK_DIGEST_BYTES);
    if (memcmp(digest.b, block.p + block.n - BLOCK_DIGEST_BYTES, BLOCK_DIGEST_BYTES) != 0) {
        return damaged(err, "its digest");
    }
    if (!plausible(layout)) {
        return damaged(err, "a column is too long");
    }
    int code = unpack(r, block, layout, err);
    if (code != 0) {
        return code;
    }
    c->payloads.n = 0;
    c->sets.n = 0;
    pl_buf_clear(&c->records);
    pl_buf_clear(&c->stations);
    /* Each station takes a byte of its column at least, so nothing moves while the sets are read. */
    r->stations = (uint32_t *)(void *)pl_buf_reserve(&c->stations, layout->columns[PL_BLOCK_STATION_SET].n_raw * 4 + 4);
    if (r->stations == NULL || pl_buf_reserve(&c->records, layout->info.count * 40) == NULL) {
        return no_memory(err);
    }
    r->mmsi = layout->info.mmsi;
    pl_block_state_start(&r->state, layout->info.first, layout->unit_us);
    return 0;
}

/* The records stand one behind the other; now that they no longer move, each item gets its own. False where they do
 * not ascend. */
static bool place_records(struct pl_block_codec *c, size_t n) {
    const char *p = c->records.p;
    for (size_t i = 0; i < n; i++) {
        c->items[i].record.p = p;
        p += c->items[i].record.n;
        if (i > 0 && pl_str_cmp(c->items[i - 1].record, c->items[i].record) >= 0) {
            return false;
        }
    }
    return true;
}

static bool all_taken(const struct reader *r) {
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        if (r->c[i].p != r->c[i].end) {
            return false;
        }
    }
    return true;
}

static bool same_info(const struct pl_block_info *a, const struct pl_block_info *b) {
    return a->mmsi == b->mmsi && a->count == b->count && a->n_positions == b->n_positions && a->first == b->first &&
           a->last == b->last && a->west == b->west && a->east == b->east && a->south == b->south &&
           a->north == b->north;
}

int pl_block_decode(struct pl_block_codec *codec, pl_str block, const struct pl_block_item **ret_items, size_t *ret_n,
                    struct pl_block_info *ret_info, struct pl_error *err) {
    struct reader r = {.codec = codec};
    struct block_layout layout;
    int code = pl_block_layout_read(block, &layout, err);
    if (code == 0) {
        code = start(&r, block, &layout, err);
    }
    for (uint32_t i = 0; code == 0 && i < layout.info.count; i++) {
        struct pl_block_item *item = &codec->items[i];
        code = take_content(&r, item, err);
        take_source(&r, &item->src);
        take_stations(&r, item);
        if (code == 0 && r.bad) {
            code = damaged(err, "a column ends early or holds an impossible value");
        }
    }
    if (code != 0) {
        return code;
    }
    struct pl_block_info info;
    pl_block_info_of(&r.state, r.mmsi, layout.info.count, layout.info.first, &info);
    if (!place_records(codec, layout.info.count) || !all_taken(&r) || !same_info(&info, &layout.info)) {
        return damaged(err, "its head and its columns disagree");
    }
    if (ret_info != NULL) {
        *ret_info = info;
    }
    *ret_items = codec->items;
    *ret_n = layout.info.count;
    return 0;
}
