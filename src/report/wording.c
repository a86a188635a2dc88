/* Words and spellings in everything that a reader sees of the author's text. */
#include "report/check_in.h"

#include "base/ban.h"

/* Word starts that accuse (DESIGN: only in a reviewed finding): violate, violation, violator; evade, evasion, evasive.
 */
static const pl_str ACCUSING[] = {PL_STR("violat"), PL_STR("evad"), PL_STR("evasi")};

static bool is_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

static pl_str accusing_word(pl_str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (i > 0 && is_word_byte(text.p[i - 1])) {
            continue;
        }
        for (size_t k = 0; k < sizeof ACCUSING / sizeof *ACCUSING; k++) {
            if (pl_str_eq_nocase(pl_str_sub(text, i, ACCUSING[k].n), ACCUSING[k])) {
                size_t n = 0;
                while (i + n < text.n && is_word_byte(text.p[i + n])) {
                    n++;
                }
                return pl_str_sub(text, i, n);
            }
        }
    }
    return (pl_str){0};
}

/* Does `word` stand at byte i as whole words, in any case of ASCII letters? */
static bool stands_at(pl_str text, size_t i, pl_str word) {
    bool starts = i == 0 || !is_word_byte(text.p[i - 1]) || !is_word_byte(word.p[0]);
    bool ends = i + word.n >= text.n || !is_word_byte(text.p[i + word.n]) || !is_word_byte(word.p[word.n - 1]);
    return starts && ends && pl_str_eq_nocase(pl_str_sub(text, i, word.n), word);
}

/* Is [at, at + n) inside an occurrence of a preferred spelling? */
static bool inside(const struct pl_report_facts *facts, pl_str text, size_t at, size_t n) {
    for (size_t k = 0; k < facts->n_names; k++) {
        pl_str preferred = facts->names[k].preferred;
        for (size_t i = at >= preferred.n ? at - preferred.n : 0; i <= at && preferred.n > 0; i++) {
            if (i + preferred.n >= at + n && stands_at(text, i, preferred)) {
                return true;
            }
        }
    }
    return false;
}

const pl_str *pl_wording_spelling(const struct pl_report_facts *facts, size_t i, pl_str text, bool *ret_uses) {
    const struct pl_report_name *name = &facts->names[i];
    int depth = 0;
    const pl_str *found = NULL;
    *ret_uses = false;
    for (size_t at = 0; at < text.n && found == NULL; at++) {
        depth += text.p[at] == '(' ? 1 : text.p[at] == ')' && depth > 0 ? -1 : 0;
        *ret_uses = *ret_uses || (name->preferred.n > 0 && stands_at(text, at, name->preferred));
        for (size_t k = 0; k < name->n_others && found == NULL; k++) {
            pl_str other = name->others[k];
            bool hit = other.n > 0 && depth == 0 && stands_at(text, at, other) && !inside(facts, text, at, other.n);
            found = hit ? &name->others[k] : NULL;
        }
    }
    *ret_uses = *ret_uses || found != NULL;
    return found;
}

static void words(struct pl_report_checker *c, pl_str text, bool may_accuse, size_t statement, uint64_t line,
                  uint64_t offset) {
    pl_str word = accusing_word(text);
    bool uses = false;
    if (word.n > 0 && !may_accuse) {
        pl_checker_problem(c, PL_REPORT_PROBLEM_WORD, statement, line, offset,
                           "says \"%.*s\": only a finding that a second person reviewed may",
                           (int)(word.n < 60 ? word.n : 60), word.p);
    }
    for (size_t i = 0; i < c->facts->n_names; i++) {
        const struct pl_report_name *name = &c->facts->names[i];
        const pl_str *other = pl_wording_spelling(c->facts, i, text, &uses);
        if (other != NULL) {
            pl_checker_problem(
                c, PL_REPORT_PROBLEM_SPELLING, statement, line, offset,
                "writes \"%.*s\" where this report writes \"%.*s\"; other spellings stand in parentheses",
                (int)other->n, other->p, (int)name->preferred.n, name->preferred.p);
        }
    }
}

/* What stands outside statements: titles, captions, unmarked text. */
static void outside(struct pl_report_checker *c, const struct pl_report_node *list) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        if (n->kind == PL_NODE_QUOTE || n->kind == PL_NODE_LIST || n->kind == PL_NODE_ITEM ||
            n->kind == PL_NODE_TABLE || n->kind == PL_NODE_ROW) {
            outside(c, n->first);
            continue;
        }
        PL_BUF_AUTO text = {.max_bytes = PL_REPORT_MAX_BYTES * 2};
        pl_report_plain(n->kind == PL_NODE_CODE_BLOCK ? NULL : n->first, false, &text);
        pl_buf_add_str(&text, n->kind == PL_NODE_CODE_BLOCK ? n->text : pl_str_make("", 0));
        c->failed = c->failed || pl_buf_failed(&text);
        words(c, pl_buf_str(&text), false, SIZE_MAX, n->line, 0);
        if (n->kind == PL_NODE_FIGURE && pl_report_figure_find(c->facts, n->text) == NULL) {
            pl_checker_problem(c, PL_REPORT_PROBLEM_NO_FIGURE, SIZE_MAX, n->line, 0, "there is no figure %.*s",
                               (int)n->text.n, n->text.p);
        }
    }
}

void pl_wording_check(struct pl_report_checker *c) {
    const struct pl_report_doc *report = c->report;
    for (size_t i = 0; i < report->n_statements; i++) {
        const struct pl_report_statement *s = &report->statements[i];
        const struct pl_report_about *about = pl_report_about_find(c->facts, s->id);
        bool may = s->kind == PL_STATEMENT_FINDING && about != NULL && about->reviewed;
        words(c, s->text, may, i, s->line, s->offset);
        words(c, s->actor, false, i, s->line, s->offset);
    }
    outside(c, report->body);
    const pl_str head[] = {report->title, report->subtitle, report->series, report->authors};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        words(c, head[i], false, SIZE_MAX, 1, 0);
    }
    for (size_t i = 0; i < report->n_footnotes; i++) {
        PL_BUF_AUTO text = {.max_bytes = PL_REPORT_MAX_BYTES * 2};
        pl_report_plain(report->footnotes[i].content, true, &text);
        words(c, pl_buf_str(&text), false, SIZE_MAX, report->footnotes[i].line, report->footnotes[i].offset);
    }
}
