/* What is followed, and the acts that change it. */
#include "app/watch.h"

#include <string.h>

#include "app/facts.h"
#include "app/requirement.h"
#include "app/screen.h"
#include "names/country.h"
#include "names/identifier.h"
#include "text/interval.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ITEMS_MAX ((size_t)100000)

/* ---- items ---- */

struct fold {
    struct pl_arena *arena;
    struct pl_watch_item *items;
    size_t n, cap;
};

static pl_str copy_of(const struct pl_act *act, const char *field, struct pl_arena *arena) {
    return pl_str_copy(arena, pl_act_text(act, field));
}

static int on_watch(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    pl_str schema = pl_act_text(act, "schema");
    if (pl_str_eq(pl_act_text(act, "change"), PL_STR("remove"))) {
        int64_t item = pl_act_number(act, "item", -1);
        for (size_t i = 0; i < f->n; i++) {
            if (f->items[i].seq == item) {
                memmove(&f->items[i], &f->items[i + 1], (f->n - i - 1) * sizeof *f->items);
                f->n--;
                break;
            }
        }
        return 0;
    }
    if (f->n == f->cap) {
        size_t cap = f->cap > 0 ? 2 * f->cap : 64;
        struct pl_watch_item *items = f->n < ITEMS_MAX ? pl_arena_calloc(f->arena, cap, sizeof *items) : NULL;
        if (items == NULL) {
            return pl_fail(err, PL_E_LIMIT, "a case follows at most 100,000 ships and parties");
        }
        if (f->n > 0) {
            memcpy(items, f->items, f->n * sizeof *items);
        }
        f->items = items;
        f->cap = cap;
    }
    f->items[f->n++] = (struct pl_watch_item){.seq = act->seq,
                                              .at = act->at,
                                              .name = copy_of(act, "name", f->arena),
                                              .imo = copy_of(act, "imo", f->arena),
                                              .mmsi = copy_of(act, "mmsi", f->arena),
                                              .birth_date = copy_of(act, "birth_date", f->arena),
                                              .country = copy_of(act, "country", f->arena),
                                              .schema = schema.n > 0 ? pl_schema_of(schema) : -1,
                                              .by = copy_of(act, "by", f->arena),
                                              .note = copy_of(act, "text", f->arena)};
    return 0;
}

int pl_watch_items(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_watch_item **ret_items,
                   size_t *ret_n, struct pl_error *err) {
    struct fold f = {.arena = arena};
    int code = pl_act_each(c, PL_STR("watch"), before, on_watch, &f, err);
    if (code == 0) {
        *ret_items = f.items;
        *ret_n = f.n;
    }
    return code;
}

pl_str pl_watch_label(const struct pl_watch_item *item, struct pl_arena *arena) {
    const struct {
        const char *word;
        pl_str text;
    } parts[] = {
        {"", item->name}, {"IMO ", item->imo}, {"MMSI ", item->mmsi}, {"born ", item->birth_date}, {"", item->country}};
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 20);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].text.n > 0) {
            pl_buf_add_str(&text, text.n > 0 ? PL_STR(", ") : PL_STR(""));
            pl_buf_add_str(&text, pl_str_from(parts[i].word));
            pl_buf_add_str(&text, parts[i].text);
        }
    }
    return pl_str_copy(arena, pl_buf_str(&text));
}

int pl_watch_party(const struct pl_watch_item *item, bool exercise, struct pl_arena *arena, struct pl_entity *ret,
                   struct pl_error *err) {
    bool ship = item->mmsi.n > 0; /* by its IMO number alone it is the party that `screen --imo` asks for */
    struct pl_screen_question question = {.name = item->name,
                                          .imo = item->imo,
                                          .birth_date = item->birth_date,
                                          .country = item->country,
                                          .schema = item->schema < 0 && ship ? (int)PL_SCHEMA_VESSEL : item->schema};
    int code = pl_screen_question_party(&question, exercise, arena, ret, err);
    return code == 0 ? pl_entity_add(ret, arena, PL_PROP_MMSI, item->mmsi, "query", err) : code;
}

/* ---- changing it ---- */

static bool same_item(const struct pl_watch_item *a, const struct pl_watch_item *b) {
    return pl_str_eq(a->name, b->name) && pl_str_eq(a->imo, b->imo) && pl_str_eq(a->mmsi, b->mmsi) &&
           pl_str_eq(a->birth_date, b->birth_date) && pl_str_eq(a->country, b->country) && a->schema == b->schema;
}

/* A date or a state that nobody understands would follow another party than was meant. */
static int check_more(const struct pl_watch_item *item, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    const struct pl_countries *countries = NULL;
    struct pl_interval date;
    pl_str code = {0};
    pl_arena_open(&arena, (size_t)16 << 20);
    if (item->birth_date.n > 0 && !pl_interval_parse(item->birth_date, &date)) {
        return pl_fail(err, PL_E_USAGE, "a date of birth is YYYY, YYYY-MM or YYYY-MM-DD, not \"%.40s\"",
                       item->birth_date.p);
    }
    int status = item->country.n > 0 ? pl_countries_parse(pl_facts_countries(), &arena, &countries, err) : 0;
    status = status == 0 && item->country.n > 0 ? pl_countries_find(countries, item->country, &code, err) : status;
    if (status == 0 && item->country.n > 0 && code.n == 0) {
        return pl_fail(err, PL_E_USAGE, "no state is called \"%.60s\": an ISO 3166 code or an English name",
                       item->country.p);
    }
    return status;
}

/* What cannot be compared with itself is found in no list: it would be followed for ever without a hit. */
static int check_comparable(const struct pl_watch_item *item, bool exercise, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    const struct pl_countries *countries = NULL;
    struct pl_romaniser *romaniser = NULL;
    struct pl_subject_match match;
    struct pl_entity party;
    pl_arena_open(&arena, (size_t)64 << 20);
    int code = pl_countries_parse(pl_facts_countries(), &arena, &countries, err);
    code = code == 0 ? pl_romaniser_open(&romaniser, err) : code;
    code = code == 0 ? pl_watch_party(item, exercise, &arena, &party, err) : code;
    code = code == 0 ? pl_screen_compare(romaniser, countries, &party, &party, &arena, &match, err) : code;
    pl_romaniser_close(romaniser);
    if (code == 0 && match.score < 0) {
        code = pl_fail(err, PL_E_USAGE,
                       "\"%.60s\" can be compared with no name: it is too long, has neither letter nor "
                       "digit, or a script that cannot be read",
                       item->name.p);
    }
    return code;
}

static int check_item(const struct pl_watch_item *item, bool exercise, struct pl_error *err) {
    uint32_t imo = 0;
    uint64_t mmsi = 0;
    if (item->name.n == 0 && item->imo.n == 0 && item->mmsi.n == 0) {
        return pl_fail(err, PL_E_USAGE, "name what to follow: a name, --imo or --mmsi");
    }
    if (!pl_unicode_valid(item->name)) {
        return pl_fail(err, PL_E_USAGE, "the name is not UTF-8");
    }
    if (item->imo.n > 0 && (!pl_imo_parse(item->imo, &imo) || !pl_imo_valid(imo, exercise))) {
        return pl_fail(err, PL_E_USAGE, "%.20s is no ship's IMO number: %s", item->imo.p,
                       imo != 0 ? pl_imo_fault(imo, exercise) : "it has seven digits");
    }
    if (item->mmsi.n > 0 && (item->mmsi.n != 9 || !pl_str_u64(item->mmsi, &mmsi))) {
        return pl_fail(err, PL_E_USAGE, "%.20s is no MMSI: it has nine digits", item->mmsi.p);
    }
    int code = check_more(item, err);
    return code == 0 ? check_comparable(item, exercise, err) : code;
}

static int write_item(struct pl_acting *a, const struct pl_watch_item *item, int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields f = {.arena = &a->arena};
    pl_act_add_text(&f, "change", PL_STR("add"));
    pl_act_add_text(&f, "name", item->name);
    pl_act_add_text(&f, "imo", item->imo);
    pl_act_add_text(&f, "mmsi", item->mmsi);
    pl_act_add_text(&f, "birth_date", item->birth_date);
    pl_act_add_text(&f, "country", item->country);
    pl_act_add_text(&f, "schema", item->schema >= 0 ? pl_str_from(pl_schema_name(item->schema)) : PL_STR(""));
    pl_act_add_text(&f, "by", item->by.n > 0 ? item->by : a->person);
    pl_act_add_text(&f, "text", item->note);
    return pl_acting_write(a, "watch", &f, ret_seq, err);
}

int pl_watch_add(const char *dir, pl_time now, const struct pl_watch_item *item, struct pl_buf *out, struct pl_buf *why,
                 int64_t *ret_seq, struct pl_watch_counts *ret, struct pl_error *err) {
    PL_ACTING_AUTO a = {0};
    struct pl_watch_counts counts = {0};
    struct pl_watch_item *items = NULL;
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    pl_str lacking = {0};
    int64_t seq = -1;
    size_t n = 0;
    int code = pl_acting_open(dir, "plimsoll watch-list", now, &a, err);
    code = code == 0 ? pl_case_exercise(a.c, &exercise, err) : code;
    code = code == 0 ? check_item(item, exercise == PL_CASE_EXERCISE, err) : code;
    code = code == 0 ? pl_watch_items(a.c, INT64_MAX, &a.arena, &items, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        seq = same_item(&items[i], item) ? items[i].seq : seq;
    }
    code = code == 0 && seq < 0 ? write_item(&a, item, &seq, err) : code;
    code = code == 0 ? pl_watch_keep(&a, -1, seq, out, &counts, err) : code;
    code = code == 0
               ? pl_requirements_lacking(a.c, INT64_MAX, (struct pl_requirement_day){.day = (int32_t)(now / PL_DAY_US)},
                                         &a.arena, &lacking, err)
               : code;
    if (code == 0) {
        pl_buf_add_str(why, lacking);
        *ret_seq = seq;
        *ret = counts;
    }
    return code;
}

void pl_watch_added_json(int64_t item, const struct pl_watch_counts *counts, pl_str why, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "item");
    pl_json_i64(&json, item);
    pl_json_key(&json, "new_hits");
    pl_json_u64(&json, counts->new_hits);
    pl_json_key(&json, "undetermined");
    if (why.n > 0) {
        pl_json_str(&json, why);
    } else {
        pl_json_null(&json);
    }
    pl_json_record_end(&json);
}

int pl_watch_remove(const char *dir, pl_time now, int64_t item, pl_str by, pl_str note, int64_t *ret_seq,
                    struct pl_error *err) {
    PL_ACTING_AUTO a = {0};
    struct pl_act_fields f = {.arena = &a.arena};
    struct pl_watch_item *items = NULL;
    bool found = false;
    size_t n = 0;
    int code = pl_acting_open(dir, "plimsoll watch-list", now, &a, err);
    code = code == 0 ? pl_watch_items(a.c, INT64_MAX, &a.arena, &items, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        found = found || items[i].seq == item;
    }
    if (code == 0 && !found) {
        code = pl_fail(err, PL_E_NOT_FOUND, "the watch list has no item %lld; `watch-list show` shows them",
                       (long long)item);
    }
    if (code != 0) {
        return code;
    }
    pl_act_add_text(&f, "change", PL_STR("remove"));
    pl_act_add_number(&f, "item", item);
    pl_act_add_text(&f, "by", by.n > 0 ? by : a.person);
    pl_act_add_text(&f, "text", note);
    return pl_acting_write(&a, "watch", &f, ret_seq, err);
}
