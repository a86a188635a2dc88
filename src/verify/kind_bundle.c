/* A bundle: the report, the entries it rests on, what is disclosed of them, and the exhibits (docs/format/bundle.md).
 */
#include <inttypes.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "ledger/merkle.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

int pl_verify_part_add(struct pl_verify_bundle *v, pl_str part, int holds, pl_str why, struct pl_error *err) {
    if (v->n_parts == v->parts_cap) {
        size_t cap = v->parts_cap > 0 ? 2 * v->parts_cap : 64;
        struct pl_verify_part *parts =
            cap <= PL_VERIFY_PARTS_MAX ? pl_arena_calloc(v->arena, cap, sizeof *parts) : NULL;
        if (parts == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the bundle has too many parts to tell of");
        }
        if (v->n_parts > 0) {
            memcpy(parts, v->parts, v->n_parts * sizeof *parts);
        }
        v->parts = parts;
        v->parts_cap = cap;
    }
    v->parts[v->n_parts++] = (struct pl_verify_part){.part = part, .holds = holds, .why = why};
    if (holds == PL_VERIFY_FAILS || (holds == PL_VERIFY_UNKNOWN && v->worst == PL_VERIFY_HOLDS)) {
        v->worst = holds;
    }
    return PL_E_OK;
}

pl_str pl_verify_value(const struct pl_verify_bundle *v, uint64_t seq, const char *field) {
    const struct pl_bundle_disclosure *d = pl_bundle_field(v->b, seq, pl_str_from(field));
    return d != NULL ? d->value : (pl_str){0};
}

bool pl_verify_kind_is(const struct pl_entry *e, const char *kind) { return pl_str_eq(e->kind, pl_str_from(kind)); }

bool pl_verify_is_closed(const struct pl_verify_bundle *v, size_t at, const char *field) {
    const struct pl_entry *e = &v->parsed[at];
    for (size_t i = 0; i < e->n_fields; i++) {
        if (pl_str_eq(e->fields[i].name, pl_str_from(field))) {
            return pl_bundle_field(v->b, v->b->entries[at].seq, pl_str_from(field)) == NULL;
        }
    }
    return false;
}

/* So many numbers are one task: a task costs more than a small hash. */
#define A_TASK ((size_t)32)

struct each {
    size_t n;
    void (*task)(void *ctx, size_t i);
    void *ctx;
};

static void run_some(void *ctx, size_t block) {
    const struct each *e = ctx;
    for (size_t i = block * A_TASK; i < e->n && i < (block + 1) * A_TASK; i++) {
        e->task(e->ctx, i);
    }
}

void pl_verify_each(const struct pl_verify_bundle *v, size_t n, void (*task)(void *ctx, size_t i), void *ctx) {
    struct each e = {.n = n, .task = task, .ctx = ctx};
    if (v->pool != NULL && n > A_TASK) {
        pl_pool_run(v->pool, (n + A_TASK - 1) / A_TASK, run_some, &e);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        task(ctx, i);
    }
}

/* ---- entries: their place in the log, who signed them ---- */

struct entry_work {
    const struct pl_bundle *b;
    pl_hash *leaves;
    bool *holds; /* the signature */
};

static void hash_entry(void *ctx, size_t i) {
    struct entry_work *w = ctx;
    w->leaves[i] = pl_entry_leaf(w->b->entries[i].bytes);
}

static void check_signature(void *ctx, size_t i) {
    struct entry_work *w = ctx;
    w->holds[i] = pl_entry_verify(w->b->entries[i].bytes);
}

static int read_entries(struct pl_verify_bundle *v, struct pl_error *err) {
    struct pl_entry *parsed = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *parsed);
    struct entry_work work = {.b = v->b, .leaves = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *work.leaves)};
    int rc = parsed != NULL && work.leaves != NULL ? PL_E_OK
                                                   : pl_fail(err, PL_E_NOMEM, "no memory for the entries of a bundle");
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_entries; i++) {
        struct pl_error why;
        rc = pl_entry_read(v->b->entries[i].bytes, v->arena, &parsed[i], &why);
        if (rc != PL_E_OK) {
            rc = pl_fail(err, (enum pl_code)rc, "entry %" PRIu64 ": %s", v->b->entries[i].seq, why.msg);
        }
    }
    if (rc == PL_E_OK) {
        pl_verify_each(v, v->b->n_entries, hash_entry, &work);
    }
    v->parsed = parsed;
    v->leaves = work.leaves;
    return rc;
}

/* NULL, or what is wrong with the place of entries in the log. */
static pl_str place_fault(const struct pl_verify_bundle *v) {
    struct pl_merkle tree = {0};
    for (size_t i = 0; i < v->b->n_entries; i++) {
        const struct pl_bundle_entry *e = &v->b->entries[i];
        if (v->b->whole) {
            pl_merkle_add(&tree, v->leaves[i]);
        } else if (!pl_merkle_check(v->leaves[i], e->seq, v->checkpoint.size, e->path, e->n_path, v->checkpoint.root)) {
            return pl_verify_words(v->arena, "entry %" PRIu64 " does not stand in the log of the checkpoint", e->seq);
        }
    }
    if (v->b->whole &&
        (v->b->n_entries != v->checkpoint.size || pl_hash_cmp(pl_merkle_root(&tree), v->checkpoint.root) != 0)) {
        return PL_STR("the entries are not those of the log of the checkpoint");
    }
    return (pl_str){0};
}

/* Whose keys may sign, as it changes from entry to entry. */
struct signers {
    pl_str *keys; /* delegated, not revoked */
    size_t n;
};

static size_t signer_of(const struct signers *s, const void *key) {
    size_t i = 0;
    while (i < s->n && memcmp(s->keys[i].p, key, PL_KEY_BYTES) != 0) { /* public */
        i++;
    }
    return i;
}

/* What the entry itself changes. A revocation whose key is not shown may be of anybody. */
static pl_str change_signers(const struct pl_verify_bundle *v, size_t at, struct signers *s) {
    bool begins = pl_verify_kind_is(&v->parsed[at], "delegation");
    bool ends = pl_verify_kind_is(&v->parsed[at], "revocation");
    uint64_t seq = v->b->entries[at].seq;
    pl_str key = begins || ends ? pl_verify_value(v, seq, "person_key") : (pl_str){0};
    if (ends && key.n != PL_KEY_BYTES) {
        return pl_verify_words(v->arena, "whose key entry %" PRIu64 " revokes is not shown", seq);
    }
    if (key.n != PL_KEY_BYTES) {
        return (pl_str){0};
    }
    size_t i = signer_of(s, key.p);
    if (begins && i == s->n) {
        s->keys[s->n++] = key;
    } else if (ends && i < s->n) {
        s->keys[i] = s->keys[--s->n];
    }
    return (pl_str){0};
}

static pl_str entry_fault(const struct pl_verify_bundle *v, size_t i, bool holds, const struct signers *s) {
    const struct pl_entry *e = &v->parsed[i];
    uint64_t seq = v->b->entries[i].seq;
    bool by_participant =
        pl_verify_kind_is(e, "case") || pl_verify_kind_is(e, "delegation") || pl_verify_kind_is(e, "revocation");
    if (!pl_public_key_eq(&e->participant, &v->parsed[0].participant)) {
        return pl_verify_words(v->arena, "entry %" PRIu64 " is not of the participant whose log it is", seq);
    }
    if (!holds) {
        return pl_verify_words(v->arena, "the signature of entry %" PRIu64 " does not hold", seq);
    }
    if (!pl_public_key_eq(&e->signer, &e->participant) && (by_participant || signer_of(s, e->signer.b) == s->n)) {
        return pl_verify_words(v->arena,
                               "the signer of entry %" PRIu64 " had no delegation by the participant that is "
                               "shown here and not revoked",
                               seq);
    }
    if (i > 0 && e->at < v->parsed[i - 1].at) {
        return pl_verify_words(v->arena, "entry %" PRIu64 " is dated before one that stands before it", seq);
    }
    return (pl_str){0};
}

static pl_str signer_fault(const struct pl_verify_bundle *v) {
    PL_BUF_AUTO origin = {0};
    struct entry_work work = {.b = v->b, .holds = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *work.holds)};
    struct signers s = {.keys = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *s.keys)};
    pl_str fault = {0};
    pl_buf_open(&origin, PL_CHECKPOINT_ORIGIN_MAX + 1);
    pl_checkpoint_origin(&v->parsed[0].participant, &origin);
    if (s.keys == NULL || work.holds == NULL) {
        return PL_STR("out of memory");
    }
    if (!pl_str_eq(pl_buf_str(&origin), v->checkpoint.origin)) {
        return PL_STR("the entries are not of the participant whose log it is");
    }
    pl_verify_each(v, v->b->n_entries, check_signature, &work);
    for (size_t i = 0; fault.p == NULL && i < v->b->n_entries; i++) {
        fault = entry_fault(v, i, work.holds[i], &s);
        fault = fault.p == NULL ? change_signers(v, i, &s) : fault;
    }
    return fault;
}

static int check_entries(struct pl_verify_bundle *v, struct pl_error *err) {
    pl_str fault = v->b->n_entries == 0 ? PL_STR("the bundle has no entry") : place_fault(v);
    fault = fault.p == NULL ? signer_fault(v) : fault;
    if (fault.p != NULL) {
        return pl_verify_part_add(v, PL_STR("entries"), PL_VERIFY_FAILS, fault, err);
    }
    pl_str why =
        v->b->whole
            ? pl_verify_words(v->arena, "all %zu entries of the log, each signed by who might sign", v->b->n_entries)
            : pl_verify_words(v->arena,
                              "%zu of %" PRIu64 " entries, each in the log and signed by who might sign, as "
                              "far as the entries shown tell: a revocation or withdrawal among the others "
                              "cannot be seen",
                              v->b->n_entries, v->checkpoint.size);
    return pl_verify_part_add(v, PL_STR("entries"), PL_VERIFY_HOLDS, why, err);
}

/* ---- disclosures ---- */

static bool opens(const struct pl_verify_bundle *v, const struct pl_bundle_disclosure *d) {
    const struct pl_bundle_entry *at = pl_bundle_entry_of(v->b, d->seq);
    const struct pl_entry *e = at != NULL ? &v->parsed[at - v->b->entries] : NULL;
    for (size_t i = 0; e != NULL && i < e->n_fields; i++) {
        if (pl_str_eq(e->fields[i].name, d->name)) {
            return pl_hash_cmp(pl_field_commitment(d->name, d->salt, d->value), e->fields[i].commitment) == 0;
        }
    }
    return false;
}

static int check_disclosures(struct pl_verify_bundle *v, struct pl_error *err) {
    for (size_t i = 0; i < v->b->n_disclosures; i++) {
        const struct pl_bundle_disclosure *d = &v->b->disclosures[i];
        if (!opens(v, d)) {
            pl_str why = pl_verify_words(v->arena,
                                         "the value shown for `%.*s` of entry %" PRIu64 " is not the one that was "
                                         "signed",
                                         (int)d->name.n, d->name.p, d->seq);
            return pl_verify_part_add(v, PL_STR("disclosures"), PL_VERIFY_FAILS, why, err);
        }
    }
    pl_str why = pl_verify_words(v->arena, "%zu values shown, each the one that was signed", v->b->n_disclosures);
    return pl_verify_part_add(v, PL_STR("disclosures"), PL_VERIFY_HOLDS, why, err);
}

int pl_verify_entries(struct pl_verify_bundle *v, struct pl_error *err) {
    int rc = read_entries(v, err);
    rc = rc == PL_E_OK ? check_disclosures(v, err) : rc; /* first: delegations are values */
    return rc == PL_E_OK && v->worst != PL_VERIFY_FAILS ? check_entries(v, err) : rc;
}

/* ---- the report ---- */

/* `R` and the entry's number, as it is written. */
static bool seq_of_report(pl_str id, uint64_t *ret) {
    bool plain = id.n > 1 && id.p[0] == 'R' && (id.p[1] != '0' || id.n == 2);
    return plain && pl_str_u64(pl_str_sub(id, 1, id.n), ret);
}

static int check_report(struct pl_verify_bundle *v, struct pl_error *err) {
    uint64_t seq = 0;
    if (v->b->report_html.n > 0) {
        int rc = pl_verify_part_add(v, PL_STR("report.html"), PL_VERIFY_UNKNOWN,
                                    PL_STR("no signature covers it: read report.md"), err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    if (v->b->report_md.n == 0 && v->b->report_id.n == 0) {
        return PL_E_OK;
    }
    pl_str hash = seq_of_report(v->b->report_id, &seq) ? pl_verify_value(v, seq, "sha256") : (pl_str){0};
    const struct pl_bundle_entry *at = pl_bundle_entry_of(v->b, seq);
    pl_hash is = pl_sha256_of(v->b->report_md.p, v->b->report_md.n);
    bool same = at != NULL && pl_verify_kind_is(&v->parsed[at - v->b->entries], "report") && hash.n == PL_HASH_BYTES &&
                memcmp(hash.p, is.b, PL_HASH_BYTES) == 0; /* a public hash */
    pl_str why = same ? pl_verify_words(v->arena, "report.md is what entry %" PRIu64 " was signed for", seq)
                      : PL_STR("report.md is not what the entry of the report was signed for");
    return pl_verify_part_add(v, PL_STR("report"), same ? PL_VERIFY_HOLDS : PL_VERIFY_FAILS, why, err);
}

/* ---- all of it ---- */

static void conclude(struct pl_verify_bundle *v, struct pl_verification *ret) {
    PL_BUF_AUTO day = {0};
    pl_buf_open(&day, 64);
    if (v->b->n_entries > 0) {
        pl_time_write(&day, v->parsed[v->b->n_entries - 1].at);
    }
    pl_str was = ret->why;
    if (v->worst == PL_VERIFY_FAILS) {
        ret->holds = PL_VERIFY_FAILS;
    } else if (v->worst == PL_VERIFY_UNKNOWN && ret->holds == PL_VERIFY_HOLDS) {
        ret->holds = PL_VERIFY_UNKNOWN;
    }
    ret->why =
        pl_verify_words(v->arena, "%s%.*s. As of entry %" PRIu64 ", %.*s; later corrections are not visible here",
                        v->worst == PL_VERIFY_FAILS ? "something in it does not hold, see its parts. The log: " : "",
                        (int)was.n, was.p, v->checkpoint.size > 0 ? v->checkpoint.size - 1 : 0, (int)day.n, day.p);
    ret->parts = v->parts;
    ret->n_parts = v->n_parts;
}

static int check_all(struct pl_verify_bundle *v, struct pl_error *err) {
    int rc = pl_verify_entries(v, err);
    if (rc != PL_E_OK || v->worst == PL_VERIFY_FAILS) {
        return rc; /* nothing that is shown can be relied on */
    }
    rc = check_report(v, err);
    rc = rc == PL_E_OK ? pl_verify_withdrawals(v, err) : rc;
    rc = rc == PL_E_OK ? pl_verify_items(v, err) : rc;
    return rc == PL_E_OK ? pl_verify_events(v, err) : rc;
}

/* It is in its one form, so that its fingerprint covers every byte. */
static int read_policy(const struct pl_bundle *b, struct pl_arena *arena, struct pl_policy *ret, struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    int rc = pl_policy_read(b->policy, arena, ret, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_open(&text, PL_POLICY_MAX);
    pl_policy_write(ret, &text);
    return pl_str_eq(pl_buf_str(&text), b->policy)
               ? PL_E_OK
               : pl_fail(err, PL_E_FORMAT, "the bundle's policy is not in its one form");
}

static int verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                  struct pl_verification *ret, struct pl_error *err) {
    struct pl_bundle b;
    struct pl_policy policy;
    struct pl_note note;
    struct pl_verify_bundle v = {.b = &b, .arena = arena, .pool = request->pool, .worst = PL_VERIFY_HOLDS};
    int rc = pl_bundle_read(bytes, arena, &b, err);
    rc = rc == PL_E_OK ? pl_note_read(b.checkpoint, &note, err) : rc;
    rc = rc == PL_E_OK ? pl_checkpoint_read(note.text, &v.checkpoint, err) : rc;
    rc = rc == PL_E_OK && b.policy.n > 0 ? read_policy(&b, arena, &policy, err) : rc;
    if (rc == PL_E_OK && b.origin.n > 0 && !pl_str_eq(b.origin, v.checkpoint.origin)) {
        rc = pl_fail(err, PL_E_FORMAT, "the bundle says another log than its checkpoint");
    }
    const struct pl_policy *came_along = b.policy.n > 0 ? &policy : NULL;
    rc = rc == PL_E_OK ? pl_verify_judge(request, came_along, &note, &v.checkpoint, arena, ret, err) : rc;
    rc = rc == PL_E_OK ? check_all(&v, err) : rc;
    rc = rc == PL_E_OK && v.worst != PL_VERIFY_FAILS ? pl_verify_bundle_beside(request, came_along, &v, ret, err) : rc;
    if (rc == PL_E_OK) {
        conclude(&v, ret);
    }
    return rc;
}

const struct pl_verify_kind pl_verify_kind_bundle = {"bundle", pl_bundle_is, verify};
