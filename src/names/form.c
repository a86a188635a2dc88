#include "names/form_in.h"

#include "base/utf8.h"
#include "text/unicode.h"

#include "base/ban.h"

const char *pl_space_name(int space) {
    static const char *const names[PL_SPACE_COUNT] = {
#define PL_SPACE_NAME(name, text) text,
        PL_SPACES(PL_SPACE_NAME)
#undef PL_SPACE_NAME
    };
    return space >= 0 && space < PL_SPACE_COUNT ? names[space] : "";
}

void pl_pen_start(struct pl_maker *maker) {
    maker->n_parts = 0;
    maker->full = false;
}

void pl_pen_part_kept(struct pl_maker *maker, int cls, pl_str text, pl_str key, const struct pl_word *word) {
    if (key.n == 0 || key.p == NULL || text.p == NULL) {
        return;
    }
    if (maker->n_parts == PL_FORM_MAX_PARTS) {
        maker->full = true;
        return;
    }
    maker->parts[maker->n_parts++] =
        (struct pl_part){.text = text,
                         .key = key,
                         .cls = (uint8_t)cls,
                         .at = word != NULL ? word->at : 0,
                         .n = word != NULL ? word->bytes : 0,
                         .number = cls == PL_PART_NUMBER && word != NULL ? word->number : 0};
}

void pl_pen_part(struct pl_maker *maker, int cls, pl_str text, pl_str key, const struct pl_word *word) {
    pl_pen_part_kept(maker, cls, pl_str_copy(maker->arena, text), pl_str_copy(maker->arena, key), word);
}

static void number_part(struct pl_maker *maker, const struct pl_word *word) {
    char digits[24];
    pl_str text = word->latin;
    if (word->number != UINT32_MAX) {
        text = pl_str_make(digits, (size_t)(pl_put_u64(digits, word->number) - digits));
    }
    pl_pen_part(maker, PL_PART_NUMBER, text, text, word);
}

bool pl_pen_common(struct pl_maker *maker, const struct pl_word *word) {
    if (word->cls == PL_PART_NUMBER) {
        number_part(maker, word);
        return true;
    }
    if (word->cls == PL_PART_COMPANY_FORM || word->cls == PL_PART_HONORIFIC) {
        pl_pen_part_kept(maker, word->cls, word->canonical, word->canonical, word);
        return true;
    }
    if (word->cls == PL_PART_PARTICLE) {
        pl_pen_part_kept(maker, word->cls, word->latin, word->latin, word);
        return true;
    }
    return false;
}

static bool same_reading(const struct pl_reading *a, const struct pl_maker *maker) {
    if (a->n != maker->n_parts) {
        return false;
    }
    for (size_t i = 0; i < a->n; i++) {
        if (a->parts[i].cls != maker->parts[i].cls || !pl_str_eq(a->parts[i].key, maker->parts[i].key)) {
            return false;
        }
    }
    return true;
}

void pl_pen_end(struct pl_maker *maker, int space, const char *system, bool native) {
    bool meant = false;
    for (size_t i = 0; i < maker->n_parts; i++) {
        int cls = maker->parts[i].cls;
        meant = meant || cls == PL_PART_WORD || cls == PL_PART_INITIAL || cls == PL_PART_NUMBER;
    }
    if (!meant || maker->full || maker->n == PL_FORM_MAX_READINGS) {
        return;
    }
    for (size_t i = 0; i < maker->n; i++) {
        if (maker->readings[i].space == space && same_reading(&maker->readings[i], maker)) {
            return;
        }
    }
    struct pl_part *parts = pl_arena_alloc(maker->arena, maker->n_parts * sizeof *parts);
    if (parts == NULL) {
        return;
    }
    memcpy(parts, maker->parts, maker->n_parts * sizeof *parts);
    maker->readings[maker->n++] =
        (struct pl_reading){.space = space, .system = system, .native = native, .parts = parts, .n = maker->n_parts};
}

/* ISO 639 in lower case, of at most three letters; else "". */
static void set_lang(struct pl_maker *maker, pl_str lang) {
    memset(maker->lang, 0, sizeof maker->lang);
    if (lang.n < 2 || lang.n > 3) {
        return;
    }
    for (size_t i = 0; i < lang.n; i++) {
        maker->lang[i] = (char)(lang.p[i] | 0x20);
    }
}

static bool has(const struct pl_cut *cut, uint32_t c) {
    for (size_t i = 0; i < cut->n_chars; i++) {
        if (cut->chars[i] == c) {
            return true;
        }
    }
    return false;
}

/* A language that is not said may show in the letters: Cyrillic ones that Russian has not. */
static void guess_lang(struct pl_maker *maker) {
    static const struct {
        uint16_t c;
        char lang[3];
    } signs[] = {{0x45E, "be"}, {0x454, "uk"}, {0x457, "uk"}, {0x491, "uk"}, {0x493, "kk"},
                 {0x49B, "kk"}, {0x4B1, "kk"}, {0x452, "sr"}, {0x45B, "sr"}, {0x453, "mk"},
                 {0x45C, "mk"}, {0x458, "sr"}, {0x456, "uk"}};
    const struct pl_cut *cut = maker->cut;
    if (maker->lang[0] != 0 || (cut->scripts & 1u << PL_WRITTEN_CYRILLIC) == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) { /* in the order of what they prove */
        if (has(cut, signs[i].c)) {
            bool belarusian =
                signs[i].c == 0x456 && (has(cut, 0x44B) || has(cut, 0x44D)); /* letters not in Ukrainian */
            memcpy(maker->lang, belarusian ? "be" : signs[i].lang, 3);
            return;
        }
    }
}

/* The fold of plain ASCII needs no ICU: lower case, one space between words. */
static bool ascii_fold(pl_str name, struct pl_arena *arena, pl_str *ret_fold) {
    char *fold = pl_arena_alloc(arena, name.n + 1);
    size_t n = 0;
    bool space = false;
    if (fold == NULL) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        unsigned char lower = c | 0x20;
        bool letter = lower >= 'a' && lower <= 'z';
        if (c >= 0x80) {
            return false;
        }
        if (!letter && (c < '0' || c > '9')) {
            space = space || (c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r';
            continue;
        }
        if (space && n > 0) {
            fold[n++] = ' ';
        }
        space = false;
        fold[n++] = letter ? (char)lower : (char)c;
    }
    *ret_fold = pl_str_make(fold, n);
    return true;
}

static int set_fold(pl_str name, struct pl_arena *arena, pl_str *ret_fold, struct pl_error *err) {
    if (ascii_fold(name, arena, ret_fold)) {
        return 0;
    }
    PL_BUF_AUTO fold = {.max_bytes = (size_t)1 << 20};
    int failed = pl_unicode_fold(name, &fold, err);
    if (failed != 0) {
        return failed;
    }
    *ret_fold = pl_str_copy(arena, pl_buf_str(&fold));
    return 0;
}

static void read_spaces(struct pl_maker *maker) {
    const struct pl_cut *cut = maker->cut;
    pl_read_latin(maker);
    pl_read_korean(maker);
    if ((cut->scripts & 1u << PL_WRITTEN_HAN) != 0) {
        pl_read_han(maker);
    } else if (pl_cut_only_latin(cut)) {
        pl_read_mandarin(maker);
    }
    pl_read_arabic(maker);
    pl_read_slavic(maker);
    pl_read_hebrew(maker);
    pl_read_kana(maker);
}

static int make(struct pl_maker *maker, struct pl_cut *cut, pl_str name, struct pl_form *form, struct pl_error *err) {
    struct pl_arena *arena = maker->arena;
    pl_str valid = name;
    if (!pl_utf8_is_valid(name)) {
        PL_BUF_AUTO repaired = {.max_bytes = (size_t)4 * PL_FORM_MAX_BYTES};
        pl_unicode_repair(name, &repaired);
        valid = pl_str_copy(arena, pl_buf_str(&repaired));
        if (valid.n > PL_FORM_MAX_BYTES) {
            return pl_fail(err, PL_E_LIMIT, "a name of more than %d bytes once repaired", PL_FORM_MAX_BYTES);
        }
    }
    int failed = set_fold(valid, arena, &form->fold, err);
    if (failed == 0 && form->fold.n > 0) {
        failed = pl_cut_make(valid, valid.p != name.p, maker->kind, arena, cut, err);
        if (failed == 0) {
            memcpy(form->script, cut->iso, sizeof form->script);
            guess_lang(maker);
            read_spaces(maker);
        }
    }
    if (failed != 0) {
        return failed;
    }
    form->source = name;
    form->readings = pl_arena_alloc(arena, (maker->n + 1) * sizeof *form->readings);
    if (form->readings == NULL || pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the readings of a name");
    }
    memcpy(form->readings, maker->readings, maker->n * sizeof *form->readings);
    form->n = maker->n;
    return 0;
}

int pl_form_make(struct pl_romaniser *romaniser, pl_str name, int kind, pl_str lang, pl_str script,
                 struct pl_arena *arena, struct pl_form *ret_form, struct pl_error *err) {
    struct pl_cut cut;
    struct pl_maker maker;
    struct pl_form form = {.kind = kind >= 0 && kind < PL_NAME_KINDS ? kind : PL_NAME_ANY};
    (void)script; /* the letters themselves say it better */
    if (name.n > PL_FORM_MAX_BYTES) {
        return pl_fail(err, PL_E_LIMIT, "a name of %zu bytes; at most %d are compared", name.n, PL_FORM_MAX_BYTES);
    }
    maker.romaniser = romaniser;
    maker.arena = arena;
    maker.cut = &cut;
    maker.kind = form.kind;
    maker.n = 0;
    set_lang(&maker, lang);
    int failed = make(&maker, &cut, name, &form, err);
    if (failed == 0) {
        *ret_form = form;
    }
    return failed;
}
