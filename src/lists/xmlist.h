/* What the readers of XML lists share: the path of the open elements, the text of a leaf, the entry being built.
 *
 * A format is a table: its root, its entry's element, leaves by path with what each is, groups (an alias, a date, a
 * document) whose fields make sense only together, and hooks for what a table cannot say. Element names are taken
 * without their namespace prefix. A leaf with text that no row names is counted in publication.unread, so that nothing
 * is passed over in silence. exercise="true" on the root marks an exercise's own list. Streamed; memory: one entry (64
 * MiB at most), a text of 1 MiB. Not thread-safe; pure. */
#ifndef PL_LISTS_XMLIST_H
#define PL_LISTS_XMLIST_H

#include "lists/entity.h"
#include "text/xml.h"

#define PL_XMLIST_HOLDS      32
#define PL_XMLIST_TEXT_MAX   ((size_t)1 << 20)
#define PL_XMLIST_ENTRY_MAX  ((size_t)64 << 20)
#define PL_XMLIST_STRING_MAX ((size_t)1 << 20)

enum pl_xmlist_action {
    PL_XMLIST_VALUE,  /* a value of the entry: what = enum pl_prop */
    PL_XMLIST_DATE,   /* a value that the list writes month first (MM/DD/YYYY): kept as YYYY-MM-DD */
    PL_XMLIST_HOLD,   /* kept until its group or the entry ends: what = place in hold */
    PL_XMLIST_ID,     /* the entry's id */
    PL_XMLIST_IGNORE, /* known, of no use here: not counted as unread */
};

/* path: from the entry's element down ("idList/id/idType"), or behind "*" the last element's name alone ("*IMONumber"),
 * or all that is below ("Indicators/" and a star). */
struct pl_xmlist_leaf {
    const char *path;
    int action;
    int what;
};

struct pl_xmlist;

/* Ends a group (its fields are in hold) or an entry, or sees a start tag within an entry. */
typedef int (*pl_xmlist_end)(struct pl_xmlist *x, struct pl_error *err);
typedef int (*pl_xmlist_start)(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err);

struct pl_xmlist_group {
    const char *path; /* as of a leaf */
    pl_xmlist_end end;
    unsigned first_hold, n_holds; /* emptied when the group begins */
};

struct pl_xmlist_format {
    const char *root;
    const char *list;      /* "uk-sl"; "" where the caller or the entries tell */
    const char *words;     /* "UK Sanctions List" */
    const char *lacks;     /* of a rejected entry: "has no UniqueID or no name" */
    const char *published; /* the root's attribute with the day of publication; NULL: it stands elsewhere */
    const char *entry;     /* path of an entry's element below the root */
    const char *other;     /* of another kind of entry; may be NULL */
    const struct pl_xmlist_leaf *leaves;
    size_t n_leaves;
    const struct pl_xmlist_group *groups;
    size_t n_groups;
    char split;                  /* one VALUE may hold several, parted by it; 0: never */
    pl_xmlist_start begin_entry; /* may be NULL */
    pl_xmlist_start begin;       /* each start tag within an entry; may be NULL */
    pl_xmlist_end end_entry;     /* before the entry goes to the sink: sets schema, caption and the rest; may be NULL */
    /* A leaf outside of the entries: true where it was known. May be NULL. */
    bool (*outside)(struct pl_xmlist *x, pl_str path, pl_str text);
};

/* A reader. Formats see the entry that is being built; callers only hold it. */

struct pl_xmlist {
    const struct pl_xmlist_format *format;
    pl_entity_sink sink;
    void *ctx;
    struct pl_xml *xml;
    struct pl_publication pub;
    struct pl_arena arena; /* the publication's strings */
    struct pl_arena entry; /* the open entry, emptied after each */
    struct pl_entity e;
    struct pl_buf text; /* of the element that was opened last */
    struct pl_buf path; /* of the open elements below the root, joined by '/' */
    size_t path_at[PL_XML_MAX_DEPTH + 1];
    unsigned depth;
    size_t entry_depth;           /* 0: not in an entry */
    bool leaf;                    /* no element was closed since the last start tag */
    pl_str hold[PL_XMLIST_HOLDS]; /* those of no group last until the entry ends */
};

struct pl_xmlist_options {
    pl_str list;   /* instead of the format's; "" */
    bool exercise; /* the reserved number ranges count as valid, whatever the file says of itself */
};

/* options' strings must live as long as the reader. NOMEM. */
PL_MUST int pl_xmlist_open(const struct pl_xmlist_format *format, const struct pl_xmlist_options *options,
                           pl_entity_sink sink, void *ctx, struct pl_xmlist **ret_xmlist, struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list of this format; LIMIT, NOMEM, or what the
 * sink returned. */
PL_MUST int pl_xmlist_push(struct pl_xmlist *x, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the publication's strings live until close. EMPTY without an entry; FORMAT, with the counts,
 * where more entries were rejected (without id or name) than given. */
PL_MUST int pl_xmlist_finish(struct pl_xmlist *x, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_xmlist_close(struct pl_xmlist *x);

/* For the formats. */

/* Adds a value to the open entry; from is static. */
PL_MUST int pl_xmlist_add(struct pl_xmlist *x, int prop, pl_str text, const char *from, struct pl_error *err);

/* Adds each part of text between the split characters; all of it where split is 0. */
PL_MUST int pl_xmlist_add_split(struct pl_xmlist *x, int prop, pl_str text, char split, const char *from,
                                struct pl_error *err);

/* Adds an identifier with the verdict on its shape. */
PL_MUST int pl_xmlist_add_checked(struct pl_xmlist *x, int prop, pl_str text, bool valid, const char *from,
                                  struct pl_error *err);

/* Adds the parts that are not empty (and not "-"), joined by sep. */
PL_MUST int pl_xmlist_add_joined(struct pl_xmlist *x, int prop, const pl_str *parts, size_t n, const char *sep,
                                 const char *from, struct pl_error *err);

/* The same text in the entry's arena; {NULL,0} where it is full. */
pl_str pl_xmlist_joined(struct pl_xmlist *x, const pl_str *parts, size_t n, const char *sep);

/* The path of the open element below the entry's, "" in the entry's own start tag. */
pl_str pl_xmlist_path(const struct pl_xmlist *x);

/* MM/DD/YYYY as YYYY-MM-DD in the arena; any other text as it stands. */
pl_str pl_xmlist_month_first(struct pl_arena *arena, pl_str text);

/* An element's name without its namespace prefix. */
pl_str pl_xmlist_local(pl_str name);

#endif
