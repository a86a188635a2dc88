/* A borrowed run of bytes: pointer and length, never NUL-terminated by contract, never owned.
 *
 * Used everywhere between the edges of the program. Parsers advance over it and never look past n. */
#ifndef PL_BASE_STR_H
#define PL_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pl_arena;

typedef struct {
    const char *p;
    size_t n;
} pl_str;

/* A literal, or a NUL-terminated string from the OS (NULL gives the empty string). */
#define PL_STR(literal) ((pl_str){"" literal "", sizeof(literal) - 1})
pl_str pl_str_from(const char *cstr);

static inline pl_str pl_str_make(const char *p, size_t n) { return (pl_str){p, n}; }

/* The part from byte `from` of at most n bytes; out of range gives less, never an error. */
pl_str pl_str_sub(pl_str s, size_t from, size_t n);

bool pl_str_eq(pl_str a, pl_str b);
bool pl_str_eq_nocase(pl_str a, pl_str b); /* ASCII letters only */
bool pl_str_starts(pl_str s, pl_str prefix);
bool pl_str_ends(pl_str s, pl_str suffix);

/* Byte order, shorter first on a common prefix: <0, 0, >0. */
int pl_str_cmp(pl_str a, pl_str b);

/* Offset of the first c, or of the first occurrence of needle; s.n where there is none. */
size_t pl_str_find(pl_str s, char c);
size_t pl_str_find_str(pl_str s, pl_str needle);
size_t pl_str_find_nocase(pl_str s, pl_str needle); /* ASCII letters only */

/* Without the ASCII white space at both ends. */
pl_str pl_str_trim(pl_str s);

/* Cuts *rest at the first c: returns what stands before it and leaves the remainder behind it. At the end returns
 * the rest and leaves rest->p NULL, so that `while (rest.p)` sees every field, the empty last one too. */
pl_str pl_str_cut(pl_str *rest, char c);

/* Whole-string numbers: digits only (a leading '-' for i64), no white space, no locale. False on overflow or junk. */
bool pl_str_u64(pl_str s, uint64_t *ret);
bool pl_str_i64(pl_str s, int64_t *ret);

/* A plain decimal (-12.5, +3, .5, 5., 1e3) of less than 64 bytes; false for junk, hex, inf, nan, exponents beyond 400
 * and magnitudes above 1e300. The nearest double; no locale. */
bool pl_str_double(pl_str s, double *ret);

/* FNV-1a of the bytes: for tables in memory, never for identity. */
uint64_t pl_str_hash(pl_str s);

/* A copy in the arena, NUL-terminated behind its n bytes; {NULL,0} when the arena is full. */
pl_str pl_str_copy(struct pl_arena *arena, pl_str s);

#endif
