/* What a case knows about the things that a report cites, as of one position of its log: filled by the caller, read by
 * check, html and pandoc. A contract, no code.
 *
 * Zero means "not known" everywhere: an empty pl_str, PL_TIME_NONE or 0, PL_REPORT_UNKNOWN, a count with has_... false.
 * The caller owns everything; nothing is changed or kept. Dates come in here: report/ reads no clock. What may not be
 * released, the caller leaves out and says so in the withheld fields; report/ prints whatever it is given (foreign text
 * escaped). Arrays keep the caller's order, so the caller sorts. Source: S/2006/997; ICD 206 (source reference
 * citations); DESIGN invariants 1, 5, 9, 11. */
#ifndef PL_REPORT_FACTS_H
#define PL_REPORT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

/* A yes or no that may be unknown, or not apply. */
enum pl_report_verdict { PL_REPORT_UNKNOWN, PL_REPORT_YES, PL_REPORT_NO, PL_REPORT_NOT_APPLICABLE };
const char *pl_report_verdict_word(enum pl_report_verdict verdict); /* "unknown", "yes", "no", "not applicable" */

/* enum name, word, title of its part of the annex */
#define PL_REPORT_REF_KINDS(X)                                                                                         \
    X(CLAIM, "claim", "Claims")                                                                                        \
    X(OBSERVATION, "observation", "Observations")                                                                      \
    X(EVENT, "event", "Events computed from recordings")                                                               \
    X(SCREENING, "screening", "Screenings")                                                                            \
    X(ITEM, "item", "Documents and other items")                                                                       \
    X(EXHIBIT, "exhibit", "Exhibits")

enum pl_report_ref_kind {
#define PL_REPORT_REF_ENUM(name, word, title) PL_REPORT_REF_##name,
    PL_REPORT_REF_KINDS(PL_REPORT_REF_ENUM)
#undef PL_REPORT_REF_ENUM
        PL_REPORT_REF_KIND_COUNT
};

/* An act in the journal. */
struct pl_report_entry {
    bool known;
    uint64_t seq;  /* the leaf index */
    pl_str leaf;   /* 64 hex digits, or "" */
    pl_time at;    /* the entry's own time */
    pl_str signer; /* who, as the report may name them */
};

/* Filings about a statement, or about a thing that is cited, that exist and that whoever this is made for is not
 * cleared to see: how many of each. A review is not told from a dissent. */
struct pl_report_unseen {
    size_t judgements, letters, outcomes, corrections; /* letters: and replies */
    size_t supports, grades;                           /* supports: of a claim, for or against it */
};

/* "1 judgement of it (a review, or dissent), 2 letters or replies exist and are withheld from this reader", appended to
 * a buffer that is empty; false: nothing is. */
bool pl_report_unseen_words(const struct pl_report_unseen *unseen, struct pl_buf *out);

/* A source, with its two separate grades. name is what the report prints: a name, or an alias where it is withheld. */
struct pl_report_source {
    pl_str name;
    bool withheld;
    pl_str reason;        /* why it is withheld; "" where no reason is recorded */
    char reliability;     /* 'A'..'F'; 0: not graded. F is "cannot be judged", not a middle */
    char credibility;     /* '1'..'6' of what it said here; 0: not graded. 6 is "cannot be judged" */
    bool grades_withheld; /* of the source, or of what it said here */
    pl_str assessor;      /* who graded, and on what basis */
    pl_str collector;     /* the party that collected it */
};

#define PL_REPORT_LINKS_WITHHELD "links of derivation exist and are withheld from this reader; the number may be lower"

/* How many independent origins, counted at the root. */
struct pl_report_origins {
    bool known;
    bool links_withheld; /* of derivation, from whom this is made for: the count is one at most */
    uint32_t count;      /* suspected copies count as copies */
    uint32_t at_most;    /* declared and confirmed copies only */
    uint32_t parties;    /* collecting parties among them */
    pl_str why_not_more; /* in words; "" where nothing was merged */
};

/* One more thing that is said of a cited thing, such as how much of what, or where a page was found. */
struct pl_report_said {
    const char *label; /* a few words that outlive the page, such as "How" */
    pl_str value;
};

/* One thing that can be cited. */
struct pl_report_ref {
    pl_str id; /* as a mark's cites= has it */
    enum pl_report_ref_kind kind;
    pl_str title; /* one line in plain words */
    pl_str text;  /* what it says; "" for none */
    struct pl_report_entry entry;
    bool withdrawn;
    pl_str withdrawn_why;
    struct pl_report_entry withdrawn_entry;
    bool withheld; /* content may not be shown; title then says what may be said */
    pl_str withheld_why;
    const pl_str *rests_on; /* ids of other refs, one level down; they get into the annex too */
    size_t n_rests_on;
    const struct pl_report_source *sources;
    size_t n_sources;
    struct pl_report_origins origins;
    enum pl_report_verdict verified; /* a document that somebody verified; NOT_APPLICABLE where it is no document */
    pl_str verified_how;
    enum pl_report_verdict first_hand; /* seen on site by whom the source is */
    pl_time from, to;                  /* when it happened or was seen; to PL_TIME_NONE: one instant */
    pl_str when; /* the same as it was said, printed in place of from and to: a day is no instant */
    const struct pl_report_said *said; /* printed in this order; never where withheld */
    size_t n_said;
    pl_str place;           /* in words, with its accuracy */
    pl_str rule;            /* events: rule, version and hash */
    pl_str recomputed;      /* events: the wording of the verifier, such as "recomputed from an extract" */
    pl_str digest;          /* exhibits: sha256:<hex>, or the salted commitment where it is withheld */
    pl_str extent;          /* exhibits: member, byte offset and length; size */
    const pl_str *innocent; /* explanations that are not ruled out */
    size_t n_innocent;
    pl_str how_common;     /* among all ships there */
    const pl_str *against; /* ids of refs that speak against it */
    size_t n_against;
    struct pl_report_unseen unseen; /* about it; what supports it among that is in no list above */
};

/* A participant does not agree. It stays bound to its statement: withheld still prints that it exists. */
struct pl_report_dissent {
    pl_str participant;
    pl_str text; /* "" where withheld */
    bool withheld;
    struct pl_report_entry entry;
};

/* What a named party was shown, asked and answered (S/2006/997, par. 28). */
struct pl_report_reply {
    pl_str party;                 /* whom it concerns */
    pl_str through;               /* who was written to or answered for them; "" themselves */
    enum pl_report_verdict shown; /* the evidence */
    pl_time shown_at;
    pl_time asked_at;
    pl_time deadline;
    pl_str not_asked_why; /* a recorded reason; "" for none */
    bool why_for_all;     /* it was recorded once for several, so it is nobody's own */
    pl_time received_at;
    pl_str text;       /* the reply, or its summary */
    bool withheld;     /* a reply exists that may not be shown */
    pl_str assessment; /* of its credibility, by the authors */
    struct pl_report_entry entry;
};

/* What followed: notified, replied, detained, listed, deflagged, prosecuted, acquitted, none ... */
struct pl_report_outcome {
    pl_str what;
    pl_str authority;
    pl_time at;
    pl_str when; /* the same as it was said, printed in place of at; "" for none */
    pl_str text;
    struct pl_report_entry entry;
};

struct pl_report_correction {
    pl_time at;
    pl_str was, is, reason, by;
    pl_str notified; /* to whom a notice went, in words; "" unknown */
    struct pl_report_entry entry;
};

/* What is known about one statement of the report: for findings always, for others where there is something to say. */
struct pl_report_about {
    pl_str statement;                 /* its id */
    struct pl_report_origins origins; /* of everything it cites, together: never the sum of the refs' */
    bool reviewed;                    /* by a person other than its author */
    pl_str author, reviewer;
    struct pl_report_entry review_entry;
    bool subjects_known;    /* false: nobody has said whom it accuses */
    const pl_str *subjects; /* persons, companies, ships that it names as acting; none: nobody is accused */
    size_t n_subjects;
    pl_str measure; /* the paragraph that applies, in words; hand-entered */
    enum pl_report_verdict measure_verified;
    enum pl_report_verdict documents; /* what its author recorded of all its documents together: verified, or not */
    pl_str measure_how;
    const struct pl_report_dissent *dissents;
    size_t n_dissents;
    struct pl_report_unseen unseen;
    const struct pl_report_reply *replies;
    size_t n_replies;
    const struct pl_report_outcome *outcomes;
    size_t n_outcomes;
    const struct pl_report_correction *corrections;
    size_t n_corrections;
    const pl_str *innocent; /* explanations not ruled out, beside those of its refs */
    size_t n_innocent;
    pl_str how_common;
};

/* One entity and how it may be written. The first spelling in `others` that stands in the text is a fault. */
struct pl_report_name {
    pl_str preferred;
    pl_str kind; /* person, company, vessel ... in words; "" unknown */
    const pl_str *others;
    size_t n_others;
};

/* A picture made by report/chart, and what it shows as a table for those who cannot see it. */
struct pl_report_figure {
    pl_str id;
    pl_str svg; /* one <svg> element from report/chart: written as it is, so from nowhere else */
    pl_str title, source;
    const pl_str *cells; /* n_columns * (n_rows + 1), row by row, the head first */
    size_t n_columns, n_rows;
};

/* The findings that lose their only or second origin without a state, source or feed. */
struct pl_report_loss {
    pl_str statement;
    uint32_t before, after;
    uint32_t undetermined; /* of those that are left: nobody filed whether they rest on it */
};
/* The origin that is lost for sure, or if what is undetermined rests on it too: "only", "second", NULL none of both. */
const char *pl_report_loses(const struct pl_report_loss *loss);
const char *pl_report_may_lose(const struct pl_report_loss *loss);

struct pl_report_without {
    pl_str what; /* "state", "source", "feed" */
    pl_str name;
    const struct pl_report_loss *losses;
    size_t n_losses;
};

struct pl_report_facts {
    pl_str report_id; /* for permalinks: <report_id>@<log_size>#s-<statement> */
    pl_time date;     /* of the report; judges whether deadlines are past */
    pl_time known_at, as_of;
    pl_str participant; /* who publishes */
    pl_str log_origin;
    bool log_known;
    uint64_t log_size; /* everything below is as of this size */
    pl_str log_root;   /* hex or base64, as the checkpoint has it */
    pl_str checkpoint; /* the whole signed note, or "" */
    pl_str policy_fingerprint;
    pl_str permalink_base; /* an address without '#', or "" */
    pl_str bundle_name;    /* the file that plimsoll-verify takes, or "" */
    pl_str program;        /* name and version that built it */
    bool exercise;
    bool released;          /* a release entry exists */
    pl_str release;         /* its number and to whom */
    pl_str marking;         /* of what is shown, for a report whose head has none */
    const pl_str *stripped; /* what was removed from released exhibits */
    size_t n_stripped;
    const struct pl_report_ref *refs;
    size_t n_refs;
    const struct pl_report_about *about;
    size_t n_about;
    bool names_known; /* false: nobody gave names, so their uniformity is unknown */
    const struct pl_report_name *names;
    size_t n_names;
    const struct pl_report_figure *figures;
    size_t n_figures;
    const struct pl_report_without *without;
    size_t n_without;
};

/* Look-ups; NULL where there is none. Linear: a report cites hundreds, not millions. */
const struct pl_report_ref *pl_report_ref_find(const struct pl_report_facts *facts, pl_str id);
const struct pl_report_about *pl_report_about_find(const struct pl_report_facts *facts, pl_str statement);
const struct pl_report_figure *pl_report_figure_find(const struct pl_report_facts *facts, pl_str id);

const char *pl_report_ref_word(enum pl_report_ref_kind kind);
const char *pl_report_ref_title(enum pl_report_ref_kind kind);

#endif
