/* The events that a bundle pins, computed again from the bytes that it discloses. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "text/json.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

#define EVENT_MAX  ((size_t)1 << 20)
#define DIFFER_MAX 8 /* keys that are named */
#define NO_ID      "????????????????"

/* What a run over reports gave for a pinned event. */
struct outcome {
    bool found;     /* an event of its id */
    pl_str differs; /* keys in which it is another; {NULL,0}: none */
};

/* An event as a support entry pins it. */
struct pinned {
    uint64_t seq;
    size_t at; /* of the support in entries */
    const struct pl_jval *event;
    pl_str json, id, rules, facts; /* hex; facts: as signed beside it */
    bool known_roots;              /* every member of its evidence is disclosed, whole or in part */
    bool from_whole;               /* and whole */
    bool by_these;                 /* it was found by the rules and facts that are shown */
    struct outcome whole, all;     /* from whole exhibits; from all that is shown */
    pl_str nearest;                /* where no event of its id came out: keys in which the nearest is another */
    pl_str fault;                  /* of its evidence; {NULL,0}: none */
};

struct recomputing {
    struct pl_verify_bundle *v;
    struct pl_verify_reports reports;
    struct pinned *pinned; /* ascending by id */
    size_t n_pinned;
    const struct pl_ports *ports;
    const struct pl_mids *mids;
    char facts[3 * 65 + 32];
    struct pl_event_style style;
    bool ran;                 /* the reports were read */
    bool only_whole, nearest; /* of the run */
    char root[65];
};

/* ---- what is pinned ---- */

static pl_str text_of(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = object != NULL ? pl_jval_get(object, key) : NULL;
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : (pl_str){0};
}

static const char *short_id(const struct pinned *p) { return p->id.n >= 16 ? p->id.p : NO_ID; }

static int by_id(const void *a, const void *b) {
    const struct pinned *x = a, *y = b;
    int order = pl_str_cmp(x->id, y->id);
    return order != 0 ? order : (x->seq > y->seq) - (x->seq < y->seq);
}

static int read_pinned(struct recomputing *r, size_t at, struct pl_error *err) {
    struct pl_verify_bundle *v = r->v;
    uint64_t seq = v->b->entries[at].seq;
    struct pinned p = {.seq = seq, .at = at, .json = pl_verify_value(v, seq, "pinned")};
    if (p.json.n == 0) {
        return PL_E_OK; /* a support of something else, or its event is not shown */
    }
    int rc = pl_json_read(p.json, v->arena, &p.event, NULL);
    if (rc == PL_E_NOMEM) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the events of a bundle");
    }
    p.id = rc == PL_E_OK ? text_of(p.event, "id") : (pl_str){0};
    p.rules = rc == PL_E_OK ? text_of(pl_jval_get(p.event, "rule"), "hash") : (pl_str){0};
    p.facts = pl_verify_value(v, seq, "facts");
    pl_str cited = pl_verify_value(v, seq, "evidence");
    if (p.id.n != (size_t)2 * PL_HASH_BYTES || (cited.p != NULL && !pl_str_eq(cited, p.id))) {
        return pl_verify_part_add(v, pl_verify_words(v->arena, "support %" PRIu64, seq), PL_VERIFY_FAILS,
                                  p.id.n != (size_t)2 * PL_HASH_BYTES ? PL_STR("what it pins is no event")
                                                                      : PL_STR("it cites one event and pins another"),
                                  err);
    }
    r->pinned[r->n_pinned++] = p;
    return PL_E_OK;
}

/* ---- comparing ---- */

/* Cuts the next `"key":value` from the inside of an object as the JSON writer makes it. */
static bool next_member(pl_str *rest, pl_str *key, pl_str *value) {
    size_t i = 0, start = 0;
    int depth = 0;
    bool text = false;
    while (rest->n > 0 && (rest->p[0] == '{' || rest->p[0] == ',')) {
        *rest = pl_str_sub(*rest, 1, rest->n);
    }
    size_t end = pl_str_find_str(*rest, PL_STR("\":"));
    if (end == rest->n) {
        return false;
    }
    *key = pl_str_sub(*rest, 1, end - 1);
    for (i = start = end + 2; i < rest->n; i++) {
        char c = rest->p[i];
        if (text) {
            i += c == '\\';
            text = c != '"';
        } else if (depth == 0 && (c == ',' || c == '}')) {
            break;
        } else {
            text = c == '"';
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        }
    }
    *value = pl_str_sub(*rest, start, i - start);
    *rest = pl_str_sub(*rest, i, rest->n);
    return true;
}

static pl_str member_of(pl_str json, pl_str wanted) {
    pl_str key, value;
    while (next_member(&json, &key, &value)) {
        if (pl_str_eq(key, wanted)) {
            return value;
        }
    }
    return (pl_str){0};
}

static void name_key(struct pl_buf *keys, pl_str key, unsigned *n) {
    if (*n < DIFFER_MAX) {
        pl_buf_add_fmt(keys, "%s`%.*s`", *n > 0 ? ", " : "", (int)(key.n < 40 ? key.n : 40), key.p);
    } else if (*n == DIFFER_MAX) {
        pl_buf_add_str(keys, PL_STR(" and more"));
    }
    ++*n;
}

/* What is no part of the event itself: where the bytes lie, and what the second stage said of it beside other events.
 */
static bool beside(pl_str key) {
    static const char *const KEYS[] = {"evidence",
                                       "expected_reception",
                                       "assumed_speed_kn",
                                       "calls",
                                       "calls_beyond",
                                       "calls_more",
                                       "explained_by",
                                       "anchorage_ships",
                                       "habit",
                                       "phases",
                                       "with",
                                       "remark",
                                       "profiles"};
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        if (pl_str_eq(key, pl_str_from(KEYS[i]))) {
            return true;
        }
    }
    return false;
}

/* The keys in which the computed event is another than the pinned one; {NULL,0}: none. Where the bytes lie does not
 * enter what an event says, so `evidence` is looked at apart. */
static pl_str difference(struct pl_arena *arena, pl_str pinned, pl_str computed) {
    PL_BUF_AUTO keys = {0};
    pl_str rest = computed, key, value;
    unsigned n = 0;
    if (pl_str_eq(pinned, computed)) {
        return (pl_str){0};
    }
    pl_buf_open(&keys, 4096);
    while (next_member(&rest, &key, &value)) {
        if (!beside(key) && !pl_str_eq(member_of(pinned, key), value)) {
            name_key(&keys, key, &n);
        }
    }
    for (rest = pinned; next_member(&rest, &key, &value);) {
        if (!beside(key) && member_of(computed, key).p == NULL) {
            name_key(&keys, key, &n);
        }
    }
    pl_str words = pl_str_copy(arena, pl_buf_str(&keys));
    return n == 0 ? (pl_str){0} : words.p != NULL ? words : PL_STR("something");
}

/* ---- detecting ---- */

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct recomputing *r = ctx;
    if (source >= r->reports.n_opened) {
        return false;
    }
    pl_hash_hex(r->reports.opened[source].root.root, r->root);
    *ret = (struct pl_event_place){.root = pl_str_from(r->root)};
    return true;
}

static int write_event(struct recomputing *r, const struct pl_event *event, struct pl_buf *line, struct pl_error *err) {
    struct pl_json json;
    pl_buf_open(line, EVENT_MAX);
    pl_json_start(&json, line);
    pl_event_json(event, &r->style, &json);
    return pl_buf_failed(line) ? pl_fail(err, PL_E_NOMEM, "no memory for an event") : PL_E_OK;
}

static void compare(struct recomputing *r, struct pinned *p, pl_str line) {
    struct outcome *o = r->only_whole ? &p->whole : &p->all;
    pl_str differs = difference(r->v->arena, p->json, line);
    if (!o->found || differs.p == NULL) { /* one event may be said at two places of the stream */
        o->differs = differs;
    }
    o->found = true;
}

/* Of the same type, ships and a common time? */
static bool is_near(const struct pinned *p, const struct pl_event *event) {
    const struct pl_jval *vessels = pl_jval_get(p->event, "vessels");
    pl_time start = PL_TIME_NONE, end = PL_TIME_NONE;
    if (!pl_str_eq(text_of(p->event, "type"), pl_str_from(pl_event_type_name(event->type))) || vessels == NULL ||
        vessels->kind != PL_JVAL_ARRAY || vessels->n != event->n_vessels ||
        !pl_time_parse(text_of(p->event, "start"), &start)) {
        return false;
    }
    if (!pl_time_parse(text_of(p->event, "end"), &end)) {
        end = INT64_MAX;
    }
    for (unsigned i = 0; i < event->n_vessels; i++) {
        bool same = false;
        for (size_t k = 0; k < vessels->n; k++) {
            const struct pl_jval *mmsi = pl_jval_get(&vessels->items[k], "mmsi");
            same = same || (mmsi != NULL && mmsi->kind == PL_JVAL_INT && mmsi->integer == event->vessels[i].mmsi);
        }
        if (!same) {
            return false;
        }
    }
    return event->start <= end && (event->open || event->end >= start);
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct recomputing *r = ctx;
    char id[65];
    pl_hash_hex(event->id, id);
    struct pinned key = {.id = pl_str_from(id)};
    PL_BUF_AUTO line = {0};
    size_t low = 0, high = r->n_pinned;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_id(&r->pinned[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; !r->nearest && i < r->n_pinned && pl_str_eq(r->pinned[i].id, key.id); i++) {
        int rc = line.max_bytes == 0 ? write_event(r, event, &line, err) : PL_E_OK;
        if (rc != PL_E_OK) {
            return rc;
        }
        compare(r, &r->pinned[i], pl_buf_str(&line));
    }
    for (size_t i = 0; r->nearest && i < r->n_pinned; i++) {
        struct pinned *p = &r->pinned[i];
        if (p->all.found || p->nearest.p != NULL || !is_near(p, event)) {
            continue;
        }
        int rc = line.max_bytes == 0 ? write_event(r, event, &line, err) : PL_E_OK;
        if (rc != PL_E_OK) {
            return rc;
        }
        p->nearest = difference(r->v->arena, p->json, pl_buf_str(&line));
    }
    return PL_E_OK;
}

static int make_style(struct recomputing *r, struct pl_error *err) {
    r->style = (struct pl_event_style){
        .exercise = r->reports.exercise, .resolve = resolve, .ctx = r, .version = PL_STR(PL_RULES_VERSION)};
    pl_hash_hex(r->reports.rules.hash, r->style.rules_hash);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        PL_BUF_AUTO params = {0};
        pl_buf_open(&params, 65536);
        pl_rules_params(&r->reports.rules, pl_event_type_rule(i), &params);
        r->style.params[i] = pl_str_copy(r->v->arena, pl_buf_str(&params));
        if (r->style.params[i].p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to name the rules");
        }
    }
    return PL_E_OK;
}

static int run(struct recomputing *r, bool only_whole, bool nearest, struct pl_error *err) {
    const struct pl_verify_reports *x = &r->reports;
    struct pl_pipeline_options options = {
        .rules = &x->rules, .ports = r->ports, .mids = r->mids, .exercise = x->exercise, .pool = r->v->pool};
    struct pl_pipeline *pipeline = NULL;
    r->only_whole = only_whole;
    r->nearest = nearest;
    int rc = make_style(r, err);
    rc = rc == PL_E_OK ? pl_pipeline_open(&options, on_event, r, &pipeline, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < x->n_items; i++) {
        struct pl_report report;
        if (only_whole && !x->opened[x->items[i].src.source].whole) {
            continue;
        }
        rc = pl_report_read(x->items[i].record, &report, err);
        report.src = x->items[i].src;
        rc = rc == PL_E_OK ? pl_pipeline_push(pipeline, &report, err) : rc;
    }
    rc = rc == PL_E_OK ? pl_pipeline_end(pipeline, err) : rc;
    pl_pipeline_close(pipeline);
    return rc;
}

/* From whole exhibits; where there are parts of others, from everything too; and where an event did not come out, what
 * came out in its place. */
static int run_all(struct recomputing *r, struct pl_error *err) {
    bool parts = false, missing = false;
    for (size_t i = 0; i < r->reports.n_opened; i++) {
        parts = parts || !r->reports.opened[i].whole;
    }
    int rc = run(r, true, false, err);
    if (rc == PL_E_OK && parts) {
        rc = run(r, false, false, err);
    }
    for (size_t i = 0; i < r->n_pinned; i++) {
        r->pinned[i].all = parts ? r->pinned[i].all : r->pinned[i].whole;
        missing = missing || !r->pinned[i].all.found;
    }
    return rc == PL_E_OK && missing ? run(r, false, true, err) : rc;
}

/* ---- the evidence ---- */

static bool hears(const struct pl_jval *event, uint32_t mmsi) {
    const struct pl_jval *vessels = pl_jval_get(event, "vessels");
    for (size_t i = 0; vessels != NULL && vessels->kind == PL_JVAL_ARRAY && i < vessels->n; i++) {
        const struct pl_jval *is = pl_jval_get(&vessels->items[i], "mmsi");
        if (is != NULL && is->kind == PL_JVAL_INT && is->integer == mmsi) {
            return true;
        }
    }
    return false;
}

/* One place that the event names: a report of one of its ships must stand there. */
static void look_at_place(struct recomputing *r, struct pinned *p, const struct pl_jval *place, size_t nth) {
    const struct pl_jval *offset = pl_jval_get(place, "offset"), *length = pl_jval_get(place, "length");
    pl_str root = text_of(place, "root");
    bool known = false, whole = false, good = false;
    bool numbers = offset != NULL && length != NULL && offset->kind == PL_JVAL_INT && length->kind == PL_JVAL_INT &&
                   offset->integer >= 0 && length->integer > 0 && length->integer <= (int64_t)UINT32_MAX;
    for (uint32_t i = 0; i < r->reports.n_opened; i++) {
        const struct pl_verify_opened *o = &r->reports.opened[i];
        char hex[65];
        pl_hash_hex(o->root.root, hex);
        if (!pl_str_eq(root, pl_str_from(hex)) || !numbers) {
            continue;
        }
        const struct pl_verify_place *at =
            pl_verify_report_at(&r->reports, (struct pl_loc){i, (uint32_t)length->integer, (uint64_t)offset->integer});
        known = true;
        whole = whole || o->whole;
        good = good || (at != NULL && hears(p->event, at->mmsi));
    }
    p->known_roots = p->known_roots && known;
    p->from_whole = p->from_whole && whole;
    if (!numbers || (known && !good)) {
        p->fault = pl_verify_words(r->v->arena,
                                   "its evidence no. %zu points at bytes that are, as far as shown, no report of one "
                                   "of its ships",
                                   nth + 1);
    }
}

static void look_at_evidence(struct recomputing *r, struct pinned *p) {
    const struct pl_jval *evidence = pl_jval_get(p->event, "evidence");
    bool some = evidence != NULL && evidence->kind == PL_JVAL_ARRAY && evidence->n > 0;
    p->known_roots = p->from_whole = some;
    for (size_t i = 0; some && i < evidence->n; i++) {
        look_at_place(r, p, &evidence->items[i], i);
    }
}

/* ---- what it comes to ---- */

/* What would decide it: where the author made the bundle without the recordings, or with parts of them. */
static pl_str what_decides(const struct recomputing *r) {
    const struct pl_verify_reports *x = &r->reports;
    return x->closed.n == 0
               ? PL_STR("")
               : pl_verify_words(
                     r->v->arena,
                     ". Undecided; a bundle with the recordings decides it: ask for %.*s in whole (`plimsoll "
                     "bundle --exhibits cited`, for a silence `--exhibits all`, or `plimsoll report build "
                     "--exhibits`)",
                     (int)x->closed.n, x->closed.p);
}

static int tell_held(struct recomputing *r, const struct pinned *p, pl_str part, struct pl_error *err) {
    struct pl_arena *arena = r->v->arena;
    const struct pl_verify_reports *x = &r->reports;
    char signer[65];
    pl_hash key;
    if (p->whole.found && p->whole.differs.p == NULL && p->from_whole) {
        pl_str why = pl_verify_words(
            arena, "recomputed from whole exhibits as committed at import, %" PRIu64 " of %" PRIu64 " disclosed%s%.64s",
            x->disclosed, x->imports, x->unpacked ? "; decoding rests on " : "", x->unpacked ? x->decoder : "");
        return pl_verify_part_add(r->v, part, PL_VERIFY_HOLDS, why, err);
    }
    memcpy(key.b, r->v->parsed[p->at].signer.b, PL_KEY_BYTES);
    pl_hash_hex(key, signer);
    bool silence = pl_str_eq(text_of(p->event, "type"), PL_STR("gap"));
    pl_str hint = silence ? what_decides(r) : PL_STR("");
    pl_str why = pl_verify_words(
        arena,
        "recomputed from an extract: that nothing was left out rests on the signer %s; silence NOT checked%s%.*s",
        signer, silence ? ", and this event is a silence" : "", (int)hint.n, hint.p);
    return pl_verify_part_add(r->v, part, silence ? PL_VERIFY_UNKNOWN : PL_VERIFY_HOLDS, why, err);
}

/* Nothing, or another event, came out. */
static int tell_other(struct recomputing *r, const struct pinned *p, pl_str part, struct pl_error *err) {
    struct pl_arena *arena = r->v->arena;
    const struct pl_verify_reports *x = &r->reports;
    bool all = r->v->b->whole && x->disclosed == x->imports;
    pl_str differs = p->all.found ? p->all.differs : p->nearest;
    pl_str what = !p->all.found && p->nearest.p == NULL
                      ? PL_STR("no such event comes out, and none like it")
                      : pl_verify_words(arena, "it comes out otherwise: %.*s differ%s", (int)differs.n, differs.p,
                                        pl_str_find(differs, ',') == differs.n ? "s" : "");
    if (all && p->by_these) {
        return pl_verify_part_add(r->v, part, PL_VERIFY_FAILS,
                                  pl_verify_words(arena,
                                                  "computed again from every recording of the log, %.*s. A report, a "
                                                  "rule or the event was altered",
                                                  (int)what.n, what.p),
                                  err);
    }
    pl_str hint = what_decides(r);
    return pl_verify_part_add(
        r->v, part, PL_VERIFY_UNKNOWN,
        pl_verify_words(
            arena, "not recomputed: from what is disclosed (%" PRIu64 " of %" PRIu64 " recordings in whole)%s %.*s%.*s",
            x->disclosed, x->imports, p->by_these ? "" : " and the rules and facts that are shown", (int)what.n, what.p,
            (int)hint.n, hint.p),
        err);
}

static int tell(struct recomputing *r, struct pinned *p, struct pl_error *err) {
    pl_str part = pl_verify_words(r->v->arena, "event %.16s", short_id(p));
    look_at_evidence(r, p);
    if (r->v->b->rules_json.n == 0 && p->known_roots) {
        return pl_verify_part_add(r->v, part, PL_VERIFY_UNKNOWN, PL_STR("not recomputed: the rules are not shown"),
                                  err);
    }
    if (!p->known_roots || !r->ran) {
        pl_str hint = what_decides(r);
        return pl_verify_part_add(
            r->v, part, PL_VERIFY_UNKNOWN,
            pl_verify_words(r->v->arena,
                            "not recomputed: the exhibits that it rests on are not disclosed; it rests on the "
                            "signer%.*s",
                            (int)hint.n, hint.p),
            err);
    }
    if (p->fault.p != NULL) {
        return pl_verify_part_add(r->v, part, PL_VERIFY_FAILS, p->fault, err);
    }
    return p->all.found && p->all.differs.p == NULL && p->by_these ? tell_held(r, p, part, err)
                                                                   : tell_other(r, p, part, err);
}

/* ---- rules and facts ---- */

static int read_facts(struct recomputing *r, struct pl_error *err) {
    const struct pl_bundle *b = r->v->b;
    struct pl_rules *rules = &r->reports.rules;
    struct pl_error why = {0};
    PL_BUF_AUTO canonical = {0};
    char hex[3][65];
    pl_buf_open(&canonical, (size_t)1 << 20);
    int rc = pl_rules_parse(b->rules_json, rules, &why);
    rc = rc == PL_E_OK && b->ports_csv.n > 0 ? pl_ports_parse(b->ports_csv, r->v->arena, &r->ports, &why) : rc;
    rc = rc == PL_E_OK && b->mid_csv.n > 0 ? pl_mids_parse(b->mid_csv, r->v->arena, &r->mids, &why) : rc;
    if (rc != PL_E_OK) {
        return rc == PL_E_NOMEM ? pl_fail(err, PL_E_NOMEM, "%s", why.msg)
                                : pl_fail(err, PL_E_FORMAT, "the bundle's facts: %s", why.msg);
    }
    pl_rules_write(rules, &canonical);
    if (!pl_str_eq(pl_buf_str(&canonical), b->rules_json)) {
        return pl_fail(err, PL_E_FORMAT, "the bundle's rules are not in their one form");
    }
    pl_hash_hex(rules->hash, hex[0]);
    pl_hash_hex(pl_sha256_of(b->ports_csv.p, b->ports_csv.n), hex[1]);
    pl_hash_hex(pl_sha256_of(b->mid_csv.p, b->mid_csv.n), hex[2]);
    snprintf(r->facts, sizeof r->facts, "rules %s ports %s mids %s", hex[0], hex[1], hex[2]);
    return PL_E_OK;
}

/* The rules and facts that are shown are those that events were signed with. */
static int check_facts(struct recomputing *r, struct pl_error *err) {
    struct pl_arena *arena = r->v->arena;
    pl_str facts = pl_str_from(r->facts), rules = pl_str_sub(facts, 6, 64);
    const struct pinned *other_rules = NULL, *other_facts = NULL, *unsigned_facts = NULL;
    bool some = false;
    for (size_t i = 0; i < r->n_pinned; i++) {
        struct pinned *p = &r->pinned[i];
        bool same_rules = pl_str_eq(p->rules, rules);
        bool same_facts = p->facts.p == NULL || pl_str_eq(p->facts, facts);
        p->by_these = same_rules && same_facts;
        some = some || p->by_these;
        other_rules = same_rules ? other_rules : p;
        other_facts = same_facts ? other_facts : p;
        unsigned_facts = p->facts.p != NULL ? unsigned_facts : p;
    }
    if (!some) {
        const struct pinned *p = other_rules != NULL ? other_rules : other_facts;
        pl_str why = p == NULL ? PL_STR("nothing that was signed rests on the rules and facts that are shown")
                               : pl_verify_words(arena, "the %s shown are not those by which event %.16s was found",
                                                 other_rules != NULL ? "rules" : "ports or number ranges", short_id(p));
        return pl_verify_part_add(r->v, PL_STR("facts"), PL_VERIFY_FAILS, why, err);
    }
    if (unsigned_facts != NULL) {
        return pl_verify_part_add(r->v, PL_STR("facts"), PL_VERIFY_UNKNOWN,
                                  pl_verify_words(arena,
                                                  "no signature that is shown covers the ports and number ranges by "
                                                  "which event %.16s was found",
                                                  short_id(unsigned_facts)),
                                  err);
    }
    return pl_verify_part_add(r->v, PL_STR("facts"), PL_VERIFY_HOLDS,
                              PL_STR("the rules, ports and number ranges shown are those that were signed"), err);
}

/* ---- all of it ---- */

static int recompute(struct recomputing *r, struct pl_error *err) {
    const struct pl_bundle *b = r->v->b;
    bool facts = b->rules_json.n > 0 || b->ports_csv.n > 0 || b->mid_csv.n > 0;
    int rc = pl_verify_exhibits(&r->reports, err);
    if (rc != PL_E_OK || r->v->worst == PL_VERIFY_FAILS) {
        return rc;
    }
    if (facts) {
        rc = read_facts(r, err);
        rc = rc == PL_E_OK ? check_facts(r, err) : rc;
    }
    if (rc == PL_E_OK && b->rules_json.n > 0 && r->n_pinned > 0 && r->reports.n_opened > 0) {
        r->ran = true;
        rc = pl_verify_read_reports(&r->reports, err);
        rc = rc == PL_E_OK ? run_all(r, err) : rc;
    }
    for (size_t i = 0; rc == PL_E_OK && i < r->n_pinned; i++) {
        rc = tell(r, &r->pinned[i], err);
    }
    return rc;
}

int pl_verify_events(struct pl_verify_bundle *v, struct pl_error *err) {
    struct recomputing r = {.v = v, .reports = {.v = v}};
    int rc = PL_E_OK;
    r.pinned = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *r.pinned);
    r.reports.opened = pl_arena_calloc(v->arena, v->b->n_members + 1, sizeof *r.reports.opened);
    if (r.pinned == NULL || r.reports.opened == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the events of a bundle");
    }
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_entries; i++) {
        rc = pl_verify_kind_is(&v->parsed[i], "support") ? read_pinned(&r, i, err) : PL_E_OK;
    }
    if (r.n_pinned > 1) {
        qsort(r.pinned, r.n_pinned, sizeof *r.pinned, by_id);
    }
    rc = rc == PL_E_OK ? recompute(&r, err) : rc;
    pl_verify_reports_close(&r.reports);
    return rc;
}
