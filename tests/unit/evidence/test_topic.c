/* What topics and bases are read as: by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "evidence/basis.h"
#include "evidence/topic.h"

static struct pl_topic read_topic(struct pl_arena *arena, const char *text) {
    struct pl_topic topic;
    assert_int_equal(pl_topic_read(pl_str_from(text), NULL, PL_STR(""), arena, &topic, NULL), 0);
    return topic;
}

static void topics_become_words(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
        int category;
        const char *rate;
    } CASES[] = {
        {"containers DPRK->Russia", "container dprk> >russia", PL_CATEGORY_MOVED, ""},
        {"Containers from North Korea to the Russian Federation", "container dprk> >russia", PL_CATEGORY_MOVED, ""},
        {"DPRK to Russia containers", "container dprk> >russia", PL_CATEGORY_MOVED, ""},
        {"shells capacity 152mm", "152mm shell", PL_CATEGORY_CAPACITY, ""},
        {"capacity, artillery rounds of 152 mm", "152mm artillery shell", PL_CATEGORY_CAPACITY, ""},
        {"shells DPRK->Russia per year", "shell dprk> >russia", PL_CATEGORY_MOVED, "year"},
        {"voyages Rajin->Vostochny/Dunai", "voyage >dunai rajin> >vostochny", PL_CATEGORY_MOVED, ""},
        {"refined petroleum reported, China Aug 2021", "petroleum refined china", PL_CATEGORY_REPORTED, ""},
        {"refined oil by STS", "petroleum refined sts", PL_CATEGORY_MOVED, ""},
        {"Lighthouse Example boarded", "example lighthouse", PL_CATEGORY_MOVED, ""},
        {"annual deliveries", "delivery", PL_CATEGORY_MOVED, "year"},
        {"", "", PL_CATEGORY_MOVED, ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        PL_ARENA_AUTO arena;
        PL_BUF_AUTO words;
        pl_arena_open(&arena, 1 << 20);
        pl_buf_open(&words, 4096);
        struct pl_topic topic = read_topic(&arena, CASES[i].text);
        for (uint32_t k = 0; k < topic.n; k++) {
            pl_buf_add_fmt(&words, "%s%.*s", k > 0 ? " " : "", (int)topic.words[k].n, topic.words[k].p);
        }
        pl_buf_add_char(&words, '\0');
        assert_string_equal(words.p, CASES[i].words);
        assert_int_equal(topic.category, CASES[i].category);
        assert_true(pl_str_eq(topic.rate, pl_str_from(CASES[i].rate)));
    }
}

static void topics_are_compared(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    struct pl_topic a = read_topic(&arena, "containers DPRK->Russia"),
                    b = read_topic(&arena, "containers Russia->DPRK");
    struct pl_topic c = read_topic(&arena, "shells capacity 152mm"), d = read_topic(&arena, "shells DPRK->Russia");
    struct pl_topic e = read_topic(&arena, "shells DPRK->Russia per year");
    assert_false(pl_topic_same_words(&a, &b));
    assert_true(a.outward && !a.inward && b.inward && !b.outward);
    assert_true(pl_topic_shares_item(&c, &d) && pl_topic_shares_item(&d, &c));
    assert_false(pl_topic_shares_item(&a, &d));
    assert_false(pl_topic_same(&d, &e));
    assert_true(pl_topic_same_thing(&d, &e));
    struct pl_topic whole = read_topic(&arena, "refined petroleum reported");
    struct pl_topic part = read_topic(&arena, "refined petroleum reported, China");
    assert_true(pl_str_eq(pl_topic_extra_word(&part, &whole), PL_STR("china")));
    assert_int_equal(pl_topic_extra_word(&whole, &part).n, 0);
    assert_true(pl_topic_has_all(&part, PL_STR("diesel|refined petroleum")));
    assert_false(pl_topic_has_all(&part, PL_STR("crude petroleum|coal")));
}

static void words_have_a_ceiling(void **state) {
    (void)state;
    for (int more = -1; more <= 1; more++) {
        PL_ARENA_AUTO arena;
        char text[1024] = "";
        size_t n = 0;
        for (int i = 0; i < (int)PL_TOPIC_MAX_WORDS + more; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "w%dq ", i);
        }
        pl_arena_open(&arena, 1 << 20);
        struct pl_topic topic = read_topic(&arena, text);
        assert_int_equal(topic.n, more < 0 ? PL_TOPIC_MAX_WORDS - 1 : PL_TOPIC_MAX_WORDS);
    }
}

static void bases_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text, *want; /* counts, then flags */
    } CASES[] = {
        {"capacity conversion of 5,000 containers", "5000 containers; converted"},
        {"89 deliveries at one third of tanker capacity", "89 deliveries; converted load=33"},
        {"74,000 t converted", "74000 t; converted"},
        {"43 tanker calls in imagery", "43 calls;"},
        {"adds 400 million since the report", "400000000 ; adds converted"},
        {"1.52 trillion won", "1520000000000 KRW;"},
        {"5,000 containers x 400 rounds", "5000 containers 400 rounds; product converted"},
        {"customs records, 8,000 t + 4,000 t", "8000 t 4000 t; sum converted"},
        {"60 voyages at 90 % of capacity", "60 voyages; converted load=90"},
        {"satellite imagery, four named ships", ";"},
        {"report of 2023-09-07, case U-2, C006, 1/3 of the time", ";"},
        {"not stated", "; unstated"},
        {"", "; unstated"},
        {"unnamed sources", "; unstated"},
        {"closed briefing relayed by a lawmaker", "; closed"},
        {"satellite imagery claimed", "; closed"},
        {"military detection", "; no-method"},
        {"participating states' information", "; no-method"},
        {"state reports", ";"},
        {"the canal was closed", "; no-method"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_basis b;
        PL_BUF_AUTO got;
        pl_buf_open(&got, 4096);
        pl_basis_read(pl_str_from(CASES[i].text), &b);
        for (uint32_t k = 0; k < b.n; k++) {
            pl_buf_add_fmt(&got, "%s%.0f %.*s", k > 0 ? " " : "", b.counts[k].value, (int)b.counts[k].unit.name.n,
                           b.counts[k].unit.name.p);
        }
        pl_buf_add_fmt(&got, ";%s%s%s%s%s%s%s", b.adds ? " adds" : "", b.product ? " product" : "", b.sum ? " sum" : "",
                       b.converted ? " converted" : "", b.unstated ? " unstated" : "", b.closed ? " closed" : "",
                       b.no_method ? " no-method" : "");
        if (b.load > 0) {
            pl_buf_add_fmt(&got, " load=%d", (int)(b.load * 100 + 0.5));
        }
        pl_buf_add_char(&got, '\0');
        assert_string_equal(got.p, CASES[i].want);
    }
}

static void counts_have_a_ceiling(void **state) {
    (void)state;
    for (int more = -1; more <= 1; more++) {
        char text[512] = "";
        struct pl_basis b;
        size_t n = 0;
        for (int i = 0; i < (int)PL_BASIS_MAX_COUNTS + more; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%d trains, ", i + 1);
        }
        pl_basis_read(pl_str_from(text), &b);
        assert_int_equal(b.n, more < 0 ? PL_BASIS_MAX_COUNTS - 1 : PL_BASIS_MAX_COUNTS);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(topics_become_words),   cmocka_unit_test(topics_are_compared),
        cmocka_unit_test(words_have_a_ceiling),  cmocka_unit_test(bases_are_read),
        cmocka_unit_test(counts_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
