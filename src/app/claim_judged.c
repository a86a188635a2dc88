#include "app/claim_in.h"

#include "app/case_view.h"
#include "app/withheld.h"

#include "base/ban.h"

/* What people said of a claim, one kind of filing after the other, and the fields that are shown of each, in order. */
static const struct {
    char letter;
    const char *type; /* of the JSON line */
    const char *fields[6];
} SAID[] = {
    {'V', "judgement", {"verdict", "party", "by", "text"}},
    {'Y', "reply", {"stance", "party", "from", "words", "assessment"}},
    {'X', "correction", {"was", "is", "by", "text"}},
};

static pl_str value(const struct pl_filing *f, const char *name) { return pl_filing_get_value(f, name); }

static void say_words(struct pl_buf *out, const char *before, pl_str words) {
    if (words.n > 0) {
        pl_buf_add_str(out, pl_str_from(before));
        pl_case_say(out, words);
    }
}

/* "  dissent  V12      State B (B. Second): words" */
static void say(struct pl_buf *out, const struct pl_filing *f, char letter) {
    char id[PL_FILING_ID_MAX];
    pl_str word = letter == 'V' ? value(f, "verdict") : letter == 'Y' ? PL_STR("reply") : PL_STR("corrected");
    pl_str party = value(f, "party"), by = value(f, letter == 'Y' ? "from" : "by");
    pl_filing_id(f, id);
    pl_buf_add_fmt(out, "  %-8.*s %-8s ", (int)word.n, word.p, id);
    pl_case_say(out, party.n > 0 ? party : by);
    if (party.n > 0 && by.n > 0) {
        say_words(out, " (", by);
        pl_buf_add_char(out, ')');
    }
    say_words(out, ": ", letter == 'V' ? value(f, "text") : letter == 'Y' ? value(f, "words") : value(f, "was"));
    say_words(out, " -> ", letter == 'X' ? value(f, "is") : (pl_str){0});
    pl_buf_add_char(out, '\n');
}

void pl_claim_show_judged(struct pl_claim_showing *w, pl_str id) {
    const struct pl_filing *f = NULL;
    for (size_t k = 0; k < sizeof SAID / sizeof SAID[0]; k++) {
        for (size_t i = 0; (f = pl_support_about(w->s, SAID[k].letter, id, i)) != NULL; i++) {
            struct pl_json json;
            char is[PL_FILING_ID_MAX];
            if (!w->json) {
                say(w->out, f, SAID[k].letter);
                continue;
            }
            pl_filing_id(f, is);
            pl_claim_begin(w, &json, SAID[k].type, id);
            pl_json_member_text(&json, "id", is);
            pl_json_key(&json, "at");
            pl_json_time(&json, f->at);
            for (const char *const *name = SAID[k].fields; *name != NULL; name++) {
                pl_json_member(&json, *name, value(f, *name));
            }
            pl_claim_end(w, &json);
        }
    }
}

static uint64_t count(const struct pl_claim_showing *w, char letter, pl_str id) {
    uint64_t n = 0;
    while (pl_support_about(w->s, letter, id, (size_t)n) != NULL) {
        n++;
    }
    return n;
}

struct pl_claim_judged pl_claim_count_judged(const struct pl_claim_showing *w, pl_str id) {
    struct pl_claim_judged n = {.replies = count(w, 'Y', id), .corrections = count(w, 'X', id)};
    const struct pl_filing *v = NULL;
    for (size_t i = 0; (v = pl_support_about(w->s, 'V', id, i)) != NULL; i++) {
        bool approves = pl_str_eq(value(v, "verdict"), PL_STR("approve"));
        n.approvals += approves ? 1 : 0;
        n.dissents += approves ? 0 : 1;
    }
    return n;
}

/* ---- what is withheld ---- */

static void say_withheld(struct pl_buf *out, const struct pl_report_unseen *unseen, bool links, bool claims) {
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 4096);
    if (pl_report_unseen_words(unseen, &words)) {
        pl_buf_add_str(out, PL_STR("  withheld "));
        pl_buf_add_str(out, pl_buf_str(&words));
        pl_buf_add_char(out, '\n');
    }
    pl_buf_add_str(out, links ? PL_STR("  withheld " PL_REPORT_LINKS_WITHHELD "\n") : PL_STR(""));
    pl_buf_add_str(out, claims ? PL_STR("  withheld further claims on the same topic, or of where the same ship was, "
                                        "exist and are withheld from this reader; they may contradict it\n")
                               : PL_STR(""));
}

void pl_claim_show_withheld(struct pl_claim_showing *w, pl_str id, const struct pl_filing *claim,
                            const struct pl_report_unseen *unseen) {
    struct pl_json json;
    bool links = pl_support_links_withheld(w->s), claims = pl_claim_may_clash_unseen(&w->unseen, claim);
    if (!w->json) {
        say_withheld(w->out, unseen, links, claims);
        return;
    }
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 4096);
    if (!links && !claims && !pl_report_unseen_words(unseen, &words)) {
        return;
    }
    pl_claim_begin(w, &json, "withheld", id);
    pl_withheld_members(unseen, &json);
    pl_claim_key_bool(&json, "links", links);
    pl_claim_key_bool(&json, "claims", claims);
    pl_claim_end(w, &json);
}
