/* Screeners that are kept between questions: for a server, which is asked the same lists again and again.
 *
 * A screener over the lists of a case takes a fraction of a second to build and microseconds to ask. Here it is built
 * once for each state of the lists and shared by all threads, read-only. Each take looks whether somebody committed to
 * the case since (store/changed); if so publications, decisions and required lists are read again, and the screener is
 * built anew where its publications are others, or the day is another. Nothing that was taken changes while it is held.
 * A few are kept, the least used goes. All functions may be called by any thread. */
#ifndef PL_APP_SCREENER_CACHE_H
#define PL_APP_SCREENER_CACHE_H

#include "app/case_screener.h"
#include "app/decision.h"
#include "app/entity_graph.h"
#include "app/requirement.h"
#include "app/screen.h"

struct pl_screener_cache;

/* dir: the folder of the case; must outlive the cache. Opens nothing yet. NOMEM. */
PL_MUST int pl_screener_cache_open(const char *dir, struct pl_screener_cache **ret, struct pl_error *err);
void pl_screener_cache_close(struct pl_screener_cache *cache); /* accepts NULL; nothing may be held */

/* Which screener. */
struct pl_screener_wish {
    const char *view; /* the case as the asker may see it: its folder, or a view of it (store/clearance.h) */
    pl_str list;      /* that list alone; "" : all */
    bool has_as_of;
    int32_t as_of;
    pl_time now; /* ages count to this day */
};

/* What is held. asker is the holder's alone, all else is shared and const until it is given back. */
struct pl_screener_held {
    const struct pl_screener *screener;
    struct pl_screen_asker *asker;
    const struct pl_case_screener *lists;
    const struct pl_countries *countries;
    struct pl_decisions *decisions; /* for pl_decisions_settle; never changed */
    const struct pl_requirements *requirements;
    const struct pl_entity_graph *graph; /* the entries by id, and what refers to what */
    pl_str lacking;                      /* why every answer is undetermined; "" : it is not */
    int64_t journal;                     /* entries known */
    bool exercise;
    void *state; /* of the cache */
};

/* What the case and the builder say. */
PL_MUST int pl_screener_take(struct pl_screener_cache *cache, const struct pl_screener_wish *wish,
                             struct pl_screener_held *ret, struct pl_error *err);
void pl_screener_give(struct pl_screener_cache *cache, struct pl_screener_held *held); /* accepts one all zero */

#endif
