#include "names/align.h"

#include "names/arabic_vowel.h"
#include "names/common.h"
#include "names/distance.h"
#include "names/edits.h"
#include "names/weight.h"

#include "base/ban.h"

#define MAX_OFFERS 256

struct offer {
    float gain;
    struct pl_align_step step;
};

struct side {
    const struct pl_ready_reading *reading;
    uint64_t used; /* bit: part is paired */
};

/* Everything about one comparison. */
struct work {
    struct side a, b;
    struct pl_alignment *out;
    double agreed, total; /* sums over pairs: weight x agreement, weight */
    double letters;       /* of the keys that agree */
    unsigned words;       /* pairs of words */
    unsigned shared_numbers;
    unsigned numbers_a, numbers_b; /* left over */
};

/* What one side has and the other lacks, by what it says. */
struct rest {
    double telling; /* words */
    double generic; /* words of trade, and what is no word: forms, titles, particles */
};

static uint64_t bits(size_t at, size_t n) { return ((UINT64_C(1) << n) - 1) << at; }

static bool is_free(const struct side *side, size_t at) { return !(side->used >> at & 1u); }

static bool same_key(const struct pl_ready_part *a, const struct pl_ready_part *b) {
    return a->hash == b->hash && a->n == b->n && memcmp(a->key, b->key, a->n) == 0;
}

/* A word of trade: what tells names apart is something else. */
static bool is_generic(const struct pl_ready_part *p) {
    return p->cls == PL_PART_WORD && p->common == PL_COMMON_BUSINESS;
}

static void take(struct work *w, struct pl_align_step step) {
    w->a.used |= bits(step.a_at, step.a_n);
    w->b.used |= bits(step.b_at, step.b_n);
    if (step.a_n == 1 && step.b_n == 1 && is_generic(&w->a.reading->parts[step.a_at]) &&
        is_generic(&w->b.reading->parts[step.b_at])) {
        step.weight *= (float)PL_W(SHARED_GENERIC);
    }
    w->agreed += (double)step.weight * (double)step.agreement;
    w->total += (double)step.weight;
    const struct pl_ready_part *p = &w->a.reading->parts[step.a_at];
    if (step.how == PL_ALIGN_NUMBER) {
        w->shared_numbers++;
    } else if (p->cls == PL_PART_WORD) {
        w->words += step.a_n > step.b_n ? step.a_n : step.b_n;
        w->letters += (double)p->n * (double)step.agreement * (p->common == PL_COMMON_BUSINESS ? 0.5 : 1.0);
        for (size_t i = 1; i < step.a_n; i++) {
            w->letters += (double)p[i].n * (double)step.agreement;
        }
    }
    if (w->out->n < PL_ALIGN_MAX_STEPS) {
        w->out->steps[w->out->n++] = step;
    }
}

static float smaller(float a, float b) { return a < b ? a : b; }

/* Equal skeletons of which one is in Arabic letters and writes a long vowel that the other has not, or has not one. */
static bool vowels_differ(const struct work *w, const struct pl_ready_part *p, const struct pl_ready_part *q) {
    const bool native = w->a.reading->native;
    if (w->a.reading->space != PL_SPACE_ARABIC || native == w->b.reading->native || p->cls != PL_PART_WORD ||
        q->cls != PL_PART_WORD) {
        return false;
    }
    return !pl_arabic_vowels_agree(pl_ready_text(native ? p : q), pl_ready_text(native ? q : p));
}

/* Pairs of equal keys (numbers by value), in order of the parts; `apart`: also those whose vowels differ. */
static void pair_equal(struct work *w, bool apart) {
    for (size_t i = 0; i < w->a.reading->n; i++) {
        const struct pl_ready_part *p = &w->a.reading->parts[i];
        for (size_t j = 0; j < w->b.reading->n && is_free(&w->a, i); j++) {
            const struct pl_ready_part *q = &w->b.reading->parts[j];
            const bool number = p->cls == PL_PART_NUMBER && q->cls == PL_PART_NUMBER;
            if ((p->cls == PL_PART_NUMBER) != (q->cls == PL_PART_NUMBER) || !is_free(&w->b, j) ||
                !(number ? p->number == q->number : same_key(p, q)) || (!apart && vowels_differ(w, p, q))) {
                continue;
            }
            const bool equal = number || (p->plain && q->plain) || pl_str_eq(pl_ready_text(p), pl_ready_text(q));
            take(w, (struct pl_align_step){.a_at = (uint8_t)i,
                                           .a_n = 1,
                                           .b_at = (uint8_t)j,
                                           .b_n = 1,
                                           .how = number  ? PL_ALIGN_NUMBER
                                                  : equal ? PL_ALIGN_EQUAL
                                                          : PL_ALIGN_KEY,
                                           .agreement = equal   ? 1.0F
                                                        : apart ? (float)PL_W(VOWELS_DIFFER)
                                                                : (float)PL_W(SAME_KEY),
                                           .weight = smaller(p->weight, q->weight)});
            break;
        }
    }
}

/* A word, or two that are read as one. */
struct letters {
    pl_str key;
    uint32_t letters, near;
};

/* How well two words agree by their letters: 1 without an edit, 0 from the budget (edits per letter) on, in between a
 * line between a straight one and a parabola. */
static double slip(const struct letters *a, const struct letters *b, int space, double per_letter,
                   struct pl_edits *edits_kept) {
    const size_t longer = a->key.n > b->key.n ? a->key.n : b->key.n;
    const double whole = (double)longer * per_letter * PL_DISTANCE_ONE;
    const int budget = (int)whole;
    const int apart = (int)(2 * longer - a->key.n - b->key.n);
    if (budget < 1 || apart * PL_DISTANCE_ONE / 2 > budget ||
        pl_distance_least(a->letters, a->near, b->letters, b->near) > budget) {
        return 0;
    }
    const int edits = pl_edits_distance(edits_kept, a->key, b->key, pl_ready_table(space), budget);
    const double share = (double)edits / whole;
    return share >= 1 ? 0 : 1 - share * (PL_W(SLIP_STRAIGHT) + (1 - PL_W(SLIP_STRAIGHT)) * share);
}

static struct letters letters_of(const struct pl_ready_part *p) {
    return (struct letters){pl_str_make(p->key, p->n), p->letters, p->near};
}

/* One word is the beginning of the other: Trans, Transportation. */
static bool is_cut_short(const struct pl_ready_part *p, const struct pl_ready_part *q) {
    const uint8_t n = p->n < q->n ? p->n : q->n;
    return n >= PL_W_INTEGER(CUT_SHORT_LETTERS) && memcmp(p->key, q->key, n) == 0;
}

/* What pairing p and q would agree, 0 where they cannot be paired. */
static double agree_single(const struct pl_ready_part *p, const struct pl_ready_part *q, int space,
                           struct pl_edits *edits, int *how) {
    const bool initial_p = p->cls == PL_PART_INITIAL;
    const bool initial_q = q->cls == PL_PART_INITIAL;
    *how = PL_ALIGN_INITIAL;
    if (initial_p != initial_q) {
        const struct pl_ready_part *word = initial_p ? q : p;
        return (word->cls == PL_PART_WORD && p->key[0] == q->key[0]) ? PL_W(INITIAL_WORD) : 0;
    }
    if (initial_p || p->cls == PL_PART_NUMBER || q->cls == PL_PART_NUMBER || p->cls == PL_PART_COMPANY_FORM ||
        q->cls == PL_PART_COMPANY_FORM) {
        return 0;
    }
    *how = PL_ALIGN_SLIP;
    const struct letters a = letters_of(p);
    const struct letters b = letters_of(q);
    const bool phonemes = pl_ready_table(space) == PL_DISTANCE_PHONEMES;
    const double agreement = slip(&a, &b, space, phonemes ? PL_W(SLIP_PHONEMES) : PL_W(SLIP_BUDGET), edits);
    return agreement < PL_W(CUT_SHORT) && space == PL_SPACE_LATIN && is_cut_short(p, q) ? PL_W(CUT_SHORT) : agreement;
}

struct offers {
    struct offer list[MAX_OFFERS];
    size_t n;
};

static void offer(struct offers *offers, double agreement, double weight, struct pl_align_step step) {
    if (agreement <= 0 || offers->n == MAX_OFFERS) {
        return;
    }
    step.agreement = (float)agreement;
    step.weight = (float)weight;
    offers->list[offers->n++] = (struct offer){.gain = (float)(agreement * weight), .step = step};
}

static void offer_singles(const struct work *w, struct offers *offers) {
    struct pl_edits *edits = w->a.reading->edits != NULL ? w->a.reading->edits : w->b.reading->edits;
    for (size_t i = 0; i < w->a.reading->n; i++) {
        for (size_t j = 0; j < w->b.reading->n && is_free(&w->a, i); j++) {
            const struct pl_ready_part *p = &w->a.reading->parts[i];
            const struct pl_ready_part *q = &w->b.reading->parts[j];
            int how = 0;
            if (!is_free(&w->b, j)) {
                continue;
            }
            const double agreement = agree_single(p, q, w->a.reading->space, edits, &how);
            const double weight = (double)(how == PL_ALIGN_INITIAL ? (float)PL_W(INITIAL)
                                           : p->weight > q->weight ? p->weight
                                                                   : q->weight);
            offer(offers, agreement, weight, (struct pl_align_step){(uint8_t)i, 1, (uint8_t)j, 1, (uint8_t)how, 0, 0});
        }
    }
}

static bool may_join(const struct pl_ready_part *p) { return pl_ready_may_join(p->cls); }

/* Two neighbours of `two` against one word of `one`. */
static void offer_joins(const struct side *two, const struct side *one, bool two_is_a, struct offers *offers) {
    for (size_t i = 0; i + 1 < two->reading->n; i++) {
        const struct pl_ready_part *p = &two->reading->parts[i];
        if (!is_free(two, i) || !is_free(two, i + 1) || !may_join(p) || !may_join(p + 1)) {
            continue;
        }
        char joined[2 * PL_DISTANCE_MAX];
        const size_t n = (size_t)p[0].n + p[1].n;
        memcpy(joined, p[0].key, p[0].n);
        memcpy(joined + p[0].n, p[1].key, p[1].n);
        for (size_t j = 0; j < one->reading->n; j++) {
            const struct pl_ready_part *q = &one->reading->parts[j];
            if (!is_free(one, j) || q->cls != PL_PART_WORD) {
                continue;
            }
            const struct letters both = {pl_str_make(joined, n), p[0].letters | p[1].letters, p[0].near | p[1].near};
            const struct letters single = letters_of(q);
            const double agreement =
                PL_W(JOINED) * slip(&both, &single, two->reading->space, PL_W(JOINED_BUDGET), NULL);
            const double weight = (double)(p[0].weight + p[1].weight);
            offer(offers, agreement, weight,
                  two_is_a ? (struct pl_align_step){(uint8_t)i, 2, (uint8_t)j, 1, PL_ALIGN_JOINED, 0, 0}
                           : (struct pl_align_step){(uint8_t)j, 1, (uint8_t)i, 2, PL_ALIGN_JOINED, 0, 0});
        }
    }
}

static bool is_open(const struct work *w, const struct pl_align_step *s) {
    return !(w->a.used & bits(s->a_at, s->a_n)) && !(w->b.used & bits(s->b_at, s->b_n));
}

/* The best offer first, until none is open; equal gains in the order they were made. */
static void pair_offers(struct work *w, const struct offers *offers) {
    for (;;) {
        const struct offer *best = NULL;
        for (size_t i = 0; i < offers->n; i++) {
            if ((!best || offers->list[i].gain > best->gain) && is_open(w, &offers->list[i].step)) {
                best = &offers->list[i];
            }
        }
        if (!best) {
            return;
        }
        take(w, best->step);
    }
}

/* Adds what is left of a side, without numbers, which are counted. */
static struct rest leave(struct work *w, const struct side *side, bool is_a, unsigned *numbers) {
    struct rest rest = {0, 0};
    for (size_t i = 0; i < side->reading->n; i++) {
        const struct pl_ready_part *p = &side->reading->parts[i];
        if (!is_free(side, i)) {
            continue;
        }
        if (p->cls == PL_PART_NUMBER) {
            (*numbers)++;
        } else if (p->cls == PL_PART_WORD && p->common != PL_COMMON_BUSINESS) {
            rest.telling += (double)p->weight;
        } else {
            rest.generic += (double)p->weight;
        }
        if (w->out->n < PL_ALIGN_MAX_STEPS) {
            w->out->steps[w->out->n++] =
                is_a ? (struct pl_align_step){(uint8_t)i, 1, 0, 0, PL_ALIGN_EXTRA_A, 0, p->weight}
                     : (struct pl_align_step){0, 0, (uint8_t)i, 1, PL_ALIGN_EXTRA_B, 0, p->weight};
        }
    }
    return rest;
}

/* The letters of a name without spaces, forms and numbers; 0 where they do not fit. */
static size_t join_all(const struct pl_ready_reading *reading, char *whole) {
    size_t n = 0;
    if (reading->length > PL_DISTANCE_MAX) {
        return 0;
    }
    for (size_t i = 0; i < reading->n; i++) {
        if (may_join(&reading->parts[i])) {
            memcpy(whole + n, reading->parts[i].key, reading->parts[i].n);
            n += reading->parts[i].n;
        }
    }
    return n;
}

/* How well the names agree without their spaces: for "Abdul Rahman" and "Abdulrahman" anywhere in a longer name. */
static double agree_whole(const struct work *w) {
    const struct pl_ready_reading *a = w->a.reading;
    const struct pl_ready_reading *b = w->b.reading;
    const int longer = a->length > b->length ? a->length : b->length;
    const int apart = a->length > b->length ? a->length - b->length : b->length - a->length;
    if (longer < 6 || apart * 6 > longer || a->joinable == b->joinable ||
        pl_distance_least(a->letters, a->near, b->letters, b->near) > longer * PL_DISTANCE_ONE / 6) {
        return 0;
    }
    char whole_a[PL_DISTANCE_MAX];
    char whole_b[PL_DISTANCE_MAX];
    const size_t n_a = join_all(a, whole_a);
    const size_t n_b = join_all(b, whole_b);
    if (n_a == 0 || n_b == 0) {
        return 0;
    }
    const int limit = longer * PL_DISTANCE_ONE / 6;
    const int edits =
        pl_distance(pl_str_make(whole_a, n_a), pl_str_make(whole_b, n_b), pl_ready_table(a->space), limit);
    return edits > limit ? 0 : PL_W(WHOLE) - PL_W(WHOLE_SLIP) * (double)edits / PL_DISTANCE_ONE / (double)longer;
}

/* Factor for the order of the pairs: the same, the same but begun elsewhere (a family name first or last), or mixed. */
static double order_factor(const struct work *w) {
    uint8_t to[PL_FORM_MAX_PARTS]; /* by part of a: its place in b, from 1 */
    memset(to, 0, w->a.reading->n);
    for (size_t i = 0; i < w->out->n; i++) {
        const struct pl_align_step *s = &w->out->steps[i];
        const int cls = s->a_n ? w->a.reading->parts[s->a_at].cls : 0;
        if (s->a_n && s->b_n && cls != PL_PART_COMPANY_FORM && cls != PL_PART_HONORIFIC && cls != PL_PART_PARTICLE) {
            to[s->a_at] = (uint8_t)(s->b_at + 1);
        }
    }
    unsigned falls = 0;
    uint8_t first = 0;
    uint8_t last = 0;
    for (size_t i = 0; i < w->a.reading->n; i++) {
        if (to[i]) {
            falls += to[i] < last;
            first = first ? first : to[i];
            last = to[i];
        }
    }
    return falls == 0 ? 1 : falls == 1 && last < first ? PL_W(ORDER) : PL_W(ORDER_MIXED);
}

/* What few letters take: many names share a short key. */
static double shortness(double letters, int space) {
    const double enough = space == PL_SPACE_LATIN ? PL_W_INTEGER(SHORT_LATIN) : PL_W_INTEGER(SHORT_REDUCED);
    const double step = space == PL_SPACE_LATIN    ? PL_W(SHORT_LATIN_STEP)
                        : space == PL_SPACE_KOREAN ? PL_W(SHORT_KOREAN_STEP)
                                                   : PL_W(SHORT_REDUCED_STEP);
    return letters >= enough ? 1 : 1 - step * (enough - letters);
}

/* Marks pairs of left-over numbers as differing. */
static void name_differing(struct pl_alignment *out, const struct work *w) {
    for (size_t i = 0; i < out->n; i++) {
        struct pl_align_step *s = &out->steps[i];
        const struct pl_ready_part *p = s->a_n ? &w->a.reading->parts[s->a_at] : &w->b.reading->parts[s->b_at];
        if (!(s->a_n && s->b_n) && p->cls == PL_PART_NUMBER) {
            s->how = PL_ALIGN_NUMBER_DIFFERS;
        }
    }
}

static double number_factor(struct work *w, int kind) {
    if (w->numbers_a == 0 && w->numbers_b == 0) {
        return 1;
    }
    const bool differ = w->numbers_a > 0 && w->numbers_b > 0;
    if (differ) {
        name_differing(w->out, w);
    }
    const double factor = differ ? PL_W(NUMBER_DIFFERS) : PL_W(NUMBER_MISSING);
    const bool less = kind == PL_NAME_PERSON || (kind == PL_NAME_ORGANIZATION && !differ);
    return less ? (1 + factor) / 2 : factor; /* numbers tell ships apart, firms seldom leave them out */
}

/* What the left-over parts take. Telling words of both sides contradict one another; what one side has more is often
 * left out (a patronymic, the name of a tribe), the more so the more letters agree, and each further word says less.
 * Generic words are exchanged for one another easily: Company, Group, Complex. */
static double missing(struct rest a, struct rest b, double letters) {
    const double more = a.telling > b.telling ? a.telling : b.telling;
    const double less = a.telling > b.telling ? b.telling : a.telling;
    const double extra = more - less;
    const double generic_more = a.generic > b.generic ? a.generic : b.generic;
    const double generic_less = a.generic > b.generic ? b.generic : a.generic;
    const double few = letters >= 2 * PL_W_INTEGER(EXTRA_LETTERS) ? -1 : 1 - letters / PL_W_INTEGER(EXTRA_LETTERS);
    return PL_W(CONFLICT) * less + PL_W(EXTRA) * (1 + PL_W(EXTRA_FEW) * few) * extra / (1 + PL_W(EXTRA_LESS) * extra) +
           PL_W(GENERIC_CONFLICT) * generic_less + PL_W(GENERIC_EXTRA) * (generic_more - generic_less);
}

static double score_of(struct work *w, int kind) {
    const struct rest a = leave(w, &w->a, true, &w->numbers_a);
    const struct rest b = leave(w, &w->b, false, &w->numbers_b);
    const int space = w->a.reading->space;
    const double total = w->total + missing(a, b, w->letters);
    double score = total > 0 ? w->agreed / total : 0;
    score *= shortness(w->letters, space);
    score *= order_factor(w);
    if (w->words <= 1 && a.telling + b.telling >= PL_W(WORD_2) && score > PL_W(LONE_WORD)) {
        score = PL_W(LONE_WORD);
    }
    if (score < PL_W(WHOLE)) {
        const double whole = agree_whole(w) * shortness(w->a.reading->length, space);
        if (whole > score) {
            score = whole;
            w->out->whole = true;
        }
    }
    score *= number_factor(w, kind);
    return score < 0 ? 0 : score > 1 ? 1 : score;
}

void pl_align_readings(const struct pl_ready_reading *a, const struct pl_ready_reading *b, int kind,
                       struct pl_alignment *ret) {
    ret->n = 0;
    ret->whole = false;
    struct work w = {.a = {.reading = a}, .b = {.reading = b}, .out = ret};
    pair_equal(&w, false);
    if (a->space == PL_SPACE_ARABIC && a->native != b->native) {
        pair_equal(&w, true);
    }
    struct offers offers;
    offers.n = 0;
    offer_singles(&w, &offers);
    offer_joins(&w.a, &w.b, true, &offers);
    offer_joins(&w.b, &w.a, false, &offers);
    pair_offers(&w, &offers);
    ret->score = score_of(&w, kind);
}
