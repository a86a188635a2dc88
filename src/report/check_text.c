/* The check for a terminal and as JSON lines. */
#include "report/check.h"

#include <string.h>

#include "base/utf8.h"
#include "report/safe.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

static const char *const MARKS[] = {"?", "yes", "NO", "n/a"};

static void place(struct pl_buf *out, uint64_t line) {
    if (line > 0) {
        pl_buf_add_fmt(out, "line %llu: ", (unsigned long long)line);
    }
}

static void checklist_text(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                           const struct pl_report_checklist *list, struct pl_buf *out) {
    const struct pl_report_statement *s = &report->statements[list->statement];
    const struct pl_report_about *about = pl_report_about_find(facts, s->id);
    pl_buf_add_fmt(out, "finding %.*s (line %llu), %s\n", (int)s->id.n, s->id.p, (unsigned long long)s->line,
                   about != NULL && about->reviewed ? "reviewed" : "NOT reviewed: a lead, not a finding");
    pl_buf_add_str(out, PL_STR("  "));
    pl_safe_text(out, s->text);
    pl_buf_add_char(out, '\n');
    PL_BUF_AUTO words = {.max_bytes = 512};
    if (about != NULL && pl_report_unseen_words(&about->unseen, &words)) {
        pl_buf_add_fmt(out, "  %.*s\n", (int)words.n, words.p);
    }
    for (int i = 0; i < PL_REPORT_ITEM_COUNT; i++) {
        const struct pl_report_answer *a = &list->items[i];
        pl_buf_add_fmt(out, "  %-4s %-34s ", MARKS[a->verdict], pl_report_item_words((enum pl_report_item)i));
        pl_safe_text(out, a->why);
        pl_buf_add_char(out, '\n');
    }
    pl_buf_add_char(out, '\n');
}

/* "loses its second origin, may lose its only origin" */
static void loss_words(const struct pl_report_loss *loss, struct pl_buf *out) {
    const char *loses = pl_report_loses(loss), *may_lose = pl_report_may_lose(loss);
    if (loses != NULL) {
        pl_buf_add_fmt(out, "loses its %s origin", loses);
    }
    if (may_lose != NULL && (loses == NULL || strcmp(loses, may_lose) != 0)) {
        pl_buf_add_fmt(out, "%smay lose its %s origin", loses != NULL ? ", " : "", may_lose);
    }
}

static void without_text(const struct pl_report_without *w, struct pl_buf *out) {
    pl_buf_add_fmt(out, "without the %.*s ", (int)w->what.n, w->what.p);
    pl_safe_text(out, w->name);
    pl_buf_add_str(out, w->n_losses == 0 ? PL_STR(": no finding loses its only or second origin\n") : PL_STR(":\n"));
    for (size_t i = 0; i < w->n_losses; i++) {
        const struct pl_report_loss *l = &w->losses[i];
        pl_buf_add_fmt(out, "  %.*s ", (int)l->statement.n, l->statement.p);
        loss_words(l, out);
        pl_buf_add_fmt(out, " (%u before, %u after", l->before, l->after);
        if (l->undetermined > 0) {
            pl_buf_add_fmt(out, ", %u of them undetermined", l->undetermined);
        }
        pl_buf_add_str(out, PL_STR(")\n"));
    }
    pl_buf_add_char(out, '\n');
}

static size_t judgements_withheld(const struct pl_report_facts *facts) {
    size_t n = 0;
    for (size_t i = 0; i < facts->n_about; i++) {
        n += facts->about[i].unseen.judgements;
    }
    return n;
}

void pl_report_check_text(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                          const struct pl_report_check *check, struct pl_buf *out) {
    for (size_t i = 0; i < check->n_checklists; i++) {
        checklist_text(report, facts, &check->checklists[i], out);
    }
    for (size_t i = 0; i < facts->n_without; i++) {
        without_text(&facts->without[i], out);
    }
    for (size_t i = 0; i < check->n_problems; i++) {
        const struct pl_report_problem *p = &check->problems[i];
        place(out, p->line);
        pl_buf_add_str(out, p->is_error ? PL_STR("error: ") : PL_STR("warning: "));
        if (p->statement != SIZE_MAX) {
            const struct pl_report_statement *s = &report->statements[p->statement];
            pl_buf_add_fmt(out, "%s %.*s: ", pl_statement_word(s->kind), (int)s->id.n, s->id.p);
        }
        pl_safe_text(out, p->text);
        pl_buf_add_char(out, '\n');
    }
    const size_t warnings = check->n_problems - check->n_errors;
    pl_buf_add_fmt(out, "%zu %s, %zu reviewed; %zu %s; %zu %s, %zu %s; %zu of %d pages\n", check->n_checklists,
                   pl_plural(check->n_checklists, "finding", "findings"), check->n_findings_reviewed,
                   report->n_statements, pl_plural(report->n_statements, "statement", "statements"), check->n_errors,
                   pl_plural(check->n_errors, "error", "errors"), warnings, pl_plural(warnings, "warning", "warnings"),
                   check->pages, PL_REPORT_MAX_PAGES);
    size_t unseen = judgements_withheld(facts);
    if (unseen > 0) {
        pl_buf_add_fmt(out, "%zu judgement%s of these findings %s withheld from this reader\n", unseen,
                       unseen == 1 ? "" : "s", unseen == 1 ? "is" : "are");
    }
}

static void key_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void line_start(struct pl_json *json, struct pl_buf *out, const char *type) {
    pl_json_start(json, out);
    pl_json_object(json);
    pl_json_member_text(json, "type", type);
}

static void line_end(struct pl_json *json) {
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static const char *verdict_key(enum pl_report_verdict verdict) {
    return verdict == PL_REPORT_NOT_APPLICABLE ? "not_applicable" : pl_report_verdict_word(verdict);
}

static void checklist_json(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                           const struct pl_report_checklist *list, struct pl_buf *out) {
    const struct pl_report_statement *s = &report->statements[list->statement];
    const struct pl_report_about *about = pl_report_about_find(facts, s->id);
    struct pl_json json;
    line_start(&json, out, "checklist");
    pl_json_member(&json, "statement", s->id);
    pl_json_member_text(&json, "kind", pl_statement_word(s->kind));
    key_u64(&json, "line", s->line);
    pl_json_key(&json, "reviewed");
    pl_json_bool(&json, about != NULL && about->reviewed);
    key_u64(&json, "judgements_withheld", about != NULL ? about->unseen.judgements : 0);
    pl_json_key(&json, "origins");
    if (about != NULL && about->origins.known) {
        pl_json_u64(&json, about->origins.count);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "links_withheld");
    pl_json_bool(&json, about != NULL && about->origins.links_withheld);
    pl_json_key(&json, "items");
    pl_json_array(&json);
    for (int i = 0; i < PL_REPORT_ITEM_COUNT; i++) {
        pl_json_object(&json);
        pl_json_member_text(&json, "item", pl_report_item_key((enum pl_report_item)i));
        pl_json_member_text(&json, "verdict", verdict_key(list->items[i].verdict));
        pl_json_member(&json, "why", list->items[i].why);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    line_end(&json);
}

uint64_t pl_report_column(pl_str source, uint64_t offset) {
    pl_str before = pl_str_sub(source, 0, offset < source.n ? (size_t)offset : source.n);
    uint64_t n = 1;
    for (size_t i = before.n; i > 0 && before.p[i - 1] != '\n' && before.p[i - 1] != '\r'; i--) {
        unsigned char c = (unsigned char)before.p[i - 1];
        n += (c & 0xC0) != 0x80 && !(i == 1 && c == 0xEF && pl_str_starts(before, PL_STR("\xEF\xBB\xBF"))) ? 1 : 0;
    }
    return n;
}

static void problem_json(const struct pl_report_doc *report, const struct pl_report_problem *p, pl_str source,
                         struct pl_buf *out) {
    struct pl_json json;
    line_start(&json, out, "problem");
    pl_json_member_text(&json, "kind", pl_report_problem_key(p->kind));
    pl_json_member_text(&json, "severity", p->is_error ? "error" : "warning");
    pl_json_key(&json, "statement");
    if (p->statement != SIZE_MAX) {
        pl_json_str(&json, report->statements[p->statement].id);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "line");
    if (p->line > 0) {
        pl_json_u64(&json, p->line);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "column");
    if (p->line > 0) {
        pl_json_u64(&json, pl_report_column(source, p->offset));
    } else {
        pl_json_null(&json);
    }
    key_u64(&json, "offset", p->offset);
    pl_json_member(&json, "why", p->text);
    line_end(&json);
}

static void without_json(const struct pl_report_without *w, struct pl_buf *out) {
    struct pl_json json;
    line_start(&json, out, "without");
    pl_json_member(&json, "what", w->what);
    pl_json_member(&json, "name", w->name);
    pl_json_key(&json, "losses");
    pl_json_array(&json);
    for (size_t i = 0; i < w->n_losses; i++) {
        pl_json_object(&json);
        pl_json_member(&json, "statement", w->losses[i].statement);
        const struct pl_report_loss *l = &w->losses[i];
        pl_json_member_text(&json, "loses", pl_report_loses(l));
        pl_json_member_text(&json, "may_lose", pl_report_may_lose(l));
        key_u64(&json, "before", l->before);
        key_u64(&json, "after", l->after);
        key_u64(&json, "undetermined", l->undetermined);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    line_end(&json);
}

void pl_report_check_json(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                          const struct pl_report_check *check, pl_str source, struct pl_buf *out) {
    size_t of[PL_STATEMENT_KIND_COUNT] = {0};
    struct pl_json json;
    for (size_t i = 0; i < check->n_checklists; i++) {
        checklist_json(report, facts, &check->checklists[i], out);
    }
    for (size_t i = 0; i < check->n_problems; i++) {
        problem_json(report, &check->problems[i], source, out);
    }
    for (size_t i = 0; i < facts->n_without; i++) {
        without_json(&facts->without[i], out);
    }
    for (size_t i = 0; i < report->n_statements; i++) {
        of[report->statements[i].kind]++;
    }
    line_start(&json, out, "summary");
    key_u64(&json, "findings", of[PL_STATEMENT_FINDING]);
    key_u64(&json, "reviewed", check->n_findings_reviewed);
    key_u64(&json, "judgements_withheld", judgements_withheld(facts));
    key_u64(&json, "assessments", of[PL_STATEMENT_ASSESSMENT]);
    key_u64(&json, "recommendations", of[PL_STATEMENT_RECOMMENDATION]);
    key_u64(&json, "statements", report->n_statements);
    key_u64(&json, "errors", check->n_errors);
    key_u64(&json, "warnings", check->n_problems - check->n_errors);
    key_u64(&json, "words", report->words);
    key_u64(&json, "pages", check->pages);
    key_u64(&json, "max_pages", PL_REPORT_MAX_PAGES);
    pl_json_key(&json, "holds");
    pl_json_bool(&json, check->n_errors == 0);
    if (check->n_findings_reviewed < of[PL_STATEMENT_FINDING]) {
        pl_json_member_text(&json, "lead", "lead, not a finding");
    }
    line_end(&json);
}
