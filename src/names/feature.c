/* Names into features: padded grams of the parts' keys, and whole keys. */
#include "names/index_in.h"

#include "base/ban.h"

static uint32_t letter_of(char c) {
    if (c >= 'a' && c <= 'z') {
        return (uint32_t)(c - 'a') + 1;
    }
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0') + 27;
    }
    return 37;
}

int pl_index_region(int space, bool native) { return 2 * space + (native && space != PL_SPACE_LATIN); }

/* Consonant skeletons are short: two letters tell there what three tell elsewhere. */
static size_t gram_length(int space) { return space == PL_SPACE_ARABIC || space == PL_SPACE_HEBREW ? 2 : 3; }

static size_t add_grams(pl_str key, int region, size_t length, uint32_t *features, size_t n) {
    const uint32_t base = (uint32_t)region * INDEX_GRAMS;
    uint32_t gram = length == 2 ? 0 : letter_of(key.p[0]); /* behind a pad */
    for (size_t i = length - 2; i <= key.n && n < INDEX_UNIT_FEATURES; i++) {
        const uint32_t next = i < key.n ? letter_of(key.p[i]) : 0;
        const uint32_t whole = gram * INDEX_LETTERS + next;
        features[n++] = base + whole % INDEX_GRAMS;
        gram = length == 2 ? next : whole % (INDEX_LETTERS * INDEX_LETTERS);
    }
    return n;
}

static bool is_said(const struct pl_part *part) {
    return part->cls == PL_PART_WORD || part->cls == PL_PART_NUMBER || part->cls == PL_PART_INITIAL;
}

size_t pl_index_readings(const struct pl_subject_name *name, struct pl_index_room *room,
                         const struct pl_reading **ret_readings) {
    *ret_readings = name->form.readings;
    if (name->weak) {
        return 0;
    }
    if (!name->ready || !name->ready->kept) {
        return name->form.n;
    }
    const struct pl_ready *ready = pl_ready_open(name->ready, UINT32_MAX, &room->ready);
    struct pl_part *part = room->parts;
    for (size_t i = 0; i < ready->n; i++) {
        const struct pl_ready_reading *from = &ready->readings[i];
        room->readings[i] = (struct pl_reading){
            .space = from->space, .system = from->system, .native = from->native, .parts = part, .n = from->n};
        for (size_t k = 0; k < from->n; k++) {
            const struct pl_ready_part *p = &from->parts[k];
            *part++ = (struct pl_part){.text = pl_ready_text(p), .key = pl_str_make(p->key, p->key_n), .cls = p->cls};
        }
    }
    *ret_readings = room->readings;
    return ready->n;
}

size_t pl_index_features(const struct pl_reading *reading, int region, uint32_t *features) {
    size_t said = 0;
    size_t n = 0;
    for (size_t i = 0; i < reading->n; i++) {
        said += is_said(&reading->parts[i]);
    }
    for (size_t i = 0; i < reading->n && n < INDEX_UNIT_FEATURES; i++) {
        const struct pl_part *part = &reading->parts[i];
        if (said > 0 && !is_said(part)) {
            continue;
        }
        if (region < 0 || region == pl_index_region(PL_SPACE_LATIN, false)) {
            const uint64_t hash = pl_str_hash(part->key) + (uint64_t)reading->space * UINT64_C(0x9e3779b97f4a7c15);
            features[n++] = INDEX_KEY_BIT | (uint32_t)(hash ^ hash >> 31);
        }
        if (region >= 0) {
            n = add_grams(part->key, region, gram_length(reading->space), features, n);
        }
    }
    return n;
}

uint32_t pl_index_slot(const struct pl_index *index, uint32_t feature) {
    return feature & INDEX_KEY_BIT ? INDEX_GRAM_SLOTS + (feature & (index->n_keys - 1)) : feature;
}

unsigned pl_index_rarity(size_t units, size_t n) {
    const uint64_t ratio = ((uint64_t)units << 16) / n; /* 16 bits of fraction */
    if (ratio <= UINT64_C(1) << 16) {
        return 1;
    }
    const unsigned top = 63u - (unsigned)__builtin_clzll(ratio);
    const unsigned below = (unsigned)(ratio >> (top - 4) & 15); /* a straight line between powers of two */
    const unsigned rarity = (top - 16) * INDEX_RARITY_SCALE + below;
    return rarity > 0 ? rarity : 1;
}

uint64_t pl_index_name_hash(pl_str fold) { return pl_str_hash(fold) ^ UINT64_C(0x6e616d65); }
