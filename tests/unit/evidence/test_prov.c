/* PROV-JSON of a small graph against text written by hand from the member submission of 2013-04-24. */
#include "evidence/prov.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "text/json.h"

static const struct pl_origin_source SOURCES[] = {{{"s 1", 3}, {"p", 1}}, {{"t", 1}, {"", 0}}};
static const struct pl_origin_item ITEMS[] = {
    {.id = {"b", 1}, .source = 1, .published = PL_HOUR_US},
    {.id = {"a/1", 3}, .source = 0},
    {.id = {"x", 1}, .source = PL_ORIGIN_NONE, .published = PL_TIME_NONE, .absent = true},
    {.id = {"x", 1}, .source = PL_ORIGIN_NONE, .published = PL_TIME_NONE, .absent = true},
    {.id = {"c", 1}, .source = PL_ORIGIN_NONE, .published = 2 * PL_HOUR_US}};
static const struct pl_origin_link LINKS[] = {{4, 0, PL_LINK_SAME_FEED, {"", 0}},
                                              {4, 3, PL_LINK_QUOTATION, {"", 0}},
                                              {0, 2, PL_LINK_QUOTATION, {"", 0}},
                                              {0, 1, PL_LINK_COPY_SUSPECTED, {"all the same", 12}}};

static void small_graph(void **unused) {
    (void)unused;
    static const char *const WANT =
        "{\"prefix\":{\"plimsoll\":\"urn:plimsoll:\",\"item\":\"urn:plimsoll:item:\",\"source\":\"urn:plimsoll:source:"
        "\","
        "\"party\":\"urn:plimsoll:party:\",\"upstream\":\"urn:plimsoll:upstream:\"},"
        "\"entity\":{\"item:x\":{\"prov:label\":\"x\",\"plimsoll:status\":\"not at hand\"},"
        "\"item:a%2F1\":{\"prov:label\":\"a/1\",\"plimsoll:published\":\"1970-01-01T00:00:00Z\"},"
        "\"item:b\":{\"prov:label\":\"b\",\"plimsoll:published\":\"1970-01-01T01:00:00Z\"},"
        "\"item:c\":{\"prov:label\":\"c\",\"plimsoll:published\":\"1970-01-01T02:00:00Z\"},"
        "\"upstream:1\":{\"prov:label\":\"same-ais-feed\"}},"
        "\"agent\":{\"source:s%201\":{\"prov:label\":\"s "
        "1\"},\"source:t\":{\"prov:label\":\"t\"},\"party:p\":{\"prov:label\":"
        "\"p\"}},"
        "\"actedOnBehalfOf\":{\"_:o1\":{\"prov:delegate\":\"source:s%201\",\"prov:responsible\":\"party:p\"}},"
        "\"wasAttributedTo\":{\"_:a1\":{\"prov:entity\":\"item:a%2F1\",\"prov:agent\":\"source:s%201\"},"
        "\"_:a2\":{\"prov:entity\":\"item:b\",\"prov:agent\":\"source:t\"}},"
        "\"wasDerivedFrom\":{"
        "\"_:d1\":{\"prov:generatedEntity\":\"item:b\",\"prov:usedEntity\":\"item:x\",\"prov:type\":{\"$\":\"prov:"
        "Quotation\","
        "\"type\":\"xsd:QName\"},\"plimsoll:link\":\"quotation\"},"
        "\"_:d2\":{\"prov:generatedEntity\":\"item:b\",\"prov:usedEntity\":\"item:a%2F1\",\"plimsoll:link\":\"copy-"
        "suspected\","
        "\"plimsoll:status\":\"suspected\",\"plimsoll:why\":\"all the same\"},"
        "\"_:d3\":{\"prov:generatedEntity\":\"item:c\",\"prov:usedEntity\":\"item:x\",\"prov:type\":{\"$\":\"prov:"
        "Quotation\","
        "\"type\":\"xsd:QName\"},\"plimsoll:link\":\"quotation\"},"
        "\"_:d4\":{\"prov:generatedEntity\":\"item:c\",\"prov:usedEntity\":\"upstream:1\",\"plimsoll:link\":\"same-ais-"
        "feed\"},"
        "\"_:d5\":{\"prov:generatedEntity\":\"item:b\",\"prov:usedEntity\":\"upstream:1\",\"plimsoll:link\":\"same-ais-"
        "feed\"}}}\n";
    struct pl_origin_graph g = {SOURCES, 2, ITEMS, 5, LINKS, 4};
    PL_BUF_AUTO out;
    PL_ARENA_AUTO arena;
    const struct pl_jval *value;
    pl_buf_open(&out, 1 << 20);
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_prov_write(&g, &out, NULL), 0);
    assert_int_equal(pl_json_read(pl_buf_str(&out), &arena, &value, NULL), 0); /* no key twice */
    pl_buf_add_char(&out, 0);
    assert_string_equal(out.p, WANT);
}

static void empty_and_full(void **unused) {
    (void)unused;
    struct pl_origin_graph g = {0};
    PL_BUF_AUTO out, tight;
    pl_buf_open(&out, 1 << 20);
    pl_buf_open(&tight, 100);
    assert_int_equal(pl_prov_write(&g, &out, NULL), 0);
    assert_true(pl_str_ends(pl_buf_str(&out), PL_STR("\"entity\":{},\"agent\":{},\"actedOnBehalfOf\":{},"
                                                     "\"wasAttributedTo\":{},\"wasDerivedFrom\":{}}\n")));
    assert_int_equal(pl_prov_write(&g, &tight, NULL), 0);
    assert_true(pl_buf_failed(&tight));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(small_graph), cmocka_unit_test(empty_and_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
