/* A site: one case and everything that answers requests about it, without a socket. What it keeps between requests is
 * made once, or guarded inside; the rest is asked of the case anew each time, so that an answer is never stale.
 *
 * pl_site_answer never fails: an error is an answer (problem+json). It may be called by many threads at once. */
#ifndef PL_HTTP_SITE_H
#define PL_HTTP_SITE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "http/answer.h"
#include "http/request.h"
#include "http/route.h"

struct pl_site_options {
    const char *case_dir; /* must outlive the site */
    const char *listen;   /* for /api/session and the API's own description; NULL: none */
    const char *coast;    /* a land mask in place of the shipped one; NULL: that. Must outlive the site */
    const char *links;    /* sea links in place of the shipped ones, or "none"; NULL: those. Must outlive the site */
    const struct pl_basemap *map; /* what may lie below the page's coast (app/basemap); NULL: nothing */
    /* Who carries out a write (routes that are no GET and not quiet), instead of the handler in this process; NULL: the
     * handler itself. The server gives one that runs `plimsoll get` in a process of its own, as the person. */
    int (*write)(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer, struct pl_answer *answer,
                 struct pl_error *err);
    void *write_ctx;
    struct pl_login *login;   /* who signs in; NULL: nobody can (http/login) */
    struct pl_access *access; /* where it is noted who asked; NULL: nowhere (http/access) */
};

/* NOT_FOUND where there is no case, STORE, NOMEM. */
PL_MUST int pl_site_open(const struct pl_site_options *options, struct pl_site **ret_site, struct pl_error *err);
void pl_site_close(struct pl_site *site); /* accepts NULL */

const struct pl_site_options *pl_site_options(const struct pl_site *site);

/* Screeners over the case's lists, kept between requests. */
struct pl_screener_cache;
struct pl_screener_cache *pl_site_screeners(const struct pl_site *site);

/* The land mask and the sea links, opened when they are first needed. */
struct pl_seaway_keep;
struct pl_seaway_keep *pl_site_seaway(const struct pl_site *site);

/* How far the log is, for the stream. */
struct pl_pulse;
struct pl_pulse *pl_site_pulse(const struct pl_site *site);

/* What was asked and how long it took, for /metrics. */
struct pl_metrics;
struct pl_metrics *pl_site_metrics(const struct pl_site *site);

/* Answers one request of a viewer: finds the route (404, 405), checks role (401, 403), token, parameters and body
 * (400, 413, 415), runs it, tags the answer, notes who asked: what cannot be noted is not answered, unless it was a
 * write, which is kept already. The caller has opened answer. */
void pl_site_answer(struct pl_site *site, const struct pl_request *req, const struct pl_viewer *viewer, pl_time now,
                    struct pl_arena *arena, struct pl_answer *answer);

#endif
