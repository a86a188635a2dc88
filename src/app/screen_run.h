/* Runs a screening: one question, a batch, pairs or entities, on several threads, with output in the order asked.
 *
 * Rows are worked through in blocks; each thread has its own asker and each row its own output, so the bytes are the
 * same for any number of threads. Memory is bounded by a block, but for the answers of the summary (60 bytes a row or
 * more). A row's time is from its text to its rendered answer. */
#ifndef PL_APP_SCREEN_RUN_H
#define PL_APP_SCREEN_RUN_H

#include <stdint.h>

#include "app/screen.h"
#include "app/screen_rows.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/pool.h"

enum pl_screen_form { PL_SCREEN_JSON, PL_SCREEN_CSV, PL_SCREEN_TABLE };

struct pl_screen_run_options {
    const struct pl_screener *screener;   /* NULL: pairs and entities need no list */
    const struct pl_countries *countries; /* as the screener's; may be NULL */
    bool exercise;
    struct pl_screen_ask ask;
    int form;             /* enum pl_screen_form */
    struct pl_pool *pool; /* or NULL: one thread */

    /* Looks at the answer to a party before it is written: a case adds rulings and settles the verdict. Called by any
     * thread; NULL: nothing to add. */
    int (*settle)(void *ctx, const struct pl_entity *party, struct pl_arena *arena, struct pl_screen_answer *answer,
                  struct pl_error *err);
    void *settle_ctx;
    int (*write)(void *ctx, pl_str bytes, struct pl_error *err);
    void *ctx;
};

struct pl_screen_run_counts {
    uint64_t rows, candidates;
    uint64_t verdicts[PL_SCREEN_NOT_COMPARABLE + 1]; /* of questions */
    uint64_t matches, not_comparable;                /* of pairs and entities */
    uint64_t faulty, left_out;
};

struct pl_screen_run;

/* Options and what they point to must outlive the run. NOMEM and what ICU says. */
PL_MUST int pl_screen_run_open(const struct pl_screen_run_options *options, struct pl_screen_run **ret_run,
                               struct pl_error *err);

/* One question; query is what output shows. */
PL_MUST int pl_screen_run_question(struct pl_screen_run *run, const struct pl_screen_question *question, pl_str query,
                                   struct pl_error *err);

/* One row that the caller made; it must outlive the run. */
PL_MUST int pl_screen_run_row(struct pl_screen_run *run, const struct pl_screen_row *row, struct pl_error *err);

/* Rows in memory: as of a file. */
PL_MUST int pl_screen_run_bytes(struct pl_screen_run *run, int kind, pl_str bytes, const char *name,
                                struct pl_error *err);

/* A file of rows, called name in messages (NULL: no messages): see app/screen_rows. */
PL_MUST int pl_screen_run_rows(struct pl_screen_run *run, int kind, const char *path, const char *name,
                               struct pl_error *err);

/* Writes what stands at the end: the summary. Also after a run that failed over its input. */
PL_MUST int pl_screen_run_finish(struct pl_screen_run *run, struct pl_error *err);

/* 0, or FORMAT where more than half of the rows could not be read. */
PL_MUST int pl_screen_run_verdict(const struct pl_screen_run *run, struct pl_error *err);

/* What --fail-on-hit fails on: a match, or a question that was answered otherwise than "none": what is undetermined or
 * not comparable has not passed. */
bool pl_screen_run_hit(const struct pl_screen_run_counts *counts);

struct pl_screen_run_counts pl_screen_run_counts(const struct pl_screen_run *run);

/* The p-th percentile of the times of all rows, in microseconds (0 without rows). */
uint32_t pl_screen_run_percentile_us(struct pl_screen_run *run, unsigned p);

void pl_screen_run_close(struct pl_screen_run *run); /* accepts NULL */

#endif
