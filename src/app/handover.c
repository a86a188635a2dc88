#include "app/handover.h"

#include "app/alert_json.h"
#include "app/case_view.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 32)

struct sheet {
    struct pl_buf *out;
    bool as_json, exercise;
    pl_time since;
    uint64_t before; /* entries of earlier shifts */
    int64_t known;   /* entries */
    uint64_t recordings, others, reports, notes;
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
    pl_buf_add_fmt(s->out, "\nLeads, not findings.\n\nReceived: %llu recordings with %llu reports, %llu other files\n",
                   (unsigned long long)s->recordings, (unsigned long long)s->reports, (unsigned long long)s->others);
    if (alerts->view.unseen) {
        pl_buf_add_str(s->out, PL_STR("Something received has not been through detection yet.\n"));
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
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_alerts_read(dir, known_at, now, &arena, &alerts, err);
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
    pl_buf_add_str(out, as_json ? PL_STR("") : PL_STR("\nDone in this shift:\n"));
    code = pl_shift_each(view.c, view.before, since, PL_TIME_NONE, on_entry, &s, err);
    write_end(&s, &alerts, now);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the sheet") : code;
}
