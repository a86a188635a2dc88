/* What a claim leaves unsaid. */
#include "evidence/speaker.h"
#include "evidence/wording.h"

#include "base/ban.h"

static bool has_any(pl_str text, const char *const *phrases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (pl_basis_has(text, pl_str_from(phrases[i]))) {
            return true;
        }
    }
    return false;
}
#define HAS_ANY(text, table) has_any(text, table, sizeof table / sizeof table[0])

static bool no_name(pl_str claimant) {
    static const char *const UNNAMED[] = {
        "unnamed",     "anonymous", "unidentified",         "sources",  "a source", "officials",
        "an official", "western",   "foreign intelligence", "insiders", "unknown"};
    return claimant.n == 0 || HAS_ANY(claimant, UNNAMED);
}

static bool no_thing(const struct pl_claim_row *row) {
    static const char *const GENERAL[] = {"item", "good", "material", "cargo", "support", "aid", "thing", "stuff"};
    for (uint32_t i = 0; i < row->topic.item_n; i++) {
        bool general = false;
        for (size_t k = 0; k < sizeof GENERAL / sizeof GENERAL[0]; k++) {
            general = general || pl_str_eq(row->topic.words[i], pl_str_from(GENERAL[k]));
        }
        if (!general) {
            return false;
        }
    }
    return true;
}

static bool no_time(const struct pl_claim_row *row) {
    const struct pl_period *p = &row->quantity.period;
    return (!p->has_start && !p->has_end) || (pl_unit_timed(&row->quantity.unit) && !p->has_start);
}

static void miss(struct pl_buf *buf, const char *what, bool *io_any) {
    pl_buf_add_str(buf, *io_any ? PL_STR(", ") : PL_STR(" does not say "));
    pl_buf_add_str(buf, pl_str_from(what));
    *io_any = true;
}

int pl_vague_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err) {
    for (uint32_t i = 0; i < table->n; i++) {
        PL_TELLING_AUTO t = {0};
        const struct pl_claim_row *row = &table->rows[i];
        const struct pl_basis *b = &row->basis;
        bool any = false;
        pl_telling_open(&t);
        pl_wording_claim(&t.why, row, NULL);
        if (no_name(row->claimant)) {
            miss(&t.why, "who (the claimant is not named)", &any);
        }
        if (no_thing(row)) {
            miss(&t.why, "what", &any);
        }
        if (!row->quantity.has_value && row->quantity.unit.kind != PL_UNIT_DATE) {
            miss(&t.why, "how many", &any);
        }
        if (no_time(row)) {
            miss(&t.why, "when", &any);
        }
        if (b->unstated || b->closed || b->no_method) {
            miss(&t.why,
                 b->unstated ? "how it was observed"
                 : b->closed ? "how, in a way that others can look at"
                             : "how: its basis names no method",
                 &any);
            pl_buf_add_str(&t.why, row->basis_text.n > 0 ? PL_STR(" (\"") : PL_STR(""));
            pl_buf_add_str(&t.why, row->basis_text);
            pl_buf_add_str(&t.why, row->basis_text.n > 0 ? PL_STR("\")") : PL_STR(""));
        }
        int code = any ? pl_telling_add(&t, findings, PL_FINDING_VAGUE, &i, 1, err) : 0;
        if (code != 0) {
            return code;
        }
    }
    return 0;
}
