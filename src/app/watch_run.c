/* The lists asked about what is followed: runs that are kept, and the hits of now. */
#include <stdio.h>
#include <string.h>

#include "app/case_screener.h"
#include "app/decision.h"
#include "app/requirement.h"
#include "app/screening.h"
#include "app/watch.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define HITS_MAX   PL_INDEX_MAX_SCORED
#define ARENA_MAX  ((size_t)1 << 30)
#define ANSWER_MAX ((size_t)256 << 20)

/* ---- one run ---- */

struct hit {
    pl_str list, published, entity, reference, caption;
    double score;
    pl_hash content;
};

struct hits {
    struct hit h[HITS_MAX];
    size_t n;
};

static int ask(struct pl_screen_asker *asker, const struct pl_entity *party, struct pl_arena *arena, struct hits *ret,
               struct pl_error *err) {
    struct pl_screen_ask ask = {.limit = HITS_MAX, .threshold = PL_MATCH_THRESHOLD};
    struct pl_screen_answer answer = {0};
    ret->n = 0;
    if (asker == NULL) {
        return 0;
    }
    int code = pl_screen_party(asker, party, &ask, arena, &answer, err);
    for (size_t i = 0; code == 0 && i < answer.n && ret->n < HITS_MAX; i++) {
        const struct pl_screen_candidate *c = &answer.candidates[i];
        const struct pl_entity *e = &c->entry->entity;
        struct hit *h = &ret->h[ret->n++];
        *h = (struct hit){.list = c->copy->list,
                          .published = c->copy->published,
                          .entity = e->id,
                          .reference = e->reference,
                          .caption = e->caption,
                          .score = c->match.score};
        PL_BUF_AUTO bytes;
        pl_buf_open(&bytes, (size_t)64 << 20);
        pl_entity_write(e, &bytes);
        h->content = pl_sha256_of(bytes.p, bytes.n);
    }
    return code;
}

static const struct hit *find_hit(const struct hits *hits, const struct hit *wanted) {
    for (size_t i = 0; i < hits->n; i++) {
        if (pl_str_eq(hits->h[i].list, wanted->list) && pl_str_eq(hits->h[i].entity, wanted->entity)) {
            return &hits->h[i];
        }
    }
    return NULL;
}

static void text_or_null(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_ruling(struct pl_json *json, const struct pl_screen_ruling *ruling) {
    pl_json_key(json, "decision");
    if (ruling == NULL) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "entry");
    pl_json_i64(json, ruling->entry);
    pl_json_key(json, "verdict");
    pl_json_text(json, ruling->verdict);
    text_or_null(json, "by", ruling->by);
    pl_json_key(json, "stands");
    pl_json_bool(json, ruling->stands);
    pl_json_key(json, "why_not");
    pl_json_text(json, ruling->why_not);
    pl_json_object_end(json);
}

/* query_id is a text, as in a batch: the number of the item. change: of a run; else NULL, and what was decided stands
 * in its place. */
static void write_hit(struct pl_json *json, const char *type, const char *change, const struct pl_watch_item *item,
                      pl_str label, const struct hit *h, const struct pl_screen_ruling *ruling) {
    char number[32];
    snprintf(number, sizeof number, "%lld", (long long)item->seq);
    pl_json_record(json, type);
    if (change != NULL) {
        pl_json_key(json, "change");
        pl_json_text(json, change);
    }
    pl_json_key(json, "query_id");
    pl_json_text(json, number);
    text_or_null(json, "query", label);
    pl_json_key(json, "score");
    pl_json_fixed(json, h->score, 4);
    text_or_null(json, "list", h->list);
    text_or_null(json, "published", h->published);
    text_or_null(json, "entity", h->entity);
    text_or_null(json, "reference", h->reference);
    text_or_null(json, "caption", h->caption);
    if (change == NULL) {
        write_ruling(json, ruling);
    }
    pl_json_key(json, "status");
    pl_json_text(json, "candidate, not a decision");
    pl_json_record_end(json);
}

static void compare(struct pl_json *json, const struct pl_watch_item *item, pl_str label, const struct hits *before,
                    const struct hits *after, struct pl_watch_counts *counts) {
    for (size_t i = 0; i < after->n; i++) {
        const struct hit *was = find_hit(before, &after->h[i]);
        if (was == NULL) {
            counts->new_hits++;
            write_hit(json, "watch", "new_hit", item, label, &after->h[i], NULL);
        } else if (pl_hash_cmp(was->content, after->h[i].content) != 0) {
            counts->changed++;
            write_hit(json, "watch", "hit_changed", item, label, &after->h[i], NULL);
        }
    }
    for (size_t i = 0; i < before->n; i++) {
        if (find_hit(after, &before->h[i]) == NULL) {
            counts->ended++;
            write_hit(json, "watch", "hit_ended", item, label, &before->h[i], NULL);
        }
    }
}

struct running {
    struct pl_case_screener *screeners[2]; /* before, after; NULL: nothing to ask */
    struct pl_screen_asker *askers[2];
};

static void close_running(struct running *r) {
    for (int i = 0; i < 2; i++) {
        pl_screen_asker_close(r->askers[i]);
        pl_case_screener_close(r->screeners[i]);
    }
}

static int open_side(struct pl_case *c, const struct pl_watch_run *run, int64_t only, struct running *r, int side,
                     struct pl_error *err) {
    struct pl_case_screener_options options = {
        .before = run->journal, .exercise = run->exercise, .only = only, .threads = 1};
    int code = pl_case_screener_open(c, &options, &r->screeners[side], err);
    return code == 0 ? pl_screen_asker_open(pl_case_screener_of(r->screeners[side]), &r->askers[side], err) : code;
}

static void write_lists(const struct running *r, struct pl_buf *lists) {
    const struct pl_screener *screener = pl_case_screener_of(r->screeners[1]);
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        const struct pl_screen_copy *copy = pl_screener_searched(screener, i).copy;
        const struct pl_list_row *row = pl_case_screener_row(r->screeners[1], copy);
        pl_buf_add_str(lists, copy->list);
        pl_buf_add_char(lists, ' ');
        pl_buf_add_str(lists, copy->published.n > 0 ? copy->published : PL_STR("-"));
        pl_buf_add_fmt(lists, " %lld ", row != NULL ? (long long)row->seq : -1LL);
        pl_buf_add_str(lists, copy->n_files > 0 ? copy->files[0].sha256 : PL_STR("-"));
        pl_buf_add_char(lists, '\n');
    }
}

/* The copy that was the newest of its list when the publication came: what was followed had been asked of that one. */
static int copy_before(struct pl_case *c, const struct pl_watch_run *run, struct pl_arena *arena, int64_t *ret,
                       struct pl_error *err) {
    struct pl_list_row *rows = NULL, *all = NULL;
    size_t n = 0, n_all = 0;
    pl_str list = {0};
    int code = pl_list_publications(c, PL_STR(""), run->journal, arena, &all, &n_all, err);
    code = code == 0 ? pl_list_newest(c, run->publication, arena, &rows, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n_all; i++) {
        list = all[i].seq == run->publication ? all[i].list : list;
    }
    *ret = -1;
    for (size_t i = 0; code == 0 && i < n; i++) {
        *ret = pl_str_eq(rows[i].list, list) ? rows[i].seq : *ret;
    }
    return code;
}

int pl_watch_screen(struct pl_case *c, const struct pl_watch_run *run, struct pl_buf *out, struct pl_buf *lists,
                    struct pl_watch_counts *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_ARENA_AUTO scratch;
    struct running r = {{NULL}, {NULL}};
    struct pl_watch_counts counts = {0};
    struct pl_watch_item *items = NULL;
    struct pl_json json;
    int64_t before = -1;
    size_t n = 0;
    pl_arena_open(&arena, ARENA_MAX);
    pl_arena_open(&scratch, ARENA_MAX);
    pl_json_start(&json, out);
    struct hits *hits = pl_arena_calloc(&arena, 2, sizeof *hits);
    int code = hits == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory")
                            : pl_watch_items(c, run->journal, &arena, &items, &n, err);
    code = code == 0 && run->publication >= 0 ? copy_before(c, run, &arena, &before, err) : code;
    code = code == 0 && before >= 0 ? open_side(c, run, before, &r, 0, err) : code;
    code = code == 0 ? open_side(c, run, run->publication, &r, 1, err) : code;
    if (code == 0 && lists != NULL) {
        write_lists(&r, lists);
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct pl_arena_mark mark = pl_arena_mark(&scratch);
        struct pl_entity party;
        if (run->item >= 0 && items[i].seq != run->item) {
            continue;
        }
        counts.items++;
        code = pl_watch_party(&items[i], run->exercise, &scratch, &party, err);
        code = code == 0 ? ask(r.askers[0], &party, &scratch, &hits[0], err) : code;
        code = code == 0 ? ask(r.askers[1], &party, &scratch, &hits[1], err) : code;
        if (code == 0) {
            compare(&json, &items[i], pl_watch_label(&items[i], &scratch), &hits[0], &hits[1], &counts);
        }
        pl_arena_rewind(&scratch, mark);
    }
    close_running(&r);
    if (code == 0 && pl_buf_failed(out)) {
        code = pl_fail(err, PL_E_LIMIT, "too many hits on the watch list");
    }
    if (code == 0) {
        *ret = counts;
    }
    return code;
}

/* ---- keeping ---- */

static pl_str day_text(struct pl_arena *arena, pl_time at) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    return pl_str_copy(arena, pl_str_sub(pl_buf_str(&text), 0, 10));
}

/* A screening of purpose watch: docs/format/entry.md. */
static int keep(struct pl_acting *a, const struct pl_watch_run *run, pl_str answer, pl_str lists,
                const struct pl_watch_counts *counts, struct pl_error *err) {
    struct pl_act_fields f = {.arena = &a->arena};
    int64_t seq = -1;
    pl_act_add_text(&f, "purpose", PL_STR("watch"));
    if (run->publication >= 0) {
        pl_act_add_number(&f, "publication", run->publication);
    }
    if (run->item >= 0) {
        pl_act_add_number(&f, "item", run->item);
    }
    pl_act_add_text(&f, "today", day_text(f.arena, a->now));
    pl_act_add_number(&f, "journal", run->journal);
    pl_act_add_number(&f, "limit", HITS_MAX);
    PL_BUF_AUTO threshold;
    pl_buf_open(&threshold, 64);
    pl_buf_add_fixed(&threshold, PL_MATCH_THRESHOLD, 6);
    pl_act_add_text(&f, "threshold", pl_buf_str(&threshold));
    pl_act_add_text(&f, "lists", lists);
    pl_act_add_text(&f, "by", a->person);
    pl_act_add_text(&f, "program", PL_STR(PL_VERSION));
    pl_act_add_text(&f, "match", pl_str_from(pl_match_version()));
    pl_act_add_text(&f, "unicode", pl_str_from(pl_unicode_version()));
    pl_act_add_number(&f, "queries", (int64_t)counts->items);
    pl_act_add_number(&f, "new_hits", (int64_t)counts->new_hits);
    pl_act_add_number(&f, "ended", (int64_t)counts->ended);
    pl_act_add_number(&f, "changed", (int64_t)counts->changed);
    pl_act_add_text(&f, "answer", answer);
    return pl_acting_write(a, "screening", &f, &seq, err);
}

int pl_watch_keep(struct pl_acting *a, int64_t publication, int64_t item, struct pl_buf *out,
                  struct pl_watch_counts *counts, struct pl_error *err) {
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    struct pl_watch_counts now;
    uint64_t size = 0;
    PL_BUF_AUTO answer;
    PL_BUF_AUTO lists;
    pl_buf_open(&answer, ANSWER_MAX);
    pl_buf_open(&lists, (size_t)1 << 20);
    int code = pl_case_exercise(a->c, &exercise, err);
    code = code == 0 ? pl_journal_count(a->c, &size, err) : code;
    struct pl_watch_run run = {
        .journal = (int64_t)size, .publication = publication, .item = item, .exercise = exercise == PL_CASE_EXERCISE};
    code = code == 0 ? pl_watch_screen(a->c, &run, &answer, &lists, &now, err) : code;
    code = code == 0 ? keep(a, &run, pl_buf_str(&answer), pl_buf_str(&lists), &now, err) : code;
    if (code == 0) {
        pl_buf_add_str(out, pl_buf_str(&answer));
        counts->items = now.items > counts->items ? now.items : counts->items;
        counts->new_hits += now.new_hits;
        counts->ended += now.ended;
        counts->changed += now.changed;
    }
    return code;
}

/* Publications that were screened for the watch list; and when the first item was added. */
struct due {
    struct pl_list_row *rows;
    size_t n;
    bool *done;
    int64_t first;
};

static int on_kept(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct due *d = ctx;
    int64_t publication = pl_act_number(act, "publication", -1);
    (void)err;
    for (size_t i = 0; i < d->n; i++) {
        d->done[i] = d->done[i] || d->rows[i].seq == publication;
    }
    return 0;
}

int pl_watch_catch_up(struct pl_acting *a, struct pl_buf *out, struct pl_watch_counts *counts, struct pl_error *err) {
    struct pl_watch_item *items = NULL;
    struct due d = {.first = INT64_MAX};
    size_t n = 0;
    int code = pl_watch_items(a->c, INT64_MAX, &a->arena, &items, &n, err);
    if (code != 0 || n == 0) {
        return code;
    }
    for (size_t i = 0; i < n; i++) {
        d.first = items[i].seq < d.first ? items[i].seq : d.first;
    }
    code = pl_list_newest(a->c, INT64_MAX, &a->arena, &d.rows, &d.n, err);
    d.done = pl_arena_calloc(&a->arena, d.n + 1, sizeof *d.done);
    if (code == 0 && d.done == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    code = code == 0 ? pl_act_each(a->c, PL_STR("screening"), INT64_MAX, on_kept, &d, err) : code;
    for (size_t i = 0; code == 0 && i < d.n; i++) {
        code = !d.done[i] && d.rows[i].seq > d.first ? pl_watch_keep(a, d.rows[i].seq, -1, out, counts, err) : 0;
    }
    return code;
}

/* ---- showing it ---- */

struct showing {
    struct pl_case_view view;
    struct pl_arena arena, scratch;
    struct pl_watch_item *items;
    size_t n;
    uint64_t hits;
    struct pl_decisions decisions;
    pl_str lacking; /* why no hit is undetermined; "" where it is none */
};

static void write_item_json(struct pl_json *json, const struct pl_watch_item *item) {
    pl_json_record(json, "item");
    pl_json_key(json, "item");
    pl_json_i64(json, item->seq);
    pl_json_key(json, "since");
    pl_json_time(json, item->at);
    text_or_null(json, "name", item->name);
    text_or_null(json, "imo", item->imo);
    text_or_null(json, "mmsi", item->mmsi);
    text_or_null(json, "birth_date", item->birth_date);
    text_or_null(json, "country", item->country);
    text_or_null(json, "schema", item->schema >= 0 ? pl_str_from(pl_schema_name(item->schema)) : PL_STR(""));
    text_or_null(json, "by", item->by);
    text_or_null(json, "note", item->note);
    pl_json_record_end(json);
}

static void tell_hit(struct pl_buf *out, const struct hit *h, const struct pl_screen_ruling *ruling) {
    pl_buf_add_str(out, PL_STR("    "));
    pl_buf_add_fixed(out, h->score, 2);
    pl_buf_add_str(out, PL_STR("  "));
    pl_case_say(out, h->caption);
    pl_buf_add_str(out, PL_STR("  "));
    pl_case_say(out, h->list);
    pl_buf_add_char(out, ':');
    pl_case_say(out, h->reference);
    pl_buf_add_str(out, h->published.n > 0 ? PL_STR(" of ") : PL_STR(", undated"));
    pl_case_say(out, h->published);
    if (ruling == NULL) {
        pl_buf_add_str(out, PL_STR(" (a candidate, not a decision)\n"));
        return;
    }
    pl_buf_add_fmt(out, " (decided %s by ", ruling->verdict);
    pl_case_say(out, ruling->by);
    pl_buf_add_fmt(out, ", journal entry %lld%s%s)\n", (long long)ruling->entry,
                   ruling->stands ? "" : "; it does not stand: ", ruling->stands ? "" : ruling->why_not);
}

/* What was decided about a hit; false: nothing. */
static bool ruling_of(const struct showing *s, const pl_hash *party, const struct hit *h,
                      struct pl_screen_ruling *ret) {
    return pl_decisions_ruling(&s->decisions, party, h->list, h->entity, &h->content, ret, NULL);
}

static int show_items(struct showing *s, bool json, struct pl_buf *out, struct pl_error *err) {
    struct pl_watch_run run = {.journal = s->view.before, .publication = -1, .item = -1, .exercise = s->view.exercise};
    struct running r = {{NULL}, {NULL}};
    struct pl_json writer;
    struct hits *hits = pl_arena_calloc(&s->arena, 1, sizeof *hits);
    pl_json_start(&writer, out);
    int code = hits == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : open_side(s->view.c, &run, -1, &r, 1, err);
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        struct pl_arena_mark mark = pl_arena_mark(&s->scratch);
        struct pl_entity party;
        pl_hash asked;
        pl_str label = pl_watch_label(&s->items[i], &s->scratch);
        code = pl_watch_party(&s->items[i], run.exercise, &s->scratch, &party, err);
        code = code == 0 ? ask(r.askers[1], &party, &s->scratch, hits, err) : code;
        code = code == 0 ? pl_decision_party(&party, &asked, err) : code;
        if (code == 0 && json) {
            write_item_json(&writer, &s->items[i]);
        } else if (code == 0) {
            pl_buf_add_fmt(out, "%lld  ", (long long)s->items[i].seq);
            pl_case_say(out, label);
            pl_buf_add_str(out, hits->n > 0        ? PL_STR("\n")
                                : s->lacking.n > 0 ? PL_STR("  undetermined\n")
                                                   : PL_STR("  no hit\n"));
        }
        for (size_t h = 0; code == 0 && h < hits->n; h++) {
            struct pl_screen_ruling ruling;
            const struct pl_screen_ruling *decided = ruling_of(s, &asked, &hits->h[h], &ruling) ? &ruling : NULL;
            s->hits++;
            if (json) {
                write_hit(&writer, "hit", NULL, &s->items[i], label, &hits->h[h], decided);
            } else {
                tell_hit(out, &hits->h[h], decided);
            }
        }
        pl_arena_rewind(&s->scratch, mark);
    }
    close_running(&r);
    return code;
}

int pl_watch_show(const char *dir, pl_time known_at, pl_time now, bool json, struct pl_buf *out, struct pl_error *err) {
    struct showing s = {.n = 0};
    pl_arena_open(&s.arena, ARENA_MAX);
    pl_arena_open(&s.scratch, ARENA_MAX);
    int code = pl_case_view_open(dir, known_at, &s.view, err);
    code = code == 0 ? pl_watch_items(s.view.c, s.view.before, &s.arena, &s.items, &s.n, err) : code;
    pl_time at = s.view.known.asked ? s.view.known.at : now;
    code = code == 0 ? pl_requirements_lacking(s.view.c, s.view.before,
                                               (struct pl_requirement_day){.day = (int32_t)(at / PL_DAY_US)}, &s.arena,
                                               &s.lacking, err)
                     : code;
    struct pl_requirements requirements;
    code = code == 0 ? pl_requirements_read(s.view.c, s.view.before, &s.arena, &requirements, err) : code;
    code = code == 0 ? pl_decisions_read(s.view.c, s.view.before, requirements.second_reviewer,
                                         (int32_t)(at / PL_DAY_US), &s.arena, &s.decisions, err)
                     : code;
    code = code == 0 ? show_items(&s, json, out, err) : code;
    if (code == 0 && json) {
        struct pl_json writer;
        pl_json_start(&writer, out);
        pl_json_record(&writer, "summary");
        pl_json_key(&writer, "results");
        pl_json_u64(&writer, s.n);
        pl_json_key(&writer, "hits");
        pl_json_u64(&writer, s.hits);
        text_or_null(&writer, "undetermined", s.lacking);
        pl_json_key(&writer, "known_at");
        pl_json_time(&writer, at);
        pl_json_key(&writer, "journal");
        pl_json_u64(&writer, s.view.known.size);
        pl_json_record_end(&writer);
    } else if (code == 0 && s.n == 0) {
        pl_buf_add_str(out, PL_STR("nothing is followed; `plimsoll watch-list add NAME` adds\n"));
    } else if (code == 0 && s.lacking.n > 0) {
        pl_buf_add_str(out, PL_STR("undetermined: "));
        pl_case_say(out, s.lacking);
        pl_buf_add_char(out, '\n');
    }
    pl_case_view_close(&s.view);
    pl_arena_close(&s.arena);
    pl_arena_close(&s.scratch);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large") : code;
}
