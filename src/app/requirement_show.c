/* What is required, for people and programs: `require` and the API. */
#include "app/requirement.h"

#include "app/case_view.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

static void write_known(struct pl_json *json, const struct pl_knowledge *known) {
    pl_json_key(json, "known_at");
    pl_json_time(json, known->at);
    pl_json_key(json, "journal");
    pl_json_u64(json, known->size);
    pl_json_key(json, "seq");
    if (known->size > 0) {
        pl_json_u64(json, known->size - 1);
    } else {
        pl_json_null(json);
    }
}

static void write_json(const struct pl_requirements *r, const struct pl_knowledge *known, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (size_t i = 0; i < r->n; i++) {
        pl_json_record(&json, "requirement");
        pl_json_key(&json, "list");
        pl_json_str(&json, r->lists[i].list);
        pl_json_key(&json, "max_days");
        if (r->lists[i].has_max_days) {
            pl_json_i64(&json, r->lists[i].max_days);
        } else {
            pl_json_null(&json);
        }
        pl_json_record_end(&json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, r->n);
    pl_json_key(&json, "second_reviewer");
    pl_json_fixed(&json, r->second_reviewer, 4);
    write_known(&json, known);
    pl_json_record_end(&json);
}

static void write_table(const struct pl_requirements *r, struct pl_buf *out) {
    for (size_t i = 0; i < r->n; i++) {
        pl_case_say(out, r->lists[i].list);
        if (r->lists[i].has_max_days) {
            pl_buf_add_fmt(out, "  at most %d %s", r->lists[i].max_days,
                           pl_plural((uint64_t)r->lists[i].max_days, "day old", "days old"));
        }
        pl_buf_add_char(out, '\n');
    }
    pl_buf_add_str(out, PL_STR("a \"no match\" at "));
    pl_buf_add_fixed(out, r->second_reviewer, 2);
    pl_buf_add_str(out, PL_STR(" or above needs a second reviewer\n"));
}

int pl_requirements_show(const char *dir, pl_time known_at, bool json, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_requirements r;
    pl_arena_open(&arena, (size_t)64 << 20);
    int code = pl_case_view_open(dir, known_at, &view, err);
    code = code == 0 ? pl_requirements_read(view.c, view.before, &arena, &r, err) : code;
    if (code == 0 && json) {
        write_json(&r, &view.known, out);
    } else if (code == 0) {
        write_table(&r, out);
    }
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large") : code;
}
