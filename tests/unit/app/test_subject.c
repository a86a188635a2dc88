/* What a list entry becomes before it is compared; expectations by hand from app/subject.h. Invented names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "app/facts.h"
#include "app/subject.h"

#include "base/ban.h"

static struct pl_arena arena;
static struct pl_romaniser *romaniser;
static const struct pl_countries *countries;

static int open_all(void **state) {
    (void)state;
    pl_arena_open(&arena, (size_t)1 << 28);
    assert_int_equal(pl_romaniser_open(&romaniser, NULL), 0);
    assert_int_equal(pl_countries_parse(pl_facts_countries(), &arena, &countries, NULL), 0);
    return 0;
}

static int close_all(void **state) {
    (void)state;
    pl_romaniser_close(romaniser);
    pl_arena_close(&arena);
    return 0;
}

static struct pl_entity entity_of(int schema, const char *const *values) {
    struct pl_entity e = {.schema = schema};
    for (size_t i = 0; values[i] != NULL; i++) {
        pl_str text = pl_str_from(values[i]);
        pl_str prop = pl_str_cut(&text, '=');
        assert_true(pl_prop_of(prop) >= 0);
        assert_int_equal(pl_entity_add(&e, &arena, pl_prop_of(prop), text, "test", NULL), 0);
    }
    return e;
}

static struct pl_subject make(const struct pl_entity *e, struct pl_subject_left *left) {
    struct pl_subject subject;
    assert_int_equal(pl_subject_make(romaniser, countries, e, &arena, &subject, left, NULL), 0);
    return subject;
}

static void takes_every_kind(void **state) {
    (void)state;
    static const char *const VALUES[] = {
        "name=Tavo Merulo",     "alias=T. Merulo",
        "weakAlias=Old Salt",   "weakAlias=Tavo Merulo", /* a name already: adds nothing */
        "abbreviation=TM",      "firstName=Tavo",
        "birthDate=1961-03-04", "birthDate=circa 1962",
        "birthDate=long ago",   "nationality=DPRK",
        "country=KP",           "flag=Atlantis",
        "birthCountry=France", /* no state of the person's own */
        "gender=Female",        "passportNumber=X 123",
        "notes=Captain",        NULL};
    struct pl_subject_left left;
    struct pl_entity e = entity_of(PL_SCHEMA_PERSON, VALUES);
    struct pl_subject s = make(&e, &left);
    assert_int_equal(s.kind, PL_NAME_PERSON);
    assert_int_equal(s.n_names, 4);
    for (size_t i = 0; i < s.n_names; i++) {
        assert_int_equal(s.names[i].weak, i >= 2);
        assert_non_null(s.names[i].ready);
        assert_true(pl_str_eq(e.values[s.names[i].tag].text, s.names[i].form.source));
    }
    assert_int_equal(s.n_births, 2);
    assert_true(s.births[1].circa);
    assert_int_equal(s.n_countries, 1);
    assert_true(pl_str_eq(s.countries[0], PL_STR("kp")));
    assert_int_equal(s.gender, 'f');
    assert_int_equal(s.n_ids, 1);
    assert_string_equal(s.ids[0].kind, "passportNumber");
    assert_int_equal(left.dates, 1);
    assert_int_equal(left.countries, 1);
    assert_int_equal(left.names, 0);
}

/* The whole, then the names within it: weak of a list entry, of a question only where one word is too little. A state
 * in brackets is no name. */
static void reads_second_names(void **state) {
    (void)state;
    static const char *const VALUES[] = {"name=Tavo Merulo (Orlo Mirelu)", "alias=Old Man a.k.a. Salt",
                                         "alias=Merulo Bank (Kenya)", NULL};
    static const struct {
        const char *text;
        bool asked_weak;
        bool listed_weak;
    } WANT[] = {{"Tavo Merulo (Orlo Mirelu)", false, false},
                {"Old Man a.k.a. Salt", false, false},
                {"Merulo Bank (Kenya)", false, false},
                {"Tavo Merulo", true, true},
                {"Orlo Mirelu", true, true},
                {"Old Man", false, true},
                {"Salt", true, true}};
    struct pl_entity e = entity_of(PL_SCHEMA_PERSON, VALUES);
    PL_ARENA_AUTO scratch;
    pl_arena_open(&scratch, (size_t)1 << 20);
    struct pl_vocabulary *vocabulary = NULL;
    assert_int_equal(pl_vocabulary_open(&vocabulary, NULL), 0);
    struct pl_subject listed;
    assert_int_equal(pl_subject_keep(romaniser, countries, &e, &scratch, vocabulary, &arena, &listed, NULL, NULL), 0);
    struct pl_subject asked = make(&e, NULL);
    assert_int_equal(asked.n_names, sizeof WANT / sizeof *WANT);
    assert_int_equal(listed.n_names, sizeof WANT / sizeof *WANT);
    for (size_t i = 0; i < asked.n_names; i++) {
        assert_true(pl_str_eq(asked.names[i].form.source, pl_str_from(WANT[i].text)));
        assert_true(pl_str_eq(listed.names[i].form.source, pl_str_from(WANT[i].text)));
        assert_int_equal(asked.names[i].weak, WANT[i].asked_weak);
        assert_int_equal(listed.names[i].weak, WANT[i].listed_weak);
    }
    pl_vocabulary_close(vocabulary);
}

static void joins_parts_where_no_name_stands(void **state) {
    (void)state;
    static const char *const VALUES[] = {"lastName=Merulo", "firstName=Tavo", "fatherName=Orlovich", NULL};
    struct pl_entity e = entity_of(PL_SCHEMA_PERSON, VALUES);
    struct pl_subject s = make(&e, NULL);
    assert_int_equal(s.n_names, 1);
    assert_true(pl_str_eq(s.names[0].form.source, PL_STR("Tavo Orlovich Merulo")));
    assert_int_equal(s.names[0].tag, UINT32_MAX);
}

static void keeps_wrong_numbers_as_wrong(void **state) {
    (void)state;
    static const char *const VALUES[] = {"name=VOLANA REEF", "imoNumber=9074728", "pastFlags=Russia", NULL};
    struct pl_entity e = entity_of(PL_SCHEMA_VESSEL, VALUES);
    e.values[1].valid = false;
    struct pl_subject s = make(&e, NULL);
    assert_int_equal(s.kind, PL_NAME_VESSEL);
    assert_int_equal(s.n_ids, 1);
    assert_false(s.ids[0].valid);
    assert_int_equal(s.n_countries, 1);
}

static void has_ceilings(void **state) {
    (void)state;
    struct pl_subject_left left;
    struct pl_entity e = {.schema = PL_SCHEMA_COMPANY};
    char name[PL_FORM_MAX_BYTES + 2];
    for (int i = 0; i <= PL_SUBJECT_MAX_NAMES; i++) {
        int n = snprintf(name, sizeof name, "Name %d", i);
        assert_int_equal(pl_entity_add(&e, &arena, PL_PROP_ALIAS, pl_str_make(name, (size_t)n), "test", NULL), 0);
    }
    struct pl_subject s = make(&e, &left);
    assert_int_equal(s.kind, PL_NAME_ORGANIZATION);
    assert_int_equal(s.n_names, PL_SUBJECT_MAX_NAMES);
    assert_int_equal(left.names, 1);
    for (size_t n = PL_FORM_MAX_BYTES - 1; n <= PL_FORM_MAX_BYTES + 1; n++) {
        struct pl_entity one = {.schema = PL_SCHEMA_OTHER};
        memset(name, 'q', n);
        assert_int_equal(pl_entity_add(&one, &arena, PL_PROP_NAME, pl_str_make(name, n), "test", NULL), 0);
        s = make(&one, &left);
        assert_int_equal(s.kind, PL_NAME_ANY);
        assert_int_equal(s.n_names, n <= PL_FORM_MAX_BYTES);
        assert_int_equal(left.names, n > PL_FORM_MAX_BYTES);
    }
    struct pl_arena small;
    pl_arena_open(&small, 64);
    static const char *const VALUES[] = {"name=Tavo Merulo", NULL};
    struct pl_entity person = entity_of(PL_SCHEMA_PERSON, VALUES);
    assert_int_equal(pl_subject_make(romaniser, countries, &person, &small, &s, NULL, NULL), PL_E_NOMEM);
    pl_arena_close(&small);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_every_kind), cmocka_unit_test(reads_second_names),
                                       cmocka_unit_test(joins_parts_where_no_name_stands),
                                       cmocka_unit_test(keeps_wrong_numbers_as_wrong), cmocka_unit_test(has_ceilings)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
