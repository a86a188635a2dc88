/* observe check: each placed and dated observation of a case against what ships said of themselves there and then.
 *
 * Of an observation that bears numbers (MMSI, IMO number) which ships said: the reports of those ships. Of one that
 * bears none of them: every ship heard around. A ship that was there explains it only where what it said of itself does
 * not make it another (app/sighting_who): one that says another name, call sign or number does not, one that says none
 * leaves it undetermined. A number that no ship of the case ever said is explained by no other ship. An observation
 * whose numbers and names are not of one ship is undetermined, and says what is at odds: no ship is chosen for it. What
 * is no ship by its kind is neither explained nor contradicted.
 *
 * Of a ship that is named, its silence during the sighting stands beside it, and the speed with which it would have
 * come from its last report and to its next one. `unexplained` is said with what was heard there that day, for silence
 * is not darkness: a place where nobody was heard explains nothing. To whom something of the case is withheld nothing
 * is unexplained, but undetermined: what they may not see may explain it. What a late station repeats, and 0 N 0 E, is
 * no place of a ship (app/on_time). */
#ifndef PL_APP_SIGHTING_H
#define PL_APP_SIGHTING_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_sighting_check {
    const char *dir;
    pl_time known_at;
    pl_str id; /* one observation; "" all that have a place and a time */
    bool json;
    bool geojson; /* in place of both: of all, as one FeatureCollection */
};

struct pl_sighting_counts {
    uint64_t observations, compared, explained, unexplained, contradicted, undetermined;
};

#define PL_SIGHTING_AROUND_MAX 50 /* ships that are told of one observation */

/* {"type":"sighting","id","verdict":"explained|unexplained|contradicted|undetermined","ships":[{"mmsi","verdict",
 * "distance_m","needs_kn","before":{"at","lat","lon","distance_m"}|null,"after","ties":[{"field","tie":
 * "same|other|untold","said"}]}],"odds":[{"field","given","said"|null,"mmsi"|null}],"silences":[{"event","mmsi",
 * "start","end"|null,"consistent":"yes|no","needs_kn"}],"heard",
 * "why","why_key"} each (straight lines: a way by sea is longer, so that "no" is sure and "yes" is not), then a
 * summary; or text. Of one observation also "lat","lon", "accuracy_m","from","to","around_ships" and
 * "around":[{"mmsi","name","verdict","distance_m","at","lat","lon"}]: who was heard within 20 km and the accuracy, from
 * 2 h before until 2 h after, the nearest first, each with its report that is nearest in time. NOT_FOUND.
 *
 * As GeoJSON each is a point with the same members as properties, "accuracy_m" (null: it was not said, which is not 0),
 * "from", "to" and "status"; the summary's members stand beside "features". */
PL_MUST int pl_sighting_check_run(const struct pl_sighting_check *check, struct pl_buf *out,
                                  struct pl_sighting_counts *ret, struct pl_error *err);

#endif
