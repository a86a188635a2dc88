/* The screener of a case: app/screen over the publications that the case keeps. */
#ifndef PL_APP_CASE_SCREENER_H
#define PL_APP_CASE_SCREENER_H

#include "app/case_view.h"
#include "app/screen.h"

struct pl_case_screener_options {
    int64_t before; /* publications that came with a later entry do not exist */
    bool has_as_of;
    int32_t as_of; /* then every dated publication counts, else the newest copy of each list */
    int32_t today;
    bool exercise;
    pl_str list;  /* this list alone; "" : all */
    int64_t only; /* this publication alone; -1: as above */
    unsigned threads;
};

struct pl_case_screener;

/* NOMEM, LIMIT, STORE. A case without any list gives a screener that finds nothing: pl_screener_n_searched is 0. */
PL_MUST int pl_case_screener_open(struct pl_case *c, const struct pl_case_screener_options *options,
                                  struct pl_case_screener **ret, struct pl_error *err);
const struct pl_screener *pl_case_screener_of(const struct pl_case_screener *s);

/* The publication that a candidate's copy is; lives with the screener. */
const struct pl_list_row *pl_case_screener_row(const struct pl_case_screener *s, const struct pl_screen_copy *copy);
void pl_case_screener_close(struct pl_case_screener *s); /* accepts NULL */

#endif
