#include "app/lead_build.h"

#include <stdio.h>

#include "app/lead_context.h"
#include "names/identifier.h"

#include "base/ban.h"

static bool is_newer(struct pl_lead_said *last, const struct pl_seen_identity *said, uint64_t field) {
    uint64_t *when = pl_map_put(&last->when, (uint64_t)said->mmsi * 4 + field, NULL);
    if (when == NULL || *when > (uint64_t)said->last) {
        return false;
    }
    *when = (uint64_t)said->last + 1;
    return true;
}

int pl_lead_last_said(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct pl_lead_said *last = ctx;
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

int pl_lead_add_against(struct pl_lead_builder *b, struct pl_lead *lead, const struct pl_map *imo_ships,
                        struct pl_error *err) {
    char text[240], key[240];
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
            snprintf(key, sizeof key, "other_imo\t%07u\t%.*s\t%07u", lead->imo, (int)link->reference.n,
                     link->reference.p, imos[0]);
            code = pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys, &lead->n_against, key, text, err);
        }
    }
    if (code == 0 && sharers != NULL && *sharers > 1) {
        snprintf(text, sizeof text, "%llu ships here say the IMO number %07u; at most one can be right",
                 (unsigned long long)*sharers, lead->imo);
        snprintf(key, sizeof key, "shared_imo\t%llu\t%07u", (unsigned long long)*sharers, lead->imo);
        code = pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys, &lead->n_against, key, text, err);
    }
    return code;
}

int pl_lead_add_habits(struct pl_lead_builder *b, struct pl_lead *lead, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; i < lead->n_links && code == 0; i++) {
        const struct pl_lead_link *link = &lead->links[i];
        char text[120], key[80];
        if (link->lead_class == PL_LEAD_PARTNER && link->habit != PL_HABIT_NONE) {
            snprintf(text, sizeof text, "they met as ships do whose work it is (%s)", pl_event_habit_name(link->habit));
            snprintf(key, sizeof key, "habit\t%s", pl_event_habit_name(link->habit));
            code = pl_lead_add_keyed(b->arena, &lead->against, &lead->against_keys, &lead->n_against, key, text, err);
        }
    }
    return code;
}
