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
#include "app/disclose_scope.h"
#include "app/support.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "report/check.h"
#include "report/facts.h"
#include "report/markdown.h"

/* A marking that something shown by a report bears. */
struct pl_report_marked {
    pl_str id;      /* as it is cited, or of a filing about a finding */
    pl_str marking; /* "" where nothing was said: the most restrictive */
};

/* What a report keeps back, and what its bundle opens (the page shows of a recording no more than the bundle). */
struct pl_report_scope {
    struct pl_disclose_scope disclose;
    bool exhibits; /* the bundle holds all recordings in whole, but for those that are kept back */
};

/* A report under work: its text, what the case says of what it cites, and what holds. Lives in its arena. */
struct pl_report_job {
    struct pl_arena arena;
    struct pl_case_view view;
    struct pl_support *support;
    pl_str source; /* the Markdown */
    int64_t seq;   /* of its entry; -1: a file that is not filed */
    const struct pl_report_doc *report;
    struct pl_report_scope scope;
    struct pl_report_facts facts;
    const struct pl_report_check *check;
    const struct pl_report_marked *marked; /* everything that is shown, in the order in which it was met */
    size_t n_marked;
};

struct pl_report_ask {
    const char *dir;
    const char *what;      /* a file, or a report of the case by id or label; NULL: text */
    pl_str text;           /* its Markdown */
    bool filed;            /* what comes from elsewhere: it is a report of the case, and never a file */
    pl_time known_at;      /* PL_TIME_NONE: all */
    pl_time now;           /* judges whether deadlines are past; PL_TIME_NONE: the last entry's time does */
    const pl_str *without; /* see pl_support_think_away */
    size_t n_without;
    struct pl_report_scope scope;
};

/* NOT_FOUND; FORMAT with line and byte for Markdown that cannot be read; USAGE and NOT_FOUND for a scope that fits
 * nothing; REFUSED where a finding of the report itself would be kept back. */
PL_MUST int pl_report_job_open(const struct pl_report_ask *ask, struct pl_report_job *ret, struct pl_error *err);
void pl_report_job_close(struct pl_report_job *job); /* accepts one that is all zero */
#define PL_REPORT_JOB_AUTO __attribute__((cleanup(pl_report_job_close))) struct pl_report_job

/* Fills job->facts for everything that the text cites (app/report_facts.c). */
PL_MUST int pl_report_facts_read(struct pl_report_job *job, const struct pl_report_ask *ask, struct pl_error *err);

/* The most restrictive marking of what is shown; where nothing is, that of the head, or else the most restrictive. */
pl_str pl_report_marking(const struct pl_report_job *job);

/* REFUSED where the head's marking is lower than that, with the list of what is marked higher; USAGE for one that is
 * none of pl_import_markings. A head without a marking bears the one of what it shows. */
PL_MUST int pl_report_may_bear(const struct pl_report_job *job, struct pl_error *err);

struct pl_report_build {
    const char *dir;
    const char *what; /* a file (which is filed first, unless it is what a report of the case says) or a report's id */
    bool filed;       /* as in pl_report_ask */
    const char *out;  /* a folder for report.md, report.html, bundle.tar, and report.docx where pandoc is there */
    struct pl_report_scope scope;
    bool force; /* replaces files of these names that are there */
    pl_str by;
    pl_time now;
};

struct pl_report_built {
    char id[48];
    uint64_t errors, warnings; /* of the check: a draft is built all the same */
    uint64_t log_size;
    bool docx;
    char marking[32];     /* the most restrictive that is shown */
    pl_hash page, bundle; /* of report.html and bundle.tar */
};

/* Everything is made beside the folder's files and then put in its place, so that a failure changes none of them. The
 * bundle keeps closed what is marked above scope.up_to, or else above the head's marking. USAGE where files of these
 * names are there; REFUSED as pl_report_may_bear. */
PL_MUST int pl_report_build_run(const struct pl_report_build *build, struct pl_report_built *ret, struct pl_error *err);

/* REFUSED for what stands in the way of a release, naming the statement (see below); 0 where nothing does. */
PL_MUST int pl_report_may_release(const struct pl_report_job *job, struct pl_error *err);

struct pl_report_release {
    const char *dir;
    pl_str id; /* a report of the case */
    pl_str to; /* the distribution list, by `;` */
    pl_str by; /* who releases */
    pl_str reason;
    const char *out; /* the folder to write it to as pl_report_build_run does; NULL: only the entry */
    struct pl_report_scope scope;
    bool force;
    pl_time now;
};

/* REFUSED, naming the statement, where the check has errors; where a finding that names a person, company or ship has
 * no approval by somebody other than its author, or where one of those it names was neither asked for a reply whose
 * deadline is past, nor answered, nor has a recorded reason of its own.
 * The files are made first, then the entry is signed (with their hashes, the most restrictive marking shown, and what
 * was kept back), then the files take their places: what fails before leaves neither. BUSY where the log grew between.
 * *ret_seq is the release's entry. */
PL_MUST int pl_report_release_run(const struct pl_report_release *release, int64_t *ret_seq, struct pl_error *err);

/* Everything that the check says, as JSON lines: {"type":"statement"} and {"type":"ref"} (report/outline.h),
 * {"type":"release","allowed","why"}, then those of pl_report_check_json, whose summary is the last. */
PL_MUST int pl_report_lines(struct pl_report_job *job, struct pl_buf *out, struct pl_error *err);

/* The page that a build would make of it now (report/html.h), without checkpoint and bundle. */
PL_MUST int pl_report_page(struct pl_report_job *job, struct pl_buf *out, struct pl_error *err);

/* A Markdown file to begin with, written to path, which must not exist; and its text alone. */
PL_MUST int pl_report_new(const char *path, pl_str title, struct pl_error *err);
void pl_report_template(pl_str title, struct pl_buf *out);

#endif
