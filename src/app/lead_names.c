#include "app/lead_names.h"

#include <stdlib.h>

#include "app/facts.h"
#include "app/screener_cache.h"
#include "base/map.h"
#include "names/identifier.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)2 << 30)
#define BOOK_MAX  ((size_t)1 << 30)
#define NAMES_MAX ((size_t)1 << 22)

struct answer {
    struct pl_lead_name_hit *hits;
    size_t n;
};

struct pl_lead_names {
    struct pl_case *c;
    struct pl_arena arena, scratch;
    bool exercise, borrowed; /* borrowed: the asker is another's */
    struct pl_list_row *rows;
    struct pl_book **books;
    size_t n_rows;
    struct pl_screener *screener;
    struct pl_screen_asker *asker;
    struct pl_decisions decisions;
    struct pl_strmap asked; /* name -> answers */
    struct answer *answers;
    size_t n_answers, cap_answers;
};

void pl_lead_names_close(struct pl_lead_names *k) {
    if (k == NULL) {
        return;
    }
    if (!k->borrowed) {
        pl_screen_asker_close(k->asker);
    }
    pl_screener_close(k->screener);
    for (size_t i = 0; i < k->n_rows && k->books != NULL; i++) {
        pl_book_close(k->books[i]);
    }
    pl_strmap_close(&k->asked);
    free(k->answers);
    pl_arena_close(&k->arena);
    pl_arena_close(&k->scratch);
    free(k);
}

static int add_ship(void *ctx, const struct pl_list_entry *entry, struct pl_error *err) {
    return entry->entity.schema == PL_SCHEMA_VESSEL ? pl_book_add(ctx, &entry->entity, err) : 0;
}

static int read_books(struct pl_lead_names *k, struct pl_screen_copy **ret_copies, struct pl_error *err) {
    size_t n = 0;
    int code = pl_list_newest(k->c, INT64_MAX, &k->arena, &k->rows, &n, err);
    struct pl_screen_copy *copies = pl_arena_calloc(&k->arena, n + 1, sizeof *copies);
    k->books = pl_arena_calloc(&k->arena, n + 1, sizeof(struct pl_book *));
    if (code == 0 && (copies == NULL || k->books == NULL)) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        k->n_rows = i + 1;
        code = pl_book_open(BOOK_MAX, &k->books[i], err);
        code = code == 0 ? pl_list_entries(k->c, k->rows[i].seq, add_ship, k->books[i], err) : code;
        code = code == 0 ? pl_book_seal(k->books[i], NULL, err) : code;
        copies[i] =
            (struct pl_screen_copy){.list = k->rows[i].list, .book = k->books[i], .published = k->rows[i].published};
    }
    *ret_copies = copies;
    return code;
}

int pl_lead_names_open(struct pl_case *c, int32_t today, bool exercise, struct pl_lead_names **ret,
                       struct pl_error *err) {
    struct pl_screen_options options = {.today = today, .exercise = exercise};
    struct pl_screen_copy *copies = NULL;
    struct pl_requirements requirements;
    struct pl_lead_names *k = calloc(1, sizeof *k);
    if (k == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    k->c = c;
    k->exercise = exercise;
    pl_arena_open(&k->arena, ARENA_MAX);
    pl_arena_open(&k->scratch, ARENA_MAX);
    pl_strmap_open(&k->asked, NAMES_MAX, (size_t)1 << 30);
    int code = read_books(k, &copies, err);
    code = code == 0 ? pl_screener_build(&options, copies, k->n_rows, &k->screener, err) : code;
    code = code == 0 ? pl_screen_asker_open(k->screener, &k->asker, err) : code;
    code = code == 0 ? pl_requirements_read(c, INT64_MAX, &k->arena, &requirements, err) : code;
    code = code == 0
               ? pl_decisions_read(c, INT64_MAX, requirements.second_reviewer, today, &k->arena, &k->decisions, err)
               : code;
    if (code != 0) {
        pl_lead_names_close(k);
        return code;
    }
    *ret = k;
    return 0;
}

int pl_lead_names_borrow(struct pl_case *c, const struct pl_screener_held *held, struct pl_lead_names **ret,
                         struct pl_error *err) {
    struct pl_lead_names *k = calloc(1, sizeof *k);
    if (k == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    k->c = c;
    k->exercise = held->exercise;
    k->borrowed = true;
    k->asker = held->asker;
    k->decisions = *held->decisions;
    pl_arena_open(&k->arena, ARENA_MAX);
    pl_arena_open(&k->scratch, ARENA_MAX);
    pl_strmap_open(&k->asked, NAMES_MAX, (size_t)1 << 30);
    *ret = k;
    return 0;
}

/* ---- asking ---- */

/* The screener of ships alone has no others; a borrowed one has. */
static bool is_ships(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry) {
    (void)ctx;
    (void)copy;
    (void)entry;
    return schema == PL_SCHEMA_VESSEL;
}

static int make_hit(struct pl_lead_names *k, const struct pl_screen_candidate *c, struct pl_lead_name_hit *hit,
                    struct pl_error *err) {
    const struct pl_entity *e = &c->entry->entity;
    pl_hash content;
    int code = pl_decision_entry(e, &content, err);
    *hit = (struct pl_lead_name_hit){.list = c->copy->list,
                                     .published = c->copy->published,
                                     .id = e->id,
                                     .reference = e->reference,
                                     .caption = e->caption,
                                     .matched = pl_str_copy(&k->arena, c->matched_name),
                                     .score = c->match.score,
                                     .exact = c->match.name.exact,
                                     .why = c->match.n_reasons > 0 ? pl_str_copy(&k->arena, c->match.reasons[0].detail)
                                                                   : PL_STR("")};
    return code == 0 ? pl_list_row_of(k->c, &content, &hit->row, err) : code;
}

static int ask_new(struct pl_lead_names *k, pl_str name, struct answer *ret, struct pl_error *err) {
    struct pl_screen_question question = {.name = name, .schema = PL_SCHEMA_VESSEL};
    struct pl_screen_ask ask = {.limit = PL_INDEX_MAX_SCORED, .threshold = PL_LEAD_NAME_SCORE, .may = is_ships};
    struct pl_screen_answer answer = {0};
    struct pl_entity party;
    struct pl_arena_mark mark = pl_arena_mark(&k->scratch);
    int code = pl_screen_question_party(&question, k->exercise, &k->scratch, &party, err);
    code = code == 0 ? pl_screen_party(k->asker, &party, &ask, &k->scratch, &answer, err) : code;
    ret->hits = pl_arena_calloc(&k->arena, answer.n + 1, sizeof *ret->hits);
    if (code == 0 && ret->hits == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < answer.n; i++) {
        code = make_hit(k, &answer.candidates[i], &ret->hits[ret->n++], err);
    }
    pl_arena_rewind(&k->scratch, mark);
    return code;
}

static int answer_of(struct pl_lead_names *k, pl_str name, struct answer *ret, struct pl_error *err) {
    bool fresh = false;
    uint64_t *at = pl_strmap_put(&k->asked, name, &fresh);
    if (at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "too many names");
    }
    if (!fresh) {
        *ret = k->answers[*at];
        return 0;
    }
    if (k->n_answers == k->cap_answers) {
        size_t cap = k->cap_answers > 0 ? 2 * k->cap_answers : 256;
        struct answer *answers = reallocarray(k->answers, cap, sizeof *answers);
        if (answers == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        k->answers = answers;
        k->cap_answers = cap;
    }
    *at = k->n_answers;
    struct answer *answer = &k->answers[k->n_answers++];
    *answer = (struct answer){NULL, 0};
    int code = ask_new(k, name, answer, err);
    *ret = *answer;
    return code;
}

int pl_lead_names_ask(struct pl_lead_names *k, pl_str name, pl_lead_name_sink sink, void *ctx, struct pl_error *err) {
    struct answer answer = {NULL, 0};
    int code = k != NULL && name.n > 0 ? answer_of(k, name, &answer, err) : 0;
    for (size_t i = 0; code == 0 && i < answer.n; i++) {
        code = sink(ctx, &answer.hits[i], err);
    }
    return code;
}

/* ---- decided ---- */

int pl_lead_names_ruling(struct pl_lead_names *k, pl_str said, int64_t row, struct pl_arena *arena, pl_str *ret,
                         bool *ret_cleared, struct pl_error *err) {
    struct pl_screen_question question = {.schema = -1};
    struct pl_screen_ruling ruling;
    struct pl_list_entry entry;
    struct pl_entity party;
    pl_hash hash;
    uint32_t imo = 0;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 4096);
    *ret = (pl_str){0};
    *ret_cleared = false;
    if (k == NULL || k->decisions.n == 0 || said.n == 0) {
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&k->scratch);
    question.name = pl_imo_parse(said, &imo) ? PL_STR("") : said;
    question.imo = pl_imo_parse(said, &imo) ? said : PL_STR("");
    int code = pl_screen_question_party(&question, k->exercise, &k->scratch, &party, err);
    code = code == 0 ? pl_decision_party(&party, &hash, err) : code;
    code = code == 0 ? pl_list_entry_read(k->c, row, &k->scratch, &entry, err) : code;
    if (code == 0 &&
        pl_decisions_ruling(&k->decisions, &hash, entry.entity.list, entry.entity.id, &entry.hash, &ruling, NULL)) {
        *ret_cleared = ruling.stands && ruling.verdict[0] == 'n';
        pl_buf_add_fmt(&text, "%.*s decided \"%s\" (%.*s: %.*s; journal entry %lld)%s%s", (int)ruling.by.n, ruling.by.p,
                       ruling.verdict, (int)ruling.reason.n, ruling.reason.p,
                       (int)(ruling.text.n < 200 ? ruling.text.n : 200), ruling.text.p, (long long)ruling.entry,
                       ruling.stands ? "" : ", which does not stand: ", ruling.stands ? "" : ruling.why_not);
        *ret = pl_str_copy(arena, pl_buf_str(&text));
    }
    pl_arena_rewind(&k->scratch, mark);
    return code;
}
