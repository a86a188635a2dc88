/* Reads list files through lists/reader, whole and in cuts, as lines for comparing with a .want file. */
#ifndef PL_TESTS_READ_LIST_H
#define PL_TESTS_READ_LIST_H

#include <unistd.h>

#include "lists/reader.h"
#include "unit/lists/entity_list.h"

/* lines may be NULL. */
static inline int read_bytes(int format, pl_str list, pl_str bytes, size_t cut, pl_entity_sink sink, void *ctx,
                             struct pl_publication *pub, struct pl_error *err) {
    struct pl_list_reader_options options = {.format = format, .list = list, .exercise = true};
    struct pl_list_reader *reader = NULL;
    int code = pl_list_reader_open(&options, sink, ctx, &reader, err);
    for (size_t at = 0; code == 0 && at < bytes.n; at += cut) {
        pl_str piece = pl_str_sub(bytes, at, cut);
        code = pl_list_reader_push(reader, 0, piece.p, piece.n, err);
    }
    code = code == 0 ? pl_list_reader_finish(reader, pub, err) : code;
    pub->list = pub->published = PL_STR(""); /* lived in the reader */
    pl_list_reader_close(reader);
    return code;
}

/* The lines of a file must be those of its .want, whole and in cuts of 1 and 7 bytes. */
static inline void expect_file(int format, const char *path, const char *want, struct pl_publication *pub) {
    static const size_t CUTS[] = {SIZE_MAX / 2, 1, 7};
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO wanted;
    PL_BUF_AUTO lines;
    struct pl_error err = {0};
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_open(&wanted, 1 << 20);
    pl_buf_open(&lines, 1 << 20);
    assert_int_equal(pl_file_read(path, 1 << 20, &bytes, &err), 0);
    assert_int_equal(pl_file_read(want, 1 << 20, &wanted, &err), 0);
    pl_buf_add_char(&wanted, '\0');
    for (size_t i = 0; i < sizeof CUTS / sizeof CUTS[0]; i++) {
        pl_buf_clear(&lines);
        int code = read_bytes(format, PL_STR(""), pl_buf_str(&bytes), CUTS[i], collect, &lines, pub, &err);
        assert_string_equal(err.msg, "");
        assert_int_equal(code, 0);
        pl_buf_add_char(&lines, '\0');
        assert_string_equal(lines.p, wanted.p);
    }
}

/* What a reader says of a text that it must refuse. */
static inline int refused(int format, pl_str text, struct pl_error *err) {
    struct pl_publication pub = {0};
    memset(err, 0, sizeof *err);
    return read_bytes(format, PL_STR(""), text, 5, collect, NULL, &pub, err);
}

#define SHARED_LISTS "../shared/data/lists/"

/* False, and says so, where the shared lists are not there. */
static inline bool have_shared(const char *path) {
    if (access(path, R_OK) == 0) {
        return true;
    }
    printf("skipped: %s is not there\n", path);
    return false;
}

#endif
