/* Forms typed by hand, so that matching is tested without romanisation.
 *
 *   "kim jong un"                       one native Latin reading
 *   "kim jong un|korean:kim cong un"    and a Korean one, from the Latin spelling
 *   "arabic!:mhmd hsn"                  a native Arabic one (script Arab)
 * A word is text or text=key; before it #5 a number, .j an initial, +ltd a company form, ~al a particle, ^mr an
 * honorific. The fold and the source are the texts of the first reading. */
#ifndef PL_TESTS_NAMES_BY_HAND_H
#define PL_TESTS_NAMES_BY_HAND_H

#include <stdlib.h>

#include "names/form.h"

static inline void hand_word(pl_str word, struct pl_part *part) {
    static const struct {
        char mark;
        uint8_t cls;
    } MARKS[] = {{'#', PL_PART_NUMBER},
                 {'.', PL_PART_INITIAL},
                 {'+', PL_PART_COMPANY_FORM},
                 {'~', PL_PART_PARTICLE},
                 {'^', PL_PART_HONORIFIC}};
    *part = (struct pl_part){.cls = PL_PART_WORD};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (word.p[0] == MARKS[i].mark) {
            part->cls = MARKS[i].cls;
            word = pl_str_sub(word, 1, word.n);
            break;
        }
    }
    const size_t equals = pl_str_find(word, '=');
    part->text = pl_str_sub(word, 0, equals);
    part->key = equals < word.n ? pl_str_sub(word, equals + 1, word.n) : part->text;
    uint64_t number = 0;
    if (part->cls == PL_PART_NUMBER && pl_str_u64(part->text, &number)) {
        part->number = (uint32_t)number;
    }
}

static inline void hand_reading(struct pl_arena *arena, pl_str text, struct pl_reading *reading) {
    *reading = (struct pl_reading){.space = PL_SPACE_LATIN, .system = "as written", .native = true};
    const size_t colon = pl_str_find(text, ':');
    if (colon < text.n) {
        pl_str name = pl_str_sub(text, 0, colon);
        reading->native = pl_str_ends(name, PL_STR("!"));
        name.n -= reading->native;
        for (int space = 0; space < PL_SPACE_COUNT; space++) {
            if (pl_str_eq(name, pl_str_from(pl_space_name(space)))) {
                reading->space = space;
            }
        }
        reading->system = "by hand";
        text = pl_str_sub(text, colon + 1, text.n);
    }
    reading->parts = pl_arena_calloc(arena, PL_FORM_MAX_PARTS, sizeof *reading->parts);
    while (text.p) {
        const pl_str word = pl_str_cut(&text, ' ');
        if (word.n > 0 && reading->n < PL_FORM_MAX_PARTS) {
            hand_word(word, &reading->parts[reading->n++]);
        }
    }
}

static inline struct pl_form hand_form(struct pl_arena *arena, int kind, const char *text) {
    struct pl_form form = {.kind = kind};
    form.readings = pl_arena_calloc(arena, PL_FORM_MAX_READINGS, sizeof *form.readings);
    pl_str rest = pl_str_copy(arena, pl_str_from(text));
    if (rest.n == 0) {
        return form; /* nothing can be read of it */
    }
    while (rest.p) {
        hand_reading(arena, pl_str_cut(&rest, '|'), &form.readings[form.n++]);
    }
    const struct pl_reading *first = &form.readings[0];
    memcpy(form.script, first->space == PL_SPACE_LATIN ? "Latn" : first->space == PL_SPACE_ARABIC ? "Arab" : "Hang", 5);
    char *fold = pl_arena_alloc(arena, PL_FORM_MAX_BYTES);
    for (size_t i = 0; i < first->n; i++) {
        if (form.fold.n > 0) {
            fold[form.fold.n++] = ' ';
        }
        memcpy(fold + form.fold.n, first->parts[i].text.p, first->parts[i].text.n);
        form.fold.n += first->parts[i].text.n;
    }
    if (form.script[0] != 'L') { /* the native writing is not known here: two scripts never fold alike */
        fold[form.fold.n++] = form.script[0];
    }
    form.fold.p = form.source.p = fold;
    form.source.n = form.fold.n;
    return form;
}

#endif
