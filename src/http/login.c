#include "http/login.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/thread.h"
#include "http/account.h"
#include "http/limit.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define OF_ONE_MAX 16

struct session {
    pl_hash of_cookie, of_hash; /* SHA-256 of the cookie's value, and of the account's password hash */
    char csrf[65];
    char name[PL_ACCOUNT_NAME_MAX + 1];
    int64_t since_us, used_us;
};

struct pl_login {
    const char *case_dir;
    char path[PATH_MAX];
    char cookie[40]; /* its name */
    bool secure, demand;
    struct pl_gate *gate;  /* over all that follows */
    struct stat seen;      /* of the accounts file when it was read; all zero: there is none */
    bool readable, looked; /* it could be read; it was looked at */
    struct pl_arena arena; /* of the accounts */
    struct pl_accounts accounts;
    pl_str dummy; /* a hash that no password has: what an unknown name is measured by */
    struct pl_arena dummy_arena;
    struct pl_limit names, addresses;
    size_t n;
    struct session sessions[PL_LOGIN_SESSIONS];
};

int pl_login_secret(char ret[65], struct pl_error *err) {
    unsigned char bits[32];
    if (sodium_init() < 0) {
        return pl_fail(err, PL_E_IO, "no random numbers");
    }
    randombytes_buf(bits, sizeof bits);
    sodium_bin2hex(ret, 65, bits, sizeof bits);
    return PL_E_OK;
}

int pl_login_open(const char *case_dir, bool secure, unsigned port, struct pl_login **ret, struct pl_error *err) {
    char nobody[65];
    struct pl_login *login = calloc(1, sizeof *login);
    if (login == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for sessions");
    }
    login->case_dir = case_dir;
    login->secure = secure;
    login->names.free_tries = 5;
    login->names.most_s = 60;
    login->addresses.free_tries = 20;
    login->addresses.most_s = 900;
    snprintf(login->path, sizeof login->path, "%s/access/accounts", case_dir);
    snprintf(login->cookie, sizeof login->cookie, "%splimsoll-%u", secure ? "__Host-" : "", port);
    pl_arena_open(&login->arena, (size_t)16 << 20);
    pl_arena_open(&login->dummy_arena, 4096);
    int rc = pl_gate_open(&login->gate, err);
    rc = rc == PL_E_OK ? pl_login_secret(nobody, err) : rc;
    rc = rc == PL_E_OK ? pl_password_hash(pl_str_from(nobody), &login->dummy_arena, &login->dummy, err) : rc;
    if (rc != PL_E_OK) {
        pl_login_close(login);
        return rc;
    }
    *ret = login;
    return PL_E_OK;
}

void pl_login_close(struct pl_login *login) {
    if (login != NULL) {
        pl_gate_close(login->gate);
        pl_arena_close(&login->arena);
        pl_arena_close(&login->dummy_arena);
        sodium_memzero(login->sessions, sizeof login->sessions);
        free(login);
    }
}

/* ---- the accounts, with the gate held ---- */

static bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mode == b->st_mode &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* A file that cannot be read lets nobody in; that there were accounts is remembered while the server runs. */
static void look(struct pl_login *login) {
    struct stat now;
    if (stat(login->path, &now) != 0) {
        memset(&now, 0, sizeof now);
    }
    if (login->looked && same_file(&now, &login->seen)) {
        return;
    }
    pl_arena_close(&login->arena);
    pl_arena_open(&login->arena, (size_t)16 << 20);
    login->accounts = (struct pl_accounts){0};
    login->readable = pl_accounts_read(login->case_dir, &login->arena, &login->accounts, NULL) == PL_E_OK;
    login->seen = now;
    login->looked = true;
    login->demand = login->demand || !login->readable || login->accounts.n > 0;
}

bool pl_login_demanded(struct pl_login *login) {
    pl_gate_lock(login->gate);
    look(login);
    bool demand = login->demand;
    pl_gate_unlock(login->gate);
    return demand;
}

/* ---- sessions, with the gate held ---- */

static void end_session(struct pl_login *login, size_t at) {
    login->sessions[at] = login->sessions[--login->n];
    sodium_memzero(&login->sessions[login->n], sizeof login->sessions[0]);
}

static bool has_ended(const struct session *s, int64_t at_us) {
    return at_us - s->used_us >= (int64_t)PL_LOGIN_IDLE_S * PL_SECOND_US ||
           at_us - s->since_us >= (int64_t)PL_LOGIN_LIFE_S * PL_SECOND_US;
}

static const struct pl_account *account_of(struct pl_login *login, const struct session *s) {
    const struct pl_account *account = pl_accounts_find(&login->accounts, pl_str_from(s->name));
    if (account == NULL) {
        return NULL;
    }
    pl_hash hash = pl_sha256_of(account->hash.p, account->hash.n);
    return memcmp(hash.b, s->of_hash.b, sizeof hash.b) == 0 ? account : NULL;
}

/* The place of the session, or n. Compared are hashes of what is secret, so that time tells nothing of it. */
static size_t find(const struct pl_login *login, const struct pl_request *req) {
    pl_str value = pl_request_cookie(req, login->cookie);
    size_t at = 0;
    if (value.n != 64) {
        return login->n;
    }
    pl_hash hash = pl_sha256_of(value.p, value.n);
    while (at < login->n && memcmp(login->sessions[at].of_cookie.b, hash.b, sizeof hash.b) != 0) {
        at++;
    }
    return at;
}

/* Room for one more of that name: what ended goes, then the least used of the name, then the least used of all. */
static void make_room(struct pl_login *login, const char *name, int64_t at_us) {
    for (size_t i = login->n; i-- > 0;) {
        if (has_ended(&login->sessions[i], at_us)) {
            end_session(login, i);
        }
    }
    size_t of_one = 0, mine = 0, oldest = 0;
    for (size_t i = 0; i < login->n; i++) {
        const struct session *s = &login->sessions[i];
        oldest = s->used_us < login->sessions[oldest].used_us ? i : oldest;
        if (strcmp(s->name, name) == 0) {
            mine = of_one == 0 || s->used_us < login->sessions[mine].used_us ? i : mine;
            of_one++;
        }
    }
    if (of_one >= OF_ONE_MAX) {
        end_session(login, mine);
    } else if (login->n == PL_LOGIN_SESSIONS) {
        end_session(login, oldest);
    }
}

static void fill_viewer(const struct pl_account *account, const struct session *s, struct pl_arena *arena,
                        struct pl_viewer *ret) {
    bool all = pl_str_eq(account->clearance, PL_STR("TLP:RED"));
    struct pl_viewer viewer = {.role = account->role,
                               .account = pl_str_copy(arena, account->name),
                               .person = pl_str_copy(arena, account->person),
                               .clearance = all ? PL_STR("") : pl_str_copy(arena, account->clearance),
                               .csrf = pl_str_copy(arena, pl_str_from(s->csrf)),
                               .accounts = true};
    if (viewer.account.p != NULL && viewer.person.p != NULL && viewer.clearance.p != NULL && viewer.csrf.p != NULL) {
        *ret = viewer; /* else nobody: a full arena must not widen a clearance */
    }
}

void pl_login_viewer(struct pl_login *login, const struct pl_request *req, int64_t at_us, bool touch,
                     struct pl_arena *arena, struct pl_viewer *ret) {
    *ret = (struct pl_viewer){.role = PL_ROLE_NOBODY, .clearance = PL_STR("TLP:CLEAR"), .accounts = true};
    pl_gate_lock(login->gate);
    look(login);
    size_t at = find(login, req);
    const struct pl_account *account = at < login->n ? account_of(login, &login->sessions[at]) : NULL;
    if (at < login->n && (account == NULL || has_ended(&login->sessions[at], at_us))) {
        end_session(login, at);
    } else if (at < login->n) {
        login->sessions[at].used_us = touch ? at_us : login->sessions[at].used_us;
        fill_viewer(account, &login->sessions[at], arena, ret);
    }
    pl_gate_unlock(login->gate);
}

/* ---- in and out ---- */

static pl_str write_cookie(const struct pl_login *login, struct pl_arena *arena, const char *value, int max_age_s) {
    char text[240];
    snprintf(text, sizeof text, "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", login->cookie, value,
             max_age_s, login->secure ? "; Secure" : "");
    return pl_str_copy(arena, pl_str_from(text));
}

/* Both tries are counted, or none. */
static unsigned count_try(struct pl_login *login, pl_str name, pl_str address, int64_t at_us) {
    unsigned wait = pl_limit_try(&login->addresses, address, at_us);
    if (wait == 0) {
        wait = pl_limit_try(&login->names, name, at_us);
        if (wait > 0) {
            pl_limit_untry(&login->addresses, address);
        }
    }
    return wait;
}

static void begin_session(struct pl_login *login, const char *cookie, const char *csrf, const char *name, pl_str hash,
                          int64_t at_us) {
    make_room(login, name, at_us);
    struct session *s = &login->sessions[login->n++];
    *s = (struct session){.of_cookie = pl_sha256_of(cookie, strlen(cookie)),
                          .of_hash = pl_sha256_of(hash.p, hash.n),
                          .since_us = at_us,
                          .used_us = at_us};
    snprintf(s->csrf, sizeof s->csrf, "%s", csrf);
    snprintf(s->name, sizeof s->name, "%s", name);
}

int pl_login_in(struct pl_login *login, pl_str name, pl_str password, pl_str address, int64_t at_us,
                struct pl_arena *arena, pl_str *ret_cookie, pl_str *ret_csrf, unsigned *ret_wait_s,
                struct pl_error *err) {
    char cookie[65], csrf[65];
    int rc = pl_login_secret(cookie, err);
    rc = rc == PL_E_OK ? pl_login_secret(csrf, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_gate_lock(login->gate);
    look(login);
    unsigned wait = count_try(login, name, address, at_us);
    const struct pl_account *account = pl_accounts_find(&login->accounts, name);
    pl_str hash = pl_str_copy(arena, account != NULL ? account->hash : login->dummy);
    bool known = account != NULL;
    pl_gate_unlock(login->gate);
    if (wait > 0) {
        *ret_wait_s = wait;
        return pl_fail(err, PL_E_LIMIT, "too many tries to sign in; the next one in %u s", wait);
    }
    bool right = pl_password_is(hash, password) && known; /* a hash is made for a name that is none, too */
    if (!right) {
        return pl_fail(err, PL_E_REFUSED, "name or password is wrong");
    }
    const char *known_name = pl_str_copy(arena, name).p;
    *ret_cookie = write_cookie(login, arena, cookie, PL_LOGIN_LIFE_S);
    *ret_csrf = pl_str_copy(arena, pl_str_from(csrf));
    if (known_name == NULL || ret_cookie->p == NULL || ret_csrf->p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a session");
    }
    pl_gate_lock(login->gate);
    pl_limit_forget(&login->names, name);
    pl_limit_untry(&login->addresses, address);
    begin_session(login, cookie, csrf, known_name, hash, at_us);
    pl_gate_unlock(login->gate);
    sodium_memzero(cookie, sizeof cookie);
    return PL_E_OK;
}

int pl_login_out(struct pl_login *login, const struct pl_request *req, struct pl_arena *arena, pl_str *ret_cookie,
                 struct pl_error *err) {
    pl_gate_lock(login->gate);
    size_t at = find(login, req);
    if (at < login->n) {
        end_session(login, at);
    }
    pl_gate_unlock(login->gate);
    *ret_cookie = write_cookie(login, arena, "", 0);
    return ret_cookie->p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to sign out");
}
