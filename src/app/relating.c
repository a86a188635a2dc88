#include "app/relating.h"

#include <stdlib.h>

#include "app/facts.h"
#include "base/ban.h"

struct pl_relating {
    struct pl_relating_options options;
    struct pl_relate *relate;
};

int pl_relating_open(const struct pl_relating_options *options, struct pl_relating **ret_relating,
                     struct pl_error *err) {
    struct pl_relating *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to relate events");
    }
    r->options = *options;
    const struct pl_relate_options inner = {.rules = options->rules, .ports = options->ports, .until = options->until};
    int rc = pl_relate_open(&inner, &r->relate, err);
    if (rc != PL_E_OK) {
        pl_relating_close(r);
        return rc;
    }
    *ret_relating = r;
    return PL_E_OK;
}

int pl_relating_add(struct pl_relating *r, const struct pl_event *event, struct pl_error *err) {
    return pl_relate_add(r->relate, event, err);
}

int pl_relating_run(struct pl_relating *r, pl_event_sink sink, void *ctx, struct pl_error *err) {
    return pl_relate_run(r->relate, sink, ctx, err);
}

int pl_relating_note(struct pl_relating *r, struct pl_event *event, struct pl_error *err) {
    return pl_relate_note(r->relate, event, err);
}

void pl_relating_close(struct pl_relating *r) {
    if (r == NULL) {
        return;
    }
    pl_relate_close(r->relate);
    free(r);
}
