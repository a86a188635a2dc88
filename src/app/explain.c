#include "app/explain.h"

#include <string.h>

#include "base/ban.h"

#define LETTERS PL_EXPLAIN_LETTERS

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to explain a match"); }

/* ---- letters ---- */

/* Where each character begins, and the end; the number of characters, or SIZE_MAX where they are too many. */
static size_t cut_letters(pl_str text, uint16_t at[LETTERS + 1]) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0xc0) == 0x80) {
            continue;
        }
        if (n == LETTERS || i > UINT16_MAX) {
            return SIZE_MAX;
        }
        at[n++] = (uint16_t)i;
    }
    at[n] = (uint16_t)text.n;
    return text.n <= UINT16_MAX ? n : SIZE_MAX;
}

struct table {
    pl_str a, b;
    uint16_t at_a[LETTERS + 1], at_b[LETTERS + 1];
    size_t n_a, n_b;
    uint16_t *cost; /* of turning the rest of a behind i into the rest of b behind j */
};

static pl_str letters_of(pl_str text, const uint16_t *at, size_t from, size_t to) {
    return pl_str_sub(text, at[from], at[to] - at[from]);
}

static uint16_t *cost_at(const struct table *t, size_t i, size_t j) { return &t->cost[i * (t->n_b + 1) + j]; }

static bool equal_at(const struct table *t, size_t i, size_t j) {
    return pl_str_eq(letters_of(t->a, t->at_a, i, i + 1), letters_of(t->b, t->at_b, j, j + 1));
}

static void fill_costs(const struct table *t) {
    for (size_t i = t->n_a + 1; i-- > 0;) {
        for (size_t j = t->n_b + 1; j-- > 0;) {
            size_t best = i == t->n_a ? t->n_b - j : t->n_a - i;
            if (i < t->n_a && j < t->n_b) {
                size_t both = *cost_at(t, i + 1, j + 1) + (equal_at(t, i, j) ? 0u : 1u);
                size_t lost = *cost_at(t, i + 1, j) + 1u, gained = *cost_at(t, i, j + 1) + 1u;
                best = both < lost ? both : lost;
                best = gained < best ? gained : best;
            }
            *cost_at(t, i, j) = (uint16_t)best;
        }
    }
}

static int step_at(const struct table *t, size_t i, size_t j) {
    size_t here = *cost_at(t, i, j);
    if (i < t->n_a && j < t->n_b && here == *cost_at(t, i + 1, j + 1) + (equal_at(t, i, j) ? 0u : 1u)) {
        return equal_at(t, i, j) ? PL_EXPLAIN_SAME : PL_EXPLAIN_CHANGED;
    }
    return j == t->n_b || (i < t->n_a && here == *cost_at(t, i + 1, j) + 1u) ? PL_EXPLAIN_ONLY_A : PL_EXPLAIN_ONLY_B;
}

static size_t walk(const struct table *t, struct pl_explain_run *runs) {
    size_t n = 0, i = 0, j = 0;
    while (i < t->n_a || j < t->n_b) {
        int how = step_at(t, i, j);
        size_t from_i = i, from_j = j;
        while ((i < t->n_a || j < t->n_b) && step_at(t, i, j) == how) {
            i += how == PL_EXPLAIN_ONLY_B ? 0 : 1;
            j += how == PL_EXPLAIN_ONLY_A ? 0 : 1;
        }
        runs[n++] = (struct pl_explain_run){
            .how = how, .a = letters_of(t->a, t->at_a, from_i, i), .b = letters_of(t->b, t->at_b, from_j, j)};
    }
    return n;
}

int pl_explain_letters(pl_str a, pl_str b, struct pl_arena *arena, struct pl_explain_run **ret, size_t *ret_n,
                       struct pl_error *err) {
    struct table *t = pl_arena_calloc(arena, 1, sizeof *t);
    if (t == NULL) {
        return no_memory(err);
    }
    t->a = a;
    t->b = b;
    t->n_a = cut_letters(a, t->at_a);
    t->n_b = cut_letters(b, t->at_b);
    bool fits = t->n_a != SIZE_MAX && t->n_b != SIZE_MAX;
    struct pl_explain_run *runs = pl_arena_calloc(arena, fits ? t->n_a + t->n_b + 1 : 1, sizeof *runs);
    t->cost = fits ? pl_arena_calloc(arena, (t->n_a + 1) * (t->n_b + 1), sizeof *t->cost) : NULL;
    if (runs == NULL || (fits && t->cost == NULL)) {
        return no_memory(err);
    }
    if (!fits) {
        runs[0] = (struct pl_explain_run){.how = PL_EXPLAIN_CHANGED, .a = a, .b = b};
        *ret_n = 1;
    } else {
        fill_costs(t);
        *ret_n = walk(t, runs);
    }
    *ret = runs;
    return PL_E_OK;
}

/* ---- parts ---- */

/* "li chol su" -> the parts at `at` and behind it that are so written; 0: they are not. */
static size_t parts_at(const struct pl_reading *r, size_t at, pl_str text) {
    size_t n = 0;
    while (at + n < r->n && text.p != NULL) {
        pl_str part = r->parts[at + n].text;
        if (!pl_str_starts(text, part) || (text.n > part.n && text.p[part.n] != ' ')) {
            return 0;
        }
        n++;
        if (text.n == part.n) {
            return n;
        }
        text = pl_str_sub(text, part.n + 1, text.n);
    }
    return 0;
}

struct place {
    size_t at, n; /* parts; n 0: not there */
};

/* Finds the text of each pair among the parts, each part once. The number of those that were found. */
static size_t place_all(const struct pl_reading *r, const struct pl_name_match *match, bool is_a,
                        struct place *places) {
    bool used[PL_FORM_MAX_PARTS] = {false};
    size_t found = 0;
    for (size_t i = 0; i < match->n; i++) {
        pl_str text = is_a ? match->aligns[i].a : match->aligns[i].b;
        places[i] = (struct place){0, 0};
        for (size_t at = 0; text.n > 0 && at < r->n && at < PL_FORM_MAX_PARTS && places[i].n == 0; at++) {
            size_t n = used[at] ? 0 : parts_at(r, at, text);
            for (size_t k = 0; k < n; k++) {
                used[at + k] = true;
            }
            places[i] = (struct place){at, n};
        }
        found += places[i].n > 0 || text.n == 0 ? 1 : 0;
    }
    return found;
}

/* Of the readings in that space and by that system the one that holds the parts. */
static const struct pl_reading *reading_of(const struct pl_form *form, const struct pl_name_match *match, bool is_a,
                                           struct place *places, struct place *scratch) {
    const char *system = is_a ? match->system_a : match->system_b;
    const struct pl_reading *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < form->n && system != NULL; i++) {
        const struct pl_reading *r = &form->readings[i];
        if (r->space != match->space || strcmp(r->system, system) != 0) {
            continue;
        }
        size_t found = place_all(r, match, is_a, scratch);
        if (best == NULL || found > most) {
            best = r;
            most = found;
            memcpy(places, scratch, match->n * sizeof *places);
        }
    }
    return best;
}

static size_t characters(pl_str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += ((unsigned char)text.p[i] & 0xc0) == 0x80 ? 0 : 1;
    }
    return n;
}

static struct pl_explain_part part_of(const struct pl_form *form, const struct pl_reading *r, struct place place,
                                      pl_str romanised) {
    struct pl_explain_part part = {.there = romanised.n > 0, .romanised = romanised, .key = PL_STR("")};
    size_t from = SIZE_MAX, to = 0;
    for (size_t i = place.at; r != NULL && i < place.at + place.n; i++) {
        const struct pl_part *p = &r->parts[i];
        if (p->n == 0 || (size_t)p->at + p->n > form->source.n) {
            return part;
        }
        from = p->at < from ? p->at : from;
        to = (size_t)p->at + p->n > to ? (size_t)p->at + p->n : to;
    }
    part.key = place.n == 1 ? r->parts[place.at].key : PL_STR("");
    if (place.n > 0) {
        part.known = true;
        part.text = pl_str_sub(form->source, from, to - from);
        part.from = characters(pl_str_sub(form->source, 0, from));
        part.to = part.from + characters(part.text);
    }
    return part;
}

int pl_explain_names(const struct pl_form *a, const struct pl_form *b, const struct pl_name_match *match,
                     struct pl_arena *arena, struct pl_explanation *ret, struct pl_error *err) {
    struct pl_explanation x = {.a = a, .b = b, .exact = match->exact, .space = match->space, .n = match->n};
    struct place *places[2];
    struct place *scratch = pl_arena_calloc(arena, match->n + 1, sizeof *scratch);
    places[0] = pl_arena_calloc(arena, match->n + 1, sizeof *scratch);
    places[1] = pl_arena_calloc(arena, match->n + 1, sizeof *scratch);
    x.pairs = pl_arena_calloc(arena, match->n + 1, sizeof *x.pairs);
    if (scratch == NULL || places[0] == NULL || places[1] == NULL || x.pairs == NULL) {
        return no_memory(err);
    }
    x.read_a = reading_of(a, match, true, places[0], scratch);
    x.read_b = reading_of(b, match, false, places[1], scratch);
    for (size_t i = 0; i < match->n; i++) {
        struct pl_explain_pair *pair = &x.pairs[i];
        const struct pl_align *align = &match->aligns[i];
        pair->how = align->how;
        pair->score = align->score;
        pair->weight = align->weight;
        pair->a = part_of(a, x.read_a, places[0][i], align->a);
        pair->b = part_of(b, x.read_b, places[1][i], align->b);
        int code = pl_explain_letters(align->a, align->b, arena, &pair->runs, &pair->n_runs, err);
        if (code != PL_E_OK) {
            return code;
        }
    }
    *ret = x;
    return PL_E_OK;
}

/* ---- as JSON ---- */

static const char *const HOWS[] = {
#define PL_EXPLAIN_TEXT(name, text) text,
    PL_EXPLAIN_HOWS(PL_EXPLAIN_TEXT)
#undef PL_EXPLAIN_TEXT
};

static void text_or_null(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key_n(json, key, strlen(key));
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_romanised(const struct pl_reading *r, struct pl_json *json) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 16);
    for (size_t i = 0; i < r->n; i++) {
        pl_buf_add_str(&text, i > 0 ? PL_STR(" ") : PL_STR(""));
        pl_buf_add_str(&text, r->parts[i].text);
    }
    pl_json_key(json, "romanised");
    pl_json_str(json, pl_buf_str(&text));
}

/* The reading that decided, and beside it all that there were. */
static void write_reading(const struct pl_form *form, const struct pl_reading *decided, struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "text");
    pl_json_str(json, form->source);
    text_or_null(json, "script", pl_str_from(form->script));
    pl_json_key(json, "system");
    pl_json_text(json, decided != NULL ? decided->system : NULL);
    if (decided != NULL) {
        write_romanised(decided, json);
    } else {
        text_or_null(json, "romanised", PL_STR(""));
    }
    pl_json_key(json, "readings");
    pl_json_array(json);
    for (size_t i = 0; i < form->n; i++) {
        pl_json_object(json);
        pl_json_key(json, "space");
        pl_json_text(json, pl_space_name(form->readings[i].space));
        pl_json_key(json, "system");
        pl_json_text(json, form->readings[i].system);
        write_romanised(&form->readings[i], json);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static void write_part(const char *key, const struct pl_explain_part *part, struct pl_json *json) {
    pl_json_key_n(json, key, strlen(key));
    if (!part->there) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    text_or_null(json, "text", part->known ? part->text : PL_STR(""));
    pl_json_key(json, "from");
    if (part->known) {
        pl_json_u64(json, part->from);
        pl_json_key(json, "to");
        pl_json_u64(json, part->to);
    } else {
        pl_json_null(json);
        pl_json_key(json, "to");
        pl_json_null(json);
    }
    pl_json_key(json, "romanised");
    pl_json_str(json, part->romanised);
    text_or_null(json, "key", part->key);
    pl_json_object_end(json);
}

static void write_pair(const struct pl_explain_pair *pair, struct pl_json *json) {
    pl_json_object(json);
    write_part("query", &pair->a, json);
    write_part("list", &pair->b, json);
    pl_json_key(json, "how");
    pl_json_text(json, pl_align_name(pair->how));
    pl_json_key(json, "score");
    pl_json_fixed(json, pair->score, 4);
    pl_json_key(json, "weight");
    pl_json_fixed(json, pair->weight, 4);
    pl_json_key(json, "letters");
    pl_json_array(json);
    for (size_t i = 0; i < pair->n_runs; i++) {
        pl_json_object(json);
        pl_json_key(json, "how");
        pl_json_text(json, HOWS[pair->runs[i].how]);
        pl_json_key(json, "query");
        pl_json_str(json, pair->runs[i].a);
        pl_json_key(json, "list");
        pl_json_str(json, pair->runs[i].b);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
}

/* Parts without a partner, numbers that differ, and every reason that took something from the score. */
static void write_against(const struct pl_explanation *x, const struct pl_subject_match *match, struct pl_json *json) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 16);
    pl_json_key(json, "against");
    pl_json_array(json);
    for (size_t i = 0; i < x->n; i++) {
        const struct pl_explain_pair *pair = &x->pairs[i];
        const char *words = pair->how == PL_ALIGN_EXTRA_A          ? "only in the query: "
                            : pair->how == PL_ALIGN_EXTRA_B        ? "only in the list: "
                            : pair->how == PL_ALIGN_NUMBER_DIFFERS ? "another number: "
                                                                   : NULL;
        if (words != NULL) {
            pl_buf_clear(&text);
            pl_buf_add_str(&text, pl_str_from(words));
            pl_buf_add_str(&text, pair->a.romanised);
            pl_buf_add_str(&text, pair->a.there && pair->b.there ? PL_STR(" / ") : PL_STR(""));
            pl_buf_add_str(&text, pair->b.romanised);
            pl_json_str(json, pl_buf_str(&text));
        }
    }
    for (size_t i = 0; i < match->n_reasons; i++) {
        if (match->reasons[i].effect < 0) {
            pl_json_str(json, match->reasons[i].detail);
        }
    }
    pl_json_array_end(json);
}

void pl_explain_json(const struct pl_explanation *x, const struct pl_subject_match *match, struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "exact");
    pl_json_bool(json, x->exact);
    pl_json_key(json, "space");
    pl_json_text(json, x->space >= 0 ? pl_space_name(x->space) : NULL);
    pl_json_key(json, "query");
    write_reading(x->a, x->read_a, json);
    pl_json_key(json, "list");
    write_reading(x->b, x->read_b, json);
    pl_json_key(json, "pairs");
    pl_json_array(json);
    for (size_t i = 0; i < x->n; i++) {
        write_pair(&x->pairs[i], json);
    }
    pl_json_array_end(json);
    write_against(x, match, json);
    pl_json_object_end(json);
}
