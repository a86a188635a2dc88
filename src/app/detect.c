#include "app/detect.h"

#include <stdio.h>
#include <string.h>

#include "app/case_rules.h"
#include "app/facts.h"
#include "app/relating.h"
#include "base/map.h"
#include "detect/trail.h"
#include "geo/port.h"
#include "names/identifier.h"
#include "store/archive.h"
#include "store/event.h"
#include "store/exhibit.h"
#include "store/heard.h"
#include "store/reception_slot.h"
#include "store/snapshot.h"
#include "store/trail_slot.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 28)
#define TRAIL_MAX ((size_t)1 << 29)

/* ---- facts ---- */

struct own_seen {
    bool own, others;
};

static int look_for_own(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct own_seen *seen = ctx;
    (void)err;
    if (x->reports > 0) {
        seen->own |= x->own;
        seen->others |= !x->own;
    }
    return PL_E_OK;
}

static int read_rules(struct pl_case *c, struct pl_rules *ret, struct pl_error *err) {
    struct pl_case_rules set;
    int rc = pl_case_rules_read(c, INT64_MAX, &set, err);
    if (rc == PL_E_OK) {
        *ret = set.rules;
    }
    return rc;
}

static void write_basis(struct pl_detect_facts *f, pl_str ports, pl_str mids) {
    char rules_hex[65], ports_hex[65], mids_hex[65];
    pl_hash_hex(f->rules.hash, rules_hex);
    pl_hash_hex(pl_sha256_of(ports.p, ports.n), ports_hex);
    pl_hash_hex(pl_sha256_of(mids.p, mids.n), mids_hex);
    snprintf(f->basis, sizeof f->basis, "program " PL_VERSION " rules %s ports %s mids %s sea %s exercise %d own %d",
             rules_hex, ports_hex, mids_hex, f->sea != NULL ? pl_sea_hash(f->sea) : "none", f->exercise, !f->skip_own);
}

static int read_facts(struct pl_case *c, bool shown, struct pl_arena *arena, struct pl_detect_facts *ret,
                      struct pl_error *err) {
    struct pl_detect_facts f = {0};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    struct own_seen seen = {0};
    pl_str ports = shown ? PL_STR("") : pl_facts_ports(), mids = pl_facts_mid();
    int rc = read_rules(c, &f.rules, err);
    if (rc == PL_E_OK && ports.n > 0) {
        rc = pl_ports_parse(ports, arena, &f.ports, err);
    }
    if (rc == PL_E_OK && mids.n > 0) {
        rc = pl_mids_parse(mids, arena, &f.mids, err);
    }
    if (rc == PL_E_OK && !shown && pl_facts_landmask().n > 0) {
        rc = pl_facts_sea(NULL, NULL, arena, &f.sea, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_exercise(c, &exercise, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_exhibit_each(c, look_for_own, &seen, err);
    }
    if (rc == PL_E_OK) {
        f.exercise = exercise == PL_CASE_EXERCISE;
        f.skip_own = seen.own && seen.others;
        if (!shown) {
            write_basis(&f, ports, mids);
        }
        *ret = f;
    }
    return rc;
}

int pl_detect_facts_read(struct pl_case *c, struct pl_arena *arena, struct pl_detect_facts *ret, struct pl_error *err) {
    return read_facts(c, false, arena, ret, err);
}

int pl_detect_facts_shown(struct pl_case *c, struct pl_arena *arena, struct pl_detect_facts *ret,
                          struct pl_error *err) {
    return read_facts(c, true, arena, ret, err);
}

/* ---- a run ---- */

struct run {
    struct pl_case *c;
    const struct pl_detect_facts *facts;
    struct pl_pipeline *pipeline;
    struct pl_detect_counts *counts;
    struct pl_buf state;
    struct pl_trail *trail; /* of the slot at work */
    pl_time stretch_end;    /* of the 6 hours that are being replaced; PL_TIME_NONE before the first report */
    pl_time unseen_to;      /* the last report that detection has not seen */
    pl_time now;            /* time of the report that is being pushed */
    bool met;               /* the states met: everything behind stands */
    bool from_nothing;      /* no state stands before the first report, and none is kept for its slot */
};

static pl_time slot_start(pl_time at) { return at - at % PL_DETECT_SNAPSHOT_US; }

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct run *r = ctx;
    r->counts->events_added += pl_event_type_shown(event->type);
    return pl_store_event_add(r->c, event, r->now, PL_EVENT_CERTAIN, err);
}

static int on_tail(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct run *r = ctx;
    r->counts->events_added += pl_event_type_shown(event->type);
    return pl_store_event_add(r->c, event, r->now, PL_EVENT_TAIL, err);
}

static int drop_events(struct run *r, pl_time from, pl_time to, struct pl_error *err) {
    uint64_t removed = 0;
    int rc = pl_store_events_remove(r->c, from, to, &removed, err);
    r->counts->events_removed += removed;
    rc = rc == PL_E_OK ? pl_reception_slot_remove(r->c, from, to, err) : rc;
    return rc == PL_E_OK ? pl_trail_slot_remove(r->c, from, to, err) : rc;
}

static int on_heard(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                    struct pl_error *err) {
    struct run *r = ctx;
    return pl_reception_slot_put(r->c, slot, tail, sums, n, err);
}

static int on_fixed(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix, struct pl_error *err) {
    struct run *r = ctx;
    return pl_trail_add(r->trail, track, fix->at, fix->pos, err);
}

/* The trails of the slot that ends here, or of the unfinished one. */
static int keep_trail(struct run *r, bool tail, struct pl_error *err) {
    PL_BUF_AUTO body;
    pl_buf_open(&body, TRAIL_MAX);
    pl_trail_pack(r->trail, &body);
    return pl_trail_slot_put(r->c, slot_start(r->now), tail, &body, err);
}

/* The stream enters the slot that begins at `start`: the state goes on record, or meets the one on record. */
static int enter_slot(struct run *r, pl_time start, struct pl_error *err) {
    bool equal = false;
    pl_buf_clear(&r->state);
    int rc = pl_pipeline_save(r->pipeline, &r->state, err);
    if (rc == PL_E_OK && pl_buf_failed(&r->state)) {
        rc = pl_fail(err, PL_E_LIMIT, "the state of detection is larger than 2 GiB");
    }
    if (rc == PL_E_OK) {
        rc = pl_pipeline_tell_heard(r->pipeline, err);
    }
    if (rc == PL_E_OK) {
        rc = keep_trail(r, false, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_snapshot_equals(r->c, start, pl_buf_str(&r->state), &equal, err);
    }
    if (rc == PL_E_OK && equal && start > r->unseen_to) {
        r->met = true;
        rc = drop_events(r, r->stretch_end, start, err);
        return rc == PL_E_OK ? PL_ARCHIVE_STOP : rc;
    }
    if (rc == PL_E_OK) {
        rc = drop_events(r, r->stretch_end, start + PL_DETECT_SNAPSHOT_US, err);
    }
    if (rc == PL_E_OK && !equal) {
        rc = pl_snapshot_put(r->c, start, pl_buf_str(&r->state), err);
    }
    r->stretch_end = start + PL_DETECT_SNAPSHOT_US;
    return rc;
}

/* The first report of all: everything before and in its slot is replaced. The slot of the first report in the data, not
 * of the first unseen one, so that the kept states are the same whatever came when. */
static int enter_first_slot(struct run *r, pl_time start, struct pl_error *err) {
    r->from_nothing = false;
    r->stretch_end = start + PL_DETECT_SNAPSHOT_US;
    int rc = drop_events(r, INT64_MIN, r->stretch_end, err);
    return rc == PL_E_OK ? pl_snapshot_remove(r->c, PL_TIME_NONE, start + 1, err) : rc;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct run *r = ctx;
    if (r->from_nothing) {
        int rc = enter_first_slot(r, slot_start(report->at), err);
        if (rc != PL_E_OK) {
            return rc;
        }
    } else if (report->at >= r->stretch_end) {
        int rc = enter_slot(r, slot_start(report->at), err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    r->now = report->at;
    r->counts->reports++;
    return pl_pipeline_push(r->pipeline, report, err);
}

static int finish(struct run *r, struct pl_error *err) {
    int rc = drop_events(r, r->from_nothing ? INT64_MIN : r->stretch_end, INT64_MAX, err);
    if (rc == PL_E_OK) {
        rc = pl_snapshot_remove(r->c, r->from_nothing ? PL_TIME_NONE : r->stretch_end - 1, INT64_MAX, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_store_events_remove_tail(r->c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_reception_slot_remove_tail(r->c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_trail_slot_remove_tail(r->c, err);
    }
    rc = rc == PL_E_OK ? pl_pipeline_finish(r->pipeline, on_tail, r, err) : rc;
    return rc == PL_E_OK ? keep_trail(r, true, err) : rc;
}

static int open_pipeline(struct run *r, struct pl_error *err) {
    struct pl_pipeline_options options = {.rules = &r->facts->rules,
                                          .ports = r->facts->ports,
                                          .sea = r->facts->sea,
                                          .mids = r->facts->mids,
                                          .exercise = r->facts->exercise,
                                          .heard = on_heard,
                                          .fixed = on_fixed};
    return pl_pipeline_open(&options, on_event, r, &r->pipeline, err);
}

/* The state to start from: *ret_from is the time it stands for (INT64_MIN: the beginning). */
static int start_state(struct run *r, pl_time first_unseen, pl_time *ret_from, struct pl_error *err) {
    pl_time at = PL_TIME_NONE;
    int rc = pl_snapshot_before(r->c, first_unseen, &at, &r->state, err);
    if (rc == PL_E_OK) {
        rc = pl_trail_open(&r->trail, err);
    }
    if (rc == PL_E_OK) {
        rc = open_pipeline(r, err);
    }
    if (rc == PL_E_OK && at != PL_TIME_NONE) {
        rc = pl_pipeline_load(r->pipeline, pl_buf_str(&r->state), err);
    }
    if (rc == PL_E_OK) {
        *ret_from = at;
    }
    return rc;
}

/* One stretch: from the state before `unseen` until the states meet or the data end. */
static int run_stretch(struct run *r, const struct pl_dirty *unseen, pl_time *ret_met_at, struct pl_error *err) {
    struct pl_archive_query query = {.to = INT64_MAX, .skip_own = r->facts->skip_own};
    uint64_t read = 0;
    pl_time from = PL_TIME_NONE;
    int rc = start_state(r, unseen->from, &from, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    r->unseen_to = unseen->to;
    r->met = false;
    if (from == PL_TIME_NONE) {
        query.from = INT64_MIN;
        r->from_nothing = true;
    } else {
        query.from = from;
        r->stretch_end = from + PL_DETECT_SNAPSHOT_US;
        rc = drop_events(r, from, r->stretch_end, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_read(r->c, &query, on_report, r, &read, err);
    }
    r->counts->reports_read += read;
    r->counts->stretches++;
    *ret_met_at = r->met ? r->stretch_end : INT64_MAX;
    return rc == PL_E_OK && !r->met ? finish(r, err) : rc;
}

static int forget_all(struct pl_case *c, struct pl_detect_counts *counts, struct pl_error *err) {
    uint64_t removed = 0;
    int rc = pl_store_events_remove(c, INT64_MIN, INT64_MAX, &removed, err);
    if (rc == PL_E_OK) {
        rc = pl_store_events_remove_tail(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_reception_slot_remove(c, INT64_MIN, INT64_MAX, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_reception_slot_remove_tail(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_trail_slot_remove(c, INT64_MIN, INT64_MAX, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_trail_slot_remove_tail(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_snapshot_remove(c, PL_TIME_NONE, INT64_MAX, err);
    }
    counts->events_removed += removed;
    return rc;
}

/* What has to be seen: the unseen stretches, or all where the kept states rest on other rules. */
static int what_to_see(struct pl_case *c, const struct pl_detect_facts *facts, struct pl_arena *arena,
                       struct pl_dirty **ret_dirty, size_t *ret_n, struct pl_detect_counts *counts,
                       struct pl_error *err) {
    pl_str basis = {0};
    pl_time first = PL_TIME_NONE, last = PL_TIME_NONE;
    int rc = pl_case_state(c, "detected", arena, &basis, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (pl_str_eq(basis, pl_str_from(facts->basis))) {
        return pl_dirty_read(c, arena, ret_dirty, ret_n, err);
    }
    counts->whole = true;
    rc = forget_all(c, counts, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_span(c, &first, &last, err);
    }
    struct pl_dirty *all = pl_arena_calloc(arena, 1, sizeof *all);
    if (rc == PL_E_OK && all == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to detect");
    }
    if (rc == PL_E_OK && all != NULL) {
        *all = (struct pl_dirty){first, last};
        *ret_dirty = all;
        *ret_n = first != PL_TIME_NONE;
        rc = pl_case_set_state(c, "detected", pl_str_from(facts->basis), err);
    }
    return rc;
}

static int see(struct pl_case *c, const struct pl_detect_facts *facts, struct pl_arena *arena,
               struct pl_detect_counts *counts, struct pl_error *err) {
    struct pl_dirty *dirty = NULL;
    size_t n = 0;
    pl_time met_at = INT64_MIN;
    int rc = what_to_see(c, facts, arena, &dirty, &n, counts, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        struct run r = {.c = c, .facts = facts, .counts = counts, .stretch_end = PL_TIME_NONE};
        if (dirty[i].to < met_at) {
            continue; /* an earlier stretch went through it */
        }
        pl_buf_open(&r.state, PL_SNAPSHOT_MAX_BYTES);
        rc = run_stretch(&r, &dirty[i], &met_at, err);
        pl_buf_close(&r.state);
        pl_pipeline_close(r.pipeline);
        pl_trail_close(r.trail);
    }
    return rc == PL_E_OK ? pl_dirty_clear(c, err) : rc;
}

/* ---- the second stage ---- */

struct related {
    struct pl_case *c;
    struct pl_relating *relating;
    pl_time until;
};

static int add_heard(void *ctx, const struct pl_reception_sum *sums, size_t n, struct pl_error *err) {
    return pl_reception_add(ctx, sums, n, err);
}

static int add_first(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct related *r = ctx;
    return pl_relating_add(r->relating, event, err);
}

static int keep_found(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct related *r = ctx;
    return pl_store_event_add(r->c, event, r->until, PL_EVENT_RELATED, err);
}

static int keep_notes(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct related *r = ctx;
    struct pl_event noted = *event;
    int rc = pl_relating_note(r->relating, &noted, err);
    return rc == PL_E_OK ? pl_store_event_note(r->c, &noted, err) : rc;
}

/* Anew over all events of the first stage: it costs little beside them, and nothing has to be remembered. */
static int relate(struct pl_case *c, const struct pl_detect_facts *facts, struct pl_error *err) {
    static const struct pl_store_event_query FIRST = {
        .type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .first_stage = true};
    static const struct pl_store_event_query ALL = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .said = true};
    struct related r = {.c = c, .until = PL_TIME_NONE};
    struct pl_reception *reception = NULL;
    struct pl_stations *stations = NULL;
    pl_time first = PL_TIME_NONE;
    int rc = pl_store_events_remove_related(c, err);
    rc = rc == PL_E_OK ? pl_archive_span(c, &first, &r.until, err) : rc;
    rc = rc == PL_E_OK ? pl_reception_open(&reception, err) : rc;
    rc = rc == PL_E_OK ? pl_reception_slot_each(c, add_heard, reception, err) : rc;
    rc = rc == PL_E_OK ? pl_reception_seal(reception, err) : rc;
    rc = rc == PL_E_OK ? pl_stations_open(&stations, err) : rc;
    rc = rc == PL_E_OK ? pl_heard_stations(c, stations, err) : rc;
    rc = rc == PL_E_OK ? pl_stations_judge(stations, &facts->rules, err) : rc;
    const struct pl_relating_options options = {.rules = &facts->rules,
                                                .ports = facts->ports,
                                                .sea = facts->sea,
                                                .reception = reception,
                                                .stations = stations,
                                                .until = r.until};
    rc = rc == PL_E_OK ? pl_relating_open(&options, &r.relating, err) : rc;
    rc = rc == PL_E_OK ? pl_store_events(c, &FIRST, add_first, &r, err) : rc;
    rc = rc == PL_E_OK ? pl_relating_run(r.relating, keep_found, &r, err) : rc;
    rc = rc == PL_E_OK ? pl_store_events(c, &ALL, keep_notes, &r, err) : rc;
    pl_relating_close(r.relating);
    pl_reception_close(reception);
    pl_stations_close(stations);
    return rc;
}

int pl_detect_within(struct pl_case *c, struct pl_detect_counts *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_detect_facts facts;
    struct pl_detect_counts counts = {0};
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_detect_facts_read(c, &arena, &facts, err);
    if (rc == PL_E_OK) {
        rc = see(c, &facts, &arena, &counts, err);
    }
    if ((rc == PL_E_VERSION || rc == PL_E_FORMAT) && !counts.whole) {
        /* A kept state that this program cannot read: it is only a short cut. */
        counts = (struct pl_detect_counts){0};
        rc = pl_case_set_state(c, "detected", (pl_str){0}, err);
        if (rc == PL_E_OK) {
            rc = see(c, &facts, &arena, &counts, err);
        }
    }
    if (rc == PL_E_OK && (counts.stretches > 0 || counts.whole)) {
        rc = relate(c, &facts, err);
    }
    if (rc == PL_E_OK) {
        *ret = counts;
    }
    return rc;
}

int pl_detect_run(struct pl_case *c, struct pl_detect_counts *ret, struct pl_error *err) {
    int rc = pl_case_begin(c, err);
    if (rc == PL_E_OK) {
        rc = pl_detect_within(c, ret, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(c, err);
    }
    pl_case_rollback(c);
    return rc;
}

/* ---- style ---- */

struct places {
    struct pl_event_place *by_id; /* member id -> place */
    uint32_t most;
};

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    const struct places *p = ctx;
    if (source == 0 || source > p->most || p->by_id[source].exhibit.n == 0) {
        return false;
    }
    *ret = p->by_id[source];
    return true;
}

struct exhibit_names {
    struct pl_arena *arena;
    struct pl_map seqs; /* seq -> pl_str * */
};

static int name_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct exhibit_names *names = ctx;
    char text[80] = "sha256:";
    pl_hash_hex(x->sha256, text + 7);
    pl_str *name = pl_arena_calloc(names->arena, 1, sizeof *name);
    uint64_t *slot = pl_map_put(&names->seqs, (uint64_t)x->seq, NULL);
    if (name == NULL || slot == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to name the exhibits");
    }
    *name = pl_str_copy(names->arena, pl_str_from(text));
    *slot = (uint64_t)(uintptr_t)name;
    return name->p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to name the exhibits");
}

static int place_members(struct places *places, const struct exhibit_names *names,
                         const struct pl_exhibit_member *members, size_t n, struct pl_error *err) {
    places->most = n > 0 ? members[n - 1].id : 0;
    places->by_id = pl_arena_calloc(names->arena, (size_t)places->most + 1, sizeof *places->by_id);
    if (places->by_id == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to name the exhibits");
    }
    for (size_t i = 0; i < n; i++) {
        char hex[65];
        const uint64_t *slot = pl_map_get(&names->seqs, (uint64_t)members[i].seq);
        pl_hash_hex(members[i].root, hex);
        if (slot != NULL) {
            places->by_id[members[i].id] = (struct pl_event_place){.exhibit = *(const pl_str *)(uintptr_t)*slot,
                                                                   .root = pl_str_copy(names->arena, pl_str_from(hex)),
                                                                   .member = members[i].name};
        }
    }
    return PL_E_OK;
}

static int make_params(const struct pl_rules *rules, struct pl_arena *arena, struct pl_event_style *style,
                       struct pl_error *err) {
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        PL_BUF_AUTO params;
        pl_buf_open(&params, 65536);
        pl_rules_params(rules, pl_event_type_rule(i), &params);
        style->params[i] = pl_str_copy(arena, pl_buf_str(&params));
    }
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory to name the rules") : PL_E_OK;
}

int pl_detect_style(struct pl_case *c, const struct pl_detect_facts *facts, struct pl_arena *arena,
                    struct pl_event_style *ret_style, struct pl_error *err) {
    struct pl_event_style style = {
        .exercise = facts->exercise, .resolve = resolve, .version = PL_STR(PL_RULES_VERSION)};
    struct exhibit_names names = {.arena = arena};
    struct pl_exhibit_member *members = NULL;
    struct places *places = pl_arena_calloc(arena, 1, sizeof *places);
    struct pl_profiles *profiles = pl_arena_calloc(arena, 1, sizeof *profiles);
    size_t n = 0;
    if (places == NULL || profiles == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to name the exhibits");
    }
    pl_hash_hex(facts->rules.hash, style.rules_hash);
    pl_profiles_beside(&facts->rules, profiles);
    style.profiles = profiles;
    pl_map_open(&names.seqs, (size_t)1 << 26);
    int rc = make_params(&facts->rules, arena, &style, err);
    if (rc == PL_E_OK) {
        rc = pl_exhibit_each(c, name_exhibit, &names, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_exhibit_members(c, -1, arena, &members, &n, err);
    }
    if (rc == PL_E_OK) {
        rc = place_members(places, &names, members, n, err);
    }
    pl_map_close(&names.seqs);
    if (rc == PL_E_OK) {
        style.ctx = places;
        *ret_style = style;
    }
    return rc;
}
