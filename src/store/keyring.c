#include "store/keyring.h"

#include <string.h>

#include "store/case_in.h"
#include "store/db.h"
#include "store/journal.h"

#include "base/ban.h"

struct ring {
    struct pl_keyring_key *keys;
    size_t n;
};

static void end_key(struct ring *r, pl_str key) {
    size_t kept = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (memcmp(r->keys[i].key.b, key.p, PL_KEY_BYTES) != 0) { /* public keys: no secret to leak */
            r->keys[kept++] = r->keys[i];
        }
    }
    r->n = kept;
}

static int note(struct ring *r, pl_str kind, int64_t seq, pl_str person, pl_str key, struct pl_error *err) {
    if (key.n != PL_KEY_BYTES) {
        return 0;
    }
    if (pl_str_eq(kind, PL_STR("revocation"))) {
        end_key(r, key);
    } else if (pl_str_eq(kind, PL_STR("delegation"))) {
        if (r->n == PL_KEYRING_MAX) {
            return pl_fail(err, PL_E_LIMIT, "more than %d keys stand in this case", PL_KEYRING_MAX);
        }
        struct pl_keyring_key *k = &r->keys[r->n++];
        *k = (struct pl_keyring_key){.person = person, .seq = seq};
        memcpy(k->key.b, key.p, PL_KEY_BYTES);
    }
    return 0;
}

int pl_keyring_read(struct pl_case *c, struct pl_arena *arena, struct pl_keyring_key **ret, size_t *ret_n,
                    struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct ring r = {.keys = pl_arena_calloc(arena, PL_KEYRING_MAX, sizeof *r.keys)};
    bool row = false;
    int rc = r.keys != NULL
                 ? pl_db_prepare(c->db,
                                 "SELECT k.seq, k.value, n.value FROM payload AS k LEFT JOIN payload AS n ON "
                                 "n.seq = k.seq AND n.field = 'person' WHERE k.field = 'person_key' ORDER BY "
                                 "k.seq",
                                 &stmt, err)
                 : pl_fail(err, PL_E_NOMEM, "no memory to read whose keys stand");
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_entry entry;
        pl_str bytes;
        int64_t seq = sqlite3_column_int64(stmt, 0);
        pl_str person = pl_str_copy(arena, pl_db_col(stmt, 2));
        rc = pl_journal_read(c, seq, arena, &entry, &bytes, err);
        rc = rc == PL_E_OK ? note(&r, entry.kind, seq, person, pl_db_col(stmt, 1), err) : rc;
    }
    if (rc == PL_E_OK) {
        *ret = r.keys;
        *ret_n = r.n;
    }
    return rc;
}
