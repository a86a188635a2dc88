/* Events as text: a JSON line, a CSV row, a GeoJSON feature, a row of a table. The one place where an event becomes
 * words, so that scan, a case and a page say the same. docs/format/event.md
 *
 * Pure: where the evidence lies (exhibit, member) and which rules decided come in by struct pl_event_style. Every form
 * says that an event is a lead. Foreign text (names) is escaped in each. */
#ifndef PL_DETECT_EVENT_TEXT_H
#define PL_DETECT_EVENT_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "detect/event.h"
#include "detect/profile.h"
#include "text/json.h"

/* What a struct pl_loc's source number stands for; views live as long as the resolver says. */
struct pl_event_place {
    pl_str exhibit; /* "sha256:<hex>", or a release's salted commitment */
    pl_str root;    /* hex of the member's chunk root; "" prints null */
    pl_str member;  /* path in the archive; "" prints null */
};

/* False when the number is unknown (all three print null). */
typedef bool (*pl_event_resolver)(void *ctx, uint32_t source, struct pl_event_place *ret);

struct pl_event_style {
    bool exercise; /* every line carries "exercise":true */
    pl_event_resolver resolve;
    void *ctx;
    pl_str version;                     /* of the rules */
    char rules_hash[65];                /* hex */
    const struct pl_profiles *profiles; /* or NULL: nothing is said of other profiles */
    pl_str params[PL_EVENT_TYPE_COUNT]; /* a JSON object per type: the keys that decided it; "" prints {} */
};

/* One JSON object, without a line end. */
void pl_event_json(const struct pl_event *event, const struct pl_event_style *style, struct pl_json *json);

/* What a ship said of where it was bound, into an open object: said, port, verdict, eta, eta_off_hours (null where it
 * has not arrived). */
void pl_event_bound_json(const struct pl_event_bound *bound, bool arrived, struct pl_json *json);

/* One GeoJSON feature: a point, or the line from start to end; properties are the JSON form. */
void pl_event_geojson(const struct pl_event *event, const struct pl_event_style *style, struct pl_json *json);

/* CSV with a header; an event is one row whatever its type. Both end their line. */
void pl_event_csv_header(struct pl_buf *buf);
void pl_event_csv(const struct pl_event *event, const struct pl_event_style *style, struct pl_buf *buf);

/* A table for people, 118 columns at most where names are short. Both end their line. */
void pl_event_table_header(const struct pl_event_style *style, struct pl_buf *buf);
void pl_event_table(const struct pl_event *event, const struct pl_event_style *style, struct pl_buf *buf);

/* The track key, "MMSI-<first 16 hex digits of the track>"; "" without a track. */
void pl_event_track_key(const struct pl_event_vessel *vessel, char out[32]);

#endif
