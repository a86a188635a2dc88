#include "report/support.h"

#include "base/ban.h"

struct walk {
    const struct pl_report_doc *report;
    const struct pl_report_facts *facts;
    bool *ref_seen;
    bool *statement_seen;
    size_t *statements; /* a queue */
    size_t n_statements;
    struct pl_report_support out;
};

static bool start(struct walk *w, struct pl_arena *arena) {
    w->ref_seen = pl_arena_calloc(arena, w->facts->n_refs + 1, sizeof *w->ref_seen);
    w->statement_seen = pl_arena_calloc(arena, w->report->n_statements + 1, sizeof *w->statement_seen);
    w->statements = pl_arena_calloc(arena, w->report->n_statements + 1, sizeof *w->statements);
    w->out.refs = pl_arena_calloc(arena, w->facts->n_refs + 1, sizeof *w->out.refs);
    return w->ref_seen != NULL && w->statement_seen != NULL && w->statements != NULL && w->out.refs != NULL;
}

static void add_ref(struct walk *w, const struct pl_report_ref *ref) {
    size_t i = (size_t)(ref - w->facts->refs);
    if (!w->ref_seen[i]) {
        w->ref_seen[i] = true;
        w->out.refs[w->out.n++] = i;
    }
}

static void add_statement(struct walk *w, const struct pl_report_statement *s) {
    size_t i = (size_t)(s - w->report->statements);
    if (!w->statement_seen[i]) {
        w->statement_seen[i] = true;
        w->statements[w->n_statements++] = i;
    }
}

/* What statement i names: refs first, statements into the queue. */
static void cites_of(struct walk *w, size_t i, size_t start_of_walk) {
    const struct pl_report_statement *s = &w->report->statements[i];
    for (size_t k = 0; k < s->n_cites; k++) {
        const struct pl_report_ref *ref = pl_report_ref_find(w->facts, s->cites[k]);
        const struct pl_report_statement *other = ref == NULL ? pl_report_find(w->report, s->cites[k]) : NULL;
        if (ref != NULL) {
            add_ref(w, ref);
        } else if (other != NULL) {
            w->out.circular = w->out.circular || (size_t)(other - w->report->statements) == start_of_walk;
            add_statement(w, other);
        }
    }
}

/* Down from what was named; into the annex go also the things that speak against it. */
static void below(struct walk *w, bool with_against) {
    w->out.n_direct = w->out.n;
    for (size_t i = 0; i < w->out.n; i++) {
        const struct pl_report_ref *ref = &w->facts->refs[w->out.refs[i]];
        for (size_t k = 0; k < ref->n_rests_on; k++) {
            const struct pl_report_ref *under = pl_report_ref_find(w->facts, ref->rests_on[k]);
            if (under != NULL) {
                add_ref(w, under);
            }
        }
        for (size_t k = 0; with_against && k < ref->n_against; k++) {
            const struct pl_report_ref *other = pl_report_ref_find(w->facts, ref->against[k]);
            if (other != NULL) {
                add_ref(w, other);
            }
        }
    }
}

bool pl_report_support(const struct pl_report_doc *report, const struct pl_report_facts *facts, size_t statement,
                       struct pl_arena *arena, struct pl_report_support *ret_support) {
    struct walk w = {.report = report, .facts = facts};
    if (!start(&w, arena)) {
        return false;
    }
    add_statement(&w, &report->statements[statement]);
    for (size_t i = 0; i < w.n_statements; i++) {
        cites_of(&w, w.statements[i], statement);
    }
    below(&w, false);
    *ret_support = w.out;
    return true;
}

bool pl_report_support_all(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                           struct pl_arena *arena, struct pl_report_support *ret_support) {
    struct walk w = {.report = report, .facts = facts};
    if (!start(&w, arena)) {
        return false;
    }
    for (size_t i = 0; i < report->n_statements; i++) {
        cites_of(&w, i, SIZE_MAX);
    }
    below(&w, true);
    *ret_support = w.out;
    return true;
}
