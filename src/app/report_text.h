/* The text of a report as it is written: each time it is kept it becomes an entry of its own, which replaces the one
 * before (docs/adr/0054). Nothing is overwritten: what was kept stays, signed by whoever wrote it. */
#ifndef PL_APP_REPORT_TEXT_H
#define PL_APP_REPORT_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"

struct pl_report_save {
    const char *dir;
    pl_str text;     /* Markdown (docs/format/report.md) */
    pl_str replaces; /* the report that it revises, by id or label; "" : a new one */
    pl_str up_to;    /* the clearance of whoever writes; "" : everything */
    pl_str by;       /* "" : the case's person */
    pl_time now;
};

/* Files the text, with the title and marking of its head (title "Report" where it has none), and puts the new report's
 * id into ret_id. A text that the replaced report has already, or, where nothing is replaced, that the newest edition
 * of another has: that one's id, and *ret_filed false. FORMAT, EMPTY and LIMIT as pl_report_parse; faults of form and
 * of support hinder nothing. NOT_FOUND; CHECK where `replaces` was replaced or withdrawn meanwhile, naming what
 * replaced it; BUSY. Whoever is limited by up_to revises nothing that they may not see (NOT_FOUND), and keeps nothing
 * that is marked above it (REFUSED): they would never see it again. */
PL_MUST int pl_report_save_run(const struct pl_report_save *save, char ret_id[PL_FILING_ID_MAX], bool *ret_filed,
                               struct pl_error *err);

/* The Markdown of a report of the case, in the arena, and its id. known_at: PL_TIME_NONE for all. NOT_FOUND; STORE for
 * a text that was erased. */
PL_MUST int pl_report_text_read(const char *dir, pl_time known_at, pl_str id, struct pl_arena *arena, pl_str *ret_text,
                                char ret_id[PL_FILING_ID_MAX], struct pl_error *err);

#endif
