#include "app/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/screen_in.h"
#include "lists/number.h"
#include "names/identifier.h"
#include "names/ready.h"
#include "text/plural.h"
#include "text/unicode.h"

#include "base/ban.h"

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory"); }

/* ---- what was searched ---- */

size_t pl_screener_n_searched(const struct pl_screener *s) { return s->n_copies; }

struct pl_screen_searched pl_screener_searched(const struct pl_screener *s, size_t i) {
    struct pl_screen_searched found = {.copy = s->copies[i]};
    if (found.copy->has_day) {
        found.has_age = true;
        found.age_days = (s->options.has_as_of ? s->options.as_of : s->options.today) - found.copy->day;
    }
    return found;
}

struct pl_screener_size pl_screener_size(const struct pl_screener *s) {
    return s->size;
}

/* The i-th list of which as_of lies before the first publication, or NULL. */
static const struct pl_screen_list *blind_list(const struct pl_screener *s, size_t i) {
    for (size_t k = 0; k < s->n_lists; k++) {
        if (s->lists[k].blind && i-- == 0) {
            return &s->lists[k];
        }
    }
    return NULL;
}

size_t pl_screener_n_blind(const struct pl_screener *s) {
    size_t n = 0;
    while (blind_list(s, n) != NULL) {
        n++;
    }
    return n;
}

pl_str pl_screener_blind(const struct pl_screener *s, size_t i) {
    const struct pl_screen_list *list = blind_list(s, i);
    return list != NULL ? list->name : PL_STR("");
}

/* Why a required list does not do, appended to why; nothing where it does. */
static void check_one(const struct pl_screener *s, const struct pl_screen_require *require, struct pl_buf *why) {
    const struct pl_screen_list *list = NULL;
    const char *words = s->options.has_as_of ? "at the day asked" : "now";
    for (size_t i = 0; i < s->n_lists; i++) {
        list = pl_str_eq(s->lists[i].name, require->list) ? &s->lists[i] : list;
    }
    if (list == NULL) {
        pl_buf_add_fmt(why, "; the required list %.*s was not searched", (int)require->list.n, require->list.p);
        return;
    }
    bool found = false;
    int32_t age = 0;
    for (size_t i = list->first; i < list->first + list->n; i++) {
        struct pl_screen_searched copy = pl_screener_searched(s, i);
        if (copy.has_age && copy.copy->published.n > 0 && (copy.age_days >= 0 || !s->options.has_as_of)) {
            age = !found || copy.age_days < age ? copy.age_days : age;
            found = true;
        }
    }
    if (!found) {
        pl_buf_add_fmt(why, "; the required list %.*s has no %s", (int)list->name.n, list->name.p,
                       list->dated ? "publication at or before the day asked" : "publication date");
    } else if (require->has_max_days && age > require->max_days) {
        pl_buf_add_fmt(why, "; the required list %.*s is %d %s %s, more than the %d that are allowed",
                       (int)list->name.n, list->name.p, age, pl_plural((uint64_t)age, "day old", "days old"), words,
                       require->max_days);
    }
}

int pl_screener_check(const struct pl_screener *s, const struct pl_screen_require *requires, size_t n,
                      struct pl_arena *arena, pl_str *ret_why, struct pl_error *err) {
    PL_BUF_AUTO why;
    pl_buf_open(&why, (size_t)1 << 20);
    for (size_t i = 0; i < n; i++) {
        check_one(s, &requires[i], &why);
    }
    pl_str text = pl_str_copy(arena, pl_str_sub(pl_buf_str(&why), 2, why.n));
    if (text.p == NULL || pl_buf_failed(&why)) {
        return no_memory(err);
    }
    *ret_why = text;
    return 0;
}

/* ---- asking ---- */

struct pl_screen_asker {
    const struct pl_screener *screener;
    struct pl_romaniser *romaniser;
    struct pl_index_scratch *scratch;
    struct pl_edits edits; /* of the question that is asked */
};

int pl_screen_asker_open(const struct pl_screener *screener, struct pl_screen_asker **ret_asker, struct pl_error *err) {
    struct pl_screen_asker *asker = calloc(1, sizeof *asker);
    if (asker == NULL) {
        return no_memory(err);
    }
    asker->screener = screener;
    int code = pl_romaniser_open(&asker->romaniser, err);
    code = code == 0 ? pl_index_scratch_open(screener->index, &asker->scratch, err) : code;
    if (code != 0) {
        pl_screen_asker_close(asker);
        return code;
    }
    *ret_asker = asker;
    return 0;
}

void pl_screen_asker_close(struct pl_screen_asker *asker) {
    if (asker != NULL) {
        if (asker->scratch != NULL) {
            pl_index_scratch_close(asker->scratch);
        }
        pl_romaniser_close(asker->romaniser);
        free(asker);
    }
}

const char *pl_screen_verdict_name(int verdict) {
    static const char *const NAMES[] = {"candidates", "none", "undetermined", "not_comparable"};
    return verdict >= 0 && verdict <= (int)PL_SCREEN_NOT_COMPARABLE ? NAMES[verdict] : "undetermined";
}

struct scored {
    struct pl_subject_match match;
    uint32_t variant;
    uint32_t party;
};

/* Best first; of equals the order of lists, ids and versions. */
static int by_rank(const void *a, const void *b) {
    const struct scored *x = a;
    const struct scored *y = b;
    int order = pl_match_compare(&x->match, &y->match);
    return order != 0 ? (order > 0 ? -1 : 1) : x->variant < y->variant ? -1 : x->variant > y->variant;
}

/* A ship that an entry names without being it: whoever asks for the ship's number should see that entry. */
static int ask_for_related(struct pl_subject *query, struct pl_arena *arena, struct pl_error *err) {
    size_t n = query->n_ids;
    struct pl_subject_id *ids = pl_arena_calloc(arena, 2 * n + 1, sizeof *ids);
    if (ids == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        ids[i] = query->ids[i];
        if (ids[i].valid && strcmp(ids[i].kind, pl_prop_name(PL_PROP_IMO)) == 0) {
            ids[query->n_ids++] = (struct pl_subject_id){pl_prop_name(PL_PROP_RELATED_IMO), query->ids[i].value, true};
        }
    }
    query->ids = ids;
    return 0;
}

static bool is_among(const uint32_t *parties, size_t n, uint32_t party) {
    for (size_t i = 0; i < n; i++) {
        if (parties[i] == party) {
            return true;
        }
    }
    return false;
}

static bool reaches(const struct pl_subject_match *match, double threshold) {
    return threshold <= 0 || match->score >= threshold;
}

/* The best of those that may be no candidate, where there is none. */
static int look_beside(const struct pl_screener *s, const struct pl_subject *query, const struct pl_screen_ask *ask,
                       const struct pl_index_candidate *found, size_t n_found, struct pl_screen_answer *answer,
                       struct pl_error *err) {
    struct pl_subject_match best = {.score = -1}, match;
    int code = 0;
    for (size_t i = 0, n = 0; code == 0 && i < n_found && n < PL_SCREEN_BESIDE; i++) {
        const struct pl_screen_variant *variant = &s->variants[found[i].entry];
        const struct pl_screen_copy *copy = s->copies[variant->copy];
        if (ask->may(ask->may_ctx, (int)variant->schema, copy, variant->entry) ||
            !ask->beside(ask->may_ctx, (int)variant->schema, copy, variant->entry)) {
            continue;
        }
        n++;
        code = pl_match_subjects(query, &variant->subject, NULL, &match, err);
        if (code == 0 && match.score >= 0 && reaches(&match, ask->threshold) &&
            (answer->beside == NULL || pl_match_compare(&match, &best) > 0)) {
            best = match;
            answer->beside = variant->entry;
            answer->beside_copy = copy;
        }
    }
    return code;
}

/* What reaches the threshold, in order. */
static int score_all(const struct pl_screen_asker *asker, const struct pl_subject *query,
                     const struct pl_screen_ask *ask, struct pl_arena *arena, struct scored **ret_scored, size_t *ret_n,
                     struct pl_screen_answer *answer, struct pl_error *err) {
    const struct pl_screener *s = asker->screener;
    const double threshold = ask->threshold;
    struct pl_index_candidate found[PL_INDEX_MAX_CANDIDATES];
    size_t n_found = pl_index_ask(s->index, asker->scratch, query, found, PL_INDEX_MAX_CANDIDATES);
    n_found = pl_index_worth(found, n_found, ask->worth > threshold ? ask->worth : threshold);
    struct scored *scored = pl_arena_alloc(arena, n_found * sizeof *scored);
    size_t n = 0;
    uint32_t compared[PL_INDEX_MAX_CANDIDATES];
    size_t n_compared = 0;
    size_t parties = 0; /* found by name: several versions of an entry are one */
    if (scored == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n_found; i++) {
        const struct pl_screen_variant *variant = &s->variants[found[i].entry];
        if (ask->may != NULL &&
            !ask->may(ask->may_ctx, (int)variant->schema, s->copies[variant->copy], variant->entry)) {
            continue;
        }
        if (!found[i].by_id && !is_among(compared, n_compared, variant->party) && parties++ >= PL_INDEX_MAX_SCORED) {
            continue;
        }
        compared[n_compared++] = variant->party;
        int code = pl_match_subjects(query, &variant->subject, NULL, &scored[n].match, err);
        if (code != 0) {
            return code;
        }
        scored[n].variant = found[i].entry;
        scored[n].party = variant->party;
        n += reaches(&scored[n].match, threshold);
    }
    if (n > 1) {
        qsort(scored, n, sizeof *scored, by_rank);
    }
    *ret_scored = scored;
    *ret_n = n;
    return n == 0 && ask->may != NULL && ask->beside != NULL ? look_beside(s, query, ask, found, n_found, answer, err)
                                                             : 0;
}

/* Keeps the best version of each entry. */
static size_t keep_best(struct scored *scored, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < kept && !known; k++) {
            known = scored[k].party == scored[i].party;
        }
        if (!known) {
            scored[kept++] = scored[i];
        }
    }
    return kept;
}

/* The reason that an entry names the ship asked for says so in words of its own. */
static void explain_related(struct pl_subject_match *match) {
    for (size_t i = 0; i < match->n_reasons; i++) {
        if (strcmp(match->reasons[i].kind, pl_prop_name(PL_PROP_RELATED_IMO)) == 0) {
            match->reasons[i].detail = PL_STR("the entry names the ship of this IMO number without being that ship");
        }
    }
}

static pl_str name_of(const struct pl_screen_variant *variant, size_t name) {
    if (name >= variant->subject.n_names) {
        return PL_STR("");
    }
    uint32_t tag = variant->subject.names[name].tag;
    return tag < variant->entry->entity.n_values ? variant->entry->entity.values[tag].text
                                                 : variant->subject.names[name].form.source;
}

/* How the two names were read. The list's name is read once more: it is kept without its readings. */
static int explain_names(const struct pl_screen_asker *asker, const struct pl_subject *query,
                         const struct pl_screen_variant *variant, struct pl_arena *arena, struct pl_screen_candidate *c,
                         struct pl_error *err) {
    const size_t at_a = c->match.name_a, at_b = c->match.name_b;
    if (at_a >= query->n_names || at_b >= variant->subject.n_names) {
        return 0;
    }
    const struct pl_subject_name *name = &variant->subject.names[at_b];
    const struct pl_entity *e = &variant->entry->entity;
    const struct pl_value *value = name->tag < e->n_values ? &e->values[name->tag] : NULL;
    struct pl_form *form = pl_arena_calloc(arena, 1, sizeof *form);
    struct pl_explanation *names = pl_arena_calloc(arena, 1, sizeof *names);
    if (form == NULL || names == NULL) {
        return no_memory(err);
    }
    int code =
        pl_form_make(asker->romaniser, c->matched_name, name->form.kind, value != NULL ? value->lang : PL_STR(""),
                     value != NULL ? value->script : PL_STR(""), arena, form, err);
    code = code == 0 ? pl_explain_names(&query->names[at_a].form, form, &c->match.name, arena, names, err) : code;
    c->names = code == 0 ? names : NULL;
    return code;
}

static int show(const struct pl_screen_asker *asker, const struct pl_subject *query, const struct pl_screen_ask *ask,
                const struct scored *scored, size_t n, struct pl_arena *arena, struct pl_screen_answer *answer,
                struct pl_error *err) {
    const struct pl_screener *s = asker->screener;
    answer->candidates = pl_arena_calloc(arena, n, sizeof *answer->candidates);
    if (answer->candidates == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        const struct pl_screen_variant *variant = &s->variants[scored[i].variant];
        struct pl_screen_candidate *c = &answer->candidates[i];
        int code = pl_match_subjects(query, &variant->subject, arena, &c->match, err);
        if (code != 0) {
            return code;
        }
        explain_related(&c->match);
        c->entry = variant->entry;
        c->copy = s->copies[variant->copy];
        c->asked_name = c->match.name_a < query->n_names ? query->names[c->match.name_a].form.source : PL_STR("");
        c->matched_name = name_of(variant, c->match.name_b);
        c->listed = s->parties[variant->party].answer;
        c->why_listed = s->parties[variant->party].why;
        c->rank = (unsigned)i + 1;
        code = ask->explain ? explain_names(asker, query, variant, arena, c, err) : 0;
        if (code != 0) {
            return code;
        }
    }
    answer->n = n;
    return 0;
}

/* Why nothing of a query can be compared; "" where something can. */
static const char *not_comparable(const struct pl_screen_asker *asker, const struct pl_entity *party,
                                  const struct pl_subject *query, const struct pl_subject_left *left) {
    size_t invalid = 0;
    for (size_t i = 0; i < party->n_values; i++) {
        if (!pl_unicode_valid(party->values[i].text)) { /* letters are lost: "none" would be said of another name */
            return "the name is not UTF-8";
        }
    }
    for (size_t i = 0; i < query->n_ids; i++) {
        uint32_t imo = 0;
        if (query->ids[i].valid) {
            return "";
        }
        invalid++;
        if (query->n_names == 0 && left->names == 0 && strcmp(query->ids[i].kind, pl_prop_name(PL_PROP_IMO)) == 0 &&
            pl_imo_parse(query->ids[i].value, &imo) && pl_imo_fault(imo, asker->screener->options.exercise) != NULL) {
            return "the IMO number is not valid: its check digit is wrong, or it is reserved for exercises";
        }
    }
    for (size_t i = 0; i < query->n_names; i++) {
        if (query->names[i].form.n > 0) {
            return "";
        }
    }
    if (left->names > 0) {
        return "the name is longer than 2048 bytes";
    }
    for (size_t i = 0; i < query->n_names; i++) {
        if (query->names[i].form.fold.n > 0) {
            return "the script of the name cannot be read";
        }
    }
    return query->n_names > 0 ? "the name has no letter and no digit"
           : invalid > 0      ? "the number is not valid"
                              : "there is neither a name nor a number";
}

static int say_why(const struct pl_screen_asker *asker, const struct pl_screen_ask *ask, const char *fault,
                   struct pl_arena *arena, struct pl_screen_answer *answer, struct pl_error *err) {
    const struct pl_screener *s = asker->screener;
    PL_BUF_AUTO why;
    pl_buf_open(&why, (size_t)1 << 16);
    if (fault[0] != '\0') {
        answer->verdict = PL_SCREEN_NOT_COMPARABLE;
        pl_buf_add_str(&why, pl_str_from(fault));
    } else if (ask->lacking.n > 0) {
        answer->verdict = PL_SCREEN_UNDETERMINED;
        pl_buf_add_str(&why, ask->lacking);
    } else if (answer->above > 0) {
        answer->verdict = PL_SCREEN_CANDIDATES;
    } else {
        answer->verdict = PL_SCREEN_NONE;
        pl_buf_add_str(&why, PL_STR("nothing in the lists that were searched reaches the threshold "));
        pl_buf_add_fixed(&why, ask->threshold, 2);
        if (pl_screener_n_blind(s) > 0) {
            pl_buf_add_str(&why, PL_STR("; the day lies before the first publication at hand, so entries that were "
                                        "delisted before it cannot be seen"));
        }
    }
    answer->why = pl_str_copy(arena, pl_buf_str(&why));
    return answer->why.p == NULL || pl_buf_failed(&why) ? no_memory(err) : 0;
}

int pl_screen_party(struct pl_screen_asker *asker, const struct pl_entity *party, const struct pl_screen_ask *ask,
                    struct pl_arena *arena, struct pl_screen_answer *ret, struct pl_error *err) {
    const struct pl_screener *s = asker->screener;
    struct pl_screen_answer answer = {0};
    struct pl_subject query;
    struct pl_subject_left left = {0};
    struct scored *scored = NULL;
    size_t n = 0;
    int code = pl_subject_make(asker->romaniser, s->options.countries, party, arena, &query, &left, err);
    for (size_t i = 0; code == 0 && i < query.n_names; i++) {
        pl_ready_remember(query.names[i].ready, &asker->edits);
    }
    pl_edits_begin(&asker->edits);
    code = code == 0 ? ask_for_related(&query, arena, err) : code;
    code = code == 0 ? score_all(asker, &query, ask, arena, &scored, &n, &answer, err) : code;
    if (code != 0) {
        return code;
    }
    size_t shown = keep_best(scored, n);
    for (size_t i = 0; i < shown; i++) { /* those that are not comparable come last, where all are shown */
        answer.above += scored[i].match.score >= 0 ? 1 : 0;
    }
    const char *fault = answer.above > 0 ? "" : not_comparable(asker, party, &query, &left);
    code = show(asker, &query, ask, scored, shown < ask->limit ? shown : ask->limit, arena, &answer, err);
    code = code == 0 ? say_why(asker, ask, fault, arena, &answer, err) : code;
    if (code == 0) {
        *ret = answer;
    }
    return code;
}

int pl_screen_compare(struct pl_romaniser *romaniser, const struct pl_countries *countries, const struct pl_entity *a,
                      const struct pl_entity *b, struct pl_arena *arena, struct pl_subject_match *ret,
                      struct pl_error *err) {
    struct pl_subject *sides = pl_arena_calloc(arena, 2, sizeof *sides);
    if (sides == NULL) {
        return no_memory(err);
    }
    int code = pl_subject_make(romaniser, countries, a, arena, &sides[0], NULL, err);
    code = code == 0 ? pl_subject_make(romaniser, countries, b, arena, &sides[1], NULL, err) : code;
    return code == 0 ? pl_match_subjects(&sides[0], &sides[1], arena, ret, err) : code;
}

/* An IMO number as a question means it. */
static int add_imo(struct pl_entity *party, pl_str text, bool exercise, struct pl_arena *arena, struct pl_error *err) {
    uint32_t imo = 0;
    int prop = PL_PROP_IMO;
    bool read = pl_imo_parse(text, &imo);
    bool valid = read && pl_imo_valid(imo, exercise);
    if (!valid && read && pl_imo_company_valid(imo) && party->schema != PL_SCHEMA_VESSEL) {
        prop = PL_PROP_IMO_COMPANY;
        valid = true;
    }
    size_t before = party->n_values;
    char digits[16];
    if (read) { /* "IMO 9074729" is kept as its seven digits, as the readers of lists do */
        int n = snprintf(digits, sizeof digits, "%07u", imo);
        text = pl_str_make(digits, (size_t)n);
    }
    int code = pl_entity_add(party, arena, prop, text, "query", err);
    if (code == 0 && party->n_values > before) {
        party->values[before].valid = valid;
    }
    return code;
}

int pl_screen_question_party(const struct pl_screen_question *question, bool exercise, struct pl_arena *arena,
                             struct pl_entity *ret_party, struct pl_error *err) {
    struct pl_entity party = {.schema = question->schema >= 0 ? question->schema : (int)PL_SCHEMA_OTHER};
    int code = pl_entity_add(&party, arena, PL_PROP_NAME, question->name, "query", err);
    code = code == 0 ? pl_entity_add(&party, arena, PL_PROP_BIRTH_DATE, question->birth_date, "query", err) : code;
    code = code == 0 ? pl_entity_add(&party, arena, PL_PROP_COUNTRY, question->country, "query", err) : code;
    if (code == 0 && question->imo.n > 0) {
        code = add_imo(&party, question->imo, exercise, arena, err);
    }
    if (code == 0) {
        *ret_party = party;
    }
    return code;
}
