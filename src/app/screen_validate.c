#include "app/screen_validate.h"

#include <stdlib.h>
#include <string.h>

#include "app/case_screener.h"
#include "app/facts.h"
#include "app/screen_rows.h"
#include "text/json.h"

#include "base/ban.h"

#define STEPS          13 /* thresholds 0.70, 0.725 ... 1.00 */
#define FIRST          0.70
#define STEP           0.025
#define ARENA_MAX      ((size_t)4 << 30)
#define NAME_MAX_BYTES 512

static const char *const KINDS[] = {
#define PL_PLANTED_NAME(name, text, words) text,
    PL_PLANTED_KINDS(PL_PLANTED_NAME)
#undef PL_PLANTED_NAME
};

const char *pl_planted_kind_name(int kind) { return KINDS[kind]; }

/* ---- variants ---- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool make_slip(pl_str name, uint64_t random, struct pl_buf *out) {
    size_t places[NAME_MAX_BYTES], n = 0;
    for (size_t i = 1; i + 1 < name.n && n < NAME_MAX_BYTES; i++) { /* never the first letter of a part */
        bool inner = is_letter(name.p[i - 1]) && is_letter(name.p[i]) && is_letter(name.p[i + 1]);
        if (inner && name.p[i] != name.p[i + 1]) {
            places[n++] = i;
        }
    }
    if (n == 0) {
        return false;
    }
    size_t at = places[random / 3 % n];
    pl_buf_add(out, name.p, at);
    if (random % 3 == 0) {
        pl_buf_add_char(out, name.p[at + 1]);
        pl_buf_add_char(out, name.p[at]);
        pl_buf_add(out, name.p + at + 2, name.n - at - 2);
    } else if (random % 3 == 1) {
        pl_buf_add(out, name.p + at + 1, name.n - at - 1);
    } else {
        pl_buf_add_char(out, name.p[at]);
        pl_buf_add(out, name.p + at, name.n - at);
    }
    return true;
}

static size_t split(pl_str name, pl_str parts[64]) {
    size_t n = 0;
    while (name.p != NULL && n < 64) {
        pl_str part = pl_str_cut(&name, ' ');
        if (part.n > 0) {
            parts[n++] = part;
        }
    }
    return n;
}

static bool make_order(pl_str name, struct pl_buf *out) {
    pl_str parts[64];
    size_t n = split(name, parts);
    if (n < 2) {
        return false;
    }
    pl_buf_add_str(out, parts[n - 1]);
    for (size_t i = 0; i + 1 < n; i++) {
        pl_buf_add_char(out, ' ');
        pl_buf_add_str(out, parts[i]);
    }
    return true;
}

static bool make_missing(pl_str name, uint64_t random, struct pl_buf *out) {
    pl_str parts[64];
    size_t n = split(name, parts);
    size_t gone = n > 0 ? random % n : 0;
    if (n < 3) {
        return false;
    }
    for (size_t i = 0, written = 0; i < n; i++) {
        if (i != gone) {
            pl_buf_add_str(out, written++ > 0 ? PL_STR(" ") : PL_STR(""));
            pl_buf_add_str(out, parts[i]);
        }
    }
    return true;
}

/* The first that applies from a place that random decides. */
static bool make_spelling(pl_str name, uint64_t random, struct pl_buf *out) {
    static const char *const PAIRS[][2] = {{"PH", "F"}, {"KH", "H"}, {"OO", "U"}, {"OU", "U"}, {"EE", "I"},
                                           {"Q", "K"},  {"Y", "I"},  {"CK", "K"}, {"DJ", "J"}, {"W", "V"},
                                           {"X", "KS"}, {"C", "K"},  {"Z", "S"},  {"AE", "E"}, {"I", "Y"}};
    size_t n = sizeof PAIRS / sizeof PAIRS[0];
    for (size_t k = 0; k < n; k++) {
        const char *const *pair = PAIRS[(random + k) % n];
        pl_str from = pl_str_from(pair[0]);
        for (size_t i = 1; i + from.n <= name.n; i++) {
            if (pl_str_eq_nocase(pl_str_sub(name, i, from.n), from) && is_letter(name.p[i - 1])) {
                pl_buf_add(out, name.p, i);
                pl_buf_add_str(out, pl_str_from(pair[1]));
                pl_buf_add(out, name.p + i + from.n, name.n - i - from.n);
                return true;
            }
        }
    }
    return false;
}

bool pl_planted_make(int kind, pl_str name, uint64_t random, struct pl_buf *out) {
    switch (kind) {
    case PL_PLANTED_EXACT:
        pl_buf_add_str(out, name);
        return true;
    case PL_PLANTED_SLIP:
        return make_slip(name, random, out);
    case PL_PLANTED_ORDER:
        return make_order(name, out);
    case PL_PLANTED_SPELLING:
        return make_spelling(name, random, out);
    default:
        return make_missing(name, random, out);
    }
}

/* ---- planting ---- */

struct tally {
    uint64_t planted[PL_PLANTED_KIND_COUNT], found[PL_PLANTED_KIND_COUNT][STEPS];
    uint64_t names, alerts[STEPS];
};

struct validating {
    const struct pl_validate *o;
    struct pl_case_view view;
    struct pl_arena arena, scratch;
    const struct pl_countries *countries;
    struct pl_case_screener *screener;
    struct pl_screen_asker *asker;
    struct tally tally;
    uint64_t random;
};

/* splitmix64: each call gives the next number of the seed's row. */
static uint64_t next(struct validating *v) {
    uint64_t z = (v->random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double threshold_at(int step) { return FIRST + STEP * step; }

static int ask(struct validating *v, const struct pl_entity *party, struct pl_screen_answer *ret,
               struct pl_error *err) {
    struct pl_screen_ask ask = {.limit = PL_INDEX_MAX_SCORED, .threshold = FIRST};
    return pl_screen_party(v->asker, party, &ask, &v->scratch, ret, err);
}

static bool can_plant(const struct pl_entity *e) {
    size_t letters = 0;
    if (pl_schema_is_edge(e->schema) || e->caption.n >= NAME_MAX_BYTES) {
        return false;
    }
    for (size_t i = 0; i < e->caption.n; i++) {
        letters += is_letter(e->caption.p[i]);
        if ((unsigned char)e->caption.p[i] >= 0x80) {
            return false;
        }
    }
    return letters >= 6;
}

static int plant_one(struct validating *v, pl_str list, const struct pl_entity *e, int kind, struct pl_error *err) {
    struct pl_screen_question question = {.schema = e->schema};
    struct pl_screen_answer answer = {0};
    struct pl_entity party;
    PL_BUF_AUTO name;
    pl_buf_open(&name, 4 * NAME_MAX_BYTES);
    if (!pl_planted_make(kind, e->caption, next(v), &name)) {
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&v->scratch);
    question.name = pl_buf_str(&name);
    int code = pl_screen_question_party(&question, v->view.exercise, &v->scratch, &party, err);
    code = code == 0 ? ask(v, &party, &answer, err) : code;
    v->tally.planted[kind]++;
    for (size_t i = 0; code == 0 && i < answer.n; i++) {
        const struct pl_screen_candidate *c = &answer.candidates[i];
        for (int s = 0; pl_str_eq(c->copy->list, list) && pl_str_eq(c->entry->entity.id, e->id) && s < STEPS; s++) {
            v->tally.found[kind][s] += c->match.score >= threshold_at(s) - 1e-9;
        }
    }
    pl_arena_rewind(&v->scratch, mark);
    return code;
}

/* Entries are drawn over all lists as one row of entries. */
static int plant(struct validating *v, struct pl_error *err) {
    const struct pl_screener *screener = pl_case_screener_of(v->screener);
    size_t total = 0, drawn = 0;
    int code = 0;
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        total += pl_book_n(pl_screener_searched(screener, i).copy->book);
    }
    for (size_t tries = 0; code == 0 && total > 0 && drawn < v->o->planted && tries < 20 * (size_t)v->o->planted;
         tries++) {
        size_t at = next(v) % total, copy = 0;
        while (at >= pl_book_n(pl_screener_searched(screener, copy).copy->book)) {
            at -= pl_book_n(pl_screener_searched(screener, copy++).copy->book);
        }
        const struct pl_screen_copy *from = pl_screener_searched(screener, copy).copy;
        const struct pl_entity *e = &pl_book_at(from->book, at)->entity;
        if (!can_plant(e)) {
            continue;
        }
        drawn++;
        for (int kind = 0; code == 0 && kind < (int)PL_PLANTED_KIND_COUNT; kind++) {
            code = plant_one(v, from->list, e, kind, err);
        }
    }
    return code == 0 && drawn == 0 ? pl_fail(err, PL_E_EMPTY, "the case has no list with a name that could be planted")
                                   : code;
}

static int on_row(void *ctx, const struct pl_screen_row *row, struct pl_error *err) {
    struct validating *v = ctx;
    struct pl_screen_answer answer = {0};
    double best = -1;
    if (row->fault.n > 0) {
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&v->scratch);
    int code = ask(v, &row->a, &answer, err);
    for (size_t i = 0; code == 0 && i < answer.n; i++) {
        best = answer.candidates[i].match.score > best ? answer.candidates[i].match.score : best;
    }
    v->tally.names++;
    for (int s = 0; s < STEPS; s++) {
        v->tally.alerts[s] += best >= threshold_at(s) - 1e-9;
    }
    pl_arena_rewind(&v->scratch, mark);
    return code;
}

/* ---- rendering ---- */

static void write_share(struct pl_buf *out, uint64_t part, uint64_t whole) {
    if (whole == 0) {
        pl_buf_add_str(out, PL_STR("      -"));
        return;
    }
    double share = (double)part / (double)whole;
    pl_buf_add_str(out, PL_STR("  "));
    pl_buf_add_fixed(out, share, 3);
}

static void render_table(const struct tally *t, const struct pl_validate *o, struct pl_buf *out) {
    pl_buf_add_fmt(out, "planted by seed %llu among %llu names; share found at each threshold\n",
                   (unsigned long long)o->seed, (unsigned long long)t->names);
    pl_buf_add_str(out, PL_STR("threshold"));
    for (int k = 0; k < (int)PL_PLANTED_KIND_COUNT; k++) {
        pl_buf_add_fmt(out, "  %s (%llu)", KINDS[k], (unsigned long long)t->planted[k]);
    }
    pl_buf_add_str(out, PL_STR("  names with an alert\n"));
    for (int s = 0; s < STEPS; s++) {
        pl_buf_add_fixed(out, threshold_at(s), 3);
        for (int k = 0; k < (int)PL_PLANTED_KIND_COUNT; k++) {
            write_share(out, t->found[k][s], t->planted[k]);
        }
        pl_buf_add_fmt(out, "  %llu of %llu%s\n", (unsigned long long)t->alerts[s], (unsigned long long)t->names,
                       threshold_at(s) - 1e-9 <= PL_MATCH_THRESHOLD &&
                               threshold_at(s) + STEP - 1e-9 > PL_MATCH_THRESHOLD
                           ? "  <- default"
                           : "");
    }
}

static void render_json(const struct tally *t, const struct pl_validate *o, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (int s = 0; s < STEPS; s++) {
        pl_json_record(&json, "threshold");
        pl_json_key(&json, "threshold");
        pl_json_fixed(&json, threshold_at(s), 3);
        pl_json_key(&json, "found");
        pl_json_object(&json);
        for (int k = 0; k < (int)PL_PLANTED_KIND_COUNT; k++) {
            pl_json_key(&json, KINDS[k]);
            pl_json_u64(&json, t->found[k][s]);
        }
        pl_json_object_end(&json);
        pl_json_key(&json, "alerts");
        pl_json_u64(&json, t->alerts[s]);
        pl_json_record_end(&json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "planted");
    pl_json_object(&json);
    for (int k = 0; k < (int)PL_PLANTED_KIND_COUNT; k++) {
        pl_json_key(&json, KINDS[k]);
        pl_json_u64(&json, t->planted[k]);
    }
    pl_json_object_end(&json);
    pl_json_key(&json, "names");
    pl_json_u64(&json, t->names);
    pl_json_key(&json, "seed");
    pl_json_u64(&json, o->seed);
    pl_json_key(&json, "default_threshold");
    pl_json_fixed(&json, PL_MATCH_THRESHOLD, 4);
    pl_json_key(&json, "match");
    pl_json_text(&json, pl_match_version());
    pl_json_record_end(&json);
}

int pl_validate_run(const struct pl_validate *o, struct pl_buf *out, struct pl_error *err) {
    struct validating v = {.o = o, .random = o->seed};
    struct pl_screen_rows_counts counts;
    pl_arena_open(&v.arena, ARENA_MAX);
    pl_arena_open(&v.scratch, ARENA_MAX);
    int code = pl_case_view_open(o->dir, PL_TIME_NONE, &v.view, err);
    struct pl_case_screener_options options = {.before = v.view.before,
                                               .today = (int32_t)(o->now / PL_DAY_US),
                                               .exercise = v.view.exercise,
                                               .only = -1,
                                               .threads = o->threads};
    code = code == 0 ? pl_countries_parse(pl_facts_countries(), &v.arena, &v.countries, err) : code;
    code = code == 0 ? pl_case_screener_open(v.view.c, &options, &v.screener, err) : code;
    code = code == 0 ? pl_screen_asker_open(pl_case_screener_of(v.screener), &v.asker, err) : code;
    code = code == 0 ? pl_screen_rows_read(PL_SCREEN_ROWS_BATCH, o->names, o->names, v.view.exercise, v.countries,
                                           &v.arena, on_row, &v, &counts, err)
                     : code;
    code = code == 0 ? plant(&v, err) : code;
    if (code == 0 && o->json) {
        render_json(&v.tally, o, out);
    } else if (code == 0) {
        render_table(&v.tally, o, out);
    }
    pl_screen_asker_close(v.asker);
    pl_case_screener_close(v.screener);
    pl_case_view_close(&v.view);
    pl_arena_close(&v.arena);
    pl_arena_close(&v.scratch);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "out of memory") : code;
}
