#include "app/sighting_who.h"

#include <stdlib.h>
#include <string.h>

#include "names/identifier.h"
#include "names/match.h"
#include "names/same_number.h"
#include "names/second_name.h"
#include "store/seen.h"
#include "text/unicode.h"

#include "base/ban.h"

#define AIS_NAME_MAX 20 /* characters of a name that AIS has room for */
#define FOLD_LEAST   2  /* bytes: what folds to less is no name */
#define FOLD_MAX     ((size_t)1 << 20)
#define SHIPS_MAX    ((size_t)100000)

const char *pl_tie_field_name(int field) {
    static const char *const NAMES[] = {
#define PL_TIE_FIELD_TEXT(name, text) text,
        PL_TIE_FIELDS(PL_TIE_FIELD_TEXT)
#undef PL_TIE_FIELD_TEXT
    };
    return NAMES[field];
}

const char *pl_tie_name(int tie) {
    static const char *const NAMES[] = {"", "same", "other", "untold"};
    return NAMES[tie];
}

static bool has_tie(const struct pl_sighting_tie *tie, int which) {
    bool any = false;
    for (int i = 0; i < PL_TIE_FIELD_COUNT; i++) {
        any = any || tie->of[i] == which;
    }
    return any;
}

bool pl_sighting_is_other(const struct pl_sighting_tie *tie) { return has_tie(tie, PL_TIE_OTHER); }

bool pl_sighting_is_same(const struct pl_sighting_tie *tie) {
    return has_tie(tie, PL_TIE_SAME) && !has_tie(tie, PL_TIE_OTHER);
}

void pl_sighting_names_close(struct pl_sighting_names *names) {
    pl_romaniser_close(names->romaniser);
    names->romaniser = NULL;
}

/* ---- what the observation says ---- */

/* Where the kind of subject is not said: these witnesses see ships; of the others a number or call sign must say so. */
static bool sees_ships(pl_str as) {
    static const char *const SHIPS[] = {"sighting", "inspection", "image-count", "registry", "port-call"};
    for (size_t i = 0; i < sizeof SHIPS / sizeof SHIPS[0]; i++) {
        if (pl_str_eq(as, pl_str_from(SHIPS[i]))) {
            return true;
        }
    }
    return false;
}

static bool may_be_ship(const struct pl_filing *f, const struct pl_sighting_who *who) {
    pl_str kind = pl_filing_get_value(f, "subject_kind");
    bool registered = pl_filing_get_value(f, "registration").n > 0;
    bool ship_mark = who->number || who->given[PL_TIE_CALLSIGN].n > 0;
    if (kind.n > 0) {
        return ship_mark || pl_str_eq(kind, PL_STR("vessel"));
    }
    return ship_mark || (sees_ships(pl_filing_get_value(f, "as")) && (!registered || who->n_names > 0));
}

static int form_of(struct pl_sighting_names *names, pl_str name, struct pl_arena *arena, struct pl_form *ret,
                   struct pl_error *err) {
    struct pl_error why = {0};
    int code = names->romaniser == NULL ? pl_romaniser_open(&names->romaniser, err) : 0;
    if (code != 0) {
        return code;
    }
    *ret = (struct pl_form){.source = name};
    code = pl_form_make(names->romaniser, name, PL_NAME_VESSEL, PL_STR(""), PL_STR(""), arena, ret, &why);
    if (code == PL_E_LIMIT) { /* too long to be a name */
        *ret = (struct pl_form){.source = name};
        return 0;
    }
    return code == 0 ? 0 : pl_fail(err, (enum pl_code)code, "%s", why.msg);
}

/* A name, and those beside it: "X (ex Y)". */
static int add_names(struct pl_sighting_names *names, pl_str text, struct pl_arena *arena, struct pl_sighting_who *who,
                     struct pl_error *err) {
    pl_str pieces[PL_SECOND_NAMES_MAX + 1];
    bool told = false;
    size_t n = text.n > 0 ? pl_second_names(text, pieces, &told) : 0;
    int code = 0;
    if (text.n > 0) {
        pieces[n++] = text;
    }
    for (size_t i = 0; code == 0 && i < n && who->n_names < PL_SIGHTING_NAMES_MAX; i++) {
        struct pl_form form;
        code = form_of(names, pieces[i], arena, &form, err);
        if (code == 0 && form.fold.n >= FOLD_LEAST) {
            who->names[who->n_names++] = form;
        }
    }
    who->given[PL_TIE_NAME] = who->given[PL_TIE_NAME].n > 0 ? who->given[PL_TIE_NAME] : text;
    return code;
}

static void read_numbers(const struct pl_filing *f, struct pl_sighting_who *who) {
    pl_str mmsi = pl_filing_get_value(f, "mmsi"), imo = pl_filing_get_value(f, "imo");
    pl_str seen = pl_filing_get_value(f, "seen_imo");
    uint64_t digits = 0;
    if (mmsi.n == 9 && pl_str_u64(mmsi, &digits)) {
        who->mmsi = (uint32_t)digits;
    }
    (void)pl_imo_parse(imo, &who->imo);
    (void)pl_imo_parse(seen, &who->seen_imo);
    who->given[PL_TIE_MMSI] = mmsi;
    who->given[PL_TIE_IMO] = imo.n > 0 ? imo : seen;
    who->seen = seen;
    who->number = mmsi.n > 0 || imo.n > 0 || seen.n > 0;
}

int pl_sighting_who_read(struct pl_case *c, struct pl_sighting_names *names, const struct pl_filing *filing,
                         struct pl_arena *arena, struct pl_sighting_who *ret, struct pl_error *err) {
    struct pl_sighting_who who = {.n_names = 0};
    struct pl_seen_ship ship = {.reports = 0};
    pl_str kind = pl_filing_get_value(filing, "subject_kind");
    read_numbers(filing, &who);
    who.given[PL_TIE_CALLSIGN] = pl_filing_get_value(filing, "callsign");
    int code = add_names(names, pl_filing_get_value(filing, "seen_name"), arena, &who, err);
    if (code == 0 && (kind.n == 0 || pl_str_eq(kind, PL_STR("vessel")))) { /* else the name is not a ship's */
        code = add_names(names, pl_filing_get_value(filing, "subject"), arena, &who, err);
    }
    code = code == 0 && who.mmsi > 0 ? pl_seen_ship(c, who.mmsi, &ship, err) : code;
    who.mmsi_heard = ship.reports > 0;
    who.ship = may_be_ship(filing, &who);
    who.mark = who.n_names > 0 || who.given[PL_TIE_CALLSIGN].n > 0 || pl_filing_get_value(filing, "registration").n > 0;
    if (code == 0) {
        *ret = who;
    }
    return code;
}

/* ---- the ships that bear its numbers ---- */

struct numbers {
    struct pl_arena *arena;
    uint32_t *mmsi;
    size_t n, cap;
};

static int on_number(void *ctx, uint32_t mmsi, struct pl_error *err) {
    struct numbers *x = ctx;
    uint32_t *more = x->n < SHIPS_MAX ? pl_arena_more(x->arena, x->mmsi, x->n, &x->cap, sizeof *more) : NULL;
    if (more == NULL) {
        return pl_fail(err, PL_E_LIMIT, "too many ships say the number of a sighting");
    }
    x->mmsi = more;
    x->mmsi[x->n++] = mmsi;
    return 0;
}

static int add_imo(struct pl_case *c, uint32_t imo, struct numbers *x, struct pl_error *err) {
    char text[8] = "0000000";
    for (int i = 6; i >= 0; i--, imo /= 10) {
        text[i] = (char)('0' + imo % 10);
    }
    return pl_seen_imo(c, pl_str_from(text), on_number, x, err);
}

static int by_number(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int pl_sighting_who_named(struct pl_case *c, const struct pl_sighting_who *who, struct pl_arena *arena,
                          uint32_t **ret_mmsi, size_t *ret_n, struct pl_error *err) {
    struct numbers x = {.arena = arena};
    size_t n = 0;
    int code = who->mmsi_heard ? on_number(&x, who->mmsi, err) : 0;
    code = code == 0 && who->imo > 0 ? add_imo(c, who->imo, &x, err) : code;
    code = code == 0 && who->seen_imo > 0 && who->seen_imo != who->imo ? add_imo(c, who->seen_imo, &x, err) : code;
    if (code != 0) {
        return code;
    }
    if (x.n > 1) {
        qsort(x.mmsi, x.n, sizeof *x.mmsi, by_number);
    }
    for (size_t i = 0; i < x.n; i++) {
        if (n == 0 || x.mmsi[i] != x.mmsi[n - 1]) {
            x.mmsi[n++] = x.mmsi[i];
        }
    }
    *ret_mmsi = x.mmsi;
    *ret_n = n;
    return 0;
}

/* ---- against what a ship said ---- */

struct tying {
    struct pl_sighting_names *names;
    const struct pl_sighting_who *who;
    struct pl_arena *arena;
    struct pl_sighting_tie *tie;
    uint64_t most[PL_TIE_FIELD_COUNT]; /* reports that said what stands in tie->said */
};

/* One and the same before all, then another before what cannot be told: a ship that said one other name is another. */
static void settle(struct tying *t, int field, int tie, const struct pl_seen_identity *said) {
    int *is = &t->tie->of[field];
    bool weighs = *is == PL_TIE_UNTOLD && t->tie->said[field].n == 0;
    bool alike = tie == PL_TIE_UNTOLD && *is == PL_TIE_OTHER; /* near enough to one of its names */
    if (*is != PL_TIE_SAME && (tie == PL_TIE_SAME || weighs || alike)) {
        *is = tie;
    }
    if (said->n > t->most[field]) {
        t->most[field] = said->n;
        t->tie->said[field] = pl_str_copy(t->arena, said->value);
    }
}

/* Also nothing at all. */
static bool holds(pl_str text, pl_str part) { return part.n == 0 || pl_str_find_str(text, part) < text.n; }

/* The name without "M/V" and spaces, as it is read in Latin letters. */
static void squeeze(const struct pl_form *form, struct pl_buf *out) {
    for (size_t i = 0; i < form->n; i++) {
        const struct pl_reading *r = &form->readings[i];
        for (size_t k = 0; r->space == PL_SPACE_LATIN && k < r->n; k++) {
            pl_buf_add_str(out, r->parts[k].cls == PL_PART_HONORIFIC ? PL_STR("") : r->parts[k].text);
        }
        if (r->space == PL_SPACE_LATIN) {
            return;
        }
    }
}

/* Equal but for spaces. */
static bool equal_letters(pl_str a, pl_str b) {
    size_t i = 0, k = 0;
    for (;;) {
        for (; i < a.n && a.p[i] == ' '; i++) {
        }
        for (; k < b.n && b.p[k] == ' '; k++) {
        }
        if (i == a.n || k == b.n || a.p[i] != b.p[k]) {
            return a.n > 0 && i == a.n && k == b.n;
        }
        i++;
        k++;
    }
}

static bool equal_names(const struct pl_form *given, const struct pl_form *said) {
    PL_BUF_AUTO a = {0};
    PL_BUF_AUTO b = {0};
    pl_buf_open(&a, FOLD_MAX);
    pl_buf_open(&b, FOLD_MAX);
    if (equal_letters(given->fold, said->fold) ||
        (said->source.n >= AIS_NAME_MAX && said->fold.n > 0 && pl_str_starts(given->fold, said->fold))) {
        return true;
    }
    squeeze(given, &a);
    squeeze(said, &b);
    return strcmp(given->script, said->script) == 0 && a.n > 0 && pl_str_eq(pl_buf_str(&a), pl_buf_str(&b));
}

/* One may be the other misheard, cut short, or written in another script: by sound or by meaning. */
static int alike_names(const struct pl_form *given, const struct pl_form *said, bool *ret, struct pl_error *err) {
    struct pl_name_match match = {.score = -1};
    int code = pl_match_names(given, said, NULL, &match, err);
    *ret = holds(given->fold, said->fold) || holds(said->fold, given->fold) || match.score < 0 ||
           match.score >= PL_SIGHTING_NAME_ALIKE || strcmp(given->script, said->script) != 0;
    return code;
}

static int name_tie(struct tying *t, pl_str said, int *ret, struct pl_error *err) {
    struct pl_form form;
    int code = form_of(t->names, said, t->arena, &form, err);
    *ret = PL_TIE_OTHER;
    for (size_t i = 0; code == 0 && i < t->who->n_names && *ret != PL_TIE_SAME; i++) {
        bool alike = false;
        if (equal_names(&t->who->names[i], &form)) {
            *ret = PL_TIE_SAME;
        } else {
            code = alike_names(&t->who->names[i], &form, &alike, err);
            *ret = alike ? PL_TIE_UNTOLD : *ret;
        }
    }
    return code;
}

static int imo_tie(const struct pl_sighting_who *who, pl_str said) {
    uint32_t imo = 0;
    bool comparable = pl_imo_parse(said, &imo) && pl_imo_valid(imo, true);
    bool given = pl_imo_valid(who->imo, true) || pl_imo_valid(who->seen_imo, true);
    if (imo > 0 && (imo == who->imo || imo == who->seen_imo)) {
        return PL_TIE_SAME;
    }
    return comparable && given ? PL_TIE_OTHER : PL_TIE_UNTOLD;
}

static int on_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    struct tying *t = ctx;
    int tie = PL_TIE_UNTOLD, code = 0;
    if (pl_str_eq(said->field, PL_STR("imo")) && t->tie->of[PL_TIE_IMO] != PL_TIE_NOT_GIVEN) {
        settle(t, PL_TIE_IMO, imo_tie(t->who, said->value), said);
    } else if (pl_str_eq(said->field, PL_STR("name")) && t->tie->of[PL_TIE_NAME] != PL_TIE_NOT_GIVEN) {
        code = name_tie(t, said->value, &tie, err);
        settle(t, PL_TIE_NAME, tie, said);
    } else if (pl_str_eq(said->field, PL_STR("callsign")) && t->tie->of[PL_TIE_CALLSIGN] != PL_TIE_NOT_GIVEN) {
        bool equal = pl_number_equal(pl_number_kind_of("callSign"), t->who->given[PL_TIE_CALLSIGN], said->value);
        settle(t, PL_TIE_CALLSIGN, equal ? PL_TIE_SAME : PL_TIE_OTHER, said);
    }
    return code;
}

int pl_sighting_tie_read(struct pl_case *c, struct pl_sighting_names *names, const struct pl_sighting_who *who,
                         uint32_t mmsi, struct pl_arena *arena, struct pl_sighting_tie *ret, struct pl_error *err) {
    struct tying t = {.names = names, .who = who, .arena = arena, .tie = ret};
    *ret = (struct pl_sighting_tie){.said = {{NULL, 0}}};
    for (int i = 0; i < PL_TIE_FIELD_COUNT; i++) {
        bool given = i == PL_TIE_NAME ? who->n_names > 0 : who->given[i].n > 0;
        ret->of[i] = given ? PL_TIE_UNTOLD : PL_TIE_NOT_GIVEN;
    }
    if (who->mmsi_heard) { /* else nobody knows whose it is */
        ret->of[PL_TIE_MMSI] = mmsi == who->mmsi ? PL_TIE_SAME : PL_TIE_OTHER;
    }
    return pl_seen_identities(c, mmsi, on_identity, &t, err);
}
