/* Reception: how well ships of a class were heard, cell by cell and hour by hour.
 *
 * The unit is the *chance*: a span of sample time (encounter.sample_s) in which a track is known to have been at sea in
 * a cell because it was heard before and after it, not longer than reception.max_hole_hours apart. A chance was *taken*
 * when a report came in it. Chances and takings are whole numbers that only add up, so neither threads nor the order of
 * imports can change a sum. Cells are PL_RECEPTION_CELLS to a degree; a place between two reports is on the straight
 * line between them.
 *
 * What this cannot see: a ship beyond reception gives no chances, so the sums of a place that is rarely heard come of
 * the times when it was. The second stage (detect/silence) adds the long silences of the other ships, and takes a place
 * of which it has few chances as unknown, never as well heard. */
#ifndef PL_DETECT_RECEPTION_H
#define PL_DETECT_RECEPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/time.h"
#include "geo/sphere.h"

#define PL_RECEPTION_CELLS 4 /* to a degree, in each direction */

/* Of one cell, class and hour. */
struct pl_reception_sum {
    uint64_t key; /* pl_reception_key */
    uint32_t chances, taken;
};

/* Ascending by (cell, class, hour). at >= 0. */
uint64_t pl_reception_key(pl_pos pos, pl_time at, bool class_b);

/* What a key says: the cell, and the hour since 1970. */
uint32_t pl_reception_key_cell(uint64_t key);
int64_t pl_reception_key_hour(uint64_t key);

/* The cell alone; the cell beside it, east and north in cells (wraps at 180 degrees, stays at the poles). */
uint32_t pl_reception_cell(pl_pos pos);
uint32_t pl_reception_beside(uint32_t cell, int east, int north);

/* ---- the first stage counts ---- */

struct pl_tally {
    struct pl_map index; /* key -> place in sums */
    struct pl_reception_sum *sums;
    size_t n, cap;
    bool failed; /* out of memory */
};

void pl_tally_open(struct pl_tally *tally);
void pl_tally_close(struct pl_tally *tally);
void pl_tally_clear(struct pl_tally *tally);
void pl_tally_add(struct pl_tally *tally, uint64_t key, uint32_t chances, uint32_t taken);

/* A report at `to_at` in a later span of sample_us than the one before it at from_at: a chance in each span between
 * them, on the line, and a taken one in the last. Returns the chances. */
uint32_t pl_tally_span(struct pl_tally *tally, pl_time from_at, pl_pos from, pl_time to_at, pl_pos to,
                       pl_time sample_us, bool class_b);

/* Puts sums in the order of their keys, each key once; returns how many are left. */
size_t pl_reception_sort(struct pl_reception_sum *sums, size_t n);

/* What a case keeps: sums, sorted, as bytes and back. `slot` is the start of their six hours, in us. unpack gives
 * FORMAT for bytes that no pack made, or the sink's code. */
typedef int (*pl_reception_sink)(void *ctx, const struct pl_reception_sum *sums, size_t n, struct pl_error *err);
void pl_reception_pack(const struct pl_reception_sum *sums, size_t n, struct pl_buf *out);
PL_MUST int pl_reception_unpack(pl_str bytes, pl_reception_sink sink, void *ctx, struct pl_error *err);

/* ---- the second stage asks ---- */

struct pl_reception;

/* NOMEM. Free with pl_reception_close. Add all, seal once, then ask; const after that, threads may share it. 16 bytes
 * for each sum (cell x hour x class in which a ship was). */
PL_MUST int pl_reception_open(struct pl_reception **ret_reception, struct pl_error *err);
PL_MUST int pl_reception_add(struct pl_reception *reception, const struct pl_reception_sum *sums, size_t n,
                             struct pl_error *err);
PL_MUST int pl_reception_seal(struct pl_reception *reception, struct pl_error *err);
void pl_reception_close(struct pl_reception *reception); /* accepts NULL */

struct pl_reception_count {
    uint64_t chances, taken;
};

/* Of a cell in the hours from <= hour <= to (since 1970); class A also counts what was heard of class B, which sends
 * with less power. */
struct pl_reception_count pl_reception_ask(const struct pl_reception *reception, uint32_t cell, bool class_b,
                                           int64_t from, int64_t to);

/* The same of the four whole degrees that are nearest to a place: whether anyone was heard thereabouts at a time. */
struct pl_reception_count pl_reception_around(const struct pl_reception *reception, pl_pos pos, bool class_b,
                                              int64_t from, int64_t to);

#endif
