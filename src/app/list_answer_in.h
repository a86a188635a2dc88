/* Between the files of list_answer: writing days, and the end of an answer. */
#ifndef PL_APP_LIST_ANSWER_IN_H
#define PL_APP_LIST_ANSWER_IN_H

#include "app/case_view.h"
#include "app/list_answer.h"
#include "text/json.h"

void pl_list_json_day(struct pl_json *json, const char *key, bool known, int32_t day);
void pl_list_json_text(struct pl_json *json, const char *key, pl_str text); /* "" is null */
void pl_list_day_text(int32_t day, char out[16]);                           /* YYYY-MM-DD */

/* known_at, journal, seq, as_of, exercise of a summary. view may be NULL: no case was asked. */
void pl_list_json_basis(struct pl_json *json, const struct pl_list_ask *ask, const struct pl_case_view *view);

/* The day to which ages count. */
int32_t pl_list_today(const struct pl_list_ask *ask);

/* LIMIT where the answer did not fit. */
PL_MUST int pl_list_answer_end(const struct pl_buf *out, struct pl_error *err);

#endif
