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
