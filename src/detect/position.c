#include "detect/position.h"

#include "base/ban.h"

static pl_time limit_us(const struct pl_detect *detect) {
    pl_time excursion = pl_rule_hours_us(detect, PL_RULE_POSITION_JUMP_EXCURSION_MAX_HOURS);
    pl_time gap = pl_rule_hours_us(detect, PL_RULE_GAP_MIN_HOURS);
    return excursion < gap ? excursion : gap;
}

static double implied_kn(const struct pl_fix *from, const struct pl_fix *to) {
    pl_time us = to->at - from->at < PL_SECOND_US ? PL_SECOND_US : to->at - from->at;
    return pl_sphere_distance_m(from->pos, to->pos) / PL_NM_M / ((double)us / (double)PL_HOUR_US);
}

static void jump(struct pl_detect *detect, const struct pl_track_name *a, const struct pl_track_name *b,
                 const struct pl_fix *from, const struct pl_fix *to) {
    struct pl_track_name tracks[2] = {*a, *b};
    struct pl_event event = pl_event_about(PL_EVENT_POSITION_JUMP, tracks, 1);
    event.start = from->at;
    event.end = to->at;
    event.hours = pl_hours(from->at, to->at);
    event.pos = event.start_pos = from->pos;
    event.end_pos = to->pos;
    event.has_pos = event.has_start_pos = event.has_end_pos = true;
    event.distance_m = pl_sphere_distance_m(from->pos, to->pos);
    event.implied_kn = implied_kn(from, to);
    struct pl_basis basis;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, from);
    pl_basis_add(&basis, 0, to);
    struct pl_report arrived = {.record = to->record};
    pl_hash arrival = pl_report_reference(&arrived);
    /* Several jumps may leave one report (a table may hold two places for one second): the arrival tells them apart. */
    pl_detect_emit(detect, &event, &basis, pl_str_make((const char *)arrival.b, sizeof arrival.b));
}

/* Two legs of an excursion; only where one of them is beyond any hull's speed. */
static void excursion(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull) {
    struct pl_fix before = pl_held_fix(&hull->before);
    struct pl_fix first = pl_held_fix(&hull->first);
    struct pl_fix last = pl_held_fix(&hull->last);
    struct pl_fix back = pl_held_fix(&hull->back);
    const struct pl_hull *parent = pl_hulls_find(hulls, hull->parent);
    const struct pl_track_name *owner = parent ? &parent->name : &hull->name;
    hull->verdict = PL_HULL_EXCURSION;
    double limit_kn = pl_rule(detect, PL_RULE_TRACK_MAX_SPEED_KN);
    if (implied_kn(&before, &first) > limit_kn || implied_kn(&last, &back) > limit_kn) {
        jump(detect, owner, &hull->name, &before, &first);
        if (!hull->onward) {
            jump(detect, owner, &hull->name, &last, &back);
        }
    }
}

/* A hull after all; a relocation where the track before it fell silent when this one began. */
static void establish(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull) {
    hull->verdict = PL_HULL_REAL;
    struct pl_hull *parent = pl_hulls_find(hulls, hull->parent);
    if (!parent || hull->within_reach || parent->last.at > hull->first.at) {
        return;
    }
    struct pl_fix before = pl_held_fix(&hull->before);
    struct pl_fix first = pl_held_fix(&hull->first);
    if (implied_kn(&before, &first) > pl_rule(detect, PL_RULE_TRACK_MAX_SPEED_KN)) {
        jump(detect, &parent->name, &hull->name, &before, &first);
        if (first.at - before.at <= limit_us(detect) && parent->verdict == PL_HULL_REAL) {
            parent->verdict = PL_HULL_MOVED;
        }
    }
}

void pl_position_advance(struct pl_hulls *hulls, struct pl_detect *detect, pl_time now) {
    for (uint32_t i = 0; i < hulls->n; i++) {
        struct pl_hull *h = &hulls->list[i];
        if (h->verdict != PL_HULL_NEW || h->n == 0) {
            continue;
        }
        if (h->returned && now - h->last.at > limit_us(detect)) {
            excursion(hulls, detect, h);
        } else if (!h->returned && now - h->first.at > limit_us(detect)) {
            establish(hulls, detect, h);
        }
    }
}

void pl_position_close(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull) {
    if (hull->verdict == PL_HULL_NEW && hull->returned) {
        excursion(hulls, detect, hull);
    } else if (hull->verdict == PL_HULL_NEW) {
        establish(hulls, detect, hull);
    }
}

void pl_position_end(struct pl_hulls *hulls, struct pl_detect *detect) {
    for (uint32_t i = 0; i < hulls->n; i++) {
        pl_position_close(hulls, detect, &hulls->list[i]);
    }
}

/* A track that had gone on elsewhere reports again: the one that it had become has jumped back. */
static void moved_back(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull,
                       const struct pl_fix *now) {
    for (uint32_t i = 0; i < hulls->n; i++) {
        struct pl_hull *other = &hulls->list[i];
        if (other == hull || !other->has_parent || other->parent != hull->id || other->verdict != PL_HULL_REAL ||
            other->last.at < hull->last.at) {
            continue;
        }
        struct pl_fix last = pl_held_fix(&other->last);
        if (implied_kn(&last, now) > pl_rule(detect, PL_RULE_TRACK_MAX_SPEED_KN)) {
            jump(detect, &hull->name, &other->name, &last, now);
            other->verdict = PL_HULL_MOVED;
        }
    }
}

/* It came by turns with a third track, and the one before it has not been silent for long enough to be gone: whether it
 * went on as this one is told later. Three hulls of one number begin like that, and none of them has jumped. */
static bool may_go_on(const struct pl_hulls *hulls, const struct pl_detect *detect, const struct pl_hull *hull,
                      pl_time now) {
    const struct pl_hull *parent = pl_hulls_find(hulls, hull->parent);
    return parent && !hull->within_reach && parent->last.at == hull->before.at &&
           now - hull->first.at <= limit_us(detect);
}

void pl_position_fold(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_hull *hull,
                      const struct pl_fix *now) {
    pl_position_advance(hulls, detect, now->at);
    bool again = hull->n > 0;
    if (again && hull->verdict == PL_HULL_MOVED) {
        moved_back(hulls, detect, hull, now);
    }
    if (again && hull->verdict == PL_HULL_NEW && hull->returned) {
        if (may_go_on(hulls, detect, hull, now->at)) {
            hull->returned = false;
        } else {
            establish(hulls, detect, hull); /* one and the other by turns */
        }
    }
    if (again && (hull->verdict == PL_HULL_EXCURSION || hull->verdict == PL_HULL_MOVED)) {
        hull->verdict = PL_HULL_REAL;
    }
    for (uint32_t i = 0; i < hulls->n; i++) {
        struct pl_hull *other = &hulls->list[i];
        if (other == hull || other->verdict != PL_HULL_NEW || other->returned || other->n == 0) {
            continue;
        }
        other->returned = true;
        other->onward = !again;
        pl_held_set(&other->back, now, detect);
        if (other->parent == hull->id && again && now->at - hull->last.at > limit_us(detect)) {
            establish(hulls, detect, other);
        }
    }
}
