#include "app/relating.h"

#include <stdlib.h>

#include "app/facts.h"
#include "geo/link.h"

#include "base/ban.h"

#define BOUND_HOURS 12.0 /* said for less, it is not held against the course (detect/arrival) */

#define ARENA_MAX ((size_t)64 << 20)

struct pl_relating {
    struct pl_relating_options options;
    struct pl_relate *relate;
    struct pl_arena arena; /* of the links */
    struct pl_links links;
    struct pl_passages *passages;
    bool asks_ways; /* there is an event whose ways by sea matter */
};

int pl_relating_open(const struct pl_relating_options *options, struct pl_relating **ret_relating,
                     struct pl_error *err) {
    struct pl_relating *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to relate events");
    }
    r->options = *options;
    pl_arena_open(&r->arena, ARENA_MAX);
    const struct pl_relate_options inner = {.rules = options->rules,
                                            .ports = options->ports,
                                            .reception = options->reception,
                                            .stations = options->stations,
                                            .until = options->until};
    int rc = pl_relate_open(&inner, &r->relate, err);
    if (rc != PL_E_OK) {
        pl_relating_close(r);
        return rc;
    }
    *ret_relating = r;
    return PL_E_OK;
}

int pl_relating_add(struct pl_relating *r, const struct pl_event *event, struct pl_error *err) {
    r->asks_ways |= event->type == PL_EVENT_GAP || (event->type == PL_EVENT_BOUND && event->hours >= BOUND_HOURS &&
                                                    event->has_start_pos && event->has_end_pos);
    return pl_relate_add(r->relate, event, err);
}

/* About 100 MB: only where there is a silence to ask about, or a destination that was said long enough to sail away
 * from. */
static int open_ways(struct pl_relating *r, struct pl_error *err) {
    pl_str csv = pl_facts_sea_links();
    int rc = PL_E_OK;
    if (!r->asks_ways || r->options.sea == NULL) {
        return PL_E_OK;
    }
    if (csv.n > 0) {
        rc = pl_links_parse(csv, &r->arena, &r->links, err);
    }
    return rc == PL_E_OK ? pl_passages_open(r->options.sea, csv.n > 0 ? &r->links : NULL, &r->passages, err) : rc;
}

int pl_relating_run(struct pl_relating *r, pl_event_sink sink, void *ctx, struct pl_error *err) {
    int rc = open_ways(r, err);
    if (rc == PL_E_OK) {
        pl_relate_give(r->relate, r->passages);
        rc = pl_relate_run(r->relate, sink, ctx, err);
    }
    return rc;
}

int pl_relating_note(struct pl_relating *r, struct pl_event *event, struct pl_error *err) {
    return pl_relate_note(r->relate, event, err);
}

void pl_relating_close(struct pl_relating *r) {
    if (r == NULL) {
        return;
    }
    pl_relate_close(r->relate);
    pl_passages_close(r->passages);
    pl_arena_close(&r->arena);
    free(r);
}
