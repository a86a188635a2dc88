/* Screenings in a case: asked of the lists that it keeps, and kept.
 *
 * Every screening is one signed journal entry (docs/format/entry.md, kind screening): what was asked (a batch as an
 * object), against which copies, by which versions of program, matching and ICU, with which decisions and
 * requirements in force, who asked, and the answer as JSON Lines. It is kept before it is shown. The same question put
 * again to the same journal gives the same bytes: pl_screening_replay shows that, or says which version differs. */
#ifndef PL_APP_SCREENING_H
#define PL_APP_SCREENING_H

#include "app/act.h"
#include "app/screen.h"
#include "app/screen_run.h"
#include "base/buf.h"
#include "store/object.h"

typedef int (*pl_screening_write)(void *ctx, pl_str bytes, struct pl_error *err);

struct pl_screening_request {
    struct pl_screen_question question; /* where rows is NULL */
    pl_str query;                       /* what output shows */
    const char *rows;                   /* a batch: a CSV, "-" is standard input */
    pl_str rows_bytes;                  /* or these bytes, then called `rows`; p NULL: the file */
    bool has_as_of;
    int32_t as_of;
    pl_time known_at; /* or PL_TIME_NONE: of all that the case knows */
    size_t limit;
    double threshold;
    const char *const *requires; /* LIST or LIST:DAYS, beside those of the case */
    size_t n_requires;
    unsigned threads;
    int form;       /* enum pl_screen_form: what `write` gets; kept is always JSON Lines */
    pl_str by;      /* who asked; "": the case's person */
    pl_str purpose; /* "" or "watch" */
    pl_time now;
    pl_screening_write write;
    void *ctx;
};

struct pl_screening_done {
    int64_t seq;
    struct pl_screen_run_counts counts;
};

/* USAGE, FORMAT, EMPTY and what the engine and the case say. A batch with a fault in the file as a whole is not kept.
 */
PL_MUST int pl_screening_run(const char *dir, const struct pl_screening_request *request, struct pl_screening_done *ret,
                             struct pl_error *err);

/* A kept screening. Texts live in the arena it was read into. */
struct pl_screening {
    int64_t seq;
    pl_time at;
    bool batch;
    struct pl_screen_question question;
    pl_str query; /* of a batch: the file's name */
    bool has_as_of;
    int32_t as_of, today;
    int64_t journal; /* entries that were known */
    size_t limit;
    double threshold;
    struct pl_screen_require *requires; /* the case's and the question's */
    size_t n_requires;
    pl_str by, purpose, program, match, unicode;
    pl_str lists; /* a line each: LIST PUBLISHED ENTRY SHA256 */
    struct pl_object rows, answer_object;
    pl_str answer; /* of one question; a batch has an object */
    uint64_t queries, with_candidates, none, undetermined, not_comparable;
    uint64_t new_hits, ended, changed; /* of a run over the watch list */
    bool erased;                       /* something that its entry said was erased since, and: */
    bool no_question, no_answer;       /* what was asked, and how; what was answered */
    bool watch; /* a run over the watch list (app/watch): of this publication, or of this item; -1 */
    int64_t watch_publication, watch_item;
};

/* STORE for an act that this program did not write. */
PL_MUST int pl_screening_of(const struct pl_act *act, struct pl_arena *arena, struct pl_screening *ret,
                            struct pl_error *err);

/* NOT_FOUND where the entry is no screening. */
PL_MUST int pl_screening_read(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_screening *ret,
                              struct pl_error *err);

/* The kept answer, as it was shown with --json; nothing where it was erased. Give it an empty buffer. */
PL_MUST int pl_screening_answer(struct pl_case *c, const struct pl_screening *s, struct pl_buf *out,
                                struct pl_error *err);

/* The kept answer of journal entry seq, as JSON Lines: a line {"type":"screening"} of who asked what and when, of which
 * versions, then what was answered. NOT_FOUND where it is no screening, or came later than known_at. */
PL_MUST int pl_screening_show(const char *dir, pl_time known_at, int64_t seq, struct pl_buf *out, struct pl_error *err);

/* The parties that were asked for (none where that was erased), with the row's id ("" for one question; of the watch
 * list the item's number). */
typedef int (*pl_screening_party)(void *ctx, pl_str id, pl_str query, const struct pl_entity *party,
                                  struct pl_error *err);
PL_MUST int pl_screening_parties(struct pl_case *c, const struct pl_screening *s, bool exercise, struct pl_arena *arena,
                                 pl_screening_party sink, void *ctx, struct pl_error *err);

/* What a row of a kept screening asked for, and how. */
struct pl_screening_asked {
    struct pl_screen_row row; /* note "" */
    double threshold;
    bool has_as_of;
    int32_t as_of;
};

/* Of the kept screening seq; row "" is the only question there was. Texts in the arena. NOT_FOUND where it is no
 * screening, came later than known_at, or asked for no such row, or where that was erased. */
PL_MUST int pl_screening_asked(const char *dir, pl_time known_at, int64_t seq, pl_str row, struct pl_arena *arena,
                               struct pl_screening_asked *ret, struct pl_error *err);

/* Asks again what was asked, of the journal as it was then, and gives the bytes to write where they are the same.
 * CHECK where they are not, with the version that differs; NOT_FOUND where one of them was erased. */
PL_MUST int pl_screening_replay(const char *dir, int64_t seq, unsigned threads, pl_screening_write write, void *ctx,
                                struct pl_error *err);

#endif
