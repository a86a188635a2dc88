#include "app/lead_context.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "store/seen.h"

#include "base/ban.h"

#define MAX_SHIPS ((size_t)1 << 22)

/* What innocent ways there are to look like this; by class, and by kind of event. NULL: none to add. */
static const char *const INNOCENT_CLASS[PL_LEAD_CLASS_COUNT] = {
    [PL_LEAD_LISTED_IMO] = "the number may be mistyped in the ship's transponder, or another ship may have borrowed it",
    [PL_LEAD_LISTED_MMSI] = "an MMSI passes to another ship when a ship changes flag or owner",
    [PL_LEAD_LISTED_CALLSIGN_NAME] = "a call sign and a name pass to another ship when a ship changes flag or owner",
    [PL_LEAD_PARTNER] = "meeting a listed ship may be chance, pilotage, rescue or help in distress",
    [PL_LEAD_NAMED_IN_ENTRY] = "the entry names this ship without listing it",
    [PL_LEAD_LISTED_CALLSIGN] = "call signs are reassigned and often mistyped",
    [PL_LEAD_NEAR_IMO] = ("numbers one digit apart belong to unlike ships, sister ships have one size, and a digit is "
                          "easily mistyped"),
    [PL_LEAD_LISTED_NAME] = "many ships share a name",
};

static const char *const INNOCENT_EVENT[PL_EVENT_TYPE_COUNT] = {
    [PL_EVENT_GAP] = "a silence may be poor reception there, a fault, or a lawful switch-off for the ship's safety",
    [PL_EVENT_ENCOUNTER] = "ships also meet to bunker lawfully, tow, transfer crew or fish together",
    [PL_EVENT_LOITERING] = "ships also wait for a berth, orders, weather or repairs",
    [PL_EVENT_PORT_VISIT] = "a call at a port is no breach by itself",
    [PL_EVENT_IDENTITY_CONFLICT] = "a number can be set wrongly on a second ship by mistake",
    [PL_EVENT_IDENTIFIER_INVALID] = "a wrong number is most often a typing error",
    [PL_EVENT_POSITION_JUMP] = "a jump may be satellite navigation interference that struck every ship there",
    [PL_EVENT_POSITION_ON_LAND] =
        "a position on land may be interference, a coarse chart of the coast or a ship in a dock",
    [PL_EVENT_SYNTHETIC_TRACK] =
        ("a track too smooth may be interference, a test of the equipment or a ship at a buoy; one "
         "heard from too far may have been relayed, or carried by a duct over warm water"),
    [PL_EVENT_DRAUGHT_CHANGE] = "the draught is typed in by hand; ballast and fuel change it too",
    [PL_EVENT_IDENTITY_CHANGE] = "numbers and names change lawfully with flag, owner and repair of the transponder",
    [PL_EVENT_INTERFERENCE] = "interference strikes ships without their doing",
    [PL_EVENT_RENDEZVOUS] = "that the silent ship could have been there does not mean that it was",
};

struct surroundings {
    struct pl_case *c;
    const struct pl_event *const *events;
    size_t n_events;
    struct pl_arena *arena;
};

int pl_lead_add_line(struct pl_arena *arena, pl_str **texts, size_t *n, const char *text, struct pl_error *err) {
    for (size_t i = 0; i < *n; i++) {
        if (pl_str_eq((*texts)[i], pl_str_from(text))) {
            return 0;
        }
    }
    pl_str *more = pl_arena_calloc(arena, *n + 1, sizeof *more);
    pl_str copy = pl_str_copy(arena, pl_str_from(text));
    if (more == NULL || copy.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (*n > 0) {
        memcpy(more, *texts, *n * sizeof *more);
    }
    more[(*n)++] = copy;
    *texts = more;
    return 0;
}

int pl_lead_add_keyed(struct pl_arena *arena, pl_str **texts, pl_str **keys, size_t *n, const char *key,
                      const char *text, struct pl_error *err) {
    size_t before = *n;
    int code = pl_lead_add_line(arena, texts, n, text, err);
    if (code != 0 || *n == before) {
        return code;
    }
    pl_str *more = pl_arena_calloc(arena, *n, sizeof *more);
    pl_str copy = pl_str_copy(arena, pl_str_from(key));
    if (more == NULL || copy.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (before > 0) {
        memcpy(more, *keys, before * sizeof *more);
    }
    more[before] = copy;
    *keys = more;
    return 0;
}

static int add_one_innocent(const struct surroundings *b, struct pl_lead *lead, const char *of, const char *name,
                            const char *text, struct pl_error *err) {
    char key[80];
    snprintf(key, sizeof key, "%s.%s", of, name);
    return text == NULL
               ? 0
               : pl_lead_add_keyed(b->arena, &lead->innocent, &lead->innocent_keys, &lead->n_innocent, key, text, err);
}

static int add_innocent(const struct surroundings *b, struct pl_lead *lead, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; i < lead->n_links && code == 0; i++) {
        int of = lead->links[i].lead_class;
        code = add_one_innocent(b, lead, "class", pl_lead_class_name(of), INNOCENT_CLASS[of], err);
    }
    for (size_t i = 0; i < lead->n_common && code == 0; i++) {
        int type = lead->common[i].type;
        code = add_one_innocent(b, lead, "event", pl_event_type_name(type), INNOCENT_EVENT[type], err);
    }
    return code;
}

/* What says that something did not happen is no sign of anything. */
static bool is_negative(const struct pl_event *e) { return e->type == PL_EVENT_RENDEZVOUS && !e->feasible; }

static bool event_has(const struct pl_event *e, uint32_t mmsi) {
    if (is_negative(e)) {
        return false;
    }
    for (unsigned v = 0; v < e->n_vessels; v++) {
        if (e->vessels[v].mmsi == mmsi) {
            return true;
        }
    }
    return false;
}

/* What the case itself explains without the ship's doing accuses nobody; what explains it, interference, neither. */
static bool is_explained(const struct pl_event *e) {
    return e->notes.has_explained_by || e->notes.of_feed || e->type == PL_EVENT_INTERFERENCE ||
           ((e->type == PL_EVENT_GAP || e->type == PL_EVENT_RENDEZVOUS) && e->notes.grade == PL_SILENCE_EXPECTED);
}

/* Ships seen in the cells where this ship's events of one type lie, and how many of them have such an event there. */
static int count_common(const struct surroundings *b, struct pl_lead *lead, int type, struct pl_error *err) {
    struct pl_map cells;
    struct pl_map there;
    struct pl_map with;
    struct pl_lead_common *common = &lead->common[lead->n_common];
    pl_map_open(&cells, MAX_SHIPS);
    pl_map_open(&there, MAX_SHIPS);
    pl_map_open(&with, MAX_SHIPS);
    int code = 0;
    for (size_t i = 0; i < lead->n_events && code == 0; i++) {
        const struct pl_event *e = lead->events[i];
        bool is_new = false;
        if (e->type != type || is_explained(e)) {
            continue;
        }
        common->events++;
        if (e->has_pos && pl_map_put(&cells, (uint64_t)pl_seen_cell(e->pos), &is_new) != NULL && is_new) {
            code = pl_seen_in_cell(b->c, pl_seen_cell(e->pos), &there, err);
        }
    }
    for (size_t i = 0; i < b->n_events && code == 0; i++) {
        const struct pl_event *e = b->events[i];
        if (e->type == type && !is_negative(e) && !is_explained(e) && e->has_pos &&
            pl_map_get(&cells, (uint64_t)pl_seen_cell(e->pos)) != NULL) {
            for (unsigned v = 0; v < e->n_vessels; v++) {
                pl_map_put(&with, e->vessels[v].mmsi, NULL);
            }
        }
    }
    common->type = type;
    common->ships_with = with.n;
    common->ships_there = there.n > with.n ? there.n : with.n;
    lead->n_common += common->events > 0 ? 1 : 0;
    pl_map_close(&cells);
    pl_map_close(&there);
    pl_map_close(&with);
    return code;
}

static int add_events(const struct surroundings *b, struct pl_lead *lead, struct pl_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < b->n_events; i++) {
        n += event_has(b->events[i], lead->mmsi) ? 1 : 0;
    }
    lead->events = pl_arena_calloc(b->arena, n > 0 ? n : 1, sizeof(const struct pl_event *));
    if (lead->events == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < b->n_events; i++) {
        if (event_has(b->events[i], lead->mmsi)) {
            lead->events[lead->n_events++] = b->events[i];
        }
    }
    int code = 0;
    for (int type = 0; type < (int)PL_EVENT_TYPE_COUNT && code == 0; type++) {
        code = count_common(b, lead, type, err);
    }
    return code;
}

/* The silences that reception explains, said beside those that it does not. */
static int add_explained(const struct surroundings *b, struct pl_lead *lead, struct pl_error *err) {
    unsigned silences = 0, expected = 0;
    char text[120], key[80];
    for (size_t i = 0; i < lead->n_events; i++) {
        const struct pl_event *e = lead->events[i];
        silences += e->type == PL_EVENT_GAP;
        expected += e->type == PL_EVENT_GAP && e->notes.grade == PL_SILENCE_EXPECTED;
    }
    if (expected == 0) {
        return 0;
    }
    snprintf(text, sizeof text, "reception there explains %u of its %u silence%s: not counted here", expected, silences,
             silences == 1 ? "" : "s");
    snprintf(key, sizeof key, "reception_explains\t%u\t%u", expected, silences);
    return pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys, &lead->n_against, key, text, err);
}

/* What strikes others too. */
static int add_struck(const struct surroundings *b, struct pl_lead *lead, struct pl_error *err) {
    unsigned long long n = 0;
    char text[160], key[80];
    for (size_t i = 0; i < lead->n_events; i++) {
        n += lead->events[i]->notes.has_explained_by ? 1 : 0;
    }
    if (n == 0) {
        return 0;
    }
    snprintf(text, sizeof text,
             "%llu of its events come of interference or an outage that struck others too; they do not count", n);
    snprintf(key, sizeof key, "struck\t%llu", n);
    return pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys, &lead->n_against, key, text, err);
}

int pl_lead_context_add(struct pl_case *c, const struct pl_event *const *events, size_t n, struct pl_arena *arena,
                        struct pl_lead *lead, struct pl_error *err) {
    const struct surroundings all = {.c = c, .events = events, .n_events = n, .arena = arena};
    int code = add_events(&all, lead, err);
    code = code == 0 ? add_explained(&all, lead, err) : code;
    code = code == 0 ? add_struck(&all, lead, err) : code;
    return code == 0 ? add_innocent(&all, lead, err) : code;
}

int pl_lead_context_innocent(struct pl_arena *arena, struct pl_lead *lead, struct pl_error *err) {
    const struct surroundings all = {.arena = arena};
    return add_innocent(&all, lead, err);
}
