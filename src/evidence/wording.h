/* How findings speak: claims and amounts in words, the two texts of a finding as they grow. Pure. */
#ifndef PL_EVIDENCE_WORDING_H
#define PL_EVIDENCE_WORDING_H

#include "base/buf.h"
#include "evidence/claim_row.h"
#include "evidence/finding.h"

/* `more than 10,000 containers`; a date: nothing. Without period. */
void pl_wording_amount(struct pl_buf *buf, const struct pl_quantity *quantity);

/* `C009 (more than 10,000 containers, 2023-09 to 2024-02-23)`; quantity in place of the row's own, or NULL. */
void pl_wording_claim(struct pl_buf *buf, const struct pl_claim_row *row, const struct pl_quantity *quantity);

/* printf of plain ASCII and %.*s, and a number as pl_number_write has it, in one line each. */
void pl_wording_number(struct pl_buf *buf, const char *before, double value, unsigned decimals, const char *behind);

/* What a range leaves open: `at least 1,000`, `at most 6,750`, `4,500 to 5,500`. */
void pl_wording_range(struct pl_buf *buf, struct pl_range range);

/* A finding as it is written. Start it as {0}: what returns before pl_telling_open is closed too. */
struct pl_telling {
    struct pl_buf why, arithmetic;
};
void pl_telling_open(struct pl_telling *telling);
void pl_telling_close(struct pl_telling *telling);
#define PL_TELLING_AUTO __attribute__((cleanup(pl_telling_close))) struct pl_telling

/* Adds it and empties both texts. LIMIT, NOMEM. */
PL_MUST int pl_telling_add(struct pl_telling *telling, struct pl_findings *findings, int kind, const uint32_t *claims,
                           uint32_t n, struct pl_error *err);

#endif
