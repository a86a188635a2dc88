#include "ledger/ustar.h"

#include <string.h>

#include "base/ban.h"

#define BLOCK ((size_t)512)

static bool name_fits(pl_str name) {
    if (name.n == 0 || name.n > PL_USTAR_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool start = i == 0 || name.p[i - 1] == '/';
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && !start) ||
              (c == '/' && !start))) {
            return false;
        }
    }
    return name.p[name.n - 1] != '/';
}

static void put_octal(char *at, unsigned digits, uint64_t v) {
    for (unsigned i = digits; i > 0; i--) {
        at[i - 1] = (char)('0' + (v & 7));
        v >>= 3;
    }
}

/* The one header that a file of this name and size has. */
static void make_header(pl_str name, uint64_t bytes, char header[BLOCK]) {
    uint64_t sum = 0;
    memset(header, 0, BLOCK);
    memcpy(header, name.p, name.n);
    memcpy(header + 100, "0000644", 8);
    memcpy(header + 108, "0000000", 8);
    memcpy(header + 116, "0000000", 8);
    put_octal(header + 124, 11, bytes);
    memcpy(header + 136, "00000000000", 12);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257,
           "ustar\0"
           "00",
           8);
    for (size_t i = 0; i < BLOCK; i++) {
        sum += (unsigned char)header[i];
    }
    put_octal(header + 148, 6, sum);
    header[154] = '\0';
}

static bool read_octal(const char *at, unsigned digits, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned i = 0; i < digits; i++) {
        if (at[i] < '0' || at[i] > '7') {
            return false;
        }
        v = v << 3 | (uint64_t)(at[i] - '0');
    }
    *ret = v;
    return true;
}

/* Name and size of the header at a block; false where it is not the one that make_header makes. */
static bool read_header(const char *at, pl_str *ret_name, uint64_t *ret_bytes) {
    char header[BLOCK];
    pl_str name = pl_str_make(at, strnlen(at, PL_USTAR_NAME_MAX));
    uint64_t bytes = 0;
    if (!name_fits(name) || !read_octal(at + 124, 11, &bytes)) {
        return false;
    }
    make_header(name, bytes, header);
    *ret_name = name;
    *ret_bytes = bytes;
    return memcmp(header, at, BLOCK) == 0;
}

bool pl_ustar_is(pl_str bytes) {
    pl_str name;
    uint64_t n = 0;
    return bytes.n >= BLOCK && read_header(bytes.p, &name, &n);
}

static bool is_zero(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

static size_t padded(size_t n) { return (n + BLOCK - 1) / BLOCK * BLOCK; }

/* The file at offset; *ret_next is where the next header stands. */
static int read_file(pl_str bytes, size_t offset, struct pl_ustar_file *ret, size_t *ret_next, struct pl_error *err) {
    uint64_t n = 0;
    struct pl_ustar_file file;
    if (!read_header(bytes.p + offset, &file.name, &n)) {
        return pl_fail_at(err, PL_E_FORMAT, 0, offset, "at byte %zu stands no header of a bundle's file", offset);
    }
    size_t rest = bytes.n - offset - BLOCK;
    if (n > rest || padded((size_t)n) > rest) {
        return pl_fail_at(err, PL_E_FORMAT, 0, offset, "the bundle ends inside %.*s", (int)file.name.n, file.name.p);
    }
    file.bytes = pl_str_make(bytes.p + offset + BLOCK, (size_t)n);
    if (!is_zero(file.bytes.p + n, padded((size_t)n) - (size_t)n)) {
        return pl_fail_at(err, PL_E_FORMAT, 0, offset + BLOCK + n, "something stands behind the bytes of %.*s",
                          (int)file.name.n, file.name.p);
    }
    *ret = file;
    *ret_next = offset + BLOCK + padded((size_t)n);
    return PL_E_OK;
}

static int read_all(pl_str bytes, struct pl_ustar_file *files, size_t *ret_n, struct pl_error *err) {
    size_t offset = 0, n = 0;
    pl_str last = {0};
    for (;;) {
        struct pl_ustar_file file = {0};
        if (bytes.n - offset < 2 * BLOCK) {
            return pl_fail_at(err, PL_E_FORMAT, 0, bytes.n, "the bundle is cut off");
        }
        if (is_zero(bytes.p + offset, BLOCK)) {
            break;
        }
        int code = read_file(bytes, offset, &file, &offset, err);
        if (code != PL_E_OK) {
            return code;
        }
        if (n > 0 && pl_str_cmp(last, file.name) >= 0) {
            return pl_fail_at(err, PL_E_FORMAT, 0, offset, "%.*s stands out of order", (int)file.name.n, file.name.p);
        }
        if (n == PL_USTAR_FILES_MAX) {
            return pl_fail(err, PL_E_LIMIT, "the bundle has more than %d files", PL_USTAR_FILES_MAX);
        }
        last = file.name;
        if (files != NULL) {
            files[n] = file;
        }
        n++;
    }
    if (bytes.n - offset != 2 * BLOCK || !is_zero(bytes.p + offset, 2 * BLOCK)) {
        return pl_fail_at(err, PL_E_FORMAT, 0, offset, "something stands behind the end of the bundle");
    }
    *ret_n = n;
    return PL_E_OK;
}

int pl_ustar_read(pl_str bytes, struct pl_arena *arena, struct pl_ustar *ret, struct pl_error *err) {
    size_t n = 0;
    int code = read_all(bytes, NULL, &n, err);
    if (code != PL_E_OK) {
        return code;
    }
    struct pl_ustar_file *files = pl_arena_calloc(arena, n + 1, sizeof *files);
    if (files == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the files of a bundle");
    }
    code = read_all(bytes, files, &n, err);
    if (code == PL_E_OK) {
        *ret = (struct pl_ustar){.files = files, .n = n};
    }
    return code;
}

const struct pl_ustar_file *pl_ustar_find(const struct pl_ustar *archive, pl_str name) {
    size_t low = 0, high = archive->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = pl_str_cmp(archive->files[middle].name, name);
        if (order == 0) {
            return &archive->files[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

int pl_ustar_add(struct pl_buf *archive, pl_str last, pl_str name, pl_str bytes, struct pl_error *err) {
    char header[BLOCK];
    static const char ZERO[BLOCK] = {0};
    if (!name_fits(name) || (last.n > 0 && pl_str_cmp(last, name) >= 0)) {
        return pl_fail(err, PL_E_USAGE, "\"%.*s\" is no name for a bundle's file here",
                       (int)(name.n < 100 ? name.n : 100), name.p);
    }
    if (bytes.n >= PL_USTAR_BYTES_MAX) {
        return pl_fail(err, PL_E_LIMIT, "%.*s is too large for a bundle", (int)name.n, name.p);
    }
    make_header(name, bytes.n, header);
    pl_buf_add(archive, header, BLOCK);
    pl_buf_add_str(archive, bytes);
    pl_buf_add(archive, ZERO, padded(bytes.n) - bytes.n);
    return pl_buf_failed(archive) ? pl_fail(err, PL_E_LIMIT, "the bundle would be too large") : PL_E_OK;
}

void pl_ustar_end(struct pl_buf *archive) {
    static const char ZERO[2 * BLOCK] = {0};
    pl_buf_add(archive, ZERO, sizeof ZERO);
}
