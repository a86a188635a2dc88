/* Between the files of sighting: one run of `observe check`, the reports around one observation, and what follows. */
#ifndef PL_APP_SIGHTING_IN_H
#define PL_APP_SIGHTING_IN_H

#include "app/sighting.h"
#include "app/sighting_who.h"
#include "base/arena.h"
#include "detect/rules.h"
#include "evidence/sighting.h"
#include "ledger/hash.h"
#include "store/case.h"
#include "text/json.h"

struct pl_sighting_report {
    uint32_t mmsi;
    struct pl_sighting_fix fix;
};

struct pl_sighting_run {
    const struct pl_sighting_check *check;
    struct pl_case *c;
    struct pl_arena arena;
    struct pl_buf *out;
    bool exercise, skip_own, partial;
    const struct pl_rules *rules;
    double max_kn;
    struct pl_sighting_names names;
    struct pl_sighting_report *reports; /* malloc'd: of one observation, by ship and time once sorted */
    size_t n, cap;
    struct pl_sighting_counts counts;
};

/* ---- sighting_read: what ships said ---- */

/* Appends to run->reports. LIMIT beyond 20 million. */
PL_MUST int pl_sighting_add(struct pl_sighting_run *run, uint32_t mmsi, pl_time at, pl_pos pos, struct pl_error *err);

/* Of one ship: 12 h before and after; where it was not heard before or after in these, its last report of the 31 days
 * before, its next one of the 31 days after. */
PL_MUST int pl_sighting_read_ship(struct pl_sighting_run *run, const struct pl_sighting *s, uint32_t mmsi,
                                  struct pl_error *err);
/* Of every ship within 20 km and the accuracy, 2 h before and after. */
PL_MUST int pl_sighting_read_around(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_error *err);

void pl_sighting_sort(struct pl_sighting_run *run);

/* The reports of the ship that begins at `from`, as fixes (room for run->n); the end of them. */
size_t pl_sighting_ship_end(const struct pl_sighting_run *run, size_t from, struct pl_sighting_fix *ret_fixes);

struct pl_sighting_silence {
    pl_hash id;
    uint32_t mmsi;
    pl_time start, end;               /* PL_TIME_NONE: it goes on */
    struct pl_sighting_answer answer; /* between its two ends alone */
};

/* Silences of these ships during the sighting; their ends are added to the reports. In the arena. */
PL_MUST int pl_sighting_read_silences(struct pl_sighting_run *run, const struct pl_sighting *s, const uint32_t *mmsi,
                                      size_t n, struct pl_sighting_silence **ret, size_t *ret_n, struct pl_error *err);

/* ---- sighting_judge: what follows ---- */

/* One ship: one that is named, or one that was there. */
struct pl_sighting_ship {
    uint32_t mmsi;
    struct pl_sighting_answer answer;
    struct pl_sighting_tie tie;
    struct pl_sighting_fix before, after; /* its last report before and its next one after; at PL_TIME_NONE: none */
};

/* Two things that one observation says and that are not of one ship. */
struct pl_sighting_odds {
    const char *field; /* what it says: mmsi, imo, name, callsign; seen_imo */
    pl_str given, said;
    uint32_t mmsi; /* who says otherwise; 0: the observation itself */
};

struct pl_sighting_facts {
    const struct pl_sighting_who *who;
    bool named; /* ships of the case bear its numbers: `ships` are these, else who was there */
    struct pl_sighting_ship *ships;
    size_t n_ships, n_named;       /* n_named: also those of which nothing was heard around that time */
    struct pl_sighting_odds *odds; /* it contradicts itself */
    size_t n_odds;
    uint64_t heard; /* ships around that time */
    bool partial;   /* something of the case is withheld from whoever asks: another ship may have been heard there */
};

/* Why a verdict is what it is: a key that does not change, and the words. */
struct pl_sighting_because {
    const char *verdict, *key, *words;
};

/* Pure. */
struct pl_sighting_because pl_sighting_judge(const struct pl_sighting_facts *facts);

/* The contradictions within it, of the ships that its numbers name; in the arena. NOMEM, STORE. */
PL_MUST int pl_sighting_odds_find(struct pl_sighting_run *run, const struct pl_sighting_who *who, const uint32_t *mmsi,
                                  size_t n, struct pl_sighting_odds **ret, size_t *ret_n, struct pl_error *err);

/* ---- sighting_tell, sighting_around ---- */

/* One observation as JSON, a feature of GeoJSON or text; ever: ships that were ever heard in its degree. */
PL_MUST int pl_sighting_tell(struct pl_sighting_run *run, const struct pl_filing *filing, const struct pl_sighting *s,
                             const struct pl_sighting_facts *facts, const struct pl_sighting_silence *silences,
                             size_t n_silences, uint64_t ever, struct pl_error *err);

/* Members of its own place and time, and of every ship that was heard about it then, the nearest first. */
PL_MUST int pl_sighting_tell_around(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_json *json,
                                    struct pl_error *err);

const char *pl_sighting_verdict_name(int verdict); /* of one ship: enum pl_sighting_verdict */

#endif
