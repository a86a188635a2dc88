#include "track/block.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "track/block_in.h"

#include "base/ban.h"

#define MAX_RECKON_US    (6 * PL_HOUR_US)
#define MAX_RECKON_TIMES 8
#define MAX_RECKON_STEP  (1 << 26) /* units: about 112 degrees */

static const int64_t units_us[] = {PL_SECOND_US, 1000, 1};

static const char *const column_names[PL_BLOCK_COLUMN_COUNT] = {
#define COLUMN_NAME(name, text) text,
    PL_BLOCK_COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};

const char *pl_block_column_name(unsigned column) {
    return column < PL_BLOCK_COLUMN_COUNT ? column_names[column] : "unknown";
}

int pl_block_codec_open(struct pl_block_codec **ret_codec, struct pl_error *err) {
    struct pl_block_codec *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    c->compress = ZSTD_createCCtx();
    c->decompress = ZSTD_createDCtx();
    c->payloads.entries = calloc(PL_BLOCK_MAX_ITEMS, sizeof *c->payloads.entries);
    c->sets.entries = calloc(PL_BLOCK_MAX_ITEMS, sizeof *c->sets.entries);
    c->items = calloc(PL_BLOCK_MAX_ITEMS, sizeof *c->items);
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        pl_buf_open(&c->columns[i], PL_BLOCK_MAX_BYTES);
    }
    pl_buf_open(&c->body, 2 * (size_t)PL_BLOCK_MAX_BYTES);
    pl_buf_open(&c->records, (size_t)PL_BLOCK_MAX_ITEMS * (PL_RECORD_MAX + 16));
    pl_buf_open(&c->stations, (size_t)PL_BLOCK_MAX_BYTES * 4);
    pl_arena_open(&c->arena, (size_t)PL_BLOCK_MAX_ITEMS * (PL_RECORD_MAX + 64));
    if (c->compress == NULL || c->decompress == NULL || c->payloads.entries == NULL || c->sets.entries == NULL ||
        c->items == NULL) {
        pl_block_codec_close(c);
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    ZSTD_CCtx_setParameter(c->compress, ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(c->compress, ZSTD_c_checksumFlag, 1);
    *ret_codec = c;
    return 0;
}

void pl_block_codec_close(struct pl_block_codec *codec) {
    if (codec == NULL) {
        return;
    }
    ZSTD_freeCCtx(codec->compress);
    ZSTD_freeDCtx(codec->decompress);
    free(codec->payloads.entries);
    free(codec->payloads.slots);
    free(codec->sets.entries);
    free(codec->sets.slots);
    free(codec->items);
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        pl_buf_close(&codec->columns[i]);
    }
    pl_buf_close(&codec->body);
    pl_buf_close(&codec->records);
    pl_buf_close(&codec->stations);
    pl_arena_close(&codec->arena);
    free(codec);
}

/* What both sides know of the ship */

void pl_block_state_start(struct block_state *state, pl_time first, int64_t unit_us) {
    memset(state, 0, sizeof *state);
    state->unit_us = unit_us;
    state->at = first;
}

pl_pos pl_block_reckon(const struct block_state *state, pl_time at) {
    if (state->n_fixes < 2) {
        return state->n_fixes == 0 ? (pl_pos){0, 0} : state->fixes[0].pos;
    }
    const struct block_fix *last = &state->fixes[0], *before = &state->fixes[1];
    int64_t step = last->at - before->at;
    int64_t ahead = at - last->at;
    int64_t d_lon = pl_lon_diff(before->pos.lon, last->pos.lon);
    int64_t d_lat = (int64_t)last->pos.lat - before->pos.lat;
    if (step <= 0 || ahead > MAX_RECKON_US || ahead > MAX_RECKON_TIMES * step || d_lon > MAX_RECKON_STEP ||
        d_lon < -MAX_RECKON_STEP) {
        return last->pos;
    }
    int64_t lat = last->pos.lat + d_lat * ahead / step;
    lat = lat > PL_LAT_MAX ? PL_LAT_MAX : lat < -PL_LAT_MAX ? -PL_LAT_MAX : lat;
    return (pl_pos){.lon = pl_lon_wrap(last->pos.lon + d_lon * ahead / step), .lat = (int32_t)lat};
}

void pl_block_fix(struct block_state *state, pl_time at, pl_pos pos) {
    state->fixes[1] = state->fixes[0];
    state->fixes[0] = (struct block_fix){at, pos};
    state->n_fixes += state->n_fixes < 2;
    if (state->n_positions++ == 0) {
        state->origin = pos;
        state->west = state->east = pos.lon;
        state->south = state->north = pos.lat;
        return;
    }
    int64_t lon = (int64_t)state->origin.lon + pl_lon_diff(state->origin.lon, pos.lon);
    state->west = lon < state->west ? lon : state->west;
    state->east = lon > state->east ? lon : state->east;
    state->south = pos.lat < state->south ? pos.lat : state->south;
    state->north = pos.lat > state->north ? pos.lat : state->north;
}

void pl_block_info_of(const struct block_state *state, uint32_t mmsi, uint32_t count, pl_time first,
                      struct pl_block_info *ret) {
    *ret = (struct pl_block_info){
        .mmsi = mmsi, .count = count, .n_positions = state->n_positions, .first = first, .last = state->at};
    if (state->n_positions > 0) {
        ret->west = pl_lon_wrap(state->west);
        ret->east = pl_lon_wrap(state->east);
        ret->south = state->south;
        ret->north = state->north;
    }
}

/* The head and the list of columns */

static int damaged(struct pl_error *err, const char *what) {
    return pl_fail(err, PL_E_FORMAT, "not an archive block: %s", what);
}

static bool head_read(pl_str block, struct pl_block_info *info, int64_t *ret_unit_us) {
    const char *p = block.p;
    if (block.n < BLOCK_HEAD_BYTES || memcmp(p, BLOCK_MAGIC, 4) != 0) {
        return false;
    }
    info->mmsi = pl_be32(p + 4);
    info->count = pl_be32(p + 8);
    info->n_positions = pl_be32(p + 12);
    info->first = (pl_time)pl_be64(p + 16);
    info->last = (pl_time)pl_be64(p + 24);
    uint32_t unit = pl_be32(p + 32);
    info->west = (int32_t)pl_be32(p + 36);
    info->east = (int32_t)pl_be32(p + 40);
    info->south = (int32_t)pl_be32(p + 44);
    info->north = (int32_t)pl_be32(p + 48);
    if (unit >= sizeof units_us / sizeof units_us[0]) {
        return false;
    }
    *ret_unit_us = units_us[unit];
    return info->mmsi < (1u << 30) && info->count > 0 && info->count <= PL_BLOCK_MAX_ITEMS &&
           info->n_positions <= info->count && pl_record_time_ok(info->first) && pl_record_time_ok(info->last) &&
           info->first <= info->last;
}

int pl_block_head(pl_str block, struct pl_block_info *ret_info, struct pl_error *err) {
    struct pl_block_info info;
    int64_t unit_us;
    if (!head_read(block, &info, &unit_us)) {
        return damaged(err, "its head");
    }
    *ret_info = info;
    return 0;
}

static bool varint_read(pl_str block, size_t *at, uint32_t *ret) {
    uint32_t v = 0;
    for (unsigned shift = 0; shift < 35 && *at < block.n; shift += 7) {
        uint8_t byte = (uint8_t)block.p[(*at)++];
        v |= (uint32_t)(byte & 127) << shift;
        if (byte < 128) {
            *ret = v;
            return shift < 28 || byte < 16;
        }
    }
    return false;
}

int pl_block_layout_read(pl_str block, struct block_layout *ret, struct pl_error *err) {
    struct block_layout layout = {0};
    if (block.n > PL_BLOCK_MAX_BYTES || !head_read(block, &layout.info, &layout.unit_us)) {
        return damaged(err, "its head");
    }
    size_t at = BLOCK_HEAD_BYTES;
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        struct block_column *c = &layout.columns[i];
        if (at >= block.n) {
            return damaged(err, "cut short");
        }
        c->mode = (uint8_t)block.p[at++];
        if (c->mode > MODE_ZSTD || !varint_read(block, &at, &c->n_raw) || c->n_raw > PL_BLOCK_MAX_BYTES) {
            return damaged(err, "its list of columns");
        }
        c->n = c->mode == MODE_CONSTANT ? 1 : c->n_raw;
        if (c->mode == MODE_ZSTD && !varint_read(block, &at, &c->n)) {
            return damaged(err, "its list of columns");
        }
    }
    for (unsigned i = 0; i < PL_BLOCK_COLUMN_COUNT; i++) {
        struct block_column *c = &layout.columns[i];
        c->at = (uint32_t)at;
        at += c->n;
        if (c->n > block.n || at + BLOCK_DIGEST_BYTES > block.n) {
            return damaged(err, "cut short");
        }
    }
    layout.n = (uint32_t)(at + BLOCK_DIGEST_BYTES);
    if (layout.n != block.n) {
        return damaged(err, "bytes behind its end");
    }
    *ret = layout;
    return 0;
}

int pl_block_sizes(pl_str block, uint32_t ret_bytes[PL_BLOCK_COLUMN_COUNT], struct pl_error *err) {
    struct block_layout layout;
    int code = pl_block_layout_read(block, &layout, err);
    for (unsigned i = 0; code == 0 && i < PL_BLOCK_COLUMN_COUNT; i++) {
        ret_bytes[i] = layout.columns[i].n;
    }
    return code;
}
