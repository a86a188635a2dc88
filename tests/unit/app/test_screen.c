/* The screening engine over books made by hand; every name is invented. Expectations by hand from docs/format/asof.md,
 * docs/screening.md and the books. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "app/facts.h"
#include "app/list.h"
#include "app/screen.h"
#include "app/screen_text.h"

#include "base/ban.h"

#define MAX_COPIES 8

/* Copies of lists, and what is open for them. */
struct world {
    struct pl_arena arena;
    struct pl_book *books[MAX_COPIES];
    struct pl_screen_copy copies[MAX_COPIES];
    size_t n;
    const struct pl_countries *countries;
    struct pl_screener *screener;
    struct pl_screen_asker *asker;
};

static void open_world(struct world *w) {
    *w = (struct world){0};
    pl_arena_open(&w->arena, (size_t)1 << 28);
    assert_int_equal(pl_countries_parse(pl_facts_countries(), &w->arena, &w->countries, NULL), 0);
}

static void close_world(struct world *w) {
    pl_screen_asker_close(w->asker);
    pl_screener_close(w->screener);
    for (size_t i = 0; i < w->n; i++) {
        pl_book_close(w->books[i]);
    }
    pl_arena_close(&w->arena);
}

/* "id|reference|Schema|prop=value|..."; a value behind "!" is invalid. */
static void add_entry(struct world *w, struct pl_book *book, pl_str list, const char *text) {
    pl_str rest = pl_str_from(text);
    struct pl_entity e = {.list = list};
    e.id = pl_str_cut(&rest, '|');
    e.reference = pl_str_cut(&rest, '|');
    e.schema = pl_schema_of(pl_str_cut(&rest, '|'));
    while (rest.p != NULL) {
        pl_str value = pl_str_cut(&rest, '|');
        pl_str prop = pl_str_cut(&value, '=');
        bool invalid = pl_str_starts(value, PL_STR("!"));
        assert_true(pl_prop_of(prop) >= 0);
        assert_int_equal(pl_entity_add(&e, &w->arena, pl_prop_of(prop), invalid ? pl_str_sub(value, 1, value.n) : value,
                                       "test", NULL),
                         0);
        e.values[e.n_values - 1].valid = !invalid;
    }
    e.caption = pl_entity_get(&e, PL_PROP_NAME);
    assert_int_equal(pl_book_add(book, &e, NULL), 0);
}

/* A copy with its entries, ended by NULL; day "" is undated. */
static void add_copy(struct world *w, const char *list, const char *day, const char *const *entries) {
    struct pl_screen_copy *copy = &w->copies[w->n];
    copy->list = pl_str_from(list);
    copy->published = pl_str_from(day);
    copy->has_day = pl_list_day_number(copy->published, &copy->day);
    assert_int_equal(pl_book_open((size_t)1 << 26, &w->books[w->n], NULL), 0);
    for (size_t i = 0; entries[i] != NULL; i++) {
        add_entry(w, w->books[w->n], copy->list, entries[i]);
    }
    assert_int_equal(pl_book_seal(w->books[w->n], NULL, NULL), 0);
    copy->book = w->books[w->n++];
}

static void build(struct world *w, const char *as_of, const char *today) {
    struct pl_screen_options options = {.countries = w->countries};
    options.has_as_of = pl_list_day_number(pl_str_from(as_of), &options.as_of);
    assert_true(pl_list_day_number(pl_str_from(today), &options.today));
    pl_screen_asker_close(w->asker);
    pl_screener_close(w->screener);
    assert_int_equal(pl_screener_build(&options, w->copies, w->n, &w->screener, NULL), 0);
    assert_int_equal(pl_screen_asker_open(w->screener, &w->asker, NULL), 0);
}

static struct pl_screen_answer ask_party(struct world *w, struct pl_screen_question q, struct pl_screen_ask ask) {
    struct pl_entity party;
    struct pl_screen_answer answer;
    assert_int_equal(pl_screen_question_party(&q, false, &w->arena, &party, NULL), 0);
    assert_int_equal(pl_screen_party(w->asker, &party, &ask, &w->arena, &answer, NULL), 0);
    return answer;
}

static struct pl_screen_answer ask_name(struct world *w, const char *name) {
    struct pl_screen_question q = {.name = pl_str_from(name), .schema = -1};
    return ask_party(w, q, (struct pl_screen_ask){.limit = 5, .threshold = PL_MATCH_THRESHOLD});
}

/* "reference@published listed|undetermined; ..." of the candidates, or the verdict. */
static void expect(struct world *w, const char *name, const char *want) {
    struct pl_screen_answer answer = ask_name(w, name);
    PL_BUF_AUTO got;
    pl_buf_open(&got, 10000);
    for (size_t i = 0; i < answer.n; i++) {
        const struct pl_screen_candidate *c = &answer.candidates[i];
        assert_int_equal(c->rank, i + 1);
        pl_buf_add_fmt(&got, "%s%.*s@%.*s %s", i > 0 ? "; " : "", (int)c->entry->entity.reference.n,
                       c->entry->entity.reference.p, (int)c->copy->published.n, c->copy->published.p,
                       c->listed == PL_ASOF_LISTED ? "listed" : "undetermined");
    }
    pl_buf_add_str(&got, answer.n == 0 ? pl_str_from(pl_screen_verdict_name(answer.verdict)) : PL_STR(""));
    pl_buf_add_char(&got, '\0');
    assert_string_equal(got.p, want);
}

static const char *const OLD[] = {"1|A.1|Person|name=Tavo Merulo|listingDate=2010-05-05",
                                  "2|A.2|Person|name=Sindra Okoyele|listingDate=2011-05-05", NULL};
static const char *const MIDDLE[] = {"1|A.1|Person|name=Tavo Merulo|listingDate=2010-05-05",
                                     "3|A.3|Person|name=Bartol Quenzi|listingDate=2008-03-03",
                                     "4|A.4|Vessel|name=VOLANA REEF|listingDate=2019-06-01", NULL};
static const char *const NEW[] = {"11|A.1|Person|name=Tavo Merulo|alias=Tavo Ferrandis|listingDate=2010-05-05",
                                  "2|A.2|Person|name=Sindra Okoyele|listingDate=2011-05-05",
                                  "3|A.3|Person|name=Bartol Quenzi|listingDate=2008-03-03",
                                  "4|A.4|Vessel|name=VOLANA REEF|listingDate=2019-06-01", NULL};

static void three_copies(struct world *w, const size_t order[3]) {
    static const struct {
        const char *day;
        const char *const *entries;
    } COPIES[] = {{"2018-10-29", OLD}, {"2020-10-01", MIDDLE}, {"2022-01-01", NEW}};
    for (size_t i = 0; i < 3; i++) {
        add_copy(w, "test", COPIES[order[i]].day, COPIES[order[i]].entries);
    }
}

/* The answers are the same for every order in which the copies come. */
static void answers_as_of_a_day(void **state) {
    (void)state;
    static const size_t ORDERS[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t i = 0; i < 6; i++) {
        struct world w;
        open_world(&w);
        three_copies(&w, ORDERS[i]);
        build(&w, "2019-01-01", "2026-01-01");
        expect(&w, "Tavo Merulo", "A.1@2018-10-29 listed");
        expect(&w, "Sindra Okoyele", "A.2@2018-10-29 undetermined"); /* removed in between */
        expect(&w, "Bartol Quenzi", "A.3@2020-10-01 undetermined");  /* put back with its old date */
        expect(&w, "Volana Reef", "none");                           /* listed later */
        expect(&w, "Tavo Ferrandis", "A.1@2022-01-01 listed");       /* a name that a later copy adds */
        build(&w, "2019-06-01", "2026-01-01");
        expect(&w, "Volana Reef", "A.4@2020-10-01 listed");
        build(&w, "2020-10-01", "2026-01-01"); /* its own day: exactly that copy */
        expect(&w, "Sindra Okoyele", "none");
        expect(&w, "Bartol Quenzi", "A.3@2020-10-01 listed");
        expect(&w, "Tavo Ferrandis", "none");
        build(&w, "2030-01-01", "2026-01-01");
        expect(&w, "Sindra Okoyele", "A.2@2022-01-01 listed");
        assert_int_equal(pl_screener_n_blind(w.screener), 0);
        build(&w, "2010-06-01", "2026-01-01");
        expect(&w, "Tavo Merulo", "A.1@2018-10-29 listed");
        expect(&w, "Sindra Okoyele", "none");
        expect(&w, "Bartol Quenzi", "A.3@2020-10-01 undetermined");
        assert_int_equal(pl_screener_n_blind(w.screener), 1);
        assert_true(pl_str_eq(pl_screener_blind(w.screener, 0), PL_STR("test")));
        build(&w, "", "2022-01-31"); /* without a day: the newest copy alone */
        expect(&w, "Sindra Okoyele", "A.2@2022-01-01 listed");
        assert_int_equal(pl_screener_n_searched(w.screener), 1);
        assert_int_equal(pl_screener_searched(w.screener, 0).age_days, 30);
        close_world(&w);
    }
}

static void an_undated_copy_is_the_newest_but_no_publication(void **state) {
    (void)state;
    struct world w;
    open_world(&w);
    add_copy(&w, "test", "", OLD);
    add_copy(&w, "test", "2020-10-01", MIDDLE);
    build(&w, "", "2026-01-01");
    expect(&w, "Sindra Okoyele", "A.2@ listed");
    expect(&w, "Bartol Quenzi", "none");
    assert_false(pl_screener_searched(w.screener, 0).has_age);
    build(&w, "2021-01-01", "2026-01-01");
    expect(&w, "Sindra Okoyele", "none");
    expect(&w, "Bartol Quenzi", "A.3@2020-10-01 listed");
    close_world(&w);
    open_world(&w);
    add_copy(&w, "test", "", OLD);
    build(&w, "2021-01-01", "2026-01-01");
    expect(&w, "Sindra Okoyele", "A.2@ undetermined");
    close_world(&w);
}

/* Of two copies of one day the greater order counts, whatever comes first; of equal ones the later. */
static void one_copy_a_day(void **state) {
    (void)state;
    for (int turn = 0; turn < 4; turn++) {
        struct world w;
        open_world(&w);
        bool swapped = turn % 2 == 1;
        bool equal = turn >= 2;
        add_copy(&w, "test", "2020-10-01", swapped ? OLD : MIDDLE);
        add_copy(&w, "test", "2020-10-01", swapped ? MIDDLE : OLD);
        w.copies[0].order = equal ? PL_STR("x") : swapped ? PL_STR("2020-10-01T10:00") : PL_STR("2020-10-01T09:00");
        w.copies[1].order = equal ? PL_STR("x") : swapped ? PL_STR("2020-10-01T09:00") : PL_STR("2020-10-01T10:00");
        build(&w, "", "2026-01-01");
        bool old_counts = equal ? !swapped : true;
        expect(&w, "Sindra Okoyele", old_counts ? "A.2@2020-10-01 listed" : "none");
        close_world(&w);
    }
}

static void an_ended_listing_is_undetermined(void **state) {
    (void)state;
    static const char *const ENTRIES[] = {"1||Person|name=Tavo Merulo|listingDate=2010-05-05|endDate=2015-01-01",
                                          "2||Person|name=Sindra Okoyele|endDate=2031-01-01", NULL};
    struct world w;
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", ENTRIES);
    build(&w, "", "2026-01-01");
    struct pl_screen_answer answer = ask_name(&w, "Tavo Merulo");
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.candidates[0].listed, PL_ASOF_UNDETERMINED);
    answer = ask_name(&w, "Sindra Okoyele");
    assert_int_equal(answer.candidates[0].listed, PL_ASOF_LISTED);
    close_world(&w);
}

static void expect_lack(const struct world *w, struct pl_screen_require require, const char *want) {
    PL_ARENA_AUTO arena;
    pl_str why = {0};
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_screener_check(w->screener, &require, 1, &arena, &why, NULL), 0);
    assert_string_equal(why.p, want);
}

static void requires_lists_that_are_there_and_fresh(void **state) {
    (void)state;
    struct world w;
    open_world(&w);
    add_copy(&w, "dated", "2020-10-01", MIDDLE);
    add_copy(&w, "undated", "", OLD);
    build(&w, "", "2020-10-31");
    expect_lack(&w, (struct pl_screen_require){.list = PL_STR("dated")}, "");
    expect_lack(&w, (struct pl_screen_require){PL_STR("dated"), true, 30}, "");
    expect_lack(&w, (struct pl_screen_require){PL_STR("dated"), true, 29},
                "the required list dated is 30 days old now, more than the 29 that are allowed");
    expect_lack(&w, (struct pl_screen_require){.list = PL_STR("un-sc")}, "the required list un-sc was not searched");
    expect_lack(&w, (struct pl_screen_require){.list = PL_STR("undated")},
                "the required list undated has no publication date");
    build(&w, "2020-09-30", "2020-10-31");
    expect_lack(&w, (struct pl_screen_require){.list = PL_STR("dated")},
                "the required list dated has no publication at or before the day asked");
    build(&w, "2020-10-05", "2026-10-31");
    expect_lack(&w, (struct pl_screen_require){PL_STR("dated"), true, 4}, "");
    expect_lack(&w, (struct pl_screen_require){PL_STR("dated"), true, 3},
                "the required list dated is 4 days old at the day asked, more than the 3 that are allowed");
    struct pl_screen_question q = {.name = PL_STR("Volana Reef"), .schema = -1};
    struct pl_screen_answer answer = ask_party(
        &w, q, (struct pl_screen_ask){.limit = 5, .threshold = PL_MATCH_THRESHOLD, .lacking = PL_STR("something")});
    assert_int_equal(answer.n, 1); /* what was found is still shown */
    assert_int_equal(answer.verdict, PL_SCREEN_UNDETERMINED);
    assert_true(pl_str_eq(answer.why, PL_STR("something")));
    close_world(&w);
}

static const char *const SHIPS[] = {"1|S.1|Vessel|name=VOLANA REEF|imoNumber=9074729|flag=Korea, North",
                                    "2|S.2|LegalEntity|name=MERULO SHIPPING|relatedImoNumber=9074729",
                                    "3|S.3|Vessel|name=TESSIL STAR|imoNumber=!9074728",
                                    "4|S.4|Vessel|name=ORANTE 5|imoNumber=9321483",
                                    "5|S.5|Sanction|name=Not a party",
                                    "6|S.6|Company|name=HARBOUR LIGHT|imoCompanyNumber=0289239",
                                    NULL};

static struct pl_screen_answer ask_imo(struct world *w, const char *imo) {
    struct pl_screen_question q = {.imo = pl_str_from(imo), .schema = -1};
    return ask_party(w, q, (struct pl_screen_ask){.limit = 5, .threshold = PL_MATCH_THRESHOLD});
}

static void finds_ships_by_number(void **state) {
    (void)state;
    struct world w;
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", SHIPS);
    build(&w, "", "2026-01-01");
    struct pl_screen_answer answer = ask_imo(&w, "IMO 9074729");
    assert_int_equal(answer.n, 2); /* the ship, then who is named beside it */
    assert_true(pl_str_eq(answer.candidates[0].entry->entity.id, PL_STR("1")));
    assert_true(pl_str_eq(answer.candidates[1].entry->entity.id, PL_STR("2")));
    assert_string_equal(answer.candidates[1].match.reasons[0].kind, "relatedImoNumber");
    assert_true(pl_str_eq(answer.candidates[1].match.reasons[0].detail,
                          PL_STR("the entry names the ship of this IMO number without being that ship")));
    assert_int_equal(answer.candidates[0].matched_name.n, 0);
    answer = ask_imo(&w, "9074728"); /* a wrong check digit counts for nothing, on both sides */
    assert_int_equal(answer.n, 0);
    assert_int_equal(answer.verdict, PL_SCREEN_NOT_COMPARABLE);
    answer = ask_imo(&w, "0289239"); /* right as a company's number only */
    assert_int_equal(answer.n, 1);
    assert_true(pl_str_eq(answer.candidates[0].entry->entity.id, PL_STR("6")));
    answer = ask_imo(&w, "9000003"); /* valid (9*7 + 3*0... = 63), on no list */
    assert_int_equal(answer.verdict, PL_SCREEN_NONE);
    answer = ask_name(&w, "Not a party");
    assert_int_equal(answer.n, 0);
    close_world(&w);
}

static void says_what_cannot_be_compared(void **state) {
    (void)state;
    struct world w;
    char name[PL_FORM_MAX_BYTES + 2];
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", SHIPS);
    build(&w, "", "2026-01-01");
    struct pl_screen_answer answer = ask_name(&w, "!!! --- \xE2\x80\xAE");
    assert_int_equal(answer.verdict, PL_SCREEN_NOT_COMPARABLE);
    assert_true(pl_str_eq(answer.why, PL_STR("the name has no letter and no digit")));
    answer = ask_name(&w, "");
    assert_true(pl_str_eq(answer.why, PL_STR("there is neither a name nor a number")));
    memset(name, 'q', sizeof name);
    name[PL_FORM_MAX_BYTES] = '\0'; /* at the ceiling: compared */
    assert_int_equal(ask_name(&w, name).verdict, PL_SCREEN_NONE);
    name[PL_FORM_MAX_BYTES] = 'q';
    name[PL_FORM_MAX_BYTES + 1] = '\0';
    answer = ask_name(&w, name);
    assert_int_equal(answer.verdict, PL_SCREEN_NOT_COMPARABLE);
    assert_true(pl_str_eq(answer.why, PL_STR("the name is longer than 2048 bytes")));
    close_world(&w);
}

static void limits_and_thresholds(void **state) {
    (void)state;
    static const char *const ENTRIES[] = {"1||Person|name=Tavo Merulo", "2||Person|name=Tavo Merulo",
                                          "3||Person|name=Tavo Merulo", "4||Person|name=Tavo Quenzi", NULL};
    struct world w;
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", ENTRIES);
    build(&w, "", "2026-01-01");
    struct pl_screen_question q = {.name = PL_STR("Tavo Merulo"), .schema = PL_SCHEMA_PERSON};
    struct pl_screen_answer answer = ask_party(&w, q, (struct pl_screen_ask){.limit = 2, .threshold = 0.9});
    assert_int_equal(answer.n, 2);
    assert_int_equal(answer.above, 3);
    assert_true(pl_str_eq(answer.candidates[0].entry->entity.id, PL_STR("1"))); /* of equals the smaller id */
    answer = ask_party(&w, q, (struct pl_screen_ask){.limit = 10, .threshold = 0});
    assert_int_equal(answer.n, 4);
    assert_true(pl_str_eq(answer.candidates[3].entry->entity.id, PL_STR("4")));
    assert_true(answer.candidates[3].match.score < answer.candidates[2].match.score);
    answer = ask_party(&w, q, (struct pl_screen_ask){.limit = 0, .threshold = 0.9});
    assert_int_equal(answer.n, 0);
    assert_int_equal(answer.verdict, PL_SCREEN_CANDIDATES);
    close_world(&w);
}

/* One entry in several versions is one candidate, by the version that agrees best. */
static void weighs_what_else_is_known(void **state) {
    (void)state;
    static const char *const ENTRIES[] = {
        "1||Person|name=Tavo Merulo|birthDate=1961-03-04|nationality=DPRK|gender=Male", NULL};
    static const struct {
        const char *born, *country;
        bool less;
    } CASES[] = {{"1961-03-04", "kp", false},
                 {"1961", "Korea, North", false},
                 {"1972", "", true},
                 {"", "France", true},
                 {"", "", false}};
    struct world w;
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", ENTRIES);
    build(&w, "", "2026-01-01");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_screen_question q = {.name = PL_STR("Tavo Merulo"),
                                       .schema = PL_SCHEMA_PERSON,
                                       .birth_date = pl_str_from(CASES[i].born),
                                       .country = pl_str_from(CASES[i].country)};
        struct pl_screen_answer answer = ask_party(&w, q, (struct pl_screen_ask){.limit = 5, .threshold = 0});
        assert_int_equal(answer.n, 1);
        assert_int_equal(answer.candidates[0].match.score < 1, CASES[i].less);
    }
    close_world(&w);
}

static void shows_foreign_text_safely(void **state) {
    (void)state;
    static const char *const ENTRIES[] = {"1||Person|name==Tavo\x01 Merulo\xE2\x80\xAE", NULL};
    struct world w;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    open_world(&w);
    add_copy(&w, "test", "2020-10-01", ENTRIES);
    build(&w, "", "2026-01-01");
    struct pl_screen_answer answer = ask_name(&w, "Tavo Merulo");
    struct pl_screen_label label = {.query = PL_STR("=1+1"), .id = PL_STR(""), .exercise = true};
    assert_int_equal(answer.n, 1);
    pl_screen_candidates_json(&label, &answer, &out);
    pl_screen_answer_table(w.screener, &label, &answer, &out);
    pl_screen_answer_csv(&label, &answer, &out);
    for (size_t i = 0; i < out.n; i++) {
        assert_true((unsigned char)out.p[i] >= 0x20 || out.p[i] == '\n');
    }
    assert_int_equal(pl_str_find_str(pl_buf_str(&out), PL_STR("\xE2\x80\xAE")), out.n);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR(",'=1+1,")) < out.n);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("\"exercise\":true")) < out.n);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("EXERCISE")) < out.n);
    close_world(&w);
}

static void no_list_finds_nothing(void **state) {
    (void)state;
    struct world w;
    open_world(&w);
    build(&w, "", "2026-01-01");
    assert_int_equal(pl_screener_n_searched(w.screener), 0);
    expect(&w, "Tavo Merulo", "none");
    close_world(&w);
    pl_screener_close(NULL);
    pl_screen_asker_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_as_of_a_day),
        cmocka_unit_test(an_undated_copy_is_the_newest_but_no_publication),
        cmocka_unit_test(one_copy_a_day),
        cmocka_unit_test(an_ended_listing_is_undetermined),
        cmocka_unit_test(requires_lists_that_are_there_and_fresh),
        cmocka_unit_test(finds_ships_by_number),
        cmocka_unit_test(says_what_cannot_be_compared),
        cmocka_unit_test(limits_and_thresholds),
        cmocka_unit_test(weighs_what_else_is_known),
        cmocka_unit_test(shows_foreign_text_safely),
        cmocka_unit_test(no_list_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
