#include "report/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/check_in.h"

#include "base/ban.h"

#define MAX_PROBLEMS 100000

static const struct {
    const char *key, *words, *paragraph;
} ITEMS[] = {
#define PL_REPORT_ITEM_ROW(name, key, words, paragraph) {key, words, paragraph},
    PL_REPORT_ITEMS(PL_REPORT_ITEM_ROW)
#undef PL_REPORT_ITEM_ROW
};

static const struct {
    const char *key;
    bool is_error;
} PROBLEMS[] = {
#define PL_REPORT_PROBLEM_ROW(name, key, is_error) {key, is_error},
    PL_REPORT_PROBLEMS(PL_REPORT_PROBLEM_ROW)
#undef PL_REPORT_PROBLEM_ROW
};

const char *pl_report_item_key(enum pl_report_item item) { return ITEMS[item].key; }
const char *pl_report_item_words(enum pl_report_item item) { return ITEMS[item].words; }
const char *pl_report_item_paragraph(enum pl_report_item item) { return ITEMS[item].paragraph; }
const char *pl_report_problem_key(enum pl_report_problem_kind kind) { return PROBLEMS[kind].key; }

void pl_checker_problem(struct pl_report_checker *c, enum pl_report_problem_kind kind, size_t statement, uint64_t line,
                        uint64_t offset, const char *fmt, ...) {
    struct pl_report_check *check = c->check;
    char text[500];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (check->n_problems == c->cap) {
        size_t more = c->cap == 0 ? 64 : c->cap * 2;
        struct pl_report_problem *grown =
            more <= 2 * MAX_PROBLEMS ? pl_arena_calloc(c->arena, more, sizeof *grown) : NULL;
        if (grown == NULL) {
            c->failed = true;
            return;
        }
        if (check->n_problems > 0) {
            memcpy(grown, check->problems, check->n_problems * sizeof *grown);
        }
        check->problems = grown;
        c->cap = more;
    }
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    check->problems[check->n_problems++] = (struct pl_report_problem){
        kind, PROBLEMS[kind].is_error, statement, line, offset, pl_str_copy(c->arena, pl_str_make(text, length))};
    check->n_errors += PROBLEMS[kind].is_error;
}

void pl_checker_about(struct pl_report_checker *c, enum pl_report_problem_kind kind, size_t statement,
                      const char *text) {
    const struct pl_report_statement *s = &c->report->statements[statement];
    pl_checker_problem(c, kind, statement, s->line, s->offset, "%s", text);
}

static void form(struct pl_report_checker *c) {
    for (size_t i = 0; i < c->report->n_faults; i++) {
        const struct pl_report_fault *f = &c->report->faults[i];
        pl_checker_problem(c, f->is_error ? PL_REPORT_PROBLEM_FORM : PL_REPORT_PROBLEM_FORM_HINT, SIZE_MAX, f->line,
                           f->offset, "%.*s", (int)f->text.n, f->text.p);
    }
}

static void withdrawn(struct pl_report_checker *c, size_t i, const struct pl_report_support *support) {
    const struct pl_report_statement *s = &c->report->statements[i];
    for (size_t k = 0; k < support->n; k++) {
        const struct pl_report_ref *ref = &c->facts->refs[support->refs[k]];
        bool cited = false;
        for (size_t m = 0; m < s->n_cites; m++) {
            cited = cited || pl_str_eq(s->cites[m], ref->id);
        }
        if (ref->withdrawn) {
            pl_checker_problem(c, cited ? PL_REPORT_PROBLEM_WITHDRAWN : PL_REPORT_PROBLEM_RESTS_ON_WITHDRAWN, i,
                               s->line, s->offset, "%.*s is withdrawn%s%.*s", (int)ref->id.n, ref->id.p,
                               ref->withdrawn_why.n > 0 ? ": " : "", (int)ref->withdrawn_why.n, ref->withdrawn_why.p);
        }
    }
}

/* Is something below a claim that is there, and kept from whom this is made for? */
static bool has_unseen(const struct pl_report_ref *ref) { return ref->withheld || ref->unseen.supports > 0; }

/* Does a claim rest on something that is not to be found? */
static bool has_lost(const struct pl_report_facts *facts, const struct pl_report_ref *ref) {
    bool has = false;
    for (size_t k = 0; k < ref->n_rests_on; k++) {
        has = has || pl_report_ref_find(facts, ref->rests_on[k]) == NULL;
    }
    return has;
}

/* A claim is what somebody says, and no evidence of itself: it is as good as what it rests on. */
static void evidence(struct pl_report_checker *c, size_t i, const struct pl_report_support *support) {
    const struct pl_report_statement *s = &c->report->statements[i];
    bool seen = false, unseen = false, lost = false;
    for (size_t k = 0; k < support->n; k++) {
        const struct pl_report_ref *ref = &c->facts->refs[support->refs[k]];
        unseen = unseen || has_unseen(ref);
        lost = lost || has_lost(c->facts, ref);
        seen = seen || (ref->kind != PL_REPORT_REF_CLAIM && (!ref->withheld || ref->origins.known));
    }
    if (!seen && !unseen) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_SUPPORT, i,
                         lost ? "what it rests on is not to be found in this case"
                              : "nothing that it cites rests on evidence");
    } else if (!seen) {
        pl_checker_about(c, PL_REPORT_PROBLEM_SUPPORT_WITHHELD, i, "all that it rests on is withheld from this reader");
    }
    for (size_t k = 0; (seen || unseen) && k < support->n; k++) {
        const struct pl_report_ref *ref = &c->facts->refs[support->refs[k]];
        if (ref->kind == PL_REPORT_REF_CLAIM && ref->n_rests_on == 0 && !has_unseen(ref)) {
            pl_checker_problem(c, PL_REPORT_PROBLEM_CLAIM_ALONE, i, s->line, s->offset,
                               "rests on %.*s too, a claim that rests on nothing", (int)ref->id.n, ref->id.p);
        }
    }
}

static void support(struct pl_report_checker *c, size_t i) {
    const struct pl_report_statement *s = &c->report->statements[i];
    bool needs = s->kind == PL_STATEMENT_FINDING || s->kind == PL_STATEMENT_ASSESSMENT;
    struct pl_report_support support;
    if (!pl_report_support(c->report, c->facts, i, c->arena, &support)) {
        c->failed = true;
        return;
    }
    for (size_t k = 0; k < s->n_cites; k++) {
        if (pl_report_ref_find(c->facts, s->cites[k]) == NULL && pl_report_find(c->report, s->cites[k]) == NULL) {
            pl_checker_problem(c, PL_REPORT_PROBLEM_UNRESOLVED, i, s->line, s->offset,
                               "cites %.*s, which neither the case nor this report has", (int)s->cites[k].n,
                               s->cites[k].p);
        }
    }
    if (needs && s->n_cites == 0) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_SUPPORT, i, "cites nothing: cites= names what it rests on");
    } else if (needs && !support.circular) {
        evidence(c, i, &support);
    }
    if (support.circular) {
        pl_checker_about(c, PL_REPORT_PROBLEM_CIRCULAR, i, "cites itself by way of what it cites");
    }
    withdrawn(c, i, &support);
    if (s->kind == PL_STATEMENT_FINDING) {
        pl_checklist_fill(c, i, &support, &c->check->checklists[c->check->n_checklists++]);
    }
}

static void estimate(struct pl_report_checker *c, size_t i) {
    const struct pl_report_statement *s = &c->report->statements[i];
    bool agrees = false;
    struct pl_likelihood_hit first = {0};
    for (size_t at = 0; at < s->text.n;) {
        struct pl_likelihood_hit hit = pl_likelihood_find(pl_str_sub(s->text, at, s->text.n));
        if (hit.n == 0) {
            break;
        }
        first = first.n == 0 ? hit : first;
        agrees = agrees || (int)hit.likelihood == s->likelihood;
        at += hit.at + hit.n;
    }
    if (s->kind == PL_STATEMENT_FINDING && first.n > 0) {
        pl_checker_problem(c, PL_REPORT_PROBLEM_ESTIMATE_IN_FINDING, i, s->line, s->offset,
                           "says \"%s\": an estimate is an {assessment}",
                           pl_likelihood_word(first.likelihood, first.row));
    }
    if (s->kind != PL_STATEMENT_ASSESSMENT) {
        return;
    }
    if (s->likelihood == PL_LIKELIHOOD_NONE) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_LIKELIHOOD, i, "an assessment needs likelihood=");
    } else if (first.n > 0 && !agrees) {
        pl_checker_problem(c, PL_REPORT_PROBLEM_LIKELIHOOD_CLASH, i, s->line, s->offset, "says \"%s\", its mark \"%s\"",
                           pl_likelihood_word(first.likelihood, first.row),
                           pl_likelihood_word((enum pl_likelihood)s->likelihood, s->row));
    }
    if (s->confidence == PL_CONFIDENCE_NONE) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_CONFIDENCE, i, "an assessment needs confidence=");
    }
    if (pl_str_find_str(s->text, PL_STR("confidence")) < s->text.n) {
        pl_checker_about(c, PL_REPORT_PROBLEM_CONFIDENCE_IN_SENTENCE, i,
                         "speaks of confidence: the mark says it, so that likelihood and confidence stay apart");
    }
}

static void duties(struct pl_report_checker *c, size_t i) {
    const struct pl_report_statement *s = &c->report->statements[i];
    bool weighty =
        s->kind == PL_STATEMENT_FINDING || s->kind == PL_STATEMENT_ASSESSMENT || s->kind == PL_STATEMENT_RECOMMENDATION;
    if (s->kind == PL_STATEMENT_RECOMMENDATION && s->actor.n == 0) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_ACTOR, i, "a recommendation needs actor=: who is to act");
    }
    if (s->kind == PL_STATEMENT_RECOMMENDATION && s->priority.n == 0) {
        pl_checker_about(c, PL_REPORT_PROBLEM_NO_PRIORITY, i, "a recommendation needs priority=");
    }
    if (weighty && s->derived) {
        pl_checker_about(c, PL_REPORT_PROBLEM_DERIVED_ID, i,
                         "has no id=: the derived one changes with the wording, and links to it break");
    }
}

static void rows(struct pl_report_checker *c) {
    size_t of[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    for (size_t i = 0; i < c->report->n_statements; i++) {
        int row = c->report->statements[i].row;
        if (row == 1 || row == 2) {
            of[row] = of[row] == SIZE_MAX ? i : of[row];
        }
    }
    if (of[1] != SIZE_MAX && of[2] != SIZE_MAX) {
        pl_checker_about(c, PL_REPORT_PROBLEM_MIXED_ROWS, of[1] > of[2] ? of[1] : of[2],
                         "uses the other row of ICD 203's words than the assessments before it");
    }
}

static int by_place(const void *a, const void *b) {
    const struct pl_report_problem *x = a;
    const struct pl_report_problem *y = b;
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->offset != y->offset) {
        return x->offset < y->offset ? -1 : 1;
    }
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : pl_str_cmp(x->text, y->text);
}

static void run(struct pl_report_checker *c) {
    form(c);
    for (size_t i = 0; i < c->report->n_statements && !c->failed; i++) {
        const struct pl_report_about *about = pl_report_about_find(c->facts, c->report->statements[i].id);
        c->check->n_findings_reviewed +=
            c->report->statements[i].kind == PL_STATEMENT_FINDING && about != NULL && about->reviewed;
        support(c, i);
        estimate(c, i);
        duties(c, i);
    }
    rows(c);
    pl_wording_check(c);
    pl_spelling_check(c);
    c->check->pages = pl_report_pages(c->report);
    if (c->check->pages > PL_REPORT_MAX_PAGES) {
        pl_checker_problem(c, PL_REPORT_PROBLEM_TOO_LONG, SIZE_MAX, 0, 0,
                           "the body is %zu pages long, the limit is %d (annexes are not counted)", c->check->pages,
                           PL_REPORT_MAX_PAGES);
    }
    if (c->check->n_problems > 0) {
        qsort(c->check->problems, c->check->n_problems, sizeof *c->check->problems, by_place);
    }
}

int pl_report_check_run(const struct pl_report_doc *report, const struct pl_report_facts *facts, struct pl_arena *arena,
                        const struct pl_report_check **ret_check, struct pl_error *err) {
    struct pl_report_checker c = {.report = report, .facts = facts, .arena = arena};
    size_t findings = 0;
    for (size_t i = 0; i < report->n_statements; i++) {
        findings += report->statements[i].kind == PL_STATEMENT_FINDING;
    }
    c.check = pl_arena_calloc(arena, 1, sizeof *c.check);
    if (c.check == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to check a report");
    }
    c.check->checklists = pl_arena_calloc(arena, findings + 1, sizeof *c.check->checklists);
    c.failed = c.check->checklists == NULL;
    if (!c.failed) {
        run(&c);
    }
    if (c.check->n_problems >= MAX_PROBLEMS) {
        return pl_fail(err, PL_E_LIMIT, "more than %d problems in one report", MAX_PROBLEMS);
    }
    if (c.failed || pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to check a report");
    }
    *ret_check = c.check;
    return 0;
}
