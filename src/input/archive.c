#include "input/layer.h"

#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define HOLD_BYTES ((size_t)64 * 1024 * 1024)

static int archive_refuse(struct layer *layer, struct pl_error *err) {
    if (layer->below_failed.code != 0) {
        if (err != NULL) {
            *err = layer->below_failed;
        }
        return layer->below_failed.code;
    }
    if (archive_errno(layer->archive) == ENOMEM) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
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

int pl_layer_read_entry(struct layer *layer, char *buf, size_t cap, size_t *ret_n, struct pl_error *err) {
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
    int code = pl_layer_read(layer->input, i, layer->intake, PL_LAYER_INTAKE_BYTES, &n, &layer->below_failed);
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
        (!held && !pl_layer_seek_file(input, to))) {
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
        char *p = layer->held.n < HOLD_BYTES ? pl_buf_reserve(&layer->held, PL_LAYER_PEEK_BYTES) : NULL;
        size_t room = p != NULL ? layer->held.cap - layer->held.n : 0;
        room = room < HOLD_BYTES - layer->held.n ? room : HOLD_BYTES - layer->held.n;
        if (room == 0 || pl_layer_read(layer->input, below_i, p, room, &n, NULL) != 0) {
            return false; /* read on as a stream; a failure comes again there */
        }
        if (n == 0) {
            return true;
        }
        layer->held.n += n;
    }
}

int pl_layer_start_archive(struct pl_input *input, bool zip, struct pl_error *err) {
    struct layer *layer = pl_layer_top(input);
    if (input->utf8 == (locale_t)0) {
        input->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    }
    layer->archive = archive_read_new();
    if (layer->archive == NULL || input->utf8 == (locale_t)0) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct archive *a = layer->archive;
    size_t i = 0;
    struct layer *source = below(layer, &i);
    int code = zip ? archive_read_support_format_zip(a) : archive_read_support_format_tar(a);
    if (code == ARCHIVE_OK && i == 0 && input->seekable && pl_layer_seek_file(input, 0)) {
        pl_layer_restart(source); /* its peeked bytes are read again */
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
int pl_layer_next_entry(struct pl_input *input, int *ret_more, struct pl_error *err) {
    struct layer *layer = pl_layer_top(input);
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
        pl_layer_restart(layer);
        if (input->members + input->skipped >= PL_MEMBERS_MAX) {
            return pl_fail(err, PL_E_LIMIT, "more than %llu members", (unsigned long long)PL_MEMBERS_MAX);
        }
        if (archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL) {
            *ret_more = 1;
            return keep_name(layer, entry, err);
        }
        input->skipped++;
    }
}
