/* A report's files: made in a folder of their own, then put in the place of those that were there. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/bundle.h"
#include "app/filing.h"
#include "app/log_head.h"
#include "app/pandoc.h"
#include "app/report_build_in.h"
#include "base/file.h"
#include "report/html.h"
#include "report/pandoc.h"

#include "base/ban.h"

static const char *const NAMES[] = {"bundle.tar", "report.docx", "report.html", "report.md"};
#define N_NAMES (sizeof NAMES / sizeof NAMES[0])

static int path_of(const char *dir, const char *name, char out[PL_REPORT_PATH_MAX], struct pl_error *err) {
    return snprintf(out, PL_REPORT_PATH_MAX, "%s/%s", dir, name) < PL_REPORT_PATH_MAX
               ? 0
               : pl_fail(err, PL_E_LIMIT, "%s: the path is too long", dir);
}

static int write_file(const char *dir, const char *name, pl_str bytes, struct pl_error *err) {
    char path[PL_REPORT_PATH_MAX];
    int code = path_of(dir, name, path, err);
    return code == 0 ? pl_file_write(path, bytes, 0600, err) : code;
}

/* ---- the stage ---- */

static int check_free(const char *out, bool force, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < N_NAMES && !force; i++) {
        char path[PL_REPORT_PATH_MAX];
        code = path_of(out, NAMES[i], path, err);
        if (code == 0 && pl_file_exists(path)) {
            code = pl_fail(err, PL_E_USAGE, "%s is there already: name another folder, or --force to replace it", path);
        }
    }
    return code;
}

static int open_stage(struct pl_report_stage *s, const char *out, bool force, struct pl_error *err) {
    s->made = !pl_file_exists(out);
    snprintf(s->out, sizeof s->out, "%s", out);
    int code = check_free(out, force, err);
    code = code == 0 ? pl_file_make_dir(out, 0700, err) : code;
    code = code == 0 ? path_of(out, ".report.XXXXXX", s->dir, err) : code;
    if (code == 0 && mkdtemp(s->dir) == NULL) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s: cannot make a folder in it", out);
        s->dir[0] = '\0';
    }
    return code;
}

void pl_report_stage_drop(struct pl_report_stage *s) {
    struct pl_error none = {0};
    for (size_t i = 0; s->dir[0] != '\0' && i < N_NAMES; i++) {
        char path[PL_REPORT_PATH_MAX];
        if (path_of(s->dir, NAMES[i], path, &none) == 0) {
            (void)unlink(path);
        }
    }
    if (s->dir[0] != '\0') {
        (void)rmdir(s->dir);
        s->dir[0] = '\0';
        if (s->made) {
            (void)rmdir(s->out); /* if nothing is in it */
        }
    }
}

int pl_report_stage_place(struct pl_report_stage *s, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < N_NAMES; i++) {
        char from[PL_REPORT_PATH_MAX], to[PL_REPORT_PATH_MAX];
        code = path_of(s->dir, NAMES[i], from, err);
        code = code == 0 ? path_of(s->out, NAMES[i], to, err) : code;
        if (code == 0 && !pl_file_exists(from)) {
            (void)unlink(to); /* a DOCX of an edition before would be another report's */
        } else if (code == 0 && rename(from, to) != 0) {
            code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be put in its place; it is kept in %s", to, s->dir);
        }
    }
    code = code == 0 ? pl_file_sync_dir(s->out, err) : code;
    if (code == 0) {
        s->made = false;
        pl_report_stage_drop(s);
    } else {
        s->dir[0] = '\0'; /* what is finished stays where the message says */
    }
    return code;
}

/* ---- what is made ---- */

/* Files a draft, unless the newest report of the case has the same text. *ret_id is the report's. */
static int file_draft(const struct pl_report_build *b, struct pl_report_job *draft, char ret_id[PL_FILING_ID_MAX],
                      struct pl_error *err) {
    char hex[65];
    const struct pl_filing *r = NULL;
    pl_hash_hex(pl_sha256_of(draft->source.p, draft->source.n), hex);
    for (size_t i = 0; (r = pl_support_nth(draft->support, 'R', i)) != NULL; i++) {
        if (pl_str_eq(pl_filing_get_value(r, "sha256"), pl_str_from(hex))) {
            pl_filing_id(r, ret_id);
            return 0;
        }
    }
    pl_str marking = draft->report->marking; /* of the text, as its head says */
    marking = pl_disclose_is_marking(marking) ? marking : (pl_str){0};
    pl_str title = draft->report->title.n > 0 ? draft->report->title : PL_STR("Report");
    struct pl_filing_value values[] = {{PL_STR("title"), pl_str_sub(title, 0, 400)}, {PL_STR("by"), b->by}};
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('R'), .seq = -1, .values = values, .n = 2};
    return pl_filing_new(b->dir, b->now, &f, marking, b->what, NULL, ret_id, err);
}

/* What the report cites goes into the bundle: every filing among its refs, and the findings it states. */
static int make_bundle(struct pl_report_job *job, const struct pl_report_build *b, struct pl_buf *out,
                       struct pl_error *err) {
    struct pl_bundle_made made;
    size_t n = 0;
    pl_str *ids = pl_arena_calloc(&job->arena, job->facts.n_refs + job->report->n_statements + 1, sizeof *ids);
    if (ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    for (size_t i = 0; i < job->facts.n_refs; i++) {
        if (pl_support_filing(job->support, job->facts.refs[i].id, NULL) != NULL) {
            ids[n++] = job->facts.refs[i].id;
        }
    }
    for (size_t i = 0; i < job->report->n_statements; i++) {
        if (pl_support_filing(job->support, job->report->statements[i].id, NULL) != NULL) {
            ids[n++] = job->report->statements[i].id;
        }
    }
    struct pl_bundle_plan plan = {.ids = ids,
                                  .n_ids = n,
                                  .exhibits = b->scope.exhibits ? PL_BUNDLE_WHOLE : PL_BUNDLE_NONE,
                                  .all_recordings = b->scope.exhibits,
                                  .withhold = b->scope.disclose.withhold,
                                  .n_withhold = b->scope.disclose.n_withhold,
                                  .up_to =
                                      b->scope.disclose.up_to.n > 0 ? b->scope.disclose.up_to : job->report->marking,
                                  .report_id = job->facts.report_id,
                                  .report_md = job->source}; /* the page is made from it, and no signature covers it */
    return pl_bundle_make(b->dir, &plan, out, &made, err);
}

static int write_all(struct pl_report_job *job, const struct pl_report_build *b, struct pl_report_stage *s,
                     struct pl_error *err) {
    PL_BUF_AUTO page = {0};
    PL_BUF_AUTO tree = {0};
    PL_BUF_AUTO bundle = {0};
    pl_buf_open(&page, PL_REPORT_HTML_MAX);
    pl_buf_open(&tree, PL_REPORT_HTML_MAX);
    pl_buf_open(&bundle, PL_BUNDLE_BYTES_MAX);
    int code = pl_report_html(job->report, &job->facts, job->check, &job->arena, &page, err);
    code = code == 0 ? pl_report_pandoc(job->report, &job->facts, job->check, &job->arena, &tree, err) : code;
    code = code == 0 ? make_bundle(job, b, &bundle, err) : code;
    code = code == 0 ? write_file(s->dir, "report.md", job->source, err) : code;
    code = code == 0 ? write_file(s->dir, "report.html", pl_buf_str(&page), err) : code;
    code = code == 0 ? write_file(s->dir, "bundle.tar", pl_buf_str(&bundle), err) : code;
    code = code == 0 ? pl_pandoc_docx(s->dir, "report.docx", pl_buf_str(&tree), &s->built.docx, err) : code;
    if (code == 0) {
        s->page = pl_sha256_of(page.p, page.n);
        s->bundle = pl_sha256_of(bundle.p, bundle.n);
    }
    return code;
}

static int build_filed(const struct pl_report_build *b, const char *id, struct pl_report_stage *s,
                       struct pl_error *err) {
    PL_REPORT_JOB_AUTO job = {0};
    PL_BUF_AUTO note = {0};
    struct pl_checkpoint checkpoint;
    PL_ARENA_AUTO arena;
    struct pl_report_ask ask = {
        .dir = b->dir, .what = id, .filed = true, .known_at = PL_TIME_NONE, .now = PL_TIME_NONE, .scope = b->scope};
    pl_arena_open(&arena, (size_t)1 << 20);
    pl_buf_open(&note, PL_LOG_HEAD_NOTE_MAX);
    int code = pl_log_head_sign(b->dir, &arena, &note, &checkpoint, err);
    code = code == 0 ? pl_report_job_open(&ask, &job, err) : code;
    code = code == 0 ? pl_report_may_bear(&job, err) : code;
    if (code != 0) {
        return code;
    }
    job.facts.checkpoint = pl_buf_str(&note);
    job.facts.bundle_name = PL_STR("bundle.tar");
    code = write_all(&job, b, s, err);
    if (code == 0) {
        pl_str marking = pl_report_marking(&job);
        snprintf(s->marking, sizeof s->marking, "%.*s", (int)marking.n, marking.p);
        snprintf(s->built.id, sizeof s->built.id, "%s", id);
        s->built.errors = job.check->n_errors;
        s->built.warnings = job.check->n_problems - job.check->n_errors;
        s->built.log_size = job.facts.log_size;
        memcpy(s->built.marking, s->marking, sizeof s->built.marking);
        s->built.page = s->page;
        s->built.bundle = s->bundle;
    }
    return code;
}

int pl_report_stage_build(const struct pl_report_build *b, struct pl_report_stage *ret, struct pl_error *err) {
    char id[PL_FILING_ID_MAX] = "";
    struct pl_report_stage s = {.dir = ""};
    int code = check_free(b->out, b->force, err);
    if (code == 0) {
        PL_REPORT_JOB_AUTO draft = {0};
        struct pl_report_ask ask = {.dir = b->dir,
                                    .what = b->what,
                                    .filed = b->filed,
                                    .known_at = PL_TIME_NONE,
                                    .now = PL_TIME_NONE,
                                    .scope = b->scope};
        code = pl_report_job_open(&ask, &draft, err);
        code = code == 0 ? pl_report_may_bear(&draft, err) : code; /* before anything is filed */
        if (code == 0 && draft.seq < 0) {
            code = file_draft(b, &draft, id, err);
        } else if (code == 0) {
            snprintf(id, sizeof id, "R%lld", (long long)draft.seq);
        }
    }
    code = code == 0 ? open_stage(&s, b->out, b->force, err) : code;
    code = code == 0 ? build_filed(b, id, &s, err) : code;
    if (code == 0) {
        *ret = s;
    } else {
        pl_report_stage_drop(&s);
    }
    return code;
}

int pl_report_build_run(const struct pl_report_build *build, struct pl_report_built *ret, struct pl_error *err) {
    struct pl_report_stage s;
    int code = pl_report_stage_build(build, &s, err);
    if (code != 0) {
        return code;
    }
    struct pl_report_built built = s.built;
    code = pl_report_stage_place(&s, err);
    if (code == 0) {
        *ret = built;
    }
    return code;
}
