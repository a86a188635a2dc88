/* Builds a screener: which copies count, which entries were listed, their subjects and the index. */
#include <stdlib.h>
#include <string.h>

#include "app/screen_in.h"

#include "base/ban.h"

#define ARENA_BYTES   ((size_t)16 << 30)
#define SCRATCH_BYTES ((size_t)64 << 20) /* for one name */

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory"); }

/* ---- which copies count ---- */

/* By list, undated ones last, then by day, order, and place among the arguments. */
static int by_list_and_day(const void *a, const void *b) {
    const struct pl_screen_copy *x = *(const struct pl_screen_copy *const *)a;
    const struct pl_screen_copy *y = *(const struct pl_screen_copy *const *)b;
    int order = pl_str_cmp(x->list, y->list);
    if (order == 0 && x->has_day != y->has_day) {
        order = x->has_day ? -1 : 1;
    }
    if (order == 0 && x->has_day && x->day != y->day) {
        order = x->day < y->day ? -1 : 1;
    }
    order = order != 0 ? order : pl_str_cmp(x->order, y->order);
    return order != 0 ? order : x < y ? -1 : x > y;
}

static bool same_list(const struct pl_screen_copy *a, const struct pl_screen_copy *b) {
    return pl_str_eq(a->list, b->list);
}

/* Of the copies of one list [from, to), drops all but the last of each day; returns how many are left, dated first. */
static size_t one_a_day(const struct pl_screen_copy **copies, size_t from, size_t to, size_t *ret_dated) {
    size_t kept = from;
    *ret_dated = 0;
    for (size_t i = from; i < to; i++) {
        bool last = i + 1 == to || copies[i]->has_day != copies[i + 1]->has_day ||
                    (copies[i]->has_day && copies[i]->day != copies[i + 1]->day);
        if (last) {
            *ret_dated += copies[i]->has_day ? 1 : 0;
            copies[kept++] = copies[i];
        }
    }
    return kept - from;
}

/* How far a copy lies from the day asked: the newest before (or on) it is nearest, then the oldest after, then the rest
 * by distance. */
static int64_t distance(const struct pl_screener *s, const struct pl_screen_copy *copy,
                        const struct pl_screen_list *l) {
    const struct pl_screen_copy *const *dated = &s->copies[l->first];
    int64_t days = copy->has_day ? (int64_t)copy->day - s->options.as_of : 0;
    for (size_t i = 0; i < l->n; i++) {
        if (dated[i] == copy) {
            bool before = days <= 0 && (i + 1 == l->n || dated[i + 1]->day > s->options.as_of);
            bool after = days > 0 && (i == 0 || dated[i - 1]->day <= s->options.as_of);
            return before ? 0 : after ? 1 : 2 + (days < 0 ? -days : days);
        }
    }
    return INT64_MAX;
}

/* The copies of one list, sorted: keeps those that count for the day asked. */
static void choose(struct pl_screener *s, const struct pl_screen_copy **group, size_t n, size_t dated) {
    struct pl_screen_list *l = &s->lists[s->n_lists++];
    *l = (struct pl_screen_list){.name = group[0]->list, .first = s->n_copies};
    size_t from = n - 1; /* the newest, or the undated one */
    size_t to = n;
    if (s->options.has_as_of && dated > 0) {
        from = 0;
        to = dated;
        l->dated = true;
        l->blind = group[0]->day > s->options.as_of;
        for (size_t i = 0; i < dated; i++) {
            if (group[i]->day == s->options.as_of) {
                from = i;
                to = i + 1;
            }
        }
    }
    for (size_t i = from; i < to; i++) {
        s->copies[s->n_copies++] = group[i];
    }
    l->n = to - from;
}

static int take_copies(struct pl_screener *s, const struct pl_screen_copy *copies, size_t n, struct pl_error *err) {
    const struct pl_screen_copy **all = calloc(n + 1, sizeof(const struct pl_screen_copy *));
    s->copies = pl_arena_calloc(&s->arena, n + 1, sizeof(const struct pl_screen_copy *));
    s->lists = pl_arena_calloc(&s->arena, n + 1, sizeof *s->lists);
    if (all == NULL || s->copies == NULL || s->lists == NULL) {
        free((void *)all);
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        all[i] = &copies[i];
    }
    if (n > 1) {
        qsort((void *)all, n, sizeof(const struct pl_screen_copy *), by_list_and_day);
    }
    for (size_t from = 0, to = 0; from < n; from = to) {
        size_t dated = 0;
        for (to = from + 1; to < n && same_list(all[from], all[to]);) {
            to++;
        }
        size_t kept = one_a_day(all, from, to, &dated);
        choose(s, &all[from], kept, dated);
    }
    free((void *)all);
    return 0;
}

/* ---- which entries were listed ---- */

/* One entry as one copy has it. */
struct version {
    const struct pl_book_entry *entry;
    uint32_t copy;     /* in screener->copies */
    size_t place;      /* in its book, by id */
    int64_t preferred; /* less is better: see distance() */
};

static bool screened(const struct pl_entity *entity) {
    return !pl_schema_is_edge(entity->schema) && entity->op != PL_ENTITY_DEL;
}

/* The list's own id of an entry: what it prints, else what it counts by. The UN gives an entry that it puts back a new
 * DATAID and its old reference. */
static pl_str own_id(const struct pl_entity *entity) {
    pl_str reference = pl_str_trim(entity->reference);
    return reference.n > 0 ? reference : entity->id;
}

static int by_id_and_preference(const void *a, const void *b) {
    const struct version *x = a;
    const struct version *y = b;
    int order = pl_str_cmp(own_id(&x->entry->entity), own_id(&y->entry->entity));
    if (order == 0 && x->preferred != y->preferred) {
        order = x->preferred < y->preferred ? -1 : 1;
    }
    if (order == 0 && x->copy != y->copy) {
        order = x->copy < y->copy ? -1 : 1;
    }
    return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

/* What each copy of the list says of an entry: the first of its versions there counts. */
static void seen(const struct pl_screener *s, const struct pl_screen_list *l, const struct version *versions, size_t n,
                 struct pl_asof_copy *copies) {
    for (size_t i = 0; i < l->n; i++) {
        copies[i] = (struct pl_asof_copy){.day = s->copies[l->first + i]->day};
    }
    for (size_t i = 0; i < n; i++) {
        struct pl_asof_copy *copy = &copies[versions[i].copy - l->first];
        if (!copy->holds) {
            copy->holds = true;
            copy->has_listed = versions[i].entry->has_listed;
            copy->listed = versions[i].entry->listed;
        }
    }
}

static struct pl_asof decide(const struct pl_screener *s, const struct pl_screen_list *l, struct pl_asof_copy *scratch,
                             const struct version *versions, size_t n) {
    const struct pl_book_entry *entry = versions[0].entry;
    struct pl_asof answer = {PL_ASOF_LISTED, "the newest copy of the list holds it"};
    if (s->options.has_as_of && !l->dated) {
        answer = (struct pl_asof){PL_ASOF_UNDETERMINED, "no copy of the list has a publication date"};
    } else if (s->options.has_as_of) {
        seen(s, l, versions, n, scratch);
        answer = pl_asof_decide(scratch, l->n, s->options.as_of);
    }
    int32_t day = s->options.has_as_of ? s->options.as_of : s->options.today;
    if (answer.answer == PL_ASOF_LISTED && entry->has_ended && entry->ended.last_day < day) {
        answer = (struct pl_asof){PL_ASOF_UNDETERMINED, "the list holds it and says itself that the listing has ended"};
    }
    return answer;
}

/* Whether two versions would be compared alike: the same schema and the same values of every kind that counts. */
static bool counts(int prop) {
    return pl_prop_is_name(prop) || pl_prop_is_identifier(prop) || prop == PL_PROP_BIRTH_DATE ||
           prop == PL_PROP_NATIONALITY || prop == PL_PROP_COUNTRY || prop == PL_PROP_FLAG ||
           prop == PL_PROP_PAST_FLAG || prop == PL_PROP_JURISDICTION || prop == PL_PROP_GENDER ||
           (prop >= PL_PROP_FIRST_NAME && prop <= PL_PROP_LAST_NAME);
}

static const struct pl_value *next_counting(const struct pl_entity *e, size_t *at) {
    while (*at < e->n_values && !counts(e->values[*at].prop)) {
        (*at)++;
    }
    return *at < e->n_values ? &e->values[(*at)++] : NULL;
}

static bool alike(const struct pl_entity *a, const struct pl_entity *b) {
    size_t i = 0;
    size_t k = 0;
    if (a->schema != b->schema || !pl_str_eq(a->caption, b->caption)) {
        return false;
    }
    for (;;) {
        const struct pl_value *x = next_counting(a, &i);
        const struct pl_value *y = next_counting(b, &k);
        if (x == NULL || y == NULL) {
            return x == y;
        }
        if (x->prop != y->prop || x->valid != y->valid || !pl_str_eq(x->text, y->text) ||
            !pl_str_eq(x->lang, y->lang) || !pl_str_eq(x->script, y->script)) {
            return false;
        }
    }
}

static int push_variant(struct pl_screener *s, const struct version *version, uint32_t party, struct pl_error *err) {
    if (s->n_variants == s->cap_variants) {
        size_t cap = s->cap_variants > 0 ? s->cap_variants * 2 : 1024;
        struct pl_screen_variant *grown = reallocarray(s->variants, cap, sizeof *grown);
        if (grown == NULL || cap > UINT32_MAX) {
            return no_memory(err);
        }
        s->variants = grown;
        s->cap_variants = cap;
    }
    s->variants[s->n_variants++] = (struct pl_screen_variant){.entry = version->entry,
                                                              .copy = version->copy,
                                                              .schema = (uint32_t)version->entry->entity.schema,
                                                              .party = party};
    return 0;
}

static int push_party(struct pl_screener *s, struct pl_asof listed, struct pl_error *err) {
    if (s->n_parties == s->cap_parties) {
        size_t cap = s->cap_parties > 0 ? s->cap_parties * 2 : 1024;
        struct pl_asof *grown = reallocarray(s->parties, cap, sizeof *grown);
        if (grown == NULL) {
            return no_memory(err);
        }
        s->parties = grown;
        s->cap_parties = cap;
    }
    s->parties[s->n_parties++] = listed;
    return 0;
}

/* The versions of one id, the preferred one first: one party, and one variant for each version that differs. */
static int take_party(struct pl_screener *s, const struct pl_screen_list *l, struct pl_asof_copy *scratch,
                      const struct version *versions, size_t n, struct pl_error *err) {
    struct pl_asof listed = decide(s, l, scratch, versions, n);
    if (listed.answer == PL_ASOF_NOT_LISTED) {
        return 0;
    }
    size_t first = s->n_variants;
    int code = push_party(s, listed, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        bool known = false;
        for (size_t k = first; k < s->n_variants && !known; k++) {
            known = alike(&s->variants[k].entry->entity, &versions[i].entry->entity);
        }
        code = known ? 0 : push_variant(s, &versions[i], (uint32_t)(s->n_parties - 1), err);
    }
    return code;
}

static int take_list(struct pl_screener *s, const struct pl_screen_list *l, struct pl_error *err) {
    size_t n = 0;
    size_t total = 0;
    for (size_t i = 0; i < l->n; i++) {
        total += pl_book_n(s->copies[l->first + i]->book);
    }
    struct version *versions = calloc(total + 1, sizeof *versions);
    struct pl_asof_copy *scratch = calloc(l->n, sizeof *scratch);
    if (versions == NULL || scratch == NULL) {
        free(versions);
        free(scratch);
        return no_memory(err);
    }
    for (size_t i = 0; i < l->n; i++) {
        const struct pl_screen_copy *copy = s->copies[l->first + i];
        int64_t preferred = s->options.has_as_of && l->dated ? distance(s, copy, l) : 0;
        for (size_t k = 0; k < pl_book_n(copy->book); k++) {
            const struct pl_book_entry *entry = pl_book_by_id(copy->book, k);
            if (screened(&entry->entity)) {
                versions[n++] = (struct version){entry, (uint32_t)(l->first + i), k, preferred};
            }
        }
    }
    if (n > 1) {
        qsort(versions, n, sizeof *versions, by_id_and_preference);
    }
    int code = 0;
    for (size_t from = 0, to = 0; code == 0 && from < n; from = to) {
        for (to = from + 1;
             to < n && pl_str_eq(own_id(&versions[from].entry->entity), own_id(&versions[to].entry->entity));) {
            to++;
        }
        code = take_party(s, l, scratch, &versions[from], to - from, err);
    }
    free(versions);
    free(scratch);
    return code;
}

/* ---- subjects and index ---- */

struct slice {
    struct pl_screener *screener;
    size_t from, to;
    struct pl_arena arena;
    struct pl_vocabulary *vocabulary;
    uint64_t names, left_out;
    int code;
    struct pl_error err;
};

static void make_slice(void *ctx, size_t i) {
    struct slice *slice = (struct slice *)ctx + i;
    struct pl_romaniser *romaniser = NULL;
    PL_ARENA_AUTO scratch;
    pl_arena_open(&scratch, SCRATCH_BYTES);
    slice->code = pl_romaniser_open(&romaniser, &slice->err);
    slice->code = slice->code == 0 ? pl_vocabulary_open(&slice->vocabulary, &slice->err) : slice->code;
    if (slice->code == 0 && pl_arena_alloc(&scratch, 0) == NULL) { /* a first block, which stays through every rewind */
        slice->code = no_memory(&slice->err);
    }
    for (size_t k = slice->from; slice->code == 0 && k < slice->to; k++) {
        struct pl_screen_variant *variant = &slice->screener->variants[k];
        struct pl_subject_left left = {0};
        slice->code = pl_subject_keep(romaniser, slice->screener->options.countries, &variant->entry->entity, &scratch,
                                      slice->vocabulary, &slice->arena, &variant->subject, &left, &slice->err);
        variant->subject.listed = true;
        slice->names += variant->subject.n_names;
        slice->left_out += left.names;
    }
    if (slice->vocabulary != NULL) {
        pl_vocabulary_seal(slice->vocabulary);
    }
    pl_romaniser_close(romaniser);
}

static int make_subjects(struct pl_screener *s, struct pl_error *err) {
    size_t n = s->options.pool != NULL ? pl_pool_threads(s->options.pool) : 1;
    struct slice *slices = calloc(n, sizeof *slices);
    s->arenas = calloc(n, sizeof *s->arenas);
    s->vocabularies = calloc(n, sizeof(struct pl_vocabulary *));
    if (slices == NULL || s->arenas == NULL || s->vocabularies == NULL) {
        free(slices);
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        slices[i] = (struct slice){.screener = s, .from = s->n_variants * i / n, .to = s->n_variants * (i + 1) / n};
        pl_arena_open(&slices[i].arena, ARENA_BYTES);
    }
    if (s->options.pool != NULL) {
        pl_pool_run(s->options.pool, n, make_slice, slices);
    } else {
        make_slice(slices, 0);
    }
    int code = 0;
    for (size_t i = 0; i < n; i++) {
        s->arenas[i] = slices[i].arena;
        s->vocabularies[i] = slices[i].vocabulary;
        s->size.names += slices[i].names;
        s->size.names_left_out += slices[i].left_out;
        if (code == 0 && slices[i].code != 0) {
            code = slices[i].code;
            if (err != NULL) {
                *err = slices[i].err;
            }
        }
    }
    s->n_arenas = n;
    free(slices);
    return code;
}

static int make_index(struct pl_screener *s, struct pl_error *err) {
    struct pl_index_builder *builder = NULL;
    int code = pl_index_builder_open(&builder, err);
    for (size_t i = 0; code == 0 && i < s->n_variants; i++) {
        code = pl_index_builder_add(builder, (uint32_t)i, &s->variants[i].subject, err);
    }
    if (code != 0) {
        pl_index_builder_close(builder);
        return code;
    }
    code = pl_index_build(builder, &s->index, err);
    if (code == 0) {
        s->size.bytes = pl_index_bytes(s->index);
        s->size.entries = s->n_parties;
    }
    return code;
}

int pl_screener_build(const struct pl_screen_options *options, const struct pl_screen_copy *copies, size_t n,
                      struct pl_screener **ret_screener, struct pl_error *err) {
    struct pl_screener *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return no_memory(err);
    }
    s->options = *options;
    pl_arena_open(&s->arena, ARENA_BYTES);
    int code = take_copies(s, copies, n, err);
    for (size_t i = 0; code == 0 && i < s->n_lists; i++) {
        code = take_list(s, &s->lists[i], err);
    }
    code = code == 0 ? make_subjects(s, err) : code;
    code = code == 0 ? make_index(s, err) : code;
    s->options.pool = NULL; /* the caller's, needed no more */
    if (code != 0) {
        pl_screener_close(s);
        return code;
    }
    *ret_screener = s;
    return 0;
}

void pl_screener_close(struct pl_screener *s) {
    if (s != NULL) {
        pl_index_close(s->index);
        for (size_t i = 0; i < s->n_arenas; i++) {
            pl_arena_close(&s->arenas[i]);
            pl_vocabulary_close(s->vocabularies[i]);
        }
        free(s->arenas);
        free((void *)s->vocabularies);
        free(s->variants);
        free(s->parties);
        pl_arena_close(&s->arena);
        free(s);
    }
}
