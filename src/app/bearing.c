#include "app/bearing.h"

#include <string.h>

#include "app/case_view.h"
#include "store/filing.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 28)
#define NAMES_MAX 64

/* ---- another subject ---- */

/* What names somebody: folded names and IMO numbers. */
struct named {
    struct pl_arena *arena;
    pl_str names[NAMES_MAX], imos[NAMES_MAX], said[NAMES_MAX];
    size_t n_names, n_imos, n_said;
};

static void say(struct named *d, pl_str text) {
    if (text.n > 0 && d->n_said < NAMES_MAX) {
        d->said[d->n_said++] = text;
    }
}

static void add_name(struct named *d, pl_str name) {
    PL_BUF_AUTO folded = {0};
    pl_buf_open(&folded, 4096);
    if (name.n == 0 || d->n_names == NAMES_MAX || pl_unicode_fold(name, &folded, NULL) != 0 || folded.n < 3) {
        return;
    }
    d->names[d->n_names++] = pl_str_copy(d->arena, pl_buf_str(&folded));
    say(d, name);
}

static void add_imo(struct named *d, pl_str imo) {
    pl_str digits = pl_str_starts(imo, PL_STR("IMO")) ? pl_str_trim(pl_str_sub(imo, 3, imo.n)) : imo;
    uint64_t number = 0;
    if (digits.n == 7 && pl_str_u64(digits, &number) && d->n_imos < NAMES_MAX) {
        d->imos[d->n_imos++] = digits;
        say(d, digits);
    }
}

static void add_filing(struct named *d, const struct pl_filing *f) {
    static const char *const NAMES[] = {"who", "whom", "subject", "seen_name", "counterparty"};
    static const char *const IMOS[] = {"who_imo", "imo", "seen_imo"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        add_name(d, pl_filing_get_value(f, NAMES[i]));
    }
    for (size_t i = 0; i < sizeof IMOS / sizeof *IMOS; i++) {
        add_imo(d, pl_filing_get_value(f, IMOS[i]));
    }
}

static void add_event(struct named *d, pl_str pinned) {
    const struct pl_jval *event = NULL;
    const struct pl_jval *vessels =
        pinned.n > 0 && pl_json_read(pinned, d->arena, &event, NULL) == 0 ? pl_jval_get(event, "vessels") : NULL;
    for (size_t i = 0; vessels != NULL && vessels->kind == PL_JVAL_ARRAY && i < vessels->n; i++) {
        const struct pl_jval *name = pl_jval_get(&vessels->items[i], "name"),
                             *imo = pl_jval_get(&vessels->items[i], "imo");
        if (name != NULL && name->kind == PL_JVAL_STR) {
            add_name(d, name->str);
        }
        if (imo != NULL && imo->kind == PL_JVAL_INT && imo->integer > 0) {
            PL_BUF_AUTO text = {0};
            pl_buf_open(&text, 32);
            pl_buf_add_fmt(&text, "%lld", (long long)imo->integer);
            add_imo(d, pl_str_copy(d->arena, pl_buf_str(&text)));
        }
    }
}

static bool contains(pl_str a, pl_str b) { return b.n <= a.n && pl_str_find_str(a, b) < a.n; }

static bool shares(const pl_str *a, size_t n_a, const pl_str *b, size_t n_b) {
    for (size_t i = 0; i < n_a; i++) {
        for (size_t k = 0; k < n_b; k++) {
            if (contains(a[i], b[k]) || contains(b[k], a[i])) {
                return true;
            }
        }
    }
    return false;
}

static pl_str list_of(const struct named *d) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 512);
    for (size_t i = 0; i < d->n_said && text.n < 200; i++) {
        pl_buf_add_str(&text, i > 0 ? PL_STR(", ") : PL_STR(""));
        pl_buf_add_str(&text, pl_str_sub(d->said[i], 0, 120));
    }
    return pl_str_copy(d->arena, pl_buf_str(&text));
}

pl_str pl_bearing_other_subject(const struct pl_filing *claim, const struct pl_filing *evidence, pl_str pinned,
                                struct pl_arena *arena) {
    struct named is = {.arena = arena}, other = {.arena = arena};
    add_filing(&is, claim);
    add_name(&is, pl_filing_get_value(claim, "what"));
    if (evidence != NULL && evidence->kind->letter != 'I') {
        add_filing(&other, evidence);
    }
    add_event(&other, pinned);
    bool by_number = is.n_imos > 0 && other.n_imos > 0, by_name = is.n_names > 0 && other.n_names > 0;
    bool same = by_number ? shares(is.imos, is.n_imos, other.imos, other.n_imos)
                          : shares(is.names, is.n_names, other.names, other.n_names);
    return (by_number || by_name) && !same ? list_of(&other) : (pl_str){0};
}

/* ---- rings ---- */

struct walk {
    struct pl_case *c;
    struct pl_arena arena;
    int64_t before;
    char letter; /* D: child to parent; P: claim to evidence */
    pl_str from; /* now */
    pl_str *ids; /* seen; the queue */
    size_t n, next;
};

/* A common upstream leads nowhere, nor does what speaks against. */
static bool carries(const struct walk *w, const struct pl_filing *link) {
    pl_str stance = pl_filing_get_value(link, "stance");
    return w->letter == 'P' ? stance.n == 0 || pl_str_eq(stance, PL_STR("for"))
                            : !pl_str_eq(pl_filing_get_value(link, "as"), PL_STR("common-upstream"));
}

static int on_link(void *ctx, const struct pl_filing *link, int64_t withdrawn_by, struct pl_error *err) {
    struct walk *w = ctx;
    (void)err;
    pl_str from = pl_filing_get_value(link, w->letter == 'D' ? "child" : "claim");
    pl_str to = pl_filing_get_value(link, w->letter == 'D' ? "parent" : "evidence");
    if (withdrawn_by >= 0 || !pl_str_eq(from, w->from) || !carries(w, link)) {
        return 0;
    }
    for (size_t i = 0; i < w->n; i++) {
        if (pl_str_eq(w->ids[i], to)) {
            return 0;
        }
    }
    if (w->n < PL_BEARING_WALK_MAX) {
        w->ids[w->n++] = pl_str_copy(&w->arena, to);
    }
    return 0;
}

/* Does a way lead from `start` to `end`? */
static int leads(struct walk *w, pl_str start, pl_str end, bool *ret, struct pl_error *err) {
    int code = 0;
    w->ids = pl_arena_calloc(&w->arena, PL_BEARING_WALK_MAX, sizeof *w->ids);
    if (w->ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to follow derivations");
    }
    w->ids[w->n++] = start;
    for (*ret = false; code == 0 && !*ret && w->next < w->n; w->next++) {
        struct pl_filing_query q = PL_FILING_QUERY;
        PL_BUF_AUTO key = {0};
        w->from = w->ids[w->next];
        *ret = pl_str_eq(w->from, end);
        pl_buf_open(&key, 4096);
        pl_buf_add_str(&key, PL_STR("ref:"));
        pl_buf_add_str(&key, w->from);
        q.letter = w->letter;
        q.key = pl_buf_str(&key);
        q.before = w->before;
        code = *ret ? 0 : pl_filing_each(w->c, &q, on_link, w, err);
    }
    return code;
}

static int tell_ring(struct walk *w, const struct pl_filing *link, struct pl_buf *out, struct pl_error *err) {
    pl_str from = pl_filing_get_value(link, w->letter == 'D' ? "child" : "claim");
    pl_str to = pl_filing_get_value(link, w->letter == 'D' ? "parent" : "evidence");
    bool ring = false;
    int code = carries(w, link) ? leads(w, to, from, &ring, err) : 0;
    if (code == 0 && ring) {
        pl_buf_add_fmt(out,
                       "%.*s now rests on itself, by way of %.*s: such a ring is circular and counts as one origin at "
                       "most; withdraw the link that is wrong\n",
                       (int)from.n, from.p, (int)to.n, to.p);
    }
    return code;
}

static int tell_subject(struct walk *w, const struct pl_filing *p, struct pl_buf *out, struct pl_error *err) {
    struct pl_filing claim, evidence;
    int64_t by = -1;
    pl_str pinned = pl_filing_get_value(p, "pinned");
    int code = pl_filing_get(w->c, pl_filing_get_value(p, "claim"), w->before, &w->arena, &claim, &by, err);
    if (code == 0 && pinned.n == 0) {
        code = pl_filing_get(w->c, pl_filing_get_value(p, "evidence"), w->before, &w->arena, &evidence, &by, err);
    }
    pl_str other =
        code == 0 ? pl_bearing_other_subject(&claim, pinned.n == 0 ? &evidence : NULL, pinned, &w->arena) : (pl_str){0};
    if (other.n > 0) {
        pl_buf_add_str(out, PL_STR("this evidence is about "));
        pl_case_say(out, other);
        pl_buf_add_str(out,
                       PL_STR(", which the claim does not name: look whether it bears on the claim, and say how with "
                              "--text or --passage\n"));
    }
    return code;
}

int pl_bearing_notices(const char *dir, pl_str id, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct walk w = {.letter = 'D'};
    struct pl_filing f;
    int64_t by = -1;
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    if (code != 0) {
        return code;
    }
    pl_arena_open(&w.arena, ARENA_MAX);
    w.c = view.c;
    w.before = view.before;
    code = pl_filing_get(w.c, id, w.before, &w.arena, &f, &by, err);
    w.letter = code == 0 ? f.kind->letter : ' ';
    if (code == 0 && w.letter == 'P') {
        code = tell_subject(&w, &f, out, err);
    }
    if (code == 0 && (w.letter == 'P' || w.letter == 'D')) {
        code = tell_ring(&w, &f, out, err);
    }
    pl_arena_close(&w.arena);
    return code;
}
