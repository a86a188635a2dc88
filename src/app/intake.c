#include "app/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/source.h"
#include "base/log.h"
#include "store/heard.h"

#include "store/running.h"

#include "base/ban.h"

#define OWN_MAX_BYTES ((size_t)1 << 28)

pl_str pl_intake_kind(const struct pl_intake *intake) {
    if (intake->list.format == PL_LIST_FORMAT_NONE) {
        return PL_STR("ais");
    }
    return intake->kind.n > 0 ? intake->kind : pl_str_from(pl_list_format_name(intake->list.format));
}

/* ---- a recording ---- */

/* An own-ship report waits: it counts only where nothing else was heard. */
struct own {
    pl_str record;
    struct pl_loc src;
    uint32_t station;
};

struct reading {
    struct pl_archive_writer *archive;
    struct pl_heard *heard;
    uint32_t base; /* number of the first member */
    struct pl_buf record;
    struct pl_arena own_arena;
    struct own *own;
    size_t n_own, cap_own;
    uint64_t others, bad_time, too_long;
};

static int keep(struct reading *r, pl_str record, struct pl_loc src, uint32_t station, struct pl_error *err) {
    struct pl_report report;
    int rc = pl_report_read(record, &report, err);
    if (rc == PL_E_OK) {
        report.src = src;
        report.station = station;
        rc = pl_heard_add(r->heard, &report, err);
    }
    return rc == PL_E_OK ? pl_archive_add(r->archive, record, src, station, err) : rc;
}

static int keep_own(struct reading *r, pl_str record, struct pl_loc src, uint32_t station, struct pl_error *err) {
    if (r->others > 0) {
        return PL_E_OK;
    }
    if (r->n_own == r->cap_own) {
        size_t cap = r->cap_own > 0 ? 2 * r->cap_own : 256;
        struct own *own = reallocarray(r->own, cap, sizeof *own);
        if (own == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read a recording");
        }
        r->own = own;
        r->cap_own = cap;
    }
    pl_str copy = pl_str_copy(&r->own_arena, record);
    if (copy.p == NULL) {
        return pl_fail(err, PL_E_LIMIT, "a recording of own-ship sentences has at most 256 MiB of them; cut it");
    }
    r->own[r->n_own++] = (struct own){copy, src, station};
    return PL_E_OK;
}

static int on_hearing(void *ctx, uint32_t source, const struct pl_hearing *h, struct pl_error *err) {
    struct reading *r = ctx;
    struct pl_loc src = {.source = r->base + source, .length = h->parts[0].length, .offset = h->parts[0].offset};
    uint32_t station = 0;
    struct pl_error why;
    if (h->at == PL_TIME_NONE) {
        return PL_E_OK; /* the feed counts it */
    }
    if (!pl_record_time_ok(h->at)) {
        r->bad_time++;
        return PL_E_OK;
    }
    pl_buf_clear(&r->record);
    int rc = pl_record_write(h, &r->record, &why);
    if (rc == PL_E_LIMIT) {
        r->too_long++;
        return PL_E_OK;
    }
    if (rc != PL_E_OK) {
        return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    }
    rc = pl_heard_station(r->heard, h->station, &station, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (h->own) {
        return keep_own(r, pl_buf_str(&r->record), src, station, err);
    }
    r->others++;
    return keep(r, pl_buf_str(&r->record), src, station, err);
}

static int finish_own(struct reading *r, bool *ret_own, struct pl_error *err) {
    int rc = PL_E_OK;
    *ret_own = r->others == 0 && r->n_own > 0;
    for (size_t i = 0; rc == PL_E_OK && *ret_own && i < r->n_own; i++) {
        rc = keep(r, r->own[i].record, r->own[i].src, r->own[i].station, err);
    }
    return rc;
}

/* The source read the file by its own means: it must have seen what is kept. */
static int agree(const struct pl_source *source, const struct pl_intake *intake, const struct pl_intake_found *found,
                 struct pl_error *err) {
    uint32_t n = pl_source_count(source);
    for (uint32_t i = 0; i < n; i++) {
        const struct pl_source_member *m = pl_source_member(source, i);
        if (pl_hash_cmp(m->exhibit, intake->parts[0].object.sha256) != 0) {
            return pl_fail(err, PL_E_INPUT, "the file changed while it was read; import it again");
        }
        if (i >= found->n_members || !pl_str_eq(found->members[i].name, m->member)) {
            return pl_fail(err, PL_E_INPUT, "the archive's members could not be read twice the same");
        }
    }
    return PL_E_OK;
}

static int refuse_mix(struct pl_case *c, const struct pl_intake_found *found, struct pl_error *err) {
    enum pl_case_exercise is = PL_CASE_UNDECIDED;
    char where[64] = "";
    int rc = pl_case_exercise(c, &is, err);
    if (rc != PL_E_OK || is == PL_CASE_UNDECIDED || (is == PL_CASE_EXERCISE) == found->exercise) {
        return rc;
    }
    if (found->exercise_line > 0) {
        snprintf(where, sizeof where, " (line %llu)", (unsigned long long)found->exercise_line);
    }
    return found->exercise ? pl_fail(err, PL_E_REFUSED,
                                     "this is a recording or list of an exercise%s and the case is real; "
                                     "nothing of it can be mixed in",
                                     where)
                           : pl_fail(err, PL_E_REFUSED,
                                     "this case is an exercise and the file is not of one%s; "
                                     "real exhibits do not belong here",
                                     where);
}

/* Told to those who look on (store/running), at most twice a second. */
struct telling {
    const struct pl_case *c;
    pl_str name;
    pl_time started;
    int64_t told_us;
};

static void tell(void *ctx, uint64_t done, uint64_t total) {
    struct telling *t = ctx;
    int64_t now_us = pl_time_monotonic_us();
    if (t->told_us == 0 || now_us - t->told_us >= PL_SECOND_US / 2) {
        t->told_us = now_us;
        pl_running_note(t->c, "reading", t->name, done, total, t->started);
    }
}

static int read_source(struct pl_case *c, struct reading *r, const struct pl_intake *intake,
                       const struct pl_rules *rules, const char *shown, struct pl_arena *arena,
                       struct pl_intake_found *found, struct pl_error *err) {
    struct pl_source_options options = {.format = intake->format,
                                        .columns = intake->columns,
                                        .day_first = intake->day_first,
                                        .max_part_s = (unsigned)rules->v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                        .latest = intake->at + PL_DAY_US,
                                        .quiet = shown == NULL,
                                        .strict = intake->strict,
                                        .pool = intake->pool,
                                        .beside = intake->beside,
                                        .called = intake->called,
                                        .progress = tell};
    struct telling telling = {.c = c, .name = intake->parts[0].name, .started = pl_time_now()};
    char path[PL_OBJECT_PATH_MAX];
    struct pl_source *source = NULL;
    options.progress_ctx = &telling;
    int rc = pl_object_path(c, &intake->parts[0].object.sha256, path, err);
    if (rc == PL_E_OK) {
        rc = pl_intake_roots(path, intake->secret, arena, &found->members, &found->n_members, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_source_open(&options, on_hearing, r, &source, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_source_read(source, shown != NULL && strcmp(shown, "-") != 0 ? shown : path, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_source_verdict(source, err);
    }
    if (rc == PL_E_EMPTY && pl_source_counts(source).sentences == 0) { /* what lists are was looked for before */
        rc = pl_fail(err, PL_E_EMPTY, "no record was accepted, nor is it a list of any known kind");
    }
    if (rc == PL_E_OK) {
        rc = pl_source_exercise(source, &found->exercise, err);
    }
    if (rc == PL_E_OK) {
        rc = agree(source, intake, found, err);
    }
    if (rc == PL_E_OK) {
        const char *format = "";
        for (uint32_t i = 0; i < pl_source_count(source) && found->exercise_line == 0; i++) {
            found->exercise_line = pl_source_exercise_line(pl_source_member(source, i), found->exercise);
        }
        for (uint32_t i = 0; i < pl_source_count(source) && format[0] == '\0'; i++) {
            format = pl_source_member(source, i)->format;
        }
        found->format = pl_str_from(format);
        found->counts = pl_source_counts(source);
        found->failures = pl_source_failures(source);
    }
    pl_source_close(source);
    return rc;
}

static int read_recording(struct pl_case *c, int64_t seq, const struct pl_intake *intake, const struct pl_rules *rules,
                          const char *shown, struct pl_arena *arena, struct pl_intake_found *found,
                          struct pl_error *err) {
    struct reading r = {0};
    pl_buf_open(&r.record, 2 * PL_RECORD_MAX);
    pl_arena_open(&r.own_arena, OWN_MAX_BYTES);
    int rc = pl_exhibit_next_member(c, &r.base, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_begin(c, seq, &r.archive, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_heard_begin(c, seq, &r.heard, err);
    }
    if (rc == PL_E_OK) {
        rc = read_source(c, &r, intake, rules, shown, arena, found, err);
    }
    if (rc == PL_E_OK) {
        rc = refuse_mix(c, found, err);
    }
    if (rc == PL_E_OK) {
        rc = finish_own(&r, &found->own, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_heard_end(r.heard, err);
        r.heard = NULL;
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_end(r.archive, &found->written, err);
        r.archive = NULL;
    }
    for (size_t i = 0; i < found->n_members; i++) {
        found->members[i].id = r.base + (uint32_t)i;
        found->members[i].seq = seq;
    }
    found->bad_time = r.bad_time;
    found->too_long = r.too_long;
    pl_archive_drop(r.archive);
    pl_heard_drop(r.heard);
    pl_buf_close(&r.record);
    pl_arena_close(&r.own_arena);
    free(r.own);
    return rc;
}

/* ---- a list ---- */

static int read_list(struct pl_case *c, int64_t seq, const struct pl_intake *intake, struct pl_arena *arena,
                     struct pl_intake_found *found, struct pl_error *err) {
    char room[PL_INTAKE_PARTS][PL_OBJECT_PATH_MAX];
    struct pl_list_input input = {.format = intake->list.format,
                                  .list = intake->list.list,
                                  .date = intake->date,
                                  .pool = intake->pool,
                                  .at = intake->at};
    uint32_t base = 0;
    int rc = pl_exhibit_next_member(c, &base, err);
    for (size_t i = 0; rc == PL_E_OK && i < PL_INTAKE_PARTS; i++) {
        if (!intake->parts[i].given) {
            continue;
        }
        rc = pl_object_path(c, &intake->parts[i].object.sha256, room[i], err);
        input.paths[i] = room[i];
        input.files[i] = pl_arena_copy(arena, intake->parts[i].name.p, intake->parts[i].name.n);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_all_roots(c, intake, arena, &found->members, &found->n_members, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_list_load(c, seq, &input, arena, &found->list, err);
    }
    for (size_t i = 0; i < found->n_members; i++) {
        found->members[i].id = base + (uint32_t)i;
        found->members[i].seq = seq;
    }
    if (rc == PL_E_OK && intake->strict) {
        rc = pl_list_strict(&found->list.publication, err);
    }
    found->exercise = found->list.publication.exercise;
    found->format = pl_str_from(pl_list_format_name(intake->list.format));
    found->written.first = found->written.last = PL_TIME_NONE;
    return rc == PL_E_OK ? refuse_mix(c, found, err) : rc;
}

int pl_intake_read(struct pl_case *c, int64_t seq, const struct pl_intake *intake, const struct pl_rules *rules,
                   const char *shown, struct pl_arena *arena, struct pl_intake_found *ret_found, struct pl_error *err) {
    struct pl_intake_found found = {0};
    found.kind = pl_intake_kind(intake);
    int rc = intake->list.format == PL_LIST_FORMAT_NONE
                 ? read_recording(c, seq, intake, rules, shown, arena, &found, err)
                 : read_list(c, seq, intake, arena, &found, err);
    if (rc == PL_E_OK) {
        *ret_found = found;
    }
    return rc;
}

/* ---- rows ---- */

bool pl_intake_same_parts(const struct pl_intake *a, const struct pl_intake *b) {
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        const struct pl_intake_part *x = &a->parts[i];
        const struct pl_intake_part *y = &b->parts[i];
        if (x->given != y->given || (x->given && pl_hash_cmp(x->object.sha256, y->object.sha256) != 0)) {
            return false;
        }
    }
    return true;
}

pl_hash pl_intake_parts_hash(const struct pl_intake *intake) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        if (intake->parts[i].given) {
            uint8_t number = (uint8_t)i;
            pl_sha256_add(&state, &number, 1);
            pl_sha256_add(&state, intake->parts[i].object.sha256.b, PL_HASH_BYTES);
        }
    }
    return pl_sha256_digest(&state);
}

/* The journal's order decides who bears the main part's hash: a rebuild gives the same. */
static int row_hash(struct pl_case *c, const struct pl_intake *intake, pl_hash *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_exhibit x;
    bool taken = false;
    int rc = PL_E_OK;
    pl_arena_open(&arena, 1 << 20);
    *ret = intake->parts[0].object.sha256;
    if (intake->list.format == PL_LIST_FORMAT_OFAC_CSV) {
        rc = pl_exhibit_find(c, ret, &arena, &taken, &x, err);
        *ret = taken ? pl_intake_parts_hash(intake) : *ret;
    }
    return rc;
}

static int store_counts(struct pl_case *c, int64_t seq, const struct pl_intake_found *f, struct pl_error *err) {
    static const char *const REJECTED[] = {
#define PL_REJECTED_NAME(name, key) "rejected." key,
        PL_AIS_REJECTIONS(PL_REJECTED_NAME)
#undef PL_REJECTED_NAME
    };
    const struct {
        const char *reason;
        uint64_t n;
    } counts[] = {{"lines", f->counts.lines},
                  {"sentences", f->counts.sentences},
                  {"results", f->counts.results},
                  {"no_time", f->counts.no_time},
                  {"bad_time", f->bad_time},
                  {"too_long", f->too_long},
                  {"tag_checksum", f->counts.tag_checksum},
                  {"own", f->counts.own},
                  {"failures", f->failures},
                  {"list.entries", f->list.publication.entries},
                  {"list.rejected", f->list.publication.rejected}};
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < sizeof counts / sizeof counts[0]; i++) {
        rc = counts[i].n > 0 ? pl_exhibit_add_count(c, seq, counts[i].reason, counts[i].n, err) : PL_E_OK;
    }
    for (size_t i = 0; rc == PL_E_OK && i < PL_AIS_REJECT_COUNT; i++) {
        rc =
            f->counts.rejected[i] > 0 ? pl_exhibit_add_count(c, seq, REJECTED[i], f->counts.rejected[i], err) : PL_E_OK;
    }
    return rc;
}

int pl_intake_store(struct pl_case *c, int64_t seq, const struct pl_intake *intake, const struct pl_intake_found *found,
                    struct pl_error *err) {
    struct pl_exhibit x = {.seq = seq,
                           .name = intake->parts[0].name,
                           .bytes = intake->parts[0].object.bytes,
                           .kind = found->kind,
                           .format = found->format,
                           .source = intake->source,
                           .collector = intake->collector,
                           .received = intake->received,
                           .marking = intake->marking,
                           .exercise = found->exercise,
                           .own = found->own,
                           .reports = found->written.reports,
                           .first = found->written.first,
                           .last = found->written.last};
    int rc = row_hash(c, intake, &x.sha256, err);
    if (rc == PL_E_OK) {
        rc = pl_exhibit_add(c, &x, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < found->n_members; i++) {
        rc = pl_exhibit_add_member(c, &found->members[i], err);
    }
    return rc == PL_E_OK ? store_counts(c, seq, found, err) : rc;
}
