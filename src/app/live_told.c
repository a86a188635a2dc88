#include "app/live_told.h"

#include <stdlib.h>
#include <string.h>

#include "app/live_told_in.h"
#include "store/event.h"

#include "base/ban.h"

#define MAX_ENTRIES   ((size_t)1 << 26)
#define QUEUE_BYTES   ((size_t)1 << 30)
#define EVENT_BYTES   ((size_t)1 << 18)
#define HEADER_BYTES  ((size_t)1 << 17)
#define QUEUE_DELIVER 512 /* items */

/* ---- entries ---- */

struct entry *pl_live_told_find(struct pl_live_told *t, pl_hash id) {
    const uint64_t *at = pl_map_get(&t->by_id, pl_be64(id.b));
    struct entry *e = at != NULL ? &t->entries[*at - 1] : NULL;
    return e != NULL && pl_hash_cmp(e->id, id) == 0 ? e : NULL;
}

int pl_live_told_add(struct pl_live_told *t, const struct entry *entry, struct pl_error *err) {
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
int pl_live_told_entry(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style,
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

void pl_live_told_write(struct pl_buf *line, const struct entry *e) {
    pl_buf_add_hex(line, e->id.b, sizeof e->id.b);
    pl_buf_add_fmt(line, " %016llx %016llx %lld %lld %u %u %u %d", (unsigned long long)e->version,
                   (unsigned long long)e->text, (long long)e->emitted, (long long)e->start, e->type, e->mmsi[0],
                   e->mmsi[1], e->related);
}

int pl_live_told_put(struct pl_live_told *t, const struct entry *e, struct pl_error *err) {
    struct entry *have = pl_live_told_find(t, e->id);
    if (have == NULL) {
        return pl_live_told_add(t, e, err);
    }
    *have = *e;
    return PL_E_OK;
}

int pl_live_told_queue(struct pl_live_told *t, const struct pl_live_item *item, const struct pl_event *event,
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

void pl_live_told_forget(struct pl_live_told *t) {
    size_t max = t->arena.max_bytes;
    pl_arena_close(&t->arena);
    pl_arena_open(&t->arena, max);
    t->first = NULL;
    t->last = &t->first;
    t->n_queued = 0;
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
    int rc = pl_told_open(case_dir, feed, about, pl_live_told_line, t, &t->log, err);
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
        pl_live_told_write(line, e);
        pl_buf_add_char(line, ' ');
    }
    pl_time_write(line, item->told_at);
    pl_buf_add_char(line, ' ');
    pl_buf_add_str(line, item->line);
    if (pl_buf_failed(line) || pl_buf_failed(&t->text)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to tell an event");
    }
    int rc = pl_told_add(t->log, letter, pl_buf_str(line), err);
    return rc == PL_E_OK ? pl_live_told_queue(t, item, event, err) : rc;
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

int pl_live_told_superseded(struct pl_live_told *t, pl_hash id, const pl_hash *by, const char *why, bool exercise,
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
int pl_live_told_take(struct pl_live_told *t, const struct pl_event *event, const struct pl_event_style *style,
                      bool graded, struct pl_error *err) {
    struct entry e;
    int rc = pl_live_told_entry(t, event, style, &e, err);
    struct entry *have = rc == PL_E_OK ? pl_live_told_find(t, event->id) : NULL;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (have == NULL || have->gone) {
        e.met = e.fresh = true;
        rc = have == NULL ? pl_live_told_add(t, &e, err) : (*have = e, PL_E_OK);
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
    rc = was_baseline
             ? PL_E_OK
             : pl_live_told_superseded(t, event->id, &event->id, "later reports changed it", style->exercise, err);
    return rc == PL_E_OK ? tell_event(t, &e, event, style, err) : rc;
}

int pl_live_told_deliver_some(struct pl_live_told *t, struct pl_error *err) {
    return t->n_queued >= QUEUE_DELIVER ? pl_live_told_deliver(t, err) : PL_E_OK;
}

int pl_live_told_event(struct pl_live_told *told, const struct pl_event *event, const struct pl_event_style *style,
                       struct pl_error *err) {
    struct pl_event plain = *event;
    plain.notes = (struct pl_event_notes){.expected = -1, .chance = -1};
    if (!pl_event_type_shown(event->type)) {
        return PL_E_OK;
    }
    int rc = pl_live_told_take(told, &plain, style, false, err);
    return rc == PL_E_OK ? pl_live_told_deliver_some(told, err) : rc;
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
    pl_live_told_forget(t);
    rc = pl_told_add(t->log, 'P', pl_str_make(number, n), err);
    return rc == PL_E_OK ? pl_told_commit(t->log, false, err) : rc;
}

int pl_live_told_again(struct pl_live_told *told, struct pl_error *err) {
    /* the queue holds all since the last P that left none open: some of them were seen */
    while (told->first != NULL && told->first->item.number <= told->printed) {
        told->first = told->first->next;
    }
    if (told->first == NULL) {
        pl_live_told_forget(told);
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
