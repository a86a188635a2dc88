/* The caps of UN measures, the factors between tonnes and barrels, and physical limits: data/caps.csv, and claims held
 * against them.
 *
 * Columns: kind (cap, factor, limit), id, measure, thing, direction (to DPRK, from DPRK), value, unit, year_start
 * (MM-DD: when each year of a cap begins; empty: one window), from, to, notice_percent (of a cap: when notices are
 * sent, joined by `;`), source, verification. A cap's year is its own: refined oil counts by calendar year, crude from
 * 22 December. A claim that lies in no single year of a cap passes it only by more than the caps of all the years it
 * touches; a claim without a start is not held against a cap. Tonnes are held against barrels by the smallest and the
 * largest factor of the table (or the one that the claim states), and the finding says both. A cap is neared from its
 * first notice on, PL_CAP_NEAR where it has none. Pure; everything lives in the arena. */
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
#define PL_CAP_NEAR    0.9
#define PL_CAP_NO_END  INT32_MAX

struct pl_cap {
    pl_str id, measure, thing, source, verification;
    bool inward; /* what enters the DPRK; else what leaves it */
    double value;
    struct pl_unit unit;
    int year_month, year_day;       /* 0: one window, from_day..to_day */
    int32_t from_day, to_day;       /* PL_CAP_NO_END: in force */
    double notices[PL_CAP_NOTICES]; /* ascending, shares of 1 */
    uint32_t n_notices;
};

/* A factor (barrels per tonne of a thing) or a physical limit. */
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

/* Barrels per tonne of what the topic is about: the smallest and the largest of the table. False where it has none. */
bool pl_caps_barrels(const struct pl_caps *caps, const struct pl_topic *topic, double *ret_least, double *ret_most);

/* How many years of the cap the period touches (0: it lies outside), and the first of them, first day to last. */
unsigned pl_cap_years(const struct pl_cap *cap, const struct pl_period *period, int32_t *ret_first_day,
                      int32_t *ret_last_day);

/* Kinds cap, unit and (below the first notice) consistent. LIMIT, NOMEM. */
PL_MUST int pl_cap_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                        struct pl_error *err);

#endif
