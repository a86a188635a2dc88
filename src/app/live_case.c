#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/import.h"
#include "app/live_in.h"
#include "base/file.h"
#include "base/log.h"
#include "store/archive.h"
#include "store/exhibit.h"
#include "store/snapshot.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)
#define COPY      ((size_t)1 << 18)

/* ---- places ---- */

struct places {
    const struct pl_event_style *base;
    char exhibit[PL_LIVE_NAME_MAX + 8];
};

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    const struct places *p = ctx;
    if (source != PL_LIVE_SOURCE) {
        return p->base->resolve(p->base->ctx, source, ret);
    }
    *ret = (struct pl_event_place){.exhibit = pl_str_from(p->exhibit), .root = PL_STR(""), .member = PL_STR("")};
    return true;
}

void pl_live_place(const struct pl_live *live, struct pl_event *event) {
    for (unsigned i = 0; i < event->n_evidence; i++) {
        struct pl_loc *loc = &event->evidence[i];
        for (size_t k = live->n_ranges; loc->source == PL_LIVE_SOURCE && k > 0; k--) {
            const struct pl_live_range *r = &live->ranges[k - 1];
            if (loc->offset >= r->from && loc->offset < r->to) {
                loc->source = r->member;
                loc->offset = loc->offset - r->from + r->shift;
            }
        }
    }
}

/* ---- facts and style ---- */

static int read_style(struct pl_live *live, struct pl_case *c, struct pl_error *err) {
    pl_arena_close(&live->style_arena);
    pl_arena_open(&live->style_arena, ARENA_MAX);
    int rc = pl_detect_style(c, &live->facts, &live->style_arena, &live->case_style, err);
    struct places *p = pl_arena_calloc(&live->style_arena, 1, sizeof *p);
    if (rc == PL_E_OK && p == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to name the exhibits");
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    p->base = &live->case_style;
    snprintf(p->exhibit, sizeof p->exhibit, "live:%s", live->feed_name);
    live->style = live->case_style;
    live->style.resolve = resolve;
    live->style.ctx = p;
    live->style.exercise = live->case_style.exercise || live->exercise > 0;
    return PL_E_OK;
}

static int read_facts(struct pl_live *live, struct pl_case *c, struct pl_error *err) {
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    pl_arena_open(&live->facts_arena, ARENA_MAX);
    int rc = pl_detect_facts_read(c, &live->facts_arena, &live->facts, err);
    rc = rc == PL_E_OK ? pl_case_exercise(c, &exercise, err) : rc;
    live->exercise = exercise == PL_CASE_UNDECIDED ? -1 : exercise == PL_CASE_EXERCISE;
    live->counts->exercise = live->exercise > 0;
    return rc == PL_E_OK ? read_style(live, c, err) : rc;
}

/* ---- the pipeline as the case left it ---- */

/* Loads the last state at or before `upto` into a pipeline; *ret_from: the time it stands for. */
static int load_state(struct pl_live *live, struct pl_case *c, pl_time upto, pl_time *ret_from, struct pl_error *err) {
    PL_BUF_AUTO state;
    struct pl_error why;
    pl_buf_open(&state, PL_SNAPSHOT_MAX_BYTES);
    int rc = pl_snapshot_before(c, upto, ret_from, &state, err);
    if (rc != PL_E_OK || *ret_from == PL_TIME_NONE) {
        return rc;
    }
    rc = pl_live_open_pipeline(live, err);
    if (rc == PL_E_OK && (rc = pl_pipeline_load(live->pipeline, pl_buf_str(&state), &why)) != PL_E_OK) {
        /* A short cut that this program cannot take: everything is read. */
        pl_log_note("a kept state of detection is not used: %s", why.msg);
        pl_pipeline_close(live->pipeline);
        live->pipeline = NULL;
        *ret_from = PL_TIME_NONE;
        rc = PL_E_OK;
    }
    return rc;
}

static int on_ahead(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct pl_live *live = ctx;
    bool taken = false;
    return pl_reorder_add(live->reorder, report, false, &taken, err);
}

/* Up to the horizon all is known; what lies behind it waits with what the spool brings. */
static int load_pipeline(struct pl_live *live, struct pl_case *c, struct pl_error *err) {
    pl_time horizon = pl_live_told_sealed(live->told).horizon;
    pl_time upto = horizon == PL_TIME_NONE ? INT64_MAX : horizon, from = PL_TIME_NONE;
    struct pl_archive_query query = {.skip_own = live->facts.skip_own};
    int rc = load_state(live, c, upto, &from, err);
    query.from = from == PL_TIME_NONE ? INT64_MIN : from;
    query.to = upto;
    rc = rc == PL_E_OK ? pl_archive_read(c, &query, pl_live_push, live, NULL, err) : rc;
    if (rc == PL_E_OK && live->passed != PL_TIME_NONE) {
        pl_reorder_start(live->reorder, live->passed);
    }
    if (rc == PL_E_OK && upto < INT64_MAX - PL_DAY_US) {
        query.from = upto;
        query.to = upto + PL_DAY_US;
        rc = pl_archive_read(c, &query, on_ahead, live, NULL, err);
    }
    live->counts->reports = 0;
    return rc;
}

int pl_live_load(struct pl_live *live, struct pl_error *err) {
    struct pl_case *c = NULL;
    bool certain = live->options->tell == PL_LIVE_TELL_CERTAIN;
    int rc = pl_case_open(live->case_dir, PL_CASE_READ, NULL, &c, err);
    rc = rc == PL_E_OK ? pl_case_begin_read(c, err) : rc;
    rc = rc == PL_E_OK ? read_facts(live, c, err) : rc;
    rc = rc == PL_E_OK ? pl_live_told_baseline(live->told, c, &live->style, err) : rc;
    if (rc == PL_E_OK && certain) {
        rc = pl_reorder_open(live->options->lateness_us, live->options->memory_bytes, pl_live_push, live,
                             &live->reorder, err);
        rc = rc == PL_E_OK ? load_pipeline(live, c, err) : rc;
    }
    pl_case_close(c);
    return rc;
}

int pl_live_reload(struct pl_live *live, struct pl_error *err) {
    pl_log_note("feed %s: the rules of the case have changed: what is not in an exhibit yet is looked at anew",
                live->feed_name);
    pl_feed_close(live->feed);
    pl_reorder_close(live->reorder);
    pl_pipeline_close(live->pipeline);
    pl_arena_close(&live->facts_arena);
    live->feed = NULL;
    live->reorder = NULL;
    live->pipeline = NULL;
    live->n_recent = 0;
    live->passed = live->newest = PL_TIME_NONE;
    live->reload = false;
    int rc = pl_live_load(live, err);
    const struct pl_live_sealed sealed = pl_live_told_sealed(live->told);
    rc = rc == PL_E_OK ? pl_live_reconcile(live, sealed.horizon, err) : rc;
    return rc == PL_E_OK ? pl_live_open_feed(live, sealed.end, err) : rc;
}

/* Whether somebody changed them since they were read. */
static int look_for_rules(struct pl_live *live, struct pl_case *c, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_detect_facts now;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_detect_facts_read(c, &arena, &now, err);
    live->reload = rc == PL_E_OK && pl_hash_cmp(now.rules.hash, live->facts.rules.hash) != 0;
    return rc;
}

/* ---- sealing ---- */

static int copy_range(struct pl_live *live, int out, uint64_t from, uint64_t to, struct pl_error *err) {
    char *bytes = malloc(COPY);
    int rc = bytes != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "out of memory");
    while (rc == PL_E_OK && from < to) {
        size_t n = 0;
        uint64_t left = to - from;
        rc = pl_spool_read(live->reader, from, bytes, left < COPY ? (size_t)left : COPY, &n, err);
        if (rc == PL_E_OK && n == 0) {
            rc = pl_fail(err, PL_E_STORE, "the spool of the feed ends before byte %llu", (unsigned long long)to);
        }
        rc = rc == PL_E_OK ? pl_file_write_all(out, bytes, n, err) : rc;
        from += n;
    }
    free(bytes);
    return rc;
}

static bool is_table(const struct pl_live *live) { return strncmp(pl_feed_format_name(live->feed), "csv", 3) == 0; }

/* The piece as a file in the folder of the feed; its name is that of the exhibit. */
static int compose(struct pl_live *live, const struct pl_live_sealed *sealed, char *path, struct pl_error *err) {
    char name[PL_LIVE_NAME_MAX + 40];
    snprintf(name, sizeof name, "%s-%020llu.%s", live->feed_name, (unsigned long long)sealed->end,
             sealed->header.n > 0 ? "csv" : "nmea");
    int rc = pl_live_path(live->case_dir, live->feed_name, name, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    PL_FD_AUTO fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return pl_fail(err, PL_E_IO, "%.150s cannot be written", path);
    }
    rc = sealed->prepend ? pl_file_write_all(fd, sealed->header.p, sealed->header.n, err) : PL_E_OK;
    return rc == PL_E_OK ? copy_range(live, fd, sealed->end, sealed->pending, err) : rc;
}

/* What the import said of the piece. */
struct told_file {
    int status;
    pl_hash exhibit;
    int64_t seq;
    struct pl_error error;
};

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    struct told_file *told = ctx;
    (void)err;
    *told = (struct told_file){
        .status = file->status, .exhibit = file->object.sha256, .seq = file->seq, .error = file->error};
    return PL_E_OK;
}

static int import_piece(struct pl_live *live, const char *path, bool table, struct told_file *ret,
                        struct pl_error *err) {
    const char *const paths[] = {path};
    const struct pl_live_options *o = live->options;
    struct pl_import_done done = {0};
    struct pl_import_options options = {.paths = paths,
                                        .n_paths = 1,
                                        .source = o->who,
                                        .collector = o->collector,
                                        .marking = o->marking,
                                        .received = PL_TIME_NONE,
                                        .format = table ? PL_FEED_CSV : PL_FEED_JSON,
                                        .threads = 1,
                                        .now = pl_time_now()};
    ret->status = PL_IMPORT_FAILED;
    return pl_import_run(live->case_dir, &options, on_file, ret, &done, err);
}

static int note_range(struct pl_live *live, struct pl_case *c, const struct pl_live_sealed *sealed,
                      const struct told_file *told, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_exhibit_member *members = NULL;
    size_t n = 0;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_exhibit_members(c, told->seq, &arena, &members, &n, err);
    if (rc != PL_E_OK || n == 0) {
        return rc;
    }
    if (live->n_ranges == live->cap_ranges) {
        size_t cap = live->cap_ranges > 0 ? live->cap_ranges * 2 : 16;
        struct pl_live_range *ranges = reallocarray(live->ranges, cap, sizeof *ranges);
        if (ranges == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of the feed");
        }
        live->ranges = ranges;
        live->cap_ranges = cap;
    }
    live->ranges[live->n_ranges++] =
        (struct pl_live_range){sealed->end, sealed->pending, sealed->prepend ? sealed->header.n : 0, members[0].id};
    return PL_E_OK;
}

/* What is no recording stays beside the spool: nothing is thrown away. */
static int keep_refused(struct pl_live *live, const char *path, uint64_t from, const struct pl_error *why,
                        struct pl_error *err) {
    char name[64], kept[PL_LIVE_PATH_MAX];
    snprintf(name, sizeof name, "refused-%020llu", (unsigned long long)from);
    int rc = pl_live_path(live->case_dir, live->feed_name, name, kept, err);
    if (rc == PL_E_OK && rename(path, kept) != 0) {
        rc = pl_fail(err, PL_E_IO, "%.150s cannot be kept", kept);
    }
    live->counts->refused++;
    pl_log_warning("feed %s from byte %llu: no exhibit, kept as %s: %s", live->feed_name, (unsigned long long)from,
                   name, why->msg);
    return rc;
}

/* Whether the case is only busy now. */
static bool passes(struct pl_live *live, int rc, const struct pl_error *err) {
    if (rc != PL_E_BUSY) {
        return false;
    }
    if (!live->retry) {
        pl_log_note("feed %s: %s; sealed as soon as it can be", live->feed_name, err->msg);
    }
    live->retry = true;
    return true;
}

static int after_import(struct pl_live *live, const char *path, const struct told_file *told, struct pl_error *err) {
    const struct pl_live_sealed before = pl_live_told_sealed(live->told);
    bool made = told->status == PL_IMPORT_NEW || told->status == PL_IMPORT_KNOWN;
    int rc = made ? PL_E_OK : keep_refused(live, path, before.end, &told->error, err);
    rc = rc == PL_E_OK ? pl_live_told_seal(live->told, made ? &told->exhibit : NULL, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    live->counts->exhibits += made;
    if (made && unlink(path) != 0) {
        pl_log_note("%s could not be removed", path);
    }
    rc = pl_spool_drop(live->reader, before.pending, err);
    if (rc == PL_E_OK && made) {
        struct pl_case *c = NULL;
        rc = pl_case_open(live->case_dir, PL_CASE_READ, NULL, &c, err);
        rc = rc == PL_E_OK ? pl_case_begin_read(c, err) : rc;
        rc = rc == PL_E_OK ? note_range(live, c, &before, told, err) : rc;
        rc = rc == PL_E_OK ? look_for_rules(live, c, err) : rc;
        rc = rc == PL_E_OK ? read_style(live, c, err) : rc;
        pl_case_close(c);
    }
    return rc;
}

int pl_live_seal_pending(struct pl_live *live, bool *ret_done, struct pl_error *err) {
    struct pl_live_sealed sealed = pl_live_told_sealed(live->told);
    struct told_file told = {0};
    struct pl_error why = {0};
    char path[PL_LIVE_PATH_MAX];
    *ret_done = true;
    if (sealed.pending == 0) {
        return PL_E_OK;
    }
    int rc = compose(live, &sealed, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = import_piece(live, path, sealed.header.n > 0, &told, &why);
    if (passes(live, rc, &why)) {
        *ret_done = false;
        return PL_E_OK;
    }
    if (rc != PL_E_OK) {
        return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    }
    live->retry = false;
    return after_import(live, path, &told, err);
}

int pl_live_reconcile(struct pl_live *live, pl_time horizon, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(live->case_dir, PL_CASE_READ, NULL, &c, err);
    rc = rc == PL_E_OK ? pl_case_begin_read(c, err) : rc;
    rc = rc == PL_E_OK ? pl_live_told_reconcile(live->told, c, horizon, &live->style, err) : rc;
    pl_case_close(c);
    return rc;
}

int pl_live_seal(struct pl_live *live, uint64_t to, pl_time horizon, bool *ret_done, struct pl_error *err) {
    struct pl_live_sealed sealed = pl_live_told_sealed(live->told);
    int rc = PL_E_OK;
    *ret_done = true;
    pl_str header = is_table(live) ? pl_buf_str(&live->header) : PL_STR("");
    if (sealed.pending == 0 && to > sealed.end) {
        rc = pl_live_told_cut(live->told, to, horizon, header, live->header_at != sealed.end, err);
    } else if (sealed.pending == 0) {
        return PL_E_OK;
    }
    return rc == PL_E_OK ? pl_live_seal_pending(live, ret_done, err) : rc;
}

int pl_live_refuse(struct pl_live *live, uint64_t to, const struct pl_error *why, struct pl_error *err) {
    char path[PL_LIVE_PATH_MAX];
    struct told_file told = {.status = PL_IMPORT_FAILED, .error = *why};
    int rc = pl_live_told_cut(live->told, to, pl_live_told_sealed(live->told).horizon, PL_STR(""), false, err);
    const struct pl_live_sealed sealed = pl_live_told_sealed(live->told);
    rc = rc == PL_E_OK ? compose(live, &sealed, path, err) : rc;
    return rc == PL_E_OK ? after_import(live, path, &told, err) : rc;
}

int pl_live_detect(struct pl_live *live, bool *ret_done, struct pl_error *err) {
    struct pl_detect_counts counts;
    struct pl_case *c = NULL;
    struct pl_error why = {0};
    int rc = pl_case_open(live->case_dir, PL_CASE_WRITE, "plimsoll watch", &c, &why);
    *ret_done = true;
    if (passes(live, rc, &why)) {
        *ret_done = false;
        return PL_E_OK;
    }
    rc = rc == PL_E_OK ? pl_detect_run(c, &counts, err) : pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    pl_case_close(c);
    return rc;
}
