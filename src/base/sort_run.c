#include "base/sort_run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sort.h"

#include "base/ban.h"

#define OUT_BYTES  ((size_t)128 * 1024)
#define HEAD_BYTES sizeof(uint32_t)

struct pl_sort_item pl_sort_item(const void *bytes, size_t n) {
    unsigned char head[8] = {0};
    if (n >= 8) {
        return (struct pl_sort_item){pl_be64(bytes), bytes, n};
    }
    if (n > 0) {
        memcpy(head, bytes, n);
    }
    return (struct pl_sort_item){pl_be64(head), bytes, n};
}

bool pl_sort_less_tail(const struct pl_sort_item *a, const struct pl_sort_item *b) {
    size_t n = a->n < b->n ? a->n : b->n;
    int order = n > 8 ? memcmp(a->p + 8, b->p + 8, n - 8) : 0;
    return order != 0 ? order < 0 : a->n < b->n;
}

void pl_sort_runs_open(struct pl_sort_runs *runs) {
    memset(runs, 0, sizeof *runs);
    runs->fd = -1;
    pl_buf_open(&runs->out, OUT_BYTES + PL_SORT_ITEM_MAX + HEAD_BYTES);
}

void pl_sort_runs_close(struct pl_sort_runs *runs) {
    pl_file_close(&runs->fd);
    pl_buf_close(&runs->out);
    free(runs->spans);
    runs->spans = NULL;
    runs->n = 0;
    runs->cap = 0;
}

static int write_out(struct pl_sort_runs *runs, struct pl_error *err) {
    struct pl_error why = {0};
    int code = pl_file_write_all(runs->fd, pl_buf_str(&runs->out).p, runs->out.n, &why);
    if (code != 0) {
        const char *dir = getenv("TMPDIR");
        return pl_fail(err, (enum pl_code)code,
                       "sorting needs room for temporary files in %s: %s; set TMPDIR to a folder with more room",
                       dir != NULL && dir[0] != '\0' ? dir : "/tmp", why.msg);
    }
    pl_buf_clear(&runs->out);
    return 0;
}

int pl_sort_runs_begin(struct pl_sort_runs *runs, struct pl_error *err) {
    if (runs->fd < 0) {
        int code = pl_file_scratch(&runs->fd, err);
        if (code != 0) {
            return code;
        }
    }
    if (runs->n == runs->cap) {
        size_t cap = runs->cap > 0 ? runs->cap * 2 : 16;
        struct pl_sort_span *spans = reallocarray(runs->spans, cap, sizeof *spans);
        if (spans == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        runs->spans = spans;
        runs->cap = cap;
    }
    runs->spans[runs->n] = (struct pl_sort_span){.from = runs->end, .to = runs->end};
    return 0;
}

int pl_sort_runs_add(struct pl_sort_runs *runs, const struct pl_sort_item *item, struct pl_error *err) {
    uint32_t n = (uint32_t)item->n;
    pl_buf_add(&runs->out, &n, HEAD_BYTES);
    pl_buf_add(&runs->out, item->p, item->n);
    if (pl_buf_failed(&runs->out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    runs->end += HEAD_BYTES + item->n;
    return runs->out.n >= OUT_BYTES ? write_out(runs, err) : 0;
}

int pl_sort_runs_end(struct pl_sort_runs *runs, struct pl_error *err) {
    runs->spans[runs->n++].to = runs->end;
    return write_out(runs, err);
}

/* A run being read: bytes [at, fill) of its buffer are read and not yet given. */
struct source {
    struct pl_sort_item item; /* the head of the run */
    uint64_t from;            /* of the file, behind the buffer */
    uint64_t to;
    char *bytes;
    size_t at;
    size_t fill;
};

struct pl_sort_merge {
    int fd;
    size_t cap; /* of each buffer */
    char *bytes;
    struct source *sources;
    struct source **heap; /* smallest first */
    size_t n;
    bool begun;
};

static int refill(struct pl_sort_merge *merge, struct source *source, struct pl_error *err) {
    memmove(source->bytes, source->bytes + source->at, source->fill - source->at);
    source->fill -= source->at;
    source->at = 0;
    while (source->fill < merge->cap && source->from < source->to) {
        size_t want = merge->cap - source->fill;
        want = want < source->to - source->from ? want : (size_t)(source->to - source->from);
        ssize_t n = pread(merge->fd, source->bytes + source->fill, want, (off_t)source->from);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return pl_fail_errno(err, PL_E_IO, n < 0 ? errno : EIO, "cannot read the temporary file of a sort");
        }
        source->fill += (size_t)n;
        source->from += (uint64_t)n;
    }
    return 0;
}

/* Moves to the next item of the run; item.p is NULL at its end. */
static int advance(struct pl_sort_merge *merge, struct source *source, struct pl_error *err) {
    uint32_t n = 0;
    for (int tries = 0; tries < 2; tries++) {
        size_t held = source->fill - source->at;
        if (held >= HEAD_BYTES) {
            memcpy(&n, source->bytes + source->at, HEAD_BYTES);
            if (held - HEAD_BYTES >= n) {
                source->item = pl_sort_item(source->bytes + source->at + HEAD_BYTES, n);
                source->at += HEAD_BYTES + n;
                return 0;
            }
        }
        if (tries == 0 && source->from < source->to) {
            int code = refill(merge, source, err);
            if (code != 0) {
                return code;
            }
        } else if (tries == 0 && held == 0) {
            source->item.p = NULL;
            return 0;
        }
    }
    return pl_fail(err, PL_E_IO, "the temporary file of a sort was changed");
}

static void sift_down(struct pl_sort_merge *merge, size_t at) {
    struct source *moving = merge->heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= merge->n) {
            break;
        }
        if (child + 1 < merge->n && pl_sort_less(&merge->heap[child + 1]->item, &merge->heap[child]->item)) {
            child++;
        }
        if (!pl_sort_less(&merge->heap[child]->item, &moving->item)) {
            break;
        }
        merge->heap[at] = merge->heap[child];
        at = child;
    }
    merge->heap[at] = moving;
}

int pl_sort_merge_open(const struct pl_sort_runs *runs, size_t first, size_t count, size_t buffer_bytes,
                       struct pl_sort_merge **ret_merge, struct pl_error *err) {
    struct pl_sort_merge *merge = calloc(1, sizeof *merge);
    if (merge == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    size_t least = PL_SORT_ITEM_MAX + HEAD_BYTES;
    merge->fd = runs->fd;
    merge->cap = buffer_bytes > least ? buffer_bytes : least;
    merge->bytes = reallocarray(NULL, count, merge->cap);
    merge->sources = calloc(count, sizeof *merge->sources);
    merge->heap = calloc(count, sizeof(struct source *));
    int code = merge->bytes != NULL && merge->sources != NULL && merge->heap != NULL
                   ? 0
                   : pl_fail(err, PL_E_NOMEM, "out of memory");
    for (size_t i = 0; i < count && code == 0; i++) {
        struct source *source = &merge->sources[i];
        source->bytes = merge->bytes + i * merge->cap;
        source->from = runs->spans[first + i].from;
        source->to = runs->spans[first + i].to;
        code = advance(merge, source, err);
        if (code == 0 && source->item.p != NULL) {
            merge->heap[merge->n++] = source;
        }
    }
    if (code != 0) {
        pl_sort_merge_close(merge);
        return code;
    }
    for (size_t i = merge->n / 2; i > 0; i--) {
        sift_down(merge, i - 1);
    }
    *ret_merge = merge;
    return 0;
}

int pl_sort_merge_next(struct pl_sort_merge *merge, struct pl_sort_item *ret_item, struct pl_error *err) {
    if (merge->begun && merge->n > 0) {
        /* The item given last was the head of the top run: only now may its buffer move. */
        int code = advance(merge, merge->heap[0], err);
        if (code != 0) {
            return code;
        }
        if (merge->heap[0]->item.p == NULL) {
            merge->heap[0] = merge->heap[--merge->n];
        }
        if (merge->n > 0) {
            sift_down(merge, 0);
        }
    }
    merge->begun = true;
    *ret_item = merge->n > 0 ? merge->heap[0]->item : (struct pl_sort_item){0};
    return 0;
}

void pl_sort_merge_close(struct pl_sort_merge *merge) {
    if (merge == NULL) {
        return;
    }
    free(merge->bytes);
    free(merge->sources);
    free(merge->heap);
    free(merge);
}
