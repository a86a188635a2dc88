#include "lists/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "base/ban.h"

#define MAX_ENTRIES ((size_t)1 << 26)
#define MAX_FIELDS  ((size_t)1 << 20)

struct slot {
    struct pl_book_entry entry; /* first: a pointer to it is one to the slot */
    size_t place;               /* in the file, deltas behind it */
    bool gone;                  /* deleted by a delta */
};

struct pl_book {
    struct pl_arena arena;
    struct slot **slots; /* in file order; each in the arena, so that it stays where it is */
    size_t n, cap;
    struct pl_strmap ids;                /* id -> first slot that is not gone, + 1; until it is sealed */
    struct pl_strmap fields;             /* names of fields: a copy of each */
    const struct pl_book_entry **sorted; /* by id, then file order; after the seal */
    struct pl_publication publication;
    uint64_t repeated, dangling;
    bool sealed;
};

int pl_book_open(size_t max_bytes, struct pl_book **ret_book, struct pl_error *err) {
    struct pl_book *book = calloc(1, sizeof *book);
    if (book == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_arena_open(&book->arena, max_bytes);
    pl_strmap_open(&book->ids, MAX_ENTRIES, max_bytes);
    pl_strmap_open(&book->fields, MAX_FIELDS, max_bytes);
    *ret_book = book;
    return 0;
}

void pl_book_close(struct pl_book *book) {
    if (book != NULL) {
        pl_strmap_close(&book->ids);
        pl_strmap_close(&book->fields);
        pl_arena_close(&book->arena);
        free(book->slots);
        free((void *)book->sorted);
        free(book);
    }
}

static int full(const struct pl_book *book, struct pl_error *err) {
    return pl_fail(err, PL_E_LIMIT, "a list needs more than the %zu bytes of memory that it may use",
                   book->arena.max_bytes);
}

/* Most values have neither language nor script: the empty text takes no room. */
static pl_str copy_text(struct pl_arena *arena, pl_str text) {
    return text.n > 0 ? pl_str_copy(arena, text) : PL_STR("");
}

/* The name of a field, for as long as the book lives; a case's names do not. NULL without memory. */
static const char *copy_field(struct pl_book *book, const char *field) {
    size_t at = field != NULL ? pl_strmap_intern(&book->fields, pl_str_from(field)) : SIZE_MAX;
    return at != SIZE_MAX ? book->fields.entries[at].key.p : NULL;
}

/* A deep copy; *to is whole or useless. */
static bool copy_entity(struct pl_book *book, const struct pl_entity *from, struct pl_entity *to) {
    struct pl_arena *arena = &book->arena;
    bool whole = true;
    *to = *from;
    to->list = copy_text(arena, from->list);
    to->id = copy_text(arena, from->id);
    to->reference = copy_text(arena, from->reference);
    to->caption = copy_text(arena, from->caption);
    to->cap_values = from->n_values;
    to->values = pl_arena_calloc(arena, from->n_values, sizeof *to->values);
    for (size_t i = 0; to->values != NULL && i < from->n_values; i++) {
        struct pl_value *value = &to->values[i];
        *value = from->values[i];
        value->text = copy_text(arena, value->text);
        value->lang = copy_text(arena, value->lang);
        value->script = copy_text(arena, value->script);
        value->from = copy_field(book, value->from);
        whole = whole && (value->from != NULL || from->values[i].from == NULL);
    }
    return whole && !pl_arena_failed(arena);
}

static int append(struct pl_book *book, const struct pl_entity *entity, struct pl_error *err) {
    if (book->n == book->cap) {
        size_t cap = book->cap > 0 ? book->cap * 2 : 1024;
        struct slot **slots = cap <= MAX_ENTRIES ? reallocarray(book->slots, cap, sizeof(struct slot *)) : NULL;
        if (slots == NULL) {
            return full(book, err);
        }
        book->slots = slots;
        book->cap = cap;
    }
    struct slot *slot = pl_arena_calloc(&book->arena, 1, sizeof *slot);
    if (slot == NULL || !copy_entity(book, entity, &slot->entry.entity)) {
        return full(book, err);
    }
    slot->entry.entity.op = PL_ENTITY_HAS;
    slot->place = book->n;
    uint64_t *first = pl_strmap_put(&book->ids, slot->entry.entity.id, NULL);
    if (first == NULL) {
        return full(book, err);
    }
    if (*first == 0) {
        *first = book->n + 1;
    } else {
        book->repeated++;
    }
    book->slots[book->n++] = slot;
    return 0;
}

int pl_book_add(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    struct pl_book *book = ctx;
    if (book->sealed) {
        return pl_fail(err, PL_E_USAGE, "a sealed book takes no more entries");
    }
    return append(book, entity, err);
}

int pl_book_apply(struct pl_book *book, const struct pl_entity *record, struct pl_error *err) {
    if (book->sealed) {
        return pl_fail(err, PL_E_USAGE, "a sealed book takes no more entries");
    }
    uint64_t *first = pl_strmap_get(&book->ids, record->id);
    bool known = first != NULL && *first > 0;
    if (record->op == PL_ENTITY_DEL) {
        if (!known) {
            book->dangling++;
            return 0;
        }
        for (size_t i = (size_t)*first - 1; i < book->n; i++) {
            struct slot *slot = book->slots[i];
            slot->gone = slot->gone || pl_str_eq(slot->entry.entity.id, record->id);
        }
        *first = 0;
        return 0;
    }
    if (!known) {
        book->dangling += record->op == PL_ENTITY_MOD ? 1 : 0;
        return append(book, record, err);
    }
    struct slot *slot = book->slots[*first - 1];
    if (!copy_entity(book, record, &slot->entry.entity)) {
        return full(book, err);
    }
    slot->entry.entity.op = PL_ENTITY_HAS;
    return 0;
}

/* Keeps the earlier of two dates: by the first day that it may mean, then the more exact. */
static void keep_first(struct pl_interval date, bool *has, struct pl_interval *kept) {
    if (!*has || date.first_day < kept->first_day ||
        (date.first_day == kept->first_day && date.last_day < kept->last_day)) {
        *kept = date;
        *has = true;
    }
}

static void keep_last(struct pl_interval date, bool *has, struct pl_interval *kept) {
    if (!*has || date.last_day > kept->last_day) {
        *kept = date;
        *has = true;
    }
}

static void first_date(const struct pl_entity *entity, int prop, bool *has, struct pl_interval *kept) {
    struct pl_interval date;
    for (size_t i = 0; i < entity->n_values; i++) {
        if (entity->values[i].prop == prop && pl_interval_parse(entity->values[i].text, &date)) {
            keep_first(date, has, kept);
        }
    }
}

static void last_date(const struct pl_entity *entity, int prop, bool *has, struct pl_interval *kept) {
    struct pl_interval date;
    for (size_t i = 0; i < entity->n_values; i++) {
        if (entity->values[i].prop == prop && pl_interval_parse(entity->values[i].text, &date)) {
            keep_last(date, has, kept);
        }
    }
}

/* What the Sanction entities say of the entries that they point to. */
struct sanctions {
    bool has_start, has_end, open; /* open: one has no end */
    struct pl_interval start, end;
};

static void take_sanction(const struct pl_entity *sanction, struct sanctions *of) {
    bool ends = false;
    struct pl_interval end = {0};
    first_date(sanction, PL_PROP_START_DATE, &of->has_start, &of->start);
    last_date(sanction, PL_PROP_END_DATE, &ends, &end);
    if (ends) {
        keep_last(end, &of->has_end, &of->end);
    }
    of->open = of->open || !ends;
}

static int resolve_sanctions(struct pl_book *book, struct pl_error *err) {
    struct sanctions *all = NULL;
    for (size_t i = 0; i < book->n; i++) {
        const struct pl_entity *sanction = &book->slots[i]->entry.entity;
        if (sanction->schema != PL_SCHEMA_SANCTION || book->slots[i]->gone) {
            continue;
        }
        all = all != NULL ? all : calloc(book->n, sizeof *all);
        if (all == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        for (size_t k = 0; k < sanction->n_values; k++) {
            const struct pl_value *value = &sanction->values[k];
            const uint64_t *at = value->prop == PL_PROP_EDGE_ENTITY ? pl_strmap_get(&book->ids, value->text) : NULL;
            if (at != NULL && *at > 0) {
                take_sanction(sanction, &all[*at - 1]);
            }
        }
    }
    for (size_t i = 0; all != NULL && i < book->n; i++) {
        struct pl_book_entry *entry = &book->slots[i]->entry;
        if (!entry->has_listed && all[i].has_start) {
            entry->has_listed = true;
            entry->listed = all[i].start;
        }
        if (!entry->has_ended && all[i].has_end && !all[i].open) {
            entry->has_ended = true;
            entry->ended = all[i].end;
        }
    }
    free(all);
    return 0;
}

static int by_id(const void *a, const void *b) {
    const struct pl_book_entry *x = *(const struct pl_book_entry *const *)a;
    const struct pl_book_entry *y = *(const struct pl_book_entry *const *)b;
    int order = pl_str_cmp(x->entity.id, y->entity.id);
    if (order != 0) {
        return order;
    }
    size_t i = ((const struct slot *)(const void *)x)->place;
    size_t k = ((const struct slot *)(const void *)y)->place;
    return i < k ? -1 : i > k;
}

static void drop_gone(struct pl_book *book) {
    size_t kept = 0;
    for (size_t i = 0; i < book->n; i++) {
        if (!book->slots[i]->gone) {
            book->slots[kept++] = book->slots[i];
        }
    }
    book->n = kept;
}

static bool copy_publication(struct pl_book *book, const struct pl_publication *publication) {
    if (publication != NULL) {
        book->publication = *publication;
    }
    book->publication.list = pl_str_copy(&book->arena, book->publication.list);
    book->publication.published = pl_str_copy(&book->arena, book->publication.published);
    return !pl_arena_failed(&book->arena);
}

int pl_book_seal(struct pl_book *book, const struct pl_publication *publication, struct pl_error *err) {
    for (size_t i = 0; i < book->n; i++) {
        struct pl_book_entry *entry = &book->slots[i]->entry;
        if (!pl_schema_is_edge(entry->entity.schema)) {
            first_date(&entry->entity, PL_PROP_LISTING_DATE, &entry->has_listed, &entry->listed);
            last_date(&entry->entity, PL_PROP_END_DATE, &entry->has_ended, &entry->ended);
        }
    }
    int code = resolve_sanctions(book, err); /* before slots move: the map counts them */
    if (code != 0) {
        return code;
    }
    drop_gone(book);
    book->sorted = calloc(book->n > 0 ? book->n : 1, sizeof(const struct pl_book_entry *));
    if (book->sorted == NULL || !copy_publication(book, publication)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < book->n; i++) {
        book->sorted[i] = &book->slots[i]->entry;
    }
    if (book->n > 1) {
        qsort((void *)book->sorted, book->n, sizeof(const struct pl_book_entry *), by_id);
    }
    pl_strmap_close(&book->ids);
    book->sealed = true;
    return 0;
}

size_t pl_book_n(const struct pl_book *book) { return book->n; }

const struct pl_book_entry *pl_book_at(const struct pl_book *book, size_t i) { return &book->slots[i]->entry; }

const struct pl_book_entry *pl_book_by_id(const struct pl_book *book, size_t i) { return book->sorted[i]; }

uint64_t pl_book_repeated(const struct pl_book *book) { return book->repeated; }

uint64_t pl_book_dangling(const struct pl_book *book) { return book->dangling; }

const struct pl_publication *pl_book_publication(const struct pl_book *book) { return &book->publication; }

/* The place in the order of ids of the first entry whose id is not before id. */
static size_t lower_bound(const struct pl_book *book, pl_str id) {
    size_t from = 0;
    size_t to = book->n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (pl_str_cmp(book->sorted[middle]->entity.id, id) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

const struct pl_book_entry *pl_book_find(const struct pl_book *book, pl_str id) {
    size_t at = lower_bound(book, id);
    return at < book->n && pl_str_eq(book->sorted[at]->entity.id, id) ? book->sorted[at] : NULL;
}

/* 1 where the canonical bytes are the same, 0 where not, -1 without memory. */
static int same(const struct pl_book_entry *a, const struct pl_book_entry *b, struct pl_buf scratch[2]) {
    pl_buf_clear(&scratch[0]);
    pl_buf_clear(&scratch[1]);
    pl_entity_write(&a->entity, &scratch[0]);
    pl_entity_write(&b->entity, &scratch[1]);
    if (pl_buf_failed(&scratch[0]) || pl_buf_failed(&scratch[1])) {
        return -1;
    }
    return pl_str_eq(pl_buf_str(&scratch[0]), pl_buf_str(&scratch[1])) ? 1 : 0;
}

static int walk(const struct pl_book *a, const struct pl_book *b, pl_book_change_sink sink, void *ctx,
                struct pl_buf scratch[2], struct pl_error *err) {
    size_t i = 0;
    size_t k = 0;
    while (i < a->n || k < b->n) {
        struct pl_book_change change = {.before = i < a->n ? a->sorted[i] : NULL,
                                        .after = k < b->n ? b->sorted[k] : NULL};
        int order = change.before == NULL  ? 1
                    : change.after == NULL ? -1
                                           : pl_str_cmp(change.before->entity.id, change.after->entity.id);
        i += order <= 0 ? 1 : 0;
        k += order >= 0 ? 1 : 0;
        if (order < 0) {
            change.kind = PL_BOOK_REMOVED;
            change.after = NULL;
        } else if (order > 0) {
            change.kind = PL_BOOK_ADDED;
            change.before = NULL;
        } else {
            int equal = same(change.before, change.after, scratch);
            if (equal < 0) {
                return pl_fail(err, PL_E_NOMEM, "out of memory");
            }
            if (equal > 0) {
                continue;
            }
            change.kind = PL_BOOK_CHANGED;
        }
        int code = sink(ctx, &change, err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

int pl_book_diff(const struct pl_book *a, const struct pl_book *b, pl_book_change_sink sink, void *ctx,
                 struct pl_error *err) {
    struct pl_buf scratch[2];
    pl_buf_open(&scratch[0], (size_t)1 << 30);
    pl_buf_open(&scratch[1], (size_t)1 << 30);
    int code = walk(a, b, sink, ctx, scratch, err);
    pl_buf_close(&scratch[0]);
    pl_buf_close(&scratch[1]);
    return code;
}
