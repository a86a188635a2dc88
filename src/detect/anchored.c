/* The part of the second stage that says where a ship lay: in an anchorage that the recording shows (anchorage.h). */
#include <stdlib.h>

#include "detect/anchorage.h"
#include "detect/relate_in.h"

#include "base/ban.h"

struct anchored {
    struct pl_stay *stays;
    size_t n, cap;
    struct pl_anchorage *anchorages;
    size_t n_anchorages;
};

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    (void)relate;
    struct anchored *a = calloc(1, sizeof *a);
    *ret_state = a;
    return a != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to learn anchorages");
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *event, struct pl_error *err) {
    struct anchored *a = state;
    struct pl_stay stay;
    if (!pl_stay_of(relate->options.rules, event, &stay)) {
        return PL_E_OK;
    }
    if (a->n == a->cap) {
        size_t cap = a->cap == 0 ? 64 : a->cap * 2;
        struct pl_stay *grown = reallocarray(a->stays, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to learn anchorages");
        }
        a->stays = grown;
        a->cap = cap;
    }
    a->stays[a->n++] = stay;
    return PL_E_OK;
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct anchored *a = state;
    return pl_anchorages_find(relate->options.rules, a->stays, a->n, &relate->arena, &a->anchorages, &a->n_anchorages,
                              err);
}

static int note(struct pl_relate *relate, void *state, struct pl_event *event, struct pl_error *err) {
    const struct anchored *a = state;
    (void)err;
    if (event->has_pos && (event->type == PL_EVENT_LOITERING || event->type == PL_EVENT_ENCOUNTER)) {
        const struct pl_anchorage *at =
            pl_anchorage_at(relate->options.rules, a->anchorages, a->n_anchorages, event->pos);
        event->notes.anchorage_ships = at != NULL ? at->ships : 0;
    }
    return PL_E_OK;
}

static void close_part(void *state) {
    struct anchored *a = state;
    free(a->stays);
    free(a);
}

const struct pl_relate_part pl_relate_anchorage = {
    .name = "anchorage", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
