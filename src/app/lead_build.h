/* How leads come to be, between the files lead_link.c (what links ships to entries), lead_against.c (what the
 * recordings say against it), leads.c (all of a case) and leads_some.c (some ships): for these alone. */
#ifndef PL_APP_LEAD_BUILD_H
#define PL_APP_LEAD_BUILD_H

#include "app/lead_names.h"
#include "app/leads.h"
#include "base/map.h"
#include "lists/keys.h"
#include "store/case.h"
#include "store/list.h"
#include "store/seen.h"

#define PL_LEAD_SHIPS_MAX ((size_t)1 << 22)

struct pl_lead_builder {
    struct pl_case *c;
    struct pl_arena *arena;
    struct pl_leads *out;
    struct pl_map index; /* MMSI -> index + 1 of a ship with links */
    struct pl_lead *leads;
    size_t n, cap;
    const struct pl_event **events; /* of the case, in printed order */
    size_t n_events, cap_events;
    const struct pl_mids *mids;
    struct pl_list_asker *asker;
    struct pl_lead_names *names;
    bool all; /* keep also what is set aside */
    /* the question being asked */
    uint32_t mmsi;
    const struct pl_seen_identity *said;
    const struct pl_seen_ship *ship;
    const char *field;
};

/* The last said of each field, and how many ships say the same IMO number. */
struct pl_lead_said {
    struct pl_lead_builder *b;
    struct pl_map imo_ships;
    struct pl_map when; /* MMSI * 4 + field -> time + 1 */
};

/* ---- lead_link.c: links of the ship, or of what it said, with the lists. ctx: a builder ---- */

int pl_lead_link_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err);
int pl_lead_link_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err);

/* The links in order, and the class of the strongest. */
void pl_lead_settle(struct pl_lead *lead);

/* What persons decided about what the ship says and the entries; cleared: every link was decided "no match". */
PL_MUST int pl_lead_add_rulings(struct pl_lead_builder *b, struct pl_lead *lead, struct pl_error *err);
bool pl_lead_is_cleared(const struct pl_lead *lead);

/* Whoever met a ship whose own identifiers are a listed ship's. One step only: a partner's partner is nobody. */
PL_MUST int pl_lead_add_partners(struct pl_lead_builder *b, struct pl_error *err);

/* ---- lead_against.c ---- */

/* ctx: a pl_lead_said. */
int pl_lead_last_said(void *ctx, const struct pl_seen_identity *said, struct pl_error *err);

/* What the recordings themselves say against the links of a lead. imo_ships: number -> how many ships say it. */
PL_MUST int pl_lead_add_against(struct pl_lead_builder *b, struct pl_lead *lead, const struct pl_map *imo_ships,
                                struct pl_error *err);
PL_MUST int pl_lead_add_habits(struct pl_lead_builder *b, struct pl_lead *lead, struct pl_error *err);

#endif
