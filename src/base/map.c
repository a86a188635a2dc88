#include "base/map.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

static uint64_t mix(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    return x ^ (x >> 32);
}

void pl_map_open(struct pl_map *map, size_t max_entries) {
    memset(map, 0, sizeof *map);
    map->max_entries = max_entries;
}

static size_t slot_of(const struct pl_map *map, uint64_t key) {
    size_t at = (size_t)mix(key) & (map->cap - 1);
    while (map->full[at] && map->slots[at].key != key) {
        at = (at + 1) & (map->cap - 1);
    }
    return at;
}

uint64_t *pl_map_get(const struct pl_map *map, uint64_t key) {
    if (map->cap == 0) {
        return NULL;
    }
    size_t at = slot_of(map, key);
    return map->full[at] ? &map->slots[at].value : NULL;
}

static bool map_grow(struct pl_map *map) {
    struct pl_map bigger = *map;
    bigger.cap = map->cap > 0 ? map->cap * 2 : 16;
    bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
    bigger.full = calloc(bigger.cap, 1);
    if (bigger.slots == NULL || bigger.full == NULL) {
        free(bigger.slots);
        free(bigger.full);
        return false;
    }
    for (size_t i = 0; i < map->cap; i++) {
        if (map->full[i]) {
            size_t at = slot_of(&bigger, map->slots[i].key);
            bigger.slots[at] = map->slots[i];
            bigger.full[at] = 1;
        }
    }
    free(map->slots);
    free(map->full);
    *map = bigger;
    return true;
}

uint64_t *pl_map_put(struct pl_map *map, uint64_t key, bool *ret_new) {
    uint64_t *found = pl_map_get(map, key);
    if (ret_new != NULL) {
        *ret_new = found == NULL;
    }
    if (found != NULL) {
        return found;
    }
    if (map->n >= map->max_entries || ((map->n + 1) * 4 > map->cap * 3 && !map_grow(map))) {
        return NULL;
    }
    size_t at = slot_of(map, key);
    map->full[at] = 1;
    map->slots[at] = (struct pl_map_slot){.key = key, .value = 0};
    map->n++;
    return &map->slots[at].value;
}

bool pl_map_remove(struct pl_map *map, uint64_t key) {
    if (map->cap == 0) {
        return false;
    }
    size_t hole = slot_of(map, key);
    if (!map->full[hole]) {
        return false;
    }
    map->full[hole] = 0;
    map->n--;
    /* Close the run behind the hole, so that no later key becomes unreachable. */
    for (size_t at = (hole + 1) & (map->cap - 1); map->full[at]; at = (at + 1) & (map->cap - 1)) {
        size_t home = (size_t)mix(map->slots[at].key) & (map->cap - 1);
        if (((at - home) & (map->cap - 1)) >= ((at - hole) & (map->cap - 1))) {
            map->slots[hole] = map->slots[at];
            map->full[hole] = 1;
            map->full[at] = 0;
            hole = at;
        }
    }
    return true;
}

void pl_map_close(struct pl_map *map) {
    if (map == NULL) {
        return;
    }
    free(map->slots);
    free(map->full);
    map->slots = NULL;
    map->full = NULL;
    map->cap = 0;
    map->n = 0;
}

void pl_strmap_open(struct pl_strmap *map, size_t max_entries, size_t max_bytes) {
    memset(map, 0, sizeof *map);
    map->max_entries = max_entries;
    pl_map_open(&map->index, max_entries);
    pl_arena_open(&map->arena, max_bytes);
}

static struct pl_strmap_entry *find_entry(const struct pl_strmap *map, pl_str key, uint64_t hash) {
    uint64_t *first = pl_map_get(&map->index, hash);
    for (uint64_t at = first != NULL ? *first : 0; at != 0; at = map->entries[at - 1].next) {
        if (pl_str_eq(map->entries[at - 1].key, key)) {
            return &map->entries[at - 1];
        }
    }
    return NULL;
}

uint64_t *pl_strmap_get(const struct pl_strmap *map, pl_str key) {
    struct pl_strmap_entry *entry = find_entry(map, key, pl_str_hash(key));
    return entry != NULL ? &entry->value : NULL;
}

static bool entries_grow(struct pl_strmap *map) {
    size_t cap = map->cap > 0 ? map->cap * 2 : 16;
    struct pl_strmap_entry *entries = reallocarray(map->entries, cap, sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    map->entries = entries;
    map->cap = cap;
    return true;
}

static struct pl_strmap_entry *put_entry(struct pl_strmap *map, pl_str key, bool *ret_new) {
    uint64_t hash = pl_str_hash(key);
    struct pl_strmap_entry *entry = find_entry(map, key, hash);
    if (ret_new != NULL) {
        *ret_new = entry == NULL;
    }
    if (entry != NULL) {
        return entry;
    }
    if (map->n >= map->max_entries || (map->n == map->cap && !entries_grow(map))) {
        return NULL;
    }
    pl_str copy = pl_str_copy(&map->arena, key);
    uint64_t *first = copy.p != NULL ? pl_map_put(&map->index, hash, NULL) : NULL;
    if (first == NULL) {
        return NULL;
    }
    map->entries[map->n] = (struct pl_strmap_entry){.key = copy, .value = 0, .next = *first};
    map->n++;
    *first = map->n;
    return &map->entries[map->n - 1];
}

uint64_t *pl_strmap_put(struct pl_strmap *map, pl_str key, bool *ret_new) {
    struct pl_strmap_entry *entry = put_entry(map, key, ret_new);
    return entry != NULL ? &entry->value : NULL;
}

size_t pl_strmap_intern(struct pl_strmap *map, pl_str key) {
    struct pl_strmap_entry *entry = put_entry(map, key, NULL);
    return entry != NULL ? (size_t)(entry - map->entries) : SIZE_MAX;
}

void pl_strmap_close(struct pl_strmap *map) {
    if (map == NULL) {
        return;
    }
    free(map->entries);
    map->entries = NULL;
    map->n = 0;
    map->cap = 0;
    pl_map_close(&map->index);
    pl_arena_close(&map->arena);
}
