#include "app/requirement.h"

#include <stdlib.h>
#include <string.h>

#include "text/plural.h"

#include "base/ban.h"

#define LISTS_MAX 256

bool pl_requirement_parse(const char *text, struct pl_screen_require *ret) {
    pl_str rest = pl_str_from(text);
    uint64_t days = 0;
    struct pl_screen_require r = {.list = pl_str_cut(&rest, ':'), .has_max_days = rest.p != NULL};
    if (r.list.n == 0 || r.list.n > 200 || (rest.p != NULL && (!pl_str_u64(rest, &days) || days > 1000000))) {
        return false;
    }
    r.max_days = (int32_t)days;
    *ret = r;
    return true;
}

struct fold {
    struct pl_requirements *r;
    struct pl_arena *arena;
};

static int on_act(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    struct pl_requirements *r = f->r;
    pl_str list = pl_act_text(act, "list"), score = pl_act_text(act, "second_reviewer");
    size_t at = 0;
    if (score.n > 0) {
        return pl_str_double(score, &r->second_reviewer)
                   ? 0
                   : pl_fail(err, PL_E_STORE, "journal entry %lld is damaged", (long long)act->seq);
    }
    while (at < r->n && !pl_str_eq(r->lists[at].list, list)) {
        at++;
    }
    if (pl_str_eq(pl_act_text(act, "change"), PL_STR("remove"))) {
        if (at < r->n) {
            memmove(&r->lists[at], &r->lists[at + 1], (r->n - at - 1) * sizeof *r->lists);
            r->n--;
        }
        return 0;
    }
    if (at == LISTS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a case requires at most %d lists", LISTS_MAX);
    }
    int64_t days = pl_act_number(act, "max_days", -1);
    r->lists[at] = (struct pl_screen_require){
        .list = pl_str_copy(f->arena, list), .has_max_days = days >= 0, .max_days = (int32_t)(days < 0 ? 0 : days)};
    r->n += at == r->n;
    return 0;
}

static int by_list(const void *a, const void *b) {
    return pl_str_cmp(((const struct pl_screen_require *)a)->list, ((const struct pl_screen_require *)b)->list);
}

int pl_requirements_read(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_requirements *ret,
                         struct pl_error *err) {
    struct pl_requirements r = {.second_reviewer = PL_SECOND_REVIEWER_SCORE};
    struct fold f = {&r, arena};
    r.lists = pl_arena_calloc(arena, LISTS_MAX, sizeof *r.lists);
    int code = r.lists == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory")
                               : pl_act_each(c, PL_STR("requirement"), before, on_act, &f, err);
    if (code == 0) {
        qsort(r.lists, r.n, sizeof *r.lists, by_list);
        *ret = r;
    }
    return code;
}

/* The copy that answers for a list: the newest, or as of a day the newest dated one up to it; NULL: none. */
static const struct pl_list_row *answering(const struct pl_list_row *rows, size_t n, pl_str list,
                                           const struct pl_requirement_day *day) {
    const struct pl_list_row *best = NULL;
    for (size_t i = 0; i < n; i++) { /* by list, day, entry */
        bool in = !day->has_as_of || (rows[i].published.n > 0 && rows[i].day <= day->day);
        best = in && pl_str_eq(rows[i].list, list) ? &rows[i] : best;
    }
    return best;
}

static void say_lack(const struct pl_screen_require *r, const struct pl_list_row *row,
                     const struct pl_requirement_day *day, struct pl_buf *why) {
    int64_t age = row != NULL ? (int64_t)day->day - row->day : 0;
    if (row == NULL) {
        pl_buf_add_fmt(why, "; the required list %.*s %s", (int)r->list.n, r->list.p,
                       day->has_as_of ? "has no publication at or before the day asked" : "is missing");
    } else if (row->published.n == 0) {
        pl_buf_add_fmt(why, "; the required list %.*s has no publication date", (int)r->list.n, r->list.p);
    } else if (r->has_max_days && age > r->max_days) {
        pl_buf_add_fmt(why, "; the required list %.*s is %lld %s%s, more than the %d that are allowed", (int)r->list.n,
                       r->list.p, (long long)age, pl_plural((uint64_t)age, "day old", "days old"),
                       day->has_as_of ? " at the day asked" : "", r->max_days);
    }
}

int pl_requirements_lacking(struct pl_case *c, int64_t before, struct pl_requirement_day day, struct pl_arena *arena,
                            pl_str *ret_why, struct pl_error *err) {
    struct pl_requirements r;
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    PL_BUF_AUTO why;
    pl_buf_open(&why, (size_t)1 << 20);
    int code = pl_requirements_read(c, before, arena, &r, err);
    if (code == 0) {
        code = day.has_as_of ? pl_list_publications(c, PL_STR(""), before, arena, &rows, &n, err)
                             : pl_list_newest(c, before, arena, &rows, &n, err);
    }
    for (size_t i = 0; code == 0 && i < r.n; i++) {
        say_lack(&r.lists[i], answering(rows, n, r.lists[i].list, &day), &day, &why);
    }
    if (code != 0) {
        return code;
    }
    pl_str text = pl_str_copy(arena, pl_str_sub(pl_buf_str(&why), 2, why.n));
    if (text.p == NULL || pl_buf_failed(&why)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *ret_why = text;
    return 0;
}

static int write_requirement(struct pl_acting *acting, const struct pl_screen_require *r, bool remove, int64_t *ret_seq,
                             struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    pl_act_add_text(&fields, "change", remove ? PL_STR("remove") : PL_STR("set"));
    pl_act_add_text(&fields, "list", r->list);
    pl_act_add_text(&fields, "by", acting->person);
    if (r->has_max_days && !remove) {
        pl_act_add_number(&fields, "max_days", r->max_days);
    }
    return pl_acting_write(acting, "requirement", &fields, ret_seq, err);
}

static bool is_required(const struct pl_requirements *r, pl_str list) {
    for (size_t i = 0; i < r->n; i++) {
        if (pl_str_eq(r->lists[i].list, list)) {
            return true;
        }
    }
    return false;
}

/* Everything is looked at before anything is signed. */
static int read_texts(const struct pl_requirements *now, const char *const *texts, size_t n, bool remove,
                      struct pl_screen_require *ret, struct pl_error *err) {
    for (size_t i = 0; i < n; i++) {
        if (!pl_requirement_parse(texts[i], &ret[i])) {
            return pl_fail(err, PL_E_USAGE, "a required list is LIST or LIST:DAYS, not \"%.80s\"", texts[i]);
        }
        if (remove && !is_required(now, ret[i].list)) {
            return pl_fail(err, PL_E_NOT_FOUND, "the list %.*s is not required; `plimsoll require` shows what is",
                           (int)ret[i].list.n, ret[i].list.p);
        }
        for (size_t k = 0; k < i; k++) {
            if (pl_str_eq(ret[k].list, ret[i].list)) {
                return pl_fail(err, PL_E_USAGE, "the list %.*s is named twice", (int)ret[i].list.n, ret[i].list.p);
            }
        }
    }
    return 0;
}

int pl_requirements_change(struct pl_acting *acting, const char *const *texts, size_t n, bool remove, int64_t *ret_seq,
                           struct pl_error *err) {
    struct pl_requirements now;
    int64_t seq = -1;
    struct pl_screen_require *wanted = pl_arena_calloc(&acting->arena, n + 1, sizeof *wanted);
    int code = wanted == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory")
                              : pl_requirements_read(acting->c, INT64_MAX, &acting->arena, &now, err);
    code = code == 0 ? read_texts(&now, texts, n, remove, wanted, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = write_requirement(acting, &wanted[i], remove, &seq, err);
    }
    if (code == 0) {
        *ret_seq = seq;
    }
    return code;
}

int pl_requirement_set_second(struct pl_acting *acting, double score, int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    if (!(score >= 0 && score <= 2)) {
        return pl_fail(err, PL_E_USAGE, "the score for a second reviewer is between 0 and 1; 2 means never");
    }
    pl_buf_add_fixed(&text, score, 4);
    pl_act_add_text(&fields, "second_reviewer", pl_buf_str(&text));
    pl_act_add_text(&fields, "by", acting->person);
    return pl_acting_write(acting, "requirement", &fields, ret_seq, err);
}
