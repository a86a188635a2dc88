/* Verifying a bundle: 10,000 signed entries, 1,000 events computed again from every report of their ships, at most 50
 * MB; every author's signature is checked. Generated with a seed: invented ships, each silent twice.
 *
 * The peer: libsodium checking the same 10,000 signatures and hashing as many bytes on one core, in the same run; no
 * verifier could do less. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ais/feed.h"
#include "base/pool.h"
#include "base/time.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "ledger/chunk.h"
#include "ledger/note.h"
#include "ledger/policy.h"
#include "verify/verify.h"

#define N_ENTRIES 10000
#define N_EVENTS  1000
#define N_SHIPS   500
#define STEP_S    220
#define HOURS     100
#define START     (INT64_C(1772323200) * PL_SECOND_US)

static struct pl_arena arena;
static struct pl_key log_key;
static struct pl_bundle_entry entries[N_ENTRIES];
static struct pl_bundle_disclosure disclosures[4 * N_ENTRIES];
static size_t n_disclosures, n_entries;
static struct pl_merkle tree;
static pl_hash last_leaf;

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fprintf(stderr, "bench_bundle: %s\n", err->msg);
        exit(1);
    }
}

static void check_memory(const void *p) {
    if (p == NULL) {
        fprintf(stderr, "bench_bundle: no memory\n");
        exit(1);
    }
}

struct field {
    const char *name;
    pl_str value;
};

/* Fields ascend by name. */
static void add_entry(const char *kind, const struct field *fields, size_t n) {
    struct pl_entry_field commitments[8];
    struct pl_error err;
    PL_BUF_AUTO bytes = {0};
    for (size_t i = 0; i < n; i++) {
        struct pl_bundle_disclosure *d = &disclosures[n_disclosures++];
        *d = (struct pl_bundle_disclosure){
            .seq = n_entries, .name = pl_str_from(fields[i].name), .value = fields[i].value};
        memset(d->salt, (int)(n_disclosures & 0xff), PL_SALT_BYTES);
        commitments[i] = (struct pl_entry_field){d->name, pl_field_commitment(d->name, d->salt, d->value)};
    }
    struct pl_entry e = {.participant = log_key.public,
                         .signer = log_key.public,
                         .at = START + 30 * PL_DAY_US + (pl_time)n_entries,
                         .kind = pl_str_from(kind),
                         .marking = PL_STR("TLP:RED"),
                         .has_previous = n_entries > 0,
                         .previous = last_leaf,
                         .fields = commitments,
                         .n_fields = n};
    pl_buf_open(&bytes, PL_ENTRY_MAX);
    must(pl_entry_write(&e, &log_key, &bytes, &err), &err);
    pl_str kept = pl_str_copy(&arena, pl_buf_str(&bytes));
    check_memory(kept.p);
    last_leaf = pl_entry_leaf(kept);
    pl_merkle_add(&tree, last_leaf);
    entries[n_entries] = (struct pl_bundle_entry){.seq = n_entries, .bytes = kept};
    n_entries++;
}

/* Every ship sails north-east and is silent from hour 20 to 34 and from 60 to 74. */
static void sail(struct pl_buf *csv) {
    pl_buf_add_str(csv, PL_STR("mmsi,timestamp,lat,lon,sog,cog\n"));
    for (int64_t s = 0; s <= HOURS * 3600; s += STEP_S) {
        char time[32];
        PL_BUF_AUTO at = {0};
        pl_buf_open(&at, 64);
        pl_time_write(&at, START + s * PL_SECOND_US);
        snprintf(time, sizeof time, "%.*s", (int)at.n, at.p);
        for (unsigned ship = 0; ship < N_SHIPS; ship++) {
            int64_t hour = s / 3600;
            if ((hour >= 20 && hour < 34) || (hour >= 60 && hour < 74)) {
                continue;
            }
            double lat = -30.0 + ship / 25 * 0.9 + (double)s / 3600.0 * 10.0 / 60.0;
            double lon = -170.0 + ship % 25 * 0.9;
            pl_buf_add_fmt(csv, "%u,%s,%.6f,%.6f,10.0,0.0\n", 987000000U + ship, time, lat, lon);
        }
    }
}

struct pinning {
    struct pl_event_style style;
    char root[65];
    pl_str *events, *ids;
    size_t n;
    struct pl_pipeline *pipeline;
    uint64_t reports;
};

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct pinning *p = ctx;
    (void)source;
    *ret = (struct pl_event_place){.exhibit = PL_STR("commitment:00"), .root = pl_str_from(p->root)};
    return true;
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pinning *p = ctx;
    PL_BUF_AUTO line = {0};
    struct pl_json json;
    char id[65];
    (void)err;
    if (event->type == PL_EVENT_GAP && !event->open && p->n < N_EVENTS) {
        pl_buf_open(&line, 1 << 16);
        pl_json_start(&json, &line);
        pl_event_json(event, &p->style, &json);
        pl_hash_hex(event->id, id);
        p->events[p->n] = pl_str_copy(&arena, pl_buf_str(&line));
        p->ids[p->n++] = pl_str_copy(&arena, pl_str_from(id));
    }
    return 0;
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct pinning *p = ctx;
    struct pl_report r;
    PL_BUF_AUTO record = {0};
    pl_buf_open(&record, 4096);
    must(pl_record_write(h, &record, err), err);
    must(pl_report_read(pl_buf_str(&record), &r, err), err);
    r.src = (struct pl_loc){.length = h->parts[0].length, .offset = h->parts[0].offset};
    p->reports++;
    return pl_pipeline_push(p->pipeline, &r, err);
}

static void find_events(pl_str csv, const struct pl_rules *rules, struct pinning *p) {
    struct pl_feed_options options = {.format = PL_FEED_CSV, .exercise_numbers = true, .latest = INT64_MAX};
    struct pl_pipeline_options how = {.rules = rules, .exercise = true};
    struct pl_feed *feed = NULL;
    struct pl_error err;
    p->events = pl_arena_calloc(&arena, N_EVENTS, sizeof *p->events);
    p->ids = pl_arena_calloc(&arena, N_EVENTS, sizeof *p->ids);
    check_memory(p->ids);
    p->style =
        (struct pl_event_style){.exercise = true, .resolve = resolve, .ctx = p, .version = PL_STR(PL_RULES_VERSION)};
    pl_hash_hex(rules->hash, p->style.rules_hash);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        PL_BUF_AUTO params = {0};
        pl_buf_open(&params, 65536);
        pl_rules_params(rules, pl_event_type_rule(i), &params);
        p->style.params[i] = pl_str_copy(&arena, pl_buf_str(&params));
    }
    must(pl_pipeline_open(&how, on_event, p, &p->pipeline, &err), &err);
    must(pl_feed_open(&options, on_hearing, NULL, p, &feed, &err), &err);
    must(pl_feed_push(feed, csv.p, csv.n, &err), &err);
    must(pl_feed_finish(feed, &err), &err);
    must(pl_pipeline_end(p->pipeline, &err), &err);
    pl_feed_close(feed);
    pl_pipeline_close(p->pipeline);
}

static pl_str make_members(pl_str csv, struct pl_bundle_member *m, char root_hex[65]) {
    static const uint8_t SECRET[PL_CHUNK_SECRET_BYTES] = {1, 2, 3};
    size_t n = (csv.n + PL_CHUNK_BYTES - 1) / PL_CHUNK_BYTES;
    struct pl_bundle_chunk *chunks = pl_arena_calloc(&arena, n, sizeof *chunks);
    pl_hash *leaves = pl_arena_calloc(&arena, n, sizeof *leaves);
    PL_BUF_AUTO value = {0};
    check_memory(chunks);
    check_memory(leaves);
    for (size_t i = 0; i < n; i++) {
        chunks[i] = (struct pl_bundle_chunk){.index = i,
                                             .salt = pl_chunk_salt(SECRET, PL_STR("x"), i),
                                             .bytes = pl_str_sub(csv, i * PL_CHUNK_BYTES, PL_CHUNK_BYTES)};
        leaves[i] = pl_chunk_leaf(chunks[i].salt, chunks[i].bytes);
    }
    pl_hash root = pl_merkle_root_of(leaves, n);
    pl_hash_hex(root, root_hex);
    *m = (struct pl_bundle_member){.seq = 1, .whole = true, .chunks = chunks, .n = n};
    pl_buf_open(&value, 256);
    pl_buf_add_be32(&value, 1);
    pl_buf_add_char(&value, 'x');
    pl_buf_add_be64(&value, csv.n);
    pl_buf_add(&value, root.b, PL_HASH_BYTES);
    return pl_str_copy(&arena, pl_buf_str(&value));
}

static void add_entries(pl_str members, pl_str csv, pl_str facts, const struct pinning *p) {
    pl_hash sha = pl_sha256_of(csv.p, csv.n);
    struct field first[] = {{"participant", PL_STR("State A")}};
    struct field import[] = {{"exercise", PL_STR("yes")},
                             {"format", PL_STR("csv")},
                             {"kind", PL_STR("ais")},
                             {"members", members},
                             {"sha256", pl_str_make((const char *)sha.b, PL_HASH_BYTES)}};
    add_entry("case", first, 1);
    import[4].value = pl_str_copy(&arena, import[4].value);
    add_entry("import", import, 5);
    for (size_t i = 0; i < p->n; i++) {
        struct field support[] = {{"evidence", p->ids[i]}, {"facts", facts}, {"pinned", p->events[i]}};
        add_entry("support", support, 3);
    }
    while (n_entries < N_ENTRIES) {
        char text[64];
        snprintf(text, sizeof text, "a ship with cranes, number %zu", n_entries);
        pl_str said = pl_str_copy(&arena, pl_str_from(text));
        struct field seen[] = {{"as", PL_STR("sighting")}, {"subject", said}, {"text", said}};
        add_entry("observation", seen, 3);
    }
}

static void make_bundle(struct pl_buf *out, pl_hash *ret_trust, uint64_t *ret_reports) {
    struct pl_rules rules;
    struct pinning *p = calloc(1, sizeof *p);
    struct pl_bundle_member member;
    struct pl_policy policy;
    struct pl_error err;
    PL_BUF_AUTO csv = {0};
    PL_BUF_AUTO rules_json = {0};
    PL_BUF_AUTO origin = {0};
    PL_BUF_AUTO text = {0};
    PL_BUF_AUTO note = {0};
    PL_BUF_AUTO policy_text = {0};
    char hex[2][65], facts[256];
    check_memory(p);
    if (!pl_rules_profile("default", &rules)) {
        exit(1);
    }
    pl_buf_open(&csv, (size_t)1 << 28);
    pl_buf_open(&rules_json, 1 << 20);
    pl_buf_open(&origin, 1024);
    pl_buf_open(&text, PL_NOTE_MAX);
    pl_buf_open(&note, PL_NOTE_MAX);
    pl_buf_open(&policy_text, PL_POLICY_MAX);
    sail(&csv);
    pl_str members = make_members(pl_buf_str(&csv), &member, p->root);
    find_events(pl_buf_str(&csv), &rules, p);
    pl_rules_write(&rules, &rules_json);
    pl_hash_hex(rules.hash, hex[0]);
    pl_hash_hex(pl_sha256_of("", 0), hex[1]);
    snprintf(facts, sizeof facts, "rules %s ports %s mids %s", hex[0], hex[1], hex[1]);
    add_entries(members, pl_buf_str(&csv), pl_str_from(facts), p);
    pl_checkpoint_origin(&log_key.public, &origin);
    struct pl_checkpoint c = {.origin = pl_buf_str(&origin), .size = n_entries, .root = pl_merkle_root(&tree)};
    pl_checkpoint_write(&c, &text);
    must(pl_note_sign(pl_buf_str(&text), pl_buf_str(&origin), &log_key, &note, &err), &err);
    must(pl_policy_of_origin(pl_buf_str(&origin), &arena, &policy, &err), &err);
    must(pl_policy_fingerprint(&policy, ret_trust, &err), &err);
    pl_policy_write(&policy, &policy_text);
    struct pl_bundle b = {.origin = pl_buf_str(&origin),
                          .checkpoint = pl_buf_str(&note),
                          .policy = pl_buf_str(&policy_text),
                          .whole = true,
                          .entries = entries,
                          .n_entries = n_entries,
                          .disclosures = disclosures,
                          .n_disclosures = n_disclosures,
                          .members = &member,
                          .n_members = 1,
                          .rules_json = pl_buf_str(&rules_json)};
    must(pl_bundle_write(&b, out, &err), &err);
    *ret_reports = p->reports;
    if (p->n != N_EVENTS) {
        fprintf(stderr, "bench_bundle: %zu events, not %d\n", p->n, N_EVENTS);
        exit(1);
    }
    free(p);
}

static void report(const char *name, size_t n, int64_t us, clock_t cpu) {
    printf("%-46s %8zu  %8.3f s  processor %8.3f s\n", name, n, (double)us / 1e6, (double)cpu / CLOCKS_PER_SEC);
}

static int64_t floor_of_work(pl_str bytes, uint64_t *checksum) {
    int64_t from = pl_time_monotonic_us();
    clock_t cpu = clock();
    for (size_t i = 0; i < n_entries; i++) {
        *checksum += pl_entry_verify(entries[i].bytes);
    }
    *checksum += pl_sha256_of(bytes.p, bytes.n).b[0];
    int64_t us = pl_time_monotonic_us() - from;
    report("bundle/peer: signatures and one SHA-256 alone", n_entries, us, clock() - cpu);
    return us;
}

static void verify(const struct pl_buf *bundle, const pl_hash *trust, unsigned threads, uint64_t *checksum) {
    struct pl_arena scratch;
    struct pl_verification v;
    struct pl_pool *pool = NULL;
    struct pl_error err;
    char name[64];
    size_t held = 0;
    pl_arena_open(&scratch, (size_t)4 << 30);
    must(pl_pool_open(threads, &pool, &err), &err);
    struct pl_verify_request request = {.trust = trust, .pool = pool};
    int64_t from = pl_time_monotonic_us();
    clock_t cpu = clock();
    must(pl_verify(&request, pl_buf_str(bundle), &scratch, &v, &err), &err);
    snprintf(name, sizeof name, "bundle/verify, %u thread%s", threads, threads > 1 ? "s" : "");
    report(name, N_EVENTS, pl_time_monotonic_us() - from, clock() - cpu);
    for (size_t i = 0; i < v.n_parts; i++) {
        held += pl_str_find_str(v.parts[i].why, PL_STR("recomputed from whole exhibits")) < v.parts[i].why.n;
    }
    if (v.holds != PL_VERIFY_HOLDS || held != N_EVENTS) {
        fprintf(stderr, "bench_bundle: it does not hold, or not %d events but %zu\n", N_EVENTS, held);
        exit(1);
    }
    *checksum += held;
    pl_pool_close(pool);
    pl_arena_close(&scratch);
}

int main(int argc, char **argv) {
    static const uint8_t SEED[PL_KEY_BYTES] = {42};
    struct pl_error err;
    PL_BUF_AUTO bundle = {0};
    pl_hash trust;
    uint64_t checksum = 0, reports = 0;
    pl_arena_open(&arena, (size_t)2 << 30);
    pl_buf_open(&bundle, (size_t)1 << 30);
    must(pl_key_from_seed(SEED, &log_key, &err), &err);
    make_bundle(&bundle, &trust, &reports);
    printf("bundle: %.1f MB, %zu entries, %d events, %llu reports\n", (double)bundle.n / 1e6, n_entries, N_EVENTS,
           (unsigned long long)reports);
    if (argc > 1) { /* keeps it, for plimsoll-verify */
        FILE *f = fopen(argv[1], "wb");
        if (f == NULL || fwrite(bundle.p, 1, bundle.n, f) != bundle.n || fclose(f) != 0) {
            return 1;
        }
    }
    floor_of_work(pl_buf_str(&bundle), &checksum);
    verify(&bundle, &trust, 1, &checksum);
    verify(&bundle, &trust, 2, &checksum);
    printf("checksum %llu\n", (unsigned long long)checksum);
    pl_arena_close(&arena);
    return 0;
}
