/* Rows of a table of public claims, as `plimsoll audit` reads it.
 *
 * Columns by name (any case), in any order: claim_id, date, claimant, topic, quantity, unit, qualifier, period_start,
 * period_end, basis are needed; claimant_type, quantity_max, relayed_by, source_url, and for dated places subject, lat,
 * lon are read where they are there; others are ignored. A row is malformed where its id is empty or was there before,
 * its date or a period is no date (YYYY[-MM[-DD]]; the date may not be missing), a period ends before it starts, a
 * number is no number, negative or 1e15 and more, quantity_max is below quantity or stands alone, a position is not on
 * the earth, it is not UTF-8, has more cells than the header or lacks needed ones. At most PL_CLAIM_ROWS_MAX rows; more
 * is LIMIT. Everything lives in the arena. Pure. */
#ifndef PL_EVIDENCE_CLAIM_ROW_H
#define PL_EVIDENCE_CLAIM_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/basis.h"
#include "evidence/quantity.h"
#include "evidence/topic.h"
#include "text/csv.h"
#include "text/interval.h"

#define PL_CLAIM_ROWS_MAX 5000u /* every pair is looked at: some seconds at most */

struct pl_claim_row {
    uint32_t index; /* its place among the accepted rows */
    uint64_t line, offset;
    pl_str id, claimant, claimant_type, topic_text, qualifier, basis_text, relayed_by, source_url;
    pl_str core; /* of claimant: who spoke first (evidence/speaker) */
    struct pl_interval date;
    struct pl_quantity quantity; /* with its period, unit and condition */
    struct pl_topic topic;
    struct pl_basis basis;
    bool has_place;
    pl_str subject;
    double lat_deg, lon_deg;
};

struct pl_claim_table {
    struct pl_claim_row *rows;
    uint32_t n;
    uint64_t read, rejected; /* rows; read = n + rejected */
};

/* A row that was left out, with line and byte in the error. A code other than 0 stops the reading, which returns it. */
typedef int (*pl_claim_fault)(void *ctx, const struct pl_error *fault, struct pl_error *err);

struct pl_claim_reader;

/* fault may be NULL. NOMEM. */
PL_MUST int pl_claim_reader_open(struct pl_arena *arena, pl_claim_fault fault, void *ctx,
                                 struct pl_claim_reader **ret_reader, struct pl_error *err);

/* A sink of text/csv (ctx is the reader): FORMAT where the header lacks a column, LIMIT, NOMEM, the fault's code. */
PL_MUST int pl_claim_reader_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err);

/* EMPTY where no row was accepted; FORMAT where more than half were left out. The table is set in both cases. */
PL_MUST int pl_claim_reader_finish(struct pl_claim_reader *reader, struct pl_claim_table *ret_table,
                                   struct pl_error *err);

#endif
