/* An arena: many small allocations that live and die together (one request, command or batch).
 *
 * Not for long-lived handles, not shared between threads. An arena has a ceiling from birth; beyond it, and when the
 * system has no memory, pl_arena_alloc returns NULL and the arena remembers (pl_arena_failed), so that a builder may
 * check once at the end. */
#ifndef PL_BASE_ARENA_H
#define PL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct pl_arena_block;

struct pl_arena {
    struct pl_arena_block *head;
    size_t used_bytes; /* handed out, with alignment */
    size_t max_bytes;
    bool failed;
};

/* A place to return to; see pl_arena_mark. */
struct pl_arena_mark {
    struct pl_arena_block *head;
    size_t head_used;
    size_t used_bytes;
};

/* Starts an empty arena that hands out at most max_bytes. Allocates nothing. */
void pl_arena_open(struct pl_arena *arena, size_t max_bytes);

/* n bytes aligned for any type, not zeroed; NULL beyond the ceiling. n = 0 gives a valid pointer. */
void *pl_arena_alloc(struct pl_arena *arena, size_t n) __attribute__((alloc_size(2)));

/* count * size bytes, zeroed; NULL beyond the ceiling or where the product overflows. */
void *pl_arena_calloc(struct pl_arena *arena, size_t count, size_t size) __attribute__((alloc_size(2, 3)));

/* Room for one more: a list of *io_cap elements, n of which are used, or where it is full a copy of twice the size (64
 * at first; the rest zeroed) with *io_cap set. NULL beyond the ceiling: list and *io_cap are as they were. */
void *pl_arena_more(struct pl_arena *arena, void *list, size_t n, size_t *io_cap, size_t size);

/* A copy of n bytes followed by a NUL. */
char *pl_arena_copy(struct pl_arena *arena, const void *bytes, size_t n);

/* Remembers the present fill, and goes back to it: everything allocated since is gone. */
struct pl_arena_mark pl_arena_mark(const struct pl_arena *arena);
void pl_arena_rewind(struct pl_arena *arena, struct pl_arena_mark mark);

/* True once an allocation was refused. */
bool pl_arena_failed(const struct pl_arena *arena);

/* Frees all; the arena is then as after pl_arena_open. Accepts a zeroed arena. */
void pl_arena_close(struct pl_arena *arena);

#define PL_ARENA_AUTO __attribute__((cleanup(pl_arena_close))) struct pl_arena

#endif
