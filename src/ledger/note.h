/* Signed notes: a text and the signatures under it (C2SP signed-note v1 and tlog-cosignature v1,
 * docs/format/checkpoint.md).
 *
 * Reading borrows from the bytes and verifies nothing; signatures of unknown keys are kept and ignored. The type byte
 * of a key is general: 0x01 (Ed25519 over the text) and 0x04 (cosignature/v1: Ed25519 over a time and the text) are
 * made and verified here, keys of other types are read and carried along, and verify nothing. Pure; allocates nothing
 * but in the caller's buffer. */
#ifndef PL_LEDGER_NOTE_H
#define PL_LEDGER_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/key.h"

#define PL_NOTE_MAX            65536 /* bytes of a note */
#define PL_NOTE_SIGNATURES_MAX 64
#define PL_NOTE_BLOB_MAX       8192 /* bytes of a key id and a signature */
#define PL_NOTE_VKEY_MAX       8192 /* bytes of the text of a verifier key */

#define PL_NOTE_ED25519     0x01
#define PL_NOTE_COSIGNATURE 0x04

struct pl_note_signature {
    pl_str name;
    uint32_t key_id;
    pl_str encoded; /* base64 of key id and signature */
};

struct pl_note {
    pl_str text; /* with its last line end: what is signed */
    struct pl_note_signature signatures[PL_NOTE_SIGNATURES_MAX];
    size_t n;
};

/* The first 4 bytes of SHA-256(name || 0x0A || type || key), big-endian. */
uint32_t pl_note_key_id(pl_str name, uint8_t type, const pl_public_key *key);

/* FORMAT naming the byte: not UTF-8, a control character, no text, no signature, a malformed signature line; LIMIT
 * beyond PL_NOTE_MAX bytes or PL_NOTE_SIGNATURES_MAX signatures. */
PL_MUST int pl_note_read(pl_str bytes, struct pl_note *ret_note, struct pl_error *err);

/* ---- verifier keys ---- */

/* A verifier key: `name+hex8(key id)+base64(type || key)`. A value; its views borrow the text it was read from. */
struct pl_vkey {
    pl_str name;
    uint32_t key_id;
    uint8_t type;
    bool known;        /* type 0x01 or 0x04: `key` is set, and key_id is the one that follows from it */
    pl_public_key key; /* of a known type */
    pl_str text;       /* all of it, as read; "" for one made by pl_vkey_make */
};

/* FORMAT for anything else: also a key of a known type that is not 32 bytes or has another id. */
PL_MUST int pl_vkey_read(pl_str text, struct pl_vkey *ret, struct pl_error *err);

/* The vkey of a key of a known type; name is borrowed. */
struct pl_vkey pl_vkey_make(pl_str name, uint8_t type, const pl_public_key *key);

/* Appends the text of a vkey of a known type, and of one that was read. */
void pl_vkey_write(const struct pl_vkey *vkey, struct pl_buf *buf);

/* ---- verifying ---- */

/* A key whose name and id stand in the note and whose signature fails makes the whole note BAD. UNSIGNED also for a
 * key of an unknown type. */
enum pl_note_verdict { PL_NOTE_UNSIGNED, PL_NOTE_GOOD, PL_NOTE_BAD };

/* By an Ed25519 key (0x01). */
enum pl_note_verdict pl_note_verify(const struct pl_note *note, pl_str name, const pl_public_key *key);

/* By a key of any type. *ret_time_s (may be NULL; set where GOOD) is the POSIX time of a cosignature, the earliest
 * where one key cosigned more than once; 0 for type 0x01. */
enum pl_note_verdict pl_note_verify_vkey(const struct pl_note *note, const struct pl_vkey *vkey, uint64_t *ret_time_s);

/* ---- signing ---- */

/* Appends the text, the blank line and one signature. USAGE for a text or a name that pl_note_read would refuse. */
PL_MUST int pl_note_sign(pl_str text, pl_str name, const struct pl_key *key, struct pl_buf *buf, struct pl_error *err);

/* Appends one signature line, to stand below a note with this text: cosignature/v1 at time_s, POSIX seconds. USAGE as
 * above. */
PL_MUST int pl_note_cosign(pl_str text, pl_str name, const struct pl_key *key, uint64_t time_s, struct pl_buf *buf,
                           struct pl_error *err);

#endif
