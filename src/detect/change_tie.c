/* Identity changes: how well what two tracks say of their hull agrees, and how many other ships agree as well. */
#include <stdlib.h>
#include <string.h>

#include "detect/change_in.h"

#include "base/ban.h"

/* How rarely two unlike ships agree so, before the ships of the data have shown it. */
const double pl_change_prior[] = {1, 1.0 / 150, 1.0 / 400, 1.0 / 1000, 1e-6, 1e-7};

/* Bow and port 0: a length and a beam without a reference point (ITU-R M.1371). */
static bool has_point(const struct pl_event_vessel *v) { return v->dim[0] != 0 || v->dim[2] != 0; }

static double apart(unsigned a, unsigned b) { return a > b ? a - b : b - a; }

static enum tie size_tie(const struct pl_event_vessel *a, const struct pl_event_vessel *b, double tolerance_m) {
    if (!pl_change_has_size(a) || !pl_change_has_size(b) ||
        apart(pl_change_length_m(a), pl_change_length_m(b)) > tolerance_m ||
        apart(pl_change_beam_m(a), pl_change_beam_m(b)) > tolerance_m) {
        return TIE_NONE;
    }
    if (has_point(a) && memcmp(a->dim, b->dim, sizeof a->dim) == 0) {
        return TIE_POINT;
    }
    return pl_change_length_m(a) == pl_change_length_m(b) && pl_change_beam_m(a) == pl_change_beam_m(b) ? TIE_SIZE
                                                                                                        : TIE_NEAR;
}

enum tie pl_change_tie_of(const struct pl_event_vessel *a, const struct pl_event_vessel *b, double tolerance_m) {
    enum tie size = size_tie(a, b, tolerance_m);
    if (size == TIE_NONE && pl_change_has_size(a) && pl_change_has_size(b)) {
        return TIE_NONE; /* whatever else agrees, this speaks against it */
    }
    if (a->imo != 0 && a->imo == b->imo) {
        return TIE_IMO;
    }
    bool named = a->name[0] != '\0' && strcmp(a->name, b->name) == 0 && a->callsign[0] != '\0' &&
                 strcmp(a->callsign, b->callsign) == 0;
    return named ? TIE_NAMED : size;
}

/* How many numbers beside the two there are of which some life says as much as the tie asks for, and how many of these
 * agree with `a` as well. Names and IMO numbers are looked for in all lives, sizes in those of like length. */
struct others {
    const struct pl_relate *relate;
    const struct change *c;
    const struct life *a, *b;
    enum tie tie;
};

static bool counts(const struct others *o, const struct pl_event_vessel *v) {
    const double tolerance_m = pl_relate_rule(o->relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    return v->mmsi != o->a->who.mmsi && v->mmsi != o->b->who.mmsi && (o->tie > TIE_POINT || pl_change_has_size(v)) &&
           pl_change_tie_of(&o->a->who, v, tolerance_m) >= o->tie;
}

static bool number_says_size(const struct change *c, const struct life *life) {
    const struct life *first = life, *end = c->lives + c->n;
    while (first > c->lives && first[-1].who.mmsi == life->who.mmsi) {
        first--;
    }
    for (; first < end && first->who.mmsi == life->who.mmsi; first++) {
        if (pl_change_has_size(&first->who)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_known(const struct others *o) {
    const bool any = o->tie > TIE_POINT;
    uint32_t known = any ? o->c->n_numbers : o->c->n_sized;
    known -= any || number_says_size(o->c, o->a);
    return known - (o->a->who.mmsi != o->b->who.mmsi && (any || number_says_size(o->c, o->b)));
}

static int number_cmp(const void *pa, const void *pb) {
    const uint32_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

static uint32_t count_agreeing(const struct others *o) {
    const struct change *c = o->c;
    const double tolerance_m = pl_relate_rule(o->relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    const unsigned length = pl_change_length_m(&o->a->who),
                   by = tolerance_m > LENGTHS ? LENGTHS : (unsigned)tolerance_m;
    const unsigned most = length + by + 1 > LENGTHS ? LENGTHS : length + by + 1;
    uint32_t n = 0, agree = 0;
    if (o->tie > TIE_POINT) {
        for (uint32_t i = 0; i < c->n; i++) {
            o->c->numbers[n] = c->lives[i].who.mmsi;
            n += counts(o, &c->lives[i].who);
        }
    } else {
        for (uint32_t i = c->of_length[length > by ? length - by : 0]; i < c->of_length[most]; i++) {
            o->c->numbers[n] = c->lives[c->sized[i]].who.mmsi;
            n += counts(o, &c->lives[c->sized[i]].who);
        }
        qsort(c->numbers, n, sizeof *c->numbers, number_cmp);
    }
    for (uint32_t i = 0; i < n; i++) {
        agree += i == 0 || o->c->numbers[i] != o->c->numbers[i - 1];
    }
    return agree;
}

/* The share of other ships that agree with one as well as its partner does. */
double pl_change_share_of(const struct pl_relate *relate, const struct change *c, const struct life *a,
                          const struct life *b, enum tie tie) {
    const double prior = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_PRIOR_SHIPS);
    const struct others o = {relate, c, a, b, tie};
    const uint32_t known = count_known(&o), agree = count_agreeing(&o);
    if (tie == TIE_IMO && agree > pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_TIED_MOST)) {
        return 1;
    }
    return (agree + prior * pl_change_prior[tie]) / (known + prior);
}

static int by_start(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx, *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return (a->start > b->start) - (a->start < b->start);
}

static int by_end(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx, *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return (a->end > b->end) - (a->end < b->end);
}

static void index_lengths(struct change *c) {
    bool says = false;
    for (uint32_t i = 0; i < c->n; i++) {
        const bool is_new = i == 0 || c->lives[i].who.mmsi != c->lives[i - 1].who.mmsi;
        const bool sized = pl_change_has_size(&c->lives[i].who);
        says = says && !is_new;
        c->n_numbers += is_new;
        c->n_sized += sized && !says;
        says = says || sized;
        if (sized) {
            c->of_length[pl_change_length_m(&c->lives[i].who)]++;
        }
    }
    for (uint32_t l = 0, at = 0; l <= LENGTHS; l++) {
        const uint32_t n = c->of_length[l];
        c->of_length[l] = at;
        at += n;
    }
    for (uint32_t i = 0; i < c->n; i++) {
        if (pl_change_has_size(&c->lives[i].who)) {
            c->sized[c->of_length[pl_change_length_m(&c->lives[i].who)]++] = i;
        }
    }
    for (uint32_t l = LENGTHS; l > 0; l--) { /* each begins where the one before it has ended */
        c->of_length[l] = c->of_length[l - 1];
    }
    c->of_length[0] = 0;
}

/* After the lives were judged: what is asked about a pair is looked up, not read from all of them. */
int pl_change_index_lives(struct change *c, struct pl_error *err) {
    c->sized = calloc((size_t)c->n + 1, sizeof *c->sized);
    c->begun = calloc((size_t)c->n + 1, sizeof *c->begun);
    c->ended = calloc((size_t)c->n + 1, sizeof *c->ended);
    c->numbers = calloc((size_t)c->n + 1, sizeof *c->numbers);
    if (c->sized == NULL || c->begun == NULL || c->ended == NULL || c->numbers == NULL) {
        return pl_change_no_memory(err);
    }
    index_lengths(c);
    for (uint32_t i = 0; i < c->n; i++) {
        c->begun[c->n_begun] = c->ended[c->n_ended] = i;
        c->n_begun += c->lives[i].begun;
        c->n_ended += c->lives[i].ended;
    }
    if (c->n_begun > 1) {
        qsort_r(c->begun, c->n_begun, sizeof *c->begun, by_start, c->lives);
    }
    if (c->n_ended > 1) {
        qsort_r(c->ended, c->n_ended, sizeof *c->ended, by_end, c->lives);
    }
    return PL_E_OK;
}
