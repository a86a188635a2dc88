/* The confined helper (plimsoll-helper, src/helper) from the program's side: the bytes go in, an answer comes out.
 *
 * It is started for one request, without a shell, with an empty environment and none of the program's descriptors; of
 * the case it gets the bytes and nothing else. It is looked for as $PLIMSOLL_HELPER, else as `plimsoll-helper` in the
 * folder of the running program. What it answers is foreign too: sizes have ceilings (helper/frame), JSON is read
 * strictly. The caller ignores SIGPIPE (main does). Errors of all functions: IO where the helper is missing or cannot
 * be started; LIMIT where it took more time than given, more processor time or memory than it may, or the file is
 * larger than PL_HELPER_BYTES_MAX; REFUSED where the kernel stopped it at something it may not do; FORMAT where it died
 * of the file in another way or its answer is none; and what the verb answers (helper/serve). */
#ifndef PL_APP_CONFINED_H
#define PL_APP_CONFINED_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_CONFINED_SECONDS 60 /* by the clock; processor time has its own, lower limit */

/* One request. info and bytes are opened and filled here and closed by the caller; on failure both are empty. */
PL_MUST int pl_confined_ask(const char *verb, pl_str arg, pl_str bytes, unsigned seconds, struct pl_buf *info,
                            struct pl_buf *ret_bytes, struct pl_error *err);

/* True where the bytes may be a workbook: a ZIP file in which the name xl/workbook.xml occurs. Nothing is opened. */
bool pl_confined_maybe_xlsx(pl_str bytes);

/* A sheet ("": the only visible one) as CSV; ret_note: "" or, in words, what the reader should know (cached values of
 * formulas, error values, hidden rows, impossible dates), in the arena. csv as in pl_confined_ask. */
PL_MUST int pl_confined_xlsx(pl_str bytes, pl_str sheet, struct pl_arena *arena, struct pl_buf *csv, pl_str *ret_note,
                             struct pl_error *err);

/* What a photograph says of itself; empty where it says nothing. Texts in the arena. */
struct pl_confined_exif {
    pl_str time, camera; /* camera: maker and model */
    bool has_position;
    double lat_deg, lon_deg;
};
PL_MUST int pl_confined_exif(pl_str bytes, struct pl_arena *arena, struct pl_confined_exif *ret, struct pl_error *err);

/* A file as it may be released: the picture anew with the list of what was stripped, or withheld with the reason. Only
 * what the helper made anew is ever `stripped`; whatever goes wrong on the way is `withheld`, so this fails for lack of
 * memory alone. Close it with pl_release_close. */
struct pl_release {
    bool stripped;
    struct pl_buf bytes; /* empty where withheld */
    pl_str list;         /* stripped: JSON array of {"what","bytes","holds":[]} */
    pl_str words;        /* stripped: the same in words, "nothing" where there was nothing; withheld: why */
    const char *media;   /* image/jpeg or image/png; NULL where withheld */
};
PL_MUST int pl_release_make(pl_str bytes, struct pl_arena *arena, struct pl_release *ret, struct pl_error *err);
void pl_release_close(struct pl_release *release);

/* The media type that the first bytes show, or NULL: nothing is parsed. */
const char *pl_media_type(pl_str bytes);

#endif
