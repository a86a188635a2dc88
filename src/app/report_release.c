/* The release of a report: what stands against it, and the entry that says to whom it went. */
#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/import.h"
#include "app/person.h"
#include "app/report.h"
#include "app/report_build_in.h"
#include "store/journal.h"
#include "text/plural.h"

#include "base/ban.h"

/* ---- what stands against it ---- */

static const struct pl_report_statement *statement_of(const struct pl_report_job *job, pl_str id) {
    for (size_t i = 0; i < job->report->n_statements; i++) {
        if (pl_str_eq(job->report->statements[i].id, id)) {
            return &job->report->statements[i];
        }
    }
    return NULL;
}

/* A run of 7 or 9 digits: an IMO number or an MMSI. */
static bool has_number(pl_str text) {
    size_t run = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] >= '0' && text.p[i] <= '9') {
            run++;
        } else if (run == 7 || run == 9) {
            return true;
        } else {
            run = 0;
        }
    }
    return false;
}

/* A finding that is said to name nobody: its words hold neither a ship's number nor whom the claims are about. */
static int check_nobody(const struct pl_report_job *job, const struct pl_report_about *a, struct pl_error *err) {
    const struct pl_report_statement *st = statement_of(job, a->statement);
    pl_str named = st != NULL && has_number(st->text) ? PL_STR("a ship's number") : (pl_str){0};
    for (size_t i = 0; st != NULL && named.n == 0 && i < st->n_cites; i++) {
        const struct pl_filing *claim = pl_support_filing(job->support, st->cites[i], NULL);
        static const char *const WHO[] = {"who", "whom"};
        for (size_t j = 0; claim != NULL && named.n == 0 && j < 2; j++) {
            pl_str who = pl_filing_get_value(claim, WHO[j]);
            named = who.n > 0 && pl_str_find_str(st->text, who) < st->text.n ? who : (pl_str){0};
        }
    }
    return named.n == 0 ? 0
                        : pl_fail(err, PL_E_REFUSED,
                                  "finding %.*s is said to name nobody, but its words hold %.*s: file whom it names",
                                  (int)a->statement.n, a->statement.p, (int)(named.n < 80 ? named.n : 80), named.p);
}

/* An objection that its author has not taken back, and a correction of the very words, stand against a release. */
static int check_standing(const struct pl_report_job *job, pl_str statement, struct pl_error *err) {
    const struct pl_filing *f = pl_support_filing(job->support, statement, NULL), *about = NULL;
    const struct pl_report_statement *st = statement_of(job, statement);
    char id[PL_FILING_ID_MAX];
    if (f == NULL || f->kind->letter != 'F' || st == NULL) {
        return 0;
    }
    pl_filing_id(f, id);
    for (size_t i = 0; (about = pl_support_about(job->support, 'V', pl_str_from(id), i)) != NULL; i++) {
        pl_str by = pl_filing_get_value(about, "by");
        bool stands = pl_str_eq(pl_filing_get_value(about, "verdict"), PL_STR("object"));
        const struct pl_filing *later = NULL;
        for (size_t j = i + 1; stands && (later = pl_support_about(job->support, 'V', pl_str_from(id), j)) != NULL;
             j++) {
            stands = !pl_person_same(pl_filing_get_value(later, "by"), by);
        }
        if (stands) {
            return pl_fail(err, PL_E_REFUSED,
                           "finding %.*s: the objection of %.*s stands; answer it, or let it be dissent",
                           (int)statement.n, statement.p, (int)(by.n < 80 ? by.n : 80), by.p);
        }
    }
    for (size_t i = 0; (about = pl_support_about(job->support, 'X', pl_str_from(id), i)) != NULL; i++) {
        pl_str was = pl_filing_get_value(about, "was");
        if (was.n > 0 && pl_str_find_str(st->text, was) < st->text.n) {
            return pl_fail(err, PL_E_REFUSED, "finding %.*s was corrected, and its words still hold \"%.*s\"",
                           (int)statement.n, statement.p, (int)(was.n < 80 ? was.n : 80), was.p);
        }
    }
    return 0;
}

/* What has been done to hear one of those that a finding names. */
struct heard {
    bool asked, due, answered, reasoned, for_all;
};

static struct heard heard_of(const struct pl_report_job *job, const struct pl_report_about *a, pl_str subject) {
    struct heard h = {.asked = false};
    for (size_t i = 0; i < a->n_replies; i++) {
        const struct pl_report_reply *r = &a->replies[i];
        if (!pl_str_eq(r->party, subject)) {
            continue;
        }
        bool asked = r->asked_at != PL_TIME_NONE;
        h.asked = h.asked || asked;
        h.due = h.due || (asked && r->deadline != PL_TIME_NONE && r->deadline < job->facts.date);
        h.answered = h.answered || r->received_at != PL_TIME_NONE || r->text.n > 0;
        h.reasoned = h.reasoned || (r->not_asked_why.n > 0 && !r->why_for_all);
        h.for_all = h.for_all || r->why_for_all;
    }
    return h;
}

/* Each of those named by itself: that one was asked says nothing to the others. */
static int check_heard(const struct pl_report_job *job, const struct pl_report_about *a, pl_str subject,
                       struct pl_error *err) {
    struct heard h = heard_of(job, a, subject);
    if (h.due || h.answered || h.reasoned) {
        return 0;
    }
    return pl_fail(
        err, PL_E_REFUSED, "finding %.*s names %.*s: %s", (int)a->statement.n, a->statement.p,
        (int)(subject.n < 80 ? subject.n : 80), subject.p,
        h.asked ? "the deadline of the reply that was asked has not passed, or had passed when its sending was recorded"
        : h.for_all ? "a reason was recorded once for all that are named: give each its own, "
                      "--why-no-reply \"NAME: why; NAME: why\""
                    : "no reply was asked (`letter new reply --party`), and no reason is recorded (--why-no-reply)");
}

/* A finding that names somebody may not leave before others agreed and those named could answer. */
static int check_fair(const struct pl_report_job *job, const struct pl_report_about *a, struct pl_error *err) {
    int code = 0;
    if (!a->subjects_known) {
        return pl_fail(err, PL_E_REFUSED,
                       "finding %.*s: nobody has said whom it names; file it with `finding add --accused` or "
                       "`--accused-kind none`, under that id as label",
                       (int)a->statement.n, a->statement.p);
    }
    if (a->n_subjects == 0) {
        return check_nobody(job, a, err);
    }
    if (!a->reviewed) {
        return pl_fail(err, PL_E_REFUSED,
                       "finding %.*s names %.*s and no second person has approved it in these words: `finding review`",
                       (int)a->statement.n, a->statement.p, (int)a->subjects[0].n, a->subjects[0].p);
    }
    for (size_t i = 0; code == 0 && i < a->n_subjects; i++) {
        code = check_heard(job, a, a->subjects[i], err);
    }
    return code;
}

/* What the reader may not see could stand against a release, or for it. */
static int check_seen(const struct pl_report_about *a, struct pl_error *err) {
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 512);
    return !pl_report_unseen_words(&a->unseen, &words)
               ? 0
               : pl_fail(err, PL_E_REFUSED,
                         "finding %.*s: %.*s; whoever may see all is told whether it may be released",
                         (int)a->statement.n, a->statement.p, (int)words.n, words.p);
}

static int check_all(const struct pl_report_job *job, struct pl_error *err) {
    int code = 0;
    if (job->check->n_errors > 0) {
        const struct pl_report_problem *p = job->check->problems;
        while (!p->is_error) {
            p++;
        }
        return pl_fail(err, PL_E_REFUSED, "the check finds %zu %s, the first in line %llu: %.*s", job->check->n_errors,
                       pl_plural(job->check->n_errors, "error", "errors"), (unsigned long long)p->line,
                       (int)(p->text.n < 120 ? p->text.n : 120), p->text.p);
    }
    for (size_t i = 0; code == 0 && i < job->report->n_statements; i++) {
        const struct pl_report_statement *st = &job->report->statements[i];
        const struct pl_report_about *a =
            st->kind == PL_STATEMENT_FINDING ? pl_report_about_find(&job->facts, st->id) : NULL;
        code = a != NULL ? check_seen(a, err) : 0;
        code = code == 0 && a != NULL ? check_fair(job, a, err) : code;
        code = code == 0 && a != NULL ? check_standing(job, st->id, err) : code;
    }
    return code;
}

int pl_report_may_release(const struct pl_report_job *job, struct pl_error *err) {
    int code = check_all(job, err);
    return code == 0 ? pl_report_may_bear(job, err) : code;
}

/* ---- its marking ---- */

pl_str pl_report_marking(const struct pl_report_job *job) {
    pl_str found = (pl_str){0};
    for (size_t i = 0; i < job->n_marked; i++) {
        pl_str m = pl_disclose_is_marking(job->marked[i].marking) ? job->marked[i].marking
                                                                  : pl_str_from(pl_import_markings[0]);
        found = found.n == 0 || pl_disclose_rank(m) < pl_disclose_rank(found) ? m : found;
    }
    pl_str head = job->report->marking;
    return found.n > 0 ? found : pl_disclose_is_marking(head) ? head : pl_str_from(pl_import_markings[0]);
}

int pl_report_may_bear(const struct pl_report_job *job, struct pl_error *err) {
    pl_str head = job->report->marking;
    PL_BUF_AUTO list = {0};
    size_t n = 0, more = 0;
    if (head.n == 0) {
        return 0;
    }
    if (!pl_disclose_is_marking(head)) {
        return pl_fail(err, PL_E_USAGE,
                       "the head's marking \"%.*s\" is none of TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, "
                       "TLP:GREEN, TLP:CLEAR",
                       (int)(head.n < 40 ? head.n : 40), head.p);
    }
    pl_buf_open(&list, 4096);
    for (size_t i = 0; i < job->n_marked; i++) {
        const struct pl_report_marked *m = &job->marked[i];
        if (pl_disclose_rank(m->marking) >= pl_disclose_rank(head)) {
            continue;
        }
        if (list.n < 100) {
            pl_buf_add_fmt(&list, "%s%.*s (%.*s)", n > 0 ? ", " : "", (int)(m->id.n < 16 ? m->id.n : 16), m->id.p,
                           (int)(m->marking.n < 24 ? m->marking.n : 24), m->marking.p);
        } else {
            more++;
        }
        n++;
    }
    if (n == 0) {
        return 0;
    }
    if (more > 0) {
        pl_buf_add_fmt(&list, " and %zu more", more);
    }
    return pl_fail(err, PL_E_REFUSED, "the report is marked %.*s and shows what is marked higher: %.*s", (int)head.n,
                   head.p, (int)list.n, list.p);
}

/* ---- the entry ---- */

/* The names of what was kept back, as they were given. */
static pl_str withheld_of(const struct pl_report_release *r, struct pl_arena *arena) {
    PL_BUF_AUTO names = {0};
    pl_buf_open(&names, (size_t)1 << 20);
    for (size_t i = 0; i < r->scope.disclose.n_withhold; i++) {
        pl_buf_add_str(&names, i > 0 ? PL_STR(" ") : PL_STR(""));
        pl_buf_add_str(&names, r->scope.disclose.withhold[i]);
    }
    return pl_str_copy(arena, pl_buf_str(&names));
}

/* What is signed: which report, in which words, how marked, to whom; with files, their hashes. */
struct signing {
    int64_t report;
    pl_hash text;
    pl_str marking;
    uint64_t size; /* of the log that was looked at */
    const struct pl_report_stage *stage;
};

static int sign_release(const struct pl_report_release *r, const struct signing *what, int64_t *ret_seq,
                        struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    uint64_t size = 0;
    int code = pl_acting_open(r->dir, "report release", r->now, &acting, err);
    code = code == 0 ? pl_journal_count(acting.c, &size, err) : code;
    if (code == 0 && size != what->size) {
        code = pl_fail(err, PL_E_BUSY, "something was filed meanwhile; nothing was released: release it again");
    }
    if (code != 0) {
        return code;
    }
    struct pl_act_fields fields = {.arena = &acting.arena, .about = &what->report, .n_about = 1};
    pl_act_add_number(&fields, "report", what->report);
    pl_act_add_hash(&fields, "text_hash", &what->text);
    pl_act_add_text(&fields, "marking", what->marking);
    pl_act_add_text(&fields, "to", r->to);
    pl_act_add_text(&fields, "by", r->by.n > 0 ? r->by : acting.person);
    pl_act_add_text(&fields, "text", r->reason);
    pl_act_add_text(&fields, "withheld", withheld_of(r, &acting.arena));
    pl_act_add_text(&fields, "up_to", r->scope.disclose.up_to);
    if (what->stage != NULL) {
        pl_act_add_hash(&fields, "page_hash", &what->stage->page);
        pl_act_add_hash(&fields, "bundle_hash", &what->stage->bundle);
    }
    return pl_acting_write(&acting, "release", &fields, ret_seq, err);
}

static bool names_somebody(pl_str to) {
    while (to.p != NULL) {
        if (pl_str_trim(pl_str_cut(&to, ';')).n > 0) {
            return true;
        }
    }
    return false;
}

/* What stands against it is looked for in everything, whatever the edition keeps back; its marking in what it shows. */
static int examine(const struct pl_report_release *r, const char *id, struct signing *ret, struct pl_error *err) {
    PL_REPORT_JOB_AUTO job = {0};
    PL_REPORT_JOB_AUTO edition = {0};
    struct pl_report_ask ask = {.dir = r->dir, .what = id, .known_at = PL_TIME_NONE, .now = r->now};
    int code = pl_report_job_open(&ask, &job, err);
    if (code == 0 && job.seq < 0) {
        return pl_fail(err, PL_E_USAGE, "only a report of the case can be released: build it first");
    }
    code = code == 0 ? check_all(&job, err) : code;
    ask.scope = r->scope;
    code = code == 0 ? pl_report_job_open(&ask, &edition, err) : code;
    code = code == 0 ? pl_report_may_bear(&edition, err) : code;
    if (code == 0) {
        ret->report = job.seq;
        ret->text = pl_sha256_of(job.source.p, job.source.n);
        ret->size = job.facts.log_size;
        pl_str marking = pl_report_marking(&edition);
        ret->marking = pl_str_from(pl_import_markings[pl_disclose_rank(marking)]);
    }
    return code;
}

int pl_report_release_run(const struct pl_report_release *release, int64_t *ret_seq, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    int64_t seq = -1;
    struct signing what = {.report = -1};
    struct pl_report_stage stage = {.dir = ""};
    if (!names_somebody(release->to)) {
        return pl_fail(err, PL_E_USAGE, "a release goes to somebody: --to NAME;NAME");
    }
    snprintf(id, sizeof id, "%.*s", (int)(release->id.n < sizeof id - 1 ? release->id.n : sizeof id - 1),
             release->id.p);
    int code = examine(release, id, &what, err);
    if (code == 0 && release->out != NULL) {
        struct pl_report_build build = {.dir = release->dir,
                                        .what = id,
                                        .out = release->out,
                                        .scope = release->scope,
                                        .force = release->force,
                                        .now = release->now};
        code = pl_report_stage_build(&build, &stage, err);
        what.stage = &stage;
    }
    code = code == 0 ? sign_release(release, &what, &seq, err) : code;
    if (code != 0) {
        pl_report_stage_drop(&stage);
        return code;
    }
    code = release->out != NULL ? pl_report_stage_place(&stage, err) : 0;
    *ret_seq = seq; /* the entry stands, wherever its files are */
    return code;
}
