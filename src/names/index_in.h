/* Between the files of the index; not for other folders.
 *
 * A unit is one reading of one name in one channel: by grams (all readings) or by whole part keys (readings of reduced
 * spaces). A feature is a gram or a hashed key and has a slot; a slot holds its units in ascending order. Grams of
 * native and of Latin readings of a reduced space have slots of their own: two Latin spellings meet in the Latin space
 * and by whole keys, so that the long lists of the reduced spaces are read for other scripts only. */
#ifndef PL_NAMES_INDEX_IN_H
#define PL_NAMES_INDEX_IN_H

#include "names/index.h"
#include "names/ready.h"

enum {
    INDEX_LETTERS = 38, /* pad, a-z, 0-9, anything else */
    INDEX_GRAMS = INDEX_LETTERS * INDEX_LETTERS * INDEX_LETTERS,
    INDEX_REGIONS = 2 * PL_SPACE_COUNT, /* a space's grams: of Latin spellings, and native ones */
    INDEX_GRAM_SLOTS = INDEX_GRAMS * INDEX_REGIONS,
    INDEX_UNIT_FEATURES = 150, /* of one reading; the rest of a longer name is not indexed */
    INDEX_ASK_FEATURES = 1024,
    INDEX_CHANNELS = 2 * PL_SPACE_COUNT /* a space's grams; its whole keys */
};

#define INDEX_KEY_BIT      0x80000000u /* in a feature: a hashed key, not a gram's slot */
#define INDEX_RARITY_SCALE 16          /* rarity is log2(units / postings) in sixteenths: 150 of 26 bits fit 16 bits */

struct pl_index_number {
    uint64_t hash;
    uint32_t entry;
    uint32_t is_name; /* the hash is of a folded name */
};

struct pl_index {
    uint32_t *entries; /* by unit */
    uint16_t *weights; /* by unit: sum of the rarities of its features; apart, so that asking reads less memory */
    size_t n_units;
    uint32_t *starts; /* slots + 1 */
    uint32_t *postings;
    size_t n_postings;
    uint32_t n_slots;
    uint32_t n_keys; /* slots of keys, a power of two */
    struct pl_index_number *numbers;
    size_t n_numbers;
    uint32_t n_entries;
};

/* Room for the readings of a name that is kept by the numbers of its parts. */
struct pl_index_room {
    struct pl_ready_room ready;
    struct pl_reading readings[PL_FORM_MAX_READINGS];
    struct pl_part parts[PL_FORM_MAX_READINGS * PL_FORM_MAX_PARTS];
};

/* The readings of a name, kept or not, by which it is found; returns how many: none of a weak alias, which is found by
 * its exact form only. Of parts only texts, keys and classes are said. */
size_t pl_index_readings(const struct pl_subject_name *name, struct pl_index_room *room,
                         const struct pl_reading **ret_readings);

/* The features of a reading; room for INDEX_UNIT_FEATURES. region is a gram region, or -1 for the part keys. */
size_t pl_index_features(const struct pl_reading *reading, int region, uint32_t *features);

/* The channel of grams (region >= 0) or keys. */
static inline unsigned pl_index_channel(int space, int region) { return 2u * (unsigned)space + (region < 0); }

/* Where the grams of a reading stand. */
int pl_index_region(int space, bool native);

uint32_t pl_index_slot(const struct pl_index *index, uint32_t feature);

/* log2(units / n) in sixteenths, at least 1; n > 0. */
unsigned pl_index_rarity(size_t units, size_t n);

uint64_t pl_index_name_hash(pl_str fold);

#endif
