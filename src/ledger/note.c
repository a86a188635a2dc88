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

/* ---- verifier keys ---- */

#define HEX_DIGITS 8 /* of a key id */

static bool read_key_id(pl_str hex, uint32_t *ret) {
    uint32_t id = 0;
    for (size_t i = 0; i < hex.n; i++) {
        char c = hex.p[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) {
            return false;
        }
        id = id << 4 | (uint32_t)(digit ? c - '0' : c - 'a' + 10);
    }
    *ret = id;
    return hex.n == HEX_DIGITS;
}

static bool is_known(uint8_t type) { return type == PL_NOTE_ED25519 || type == PL_NOTE_COSIGNATURE; }

int pl_vkey_read(pl_str text, struct pl_vkey *ret, struct pl_error *err) {
    struct pl_vkey vkey = {.text = text};
    uint8_t blob[PL_NOTE_VKEY_MAX];
    size_t n = 0;
    pl_str rest = text;
    vkey.name = pl_str_cut(&rest, '+');
    if (text.n > PL_NOTE_VKEY_MAX || rest.p == NULL || !is_name(vkey.name)) {
        return pl_fail(err, PL_E_FORMAT, "no verifier key: it is NAME+ID+KEY, the name without spaces");
    }
    pl_str hex = pl_str_cut(&rest, '+');
    if (rest.p == NULL || !read_key_id(hex, &vkey.key_id)) {
        return pl_fail(err, PL_E_FORMAT, "no verifier key: behind the name stands the key's id, 8 hex digits");
    }
    if (!pl_base64_read(rest, blob, sizeof blob, &n) || n < 2) {
        return pl_fail(err, PL_E_FORMAT, "no verifier key: behind the id stands the key, base64");
    }
    vkey.type = blob[0];
    vkey.known = is_known(vkey.type);
    if (vkey.known) {
        if (n != 1 + PL_KEY_BYTES) {
            return pl_fail(err, PL_E_FORMAT, "no verifier key: an Ed25519 key has 32 bytes, not %zu", n - 1);
        }
        memcpy(vkey.key.b, blob + 1, PL_KEY_BYTES);
        if (vkey.key_id != pl_note_key_id(vkey.name, vkey.type, &vkey.key)) {
            return pl_fail(err, PL_E_FORMAT, "no verifier key: its id is not the one of its name and key");
        }
    }
    *ret = vkey;
    return PL_E_OK;
}

struct pl_vkey pl_vkey_make(pl_str name, uint8_t type, const pl_public_key *key) {
    return (struct pl_vkey){
        .name = name, .key_id = pl_note_key_id(name, type, key), .type = type, .known = is_known(type), .key = *key};
}

void pl_vkey_write(const struct pl_vkey *vkey, struct pl_buf *buf) {
    uint8_t blob[1 + PL_KEY_BYTES] = {vkey->type};
    uint8_t id[4] = {(uint8_t)(vkey->key_id >> 24), (uint8_t)(vkey->key_id >> 16), (uint8_t)(vkey->key_id >> 8),
                     (uint8_t)vkey->key_id};
    if (vkey->text.n > 0) {
        pl_buf_add_str(buf, vkey->text);
        return;
    }
    memcpy(blob + 1, vkey->key.b, PL_KEY_BYTES);
    pl_buf_add_str(buf, vkey->name);
    pl_buf_add_char(buf, '+');
    pl_buf_add_hex(buf, id, sizeof id);
    pl_buf_add_char(buf, '+');
    pl_base64_write(buf, blob, sizeof blob);
}

/* ---- signatures ---- */

#define TIME_BYTES 8

/* What a cosignature of that time signs before the text; returns its length. */
static size_t cosigned_head(uint64_t time_s, char out[64]) {
    char *end = stpcpy(out, "cosignature/v1\ntime ");
    end = pl_put_u64(end, time_s);
    *end++ = '\n';
    return (size_t)(end - out);
}

/* One signature of the key, which stands in the note. */
static bool verify_one(const struct pl_note *note, const struct pl_vkey *vkey, pl_str encoded, uint64_t *ret_time_s) {
    uint8_t blob[4 + TIME_BYTES + PL_SIGNATURE_BYTES];
    char head[64] = "";
    size_t n = 0, at = vkey->type == PL_NOTE_COSIGNATURE ? 4 + TIME_BYTES : 4, n_head = 0;
    if (!pl_base64_read(encoded, blob, sizeof blob, &n) || n != at + PL_SIGNATURE_BYTES) {
        return false;
    }
    if (vkey->type == PL_NOTE_COSIGNATURE) {
        *ret_time_s = pl_be64(blob + 4);
        n_head = cosigned_head(*ret_time_s, head);
    }
    return pl_key_verify(&vkey->key, pl_str_make(head, n_head), note->text, blob + at);
}

enum pl_note_verdict pl_note_verify_vkey(const struct pl_note *note, const struct pl_vkey *vkey, uint64_t *ret_time_s) {
    uint64_t earliest = 0;
    enum pl_note_verdict verdict = PL_NOTE_UNSIGNED;
    for (size_t i = 0; vkey->known && i < note->n; i++) {
        const struct pl_note_signature *s = &note->signatures[i];
        uint64_t time_s = 0;
        if (s->key_id != vkey->key_id || !pl_str_eq(s->name, vkey->name)) {
            continue;
        }
        if (!verify_one(note, vkey, s->encoded, &time_s)) {
            return PL_NOTE_BAD;
        }
        earliest = verdict == PL_NOTE_UNSIGNED || time_s < earliest ? time_s : earliest;
        verdict = PL_NOTE_GOOD;
    }
    if (verdict == PL_NOTE_GOOD && ret_time_s != NULL) {
        *ret_time_s = earliest;
    }
    return verdict;
}

enum pl_note_verdict pl_note_verify(const struct pl_note *note, pl_str name, const pl_public_key *key) {
    struct pl_vkey vkey = pl_vkey_make(name, PL_NOTE_ED25519, key);
    return pl_note_verify_vkey(note, &vkey, NULL);
}

/* Appends a signature line with key id, what stands between it and the signature, and the signature. */
static int add_line(pl_str name, uint32_t id, pl_str between, const uint8_t signature[PL_SIGNATURE_BYTES],
                    struct pl_buf *buf, struct pl_error *err) {
    PL_BUF_AUTO blob;
    pl_buf_open(&blob, 4 + TIME_BYTES + PL_SIGNATURE_BYTES);
    pl_buf_add_be32(&blob, id);
    pl_buf_add_str(&blob, between);
    pl_buf_add(&blob, signature, PL_SIGNATURE_BYTES);
    pl_buf_add_str(buf, DASH);
    pl_buf_add_str(buf, name);
    pl_buf_add_char(buf, ' ');
    pl_base64_write(buf, blob.p, blob.n);
    pl_buf_add_char(buf, '\n');
    bool failed = pl_buf_failed(&blob) || pl_buf_failed(buf);
    return failed ? pl_fail(err, PL_E_NOMEM, "no memory for a signed note") : PL_E_OK;
}

static int check_signable(pl_str text, pl_str name, struct pl_error *err) {
    return is_text(text) && is_name(name)
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "a note is UTF-8 lines; a name has no space and no plus sign");
}

int pl_note_sign(pl_str text, pl_str name, const struct pl_key *key, struct pl_buf *buf, struct pl_error *err) {
    uint8_t signature[PL_SIGNATURE_BYTES];
    int rc = check_signable(text, name, err);
    if (rc == PL_E_OK) {
        rc = pl_key_sign(key, PL_STR(""), text, signature, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_add_str(buf, text);
    pl_buf_add_char(buf, '\n');
    return add_line(name, pl_note_key_id(name, PL_NOTE_ED25519, &key->public), PL_STR(""), signature, buf, err);
}

int pl_note_cosign(pl_str text, pl_str name, const struct pl_key *key, uint64_t time_s, struct pl_buf *buf,
                   struct pl_error *err) {
    uint8_t signature[PL_SIGNATURE_BYTES];
    char head[64], time[TIME_BYTES];
    size_t n_head = cosigned_head(time_s, head);
    int rc = check_signable(text, name, err);
    if (rc == PL_E_OK) {
        rc = pl_key_sign(key, pl_str_make(head, n_head), text, signature, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    for (size_t i = 0; i < TIME_BYTES; i++) {
        time[i] = (char)(time_s >> (8 * (TIME_BYTES - 1 - i)) & 0xFF);
    }
    return add_line(name, pl_note_key_id(name, PL_NOTE_COSIGNATURE, &key->public), pl_str_make(time, sizeof time),
                    signature, buf, err);
}
