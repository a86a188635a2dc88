/* The files of a report before they are in their place: between making them (app/report_build.c) and signing their
 * release (app/report_release.c). A stage is a folder within the one that it is for; whoever has one places or drops
 * it. */
#ifndef PL_APP_REPORT_BUILD_IN_H
#define PL_APP_REPORT_BUILD_IN_H

#include "app/report.h"
#include "ledger/hash.h"

#define PL_REPORT_PATH_MAX 4096

struct pl_report_stage {
    char out[PL_REPORT_PATH_MAX], dir[PL_REPORT_PATH_MAX]; /* dir "" : none */
    bool made;                                             /* out was not there before */
    pl_hash page, bundle;                                  /* of report.html and bundle.tar */
    char marking[32];                                      /* the most restrictive that is shown */
    struct pl_report_built built;
};

/* As pl_report_build_run, but nothing is put in its place; what fails leaves nothing (but a draft may be filed). */
PL_MUST int pl_report_stage_build(const struct pl_report_build *build, struct pl_report_stage *ret,
                                  struct pl_error *err);

/* Puts the files in their place, each at once, and removes the stage; IO keeps what is finished and says where. */
PL_MUST int pl_report_stage_place(struct pl_report_stage *stage, struct pl_error *err);

/* Removes what was made; one that is empty or placed is none. */
void pl_report_stage_drop(struct pl_report_stage *stage);

#endif
