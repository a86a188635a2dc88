#include "names/index.h"

#include <stdlib.h>

#include "names/index_in.h"
#include "names/same_number.h"

#include "base/ban.h"

#define MAX_NAMES  ((size_t)1 << 26)
#define SEEN_SLOTS 512 /* more than three for each feature of a unit */

_Static_assert(INDEX_UNIT_FEATURES <= UINT8_MAX && 3 * INDEX_UNIT_FEATURES < SEEN_SLOTS, "the features of a unit");

struct rows {
    void *p;
    size_t n, cap;
};

/* What stood in one unit so far. */
struct seen {
    uint32_t slot[SEEN_SLOTS];
    uint32_t unit[SEEN_SLOTS]; /* in which it was put there */
    uint32_t now;              /* from 1 */
};

/* The names of one entry, which are read once to count and once to fill. */
struct named {
    const struct pl_subject_name *names;
    uint32_t n, entry;
};

struct pl_index_builder {
    struct rows named;                 /* struct named */
    struct rows keys;                  /* uint32_t: the key features, unit by unit */
    struct rows n_keys;                /* uint8_t: how many of a unit */
    struct rows numbers;               /* struct pl_index_number */
    uint32_t *grams;                   /* units by gram */
    uint32_t channels[INDEX_CHANNELS]; /* units by channel */
    size_t names, n_features, n_units;
    uint32_t entries;
    struct seen seen;
};

/* One reading in one channel. */
struct unit {
    unsigned channel;
    size_t n;
    uint32_t features[INDEX_UNIT_FEATURES];
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory for an index of names"); }

/* Room for one more row of `size` bytes, or NULL. */
static void *rows_add(struct rows *rows, size_t size) {
    if (rows->n == rows->cap) {
        const size_t cap = rows->cap ? rows->cap + rows->cap / 2 : 1024;
        void *p = realloc(rows->p, cap * size);
        if (!p) {
            return NULL;
        }
        rows->p = p;
        rows->cap = cap;
    }
    return (char *)rows->p + size * rows->n++;
}

int pl_index_builder_open(struct pl_index_builder **ret_builder, struct pl_error *err) {
    struct pl_index_builder *builder = calloc(1, sizeof *builder);
    if (builder) {
        builder->grams = calloc(INDEX_GRAM_SLOTS, sizeof *builder->grams);
    }
    if (!builder || !builder->grams) {
        pl_index_builder_close(builder);
        return no_memory(err);
    }
    *ret_builder = builder;
    return PL_E_OK;
}

void pl_index_builder_close(struct pl_index_builder *builder) {
    if (builder) {
        free(builder->named.p);
        free(builder->keys.p);
        free(builder->n_keys.p);
        free(builder->numbers.p);
        free(builder->grams);
        free(builder);
    }
}

/* The unit of a reading by its grams, or by its whole keys; false where there is none. */
static bool read_unit(const struct pl_reading *reading, bool whole, struct unit *ret) {
    const int region = whole ? -1 : pl_index_region(reading->space, reading->native);
    if (whole && reading->space == PL_SPACE_LATIN) {
        return false;
    }
    ret->channel = pl_index_channel(reading->space, region);
    ret->n = pl_index_features(reading, region, ret->features);
    return ret->n > 0;
}

static void next_unit(struct seen *seen) {
    if (++seen->now == 0) { /* the numbers begin anew */
        memset(seen->unit, 0, sizeof seen->unit);
        seen->now = 1;
    }
}

/* Whether a slot is met for the first time in this unit. */
static bool is_first(struct seen *seen, uint32_t slot) {
    uint32_t at = slot * 2654435769u >> 23;
    while (seen->unit[at] == seen->now) {
        if (seen->slot[at] == slot) {
            return false;
        }
        at = (at + 1) % SEEN_SLOTS;
    }
    seen->unit[at] = seen->now;
    seen->slot[at] = slot;
    return true;
}

/* Counts a unit; its keys are kept until it is known how many slots they have. */
static int count_unit(struct pl_index_builder *builder, const struct unit *unit, struct pl_error *err) {
    uint8_t *n_keys = rows_add(&builder->n_keys, sizeof *n_keys);
    if (!n_keys) {
        return no_memory(err);
    }
    *n_keys = 0;
    next_unit(&builder->seen);
    for (size_t i = 0; i < unit->n; i++) {
        const uint32_t feature = unit->features[i];
        if (!(feature & INDEX_KEY_BIT)) {
            builder->grams[feature] += is_first(&builder->seen, feature);
            continue;
        }
        uint32_t *key = rows_add(&builder->keys, sizeof *key);
        if (!key) {
            return no_memory(err);
        }
        *key = feature;
        ++*n_keys;
    }
    builder->n_features += unit->n;
    builder->channels[unit->channel]++;
    builder->n_units++;
    return PL_E_OK;
}

static int add_number(struct pl_index_builder *builder, uint64_t hash, uint32_t entry, bool is_name,
                      struct pl_error *err) {
    struct pl_index_number *row = rows_add(&builder->numbers, sizeof *row);
    if (!row) {
        return no_memory(err);
    }
    *row = (struct pl_index_number){hash, entry, is_name};
    return PL_E_OK;
}

static int add_name(struct pl_index_builder *builder, uint32_t entry, const struct pl_subject_name *name,
                    struct pl_error *err) {
    int code = PL_E_OK;
    if (name->form.fold.n > 0) {
        code = add_number(builder, pl_index_name_hash(name->form.fold), entry, true, err);
    }
    struct pl_index_room room;
    const struct pl_reading *readings = NULL;
    const size_t n = pl_index_readings(name, &room, &readings);
    for (size_t i = 0; i < 2 * n && !code; i++) {
        struct unit unit;
        if (read_unit(&readings[i / 2], i % 2 != 0, &unit)) {
            code = count_unit(builder, &unit, err);
        }
    }
    return code;
}

int pl_index_builder_add(struct pl_index_builder *builder, uint32_t entry, const struct pl_subject *subject,
                         struct pl_error *err) {
    if (subject->n_names > MAX_NAMES - builder->names) {
        return pl_fail(err, PL_E_LIMIT, "an index holds at most %zu names", MAX_NAMES);
    }
    struct named *named = rows_add(&builder->named, sizeof *named);
    if (!named) {
        return no_memory(err);
    }
    *named = (struct named){subject->names, (uint32_t)subject->n_names, entry};
    builder->names += subject->n_names;
    builder->entries = entry + 1;
    for (size_t i = 0; i < subject->n_names; i++) {
        const int code = add_name(builder, entry, &subject->names[i], err);
        if (code) {
            return code;
        }
    }
    for (size_t i = 0; i < subject->n_ids; i++) {
        if (subject->ids[i].valid) {
            const uint64_t hash = pl_number_hash(pl_number_kind_of(subject->ids[i].kind), subject->ids[i].value);
            const int code = add_number(builder, hash, entry, false, err);
            if (code) {
                return code;
            }
        }
    }
    if (builder->n_features >= UINT32_MAX || builder->n_units >= UINT32_MAX - 1) {
        return pl_fail(err, PL_E_LIMIT, "the names are too many and too long for one index");
    }
    return PL_E_OK;
}

static int compare_numbers(const void *a, const void *b) {
    const struct pl_index_number *p = a;
    const struct pl_index_number *q = b;
    if (p->hash != q->hash) {
        return p->hash < q->hash ? -1 : 1;
    }
    return p->entry < q->entry ? -1 : p->entry > q->entry;
}

/* Counts the postings of each slot into starts[slot + 1]; a slot counts once in a unit. */
static void count_postings(const struct pl_index *index, struct pl_index_builder *builder) {
    const uint32_t *key = builder->keys.p;
    const uint8_t *n_keys = builder->n_keys.p;
    memcpy(index->starts + 1, builder->grams, INDEX_GRAM_SLOTS * sizeof *builder->grams);
    for (size_t u = 0; u < index->n_units; u++) {
        next_unit(&builder->seen);
        for (size_t i = 0; i < n_keys[u]; i++) {
            const uint32_t slot = pl_index_slot(index, *key++);
            index->starts[slot + 1] += is_first(&builder->seen, slot);
        }
    }
}

struct filling {
    const struct pl_index *index;
    struct seen *seen;
    const uint16_t *rarity;
    uint32_t next[INDEX_CHANNELS]; /* number of a channel's next unit */
};

/* Puts a unit into its slots, and sums its weight. */
static void fill_unit(struct filling *f, uint32_t entry, const struct unit *unit) {
    const uint32_t number = f->next[unit->channel]++;
    unsigned weight = 0;
    next_unit(f->seen);
    for (size_t i = 0; i < unit->n; i++) {
        const uint32_t slot = pl_index_slot(f->index, unit->features[i]);
        if (is_first(f->seen, slot)) {
            f->index->postings[f->index->starts[slot]++] = number;
            weight += f->rarity[slot];
        }
    }
    f->index->entries[number] = entry;
    f->index->weights[number] = (uint16_t)weight;
}

/* Reads all names once more: their units, numbered anew channel by channel, go into their slots; starts[slot] moves to
 * the slot's end. */
static void fill_postings(const struct pl_index *index, struct pl_index_builder *builder, const uint16_t *rarity) {
    struct filling f = {.index = index, .seen = &builder->seen, .rarity = rarity};
    for (size_t channel = 1; channel < INDEX_CHANNELS; channel++) {
        f.next[channel] = f.next[channel - 1] + builder->channels[channel - 1];
    }
    const struct named *named = builder->named.p;
    for (size_t k = 0; k < builder->named.n; k++) {
        for (size_t i = 0; i < named[k].n; i++) {
            const struct pl_subject_name *name = &named[k].names[i];
            struct pl_index_room room;
            const struct pl_reading *readings = NULL;
            const size_t n = pl_index_readings(name, &room, &readings);
            for (size_t j = 0; j < 2 * n; j++) {
                struct unit unit;
                if (read_unit(&readings[j / 2], j % 2 != 0, &unit)) {
                    fill_unit(&f, named[k].entry, &unit);
                }
            }
        }
    }
}

static int invert(struct pl_index *index, struct pl_index_builder *builder, struct pl_error *err) {
    int code = PL_E_OK;
    uint16_t *rarity = calloc(index->n_slots, sizeof *rarity);
    index->starts = calloc((size_t)index->n_slots + 1, sizeof *index->starts);
    index->entries = malloc((index->n_units + 1) * sizeof *index->entries);
    index->weights = malloc((index->n_units + 1) * sizeof *index->weights);
    if (!rarity || !index->starts || !index->entries || !index->weights) {
        code = no_memory(err);
        goto out;
    }
    count_postings(index, builder);
    for (size_t i = 0; i < index->n_slots; i++) {
        const uint32_t n = index->starts[i + 1];
        rarity[i] = (uint16_t)(n ? pl_index_rarity(index->n_units, n) : 0);
        index->starts[i + 1] += index->starts[i];
    }
    index->n_postings = index->starts[index->n_slots];
    index->postings = malloc((index->n_postings ? index->n_postings : 1) * sizeof *index->postings);
    if (!index->postings) {
        code = no_memory(err);
        goto out;
    }
    fill_postings(index, builder, rarity);
    memmove(index->starts + 1, index->starts, index->n_slots * sizeof *index->starts);
    index->starts[0] = 0;
out:
    free(rarity);
    return code;
}

int pl_index_build(struct pl_index_builder *builder, struct pl_index **ret_index, struct pl_error *err) {
    struct pl_index *index = calloc(1, sizeof *index);
    if (!index) {
        pl_index_builder_close(builder);
        return no_memory(err);
    }
    index->n_units = builder->n_units;
    index->numbers = builder->numbers.p;
    index->n_numbers = builder->numbers.n;
    index->n_entries = builder->entries;
    builder->numbers.p = NULL;
    for (index->n_keys = 1024; index->n_keys < builder->keys.n && index->n_keys < 1u << 24;) {
        index->n_keys *= 2;
    }
    index->n_slots = INDEX_GRAM_SLOTS + index->n_keys;
    if (index->n_numbers > 0) {
        qsort(index->numbers, index->n_numbers, sizeof *index->numbers, compare_numbers);
    }
    const int code = invert(index, builder, err);
    pl_index_builder_close(builder);
    if (code) {
        pl_index_close(index);
        return code;
    }
    *ret_index = index;
    return PL_E_OK;
}

size_t pl_index_bytes(const struct pl_index *index) {
    return sizeof *index + index->n_units * (sizeof *index->entries + sizeof *index->weights) +
           ((size_t)index->n_slots + 1) * sizeof *index->starts + index->n_postings * sizeof *index->postings +
           index->n_numbers * sizeof *index->numbers;
}

void pl_index_close(struct pl_index *index) {
    if (index) {
        free(index->entries);
        free(index->weights);
        free(index->starts);
        free(index->postings);
        free(index->numbers);
        free(index);
    }
}
