/* Papers of a ship beside what it transmitted: registry rows and port calls that a case holds about an IMO number or
 * MMSI, by date, each with what AIS of that time says otherwise.
 *
 * A registry row holds from its start on, until its end or openly; a port call while it lasted. Compared are: the flag
 * with the state of the number's country digits, where both are known states; the name, folded, with every name heard
 * then (AIS cuts names after 20 characters); the IMO number. What was not heard then contradicts nothing. A
 * contradiction is a lead: numbers are mistyped and papers filled in late. */
#ifndef PL_APP_VESSEL_PAPERS_H
#define PL_APP_VESSEL_PAPERS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "evidence/filing.h"
#include "names/identifier.h"
#include "store/case.h"

#define PL_VESSEL_PAPERS_MAX ((size_t)100000)

/* What a ship said of itself, or (field "") that it was heard at all. */
struct pl_vessel_said {
    uint32_t mmsi;
    pl_str field, value;
    pl_time first, last;
};

struct pl_vessel_contradiction {
    pl_str field;       /* flag, name or imo */
    pl_str paper, said; /* as the paper has it, as AIS has it: of a flag as ISO 3166 code */
    uint32_t mmsi;
    pl_time first, last; /* when it was heard */
};

struct pl_vessel_paper {
    const struct pl_filing *filing;
    pl_time from, to; /* PL_TIME_NONE: not said, or openly */
    const struct pl_vessel_contradiction *contradictions;
    size_t n;
};
typedef int (*pl_vessel_paper_sink)(void *ctx, const struct pl_vessel_paper *paper, struct pl_error *err);

struct pl_vessel_asked {
    uint32_t imo; /* 0: none */
    const uint32_t *mmsi;
    size_t n_mmsi;
    const struct pl_vessel_said *said;
    size_t n_said;
    const struct pl_mids *mids; /* may be NULL */
    int64_t before;             /* entries known */
};

/* By (from, journal entry, row). Everything lives in the arena. LIMIT, NOMEM. */
PL_MUST int pl_vessel_papers(struct pl_case *c, const struct pl_vessel_asked *asked, struct pl_arena *arena,
                             pl_vessel_paper_sink sink, void *ctx, struct pl_error *err);

#endif
