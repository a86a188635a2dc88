#include "input/layer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ban.h"

#define BOMB_BYTES (UINT64_C(1) << 30)
#define BOMB_RATIO 1000

static int file_read(struct pl_input *input, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    size_t n = 0;
    if (input->fd < 0) {
        pl_str part = pl_str_sub(input->bytes, (size_t)input->at, cap);
        n = part.n;
        if (n > 0) {
            memcpy(buf, part.p, n);
        }
    } else {
        ssize_t got = 0;
        do {
            got = read(input->fd, buf, cap);
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            return pl_fail_errno(err, PL_E_INPUT, errno, "%s: cannot read", input->name);
        }
        n = (size_t)got;
    }
    input->at += n;
    input->high = input->at > input->high ? input->at : input->high;
    *ret_n = n;
    return 0;
}

bool pl_layer_seek_file(struct pl_input *input, int64_t offset) {
    if (offset < 0 || (input->fd >= 0 && lseek(input->fd, offset, SEEK_SET) != offset)) {
        return false;
    }
    if (input->fd < 0 && (uint64_t)offset > input->bytes.n) {
        return false;
    }
    input->at = (uint64_t)offset;
    return true;
}

int pl_layer_push(struct pl_input *input, enum layer_kind kind, struct pl_error *err) {
    struct layer *layer = calloc(1, sizeof *layer);
    char *intake = kind != LAYER_FILE ? malloc(PL_LAYER_INTAKE_BYTES) : NULL;
    if (layer == NULL || (kind != LAYER_FILE && intake == NULL)) {
        free(layer);
        free(intake);
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    layer->input = input;
    layer->kind = kind;
    layer->intake = intake;
    layer->todo = pl_str_make(intake, 0);
    input->layers[input->n_layers++] = layer;
    input->n_archives += kind == LAYER_ARCHIVE ? 1 : 0;
    return 0;
}

void pl_layer_pop(struct pl_input *input) {
    struct layer *layer = input->layers[--input->n_layers];
    input->n_archives -= layer->kind == LAYER_ARCHIVE ? 1 : 0;
    pl_decoder_close(layer->decoder);
    archive_read_free(layer->archive);
    free(layer->intake);
    pl_buf_close(&layer->held);
    free(layer->name);
    free(layer);
}

/* A new entry begins: nothing of the last one is left. */
void pl_layer_restart(struct layer *layer) {
    layer->peek_n = 0;
    layer->peek_at = 0;
    layer->ended = false;
    layer->failed.code = 0;
    layer->block_n = 0;
    layer->zeros = 0;
    layer->entry_at = 0;
}

/* The byte of the file as received that a layer has come to: exact for a decoder right over the file. */
static uint64_t place_of(const struct pl_input *input, size_t i) {
    const struct layer *layer = input->layers[i];
    return i == 1 && layer->kind == LAYER_DECODER ? input->at - layer->todo.n : input->at;
}

static int decoder_refill(struct pl_input *input, size_t i, struct pl_error *err) {
    struct layer *layer = input->layers[i];
    size_t n = 0;
    int code = pl_layer_read(input, i - 1, layer->intake, PL_LAYER_INTAKE_BYTES, &n, err);
    if (code == 0) {
        layer->todo = pl_str_make(layer->intake, n);
        layer->below_ended = n == 0;
    }
    return code;
}

/* *ret_n counts what was decoded, also where it ends in an error. */
static int decoder_read(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    struct layer *layer = input->layers[i];
    *ret_n = 0;
    while (*ret_n == 0) {
        struct pl_error why = {0};
        if (layer->todo.n == 0 && !layer->below_ended) {
            int code = decoder_refill(input, i, err);
            if (code != 0) {
                return code;
            }
        }
        size_t before = layer->todo.n;
        int code = pl_decoder_step(layer->decoder, &layer->todo, buf, cap, ret_n, &why);
        if (code != 0) {
            return pl_fail_at(err, (enum pl_code)code, 0, place_of(input, i), "%s", why.msg);
        }
        if (*ret_n > 0 || before != layer->todo.n || !layer->below_ended) {
            continue;
        }
        if (!pl_decoder_may_end(layer->decoder)) {
            return pl_fail_at(err, PL_E_INPUT, 0, place_of(input, i),
                              "the compressed data end early (a truncated file?)");
        }
        return 0;
    }
    return 0;
}

static int check_bomb(struct pl_input *input, size_t i, struct pl_error *err) {
    uint64_t total = input->layers[i]->total;
    if (total > BOMB_BYTES && total / BOMB_RATIO > input->high) {
        return pl_fail_at(err, PL_E_LIMIT, 0, place_of(input, i), "%llu bytes came out of %llu: refused as a bomb",
                          (unsigned long long)total, (unsigned long long)input->high);
    }
    return 0;
}

/* New bytes of layer i, past its peek. A failure is kept: what was decoded before it is given first. */
static int layer_produce(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    struct layer *layer = input->layers[i];
    size_t n = 0;
    int code = 0;
    struct pl_error why = {0};
    if (layer->failed.code == 0 && !layer->ended) {
        code = layer->kind == LAYER_FILE      ? file_read(input, buf, cap, &n, &why)
               : layer->kind == LAYER_DECODER ? decoder_read(input, i, buf, cap, &n, &why)
                                              : pl_layer_read_entry(layer, buf, cap, &n, &why);
        layer->total += n;
        layer->ended = code == 0 && n == 0;
        if (code == 0 && i > 0) {
            code = check_bomb(input, i, &why);
        }
        if (code != 0) {
            layer->failed = why;
            layer->failed.code = code;
        }
    }
    if (n == 0 && layer->failed.code != 0) {
        if (err != NULL) {
            *err = layer->failed;
        }
        return layer->failed.code;
    }
    *ret_n = n;
    return 0;
}

int pl_layer_read(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    struct layer *layer = input->layers[i];
    size_t peeked = layer->peek_n - layer->peek_at;
    if (peeked == 0) {
        return layer_produce(input, i, buf, cap, ret_n, err);
    }
    size_t n = peeked < cap ? peeked : cap;
    memcpy(buf, layer->peek + layer->peek_at, n);
    layer->peek_at += n;
    *ret_n = n;
    return 0;
}

/* Fills the peek of the top layer as far as its bytes go; a failure waits for the reader. */
pl_str pl_layer_peek(struct pl_input *input) {
    struct layer *layer = pl_layer_top(input);
    while (layer->peek_n < PL_LAYER_PEEK_BYTES) {
        size_t n = 0;
        int code = layer_produce(input, input->n_layers - 1, layer->peek + layer->peek_n,
                                 PL_LAYER_PEEK_BYTES - layer->peek_n, &n, NULL);
        if (code != 0 || n == 0) {
            break;
        }
        layer->peek_n += n;
    }
    return pl_str_make(layer->peek, layer->peek_n);
}
