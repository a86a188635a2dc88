#include "app/lead_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/lead_context.h"
#include "app/vessel_identity.h"
#include "names/identifier.h"

#include "base/ban.h"

static struct pl_lead *lead_of(struct pl_lead_builder *b, uint32_t mmsi, struct pl_error *err) {
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
static int add_link(struct pl_lead_builder *b, struct pl_lead *lead, const struct pl_lead_link *link,
                    struct pl_error *err) {
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
    struct pl_lead_builder *b = ctx;
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
    struct pl_lead_builder *b = ctx;
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

static int ask(struct pl_lead_builder *b, int kind, pl_str key, struct pl_error *err) {
    return key.n > 0 ? pl_list_find(b->asker, kind, key, on_hit, b, err) : 0;
}

/* A listed ship's number that is one digit away counts only where what both say of their hull agrees. */
static int on_near_imo(void *ctx, const struct pl_identity_near *near, struct pl_error *err) {
    struct pl_lead_builder *b = ctx;
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

static int ask_near(struct pl_lead_builder *b, uint32_t imo, struct pl_error *err) {
    PL_BUF_AUTO dims = {0};
    pl_buf_open(&dims, 4096);
    int code = pl_seen_identities(b->c, b->mmsi, on_dimensions, &dims, err);
    return code == 0 && dims.n > 0
               ? pl_identity_near_listed(b->c, b->asker, imo, pl_buf_str(&dims), b->arena, on_near_imo, b, err)
               : code;
}

int pl_lead_link_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct pl_lead_builder *b = ctx;
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

int pl_lead_link_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct pl_lead_builder *b = ctx;
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

void pl_lead_settle(struct pl_lead *lead) {
    join_links(lead);
    qsort(lead->links, lead->n_links, sizeof *lead->links, link_cmp);
    lead->lead_class = lead->links[0].lead_class;
}

int pl_lead_add_rulings(struct pl_lead_builder *b, struct pl_lead *lead, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < lead->n_links; i++) {
        struct pl_lead_link *link = &lead->links[i];
        pl_str ruling = {0};
        bool own = link->lead_class != PL_LEAD_PARTNER;
        code =
            own ? pl_lead_names_ruling(b->names, link->said, link->entity, b->arena, &ruling, &link->cleared, err) : 0;
        code = code == 0 && ruling.n > 0 ? pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys,
                                                             &lead->n_against, "", ruling.p, err) /* a person's words */
                                         : code;
    }
    return code;
}

bool pl_lead_is_cleared(const struct pl_lead *lead) {
    for (size_t i = 0; i < lead->n_links; i++) {
        if (!lead->links[i].cleared) {
            return false;
        }
    }
    return lead->n_links > 0;
}

int pl_lead_add_partners(struct pl_lead_builder *b, struct pl_error *err) {
    size_t n_direct = b->n;
    for (size_t i = 0; i < b->n_events; i++) {
        const struct pl_event *e = b->events[i];
        bool met = e->type == PL_EVENT_ENCOUNTER && e->n_vessels == 2 && !e->notes.has_explained_by;
        for (unsigned v = 0; met && v < 2; v++) {
            uint64_t *at = pl_map_get(&b->index, e->vessels[v].mmsi);
            if (at == NULL || *at > n_direct || b->leads[*at - 1].lead_class > PL_LEAD_LISTED_CALLSIGN_NAME ||
                pl_lead_is_cleared(&b->leads[*at - 1])) {
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
