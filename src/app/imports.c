#include "app/imports.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/known_json.h"
#include "app/observe_table.h"
#include "app/person.h"
#include "base/map.h"
#include "store/act.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "store/journal.h"
#include "store/list.h"
#include "store/running.h"
#include "store/spool.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX   ((size_t)1 << 30)
#define REASONS_MAX 1024

/* A recording or list; of a table of observations `act`, and of `x` only its place. */
struct kept {
    struct pl_exhibit x;
    const struct pl_act *act;
    struct kept *before;
};

struct gathering {
    struct pl_case *c;
    int64_t before;
    struct pl_arena *arena;
    struct pl_buf *out;
    bool exercise;
    struct kept *last;   /* the newest recording or list; each knows the one before */
    struct kept *tables; /* the newest table, likewise */
    uint64_t n, rejected, reports, bytes;
    uint64_t uncounted;    /* whose entries do not say how many rows were refused */
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

/* It stays one when what it held was erased: the names of the fields remain. */
static bool is_table(const struct pl_act *act) {
    return pl_journal_field_named(act->fields, act->n_fields, "sha256.filings") != NULL;
}

/* The act lives until the sink returns: a copy. */
static const struct pl_act *copy_act(struct pl_arena *arena, const struct pl_act *act) {
    struct pl_act *copy = pl_arena_calloc(arena, 1, sizeof *copy);
    struct pl_journal_field *fields = pl_arena_calloc(arena, act->n_fields + 1, sizeof *fields);
    if (copy == NULL || fields == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < act->n_fields; i++) {
        fields[i].name = pl_str_copy(arena, act->fields[i].name);
        fields[i].erased = act->fields[i].erased;
        fields[i].value = pl_str_copy(arena, act->fields[i].value);
    }
    *copy = (struct pl_act){.seq = act->seq, .at = act->at, .fields = fields, .n_fields = act->n_fields};
    return copy;
}

static int on_observation(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct gathering *g = ctx;
    if (!is_table(act)) {
        return PL_E_OK;
    }
    struct kept *k = pl_arena_calloc(g->arena, 1, sizeof *k);
    if (k == NULL || (k->act = copy_act(g->arena, act)) == NULL || pl_arena_failed(g->arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the imports");
    }
    k->x.seq = act->seq;
    k->before = g->tables;
    g->tables = k;
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

/* ---- a table of observations ---- */

/* A number as the entry has it; null where it does not hold one. */
static void member_count(struct pl_json *json, const char *key, int64_t n) {
    pl_json_key_n(json, key, strlen(key));
    if (n >= 0) {
        pl_json_i64(json, n);
    } else {
        pl_json_null(json);
    }
}

static void member_time(struct pl_json *json, const char *key, pl_str text) {
    pl_time at = PL_TIME_NONE;
    pl_json_key_n(json, key, strlen(key));
    pl_json_time(json, pl_time_parse(text, &at) ? at : PL_TIME_NONE);
}

static int64_t number_of(const struct pl_act *act, const char *field) {
    int64_t n = -1;
    return pl_str_i64(pl_act_text(act, field), &n) ? n : -1;
}

static void add_table(struct pl_json *json, const struct pl_act *act, pl_str marking) {
    pl_str sha256 = pl_act_text(act, "sha256");
    char hex[65];
    pl_hash hash;
    if (sha256.n == PL_HASH_BYTES) {
        memcpy(hash.b, sha256.p, PL_HASH_BYTES);
        pl_hash_hex(hash, hex);
    }
    pl_json_member_or_null(json, "name", pl_act_text(act, "name"));
    member_count(json, "bytes", number_of(act, "bytes"));
    pl_json_key(json, "sha256");
    pl_json_text(json, sha256.n == PL_HASH_BYTES ? hex : NULL);
    pl_json_member_or_null(json, "kind", PL_STR("observations"));
    pl_json_member_or_null(json, "format", pl_act_text(act, "format"));
    pl_json_member_or_null(json, "source", pl_act_text(act, "source"));
    pl_json_member_or_null(json, "collector", pl_act_text(act, "collector"));
    member_time(json, "received", pl_act_text(act, "received"));
    pl_json_member_or_null(json, "marking", marking);
    pl_json_key(json, "own");
    pl_json_bool(json, false);
    member_count(json, "reports", 0);
    pl_json_key(json, "first");
    pl_json_null(json);
    pl_json_key(json, "last");
    pl_json_null(json);
    pl_json_member_or_null(json, "as", pl_act_text(act, "as"));
    member_count(json, "rows", number_of(act, "rows"));
    pl_json_member_or_null(json, "sheet", pl_act_text(act, "sheet"));
    pl_json_member_or_null(json, "note", pl_act_text(act, "note"));
}

/* Counts of rows as members of an object, in the words of the API: they are no lines and no sentences. */
static int count_rows(struct gathering *g, const struct pl_act *act, const struct pl_observe_refusals *refused,
                      struct pl_error *err) {
    const struct {
        const char *reason, *field;
    } rows[] = {{"rows", "read"}, {"rows.kept", "rows"}, {"rows.undated", "undated"}};
    int code = PL_E_OK;
    for (size_t i = 0; code == 0 && i < sizeof rows / sizeof rows[0]; i++) {
        int64_t n = number_of(act, rows[i].field);
        code = n > 0 ? on_count(g, pl_str_from(rows[i].reason), (uint64_t)n, err) : PL_E_OK;
    }
    for (size_t i = 0; code == 0 && i < refused->n; i++) {
        char reason[sizeof refused->of[0].reason + 16];
        int n = snprintf(reason, sizeof reason, "rejected.%s", refused->of[i].reason);
        code = on_count(g, pl_str_make(reason, (size_t)n), refused->of[i].n, err);
    }
    return code;
}

static int add_rows(struct gathering *g, struct pl_json *json, const struct pl_act *act, struct pl_error *err) {
    struct pl_observe_refusals refused = {.n = 0};
    int64_t read = number_of(act, "read"), kept = number_of(act, "rows");
    int code = PL_E_OK;
    bool counted = kept >= 0 && read >= kept && number_of(act, "undated") >= 0 &&
                   pl_observe_refusals_read(pl_act_text(act, "rejected"), (uint64_t)(read - kept), &refused);
    g->json = json;
    g->refused = 0;
    pl_json_key(json, "counts");
    if (counted) {
        pl_json_object(json);
        code = count_rows(g, act, &refused, err);
        pl_json_object_end(json);
    } else {
        pl_json_null(json);
        g->uncounted++;
    }
    member_count(json, "rejected", counted ? (int64_t)g->refused : -1);
    return code;
}

/* Who says so is named by the entry; where that was erased, whoever signed it. */
static int write_table(struct gathering *g, const struct pl_act *act, struct pl_error *err) {
    struct pl_json json;
    struct pl_entry entry;
    pl_str bytes, by = pl_act_text(act, "by");
    int64_t withdrawn = -1;
    struct pl_arena_mark mark = pl_arena_mark(g->arena);
    int code = pl_journal_read(g->c, act->seq, g->arena, &entry, &bytes, err);
    code = code == 0 && by.n == 0 ? pl_person_of_entry(g->c, act->seq, g->arena, &by, err) : code;
    code = code == 0 ? pl_filing_withdrawn(g->c, act->seq, 0, g->before, &withdrawn, err) : code;
    if (code != 0) {
        return code;
    }
    pl_json_start(&json, g->out);
    pl_json_record(&json, "import");
    pl_case_mark(&json, g->exercise);
    pl_json_key(&json, "seq");
    pl_json_i64(&json, act->seq);
    pl_json_key(&json, "at");
    pl_json_time(&json, act->at);
    pl_json_member_or_null(&json, "by", by);
    add_table(&json, act, entry.marking);
    member_count(&json, "withdrawn", withdrawn);
    code = add_rows(g, &json, act, err);
    pl_json_record_end(&json);
    int64_t n = number_of(act, "bytes");
    g->n++;
    g->rejected += g->refused;
    g->bytes += n > 0 ? (uint64_t)n : 0;
    pl_arena_rewind(g->arena, mark);
    return code;
}

/* Both are in the journal's order. */
static int write_all(struct gathering *g, struct pl_error *err) {
    const struct kept *files = g->last, *tables = g->tables;
    int code = PL_E_OK;
    while (code == 0 && (files != NULL || tables != NULL)) {
        bool file = tables == NULL || (files != NULL && files->x.seq > tables->x.seq);
        code = file ? write_one(g, &files->x, err) : write_table(g, tables->act, err);
        files = file ? files->before : files;
        tables = file ? tables : tables->before;
    }
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
    } numbers[] = {{"results", g->n},
                   {"reports", g->reports},
                   {"bytes", g->bytes},
                   {"rejected", g->rejected},
                   {"uncounted", g->uncounted}};
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
    code = code == 0 ? pl_act_each(view.c, PL_STR("observation"), view.before, on_observation, &g, err) : code;
    code = code == 0 ? write_all(&g, err) : code;
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
