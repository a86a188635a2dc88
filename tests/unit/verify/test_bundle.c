/* What the verifier says of bundles that somebody altered: the author, who signs everything again correctly, or
 * somebody who passes the bundle on. The case is made by hand (bundle_world.h): a gap of hours 6 to 20 and an encounter
 * of hours 2 to 6, worked out from the tables of docs/rules.md. */
#include "bundle_world.h"

#define HOLDS   PL_VERIFY_HOLDS
#define FAILS   PL_VERIFY_FAILS
#define UNKNOWN PL_VERIFY_UNKNOWN

#define WITH_WORLD(step)                                                                                               \
    struct world *w = calloc(1, sizeof *w);                                                                            \
    (void)state;                                                                                                       \
    assert_non_null(w);                                                                                                \
    world_open(w, step);

#define END_WORLD                                                                                                      \
    world_close(w);                                                                                                    \
    free(w);

static void alter(struct world *w, int which, const char *from, const char *to) {
    pl_str was = w->pinned[which];
    w->pinned[which] = w_replace(w, was, pl_str_from(from), pl_str_from(to));
    assert_false(pl_str_eq(was, w->pinned[which]));
}

static pl_str first_after(pl_str text, const char *mark, size_t n) {
    return pl_str_sub(text, pl_str_find_str(text, pl_str_from(mark)) + strlen(mark), n);
}

static void test_holds(void **state) {
    WITH_WORLD(120)
    EXPECT(w, HOLDS, HOLDS, "all 7 entries of the log, each signed by who might sign");
    assert_true(w_says(w, HOLDS, "recomputed from whole exhibits as committed at import, 2 of 2 disclosed"));
    assert_true(w_says(w, HOLDS, "the rules, ports and number ranges shown are those that were signed"));
    assert_false(w_says(w, HOLDS, "decoding rests on")); /* the bytes shown have the hash of what was received */
    assert_true(pl_str_find_str(w->v.why, PL_STR("As of entry 6, 2026-03-03T00:00:00")) < w->v.why.n);
    assert_true(pl_str_find_str(w->v.why, PL_STR("later corrections are not visible here")) < w->v.why.n);
    w->request.trust = NULL;
    assert_int_equal(world_verify(w), 0);
    assert_int_equal(w->v.holds, UNKNOWN);
    assert_true(pl_str_find_str(w->v.why, PL_STR("consistent in itself")) < w->v.why.n);
    w->request.trust = &w->trust;
    w_field_of(&w->e[w->at_import[0]], "sha256")->value = PL_STR("12345678901234567890123456789012");
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "2 of 2 disclosed; decoding rests on ");
    END_WORLD
}

/* ---- the author alters one thing and signs it correctly ---- */

static void test_event_altered(void **state) {
    WITH_WORLD(120)
    char from[80], to[80];
    pl_str was = w->pinned[0];
    pl_str hours = first_after(was, "\"hours\":", 7);
    assert_true(pl_str_eq(hours, PL_STR("14.0000")));
    alter(w, 0, "\"hours\":14.0000", "\"hours\":19.0000");
    world_make(w);
    EXPECT(w, FAILS, FAILS, "it comes out otherwise: `hours` differs. A report, a rule or the event was altered");
    assert_true(w_says(w, HOLDS, "recomputed from whole exhibits")); /* the other event */
    w->pinned[0] = was;
    alter(w, 0, "\"lat\":21.0", "\"lat\":22.0"); /* both of its places */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "it comes out otherwise: `lat`, `start_pos` differ");
    w->pinned[0] = was; /* another id: no such event, and the nearest is told */
    snprintf(from, sizeof from, "%.64s", first_after(was, "\"id\":\"", 64).p);
    snprintf(to, sizeof to, "%.60s0000", from);
    alter(w, 0, from, to);
    w_field_of(&w->e[w->at_support[0]], "evidence")->value = w_text(w, to);
    world_make(w);
    EXPECT(w, FAILS, FAILS, "it comes out otherwise: `id` differs");
    w_field_of(&w->e[w->at_support[0]], "evidence")->value = w_text(w, from);
    world_make(w);
    EXPECT(w, FAILS, FAILS, "it cites one event and pins another");
    w->pinned[0] = PL_STR("{\"id\":\"12\"}");
    world_make(w);
    EXPECT(w, FAILS, FAILS, "what it pins is no event");
    w->pinned[0] = w_replace(w, was, PL_STR("987000001"), PL_STR("987000009")); /* a ship that is nowhere */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "no report of one of its ships");
    END_WORLD
}

static void test_rule_altered(void **state) {
    WITH_WORLD(120)
    pl_str was = w->rules_json;
    w->rules_json = w_replace(w, was, PL_STR("\"gap\":{\"min_hours\":12"), PL_STR("\"gap\":{\"min_hours\":13"));
    assert_false(pl_str_eq(was, w->rules_json));
    world_make(w);
    EXPECT(w, FAILS, FAILS, "the rules shown are not those by which event ");
    assert_true(
        w_says(w, UNKNOWN, "and the rules and facts that are shown it comes out otherwise: `id`, `rule` differ"));
    /* and everywhere: in the event, and in what was signed beside it. Under 15 hours there is no gap of 14. */
    struct pl_rules rules;
    char old_hash[65], new_hash[65];
    w->rules_json = w_replace(w, was, PL_STR("\"gap\":{\"min_hours\":12"), PL_STR("\"gap\":{\"min_hours\":15"));
    assert_int_equal(pl_rules_parse(w->rules_json, &rules, NULL), 0);
    pl_hash_hex(w->rules.hash, old_hash);
    pl_hash_hex(rules.hash, new_hash);
    for (int i = 0; i < 2; i++) {
        alter(w, i, old_hash, new_hash);
    }
    alter(w, 0, "\"min_hours\":12", "\"min_hours\":15");
    w->facts = w_replace(w, w->facts, pl_str_from(old_hash), pl_str_from(new_hash));
    world_make(w);
    EXPECT(w, FAILS, FAILS,
           "computed again from every recording of the log, no such event comes out, and none like it");
    assert_true(w_says(w, HOLDS, "the rules, ports and number ranges shown are those that were signed"));
    END_WORLD
}

static void test_report_altered(void **state) {
    WITH_WORLD(120)
    /* ship 2 at hour 4, in the middle of the encounter, 11 m further north: the event keeps its id, not its digest */
    pl_str row = PL_STR("987000002,2026-03-01T04:00:00Z,21.000000,165.000000,0.5,0.0\n");
    pl_str csv = pl_str_copy(&w->arena, pl_buf_str(&w->csv[0]));
    size_t at = pl_str_find_str(csv, row);
    assert_true(at < csv.n);
    w->csv[0].p[at + 37] = '1'; /* 21.000100 */
    w_field_of(&w->e[w->at_import[0]], "sha256")->closed = true;
    world_make(w);
    EXPECT(w, FAILS, FAILS, "it comes out otherwise: ");
    assert_true(w_says(w, FAILS, "`inputs`"));
    assert_true(w_says(w, HOLDS, "recomputed from whole exhibits")); /* the gap is of another ship */
    memcpy(w->csv[0].p, csv.p, csv.n);
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "2 of 2 disclosed; decoding rests on "); /* nothing shows that it came as it is */
    END_WORLD
}

/* Between the reports of a ship one is put in: the silence was none. */
static void test_report_added(void **state) {
    WITH_WORLD(120)
    w_row(&w->csv[0], W_SHIP, 12 * 3600, 22.0, 160.0, 10.0);
    w_field_of(&w->e[w->at_import[0]], "sha256")->closed = true;
    world_make(w);
    EXPECT(w, FAILS, FAILS, "no such event comes out, and none like it");
    END_WORLD
}

/* ---- evidence ---- */

static void test_evidence(void **state) {
    WITH_WORLD(120)
    char from[64], to[64];
    pl_str was = w->pinned[1];
    pl_str offset = first_after(was, "\"offset\":", 20);
    offset = pl_str_sub(offset, 0, pl_str_find(offset, ','));
    snprintf(from, sizeof from, "\"offset\":%.*s,", (int)offset.n, offset.p);
    snprintf(to, sizeof to, "\"offset\":%.*s,\"length\":59", (int)offset.n, offset.p);
    alter(w, 1, to, "\"offset\":31,\"length\":60"); /* the first row, whole: of ship 1, no ship of the encounter */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "points at bytes that are, as far as shown, no report of one of its ships");
    w->pinned[1] = was;
    snprintf(to, sizeof to, "\"offset\":%.*s1,", (int)offset.n, offset.p);
    alter(w, 1, from, to); /* no row begins there */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "no report of one of its ships");
    w->pinned[1] = was;
    alter(w, 1, "\"length\":59", "\"length\":58"); /* a row without its last digit */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "no report of one of its ships");
    w->pinned[1] = w_replace(w, was, PL_STR("\"root\":\"0000"), PL_STR("\"root\":\"9999")); /* of nothing here */
    world_make(w);
    EXPECT(w, UNKNOWN, UNKNOWN, "not recomputed: the exhibits that it rests on are not disclosed");
    END_WORLD
}

/* ---- somebody passes it on ---- */

static void test_entries(void **state) {
    WITH_WORLD(120)
    struct pl_bundle_entry swap = w->entries[3];
    w->entries[3].bytes = w->entries[4].bytes;
    w->entries[4].bytes = swap.bytes;
    EXPECT(w, FAILS, FAILS, ""); /* commitments and places are others' */
    world_make(w);
    w->b.n_entries--; /* the last is gone */
    w->b.n_disclosures = 0;
    w->b.n_members = 0;
    w->b.rules_json = w->b.ports_csv = (pl_str){0};
    EXPECT(w, FAILS, FAILS, "the entries are not those of the log of the checkpoint");
    world_make(w); /* a value under another entry */
    for (size_t i = 0; i < w->b.n_disclosures; i++) {
        struct pl_bundle_disclosure *d = &w->disclosures[i];
        if (d->seq == w->at_import[1] && pl_str_eq(d->name, PL_STR("members"))) {
            d->value = w->e[w->at_import[0]].fields[0].value;
        }
    }
    EXPECT(w, FAILS, FAILS, "the value shown for `members` of entry 3 is not the one that was signed");
    world_make(w); /* the wrong checkpoint: of fewer entries */
    w->b.checkpoint = w_note(w, w->n - 1, pl_merkle_root_of(w->leaves, w->n - 1));
    EXPECT(w, FAILS, FAILS, "the entries are not those of the log of the checkpoint");
    END_WORLD
}

/* Entries with their own paths, some left out; a path of another place or another log. */
static void test_some_entries(void **state) {
    WITH_WORLD(120)
    w->b.whole = false;
    for (size_t i = 0; i < w->n; i++) {
        pl_hash *path = pl_arena_calloc(&w->arena, PL_MERKLE_PATH_MAX, sizeof *path);
        w->entries[i].n_path = pl_merkle_path(w->leaves, w->n, i, path);
        w->entries[i].path = path;
    }
    EXPECT(w, HOLDS, HOLDS, "a revocation or withdrawal among the others cannot be seen");
    assert_true(w_says(w, HOLDS, "7 of 7 entries"));
    pl_hash *path = pl_arena_calloc(&w->arena, PL_MERKLE_PATH_MAX, sizeof *path);
    memcpy(path, w->entries[4].path, w->entries[4].n_path * sizeof *path);
    path[0].b[0] ^= 1;
    w->entries[4].path = path;
    EXPECT(w, FAILS, FAILS, "entry 4 does not stand in the log of the checkpoint");
    END_WORLD
}

static void test_signers(void **state) {
    WITH_WORLD(120)
    struct w_entry *e = NULL;
    w->e[w->at_claim].signer = W_OTHER;
    world_make(w);
    EXPECT(w, FAILS, FAILS, "the signer of entry 4 had no delegation");
    w->e[w->at_claim].signer = W_PARTICIPANT;
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "each signed by who might sign");
    w->e[w->at_delegation].signer = W_PERSON; /* nobody lets himself in */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "the signer of entry 1 had no delegation");
    w->e[w->at_delegation].signer = W_PARTICIPANT;
    w_field_of(&w->e[w->at_delegation], "person_key")->closed = true;
    world_make(w);
    EXPECT(w, FAILS, FAILS, "the signer of entry 2 had no delegation");
    w_field_of(&w->e[w->at_delegation], "person_key")->closed = false;
    e = w_entry(w, "revocation", W_PARTICIPANT);
    w_field(e, "person_key", pl_str_make((const char *)w->keys[W_PERSON].public.b, PL_KEY_BYTES));
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "each signed by who might sign"); /* revoked after all of them */
    w_field(w_entry(w, "claim", W_PERSON), "did", PL_STR("went on"));
    world_make(w);
    EXPECT(w, FAILS, FAILS, "the signer of entry 8 had no delegation");
    w_field_of(&w->e[7], "person_key")->closed = true; /* who passes it on hides whom it revokes */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "whose key entry 7 revokes is not shown");
    END_WORLD
}

static void test_signature(void **state) {
    WITH_WORLD(120)
    PL_BUF_AUTO bytes = {0};
    pl_buf_open(&bytes, PL_ENTRY_MAX);
    pl_buf_add_str(&bytes, w->entries[6].bytes);
    bytes.p[bytes.n - 1] = (char)(bytes.p[bytes.n - 1] ^ 1); /* in the log as it is, and signed wrongly */
    w->entries[6].bytes = pl_buf_str(&bytes);
    w->leaves[6] = pl_entry_leaf(pl_buf_str(&bytes));
    w->b.checkpoint = w_note(w, w->n, pl_merkle_root_of(w->leaves, w->n));
    EXPECT(w, FAILS, FAILS, "the signature of entry 6 does not hold");
    END_WORLD
}

static void test_other_log(void **state) {
    WITH_WORLD(120)
    PL_BUF_AUTO origin = {0};
    struct pl_policy policy;
    PL_BUF_AUTO text = {0};
    pl_buf_open(&origin, 1024);
    pl_buf_open(&text, PL_POLICY_MAX);
    pl_checkpoint_origin(&w->keys[W_OTHER].public, &origin);
    w->origin = pl_str_copy(&w->arena, pl_buf_str(&origin)); /* a log that takes in another's entries */
    struct pl_key participant = w->keys[W_PARTICIPANT];
    w->keys[W_PARTICIPANT] = w->keys[W_OTHER];
    pl_str note = w_note(w, w->n, pl_merkle_root_of(w->leaves, w->n));
    w->keys[W_PARTICIPANT] = participant;
    assert_int_equal(pl_policy_of_origin(w->origin, &w->arena, &policy, NULL), 0);
    assert_int_equal(pl_policy_fingerprint(&policy, &w->trust, NULL), 0);
    pl_policy_write(&policy, &text);
    w->b.policy = pl_buf_str(&text);
    w->b.checkpoint = note;
    w->b.origin = w->origin;
    EXPECT(w, FAILS, FAILS, "the entries are not of the participant whose log it is");
    w->b.origin = PL_STR("plimsoll/elsewhere");
    assert_int_equal(world_verify(w), PL_E_FORMAT);
    END_WORLD
}

/* ---- checkpoints beside it ---- */

static bool why_says(const struct world *w, const char *words) {
    return pl_str_find_str(w->v.why, pl_str_from(words)) < w->v.why.n;
}

static void test_beside(void **state) {
    WITH_WORLD(120)
    pl_hash other = pl_sha256_of("x", 1);
    w->request.has_checkpoint = true;
    w->request.checkpoint = w->b.checkpoint;
    EXPECT(w, HOLDS, HOLDS, "each signed");
    w->request.checkpoint = w_note(w, w->n, other);
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == FAILS && why_says(w, "it signed two roots for one size. Keep both files"));
    w->request.checkpoint = w_note(w, w->n + 1, other);
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == HOLDS &&
                why_says(w, "to 8 entries; that it still begins with these takes a consistency"));
    w->request.checkpoint = w_note(w, 3, pl_merkle_root_of(w->leaves, 3));
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == HOLDS && why_says(w, "older: 3 entries, and what it signed then is what it begins with"));
    w->request.checkpoint = w_note(w, 3, other);
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == FAILS && why_says(w, "what it signed before is not what it begins with now"));
    w->request.checkpoint = PL_STR("no checkpoint");
    assert_int_equal(world_verify(w), PL_E_FORMAT);
    END_WORLD
}

/* With a proof: of a log that grew, of one that had been smaller, and a proof of something else. */
static void test_consistency(void **state) {
    WITH_WORLD(120)
    struct pl_verify_consistency c = {.n = 0};
    pl_hash leaves[W_ENTRIES];
    memcpy(leaves, w->leaves, sizeof leaves);
    for (size_t i = w->n; i < w->n + 3; i++) {
        leaves[i] = pl_sha256_of(&i, sizeof i);
    }
    w->request.has_checkpoint = true;
    w->request.consistency = &c;
    w->request.checkpoint = w_note(w, w->n + 3, pl_merkle_root_of(leaves, w->n + 3));
    c.n = pl_merkle_consistency(leaves, w->n, w->n + 3, c.proof);
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == HOLDS && why_says(w, "by the consistency proof it still begins with these, unchanged"));
    for (size_t i = 0; i < c.n; i++) {
        c.proof[i].b[7] ^= 1;
        assert_int_equal(world_verify(w), 0);
        assert_true(w->v.holds == FAILS && why_says(w, "does not lead from the one checkpoint to the other"));
        c.proof[i].b[7] ^= 1;
    }
    c.n--;
    assert_int_equal(world_verify(w), 0);
    assert_int_equal(w->v.holds, FAILS);
    w->request.checkpoint = w_note(w, w->n + 3, pl_sha256_of("x", 1)); /* signed, and no log of these entries */
    c.n++;
    assert_int_equal(world_verify(w), 0);
    assert_int_equal(w->v.holds, FAILS);
    w->request.checkpoint = w_note(w, 3, pl_merkle_root_of(w->leaves, 3));
    assert_int_equal(world_verify(w), 0);
    assert_int_equal(w->v.holds, FAILS);
    c.n = pl_merkle_consistency(leaves, 3, w->n, c.proof);
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds == HOLDS && why_says(w, "older, 3 entries, and by the consistency proof"));
    END_WORLD
}

/* A newer bundle beside it: the claim was withdrawn since. */
static void test_newer(void **state) {
    WITH_WORLD(120)
    struct pl_bundle old;
    struct pl_bundle_entry entries[W_ENTRIES];
    struct pl_bundle_disclosure *disclosures = calloc(W_ENTRIES * W_FIELDS, sizeof *disclosures);
    assert_non_null(disclosures);
    world_report(w, "{finding id=f-1 cites=c-1}\nThey met.\n");
    old = w->b;
    memcpy(entries, w->entries, sizeof entries);
    memcpy(disclosures, w->disclosures, W_ENTRIES * W_FIELDS * sizeof *disclosures);
    struct w_entry *e = w_entry(w, "withdrawal", W_PERSON);
    e->parent = (int64_t)w->at_claim;
    w_field(e, "entry", PL_STR("4"));
    world_make(w);
    world_write(w);
    w->request.has_checkpoint = true;
    w->request.checkpoint = pl_str_copy(&w->arena, pl_buf_str(&w->out));
    old.entries = entries;
    old.disclosures = disclosures;
    w->b = old;
    EXPECT(w, FAILS, FAILS, "C4 was withdrawn by entry 9, and the report cites it");
    assert_true(w_says(w, HOLDS, "the log has grown to 10 entries and begins with what this bundle shows"));
    w->request.has_checkpoint = false;
    EXPECT(w, HOLDS, HOLDS, "report.md is what entry 8 was signed for");   /* as of then */
    w_field_of(&w->e[w->at_claim], "did")->value = PL_STR("did not meet"); /* the log told another story later */
    world_make(w);
    world_write(w);
    w->request.has_checkpoint = true;
    w->request.checkpoint = pl_str_copy(&w->arena, pl_buf_str(&w->out));
    w->b = old;
    EXPECT(w, FAILS, FAILS, "the log has forked: the newer bundle does not begin with the entries of this one");
    free(disclosures);
    END_WORLD
}

static void test_quorum(void **state) {
    WITH_WORLD(120)
    struct pl_policy policy;
    PL_BUF_AUTO text = {0};
    PL_BUF_AUTO note = {0};
    char vkeys[3][256];
    const int KEYS[] = {W_PARTICIPANT, W_WITNESS, W_WITNESS_2};
    for (int i = 0; i < 3; i++) {
        PL_BUF_AUTO vkey = {0};
        pl_buf_open(&vkey, 256);
        pl_str name = i == 0 ? w->origin : i == 1 ? PL_STR("w.example/1") : PL_STR("w.example/2");
        struct pl_vkey key = pl_vkey_make(name, i == 0 ? 0x01 : 0x04, &w->keys[KEYS[i]].public);
        pl_vkey_write(&key, &vkey);
        snprintf(vkeys[i], sizeof vkeys[i], "%.*s", (int)vkey.n, vkey.p);
    }
    pl_buf_open(&text, PL_POLICY_MAX);
    pl_buf_add_fmt(&text, "log %s\nwitness a %s\nwitness b %s\ngroup g all a b\nquorum g\n", vkeys[0], vkeys[1],
                   vkeys[2]);
    assert_int_equal(pl_policy_read(pl_buf_str(&text), &w->arena, &policy, NULL), 0);
    w->request.trust = NULL;
    w->request.policy = &policy;
    pl_buf_open(&note, PL_NOTE_MAX);
    pl_buf_add_str(&note, w->b.checkpoint);
    for (int i = 0; i < 3; i++) {
        w->b.checkpoint = pl_str_copy(&w->arena, pl_buf_str(&note));
        assert_int_equal(world_verify(w), 0);
        assert_int_equal(w->v.holds, i == 2 ? HOLDS : FAILS);
        assert_int_equal(w->v.n_cosigned_by, i);
        assert_true(i == 2 || why_says(w, "the quorum is not reached"));
        if (i < 2) {
            pl_str said = pl_str_sub(w->b.checkpoint, 0, pl_str_find_str(w->b.checkpoint, PL_STR("\n\n")) + 1);
            assert_int_equal(pl_note_cosign(said, i == 0 ? PL_STR("w.example/1") : PL_STR("w.example/2"),
                                            &w->keys[KEYS[i + 1]], 1772400000, &note, NULL),
                             0);
        }
    }
    END_WORLD
}

/* ---- the report ---- */

static void test_report(void **state) {
    WITH_WORLD(120)
    world_report(w, "{finding id=f-1 cites=c-1}\nThey met.\n");
    EXPECT(w, HOLDS, HOLDS, "report.md is what entry 8 was signed for");
    pl_str was = w->b.report_md;
    w->b.report_md = PL_STR("{finding id=f-1 cites=c-1}\nThey met!\n");
    EXPECT(w, FAILS, FAILS, "report.md is not what the entry of the report was signed for");
    w->b.report_md = was;
    w->b.report_id = PL_STR("R7");
    EXPECT(w, FAILS, FAILS, "report.md is not what the entry of the report was signed for");
    w->b.report_id = PL_STR("S8");
    EXPECT(w, FAILS, FAILS, "report.md is not what the entry of the report was signed for");
    w->b.report_id = PL_STR("R8");
    w->b.report_html = PL_STR("<p>They met, and more.</p>");
    EXPECT(w, UNKNOWN, UNKNOWN, "no signature covers it: read report.md");
    END_WORLD
}

static void test_withdrawn(void **state) {
    static const struct {
        const char *md, *entry;
        int holds;
        const char *words;
    } CASES[] = {
        {"{finding id=f-1 cites=c-1}\nThey met.\n", "4", FAILS, "C4 was withdrawn by entry 9, and the report cites it"},
        {"{finding id=f-1 cites=C4}\nThey met.\n", "4", FAILS, "C4 was withdrawn by entry 9, and the report cites it"},
        {"{finding id=f-1}\nThey met.\n", "4", FAILS, "and F7, which the report states, rests on it"},
        {"They met C41 and c-12.\n", "4", HOLDS, "C4 was withdrawn by entry 9; the report does not cite it"},
        {"They met.\n", "5", HOLDS, "P5 was withdrawn by entry 9; the report does not cite it"},
        {"They met.\n", "8", FAILS, "R8 was withdrawn by entry 9: it is this report"},
        {"They met.\n", "99", UNKNOWN, "entry 9 withdraws something that is not shown here"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        WITH_WORLD(120)
        world_report(w, CASES[i].md);
        struct w_entry *e = w_entry(w, "withdrawal", W_PERSON);
        e->parent = atol(CASES[i].entry) < 9 ? atol(CASES[i].entry) : -1;
        w_field(e, "entry", pl_str_from(CASES[i].entry));
        world_make(w);
        EXPECT(w, CASES[i].holds, CASES[i].holds, CASES[i].words);
        w_field_of(e, "entry")->closed = true; /* who passes it on hides what is withdrawn: its parent tells */
        world_make(w);
        EXPECT(w, CASES[i].holds, CASES[i].holds, CASES[i].words);
        END_WORLD
    }
    WITH_WORLD(120)
    w_field(w_entry(w, "withdrawal", W_PERSON), "entry", PL_STR("4")); /* no report: the claim itself */
    world_make(w);
    EXPECT(w, FAILS, FAILS, "C4 was withdrawn by entry 7: it stands no longer");
    END_WORLD
}

/* ---- parts of exhibits ---- */

/* The whole recording says that ship 1 was heard at hour 12; the author pins a gap and leaves those chunks out. */
static void test_middle_removed(void **state) {
    WITH_WORLD(30)
    pl_buf_clear(&w->csv[0]);
    pl_buf_add_str(&w->csv[0], PL_STR("mmsi,timestamp,lat,lon,sog,cog\n"));
    for (int64_t s = 0; s <= 26 * 3600; s += 20) {
        w_row(&w->csv[0], W_SHIP, s, 20.0 + (double)s / 3600.0 * 10.0 / 60.0, 160.0, 10.0);
    }
    assert_true(w->csv[0].n > 4 * PL_CHUNK_BYTES);
    w->partial[0] = true;
    w_field_of(&w->e[w->at_import[0]], "sha256")->closed = true;
    world_make(w);
    struct pl_bundle_member *m = &w->members[0];
    struct pl_bundle_chunk *chunks = pl_arena_calloc(&w->arena, m->n, sizeof *chunks);
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (i == 0 || i + 1 == m->n) {
            chunks[n++] = m->chunks[i];
        }
    }
    m->chunks = chunks;
    m->n = n;
    assert_int_equal(world_verify(w), 0);
    assert_true(w->v.holds != HOLDS);
    for (size_t i = 0; i < w->v.n_parts; i++) {
        assert_true(pl_str_find_str(w->v.parts[i].why, PL_STR("recomputed from whole")) == w->v.parts[i].why.n);
    }
    assert_true(w_says(w, HOLDS, "1 of 2 recordings of the log disclosed in whole; of the others only"));
    m->whole = true; /* and said to be all of it */
    for (size_t i = 0; i < n; i++) {
        chunks[i].index = i;
    }
    EXPECT(w, FAILS, FAILS, "are not those that were signed at its import");
    END_WORLD
}

/* An extract in which the gap is real: the reports agree, and silence is not checked. */
static void test_extract(void **state) {
    WITH_WORLD(120)
    w->partial[0] = true;
    w->show[1] = false;
    world_make(w);
    w->b.members = w->members;
    EXPECT(w, UNKNOWN, UNKNOWN, "silence NOT checked, and this event is a silence"); /* the gap */
    assert_true(w_says(w, HOLDS, "recomputed from an extract: that nothing was left out rests on the signer "));
    assert_true(w_says(w, HOLDS, "0 of 2 recordings"));
    struct pl_bundle_chunk *c = pl_arena_calloc(&w->arena, w->members[0].n, sizeof *c);
    memcpy(c, w->members[0].chunks, w->members[0].n * sizeof *c);
    c[0].salt.b[0] ^= 1;
    w->members[0].chunks = c;
    EXPECT(w, FAILS, FAILS, "are not those that were signed at its import");
    END_WORLD
}

/* All but one recording: absence holds for those that are shown, and the bundle says which are not. */
static void test_not_all(void **state) {
    WITH_WORLD(120)
    w->show[1] = false;
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "recomputed from whole exhibits as committed at import, 1 of 2 disclosed");
    assert_true(w_says(w, HOLDS, "only commitments or parts are here: entry 3"));
    alter(w, 0, "\"hours\":14.0000", "\"hours\":19.0000");
    world_make(w);
    EXPECT(w, UNKNOWN, UNKNOWN,
           "not recomputed: from what is disclosed (1 of 2 recordings in whole) it comes out "
           "otherwise: `hours` differs");
    w->show[1] = true; /* how it was read is not shown: it is not whole */
    w_field_of(&w->e[w->at_import[1]], "format")->closed = true;
    world_make(w);
    EXPECT(w, UNKNOWN, HOLDS, "1 of 2 recordings of the log disclosed in whole");
    END_WORLD
}

/* A reading that a later import replaces counts neither way; one that is not shown to be replaced counts. */
static void test_superseded(void **state) {
    WITH_WORLD(120)
    w_field(&w->e[w->at_import[1]], "supersedes", PL_STR("2"));
    w->show[1] = false;
    world_make(w);
    assert_int_equal(world_verify(w), 0);
    assert_true(w_says(w, HOLDS, "0 of 1 recordings of the log disclosed in whole"));
    assert_false(w_says(w, HOLDS, "recomputed from whole"));
    END_WORLD
}

static void test_facts(void **state) {
    WITH_WORLD(120)
    pl_str was = w->b.ports_csv;
    w->b.ports_csv = w_replace(w, was, PL_STR("1000"), PL_STR("1001"));
    EXPECT(w, FAILS, FAILS, "the ports or number ranges shown are not those by which event ");
    w->b.ports_csv = (pl_str){0};
    EXPECT(w, FAILS, FAILS, "the ports or number ranges shown are not those by which event ");
    w->b.ports_csv = was;
    w->b.rules_json = w_replace(w, w->rules_json, PL_STR("\n  "), PL_STR("\n   "));
    assert_int_equal(world_verify(w), PL_E_FORMAT); /* the same rules in other bytes */
    w->b.rules_json = (pl_str){0};
    w->b.ports_csv = (pl_str){0};
    EXPECT(w, UNKNOWN, UNKNOWN, "not recomputed: the rules are not shown");
    world_make(w);
    for (size_t i = 0; i < 2; i++) {
        w_field_of(&w->e[w->at_support[i]], "facts")->closed = true;
    }
    world_make(w);
    EXPECT(w, UNKNOWN, UNKNOWN, "no signature that is shown covers the ports and number ranges");
    for (size_t i = 0; i < 2; i++) {
        w_field_of(&w->e[w->at_support[i]], "pinned")->closed = true;
    }
    world_make(w);
    EXPECT(w, FAILS, FAILS, "nothing that was signed rests on the rules and facts that are shown");
    END_WORLD
}

static void test_truncated(void **state) {
    WITH_WORLD(7200)
    world_write(w);
    for (size_t n = 0; n < w->out.n; n += n < 2048 ? 1 : 61) {
        struct pl_arena_mark mark = pl_arena_mark(&w->arena);
        int rc = pl_verify(&w->request, pl_str_make(w->out.p, n), &w->arena, &w->v, NULL);
        assert_int_equal(rc, PL_E_FORMAT);
        pl_arena_rewind(&w->arena, mark);
    }
    END_WORLD
}

#if defined(__SANITIZE_ADDRESS__)
#define BITS_APART 7 /* each byte in one bit at least; all of them without sanitizers */
#else
#define BITS_APART 1
#endif

/* Every single bit of a small bundle: refused. Nothing in it may change unseen, for what it shows is what is signed;
 * the log's own checkpoint has no signature beside the one that counts. */
static void test_every_bit(void **state) {
    WITH_WORLD(3600)
    w->show[1] = false;
    world_make(w);
    EXPECT(w, HOLDS, HOLDS, "recomputed from whole exhibits");
    unsigned long accepted = 0;
    for (size_t i = 0; i < w->out.n * 8; i += BITS_APART) {
        struct pl_arena_mark mark = pl_arena_mark(&w->arena);
        w->out.p[i / 8] = (char)(w->out.p[i / 8] ^ (1 << (i % 8)));
        int rc = pl_verify(&w->request, pl_buf_str(&w->out), &w->arena, &w->v, NULL);
        if (rc == 0 && w->v.holds == HOLDS) {
            accepted++;
            print_message("bit %zu of byte %zu may turn unseen\n", i % 8, i / 8);
        }
        w->out.p[i / 8] = (char)(w->out.p[i / 8] ^ (1 << (i % 8)));
        pl_arena_rewind(&w->arena, mark);
    }
    assert_int_equal(accepted, 0);
    END_WORLD
}

/* Bundles of several kinds into a folder: the seeds of fuzz/corpus/bundle. */
static void write_seeds(const char *dir) {
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    for (int i = 0; i < 4; i++) {
        char path[512];
        world_open(w, 3600);
        w->show[1] = i == 1;
        w->partial[0] = i == 2;
        if (i == 3) {
            world_report(w, "{finding id=f-1 cites=c-1}\nThey met.\n");
            w_field(w_entry(w, "withdrawal", W_PERSON), "entry", PL_STR("4"));
        }
        world_make(w);
        world_write(w);
        snprintf(path, sizeof path, "%s/world%d.tar", dir, i);
        FILE *f = fopen(path, "wb");
        if (f != NULL) {
            fwrite(w->out.p, 1, w->out.n, f);
            fclose(f);
        }
        world_close(w);
    }
    free(w);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds),        cmocka_unit_test(test_event_altered),
        cmocka_unit_test(test_rule_altered), cmocka_unit_test(test_report_altered),
        cmocka_unit_test(test_report_added), cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_entries),      cmocka_unit_test(test_some_entries),
        cmocka_unit_test(test_signers),      cmocka_unit_test(test_signature),
        cmocka_unit_test(test_other_log),    cmocka_unit_test(test_beside),
        cmocka_unit_test(test_consistency),  cmocka_unit_test(test_newer),
        cmocka_unit_test(test_quorum),       cmocka_unit_test(test_report),
        cmocka_unit_test(test_withdrawn),    cmocka_unit_test(test_middle_removed),
        cmocka_unit_test(test_extract),      cmocka_unit_test(test_not_all),
        cmocka_unit_test(test_superseded),   cmocka_unit_test(test_facts),
        cmocka_unit_test(test_truncated),    cmocka_unit_test(test_every_bit),
    };
    if (argc == 3 && strcmp(argv[1], "--seeds") == 0) {
        write_seeds(argv[2]);
        return 0;
    }
    cmocka_set_test_filter(argc == 2 ? argv[1] : NULL); /* one alone */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
