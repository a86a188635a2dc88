/* The pass before libcmark: marks, footnotes and bars of tables become letters that CommonMark does not know.
 *
 * Each is replaced by '.', U+FDE0 + its kind, four of U+FDD0..U+FDDF (its number in hex), '.'; so libcmark leaves it
 * where it is, and the tree walk finds the number and with it the exact bytes. In code, in addresses and in HTML the
 * walk puts the source's bytes back. What follows a backslash is never a token. For report/ only. */
#ifndef PL_REPORT_TOKEN_H
#define PL_REPORT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_TOKEN_MAX 65536 /* in a source */

enum pl_token_kind {
    PL_TOKEN_MARK,     /* {word ...} on one line; n = 1 where it does not close there */
    PL_TOKEN_NOTE,     /* [^name] */
    PL_TOKEN_NOTE_DEF, /* [^name]: at the start of a line */
    PL_TOKEN_BAR,      /* | on a line that starts with one */
    PL_TOKEN_KINDS
};

struct pl_token {
    enum pl_token_kind kind;
    size_t offset, n; /* in the source */
};

struct pl_tokens {
    pl_str source;
    struct pl_token *items;
    size_t n;
};

/* Replaces the tokens of source from byte `from` on; the result goes to out, the list to the arena. LIMIT beyond
 * PL_TOKEN_MAX or where out is full; NOMEM. */
PL_MUST int pl_token_replace(pl_str source, size_t from, struct pl_arena *arena, struct pl_buf *out,
                             struct pl_tokens *ret_tokens, struct pl_error *err);

/* True where s starts with a token: which, and how many bytes it takes there. */
bool pl_token_at(const struct pl_tokens *tokens, pl_str s, const struct pl_token **ret_token, size_t *ret_n);

/* Appends s with every token as the source has it. */
void pl_token_restore(const struct pl_tokens *tokens, pl_str s, struct pl_buf *out);

/* The token's bytes, and the name in a footnote's. */
pl_str pl_token_text(const struct pl_tokens *tokens, const struct pl_token *token);
pl_str pl_token_name(const struct pl_tokens *tokens, const struct pl_token *token);

#endif
