/* Signed notes: a text and the signatures under it (C2SP signed-note v1, docs/format/checkpoint.md).
 *
 * Reading borrows from the bytes and verifies nothing; signatures of unknown keys are kept and ignored. Only Ed25519
 * signatures (type 0x01) are made and verified here. Pure; allocates nothing but in the caller's buffer. */
#ifndef PL_LEDGER_NOTE_H
#define PL_LEDGER_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/key.h"

#define PL_NOTE_MAX            65536 /* bytes of a note */
#define PL_NOTE_SIGNATURES_MAX 64
#define PL_NOTE_BLOB_MAX       8192 /* bytes of a key id and a signature */
#define PL_NOTE_ED25519        0x01

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

/* A key whose id stands in the note and whose signature fails makes the whole note BAD. */
enum pl_note_verdict { PL_NOTE_UNSIGNED, PL_NOTE_GOOD, PL_NOTE_BAD };
enum pl_note_verdict pl_note_verify(const struct pl_note *note, pl_str name, const pl_public_key *key);

/* Appends the text, the blank line and one signature. USAGE for a text or a name that pl_note_read would refuse. */
PL_MUST int pl_note_sign(pl_str text, pl_str name, const struct pl_key *key, struct pl_buf *buf, struct pl_error *err);

#endif
