/* Filing: one use for every kind of evidence/filing. What a person says is checked, its references are resolved and
 * found standing, and it becomes one signed journal entry whose parents are the entries it is about. */
#ifndef PL_APP_FILING_H
#define PL_APP_FILING_H

#include <stdbool.h>
#include <stdint.h>

#include "app/act.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"
#include "report/facts.h"

/* Of a value that is refused the message begins with the field's name and a colon or a space. */

/* Writes one: filing->kind and values in, seq and what was added (by, ids in place of labels) out, in the acting arena.
 * USAGE for what pl_filing_check refuses, a label that is taken, a reference to nothing, to another kind or to what was
 * withdrawn; REFUSED where the case's rules forbid it (evidence/grade: grade 1 without two origins; a
 * review in the name of somebody who has a key of their own, and did not sign it). */
PL_MUST int pl_filing_put(struct pl_acting *acting, struct pl_filing *filing, pl_str marking, struct pl_error *err);

/* The same for a case that is not open. path (may be NULL): a file that is kept as an object and becomes name, bytes
 * and sha256. json (may be NULL) receives what was written and a summary, a line each; ret_id its id. */
PL_MUST int pl_filing_new(const char *dir, pl_time now, const struct pl_filing *filing, pl_str marking,
                          const char *path, struct pl_buf *json, char ret_id[PL_FILING_ID_MAX], struct pl_error *err);

/* Would pl_filing_put take it, once its file is kept? Checks everything and writes nothing, so that what will be
 * refused leaves no file behind. */
PL_MUST int pl_filing_rehearse(struct pl_acting *acting, const struct pl_filing *filing, struct pl_error *err);

/* The same, and its values as they would be kept, in the acting arena; a file that is not there yet has the hash 0. */
PL_MUST int pl_filing_as_kept(struct pl_acting *acting, const struct pl_filing *filing, struct pl_filing *ret,
                              struct pl_error *err);

/* A marking that may be given; "" is one: PL_MARKING_UNSET. */
bool pl_filing_is_marking(pl_str marking);

/* What is refused whatever the case holds: a marking that is none, fields that only the program writes. path as in
 * pl_filing_new. USAGE. */
PL_MUST int pl_filing_may_be_new(const struct pl_filing *filing, pl_str marking, const char *path,
                                 struct pl_error *err);

/* What `--json` prints of one that was just written: its line, and a summary of how many were (1; 0: it stood already)
 * and how many entries the log has now. */
void pl_filing_filed_json(const struct pl_filing *filing, uint64_t filed, uint64_t journal, bool exercise,
                          struct pl_buf *out);

/* Withdraws an entry, a whole table or one row of it ("C12", "O12", "O12.3", a label). NOT_FOUND, USAGE (withdrawn
 * before). */
PL_MUST int pl_filing_withdrawal(const char *dir, pl_time now, pl_str id, pl_str by, pl_str text, int64_t *ret_seq,
                                 struct pl_error *err);

/* The same for somebody cleared up to a marking ("" : everything): NOT_FOUND for what is marked above it, unless they
 * signed it themselves. */
PL_MUST int pl_filing_withdrawal_by(const char *dir, pl_str up_to, pl_time now, pl_str id, pl_str by, pl_str text,
                                    int64_t *ret_seq, struct pl_error *err);

/* A standing reference as its id in the arena: a label or id of one of the kinds in letters ("*": any), or with 'E'
 * in letters the id of an event of the case. */
PL_MUST int pl_filing_resolve(struct pl_case *c, pl_str given, const char *letters, int64_t before,
                              struct pl_arena *arena, pl_str *ret_id, struct pl_error *err);

/* How a filing stands with others than its author, as this reader may see it. */
struct pl_filing_standing {
    const char *status;           /* of a finding: "lead, not a finding", until somebody other than its author approved
                                     it, then "reviewed finding"; NULL for every other kind */
    uint64_t approvals, dissents; /* reviews of it that stand; dissents: and objections */
    struct pl_report_unseen unseen;
};

/* As of `before` entries. */
PL_MUST int pl_filing_stands(struct pl_case *c, const struct pl_filing *filing, int64_t before,
                             struct pl_filing_standing *ret, struct pl_error *err);

/* One filing as a JSON object: {"type":kind,"id","at",fields...,"status","approvals","dissents","withheld":{...}
 * (app/withheld),"withdrawn_by"}; standing may be NULL, and of these four there are those that say something; numbers
 * as numbers, an IMO number or MMSI has beside it "imo_valid", "who_imo_valid" or "mmsi_valid"; a quantity that
 * evidence/quantity cannot read, "quantity_typed":false; one that is not yet written has a null id. Without the line
 * end. */
void pl_filing_json(const struct pl_filing *filing, const struct pl_filing_standing *standing, int64_t withdrawn_by,
                    bool exercise, struct pl_buf *out);

/* Several lines for people. */
void pl_filing_text(const struct pl_filing *filing, const struct pl_filing_standing *standing, int64_t withdrawn_by,
                    struct pl_buf *out);

#endif
