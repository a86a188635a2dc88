/* Where reports come from: the derivation graph of items, and how many independent origins it has at its root.
 *
 * A graph holds items, each of one source, which one party collected, and links between items. Derived links go from
 * child to parent (the child took it from there: declared, confirmed by a person, or suspected). Common upstream links
 * join two items that rest on the same thing which is no item itself (one leak, one satellite pass, one AIS feed).
 * What has no parent is a root; a ring of citations with no parent outside is one root ("circular"); roots with a
 * common upstream are one origin. Publishers are never counted. Nothing depends on the order in which items or links
 * come in: all results are sorted by (time, id). Terms: W3C PROV-DM. Ceilings: 1,000,000 items, sources and parties,
 * 8,000,000 links. The caller owns the arrays and keeps them; what is returned lives in the arena that is handed in.
 * Pure. */
#ifndef PL_EVIDENCE_ORIGIN_H
#define PL_EVIDENCE_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/grade.h"

#define PL_ORIGIN_MAX_ITEMS 1000000u
#define PL_ORIGIN_MAX_LINKS 8000000u
#define PL_ORIGIN_NONE      UINT32_MAX

/* enum name, name in files and output, class (derived, suspected, upstream), "CHILD ... PARENT" in words */
#define PL_LINK_KINDS(X)                                                                                               \
    X(PRIMARY, "primary", DERIVED, "has as its primary source")                                                        \
    X(QUOTATION, "quotation", DERIVED, "cites")                                                                        \
    X(TRANSLATION, "translation", DERIVED, "translates")                                                               \
    X(REVISION, "revision", DERIVED, "is a new version of")                                                            \
    X(COPY_CONFIRMED, "copy-confirmed", DERIVED, "is a confirmed copy of")                                             \
    X(COPY_SUSPECTED, "copy-suspected", SUSPECTED, "is a suspected copy of")                                           \
    X(SAME_LEAK, "same-leak", UPSTREAM, "rests on the same leak as")                                                   \
    X(SAME_PASS, "same-satellite-pass", UPSTREAM, "rests on the same satellite pass as")                               \
    X(SAME_FEED, "same-ais-feed", UPSTREAM, "rests on the same AIS feed as")                                           \
    X(SAME_UPSTREAM, "same-upstream", UPSTREAM, "goes back to the same as")                                            \
    X(SAME_SOURCE, "same-source", UPSTREAM, "comes from the same source as")

enum pl_link_class { PL_LINK_CLASS_DERIVED, PL_LINK_CLASS_SUSPECTED, PL_LINK_CLASS_UPSTREAM };
enum pl_link_kind {
#define PL_LINK_ENUM(name, text, class_, words) PL_LINK_##name,
    PL_LINK_KINDS(PL_LINK_ENUM)
#undef PL_LINK_ENUM
        PL_LINK_KIND_COUNT
};
const char *pl_link_kind_name(enum pl_link_kind kind);
const char *pl_link_kind_words(enum pl_link_kind kind);
enum pl_link_class pl_link_kind_class(enum pl_link_kind kind);
bool pl_link_kind_parse(pl_str text, enum pl_link_kind *ret_kind); /* the exact name */

/* All texts are views into memory that outlives the graph. */
struct pl_origin_source {
    pl_str id;
    pl_str party; /* who collected; empty: not said */
};
struct pl_origin_item {
    pl_str id;
    uint32_t source;   /* index into sources, or PL_ORIGIN_NONE: not said */
    pl_time published; /* or PL_TIME_NONE; only orders the output */
    bool absent;       /* cited, but not at hand: it ties together what rests on it and is no evidence itself */
    bool fallen;       /* withdrawn: thought away in every count, and what rests on it alone with it */
};
struct pl_origin_link {
    uint32_t child, parent; /* indices into items; of an upstream link the order means nothing */
    enum pl_link_kind kind;
    pl_str why; /* for people: what a suspicion rests on, who confirmed it; may be empty */
};
struct pl_origin_graph {
    const struct pl_origin_source *sources;
    uint32_t n_sources;
    const struct pl_origin_item *items;
    uint32_t n_items;
    const struct pl_origin_link *links;
    uint32_t n_links;
};

/* What is thought away (`--without`): ids of items and sources, names of parties. */
struct pl_origin_without {
    const pl_str *items;
    uint32_t n_items;
    const pl_str *sources;
    uint32_t n_sources;
    const pl_str *parties;
    uint32_t n_parties;
};

/* One independent origin. */
struct pl_origin {
    const uint32_t *roots; /* the items it begins with: one, several of a ring or with a common upstream, or none that
                              is at hand */
    uint32_t n_roots;
    const uint32_t *items; /* all that rests on it: the roots first, then the rest; each in the order (time, id) */
    uint32_t n_items;
    bool circular; /* begins with a ring of citations */
};
struct pl_origin_count {
    const struct pl_origin *origins; /* by (time, id) of their first root */
    uint32_t count;                  /* how many; suspected copies are copies */
    uint32_t at_most;                /* if every suspicion were unfounded */
    uint32_t parties;                /* different named parties that collected the roots */
    uint32_t unnamed_parties;        /* origins whose roots name no party */
    uint32_t unsupported;            /* items that remain and rest only on what was thought away: they are no origin */
};

/* Counts. `without` may be NULL. What is thought away takes its roots with it; what was taken from it stays tied to it:
 * removing an original never makes an origin of its copy. A graph of no items has count 0. USAGE for an index out of
 * range or a link from an item to itself; LIMIT; NOMEM. */
PL_MUST int pl_origin_count(const struct pl_origin_graph *graph, const struct pl_origin_without *without,
                            struct pl_arena *arena, struct pl_origin_count *ret_count, struct pl_error *err);

/* What the gate of grade 1 looks at (evidence/grade.h). */
struct pl_grade_basis pl_origin_basis(const struct pl_origin_count *count);

/* Why the count is no higher: one sentence for the links of one kind and reason of each item that has any ("B cites
 * A"), by (time, id) of the item; sink is called with each. Views live until it returns. The arena is scratch. As
 * pl_origin_count. */
typedef void (*pl_origin_why_sink)(void *ctx, pl_str sentence);
PL_MUST int pl_origin_why_not_more(const struct pl_origin_graph *graph, struct pl_arena *arena, pl_origin_why_sink sink,
                                   void *ctx, struct pl_error *err);

#endif
