#include "app/leads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/facts.h"
#include "app/lead_context.h"
#include "app/lead_names.h"
#include "app/lead_owners.h"
#include "app/requirement.h"
#include "app/vessel_identity.h"
#include "base/map.h"
#include "lists/keys.h"
#include "names/identifier.h"
#include "store/case.h"
#include "store/event.h"
#include "store/list.h"
#include "store/seen.h"

#include "base/ban.h"

#define MAX_SHIPS ((size_t)1 << 22)

static const struct {
    const char *name;
    const char *text;
} CLASSES[] = {
#define PL_LEAD_CLASS_ROW(name, json, text) {json, text},
    PL_LEAD_CLASSES(PL_LEAD_CLASS_ROW)
#undef PL_LEAD_CLASS_ROW
};

const char *pl_lead_class_name(int lead_class) {
    return lead_class >= 0 && lead_class < (int)PL_LEAD_CLASS_COUNT ? CLASSES[lead_class].name : "";
}

const char *pl_lead_class_text(int lead_class) {
    return lead_class >= 0 && lead_class < (int)PL_LEAD_CLASS_COUNT ? CLASSES[lead_class].text : "";
}

struct builder {
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

static struct pl_lead *lead_of(struct builder *b, uint32_t mmsi, struct pl_error *err) {
    uint64_t *at = pl_map_put(&b->index, mmsi, NULL);
    if (at == NULL) {
        pl_fail(err, PL_E_LIMIT, "too many ships");
        return NULL;
    }
    if (*at != 0) {
        return &b->leads[*at - 1];
    }
    if (b->n == b->cap) {
        size_t cap = b->cap > 0 ? b->cap * 2 : 64;
        struct pl_lead *leads = pl_arena_calloc(b->arena, cap, sizeof *leads);
        if (leads == NULL) {
            pl_fail(err, PL_E_NOMEM, "out of memory");
            return NULL;
        }
        if (b->n > 0) {
            memcpy(leads, b->leads, b->n * sizeof *leads);
        }
        b->leads = leads;
        b->cap = cap;
    }
    *at = ++b->n;
    struct pl_lead *lead = &b->leads[b->n - 1];
    lead->mmsi = mmsi;
    lead->lead_class = PL_LEAD_CLASS_COUNT;
    return lead;
}

/* Links grow one by one; a ship has few. */
static int add_link(struct builder *b, struct pl_lead *lead, const struct pl_lead_link *link, struct pl_error *err) {
    for (size_t i = 0; i < lead->n_links; i++) {
        struct pl_lead_link *have = &lead->links[i];
        if (have->lead_class == link->lead_class && have->via_mmsi == link->via_mmsi &&
            pl_str_eq(have->list, link->list) && pl_str_eq(have->reference, link->reference) &&
            pl_str_eq(have->said, link->said)) {
            have->to = link->to > have->to ? link->to : have->to;
            have->from = link->from < have->from ? link->from : have->from;
            have->habit = link->habit == PL_HABIT_NONE ? PL_HABIT_NONE : have->habit;
            return 0;
        }
    }
    struct pl_lead_link *links = pl_arena_calloc(b->arena, lead->n_links + 1, sizeof *links);
    if (links == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (lead->n_links > 0) {
        memcpy(links, lead->links, lead->n_links * sizeof *links);
    }
    links[lead->n_links++] = *link;
    lead->links = links;
    return 0;
}

static int class_of_hit(const struct pl_list_hit *hit) {
    switch (hit->kind) {
    case PL_KEY_IMO:
        return PL_LEAD_LISTED_IMO;
    case PL_KEY_RELATED_IMO:
        return PL_LEAD_NAMED_IN_ENTRY;
    case PL_KEY_MMSI:
        return PL_LEAD_LISTED_MMSI;
    case PL_KEY_CALL_SIGN:
        return PL_LEAD_LISTED_CALLSIGN;
    default:
        return PL_LEAD_LISTED_NAME;
    }
}

/* A name or call sign counts only against a ship's entry: persons and firms have names like ships'. */
static bool hit_counts(const struct pl_list_hit *hit) {
    bool by_name = hit->kind == PL_KEY_NAME || hit->kind == PL_KEY_WEAK_NAME || hit->kind == PL_KEY_CALL_SIGN;
    return !by_name || pl_str_eq(hit->schema, PL_STR("Vessel"));
}

static int on_hit(void *ctx, const struct pl_list_hit *hit, struct pl_error *err) {
    struct builder *b = ctx;
    if (!hit_counts(hit)) {
        return 0;
    }
    struct pl_lead *lead = lead_of(b, b->mmsi, err);
    if (lead == NULL) {
        return err != NULL ? err->code : PL_E_NOMEM;
    }
    char number[16];
    snprintf(number, sizeof number, "%09u", b->mmsi);
    struct pl_lead_link link = {
        .lead_class = class_of_hit(hit),
        .field = pl_str_from(b->field),
        .said = pl_str_copy(b->arena, b->said != NULL ? b->said->value : pl_str_from(number)),
        .list = pl_str_copy(b->arena, hit->list),
        .published = pl_str_copy(b->arena, hit->published),
        .reference = pl_str_copy(b->arena, hit->reference),
        .caption = pl_str_copy(b->arena, hit->caption),
        .listed_value = pl_str_copy(b->arena, hit->value),
        .entity = hit->entity,
        .from = b->said != NULL ? b->said->first : b->ship->first,
        .to = b->said != NULL ? b->said->last : b->ship->last,
    };
    return add_link(b, lead, &link, err);
}

/* A name that is near a listed ship's. An equal one has its link by then: one link for each entry and name. */
static int on_near_name(void *ctx, const struct pl_lead_name_hit *hit, struct pl_error *err) {
    struct builder *b = ctx;
    struct pl_lead *lead = hit->exact || hit->row < 0 ? NULL : lead_of(b, b->mmsi, err);
    if (hit->exact || hit->row < 0) {
        return 0;
    }
    if (lead == NULL) {
        return err != NULL ? err->code : PL_E_NOMEM;
    }
    struct pl_lead_link link = {.lead_class = PL_LEAD_LISTED_NAME,
                                .field = PL_STR("name"),
                                .said = pl_str_copy(b->arena, b->said->value),
                                .list = pl_str_copy(b->arena, hit->list),
                                .published = pl_str_copy(b->arena, hit->published),
                                .reference = pl_str_copy(b->arena, hit->reference),
                                .caption = pl_str_copy(b->arena, hit->caption),
                                .listed_value = pl_str_copy(b->arena, hit->matched),
                                .entity = hit->row,
                                .why = pl_str_copy(b->arena, hit->why),
                                .score = hit->score,
                                .from = b->said->first,
                                .to = b->said->last};
    return add_link(b, lead, &link, err);
}

static int ask(struct builder *b, int kind, pl_str key, struct pl_error *err) {
    return key.n > 0 ? pl_list_find(b->asker, kind, key, on_hit, b, err) : 0;
}

/* A listed ship's number that is one digit away counts only where what both say of their hull agrees. */
static int on_near_imo(void *ctx, const struct pl_identity_near *near, struct pl_error *err) {
    struct builder *b = ctx;
    struct pl_lead *lead = near->same ? lead_of(b, b->mmsi, err) : NULL;
    if (!near->same) {
        return 0;
    }
    if (lead == NULL) {
        return err != NULL ? err->code : PL_E_NOMEM;
    }
    struct pl_lead_link link = {.lead_class = PL_LEAD_NEAR_IMO,
                                .field = PL_STR("imo"),
                                .said = pl_str_copy(b->arena, b->said->value),
                                .list = pl_str_copy(b->arena, near->hit->list),
                                .published = pl_str_copy(b->arena, near->hit->published),
                                .reference = pl_str_copy(b->arena, near->hit->reference),
                                .caption = pl_str_copy(b->arena, near->hit->caption),
                                .listed_value = pl_str_copy(b->arena, near->hit->value),
                                .entity = near->hit->entity,
                                .from = b->said->first,
                                .to = b->said->last};
    return add_link(b, lead, &link, err);
}

static int on_dimensions(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct pl_buf *dims = ctx;
    (void)err;
    if (pl_str_eq(said->field, PL_STR("dimensions"))) {
        pl_buf_clear(dims);
        pl_buf_add_str(dims, said->value);
    }
    return 0;
}

static int ask_near(struct builder *b, uint32_t imo, struct pl_error *err) {
    PL_BUF_AUTO dims = {0};
    pl_buf_open(&dims, 4096);
    int code = pl_seen_identities(b->c, b->mmsi, on_dimensions, &dims, err);
    return code == 0 && dims.n > 0
               ? pl_identity_near_listed(b->c, b->asker, imo, pl_buf_str(&dims), b->arena, on_near_imo, b, err)
               : code;
}

static int on_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct builder *b = ctx;
    PL_BUF_AUTO key;
    pl_buf_open(&key, 1 << 16);
    b->mmsi = said->mmsi;
    b->said = said;
    int code = 0;
    if (pl_str_eq(said->field, PL_STR("imo"))) {
        uint64_t imo = 0;
        b->field = "imo";
        bool number = pl_str_u64(said->value, &imo) && imo < 10000000;
        if (number && pl_imo_valid((uint32_t)imo, b->out->exercise)) {
            code = ask(b, PL_KEY_IMO, said->value, err);
            code = code == 0 ? ask(b, PL_KEY_RELATED_IMO, said->value, err) : code;
        }
        code = code == 0 && number && imo >= 1000000 ? ask_near(b, (uint32_t)imo, err) : code;
    } else if (pl_str_eq(said->field, PL_STR("callsign"))) {
        b->field = "callsign";
        pl_key_call_sign(said->value, &key);
        code = ask(b, PL_KEY_CALL_SIGN, pl_buf_str(&key), err);
    } else {
        b->field = "name";
        code = pl_key_name(said->value, &key, err);
        code = code == 0 ? ask(b, PL_KEY_NAME, pl_buf_str(&key), err) : code;
        code = code == 0 ? ask(b, PL_KEY_WEAK_NAME, pl_buf_str(&key), err) : code;
        code = code == 0 ? pl_lead_names_ask(b->names, said->value, on_near_name, b, err) : code;
    }
    b->said = NULL;
    return code;
}

/* Shore stations, buoys and distress beacons speak AIS too; they are no ships. */
static bool is_ship(uint32_t mmsi) {
    switch (pl_mmsi_of(mmsi).kind) {
    case PL_MMSI_COAST:
    case PL_MMSI_ATON:
    case PL_MMSI_SART:
    case PL_MMSI_MOB:
    case PL_MMSI_EPIRB:
    case PL_MMSI_AMRD:
        return false;
    default:
        return true;
    }
}

static int on_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct builder *b = ctx;
    char number[16];
    b->out->ships += is_ship(ship->mmsi) ? 1 : 0;
    b->out->first = b->out->first == PL_TIME_NONE || ship->first < b->out->first ? ship->first : b->out->first;
    b->out->last = ship->last > b->out->last ? ship->last : b->out->last;
    snprintf(number, sizeof number, "%09u", ship->mmsi);
    b->mmsi = ship->mmsi;
    b->said = NULL;
    b->ship = ship;
    b->field = "mmsi";
    return ask(b, PL_KEY_MMSI, pl_str_from(number), err);
}

/* Call sign and name of one and the same entry weigh more together than each alone. */
static void join_links(struct pl_lead *lead) {
    for (size_t i = 0; i < lead->n_links; i++) {
        for (size_t k = 0; k < lead->n_links; k++) {
            if (lead->links[i].lead_class == PL_LEAD_LISTED_CALLSIGN &&
                lead->links[k].lead_class == PL_LEAD_LISTED_NAME && lead->links[k].why.n == 0 &&
                lead->links[i].entity == lead->links[k].entity) {
                lead->links[i].lead_class = PL_LEAD_LISTED_CALLSIGN_NAME;
                lead->links[k].lead_class = PL_LEAD_LISTED_CALLSIGN_NAME;
            }
        }
    }
}

static int link_cmp(const void *pa, const void *pb) {
    const struct pl_lead_link *a = pa;
    const struct pl_lead_link *b = pb;
    if (a->lead_class != b->lead_class) {
        return a->lead_class < b->lead_class ? -1 : 1;
    }
    int order = pl_str_cmp(a->list, b->list);
    order = order != 0 ? order : pl_str_cmp(a->reference, b->reference);
    order = order != 0 ? order : pl_str_cmp(a->field, b->field);
    order = order != 0 ? order : pl_str_cmp(a->said, b->said);
    return order != 0 ? order : (a->from > b->from) - (a->from < b->from);
}

static void settle_class(struct pl_lead *lead) {
    join_links(lead);
    qsort(lead->links, lead->n_links, sizeof *lead->links, link_cmp);
    lead->lead_class = lead->links[0].lead_class;
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct builder *b = ctx;
    if (b->n_events == b->cap_events) {
        size_t cap = b->cap_events > 0 ? b->cap_events * 2 : 256;
        const struct pl_event **events = pl_arena_calloc(b->arena, cap, sizeof *events);
        if (events == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (b->n_events > 0) {
            memcpy(events, b->events, b->n_events * sizeof *events);
        }
        b->events = events;
        b->cap_events = cap;
    }
    struct pl_event *copy = pl_arena_alloc(b->arena, sizeof *copy);
    if (copy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *copy = *event;
    b->events[b->n_events++] = copy;
    return 0;
}

/* What persons decided about what the ship says and the entries. */
static int add_rulings(struct builder *b, struct pl_lead *lead, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < lead->n_links; i++) {
        struct pl_lead_link *link = &lead->links[i];
        pl_str ruling = {0};
        bool own = link->lead_class != PL_LEAD_PARTNER;
        code =
            own ? pl_lead_names_ruling(b->names, link->said, link->entity, b->arena, &ruling, &link->cleared, err) : 0;
        code = code == 0 && ruling.n > 0 ? pl_lead_add_line(b->arena, &lead->against, &lead->n_against, ruling.p, err)
                                         : code;
    }
    return code;
}

static bool is_cleared(const struct pl_lead *lead) {
    for (size_t i = 0; i < lead->n_links; i++) {
        if (!lead->links[i].cleared) {
            return false;
        }
    }
    return lead->n_links > 0;
}

/* Whoever met a ship whose own identifiers are a listed ship's. One step only: a partner's partner is nobody. */
static int add_partners(struct builder *b, struct pl_error *err) {
    size_t n_direct = b->n;
    for (size_t i = 0; i < b->n_events; i++) {
        const struct pl_event *e = b->events[i];
        bool met = e->type == PL_EVENT_ENCOUNTER && e->n_vessels == 2 && !e->notes.has_explained_by;
        for (unsigned v = 0; met && v < 2; v++) {
            uint64_t *at = pl_map_get(&b->index, e->vessels[v].mmsi);
            if (at == NULL || *at > n_direct || b->leads[*at - 1].lead_class > PL_LEAD_LISTED_CALLSIGN_NAME ||
                is_cleared(&b->leads[*at - 1])) {
                continue;
            }
            struct pl_lead_link link = b->leads[*at - 1].links[0];
            link.lead_class = PL_LEAD_PARTNER;
            link.field = PL_STR("encounter");
            link.via_mmsi = e->vessels[v].mmsi;
            link.habit = e->notes.habit;
            link.from = e->start;
            link.to = e->end;
            struct pl_lead *lead = lead_of(b, e->vessels[1 - v].mmsi, err);
            int code = lead != NULL ? add_link(b, lead, &link, err) : PL_E_NOMEM;
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

/* The last said of each field, and how many ships say the same IMO number. */
struct last_said {
    struct builder *b;
    struct pl_map imo_ships;
    struct pl_map when; /* MMSI * 4 + field -> time + 1 */
};

static bool is_newer(struct last_said *last, const struct pl_seen_identity *said, uint64_t field) {
    uint64_t *when = pl_map_put(&last->when, (uint64_t)said->mmsi * 4 + field, NULL);
    if (when == NULL || *when > (uint64_t)said->last) {
        return false;
    }
    *when = (uint64_t)said->last + 1;
    return true;
}

static int on_last_said(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct last_said *last = ctx;
    uint64_t imo = 0;
    (void)err;
    bool is_imo = pl_str_eq(said->field, PL_STR("imo")) && pl_str_u64(said->value, &imo);
    if (is_imo) {
        uint64_t *n = pl_map_put(&last->imo_ships, imo, NULL);
        *(n != NULL ? n : &imo) += 1;
    }
    uint64_t *at = pl_map_get(&last->b->index, said->mmsi);
    if (at == NULL) {
        return 0;
    }
    struct pl_lead *lead = &last->b->leads[*at - 1];
    if (is_imo && is_newer(last, said, 0)) {
        pl_str_u64(said->value, &imo);
        lead->imo = (uint32_t)imo;
    } else if (pl_str_eq(said->field, PL_STR("name")) && is_newer(last, said, 1)) {
        lead->name = pl_str_copy(last->b->arena, said->value);
    } else if (pl_str_eq(said->field, PL_STR("callsign")) && is_newer(last, said, 2)) {
        lead->callsign = pl_str_copy(last->b->arena, said->value);
    }
    return 0;
}

static int on_lead_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct builder *b = ctx;
    (void)err;
    uint64_t *at = pl_map_get(&b->index, ship->mmsi);
    if (at != NULL) {
        struct pl_lead *lead = &b->leads[*at - 1];
        const char *flag = pl_mmsi_country(b->mids, ship->mmsi);
        lead->first_seen = ship->first;
        lead->last_seen = ship->last;
        lead->flag = pl_str_from(flag);
    }
    return 0;
}

/* What the recordings themselves say against the links of a lead. */
static int add_against(struct builder *b, struct pl_lead *lead, const struct pl_map *imo_ships, struct pl_error *err) {
    char text[240];
    int code = 0;
    uint64_t *sharers = lead->imo != 0 ? pl_map_get(imo_ships, lead->imo) : NULL;
    lead->contradicted = pl_imo_valid(lead->imo, b->out->exercise);
    for (size_t i = 0; i < lead->n_links && code == 0; i++) {
        const struct pl_lead_link *link = &lead->links[i];
        uint32_t imos[16];
        size_t n = 0;
        bool same = false;
        if (link->lead_class == PL_LEAD_PARTNER || link->lead_class == PL_LEAD_LISTED_IMO ||
            link->lead_class == PL_LEAD_NAMED_IN_ENTRY || !pl_imo_valid(lead->imo, b->out->exercise)) {
            continue;
        }
        code = pl_list_imos(b->c, link->entity, imos, 16, &n, err);
        for (size_t k = 0; k < n; k++) {
            same = same || imos[k] == lead->imo;
        }
        lead->contradicted = lead->contradicted && n > 0 && !same;
        if (code == 0 && n > 0 && !same) {
            snprintf(text, sizeof text, "it says the IMO number %07u; the ship of %.*s has %07u", lead->imo,
                     (int)link->reference.n, link->reference.p, imos[0]);
            code = pl_lead_add_line(b->arena, &lead->against, &lead->n_against, text, err);
        }
    }
    if (code == 0 && sharers != NULL && *sharers > 1) {
        snprintf(text, sizeof text, "%llu ships here say the IMO number %07u; at most one can be right",
                 (unsigned long long)*sharers, lead->imo);
        code = pl_lead_add_line(b->arena, &lead->against, &lead->n_against, text, err);
    }
    return code;
}

/* A ship that bears a listed ship's name and says a valid IMO number that is not that ship's is another ship: nothing
 * is left of the lead. It is counted, and shown on request. */
static void set_aside(struct builder *b) {
    size_t kept = 0;
    for (size_t i = 0; i < b->n; i++) {
        bool other_ship = b->leads[i].lead_class == PL_LEAD_LISTED_NAME && b->leads[i].contradicted;
        bool cleared = is_cleared(&b->leads[i]);
        b->out->set_aside += other_ship ? 1 : 0;
        b->out->cleared += cleared ? 1 : 0;
        if ((!other_ship && !cleared) || b->all) {
            b->leads[kept++] = b->leads[i];
        }
    }
    b->n = kept;
}

/* Nothing but meetings that are the work of such ships. */
static bool is_work(const struct pl_lead *lead) {
    bool work = lead->lead_class == PL_LEAD_PARTNER;
    for (size_t i = 0; i < lead->n_links; i++) {
        work = work && (lead->links[i].lead_class != PL_LEAD_PARTNER || lead->links[i].habit != PL_HABIT_NONE);
    }
    return work;
}

static int add_habits(struct builder *b, struct pl_lead *lead, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; i < lead->n_links && code == 0; i++) {
        const struct pl_lead_link *link = &lead->links[i];
        char text[120];
        if (link->lead_class == PL_LEAD_PARTNER && link->habit != PL_HABIT_NONE) {
            snprintf(text, sizeof text, "they met as ships do whose work it is (%s)", pl_event_habit_name(link->habit));
            code = pl_lead_add_line(b->arena, &lead->against, &lead->n_against, text, err);
        }
    }
    return code;
}

static int lead_cmp(const void *pa, const void *pb) {
    const struct pl_lead *a = pa;
    const struct pl_lead *b = pb;
    if (a->lead_class != b->lead_class) {
        return a->lead_class < b->lead_class ? -1 : 1;
    }
    if (is_work(a) != is_work(b)) {
        return is_work(a) ? 1 : -1;
    }
    if (a->n_common != b->n_common) {
        return a->n_common > b->n_common ? -1 : 1;
    }
    if (a->last_seen != b->last_seen) {
        return a->last_seen > b->last_seen ? -1 : 1;
    }
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

struct bound_ctx {
    struct builder *b;
    struct pl_lead *lead;
    size_t cap;
};

static int on_bound(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct bound_ctx *k = ctx;
    struct pl_lead *lead = k->lead;
    const struct pl_event_bound *bound = &e->notes.bound;
    if (bound->verdict == PL_ARRIVAL_NONE || bound->verdict == PL_ARRIVAL_UNDETERMINED || e->notes.remark[0] == '\0') {
        return 0;
    }
    if (lead->n_bound == k->cap) {
        k->cap = k->cap > 0 ? 2 * k->cap : 4;
        struct pl_lead_bound *more = pl_arena_calloc(k->b->arena, k->cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (lead->n_bound > 0) {
            memcpy(more, lead->bound, lead->n_bound * sizeof *more);
        }
        lead->bound = more;
    }
    bool arrived = e->type == PL_EVENT_PORT_VISIT;
    lead->bound[lead->n_bound++] =
        (struct pl_lead_bound){.at = arrived ? e->start : e->end,
                               .arrived = arrived,
                               .bound = *bound,
                               .remark = pl_str_copy(k->b->arena, pl_str_from(e->notes.remark))};
    return 0;
}

static int bound_cmp(const void *pa, const void *pb) {
    const struct pl_lead_bound *a = pa;
    const struct pl_lead_bound *b = pb;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return strcmp(a->bound.said, b->bound.said);
}

/* What nobody is shown as an event, too: so it is read ship by ship. */
static int add_bound(struct builder *b, struct pl_lead *lead, struct pl_error *err) {
    const struct pl_store_event_query q = {
        .type = -1, .mmsi = lead->mmsi, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .said = true};
    struct bound_ctx k = {.b = b, .lead = lead};
    int code = pl_store_events(b->c, &q, on_bound, &k, err);
    if (lead->n_bound > 1) {
        qsort(lead->bound, lead->n_bound, sizeof *lead->bound, bound_cmp);
    }
    return code;
}

static int finish_leads(struct builder *b, struct pl_error *err) {
    struct last_said last = {.b = b};
    pl_map_open(&last.imo_ships, MAX_SHIPS);
    pl_map_open(&last.when, MAX_SHIPS);
    int code = pl_seen_identities(b->c, 0, on_last_said, &last, err);
    code = code == 0 ? pl_seen_ships(b->c, on_lead_ship, b, err) : code;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        code = add_against(b, &b->leads[i], &last.imo_ships, err);
        code = code == 0 ? add_habits(b, &b->leads[i], err) : code;
    }
    set_aside(b);
    code =
        code == 0 ? pl_lead_owners_add(b->c, (int32_t)(b->out->now / PL_DAY_US), b->leads, b->n, b->arena, err) : code;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        code = pl_lead_context_add(b->c, b->events, b->n_events, b->arena, &b->leads[i], err);
        code = code == 0 ? add_bound(b, &b->leads[i], err) : code;
    }
    pl_map_close(&last.imo_ships);
    pl_map_close(&last.when);
    if (code == 0 && b->n > 0) {
        qsort(b->leads, b->n, sizeof *b->leads, lead_cmp);
        for (size_t i = 0; i < b->n; i++) {
            b->leads[i].rank = (unsigned)(i + 1);
        }
    }
    b->out->leads = b->leads;
    b->out->n = b->n;
    return code;
}

static int read_lists(struct builder *b, struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = pl_list_newest(b->c, INT64_MAX, b->arena, &rows, &n, err);
    if (code != 0) {
        return code;
    }
    b->out->lists = pl_arena_calloc(b->arena, n > 0 ? n : 1, sizeof *b->out->lists);
    if (b->out->lists == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        struct pl_lead_list *list = &b->out->lists[i];
        pl_time published = PL_TIME_NONE;
        list->list = rows[i].list;
        list->published = rows[i].published;
        list->entries = rows[i].entries;
        list->rejected = rows[i].rejected;
        list->age_days = pl_time_parse(rows[i].published, &published) ? (b->out->now - published) / PL_DAY_US : -1;
        pl_hash_hex(rows[i].sha256, list->sha256);
    }
    b->out->n_lists = n;
    return 0;
}

static int build(struct builder *b, struct pl_error *err) {
    int code = read_lists(b, err);
    code = code == 0 ? pl_seen_ships(b->c, on_ship, b, err) : code;
    code = code == 0 ? pl_seen_identities(b->c, 0, on_identity, b, err) : code;
    code = code == 0 ? pl_store_events(b->c, NULL, on_event, b, err) : code;
    b->out->events = b->n_events;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        settle_class(&b->leads[i]);
        code = add_rulings(b, &b->leads[i], err);
    }
    code = code == 0 ? add_partners(b, err) : code;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        settle_class(&b->leads[i]);
    }
    return code == 0 ? finish_leads(b, err) : code;
}

/* Everything inside one steady view of the case. */
static int read_case(struct builder *b, struct pl_error *err) {
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int code = pl_case_exercise(b->c, &exercise, err);
    b->out->exercise = exercise == PL_CASE_EXERCISE;
    code = code == 0 ? pl_lead_names_open(b->c, (int32_t)(b->out->now / PL_DAY_US), b->out->exercise, &b->names, err)
                     : code;
    code = code == 0 ? pl_requirements_lacking(b->c, INT64_MAX,
                                               (struct pl_requirement_day){.day = (int32_t)(b->out->now / PL_DAY_US)},
                                               b->arena, &b->out->lacking, err)
                     : code;
    return code == 0 ? build(b, err) : code;
}

int pl_leads_read(const char *dir, pl_time known_at, pl_time now, bool all, struct pl_arena *arena,
                  struct pl_leads *ret, struct pl_error *err) {
    struct pl_leads out = {.now = now, .first = PL_TIME_NONE, .last = PL_TIME_NONE};
    struct builder b = {.arena = arena, .out = &out, .all = all};
    PL_KNOWN_AT_AUTO known = {0};
    int code = pl_mids_parse(pl_facts_mid(), arena, &b.mids, err);
    code = code == 0 ? pl_known_at_open(dir, known_at, &known, err) : code;
    if (code != 0) {
        return code;
    }
    b.c = known.c;
    out.known = known.known;
    if (known.known.asked) {
        out.now = known_at;
    } else {
        out.known.at = now;
    }
    pl_map_open(&b.index, MAX_SHIPS);
    code = pl_list_asker_open(known.c, &b.asker, err);
    code = code == 0 ? read_case(&b, err) : code;
    pl_list_asker_close(b.asker);
    pl_lead_names_close(b.names);
    pl_map_close(&b.index);
    if (code == 0) {
        *ret = out;
    }
    return code;
}

/* ---- some ships of an open case ---- */

static int on_own_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    bool asked = pl_str_eq(said->field, PL_STR("imo")) || pl_str_eq(said->field, PL_STR("name")) ||
                 pl_str_eq(said->field, PL_STR("callsign"));
    return asked ? on_identity(ctx, said, err) : 0;
}

static int link_ship(struct builder *b, uint32_t mmsi, struct pl_error *err) {
    struct pl_seen_ship ship;
    int code = pl_seen_ship(b->c, mmsi, &ship, err);
    code = code == 0 && ship.reports > 0 ? on_ship(b, &ship, err) : code;
    return code == 0 && ship.reports > 0 ? pl_seen_identities(b->c, mmsi, on_own_identity, b, err) : code;
}

static bool among(const struct pl_leads_of *ask, uint32_t mmsi) {
    for (size_t i = 0; i < ask->n_mmsi; i++) {
        if (ask->mmsi[i] == mmsi) {
            return true;
        }
    }
    return false;
}

/* The ships, and whom they met: each once. */
static int link_all(struct builder *b, const struct pl_leads_of *ask, struct pl_error *err) {
    struct pl_map done;
    int code = 0;
    pl_map_open(&done, MAX_SHIPS);
    for (size_t i = 0; code == 0 && i < ask->n_mmsi; i++) {
        code = pl_map_put(&done, ask->mmsi[i], NULL) != NULL ? link_ship(b, ask->mmsi[i], err)
                                                             : pl_fail(err, PL_E_LIMIT, "too many ships");
    }
    for (size_t i = 0; code == 0 && i < ask->n_events; i++) {
        for (unsigned v = 0; code == 0 && v < ask->events[i]->n_vessels; v++) {
            bool fresh = false, met = ask->events[i]->type == PL_EVENT_ENCOUNTER;
            if (met && pl_map_put(&done, ask->events[i]->vessels[v].mmsi, &fresh) == NULL) {
                code = pl_fail(err, PL_E_LIMIT, "too many ships");
            } else if (fresh) {
                code = link_ship(b, ask->events[i]->vessels[v].mmsi, err);
            }
        }
    }
    pl_map_close(&done);
    return code;
}

static int count_number(void *ctx, uint32_t mmsi, struct pl_error *err) {
    uint64_t *n = ctx;
    (void)mmsi;
    (void)err;
    *n += 1;
    return 0;
}

static int on_said_last(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    bool asked = pl_str_eq(said->field, PL_STR("imo")) || pl_str_eq(said->field, PL_STR("name")) ||
                 pl_str_eq(said->field, PL_STR("callsign"));
    return asked ? on_last_said(ctx, said, err) : 0;
}

static int finish_ship(struct builder *b, struct last_said *last, struct pl_lead *lead, struct pl_error *err) {
    char imo[16];
    int code = pl_seen_identities(b->c, lead->mmsi, on_said_last, last, err);
    uint64_t sharers = 0, *at = lead->imo != 0 ? pl_map_put(&last->imo_ships, lead->imo, NULL) : NULL;
    snprintf(imo, sizeof imo, "%u", lead->imo);
    code = code == 0 && at != NULL ? pl_seen_imo(b->c, pl_str_from(imo), count_number, &sharers, err) : code;
    if (at != NULL) {
        *at = sharers;
    }
    code = code == 0 ? add_against(b, lead, &last->imo_ships, err) : code;
    code = code == 0 ? add_habits(b, lead, err) : code;
    return code == 0 ? pl_lead_context_innocent(b->arena, lead, err) : code;
}

static int by_mmsi(const void *pa, const void *pb) {
    const struct pl_lead *a = pa, *b = pb;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static int finish_ships(struct builder *b, const struct pl_leads_of *ask, struct pl_error *err) {
    struct last_said last = {.b = b};
    size_t kept = 0;
    int code = 0;
    pl_map_open(&last.imo_ships, MAX_SHIPS);
    pl_map_open(&last.when, MAX_SHIPS);
    for (size_t i = 0; code == 0 && i < b->n; i++) {
        settle_class(&b->leads[i]);
        code = add_rulings(b, &b->leads[i], err);
    }
    code = code == 0 ? add_partners(b, err) : code;
    for (size_t i = 0; code == 0 && i < b->n; i++) {
        settle_class(&b->leads[i]);
        if (among(ask, b->leads[i].mmsi)) {
            code = finish_ship(b, &last, &b->leads[i], err);
        }
    }
    for (size_t i = 0; i < b->n; i++) {
        if (among(ask, b->leads[i].mmsi)) {
            b->leads[kept++] = b->leads[i];
        }
    }
    b->n = kept;
    pl_map_close(&last.imo_ships);
    pl_map_close(&last.when);
    if (kept > 1) {
        qsort(b->leads, kept, sizeof *b->leads, by_mmsi);
    }
    return code;
}

int pl_leads_of(const struct pl_leads_of *ask, struct pl_arena *arena, struct pl_lead **ret_leads, size_t *ret_n,
                struct pl_error *err) {
    struct pl_leads out = {.exercise = ask->exercise, .first = PL_TIME_NONE, .last = PL_TIME_NONE};
    struct builder b = {.c = ask->c,
                        .arena = arena,
                        .out = &out,
                        .all = true,
                        .names = ask->names,
                        .events = ask->events,
                        .n_events = ask->n_events};
    pl_map_open(&b.index, MAX_SHIPS);
    int code = pl_list_asker_open(ask->c, &b.asker, err);
    code = code == 0 ? link_all(&b, ask, err) : code;
    code = code == 0 ? finish_ships(&b, ask, err) : code;
    pl_list_asker_close(b.asker);
    pl_map_close(&b.index);
    if (code == 0) {
        *ret_leads = b.leads;
        *ret_n = b.n;
    }
    return code;
}
