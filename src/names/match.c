#include "names/match.h"

#include "names/align.h"
#include "names/match_in.h"
#include "names/ready.h"
#include "names/weight.h"

#include "base/ban.h"

static const char *const HOWS[] = {
#define PL_ALIGN_TEXT(name, text) text,
    PL_ALIGN_HOWS(PL_ALIGN_TEXT)
#undef PL_ALIGN_TEXT
};

const char *pl_align_name(int how) { return how >= 0 && how < PL_ALIGN_COUNT ? HOWS[how] : "unknown"; }

static double space_factor(int space) {
    const double factors[PL_SPACE_COUNT] = {
        [PL_SPACE_LATIN] = 1,
        [PL_SPACE_KOREAN] = PL_W(SPACE_KOREAN),
        [PL_SPACE_MANDARIN] = PL_W(SPACE_MANDARIN),
        [PL_SPACE_ARABIC] = PL_W(SPACE_ARABIC),
        [PL_SPACE_HEBREW] = PL_W(SPACE_HEBREW),
        [PL_SPACE_SLAVIC] = PL_W(SPACE_SLAVIC),
        [PL_SPACE_KANA] = PL_W(SPACE_KANA),
    };
    return factors[space];
}

/* The best pair of readings so far. */
struct best {
    double score;
    const struct pl_ready_reading *a, *b;
    double latin; /* of the Latin readings; -1 where there is no pair */
};

#define LIFT_FROM        0.5 /* Latin likeness below which a reduced space lifts nothing, and from which it lifts fully */
#define LIFT_FULL        0.65
#define LIFT_KOREAN_FROM 0.1

/* How much a reduced space may say of two names that are both spelled in Latin: their spellings must agree too. */
static double lifted(double score, double latin, int space) {
    if (latin < 0) {
        return score;
    }
    const double near = latin <= LIFT_FROM ? 0 : latin >= LIFT_FULL ? 1 : (latin - LIFT_FROM) / (LIFT_FULL - LIFT_FROM);
    const double lift = space == PL_SPACE_KOREAN ? PL_W(LIFT_KOREAN) : PL_W(LIFT) * near;
    return latin + lift * (score - latin);
}

/* Two syllables that are both well formed may lie one letter apart in Latin (yong, jong): there Korean phonemes know
 * better. A poor match of these (-1: none) lowers that of the Latin spellings by a share of what it is less. */
static void doubt(struct best *best, double korean, double share) {
    if (korean >= 0 && korean < best->latin) {
        best->latin -= share * (best->latin - korean);
        best->score = best->a->space == PL_SPACE_LATIN ? best->latin : best->score;
    }
}

static bool is_hangul(const struct pl_ready *name, const struct pl_ready_reading *reading) {
    return reading->native && memcmp(name->script, "Hang", 4) == 0;
}

static void try_space(const struct pl_ready *a, const struct pl_ready *b, int space, int kind, struct best *best) {
    struct pl_alignment alignment;
    double korean = -1; /* of two names that begin or end with a Korean family name */
    double hangul = -1; /* of a name in Hangul and a spelling of a Korean name */
    for (size_t i = 0; i < a->n; i++) {
        const struct pl_ready_reading *p = &a->readings[i];
        for (size_t j = 0; j < b->n && p->space == space; j++) {
            const struct pl_ready_reading *q = &b->readings[j];
            if (q->space != space) {
                continue;
            }
            const bool reduced = space != PL_SPACE_LATIN && !p->native && !q->native;
            if (reduced && best->latin <= (space == PL_SPACE_KOREAN ? LIFT_KOREAN_FROM : LIFT_FROM)) {
                continue;
            }
            pl_align_readings(p, q, kind, &alignment);
            double score = alignment.score * space_factor(space);
            if (reduced && space == PL_SPACE_KOREAN && p->family && q->family) {
                korean = score > korean ? score : korean;
            }
            if (space == PL_SPACE_KOREAN && is_hangul(a, p) != is_hangul(b, q) && (p->family || q->family)) {
                hangul = alignment.score > hangul ? alignment.score : hangul;
            }
            if (reduced) {
                score = lifted(score, best->latin, space);
            }
            if (space == PL_SPACE_LATIN && score > best->latin) {
                best->latin = score;
            }
            if (score > best->score) {
                *best = (struct best){score, p, q, best->latin};
            }
        }
    }
    doubt(best, korean, PL_W(DOUBT_KOREAN));
    doubt(best, hangul, PL_W(DOUBT_HANGUL));
}

static void try_spaces(const struct pl_ready *a, const struct pl_ready *b, int kind, struct best *best) {
    const uint32_t common = a->spaces & b->spaces;
    if (common & (1u << PL_SPACE_LATIN)) {
        try_space(a, b, PL_SPACE_LATIN, kind, best);
    }
    for (int space = PL_SPACE_LATIN + 1; space < PL_SPACE_COUNT && best->score < PL_W(WHOLE); space++) {
        if (common >> space & 1u) {
            try_space(a, b, space, kind, best);
        }
    }
}

static int common_kind(int a, int b) { return a == PL_NAME_ANY ? b : b == PL_NAME_ANY || a == b ? a : PL_NAME_ANY; }

static pl_str text_of(const struct pl_ready_reading *reading, size_t at, size_t n, struct pl_arena *arena) {
    const struct pl_ready_part *parts = reading->parts;
    if (n == 1) {
        return pl_ready_text(&parts[at]);
    }
    if (n == 0) {
        return PL_STR("");
    }
    struct pl_buf text;
    pl_buf_open(&text, (size_t)1 << 16);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            pl_buf_add_char(&text, ' ');
        }
        pl_buf_add_str(&text, pl_ready_text(&parts[at + i]));
    }
    const pl_str copy = pl_buf_failed(&text) ? PL_STR("") : pl_str_copy(arena, pl_buf_str(&text));
    pl_buf_close(&text);
    return copy;
}

/* The aligns of the best pair, sides as the caller gave them. */
static int explain(const struct best *best, int kind, bool swapped, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    struct pl_alignment alignment;
    pl_align_readings(best->a, best->b, kind, &alignment);
    const struct pl_align_step all = {
        .a_n = best->a->n, .b_n = best->b->n, .how = PL_ALIGN_JOINED, .agreement = (float)alignment.score, .weight = 1};
    const struct pl_align_step *steps = alignment.whole ? &all : alignment.steps;
    ret->n = alignment.whole ? 1 : alignment.n;
    ret->aligns = pl_arena_calloc(arena, ret->n, sizeof *ret->aligns);
    if (!ret->aligns) {
        return pl_fail(err, PL_E_NOMEM, "no memory to explain a match");
    }
    for (size_t i = 0; i < ret->n; i++) {
        struct pl_align *to = &ret->aligns[i];
        const struct pl_align_step *s = &steps[i];
        const pl_str a = text_of(best->a, s->a_at, s->a_n, arena);
        const pl_str b = text_of(best->b, s->b_at, s->b_n, arena);
        *to = (struct pl_align){.a = swapped ? b : a,
                                .b = swapped ? a : b,
                                .how = s->how,
                                .score = (double)s->agreement,
                                .weight = (double)s->weight};
        if (swapped && (s->how == PL_ALIGN_EXTRA_A || s->how == PL_ALIGN_EXTRA_B)) {
            to->how = s->how == PL_ALIGN_EXTRA_A ? PL_ALIGN_EXTRA_B : PL_ALIGN_EXTRA_A;
        }
    }
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory to explain a match") : PL_E_OK;
}

/* One order for both ways of asking, so that the score is symmetric to the last bit. */
static bool must_swap(const struct pl_form *a, const struct pl_ready *ready_a, const struct pl_form *b,
                      const struct pl_ready *ready_b) {
    return ready_a->order != ready_b->order ? ready_a->order > ready_b->order : pl_str_cmp(a->source, b->source) > 0;
}

int pl_match_ready(const struct pl_form *a, const struct pl_ready *ready_a, const struct pl_form *b,
                   const struct pl_ready *ready_b, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    struct pl_name_match match = {
        .score = -1, .space = -1, .crossed = memcmp(ready_a->script, ready_b->script, 4) != 0};
    const bool swapped = must_swap(a, ready_a, b, ready_b);
    const int kind = common_kind(ready_a->kind, ready_b->kind);
    match.exact = ready_a->fold && ready_a->fold == ready_b->fold && pl_str_eq(a->fold, b->fold);
    struct best best = {.score = -1, .latin = -1};
    struct pl_ready_room of_a;
    struct pl_ready_room of_b;
    if (!match.exact || arena) {
        const uint32_t spaces = ready_a->spaces & ready_b->spaces;
        ready_a = pl_ready_open(ready_a, spaces, &of_a);
        ready_b = pl_ready_open(ready_b, spaces, &of_b);
        try_spaces(swapped ? ready_b : ready_a, swapped ? ready_a : ready_b, kind, &best);
    }
    match.score = match.exact ? 1 : best.score > PL_W(NOT_EXACT) ? PL_W(NOT_EXACT) : best.score;
    match.space = best.a ? best.a->space : -1;
    if (best.a && arena) {
        match.system_a = (swapped ? best.b : best.a)->system;
        match.system_b = (swapped ? best.a : best.b)->system;
        const int code = explain(&best, kind, swapped, arena, &match, err);
        if (code) {
            return code;
        }
    }
    *ret = match;
    return PL_E_OK;
}

int pl_match_names(const struct pl_form *a, const struct pl_form *b, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    struct pl_ready_room of_a;
    struct pl_ready_room of_b;
    return pl_match_ready(a, pl_ready_fill(a, &of_a), b, pl_ready_fill(b, &of_b), arena, ret, err);
}
