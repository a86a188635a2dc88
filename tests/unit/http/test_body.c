/* Members of a JSON body, and parameters that may repeat. Expectations by hand from the headers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "http/body.h"
#include "http/route.h"

#include "base/ban.h"

struct world {
    struct pl_arena arena;
    struct pl_error err;
    const struct pl_jval *body;
};

static void open_world(struct world *w, const char *json) {
    *w = (struct world){.body = NULL};
    pl_arena_open(&w->arena, (size_t)1 << 22);
    assert_int_equal(pl_json_read(pl_str_from(json), &w->arena, &w->body, &w->err), 0);
}

static void test_texts(void **state) {
    struct world w;
    pl_str text = {NULL, 0};
    (void)state;
    open_world(&w, "{\"a\":\" x \",\"n\":9074729,\"m\":-3,\"z\":null,\"l\":[],\"e\":\"\",\"r\":1.5}");
    assert_int_equal(pl_body_text(w.body, "a", &w.arena, &text, &w.err), 0);
    assert_true(pl_str_eq(text, PL_STR("x")));
    assert_int_equal(pl_body_text(w.body, "n", &w.arena, &text, &w.err), 0);
    assert_true(pl_str_eq(text, PL_STR("9074729")));
    assert_int_equal(pl_body_text(w.body, "m", &w.arena, &text, &w.err), 0);
    assert_true(pl_str_eq(text, PL_STR("-3")));
    static const char *const EMPTY[] = {"z", "none", "e"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pl_body_text(w.body, EMPTY[i], &w.arena, &text, &w.err), 0);
        assert_int_equal(text.n, 0);
        assert_int_equal(pl_body_needed(w.body, EMPTY[i], &w.arena, &text, &w.err), PL_E_USAGE);
    }
    text = PL_STR("untouched");
    assert_int_equal(pl_body_text(w.body, "l", &w.arena, &text, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_text(w.body, "r", &w.arena, &text, &w.err), PL_E_USAGE);
    assert_true(pl_str_eq(text, PL_STR("untouched")));
    assert_non_null(strstr(w.err.msg, "r must be a text"));
    pl_arena_close(&w.arena);
}

static void test_numbers(void **state) {
    struct world w;
    double real = 7;
    int64_t whole = 7;
    bool flag = true;
    (void)state;
    open_world(&w, "{\"lo\":0,\"hi\":1,\"over\":1.01,\"text\":\"1\",\"f\":false,\"big\":1e300}");
    assert_int_equal(pl_body_number(w.body, "none", 0, 1, &real, &w.err), 0);
    assert_true(real > 6.9 && real < 7.1);
    assert_int_equal(pl_body_number(w.body, "hi", 0, 1, &real, &w.err), 0);
    assert_true(real > 0.9 && real < 1.1);
    assert_int_equal(pl_body_number(w.body, "over", 0, 1, &real, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_number(w.body, "text", 0, 1, &real, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_int(w.body, "lo", 0, 1, &whole, &w.err), 0);
    assert_int_equal(whole, 0);
    assert_int_equal(pl_body_int(w.body, "lo", 1, 2, &whole, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_int(w.body, "hi", -1, 0, &whole, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_int(w.body, "over", 0, 2, &whole, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_int(w.body, "big", 0, INT64_MAX, &whole, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_flag(w.body, "none", &flag, &w.err), 0);
    assert_true(flag);
    assert_int_equal(pl_body_flag(w.body, "f", &flag, &w.err), 0);
    assert_false(flag);
    assert_int_equal(pl_body_flag(w.body, "lo", &flag, &w.err), PL_E_USAGE);
    pl_arena_close(&w.arena);
}

static void test_arrays_and_members(void **state) {
    struct world w;
    const struct pl_jval *array = NULL;
    (void)state;
    open_world(&w, "{\"a\":[1,2,3],\"o\":{},\"z\":null}");
    assert_int_equal(pl_body_array(w.body, "a", 3, &array, &w.err), 0);
    assert_int_equal(array->n, 3);
    assert_int_equal(pl_body_array(w.body, "a", 2, &array, &w.err), PL_E_LIMIT);
    assert_int_equal(pl_body_array(w.body, "o", 2, &array, &w.err), PL_E_USAGE);
    assert_int_equal(pl_body_array(w.body, "z", 2, &array, &w.err), 0);
    assert_null(array);
    assert_int_equal(pl_body_object(w.body, "a|o|z", "it", &w.err), 0);
    assert_int_equal(pl_body_object(w.body, "a|o", "it", &w.err), PL_E_USAGE);
    assert_non_null(strstr(w.err.msg, "it has no member z"));
    assert_int_equal(pl_body_object(&w.body->items[0], "a", "it", &w.err), PL_E_USAGE);
    pl_arena_close(&w.arena);
}

/* ---- parameters ---- */

static const struct pl_param params[] = {{.name = "one", .kind = PL_PARAM_INT, .min = 1, .max = 5, .text = "t"},
                                         {.name = "many", .kind = PL_PARAM_TEXT, .repeat = true, .text = "t"},
                                         {.name = "keep", .kind = PL_PARAM_FLAG, .text = "t"},
                                         {.name = NULL}};

static int check(const char *target, bool lenient, struct pl_error *err) {
    struct pl_request req;
    PL_ARENA_AUTO arena;
    struct pl_route route = {.method = "POST", .path = "/x", .params = params, .lenient = lenient};
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(pl_request_target(PL_STR("POST"), pl_str_from(target), &arena, &req, err), 0);
    return pl_route_check(&route, &req, err);
}

static void test_parameters(void **state) {
    struct pl_error err;
    (void)state;
    assert_int_equal(check("/x?one=5&many=a&many=b&many=", false, &err), 0);
    assert_int_equal(check("/x?one=5&one=5", false, &err), PL_E_USAGE);
    assert_non_null(strstr(err.msg, "stands twice"));
    assert_int_equal(check("/x?one=5&one=5", true, &err), PL_E_USAGE);
    assert_int_equal(check("/x?one=6", true, &err), PL_E_USAGE);
    assert_int_equal(check("/x?two=1", false, &err), PL_E_USAGE);
    assert_int_equal(check("/x?two=1&two=2", true, &err), 0);
}

static bool writes(const char *method, const char *target, bool quiet, const char *with) {
    struct pl_request req;
    struct pl_error err;
    PL_ARENA_AUTO arena;
    struct pl_route route = {.method = method, .path = "/x", .params = params, .quiet = quiet, .writes_with = with};
    struct pl_call call = {.req = &req, .route = &route};
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(pl_request_target(pl_str_from(method), pl_str_from(target), &arena, &req, &err), 0);
    return pl_call_writes(&call);
}

static void test_writes(void **state) {
    (void)state;
    assert_false(writes("GET", "/x?keep=1", false, "keep"));
    assert_true(writes("POST", "/x", false, NULL));
    assert_true(writes("DELETE", "/x", false, NULL));
    assert_false(writes("POST", "/x", true, NULL));
    assert_false(writes("POST", "/x?keep=1", true, NULL));
    assert_false(writes("POST", "/x", true, "keep"));
    assert_true(writes("POST", "/x?keep=1", true, "keep"));
    assert_true(writes("POST", "/x?keep", true, "keep"));
    assert_false(writes("POST", "/x?keep=0", true, "keep"));
}

static void test_repeated_values(void **state) {
    struct pl_request req;
    struct pl_error err;
    PL_ARENA_AUTO arena;
    pl_str values[2];
    (void)state;
    struct pl_route route = {.method = "GET", .path = "/x", .params = params};
    struct pl_call call = {.req = &req, .route = &route};
    pl_arena_open(&arena, (size_t)1 << 20);
    assert_int_equal(pl_request_target(PL_STR("GET"), PL_STR("/x?many=a&one=1&many=b&many=c"), &arena, &req, &err), 0);
    assert_int_equal(pl_call_texts(&call, "many", values, 2), 2);
    assert_true(pl_str_eq(values[0], PL_STR("a")) && pl_str_eq(values[1], PL_STR("b")));
    assert_int_equal(pl_call_texts(&call, "none", values, 2), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),      cmocka_unit_test(test_numbers), cmocka_unit_test(test_arrays_and_members),
        cmocka_unit_test(test_parameters), cmocka_unit_test(test_writes),  cmocka_unit_test(test_repeated_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
