/* A small case made by hand in memory, and bundles of it: a log with real keys, two recordings as tables, a gap of one
 * ship and an encounter of two, found by the program's own pipeline and pinned as an author would.
 *
 * Ships, numbers and places are invented. A test alters one thing and calls world_make again: everything that depends
 * on it (chunk trees, commitments, signatures, the tree, the checkpoint) is made anew and correctly, as by an author
 * who lies. What stands in `b` afterwards may be altered too and written: as by somebody who passes it on. */
#ifndef TEST_BUNDLE_WORLD_H
#define TEST_BUNDLE_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ais/feed.h"
#include "base/time.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "ledger/chunk.h"
#include "ledger/entry.h"
#include "ledger/note.h"
#include "ledger/policy.h"
#include "verify/verify.h"

#define W_ENTRIES 32
#define W_FIELDS  12
#define W_RECORDS 2
#define W_SHIP    987000001u                           /* the first of the invented ships */
#define W_START   (INT64_C(1772323200) * PL_SECOND_US) /* 2026-03-01T00:00:00Z */
#define W_SEED    1                                    /* of the keys */

struct w_field {
    const char *name;
    pl_str value;
    bool closed; /* not disclosed */
};

struct w_entry {
    const char *kind;
    int signer; /* in keys */
    pl_str previous_of;
    struct w_field fields[W_FIELDS];
    size_t n;
    int64_t parent; /* -1: none */
};

enum { W_PARTICIPANT, W_PERSON, W_OTHER, W_WITNESS, W_WITNESS_2, W_KEYS };

struct world {
    struct pl_arena arena;
    struct pl_key keys[W_KEYS];
    struct pl_buf csv[W_RECORDS];
    bool show[W_RECORDS], partial[W_RECORDS]; /* of the recordings: chunks go out; singly, with their paths */
    struct pl_rules rules;
    pl_str rules_json, ports_csv, facts;
    char roots[W_RECORDS][65];
    pl_str pinned[2]; /* the gap, the encounter; root of recording i as 64 times the digit i */
    struct w_entry e[W_ENTRIES];
    size_t n;
    size_t at_import[W_RECORDS], at_support[2], at_claim, at_report, at_delegation;
    pl_str report_md;
    /* what world_make made */
    struct pl_bundle b;
    struct pl_bundle_entry entries[W_ENTRIES];
    struct pl_bundle_disclosure disclosures[W_ENTRIES * W_FIELDS];
    struct pl_bundle_member members[W_RECORDS];
    pl_hash leaves[W_ENTRIES];
    pl_str origin;
    struct pl_buf out;
    struct pl_verify_request request;
    pl_hash trust;
    struct pl_verification v;
};

static inline pl_str w_text(struct world *w, const char *text) { return pl_str_copy(&w->arena, pl_str_from(text)); }

static inline struct w_entry *w_entry(struct world *w, const char *kind, int signer) {
    assert_true(w->n < W_ENTRIES);
    w->e[w->n] = (struct w_entry){.kind = kind, .signer = signer, .parent = -1};
    return &w->e[w->n++];
}

static inline struct w_field *w_field(struct w_entry *e, const char *name, pl_str value) {
    assert_true(e->n < W_FIELDS);
    e->fields[e->n] = (struct w_field){.name = name, .value = value};
    return &e->fields[e->n++];
}

static inline struct w_field *w_field_of(struct w_entry *e, const char *name) {
    size_t i = 0;
    while (i < e->n && strcmp(e->fields[i].name, name) != 0) {
        i++;
    }
    if (i == e->n) {
        fail_msg("there is no field %s", name);
    }
    return &e->fields[i < W_FIELDS ? i : 0];
}

/* ---- the recordings ---- */

static inline void w_row(struct pl_buf *csv, uint32_t mmsi, int64_t second, double lat, double lon, double sog) {
    char time[40];
    PL_BUF_AUTO at = {0};
    pl_buf_open(&at, 64);
    pl_time_write(&at, W_START + second * PL_SECOND_US);
    snprintf(time, sizeof time, "%.*s", (int)at.n, at.p);
    pl_buf_add_fmt(csv, "%u,%s,%.6f,%.6f,%.1f,0.0\n", (unsigned)mmsi, time, lat, lon, sog);
}

/* Ship 1 sails north and is silent from hour 6 to hour 20; ships 2 and 3 lie side by side from hour 2 to 6; every
 * step_s seconds each. Recording 1 holds another ship. */
static inline void w_sail(struct world *w, int64_t step_s) {
    for (unsigned i = 0; i < W_RECORDS; i++) {
        pl_buf_clear(&w->csv[i]);
        pl_buf_add_str(&w->csv[i], PL_STR("mmsi,timestamp,lat,lon,sog,cog\n"));
    }
    for (int64_t s = 0; s <= 26 * 3600; s += step_s) {
        if (s <= 6 * 3600 || s >= 20 * 3600) {
            w_row(&w->csv[0], W_SHIP, s, 20.0 + (double)s / 3600.0 * 10.0 / 60.0, 160.0, 10.0);
        }
        if (s >= 2 * 3600 && s <= 6 * 3600) {
            w_row(&w->csv[0], W_SHIP + 1, s, 21.0, 165.0, 0.5);
            w_row(&w->csv[0], W_SHIP + 2, s, 21.001, 165.0, 0.5);
        }
        w_row(&w->csv[1], W_SHIP + 3, s, 10.0, 170.0 + (double)s / 3600.0 * 12.0 / 60.0, 12.0);
    }
}

struct w_decoding {
    struct world *w;
    struct pl_report reports[20000];
    size_t n;
    uint32_t source;
};

static inline int w_on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct w_decoding *d = ctx;
    PL_BUF_AUTO record = {0};
    pl_buf_open(&record, 4096);
    assert_int_equal(pl_record_write(h, &record, err), 0);
    assert_true(d->n < sizeof d->reports / sizeof d->reports[0]);
    struct pl_report *r = &d->reports[d->n++];
    assert_int_equal(pl_report_read(pl_str_copy(&d->w->arena, pl_buf_str(&record)), r, err), 0);
    r->src = (struct pl_loc){.source = d->source, .length = h->parts[0].length, .offset = h->parts[0].offset};
    return 0;
}

static inline int w_by_record(const void *a, const void *b) {
    return pl_report_cmp((const struct pl_report *)a, (const struct pl_report *)b);
}

struct w_pinning {
    struct world *w;
    struct pl_event_style style;
    char root[65];
};

static inline bool w_resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct w_pinning *p = ctx;
    memset(p->root, '0' + (int)source, 64);
    *ret = (struct pl_event_place){.exhibit = PL_STR("commitment:00"), .root = pl_str_from(p->root)};
    return true;
}

static inline int w_on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct w_pinning *p = ctx;
    PL_BUF_AUTO line = {0};
    struct pl_json json;
    int which = event->type == PL_EVENT_GAP && !event->open ? 0 : event->type == PL_EVENT_ENCOUNTER ? 1 : -1;
    (void)err;
    if (which >= 0) {
        pl_buf_open(&line, 1 << 16);
        pl_json_start(&json, &line);
        pl_event_json(event, &p->style, &json);
        p->w->pinned[which] = pl_str_copy(&p->w->arena, pl_buf_str(&line));
    }
    return 0;
}

/* Finds the events and keeps them, as `claim support` does. */
static inline void w_pin(struct world *w) {
    struct w_decoding *d = calloc(1, sizeof *d);
    struct w_pinning p = {.w = w};
    struct pl_pipeline *pipeline = NULL;
    const struct pl_ports *ports = NULL;
    struct pl_error err = {0};
    PL_BUF_AUTO json = {0};
    char hex[3][65], facts[256];
    assert_non_null(d);
    d->w = w;
    for (uint32_t i = 0; i < W_RECORDS; i++) {
        struct pl_feed_options options = {
            .format = PL_FEED_CSV, .exercise_numbers = true, .latest = W_START + 10 * PL_DAY_US};
        struct pl_feed *feed = NULL;
        d->source = i;
        assert_int_equal(pl_feed_open(&options, w_on_hearing, NULL, d, &feed, &err), 0);
        assert_int_equal(pl_feed_push(feed, w->csv[i].p, w->csv[i].n, &err), 0);
        assert_int_equal(pl_feed_finish(feed, &err), 0);
        pl_feed_close(feed);
    }
    qsort(d->reports, d->n, sizeof d->reports[0], w_by_record);
    assert_int_equal(pl_ports_parse(w->ports_csv, &w->arena, &ports, &err), 0);
    p.style =
        (struct pl_event_style){.exercise = true, .resolve = w_resolve, .ctx = &p, .version = PL_STR(PL_RULES_VERSION)};
    pl_hash_hex(w->rules.hash, p.style.rules_hash);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        pl_buf_open(&json, 65536);
        pl_rules_params(&w->rules, pl_event_type_rule(i), &json);
        p.style.params[i] = pl_str_copy(&w->arena, pl_buf_str(&json));
        pl_buf_close(&json);
    }
    struct pl_pipeline_options options = {.rules = &w->rules, .ports = ports, .exercise = true};
    assert_int_equal(pl_pipeline_open(&options, w_on_event, &p, &pipeline, &err), 0);
    for (size_t i = 0; i < d->n; i++) {
        assert_int_equal(pl_pipeline_push(pipeline, &d->reports[i], &err), 0);
    }
    assert_int_equal(pl_pipeline_end(pipeline, &err), 0);
    pl_pipeline_close(pipeline);
    free(d);
    assert_non_null(w->pinned[0].p);
    assert_non_null(w->pinned[1].p);
    pl_buf_open(&json, 65536);
    pl_rules_write(&w->rules, &json);
    w->rules_json = pl_str_copy(&w->arena, pl_buf_str(&json));
    pl_hash_hex(w->rules.hash, hex[0]);
    pl_hash_hex(pl_sha256_of(w->ports_csv.p, w->ports_csv.n), hex[1]);
    pl_hash_hex(pl_sha256_of("", 0), hex[2]);
    snprintf(facts, sizeof facts, "rules %s ports %s mids %s", hex[0], hex[1], hex[2]);
    w->facts = w_text(w, facts);
}

/* ---- chunks ---- */

static inline void w_secret(size_t i, uint8_t secret[PL_CHUNK_SECRET_BYTES]) {
    memset(secret, 0xC0 + (int)i, PL_CHUNK_SECRET_BYTES);
}

/* The chunks of recording i, and the value of the field `members`. */
static inline pl_str w_chunks(struct world *w, size_t i, struct pl_bundle_member *m) {
    uint8_t secret[PL_CHUNK_SECRET_BYTES];
    pl_str all = pl_str_copy(&w->arena, pl_buf_str(&w->csv[i]));
    size_t n = (all.n + PL_CHUNK_BYTES - 1) / PL_CHUNK_BYTES;
    struct pl_bundle_chunk *chunks = pl_arena_calloc(&w->arena, n, sizeof *chunks);
    pl_hash *leaves = pl_arena_calloc(&w->arena, n, sizeof *leaves);
    PL_BUF_AUTO value = {0};
    w_secret(i, secret);
    for (size_t k = 0; k < n; k++) {
        chunks[k] = (struct pl_bundle_chunk){.index = k,
                                             .salt = pl_chunk_salt(secret, PL_STR("x.csv"), k),
                                             .bytes = pl_str_sub(all, k * PL_CHUNK_BYTES, PL_CHUNK_BYTES)};
        leaves[k] = pl_chunk_leaf(chunks[k].salt, chunks[k].bytes);
    }
    for (size_t k = 0; w->partial[i] && k < n; k++) {
        pl_hash *path = pl_arena_calloc(&w->arena, PL_MERKLE_PATH_MAX, sizeof *path);
        chunks[k].n_path = pl_merkle_path(leaves, n, k, path);
        chunks[k].path = path;
    }
    pl_hash root = pl_merkle_root_of(leaves, n);
    pl_hash_hex(root, w->roots[i]);
    *m = (struct pl_bundle_member){
        .seq = w->at_import[i], .member = 0, .whole = !w->partial[i], .chunks = chunks, .n = n};
    pl_buf_open(&value, 4096);
    pl_buf_add_be32(&value, 5);
    pl_buf_add_str(&value, PL_STR("x.csv"));
    pl_buf_add_be64(&value, all.n);
    pl_buf_add(&value, root.b, PL_HASH_BYTES);
    return pl_str_copy(&w->arena, pl_buf_str(&value));
}

static inline pl_str w_replace(struct world *w, pl_str text, pl_str from, pl_str to) {
    PL_BUF_AUTO out = {0};
    pl_buf_open(&out, 1 << 20);
    for (;;) {
        size_t at = pl_str_find_str(text, from);
        pl_buf_add(&out, text.p, at);
        if (at == text.n) {
            break;
        }
        pl_buf_add_str(&out, to);
        text = pl_str_sub(text, at + from.n, text.n);
    }
    return pl_str_copy(&w->arena, pl_buf_str(&out));
}

/* ---- signing ---- */

static inline int w_by_name(const void *a, const void *b) {
    return strcmp(((const struct w_field *)a)->name, ((const struct w_field *)b)->name);
}

static inline void w_sign_entry(struct world *w, size_t seq) {
    struct w_entry *e = &w->e[seq];
    struct pl_entry_field fields[W_FIELDS];
    PL_BUF_AUTO bytes = {0};
    pl_hash parent = {{0}};
    qsort(e->fields, e->n, sizeof e->fields[0], w_by_name);
    for (size_t i = 0; i < e->n; i++) {
        struct w_field *f = &e->fields[i];
        struct pl_bundle_disclosure d = {.seq = seq, .name = pl_str_from(f->name), .value = f->value};
        memset(d.salt, (int)(seq * W_FIELDS + i + 1), PL_SALT_BYTES);
        fields[i] = (struct pl_entry_field){d.name, pl_field_commitment(d.name, d.salt, d.value)};
        if (!f->closed) {
            w->disclosures[w->b.n_disclosures++] = d;
        }
    }
    if (e->parent >= 0) {
        parent = w->leaves[e->parent];
    }
    struct pl_entry entry = {.participant = w->keys[W_PARTICIPANT].public,
                             .signer = w->keys[e->signer].public,
                             .at = W_START + 2 * PL_DAY_US + (pl_time)seq,
                             .kind = pl_str_from(e->kind),
                             .marking = PL_STR("TLP:RED"),
                             .has_previous = seq > 0,
                             .previous = seq > 0 ? w->leaves[seq - 1] : (pl_hash){{0}},
                             .parents = &parent,
                             .n_parents = e->parent >= 0 ? 1 : 0,
                             .fields = fields,
                             .n_fields = e->n};
    pl_buf_open(&bytes, PL_ENTRY_MAX);
    assert_int_equal(pl_entry_write(&entry, &w->keys[e->signer], &bytes, NULL), 0);
    w->entries[seq] = (struct pl_bundle_entry){.seq = seq, .bytes = pl_str_copy(&w->arena, pl_buf_str(&bytes))};
    w->leaves[seq] = pl_entry_leaf(w->entries[seq].bytes);
}

/* A checkpoint of the first `size` entries under this root, signed by the log. */
static inline pl_str w_note(struct world *w, uint64_t size, pl_hash root) {
    struct pl_checkpoint c = {.origin = w->origin, .size = size, .root = root, .extension = PL_STR("")};
    PL_BUF_AUTO text = {0};
    PL_BUF_AUTO note = {0};
    pl_buf_open(&text, PL_NOTE_MAX);
    pl_buf_open(&note, PL_NOTE_MAX);
    pl_checkpoint_write(&c, &text);
    assert_int_equal(pl_note_sign(pl_buf_str(&text), w->origin, &w->keys[W_PARTICIPANT], &note, NULL), 0);
    return pl_str_copy(&w->arena, pl_buf_str(&note));
}

/* Everything anew from what stands in e, csv and pinned. */
static inline void world_make(struct world *w) {
    struct pl_policy policy;
    PL_BUF_AUTO text = {0};
    size_t n_members = 0;
    w->b = (struct pl_bundle){.whole = true};
    for (size_t i = 0; i < W_RECORDS; i++) {
        struct pl_bundle_member m;
        w_field_of(&w->e[w->at_import[i]], "members")->value = w_chunks(w, i, &m);
        if (w->show[i]) {
            w->members[n_members++] = m;
        }
    }
    for (size_t i = 0; i < 2; i++) {
        pl_str json = w->pinned[i];
        for (size_t k = 0; k < W_RECORDS; k++) {
            char mark[65];
            memset(mark, '0' + (int)k, 64);
            json = w_replace(w, json, pl_str_make(mark, 64), pl_str_from(w->roots[k]));
        }
        w_field_of(&w->e[w->at_support[i]], "pinned")->value = json;
        w_field_of(&w->e[w->at_support[i]], "facts")->value = w->facts;
    }
    for (size_t i = 0; i < w->n; i++) {
        w_sign_entry(w, i);
    }
    assert_int_equal(pl_policy_of_origin(w->origin, &w->arena, &policy, NULL), 0);
    pl_buf_open(&text, PL_POLICY_MAX);
    pl_policy_write(&policy, &text);
    w->b.origin = w->origin;
    w->b.checkpoint = w_note(w, w->n, pl_merkle_root_of(w->leaves, w->n));
    w->b.policy = pl_str_copy(&w->arena, pl_buf_str(&text));
    w->b.entries = w->entries;
    w->b.n_entries = w->n;
    w->b.disclosures = w->disclosures;
    w->b.members = w->members;
    w->b.n_members = n_members;
    w->b.rules_json = n_members > 0 ? w->rules_json : (pl_str){0};
    w->b.ports_csv = n_members > 0 ? w->ports_csv : (pl_str){0};
    w->b.report_md = w->report_md;
    if (w->at_report > 0) {
        char id[32];
        snprintf(id, sizeof id, "R%zu", w->at_report);
        w->b.report_id = w_text(w, id);
    }
}

/* ---- asking ---- */

static inline void world_write(struct world *w) {
    struct pl_error err = {0};
    pl_buf_clear(&w->out);
    if (pl_bundle_write(&w->b, &w->out, &err) != 0) {
        fail_msg("%s", err.msg);
    }
}

static inline int world_verify(struct world *w) {
    struct pl_error err = {0};
    world_write(w);
    return pl_verify(&w->request, pl_buf_str(&w->out), &w->arena, &w->v, &err);
}

/* Does a part say these words, holding so? */
static inline bool w_says(const struct world *w, int holds, const char *words) {
    for (size_t i = 0; i < w->v.n_parts; i++) {
        pl_str why = w->v.parts[i].why;
        if (w->v.parts[i].holds == holds && pl_str_find_str(why, pl_str_from(words)) < why.n) {
            return true;
        }
    }
    return false;
}

static inline void w_print(const struct world *w) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 1 << 20);
    pl_verify_print_text("bundle", &w->v, &text);
    print_message("%.*s", (int)text.n, text.p);
}

#define EXPECT(w, holds_, part_holds, words)                                                                           \
    do {                                                                                                               \
        assert_int_equal(world_verify(w), 0);                                                                          \
        if ((w)->v.holds != (holds_) || !w_says(w, part_holds, words)) {                                               \
            w_print(w);                                                                                                \
            fail_msg("wanted %d and %d: %s", holds_, part_holds, words);                                               \
        }                                                                                                              \
    } while (0)

/* ---- all of it ---- */

static inline void world_open(struct world *w, int64_t step_s) {
    PL_BUF_AUTO origin = {0};
    struct pl_policy policy;
    char id[65];
    memset(w, 0, sizeof *w);
    pl_arena_open(&w->arena, (size_t)1 << 30);
    pl_buf_open(&w->out, (size_t)1 << 28);
    pl_buf_open(&origin, 1024);
    for (int i = 0; i < W_KEYS; i++) {
        uint8_t seed[PL_KEY_BYTES] = {W_SEED, (uint8_t)i};
        assert_int_equal(pl_key_from_seed(seed, &w->keys[i], NULL), 0);
    }
    for (size_t i = 0; i < W_RECORDS; i++) {
        pl_buf_open(&w->csv[i], (size_t)1 << 26);
        w->show[i] = true;
    }
    pl_checkpoint_origin(&w->keys[W_PARTICIPANT].public, &origin);
    w->origin = pl_str_copy(&w->arena, pl_buf_str(&origin));
    w->ports_csv = PL_STR("id,name,lat,lon,uncertainty_m\nexercise-1,Nowhere,-40.0,-120.0,1000\n");
    assert_true(pl_rules_profile("default", &w->rules));
    w_sail(w, step_s);
    w_pin(w);
    struct w_entry *e = w_entry(w, "case", W_PARTICIPANT);
    w_field(e, "participant", PL_STR("State A"));
    w->at_delegation = w->n;
    e = w_entry(w, "delegation", W_PARTICIPANT);
    w_field(e, "person_key", pl_str_make((const char *)w->keys[W_PERSON].public.b, PL_KEY_BYTES));
    for (size_t i = 0; i < W_RECORDS; i++) {
        uint8_t secret[PL_CHUNK_SECRET_BYTES];
        pl_hash sha = pl_sha256_of(w->csv[i].p, w->csv[i].n);
        w->at_import[i] = w->n;
        e = w_entry(w, "import", W_PERSON);
        w_secret(i, secret);
        w_field(e, "kind", PL_STR("ais"));
        w_field(e, "exercise", PL_STR("yes"));
        w_field(e, "format", PL_STR("csv"));
        w_field(e, "members", (pl_str){0});
        w_field(e, "name", PL_STR("x.csv"))->closed = true;
        w_field(e, "sha256", pl_str_copy(&w->arena, pl_str_make((const char *)sha.b, PL_HASH_BYTES)));
        w_field(e, "chunk_secret", pl_str_copy(&w->arena, pl_str_make((const char *)secret, sizeof secret)))->closed =
            true;
    }
    w->at_claim = w->n;
    e = w_entry(w, "claim", W_PERSON);
    w_field(e, "who", PL_STR("QUAEKAR"));
    w_field(e, "did", PL_STR("met"));
    w_field(e, "label", PL_STR("c-1"));
    for (size_t i = 0; i < 2; i++) {
        w->at_support[i] = w->n;
        e = w_entry(w, "support", W_PERSON);
        size_t at = pl_str_find_str(w->pinned[i], PL_STR("\"id\":\""));
        snprintf(id, sizeof id, "%.64s", w->pinned[i].p + at + 6);
        w_field(e, "evidence", w_text(w, id));
        w_field(e, "pinned", (pl_str){0});
        w_field(e, "facts", (pl_str){0});
    }
    assert_int_equal(pl_policy_of_origin(w->origin, &w->arena, &policy, NULL), 0);
    assert_int_equal(pl_policy_fingerprint(&policy, &w->trust, NULL), 0);
    w->request.trust = &w->trust;
    world_make(w);
}

/* A report that states a finding which rests on the claim. */
static inline void world_report(struct world *w, const char *md) {
    w->report_md = w_text(w, md);
    struct w_entry *e = w_entry(w, "finding", W_PERSON);
    w_field(e, "statement", PL_STR("they met"));
    w_field(e, "label", PL_STR("f-1"));
    w_field(e, "claims", PL_STR("c-1"));
    w->at_report = w->n;
    pl_hash sha = pl_sha256_of(w->report_md.p, w->report_md.n);
    e = w_entry(w, "report", W_PERSON);
    w_field(e, "sha256", pl_str_copy(&w->arena, pl_str_make((const char *)sha.b, PL_HASH_BYTES)));
    world_make(w);
}

static inline void world_close(struct world *w) {
    for (size_t i = 0; i < W_RECORDS; i++) {
        pl_buf_close(&w->csv[i]);
    }
    pl_buf_close(&w->out);
    pl_arena_close(&w->arena);
}

#endif
