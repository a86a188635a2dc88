#include "names/ready.h"

#include "names/common.h"
#include "names/distance.h"
#include "names/vocabulary.h"
#include "names/weight.h"

#include "base/ban.h"

static float weight_of(int cls, int common, size_t n) {
    switch (cls) {
    case PL_PART_INITIAL:
        return (float)PL_W(INITIAL);
    case PL_PART_NUMBER:
        return (float)PL_W(NUMBER);
    case PL_PART_COMPANY_FORM:
        return (float)PL_W(COMPANY_FORM);
    case PL_PART_HONORIFIC:
        return (float)PL_W(HONORIFIC);
    case PL_PART_PARTICLE:
        return (float)PL_W(PARTICLE);
    default:
        break;
    }
    if (common == PL_COMMON_FORM) {
        return (float)PL_W(COMPANY_FORM);
    }
    const double by_length = n <= 1   ? PL_W(WORD_1)
                             : n == 2 ? PL_W(WORD_2)
                             : n == 3 ? PL_W(WORD_3)
                             : n == 4 ? PL_W(WORD_4)
                             : n <= 7 ? PL_W(WORD_5)
                                      : PL_W(WORD_8);
    const double share = common == PL_COMMON_BUSINESS     ? PL_W(BUSINESS)
                         : common == PL_COMMON_GIVEN      ? PL_W(GIVEN)
                         : common == PL_COMMON_PATRONYMIC ? PL_W(PATRONYMIC)
                                                          : 1;
    return (float)(by_length * share);
}

/* A company form with one slip is no word of the name. */
static bool is_nearly_a_form(pl_str text) {
    static const struct {
        const char *text;
        size_t n;
    } FORMS[] = {{"company", 7}, {"limited", 7}, {"corporation", 11}, {"incorporated", 12}, {"anstalt", 7}};
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        const pl_str form = pl_str_make(FORMS[i].text, FORMS[i].n);
        if (text.n + 1 >= form.n && text.n <= form.n + 1 &&
            pl_distance(text, form, PL_DISTANCE_LATIN, PL_DISTANCE_ONE) <= PL_DISTANCE_ONE) {
            return true;
        }
    }
    return false;
}

static int common_of(const struct pl_part *part) {
    if (part->cls != PL_PART_WORD) {
        return PL_COMMON_NOT;
    }
    return is_nearly_a_form(part->text) ? PL_COMMON_FORM : pl_common_of(part->text);
}

static void fill_part(const struct pl_part *part, int space, int common, struct pl_ready_part *ret) {
    const size_t n = part->key.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : part->key.n;
    const uint64_t hash = pl_str_hash(part->key);
    *ret = (struct pl_ready_part){.key = part->key.p,
                                  .text = part->text.p,
                                  .text_n = (uint16_t)part->text.n,
                                  .key_n = (uint16_t)part->key.n,
                                  .hash = (uint32_t)(hash ^ hash >> 32),
                                  .number = part->number,
                                  .weight = weight_of(part->cls, common, part->text.n),
                                  .n = (uint8_t)n,
                                  .cls = part->cls,
                                  .common = (uint8_t)common,
                                  .plain = pl_str_eq(part->key, part->text)};
    ret->letters = pl_distance_letters(pl_str_make(part->key.p, n), pl_ready_table(space), &ret->near);
}

void pl_ready_part_fill(const struct pl_part *part, int space, struct pl_ready_part *ret) {
    fill_part(part, space, common_of(part), ret);
}

/* True where a word spells the initials of the words around it, as in "Daedong Credit Bank (DCB)": it says nothing new.
 */
static bool is_acronym(const struct pl_reading *reading, size_t at) {
    const pl_str word = reading->parts[at].text;
    size_t matched = 0;
    if (word.n < 2 || word.n > 8) {
        return false;
    }
    for (size_t i = 0; i < reading->n && matched < word.n; i++) {
        const struct pl_part *part = &reading->parts[i];
        if (i != at && part->text.n > 1 && part->text.p[0] == word.p[matched]) {
            matched++;
        } else if (matched == 0 && part->cls == PL_PART_WORD) {
            return false; /* it begins with the first word's letter */
        }
    }
    return matched == word.n;
}

static bool is_family(const char *system) { return strncmp(system, "family name", 11) == 0; }

/* Adds a part to what is known of its reading. */
static void count_part(struct pl_ready_reading *reading, const struct pl_ready_part *part) {
    reading->letters |= part->letters;
    reading->near |= part->near;
    if (pl_ready_may_join(part->cls)) {
        reading->joinable++;
        reading->length = (uint16_t)(reading->length + part->n);
    }
}

static size_t n_parts_of(const struct pl_reading *reading) {
    return reading->n > PL_FORM_MAX_PARTS ? PL_FORM_MAX_PARTS : reading->n;
}

/* Whether the part at `at` is a word that says little where it stands. */
static bool is_acronym_at(const struct pl_reading *reading, size_t at) {
    return reading->parts[at].cls == PL_PART_WORD && n_parts_of(reading) >= 3 && is_acronym(reading, at);
}

/* `first` (with `ready_first`): the first reading of the name, whose texts are often the same. */
static void fill_reading(const struct pl_reading *reading, const struct pl_reading *first,
                         const struct pl_ready_reading *ready_first, struct pl_ready_part *parts,
                         struct pl_ready_reading *ret) {
    const size_t n = n_parts_of(reading);
    *ret = (struct pl_ready_reading){.system = reading->system,
                                     .parts = parts,
                                     .n = (uint8_t)n,
                                     .space = (uint8_t)reading->space,
                                     .native = reading->native,
                                     .family = is_family(reading->system)};
    for (size_t i = 0; i < n; i++) {
        const struct pl_part *part = &reading->parts[i];
        const bool known = first != reading && i < ready_first->n && part->cls == first->parts[i].cls &&
                           pl_str_eq(part->text, first->parts[i].text);
        fill_part(part, reading->space, known ? ready_first->parts[i].common : common_of(part), &parts[i]);
        if (is_acronym_at(reading, i)) {
            parts[i].weight = (float)PL_W(ACRONYM);
        }
        count_part(ret, &parts[i]);
    }
}

/* What is known of a name beside its readings. */
static struct pl_ready begin(const struct pl_form *form) {
    const uint64_t fold = pl_str_hash(form->fold);
    struct pl_ready ready = {.order = fold * UINT64_C(0x9e3779b97f4a7c15) ^ pl_str_hash(form->source),
                             .fold = form->fold.n ? fold | 1 : 0,
                             .kind = (uint8_t)form->kind};
    memcpy(ready.script, form->script, sizeof ready.script);
    for (size_t i = 0; i < form->n && i < PL_FORM_MAX_READINGS; i++) {
        ready.spaces |= 1u << form->readings[i].space;
        ready.native |= (uint32_t)form->readings[i].native << form->readings[i].space;
        ready.n++;
    }
    return ready;
}

static void fill(const struct pl_form *form, struct pl_ready_reading *readings, struct pl_ready_part *parts,
                 struct pl_ready *ret) {
    *ret = begin(form);
    ret->readings = readings;
    for (size_t i = 0; i < ret->n; i++) {
        fill_reading(&form->readings[i], &form->readings[0], &readings[0], parts, &readings[i]);
        parts += readings[i].n;
    }
}

const struct pl_ready *pl_ready_fill(const struct pl_form *form, struct pl_ready_room *room) {
    fill(form, room->readings, room->parts, &room->ready);
    return &room->ready;
}

int pl_ready_make(const struct pl_form *form, struct pl_arena *arena, const struct pl_ready **ret_ready,
                  struct pl_error *err) {
    size_t n_parts = 0;
    size_t n_keys = 0;
    for (size_t i = 0; i < form->n && i < PL_FORM_MAX_READINGS; i++) {
        const struct pl_reading *reading = &form->readings[i];
        for (size_t k = 0; k < n_parts_of(reading); k++) {
            n_keys += reading->parts[k].key.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : reading->parts[k].key.n;
            n_parts++;
        }
    }
    struct block {
        struct pl_ready ready;
        struct pl_ready_reading readings[];
    } *block = pl_arena_alloc(arena, sizeof *block + form->n * sizeof block->readings[0] +
                                         n_parts * sizeof(struct pl_ready_part) + n_keys);
    if (!block) {
        return pl_fail(err, PL_E_NOMEM, "no memory to make a name ready");
    }
    struct pl_ready_part *parts = (struct pl_ready_part *)(void *)&block->readings[form->n];
    fill(form, block->readings, parts, &block->ready);
    char *keys = (char *)(parts + n_parts);
    for (size_t i = 0; i < n_parts; i++) {
        memcpy(keys, parts[i].key, parts[i].n);
        parts[i].key = keys;
        parts[i].key_n = parts[i].n;
        keys += parts[i].n;
    }
    *ret_ready = &block->ready;
    return PL_E_OK;
}

void pl_ready_remember(const struct pl_ready *ready, struct pl_edits *edits) {
    for (size_t i = 0; ready != NULL && ready->readings != NULL && i < ready->n; i++) {
        ready->readings[i].edits = edits;
    }
}

/* A name's readings as numbers: of each a head (its system, space, parts) and the numbers of its parts, doubled, and
 * one more where the part is an acronym there. */
struct pl_ready_kept {
    const struct pl_vocabulary *vocabulary;
    uint32_t numbers[];
};

#define HEAD_NATIVE 0x8000u
#define HEAD_FAMILY 0x4000u

static uint32_t head_of(const struct pl_reading *reading, uint32_t system) {
    return system << 16 | (reading->native ? HEAD_NATIVE : 0) | (is_family(reading->system) ? HEAD_FAMILY : 0) |
           (uint32_t)reading->space << 8 | (uint32_t)n_parts_of(reading);
}

int pl_ready_keep(const struct pl_form *form, struct pl_vocabulary *vocabulary, struct pl_arena *arena,
                  struct pl_form *ret_form, const struct pl_ready **ret_ready, struct pl_error *err) {
    const struct pl_ready ready = begin(form);
    size_t n = ready.n;
    for (size_t i = 0; i < ready.n; i++) {
        n += n_parts_of(&form->readings[i]);
    }
    struct block {
        struct pl_ready ready;
        struct pl_ready_kept kept;
    } *block = pl_arena_alloc(arena, sizeof *block + n * sizeof block->kept.numbers[0] + form->fold.n);
    if (!block) {
        return pl_fail(err, PL_E_NOMEM, "no memory to make a name ready");
    }
    block->ready = ready;
    block->ready.kept = &block->kept;
    block->kept.vocabulary = vocabulary;
    uint32_t *to = block->kept.numbers;
    for (size_t i = 0; i < ready.n; i++) {
        const struct pl_reading *reading = &form->readings[i];
        uint32_t number = 0;
        int code = pl_vocabulary_add_system(vocabulary, reading->system, &number, err);
        *to++ = head_of(reading, number);
        for (size_t k = 0; k < n_parts_of(reading) && !code; k++) {
            code = pl_vocabulary_add(vocabulary, &reading->parts[k], reading->space, &number, err);
            *to++ = number << 1 | is_acronym_at(reading, k);
        }
        if (code) {
            return code;
        }
    }
    struct pl_form copy = *form;
    copy.fold.p = memcpy(to, form->fold.p ? form->fold.p : "", form->fold.n);
    copy.readings = NULL;
    copy.n = 0;
    *ret_form = copy;
    *ret_ready = &block->ready;
    return PL_E_OK;
}

const struct pl_ready *pl_ready_open(const struct pl_ready *ready, uint32_t spaces, struct pl_ready_room *room) {
    if (!ready->kept) {
        return ready;
    }
    const struct pl_vocabulary *vocabulary = ready->kept->vocabulary;
    const uint32_t *from = ready->kept->numbers;
    struct pl_ready_part *part = room->parts;
    room->ready = *ready;
    room->ready.kept = NULL;
    room->ready.readings = room->readings;
    room->ready.n = 0;
    for (size_t i = 0; i < ready->n; i++) {
        const uint32_t head = *from++;
        const uint8_t n = (uint8_t)head;
        const uint8_t space = head >> 8 & 0x3F;
        if (!(spaces >> space & 1u)) {
            from += n;
            continue;
        }
        struct pl_ready_reading *reading = &room->readings[room->ready.n++];
        *reading = (struct pl_ready_reading){.system = pl_vocabulary_system(vocabulary, head >> 16),
                                             .parts = part,
                                             .n = n,
                                             .space = space,
                                             .native = (head & HEAD_NATIVE) != 0,
                                             .family = (head & HEAD_FAMILY) != 0};
        for (size_t k = 0; k < n; k++, part++) {
            const uint32_t number = *from++;
            *part = *pl_vocabulary_part(vocabulary, number >> 1);
            if (number & 1u) {
                part->weight = (float)PL_W(ACRONYM);
            }
            count_part(reading, part);
        }
    }
    return &room->ready;
}
