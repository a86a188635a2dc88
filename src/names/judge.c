#include "names/judge.h"

#include "names/common.h"
#include "names/judge_row.h"
#include "names/weight.h"

#include "names/judge_rows.h" /* made by tools/make_judge.c */

#include "base/ban.h"

static const struct pl_judge_fact_kind KINDS[PL_JUDGE_COUNT] = {
#define PL_JUDGE_KIND(name, text, way, what) [PL_JUDGE_##name] = {text, way},
    PL_JUDGE_FACTS(PL_JUDGE_KIND)
#undef PL_JUDGE_KIND
};

const struct pl_judge_fact_kind *pl_judge_fact_at(int fact) { return &KINDS[fact]; }

/* Weights of one side's left-over words. */
struct left {
    double telling, generic;
    int32_t n;
};

int32_t pl_judge_thousandths(double x) { return (int32_t)(x * 1000 + 0.5); }

static void count_left(const struct pl_ready_part *p, struct left *left, int32_t *facts) {
    if (p->cls == PL_PART_NUMBER) {
        facts[PL_JUDGE_NUMBERS]++;
    } else if (p->cls == PL_PART_INITIAL || (p->cls == PL_PART_WORD && p->common != PL_COMMON_BUSINESS)) {
        left->telling += (double)p->weight;
        left->n++;
    } else {
        left->generic += (double)p->weight;
    }
}

/* What the pairs of words agree. */
struct agreed {
    double telling, generic, common, letters, least, best, second;
    int32_t best_letters, words;
};

static void count_pair(const struct pl_ready_part *p, const struct pl_ready_part *q, const struct pl_align_step *s,
                       struct agreed *agreed, int32_t *facts) {
    const double weight = (double)s->weight * (double)s->agreement;
    if (s->agreement < 1 && (double)s->agreement < agreed->least) {
        agreed->least = (double)s->agreement;
    }
    facts[PL_JUDGE_INITIALS] += p->cls == PL_PART_INITIAL || q->cls == PL_PART_INITIAL;
    if (p->cls != PL_PART_WORD) {
        return;
    }
    agreed->words += s->a_n > s->b_n ? s->a_n : s->b_n;
    if (p->common == PL_COMMON_BUSINESS) {
        agreed->generic += weight;
        return;
    }
    int32_t n = 0;
    for (size_t i = 0; i < s->a_n; i++) {
        n += p[i].n;
    }
    agreed->telling += weight;
    agreed->common += p->common == PL_COMMON_GIVEN ? weight : 0;
    agreed->letters += n * (double)s->agreement;
    if (weight > agreed->best) {
        agreed->second = agreed->best;
        agreed->best = weight;
        agreed->best_letters = n;
    } else if (weight > agreed->second) {
        agreed->second = weight;
    }
}

static int32_t count_falls(const struct pl_alignment *alignment, size_t n) {
    uint8_t to[PL_FORM_MAX_PARTS];
    int32_t falls = 0;
    uint8_t last = 0;
    memset(to, 0, n);
    for (size_t i = 0; i < alignment->n; i++) {
        const struct pl_align_step *s = &alignment->steps[i];
        if (s->a_n && s->b_n) {
            to[s->a_at] = (uint8_t)(s->b_at + 1);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (to[i]) {
            falls += to[i] < last;
            last = to[i];
        }
    }
    return falls;
}

void pl_judge_facts(const struct pl_ready_reading *a, const struct pl_ready_reading *b,
                    const struct pl_alignment *alignment, int32_t facts[PL_JUDGE_COUNT]) {
    struct left of_a = {0, 0, 0};
    struct left of_b = {0, 0, 0};
    struct agreed agreed = {.least = 1};
    memset(facts, 0, PL_JUDGE_COUNT * sizeof *facts);
    for (size_t i = 0; i < alignment->n; i++) {
        const struct pl_align_step *s = &alignment->steps[i];
        if (s->a_n && s->b_n) {
            count_pair(&a->parts[s->a_at], &b->parts[s->b_at], s, &agreed, facts);
        } else if (s->a_n) {
            count_left(&a->parts[s->a_at], &of_a, facts);
        } else {
            count_left(&b->parts[s->b_at], &of_b, facts);
        }
    }
    const double less = of_a.telling < of_b.telling ? of_a.telling : of_b.telling;
    const double more = of_a.telling < of_b.telling ? of_b.telling : of_a.telling;
    const double generic_less = of_a.generic < of_b.generic ? of_a.generic : of_b.generic;
    const double generic_more = of_a.generic < of_b.generic ? of_b.generic : of_a.generic;
    const double telling = agreed.telling + less + more;
    facts[PL_JUDGE_LATIN] = pl_judge_thousandths(alignment->score);
    facts[PL_JUDGE_AGREED] = pl_judge_thousandths(agreed.telling);
    facts[PL_JUDGE_AGREED_GENERIC] = pl_judge_thousandths(agreed.generic);
    facts[PL_JUDGE_AGREED_COMMON] = pl_judge_thousandths(agreed.common);
    facts[PL_JUDGE_LETTERS] = pl_judge_thousandths(agreed.letters);
    facts[PL_JUDGE_WORDS] = agreed.words;
    facts[PL_JUDGE_LEAST] = pl_judge_thousandths(agreed.least);
    facts[PL_JUDGE_BEST] = pl_judge_thousandths(agreed.best);
    facts[PL_JUDGE_SECOND] = pl_judge_thousandths(agreed.second);
    facts[PL_JUDGE_BEST_LETTERS] = agreed.best_letters;
    facts[PL_JUDGE_SHARE] = telling > 0 ? pl_judge_thousandths(agreed.telling / telling) : 0;
    facts[PL_JUDGE_CONFLICT] = pl_judge_thousandths(less);
    facts[PL_JUDGE_CONFLICTS] = of_a.n < of_b.n ? of_a.n : of_b.n;
    facts[PL_JUDGE_EXTRA] = pl_judge_thousandths(more - less);
    facts[PL_JUDGE_EXTRAS] = of_a.n < of_b.n ? of_b.n - of_a.n : of_a.n - of_b.n;
    facts[PL_JUDGE_GENERIC_CONFLICT] = pl_judge_thousandths(generic_less);
    facts[PL_JUDGE_GENERIC_EXTRA] = pl_judge_thousandths(generic_more - generic_less);
    facts[PL_JUDGE_FALLS] = count_falls(alignment, a->n);
}

/* How many of the steps a fact is more than; behind the last they are beyond every fact. */
static inline size_t count_below(const struct pl_judge_rows *table, const int32_t *facts, size_t fact) {
    union pl_judge_four below = {{0}};
    for (size_t i = 0; i < table->n_steps[fact]; i += 4) {
        below.four -= facts[fact] > table->steps[fact][i / 4].four;
    }
    return (size_t)(below.each[0] + below.each[1] + below.each[2] + below.each[3]);
}

int32_t pl_judge_odds(const int32_t facts[PL_JUDGE_COUNT], int how) {
    const struct pl_judge_rows *table = &ROWS[how];
    union pl_judge_row left = table->rows[table->first[0] + count_below(table, facts, 0)];
    int32_t odds = 0;
    for (size_t fact = 1; fact < PL_JUDGE_COUNT; fact++) {
        const union pl_judge_row *row = &table->rows[table->first[fact] + count_below(table, facts, fact)];
        for (size_t i = 0; i < sizeof left.lanes / sizeof left.lanes[0]; i++) {
            left.lanes[i] &= row->lanes[i];
        }
    }
    const int16_t *leaf = table->leaf[0];
#pragma GCC unroll 8
    for (size_t i = 0; i < PL_JUDGE_TREES; i++, leaf += 8) {
        odds += leaf[__builtin_ctz(left.left[i])];
    }
    return odds;
}

/* Whatever other names have done, what is not alike enough by itself is not lifted over the threshold: where a ship's
 * number is missing, where a person's names share a few letters only or no word agrees well; at less likeness also
 * where one word alone agrees (a family name), or each side has a word that the other lacks. But firms' names are
 * translated.
 */
static double ceiling(const int32_t *facts) {
    const int32_t likeness = facts[PL_JUDGE_LIKENESS];
    const int32_t kind = facts[PL_JUDGE_KIND];
    const bool more = facts[PL_JUDGE_EXTRA] + facts[PL_JUDGE_CONFLICT] >= PL_W_INTEGER(WORD_2);
    const bool little =
        facts[PL_JUDGE_LETTERS] < PL_W_INTEGER(JUDGE_LETTERS) || facts[PL_JUDGE_BEST] < PL_W_INTEGER(JUDGE_BEST);
    const bool contradicted =
        likeness < PL_W_INTEGER(JUDGE_SURE) && facts[PL_JUDGE_CONFLICT] >= PL_W_INTEGER(JUDGE_CONTRADICTION);
    if (likeness >= (int32_t)(1000 * PL_MATCH_THRESHOLD + 0.5)) {
        return PL_W(NOT_EXACT);
    }
    if (kind != PL_NAME_ORGANIZATION && likeness <= PL_W_INTEGER(LONE_WORD) && facts[PL_JUDGE_WORDS] <= 1 && more) {
        return PL_W(LONE_WORD);
    }
    if ((kind == PL_NAME_VESSEL && facts[PL_JUDGE_NUMBERS] > 0) || (kind == PL_NAME_PERSON && little) ||
        (kind != PL_NAME_ORGANIZATION && contradicted)) {
        return PL_W(JUDGE_DOUBTED);
    }
    return PL_W(NOT_EXACT);
}

double pl_judge_score(const int32_t facts[PL_JUDGE_COUNT], int how) {
    /* thousandths of log odds: a line in the likeness, and what the trees add */
    int64_t odds = (int64_t)PL_W_INTEGER(JUDGE_SLOPE) * (facts[PL_JUDGE_LIKENESS] - PL_W_INTEGER(JUDGE_EVEN)) / 1000;
    odds += pl_judge_odds(facts, how);
    /* to the scale of scores: even odds are the threshold */
    const double z = (double)odds / 1000;
    const double moved =
        z > 0 ? (PL_W(NOT_EXACT) - PL_MATCH_THRESHOLD) * z / (z + PL_W(JUDGE_HALF)) : z * PL_W(JUDGE_BELOW);
    const double score = PL_MATCH_THRESHOLD + moved;
    const double most = ceiling(facts);
    return score < 0 ? 0 : score > most ? most : score;
}
