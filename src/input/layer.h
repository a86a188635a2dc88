/* The layers between a file and the bytes of a member; for the files of this folder only. */
#ifndef PL_INPUT_LAYER_H
#define PL_INPUT_LAYER_H

#include <archive.h>
#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "input/decoder.h"

#define PL_LAYERS_MAX         9 /* the file and 8 around the innermost bytes */
#define PL_LAYER_PEEK_BYTES   512
#define PL_LAYER_INTAKE_BYTES ((size_t)256 * 1024)
#define PL_MEMBERS_MAX        UINT64_C(1000000)

enum layer_kind { LAYER_FILE, LAYER_DECODER, LAYER_ARCHIVE };

/* One way of looking at the bytes of the layer below it: the file itself, a decoded stream, or the current entry of
 * an archive. */
struct layer {
    struct pl_input *input;
    enum layer_kind kind;
    struct pl_decoder *decoder;
    struct archive *archive;
    char *intake;       /* bytes of the layer below */
    pl_str todo;        /* the part of intake that the decoder has not taken */
    struct pl_buf held; /* a zip that is not the file itself, so that its directory at the end can be read first */
    size_t held_at;
    bool below_ended;
    struct pl_error below_failed; /* code 0: not */
    const char *block;            /* of the archive's entry, not yet given */
    size_t block_n;
    uint64_t zeros;    /* a hole of the entry, before the block */
    uint64_t entry_at; /* bytes of the entry that libarchive gave, holes included */
    /* the stream that this layer gives */
    char peek[PL_LAYER_PEEK_BYTES];
    size_t peek_n;
    size_t peek_at;
    bool ended;
    struct pl_error failed; /* said when the peeked bytes are gone */
    uint64_t total;         /* bytes given, all entries */
    char *name;             /* of the entry */
};

struct pl_input {
    char *name;
    int fd; /* -1: bytes */
    bool owns_fd;
    bool seekable;
    pl_str bytes;
    uint64_t at;
    uint64_t high; /* the furthest byte read */
    uint64_t size;
    struct layer *layers[PL_LAYERS_MAX];
    size_t n_layers;
    size_t n_archives;
    bool begun;
    bool told;     /* the present member's failure was reported by pl_input_read */
    locale_t utf8; /* libarchive turns names into the charset of the thread's locale */
    uint64_t members;
    uint64_t skipped;
    uint64_t member_bytes;
    struct pl_buf full_name;
};

static inline struct layer *pl_layer_top(const struct pl_input *input) { return input->layers[input->n_layers - 1]; }

/* A new layer on top, or the top one gone with all that is its own. NOMEM. */
PL_MUST int pl_layer_push(struct pl_input *input, enum layer_kind kind, struct pl_error *err);
void pl_layer_pop(struct pl_input *input);

/* A new entry begins in the layer: nothing of the last one is left. */
void pl_layer_restart(struct layer *layer);

/* Up to cap bytes of the stream that layer i gives; *ret_n = 0 at its end. What was decoded before a failure comes
 * first. INPUT, FORMAT, LIMIT. */
PL_MUST int pl_layer_read(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err);

/* The first bytes of the top layer's stream, as far as they go; they will be read again. */
pl_str pl_layer_peek(struct pl_input *input);

/* Moves in the file itself; false where that cannot be. */
bool pl_layer_seek_file(struct pl_input *input, int64_t offset);

/* archive.c: begins the archive on top, moves to its next regular file, reads of it. */
PL_MUST int pl_layer_start_archive(struct pl_input *input, bool zip, struct pl_error *err);
PL_MUST int pl_layer_next_entry(struct pl_input *input, int *ret_more, struct pl_error *err);
PL_MUST int pl_layer_read_entry(struct layer *layer, char *buf, size_t cap, size_t *ret_n, struct pl_error *err);

#endif
