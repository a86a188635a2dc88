#include "report/token.h"

#include "report/markdown.h"

#include "base/ban.h"

/* '.', the kind, four digits, '.': every character but the dots is three bytes of U+FDxx. */
#define TOKEN_BYTES 17

struct scan {
    pl_str source;
    size_t at;
    bool line_start; /* only spaces so far */
    bool bars;       /* the line starts with a bar */
    size_t column;
    struct pl_buf *out;
    struct pl_token *items;
    size_t n;
};

static void put_nonchar(struct pl_buf *out, unsigned low) {
    unsigned c = 0xFD00 + low;
    pl_buf_add_char(out, (char)(0xE0 | (c >> 12)));
    pl_buf_add_char(out, (char)(0x80 | ((c >> 6) & 0x3F)));
    pl_buf_add_char(out, (char)(0x80 | (c & 0x3F)));
}

static void put_token(struct scan *s, enum pl_token_kind kind, size_t n) {
    size_t index = s->n++;
    s->items[index] = (struct pl_token){kind, s->at, n};
    pl_buf_add_char(s->out, '.');
    put_nonchar(s->out, 0xE0 + (unsigned)kind);
    for (unsigned shift = 12; shift <= 12; shift -= 4) {
        put_nonchar(s->out, 0xD0 + (unsigned)(index >> shift & 15));
    }
    pl_buf_add_char(s->out, '.');
    s->at += n;
}

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

/* Length of {word ...} at s, 1 where it does not close on its line, 0 where it is no mark. */
static size_t mark_length(pl_str s) {
    if (s.n < 2 || s.p[1] < 'a' || s.p[1] > 'z') {
        return 0;
    }
    bool quoted = false;
    for (size_t i = 1; i < s.n && s.p[i] != '\n' && s.p[i] != '\r'; i++) {
        if (s.p[i] == '"') {
            quoted = !quoted;
        } else if (s.p[i] == '}' && !quoted) {
            return i + 1;
        }
    }
    return 1;
}

/* Length of [^name] at s, 0 where it is none. */
static size_t note_length(pl_str s) {
    size_t i = 2;
    while (i < s.n && is_name_char(s.p[i])) {
        i++;
    }
    return s.n > 2 && s.p[1] == '^' && i > 2 && i - 2 <= PL_REPORT_MAX_ID && i < s.n && s.p[i] == ']' ? i + 1 : 0;
}

/* One token, escaped pair or character. */
static void step(struct scan *s) {
    pl_str rest = pl_str_sub(s->source, s->at, s->source.n);
    char c = rest.p[0];
    bool start = s->line_start && s->column < 4;
    size_t n = 0;
    if (c == '\n' || c == '\r') {
        s->line_start = true;
        s->bars = false;
        s->column = 0;
        pl_buf_add_char(s->out, c);
        s->at++;
        return;
    }
    s->column++;
    s->line_start = s->line_start && c == ' ';
    if (c == '{' && (n = mark_length(rest)) > 0) {
        put_token(s, PL_TOKEN_MARK, n);
    } else if (c == '[' && (n = note_length(rest)) > 0) {
        bool def = start && n < rest.n && rest.p[n] == ':';
        put_token(s, def ? PL_TOKEN_NOTE_DEF : PL_TOKEN_NOTE, n + (def ? 1 : 0));
    } else if (c == '|' && (s->bars || start)) {
        s->bars = true;
        put_token(s, PL_TOKEN_BAR, 1);
    } else {
        n = c == '\\' && rest.n > 1 && rest.p[1] != '\n' && rest.p[1] != '\r' ? 2 : 1;
        pl_buf_add(s->out, rest.p, n);
        s->at += n;
    }
}

int pl_token_replace(pl_str source, size_t from, struct pl_arena *arena, struct pl_buf *out,
                     struct pl_tokens *ret_tokens, struct pl_error *err) {
    struct scan s = {.source = source, .at = from, .line_start = true, .out = out};
    size_t most = 0;
    size_t brackets = 0;
    for (size_t i = from; i < source.n; i++) {
        brackets += source.p[i] == '[';
        most += source.p[i] == '{' || source.p[i] == '[' || source.p[i] == '|';
    }
    if (brackets > PL_REPORT_MAX_BRACKETS) {
        return pl_fail(err, PL_E_LIMIT, "more than %d '[' in one report", PL_REPORT_MAX_BRACKETS);
    }
    most = most < PL_TOKEN_MAX ? most : PL_TOKEN_MAX;
    s.items = pl_arena_calloc(arena, most + 1, sizeof *s.items);
    if (s.items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the marks of a report");
    }
    while (s.at < source.n && !pl_buf_failed(out)) {
        if (s.n == PL_TOKEN_MAX) {
            return pl_fail(err, PL_E_LIMIT, "more than %d marks, footnotes and bars in one report", PL_TOKEN_MAX);
        }
        step(&s);
    }
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "a report with its marks taken out is beyond %zu bytes", out->max_bytes);
    }
    *ret_tokens = (struct pl_tokens){source, s.items, s.n};
    return 0;
}

/* The low byte of U+FDxx at p, or -1. */
static int nonchar_at(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    unsigned c = (unsigned)(b[0] & 15) << 12 | (unsigned)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    return b[0] == 0xEF && c >= 0xFDD0 && c <= 0xFDEF ? (int)(c & 0xFF) : -1;
}

bool pl_token_at(const struct pl_tokens *tokens, pl_str s, const struct pl_token **ret_token, size_t *ret_n) {
    if (s.n < TOKEN_BYTES || s.p[0] != '.' || nonchar_at(s.p + 1) < 0xE0) {
        return false;
    }
    size_t index = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = nonchar_at(s.p + 4 + i * 3) - 0xD0;
        if (digit < 0 || digit > 15) {
            return false;
        }
        index = index << 4 | (size_t)digit;
    }
    if (index >= tokens->n) {
        return false;
    }
    *ret_token = &tokens->items[index];
    *ret_n = TOKEN_BYTES;
    return true;
}

void pl_token_restore(const struct pl_tokens *tokens, pl_str s, struct pl_buf *out) {
    const struct pl_token *token = NULL;
    size_t n = 0;
    while (s.n > 0) {
        if (pl_token_at(tokens, s, &token, &n)) {
            pl_buf_add_str(out, pl_token_text(tokens, token));
        } else {
            n = 1;
            pl_buf_add_char(out, s.p[0]);
        }
        s = pl_str_sub(s, n, s.n);
    }
}

pl_str pl_token_text(const struct pl_tokens *tokens, const struct pl_token *token) {
    return pl_str_sub(tokens->source, token->offset, token->n);
}

pl_str pl_token_name(const struct pl_tokens *tokens, const struct pl_token *token) {
    pl_str text = pl_token_text(tokens, token);
    return pl_str_sub(text, 2, text.n - (token->kind == PL_TOKEN_NOTE_DEF ? 4 : 3));
}
