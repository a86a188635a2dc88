#include "app/vessel_json.h"

#include "app/known_json.h"
#include "app/lead_text.h"

#include "base/ban.h"

struct output {
    bool exercise;
    struct pl_buf *buf;
    struct pl_json json;
};

static struct pl_json *start(struct output *out) {
    pl_json_start(&out->json, out->buf);
    return &out->json;
}

static void json_place(struct pl_json *json, pl_pos pos) {
    pl_json_object(json);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(pos), 6);
    pl_json_object_end(json);
}

static void json_exercise(struct pl_json *json, bool exercise) {
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void json_when(struct pl_json *json, const char *key, pl_time at) {
    pl_json_key(json, key);
    if (at != PL_TIME_NONE) {
        pl_json_time(json, at);
    } else {
        pl_json_null(json);
    }
}

static void json_contradictions(struct pl_json *json, const struct pl_vessel_paper *p) {
    pl_json_key(json, "contradictions");
    pl_json_array(json);
    for (size_t i = 0; i < p->n; i++) {
        const struct pl_vessel_contradiction *x = &p->contradictions[i];
        pl_json_object(json);
        pl_json_member_or_null(json, "field", x->field);
        pl_json_member_or_null(json, "paper", x->paper);
        pl_json_member_or_null(json, "said", x->said);
        pl_json_key(json, "mmsi");
        pl_json_u64(json, x->mmsi);
        json_when(json, "first", x->first);
        json_when(json, "last", x->last);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static int on_assertion(void *ctx, const struct pl_assertion *a, const struct pl_vessel_heard *heard,
                        struct pl_error *err) {
    struct output *out = ctx;
    struct pl_json *json = start(out);
    (void)err;
    char exhibit[80] = "sha256:";
    pl_hash_hex(a->exhibit, exhibit + 7);
    pl_json_record(json, "identity");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, a->mmsi);
    pl_json_key(json, "field");
    pl_json_str(json, a->field);
    pl_json_key(json, "value");
    pl_json_str(json, a->value);
    pl_json_key(json, "first");
    pl_json_time(json, a->first);
    pl_json_key(json, "last");
    pl_json_time(json, a->last);
    pl_json_key(json, "reports");
    pl_json_u64(json, a->n);
    pl_json_key(json, "source");
    if (a->source.n > 0) {
        pl_json_str(json, a->source);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "exhibit");
    pl_json_text(json, exhibit);
    pl_json_key(json, "file");
    pl_json_str(json, a->file);
    pl_json_key(json, "entry");
    pl_json_i64(json, a->seq);
    pl_json_key(json, "stations");
    pl_vessel_heard_by(heard, a->seq, a->first, a->last, json);
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
    return 0;
}

static int on_remark(void *ctx, const struct pl_identity_remark *r, struct pl_error *err) {
    struct output *out = ctx;
    struct pl_json *json = start(out);
    const char *innocent = pl_identity_remark_innocent(r->kind);
    (void)err;
    pl_json_record(json, "identity_remark");
    pl_json_key(json, "kind");
    pl_json_text(json, pl_identity_remark_name(r->kind));
    pl_json_key(json, "mmsi");
    pl_json_u64(json, r->mmsi);
    pl_json_key(json, "other_mmsi");
    if (r->other != 0) {
        pl_json_u64(json, r->other);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "from");
    pl_json_time(json, r->from);
    pl_json_key(json, "to");
    pl_json_time(json, r->to);
    pl_json_key(json, "why");
    pl_json_text(json, r->text);
    pl_json_key(json, "innocent_explanation");
    pl_json_text(json, innocent[0] != '\0' ? innocent : NULL);
    pl_json_key(json, "status");
    pl_json_text(json, "lead, not a finding");
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
    return 0;
}

static int on_track(void *ctx, const struct pl_vessel_track *t, struct pl_error *err) {
    struct output *out = ctx;
    struct pl_json *json = start(out);
    const struct pl_event_vessel vessel = {.mmsi = t->mmsi, .has_track = true, .track = t->ref};
    char key[32];
    (void)err;
    pl_event_track_key(&vessel, key);
    pl_json_record(json, "track");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, t->mmsi);
    pl_json_key(json, "track");
    pl_json_text(json, key);
    pl_json_key(json, "first");
    pl_json_time(json, t->first);
    pl_json_key(json, "last");
    pl_json_time(json, t->last);
    pl_json_key(json, "first_pos");
    json_place(json, t->first_pos);
    pl_json_key(json, "last_pos");
    json_place(json, t->last_pos);
    pl_json_key(json, "reports");
    pl_json_u64(json, t->reports);
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
    return 0;
}

static int on_paper(void *ctx, const struct pl_vessel_paper *p, struct pl_error *err) {
    static const char *const SHOWN[][2] = {{"as", "as"},
                                           {"imo", "imo"},
                                           {"mmsi", "mmsi"},
                                           {"name", "subject"},
                                           {"callsign", "callsign"},
                                           {"flag", "flag"},
                                           {"place", "place"},
                                           {"owner", "counterparty"},
                                           {"document", "document"},
                                           {"source", "source"}};
    struct output *out = ctx;
    char id[PL_FILING_ID_MAX];
    pl_filing_id(p->filing, id);
    struct pl_json *json = start(out);
    (void)err;
    pl_json_record(json, "paper");
    pl_json_key(json, "id");
    pl_json_text(json, id);
    json_when(json, "from", p->from);
    json_when(json, "to", p->to);
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        pl_json_member_or_null(json, SHOWN[i][0], pl_filing_get_value(p->filing, SHOWN[i][1]));
    }
    json_contradictions(json, p);
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
    return 0;
}

static void json_texts(struct pl_json *json, const char *key, const pl_str *texts, size_t n) {
    pl_json_key(json, key);
    pl_json_array(json);
    for (size_t i = 0; i < n; i++) {
        pl_json_str(json, texts[i]);
    }
    pl_json_array_end(json);
}

static void json_hit(struct output *out, const struct pl_lead *lead, const struct pl_lead_link *link) {
    struct pl_json *json = start(out);
    pl_json_record(json, "list_hit");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, lead->mmsi);
    pl_json_key(json, "class");
    pl_json_text(json, pl_lead_class_name(link->lead_class));
    pl_json_key(json, "reason");
    pl_json_text(json, pl_lead_class_text(link->lead_class));
    pl_json_member_or_null(json, "field", link->field);
    pl_json_member_or_null(json, "said", link->said);
    pl_json_member_or_null(json, "list", link->list);
    pl_json_member_or_null(json, "published", link->published);
    pl_json_member_or_null(json, "reference", link->reference);
    pl_json_member_or_null(json, "caption", link->caption);
    pl_json_member_or_null(json, "listed_value", link->listed_value);
    pl_json_member_or_null(json, "why", link->why);
    pl_json_key(json, "score");
    if (link->why.n > 0) {
        pl_json_fixed(json, link->score, 3);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "via_mmsi");
    if (link->via_mmsi != 0) {
        pl_json_u64(json, link->via_mmsi);
    } else {
        pl_json_null(json);
    }
    json_when(json, "first", link->from);
    json_when(json, "last", link->to);
    pl_json_key(json, "cleared");
    pl_json_bool(json, link->cleared);
    json_texts(json, "against", lead->against, lead->n_against);
    pl_lead_keys_json(json, "against_keys", lead->against_keys, lead->n_against);
    json_texts(json, "innocent", lead->innocent, lead->n_innocent);
    pl_lead_keys_json(json, "innocent_keys", lead->innocent_keys, lead->n_innocent);
    pl_json_key(json, "status");
    pl_json_text(json, "candidate, not a decision");
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
}

static int on_listed(void *ctx, const struct pl_lead *lead, struct pl_error *err) {
    (void)err;
    for (size_t i = 0; i < lead->n_links; i++) {
        json_hit(ctx, lead, &lead->links[i]);
    }
    return 0;
}

static int on_bound(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    struct pl_json *json = start(out);
    char track[32];
    (void)view;
    (void)err;
    pl_event_track_key(&event->vessels[0], track);
    pl_json_record(json, "destination");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, event->vessels[0].mmsi);
    pl_json_member_or_null(json, "track", pl_str_from(track));
    json_when(json, "first", event->start);
    json_when(json, "last", event->end);
    pl_event_bound_json(&event->notes.bound, false, json);
    pl_json_key(json, "first_pos");
    if (event->has_start_pos) {
        json_place(json, event->start_pos);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "last_pos");
    if (event->has_end_pos) {
        json_place(json, event->end_pos);
    } else {
        pl_json_null(json);
    }
    pl_json_member_or_null(json, "remark", pl_str_from(event->notes.remark));
    pl_json_key(json, "status");
    pl_json_text(json, "lead, not a finding");
    json_exercise(json, out->exercise);
    pl_json_record_end(json);
    return 0;
}

static int on_ship(void *ctx, const struct pl_ship_row *ship, struct pl_error *err) {
    struct output *out = ctx;
    (void)err;
    pl_ship_row_json(ship, out->exercise, out->buf);
    return 0;
}

static int on_heard(void *ctx, const struct pl_vessel_heard *heard, struct pl_error *err) {
    struct output *out = ctx;
    (void)err;
    pl_vessel_heard_json(heard, out->exercise, start(out));
    return 0;
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    (void)err;
    pl_event_json(event, &view->style, start(out));
    pl_json_line_end(&out->json);
    return 0;
}

static void json_summary(struct pl_json *json, const struct pl_vessel_done *done, bool brief) {
    pl_json_record(json, "summary");
    pl_json_key(json, "imo");
    if (done->imo != 0) {
        pl_json_u64(json, done->imo);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "mmsi");
    pl_json_array(json);
    for (size_t i = 0; i < done->n_mmsi; i++) {
        pl_json_u64(json, done->mmsi[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "identities");
    pl_json_u64(json, done->assertions);
    pl_json_key(json, "remarks");
    pl_json_u64(json, done->remarks);
    pl_json_key(json, "list_hits");
    pl_json_u64(json, done->hits);
    pl_json_key(json, "tracks");
    if (brief) {
        pl_json_null(json); /* nobody looked */
    } else {
        pl_json_u64(json, done->tracks);
    }
    pl_json_key(json, "papers");
    pl_json_u64(json, done->papers);
    pl_json_key(json, "contradictions");
    pl_json_u64(json, done->contradictions);
    pl_json_key(json, "events");
    pl_json_u64(json, done->events);
    pl_json_key(json, "destinations");
    pl_json_u64(json, done->destinations);
    pl_json_key(json, "reports");
    pl_json_u64(json, done->reports);
    pl_json_key(json, "results");
    pl_json_u64(json, done->assertions + done->remarks + done->hits + done->tracks + done->papers + done->events +
                          done->destinations);
    pl_known_json(json, &done->view.known);
    pl_json_key(json, "lead");
    pl_json_text(json, "lead, not a finding");
    json_exercise(json, done->view.exercise);
    pl_json_record_end(json);
}

int pl_vessel_json(const struct pl_vessel_ask *ask, struct pl_arena *arena, struct pl_buf *out,
                   struct pl_vessel_done *ret, struct pl_error *err) {
    struct output o = {.buf = out};
    const struct pl_vessel_sinks sinks = {.ship = on_ship,
                                          .assertion = on_assertion,
                                          .remark = on_remark,
                                          .listed = on_listed,
                                          .track = on_track,
                                          .paper = on_paper,
                                          .event = on_event,
                                          .bound = on_bound,
                                          .heard = on_heard,
                                          .exercise = &o.exercise,
                                          .ctx = &o};
    int rc = pl_vessel_run(ask, &sinks, arena, ret, err);
    if (rc == PL_E_OK) {
        json_summary(start(&o), ret, ask->brief);
    }
    return rc;
}
