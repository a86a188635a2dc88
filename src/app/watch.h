/* The watch list: ships and parties that the case follows.
 *
 * Each change is an act (journal kind `watch`). Adding one screens it against every list of the case; importing a list
 * screens all of them against what the import changed, both ways: hits that are new, that ended, and whose entry
 * changed. Each such run is a kept screening of purpose `watch` (app/screening), with the item as its row, so that it
 * can be replayed, reviewed and decided like any other. */
#ifndef PL_APP_WATCH_H
#define PL_APP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "app/act.h"
#include "base/buf.h"
#include "base/error.h"
#include "lists/entity.h"

struct pl_watch_item {
    int64_t seq; /* of the entry that added it: its number */
    pl_time at;
    pl_str name, imo, mmsi;     /* one of them at least; as given */
    pl_str birth_date, country; /* say more of a name: they can only lower a score; "" */
    int schema;                 /* enum pl_schema, or -1 */
    pl_str by, note;
};

/* What is followed, by number, as the first `before` entries say. */
PL_MUST int pl_watch_items(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_watch_item **ret_items,
                           size_t *ret_n, struct pl_error *err);

/* What an item is called in answers: its name, its numbers, and what else was said of it. In the arena. */
pl_str pl_watch_label(const struct pl_watch_item *item, struct pl_arena *arena);

/* The party that an item means. NOMEM. */
PL_MUST int pl_watch_party(const struct pl_watch_item *item, bool exercise, struct pl_arena *arena,
                           struct pl_entity *ret, struct pl_error *err);

/* What a run asks: one publication against the copy before it (item -1), or one item against all lists (publication
 * -1), of the first `journal` entries. */
struct pl_watch_run {
    int64_t journal, publication, item;
    bool exercise;
};

struct pl_watch_counts {
    uint64_t items, new_hits, ended, changed;
};

/* JSON lines {"type":"watch","change":"new_hit|hit_ended|hit_changed","query_id",...}. The same journal gives the same
 * bytes. lists (may be NULL): a line for each publication that was asked, as app/screening keeps it. */
PL_MUST int pl_watch_screen(struct pl_case *c, const struct pl_watch_run *run, struct pl_buf *out, struct pl_buf *lists,
                            struct pl_watch_counts *ret, struct pl_error *err);

/* Runs and keeps one question to all that the case knows now: publication and item as in struct pl_watch_run. Its lines
 * and counts are added. */
PL_MUST int pl_watch_keep(struct pl_acting *acting, int64_t publication, int64_t item, struct pl_buf *out,
                          struct pl_watch_counts *counts, struct pl_error *err);

/* Runs and keeps what is due: the newest publication of each list that was imported after something was followed and
 * has not been screened. Lines and counts of all runs are added. */
PL_MUST int pl_watch_catch_up(struct pl_acting *acting, struct pl_buf *out, struct pl_watch_counts *counts,
                              struct pl_error *err);

/* Adds one, screens it, keeps both; out receives the hits, why the words for what no hit does not mean: a required list
 * is missing, undated or too old (app/requirement), nothing where all are fit. USAGE for an item without anything to
 * follow, or with a number, a date or a state that cannot be one; a number that is followed already is an answer:
 * *ret_seq is its item. */
PL_MUST int pl_watch_add(const char *dir, pl_time now, const struct pl_watch_item *item, struct pl_buf *out,
                         struct pl_buf *why, int64_t *ret_seq, struct pl_watch_counts *ret, struct pl_error *err);

/* The summary behind those hits: the item's number, new hits, and why what no hit is undetermined ("" : it is not). */
void pl_watch_added_json(int64_t item, const struct pl_watch_counts *counts, pl_str why, struct pl_buf *out);

/* NOT_FOUND. */
PL_MUST int pl_watch_remove(const char *dir, pl_time now, int64_t item, pl_str by, pl_str note, int64_t *ret_seq,
                            struct pl_error *err);

/* Every item with its present hits, as JSON lines ({"type":"item"}, {"type":"hit"}, a summary) or a table. Where a
 * required list is missing, undated or too old it says so: an item without a hit is then undetermined. */
PL_MUST int pl_watch_show(const char *dir, pl_time known_at, pl_time now, bool json, struct pl_buf *out,
                          struct pl_error *err);

#endif
