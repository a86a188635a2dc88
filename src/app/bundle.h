/* A bundle from a case: the filings that are named, all that they rest on, and the recordings behind their events
 * (docs/format/bundle.md).
 *
 * Every entry of the log goes in as it was signed, so that nothing can be missing between them; of their contents only
 * what is chosen here is disclosed, by the rules of app/disclose. Of a protected source nothing but its alias, kind and
 * party; of an interview that its consent keeps from the audience nothing; of a withheld exhibit neither hash, name,
 * size nor time. The secret of an exhibit never goes out. */
#ifndef PL_APP_BUNDLE_H
#define PL_APP_BUNDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_BUNDLE_BYTES_MAX ((size_t)1 << 30)

enum pl_bundle_exhibits {
    PL_BUNDLE_NONE,    /* no recording: events are not recomputed */
    PL_BUNDLE_EXTRACT, /* chunks with reports of the ships of the events: recomputed from an extract */
    PL_BUNDLE_WHOLE    /* whole recordings on which events rest */
};

/* Of the items that go out: */
enum pl_bundle_files {
    PL_BUNDLE_FILES, /* photographs made anew without what the picture does not show, plain text as it is, of all else
                        that it is withheld and why (app/item.h) */
    PL_BUNDLE_FILES_NONE /* no file, and no word of one */
};

struct pl_bundle_plan {
    const pl_str *ids; /* filings; with what they rest on */
    size_t n_ids;
    enum pl_bundle_exhibits exhibits;
    enum pl_bundle_files files;
    bool all_recordings;    /* WHOLE: also those on which no event rests, so that absence can be checked */
    const pl_str *withhold; /* ids whose contents stay closed, whatever rests on them */
    size_t n_withhold;
    pl_str up_to;     /* the most restrictive marking of what is disclosed (pl_import_markings); "" : any */
    pl_str report_id; /* with its Markdown; "" none */
    pl_str report_md;
    pl_str policy; /* "" : the log's own */
};

struct pl_bundle_made {
    uint64_t entries, disclosed, exhibits, withheld; /* entries in it; of these with something disclosed */
    uint64_t red;                                    /* of those disclosed: marked for named receivers only */
    uint64_t size;                                   /* of the log */
    uint64_t files, files_withheld;                  /* of items: here in some form; said to be withheld */
    uint64_t files_unsaid;                           /* of items, of which a copy without keys can sign nothing */
};

/* Appends the archive to out; a checkpoint of the whole journal is signed first. NOT_FOUND for an id that is none,
 * USAGE for a marking that is none, LIMIT beyond the buffer. */
PL_MUST int pl_bundle_make(const char *dir, const struct pl_bundle_plan *plan, struct pl_buf *out,
                           struct pl_bundle_made *ret, struct pl_error *err);

#endif
