#include "report/facts.h"

#include "base/ban.h"

static const struct {
    const char *word, *title;
} REFS[] = {
#define PL_REPORT_REF_ROW(name, word, title) {word, title},
    PL_REPORT_REF_KINDS(PL_REPORT_REF_ROW)
#undef PL_REPORT_REF_ROW
};

const char *pl_report_ref_word(enum pl_report_ref_kind kind) { return REFS[kind].word; }
const char *pl_report_ref_title(enum pl_report_ref_kind kind) { return REFS[kind].title; }

const char *pl_report_verdict_word(enum pl_report_verdict verdict) {
    static const char *const WORDS[] = {"unknown", "yes", "no", "not applicable"};
    return WORDS[verdict];
}

const struct pl_report_ref *pl_report_ref_find(const struct pl_report_facts *facts, pl_str id) {
    for (size_t i = 0; i < facts->n_refs; i++) {
        if (pl_str_eq(facts->refs[i].id, id)) {
            return &facts->refs[i];
        }
    }
    return NULL;
}

const struct pl_report_about *pl_report_about_find(const struct pl_report_facts *facts, pl_str statement) {
    for (size_t i = 0; i < facts->n_about; i++) {
        if (pl_str_eq(facts->about[i].statement, statement)) {
            return &facts->about[i];
        }
    }
    return NULL;
}

const struct pl_report_figure *pl_report_figure_find(const struct pl_report_facts *facts, pl_str id) {
    for (size_t i = 0; i < facts->n_figures; i++) {
        if (pl_str_eq(facts->figures[i].id, id)) {
            return &facts->figures[i];
        }
    }
    return NULL;
}

static const char *lost(uint32_t before, uint32_t after) {
    return before > 0 && after == 0 ? "only" : before > 1 && after == 1 ? "second" : NULL;
}

const char *pl_report_loses(const struct pl_report_loss *loss) { return lost(loss->before, loss->after); }

const char *pl_report_may_lose(const struct pl_report_loss *loss) {
    return lost(loss->before, loss->after - loss->undetermined);
}

/* "2 judgements of it, 1 letter or reply" */
static void part(struct pl_buf *out, size_t n, const char *one, const char *many) {
    if (n > 0) {
        pl_buf_add_fmt(out, "%s%zu %s", out->n > 0 ? ", " : "", n, n == 1 ? one : many);
    }
}

bool pl_report_unseen_words(const struct pl_report_unseen *unseen, struct pl_buf *out) {
    size_t n = unseen->judgements + unseen->letters + unseen->outcomes + unseen->corrections + unseen->supports +
               unseen->grades;
    part(out, unseen->judgements, "judgement of it (a review, or dissent)", "judgements of it (reviews, or dissent)");
    part(out, unseen->letters, "letter or reply", "letters or replies");
    part(out, unseen->outcomes, "outcome", "outcomes");
    part(out, unseen->corrections, "correction", "corrections");
    part(out, unseen->supports, "piece of support for or against it", "pieces of support for or against it");
    part(out, unseen->grades, "grade of it", "grades of it");
    if (n > 0) {
        pl_buf_add_str(out, n == 1 ? PL_STR(" exists and is withheld from this reader")
                                   : PL_STR(" exist and are withheld from this reader"));
    }
    return n > 0;
}
