#include "http/limited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/clearance.h"
#include "base/thread.h"
#include "http/site.h"

#include "base/ban.h"

#define CLEARANCES  8
#define MARKING_MAX 32

struct known {
    char clearance[MARKING_MAX];
    int64_t version;
    bool withholds;
};

struct pl_limited {
    struct pl_gate *gate; /* over all that follows */
    struct known known[CLEARANCES];
    size_t n;
};

int pl_limited_open(struct pl_limited **ret, struct pl_error *err) {
    struct pl_limited *limited = calloc(1, sizeof *limited);
    if (limited == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what is withheld");
    }
    int rc = pl_gate_open(&limited->gate, err);
    if (rc != PL_E_OK) {
        free(limited);
        return rc;
    }
    *ret = limited;
    return PL_E_OK;
}

void pl_limited_close(struct pl_limited *limited) {
    if (limited != NULL) {
        pl_gate_close(limited->gate);
        free(limited);
    }
}

static struct known *known_of(struct pl_limited *limited, pl_str clearance) {
    for (size_t i = 0; i < limited->n; i++) {
        if (pl_str_eq(pl_str_from(limited->known[i].clearance), clearance)) {
            return &limited->known[i];
        }
    }
    return NULL;
}

static void keep(struct pl_limited *limited, pl_str clearance, int64_t version, bool withholds) {
    struct known *known = known_of(limited, clearance);
    if (known == NULL && limited->n < CLEARANCES && clearance.n < MARKING_MAX) {
        known = &limited->known[limited->n++];
        memcpy(known->clearance, clearance.p, clearance.n);
    }
    if (known != NULL) {
        known->version = version;
        known->withholds = withholds;
    }
}

static bool withholds(struct pl_limited *limited, const struct pl_call *call, int64_t version) {
    pl_str clearance = call->viewer.clearance;
    bool found = false, any = true;
    struct pl_error err;
    pl_gate_lock(limited->gate);
    const struct known *known = known_of(limited, clearance);
    if (known != NULL && version >= 0 && known->version == version) {
        found = true;
        any = known->withholds;
    }
    pl_gate_unlock(limited->gate);
    if (found) {
        return any;
    }
    const char *view = pl_view_name(call->arena, pl_site_options(call->site)->case_dir, clearance);
    if (view == NULL || pl_view_withholds(view, &any, &err) != PL_E_OK || version < 0) {
        return any;
    }
    pl_gate_lock(limited->gate);
    keep(limited, clearance, version, any);
    pl_gate_unlock(limited->gate);
    return any;
}

static bool ends_in(pl_str text, pl_str end) {
    return text.n >= end.n && pl_str_eq(pl_str_sub(text, text.n - end.n, text.n), end);
}

/* {"a":1}\n -> {"a":1,"case_withheld":true}\n. A body that says it already (of a write, whose process did), and one for
 * which there is no room, stay as they are. */
static void add_member(struct pl_buf *body) {
    size_t n = body->n;
    while (n > 0 && (body->p[n - 1] == '\n' || body->p[n - 1] == ' ')) {
        n--;
    }
    if (n < 2 || body->p[0] != '{' || body->p[n - 1] != '}') {
        return;
    }
    pl_str said = n == 2 ? PL_STR("\"case_withheld\":true}\n") : PL_STR(",\"case_withheld\":true}\n");
    pl_str whole = {body->p, n};
    if (ends_in(whole, PL_STR(",\"case_withheld\":true}")) || pl_str_eq(whole, PL_STR("{\"case_withheld\":true}"))) {
        return;
    }
    size_t had = body->n;
    body->n = n - 1;
    if (pl_buf_reserve(body, said.n) == NULL) {
        body->n = had;
        body->failed = false; /* nothing was dropped, and the field says it */
        return;
    }
    pl_buf_add_str(body, said);
}

/* OpenRefine takes every member of its answers for that of a question. */
static bool has_room(const struct pl_route *route) {
    return !pl_str_starts(pl_str_from(route->path), PL_STR("/reconcile/"));
}

void pl_limited_say(struct pl_limited *limited, struct pl_call *call, int64_t version) {
    pl_str clearance = call->viewer.clearance;
    struct pl_answer *answer = call->answer;
    char words[64];
    bool open = pl_route_role(call->route) == PL_ROLE_NOBODY && strcmp(call->route->path, "/api/session") != 0;
    if (open || call->viewer.role == PL_ROLE_NOBODY || clearance.n == 0 || pl_str_eq(clearance, PL_STR("TLP:RED")) ||
        !withholds(limited, call, version)) {
        return;
    }
    snprintf(words, sizeof words, "above %.*s", (int)pl_str_sub(clearance, 0, MARKING_MAX).n, clearance.p);
    pl_answer_header(answer, "X-Plimsoll-Withheld", pl_str_from(words));
    bool json = has_room(call->route) && answer->type != NULL && strstr(answer->type, "json") != NULL;
    if (json && !answer->gzip && answer->fixed == NULL && answer->fd <= 0 && !pl_buf_failed(&answer->body)) {
        add_member(&answer->body);
    }
}
