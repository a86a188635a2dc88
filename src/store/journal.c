#include "store/journal.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/merkle.h"
#include "store/case_in.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 28)

int pl_journal_head(struct pl_case *c, struct pl_journal_head *ret, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    struct pl_journal_head head = {0};
    struct pl_entry entry;
    bool row = false;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_kept_borrow(c, PL_KEPT_HEAD, &stmt, err);
    if (rc == PL_E_OK) {
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK && row) {
        head.size = (uint64_t)sqlite3_column_int64(stmt, 0) + 1;
        if (!pl_db_col_hash(stmt, 1, &head.leaf)) {
            return pl_fail(err, PL_E_STORE, "the last journal entry has no leaf hash; run `plimsoll check`");
        }
        rc = pl_entry_read(pl_db_col(stmt, 2), &arena, &entry, err);
        head.at = rc == PL_E_OK ? entry.at : 0;
    }
    if (rc == PL_E_OK) {
        *ret = head;
    }
    return rc;
}

int pl_journal_count(struct pl_case *c, uint64_t *ret_size, struct pl_error *err) {
    int64_t last = -1;
    int rc = pl_db_int(c->db, "SELECT max(seq) FROM journal", -1, &last, err);
    if (rc == PL_E_OK) {
        *ret_size = (uint64_t)(last + 1);
    }
    return rc;
}

static int time_of(struct pl_case *c, uint64_t seq, pl_time *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_str bytes;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_journal_read(c, (int64_t)seq, &arena, &entry, &bytes, err);
    if (rc == PL_E_OK) {
        *ret = entry.at;
    }
    return rc;
}

/* By halving: times never run back. */
int pl_journal_known_at(struct pl_case *c, pl_time at, uint64_t *ret_size, struct pl_error *err) {
    uint64_t known = 0, end = 0;
    int rc = pl_journal_count(c, &end, err);
    while (rc == PL_E_OK && known < end) {
        uint64_t middle = known + (end - known) / 2;
        pl_time is = 0;
        rc = time_of(c, middle, &is, err);
        if (is <= at) {
            known = middle + 1;
        } else {
            end = middle;
        }
    }
    if (rc == PL_E_OK) {
        *ret_size = known;
    }
    return rc;
}

int pl_journal_root(struct pl_case *c, uint64_t size, pl_hash *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_merkle tree = {0};
    bool row = true;
    int rc = pl_db_prepare(c->db, "SELECT seq, entry FROM journal ORDER BY seq", &stmt, err);
    while (rc == PL_E_OK && tree.n < size && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row &&
           (uint64_t)sqlite3_column_int64(stmt, 0) == tree.n) {
        pl_merkle_add(&tree, pl_entry_leaf(pl_db_col(stmt, 1)));
    }
    if (rc == PL_E_OK && tree.n < size) {
        rc =
            pl_fail(err, PL_E_STORE, "journal entry %llu is missing; run `plimsoll check`", (unsigned long long)tree.n);
    }
    if (rc == PL_E_OK) {
        *ret = pl_merkle_root(&tree);
    }
    return rc;
}

static int by_name(const void *a, const void *b) {
    return pl_str_cmp(((const struct pl_journal_field *)a)->name, ((const struct pl_journal_field *)b)->name);
}

static int insert_entry(struct pl_case *c, int64_t seq, pl_str bytes, pl_hash leaf, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    int rc = pl_kept_borrow(c, PL_KEPT_ADD_ENTRY, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
        pl_db_bind_blob(stmt, 2, bytes.p, bytes.n);
        pl_db_bind_hash(stmt, 3, &leaf);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

static int insert_payload(struct pl_case *c, int64_t seq, const struct pl_journal_field *fields, size_t n,
                          struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    int rc = pl_kept_borrow(c, PL_KEPT_ADD_PAYLOAD, &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        pl_db_bind_int(stmt, 1, seq);
        pl_db_bind_text(stmt, 2, fields[i].name);
        pl_db_bind_blob(stmt, 3, fields[i].salt, PL_SALT_BYTES);
        pl_db_bind_blob(stmt, 4, fields[i].value.p, fields[i].value.n);
        rc = pl_db_run(stmt, err);
    }
    return rc;
}

/* What stands in the case now: the signed bytes under their leaf ... */
static int read_back_entry(struct pl_case *c, int64_t seq, pl_str bytes, pl_hash leaf, bool *ret_good,
                           struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    pl_hash is = {{0}};
    bool row = false;
    int rc = pl_kept_borrow(c, PL_KEPT_BACK_ENTRY, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
        rc = pl_db_step(stmt, &row, err);
    }
    *ret_good = rc == PL_E_OK && row && pl_str_eq(pl_db_col(stmt, 0), bytes) && pl_db_col_hash(stmt, 1, &is) &&
                pl_hash_cmp(is, leaf) == 0 && pl_entry_verify(bytes);
    return rc;
}

/* ... and a payload that its commitments, in the order of their names, are of. */
static int read_back_payload(struct pl_case *c, int64_t seq, const struct pl_entry_field *commitments, size_t n,
                             bool *ret_good, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    bool row = true;
    size_t i = 0;
    int rc = pl_kept_borrow(c, PL_KEPT_BACK_PAYLOAD, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
    }
    while (rc == PL_E_OK && *ret_good && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        pl_str name = pl_db_col(stmt, 0), salt = pl_db_col(stmt, 1);
        *ret_good = i < n && pl_str_eq(name, commitments[i].name) && salt.n == PL_SALT_BYTES &&
                    sqlite3_column_type(stmt, 2) != SQLITE_NULL;
        if (*ret_good) {
            pl_hash is = pl_field_commitment(name, (const uint8_t *)salt.p, pl_db_col(stmt, 2));
            *ret_good = pl_hash_cmp(is, commitments[i++].commitment) == 0;
        }
    }
    *ret_good = *ret_good && i == n;
    return rc;
}

static int read_back(struct pl_case *c, int64_t seq, pl_str bytes, pl_hash leaf,
                     const struct pl_entry_field *commitments, size_t n, struct pl_error *err) {
    bool good = false;
    int rc = read_back_entry(c, seq, bytes, leaf, &good, err);
    if (rc == PL_E_OK) {
        rc = read_back_payload(c, seq, commitments, n, &good, err);
    }
    return rc != PL_E_OK || good
               ? rc
               : pl_fail(err, PL_E_STORE, "journal entry %lld does not read back as it was signed; nothing was changed",
                         (long long)seq);
}

static bool by_participant(pl_str kind) {
    return pl_str_eq(kind, PL_STR("case")) || pl_str_eq(kind, PL_STR("delegation")) ||
           pl_str_eq(kind, PL_STR("revocation"));
}

int pl_journal_append(struct pl_case *c, const struct pl_case_keys *keys, pl_time at, pl_str kind, pl_str marking,
                      struct pl_journal_field *fields, size_t n_fields, int64_t *ret_seq, struct pl_error *err) {
    return pl_journal_append_about(c, keys, at, kind, marking, NULL, 0, fields, n_fields, ret_seq, err);
}

/* The leaves of entries, in the arena. */
static int read_leaves(struct pl_case *c, const int64_t *about, size_t n, struct pl_arena *arena, pl_hash **ret,
                       struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    pl_hash *leaves = n > 0 ? pl_arena_calloc(arena, n, sizeof *leaves) : NULL;
    bool row = false;
    if (n == 0) {
        return PL_E_OK;
    }
    if (leaves == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a journal entry");
    }
    int rc = pl_db_prepare(c->db, "SELECT leaf FROM journal WHERE seq = ?1", &stmt, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        pl_db_bind_int(stmt, 1, about[i]);
        rc = pl_db_step(stmt, &row, err);
        if (rc == PL_E_OK && (!row || !pl_db_col_hash(stmt, 0, &leaves[i]))) {
            rc = pl_fail(err, PL_E_USAGE, "the journal has no entry %lld", (long long)about[i]);
        }
        sqlite3_reset(stmt);
    }
    if (rc == PL_E_OK) {
        *ret = leaves;
    }
    return rc;
}

int pl_journal_append_about(struct pl_case *c, const struct pl_case_keys *keys, pl_time at, pl_str kind, pl_str marking,
                            const int64_t *about, size_t n_about, struct pl_journal_field *fields, size_t n_fields,
                            int64_t *ret_seq, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO bytes;
    struct pl_journal_head head = c->head; /* of this transaction, where it appended before */
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&bytes, PL_ENTRY_MAX);
    if (by_participant(kind) && !keys->has_participant) {
        return pl_fail(err, PL_E_REFUSED, "only the participant's key signs a %.*s", (int)kind.n, kind.p);
    }
    int rc = c->has_head ? PL_E_OK : pl_journal_head(c, &head, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    qsort(fields, n_fields, sizeof *fields, by_name);
    struct pl_entry_field *commitments = pl_arena_calloc(&arena, n_fields + 1, sizeof *commitments);
    if (commitments == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a journal entry");
    }
    uint8_t(*salts)[PL_SALT_BYTES] = pl_arena_calloc(&arena, n_fields + 1, PL_SALT_BYTES);
    if (salts == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a journal entry");
    }
    rc = pl_case_random(salts, n_fields * PL_SALT_BYTES, err);
    for (size_t i = 0; rc == PL_E_OK && i < n_fields; i++) {
        memcpy(fields[i].salt, salts[i], PL_SALT_BYTES);
        commitments[i].name = fields[i].name;
        commitments[i].commitment = pl_field_commitment(fields[i].name, fields[i].salt, fields[i].value);
    }
    pl_hash *parents = NULL;
    rc = rc == PL_E_OK ? read_leaves(c, about, n_about, &arena, &parents, err) : rc;
    const struct pl_key *signer = by_participant(kind) ? &keys->participant : &keys->person;
    struct pl_entry entry = {.participant = keys->participant.public,
                             .signer = signer->public,
                             .at = head.size > 0 && head.at > at ? head.at : at,
                             .kind = kind,
                             .marking = marking,
                             .has_previous = head.size > 0,
                             .previous = head.leaf,
                             .parents = parents,
                             .n_parents = n_about,
                             .fields = commitments,
                             .n_fields = n_fields};
    if (rc == PL_E_OK) {
        rc = pl_entry_write(&entry, signer, &bytes, err);
    }
    pl_hash leaf = pl_entry_leaf(pl_buf_str(&bytes));
    if (rc == PL_E_OK) {
        rc = insert_entry(c, (int64_t)head.size, pl_buf_str(&bytes), leaf, err);
    }
    if (rc == PL_E_OK) {
        rc = insert_payload(c, (int64_t)head.size, fields, n_fields, err);
    }
    if (rc == PL_E_OK) {
        rc = read_back(c, (int64_t)head.size, pl_buf_str(&bytes), leaf, commitments, n_fields, err);
    }
    c->has_head = rc == PL_E_OK && c->in_tx;
    if (rc == PL_E_OK) {
        c->head = (struct pl_journal_head){head.size + 1, leaf, entry.at};
        *ret_seq = (int64_t)head.size;
    }
    return rc;
}

int pl_journal_read(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_entry *ret_entry,
                    pl_str *ret_bytes, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_kept_borrow(c, PL_KEPT_BACK_ENTRY, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!row) {
        return pl_fail(err, PL_E_NOT_FOUND, "the journal has no entry %lld", (long long)seq);
    }
    pl_str bytes = pl_str_copy(arena, pl_db_col(stmt, 0));
    rc = pl_entry_read(bytes, arena, ret_entry, err);
    if (rc == PL_E_OK) {
        *ret_bytes = bytes;
    }
    return rc;
}

int pl_journal_payload(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_journal_field **ret_fields,
                       size_t *ret_n, struct pl_error *err) {
    PL_KEPT_AUTO *stmt = NULL;
    bool row = true;
    size_t n = 0;
    struct pl_journal_field *fields = pl_arena_calloc(arena, PL_ENTRY_FIELDS_MAX, sizeof *fields);
    if (fields == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a journal entry");
    }
    int rc = pl_kept_borrow(c, PL_KEPT_BACK_PAYLOAD, &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, seq);
    while ((rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        if (n == PL_ENTRY_FIELDS_MAX) {
            return pl_fail(err, PL_E_STORE, "entry %lld has too many payload rows", (long long)seq);
        }
        pl_str salt = pl_db_col(stmt, 1);
        fields[n].name = pl_str_copy(arena, pl_db_col(stmt, 0));
        bool has_salt = sqlite3_column_type(stmt, 1) != SQLITE_NULL;
        bool has_value = sqlite3_column_type(stmt, 2) != SQLITE_NULL;
        fields[n].erased = !has_value || salt.n != PL_SALT_BYTES;
        fields[n].torn = has_salt != has_value || (has_salt && salt.n != PL_SALT_BYTES);
        if (!fields[n].erased) {
            memcpy(fields[n].salt, salt.p, PL_SALT_BYTES);
            fields[n].value = pl_str_copy(arena, pl_db_col(stmt, 2));
        }
        n++;
    }
    if (rc == PL_E_OK && pl_arena_failed(arena)) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to read the payload of entry %lld", (long long)seq);
    }
    if (rc == PL_E_OK) {
        *ret_fields = fields;
        *ret_n = n;
    }
    return rc;
}

int pl_journal_person(struct pl_case *c, const pl_public_key *key, struct pl_arena *arena, pl_str *ret,
                      struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int rc = pl_db_prepare(c->db,
                           "SELECT n.value FROM payload AS k JOIN payload AS n ON n.seq = k.seq AND n.field = CASE "
                           "k.field WHEN 'person_key' THEN 'person' ELSE 'participant' END WHERE k.field IN "
                           "('person_key', 'participant_key') AND k.value = ?1 ORDER BY k.seq LIMIT 1",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_blob(stmt, 1, key->b, PL_KEY_BYTES);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK) {
        *ret = row ? pl_str_copy(arena, pl_db_col(stmt, 0)) : PL_STR("");
    }
    return rc;
}

const struct pl_journal_field *pl_journal_field_named(const struct pl_journal_field *fields, size_t n,
                                                      const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq(fields[i].name, pl_str_from(name))) {
            return &fields[i];
        }
    }
    return NULL;
}

const struct pl_journal_field *pl_journal_field_of(const struct pl_journal_field *fields, size_t n, const char *name) {
    const struct pl_journal_field *field = pl_journal_field_named(fields, n, name);
    return field != NULL && !field->erased ? field : NULL;
}

/* ---- check ---- */

#define PERSONS_MAX 4096

struct chain {
    struct pl_case *c;
    struct pl_arena arena;
    pl_journal_complaint complain;
    void *ctx;
    int64_t seq;
    pl_hash previous;
    pl_time at;
    pl_public_key participant;
    pl_public_key *persons; /* delegated, unrevoked */
    size_t n_persons;
};

static bool is_delegated(const struct chain *k, const pl_public_key *signer) {
    for (size_t i = 0; i < k->n_persons; i++) {
        if (pl_public_key_eq(&k->persons[i], signer)) {
            return true;
        }
    }
    return pl_public_key_eq(signer, &k->participant);
}

static void note_delegation(struct chain *k, pl_str kind, pl_str person) {
    if (person.n != PL_KEY_BYTES) {
        return;
    }
    if (pl_str_eq(kind, PL_STR("delegation")) && k->n_persons < PERSONS_MAX) {
        memcpy(k->persons[k->n_persons++].b, person.p, PL_KEY_BYTES);
    } else if (pl_str_eq(kind, PL_STR("revocation"))) {
        for (size_t i = k->n_persons; i > 0; i--) {
            if (memcmp(k->persons[i - 1].b, person.p, PL_KEY_BYTES) == 0) { /* public keys: no secret to leak */
                k->persons[i - 1] = k->persons[--k->n_persons];
            }
        }
    }
}

/* Does a later entry of kind erasure name this field (docs/format/entry.md, Erasure)? */
static int find_erasure(struct chain *k, int64_t seq, pl_str name, bool *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(k->c->db,
                           "SELECT e.seq FROM payload e JOIN payload f ON f.seq = e.seq WHERE e.field = 'entry' AND "
                           "f.field = 'field' AND e.seq > ?1 AND CAST(e.value AS TEXT) = CAST(?1 AS TEXT) AND "
                           "CAST(f.value AS TEXT) = ?2 ORDER BY 1",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, seq);
        pl_db_bind_text(stmt, 2, name);
    }
    *ret = false;
    while (rc == PL_E_OK && !*ret && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_entry later;
        pl_str bytes;
        rc = pl_journal_read(k->c, sqlite3_column_int64(stmt, 0), &k->arena, &later, &bytes, err);
        if (rc == PL_E_OK) {
            *ret = pl_str_eq(later.kind, PL_STR("erasure"));
        } else if (rc == PL_E_FORMAT || rc == PL_E_NOT_FOUND) {
            rc = PL_E_OK; /* said of that entry itself */
        }
    }
    return rc;
}

static int erasure_fault(struct chain *k, int64_t seq, const struct pl_journal_field *field, const char **ret,
                         struct pl_error *err) {
    bool named = false;
    if (pl_str_eq(field->name, PL_STR("exercise"))) {
        *ret = "whether it is an exercise was erased, which nothing allows";
        return PL_E_OK;
    }
    int rc = find_erasure(k, seq, field->name, &named, err);
    if (rc == PL_E_OK && !named) {
        *ret = "a payload value was erased, and no later entry says so";
    }
    return rc;
}

/* Payload against commitments: the same names, each value the one committed to, or erased by an entry that says so. */
static int payload_fault(struct chain *k, int64_t seq, const struct pl_entry *entry,
                         const struct pl_journal_field *fields, size_t n, const char **ret, struct pl_error *err) {
    int rc = PL_E_OK;
    *ret = n != entry->n_fields ? "its payload has other fields than it commits to" : NULL;
    for (size_t i = 0; rc == PL_E_OK && *ret == NULL && i < n; i++) {
        if (!pl_str_eq(fields[i].name, entry->fields[i].name)) {
            *ret = "its payload has other fields than it commits to";
        } else if (fields[i].torn) {
            *ret = "a payload value and its salt are not both whole";
        } else if (fields[i].erased) {
            rc = erasure_fault(k, seq, &fields[i], ret, err);
        } else {
            pl_hash is = pl_field_commitment(fields[i].name, fields[i].salt, fields[i].value);
            if (pl_hash_cmp(is, entry->fields[i].commitment) != 0) {
                *ret = "a payload value is not the one it commits to";
            }
        }
    }
    return rc;
}

static const char *link_fault(const struct chain *k, int64_t seq, const struct pl_entry *e) {
    if (seq != k->seq) {
        return "entries are missing before it";
    }
    if (seq == 0) {
        return !e->has_previous && pl_str_eq(e->kind, PL_STR("case")) && pl_public_key_eq(&e->signer, &e->participant)
                   ? NULL
                   : "the first entry is not the opening of a case";
    }
    if (!e->has_previous || pl_hash_cmp(e->previous, k->previous) != 0) {
        return "it does not follow from the entry before";
    }
    if (e->at < k->at) {
        return "its time is before that of the entry before";
    }
    if (!pl_public_key_eq(&e->participant, &k->participant)) {
        return "it belongs to another participant";
    }
    bool participant_only = by_participant(e->kind);
    if (participant_only ? !pl_public_key_eq(&e->signer, &k->participant) : !is_delegated(k, &e->signer)) {
        return "its signer had no delegation by the participant";
    }
    return NULL;
}

static int check_entry(struct chain *k, int64_t seq, pl_str bytes, pl_str leaf, struct pl_error *err) {
    struct pl_entry e;
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    pl_hash is = pl_entry_leaf(bytes);
    if (leaf.n != PL_HASH_BYTES || memcmp(leaf.p, is.b, PL_HASH_BYTES) != 0) {
        return k->complain(k->ctx, seq, "its leaf hash is not that of its bytes", err);
    }
    if (pl_entry_read(bytes, &k->arena, &e, NULL) != PL_E_OK) {
        return k->complain(k->ctx, seq, "it is no journal entry", err);
    }
    if (seq == 0) {
        k->participant = e.participant;
    }
    int rc = pl_journal_payload(k->c, seq, &k->arena, &fields, &n, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    const char *faults[3] = {link_fault(k, seq, &e), pl_entry_verify(bytes) ? NULL : "its signature does not hold",
                             NULL};
    rc = payload_fault(k, seq, &e, fields, n, &faults[2], err);
    for (size_t i = 0; rc == PL_E_OK && i < 3; i++) {
        rc = faults[i] != NULL ? k->complain(k->ctx, seq, faults[i], err) : PL_E_OK;
    }
    const struct pl_journal_field *person = pl_journal_field_of(fields, n, "person_key");
    note_delegation(k, e.kind, person != NULL ? person->value : (pl_str){0});
    k->at = e.at;
    k->previous = is;
    k->seq = seq + 1;
    return rc;
}

static int check_all(struct chain *k, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int rc = pl_db_prepare(k->c->db, "SELECT seq, entry, leaf FROM journal ORDER BY seq", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        struct pl_arena_mark mark = pl_arena_mark(&k->arena);
        rc = check_entry(k, sqlite3_column_int64(stmt, 0), pl_db_col(stmt, 1), pl_db_col(stmt, 2), err);
        pl_arena_rewind(&k->arena, mark);
    }
    int64_t strays = 0;
    if (rc == PL_E_OK && k->seq == 0) {
        rc = k->complain(k->ctx, -1, "the journal is empty", err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_int(k->c->db, "SELECT count(*) FROM payload WHERE seq NOT IN (SELECT seq FROM journal)", 0, &strays,
                       err);
    }
    if (rc == PL_E_OK && strays > 0) {
        rc = k->complain(k->ctx, -1, "there are payload rows without an entry", err);
    }
    return rc;
}

int pl_journal_check(struct pl_case *c, pl_journal_complaint complain, void *ctx, struct pl_error *err) {
    struct chain k = {.c = c, .complain = complain, .ctx = ctx};
    pl_arena_open(&k.arena, ARENA_MAX);
    k.persons = pl_arena_calloc(&k.arena, PERSONS_MAX, sizeof *k.persons);
    int rc = k.persons == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to check the journal") : check_all(&k, err);
    pl_arena_close(&k.arena);
    return rc;
}
