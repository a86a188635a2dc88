#include "app/owners_in.h"

#include <stdlib.h>
#include <string.h>

#include "text/unicode.h"

#include "base/ban.h"

#define MAX_PARTIES 4000000u
#define MAX_BYTES   ((size_t)1 << 31)

void pl_owners_close(struct pl_owners *owners) {
    if (owners != NULL) {
        pl_ownership_close(owners->ownership);
        pl_strmap_close(&owners->parties);
        pl_strmap_close(&owners->sanctions);
        pl_strmap_close(&owners->bearers);
        pl_arena_close(&owners->arena);
        free(owners->all);
        free(owners);
    }
}

pl_str pl_owners_key(struct pl_arena *arena, pl_str list, pl_str text) {
    char *p = pl_arena_alloc(arena, list.n + 1 + text.n);
    if (p == NULL) {
        return pl_str_make(NULL, 0);
    }
    memcpy(p, list.p, list.n);
    p[list.n] = ':';
    memcpy(p + list.n + 1, text.p, text.n);
    return pl_str_make(p, list.n + 1 + text.n);
}

static int full(struct pl_error *err) { return pl_fail(err, PL_E_LIMIT, "more than %u parties", MAX_PARTIES); }

/* Lists of which every entry is listed. */
static bool official(pl_str list) {
    static const char *const LISTS[] = {"un-sc", "ofac-sdn", "ofac-cons", "eu-fsf", "uk-sl", "uk-ofsi", "us-csl"};
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        if (pl_str_eq(list, pl_str_from(LISTS[i]))) {
            return true;
        }
    }
    return false;
}

/* a comes before b among copies of one list. */
static bool earlier(const struct pl_screen_copy *a, const struct pl_screen_copy *b) {
    if (a->has_day != b->has_day) {
        return a->has_day; /* nobody says that an undated copy is old */
    }
    return a->day != b->day ? a->day < b->day : pl_str_cmp(a->order, b->order) < 0;
}

/* The copy of a list whose statements count: the newest, or as of a day the nearest before it, else the nearest after.
 */
static const struct pl_screen_copy *counting(const struct pl_owners *o, pl_str list) {
    const struct pl_screen_copy *best = NULL;
    for (size_t i = 0; i < o->n; i++) {
        const struct pl_screen_copy *copy = &o->copies[i];
        if (!pl_str_eq(copy->list, list)) {
            continue;
        }
        bool in = !o->has_as_of || (copy->has_day && copy->day <= o->day);
        bool best_in = best != NULL && (!o->has_as_of || (best->has_day && best->day <= o->day));
        if (best == NULL || (in && !best_in) || (in == best_in && (in ? !earlier(copy, best) : earlier(copy, best)))) {
            best = copy;
        }
    }
    return best;
}

static int by_day(const void *a, const void *b) {
    const struct pl_asof_copy *x = a;
    const struct pl_asof_copy *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

/* The list holds it, and says itself that the listing ended before the day. */
static bool has_ended(const struct pl_owners *o, const struct pl_book_entry *entry) {
    return entry->has_ended && entry->ended.last_day < o->day;
}

/* An entry of an official list, by the publications. */
static int listed_officially(struct pl_owners *o, pl_str list, pl_str id, int *ret, struct pl_error *err) {
    if (!o->has_as_of) {
        const struct pl_book_entry *entry = pl_book_find(counting(o, list)->book, id);
        *ret = entry == NULL ? PL_MAYBE_NO : has_ended(o, entry) ? PL_MAYBE_UNKNOWN : PL_MAYBE_YES;
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&o->arena);
    struct pl_asof_copy *copies = pl_arena_calloc(&o->arena, o->n + 1, sizeof *copies);
    bool ended = false;
    size_t n = 0;
    if (copies == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < o->n; i++) {
        if (!o->copies[i].has_day || !pl_str_eq(o->copies[i].list, list)) {
            continue;
        }
        const struct pl_book_entry *entry = pl_book_find(o->copies[i].book, id);
        copies[n] = (struct pl_asof_copy){.day = o->copies[i].day, .holds = entry != NULL};
        ended |= entry != NULL && has_ended(o, entry);
        if (entry != NULL && entry->has_listed) {
            copies[n].has_listed = true;
            copies[n].listed = entry->listed;
        }
        n++;
    }
    qsort(copies, n, sizeof *copies, by_day);
    int answer = n > 0 ? pl_asof_decide(copies, n, o->day).answer : PL_ASOF_UNDETERMINED;
    *ret = answer == PL_ASOF_NOT_LISTED         ? PL_MAYBE_NO
           : answer == PL_ASOF_LISTED && !ended ? PL_MAYBE_YES
                                                : PL_MAYBE_UNKNOWN;
    pl_arena_rewind(&o->arena, mark);
    return 0;
}

/* Whether a Sanction is in force on the day. One that does not say since when is in force today; on a day of the past
 * nobody knows. */
static int in_force(const struct pl_owners *o, const struct pl_entity *sanction) {
    struct pl_interval start = {0};
    struct pl_interval end = {0};
    pl_str start_text = pl_entity_get(sanction, PL_PROP_START_DATE);
    pl_str end_text = pl_entity_get(sanction, PL_PROP_END_DATE);
    start_text = start_text.n > 0 ? start_text : pl_entity_get(sanction, PL_PROP_LISTING_DATE);
    bool has_start = pl_interval_parse(start_text, &start) && !start.circa;
    bool has_end = pl_interval_parse(end_text, &end) && !end.circa;
    if ((has_start && start.first_day > o->day) || (has_end && end.last_day < o->day)) {
        return PL_MAYBE_NO;
    }
    bool begun = has_start ? start.last_day <= o->day : !o->has_as_of && start_text.n == 0;
    bool open = end_text.n == 0 || (has_end && end.first_day >= o->day);
    return begun && open ? PL_MAYBE_YES : PL_MAYBE_UNKNOWN;
}

static int read_sanctions(struct pl_owners *o, const struct pl_screen_copy *copy, struct pl_error *err) {
    for (size_t i = 0; i < pl_book_n(copy->book); i++) {
        const struct pl_entity *entity = &pl_book_at(copy->book, i)->entity;
        for (size_t k = 0; k < entity->n_values && entity->schema == PL_SCHEMA_SANCTION; k++) {
            if (entity->values[k].prop != PL_PROP_EDGE_ENTITY) {
                continue;
            }
            pl_str key = pl_owners_key(&o->arena, copy->list, entity->values[k].text);
            uint64_t *said = key.p != NULL ? pl_strmap_put(&o->sanctions, key, NULL) : NULL;
            int now = in_force(o, entity);
            if (said == NULL) {
                return full(err);
            }
            /* of several, the one that says most: in force, then perhaps, then not */
            if (*said == 0 || now == PL_MAYBE_YES || (now == PL_MAYBE_UNKNOWN && *said == PL_MAYBE_NO + 1)) {
                *said = (uint64_t)now + 1;
            }
        }
    }
    return 0;
}

/* The data call it sanctioned, or aimed at by a list, without the Sanction that says by whom and since when. */
static bool said_listed(const struct pl_entity *entity) {
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *value = &entity->values[i];
        if ((value->prop == PL_PROP_TARGET && pl_str_eq(value->text, PL_STR("true"))) ||
            (value->prop == PL_PROP_TOPICS && pl_str_eq(value->text, PL_STR("sanction")))) {
            return true;
        }
    }
    return false;
}

static int listed_of(struct pl_owners *o, pl_str list, pl_str key, const struct pl_entity *entity, int *ret,
                     struct pl_error *err) {
    if (official(list)) {
        return listed_officially(o, list, entity->id, ret, err);
    }
    const uint64_t *said = pl_strmap_get(&o->sanctions, key);
    *ret = said != NULL ? (int)*said - 1 : said_listed(entity) ? PL_MAYBE_UNKNOWN : PL_MAYBE_NO;
    return 0;
}

static int put_party(struct pl_owners *o, pl_str key, const struct pl_owners_party *party, struct pl_error *err) {
    if (o->n_all == o->cap_all) {
        size_t cap = o->cap_all > 0 ? o->cap_all * 2 : 1024;
        struct pl_owners_party *all = cap <= MAX_PARTIES ? reallocarray(o->all, cap, sizeof *all) : NULL;
        if (all == NULL) {
            return full(err);
        }
        o->all = all;
        o->cap_all = cap;
    }
    bool made = false;
    uint64_t *place = pl_strmap_put(&o->parties, key, &made);
    if (place == NULL) {
        return full(err);
    }
    if (made) {
        o->all[o->n_all] = *party;
        *place = ++o->n_all;
    }
    return 0;
}

/* The strong names of a listed party, so that an owner who is only named can be doubted. */
static int put_names(struct pl_owners *o, pl_str list, const struct pl_entity *entity, struct pl_error *err) {
    PL_BUF_AUTO fold;
    pl_buf_open(&fold, 1 << 20);
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *value = &entity->values[i];
        if (!pl_prop_is_name(value->prop) || pl_prop_is_weak(value->prop)) {
            continue;
        }
        pl_buf_clear(&fold);
        if (pl_unicode_fold(value->text, &fold, NULL) != 0 || fold.n == 0) {
            continue;
        }
        pl_str key = pl_owners_key(&o->arena, list, pl_buf_str(&fold));
        if (key.p == NULL || pl_strmap_put(&o->bearers, key, NULL) == NULL) {
            return full(err);
        }
    }
    return 0;
}

static int add_parties(struct pl_owners *o, const struct pl_screen_copy *copy, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < pl_book_n(copy->book); i++) {
        const struct pl_book_entry *entry = pl_book_at(copy->book, i);
        struct pl_owners_party party = {.entry = entry, .copy = copy};
        if (pl_schema_is_edge(entry->entity.schema)) {
            continue;
        }
        pl_str key = pl_owners_key(&o->arena, copy->list, entry->entity.id);
        if (key.p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        code = listed_of(o, copy->list, key, &entry->entity, &party.listed, err);
        code = code == 0 ? put_party(o, key, &party, err) : code;
        if (code == 0 && party.listed != PL_MAYBE_NO) {
            code = put_names(o, copy->list, &entry->entity, err);
        }
        if (code == 0 && entry->entity.schema == PL_SCHEMA_PERSON) {
            code = pl_ownership_person(o->ownership, key, err);
        }
    }
    return code;
}

/* A ship's owner as a name alone: `list:"NAME"`, with an unknown share. */
static int add_named(struct pl_owners *o, const struct pl_screen_copy *copy, const struct pl_entity *entity,
                     struct pl_error *err) {
    PL_BUF_AUTO fold;
    PL_BUF_AUTO named;
    int code = 0;
    pl_buf_open(&fold, 1 << 20);
    pl_buf_open(&named, 1 << 20);
    for (size_t i = 0; code == 0 && i < entity->n_values; i++) {
        if (entity->values[i].prop != PL_PROP_OWNER) {
            continue;
        }
        pl_buf_clear(&fold);
        pl_buf_clear(&named);
        pl_buf_add_char(&named, '"');
        pl_buf_add_str(&named, entity->values[i].text);
        pl_buf_add_char(&named, '"');
        bool comparable = pl_unicode_fold(entity->values[i].text, &fold, NULL) == 0 && fold.n > 0;
        pl_str owner = pl_owners_key(&o->arena, copy->list, pl_buf_str(&named));
        pl_str asset = pl_owners_key(&o->arena, copy->list, entity->id);
        pl_str bearer = pl_owners_key(&o->arena, copy->list, pl_buf_str(&fold));
        if (owner.p == NULL || asset.p == NULL || bearer.p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        bool doubt = !comparable || pl_strmap_get(&o->bearers, bearer) != NULL;
        struct pl_owners_party party = {.copy = copy, .listed = doubt ? PL_MAYBE_UNKNOWN : PL_MAYBE_NO};
        code = put_party(o, owner, &party, err);
        code = code == 0 ? pl_ownership_add(o->ownership, owner, asset, PL_STR(""), PL_STR(""), PL_STR(""), asset, err)
                         : code;
    }
    return code;
}

bool pl_owners_is_former(const struct pl_entity *edge) {
    return pl_str_eq_nocase(pl_entity_get(edge, PL_PROP_STATUS), PL_STR("former"));
}

/* The next copy of the list after the day, where the one that counts is from before it; else NULL. */
static const struct pl_screen_copy *next_copy(const struct pl_owners *o, const struct pl_screen_copy *copy) {
    const struct pl_screen_copy *next = NULL;
    for (size_t i = 0; o->has_as_of && copy->has_day && copy->day < o->day && i < o->n; i++) {
        const struct pl_screen_copy *other = &o->copies[i];
        bool after = other->has_day && other->day > o->day && pl_str_eq(other->list, copy->list);
        next = after && (next == NULL || earlier(other, next)) ? other : next;
    }
    return next;
}

/* One statement of an edge: its ends, what it says of the share, and since when and until when that is said. */
struct said {
    const struct pl_entity *edge;
    pl_str share, start, end;
};

static int add_said(struct pl_owners *o, pl_str list, const struct said *said, struct pl_error *err) {
    const struct pl_entity *e = said->edge;
    int code = 0;
    for (size_t a = 0; code == 0 && a < e->n_values; a++) {
        for (size_t b = 0; code == 0 && b < e->n_values && e->values[a].prop == PL_PROP_EDGE_OWNER; b++) {
            if (e->values[b].prop != PL_PROP_EDGE_ASSET) {
                continue;
            }
            pl_str owner = pl_owners_key(&o->arena, list, e->values[a].text);
            pl_str asset = pl_owners_key(&o->arena, list, e->values[b].text);
            pl_str source = pl_owners_key(&o->arena, list, e->id);
            if (owner.p == NULL || asset.p == NULL || source.p == NULL) {
                return pl_fail(err, PL_E_NOMEM, "out of memory");
            }
            code = pl_ownership_add(o->ownership, owner, asset, said->share, said->start, said->end, source, err);
        }
    }
    return code;
}

/* What the copies around the day say of a stake: one that has no date holds from its publication on, and where the next
 * copy lacks it, calls it former or gives another share, that may have been so already. */
static int add_stake(struct pl_owners *o, const struct pl_screen_copy *copy, const struct pl_entity *edge,
                     struct pl_error *err) {
    bool published = !o->has_as_of || (copy->has_day && copy->day <= o->day);
    const struct pl_screen_copy *next = next_copy(o, copy);
    const struct pl_book_entry *later = next != NULL ? pl_book_find(next->book, edge->id) : NULL;
    struct said said = {edge, pl_entity_get(edge, PL_PROP_PERCENTAGE), pl_entity_get(edge, PL_PROP_START_DATE),
                        pl_entity_get(edge, PL_PROP_END_DATE)};
    if (pl_owners_is_former(edge) && published) {
        return 0;
    }
    bool may_be_over =
        pl_owners_is_former(edge) || (next != NULL && (later == NULL || pl_owners_is_former(&later->entity)));
    said.start = said.start.n == 0 && !published ? PL_STR(PL_OWNERSHIP_SOME_DAY) : said.start;
    said.end = said.end.n == 0 && may_be_over ? PL_STR(PL_OWNERSHIP_SOME_DAY) : said.end;
    int code = add_said(o, copy->list, &said, err);
    if (code == 0 && later != NULL && !pl_str_eq(pl_entity_get(&later->entity, PL_PROP_PERCENTAGE), said.share)) {
        said.share = pl_entity_get(&later->entity, PL_PROP_PERCENTAGE);
        code = add_said(o, copy->list, &said, err);
    }
    return code;
}

static int add_stakes(struct pl_owners *o, const struct pl_screen_copy *copy, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < pl_book_n(copy->book); i++) {
        const struct pl_entity *e = &pl_book_at(copy->book, i)->entity;
        if (e->schema == PL_SCHEMA_VESSEL || e->schema == PL_SCHEMA_AIRPLANE) {
            code = add_named(o, copy, e, err);
        } else if (e->schema == PL_SCHEMA_OWNERSHIP) {
            code = add_stake(o, copy, e, err);
        }
    }
    return code;
}

static bool counts_here(const struct pl_owners *o, size_t i) { return counting(o, o->copies[i].list) == &o->copies[i]; }

/* Three passes: what Sanctions say, who there is, who owns what. */
static int read_all(struct pl_owners *o, struct pl_error *err) {
    static int (*const PASSES[])(struct pl_owners *, const struct pl_screen_copy *,
                                 struct pl_error *) = {read_sanctions, add_parties, add_stakes};
    int code = pl_ownership_open(&o->ownership, err);
    for (size_t pass = 0; pass < sizeof PASSES / sizeof PASSES[0]; pass++) {
        for (size_t i = 0; code == 0 && i < o->n; i++) {
            code = counts_here(o, i) ? PASSES[pass](o, &o->copies[i], err) : 0;
        }
    }
    return code == 0 ? pl_ownership_seal(o->ownership, err) : code;
}

int pl_owners_open(const struct pl_screen_copy *copies, size_t n, bool has_as_of, int32_t day, struct pl_owners **ret,
                   struct pl_error *err) {
    struct pl_owners *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    o->copies = copies;
    o->n = n;
    o->has_as_of = has_as_of;
    o->day = day;
    pl_arena_open(&o->arena, MAX_BYTES);
    pl_strmap_open(&o->parties, MAX_PARTIES, MAX_BYTES);
    pl_strmap_open(&o->sanctions, MAX_PARTIES, MAX_BYTES);
    pl_strmap_open(&o->bearers, MAX_PARTIES, MAX_BYTES);
    int code = read_all(o, err);
    if (code != 0) {
        pl_owners_close(o);
        return code;
    }
    *ret = o;
    return 0;
}

const struct pl_owners_party *pl_owners_party_of(const struct pl_owners *owners, pl_str key) {
    const uint64_t *place = pl_strmap_get(&owners->parties, key);
    return place != NULL && *place > 0 ? &owners->all[*place - 1] : NULL;
}

pl_str pl_owners_caption(const struct pl_owners *owners, pl_str party) {
    const struct pl_owners_party *p = pl_owners_party_of(owners, party);
    return p != NULL && p->entry != NULL ? p->entry->entity.caption : PL_STR("");
}

static bool called(const struct pl_entity *entity, pl_str id) {
    if (pl_str_eq(entity->id, id) || pl_str_eq(entity->reference, id)) {
        return true;
    }
    for (size_t i = 0; i < entity->n_values; i++) {
        if (entity->values[i].prop == PL_PROP_IMO && pl_str_eq(entity->values[i].text, id)) {
            return true;
        }
    }
    return false;
}

int pl_owners_find(const struct pl_owners *owners, pl_str id, pl_str *ret_party, struct pl_error *err) {
    pl_str found = {NULL, 0};
    if (pl_owners_party_of(owners, id) != NULL) {
        *ret_party = id;
        return 0;
    }
    for (size_t i = 0; i < owners->parties.n; i++) {
        const struct pl_strmap_entry *key = &owners->parties.entries[i];
        const struct pl_owners_party *party = &owners->all[key->value - 1];
        if (party->entry == NULL || !called(&party->entry->entity, id)) {
            continue;
        }
        if (found.p != NULL) {
            return pl_fail(err, PL_E_USAGE, "%.*s is %.*s and %.*s: say which", (int)id.n, id.p, (int)found.n, found.p,
                           (int)key->key.n, key->key.p);
        }
        found = key->key;
    }
    if (found.p == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "no list that was searched has an entry %.*s", (int)id.n, id.p);
    }
    *ret_party = found;
    return 0;
}

static int listed(void *ctx, pl_str id) {
    const struct pl_owners_party *party = pl_owners_party_of(ctx, id);
    return party != NULL ? party->listed : PL_MAYBE_UNKNOWN; /* an id that the list does not explain */
}

int pl_owners_ask(const struct pl_owners *owners, pl_str party, int rule, struct pl_arena *arena,
                  struct pl_ownership_answer *ret, struct pl_error *err) {
    union {
        const struct pl_owners *in;
        void *out;
    } ctx = {.in = owners};
    struct pl_ownership_question question = {.rule = rule, .day = owners->day, .listed = listed, .ctx = ctx.out};
    return pl_ownership_ask(owners->ownership, party, &question, arena, ret, err);
}
