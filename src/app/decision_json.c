#include "app/decision_json.h"

#include <stdlib.h>
#include <string.h>

#include "app/list_answer_in.h"
#include "text/json.h"

#include "base/ban.h"

static void write_score(struct pl_json *json, double score) {
    pl_json_key(json, "score");
    if (score >= 0) {
        pl_json_fixed(json, score, 4);
    } else {
        pl_json_null(json);
    }
}

static void write_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_str(json, text);
}

void pl_decided_json(const struct pl_decided *d, int verdict, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "decision");
    pl_json_key(&json, "entry");
    pl_json_i64(&json, d->seq);
    write_text(&json, "query", d->query);
    write_text(&json, "list", d->list);
    write_text(&json, "reference", d->reference);
    write_text(&json, "caption", d->caption);
    pl_json_key(&json, "verdict");
    pl_json_text(&json, pl_decision_verdict_name(verdict));
    write_score(&json, d->score);
    pl_json_key(&json, "needs_second_reviewer");
    pl_json_bool(&json, d->second);
    pl_json_key(&json, "why_not");
    pl_json_text(&json, d->why_not);
    pl_json_record_end(&json);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, 1);
    pl_json_key(&json, "journal");
    pl_json_i64(&json, d->seq + 1);
    pl_json_record_end(&json);
}

/* ---- all of them ---- */

static void write_decision(struct pl_json *json, const struct pl_decision *d, bool exercise) {
    pl_json_record(json, "decision");
    pl_json_key(json, "entry");
    pl_json_i64(json, d->seq);
    pl_json_key(json, "at");
    pl_json_time(json, d->at);
    write_text(json, "query", d->query);
    write_text(json, "list", d->list);
    write_text(json, "entity", d->entity);
    write_text(json, "reference", d->reference);
    write_text(json, "caption", d->caption);
    pl_json_key(json, "verdict");
    pl_json_text(json, pl_decision_verdict_name(d->verdict));
    write_score(json, d->score);
    write_text(json, "by", d->by);
    write_text(json, "reason", d->reason);
    write_text(json, "text", d->text);
    pl_list_json_day(json, "expires", d->has_expires, d->expires);
    pl_json_key(json, "screening");
    if (d->screening >= 0) {
        pl_json_i64(json, d->screening);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "withdrawn");
    pl_json_bool(json, d->withdrawn);
    pl_case_mark(json, exercise);
    pl_json_record_end(json);
}

static int newest_first(const void *a, const void *b) {
    const struct pl_decision *x = a;
    const struct pl_decision *y = b;
    return x->seq < y->seq ? 1 : x->seq > y->seq ? -1 : 0;
}

static bool is_asked(const struct pl_decision_ask *ask, const struct pl_decision *d) {
    return (ask->list.n == 0 || pl_str_eq(ask->list, d->list)) &&
           (ask->entity.n == 0 || pl_str_eq(ask->entity, d->entity));
}

int pl_decision_list(const struct pl_decision_ask *ask, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_requirements requirements;
    struct pl_decisions all = {0};
    struct pl_json json;
    uint64_t shown = 0;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_json_start(&json, out);
    int code = pl_case_view_open(ask->dir, ask->known_at, &view, err);
    code = code == 0 ? pl_requirements_read(view.c, view.before, &arena, &requirements, err) : code;
    code = code == 0 ? pl_decisions_read(view.c, view.before, requirements.second_reviewer,
                                         (int32_t)(ask->now / PL_DAY_US), &arena, &all, err)
                     : code;
    if (code != 0) {
        return code;
    }
    if (all.n > 1) {
        qsort(all.d, all.n, sizeof *all.d, newest_first);
    }
    for (size_t i = 0; i < all.n; i++) {
        if (is_asked(ask, &all.d[i])) {
            write_decision(&json, &all.d[i], view.exercise);
            shown++;
        }
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, shown);
    pl_json_key(&json, "second_reviewer");
    pl_json_fixed(&json, requirements.second_reviewer, 4);
    pl_json_key(&json, "known_at");
    pl_json_time(&json, view.known.asked ? view.known.at : ask->now);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, view.known.size);
    pl_case_mark(&json, view.exercise);
    pl_json_record_end(&json);
    return pl_list_answer_end(out, err);
}

void pl_decision_reasons_json(struct pl_buf *out) {
    struct pl_json json;
    uint64_t n = 0;
    pl_json_start(&json, out);
    for (const struct pl_decision_reason *r = pl_decision_reasons; r->code != NULL; r++, n++) {
        pl_json_record(&json, "reason");
        pl_json_key(&json, "reason");
        pl_json_text(&json, r->code);
        pl_json_key(&json, "words");
        pl_json_text(&json, r->words);
        pl_json_record_end(&json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    pl_json_record_end(&json);
}
