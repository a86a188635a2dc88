#include <stdlib.h>

#include "app/case_view.h"
#include "app/owners.h"
#include "app/requirement.h"
#include "app/screen_lists.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)

static const char *const WORDS[] = {[PL_MAYBE_NO] = "no", [PL_MAYBE_YES] = "yes", [PL_MAYBE_UNKNOWN] = "undetermined"};
static const char STATUS[] = "computed from what the lists say, not a decision";
static const char SCOPE[] =
    "listed is who any of the lists searched lists, by whatever authority: whether the rule's own "
    "authority lists them, and control by other means, is for a person to see";

/* Where the copies come from: files, or a case. */
struct origin {
    struct pl_screen_lists *files;
    struct pl_case_view view;
    struct pl_book **books;
    size_t n_books;
    const struct pl_screen_copy *copies;
    size_t n;
    bool exercise;
    int32_t day;    /* as of which, or today: where it is asked what was known then, that day */
    pl_str lacking; /* why a required list of the case does not do; "" */
};

static void origin_close(struct origin *origin) {
    pl_screen_lists_close(origin->files);
    for (size_t i = 0; i < origin->n_books; i++) {
        pl_book_close(origin->books[i]);
    }
    free(origin->books);
    pl_case_view_close(&origin->view);
}

/* Without a day the newest, as the case counts them: an undated copy stands at its day of import. */
static int case_rows(const struct pl_owners_ask *ask, struct origin *origin, struct pl_arena *arena,
                     struct pl_list_row **ret, size_t *ret_n, struct pl_error *err) {
    struct pl_case_view *view = &origin->view;
    int code = pl_case_view_open(ask->dir, ask->known_at, view, err);
    if (code == 0 && view->known.asked && !ask->has_as_of) {
        origin->day = (int32_t)(view->known.at / PL_DAY_US);
    }
    struct pl_requirement_day day = {ask->has_as_of, origin->day};
    code = code == 0 ? pl_requirements_lacking(view->c, view->before, day, arena, &origin->lacking, err) : code;
    if (code != 0) {
        return code;
    }
    return ask->has_as_of ? pl_list_publications(view->c, PL_STR(""), view->before, arena, ret, ret_n, err)
                          : pl_list_newest(view->c, view->before, arena, ret, ret_n, err);
}

static int read_case(const struct pl_owners_ask *ask, struct origin *origin, struct pl_arena *arena,
                     struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = case_rows(ask, origin, arena, &rows, &n, err);
    struct pl_screen_copy *copies = pl_arena_calloc(arena, n + 1, sizeof *copies);
    origin->books = code == 0 ? calloc(n + 1, sizeof(struct pl_book *)) : NULL;
    if (code == 0 && (copies == NULL || origin->books == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        char *order = pl_arena_alloc(arena, 8);
        if (order == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        for (size_t k = 0; k < 8; k++) {
            order[k] = (char)(rows[i].seq >> (56 - 8 * k));
        }
        code = pl_case_book(origin->view.c, &rows[i], &origin->books[i], err);
        origin->n_books += code == 0 ? 1 : 0;
        copies[i] = (struct pl_screen_copy){.list = rows[i].list,
                                            .book = origin->books[i],
                                            .published = rows[i].published,
                                            .has_day = rows[i].published.n > 0,
                                            .day = rows[i].day,
                                            .order = pl_str_make(order, 8)};
    }
    origin->copies = copies;
    origin->n = n;
    origin->exercise = origin->view.exercise;
    return code;
}

static int read_files(const struct pl_owners_ask *ask, struct origin *origin, struct pl_error *err) {
    int code = pl_screen_lists_read(ask->lists, ask->n_lists, NULL, &origin->files, err);
    if (code == 0) {
        origin->copies = pl_screen_lists_copies(origin->files, &origin->n);
        origin->exercise = pl_screen_lists_exercise(origin->files);
    }
    return code;
}

/* A percentage with the four decimals that a ppm has. */
static void write_percent(struct pl_json *json, const char *key, uint32_t ppm) {
    pl_json_key(json, key);
    pl_json_fixed(json, (double)ppm / 10000, 4);
}

static void write_stake(struct pl_json *json, const struct pl_owners *owners, const struct pl_ownership_stake *stake) {
    pl_json_object(json);
    pl_json_key(json, "owner");
    pl_json_str(json, stake->owner);
    pl_json_key(json, "owner_caption");
    pl_json_str(json, pl_owners_caption(owners, stake->owner));
    pl_json_key(json, "asset");
    pl_json_str(json, stake->asset);
    write_percent(json, "least_percent", stake->lo_ppm);
    write_percent(json, "most_percent", stake->hi_ppm);
    pl_json_key(json, "statements");
    pl_json_u64(json, stake->statements);
    pl_json_key(json, "source");
    pl_json_str(json, stake->source);
    pl_json_key(json, "depth");
    pl_json_u64(json, stake->depth);
    pl_json_key(json, "owner_listed");
    pl_json_text(json, WORDS[stake->listed]);
    pl_json_key(json, "owner_counts");
    pl_json_text(json, WORDS[stake->counts]);
    pl_json_object_end(json);
}

/* Where a required list does not do, what the others say decides nothing; it is still shown. */
static int verdict_of(const struct origin *origin, const struct pl_ownership_answer *answer) {
    return origin->lacking.n > 0 ? PL_MAYBE_UNKNOWN : answer->verdict;
}

static void write_why(struct pl_json *json, const struct origin *origin, const struct pl_ownership_answer *answer) {
    PL_BUF_AUTO why;
    pl_buf_open(&why, (size_t)1 << 20);
    if (origin->lacking.n > 0) {
        pl_buf_add_str(&why, origin->lacking);
        pl_buf_add_str(&why, PL_STR("; by the lists at hand: "));
    }
    pl_buf_add_str(&why, pl_str_from(answer->why));
    pl_json_key(json, "why");
    pl_json_str(json, pl_buf_str(&why));
    if (origin->lacking.n > 0) {
        pl_json_key(json, "holds_at_hand");
        pl_json_text(json, WORDS[answer->verdict]);
    }
}

static void write_answer(struct pl_buf *out, const struct pl_owners *owners, pl_str party, int rule,
                         const struct pl_ownership_answer *answer, const struct origin *origin) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "ownership");
    if (origin->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_key(&json, "party");
    pl_json_str(&json, party);
    pl_json_key(&json, "caption");
    pl_json_str(&json, pl_owners_caption(owners, party));
    pl_json_key(&json, "rule");
    pl_json_text(&json, pl_ownership_rule_name(rule));
    pl_json_key(&json, "rule_words");
    pl_json_text(&json, pl_ownership_rule_words(rule));
    pl_json_key(&json, "holds");
    pl_json_text(&json, WORDS[verdict_of(origin, answer)]);
    write_percent(&json, "least_percent", answer->lo_ppm);
    write_percent(&json, "most_percent", answer->hi_ppm);
    write_why(&json, origin, answer);
    pl_json_key(&json, "owners_missing");
    pl_json_array(&json);
    for (size_t i = 0; i < answer->n_missing; i++) {
        pl_json_str(&json, answer->missing[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "stakes");
    pl_json_array(&json);
    for (size_t i = 0; i < answer->n; i++) {
        write_stake(&json, owners, &answer->stakes[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "scope");
    pl_json_text(&json, SCOPE);
    pl_json_key(&json, "status");
    pl_json_text(&json, STATUS);
    pl_json_record_end(&json);
}

static void write_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

static void write_link(struct pl_buf *out, const struct pl_owners *owners, pl_str party,
                       const struct pl_owners_link *link, bool exercise) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "link");
    if (exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    write_text(&json, "party", party);
    write_text(&json, "relation", link->relation);
    write_text(&json, "other", link->named ? PL_STR("") : link->other);
    write_text(&json, "other_caption", link->named ? link->other : pl_owners_caption(owners, link->other));
    write_text(&json, "other_role", link->other_role);
    write_text(&json, "words", link->words);
    write_text(&json, "start", link->start);
    write_text(&json, "end", link->end);
    write_text(&json, "status_said", link->status);
    write_text(&json, "source", link->source);
    pl_json_key(&json, "other_listed");
    pl_json_text(&json, WORDS[link->other_listed]);
    pl_json_key(&json, "status");
    pl_json_text(&json, "said by the list, counted in no share");
    pl_json_record_end(&json);
}

static void write_summary(struct pl_buf *out, const struct pl_owners_ask *ask, const struct origin *origin) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    if (origin->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_key(&json, "as_of");
    pl_json_time(&json, ask->has_as_of ? (pl_time)ask->day * PL_DAY_US : PL_TIME_NONE);
    if (ask->n_lists == 0) {
        pl_json_key(&json, "known_at");
        pl_json_time(&json, ask->known_at);
        pl_json_key(&json, "journal");
        pl_json_i64(&json, origin->view.before);
        write_text(&json, "undetermined", origin->lacking);
    }
    pl_json_key(&json, "lists");
    pl_json_array(&json);
    for (size_t i = 0; i < origin->n; i++) {
        pl_json_object(&json);
        pl_json_key(&json, "list");
        pl_json_str(&json, origin->copies[i].list);
        pl_json_key(&json, "published");
        if (origin->copies[i].published.n > 0) {
            pl_json_str(&json, origin->copies[i].published);
        } else {
            pl_json_null(&json);
        }
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    pl_json_record_end(&json);
}

static void say_share(struct pl_buf *out, uint32_t lo, uint32_t hi) {
    pl_buf_add_fixed(out, (double)lo / 10000, lo % 10000 == 0 ? 0 : 4);
    if (hi != lo) {
        pl_buf_add_fmt(out, " to ");
        pl_buf_add_fixed(out, (double)hi / 10000, hi % 10000 == 0 ? 0 : 4);
    }
    pl_buf_add_fmt(out, " %%");
}

static void say_party(struct pl_buf *out, const struct pl_owners *owners, pl_str party) {
    pl_str caption = pl_owners_caption(owners, party);
    if (caption.n > 0) {
        pl_case_say(out, caption);
        pl_buf_add_fmt(out, " (");
        pl_case_say(out, party);
        pl_buf_add_char(out, ')');
    } else {
        pl_case_say(out, party);
    }
}

static void say_answer(struct pl_buf *out, const struct pl_owners *owners, int rule,
                       const struct pl_ownership_answer *answer, const struct origin *origin) {
    if (origin->lacking.n > 0) {
        pl_buf_add_fmt(out, "%-8s undetermined: ", pl_ownership_rule_name(rule));
        pl_case_say(out, origin->lacking);
        pl_buf_add_fmt(out, "; by the lists at hand:\n");
    }
    pl_buf_add_fmt(out, "%-8s %s: listed parties %s ", pl_ownership_rule_name(rule), WORDS[answer->verdict],
                   answer->lo_ppm == 0 && answer->hi_ppm > 0 ? "may hold" : "hold");
    say_share(out, answer->lo_ppm, answer->hi_ppm);
    pl_buf_add_fmt(out, "; %s\n         the rule: %s\n", answer->why, pl_ownership_rule_words(rule));
    for (size_t i = 0; i < answer->n_missing; i++) {
        pl_buf_add_fmt(out, "         missing: the owners of ");
        say_party(out, owners, answer->missing[i]);
        pl_buf_add_char(out, '\n');
    }
}

static void say_stakes(struct pl_buf *out, const struct pl_owners *owners, const struct pl_ownership_answer *answer) {
    for (size_t i = 0; i < answer->n; i++) {
        const struct pl_ownership_stake *stake = &answer->stakes[i];
        pl_buf_add_fmt(out, "%*s", (int)(stake->depth < 20 ? stake->depth : 20) * 2, "");
        say_party(out, owners, stake->owner);
        if (stake->lo_ppm == 0 && stake->hi_ppm == PL_PPM_ALL) { /* OFAC and the UK do not tell these apart */
            pl_buf_add_fmt(out, ", share not said, is named as who owns, controls or operates ");
        } else {
            pl_buf_add_fmt(out, " holds ");
            say_share(out, stake->lo_ppm, stake->hi_ppm);
            pl_buf_add_fmt(out, " of ");
        }
        say_party(out, owners, stake->asset);
        pl_buf_add_fmt(out, stake->listed == PL_MAYBE_YES       ? "; listed"
                            : stake->listed == PL_MAYBE_UNKNOWN ? "; may be listed"
                                                                : "");
        pl_buf_add_fmt(out, "; said by ");
        pl_case_say(out, stake->source);
        pl_buf_add_char(out, '\n');
    }
}

/* `, word TEXT` where there is a text. */
static void say_more(struct pl_buf *out, const char *word, pl_str text) {
    if (text.n > 0) {
        pl_buf_add_fmt(out, ", %s", word);
        pl_case_say(out, text);
    }
}

static void say_link(struct pl_buf *out, const struct pl_owners *owners, const struct pl_owners_link *link) {
    pl_buf_add_fmt(out, "  %.*s: ", (int)link->relation.n, link->relation.p);
    if (link->named) {
        pl_case_say(out, link->other);
    } else {
        say_party(out, owners, link->other);
        say_more(out, "the ", link->other_role);
    }
    say_more(out, "\"", link->words);
    pl_buf_add_fmt(out, link->words.n > 0 ? "\"" : "");
    say_more(out, "from ", link->start);
    say_more(out, "until ", link->end);
    say_more(out, "", link->status);
    pl_buf_add_fmt(out, link->other_listed == PL_MAYBE_YES                      ? "; listed"
                        : link->named || link->other_listed == PL_MAYBE_UNKNOWN ? "; whether it is listed is open"
                                                                                : "");
    pl_buf_add_fmt(out, "; said by ");
    pl_case_say(out, link->source);
    pl_buf_add_char(out, '\n');
}

static int answer_links(const struct pl_owners *owners, pl_str party, bool json, bool exercise, struct pl_arena *arena,
                        struct pl_buf *out, struct pl_error *err) {
    struct pl_owners_link *links = NULL;
    size_t n = 0;
    int code = pl_owners_links(owners, party, arena, &links, &n, err);
    if (code == 0 && n > 0 && !json) {
        pl_buf_add_fmt(out, "links that the list names, counted in no share:\n");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (json) {
            write_link(out, owners, party, &links[i], exercise);
        } else {
            say_link(out, owners, &links[i]);
        }
    }
    return code;
}

static int answer_all(const struct pl_owners_ask *ask, const struct origin *origin, struct pl_arena *arena,
                      struct pl_buf *out, struct pl_error *err) {
    struct pl_owners *owners = NULL;
    pl_str party = {NULL, 0};
    int code = pl_owners_open(origin->copies, origin->n, ask->has_as_of, origin->day, &owners, err);
    code = code == 0 ? pl_owners_find(owners, pl_str_from(ask->id), &party, err) : code;
    if (code == 0 && !ask->json) {
        pl_buf_add_fmt(out, "%s", origin->exercise ? "EXERCISE\n" : "");
        say_party(out, owners, party);
        pl_buf_add_char(out, '\n');
    }
    bool told = false;
    for (int rule = 0; code == 0 && rule < (int)PL_OWNERSHIP_RULE_COUNT; rule++) {
        struct pl_ownership_answer answer;
        if (ask->rule >= 0 && ask->rule != rule) {
            continue;
        }
        code = pl_owners_ask(owners, party, rule, arena, &answer, err);
        if (code == 0 && ask->json) {
            write_answer(out, owners, party, rule, &answer, origin);
        } else if (code == 0) {
            if (!told) {
                say_stakes(out, owners, &answer);
            }
            told = true;
            say_answer(out, owners, rule, &answer, origin);
        }
    }
    code = code == 0 ? answer_links(owners, party, ask->json, origin->exercise, arena, out, err) : code;
    if (code == 0 && ask->json) {
        write_summary(out, ask, origin);
    } else if (code == 0) {
        pl_buf_add_fmt(out, "%s; %s\n", STATUS, SCOPE);
    }
    pl_owners_close(owners);
    return code;
}

int pl_owners_print(const struct pl_owners_ask *ask, struct pl_buf *out, struct pl_error *err) {
    struct origin origin = {.day = ask->day};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = ask->n_lists > 0 ? read_files(ask, &origin, err) : read_case(ask, &origin, &arena, err);
    code = code == 0 ? answer_all(ask, &origin, &arena, out, err) : code;
    origin_close(&origin);
    return code == 0 && pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the answer is too large") : code;
}
