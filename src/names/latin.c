/* The space LATIN: names as they are written in Latin letters, or as ICU writes them for the script and language. */
#include "names/form_in.h"

#include "base/ban.h"

static void as_written(struct pl_maker *maker) {
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *word = &maker->cut->words[i];
        if (!pl_pen_common(maker, word)) {
            pl_pen_part_kept(maker, word->cls, word->latin, word->latin, word);
        }
    }
    pl_pen_end(maker, PL_SPACE_LATIN, "as written", true);
}

/* Every word by ICU. False where one cannot be read. */
static bool transliterated(struct pl_maker *maker, const char *lang) {
    const char *system = "as written";
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *word = &maker->cut->words[i];
        pl_str latin = word->latin;
        if (pl_pen_common(maker, word)) {
            continue;
        }
        if (latin.n == 0 && !pl_romanise(maker->romaniser, word->c, word->n, lang, &latin, &system, maker->arena)) {
            return false;
        }
        while (latin.p != NULL && latin.n > 0) {
            pl_str piece = pl_str_cut(&latin, ' ');
            int cls = word->cls == PL_PART_INITIAL ? PL_PART_INITIAL : PL_PART_WORD;
            piece = cls == PL_PART_INITIAL ? pl_str_sub(piece, 0, 1) : piece;
            pl_pen_part_kept(maker, cls, piece, piece, word);
        }
    }
    pl_pen_end(maker, PL_SPACE_LATIN, system, false);
    return true;
}

void pl_read_latin(struct pl_maker *maker) {
    unsigned own = 1u << PL_WRITTEN_HANGUL | 1u << PL_WRITTEN_HAN | 1u << PL_WRITTEN_KANA | 1u << PL_WRITTEN_ARABIC;
    if (pl_cut_only_latin(maker->cut)) {
        as_written(maker);
    } else if ((maker->cut->scripts & own) == 0) {
        transliterated(maker, maker->lang);
        if (strcmp(maker->lang, "uk") == 0 || strcmp(maker->lang, "be") == 0) {
            transliterated(maker, ""); /* lists often give the Russian form of such names */
        }
    }
}
