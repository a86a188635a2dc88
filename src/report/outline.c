#include "report/outline.h"

#include "report/check.h"
#include "report/support.h"
#include "text/json.h"

#include "base/ban.h"

/* ---- where a statement ends ---- */

/* A line that begins another block: empty, a heading, an item of a list, a fence. */
static bool begins_block(pl_str line) {
    pl_str s = pl_str_trim(line);
    size_t digits = 0;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9') {
        digits++;
    }
    bool numbered =
        digits > 0 && digits + 1 < s.n && (s.p[digits] == '.' || s.p[digits] == ')') && s.p[digits + 1] == ' ';
    bool bullet = s.n > 1 && (s.p[0] == '-' || s.p[0] == '*' || s.p[0] == '+') && s.p[1] == ' ';
    return s.n == 0 || s.p[0] == '#' || s.p[0] == '|' || bullet || numbered || pl_str_starts(s, PL_STR("```"));
}

/* Of a row of a table: up to the next bar that is not escaped. */
static size_t cell_end(pl_str source, size_t from, size_t stop) {
    for (size_t i = from; i < stop; i++) {
        if (source.p[i] == '|' && source.p[i - 1] != '\\') {
            return i;
        }
    }
    return stop;
}

static size_t line_start(pl_str source, size_t at) {
    while (at > 0 && source.p[at - 1] != '\n' && source.p[at - 1] != '\r') {
        at--;
    }
    return at;
}

uint64_t pl_report_statement_end(pl_str source, uint64_t from, uint64_t next) {
    size_t stop = next < source.n ? (size_t)next : source.n, begin = from < stop ? (size_t)from : stop;
    size_t end = begin, start = line_start(source, begin);
    bool row = pl_str_starts(pl_str_trim(pl_str_sub(source, start, begin - start)), PL_STR("|"));
    for (bool first = true; end < stop; first = false) {
        size_t n = 0;
        while (end + n < stop && source.p[end + n] != '\n' && source.p[end + n] != '\r') {
            n++;
        }
        if (!first && begins_block(pl_str_sub(source, end, n))) {
            break;
        }
        end += n;
        if (row) {
            end = cell_end(source, begin + 1, end);
            break;
        }
        bool pair = end + 1 < stop && source.p[end] == '\r' && source.p[end + 1] == '\n';
        end += end < stop ? (pair ? 2 : 1) : 0;
    }
    while (end > begin && (source.p[end - 1] == ' ' || source.p[end - 1] == '\t' || source.p[end - 1] == '\n' ||
                           source.p[end - 1] == '\r')) {
        end--;
    }
    return end;
}

/* ---- lines ---- */

static void key_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void key_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key(json, key);
    pl_json_bool(json, value);
}

static void origins(struct pl_json *json, const struct pl_report_origins *o) {
    pl_json_key(json, "origins");
    if (o != NULL && o->known) {
        pl_json_u64(json, o->count);
    } else {
        pl_json_null(json);
    }
    key_bool(json, "links_withheld", o != NULL && o->links_withheld);
}

static void status(struct pl_json *json, const struct pl_report_statement *s, const struct pl_report_about *about) {
    bool reviewed = about != NULL && about->reviewed;
    pl_json_key(json, "status");
    pl_json_text(json, s->kind != PL_STATEMENT_FINDING ? NULL : reviewed ? "reviewed finding" : "lead, not a finding");
    key_u64(json, "judgements_withheld", about != NULL ? about->unseen.judgements : 0);
}

static uint64_t end_of(const struct pl_report_doc *report, size_t i, pl_str source) {
    uint64_t next = source.n;
    for (size_t k = 0; k < report->n_statements; k++) {
        uint64_t at = report->statements[k].offset;
        next = at > report->statements[i].offset && at < next ? at : next;
    }
    return pl_report_statement_end(source, report->statements[i].offset, next);
}

static bool statement(const struct pl_report_doc *report, const struct pl_report_facts *facts, size_t i, pl_str source,
                      struct pl_arena *arena, struct pl_buf *out) {
    const struct pl_report_statement *s = &report->statements[i];
    const struct pl_report_about *about = pl_report_about_find(facts, s->id);
    struct pl_report_support support;
    struct pl_json json;
    if (!pl_report_support(report, facts, i, arena, &support)) {
        return false;
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "statement");
    pl_json_member(&json, "statement", s->id);
    pl_json_member(&json, "kind", pl_str_from(pl_statement_word(s->kind)));
    key_u64(&json, "line", s->line);
    key_u64(&json, "column", pl_report_column(source, s->offset));
    key_u64(&json, "offset", s->offset);
    key_u64(&json, "end", end_of(report, i, source));
    pl_json_member(&json, "text", s->text);
    pl_json_key(&json, "cites");
    pl_json_array(&json);
    for (size_t k = 0; k < s->n_cites; k++) {
        pl_json_str(&json, s->cites[k]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "rests_on");
    pl_json_array(&json);
    for (size_t k = 0; k < support.n; k++) {
        pl_json_str(&json, facts->refs[support.refs[k]].id);
    }
    pl_json_array_end(&json);
    key_bool(&json, "circular", support.circular);
    status(&json, s, about);
    origins(&json, about != NULL ? &about->origins : NULL);
    pl_json_record_end(&json);
    return true;
}

static void ref(const struct pl_report_ref *r, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "ref");
    pl_json_member(&json, "id", r->id);
    pl_json_member(&json, "kind", pl_str_from(pl_report_ref_word(r->kind)));
    pl_json_member(&json, "title", r->title);
    pl_json_member(&json, "when", r->when);
    pl_json_member(&json, "place", r->place);
    key_bool(&json, "withdrawn", r->withdrawn);
    key_bool(&json, "withheld", r->withheld);
    key_u64(&json, "supports", r->n_rests_on);
    key_u64(&json, "supports_withheld", r->unseen.supports);
    origins(&json, &r->origins);
    pl_json_record_end(&json);
}

bool pl_report_outline_json(const struct pl_report_doc *report, const struct pl_report_facts *facts, pl_str source,
                            struct pl_arena *arena, struct pl_buf *out) {
    struct pl_report_support all;
    bool good = pl_report_support_all(report, facts, arena, &all);
    for (size_t i = 0; good && i < report->n_statements; i++) {
        struct pl_arena_mark mark = pl_arena_mark(arena);
        good = statement(report, facts, i, source, arena, out);
        pl_arena_rewind(arena, mark);
    }
    for (size_t i = 0; good && i < all.n; i++) {
        ref(&facts->refs[all.refs[i]], out);
    }
    return good;
}
