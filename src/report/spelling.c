/* Spellings that nobody listed: names in the text that read like a listed one (Ri Jong Chol, Lee Jung-chul) without
 * being written like it. A hint, never an error: two persons may read alike. */
#include "base/map.h"
#include "names/form.h"
#include "report/check_in.h"

#include "base/ban.h"

#define MAX_WINDOWS 20000 /* of a report; what comes later is not looked at */
#define MAX_WORDS   5
#define LEAST_KEY   6 /* bytes of all keys together: less is chance */

struct seeker {
    struct pl_report_checker *c;
    struct pl_romaniser *romaniser;
    struct pl_form *forms; /* of the preferred spellings; n 0 where there is no reading */
    struct pl_strmap seen;
    struct pl_arena scratch;
};

static int kind_of(pl_str kind) {
    return pl_str_eq_nocase(kind, PL_STR("person"))   ? PL_NAME_PERSON
           : pl_str_eq_nocase(kind, PL_STR("ship"))   ? PL_NAME_VESSEL
           : pl_str_eq_nocase(kind, PL_STR("vessel")) ? PL_NAME_VESSEL
                                                      : PL_NAME_ANY;
}

/* Latin spellings of these meet; Latin itself is for typing errors, which are another matter. */
static bool is_meeting_place(int space) {
    return space == PL_SPACE_KOREAN || space == PL_SPACE_MANDARIN || space == PL_SPACE_ARABIC ||
           space == PL_SPACE_SLAVIC;
}

static bool same_reading(const struct pl_reading *a, const struct pl_reading *b) {
    size_t bytes = 0;
    bool same = a->space == b->space && is_meeting_place(a->space) && a->n == b->n && a->n >= 2;
    for (size_t i = 0; same && i < a->n; i++) {
        same = pl_str_eq(a->parts[i].key, b->parts[i].key);
        bytes += a->parts[i].key.n;
    }
    return same && bytes >= LEAST_KEY;
}

static bool reads_alike(const struct pl_form *a, const struct pl_form *b) {
    for (size_t i = 0; i < a->n; i++) {
        for (size_t k = 0; k < b->n; k++) {
            if (same_reading(&a->readings[i], &b->readings[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Is it a spelling that the case lists, of any name? */
static bool is_listed(const struct pl_report_facts *facts, pl_str text) {
    for (size_t i = 0; i < facts->n_names; i++) {
        bool listed = pl_str_eq_nocase(facts->names[i].preferred, text);
        for (size_t k = 0; k < facts->names[i].n_others; k++) {
            listed = listed || pl_str_eq_nocase(facts->names[i].others[k], text);
        }
        if (listed) {
            return true;
        }
    }
    return false;
}

/* The first name of that kind that the window reads like, or NULL. */
static const struct pl_report_name *alike(struct seeker *s, pl_str window, int kind) {
    const struct pl_report_facts *facts = s->c->facts;
    const struct pl_report_name *found = NULL;
    struct pl_form form = {0};
    bool made = false;
    struct pl_arena_mark mark = pl_arena_mark(&s->scratch);
    for (size_t i = 0; i < facts->n_names && found == NULL; i++) {
        if (s->forms[i].n == 0 || s->forms[i].kind != kind) {
            continue;
        }
        if (!made &&
            pl_form_make(s->romaniser, window, kind, (pl_str){0}, (pl_str){0}, &s->scratch, &form, NULL) != 0) {
            break; /* too long to compare */
        }
        made = true;
        found = reads_alike(&form, &s->forms[i]) ? &facts->names[i] : NULL;
    }
    pl_arena_rewind(&s->scratch, mark);
    return found;
}

static void look_at(struct seeker *s, pl_str window, size_t statement) {
    const struct pl_report_statement *in = &s->c->report->statements[statement];
    const struct pl_report_name *found = NULL;
    bool is_new = false;
    if (pl_strmap_put(&s->seen, window, &is_new) == NULL || !is_new || is_listed(s->c->facts, window)) {
        return;
    }
    for (int kind = 0; kind < PL_NAME_KINDS && found == NULL; kind++) {
        found = alike(s, window, kind);
    }
    if (found != NULL) {
        pl_checker_problem(s->c, PL_REPORT_PROBLEM_SPELLING_NEAR, statement, in->line, in->offset,
                           "writes \"%.*s\", which reads like \"%.*s\": one name, one spelling", (int)window.n,
                           window.p, (int)found->preferred.n, found->preferred.p);
    }
}

/* A capital, or an article and a capital: al-Rahman. */
static bool starts_name(pl_str word) {
    size_t dash = pl_str_find(word, '-');
    size_t at = dash == 2 && word.n > 3 ? 3 : 0;
    return word.n > 0 && ((word.p[0] >= 'A' && word.p[0] <= 'Z') || (word.p[at] >= 'A' && word.p[at] <= 'Z'));
}

/* The next word of text from *at on, without the punctuation behind it; *ret_ends: a name cannot go on behind it. */
static pl_str next_word(pl_str text, size_t *at, bool *ret_ends) {
    while (*at < text.n && (text.p[*at] == ' ' || text.p[*at] == '"' || text.p[*at] == '(')) {
        ++*at;
    }
    pl_str word = pl_str_sub(text, *at, text.n);
    word.n = pl_str_find(word, ' ');
    *at += word.n;
    *ret_ends = false;
    while (word.n > 0 && memchr(".,;:!?)\"", word.p[word.n - 1], 8) != NULL) {
        word.n--;
        *ret_ends = true;
    }
    if (word.n > 2 && word.p[word.n - 2] == '\'' && word.p[word.n - 1] == 's') {
        word.n -= 2;
        *ret_ends = true;
    }
    return word;
}

/* Every run of two to five capitalised words. */
static void seek(struct seeker *s, size_t statement) {
    pl_str text = s->c->report->statements[statement].text;
    pl_str words[MAX_WORDS] = {{0}};
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        bool ends = false;
        pl_str word = next_word(text, &at, &ends);
        if (!starts_name(word)) {
            n = 0;
            continue;
        }
        if (n == MAX_WORDS) {
            memmove(words, words + 1, sizeof words - sizeof *words);
            n--;
        }
        words[n++] = word;
        for (size_t i = 0; i + 1 < n; i++) {
            look_at(s, pl_str_make(words[i].p, (size_t)(word.p + word.n - words[i].p)), statement);
        }
        n = ends ? 0 : n;
    }
}

void pl_spelling_check(struct pl_report_checker *c) {
    struct seeker s = {.c = c};
    const struct pl_report_facts *facts = c->facts;
    if (facts->n_names == 0) {
        return;
    }
    s.forms = pl_arena_calloc(c->arena, facts->n_names, sizeof *s.forms);
    if (s.forms == NULL || pl_romaniser_open(&s.romaniser, NULL) != 0) {
        c->failed = true;
        return;
    }
    pl_strmap_open(&s.seen, MAX_WINDOWS, PL_REPORT_MAX_BYTES * 8);
    pl_arena_open(&s.scratch, (size_t)32 << 20);
    for (size_t i = 0; i < facts->n_names; i++) {
        struct pl_error err = {0};
        int code = pl_form_make(s.romaniser, facts->names[i].preferred, kind_of(facts->names[i].kind), (pl_str){0},
                                (pl_str){0}, c->arena, &s.forms[i], &err);
        c->failed = c->failed || code == PL_E_NOMEM; /* too long to compare is no failure */
    }
    for (size_t i = 0; i < c->report->n_statements && !c->failed; i++) {
        seek(&s, i);
    }
    pl_arena_close(&s.scratch);
    pl_strmap_close(&s.seen);
    pl_romaniser_close(s.romaniser);
}
