#include "input/open.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "input/layer.h"

#include "base/ban.h"

#define MAX_ARCHIVES 3
#define MAX_MEMBER   (UINT64_C(1) << 40)
#define MAX_NAME     4096
#define TAR_MAGIC_AT 257

static bool is_zip(pl_str bytes) {
    return pl_str_starts(bytes, PL_STR("PK\x03\x04")) || pl_str_starts(bytes, PL_STR("PK\x05\x06")) ||
           pl_str_starts(bytes, PL_STR("PK\x07\x08PK\x03\x04"));
}

static bool is_tar(pl_str bytes) {
    return bytes.n == PL_LAYER_PEEK_BYTES && memcmp(bytes.p + TAR_MAGIC_AT, "ustar", 5) == 0;
}

/* Puts the layer that the first bytes call for on top; *ret_leaf where they call for none. */
static int open_layer(struct pl_input *input, bool *ret_leaf, struct pl_error *err) {
    pl_str first = pl_layer_peek(input);
    enum pl_decoder_kind kind = pl_decoder_sniff(first);
    bool zip = is_zip(first);
    bool archive = zip || is_tar(first);
    *ret_leaf = kind == PL_DECODER_NONE && !archive;
    if (*ret_leaf) {
        return 0;
    }
    if (input->n_layers == PL_LAYERS_MAX || (archive && input->n_archives == MAX_ARCHIVES)) {
        return pl_fail_at(err, PL_E_LIMIT, 0, input->at, "archives nested deeper than %d", MAX_ARCHIVES);
    }
    int code = pl_layer_push(input, archive ? LAYER_ARCHIVE : LAYER_DECODER, err);
    if (code != 0) {
        return code;
    }
    return archive ? pl_layer_start_archive(input, zip, err)
                   : pl_decoder_open(kind, &pl_layer_top(input)->decoder, err);
}

static int describe(struct pl_input *input, struct pl_member *ret_member, struct pl_error *err) {
    size_t length = 0;
    pl_buf_clear(&input->full_name);
    for (size_t i = 0; i < input->n_layers; i++) {
        const struct layer *layer = input->layers[i];
        if (layer->kind == LAYER_ARCHIVE) {
            length += (length > 0 ? 1 : 0) + strlen(layer->name);
            pl_buf_add(&input->full_name, "!", input->full_name.n > 0 ? 1 : 0);
            pl_buf_add_str(&input->full_name, pl_str_from(layer->name));
        }
    }
    pl_buf_add_char(&input->full_name, '\0');
    if (pl_buf_failed(&input->full_name)) {
        return length > MAX_NAME
                   ? pl_fail_at(err, PL_E_LIMIT, 0, input->at, "a member's name is longer than %d bytes", MAX_NAME)
                   : pl_fail(err, PL_E_NOMEM, "out of memory");
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
            while (pl_layer_top(input)->kind == LAYER_DECODER) {
                pl_layer_pop(input);
            }
            if (pl_layer_top(input)->kind == LAYER_FILE) {
                *ret_more = 0;
                return 0;
            }
            int more = 0;
            int code = pl_layer_next_entry(input, &more, err);
            if (code != 0 || more == 0) {
                pl_layer_pop(input);
            }
            if (code != 0) {
                return code;
            }
            fresh = more != 0;
        }
        bool leaf = false;
        int code = open_layer(input, &leaf, err);
        if (code != 0) {
            if (pl_layer_top(input)->kind == LAYER_ARCHIVE && pl_layer_top(input)->name == NULL) {
                pl_layer_pop(input); /* it could not be begun */
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
        fresh = pl_layer_top(input)->kind == LAYER_DECODER;
    }
}

int pl_input_read(struct pl_input *input, void *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
    size_t n = 0;
    int code = pl_layer_read(input, input->n_layers - 1, buf, cap, &n, err);
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
    int code = input->name != NULL ? pl_layer_push(input, LAYER_FILE, err) : pl_fail(err, PL_E_NOMEM, "out of memory");
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
        pl_layer_pop(input);
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
