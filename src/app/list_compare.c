#include <stdlib.h>
#include <string.h>

#include "app/case_screener.h"
#include "app/clearance.h"
#include "app/list.h"
#include "app/list_answer_in.h"
#include "names/identifier.h"
#include "text/unicode.h"

#include "base/ban.h"

#define FOUND_MAX 256

/* An entry that may be the party, in one list. */
struct found {
    struct pl_entity entity;
    const struct pl_list_row *row;
    const char *how; /* static */
    double score;    /* of a name; else -1 */
    bool has_listed;
    struct pl_interval listed;
};

struct compare {
    const struct pl_list_ask *ask;
    struct pl_case_view *view;
    struct pl_arena *arena;
    struct pl_buf *out;
    struct pl_json json;
    struct pl_list_row *rows; /* the publications that are compared */
    struct pl_book **books;
    size_t n_rows;
    struct found *found;
    size_t n_found;
};

static int add_found(struct compare *k, const struct pl_book_entry *e, const struct pl_list_row *row, const char *how,
                     double score, struct pl_error *err) {
    for (size_t i = 0; i < k->n_found; i++) {
        if (k->found[i].row == row && pl_str_eq(k->found[i].entity.id, e->entity.id)) {
            return 0;
        }
    }
    if (k->n_found == FOUND_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %d entries may be meant; ask by a number or LIST:ID", FOUND_MAX);
    }
    k->found[k->n_found++] = (struct found){
        .entity = e->entity, .row = row, .how = how, .score = score, .has_listed = e->has_listed, .listed = e->listed};
    return 0;
}

static bool has_text(const struct pl_entity *e, int prop, pl_str text, bool valid_only) {
    for (size_t i = 0; i < e->n_values; i++) {
        if (e->values[i].prop == prop && (e->values[i].valid || !valid_only) && pl_str_eq(e->values[i].text, text)) {
            return true;
        }
    }
    return false;
}

/* One pass over every entry that is no link. */
typedef const char *(*meets)(const struct compare *k, const struct pl_entity *e, const void *what);

static int collect(struct compare *k, meets by, const void *what, struct pl_error *err) {
    int code = 0;
    for (size_t r = 0; code == 0 && r < k->n_rows; r++) {
        for (size_t i = 0; code == 0 && i < pl_book_n(k->books[r]); i++) {
            const struct pl_book_entry *e = pl_book_at(k->books[r], i);
            const char *how = pl_schema_is_edge(e->entity.schema) ? NULL : by(k, &e->entity, what);
            code = how != NULL ? add_found(k, e, &k->rows[r], how, -1, err) : 0;
        }
    }
    return code;
}

struct named {
    pl_str list, id;
};

static const char *is_named(const struct compare *k, const struct pl_entity *e, const void *what) {
    const struct named *n = what;
    (void)k;
    bool list = n->list.n == 0 || pl_str_eq(n->list, e->list);
    return list && (pl_str_eq(n->id, e->id) || pl_str_eq(n->id, e->reference)) ? "asked" : NULL;
}

static const char *has_imo(const struct compare *k, const struct pl_entity *e, const void *what) {
    (void)k;
    return has_text(e, PL_PROP_IMO, *(const pl_str *)what, true) ||
                   has_text(e, PL_PROP_IMO_COMPANY, *(const pl_str *)what, true)
               ? "imo"
               : NULL;
}

/* The same valid number, or a reference of one to the other, counts as the same party; names are candidates. */
static const char *is_same(const struct compare *k, const struct pl_entity *e, const void *what) {
    static const int NUMBERS[] = {PL_PROP_IMO, PL_PROP_IMO_COMPANY, PL_PROP_MMSI, PL_PROP_LEI};
    const struct pl_entity *seed = what;
    (void)k;
    for (size_t i = 0; i < seed->n_values; i++) {
        const struct pl_value *v = &seed->values[i];
        for (size_t p = 0; p < sizeof NUMBERS / sizeof NUMBERS[0]; p++) {
            if (v->prop == NUMBERS[p] && v->valid && has_text(e, v->prop, v->text, true)) {
                return "number";
            }
        }
        if (v->prop == PL_PROP_UN_REFERENCE &&
            (has_text(e, PL_PROP_UN_REFERENCE, v->text, false) ||
             (pl_str_eq(e->list, PL_STR("un-sc")) && pl_str_eq(e->reference, v->text)))) {
            return "un_reference";
        }
    }
    bool un = pl_str_eq(seed->list, PL_STR("un-sc")) && has_text(e, PL_PROP_UN_REFERENCE, seed->reference, false);
    bool other = has_text(e, PL_PROP_OTHER_REFERENCE, seed->reference, false) && seed->reference.n > 0 &&
                 !pl_str_eq(seed->list, e->list);
    return un ? "un_reference" : other ? "reference" : NULL;
}

/* ---- names ---- */

static int by_name(struct compare *k, const struct pl_screener *screener, const struct pl_entity *party,
                   struct pl_error *err) {
    struct pl_screen_asker *asker = NULL;
    struct pl_screen_answer answer = {0};
    struct pl_screen_ask ask = {.limit = PL_INDEX_MAX_SCORED, .threshold = PL_MATCH_THRESHOLD};
    int code = pl_screen_asker_open(screener, &asker, err);
    code = code == 0 ? pl_screen_party(asker, party, &ask, k->arena, &answer, err) : code;
    for (size_t i = 0; code == 0 && i < answer.n; i++) {
        const struct pl_screen_candidate *c = &answer.candidates[i];
        for (size_t r = 0; code == 0 && r < k->n_rows; r++) {
            const struct pl_book_entry *e =
                pl_str_eq(k->rows[r].list, c->copy->list) ? pl_book_find(k->books[r], c->entry->entity.id) : NULL;
            bool by_number = c->match.n_reasons > 0 && strcmp(c->match.reasons[0].kind, "name") != 0;
            const char *how = by_number ? "named_in_entry" : "name";
            code = e != NULL ? add_found(k, e, &k->rows[r], how, c->match.score, err) : 0;
        }
    }
    pl_screen_asker_close(asker);
    return code;
}

static int ask_names(struct compare *k, const char *what, struct pl_error *err) {
    struct pl_screen_copy *copies = pl_arena_calloc(k->arena, k->n_rows + 1, sizeof *copies);
    struct pl_screen_options options = {.today = pl_list_today(k->ask), .exercise = k->view->exercise};
    struct pl_screen_question question = {.name = pl_str_from(what), .schema = -1};
    struct pl_screener *screener = NULL;
    struct pl_entity party;
    size_t seeds = k->n_found;
    if (copies == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < k->n_rows; i++) {
        copies[i] = (struct pl_screen_copy){.list = k->rows[i].list, .book = k->books[i]};
    }
    int code = pl_screener_build(&options, copies, k->n_rows, &screener, err);
    if (code == 0 && seeds == 0) {
        code = pl_screen_question_party(&question, k->view->exercise, k->arena, &party, err);
        code = code == 0 ? by_name(k, screener, &party, err) : code;
        seeds = k->n_found > 0 ? 1 : 0; /* the best candidate leads to what refers to it */
    }
    for (size_t i = 0; code == 0 && i < seeds; i++) {
        struct pl_entity seed = k->found[i].entity;
        code = collect(k, is_same, &seed, err);
        code = code == 0 ? by_name(k, screener, &seed, err) : code;
    }
    pl_screener_close(screener);
    return code;
}

/* ---- rendering ---- */

static const int COMPARED[] = {PL_PROP_NAME,        PL_PROP_BIRTH_DATE, PL_PROP_NATIONALITY, PL_PROP_IMO,
                               PL_PROP_IMO_COMPANY, PL_PROP_MMSI,       PL_PROP_CALL_SIGN,   PL_PROP_FLAG,
                               PL_PROP_TYPE,        PL_PROP_OWNER,      PL_PROP_PASSPORT,    PL_PROP_COUNTRY,
                               PL_PROP_GENDER,      PL_PROP_TONNAGE};

/* A publication of the list before it that holds the entry: since when the case has seen it there. */
static int first_seen(struct compare *k, const struct found *f, int32_t *ret_day, struct pl_error *err) {
    struct pl_list_version *versions = NULL;
    struct pl_list_row *rows = NULL;
    size_t n = 0, n_rows = 0;
    int code = pl_list_versions(k->view->c, f->row->list, f->entity.id, k->view->before, k->arena, &versions, &n, err);
    code = code == 0 ? pl_list_publications(k->view->c, f->row->list, k->view->before, k->arena, &rows, &n_rows, err)
                     : code;
    *ret_day = f->row->day;
    for (size_t i = 0; code == 0 && i < n; i++) {
        for (size_t s = 0; s < versions[i].n_seqs; s++) {
            for (size_t r = 0; r < n_rows; r++) {
                bool is = rows[r].seq == versions[i].seqs[s] && rows[r].day < *ret_day;
                *ret_day = is ? rows[r].day : *ret_day;
            }
        }
    }
    return code;
}

static int write_listing(struct compare *k, const struct pl_list_row *row, const struct found *f,
                         struct pl_error *err) {
    PL_BUF_AUTO since;
    int32_t seen = 0;
    int code = f != NULL ? first_seen(k, f, &seen, err) : 0;
    char seen_text[16] = "";
    pl_buf_open(&since, 256);
    if (f != NULL) {
        pl_list_day_text(seen, seen_text);
        if (f->has_listed) {
            pl_interval_write(&since, f->listed);
        }
    }
    if (!k->ask->json) {
        pl_case_say(k->out, row->list);
        pl_buf_add_fmt(k->out, " (%.10s)  ", row->published.n > 0 ? row->published.p : "undated");
        if (f == NULL) {
            pl_buf_add_str(k->out, PL_STR("nothing found\n"));
            return code;
        }
        pl_case_say(k->out, f->entity.reference);
        pl_buf_add_fmt(k->out, "  %s  ", pl_schema_name(f->entity.schema));
        pl_case_say(k->out, f->entity.caption);
        pl_buf_add_fmt(k->out, "  %s %s", strcmp(f->how, "asked") == 0 ? "as" : "by", f->how);
        if (f->score >= 0) {
            pl_buf_add_str(k->out, PL_STR(" "));
            pl_buf_add_fixed(k->out, f->score, 3);
            pl_buf_add_str(k->out, PL_STR(" (a candidate, not a decision)"));
        }
        pl_buf_add_str(k->out, f->has_listed ? PL_STR(", listed ") : PL_STR(""));
        pl_buf_add_str(k->out, pl_buf_str(&since));
        pl_buf_add_fmt(k->out, ", in the case's copies since %s\n", seen_text);
        return code;
    }
    pl_json_record(&k->json, "listing");
    pl_list_json_text(&k->json, "list", row->list);
    pl_list_json_text(&k->json, "published", row->published);
    pl_json_key(&k->json, "found");
    pl_json_bool(&k->json, f != NULL);
    if (f != NULL) {
        pl_list_json_text(&k->json, "id", f->entity.id);
        pl_list_json_text(&k->json, "reference", f->entity.reference);
        pl_json_key(&k->json, "schema");
        pl_json_text(&k->json, pl_schema_name(f->entity.schema));
        pl_list_json_text(&k->json, "caption", f->entity.caption);
        pl_json_key(&k->json, "how");
        pl_json_text(&k->json, f->how);
        pl_json_key(&k->json, "score");
        if (f->score >= 0) {
            pl_json_fixed(&k->json, f->score, 4);
        } else {
            pl_json_null(&k->json);
        }
        pl_json_key(&k->json, "status");
        pl_json_text(&k->json, f->score >= 0 ? "candidate, not a decision" : "same number, reference or entry");
        pl_list_json_text(&k->json, "listed_since", pl_buf_str(&since));
        pl_json_key(&k->json, "first_copy");
        pl_json_text(&k->json, seen_text);
    }
    pl_json_record_end(&k->json);
    return code;
}

/* Equal after folding is no difference. */
static int fold_eq(pl_str a, pl_str b, bool *ret, struct pl_error *err) {
    PL_BUF_AUTO x;
    PL_BUF_AUTO y;
    pl_buf_open(&x, (size_t)1 << 20);
    pl_buf_open(&y, (size_t)1 << 20);
    int code = pl_unicode_fold(a, &x, err);
    code = code == 0 ? pl_unicode_fold(b, &y, err) : code;
    *ret = code == 0 && x.n > 0 ? pl_str_eq(pl_buf_str(&x), pl_buf_str(&y)) : pl_str_eq(a, b);
    return code == PL_E_LIMIT ? 0 : code;
}

static int has_folded(const struct pl_entity *e, int prop, pl_str text, bool *ret, struct pl_error *err) {
    int code = 0;
    *ret = false;
    for (size_t i = 0; code == 0 && !*ret && i < e->n_values; i++) {
        bool name = pl_prop_is_name(prop) && pl_prop_is_name(e->values[i].prop);
        if (e->values[i].prop == prop || name) {
            code = fold_eq(e->values[i].text, text, ret, err);
        }
    }
    return code;
}

static void write_difference(struct compare *k, const struct found *f, const struct pl_value *v,
                             const struct found *o) {
    if (!k->ask->json) {
        pl_buf_add_str(k->out, PL_STR("  only "));
        pl_case_say(k->out, f->entity.list);
        pl_buf_add_fmt(k->out, " says %s ", pl_prop_name(v->prop));
        pl_case_say(k->out, v->text);
        pl_buf_add_str(k->out, PL_STR(" (not "));
        pl_case_say(k->out, o->entity.list);
        pl_buf_add_str(k->out, PL_STR(")\n"));
        return;
    }
    pl_json_record(&k->json, "difference");
    pl_json_key(&k->json, "property");
    pl_json_text(&k->json, pl_prop_name(v->prop));
    pl_list_json_text(&k->json, "value", v->text);
    pl_list_json_text(&k->json, "list", f->entity.list);
    pl_list_json_text(&k->json, "reference", f->entity.reference);
    pl_list_json_text(&k->json, "lacks", o->entity.list);
    pl_list_json_text(&k->json, "lacks_reference", o->entity.reference);
    pl_json_record_end(&k->json);
}

/* Of two lists that say something of a kind: what one says and the other does not. */
static int write_differences(struct compare *k, const struct found *f, const struct found *o, struct pl_error *err) {
    int code = 0;
    for (size_t p = 0; code == 0 && p < sizeof COMPARED / sizeof COMPARED[0]; p++) {
        if (pl_entity_get(&o->entity, COMPARED[p]).n == 0) {
            continue;
        }
        for (size_t i = 0; code == 0 && i < f->entity.n_values; i++) {
            bool there = false;
            if (f->entity.values[i].prop != COMPARED[p]) {
                continue;
            }
            code = has_folded(&o->entity, COMPARED[p], f->entity.values[i].text, &there, err);
            if (code == 0 && !there) {
                write_difference(k, f, &f->entity.values[i], o);
            }
        }
    }
    return code;
}

static int render(struct compare *k, struct pl_error *err) {
    int code = 0;
    size_t lists = 0;
    for (size_t r = 0; code == 0 && r < k->n_rows; r++) {
        size_t n = 0;
        for (size_t i = 0; code == 0 && i < k->n_found; i++) {
            if (k->found[i].row == &k->rows[r]) {
                n++;
                code = write_listing(k, &k->rows[r], &k->found[i], err);
            }
        }
        lists += n > 0;
        code = code == 0 && n == 0 ? write_listing(k, &k->rows[r], NULL, err) : code;
    }
    for (size_t i = 0; code == 0 && i < k->n_found; i++) {
        for (size_t o = 0; code == 0 && o < k->n_found; o++) {
            bool sure = k->found[i].score < 0 && k->found[o].score < 0;
            bool other = k->found[i].row != k->found[o].row;
            code = sure && other ? write_differences(k, &k->found[i], &k->found[o], err) : 0;
        }
    }
    if (code == 0 && k->ask->json) {
        pl_json_record(&k->json, "summary");
        pl_json_key(&k->json, "lists");
        pl_json_u64(&k->json, k->n_rows);
        pl_json_key(&k->json, "lists_with_it");
        pl_json_u64(&k->json, lists);
        pl_json_key(&k->json, "results");
        pl_json_u64(&k->json, k->n_found);
        pl_list_json_basis(&k->json, k->ask, k->view);
        pl_json_record_end(&k->json);
    }
    return code;
}

/* ---- the question ---- */

/* Without a day the newest copy of each list; with one the newest published by then. */
static int read_books(struct compare *k, struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = k->ask->has_as_of
                   ? pl_list_publications(k->view->c, PL_STR(""), k->view->before, k->arena, &rows, &n, err)
                   : pl_list_newest(k->view->c, k->view->before, k->arena, &rows, &n, err);
    k->rows = pl_arena_calloc(k->arena, n + 1, sizeof *k->rows);
    k->books = pl_arena_calloc(k->arena, n + 1, sizeof *k->books);
    if (code == 0 && (k->rows == NULL || k->books == NULL)) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        bool later = i + 1 < n && pl_str_eq(rows[i].list, rows[i + 1].list) &&
                     (!k->ask->has_as_of || rows[i + 1].day <= k->ask->as_of);
        if (later || (k->ask->has_as_of && rows[i].day > k->ask->as_of)) {
            continue;
        }
        code = pl_case_book(k->view->c, &rows[i], &k->books[k->n_rows], err);
        k->rows[k->n_rows] = rows[i];
        k->n_rows += code == 0;
    }
    return code;
}

static int ask_all(struct compare *k, const char *what, struct pl_error *err) {
    uint32_t imo = 0;
    pl_str rest = pl_str_from(what);
    struct named named = {.id = pl_str_trim(rest)};
    int code = 0;
    if (pl_imo_parse(rest, &imo)) {
        char digits[16];
        pl_str number = {digits, 0};
        PL_BUF_AUTO text;
        pl_buf_open(&text, 16);
        pl_buf_add_fmt(&text, "%07u", imo);
        memcpy(digits, text.p, text.n);
        number.n = text.n;
        code = collect(k, has_imo, &number, err);
        return code == 0 && k->n_found > 0 ? ask_names(k, what, err) : code;
    }
    code = collect(k, is_named, &named, err);
    if (code == 0 && k->n_found == 0 && pl_str_find(rest, ':') < rest.n) {
        named.list = pl_str_cut(&rest, ':');
        named.id = pl_str_trim(rest);
        code = collect(k, is_named, &named, err);
    }
    return code == 0 ? ask_names(k, what, err) : code;
}

int pl_list_compare(const struct pl_list_ask *ask, const char *what, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct compare k = {.ask = ask, .view = &view, .arena = &arena, .out = out};
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_json_start(&k.json, out);
    int code = pl_case_view_open(ask->dir, ask->known_at, &view, err);
    code = code == 0 ? read_books(&k, err) : code;
    if (code == 0 && k.n_rows == 0) {
        pl_str why = {0};
        code = pl_view_lacks_list(view.c, &arena, &why, err);
        code = code == 0 ? pl_fail(err, PL_E_NOT_FOUND, "nothing to compare: %.*s", (int)why.n, why.p) : code;
    }
    k.found = pl_arena_calloc(&arena, FOUND_MAX, sizeof *k.found);
    if (code == 0 && k.found == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    code = code == 0 ? ask_all(&k, what, err) : code;
    code = code == 0 ? render(&k, err) : code;
    for (size_t i = 0; i < k.n_rows; i++) {
        pl_book_close(k.books[i]);
    }
    return code == 0 ? pl_list_answer_end(out, err) : code;
}
