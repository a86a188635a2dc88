/* Writing an archive block: see block.h and docs/format/block.md. */
#include "track/block.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "track/block_in.h"
#include "track/record_in.h"

#include "base/ban.h"

#define STORE_BELOW 48 /* bytes: a column so short gains nothing from zstd */

struct writer {
    struct pl_block_codec *codec;
    struct block_state state;
    uint8_t *w[PL_BLOCK_COLUMN_COUNT]; /* where each column goes on */
};

/* Dictionaries */

static bool dict_start(struct block_dict *dict, size_t n_items) {
    uint32_t n_slots = 64;
    while (n_slots < 2 * n_items) {
        n_slots *= 2;
    }
    if (dict->n_slots < n_slots) {
        uint32_t *slots = reallocarray(dict->slots, n_slots, sizeof *slots);
        if (slots == NULL) {
            return false;
        }
        dict->slots = slots;
    }
    dict->n_slots = n_slots;
    dict->n = 0;
    memset(dict->slots, 0, n_slots * sizeof *dict->slots);
    return true;
}

static uint32_t hash_bytes(const uint8_t *p, size_t n) {
    uint64_t h = n * UINT64_C(0x9e3779b97f4a7c15);
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0xbf58476d1ce4e5b9);
        h ^= h >> 31;
    }
    uint64_t tail = 0;
    memcpy(&tail, p, n);
    h = (h ^ tail) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(h >> 32);
}

/* The slot of these bytes; *slot is 0 where they are new. */
static uint32_t *dict_slot(const struct block_dict *dict, const uint8_t *p, uint32_t n) {
    uint32_t at = hash_bytes(p, n) & (dict->n_slots - 1);
    while (dict->slots[at] != 0) {
        const struct block_entry *entry = &dict->entries[dict->slots[at] - 1];
        if (entry->n == n && memcmp(entry->p, p, n) == 0) {
            break;
        }
        at = (at + 1) & (dict->n_slots - 1);
    }
    return &dict->slots[at];
}

/* The reference to known bytes, counted back from the newest entry (1), or 0 and *slot is where to put a new one. */
static uint32_t dict_reference(const struct block_dict *dict, const uint32_t *slot) {
    return *slot == 0 ? 0 : dict->n - *slot + 1;
}

static void dict_add(struct block_dict *dict, uint32_t *slot, const uint8_t *p, uint32_t n) {
    dict->entries[dict->n] = (struct block_entry){p, n};
    dict->n++;
    *slot = dict->n;
}

/* Columns of one item */

static void put(struct writer *w, unsigned column, uint64_t v) { w->w[column] = block_put(w->w[column], v); }

static void put_byte(struct writer *w, unsigned column, uint32_t v) { *w->w[column]++ = (uint8_t)v; }

static void put_diff(struct writer *w, unsigned column, int32_t *last, int32_t v) {
    put(w, column, block_zigzag((int64_t)v - *last));
    *last = v;
}

static void write_time(struct writer *w, pl_time at) {
    int64_t delta = (at - w->state.at) / w->state.unit_us;
    put(w, PL_BLOCK_TIME, block_zigzag(delta - w->state.delta));
    w->state.delta = delta;
    w->state.at = at;
}

static void write_position(struct writer *w, pl_time at, int32_t lon, int32_t lat) {
    pl_pos guess = pl_block_reckon(&w->state, at);
    put(w, PL_BLOCK_LON, block_zigzag((int64_t)lon - guess.lon));
    put(w, PL_BLOCK_LAT, block_zigzag((int64_t)lat - guess.lat));
    if (block_is_position(lon, lat)) {
        pl_block_fix(&w->state, at, (pl_pos){.lon = pl_lon_wrap(lon), .lat = lat});
    }
}

static int32_t sign_extend(uint32_t v, unsigned n_bits) { return (int32_t)(v << (32 - n_bits)) >> (32 - n_bits); }

/* The fields of a 168-bit payload, by the layouts of ITU-R M.1371-5 for types 1-3 and 18. */
static struct block_message message_of(const uint8_t *bits, bool class_b) {
    uint64_t w0 = pl_be64(bits), w1 = pl_be64(bits + 8), w2 = pl_be64(bits + 13) & UINT64_C(0xffffffffff);
    struct block_message m = {0};
    if (!class_b) {
        m.status = (uint32_t)(w0 >> 22) & 15;
        m.rot = (uint32_t)(w0 >> 14) & 255;
        m.sog = (uint32_t)(w0 >> 4) & 1023;
        m.lon = sign_extend((uint32_t)(((w0 & 7) << 25) | (w1 >> 39)), 28);
        m.lat = sign_extend((uint32_t)(w1 >> 12) & 0x7ffffff, 27);
        m.cog = (uint32_t)w1 & 4095;
        m.heading = (uint32_t)(w2 >> 31) & 511;
        m.second = (uint32_t)(w2 >> 25) & 63;
        m.flags = ((uint32_t)(w0 >> 3) & 1) << 6 | ((uint32_t)(w2 >> 19) & 63);
        m.radio = (uint32_t)w2 & 0x7ffff;
    } else {
        m.rot = (uint32_t)(w0 >> 18) & 255;
        m.sog = (uint32_t)(w0 >> 8) & 1023;
        m.lon = sign_extend((uint32_t)(((w0 & 127) << 21) | (w1 >> 43)), 28);
        m.lat = sign_extend((uint32_t)(w1 >> 16) & 0x7ffffff, 27);
        m.cog = (uint32_t)(w1 >> 4) & 4095;
        m.heading = (uint32_t)((w1 & 15) << 5) | (uint32_t)(w2 >> 35);
        m.second = (uint32_t)(w2 >> 29) & 63;
        m.flags = ((uint32_t)(w0 >> 7) & 1) << 9 | ((uint32_t)(w2 >> 20) & 511);
        m.radio = (uint32_t)w2 & 0xfffff;
    }
    return m;
}

static void write_message(struct writer *w, pl_time at, const uint8_t *bits, bool class_b) {
    struct block_message m = message_of(bits, class_b);
    write_position(w, at, m.lon, m.lat);
    put_diff(w, PL_BLOCK_SOG, &w->state.sog, (int32_t)m.sog);
    put_diff(w, PL_BLOCK_COG, &w->state.cog, (int32_t)m.cog);
    put_diff(w, PL_BLOCK_HEADING, &w->state.heading, (int32_t)m.heading);
    if (!class_b) {
        put_byte(w, PL_BLOCK_STATUS, m.status);
    }
    put_byte(w, PL_BLOCK_ROT, m.rot);
    put(w, PL_BLOCK_FLAGS, m.flags);
    put_byte(w, PL_BLOCK_SECOND, (m.second - (uint32_t)(at / PL_SECOND_US % 60)) & 63);
    put_byte(w, PL_BLOCK_RADIO_HIGH, m.radio >> 14);
    put_byte(w, PL_BLOCK_RADIO_MID, (m.radio >> 8) & 63);
    put_byte(w, PL_BLOCK_RADIO_LOW, m.radio & 255);
}

static int write_reference(struct writer *w, const uint8_t *p, uint32_t n, bool copy, struct pl_error *err) {
    struct pl_block_codec *c = w->codec;
    uint32_t *slot = dict_slot(&c->payloads, p, n);
    put(w, PL_BLOCK_REFERENCE, dict_reference(&c->payloads, slot));
    if (*slot != 0) {
        return 0;
    }
    struct pl_buf *column = &c->columns[PL_BLOCK_DICTIONARY];
    uint8_t head[10];
    pl_buf_add(column, head, (size_t)(block_put(head, n) - head));
    pl_buf_add(column, p, n);
    if (copy) {
        p = (const uint8_t *)pl_arena_copy(&c->arena, p, n);
    }
    if (p == NULL || pl_buf_failed(column)) {
        return pl_fail(err, PL_E_LIMIT, "the content of an archive block is too large");
    }
    dict_add(&c->payloads, slot, p, n);
    return 0;
}

/* A row: its template is the kind, then each tag, with the value where no column holds it. */
static int write_row(struct writer *w, const struct pl_report *report, struct pl_error *err) {
    uint8_t template[PL_RECORD_MAX];
    size_t n = 0;
    template[n++] = PL_KIND_ROW;
    struct pl_record_fields f = pl_record_fields_of(report->record);
    while (pl_record_fields_next(&f) > 0) {
        size_t width = pl_record_tag_width(f.tag) == PL_WIDTH_TEXT ? f.n + 2 : f.n;
        template[n++] = f.tag;
        switch (f.tag) {
        case PL_TAG_POSITION:
            write_position(w, report->at, (int32_t)pl_be32(f.value), (int32_t)pl_be32(f.value + 4));
            break;
        case PL_TAG_SOG:
            put_diff(w, PL_BLOCK_SOG, &w->state.sog, (int16_t)pl_be16(f.value));
            break;
        case PL_TAG_COG:
            put_diff(w, PL_BLOCK_COG, &w->state.cog, (int16_t)pl_be16(f.value));
            break;
        case PL_TAG_HEADING:
            put_diff(w, PL_BLOCK_HEADING, &w->state.heading, (int16_t)pl_be16(f.value));
            break;
        case PL_TAG_STATUS:
            put_byte(w, PL_BLOCK_STATUS, f.value[0]);
            break;
        default:
            memcpy(template + n, f.value - (width - f.n), width);
            n += width;
        }
    }
    return write_reference(w, template, (uint32_t)n, true, err);
}

static unsigned shape_of(pl_str record) {
    const uint8_t *p = (const uint8_t *)record.p;
    if (p[PL_RECORD_HEAD - 1] == PL_KIND_ROW) {
        return SHAPE_ROW;
    }
    if (p[PL_RECORD_HEAD - 1] != PL_KIND_AIS || record.n != POSITION_RECORD_BYTES ||
        pl_be16(p + PL_RECORD_HEAD) != POSITION_BITS) {
        return SHAPE_RAW;
    }
    unsigned type = p[15] >> 2, repeat = p[15] & 3;
    uint32_t mmsi = (uint32_t)(pl_be64(p + 15) >> 26) & 0x3fffffff;
    if (mmsi != pl_be32(p + 8)) {
        return SHAPE_RAW;
    }
    if (type >= 1 && type <= 3) {
        return SHAPE_A + (type - 1) * 4 + repeat;
    }
    return type == 18 ? SHAPE_B + repeat : SHAPE_RAW;
}

static int write_content(struct writer *w, pl_str record, struct pl_error *err) {
    const uint8_t *p = (const uint8_t *)record.p;
    pl_time at = (pl_time)pl_be64(p);
    unsigned shape = shape_of(record);
    put_byte(w, PL_BLOCK_SHAPE, shape);
    write_time(w, at);
    if (shape >= SHAPE_A) {
        write_message(w, at, p + PL_RECORD_HEAD + 2, shape >= SHAPE_B);
        return 0;
    }
    struct pl_report report;
    if (pl_report_read(record, &report, NULL) != 0) {
        return pl_fail(err, PL_E_USAGE, "an archive block holds canonical records only");
    }
    if (shape == SHAPE_ROW) {
        return write_row(w, &report, err);
    }
    if (report.has_position) {
        pl_block_fix(&w->state, at, report.pos);
    }
    return write_reference(w, p + PL_RECORD_HEAD - 1, (uint32_t)record.n - PL_RECORD_HEAD + 1, false, err);
}

static int write_stations(struct writer *w, const struct pl_block_item *item, struct pl_error *err) {
    struct pl_block_codec *c = w->codec;
    if (item->n_stations > PL_BLOCK_MAX_STATIONS) {
        return pl_fail(err, PL_E_LIMIT, "a report was heard by more than %d stations", PL_BLOCK_MAX_STATIONS);
    }
    const uint8_t *bytes = (const uint8_t *)item->stations;
    uint32_t n = item->n_stations * (uint32_t)sizeof *item->stations;
    uint32_t *slot = dict_slot(&c->sets, n > 0 ? bytes : (const uint8_t *)"", n);
    put(w, PL_BLOCK_STATION, dict_reference(&c->sets, slot));
    if (*slot != 0) {
        return 0;
    }
    dict_add(&c->sets, slot, n > 0 ? bytes : (const uint8_t *)"", n);
    struct pl_buf *column = &c->columns[PL_BLOCK_STATION_SET];
    uint8_t *p = (uint8_t *)pl_buf_reserve(column, 5 * ((size_t)item->n_stations + 1));
    if (p == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the stations of an archive block are too many");
    }
    uint8_t *start = p;
    p = block_put(p, item->n_stations);
    for (uint32_t i = 0, last = 0; i < item->n_stations; i++) {
        if (i > 0 && item->stations[i] <= last) {
            return pl_fail(err, PL_E_USAGE, "the stations of a report must ascend");
        }
        p = block_put(p, item->stations[i] - last);
        last = item->stations[i];
    }
    column->n += (size_t)(p - start);
    return 0;
}

static void write_source(struct writer *w, const struct pl_loc *src) {
    struct block_state *s = &w->state;
    put(w, PL_BLOCK_SOURCE, block_zigzag((int64_t)src->source - s->source));
    put(w, PL_BLOCK_OFFSET, block_zigzag((int64_t)(src->offset - (src->source == s->source ? s->offset : 0))));
    put(w, PL_BLOCK_LENGTH, block_zigzag((int64_t)src->length - s->length));
    s->source = src->source;
    s->offset = src->offset;
    s->length = src->length;
}

/* The whole */

static int check_items(const struct pl_block_item *items, size_t n, int64_t *ret_unit, struct pl_error *err) {
    if (n == 0 || n > PL_BLOCK_MAX_ITEMS) {
        return pl_fail(err, PL_E_LIMIT, "an archive block holds 1 to %d reports", PL_BLOCK_MAX_ITEMS);
    }
    uint64_t rest_ms = 0, rest_s = 0, first = 0;
    for (size_t i = 0; i < n; i++) {
        pl_str record = items[i].record;
        if (record.n < PL_RECORD_HEAD || record.n > PL_RECORD_MAX) {
            return pl_fail(err, PL_E_USAGE, "an archive block holds canonical records only");
        }
        uint64_t at = pl_be64(record.p);
        first = i == 0 ? at : first;
        if (!pl_record_time_ok((pl_time)at) || pl_be32(record.p + 8) >= (1u << 30) ||
            memcmp(record.p + 8, items[0].record.p + 8, 4) != 0 ||
            (i > 0 && pl_str_cmp(items[i - 1].record, record) >= 0)) {
            return pl_fail(err, PL_E_USAGE, "the records of an archive block are of one MMSI and ascend");
        }
        rest_s |= (at - first) % PL_SECOND_US;
        rest_ms |= (at - first) % 1000;
    }
    *ret_unit = rest_s == 0 ? 0 : rest_ms == 0 ? 1 : 2;
    return 0;
}

static bool start_columns(struct writer *w, size_t n) {
    struct pl_block_codec *c = w->codec;
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        pl_buf_clear(&c->columns[i]);
        w->w[i] = NULL;
        if (i != PL_BLOCK_DICTIONARY && i != PL_BLOCK_STATION_SET) {
            w->w[i] = (uint8_t *)pl_buf_reserve(&c->columns[i], 10 * n + 8);
            if (w->w[i] == NULL) {
                return false;
            }
        }
    }
    pl_arena_close(&c->arena);
    return dict_start(&c->payloads, n) && dict_start(&c->sets, n);
}

static int pack(struct pl_block_codec *c, struct pl_buf *column, struct pl_buf *list, struct pl_error *err) {
    size_t n = column->n;
    uint8_t head[11];
    uint8_t *p = head;
    bool constant = n > 0 && memcmp(column->p, column->p + 1, n - 1) == 0;
    if (n > 1 && constant) {
        *p++ = MODE_CONSTANT;
        p = block_put(p, n);
        pl_buf_add(&c->body, column->p, 1);
    } else {
        size_t n_zstd = n;
        size_t bound = ZSTD_compressBound(n);
        char *out = n >= STORE_BELOW ? pl_buf_reserve(&c->body, bound) : NULL;
        if (n >= STORE_BELOW) {
            if (out == NULL) {
                return pl_fail(err, PL_E_NOMEM, "out of memory for an archive block");
            }
            n_zstd = ZSTD_compress2(c->compress, out, bound, column->p, n);
            if (ZSTD_isError(n_zstd)) {
                return pl_fail(err, PL_E_NOMEM, "zstd: %s", ZSTD_getErrorName(n_zstd));
            }
        }
        *p++ = n_zstd < n ? MODE_ZSTD : MODE_STORED;
        p = block_put(p, n);
        if (n_zstd < n) {
            p = block_put(p, n_zstd);
            c->body.n += n_zstd;
        } else {
            pl_buf_add(&c->body, column->p, n);
        }
    }
    pl_buf_add(list, head, (size_t)(p - head));
    return 0;
}

static int finish(struct writer *w, const struct pl_block_info *info, uint32_t unit, struct pl_buf *out,
                  struct pl_error *err) {
    struct pl_block_codec *c = w->codec;
    size_t start = out->n;
    pl_buf_add(out, BLOCK_MAGIC, 4);
    pl_buf_add_be32(out, info->mmsi);
    pl_buf_add_be32(out, info->count);
    pl_buf_add_be32(out, info->n_positions);
    pl_buf_add_be64(out, (uint64_t)info->first);
    pl_buf_add_be64(out, (uint64_t)info->last);
    pl_buf_add_be32(out, unit);
    pl_buf_add_be32(out, (uint32_t)info->west);
    pl_buf_add_be32(out, (uint32_t)info->east);
    pl_buf_add_be32(out, (uint32_t)info->south);
    pl_buf_add_be32(out, (uint32_t)info->north);
    pl_buf_clear(&c->body);
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        if (w->w[i] != NULL) {
            c->columns[i].n = (size_t)(w->w[i] - (uint8_t *)c->columns[i].p);
        }
        int code = pack(c, &c->columns[i], out, err);
        if (code != 0) {
            return code;
        }
    }
    pl_buf_add_str(out, pl_buf_str(&c->body));
    if (pl_buf_failed(&c->body) || pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "no room for an archive block");
    }
    if (out->n - start + BLOCK_DIGEST_BYTES > PL_BLOCK_MAX_BYTES) {
        return pl_fail(err, PL_E_LIMIT, "an archive block is longer than %u bytes", PL_BLOCK_MAX_BYTES);
    }
    pl_hash digest = pl_sha256_of(out->p + start, out->n - start);
    pl_buf_add(out, digest.b, BLOCK_DIGEST_BYTES);
    return pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no room for an archive block") : 0;
}

int pl_block_encode(struct pl_block_codec *codec, const struct pl_block_item *items, size_t n, struct pl_buf *out,
                    struct pl_block_info *ret_info, struct pl_error *err) {
    static const int64_t units_us[] = {PL_SECOND_US, 1000, 1};
    struct writer w = {.codec = codec};
    int64_t unit = 0;
    int code = check_items(items, n, &unit, err);
    if (code != 0) {
        return code;
    }
    if (!start_columns(&w, n)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for an archive block");
    }
    pl_time first = (pl_time)pl_be64(items[0].record.p);
    pl_block_state_start(&w.state, first, units_us[unit]);
    for (size_t i = 0; i < n && code == 0; i++) {
        code = write_content(&w, items[i].record, err);
        if (code == 0) {
            write_source(&w, &items[i].src);
            code = write_stations(&w, &items[i], err);
        }
    }
    struct pl_block_info info;
    size_t start = out->n;
    if (code == 0) {
        pl_block_info_of(&w.state, pl_be32(items[0].record.p + 8), (uint32_t)n, first, &info);
        code = finish(&w, &info, (uint32_t)unit, out, err);
    }
    if (code != 0) {
        out->n = start;
        return code;
    }
    *ret_info = info;
    return 0;
}
