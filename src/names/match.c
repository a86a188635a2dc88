#include "names/match.h"

#include "names/align.h"
#include "names/judge.h"
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

/* The best pair of readings so far. Alignments of the best, of the best in Latin, and of the pair that is looked at:
 * the first two may be one. */
struct best {
    double score;
    const struct pl_ready_reading *a, *b;
    double latin; /* of the Latin readings; -1 where there is no pair */
    const struct pl_ready_reading *latin_a, *latin_b;
    double korean; /* of the phonemes of two names that begin or end with a Korean family name; -1 */
    const struct pl_alignment *alignment, *latin_alignment; /* NULL where there is no pair */
    struct pl_alignment rooms[3];
};

static void begin_best(struct best *best) {
    best->score = best->latin = best->korean = -1;
    best->a = best->b = best->latin_a = best->latin_b = NULL;
    best->alignment = best->latin_alignment = NULL;
}

/* Where the next alignment is made: neither of the two that are kept. */
static struct pl_alignment *free_room(struct best *best) {
    struct pl_alignment *room = best->rooms;
    while (room == best->alignment || room == best->latin_alignment) {
        room++;
    }
    return room;
}

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
            struct pl_alignment *alignment = free_room(best);
            pl_align_readings(p, q, kind, alignment);
            double score = alignment->score * space_factor(space);
            if (reduced && space == PL_SPACE_KOREAN && p->family && q->family) {
                korean = score > korean ? score : korean;
            }
            if (space == PL_SPACE_KOREAN && is_hangul(a, p) != is_hangul(b, q) && (p->family || q->family)) {
                hangul = alignment->score > hangul ? alignment->score : hangul;
            }
            if (reduced) {
                score = lifted(score, best->latin, space);
            }
            if (space == PL_SPACE_LATIN && score > best->latin) {
                best->latin = score;
                best->latin_a = p;
                best->latin_b = q;
                best->latin_alignment = alignment;
            }
            if (score > best->score) {
                best->score = score;
                best->a = p;
                best->b = q;
                best->alignment = alignment;
            }
        }
    }
    best->korean = korean > best->korean ? korean : best->korean;
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

static bool is_latin(const struct pl_ready *name) { return memcmp(name->script, "Latn", 4) == 0; }

/* What two names that are spelled in Latin letters are judged by; false where they are not alike enough for that. */
static bool gather(const struct best *best, int kind, int32_t *facts) {
    if (best->latin < 0 || best->score < PL_W(JUDGE_LEAST)) {
        return false;
    }
    pl_judge_facts(best->latin_a, best->latin_b, best->latin_alignment, facts);
    facts[PL_JUDGE_LIKENESS] = pl_judge_thousandths(best->score);
    facts[PL_JUDGE_KIND] = kind;
    facts[PL_JUDGE_KOREAN] = best->korean < 0 ? -1 : pl_judge_thousandths(best->korean);
    return true;
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
static int explain(const struct best *best, bool swapped, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    const struct pl_alignment *alignment = best->alignment;
    const struct pl_align_step all = {.a_n = best->a->n,
                                      .b_n = best->b->n,
                                      .how = PL_ALIGN_JOINED,
                                      .agreement = (float)alignment->score,
                                      .weight = 1};
    const struct pl_align_step *steps = alignment->whole ? &all : alignment->steps;
    ret->n = alignment->whole ? 1 : alignment->n;
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
                   const struct pl_ready *ready_b, bool listed, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    struct pl_name_match match = {
        .score = -1, .space = -1, .crossed = memcmp(ready_a->script, ready_b->script, 4) != 0};
    const bool swapped = must_swap(a, ready_a, b, ready_b);
    const int kind = common_kind(ready_a->kind, ready_b->kind);
    match.exact = ready_a->fold && ready_a->fold == ready_b->fold && pl_str_eq(a->fold, b->fold);
    struct best best;
    struct pl_ready_room of_a;
    struct pl_ready_room of_b;
    begin_best(&best);
    if (!match.exact || arena) {
        const uint32_t spaces = ready_a->spaces & ready_b->spaces;
        ready_a = pl_ready_open(ready_a, spaces, &of_a);
        ready_b = pl_ready_open(ready_b, spaces, &of_b);
        try_spaces(swapped ? ready_b : ready_a, swapped ? ready_a : ready_b, kind, &best);
        int32_t facts[PL_JUDGE_COUNT];
        if (is_latin(ready_a) && is_latin(ready_b) && gather(&best, kind, facts)) {
            best.score = pl_judge_score(facts, listed ? PL_JUDGE_LISTED : PL_JUDGE_PAIR);
        }
    }
    match.score = match.exact ? 1 : best.score > PL_W(NOT_EXACT) ? PL_W(NOT_EXACT) : best.score;
    match.space = best.a ? best.a->space : -1;
    if (best.a && arena) {
        match.system_a = (swapped ? best.b : best.a)->system;
        match.system_b = (swapped ? best.a : best.b)->system;
        const int code = explain(&best, swapped, arena, &match, err);
        if (code) {
            return code;
        }
    }
    *ret = match;
    return PL_E_OK;
}

int pl_match_unready(const struct pl_form *a, const struct pl_form *b, bool listed, struct pl_arena *arena,
                     struct pl_name_match *ret, struct pl_error *err) {
    struct pl_ready_room of_a;
    struct pl_ready_room of_b;
    return pl_match_ready(a, pl_ready_fill(a, &of_a), b, pl_ready_fill(b, &of_b), listed, arena, ret, err);
}

int pl_match_names(const struct pl_form *a, const struct pl_form *b, struct pl_arena *arena, struct pl_name_match *ret,
                   struct pl_error *err) {
    return pl_match_unready(a, b, false, arena, ret, err);
}

bool pl_match_facts(const struct pl_form *a, const struct pl_form *b, int32_t *facts) {
    struct pl_ready_room of_a;
    struct pl_ready_room of_b;
    const struct pl_ready *p = pl_ready_fill(a, &of_a);
    const struct pl_ready *q = pl_ready_fill(b, &of_b);
    const bool swapped = must_swap(a, p, b, q);
    const int kind = common_kind(p->kind, q->kind);
    struct best best;
    begin_best(&best);
    try_spaces(swapped ? q : p, swapped ? p : q, kind, &best);
    return is_latin(p) && is_latin(q) && gather(&best, kind, facts);
}
