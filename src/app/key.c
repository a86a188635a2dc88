#include "app/key.h"

#include <string.h>

#include "app/act.h"
#include "base/secret.h"
#include "store/keys.h"

#include "base/ban.h"

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

int pl_key_rotate(const char *dir, pl_time now, pl_str name, pl_str reason, int64_t *ret_seq, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_SECRET_AUTO passphrase = {0};
    struct pl_key next = {.public = {{0}}};
    bool sealed = false;
    int64_t seq = -1;
    int code = pl_acting_open(dir, "key rotate", now, &acting, err);
    code = code == 0 ? pl_case_keys_sealed(acting.c, &sealed, err) : code;
    code = code == 0 && sealed ? pl_case_keys_passphrase(&passphrase, err) : code;
    code = code == 0 ? pl_case_keys_next_person(acting.c, pl_buf_str(&passphrase), &next, err) : code;
    code = code == 0 ? pl_case_begin(acting.c, err) : code;
    pl_str who = name.n > 0 ? name : acting.person;
    code = code == 0 ? append(&acting, "delegation", who, &next.public, reason, &seq, err) : code;
    code =
        code == 0 ? append(&acting, "revocation", acting.person, &acting.keys.person.public, reason, &seq, err) : code;
    code = code == 0 ? pl_case_commit(acting.c, err) : code;
    if (acting.c != NULL) {
        pl_case_rollback(acting.c);
    }
    code = code == 0 ? pl_case_keys_turn(acting.c, err) : code;
    pl_key_wipe(&next);
    if (code == 0) {
        *ret_seq = seq;
    }
    return code;
}
