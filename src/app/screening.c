#include "app/screening.h"

#include <stdio.h>
#include <string.h>

#include "app/case_screener.h"
#include "app/clearance.h"
#include "app/decision.h"
#include "app/facts.h"
#include "app/list.h"
#include "app/requirement.h"
#include "app/watch.h"
#include "base/file.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ANSWER_MAX   ((size_t)2 << 30)
#define ARENA_MAX    ((size_t)2 << 30)
#define REQUIRES_MAX 512

/* ---- asking ---- */

struct asking {
    struct pl_case *c;
    const struct pl_screening *s; /* what is asked */
    const char *rows_path;        /* of a batch: the object */
    const char *rows_name;        /* the file that it was, in messages; NULL: none */
    bool exercise;
    unsigned threads;
    int form;
    pl_screening_write write;
    void *ctx;
    struct pl_arena arena;
    const struct pl_countries *countries;
    struct pl_pool *pool;
    struct pl_case_screener *screener;
    struct pl_decisions decisions;
};

static void close_asking(struct asking *a) {
    pl_case_screener_close(a->screener);
    pl_pool_close(a->pool);
    pl_arena_close(&a->arena);
}

static int open_asking(struct asking *a, double second_reviewer, struct pl_error *err) {
    const struct pl_screening *s = a->s;
    struct pl_case_screener_options options = {.before = s->journal,
                                               .has_as_of = s->has_as_of,
                                               .as_of = s->as_of,
                                               .today = s->today,
                                               .exercise = a->exercise,
                                               .only = -1,
                                               .threads = a->threads};
    pl_arena_open(&a->arena, ARENA_MAX);
    int code = pl_countries_parse(pl_facts_countries(), &a->arena, &a->countries, err);
    code = code == 0 && a->threads > 1 ? pl_pool_open(a->threads, &a->pool, err) : code;
    code = code == 0 ? pl_case_screener_open(a->c, &options, &a->screener, err) : code;
    return code == 0 ? pl_decisions_read(a->c, s->journal, second_reviewer, s->today, &a->arena, &a->decisions, err)
                     : code;
}

static int ask(struct asking *a, struct pl_screen_run_counts *ret_counts, struct pl_error *err) {
    const struct pl_screening *s = a->s;
    struct pl_screen_run_options options = {.screener = pl_case_screener_of(a->screener),
                                            .countries = a->countries,
                                            .exercise = a->exercise,
                                            .ask = {.limit = s->limit, .threshold = s->threshold},
                                            .form = a->form,
                                            .pool = a->pool,
                                            .settle = pl_decisions_settle,
                                            .settle_ctx = &a->decisions,
                                            .write = a->write,
                                            .ctx = a->ctx};
    struct pl_screen_run *run = NULL;
    int code = pl_screener_check(options.screener, s->requires, s->n_requires, &a->arena, &options.ask.lacking, err);
    if (code == 0 && (pl_screener_n_searched(options.screener) == 0 || options.ask.lacking.n > 0)) {
        code = pl_view_lacks_list(a->c, &a->arena, &options.ask.lacking, err);
    }
    code = code == 0 ? pl_screen_run_open(&options, &run, err) : code;
    if (code == 0) {
        code = s->batch ? pl_screen_run_rows(run, PL_SCREEN_ROWS_BATCH, a->rows_path, a->rows_name, err)
                        : pl_screen_run_question(run, &s->question, s->query, err);
    }
    code = code == 0 ? pl_screen_run_finish(run, err) : code;
    code = code == 0 ? pl_screen_run_verdict(run, err) : code;
    if (code == 0) {
        *ret_counts = pl_screen_run_counts(run);
    }
    pl_screen_run_close(run);
    return code;
}

static int to_buf(void *ctx, pl_str bytes, struct pl_error *err) {
    struct pl_buf *buf = ctx;
    pl_buf_add_str(buf, bytes);
    return pl_buf_failed(buf) ? pl_fail(err, PL_E_LIMIT, "the answer is too large to be kept; ask with smaller files")
                              : 0;
}

/* ---- keeping ---- */

static void add_question(struct pl_act_fields *f, const struct pl_screening *s) {
    if (s->batch) {
        pl_act_add_text(f, "name", s->query);
        pl_act_add_number(f, "bytes.rows", (int64_t)s->rows.bytes);
        pl_act_add_hash(f, "sha256.rows", &s->rows.sha256);
        return;
    }
    pl_act_add_text(f, "question.name", s->question.name);
    pl_act_add_text(f, "question.imo", s->question.imo);
    pl_act_add_text(f, "question.birth_date", s->question.birth_date);
    pl_act_add_text(f, "question.country", s->question.country);
    pl_act_add_text(f, "question.schema",
                    s->question.schema >= 0 ? pl_str_from(pl_schema_name(s->question.schema)) : PL_STR(""));
}

static void write_day(struct pl_buf *out, int32_t day) {
    size_t n = out->n;
    pl_time_write(out, (pl_time)day * PL_DAY_US);
    out->n = out->n >= n + 10 ? n + 10 : out->n;
}

static pl_str day_text(struct pl_arena *arena, int32_t day) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    write_day(&text, day);
    return pl_str_copy(arena, pl_buf_str(&text));
}

/* The searched copies, a line each. */
static pl_str lists_text(const struct asking *a, struct pl_arena *arena) {
    const struct pl_screener *screener = pl_case_screener_of(a->screener);
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 20);
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        const struct pl_screen_copy *copy = pl_screener_searched(screener, i).copy;
        const struct pl_list_row *row = pl_case_screener_row(a->screener, copy);
        pl_buf_add_str(&text, copy->list);
        pl_buf_add_char(&text, ' ');
        pl_buf_add_str(&text, copy->published.n > 0 ? copy->published : PL_STR("-"));
        pl_buf_add_fmt(&text, " %lld ", row != NULL ? (long long)row->seq : -1LL);
        pl_buf_add_str(&text, copy->n_files > 0 ? copy->files[0].sha256 : PL_STR("-"));
        pl_buf_add_char(&text, '\n');
    }
    return pl_str_copy(arena, pl_buf_str(&text));
}

static pl_str requires_text(const struct pl_screening *s, struct pl_arena *arena) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 20);
    for (size_t i = 0; i < s->n_requires; i++) {
        pl_buf_add_str(&text, s->requires[i].list);
        if (s->requires[i].has_max_days) {
            pl_buf_add_fmt(&text, ":%d", s->requires[i].max_days);
        }
        pl_buf_add_char(&text, '\n');
    }
    return pl_str_copy(arena, pl_buf_str(&text));
}

static pl_str number_text(struct pl_arena *arena, double value) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_buf_add_fixed(&text, value, 6);
    return pl_str_copy(arena, pl_buf_str(&text));
}

static int keep(struct pl_acting *acting, struct asking *a, const struct pl_screening *s,
                const struct pl_screen_run_counts *counts, pl_str answer, double second_reviewer, int64_t *ret_seq,
                struct pl_error *err) {
    struct pl_act_fields f = {.arena = &acting->arena};
    struct pl_object object;
    add_question(&f, s);
    if (s->has_as_of) {
        pl_act_add_text(&f, "as_of", day_text(f.arena, s->as_of));
    }
    pl_act_add_text(&f, "today", day_text(f.arena, s->today));
    pl_act_add_number(&f, "journal", s->journal);
    pl_act_add_number(&f, "limit", (int64_t)s->limit);
    pl_act_add_text(&f, "threshold", number_text(f.arena, s->threshold));
    pl_act_add_text(&f, "second_reviewer", number_text(f.arena, second_reviewer));
    pl_act_add_text(&f, "requires", requires_text(s, f.arena));
    pl_act_add_text(&f, "lists", lists_text(a, f.arena));
    pl_act_add_text(&f, "by", s->by);
    pl_act_add_text(&f, "purpose", s->purpose);
    pl_act_add_text(&f, "program", PL_STR(PL_VERSION));
    pl_act_add_text(&f, "match", pl_str_from(pl_match_version()));
    pl_act_add_text(&f, "unicode", pl_str_from(pl_unicode_version()));
    pl_act_add_number(&f, "queries", (int64_t)counts->rows);
    for (int i = 0; i <= (int)PL_SCREEN_NOT_COMPARABLE; i++) {
        static const char *const NAMES[] = {"with_candidates", "none", "undetermined", "not_comparable"};
        pl_act_add_number(&f, NAMES[i], (int64_t)counts->verdicts[i]);
    }
    if (!s->batch) {
        pl_act_add_text(&f, "answer", answer);
        return pl_acting_write(acting, "screening", &f, ret_seq, err);
    }
    int code = pl_object_put_bytes(acting->c, answer, &object, err);
    if (code == 0) {
        pl_act_add_number(&f, "bytes", (int64_t)object.bytes);
        pl_act_add_hash(&f, "sha256", &object.sha256);
        code = pl_acting_write(acting, "screening", &f, ret_seq, err);
    }
    return code;
}

/* ---- a screening ---- */

static int join_requires(const struct pl_screening_request *r, const struct pl_requirements *case_requires,
                         struct pl_arena *arena, struct pl_screening *s, struct pl_error *err) {
    size_t n = case_requires->n + r->n_requires;
    s->requires = pl_arena_calloc(arena, n + 1, sizeof *s->requires);
    if (s->requires == NULL || n > REQUIRES_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %d required lists", REQUIRES_MAX);
    }
    for (size_t i = 0; i < case_requires->n; i++) {
        s->requires[s->n_requires++] = case_requires->lists[i];
    }
    for (size_t i = 0; i < r->n_requires; i++) {
        if (!pl_requirement_parse(r->requires[i], &s -> requires[s->n_requires++])) {
            return pl_fail(err, PL_E_USAGE, "--require is LIST or LIST:DAYS, not \"%.80s\"", r->requires[i]);
        }
    }
    return 0;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return strcmp(path, "-") == 0 ? "stdin" : slash != NULL ? slash + 1 : path;
}

static int make_screening(const struct pl_screening_request *r, struct pl_acting *acting, char path[PL_OBJECT_PATH_MAX],
                          struct pl_requirements *requirements, struct pl_screening *s, struct pl_error *err) {
    struct pl_knowledge known;
    pl_time at = r->known_at != PL_TIME_NONE ? r->known_at : r->now;
    *s = (struct pl_screening){.batch = r->rows != NULL,
                               .question = r->question,
                               .query = r->rows != NULL ? pl_str_from(base_name(r->rows)) : r->query,
                               .has_as_of = r->has_as_of,
                               .as_of = r->as_of,
                               .today = (int32_t)(at / PL_DAY_US),
                               .limit = r->limit,
                               .threshold = r->threshold,
                               .by = r->by.n > 0 ? r->by : acting->person,
                               .purpose = r->purpose};
    int code = pl_known_at_read(acting->c, r->known_at, &known, err);
    s->journal = code == 0 ? (int64_t)known.size : 0;
    code = code == 0 ? pl_requirements_read(acting->c, s->journal, &acting->arena, requirements, err) : code;
    code = code == 0 ? join_requires(r, requirements, &acting->arena, s, err) : code;
    if (code == 0 && s->batch) {
        code = r->rows_bytes.p != NULL ? pl_object_put_bytes(acting->c, r->rows_bytes, &s->rows, err)
                                       : pl_object_put(acting->c, r->rows, &s->rows, err);
        code = code == 0 ? pl_object_path(acting->c, &s->rows.sha256, path, err) : code;
    }
    return code;
}

static int run_and_keep(struct pl_acting *acting, struct asking *a, const struct pl_screening *s,
                        const struct pl_screening_request *r, double second_reviewer, struct pl_screening_done *done,
                        struct pl_error *err) {
    PL_BUF_AUTO answer;
    pl_buf_open(&answer, ANSWER_MAX);
    a->form = PL_SCREEN_JSON;
    a->write = to_buf;
    a->ctx = &answer;
    int code = open_asking(a, second_reviewer, err);
    code = code == 0 ? ask(a, &done->counts, err) : code;
    code = code == 0 ? keep(acting, a, s, &done->counts, pl_buf_str(&answer), second_reviewer, &done->seq, err) : code;
    if (code != 0) {
        return code;
    }
    if (r->form == PL_SCREEN_JSON) {
        return r->write(r->ctx, pl_buf_str(&answer), err);
    }
    struct pl_screen_run_counts again;
    a->rows_name = NULL; /* what is wrong with the rows was said */
    a->form = r->form;
    a->write = r->write;
    a->ctx = r->ctx;
    return ask(a, &again, err);
}

int pl_screening_run(const char *dir, const struct pl_screening_request *request, struct pl_screening_done *ret,
                     struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_screening_done done = {.seq = -1};
    struct pl_requirements requirements;
    struct pl_screening s = {0};
    char path[PL_OBJECT_PATH_MAX] = "";
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int code = pl_acting_open(dir, "plimsoll screen", request->now, &acting, err);
    code = code == 0 ? make_screening(request, &acting, path, &requirements, &s, err) : code;
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    if (code == 0) {
        struct asking a = {.c = acting.c,
                           .s = &s,
                           .rows_path = path,
                           .rows_name = request->rows_bytes.p == NULL ? request->rows : NULL,
                           .exercise = exercise == PL_CASE_EXERCISE,
                           .threads = request->threads};
        code = run_and_keep(&acting, &a, &s, request, requirements.second_reviewer, &done, err);
        close_asking(&a);
    }
    if (code == 0) {
        *ret = done;
    } else if (acting.c != NULL && s.batch && done.seq < 0) {
        struct pl_error swept; /* the rows that nothing names; what stays goes at the next opening */
        int swept_code = pl_case_sweep(acting.c, &swept);
        (void)swept_code;
    }
    return code;
}

/* ---- what was kept ---- */

static bool object_of(const struct pl_act *act, const char *sha256, const char *bytes, struct pl_object *ret) {
    pl_str hash = pl_act_text(act, sha256);
    int64_t n = pl_act_number(act, bytes, -1);
    if (hash.n != PL_HASH_BYTES || n < 0) {
        return false;
    }
    memcpy(ret->sha256.b, hash.p, PL_HASH_BYTES);
    ret->bytes = (uint64_t)n;
    return true;
}

static bool requires_of(pl_str text, struct pl_arena *arena, struct pl_screening *s) {
    s->requires = pl_arena_calloc(arena, REQUIRES_MAX, sizeof *s->requires);
    while (s->requires != NULL && text.p != NULL && text.n > 0) {
        pl_str line = pl_str_cut(&text, '\n');
        pl_str copy = pl_str_copy(arena, line);
        if (line.n > 0 && (copy.p == NULL || s->n_requires == REQUIRES_MAX ||
                           !pl_requirement_parse(copy.p, &s->requires[s->n_requires++]))) {
            return false;
        }
    }
    return s->requires != NULL;
}

static pl_str copy_of(const struct pl_act *act, const char *field, struct pl_arena *arena) {
    return pl_str_copy(arena, pl_act_text(act, field));
}

/* Without `prefix` any field. */
static bool was_erased(const struct pl_act *act, pl_str prefix) {
    for (size_t i = 0; i < act->n_fields; i++) {
        const struct pl_journal_field *f = &act->fields[i];
        if (f->erased && !f->torn && pl_str_starts(f->name, prefix)) {
            return true;
        }
    }
    return false;
}

int pl_screening_of(const struct pl_act *act, struct pl_arena *arena, struct pl_screening *ret, struct pl_error *err) {
    struct pl_screening s = {.seq = act->seq, .at = act->at};
    pl_str as_of = pl_act_text(act, "as_of"), schema = pl_act_text(act, "question.schema");
    s.batch = pl_journal_field_named(act->fields, act->n_fields, "sha256.rows") != NULL;
    s.question = (struct pl_screen_question){.name = copy_of(act, "question.name", arena),
                                             .imo = copy_of(act, "question.imo", arena),
                                             .birth_date = copy_of(act, "question.birth_date", arena),
                                             .country = copy_of(act, "question.country", arena),
                                             .schema = schema.n > 0 ? pl_schema_of(schema) : -1};
    s.query = s.batch ? copy_of(act, "name", arena) : s.question.name.n > 0 ? s.question.name : s.question.imo;
    s.has_as_of = as_of.n > 0;
    s.journal = pl_act_number(act, "journal", -1);
    s.limit = (size_t)pl_act_number(act, "limit", 0);
    s.by = copy_of(act, "by", arena);
    s.purpose = copy_of(act, "purpose", arena);
    s.program = copy_of(act, "program", arena);
    s.match = copy_of(act, "match", arena);
    s.unicode = copy_of(act, "unicode", arena);
    s.lists = copy_of(act, "lists", arena);
    s.answer = copy_of(act, "answer", arena);
    s.queries = (uint64_t)pl_act_number(act, "queries", 0);
    s.with_candidates = (uint64_t)pl_act_number(act, "with_candidates", 0);
    s.none = (uint64_t)pl_act_number(act, "none", 0);
    s.watch = pl_str_eq(s.purpose, PL_STR("watch"));
    s.watch_publication = pl_act_number(act, "publication", -1);
    s.watch_item = pl_act_number(act, "item", -1);
    s.new_hits = (uint64_t)pl_act_number(act, "new_hits", 0);
    s.ended = (uint64_t)pl_act_number(act, "ended", 0);
    s.changed = (uint64_t)pl_act_number(act, "changed", 0);
    s.query = s.watch ? PL_STR("the watch list") : s.query;
    s.undetermined = (uint64_t)pl_act_number(act, "undetermined", 0);
    s.not_comparable = (uint64_t)pl_act_number(act, "not_comparable", 0);
    bool how = s.journal >= 0 && (!s.has_as_of || pl_list_day_number(as_of, &s.as_of)) &&
               pl_list_day_number(pl_act_text(act, "today"), &s.today) &&
               pl_str_double(pl_act_text(act, "threshold"), &s.threshold) &&
               requires_of(pl_act_text(act, "requires"), arena, &s);
    bool rows = !s.batch || object_of(act, "sha256.rows", "bytes.rows", &s.rows);
    bool answer = !s.batch || object_of(act, "sha256", "bytes", &s.answer_object);
    s.erased = was_erased(act, PL_STR(""));
    s.no_question = !how || !rows || was_erased(act, PL_STR("question."));
    s.no_answer = !answer || was_erased(act, PL_STR("answer"));
    if (!(how && rows && answer) && !s.erased) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld is no screening that this program reads",
                       (long long)act->seq);
    }
    *ret = s;
    return 0;
}

struct finding {
    int64_t seq;
    struct pl_arena *arena;
    struct pl_screening *s;
    double second_reviewer;
    bool found;
};

static int on_screening(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct finding *f = ctx;
    if (act->seq != f->seq) {
        return 0;
    }
    f->found = true;
    f->second_reviewer = PL_SECOND_REVIEWER_SCORE;
    (void)pl_str_double(pl_act_text(act, "second_reviewer"), &f->second_reviewer);
    return pl_screening_of(act, f->arena, f->s, err);
}

static int find(struct pl_case *c, int64_t seq, struct finding *f, struct pl_error *err) {
    f->seq = seq;
    int code = pl_act_each(c, PL_STR("screening"), seq + 1, on_screening, f, err);
    return code == 0 && !f->found ? pl_fail(err, PL_E_NOT_FOUND, "journal entry %lld is no screening", (long long)seq)
                                  : code;
}

int pl_screening_read(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_screening *ret,
                      struct pl_error *err) {
    struct finding f = {.arena = arena, .s = ret};
    return find(c, seq, &f, err);
}

int pl_screening_answer(struct pl_case *c, const struct pl_screening *s, struct pl_buf *out, struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    if (s->no_answer) {
        return 0;
    }
    if (!s->batch) {
        pl_buf_add_str(out, s->answer);
        return pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
    }
    int code = pl_object_path(c, &s->answer_object.sha256, path, err);
    return code == 0 ? pl_file_read(path, ANSWER_MAX, out, err) : code;
}

struct parties {
    pl_screening_party sink;
    void *ctx;
};

static int on_row(void *ctx, const struct pl_screen_row *row, struct pl_error *err) {
    struct parties *p = ctx;
    return row->fault.n == 0 ? p->sink(p->ctx, row->id, row->query, &row->a, err) : 0;
}

static int watch_parties(struct pl_case *c, const struct pl_screening *s, bool exercise, struct pl_arena *arena,
                         pl_screening_party sink, void *ctx, struct pl_error *err) {
    struct pl_watch_item *items = NULL;
    size_t n = 0;
    int code = pl_watch_items(c, s->journal, arena, &items, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct pl_entity party;
        char number[32];
        snprintf(number, sizeof number, "%lld", (long long)items[i].seq);
        if (s->watch_item >= 0 && items[i].seq != s->watch_item) {
            continue;
        }
        code = pl_watch_party(&items[i], exercise, arena, &party, err);
        code = code == 0
                   ? sink(ctx, pl_str_copy(arena, pl_str_from(number)), pl_watch_label(&items[i], arena), &party, err)
                   : code;
    }
    return code;
}

int pl_screening_parties(struct pl_case *c, const struct pl_screening *s, bool exercise, struct pl_arena *arena,
                         pl_screening_party sink, void *ctx, struct pl_error *err) {
    struct parties p = {sink, ctx};
    struct pl_screen_rows_counts counts;
    const struct pl_countries *countries = NULL;
    struct pl_entity party;
    char path[PL_OBJECT_PATH_MAX];
    if (s->no_question) {
        return 0;
    }
    if (s->watch) {
        return watch_parties(c, s, exercise, arena, sink, ctx, err);
    }
    if (!s->batch) {
        int code = pl_screen_question_party(&s->question, exercise, arena, &party, err);
        return code == 0 ? sink(ctx, PL_STR(""), s->query, &party, err) : code;
    }
    int code = pl_countries_parse(pl_facts_countries(), arena, &countries, err);
    code = code == 0 ? pl_object_path(c, &s->rows.sha256, path, err) : code;
    return code == 0 ? pl_screen_rows_read(PL_SCREEN_ROWS_BATCH, path, NULL, exercise, countries, arena, on_row, &p,
                                           &counts, err)
                     : code;
}

/* ---- again ---- */

static int say_difference(const struct pl_screening *s, struct pl_error *err) {
    const struct {
        const char *what;
        pl_str was, is;
    } versions[] = {{"program", s->program, PL_STR(PL_VERSION)},
                    {"matching", s->match, pl_str_from(pl_match_version())},
                    {"ICU", s->unicode, pl_str_from(pl_unicode_version())}};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        if (!pl_str_eq(versions[i].was, versions[i].is)) {
            return pl_fail(err, PL_E_CHECK, "the answer differs: the version of %s was %.80s and is %.80s",
                           versions[i].what, versions[i].was.p, versions[i].is.p);
        }
    }
    return pl_fail(err, PL_E_CHECK, "the answer differs, though every version is the same; run `plimsoll check`");
}

static int compare(struct asking *a, const struct pl_screening *s, double second_reviewer, pl_screening_write write,
                   void *ctx, struct pl_error *err) {
    struct pl_screen_run_counts counts;
    PL_BUF_AUTO kept;
    PL_BUF_AUTO again;
    pl_buf_open(&kept, ANSWER_MAX);
    pl_buf_open(&again, ANSWER_MAX);
    a->form = PL_SCREEN_JSON;
    a->write = to_buf;
    a->ctx = &again;
    struct pl_watch_run run = {
        .journal = s->journal, .publication = s->watch_publication, .item = s->watch_item, .exercise = a->exercise};
    struct pl_watch_counts watched;
    int code = pl_screening_answer(a->c, s, &kept, err);
    if (s->watch) {
        code = code == 0 ? pl_watch_screen(a->c, &run, &again, NULL, &watched, err) : code;
    } else {
        code = code == 0 ? open_asking(a, second_reviewer, err) : code;
        code = code == 0 ? ask(a, &counts, err) : code;
    }
    if (code != 0) {
        return code;
    }
    return pl_str_eq(pl_buf_str(&kept), pl_buf_str(&again)) ? write(ctx, pl_buf_str(&kept), err)
                                                            : say_difference(s, err);
}

int pl_screening_replay(const char *dir, int64_t seq, unsigned threads, pl_screening_write write, void *ctx,
                        struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_screening s;
    struct finding f = {.arena = &arena, .s = &s};
    char path[PL_OBJECT_PATH_MAX] = "";
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    code = code == 0 ? find(view.c, seq, &f, err) : code;
    if (code == 0 && (s.no_question || s.no_answer)) {
        return pl_fail(err, PL_E_NOT_FOUND, "what screening %lld asked or answered was erased", (long long)seq);
    }
    code = code == 0 && s.batch ? pl_object_path(view.c, &s.rows.sha256, path, err) : code;
    if (code == 0) {
        struct asking a = {.c = view.c, .s = &s, .rows_path = path, .exercise = view.exercise, .threads = threads};
        code = compare(&a, &s, f.second_reviewer, write, ctx, err);
        close_asking(&a);
    }
    return code;
}
