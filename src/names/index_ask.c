/* Asking: the rarest features first, a dense sum for each unit, the best entries by a heap. */
#include <stdlib.h>

#include "names/index_in.h"
#include "names/same_number.h"

#include "base/ban.h"

#define MAX_POSTINGS                                                                                                   \
    100000 /* read for one question in one channel; beyond, the most frequent features are left out                    \
            */
#define EXACT_WEIGHT  3.0F
#define NUMBER_WEIGHT 4.0F
#define LEAST_SHARE   0.3F /* of the question's weight in its channel that a unit must share */
#define FINE          128  /* steps of weight in which the floor of the best is kept */
#define AHEAD         16   /* units that are fetched from memory before they are weighed */

/* Measured on the UN list and its altered names: of the matches above 0.8, 1 in 400 weighs less than this. */
#define WORTH_LEAST     0.35F
#define WORTH_SHARE     0.6F
#define WORTH_THRESHOLD 0.75
#define WORTH_ALWAYS    5

struct asked {
    uint64_t order; /* by channel, then by n, then by slot */
    uint32_t slot, n;
    uint16_t rarity;
    uint16_t channel;
};

_Static_assert(INDEX_GRAM_SLOTS + (1u << 24) < 1u << 25 && INDEX_CHANNELS < 1 << 7, "what an order has room for");

struct pl_index_scratch {
    uint16_t *shared; /* by unit: rarity of what it shares with the question */
    uint32_t *touched;
    size_t n_touched;
    float *best; /* by entry */
    uint32_t *found;
    size_t n_found;
    uint32_t weight[INDEX_CHANNELS]; /* of the question */
    size_t max;                      /* how many are wanted */
    size_t at_floor;                 /* entries found in the floor's step or above */
    unsigned floor;                  /* no step below it holds one of the best */
    uint32_t steps[FINE + 1];        /* entries by the weight that they were found with */
    struct asked asked[INDEX_ASK_FEATURES];
    size_t n_asked;
};

int pl_index_scratch_open(const struct pl_index *index, struct pl_index_scratch **ret, struct pl_error *err) {
    struct pl_index_scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch) {
        scratch->shared = calloc(index->n_units + 1, sizeof *scratch->shared);
        scratch->touched = malloc((index->n_units + 1) * sizeof *scratch->touched);
        scratch->best = calloc((size_t)index->n_entries + 1, sizeof *scratch->best);
        scratch->found = malloc(((size_t)index->n_entries + 1) * sizeof *scratch->found);
    }
    if (!scratch || !scratch->shared || !scratch->touched || !scratch->best || !scratch->found) {
        pl_index_scratch_close(scratch);
        return pl_fail(err, PL_E_NOMEM, "no memory to ask an index of names");
    }
    *ret = scratch;
    return PL_E_OK;
}

void pl_index_scratch_close(struct pl_index_scratch *scratch) {
    if (scratch) {
        free(scratch->shared);
        free(scratch->touched);
        free(scratch->best);
        free(scratch->found);
        free(scratch);
    }
}

static void ask_features(const struct pl_index *index, struct pl_index_scratch *s, const struct pl_reading *reading,
                         int region, bool weighs) {
    uint32_t features[INDEX_UNIT_FEATURES];
    const size_t n = pl_index_features(reading, region, features);
    const unsigned channel = pl_index_channel(reading->space, region);
    uint32_t weight = 0;
    for (size_t i = 0; i < n && s->n_asked < INDEX_ASK_FEATURES; i++) {
        const uint32_t slot = pl_index_slot(index, features[i]);
        const uint32_t postings = index->starts[slot + 1] - index->starts[slot];
        /* a feature that no name has weighs like one that a single name has */
        const unsigned rarity = pl_index_rarity(index->n_units + 1, postings ? postings : 1);
        weight += rarity;
        if (postings > 0) {
            s->asked[s->n_asked++] = (struct asked){.order = (uint64_t)channel << 57 | (uint64_t)postings << 25 | slot,
                                                    .slot = slot,
                                                    .n = postings,
                                                    .rarity = (uint16_t)rarity,
                                                    .channel = (uint16_t)channel};
        }
    }
    if (weighs && weight > s->weight[channel]) {
        s->weight[channel] = weight;
    }
}

static void ask_reading(const struct pl_index *index, struct pl_index_scratch *s, const struct pl_reading *reading) {
    if (reading->space == PL_SPACE_LATIN) {
        ask_features(index, s, reading, pl_index_region(PL_SPACE_LATIN, false), true);
        return;
    }
    ask_features(index, s, reading, -1, true);
    ask_features(index, s, reading, pl_index_region(reading->space, true), true);
    if (reading->native) {
        ask_features(index, s, reading, pl_index_region(reading->space, false), false);
    }
}

/* A shell sort (gaps of Ciura 2001): some dozens of features, most of them in groups already. */
static void sort_asked(struct asked *asked, size_t n) {
    static const size_t gaps[] = {301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
        const size_t gap = gaps[g];
        for (size_t i = gap; i < n; i++) {
            const struct asked one = asked[i];
            size_t at = i;
            for (; at >= gap && asked[at - gap].order > one.order; at -= gap) {
                asked[at] = asked[at - gap];
            }
            asked[at] = one;
        }
    }
}

/* Which of the features of one channel, the rarest first, are read: *ret_weight is what these weigh. Returns by how
 * much the sums are short, on average, of what they would be had all been read: 1 where all are. */
static float choose_read(struct asked *asked, size_t *n, uint32_t *ret_weight) {
    size_t read = 0;
    size_t kept = 0;
    uint32_t weight = 0;
    uint32_t left = 0;
    uint32_t slot = UINT32_MAX;
    for (size_t i = 0; i < *n; i++) {
        if (asked[i].slot == slot) {
            continue;
        }
        slot = asked[i].slot;
        read += asked[i].n;
        if (read > MAX_POSTINGS && weight > 0) {
            left += asked[i].rarity;
            continue;
        }
        weight += asked[i].rarity;
        asked[kept++] = asked[i];
    }
    *n = kept;
    *ret_weight = weight;
    return weight > 0 ? (float)(weight + left) / (float)weight : 1.0F;
}

/* Adds a feature to all units that have it. */
static void add_all(struct pl_index_scratch *s, const uint32_t *unit, const struct asked *asked) {
    uint16_t *sums = s->shared;
    size_t touched = s->n_touched;
    for (uint32_t k = 0; k < asked->n; k++) {
        const uint16_t before = sums[unit[k]];
        s->touched[touched] = unit[k];
        touched += before == 0;
        sums[unit[k]] = (uint16_t)(before + asked->rarity);
    }
    s->n_touched = touched;
}

static bool holds(const uint32_t *unit, size_t n, uint32_t wanted) {
    while (n > 1) {
        const size_t half = n / 2;
        unit += unit[half] <= wanted ? half : 0;
        n -= half;
    }
    return n == 1 && *unit == wanted;
}

/* Adds a feature to the units that are touched: by looking each up, or by reading all where that is less. */
static void add_touched(struct pl_index_scratch *s, const uint32_t *unit, const struct asked *asked) {
    uint16_t *sums = s->shared;
    if (s->n_touched * (size_t)(32 - __builtin_clz(asked->n)) < asked->n) { /* a step costs what reading one costs */
        for (size_t i = 0; i < s->n_touched; i++) {
            const uint32_t u = s->touched[i];
            sums[u] = (uint16_t)(sums[u] + (holds(unit, asked->n, u) ? asked->rarity : 0));
        }
        return;
    }
    for (uint32_t k = 0; k < asked->n; k++) {
        const uint16_t before = sums[unit[k]];
        sums[unit[k]] = (uint16_t)(before + (before != 0 ? asked->rarity : 0));
    }
}

/* The least sum that comes to `least` with what is left to read. */
static uint32_t needed(uint32_t left, float scale, float least) {
    uint32_t sum = 0;
    for (uint32_t step = 1u << 16; step > 0; step /= 2) { /* sums are of 16 bits */
        sum += (float)(sum + step - 1 + left) * scale < least ? step : 0;
    }
    return sum;
}

/* Forgets the units that cannot come to `least` with what is left to read. */
static void forget_poor(struct pl_index_scratch *s, uint32_t left, float scale, float least) {
    const uint32_t need = needed(left, scale, least);
    size_t kept = 0;
    for (size_t i = 0; i < s->n_touched; i++) {
        const uint32_t u = s->touched[i];
        const uint16_t sum = s->shared[u];
        const bool poor = sum < need;
        s->touched[kept] = u;
        kept += !poor;
        s->shared[u] = poor ? 0 : sum;
    }
    s->n_touched = kept;
}

/* Features of one channel: the rarest first, which find units; the most frequent, whose long lists could not bring a
 * unit to the least share by themselves, are looked up for the units found. The same sums as if all were read, for all
 * units that reach the least share. Returns the scale of choose_read. */
static float add_shared(const struct pl_index *index, struct pl_index_scratch *s, struct asked *asked, size_t n) {
    uint32_t left = 0;
    const float scale = choose_read(asked, &n, &left);
    const float least = (float)s->weight[asked->channel] * LEAST_SHARE;
    for (size_t i = 0; i < n; i++) {
        const uint32_t *unit = index->postings + index->starts[asked[i].slot];
        if ((float)left * scale >= least) {
            add_all(s, unit, &asked[i]);
        } else {
            forget_poor(s, left, scale, least);
            add_touched(s, unit, &asked[i]);
        }
        left -= asked[i].rarity;
    }
    return scale;
}

static unsigned step_of(float weight) { return weight >= 1 ? FINE : (unsigned)(weight * FINE); }

/* The floor rises while as many as are wanted stand above it: what weighs less is not among the best. */
static void count_found(struct pl_index_scratch *s, float weight) {
    const unsigned step = step_of(weight);
    s->steps[step]++;
    s->at_floor += step >= s->floor;
    while (s->floor < FINE && s->at_floor - s->steps[s->floor] >= s->max) {
        s->at_floor -= s->steps[s->floor++];
    }
}

static void find(struct pl_index_scratch *s, uint32_t entry, float weight) {
    if (s->best[entry] <= 0) {
        s->found[s->n_found++] = entry;
        count_found(s, weight);
    }
    if (weight > s->best[entry]) {
        s->best[entry] = weight;
    }
}

/* From units to entries: what is shared against what both have, a name within a longer one counting half as well. */
static void weigh_units(const struct pl_index *index, struct pl_index_scratch *s, unsigned channel, float scale) {
    const uint32_t asked = s->weight[channel];
    const float least = (float)asked * LEAST_SHARE;
    const float factor = channel == pl_index_channel(PL_SPACE_LATIN, 0) ? 1.0F : 0.9F;
    for (size_t i = 0; i < s->n_touched; i++) {
        const uint32_t u = s->touched[i];
        const float shared = (float)s->shared[u] * scale;
        if (i + AHEAD < s->n_touched) {
            __builtin_prefetch(&index->weights[s->touched[i + AHEAD]]);
            __builtin_prefetch(&index->entries[s->touched[i + AHEAD]]);
        }
        s->shared[u] = 0;
        if (shared < least) {
            continue;
        }
        const uint32_t has = index->weights[u];
        const uint32_t less = asked < has ? asked : has;
        const float dice = 2.0F * shared / (float)(asked + has);
        const float within = shared / (float)(less ? less : 1);
        const float weight = factor * (0.7F * (dice > 1 ? 1 : dice) + 0.3F * (within > 1 ? 1 : within));
        if (step_of(weight) >= s->floor && weight > s->best[index->entries[u]]) {
            find(s, index->entries[u], weight);
        }
    }
    s->n_touched = 0;
}

static void ask_channels(const struct pl_index *index, struct pl_index_scratch *s) {
    sort_asked(s->asked, s->n_asked);
    for (size_t from = 0; from < s->n_asked;) {
        size_t to = from + 1;
        while (to < s->n_asked && s->asked[to].channel == s->asked[from].channel) {
            to++;
        }
        const float scale = add_shared(index, s, &s->asked[from], to - from);
        weigh_units(index, s, s->asked[from].channel, scale);
        from = to;
    }
}

static void find_numbers(const struct pl_index *index, struct pl_index_scratch *s, uint64_t hash, bool is_name) {
    size_t low = 0;
    size_t high = index->n_numbers;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (index->numbers[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < index->n_numbers && index->numbers[low].hash == hash; low++) {
        if ((index->numbers[low].is_name != 0) == is_name) {
            find(s, index->numbers[low].entry, is_name ? EXACT_WEIGHT : NUMBER_WEIGHT);
        }
    }
}

/* Candidates as one number each, the best the least: by falling weight (a positive float's bits are in its order), then
 * by entry. */
static uint64_t order_of(uint32_t entry, float weight) {
    uint32_t bits;
    memcpy(&bits, &weight, sizeof bits);
    return (uint64_t)~bits << 32 | entry;
}

/* The greatest number, the worst candidate, stands on top. */
static void sink(uint64_t *heap, size_t n, size_t at) {
    const uint64_t one = heap[at];
    for (size_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && heap[child + 1] > heap[child];
        if (heap[child] <= one) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = one;
}

static size_t pick(struct pl_index_scratch *s, struct pl_index_candidate *candidates, size_t max) {
    uint64_t heap[PL_INDEX_MAX_CANDIDATES];
    size_t n = 0;
    for (size_t i = 0; i < s->n_found; i++) {
        const uint32_t entry = s->found[i];
        const uint64_t one = order_of(entry, s->best[entry]);
        s->best[entry] = 0;
        if (n < max) {
            heap[n++] = one;
            for (size_t at = n == max ? n / 2 : 0; at-- > 0;) {
                sink(heap, n, at);
            }
        } else if (max > 0 && one < heap[0]) {
            heap[0] = one;
            sink(heap, n, 0);
        }
    }
    s->n_found = 0;
    for (size_t at = n < max ? n / 2 : 0; at-- > 0;) {
        sink(heap, n, at);
    }
    for (size_t left = n; left > 0;) { /* the worst of what is left goes to its end */
        const uint64_t worst = heap[0];
        heap[0] = heap[--left];
        if (left > 0) {
            sink(heap, left, 0);
        }
        const uint32_t bits = ~(uint32_t)(worst >> 32);
        candidates[left].entry = (uint32_t)worst;
        memcpy(&candidates[left].weight, &bits, sizeof bits);
        candidates[left].by_id = candidates[left].weight >= NUMBER_WEIGHT;
    }
    return n;
}

size_t pl_index_ask(const struct pl_index *index, struct pl_index_scratch *scratch, const struct pl_subject *query,
                    struct pl_index_candidate *candidates, size_t max) {
    max = max > PL_INDEX_MAX_CANDIDATES ? PL_INDEX_MAX_CANDIDATES : max;
    scratch->max = max;
    scratch->floor = 0;
    scratch->at_floor = 0;
    memset(scratch->steps, 0, sizeof scratch->steps);
    for (size_t i = 0; i < query->n_ids; i++) {
        if (query->ids[i].valid) {
            find_numbers(index, scratch, pl_number_hash(pl_number_kind_of(query->ids[i].kind), query->ids[i].value),
                         false);
        }
    }
    for (size_t i = 0; i < query->n_names; i++) {
        const struct pl_form *form = &query->names[i].form;
        if (form->fold.n > 0) {
            find_numbers(index, scratch, pl_index_name_hash(form->fold), true);
        }
        scratch->n_asked = 0;
        memset(scratch->weight, 0, sizeof scratch->weight);
        struct pl_index_room room;
        const struct pl_reading *readings = NULL;
        const size_t n = pl_index_readings(&query->names[i], &room, &readings);
        for (size_t j = 0; j < n; j++) {
            ask_reading(index, scratch, &readings[j]);
        }
        ask_channels(index, scratch);
    }
    return pick(scratch, candidates, max);
}

size_t pl_index_worth(const struct pl_index_candidate *candidates, size_t n, double threshold) {
    float best = 0;
    for (size_t i = 0; i < n && best <= 0;
         i++) { /* the best by its letters; exact names and numbers weigh more than 1 */
        best = candidates[i].weight <= 1 ? candidates[i].weight : 0;
    }
    const float by_best = best * WORTH_SHARE;
    const float least = by_best > WORTH_LEAST ? by_best : WORTH_LEAST;
    while (threshold >= WORTH_THRESHOLD && n > WORTH_ALWAYS && candidates[n - 1].weight < least) {
        n--;
    }
    return n;
}
