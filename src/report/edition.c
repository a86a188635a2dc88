#include "report/edition.h"

#include "base/ban.h"

int pl_edition_make(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                    const struct pl_report_check *check, struct pl_arena *arena, struct pl_edition *ret_edition,
                    struct pl_error *err) {
    struct pl_edition e = {.report = report, .facts = facts, .check = check, .build = {.arena = arena}};
    e.number = pl_arena_calloc(arena, facts->n_refs + 1, sizeof *e.number);
    if (e.number == NULL || !pl_report_support_all(report, facts, arena, &e.support)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to write a report");
    }
    for (size_t i = 0; i < e.support.n; i++) {
        e.number[e.support.refs[i]] = i + 1;
    }
    for (size_t i = 0; i < report->n_statements; i++) {
        e.n_of[report->statements[i].kind]++;
    }
    *ret_edition = e;
    return 0;
}

pl_str pl_edition_marking(const struct pl_edition *e) {
    return e->report->marking.n > 0 ? e->report->marking : e->facts->marking;
}

pl_str pl_edition_permalink(struct pl_edition *e, const struct pl_report_statement *s) {
    PL_BUF_AUTO out = {.max_bytes = 4096};
    const struct pl_report_facts *f = e->facts;
    if (f->permalink_base.n > 0) {
        pl_buf_add_str(&out, f->permalink_base);
    } else {
        pl_buf_add_str(&out, f->report_id);
    }
    if (f->log_known) {
        pl_buf_add_char(&out, '@');
        pl_buf_add_u64(&out, f->log_size);
    }
    pl_buf_add_str(&out, PL_STR("#s-"));
    pl_buf_add_str(&out, s->id);
    return pl_str_copy(e->build.arena, pl_buf_str(&out));
}

void pl_edition_cites(struct pl_edition *e, struct pl_build_list *list, const pl_str *ids, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct pl_report_ref *ref = pl_report_ref_find(e->facts, ids[i]);
        const struct pl_report_statement *s = ref == NULL ? pl_report_find(e->report, ids[i]) : NULL;
        size_t number = ref != NULL ? e->number[ref - e->facts->refs] : 0;
        if (i > 0) {
            pl_build_say(&e->build, list, ", ");
        }
        if (number > 0) {
            pl_build_add(list, pl_build_link(&e->build, ids[i], "#e-%zu", number));
            pl_build_add(list, pl_build_fmt(&e->build, " [%zu]", number));
        } else if (s != NULL) {
            pl_build_add(list, pl_build_link(&e->build, ids[i], "#s-%.*s", (int)s->id.n, s->id.p));
        } else {
            pl_build_add(list, pl_build_text(&e->build, ids[i]));
            if (ref == NULL) {
                pl_build_say(&e->build, list, " (not in the case)");
            }
        }
    }
}

void pl_edition_entry(struct pl_edition *e, struct pl_build_list *list, const struct pl_report_entry *entry) {
    if (!entry->known) {
        return;
    }
    pl_build_add(list, pl_build_fmt(&e->build, " (entry %llu", (unsigned long long)entry->seq));
    if (pl_build_known(entry->at)) {
        pl_build_say(&e->build, list, ", ");
        pl_build_add(list, pl_build_day(&e->build, entry->at));
    }
    if (entry->signer.n > 0) {
        pl_build_say(&e->build, list, ", signed by ");
        pl_build_add(list, pl_build_text(&e->build, entry->signer));
    }
    pl_build_say(&e->build, list, ")");
}

/* ---- the front ---- */

static struct pl_report_node *banner(struct pl_edition *e, const char *class, const char *head,
                                     struct pl_build_list rest) {
    struct pl_build_list inlines = {0};
    struct pl_build_list blocks = {0};
    pl_build_add(&inlines, pl_build_strong(&e->build, pl_str_from(head)));
    pl_build_say(&e->build, &inlines, " ");
    pl_build_add(&inlines, rest.first);
    pl_build_add(&blocks, pl_build_paragraph(&e->build, inlines));
    return pl_build_box(&e->build, class, blocks);
}

static void banners(struct pl_edition *e, struct pl_build_list *out) {
    size_t open = e->n_of[PL_STATEMENT_FINDING] - e->check->n_findings_reviewed;
    struct pl_build_list text = {0};
    if (e->facts->exercise) {
        pl_build_say(&e->build, &text,
                     "Everything in this report is invented. No ship, person or company in it exists.");
        pl_build_add(out, banner(e, "banner exercise", "EXERCISE EXERCISE EXERCISE.", text));
    }
    if (open > 0) {
        text = (struct pl_build_list){0};
        pl_build_add(&text,
                     pl_build_fmt(&e->build,
                                  "Not yet reviewed by a second person: %zu of %zu findings. Read them as leads; "
                                  "what speaks against each stands in its file.",
                                  open, e->n_of[PL_STATEMENT_FINDING]));
        pl_build_add(out, banner(e, "banner lead", "lead, not a finding.", text));
    }
    if (e->check->n_errors > 0) {
        text = (struct pl_build_list){0};
        pl_build_add(&text, pl_build_fmt(&e->build, "report check found %zu %s. Not for release.", e->check->n_errors,
                                         e->check->n_errors == 1 ? "error" : "errors"));
        pl_build_add(out, banner(e, "banner draft", "Draft.", text));
    }
}

static void amount(struct pl_edition *e, struct pl_build_list *text, size_t n, const char *one, const char *many) {
    if (n > 0) {
        pl_build_add(text,
                     pl_build_fmt(&e->build, "%s%zu %s", text->first != NULL ? ", " : "", n, n == 1 ? one : many));
    }
}

/* "3 findings, 2 assessments ...; 12 pieces of evidence; 1 dissent." */
static void contents(struct pl_edition *e, struct pl_build_list *out) {
    struct pl_build_list text = {0};
    size_t dissents = 0, replies = 0, corrections = 0, judgements = 0;
    for (size_t i = 0; i < e->facts->n_about; i++) {
        const struct pl_report_about *a = &e->facts->about[i];
        dissents += a->n_dissents;
        judgements += a->unseen.judgements;
        corrections += a->n_corrections;
        for (size_t k = 0; k < a->n_replies; k++) {
            replies += pl_build_known(a->replies[k].received_at);
        }
    }
    amount(e, &text, e->n_of[PL_STATEMENT_FINDING], "finding", "findings");
    amount(e, &text, e->n_of[PL_STATEMENT_ASSESSMENT], "assessment", "assessments");
    amount(e, &text, e->n_of[PL_STATEMENT_RECOMMENDATION], "recommendation", "recommendations");
    amount(e, &text, e->support.n, "piece of evidence", "pieces of evidence");
    amount(e, &text, dissents, "dissent", "dissents");
    amount(e, &text, judgements, "judgement withheld from this reader", "judgements withheld from this reader");
    amount(e, &text, replies, "reply received", "replies received");
    amount(e, &text, corrections, "correction", "corrections");
    if (text.first == NULL) {
        return;
    }
    pl_build_add(&text,
                 pl_build_fmt(&e->build, ". Body: %zu of at most %d pages.", e->check->pages, PL_REPORT_MAX_PAGES));
    struct pl_build_list blocks = {0};
    pl_build_add(&blocks, pl_build_paragraph(&e->build, text));
    pl_build_add(out, pl_build_box(&e->build, "counts", blocks));
}

static void self_check(struct pl_edition *e, struct pl_build_list *out) {
    struct pl_build_list text = {0};
    const struct pl_report_facts *f = e->facts;
    pl_build_say(&e->build, &text, "A page cannot vouch for itself. ");
    if (f->log_known) {
        pl_build_add(&text,
                     pl_build_fmt(&e->build, "As of %llu entries in the log of ", (unsigned long long)f->log_size));
        pl_build_add(&text, pl_build_text(&e->build, f->participant.n > 0 ? f->participant : f->log_origin));
        pl_build_say(&e->build, &text, "; later corrections are not visible here. ");
    }
    if (f->policy_fingerprint.n > 0) {
        pl_build_say(&e->build, &text, "Policy fingerprint ");
        pl_build_add(&text, pl_build_code(&e->build, f->policy_fingerprint));
        pl_build_say(&e->build, &text, ": compare it with one that you had from elsewhere. ");
    }
    pl_build_say(&e->build, &text,
                 "Check the bundle with plimsoll-verify, or with a verify.html that you did not get with this page: ");
    pl_build_add(&text, pl_build_link(&e->build, PL_STR("how"), "#annex-verify"));
    pl_build_say(&e->build, &text, ".");
    pl_build_add(out, banner(e, "self-check", "self-check: not proof.", text));
}

struct pl_report_node *pl_edition_front(struct pl_edition *e) {
    struct pl_build_list out = {0};
    banners(e, &out);
    contents(e, &out);
    self_check(e, &out);
    return out.first;
}

/* ---- behind a statement ---- */

static void degree(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_statement *s) {
    unsigned from = 0, to = 0;
    pl_likelihood_range((enum pl_likelihood)s->likelihood, &from, &to);
    if (s->likelihood != PL_LIKELIHOOD_NONE) {
        pl_build_add(out, pl_build_fmt(&e->build, "%s, %u\xE2\x80\x93%u %%",
                                       pl_likelihood_word((enum pl_likelihood)s->likelihood, s->row), from, to));
    }
    if (s->confidence != PL_CONFIDENCE_NONE) {
        pl_build_add(out, pl_build_fmt(&e->build, "%sconfidence: %s", out->first != NULL ? " \xC2\xB7 " : "",
                                       pl_confidence_word((enum pl_confidence)s->confidence)));
    }
}

static void duty(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_statement *s) {
    if (s->actor.n > 0) {
        pl_build_say(&e->build, out, "for ");
        pl_build_add(out, pl_build_text(&e->build, s->actor));
    }
    if (s->priority.n > 0) {
        pl_build_add(out, pl_build_fmt(&e->build, "%spriority: %.*s", out->first != NULL ? " \xC2\xB7 " : "",
                                       (int)s->priority.n, s->priority.p));
    }
    if (s->by.n > 0) {
        pl_build_add(
            out, pl_build_fmt(&e->build, "%sby %.*s", out->first != NULL ? " \xC2\xB7 " : "", (int)s->by.n, s->by.p));
    }
}

struct pl_report_node *pl_edition_tail(struct pl_edition *e, size_t statement) {
    const struct pl_report_statement *s = &e->report->statements[statement];
    struct pl_build_list out = {0};
    for (size_t i = 0; i < s->n_cites; i++) {
        const struct pl_report_ref *ref = pl_report_ref_find(e->facts, s->cites[i]);
        struct pl_report_node *cite = pl_build_node(&e->build, PL_NODE_CITE);
        if (cite == NULL) {
            break;
        }
        cite->index = ref != NULL ? e->number[ref - e->facts->refs] : 0;
        cite->text = s->cites[i];
        pl_build_add(&out, cite);
    }
    return out.first;
}

/* ---- below a block ---- */

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

static void dot(struct pl_edition *e, struct pl_build_list *out) {
    if (out->first != NULL) {
        pl_build_say(&e->build, out, " \xC2\xB7 ");
    }
}

/* Letters that the reader may not see could have asked. */
static void not_asked(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a, pl_str why) {
    pl_build_say(&e->build, out, " was not asked to reply");
    pl_build_say(&e->build, out, a->unseen.letters > 0 ? ", as far as this reader may see" : "");
    if (why.n > 0) {
        pl_build_say(&e->build, out, ": ");
        pl_build_add(out, pl_build_text(&e->build, why));
    }
}

static void reply_line(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a,
                       const struct pl_report_reply *r) {
    dot(e, out);
    pl_build_add(out, pl_build_text(&e->build, r->party));
    if (pl_build_known(r->received_at)) {
        pl_build_say(&e->build, out, r->withheld ? " replied " : " replied ");
        pl_build_add(out, pl_build_day(&e->build, r->received_at));
        pl_build_say(&e->build, out, r->withheld ? " (withheld)" : "");
        return;
    }
    if (!pl_build_known(r->asked_at)) {
        not_asked(e, out, a, r->not_asked_why);
        return;
    }
    pl_build_say(&e->build, out, " was asked to reply by ");
    pl_build_add(out, pl_build_known(r->deadline) ? pl_build_day(&e->build, r->deadline)
                                                  : pl_build_text(&e->build, PL_STR("no set day")));
    bool past = pl_build_known(r->deadline) && pl_build_known(e->facts->date) && r->deadline < e->facts->date;
    pl_build_say(&e->build, out,
                 a->unseen.letters > 0 ? "; no reply that this reader may see"
                 : past                ? "; no reply came"
                                       : "; no reply yet");
}

static void finding_line(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    const struct pl_report_origins *o = a != NULL ? &a->origins : NULL;
    if (o != NULL && o->known) {
        pl_build_add(out, pl_build_fmt(&e->build, "%s%u independent origin%s", o->links_withheld ? "at most " : "",
                                       o->count, plural(o->count)));
    } else {
        pl_build_say(&e->build, out, "origins not counted");
    }
    dot(e, out);
    pl_build_say(&e->build, out,
                 a != NULL && a->reviewed                ? "reviewed"
                 : a != NULL && a->unseen.judgements > 0 ? "no review that this reader may see: lead, not a finding"
                                                         : "not reviewed: lead, not a finding");
}

static void unseen_line(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_about *a) {
    PL_BUF_AUTO words = {.max_bytes = 512};
    if (a != NULL && pl_report_unseen_words(&a->unseen, &words)) {
        dot(e, out);
        pl_build_add(out, pl_build_fmt(&e->build, "%.*s", (int)words.n, words.p));
    }
}

struct pl_report_node *pl_edition_note(struct pl_edition *e, size_t statement) {
    const struct pl_report_statement *s = &e->report->statements[statement];
    const struct pl_report_about *a = pl_report_about_find(e->facts, s->id);
    struct pl_build_list line = {0};
    struct pl_build_list blocks = {0};
    degree(e, &line, s);
    duty(e, &line, s);
    if (s->kind == PL_STATEMENT_FINDING) {
        finding_line(e, &line, a);
    }
    for (size_t i = 0; a != NULL && i < a->n_replies; i++) {
        reply_line(e, &line, a, &a->replies[i]);
    }
    for (size_t i = 0; a != NULL && i < a->n_dissents; i++) {
        dot(e, &line);
        pl_build_say(&e->build, &line, a->dissents[i].withheld ? "a dissent exists and is withheld" : "dissent: ");
        pl_build_add(&line, a->dissents[i].withheld ? NULL : pl_build_text(&e->build, a->dissents[i].participant));
    }
    unseen_line(e, &line, a);
    if (a != NULL && a->n_corrections > 0) {
        dot(e, &line);
        pl_build_add(&line,
                     pl_build_fmt(&e->build, "corrected %zu time%s", a->n_corrections, plural(a->n_corrections)));
    }
    if (line.first == NULL) {
        return NULL;
    }
    if (s->kind == PL_STATEMENT_FINDING || a != NULL) {
        dot(e, &line);
        pl_build_add(&line, pl_build_link(&e->build, PL_STR("Annex B"), "#file-%.*s", (int)s->id.n, s->id.p));
    }
    struct pl_build_list all = {0};
    pl_build_add(&all, pl_build_link(&e->build, s->id, "#s-%.*s", (int)s->id.n, s->id.p));
    pl_build_say(&e->build, &all, ": ");
    pl_build_add(&all, line.first);
    pl_build_add(&blocks, pl_build_paragraph(&e->build, all));
    struct pl_report_node *box = pl_build_box(&e->build, "note", blocks);
    if (box != NULL) {
        box->index = (size_t)s->kind;
    }
    return box;
}
