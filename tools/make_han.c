/* Makes the readings of Han characters from Unicode's Unihan database: make_han READINGS.bz2 VARIANTS.bz2 OUT
 *
 * A tool of the build, not part of the program. Input: Unihan_Readings.txt and Unihan_Variants.txt of Unicode 15 as
 * Debian's unicode-data packs them (UAX #38): kMandarin (the first value, tone marks removed, u with diaeresis as v),
 * kCantonese (the first value, tone digit removed) and every kHangul reading in the order of the file, for the
 * characters U+3400 to U+9FFF. A simplified character without kHangul borrows that of its kTraditionalVariant. Output:
 * a C header with const tables; the same input gives the same bytes. */
#include <bzlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#include "base/ban.h"

#define FIRST        0x3400u
#define COUNT        (0xA000u - FIRST)
#define MAX_SOUNDS   4000
#define MAX_POOL     20000
#define MAX_SOUND    7
#define MAX_READINGS 6

struct sounds {
    char text[MAX_SOUNDS][MAX_SOUND + 1]; /* 0 is "" */
    size_t n;
    uint16_t of[COUNT];
};

static struct sounds mandarin = {.n = 1};
static struct sounds cantonese = {.n = 1};
static uint16_t hangul[COUNT][MAX_READINGS]; /* code points, 0 behind the last */
static uint32_t traditional[COUNT];

static _Noreturn void die(const char *what, const char *why) {
    fprintf(stderr, "make_han: %s: %s\n", what, why);
    exit(1);
}

/* The whole decompressed file; the caller frees it. */
static char *read_bz2(const char *path, size_t *ret_n) {
    BZFILE *file = BZ2_bzopen(path, "rb");
    size_t cap = (size_t)16 << 20;
    size_t n = 0;
    char *text = malloc(cap);
    if (file == NULL || text == NULL) {
        die(path, "cannot be read");
    }
    for (;;) {
        if (cap - n < 65536) {
            cap *= 2;
            text = cap <= (size_t)256 << 20 ? realloc(text, cap) : NULL;
            if (text == NULL) {
                die(path, "too large");
            }
        }
        int got = BZ2_bzread(file, text + n, 65536);
        if (got < 0) {
            die(path, "is damaged");
        }
        if (got == 0) {
            break;
        }
        n += (size_t)got;
    }
    BZ2_bzclose(file);
    *ret_n = n;
    return text;
}

static uint32_t code_point(pl_str text) {
    uint32_t c = 0;
    if (!pl_str_starts(text, PL_STR("U+")) || text.n < 6 || text.n > 8) {
        return 0;
    }
    for (size_t i = 2; i < text.n; i++) {
        int digit = text.p[i] >= '0' && text.p[i] <= '9'   ? text.p[i] - '0'
                    : text.p[i] >= 'A' && text.p[i] <= 'F' ? text.p[i] - 'A' + 10
                                                           : -1;
        if (digit < 0) {
            return 0;
        }
        c = c << 4 | (uint32_t)digit;
    }
    return c;
}

static void add_sound(struct sounds *sounds, uint32_t at, const char *sound) {
    size_t i = 1;
    while (i < sounds->n && strcmp(sounds->text[i], sound) != 0) {
        i++;
    }
    if (i == sounds->n) {
        if (sounds->n == MAX_SOUNDS) {
            die(sound, "too many sounds");
        }
        memcpy(sounds->text[sounds->n++], sound, strlen(sound) + 1);
    }
    sounds->of[at] = (uint16_t)i;
}

/* The letter below a pinyin vowel with its tone mark (Latin-1, Latin Extended-A and -B); 0 for a lone mark. */
static char plain(uint32_t c) {
    static const struct {
        uint16_t c;
        char letter;
    } marked[] = {{0xE0, 'a'},  {0xE1, 'a'},  {0x101, 'a'}, {0x1CE, 'a'}, {0xE8, 'e'},  {0xE9, 'e'},
                  {0xEA, 'e'},  {0x113, 'e'}, {0x11B, 'e'}, {0xEC, 'i'},  {0xED, 'i'},  {0x12B, 'i'},
                  {0x1D0, 'i'}, {0xF2, 'o'},  {0xF3, 'o'},  {0x14D, 'o'}, {0x1D2, 'o'}, {0xF9, 'u'},
                  {0xFA, 'u'},  {0x16B, 'u'}, {0x1D4, 'u'}, {0xFC, 'v'},  {0x1D6, 'v'}, {0x1D8, 'v'},
                  {0x1DA, 'v'}, {0x1DC, 'v'}, {0x144, 'n'}, {0x148, 'n'}, {0x1F9, 'n'}, {0x1E3F, 'm'}};
    if (c >= 'a' && c <= 'z') {
        return (char)c;
    }
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        if (marked[i].c == c) {
            return marked[i].letter;
        }
    }
    return 0;
}

static void add_first(struct sounds *sounds, uint32_t at, pl_str value) {
    char sound[MAX_SOUND + 1];
    size_t n = 0;
    value = pl_str_cut(&value, ' ');
    while (value.n > 0 && n < MAX_SOUND) {
        uint32_t c = 0;
        value = pl_str_sub(value, pl_utf8_next(value, &c), value.n);
        char letter = plain(c);
        if (letter != 0) {
            sound[n++] = letter;
        }
    }
    sound[n] = 0;
    if (n > 0) {
        add_sound(sounds, at, sound);
    }
}

/* "금:0E 김:0N": the syllables in this order. */
static void add_hangul(uint32_t at, pl_str value) {
    size_t n = 0;
    while (value.p != NULL && n + 1 < MAX_READINGS) {
        pl_str word = pl_str_cut(&value, ' ');
        uint32_t c = 0;
        if (word.n > 0 && pl_utf8_next(word, &c) == 3 && c >= 0xAC00 && c <= 0xD7A3) {
            hangul[at][n++] = (uint16_t)c;
        }
    }
}

static void read_lines(pl_str text) {
    while (text.p != NULL) {
        pl_str line = pl_str_cut(&text, '\n');
        pl_str code = pl_str_cut(&line, '\t');
        uint32_t c = code_point(code);
        if (c < FIRST || c >= FIRST + COUNT || line.p == NULL) {
            continue;
        }
        pl_str field = pl_str_cut(&line, '\t');
        if (line.p == NULL) {
            continue;
        }
        if (pl_str_eq(field, PL_STR("kMandarin"))) {
            add_first(&mandarin, c - FIRST, line);
        } else if (pl_str_eq(field, PL_STR("kCantonese"))) {
            add_first(&cantonese, c - FIRST, line);
        } else if (pl_str_eq(field, PL_STR("kHangul"))) {
            add_hangul(c - FIRST, line);
        } else if (pl_str_eq(field, PL_STR("kTraditionalVariant"))) {
            while (line.p != NULL) { /* the last that is another character */
                uint32_t other = code_point(pl_str_cut(&line, ' '));
                traditional[c - FIRST] = other != 0 && other != c ? other : traditional[c - FIRST];
            }
        }
    }
}

static void read_file(const char *path) {
    size_t n = 0;
    char *text = read_bz2(path, &n);
    read_lines(pl_str_make(text, n));
    free(text);
}

static void borrow(void) {
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t other = traditional[i] - FIRST;
        if (hangul[i][0] == 0 && traditional[i] != 0 && other < COUNT) {
            memcpy(hangul[i], hangul[other], sizeof hangul[i]);
        }
    }
}

static void write_numbers(FILE *out, const char *name, const uint16_t *numbers, size_t n) {
    fprintf(out, "static const uint16_t %s[%zu] = {\n", name, n);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%u,%s", numbers[i], i % 24 == 23 ? "\n" : "");
    }
    fprintf(out, "};\n");
}

static void write_sounds(FILE *out, const char *name, const struct sounds *sounds) {
    fprintf(out, "static const char %s_sounds[%zu][%d] = {\n", name, sounds->n, MAX_SOUND + 1);
    for (size_t i = 0; i < sounds->n; i++) {
        fprintf(out, "\"%s\",%s", sounds->text[i], i % 12 == 11 ? "\n" : "");
    }
    fprintf(out, "};\n");
    write_numbers(out, name, sounds->of, COUNT);
}

/* The readings of all characters behind each other, each run ended by 0; equal runs once. */
static void write_hangul(FILE *out) {
    static uint16_t pool[MAX_POOL];
    static uint16_t at[COUNT];
    size_t used = 1;
    for (uint32_t i = 0; i < COUNT; i++) {
        size_t n = 0;
        while (hangul[i][n] != 0) {
            n++;
        }
        if (n == 0) {
            continue;
        }
        size_t bytes = (n + 1) * sizeof *pool;
        size_t place = 1;
        while (place < used && (used - place < n + 1 || memcmp(pool + place, hangul[i], bytes) != 0)) {
            place++;
        }
        if (place == used) {
            if (used + n + 1 > MAX_POOL) {
                die("kHangul", "too many readings");
            }
            memcpy(pool + used, hangul[i], bytes);
            used += n + 1;
        }
        at[i] = (uint16_t)place;
    }
    write_numbers(out, "han_hangul_pool", pool, used);
    write_numbers(out, "han_hangul", at, COUNT);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        die("usage", "make_han READINGS.bz2 VARIANTS.bz2 OUT");
    }
    read_file(argv[1]);
    read_file(argv[2]);
    borrow();
    if (mandarin.n < 300 || cantonese.n < 300) {
        die(argv[1], "is not Unihan_Readings.txt.bz2");
    }
    FILE *out = fopen(argv[3], "w");
    if (out == NULL) {
        die(argv[3], "cannot be written");
    }
    fprintf(out, "/* Made by tools/make_han.c from Unihan. Index: character - HAN_FIRST. */\n");
    fprintf(out, "#define HAN_FIRST 0x%Xu\n#define HAN_COUNT %uu\n", FIRST, COUNT);
    write_sounds(out, "han_mandarin", &mandarin);
    write_sounds(out, "han_cantonese", &cantonese);
    write_hangul(out);
    if (ferror(out) != 0 || fclose(out) != 0) {
        die(argv[3], "cannot be written");
    }
    return 0;
}
