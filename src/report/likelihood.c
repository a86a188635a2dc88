#include "report/likelihood.h"

#include "base/ban.h"

static const struct {
    const char *words[2];
    unsigned from_pct, to_pct;
} ROWS[PL_LIKELIHOOD_COUNT] = {{{"", ""}, 0, 0},
#define PL_LIKELIHOOD_ROW(name, first, second, from, to) {{first, second}, from, to},
                               PL_LIKELIHOODS(PL_LIKELIHOOD_ROW)
#undef PL_LIKELIHOOD_ROW
};

static const char *const CONFIDENCE[PL_CONFIDENCE_COUNT] = {"", "low", "moderate", "high"};

/* Equal but for case, and with '-' for a space. */
static bool same_word(pl_str word, const char *want) {
    size_t n = strlen(want);
    if (word.n != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char c = word.p[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if ((c == '-' || c == '\n' ? ' ' : c) != want[i]) {
            return false;
        }
    }
    return true;
}

enum pl_likelihood pl_likelihood_read(pl_str word, int *ret_row) {
    for (int i = 1; i < PL_LIKELIHOOD_COUNT; i++) {
        for (int row = 0; row < 2; row++) {
            if (same_word(word, ROWS[i].words[row])) {
                if (ret_row != NULL) {
                    *ret_row = row + 1;
                }
                return (enum pl_likelihood)i;
            }
        }
    }
    return PL_LIKELIHOOD_NONE;
}

const char *pl_likelihood_word(enum pl_likelihood likelihood, int row) {
    return (int)likelihood >= 0 && likelihood < PL_LIKELIHOOD_COUNT ? ROWS[likelihood].words[row == 2] : "";
}

void pl_likelihood_range(enum pl_likelihood likelihood, unsigned *ret_from_pct, unsigned *ret_to_pct) {
    bool known = (int)likelihood >= 0 && likelihood < PL_LIKELIHOOD_COUNT;
    *ret_from_pct = known ? ROWS[likelihood].from_pct : 0;
    *ret_to_pct = known ? ROWS[likelihood].to_pct : 0;
}

enum pl_confidence pl_confidence_read(pl_str word) {
    for (int i = 1; i < PL_CONFIDENCE_COUNT; i++) {
        if (same_word(word, CONFIDENCE[i])) {
            return (enum pl_confidence)i;
        }
    }
    return PL_CONFIDENCE_NONE;
}

const char *pl_confidence_word(enum pl_confidence confidence) {
    return (int)confidence >= 0 && confidence < PL_CONFIDENCE_COUNT ? CONFIDENCE[confidence] : "";
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; }

/* The longest word of either row that starts at byte `at`. "probable cause" and the like are for the reader. */
static bool longest_at(pl_str text, size_t at, struct pl_likelihood_hit *hit) {
    hit->n = 0;
    for (int i = 1; i < PL_LIKELIHOOD_COUNT; i++) {
        for (int row = 0; row < 2; row++) {
            size_t n = strlen(ROWS[i].words[row]);
            if (row == 1 && i == PL_LIKELIHOOD_NO_CHANCE) {
                continue; /* "remote" */
            }
            bool ends = at + n == text.n || (at + n < text.n && !is_letter(text.p[at + n]));
            if (n > hit->n && ends && same_word(pl_str_sub(text, at, n), ROWS[i].words[row])) {
                *hit = (struct pl_likelihood_hit){(enum pl_likelihood)i, row + 1, at, n};
            }
        }
    }
    return hit->n > 0;
}

struct pl_likelihood_hit pl_likelihood_find(pl_str text) {
    struct pl_likelihood_hit hit = {PL_LIKELIHOOD_NONE, 0, 0, 0};
    for (size_t i = 0; i < text.n; i++) {
        if ((i == 0 || !is_letter(text.p[i - 1])) && longest_at(text, i, &hit)) {
            return hit;
        }
    }
    return (struct pl_likelihood_hit){PL_LIKELIHOOD_NONE, 0, 0, 0};
}
