/* Did a ship call where it said it was bound, and when it said it would be there?
 *
 * A note beside a visit to a port, never an event: destinations are typed by hand, forgotten, or wrong by a slip, and
 * orders change under way. So a call speaks against the text (OTHER_PORT) only where the text was seen to be typed in
 * for this voyage (after the port before, or in place of another), stood for destination.settle_hours, names one port
 * of the table for certain (detect/destination), that port is not the one it came from, and the ship gave the text up
 * without having called there. Of a text that is older, still said where the recording ends, or not understood it is
 * undetermined, and why is said. A call nearer than destination.near_m is a call there. The time of arrival has no
 * year: the nearest counts; one that is a month off, or older than the voyage, says nothing.
 *
 * Of a text itself (event BOUND) it is said that the ship sails away from the port (AWAY), where by sea it is farther
 * off by destination.away_m than when it first said so, and has called nowhere since. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/destination.h"
#include "detect/fold.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define DAY_US    (24 * PL_HOUR_US)
#define ETA_DAYS  30  /* an ETA farther off is of another voyage */
#define AWAY_DAYS 0.5 /* a text is said for so long before it is held against the course */

/* What was said, from and until. */
struct said {
    uint32_t mmsi;
    pl_time from, until;
    bool has_eta;
    pl_time eta;
    char text[21];
};

struct call {
    uint32_t mmsi;
    pl_time start;
    bool arrived; /* it was seen to come */
    pl_hash id;
    bool placed;
    pl_pos pos;
};

struct arrival {
    const struct pl_destinations *names;
    struct said *said;
    struct call *calls;
    size_t n_said, cap_said, n_calls, cap_calls;
    double near_m, eta_h, away_m;
    pl_time settle_us;
};

static int arrival_open(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct arrival *a = pl_arena_calloc(&relate->arena, 1, sizeof *a);
    if (a == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for destinations");
    }
    a->near_m = pl_relate_rule(relate, PL_RULE_DESTINATION_NEAR_M);
    a->eta_h = pl_relate_rule(relate, PL_RULE_DESTINATION_ETA_HOURS);
    a->away_m = pl_relate_rule(relate, PL_RULE_DESTINATION_AWAY_M);
    a->settle_us = (pl_time)(pl_relate_rule(relate, PL_RULE_DESTINATION_SETTLE_HOURS) * (double)PL_HOUR_US);
    *ret_state = a;
    return PL_E_OK;
}

static void arrival_close(void *state) {
    struct arrival *a = state;
    free(a->said);
    free(a->calls);
}

static int grow(void **list, size_t n, size_t *cap, size_t size, struct pl_error *err) {
    if (n < *cap) {
        return PL_E_OK;
    }
    size_t more = *cap == 0 ? 64 : *cap * 2;
    void *grown = reallocarray(*list, more, size);
    if (grown == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for destinations");
    }
    *list = grown;
    *cap = more;
    return PL_E_OK;
}

static unsigned two(const char *p) { return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0'); }

/* MM-DDThh:mm in the year in which it is nearest to `at`. */
static bool resolve_eta(const char *text, pl_time at, pl_time *ret) {
    struct pl_date date = pl_time_to_date(at);
    const int year = (int)date.year;
    bool any = false;
    if (strlen(text) != 11) {
        return false;
    }
    for (int y = year - 1; y <= year + 1; y++) {
        pl_time eta;
        date = (struct pl_date){0};
        date.year = y;
        date.month = (int)two(text);
        date.day = (int)two(text + 3);
        date.hour = (int)two(text + 6);
        date.minute = (int)two(text + 9);
        if (!pl_time_from_date(date, &eta)) {
            continue; /* 29 February */
        }
        pl_time off = eta > at ? eta - at : at - eta, best = *ret > at ? *ret - at : at - *ret;
        if (!any || off < best) {
            *ret = eta;
            any = true;
        }
    }
    return any;
}

static int add_said(struct arrival *a, const struct pl_event *e, struct pl_error *err) {
    int rc = grow((void **)&a->said, a->n_said, &a->cap_said, sizeof *a->said, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct said *s = &a->said[a->n_said++];
    *s = (struct said){.mmsi = e->vessels[0].mmsi, .from = e->start, .until = e->end};
    memcpy(s->text, e->value, sizeof s->text - 1);
    s->has_eta = resolve_eta(e->kind, e->start, &s->eta);
    return PL_E_OK;
}

static int arrival_add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct arrival *a = state;
    (void)relate;
    if (e->type == PL_EVENT_BOUND) {
        return add_said(a, e, err);
    }
    if (e->type != PL_EVENT_PORT_VISIT || e->confidence < 2) { /* less: it sailed past */
        return PL_E_OK;
    }
    int rc = grow((void **)&a->calls, a->n_calls, &a->cap_calls, sizeof *a->calls, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct call *c = &a->calls[a->n_calls++];
    *c = (struct call){.mmsi = e->vessels[0].mmsi, .start = e->start, .id = e->id, .placed = e->has_pos, .pos = e->pos};
    c->arrived = e->inputs_from < e->start;
    return PL_E_OK;
}

static int said_cmp(const void *pa, const void *pb) {
    const struct said *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return (a->from > b->from) - (a->from < b->from);
}

static int call_cmp(const void *pa, const void *pb) {
    const struct call *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return pl_hash_cmp(a->id, b->id);
}

static int arrival_run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct arrival *a = state;
    if (a->n_said == 0) {
        return PL_E_OK;
    }
    qsort(a->said, a->n_said, sizeof *a->said, said_cmp);
    if (a->n_calls > 1) {
        qsort(a->calls, a->n_calls, sizeof *a->calls, call_cmp);
    }
    return pl_destinations_open(relate->options.ports, &relate->arena, &a->names, err);
}

/* The last of a number that began at or before `at`; SIZE_MAX none. */
static size_t said_at(const struct arrival *a, uint32_t mmsi, pl_time at) {
    size_t low = 0, high = a->n_said;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = a->said[mid].mmsi != mmsi ? a->said[mid].mmsi < mmsi : a->said[mid].from <= at;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low > 0 && a->said[low - 1].mmsi == mmsi ? low - 1 : SIZE_MAX;
}

/* The last call of a number that began before `at`; SIZE_MAX none. */
static size_t call_before(const struct arrival *a, uint32_t mmsi, pl_time at) {
    size_t low = 0, high = a->n_calls;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = a->calls[mid].mmsi != mmsi ? a->calls[mid].mmsi < mmsi : a->calls[mid].start < at;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low > 0 && a->calls[low - 1].mmsi == mmsi ? low - 1 : SIZE_MAX;
}

/* One text, whatever times of arrival were said with it. */
struct span {
    pl_time since, until;
    bool typed;    /* another text was said before */
    bool given_up; /* another was said after */
};

static struct span span_of(const struct arrival *a, size_t i) {
    const struct said *list = a->said;
    size_t first = i, last = i;
    while (first > 0 && list[first - 1].mmsi == list[i].mmsi && strcmp(list[first - 1].text, list[i].text) == 0) {
        first--;
    }
    while (last + 1 < a->n_said && list[last + 1].mmsi == list[i].mmsi &&
           strcmp(list[last + 1].text, list[i].text) == 0) {
        last++;
    }
    return (struct span){.since = list[first].from,
                         .until = list[last].until,
                         .typed = first > 0 && list[first - 1].mmsi == list[i].mmsi,
                         .given_up = last + 1 < a->n_said && list[last + 1].mmsi == list[i].mmsi};
}

static bool near(const struct arrival *a, const struct call *call, const struct pl_destination *to) {
    for (unsigned i = 0; call->placed && i < to->n && i < PL_DESTINATION_MOST; i++) {
        const struct pl_port *port = to->ports[i];
        if (pl_sphere_distance_m(call->pos, port->pos) - port->uncertainty_m <= a->near_m) {
            return true;
        }
    }
    return false;
}

/* Does it call there later, the text still standing (or changed shortly before the pier)? */
static bool calls_later(const struct arrival *a, size_t call, const struct pl_destination *to, pl_time until) {
    for (size_t i = call + 1; i < a->n_calls && a->calls[i].mmsi == a->calls[call].mmsi; i++) {
        if (a->calls[i].start > until + DAY_US) {
            return false;
        }
        if (near(a, &a->calls[i], to)) {
            return true;
        }
    }
    return false;
}

/* Why the text cannot be held against a call; NULL: it can. before: the call before, or NULL. */
static const char *doubt(const struct arrival *a, const struct span *span, const struct call *before,
                         const struct pl_destination *to, pl_time at) {
    if (to->n == 0) {
        return "the destination it said names no port of the table";
    }
    if (to->n > 1) {
        return "several ports have the name of the destination it said";
    }
    if (before != NULL ? span->since <= before->start : !span->typed) {
        return "the destination it said is older than this voyage as far as it was heard: it may be stale";
    }
    if (before != NULL && near(a, before, to)) {
        return "the destination it said is where it came from: it may be stale";
    }
    if (at - span->since < a->settle_us) {
        return "the destination was said too shortly to count";
    }
    return span->given_up ? NULL : "it goes on saying that destination: this may be a call on the way";
}

static void set_eta(struct pl_event_bound *b, const struct arrival *a, const struct said *s, const struct call *before,
                    pl_time at, struct pl_event *event) {
    double off_h = pl_hours(s->eta, at);
    if (!s->has_eta || (before != NULL && s->from <= before->start) || off_h > ETA_DAYS * 24 ||
        off_h < -ETA_DAYS * 24) {
        return;
    }
    b->has_eta = true;
    b->eta = s->eta;
    b->eta_off_h = off_h;
    if (off_h > a->eta_h || off_h < -a->eta_h) {
        char text[96];
        snprintf(text, sizeof text, "came %.0f h %s than it had said: such times are often left unchanged",
                 off_h > 0 ? off_h : -off_h, off_h > 0 ? "later" : "earlier");
        pl_relate_say(event, text);
    }
}

static void name_port(struct pl_event_bound *b, const struct pl_destination *to) {
    if (to->n == 1 && to->ports[0]->id.n < sizeof b->port) {
        memcpy(b->port, to->ports[0]->id.p, to->ports[0]->id.n);
    }
}

static void note_call(const struct arrival *a, struct pl_event *event) {
    struct pl_event_bound *b = &event->notes.bound;
    const uint32_t mmsi = event->vessels[0].mmsi;
    size_t i = said_at(a, mmsi, event->start), c = call_before(a, mmsi, event->start + 1);
    if (i == SIZE_MAX || c == SIZE_MAX || event->start - a->said[i].until > 2 * DAY_US) {
        return; /* nothing was said, or not lately */
    }
    size_t earlier = call_before(a, mmsi, event->start);
    const struct call *before = earlier != SIZE_MAX ? &a->calls[earlier] : NULL;
    const struct said *s = &a->said[i];
    struct span span = span_of(a, i);
    struct pl_destination to = pl_destinations_find(a->names, pl_str_from(s->text));
    memcpy(b->said, s->text, sizeof b->said);
    name_port(b, &to);
    const char *why = doubt(a, &span, before, &to, event->start);
    if (near(a, &a->calls[c], &to)) {
        b->verdict = PL_ARRIVAL_AGREES;
    } else if (to.n > 0 && calls_later(a, c, &to, span.until)) {
        b->verdict = PL_ARRIVAL_ON_THE_WAY;
    } else if (why != NULL) {
        b->verdict = PL_ARRIVAL_UNDETERMINED;
        pl_relate_say(event, why);
    } else {
        b->verdict = PL_ARRIVAL_OTHER_PORT;
        char text[160];
        snprintf(text, sizeof text, "said %s for this voyage and called here: orders change, and it is typed by hand",
                 b->port);
        pl_relate_say(event, text);
    }
    if (a->calls[c].arrived && (b->verdict == PL_ARRIVAL_AGREES || b->verdict == PL_ARRIVAL_OTHER_PORT)) {
        set_eta(b, a, s, before, event->start, event);
    }
}

/* By sea farther from the port than at the beginning. */
static int sails_away(struct pl_relate *relate, const struct arrival *a, const struct pl_event *e,
                      const struct pl_port *port, bool *ret_away, struct pl_error *err) {
    struct pl_way first = {0}, last = {0};
    *ret_away = false;
    if (relate->options.passages == NULL || !e->has_start_pos || !e->has_end_pos ||
        pl_sphere_distance_m(e->end_pos, port->pos) <= pl_sphere_distance_m(e->start_pos, port->pos)) {
        return PL_E_OK;
    }
    int rc = pl_passage(relate->options.passages, e->start_pos, port->pos, PL_PASSAGE_FAR_M, &first, err);
    rc = rc == PL_E_OK ? pl_passage(relate->options.passages, e->end_pos, port->pos, PL_PASSAGE_FAR_M, &last, err) : rc;
    *ret_away = rc == PL_E_OK && first.state == PL_WAY_FOUND && last.state == PL_WAY_FOUND &&
                (last.sea_m - last.error_m) - (first.sea_m + first.error_m) >= a->away_m;
    return rc;
}

static int note_said(struct pl_relate *relate, const struct arrival *a, struct pl_event *event, struct pl_error *err) {
    struct pl_event_bound *b = &event->notes.bound;
    const uint32_t mmsi = event->vessels[0].mmsi;
    size_t i = said_at(a, mmsi, event->start), earlier = call_before(a, mmsi, event->start);
    if (i == SIZE_MAX) {
        return PL_E_OK;
    }
    const struct call *before = earlier != SIZE_MAX ? &a->calls[earlier] : NULL;
    struct span span = span_of(a, i);
    struct pl_destination to = pl_destinations_find(a->names, pl_str_from(a->said[i].text));
    memcpy(b->said, a->said[i].text, sizeof b->said);
    name_port(b, &to);
    b->verdict = PL_ARRIVAL_UNDETERMINED;
    b->has_eta = a->said[i].has_eta;
    b->eta = b->has_eta ? a->said[i].eta : 0;
    span.given_up = true; /* what is said after this pair does not matter here */
    bool called = call_before(a, mmsi, INT64_MAX) != earlier;
    if (called || to.n != 1 || doubt(a, &span, before, &to, event->end) != NULL || event->hours < AWAY_DAYS * 24) {
        return PL_E_OK;
    }
    bool away = false;
    int rc = sails_away(relate, a, event, to.ports[0], &away, err);
    if (away) {
        b->verdict = PL_ARRIVAL_AWAY;
        pl_relate_say(event, "sailed away from where it said it was bound: orders change, and it is typed by hand");
    }
    return rc;
}

static int arrival_note(struct pl_relate *relate, void *state, struct pl_event *event, struct pl_error *err) {
    struct arrival *a = state;
    if (a->names == NULL) {
        return PL_E_OK;
    }
    if (event->type == PL_EVENT_BOUND) {
        return note_said(relate, a, event, err);
    }
    if (event->type == PL_EVENT_PORT_VISIT && event->confidence >= 2) {
        note_call(a, event);
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_arrival = {.name = "arrival",
                                                 .open = arrival_open,
                                                 .add = arrival_add,
                                                 .run = arrival_run,
                                                 .note = arrival_note,
                                                 .close = arrival_close};
