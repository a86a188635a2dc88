#include "app/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/policy.h"
#include "report/html.h"
#include "report/outline.h"
#include "store/filing.h"
#include "store/journal.h"
#include "store/object.h"
#include "text/json.h"

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
        code = pl_fail(err, PL_E_NOT_FOUND, "the text of %s was erased", what);
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

static int read_source(struct pl_report_job *job, const struct pl_report_ask *ask, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    struct stat st;
    pl_buf_open(&bytes, PL_REPORT_MAX_BYTES + 1);
    if (ask->what == NULL) {
        job->source = ask->text;
        job->facts.report_id = PL_STR("draft");
        return 0;
    }
    if (ask->filed || stat(ask->what, &st) != 0 || !S_ISREG(st.st_mode)) {
        return read_filed(job, ask->what, err);
    }
    int code = pl_file_read(ask->what, PL_REPORT_MAX_BYTES, &bytes, err);
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

int pl_report_job_open(const struct pl_report_ask *ask, struct pl_report_job *ret, struct pl_error *err) {
    struct pl_report_job *job = ret;
    *job = (struct pl_report_job){.seq = -1, .scope = ask->scope};
    pl_arena_open(&job->arena, ARENA_MAX);
    int code = pl_case_view_open(ask->dir, ask->known_at, &job->view, err);
    code = code == 0 ? read_source(job, ask, err) : code;
    code = code == 0 ? pl_report_parse(job->source, &job->arena, &job->report, err) : code;
    code = code == 0 ? pl_support_open(job->view.c, job->view.before, &job->support, err) : code;
    code = code == 0 ? read_publisher(job, err) : code;
    code = code == 0 ? pl_report_facts_read(job, ask, err) : code;
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

/* ---- a new one ---- */

void pl_report_template(pl_str title, struct pl_buf *out) {
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
    pl_buf_add_str(out, PL_STR("---\ntitle: "));
    pl_buf_add_str(out, title.n > 0 ? title : PL_STR("Report"));
    pl_buf_add_str(out, PL_STR("\n---\n"));
    pl_buf_add(out, TEXT, sizeof TEXT - 1);
}

int pl_report_new(const char *path, pl_str title, struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, PL_REPORT_MAX_BYTES);
    pl_report_template(title, &text);
    if (pl_file_exists(path)) {
        return pl_fail(err, PL_E_USAGE, "%s is there already", path);
    }
    return pl_file_write(path, pl_buf_str(&text), 0600, err);
}

/* ---- what the check says ---- */

int pl_report_lines(struct pl_report_job *job, struct pl_buf *out, struct pl_error *err) {
    struct pl_error why = {0};
    struct pl_json json;
    if (!pl_report_outline_json(job->report, &job->facts, job->source, &job->arena, out)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what a report leads to");
    }
    bool allowed = pl_report_may_release(job, &why) == 0;
    pl_json_start(&json, out);
    pl_json_record(&json, "release");
    pl_json_key(&json, "allowed");
    pl_json_bool(&json, allowed);
    pl_json_key(&json, "why");
    pl_json_str(&json, allowed ? PL_STR("") : pl_str_from(why.msg));
    pl_json_record_end(&json);
    pl_report_check_json(job->report, &job->facts, job->check, job->source, out);
    return 0;
}

int pl_report_page(struct pl_report_job *job, struct pl_buf *out, struct pl_error *err) {
    return pl_report_html(job->report, &job->facts, job->check, &job->arena, out, err);
}
