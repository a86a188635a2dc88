#include "app/list.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "input/open.h"
#include "lists/un.h"
#include "store/list.h"

#include "base/ban.h"

#define LIST_MAX   ((size_t)2 << 30)
#define HEAD_BYTES 4096

/* The first member of a file, whole or its first max bytes. */
static int read_member(const char *path, size_t max, bool head, struct pl_buf *bytes, struct pl_error *err) {
    struct pl_input *input = NULL;
    struct pl_member member;
    int more = 0;
    int code = pl_input_open(path, &input, err);
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    while (code == 0 && more) {
        size_t room = 65536;
        size_t n = 0;
        char *p = pl_buf_reserve(bytes, room);
        if (p == NULL) {
            code = pl_fail(err, PL_E_LIMIT, "%s: larger than the %zu bytes that a list may have", path, max);
            break;
        }
        code = pl_input_read(input, p, room, &n, err);
        if (code != 0 || n == 0) {
            break;
        }
        bytes->n += n;
        if (head && bytes->n >= HEAD_BYTES) {
            break;
        }
    }
    pl_input_close(input);
    return code;
}

static pl_str base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return pl_str_from(slash != NULL ? slash + 1 : path);
}

int pl_list_guess(const char *path, struct pl_list_guess *ret, struct pl_error *err) {
    PL_BUF_AUTO head;
    struct pl_list_guess guess = {.kind = PL_LIST_NONE};
    pl_buf_open(&head, HEAD_BYTES + 65536);
    int code = read_member(path, HEAD_BYTES, true, &head, err);
    if (code != 0) {
        return code;
    }
    if (pl_un_guess(pl_buf_str(&head))) {
        guess = (struct pl_list_guess){.kind = PL_LIST_UN, .list = PL_STR("un-sc")};
    } else if (pl_ofac_name(base_name(path), &guess.list, &guess.part)) {
        int seen = pl_ofac_guess(pl_buf_str(&head));
        bool fits = seen == guess.part || guess.part == PL_OFAC_COMMENTS;
        guess.kind = fits ? PL_LIST_OFAC : PL_LIST_NONE;
    }
    *ret = guess;
    return 0;
}

/* "2026-02-27T00:00:09.554Z" is published on its UTC day; a text that is no date is none. */
static void keep_day(pl_str said, char published[32]) {
    pl_time at = 0;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    published[0] = '\0';
    if (pl_time_parse(said, &at)) {
        pl_time_write(&text, at);
        snprintf(published, 32, "%.10s", text.p);
    }
}

struct sink {
    struct pl_list_writer *writer; /* NULL: count only */
};

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    struct sink *sink = ctx;
    return sink->writer != NULL ? pl_list_add(sink->writer, entity, err) : 0;
}

static int read_un(struct sink *sink, const char *path, struct pl_publication *pub, char published[32],
                   struct pl_error *err) {
    struct pl_un *un = NULL;
    struct pl_input *input = NULL;
    struct pl_member member;
    char chunk[65536];
    int more = 0;
    size_t n = 1;
    int code = pl_un_open(on_entity, sink, &un, err);
    code = code == 0 ? pl_input_open(path, &input, err) : code;
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    while (code == 0 && more && n > 0) {
        code = pl_input_read(input, chunk, sizeof chunk, &n, err);
        code = code == 0 && n > 0 ? pl_un_push(un, chunk, n, err) : code;
    }
    code = code == 0 ? pl_un_finish(un, pub, err) : code;
    if (code == 0) {
        keep_day(pub->published, published);
        pub->published = pl_str_from(published);
    }
    pl_input_close(input);
    pl_un_close(un);
    return code;
}

static int read_ofac(struct sink *sink, const struct pl_list_guess *guess, const char *const paths[PL_OFAC_PARTS],
                     const char *const file[PL_OFAC_PARTS], struct pl_publication *pub, struct pl_error *err) {
    struct pl_ofac_set set = {.list = guess->list};
    struct pl_buf bytes[PL_OFAC_PARTS];
    int code = 0;
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        pl_buf_open(&bytes[i], LIST_MAX);
        if (paths[i] != NULL) {
            code = code == 0 ? read_member(paths[i], LIST_MAX, false, &bytes[i], err) : code;
            set.bytes[i] = pl_buf_str(&bytes[i]);
            set.file[i] = file[i];
        }
    }
    code = code == 0 ? pl_ofac_read(&set, on_entity, sink, pub, err) : code;
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        pl_buf_close(&bytes[i]);
    }
    return code;
}

static int read_list(struct sink *sink, const struct pl_list_guess *guess, const char *const paths[PL_OFAC_PARTS],
                     const char *const file[PL_OFAC_PARTS], pl_str date, char published[32], struct pl_publication *pub,
                     struct pl_error *err) {
    int code = guess->kind == PL_LIST_UN ? read_un(sink, paths[0], pub, published, err)
                                         : read_ofac(sink, guess, paths, file, pub, err);
    if (code == 0 && pub->published.n == 0) {
        keep_day(date, published);
        pub->published = pl_str_from(published);
    }
    pub->list = guess->list;
    return code;
}

int pl_list_try(const struct pl_list_guess *guess, const char *const paths[PL_OFAC_PARTS],
                const char *const file[PL_OFAC_PARTS], pl_str date, char published[32],
                struct pl_publication *ret_publication, struct pl_error *err) {
    struct sink sink = {NULL};
    struct pl_publication pub = {0};
    int code = read_list(&sink, guess, paths, file, date, published, &pub, err);
    if (code == 0) {
        *ret_publication = pub;
    }
    return code;
}

int pl_list_load(struct pl_case *c, int64_t seq, const struct pl_list_guess *guess,
                 const char *const paths[PL_OFAC_PARTS], const char *const file[PL_OFAC_PARTS], pl_str date,
                 char published[32], struct pl_publication *ret_publication, struct pl_error *err) {
    struct sink sink = {NULL};
    struct pl_publication pub = {0};
    int code = pl_list_begin(c, seq, &sink.writer, err);
    code = code == 0 ? read_list(&sink, guess, paths, file, date, published, &pub, err) : code;
    if (code != 0) {
        pl_list_drop(sink.writer);
        return code;
    }
    code = pl_list_end(sink.writer, &pub, pub.published, err);
    if (code == 0) {
        *ret_publication = pub;
    }
    return code;
}
