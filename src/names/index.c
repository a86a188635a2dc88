#include "names/index.h"

#include <stdlib.h>

#include "names/index_in.h"
#include "names/same_number.h"

#include "base/ban.h"

#define MAX_NAMES ((size_t)1 << 26)

struct rows {
    void *p;
    size_t n, cap;
};

struct pl_index_builder {
    struct rows units;    /* struct pl_index_unit */
    struct rows ends;     /* size_t: where each unit's features end */
    struct rows features; /* uint32_t */
    struct rows numbers;  /* struct pl_index_number */
    size_t names, keys;
    uint32_t entries;
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
    if (!builder) {
        return no_memory(err);
    }
    *ret_builder = builder;
    return PL_E_OK;
}

void pl_index_builder_close(struct pl_index_builder *builder) {
    if (builder) {
        free(builder->units.p);
        free(builder->ends.p);
        free(builder->features.p);
        free(builder->numbers.p);
        free(builder);
    }
}

static int add_unit(struct pl_index_builder *builder, uint32_t entry, const struct pl_reading *reading, int region,
                    struct pl_error *err) {
    uint32_t features[INDEX_UNIT_FEATURES];
    const size_t n = pl_index_features(reading, region, features);
    if (n == 0) {
        return PL_E_OK;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t *row = rows_add(&builder->features, sizeof *row);
        if (!row) {
            return no_memory(err);
        }
        *row = features[i];
        builder->keys += (features[i] & INDEX_KEY_BIT) != 0;
    }
    struct pl_index_unit *unit = rows_add(&builder->units, sizeof *unit);
    size_t *end = unit ? rows_add(&builder->ends, sizeof *end) : NULL;
    if (!end) {
        return no_memory(err);
    }
    *unit = (struct pl_index_unit){.entry = entry, .channel = (uint8_t)pl_index_channel(reading->space, region)};
    *end = builder->features.n;
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
    const size_t n = name->weak ? 0 : pl_index_readings(name, &room, &readings); /* a weak one is found by its fold */
    for (size_t i = 0; i < n && !code; i++) {
        const struct pl_reading *reading = &readings[i];
        code = add_unit(builder, entry, reading, pl_index_region(reading->space, reading->native), err);
        if (!code && reading->space != PL_SPACE_LATIN) {
            code = add_unit(builder, entry, reading, -1, err);
        }
    }
    return code;
}

int pl_index_builder_add(struct pl_index_builder *builder, uint32_t entry, const struct pl_subject *subject,
                         struct pl_error *err) {
    if (subject->n_names > MAX_NAMES - builder->names) {
        return pl_fail(err, PL_E_LIMIT, "an index holds at most %zu names", MAX_NAMES);
    }
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
    if (builder->features.n >= UINT32_MAX || builder->units.n >= UINT32_MAX - 1) {
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

/* Counts the postings of each slot into starts[slot + 1]; a feature counts once in a unit. */
static void count_postings(const struct pl_index *index, const struct pl_index_builder *builder, uint32_t *last) {
    const size_t *ends = builder->ends.p;
    const uint32_t *features = builder->features.p;
    size_t at = 0;
    for (size_t u = 0; u < index->n_units; u++) {
        for (; at < ends[u]; at++) {
            const uint32_t slot = pl_index_slot(index, features[at]);
            if (last[slot] != u + 1) {
                last[slot] = (uint32_t)u + 1;
                index->starts[slot + 1]++;
            }
        }
    }
}

/* Puts the units, numbered anew channel by channel, into their slots; starts[slot] moves to the slot's end, and the
 * weights of the units are summed. */
static void fill_postings(const struct pl_index *index, const struct pl_index_builder *builder, uint32_t *last,
                          const uint16_t *rarity) {
    const size_t *ends = builder->ends.p;
    const uint32_t *features = builder->features.p;
    const struct pl_index_unit *given = builder->units.p;
    uint32_t next[INDEX_CHANNELS + 1] = {0};
    for (size_t u = 0; u < index->n_units; u++) {
        next[given[u].channel + 1]++;
    }
    for (size_t channel = 1; channel < INDEX_CHANNELS; channel++) {
        next[channel] += next[channel - 1];
    }
    size_t at = 0;
    for (size_t u = 0; u < index->n_units; u++) {
        const uint32_t number = next[given[u].channel]++;
        unsigned weight = 0;
        for (; at < ends[u]; at++) {
            const uint32_t slot = pl_index_slot(index, features[at]);
            if (last[slot] != u + 1) {
                last[slot] = (uint32_t)u + 1;
                index->postings[index->starts[slot]++] = number;
                weight += rarity[slot];
            }
        }
        index->entries[number] = given[u].entry;
        index->weights[number] = (uint16_t)weight;
    }
}

static int invert(struct pl_index *index, const struct pl_index_builder *builder, struct pl_error *err) {
    int code = PL_E_OK;
    uint32_t *last = calloc(index->n_slots, sizeof *last);
    uint16_t *rarity = calloc(index->n_slots, sizeof *rarity);
    index->starts = calloc((size_t)index->n_slots + 1, sizeof *index->starts);
    index->entries = malloc((index->n_units + 1) * sizeof *index->entries);
    index->weights = malloc((index->n_units + 1) * sizeof *index->weights);
    if (!last || !rarity || !index->starts || !index->entries || !index->weights) {
        code = no_memory(err);
        goto out;
    }
    count_postings(index, builder, last);
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
    memset(last, 0, index->n_slots * sizeof *last);
    fill_postings(index, builder, last, rarity);
    memmove(index->starts + 1, index->starts, index->n_slots * sizeof *index->starts);
    index->starts[0] = 0;
out:
    free(last);
    free(rarity);
    return code;
}

int pl_index_build(struct pl_index_builder *builder, struct pl_index **ret_index, struct pl_error *err) {
    struct pl_index *index = calloc(1, sizeof *index);
    if (!index) {
        pl_index_builder_close(builder);
        return no_memory(err);
    }
    index->n_units = builder->units.n;
    index->numbers = builder->numbers.p;
    index->n_numbers = builder->numbers.n;
    index->n_entries = builder->entries;
    builder->numbers.p = NULL;
    for (index->n_keys = 1024; index->n_keys < builder->keys && index->n_keys < 1u << 24;) {
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
