/* Facts of a report from a JSON file, for tests only: keys as the fields of report/facts.h, times as ISO 8601. A key
 * that is not known fails the test, so that a data file cannot say less than it seems to. */
#ifndef PL_TESTS_REPORT_FACTS_H
#define PL_TESTS_REPORT_FACTS_H

#include <stdio.h>
#include <stdlib.h>

#include "report/facts.h"
#include "text/json.h"

struct facts_reader {
    struct pl_arena *arena;
    unsigned used; /* keys of the present object that were asked for */
};

#define FACTS_FAIL(...)                                                                                                \
    do {                                                                                                               \
        fprintf(stderr, __VA_ARGS__);                                                                                  \
        exit(1);                                                                                                       \
    } while (0)

static const struct pl_jval *facts_get(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    const struct pl_jval *v = pl_jval_get(o, key);
    r->used += v != NULL;
    return v;
}

static void facts_done(const struct facts_reader *r, const struct pl_jval *o, const char *what) {
    if (o->n != r->used) {
        FACTS_FAIL("a key of %s is not known\n", what);
    }
}

static pl_str facts_str(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    const struct pl_jval *v = facts_get(r, o, key);
    return v != NULL ? v->str : (pl_str){0};
}

static bool facts_bool(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    const struct pl_jval *v = facts_get(r, o, key);
    return v != NULL && v->boolean;
}

static uint64_t facts_u64(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    const struct pl_jval *v = facts_get(r, o, key);
    return v != NULL ? (uint64_t)v->integer : 0;
}

static pl_time facts_time(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    pl_str text = facts_str(r, o, key);
    pl_time at = PL_TIME_NONE;
    if (text.n > 0 && !pl_time_parse(text, &at)) {
        FACTS_FAIL("%s is no time\n", key);
    }
    return at;
}

static enum pl_report_verdict facts_verdict(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    pl_str text = facts_str(r, o, key);
    return pl_str_eq(text, PL_STR("yes"))              ? PL_REPORT_YES
           : pl_str_eq(text, PL_STR("no"))             ? PL_REPORT_NO
           : pl_str_eq(text, PL_STR("not applicable")) ? PL_REPORT_NOT_APPLICABLE
                                                       : PL_REPORT_UNKNOWN;
}

static const pl_str *facts_strs(struct facts_reader *r, const struct pl_jval *o, const char *key, size_t *n) {
    const struct pl_jval *v = facts_get(r, o, key);
    *n = v != NULL ? v->n : 0;
    pl_str *items = pl_arena_calloc(r->arena, *n + 1, sizeof *items);
    for (size_t i = 0; i < *n; i++) {
        items[i] = v->items[i].str;
    }
    return items;
}

/* items = an array of T, one for each object of the array at `key`. */
#define FACTS_ARRAY(r, o, key, T, into, count, read_one)                                                               \
    do {                                                                                                               \
        const struct pl_jval *array = facts_get(r, o, key);                                                            \
        size_t n_items = array != NULL ? array->n : 0;                                                                 \
        T *made = pl_arena_calloc((r)->arena, n_items + 1, sizeof *made);                                              \
        for (size_t k = 0; k < n_items; k++) {                                                                         \
            struct facts_reader inner = {(r)->arena, 0};                                                               \
            read_one(&inner, &array->items[k], &made[k]);                                                              \
            facts_done(&inner, &array->items[k], key);                                                                 \
        }                                                                                                              \
        into = made;                                                                                                   \
        count = n_items;                                                                                               \
    } while (0)

static struct pl_report_entry facts_entry(struct facts_reader *r, const struct pl_jval *o, const char *key) {
    const struct pl_jval *v = facts_get(r, o, key);
    struct facts_reader inner = {r->arena, 0};
    struct pl_report_entry e = {0};
    if (v != NULL) {
        e.known = true;
        e.seq = facts_u64(&inner, v, "seq");
        e.leaf = facts_str(&inner, v, "leaf");
        e.at = facts_time(&inner, v, "at");
        e.signer = facts_str(&inner, v, "signer");
        facts_done(&inner, v, key);
    }
    return e;
}

static struct pl_report_origins facts_origins(struct facts_reader *r, const struct pl_jval *o) {
    const struct pl_jval *v = facts_get(r, o, "origins");
    struct facts_reader inner = {r->arena, 0};
    struct pl_report_origins g = {0};
    if (v != NULL) {
        g.known = true;
        g.count = (uint32_t)facts_u64(&inner, v, "count");
        g.at_most = (uint32_t)facts_u64(&inner, v, "at_most");
        g.parties = (uint32_t)facts_u64(&inner, v, "parties");
        g.why_not_more = facts_str(&inner, v, "why_not_more");
        facts_done(&inner, v, "origins");
    }
    return g;
}

static void facts_source(struct facts_reader *r, const struct pl_jval *o, struct pl_report_source *s) {
    pl_str grade = facts_str(r, o, "grade");
    s->name = facts_str(r, o, "name");
    s->withheld = facts_bool(r, o, "withheld");
    s->reason = facts_str(r, o, "reason");
    s->reliability = grade.n > 0 ? grade.p[0] : 0;
    s->credibility = grade.n > 1 ? grade.p[1] : 0;
    s->assessor = facts_str(r, o, "assessor");
    s->collector = facts_str(r, o, "collector");
}

static void facts_ref(struct facts_reader *r, const struct pl_jval *o, struct pl_report_ref *f) {
    pl_str kind = facts_str(r, o, "kind");
    for (int i = 0; i < PL_REPORT_REF_KIND_COUNT; i++) {
        if (pl_str_eq(kind, pl_str_from(pl_report_ref_word((enum pl_report_ref_kind)i)))) {
            f->kind = (enum pl_report_ref_kind)i;
        }
    }
    f->id = facts_str(r, o, "id");
    f->title = facts_str(r, o, "title");
    f->text = facts_str(r, o, "text");
    f->entry = facts_entry(r, o, "entry");
    f->withdrawn = facts_bool(r, o, "withdrawn");
    f->withdrawn_why = facts_str(r, o, "withdrawn_why");
    f->withdrawn_entry = facts_entry(r, o, "withdrawn_entry");
    f->withheld = facts_bool(r, o, "withheld");
    f->unseen.supports = facts_bool(r, o, "supports_unseen");
    f->withheld_why = facts_str(r, o, "withheld_why");
    f->rests_on = facts_strs(r, o, "rests_on", &f->n_rests_on);
    FACTS_ARRAY(r, o, "sources", struct pl_report_source, f->sources, f->n_sources, facts_source);
    f->origins = facts_origins(r, o);
    f->verified = facts_verdict(r, o, "verified");
    f->verified_how = facts_str(r, o, "verified_how");
    f->first_hand = facts_verdict(r, o, "first_hand");
    f->from = facts_time(r, o, "from");
    f->to = facts_time(r, o, "to");
    f->place = facts_str(r, o, "place");
    f->rule = facts_str(r, o, "rule");
    f->recomputed = facts_str(r, o, "recomputed");
    f->digest = facts_str(r, o, "digest");
    f->extent = facts_str(r, o, "extent");
    f->innocent = facts_strs(r, o, "innocent", &f->n_innocent);
    f->how_common = facts_str(r, o, "how_common");
    f->against = facts_strs(r, o, "against", &f->n_against);
}

static void facts_dissent(struct facts_reader *r, const struct pl_jval *o, struct pl_report_dissent *d) {
    d->participant = facts_str(r, o, "participant");
    d->text = facts_str(r, o, "text");
    d->withheld = facts_bool(r, o, "withheld");
    d->entry = facts_entry(r, o, "entry");
}

static void facts_reply(struct facts_reader *r, const struct pl_jval *o, struct pl_report_reply *p) {
    p->party = facts_str(r, o, "party");
    p->shown = facts_verdict(r, o, "shown");
    p->shown_at = facts_time(r, o, "shown_at");
    p->asked_at = facts_time(r, o, "asked_at");
    p->deadline = facts_time(r, o, "deadline");
    p->not_asked_why = facts_str(r, o, "not_asked_why");
    p->received_at = facts_time(r, o, "received_at");
    p->text = facts_str(r, o, "text");
    p->withheld = facts_bool(r, o, "withheld");
    p->assessment = facts_str(r, o, "assessment");
    p->entry = facts_entry(r, o, "entry");
}

static void facts_outcome(struct facts_reader *r, const struct pl_jval *o, struct pl_report_outcome *p) {
    p->what = facts_str(r, o, "what");
    p->authority = facts_str(r, o, "authority");
    p->at = facts_time(r, o, "at");
    p->text = facts_str(r, o, "text");
    p->entry = facts_entry(r, o, "entry");
}

static void facts_correction(struct facts_reader *r, const struct pl_jval *o, struct pl_report_correction *c) {
    c->at = facts_time(r, o, "at");
    c->was = facts_str(r, o, "was");
    c->is = facts_str(r, o, "is");
    c->reason = facts_str(r, o, "reason");
    c->by = facts_str(r, o, "by");
    c->notified = facts_str(r, o, "notified");
    c->entry = facts_entry(r, o, "entry");
}

static void facts_about(struct facts_reader *r, const struct pl_jval *o, struct pl_report_about *a) {
    a->statement = facts_str(r, o, "statement");
    a->origins = facts_origins(r, o);
    a->reviewed = facts_bool(r, o, "reviewed");
    a->author = facts_str(r, o, "author");
    a->reviewer = facts_str(r, o, "reviewer");
    a->review_entry = facts_entry(r, o, "review_entry");
    a->subjects_known = pl_jval_get(o, "subjects") != NULL;
    a->subjects = facts_strs(r, o, "subjects", &a->n_subjects);
    a->measure = facts_str(r, o, "measure");
    a->measure_verified = facts_verdict(r, o, "measure_verified");
    a->measure_how = facts_str(r, o, "measure_how");
    FACTS_ARRAY(r, o, "dissents", struct pl_report_dissent, a->dissents, a->n_dissents, facts_dissent);
    FACTS_ARRAY(r, o, "replies", struct pl_report_reply, a->replies, a->n_replies, facts_reply);
    FACTS_ARRAY(r, o, "outcomes", struct pl_report_outcome, a->outcomes, a->n_outcomes, facts_outcome);
    FACTS_ARRAY(r, o, "corrections", struct pl_report_correction, a->corrections, a->n_corrections, facts_correction);
    a->innocent = facts_strs(r, o, "innocent", &a->n_innocent);
    a->how_common = facts_str(r, o, "how_common");
}

static void facts_name(struct facts_reader *r, const struct pl_jval *o, struct pl_report_name *n) {
    n->preferred = facts_str(r, o, "preferred");
    n->kind = facts_str(r, o, "kind");
    n->others = facts_strs(r, o, "others", &n->n_others);
}

/* A picture of tests/data/report. */
static pl_str facts_file(struct facts_reader *r, pl_str name) {
    char path[256];
    static const size_t MOST = 1 << 22;
    if (name.n == 0) {
        return name;
    }
    snprintf(path, sizeof path, "tests/data/report/%.*s", (int)name.n, name.p);
    FILE *f = fopen(path, "re");
    char *bytes = pl_arena_alloc(r->arena, MOST);
    size_t n = f != NULL && bytes != NULL ? fread(bytes, 1, MOST, f) : 0;
    if (f != NULL) {
        fclose(f);
    }
    return pl_str_make(bytes, n);
}

static void facts_figure(struct facts_reader *r, const struct pl_jval *o, struct pl_report_figure *f) {
    size_t cells = 0;
    f->id = facts_str(r, o, "id");
    f->svg = facts_file(r, facts_str(r, o, "svg_file"));
    f->title = facts_str(r, o, "title");
    f->source = facts_str(r, o, "source");
    f->n_columns = facts_u64(r, o, "columns");
    f->cells = facts_strs(r, o, "cells", &cells);
    f->n_rows = f->n_columns > 0 ? cells / f->n_columns - 1 : 0;
}

static void facts_loss(struct facts_reader *r, const struct pl_jval *o, struct pl_report_loss *l) {
    l->statement = facts_str(r, o, "statement");
    l->before = (uint32_t)facts_u64(r, o, "before");
    l->after = (uint32_t)facts_u64(r, o, "after");
}

static void facts_without(struct facts_reader *r, const struct pl_jval *o, struct pl_report_without *w) {
    w->what = facts_str(r, o, "what");
    w->name = facts_str(r, o, "name");
    FACTS_ARRAY(r, o, "losses", struct pl_report_loss, w->losses, w->n_losses, facts_loss);
}

static void facts_read(pl_str json, struct pl_arena *arena, struct pl_report_facts *f) {
    struct pl_error err = {0};
    const struct pl_jval *o = NULL;
    struct facts_reader reader = {arena, 0};
    struct facts_reader *r = &reader;
    if (pl_json_read(json, arena, &o, &err) != 0) {
        FACTS_FAIL("facts: %s\n", err.msg);
    }
    *f = (struct pl_report_facts){0};
    f->report_id = facts_str(r, o, "report_id");
    f->date = facts_time(r, o, "date");
    f->known_at = facts_time(r, o, "known_at");
    f->as_of = facts_time(r, o, "as_of");
    f->participant = facts_str(r, o, "participant");
    f->log_origin = facts_str(r, o, "log_origin");
    f->log_known = pl_jval_get(o, "log_size") != NULL;
    f->log_size = facts_u64(r, o, "log_size");
    f->log_root = facts_str(r, o, "log_root");
    f->checkpoint = facts_str(r, o, "checkpoint");
    f->policy_fingerprint = facts_str(r, o, "policy_fingerprint");
    f->permalink_base = facts_str(r, o, "permalink_base");
    f->bundle_name = facts_str(r, o, "bundle_name");
    f->program = facts_str(r, o, "program");
    f->exercise = facts_bool(r, o, "exercise");
    f->released = facts_bool(r, o, "released");
    f->release = facts_str(r, o, "release");
    f->stripped = facts_strs(r, o, "stripped", &f->n_stripped);
    FACTS_ARRAY(r, o, "refs", struct pl_report_ref, f->refs, f->n_refs, facts_ref);
    FACTS_ARRAY(r, o, "about", struct pl_report_about, f->about, f->n_about, facts_about);
    f->names_known = pl_jval_get(o, "names") != NULL;
    FACTS_ARRAY(r, o, "names", struct pl_report_name, f->names, f->n_names, facts_name);
    FACTS_ARRAY(r, o, "figures", struct pl_report_figure, f->figures, f->n_figures, facts_figure);
    FACTS_ARRAY(r, o, "without", struct pl_report_without, f->without, f->n_without, facts_without);
    facts_done(r, o, "facts");
}

#endif
