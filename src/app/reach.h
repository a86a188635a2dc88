/* reach: which ports a ship could have called at between two dated places, by sea (geo/prism, docs/reach.md).
 *
 * Reads the mask, the links and the ports, answers for the way itself and for every port in the order of the table, and
 * writes it: JSON Lines, CSV, a table, or the reachable sea as GeoJSON. Needs no case. */
#ifndef PL_APP_REACH_H
#define PL_APP_REACH_H

#include "app/seaway.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "detect/event.h"
#include "geo/port.h"
#include "geo/prism.h"

enum pl_reach_form { PL_REACH_TABLE, PL_REACH_JSON, PL_REACH_CSV };

struct pl_reach_ask {
    struct pl_prism_ask prism;
    double search_nm;  /* how far from each end distances are searched; 0: PL_REACH_SEARCH_NM or the limit */
    const char *ports; /* a port table (docs/format/ports.md); "none"; NULL the shipped one */
    const char *coast; /* as in pl_seaway_open */
    const char *links;
    const struct pl_seaway *way;       /* one that is open; coast and links are unused then. NULL: opened */
    const struct pl_ports *table;      /* ports that are read already, where has_table; ports is unused then */
    bool has_table;                    /* also with a table that is NULL: no ports */
    const struct pl_event_call *calls; /* ports that were judged before: taken as they are, marked watched */
    size_t n_calls;
    bool near; /* JSON and CSV leave out what is out of reach, too, but for the calls */
    bool all;  /* the table shows ports out of reach too; JSON and CSV always do */
    enum pl_reach_form form;
    struct pl_buf *sea; /* the reachable sea as one GeoJSON FeatureCollection is appended here; NULL: not asked for */
};

#define PL_REACH_SEARCH_NM 1500.0

/* `LAT,LON,TIME` and `LAT,LON`: decimal degrees, ISO 8601. USAGE where it is not that. */
PL_MUST int pl_reach_read_point(const char *text, pl_pos *ret_pos, pl_time *ret_at, struct pl_error *err);
PL_MUST int pl_reach_read_pos(const char *text, pl_pos *ret_pos, struct pl_error *err);

/* Appends the answer to out; of an open way (prism.open) without the way itself. USAGE for times, speeds and dwells out
 * of range (geo/prism); INPUT, FORMAT, EMPTY, VERSION, LIMIT, NOMEM, NOT_FOUND (no mask); *ret_file is the file that an
 * error is about, or NULL. Nothing is appended on failure. */
PL_MUST int pl_reach_run(const struct pl_reach_ask *ask, struct pl_buf *out, const char **ret_file,
                         struct pl_error *err);

/* The distance by sea between two places: JSON or a line for people. */
PL_MUST int pl_reach_distance(pl_pos a, pl_pos b, const char *coast, const char *links, enum pl_reach_form form,
                              struct pl_buf *out, const char **ret_file, struct pl_error *err);

#endif
