/* Screening: who of the entries of some lists may be meant by a name, a number, a party?
 *
 * One engine for both sides of the program: `screen --list FILE` builds it from files (app/screen_files), a case from
 * the lists it keeps. It takes sealed books (lists/book), decides for each entry whether it was listed (lists/asof, or
 * the newest copy), makes names comparable (app/subject), indexes them (names/index) and then answers. Const after
 * build and shared by threads; each thread asks through its own pl_screen_asker. The same answer for any number of
 * threads and any order of the copies. Candidates are candidates, never decisions. */
#ifndef PL_APP_SCREEN_H
#define PL_APP_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/explain.h"
#include "app/subject.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/pool.h"
#include "lists/asof.h"
#include "lists/book.h"
#include "names/index.h"
#include "names/match.h"

#define PL_SCREEN_MAX_LIMIT 1000000 /* candidates shown; the index itself gives at most PL_INDEX_MAX_CANDIDATES */
#define PL_SCREEN_BESIDE    3

/* A file that a copy was read from. */
struct pl_screen_file {
    pl_str name;
    pl_str sha256; /* hex of the file as received */
};

/* One copy of one list. Copies of one list (equal names) are publications of it. Strings, files and the book are
 * borrowed and must outlive the screener. */
struct pl_screen_copy {
    pl_str list;                /* "un-sc" */
    const struct pl_book *book; /* sealed */
    pl_str published;           /* what answers print: YYYY-MM-DD, or "" for a copy without a date */
    bool has_day;               /* where the copy stands in time; a case may place an undated copy at its import */
    int32_t day;                /* since 1970-01-01 */
    pl_str order;               /* decides between copies of one day: the greater; equal: the later in the array */
    const struct pl_screen_file *files; /* the main file first, then further parts and deltas; may be NULL */
    size_t n_files;
};

struct pl_screen_options {
    bool has_as_of;
    int32_t as_of;                        /* a day; without it the newest copy of each list counts, dated or not */
    int32_t today;                        /* ages are counted to as_of, else to this day */
    bool exercise;                        /* the reserved number ranges are valid */
    const struct pl_countries *countries; /* may be NULL */
    struct pl_pool *pool;                 /* or NULL: one thread */
};

struct pl_screener;

/* NOMEM, LIMIT. Without as_of an undated copy counts as newer than any dated one (nobody says that it is old). With
 * as_of, entries of a list without any dated copy are `undetermined`. */
PL_MUST int pl_screener_build(const struct pl_screen_options *options, const struct pl_screen_copy *copies, size_t n,
                              struct pl_screener **ret_screener, struct pl_error *err);
void pl_screener_close(struct pl_screener *screener); /* accepts NULL */

/* Every copy that was searched, sorted by list, then day; the copies that did not count (older ones without as_of) are
 * not among them. */
struct pl_screen_searched {
    const struct pl_screen_copy *copy;
    bool has_age;
    int32_t age_days; /* to as_of, else to today; negative where published after it */
};
size_t pl_screener_n_searched(const struct pl_screener *screener);
struct pl_screen_searched pl_screener_searched(const struct pl_screener *screener, size_t i);

/* Entries that can be candidates, names indexed, bytes of index. */
struct pl_screener_size {
    size_t entries, names, bytes;
    uint64_t names_left_out; /* too long to compare */
};
struct pl_screener_size pl_screener_size(const struct pl_screener *screener);

/* Lists of which the first dated copy is later than as_of: what they delisted before cannot be seen. */
size_t pl_screener_n_blind(const struct pl_screener *screener);
pl_str pl_screener_blind(const struct pl_screener *screener, size_t i);

/* A list that must have been searched (--require LIST[:MAX_DAYS]). */
struct pl_screen_require {
    pl_str list;
    bool has_max_days;
    int32_t max_days;
};

/* NULL where all are there and fresh enough, else why not, in the arena: an answer is then undetermined. *ret_why "".
 */
PL_MUST int pl_screener_check(const struct pl_screener *screener, const struct pl_screen_require *requires, size_t n,
                              struct pl_arena *arena, pl_str *ret_why, struct pl_error *err);

/* What a person decided about the asked party and this entry (a case keeps decisions; files have none). */
struct pl_screen_ruling {
    int64_t entry;       /* of the journal */
    const char *verdict; /* static: "match", "no_match", "unsure" */
    pl_str by, reason, text;
    pl_str expires;      /* YYYY-MM-DD or "" */
    bool stands;         /* not expired, not awaiting a second reviewer, about this very content */
    const char *why_not; /* static; NULL where it stands */
};

struct pl_screen_candidate {
    struct pl_subject_match match;         /* with reasons */
    const struct pl_book_entry *entry;     /* the version that matched */
    const struct pl_screen_copy *copy;     /* the copy that this version stands in: of several, the one nearest before
                                              as_of, else nearest after, else the newest */
    pl_str asked_name;                     /* of the names that were asked for the one that agreed; "" */
    pl_str matched_name;                   /* as the list writes it; "" where only a number agreed */
    int listed;                            /* enum pl_asof_answer: LISTED or UNDETERMINED */
    const char *why_listed;                /* static */
    unsigned rank;                         /* from 1 */
    const struct pl_screen_ruling *ruling; /* NULL: nothing was decided */
    const struct pl_explanation *names;    /* how the names were read; NULL: not asked for, or no name matched */
};

enum pl_screen_verdict { PL_SCREEN_CANDIDATES, PL_SCREEN_NONE, PL_SCREEN_UNDETERMINED, PL_SCREEN_NOT_COMPARABLE };
const char *pl_screen_verdict_name(int verdict); /* "candidates", "none" ... */

struct pl_screen_answer {
    struct pl_screen_candidate *candidates; /* best first, at most limit */
    size_t n;
    size_t above; /* comparable candidates at or above the threshold, before the limit, of those that were scored */
    int verdict;  /* enum pl_screen_verdict */
    pl_str why;   /* a sentence, "" for plain candidates */

    const struct pl_book_entry *beside; /* no candidate was found, but this reaches the threshold (ask.beside); NULL */
    const struct pl_screen_copy *beside_copy;
};

struct pl_screen_ask {
    size_t limit;     /* shown */
    double threshold; /* 0 shows all, also those that are not comparable (score -1), last */
    double worth;     /* above threshold: candidates that hardly reach this are not scored, and what lies between the
                         two is shown where it was scored; 0: as threshold */
    pl_str lacking;   /* from pl_screener_check: makes the verdict undetermined; "" */
    bool explain;     /* candidates show how their names were read (app/explain): some 0.1 ms each */

    /* Whether an entry of this schema may be a candidate at all; asked before it is scored, of very many: an entry that
     * is not looked at costs no memory. NULL: every entry may. */
    bool (*may)(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry);
    /* Where no candidate is found: whether an entry that may not be one is to be named all the same if it reaches the
     * threshold; asked of those most alike, PL_SCREEN_BESIDE are scored. NULL: none is. */
    bool (*beside)(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry);
    void *may_ctx;
};

struct pl_screen_asker;
PL_MUST int pl_screen_asker_open(const struct pl_screener *screener, struct pl_screen_asker **ret_asker,
                                 struct pl_error *err);
void pl_screen_asker_close(struct pl_screen_asker *asker); /* accepts NULL */

/* Asks about a party in the terms of a list entry (schema PL_SCHEMA_OTHER: not said; NAME, BIRTH_DATE, COUNTRY, IMO ...
 * as values). What cannot be compared is an answer, not an error. The answer lives in the arena and refers to the
 * screener and the party. NOMEM. */
PL_MUST int pl_screen_party(struct pl_screen_asker *asker, const struct pl_entity *party,
                            const struct pl_screen_ask *ask, struct pl_arena *arena, struct pl_screen_answer *ret,
                            struct pl_error *err);

/* Two parties against each other, without any list. reasons are in ret (arena). *ret_a, *ret_b (may be NULL): the
 * subjects. */
PL_MUST int pl_screen_compare(struct pl_romaniser *romaniser, const struct pl_countries *countries,
                              const struct pl_entity *a, const struct pl_entity *b, struct pl_arena *arena,
                              struct pl_subject_match *ret, struct pl_error *err);

/* The party that a plain question means: name (may be ""), schema (enum pl_schema, or -1), birth date, country, IMO
 * number as text (each may be ""). An IMO number counts as a ship's where that check digit is right, else as a
 * company's where that is right and the schema is no ship's; else it stays the ship's and is invalid. NOMEM. */
struct pl_screen_question {
    pl_str name, birth_date, country, imo;
    int schema;
};
PL_MUST int pl_screen_question_party(const struct pl_screen_question *question, bool exercise, struct pl_arena *arena,
                                     struct pl_entity *ret_party, struct pl_error *err);

#endif
