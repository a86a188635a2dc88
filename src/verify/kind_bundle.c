/* A bundle: the report, the entries it rests on, what is disclosed of them, and the exhibits (docs/format/bundle.md).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

static bool is_kind(const struct pl_entry *e, const char *kind) { return pl_str_eq(e->kind, pl_str_from(kind)); }

/* ---- entries: their place in the log, who signed them ---- */

static int read_entries(struct pl_verify_bundle *v, struct pl_error *err) {
    struct pl_entry *parsed = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *parsed);
    int rc = parsed != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for the entries of a bundle");
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_entries; i++) {
        struct pl_error why;
        rc = pl_entry_read(v->b->entries[i].bytes, v->arena, &parsed[i], &why);
        if (rc != PL_E_OK) {
            rc = pl_fail(err, (enum pl_code)rc, "entry %" PRIu64 ": %s", v->b->entries[i].seq, why.msg);
        }
    }
    v->parsed = parsed;
    return rc;
}

/* NULL, or what is wrong with the place of entries in the log. */
static pl_str place_fault(const struct pl_verify_bundle *v) {
    struct pl_merkle tree = {0};
    for (size_t i = 0; i < v->b->n_entries; i++) {
        const struct pl_bundle_entry *e = &v->b->entries[i];
        pl_hash leaf = pl_entry_leaf(e->bytes);
        if (v->b->whole) {
            pl_merkle_add(&tree, leaf);
        } else if (!pl_merkle_check(leaf, e->seq, v->checkpoint.size, e->path, e->n_path, v->checkpoint.root)) {
            return pl_verify_words(v->arena, "entry %" PRIu64 " does not stand in the log of the checkpoint", e->seq);
        }
    }
    if (v->b->whole &&
        (v->b->n_entries != v->checkpoint.size || pl_hash_cmp(pl_merkle_root(&tree), v->checkpoint.root) != 0)) {
        return PL_STR("the entries are not those of the log of the checkpoint");
    }
    return (pl_str){0};
}

/* Was the key delegated by an entry before seq, and not revoked before it? */
static bool may_sign(const struct pl_verify_bundle *v, size_t at) {
    const struct pl_entry *e = &v->parsed[at];
    bool may = pl_public_key_eq(&e->signer, &e->participant);
    if (is_kind(e, "case") || is_kind(e, "delegation") || is_kind(e, "revocation")) {
        return may;
    }
    for (size_t i = 0; i < at; i++) {
        bool begins = is_kind(&v->parsed[i], "delegation"), ends = is_kind(&v->parsed[i], "revocation");
        pl_str key = begins || ends ? pl_verify_value(v, v->b->entries[i].seq, "person_key") : (pl_str){0};
        if (key.n == PL_KEY_BYTES && memcmp(key.p, e->signer.b, PL_KEY_BYTES) == 0) { /* public */
            may = begins;
        }
    }
    return may;
}

static pl_str signer_fault(const struct pl_verify_bundle *v) {
    PL_BUF_AUTO origin = {0};
    pl_buf_open(&origin, PL_CHECKPOINT_ORIGIN_MAX + 1);
    for (size_t i = 0; i < v->b->n_entries; i++) {
        uint64_t seq = v->b->entries[i].seq;
        if (i == 0) {
            pl_checkpoint_origin(&v->parsed[0].participant, &origin);
        }
        if (!pl_str_eq(pl_buf_str(&origin), v->checkpoint.origin) ||
            !pl_public_key_eq(&v->parsed[i].participant, &v->parsed[0].participant)) {
            return pl_verify_words(v->arena, "entry %" PRIu64 " is not of the participant whose log it is", seq);
        }
        if (!pl_entry_verify(v->b->entries[i].bytes)) {
            return pl_verify_words(v->arena, "the signature of entry %" PRIu64 " does not hold", seq);
        }
        if (!may_sign(v, i)) {
            return pl_verify_words(v->arena,
                                   "the signer of entry %" PRIu64 " had no delegation by the participant that is "
                                   "shown here and not revoked",
                                   seq);
        }
        if (i > 0 && v->parsed[i].at < v->parsed[i - 1].at) {
            return pl_verify_words(v->arena, "entry %" PRIu64 " is dated before one that stands before it", seq);
        }
    }
    return (pl_str){0};
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

/* ---- the report ---- */

static bool seq_of_id(pl_str id, uint64_t *ret) {
    return id.n > 1 && id.p[0] >= 'A' && id.p[0] <= 'Z' && pl_str_u64(pl_str_sub(id, 1, id.n), ret);
}

static int check_report(struct pl_verify_bundle *v, struct pl_error *err) {
    uint64_t seq = 0;
    if (v->b->report_md.n == 0 && v->b->report_id.n == 0) {
        return PL_E_OK;
    }
    pl_str hash = seq_of_id(v->b->report_id, &seq) ? pl_verify_value(v, seq, "sha256") : (pl_str){0};
    const struct pl_bundle_entry *at = pl_bundle_entry_of(v->b, seq);
    pl_hash is = pl_sha256_of(v->b->report_md.p, v->b->report_md.n);
    bool same = at != NULL && is_kind(&v->parsed[at - v->b->entries], "report") && hash.n == PL_HASH_BYTES &&
                memcmp(hash.p, is.b, PL_HASH_BYTES) == 0; /* a public hash */
    pl_str why = same ? pl_verify_words(v->arena,
                                        "report.md is what entry %" PRIu64 " was signed for; report.html is "
                                        "made from it and is not signed itself",
                                        seq)
                      : PL_STR("report.md is not what the entry of the report was signed for");
    return pl_verify_part_add(v, PL_STR("report"), same ? PL_VERIFY_HOLDS : PL_VERIFY_FAILS, why, err);
}

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/* Does the report name this id as a word of its own? */
static bool cites(pl_str text, pl_str id) {
    for (size_t at = 0; at < text.n;) {
        pl_str rest = pl_str_sub(text, at, text.n);
        size_t i = pl_str_find_str(rest, id);
        if (i == rest.n) {
            return false;
        }
        bool starts = at + i == 0 || !is_word(text.p[at + i - 1]);
        bool ends = at + i + id.n == text.n || !is_word(text.p[at + i + id.n]);
        if (starts && ends) {
            return true;
        }
        at += i + 1;
    }
    return false;
}

/* Letters of the kinds that a report may cite. */
static const char *letter_of(const struct pl_entry *e) {
    static const char *const LETTERS[][2] = {{"claim", "C"},      {"observation", "O"}, {"item", "I"},
                                             {"finding", "F"},    {"source", "S"},      {"reply", "Y"},
                                             {"correction", "X"}, {"outcome", "U"},     {"letter", "L"},
                                             {"report", "R"},     {"support", "P"},     {"derivation", "D"}};
    for (size_t i = 0; i < sizeof LETTERS / sizeof LETTERS[0]; i++) {
        if (is_kind(e, LETTERS[i][0])) {
            return LETTERS[i][1];
        }
    }
    return NULL;
}

static int check_withdrawal(struct pl_verify_bundle *v, size_t i, struct pl_error *err) {
    uint64_t seq = 0, by = v->b->entries[i].seq;
    if (!is_kind(&v->parsed[i], "withdrawal") || !pl_str_u64(pl_verify_value(v, by, "entry"), &seq)) {
        return PL_E_OK;
    }
    const struct pl_bundle_entry *at = pl_bundle_entry_of(v->b, seq);
    const char *letter = at != NULL ? letter_of(&v->parsed[at - v->b->entries]) : NULL;
    char id[32];
    snprintf(id, sizeof id, "%s%" PRIu64, letter != NULL ? letter : "entry ", seq);
    pl_str label = pl_verify_value(v, seq, "label");
    bool cited = letter != NULL && (cites(v->b->report_md, pl_str_from(id)) ||
                                    (label.n > 0 && cites(v->b->report_md, label)));
    pl_str why = pl_verify_words(v->arena, "%s was withdrawn by entry %" PRIu64 "%s", id, by,
                                 cited ? ", and the report cites it" : "; the report does not cite it");
    return pl_verify_part_add(v, PL_STR("withdrawal"), cited ? PL_VERIFY_FAILS : PL_VERIFY_HOLDS, why, err);
}

static int check_withdrawals(struct pl_verify_bundle *v, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_entries; i++) {
        rc = check_withdrawal(v, i, err);
    }
    return rc;
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
    int rc = read_entries(v, err);
    rc = rc == PL_E_OK ? check_entries(v, err) : rc;
    rc = rc == PL_E_OK ? check_disclosures(v, err) : rc;
    if (rc != PL_E_OK || v->worst == PL_VERIFY_FAILS) {
        return rc; /* nothing that is shown can be relied on */
    }
    rc = check_report(v, err);
    rc = rc == PL_E_OK ? check_withdrawals(v, err) : rc;
    return rc == PL_E_OK ? pl_verify_events(v, err) : rc;
}

static int verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                  struct pl_verification *ret, struct pl_error *err) {
    struct pl_bundle b;
    struct pl_policy policy;
    struct pl_note note;
    struct pl_verify_bundle v = {.b = &b, .arena = arena, .worst = PL_VERIFY_HOLDS};
    int rc = pl_bundle_read(bytes, arena, &b, err);
    rc = rc == PL_E_OK ? pl_note_read(b.checkpoint, &note, err) : rc;
    rc = rc == PL_E_OK ? pl_checkpoint_read(note.text, &v.checkpoint, err) : rc;
    rc = rc == PL_E_OK && b.policy.n > 0 ? pl_policy_read(b.policy, arena, &policy, err) : rc;
    if (rc == PL_E_OK && b.origin.n > 0 && !pl_str_eq(b.origin, v.checkpoint.origin)) {
        rc = pl_fail(err, PL_E_FORMAT, "the bundle says another log than its checkpoint");
    }
    const struct pl_policy *came_along = b.policy.n > 0 ? &policy : NULL;
    rc = rc == PL_E_OK ? pl_verify_judge(request, came_along, &note, &v.checkpoint, arena, ret, err) : rc;
    rc = rc == PL_E_OK ? pl_verify_beside(request, came_along, &v.checkpoint, arena, ret, err) : rc;
    rc = rc == PL_E_OK ? check_all(&v, err) : rc;
    if (rc == PL_E_OK) {
        conclude(&v, ret);
    }
    return rc;
}

const struct pl_verify_kind pl_verify_kind_bundle = {"bundle", pl_bundle_is, verify};
