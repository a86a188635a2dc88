#include "exercise/truth_read.h"

#include "base/arena.h"

#include "base/ban.h"

/* Cuts what stands before the next comma outside quotes and brackets, and the comma, off the front of rest; false where
 * quotes or brackets do not close, or nothing follows the comma. */
static bool cut_piece(pl_str *rest, pl_str *ret_piece) {
    size_t depth = 0;
    bool quoted = false;
    size_t i = 0;
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0) {
                return false;
            }
            depth--;
        } else if (c == ',' && depth == 0) {
            break;
        }
    }
    if (quoted || depth > 0 || i > rest->n || i + 1 == rest->n) {
        return false;
    }
    *ret_piece = pl_str_trim(pl_str_sub(*rest, 0, i));
    *rest = i < rest->n ? pl_str_sub(*rest, i + 1, rest->n) : PL_STR("");
    return true;
}

/* What is between a pair of brackets; false where they are not there. */
static bool unwrap(pl_str text, char open, char close, pl_str *ret_inner) {
    if (text.n < 2 || text.p[0] != open || text.p[text.n - 1] != close) {
        return false;
    }
    *ret_inner = pl_str_trim(pl_str_sub(text, 1, text.n - 2));
    return true;
}

struct reading {
    pl_truth_each each;
    void *ctx;
    bool is_truth, has_events;
    pl_time end;
};

static int fail(struct pl_error *err) { return pl_fail(err, PL_E_FORMAT, "this is not the truth.json of an exercise"); }

static int read_events(struct reading *r, pl_str list, struct pl_error *err) {
    pl_str rest;
    int code = PL_E_OK;
    if (r->has_events || !unwrap(list, '[', ']', &rest)) {
        return fail(err);
    }
    r->has_events = true;
    while (!code && rest.n) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, (size_t)1 << 30);
        pl_str piece;
        const struct pl_jval *entry = NULL;
        code = cut_piece(&rest, &piece) ? pl_json_read(piece, &arena, &entry, err) : fail(err);
        code = code ? code : r->each(r->ctx, entry, err);
    }
    return code;
}

/* "type" and "end" are texts; other members are not looked at. */
static int read_text(struct reading *r, pl_str name, pl_str value, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 65536);
    const struct pl_jval *text = NULL;
    bool is_type = pl_str_eq(name, PL_STR("\"type\""));
    if (!is_type && !pl_str_eq(name, PL_STR("\"end\""))) {
        return PL_E_OK;
    }
    int code = pl_json_read(value, &arena, &text, err);
    if (!code && text->kind != PL_JVAL_STR) {
        code = fail(err);
    }
    if (!code && is_type) {
        r->is_truth = pl_str_eq(text->str, PL_STR("truth"));
    } else if (!code && !pl_time_parse(text->str, &r->end)) {
        code = fail(err);
    }
    return code;
}

int pl_truth_read(pl_str text, pl_truth_each each, void *ctx, pl_time *ret_end, struct pl_error *err) {
    struct reading r = {.each = each, .ctx = ctx, .end = PL_TIME_NONE};
    pl_str rest;
    int code = unwrap(pl_str_trim(text), '{', '}', &rest) ? PL_E_OK : fail(err);
    while (!code && rest.n) {
        pl_str value;
        if (!cut_piece(&rest, &value)) {
            return fail(err);
        }
        pl_str name = pl_str_trim(pl_str_cut(&value, ':'));
        value = pl_str_trim(value);
        code = pl_str_eq(name, PL_STR("\"events\"")) ? read_events(&r, value, err) : read_text(&r, name, value, err);
    }
    if (!code && (!r.is_truth || !r.has_events || r.end == PL_TIME_NONE)) {
        code = fail(err);
    }
    if (!code) {
        *ret_end = r.end;
    }
    return code;
}
