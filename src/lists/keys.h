/* The exact keys under which an entry is found: valid numbers, call signs, folded names.
 *
 * One key, many entries; equal keys are a reason to look, never an identity. Folding is text/unicode's (its ICU version
 * is part of a screening's record). Pure. */
#ifndef PL_LISTS_KEYS_H
#define PL_LISTS_KEYS_H

#include "lists/entity.h"

/* enum name, text. WEAK_NAME: a weak alias or abbreviation, which matches by its exact form only. RELATED_IMO: a ship
 * that the entry names without being that ship. */
#define PL_KEY_KINDS(X)                                                                                                \
    X(IMO, "imo")                                                                                                      \
    X(RELATED_IMO, "related_imo")                                                                                      \
    X(MMSI, "mmsi")                                                                                                    \
    X(CALL_SIGN, "callsign")                                                                                           \
    X(NAME, "name")                                                                                                    \
    X(WEAK_NAME, "weak_name")

enum pl_key_kind {
#define PL_KEY_KIND_ENUM(name, text) PL_KEY_##name,
    PL_KEY_KINDS(PL_KEY_KIND_ENUM)
#undef PL_KEY_KIND_ENUM
        PL_KEY_KIND_COUNT
};

const char *pl_key_kind_name(int kind);

/* One key of an entry: kind, the key itself, and the value it was made from. Lives until the call returns. */
typedef int (*pl_key_sink)(void *ctx, int kind, pl_str key, const struct pl_value *value, struct pl_error *err);

/* Gives every key of the entry to the sink. Numbers with a wrong check digit give none. What the sink returns stops. */
PL_MUST int pl_entity_keys(const struct pl_entity *entity, pl_key_sink sink, void *ctx, struct pl_error *err);

/* The key of a ship's name or call sign as AIS says it; appended to key. An empty result means not comparable. */
PL_MUST int pl_key_name(pl_str name, struct pl_buf *key, struct pl_error *err);
void pl_key_call_sign(pl_str call_sign, struct pl_buf *key);

#endif
