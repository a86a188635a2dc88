/* The annexes: every statement, the file of each finding, what all rests on, names, scenarios, how to check. */
#include "report/edition.h"

#include <string.h>

#include "base/ban.h"

static struct pl_build_list text(struct pl_edition *e, const char *words) {
    struct pl_build_list list = {0};
    pl_build_say(&e->build, &list, words);
    return list;
}

static void head(struct pl_edition *e, struct pl_build_list *out, const char *anchor, const char *title) {
    pl_build_add(out, pl_build_heading(&e->build, 2, anchor, text(e, title)));
}

static void say(struct pl_edition *e, struct pl_build_list *out, const char *words) {
    pl_build_add(out, pl_build_paragraph(&e->build, text(e, words)));
}

/* ---- A: statements ---- */

static struct pl_build_list estimate_or_duty(struct pl_edition *e, const struct pl_report_statement *s) {
    struct pl_build_list list = {0};
    const struct pl_report_about *a = pl_report_about_find(e->facts, s->id);
    unsigned from = 0, to = 0;
    if (s->likelihood != PL_LIKELIHOOD_NONE) {
        pl_likelihood_range((enum pl_likelihood)s->likelihood, &from, &to);
        pl_build_add(&list, pl_build_fmt(&e->build, "%s (%u\xE2\x80\x93%u %%)",
                                         pl_likelihood_word((enum pl_likelihood)s->likelihood, s->row), from, to));
    }
    if (s->confidence != PL_CONFIDENCE_NONE) {
        pl_build_add(&list, pl_build_fmt(&e->build, "%sconfidence %s", list.first != NULL ? "; " : "",
                                         pl_confidence_word((enum pl_confidence)s->confidence)));
    }
    if (s->kind == PL_STATEMENT_RECOMMENDATION) {
        pl_build_add(&list, pl_build_text(&e->build, s->actor));
        pl_build_add(&list, pl_build_fmt(&e->build, "%spriority %.*s", list.first != NULL ? "; " : "",
                                         (int)s->priority.n, s->priority.p));
    }
    if (s->kind == PL_STATEMENT_FINDING) {
        bool known = a != NULL && a->origins.known;
        pl_build_add(&list, known ? pl_build_fmt(&e->build, "%s%u independent origin%s",
                                                 a->origins.links_withheld ? "at most " : "", a->origins.count,
                                                 a->origins.count == 1 ? "" : "s")
                                  : pl_build_text(&e->build, PL_STR("origins not counted")));
        pl_build_say(&e->build, &list, a != NULL && a->reviewed ? "; reviewed" : "; not reviewed");
        pl_build_say(&e->build, &list,
                     a != NULL && a->unseen.judgements > 0 ? "; a judgement is withheld from this reader" : "");
    }
    return list;
}

/* The first words of a statement. */
static pl_str first_words(pl_str text, size_t most) {
    size_t n = text.n < most ? text.n : most;
    while (n > 0 && n < text.n && text.p[n] != ' ') {
        n--;
    }
    return pl_str_sub(text, 0, n);
}

static void pinned(struct pl_edition *e, struct pl_build_list *out) {
    static const struct pl_report_statement NOBODY = {.id = {"ID", 2}};
    struct pl_build_list line = {0};
    pl_build_say(
        &e->build, &line,
        "Each statement of this report has an id that does not change with the layout, and a link that is pinned "
        "to the size of the log, so that it means the same sentence later: ");
    pl_build_add(&line, pl_build_code(&e->build, pl_edition_permalink(e, &NOBODY)));
    pl_build_say(&e->build, &line, ". Ids that start with h- come from the words themselves.");
    pl_build_add(out, pl_build_paragraph(&e->build, line));
}

static void statements(struct pl_edition *e, struct pl_build_list *out) {
    static const char *const HEADS[] = {"ID", "Kind", "Begins", "What is said of it", "Rests on"};
    head(e, out, "annex-statements", "Annex A. Statements");
    pinned(e, out);
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 5);
    for (size_t i = 0; i < e->report->n_statements; i++) {
        const struct pl_report_statement *s = &e->report->statements[i];
        struct pl_report_node *row = pl_build_row(&e->build, table);
        struct pl_build_list id = {0};
        struct pl_build_list words = {0};
        struct pl_build_list rests = {0};
        pl_str begin = first_words(s->text, 60);
        pl_build_add(&id, pl_build_link(&e->build, s->id, "#s-%.*s", (int)s->id.n, s->id.p));
        pl_build_add(&words, pl_build_text(&e->build, begin));
        pl_build_say(&e->build, &words, begin.n < s->text.n ? " \xE2\x80\xA6" : "");
        pl_edition_cites(e, &rests, s->cites, s->n_cites);
        pl_build_cell(&e->build, row, id);
        pl_build_cell_text(&e->build, row, pl_str_from(pl_statement_word(s->kind)));
        pl_build_cell(&e->build, row, words);
        pl_build_cell(&e->build, row, estimate_or_duty(e, s));
        pl_build_cell(&e->build, row, rests);
    }
    pl_build_add(out, table);
}

/* ---- B: files ---- */

static void files(struct pl_edition *e, struct pl_build_list *out) {
    head(e, out, "annex-files", "Annex B. Files of findings");
    say(e, out,
        "For each finding: the checklist of S/2006/997 as far as the case can answer it, explanations that are not "
        "ruled "
        "out, dissent, what the persons named were shown, asked and answered, what followed, and corrections. "
        "\"Unknown\" "
        "means that nobody recorded it.");
    for (size_t i = 0; i < e->report->n_statements; i++) {
        const struct pl_report_statement *s = &e->report->statements[i];
        if (s->kind == PL_STATEMENT_FINDING || pl_report_about_find(e->facts, s->id) != NULL) {
            pl_annex_finding(e, out, i);
        }
    }
}

/* ---- C: what it rests on ---- */

static void evidence(struct pl_edition *e, struct pl_build_list *out) {
    head(e, out, "annex-evidence", "Annex C. What the statements rest on");
    if (e->support.n == 0) {
        say(e, out, "No statement of this report cites anything that the case has.");
        return;
    }
    say(e, out,
        "Numbered in the order of first citation; then what these rest on in turn. Letters A to F grade a source, "
        "digits 1 "
        "to 6 what it said here (Admiralty code); F and 6 mean \"cannot be judged\", not a middle.");
    for (size_t i = 0; i < e->support.n; i++) {
        pl_annex_ref(e, out, e->support.refs[i]);
    }
}

/* ---- D: figures as tables ---- */

static void figure_table(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_figure *f) {
    struct pl_build_list title = {0};
    pl_build_add(&title, pl_build_strong(&e->build, f->title));
    if (f->source.n > 0) {
        pl_build_say(&e->build, &title, ". Source: ");
        pl_build_add(&title, pl_build_text(&e->build, f->source));
    }
    pl_build_add(out, pl_build_paragraph(&e->build, title));
    if (f->n_columns == 0) {
        return;
    }
    struct pl_report_node *table = pl_build_table(&e->build, NULL, 0);
    for (size_t c = 0; c < f->n_columns && table != NULL; c++) {
        pl_build_cell_text(&e->build, table->first, f->cells[c]);
    }
    for (size_t r = 1; r <= f->n_rows; r++) {
        struct pl_report_node *row = pl_build_row(&e->build, table);
        for (size_t c = 0; c < f->n_columns; c++) {
            pl_build_cell_text(&e->build, row, f->cells[r * f->n_columns + c]);
        }
    }
    pl_build_add(out, table);
}

static void figures(struct pl_edition *e, struct pl_build_list *out) {
    if (e->facts->n_figures == 0) {
        return;
    }
    head(e, out, "annex-figures", "Annex D. Figures as tables");
    for (size_t i = 0; i < e->facts->n_figures; i++) {
        figure_table(e, out, &e->facts->figures[i]);
    }
}

/* ---- E: names ---- */

static void names(struct pl_edition *e, struct pl_build_list *out) {
    static const char *const HEADS[] = {"In this report", "What it is", "Also written"};
    if (e->facts->n_names == 0) {
        return;
    }
    head(e, out, "annex-names", "Annex E. Names");
    say(e, out, "Each name is written in one way in this report (S/2006/997, paragraph 37).");
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 3);
    for (size_t i = 0; i < e->facts->n_names; i++) {
        const struct pl_report_name *name = &e->facts->names[i];
        struct pl_report_node *row = pl_build_row(&e->build, table);
        struct pl_build_list others = {0};
        for (size_t k = 0; k < name->n_others; k++) {
            pl_build_say(&e->build, &others, k > 0 ? "; " : "");
            pl_build_add(&others, pl_build_text(&e->build, name->others[k]));
        }
        pl_build_cell_text(&e->build, row, name->preferred);
        pl_build_cell_text(&e->build, row, name->kind);
        pl_build_cell(&e->build, row, others);
    }
    pl_build_add(out, table);
}

/* "its second origin; perhaps its only origin" */
static void say_loss(struct pl_edition *e, struct pl_build_list *cell, const struct pl_report_loss *l) {
    const char *loses = pl_report_loses(l), *may_lose = pl_report_may_lose(l);
    if (loses != NULL) {
        pl_build_add(cell, pl_build_fmt(&e->build, "its %s origin", loses));
    }
    if (may_lose != NULL && (loses == NULL || strcmp(loses, may_lose) != 0)) {
        pl_build_add(cell, pl_build_fmt(&e->build, "%sperhaps its %s origin", loses != NULL ? "; " : "", may_lose));
    }
}

/* ---- F: scenarios ---- */

static void scenarios(struct pl_edition *e, struct pl_build_list *out) {
    static const char *const HEADS[] = {"Without", "Finding", "Origins before", "Origins after", "It loses"};
    if (e->facts->n_without == 0) {
        return;
    }
    head(e, out, "annex-without", "Annex F. What rests on one contributor");
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 5);
    for (size_t i = 0; i < e->facts->n_without; i++) {
        const struct pl_report_without *w = &e->facts->without[i];
        for (size_t k = 0; k < w->n_losses; k++) {
            const struct pl_report_loss *l = &w->losses[k];
            struct pl_report_node *row = pl_build_row(&e->build, table);
            struct pl_build_list cells[5] = {0};
            pl_build_add(&cells[0], pl_build_fmt(&e->build, "%.*s ", (int)w->what.n, w->what.p));
            pl_build_add(&cells[0], pl_build_text(&e->build, w->name));
            pl_build_add(&cells[1],
                         pl_build_link(&e->build, l->statement, "#s-%.*s", (int)l->statement.n, l->statement.p));
            pl_build_add(&cells[2], pl_build_fmt(&e->build, "%u", l->before));
            pl_build_add(&cells[3], pl_build_fmt(&e->build, "%u", l->after));
            if (l->undetermined > 0) {
                pl_build_add(&cells[3], pl_build_fmt(&e->build, " (%u undetermined)", l->undetermined));
            }
            say_loss(e, &cells[4], l);
            for (size_t c = 0; c < 5; c++) {
                pl_build_cell(&e->build, row, cells[c]);
            }
        }
        if (w->n_losses == 0) {
            struct pl_report_node *row = pl_build_row(&e->build, table);
            struct pl_build_list name = {0};
            pl_build_add(&name, pl_build_fmt(&e->build, "%.*s ", (int)w->what.n, w->what.p));
            pl_build_add(&name, pl_build_text(&e->build, w->name));
            pl_build_cell(&e->build, row, name);
            pl_build_cell_text(&e->build, row, PL_STR("none"));
            for (size_t c = 2; c < 5; c++) {
                pl_build_cell_text(&e->build, row, pl_str_make("", 0));
            }
        }
    }
    pl_build_add(out, table);
}

/* ---- G: how to check ---- */

static void fact(struct pl_edition *e, struct pl_report_node *table, const char *name, struct pl_report_node *value) {
    struct pl_build_list list = {0};
    if (value == NULL) {
        return;
    }
    struct pl_report_node *row = pl_build_row(&e->build, table);
    pl_build_add(&list, value);
    pl_build_cell_text(&e->build, row, pl_str_from(name));
    pl_build_cell(&e->build, row, list);
}

static struct pl_report_node *code_or_null(struct pl_edition *e, pl_str value) {
    return value.n > 0 ? pl_build_code(&e->build, value) : NULL;
}

static void position(struct pl_edition *e, struct pl_build_list *out) {
    static const char *const HEADS[] = {"What", "Value"};
    const struct pl_report_facts *f = e->facts;
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 2);
    fact(e, table, "Report", code_or_null(e, f->report_id));
    fact(e, table, "Date", pl_build_known(f->date) ? pl_build_day(&e->build, f->date) : NULL);
    fact(e, table, "Known at", pl_build_known(f->known_at) ? pl_build_time(&e->build, f->known_at) : NULL);
    fact(e, table, "As of", pl_build_known(f->as_of) ? pl_build_day(&e->build, f->as_of) : NULL);
    fact(e, table, "Log", code_or_null(e, f->log_origin));
    fact(e, table, "Size of the log",
         f->log_known ? pl_build_fmt(&e->build, "%llu", (unsigned long long)f->log_size) : NULL);
    fact(e, table, "Root at that size", code_or_null(e, f->log_root));
    fact(e, table, "Policy fingerprint", code_or_null(e, f->policy_fingerprint));
    fact(e, table, "Release", f->release.n > 0 ? pl_build_text(&e->build, f->release) : NULL);
    fact(e, table, "Built by", f->program.n > 0 ? pl_build_text(&e->build, f->program) : NULL);
    pl_build_add(out, table);
}

static void verify(struct pl_edition *e, struct pl_build_list *out) {
    const struct pl_report_facts *f = e->facts;
    head(e, out, "annex-verify", "Annex G. How to check this report");
    say(e, out,
        "This page proves nothing by itself: whoever can change a sentence can change what the page says about itself. "
        "Three things from three places are needed. First, the bundle that belongs to this report. Second, "
        "plimsoll-verify "
        "or verify.html, from a place that did not give you the report. Third, the policy (whose keys count), or at "
        "least "
        "its fingerprint, from a place that gave you neither.");
    struct pl_report_node *code = pl_build_node(&e->build, PL_NODE_CODE_BLOCK);
    if (code != NULL) {
        PL_BUF_AUTO command = {.max_bytes = 1 << 16};
        pl_buf_add_str(&command, PL_STR("plimsoll-verify "));
        pl_buf_add_str(&command, f->bundle_name.n > 0 ? f->bundle_name : PL_STR("BUNDLE"));
        pl_buf_add_str(&command, PL_STR(" --policy POLICY-FILE\n"));
        code->text = pl_str_copy(e->build.arena, pl_buf_str(&command));
        pl_build_add(out, code);
    }
    say(e, out,
        "It needs no network and no database, and says in words what holds and what does not: signatures, that each "
        "entry "
        "is in the log, that each exhibit is the one that was kept, and which events it could compute again. It cannot "
        "see "
        "corrections that were made after the size of the log below.");
    position(e, out);
    if (f->checkpoint.n > 0) {
        say(e, out, "The signed checkpoint:");
        struct pl_report_node *note = pl_build_node(&e->build, PL_NODE_CODE_BLOCK);
        if (note != NULL) {
            note->text = f->checkpoint;
            pl_build_add(out, note);
        }
    }
    if (f->n_stripped > 0) {
        say(e, out, "Removed before release:");
        for (size_t i = 0; i < f->n_stripped; i++) {
            struct pl_build_list line = {0};
            pl_build_say(&e->build, &line, "\xE2\x80\x93 ");
            pl_build_add(&line, pl_build_text(&e->build, f->stripped[i]));
            pl_build_add(out, pl_build_paragraph(&e->build, line));
        }
    }
}

struct pl_report_node *pl_edition_annex(struct pl_edition *e) {
    struct pl_build_list out = {0};
    statements(e, &out);
    files(e, &out);
    evidence(e, &out);
    figures(e, &out);
    names(e, &out);
    scenarios(e, &out);
    verify(e, &out);
    return out.first;
}
