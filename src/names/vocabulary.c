#include "names/vocabulary.h"

#include <stdlib.h>

#include "base/ban.h"

#define CHUNK      1024 /* parts that are allocated together */
#define TEXT_BYTES ((size_t)1 << 16)
#define MAX_PARTS  ((size_t)INT32_MAX)
#define MAX_SYSTEM ((size_t)1 << 16)

/* What of a part is not the same for all spaces. */
struct row {
    struct pl_ready_part part;
    uint8_t table; /* enum pl_distance_table */
};

struct text_block {
    struct text_block *next;
    char bytes[];
};

struct pl_vocabulary {
    struct row **chunks;
    size_t n, n_chunks, cap_chunks;
    struct text_block *texts; /* the newest first */
    size_t text_left, text_bytes;
    const char **systems;
    size_t n_systems;
    uint32_t *slots; /* numbers + 1, by hash; 0 empty. NULL once sealed */
    size_t n_slots;  /* a power of two */
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory for the parts of names"); }

int pl_vocabulary_open(struct pl_vocabulary **ret_vocabulary, struct pl_error *err) {
    struct pl_vocabulary *v = calloc(1, sizeof *v);
    if (v) {
        v->n_slots = 2 * CHUNK;
        v->slots = calloc(v->n_slots, sizeof *v->slots);
    }
    if (!v || !v->slots) {
        pl_vocabulary_close(v);
        return no_memory(err);
    }
    *ret_vocabulary = v;
    return PL_E_OK;
}

void pl_vocabulary_seal(struct pl_vocabulary *v) {
    free(v->slots);
    v->slots = NULL;
    v->n_slots = 0;
}

void pl_vocabulary_close(struct pl_vocabulary *v) {
    if (!v) {
        return;
    }
    for (size_t i = 0; i < v->n_chunks; i++) {
        free(v->chunks[i]);
    }
    while (v->texts) {
        struct text_block *next = v->texts->next;
        free(v->texts);
        v->texts = next;
    }
    free((void *)v->chunks);
    free((void *)v->systems);
    free(v->slots);
    free(v);
}

static const struct row *row_of(const struct pl_vocabulary *v, size_t number) {
    return &v->chunks[number / CHUNK][number % CHUNK];
}

const struct pl_ready_part *pl_vocabulary_part(const struct pl_vocabulary *v, uint32_t number) {
    return &row_of(v, number)->part;
}

const char *pl_vocabulary_system(const struct pl_vocabulary *v, uint32_t number) { return v->systems[number]; }

size_t pl_vocabulary_n(const struct pl_vocabulary *v) { return v->n; }

size_t pl_vocabulary_bytes(const struct pl_vocabulary *v) {
    return sizeof *v + v->n_chunks * CHUNK * sizeof(struct row) + v->cap_chunks * sizeof *v->chunks + v->text_bytes +
           v->n_systems * sizeof *v->systems + v->n_slots * sizeof *v->slots;
}

static uint64_t hash_of(pl_str text, pl_str key, uint8_t cls, uint32_t number, int table) {
    const uint64_t beside = (uint64_t)number << 16 | (uint64_t)cls << 8 | (uint64_t)table;
    uint64_t hash = (pl_str_hash(key) * 31 + pl_str_hash(text)) * 31 + beside;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static bool is_row(const struct row *row, const struct pl_part *part, int table) {
    const struct pl_ready_part *p = &row->part;
    return row->table == table && p->cls == part->cls && p->number == part->number &&
           pl_str_eq(pl_str_make(p->key, p->key_n), part->key) &&
           pl_str_eq(pl_str_make(p->text, p->text_n), part->text);
}

/* Twice as many slots. */
static bool grow_slots(struct pl_vocabulary *v) {
    const size_t n_slots = 2 * v->n_slots;
    uint32_t *slots = calloc(n_slots, sizeof *slots);
    if (!slots) {
        return false;
    }
    for (size_t i = 0; i < v->n; i++) {
        const struct row *row = row_of(v, i);
        const struct pl_ready_part *p = &row->part;
        size_t at =
            hash_of(pl_str_make(p->text, p->text_n), pl_str_make(p->key, p->key_n), p->cls, p->number, row->table) &
            (n_slots - 1);
        while (slots[at]) {
            at = (at + 1) & (n_slots - 1);
        }
        slots[at] = (uint32_t)i + 1;
    }
    free(v->slots);
    v->slots = slots;
    v->n_slots = n_slots;
    return true;
}

/* A copy that lives as long as the vocabulary; NULL without memory. */
static const char *keep_text(struct pl_vocabulary *v, pl_str text) {
    if (text.n > v->text_left) {
        const size_t room = text.n > TEXT_BYTES ? text.n : TEXT_BYTES;
        struct text_block *block = malloc(sizeof *block + room);
        if (!block) {
            return NULL;
        }
        block->next = v->texts;
        v->texts = block;
        v->text_left = room;
        v->text_bytes += sizeof *block + room;
    }
    /* from the end of the block towards its beginning, so that what is left is all there is to know */
    char *copy = v->texts->bytes + (v->text_left - text.n);
    v->text_left -= text.n;
    if (text.n > 0) {
        memcpy(copy, text.p, text.n);
    }
    return copy;
}

/* Room for one more part, at v->n; NULL without memory. */
static struct row *room_for_row(struct pl_vocabulary *v) {
    if (v->n == v->n_chunks * CHUNK) {
        if (v->n_chunks == v->cap_chunks) {
            const size_t cap = v->cap_chunks ? 2 * v->cap_chunks : 16;
            struct row **chunks = reallocarray((void *)v->chunks, cap, sizeof *chunks);
            if (!chunks) {
                return NULL;
            }
            v->chunks = chunks;
            v->cap_chunks = cap;
        }
        v->chunks[v->n_chunks] = malloc(CHUNK * sizeof **v->chunks);
        if (!v->chunks[v->n_chunks]) {
            return NULL;
        }
        v->n_chunks++;
    }
    return &v->chunks[v->n / CHUNK][v->n % CHUNK];
}

int pl_vocabulary_add(struct pl_vocabulary *v, const struct pl_part *part, int space, uint32_t *ret_number,
                      struct pl_error *err) {
    const int table = pl_ready_table(space);
    if (part->text.n > UINT16_MAX || part->key.n > UINT16_MAX || v->n >= MAX_PARTS) {
        return pl_fail(err, PL_E_LIMIT, "the parts of the names are too long or too many");
    }
    if (v->n + v->n / 2 >= v->n_slots && !grow_slots(v)) {
        return no_memory(err);
    }
    size_t at = hash_of(part->text, part->key, part->cls, part->number, table) & (v->n_slots - 1);
    for (; v->slots[at]; at = (at + 1) & (v->n_slots - 1)) {
        if (is_row(row_of(v, v->slots[at] - 1), part, table)) {
            *ret_number = v->slots[at] - 1;
            return PL_E_OK;
        }
    }
    struct row *row = room_for_row(v);
    struct pl_part copy = *part;
    copy.key.p = row ? keep_text(v, part->key) : NULL;
    copy.text.p = copy.key.p && !pl_str_eq(part->text, part->key) ? keep_text(v, part->text) : copy.key.p;
    if (!row || !copy.key.p || !copy.text.p) {
        return no_memory(err);
    }
    pl_ready_part_fill(&copy, space, &row->part);
    row->table = (uint8_t)table;
    *ret_number = (uint32_t)v->n++;
    v->slots[at] = *ret_number + 1;
    return PL_E_OK;
}

int pl_vocabulary_add_system(struct pl_vocabulary *v, const char *system, uint32_t *ret_number, struct pl_error *err) {
    for (size_t i = 0; i < v->n_systems; i++) {
        if (v->systems[i] == system || strcmp(v->systems[i], system) == 0) {
            *ret_number = (uint32_t)i;
            return PL_E_OK;
        }
    }
    const char **grown = reallocarray((void *)v->systems, v->n_systems + 1, sizeof *grown);
    if (!grown || v->n_systems == MAX_SYSTEM) {
        v->systems = grown ? grown : v->systems;
        return grown ? pl_fail(err, PL_E_LIMIT, "the readings of the names are of too many systems") : no_memory(err);
    }
    v->systems = grown;
    v->systems[v->n_systems] = system;
    *ret_number = (uint32_t)v->n_systems++;
    return PL_E_OK;
}
