#include "app/handover.h"

#include "app/alert_json.h"
#include "app/case_view.h"
#include "app/request.h"
#include "app/task.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 32)

struct sheet {
    struct pl_buf *out;
    bool as_json, exercise;
    pl_time since;
    uint64_t before; /* entries of earlier shifts */
    int64_t known;   /* entries */
    uint64_t recordings, others, reports, notes, tasks, overdue_tasks, letters, overdue_letters;
};

static void add_time(struct pl_buf *out, pl_time at) { pl_time_write(out, at - at % PL_SECOND_US); }

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct sheet *s = ctx;
    (void)err;
    if ((uint64_t)x->seq >= s->before && x->seq < s->known) {
        const bool ais = pl_str_eq(x->kind, PL_STR("ais"));
        s->recordings += ais;
        s->others += !ais;
        s->reports += x->reports;
    }
    return 0;
}

static int on_entry(void *ctx, const struct pl_shift_entry *e, struct pl_error *err) {
    struct sheet *s = ctx;
    (void)err;
    s->notes++;
    if (!s->as_json) {
        pl_buf_add_str(s->out, PL_STR("  "));
        add_time(s->out, e->at);
        pl_buf_add_char(s->out, ' ');
        pl_case_say(s->out, e->by);
        pl_buf_add_str(s->out, PL_STR(": "));
        pl_case_say(s->out, e->change);
        if (e->alert.n > 0) {
            pl_buf_add_fmt(s->out, " %.12s", e->alert.p);
        }
        if (e->about.n > 0) {
            pl_buf_add_str(s->out, PL_STR(" ("));
            pl_case_say(s->out, e->about);
            pl_buf_add_char(s->out, ')');
        }
        if (e->text.n > 0) {
            pl_buf_add_str(s->out, PL_STR(": "));
            pl_case_say(s->out, e->text);
        }
        pl_buf_add_char(s->out, '\n');
        return 0;
    }
    pl_shift_json(e, s->exercise, s->out);
    return 0;
}

static void say_alert(struct sheet *s, const struct pl_alert *a) {
    char hex[65];
    pl_hash_hex(a->id, hex);
    pl_buf_add_fmt(s->out, "  %.12s ", hex);
    pl_case_say(s->out, a->about);
    if (a->assigned.n > 0) {
        pl_buf_add_str(s->out, PL_STR("; with "));
        pl_case_say(s->out, a->assigned);
    }
    if (a->state == PL_ALERT_SNOOZED) {
        pl_buf_add_str(s->out, PL_STR("; until "));
        add_time(s->out, a->until);
    }
    if (a->reason.n > 0) {
        pl_buf_add_str(s->out, PL_STR("; because "));
        pl_case_say(s->out, a->reason);
    }
    if (a->changed) {
        pl_buf_add_str(s->out, PL_STR("; its facts changed since "));
        pl_case_say(s->out, a->by);
        pl_buf_add_str(s->out, PL_STR(" dealt with it"));
    }
    pl_buf_add_char(s->out, '\n');
}

/* A dismissed or gone alert is told when that happened in this shift. */
static bool is_told(const struct sheet *s, const struct pl_alert *a) {
    bool old = a->state == PL_ALERT_DISMISSED || a->state == PL_ALERT_GONE;
    return !old || a->acted_at >= s->since;
}

static void write_alerts(struct sheet *s, const struct pl_alerts *alerts) {
    static const char *const HEADS[PL_ALERT_STATES] = {"New, nobody looks at them", "Being looked at",
                                                       "Put aside until a time", "Dismissed in this shift",
                                                       "Dealt with in this shift, and no longer there"};
    for (int state = 0; state < PL_ALERT_STATES; state++) {
        uint64_t n = 0;
        for (size_t i = 0; i < alerts->n; i++) {
            n += alerts->list[i].state == state && is_told(s, &alerts->list[i]);
        }
        if (!s->as_json) {
            pl_buf_add_fmt(s->out, "\n%s: %llu\n", HEADS[state], (unsigned long long)n);
        }
        for (size_t i = 0; i < alerts->n; i++) {
            const struct pl_alert *a = &alerts->list[i];
            if (a->state != state || !is_told(s, a)) {
                continue;
            }
            if (s->as_json) {
                pl_alert_json(a, &alerts->view, s->out);
            } else {
                say_alert(s, a);
            }
        }
    }
}

/* "  2026-03-01 OVERDUE title (T12), with NAME" */
static void say_due(struct sheet *s, pl_str due, bool overdue) {
    pl_buf_add_str(s->out, PL_STR("  "));
    pl_case_say(s->out, due.n > 0 ? due : PL_STR("no day    "));
    pl_buf_add_str(s->out, overdue ? PL_STR(" OVERDUE ") : PL_STR(" "));
}

/* What is still to be done, overdue first. */
static void write_tasks(struct sheet *s, const struct pl_tasks *tasks) {
    if (!s->as_json) {
        pl_buf_add_fmt(s->out, "\nTasks that are open: %zu\n", tasks->n);
    }
    for (size_t i = 0; i < tasks->n; i++) {
        const struct pl_task *t = &tasks->list[i];
        s->overdue_tasks += t->overdue;
        if (s->as_json) {
            pl_task_json(t, s->exercise, s->out);
            continue;
        }
        say_due(s, t->due, t->overdue);
        pl_case_say(s->out, t->title);
        pl_buf_add_str(s->out, PL_STR(" ("));
        pl_case_say(s->out, t->id);
        pl_buf_add_str(s->out, t->about.n > 0 ? PL_STR(", about ") : PL_STR(""));
        pl_case_say(s->out, t->about);
        pl_buf_add_str(s->out, t->owner.n > 0 ? PL_STR("), with ") : PL_STR("), with nobody"));
        pl_case_say(s->out, t->owner);
        pl_buf_add_char(s->out, '\n');
    }
    s->tasks = tasks->n;
}

/* Letters that wait for an answer, and those that nobody recorded as sent: the longest overdue first. */
static void write_letters(struct sheet *s, const struct pl_requests *requests) {
    const uint64_t *n = requests->counts;
    s->letters = n[PL_REQUEST_OVERDUE] + n[PL_REQUEST_WAITING] + n[PL_REQUEST_NOT_SENT];
    s->overdue_letters = n[PL_REQUEST_OVERDUE];
    if (!s->as_json) {
        pl_buf_add_fmt(s->out, "\nLetters that wait: %llu\n", (unsigned long long)s->letters);
    }
    for (size_t i = 0; i < requests->n; i++) {
        const struct pl_request_row *r = &requests->list[i];
        if (r->state == PL_REQUEST_ANSWERED) {
            continue;
        }
        if (s->as_json) {
            pl_request_json(r, s->exercise, s->out);
            continue;
        }
        say_due(s, r->due, r->state == PL_REQUEST_OVERDUE);
        pl_case_say(s->out, r->template);
        pl_buf_add_str(s->out, PL_STR(" to "));
        pl_case_say(s->out, r->to);
        pl_buf_add_str(s->out, PL_STR(" ("));
        pl_case_say(s->out, r->id);
        pl_buf_add_str(s->out, r->about.n > 0 ? PL_STR(", about ") : PL_STR(""));
        pl_case_say(s->out, r->about);
        pl_buf_add_str(s->out, r->state == PL_REQUEST_NOT_SENT ? PL_STR("), not recorded as sent\n") : PL_STR(")\n"));
    }
}

static void write_head(const struct sheet *s, const struct pl_alerts *alerts, pl_time now) {
    if (s->as_json) {
        return;
    }
    pl_buf_add_str(s->out, alerts->view.exercise ? PL_STR("EXERCISE EXERCISE EXERCISE: invented ships and events\n")
                                                 : PL_STR(""));
    pl_buf_add_str(s->out, PL_STR("Hand-over, "));
    add_time(s->out, s->since);
    pl_buf_add_str(s->out, PL_STR(" to "));
    add_time(s->out, now);
    pl_buf_add_fmt(s->out, "\nLeads, not findings.\n\nReceived: %llu %s with %llu %s, %llu %s\n",
                   (unsigned long long)s->recordings, pl_plural(s->recordings, "recording", "recordings"),
                   (unsigned long long)s->reports, pl_plural(s->reports, "report", "reports"),
                   (unsigned long long)s->others, pl_plural(s->others, "other file", "other files"));
    if (alerts->view.unseen) {
        pl_buf_add_str(s->out, PL_STR("Not complete: "));
        pl_undetected_text(&alerts->view.undetected, s->out);
        pl_buf_add_str(s->out, PL_STR(".\n"));
    }
}

static void write_end(const struct sheet *s, const struct pl_alerts *alerts, pl_time now) {
    struct pl_json json;
    if (!s->as_json) {
        return;
    }
    pl_json_start(&json, s->out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, s->exercise);
    pl_json_key(&json, "since");
    pl_json_time(&json, s->since);
    pl_json_key(&json, "made");
    pl_json_time(&json, now);
    pl_json_key(&json, "recordings");
    pl_json_u64(&json, s->recordings);
    pl_json_key(&json, "reports");
    pl_json_u64(&json, s->reports);
    pl_json_key(&json, "other_files");
    pl_json_u64(&json, s->others);
    pl_json_key(&json, "alerts");
    pl_json_u64(&json, alerts->n);
    pl_json_key(&json, "entries");
    pl_json_u64(&json, s->notes);
    const struct {
        const char *key;
        uint64_t n;
    } waits[] = {{"tasks", s->tasks},
                 {"tasks_overdue", s->overdue_tasks},
                 {"letters", s->letters},
                 {"letters_overdue", s->overdue_letters}};
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        pl_json_key(&json, waits[i].key);
        pl_json_u64(&json, waits[i].n);
    }
    pl_json_key(&json, "detected");
    pl_json_bool(&json, !alerts->view.unseen);
    pl_json_key(&json, "status");
    pl_json_text(&json, "leads, not findings");
    pl_json_record_end(&json);
}

int pl_handover(const char *dir, pl_time known_at, pl_time since, pl_time now, bool as_json, struct pl_buf *out,
                struct pl_error *err) {
    struct sheet s = {.out = out, .as_json = as_json, .since = since};
    struct pl_alerts alerts = {0};
    struct pl_tasks tasks = {0};
    struct pl_requests requests = {0};
    const struct pl_task_ask active = {.dir = dir, .known_at = known_at, .now = now, .state = "active"};
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_alerts_read(dir, known_at, now, &arena, &alerts, err);
    code = code == 0 ? pl_tasks_read(&active, &arena, &tasks, err) : code;
    code = code == 0 ? pl_requests_read(dir, known_at, now, &arena, &requests, err) : code;
    code = code == 0 ? pl_case_view_open(dir, known_at, &view, err) : code;
    code = code == 0 ? pl_journal_known_at(view.c, since, &s.before, err) : code;
    s.known = view.before;
    code = code == 0 ? pl_exhibit_each(view.c, on_exhibit, &s, err) : code;
    if (code != 0) {
        return code;
    }
    s.exercise = view.exercise;
    write_head(&s, &alerts, now);
    write_alerts(&s, &alerts);
    write_tasks(&s, &tasks);
    write_letters(&s, &requests);
    pl_buf_add_str(out, as_json ? PL_STR("") : PL_STR("\nDone in this shift:\n"));
    code = pl_shift_each(view.c, view.before, since, PL_TIME_NONE, on_entry, &s, err);
    write_end(&s, &alerts, now);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the sheet") : code;
}
