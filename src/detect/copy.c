#include "detect/copy.h"

#include <stdlib.h>
#include <string.h>

#include "detect/smooth.h"

#include "base/ban.h"

#define CELL    (PL_POS_UNIT / 10)
#define EPOCH_S INT64_C(946684800) /* 2000-01-01 */

struct pl_copy_run {
    pl_time start, end;
    pl_pos start_pos, end_pos;
    uint32_t n, after_s; /* places met; how long after the first sending */
    double sailed_m;
    struct pl_basis basis;
};

static uint32_t print_of(pl_pos pos) {
    uint64_t v = (uint64_t)(uint32_t)pos.lat << 32 | (uint32_t)pos.lon;
    v *= UINT64_C(0x9E3779B97F4A7C15);
    v ^= v >> 29;
    v *= UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(v >> 32);
}

static int16_t cell_of(int32_t units) { return (int16_t)(units >= 0 ? units / CELL : -1 - (-1 - units) / CELL); }

static void remember(struct pl_past *past, struct pl_detect *detect, struct pl_past_place place) {
    if (past->n == PL_PAST_MAX) {
        memmove(&past->places[0], &past->places[1], (PL_PAST_MAX - 1) * sizeof *past->places);
        past->n--;
    }
    if (past->n == past->cap) {
        uint16_t cap = past->cap == 0 ? 8 : past->cap * 2 > PL_PAST_MAX ? PL_PAST_MAX : (uint16_t)(past->cap * 2);
        struct pl_past_place *more = realloc(past->places, cap * sizeof *more);
        if (!more) {
            detect->failed = true;
            return;
        }
        past->places = more;
        past->cap = cap;
    }
    past->places[past->n++] = place;
}

/* How long ago the place was sent first: the time that the run goes on with, else the latest; 0 never. */
static uint32_t sent_before(const struct pl_past *past, const struct pl_detect *detect, const struct pl_copy_run *run,
                            struct pl_past_place now) {
    const double again_s = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_AGAIN_S);
    const double steady_s = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_STEADY_S);
    uint32_t after_s = 0;
    for (uint16_t i = past->n; i > 0; i--) {
        const struct pl_past_place *then = &past->places[i - 1];
        if (then->print != now.print || now.at_s - then->at_s < again_s) {
            continue;
        }
        uint32_t ago_s = now.at_s - then->at_s;
        uint32_t off_s = !run ? 0 : ago_s > run->after_s ? ago_s - run->after_s : run->after_s - ago_s;
        if (run && off_s <= steady_s) {
            return ago_s;
        }
        after_s = after_s == 0 ? ago_s : after_s;
    }
    return after_s;
}

static void describe(const struct pl_copy_run *run, struct pl_event *event) {
    struct pl_buf why;
    pl_buf_open(&why, sizeof event->why);
    pl_buf_add_str(&why, PL_STR("sent "));
    pl_buf_add_u64(&why, run->n);
    pl_buf_add_str(&why, PL_STR(" exact places again in their order, "));
    pl_buf_add_fixed(&why, run->after_s / 3600.0, 2);
    pl_buf_add_str(&why, PL_STR(" h later"));
    size_t n = why.n < sizeof event->why ? why.n : sizeof event->why - 1;
    memcpy(event->why, why.p, n);
    pl_buf_close(&why);
}

void pl_copy_end(struct pl_copy *s, struct pl_detect *detect, const struct pl_track_name *track) {
    const struct pl_copy_run *run = s->run;
    if (run && run->n >= pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_MIN_REPORTS)) {
        struct pl_event event = pl_event_about(PL_EVENT_SYNTHETIC_TRACK, track, 1);
        memcpy(event.kind, "copy", 4);
        event.start = run->start;
        event.end = run->end;
        event.hours = pl_hours(run->start, run->end);
        event.start_pos = run->start_pos;
        event.end_pos = run->end_pos;
        event.pos = pl_sphere_between(run->start_pos, run->end_pos, 0.5);
        event.has_pos = event.has_start_pos = event.has_end_pos = true;
        event.distance_m = run->sailed_m;
        event.speed_kn = event.hours > 0 ? run->sailed_m / PL_NM_M / event.hours : 0;
        describe(run, &event);
        pl_detect_emit(detect, &event, &run->basis, PL_STR("copy"));
    }
    pl_copy_free(s);
}

static void meet(struct pl_copy *s, struct pl_detect *detect, const struct pl_fix *fix, uint32_t ago_s) {
    struct pl_copy_run *run = s->run;
    if (!run) {
        run = s->run = calloc(1, sizeof *run);
        if (!run) {
            detect->failed = true;
            return;
        }
        run->start = fix->at;
        run->start_pos = run->end_pos = fix->pos;
        run->after_s = ago_s;
        pl_basis_start(&run->basis);
    }
    run->sailed_m += pl_sphere_distance_m(run->end_pos, fix->pos);
    run->end = fix->at;
    run->end_pos = fix->pos;
    run->n++;
    pl_basis_add(&run->basis, 0, fix);
}

static void look(struct pl_copy *s, struct pl_past *past, struct pl_detect *detect, const struct pl_track_name *track,
                 const struct pl_fix *fix) {
    struct pl_past_place now = {print_of(fix->pos), (uint32_t)(fix->at / PL_SECOND_US - EPOCH_S)};
    uint32_t ago_s = sent_before(past, detect, s->run, now);
    if (s->run) {
        uint32_t off_s = ago_s > s->run->after_s ? ago_s - s->run->after_s : s->run->after_s - ago_s;
        if (ago_s == 0 || off_s > pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_STEADY_S) ||
            fix->at - s->run->end > pl_rule_hours_us(detect, PL_RULE_SYNTHETIC_TRACK_COPY_MAX_HOLE_HOURS)) {
            pl_copy_end(s, detect, track);
        }
    }
    if (ago_s != 0) {
        meet(s, detect, fix, ago_s);
    }
    remember(past, detect, now);
}

void pl_copy_fold(struct pl_copy *s, struct pl_past *past, struct pl_detect *detect, const struct pl_track_name *track,
                  const struct pl_fix *fix) {
    int16_t row = cell_of(fix->pos.lat), column = cell_of(fix->pos.lon);
    if ((s->begun && row == s->row && column == s->column) || pl_smooth_coarse(fix->pos)) {
        return;
    }
    bool crossed = s->begun;
    s->begun = true;
    s->row = row;
    s->column = column;
    if (crossed && fix->at / PL_SECOND_US > EPOCH_S && pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_MAX_DAYS) > 0) {
        look(s, past, detect, track, fix);
    }
}

void pl_past_advance(struct pl_past *past, const struct pl_detect *detect, pl_time now) {
    pl_time keep = (pl_time)(pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_COPY_MAX_DAYS) * (double)PL_DAY_US);
    int64_t oldest_s = (now - keep) / PL_SECOND_US - EPOCH_S;
    uint16_t gone = 0;
    while (gone < past->n && (int64_t)past->places[gone].at_s < oldest_s) {
        gone++;
    }
    if (gone == past->n) {
        pl_past_free(past);
    } else if (gone > 0) {
        past->n = (uint16_t)(past->n - gone);
        memmove(&past->places[0], &past->places[gone], past->n * sizeof *past->places);
    }
}

void pl_copy_free(struct pl_copy *s) {
    free(s->run);
    s->run = NULL;
}

void pl_past_free(struct pl_past *past) {
    free(past->places);
    *past = (struct pl_past){0};
}

/* State */

void pl_copy_wire(struct pl_copy *s, struct pl_wire *w) {
    bool running = s->run != NULL;
    pl_wire_i16(w, &s->row);
    pl_wire_i16(w, &s->column);
    pl_wire_bool(w, &s->begun);
    pl_wire_bool(w, &running);
    if (!running) {
        return;
    }
    if (pl_wire_reading(w)) {
        s->run = w->failed ? NULL : calloc(1, sizeof *s->run);
        if (!s->run) {
            w->failed = true;
            return;
        }
    }
    struct pl_copy_run *run = s->run;
    pl_wire_time(w, &run->start);
    pl_wire_time(w, &run->end);
    pl_wire_pos(w, &run->start_pos);
    pl_wire_pos(w, &run->end_pos);
    pl_wire_u32(w, &run->n);
    pl_wire_u32(w, &run->after_s);
    pl_wire_f64(w, &run->sailed_m);
    pl_basis_wire(&run->basis, w);
    w->failed = w->failed || run->n == 0 || run->start == PL_TIME_NONE || run->end == PL_TIME_NONE;
    if (pl_wire_reading(w) && w->failed) {
        pl_copy_free(s);
    }
}

void pl_past_wire(struct pl_past *past, struct pl_wire *w) {
    uint32_t n = past->n;
    pl_wire_count(w, &n, PL_PAST_MAX);
    if (pl_wire_reading(w) && n > 0) {
        past->places = calloc(n, sizeof *past->places);
        if (!past->places) {
            w->failed = true;
            return;
        }
        past->n = past->cap = (uint16_t)n;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_wire_u32(w, &past->places[i].print);
        pl_wire_u32(w, &past->places[i].at_s);
    }
}
