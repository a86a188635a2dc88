#include "http/account.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/clearance.h"
#include "base/file.h"
#include "base/utf8.h"
#include "http/route.h"
#include "text/json.h"

#include "base/ban.h"

#define HEAD       "plimsoll-accounts/v1"
#define FILE_MAX   ((uint64_t)1 << 20)
#define PERSON_MAX 200
#define PASSES     3
#define MEMORY     ((size_t)64 << 20)

static const char *file_in(struct pl_arena *arena, const char *case_dir, const char *name) {
    const char *folder = pl_file_join(arena, case_dir, "access");
    return folder != NULL ? pl_file_join(arena, folder, name) : NULL;
}

/* ---- reading ---- */

static pl_str text_of(const struct pl_jval *line, const char *key) {
    const struct pl_jval *value = pl_jval_get(line, key);
    return value != NULL && value->kind == PL_JVAL_STR ? value->str : PL_STR("");
}

static int role_of(pl_str name) {
    for (int role = PL_ROLE_READER; role < PL_ROLE_COUNT; role++) {
        if (pl_str_eq(name, pl_str_from(pl_role_name(role)))) {
            return role;
        }
    }
    return PL_ROLE_NOBODY;
}

static bool is_name(pl_str name) {
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-' && c != '@'))) {
            return false;
        }
    }
    return name.n > 0 && name.n <= PL_ACCOUNT_NAME_MAX;
}

static bool is_person(pl_str person) {
    for (size_t i = 0; i < person.n; i++) {
        if ((unsigned char)person.p[i] < ' ' || person.p[i] == 0x7f) {
            return false;
        }
    }
    return person.n <= PERSON_MAX && pl_utf8_is_valid(person);
}

static int check(const struct pl_account *account, struct pl_error *err) {
    if (!is_name(account->name)) {
        return pl_fail(
            err, PL_E_USAGE,
            "a name of an account has 1 to %d of a-z, 0-9, '.', '_', '-' and '@', the first a letter or digit",
            PL_ACCOUNT_NAME_MAX);
    }
    if (account->role < PL_ROLE_READER || account->role >= PL_ROLE_COUNT) {
        return pl_fail(err, PL_E_USAGE, "a role is one of reader, analyst, reviewer, admin");
    }
    if (!pl_clearance_is(account->clearance)) {
        return pl_fail(err, PL_E_USAGE, "a clearance is a marking such as TLP:AMBER");
    }
    return is_person(account->person) ? PL_E_OK
                                      : pl_fail(err, PL_E_USAGE, "a person is a name of at most %d bytes", PERSON_MAX);
}

static int read_line(pl_str text, uint64_t number, struct pl_arena *arena, struct pl_account *ret,
                     struct pl_error *err) {
    const struct pl_jval *line = NULL;
    int rc = pl_json_read(text, arena, &line, err);
    if (rc != PL_E_OK) {
        return pl_fail_at(err, PL_E_FORMAT, number, 0, "access/accounts: a line is no JSON");
    }
    *ret = (struct pl_account){.name = text_of(line, "name"),
                               .role = role_of(text_of(line, "role")),
                               .clearance = text_of(line, "clearance"),
                               .person = text_of(line, "person"),
                               .hash = text_of(line, "hash"),
                               .since = PL_TIME_NONE};
    if (check(ret, NULL) != PL_E_OK || !pl_str_starts(ret->hash, PL_STR("$argon2id$")) ||
        !pl_time_parse(text_of(line, "since"), &ret->since)) {
        return pl_fail_at(err, PL_E_FORMAT, number, 0, "access/accounts: a line is no account");
    }
    return PL_E_OK;
}

static int read_lines(pl_str text, struct pl_arena *arena, struct pl_accounts *ret, struct pl_error *err) {
    struct pl_account *list = pl_arena_calloc(arena, PL_ACCOUNTS_MAX, sizeof *list);
    size_t n = 0;
    uint64_t number = 1;
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for accounts");
    }
    if (!pl_str_eq(pl_str_cut(&text, '\n'), PL_STR(HEAD))) {
        return pl_fail_at(err, PL_E_FORMAT, 1, 0, "access/accounts does not begin with " HEAD);
    }
    while (text.p != NULL) {
        pl_str line = pl_str_cut(&text, '\n');
        number++;
        if (line.n == 0) {
            continue;
        }
        if (n == PL_ACCOUNTS_MAX) {
            return pl_fail(err, PL_E_LIMIT, "access/accounts has more than %d accounts", PL_ACCOUNTS_MAX);
        }
        int rc = read_line(line, number, arena, &list[n], err);
        if (rc != PL_E_OK) {
            return rc;
        }
        n++;
    }
    *ret = (struct pl_accounts){list, n};
    return PL_E_OK;
}

int pl_accounts_read(const char *case_dir, struct pl_arena *arena, struct pl_accounts *ret, struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    struct stat st;
    const char *path = file_in(arena, case_dir, "accounts");
    if (path == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for accounts");
    }
    if (lstat(path, &st) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) {
            return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be looked at", path);
        }
        *ret = (struct pl_accounts){NULL, 0};
        return PL_E_OK;
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 || st.st_uid != geteuid()) {
        return pl_fail(err, PL_E_REFUSED, "%s must be a file of this user's alone (chmod 600)", path);
    }
    pl_buf_open(&text, FILE_MAX);
    int rc = pl_file_read(path, FILE_MAX, &text, err);
    return rc == PL_E_OK ? read_lines(pl_buf_str(&text), arena, ret, err) : rc;
}

const struct pl_account *pl_accounts_find(const struct pl_accounts *accounts, pl_str name) {
    for (size_t i = 0; i < accounts->n; i++) {
        if (pl_str_eq(accounts->list[i].name, name)) {
            return &accounts->list[i];
        }
    }
    return NULL;
}

/* ---- writing ---- */

static void write_account(const struct pl_account *account, bool with_hash, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "account");
    pl_json_member(&json, "name", account->name);
    pl_json_member(&json, "role", pl_str_from(pl_role_name(account->role)));
    pl_json_member(&json, "clearance", account->clearance);
    pl_json_member(&json, "person", account->person);
    pl_json_key(&json, "since");
    pl_json_time(&json, account->since);
    if (with_hash) {
        pl_json_member(&json, "hash", account->hash);
    }
    pl_json_record_end(&json);
}

void pl_account_write(const struct pl_account *account, struct pl_buf *out) { write_account(account, false, out); }

static int write_all(const char *case_dir, const struct pl_account *list, size_t n, struct pl_arena *arena,
                     struct pl_error *err) {
    PL_BUF_AUTO out = {0};
    pl_buf_open(&out, FILE_MAX);
    pl_buf_add_str(&out, PL_STR(HEAD "\n"));
    for (size_t i = 0; i < n; i++) {
        write_account(&list[i], true, &out);
    }
    const char *path = file_in(arena, case_dir, "accounts");
    if (path == NULL || pl_buf_failed(&out)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for accounts");
    }
    return pl_file_write(path, pl_buf_str(&out), 0600, err);
}

/* One who changes them at a time, from reading to writing. */
static int lock(const char *case_dir, struct pl_arena *arena, int *ret_fd, struct pl_error *err) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const char *folder = pl_file_join(arena, case_dir, "access"), *path = file_in(arena, case_dir, "accounts.lock");
    if (folder == NULL || path == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for accounts");
    }
    int rc = pl_file_make_own_dir(folder, 0700, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || fcntl(fd, F_OFD_SETLKW, &whole) != 0) {
        pl_file_close(&fd);
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be locked", path);
    }
    *ret_fd = fd;
    return PL_E_OK;
}

/* Reads all into a list that has room for one more. */
static int read_to_change(const char *case_dir, struct pl_arena *arena, struct pl_account **ret, size_t *ret_n,
                          struct pl_error *err) {
    struct pl_accounts all = {0};
    int rc = pl_accounts_read(case_dir, arena, &all, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_account *list = pl_arena_calloc(arena, all.n + 1, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for accounts");
    }
    for (size_t i = 0; i < all.n; i++) {
        list[i] = all.list[i];
    }
    *ret = list;
    *ret_n = all.n;
    return PL_E_OK;
}

static int check_password(pl_str password, struct pl_error *err) {
    return password.n >= PL_PASSWORD_MIN && password.n <= PL_PASSWORD_MAX
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "a password has %d to %d bytes", PL_PASSWORD_MIN, PL_PASSWORD_MAX);
}

int pl_account_add(const char *case_dir, const struct pl_account *account, pl_str password, pl_time now,
                   struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_FD_AUTO fd = -1;
    struct pl_account *list = NULL;
    size_t n = 0, at = 0;
    pl_arena_open(&arena, (size_t)16 << 20);
    int rc = check(account, err);
    rc = rc == PL_E_OK ? check_password(password, err) : rc;
    rc = rc == PL_E_OK ? lock(case_dir, &arena, &fd, err) : rc;
    rc = rc == PL_E_OK ? read_to_change(case_dir, &arena, &list, &n, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    if (n == PL_ACCOUNTS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "there are %d accounts already", PL_ACCOUNTS_MAX);
    }
    while (at < n && pl_str_cmp(list[at].name, account->name) < 0) {
        at++;
    }
    if (at < n && pl_str_eq(list[at].name, account->name)) {
        return pl_fail(err, PL_E_USAGE, "there is an account of that name already");
    }
    for (size_t i = n; i > at; i--) {
        list[i] = list[i - 1];
    }
    list[at] = *account;
    list[at].since = now;
    rc = pl_password_hash(password, &arena, &list[at].hash, err);
    return rc == PL_E_OK ? write_all(case_dir, list, n + 1, &arena, err) : rc;
}

static int find_to_change(const struct pl_account *list, size_t n, pl_str name, size_t *ret_at, struct pl_error *err) {
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq(list[i].name, name)) {
            *ret_at = i;
            return PL_E_OK;
        }
    }
    return pl_fail(err, PL_E_NOT_FOUND, "there is no account of that name");
}

int pl_account_remove(const char *case_dir, pl_str name, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_FD_AUTO fd = -1;
    struct pl_account *list = NULL;
    size_t n = 0, at = 0;
    pl_arena_open(&arena, (size_t)16 << 20);
    int rc = lock(case_dir, &arena, &fd, err);
    rc = rc == PL_E_OK ? read_to_change(case_dir, &arena, &list, &n, err) : rc;
    rc = rc == PL_E_OK ? find_to_change(list, n, name, &at, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    for (; at + 1 < n; at++) {
        list[at] = list[at + 1];
    }
    return write_all(case_dir, list, n - 1, &arena, err);
}

int pl_account_password(const char *case_dir, pl_str name, pl_str password, pl_time now, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_FD_AUTO fd = -1;
    struct pl_account *list = NULL;
    size_t n = 0, at = 0;
    pl_arena_open(&arena, (size_t)16 << 20);
    int rc = check_password(password, err);
    rc = rc == PL_E_OK ? lock(case_dir, &arena, &fd, err) : rc;
    rc = rc == PL_E_OK ? read_to_change(case_dir, &arena, &list, &n, err) : rc;
    rc = rc == PL_E_OK ? find_to_change(list, n, name, &at, err) : rc;
    rc = rc == PL_E_OK ? pl_password_hash(password, &arena, &list[at].hash, err) : rc;
    if (rc == PL_E_OK) {
        list[at].since = now;
        rc = write_all(case_dir, list, n, &arena, err);
    }
    return rc;
}

/* ---- passwords ---- */

bool pl_password_is(pl_str hash, pl_str password) {
    char text[crypto_pwhash_STRBYTES] = "";
    if (hash.n == 0 || hash.n >= sizeof text || password.n > PL_PASSWORD_MAX || sodium_init() < 0) {
        return false;
    }
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_verify(text, password.p, password.n) == 0;
}

int pl_password_hash(pl_str password, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    char text[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 || crypto_pwhash_str(text, password.p, password.n, PASSES, MEMORY) != 0) {
        return pl_fail(err, PL_E_IO, "no memory or no random numbers to hash a password");
    }
    *ret = pl_str_copy(arena, pl_str_from(text));
    return ret->p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for accounts");
}
