#include "app/search.h"

#include <stdlib.h>
#include <string.h>

#include "app/case_view.h"
#include "app/known_json.h"
#include "base/file.h"
#include "base/map.h"
#include "store/act.h"
#include "store/event.h"
#include "store/filing.h"
#include "store/object.h"
#include "store/search.h"
#include "text/json.h"
#include "text/unicode.h"
#include "text/uri.h"

#include "base/ban.h"

#define ARENA_MAX  ((size_t)256 << 20)
#define REPORT_MAX ((uint64_t)16 << 20) /* of one report's text */
#define TITLE_MAX  160                  /* bytes of a title or detail */

struct hit {
    const char *kind; /* static */
    pl_str id, title, detail, href;
    pl_time at;
    bool told;
};

struct search {
    const struct pl_search *ask;
    struct pl_arena *arena;
    struct pl_case *c;
    int64_t before;
    struct pl_search_words words;
    struct pl_strmap seen;  /* kind and id: what was found in two ways is one hit */
    struct pl_strmap kinds; /* in the order of finding: how many */
    struct hit *list;
    size_t n, cap;
};

/* ---- hits ---- */

static pl_str shortened(struct search *s, pl_str text) {
    size_t n = text.n < TITLE_MAX ? text.n : TITLE_MAX;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80) {
        n--; /* not inside a letter */
    }
    return pl_str_copy(s->arena, pl_str_sub(text, 0, n));
}

static pl_str joined(struct search *s, const char *a, pl_str b) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 4096);
    pl_buf_add_str(&text, pl_str_from(a));
    pl_buf_add_str(&text, b);
    return pl_str_copy(s->arena, pl_buf_str(&text));
}

/* The beginning of an address that the id ends: a list's id may hold any sign. */
static pl_str address(struct search *s, const char *href, pl_str id) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 16384);
    pl_buf_add_str(&text, pl_str_from(href));
    pl_uri_encode(id, &text);
    return pl_str_copy(s->arena, pl_buf_str(&text));
}

static bool wants(const struct search *s, const char *kind) {
    return s->ask->kind.n == 0 || pl_str_eq(s->ask->kind, pl_str_from(kind));
}

/* A copy of the hit, unless it was found before. href: the beginning of an address that the id ends. */
static int add(struct search *s, const char *kind, pl_str id, pl_str title, pl_str detail, const char *href, pl_time at,
               struct pl_error *err) {
    bool fresh = false;
    pl_str key = joined(s, kind, id);
    uint64_t *count = pl_strmap_put(&s->kinds, pl_str_from(kind), NULL);
    if (count == NULL || pl_strmap_put(&s->seen, key, &fresh) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was found");
    }
    if (!fresh || *count == PL_SEARCH_EACH) {
        return PL_E_OK;
    }
    struct hit *list = pl_arena_more(s->arena, s->list, s->n, &s->cap, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was found");
    }
    s->list = list;
    ++*count;
    s->list[s->n++] = (struct hit){.kind = kind,
                                   .id = pl_str_copy(s->arena, id),
                                   .title = shortened(s, title),
                                   .detail = shortened(s, detail),
                                   .href = address(s, href, id),
                                   .at = at};
    return PL_E_OK;
}

/* ---- ships ---- */

static int on_ship(void *ctx, const struct pl_search_ship *ship, struct pl_error *err) {
    struct search *s = ctx;
    PL_BUF_AUTO id = {0};
    PL_BUF_AUTO detail = {0};
    char name[256];
    pl_buf_open(&id, 32);
    pl_buf_open(&detail, 1024);
    int code = pl_search_ship_name(s->c, ship->mmsi, s->before, name, sizeof name, err);
    if (code != PL_E_OK) {
        return code;
    }
    pl_buf_add_fmt(&id, "%09u", ship->mmsi);
    pl_buf_add_fmt(&detail, "MMSI %09u", ship->mmsi);
    if (!pl_str_eq(ship->field, PL_STR("mmsi")) && !pl_str_eq(ship->value, pl_str_from(name))) {
        pl_buf_add_str(&detail, PL_STR(" · "));
        pl_buf_add_str(&detail, ship->field);
        pl_buf_add_char(&detail, ' ');
        pl_buf_add_str(&detail, ship->value);
    }
    return add(s, "vessel", pl_buf_str(&id), name[0] != '\0' ? pl_str_from(name) : pl_buf_str(&id), pl_buf_str(&detail),
               "/vessel/", ship->last, err);
}

/* ---- filings ---- */

static pl_str title_of(const struct pl_filing *f) {
    static const char *const FIELDS[] = {"title",   "statement", "alias", "subject", "seen_name", "who",
                                         "what",    "to",        "from",  "place",   "was",       "original",
                                         "content", "basis",     "text",  "label"};
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        pl_str value = pl_filing_get_value(f, FIELDS[i]);
        if (value.n > 0) {
            return value;
        }
    }
    return pl_str_from(f->kind->text);
}

/* The first value that holds the words, where the title does not. */
static pl_str detail_of(const struct search *s, const struct pl_filing *f, pl_str title) {
    for (size_t i = 0; i < f->n && !pl_search_holds(&s->words, title); i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        if (field != NULL && field->type == PL_FILING_TEXT && pl_search_holds(&s->words, f->values[i].value)) {
            return f->values[i].value;
        }
    }
    pl_str did = pl_filing_get_value(f, "did"), by = pl_filing_get_value(f, "by");
    return did.n > 0 ? did : by;
}

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct search *s = ctx;
    char id[PL_FILING_ID_MAX];
    (void)by;
    if (!wants(s, f->kind->kind)) {
        return PL_E_OK;
    }
    pl_filing_id(f, id);
    pl_str title = title_of(f), task = pl_filing_get_value(f, "task");
    if (f->kind->letter == 'T' || f->kind->letter == 'K') {
        return add(s, f->kind->kind, f->kind->letter == 'T' ? pl_str_from(id) : task, title, detail_of(s, f, title),
                   "/work?tab=tasks&tasks.state=&task=", f->at, err);
    }
    return add(s, f->kind->kind, pl_str_from(id), title, detail_of(s, f, title),
               f->kind->letter == 'R' ? "/report/" : "/evidence/", f->at, err);
}

/* By id or label, whatever it says. */
static int by_id(struct search *s, struct pl_error *err) {
    struct pl_filing f;
    int64_t by = -1;
    struct pl_error none = {0};
    pl_str id = s->words.upper, given = pl_str_trim(s->ask->text);
    int code = pl_filing_get(s->c, id, s->before, s->arena, &f, &by, &none);
    code = code == PL_E_NOT_FOUND ? pl_filing_get(s->c, given, s->before, s->arena, &f, &by, &none) : code;
    return code == PL_E_OK ? on_filing(s, &f, by, err) : PL_E_OK;
}

static int filings(struct search *s, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    int code = by_id(s, err);
    q.words = s->ask->text;
    q.unfinished = true;
    q.before = s->before;
    return code == PL_E_OK ? pl_filing_each(s->c, &q, on_filing, s, err) : code;
}

/* ---- the text of reports ---- */

/* The line that holds the first word. */
static pl_str line_of(const struct search *s, pl_str text) {
    struct pl_search_words first = s->words;
    first.n = 1;
    for (pl_str rest = text; rest.n > 0;) {
        pl_str line = pl_str_cut(&rest, '\n');
        size_t mark = 0; /* what a statement says of itself stands before it: {finding id=...} */
        while (line.n > 0 && line.p[0] == '{' && mark < line.n && line.p[mark] != '}') {
            mark++;
        }
        line = mark > 0 && mark < line.n ? pl_str_sub(line, mark + 1, line.n) : line;
        if (pl_search_holds(&first, line)) {
            return pl_str_trim(line);
        }
    }
    return PL_STR("");
}

static int on_report(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct search *s = ctx;
    char id[PL_FILING_ID_MAX], path[PL_OBJECT_PATH_MAX];
    pl_hash hash;
    PL_BUF_AUTO text = {0};
    struct pl_error none = {0};
    (void)by;
    pl_buf_open(&text, REPORT_MAX);
    if (!pl_hash_of_hex(pl_filing_get_value(f, "sha256"), &hash) ||
        pl_object_path(s->c, &hash, path, &none) != PL_E_OK ||
        pl_file_read(path, REPORT_MAX, &text, &none) != PL_E_OK || !pl_search_holds(&s->words, pl_buf_str(&text))) {
        return PL_E_OK; /* what cannot be read is not found; `check` tells of it */
    }
    pl_filing_id(f, id);
    return add(s, "report", pl_str_from(id), title_of(f), line_of(s, pl_buf_str(&text)), "/report/", f->at, err);
}

static int reports(struct search *s, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    q.letter = 'R';
    q.before = s->before;
    return pl_filing_each(s->c, &q, on_report, s, err);
}

/* ---- lists, notes, ids ---- */

static int on_entry(void *ctx, const struct pl_search_entry *e, struct pl_error *err) {
    struct search *s = ctx;
    PL_BUF_AUTO detail = {0};
    PL_BUF_AUTO id = {0};
    pl_buf_open(&detail, 4096);
    pl_buf_open(&id, 4096);
    pl_buf_add_str(&id, e->list);
    pl_buf_add_char(&id, ':');
    pl_buf_add_str(&id, e->id);
    pl_buf_add_str(&detail, e->list);
    const pl_str more[] = {pl_str_trim(e->reference), e->schema,
                           pl_str_eq(e->value, e->caption) ? PL_STR("") : e->value};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        pl_buf_add_str(&detail, more[i].n > 0 ? PL_STR(" · ") : PL_STR(""));
        pl_buf_add_str(&detail, more[i]);
    }
    return add(s, "list", pl_buf_str(&id), e->caption, pl_buf_str(&detail), "/screen?party=", PL_TIME_NONE, err);
}

/* Notes of a shift, and the reasons and names that stand in what was done with alerts. */
static int on_note(void *ctx, const struct pl_act *act, struct pl_error *err) {
    static const char *const FIELDS[] = {"text", "reason", "name", "to"};
    struct search *s = ctx;
    PL_BUF_AUTO id = {0};
    pl_buf_open(&id, 32);
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        pl_str value = pl_act_text(act, FIELDS[i]);
        if (pl_search_holds(&s->words, value)) {
            pl_buf_add_fmt(&id, "%lld", (long long)act->seq);
            return add(s, "note", pl_buf_str(&id), value, pl_act_text(act, "by"), "/work?tab=shift&entry=", act->at,
                       err);
        }
    }
    return PL_E_OK;
}

static int on_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct search *s = ctx;
    char hex[65];
    PL_BUF_AUTO detail = {0};
    if (!pl_event_type_shown(e->type)) {
        return PL_E_OK;
    }
    pl_buf_open(&detail, 256);
    pl_hash_hex(e->id, hex);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        pl_buf_add_fmt(&detail, "%s%09u", i > 0 ? " + " : "", e->vessels[i].mmsi);
    }
    return add(s, "event", pl_str_from(hex), pl_str_from(pl_event_type_name(e->type)), pl_buf_str(&detail),
               "/watch?event=", e->start, err);
}

static int events(struct search *s, struct pl_error *err) {
    pl_hash id;
    struct pl_error none = {0};
    pl_str given = pl_str_trim(s->ask->text);
    if (!pl_hash_of_hex(given, &id)) {
        return PL_E_OK;
    }
    int code = pl_store_event_find(s->c, id, on_event, s, &none);
    return code == PL_E_OK || code == PL_E_NOT_FOUND ? PL_E_OK : pl_fail(err, (enum pl_code)code, "%s", none.msg);
}

/* ---- the answer ---- */

static void write_hit(const struct hit *h, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    const struct {
        const char *key;
        pl_str value;
    } texts[] = {{"id", h->id}, {"title", h->title}, {"detail", h->detail}, {"href", h->href}};
    pl_json_start(&json, out);
    pl_json_record(&json, "hit");
    pl_case_mark(&json, exercise);
    pl_json_key(&json, "kind");
    pl_json_text(&json, h->kind);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pl_json_key(&json, texts[i].key);
        pl_json_str(&json, texts[i].value);
    }
    pl_json_key(&json, "at");
    pl_json_time(&json, h->at);
    pl_json_record_end(&json);
}

/* Where the i-th hit of a kind stands: in the i-th round each kind that has so many gives one. */
static uint64_t place_of(const struct search *s, size_t kind, uint64_t i) {
    uint64_t place = 0;
    for (size_t k = 0; k < s->kinds.n; k++) {
        uint64_t n = s->kinds.entries[k].value;
        place += (n < i ? n : i) + (k < kind && n > i);
    }
    return place;
}

static uint64_t choose(struct search *s) {
    uint64_t n = 0;
    for (size_t k = 0; k < s->kinds.n; k++) {
        uint64_t of_kind = 0;
        for (size_t i = 0; i < s->n; i++) {
            if (pl_str_eq(pl_str_from(s->list[i].kind), s->kinds.entries[k].key)) {
                uint64_t place = place_of(s, k, of_kind++);
                s->list[i].told = place >= s->ask->from && place - s->ask->from < s->ask->limit;
                n += s->list[i].told;
            }
        }
    }
    return n;
}

static void answer(struct search *s, const struct pl_case_view *view, struct pl_buf *out) {
    struct pl_json json;
    uint64_t n = choose(s);
    for (size_t k = 0; k < s->kinds.n; k++) {
        for (size_t i = 0; i < s->n; i++) {
            if (s->list[i].told && pl_str_eq(pl_str_from(s->list[i].kind), s->kinds.entries[k].key)) {
                write_hit(&s->list[i], view->exercise, out);
            }
        }
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, view->exercise);
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    pl_json_key(&json, "found");
    pl_json_u64(&json, s->n);
    pl_json_key(&json, "counts");
    pl_json_object(&json);
    for (size_t k = 0; k < s->kinds.n; k++) {
        pl_json_key_n(&json, s->kinds.entries[k].key.p, s->kinds.entries[k].key.n);
        pl_json_u64(&json, s->kinds.entries[k].value);
    }
    pl_json_object_end(&json);
    pl_known_json(&json, &view->known);
    pl_json_record_end(&json);
}

static int read_words(struct search *s, struct pl_error *err) {
    PL_BUF_AUTO folded = {0};
    char *upper = pl_arena_alloc(s->arena, s->ask->text.n + 1);
    pl_str given = pl_str_trim(s->ask->text);
    pl_buf_open(&folded, (size_t)1 << 16);
    if (upper == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the words");
    }
    int code = pl_unicode_fold(given, &folded, err);
    s->words.whole = pl_str_copy(s->arena, pl_buf_str(&folded));
    for (pl_str rest = s->words.whole; code == PL_E_OK && rest.n > 0 && s->words.n < PL_SEARCH_WORDS;) {
        pl_str word = pl_str_cut(&rest, ' ');
        if (word.n > 0) {
            s->words.folded[s->words.n++] = word;
        }
    }
    for (size_t i = 0; i < given.n; i++) {
        upper[i] = (char)(given.p[i] >= 'a' && given.p[i] <= 'z' ? given.p[i] - 'a' + 'A' : given.p[i]);
    }
    s->words.upper = pl_str_make(upper, given.n);
    return code == PL_E_OK && s->words.n == 0 ? pl_fail(err, PL_E_USAGE, "there is no word to search for") : code;
}

static bool kind_is(pl_str kind) {
    static const char *const KINDS[] = {"vessel", "event", "list", "note"};
    bool is = kind.n == 0 || pl_filing_kind_of(kind) != NULL;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        is |= pl_str_eq(kind, pl_str_from(KINDS[i]));
    }
    return is;
}

static int ask_all(struct search *s, struct pl_error *err) {
    bool filed = s->ask->kind.n == 0 || pl_filing_kind_of(s->ask->kind) != NULL;
    int code = wants(s, "event") ? events(s, err) : PL_E_OK;
    code = code == PL_E_OK && wants(s, "vessel") ? pl_search_ships(s->c, &s->words, s->before, on_ship, s, err) : code;
    code = code == PL_E_OK && filed ? filings(s, err) : code;
    code = code == PL_E_OK && wants(s, "report") ? reports(s, err) : code;
    code = code == PL_E_OK && wants(s, "list")
               ? pl_search_lists(s->c, &s->words, s->before, PL_SEARCH_EACH, on_entry, s, err)
               : code;
    return code == PL_E_OK && wants(s, "note") ? pl_act_each(s->c, PL_STR("alert"), s->before, on_note, s, err) : code;
}

int pl_search_run(const struct pl_search *ask, struct pl_buf *out, size_t *ret_next, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct search s = {.ask = ask, .arena = &arena};
    pl_arena_open(&arena, ARENA_MAX);
    if (!kind_is(ask->kind)) {
        return pl_fail(err, PL_E_USAGE, "there is no kind of thing called that; such as vessel, list, note, claim");
    }
    pl_strmap_open(&s.seen, (size_t)1 << 20, ARENA_MAX);
    pl_strmap_open(&s.kinds, 64, 4096);
    int code = read_words(&s, err);
    code = code == PL_E_OK ? pl_case_view_open(ask->dir, ask->known_at, &view, err) : code;
    s.c = view.c;
    s.before = view.before;
    code = code == PL_E_OK ? ask_all(&s, err) : code;
    if (code == PL_E_OK) {
        answer(&s, &view, out);
        *ret_next = s.n > ask->from && s.n - ask->from > ask->limit ? ask->from + ask->limit : 0;
    }
    pl_strmap_close(&s.seen);
    pl_strmap_close(&s.kinds);
    return code == PL_E_OK && pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the answer") : code;
}
