/* Answers of a screening as JSON Lines, CSV or a table. Appends to buffers; the caller checks them.
 *
 * One way of writing for `screen --list` and for a case, so that a kept screening can be made again byte for byte.
 * Foreign text is escaped for its medium. Keys and their order are the contract of `screen` (docs/screening.md). */
#ifndef PL_APP_SCREEN_TEXT_H
#define PL_APP_SCREEN_TEXT_H

#include "app/screen.h"
#include "base/buf.h"
#include "text/json.h"

/* What was asked, for output. */
struct pl_screen_label {
    bool has_id;
    pl_str id;     /* of a batch's row */
    pl_str query;  /* the name, or the number, as asked */
    bool exercise; /* every line says so */
};

/* Values of an object that the caller opened: {"kind","effect","detail",...} each; of the reason by name also the
 * space, the systems and the parts aligned. */
void pl_screen_reasons_json(const struct pl_subject_match *match, struct pl_json *json);

/* One line for each candidate. */
void pl_screen_candidates_json(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                               struct pl_buf *out);
/* The same, with the answer and why behind each; one line without a candidate where there is none: no question that was
 * asked is left out, for silence would read as "nothing is listed". */
void pl_screen_answer_csv(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                          struct pl_buf *out);
void pl_screen_csv_header(struct pl_buf *out);

/* A paragraph: the verdict, then each candidate with its score, why, list, publication and age. */
void pl_screen_answer_table(const struct pl_screener *screener, const struct pl_screen_label *label,
                            const struct pl_screen_answer *answer, struct pl_buf *out);

/* {"query_id","answer","why"}: an element of the summary's answers. */
void pl_screen_answer_json(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                           struct pl_json *json);

/* "lists":[...],"notes":[...],"match":...,"unicode":...: what was searched and by which rules, as members of the
 * summary that the caller opened. */
void pl_screen_searched_json(const struct pl_screener *screener, struct pl_json *json);
void pl_screen_searched_table(const struct pl_screener *screener, struct pl_buf *out);

/* {"type":type,"id","score","match","reasons"}: a pair or a comparison. */
void pl_screen_match_json(const char *type, const struct pl_screen_label *label, const struct pl_subject_match *match,
                          struct pl_buf *out);
void pl_screen_match_csv(const struct pl_screen_label *label, const struct pl_subject_match *match, struct pl_buf *out);
void pl_screen_match_csv_header(struct pl_buf *out);
void pl_screen_match_table(const struct pl_screen_label *label, const struct pl_subject_match *match,
                           struct pl_buf *out);

#endif
