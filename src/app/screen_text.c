#include "app/screen_text.h"

#include <string.h>

#include "base/log.h"
#include "text/csv.h"
#include "text/plural.h"
#include "text/unicode.h"

#include "base/ban.h"

#define SCORE_DECIMALS 6
#define STATUS         "candidate, not a decision"

static void write_score(struct pl_json *json, double score) {
    if (score < 0) {
        pl_json_null(json);
    } else {
        pl_json_fixed(json, score, SCORE_DECIMALS);
    }
}

static void write_or_null(struct pl_json *json, pl_str text) {
    if (text.n == 0) {
        pl_json_null(json);
    } else {
        pl_json_str(json, text);
    }
}

static void write_exercise(struct pl_json *json, bool exercise) {
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void write_id(struct pl_json *json, const struct pl_screen_label *label) {
    if (label->has_id) {
        pl_json_str(json, label->id);
    } else {
        pl_json_null(json);
    }
}

/* ---- reasons ---- */

static void write_aligns(const struct pl_name_match *name, struct pl_json *json) {
    pl_json_key(json, "aligned");
    pl_json_array(json);
    for (size_t i = 0; i < name->n; i++) {
        pl_json_object(json);
        pl_json_key(json, "query");
        pl_json_str(json, name->aligns[i].a);
        pl_json_key(json, "list");
        pl_json_str(json, name->aligns[i].b);
        pl_json_key(json, "how");
        pl_json_text(json, pl_align_name(name->aligns[i].how));
        pl_json_key(json, "score");
        pl_json_fixed(json, name->aligns[i].score, 4);
        pl_json_key(json, "weight");
        pl_json_fixed(json, name->aligns[i].weight, 4);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void write_name(const struct pl_name_match *name, struct pl_json *json) {
    pl_json_key(json, "exact");
    pl_json_bool(json, name->exact);
    pl_json_key(json, "across_scripts");
    pl_json_bool(json, name->crossed);
    if (name->space >= 0) {
        pl_json_key(json, "space");
        pl_json_text(json, pl_space_name(name->space));
        pl_json_key(json, "systems");
        pl_json_array(json);
        pl_json_text(json, name->system_a);
        pl_json_text(json, name->system_b);
        pl_json_array_end(json);
    }
    write_aligns(name, json);
}

void pl_screen_reasons_json(const struct pl_subject_match *match, struct pl_json *json) {
    bool told = false;
    pl_json_array(json);
    for (size_t i = 0; i < match->n_reasons; i++) {
        const struct pl_reason *reason = &match->reasons[i];
        pl_json_object(json);
        pl_json_key(json, "kind");
        pl_json_text(json, reason->kind);
        pl_json_key(json, "effect");
        pl_json_fixed(json, reason->effect, 4);
        pl_json_key(json, "detail");
        pl_json_str(json, reason->detail);
        if (!told && match->name_b != SIZE_MAX && strcmp(reason->kind, "name") == 0) {
            write_name(&match->name, json);
            told = true;
        }
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

/* "name 0.97: ...; birthDate -0.25: ..." */
static void write_reasons(const struct pl_subject_match *match, struct pl_buf *out) {
    for (size_t i = 0; i < match->n_reasons; i++) {
        const struct pl_reason *reason = &match->reasons[i];
        pl_buf_add_str(out, i > 0 ? PL_STR("; ") : PL_STR(""));
        pl_buf_add_str(out, pl_str_from(reason->kind));
        if (reason->effect > 0 || reason->effect < 0) {
            pl_buf_add_char(out, ' ');
            pl_buf_add_fixed(out, reason->effect, 2);
        }
        pl_buf_add_str(out, PL_STR(": "));
        pl_buf_add_str(out, reason->detail);
    }
}

static const char *listed_name(int listed) { return listed == PL_ASOF_LISTED ? "listed" : "undetermined"; }

/* ---- candidates ---- */

static void ruling_json(const struct pl_screen_ruling *r, struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "entry");
    pl_json_i64(json, r->entry);
    pl_json_key(json, "verdict");
    pl_json_text(json, r->verdict);
    pl_json_key(json, "by");
    pl_json_str(json, r->by);
    pl_json_key(json, "reason");
    pl_json_str(json, r->reason);
    pl_json_key(json, "text");
    pl_json_str(json, r->text);
    pl_json_key(json, "expires");
    write_or_null(json, r->expires);
    pl_json_key(json, "stands");
    pl_json_bool(json, r->stands);
    pl_json_key(json, "why_not");
    pl_json_text(json, r->why_not);
    pl_json_object_end(json);
}

static void candidate_json(const struct pl_screen_label *label, const struct pl_screen_candidate *c,
                           struct pl_json *json) {
    const struct pl_entity *e = &c->entry->entity;
    const struct {
        const char *key;
        pl_str value;
    } texts[] = {{"entity", e->id},
                 {"reference", pl_str_trim(e->reference)},
                 {"caption", e->caption},
                 {"schema", pl_str_from(pl_schema_name(e->schema))}};
    pl_json_key(json, "score");
    write_score(json, c->match.score);
    pl_json_key(json, "rank");
    pl_json_u64(json, c->rank);
    pl_json_key(json, "list");
    pl_json_str(json, c->copy->list);
    pl_json_key(json, "published");
    write_or_null(json, c->copy->published);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pl_json_key_n(json, texts[i].key, strlen(texts[i].key));
        pl_json_str(json, texts[i].value);
    }
    pl_json_key(json, "matched_name");
    write_or_null(json, c->matched_name);
    pl_json_key(json, "listed");
    pl_json_text(json, listed_name(c->listed));
    if (c->listed != PL_ASOF_LISTED) {
        pl_json_key(json, "listed_why");
        pl_json_text(json, c->why_listed);
    }
    pl_json_key(json, "reasons");
    pl_screen_reasons_json(&c->match, json);
    if (c->names != NULL) {
        pl_json_key(json, "alignment");
        pl_explain_json(c->names, &c->match, json);
    }
    if (c->ruling != NULL) {
        pl_json_key(json, "decision");
        ruling_json(c->ruling, json);
    }
    pl_json_key(json, "status");
    pl_json_text(json, STATUS);
    write_exercise(json, label->exercise);
}

void pl_screen_candidates_json(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                               struct pl_buf *out) {
    struct pl_json json;
    for (size_t i = 0; i < answer->n; i++) {
        pl_json_start(&json, out);
        pl_json_record(&json, "candidate");
        pl_json_key(&json, "query_id");
        write_id(&json, label);
        pl_json_key(&json, "query");
        pl_json_str(&json, label->query);
        candidate_json(label, &answer->candidates[i], &json);
        pl_json_record_end(&json);
    }
}

void pl_screen_csv_header(struct pl_buf *out) {
    static const char *const NAMES[] = {"query_id", "query",     "score",    "rank",   "list",         "published",
                                        "entity",   "reference", "caption",  "schema", "matched_name", "listed",
                                        "reasons",  "status",    "exercise", "answer", "why"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        pl_csv_write(out, pl_str_from(NAMES[i]), i == 0);
    }
    pl_csv_write_end(out);
}

static void score_text(double score, unsigned decimals, struct pl_buf *out) {
    if (score >= 0) {
        pl_buf_add_fixed(out, score, decimals);
    }
}

enum { CANDIDATE_COLUMNS = 12 }; /* from score to status */

static void candidate_csv(const struct pl_screen_candidate *c, struct pl_buf *cell, struct pl_buf *out) {
    const struct pl_entity *e = &c->entry->entity;
    pl_buf_clear(cell);
    score_text(c->match.score, SCORE_DECIMALS, cell);
    pl_csv_write(out, pl_buf_str(cell), false);
    pl_buf_clear(cell);
    pl_buf_add_u64(cell, c->rank);
    pl_csv_write(out, pl_buf_str(cell), false);
    const pl_str texts[] = {c->copy->list,   c->copy->published,
                            e->id,           pl_str_trim(e->reference),
                            e->caption,      pl_str_from(pl_schema_name(e->schema)),
                            c->matched_name, pl_str_from(listed_name(c->listed))};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        pl_csv_write(out, texts[k], false);
    }
    pl_buf_clear(cell);
    write_reasons(&c->match, cell);
    pl_csv_write(out, pl_buf_str(cell), false);
    pl_csv_write(out, PL_STR(STATUS), false);
}

void pl_screen_answer_csv(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                          struct pl_buf *out) {
    PL_BUF_AUTO cell;
    pl_buf_open(&cell, (size_t)1 << 26);
    for (size_t i = 0; i < answer->n || i == 0; i++) {
        pl_csv_write(out, label->id, true);
        pl_csv_write(out, label->query, false);
        if (i < answer->n) {
            candidate_csv(&answer->candidates[i], &cell, out);
        }
        for (size_t k = i < answer->n ? CANDIDATE_COLUMNS : 0; k < CANDIDATE_COLUMNS; k++) {
            pl_csv_write(out, PL_STR(""), false);
        }
        pl_csv_write(out, label->exercise ? PL_STR("true") : PL_STR(""), false);
        pl_csv_write(out, pl_str_from(pl_screen_verdict_name(answer->verdict)), false);
        pl_csv_write(out, answer->why, false);
        pl_csv_write_end(out);
    }
}

static void write_safe(pl_str text, size_t max, struct pl_buf *out) {
    char safe[512];
    pl_buf_add_str(out, pl_str_from(pl_log_safe(text, safe, max < sizeof safe ? max : sizeof safe)));
}

static void write_copy(const struct pl_screener *screener, const struct pl_screen_copy *copy, struct pl_buf *out) {
    write_safe(copy->list, 100, out);
    if (copy->published.n == 0) {
        pl_buf_add_str(out, PL_STR(", undated"));
        return;
    }
    pl_buf_add_str(out, PL_STR(" of "));
    pl_buf_add_str(out, copy->published);
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        struct pl_screen_searched searched = pl_screener_searched(screener, i);
        if (searched.copy == copy && searched.has_age && searched.age_days >= 0) {
            pl_buf_add_fmt(out, " (%d %s)", searched.age_days,
                           pl_plural((uint64_t)searched.age_days, "day old", "days old"));
        }
    }
}

static void write_ruling(const struct pl_screen_ruling *r, struct pl_buf *out) {
    pl_buf_add_fmt(out, "            decided: %s by ", r->verdict);
    write_safe(r->by, 100, out);
    pl_buf_add_str(out, PL_STR(" ("));
    write_safe(r->reason, 100, out);
    pl_buf_add_fmt(out, ", journal entry %lld)%s%s\n", (long long)r->entry,
                   r->stands ? "" : "; it does not stand: ", r->stands ? "" : r->why_not);
}

void pl_screen_answer_table(const struct pl_screener *screener, const struct pl_screen_label *label,
                            const struct pl_screen_answer *answer, struct pl_buf *out) {
    PL_BUF_AUTO reasons;
    pl_buf_open(&reasons, (size_t)1 << 26);
    if (label->has_id) {
        write_safe(label->id, 100, out);
        pl_buf_add_str(out, PL_STR(" "));
    }
    write_safe(label->query, 300, out);
    pl_buf_add_fmt(out, ": %s",
                   answer->verdict == PL_SCREEN_NOT_COMPARABLE ? "not comparable"
                                                               : pl_screen_verdict_name(answer->verdict));
    if (answer->why.n > 0) {
        pl_buf_add_str(out, PL_STR(": "));
        write_safe(answer->why, 500, out);
    }
    if (answer->n > 0) {
        pl_buf_add_fmt(out, " (%zu of %zu; candidates, not decisions)", answer->n, answer->above);
    }
    pl_buf_add_str(out, label->exercise ? PL_STR(" EXERCISE\n") : PL_STR("\n"));
    for (size_t i = 0; i < answer->n; i++) {
        const struct pl_screen_candidate *c = &answer->candidates[i];
        pl_buf_add_fmt(out, "%4u  ", c->rank);
        if (c->match.score < 0) {
            pl_buf_add_str(out, PL_STR("  - "));
        }
        score_text(c->match.score, 2, out);
        pl_buf_add_str(out, PL_STR("  "));
        write_safe(c->entry->entity.caption, 200, out);
        if (c->matched_name.n > 0 && !pl_str_eq(c->matched_name, c->entry->entity.caption)) {
            pl_buf_add_str(out, PL_STR(" (as "));
            write_safe(c->matched_name, 200, out);
            pl_buf_add_char(out, ')');
        }
        pl_buf_add_fmt(out, ", %s, ", pl_schema_name(c->entry->entity.schema));
        write_safe(pl_str_trim(c->entry->entity.reference), 100, out);
        pl_buf_add_str(out, PL_STR(", "));
        write_copy(screener, c->copy, out);
        if (c->listed != PL_ASOF_LISTED) {
            pl_buf_add_fmt(out, "\n            listing undetermined: %s", c->why_listed);
        }
        pl_buf_clear(&reasons);
        write_reasons(&c->match, &reasons);
        pl_buf_add_str(out, PL_STR("\n            "));
        write_safe(pl_buf_str(&reasons), 512, out);
        pl_buf_add_char(out, '\n');
        if (c->ruling != NULL) {
            write_ruling(c->ruling, out);
        }
    }
}

void pl_screen_answer_json(const struct pl_screen_label *label, const struct pl_screen_answer *answer,
                           struct pl_json *json) {
    pl_json_object(json);
    pl_json_key(json, "query_id");
    write_id(json, label);
    pl_json_key(json, "answer");
    pl_json_text(json, pl_screen_verdict_name(answer->verdict));
    pl_json_key(json, "why");
    write_or_null(json, answer->why);
    pl_json_object_end(json);
}

/* ---- what was searched ---- */

static void searched_json(struct pl_screen_searched searched, struct pl_json *json) {
    const struct pl_screen_copy *copy = searched.copy;
    pl_json_object(json);
    pl_json_key(json, "list");
    pl_json_str(json, copy->list);
    pl_json_key(json, "published");
    write_or_null(json, copy->published);
    pl_json_key(json, "age_days");
    if (searched.has_age) {
        pl_json_i64(json, searched.age_days);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "sha256");
    write_or_null(json, copy->n_files > 0 ? copy->files[0].sha256 : PL_STR(""));
    pl_json_key(json, "entries");
    pl_json_u64(json, pl_book_n(copy->book));
    if (copy->n_files > 1) {
        pl_json_key(json, "files");
        pl_json_array(json);
        for (size_t i = 0; i < copy->n_files; i++) {
            pl_json_object(json);
            pl_json_key(json, "file");
            pl_json_str(json, copy->files[i].name);
            pl_json_key(json, "sha256");
            pl_json_str(json, copy->files[i].sha256);
            pl_json_object_end(json);
        }
        pl_json_array_end(json);
    }
    pl_json_object_end(json);
}

#define BLIND " was first published after that day: entries that were delisted before cannot be seen"

void pl_screen_searched_json(const struct pl_screener *screener, struct pl_json *json) {
    PL_BUF_AUTO note;
    pl_buf_open(&note, (size_t)1 << 16);
    pl_json_key(json, "lists");
    pl_json_array(json);
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        searched_json(pl_screener_searched(screener, i), json);
    }
    pl_json_array_end(json);
    pl_json_key(json, "notes");
    pl_json_array(json);
    for (size_t i = 0; i < pl_screener_n_blind(screener); i++) {
        pl_buf_clear(&note);
        pl_buf_add_str(&note, pl_screener_blind(screener, i));
        pl_buf_add_str(&note, PL_STR(BLIND));
        pl_json_str(json, pl_buf_str(&note));
    }
    pl_json_array_end(json);
    pl_json_key(json, "match");
    pl_json_text(json, pl_match_version());
    pl_json_key(json, "unicode");
    pl_json_text(json, pl_unicode_version());
}

void pl_screen_searched_table(const struct pl_screener *screener, struct pl_buf *out) {
    for (size_t i = 0; i < pl_screener_n_searched(screener); i++) {
        const struct pl_screen_copy *copy = pl_screener_searched(screener, i).copy;
        pl_buf_add_str(out, PL_STR("searched "));
        write_copy(screener, copy, out);
        const size_t n = pl_book_n(copy->book);
        pl_buf_add_fmt(out, ", %zu %s\n", n, pl_plural(n, "entry", "entries"));
    }
    for (size_t i = 0; i < pl_screener_n_blind(screener); i++) {
        pl_buf_add_str(out, PL_STR("note: "));
        write_safe(pl_screener_blind(screener, i), 100, out);
        pl_buf_add_str(out, PL_STR(BLIND));
        pl_buf_add_char(out, '\n');
    }
}

/* ---- pairs ---- */

void pl_screen_match_json(const char *type, const struct pl_screen_label *label, const struct pl_subject_match *match,
                          struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, type);
    pl_json_key(&json, "id");
    write_id(&json, label);
    pl_json_key(&json, "score");
    write_score(&json, match->score);
    pl_json_key(&json, "match");
    pl_json_bool(&json, match->match);
    pl_json_key(&json, "reasons");
    pl_screen_reasons_json(match, &json);
    write_exercise(&json, label->exercise);
    pl_json_record_end(&json);
}

void pl_screen_match_csv_header(struct pl_buf *out) { pl_buf_add_str(out, PL_STR("id,score,match,reasons\n")); }

void pl_screen_match_csv(const struct pl_screen_label *label, const struct pl_subject_match *match,
                         struct pl_buf *out) {
    PL_BUF_AUTO cell;
    pl_buf_open(&cell, (size_t)1 << 26);
    pl_csv_write(out, label->id, true);
    score_text(match->score, SCORE_DECIMALS, &cell);
    pl_csv_write(out, pl_buf_str(&cell), false);
    pl_csv_write(out, match->match ? PL_STR("true") : PL_STR("false"), false);
    pl_buf_clear(&cell);
    write_reasons(match, &cell);
    pl_csv_write(out, pl_buf_str(&cell), false);
    pl_csv_write_end(out);
}

void pl_screen_match_table(const struct pl_screen_label *label, const struct pl_subject_match *match,
                           struct pl_buf *out) {
    PL_BUF_AUTO reasons;
    pl_buf_open(&reasons, (size_t)1 << 26);
    write_safe(label->id, 100, out);
    pl_buf_add_str(out, PL_STR("  "));
    if (match->score < 0) {
        pl_buf_add_str(out, PL_STR("not comparable  "));
    } else {
        pl_buf_add_fixed(out, match->score, 2);
        pl_buf_add_str(out, match->match ? PL_STR("  match     ") : PL_STR("  no match  "));
    }
    write_reasons(match, &reasons);
    write_safe(pl_buf_str(&reasons), 512, out);
    pl_buf_add_char(out, '\n');
}
