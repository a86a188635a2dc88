#include "ledger/note.h"

#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define DASH PL_STR("\xE2\x80\x94 ") /* U+2014 and a space */

uint32_t pl_note_key_id(pl_str name, uint8_t type, const pl_public_key *key) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, name.p, name.n);
    pl_sha256_add(&state, "\n", 1);
    pl_sha256_add(&state, &type, 1);
    pl_sha256_add(&state, key->b, PL_KEY_BYTES);
    return pl_be32(pl_sha256_digest(&state).b);
}

/* ---- reading ---- */

/* Offset of the first control character other than a line end; n when there is none. */
static size_t control_at(pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 && c != '\n') {
            return i;
        }
    }
    return s.n;
}

static bool is_text(pl_str text) {
    return text.n > 1 && text.p[text.n - 1] == '\n' && control_at(text) == text.n && pl_utf8_is_valid(text);
}

/* No space of Unicode and no plus sign. */
static bool is_name(pl_str name) {
    static const char *const SPACES[] = {" ",
                                         "+",
                                         "\n",
                                         "\xC2\x85",
                                         "\xC2\xA0",
                                         "\xE1\x9A\x80",
                                         "\xE2\x80\xA8",
                                         "\xE2\x80\xA9",
                                         "\xE2\x80\xAF",
                                         "\xE2\x81\x9F",
                                         "\xE3\x80\x80"};
    if (name.n == 0 || control_at(name) != name.n || !pl_utf8_is_valid(name)) {
        return false;
    }
    for (size_t i = 0; i < sizeof SPACES / sizeof SPACES[0]; i++) {
        if (pl_str_find_str(name, pl_str_from(SPACES[i])) != name.n) {
            return false;
        }
    }
    for (size_t i = 0; i + 3 <= name.n; i++) { /* U+2000 to U+200A */
        if (memcmp(name.p + i, "\xE2\x80", 2) == 0 && (unsigned char)name.p[i + 2] <= 0x8A) {
            return false;
        }
    }
    return true;
}

static bool read_signature(pl_str line, struct pl_note_signature *ret) {
    uint8_t blob[PL_NOTE_BLOB_MAX];
    size_t n = 0;
    if (!pl_str_starts(line, DASH)) {
        return false;
    }
    pl_str rest = pl_str_sub(line, DASH.n, line.n);
    pl_str name = pl_str_cut(&rest, ' ');
    if (rest.p == NULL || !is_name(name) || !pl_base64_read(rest, blob, sizeof blob, &n) || n < 5) {
        return false;
    }
    *ret = (struct pl_note_signature){name, pl_be32(blob), rest};
    return true;
}

static int refuse_at(struct pl_error *err, pl_str bytes, size_t offset, const char *why) {
    uint64_t line = 1;
    for (size_t i = 0; i < offset && i < bytes.n; i++) {
        line += bytes.p[i] == '\n';
    }
    return pl_fail_at(err, PL_E_FORMAT, line, offset, "no signed note: %s", why);
}

/* Where the signatures begin: behind the last blank line; 0 without one. */
static size_t signatures_at(pl_str bytes) {
    for (size_t i = bytes.n; i >= 2; i--) {
        if (bytes.p[i - 1] == '\n' && bytes.p[i - 2] == '\n') {
            return i;
        }
    }
    return 0;
}

int pl_note_read(pl_str bytes, struct pl_note *ret_note, struct pl_error *err) {
    struct pl_note note = {.n = 0};
    if (bytes.n > PL_NOTE_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a signed note has at most %d bytes", PL_NOTE_MAX);
    }
    size_t bad = control_at(bytes), at = signatures_at(bytes);
    if (bad < bytes.n || !pl_utf8_is_valid(bytes)) {
        return refuse_at(err, bytes, bad < bytes.n ? bad : 0, "it is not plain UTF-8 text");
    }
    if (at < 3 || at == bytes.n || bytes.p[bytes.n - 1] != '\n') {
        return refuse_at(err, bytes, bytes.n, "there is no text, no blank line or no signature line");
    }
    note.text = pl_str_sub(bytes, 0, at - 1);
    while (at < bytes.n) {
        size_t n = pl_str_find(pl_str_sub(bytes, at, bytes.n), '\n');
        if (note.n == PL_NOTE_SIGNATURES_MAX) {
            return pl_fail(err, PL_E_LIMIT, "a signed note has at most %d signatures", PL_NOTE_SIGNATURES_MAX);
        }
        if (!read_signature(pl_str_sub(bytes, at, n), &note.signatures[note.n])) {
            return refuse_at(err, bytes, at, "this is no signature line");
        }
        note.n++;
        at += n + 1;
    }
    *ret_note = note;
    return PL_E_OK;
}

/* ---- signatures ---- */

enum pl_note_verdict pl_note_verify(const struct pl_note *note, pl_str name, const pl_public_key *key) {
    enum pl_note_verdict verdict = PL_NOTE_UNSIGNED;
    uint32_t id = pl_note_key_id(name, PL_NOTE_ED25519, key);
    for (size_t i = 0; i < note->n; i++) {
        const struct pl_note_signature *s = &note->signatures[i];
        uint8_t blob[PL_NOTE_BLOB_MAX];
        size_t n = 0;
        if (s->key_id != id || !pl_str_eq(s->name, name)) {
            continue;
        }
        if (!pl_base64_read(s->encoded, blob, sizeof blob, &n) || n != 4 + PL_SIGNATURE_BYTES ||
            !pl_key_verify(key, PL_STR(""), note->text, blob + 4)) {
            return PL_NOTE_BAD;
        }
        verdict = PL_NOTE_GOOD;
    }
    return verdict;
}

int pl_note_sign(pl_str text, pl_str name, const struct pl_key *key, struct pl_buf *buf, struct pl_error *err) {
    struct pl_buf blob;
    uint8_t signature[PL_SIGNATURE_BYTES];
    if (!is_text(text) || !is_name(name)) {
        return pl_fail(err, PL_E_USAGE, "a note is UTF-8 lines; a name has no space and no plus sign");
    }
    int rc = pl_key_sign(key, PL_STR(""), text, signature, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_open(&blob, 4 + PL_SIGNATURE_BYTES);
    pl_buf_add_be32(&blob, pl_note_key_id(name, PL_NOTE_ED25519, &key->public));
    pl_buf_add(&blob, signature, sizeof signature);
    pl_buf_add_str(buf, text);
    pl_buf_add_char(buf, '\n');
    pl_buf_add_str(buf, DASH);
    pl_buf_add_str(buf, name);
    pl_buf_add_char(buf, ' ');
    pl_base64_write(buf, blob.p, blob.n);
    pl_buf_add_char(buf, '\n');
    bool failed = pl_buf_failed(&blob) || pl_buf_failed(buf);
    pl_buf_close(&blob);
    return failed ? pl_fail(err, PL_E_NOMEM, "no memory for a signed note") : PL_E_OK;
}
