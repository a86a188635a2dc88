#include "app/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/person.h"
#include "app/facts.h"
#include "app/list.h"
#include "app/screening.h"
#include "names/identifier.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ENTITY_MAX ((size_t)64 << 20)
#define IMO_DIGITS 7

const struct pl_decision_reason pl_decision_reasons[] = {{"name", "the names are of different parties"},
                                                         {"birth_date", "the dates of birth differ"},
                                                         {"country", "nationality, flag or country differ"},
                                                         {"identifier", "a number agrees, or rules it out"},
                                                         {"kind", "a person, a firm and a ship are not one"},
                                                         {"address", "the address agrees, or rules it out"},
                                                         {"document", "a document that was seen decides"},
                                                         {"known_party", "the reviewer knows the party"},
                                                         {"other", "as the text says"},
                                                         {NULL, NULL}};

static const char *const VERDICTS[] = {
    [PL_DECIDED_MATCH] = "match", [PL_DECIDED_NO_MATCH] = "no_match", [PL_DECIDED_UNSURE] = "unsure"};

const char *pl_decision_verdict_name(int verdict) { return VERDICTS[verdict]; }

/* ---- what a decision is about ---- */

int pl_decision_entry(const struct pl_entity *entity, pl_hash *ret, struct pl_error *err) {
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, ENTITY_MAX);
    pl_entity_write(entity, &bytes);
    if (pl_buf_failed(&bytes)) {
        return pl_fail(err, PL_E_LIMIT, "an entry is too large");
    }
    *ret = pl_sha256_of(bytes.p, bytes.n);
    return 0;
}

int pl_decision_party(const struct pl_entity *party, pl_hash *ret, struct pl_error *err) {
    struct pl_entity bare = *party;
    bare.list = bare.id = bare.reference = bare.caption = PL_STR("");
    return pl_decision_entry(&bare, ret, err);
}

/* ---- reading ---- */

struct fold {
    struct pl_arena *arena;
    struct pl_decision *d;
    size_t n, cap;
};

static bool hash_of(const struct pl_act *act, const char *field, pl_hash *ret) {
    pl_str value = pl_act_text(act, field);
    if (value.n != PL_HASH_BYTES) {
        return false;
    }
    memcpy(ret->b, value.p, PL_HASH_BYTES);
    return true;
}

static bool verdict_of(pl_str text, int *ret) {
    for (int i = 0; i <= (int)PL_DECIDED_UNSURE; i++) {
        if (pl_str_eq(text, pl_str_from(VERDICTS[i]))) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static bool read_decision(const struct pl_act *act, struct pl_arena *arena, struct pl_decision *d) {
    const struct {
        const char *field;
        pl_str *to;
    } texts[] = {{"query", &d->query},     {"list", &d->list}, {"entity", &d->entity}, {"reference", &d->reference},
                 {"caption", &d->caption}, {"by", &d->by},     {"reason", &d->reason}, {"text", &d->text}};
    pl_str expires = pl_act_text(act, "expires"), score = pl_act_text(act, "score");
    *d = (struct pl_decision){
        .seq = act->seq, .at = act->at, .score = -1, .screening = pl_act_number(act, "screening", -1)};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i].to = pl_str_copy(arena, pl_act_text(act, texts[i].field));
    }
    d->has_expires = expires.n > 0;
    return hash_of(act, "party", &d->party) && hash_of(act, "content", &d->entry) &&
           verdict_of(pl_act_text(act, "verdict"), &d->verdict) &&
           (expires.n == 0 || pl_list_day_number(expires, &d->expires)) &&
           (score.n == 0 || pl_str_double(score, &d->score));
}

static int on_decision(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    if (f->n == f->cap) {
        size_t cap = f->cap > 0 ? 2 * f->cap : 64;
        struct pl_decision *d = pl_arena_calloc(f->arena, cap, sizeof *d);
        if (d == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (f->n > 0) {
            memcpy(d, f->d, f->n * sizeof *d);
        }
        f->d = d;
        f->cap = cap;
    }
    return read_decision(act, f->arena, &f->d[f->n++])
               ? 0
               : pl_fail(err, PL_E_STORE, "the decision of journal entry %lld is damaged", (long long)act->seq);
}

static int on_withdrawal(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    int64_t seq = pl_act_number(act, "entry", -1);
    (void)err;
    for (size_t i = 0; i < f->n; i++) {
        f->d[i].withdrawn = f->d[i].withdrawn || f->d[i].seq == seq;
    }
    return 0;
}

static int pair_cmp(const struct pl_decision *d, const pl_hash *party, pl_str list, pl_str entity) {
    int order = pl_hash_cmp(d->party, *party);
    order = order != 0 ? order : pl_str_cmp(d->list, list);
    return order != 0 ? order : pl_str_cmp(d->entity, entity);
}

static int by_pair(const void *pa, const void *pb) {
    const struct pl_decision *a = pa, *b = pb;
    int order = pair_cmp(a, &b->party, b->list, b->entity);
    return order != 0 ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

int pl_decisions_read(struct pl_case *c, int64_t before, double second_reviewer, int32_t today, struct pl_arena *arena,
                      struct pl_decisions *ret, struct pl_error *err) {
    struct fold f = {.arena = arena};
    int code = pl_act_each(c, PL_STR("decision"), before, on_decision, &f, err);
    code = code == 0 ? pl_act_each(c, PL_STR("withdrawal"), before, on_withdrawal, &f, err) : code;
    if (code == 0) {
        if (f.n > 1) {
            qsort(f.d, f.n, sizeof *f.d, by_pair);
        }
        *ret = (struct pl_decisions){.d = f.d, .n = f.n, .second_reviewer = second_reviewer, .today = today};
    }
    return code;
}

/* ---- what counts ---- */

static const char *const LACKS[PL_LACK_COUNT] = {[PL_LACK_CHANGED] = "the list's entry has changed since",
                                                 [PL_LACK_EXPIRED] = "it has expired",
                                                 [PL_LACK_UNSURE] = "it says unsure",
                                                 [PL_LACK_SECOND] = "a second reviewer must agree"};

int pl_decision_lack(const struct pl_screen_ruling *ruling) {
    for (int i = PL_LACK_NONE + 1; i < (int)PL_LACK_COUNT; i++) {
        if (ruling->why_not != NULL && strcmp(ruling->why_not, LACKS[i]) == 0) {
            return i;
        }
    }
    return PL_LACK_NONE;
}

static size_t first_of(const struct pl_decisions *all, const pl_hash *party, pl_str list, pl_str entity) {
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (pair_cmp(&all->d[mid], party, list, entity) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Another person says the same about the same contents: by that person's own last word, which was not withdrawn and has
 * not expired. */
static bool has_second(const struct pl_decisions *all, size_t from, const struct pl_decision *last) {
    for (size_t i = from; i < all->n && &all->d[i] != last; i++) {
        const struct pl_decision *d = &all->d[i];
        bool counts = !d->withdrawn && d->verdict == last->verdict && pl_hash_cmp(d->entry, last->entry) == 0 &&
                      !(d->has_expires && all->today >= d->expires) && !pl_person_same(d->by, last->by);
        for (size_t k = i + 1; counts && &all->d[k] != last; k++) {
            counts = all->d[k].withdrawn || !pl_person_same(all->d[k].by, d->by);
        }
        if (counts) {
            return true;
        }
    }
    return false;
}

static const char *why_not(const struct pl_decisions *all, size_t from, const struct pl_decision *last,
                           const pl_hash *entry) {
    if (pl_hash_cmp(last->entry, *entry) != 0) {
        return LACKS[PL_LACK_CHANGED];
    }
    if (last->has_expires && all->today >= last->expires) {
        return LACKS[PL_LACK_EXPIRED];
    }
    if (last->verdict == PL_DECIDED_UNSURE) {
        return LACKS[PL_LACK_UNSURE];
    }
    if (last->verdict == PL_DECIDED_NO_MATCH && last->score >= all->second_reviewer && !has_second(all, from, last)) {
        return LACKS[PL_LACK_SECOND];
    }
    return NULL;
}

bool pl_decisions_ruling(const struct pl_decisions *all, const pl_hash *party, pl_str list, pl_str entity,
                         const pl_hash *entry, struct pl_screen_ruling *ret, const struct pl_decision **ret_decision) {
    size_t from = first_of(all, party, list, entity);
    const struct pl_decision *last = NULL;
    for (size_t i = from; i < all->n && pair_cmp(&all->d[i], party, list, entity) == 0; i++) {
        last = all->d[i].withdrawn ? last : &all->d[i];
    }
    if (last == NULL) {
        return false;
    }
    const char *why = why_not(all, from, last, entry);
    *ret = (struct pl_screen_ruling){.entry = last->seq,
                                     .verdict = VERDICTS[last->verdict],
                                     .by = last->by,
                                     .reason = last->reason,
                                     .text = last->text,
                                     .stands = why == NULL,
                                     .why_not = why};
    if (ret_decision != NULL) {
        *ret_decision = last;
    }
    return true;
}

static pl_str expiry_text(const struct pl_decision *d, struct pl_arena *arena) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    if (!d->has_expires) {
        return PL_STR("");
    }
    pl_time_write(&text, (pl_time)d->expires * PL_DAY_US);
    return pl_str_copy(arena, pl_str_sub(pl_buf_str(&text), 0, 10));
}

int pl_decisions_settle(void *ctx, const struct pl_entity *party, struct pl_arena *arena,
                        struct pl_screen_answer *answer, struct pl_error *err) {
    const struct pl_decisions *all = ctx;
    pl_hash asked, content;
    size_t cleared = 0;
    if (all->n == 0 || answer->n == 0) {
        return 0;
    }
    int code = pl_decision_party(party, &asked, err);
    for (size_t i = 0; code == 0 && i < answer->n; i++) {
        struct pl_screen_candidate *c = &answer->candidates[i];
        const struct pl_entity *e = &c->entry->entity;
        const struct pl_decision *d = NULL;
        struct pl_screen_ruling *ruling = pl_arena_calloc(arena, 1, sizeof *ruling);
        code = ruling == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : pl_decision_entry(e, &content, err);
        if (code == 0 && pl_decisions_ruling(all, &asked, c->copy->list, e->id, &content, ruling, &d)) {
            ruling->expires = expiry_text(d, arena);
            c->ruling = ruling;
            cleared += ruling->stands && d->verdict == PL_DECIDED_NO_MATCH;
        }
    }
    if (code == 0 && cleared == answer->n && cleared == answer->above && answer->verdict == PL_SCREEN_CANDIDATES) {
        answer->verdict = PL_SCREEN_NONE;
        answer->why = PL_STR("every candidate was decided \"no match\", and the decisions stand");
    }
    return code;
}

/* ---- deciding ---- */

struct deciding {
    const struct pl_decide *o;
    struct pl_acting acting;
    bool exercise;
    struct pl_entity party;
    pl_str query;
    int64_t screening;
    pl_str row; /* wanted, of a batch */
    bool found;
    struct pl_list_entry entry;
};

static int on_party(void *ctx, pl_str id, pl_str query, const struct pl_entity *party, struct pl_error *err) {
    struct deciding *k = ctx;
    (void)err;
    if (!k->found && pl_str_eq(id, k->row)) {
        k->found = true;
        k->party = *party;
        k->query = query;
    }
    return 0;
}

/* "12" or "12:ROW" where entry 12 is a screening. *ret_is: it is one. */
static int party_of_screening(struct deciding *k, bool *ret_is, struct pl_error *err) {
    pl_str rest = pl_str_from(k->o->query);
    pl_str number = pl_str_cut(&rest, ':');
    struct pl_screening s;
    struct pl_error why;
    *ret_is = false;
    if (!pl_str_i64(number, &k->screening) || number.n > 9 ||
        pl_screening_read(k->acting.c, k->screening, &k->acting.arena, &s, &why) != 0) {
        bool entry = pl_str_i64(number, &k->screening) && number.n < IMO_DIGITS;
        k->screening = -1;
        return entry ? pl_fail(err, PL_E_NOT_FOUND, "journal entry %.*s is no screening of this case", (int)number.n,
                               number.p)
                     : 0;
    }
    *ret_is = true;
    k->row = rest.p != NULL ? rest : PL_STR("");
    if (s.no_question) {
        return pl_fail(err, PL_E_NOT_FOUND, "what screening %lld asked was erased: nothing can be decided of it",
                       (long long)k->screening);
    }
    int code = pl_screening_parties(k->acting.c, &s, k->exercise, &k->acting.arena, on_party, k, err);
    if (code == 0 && !k->found) {
        code = s.batch && k->row.n > 0
                   ? pl_fail(err, PL_E_NOT_FOUND, "the batch of screening %lld has no row \"%.60s\" that could be read",
                             (long long)k->screening, k->row.p)
               : s.batch ? pl_fail(err, PL_E_NOT_FOUND,
                                   "screening %lld is a batch; say which row: %lld:ID, with an id of its file",
                                   (long long)k->screening, (long long)k->screening)
                         : pl_fail(err, PL_E_NOT_FOUND, "screening %lld asked one question; it has no rows",
                                   (long long)k->screening);
    }
    return code;
}

/* Nothing can be decided about nobody. */
static int check_party(const struct deciding *k, struct pl_error *err) {
    return pl_str_trim(k->query).n > 0
               ? 0
               : pl_fail(
                     err, PL_E_USAGE,
                     "row \"%.60s\" of screening %lld has neither a name nor a number: there is nobody to decide about",
                     k->row.p, (long long)k->screening);
}

static int find_party(struct deciding *k, struct pl_error *err) {
    struct pl_screen_question question = {.schema = -1};
    uint32_t imo = 0;
    bool is = false;
    int code = party_of_screening(k, &is, err);
    if (code != 0 || is) {
        return code == 0 ? check_party(k, err) : code;
    }
    k->query = pl_str_trim(pl_str_from(k->o->query));
    if (k->query.n == 0) {
        return pl_fail(err, PL_E_USAGE, "the name is empty");
    }
    question.name = pl_imo_parse(k->query, &imo) ? PL_STR("") : k->query;
    question.imo = pl_imo_parse(k->query, &imo) ? k->query : PL_STR("");
    return pl_screen_question_party(&question, k->exercise, &k->acting.arena, &k->party, err);
}

/* Of the versions of one entry the one that stands in the newest publication: an older content may have come back. */
static int newest_version(struct deciding *k, const struct pl_list_version *versions, size_t n, int64_t *ret_row,
                          struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n_rows = 0;
    int code = pl_list_publications(k->acting.c, versions[0].list, INT64_MAX, &k->acting.arena, &rows, &n_rows, err);
    for (size_t r = 0; code == 0 && r < n_rows; r++) { /* by day, then entry: the last one that matches stays */
        for (size_t v = 0; v < n; v++) {
            for (size_t s = 0; s < versions[v].n_seqs; s++) {
                *ret_row = versions[v].seqs[s] == rows[r].seq ? versions[v].row : *ret_row;
            }
        }
    }
    return code;
}

/* The entry as the newest copy of its list has it, else as the last copy that had it. */
static int find_entry(struct deciding *k, struct pl_error *err) {
    struct pl_arena *arena = &k->acting.arena;
    struct pl_list_version *versions = NULL;
    size_t n = 0;
    pl_str name = pl_str_from(k->o->entry), list = PL_STR("");
    int code = pl_list_versions(k->acting.c, list, name, INT64_MAX, arena, &versions, &n, err);
    if (code == 0 && n == 0) {
        list = pl_str_cut(&name, ':');
        code = name.p != NULL ? pl_list_versions(k->acting.c, list, name, INT64_MAX, arena, &versions, &n, err) : 0;
    }
    if (code == 0 && n == 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "no list of this case has an entry \"%.100s\"", k->o->entry);
    }
    for (size_t i = 1; code == 0 && i < n; i++) {
        if (!pl_str_eq(versions[i].list, versions[0].list) || !pl_str_eq(versions[i].id, versions[0].id)) {
            code = pl_fail(err, PL_E_USAGE, "several entries are called \"%.60s\"; say LIST:ID, such as %.40s:%.40s",
                           k->o->entry, versions[i].list.p, versions[i].id.p);
        }
    }
    int64_t row = -1;
    code = code == 0 ? newest_version(k, versions, n, &row, err) : code;
    return code == 0 ? pl_list_entry_read(k->acting.c, row, arena, &k->entry, err) : code;
}

static int score_pair(struct deciding *k, double *ret, struct pl_error *err) {
    const struct pl_countries *countries = NULL;
    struct pl_romaniser *romaniser = NULL;
    struct pl_subject_match match;
    int code = pl_countries_parse(pl_facts_countries(), &k->acting.arena, &countries, err);
    code = code == 0 ? pl_romaniser_open(&romaniser, err) : code;
    code = code == 0
               ? pl_screen_compare(romaniser, countries, &k->party, &k->entry.entity, &k->acting.arena, &match, err)
               : code;
    pl_romaniser_close(romaniser);
    if (code == 0) {
        *ret = match.score;
    }
    return code;
}

static bool is_reason(pl_str code) {
    for (const struct pl_decision_reason *r = pl_decision_reasons; r->code != NULL; r++) {
        if (pl_str_eq(code, pl_str_from(r->code))) {
            return true;
        }
    }
    return false;
}

static int write_decision(struct deciding *k, double score, int64_t *ret_seq, struct pl_error *err) {
    const struct pl_decide *o = k->o;
    struct pl_act_fields f = {.arena = &k->acting.arena};
    PL_BUF_AUTO text;
    pl_hash party, content;
    pl_buf_open(&text, 64);
    int code = pl_decision_party(&k->party, &party, err);
    code = code == 0 ? pl_decision_entry(&k->entry.entity, &content, err) : code;
    if (code != 0) {
        return code;
    }
    pl_act_add_text(&f, "query", k->query);
    pl_act_add_hash(&f, "party", &party);
    pl_act_add_text(&f, "list", k->entry.entity.list);
    pl_act_add_text(&f, "entity", k->entry.entity.id);
    pl_act_add_text(&f, "reference", k->entry.entity.reference);
    pl_act_add_text(&f, "caption", k->entry.entity.caption);
    pl_act_add_hash(&f, "content", &content);
    pl_act_add_text(&f, "verdict", pl_str_from(VERDICTS[o->verdict]));
    pl_act_add_text(&f, "by", o->by.n > 0 ? o->by : k->acting.person);
    pl_act_add_text(&f, "reason", o->reason);
    pl_act_add_text(&f, "text", o->text);
    if (o->has_expires) {
        struct pl_decision d = {.has_expires = true, .expires = o->expires};
        pl_act_add_text(&f, "expires", expiry_text(&d, f.arena));
    }
    if (score >= 0) {
        pl_buf_add_fixed(&text, score, 6);
        pl_act_add_text(&f, "score", pl_str_copy(f.arena, pl_buf_str(&text)));
    }
    if (k->screening >= 0) {
        pl_act_add_number(&f, "screening", k->screening);
    }
    return pl_acting_write(&k->acting, "decision", &f, ret_seq, err);
}

/* Whether what was just written stands, or waits for a second reviewer. */
static int look_again(struct deciding *k, struct pl_decided *done, struct pl_error *err) {
    struct pl_requirements requirements;
    struct pl_decisions all;
    struct pl_screen_ruling ruling = {.stands = true};
    pl_hash party, content;
    int code = pl_requirements_read(k->acting.c, INT64_MAX, &k->acting.arena, &requirements, err);
    code = code == 0 ? pl_decisions_read(k->acting.c, INT64_MAX, requirements.second_reviewer,
                                         (int32_t)(k->o->now / PL_DAY_US), &k->acting.arena, &all, err)
                     : code;
    code = code == 0 ? pl_decision_party(&k->party, &party, err) : code;
    code = code == 0 ? pl_decision_entry(&k->entry.entity, &content, err) : code;
    if (code == 0 &&
        pl_decisions_ruling(&all, &party, k->entry.entity.list, k->entry.entity.id, &content, &ruling, NULL)) {
        done->second = k->o->verdict == PL_DECIDED_NO_MATCH && pl_decision_lack(&ruling) == PL_LACK_SECOND;
        done->why_not = ruling.why_not;
    }
    return code;
}

static int decide(struct deciding *k, struct pl_arena *arena, struct pl_decided *ret, struct pl_error *err) {
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    struct pl_decided done = {.seq = -1};
    int code = pl_case_exercise(k->acting.c, &exercise, err);
    k->exercise = exercise == PL_CASE_EXERCISE;
    code = code == 0 ? find_party(k, err) : code;
    code = code == 0 ? find_entry(k, err) : code;
    code = code == 0 ? score_pair(k, &done.score, err) : code;
    code = code == 0 ? write_decision(k, done.score, &done.seq, err) : code;
    code = code == 0 ? look_again(k, &done, err) : code;
    if (code == 0) {
        done.query = pl_str_copy(arena, k->query);
        done.list = pl_str_copy(arena, k->entry.entity.list);
        done.reference = pl_str_copy(arena, k->entry.entity.reference);
        done.caption = pl_str_copy(arena, k->entry.entity.caption);
        *ret = done;
    }
    return code;
}

int pl_decide(const struct pl_decide *o, struct pl_arena *arena, struct pl_decided *ret, struct pl_error *err) {
    struct deciding k = {.o = o, .screening = -1};
    if (!is_reason(o->reason)) {
        return pl_fail(err, PL_E_USAGE, "\"%.40s\" is no reason code; `plimsoll decide --reasons` shows them",
                       o->reason.p != NULL ? o->reason.p : "");
    }
    if (o->has_expires && o->expires < (int32_t)(o->now / PL_DAY_US)) {
        return pl_fail(err, PL_E_USAGE, "--expires is a day that has passed: the decision would never stand");
    }
    int code = pl_acting_open(o->dir, "plimsoll decide", o->now, &k.acting, err);
    code = code == 0 ? decide(&k, arena, ret, err) : code;
    pl_acting_close(&k.acting);
    return code;
}

/* ---- taking back ---- */

int pl_decision_withdraw(const char *dir, pl_time now, int64_t seq, pl_str by, pl_str text, int64_t *ret_seq,
                         struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_act_fields f = {.arena = &acting.arena};
    struct pl_decisions all = {0};
    const struct pl_decision *d = NULL;
    int code = pl_acting_open(dir, "plimsoll decide", now, &acting, err);
    code = code == 0 ? pl_decisions_read(acting.c, INT64_MAX, 2, 0, &acting.arena, &all, err) : code;
    for (size_t i = 0; code == 0 && i < all.n; i++) {
        d = all.d[i].seq == seq ? &all.d[i] : d;
    }
    if (code == 0 && d == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "journal entry %lld is no decision", (long long)seq);
    }
    if (code == 0 && d != NULL && d->withdrawn) {
        return pl_fail(err, PL_E_USAGE, "the decision of journal entry %lld was withdrawn before", (long long)seq);
    }
    if (code != 0) {
        return code;
    }
    pl_act_add_number(&f, "entry", seq);
    pl_act_add_text(&f, "by", by.n > 0 ? by : acting.person);
    pl_act_add_text(&f, "text", text);
    return pl_acting_write(&acting, "withdrawal", &f, ret_seq, err);
}
