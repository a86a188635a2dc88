/* What is known about the findings of a report: reviews, dissent, replies, outcomes, corrections; how ships are called;
 * what is left without a state, source or feed. */
#include <stdio.h>
#include <string.h>

#include "app/person.h"
#include "app/report_facts_in.h"
#include "app/withheld.h"
#include "evidence/origin.h"
#include "store/filing.h"
#include "store/journal.h"

#include "base/ban.h"

/* ---- about findings ---- */

/* Of whom one finding may accuse: beyond it nobody could say whether each was heard. */
enum { MAX_SUBJECTS = 64 };

size_t pl_filling_count_about(const struct pl_filling *w, char letter, pl_str id) {
    size_t n = 0;
    while (pl_support_about(w->job->support, letter, id, n) != NULL) {
        n++;
    }
    return n;
}

/* Did one key sign both entries? */
static int one_key(struct pl_filling *w, int64_t a, int64_t b, bool *ret) {
    struct pl_entry x, y;
    pl_str bytes;
    int code = pl_journal_read(w->job->view.c, a, w->arena, &x, &bytes, w->err);
    code = code == 0 ? pl_journal_read(w->job->view.c, b, w->arena, &y, &bytes, w->err) : code;
    *ret = code == 0 && pl_public_key_eq(&x.signer, &y.signer);
    return code;
}

/* A review says whose key signed it: a key's holder stands for what it signs, not for the person it names. */
static pl_str reviewer_of(struct pl_filling *w, pl_str by, pl_str signer, bool same_key) {
    bool own = pl_person_same(by, signer);
    by = pl_filling_short(w, by, 200);
    signer = pl_filling_short(w, signer, 200);
    return pl_filling_words(w, "%.*s%s%.*s%s", (int)by.n, by.p,
                            own && !same_key ? ", signed with a key of their own"
                            : own            ? ", who entered the finding too"
                                             : ", as entered by ",
                            own ? 0 : (int)signer.n, signer.n > 0 ? signer.p : "",
                            own || same_key ? "" : ", whose key is not that of the finding");
}

/* A filing about a finding is shown with it, unless it is closed. */
static int mark_about(struct pl_filling *w, const struct pl_filing *f) {
    char id[PL_FILING_ID_MAX];
    pl_filing_id(f, id);
    return pl_filling_is_closed(w, f) ? 0 : pl_filling_mark(w, pl_str_copy(w->arena, pl_str_from(id)), f->seq);
}

/* Who approved the words that the report has; approval of other words is none of these. */
static int fill_reviews(struct pl_filling *w, const struct pl_filing *finding, pl_str id, pl_str said,
                        struct pl_report_about *a) {
    size_t n = pl_filling_count_about(w, 'V', id);
    struct pl_report_dissent *dissents = pl_arena_calloc(w->arena, n + 1, sizeof *dissents);
    int code = dissents != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    a->author = pl_filling_value(finding, "by");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *v = pl_support_about(w->job->support, 'V', id, i);
        pl_str by = pl_filling_value(v, "by"), party = pl_filling_value(v, "party");
        if (pl_str_eq(pl_filling_value(v, "verdict"), PL_STR("approve"))) {
            bool other =
                !pl_person_same(by, a->author) && pl_person_same_words(said, pl_filling_value(finding, "statement"));
            a->reviewed = a->reviewed || other;
            bool same_key = false;
            code = other ? pl_filling_entry(w, v->seq, &a->review_entry) : 0;
            code = code == 0 && other ? one_key(w, v->seq, finding->seq, &same_key) : code;
            a->reviewer = code == 0 && other ? reviewer_of(w, by, a->review_entry.signer, same_key) : a->reviewer;
            if (other && pl_filling_is_closed(w, v)) {
                a->reviewer = PL_STR("a second person, whose review is kept back from this edition");
                a->review_entry.signer = (pl_str){0};
            }
            code = code == 0 && other ? mark_about(w, v) : code;
        } else {
            struct pl_report_dissent *d = &dissents[a->n_dissents++];
            *d = (struct pl_report_dissent){.participant = party.n > 0 ? party : by,
                                            .text = pl_filling_value(v, "text")};
            code = pl_filling_entry(w, v->seq, &d->entry);
            if (pl_filling_is_closed(w, v)) {
                *d = (struct pl_report_dissent){.participant = PL_STR("somebody"), .withheld = true, .entry = d->entry};
                d->entry.signer = (pl_str){0};
            }
            code = code == 0 ? mark_about(w, v) : code;
        }
    }
    a->dissents = dissents;
    return code;
}

static pl_str outcome_text(struct pl_filling *w, const struct pl_filing *u) {
    pl_str place = pl_filling_value(u, "place"), text = pl_filling_value(u, "text");
    if (place.n == 0 || text.n == 0) {
        return place.n > 0 ? place : text;
    }
    PL_BUF_AUTO both = {0};
    pl_buf_open(&both, (size_t)1 << 20);
    pl_buf_add_str(&both, place);
    pl_buf_add_str(&both, PL_STR(": "));
    pl_buf_add_str(&both, text);
    return pl_str_copy(w->arena, pl_buf_str(&both));
}

static int fill_outcomes(struct pl_filling *w, pl_str id, struct pl_report_about *a) {
    size_t n = pl_filling_count_about(w, 'U', id), m = pl_filling_count_about(w, 'X', id);
    struct pl_report_outcome *outcomes = pl_arena_calloc(w->arena, n + 1, sizeof *outcomes);
    struct pl_report_correction *corrections = pl_arena_calloc(w->arena, m + 1, sizeof *corrections);
    int code = outcomes != NULL && corrections != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *u = pl_support_about(w->job->support, 'U', id, i);
        outcomes[a->n_outcomes] = (struct pl_report_outcome){.what = pl_filling_value(u, "what"),
                                                             .authority = pl_filling_value(u, "authority"),
                                                             .at = pl_filling_first(u, "when"),
                                                             .when = pl_filling_said_when(w, u, "when", NULL),
                                                             .text = outcome_text(w, u)};
        if (pl_filling_is_closed(w, u)) {
            outcomes[a->n_outcomes] = (struct pl_report_outcome){.what = PL_STR("withheld"), .at = PL_TIME_NONE};
        }
        code = pl_filling_entry(w, u->seq, &outcomes[a->n_outcomes++].entry);
        code = code == 0 ? mark_about(w, u) : code;
    }
    for (size_t i = 0; code == 0 && i < m; i++) {
        const struct pl_filing *x = pl_support_about(w->job->support, 'X', id, i);
        corrections[a->n_corrections] = (struct pl_report_correction){.at = x->at,
                                                                      .was = pl_filling_value(x, "was"),
                                                                      .is = pl_filling_value(x, "is"),
                                                                      .reason = pl_filling_value(x, "text"),
                                                                      .by = pl_filling_value(x, "by")};
        if (pl_filling_is_closed(w, x)) {
            corrections[a->n_corrections] = (struct pl_report_correction){
                .at = x->at, .was = PL_STR("withheld"), .is = PL_STR("withheld"), .reason = PL_STR("withheld")};
        }
        code = pl_filling_entry(w, x->seq, &corrections[a->n_corrections++].entry);
        code = code == 0 ? mark_about(w, x) : code;
    }
    a->outcomes = outcomes;
    a->corrections = corrections;
    return code;
}

static int fill_subjects(struct pl_filling *w, const struct pl_filing *finding, struct pl_report_about *a) {
    pl_str rest = pl_filling_value(finding, "accused");
    bool nobody = pl_str_eq(pl_filling_value(finding, "accused_kind"), PL_STR("none"));
    pl_str *subjects = pl_arena_calloc(w->arena, MAX_SUBJECTS, sizeof *subjects);
    a->subjects_known = nobody || rest.n > 0;
    while (subjects != NULL && !nobody && rest.p != NULL && a->n_subjects < MAX_SUBJECTS) {
        pl_str one = pl_str_trim(pl_str_cut(&rest, ';'));
        if (one.n > 0) {
            subjects[a->n_subjects++] = one;
        }
    }
    a->subjects = subjects;
    return subjects == NULL ? pl_fail(w->err, PL_E_NOMEM, "no memory for a report")
           : pl_str_trim(rest).n > 0 && !nobody
               ? pl_fail(w->err, PL_E_LIMIT, "a finding names more than %d parties", MAX_SUBJECTS)
               : 0;
}

static int fill_about(struct pl_filling *w, const struct pl_report_statement *st, struct pl_report_about *a) {
    const struct pl_filing *f = pl_support_filing(w->job->support, st->id, NULL);
    char id[PL_FILING_ID_MAX];
    a->statement = st->id;
    int code = st->n_cites > 0 ? pl_filling_origins(w, st->cites, st->n_cites, &a->origins) : 0;
    if (code != 0 || f == NULL || f->kind->letter != 'F') {
        return code;
    }
    pl_filing_id(f, id);
    pl_str is = pl_str_copy(w->arena, pl_str_from(id));
    if (pl_filling_is_closed(w, f)) {
        return pl_fail(w->err, PL_E_REFUSED,
                       "finding %.*s is stated by this report and cannot be kept back from it (its marking, or "
                       "--withhold)",
                       (int)st->id.n, st->id.p);
    }
    code = mark_about(w, f);
    if (code != 0) {
        return code;
    }
    pl_str state = pl_filling_value(f, "measure_state");
    a->measure = pl_filling_value(f, "measure");
    a->measure_verified = pl_str_eq(state, PL_STR("verified")) ? PL_REPORT_YES
                          : state.n > 0                        ? PL_REPORT_NO
                                                               : PL_REPORT_UNKNOWN;
    pl_str documents = pl_filling_value(f, "documents");
    a->documents = pl_str_eq(documents, PL_STR("verified"))     ? PL_REPORT_YES
                   : pl_str_eq(documents, PL_STR("unverified")) ? PL_REPORT_NO
                                                                : PL_REPORT_UNKNOWN;
    code = fill_subjects(w, f, a);
    code = code == 0 ? fill_reviews(w, f, is, st->text, a) : code;
    code = code == 0 ? pl_filling_replies(w, f, is, a) : code;
    code = code == 0 ? fill_outcomes(w, is, a) : code;
    return code == 0 ? pl_withheld_about(w->job->view.c, f, w->job->view.before, &a->unseen, w->err) : code;
}

int pl_filling_abouts(struct pl_filling *w) {
    const struct pl_report_doc *report = w->job->report;
    struct pl_report_about *abouts = pl_arena_calloc(w->arena, report->n_statements + 1, sizeof *abouts);
    size_t n = 0;
    int code = abouts != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < report->n_statements; i++) {
        const struct pl_report_statement *st = &report->statements[i];
        if (st->kind == PL_STATEMENT_FINDING || st->kind == PL_STATEMENT_ASSESSMENT) {
            code = fill_about(w, st, &abouts[n++]);
        }
    }
    w->job->facts.about = abouts;
    w->job->facts.n_about = n;
    return code;
}

/* ---- names ---- */

/* Filings of one IMO number should call the ship by one name: the first filed is preferred. */
int pl_filling_names(struct pl_filling *w) {
    const struct pl_support *s = w->job->support;
    const struct pl_filing *o = NULL;
    size_t n = 0, n_obs = 0;
    while (pl_support_nth(s, 'O', n_obs) != NULL) {
        n_obs++;
    }
    n_obs = n_obs < 2000 ? n_obs : 2000; /* pairs are compared */
    struct pl_report_name *names = pl_arena_calloc(w->arena, n_obs + 1, sizeof *names);
    pl_str *imos = pl_arena_calloc(w->arena, n_obs + 1, sizeof *imos);
    if (names == NULL || imos == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    for (size_t i = 0; i < n_obs && (o = pl_support_nth(s, 'O', i)) != NULL; i++) {
        pl_str imo = pl_filling_value(o, "imo"), subject = pl_filling_value(o, "subject");
        size_t at = 0;
        if (imo.n == 0 || subject.n == 0 || pl_filling_is_closed(w, o)) {
            continue;
        }
        while (at < n && !pl_str_eq(imos[at], imo)) {
            at++;
        }
        if (at == n) {
            imos[n] = imo;
            names[n++] = (struct pl_report_name){.preferred = subject, .kind = PL_STR("vessel")};
        } else if (!pl_str_eq(names[at].preferred, subject) && names[at].n_others < 16) {
            pl_str *others = pl_arena_calloc(w->arena, names[at].n_others + 1, sizeof *others);
            if (others == NULL) {
                return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
            }
            for (size_t j = 0; j < names[at].n_others; j++) {
                others[j] = names[at].others[j];
            }
            others[names[at].n_others++] = subject;
            names[at].others = others;
        }
    }
    w->job->facts.names = names;
    w->job->facts.n_names = n;
    w->job->facts.names_known = n > 0;
    return 0;
}

/* ---- without ---- */

int pl_filling_without(struct pl_filling *w, pl_str name, struct pl_report_without *ret) {
    const struct pl_report_doc *report = w->job->report;
    struct pl_support_without away;
    struct pl_report_loss *losses = pl_arena_calloc(w->arena, report->n_statements + 1, sizeof *losses);
    int code = losses != NULL ? pl_support_think_away(w->job->support, name, w->arena, &away, w->err)
                              : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < report->n_statements; i++) {
        const struct pl_report_statement *st = &report->statements[i];
        struct pl_origin_graph graph;
        struct pl_origin_count before;
        struct pl_support_left left;
        if (st->kind != PL_STATEMENT_FINDING || st->n_cites == 0) {
            continue;
        }
        code = pl_support_graph(w->job->support, st->cites, st->n_cites, w->arena, &graph, w->err);
        code = code == 0 ? pl_origin_count(&graph, NULL, w->arena, &before, w->err) : code;
        code = code == 0 ? pl_support_what_is_left(w->job->support, &graph, &away, w->arena, &left, w->err) : code;
        if (code == 0 && left.at_least < before.count && left.at_least <= 1) {
            losses[ret->n_losses++] = (struct pl_report_loss){.statement = st->id,
                                                              .before = before.count,
                                                              .after = left.count.count,
                                                              .undetermined = left.count.count - left.at_least};
        }
    }
    if (code == 0) {
        ret->what = away.what;
        ret->name = away.name;
        ret->losses = losses;
    }
    return code;
}
