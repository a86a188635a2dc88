/* The caps of UN measures, the factors between tonnes and barrels, and physical limits: data/caps.csv, and claims held
 * against them.
 *
 * Columns: kind (cap, factor, limit), id, measure, thing, direction, value, unit, year_start (MM-DD: when a cap's year
 * begins), from, to, notice_percent (of a cap: when notices are sent, by `;`), source, verification. A cap's year is
 * its own: refined oil counts by calendar year, crude from 22 December. A claim that lies in no single year of a cap
 * can only pass it by more than the caps of all the years it touches. Tonnes are held against barrels by the smallest
 * and the largest factor of the table, and the finding says both. Pure; everything lives in the arena. */
#ifndef PL_EVIDENCE_CAP_H
#define PL_EVIDENCE_CAP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/claim_row.h"
#include "evidence/finding.h"

#define PL_CAPS_MAX    256u
#define PL_CAP_NOTICES 8u

struct pl_cap {
    pl_str id, measure, thing, source, verification;
    bool inward; /* what enters the DPRK; else what leaves it */
    double value;
    struct pl_unit unit;
    uint8_t year_month, year_day;   /* 0: one window, from..to */
    int32_t from_day, to_day;       /* INT32_MAX: in force */
    double notices[PL_CAP_NOTICES]; /* ascending, shares of 1 */
    uint32_t n_notices;
};

/* A factor (thing, such as "refined"; value barrels per tonne) or a physical limit (thing, value, unit). */
struct pl_cap_number {
    pl_str id, thing, source;
    double value;
    struct pl_unit unit;
};

struct pl_caps {
    struct pl_cap *caps;
    uint32_t n_caps;
    struct pl_cap_number *factors;
    uint32_t n_factors;
    struct pl_cap_number *limits;
    uint32_t n_limits;
};

/* FORMAT with line and byte for anything malformed: the table is ours. LIMIT, NOMEM. */
PL_MUST int pl_caps_read(pl_str csv, struct pl_arena *arena, struct pl_caps *ret_caps, struct pl_error *err);

/* The limit of that id, or NULL. */
const struct pl_cap_number *pl_caps_limit(const struct pl_caps *caps, pl_str id);

/* Kinds cap, unit and (below the first notice) consistent. LIMIT, NOMEM. */
PL_MUST int pl_cap_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                        struct pl_error *err);

#endif
