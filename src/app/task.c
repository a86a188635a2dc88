#include "app/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/case_view.h"
#include "app/filing.h"
#include "app/known_json.h"
#include "base/map.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

#define TASKS_MAX ((size_t)100000)
#define ARENA_MAX ((size_t)1 << 30)

const char *pl_task_state_word(int state) {
    static const char *const WORDS[PL_TASK_STATES] = {"open", "doing", "done", "dropped"};
    return state >= 0 && state < PL_TASK_STATES ? WORDS[state] : "unknown";
}

static int state_of(pl_str word) {
    for (int i = 0; i < PL_TASK_STATES; i++) {
        if (pl_str_eq(word, pl_str_from(pl_task_state_word(i)))) {
            return i;
        }
    }
    return -1;
}

/* ---- folding ---- */

struct fold {
    struct pl_arena *arena;
    struct pl_task *list;
    size_t n, cap;
    struct pl_strmap places; /* id -> place in list */
};

static pl_str kept(const struct fold *f, const struct pl_filing *filing, const char *name) {
    return pl_str_copy(f->arena, pl_filing_get_value(filing, name));
}

static int on_task(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct fold *f = ctx;
    char id[PL_FILING_ID_MAX];
    (void)by;
    if (f->n == TASKS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %zu tasks", TASKS_MAX);
    }
    struct pl_task *list = pl_arena_more(f->arena, f->list, f->n, &f->cap, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tasks");
    }
    f->list = list;
    pl_filing_id(filing, id);
    uint64_t *place = pl_strmap_put(&f->places, pl_str_from(id), NULL);
    if (place == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tasks");
    }
    *place = f->n;
    f->list[f->n++] = (struct pl_task){.id = pl_str_copy(f->arena, pl_str_from(id)),
                                       .title = kept(f, filing, "title"),
                                       .about = kept(f, filing, "about"),
                                       .owner = kept(f, filing, "owner"),
                                       .text = kept(f, filing, "text"),
                                       .due = kept(f, filing, "due"),
                                       .by = kept(f, filing, "by"),
                                       .at = filing->at,
                                       .changed_at = filing->at,
                                       .changed_by = kept(f, filing, "by"),
                                       .last = filing->seq};
    return PL_E_OK;
}

static int on_step(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct fold *f = ctx;
    const uint64_t *place = pl_strmap_get(&f->places, pl_filing_get_value(filing, "task"));
    (void)by;
    (void)err;
    if (place == NULL) {
        return PL_E_OK; /* the task itself was withdrawn */
    }
    struct pl_task *t = &f->list[*place];
    pl_str owner = kept(f, filing, "owner"), due = kept(f, filing, "due");
    int state = state_of(pl_filing_get_value(filing, "state"));
    t->state = state >= 0 ? state : t->state;
    t->owner = owner.n > 0 ? owner : t->owner;
    t->due = due.n > 0 ? due : t->due;
    t->changed_at = filing->at;
    t->changed_by = kept(f, filing, "by");
    t->note = kept(f, filing, "text");
    t->last = filing->seq;
    t->steps++;
    return PL_E_OK;
}

/* ---- order ---- */

static bool is_active(const struct pl_task *t) { return t->state == PL_TASK_OPEN || t->state == PL_TASK_DOING; }

static int task_cmp(const void *a, const void *b) {
    const struct pl_task *x = a, *y = b;
    if (is_active(x) != is_active(y)) {
        return is_active(x) ? -1 : 1;
    }
    if (is_active(x)) {
        if ((x->due.n > 0) != (y->due.n > 0)) {
            return x->due.n > 0 ? -1 : 1;
        }
        int by_day = pl_str_cmp(x->due, y->due);
        if (by_day != 0) {
            return by_day;
        }
    } else if (x->changed_at != y->changed_at) {
        return x->changed_at > y->changed_at ? -1 : 1;
    }
    return x->at != y->at ? (x->at < y->at ? -1 : 1) : pl_str_cmp(x->id, y->id);
}

static bool is_over(pl_str day, pl_time now) {
    pl_time at = 0;
    return day.n > 0 && pl_time_parse(day, &at) && now >= at + PL_DAY_US;
}

static bool wished(const struct pl_task *t, const struct pl_task_ask *ask) {
    bool state = strcmp(ask->state, "all") == 0 || strcmp(ask->state, pl_task_state_word(t->state)) == 0 ||
                 (strcmp(ask->state, "active") == 0 && is_active(t));
    return ask->id.n > 0 ? pl_str_eq(t->id, ask->id)
                         : state && (ask->owner.n == 0 || pl_str_eq(t->owner, ask->owner)) &&
                               (ask->about.n == 0 || pl_str_eq(t->about, ask->about));
}

static void choose(struct fold *f, const struct pl_task_ask *ask, struct pl_tasks *ret) {
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct pl_task *t = &f->list[i];
        t->overdue = is_active(t) && is_over(t->due, ask->now);
        ret->counts[t->state]++;
        ret->overdue += t->overdue;
        if (wished(t, ask)) {
            f->list[n++] = *t;
        }
    }
    if (n > 1) {
        qsort(f->list, n, sizeof *f->list, task_cmp);
    }
    ret->list = f->list;
    ret->n = n;
}

/* An id as it was given, or by label. */
static int resolve(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_task_ask *ask,
                   struct pl_error *err) {
    return ask->id.n == 0 ? PL_E_OK : pl_filing_resolve(c, ask->id, "T", before, arena, &ask->id, err);
}

int pl_tasks_read(const struct pl_task_ask *asked, struct pl_arena *arena, struct pl_tasks *ret, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_tasks tasks = {0};
    struct fold f = {.arena = arena};
    struct pl_task_ask ask = *asked;
    if (strcmp(ask.state, "all") != 0 && strcmp(ask.state, "active") != 0 && state_of(pl_str_from(ask.state)) < 0) {
        return pl_fail(err, PL_E_USAGE, "the state of a task is open, doing, done or dropped");
    }
    pl_strmap_open(&f.places, TASKS_MAX, TASKS_MAX * 2 * PL_FILING_ID_MAX);
    int code = pl_case_view_open(ask.dir, ask.known_at, &view, err);
    q.before = view.before;
    q.letter = 'T';
    code = code == 0 ? resolve(view.c, view.before, arena, &ask, err) : code;
    code = code == 0 ? pl_filing_each(view.c, &q, on_task, &f, err) : code;
    q.letter = 'K';
    code = code == 0 ? pl_filing_each(view.c, &q, on_step, &f, err) : code;
    if (code == 0) {
        choose(&f, &ask, &tasks);
        tasks.known = view.known;
        tasks.exercise = view.exercise;
        *ret = tasks;
    }
    pl_strmap_close(&f.places);
    return code == 0 && pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for tasks") : code;
}

/* ---- JSON ---- */

void pl_task_json(const struct pl_task *t, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "task");
    pl_case_mark(&json, exercise);
    pl_json_member_or_null(&json, "id", t->id);
    pl_json_member_or_null(&json, "title", t->title);
    pl_json_member_or_null(&json, "about", t->about);
    pl_json_member_or_null(&json, "owner", t->owner);
    pl_json_member_or_null(&json, "due", t->due);
    pl_json_key(&json, "state");
    pl_json_text(&json, pl_task_state_word(t->state));
    pl_json_key(&json, "overdue");
    pl_json_bool(&json, t->overdue);
    pl_json_member_or_null(&json, "text", t->text);
    pl_json_member_or_null(&json, "by", t->by);
    pl_json_key(&json, "at");
    pl_json_time(&json, t->at);
    pl_json_key(&json, "steps");
    pl_json_u64(&json, t->steps);
    pl_json_key(&json, "changed_at");
    pl_json_time(&json, t->changed_at);
    pl_json_member_or_null(&json, "changed_by", t->changed_by);
    pl_json_member_or_null(&json, "note", t->note);
    pl_json_record_end(&json);
}

int pl_tasks_json(const struct pl_task_ask *ask, struct pl_buf *out, struct pl_error *err) {
    struct pl_tasks tasks;
    struct pl_json json;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_tasks_read(ask, &arena, &tasks, err);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; i < tasks.n; i++) {
        pl_task_json(&tasks.list[i], tasks.exercise, out);
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, tasks.exercise);
    pl_json_key(&json, "results");
    pl_json_u64(&json, tasks.n);
    for (int i = 0; i < PL_TASK_STATES; i++) {
        const char *word = pl_task_state_word(i);
        pl_json_key(&json, word);
        pl_json_u64(&json, tasks.counts[i]);
    }
    pl_json_key(&json, "overdue");
    pl_json_u64(&json, tasks.overdue);
    pl_known_json(&json, &tasks.known);
    pl_json_record_end(&json);
    return PL_E_OK;
}

/* ---- undoing ---- */

int pl_task_undo(const char *dir, pl_time now, pl_str id, pl_str by, int64_t *ret_seq, bool *ret_whole,
                 struct pl_error *err) {
    struct pl_tasks tasks;
    char last[32];
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    const struct pl_task_ask ask = {.dir = dir, .known_at = PL_TIME_NONE, .now = now, .state = "all", .id = id};
    if (id.n == 0) {
        return pl_fail(err, PL_E_USAGE, "which task?");
    }
    int code = pl_tasks_read(&ask, &arena, &tasks, err);
    if (code == 0 && tasks.n != 1) {
        code = pl_fail(err, PL_E_NOT_FOUND, "the case has no such task");
    }
    if (code != 0) {
        return code;
    }
    *ret_whole = tasks.list[0].steps == 0;
    snprintf(last, sizeof last, "%c%lld", *ret_whole ? 'T' : 'K', (long long)tasks.list[0].last);
    return pl_filing_withdrawal(dir, now, pl_str_from(last), by, PL_STR(""), ret_seq, err);
}
