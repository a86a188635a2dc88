/* Which words of a name are company forms, numbers, honorifics, initials and particles. */
#include "names/form_in.h"

#include "base/ban.h"

static void remove_words(struct pl_cut *cut, size_t from, size_t n) {
    memmove(cut->words + from, cut->words + from + n, (cut->n - from - n) * sizeof *cut->words);
    cut->n -= n;
}

/* Words from..from+n as one; the first keeps the text. */
static void merge(struct pl_cut *cut, size_t from, size_t n, int cls, pl_str canonical) {
    struct pl_word *w = &cut->words[from];
    const struct pl_word *last = &cut->words[from + n - 1];
    if (w->bytes > 0 || last->bytes > 0) {
        w->bytes = (uint16_t)(last->at + last->bytes - w->at);
    }
    w->cls = (uint8_t)cls;
    w->canonical = canonical;
    remove_words(cut, from + 1, n - 1);
}

static bool is_letter(const struct pl_word *w) { return w->script == PL_WRITTEN_LATIN && w->latin.n == 1; }

/* "S. A. R. L." and "A/S": single letters that make a company form, or "M/V". */
static void join_letters(struct pl_cut *cut, int kind) {
    for (size_t i = 0; i + 1 < cut->n; i++) {
        size_t n = 0;
        while (i + n < cut->n && n < 6 && is_letter(&cut->words[i + n])) {
            n++;
        }
        for (; n >= 2; n--) {
            const char *p = cut->words[i].latin.p; /* letters of neighbours lie side by side */
            pl_str joined = pl_str_make(p, n);
            pl_str canonical = {0};
            bool ship = i == 0 && n == 2 && cut->n > 2 &&
                        (kind == PL_NAME_VESSEL || cut->words[1].gap == PL_GAP_SLASH) &&
                        pl_honorific_ship(joined, &canonical);
            bool company =
                kind != PL_NAME_PERSON && kind != PL_NAME_VESSEL && (i > 0 || cut->n > n) && pl_company_joined(joined);
            if (ship || company) {
                merge(cut, i, n, ship ? PL_PART_HONORIFIC : PL_PART_WORD, canonical);
                cut->words[i].latin = joined;
                break;
            }
        }
    }
}

static void set_number(struct pl_word *w, uint32_t value) {
    w->cls = PL_PART_NUMBER;
    w->number = value;
}

static bool is_ordinal_end(pl_str latin) {
    return pl_str_eq(latin, PL_STR("st")) || pl_str_eq(latin, PL_STR("nd")) || pl_str_eq(latin, PL_STR("rd")) ||
           pl_str_eq(latin, PL_STR("th"));
}

static bool is_number_sign(pl_str latin) {
    return pl_str_eq(latin, PL_STR("no")) || pl_str_eq(latin, PL_STR("nr")) || pl_str_eq(latin, PL_STR("num")) ||
           pl_str_eq(latin, PL_STR("number"));
}

/* 호 (ho), 号 and 號 (hao) after a number. */
static bool is_counter(uint32_t c) { return c == 0xD638 || c == 0x53F7 || c == 0x865F; }

static void numbers_by_digits(struct pl_cut *cut) {
    for (size_t i = 0; i < cut->n; i++) {
        struct pl_word *w = &cut->words[i];
        if (w->script != PL_WRITTEN_DIGIT) {
            continue;
        }
        uint64_t value = 0;
        bool fits = pl_str_u64(w->latin, &value) && value <= UINT32_MAX;
        while (w->latin.n > 1 && w->latin.p[0] == '0') {
            w->latin = pl_str_sub(w->latin, 1, w->latin.n);
        }
        w->cls = PL_PART_NUMBER;
        w->number = fits ? (uint32_t)value : UINT32_MAX;
        if (i + 1 < cut->n && w[1].gap == PL_GAP_NONE &&
            ((w[1].script == PL_WRITTEN_LATIN && is_ordinal_end(w[1].latin)) ||
             (w[1].script != PL_WRITTEN_LATIN && w[1].n == 1 && is_counter(w[1].c[0])))) {
            w->bytes = (uint16_t)(w->bytes + w[1].bytes);
            remove_words(cut, i + 1, 1);
        }
        if (i > 0 && w[-1].script == PL_WRITTEN_LATIN && is_number_sign(w[-1].latin)) {
            w[-1].latin = w->latin;
            w[-1].number = w->number;
            w[-1].script = PL_WRITTEN_DIGIT;
            merge(cut, i - 1, 2, PL_PART_NUMBER, (pl_str){0});
            i--;
        }
    }
}

/* Makes room for a word behind i. */
static bool insert_after(struct pl_cut *cut, size_t i) {
    if (cut->n == PL_FORM_MAX_PARTS) {
        return false;
    }
    memmove(cut->words + i + 2, cut->words + i + 1, (cut->n - i - 1) * sizeof *cut->words);
    cut->n++;
    cut->words[i + 1] = cut->words[i];
    cut->words[i + 1].gap = PL_GAP_NONE;
    return true;
}

/* The source bytes of k characters at the beginning of a word. */
static uint16_t bytes_of(const struct pl_cut *cut, const struct pl_word *w, size_t k) {
    size_t first = (size_t)(w->c - cut->chars);
    return cut->moved ? 0 : (uint16_t)(cut->ats[first + k] - cut->ats[first]);
}

/* Cuts word i behind its k-th character. */
static bool split(struct pl_cut *cut, size_t i, size_t k) {
    uint16_t bytes = bytes_of(cut, &cut->words[i], k);
    if (!insert_after(cut, i)) {
        return false;
    }
    struct pl_word *w = &cut->words[i];
    w[1].c += k;
    w[1].n -= k;
    w[1].at = (uint16_t)(w->at + bytes);
    w[1].bytes = (uint16_t)(w->bytes - bytes);
    w->n = k;
    w->bytes = bytes;
    return true;
}

/* The number that ends a ship's name in Chinese or Korean numerals: its own word, or before a counter. */
static void number_cjk(struct pl_cut *cut, size_t i) {
    struct pl_word *w = &cut->words[i];
    uint32_t value = 0;
    size_t n = w->n;
    bool counter = n > 1 && is_counter(w->c[n - 1]);
    n -= counter;
    size_t digits = 0;
    while (digits < n && digits < 5 && pl_number_cjk(w->c + n - digits - 1, digits + 1, &value)) {
        digits++;
    }
    if (digits == 0 || !pl_number_cjk(w->c + n - digits, digits, &value) ||
        (w->script == PL_WRITTEN_HANGUL && digits < n)) {
        return;
    }
    if (digits < n) {
        if (!split(cut, i, n - digits)) {
            return;
        }
        w++;
    }
    set_number(w, value);
}

static void numbers_in_words(struct pl_cut *cut, int kind) {
    for (size_t i = 0; i < cut->n; i++) {
        struct pl_word *w = &cut->words[i];
        uint32_t value = 0;
        if (w->cls != PL_PART_WORD) {
            continue;
        }
        if (w->script == PL_WRITTEN_LATIN && (pl_number_word(w->latin, &value) ||
                                              (kind == PL_NAME_VESSEL && i > 0 && pl_number_roman(w->latin, &value)))) {
            set_number(w, value);
        } else if (kind == PL_NAME_VESSEL && i + 1 == cut->n &&
                   (w->script == PL_WRITTEN_HAN || (w->script == PL_WRITTEN_HANGUL && i > 0))) {
            number_cjk(cut, i);
        }
    }
}

/* Forms written without a space at either end of a word in Han, Hangul or Kana. */
static void glued_companies(struct pl_cut *cut) {
    for (size_t i = 0; i < cut->n; i++) {
        struct pl_word *w = &cut->words[i];
        pl_str canonical = {0};
        if (w->cls != PL_PART_WORD || w->script == PL_WRITTEN_LATIN || w->script == PL_WRITTEN_DIGIT) {
            continue;
        }
        size_t k = pl_company_cjk_head(w->c, w->n, &canonical);
        if (k > 0 && split(cut, i, k)) {
            w->cls = PL_PART_COMPANY_FORM;
            w->canonical = canonical;
            continue; /* the rest comes next */
        }
        k = pl_company_cjk_tail(w->c, w->n, &canonical);
        if (k > 0 && split(cut, i, w->n - k)) {
            w[1].cls = PL_PART_COMPANY_FORM;
            w[1].canonical = canonical;
        }
    }
}

/* Where forms begin, leftmost and longest: the number of words of each, 0 elsewhere. */
static void find_companies(const struct pl_cut *cut, uint8_t lengths[PL_FORM_MAX_PARTS],
                           bool shorts[PL_FORM_MAX_PARTS]) {
    memset(lengths, 0, PL_FORM_MAX_PARTS);
    for (size_t i = 0; i < cut->n;) {
        pl_str canonical = {0};
        const struct pl_word *w = &cut->words[i];
        size_t n = w->cls == PL_PART_WORD ? pl_company_at(w, cut->n - i, &canonical, &shorts[i]) : 0;
        lengths[i] = (uint8_t)n;
        i += n > 0 ? n : 1;
    }
}

/* Company forms; short ones only at the end, or at the beginning before the name. */
static void companies(struct pl_cut *cut) {
    uint8_t lengths[PL_FORM_MAX_PARTS];
    bool shorts[PL_FORM_MAX_PARTS];
    bool at_end = true;
    find_companies(cut, lengths, shorts);
    for (size_t i = cut->n; i-- > 0;) {
        struct pl_word *w = &cut->words[i];
        size_t n = lengths[i];
        pl_str canonical = {0};
        bool ignored = false;
        bool inside = n == 0 && i > 0 && lengths[i - 1] > 1; /* of a form that begins further left */
        for (size_t k = 2; !inside && n == 0 && k <= i; k++) {
            inside = lengths[i - k] > k;
        }
        if (w->cls != PL_PART_WORD || inside) {
            continue;
        }
        if (n == 0 || n == cut->n || (shorts[i] && !at_end && i > 0)) {
            at_end = false;
            continue;
        }
        (void)pl_company_at(w, cut->n - i, &canonical, &ignored);
        merge(cut, i, n, PL_PART_COMPANY_FORM, canonical);
    }
}

static void honorifics(struct pl_cut *cut, int kind) {
    for (size_t i = 0; i + 1 < cut->n; i++) {
        struct pl_word *w = &cut->words[i];
        pl_str canonical = {0};
        bool is = w->script == PL_WRITTEN_LATIN &&
                  (kind == PL_NAME_VESSEL ? i == 0 && pl_honorific_ship(w->latin, &canonical)
                                          : kind != PL_NAME_ORGANIZATION && pl_honorific(w->latin, &canonical));
        if (w->cls == PL_PART_HONORIFIC) {
            continue;
        }
        is = is || (kind == PL_NAME_ANY && i == 0 && pl_str_eq(w->latin, PL_STR("mv")) &&
                    pl_honorific_ship(w->latin, &canonical));
        is = is || (w->script != PL_WRITTEN_LATIN && w->n > 0 && kind != PL_NAME_ORGANIZATION &&
                    w->cls == PL_PART_WORD && pl_honorific_foreign(w->c, w->n, &canonical));
        if (!is) {
            return;
        }
        w->cls = PL_PART_HONORIFIC;
        w->canonical = canonical;
    }
}

static void particles(struct pl_cut *cut, int kind) {
    size_t words = 0;
    for (size_t i = 0; i < cut->n; i++) {
        words += cut->words[i].cls == PL_PART_WORD;
    }
    for (size_t i = 0; i + 1 < cut->n && words > 1; i++) {
        struct pl_word *w = &cut->words[i];
        bool first = false;
        if (w->cls != PL_PART_WORD || w->script != PL_WRITTEN_LATIN) {
            continue;
        }
        bool assimilated = kind == PL_NAME_PERSON && cut->words[i + 1].gap == PL_GAP_HYPHEN && w->latin.n <= 3 &&
                           w->latin.n >= 2 && (w->latin.p[0] == 'a' || w->latin.p[0] == 'e' || w->latin.p[0] == 'u') &&
                           memchr("lsdnrtz", w->latin.p[1], 7) != NULL &&
                           (w->latin.n == 2 || (w->latin.p[1] == 's' && w->latin.p[2] == 'h')) && (i > 0 || words > 2);
        bool listed = pl_particle(w->latin, &first) && (i > 0 || first);
        bool ship = kind == PL_NAME_VESSEL && w->latin.n == 2 && !pl_str_eq(w->latin, PL_STR("al")) &&
                    !pl_str_eq(w->latin, PL_STR("el")) && !pl_str_eq(w->latin, PL_STR("of"));
        if (assimilated || (listed && !ship)) { /* ships: Mu Du Bong */
            w->cls = PL_PART_PARTICLE;
            words--;
        }
    }
}

static void initials(struct pl_cut *cut, int kind) {
    if (kind != PL_NAME_PERSON && kind != PL_NAME_ANY) {
        return;
    }
    bool word = false;
    for (size_t i = 0; i < cut->n; i++) {
        word = word || (cut->words[i].cls == PL_PART_WORD && !is_letter(&cut->words[i]));
    }
    for (size_t i = 0; i < cut->n && word; i++) {
        struct pl_word *w = &cut->words[i];
        if (w->cls == PL_PART_WORD && (is_letter(w) || (w->script == PL_WRITTEN_CYRILLIC && w->n == 1))) {
            w->cls = PL_PART_INITIAL;
        }
    }
}

void pl_cut_classify(struct pl_cut *cut, int kind) {
    join_letters(cut, kind);
    numbers_by_digits(cut);
    if (kind != PL_NAME_PERSON && kind != PL_NAME_VESSEL) {
        glued_companies(cut);
        companies(cut);
    }
    if (kind == PL_NAME_VESSEL || kind == PL_NAME_ORGANIZATION) {
        numbers_in_words(cut, kind);
    }
    honorifics(cut, kind);
    particles(cut, kind);
    initials(cut, kind);
}
