#include "evidence/reading.h"

#include <string.h>

#include "base/time.h"

#include "base/ban.h"

#define UNIT       INT64_C(1000000) /* of micro */
#define MAX_DIGITS 12
#define MAX_WORD   32

/* ---- words ---- */

/* The letters of Latin-1 in UTF-8 (C3 80 to C3 BF) without their marks; 0 stays as it is. */
static const char LATIN1[] = "aaaaaaaceeeeiiiidnooooo\0ouuuuy\0saaaaaaaceeeeiiiidnooooo\0ouuuuy\0y";

/* Words are compared folded: ASCII lower case, Latin letters without marks, at most MAX_WORD - 1 bytes. */
static size_t fold(pl_str word, char out[MAX_WORD]) {
    size_t n = 0;
    for (size_t i = 0; i < word.n && n < MAX_WORD - 1; i++) {
        unsigned char c = (unsigned char)word.p[i];
        unsigned char next = i + 1 < word.n ? (unsigned char)word.p[i + 1] : 0;
        if (c == 0xC3 && next >= 0x80 && next <= 0xBF && LATIN1[next - 0x80] != 0) {
            out[n++] = LATIN1[next - 0x80];
            i++;
        } else {
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : (char)c;
        }
    }
    out[n] = 0;
    return n;
}

struct entry {
    const char *word;
    int value;
};

/* Nearly all of English, French, German and Spanish that reports put before a number. */
static const struct entry HEDGES[] = {{"about", 1},
                                      {"around", 1},
                                      {"some", 1},
                                      {"roughly", 1},
                                      {"approximately", 1},
                                      {"approx", 1},
                                      {"circa", 1},
                                      {"ca", 1},
                                      {"nearly", 1},
                                      {"almost", 1},
                                      {"over", 1},
                                      {"least", 1},
                                      {"most", 1},
                                      {"than", 1},
                                      {"estimated", 1},
                                      {"environ", 1},
                                      {"quelque", 1},
                                      {"presque", 1},
                                      {"pres", 1},
                                      {"moins", 1},
                                      {"plus", 1},
                                      {"etwa", 1},
                                      {"rund", 1},
                                      {"ungefahr", 1},
                                      {"knapp", 1},
                                      {"fast", 1},
                                      {"uber", 1},
                                      {"mindestens", 1},
                                      {"unos", 1},
                                      {"unas", 1},
                                      {"cerca", 1},
                                      {"casi", 1},
                                      {"aproximadamente", 1},
                                      {"menos", 1},
                                      {"mas", 1},
                                      {"alrededor", 1},
                                      {NULL, 0}};

/* The same unit or thing in several languages and numbers; a word that is not here loses its plural (`stem`). */
static const struct {
    const char *word, *name;
} NAMES[] = {{"metre", "m"},
             {"meter", "m"},
             {"metro", "m"},
             {"tonne", "t"},
             {"ton", "t"},
             {"tonelada", "t"},
             {"tonnen", "t"},
             {"mt", "t"},
             {"conteneur", "container"},
             {"contenedor", "container"},
             {"contenedore", "container"},
             {"camion", "truck"},
             {"camione", "truck"},
             {"lastwagen", "truck"},
             {"lkw", "truck"},
             {"lorry", "truck"},
             {"lorrie", "truck"},
             {"knot", "kn"},
             {"noeud", "kn"},
             {"knoten", "kn"},
             {"nudo", "kn"},
             {"barrel", "bbl"},
             {"baril", "bbl"},
             {"barrels", "bbl"},
             {"fut", "drum"},
             {"fass", "drum"},
             {"fasser", "drum"},
             {"barrile", "drum"},
             {"barril", "drum"},
             {"personne", "person"},
             {"persona", "person"},
             {"people", "person"},
             {"personen", "person"},
             {"kilometre", "km"},
             {"kilometer", "km"},
             {"kilometro", "km"},
             {"percent", "%"},
             {"container", "container"},
             {"truck", "truck"},
             {"drum", "drum"},
             {"person", "person"},
             {"m", "m"},
             {"t", "t"},
             {"km", "km"},
             {"kn", "kn"},
             {"bbl", "bbl"},
             {"teu", "teu"},
             {"crate", "crate"},
             {"wagon", "wagon"},
             {"vehicle", "vehicle"},
             {"round", "round"},
             {"ship", "ship"},
             {"vessel", "ship"},
             {NULL, NULL}};

static const struct entry MONTHS[] = {
    {"january", 1},    {"jan", 1},        {"janvier", 1},   {"januar", 1},    {"enero", 1},      {"february", 2},
    {"feb", 2},        {"fevrier", 2},    {"februar", 2},   {"febrero", 2},   {"march", 3},      {"mar", 3},
    {"mars", 3},       {"marz", 3},       {"marzo", 3},     {"april", 4},     {"apr", 4},        {"avril", 4},
    {"abril", 4},      {"may", 5},        {"mai", 5},       {"mayo", 5},      {"june", 6},       {"jun", 6},
    {"juin", 6},       {"juni", 6},       {"junio", 6},     {"july", 7},      {"jul", 7},        {"juillet", 7},
    {"juli", 7},       {"julio", 7},      {"august", 8},    {"aug", 8},       {"aout", 8},       {"agosto", 8},
    {"september", 9},  {"sept", 9},       {"sep", 9},       {"septembre", 9}, {"septiembre", 9}, {"october", 10},
    {"oct", 10},       {"octobre", 10},   {"oktober", 10},  {"octubre", 10},  {"november", 11},  {"nov", 11},
    {"novembre", 11},  {"noviembre", 11}, {"december", 12}, {"dec", 12},      {"decembre", 12},  {"dezember", 12},
    {"diciembre", 12}, {NULL, 0}};

/* Parts of the day as an index of PARTS. */
static const struct { uint16_t from, to; } PARTS[] = {{0, 359}, {360, 719}, {720, 1079}, {1080, 1439}};
static const struct entry PART_WORDS[] = {
    {"night", 0},    {"nuit", 0},      {"nacht", 0},      {"noche", 0},     {"overnight", 0}, {"madrugada", 0},
    {"morning", 1},  {"matin", 1},     {"matinee", 1},    {"morgen", 1},    {"vormittag", 1}, {"manana", 1},
    {"forenoon", 1}, {"afternoon", 2}, {"nachmittag", 2}, {"tarde", 2},     {"midi", 2},      {"evening", 3},
    {"soir", 3},     {"soiree", 3},    {"abend", 3},      {"anochecer", 3}, {NULL, 0}};

static int look_up(const struct entry *table, const char *word) {
    for (; table->word != NULL; table++) {
        if (strcmp(table->word, word) == 0) {
            return table->value;
        }
    }
    return -1;
}

/* ---- tokens ---- */

enum kind { WORD, NUMBER, MARK };

struct token {
    enum kind kind;
    pl_str text;
    bool starts;  /* of a WORD: the first of a sentence */
    bool touches; /* written together with the token before it */
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct lexer {
    pl_str text;
    size_t at;
    bool sentence; /* the next word starts one */
};

static bool next_token(struct lexer *l, struct token *ret) {
    size_t before = l->at;
    while (l->at < l->text.n && is_space(l->text.p[l->at])) {
        l->at++;
    }
    size_t from = l->at;
    if (from == l->text.n) {
        return false;
    }
    *ret = (struct token){.kind = MARK, .touches = from == before && from > 0};
    const char *p = l->text.p;
    if (is_digit(p[from])) {
        ret->kind = NUMBER;
        while (l->at < l->text.n && is_digit(p[l->at])) {
            l->at++;
        }
    } else if (is_letter(p[from])) {
        ret->kind = WORD;
        ret->starts = l->sentence;
        while (l->at < l->text.n && is_letter(p[l->at])) {
            l->at++;
        }
    } else {
        l->at++;
    }
    l->sentence = ret->kind == MARK && strchr(".!?:", p[from]) != NULL;
    ret->text = pl_str_sub(l->text, from, l->at - from);
    return true;
}

struct parser {
    const struct token *t;
    size_t n;
    struct pl_reading *r;
    struct pl_arena *arena;
    uint64_t wording;
};

static bool mark_at(const struct parser *p, size_t i, char c, bool touching) {
    return i < p->n && p->t[i].kind == MARK && p->t[i].text.p[0] == c && (!touching || p->t[i].touches);
}
static bool number_at(const struct parser *p, size_t i, size_t min, size_t max) {
    return i < p->n && p->t[i].kind == NUMBER && p->t[i].text.n >= min && p->t[i].text.n <= max;
}
static int number_of(const struct parser *p, size_t i) {
    uint64_t v = 0;
    return pl_str_u64(p->t[i].text, &v) && v < 100000 ? (int)v : -1;
}
static int word_in(const struct parser *p, size_t i, const struct entry *table) {
    char word[MAX_WORD];
    if (i >= p->n || p->t[i].kind != WORD) {
        return -1;
    }
    (void)fold(p->t[i].text, word);
    return look_up(table, word);
}
static bool word_is(const struct parser *p, size_t i, const char *want) {
    char word[MAX_WORD];
    return i < p->n && p->t[i].kind == WORD && (fold(p->t[i].text, word), strcmp(word, want) == 0);
}

/* ---- dates and times ---- */

static void set_day(struct parser *p, int year, int month, int day) {
    pl_time at;
    if (p->r->day == INT32_MIN && pl_time_from_date((struct pl_date){.year = year, .month = month, .day = day}, &at)) {
        p->r->day = (int32_t)(at / PL_DAY_US - (at % PL_DAY_US < 0));
    }
}

/* Each of these returns how many tokens it took, 0 for none. */
static size_t read_iso_date(struct parser *p, size_t i) {
    for (int k = 0; k < 2; k++) { /* 2026-05-15 or 15.05.2026 */
        char c = k == 0 ? '-' : '.';
        size_t first = k == 0 ? 4 : 1, last = k == 0 ? 1 : 4;
        if (number_at(p, i, first, k == 0 ? 4 : 2) && mark_at(p, i + 1, c, true) && number_at(p, i + 2, 1, 2) &&
            mark_at(p, i + 3, c, true) && number_at(p, i + 4, last, k == 0 ? 2 : 4) && p->t[i + 4].touches) {
            set_day(p, number_of(p, i + (k == 0 ? 0 : 4)), number_of(p, i + 2), number_of(p, i + (k == 0 ? 4 : 0)));
            return word_is(p, i + 5, "t") ? 6 : 5;
        }
    }
    return 0;
}

static size_t read_written_date(struct parser *p, size_t i) {
    size_t k = i + 1;
    int month;
    if (number_at(p, i, 1, 2)) { /* 15 May 2026, 15. Mai 2026, 15 de mayo de 2026 */
        k += word_is(p, k, "st") || word_is(p, k, "nd") || word_is(p, k, "rd") || word_is(p, k, "th") ||
             mark_at(p, k, '.', true);
        k += word_is(p, k, "de") || word_is(p, k, "of");
        month = word_in(p, k++, MONTHS);
        k += mark_at(p, k, ',', false) || mark_at(p, k, '.', true) || word_is(p, k, "de");
        if (month > 0 && number_at(p, k, 4, 4)) {
            set_day(p, number_of(p, k), month, number_of(p, i));
            return k + 1 - i;
        }
        return month > 0 ? 2 : 0;
    }
    month = word_in(p, i, MONTHS); /* May 15, 2026 */
    if (month > 0 && number_at(p, k, 1, 2)) {
        size_t day = k++;
        k += mark_at(p, k, ',', false);
        if (number_at(p, k, 4, 4)) {
            set_day(p, number_of(p, k), month, number_of(p, day));
            return k + 1 - i;
        }
        return 2;
    }
    return 0;
}

static void set_minute(struct parser *p, int hour, int minute) {
    if (p->r->clock != PL_READING_MINUTE && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59) {
        p->r->clock = PL_READING_MINUTE;
        p->r->from_min = p->r->to_min = (uint16_t)(60 * hour + minute);
    }
}

static size_t read_clock(struct parser *p, size_t i) {
    bool colon =
        number_at(p, i, 1, 2) && (mark_at(p, i + 1, ':', true) || word_is(p, i + 1, "h")) && number_at(p, i + 2, 2, 2);
    if (colon && p->t[i + 1].touches && p->t[i + 2].touches) { /* 14:30, 14h30, 2:30 pm */
        int hour = number_of(p, i);
        size_t used = mark_at(p, i + 3, ':', true) && number_at(p, i + 4, 2, 2) ? 5 : 3;
        bool pm = word_is(p, i + used, "pm"), am = word_is(p, i + used, "am");
        set_minute(p, pm && hour < 12 ? hour + 12 : am && hour == 12 ? 0 : hour, number_of(p, i + 2));
        return used + (pm || am);
    }
    bool zone = word_is(p, i + 1, "utc") || word_is(p, i + 1, "gmt") || word_is(p, i + 1, "z") ||
                word_is(p, i + 1, "hours") || word_is(p, i + 1, "hrs") || word_is(p, i + 1, "uhr");
    if (number_at(p, i, 4, 4) && zone) { /* 1430 UTC */
        set_minute(p, number_of(p, i) / 100, number_of(p, i) % 100);
        return 2;
    }
    return 0;
}

static bool read_part(struct parser *p, size_t i) {
    int part = word_in(p, i, PART_WORDS);
    if (part >= 0 && p->r->clock == PL_READING_NO_CLOCK) {
        p->r->clock = PL_READING_PART;
        p->r->from_min = PARTS[part].from;
        p->r->to_min = PARTS[part].to;
    }
    return part >= 0;
}

/* ---- values ---- */

/* Digits with their groups and decimals: how many tokens, 0 where it is too long. */
static size_t read_digits(const struct parser *p, size_t i, struct pl_reading_value *v) {
    char digits[MAX_DIGITS + 1];
    size_t n = p->t[i].text.n, used = 1, decimals = 0;
    if (n > MAX_DIGITS) {
        return 0;
    }
    memcpy(digits, p->t[i].text.p, n);
    for (;;) {
        bool sep = mark_at(p, i + used, ',', true) || mark_at(p, i + used, '.', true);
        bool more = sep && number_at(p, i + used + 1, 1, MAX_DIGITS) && p->t[i + used + 1].touches;
        if (!more || n + p->t[i + used + 1].text.n > MAX_DIGITS) {
            break;
        }
        pl_str group = p->t[i + used + 1].text;
        memcpy(digits + n, group.p, group.n);
        n += group.n;
        used += 2;
        if (group.n != 3 || digits[0] == '0') { /* not a group of thousands */
            decimals = group.n;
            break;
        }
    }
    if (decimals > 6) {
        return 0;
    }
    int64_t value = 0;
    v->step = UNIT;
    for (size_t k = 0; k < n; k++) {
        value = 10 * value + (digits[k] - '0');
    }
    for (size_t k = 0; k < decimals; k++) {
        v->step /= 10;
    }
    v->micro = value * v->step;
    v->coarse = v->step;
    while (decimals == 0 && value != 0 && v->micro % (10 * v->coarse) == 0) {
        v->coarse *= 10;
    }
    return used;
}

/* A known unit or thing, or {NULL, 0}; word gets the folded word without its plural. */
static pl_str known_name(const struct parser *p, size_t i, char word[MAX_WORD]) {
    size_t n = i < p->n && p->t[i].kind == WORD ? fold(p->t[i].text, word) : 0;
    if (n > 3 && word[n - 1] == 's') {
        n--;
    }
    word[n] = 0;
    for (size_t k = 0; NAMES[k].word != NULL; k++) {
        if (strcmp(NAMES[k].word, word) == 0) {
            return pl_str_from(NAMES[k].name);
        }
    }
    return (pl_str){NULL, 0};
}

/* "Containers" -> "container", "metres" -> "m". */
static pl_str make_name(struct parser *p, size_t i) {
    char word[MAX_WORD];
    pl_str name = known_name(p, i, word);
    return name.p != NULL ? name : word[0] != 0 ? pl_str_copy(p->arena, pl_str_from(word)) : PL_STR("");
}

/* "Pier 7", "B52", "7th": no quantity. "Pier 341 containers" is one: German puts it so. */
static bool is_label(const struct parser *p, size_t i, size_t used) {
    char word[MAX_WORD];
    if (i > 0 && p->t[i - 1].kind == WORD && p->t[i].touches) {
        return true;
    }
    bool name = i > 0 && p->t[i - 1].kind == WORD && p->t[i - 1].text.p[0] >= 'A' && p->t[i - 1].text.p[0] <= 'Z';
    if (name && !p->t[i - 1].starts && word_in(p, i - 1, HEDGES) < 0 && known_name(p, i + used, word).p == NULL) {
        return true;
    }
    return i + used < p->n && p->t[i + used].kind == WORD && p->t[i + used].touches &&
           (word_is(p, i + used, "st") || word_is(p, i + used, "nd") || word_is(p, i + used, "rd") ||
            word_is(p, i + used, "th"));
}

static size_t read_value(struct parser *p, size_t i) {
    struct pl_reading_value v = {.name = PL_STR("")};
    size_t used = read_digits(p, i, &v);
    if (used == 0 || is_label(p, i, used) || p->r->n_values == PL_READING_MAX_VALUES) {
        return used > 0 ? used : 1;
    }
    size_t before = i > 1 && word_is(p, i - 1, "de") ? i - 2 : i - 1; /* "cerca de 250" */
    v.hedged = i > 0 && (word_in(p, before, HEDGES) > 0 || mark_at(p, i - 1, '~', false));
    bool colon = i > 1 && (mark_at(p, i - 1, ':', false) || mark_at(p, i - 1, '=', false));
    v.name = make_name(p, i + used);
    if (v.name.n == 0 && colon) {
        v.name = make_name(p, i - 2);
    }
    p->r->values[p->r->n_values++] = v;
    return used;
}

/* ---- the whole ---- */

static void add_wording(struct parser *p, pl_str text) {
    p->wording = (p->wording ^ pl_str_hash(text)) * UINT64_C(1099511628211);
}

static size_t read_at(struct parser *p, size_t i) {
    size_t used = read_iso_date(p, i);
    used = used > 0 ? used : read_written_date(p, i);
    used = used > 0 ? used : read_clock(p, i);
    return used > 0 ? used : p->t[i].kind == NUMBER ? read_value(p, i) : 0;
}

static bool is_name(const struct parser *p, size_t i) {
    return i < p->n && p->t[i].kind == WORD && p->t[i].text.p[0] >= 'A' && p->t[i].text.p[0] <= 'Z';
}

static void read_tokens(struct parser *p) {
    for (size_t i = 0; i < p->n;) {
        size_t used = read_at(p, i);
        if (used > 0) {
            add_wording(p, PL_STR("#"));
            i += used;
            continue;
        }
        bool part = read_part(p, i);
        bool hedge = word_in(p, i, HEDGES) > 0 && number_at(p, i + 1, 1, SIZE_MAX);
        bool name = is_name(p, i);
        if (!hedge && !(name && is_name(p, i - 1))) { /* one mark for the words of a name */
            add_wording(p, part ? PL_STR("#") : name ? PL_STR("@") : p->t[i].text);
        }
        i++;
    }
}

int pl_reading_read(pl_str text, struct pl_arena *arena, struct pl_reading *ret_reading, struct pl_error *err) {
    struct pl_reading r = {.day = INT32_MIN, .clock = PL_READING_NO_CLOCK};
    struct lexer lexer = {.text = pl_str_sub(text, 0, PL_READING_MAX_BYTES), .sentence = true};
    struct token token;
    size_t n = 0;
    while (next_token(&lexer, &token)) {
        n++;
    }
    struct token *tokens = pl_arena_calloc(arena, n + 1, sizeof *tokens);
    r.values = pl_arena_calloc(arena, PL_READING_MAX_VALUES, sizeof *r.values);
    if (tokens == NULL || r.values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    lexer = (struct lexer){.text = lexer.text, .sentence = true};
    for (size_t i = 0; i < n && next_token(&lexer, &tokens[i]); i++) {
    }
    struct parser p = {.t = tokens, .n = n, .r = &r, .arena = arena, .wording = UINT64_C(14695981039346656037)};
    read_tokens(&p);
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a report");
    }
    r.wording = p.wording;
    *ret_reading = r;
    return 0;
}
