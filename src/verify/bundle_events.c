/* The events that a bundle pins, computed again from the bytes that it discloses. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ais/feed.h"
#include "detect/event_text.h"
#include "detect/pipeline.h"
#include "geo/port.h"
#include "ledger/chunk.h"
#include "ledger/merkle.h"
#include "names/identifier.h"
#include "text/json.h"
#include "track/report.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

#define HEADER_MAX ((size_t)65536)
#define EVENT_MAX  ((size_t)1 << 20)
#define ITEMS_MAX  ((size_t)50000000)

/* An event as a support entry pins it. */
struct pinned {
    uint64_t seq;
    pl_str json, id, rules; /* hex */
    bool exercise;
    bool found;       /* an event of this id came out */
    pl_str differs;   /* the first key in which it is another; {NULL,0}: none */
    bool from_whole;  /* every exhibit of its evidence is disclosed whole */
    bool known_roots; /* every member of its evidence is disclosed, whole or in part */
};

/* A member of a disclosed exhibit. */
struct opened {
    const struct pl_bundle_member *chunks;
    uint64_t seq;
    struct pl_chunk_root root;
    bool whole;
};

struct item {
    pl_str record;
    struct pl_loc src;
};

struct recomputing {
    struct pl_verify_bundle *v;
    struct pinned *pinned;
    size_t n_pinned;
    struct opened *opened;
    size_t n_opened;
    uint64_t imports, disclosed; /* recordings in the entries shown; of these, wholly disclosed */
    struct pl_rules rules;
    const struct pl_ports *ports;
    const struct pl_mids *mids;
    struct pl_event_style style;
    struct item *items, *own;
    size_t n_items, items_cap, n_own, own_cap;
    struct pl_buf record;
    uint32_t member; /* that is being read */
    uint64_t shift;  /* added to its offsets */
    char root[65];
};

static bool is_kind(const struct pl_entry *e, const char *kind) { return pl_str_eq(e->kind, pl_str_from(kind)); }

/* ---- what is pinned ---- */

static pl_str text_of(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = object != NULL ? pl_jval_get(object, key) : NULL;
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : (pl_str){0};
}

static void read_pinned(struct recomputing *r, uint64_t seq, pl_str json) {
    const struct pl_jval *event = NULL;
    if (json.n == 0 || pl_json_read(json, r->v->arena, &event, NULL) != PL_E_OK || event->kind != PL_JVAL_OBJECT) {
        return; /* a support of something else, or its event is not shown */
    }
    const struct pl_jval *exercise = pl_jval_get(event, "exercise");
    r->pinned[r->n_pinned++] = (struct pinned){.seq = seq,
                                               .json = json,
                                               .id = text_of(event, "id"),
                                               .rules = text_of(pl_jval_get(event, "rule"), "hash"),
                                               .exercise = exercise != NULL && exercise->boolean};
}

/* ---- what is disclosed ---- */

/* The root and size of a member, as the signed field `members` has it. */
static bool member_root(pl_str members, uint64_t place, struct pl_chunk_root *ret) {
    for (uint64_t i = 0; members.n >= 4; i++) {
        uint64_t name = pl_be32(members.p);
        if (members.n < 4 + name + 8 + PL_HASH_BYTES) {
            return false;
        }
        const char *at = members.p + 4 + name;
        if (i == place) {
            ret->bytes = pl_be64(at);
            ret->chunks = ret->bytes / PL_CHUNK_BYTES + (ret->bytes % PL_CHUNK_BYTES != 0);
            memcpy(ret->root.b, at + 8, PL_HASH_BYTES);
            return true;
        }
        members = pl_str_sub(members, (size_t)(4 + name + 8 + PL_HASH_BYTES), members.n);
    }
    return false;
}

static uint64_t count_members(pl_str members) {
    struct pl_chunk_root root;
    uint64_t n = 0;
    while (member_root(members, n, &root)) {
        n++;
    }
    return n;
}

/* Every chunk is the one that the signed root stands for. */
static bool chunks_hold(const struct opened *o) {
    struct pl_merkle tree = {0};
    uint64_t bytes = 0;
    for (size_t i = 0; i < o->chunks->n; i++) {
        const struct pl_bundle_chunk *c = &o->chunks->chunks[i];
        struct pl_chunk_opening opening = {
            .index = c->index, .salt = c->salt, .bytes = c->bytes, .path = c->path, .n_path = c->n_path};
        if (!o->whole && pl_chunk_check(&o->root, &opening, NULL) != PL_E_OK) {
            return false;
        }
        if (o->whole) {
            pl_merkle_add(&tree, pl_chunk_leaf(c->salt, c->bytes));
            bool last = i + 1 == o->chunks->n;
            bytes += c->bytes.n;
            if (!last && c->bytes.n != PL_CHUNK_BYTES) {
                return false;
            }
        }
    }
    return !o->whole || (bytes == o->root.bytes && pl_hash_cmp(pl_merkle_root(&tree), o->root.root) == 0);
}

static int open_member(struct recomputing *r, const struct pl_bundle_member *m, struct pl_error *err) {
    struct opened o = {.chunks = m, .seq = m->seq, .whole = m->whole};
    const struct pl_bundle_entry *at = pl_bundle_entry_of(r->v->b, m->seq);
    const struct pl_entry *e = at != NULL ? &r->v->parsed[at - r->v->b->entries] : NULL;
    if (e == NULL || !is_kind(e, "import") ||
        !member_root(pl_verify_value(r->v, m->seq, "members"), m->member, &o.root) || !chunks_hold(&o)) {
        pl_str why = pl_verify_words(r->v->arena,
                                     "the chunks shown of member %" PRIu64 " of the exhibit of entry %" PRIu64
                                     " are not those that were signed at its import",
                                     m->member, m->seq);
        return pl_verify_part_add(r->v, PL_STR("chunks"), PL_VERIFY_FAILS, why, err);
    }
    r->opened[r->n_opened++] = o;
    return PL_E_OK;
}

/* Every member of the exhibit of that entry is opened and whole. */
static bool is_whole(const struct recomputing *r, uint64_t seq) {
    pl_str members = pl_verify_value(r->v, seq, "members");
    uint64_t n = 0;
    for (size_t i = 0; i < r->n_opened; i++) {
        n += r->opened[i].seq == seq && r->opened[i].whole;
    }
    return members.n > 0 && n == count_members(members);
}

/* A later import that is shown replaces this reading of the same exhibit. */
static bool is_superseded(const struct recomputing *r, uint64_t seq) {
    for (size_t i = 0; i < r->v->b->n_entries; i++) {
        uint64_t other = 0;
        if (is_kind(&r->v->parsed[i], "import") &&
            pl_str_u64(pl_verify_value(r->v, r->v->b->entries[i].seq, "supersedes"), &other) && other == seq) {
            return true;
        }
    }
    return false;
}

static int open_exhibits(struct recomputing *r, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < r->v->b->n_members; i++) {
        rc = open_member(r, &r->v->b->members[i], err);
    }
    for (size_t i = 0; i < r->v->b->n_entries; i++) {
        uint64_t seq = r->v->b->entries[i].seq;
        if (is_kind(&r->v->parsed[i], "import") && !is_superseded(r, seq)) {
            r->imports++;
            r->disclosed += is_whole(r, seq);
        }
    }
    return rc;
}

/* ---- decoding ---- */

static int keep(struct recomputing *r, struct item **items, size_t *n, size_t *cap, struct item item,
                struct pl_error *err) {
    if (*n == *cap) {
        size_t more = *cap > 0 ? 2 * *cap : 4096;
        struct item *grown = more <= ITEMS_MAX ? reallocarray(*items, more, sizeof *grown) : NULL;
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the reports of a bundle");
        }
        *items = grown;
        *cap = more;
    }
    (*items)[(*n)++] = item;
    return item.record.p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for the reports of a bundle");
    (void)r;
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct recomputing *r = ctx;
    struct pl_error why;
    if (h->at == PL_TIME_NONE || !pl_record_time_ok(h->at)) {
        return PL_E_OK;
    }
    pl_buf_clear(&r->record);
    int rc = pl_record_write(h, &r->record, &why);
    if (rc == PL_E_LIMIT) {
        return PL_E_OK; /* left out at the import too */
    }
    if (rc != PL_E_OK) {
        return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
    }
    struct item item = {
        .record = pl_str_copy(r->v->arena, pl_buf_str(&r->record)),
        .src = {.source = r->member, .length = h->parts[0].length, .offset = h->parts[0].offset + r->shift}};
    return h->own ? keep(r, &r->own, &r->n_own, &r->own_cap, item, err)
                  : keep(r, &r->items, &r->n_items, &r->items_cap, item, err);
}

static struct pl_feed_options options_of(const struct recomputing *r, uint64_t seq) {
    const struct pl_bundle_entry *at = pl_bundle_entry_of(r->v->b, seq);
    struct pl_feed_options options = {.columns = pl_verify_value(r->v, seq, "columns"),
                                      .day_first = pl_verify_value(r->v, seq, "day_first").n > 0,
                                      .max_part_s = (unsigned)r->rules.v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                      .exercise_numbers = true,
                                      .latest = r->v->parsed[at - r->v->b->entries].at + PL_DAY_US};
    int format = PL_FEED_AUTO;
    (void)pl_feed_format_of(pl_verify_value(r->v, seq, "format"), &format);
    options.format = (enum pl_feed_format)format;
    return options;
}

/* The line that names the columns, where the member is a table and its first chunk is open. */
static pl_str header_of(const struct opened *o) {
    pl_str first = o->chunks->n > 0 && o->chunks->chunks[0].index == 0 ? o->chunks->chunks[0].bytes : (pl_str){0};
    pl_str line = pl_str_sub(first, 0, pl_str_find(first, '\n') + 1);
    bool sentence = line.n == 0 || line.n > HEADER_MAX || pl_str_find(line, '!') < line.n || line.p[0] == '\\' ||
                    line.p[0] == '$' || line.p[0] == '#';
    return sentence ? (pl_str){0} : line;
}

/* Chunks that follow one another: from the first whole line to the last. */
static int read_run(struct recomputing *r, const struct opened *o, size_t from, size_t to, struct pl_error *err) {
    const struct pl_bundle_chunk *chunks = o->chunks->chunks;
    struct pl_feed_options options = options_of(r, o->seq);
    struct pl_feed *feed = NULL;
    bool to_end = chunks[to - 1].index + 1 == o->root.chunks;
    uint64_t start = chunks[from].index * PL_CHUNK_BYTES;
    pl_str header = chunks[from].index > 0 ? header_of(o) : (pl_str){0};
    int rc = pl_feed_open(&options, on_hearing, NULL, r, &feed, err);
    rc = rc == PL_E_OK && header.n > 0 ? pl_feed_push(feed, header.p, header.n, err) : rc;
    for (size_t i = from; rc == PL_E_OK && i < to; i++) {
        pl_str bytes = chunks[i].bytes;
        if (i == from && chunks[i].index > 0) {
            size_t cut = pl_str_find(bytes, '\n');
            cut = cut < bytes.n ? cut + 1 : bytes.n;
            bytes = pl_str_sub(bytes, cut, bytes.n);
            start += cut;
            r->shift = start - header.n;
        } else if (i == from) {
            r->shift = 0;
        }
        if (i + 1 == to && !to_end) {
            while (bytes.n > 0 && bytes.p[bytes.n - 1] != '\n') {
                bytes.n--;
            }
        }
        rc = bytes.n > 0 ? pl_feed_push(feed, bytes.p, bytes.n, err) : PL_E_OK;
    }
    rc = rc == PL_E_OK ? pl_feed_finish(feed, err) : rc;
    pl_feed_close(feed);
    return rc == PL_E_FORMAT || rc == PL_E_EMPTY ? PL_E_OK : rc; /* no recording: nothing is heard in it */
}

static int read_member(struct recomputing *r, uint32_t member, struct pl_error *err) {
    const struct opened *o = &r->opened[member];
    int rc = PL_E_OK;
    r->member = member;
    for (size_t from = 0, to = 0; rc == PL_E_OK && from < o->chunks->n; from = to) {
        for (to = from + 1; to < o->chunks->n && o->chunks->chunks[to].index == o->chunks->chunks[to - 1].index + 1;) {
            to++;
        }
        rc = read_run(r, o, from, to, err);
    }
    return rc;
}

static int by_record(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    int order = pl_str_cmp(x->record, y->record);
    if (order == 0) {
        order = (x->src.source > y->src.source) - (x->src.source < y->src.source);
    }
    return order != 0 ? order : (x->src.offset > y->src.offset) - (x->src.offset < y->src.offset);
}

static int read_all(struct recomputing *r, struct pl_error *err) {
    int rc = PL_E_OK;
    for (uint32_t i = 0; rc == PL_E_OK && i < r->n_opened; i++) {
        if (!is_superseded(r, r->opened[i].seq)) {
            rc = read_member(r, i, err);
        }
    }
    if (r->n_items == 0) { /* a recording of the own ship alone */
        r->items = r->own;
        r->n_items = r->n_own;
        r->own = NULL;
        r->n_own = 0;
    }
    if (r->n_items > 1) {
        qsort(r->items, r->n_items, sizeof *r->items, by_record);
    }
    return rc;
}

/* ---- detecting ---- */

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct recomputing *r = ctx;
    if (source >= r->n_opened) {
        return false;
    }
    pl_hash_hex(r->opened[source].root.root, r->root);
    *ret = (struct pl_event_place){.root = pl_str_from(r->root)};
    return true;
}

/* The text in front of its evidence, and that behind it: where the bytes lie does not enter what an event says. */
static bool cut_evidence(pl_str json, pl_str *ret_before, pl_str *ret_behind) {

    size_t at = pl_str_find_str(json, PL_STR("\"evidence\":["));
    pl_str rest = pl_str_sub(json, at, json.n);
    size_t end = pl_str_find(rest, ']');
    *ret_before = pl_str_sub(json, 0, at);
    *ret_behind = pl_str_sub(rest, end, rest.n);
    return at < json.n && end < rest.n;
}

/* The key in whose value two objects that are equal up to byte `at` differ. */
static pl_str key_at(pl_str json, size_t at) {
    pl_str key = PL_STR("?");
    for (size_t i = 0; i < at && i < json.n; i++) {
        size_t end = pl_str_find(pl_str_sub(json, i + 1, json.n), '"');
        if (json.p[i] == '"' && i + end + 2 < json.n && json.p[i + end + 2] == ':') {
            key = pl_str_sub(json, i + 1, end);
        }
    }
    return key;
}

static pl_str difference(pl_str a, pl_str b) {
    pl_str parts[2][2];
    if (!cut_evidence(a, &parts[0][0], &parts[0][1]) || !cut_evidence(b, &parts[1][0], &parts[1][1])) {
        return PL_STR("evidence");
    }
    for (int i = 0; i < 2; i++) {
        pl_str x = parts[0][i], y = parts[1][i];
        size_t at = 0;
        while (at < x.n && at < y.n && x.p[at] == y.p[at]) {
            at++;
        }
        if (at < x.n || at < y.n) {
            return key_at(x, at);
        }
    }
    return (pl_str){0};
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct recomputing *r = ctx;
    char id[65];
    pl_hash_hex(event->id, id);
    for (size_t i = 0; i < r->n_pinned; i++) {
        struct pinned *p = &r->pinned[i];
        PL_BUF_AUTO line = {0};
        struct pl_json json;
        if (!pl_str_eq(p->id, pl_str_from(id))) {
            continue;
        }
        pl_buf_open(&line, EVENT_MAX);
        pl_json_start(&json, &line);
        pl_event_json(event, &r->style, &json);
        if (pl_buf_failed(&line)) {
            return pl_fail(err, PL_E_NOMEM, "no memory for an event");
        }
        pl_str differs = difference(p->json, pl_buf_str(&line));
        if (!p->found || differs.p == NULL) { /* one event may be said at two places of the stream */
            p->differs = differs;
        }
        p->found = true;
    }
    return PL_E_OK;
}

static int make_style(struct recomputing *r, bool exercise, struct pl_error *err) {
    r->style = (struct pl_event_style){
        .exercise = exercise, .resolve = resolve, .ctx = r, .version = PL_STR(PL_RULES_VERSION)};
    pl_hash_hex(r->rules.hash, r->style.rules_hash);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        PL_BUF_AUTO params = {0};
        pl_buf_open(&params, 65536);
        pl_rules_params(&r->rules, pl_event_type_rule(i), &params);
        r->style.params[i] = pl_str_copy(r->v->arena, pl_buf_str(&params));
        if (r->style.params[i].p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to name the rules");
        }
    }
    return PL_E_OK;
}

static int run(struct recomputing *r, bool exercise, struct pl_error *err) {
    struct pl_pipeline_options options = {.rules = &r->rules, .ports = r->ports, .mids = r->mids, .exercise = exercise};
    struct pl_pipeline *pipeline = NULL;
    int rc = make_style(r, exercise, err);
    rc = rc == PL_E_OK ? pl_pipeline_open(&options, on_event, r, &pipeline, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < r->n_items; i++) {
        struct pl_report report;
        rc = pl_report_read(r->items[i].record, &report, err);
        report.src = r->items[i].src;
        rc = rc == PL_E_OK ? pl_pipeline_push(pipeline, &report, err) : rc;
    }
    rc = rc == PL_E_OK ? pl_pipeline_end(pipeline, err) : rc;
    pl_pipeline_close(pipeline);
    return rc;
}

/* ---- what it comes to ---- */

/* Does the member with that root belong to an exhibit that is disclosed? whole: in whole. */
static bool root_is_open(const struct recomputing *r, pl_str root, bool whole) {
    for (size_t i = 0; i < r->n_opened; i++) {
        char hex[65];
        pl_hash_hex(r->opened[i].root.root, hex);
        if (pl_str_eq(root, pl_str_from(hex))) {
            return !whole || is_whole(r, r->opened[i].seq);
        }
    }
    return false;
}

static void look_at_evidence(struct recomputing *r, struct pinned *p) {
    const struct pl_jval *event = NULL;
    const struct pl_jval *evidence =
        pl_json_read(p->json, r->v->arena, &event, NULL) == PL_E_OK ? pl_jval_get(event, "evidence") : NULL;
    p->from_whole = p->known_roots = evidence != NULL && evidence->kind == PL_JVAL_ARRAY && evidence->n > 0;
    for (size_t i = 0; p->known_roots && i < evidence->n; i++) {
        pl_str root = text_of(&evidence->items[i], "root");
        p->known_roots = root_is_open(r, root, false);
        p->from_whole = p->from_whole && root_is_open(r, root, true);
    }
}

static int tell(struct recomputing *r, struct pinned *p, struct pl_error *err) {
    struct pl_arena *arena = r->v->arena;
    bool all = r->v->b->whole && r->disclosed == r->imports;
    pl_str part = pl_verify_words(arena, "event %.16s", p->id.n >= 16 ? p->id.p : "????????????????");
    look_at_evidence(r, p);
    if (!p->known_roots) {
        return pl_verify_part_add(
            r->v, part, PL_VERIFY_UNKNOWN,
            PL_STR("not recomputed: the exhibits that it rests on are not disclosed; it rests on the signer"), err);
    }
    if (p->found && p->differs.p == NULL && p->from_whole) {
        return pl_verify_part_add(r->v, part, PL_VERIFY_HOLDS,
                                  pl_verify_words(arena,
                                                  "recomputed from whole exhibits as committed at import, %" PRIu64
                                                  " of %" PRIu64 " recordings disclosed%s; how a received file was "
                                                  "unpacked rests on the signer",
                                                  r->disclosed, r->imports,
                                                  all              ? ""
                                                  : r->v->b->whole ? ", the others are commitments"
                                                                   : " among the entries shown"),
                                  err);
    }
    if (p->found && p->differs.p == NULL) {
        return pl_verify_part_add(r->v, part, PL_VERIFY_HOLDS,
                                  PL_STR("recomputed from an extract: that nothing was left out rests on the signer; "
                                         "silence NOT checked"),
                                  err);
    }
    if (!all) {
        return pl_verify_part_add(
            r->v, part, PL_VERIFY_UNKNOWN,
            pl_verify_words(
                arena, "not recomputed: what is disclosed (%" PRIu64 " of %" PRIu64 " recordings in whole) gives %s",
                r->disclosed, r->imports, p->found ? "it otherwise" : "no such event"),
            err);
    }
    pl_str why = p->found ? pl_verify_words(arena,
                                            "computed again from every recording of the log it is another event: "
                                            "`%.*s` differs",
                                            (int)p->differs.n, p->differs.p)
                          : PL_STR("computed again from every recording of the log, no such event comes out: a report, "
                                   "a rule or the event was altered");
    return pl_verify_part_add(r->v, part, PL_VERIFY_FAILS, why, err);
}

/* The rules that are shown are those that each event names. */
static int check_rules(struct recomputing *r, bool *ret_same, struct pl_error *err) {
    char hex[65];
    pl_hash_hex(r->rules.hash, hex);
    *ret_same = true;
    for (size_t i = 0; i < r->n_pinned; i++) {
        if (!pl_str_eq(r->pinned[i].rules, pl_str_from(hex))) {
            *ret_same = false;
            return pl_verify_part_add(r->v, PL_STR("rules"), PL_VERIFY_FAILS,
                                      pl_verify_words(r->v->arena,
                                                      "the rules shown are not those by which event %.16s was found",
                                                      r->pinned[i].id.n >= 16 ? r->pinned[i].id.p : "????????????????"),
                                      err);
        }
    }
    return PL_E_OK;
}

static int read_facts(struct recomputing *r, struct pl_error *err) {
    const struct pl_bundle *b = r->v->b;
    struct pl_error why = {0};
    int rc = pl_rules_parse(b->rules_json, &r->rules, &why);
    rc = rc == PL_E_OK && b->ports_csv.n > 0 ? pl_ports_parse(b->ports_csv, r->v->arena, &r->ports, &why) : rc;
    rc = rc == PL_E_OK && b->mid_csv.n > 0 ? pl_mids_parse(b->mid_csv, r->v->arena, &r->mids, &why) : rc;
    return rc == PL_E_OK || rc == PL_E_NOMEM ? rc : pl_fail(err, PL_E_FORMAT, "the bundle's facts: %s", why.msg);
}

static int recompute(struct recomputing *r, struct pl_error *err) {
    bool same = false;
    int rc = open_exhibits(r, err);
    if (rc != PL_E_OK || r->v->worst == PL_VERIFY_FAILS) {
        return rc;
    }
    if (r->v->b->rules_json.n > 0) {
        rc = read_facts(r, err);
        rc = rc == PL_E_OK ? check_rules(r, &same, err) : rc;
    }
    if (rc == PL_E_OK && same && r->n_opened > 0) {
        rc = read_all(r, err);
        rc = rc == PL_E_OK ? run(r, r->pinned[0].exercise, err) : rc;
    }
    for (size_t i = 0; rc == PL_E_OK && i < r->n_pinned; i++) {
        rc = tell(r, &r->pinned[i], err);
    }
    return rc;
}

int pl_verify_events(struct pl_verify_bundle *v, struct pl_error *err) {
    struct recomputing r = {.v = v};
    r.pinned = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *r.pinned);
    r.opened = pl_arena_calloc(v->arena, v->b->n_members + 1, sizeof *r.opened);
    if (r.pinned == NULL || r.opened == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the events of a bundle");
    }
    for (size_t i = 0; i < v->b->n_entries; i++) {
        if (is_kind(&v->parsed[i], "support")) {
            read_pinned(&r, v->b->entries[i].seq, pl_verify_value(v, v->b->entries[i].seq, "pinned"));
        }
    }
    if (r.n_pinned == 0 && v->b->n_members == 0) {
        return PL_E_OK;
    }
    pl_buf_open(&r.record, (size_t)2 * PL_RECORD_MAX);
    int rc = recompute(&r, err);
    pl_buf_close(&r.record);
    free(r.items);
    free(r.own);
    return rc;
}
