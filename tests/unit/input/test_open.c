/* Archives and compressed bytes are made here with the libraries' own writers; what must come out is what went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <cmocka.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/file.h"
#include "input/open.h"

#define ROOM ((size_t)8 << 20)

enum packing { GZ, ZST, XZ, BZ2, PACKINGS };

/* ---- making ---- */

static void fill(struct pl_buf *buf, size_t n) {
    uint64_t x = 20261122;
    pl_buf_clear(buf);
    for (size_t i = 0; i < n; i++) {
        x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
        pl_buf_add_char(buf, (char)("!AIVDM,1,0\nabcxyz"[(x >> 60)]));
    }
}

static void pack(enum packing how, pl_str bytes, struct pl_buf *out) {
    size_t n = bytes.n + 100000;
    char *p = pl_buf_reserve(out, n);
    unsigned un = (unsigned)n;
    z_stream z = {0};
    size_t at = 0;
    switch (how) {
    case GZ:
        assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_in = (Bytef *)(uintptr_t)bytes.p;
        z.avail_in = (uInt)bytes.n;
        z.next_out = (Bytef *)p;
        z.avail_out = un;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        out->n += z.total_out;
        deflateEnd(&z);
        break;
    case ZST:
        out->n += ZSTD_compress(p, n, bytes.p, bytes.n, 3);
        break;
    case XZ:
        assert_int_equal(
            lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL, (const uint8_t *)bytes.p, bytes.n, (uint8_t *)p, &at, n),
            LZMA_OK);
        out->n += at;
        break;
    case BZ2:
        assert_int_equal(BZ2_bzBuffToBuffCompress(p, &un, (char *)(uintptr_t)bytes.p, (unsigned)bytes.n, 9, 0, 0),
                         BZ_OK);
        out->n += un;
        break;
    case PACKINGS:
        break;
    }
}

struct file {
    const char *name; /* ends in '/': a folder; begins with '@': a link of that name */
    pl_str bytes;
};

static void wrap(bool zip, const struct file *files, size_t n, struct pl_buf *out) {
    struct archive *a = archive_write_new();
    size_t used = 0;
    assert_int_equal(zip ? archive_write_set_format_zip(a) : archive_write_set_format_pax_restricted(a), ARCHIVE_OK);
    if (zip) {
        archive_write_set_options(a, "hdrcharset=UTF-8");
    }
    archive_write_set_bytes_in_last_block(a, 1);
    char *room = malloc(ROOM);
    assert_int_equal(archive_write_open_memory(a, room, ROOM, &used), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        size_t length = strlen(files[i].name);
        bool folder = length > 0 && files[i].name[length - 1] == '/';
        bool link = files[i].name[0] == '@';
        archive_entry_set_pathname(e, files[i].name + (link ? 1 : 0));
        archive_entry_set_perm(e, 0644);
        archive_entry_set_filetype(e, folder ? AE_IFDIR : link ? AE_IFLNK : AE_IFREG);
        if (link) {
            archive_entry_set_symlink(e, "elsewhere");
        } else if (!folder) {
            archive_entry_set_size(e, (la_int64_t)files[i].bytes.n);
        }
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        if (!folder && !link) {
            assert_int_equal(archive_write_data(a, files[i].bytes.p, files[i].bytes.n), files[i].bytes.n);
        }
        archive_entry_free(e);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    pl_buf_add(out, room, used);
    free(room);
}

/* ---- reading ---- */

/* Reads the present member to its end or error; the bytes before an error count too. */
static int read_member(struct pl_input *input, size_t step, struct pl_buf *out, struct pl_error *err) {
    char *buf = malloc(step);
    size_t n = 0;
    int code = 0;
    pl_buf_clear(out);
    do {
        n = 0;
        code = pl_input_read(input, buf, step, &n, err);
        pl_buf_add(out, buf, n);
    } while (code == 0 && n > 0);
    free(buf);
    return code;
}

/* `name=size;` per member, `!CODE;` per error of next, `name=size!CODE;` where reading failed. */
static void survey(pl_str bytes, struct pl_buf *out) {
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    assert_int_equal(pl_input_open_bytes(bytes, "test", &input, &err), 0);
    pl_buf_clear(out);
    for (int rounds = 0; rounds < 50; rounds++) {
        int more = 0;
        struct pl_member member = {0};
        int code = pl_input_next(input, &more, &member, &err);
        if (code != 0) {
            pl_buf_add_fmt(out, "!%s;", pl_code_name(code));
            continue;
        }
        if (!more) {
            break;
        }
        code = read_member(input, 4096, &content, &err);
        pl_buf_add_fmt(out, "%s=%zu", member.name, content.n);
        pl_buf_add_fmt(out, code != 0 ? "!%s;" : ";%s", code != 0 ? pl_code_name(code) : "");
    }
    pl_input_close(input);
}

static void assert_survey(pl_str bytes, const char *want) {
    PL_BUF_AUTO out = {.max_bytes = 100000};
    survey(bytes, &out);
    pl_buf_add_char(&out, '\0');
    assert_string_equal(out.p, want);
}

/* Opens, reads the one member with pieces of step and compares; returns the code of the last read. */
static int check_one(pl_str packed, pl_str want, size_t step) {
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    int more = 0;
    struct pl_member member = {0};
    PL_BUF_AUTO out = {.max_bytes = ROOM};
    assert_int_equal(pl_input_open_bytes(packed, "test", &input, &err), 0);
    int code = pl_input_next(input, &more, &member, &err);
    if (code == 0 && more) {
        assert_string_equal(member.name, "");
        code = read_member(input, step, &out, &err);
        assert_true(out.n <= want.n && memcmp(out.p != NULL ? out.p : "", want.p, out.n) == 0);
        assert_true(code != 0 || out.n == want.n);
        if (code == 0) {
            assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
            assert_int_equal(more, 0);
        }
    }
    if (code != 0) {
        assert_true(err.has_offset && err.offset <= packed.n);
    }
    pl_input_close(input);
    return code;
}

static void every_packing_gives_the_content(void **state) {
    (void)state;
    static const size_t SIZES[] = {0, 1, 511, 512, 513, 300000};
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    PL_BUF_AUTO packed = {.max_bytes = ROOM};
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        fill(&content, SIZES[i]);
        pl_str want = pl_buf_str(&content);
        for (size_t step = 1; step < 1000000; step = step * 91 + 9) {
            assert_int_equal(check_one(want, want, step), 0);
            for (int how = 0; how < PACKINGS; how++) {
                pl_buf_clear(&packed);
                pack((enum packing)how, want, &packed);
                assert_int_equal(check_one(pl_buf_str(&packed), want, step), 0);
            }
        }
    }
}

/* Two frames one after the other, zero padding, and junk: the content first, then the error. */
static void frames_padding_and_junk(void **state) {
    (void)state;
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    PL_BUF_AUTO packed = {.max_bytes = ROOM};
    fill(&content, 100000);
    pl_str want = pl_buf_str(&content);
    for (int how = 0; how < PACKINGS; how++) {
        pl_buf_clear(&packed);
        pack((enum packing)how, pl_str_sub(want, 0, 70000), &packed);
        pack((enum packing)how, pl_str_sub(want, 70000, 30000), &packed);
        pl_buf_add(&packed, "\0\0\0\0\0\0\0\0", 8);
        assert_int_equal(check_one(pl_buf_str(&packed), want, 5000), 0);
        pl_buf_add_str(&packed, PL_STR("junk that is no frame"));
        assert_int_equal(check_one(pl_buf_str(&packed), want, 5000), PL_E_FORMAT);
    }
}

/* Cut anywhere, a stream gives a true beginning of its content and then an error, never an end. */
static void truncation_gives_what_is_there(void **state) {
    (void)state;
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    PL_BUF_AUTO packed = {.max_bytes = ROOM};
    PL_BUF_AUTO out = {.max_bytes = ROOM};
    fill(&content, 300000);
    for (int how = 0; how < PACKINGS; how++) {
        pl_buf_clear(&packed);
        pack((enum packing)how, pl_buf_str(&content), &packed);
        for (size_t cut = 12; cut < packed.n; cut += cut < 100 || cut + 100 > packed.n ? 1 : 7919) {
            pl_str part = pl_str_sub(pl_buf_str(&packed), 0, cut);
            assert_int_equal(check_one(part, pl_buf_str(&content), 4096), PL_E_INPUT);
        }
        /* by half of the bytes about half of the content is there, but for formats that decode by large blocks */
        struct pl_input *input = NULL;
        struct pl_error err = {0};
        int more = 0;
        struct pl_member member = {0};
        assert_int_equal(pl_input_open_bytes(pl_str_sub(pl_buf_str(&packed), 0, packed.n / 2), "t", &input, &err), 0);
        assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
        assert_int_equal(read_member(input, 10000, &out, &err), PL_E_INPUT);
        assert_true(how == BZ2 || out.n > 100000);
        assert_int_equal(pl_input_read(input, (char[8]){0}, 8, &(size_t){0}, &err), PL_E_INPUT); /* again */
        pl_input_close(input);
    }
}

static void damage_is_noticed(void **state) {
    (void)state;
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    PL_BUF_AUTO packed = {.max_bytes = ROOM};
    fill(&content, 300000);
    for (int how = 0; how < PACKINGS; how++) {
        pl_buf_clear(&packed);
        pack((enum packing)how, pl_buf_str(&content), &packed);
        if (how == ZST) {
            continue; /* a frame without a checksum cannot tell */
        }
        for (size_t at = 20; at < packed.n; at += packed.n / 20) {
            struct pl_input *input = NULL;
            struct pl_error err = {0};
            int more = 0;
            struct pl_member member = {0};
            PL_BUF_AUTO out = {.max_bytes = ROOM};
            packed.p[at] ^= 0x20;
            assert_int_equal(pl_input_open_bytes(pl_buf_str(&packed), "t", &input, &err), 0);
            assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
            int code = read_member(input, 4096, &out, &err);
            assert_true(code == PL_E_FORMAT || code == PL_E_INPUT);
            pl_input_close(input);
            packed.p[at] ^= 0x20;
        }
    }
}

static void archives_and_names(void **state) {
    (void)state;
    PL_BUF_AUTO packed = {.max_bytes = ROOM};
    PL_BUF_AUTO inner = {.max_bytes = ROOM};
    PL_BUF_AUTO gz = {.max_bytes = ROOM};
    PL_BUF_AUTO all = {.max_bytes = ROOM};
    pack(GZ, PL_STR("hello gz"), &gz);
    struct file files[] = {{"d/", {0}},
                           {"d/a.txt", PL_STR("hello")},
                           {"@link", {0}},
                           {"b.csv.gz", pl_buf_str(&gz)},
                           {"empty", PL_STR("")}};
    wrap(true, files, 5, &inner);
    assert_survey(pl_buf_str(&inner), "d/a.txt=5;b.csv.gz=8;empty=0;");
    wrap(false, files, 5, &packed);
    assert_survey(pl_buf_str(&packed), "d/a.txt=5;b.csv.gz=8;empty=0;");
    struct file outer[] = {{"in.zip", pl_buf_str(&inner)}, {"in.tar", pl_buf_str(&packed)}, {"z", PL_STR("zz")}};
    wrap(false, outer, 3, &all);
    assert_survey(pl_buf_str(&all), "in.zip!d/a.txt=5;in.zip!b.csv.gz=8;in.zip!empty=0;in.tar!d/a.txt=5;"
                                    "in.tar!b.csv.gz=8;in.tar!empty=0;z=2;");
    pl_buf_clear(&gz);
    pack(XZ, pl_buf_str(&all), &gz); /* .tar.xz */
    assert_survey(pl_buf_str(&gz), "in.zip!d/a.txt=5;in.zip!b.csv.gz=8;in.zip!empty=0;in.tar!d/a.txt=5;"
                                   "in.tar!b.csv.gz=8;in.tar!empty=0;z=2;");
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    struct pl_member member = {0};
    int more = 1;
    assert_int_equal(pl_input_open_bytes(pl_buf_str(&inner), "t", &input, &err), 0);
    for (uint64_t i = 0; more; i++) { /* without reading any */
        assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
        assert_true(!more || member.index == i);
    }
    assert_int_equal(pl_input_skipped(input), 2);
    assert_int_equal(pl_input_size(input), inner.n);
    pl_input_close(input);
    assert_survey(PL_STR("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), ""); /* an empty zip */
}

/* A zip whose name is marked as UTF-8, as Python's zipfile makes it: one stored member, U+AC00 and ".txt". */
static void names_are_utf8(void **state) {
    (void)state;
    assert_survey(
        PL_STR("\120\113\003\004\024\000\000\010\000\000\000\000\041\000\254\052\223\330\002\000\000\000\002\000"
               "\000\000\007\000\000\000\352\260\200\056\164\170\164\150\151\120\113\001\002\024\003\024\000\000"
               "\010\000\000\000\000\041\000\254\052\223\330\002\000\000\000\002\000\000\000\007\000\000\000\000"
               "\000\000\000\000\000\000\000\200\001\000\000\000\000\352\260\200\056\164\170\164\120\113\005\006"
               "\000\000\000\000\001\000\001\000\065\000\000\000\047\000\000\000\000\000"),
        "\xEA\xB0\x80.txt=2;");
}

static void damaged_archives(void **state) {
    (void)state;
    PL_BUF_AUTO content = {.max_bytes = ROOM};
    PL_BUF_AUTO zip = {.max_bytes = ROOM};
    PL_BUF_AUTO tar = {.max_bytes = ROOM};
    PL_BUF_AUTO all = {.max_bytes = ROOM};
    PL_BUF_AUTO out = {.max_bytes = 10000};
    fill(&content, 100000);
    struct file files[] = {{"one", PL_STR("first")}, {"two", pl_buf_str(&content)}, {"three", PL_STR("last")}};
    wrap(true, files, 3, &zip);
    wrap(false, files, 3, &tar);
    /* cut within the second member: the first is whole, the second gives a part and the error, nothing follows */
    survey(pl_str_sub(pl_buf_str(&zip), 0, zip.n / 2), &out);
    assert_true(pl_str_starts(pl_buf_str(&out), PL_STR("one=5;two=")));
    assert_true(pl_str_ends(pl_buf_str(&out), PL_STR("!INPUT;")));
    assert_int_equal(pl_str_find(pl_str_sub(pl_buf_str(&out), 0, out.n - 1), '!'), out.n - 7);
    survey(pl_str_sub(pl_buf_str(&tar), 0, tar.n / 2), &out);
    assert_true(pl_str_starts(pl_buf_str(&out), PL_STR("one=5;two=")));
    assert_true(pl_str_ends(pl_buf_str(&out), PL_STR("!INPUT;")));
    /* a damaged archive inside a sound one does not hide what stands behind it */
    struct file outer[] = {{"bad.zip", pl_str_sub(pl_buf_str(&zip), 0, 60)}, {"good", PL_STR("fine")}};
    wrap(false, outer, 2, &all);
    survey(pl_buf_str(&all), &out);
    assert_true(pl_str_ends(pl_buf_str(&out), PL_STR("good=4;")));
    assert_true(pl_str_find(pl_buf_str(&out), '!') < out.n);
}

static void nesting_ends_at_three(void **state) {
    (void)state;
    PL_BUF_AUTO a = {.max_bytes = ROOM};
    PL_BUF_AUTO b = {.max_bytes = ROOM};
    pl_str bytes = PL_STR("x");
    static const char *const WANT[] = {"a=1;b=1;", "a!a=1;a!b=1;b=1;", "a!a!a=1;a!a!b=1;a!b=1;b=1;",
                                       "!LIMIT;a!a!b=1;a!b=1;b=1;"};
    struct pl_buf *from = &a;
    struct pl_buf *to = &b;
    for (size_t depth = 0; depth < 4; depth++) {
        struct file files[] = {{"a", bytes}, {"b", PL_STR("y")}};
        pl_buf_clear(to);
        wrap(depth % 2 == 0, files, 2, to);
        bytes = pl_buf_str(to);
        assert_survey(bytes, WANT[depth]);
        struct pl_buf *swap = from;
        from = to;
        to = swap;
    }
    /* layers of compression: eight are opened, nine are not */
    bytes = PL_STR("deep");
    for (size_t layers = 1; layers <= 9; layers++) {
        pl_buf_clear(to);
        pack(layers % 2 == 0 ? GZ : ZST, bytes, to);
        bytes = pl_buf_str(to);
        assert_survey(bytes, layers <= 8 ? "=4;" : "!LIMIT;");
        struct pl_buf *swap = from;
        from = to;
        to = swap;
    }
}

/* 1 GiB of zeros is read, one byte more out of so little is refused. */
static void bombs(void **state) {
    (void)state;
    for (uint64_t extra = 0; extra < 2; extra++) {
        PL_BUF_AUTO packed = {.max_bytes = ROOM};
        ZSTD_CCtx *c = ZSTD_createCCtx();
        static const char ZEROS[1 << 16];
        char *p = pl_buf_reserve(&packed, 1 << 20);
        ZSTD_outBuffer to = {.dst = p, .size = 1 << 20};
        uint64_t total = (UINT64_C(1) << 30) + extra;
        for (uint64_t done = 0; done < total;) {
            size_t n = total - done < sizeof ZEROS ? (size_t)(total - done) : sizeof ZEROS;
            ZSTD_inBuffer from = {.src = ZEROS, .size = n};
            done += n;
            assert_false(
                ZSTD_isError(ZSTD_compressStream2(c, &to, &from, done == total ? ZSTD_e_end : ZSTD_e_continue)));
        }
        packed.n = to.pos;
        ZSTD_freeCCtx(c);
        struct pl_input *input = NULL;
        struct pl_error err = {0};
        struct pl_member member = {0};
        int more = 0;
        size_t n = 1;
        uint64_t got = 0;
        int code = 0;
        char *buf = malloc(1 << 20);
        assert_int_equal(pl_input_open_bytes(pl_buf_str(&packed), "t", &input, &err), 0);
        assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
        while (code == 0 && n > 0) {
            n = 0;
            code = pl_input_read(input, buf, 1 << 20, &n, &err);
            got += n;
        }
        assert_int_equal(code, extra > 0 ? PL_E_LIMIT : 0);
        assert_true(got >= (UINT64_C(1) << 30) && got <= total);
        pl_input_close(input);
        free(buf);
    }
}

static void long_names(void **state) {
    (void)state;
    char name[5000];
    for (size_t n = 4095; n <= 4097; n++) {
        PL_BUF_AUTO zip = {.max_bytes = ROOM};
        PL_BUF_AUTO out = {.max_bytes = ROOM};
        memset(name, 'n', n);
        name[n] = '\0';
        struct file files[] = {{name, PL_STR("x")}, {"b", PL_STR("y")}};
        wrap(true, files, 2, &zip);
        survey(pl_buf_str(&zip), &out);
        assert_int_equal(pl_str_starts(pl_buf_str(&out), PL_STR("!LIMIT;")), n > 4096);
        assert_true(pl_str_ends(pl_buf_str(&out), PL_STR(";b=1;")));
    }
}

/* A member with a hole: zeros where nothing was written. */
static void holes(void **state) {
    (void)state;
    struct archive *a = archive_write_new();
    struct archive_entry *e = archive_entry_new();
    size_t used = 0;
    char *room = malloc(ROOM);
    char content[30000] = {0};
    memset(content, 'a', 1000);
    memset(content + 29000, 'z', 1000);
    archive_write_set_format_pax(a);
    archive_write_open_memory(a, room, ROOM, &used);
    archive_entry_set_pathname(e, "sparse");
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_size(e, sizeof content);
    archive_entry_sparse_add_entry(e, 0, 1000);
    archive_entry_sparse_add_entry(e, 29000, 1000);
    assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
    archive_write_data(a, content, sizeof content);
    archive_entry_free(e);
    archive_write_close(a);
    archive_write_free(a);
    assert_true(used < 20000);
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    struct pl_member member = {0};
    int more = 0;
    PL_BUF_AUTO out = {.max_bytes = ROOM};
    assert_int_equal(pl_input_open_bytes(pl_str_make(room, used), "t", &input, &err), 0);
    assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
    assert_int_equal(read_member(input, 777, &out, &err), 0);
    assert_int_equal(out.n, sizeof content);
    assert_memory_equal(out.p, content, sizeof content);
    pl_input_close(input);
    free(room);
}

static void files_and_standard_input(void **state) {
    (void)state;
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    struct pl_member member = {0};
    int more = 0;
    PL_BUF_AUTO out = {.max_bytes = ROOM};
    PL_BUF_AUTO zip = {.max_bytes = ROOM};
    assert_int_equal(pl_input_open("/nonexistent/file", &input, &err), PL_E_INPUT);
    assert_non_null(strstr(err.msg, "/nonexistent/file"));
    assert_int_equal(pl_input_open("/tmp", &input, &err), PL_E_INPUT);
    assert_null(input);
    struct file files[] = {{"a", PL_STR("hello")}, {"b", PL_STR("there")}};
    wrap(true, files, 2, &zip);
    char path[] = "/tmp/plimsoll-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(pl_file_write_all(fd, zip.p, zip.n, &err), 0);
    for (int way = 0; way < 2; way++) { /* by name, seekable; as a pipe on standard input, not */
        int ends[2] = {-1, -1};
        int kept = dup(0);
        if (way == 1) {
            assert_int_equal(pipe(ends), 0);
            assert_int_equal(pl_file_write_all(ends[1], zip.p, zip.n, &err), 0);
            close(ends[1]);
            dup2(ends[0], 0);
        }
        assert_int_equal(pl_input_open(way == 0 ? path : "-", &input, &err), 0);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
            assert_int_equal(more, 1);
            assert_string_equal(member.name, files[i].name);
            assert_int_equal(read_member(input, 3, &out, &err), 0);
            assert_true(pl_str_eq(pl_buf_str(&out), files[i].bytes));
        }
        assert_int_equal(pl_input_next(input, &more, &member, &err), 0);
        assert_int_equal(more, 0);
        assert_int_equal(pl_input_consumed(input), zip.n);
        assert_int_equal(pl_input_size(input), way == 0 ? zip.n : 0);
        pl_input_close(input);
        pl_file_close(&ends[0]);
        dup2(kept, 0);
        close(kept);
    }
    close(fd);
    unlink(path);
    pl_input_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_packing_gives_the_content),
        cmocka_unit_test(frames_padding_and_junk),
        cmocka_unit_test(truncation_gives_what_is_there),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(archives_and_names),
        cmocka_unit_test(names_are_utf8),
        cmocka_unit_test(damaged_archives),
        cmocka_unit_test(nesting_ends_at_three),
        cmocka_unit_test(bombs),
        cmocka_unit_test(long_names),
        cmocka_unit_test(holes),
        cmocka_unit_test(files_and_standard_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
