/* The helper's verbs: one request in, one answer out (helper/frame). Pure but for memory: this is what runs confined.
 *
 * verb      argument        answers info                                    and bytes
 * sheets                    {"sheets":[{"name","hidden"}]}
 * xlsx      sheet, or ""    {"rows","cells","formulas","errors","hidden_rows","bad_dates"}   the rows as CSV
 * exif                      {"format","width","height","exif":{...}|null}
 * picture                   {"format","width","height"}                     the picture anew
 * strip                     {"format","width","height","stripped":[{"what","bytes","holds":[]}]}   the picture anew
 *
 * What is neither JPEG nor PNG, and any photograph that cannot be made anew, answers strip with REFUSED and "withheld:
 * cannot be stripped" and why: never with bytes. Other faults answer with the codes of their readers; an unknown verb
 * with USAGE. */
#ifndef PL_HELPER_SERVE_H
#define PL_HELPER_SERVE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

struct pl_request {
    pl_str verb, arg, bytes;
};

/* Cuts a whole request; borrows it. FORMAT for anything else. */
PL_MUST int pl_request_read(pl_str frame, struct pl_request *ret, struct pl_error *err);

/* Does what is asked: info and bytes are appended. */
PL_MUST int pl_serve(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes, struct pl_error *err);

/* The answer as it goes over the wire; a failure (code, from err) has its message as info and no bytes. */
void pl_answer_write(int code, const struct pl_error *err, const struct pl_buf *info, const struct pl_buf *bytes,
                     struct pl_buf *out);

#endif
