#include "input/open.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "input/decoder.h"

#include "base/ban.h"

#define MAX_LAYERS   9 /* the file and 8 around the innermost bytes */
#define MAX_ARCHIVES 3
#define MAX_MEMBERS  UINT64_C(1000000)
#define MAX_MEMBER   (UINT64_C(1) << 40)
#define MAX_NAME     4096
#define BOMB_BYTES   (UINT64_C(1) << 30)
#define BOMB_RATIO   1000
#define PEEK_BYTES   512
#define INTAKE_BYTES ((size_t)256 * 1024)
#define HOLD_BYTES   ((size_t)64 * 1024 * 1024)
#define TAR_MAGIC_AT 257

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
    char peek[PEEK_BYTES];
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
    struct layer *layers[MAX_LAYERS];
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

static struct layer *top(const struct pl_input *input) { return input->layers[input->n_layers - 1]; }

static int layer_read(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err);

/* ---- the file ---- */

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

static bool file_seek(struct pl_input *input, int64_t offset) {
    if (offset < 0 || (input->fd >= 0 && lseek(input->fd, offset, SEEK_SET) != offset)) {
        return false;
    }
    if (input->fd < 0 && (uint64_t)offset > input->bytes.n) {
        return false;
    }
    input->at = (uint64_t)offset;
    return true;
}

/* ---- layers ---- */

static int layer_push(struct pl_input *input, enum layer_kind kind, struct pl_error *err) {
    struct layer *layer = calloc(1, sizeof *layer);
    char *intake = kind != LAYER_FILE ? malloc(INTAKE_BYTES) : NULL;
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

static void layer_pop(struct pl_input *input) {
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
static void layer_restart(struct layer *layer) {
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
    int code = layer_read(input, i - 1, layer->intake, INTAKE_BYTES, &n, err);
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

static int archive_refuse(struct layer *layer, struct pl_error *err) {
    if (layer->below_failed.code != 0) {
        if (err != NULL) {
            *err = layer->below_failed;
        }
        return layer->below_failed.code;
    }
    const char *why = archive_error_string(layer->archive);
    return pl_fail_at(err, layer->below_ended ? PL_E_INPUT : PL_E_FORMAT, 0, layer->input->at, "%s: %s",
                      layer->below_ended ? "the archive ends early or is damaged" : "the archive is damaged",
                      why != NULL ? why : "no reason given");
}

/* The entry's next block; its hole, if any, comes first. Not archive_read_data, which forgets what it had copied when
 * a later block fails. */
static int archive_block(struct layer *layer, struct pl_error *err) {
    const void *bytes = NULL;
    size_t n = 0;
    la_int64_t offset = 0;
    int code = ARCHIVE_RETRY;
    for (int tries = 0; code == ARCHIVE_RETRY && tries < 10; tries++) {
        code = archive_read_data_block(layer->archive, &bytes, &n, &offset);
    }
    if (code == ARCHIVE_EOF) {
        layer->ended = true;
        return 0;
    }
    if ((code != ARCHIVE_OK && code != ARCHIVE_WARN) || offset < 0 || (uint64_t)offset < layer->entry_at) {
        return archive_refuse(layer, err);
    }
    layer->zeros = (uint64_t)offset - layer->entry_at;
    layer->block = bytes;
    layer->block_n = n;
    layer->entry_at = (uint64_t)offset + n;
    return 0;
}

static int archive_read_entry(struct layer *layer, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    *ret_n = 0;
    while (layer->zeros == 0 && layer->block_n == 0) {
        int code = archive_block(layer, err);
        if (code != 0 || layer->ended) {
            return code;
        }
    }
    size_t n = cap;
    if (layer->zeros > 0) {
        n = n < layer->zeros ? n : (size_t)layer->zeros;
        memset(buf, 0, n);
        layer->zeros -= n;
    } else {
        n = n < layer->block_n ? n : layer->block_n;
        memcpy(buf, layer->block, n);
        layer->block += n;
        layer->block_n -= n;
    }
    *ret_n = n;
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
                                              : archive_read_entry(layer, buf, cap, &n, &why);
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

static int layer_read(struct pl_input *input, size_t i, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
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
static pl_str layer_peek(struct pl_input *input) {
    struct layer *layer = top(input);
    while (layer->peek_n < PEEK_BYTES) {
        size_t n = 0;
        int code = layer_produce(input, input->n_layers - 1, layer->peek + layer->peek_n, PEEK_BYTES - layer->peek_n,
                                 &n, NULL);
        if (code != 0 || n == 0) {
            break;
        }
        layer->peek_n += n;
    }
    return pl_str_make(layer->peek, layer->peek_n);
}

/* ---- archives ---- */

static struct layer *below(struct layer *layer, size_t *ret_i) {
    struct pl_input *input = layer->input;
    size_t i = 1;
    while (input->layers[i] != layer) {
        i++;
    }
    *ret_i = i - 1;
    return input->layers[i - 1];
}

static la_ssize_t on_read(struct archive *archive, void *ctx, const void **ret_bytes) {
    struct layer *layer = ctx;
    size_t i = 0;
    size_t n = layer->held.n - layer->held_at;
    if (n > 0) {
        *ret_bytes = layer->held.p + layer->held_at;
        layer->held_at += n;
        return (la_ssize_t)n;
    }
    below(layer, &i);
    int code = layer_read(layer->input, i, layer->intake, INTAKE_BYTES, &n, &layer->below_failed);
    if (code != 0) {
        layer->below_failed.code = code;
        archive_set_error(archive, EIO, "the input failed");
        return -1;
    }
    layer->below_ended = n == 0;
    *ret_bytes = layer->intake;
    return (la_ssize_t)n;
}

static la_int64_t on_seek(struct archive *archive, void *ctx, la_int64_t offset, int whence) {
    struct layer *layer = ctx;
    struct pl_input *input = layer->input;
    bool held = layer->held.n > 0;
    uint64_t at = held ? layer->held_at : input->at;
    uint64_t size = held ? layer->held.n : input->size;
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)at : (int64_t)size;
    int64_t to = 0;
    if (__builtin_add_overflow(base, (int64_t)offset, &to) || to < 0 || (uint64_t)to > size ||
        (!held && !file_seek(input, to))) {
        archive_set_error(archive, EINVAL, "a place outside the file");
        return ARCHIVE_FATAL;
    }
    layer->held_at = held ? (size_t)to : 0;
    layer->below_ended = false;
    return to;
}

/* Takes in what stands below, up to a ceiling; true where that is all of it. */
static bool hold(struct layer *layer, size_t below_i) {
    pl_buf_open(&layer->held, HOLD_BYTES);
    for (;;) {
        size_t n = 0;
        char *p = layer->held.n < HOLD_BYTES ? pl_buf_reserve(&layer->held, PEEK_BYTES) : NULL;
        size_t room = p != NULL ? layer->held.cap - layer->held.n : 0;
        room = room < HOLD_BYTES - layer->held.n ? room : HOLD_BYTES - layer->held.n;
        if (room == 0 || layer_read(layer->input, below_i, p, room, &n, NULL) != 0) {
            return false; /* read on as a stream; a failure comes again there */
        }
        if (n == 0) {
            return true;
        }
        layer->held.n += n;
    }
}

static int archive_start(struct pl_input *input, bool zip, struct pl_error *err) {
    struct layer *layer = top(input);
    layer->archive = archive_read_new();
    if (layer->archive == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct archive *a = layer->archive;
    size_t i = 0;
    struct layer *source = below(layer, &i);
    int code = zip ? archive_read_support_format_zip(a) : archive_read_support_format_tar(a);
    if (code == ARCHIVE_OK && i == 0 && input->seekable && file_seek(input, 0)) {
        layer_restart(source); /* its peeked bytes are read again */
        code = archive_read_set_seek_callback(a, on_seek);
    } else if (code == ARCHIVE_OK && zip && hold(layer, i)) {
        code = archive_read_set_seek_callback(a, on_seek);
    }
    if (code != ARCHIVE_OK || archive_read_set_read_callback(a, on_read) != ARCHIVE_OK ||
        archive_read_set_callback_data(a, layer) != ARCHIVE_OK || archive_read_open1(a) != ARCHIVE_OK) {
        return archive_refuse(layer, err);
    }
    return 0;
}

static int keep_name(struct layer *layer, struct archive_entry *entry, struct pl_error *err) {
    locale_t before = uselocale(layer->input->utf8);
    const char *name = archive_entry_pathname(entry);
    uselocale(before);
    free(layer->name);
    layer->name = strdup(name != NULL && name[0] != '\0' ? name : "(no name)");
    if (layer->name == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return 0;
}

/* The next regular file of the archive on top; *ret_more = 0 at its end. */
static int archive_advance(struct pl_input *input, int *ret_more, struct pl_error *err) {
    struct layer *layer = top(input);
    for (;;) {
        struct archive_entry *entry = NULL;
        int code = ARCHIVE_RETRY;
        for (int tries = 0; code == ARCHIVE_RETRY && tries < 10; tries++) {
            locale_t before = uselocale(input->utf8);
            code = archive_read_next_header(layer->archive, &entry);
            uselocale(before);
        }
        if (code == ARCHIVE_EOF) {
            *ret_more = 0;
            return 0;
        }
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) {
            *ret_more = 0;
            return input->told ? 0 : archive_refuse(layer, err); /* the reader of the member said it already */
        }
        input->told = false;
        layer_restart(layer);
        if (input->members + input->skipped >= MAX_MEMBERS) {
            return pl_fail(err, PL_E_LIMIT, "more than %llu members", (unsigned long long)MAX_MEMBERS);
        }
        if (archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL) {
            *ret_more = 1;
            return keep_name(layer, entry, err);
        }
        input->skipped++;
    }
}

/* ---- members ---- */

static bool is_zip(pl_str bytes) {
    return pl_str_starts(bytes, PL_STR("PK\x03\x04")) || pl_str_starts(bytes, PL_STR("PK\x05\x06")) ||
           pl_str_starts(bytes, PL_STR("PK\x07\x08PK\x03\x04"));
}

static bool is_tar(pl_str bytes) { return bytes.n == PEEK_BYTES && memcmp(bytes.p + TAR_MAGIC_AT, "ustar", 5) == 0; }

/* Puts the layer that the first bytes call for on top; *ret_leaf where they call for none. */
static int open_layer(struct pl_input *input, bool *ret_leaf, struct pl_error *err) {
    pl_str first = layer_peek(input);
    enum pl_decoder_kind kind = pl_decoder_sniff(first);
    bool zip = is_zip(first);
    bool archive = zip || is_tar(first);
    *ret_leaf = kind == PL_DECODER_NONE && !archive;
    if (*ret_leaf) {
        return 0;
    }
    if (input->n_layers == MAX_LAYERS || (archive && input->n_archives == MAX_ARCHIVES)) {
        return pl_fail_at(err, PL_E_LIMIT, 0, input->at, "archives nested deeper than %d", MAX_ARCHIVES);
    }
    int code = layer_push(input, archive ? LAYER_ARCHIVE : LAYER_DECODER, err);
    if (code != 0) {
        return code;
    }
    return archive ? archive_start(input, zip, err) : pl_decoder_open(kind, &top(input)->decoder, err);
}

static int describe(struct pl_input *input, struct pl_member *ret_member, struct pl_error *err) {
    pl_buf_clear(&input->full_name);
    for (size_t i = 0; i < input->n_layers; i++) {
        const struct layer *layer = input->layers[i];
        if (layer->kind == LAYER_ARCHIVE) {
            pl_buf_add(&input->full_name, "!", input->full_name.n > 0 ? 1 : 0);
            pl_buf_add_str(&input->full_name, pl_str_from(layer->name));
        }
    }
    pl_buf_add_char(&input->full_name, '\0');
    if (pl_buf_failed(&input->full_name)) {
        return pl_fail_at(err, PL_E_LIMIT, 0, input->at, "a member's name is longer than %d bytes", MAX_NAME);
    }
    input->member_bytes = 0;
    *ret_member = (struct pl_member){.name = input->full_name.p, .index = input->members++};
    return 0;
}

int pl_input_next(struct pl_input *input, int *ret_more, struct pl_member *ret_member, struct pl_error *err) {
    bool fresh = !input->begun; /* the top layer is at the start of a stream */
    input->begun = true;
    for (;;) {
        while (!fresh) {
            while (top(input)->kind == LAYER_DECODER) {
                layer_pop(input);
            }
            if (top(input)->kind == LAYER_FILE) {
                *ret_more = 0;
                return 0;
            }
            int more = 0;
            int code = archive_advance(input, &more, err);
            if (code != 0 || more == 0) {
                layer_pop(input);
            }
            if (code != 0) {
                return code;
            }
            fresh = more != 0;
        }
        bool leaf = false;
        int code = open_layer(input, &leaf, err);
        if (code != 0) {
            if (top(input)->kind == LAYER_ARCHIVE && top(input)->name == NULL) {
                layer_pop(input); /* it could not be begun */
            }
            return code;
        }
        if (leaf) {
            code = describe(input, ret_member, err);
            if (code == 0) {
                *ret_more = 1;
            }
            return code;
        }
        fresh = top(input)->kind == LAYER_DECODER;
    }
}

int pl_input_read(struct pl_input *input, void *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    size_t n = 0;
    int code = layer_read(input, input->n_layers - 1, buf, cap, &n, err);
    if (code != 0) {
        input->told = true;
        return code;
    }
    input->member_bytes += n;
    if (input->member_bytes > MAX_MEMBER) {
        return pl_fail_at(err, PL_E_LIMIT, 0, input->at, "a member of more than 1 TiB");
    }
    *ret_n = n;
    return 0;
}

/* ---- opening and closing ---- */

static int begin(struct pl_input *input, const char *name, struct pl_input **ret_input, struct pl_error *err) {
    input->name = strdup(name);
    pl_buf_open(&input->full_name, MAX_NAME + 1);
    input->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    int code = input->name != NULL && input->utf8 != (locale_t)0 ? layer_push(input, LAYER_FILE, err)
                                                                 : pl_fail(err, PL_E_NOMEM, "out of memory");
    if (code != 0) {
        pl_input_close(input);
        return code;
    }
    *ret_input = input;
    return 0;
}

static int take_file(struct pl_input *input, const char *path, struct pl_error *err) {
    struct stat st;
    bool standard = strcmp(path, "-") == 0;
    input->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    input->owns_fd = !standard;
    if (input->fd < 0 || fstat(input->fd, &st) != 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%s", path);
    }
    if (S_ISDIR(st.st_mode)) {
        return pl_fail(err, PL_E_INPUT, "%s: is a folder", path);
    }
    if (S_ISREG(st.st_mode) && lseek(input->fd, 0, SEEK_CUR) == 0) {
        input->seekable = true;
        input->size = (uint64_t)st.st_size;
        posix_fadvise(input->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return 0;
}

int pl_input_open(const char *path, struct pl_input **ret_input, struct pl_error *err) {
    struct pl_input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = take_file(input, path, err);
    if (code != 0) {
        pl_input_close(input);
        return code;
    }
    return begin(input, strcmp(path, "-") == 0 ? "standard input" : path, ret_input, err);
}

int pl_input_open_bytes(pl_str bytes, const char *name, struct pl_input **ret_input, struct pl_error *err) {
    struct pl_input *input = calloc(1, sizeof *input);
    if (input == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    input->fd = -1;
    input->bytes = bytes;
    input->size = bytes.n;
    input->seekable = true;
    return begin(input, name, ret_input, err);
}

uint64_t pl_input_consumed(const struct pl_input *input) { return input->high; }

uint64_t pl_input_size(const struct pl_input *input) { return input->size; }

uint64_t pl_input_skipped(const struct pl_input *input) { return input->skipped; }

void pl_input_close(struct pl_input *input) {
    if (input == NULL) {
        return;
    }
    while (input->n_layers > 0) {
        layer_pop(input);
    }
    if (input->owns_fd) {
        pl_file_close(&input->fd);
    }
    if (input->utf8 != (locale_t)0) {
        freelocale(input->utf8);
    }
    pl_buf_close(&input->full_name);
    free(input->name);
    free(input);
}
