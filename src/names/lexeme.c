/* Looking up words in the sorted tables of company forms and the like. */
#include "names/form_in.h"

#include "base/ban.h"

static int compare(const char *words, pl_str first) {
    int way = strncmp(words, first.p, first.n);
    return way != 0 ? way : words[first.n] == 0 ? 0 : 1;
}

/* How many of the words at w the lexeme is; 0 where it is not there. */
static size_t taken(const char *words, const struct pl_word *w, size_t n) {
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        pl_str latin = w[i].latin;
        if (latin.n == 0 || strncmp(words + at, latin.p, latin.n) != 0) {
            return 0;
        }
        at += latin.n;
        if (words[at] == 0) {
            return i + 1;
        }
        if (words[at] != ' ') {
            return 0;
        }
        at++;
    }
    return 0;
}

size_t pl_lexeme_at(const struct pl_lexeme *table, size_t n_table, const struct pl_word *w, size_t n,
                    pl_str *ret_canonical) {
    size_t low = 0;
    size_t high = n_table;
    size_t best = 0;
    if (n == 0 || w->latin.n == 0) {
        return 0;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(table[middle].words, w->latin) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < n_table && strncmp(table[low].words, w->latin.p, w->latin.n) == 0; low++) {
        size_t k = taken(table[low].words, w, n);
        if (k > best) {
            best = k;
            *ret_canonical = pl_str_from(table[low].canonical);
        }
    }
    return best;
}

bool pl_lexeme_is(const struct pl_lexeme *table, size_t n_table, pl_str latin, pl_str *ret_canonical) {
    struct pl_word word = {.latin = latin};
    return pl_lexeme_at(table, n_table, &word, 1, ret_canonical) == 1;
}

bool pl_lexeme_sorted(const struct pl_lexeme *table, size_t n_table) {
    for (size_t i = 1; i < n_table; i++) {
        if (strcmp(table[i - 1].words, table[i].words) >= 0) {
            return false;
        }
    }
    return true;
}
