/* Exhibits: what their bytes show when they are kept, their redaction, and what may be released of them.
 *
 * Nothing is opened here: a media type comes of the first bytes, everything else of the confined helper
 * (app/confined). What a photograph says of itself is kept as it says it (exif_time, exif_lat, exif_lon, exif_camera);
 * what was concluded belongs to an observation. */
#ifndef PL_APP_ITEM_H
#define PL_APP_ITEM_H

#include "app/confined.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"
#include "store/case.h"
#include "store/object.h"

#define PL_ITEM_MAX    ((uint64_t)16 << 30) /* bytes of one exhibit; of a recording that is imported PL_OBJECT_MAX */
#define PL_ITEM_FIELDS 6                    /* that pl_item_examine adds at most */

/* Adds what an object that was just kept shows: media (where it is not said), and of a JPEG or PNG what its EXIF says;
 * exif_note says why that could not be read. f->values has room. NOMEM; a helper that fails is a note, no failure: the
 * exhibit is kept in any case. */
PL_MUST int pl_item_examine(const struct pl_case *c, const struct pl_object *object, struct pl_arena *arena,
                            struct pl_filing *f, struct pl_error *err);

/* USAGE where a person gives a field that only the program may write. */
PL_MUST int pl_item_check(const struct pl_filing *f, struct pl_error *err);

struct pl_item_redaction {
    pl_str item;      /* id or label of the exhibit */
    const char *file; /* the redacted file; NULL: the photograph, stripped */
    pl_str title;     /* "": "Redaction of ID" */
    pl_str by, marking, text;
};

/* Files a redacted derivative as a new item, and a derivation `redaction` from the original: both or neither.
 * `stripped` of the new item says in words what was taken out. json (may be NULL) receives both as lines. REFUSED with
 * "withheld: cannot be stripped" for what the helper does not make anew; USAGE for an item without a file, a withdrawn
 * one, or a redacted file that is the original; NOT_FOUND. */
PL_MUST int pl_item_redact(const char *dir, pl_time now, const struct pl_item_redaction *redaction, struct pl_buf *json,
                           char ret_id[PL_FILING_ID_MAX], char ret_link[PL_FILING_ID_MAX], struct pl_error *err);

/* For releases: the object of an item stripped, with the list, or withheld with the reason (app/confined). INPUT where
 * the object is gone. Close it with pl_release_close. */
PL_MUST int pl_item_release(const struct pl_case *c, const struct pl_filing *item, struct pl_arena *arena,
                            struct pl_release *ret, struct pl_error *err);

/* The same for bundles, where plain text goes out as it is (*ret_text; then the release holds the bytes as kept). Text
 * is UTF-8 without control characters other than line ends and tabs, and without a beginning that carries what a reader
 * does not see (markup, mail headers, PDF, RTF, PostScript, cards). An object that is gone is withheld with that
 * reason: it fails for lack of memory alone. */
PL_MUST int pl_item_leave(const struct pl_case *c, const struct pl_filing *item, struct pl_arena *arena, bool *ret_text,
                          struct pl_release *ret, struct pl_error *err);

#endif
