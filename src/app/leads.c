#include "app/leads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/clearance.h"
#include "app/facts.h"
#include "app/lead_build.h"
#include "app/lead_context.h"
#include "app/lead_owners.h"
#include "app/requirement.h"
#include "store/clearance.h"
#include "store/event.h"

#include "base/ban.h"

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

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pl_lead_builder *b = ctx;
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

static int on_lead_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct pl_lead_builder *b = ctx;
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

/* A ship that bears a listed ship's name and says a valid IMO number that is not that ship's is another ship: nothing
 * is left of the lead. It is counted, and shown on request. */
static void set_aside(struct pl_lead_builder *b) {
    size_t kept = 0;
    for (size_t i = 0; i < b->n; i++) {
        bool other_ship = b->leads[i].lead_class == PL_LEAD_LISTED_NAME && b->leads[i].contradicted;
        bool cleared = pl_lead_is_cleared(&b->leads[i]);
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
    struct pl_lead_builder *b;
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
static int add_bound(struct pl_lead_builder *b, struct pl_lead *lead, struct pl_error *err) {
    const struct pl_store_event_query q = {
        .type = -1, .mmsi = lead->mmsi, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .said = true};
    struct bound_ctx k = {.b = b, .lead = lead};
    int code = pl_store_events(b->c, &q, on_bound, &k, err);
    if (lead->n_bound > 1) {
        qsort(lead->bound, lead->n_bound, sizeof *lead->bound, bound_cmp);
    }
    return code;
}

static int finish_leads(struct pl_lead_builder *b, struct pl_error *err) {
    struct pl_lead_said last = {.b = b};
    pl_map_open(&last.imo_ships, PL_LEAD_SHIPS_MAX);
    pl_map_open(&last.when, PL_LEAD_SHIPS_MAX);
    int code = pl_seen_identities(b->c, 0, pl_lead_last_said, &last, err);
    code = code == 0 ? pl_seen_ships(b->c, on_lead_ship, b, err) : code;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        code = pl_lead_add_against(b, &b->leads[i], &last.imo_ships, err);
        code = code == 0 ? pl_lead_add_habits(b, &b->leads[i], err) : code;
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

static int read_lists(struct pl_lead_builder *b, struct pl_error *err) {
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
    bool withheld = false;
    code = n == 0 ? pl_case_withholds(b->c, &withheld, err) : 0;
    b->out->no_list = withheld ? (pl_str){0} : PL_STR("no sanctions list was imported");
    return code == 0 && withheld ? pl_view_lacks_list(b->c, b->arena, &b->out->no_list, err) : code;
}

static int build(struct pl_lead_builder *b, struct pl_error *err) {
    int code = read_lists(b, err);
    code = code == 0 ? pl_seen_ships(b->c, pl_lead_link_ship, b, err) : code;
    code = code == 0 ? pl_seen_identities(b->c, 0, pl_lead_link_identity, b, err) : code;
    code = code == 0 ? pl_store_events(b->c, NULL, on_event, b, err) : code;
    b->out->events = b->n_events;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        pl_lead_settle(&b->leads[i]);
        code = pl_lead_add_rulings(b, &b->leads[i], err);
    }
    code = code == 0 ? pl_lead_add_partners(b, err) : code;
    for (size_t i = 0; i < b->n && code == 0; i++) {
        pl_lead_settle(&b->leads[i]);
    }
    return code == 0 ? finish_leads(b, err) : code;
}

/* Everything inside one steady view of the case. */
static int read_case(struct pl_lead_builder *b, struct pl_error *err) {
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
    struct pl_lead_builder b = {.arena = arena, .out = &out, .all = all};
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
    pl_map_open(&b.index, PL_LEAD_SHIPS_MAX);
    code = pl_list_asker_open(known.c, &b.asker, err);
    code = code == 0 ? read_case(&b, err) : code;
    code = code == 0 ? pl_undetected_read(&known, &out.undetected, err) : code;
    pl_list_asker_close(b.asker);
    pl_lead_names_close(b.names);
    pl_map_close(&b.index);
    if (code == 0) {
        *ret = out;
    }
    return code;
}
