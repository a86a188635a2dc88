#include "store/keys.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "store/case_in.h"

#include "base/ban.h"

#define HEAD "plimsoll-key/v1 "

int pl_case_random(void *out, size_t n, struct pl_error *err) {
    unsigned char *p = out;
    for (size_t done = 0; done < n;) {
        size_t part = n - done > 256 ? 256 : n - done;
        if (getentropy(p + done, part) != 0) {
            return pl_fail(err, PL_E_IO, "the system gives no random numbers");
        }
        done += part;
    }
    return PL_E_OK;
}

static int key_path(struct pl_case *c, const char *name, char *out, struct pl_error *err) {
    char relative[64];
    snprintf(relative, sizeof relative, "keys/%s.key", name);
    return pl_case_path(c, relative, out, err);
}

static int make_key(struct pl_case *c, const char *name, struct pl_key *ret_key, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    char path[PATH_MAX];
    PL_BUF_AUTO line;
    pl_buf_open(&line, 256);
    int rc = key_path(c, name, path, err);
    if (rc == PL_E_OK) {
        rc = pl_case_random(seed, sizeof seed, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_key_from_seed(seed, ret_key, err);
    }
    if (rc == PL_E_OK) {
        pl_buf_add_fmt(&line, HEAD "%s ", name);
        pl_buf_add_hex(&line, seed, sizeof seed);
        pl_buf_add_char(&line, '\n');
        rc = pl_file_write(path, pl_buf_str(&line), 0600, err);
    }
    explicit_bzero(seed, sizeof seed);
    if (line.p != NULL) {
        explicit_bzero(line.p, line.n);
    }
    return rc;
}

int pl_case_keys_make(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys;
    memset(&keys, 0, sizeof keys);
    int rc = make_key(c, "participant", &keys.participant, err);
    if (rc == PL_E_OK) {
        rc = make_key(c, "person", &keys.person, err);
    }
    if (rc == PL_E_OK) {
        *ret_keys = keys;
    }
    return rc;
}

static int hex_digit(char ch) {
    return ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

static bool read_seed(pl_str text, const char *name, uint8_t seed[PL_KEY_BYTES]) {
    pl_str head = PL_STR(HEAD), want = pl_str_from(name);
    size_t skip = head.n + want.n + 1;
    if (text.n != skip + 2 * PL_KEY_BYTES + 1 || !pl_str_starts(text, head) ||
        !pl_str_eq(pl_str_sub(text, head.n, want.n), want) || text.p[skip - 1] != ' ' || text.p[text.n - 1] != '\n') {
        return false;
    }
    for (size_t i = 0; i < PL_KEY_BYTES; i++) {
        int hi = hex_digit(text.p[skip + 2 * i]), lo = hex_digit(text.p[skip + 2 * i + 1]);
        if (hi < 0 || lo < 0) {
            return false;
        }
        seed[i] = (uint8_t)(hi << 4 | lo);
    }
    return true;
}

static int read_key(struct pl_case *c, const char *name, struct pl_key *ret_key, struct pl_error *err) {
    uint8_t seed[PL_KEY_BYTES];
    char path[PATH_MAX];
    struct stat st;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 4096);
    int rc = key_path(c, name, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (stat(path, &st) != 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "%s is missing: without its keys this case can be read, not written", path);
    }
    if ((st.st_mode & 077) != 0) {
        return pl_fail(err, PL_E_REFUSED, "%s may be read by others; say `chmod 600` first", path);
    }
    rc = pl_file_read(path, 4096, &text, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = read_seed(pl_buf_str(&text), name, seed) ? pl_key_from_seed(seed, ret_key, err)
                                                  : pl_fail(err, PL_E_FORMAT, "%s is no key file", path);
    explicit_bzero(seed, sizeof seed);
    explicit_bzero(text.p, text.n);
    return rc;
}

int pl_case_keys_read(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys;
    memset(&keys, 0, sizeof keys);
    int rc = read_key(c, "participant", &keys.participant, err);
    if (rc == PL_E_OK) {
        rc = read_key(c, "person", &keys.person, err);
    }
    if (rc == PL_E_OK) {
        *ret_keys = keys;
    }
    return rc;
}

void pl_case_keys_wipe(struct pl_case_keys *keys) {
    pl_key_wipe(&keys->participant);
    pl_key_wipe(&keys->person);
}
