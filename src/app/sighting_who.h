/* Whom an observation names, held against what a ship of the case said of itself: is it that one, another, or can that
 * not be told?
 *
 * Compared are the numbers (MMSI; IMO number as given and as read off the hull), the names (as the witness gave it, as
 * read off the hull) and the call sign; a registration, and whatever else ships do not say, ties nothing to a ship.
 * Whatever a number ever said in the case counts, for ships change names. Two names are one where they are equal but
 * for case, spaces and "M/V", or where AIS cut one after 20 characters; where they are merely alike (names/match, or
 * one within the other), or in two scripts, nothing can be told, as where the ship said none. An IMO number whose check
 * digit is wrong says nothing against a ship. */
#ifndef PL_APP_SIGHTING_WHO_H
#define PL_APP_SIGHTING_WHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/filing.h"
#include "names/form.h"
#include "store/case.h"

#define PL_SIGHTING_NAME_ALIKE 0.6 /* a score of names/match from which two names may be one misheard or misspelled */
#define PL_SIGHTING_NAMES_MAX  8

/* enum name, field as it is printed */
#define PL_TIE_FIELDS(X)                                                                                               \
    X(MMSI, "mmsi")                                                                                                    \
    X(IMO, "imo")                                                                                                      \
    X(NAME, "name")                                                                                                    \
    X(CALLSIGN, "callsign")

enum pl_tie_field {
#define PL_TIE_FIELD_ENUM(name, text) PL_TIE_##name,
    PL_TIE_FIELDS(PL_TIE_FIELD_ENUM)
#undef PL_TIE_FIELD_ENUM
        PL_TIE_FIELD_COUNT
};
const char *pl_tie_field_name(int field);

enum pl_tie {
    PL_TIE_NOT_GIVEN, /* the observation has none */
    PL_TIE_SAME,
    PL_TIE_OTHER,
    PL_TIE_UNTOLD /* the ship said none, or the two cannot be compared */
};
const char *pl_tie_name(int tie); /* "same", "other", "untold"; "" of NOT_GIVEN */

struct pl_sighting_who {
    bool ship;                        /* by its kind what was seen may be a ship */
    bool number;                      /* it bears an MMSI or IMO number, be it one that no ship can have */
    bool mark;                        /* a name, call sign or registration */
    pl_str given[PL_TIE_FIELD_COUNT]; /* as it stands in the filing, the first of several; "" none */
    pl_str seen;                      /* the IMO number as it was read off the hull */
    uint32_t mmsi, imo, seen_imo;     /* 0: none that can be compared */
    bool mmsi_heard;                  /* some report of the case is of that MMSI */
    struct pl_form names[PL_SIGHTING_NAMES_MAX];
    size_t n_names;
};

/* How a ship stands to it. */
struct pl_sighting_tie {
    int of[PL_TIE_FIELD_COUNT];      /* enum pl_tie */
    pl_str said[PL_TIE_FIELD_COUNT]; /* what the ship says, most often where it is several; "" nothing */
};

/* True where it said something of itself that is another's. */
bool pl_sighting_is_other(const struct pl_sighting_tie *tie);
/* True where something is the same and nothing another's. */
bool pl_sighting_is_same(const struct pl_sighting_tie *tie);

/* Handles that comparing needs, opened at need; all zero to begin with. */
struct pl_sighting_names {
    struct pl_romaniser *romaniser;
};
void pl_sighting_names_close(struct pl_sighting_names *names);

/* What a filing of kind observation says. In the arena; views of the filing. NOMEM, STORE. */
PL_MUST int pl_sighting_who_read(struct pl_case *c, struct pl_sighting_names *names, const struct pl_filing *filing,
                                 struct pl_arena *arena, struct pl_sighting_who *ret, struct pl_error *err);

/* The numbers of the case that it names: the MMSI, where it was heard, and all that said an IMO number of it, each
 * once, ascending. */
PL_MUST int pl_sighting_who_named(struct pl_case *c, const struct pl_sighting_who *who, struct pl_arena *arena,
                                  uint32_t **ret_mmsi, size_t *ret_n, struct pl_error *err);

PL_MUST int pl_sighting_tie_read(struct pl_case *c, struct pl_sighting_names *names, const struct pl_sighting_who *who,
                                 uint32_t mmsi, struct pl_arena *arena, struct pl_sighting_tie *ret,
                                 struct pl_error *err);

#endif
