/* report: from Markdown and a case to a checked page, a document and a bundle, and to its release.
 *
 * What a report cites is looked up as of one size of the log, so that the same position gives the same bytes: the date
 * of a report is the time of the last entry that it knows. A report's text is an exhibit (kind `report`); building it
 * signs a checkpoint of that size. Ids that may be cited: filings (C12, O12.3, I9, or labels), events (64 hex digits,
 * as some support pins them), screenings (Q12) and recordings (E3), each by its journal entry. A finding of the text is
 * the finding of the case whose id or label it bears. */
#ifndef PL_APP_REPORT_H
#define PL_APP_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/case_view.h"
#include "app/support.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "report/check.h"
#include "report/facts.h"
#include "report/markdown.h"

/* A report under work: its text, what the case says of what it cites, and what holds. Lives in its arena. */
struct pl_report_job {
    struct pl_arena arena;
    struct pl_case_view view;
    struct pl_support *support;
    pl_str source; /* the Markdown */
    int64_t seq;   /* of its entry; -1: a file that is not filed */
    const struct pl_report_doc *report;
    struct pl_report_facts facts;
    const struct pl_report_check *check;
};

/* what: a file, or a report of the case by id or label. without (n names): see pl_support_think_away. now: judges
 * whether deadlines are past where it is not PL_TIME_NONE; else the last entry's time does. NOT_FOUND, FORMAT with line
 * and byte for Markdown that cannot be read. */
PL_MUST int pl_report_job_open(const char *dir, const char *what, pl_time known_at, pl_time now, const pl_str *without,
                               size_t n_without, struct pl_report_job *ret, struct pl_error *err);
void pl_report_job_close(struct pl_report_job *job); /* accepts one that is all zero */
#define PL_REPORT_JOB_AUTO __attribute__((cleanup(pl_report_job_close))) struct pl_report_job

/* Fills job->facts for everything that the text cites (app/report_facts.c). */
PL_MUST int pl_report_facts_read(struct pl_report_job *job, pl_time now, const pl_str *without, size_t n_without,
                                 struct pl_error *err);

struct pl_report_build {
    const char *dir;
    const char *what; /* a file (which is filed first, unless it is what a report of the case says) or a report's id */
    const char *out;  /* a folder for report.md, report.html, bundle.tar, and report.docx where pandoc is there */
    bool exhibits;    /* the bundle holds the recordings that its events rest on */
    pl_str by;
    pl_time now;
};

struct pl_report_built {
    char id[48];
    uint64_t errors, warnings; /* of the check: a draft is built all the same */
    uint64_t log_size;
    bool docx;
};

PL_MUST int pl_report_build_run(const struct pl_report_build *build, struct pl_report_built *ret, struct pl_error *err);

/* REFUSED for what stands in the way of a release, naming the statement (see below); 0 where nothing does. */
PL_MUST int pl_report_may_release(const struct pl_report_job *job, struct pl_error *err);

struct pl_report_release {
    const char *dir;
    pl_str id; /* a report of the case */
    pl_str to; /* the distribution list, by `;` */
    pl_str by; /* who releases */
    pl_str reason;
    const char *out;
    pl_time now;
};

/* REFUSED, naming the statement, where the check has errors; where a finding that names a person, company or ship has
 * no approval by somebody other than its author, or where one of those it names was neither asked for a reply whose
 * deadline is past, nor answered, nor has a recorded reason of its own.
 * *ret_seq is the release's entry. */
PL_MUST int pl_report_release_run(const struct pl_report_release *release, int64_t *ret_seq, struct pl_error *err);

/* A Markdown file to begin with, written to path, which must not exist. */
PL_MUST int pl_report_new(const char *path, pl_str title, struct pl_error *err);

#endif
