/* The sentences of a score: stable wording, parts as their readings write them. */
#include "names/match_in.h"

#include "base/buf.h"

#include "base/ban.h"

#define MAX_SENTENCE ((size_t)1 << 15)

static void write_align(struct pl_buf *text, const struct pl_align *align) {
    if (align->how == PL_ALIGN_EXTRA_A) {
        pl_buf_add_fmt(text, "only in the query: %.*s", (int)align->a.n, align->a.p);
        return;
    }
    if (align->how == PL_ALIGN_EXTRA_B) {
        pl_buf_add_fmt(text, "only in the list: %.*s", (int)align->b.n, align->b.p);
        return;
    }
    pl_buf_add_str(text, align->a.n ? align->a : PL_STR("no number"));
    pl_buf_add_str(text, align->how == PL_ALIGN_EQUAL || align->how == PL_ALIGN_NUMBER ? PL_STR(" = ") : PL_STR(" ~ "));
    pl_buf_add_str(text, align->b.n ? align->b : PL_STR("no such number"));
    switch (align->how) {
    case PL_ALIGN_KEY:
        pl_buf_add_str(text, PL_STR(" (spelled differently)"));
        break;
    case PL_ALIGN_SLIP:
        pl_buf_add_str(text, PL_STR(" (near: "));
        pl_buf_add_fixed(text, align->score, 2);
        pl_buf_add_char(text, ')');
        break;
    case PL_ALIGN_INITIAL:
        pl_buf_add_str(text, PL_STR(" (initial)"));
        break;
    case PL_ALIGN_JOINED:
        pl_buf_add_str(text, PL_STR(" (joined)"));
        break;
    case PL_ALIGN_NUMBER_DIFFERS:
        pl_buf_add_str(text, PL_STR(" (another number)"));
        break;
    default:
        break;
    }
}

pl_str pl_reason_name(const struct pl_name_match *match, struct pl_arena *arena) {
    struct pl_buf text;
    pl_buf_open(&text, MAX_SENTENCE);
    if (match->exact) {
        pl_buf_add_str(&text, PL_STR("the names are equal letter by letter"));
    } else if (match->space >= 0) {
        pl_buf_add_fmt(&text, "%s (%s, %s)", pl_space_name(match->space), match->system_a, match->system_b);
    }
    for (size_t i = 0; i < match->n; i++) {
        pl_buf_add_str(&text, i ? PL_STR(", ") : PL_STR(": "));
        write_align(&text, &match->aligns[i]);
    }
    const pl_str copy = pl_str_copy(arena, pl_buf_str(&text));
    pl_buf_close(&text);
    return copy;
}
