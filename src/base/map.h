/* Two hash tables for memory: numbers to numbers, and byte strings to numbers.
 *
 * Open addressing, no deletion of single keys in the string map; iteration follows insertion order for strings and is
 * NOT offered for numbers, so that no output can depend on a hash. Each has a ceiling of entries from birth. */
#ifndef PL_BASE_MAP_H
#define PL_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct pl_map_slot {
    uint64_t key;
    uint64_t value;
};

/* u64 -> u64. Any key is allowed. */
struct pl_map {
    struct pl_map_slot *slots;
    unsigned char *full; /* one byte a slot */
    size_t cap;          /* power of two */
    size_t n;
    size_t max_entries;
};

void pl_map_open(struct pl_map *map, size_t max_entries);

/* Where the value of key lives, or NULL. Valid until the next put or remove. */
uint64_t *pl_map_get(const struct pl_map *map, uint64_t key);

/* Where the value of key lives, made (as 0) when it was missing; NULL beyond the ceiling or without memory.
 * *ret_new (may be NULL) tells which. */
uint64_t *pl_map_put(struct pl_map *map, uint64_t key, bool *ret_new);

/* Removes key; false when it was not there. */
bool pl_map_remove(struct pl_map *map, uint64_t key);

void pl_map_close(struct pl_map *map);

/* bytes -> u64; keys are copied and numbered 0, 1, 2 ... as they come. */
struct pl_strmap {
    struct pl_arena arena;
    struct pl_map index; /* hash -> first entry + 1; collisions chained */
    struct pl_strmap_entry *entries;
    size_t n;
    size_t cap;
    size_t max_entries;
};

struct pl_strmap_entry {
    pl_str key;
    uint64_t value;
    uint64_t next; /* entry + 1 with the same hash */
};

/* max_bytes bounds the copied keys. */
void pl_strmap_open(struct pl_strmap *map, size_t max_entries, size_t max_bytes);
uint64_t *pl_strmap_get(const struct pl_strmap *map, pl_str key);
uint64_t *pl_strmap_put(struct pl_strmap *map, pl_str key, bool *ret_new);

/* The number of the key (its place in entries), made when missing; SIZE_MAX beyond the ceiling. */
size_t pl_strmap_intern(struct pl_strmap *map, pl_str key);
void pl_strmap_close(struct pl_strmap *map);

#endif
