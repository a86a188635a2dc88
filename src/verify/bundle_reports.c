/* The reports of a bundle: what its chunks say, decoded as at the import. */
#include <stdlib.h>
#include <string.h>

#include "ais/feed.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

#define HEADER_MAX ((size_t)65536)
#define ITEMS_MAX  ((size_t)50000000)

/* ---- decoding ---- */

/* One more in a list that grows; NULL without memory or beyond the ceiling. */
static void *grow(void *items, size_t n, size_t *cap, size_t size) {
    if (n < *cap) {
        return items;
    }
    size_t more = *cap > 0 ? 2 * *cap : 4096;
    void *grown = more <= ITEMS_MAX ? reallocarray(items, more, size) : NULL;
    *cap = grown != NULL ? more : *cap;
    return grown;
}

static int keep(struct pl_verify_item **items, size_t *n, size_t *cap, struct pl_verify_item item,
                struct pl_error *err) {
    struct pl_verify_item *grown = item.record.p != NULL ? grow(*items, *n, cap, sizeof *grown) : NULL;
    if (grown == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the reports of a bundle");
    }
    *items = grown;
    (*items)[(*n)++] = item;
    return PL_E_OK;
}

static int keep_place(struct pl_verify_reports *r, struct pl_loc src, uint32_t mmsi, struct pl_error *err) {
    struct pl_verify_place *grown = grow(r->places, r->n_places, &r->places_cap, sizeof *grown);
    if (grown == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the reports of a bundle");
    }
    r->places = grown;
    r->places[r->n_places++] = (struct pl_verify_place){.src = src, .mmsi = mmsi};
    return PL_E_OK;
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct pl_verify_reports *r = ctx;
    struct pl_error why;
    if (h->at == PL_TIME_NONE || !pl_record_time_ok(h->at)) {
        return PL_E_OK;
    }
    pl_buf_clear(&r->record);
    int rc = pl_record_write(h, &r->record, &why);
    if (rc == PL_E_LIMIT) {
        return PL_E_OK; /* left out at the import too */
    }
    if (rc != PL_E_OK) {
        return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    }
    struct pl_verify_item item = {
        .record = pl_str_copy(r->v->arena, pl_buf_str(&r->record)),
        .src = {.source = r->member, .length = h->parts[0].length, .offset = h->parts[0].offset + r->shift}};
    rc = keep_place(r, item.src, h->mmsi, err);
    if (rc != PL_E_OK || r->opened[r->member].superseded) {
        return rc; /* that reading of it counts no more: only what an event cites of it is looked up */
    }
    return h->own ? keep(&r->own, &r->n_own, &r->own_cap, item, err)
                  : keep(&r->items, &r->n_items, &r->items_cap, item, err);
}

static struct pl_feed_options options_of(const struct pl_verify_reports *r, size_t at) {
    uint64_t seq = r->v->b->entries[at].seq;
    struct pl_feed_options options = {.columns = pl_verify_value(r->v, seq, "columns"),
                                      .day_first = pl_verify_value(r->v, seq, "day_first").n > 0,
                                      .max_part_s = (unsigned)r->rules.v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                      .exercise_numbers = true,
                                      .latest = r->v->parsed[at].at + PL_DAY_US};
    int format = PL_FEED_AUTO;
    (void)pl_feed_format_of(pl_verify_value(r->v, seq, "format"), &format);
    options.format = (enum pl_feed_format)format;
    return options;
}

/* The line that names the columns, where the member is a table and its first chunk is open. */
static pl_str header_of(const struct pl_verify_opened *o) {
    pl_str first = o->chunks->n > 0 && o->chunks->chunks[0].index == 0 ? o->chunks->chunks[0].bytes : (pl_str){0};
    pl_str line = pl_str_sub(first, 0, pl_str_find(first, '\n') + 1);
    bool sentence = line.n == 0 || line.n > HEADER_MAX || pl_str_find(line, '!') < line.n || line.p[0] == '\\' ||
                    line.p[0] == '$' || line.p[0] == '#';
    return sentence ? (pl_str){0} : line;
}

/* Chunks that follow one another: from the first whole line to the last. */
static int read_run(struct pl_verify_reports *r, const struct pl_verify_opened *o, size_t from, size_t to,
                    struct pl_error *err) {
    const struct pl_bundle_chunk *chunks = o->chunks->chunks;
    struct pl_feed_options options = options_of(r, o->at);
    struct pl_feed *feed = NULL;
    bool to_end = chunks[to - 1].index + 1 == o->root.chunks;
    uint64_t start = chunks[from].index * PL_CHUNK_BYTES;
    pl_str header = chunks[from].index > 0 ? header_of(o) : (pl_str){0};
    int rc = pl_feed_open(&options, on_hearing, NULL, r, &feed, err);
    rc = rc == PL_E_OK && header.n > 0 ? pl_feed_push(feed, header.p, header.n, err) : rc;
    for (size_t i = from; rc == PL_E_OK && i < to; i++) {
        pl_str bytes = chunks[i].bytes;
        if (i == from && chunks[i].index > 0) {
            size_t cut = pl_str_find(bytes, '\n');
            cut = cut < bytes.n ? cut + 1 : bytes.n;
            bytes = pl_str_sub(bytes, cut, bytes.n);
            start += cut;
            r->shift = start - header.n;
        } else if (i == from) {
            r->shift = 0;
        }
        if (i + 1 == to && !to_end) {
            while (bytes.n > 0 && bytes.p[bytes.n - 1] != '\n') {
                bytes.n--;
            }
        }
        rc = bytes.n > 0 ? pl_feed_push(feed, bytes.p, bytes.n, err) : PL_E_OK;
    }
    rc = rc == PL_E_OK ? pl_feed_finish(feed, err) : rc;
    pl_feed_close(feed);
    return rc == PL_E_FORMAT || rc == PL_E_EMPTY ? PL_E_OK : rc; /* no recording: nothing is heard in it */
}

static int read_member(struct pl_verify_reports *r, uint32_t member, struct pl_error *err) {
    const struct pl_verify_opened *o = &r->opened[member];
    int rc = PL_E_OK;
    r->member = member;
    for (size_t from = 0, to = 0; rc == PL_E_OK && from < o->chunks->n; from = to) {
        for (to = from + 1; to < o->chunks->n && o->chunks->chunks[to].index == o->chunks->chunks[to - 1].index + 1;) {
            to++;
        }
        rc = read_run(r, o, from, to, err);
    }
    return rc;
}

static int by_record(const void *a, const void *b) {
    const struct pl_verify_item *x = a, *y = b;
    int order = pl_str_cmp(x->record, y->record);
    if (order == 0) {
        order = (x->src.source > y->src.source) - (x->src.source < y->src.source);
    }
    return order != 0 ? order : (x->src.offset > y->src.offset) - (x->src.offset < y->src.offset);
}

static int by_place(const void *a, const void *b) {
    const struct pl_verify_place *x = a, *y = b;
    int order = (x->src.source > y->src.source) - (x->src.source < y->src.source);
    return order != 0 ? order : (x->src.offset > y->src.offset) - (x->src.offset < y->src.offset);
}

int pl_verify_read_reports(struct pl_verify_reports *r, struct pl_error *err) {
    int rc = PL_E_OK;
    pl_buf_open(&r->record, (size_t)2 * PL_RECORD_MAX);
    for (uint32_t i = 0; rc == PL_E_OK && i < r->n_opened; i++) {
        rc = read_member(r, i, err);
    }
    if (r->n_items == 0) { /* a recording of the own ship alone */
        r->items = r->own;
        r->n_items = r->n_own;
        r->own = NULL;
        r->n_own = 0;
    }
    if (r->n_items > 1) {
        qsort(r->items, r->n_items, sizeof *r->items, by_record);
    }
    if (r->n_places > 1) {
        qsort(r->places, r->n_places, sizeof *r->places, by_place);
    }
    return rc;
}

void pl_verify_reports_close(struct pl_verify_reports *r) {
    pl_buf_close(&r->record);
    free(r->items);
    free(r->own);
    free(r->places);
    r->items = r->own = NULL;
    r->places = NULL;
    r->n_items = r->n_own = r->n_places = 0;
}

const struct pl_verify_place *pl_verify_report_at(const struct pl_verify_reports *r, struct pl_loc at) {
    struct pl_verify_place key = {.src = at};
    const struct pl_verify_place *found =
        r->n_places > 0 ? bsearch(&key, r->places, r->n_places, sizeof key, by_place) : NULL;
    return found != NULL && found->src.length == at.length ? found : NULL;
}
