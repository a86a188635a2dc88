/* Interference: which troubles of different ships belong together. */
#include "base/map.h"
#include "detect/interference_in.h"

#include "base/ban.h"

size_t pl_interference_root(struct interference *s, size_t i) {
    while (s->list[i].group != i) {
        s->list[i].group = s->list[s->list[i].group].group;
        i = s->list[i].group;
    }
    return i;
}

static void join(struct interference *s, size_t a, size_t b) {
    size_t x = pl_interference_root(s, a), y = pl_interference_root(s, b);
    s->list[x < y ? y : x].group = x < y ? x : y;
}

static bool near(pl_pos p, pl_pos q, double most_m) {
    return !pl_sphere_beyond(p, q, most_m) && pl_sphere_distance_m(p, q) <= most_m;
}

/* Two ships moved from about one place to about another, or back: which end was true is not known. */
static bool same_way(pl_pos a, pl_pos b, pl_pos x, pl_pos y, double were_m, double moved_m) {
    return (near(a, x, were_m) && near(b, y, moved_m)) || (near(a, x, moved_m) && near(b, y, were_m));
}

static bool together(const struct interference *s, const struct trouble *a, const struct trouble *b) {
    double were_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_DISTANCE_M);
    double moved_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_MOVED_M);
    pl_time apart = pl_interference_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    bool a_jumps = a->parent.type == PL_EVENT_POSITION_JUMP, b_jumps = b->parent.type == PL_EVENT_POSITION_JUMP;
    if (a->lost || b->lost) {
        pl_time within = (pl_time)(pl_relate_rule(s->relate, PL_RULE_UNPLACED_TOGETHER_MINUTES) * (double)PL_MINUTE_US);
        pl_time ends = a->until < b->until ? b->until - a->until : a->until - b->until;
        return (b->start - a->start <= within || ends <= within) && near(a->from, b->from, were_m);
    }
    if (!a_jumps || !b_jumps) { /* where one of them says that it is lies where the other says so, or went to */
        return near(a->to, b->to, moved_m) || near(a->from, b->from, moved_m) || near(a->from, b->to, moved_m) ||
               near(a->to, b->from, moved_m);
    }
    bool leave = b->start - a->start <= apart && near(a->from, b->from, were_m);
    pl_time between = a->until < b->until ? b->until - a->until : a->until - b->until;
    bool came_back = between <= apart && near(a->back, b->back, were_m);
    return leave || came_back || same_way(a->from, a->to, b->from, b->to, were_m, moved_m) ||
           same_way(a->from, a->to, b->to, b->from, were_m, moved_m);
}

/* From going to coming back. */
int pl_interference_span_jumps(struct interference *s, struct pl_error *err) {
    pl_time most = pl_interference_us(s, PL_RULE_POSITION_JUMP_EXCURSION_MAX_HOURS);
    struct pl_map last;
    pl_map_open(&last, TROUBLES_MAX);
    int rc = PL_E_OK;
    for (size_t i = 0; i < s->n && rc == PL_E_OK; i++) {
        struct trouble *t = &s->list[i];
        if (t->parent.type != PL_EVENT_POSITION_JUMP) {
            continue;
        }
        bool is_new = false;
        uint64_t *place = pl_map_put(&last, t->mmsi, &is_new);
        if (place == NULL) {
            rc = pl_fail(err, PL_E_NOMEM, "no memory for interference");
            break;
        }
        if (!is_new && t->start - s->list[*place].end <= most) {
            s->list[*place].until = t->end;
            s->list[*place].back = t->to;
            join(s, (size_t)*place, i);
        }
        *place = i;
    }
    pl_map_close(&last);
    return rc;
}

void pl_interference_join_all(struct interference *s) {
    pl_time apart = pl_interference_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    for (size_t i = 0; i < s->n; i++) {
        pl_time took = s->list[i].until - s->list[i].start;
        s->longest = took > s->longest ? took : s->longest;
    }
    for (size_t j = 0; j < s->n; j++) {
        const struct trouble *b = &s->list[j];
        for (size_t i = j; i > 0 && b->start - s->list[i - 1].start <= s->longest + apart; i--) {
            const struct trouble *a = &s->list[i - 1];
            if (b->start - a->until <= apart && together(s, a, b)) {
                join(s, i - 1, j);
            }
        }
    }
}
