#include "store/keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/secret.h"
#include "ledger/sealed.h"
#include "store/case_in.h"
#include "store/journal.h"
#include "store/keyring.h"

#include "base/ban.h"

#define HEAD        "plimsoll-key/v1 "
#define SEALED_HEAD "plimsoll-key/v2 "
#define NEXT        "person.next"
#define NAME_BYTES  48 /* of a key file, without its end */

int pl_case_random(void *out, size_t n, struct pl_error *err) {
    unsigned char *p = out;
    for (size_t done = 0; done < n;) {
        size_t part = n - done > 256 ? 256 : n - done;
        if (getentropy(p + done, part) != 0) {
            return pl_fail(err, PL_E_IO, "the system gives no random numbers");
        }
        done += part;
    }
    return PL_E_OK;
}

static int key_path(struct pl_case *c, const char *name, char *out, struct pl_error *err) {
    char relative[64];
    snprintf(relative, sizeof relative, "keys/%s.key", name);
    return pl_case_path(c, relative, out, err);
}

/* ---- files ---- */

static void add_plain(const char *name, const uint8_t seed[PL_KEY_BYTES], struct pl_buf *file) {
    pl_buf_add_fmt(file, HEAD "%s ", name);
    pl_buf_add_hex(file, seed, PL_KEY_BYTES);
    pl_buf_add_char(file, '\n');
}

static int add_sealed(const char *name, const uint8_t seed[PL_KEY_BYTES], pl_str passphrase, struct pl_buf *file,
                      struct pl_error *err) {
    uint8_t salt[PL_SEALED_SALT_BYTES], nonce[PL_SEALED_NONCE_BYTES];
    int rc = pl_case_random(salt, sizeof salt, err);
    rc = rc == PL_E_OK ? pl_case_random(nonce, sizeof nonce, err) : rc;
    pl_buf_add_fmt(file, SEALED_HEAD "%s\n", name);
    return rc == PL_E_OK
               ? pl_sealed_write(pl_str_make((const char *)seed, PL_KEY_BYTES), passphrase, salt, nonce, file, err)
               : rc;
}

/* name is inside the file, file_name that of the file. */
static int write_key(struct pl_case *c, const char *name, const char *file_name, const struct pl_key *key,
                     pl_str passphrase, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    char path[PATH_MAX];
    PL_SECRET_AUTO file = {0};
    pl_buf_open(&file, 4096);
    pl_key_seed(key, seed);
    int rc = key_path(c, file_name, path, err);
    if (rc == PL_E_OK && passphrase.n > 0) {
        rc = add_sealed(name, seed, passphrase, &file, err);
    } else if (rc == PL_E_OK) {
        add_plain(name, seed, &file);
    }
    rc = rc == PL_E_OK ? pl_file_write(path, pl_buf_str(&file), 0600, err) : rc;
    explicit_bzero(seed, sizeof seed);
    return rc;
}

static int make_key(struct pl_case *c, const char *name, const char *file_name, pl_str passphrase,
                    struct pl_key *ret_key, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    int rc = pl_case_random(seed, sizeof seed, err);
    rc = rc == PL_E_OK ? pl_key_from_seed(seed, ret_key, err) : rc;
    explicit_bzero(seed, sizeof seed);
    return rc == PL_E_OK ? write_key(c, name, file_name, ret_key, passphrase, err) : rc;
}

int pl_case_keys_make(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys;
    memset(&keys, 0, sizeof keys);
    int rc = make_key(c, "participant", "participant", PL_STR(""), &keys.participant, err);
    if (rc == PL_E_OK) {
        rc = make_key(c, "person", "person", PL_STR(""), &keys.person, err);
    }
    if (rc == PL_E_OK) {
        keys.has_participant = true;
        *ret_keys = keys;
    }
    return rc;
}

/* The file of a further person's key. */
static void name_of(const pl_public_key *key, char out[NAME_BYTES]) {
    size_t n = (size_t)snprintf(out, NAME_BYTES, "p-");
    for (size_t i = 0; i < 16; i++) {
        n += (size_t)snprintf(out + n, NAME_BYTES - n, "%02x", key->b[i]);
    }
}

int pl_case_keys_make_person(struct pl_case *c, pl_str passphrase, struct pl_key *ret_key, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    struct pl_key key = {.public = {{0}}};
    char name[NAME_BYTES];
    int rc = pl_case_random(seed, sizeof seed, err);
    rc = rc == PL_E_OK ? pl_key_from_seed(seed, &key, err) : rc;
    explicit_bzero(seed, sizeof seed);
    name_of(&key.public, name);
    rc = rc == PL_E_OK ? write_key(c, "person", name, &key, passphrase, err) : rc;
    if (rc == PL_E_OK) {
        *ret_key = key;
    }
    pl_key_wipe(&key);
    return rc;
}

int pl_case_keys_drop_person(struct pl_case *c, const pl_public_key *key, struct pl_error *err) {
    char name[NAME_BYTES], path[PATH_MAX], folder[PATH_MAX];
    name_of(key, name);
    int rc = key_path(c, name, path, err);
    rc = rc == PL_E_OK ? pl_case_path(c, "keys", folder, err) : rc;
    if (rc == PL_E_OK && unlink(path) != 0 && errno != ENOENT) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be removed", path);
    }
    return rc == PL_E_OK ? pl_file_sync_dir(folder, err) : rc;
}

static int hex_digit(char ch) {
    return ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

static bool read_seed(pl_str text, const char *name, uint8_t seed[PL_KEY_BYTES]) {
    pl_str head = PL_STR(HEAD), want = pl_str_from(name);
    size_t skip = head.n + want.n + 1;
    if (text.n != skip + 2 * PL_KEY_BYTES + 1 || !pl_str_starts(text, head) ||
        !pl_str_eq(pl_str_sub(text, head.n, want.n), want) || text.p[skip - 1] != ' ' || text.p[text.n - 1] != '\n') {
        return false;
    }
    for (size_t i = 0; i < PL_KEY_BYTES; i++) {
        int hi = hex_digit(text.p[skip + 2 * i]), lo = hex_digit(text.p[skip + 2 * i + 1]);
        if (hi < 0 || lo < 0) {
            return false;
        }
        seed[i] = (uint8_t)(hi << 4 | lo);
    }
    return true;
}

/* The text of a key file, which others may not read. */
static int read_file(struct pl_case *c, const char *file_name, struct pl_buf *text, struct pl_error *err) {
    char path[PATH_MAX];
    struct stat st;
    pl_buf_open(text, 4096);
    int rc = key_path(c, file_name, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (stat(path, &st) != 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "%s is missing: without its keys this case can be read, not written", path);
    }
    if ((st.st_mode & 077) != 0) {
        return pl_fail(err, PL_E_REFUSED, "%s may be read by others; say `chmod 600` first", path);
    }
    return pl_file_read(path, 4096, text, err);
}

static bool is_sealed(pl_str text) { return pl_str_starts(text, PL_STR(SEALED_HEAD)); }

/* passphrase: asked for at the first sealed key, then used for the next. */
static int open_sealed(pl_str text, const char *name, struct pl_buf *passphrase, uint8_t seed[PL_KEY_BYTES],
                       bool *ret_ok, struct pl_error *err) {
    pl_str head = pl_str_sub(text, 0, pl_str_find(text, '\n'));
    PL_SECRET_AUTO plain = {0};
    pl_buf_open(&plain, 4096);
    *ret_ok = pl_str_eq(pl_str_sub(head, sizeof SEALED_HEAD - 1, head.n), pl_str_from(name));
    int rc = passphrase->n == 0 ? pl_case_keys_passphrase(passphrase, err) : PL_E_OK;
    rc = rc == PL_E_OK && *ret_ok
             ? pl_sealed_open(pl_str_sub(text, head.n + 1, text.n), pl_buf_str(passphrase), &plain, err)
             : rc;
    *ret_ok = *ret_ok && plain.n == PL_KEY_BYTES;
    if (rc == PL_E_OK && *ret_ok) {
        memcpy(seed, plain.p, PL_KEY_BYTES);
    }
    return rc;
}

static int read_key(struct pl_case *c, const char *name, const char *file_name, struct pl_buf *passphrase,
                    struct pl_key *ret_key, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    bool ok = false;
    PL_SECRET_AUTO text = {0};
    int rc = read_file(c, file_name, &text, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (is_sealed(pl_buf_str(&text))) {
        rc = open_sealed(pl_buf_str(&text), name, passphrase, seed, &ok, err);
    } else {
        ok = read_seed(pl_buf_str(&text), name, seed);
    }
    if (rc == PL_E_OK) {
        rc = ok ? pl_key_from_seed(seed, ret_key, err)
                : pl_fail(err, PL_E_FORMAT, "keys/%s.key is no key file", file_name);
    }
    explicit_bzero(seed, sizeof seed);
    return rc;
}

/* Was the key of the person revoked? Then a turn was cut off. */
static int is_revoked(struct pl_case *c, const pl_public_key *key, bool *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_str bytes;
    bool row = false;
    pl_arena_open(&arena, (size_t)1 << 20);
    *ret = false;
    int rc = pl_db_prepare(c->db,
                           "SELECT seq FROM payload WHERE field = 'person_key' AND value = ?1 ORDER BY seq DESC "
                           "LIMIT 1",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_blob(stmt, 1, key->b, PL_KEY_BYTES);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK && row) {
        rc = pl_journal_read(c, sqlite3_column_int64(stmt, 0), &arena, &entry, &bytes, err);
        *ret = rc == PL_E_OK && pl_str_eq(entry.kind, PL_STR("revocation"));
    }
    return rc;
}

static int read_person(struct pl_case *c, struct pl_buf *passphrase, struct pl_key *ret_key, struct pl_error *err) {
    char path[PATH_MAX];
    bool revoked = false;
    int rc = key_path(c, NEXT, path, err);
    bool turning = rc == PL_E_OK && pl_file_exists(path);
    rc = rc == PL_E_OK ? read_key(c, "person", "person", passphrase, ret_key, err) : rc;
    rc = rc == PL_E_OK && turning ? is_revoked(c, &ret_key->public, &revoked, err) : rc;
    if (rc == PL_E_OK && turning && revoked) {
        rc = pl_case_keys_turn(c, err);
        rc = rc == PL_E_OK ? read_key(c, "person", "person", passphrase, ret_key, err) : rc;
    }
    return rc;
}

pl_str pl_case_keys_chosen(void) {
    const char *name = getenv("PLIMSOLL_PERSON");
    return name != NULL && name[0] != '\0' ? pl_str_from(name) : (pl_str){0};
}

static int ask_of_person(struct pl_buf *ret, struct pl_error *err) {
    const char *own = getenv("PLIMSOLL_PERSON_PASSPHRASE_FILE");
    return pl_secret_read(own != NULL ? own : getenv("PLIMSOLL_PASSPHRASE_FILE"), "passphrase of your own key: ", ret,
                          err);
}

int pl_case_keys_passphrase(struct pl_buf *ret, struct pl_error *err) {
    return pl_case_keys_chosen().n > 0
               ? ask_of_person(ret, err)
               : pl_secret_read(getenv("PLIMSOLL_PASSPHRASE_FILE"), "passphrase of the keys: ", ret, err);
}

/* The key that stands under that name and whose file is here, the newest of several. */
static int read_chosen(struct pl_case *c, pl_str person, struct pl_key *ret_key, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_SECRET_AUTO passphrase = {0};
    struct pl_keyring_key *keys = NULL;
    size_t n = 0;
    bool stands = false;
    pl_arena_open(&arena, (size_t)64 << 20);
    int rc = pl_keyring_read(c, &arena, &keys, &n, err);
    for (size_t i = n; rc == PL_E_OK && i > 0; i--) {
        char name[NAME_BYTES], path[PATH_MAX];
        const struct pl_keyring_key *k = &keys[i - 1];
        struct pl_key key = {.public = {{0}}};
        if (!pl_str_eq(k->person, person)) {
            continue;
        }
        stands = true;
        name_of(&k->key, name);
        rc = key_path(c, name, path, err);
        bool own = rc == PL_E_OK && pl_file_exists(path);
        if (rc == PL_E_OK && !own && key_path(c, "person", path, err) == PL_E_OK && !pl_file_exists(path)) {
            continue;
        }
        rc = rc == PL_E_OK && own ? read_key(c, "person", name, &passphrase, &key, err) : rc;
        rc = rc == PL_E_OK && !own ? read_person(c, &passphrase, &key, err) : rc;
        bool found = rc == PL_E_OK && pl_public_key_eq(&key.public, &k->key);
        if (found) {
            *ret_key = key;
        }
        pl_key_wipe(&key);
        if (found) {
            return PL_E_OK;
        }
    }
    int shown = (int)(person.n < 80 ? person.n : 80);
    return rc != PL_E_OK ? rc
           : stands      ? pl_fail(err, PL_E_NOT_FOUND, "the key of \"%.*s\" is not on this machine", shown, person.p)
                         : pl_fail(err, PL_E_NOT_FOUND,
                                   "nobody called \"%.*s\" has a key that stands here: `key list` shows who has, `key add` "
                                        "makes one",
                                   shown, person.p);
}

static int read_participant_public(struct pl_case *c, pl_public_key *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_entry first;
    pl_str bytes;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_journal_read(c, 0, &arena, &first, &bytes, err);
    if (rc == PL_E_OK) {
        *ret = first.participant;
    }
    return rc;
}

int pl_case_keys_read_participant(struct pl_case *c, struct pl_case_keys *keys, struct pl_error *err) {
    PL_SECRET_AUTO passphrase = {0};
    PL_SECRET_AUTO text = {0};
    if (keys->has_participant) {
        return PL_E_OK;
    }
    int rc = read_file(c, "participant", &text, err);
    if (rc == PL_E_OK && is_sealed(pl_buf_str(&text))) {
        rc = pl_secret_read(getenv("PLIMSOLL_PASSPHRASE_FILE"), "passphrase of the participant's key: ", &passphrase,
                            err);
    }
    rc = rc == PL_E_OK ? read_key(c, "participant", "participant", &passphrase, &keys->participant, err) : rc;
    keys->has_participant = rc == PL_E_OK;
    return rc;
}

int pl_case_keys_read(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys;
    PL_SECRET_AUTO passphrase = {0};
    PL_SECRET_AUTO own = {0};
    pl_str chosen = pl_case_keys_chosen();
    memset(&keys, 0, sizeof keys);
    int rc = chosen.n > 0 ? read_participant_public(c, &keys.participant.public, err)
                          : read_key(c, "participant", "participant", &passphrase, &keys.participant, err);
    keys.has_participant = chosen.n == 0 && rc == PL_E_OK;
    if (rc == PL_E_OK && chosen.n > 0) {
        rc = read_chosen(c, chosen, &keys.person, err);
    } else if (rc == PL_E_OK) { /* sealed by its holder alone, perhaps */
        bool apart = getenv("PLIMSOLL_PERSON_PASSPHRASE_FILE") != NULL;
        PL_SECRET_AUTO text = {0};
        rc = apart ? read_file(c, "person", &text, err) : PL_E_OK;
        rc = rc == PL_E_OK && apart && is_sealed(pl_buf_str(&text)) ? ask_of_person(&own, err) : rc;
        rc = rc == PL_E_OK ? read_person(c, apart ? &own : &passphrase, &keys.person, err) : rc;
        bool revoked = false;
        rc = rc == PL_E_OK ? is_revoked(c, &keys.person.public, &revoked, err) : rc;
        if (rc == PL_E_OK && revoked) {
            rc = pl_fail(err, PL_E_REFUSED,
                         "the key of this case's person was revoked: sign with another, `--as PERSON`");
        }
    }
    if (rc == PL_E_OK) {
        *ret_keys = keys;
        memset(&keys, 0, sizeof keys);
    }
    return rc;
}

/* The name of that key's file: of its own, or else person.key. */
static int file_of(struct pl_case *c, const pl_public_key *key, char out[NAME_BYTES], struct pl_error *err) {
    char path[PATH_MAX];
    name_of(key, out);
    int rc = key_path(c, out, path, err);
    if (rc == PL_E_OK && !pl_file_exists(path)) {
        snprintf(out, NAME_BYTES, "person");
    }
    return rc;
}

int pl_case_keys_seal(struct pl_case *c, const struct pl_case_keys *keys, pl_str passphrase, struct pl_error *err) {
    char name[NAME_BYTES];
    int rc = file_of(c, &keys->person.public, name, err);
    if (rc == PL_E_OK && keys->has_participant) {
        rc = write_key(c, "participant", "participant", &keys->participant, passphrase, err);
    }
    return rc == PL_E_OK ? write_key(c, "person", name, &keys->person, passphrase, err) : rc;
}

int pl_case_keys_next_person(struct pl_case *c, pl_str passphrase, struct pl_key *ret_key, struct pl_error *err) {
    return make_key(c, "person", NEXT, passphrase, ret_key, err);
}

int pl_case_keys_turn(struct pl_case *c, struct pl_error *err) {
    char from[PATH_MAX], to[PATH_MAX], folder[PATH_MAX];
    int rc = key_path(c, NEXT, from, err);
    rc = rc == PL_E_OK ? key_path(c, "person", to, err) : rc;
    rc = rc == PL_E_OK ? pl_case_path(c, "keys", folder, err) : rc;
    if (rc == PL_E_OK && rename(from, to) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be put in its place", from);
    }
    return rc == PL_E_OK ? pl_file_sync_dir(folder, err) : rc;
}

int pl_case_keys_sealed(struct pl_case *c, const pl_public_key *key, bool *ret, struct pl_error *err) {
    PL_SECRET_AUTO text = {0};
    char name[NAME_BYTES];
    int rc = file_of(c, key, name, err);
    rc = rc == PL_E_OK ? read_file(c, name, &text, err) : rc;
    *ret = rc == PL_E_OK && is_sealed(pl_buf_str(&text));
    return rc;
}

int pl_case_keys_apart(struct pl_case *c, const pl_public_key *key, bool *ret, struct pl_error *err) {
    char name[NAME_BYTES];
    int rc = file_of(c, key, name, err);
    *ret = rc == PL_E_OK && strcmp(name, "person") != 0;
    return rc;
}

int pl_case_keys_here(struct pl_case *c, const pl_public_key *key, bool *ret_here, bool *ret_sealed, bool *ret_unsure,
                      struct pl_error *err) {
    char name[NAME_BYTES], path[PATH_MAX];
    PL_SECRET_AUTO text = {0};
    PL_SECRET_AUTO none = {0};
    struct pl_key person = {.public = {{0}}};
    int rc = file_of(c, key, name, err);
    rc = rc == PL_E_OK ? key_path(c, name, path, err) : rc;
    *ret_here = *ret_sealed = *ret_unsure = false;
    if (rc != PL_E_OK || !pl_file_exists(path)) {
        return rc;
    }
    bool own = strcmp(name, "person") != 0;
    rc = read_file(c, name, &text, err);
    *ret_sealed = rc == PL_E_OK && is_sealed(pl_buf_str(&text));
    *ret_here = rc == PL_E_OK && own;
    *ret_unsure = *ret_sealed && !own;
    if (rc == PL_E_OK && !own && !*ret_sealed) {
        rc = read_key(c, "person", name, &none, &person, err);
        *ret_here = rc == PL_E_OK && pl_public_key_eq(&person.public, key);
        pl_key_wipe(&person);
    }
    return rc;
}

void pl_case_keys_wipe(struct pl_case_keys *keys) {
    pl_key_wipe(&keys->participant);
    pl_key_wipe(&keys->person);
}
