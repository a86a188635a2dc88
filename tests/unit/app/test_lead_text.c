/* Leads as text, over a hand-made set of two leads. The expected texts are written by hand from what a lead must say:
 * status on each, reasons, lists with dates, "undetermined" without a list, foreign text shown escaped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/lead_text.h"

static struct pl_lead_link links[] = {
    {.lead_class = PL_LEAD_LISTED_IMO,
     .field = PL_STR("imo"),
     .said = PL_STR("9074729"),
     .list = PL_STR("un-sc"),
     .published = PL_STR("2031-02-03"),
     .reference = PL_STR("TTe.001"),
     .caption = PL_STR("VOLANA <b>REEF"),
     .listed_value = PL_STR("9074729"),
     .from = 0,
     .to = PL_DAY_US},
    {.lead_class = PL_LEAD_PARTNER,
     .field = PL_STR("encounter"),
     .said = PL_STR("9074729"),
     .list = PL_STR("un-sc"),
     .published = PL_STR(""),
     .reference = PL_STR("TTe.001"),
     .caption = PL_STR("VOLANA"),
     .listed_value = PL_STR("9074729"),
     .via_mmsi = 299000001,
     .from = 0,
     .to = PL_TIME_NONE},
};
static struct pl_event event = {.type = PL_EVENT_ENCOUNTER,
                                .n_vessels = 2,
                                .has_pos = true,
                                .pos = {125 * PL_POS_UNIT, 38 * PL_POS_UNIT},
                                .end = PL_TIME_NONE,
                                .open = true};
static const struct pl_event *const event_list[] = {&event};
static pl_str against[] = {PL_STR("2 ships here say the IMO number 9074729; at most one can be right")};
static pl_str against_keys[] = {PL_STR("shared_imo\t2\t9074729")};

static struct pl_leads make(struct pl_lead *leads) {
    static struct pl_lead_list lists[] = {
        {.list = PL_STR("un-sc"), .published = PL_STR("2031-02-03"), .age_days = 4, .entries = 3, .sha256 = "ab"}};
    leads[0] =
        (struct pl_lead){.rank = 1,
                         .lead_class = PL_LEAD_LISTED_IMO,
                         .mmsi = 299000001,
                         .imo = 9074729,
                         .name = PL_STR("REEF\x1b[31m<script>"),
                         .links = links,
                         .n_links = 1,
                         .against = against,
                         .against_keys = against_keys,
                         .n_against = 1,
                         .last_seen = PL_DAY_US,
                         .events = (const struct pl_event **)(uintptr_t)event_list,
                         .n_events = 1,
                         .n_common = 1,
                         .common = {{.type = PL_EVENT_ENCOUNTER, .events = 1, .ships_with = 2, .ships_there = 40}}};
    leads[1] = (struct pl_lead){.rank = 2, .lead_class = PL_LEAD_PARTNER, .mmsi = 5, .links = links + 1, .n_links = 1};
    return (struct pl_leads){.leads = leads,
                             .n = 2,
                             .lists = lists,
                             .n_lists = 1,
                             .ships = 41,
                             .events = 1,
                             .first = 0,
                             .last = PL_DAY_US,
                             .exercise = true,
                             .now = 2 * PL_DAY_US,
                             .known = {.at = 2 * PL_DAY_US, .size = 7, .begins = 0}};
}

static void has(const struct pl_buf *buf, const char *text) {
    pl_str whole = pl_buf_str(buf);
    if (pl_str_find_str(whole, pl_str_from(text)) == whole.n) {
        fail_msg("\"%s\" is missing in:\n%.*s", text, (int)whole.n, whole.p);
    }
}

static void has_not(const struct pl_buf *buf, const char *text) {
    pl_str whole = pl_buf_str(buf);
    assert_true(pl_str_find_str(whole, pl_str_from(text)) == whole.n);
}

static void table_gives_reasons(void **state) {
    (void)state;
    struct pl_lead two[2];
    struct pl_leads leads = make(two);
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    pl_leads_table(&leads, 1, &buf);
    has(&buf, "EXERCISE: every ship and entry is invented.\n");
    has(&buf, "Screened against: un-sc of 2031-02-03 (3 entries, 4 days old).\n");
    has(&buf, "   1. 299000001  REEF\\u{001B}[31m<script>, IMO 9074729; seen 1970-01-01T00:00 to 1970-01-02T00:00\n");
    has(&buf, "why      says the IMO number of a listed ship: imo 9074729\n"
              "               un-sc TTe.001 \"VOLANA <b>REEF\", published 2031-02-03\n");
    has(&buf, "events   1 encounter; of 40 ships seen there 2 have one too\n");
    has(&buf, "against  2 ships here say the IMO number 9074729; at most one can be right\n");
    has(&buf, "A lead is a question, not a finding.");
    has(&buf, "... and 1 more");
    has_not(&buf, "\x1b");
}

static void no_list_is_undetermined(void **state) {
    (void)state;
    struct pl_leads leads = {
        .first = PL_TIME_NONE, .last = PL_TIME_NONE, .no_list = PL_STR("no sanctions list was imported")};
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    pl_leads_json(&leads, &buf);
    has(&buf, "\"answer\":\"undetermined\"");
    pl_buf_clear(&buf);
    pl_leads_table(&leads, 0, &buf);
    has(&buf, "Undetermined: no sanctions list");
    has(&buf, "0 leads among 0 ships. A lead is a question, not a finding.\n");
    pl_buf_clear(&buf);
    pl_leads_page(&leads, NULL, &buf);
    has(&buf, "Undetermined: no sanctions list");
}

static void json_marks_every_line(void **state) {
    (void)state;
    struct pl_lead two[2];
    struct pl_leads leads = make(two);
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    pl_leads_json(&leads, &buf);
    pl_str rest = pl_buf_str(&buf);
    unsigned lines = 0;
    while (rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n');
        assert_true(pl_str_find_str(line, PL_STR("\"exercise\":true")) < line.n);
        assert_true(pl_str_find_str(line, PL_STR("\"status\":\"lead, not a finding\"")) < line.n);
        lines++;
    }
    assert_int_equal(lines, 3);
    has(&buf, "\"published\":null");
    has(&buf, "\"via_mmsi\":299000001");
    has(&buf, "\"against_keys\":[{\"key\":\"shared_imo\",\"values\":[\"2\",\"9074729\"]}]");
    has(&buf, "\"common\":[{\"event\":\"encounter\",\"events\":1,\"ships_with\":2,\"ships_there\":40}]");
}

static void page_escapes_and_stands_alone(void **state) {
    (void)state;
    struct pl_lead two[2];
    struct pl_leads leads = make(two);
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    pl_leads_page(&leads, NULL, &buf);
    assert_false(pl_buf_failed(&buf));
    has(&buf, "REEF[U+001B][31m&lt;script&gt;");
    has(&buf, "VOLANA &lt;b&gt;REEF");
    has(&buf, "lead, not a finding");
    has(&buf, "<svg viewBox=");
    has(&buf, "2 of the 40 ships seen in the same waters");
    has_not(&buf, "<script");
    has_not(&buf, "http://");
    has_not(&buf, "https://");
    has_not(&buf, " src=");
}

static void csv_is_one_row_a_link(void **state) {
    (void)state;
    struct pl_lead two[2];
    struct pl_leads leads = make(two);
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 1 << 20);
    pl_leads_csv(&leads, &buf);
    has(&buf, "\n1,listed_imo,299000001,9074729,");
    has(&buf, "\n2,met_listed_ship,5,,");
    has(&buf, ",true,\"lead, not a finding\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_gives_reasons),   cmocka_unit_test(no_list_is_undetermined),
        cmocka_unit_test(json_marks_every_line), cmocka_unit_test(page_escapes_and_stands_alone),
        cmocka_unit_test(csv_is_one_row_a_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
