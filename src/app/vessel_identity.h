/* What a ship's identifiers show over time, beside the assertions themselves: the flags that its numbers stand for,
 * many flags in a short time, one IMO number said by two hulls at once or with other dimensions, an IMO number one
 * digit away from a listed ship's. Other parts tell what papers and lists state of the hull (app/vessel_hull) and what
 * changed within one track (app/vessel_change).
 *
 * Each remark is a reason to look, never a finding, and carries its innocent explanation. An IMO number is compared
 * digit by digit only to offer a near match; a near match is never a match. Thresholds: the section `identity_history`
 * of the rules. Everything lives in the arena. */
#ifndef PL_APP_VESSEL_IDENTITY_H
#define PL_APP_VESSEL_IDENTITY_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "detect/rules.h"
#include "names/identifier.h"
#include "store/case.h"
#include "store/list.h"

/* enum name, JSON name, innocent explanation ("" none: a plain fact) */
#define PL_IDENTITY_REMARKS(X)                                                                                         \
    X(FLAG, "flag", "")                                                                                                \
    X(FLAG_HOPPING, "flag_hopping", "ships change flag lawfully when they are sold or chartered")                      \
    X(SHARED_IMO, "shared_imo", "a number can be typed into a second ship's transponder by mistake")                   \
    X(OTHER_DIMENSIONS, "other_dimensions",                                                                            \
      "dimensions are typed in by hand; an antenna that moves changes them, and so does a conversion")                 \
    X(NEAR_LISTED_IMO, "near_listed_imo",                                                                              \
      "a near match, never a match: numbers one digit apart belong to unlike ships, and sister ships have one size")   \
    X(HEARD_BEFORE_BUILT, "heard_before_built",                                                                        \
      "ships are heard on trials before they are delivered, a stated year may be that of a rebuilding or mistyped, "   \
      "and another ship may have said the number by mistake")                                                          \
    X(NEW_NUMBER_OLD_HULL, "new_number_old_hull",                                                                      \
      "numbers change lawfully with flag, owner and repair, and a ship that comes from elsewhere is first heard when " \
      "the case's sources reach her")                                                                                  \
    X(STATED_DIMENSIONS, "stated_dimensions",                                                                          \
      "dimensions are typed in by hand, papers give the length of registry or between perpendiculars as well as over " \
      "all, and a conversion changes them")                                                                            \
    X(CHANGED_WITHIN_TRACK, "changed_within_track",                                                                    \
      "names and call signs change lawfully with owner and flag, and a value mistyped and put right is two changes")

enum pl_identity_remark_kind {
#define PL_IDENTITY_REMARK_ENUM(name, json, innocent) PL_IDENTITY_##name,
    PL_IDENTITY_REMARKS(PL_IDENTITY_REMARK_ENUM)
#undef PL_IDENTITY_REMARK_ENUM
        PL_IDENTITY_REMARK_COUNT
};

const char *pl_identity_remark_name(int kind);
const char *pl_identity_remark_innocent(int kind);

/* "BOW,STERN,PORT,STARBOARD" in metres as length and beam; false where either is 0 or it is another text. */
bool pl_identity_size(pl_str value, unsigned *ret_length, unsigned *ret_beam);

struct pl_identity_remark {
    int kind;             /* enum pl_identity_remark_kind */
    uint32_t mmsi, other; /* who is meant; the other number, 0 none */
    pl_time from, to;
    const char *text;
};
typedef int (*pl_identity_remark_sink)(void *ctx, const struct pl_identity_remark *remark, struct pl_error *err);

struct pl_identity_asked {
    const uint32_t *mmsi; /* ascending */
    size_t n_mmsi;
    const struct pl_rules *rules;
    const struct pl_mids *mids; /* may be NULL: no flags */
    bool exercise;
};

/* By kind, then number. Looks also at other numbers that said an IMO number of these. NOMEM, STORE. */
PL_MUST int pl_identity_remarks(struct pl_case *c, const struct pl_identity_asked *asked, struct pl_arena *arena,
                                pl_identity_remark_sink sink, void *ctx, struct pl_error *err);

/* A listed ship's IMO number that is one digit away from the one said, and what is known of both hulls. */
struct pl_identity_near {
    uint32_t said, listed;
    const struct pl_list_hit *hit;
    bool known, same; /* known: some number of the case said the listed one, with dimensions; same: they agree */
};
typedef int (*pl_identity_near_sink)(void *ctx, const struct pl_identity_near *near, struct pl_error *err);

/* dims: what the ship that said it says of its hull, "BOW,STERN,PORT,STARBOARD" in metres; empty: not known. */
PL_MUST int pl_identity_near_listed(struct pl_case *c, struct pl_list_asker *asker, uint32_t imo, pl_str dims,
                                    struct pl_arena *arena, pl_identity_near_sink sink, void *ctx,
                                    struct pl_error *err);

#endif
