#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define ALIGN       (alignof(max_align_t))
#define BLOCK_BYTES ((size_t)64 * 1024)

struct pl_arena_block {
    struct pl_arena_block *next; /* older */
    size_t cap;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void pl_arena_open(struct pl_arena *arena, size_t max_bytes) {
    memset(arena, 0, sizeof *arena);
    arena->max_bytes = max_bytes;
}

static bool grow(struct pl_arena *arena, size_t need) {
    size_t cap = need > BLOCK_BYTES ? need : BLOCK_BYTES;
    struct pl_arena_block *block = malloc(sizeof *block + cap);
    if (block == NULL) {
        return false;
    }
    block->next = arena->head;
    block->cap = cap;
    block->used = 0;
    arena->head = block;
    return true;
}

void *pl_arena_alloc(struct pl_arena *arena, size_t n) {
    if (n > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size_t need = (n + ALIGN - 1) & ~(ALIGN - 1);
    if (need > arena->max_bytes - arena->used_bytes) {
        arena->failed = true;
        return NULL;
    }
    if ((arena->head == NULL || need > arena->head->cap - arena->head->used) && !grow(arena, need)) {
        arena->failed = true;
        return NULL;
    }
    void *p = arena->head->bytes + arena->head->used;
    arena->head->used += need;
    arena->used_bytes += need;
    return p;
}

void *pl_arena_calloc(struct pl_arena *arena, size_t count, size_t size) {
    size_t n = 0;
    if (__builtin_mul_overflow(count, size, &n)) {
        arena->failed = true;
        return NULL;
    }
    void *p = pl_arena_alloc(arena, n);
    if (p != NULL) {
        memset(p, 0, n);
    }
    return p;
}

void *pl_arena_more(struct pl_arena *arena, void *list, size_t n, size_t *io_cap, size_t size) {
    if (n < *io_cap) {
        return list;
    }
    size_t cap = *io_cap == 0 ? 64 : *io_cap <= SIZE_MAX / 2 ? 2 * *io_cap : SIZE_MAX;
    void *grown = pl_arena_calloc(arena, cap, size);
    if (grown != NULL) {
        if (n > 0) {
            memcpy(grown, list, n * size); /* it is there already, so that the product is no new one */
        }
        *io_cap = cap;
    }
    return grown;
}

char *pl_arena_copy(struct pl_arena *arena, const void *bytes, size_t n) {
    char *p = n < SIZE_MAX ? pl_arena_alloc(arena, n + 1) : NULL;
    if (p != NULL) {
        if (n > 0) {
            memcpy(p, bytes, n);
        }
        p[n] = '\0';
    }
    return p;
}

struct pl_arena_mark pl_arena_mark(const struct pl_arena *arena) {
    return (struct pl_arena_mark){
        .head = arena->head,
        .head_used = arena->head != NULL ? arena->head->used : 0,
        .used_bytes = arena->used_bytes,
    };
}

void pl_arena_rewind(struct pl_arena *arena, struct pl_arena_mark mark) {
    while (arena->head != mark.head) {
        struct pl_arena_block *older = arena->head->next;
        free(arena->head);
        arena->head = older;
    }
    if (arena->head != NULL) {
        arena->head->used = mark.head_used;
    }
    arena->used_bytes = mark.used_bytes;
}

bool pl_arena_failed(const struct pl_arena *arena) { return arena->failed; }

void pl_arena_close(struct pl_arena *arena) {
    if (arena == NULL) {
        return;
    }
    pl_arena_rewind(arena, (struct pl_arena_mark){0});
    arena->failed = false;
}
