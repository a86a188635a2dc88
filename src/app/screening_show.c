/* A kept screening, shown again: what was answered then. */
#include <string.h>

#include "app/case_view.h"
#include "app/screening.h"
#include "text/json.h"

#include "base/ban.h"

static void write_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key_n(json, key, strlen(key));
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_head(const struct pl_screening *s, const struct pl_case_view *view, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "screening");
    pl_json_key(&json, "entry");
    pl_json_i64(&json, s->seq);
    pl_json_key(&json, "at");
    pl_json_time(&json, s->at);
    write_text(&json, "by", s->by);
    write_text(&json, "query", s->query);
    pl_json_key(&json, "batch");
    pl_json_bool(&json, s->batch);
    write_text(&json, "purpose", s->purpose);
    pl_json_key(&json, "log");
    if (s->journal >= 0) {
        pl_json_i64(&json, s->journal);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "threshold");
    if (s->threshold > 0 || !s->erased) {
        pl_json_fixed(&json, s->threshold, 4);
    } else {
        pl_json_null(&json);
    }
    write_text(&json, "program", s->program);
    write_text(&json, "match", s->match);
    write_text(&json, "unicode", s->unicode);
    if (s->erased) {
        pl_json_key(&json, "erased");
        pl_json_bool(&json, true);
    }
    pl_case_mark(&json, view->exercise);
    pl_json_record_end(&json);
}

int pl_screening_show(const char *dir, pl_time known_at, int64_t seq, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_screening s;
    pl_arena_open(&arena, (size_t)2 << 30);
    int code = pl_case_view_open(dir, known_at, &view, err);
    if (code == 0 && seq >= view.before) {
        return pl_fail(err, PL_E_NOT_FOUND, "journal entry %lld is not known then", (long long)seq);
    }
    code = code == 0 ? pl_screening_read(view.c, seq, &arena, &s, err) : code;
    PL_BUF_AUTO answer = {0};
    pl_buf_open(&answer, (size_t)1 << 30);
    if (code == 0) {
        write_head(&s, &view, out);
        code = pl_screening_answer(view.c, &s, &answer, err); /* of a batch it clears what it is given */
        pl_buf_add_str(out, pl_buf_str(&answer));
    }
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large") : code;
}

struct sought {
    pl_str row;
    bool found;
    struct pl_screen_row *ret;
};

static int on_party(void *ctx, pl_str id, pl_str query, const struct pl_entity *party, struct pl_error *err) {
    struct sought *k = ctx;
    (void)err;
    if (!k->found && pl_str_eq(id, k->row)) {
        k->found = true;
        *k->ret = (struct pl_screen_row){
            .has_id = id.n > 0, .id = id, .query = query, .a = *party, .fault = PL_STR(""), .note = PL_STR("")};
    }
    return 0;
}

int pl_screening_asked(const char *dir, pl_time known_at, int64_t seq, pl_str row, struct pl_arena *arena,
                       struct pl_screening_asked *ret, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_screening s;
    struct pl_screen_row found = {.fault = PL_STR("")};
    struct sought sought = {.row = row, .ret = &found};
    int code = pl_case_view_open(dir, known_at, &view, err);
    if (code == 0 && seq >= view.before) {
        return pl_fail(err, PL_E_NOT_FOUND, "journal entry %lld is not known then", (long long)seq);
    }
    code = code == 0 ? pl_screening_read(view.c, seq, arena, &s, err) : code;
    if (code == 0 && s.no_question) {
        return pl_fail(err, PL_E_NOT_FOUND, "what screening %lld asked was erased", (long long)seq);
    }
    code = code == 0 ? pl_screening_parties(view.c, &s, view.exercise, arena, on_party, &sought, err) : code;
    if (code == 0 && !sought.found) {
        return pl_fail(err, PL_E_NOT_FOUND, "screening %lld asked no row \"%.*s\"", (long long)seq,
                       (int)pl_str_sub(row, 0, 60).n, row.p);
    }
    if (code == 0) {
        *ret = (struct pl_screening_asked){
            .row = found, .threshold = s.threshold, .has_as_of = s.has_as_of, .as_of = s.as_of};
    }
    return code;
}
