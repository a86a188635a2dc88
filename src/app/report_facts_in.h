/* The inside of a report's facts while they are gathered (app/report_facts.c, report_refs.c, report_entry.c,
 * report_about.c). */
#ifndef PL_APP_REPORT_FACTS_IN_H
#define PL_APP_REPORT_FACTS_IN_H

#include "app/report.h"
#include "evidence/filing.h"

struct pl_filling {
    struct pl_report_job *job;
    struct pl_arena *arena;
    struct pl_report_ref *refs;
    size_t n_refs, cap_refs;
    struct pl_disclose_kept kept; /* recordings that are kept back */
    bool *closed;                 /* by journal entry: filings that this edition keeps back */
    struct pl_report_marked *marked;
    size_t n_marked, cap_marked;
    struct pl_error *err;
};

/* Which filings the job's scope closes. */
PL_MUST int pl_filling_close(struct pl_filling *w);

/* Is it one of those? NULL is not. */
bool pl_filling_is_closed(const struct pl_filling *w, const struct pl_filing *f);

/* What is shown bears that marking, which is that of journal entry seq. */
PL_MUST int pl_filling_mark(struct pl_filling *w, pl_str id, int64_t seq);

/* The value of a field; {NULL,0} also where f is NULL. */
pl_str pl_filling_value(const struct pl_filing *f, const char *name);

/* A line in the arena, whole. */
pl_str pl_filling_words(struct pl_filling *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* s, or its first whole characters within most bytes and an ellipsis. */
pl_str pl_filling_short(struct pl_filling *w, pl_str s, size_t most);

/* The first and the last moment that a field may mean; PL_TIME_NONE. */
pl_time pl_filling_first(const struct pl_filing *f, const char *name);
pl_time pl_filling_last(const struct pl_filing *f, const char *name);

/* Both as they were filed, a day as a day: `2024-03-01`, `2024-03-01 to 2024-04`; until may be NULL. */
pl_str pl_filling_said_when(struct pl_filling *w, const struct pl_filing *f, const char *from, const char *until);

/* A journal entry as the report names it: signed by whoever holds the key. */
PL_MUST int pl_filling_entry(struct pl_filling *w, int64_t seq, struct pl_report_entry *ret);

/* The independent origins of everything that supports these ids, together. */
PL_MUST int pl_filling_origins(struct pl_filling *w, const pl_str *ids, size_t n, struct pl_report_origins *ret);

/* How many filings of that kind are about an id. */
size_t pl_filling_count_about(const struct pl_filling *w, char letter, pl_str id);

/* For each party that a finding names: whether it was asked and what it answered, or its recorded reason. a->subjects
 * must be there. A letter or reply counts for the parties that it says (`party`), else for the addressee or the sender
 * where the finding names that, else for the only one that it names. */
PL_MUST int pl_filling_replies(struct pl_filling *w, const struct pl_filing *finding, pl_str id,
                               struct pl_report_about *a);

/* Everything that the text cites, with what it rests on: job->facts.refs. */
PL_MUST int pl_filling_refs(struct pl_filling *w);

/* What whom this is made for may not see is said to be withheld, never to be missing. */
#define PL_FILLING_UNSEEN_WHY PL_STR("marked above the clearance of whom this is made for")

/* One more ref, zeroed; NULL where there are too many. It stays where it is until the next. */
struct pl_report_ref *pl_filling_add_ref(struct pl_filling *w);

/* What this edition keeps back: that it is there, and which entry commits to it. */
PL_MUST int pl_filling_kept(struct pl_filling *w, struct pl_report_ref *ref, enum pl_report_ref_kind kind, pl_str cited,
                            pl_str title, int64_t seq);

/* What is there, and whom this is made for may not see: its id says which entry commits to it. */
PL_MUST int pl_filling_add_unseen(struct pl_filling *w, pl_str id);

/* Is id one of a journal entry: E3, a recording or list; Q12, a kept screening? And the ref of it; an entry that is
 * neither is left out. */
bool pl_filling_entry_id(pl_str id, int64_t *ret_seq);
PL_MUST int pl_filling_add_entry(struct pl_filling *w, pl_str id, int64_t seq);

/* The support that pins that event and stands, or NULL. */
const struct pl_filing *pl_filling_pinned(const struct pl_filling *w, pl_str id);

/* The figures that the text asks for, once job->facts.refs is there: job->facts.figures. One without a place or time to
 * show is left out. */
PL_MUST int pl_filling_figures(struct pl_filling *w);

/* What is known about findings and assessments; the names of ships; what is lost without others. */
PL_MUST int pl_filling_abouts(struct pl_filling *w);
PL_MUST int pl_filling_names(struct pl_filling *w);
PL_MUST int pl_filling_without(struct pl_filling *w, pl_str name, struct pl_report_without *ret);

#endif
