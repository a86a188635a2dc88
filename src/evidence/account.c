#include "evidence/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "text/json.h"

#include "base/ban.h"

#define MAX_LINES 1000000u
#define NONE      PL_ORIGIN_NONE

enum { SOURCES, ITEMS, LINKS };
static const char *const ID_KEY[] = {"source_id", "item_id", "child"};

/* One line that could be read; which of the members mean anything depends on the file. */
struct row {
    pl_str id;   /* source_id, item_id, child */
    pl_str text; /* the line itself: decides between two with one id */
    uint64_t line, offset;
    pl_str party, source, event, words, parent, by;
    pl_time published;
    enum pl_link_kind kind;
    pl_str *cites;
    uint32_t n_cites;
};

struct reader {
    unsigned file;
    struct pl_arena *arena;
    struct pl_arena scratch; /* of one line */
    struct row *rows;
    size_t n, cap;
    pl_account_sink sink;
    void *ctx;
    struct pl_account *account;
    uint64_t line, offset; /* of the present line */
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory for the reports"); }

static int complain(struct reader *r, bool left_out, const struct row *row, const struct pl_error *said,
                    struct pl_error *err) {
    struct pl_account_fault fault = {.file = r->file, .left_out = left_out, .error = *said};
    fault.error.line = row != NULL ? row->line : r->line;
    fault.error.offset = row != NULL ? row->offset : r->offset;
    r->account->counts[r->file].rejected += left_out;
    return r->sink == NULL ? 0 : r->sink(r->ctx, &fault, err);
}

/* ---- one line ---- */

/* A text member: true with "" where it is absent or null. */
static bool get_text(struct reader *r, const struct pl_jval *o, const char *key, size_t max, bool needed, pl_str *ret,
                     struct pl_error *said) {
    const struct pl_jval *v = pl_jval_get(o, key);
    if (v == NULL || v->kind == PL_JVAL_NULL) {
        *ret = PL_STR("");
        return !needed || (pl_fail(said, PL_E_FORMAT, "`%s` is missing", key), false);
    }
    if (v->kind != PL_JVAL_STR) {
        return pl_fail(said, PL_E_FORMAT, "`%s` is no text", key), false;
    }
    if (v->str.n > max) {
        return pl_fail(said, PL_E_LIMIT, "`%s` is longer than %zu bytes", key, max), false;
    }
    if (needed && v->str.n == 0) {
        return pl_fail(said, PL_E_FORMAT, "`%s` is empty", key), false;
    }
    *ret = v->str.n > 0 ? pl_str_copy(r->arena, v->str) : PL_STR("");
    return true;
}

static bool get_cites(struct reader *r, const struct pl_jval *o, struct row *row, struct pl_error *said) {
    const struct pl_jval *v = pl_jval_get(o, "cites");
    if (v == NULL || v->kind == PL_JVAL_NULL) {
        return true;
    }
    if (v->kind != PL_JVAL_ARRAY) {
        return pl_fail(said, PL_E_FORMAT, "`cites` is no array"), false;
    }
    if (v->n > PL_ACCOUNT_MAX_CITES) {
        return pl_fail(said, PL_E_LIMIT, "more than %u citations", PL_ACCOUNT_MAX_CITES), false;
    }
    row->cites = pl_arena_calloc(r->arena, v->n + 1, sizeof *row->cites);
    for (size_t i = 0; i < v->n && row->cites != NULL; i++) {
        if (v->items[i].kind != PL_JVAL_STR || v->items[i].str.n == 0 || v->items[i].str.n > PL_ACCOUNT_MAX_ID) {
            return pl_fail(said, PL_E_FORMAT, "a citation is no id of 1 to %u bytes", PL_ACCOUNT_MAX_ID), false;
        }
        row->cites[row->n_cites++] = pl_str_copy(r->arena, v->items[i].str);
    }
    return true;
}

static bool get_published(struct reader *r, const struct pl_jval *o, struct row *row, struct pl_error *said) {
    pl_str text;
    row->published = PL_TIME_NONE;
    return get_text(r, o, "published", 64, false, &text, said) &&
           (text.n == 0 || pl_time_parse(text, &row->published) ||
            (pl_fail(said, PL_E_FORMAT, "`published` is no ISO 8601 time"), false));
}

static bool get_kind(struct reader *r, const struct pl_jval *o, struct row *row, struct pl_error *said) {
    pl_str text;
    return get_text(r, o, "as", 64, true, &text, said) &&
           (pl_link_kind_parse(text, &row->kind) || (pl_fail(said, PL_E_FORMAT, "`as` is no kind of link"), false));
}

static bool get_row(struct reader *r, const struct pl_jval *o, struct row *row, struct pl_error *said) {
    if (o->kind != PL_JVAL_OBJECT) {
        return pl_fail(said, PL_E_FORMAT, "no JSON object"), false;
    }
    if (!get_text(r, o, ID_KEY[r->file], PL_ACCOUNT_MAX_ID, true, &row->id, said)) {
        return false;
    }
    switch (r->file) {
    case SOURCES:
        return get_text(r, o, "party", PL_ACCOUNT_MAX_ID, false, &row->party, said);
    case ITEMS:
        return get_text(r, o, "source_id", PL_ACCOUNT_MAX_ID, false, &row->source, said) &&
               get_text(r, o, "event_id", PL_ACCOUNT_MAX_ID, true, &row->event, said) &&
               get_text(r, o, "text", PL_ACCOUNT_MAX_LINE, false, &row->words, said) &&
               get_published(r, o, row, said) && get_cites(r, o, row, said);
    default:
        return get_text(r, o, "parent", PL_ACCOUNT_MAX_ID, true, &row->parent, said) &&
               get_text(r, o, "by", PL_ACCOUNT_MAX_ID, false, &row->by, said) && get_kind(r, o, row, said);
    }
}

static int keep(struct reader *r, const struct row *row, struct pl_error *err) {
    if (r->n == r->cap) {
        size_t cap = r->cap == 0 ? 64 : 2 * r->cap;
        struct row *more = pl_arena_calloc(r->arena, cap, sizeof *more);
        if (more == NULL) {
            return no_memory(err);
        }
        if (r->n > 0) {
            memcpy(more, r->rows, r->n * sizeof *more);
        }
        r->rows = more;
        r->cap = cap;
    }
    r->rows[r->n++] = *row;
    return 0;
}

static int read_line(struct reader *r, pl_str line, struct pl_error *err) {
    struct row row = {.text = line, .line = r->line, .offset = r->offset};
    struct pl_error said = {0};
    const struct pl_jval *value;
    if (r->account->counts[r->file].lines++ >= MAX_LINES) {
        return pl_fail_at(err, PL_E_LIMIT, r->line, r->offset, "more than %u lines", MAX_LINES);
    }
    if (line.n > PL_ACCOUNT_MAX_LINE) {
        (void)pl_fail(&said, PL_E_LIMIT, "a line of more than %zu bytes", PL_ACCOUNT_MAX_LINE);
        return complain(r, true, NULL, &said, err);
    }
    pl_arena_close(&r->scratch);
    int code = pl_json_read(line, &r->scratch, &value, &said);
    if (code == PL_E_NOMEM) {
        return no_memory(err);
    }
    if (code != 0 || !get_row(r, value, &row, &said)) {
        return complain(r, true, NULL, &said, err);
    }
    return pl_arena_failed(r->arena) ? no_memory(err) : keep(r, &row, err);
}

static int read_file(struct reader *r, pl_str bytes, struct pl_error *err) {
    pl_str rest = bytes;
    int code = 0;
    pl_arena_open(&r->scratch, (size_t)256 << 20);
    while (rest.p != NULL && code == 0) {
        r->line++;
        r->offset = (uint64_t)(rest.p - bytes.p);
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        if (line.n > 0) {
            code = read_line(r, line, err);
        }
    }
    pl_arena_close(&r->scratch);
    return code;
}

/* ---- one id, one row ---- */

static int by_id_and_text(const void *a, const void *b) {
    const struct row *x = a, *y = b;
    int order = pl_str_cmp(x->id, y->id);
    order = order != 0 ? order : pl_str_cmp(x->text, y->text);
    return order != 0 ? order : x->line < y->line ? -1 : x->line > y->line;
}

/* Sorts the rows by id and leaves the first of each. Links are told apart by their whole line. */
static int make_unique(struct reader *r, struct pl_error *err) {
    size_t n = 0;
    if (r->n > 0) {
        qsort(r->rows, r->n, sizeof *r->rows, by_id_and_text);
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct row *row = &r->rows[i], *kept = n > 0 ? &r->rows[n - 1] : NULL;
        bool same_text = i > 0 && pl_str_eq(row->text, r->rows[i - 1].text) && pl_str_eq(row->id, r->rows[i - 1].id);
        if (same_text) {
            r->account->counts[r->file].repeated++;
        } else if (r->file != LINKS && kept != NULL && pl_str_eq(row->id, kept->id)) {
            struct pl_error said = {0};
            (void)pl_fail(&said, PL_E_FORMAT, "the id stands in line %llu too, with other content; that line counts",
                          (unsigned long long)kept->line);
            int code = complain(r, true, row, &said, err);
            if (code != 0) {
                return code;
            }
        } else {
            r->rows[n++] = *row;
        }
    }
    r->n = n;
    r->account->counts[r->file].accepted = n;
    return 0;
}

static int verdict(const struct reader *r, bool needed, struct pl_error *err) {
    static const char *const WHAT[] = {"source", "item", "link"};
    const struct pl_account_counts *c = &r->account->counts[r->file];
    if (c->rejected > 0 && c->accepted == 0) {
        return pl_fail(err, PL_E_EMPTY, "no %s was accepted: all %llu lines were rejected", WHAT[r->file],
                       (unsigned long long)c->lines);
    }
    if (needed && c->accepted == 0) {
        return pl_fail(err, PL_E_EMPTY, "no %s: the file is empty", WHAT[r->file]);
    }
    if (2 * c->rejected > c->lines) {
        return pl_fail(err, PL_E_FORMAT, "%llu of %llu %ss were rejected", (unsigned long long)c->rejected,
                       (unsigned long long)c->lines, WHAT[r->file]);
    }
    return 0;
}

static int read_rows(struct reader *r, pl_str bytes, bool needed, struct pl_error *err) {
    int code = read_file(r, bytes, err);
    code = code != 0 ? code : make_unique(r, err);
    return code != 0 ? code : verdict(r, needed, err);
}

/* ---- rows to graph ---- */

struct builder {
    struct reader *files; /* three */
    struct pl_arena *arena;
    struct pl_account *a;
    struct pl_origin_source *sources;
    struct pl_origin_item *items;
    struct pl_copying_item *copying;
    const struct row **row_of; /* item -> its row; NULL for an absent one */
    struct pl_origin_link *links;
};

/* An item to be: a row, or something cited in an event. */
struct node {
    pl_str event, id;
    pl_time published;
    const struct row *row;
    pl_str source;
};

static int by_event_time_id(const void *a, const void *b) {
    const struct node *x = a, *y = b;
    int order = pl_str_cmp(x->event, y->event);
    if (order == 0 && x->published != y->published) {
        return x->published < y->published ? -1 : 1;
    }
    order = order != 0 ? order : pl_str_cmp(x->id, y->id);
    return order != 0 ? order : (x->row == NULL) - (y->row == NULL);
}

static const struct row *find_row(const struct reader *r, pl_str id) {
    struct row key = {.id = id};
    size_t low = 0, high = r->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = pl_str_cmp(r->rows[mid].id, key.id);
        if (order == 0) {
            return &r->rows[mid];
        }
        *(order < 0 ? &low : &high) = order < 0 ? mid + 1 : mid;
    }
    return NULL;
}

static bool at_hand(const struct builder *b, pl_str id, pl_str event) {
    const struct row *row = find_row(&b->files[ITEMS], id);
    return row != NULL && pl_str_eq(row->event, event);
}

/* All rows and all that is cited but not at hand, sorted, each once. */
static struct node *make_nodes(struct builder *b, size_t *ret_n) {
    struct reader *r = &b->files[ITEMS];
    size_t cap = 1, n = 0, kept = 0;
    for (size_t i = 0; i < r->n; i++) {
        cap += 1 + r->rows[i].n_cites;
    }
    struct node *nodes = pl_arena_calloc(b->arena, cap, sizeof *nodes);
    if (nodes == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < r->n; i++) {
        const struct row *row = &r->rows[i];
        nodes[n++] = (struct node){row->event, row->id, row->published, row, row->source};
        for (uint32_t k = 0; k < row->n_cites; k++) {
            if (!at_hand(b, row->cites[k], row->event)) {
                nodes[n++] = (struct node){row->event, row->cites[k], PL_TIME_NONE, NULL, PL_STR("")};
            }
        }
    }
    if (n > 0) {
        qsort(nodes, n, sizeof *nodes, by_event_time_id);
    }
    for (size_t i = 0; i < n; i++) {
        bool again = kept > 0 && nodes[i].row == NULL && nodes[kept - 1].row == NULL &&
                     pl_str_eq(nodes[i].id, nodes[kept - 1].id) && pl_str_eq(nodes[i].event, nodes[kept - 1].event);
        if (!again) {
            nodes[kept++] = nodes[i];
        }
    }
    *ret_n = kept;
    return nodes;
}

/* The sources that were given, then those that are only named. */
static uint32_t source_of(struct builder *b, pl_str id, struct pl_strmap *names) {
    if (id.n == 0) {
        return NONE;
    }
    size_t known = names->n, at = pl_strmap_intern(names, id);
    if (at != SIZE_MAX && names->n > known) {
        b->sources[at] = (struct pl_origin_source){id, PL_STR("")};
    }
    return at == SIZE_MAX ? NONE : (uint32_t)at;
}

static int fill_sources(struct builder *b, const struct node *nodes, size_t n, struct pl_error *err) {
    const struct reader *r = &b->files[SOURCES];
    struct pl_strmap names;
    b->sources = pl_arena_calloc(b->arena, r->n + n + 1, sizeof *b->sources);
    if (b->sources == NULL) {
        return no_memory(err);
    }
    pl_strmap_open(&names, r->n + n + 1, (size_t)1 << 30);
    int code = 0;
    for (size_t i = 0; i < r->n; i++) {
        b->sources[i] = (struct pl_origin_source){r->rows[i].id, r->rows[i].party};
        code = pl_strmap_intern(&names, r->rows[i].id) == SIZE_MAX ? no_memory(err) : code;
    }
    for (size_t i = 0; i < n && code == 0; i++) {
        uint32_t source = source_of(b, nodes[i].source, &names);
        b->items[i].source = source;
        if (source == NONE && nodes[i].source.n > 0) {
            code = no_memory(err);
        } else if (source != NONE && source >= r->n) {
            struct pl_error said = {0};
            b->a->unknown_sources++;
            (void)pl_fail(&said, PL_E_FORMAT, "its source is not among the sources: who collected it is not known");
            code = complain(&b->files[ITEMS], false, nodes[i].row, &said, err);
        }
    }
    b->a->graph.sources = b->sources;
    b->a->graph.n_sources = (uint32_t)names.n;
    pl_strmap_close(&names);
    return code;
}

/* The item of an event; nodes of an event are few or sorted by time, so ids are found through the rows. */
static uint32_t item_at(const struct pl_strmap *index, pl_str id, const struct builder *b, pl_str event,
                        struct pl_buf *key) {
    pl_buf_clear(key);
    if (!at_hand(b, id, event)) { /* an absent one belongs to one event */
        pl_buf_add_be32(key, (uint32_t)event.n);
        pl_buf_add_str(key, event);
    }
    pl_buf_add_char(key, '\n');
    pl_buf_add_str(key, id);
    const uint64_t *at = pl_strmap_get(index, pl_buf_str(key));
    return at == NULL ? NONE : (uint32_t)*at;
}

static int index_nodes(const struct builder *b, const struct node *nodes, size_t n, struct pl_strmap *index,
                       struct pl_buf *key, struct pl_error *err) {
    for (size_t i = 0; i < n; i++) {
        pl_buf_clear(key);
        if (nodes[i].row == NULL) {
            pl_buf_add_be32(key, (uint32_t)nodes[i].event.n);
            pl_buf_add_str(key, nodes[i].event);
        }
        pl_buf_add_char(key, '\n');
        pl_buf_add_str(key, nodes[i].id);
        uint64_t *at = pl_strmap_put(index, pl_buf_str(key), NULL);
        if (at == NULL) {
            return no_memory(err);
        }
        *at = i;
    }
    (void)b;
    return 0;
}

static int add_cites(struct builder *b, uint32_t item, const struct pl_strmap *index, struct pl_buf *key,
                     struct pl_error *err) {
    const struct row *row = b->row_of[item];
    uint32_t *cites = pl_arena_calloc(b->arena, (size_t)row->n_cites + 1, sizeof *cites), n = 0;
    int code = cites == NULL ? no_memory(err) : 0;
    for (uint32_t k = 0; k < row->n_cites && code == 0; k++) {
        struct pl_error said = {0};
        uint32_t parent = item_at(index, row->cites[k], b, row->event, key);
        bool again = parent == item;
        for (uint32_t j = 0; j < n; j++) {
            again = again || cites[j] == parent;
        }
        if (parent == item) {
            (void)pl_fail(&said, PL_E_FORMAT, "it cites itself, which says nothing");
            code = complain(&b->files[ITEMS], false, row, &said, err);
        } else if (!again && parent != NONE) {
            if (b->items[parent].absent) {
                b->a->absent_cites++;
                (void)pl_fail(&said, PL_E_FORMAT,
                              "it cites what is no item of its event; that is kept as something unseen");
                code = complain(&b->files[ITEMS], false, row, &said, err);
            }
            cites[n++] = parent;
            b->links[b->a->graph.n_links++] = (struct pl_origin_link){item, parent, PL_LINK_QUOTATION, PL_STR("")};
        }
    }
    b->copying[item].cites = cites;
    b->copying[item].n_cites = n;
    return code;
}

static int add_links(struct builder *b, const struct pl_strmap *index, struct pl_buf *key, struct pl_error *err) {
    struct reader *r = &b->files[LINKS];
    int code = 0;
    for (size_t i = 0; i < r->n && code == 0; i++) {
        const struct row *row = &r->rows[i], *child = find_row(&b->files[ITEMS], row->id);
        uint32_t from = child == NULL ? NONE : item_at(index, row->id, b, child->event, key);
        uint32_t to = child == NULL || !at_hand(b, row->parent, child->event)
                          ? NONE
                          : item_at(index, row->parent, b, child->event, key);
        if (from == NONE || to == NONE || from == to) {
            struct pl_error said = {0};
            (void)pl_fail(&said, PL_E_FORMAT, "a link must join two items of one event");
            r->account->counts[LINKS].accepted--;
            code = complain(r, true, row, &said, err);
            continue;
        }
        pl_str why = PL_STR("");
        if (row->by.n > 0) {
            pl_buf_clear(key);
            pl_buf_add_str(key, PL_STR("said by "));
            pl_buf_add_str(key, row->by);
            why = pl_str_copy(b->arena, pl_buf_str(key));
        }
        b->links[b->a->graph.n_links++] = (struct pl_origin_link){from, to, row->kind, why};
    }
    return code != 0 ? code : verdict(r, false, err);
}

static int fill_items(struct builder *b, const struct node *nodes, size_t n, struct pl_error *err) {
    pl_str *events = pl_arena_calloc(b->arena, n + 1, sizeof *events);
    uint32_t *first = pl_arena_calloc(b->arena, n + 2, sizeof *first);
    if (events == NULL || first == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !pl_str_eq(nodes[i].event, nodes[i - 1].event)) {
            first[b->a->n_events] = (uint32_t)i;
            events[b->a->n_events++] = nodes[i].event;
        }
        bool absent = nodes[i].row == NULL;
        b->row_of[i] = nodes[i].row;
        b->items[i] = (struct pl_origin_item){
            .id = nodes[i].id, .source = NONE, .published = nodes[i].published, .absent = absent};
        b->copying[i] = (struct pl_copying_item){.event = b->a->n_events - 1,
                                                 .published = nodes[i].published,
                                                 .text = absent ? PL_STR("") : nodes[i].row->words,
                                                 .absent = absent};
    }
    first[b->a->n_events] = (uint32_t)n;
    b->a->events = events;
    b->a->event_first = first;
    return 0;
}

static int link_items(struct builder *b, const struct node *nodes, size_t n, struct pl_error *err) {
    struct pl_strmap index;
    PL_BUF_AUTO key;
    pl_buf_open(&key, (size_t)1 << 20);
    pl_strmap_open(&index, n + 1, (size_t)2 << 30);
    int code = index_nodes(b, nodes, n, &index, &key, err);
    for (uint32_t i = 0; i < n && code == 0; i++) {
        b->copying[i].source = b->items[i].source;
        code = b->row_of[i] == NULL ? 0 : add_cites(b, i, &index, &key, err);
    }
    code = code != 0 ? code : add_links(b, &index, &key, err);
    pl_strmap_close(&index);
    return code;
}

static int build(struct builder *b, struct pl_error *err) {
    size_t n = 0, n_links = b->files[LINKS].n;
    struct node *nodes = make_nodes(b, &n);
    for (size_t i = 0; i < b->files[ITEMS].n; i++) {
        n_links += b->files[ITEMS].rows[i].n_cites;
    }
    if (nodes != NULL && (n > PL_ORIGIN_MAX_ITEMS || n_links > PL_ORIGIN_MAX_LINKS)) {
        return pl_fail(err, PL_E_LIMIT, "more than %u items or %u links", PL_ORIGIN_MAX_ITEMS, PL_ORIGIN_MAX_LINKS);
    }
    b->items = pl_arena_calloc(b->arena, n + 1, sizeof *b->items);
    b->copying = pl_arena_calloc(b->arena, n + 1, sizeof *b->copying);
    b->row_of = pl_arena_calloc(b->arena, n + 1, sizeof *b->row_of);
    b->links = pl_arena_calloc(b->arena, n_links + 1, sizeof *b->links);
    if (pl_arena_failed(b->arena)) {
        return no_memory(err);
    }
    int code = fill_items(b, nodes, n, err);
    code = code != 0 ? code : fill_sources(b, nodes, n, err);
    code = code != 0 ? code : link_items(b, nodes, n, err);
    b->a->graph.items = b->items;
    b->a->graph.n_items = (uint32_t)n;
    b->a->graph.links = b->links;
    b->a->items = b->copying;
    return code;
}

int pl_account_read(pl_str sources, pl_str items, pl_str links, pl_account_sink sink, void *ctx, struct pl_arena *arena,
                    const struct pl_account **ret_account, struct pl_error *err) {
    struct reader files[3];
    pl_str bytes[3] = {sources, items, links};
    struct pl_account *a = pl_arena_calloc(arena, 1, sizeof *a);
    if (a == NULL) {
        return no_memory(err);
    }
    for (unsigned f = SOURCES; f <= LINKS; f++) {
        files[f] = (struct reader){.file = f, .arena = arena, .sink = sink, .ctx = ctx, .account = a};
        int code = read_rows(&files[f], bytes[f], f != LINKS, err);
        if (code != 0) {
            return code;
        }
    }
    struct builder b = {.files = files, .arena = arena, .a = a};
    int code = build(&b, err);
    if (code == 0) {
        *ret_account = a;
    }
    return code;
}
