/* The queue and the report of app/screening_review, rendered. */
#include "app/screening_review.h"

#include "text/csv.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

struct rendering {
    const struct pl_review_ask *ask;
    const struct pl_case_view *view;
    struct pl_buf *out;
    struct pl_json json;
    uint64_t screenings, queries, undetermined;
    uint64_t states[PL_REVIEW_STATE_COUNT], overdue, shown;
};

static void text_or_null(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void number(struct pl_json *json, const char *key, uint64_t n) {
    pl_json_key(json, key);
    pl_json_u64(json, n);
}

/* ---- screenings ---- */

static void lists_json(struct pl_json *json, pl_str lists) {
    pl_json_key(json, "lists");
    pl_json_array(json);
    while (lists.p != NULL && lists.n > 0) {
        pl_str line = pl_str_cut(&lists, '\n');
        pl_str list = pl_str_cut(&line, ' '), published = pl_str_cut(&line, ' '), entry = pl_str_cut(&line, ' ');
        int64_t seq = -1;
        pl_json_object(json);
        text_or_null(json, "list", list);
        text_or_null(json, "published", pl_str_eq(published, PL_STR("-")) ? PL_STR("") : published);
        pl_json_key(json, "entry");
        pl_json_i64(json, pl_str_i64(entry, &seq) ? seq : -1);
        text_or_null(json, "sha256", line);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void screening_json(struct pl_json *json, const struct pl_screening *s) {
    pl_json_record(json, "screening");
    pl_json_key(json, "entry");
    pl_json_i64(json, s->seq);
    pl_json_key(json, "at");
    pl_json_time(json, s->at);
    text_or_null(json, "by", s->by);
    text_or_null(json, "query", s->query);
    pl_json_key(json, "batch");
    pl_json_bool(json, s->batch);
    text_or_null(json, "purpose", s->purpose);
    number(json, "queries", s->queries);
    if (s->watch) { /* it tells what changed, not who has candidates */
        number(json, "new_hits", s->new_hits);
        number(json, "ended", s->ended);
        number(json, "changed", s->changed);
    } else {
        number(json, "with_candidates", s->with_candidates);
        number(json, "none", s->none);
        number(json, "undetermined", s->undetermined);
        number(json, "not_comparable", s->not_comparable);
    }
    lists_json(json, s->lists);
    text_or_null(json, "program", s->program);
    text_or_null(json, "match", s->match);
    text_or_null(json, "unicode", s->unicode);
    if (s->erased) {
        pl_json_key(json, "erased");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

/* "un-sc 2026-02-27; ofac-sdn 2021-06-01" */
static void lists_text(pl_str lists, struct pl_buf *out) {
    for (bool first = true; lists.p != NULL && lists.n > 0; first = false) {
        pl_str line = pl_str_cut(&lists, '\n');
        pl_buf_add_str(out, first ? PL_STR("") : PL_STR("; "));
        pl_buf_add_str(out, pl_str_cut(&line, ' '));
        pl_buf_add_char(out, ' ');
        pl_str published = pl_str_cut(&line, ' ');
        pl_buf_add_str(out, pl_str_eq(published, PL_STR("-")) ? PL_STR("undated") : published);
    }
}

static const char *const COLUMNS[] = {"type",      "entry",      "at",       "by",     "query",      "list",
                                      "reference", "caption",    "score",    "state",  "decided_by", "reason",
                                      "text",      "decided_at", "age_days", "overdue"};

static void csv_row(struct pl_buf *out, const pl_str *cells, size_t n) {
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        pl_csv_write(out, i < n ? cells[i] : PL_STR(""), i == 0);
    }
    pl_csv_write_end(out);
}

static void say_counts(struct pl_buf *out, const struct pl_screening *s) {
    unsigned long long asked = s->queries;
    if (s->erased && asked == 0) {
        pl_buf_add_str(out, PL_STR("erased"));
    } else if (s->watch) {
        pl_buf_add_fmt(out, "%llu followed, %llu new %s, %llu ended, %llu changed", asked,
                       (unsigned long long)s->new_hits, pl_plural(s->new_hits, "hit", "hits"),
                       (unsigned long long)s->ended, (unsigned long long)s->changed);
    } else {
        pl_buf_add_fmt(out, "%llu asked, %llu with candidates, %llu none, %llu undetermined, %llu not comparable",
                       asked, (unsigned long long)s->with_candidates, (unsigned long long)s->none,
                       (unsigned long long)s->undetermined, (unsigned long long)s->not_comparable);
    }
}

static void screening_csv(struct pl_buf *out, const struct pl_screening *s) {
    PL_BUF_AUTO entry;
    PL_BUF_AUTO at;
    PL_BUF_AUTO lists;
    PL_BUF_AUTO state;
    pl_buf_open(&entry, 64);
    pl_buf_open(&at, 64);
    pl_buf_open(&lists, (size_t)1 << 20);
    pl_buf_open(&state, 256);
    pl_buf_add_i64(&entry, s->seq);
    pl_time_write(&at, s->at);
    lists_text(s->lists, &lists);
    say_counts(&state, s);
    const pl_str cells[] = {PL_STR("screening"), pl_buf_str(&entry), pl_buf_str(&at), s->by,      s->query,
                            pl_buf_str(&lists),  PL_STR(""),         PL_STR(""),      PL_STR(""), pl_buf_str(&state)};
    csv_row(out, cells, sizeof cells / sizeof cells[0]);
}

static void screening_table(struct pl_buf *out, const struct pl_screening *s) {
    pl_time_write(out, s->at);
    pl_buf_add_fmt(out, "  entry %lld  ", (long long)s->seq);
    pl_case_say(out, s->by);
    pl_buf_add_str(out, s->batch ? PL_STR(" screened the file ") : PL_STR(" asked "));
    pl_case_say(out, s->query.n > 0 || !s->erased ? s->query : PL_STR("what was erased"));
    pl_buf_add_str(out, PL_STR(": "));
    say_counts(out, s);
    pl_buf_add_str(out, PL_STR("\n    against "));
    PL_BUF_AUTO lists;
    pl_buf_open(&lists, (size_t)1 << 20);
    lists_text(s->lists, &lists);
    pl_case_say(out, lists.n > 0 ? pl_buf_str(&lists) : PL_STR("no list"));
    pl_buf_add_char(out, '\n');
}

static int on_screening(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct rendering *r = ctx;
    PL_ARENA_AUTO arena = {0};
    struct pl_screening s;
    bool outside = (r->ask->from != PL_TIME_NONE && act->at < r->ask->from) ||
                   (r->ask->to != PL_TIME_NONE && act->at >= r->ask->to);
    if (outside) {
        return 0;
    }
    pl_arena_open(&arena, (size_t)2 << 30);
    int code = pl_screening_of(act, &arena, &s, err);
    if (code != 0) {
        return code;
    }
    r->screenings++;
    r->queries += s.queries;
    r->undetermined += s.undetermined;
    if (r->ask->form == PL_SCREEN_JSON) {
        screening_json(&r->json, &s);
    } else if (r->ask->form == PL_SCREEN_CSV) {
        screening_csv(r->out, &s);
    } else {
        screening_table(r->out, &s);
    }
    return 0;
}

/* ---- pairs ---- */

static int64_t age_days(const struct rendering *r, const struct pl_review_pair *p) {
    return (r->ask->now - p->since) / PL_DAY_US;
}

static bool is_overdue(const struct rendering *r, const struct pl_review_pair *p) {
    return p->state <= PL_REVIEW_CHANGED && age_days(r, p) > r->ask->overdue_days;
}

static void pair_json(struct rendering *r, const struct pl_review_pair *p) {
    struct pl_json *json = &r->json;
    pl_json_record(json, "pair");
    pl_json_key(json, "screening");
    if (p->screening >= 0) {
        pl_json_i64(json, p->screening);
    } else {
        pl_json_null(json);
    }
    text_or_null(json, "row", p->row);
    pl_json_key(json, "since");
    pl_json_time(json, p->since);
    pl_json_key(json, "age_days");
    pl_json_i64(json, age_days(r, p));
    text_or_null(json, "query", p->query);
    text_or_null(json, "list", p->list);
    text_or_null(json, "entity", p->entity);
    text_or_null(json, "reference", p->reference);
    text_or_null(json, "caption", p->caption);
    pl_json_key(json, "score");
    if (p->score >= 0) {
        pl_json_fixed(json, p->score, 4);
    } else {
        pl_json_null(json); /* decided about a pair that could not be compared */
    }
    number(json, "shown", p->shown);
    pl_json_key(json, "state");
    pl_json_text(json, pl_review_state_name(p->state));
    pl_json_key(json, "overdue");
    pl_json_bool(json, is_overdue(r, p));
    pl_json_key(json, "decision");
    if (!p->has_ruling) {
        pl_json_null(json);
    } else {
        pl_json_object(json);
        pl_json_key(json, "entry");
        pl_json_i64(json, p->ruling.entry);
        pl_json_key(json, "verdict");
        pl_json_text(json, p->ruling.verdict);
        text_or_null(json, "by", p->ruling.by);
        text_or_null(json, "reason", p->ruling.reason);
        text_or_null(json, "text", p->ruling.text);
        pl_json_key(json, "at");
        pl_json_time(json, p->decided);
        pl_json_key(json, "stands");
        pl_json_bool(json, p->ruling.stands);
        pl_json_key(json, "why_not");
        pl_json_text(json, p->ruling.why_not);
        pl_json_object_end(json);
    }
    pl_json_record_end(json);
}

static void pair_csv(struct rendering *r, const struct pl_review_pair *p) {
    struct pl_buf text[5];
    for (size_t i = 0; i < 5; i++) {
        pl_buf_open(&text[i], 256);
    }
    if (p->screening >= 0) {
        pl_buf_add_i64(&text[0], p->screening);
    }
    pl_time_write(&text[1], p->since);
    if (p->score >= 0) {
        pl_buf_add_fixed(&text[2], p->score, 4);
    }
    if (p->has_ruling) {
        pl_time_write(&text[3], p->decided);
    }
    pl_buf_add_i64(&text[4], age_days(r, p));
    const pl_str cells[] = {PL_STR("pair"),
                            pl_buf_str(&text[0]),
                            pl_buf_str(&text[1]),
                            PL_STR(""),
                            p->query,
                            p->list,
                            p->reference,
                            p->caption,
                            pl_buf_str(&text[2]),
                            pl_str_from(pl_review_state_name(p->state)),
                            p->has_ruling ? p->ruling.by : PL_STR(""),
                            p->has_ruling ? p->ruling.reason : PL_STR(""),
                            p->has_ruling ? p->ruling.text : PL_STR(""),
                            pl_buf_str(&text[3]),
                            pl_buf_str(&text[4]),
                            is_overdue(r, p) ? PL_STR("true") : PL_STR("false")};
    csv_row(r->out, cells, sizeof cells / sizeof cells[0]);
    for (size_t i = 0; i < 5; i++) {
        pl_buf_close(&text[i]);
    }
}

static void pair_table(struct rendering *r, const struct pl_review_pair *p) {
    pl_buf_add_fmt(r->out, "%s%s, %lld %s: ", pl_review_state_name(p->state), is_overdue(r, p) ? " (overdue)" : "",
                   (long long)age_days(r, p), pl_plural((uint64_t)age_days(r, p), "day", "days"));
    pl_case_say(r->out, p->query);
    pl_buf_add_str(r->out, PL_STR("  and  "));
    pl_case_say(r->out, p->list);
    pl_buf_add_char(r->out, ':');
    pl_case_say(r->out, p->reference);
    pl_buf_add_char(r->out, ' ');
    pl_case_say(r->out, p->caption);
    if (p->score >= 0) {
        pl_buf_add_str(r->out, PL_STR("  score "));
        pl_buf_add_fixed(r->out, p->score, 2);
    } else {
        pl_buf_add_str(r->out, PL_STR("  not comparable"));
    }
    if (p->shown == 0) {
        pl_buf_add_str(r->out, PL_STR("  (no screening of this time showed it)\n"));
    } else {
        pl_buf_add_fmt(r->out, "  (screening %lld", (long long)p->screening);
        pl_buf_add_str(r->out, p->row.n > 0 ? PL_STR(", row ") : PL_STR(""));
        pl_case_say(r->out, p->row);
        pl_buf_add_str(r->out, PL_STR(")\n"));
    }
    if (p->has_ruling) {
        pl_buf_add_fmt(r->out, "    %s by ", p->ruling.verdict);
        pl_case_say(r->out, p->ruling.by);
        pl_buf_add_str(r->out, PL_STR(", "));
        pl_case_say(r->out, p->ruling.reason);
        pl_buf_add_str(r->out, PL_STR(": "));
        pl_case_say(r->out, p->ruling.text);
        pl_buf_add_fmt(r->out, " (journal entry %lld)\n", (long long)p->ruling.entry);
    }
}

static void write_pair(struct rendering *r, const struct pl_review_pair *p) {
    r->states[p->state]++;
    r->overdue += is_overdue(r, p);
    r->shown++;
    if (r->ask->form == PL_SCREEN_JSON) {
        pair_json(r, p);
    } else if (r->ask->form == PL_SCREEN_CSV) {
        pair_csv(r, p);
    } else {
        pair_table(r, p);
    }
}

/* ---- the end ---- */

static void conclude(struct rendering *r, bool report) {
    struct pl_json *json = &r->json;
    if (r->ask->form == PL_SCREEN_CSV) {
        return;
    }
    if (r->ask->form == PL_SCREEN_TABLE) {
        if (report) {
            pl_buf_add_fmt(r->out, "%llu screenings with %llu questions, %llu undetermined; ",
                           (unsigned long long)r->screenings, (unsigned long long)r->queries,
                           (unsigned long long)r->undetermined);
        }
        pl_buf_add_fmt(r->out, "%llu pairs", (unsigned long long)r->shown);
        for (int i = 0; i < (int)PL_REVIEW_STATE_COUNT; i++) {
            if (r->states[i] > 0) {
                pl_buf_add_fmt(r->out, ", %llu %s", (unsigned long long)r->states[i], pl_review_state_name(i));
            }
        }
        pl_buf_add_fmt(r->out, "; %llu overdue (waiting more than %d days)\n", (unsigned long long)r->overdue,
                       r->ask->overdue_days);
        return;
    }
    pl_json_record(json, "summary");
    if (report) {
        number(json, "screenings", r->screenings);
        number(json, "queries", r->queries);
        number(json, "undetermined_queries", r->undetermined);
    }
    number(json, "results", r->shown);
    for (int i = 0; i < (int)PL_REVIEW_STATE_COUNT; i++) {
        number(json, pl_review_state_name(i), r->states[i]);
    }
    number(json, "overdue", r->overdue);
    number(json, "overdue_days", (uint64_t)r->ask->overdue_days);
    pl_json_key(json, "from");
    pl_json_time(json, r->ask->from);
    pl_json_key(json, "to");
    pl_json_time(json, r->ask->to);
    pl_json_key(json, "known_at");
    pl_json_time(json, r->view->known.asked ? r->view->known.at : r->ask->now);
    number(json, "journal", r->view->known.size);
    if (r->view->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

static int render(const struct pl_review_ask *ask, bool report, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct rendering r = {.ask = ask, .view = &view, .out = out};
    struct pl_review review = {0};
    pl_arena_open(&arena, (size_t)4 << 30);
    pl_json_start(&r.json, out);
    int code = pl_case_view_open(ask->dir, ask->known_at, &view, err);
    code = code == 0 ? pl_review_read(&view, ask->from, ask->to, ask->now, &arena, &review, err) : code;
    if (code == 0 && ask->form == PL_SCREEN_CSV) {
        for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
            pl_csv_write(out, pl_str_from(COLUMNS[i]), i == 0);
        }
        pl_csv_write_end(out);
    }
    code = code == 0 && report ? pl_act_each(view.c, PL_STR("screening"), view.before, on_screening, &r, err) : code;
    for (size_t i = 0; code == 0 && i < review.n; i++) {
        if (report || review.pairs[i].state <= PL_REVIEW_CHANGED) {
            write_pair(&r, &review.pairs[i]);
        }
    }
    if (code == 0) {
        conclude(&r, report);
        code = pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large; name --from and --to") : 0;
    }
    return code;
}

int pl_review_queue(const struct pl_review_ask *ask, struct pl_buf *out, struct pl_error *err) {
    return render(ask, false, out, err);
}

int pl_review_report(const struct pl_review_ask *ask, struct pl_buf *out, struct pl_error *err) {
    return render(ask, true, out, err);
}
