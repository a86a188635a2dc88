#include "app/key.h"

#include <string.h>

#include "app/act.h"
#include "app/case_view.h"
#include "app/person.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "ledger/entry.h"
#include "store/clearance.h"
#include "store/journal.h"
#include "store/keyring.h"
#include "store/keys.h"
#include "text/json.h"

#include "base/ban.h"

#define NAME_MAX_BYTES 200

int pl_key_passphrase(const char *dir, const char *file, bool remove, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_SECRET_AUTO fresh = {0};
    PL_SECRET_AUTO again = {0};
    int code = pl_acting_open(dir, "key passphrase", pl_time_now(), &acting, err);
    if (code == 0 && !remove) {
        code = pl_secret_read(file, "new passphrase of the keys: ", &fresh, err);
    }
    if (code == 0 && !remove && file == NULL) {
        code = pl_secret_read(NULL, "once more: ", &again, err);
        if (code == 0 && !pl_str_eq(pl_buf_str(&fresh), pl_buf_str(&again))) {
            code = pl_fail(err, PL_E_USAGE, "the two passphrases differ; nothing was changed");
        }
    }
    return code == 0 ? pl_case_keys_seal(acting.c, &acting.keys, pl_buf_str(&fresh), err) : code;
}

static int append(struct pl_acting *acting, const char *kind, pl_str name, const pl_public_key *key, pl_str reason,
                  int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    pl_act_add_text(&fields, "person", name);
    pl_act_add_text(&fields, "person_key",
                    pl_str_copy(&acting->arena, pl_str_make((const char *)key->b, PL_KEY_BYTES)));
    pl_act_add_text(&fields, "text", reason);
    return pl_journal_append(acting->c, &acting->keys, acting->now, pl_str_from(kind), PL_STR("TLP:RED"), fields.f,
                             fields.n, ret_seq, err);
}

/* The passphrase of whoever signs, where that key is sealed; "" where it is not. */
static int read_passphrase(struct pl_acting *acting, struct pl_buf *passphrase, struct pl_error *err) {
    bool sealed = false;
    int code = pl_case_keys_sealed(acting->c, &acting->keys.person.public, &sealed, err);
    return code == 0 && sealed ? pl_case_keys_passphrase(passphrase, err) : code;
}

/* Entries in one transaction; what fails leaves none. */
static int delegate(struct pl_acting *acting, pl_str who, const pl_public_key *fresh, const pl_public_key *old,
                    pl_str reason, int64_t *ret_seq, struct pl_error *err) {
    int64_t seq = -1;
    int code = pl_case_begin(acting->c, err);
    code = code == 0 && fresh != NULL ? append(acting, "delegation", who, fresh, reason, &seq, err) : code;
    code = code == 0 && old != NULL ? append(acting, "revocation", acting->person, old, reason, &seq, err) : code;
    code = code == 0 ? pl_case_commit(acting->c, err) : code;
    pl_case_rollback(acting->c);
    if (code == 0) {
        *ret_seq = seq;
    }
    return code;
}

int pl_key_rotate(const char *dir, pl_time now, pl_str name, pl_str reason, int64_t *ret_seq, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_SECRET_AUTO passphrase = {0};
    struct pl_key next = {.public = {{0}}};
    bool apart = false; /* has the key a file of its own? So has the next */
    int code = pl_acting_open(dir, "key rotate", now, &acting, err);
    code = code == 0 ? pl_case_keys_read_participant(acting.c, &acting.keys, err) : code;
    code = code == 0 ? read_passphrase(&acting, &passphrase, err) : code;
    code = code == 0 ? pl_case_keys_apart(acting.c, &acting.keys.person.public, &apart, err) : code;
    if (code == 0) {
        code = apart ? pl_case_keys_make_person(acting.c, pl_buf_str(&passphrase), &next, err)
                     : pl_case_keys_next_person(acting.c, pl_buf_str(&passphrase), &next, err);
    }
    pl_str who = name.n > 0 ? name : acting.person;
    code = code == 0 ? delegate(&acting, who, &next.public, &acting.keys.person.public, reason, ret_seq, err) : code;
    if (code == 0) {
        code = apart ? pl_case_keys_drop_person(acting.c, &acting.keys.person.public, err)
                     : pl_case_keys_turn(acting.c, err);
    }
    pl_key_wipe(&next);
    return code;
}

static int check_name(struct pl_acting *acting, pl_str person, struct pl_error *err) {
    struct pl_keyring_key *keys = NULL;
    size_t n = 0;
    if (person.n == 0 || person.n > NAME_MAX_BYTES || !pl_utf8_is_valid(person)) {
        return pl_fail(err, PL_E_USAGE, "the name of a person has 1 to %d bytes of UTF-8", NAME_MAX_BYTES);
    }
    int code = pl_keyring_read(acting->c, &acting->arena, &keys, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (pl_person_same(keys[i].person, person)) {
            code = pl_fail(err, PL_E_USAGE, "\"%.*s\" has a key, by journal entry %lld: `key rotate --as` replaces it",
                           (int)keys[i].person.n, keys[i].person.p, (long long)keys[i].seq);
        }
    }
    return code;
}

int pl_key_add(const char *dir, pl_time now, pl_str person, const char *file, pl_str reason, int64_t *ret_seq,
               struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_SECRET_AUTO passphrase = {0};
    struct pl_key fresh = {.public = {{0}}};
    int code = pl_acting_open(dir, "key add", now, &acting, err);
    code = code == 0 ? pl_case_keys_read_participant(acting.c, &acting.keys, err) : code;
    code = code == 0 ? check_name(&acting, person, err) : code;
    code = code == 0 && file != NULL ? pl_secret_read(file, "", &passphrase, err) : code;
    if (code != 0) {
        return code;
    }
    code = pl_case_keys_make_person(acting.c, pl_buf_str(&passphrase), &fresh, err);
    /* Where this fails the file stays: a key without a delegation counts for nothing, and if the entry is there after
     * all, the key is too. */
    code = code == 0 ? delegate(&acting, person, &fresh.public, NULL, reason, ret_seq, err) : code;
    pl_key_wipe(&fresh);
    return code;
}

int pl_key_revoke(const char *dir, pl_time now, pl_str person, pl_str reason, int64_t *ret_seq, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_keyring_key *keys = NULL;
    size_t n = 0, ended = 0;
    int code = pl_acting_open(dir, "key revoke", now, &acting, err);
    code = code == 0 ? pl_case_keys_read_participant(acting.c, &acting.keys, err) : code;
    code = code == 0 ? pl_keyring_read(acting.c, &acting.arena, &keys, &n, err) : code;
    if (code == 0 && pl_str_eq(person, acting.person)) {
        return pl_fail(err, PL_E_USAGE, "that key signs here: `key rotate` replaces it");
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (pl_str_eq(keys[i].person, person)) {
            acting.person = person;
            code = delegate(&acting, person, NULL, &keys[i].key, reason, ret_seq, err);
            code = code == 0 ? pl_case_keys_drop_person(acting.c, &keys[i].key, err) : code;
            ended++;
        }
    }
    return code == 0 && ended == 0 ? pl_fail(err, PL_E_NOT_FOUND, "nobody called \"%.*s\" has a key that stands",
                                             (int)(person.n < 80 ? person.n : 80), person.p)
                                   : code;
}

struct shown {
    bool here, sealed, unsure;
};

static void write_key(const struct pl_keyring_key *k, struct shown s, bool json, struct pl_buf *out) {
    struct pl_json j;
    if (!json) {
        pl_buf_add_hex(out, k->key.b, 8);
        pl_buf_add_fmt(out, "  entry %-6lld %-12s %-8s ", (long long)k->seq,
                       s.unsure ? "perhaps here"
                       : s.here ? "here"
                                : "elsewhere",
                       s.sealed ? "sealed" : "");
        pl_case_say(out, k->person);
        pl_buf_add_char(out, '\n');
        return;
    }
    pl_json_start(&j, out);
    pl_json_record(&j, "key");
    pl_json_key(&j, "person");
    pl_json_str(&j, k->person);
    pl_json_key(&j, "entry");
    pl_json_i64(&j, k->seq);
    pl_json_key(&j, "key");
    pl_json_hex(&j, k->key.b, PL_KEY_BYTES);
    pl_json_key(&j, "here");
    if (s.unsure) {
        pl_json_null(&j);
    } else {
        pl_json_bool(&j, s.here);
    }
    pl_json_key(&j, "sealed");
    pl_json_bool(&j, s.sealed);
    pl_json_record_end(&j);
}

/* Keys that a limited reader meets: of a delegation, or of anything signed, that they may see. */
struct meeting {
    struct pl_case *c;
    struct pl_keyring_key *keys;
    bool *met;
    size_t n;
    struct pl_arena *arena;
};

static int on_entry(void *ctx, int64_t seq, pl_str bytes, struct pl_error *err) {
    struct meeting *m = ctx;
    struct pl_entry entry;
    struct pl_arena_mark mark = pl_arena_mark(m->arena);
    int code = pl_entry_read(bytes, m->arena, &entry, err);
    bool seen = code == 0 && !pl_case_keeps_back(m->c, entry.marking);
    for (size_t i = 0; seen && i < m->n; i++) {
        m->met[i] = m->met[i] || m->keys[i].seq == seq || pl_public_key_eq(&m->keys[i].key, &entry.signer);
    }
    pl_arena_rewind(m->arena, mark);
    return code;
}

/* Leaves out whose key nothing shows that this reader may see: with the log it would name who signed what is withheld.
 */
static int keep_met(struct pl_case *c, struct pl_arena *arena, struct pl_keyring_key *keys, size_t *n,
                    struct pl_error *err) {
    struct meeting m = {.c = c, .keys = keys, .n = *n, .arena = arena};
    uint64_t size = 0;
    if (pl_case_limited(c).n == 0) {
        return 0;
    }
    m.met = pl_arena_calloc(arena, *n + 1, sizeof *m.met);
    if (m.met == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the keys");
    }
    int code = pl_journal_count(c, &size, err);
    code = code == 0 ? pl_journal_each(c, 0, size, on_entry, &m, err) : code;
    size_t kept = 0;
    for (size_t i = 0; code == 0 && i < *n; i++) {
        if (m.met[i]) {
            keys[kept++] = keys[i];
        }
    }
    *n = code == 0 ? kept : *n;
    return code;
}

int pl_key_list(const char *dir, bool json, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_keyring_key *keys = NULL;
    size_t n = 0;
    struct pl_json j;
    pl_arena_open(&arena, (size_t)64 << 20);
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    code = code == 0 ? pl_keyring_read(view.c, &arena, &keys, &n, err) : code;
    code = code == 0 ? keep_met(view.c, &arena, keys, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct shown s;
        code = pl_case_keys_here(view.c, &keys[i].key, &s.here, &s.sealed, &s.unsure, err);
        if (code == 0) {
            write_key(&keys[i], s, json, out);
        }
    }
    if (code == 0 && json) {
        pl_json_start(&j, out);
        pl_json_record(&j, "summary");
        pl_json_key(&j, "results");
        pl_json_u64(&j, n);
        if (view.exercise) {
            pl_json_key(&j, "exercise");
            pl_json_bool(&j, true);
        }
        pl_json_record_end(&j);
    }
    return code;
}
