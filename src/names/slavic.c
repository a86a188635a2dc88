/* The space SLAVIC: Latin spellings of Cyrillic names reduced until BGN, GOST, ISO 9, German, French and loose ones
 * meet.
 *
 * One function reduces every Latin spelling; names in Cyrillic are first written by BGN (romanise.c) and then reduced
 * by the same function, so both sides can only differ where the spellings do. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_REDUCED 256

struct rule {
    char spelled[8];
    char as[4];
};

/* Longest first within a letter. i stands for every i, y and j; c for ts and ch; s for sh and shch; z for zh. */
static const struct rule rules[] = {{"ch", "c"},    {"ck", "k"},   {"cz", "c"},   {"dzh", "z"},     {"dsch", "z"},
                                    {"dj", "z"},    {"ff", "f"},   {"gu", "gu"},  {"gh", "g"},      {"kh", "h"},
                                    {"ks", "ks"},   {"ou", "u"},   {"ph", "f"},   {"schtsch", "s"}, {"shch", "s"},
                                    {"shtch", "s"}, {"stch", "s"}, {"szcz", "s"}, {"sch", "s"},     {"shh", "s"},
                                    {"sh", "s"},    {"sz", "s"},   {"tsch", "c"}, {"tch", "c"},     {"th", "t"},
                                    {"ts", "c"},    {"tz", "c"},   {"zh", "z"},   {"w", "v"},       {"q", "k"}};

static const struct rule *find(pl_str rest) {
    const struct rule *best = NULL;
    size_t longest = 0;
    if (strchr("cdfgkopqstwz", rest.p[0]) == NULL) { /* no other letter begins a rule */
        return NULL;
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].spelled[0] != rest.p[0]) {
            continue;
        }
        size_t k = strlen(rules[i].spelled);
        if (k > longest && k <= rest.n && memcmp(rules[i].spelled, rest.p, k) == 0) {
            best = &rules[i];
            longest = k;
        }
    }
    return best;
}

static bool is_i(char c) { return c == 'i' || c == 'y' || c == 'j'; }
static bool is_open(char c) { return c == 'a' || c == 'e' || c == 'o' || c == 'u'; }

/* x: ks but in the spellings of kh by GOST and the like. */
static bool is_ks(pl_str word, size_t at) {
    return (at > 0 && (word.p[at - 1] == 'e' || word.p[at - 1] == 'a')) && !(at + 1 == word.n);
}

/* c alone: ts before e, i and y and in Cv; else k. */
static char plain_c(pl_str rest) {
    char next = rest.n > 1 ? rest.p[1] : 0;
    return next == 'e' || is_i(next) || next == 'v' ? 'c' : 'k';
}

static void put(char *out, size_t *n, char c) {
    if (c != ' ' && *n + 1 < MAX_REDUCED && (*n == 0 || out[*n - 1] != c)) {
        out[(*n)++] = c;
    }
}

/* i, y or j before another vowel softens it: ya, ia, ja are a; yo, io, jo (and their e) are e. */
static size_t soft_vowel(pl_str rest, char *out, size_t *n) {
    size_t k = 1;
    while (k < rest.n && is_i(rest.p[k])) {
        k++;
    }
    if (k >= rest.n || !is_open(rest.p[k])) {
        put(out, n, 'i');
        return k;
    }
    if (rest.p[k] == 'o' && k + 1 < rest.n && rest.p[k + 1] == 'u') { /* you, iou */
        put(out, n, 'u');
        return k + 2;
    }
    put(out, n, rest.p[k] == 'o' ? 'e' : rest.p[k]);
    return k + 1;
}

/* Endings: -off and -eff are -ov and -ev, -ine is -in. */
static pl_str trim_end(pl_str word, bool *ret_ov) {
    *ret_ov = word.n > 4 && (pl_str_ends(word, PL_STR("off")) || pl_str_ends(word, PL_STR("eff")) ||
                             pl_str_ends(word, PL_STR("ow")) || pl_str_ends(word, PL_STR("ew")));
    if (*ret_ov) {
        word.n -= word.p[word.n - 1] == 'w' ? 1 : 2;
    } else if (word.n > 5 && pl_str_ends(word, PL_STR("ine"))) {
        word.n--;
    }
    return word;
}

static size_t reduce(pl_str word, bool j_is_zh, char *out) {
    size_t n = 0;
    bool ov = false;
    word = trim_end(word, &ov);
    for (size_t at = 0; at < word.n;) {
        pl_str rest = pl_str_sub(word, at, word.n);
        char c = rest.p[0];
        const struct rule *rule = find(rest);
        if (rule != NULL &&
            !(strcmp(rule->spelled, "gu") == 0 && !(rest.n > 2 && (rest.p[2] == 'e' || is_i(rest.p[2]))))) {
            bool gue = strcmp(rule->spelled, "gu") == 0;
            put(out, &n, rule->as[0]);
            if (!gue && rule->as[1] != 0) {
                put(out, &n, rule->as[1]);
            }
            at += strlen(rule->spelled);
        } else if (c == 'x') {
            bool ks = is_ks(word, at);
            put(out, &n, ks ? 'k' : 'h');
            if (ks) {
                put(out, &n, 's');
            }
            at++;
        } else if (c == 'c') {
            put(out, &n, plain_c(rest));
            at++;
        } else if (c == 'j' && j_is_zh) {
            put(out, &n, 'z');
            at++;
        } else if (is_i(c)) {
            at += soft_vowel(rest, out, &n);
        } else {
            put(out, &n, c);
            at++;
        }
    }
    if (ov) {
        put(out, &n, 'v');
    }
    return n;
}

/* Letters with marks that ISO 9, Czech, Serbian and the like spell sounds with. */
static const struct {
    uint16_t c;
    char as[5];
} marked[] = {{0xE2, "ya"}, {0xE8, "e"},   {0xEB, "yo"},    {0xFB, "yu"},  {0x107, "ch"}, {0x10D, "ch"}, {0x111, "dj"},
              {0x11B, "e"}, {0x15B, "sh"}, {0x15D, "shch"}, {0x161, "sh"}, {0x17C, "zh"}, {0x17E, "zh"}};

/* A Latin word with its marks heard. */
static pl_str hear_marks(struct pl_maker *maker, const struct pl_word *w) {
    char out[MAX_REDUCED];
    size_t n = 0;
    bool any = false;
    for (size_t i = 0; i < w->n && n + 4 < sizeof out; i++) {
        uint32_t c = w->c[i];
        char letters[4];
        size_t k = 0;
        bool found = false;
        c = c >= 0xC0 && c < 0xDF ? c + 0x20 : c >= 0x100 && c < 0x178 && c % 2 == 0 ? c + 1 : c;
        c = c == 0x179 || c == 0x17B || c == 0x17D ? c + 1 : c;
        for (size_t m = 0; c >= 0x80 && m < sizeof marked / sizeof *marked && !found; m++) {
            if (marked[m].c == c) {
                k = strlen(marked[m].as);
                memcpy(out + n, marked[m].as, k);
                found = any = true;
            }
        }
        if (!found) {
            k = pl_latin_fold(c, letters);
            memcpy(out + n, letters, k);
        }
        n += k;
    }
    return any ? pl_str_copy(maker->arena, pl_str_make(out, n)) : w->latin;
}

/* One reading. False where nothing of it can be read. */
static bool read_with(struct pl_maker *maker, const char *lang, bool j_is_zh, bool *ret_j) {
    const char *system = "as spelled";
    bool native = false;
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        pl_str latin = w->latin;
        if (pl_pen_common(maker, w)) {
            continue;
        }
        if (latin.n == 0) {
            if (!pl_romanise(maker->romaniser, w->c, w->n, lang, &latin, &system, maker->arena)) {
                return false;
            }
            native = true;
        } else if (w->bytes != w->n || maker->cut->moved) { /* not plain ASCII */
            latin = hear_marks(maker, w);
        }
        if (w->cls == PL_PART_INITIAL) {
            latin = pl_str_sub(latin, 0, 1);
        }
        char key[MAX_REDUCED];
        *ret_j = *ret_j || (w->latin.n > 0 && memchr(latin.p, 'j', latin.n) != NULL);
        size_t n = reduce(latin, j_is_zh, key);
        pl_pen_part_kept(maker, w->cls, latin, pl_str_copy(maker->arena, pl_str_make(key, n)), w);
    }
    pl_pen_end(maker, PL_SPACE_SLAVIC, j_is_zh ? "as spelled, j as zh" : system, native);
    return true;
}

void pl_read_slavic(struct pl_maker *maker) {
    bool j = false;
    if (!pl_cut_only_latin(maker->cut) && !pl_cut_only(maker->cut, PL_WRITTEN_CYRILLIC)) {
        return;
    }
    bool cyrillic = !pl_cut_only_latin(maker->cut);
    (void)read_with(maker, maker->lang, false, &j);
    if (!cyrillic && j) {
        (void)read_with(maker, maker->lang, true, &j);
    }
    if (cyrillic && (strcmp(maker->lang, "uk") == 0 || strcmp(maker->lang, "be") == 0)) {
        (void)read_with(maker, "", false, &j);
    }
}
