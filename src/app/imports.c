#include "app/imports.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/known_json.h"
#include "app/person.h"
#include "base/map.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "store/list.h"
#include "store/running.h"
#include "store/spool.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX   ((size_t)1 << 30)
#define REASONS_MAX 1024

struct kept {
    struct pl_exhibit x;
    struct kept *before;
};

struct gathering {
    struct pl_case *c;
    int64_t before;
    struct pl_arena *arena;
    struct pl_buf *out;
    bool exercise;
    struct kept *last; /* the newest; each knows the one before */
    uint64_t n, rejected, reports, bytes;
    struct pl_strmap sums; /* reason -> n, of all imports */
    struct pl_json *json;  /* while one is written */
    uint64_t refused;      /* of that one */
    struct pl_list_row *lists;
    size_t n_lists;
};

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct gathering *g = ctx;
    if (x->seq >= g->before) {
        return PL_E_OK;
    }
    struct kept *k = pl_arena_calloc(g->arena, 1, sizeof *k);
    if (k == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the imports");
    }
    k->x = *x;
    k->x.name = pl_str_copy(g->arena, x->name);
    k->x.kind = pl_str_copy(g->arena, x->kind);
    k->x.format = pl_str_copy(g->arena, x->format);
    k->x.source = pl_str_copy(g->arena, x->source);
    k->x.collector = pl_str_copy(g->arena, x->collector);
    k->x.marking = pl_str_copy(g->arena, x->marking);
    k->before = g->last;
    g->last = k;
    return PL_E_OK;
}

static int on_count(void *ctx, pl_str reason, uint64_t n, struct pl_error *err) {
    struct gathering *g = ctx;
    uint64_t *sum = pl_strmap_put(&g->sums, reason, NULL);
    if (sum == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the counts of imports");
    }
    *sum += n;
    g->refused += pl_str_starts(reason, PL_STR("rejected.")) ? n : 0;
    pl_json_key_n(g->json, reason.p, reason.n);
    pl_json_u64(g->json, n);
    return PL_E_OK;
}

static void add_list(struct gathering *g, struct pl_json *json, int64_t seq) {
    for (size_t i = 0; i < g->n_lists; i++) {
        const struct pl_list_row *row = &g->lists[i];
        if (row->seq == seq) {
            pl_json_member_or_null(json, "list", row->list);
            pl_json_member_or_null(json, "published", row->published);
            pl_json_key(json, "entries");
            pl_json_u64(json, row->entries);
            g->refused += row->rejected;
            return;
        }
    }
}

static void add_exhibit(struct pl_json *json, const struct pl_exhibit *x) {
    char hex[65];
    pl_hash_hex(x->sha256, hex);
    pl_json_member_or_null(json, "name", x->name);
    pl_json_key(json, "bytes");
    pl_json_u64(json, x->bytes);
    pl_json_key(json, "sha256");
    pl_json_text(json, hex);
    pl_json_member_or_null(json, "kind", x->kind);
    pl_json_member_or_null(json, "format", x->format);
    pl_json_member_or_null(json, "source", x->source);
    pl_json_member_or_null(json, "collector", x->collector);
    pl_json_key(json, "received");
    pl_json_time(json, x->received);
    pl_json_member_or_null(json, "marking", x->marking);
    pl_json_key(json, "own");
    pl_json_bool(json, x->own);
    pl_json_key(json, "reports");
    pl_json_u64(json, x->reports);
    pl_json_key(json, "first");
    pl_json_time(json, x->reports > 0 ? x->first : PL_TIME_NONE);
    pl_json_key(json, "last");
    pl_json_time(json, x->reports > 0 ? x->last : PL_TIME_NONE);
}

static int write_one(struct gathering *g, const struct pl_exhibit *x, struct pl_error *err) {
    struct pl_json json;
    struct pl_entry entry;
    pl_str bytes, by = PL_STR("");
    struct pl_arena_mark mark = pl_arena_mark(g->arena);
    int code = pl_journal_read(g->c, x->seq, g->arena, &entry, &bytes, err);
    code = code == 0 ? pl_person_of_entry(g->c, x->seq, g->arena, &by, err) : code;
    if (code != 0) {
        return code;
    }
    pl_json_start(&json, g->out);
    pl_json_record(&json, "import");
    pl_case_mark(&json, g->exercise);
    pl_json_key(&json, "seq");
    pl_json_i64(&json, x->seq);
    pl_json_key(&json, "at");
    pl_json_time(&json, entry.at);
    pl_json_member_or_null(&json, "by", by);
    add_exhibit(&json, x);
    g->refused = 0;
    add_list(g, &json, x->seq);
    g->json = &json;
    pl_json_key(&json, "counts");
    pl_json_object(&json);
    code = pl_exhibit_counts(g->c, x->seq, on_count, g, err);
    pl_json_object_end(&json);
    pl_json_key(&json, "rejected");
    pl_json_u64(&json, g->refused);
    pl_json_record_end(&json);
    g->n++;
    g->rejected += g->refused;
    g->reports += x->reports;
    g->bytes += x->bytes;
    pl_arena_rewind(g->arena, mark);
    return code;
}

static void write_sums(struct gathering *g, const struct pl_case_view *view) {
    struct pl_json json;
    pl_json_start(&json, g->out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, g->exercise);
    const struct {
        const char *key;
        uint64_t n;
    } numbers[] = {{"results", g->n}, {"reports", g->reports}, {"bytes", g->bytes}, {"rejected", g->rejected}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        pl_json_key(&json, numbers[i].key);
        pl_json_u64(&json, numbers[i].n);
    }
    pl_json_key(&json, "counts");
    pl_json_object(&json);
    for (size_t i = 0; i < g->sums.n; i++) {
        pl_json_key_n(&json, g->sums.entries[i].key.p, g->sums.entries[i].key.n);
        pl_json_u64(&json, g->sums.entries[i].value);
    }
    pl_json_object_end(&json);
    pl_known_json(&json, &view->known);
    pl_json_record_end(&json);
}

int pl_imports_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct gathering g = {.out = out, .arena = &arena};
    pl_arena_open(&arena, ARENA_MAX);
    pl_strmap_open(&g.sums, REASONS_MAX, (size_t)1 << 20);
    int code = pl_case_view_open(dir, known_at, &view, err);
    g.c = view.c;
    g.before = view.before;
    g.exercise = view.exercise;
    code = code == 0 ? pl_list_publications(view.c, PL_STR(""), view.before, &arena, &g.lists, &g.n_lists, err) : code;
    code = code == 0 ? pl_exhibit_each(view.c, on_exhibit, &g, err) : code;
    for (const struct kept *k = g.last; code == 0 && k != NULL; k = k->before) {
        code = write_one(&g, &k->x, err);
    }
    if (code == 0) {
        write_sums(&g, &view);
    }
    pl_strmap_close(&g.sums);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large") : code;
}

/* ---- now ---- */

struct feeds {
    const char *dir;
    struct pl_buf *out;
    uint64_t n, followed;
};

static int on_feed(void *ctx, const char *feed, struct pl_error *err) {
    struct feeds *f = ctx;
    struct pl_json json;
    char path[PL_LIVE_PATH_MAX];
    int code = pl_live_path(f->dir, feed, "lock", path, err);
    if (code != 0) {
        return code;
    }
    bool followed = pl_lock_is_held(path);
    f->n++;
    f->followed += followed;
    pl_json_start(&json, f->out);
    pl_json_record(&json, "feed");
    pl_json_key(&json, "name");
    pl_json_text(&json, feed);
    pl_json_key(&json, "followed");
    pl_json_bool(&json, followed);
    pl_json_record_end(&json);
    return PL_E_OK;
}

static void write_writer(const struct pl_running *r, bool names, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "writer");
    pl_json_key(&json, "holder");
    pl_json_text(&json, r->holder);
    pl_json_key(&json, "stage");
    pl_json_text(&json, r->known ? r->stage : NULL);
    pl_json_key(&json, "file");
    pl_json_text(&json, r->known && names && r->name[0] != '\0' ? r->name : NULL);
    pl_json_key(&json, "done_bytes");
    pl_json_u64(&json, r->done);
    pl_json_key(&json, "total_bytes");
    pl_json_u64(&json, r->total);
    pl_json_key(&json, "started");
    pl_json_time(&json, r->started);
    pl_json_record_end(&json);
}

int pl_imports_running(const char *dir, bool names, struct pl_buf *out, struct pl_error *err) {
    struct pl_running running;
    struct feeds feeds = {.dir = dir, .out = out};
    struct pl_json json;
    int code = pl_running_read(dir, &running, err);
    if (code == 0 && running.holder[0] != '\0') {
        write_writer(&running, names, out);
    }
    code = code == 0 && names ? pl_live_each(dir, on_feed, &feeds, err) : code;
    if (code == 0) {
        pl_json_start(&json, out);
        pl_json_record(&json, "summary");
        pl_json_key(&json, "results");
        pl_json_u64(&json, feeds.n + (running.holder[0] != '\0'));
        pl_json_key(&json, "writing");
        pl_json_bool(&json, running.holder[0] != '\0');
        pl_json_key(&json, "feeds");
        pl_json_u64(&json, feeds.n);
        pl_json_key(&json, "followed");
        pl_json_u64(&json, feeds.followed);
        pl_json_record_end(&json);
    }
    return code;
}
