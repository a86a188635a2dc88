#include "app/screen_run.h"

#include <stdlib.h>
#include <string.h>

#include "app/screen_text.h"
#include "base/time.h"
#include "text/unicode.h"

#include "base/ban.h"

#define BLOCK         512
#define ROWS_BYTES    ((size_t)4 << 30)
#define SCRATCH_BYTES ((size_t)1 << 30)
#define OUT_BYTES     ((size_t)1 << 30)
#define ANSWERS_BYTES ((size_t)8 << 30)

/* A row and its answer. */
struct job {
    struct pl_screen_row row;
    struct pl_buf out;    /* its lines */
    struct pl_buf answer; /* its element of the summary's answers */
    int verdict;
    size_t candidates;
    bool match, comparable;
    uint32_t us;
    int code;
    struct pl_error err;
};

struct worker {
    struct pl_screen_asker *asker;
    struct pl_romaniser *romaniser; /* for pairs */
    struct pl_arena arena;
};

struct pl_screen_run {
    struct pl_screen_run_options options;
    int kind; /* enum pl_screen_rows_kind */
    struct worker *workers;
    size_t n_workers;
    struct job *jobs;
    size_t n_jobs;
    struct pl_arena rows;
    struct pl_buf answers; /* of the summary, JSON only */
    struct pl_buf scratch;
    struct pl_screen_run_counts counts;
    uint32_t *times;
    size_t n_times, cap_times;
    bool started, sorted;
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory"); }

int pl_screen_run_open(const struct pl_screen_run_options *options, struct pl_screen_run **ret_run,
                       struct pl_error *err) {
    struct pl_screen_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return no_memory(err);
    }
    run->options = *options;
    pl_arena_open(&run->rows, ROWS_BYTES);
    pl_buf_open(&run->answers, ANSWERS_BYTES);
    pl_buf_open(&run->scratch, OUT_BYTES);
    size_t n = options->pool != NULL ? pl_pool_threads(options->pool) : 1;
    run->workers = calloc(n, sizeof *run->workers);
    run->jobs = calloc(BLOCK, sizeof *run->jobs);
    int code = run->workers == NULL || run->jobs == NULL ? no_memory(err) : 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct worker *worker = &run->workers[run->n_workers++];
        pl_arena_open(&worker->arena, SCRATCH_BYTES);
        code = options->screener != NULL ? pl_screen_asker_open(options->screener, &worker->asker, err)
                                         : pl_romaniser_open(&worker->romaniser, err);
    }
    for (size_t i = 0; code == 0 && i < BLOCK; i++) {
        pl_buf_open(&run->jobs[i].out, OUT_BYTES);
        pl_buf_open(&run->jobs[i].answer, OUT_BYTES);
    }
    if (code != 0) {
        pl_screen_run_close(run);
        return code;
    }
    *ret_run = run;
    return 0;
}

void pl_screen_run_close(struct pl_screen_run *run) {
    if (run == NULL) {
        return;
    }
    for (size_t i = 0; i < run->n_workers; i++) {
        pl_screen_asker_close(run->workers[i].asker);
        pl_romaniser_close(run->workers[i].romaniser);
        pl_arena_close(&run->workers[i].arena);
    }
    for (size_t i = 0; run->jobs != NULL && i < BLOCK; i++) {
        pl_buf_close(&run->jobs[i].out);
        pl_buf_close(&run->jobs[i].answer);
    }
    free(run->workers);
    free(run->jobs);
    free(run->times);
    pl_buf_close(&run->answers);
    pl_buf_close(&run->scratch);
    pl_arena_close(&run->rows);
    free(run);
}

/* ---- one row ---- */

static struct pl_screen_label label_of(const struct pl_screen_run *run, const struct job *job) {
    return (struct pl_screen_label){
        .has_id = job->row.has_id, .id = job->row.id, .query = job->row.query, .exercise = run->options.exercise};
}

/* A note about what was left out of the row stands behind the answer's own words. */
static int add_note(struct job *job, struct pl_arena *arena, struct pl_screen_answer *answer, struct pl_error *err) {
    PL_BUF_AUTO why;
    pl_buf_open(&why, OUT_BYTES);
    if (job->row.note.n == 0) {
        return 0;
    }
    pl_buf_add_str(&why, answer->why);
    pl_buf_add_str(&why, answer->why.n > 0 ? PL_STR("; ") : PL_STR(""));
    pl_buf_add_str(&why, job->row.note);
    answer->why = pl_str_copy(arena, pl_buf_str(&why));
    return answer->why.p == NULL ? no_memory(err) : 0;
}

static int answer_question(const struct pl_screen_run *run, struct worker *worker, struct job *job,
                           struct pl_error *err) {
    struct pl_screen_label label = label_of(run, job);
    struct pl_screen_answer answer = {.verdict = PL_SCREEN_NOT_COMPARABLE, .why = job->row.fault};
    struct pl_json json;
    int code = 0;
    if (job->row.fault.n == 0) {
        code = pl_screen_party(worker->asker, &job->row.a, &run->options.ask, &worker->arena, &answer, err);
        if (code == 0 && run->options.settle != NULL) {
            code = run->options.settle(run->options.settle_ctx, &job->row.a, &worker->arena, &answer, err);
        }
        code = code == 0 ? add_note(job, &worker->arena, &answer, err) : code;
    }
    if (code != 0) {
        return code;
    }
    job->verdict = answer.verdict;
    job->candidates = answer.n;
    if (run->options.form == PL_SCREEN_JSON) {
        pl_screen_candidates_json(&label, &answer, &job->out);
        pl_json_start(&json, &job->answer);
        pl_screen_answer_json(&label, &answer, &json);
    } else if (run->options.form == PL_SCREEN_CSV) {
        pl_screen_answer_csv(&label, &answer, &job->out);
    } else {
        pl_screen_answer_table(run->options.screener, &label, &answer, &job->out);
    }
    return 0;
}

static int answer_pair(const struct pl_screen_run *run, struct worker *worker, struct job *job, struct pl_error *err) {
    struct pl_screen_label label = label_of(run, job);
    struct pl_reason fault = {.kind = "row", .detail = job->row.fault};
    struct pl_subject_match match = {.score = -1, .name_a = SIZE_MAX, .name_b = SIZE_MAX};
    int code = 0;
    if (job->row.fault.n == 0) {
        code = pl_screen_compare(worker->romaniser, run->options.countries, &job->row.a, &job->row.b, &worker->arena,
                                 &match, err);
    } else {
        match.reasons = &fault;
        match.n_reasons = 1;
    }
    if (code != 0) {
        return code;
    }
    job->match = match.match;
    job->comparable = match.score >= 0;
    if (run->options.form == PL_SCREEN_JSON) {
        pl_screen_match_json(run->kind == PL_SCREEN_ROWS_PAIRS ? "pair" : "comparison", &label, &match, &job->out);
    } else if (run->options.form == PL_SCREEN_CSV) {
        pl_screen_match_csv(&label, &match, &job->out);
    } else {
        pl_screen_match_table(&label, &match, &job->out);
    }
    return 0;
}

static void answer_job(const struct pl_screen_run *run, struct worker *worker, struct job *job) {
    int64_t from = pl_time_monotonic_us();
    pl_buf_clear(&job->out);
    pl_buf_clear(&job->answer);
    struct pl_arena_mark mark = pl_arena_mark(&worker->arena);
    job->code = run->kind == PL_SCREEN_ROWS_BATCH ? answer_question(run, worker, job, &job->err)
                                                  : answer_pair(run, worker, job, &job->err);
    pl_arena_rewind(&worker->arena, mark);
    if (job->code == 0 && (pl_buf_failed(&job->out) || pl_buf_failed(&job->answer))) {
        job->code = no_memory(&job->err);
    }
    int64_t us = pl_time_monotonic_us() - from;
    job->us = us < 0 ? 0 : us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

/* Worker i takes every n-th row of the block. */
static void work(void *ctx, size_t i) {
    struct pl_screen_run *run = ctx;
    for (size_t k = i; k < run->n_jobs; k += run->n_workers) {
        answer_job(run, &run->workers[i], &run->jobs[k]);
    }
}

/* ---- a block ---- */

static int start_output(struct pl_screen_run *run, struct pl_error *err) {
    if (run->started) {
        return 0;
    }
    run->started = true;
    pl_buf_clear(&run->scratch);
    if (run->options.form == PL_SCREEN_CSV) {
        if (run->kind == PL_SCREEN_ROWS_BATCH) {
            pl_screen_csv_header(&run->scratch);
        } else {
            pl_screen_match_csv_header(&run->scratch);
        }
    }
    return run->scratch.n > 0 ? run->options.write(run->options.ctx, pl_buf_str(&run->scratch), err) : 0;
}

static int keep_time(struct pl_screen_run *run, uint32_t us, struct pl_error *err) {
    if (run->n_times == run->cap_times) {
        size_t cap = run->cap_times > 0 ? run->cap_times * 2 : BLOCK;
        uint32_t *grown = reallocarray(run->times, cap, sizeof *grown);
        if (grown == NULL) {
            return no_memory(err);
        }
        run->times = grown;
        run->cap_times = cap;
    }
    run->times[run->n_times++] = us;
    return 0;
}

static int take_job(struct pl_screen_run *run, const struct job *job, struct pl_error *err) {
    struct pl_screen_run_counts *c = &run->counts;
    if (job->code != 0) {
        if (err != NULL) {
            *err = job->err;
        }
        return job->code;
    }
    c->rows++;
    if (run->kind == PL_SCREEN_ROWS_BATCH) {
        c->verdicts[job->verdict]++;
        c->candidates += job->candidates;
    } else {
        c->matches += job->match ? 1 : 0;
        c->not_comparable += job->comparable ? 0 : 1;
    }
    if (job->answer.n > 0) {
        pl_buf_add_str(&run->answers, run->answers.n > 0 ? PL_STR(",") : PL_STR(""));
        pl_buf_add_str(&run->answers, pl_buf_str(&job->answer));
    }
    int code = keep_time(run, job->us, err);
    return code == 0 && job->out.n > 0 ? run->options.write(run->options.ctx, pl_buf_str(&job->out), err) : code;
}

static int flush(struct pl_screen_run *run, struct pl_error *err) {
    int code = start_output(run, err);
    if (run->options.pool != NULL) {
        pl_pool_run(run->options.pool, run->n_workers, work, run);
    } else {
        work(run, 0);
    }
    for (size_t i = 0; code == 0 && i < run->n_jobs; i++) {
        code = take_job(run, &run->jobs[i], err);
    }
    run->n_jobs = 0;
    pl_arena_close(&run->rows);
    return code;
}

static int on_row(void *ctx, const struct pl_screen_row *row, struct pl_error *err) {
    struct pl_screen_run *run = ctx;
    run->jobs[run->n_jobs++].row = *row;
    return run->n_jobs == BLOCK ? flush(run, err) : 0;
}

int pl_screen_run_question(struct pl_screen_run *run, const struct pl_screen_question *question, pl_str query,
                           struct pl_error *err) {
    struct pl_screen_row row = {.query = query, .id = PL_STR(""), .fault = PL_STR(""), .note = PL_STR("")};
    struct pl_screen_question q = *question;
    run->kind = PL_SCREEN_ROWS_BATCH;
    int code = pl_screen_question_check(&q, run->options.exercise, run->options.countries, &run->rows, &row.note, err);
    run->counts.left_out += row.note.n > 0 ? 1 : 0;
    code = code == 0 ? pl_screen_question_party(&q, run->options.exercise, &run->rows, &row.a, err) : code;
    code = code == 0 ? on_row(run, &row, err) : code;
    return code == 0 ? flush(run, err) : code;
}

int pl_screen_run_row(struct pl_screen_run *run, const struct pl_screen_row *row, struct pl_error *err) {
    run->kind = PL_SCREEN_ROWS_BATCH;
    run->counts.faulty += row->fault.n > 0 ? 1 : 0;
    run->counts.left_out += row->note.n > 0 ? 1 : 0;
    int code = on_row(run, row, err);
    return code == 0 && run->n_jobs > 0 ? flush(run, err) : code;
}

/* What stood before a fault is answered. */
static int end_rows(struct pl_screen_run *run, const struct pl_screen_rows_counts *counts, int code,
                    struct pl_error *err) {
    run->counts.faulty = counts->faulty;
    run->counts.left_out = counts->left_out;
    if (code == 0 || pl_code_exit_status(code) == 3) {
        int flushed = flush(run, code == 0 ? err : NULL);
        code = code == 0 ? flushed : code;
    }
    return code;
}

int pl_screen_run_rows(struct pl_screen_run *run, int kind, const char *path, const char *name, struct pl_error *err) {
    struct pl_screen_rows_counts counts = {0};
    run->kind = kind;
    int code = pl_screen_rows_read(kind, path, name, run->options.exercise, run->options.countries, &run->rows, on_row,
                                   run, &counts, err);
    return end_rows(run, &counts, code, err);
}

int pl_screen_run_bytes(struct pl_screen_run *run, int kind, pl_str bytes, const char *name, struct pl_error *err) {
    struct pl_screen_rows_counts counts = {0};
    run->kind = kind;
    int code = pl_screen_rows_bytes(kind, bytes, name, run->options.exercise, run->options.countries, &run->rows,
                                    on_row, run, &counts, err);
    return end_rows(run, &counts, code, err);
}

int pl_screen_run_verdict(const struct pl_screen_run *run, struct pl_error *err) {
    const struct pl_screen_run_counts *c = &run->counts;
    return 2 * c->faulty > c->rows ? pl_fail(err, PL_E_FORMAT, "%llu of %llu rows could not be read",
                                             (unsigned long long)c->faulty, (unsigned long long)c->rows)
                                   : 0;
}

/* ---- the end ---- */

static void write_count(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_u64(json, value);
}

static void summary_json(const struct pl_screen_run *run, struct pl_buf *out) {
    const struct pl_screen_run_counts *c = &run->counts;
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    if (run->kind == PL_SCREEN_ROWS_BATCH) {
        write_count(&json, "queries", c->rows);
        write_count(&json, "results", c->candidates);
        for (int i = 0; i <= (int)PL_SCREEN_NOT_COMPARABLE; i++) {
            static const char *const KEYS[] = {"with_candidates", "none", "undetermined", "not_comparable"};
            write_count(&json, KEYS[i], c->verdicts[i]);
        }
    } else {
        write_count(&json, run->kind == PL_SCREEN_ROWS_PAIRS ? "pairs" : "comparisons", c->rows);
        write_count(&json, "matches", c->matches);
        write_count(&json, "not_comparable", c->not_comparable);
    }
    write_count(&json, "row_errors", c->faulty);
    write_count(&json, "values_left_out", c->left_out);
    if (run->options.screener != NULL) {
        pl_json_key(&json, "threshold");
        pl_json_fixed(&json, run->options.ask.threshold, 4);
        pl_json_key(&json, "answers");
        pl_json_array(&json);
        pl_json_raw(&json, pl_buf_str(&run->answers));
        pl_json_array_end(&json);
        pl_screen_searched_json(run->options.screener, &json);
    } else {
        pl_json_key(&json, "threshold");
        pl_json_fixed(&json, PL_MATCH_THRESHOLD, 4);
        pl_json_key(&json, "match");
        pl_json_text(&json, pl_match_version());
        pl_json_key(&json, "unicode");
        pl_json_text(&json, pl_unicode_version());
    }
    if (run->options.exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

static void summary_table(const struct pl_screen_run *run, struct pl_buf *out) {
    const struct pl_screen_run_counts *c = &run->counts;
    if (run->options.screener != NULL) {
        pl_buf_add_fmt(out,
                       "%llu asked: %llu with candidates, %llu none, %llu undetermined, %llu not comparable; "
                       "candidates, not decisions\n",
                       (unsigned long long)c->rows, (unsigned long long)c->verdicts[PL_SCREEN_CANDIDATES],
                       (unsigned long long)c->verdicts[PL_SCREEN_NONE],
                       (unsigned long long)c->verdicts[PL_SCREEN_UNDETERMINED],
                       (unsigned long long)c->verdicts[PL_SCREEN_NOT_COMPARABLE]);
        pl_screen_searched_table(run->options.screener, out);
    } else {
        pl_buf_add_fmt(out, "%llu compared: %llu match, %llu not comparable\n", (unsigned long long)c->rows,
                       (unsigned long long)c->matches, (unsigned long long)c->not_comparable);
    }
}

int pl_screen_run_finish(struct pl_screen_run *run, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWERS_BYTES + OUT_BYTES);
    int code = start_output(run, err);
    if (run->options.form == PL_SCREEN_JSON) {
        summary_json(run, &out);
    } else if (run->options.form == PL_SCREEN_TABLE) {
        summary_table(run, &out);
    }
    if (code == 0 && (pl_buf_failed(&out) || pl_buf_failed(&run->answers))) {
        code = pl_fail(err, PL_E_LIMIT, "the summary would be too large; ask with smaller files");
    }
    return code == 0 && out.n > 0 ? run->options.write(run->options.ctx, pl_buf_str(&out), err) : code;
}

bool pl_screen_run_hit(const struct pl_screen_run_counts *counts) {
    return counts->matches > 0 || counts->verdicts[PL_SCREEN_CANDIDATES] + counts->verdicts[PL_SCREEN_UNDETERMINED] +
                                          counts->verdicts[PL_SCREEN_NOT_COMPARABLE] >
                                      0;
}

struct pl_screen_run_counts pl_screen_run_counts(const struct pl_screen_run *run) {
    return run->counts;
}

static int by_time(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

uint32_t pl_screen_run_percentile_us(struct pl_screen_run *run, unsigned p) {
    if (run->n_times == 0) {
        return 0;
    }
    if (!run->sorted) {
        qsort(run->times, run->n_times, sizeof *run->times, by_time);
        run->sorted = true;
    }
    size_t at = (run->n_times * p + 99) / 100;
    return run->times[at > 0 ? at - 1 : 0];
}
