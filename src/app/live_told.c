#include "app/live_told.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "store/event.h"
#include "store/told.h"

#include "base/ban.h"

#define MAX_ENTRIES   ((size_t)1 << 26)
#define QUEUE_BYTES   ((size_t)1 << 30)
#define EVENT_BYTES   ((size_t)1 << 18)
#define HEADER_BYTES  ((size_t)1 << 17)
#define QUEUE_DELIVER 512 /* items */

/* An event as it was told last. */
struct entry {
    pl_hash id;
    uint64_t version; /* of what the event says, without places and notes */
    uint64_t text;    /* of its line without the evidence: version and notes */
    pl_time emitted, start;
    uint32_t mmsi[2];
    uint8_t type;
    bool related;  /* of the second stage */
    bool gone;     /* superseded, and not told again */
    bool baseline; /* the case had it before the feed was first followed */
    bool met;      /* in this reconciliation */
    bool fresh;    /* told in this reconciliation */
};

struct queued {
    struct pl_live_item item;
    struct queued *next;
};

struct pl_live_told {
    const struct pl_live_options *options;
    struct pl_live_counts *counts;
    const char *feed;
    struct pl_told *log;
    struct entry *entries;
    size_t n, cap;
    struct pl_map by_id; /* first 8 bytes of the id -> entry + 1 */
    struct pl_live_sealed sealed;
    uint64_t number;  /* of the last item */
    uint64_t printed; /* of the last that the sink has seen for certain */
    bool has_baseline;
    struct pl_arena arena; /* of the queue */
    struct queued *first, **last;
    size_t n_queued;
    struct pl_buf line, text, header;
};

/* ---- entries ---- */

static struct entry *find(struct pl_live_told *t, pl_hash id) {
    const uint64_t *at = pl_map_get(&t->by_id, pl_be64(id.b));
    struct entry *e = at != NULL ? &t->entries[*at - 1] : NULL;
    return e != NULL && pl_hash_cmp(e->id, id) == 0 ? e : NULL;
}

static int add(struct pl_live_told *t, const struct entry *entry, struct pl_error *err) {
    if (t->n == t->cap) {
        size_t cap = t->cap > 0 ? t->cap * 2 : 256;
        struct entry *entries = reallocarray(t->entries, cap, sizeof *entries);
        if (entries == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for what was told");
        }
        t->entries = entries;
        t->cap = cap;
    }
    uint64_t *at = pl_map_put(&t->by_id, pl_be64(entry->id.b), NULL);
    if (at == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was told");
    }
    t->entries[t->n] = *entry;
    *at = ++t->n;
    return PL_E_OK;
}

static uint64_t short_hash(pl_str bytes) {
    pl_hash h = pl_sha256_of(bytes.p, bytes.n);
    return pl_be64(h.b);
}

/* What an event says, and how it reads, without the places of its bytes. */
static int entry_of(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style,
                    struct entry *ret, struct pl_error *err) {
    struct pl_event bare = *event;
    struct pl_json json;
    bare.n_evidence = 0;
    bare.emitted_at = 0;
    pl_buf_clear(&t->text);
    pl_store_event_write(&bare, &t->text);
    *ret = (struct entry){.id = event->id,
                          .version = short_hash(pl_buf_str(&t->text)),
                          .emitted = event->emitted_at,
                          .start = event->start,
                          .type = (uint8_t)event->type,
                          .related = event->n_parents > 0};
    for (unsigned i = 0; i < 2 && i < event->n_vessels; i++) {
        ret->mmsi[i] = event->vessels[i].mmsi;
    }
    pl_buf_clear(&t->text);
    pl_json_start(&json, &t->text);
    pl_event_json(&bare, style, &json);
    ret->text = short_hash(pl_buf_str(&t->text));
    return pl_buf_failed(&t->text) ? pl_fail(err, PL_E_NOMEM, "no memory to tell an event") : PL_E_OK;
}

static void write_entry(struct pl_buf *line, const struct entry *e) {
    pl_buf_add_hex(line, e->id.b, sizeof e->id.b);
    pl_buf_add_fmt(line, " %016llx %016llx %lld %lld %u %u %u %d", (unsigned long long)e->version,
                   (unsigned long long)e->text, (long long)e->emitted, (long long)e->start, e->type, e->mmsi[0],
                   e->mmsi[1], e->related);
}

/* ---- reading the log ---- */

static bool word_u64(pl_str *rest, uint64_t *ret) { return pl_str_u64(pl_str_cut(rest, ' '), ret); }
static bool word_i64(pl_str *rest, int64_t *ret) { return pl_str_i64(pl_str_cut(rest, ' '), ret); }

static bool word_hex(pl_str *rest, uint64_t *ret) {
    pl_str w = pl_str_cut(rest, ' ');
    uint64_t v = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] == '\0' || strchr("0123456789abcdef", w.p[i]) == NULL) {
            return false;
        }
        v = v << 4 | (uint64_t)(w.p[i] <= '9' ? w.p[i] - '0' : w.p[i] - 'a' + 10);
    }
    *ret = v;
    return w.n == 16;
}

static bool read_entry(pl_str *rest, struct entry *ret) {
    struct entry e = {0};
    uint64_t type = 0, mmsi[2] = {0}, related = 0;
    bool good = pl_hash_of_hex(pl_str_cut(rest, ' '), &e.id) && word_hex(rest, &e.version) && word_hex(rest, &e.text) &&
                word_i64(rest, &e.emitted) && word_i64(rest, &e.start) && word_u64(rest, &type) &&
                word_u64(rest, &mmsi[0]) && word_u64(rest, &mmsi[1]) && word_u64(rest, &related);
    e.type = (uint8_t)type;
    e.mmsi[0] = (uint32_t)mmsi[0];
    e.mmsi[1] = (uint32_t)mmsi[1];
    e.related = related != 0;
    *ret = e;
    return good;
}

static int put(struct pl_live_told *t, const struct entry *e, struct pl_error *err) {
    struct entry *have = find(t, e->id);
    if (have == NULL) {
        return add(t, e, err);
    }
    *have = *e;
    return PL_E_OK;
}

static int queue(struct pl_live_told *t, const struct pl_live_item *item, const struct pl_event *event,
                 struct pl_error *err) {
    struct queued *q = pl_arena_calloc(&t->arena, 1, sizeof *q);
    struct pl_event *copy = event != NULL ? pl_arena_calloc(&t->arena, 1, sizeof *copy) : NULL;
    pl_str line = pl_str_copy(&t->arena, item->line);
    if (q == NULL || line.p == NULL || (event != NULL && copy == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what is to be told");
    }
    q->item = *item;
    q->item.line = line;
    if (copy != NULL) {
        *copy = *event;
        q->item.event = copy;
    }
    *t->last = q;
    t->last = &q->next;
    t->n_queued++;
    return PL_E_OK;
}

/* `N TIME JSON` behind what the letter has of its own. */
static bool read_item(pl_str rest, struct pl_live_item *item) {
    return pl_time_parse(pl_str_cut(&rest, ' '), &item->told_at) && (item->line = rest, rest.n > 0);
}

/* T, G, S, O: an item and what it says of an entry. */
static int read_news(struct pl_live_told *t, char letter, pl_str text, struct pl_error *err) {
    struct pl_live_item item = {.again = true};
    struct entry e = {0};
    pl_str rest = text;
    bool good = word_u64(&rest, &item.number);
    if (letter == 'T' || letter == 'G') {
        good = good && read_entry(&rest, &e);
        item.news = letter == 'T' ? PL_LIVE_EVENT : PL_LIVE_GRADED;
    } else if (letter == 'S') {
        good = good && pl_hash_of_hex(pl_str_cut(&rest, ' '), &e.id);
        item.news = PL_LIVE_SUPERSEDED;
    } else {
        item.news = PL_LIVE_OUTAGE;
    }
    item.id = e.id;
    good = good && read_item(rest, &item) && item.number == t->number + 1;
    if (!good) {
        return pl_fail(err, PL_E_STORE, "the log of the feed has a line of no known form: %.*s",
                       (int)(text.n < 60 ? text.n : 60), text.p);
    }
    t->number = item.number;
    if (letter == 'S') {
        struct entry *have = find(t, e.id);
        if (have != NULL) {
            have->gone = true;
        }
    } else if (letter != 'O') {
        int rc = put(t, &e, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return queue(t, &item, NULL, err);
}

static void forget_queue(struct pl_live_told *t) {
    size_t max = t->arena.max_bytes;
    pl_arena_close(&t->arena);
    pl_arena_open(&t->arena, max);
    t->first = NULL;
    t->last = &t->first;
    t->n_queued = 0;
}

/* Hex digits, with a + before them where the piece begins with them, or - for none. */
static bool read_header(struct pl_live_told *t, pl_str hex) {
    pl_buf_clear(&t->header);
    if (pl_str_eq(hex, PL_STR("-"))) {
        return true;
    }
    t->sealed.prepend = hex.n == 0 || hex.p[0] != '+';
    hex = t->sealed.prepend ? hex : pl_str_sub(hex, 1, hex.n);
    for (size_t i = 0; i + 1 < hex.n; i += 2) {
        static const char DIGITS[] = "0123456789abcdef";
        const char *high = hex.p[i] != '\0' ? strchr(DIGITS, hex.p[i]) : NULL;
        const char *low = hex.p[i + 1] != '\0' ? strchr(DIGITS, hex.p[i + 1]) : NULL;
        if (high == NULL || low == NULL) {
            return false;
        }
        pl_buf_add_char(&t->header, (char)((high - DIGITS) << 4 | (low - DIGITS)));
    }
    return hex.n % 2 == 0 && hex.n > 0;
}

static int on_line(void *ctx, char letter, pl_str text, struct pl_error *err) {
    struct pl_live_told *t = ctx;
    struct entry e;
    pl_str rest = text;
    bool good = true;
    switch (letter) {
    case 'T':
    case 'G':
    case 'S':
    case 'O':
        return read_news(t, letter, text, err);
    case 'B':
        good = read_entry(&rest, &e);
        e.baseline = true;
        if (good) {
            return put(t, &e, err);
        }
        break;
    case 'N':
        t->has_baseline = true;
        return PL_E_OK;
    case 'C':
        good =
            word_u64(&rest, &t->sealed.pending) && word_i64(&rest, &t->sealed.pending_horizon) && read_header(t, rest);
        break;
    case 'D':
        t->sealed.end = t->sealed.pending;
        t->sealed.horizon = t->sealed.pending_horizon;
        t->sealed.pending = 0;
        return PL_E_OK;
    case 'P':
        good = word_u64(&rest, &t->printed);
        if (t->printed == t->number) {
            forget_queue(t);
        }
        break;
    default:
        good = false;
        break;
    }
    return good ? PL_E_OK : pl_fail(err, PL_E_STORE, "the log of the feed has a line of no known form: %c", letter);
}

int pl_live_told_open(const char *case_dir, const char *feed, pl_str about, const struct pl_live_options *options,
                      struct pl_live_counts *counts, struct pl_live_told **ret_told, struct pl_error *err) {
    struct pl_live_told *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    t->options = options;
    t->counts = counts;
    t->feed = feed;
    t->last = &t->first;
    t->sealed.horizon = PL_TIME_NONE;
    pl_map_open(&t->by_id, MAX_ENTRIES);
    pl_arena_open(&t->arena, QUEUE_BYTES);
    pl_buf_open(&t->line, EVENT_BYTES);
    pl_buf_open(&t->text, EVENT_BYTES);
    pl_buf_open(&t->header, HEADER_BYTES);
    int rc = pl_told_open(case_dir, feed, about, on_line, t, &t->log, err);
    if (rc != PL_E_OK) {
        pl_live_told_close(t);
        return rc;
    }
    *ret_told = t;
    return PL_E_OK;
}

void pl_live_told_close(struct pl_live_told *told) {
    if (told == NULL) {
        return;
    }
    pl_told_close(told->log);
    pl_map_close(&told->by_id);
    pl_arena_close(&told->arena);
    pl_buf_close(&told->line);
    pl_buf_close(&told->text);
    pl_buf_close(&told->header);
    free(told->entries);
    free(told);
}

struct pl_live_sealed pl_live_told_sealed(const struct pl_live_told *told) {
    struct pl_live_sealed sealed = told->sealed;
    sealed.header = pl_buf_str(&told->header);
    return sealed;
}

/* ---- telling ---- */

/* `LETTER number ENTRY... time json`; the JSON stands in t->text. */
static int log_item(struct pl_live_told *t, char letter, const struct entry *e, struct pl_live_item *item,
                    const struct pl_event *event, struct pl_error *err) {
    struct pl_buf *line = &t->line;
    item->number = ++t->number;
    item->told_at = pl_time_now();
    item->line = pl_buf_str(&t->text);
    pl_buf_clear(line);
    pl_buf_add_u64(line, item->number);
    pl_buf_add_char(line, ' ');
    if (letter == 'S') {
        pl_buf_add_hex(line, item->id.b, sizeof item->id.b);
        pl_buf_add_char(line, ' ');
    } else if (e != NULL) {
        write_entry(line, e);
        pl_buf_add_char(line, ' ');
    }
    pl_time_write(line, item->told_at);
    pl_buf_add_char(line, ' ');
    pl_buf_add_str(line, item->line);
    if (pl_buf_failed(line) || pl_buf_failed(&t->text)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to tell an event");
    }
    int rc = pl_told_add(t->log, letter, pl_buf_str(line), err);
    return rc == PL_E_OK ? queue(t, item, event, err) : rc;
}

static struct pl_json begin_record(struct pl_live_told *t, const char *type, bool exercise) {
    struct pl_json json;
    pl_buf_clear(&t->text);
    pl_json_start(&json, &t->text);
    pl_json_record(&json, type);
    if (exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    return json;
}

static void write_hash(struct pl_json *json, const char *key, const pl_hash *hash) {
    pl_json_key(json, key);
    if (hash != NULL) {
        pl_json_hex(json, hash->b, sizeof hash->b);
    } else {
        pl_json_null(json);
    }
}

static int tell_superseded(struct pl_live_told *t, pl_hash id, const pl_hash *by, const char *why, bool exercise,
                           struct pl_error *err) {
    struct pl_live_item item = {.news = PL_LIVE_SUPERSEDED, .id = id};
    struct pl_json json = begin_record(t, "superseded", exercise);
    write_hash(&json, "id", &id);
    write_hash(&json, "superseded_by", by);
    pl_json_key(&json, "why");
    pl_json_text(&json, why);
    pl_json_object_end(&json);
    t->counts->superseded++;
    return log_item(t, 'S', NULL, &item, NULL, err);
}

static int tell_event(struct pl_live_told *t, const struct entry *e, const struct pl_event *event,
                      const struct pl_event_style *style, struct pl_error *err) {
    struct pl_live_item item = {.news = PL_LIVE_EVENT, .id = e->id, .style = style};
    struct pl_json json;
    pl_buf_clear(&t->text);
    pl_json_start(&json, &t->text);
    pl_event_json(event, style, &json);
    t->counts->events++;
    return log_item(t, 'T', e, &item, event, err);
}

static int tell_graded(struct pl_live_told *t, const struct entry *e, const struct pl_event *event,
                       const struct pl_event_style *style, struct pl_error *err) {
    struct pl_live_item item = {.news = PL_LIVE_GRADED, .id = e->id, .style = style};
    struct pl_json json = begin_record(t, "graded", style->exercise);
    write_hash(&json, "id", &e->id);
    pl_json_key(&json, "event");
    pl_event_json(event, style, &json);
    pl_json_object_end(&json);
    t->counts->graded++;
    return log_item(t, 'G', e, &item, event, err);
}

/* graded: the event comes from the case, with what the second stage says of it. */
static int take(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style, bool graded,
                struct pl_error *err) {
    struct entry e;
    int rc = entry_of(t, event, style, &e, err);
    struct entry *have = rc == PL_E_OK ? find(t, event->id) : NULL;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (have == NULL || have->gone) {
        e.met = e.fresh = true;
        rc = have == NULL ? add(t, &e, err) : (*have = e, PL_E_OK);
        return rc == PL_E_OK ? tell_event(t, &e, event, style, err) : rc;
    }
    have->met = true;
    if (have->version == e.version && (have->text == e.text || !graded)) {
        return PL_E_OK;
    }
    bool was_baseline = have->baseline;
    bool same = have->version == e.version;
    e.met = true;
    *have = e;
    if (same && was_baseline) {
        return PL_E_OK; /* nobody was told the one without */
    }
    if (same) {
        return tell_graded(t, &e, event, style, err);
    }
    rc = was_baseline ? PL_E_OK
                      : tell_superseded(t, event->id, &event->id, "later reports changed it", style->exercise, err);
    return rc == PL_E_OK ? tell_event(t, &e, event, style, err) : rc;
}

static int deliver_some(struct pl_live_told *t, struct pl_error *err) {
    return t->n_queued >= QUEUE_DELIVER ? pl_live_told_deliver(t, err) : PL_E_OK;
}

int pl_live_told_event(struct pl_live_told *told, const struct pl_event *event, const struct pl_event_style *style,
                       struct pl_error *err) {
    struct pl_event plain = *event;
    plain.notes = (struct pl_event_notes){.expected = -1, .chance = -1};
    if (!pl_event_type_shown(event->type)) {
        return PL_E_OK;
    }
    int rc = take(told, &plain, style, false, err);
    return rc == PL_E_OK ? deliver_some(told, err) : rc;
}

int pl_live_told_outage(struct pl_live_told *told, const struct pl_live_outage *outage, bool exercise,
                        struct pl_error *err) {
    struct pl_live_item item = {.news = PL_LIVE_OUTAGE};
    struct pl_json json = begin_record(told, "feed_outage", exercise);
    pl_json_key(&json, "feed");
    pl_json_text(&json, told->feed);
    pl_json_key(&json, "kind");
    pl_json_text(&json, outage->kind);
    pl_json_key(&json, "from");
    pl_json_time(&json, outage->from);
    pl_json_key(&json, "until");
    pl_json_time(&json, outage->until);
    pl_json_key(&json, "lost_datagrams");
    pl_json_u64(&json, outage->dropped);
    pl_json_key(&json, "why");
    pl_json_text(&json, outage->why);
    pl_json_object_end(&json);
    told->counts->outages++;
    return log_item(told, 'O', NULL, &item, NULL, err);
}

int pl_live_told_deliver(struct pl_live_told *told, struct pl_error *err) {
    struct pl_live_told *t = told;
    const struct pl_live_options *o = t->options;
    if (t->first == NULL) {
        return PL_E_OK;
    }
    int rc = pl_told_commit(t->log, true, err);
    for (const struct queued *q = t->first; rc == PL_E_OK && q != NULL; q = q->next) {
        bool seen = q->item.again && o->seen != NULL && o->seen(o->ctx, &q->item);
        rc = seen ? PL_E_OK : o->sink(o->ctx, &q->item, err);
    }
    rc = rc == PL_E_OK && o->flush != NULL ? o->flush(o->ctx, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    char number[24];
    size_t n = (size_t)(pl_put_u64(number, t->number) - number);
    t->printed = t->number;
    forget_queue(t);
    rc = pl_told_add(t->log, 'P', pl_str_make(number, n), err);
    return rc == PL_E_OK ? pl_told_commit(t->log, false, err) : rc;
}

int pl_live_told_again(struct pl_live_told *told, struct pl_error *err) {
    /* the queue holds all since the last P that left none open: some of them were seen */
    while (told->first != NULL && told->first->item.number <= told->printed) {
        told->first = told->first->next;
    }
    if (told->first == NULL) {
        forget_queue(told);
    }
    return pl_live_told_deliver(told, err);
}

/* ---- sealing ---- */

int pl_live_told_cut(struct pl_live_told *told, uint64_t to, pl_time horizon, pl_str header, bool prepend,
                     struct pl_error *err) {
    struct pl_buf *line = &told->line;
    pl_buf_clear(line);
    pl_buf_add_u64(line, to);
    pl_buf_add_char(line, ' ');
    pl_buf_add_i64(line, horizon);
    pl_buf_add_char(line, ' ');
    if (header.n > 0) {
        pl_buf_add_str(line, prepend ? PL_STR("") : PL_STR("+"));
        pl_buf_add_hex(line, header.p, header.n);
    } else {
        pl_buf_add_char(line, '-');
    }
    if (header.p != told->header.p) {
        pl_buf_clear(&told->header);
        pl_buf_add_str(&told->header, header);
    }
    int rc = pl_told_add(told->log, 'C', pl_buf_str(line), err);
    rc = rc == PL_E_OK ? pl_told_commit(told->log, true, err) : rc;
    if (rc == PL_E_OK) {
        told->sealed.prepend = prepend && header.n > 0;
        told->sealed.pending = to;
        told->sealed.pending_horizon = horizon;
    }
    return rc;
}

int pl_live_told_seal(struct pl_live_told *told, const pl_hash *exhibit, struct pl_error *err) {
    char hex[65] = "-";
    if (exhibit != NULL) {
        pl_hash_hex(*exhibit, hex);
    }
    int rc = pl_told_add(told->log, 'D', pl_str_from(hex), err);
    rc = rc == PL_E_OK ? pl_told_commit(told->log, true, err) : rc;
    if (rc == PL_E_OK) {
        told->sealed.end = told->sealed.pending;
        told->sealed.horizon = told->sealed.pending_horizon;
        told->sealed.pending = 0;
    }
    return rc;
}

/* ---- the case ---- */

struct sweep {
    struct pl_live_told *t;
    const struct pl_event_style *style;
    pl_time horizon;
};

static int on_known(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct sweep *s = ctx;
    struct entry e;
    struct pl_buf *line = &s->t->line;
    int rc = entry_of(s->t, event, s->style, &e, err);
    if (rc != PL_E_OK || find(s->t, event->id) != NULL) {
        return rc;
    }
    e.baseline = true;
    pl_buf_clear(line);
    write_entry(line, &e);
    rc = add(s->t, &e, err);
    return rc == PL_E_OK ? pl_told_add(s->t->log, 'B', pl_buf_str(line), err) : rc;
}

int pl_live_told_baseline(struct pl_live_told *told, struct pl_case *c, const struct pl_event_style *style,
                          struct pl_error *err) {
    struct sweep s = {.t = told, .style = style};
    if (told->has_baseline) {
        return PL_E_OK;
    }
    int rc = pl_store_events(c, NULL, on_known, &s, err);
    rc = rc == PL_E_OK ? pl_told_add(told->log, 'N', PL_STR("followed"), err) : rc;
    rc = rc == PL_E_OK ? pl_told_commit(told->log, true, err) : rc;
    told->has_baseline = rc == PL_E_OK;
    return rc;
}

/* An event of the second stage is told when all that it rests on was. */
static bool parents_told(struct pl_live_told *t, const struct pl_event *event) {
    for (unsigned i = 0; i < event->n_parents; i++) {
        const struct entry *e = find(t, event->parents[i]);
        if (e == NULL || e->gone) {
            return false;
        }
    }
    return true;
}

static int on_concluded(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct sweep *s = ctx;
    if (!pl_event_type_shown(event->type)) {
        return PL_E_OK;
    }
    bool all = s->horizon == INT64_MAX;
    bool due = all || (event->n_parents > 0 ? parents_told(s->t, event) : event->emitted_at < s->horizon);
    if (!due) {
        struct entry *e = find(s->t, event->id);
        if (e != NULL) {
            e->met = true; /* not to be judged yet */
        }
        return PL_E_OK;
    }
    int rc = take(s->t, event, s->style, true, err);
    return rc == PL_E_OK ? deliver_some(s->t, err) : rc;
}

/* Two passes: an event of the second stage may stand before what it rests on. */
static int conclude(struct sweep *s, struct pl_case *c, struct pl_error *err) {
    int rc = pl_store_events(c, NULL, on_concluded, s, err);
    return rc == PL_E_OK && s->horizon != INT64_MAX ? pl_store_events(c, NULL, on_concluded, s, err) : rc;
}

/* What stands in its place: told just now, of the same type and ship, with the nearest start. */
static const struct entry *replacement(const struct pl_live_told *t, const struct entry *old) {
    const struct entry *best = NULL;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < t->n; i++) {
        const struct entry *e = &t->entries[i];
        bool ship = e->mmsi[0] == old->mmsi[0] || e->mmsi[1] == old->mmsi[0] ||
                    (old->mmsi[1] != 0 && (e->mmsi[0] == old->mmsi[1] || e->mmsi[1] == old->mmsi[1]));
        uint64_t apart = e->start > old->start ? (uint64_t)e->start - (uint64_t)old->start
                                               : (uint64_t)old->start - (uint64_t)e->start;
        if (e->fresh && e != old && e->type == old->type && ship && apart < least) {
            least = apart;
            best = e;
        }
    }
    return best;
}

int pl_live_told_reconcile(struct pl_live_told *told, struct pl_case *c, pl_time horizon,
                           const struct pl_event_style *style, struct pl_error *err) {
    struct sweep s = {.t = told, .style = style, .horizon = horizon};
    for (size_t i = 0; i < told->n; i++) {
        told->entries[i].met = told->entries[i].fresh = false;
    }
    int rc = conclude(&s, c, err);
    for (size_t i = 0; rc == PL_E_OK && i < told->n; i++) {
        struct entry *e = &told->entries[i];
        if (e->met || e->gone || (!e->related && e->emitted >= horizon && horizon != INT64_MAX)) {
            continue;
        }
        const struct entry *by = replacement(told, e);
        e->gone = true;
        if (!e->baseline) {
            rc = tell_superseded(told, e->id, by != NULL ? &by->id : NULL, "later reports do not bear it out",
                                 style->exercise, err);
        }
    }
    return rc == PL_E_OK ? pl_live_told_deliver(told, err) : rc;
}
