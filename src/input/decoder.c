#include "input/decoder.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/ban.h"

#define XZ_MEMORY_BYTES (UINT64_C(256) << 20)
#define PIECE_BYTES     ((size_t)1 << 30) /* the libraries count in 32 bits */

/* What one step of a library says. */
enum verdict { GOES_ON, FRAME_DONE, DAMAGED, TOO_LARGE, NO_MEMORY };

struct pl_decoder {
    const struct kind *kind;
    bool in_frame;
    bool fresh;  /* nothing came out of this frame yet */
    bool second; /* a frame was read before it */
    union {
        z_stream gz;
        ZSTD_DStream *zstd;
        lzma_stream xz;
        bz_stream bz2;
    } u;
};

/* in and out are advanced. */
struct kind {
    const char *name;
    pl_str magic;
    bool (*open)(struct pl_decoder *d);
    enum verdict (*start)(struct pl_decoder *d); /* a new frame */
    enum verdict (*step)(struct pl_decoder *d, pl_str *in, char **out, size_t *cap);
    void (*close)(struct pl_decoder *d);
};

static size_t at_most(size_t n, size_t max) { return n < max ? n : max; }

static void moved(pl_str *in, size_t taken, char **out, size_t *cap, size_t made) {
    *in = pl_str_sub(*in, taken, in->n);
    *out += made;
    *cap -= made;
}

static bool gz_open(struct pl_decoder *d) { return inflateInit2(&d->u.gz, MAX_WBITS + 16) == Z_OK; }

static enum verdict gz_start(struct pl_decoder *d) { return inflateReset(&d->u.gz) == Z_OK ? GOES_ON : DAMAGED; }

static enum verdict gz_step(struct pl_decoder *d, pl_str *in, char **out, size_t *cap) {
    z_stream *z = &d->u.gz;
    uInt in_n = (uInt)at_most(in->n, PIECE_BYTES);
    uInt out_n = (uInt)at_most(*cap, PIECE_BYTES);
    z->next_in = (Bytef *)(uintptr_t)in->p; /* zlib does not write there */
    z->avail_in = in_n;
    z->next_out = (Bytef *)*out;
    z->avail_out = out_n;
    int code = inflate(z, Z_NO_FLUSH);
    moved(in, in_n - z->avail_in, out, cap, out_n - z->avail_out);
    switch (code) {
    case Z_OK:
    case Z_BUF_ERROR:
        return GOES_ON;
    case Z_STREAM_END:
        return FRAME_DONE;
    case Z_MEM_ERROR:
        return NO_MEMORY;
    default:
        return DAMAGED;
    }
}

static void gz_close(struct pl_decoder *d) { inflateEnd(&d->u.gz); }

static bool zstd_open(struct pl_decoder *d) {
    d->u.zstd = ZSTD_createDStream();
    return d->u.zstd != NULL;
}

static enum verdict zstd_start(struct pl_decoder *d) {
    return ZSTD_isError(ZSTD_DCtx_reset(d->u.zstd, ZSTD_reset_session_only)) ? DAMAGED : GOES_ON;
}

static enum verdict zstd_step(struct pl_decoder *d, pl_str *in, char **out, size_t *cap) {
    ZSTD_inBuffer from = {.src = in->p, .size = in->n};
    ZSTD_outBuffer to = {.dst = *out, .size = *cap};
    size_t code = ZSTD_decompressStream(d->u.zstd, &to, &from);
    moved(in, from.pos, out, cap, to.pos);
    if (!ZSTD_isError(code)) {
        return code == 0 ? FRAME_DONE : GOES_ON;
    }
    const char *why = ZSTD_getErrorName(code);
    if (strstr(why, "too much memory") != NULL) {
        return TOO_LARGE;
    }
    return strstr(why, "not enough memory") != NULL ? NO_MEMORY : DAMAGED;
}

static void zstd_close(struct pl_decoder *d) { ZSTD_freeDStream(d->u.zstd); }

static bool xz_open(struct pl_decoder *d) {
    d->u.xz = (lzma_stream)LZMA_STREAM_INIT;
    return true;
}

static enum verdict xz_start(struct pl_decoder *d) {
    return lzma_stream_decoder(&d->u.xz, XZ_MEMORY_BYTES, 0) == LZMA_OK ? GOES_ON : NO_MEMORY;
}

static enum verdict xz_step(struct pl_decoder *d, pl_str *in, char **out, size_t *cap) {
    lzma_stream *x = &d->u.xz;
    size_t in_n = in->n;
    size_t out_n = *cap;
    x->next_in = (const uint8_t *)in->p;
    x->avail_in = in_n;
    x->next_out = (uint8_t *)*out;
    x->avail_out = out_n;
    lzma_ret code = lzma_code(x, LZMA_RUN);
    moved(in, in_n - x->avail_in, out, cap, out_n - x->avail_out);
    if (code == LZMA_OK || code == LZMA_BUF_ERROR) {
        return GOES_ON;
    }
    if (code == LZMA_STREAM_END) {
        return FRAME_DONE;
    }
    return code == LZMA_MEMLIMIT_ERROR ? TOO_LARGE : code == LZMA_MEM_ERROR ? NO_MEMORY : DAMAGED;
}

static void xz_close(struct pl_decoder *d) { lzma_end(&d->u.xz); }

static bool bz2_open(struct pl_decoder *d) { return BZ2_bzDecompressInit(&d->u.bz2, 0, 0) == BZ_OK; }

static enum verdict bz2_start(struct pl_decoder *d) {
    BZ2_bzDecompressEnd(&d->u.bz2);
    d->u.bz2 = (bz_stream){0};
    return BZ2_bzDecompressInit(&d->u.bz2, 0, 0) == BZ_OK ? GOES_ON : NO_MEMORY;
}

static enum verdict bz2_step(struct pl_decoder *d, pl_str *in, char **out, size_t *cap) {
    bz_stream *b = &d->u.bz2;
    unsigned in_n = (unsigned)at_most(in->n, PIECE_BYTES);
    unsigned out_n = (unsigned)at_most(*cap, PIECE_BYTES);
    b->next_in = (char *)(uintptr_t)in->p; /* bzlib does not write there */
    b->avail_in = in_n;
    b->next_out = *out;
    b->avail_out = out_n;
    int code = BZ2_bzDecompress(b);
    moved(in, in_n - b->avail_in, out, cap, out_n - b->avail_out);
    if (code == BZ_OK) {
        return GOES_ON;
    }
    return code == BZ_STREAM_END ? FRAME_DONE : code == BZ_MEM_ERROR ? NO_MEMORY : DAMAGED;
}

static void bz2_close(struct pl_decoder *d) { BZ2_bzDecompressEnd(&d->u.bz2); }

static const struct kind KINDS[] = {
    [PL_DECODER_NONE] = {.name = "plain"},
    [PL_DECODER_GZ] = {"gzip", PL_STR("\x1F\x8B\x08"), gz_open, gz_start, gz_step, gz_close},
    [PL_DECODER_ZSTD] = {"zstd", PL_STR("\x28\xB5\x2F\xFD"), zstd_open, zstd_start, zstd_step, zstd_close},
    [PL_DECODER_XZ] = {"xz",
                       PL_STR("\xFD"
                              "7zXZ\0"),
                       xz_open, xz_start, xz_step, xz_close},
    [PL_DECODER_BZ2] = {"bzip2", PL_STR("BZh"), bz2_open, bz2_start, bz2_step, bz2_close},
};

enum pl_decoder_kind pl_decoder_sniff(pl_str bytes) {
    for (int i = PL_DECODER_GZ; i <= PL_DECODER_BZ2; i++) {
        if (!pl_str_starts(bytes, KINDS[i].magic)) {
            continue;
        }
        /* "BZh" may begin a text: the level and the mark of a block or of the stream's end must follow. */
        bool block = bytes.n >= 10 && bytes.p[3] >= '1' && bytes.p[3] <= '9' &&
                     (memcmp(bytes.p + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
                      memcmp(bytes.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
        return i != PL_DECODER_BZ2 || block ? (enum pl_decoder_kind)i : PL_DECODER_NONE;
    }
    /* A skippable frame may stand before the first zstd frame. */
    if (bytes.n >= 4 && ((unsigned char)bytes.p[0] & 0xF0) == 0x50 && memcmp(bytes.p + 1, "\x2A\x4D\x18", 3) == 0) {
        return PL_DECODER_ZSTD;
    }
    return PL_DECODER_NONE;
}

const char *pl_decoder_name(enum pl_decoder_kind kind) { return KINDS[kind].name; }

int pl_decoder_open(enum pl_decoder_kind kind, struct pl_decoder **ret_decoder, struct pl_error *err) {
    struct pl_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    decoder->kind = &KINDS[kind];
    if (!decoder->kind->open(decoder)) {
        free(decoder);
        return pl_fail(err, PL_E_NOMEM, "no memory to read %s data", KINDS[kind].name);
    }
    *ret_decoder = decoder;
    return 0;
}

static int refuse(const struct pl_decoder *decoder, enum verdict verdict, struct pl_error *err) {
    const char *name = decoder->kind->name;
    if (verdict == NO_MEMORY) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read %s data", name);
    }
    if (verdict == TOO_LARGE) {
        return pl_fail(err, PL_E_LIMIT, "the %s data want more memory than is allowed", name);
    }
    if (decoder->second && decoder->fresh) {
        return pl_fail(err, PL_E_FORMAT, "bytes that are no %s data follow the %s data", name, name);
    }
    return pl_fail(err, PL_E_FORMAT, "the %s data are damaged", name);
}

int pl_decoder_step(struct pl_decoder *decoder, pl_str *in, char *out, size_t cap, size_t *ret_n,
                    struct pl_error *err) {
    char *at = out;
    enum verdict verdict = GOES_ON;
    if (!decoder->in_frame) {
        while (in->n > 0 && in->p[0] == '\0') {
            *in = pl_str_sub(*in, 1, in->n);
        }
        if (in->n == 0) {
            *ret_n = 0;
            return 0;
        }
        verdict = decoder->kind->start(decoder);
        decoder->in_frame = true;
        decoder->fresh = true;
    }
    if (verdict == GOES_ON) {
        verdict = decoder->kind->step(decoder, in, &at, &cap);
    }
    *ret_n = (size_t)(at - out);
    decoder->fresh = decoder->fresh && at == out;
    if (verdict == FRAME_DONE) {
        decoder->in_frame = false;
        decoder->second = true;
    }
    return verdict <= FRAME_DONE ? 0 : refuse(decoder, verdict, err);
}

bool pl_decoder_may_end(const struct pl_decoder *decoder) { return !decoder->in_frame; }

void pl_decoder_close(struct pl_decoder *decoder) {
    if (decoder != NULL) {
        decoder->kind->close(decoder);
        free(decoder);
    }
}
