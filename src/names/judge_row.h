/* Between judge.c, its test and tools/make_judge.c: the trees of judge_table.c in the form in which all are asked at
 * once. Const tables, made when building.
 *
 * The questions about one fact are answered by how many of its steps it is more than: row first[fact] + that many has
 * for each tree the leaves, a bit each, that these answers leave. Where the rows of all facts meet, one bit is left of
 * each tree. */
#ifndef PL_NAMES_JUDGE_ROW_H
#define PL_NAMES_JUDGE_ROW_H

#include <stdint.h>

#include "names/judge.h"

#define PL_JUDGE_LANES 16 /* trees that are asked by one operation */
#define PL_JUDGE_ROW   ((PL_JUDGE_TREES + PL_JUDGE_LANES - 1) / PL_JUDGE_LANES * PL_JUDGE_LANES)
#define PL_JUDGE_STEPS 64  /* thresholds of one fact, at most */
#define PL_JUDGE_ROWS  320 /* of all facts, at most */

typedef uint8_t pl_judge_lanes __attribute__((vector_size(PL_JUDGE_LANES)));

union pl_judge_row {
    uint8_t left[PL_JUDGE_ROW];
    pl_judge_lanes lanes[PL_JUDGE_ROW / PL_JUDGE_LANES];
};

union pl_judge_four {
    int32_t each[4];
    int32_t four __attribute__((vector_size(16)));
};

struct pl_judge_rows {
    int16_t leaf[PL_JUDGE_TREES][8];                               /* of the trees */
    union pl_judge_four steps[PL_JUDGE_COUNT][PL_JUDGE_STEPS / 4]; /* rising; the last four are filled with INT32_MAX */
    uint16_t n_steps[PL_JUDGE_COUNT], first[PL_JUDGE_COUNT];
    union pl_judge_row rows[PL_JUDGE_ROWS];
};

/* The sum of all trees' leaves, in thousandths of log odds. how: enum pl_judge_how. */
int32_t pl_judge_odds(const int32_t facts[PL_JUDGE_COUNT], int how);

#endif
