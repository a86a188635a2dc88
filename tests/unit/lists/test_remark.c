/* Numbers out of free text: made-up sentences with what a careful reader takes from each (by hand). 9074729 is right
 * as a ship's number and wrong as a company's; 0289239 the other way round; 1790183 is right as both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "lists/remark.h"
#include "unit/lists/entity_list.h"

static const struct {
    int schema;
    bool exercise;
    const char *text;
    const char *want;
} CASES[] = {
    {PL_SCHEMA_VESSEL, false, "IMO 9074729", "|imoNumber=9074729"},
    {PL_SCHEMA_VESSEL, false, "IMO: 9074729; IMO number 9074729", "|imoNumber=9074729"},
    {PL_SCHEMA_VESSEL, false, "IMO 90747291", ""},
    {PL_SCHEMA_VESSEL, false, "IMO 907472", ""},
    {PL_SCHEMA_VESSEL, false, "IMO resolution 9074729", ""},
    {PL_SCHEMA_VESSEL, false, "MAXIMO 9074729 LIMO 9074729", ""},
    {PL_SCHEMA_VESSEL, false, "IMO 9074728", "|imoNumber!=9074728"},
    {PL_SCHEMA_VESSEL, false, "IMO 4900002", "|imoNumber!=4900002"},
    {PL_SCHEMA_VESSEL, true, "IMO 4900002", "|imoNumber=4900002"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "ships with IMO numbers 9074729, 9321483 and 8606173; 7000001 tons",
     "|relatedImoNumber=9074729|relatedImoNumber=9321483|relatedImoNumber=8606173"},
    {PL_SCHEMA_VESSEL, false, "IMO Nos. 9074729/9321483", "|imoNumber=9074729|imoNumber=9321483"},
    {PL_SCHEMA_VESSEL, false, "IMO number 9074729, 9321483 tons", "|imoNumber=9074729"},
    {PL_SCHEMA_VESSEL, false, "IMO numbers 9074729, 93214830", "|imoNumber=9074729"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "IMO Number: 0289239.", "|imoCompanyNumber=0289239"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "owns IMO 9074729", "|relatedImoNumber=9074729"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "IMO 1790183", "|imoCompanyNumber=1790183"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "IMO 9074728", "|imoCompanyNumber!=9074728"},
    {PL_SCHEMA_VESSEL, false, "MMSI 123456789, MMSI: 12345678", "|mmsi=123456789"},
    {PL_SCHEMA_VESSEL, false, "Call sign: ZZ4T1; call sign AB; Call sign Unknown", "|callSign=ZZ4T1"},
    {PL_SCHEMA_LEGAL_ENTITY, false, "Call sign: ZZ4T1", ""},
};

static void takes_what_a_reader_takes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_arena arena;
        struct pl_entity e = {.schema = CASES[i].schema};
        PL_BUF_AUTO got;
        pl_arena_open(&arena, 1 << 20);
        pl_buf_open(&got, 1 << 16);
        assert_int_equal(pl_remark_numbers(&e, &arena, pl_str_from(CASES[i].text), "TEXT", CASES[i].exercise, NULL), 0);
        for (size_t k = 0; k < e.n_values; k++) {
            pl_buf_add_fmt(&got, "|%s%s=%.*s", pl_prop_name(e.values[k].prop), e.values[k].valid ? "" : "!",
                           (int)e.values[k].text.n, e.values[k].text.p);
        }
        expect_lines(&got, CASES[i].want);
        pl_arena_close(&arena);
    }
}

/* Numbers out of notes and reasons, contacts out of these and addresses; other values are not prose. */
static void reads_the_prose_of_an_entry(void **state) {
    (void)state;
    static const struct {
        int prop;
        const char *text, *want;
    } PROSE[] = {
        {PL_PROP_NOTES, "IMO 9074729, mail a@meru.invalid", "|imoNumber=9074729|email=a@meru.invalid"},
        {PL_PROP_REASON, "its website http://meru.invalid (IMO 9074729)",
         "|imoNumber=9074729|website=http://meru.invalid"},
        {PL_PROP_NOTES, "http://meru.invalid (website)", "|website=http://meru.invalid"},
        {PL_PROP_NOTES, "see http://notice.invalid", ""},
        {PL_PROP_NOTES, "0x52908400098527886E0F7030069857D2E4169EE7",
         "|publicKey=0x52908400098527886E0F7030069857D2E4169EE7"},
        {PL_PROP_ADDRESS, "IMO 9074729 Quay, a@meru.invalid", "|email=a@meru.invalid"},
        {PL_PROP_POSITION, "IMO 9074729, a@meru.invalid", ""},
    };
    for (size_t i = 0; i < sizeof PROSE / sizeof PROSE[0]; i++) {
        struct pl_arena arena;
        struct pl_entity e = {.schema = PL_SCHEMA_VESSEL};
        PL_BUF_AUTO got;
        pl_arena_open(&arena, 1 << 20);
        pl_buf_open(&got, 1 << 16);
        assert_int_equal(pl_entity_add(&e, &arena, PROSE[i].prop, pl_str_from(PROSE[i].text), "TEXT", NULL), 0);
        assert_int_equal(pl_remark_prose(&e, &arena, false, NULL), 0);
        for (size_t k = 1; k < e.n_values; k++) {
            pl_buf_add_fmt(&got, "|%s=%.*s", pl_prop_name(e.values[k].prop), (int)e.values[k].text.n,
                           e.values[k].text.p);
        }
        expect_lines(&got, PROSE[i].want);
        pl_arena_close(&arena);
    }
}

static void values_have_a_ceiling(void **state) {
    (void)state;
    struct pl_arena arena;
    struct pl_entity e = {0};
    struct pl_error err = {0};
    char text[16];
    pl_arena_open(&arena, 16 << 20);
    for (int i = 0; i < PL_ENTITY_MAX_VALUES; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(pl_entity_add(&e, &arena, PL_PROP_NOTES, pl_str_from(text), "TEXT", &err), 0);
    }
    assert_int_equal(pl_entity_add(&e, &arena, PL_PROP_NOTES, PL_STR("0"), "TEXT", &err), 0);
    assert_int_equal(pl_entity_add(&e, &arena, PL_PROP_NOTES, PL_STR("one more"), "TEXT", &err), PL_E_LIMIT);
    pl_arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_a_reader_takes),
        cmocka_unit_test(reads_the_prose_of_an_entry),
        cmocka_unit_test(values_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
