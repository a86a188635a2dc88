/* A report's source as a tree: CommonMark by libcmark, and our marks, footnotes and tables (docs/format/report.md).
 *
 * Reading judges form only: whether a cited id exists, and what a finding lacks, is report/check's business. Faults of
 * form are collected with line and byte, so that an author sees all of them at once; a document with faults is still a
 * whole tree. Raw HTML becomes text. Nothing points into the source; everything lives in the caller's arena. Pure; any
 * thread. */
#ifndef PL_REPORT_MARKDOWN_H
#define PL_REPORT_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "report/likelihood.h"

#define PL_REPORT_MAX_BYTES      ((size_t)1 << 20)
#define PL_REPORT_MAX_STATEMENTS 5000
#define PL_REPORT_MAX_FOOTNOTES  5000
#define PL_REPORT_MAX_CITES      64    /* of one statement */
#define PL_REPORT_MAX_BRACKETS   32768 /* '[' in a source: libcmark 0.30.2 takes quadratic time for "![[]()" */
#define PL_REPORT_MAX_DEPTH      32    /* of lists, quotes, emphasis inside each other */
#define PL_REPORT_MAX_FAULTS     200
#define PL_REPORT_MAX_ID         64 /* bytes of a statement's id, a footnote's name, a figure's id */
#define PL_REPORT_MAX_CITE       128

/* enum name, word in a mark, title in a report */
#define PL_STATEMENT_KINDS(X)                                                                                          \
    X(FINDING, "finding", "Finding")                                                                                   \
    X(ASSESSMENT, "assessment", "Assessment")                                                                          \
    X(BACKGROUND, "background", "Background")                                                                          \
    X(METHOD, "method", "Method")                                                                                      \
    X(RECOMMENDATION, "recommendation", "Recommendation")

enum pl_statement_kind {
#define PL_STATEMENT_ENUM(name, word, title) PL_STATEMENT_##name,
    PL_STATEMENT_KINDS(PL_STATEMENT_ENUM)
#undef PL_STATEMENT_ENUM
        PL_STATEMENT_KIND_COUNT
};

const char *pl_statement_word(enum pl_statement_kind kind);
const char *pl_statement_title(enum pl_statement_kind kind);

struct pl_report_statement {
    enum pl_statement_kind kind;
    pl_str id;             /* given, or derived from the wording: h-<12 hex> (docs/format/report.md) */
    bool derived;          /* the id changes when the wording does */
    pl_str *cites;         /* ids as written, in order, each once */
    size_t n_cites;        /* <= PL_REPORT_MAX_CITES */
    int likelihood;        /* enum pl_likelihood; assessments only */
    int row;               /* which row of ICD 203's words the author used: 1 or 2; 0 without likelihood */
    int confidence;        /* enum pl_confidence; assessments only */
    pl_str actor;          /* recommendations: who is to act */
    pl_str priority;       /* recommendations: high, medium, low, or 1 to 99 */
    pl_str by;             /* recommendations: YYYY-MM-DD, or empty */
    pl_str text;           /* its words without markup, white space collapsed: what ids and word counts rest on */
    size_t section;        /* index into sections; SIZE_MAX before the first heading */
    uint64_t line, offset; /* of its mark, or of its block where the section's mark holds */
};

struct pl_report_section {
    pl_str title;  /* plain text */
    pl_str anchor; /* sec-<n>, n counted from 1 in order */
    int level;     /* 1..6 */
};

struct pl_report_footnote {
    pl_str name;
    unsigned number;                /* 1.. in the order of first reference; 0: never referred to */
    struct pl_report_node *content; /* inlines; NULL where it is not defined */
    uint64_t line, offset;          /* of the definition, or of the first reference where it is not defined */
};

/* Blocks come first; those from TEXT on are inlines. */
enum pl_report_node_kind {
    PL_NODE_HEADING,    /* level, section; children inlines */
    PL_NODE_PARAGRAPH,  /* children inlines */
    PL_NODE_QUOTE,      /* children blocks */
    PL_NODE_LIST,       /* ordered, level = start number, tight; children ITEM */
    PL_NODE_ITEM,       /* children blocks */
    PL_NODE_CODE_BLOCK, /* text */
    PL_NODE_RULE,
    PL_NODE_TABLE,  /* children ROW; the first is the head */
    PL_NODE_ROW,    /* children CELL, equally many in each row */
    PL_NODE_CELL,   /* align; children inlines */
    PL_NODE_FIGURE, /* text = its id; children inlines: the caption */
    PL_NODE_BOX,    /* text = its class (report/annex only); children blocks */
    PL_NODE_TEXT,   /* text */
    PL_NODE_SOFT_BREAK,
    PL_NODE_HARD_BREAK,
    PL_NODE_EMPHASIS,  /* children */
    PL_NODE_STRONG,    /* children */
    PL_NODE_CODE,      /* text */
    PL_NODE_LINK,      /* url; "" where it may not be followed: then shown as text; children */
    PL_NODE_NOTE,      /* index: of the footnote */
    PL_NODE_STATEMENT, /* index: of the statement; children */
    PL_NODE_CITE       /* index: of the numbered source, text = its label (report/annex only) */
};

struct pl_report_node {
    enum pl_report_node_kind kind;
    struct pl_report_node *first, *next;
    struct pl_report_node *last; /* TABLE made by report/annex: its last row */
    pl_str text;
    pl_str url;    /* LINK: http, https, mailto, or #anchor */
    pl_str anchor; /* the id attribute; "" without */
    size_t index;
    int level;
    char align; /* CELL: 'l', 'c', 'r' or 0 */
    bool ordered, tight;
    uint64_t line; /* of the source, 1-based; 0 for what was made by report/annex */
};

/* A fault of form. Errors make the document unfit to be built; warnings do not. */
struct pl_report_fault {
    bool is_error;
    uint64_t line, offset; /* byte in the source */
    pl_str text;           /* what is wrong and what to write instead */
};

struct pl_report_doc {
    pl_str title, subtitle, series, authors, language, marking; /* the head; language "en" where not given */
    struct pl_report_node *body;                                /* first block */
    struct pl_report_section *sections;
    size_t n_sections;
    struct pl_report_statement *statements; /* in reading order */
    size_t n_statements;
    struct pl_report_footnote *footnotes; /* in order of number; those never referred to come last */
    size_t n_footnotes;
    struct pl_report_fault *faults; /* in order of offset; at most PL_REPORT_MAX_FAULTS, then one that says so */
    size_t n_faults;
    size_t n_errors;
    size_t words; /* of the body, titles and footnotes included */
    size_t figures;
    size_t table_rows;
};

/* Reads a whole document. FORMAT for bytes that are no UTF-8 or hold U+0000 or U+FDD0..U+FDEF (with line and byte);
 * EMPTY for a source without a statement or other text; LIMIT beyond a ceiling; NOMEM. */
PL_MUST int pl_report_parse(pl_str source, struct pl_arena *arena, const struct pl_report_doc **ret_report,
                            struct pl_error *err);

/* The statement of that id, or NULL. */
const struct pl_report_statement *pl_report_find(const struct pl_report_doc *report, pl_str id);

/* Appends what a reader would hear of a list of nodes: words without markup, statements included unless left out. */
void pl_report_plain(const struct pl_report_node *list, bool with_statements, struct pl_buf *out);

/* Words by the rule below. */
size_t pl_report_words(pl_str text);

/* Length by a stated rule, for the limit of 35 pages (S/2006/997, par. 39; annexes are not counted): a page is 500
 * words, a figure 200 words, a row of a table 10 words beyond what stands in it; rounded up. A word is a run without
 * white space that holds a letter or digit; of Han and kana, two characters are a word. */
#define PL_REPORT_PAGE_WORDS   500
#define PL_REPORT_FIGURE_WORDS 200
#define PL_REPORT_ROW_WORDS    10
#define PL_REPORT_MAX_PAGES    35
size_t pl_report_pages(const struct pl_report_doc *report);

#endif
