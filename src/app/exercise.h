/* Exercises on disk: writes an invented recording with its list and truth, and scores a monitor's events against it.
 *
 * A folder of an exercise holds recording-NNNN.nmea (in order of arrival, a new file each day), list.xml, README.txt
 * and, written last, truth.json: where that exists the exercise is complete. Format: docs/format/exercise.md. */
#ifndef PL_APP_EXERCISE_H
#define PL_APP_EXERCISE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "exercise/air.h"
#include "exercise/world.h"

struct pl_exercise_request {
    const char *dir; /* made where it does not exist; refused where it holds an exercise */
    struct pl_world_params params;
    const char *coast; /* a land mask, or NULL: the shipped one */
    const char *ports; /* a table of ports, or NULL: the shipped one */
};

struct pl_exercise_result {
    struct pl_air_counts counts;
    uint64_t files;
    uint64_t truths;
    double mean_interval_s; /* between received reports of a ship within reach (gaps beyond an hour left out) */
};

/* USAGE (parameters, a folder that holds an exercise), NOT_FOUND (no land mask or no ports in the program), EMPTY,
 * FORMAT, INPUT, NOMEM, IO. */
PL_MUST int pl_exercise_write(const struct pl_exercise_request *request, struct pl_exercise_result *ret_result,
                              struct pl_error *err);

/* Scores the JSON Lines file `events` against DIR/truth.json; appends the result to out. limits as in
 * exercise/score.h, NULL the defaults. USAGE, INPUT, FORMAT, LIMIT, NOMEM. */
PL_MUST int pl_exercise_score(const char *dir, const char *events, const char *limits, bool json, struct pl_buf *out,
                              struct pl_error *err);

#endif
