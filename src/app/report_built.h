/* What was built of a report for readers of the page: its files in the folder reports/ID of the case, 0700, with a
 * record of what they are. They are derived: whoever removes the folder loses nothing that a build does not make again,
 * and erasing from the case removes it. Backups leave it out. */
#ifndef PL_APP_REPORT_BUILT_H
#define PL_APP_REPORT_BUILT_H

#include <stdint.h>

#include "app/report.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

/* What may be asked for. */
#define PL_REPORT_FILES(X)                                                                                             \
    X(HTML, "report.html")                                                                                             \
    X(DOCX, "report.docx")                                                                                             \
    X(BUNDLE, "bundle.tar")
enum pl_report_file {
#define PL_REPORT_FILE_ENUM(name, file) PL_REPORT_FILE_##name,
    PL_REPORT_FILES(PL_REPORT_FILE_ENUM)
#undef PL_REPORT_FILE_ENUM
        PL_REPORT_FILE_COUNT
};

/* Builds a report of the case (build->what, by id or label; out and force are not looked at) into its folder, in place
 * of what was built before, and appends its record, one object: {"type":"report_built","id","at","log_size",
 * "marking","exhibits","up_to","errors","warnings","files":[{"name","bytes","sha256"}]}. As pl_report_build_run. */
PL_MUST int pl_report_keep(const struct pl_report_build *build, struct pl_buf *out, struct pl_error *err);

/* The record of what was built of the report with that id, or p NULL: nothing was, or it is marked above up_to, or its
 * bundle may open more than that ("" : anything may be told). */
PL_MUST int pl_report_built_record(const struct pl_case *c, pl_str id, pl_str up_to, struct pl_arena *arena,
                                   pl_str *ret, struct pl_error *err);

/* Opens one of the files; dir may be a view of the case (app/clearance). NOT_FOUND where there is no such report for
 * this reader, or nothing was built of it, or there is no DOCX. The caller closes *ret_fd. */
PL_MUST int pl_report_built_open(const char *dir, pl_str id, pl_str up_to, enum pl_report_file file,
                                 struct pl_arena *arena, int *ret_fd, uint64_t *ret_bytes, pl_str *ret_id,
                                 struct pl_error *err);

/* Removes everything that was built. IO. */
PL_MUST int pl_report_built_drop(const struct pl_case *c, struct pl_error *err);

#endif
