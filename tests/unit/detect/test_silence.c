/* Each tests/data/silence/NAME.case (harness.h) against NAME.want: for each gap, by start and number, its grade and the
 * watched ports that were tried. The cases say how their wants follow by hand. Then the same with states saved and
 * loaded, and told from a copy: what was heard must not depend on it. */
#include <glob.h>

#include "harness.h"

#include "detect/relate.h"

struct told {
    struct h_found events;
    struct pl_reception *reception;
};

static int on_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct told *told = ctx;
    return h_find(&told->events, e, err);
}

static int on_heard(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                    struct pl_error *err) {
    struct told *told = ctx;
    (void)tail;
    assert_int_equal(slot % (6 * PL_HOUR_US), 0);
    for (size_t i = 1; i < n; i++) {
        assert_true(sums[i - 1].key < sums[i].key);
    }
    return pl_reception_add(told->reception, sums, n, err);
}

/* cut: the state is saved and loaded before every cut-th report, after what was heard was asked for; the end is told
 * from a copy. */
static void first_stage(struct h_case *c, struct told *told, size_t cut) {
    struct pl_error err = {0};
    struct pl_pipeline_options options = {.rules = &c->rules, .ports = c->ports, .sea = c->sea, .heard = on_heard};
    struct pl_pipeline *p = NULL;
    assert_int_equal(pl_pipeline_open(&options, on_event, told, &p, &err), 0);
    for (size_t i = 0; i < c->n; i++) {
        struct pl_report report;
        if (cut > 0 && i > 0 && i % cut == 0) {
            PL_BUF_AUTO state;
            pl_buf_open(&state, 1u << 30);
            assert_int_equal(pl_pipeline_tell_heard(p, &err), 0);
            assert_int_equal(pl_pipeline_save(p, &state, &err), 0);
            pl_pipeline_close(p);
            assert_int_equal(pl_pipeline_open(&options, on_event, told, &p, &err), 0);
            assert_int_equal(pl_pipeline_load(p, pl_buf_str(&state), &err), 0);
        }
        assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[i], c->lengths[i]), &report, &err), 0);
        report.src = (struct pl_loc){1, (uint32_t)c->lengths[i], c->offsets[i]};
        assert_int_equal(pl_pipeline_push(p, &report, &err), 0);
    }
    if (cut > 0) {
        assert_int_equal(pl_pipeline_finish(p, on_event, told, &err), 0);
    } else {
        assert_int_equal(pl_pipeline_end(p, &err), 0);
    }
    pl_pipeline_close(p);
}

static void say(const struct pl_event *e, struct h_lines *lines, bool numbers) {
    static const char *const WORDS[] = {"reachable", "unreachable", "marginal", "undetermined"};
    PL_BUF_AUTO b;
    pl_buf_open(&b, 4096);
    h_put_time(&b, e->start);
    pl_buf_add_fmt(&b, " %u %s", e->vessels[0].mmsi, pl_event_grade_name(e->notes.grade));
    for (unsigned i = 0; i < e->notes.n_calls; i++) {
        pl_buf_add_fmt(&b, " %s=%s", e->notes.calls[i].port, WORDS[e->notes.calls[i].verdict]);
    }
    if (e->notes.assumed_kn > 0) {
        pl_buf_add_fmt(&b, " beyond=%u", e->notes.calls_beyond);
    }
    if (numbers) {
        pl_buf_add_char(&b, ' ');
        pl_buf_add_fixed(&b, e->notes.expected, 9);
        pl_buf_add_fmt(&b, " %s", e->notes.basis);
    }
    pl_buf_add_char(&b, '\0');
    h_add_line(lines, b.p);
}

/* A possible meeting is graded as the silence that it rests on, and says where that is explained. */
static void check_meeting(struct pl_relate *relate, const struct pl_event *gap) {
    struct pl_error err = {0};
    struct pl_event meeting = {.type = PL_EVENT_RENDEZVOUS, .n_parents = 2, .parents = {{{0}}, gap->id}};
    assert_int_equal(pl_relate_note(relate, &meeting, &err), 0);
    assert_int_equal(meeting.notes.grade, gap->notes.grade);
    assert_string_equal(meeting.notes.basis, gap->notes.basis);
    assert_int_equal(strstr(meeting.notes.remark, "explains the silence itself") != NULL,
                     gap->notes.grade == PL_SILENCE_EXPECTED);
}

/* Not by id, which every change of the rules changes. */
static int by_ship(const void *a, const void *b) {
    const struct pl_event *x = a, *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return (x->vessels[0].mmsi > y->vessels[0].mmsi) - (x->vessels[0].mmsi < y->vessels[0].mmsi);
}

static void play(struct h_case *c, struct h_lines *lines, size_t cut, bool numbers) {
    struct pl_error err = {0};
    struct told told = {0};
    struct pl_passages *passages = NULL;
    struct pl_relate *relate = NULL;
    struct pl_report last;
    assert_int_equal(pl_reception_open(&told.reception, &err), 0);
    first_stage(c, &told, cut);
    assert_int_equal(pl_reception_seal(told.reception, &err), 0);
    if (c->sea != NULL) {
        assert_int_equal(pl_passages_open(c->sea, NULL, &passages, &err), 0);
    }
    assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[c->n - 1], c->lengths[c->n - 1]), &last, &err),
                     0);
    struct pl_relate_options options = {
        .rules = &c->rules, .ports = c->ports, .reception = told.reception, .until = last.at};
    assert_int_equal(pl_relate_open(&options, &relate, &err), 0);
    qsort(told.events.list, told.events.n, sizeof *told.events.list, h_found_cmp);
    for (size_t i = 0; i < told.events.n; i++) {
        assert_int_equal(pl_relate_add(relate, &told.events.list[i], &err), 0);
    }
    pl_relate_give(relate, passages);
    struct h_found more = {0};
    assert_int_equal(pl_relate_run(relate, h_find, &more, &err), 0);
    qsort(told.events.list, told.events.n, sizeof *told.events.list, by_ship);
    for (size_t i = 0; i < told.events.n; i++) {
        struct pl_event *e = &told.events.list[i];
        if (e->type == PL_EVENT_GAP && !e->open) {
            assert_int_equal(pl_relate_note(relate, e, &err), 0);
            say(e, lines, numbers);
            check_meeting(relate, e);
        }
    }
    pl_relate_close(relate);
    pl_passages_close(passages);
    pl_reception_close(told.reception);
    free(told.events.list);
    free(more.list);
}

static void compare(const char *path, const struct h_lines *is) {
    char want[256], line[512];
    size_t n = 0;
    snprintf(want, sizeof want, "%.*s.want", (int)(strlen(path) - 5), path);
    FILE *file = fopen(want, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (n >= is->n || strcmp(is->list[n], line) != 0) {
            fail_msg("%s: wanted \"%s\", is \"%s\"", path, line, n < is->n ? is->list[n] : "nothing");
        }
        n++;
    }
    fclose(file);
    if (n != is->n) {
        fail_msg("%s: unwanted \"%s\"", path, is->list[n]);
    }
}

static void test_cases(void **state) {
    (void)state;
    glob_t found;
    assert_int_equal(glob("tests/data/silence/*.case", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct h_case c;
        struct h_lines lines = {0}, whole = {0}, cut = {0};
        h_open(&c);
        h_read(&c, found.gl_pathv[i]);
        play(&c, &lines, 0, false);
        compare(found.gl_pathv[i], &lines);
        play(&c, &whole, 0, true);
        play(&c, &cut, 701, true);
        h_same(&whole, &cut, found.gl_pathv[i]);
        h_free_lines(&lines);
        h_free_lines(&whole);
        h_free_lines(&cut);
        h_close(&c);
    }
    assert_true(found.gl_pathc >= 5);
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
