/* Pieces into statements: where one begins and ends, its words and its id. */
#include "base/utf8.h"
#include "ledger/hash.h"
#include "report/markdown_in.h"

#include "base/ban.h"

struct joiner {
    struct pl_report_reader *reader;
    struct pl_report_node *first;
    struct pl_report_node **tail; /* of the block */
    struct pl_report_node *open;  /* the statement that takes what comes, or NULL */
    struct pl_report_node **inner;
    size_t plain_from; /* where its words start */
    size_t stray_from; /* where the words start that no mark covers */
    uint64_t line;
    bool stray, faulty;
    size_t n_statements;
};

void pl_report_plain(const struct pl_report_node *list, bool with_statements, struct pl_buf *out) {
    for (const struct pl_report_node *n = list; n != NULL; n = n->next) {
        if (n->kind == PL_NODE_TEXT || n->kind == PL_NODE_CODE || n->kind == PL_NODE_CODE_BLOCK) {
            pl_buf_add_str(out, n->text);
        } else if (n->kind == PL_NODE_SOFT_BREAK || n->kind == PL_NODE_HARD_BREAK) {
            pl_buf_add_char(out, ' ');
        } else if (n->kind != PL_NODE_STATEMENT || with_statements) {
            pl_report_plain(n->first, with_statements, out);
        }
    }
}

/* Appends the words of one node. */
static void plain_of(struct pl_buf *out, struct pl_report_node *node) {
    struct pl_report_node *next = node->next;
    node->next = NULL;
    pl_report_plain(node, true, out);
    node->next = next;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool is_blank(const struct pl_report_node *node) {
    return node->kind == PL_NODE_SOFT_BREAK || node->kind == PL_NODE_HARD_BREAK ||
           (node->kind == PL_NODE_TEXT && pl_str_trim(node->text).n == 0);
}

static void trim_start(struct pl_report_node **list) {
    while (*list != NULL && is_blank(*list)) {
        *list = (*list)->next;
    }
    while (*list != NULL && (*list)->kind == PL_NODE_TEXT && (*list)->text.n > 0 && is_space((*list)->text.p[0])) {
        (*list)->text = pl_str_sub((*list)->text, 1, (*list)->text.n);
    }
}

static void trim_end(struct pl_report_node **list) {
    struct pl_report_node **end = list; /* behind the last that is not blank */
    for (struct pl_report_node **at = list; *at != NULL; at = &(*at)->next) {
        end = is_blank(*at) ? end : &(*at)->next;
    }
    *end = NULL;
    for (struct pl_report_node *n = *list; n != NULL; n = n->next) {
        while (n->next == NULL && n->kind == PL_NODE_TEXT && n->text.n > 0 && is_space(n->text.p[n->text.n - 1])) {
            n->text.n--;
        }
    }
}

struct pl_report_statement *pl_statement_open(struct pl_report_reader *reader) {
    struct pl_report_doc *report = reader->report;
    if (report->n_statements >= PL_REPORT_MAX_STATEMENTS) {
        reader->nomem = true;
        return NULL;
    }
    report->statements = pl_reader_grow(reader, report->statements, report->n_statements, &reader->cap_statements,
                                        sizeof *report->statements);
    if (report->statements == NULL) {
        report->n_statements = 0;
        return NULL;
    }
    struct pl_report_statement *s = &report->statements[report->n_statements++];
    *s = (struct pl_report_statement){.section = report->n_sections > 0 ? report->n_sections - 1 : SIZE_MAX};
    return s;
}

/* h-<12 hex> of the kind and the words; a repeated one gets -2, -3 ... (docs/format/report.md). */
static pl_str derived_id(struct pl_report_reader *reader, const struct pl_report_statement *s) {
    struct pl_sha256 state;
    char hex[65];
    const char *word = pl_statement_word(s->kind);
    pl_sha256_start(&state);
    pl_sha256_add(&state, "plimsoll-statement/v1", sizeof "plimsoll-statement/v1"); /* with its NUL */
    pl_sha256_add(&state, word, strlen(word) + 1);
    pl_sha256_add(&state, s->text.p, s->text.n);
    pl_hash_hex(pl_sha256_digest(&state), hex);
    PL_BUF_AUTO id = {.max_bytes = 64};
    pl_buf_add_fmt(&id, "h-%.12s", hex);
    uint64_t *times = pl_strmap_put(&reader->repeats, pl_buf_str(&id), NULL);
    if (times == NULL) {
        reader->nomem = true;
        return pl_str_make("", 0);
    }
    if (++*times > 1) {
        pl_buf_add_fmt(&id, "-%llu", (unsigned long long)*times);
    }
    return pl_str_copy(reader->arena, pl_buf_str(&id));
}

static void give_id(struct pl_report_reader *reader, size_t index) {
    struct pl_report_statement *s = &reader->report->statements[index];
    bool is_new = false;
    s->derived = s->id.n == 0;
    if (s->derived) {
        s->id = derived_id(reader, s);
    }
    uint64_t *slot = pl_strmap_put(&reader->ids, s->id, &is_new);
    if (slot == NULL) {
        reader->nomem = true;
    } else if (is_new) {
        *slot = index;
    } else {
        pl_reader_fault(reader, true, s->offset, "the id %.*s is taken by the statement of line %llu", (int)s->id.n,
                        s->id.p, (unsigned long long)reader->report->statements[*slot].line);
    }
}

static void close_statement(struct joiner *j) {
    if (j->open == NULL) {
        return;
    }
    struct pl_report_reader *reader = j->reader;
    struct pl_report_statement *s = &reader->report->statements[j->open->index];
    trim_end(&j->open->first);
    s->text = pl_reader_collapsed(reader, pl_str_sub(pl_buf_str(&reader->plain), j->plain_from, SIZE_MAX));
    if (s->text.n == 0) {
        pl_reader_fault(reader, true, s->offset, "a mark without words behind it");
    }
    give_id(reader, j->open->index);
    j->open = NULL;
    j->stray_from = reader->plain.n;
}

/* What stood before a mark, or behind a faulty one, without a mark of its own. */
static void note_stray(struct joiner *j) {
    pl_str words = pl_str_sub(pl_buf_str(&j->reader->plain), j->stray_from, SIZE_MAX);
    j->stray = j->stray || pl_report_words(words) > 0;
}

static void open_statement(struct joiner *j, const struct pl_report_statement *attributes) {
    struct pl_report_reader *reader = j->reader;
    struct pl_report_node *node = pl_reader_node(reader, PL_NODE_STATEMENT, j->line);
    struct pl_report_statement *s = node != NULL ? pl_statement_open(reader) : NULL;
    if (s == NULL) {
        reader->nomem = true;
        return;
    }
    size_t section = s->section;
    *s = *attributes;
    s->section = section;
    node->index = reader->report->n_statements - 1;
    if (j->first != NULL) {
        trim_end(&j->first);
        struct pl_report_node *space = pl_reader_text(reader, PL_STR(" "), j->line);
        for (j->tail = &j->first; *j->tail != NULL; j->tail = &(*j->tail)->next) {
        }
        if (space == NULL) {
            return;
        }
        *j->tail = space;
        j->tail = &space->next;
    }
    *j->tail = node;
    j->tail = &node->next;
    j->open = node;
    j->inner = &node->first;
    pl_buf_add_char(&reader->plain, ' ');
    j->plain_from = reader->plain.n;
    j->n_statements++;
}

static void add(struct joiner *j, struct pl_report_node *node) {
    struct pl_report_reader *reader = j->reader;
    if (node == NULL) {
        return;
    }
    if (j->open == NULL && reader->section_kind >= 0 && !j->faulty && !is_blank(node)) {
        struct pl_report_statement of_section = {.kind = (enum pl_statement_kind)reader->section_kind,
                                                 .line = j->line,
                                                 .offset = pl_reader_offset_of(reader, j->line)};
        open_statement(j, &of_section);
    }
    if (j->open != NULL && j->open->first == NULL) {
        trim_start(&node);
        if (node == NULL) {
            return;
        }
    }
    plain_of(&reader->plain, node);
    struct pl_report_node ***tail = j->open != NULL ? &j->inner : &j->tail;
    **tail = node;
    *tail = &node->next;
}

static void mark(struct joiner *j, const struct pl_token *token) {
    struct pl_mark read;
    if (j->open == NULL) {
        note_stray(j);
    }
    close_statement(j);
    if (!pl_mark_read(j->reader, token, &read)) {
        j->faulty = true;
        if (token->n == 1) { /* only its brace: the rest is text */
            add(j, pl_reader_text(j->reader, PL_STR("{"), j->line));
        }
    } else if (read.is_figure) {
        pl_reader_fault(j->reader, true, token->offset, "{figure} stands first in a paragraph of its own");
        j->faulty = true;
    } else {
        j->faulty = false;
        open_statement(j, &read.attributes);
    }
}

struct pl_report_node *pl_statement_join(struct pl_report_reader *reader, const struct pl_pieces *pieces, size_t from,
                                         size_t to, uint64_t line, bool want_marks) {
    struct joiner j = {.reader = reader, .line = line};
    j.tail = &j.first;
    pl_buf_clear(&reader->plain);
    for (size_t i = from; i < to && !reader->nomem; i++) {
        if (pieces->items[i].kind == PL_PIECE_NODE) {
            add(&j, pieces->items[i].node);
        } else if (pieces->items[i].kind == PL_PIECE_MARK) {
            mark(&j, pieces->items[i].token);
        } else {
            add(&j, pl_reader_text(reader, PL_STR("|"), line));
        }
    }
    if (j.open == NULL) {
        note_stray(&j);
    }
    close_statement(&j);
    trim_start(&j.first);
    trim_end(&j.first);
    pl_str all = pl_str_trim(pl_buf_str(&reader->plain));
    reader->report->words += pl_report_words(all);
    if (want_marks && j.stray && !j.faulty && !(j.n_statements == 0 && pl_str_ends(all, PL_STR(":")))) {
        pl_reader_fault(
            reader, false, pl_reader_offset_of(reader, line),
            "text that no mark covers: say {finding}, {assessment}, {background}, {method} or {recommendation}");
    }
    return j.first;
}

/* Characters that are written without spaces between words: two of them count as one word. */
static bool is_dense(uint32_t c) {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x323AF);
}

static bool counts(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xAA && c != PL_UTF8_BROKEN && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x303F));
}

size_t pl_report_words(pl_str text) {
    size_t words = 0;
    size_t dense = 0;
    bool in_word = false;
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        bool space = c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A);
        if (is_dense(c)) {
            dense++;
        } else if (!in_word && counts(c)) {
            words++;
            in_word = true;
        }
        in_word = in_word && !space;
        text = pl_str_sub(text, n, text.n);
    }
    return words + (dense + 1) / 2;
}
