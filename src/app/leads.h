/* Leads: ships seen in the recordings that a sanctions list names, that carry a listed ship's identifier, or that met
 * such a ship.
 *
 * A lead is a question with its reasons, never a finding. Each says why, what speaks against it, which innocent
 * explanations are not ruled out, and how common its pattern is among all ships seen there. Leads are ranked by the
 * class of their strongest reason (the table below, in this order), then by whether they met as ships do whose work it
 * is to lie beside others (tugs, fishing fleets, service vessels: lower), then by the number of kinds of events, then
 * by when the ship was last seen, then by MMSI: never by a sum of points. All strings live in the arena. */
#ifndef PL_APP_LEADS_H
#define PL_APP_LEADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/known_at.h"
#include "app/undetected.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/event.h"
#include "detect/event_text.h"

/* enum name, JSON name, what it says */
#define PL_LEAD_CLASSES(X)                                                                                             \
    X(LISTED_IMO, "listed_imo", "says the IMO number of a listed ship")                                                \
    X(LISTED_MMSI, "listed_mmsi", "uses the MMSI of a listed ship")                                                    \
    X(LISTED_CALLSIGN_NAME, "listed_callsign_and_name", "says both call sign and name of a listed ship")               \
    X(PARTNER, "met_listed_ship", "met a ship that carries a listed ship's identifier")                                \
    X(NAMED_IN_ENTRY, "named_in_entry", "says the IMO number of a ship that an entry names")                           \
    X(LISTED_CALLSIGN, "listed_callsign", "says the call sign of a listed ship")                                       \
    X(NEAR_IMO, "near_listed_imo",                                                                                     \
      "says an IMO number one digit from a listed ship's, and that ship's dimensions: a near match, never a match")    \
    X(LISTED_NAME, "listed_name", "says the name of a listed ship, and nothing else agrees")

enum pl_lead_class {
#define PL_LEAD_CLASS_ENUM(name, json, text) PL_LEAD_##name,
    PL_LEAD_CLASSES(PL_LEAD_CLASS_ENUM)
#undef PL_LEAD_CLASS_ENUM
        PL_LEAD_CLASS_COUNT
};

const char *pl_lead_class_name(int lead_class);
const char *pl_lead_class_text(int lead_class);

/* What links a ship to an entry of a list. */
struct pl_lead_link {
    int lead_class;   /* enum pl_lead_class */
    pl_str field;     /* imo, mmsi, callsign, name, encounter */
    pl_str said;      /* as AIS says it */
    pl_str list;      /* un-sc, ofac-sdn ... */
    pl_str published; /* YYYY-MM-DD or "" */
    pl_str reference;
    pl_str caption;
    pl_str listed_value; /* as the list writes it */
    uint32_t via_mmsi;   /* the partner, for PARTNER; else 0 */
    int habit;        /* enum pl_event_habit, for PARTNER: such ships lie beside others in their work; ranked lower */
    int64_t entity;   /* store/list: the entry */
    pl_time from, to; /* when it was said, or the meeting */
    pl_str why;       /* of a name that is near and not equal: how the matcher explains it; else "" */
    double score;     /* of such a name */
    bool cleared;     /* a person decided "no match", and that stands */
};

/* How many ships seen in the same cells of 1 degree have an event of this type too. */
struct pl_lead_common {
    int type;            /* enum pl_event_type */
    uint64_t events;     /* of this ship */
    uint64_t ships_with; /* among ships_there, this ship included */
    uint64_t ships_there;
};

/* What a ship did beside where it said it was bound: called elsewhere, sailed away, came far off its time. */
struct pl_lead_bound {
    pl_time at;   /* of the call; or until when it was said */
    bool arrived; /* a call at a port */
    struct pl_event_bound bound;
    pl_str remark; /* in words, with the innocent explanation */
};

struct pl_lead {
    unsigned rank; /* from 1 */
    int lead_class;
    uint32_t mmsi;
    uint32_t imo;                /* last said; 0 none */
    pl_str name, callsign, flag; /* last said; flag by MID, ISO 3166 alpha-2 or "" */
    pl_time first_seen, last_seen;
    struct pl_lead_link *links; /* strongest first */
    size_t n_links;
    pl_str *against;      /* what speaks against it, in sentences */
    pl_str *against_keys; /* of each: a key that does not change, and behind tabs the values in the sentence; "" none */
    size_t n_against;
    bool contradicted; /* says a valid IMO number that none of the linked ships has */
    pl_str *owners;    /* remarks on listed owners of the entries' ships (app/lead_owners) */
    size_t n_owners;
    pl_str *innocent;      /* explanations not ruled out, in sentences */
    pl_str *innocent_keys; /* of each: "class.CLASS" or "event.TYPE", by what asks for it */
    size_t n_innocent;
    struct pl_lead_common common[PL_EVENT_TYPE_COUNT];
    size_t n_common;
    const struct pl_event **events; /* of this ship, in printed order */
    size_t n_events;
    struct pl_lead_bound *bound; /* by time */
    size_t n_bound;
};

struct pl_lead_list {
    pl_str list, published;
    int64_t age_days; /* at `now`; -1 without a date */
    uint64_t entries;
    uint64_t rejected; /* rows or entries of the file that could not be read */
    char sha256[65];
};

struct pl_leads {
    struct pl_lead *leads;
    size_t n;
    struct pl_lead_list *lists; /* screened against */
    size_t n_lists;
    uint64_t ships;      /* seen in the case */
    uint64_t events;     /* in the case */
    uint64_t set_aside;  /* bear a listed name but say a valid IMO number of another ship */
    uint64_t cleared;    /* every link was decided "no match": set aside too */
    pl_time first, last; /* of the recordings */
    pl_str no_list; /* why none was searched, where n_lists is 0: none was imported, or none is shown to this reader */
    pl_str lacking; /* why the answer is undetermined: a required list is missing, undated or too old; else "" */
    struct pl_undetected undetected; /* imports that no event of these leads rests on */
    bool exercise;
    pl_time now;
    struct pl_knowledge known;
};

/* What links some ships of an open case to entries of lists, and what speaks against it: a lead for each ship that has
 * a link (also one that pl_leads_read would set aside), by MMSI, without rank, owners, common, events and bound. names
 * (may be NULL: near names and decisions are left out) is app/lead_names; events are those of these ships: whom they
 * met counts too. All in the arena. */
struct pl_case;
struct pl_lead_names;
struct pl_leads_of {
    struct pl_case *c;
    const uint32_t *mmsi; /* ascending */
    size_t n_mmsi;
    struct pl_lead_names *names;
    const struct pl_event **events;
    size_t n_events;
    bool exercise;
};
PL_MUST int pl_leads_of(const struct pl_leads_of *ask, struct pl_arena *arena, struct pl_lead **ret_leads,
                        size_t *ret_n, struct pl_error *err);

/* The leads of the case in the folder dir at the time `now`, as known at known_at (PL_TIME_NONE: now); all: with those
 * set aside. NOT_FOUND where there is no case, STORE, NOMEM. No list at all, or not those that
 * the case requires, is no error: the answer is undetermined, which every rendering says beside the leads. */
PL_MUST int pl_leads_read(const char *dir, pl_time known_at, pl_time now, bool all, struct pl_arena *arena,
                          struct pl_leads *ret, struct pl_error *err);

#endif
