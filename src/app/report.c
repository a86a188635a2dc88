#include "app/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/act.h"
#include "app/bundle.h"
#include "app/filing.h"
#include "app/log_head.h"
#include "app/pandoc.h"
#include "base/file.h"
#include "ledger/policy.h"
#include "report/html.h"
#include "report/pandoc.h"
#include "store/filing.h"
#include "store/journal.h"
#include "store/object.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)2 << 30)

/* ---- a report under work ---- */

/* The text of a report of the case. */
static int read_filed(struct pl_report_job *job, const char *what, struct pl_error *err) {
    struct pl_filing f;
    char path[PL_OBJECT_PATH_MAX];
    PL_BUF_AUTO bytes = {0};
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    pl_hash sha256;
    pl_buf_open(&bytes, PL_REPORT_MAX_BYTES + 1);
    int code = pl_filing_get(job->view.c, pl_str_from(what), job->view.before, &job->arena, &f, NULL, err);
    if (code == 0 && f.kind->letter != 'R') {
        code = pl_fail(err, PL_E_NOT_FOUND, "%s is no report but a %s", what, f.kind->kind);
    }
    code = code == 0 ? pl_journal_payload(job->view.c, f.seq, &job->arena, &fields, &n, err) : code;
    const struct pl_journal_field *hash = code == 0 ? pl_journal_field_of(fields, n, "sha256") : NULL;
    if (code == 0 && (hash == NULL || hash->value.n != PL_HASH_BYTES)) {
        code = pl_fail(err, PL_E_STORE, "the text of %s was erased", what);
    }
    if (code != 0) {
        return code;
    }
    memcpy(sha256.b, hash->value.p, PL_HASH_BYTES);
    code = pl_object_path(job->view.c, &sha256, path, err);
    code = code == 0 ? pl_file_read(path, PL_REPORT_MAX_BYTES, &bytes, err) : code;
    if (code == 0) {
        char id[PL_FILING_ID_MAX];
        pl_filing_id(&f, id);
        job->seq = f.seq;
        job->source = pl_str_copy(&job->arena, pl_buf_str(&bytes));
        job->facts.report_id = pl_str_copy(&job->arena, pl_str_from(id));
    }
    return code;
}

static int read_source(struct pl_report_job *job, const char *what, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    struct stat st;
    pl_buf_open(&bytes, PL_REPORT_MAX_BYTES + 1);
    if (stat(what, &st) != 0 || !S_ISREG(st.st_mode)) {
        return read_filed(job, what, err);
    }
    int code = pl_file_read(what, PL_REPORT_MAX_BYTES, &bytes, err);
    if (code == 0) {
        job->source = pl_str_copy(&job->arena, pl_buf_str(&bytes));
        job->facts.report_id = PL_STR("draft");
    }
    return code;
}

/* Who publishes, and in which log. */
static int read_publisher(struct pl_report_job *job, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_entry first;
    PL_BUF_AUTO origin = {0};
    struct pl_policy policy;
    pl_str bytes;
    pl_hash root, print;
    char hex[65];
    size_t n = 0;
    pl_buf_open(&origin, PL_CHECKPOINT_ORIGIN_MAX + 1);
    int code = pl_journal_payload(job->view.c, 0, &job->arena, &fields, &n, err);
    code = code == 0 ? pl_journal_read(job->view.c, 0, &job->arena, &first, &bytes, err) : code;
    code = code == 0 ? pl_journal_root(job->view.c, (uint64_t)job->view.before, &root, err) : code;
    if (code != 0) {
        return code;
    }
    const struct pl_journal_field *name = pl_journal_field_of(fields, n, "participant");
    pl_checkpoint_origin(&first.participant, &origin);
    job->facts.participant = name != NULL ? name->value : (pl_str){0};
    job->facts.log_origin = pl_str_copy(&job->arena, pl_buf_str(&origin));
    pl_hash_hex(root, hex);
    job->facts.log_root = pl_str_copy(&job->arena, pl_str_from(hex));
    code = pl_policy_of_origin(job->facts.log_origin, &job->arena, &policy, err);
    code = code == 0 ? pl_policy_fingerprint(&policy, &print, err) : code;
    if (code == 0) {
        pl_hash_hex(print, hex);
        job->facts.policy_fingerprint = pl_str_copy(&job->arena, pl_str_from(hex));
    }
    return code;
}

int pl_report_job_open(const char *dir, const char *what, pl_time known_at, pl_time now, const pl_str *without,
                       size_t n_without, struct pl_report_job *ret, struct pl_error *err) {
    struct pl_report_job *job = ret;
    *job = (struct pl_report_job){.seq = -1};
    pl_arena_open(&job->arena, ARENA_MAX);
    int code = pl_case_view_open(dir, known_at, &job->view, err);
    code = code == 0 ? read_source(job, what, err) : code;
    code = code == 0 ? pl_report_parse(job->source, &job->arena, &job->report, err) : code;
    code = code == 0 ? pl_support_open(job->view.c, job->view.before, &job->support, err) : code;
    code = code == 0 ? read_publisher(job, err) : code;
    code = code == 0 ? pl_report_facts_read(job, now, without, n_without, err) : code;
    code = code == 0 ? pl_report_check_run(job->report, &job->facts, &job->arena, &job->check, err) : code;
    if (code != 0) {
        pl_report_job_close(job);
        *job = (struct pl_report_job){.seq = -1};
    }
    return code;
}

void pl_report_job_close(struct pl_report_job *job) {
    pl_support_close(job->support);
    job->support = NULL;
    pl_case_view_close(&job->view);
    pl_arena_close(&job->arena);
}

/* ---- building ---- */

static int write_file(const char *dir, const char *name, pl_str bytes, struct pl_error *err) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path) {
        return pl_fail(err, PL_E_LIMIT, "%s: the path is too long", dir);
    }
    return pl_file_write(path, bytes, 0600, err);
}

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
    pl_str title = draft->report->title.n > 0 ? draft->report->title : PL_STR("Report");
    struct pl_filing_value values[] = {{PL_STR("title"), pl_str_sub(title, 0, 400)}, {PL_STR("by"), b->by}};
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('R'), .seq = -1, .values = values, .n = 2};
    return pl_filing_new(b->dir, b->now, &f, (pl_str){0}, b->what, NULL, ret_id, err);
}

static int write_page(struct pl_report_job *job, const struct pl_report_build *b, struct pl_buf *page,
                      struct pl_report_built *ret, struct pl_error *err) {
    PL_BUF_AUTO tree = {0};
    pl_buf_open(&tree, PL_REPORT_HTML_MAX);
    int code = pl_report_html(job->report, &job->facts, job->check, &job->arena, page, err);
    code = code == 0 ? pl_report_pandoc(job->report, &job->facts, job->check, &job->arena, &tree, err) : code;
    code = code == 0 ? write_file(b->out, "report.md", job->source, err) : code;
    code = code == 0 ? write_file(b->out, "report.html", pl_buf_str(page), err) : code;
    return code == 0 ? pl_pandoc_docx(b->out, "report.docx", pl_buf_str(&tree), &ret->docx, err) : code;
}

/* What the report cites goes into the bundle: every filing among its refs, and the findings it states. */
static int write_bundle(struct pl_report_job *job, const struct pl_report_build *b, struct pl_error *err) {
    PL_BUF_AUTO out = {0};
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
                                  .exhibits = b->exhibits ? PL_BUNDLE_WHOLE : PL_BUNDLE_NONE,
                                  .all_recordings = b->exhibits,
                                  .report_id = job->facts.report_id,
                                  .report_md = job->source}; /* the page is made from it, and no signature covers it */
    pl_buf_open(&out, PL_BUNDLE_BYTES_MAX);
    int code = pl_bundle_make(b->dir, &plan, &out, &made, err);
    return code == 0 ? write_file(b->out, "bundle.tar", pl_buf_str(&out), err) : code;
}

static int build_filed(const struct pl_report_build *b, const char *id, struct pl_report_built *ret,
                       struct pl_error *err) {
    PL_REPORT_JOB_AUTO job = {0};
    PL_BUF_AUTO page = {0};
    PL_BUF_AUTO note = {0};
    struct pl_checkpoint checkpoint;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 20);
    pl_buf_open(&page, PL_REPORT_HTML_MAX);
    pl_buf_open(&note, PL_LOG_HEAD_NOTE_MAX);
    int code = pl_log_head_sign(b->dir, &arena, &note, &checkpoint, err);
    code = code == 0 ? pl_report_job_open(b->dir, id, PL_TIME_NONE, PL_TIME_NONE, NULL, 0, &job, err) : code;
    if (code != 0) {
        return code;
    }
    job.facts.checkpoint = pl_buf_str(&note);
    job.facts.bundle_name = PL_STR("bundle.tar");
    code = pl_file_make_dir(b->out, 0700, err);
    code = code == 0 ? write_page(&job, b, &page, ret, err) : code;
    code = code == 0 ? write_bundle(&job, b, err) : code;
    if (code == 0) {
        snprintf(ret->id, sizeof ret->id, "%s", id);
        ret->errors = job.check->n_errors;
        ret->warnings = job.check->n_problems - job.check->n_errors;
        ret->log_size = job.facts.log_size;
    }
    return code;
}

int pl_report_build_run(const struct pl_report_build *build, struct pl_report_built *ret, struct pl_error *err) {
    char id[PL_FILING_ID_MAX] = "";
    struct pl_report_built built = {0};
    int code = 0;
    {
        PL_REPORT_JOB_AUTO draft = {0};
        code = pl_report_job_open(build->dir, build->what, PL_TIME_NONE, PL_TIME_NONE, NULL, 0, &draft, err);
        if (code == 0 && draft.seq < 0) {
            code = file_draft(build, &draft, id, err);
        } else if (code == 0) {
            snprintf(id, sizeof id, "R%lld", (long long)draft.seq);
        }
    }
    code = code == 0 ? build_filed(build, id, &built, err) : code;
    if (code == 0) {
        *ret = built;
    }
    return code;
}

/* ---- a new one ---- */

int pl_report_new(const char *path, pl_str title, struct pl_error *err) {
    static const char TEXT[] =
        "\n## Summary\n\n"
        "{background id=b-1}\nWhy this report, for whom, and what it covers.\n\n"
        "## What was found\n\n"
        "{finding id=f-1 cites=C0}\nWho did what, where and when, in one sentence. File the finding in the case with "
        "`finding add --label f-1 --claims C0 --accused NAME`, and cite the claim it rests on.\n\n"
        "## What we think of it\n\n"
        "{assessment id=a-1 cites=f-1 likelihood=likely confidence=moderate}\nWhat is likely and not known.\n\n"
        "## How it was done\n\n"
        "{method id=m-1}\nWhich sources were used and what they cannot show.\n\n"
        "## What should be done\n\n"
        "{recommendation id=r-1 actor=\"Member States\" priority=high}\nOne practical step.\n";
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, PL_REPORT_MAX_BYTES);
    pl_buf_add_str(&text, PL_STR("---\ntitle: "));
    pl_buf_add_str(&text, title.n > 0 ? title : PL_STR("Report"));
    pl_buf_add_str(&text, PL_STR("\n---\n"));
    pl_buf_add(&text, TEXT, sizeof TEXT - 1);
    if (pl_file_exists(path)) {
        return pl_fail(err, PL_E_USAGE, "%s is there already", path);
    }
    return pl_file_write(path, pl_buf_str(&text), 0600, err);
}
