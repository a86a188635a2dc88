#include "app/init.h"

#include <string.h>

#include "base/utf8.h"
#include "store/case.h"
#include "store/journal.h"
#include "store/keys.h"

#include "base/ban.h"

#define NAME_MAX_BYTES 200

static pl_str key_bytes(const pl_public_key *key) { return pl_str_make((const char *)key->b, PL_KEY_BYTES); }

static int write_entries(struct pl_case *c, const struct pl_init_options *o, const struct pl_case_keys *keys,
                         struct pl_error *err) {
    int64_t seq = 0;
    struct pl_journal_field opening[3] = {
        {.name = PL_STR("participant"), .value = o->participant},
        {.name = PL_STR("participant_key"), .value = key_bytes(&keys->participant.public)},
        {.name = PL_STR("exercise"), .value = PL_STR("yes")}};
    struct pl_journal_field delegation[2] = {{.name = PL_STR("person"), .value = o->person},
                                             {.name = PL_STR("person_key"), .value = key_bytes(&keys->person.public)}};
    int rc = pl_case_begin(c, err);
    if (rc == PL_E_OK) {
        rc = pl_journal_append(c, keys, o->now, PL_STR("case"), PL_STR("TLP:CLEAR"), opening, o->exercise ? 3 : 2, &seq,
                               err);
    }
    if (rc == PL_E_OK) {
        rc = pl_journal_append(c, keys, o->now, PL_STR("delegation"), PL_STR("TLP:CLEAR"), delegation, 2, &seq, err);
    }
    return rc == PL_E_OK ? pl_case_commit(c, err) : rc;
}

static int refuse_name(const char *what, pl_str name, struct pl_error *err) {
    if (name.n == 0 || name.n > NAME_MAX_BYTES) {
        return pl_fail(err, PL_E_USAGE, "the name of the %s has 1 to %d bytes", what, NAME_MAX_BYTES);
    }
    return pl_utf8_is_valid(name) ? PL_E_OK : pl_fail(err, PL_E_USAGE, "the name of the %s is not UTF-8", what);
}

int pl_init_run(const char *dir, const struct pl_init_options *options, struct pl_init_done *ret,
                struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys;
    struct pl_init_options o = *options;
    struct pl_case *c = NULL;
    memset(&keys, 0, sizeof keys);
    o.person = o.person.n > 0 ? o.person : o.participant;
    int rc = refuse_name("participant", o.participant, err);
    if (rc == PL_E_OK) {
        rc = refuse_name("person", o.person, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_create(dir, &c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_keys_make(c, &keys, err);
    }
    if (rc == PL_E_OK) {
        rc = write_entries(c, &o, &keys, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_publish(c, err);
    }
    pl_case_close(c);
    if (rc == PL_E_OK) {
        *ret = (struct pl_init_done){keys.participant.public, keys.person.public};
    }
    return rc;
}
