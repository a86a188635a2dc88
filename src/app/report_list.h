/* The reports of a case and how far each is: its editions, what it says, who judged that, what stands in the way of its
 * release, and to whom it went. Reads alone. */
#ifndef PL_APP_REPORT_LIST_H
#define PL_APP_REPORT_LIST_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_report_list {
    const char *dir;
    pl_time known_at; /* PL_TIME_NONE: all */
    pl_time now;      /* judges deadlines of a whole report; PL_TIME_NONE: the last entry's time does */
    pl_str up_to;     /* the reader's clearance: of files that were built, no more is told; "" : everything */
};

/* A line for each report that stands, the newest first, and a summary:
 * {"type":"report","id","title","at","by","marking","bytes","replaces","replaced_by","releases","built"}. */
PL_MUST int pl_report_list_run(const struct pl_report_list *list, struct pl_buf *out, struct pl_error *err);

/* One of them by id or label, as one object: the same members, and beside them "editions" (oldest first),
 * "released" (to whom, when, by whom, with what kept back), "findings" (each with its author, reviews and those it
 * names), "statements", "errors", "warnings", "pages", "release" ({"allowed","why"}), "log_size", and "lead" while a
 * finding is not reviewed. NOT_FOUND; as pl_report_job_open. */
PL_MUST int pl_report_show(const struct pl_report_list *list, pl_str id, struct pl_buf *out, struct pl_error *err);

#endif
