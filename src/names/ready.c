#include "names/ready.h"

#include "names/common.h"
#include "names/distance.h"
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

/* How common a part's text is; `known` (may be NULL) is a part of another reading, whose text is often the same. */
static int common_of(const struct pl_part *part, const struct pl_part *known, const struct pl_ready_part *ready_known) {
    if (part->cls != PL_PART_WORD) {
        return PL_COMMON_NOT;
    }
    if (known && known->cls == PL_PART_WORD && pl_str_eq(known->text, part->text)) {
        return ready_known->common;
    }
    return is_nearly_a_form(part->text) ? PL_COMMON_FORM : pl_common_of(part->text);
}

static void ready_part(const struct pl_part *part, int space, int common, struct pl_ready_part *ret) {
    const size_t n = part->key.n > PL_DISTANCE_MAX ? PL_DISTANCE_MAX : part->key.n;
    const uint64_t hash = pl_str_hash(part->key);
    *ret = (struct pl_ready_part){.key = part->key.p,
                                  .hash = (uint32_t)(hash ^ hash >> 32),
                                  .number = part->number,
                                  .weight = weight_of(part->cls, common, part->text.n),
                                  .n = (uint8_t)n,
                                  .cls = part->cls,
                                  .common = (uint8_t)common,
                                  .plain = pl_str_eq(part->key, part->text)};
    ret->letters = pl_distance_letters(pl_str_make(part->key.p, n), pl_ready_table(space), &ret->near);
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

static void ready_reading(const struct pl_reading *reading, const struct pl_ready_reading *first,
                          struct pl_ready_part *parts, struct pl_ready_reading *ret) {
    const size_t n = reading->n > PL_FORM_MAX_PARTS ? PL_FORM_MAX_PARTS : reading->n;
    *ret = (struct pl_ready_reading){.reading = reading,
                                     .parts = parts,
                                     .n = (uint8_t)n,
                                     .space = (uint8_t)reading->space,
                                     .native = reading->native,
                                     .family = strncmp(reading->system, "family name", 11) == 0};
    for (size_t i = 0; i < n; i++) {
        const bool known = first != ret && i < first->n;
        const int common =
            common_of(&reading->parts[i], known ? &first->reading->parts[i] : NULL, known ? &first->parts[i] : NULL);
        ready_part(&reading->parts[i], reading->space, common, &parts[i]);
        ret->letters |= parts[i].letters;
        ret->near |= parts[i].near;
        if (parts[i].cls == PL_PART_WORD && n >= 3 && is_acronym(reading, i)) {
            parts[i].weight = (float)PL_W(ACRONYM);
        }
        if (pl_ready_may_join(parts[i].cls)) {
            ret->joinable++;
            ret->length = (uint16_t)(ret->length + parts[i].n);
        }
    }
}

void pl_ready_fill(const struct pl_form *form, struct pl_ready_reading *readings, struct pl_ready_part *parts,
                   struct pl_ready *ret) {
    const uint64_t fold = pl_str_hash(form->fold);
    *ret = (struct pl_ready){.readings = readings,
                             .order = fold * UINT64_C(0x9e3779b97f4a7c15) ^ pl_str_hash(form->source),
                             .fold = form->fold.n ? fold | 1 : 0,
                             .kind = (uint8_t)form->kind};
    memcpy(ret->script, form->script, sizeof ret->script);
    for (size_t i = 0; i < form->n && i < PL_FORM_MAX_READINGS; i++) {
        ready_reading(&form->readings[i], readings, parts, &readings[i]);
        parts += readings[i].n;
        ret->spaces |= 1u << readings[i].space;
        ret->native |= (uint32_t)readings[i].native << readings[i].space;
        ret->n++;
    }
}

int pl_ready_make(const struct pl_form *form, struct pl_arena *arena, const struct pl_ready **ret_ready,
                  struct pl_error *err) {
    size_t n_parts = 0;
    size_t n_keys = 0;
    for (size_t i = 0; i < form->n && i < PL_FORM_MAX_READINGS; i++) {
        const struct pl_reading *reading = &form->readings[i];
        for (size_t k = 0; k < reading->n && k < PL_FORM_MAX_PARTS; k++) {
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
    pl_ready_fill(form, block->readings, parts, &block->ready);
    char *keys = (char *)(parts + n_parts);
    for (size_t i = 0; i < n_parts; i++) {
        memcpy(keys, parts[i].key, parts[i].n);
        parts[i].key = keys;
        keys += parts[i].n;
    }
    *ret_ready = &block->ready;
    return PL_E_OK;
}

/* Strings that are kept one behind the other. */
struct pool {
    char *p;
    size_t n;
};

/* A copy, or `known` (may be NULL) where that is the same text. */
static pl_str keep_text(struct pool *pool, pl_str text, const pl_str *known, const pl_str *known_too) {
    if (known && pl_str_eq(*known, text)) {
        return *known;
    }
    if (known_too && pl_str_eq(*known_too, text)) {
        return *known_too;
    }
    const pl_str copy = pl_str_make(pool->p + pool->n, text.n);
    if (text.n > 0) {
        memcpy(pool->p + pool->n, text.p, text.n);
    }
    pool->n += text.n;
    return copy;
}

static void keep_parts(const struct pl_reading *from, const struct pl_reading *first, struct pl_part *parts,
                       struct pool *pool) {
    for (size_t i = 0; i < from->n; i++) {
        const struct pl_part *known = first && i < first->n ? &first->parts[i] : NULL;
        parts[i] = from->parts[i];
        parts[i].text = keep_text(pool, from->parts[i].text, known ? &known->text : NULL, NULL);
        parts[i].key = keep_text(pool, from->parts[i].key, &parts[i].text, known ? &known->key : NULL);
    }
}

/* From the pool to where its text is kept. */
static void move_text(pl_str *text, const char *pool, const char *kept) { text->p = kept + (text->p - pool); }

int pl_ready_keep(const struct pl_form *form, struct pl_arena *scratch, struct pl_arena *arena,
                  struct pl_form *ret_form, const struct pl_ready **ret_ready, struct pl_error *err) {
    size_t n_parts = 0;
    size_t n_text = form->fold.n;
    for (size_t i = 0; i < form->n; i++) {
        for (size_t k = 0; k < form->readings[i].n; k++) {
            n_text += form->readings[i].parts[k].text.n + form->readings[i].parts[k].key.n;
        }
        n_parts += form->readings[i].n;
    }
    struct pool pool = {.p = pl_arena_alloc(scratch, n_text)};
    struct pl_part *all = pl_arena_alloc(scratch, n_parts * sizeof *all);
    if (!pool.p || !all) {
        return pl_fail(err, PL_E_NOMEM, "no memory to make a name ready");
    }
    struct pl_form copy = *form;
    copy.fold = keep_text(&pool, form->fold, NULL, NULL);
    for (size_t i = 0, at = 0; i < form->n; at += form->readings[i++].n) {
        const struct pl_reading first = {.parts = all, .n = form->readings[0].n};
        keep_parts(&form->readings[i], i > 0 ? &first : NULL, &all[at], &pool);
    }
    struct kept {
        struct pl_ready ready;
        struct pl_ready_reading readings[];
    } *kept = pl_arena_alloc(arena, sizeof *kept + form->n * (sizeof kept->readings[0] + sizeof(struct pl_reading)) +
                                        n_parts * (sizeof *all + sizeof(struct pl_ready_part)) + pool.n);
    if (!kept) {
        return pl_fail(err, PL_E_NOMEM, "no memory to make a name ready");
    }
    copy.readings = (struct pl_reading *)(void *)&kept->readings[form->n];
    struct pl_part *parts = (struct pl_part *)(void *)&copy.readings[form->n];
    struct pl_ready_part *ready_parts = (struct pl_ready_part *)(void *)&parts[n_parts];
    char *text = (char *)&ready_parts[n_parts];
    if (pool.n > 0) {
        memcpy(text, pool.p, pool.n);
    }
    move_text(&copy.fold, pool.p, text);
    for (size_t i = 0, at = 0; i < form->n; at += form->readings[i++].n) {
        copy.readings[i] = form->readings[i];
        copy.readings[i].parts = &parts[at];
    }
    for (size_t i = 0; i < n_parts; i++) {
        parts[i] = all[i];
        move_text(&parts[i].text, pool.p, text);
        move_text(&parts[i].key, pool.p, text);
    }
    pl_ready_fill(&copy, kept->readings, ready_parts, &kept->ready);
    *ret_form = copy;
    *ret_ready = &kept->ready;
    return PL_E_OK;
}
