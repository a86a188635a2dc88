#include "app/audit.h"

#include "app/facts.h"
#include "base/file.h"
#include "base/log.h"
#include "evidence/cap.h"
#include "evidence/clash.h"
#include "evidence/factor.h"
#include "evidence/speaker.h"
#include "input/open.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define MEMORY_MAX   ((size_t)1 << 30)
#define CAPS_MAX     ((uint64_t)1 << 20)
#define CHUNK        ((size_t)1 << 16)
#define SHOWN_FAULTS 10

static const char NOTE[] =
    "tests of what is stated, leads and not findings about anyone: which claim is right is not said";

struct reading {
    const char *name; /* in messages; NULL: none */
    bool strict;
    uint64_t faults;
};

static int on_fault(void *ctx, const struct pl_error *fault, struct pl_error *err) {
    struct reading *r = ctx;
    if (r->strict) {
        *err = *fault;
        return fault->code;
    }
    if (r->name != NULL && r->faults++ < SHOWN_FAULTS) {
        pl_log_error(r->name, fault);
    }
    return 0;
}

/* What pl_claim_reader_finish refuses is still a table: who prints wants to say how many rows there were. */
static int read_claims(struct pl_input *input, struct reading *r, struct pl_arena *arena, struct pl_claim_table *ret,
                       struct pl_error *err) {
    struct pl_claim_reader *reader = NULL;
    struct pl_csv *csv = NULL;
    struct pl_member member;
    char chunk[CHUNK];
    int more = 0;
    size_t n = 1;
    int code = pl_claim_reader_open(arena, on_fault, r, &reader, err);
    code = code == 0 ? pl_csv_open(0, pl_claim_reader_record, reader, &csv, err) : code;
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    while (code == 0 && more && n > 0) {
        code = pl_input_read(input, chunk, sizeof chunk, &n, err);
        code = code == 0 && n > 0 ? pl_csv_push(csv, chunk, n, err) : code;
    }
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    if (r->name != NULL && r->faults > SHOWN_FAULTS) {
        pl_log_warning("%s: %llu rows are malformed", r->name, (unsigned long long)r->faults);
    }
    return code == 0 ? pl_claim_reader_finish(reader, ret, err) : code;
}

static int run_tests(const struct pl_claim_table *table, const struct pl_caps *caps, pl_reachable_test test, void *ctx,
                     struct pl_findings *findings, uint64_t *ret_untested, struct pl_error *err) {
    int code = pl_clash_find(table, caps, findings, err);
    code = code == 0 ? pl_factor_find(table, caps, findings, err) : code;
    code = code == 0 ? pl_cap_find(table, caps, findings, err) : code;
    code = code == 0 ? pl_speaker_find(table, findings, err) : code;
    code = code == 0 ? pl_reachable_find(table, test, ctx, findings, ret_untested, err) : code;
    return code == 0 ? pl_findings_sort(findings, err) : code;
}

/* ---- output ---- */

static void write_json(const struct pl_claim_table *table, const struct pl_findings *findings, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (uint32_t i = 0; i < findings->n; i++) {
        const struct pl_finding *f = &findings->items[i];
        pl_json_record(&json, "finding");
        pl_json_key(&json, "kind");
        pl_json_text(&json, pl_finding_word(f->kind));
        pl_json_key(&json, "claims");
        pl_json_array(&json);
        for (uint32_t k = 0; k < f->n; k++) {
            pl_json_str(&json, table->rows[f->claims[k]].id);
        }
        pl_json_array_end(&json);
        pl_json_key(&json, "why");
        pl_json_str(&json, f->why);
        pl_json_key(&json, "arithmetic");
        pl_json_str(&json, f->arithmetic);
        pl_json_record_end(&json);
    }
}

static void count_kinds(const struct pl_findings *findings, uint64_t counts[PL_FINDING_COUNT], bool *ret_failed) {
    *ret_failed = false;
    for (uint32_t i = 0; i < findings->n; i++) {
        counts[findings->items[i].kind]++;
        *ret_failed = *ret_failed || pl_finding_fails(findings->items[i].kind);
    }
}

static void write_json_summary(const struct pl_claim_table *table, const struct pl_findings *findings,
                               const uint64_t counts[PL_FINDING_COUNT], uint64_t untested, bool failed,
                               struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "read");
    pl_json_u64(&json, table->read);
    pl_json_key(&json, "claims");
    pl_json_u64(&json, table->n);
    pl_json_key(&json, "rejected");
    pl_json_u64(&json, table->rejected);
    pl_json_key(&json, "results");
    pl_json_u64(&json, findings->n);
    pl_json_key(&json, "kinds");
    pl_json_object(&json);
    for (int kind = 0; kind < PL_FINDING_COUNT; kind++) {
        pl_json_key(&json, pl_finding_word(kind));
        pl_json_u64(&json, counts[kind]);
    }
    pl_json_object_end(&json);
    pl_json_key(&json, "places_untested");
    pl_json_u64(&json, untested);
    pl_json_key(&json, "failed");
    pl_json_bool(&json, failed);
    pl_json_key(&json, "note");
    pl_json_text(&json, NOTE);
    pl_json_record_end(&json);
}

static void claim_ids(const struct pl_claim_table *table, const struct pl_finding *f, struct pl_buf *out) {
    for (uint32_t k = 0; k < f->n; k++) {
        pl_buf_add_str(out, k > 0 ? PL_STR(" ") : PL_STR(""));
        pl_buf_add_str(out, table->rows[f->claims[k]].id);
    }
}

static void write_csv(const struct pl_claim_table *table, const struct pl_findings *findings, struct pl_buf *out) {
    PL_BUF_AUTO ids;
    pl_buf_open(&ids, (size_t)1 << 20);
    pl_buf_add_str(out, PL_STR("kind,claims,why,arithmetic,status\n"));
    for (uint32_t i = 0; i < findings->n; i++) {
        const struct pl_finding *f = &findings->items[i];
        pl_buf_clear(&ids);
        claim_ids(table, f, &ids);
        pl_csv_write(out, pl_str_from(pl_finding_word(f->kind)), true);
        pl_csv_write(out, pl_buf_str(&ids), false);
        pl_csv_write(out, f->why, false);
        pl_csv_write(out, f->arithmetic, false);
        pl_csv_write(out, PL_STR("lead, not a finding about anyone"), false);
        pl_csv_write_end(out);
    }
}

static void add_safe(struct pl_buf *out, pl_str text) {
    char safe[2048];
    pl_buf_add_str(out, pl_str_from(pl_log_safe(text, safe, sizeof safe)));
}

static void write_table(const struct pl_claim_table *table, const struct pl_findings *findings, struct pl_buf *out) {
    PL_BUF_AUTO ids;
    pl_buf_open(&ids, (size_t)1 << 20);
    for (uint32_t i = 0; i < findings->n; i++) {
        const struct pl_finding *f = &findings->items[i];
        pl_buf_clear(&ids);
        claim_ids(table, f, &ids);
        pl_buf_add_fmt(out, "%-13s  ", pl_finding_word(f->kind));
        add_safe(out, pl_buf_str(&ids));
        pl_buf_add_str(out, PL_STR("\n    "));
        add_safe(out, f->why);
        if (f->arithmetic.n > 0) {
            pl_buf_add_str(out, PL_STR("\n    "));
            add_safe(out, f->arithmetic);
        }
        pl_buf_add_char(out, '\n');
    }
}

static void write_table_summary(const struct pl_claim_table *table, const struct pl_findings *findings,
                                const uint64_t counts[PL_FINDING_COUNT], uint64_t untested, struct pl_buf *out) {
    pl_buf_add_fmt(out, "\n%u claims (%llu rows left out), %u findings:", table->n, (unsigned long long)table->rejected,
                   findings->n);
    for (int kind = 0; kind < PL_FINDING_COUNT; kind++) {
        if (counts[kind] > 0) {
            pl_buf_add_fmt(out, " %s %llu", pl_finding_word(kind), (unsigned long long)counts[kind]);
        }
    }
    if (untested > 0) {
        pl_buf_add_fmt(out, "\n%llu pairs of dated places were not tested", (unsigned long long)untested);
    }
    pl_buf_add_fmt(out, "\n%s\n", NOTE);
}

static void write_all(int form, const struct pl_claim_table *table, const struct pl_findings *findings,
                      uint64_t untested, struct pl_buf *out, bool *ret_failed) {
    uint64_t counts[PL_FINDING_COUNT] = {0};
    count_kinds(findings, counts, ret_failed);
    if (form == PL_AUDIT_JSON) {
        write_json(table, findings, out);
        write_json_summary(table, findings, counts, untested, *ret_failed, out);
    } else if (form == PL_AUDIT_CSV) {
        write_csv(table, findings, out);
    } else {
        write_table(table, findings, out);
        write_table_summary(table, findings, counts, untested, out);
    }
}

/* ---- verbs ---- */

static int read_caps(const char *path, struct pl_arena *arena, struct pl_caps *ret, struct pl_error *err) {
    PL_BUF_AUTO file;
    pl_buf_open(&file, CAPS_MAX);
    if (path == NULL) {
        return pl_caps_read(pl_facts_caps(), arena, ret, err);
    }
    int code = pl_file_read(path, CAPS_MAX, &file, err);
    code = code == 0 ? pl_caps_read(pl_buf_str(&file), arena, ret, err) : code;
    if (code == PL_E_FORMAT || code == PL_E_LIMIT) {
        struct pl_error why = *err;
        return pl_fail_at(err, (enum pl_code)code, why.line, why.offset, "%s: %s", path, why.msg);
    }
    return code;
}

int pl_audit_print(const struct pl_audit_ask *ask, struct pl_buf *out, bool *ret_failed, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_caps caps = {0};
    struct pl_claim_table table = {0};
    struct pl_input *input = NULL;
    struct reading r = {ask->path, ask->strict, 0};
    uint64_t untested = 0;
    pl_arena_open(&arena, MEMORY_MAX);
    struct pl_findings findings = {.arena = &arena};
    int code = read_caps(ask->caps_path, &arena, &caps, err);
    code = code == 0 ? pl_input_open(ask->path, &input, err) : code;
    code = code == 0 ? read_claims(input, &r, &arena, &table, err) : code;
    pl_input_close(input);
    code = code == 0 ? run_tests(&table, &caps, ask->test, ask->test_ctx, &findings, &untested, err) : code;
    if (code == 0) {
        write_all(ask->form, &table, &findings, untested, out, ret_failed);
        code = pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer is too large: split the table") : 0;
    }
    return code;
}

int pl_audit_bytes(pl_str csv, pl_str caps_csv, pl_reachable_test test, void *test_ctx, struct pl_arena *arena,
                   struct pl_claim_table *ret_table, struct pl_findings *ret_findings, struct pl_error *err) {
    struct pl_caps caps = {0};
    struct pl_claim_table table = {0};
    struct pl_input *input = NULL;
    struct reading r = {0};
    uint64_t untested = 0;
    struct pl_findings findings = {.arena = arena};
    int code = pl_caps_read(caps_csv, arena, &caps, err);
    code = code == 0 ? pl_input_open_bytes(csv, "claims", &input, err) : code;
    code = code == 0 ? read_claims(input, &r, arena, &table, err) : code;
    pl_input_close(input);
    code = code == 0 ? run_tests(&table, &caps, test, test_ctx, &findings, &untested, err) : code;
    if (code == 0) {
        *ret_table = table;
        *ret_findings = findings;
    }
    return code;
}
