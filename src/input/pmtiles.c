#include "input/pmtiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"

#include "base/ban.h"

#define MAGIC       "PMTiles"
#define HEAD_BYTES  127
#define VERSION     3
#define LEAVES_DEEP 4                   /* directories from the root to a tile */
#define FARTHEST    (UINT64_C(1) << 60) /* beyond any number of a tile, and any file */
#define DEGREE      10000000.0          /* the header's unit of a place */

enum packing { PACKED_UNKNOWN, PACKED_NONE, PACKED_GZIP, PACKED_BROTLI, PACKED_ZSTD };

struct part {
    uint64_t at, n; /* in the file */
};

struct pl_pmtiles {
    int fd;       /* -1: bytes */
    pl_str bytes; /* in memory */
    uint64_t size;
    struct part root, metadata, leaves, data;
    int inside, outside; /* enum packing: of directories and metadata; of tiles */
    struct pl_buf directory, text;
    struct pl_pmtiles_about about;
};

const char *pl_tile_kind_name(int kind) {
    switch (kind) {
#define NAME(number, name, word, media)                                                                                \
    case (number):                                                                                                     \
        return word;
        PL_TILE_KINDS(NAME)
#undef NAME
    default:
        return "";
    }
}

const char *pl_tile_kind_media(int kind) {
    switch (kind) {
#define MEDIA(number, name, word, media)                                                                               \
    case (number):                                                                                                     \
        return media;
        PL_TILE_KINDS(MEDIA)
#undef MEDIA
    default:
        return "application/octet-stream";
    }
}

const struct pl_pmtiles_about *pl_pmtiles_about(const struct pl_pmtiles *tiles) { return &tiles->about; }
pl_str pl_pmtiles_metadata(const struct pl_pmtiles *tiles) { return pl_buf_str(&tiles->text); }

/* ---- bytes ---- */

static uint64_t le64(const char *p) {
    uint64_t v = 0;
    for (size_t i = 8; i > 0; i--) {
        v = v << 8 | (unsigned char)p[i - 1];
    }
    return v;
}

static int32_t le32(const char *p) {
    uint32_t v = 0;
    for (size_t i = 4; i > 0; i--) {
        v = v << 8 | (unsigned char)p[i - 1];
    }
    return (int32_t)v;
}

/* Bytes of the file, behind what stands in out; part lies in the file (in_file). */
static int read_part(const struct pl_pmtiles *tiles, struct part part, struct pl_buf *out, struct pl_error *err) {
    if (tiles->fd < 0) {
        pl_buf_add_str(out, pl_str_sub(tiles->bytes, (size_t)part.at, (size_t)part.n));
        return pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the map archive") : PL_E_OK;
    }
    char *p = pl_buf_reserve(out, (size_t)part.n + 1);
    size_t got = 0;
    if (p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the map archive");
    }
    while (got < part.n) {
        ssize_t n = pread(tiles->fd, p + got, (size_t)part.n - got, (off_t)(part.at + got));
        if (n < 0 && errno != EINTR) {
            return pl_fail_errno(err, PL_E_INPUT, errno, "the map archive cannot be read");
        }
        if (n == 0) {
            return pl_fail_at(err, PL_E_FORMAT, 0, part.at + got, "the map archive became shorter than it was");
        }
        got += n > 0 ? (size_t)n : 0;
    }
    out->n += got;
    return PL_E_OK;
}

static bool in_file(const struct pl_pmtiles *tiles, struct part part) {
    return part.at <= tiles->size && part.n <= tiles->size - part.at;
}

/* All members of gzip, one behind the other (RFC 1952 2.2), to the last byte. */
static int unzip(pl_str packed, uint64_t at, size_t max, struct pl_buf *out, struct pl_error *err) {
    z_stream z = {0};
    size_t before = out->n;
    int rc = Z_OK;
    if (inflateInit2(&z, MAX_WBITS + 16) != Z_OK) {
        return pl_fail(err, PL_E_NOMEM, "no memory to unpack");
    }
    z.next_in = (Bytef *)(uintptr_t)packed.p; /* zlib does not write there */
    z.avail_in = (uInt)packed.n;
    while (rc == Z_OK && out->n - before <= max) {
        char *room = pl_buf_reserve(out, 65536);
        if (room == NULL) {
            break;
        }
        z.next_out = (Bytef *)room;
        z.avail_out = 65536;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += 65536 - z.avail_out;
        rc = rc == Z_STREAM_END && z.avail_in > 0 ? inflateReset(&z) : rc;
    }
    uint64_t read = packed.n - z.avail_in;
    inflateEnd(&z);
    if (out->n - before > max) {
        return pl_fail_at(err, PL_E_LIMIT, 0, at, "a part of the map archive is larger than %zu bytes unpacked", max);
    }
    if (pl_buf_failed(out) || rc == Z_MEM_ERROR) {
        return pl_fail(err, PL_E_NOMEM, "no memory to unpack a part of the map archive");
    }
    return rc == Z_STREAM_END
               ? PL_E_OK
               : pl_fail_at(err, PL_E_FORMAT, 0, at + read, "what is packed in the map archive at byte %llu is damaged",
                            (unsigned long long)at);
}

/* A part, unpacked, behind what stands in out. */
static int unpack(const struct pl_pmtiles *tiles, struct part part, int packing, size_t packed_max, size_t max,
                  struct pl_buf *out, struct pl_error *err) {
    PL_BUF_AUTO packed = {0};
    if (!in_file(tiles, part)) {
        return pl_fail_at(err, PL_E_FORMAT, 0, part.at, "a part of %llu bytes at byte %llu lies beyond the file's end",
                          (unsigned long long)part.n, (unsigned long long)part.at);
    }
    if (part.n > packed_max || (packing == PACKED_NONE && part.n > max)) {
        return pl_fail_at(err, PL_E_LIMIT, 0, part.at, "a part of the map archive has %llu bytes, at most %zu are read",
                          (unsigned long long)part.n, packing == PACKED_NONE && max < packed_max ? max : packed_max);
    }
    if (packing == PACKED_NONE) {
        return read_part(tiles, part, out, err);
    }
    pl_buf_open(&packed, packed_max + 1);
    int rc = read_part(tiles, part, &packed, err);
    return rc == PL_E_OK ? unzip(pl_buf_str(&packed), part.at, max, out, err) : rc;
}

/* ---- directories ---- */

/* Four columns behind the number of entries: differences of tile numbers, run lengths (0: a leaf), lengths, places (0:
 * right behind the entry before, else one more than the place). */
struct column {
    const unsigned char *p, *end;
};

static bool take(struct column *c, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && c->p < c->end; shift += 7) {
        const unsigned byte = *c->p++;
        if (shift == 63 && byte > 1) {
            return false;
        }
        v |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            *ret = v;
            return true;
        }
    }
    return false;
}

#define COLUMNS 4
enum { IDS, RUNS, LENGTHS, PLACES };

struct entry {
    uint64_t id, run, n, at;
    bool found;
};

/* The columns of a directory, each from its first value. False: they do not end in it. */
static bool split(pl_str directory, struct column ret_columns[COLUMNS], uint64_t *ret_n) {
    const unsigned char *start = (const unsigned char *)directory.p;
    struct column at = {start, start + directory.n};
    uint64_t n = 0, v = 0;
    if (!take(&at, &n) || n == 0 || n > directory.n / COLUMNS) { /* each value takes a byte at least */
        return false;
    }
    for (int c = 0; c < COLUMNS; c++) {
        ret_columns[c] = at;
        for (uint64_t i = 0; i < n; i++) {
            if (!take(&at, &v)) {
                return false;
            }
        }
    }
    *ret_n = n;
    return at.p == at.end;
}

/* The next entry, behind the one that is in *io. The column that contradicts what was before, or -1. */
static int next_entry(struct column columns[COLUMNS], bool first, struct entry *io) {
    const uint64_t past = io->id + io->run, behind = io->at + io->n;
    uint64_t difference = 0, place = 0;
    if (!take(&columns[IDS], &difference) || difference > FARTHEST || (!first && difference == 0) ||
        io->id + difference > FARTHEST || io->id + difference < past) {
        return IDS;
    }
    io->id += difference;
    if (!take(&columns[RUNS], &io->run) || io->run > FARTHEST) {
        return RUNS;
    }
    if (!take(&columns[LENGTHS], &io->n) || io->n == 0 || io->n > FARTHEST) {
        return LENGTHS;
    }
    if (!take(&columns[PLACES], &place) || place > FARTHEST || (place == 0 && (first || behind > FARTHEST))) {
        return PLACES;
    }
    io->at = place > 0 ? place - 1 : behind;
    return -1;
}

/* The last entry whose number is at most id. The whole directory is read through, so that one that contradicts itself
 * is never half believed. False: it does; *ret_at is the byte of the directory. */
static bool look_up(pl_str directory, uint64_t id, struct entry *ret, size_t *ret_at) {
    const unsigned char *start = (const unsigned char *)directory.p;
    struct column columns[COLUMNS];
    struct entry e = {0};
    uint64_t n = 0;
    *ret = e;
    *ret_at = 0;
    if (!split(directory, columns, &n)) {
        return false;
    }
    for (uint64_t i = 0; i < n; i++) {
        const int wrong = next_entry(columns, i == 0, &e);
        if (wrong >= 0) {
            *ret_at = (size_t)(columns[wrong].p - start);
            return false;
        }
        if (e.id <= id) {
            *ret = e;
            ret->found = true;
        }
    }
    return true;
}

static int damaged(struct part part, size_t at, struct pl_error *err) {
    return pl_fail_at(err, PL_E_FORMAT, 0, part.at,
                      "the directory at byte %llu of the map archive contradicts itself at its byte %zu (unpacked)",
                      (unsigned long long)part.at, at);
}

uint64_t pl_pmtiles_id(unsigned zoom, uint32_t x, uint32_t y) {
    uint64_t id = ((UINT64_C(1) << 2 * zoom) - 1) / 3;
    const uint32_t side = UINT32_C(1) << zoom;
    for (uint32_t half = side / 2; half > 0; half /= 2) {
        const bool right = (x & half) != 0, low = (y & half) != 0;
        id += (uint64_t)half * half * ((right ? 3U : 0U) ^ (low ? 1U : 0U));
        if (!low) {
            const uint32_t turned = right ? side - 1 - x : x;
            x = right ? side - 1 - y : y;
            y = turned;
        }
    }
    return id;
}

/* Where in the file the tile lies; found false: nowhere. */
static int find(const struct pl_pmtiles *tiles, uint64_t id, struct part *ret_part, bool *ret_found,
                struct pl_error *err) {
    PL_BUF_AUTO leaf = {0};
    pl_str directory = pl_buf_str(&tiles->directory);
    struct part part = tiles->root;
    pl_buf_open(&leaf, PL_PMTILES_DIRECTORY_MAX + 65537);
    for (int deep = 0; deep < LEAVES_DEEP; deep++) {
        struct entry e;
        size_t at;
        if (!look_up(directory, id, &e, &at)) {
            return damaged(part, at, err);
        }
        if (!e.found || (e.run > 0 && id - e.id >= e.run)) {
            *ret_found = false;
            return PL_E_OK;
        }
        const struct part whole = e.run > 0 ? tiles->data : tiles->leaves;
        if (e.at > whole.n || e.n > whole.n - e.at) {
            return damaged(part, at, err);
        }
        part = (struct part){whole.at + e.at, e.n};
        if (e.run > 0) {
            *ret_part = part;
            *ret_found = true;
            return PL_E_OK;
        }
        pl_buf_clear(&leaf);
        int rc = unpack(tiles, part, tiles->inside, PL_PMTILES_DIRECTORY_MAX, PL_PMTILES_DIRECTORY_MAX, &leaf, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        directory = pl_buf_str(&leaf);
    }
    return pl_fail_at(err, PL_E_FORMAT, 0, part.at, "the map archive's directories lead on and on");
}

int pl_pmtiles_tile(const struct pl_pmtiles *tiles, unsigned zoom, uint32_t x, uint32_t y, struct pl_buf *out,
                    bool *ret_there, struct pl_error *err) {
    struct part part = {0, 0};
    bool found = false;
    if (zoom > PL_PMTILES_ZOOM_MAX || x >> zoom > 0 || y >> zoom > 0) {
        return pl_fail(err, PL_E_USAGE, "there is no tile %u/%u/%u: zooms are 0 to %d, x and y below 2 to the zoom",
                       zoom, x, y, PL_PMTILES_ZOOM_MAX);
    }
    int rc = find(tiles, pl_pmtiles_id(zoom, x, y), &part, &found, err);
    if (rc == PL_E_OK && found) {
        rc = unpack(tiles, part, tiles->outside, PL_PMTILES_PACKED_MAX, PL_PMTILES_TILE_MAX, out, err);
    }
    if (rc == PL_E_OK) {
        *ret_there = found;
    }
    return rc;
}

/* ---- opening ---- */

static int check_packing(int packing, uint64_t at, const char *of, struct pl_error *err) {
    static const char *const NAMES[] = {"an unknown way", "none", "gzip", "brotli", "zstd"};
    if (packing == PACKED_NONE || packing == PACKED_GZIP) {
        return PL_E_OK;
    }
    return pl_fail_at(err, PL_E_VERSION, 0, at, "%s of the map archive are packed by %s; none and gzip are read", of,
                      packing <= PACKED_ZSTD ? NAMES[packing] : NAMES[0]);
}

static int check_parts(const struct pl_pmtiles *tiles, struct pl_error *err) {
    const struct {
        const char *name;
        struct part part;
        uint64_t at;
    } parts[] = {{"root directory", tiles->root, 8},
                 {"metadata", tiles->metadata, 24},
                 {"leaf directories", tiles->leaves, 40},
                 {"tiles", tiles->data, 56}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!in_file(tiles, parts[i].part)) {
            return pl_fail_at(err, PL_E_FORMAT, 0, parts[i].at,
                              "the %s should be %llu bytes at byte %llu; the file has %llu: it is not whole",
                              parts[i].name, (unsigned long long)parts[i].part.n, (unsigned long long)parts[i].part.at,
                              (unsigned long long)tiles->size);
        }
    }
    return PL_E_OK;
}

static int read_head(struct pl_pmtiles *tiles, const char *p, struct pl_error *err) {
    struct pl_pmtiles_about *about = &tiles->about;
    tiles->root = (struct part){le64(p + 8), le64(p + 16)};
    tiles->metadata = (struct part){le64(p + 24), le64(p + 32)};
    tiles->leaves = (struct part){le64(p + 40), le64(p + 48)};
    tiles->data = (struct part){le64(p + 56), le64(p + 64)};
    tiles->inside = (unsigned char)p[97];
    tiles->outside = (unsigned char)p[98];
    *about = (struct pl_pmtiles_about){.kind = (unsigned char)p[99],
                                       .min_zoom = (unsigned char)p[100],
                                       .max_zoom = (unsigned char)p[101],
                                       .west_deg = le32(p + 102) / DEGREE,
                                       .south_deg = le32(p + 106) / DEGREE,
                                       .east_deg = le32(p + 110) / DEGREE,
                                       .north_deg = le32(p + 114) / DEGREE};
    int rc = check_parts(tiles, err);
    rc = rc == PL_E_OK ? check_packing(tiles->inside, 97, "the directories", err) : rc;
    rc = rc == PL_E_OK ? check_packing(tiles->outside, 98, "the tiles", err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (pl_tile_kind_name(about->kind)[0] == '\0') {
        return pl_fail_at(err, PL_E_VERSION, 0, 99, "the map archive's tiles are of kind %d, which is not known",
                          about->kind);
    }
    if (about->min_zoom > about->max_zoom || about->max_zoom > PL_PMTILES_ZOOM_MAX) {
        return pl_fail_at(err, PL_E_FORMAT, 0, 100, "the map archive has zooms %u to %u; 0 to %d can be",
                          about->min_zoom, about->max_zoom, PL_PMTILES_ZOOM_MAX);
    }
    if (about->west_deg < -180 || about->east_deg > 180 || about->west_deg > about->east_deg ||
        about->south_deg < -90 || about->north_deg > 90 || about->south_deg > about->north_deg) {
        return pl_fail_at(err, PL_E_FORMAT, 0, 102, "the map archive's bounds are no part of the Earth");
    }
    return PL_E_OK;
}

static int open_parts(struct pl_pmtiles *tiles, struct pl_error *err) {
    PL_BUF_AUTO head = {0};
    struct entry e;
    size_t at;
    pl_buf_open(&head, HEAD_BYTES + 1);
    const uint64_t n = tiles->size < HEAD_BYTES ? tiles->size : HEAD_BYTES;
    int rc = read_part(tiles, (struct part){0, n}, &head, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (n < 8 || memcmp(head.p, MAGIC, 7) != 0) {
        return pl_fail_at(err, PL_E_FORMAT, 0, 0, "this is no PMTiles archive");
    }
    if (head.p[7] != VERSION) {
        return pl_fail_at(err, PL_E_VERSION, 0, 7,
                          "the map archive is PMTiles version %u, this program reads version 3",
                          (unsigned char)head.p[7]);
    }
    if (n < HEAD_BYTES) {
        return pl_fail_at(err, PL_E_FORMAT, 0, n, "the map archive ends within its header of 127 bytes");
    }
    rc = read_head(tiles, head.p, err);
    rc = rc == PL_E_OK ? unpack(tiles, tiles->root, tiles->inside, PL_PMTILES_DIRECTORY_MAX, PL_PMTILES_DIRECTORY_MAX,
                                &tiles->directory, err)
                       : rc;
    if (rc == PL_E_OK && !look_up(pl_buf_str(&tiles->directory), 0, &e, &at)) {
        rc = damaged(tiles->root, at, err);
    }
    if (rc == PL_E_OK && tiles->metadata.n > 0) {
        rc = unpack(tiles, tiles->metadata, tiles->inside, PL_PMTILES_DIRECTORY_MAX, PL_PMTILES_DIRECTORY_MAX,
                    &tiles->text, err);
    }
    return rc;
}

static int open_with(int fd, pl_str bytes, uint64_t size, struct pl_pmtiles **ret_tiles, struct pl_error *err) {
    struct pl_pmtiles *tiles = calloc(1, sizeof *tiles);
    if (tiles == NULL) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_NOMEM, "no memory for a map archive");
    }
    tiles->fd = fd;
    tiles->bytes = bytes;
    tiles->size = size;
    pl_buf_open(&tiles->directory, PL_PMTILES_DIRECTORY_MAX + 65537);
    pl_buf_open(&tiles->text, PL_PMTILES_DIRECTORY_MAX + 65537);
    int rc = open_parts(tiles, err);
    if (rc != PL_E_OK) {
        pl_pmtiles_close(tiles);
        return rc;
    }
    *ret_tiles = tiles;
    return PL_E_OK;
}

int pl_pmtiles_open(const char *path, struct pl_pmtiles **ret_tiles, struct pl_error *err) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int why = errno;
        pl_file_close(&fd);
        return pl_fail_errno(err, PL_E_INPUT, why, "%.120s cannot be read", path);
    }
    if (!S_ISREG(st.st_mode)) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_INPUT, "%.120s is no file", path);
    }
    return open_with(fd, PL_STR(""), (uint64_t)st.st_size, ret_tiles, err);
}

int pl_pmtiles_open_bytes(pl_str bytes, struct pl_pmtiles **ret_tiles, struct pl_error *err) {
    return open_with(-1, bytes, bytes.n, ret_tiles, err);
}

void pl_pmtiles_close(struct pl_pmtiles *tiles) {
    if (tiles != NULL) {
        pl_file_close(&tiles->fd);
        pl_buf_close(&tiles->directory);
        pl_buf_close(&tiles->text);
        free(tiles);
    }
}
