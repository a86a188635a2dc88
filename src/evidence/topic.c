#include "evidence/topic.h"

#include <string.h>

#include "base/ban.h"

static const char *const CATEGORY_TEXTS[] = {
#define PL_CATEGORY_TEXT(name, text) text,
    PL_CATEGORIES(PL_CATEGORY_TEXT)
#undef PL_CATEGORY_TEXT
};

const char *pl_category_text(int category) {
    return category >= 0 && category < PL_CATEGORY_COUNT ? CATEGORY_TEXTS[category] : "?";
}

struct meaning {
    const char *word;
    int value;
};

/* Folded words that say how a thing was counted. */
static const struct meaning CATEGORY_WORDS[] = {
    {"capacity", PL_CATEGORY_CAPACITY},     {"capacities", PL_CATEGORY_CAPACITY}, {"potential", PL_CATEGORY_CAPACITY},
    {"equivalent", PL_CATEGORY_EQUIVALENT}, {"reported", PL_CATEGORY_REPORTED},   {"declared", PL_CATEGORY_REPORTED},
    {"notified", PL_CATEGORY_REPORTED},     {"produced", PL_CATEGORY_PRODUCED},   {"production", PL_CATEGORY_PRODUCED},
    {"output", PL_CATEGORY_PRODUCED},       {"fired", PL_CATEGORY_USED},          {"used", PL_CATEGORY_USED},
    {"consumed", PL_CATEGORY_USED},         {"expended", PL_CATEGORY_USED},       {"planned", PL_CATEGORY_PLANNED},
    {"promised", PL_CATEGORY_PLANNED},      {"pledged", PL_CATEGORY_PLANNED},     {"ordered", PL_CATEGORY_PLANNED},
    {"delivered", PL_CATEGORY_MOVED},       {"shipped", PL_CATEGORY_MOVED},       {"sent", PL_CATEGORY_MOVED},
    {"moved", PL_CATEGORY_MOVED},           {"transferred", PL_CATEGORY_MOVED},   {"received", PL_CATEGORY_MOVED},
    {"supplied", PL_CATEGORY_MOVED},        {"provided", PL_CATEGORY_MOVED},
};

static const struct meaning PHASE_WORDS[] = {
    {"boarded", PL_PHASE_BOARDED},     {"inspected", PL_PHASE_BOARDED},   {"detained", PL_PHASE_DETAINED},
    {"seized", PL_PHASE_DETAINED},     {"intercepted", PL_PHASE_BOARDED}, {"arrested", PL_PHASE_DETAINED},
    {"impounded", PL_PHASE_IMPOUNDED}, {"forfeited", PL_PHASE_IMPOUNDED}, {"frozen", PL_PHASE_IMPOUNDED},
};

/* Words that say nothing of the thing, and those of time, which the period says. */
static const char *const DROPPED[] = {
    "a",      "an",    "the",       "of",    "by",      "for",    "with",     "and",    "on",
    "in",     "at",    "number",    "total", "per",     "annual", "annually", "yearly", "monthly",
    "weekly", "daily", "annum",     "jan",   "january", "feb",    "february", "mar",    "march",
    "apr",    "april", "may",       "jun",   "june",    "jul",    "july",     "aug",    "august",
    "sep",    "sept",  "september", "oct",   "october", "nov",    "november", "dec",    "december"};

/* Places: states by the name that counts, and ports of the DPRK. */
static const struct {
    const char *word, *name;
    bool dprk;
} PLACES[] = {
    {"dprk", "dprk", true},
    {"nk", "dprk", true},
    {"rok", "rok", false},
    {"russia", "russia", false},
    {"russian", "russia", false},
    {"china", "china", false},
    {"chinese", "china", false},
    {"japan", "japan", false},
    {"us", "us", false},
    {"usa", "us", false},
    {"taiwan", "taiwan", false},
    {"iran", "iran", false},
    {"syria", "syria", false},
    {"ukraine", "ukraine", false},
    {"rajin", "rajin", true},
    {"najin", "rajin", true},
    {"rason", "rason", true},
    {"nampo", "nampo", true},
    {"nampho", "nampo", true},
    {"chongjin", "chongjin", true},
    {"wonsan", "wonsan", true},
    {"hungnam", "hungnam", true},
    {"songnim", "songnim", true},
    {"haeju", "haeju", true},
    {"vostochny", "vostochny", false},
    {"dunai", "dunai", false},
    {"vladivostok", "vladivostok", false},
    {"nakhodka", "nakhodka", false},
};

static const struct {
    const char *word, *name;
} SYNONYMS[] = {
    {"round", "shell"},     {"projectile", "shell"}, {"oil", "petroleum"}, {"trip", "voyage"},
    {"sailing", "voyage"},  {"tonne", "ton"},        {"soldier", "troop"}, {"crypto", "cryptocurrency"},
    {"labourer", "worker"}, {"laborer", "worker"},
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || (unsigned char)c >= 0x80;
}

static size_t plural_off(const char *out, size_t n) {
    if (n > 4 && memcmp(out + n - 3, "ies", 3) == 0) {
        return n - 2; /* the caller writes the y */
    }
    if (n > 3 && out[n - 1] == 's' && out[n - 2] != 's' && out[n - 2] != 'u' && out[n - 2] != 'i' &&
        !is_digit(out[n - 2])) {
        return n - 1;
    }
    return n;
}

size_t pl_topic_fold(pl_str word, char out[64]) {
    size_t n = 0;
    for (size_t i = 0; i < word.n && n < 63; i++) {
        char c = word.p[i];
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    size_t cut = plural_off(out, n);
    if (cut == n - 2 && n > 4) {
        out[cut - 1] = 'y';
    }
    n = cut;
    for (size_t i = 0; i < sizeof SYNONYMS / sizeof SYNONYMS[0]; i++) {
        if (pl_str_eq(pl_str_make(out, n), pl_str_from(SYNONYMS[i].word))) {
            n = strlen(SYNONYMS[i].name);
            memcpy(out, SYNONYMS[i].name, n);
            break;
        }
    }
    return n;
}

enum role { ROLE_NONE, ROLE_FROM, ROLE_TO };

struct token {
    pl_str text; /* folded */
    bool place, dprk;
    int role;
};

struct tokens {
    struct token items[PL_TOPIC_MAX_WORDS];
    uint32_t n;
    struct pl_arena *arena;
    bool failed;
};

static int meaning_of(const struct meaning *table, size_t n, pl_str word, int none) {
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(table[i].word))) {
            return table[i].value;
        }
    }
    return none;
}

static bool dropped(pl_str word) {
    for (size_t i = 0; i < sizeof DROPPED / sizeof DROPPED[0]; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(DROPPED[i]))) {
            return true;
        }
    }
    bool year = word.n == 4 && (word.p[0] == '1' || word.p[0] == '2');
    for (size_t i = 0; i < word.n; i++) {
        year = year && is_digit(word.p[i]);
    }
    return year;
}

static void add_token(struct tokens *t, pl_str word, int role) {
    struct token *token = t->n < PL_TOPIC_MAX_WORDS ? &t->items[t->n] : NULL;
    char folded[64];
    if (token == NULL) {
        return;
    }
    *token = (struct token){.role = role, .place = role != ROLE_NONE};
    size_t n = pl_topic_fold(word, folded);
    pl_str text = pl_str_make(folded, n);
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(PLACES[i].word))) {
            token->place = true;
            token->dprk = PLACES[i].dprk;
            text = pl_str_from(PLACES[i].name);
        }
    }
    token->text = pl_str_copy(t->arena, text);
    t->failed = t->failed || token->text.p == NULL;
    t->n++;
}

/* The bytes of an arrow at the start of s: ->, =>, U+2192; 0 none. */
static size_t arrow_at(pl_str s) {
    if (pl_str_starts(s, PL_STR("->")) || pl_str_starts(s, PL_STR("=>"))) {
        return 2;
    }
    return pl_str_starts(s, PL_STR("\xE2\x86\x92")) ? 3 : 0;
}

static pl_str word_at(pl_str s) {
    size_t n = 0;
    while (n < s.n && in_word(s.p[n]) && arrow_at(pl_str_sub(s, n, s.n)) == 0) {
        n++;
    }
    return pl_str_sub(s, 0, n);
}

/* "north korea", "n. korea", "republic of korea", "democratic people's republic of korea", "russian federation": the
 * one word that counts, and the bytes it took. */
static size_t phrase_at(pl_str s, pl_str *ret) {
    static const struct {
        const char *phrase, *name;
    } PHRASES[] = {{"democratic people's republic of korea", "dprk"},
                   {"republic of korea", "rok"},
                   {"north korean", "dprk"},
                   {"north korea", "dprk"},
                   {"n. korea", "dprk"},
                   {"n korea", "dprk"},
                   {"south korean", "rok"},
                   {"south korea", "rok"},
                   {"russian federation", "russia"},
                   {"united states", "us"}};
    for (size_t i = 0; i < sizeof PHRASES / sizeof PHRASES[0]; i++) {
        pl_str phrase = pl_str_from(PHRASES[i].phrase);
        if (s.n >= phrase.n && pl_str_eq_nocase(pl_str_sub(s, 0, phrase.n), phrase) &&
            (s.n == phrase.n || !in_word(s.p[phrase.n]))) {
            *ret = pl_str_from(PHRASES[i].name);
            return phrase.n;
        }
    }
    return 0;
}

/* What follows "per": the measure of a rate. */
static void take_rate(pl_str word, struct pl_topic *topic, struct pl_arena *arena) {
    char folded[64];
    size_t n = pl_topic_fold(word, folded);
    pl_str rate = pl_str_make(folded, n);
    topic->rate = pl_str_eq(rate, PL_STR("annum")) ? PL_STR("year") : pl_str_copy(arena, rate);
}

static bool adverb_rate(pl_str word, struct pl_topic *topic) {
    static const char *const ADVERBS[][2] = {{"annual", "year"},   {"annually", "year"}, {"yearly", "year"},
                                             {"monthly", "month"}, {"weekly", "week"},   {"daily", "day"}};
    for (size_t i = 0; i < sizeof ADVERBS / sizeof ADVERBS[0]; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(ADVERBS[i][0]))) {
            topic->rate = pl_str_from(ADVERBS[i][1]);
            return true;
        }
    }
    return false;
}

/* "152 mm" is one word. */
static pl_str join_calibre(pl_str word, pl_str rest, size_t *io_taken, struct tokens *t) {
    size_t space = rest.n > 0 && rest.p[0] == ' ' ? 1 : 0;
    pl_str next = word_at(pl_str_sub(rest, space, rest.n));
    if (word.n == 0 || word.n > 8 || !is_digit(word.p[0]) || !is_digit(word.p[word.n - 1]) || space == 0 ||
        !pl_str_eq_nocase(next, PL_STR("mm"))) {
        return word;
    }
    char joined[16];
    memcpy(joined, word.p, word.n);
    memcpy(joined + word.n, "mm", 2);
    *io_taken += space + next.n;
    pl_str copy = pl_str_copy(t->arena, pl_str_make(joined, word.n + 2));
    t->failed = t->failed || copy.p == NULL;
    return copy.p == NULL ? word : copy;
}

struct reading {
    struct tokens tokens;
    struct pl_topic topic;
    int role;  /* of the next place */
    bool per;  /* the next word is the measure of a rate */
    bool same; /* a slash: the next word has the role of the one before */
};

static void read_word(struct reading *r, pl_str word) {
    int category =
        meaning_of(CATEGORY_WORDS, sizeof CATEGORY_WORDS / sizeof CATEGORY_WORDS[0], word, PL_CATEGORY_COUNT);
    int phase = meaning_of(PHASE_WORDS, sizeof PHASE_WORDS / sizeof PHASE_WORDS[0], word, PL_PHASE_NONE);
    struct tokens *t = &r->tokens;
    if (r->per) {
        take_rate(word, &r->topic, t->arena);
        r->per = false;
    } else if (pl_str_eq_nocase(word, PL_STR("per"))) {
        r->per = true;
    } else if (pl_str_eq_nocase(word, PL_STR("to"))) {
        r->role = ROLE_TO;
        if (t->n > 0 && t->items[t->n - 1].place && t->items[t->n - 1].role == ROLE_NONE) {
            t->items[t->n - 1].role = ROLE_FROM; /* "DPRK to Russia" */
        }
    } else if (pl_str_eq_nocase(word, PL_STR("from"))) {
        r->role = ROLE_FROM;
    } else if (category != PL_CATEGORY_COUNT) {
        r->topic.category = category == PL_CATEGORY_MOVED ? r->topic.category : category;
    } else if (phase != PL_PHASE_NONE) {
        r->topic.phase = phase;
    } else if (!adverb_rate(word, &r->topic) && !dropped(word)) {
        add_token(t, word, r->role);
        r->role = ROLE_NONE;
    }
}

static void read_words(struct reading *r, pl_str text) {
    size_t at = 0;
    while (at < text.n) {
        pl_str rest = pl_str_sub(text, at, text.n);
        struct tokens *t = &r->tokens;
        size_t arrow = arrow_at(rest), taken;
        pl_str word = PL_STR("");
        if (arrow > 0) {
            if (t->n > 0) {
                t->items[t->n - 1].role = ROLE_FROM;
                t->items[t->n - 1].place = true;
            }
            r->role = ROLE_TO;
            at += arrow;
            continue;
        }
        if (rest.p[0] == '/' && t->n > 0 && t->items[t->n - 1].role != ROLE_NONE) {
            r->role = t->items[t->n - 1].role;
        }
        taken = phrase_at(rest, &word);
        if (taken == 0) {
            word = word_at(rest);
            taken = word.n;
            word = join_calibre(word, pl_str_sub(rest, word.n, rest.n), &taken, t);
        }
        if (taken == 0) {
            at++;
            continue;
        }
        read_word(r, word);
        at += taken;
    }
}

/* Items first, then places; each by bytes. */
static int compare_tokens(const struct token *a, const struct token *b) {
    if (a->place != b->place) {
        return a->place ? 1 : -1;
    }
    int order = pl_str_cmp(a->text, b->text);
    return order != 0 ? order : (a->role > b->role) - (a->role < b->role);
}

/* The word of a place keeps its role: `dprk>` is left, `>russia` reached. */
static pl_str place_word(const struct token *token, struct pl_arena *arena) {
    if (token->role == ROLE_NONE) {
        return token->text;
    }
    char word[72];
    size_t n = 0;
    if (token->role == ROLE_TO) {
        word[n++] = '>';
    }
    memcpy(word + n, token->text.p, token->text.n);
    n += token->text.n;
    if (token->role == ROLE_FROM) {
        word[n++] = '>';
    }
    return pl_str_copy(arena, pl_str_make(word, n));
}

static int gather(struct reading *r, struct pl_arena *arena, struct pl_error *err) {
    struct tokens *t = &r->tokens;
    struct pl_topic *topic = &r->topic;
    for (uint32_t i = 1; i < t->n; i++) {
        struct token token = t->items[i];
        uint32_t at = i;
        for (; at > 0 && compare_tokens(&t->items[at - 1], &token) > 0; at--) {
            t->items[at] = t->items[at - 1];
        }
        t->items[at] = token;
    }
    topic->words = pl_arena_calloc(arena, (size_t)t->n + 1, sizeof *topic->words);
    if (topic->words == NULL || t->failed) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < t->n; i++) {
        const struct token *token = &t->items[i];
        if (i > 0 && compare_tokens(token, &t->items[i - 1]) == 0) {
            continue;
        }
        topic->words[topic->n] = token->place ? place_word(token, arena) : token->text;
        if (topic->words[topic->n].p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        topic->n++;
        topic->item_n += token->place ? 0 : 1;
        topic->inward = topic->inward || (token->dprk && token->role == ROLE_TO);
        topic->outward = topic->outward || (token->dprk && token->role == ROLE_FROM);
        topic->elsewhere = topic->elsewhere || (!token->dprk && token->role == ROLE_TO);
    }
    return 0;
}

int pl_topic_read(pl_str text, const struct pl_unit *unit, pl_str condition, struct pl_arena *arena,
                  struct pl_topic *ret_topic, struct pl_error *err) {
    struct reading r = {.tokens = {.arena = arena}};
    read_words(&r, text);
    if (unit != NULL && unit->per.n > 0) {
        r.topic.rate = pl_str_copy(arena, unit->per);
    }
    if (r.topic.category == PL_CATEGORY_MOVED && condition.n > 0) {
        r.topic.category = PL_CATEGORY_CAPACITY; /* "if all 152 mm": what would fit */
    }
    int code = gather(&r, arena, err);
    if (code == 0) {
        *ret_topic = r.topic;
    }
    return code;
}

bool pl_topic_same_words(const struct pl_topic *a, const struct pl_topic *b) {
    if (a->n != b->n) {
        return false;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (!pl_str_eq(a->words[i], b->words[i])) {
            return false;
        }
    }
    return true;
}

bool pl_topic_same_thing(const struct pl_topic *a, const struct pl_topic *b) {
    return a->category == b->category && pl_topic_same_words(a, b);
}

bool pl_topic_same(const struct pl_topic *a, const struct pl_topic *b) {
    return a->phase == b->phase && pl_str_eq_nocase(a->rate, b->rate) && pl_topic_same_thing(a, b);
}

bool pl_topic_has(const struct pl_topic *topic, pl_str word) {
    for (uint32_t i = 0; i < topic->n; i++) {
        if (pl_str_eq(topic->words[i], word)) {
            return true;
        }
    }
    return false;
}

bool pl_topic_shares_item(const struct pl_topic *a, const struct pl_topic *b) {
    const struct pl_topic *few = a->item_n <= b->item_n ? a : b, *many = few == a ? b : a;
    for (uint32_t i = 0; i < few->item_n; i++) {
        if (!pl_topic_has(many, few->words[i])) {
            return false;
        }
    }
    return few->item_n > 0;
}

static bool has_phrase(const struct pl_topic *topic, pl_str phrase) {
    bool any = false;
    while (phrase.p != NULL) {
        char folded[64];
        pl_str word = pl_str_trim(pl_str_cut(&phrase, ' '));
        if (word.n > 0) {
            any = true;
            if (!pl_topic_has(topic, pl_str_make(folded, pl_topic_fold(word, folded)))) {
                return false;
            }
        }
    }
    return any;
}

bool pl_topic_has_all(const struct pl_topic *topic, pl_str phrases) {
    while (phrases.p != NULL) {
        if (has_phrase(topic, pl_str_cut(&phrases, '|'))) {
            return true;
        }
    }
    return false;
}

pl_str pl_topic_extra_word(const struct pl_topic *a, const struct pl_topic *b) {
    pl_str extra = PL_STR("");
    if (a->n != b->n + 1) {
        return extra;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (!pl_topic_has(b, a->words[i])) {
            if (extra.n > 0) {
                return PL_STR("");
            }
            extra = a->words[i];
        }
    }
    return extra;
}
