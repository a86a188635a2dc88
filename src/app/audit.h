/* audit: the claims of a table against each other and against the caps of UN measures.
 *
 * Reads one CSV (evidence/claim_row; compressed is fine), runs every test of evidence/{clash,factor,cap,speaker,
 * reachable} and prints what they find. Tests of what is stated; nothing is said about who is right. docs/audit.md has
 * the rules in words. Needs no case. */
#ifndef PL_APP_AUDIT_H
#define PL_APP_AUDIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "evidence/reachable.h"

enum pl_audit_form { PL_AUDIT_TABLE, PL_AUDIT_JSON, PL_AUDIT_CSV };

struct pl_audit_ask {
    const char *path;       /* the claims; "-" standard input */
    const char *caps_path;  /* instead of data/caps.csv; NULL */
    int form;               /* enum pl_audit_form */
    bool strict;            /* the first malformed row ends it */
    pl_reachable_test test; /* NULL: dated places are counted, not tested */
    void *test_ctx;
};

/* Appends the findings and a summary to out; *ret_failed where a finding of a kind that fails is among them. Malformed
 * rows are told on stderr with file, line and byte (the first 10, then their number). FORMAT (with its place) for a
 * missing column, an open quote, where more than half of the rows were malformed or, with strict, at the first; EMPTY
 * without an accepted row; INPUT, LIMIT, NOMEM. Nothing is appended on failure. */
PL_MUST int pl_audit_print(const struct pl_audit_ask *ask, struct pl_buf *out, bool *ret_failed, struct pl_error *err);

/* The same tests over bytes in memory, without printing or messages: for tests and fuzzing. Everything lives in the
 * arena; ret_table and ret_findings are set on success. */
PL_MUST int pl_audit_bytes(pl_str csv, pl_str caps_csv, pl_reachable_test test, void *test_ctx, struct pl_arena *arena,
                           struct pl_claim_table *ret_table, struct pl_findings *ret_findings, struct pl_error *err);

#endif
