/* Detection in a case: from what was imported to events, reading again only what changed.
 *
 * States of the pipeline are kept every PL_DETECT_SNAPSHOT_US of data time. A run starts from the last state before the
 * first unseen report and goes on until it has passed every unseen report and its state equals, byte for byte, the one
 * kept for that time: from there on nothing can differ. Events that became certain in the stretch are replaced; so are
 * those open at the end when the run reaches it. With other rules, ports or program facts everything is read anew.
 * docs/adr/0018. */
#ifndef PL_APP_DETECT_H
#define PL_APP_DETECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "detect/rules.h"
#include "detect/trail.h"
#include "store/case.h"

#define PL_DETECT_SNAPSHOT_US PL_TRAIL_SLOT_US

/* The rules and facts of a case, read once; lives in the arena. */
struct pl_detect_facts {
    struct pl_rules rules;
    const struct pl_ports *ports;
    const struct pl_mids *mids;
    const struct pl_sea *sea; /* or NULL: built without a mask */
    bool exercise;
    bool skip_own;
    char basis[384]; /* what the kept states and events rest on */
};
PL_MUST int pl_detect_facts_read(struct pl_case *c, struct pl_arena *arena, struct pl_detect_facts *ret,
                                 struct pl_error *err);

/* The same for whoever detects nothing, but shows what was: without ports, mask and basis. */
PL_MUST int pl_detect_facts_shown(struct pl_case *c, struct pl_arena *arena, struct pl_detect_facts *ret,
                                  struct pl_error *err);

struct pl_detect_counts {
    uint64_t reports_read; /* decoded from the archive */
    uint64_t reports;      /* pushed through the pipeline */
    uint64_t stretches;    /* runs; 0: nothing was unseen */
    uint64_t events_removed, events_added;
    bool whole; /* everything was read anew */
};

/* Brings the events of a case up to date, in one transaction. */
PL_MUST int pl_detect_run(struct pl_case *c, struct pl_detect_counts *ret, struct pl_error *err);

/* The same inside the caller's transaction. */
PL_MUST int pl_detect_within(struct pl_case *c, struct pl_detect_counts *ret, struct pl_error *err);

/* How events of this case are printed: resolves places to exhibits. Lives in the arena. */
PL_MUST int pl_detect_style(struct pl_case *c, const struct pl_detect_facts *facts, struct pl_arena *arena,
                            struct pl_event_style *ret_style, struct pl_error *err);

#endif
