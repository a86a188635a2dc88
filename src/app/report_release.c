/* The release of a report: what stands against it, and the entry that says to whom it went. */
#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/person.h"
#include "app/report.h"
#include "store/journal.h"

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

int pl_report_may_release(const struct pl_report_job *job, struct pl_error *err) {
    int code = 0;
    if (job->check->n_errors > 0) {
        const struct pl_report_problem *p = job->check->problems;
        while (!p->is_error) {
            p++;
        }
        return pl_fail(err, PL_E_REFUSED, "the check finds %zu errors, the first in line %llu: %.*s",
                       job->check->n_errors, (unsigned long long)p->line, (int)(p->text.n < 120 ? p->text.n : 120),
                       p->text.p);
    }
    for (size_t i = 0; code == 0 && i < job->report->n_statements; i++) {
        const struct pl_report_statement *st = &job->report->statements[i];
        const struct pl_report_about *a =
            st->kind == PL_STATEMENT_FINDING ? pl_report_about_find(&job->facts, st->id) : NULL;
        code = a != NULL ? check_fair(job, a, err) : 0;
        code = code == 0 && a != NULL ? check_standing(job, st->id, err) : code;
    }
    return code;
}

static int sign_release(const struct pl_report_release *r, int64_t seq, const pl_hash *report, int64_t *ret_seq,
                        struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    int code = pl_acting_open(r->dir, "report release", r->now, &acting, err);
    if (code != 0) {
        return code;
    }
    struct pl_act_fields fields = {.arena = &acting.arena, .about = &seq, .n_about = 1};
    pl_act_add_number(&fields, "report", seq);
    pl_act_add_hash(&fields, "text_hash", report);
    pl_act_add_text(&fields, "to", r->to);
    pl_act_add_text(&fields, "by", r->by.n > 0 ? r->by : acting.person);
    pl_act_add_text(&fields, "text", r->reason);
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

int pl_report_release_run(const struct pl_report_release *release, int64_t *ret_seq, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    int64_t seq = -1, report = -1;
    pl_hash hash = {{0}};
    if (!names_somebody(release->to)) {
        return pl_fail(err, PL_E_USAGE, "a release goes to somebody: --to NAME;NAME");
    }
    int code = 0;
    {
        PL_REPORT_JOB_AUTO job = {0};
        snprintf(id, sizeof id, "%.*s", (int)(release->id.n < sizeof id - 1 ? release->id.n : sizeof id - 1),
                 release->id.p);
        code = pl_report_job_open(release->dir, id, PL_TIME_NONE, release->now, NULL, 0, &job, err);
        if (code == 0 && job.seq < 0) {
            code = pl_fail(err, PL_E_USAGE, "only a report of the case can be released: build it first");
        }
        code = code == 0 ? pl_report_may_release(&job, err) : code;
        if (code == 0) {
            report = job.seq;
            hash = pl_sha256_of(job.source.p, job.source.n);
        }
    }
    code = code == 0 ? sign_release(release, report, &hash, &seq, err) : code;
    struct pl_report_built built;
    struct pl_report_build build = {.dir = release->dir, .what = id, .out = release->out, .now = release->now};
    code = code == 0 && release->out != NULL ? pl_report_build_run(&build, &built, err) : code;
    if (code == 0) {
        *ret_seq = seq;
    }
    return code;
}
