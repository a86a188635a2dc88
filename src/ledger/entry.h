/* A journal entry: one signed commitment to something that cannot be derived.
 *
 * The entry says who, when, what kind and what stood before it; of its content it holds salted hashes only, so an
 * entry may be shown to anyone without showing what it says, and a field may be opened alone. Byte-exact form:
 * docs/format/entry.md. Pure: time, salts and keys come in; nothing is allocated but in the caller's buffer or arena.
 */
#ifndef PL_LEDGER_ENTRY_H
#define PL_LEDGER_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "ledger/key.h"

#define PL_ENTRY_MAX         65535 /* bytes, signature included */
#define PL_ENTRY_FIELDS_MAX  1024
#define PL_ENTRY_PARENTS_MAX 256
#define PL_ENTRY_NAME_MAX    255 /* bytes of a field name, kind or marking */
#define PL_SALT_BYTES        32

/* The public list of kinds; its order is no part of the format. */
#define PL_ENTRY_KINDS(X)                                                                                              \
    X("case", "a participant opens a case")                                                                            \
    X("delegation", "a participant lets a person sign under its key")                                                  \
    X("revocation", "a participant ends a delegation")                                                                 \
    X("import", "an exhibit was received")                                                                             \
    X("list", "an official list was received")                                                                         \
    X("observation", "a dated, placed sighting by a named method")                                                     \
    X("source", "someone or something that says things")                                                               \
    X("grade", "a person judged a source or information")                                                              \
    X("item", "an exhibit of another kind was filed")                                                                  \
    X("custody", "something was done with an exhibit")                                                                 \
    X("derivation", "one thing rests on another")                                                                      \
    X("claim", "who did what, where, when, how much")                                                                  \
    X("support", "what speaks for or against a claim")                                                                 \
    X("finding", "a statement that rests on claims")                                                                   \
    X("review", "a second person judged a finding or report")                                                          \
    X("letter", "a letter was written")                                                                                \
    X("sending", "a letter was sent")                                                                                  \
    X("reply", "what those named answered")                                                                            \
    X("correction", "what was wrong and is put right")                                                                 \
    X("outcome", "what followed a violation")                                                                          \
    X("report", "the text of a report")                                                                                \
    X("decision", "a person judged something")                                                                         \
    X("screening", "names were screened against the lists of the case")                                                \
    X("watch", "a ship or party was put on the watch list, or taken off it")                                           \
    X("requirement", "what a screening needs was changed")                                                             \
    X("rules", "the rules of detection changed")                                                                       \
    X("alert", "a rule of watching was set, or an alert was dealt with")                                               \
    X("task", "something is to be done")                                                                               \
    X("task-step", "how a task stands")                                                                                \
    X("withdrawal", "an earlier entry no longer stands")                                                               \
    X("release", "something was given out")                                                                            \
    X("erasure", "values of an earlier entry were erased")

/* The text of a kind, or NULL for a kind that is not on the list. */
const char *pl_entry_kind_text(pl_str kind);

struct pl_entry_field {
    pl_str name;
    pl_hash commitment;
};

struct pl_entry {
    pl_public_key participant;
    pl_public_key signer;
    pl_time at;
    pl_str kind;
    pl_str marking;
    bool has_previous;      /* false only for the first entry of a journal */
    pl_hash previous;       /* leaf of the entry before */
    const pl_hash *parents; /* leaves this entry is about */
    size_t n_parents;
    const struct pl_entry_field *fields; /* ascending by name, byte order, no name twice */
    size_t n_fields;
    uint8_t signature[PL_SIGNATURE_BYTES]; /* read only */
};

/* SHA-256("plimsoll-field/v1" || be16 length of name || name || salt || value). */
pl_hash pl_field_commitment(pl_str name, const uint8_t salt[PL_SALT_BYTES], pl_str value);

/* Replaces buf by the signed entry. USAGE for an unknown kind, fields out of order, a name too long, a signer other
 * than entry->signer or a time before 1970; LIMIT beyond PL_ENTRY_MAX. */
PL_MUST int pl_entry_write(const struct pl_entry *entry, const struct pl_key *signer, struct pl_buf *buf,
                           struct pl_error *err);

/* Reads an entry back; views borrow bytes, arrays live in the arena. FORMAT with the byte for anything pl_entry_write
 * does not write (so reading and writing again gives the same bytes). The signature is not verified here. */
PL_MUST int pl_entry_read(pl_str bytes, struct pl_arena *arena, struct pl_entry *ret_entry, struct pl_error *err);

/* True when the last 64 bytes are the signature, by the key the entry names as signer, over all bytes before them. */
bool pl_entry_verify(pl_str bytes);

/* SHA-256(0x00 || entry): RFC 6962's leaf hash. */
pl_hash pl_entry_leaf(pl_str bytes);

#endif
