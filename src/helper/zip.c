#include "helper/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/ban.h"

#define END_BYTES     22
#define COMMENT_MAX   65535
#define CENTRAL_BYTES 46
#define LOCAL_BYTES   30
#define PIECE         ((size_t)64 << 10)

static unsigned le16(const char *p) { return (unsigned)((unsigned char)p[0] | (unsigned char)p[1] << 8); }

static uint32_t le32(const char *p) { return le16(p) | (uint32_t)le16(p + 2) << 16; }

static int bad(struct pl_error *err, const char *why) {
    return pl_fail(err, PL_E_FORMAT, "no sound ZIP file: %s", why);
}

/* ---- the directory ---- */

/* Where the end record stands: its comment reaches exactly to the end of the file. */
static bool find_end(pl_str bytes, size_t *ret) {
    for (size_t back = END_BYTES; back <= bytes.n && back <= END_BYTES + COMMENT_MAX; back++) {
        const char *p = bytes.p + bytes.n - back;
        if (memcmp(p, "PK\5\6", 4) == 0 && le16(p + 20) == back - END_BYTES) {
            *ret = bytes.n - back;
            return true;
        }
    }
    return false;
}

static bool is_plain_name(pl_str name) {
    pl_str rest = name;
    if (name.n == 0 || name.p[0] == '/' || memchr(name.p, '\0', name.n) != NULL ||
        memchr(name.p, '\\', name.n) != NULL) {
        return false;
    }
    while (rest.p != NULL) {
        if (pl_str_eq(pl_str_cut(&rest, '/'), PL_STR(".."))) {
            return false;
        }
    }
    return true;
}

/* The local header says the same as the directory; finds where the data stands. */
static int read_local(pl_str bytes, size_t directory, struct pl_zip_member *m, struct pl_error *err) {
    if (m->header > directory || directory - m->header < LOCAL_BYTES) {
        return bad(err, "a member stands outside of it");
    }
    const char *p = bytes.p + m->header;
    size_t room = directory - m->header - LOCAL_BYTES;
    size_t before = (size_t)le16(p + 26) + le16(p + 28);
    if (memcmp(p, "PK\3\4", 4) != 0 || le16(p + 8) != m->method || (le16(p + 6) & 1) != 0) {
        return bad(err, "a member's header differs from the directory");
    }
    if (before > room || room - before < m->packed) {
        return bad(err, "a member stands outside of it");
    }
    if (!pl_str_eq(pl_str_make(p + LOCAL_BYTES, le16(p + 26)), m->name)) {
        return bad(err, "a member has two names");
    }
    m->data = pl_str_make(p + LOCAL_BYTES + before, m->packed);
    return 0;
}

static int read_central(pl_str bytes, size_t directory, size_t *at, size_t end, struct pl_zip_member *m,
                        struct pl_error *err) {
    const char *p = bytes.p + *at;
    if (end - *at < CENTRAL_BYTES || memcmp(p, "PK\1\2", 4) != 0) {
        return bad(err, "its directory is damaged");
    }
    size_t name = le16(p + 28), length = CENTRAL_BYTES + name + le16(p + 30) + le16(p + 32);
    if (end - *at < length) {
        return bad(err, "its directory is damaged");
    }
    *m = (struct pl_zip_member){.name = pl_str_make(p + CENTRAL_BYTES, name),
                                .method = le16(p + 10),
                                .crc = le32(p + 16),
                                .packed = le32(p + 20),
                                .size = le32(p + 24),
                                .header = le32(p + 42)};
    *at += length;
    if (!is_plain_name(m->name)) {
        return bad(err, "a member's name leads out of it");
    }
    if ((le16(p + 8) & 1) != 0) {
        return bad(err, "it is encrypted");
    }
    if (m->packed == UINT32_MAX || m->size == UINT32_MAX || m->header == UINT32_MAX) {
        return bad(err, "it is a ZIP64 file");
    }
    if ((m->method != 0 && m->method != 8) || (m->method == 0 && m->packed != m->size)) {
        return bad(err, "a member is packed in another way than deflate");
    }
    return read_local(bytes, directory, m, err);
}

static int by_place(const void *a, const void *b) {
    uint32_t x = ((const struct pl_zip_member *)a)->header, y = ((const struct pl_zip_member *)b)->header;
    return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b) {
    return pl_str_cmp(((const struct pl_zip_member *)a)->name, ((const struct pl_zip_member *)b)->name);
}

static int check_apart(struct pl_zip *zip, struct pl_error *err) {
    if (zip->n == 0) {
        return 0;
    }
    qsort(zip->members, zip->n, sizeof *zip->members, by_place);
    for (size_t i = 1; i < zip->n; i++) {
        const struct pl_zip_member *before = &zip->members[i - 1];
        if (before->data.p + before->data.n > zip->bytes.p + zip->members[i].header) {
            return bad(err, "two members overlap");
        }
    }
    qsort(zip->members, zip->n, sizeof *zip->members, by_name);
    for (size_t i = 1; i < zip->n; i++) {
        if (pl_str_eq(zip->members[i - 1].name, zip->members[i].name)) {
            return bad(err, "two members have one name");
        }
    }
    return 0;
}

int pl_zip_open(pl_str bytes, struct pl_arena *arena, struct pl_zip *ret, struct pl_error *err) {
    struct pl_zip zip = {.bytes = bytes};
    size_t end = 0;
    int code = 0;
    if (bytes.n < END_BYTES || bytes.n > UINT32_MAX || !find_end(bytes, &end)) {
        return bad(err, "it has no directory");
    }
    const char *p = bytes.p + end;
    size_t at = le32(p + 16), size = le32(p + 12);
    zip.n = le16(p + 10);
    if (le16(p + 4) != 0 || le16(p + 6) != 0 || le16(p + 8) != zip.n || zip.n == UINT16_MAX) {
        return bad(err, "it is one of several discs, or a ZIP64 file");
    }
    if (zip.n > PL_ZIP_MEMBERS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %d members in a ZIP file", PL_ZIP_MEMBERS_MAX);
    }
    if (at > end || end - at != size) {
        return bad(err, "its directory is not where it should be");
    }
    size_t directory = at;
    zip.members = pl_arena_calloc(arena, zip.n + 1, sizeof *zip.members);
    if (zip.members == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a ZIP file");
    }
    for (size_t i = 0; code == 0 && i < zip.n; i++) {
        code = read_central(bytes, directory, &at, end, &zip.members[i], err);
    }
    if (code == 0 && at != end) {
        code = bad(err, "its directory is damaged");
    }
    code = code == 0 ? check_apart(&zip, err) : code;
    if (code == 0) {
        *ret = zip;
    }
    return code;
}

const struct pl_zip_member *pl_zip_find(const struct pl_zip *zip, pl_str name) {
    struct pl_zip_member key = {.name = name};
    return zip->n == 0 ? NULL : bsearch(&key, zip->members, zip->n, sizeof key, by_name);
}

/* ---- members ---- */

struct reading {
    struct pl_zip *zip;
    const struct pl_zip_member *m;
    pl_zip_sink sink;
    void *ctx;
    uint64_t given;
    uLong crc;
};

static int give(struct reading *r, const void *bytes, size_t n, struct pl_error *err) {
    r->given += n;
    r->zip->decoded += n;
    if (r->given > r->m->size) {
        return bad(err, "a member is larger than it says");
    }
    if (r->zip->decoded > PL_ZIP_DECODED_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a ZIP file of more than %llu MiB",
                       (unsigned long long)PL_ZIP_DECODED_MAX >> 20);
    }
    if (r->given > PL_ZIP_RATIO_FREE && r->given / PL_ZIP_RATIO_MAX > r->m->packed) {
        return pl_fail(err, PL_E_LIMIT, "a ZIP file packed more than %d times: a bomb", PL_ZIP_RATIO_MAX);
    }
    r->crc = crc32(r->crc, bytes, (uInt)n);
    return r->sink(r->ctx, pl_str_make(bytes, n), err);
}

static int inflate_all(struct reading *r, z_stream *z, struct pl_error *err) {
    char *out = malloc(PIECE);
    int code = out != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for a ZIP file"), status = Z_OK;
    while (code == 0 && status != Z_STREAM_END) {
        z->next_out = (Bytef *)out;
        z->avail_out = (uInt)PIECE;
        status = inflate(z, Z_NO_FLUSH);
        size_t n = PIECE - z->avail_out;
        if ((status != Z_OK && status != Z_STREAM_END) || (n == 0 && status == Z_OK)) {
            code = bad(err, "a member is damaged or ends early");
        } else if (n > 0) {
            code = give(r, out, n, err);
        }
    }
    free(out);
    return code == 0 && z->avail_in > 0 ? bad(err, "bytes stand behind a member's end") : code;
}

static int inflate_member(struct reading *r, struct pl_error *err) {
    z_stream z = {.avail_in = r->m->packed};
    memcpy(&z.next_in, &r->m->data.p, sizeof z.next_in); /* zlib's type is not const here */
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a ZIP file");
    }
    int code = inflate_all(r, &z, err);
    (void)inflateEnd(&z);
    return code;
}

int pl_zip_read(struct pl_zip *zip, const struct pl_zip_member *member, pl_zip_sink sink, void *ctx,
                struct pl_error *err) {
    struct reading r = {.zip = zip, .m = member, .sink = sink, .ctx = ctx, .crc = crc32(0, NULL, 0)};
    int code = 0;
    if (member->method == 8) {
        code = inflate_member(&r, err);
    } else if (member->data.n > 0) {
        code = give(&r, member->data.p, member->data.n, err);
    }
    if (code == 0 && (r.given != member->size || r.crc != member->crc)) {
        code = bad(err, "a member is not what its checksum says");
    }
    return code;
}
