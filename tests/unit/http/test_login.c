/* Accounts, sessions, limits of tries, and the record of access; the clock comes in by parameter. The expected delays
 * are those that http/limit.h states: free tries, then 1, 2, 4 ... s up to the ceiling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "http/access.h"
#include "http/account.h"
#include "http/limit.h"
#include "http/login.h"

#include "base/ban.h"

#define NOW      ((pl_time)1800000000 * 1000000)
#define S        PL_SECOND_US
#define PASSWORD PL_STR("correct horse battery")

struct place {
    char dir[64];
    struct pl_arena arena;
    struct pl_login *login;
};

static struct pl_account account(const char *name, int role, const char *clearance) {
    return (struct pl_account){
        .name = pl_str_from(name), .role = role, .clearance = pl_str_from(clearance), .person = PL_STR("A. Clerk")};
}

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    snprintf(p->dir, sizeof p->dir, "/tmp/plimsoll-unit-login.XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    pl_arena_open(&p->arena, (size_t)1 << 26);
    assert_int_equal(pl_login_open(p->dir, true, 8443, &p->login, NULL), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[96];
    pl_login_close(p->login);
    pl_arena_close(&p->arena);
    snprintf(command, sizeof command, "rm -rf '%s'", p->dir);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static void add(struct place *p, const char *name, int role, const char *clearance) {
    struct pl_account a = account(name, role, clearance);
    struct pl_error err = {0};
    assert_int_equal(pl_account_add(p->dir, &a, PASSWORD, NOW, &err), 0);
}

static int sign_in(struct place *p, const char *name, pl_str password, const char *address, int64_t at, pl_str *cookie,
                   unsigned *wait_s) {
    pl_str csrf;
    return pl_login_in(p->login, pl_str_from(name), password, pl_str_from(address), at, &p->arena, cookie, &csrf,
                       wait_s, NULL);
}

/* "__Host-plimsoll-8443=HEX; Path=/; ..." -> the role that a request with it has. */
static int role_at(struct place *p, pl_str cookie, int64_t at, bool touch) {
    struct pl_request req = {.n_headers = 0};
    struct pl_viewer viewer;
    pl_str rest = cookie;
    assert_int_equal(pl_request_add_header(&req, PL_STR("Cookie"), pl_str_cut(&rest, ';'), NULL), 0);
    pl_login_viewer(p->login, &req, at, touch, &p->arena, &viewer);
    assert_true(viewer.accounts);
    return viewer.role;
}

static void test_accounts(void **state) {
    struct place *p = *state;
    struct pl_accounts all;
    char path[128];
    struct stat st;
    static const char *const BAD[] = {"",
                                      "Anna",
                                      "an na",
                                      ".anna",
                                      "anna\n",
                                      "a/b",
                                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    assert_int_equal(pl_accounts_read(p->dir, &p->arena, &all, NULL), 0);
    assert_int_equal(all.n, 0);
    assert_false(pl_login_demanded(p->login));
    add(p, "bert", PL_ROLE_READER, "TLP:GREEN");
    add(p, "anna", PL_ROLE_ADMIN, "TLP:RED");
    add(p, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", PL_ROLE_READER, "TLP:RED"); /* 64 */
    struct pl_account again = account("anna", PL_ROLE_READER, "TLP:RED");
    assert_int_equal(pl_account_add(p->dir, &again, PASSWORD, NOW, NULL), PL_E_USAGE);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pl_account bad = account(BAD[i], PL_ROLE_READER, "TLP:RED");
        assert_int_equal(pl_account_add(p->dir, &bad, PASSWORD, NOW, NULL), PL_E_USAGE);
    }
    struct pl_account odd = account("odd", PL_ROLE_NOBODY, "TLP:RED");
    assert_int_equal(pl_account_add(p->dir, &odd, PASSWORD, NOW, NULL), PL_E_USAGE);
    odd = account("odd", PL_ROLE_READER, "GREEN");
    assert_int_equal(pl_account_add(p->dir, &odd, PASSWORD, NOW, NULL), PL_E_USAGE);
    odd = account("odd", PL_ROLE_READER, "TLP:RED");
    assert_int_equal(pl_account_add(p->dir, &odd, PL_STR("123456789"), NOW, NULL), PL_E_USAGE); /* 9 bytes */
    assert_int_equal(pl_account_add(p->dir, &odd, PL_STR("1234567890"), NOW, NULL), 0);
    assert_int_equal(pl_accounts_read(p->dir, &p->arena, &all, NULL), 0);
    assert_int_equal(all.n, 4);
    assert_true(pl_str_eq(all.list[1].name, PL_STR("anna"))); /* by name */
    assert_true(pl_str_starts(all.list[1].hash, PL_STR("$argon2id$v=19$m=65536,t=3,p=1$")));
    snprintf(path, sizeof path, "%s/access/accounts", p->dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(pl_login_demanded(p->login));
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(pl_accounts_read(p->dir, &p->arena, &all, NULL), PL_E_REFUSED);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(pl_account_remove(p->dir, PL_STR("nobody"), NULL), PL_E_NOT_FOUND);
    assert_int_equal(pl_account_remove(p->dir, PL_STR("odd"), NULL), 0);
    assert_int_equal(pl_file_write(path, PL_STR("plimsoll-accounts/v1\n{\"name\":\"x\"}\n"), 0600, NULL), 0);
    assert_int_equal(pl_accounts_read(p->dir, &p->arena, &all, NULL), PL_E_FORMAT);
    assert_true(pl_login_demanded(p->login)); /* a damaged file opens nothing */
    assert_int_equal(unlink(path), 0);
    assert_true(pl_login_demanded(p->login)); /* nor does one that was removed meanwhile */
}

static void test_session(void **state) {
    struct place *p = *state;
    pl_str cookie, other;
    unsigned wait_s = 0;
    add(p, "anna", PL_ROLE_REVIEWER, "TLP:RED");
    assert_int_equal(sign_in(p, "anna", PL_STR("correct horse batterx"), "10.0.0.1", 0, &cookie, &wait_s),
                     PL_E_REFUSED);
    assert_int_equal(sign_in(p, "nobody", PASSWORD, "10.0.0.1", 0, &cookie, &wait_s), PL_E_REFUSED);
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.1", 0, &cookie, &wait_s), 0);
    assert_true(pl_str_starts(cookie, PL_STR("__Host-plimsoll-8443=")));
    assert_true(pl_str_ends(cookie, PL_STR("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure")));
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.1", 0, &other, &wait_s), 0);
    assert_false(pl_str_eq(cookie, other));
    assert_int_equal(role_at(p, cookie, 1, true), PL_ROLE_REVIEWER);
    pl_str forged = pl_str_copy(&p->arena, cookie);
    union {
        const char *given;
        char *bytes;
    } open = {.given = forged.p};
    open.bytes[25] = open.bytes[25] == '0' ? '1' : '0';
    assert_int_equal(role_at(p, forged, 1, true), PL_ROLE_NOBODY);
    assert_int_equal(role_at(p, PL_STR("__Host-plimsoll-8443="), 1, true), PL_ROLE_NOBODY);

    /* An hour without use; the stream is no use. */
    assert_int_equal(role_at(p, cookie, 3600 * S, true), PL_ROLE_REVIEWER); /* used at 1 us: 1 us is left */
    assert_int_equal(role_at(p, other, 3599 * S, false), PL_ROLE_REVIEWER);
    assert_int_equal(role_at(p, other, 3600 * S, true), PL_ROLE_NOBODY);
    /* Twelve hours in all. */
    for (int64_t at = 3601; at < 12 * 3600; at += 3599) {
        assert_int_equal(role_at(p, cookie, at * S, true), PL_ROLE_REVIEWER);
    }
    assert_int_equal(role_at(p, cookie, 12 * 3600 * S - 1, true), PL_ROLE_REVIEWER);
    assert_int_equal(role_at(p, cookie, 12 * 3600 * S, true), PL_ROLE_NOBODY);

    /* It ends with the password, and with the account. */
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.1", 0, &cookie, &wait_s), 0);
    assert_int_equal(pl_account_password(p->dir, PL_STR("anna"), PL_STR("another password"), NOW, NULL), 0);
    assert_int_equal(role_at(p, cookie, 1, true), PL_ROLE_NOBODY);
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.1", 0, &cookie, &wait_s), PL_E_REFUSED);
    assert_int_equal(sign_in(p, "anna", PL_STR("another password"), "10.0.0.1", 0, &cookie, &wait_s), 0);
    assert_int_equal(pl_account_remove(p->dir, PL_STR("anna"), NULL), 0);
    assert_int_equal(role_at(p, cookie, 1, true), PL_ROLE_NOBODY);

    add(p, "cleo", PL_ROLE_READER, "TLP:GREEN");
    assert_int_equal(sign_in(p, "cleo", PASSWORD, "10.0.0.1", 0, &cookie, &wait_s), 0);
    struct pl_request req = {.n_headers = 0};
    struct pl_viewer viewer;
    pl_str rest = cookie, removed;
    assert_int_equal(pl_request_add_header(&req, PL_STR("Cookie"), pl_str_cut(&rest, ';'), NULL), 0);
    pl_login_viewer(p->login, &req, 1, true, &p->arena, &viewer);
    assert_true(pl_str_eq(viewer.clearance, PL_STR("TLP:GREEN")) && pl_str_eq(viewer.account, PL_STR("cleo")));
    assert_int_equal(viewer.csrf.n, 64);
    assert_int_equal(pl_login_out(p->login, &req, &p->arena, &removed, NULL), 0);
    assert_true(pl_str_starts(removed, PL_STR("__Host-plimsoll-8443=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")));
    assert_int_equal(role_at(p, cookie, 1, true), PL_ROLE_NOBODY);
}

static void test_limit(void **state) {
    static struct pl_limit limit = {.free_tries = 3, .most_s = 8};
    static const unsigned WAITS[] = {0, 0, 0, 1, 2, 4, 8, 8, 8};
    pl_str key = PL_STR("anna");
    int64_t at = 5;
    (void)state;
    /* Two threads that look at the clock one after the other and come the other way round: nobody waits. */
    assert_int_equal(pl_limit_try(&limit, PL_STR("carla"), at + 1), 0);
    assert_int_equal(pl_limit_try(&limit, PL_STR("carla"), at), 0);
    pl_limit_forget(&limit, PL_STR("carla"));
    for (size_t i = 0; i < sizeof WAITS / sizeof *WAITS; i++) {
        if (WAITS[i] > 0) {
            assert_int_equal(pl_limit_try(&limit, key, at), WAITS[i]);
            assert_int_equal(pl_limit_try(&limit, key, at + WAITS[i] * S - 1), 1);
            assert_int_equal(pl_limit_try(&limit, PL_STR("ben"), at), 0);
            pl_limit_forget(&limit, PL_STR("ben"));
        }
        at += WAITS[i] * S;
        assert_int_equal(pl_limit_try(&limit, key, at), 0);
    }
    assert_int_equal(pl_limit_try(&limit, key, at + PL_LIMIT_FORGET - 1), 0); /* 8 s have passed */
    assert_int_equal(pl_limit_try(&limit, key, at + 2 * PL_LIMIT_FORGET - 1), 0);
    for (size_t i = 0; i < 2; i++) { /* forgotten: three are free again */
        assert_int_equal(pl_limit_try(&limit, key, at + 2 * PL_LIMIT_FORGET - 1), 0);
    }
    assert_int_equal(pl_limit_try(&limit, key, at + 2 * PL_LIMIT_FORGET - 1), 1);
    for (unsigned i = 0; i < 3 * PL_LIMIT_KEYS; i++) { /* the table has a ceiling */
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        assert_int_equal(pl_limit_try(&limit, pl_str_from(name), at * 3 + i), 0);
    }
    assert_int_equal(limit.n, PL_LIMIT_KEYS);
}

static void test_login_limit(void **state) {
    struct place *p = *state;
    pl_str cookie;
    unsigned wait_s = 0;
    add(p, "anna", PL_ROLE_ADMIN, "TLP:RED");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sign_in(p, "anna", PL_STR("wrong wrong"), "10.0.0.1", 0, &cookie, &wait_s), PL_E_REFUSED);
    }
    /* The right one, and from elsewhere, waits as well: else waiting would tell which one is right. */
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.2", 0, &cookie, &wait_s), PL_E_LIMIT);
    assert_int_equal(wait_s, 1);
    assert_int_equal(sign_in(p, "anna", PASSWORD, "10.0.0.2", S, &cookie, &wait_s), 0);
    assert_int_equal(sign_in(p, "anna", PL_STR("wrong wrong"), "10.0.0.2", S, &cookie, &wait_s), PL_E_REFUSED);
    for (int i = 5; i < 20; i++) { /* many names from one address */
        char name[16];
        snprintf(name, sizeof name, "name%d", i);
        assert_int_equal(sign_in(p, name, PL_STR("wrong wrong"), "10.0.0.1", S, &cookie, &wait_s), PL_E_REFUSED);
    }
    assert_int_equal(sign_in(p, "name99", PL_STR("wrong wrong"), "10.0.0.1", S, &cookie, &wait_s), PL_E_LIMIT);
    assert_int_equal(sign_in(p, "name99", PL_STR("wrong wrong"), "10.0.0.3", S, &cookie, &wait_s), PL_E_REFUSED);
}

static size_t count_lines(pl_str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == '\n';
    }
    return n;
}

static void test_access(void **state) {
    struct place *p = *state;
    struct pl_access *access = NULL;
    struct pl_request req;
    struct pl_viewer viewer = {.role = PL_ROLE_READER, .account = PL_STR("anna")}, other = viewer;
    PL_BUF_AUTO out = {0};
    pl_time more = 0;
    char path[128];
    other.account = PL_STR("ben");
    pl_buf_open(&out, (size_t)1 << 24);
    assert_int_equal(pl_access_read(p->dir, PL_TIME_NONE, PL_STR(""), 10, &out, &more, NULL), 0);
    assert_true(out.n == 0 && more == PL_TIME_NONE);
    assert_int_equal(pl_access_open(p->dir, 1000, &access, NULL), 0);
    snprintf(path, sizeof path, "%s/access", p->dir);
    assert_false(pl_file_exists(path)); /* a case without accounts has no record */
    assert_int_equal(pl_request_target(PL_STR("GET"), PL_STR("/api/vessels?q=SECRET"), &p->arena, &req, NULL), 0);
    req.address = PL_STR("10.0.0.1");
    for (int i = 0; i < 20; i++) { /* the clock stands still: the times of the lines do not */
        assert_int_equal(pl_access_note(access, i % 2 == 0 ? &viewer : &other, &req, 200 + i, NOW, NULL), 0);
    }
    assert_int_equal(pl_access_read(p->dir, PL_TIME_NONE, PL_STR(""), 10, &out, &more, NULL), 0);
    assert_int_equal(count_lines(pl_buf_str(&out)), 10);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("\"status\":219}")) < 200); /* the newest first */
    assert_int_equal(more, NOW + 10);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("SECRET")) == out.n); /* what was searched is not kept */
    pl_buf_clear(&out);
    assert_int_equal(pl_access_read(p->dir, more, PL_STR("anna"), 10, &out, &more, NULL), 0);
    assert_int_equal(count_lines(pl_buf_str(&out)), 5);
    assert_int_equal(more, PL_TIME_NONE);
    snprintf(path, sizeof path, "%s/access/record.1.jsonl", p->dir);
    assert_true(pl_file_exists(path)); /* 20 lines of some 160 bytes in files of 1000 */
    for (int i = 0; i < 200; i++) {
        assert_int_equal(pl_access_note(access, &viewer, &req, 200, NOW, NULL), 0);
    }
    snprintf(path, sizeof path, "%s/access/record.8.jsonl", p->dir);
    assert_true(pl_file_exists(path));
    snprintf(path, sizeof path, "%s/access/record.9.jsonl", p->dir);
    assert_false(pl_file_exists(path));
    pl_access_close(access);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accounts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_session, set_up, tear_down),
        cmocka_unit_test(test_limit),
        cmocka_unit_test_setup_teardown(test_login_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_access, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
