/* The one JSON writer, and the one (strict) JSON reader.
 *
 * The writer appends to a buffer and keeps the commas; it never allocates beside the buffer. Strings are UTF-8; broken
 * sequences become U+FFFD; control characters and bidirectional marks are escaped, so that output is safe on a
 * terminal. Numbers are written without locale and the same on every machine. */
#ifndef PL_TEXT_JSON_H
#define PL_TEXT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_json {
    struct pl_buf *buf;
    bool comma; /* the next element needs one before it */
};

/* Starts a value at the end of buf. */
void pl_json_start(struct pl_json *json, struct pl_buf *buf);

void pl_json_object(struct pl_json *json);     /* { */
void pl_json_object_end(struct pl_json *json); /* } */
void pl_json_array(struct pl_json *json);      /* [ */
void pl_json_array_end(struct pl_json *json);  /* ] */
void pl_json_line_end(struct pl_json *json);   /* newline between two JSON lines */

/* A line of JSON Lines: {"type":"..." and, behind its other members, } and the newline. */
void pl_json_record(struct pl_json *json, const char *type);
void pl_json_record_end(struct pl_json *json);

/* "key": -- a literal or other trusted ASCII without quotes; written as it is. The length of a literal is known where
 * it is called, which is worth a tenth of the time of a whole line. */
void pl_json_key_n(struct pl_json *json, const char *key, size_t n);
static inline void pl_json_key(struct pl_json *json, const char *key) { pl_json_key_n(json, key, strlen(key)); }

void pl_json_str(struct pl_json *json, pl_str value);
void pl_json_text(struct pl_json *json, const char *value); /* NULL writes null */
void pl_json_i64(struct pl_json *json, int64_t value);
void pl_json_u64(struct pl_json *json, uint64_t value);
void pl_json_bool(struct pl_json *json, bool value);
void pl_json_null(struct pl_json *json);
/* See pl_buf_add_fixed; |value| >= 9e9 is written as a whole number, NaN and |value| >= 9e18 as null. */
void pl_json_fixed(struct pl_json *json, double value, unsigned decimals);
void pl_json_time(struct pl_json *json, pl_time at);                 /* ISO 8601, or null for PL_TIME_NONE */
void pl_json_hex(struct pl_json *json, const void *bytes, size_t n); /* "..." */
void pl_json_raw(struct pl_json *json, pl_str value);                /* a whole JSON value made elsewhere */

/* "key":"value"; or_null writes null for an empty value, text for NULL. */
static inline void pl_json_member(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    pl_json_str(json, value);
}
static inline void pl_json_member_or_null(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    if (value.n > 0) {
        pl_json_str(json, value);
    } else {
        pl_json_null(json);
    }
}
static inline void pl_json_member_text(struct pl_json *json, const char *key, const char *value) {
    pl_json_key(json, key);
    pl_json_text(json, value);
}

/* Ceilings of the reader. */
#define PL_JSON_MAX_BYTES ((size_t)16 * 1024 * 1024)
#define PL_JSON_MAX_DEPTH 64

/* A read value. Objects keep their keys in order. */
enum pl_jval_kind { PL_JVAL_NULL, PL_JVAL_BOOL, PL_JVAL_INT, PL_JVAL_REAL, PL_JVAL_STR, PL_JVAL_ARRAY, PL_JVAL_OBJECT };

struct pl_jval {
    int kind; /* enum pl_jval_kind */
    bool boolean;
    int64_t integer;
    double real; /* also set for INT */
    pl_str str;
    size_t n; /* elements of an array or object */
    struct pl_jval *items;
    pl_str *keys; /* of an object: keys[i] belongs to items[i] */
};

/* Reads one whole JSON value as RFC 8259 says (any kind; nothing but white space may follow; a UTF-8 BOM before it is
 * skipped). Duplicate keys, broken UTF-8, NUL bytes, \u0000 and numbers that no double can hold are FORMAT with line
 * and byte; nesting beyond PL_JSON_MAX_DEPTH (with its place) and text beyond PL_JSON_MAX_BYTES are LIMIT; a full arena
 * is NOMEM (jansson itself may call it FORMAT when it finds no memory). An integer beyond int64 is read as the nearest
 * REAL; in such a text, whole numbers up to 2^53 are INT however they are written, larger ones REAL. Everything lives
 * in the arena, nothing points into text. */
PL_MUST int pl_json_read(pl_str text, struct pl_arena *arena, const struct pl_jval **ret_value, struct pl_error *err);

/* Seeds the hash tables of objects, once, before the first read and before any thread: else the library takes a seed
 * from /dev/urandom then. No seed changes what is read. */
void pl_json_seed(size_t seed);

/* The member of an object, or NULL (also where object is NULL or no object). */
const struct pl_jval *pl_jval_get(const struct pl_jval *object, const char *key);

#endif
