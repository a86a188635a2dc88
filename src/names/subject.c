/* Two subjects: the best evidence, then what speaks against it. */
#include "names/match_in.h"

#include "names/same_number.h"
#include "names/weight.h"

#include "base/buf.h"

#include "base/ban.h"

#define MAX_REASONS 24

enum evidence {
    EVIDENCE_NUMBER, /* worth of the equal identifier */
    EVIDENCE_EXACT,  /* names equal letter by letter */
    EVIDENCE_NAME,   /* the name's own score */
    EVIDENCE_BIRTH,  /* 1 the same day, 0.5 overlapping, 0 not known, -1 disjoint */
    EVIDENCE_COUNTRY,
    EVIDENCE_GENDER,
    EVIDENCE_NAMES,   /* how many of the entry's names agree well */
    EVIDENCE_NUMBERS, /* how many identifiers are equal */
};

struct work {
    const struct pl_subject *query, *entry;
    struct pl_arena *arena;
    struct pl_error *err;
    struct pl_subject_match out;
    double number, name; /* main evidence; -1: none could be compared */
    bool weak;           /* the name is a weak alias */
    double penalty;
    int number_a, number_b;    /* the equal identifiers, -1 none */
    struct pl_reason *reasons; /* room for MAX_REASONS */
    size_t n_reasons;
    bool failed;
};

static void remark(struct work *w, const char *kind, double effect, pl_str detail) {
    if (w->arena && w->n_reasons < MAX_REASONS) {
        w->reasons[w->n_reasons++] = (struct pl_reason){kind, effect, detail};
    }
}

static void penalise(struct work *w, const char *kind, double penalty, pl_str detail) {
    w->penalty += penalty;
    remark(w, kind, -penalty, detail);
}

static pl_str keep(struct work *w, struct pl_buf *text) {
    pl_str copy = PL_STR("");
    if (w->arena) {
        copy = pl_str_copy(w->arena, pl_buf_str(text));
        w->failed |= !copy.p;
    }
    pl_buf_close(text);
    return copy.p ? copy : PL_STR("");
}

static bool is_vessel(const struct work *w) {
    return (w->query->kind == PL_NAME_VESSEL || w->query->kind == PL_NAME_ANY) &&
           (w->entry->kind == PL_NAME_VESSEL || w->entry->kind == PL_NAME_ANY);
}

/* -- identifiers -- */

static void number_sentence(struct work *w, const struct pl_subject_id *a, const struct pl_number_kind *kind,
                            bool equal) {
    if (!w->arena) {
        return;
    }
    struct pl_buf text;
    pl_buf_open(&text, 4096);
    pl_buf_add_fmt(&text, "%s %.*s%s%s", equal ? "the same" : "the query's", (int)(a->value.n > 200 ? 200 : a->value.n),
                   a->value.p, equal ? " stands on both sides as " : " is not the entry's ", kind->text);
    remark(w, a->kind, equal ? (double)kind->worth / 1000.0 : 0, keep(w, &text));
}

/* Equal identifiers are evidence; the kinds of which both sides have valid ones but none equal may speak against. */
static void compare_numbers(struct work *w) {
    const struct pl_subject *q = w->query;
    for (size_t i = 0; i < q->n_ids; i++) {
        const struct pl_subject_id *a = &q->ids[i];
        const struct pl_number_kind *kind = pl_number_kind_of(a->kind);
        bool both = false;
        bool equal = false;
        if (!a->valid || (kind->vessel && !is_vessel(w))) {
            continue;
        }
        for (size_t j = 0; j < w->entry->n_ids && !equal; j++) {
            const struct pl_subject_id *b = &w->entry->ids[j];
            if (b->valid && (a->kind == b->kind || strcmp(a->kind, b->kind) == 0)) {
                both = true;
                equal = pl_number_equal(kind, a->value, b->value);
            }
        }
        if (both && w->number < 0) {
            w->number = 0;
        }
        if (equal) {
            const double worth = (double)kind->worth / 1000.0;
            w->number = worth > w->number ? worth : w->number;
            w->out.evidence[EVIDENCE_NUMBERS] += 1;
            number_sentence(w, a, kind, true);
        }
    }
}

static bool kind_is_equal(const struct work *w, const struct pl_subject_id *a, const struct pl_number_kind *kind,
                          bool *ret_both) {
    *ret_both = false;
    for (size_t i = 0; i < w->query->n_ids; i++) {
        const struct pl_subject_id *q = &w->query->ids[i];
        if (!q->valid || strcmp(q->kind, a->kind) != 0) {
            continue;
        }
        for (size_t j = 0; j < w->entry->n_ids; j++) {
            const struct pl_subject_id *b = &w->entry->ids[j];
            if (b->valid && strcmp(a->kind, b->kind) == 0) {
                *ret_both = true;
                if (pl_number_equal(kind, q->value, b->value)) {
                    return true;
                }
            }
        }
    }
    return false;
}

static void contradict_numbers(struct work *w) {
    for (size_t i = 0; i < w->query->n_ids; i++) {
        const struct pl_subject_id *a = &w->query->ids[i];
        const struct pl_number_kind *kind = pl_number_kind_of(a->kind);
        bool both = false;
        bool repeated = false;
        for (size_t j = 0; j < i; j++) {
            repeated |= strcmp(w->query->ids[j].kind, a->kind) == 0 && w->query->ids[j].valid;
        }
        if (kind->differs == 0 || repeated || !a->valid || (kind->vessel && !is_vessel(w)) ||
            kind_is_equal(w, a, kind, &both) || !both) {
            continue;
        }
        struct pl_buf text;
        pl_buf_open(&text, 4096);
        if (w->arena) {
            pl_buf_add_fmt(&text, "both sides have a valid %s, and they differ", kind->text);
        }
        penalise(w, kind->name, (double)kind->differs / 1000.0, keep(w, &text));
    }
}

/* -- names -- */

static double pair_score(struct work *w, const struct pl_subject_name *a, const struct pl_subject_name *b,
                         struct pl_name_match *match) {
    int code;
    if (a->weak || b->weak) { /* by its exact form only */
        const bool exact = a->form.fold.n > 0 && pl_str_eq(a->form.fold, b->form.fold);
        *match = (struct pl_name_match){.score = exact ? PL_W(WEAK) : -1, .space = -1, .exact = exact};
        return match->score;
    }
    code = a->ready && b->ready
               ? pl_match_ready(&a->form, a->ready, &b->form, b->ready, w->entry->listed, NULL, match, w->err)
               : pl_match_unready(&a->form, &b->form, w->entry->listed, NULL, match, w->err);
    return code ? -1 : match->score;
}

static bool is_latin(const struct pl_subject_name *name) {
    return memcmp(name->ready ? name->ready->script : name->form.script, "Latn", 4) == 0;
}

/* The best pair of names. A match across scripts may exceed that of the Latin names of both sides by a margin only: the
 * native form of another, longer name would else outweigh the name that can be read. */
static void compare_names(struct work *w) {
    double latin = -1;
    for (int crossed = 0; crossed < 2; crossed++) {
        for (size_t j = 0; j < w->entry->n_names; j++) {
            double best_of_name = -1;
            for (size_t i = 0; i < w->query->n_names; i++) {
                const struct pl_subject_name *a = &w->query->names[i];
                const struct pl_subject_name *b = &w->entry->names[j];
                const bool both_latin = is_latin(a) && is_latin(b);
                struct pl_name_match match;
                if (both_latin == (crossed != 0)) {
                    continue;
                }
                double score = pair_score(w, a, b, &match);
                if (both_latin && !a->weak && !b->weak && score > latin) {
                    latin = score;
                }
                if (crossed && !match.exact && latin >= 0 && score > latin + PL_W(CROSS_MARGIN)) {
                    score = latin + PL_W(CROSS_MARGIN);
                }
                best_of_name = score > best_of_name ? score : best_of_name;
                if (score > w->name) {
                    w->name = score;
                    w->weak = a->weak || b->weak;
                    w->out.name = match;
                    w->out.name_a = i;
                    w->out.name_b = j;
                }
            }
            w->out.evidence[EVIDENCE_NAMES] += best_of_name >= 0.9;
        }
    }
}

static int explain_names(struct work *w) {
    if (!w->arena || w->out.name_a == SIZE_MAX) {
        return PL_E_OK;
    }
    const struct pl_subject_name *a = &w->query->names[w->out.name_a];
    const struct pl_subject_name *b = &w->entry->names[w->out.name_b];
    if (w->weak) {
        remark(w, "weak", w->name, PL_STR("a weak alias is equal letter by letter"));
        return PL_E_OK;
    }
    const int code =
        a->ready && b->ready
            ? pl_match_ready(&a->form, a->ready, &b->form, b->ready, w->entry->listed, w->arena, &w->out.name, w->err)
            : pl_match_unready(&a->form, &b->form, w->entry->listed, w->arena, &w->out.name, w->err);
    if (code) {
        return code;
    }
    const pl_str sentence = pl_reason_name(&w->out.name, w->arena);
    w->failed |= !sentence.p;
    remark(w, "name", w->name, sentence);
    if (w->name < w->out.name.score) {
        remark(w, "name", 0,
               PL_STR("held down: the Latin names of both sides agree less than the names across scripts"));
    }
    for (size_t i = 0; i < w->out.name.n; i++) {
        if (w->out.name.aligns[i].how == PL_ALIGN_NUMBER_DIFFERS) {
            remark(w, "number", 0, PL_STR("the numbers in the names differ"));
            break;
        }
    }
    return PL_E_OK;
}

/* -- what else is known -- */

static void write_interval(struct pl_buf *text, struct pl_interval interval) { pl_interval_write(text, interval); }

static bool near_years(struct pl_interval a, struct pl_interval b) {
    const int32_t gap = a.first_day > b.last_day ? a.first_day - b.last_day : b.first_day - a.last_day;
    return gap <= 366;
}

/* The kindest pair of birth dates counts. */
static void compare_births(struct work *w) {
    double least = 2;
    double agree = -1;
    const struct pl_interval *of_a = NULL;
    const struct pl_interval *of_b = NULL;
    bool flipped_at_least = false;
    for (size_t i = 0; i < w->query->n_births; i++) {
        for (size_t j = 0; j < w->entry->n_births; j++) {
            const struct pl_interval a = w->query->births[i];
            const struct pl_interval b = w->entry->births[j];
            double penalty = 0;
            const bool flipped = pl_interval_flipped(a, b);
            if (!pl_interval_overlap(a, b)) {
                penalty = flipped ? PL_W(BIRTH) * PL_W(FLIPPED) : near_years(a, b) ? PL_W(BIRTH_NEAR) : PL_W(BIRTH);
            } else {
                const bool days = a.precision == PL_PRECISION_DAY && b.precision == PL_PRECISION_DAY;
                agree = days && a.first_day == b.first_day ? 1 : agree > 0.5 ? agree : 0.5;
            }
            if (penalty < least) {
                least = penalty;
                of_a = &w->query->births[i];
                of_b = &w->entry->births[j];
                flipped_at_least = flipped;
            }
        }
    }
    if (!of_a) {
        return;
    }
    w->out.evidence[EVIDENCE_BIRTH] = agree;
    struct pl_buf text;
    pl_buf_open(&text, 4096);
    if (w->arena) {
        pl_buf_add_str(&text, least <= 0         ? PL_STR("birth dates may be the same day: ")
                              : flipped_at_least ? PL_STR("day and month of birth are exchanged: ")
                                                 : PL_STR("birth dates cannot be the same day: "));
        write_interval(&text, *of_a);
        pl_buf_add_str(&text, PL_STR(", "));
        write_interval(&text, *of_b);
    }
    const pl_str detail = keep(w, &text);
    if (least > 0) {
        penalise(w, "birthDate", least, detail);
    } else {
        remark(w, "birthDate", 0, detail);
    }
}

static void compare_countries(struct work *w) {
    if (w->query->n_countries == 0 || w->entry->n_countries == 0) {
        return;
    }
    for (size_t i = 0; i < w->query->n_countries; i++) {
        for (size_t j = 0; j < w->entry->n_countries; j++) {
            if (pl_str_eq_nocase(w->query->countries[i], w->entry->countries[j])) {
                w->out.evidence[EVIDENCE_COUNTRY] = 1;
                return;
            }
        }
    }
    w->out.evidence[EVIDENCE_COUNTRY] = -1;
    penalise(w, "country", PL_W(COUNTRY), PL_STR("no country is common to both"));
}

static void compare_persons(struct work *w) {
    const int a = w->query->kind;
    const int b = w->entry->kind;
    if (w->query->gender && w->entry->gender) {
        const bool same = w->query->gender == w->entry->gender;
        w->out.evidence[EVIDENCE_GENDER] = same ? 1 : -1;
        if (!same) {
            penalise(w, "gender", PL_W(GENDER), PL_STR("the gender differs"));
        }
    }
    if (a != PL_NAME_ANY && b != PL_NAME_ANY && a != b) {
        penalise(w, "kind", PL_W(KIND),
                 PL_STR("one is a person, an organisation or a ship, the other is another of these"));
    }
}

static void settle(struct work *w) {
    struct pl_subject_match *out = &w->out;
    const double main = w->number > w->name ? w->number : w->name;
    out->evidence[EVIDENCE_NUMBER] = w->number > 0 ? w->number : 0;
    out->evidence[EVIDENCE_EXACT] = out->name.exact && !w->weak ? 1 : 0;
    out->evidence[EVIDENCE_NAME] = w->name;
    if (main < 0) {
        out->score = -1;
        return;
    }
    double penalty = w->penalty > PL_W(PENALTY_MAX) ? PL_W(PENALTY_MAX) : w->penalty;
    if (w->number > 0 && w->number >= w->name) {
        penalty /= 2; /* an equal number outweighs what lists say differently of its bearer */
    }
    const double score = main - penalty;
    out->score = score < 0 ? 0 : score > 1 ? 1 : score;
    out->match = out->score >= PL_MATCH_THRESHOLD;
}

int pl_match_subjects(const struct pl_subject *query, const struct pl_subject *entry, struct pl_arena *arena,
                      struct pl_subject_match *ret, struct pl_error *err) {
    struct pl_reason reasons[MAX_REASONS];
    struct work w = {
        .query = query, .entry = entry, .arena = arena, .err = err, .number = -1, .name = -1, .reasons = reasons};
    w.out.name_a = w.out.name_b = SIZE_MAX;
    w.out.name = (struct pl_name_match){.score = -1, .space = -1};
    compare_numbers(&w);
    compare_names(&w);
    const int code = explain_names(&w);
    if (code) {
        return code;
    }
    contradict_numbers(&w);
    compare_births(&w);
    compare_countries(&w);
    compare_persons(&w);
    settle(&w);
    if (arena && w.n_reasons > 0) {
        w.out.reasons = pl_arena_calloc(arena, w.n_reasons, sizeof *w.out.reasons);
        w.failed |= !w.out.reasons;
    }
    if (w.failed) {
        return pl_fail(err, PL_E_NOMEM, "no memory to explain a match");
    }
    if (w.out.reasons) {
        memcpy(w.out.reasons, w.reasons, w.n_reasons * sizeof *w.reasons);
        w.out.n_reasons = w.n_reasons;
    }
    *ret = w.out;
    return PL_E_OK;
}

int pl_match_compare(const struct pl_subject_match *a, const struct pl_subject_match *b) {
    if (a->score > b->score || a->score < b->score) {
        return a->score > b->score ? 1 : -1;
    }
    for (size_t i = 0; i < PL_EVIDENCE_MAX; i++) {
        if (a->evidence[i] > b->evidence[i] || a->evidence[i] < b->evidence[i]) {
            return a->evidence[i] > b->evidence[i] ? 1 : -1;
        }
    }
    return 0;
}
