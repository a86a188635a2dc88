/* Withdrawals in a bundle, and what of it rests on what they end. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "verify/bundle_in.h"

#include "base/ban.h"

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

/* Does the text name this id or label as a word of its own? A row of a table, `O12.3`, names its entry. */
static bool cites(pl_str text, pl_str id) {
    for (size_t at = 0; id.n > 0 && at < text.n;) {
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
        if (pl_verify_kind_is(e, LETTERS[i][0])) {
            return LETTERS[i][1];
        }
    }
    return NULL;
}

/* Which entry does a withdrawal end? By its field, or, where that is not shown, by its parent. SIZE_MAX: none here. */
static size_t target_of(const struct pl_verify_bundle *v, size_t at) {
    uint64_t seq = 0;
    const struct pl_entry *e = &v->parsed[at];
    if (pl_str_u64(pl_verify_value(v, v->b->entries[at].seq, "entry"), &seq)) {
        const struct pl_bundle_entry *of = pl_bundle_entry_of(v->b, seq);
        return of != NULL ? (size_t)(of - v->b->entries) : SIZE_MAX;
    }
    for (size_t i = 0; e->n_parents > 0 && i < at; i++) {
        if (pl_hash_cmp(v->leaves[i], e->parents[0]) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool names(const struct pl_verify_bundle *v, pl_str text, size_t target) {
    uint64_t seq = v->b->entries[target].seq;
    const char *letter = letter_of(&v->parsed[target]);
    char id[32];
    snprintf(id, sizeof id, "%s%" PRIu64, letter != NULL ? letter : "?", seq);
    return cites(text, pl_str_from(id)) || cites(text, pl_verify_value(v, seq, "label"));
}

/* The finding that the report names and that rests on the target, or SIZE_MAX. */
static size_t finding_between(const struct pl_verify_bundle *v, size_t target) {
    for (size_t i = 0; i < v->b->n_entries; i++) {
        if (pl_verify_kind_is(&v->parsed[i], "finding") && names(v, v->b->report_md, i) &&
            names(v, pl_verify_value(v, v->b->entries[i].seq, "claims"), target)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static int tell(struct pl_verify_bundle *v, size_t target, uint64_t by, struct pl_error *err) {
    uint64_t seq = v->b->entries[target].seq;
    const struct pl_entry *e = &v->parsed[target];
    const char *letter = letter_of(e);
    size_t finding = SIZE_MAX;
    bool report = v->b->report_md.n > 0;
    bool is_report = pl_verify_kind_is(e, "report");
    bool stated = pl_verify_kind_is(e, "claim") || pl_verify_kind_is(e, "finding");
    bool shown = v->b->report_id.n > 1 && is_report && names(v, v->b->report_id, target);
    bool cited = report && letter != NULL && names(v, v->b->report_md, target);
    bool alone = !report && stated &&
                 (pl_verify_value(v, seq, "who").p != NULL || pl_verify_value(v, seq, "did").p != NULL ||
                  pl_verify_value(v, seq, "statement").p != NULL);
    if (report && !cited && stated) {
        finding = finding_between(v, target);
    }
    bool fails = shown || cited || alone || finding != SIZE_MAX;
    pl_str what = pl_verify_words(v->arena, "%s%" PRIu64 " was withdrawn by entry %" PRIu64,
                                  letter != NULL ? letter : "entry ", seq, by);
    pl_str rests = finding != SIZE_MAX
                       ? pl_verify_words(v->arena, ", and F%" PRIu64 ", which the report states, rests on it",
                                         v->b->entries[finding].seq)
                   : shown  ? PL_STR(": it is this report")
                   : cited  ? PL_STR(", and the report cites it")
                   : alone  ? PL_STR(": it stands no longer")
                   : report ? PL_STR("; the report does not cite it")
                            : PL_STR("");
    return pl_verify_part_add(v, PL_STR("withdrawal"), fails ? PL_VERIFY_FAILS : PL_VERIFY_HOLDS,
                              pl_verify_words(v->arena, "%.*s%.*s", (int)what.n, what.p, (int)rests.n, rests.p), err);
}

int pl_verify_withdrawals(struct pl_verify_bundle *v, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_entries; i++) {
        if (!pl_verify_kind_is(&v->parsed[i], "withdrawal")) {
            continue;
        }
        uint64_t by = v->b->entries[i].seq;
        size_t target = target_of(v, i);
        if (target != SIZE_MAX) {
            rc = tell(v, target, by, err);
        } else {
            pl_str why = pl_verify_words(v->arena, "entry %" PRIu64 " withdraws something that is not shown here", by);
            rc = pl_verify_part_add(v, PL_STR("withdrawal"), v->b->whole ? PL_VERIFY_UNKNOWN : PL_VERIFY_HOLDS, why,
                                    err);
        }
    }
    return rc;
}
