#include <stdio.h>

#include "app/clearance.h"
#include "app/list.h"
#include "app/list_answer_in.h"
#include "app/requirement.h"
#include "store/exhibit.h"
#include "text/plural.h"

#include "base/ban.h"

void pl_list_day_text(int32_t day, char out[16]) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, (pl_time)day * PL_DAY_US);
    snprintf(out, 16, "%.10s", text.p != NULL ? text.p : "");
}

void pl_list_json_day(struct pl_json *json, const char *key, bool known, int32_t day) {
    char text[16];
    pl_list_day_text(day, text);
    pl_json_key(json, key);
    pl_json_text(json, known ? text : NULL);
}

void pl_list_json_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

void pl_list_json_basis(struct pl_json *json, const struct pl_list_ask *ask, const struct pl_case_view *view) {
    pl_list_json_day(json, "as_of", ask->has_as_of, ask->as_of);
    if (view == NULL) {
        return;
    }
    pl_json_key(json, "known_at");
    pl_json_time(json, view->known.asked ? view->known.at : ask->now);
    pl_json_key(json, "journal");
    pl_json_u64(json, view->known.size);
    if (view->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

int32_t pl_list_today(const struct pl_list_ask *ask) {
    pl_time at = ask->known_at != PL_TIME_NONE ? ask->known_at : ask->now;
    return ask->has_as_of ? ask->as_of : (int32_t)(at / PL_DAY_US);
}

int pl_list_answer_end(const struct pl_buf *out, struct pl_error *err) {
    return pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large") : 0;
}

/* ---- list ---- */

/* What changed since the copy before it; null where there is none. */
static void write_changes(struct pl_json *json, const struct pl_list_changes *changes) {
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {{"added", changes->added}, {"changed", changes->changed}, {"removed", changes->removed}};
    pl_list_json_text(json, "since", changes->published);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        pl_json_key(json, counts[i].key);
        if (changes->before >= 0) {
            pl_json_u64(json, counts[i].n);
        } else {
            pl_json_null(json);
        }
    }
}

static void write_row(struct pl_json *json, const struct pl_list_ask *ask, const struct pl_list_row *r, bool newest) {
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {{"entries", r->entries},         {"names", r->names},  {"vessels", r->vessels},
                  {"identifiers", r->identifiers}, {"edges", r->edges},  {"rejected", r->rejected},
                  {"dangling", r->dangling},       {"unread", r->unread}};
    char hex[65];
    pl_json_record(json, "list");
    pl_list_json_text(json, "list", r->list);
    pl_list_json_text(json, "format", r->format);
    pl_list_json_text(json, "published", r->published);
    pl_json_key(json, "age_days");
    if (r->published.n > 0) {
        pl_json_i64(json, (int64_t)pl_list_today(ask) - r->day);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "newest");
    pl_json_bool(json, newest);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        pl_json_key(json, counts[i].key);
        pl_json_u64(json, counts[i].n);
    }
    pl_json_key(json, "entry");
    pl_json_i64(json, r->seq);
    pl_hash_hex(r->sha256, hex);
    pl_json_key(json, "sha256");
    pl_json_text(json, hex);
    write_changes(json, &r->changes);
    pl_json_record_end(json);
}

static void tell_row(struct pl_buf *out, const struct pl_list_ask *ask, const struct pl_list_row *r, bool newest) {
    pl_case_say(out, r->list);
    if (r->published.n > 0) {
        long long age = (long long)pl_list_today(ask) - r->day;
        pl_buf_add_fmt(out, "  %.10s (%lld %s old)", r->published.p, age, pl_plural((uint64_t)age, "day", "days"));
    } else {
        pl_buf_add_str(out, PL_STR("  undated"));
    }
    pl_buf_add_fmt(out, "  %llu %s, %llu %s", (unsigned long long)r->entries, pl_plural(r->entries, "entry", "entries"),
                   (unsigned long long)r->vessels, pl_plural(r->vessels, "vessel", "vessels"));
    if (r->changes.before >= 0) {
        pl_buf_add_fmt(out, "; %llu added, %llu changed, %llu removed since %s", (unsigned long long)r->changes.added,
                       (unsigned long long)r->changes.changed, (unsigned long long)r->changes.removed,
                       r->changes.published.n > 0 ? r->changes.published.p : "the copy before");
    }
    pl_buf_add_fmt(out, "  (journal entry %lld%s)\n", (long long)r->seq, newest ? "" : ", not the newest");
}

/* The copy before it may have come later than it: then what was counted at its import is of another copy, or of none.
 */
static int settle_changes(const struct pl_case_view *view, const struct pl_list_row *before, struct pl_list_row *r,
                          struct pl_error *err) {
    if (before == NULL || !pl_str_eq(before->list, r->list) || before->seq == r->changes.before) {
        return 0;
    }
    r->changes = (struct pl_list_changes){.before = before->seq, .published = before->published};
    return pl_list_count_changes(view->c, r->seq, &r->changes, err);
}

int pl_list_overview(const struct pl_list_ask *ask, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_list_row *rows = NULL;
    struct pl_json json;
    pl_str lacking = {0};
    size_t n = 0, shown = 0;
    pl_arena_open(&arena, (size_t)256 << 20);
    pl_json_start(&json, out);
    int code = pl_case_view_open(ask->dir, ask->known_at, &view, err);
    code = code == 0 ? pl_list_publications(view.c, PL_STR(""), view.before, &arena, &rows, &n, err) : code;
    if (code == 0 && !ask->has_as_of) {
        code = pl_requirements_lacking(view.c, view.before, (struct pl_requirement_day){.day = pl_list_today(ask)},
                                       &arena, &lacking, err);
    }
    code = code == 0 && lacking.n > 0 ? pl_view_lacks_list(view.c, &arena, &lacking, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        bool there = !ask->has_as_of || rows[i].day <= ask->as_of;
        bool last = i + 1 == n || !pl_str_eq(rows[i].list, rows[i + 1].list) ||
                    (ask->has_as_of && rows[i + 1].day > ask->as_of);
        if (!there || (!last && !ask->all)) {
            continue;
        }
        code = settle_changes(&view, i > 0 ? &rows[i - 1] : NULL, &rows[i], err);
        shown++;
        if (ask->json) {
            write_row(&json, ask, &rows[i], last);
        } else {
            tell_row(out, ask, &rows[i], last);
        }
    }
    if (code == 0 && ask->json) {
        pl_json_record(&json, "summary");
        pl_json_key(&json, "publications");
        pl_json_u64(&json, n);
        pl_json_key(&json, "results");
        pl_json_u64(&json, shown);
        pl_list_json_text(&json, "undetermined", lacking);
        pl_list_json_basis(&json, ask, &view);
        pl_json_record_end(&json);
    } else if (code == 0 && shown == 0) {
        pl_str why = {0};
        code = pl_view_lacks_list(view.c, &arena, &why, err);
        pl_buf_add_str(out, why);
        pl_buf_add_char(out, '\n');
    }
    if (code == 0 && !ask->json && lacking.n > 0) {
        pl_buf_add_str(out, PL_STR("a screening is undetermined now: "));
        pl_case_say(out, lacking);
        pl_buf_add_char(out, '\n');
    }
    return code == 0 ? pl_list_answer_end(out, err) : code;
}
