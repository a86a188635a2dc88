/* The file of one finding, or of another statement about which something is known. */
#include "report/edition.h"

#include "base/ban.h"

static void labelled(struct pl_edition *e, struct pl_build_list *out, const char *label, struct pl_build_list rest) {
    struct pl_build_list line = {0};
    if (rest.first == NULL) {
        return;
    }
    pl_build_add(&line, pl_build_strong(&e->build, pl_str_from(label)));
    pl_build_say(&e->build, &line, " ");
    pl_build_add(&line, rest.first);
    pl_build_add(out, pl_build_paragraph(&e->build, line));
}

static void labelled_text(struct pl_edition *e, struct pl_build_list *out, const char *label, pl_str text) {
    struct pl_build_list rest = {0};
    if (text.n > 0) {
        pl_build_add(&rest, pl_build_text(&e->build, text));
    }
    labelled(e, out, label, rest);
}

static void checklist(struct pl_edition *e, struct pl_build_list *out, size_t statement) {
    static const char *const HEADS[] = {"S/2006/997", "Question", "Answer", "What was found, or what is missing"};
    const struct pl_report_checklist *list = NULL;
    for (size_t i = 0; i < e->check->n_checklists; i++) {
        list = e->check->checklists[i].statement == statement ? &e->check->checklists[i] : list;
    }
    if (list == NULL) {
        return;
    }
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 4);
    for (int i = 0; i < PL_REPORT_ITEM_COUNT; i++) {
        struct pl_report_node *row = pl_build_row(&e->build, table);
        struct pl_build_list paragraph = {0};
        struct pl_build_list verdict = {0};
        pl_build_add(&paragraph, pl_build_fmt(&e->build, "par. %s", pl_report_item_paragraph((enum pl_report_item)i)));
        pl_build_add(&verdict, pl_build_strong(&e->build, pl_str_from(pl_report_verdict_word(list->items[i].verdict))));
        pl_build_cell(&e->build, row, paragraph);
        pl_build_cell_text(&e->build, row, pl_str_from(pl_report_item_words((enum pl_report_item)i)));
        pl_build_cell(&e->build, row, verdict);
        pl_build_cell_text(&e->build, row, list->items[i].why);
    }
    pl_build_add(out, table);
}

static void review(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    struct pl_build_list line = {0};
    if (a != NULL && a->reviewed) {
        pl_build_say(&e->build, &line, "by ");
        pl_build_add(&line, pl_build_text(&e->build, a->reviewer.n > 0 ? a->reviewer : PL_STR("a second person")));
        pl_edition_entry(e, &line, &a->review_entry);
        labelled(e, out, "Reviewed", line);
    } else {
        pl_build_say(&e->build, &line, "A lead, not a finding.");
        labelled(e, out,
                 a != NULL && a->unseen.judgements > 0 ? "No review that this reader may see."
                                                       : "Not reviewed by a second person.",
                 line);
    }
    labelled_text(e, out, "Author:", a != NULL ? a->author : (pl_str){0});
}

static void origins(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    struct pl_build_list line = {0};
    if (a == NULL || !a->origins.known) {
        pl_build_say(&e->build, &line, "not counted.");
        labelled(e, out, "Independent origins:", line);
        return;
    }
    pl_build_add(&line,
                 pl_build_fmt(&e->build, "%s%u, from %u collecting %s", a->origins.links_withheld ? "at most " : "",
                              a->origins.count, a->origins.parties, a->origins.parties == 1 ? "party" : "parties"));
    if (a->origins.at_most > a->origins.count) {
        pl_build_add(&line, pl_build_fmt(&e->build, " (at most %u if suspected copies are none)", a->origins.at_most));
    }
    if (a->origins.why_not_more.n > 0) {
        pl_build_say(&e->build, &line, ". Not more, because ");
        pl_build_add(&line, pl_build_text(&e->build, a->origins.why_not_more));
    }
    pl_build_say(&e->build, &line, a->origins.links_withheld ? "; " PL_REPORT_LINKS_WITHHELD : "");
    labelled(e, out, "Independent origins:", line);
}

static void innocent(struct pl_edition *e, struct pl_build_list *out, size_t statement,
                     const struct pl_report_about *a) {
    struct pl_build_list line = {0};
    struct pl_report_support support;
    for (size_t i = 0; a != NULL && i < a->n_innocent; i++) {
        pl_build_say(&e->build, &line, line.first != NULL ? "; " : "");
        pl_build_add(&line, pl_build_text(&e->build, a->innocent[i]));
    }
    if (!pl_report_support(e->report, e->facts, statement, e->build.arena, &support)) {
        e->build.failed = true;
        return;
    }
    for (size_t i = 0; i < support.n; i++) {
        const struct pl_report_ref *ref = &e->facts->refs[support.refs[i]];
        for (size_t k = 0; k < ref->n_innocent; k++) {
            pl_build_say(&e->build, &line, line.first != NULL ? "; " : "");
            pl_build_add(&line, pl_build_text(&e->build, ref->innocent[k]));
            pl_build_add(&line, pl_build_fmt(&e->build, " [%zu]", e->number[support.refs[i]]));
        }
    }
    labelled(e, out, "Not ruled out:", line);
    labelled_text(e, out, "How common this is:", a != NULL ? a->how_common : (pl_str){0});
}

static void measure(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    struct pl_build_list line = {0};
    if (a->measure.n == 0) {
        return;
    }
    pl_build_add(&line, pl_build_text(&e->build, a->measure));
    pl_build_add(
        &line, pl_build_fmt(&e->build, " (entered by hand; verified: %s", pl_report_verdict_word(a->measure_verified)));
    if (a->measure_how.n > 0) {
        pl_build_say(&e->build, &line, ", ");
        pl_build_add(&line, pl_build_text(&e->build, a->measure_how));
    }
    pl_build_say(&e->build, &line, ")");
    labelled(e, out, "Measure:", line);
}

static void dissent(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_dissent *d) {
    struct pl_build_list line = {0};
    struct pl_build_list blocks = {0};
    pl_build_add(&line, pl_build_text(&e->build, d->participant));
    pl_edition_entry(e, &line, &d->entry);
    pl_build_say(&e->build, &line, ": ");
    pl_build_add(&line, pl_build_text(&e->build, d->withheld ? PL_STR("a dissent exists and is withheld.") : d->text));
    labelled(e, &blocks, "Dissent.", line);
    pl_build_add(out, pl_build_box(&e->build, "dissent", blocks));
}

/* unseen: letters or replies that the reader may not see say otherwise, perhaps. */
static void reply_dates(struct pl_edition *e, struct pl_build_list *line, const struct pl_report_reply *r,
                        bool unseen) {
    pl_build_say(&e->build, line, "Evidence shown: ");
    pl_build_say(&e->build, line, pl_report_verdict_word(r->shown));
    if (pl_build_known(r->shown_at)) {
        pl_build_say(&e->build, line, ", ");
        pl_build_add(line, pl_build_day(&e->build, r->shown_at));
    }
    if (pl_build_known(r->asked_at)) {
        pl_build_say(&e->build, line, ". Asked to reply: ");
        pl_build_add(line, pl_build_day(&e->build, r->asked_at));
        pl_build_say(&e->build, line, ", by ");
        pl_build_add(line, pl_build_known(r->deadline) ? pl_build_day(&e->build, r->deadline)
                                                       : pl_build_text(&e->build, PL_STR("no set day")));
    } else {
        pl_build_say(&e->build, line, ". Not asked to reply");
        pl_build_say(&e->build, line, unseen ? ", as far as this reader may see" : "");
        if (r->not_asked_why.n > 0) {
            pl_build_say(&e->build, line, ": ");
            pl_build_add(line, pl_build_text(&e->build, r->not_asked_why));
        }
    }
    pl_build_say(&e->build, line,
                 pl_build_known(r->received_at) ? ". Replied: "
                 : unseen                       ? ". No reply that this reader may see."
                                                : ". No reply recorded.");
    if (pl_build_known(r->received_at)) {
        pl_build_add(line, pl_build_day(&e->build, r->received_at));
        pl_build_say(&e->build, line, ".");
    }
}

static void reply(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_reply *r, bool unseen) {
    struct pl_build_list line = {0};
    struct pl_build_list blocks = {0};
    pl_build_add(&line, pl_build_text(&e->build, r->party));
    if (r->through.n > 0) {
        pl_build_say(&e->build, &line, ", through ");
        pl_build_add(&line, pl_build_text(&e->build, r->through));
    }
    pl_edition_entry(e, &line, &r->entry);
    pl_build_say(&e->build, &line, ". ");
    reply_dates(e, &line, r, unseen);
    labelled(e, &blocks, "Right of reply:", line);
    if (r->withheld) {
        labelled_text(e, &blocks, "Their words:", PL_STR("a reply exists and is withheld."));
    } else {
        labelled_text(e, &blocks, "Their words:", r->text);
    }
    if (r->assessment.n > 0) {
        labelled_text(e, &blocks, "Our assessment of it:", r->assessment);
    } else if (pl_build_known(r->received_at)) {
        labelled_text(e, &blocks, "Our assessment of it:", PL_STR("none yet."));
    }
    pl_build_add(out, pl_build_box(&e->build, "reply", blocks));
}

static void outcomes(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    static const char *const HEADS[] = {"Date", "What followed", "By", "Particulars"};
    if (a->n_outcomes == 0) {
        return;
    }
    struct pl_report_node *table = pl_build_table(&e->build, HEADS, 4);
    for (size_t i = 0; i < a->n_outcomes; i++) {
        const struct pl_report_outcome *o = &a->outcomes[i];
        struct pl_report_node *row = pl_build_row(&e->build, table);
        struct pl_build_list day = {0};
        struct pl_build_list text = {0};
        pl_build_add(&day, o->when.n > 0           ? pl_build_text(&e->build, o->when)
                           : pl_build_known(o->at) ? pl_build_day(&e->build, o->at)
                                                   : NULL);
        pl_build_cell(&e->build, row, day);
        pl_build_cell_text(&e->build, row, o->what);
        pl_build_cell_text(&e->build, row, o->authority);
        pl_build_add(&text, pl_build_text(&e->build, o->text));
        pl_edition_entry(e, &text, &o->entry);
        pl_build_cell(&e->build, row, text);
    }
    pl_build_add(out, table);
}

static void correction(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_correction *c) {
    struct pl_build_list line = {0};
    struct pl_build_list blocks = {0};
    pl_build_add(&line, pl_build_known(c->at) ? pl_build_day(&e->build, c->at) : NULL);
    pl_edition_entry(e, &line, &c->entry);
    pl_build_say(&e->build, &line, c->by.n > 0 ? " by " : "");
    pl_build_add(&line, pl_build_text(&e->build, c->by));
    pl_build_say(&e->build, &line, ". It said: \xE2\x80\x9C");
    pl_build_add(&line, pl_build_text(&e->build, c->was));
    pl_build_say(&e->build, &line, "\xE2\x80\x9D. It says now: \xE2\x80\x9C");
    pl_build_add(&line, pl_build_text(&e->build, c->is));
    pl_build_say(&e->build, &line, "\xE2\x80\x9D. Reason: ");
    pl_build_add(&line, pl_build_text(&e->build, c->reason.n > 0 ? c->reason : PL_STR("not recorded")));
    pl_build_say(&e->build, &line, ". Told: ");
    pl_build_add(&line, pl_build_text(&e->build, c->notified.n > 0 ? c->notified : PL_STR("not recorded")));
    pl_build_say(&e->build, &line, ".");
    labelled(e, &blocks, "Correction,", line);
    pl_build_add(out, pl_build_box(&e->build, "correction", blocks));
}

/* What the reader may not see leaves these words. */
static void unseen(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    PL_BUF_AUTO words = {.max_bytes = 512};
    struct pl_build_list line = {0};
    struct pl_build_list blocks = {0};
    if (pl_report_unseen_words(&a->unseen, &words)) {
        pl_build_add(&line, pl_build_fmt(&e->build, "%.*s.", (int)words.n, words.p));
        labelled(e, &blocks, "Withheld.", line);
        pl_build_add(out, pl_build_box(&e->build, "dissent", blocks));
    }
}

void pl_annex_finding(struct pl_edition *e, struct pl_build_list *out, size_t statement) {
    const struct pl_report_statement *s = &e->report->statements[statement];
    const struct pl_report_about *a = pl_report_about_find(e->facts, s->id);
    struct pl_build_list blocks = {0};
    struct pl_build_list title = {0};
    struct pl_build_list words = {0};
    PL_BUF_AUTO anchor = {.max_bytes = 256};
    pl_buf_add_fmt(&anchor, "file-%.*s%c", (int)s->id.n, s->id.p, 0);
    pl_build_say(&e->build, &title, pl_statement_title(s->kind));
    pl_build_say(&e->build, &title, " ");
    pl_build_add(&title, pl_build_link(&e->build, s->id, "#s-%.*s", (int)s->id.n, s->id.p));
    pl_build_add(&blocks, pl_build_heading(&e->build, 3, anchor.p != NULL ? anchor.p : "", title));
    pl_build_add(&words, pl_build_text(&e->build, s->text));
    struct pl_report_node *quote = pl_build_node(&e->build, PL_NODE_QUOTE);
    if (quote != NULL) {
        quote->first = pl_build_paragraph(&e->build, words);
        pl_build_add(&blocks, quote);
    }
    if (s->kind == PL_STATEMENT_FINDING) {
        review(e, &blocks, a);
    }
    if (s->kind == PL_STATEMENT_FINDING || (a != NULL && a->origins.known)) {
        origins(e, &blocks, a);
    }
    if (a != NULL) {
        measure(e, &blocks, a);
    }
    innocent(e, &blocks, statement, a);
    checklist(e, &blocks, statement);
    for (size_t i = 0; a != NULL && i < a->n_dissents; i++) {
        dissent(e, &blocks, &a->dissents[i]);
    }
    if (a != NULL) {
        unseen(e, &blocks, a);
    }
    for (size_t i = 0; a != NULL && i < a->n_replies; i++) {
        reply(e, &blocks, &a->replies[i], a->unseen.letters > 0);
    }
    if (a != NULL) {
        outcomes(e, &blocks, a);
    }
    for (size_t i = 0; a != NULL && i < a->n_corrections; i++) {
        correction(e, &blocks, &a->corrections[i]);
    }
    pl_build_add(out, pl_build_box(&e->build, "file", blocks));
}
