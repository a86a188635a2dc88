#include "app/report_list.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/report.h"
#include "app/report_built.h"
#include "app/withheld.h"
#include "store/act.h"
#include "store/clearance.h"
#include "store/filing.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX    ((size_t)512 << 20)
#define EDITIONS_MAX 100000

static void key_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void key_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key(json, key);
    pl_json_bool(json, value);
}

static void key_time(struct pl_json *json, const char *key, pl_time at) {
    pl_json_key(json, key);
    pl_json_time(json, at);
}

/* ---- all of them ---- */

struct edition {
    char id[PL_FILING_ID_MAX];
    int64_t seq;
    pl_time at;
    pl_str title, label, by, replaces, bytes, marking;
    size_t replaced_by, releases; /* replaced_by: its place + 1; 0 none */
};

struct reports {
    struct pl_case_view view;
    struct pl_arena arena;
    struct edition *all;
    size_t n, cap;
    pl_str up_to;
};

static void reports_close(struct reports *r) {
    pl_case_view_close(&r->view);
    pl_arena_close(&r->arena);
}
#define REPORTS_AUTO __attribute__((cleanup(reports_close))) struct reports

static pl_str copy(struct reports *r, const struct pl_filing *f, const char *name) {
    return pl_str_copy(&r->arena, pl_filing_get_value(f, name));
}

static int grow(struct reports *r, struct pl_error *err) {
    size_t cap = r->cap > 0 ? 2 * r->cap : 64;
    struct edition *more = cap <= 2 * EDITIONS_MAX ? pl_arena_calloc(&r->arena, cap, sizeof *more) : NULL;
    if (more == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the case holds more than %d editions of reports", EDITIONS_MAX);
    }
    if (r->n > 0) {
        memcpy(more, r->all, r->n * sizeof *more);
    }
    r->all = more;
    r->cap = cap;
    return 0;
}

static int on_report(void *ctx, const struct pl_filing *f, int64_t withdrawn, struct pl_error *err) {
    struct reports *r = ctx;
    struct pl_entry entry;
    pl_str bytes;
    (void)withdrawn;
    int code = r->n == r->cap ? grow(r, err) : 0;
    code = code == 0 ? pl_journal_read(r->view.c, f->seq, &r->arena, &entry, &bytes, err) : code;
    if (code == 0) {
        struct edition *e = &r->all[r->n++];
        *e = (struct edition){.seq = f->seq,
                              .at = f->at,
                              .title = copy(r, f, "title"),
                              .label = copy(r, f, "label"),
                              .by = copy(r, f, "by"),
                              .replaces = copy(r, f, "replaces"),
                              .bytes = copy(r, f, "bytes"),
                              .marking = entry.marking};
        pl_filing_id(f, e->id);
        for (size_t i = 0; i + 1 < r->n; i++) { /* its own id, or a label as it may have been given */
            bool same = pl_str_eq(e->replaces, pl_str_from(r->all[i].id)) ||
                        (r->all[i].label.n > 0 && pl_str_eq(e->replaces, r->all[i].label));
            r->all[i].replaced_by = same && e->replaces.n > 0 ? r->n : r->all[i].replaced_by;
        }
    }
    return code;
}

static int on_release(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct reports *r = ctx;
    int64_t seq = -1;
    (void)err;
    for (size_t i = 0; pl_str_i64(pl_act_text(act, "report"), &seq) && i < r->n; i++) {
        r->all[i].releases += r->all[i].seq == seq ? 1 : 0;
    }
    return 0;
}

static int reports_read(const struct pl_report_list *list, struct reports *r, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    pl_arena_open(&r->arena, ARENA_MAX);
    r->up_to = list->up_to;
    int code = pl_case_view_open(list->dir, list->known_at, &r->view, err);
    q.letter = 'R';
    q.before = r->view.before;
    code = code == 0 ? pl_filing_each(r->view.c, &q, on_report, r, err) : code;
    return code == 0 ? pl_act_each(r->view.c, PL_STR("release"), r->view.before, on_release, r, err) : code;
}

/* Into an open object. */
static int members(struct reports *r, const struct edition *e, struct pl_json *json, struct pl_error *err) {
    pl_str built = {NULL, 0};
    uint64_t bytes = 0;
    int code = pl_report_built_record(r->view.c, pl_str_from(e->id), r->up_to, &r->arena, &built, err);
    pl_json_member(json, "id", pl_str_from(e->id));
    pl_json_member_or_null(json, "label", e->label);
    pl_json_member(json, "title", e->title);
    key_time(json, "at", e->at);
    pl_json_member(json, "by", e->by);
    pl_json_member(json, "marking", e->marking);
    key_u64(json, "bytes", pl_str_u64(e->bytes, &bytes) ? bytes : 0);
    pl_json_member_or_null(json, "replaces", e->replaces);
    pl_json_member_or_null(json, "replaced_by",
                           e->replaced_by > 0 ? pl_str_from(r->all[e->replaced_by - 1].id) : (pl_str){NULL, 0});
    key_u64(json, "releases", e->releases);
    pl_json_key(json, "built");
    if (built.p != NULL) {
        pl_json_raw(json, built);
    } else {
        pl_json_null(json);
    }
    pl_case_mark(json, r->view.exercise);
    return code;
}

int pl_report_list_run(const struct pl_report_list *list, struct pl_buf *out, struct pl_error *err) {
    REPORTS_AUTO r = {.n = 0};
    struct pl_json json;
    int code = reports_read(list, &r, err);
    for (size_t i = r.n; code == 0 && i-- > 0;) {
        pl_json_start(&json, out);
        pl_json_record(&json, "report");
        code = members(&r, &r.all[i], &json, err);
        pl_json_record_end(&json);
    }
    if (code == 0) {
        pl_json_start(&json, out);
        pl_json_record(&json, "summary");
        key_u64(&json, "results", r.n);
        key_time(&json, "known_at", r.view.known.at);
        key_u64(&json, "journal", r.view.known.size);
        pl_case_mark(&json, r.view.exercise);
        pl_json_record_end(&json);
    }
    return code;
}

/* ---- one of them ---- */

/* The oldest edition that leads to this one, and so on to the newest. */
static void editions(const struct reports *r, size_t at, struct pl_json *json) {
    size_t first = at;
    for (size_t steps = 0; steps < r->n; steps++) {
        size_t before = first;
        for (size_t i = 0; i < r->n; i++) {
            before = r->all[i].replaced_by == first + 1 ? i : before;
        }
        if (before == first) {
            break;
        }
        first = before;
    }
    pl_json_key(json, "editions");
    pl_json_array(json);
    for (size_t i = first, steps = 0; steps <= r->n; steps++) {
        const struct edition *e = &r->all[i];
        pl_json_object(json);
        pl_json_member(json, "id", pl_str_from(e->id));
        key_time(json, "at", e->at);
        pl_json_member(json, "by", e->by);
        pl_json_member(json, "title", e->title);
        pl_json_object_end(json);
        if (e->replaced_by == 0) {
            break;
        }
        i = e->replaced_by - 1;
    }
    pl_json_array_end(json);
}

struct releases {
    int64_t report;
    struct pl_json *json;
};

static int add_release(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct releases *r = ctx;
    int64_t seq = -1;
    char hex[65];
    (void)err;
    if (!pl_str_i64(pl_act_text(act, "report"), &seq) || seq != r->report) {
        return 0;
    }
    pl_json_object(r->json);
    key_u64(r->json, "seq", (uint64_t)act->seq);
    key_time(r->json, "at", act->at);
    static const char *const TEXTS[] = {"to", "by", "text", "marking", "withheld", "up_to"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        pl_json_member(r->json, TEXTS[i], pl_act_text(act, TEXTS[i]));
    }
    pl_str bundle = pl_act_text(act, "bundle_hash");
    if (bundle.n == PL_HASH_BYTES) {
        pl_hash hash;
        memcpy(hash.b, bundle.p, PL_HASH_BYTES);
        pl_hash_hex(hash, hex);
    }
    pl_json_member_or_null(r->json, "bundle_sha256", bundle.n == PL_HASH_BYTES ? pl_str_from(hex) : (pl_str){NULL, 0});
    pl_json_object_end(r->json);
    return 0;
}

static void named(const struct pl_report_about *a, struct pl_json *json) {
    pl_json_key(json, "names");
    if (a == NULL || !a->subjects_known) {
        pl_json_null(json); /* nobody has said whom it names */
        return;
    }
    pl_json_array(json);
    for (size_t i = 0; i < a->n_subjects; i++) {
        pl_time asked = PL_TIME_NONE, due = PL_TIME_NONE, received = PL_TIME_NONE;
        pl_str why = {NULL, 0};
        for (size_t k = 0; k < a->n_replies; k++) {
            const struct pl_report_reply *p = &a->replies[k];
            if (pl_str_eq(p->party, a->subjects[i])) {
                asked = p->asked_at != PL_TIME_NONE ? p->asked_at : asked;
                due = p->deadline != PL_TIME_NONE ? p->deadline : due;
                received = p->received_at != PL_TIME_NONE ? p->received_at : received;
                why = p->not_asked_why.n > 0 ? p->not_asked_why : why;
            }
        }
        pl_json_object(json);
        pl_json_member(json, "name", a->subjects[i]);
        key_time(json, "asked_at", asked);
        key_time(json, "deadline", due);
        key_time(json, "received_at", received);
        pl_json_member(json, "not_asked_why", why);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

/* NULL: one that is withheld from this reader. */
static void review(struct pl_json *json, const struct pl_filing *v) {
    char is[PL_FILING_ID_MAX] = "";
    if (v != NULL) {
        pl_filing_id(v, is);
    }
    pl_json_object(json);
    pl_json_member_or_null(json, "id", pl_str_from(is));
    key_time(json, "at", v != NULL ? v->at : PL_TIME_NONE);
    static const char *const TEXTS[] = {"by", "party", "verdict", "text"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        pl_json_member(json, TEXTS[i], v != NULL ? pl_filing_get_value(v, TEXTS[i]) : PL_STR(""));
    }
    key_bool(json, "withheld", v == NULL);
    pl_json_object_end(json);
}

/* Everybody who judged it, in the order in which they did. */
static void reviews(const struct pl_report_job *job, pl_str statement, const struct pl_filing *finding,
                    struct pl_json *json) {
    char id[PL_FILING_ID_MAX] = "";
    const struct pl_filing *v = NULL;
    if (finding != NULL) {
        pl_filing_id(finding, id);
    }
    const struct pl_report_about *a = pl_report_about_find(&job->facts, statement);
    pl_json_key(json, "reviews");
    pl_json_array(json);
    for (size_t i = 0; id[0] != '\0' && (v = pl_support_about(job->support, 'V', pl_str_from(id), i)) != NULL; i++) {
        review(json, v);
    }
    for (size_t i = 0; a != NULL && i < a->unseen.judgements; i++) {
        review(json, NULL); /* there is one, and no more is told */
    }
    pl_json_array_end(json);
}

static void finding(const struct pl_report_job *job, const struct pl_report_statement *s, struct pl_json *json) {
    const struct pl_report_about *a = pl_report_about_find(&job->facts, s->id);
    const struct pl_filing *f = pl_support_filing(job->support, s->id, NULL);
    bool filed = f != NULL && f->kind->letter == 'F', reviewed = a != NULL && a->reviewed;
    char id[PL_FILING_ID_MAX] = "";
    if (filed) {
        pl_filing_id(f, id);
    }
    pl_json_object(json);
    pl_json_member(json, "statement", s->id);
    key_u64(json, "line", s->line);
    pl_json_member(json, "text", s->text);
    pl_json_member_or_null(json, "finding", pl_str_from(id)); /* as it is filed; null: it is not */
    pl_json_member(json, "author", a != NULL ? a->author : PL_STR(""));
    pl_json_member(json, "status", reviewed ? PL_STR("reviewed finding") : PL_STR("lead, not a finding"));
    pl_json_member(json, "reviewer", a != NULL ? a->reviewer : PL_STR(""));
    reviews(job, s->id, filed ? f : NULL, json);
    named(a, json);
    key_u64(json, "dissents", a != NULL ? a->n_dissents : 0);
    pl_json_key(json, "withheld"); /* from this reader: how many exist */
    pl_json_object(json);
    pl_withheld_members(a != NULL ? &a->unseen : &(struct pl_report_unseen){.judgements = 0}, json);
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void whole(const struct pl_report_job *job, pl_str limited_to, struct pl_json *json) {
    struct pl_error why = {0};
    size_t n = 0;
    bool allowed = pl_report_may_release(job, &why) == 0;
    pl_json_key(json, "findings");
    pl_json_array(json);
    for (size_t i = 0; i < job->report->n_statements; i++) {
        if (job->report->statements[i].kind == PL_STATEMENT_FINDING) {
            finding(job, &job->report->statements[i], json);
            n++;
        }
    }
    pl_json_array_end(json);
    key_u64(json, "statements", job->report->n_statements);
    key_u64(json, "errors", job->check->n_errors);
    key_u64(json, "warnings", job->check->n_problems - job->check->n_errors);
    key_u64(json, "words", job->report->words);
    key_u64(json, "pages", job->check->pages);
    pl_json_member(json, "shows", pl_report_marking(job)); /* the most restrictive marking of what it shows */
    pl_json_key(json, "release");
    pl_json_object(json);
    key_bool(json, "allowed", allowed);
    pl_json_member(json, "why", allowed ? PL_STR("") : pl_str_from(why.msg));
    pl_json_object_end(json);
    pl_json_member_or_null(json, "limited_to",
                           limited_to); /* dissent, reviews and replies above it are not among these */
    key_u64(json, "log_size", job->facts.log_size);
    if (job->check->n_findings_reviewed < n) {
        pl_json_member(json, "lead", PL_STR("lead, not a finding"));
    }
}

int pl_report_show(const struct pl_report_list *list, pl_str id, struct pl_buf *out, struct pl_error *err) {
    REPORTS_AUTO r = {.n = 0};
    PL_REPORT_JOB_AUTO job = {0};
    struct pl_json json;
    size_t at = 0;
    int code = reports_read(list, &r, err);
    const char *what = code == 0 ? pl_str_copy(&r.arena, id).p : NULL;
    struct pl_report_ask ask = {
        .dir = list->dir, .what = what, .filed = true, .known_at = list->known_at, .now = list->now};
    if (code == 0 && what == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    code = code == 0 ? pl_report_job_open(&ask, &job, err) : code;
    while (code == 0 && at < r.n && r.all[at].seq != job.seq) {
        at++;
    }
    if (code != 0 || at == r.n) {
        return code != 0 ? code : pl_fail(err, PL_E_NOT_FOUND, "%s was withdrawn", what);
    }
    struct releases releases = {.report = job.seq, .json = &json};
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_member(&json, "type", PL_STR("report"));
    code = members(&r, &r.all[at], &json, err);
    editions(&r, at, &json);
    pl_json_key(&json, "released");
    pl_json_array(&json);
    code = code == 0 ? pl_act_each(r.view.c, PL_STR("release"), r.view.before, add_release, &releases, err) : code;
    pl_json_array_end(&json);
    whole(&job, pl_case_limited(r.view.c), &json);
    pl_json_object_end(&json);
    return code;
}
