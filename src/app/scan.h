/* scan: recordings in, events out, nothing kept. The same stream and the same pipeline as a case.
 *
 * Life of a scan: pl_scan_read for each argument (every hearing with a time becomes its canonical record in an external
 * sort, so that order and memory do not depend on how the files are cut), pl_scan_detect (the records in order through
 * the pipeline; the events sorted the same way), then the events and the summary are printed from here. Hearings
 * without a time, or with an impossible one, are counted and left out; own-ship sentences (VDO) stay out unless
 * nothing else was heard. Memory: the sort's ceiling plus what the pipeline keeps for live ships.
 * Not for use from several threads at once. */
#ifndef PL_APP_SCAN_H
#define PL_APP_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "app/source.h"
#include "base/error.h"
#include "base/str.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "detect/rules.h"
#include "geo/port.h"
#include "text/json.h"

#define PL_SCAN_SORT_BYTES ((size_t)96 << 20) /* memory of the sort; beyond it, $TMPDIR */

struct pl_scan;

struct pl_scan_options {
    struct pl_source_options source; /* max_part_s is taken from the rules */
    const struct pl_rules *rules;    /* outlives the scan */
    pl_str ports_csv;                /* a table of ports, or "": none; borrowed while the scan lives */
    const char *coast;               /* a land mask in place of the shipped one, or NULL (app/facts) */
    pl_str static_json;              /* known static data, or "": see pl_scan_open */
    unsigned threads;                /* 1..256; never changes a byte */
    uint32_t mmsi;                   /* only events of this ship; 0 all */
    uint32_t types;                  /* bit 1 << enum pl_event_type; 0 all */
    size_t sort_bytes;               /* 0: PL_SCAN_SORT_BYTES */
};

struct pl_scan_counts {
    uint64_t reports;  /* pushed into the pipeline */
    uint64_t bad_time; /* hearings with a time outside 1990 to 2099 */
    uint64_t too_long; /* rows longer than a record may be */
    uint64_t own;      /* own-ship hearings that stayed out */
    uint64_t events;   /* printed */
    uint64_t by_type[PL_EVENT_TYPE_COUNT];
};

/* static_json: an array of {"mmsi","imo","name","callsign","type","dim":[bow,stern,port,starboard]}; fills what an
 * event's ship did not say itself. USAGE (threads, columns), FORMAT for malformed ports, static data
 * or masks, INPUT, NOMEM. */
PL_MUST int pl_scan_open(const struct pl_scan_options *options, struct pl_scan **ret_scan, struct pl_error *err);

/* See pl_source_read. */
PL_MUST int pl_scan_read(struct pl_scan *scan, const char *path, struct pl_error *err);

/* Refuses what is no recording (pl_source_verdict) or mixes exercise and real (REFUSED), then detects. Once. */
PL_MUST int pl_scan_detect(struct pl_scan *scan, struct pl_error *err);

/* The events in their order: (start, type, id). Once, after pl_scan_detect. */
PL_MUST int pl_scan_events(struct pl_scan *scan, pl_event_sink sink, void *ctx, struct pl_error *err);

/* How events are printed; valid after pl_scan_detect, lives as long as the scan. */
const struct pl_event_style *pl_scan_style(const struct pl_scan *scan);

/* Lines about the feed itself (app/station_lines). After pl_scan_detect. */
void pl_scan_feed(const struct pl_scan *scan, struct pl_buf *out);

/* The last line: {"type":"summary",...}. After pl_scan_events. */
void pl_scan_summary(const struct pl_scan *scan, struct pl_json *json);

struct pl_scan_counts pl_scan_counts(const struct pl_scan *scan);
struct pl_pipeline_counts pl_scan_pipeline_counts(const struct pl_scan *scan);
const struct pl_source *pl_scan_source(const struct pl_scan *scan);

void pl_scan_close(struct pl_scan *scan); /* accepts NULL */

#endif
