/* Filings in a case (evidence/filing): found by id, label, key, time and words.
 *
 * Derived: a filing is a journal entry, or a row of an object that one entry names (`sha256.filings`: u32 length and
 * bytes of each, docs/format/filing.md); what stands here is made by the same code after a write and by a rebuild.
 * Questions may be put as of an earlier journal: `before` is a number of entries; filings and withdrawals that came
 * with a later one do not exist then (INT64_MAX: all). Filings given to sinks live until the sink returns. */
#ifndef PL_STORE_FILING_H
#define PL_STORE_FILING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"
#include "ledger/entry.h"
#include "store/case.h"

#define PL_FILING_ROWS_MAX 1000000 /* of one table */

/* Inside a transaction: the rows of journal entry seq, of a kind that evidence/filing lists. STORE for a payload or an
 * object that is none of ours. */
PL_MUST int pl_filing_derive(struct pl_case *c, int64_t seq, pl_str kind, pl_time at, struct pl_error *err);

/* The same for a withdrawal: what it names stands no longer. */
PL_MUST int pl_filing_withdraw(struct pl_case *c, int64_t seq, struct pl_error *err);

struct pl_filing_query {
    char letter;      /* 0: every kind */
    int64_t seq, row; /* seq -1: every entry; row -1: every row */
    pl_str label;     /* "" : any */
    pl_str key;       /* such as "imo:9074729", "ref:C12", or "erased:source": it lost that field; "" : any */
    pl_str words;     /* all of these words, in any order; "..." is a phrase; "" : any */
    bool unfinished;  /* the last of them is the beginning of a word */
    pl_time from, to; /* overlaps; PL_TIME_NONE: any */
    bool withdrawn;   /* what was withdrawn too */
    int64_t before;
};

/* Every filing, none withdrawn, as of all entries. */
#define PL_FILING_QUERY                                                                                                \
    ((struct pl_filing_query){.seq = -1, .row = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .before = INT64_MAX})

/* by_withdrawal: the entry that withdrew it, or -1. */
typedef int (*pl_filing_sink)(void *ctx, const struct pl_filing *filing, int64_t by_withdrawal, struct pl_error *err);

/* In journal order, then by row. USAGE for words that cannot be searched. */
PL_MUST int pl_filing_each(struct pl_case *c, const struct pl_filing_query *query, pl_filing_sink sink, void *ctx,
                           struct pl_error *err);

/* One filing by id ("C12", "O12.3") or label, everything in the arena; of several with one label the last that stands.
 * *ret_withdrawn (may be NULL) as above. NOT_FOUND. */
PL_MUST int pl_filing_get(struct pl_case *c, pl_str id, int64_t before, struct pl_arena *arena,
                          struct pl_filing *ret_filing, int64_t *ret_withdrawn, struct pl_error *err);

/* The table of that id: "O12" where the rows are O12.1, O12.2 ...; its entry, how many rows, and by which entry the
 * whole was withdrawn (-1: it stands). NOT_FOUND. */
PL_MUST int pl_filing_table(struct pl_case *c, pl_str id, int64_t before, int64_t *ret_seq, int64_t *ret_rows,
                            int64_t *ret_withdrawn, struct pl_error *err);

/* How many filings of each kind, by its letter: n[letter - 'A']. */
struct pl_filing_counts {
    uint64_t n[26];
};

/* Of a limited case (store/clearance.h): how many filings refer to that id and stand, and are left out of every other
 * answer. That they exist is told, and nothing else of them. All 0 for a whole case. */
PL_MUST int pl_filing_unseen(struct pl_case *c, pl_str id, int64_t before, struct pl_filing_counts *ret,
                             struct pl_error *err);

/* Those of a limited case one by one, for questions whose answer is only that something of the kind exists: nothing
 * that a sink is given may reach the reader. None for a whole case. */
PL_MUST int pl_filing_each_unseen(struct pl_case *c, char letter, int64_t before, pl_filing_sink sink, void *ctx,
                                  struct pl_error *err);

/* Of a limited case: is there a filing of that id ("C12", "O12.3"; no label, which would be told by it), standing or
 * withdrawn, that is left out of every other answer? false for a whole case. STORE. */
PL_MUST int pl_filing_is_unseen(struct pl_case *c, pl_str id, int64_t before, bool *ret, struct pl_error *err);

/* The entry that withdrew this entry (row 0: the whole of it) before `before`; -1 none. */
PL_MUST int pl_filing_withdrawn(struct pl_case *c, int64_t seq, int64_t row, int64_t before, int64_t *ret_by,
                                struct pl_error *err);

#endif
