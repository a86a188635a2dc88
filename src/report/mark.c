#include "report/markdown_in.h"

#include "base/time.h"

#include "base/ban.h"

#define BIT(kind) (1u << PL_STATEMENT_##kind)
#define ALL       ((1u << PL_STATEMENT_KIND_COUNT) - 1)
#define FIGURE    (1u << PL_STATEMENT_KIND_COUNT)

typedef const char *setter(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value);

static bool is_id(pl_str s) {
    if (s.n == 0 || s.n > PL_REPORT_MAX_ID || s.p[0] < 'a' || s.p[0] > 'z') {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return true;
}

static const char *set_id(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    if (!is_id(value) || pl_str_starts(value, PL_STR("h-"))) {
        return "an id is a letter a-z, then letters a-z, digits and '-', at most 64, and does not start with \"h-\"";
    }
    s->id = pl_str_copy(reader->arena, value);
    return NULL;
}

static bool is_cite(pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || memchr("._:/#@+-", c, 8) == NULL)) {
            return false;
        }
    }
    return s.n > 0 && s.n <= PL_REPORT_MAX_CITE;
}

static const char *set_cites(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    s->cites = pl_arena_calloc(reader->arena, PL_REPORT_MAX_CITES, sizeof *s->cites);
    if (s->cites == NULL) {
        reader->nomem = true;
        return NULL;
    }
    pl_str rest = value;
    while (rest.p != NULL) {
        pl_str id = pl_str_trim(pl_str_cut(&rest, ','));
        bool known = false;
        if (!is_cite(id)) {
            return "cites= is a list of ids with ',' between them, each of letters, digits and ._:/#@+-, at most 128";
        }
        for (size_t i = 0; i < s->n_cites; i++) {
            known = known || pl_str_eq(s->cites[i], id);
        }
        if (!known && s->n_cites == PL_REPORT_MAX_CITES) {
            return "one statement cites at most 64 things: make two statements of it";
        }
        if (!known) {
            s->cites[s->n_cites++] = pl_str_copy(reader->arena, id);
        }
    }
    return NULL;
}

static const char *set_likelihood(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    (void)reader;
    s->likelihood = (int)pl_likelihood_read(value, &s->row);
    return s->likelihood == PL_LIKELIHOOD_NONE
               ? "likelihood= is one of almost-no-chance, very-unlikely, unlikely, roughly-even-chance, likely, "
                 "very-likely, almost-certain, or ICD 203's second row (remote ... nearly-certain)"
               : NULL;
}

static const char *set_confidence(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    (void)reader;
    s->confidence = (int)pl_confidence_read(value);
    return s->confidence == PL_CONFIDENCE_NONE ? "confidence= is low, moderate or high" : NULL;
}

static const char *set_actor(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    s->actor = pl_str_copy(reader->arena, pl_str_trim(value));
    return s->actor.n == 0 || s->actor.n > 200 ? "actor= says who is to act, in at most 200 bytes" : NULL;
}

static const char *set_priority(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    uint64_t number = 0;
    bool word =
        pl_str_eq(value, PL_STR("high")) || pl_str_eq(value, PL_STR("medium")) || pl_str_eq(value, PL_STR("low"));
    bool counted = pl_str_u64(value, &number) && number >= 1 && number <= 99 && value.p[0] != '0';
    s->priority = pl_str_copy(reader->arena, value);
    return word || counted ? NULL : "priority= is high, medium, low, or a number from 1 (first) to 99";
}

static const char *set_by(struct pl_report_reader *reader, struct pl_report_statement *s, pl_str value) {
    pl_time at = 0;
    s->by = pl_str_copy(reader->arena, value);
    return value.n == 10 && pl_time_parse(value, &at) ? NULL : "by= is a day, such as 2026-03-31";
}

static const struct {
    const char *name;
    unsigned kinds;
    const char *whose;
    setter *set;
} ATTRIBUTES[] = {
    {"id", ALL | FIGURE, "", set_id},
    {"cites", ALL, "statements", set_cites},
    {"likelihood", BIT(ASSESSMENT), "assessments: a finding is stated as a fact", set_likelihood},
    {"confidence", BIT(ASSESSMENT), "assessments", set_confidence},
    {"actor", BIT(RECOMMENDATION), "recommendations", set_actor},
    {"priority", BIT(RECOMMENDATION), "recommendations", set_priority},
    {"by", BIT(RECOMMENDATION), "recommendations", set_by},
};
#define N_ATTRIBUTES (sizeof ATTRIBUTES / sizeof *ATTRIBUTES)

/* Cuts name=value off the front of *rest (which starts with the name). */
static bool cut_attribute(pl_str *rest, pl_str *ret_name, pl_str *ret_value) {
    size_t eq = pl_str_find(*rest, '=');
    if (eq == 0 || eq + 1 >= rest->n) {
        return false;
    }
    *ret_name = pl_str_sub(*rest, 0, eq);
    pl_str value = pl_str_sub(*rest, eq + 1, rest->n);
    size_t n = 0;
    if (value.p[0] == '"') {
        size_t close = pl_str_find(pl_str_sub(value, 1, value.n), '"');
        if (close + 1 >= value.n) {
            return false;
        }
        *ret_value = pl_str_sub(value, 1, close);
        n = close + 2;
        if (n < value.n && value.p[n] != ' ') {
            return false;
        }
    } else {
        n = pl_str_find(value, ' ');
        *ret_value = pl_str_sub(value, 0, n);
    }
    *rest = pl_str_trim(pl_str_sub(value, n, value.n));
    return ret_value->n > 0;
}

static bool attribute(struct pl_report_reader *reader, struct pl_mark *mark, pl_str name, pl_str value, unsigned *seen,
                      size_t offset) {
    unsigned kind = mark->is_figure ? FIGURE : 1u << mark->kind;
    for (size_t i = 0; i < N_ATTRIBUTES; i++) {
        if (!pl_str_eq(name, pl_str_from(ATTRIBUTES[i].name))) {
            continue;
        }
        if (!(ATTRIBUTES[i].kinds & kind)) {
            pl_reader_fault(reader, true, offset, "%s= is for %s", ATTRIBUTES[i].name, ATTRIBUTES[i].whose);
            return false;
        }
        const char *why = *seen & 1u << i ? "an attribute is given twice" : NULL;
        *seen |= 1u << i;
        why = why == NULL ? ATTRIBUTES[i].set(reader, &mark->attributes, value) : why;
        if (why != NULL) {
            pl_reader_fault(reader, true, offset, "%s", why);
        }
        return why == NULL;
    }
    pl_reader_fault(reader, true, offset,
                    "unknown attribute \"%.*s\": id, cites, likelihood, confidence, actor, "
                    "priority and by are known",
                    (int)(name.n < 40 ? name.n : 40), name.p);
    return false;
}

static bool word_of(struct pl_mark *mark, pl_str word) {
    mark->is_figure = pl_str_eq(word, PL_STR("figure"));
    for (int k = 0; k < PL_STATEMENT_KIND_COUNT && !mark->is_figure; k++) {
        if (pl_str_eq(word, pl_str_from(pl_statement_word((enum pl_statement_kind)k)))) {
            mark->kind = (enum pl_statement_kind)k;
            return true;
        }
    }
    return mark->is_figure;
}

bool pl_mark_read(struct pl_report_reader *reader, const struct pl_token *token, struct pl_mark *ret_mark) {
    struct pl_mark mark = {.attributes = {.line = pl_reader_line_of(reader, token->offset), .offset = token->offset}};
    pl_str text = pl_token_text(&reader->tokens, token);
    unsigned seen = 0;
    bool good = true;
    if (token->n < 2) {
        pl_reader_fault(reader, true, token->offset,
                        "a mark that starts here does not end on its line; write \\{ for a brace");
        return false;
    }
    pl_str rest = pl_str_trim(pl_str_sub(text, 1, text.n - 2));
    pl_str word = pl_str_sub(rest, 0, pl_str_find(rest, ' '));
    rest = pl_str_trim(pl_str_sub(rest, word.n, rest.n));
    if (!word_of(&mark, word)) {
        pl_reader_fault(reader, true, token->offset,
                        "unknown mark {%.*s}: finding, assessment, background, method, "
                        "recommendation and figure are known; write \\{ for a brace",
                        (int)(word.n < 40 ? word.n : 40), word.p);
        return false;
    }
    mark.attributes.kind = mark.kind;
    mark.bare = rest.n == 0;
    while (rest.n > 0 && good) {
        pl_str name = {0}, value = {0};
        if (!cut_attribute(&rest, &name, &value)) {
            pl_reader_fault(reader, true, token->offset,
                            "what follows the word of a mark is name=value or name=\"value\"");
            return false;
        }
        good = attribute(reader, &mark, name, value, &seen, token->offset);
    }
    if (mark.is_figure && good && mark.attributes.id.n == 0) {
        pl_reader_fault(reader, true, token->offset, "a figure needs an id: {figure id=...}");
        return false;
    }
    *ret_mark = mark;
    return good && !reader->nomem;
}
