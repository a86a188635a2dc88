/* Who may ask what, over the whole table of routes: a route that is added later is tried here without being named.
 * Below the role of its route everybody is refused, from it on nobody is; nothing is read without a session but what
 * the list OPEN (by hand, below) names; nothing is written below analyst, without the token, or by an account without a
 * person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/init.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW   ((pl_time)1800000000 * 1000000)
#define TOKEN "00112233445566778899"

/* Routes that answer without a session. */
static const char *const OPEN[] = {"GET /openapi.json",   "GET /api/session", "POST /api/session",
                                   "DELETE /api/session", "GET /healthz",     "GET /readyz"};

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    unsigned writes;
};

static int write_nothing(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer,
                         struct pl_answer *answer, struct pl_error *err) {
    struct place *p = ctx;
    (void)req;
    (void)viewer;
    p->writes++;
    pl_buf_add_str(&answer->body, PL_STR("{}"));
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_error err;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-roles.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &err), 0);
    struct pl_site_options site = {.case_dir = p->dir, .listen = "", .write = write_nothing, .write_ctx = p};
    assert_int_equal(pl_site_open(&site, &p->site, &err), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_site_close(p->site);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static bool is_open(const struct pl_route *route) {
    char name[256];
    snprintf(name, sizeof name, "%s %s", route->method, route->path);
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        if (strcmp(name, OPEN[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_write(const struct pl_route *route) { return strcmp(route->method, "GET") != 0 && !route->quiet; }

/* "/api/events/{id}" -> "/api/events/x" */
static void fill_path(const char *path, char out[256]) {
    size_t n = 0;
    for (const char *c = path; *c != '\0' && n < 255; c++) {
        if (*c == '{') {
            c = strchr(c, '}');
            assert_non_null(c);
            out[n++] = 'x';
        } else {
            out[n++] = *c;
        }
    }
    out[n] = '\0';
}

/* The status; *ret_refused: for the role, or for want of a session. */
static int ask(struct place *p, const struct pl_route *route, const struct pl_viewer *viewer, const char *token,
               bool flag, bool *ret_refused) {
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    struct pl_request req;
    char target[512], path[256];
    fill_path(route->path, path);
    snprintf(target, sizeof target, "%s%s%s", path, flag ? "?" : "", flag ? route->writes_with : "");
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_answer_open(&answer);
    assert_int_equal(pl_request_target(pl_str_from(route->method), pl_str_from(target), &arena, &req, NULL), 0);
    assert_int_equal(pl_request_add_header(&req, PL_STR("Content-Type"), PL_STR("application/json"), NULL), 0);
    if (token != NULL) {
        assert_int_equal(pl_request_add_header(&req, PL_STR("X-Plimsoll-Token"), pl_str_from(token), NULL), 0);
    }
    req.body = route->body != NULL ? PL_STR("{}") : PL_STR("");
    pl_site_answer(p->site, &req, viewer, NOW, &arena, &answer);
    pl_str body = pl_buf_str(&answer.body);
    *ret_refused = (answer.status == 401 && pl_str_find_str(body, PL_STR("sign in first")) < body.n) ||
                   (answer.status == 403 && pl_str_find_str(body, PL_STR("your role may not")) < body.n);
    return answer.status;
}

static struct pl_viewer viewer_of(int role) {
    return (struct pl_viewer){.role = role,
                              .person = PL_STR("A. Clerk"),
                              .clearance = PL_STR(""),
                              .csrf = PL_STR(TOKEN),
                              .account = PL_STR("clerk"),
                              .accounts = true};
}

static void each(struct place *p, void (*try)(struct place *p, const struct pl_route *route)) {
    unsigned n = 0;
    for (const struct pl_route *const *table = pl_route_tables; *table != NULL; table++) {
        for (const struct pl_route *route = *table; route->path != NULL; route++, n++) {
            try(p, route);
        }
    }
    assert_true(n > 30);
}

static void try_roles(struct place *p, const struct pl_route *route) {
    int least = is_open(route) ? PL_ROLE_NOBODY : is_write(route) ? PL_ROLE_ANALYST : PL_ROLE_READER;
    if (route->role < least) {
        fail_msg("%s %s: its table must say a role, %s at least", route->method, route->path, pl_role_name(least));
    }
    for (int role = PL_ROLE_NOBODY; role < PL_ROLE_COUNT; role++) {
        struct pl_viewer viewer = viewer_of(role);
        bool refused = false;
        unsigned before = p->writes;
        int status = ask(p, route, &viewer, TOKEN, false, &refused);
        if (refused != (role < route->role)) {
            fail_msg("%s %s as %s: status %d", route->method, route->path, pl_role_name(role), status);
        }
        if (refused && (status != (role == PL_ROLE_NOBODY ? 401 : 403) || p->writes != before)) {
            fail_msg("%s %s as %s: refused with %d", route->method, route->path, pl_role_name(role), status);
        }
    }
}

static void test_roles(void **state) { each(*state, try_roles); }

static void try_token(struct place *p, const struct pl_route *route) {
    static const char *const WRONG[] = {NULL, "", "00112233445566778898", "0011223344556677889"};
    struct pl_viewer viewer = viewer_of(PL_ROLE_ADMIN);
    bool refused;
    bool flag = route->writes_with != NULL;
    if (!is_write(route) && !flag) {
        return;
    }
    unsigned before = p->writes;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        int status = ask(p, route, &viewer, WRONG[i], flag, &refused);
        if (status != 403 || p->writes != before) {
            fail_msg("%s %s with the token %s: %d", route->method, route->path, WRONG[i] != NULL ? WRONG[i] : "-",
                     status);
        }
    }
    viewer.csrf = PL_STR(""); /* no session has no token, and an empty one is not equal to it */
    assert_int_equal(ask(p, route, &viewer, "", flag, &refused), 403);
    viewer = viewer_of(PL_ROLE_ADMIN);
    viewer.person = PL_STR("");
    if (ask(p, route, &viewer, TOKEN, flag, &refused) != 403 || p->writes != before) {
        fail_msg("%s %s writes for an account without a person", route->method, route->path);
    }
    viewer = viewer_of(PL_ROLE_READER); /* where a flag makes a question a write, too */
    (void)ask(p, route, &viewer, TOKEN, flag, &refused);
    assert_true(refused);
}

static void test_writes(void **state) { each(*state, try_token); }

/* What forgets its role is for admins, whatever it does. */
static void test_no_role(void **state) {
    struct pl_route route = {.method = "GET", .path = "/api/new"};
    (void)state;
    assert_int_equal(pl_route_role(&route), PL_ROLE_ADMIN);
    route.path = "/api/session";
    assert_int_equal(pl_route_role(&route), PL_ROLE_NOBODY);
    route.method = "PUT";
    assert_int_equal(pl_route_role(&route), PL_ROLE_ADMIN);
    route.role = PL_ROLE_COUNT;
    assert_int_equal(pl_route_role(&route), PL_ROLE_ADMIN);
}

/* A browser says where a page is from; a page of elsewhere changes nothing, with whatever it may have learnt. */
static void test_other_origin(void **state) {
    static const struct {
        const char *says;
        int status;
    } SAYS[] = {{"cross-site", 403}, {"same-site", 403}, {"same-origin", 200}, {"none", 200}};
    struct place *p = *state;
    struct pl_viewer viewer = viewer_of(PL_ROLE_ADMIN);
    for (size_t i = 0; i < sizeof SAYS / sizeof *SAYS; i++) {
        PL_ARENA_AUTO arena;
        PL_ANSWER_AUTO answer;
        struct pl_request req;
        pl_arena_open(&arena, (size_t)1 << 26);
        pl_answer_open(&answer);
        assert_int_equal(pl_request_target(PL_STR("POST"), PL_STR("/api/requirements"), &arena, &req, NULL), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("Content-Type"), PL_STR("application/json"), NULL), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("X-Plimsoll-Token"), PL_STR(TOKEN), NULL), 0);
        assert_int_equal(pl_request_add_header(&req, PL_STR("Sec-Fetch-Site"), pl_str_from(SAYS[i].says), NULL), 0);
        req.body = PL_STR("{}");
        pl_site_answer(p->site, &req, &viewer, NOW, &arena, &answer);
        assert_int_equal(answer.status, SAYS[i].status);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_roles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writes, set_up, tear_down),
        cmocka_unit_test(test_no_role),
        cmocka_unit_test_setup_teardown(test_other_origin, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
