/* Workbooks and photographs for tests, made here: a ZIP writer, an XLSX of given sheets, an EXIF block by hand, a JPEG
 * and a PNG of a few colours by libjpeg and libpng with metadata put in between. */
#ifndef TESTS_SAMPLES_H
#define TESTS_SAMPLES_H

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <jpeglib.h>
#include <png.h>

#include "base/buf.h"
#include "base/str.h"

/* ---- ZIP ---- */

struct sample_zip {
    struct pl_buf out, directory;
    unsigned n;
};

static inline void sample_le16(struct pl_buf *b, unsigned v) {
    pl_buf_add_char(b, (char)v);
    pl_buf_add_char(b, (char)(v >> 8));
}

static inline void sample_le32(struct pl_buf *b, uint32_t v) {
    sample_le16(b, v & 0xFFFF);
    sample_le16(b, v >> 16);
}

static inline void sample_zip_open(struct sample_zip *z) {
    memset(z, 0, sizeof *z);
    pl_buf_open(&z->out, (size_t)64 << 20);
    pl_buf_open(&z->directory, (size_t)1 << 20);
}

/* method 8 deflates. */
static inline void sample_zip_add(struct sample_zip *z, const char *name, pl_str bytes, unsigned method) {
    uLongf cap = compressBound((uLong)bytes.n) + 64;
    Bytef *packed = malloc(cap);
    size_t n = bytes.n;
    uint32_t at = (uint32_t)z->out.n, crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)bytes.p, (uInt)bytes.n);
    if (method == 8) {
        z_stream s = {0};
        char *in = malloc(bytes.n + 1);
        memcpy(in, bytes.p, bytes.n);
        deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
        s.next_in = (Bytef *)in;
        s.avail_in = (uInt)bytes.n;
        s.next_out = packed;
        s.avail_out = (uInt)cap;
        deflate(&s, Z_FINISH);
        n = s.total_out;
        deflateEnd(&s);
        free(in);
    } else {
        memcpy(packed, bytes.p, bytes.n);
    }
    struct pl_buf *both[2] = {&z->out, &z->directory};
    for (int i = 0; i < 2; i++) {
        struct pl_buf *b = both[i];
        pl_buf_add(b, i == 0 ? "PK\3\4" : "PK\1\2", 4);
        if (i == 1) {
            sample_le16(b, 20);
        }
        sample_le16(b, 20);
        sample_le16(b, 0);
        sample_le16(b, method);
        sample_le32(b, 0x21);
        sample_le32(b, crc);
        sample_le32(b, (uint32_t)n);
        sample_le32(b, (uint32_t)bytes.n);
        sample_le16(b, (unsigned)strlen(name));
        sample_le16(b, 0);
        if (i == 1) {
            sample_le16(b, 0);
            sample_le16(b, 0);
            sample_le16(b, 0);
            sample_le32(b, 0);
            sample_le32(b, at);
        }
        pl_buf_add(b, name, strlen(name));
    }
    pl_buf_add(&z->out, packed, n);
    free(packed);
    z->n++;
}

static inline pl_str sample_zip_end(struct sample_zip *z) {
    uint32_t at = (uint32_t)z->out.n;
    pl_buf_add_str(&z->out, pl_buf_str(&z->directory));
    pl_buf_add(&z->out, "PK\5\6\0\0\0\0", 8);
    sample_le16(&z->out, z->n);
    sample_le16(&z->out, z->n);
    sample_le32(&z->out, (uint32_t)z->directory.n);
    sample_le32(&z->out, at);
    sample_le16(&z->out, 0);
    return pl_buf_str(&z->out);
}

static inline void sample_zip_close(struct sample_zip *z) {
    pl_buf_close(&z->out);
    pl_buf_close(&z->directory);
}

/* ---- XLSX ---- */

#define SAMPLE_NS                                                                                                      \
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "                                             \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define SAMPLE_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* A workbook: sheets "Ships" (given) and "Old" (hidden, one cell); strings and styles by hand. workbook_pr: attributes.
 */
static inline pl_str sample_xlsx(struct sample_zip *z, const char *rows, const char *strings, const char *workbook_pr) {
    static char text[1 << 16];
    sample_zip_open(z);
    sample_zip_add(z, "[Content_Types].xml", PL_STR("<Types/>"), 8);
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\"?><workbook " SAMPLE_NS "><workbookPr %s/><sheets>"
             "<sheet name=\"Ships\" sheetId=\"1\" r:id=\"rId1\"/>"
             "<sheet name=\"Old\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets></workbook>",
             workbook_pr);
    sample_zip_add(z, "xl/workbook.xml", pl_str_from(text), 8);
    sample_zip_add(
        z, "xl/_rels/workbook.xml.rels",
        PL_STR("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
               "<Relationship Id=\"rId1\" Type=\"" SAMPLE_REL "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
               "<Relationship Id=\"rId2\" Type=\"" SAMPLE_REL "/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>"
               "<Relationship Id=\"rId3\" Type=\"" SAMPLE_REL "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
               "<Relationship Id=\"rId4\" Type=\"" SAMPLE_REL "/styles\" Target=\"styles.xml\"/>"
               "<Relationship Id=\"rId9\" Type=\"" SAMPLE_REL "/externalLink\" TargetMode=\"External\" "
               "Target=\"file:///etc/passwd\"/></Relationships>"),
        8);
    snprintf(text, sizeof text, "<sst " SAMPLE_NS ">%s</sst>", strings);
    sample_zip_add(z, "xl/sharedStrings.xml", pl_str_from(text), 8);
    sample_zip_add(
        z, "xl/styles.xml",
        PL_STR("<styleSheet " SAMPLE_NS "><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/>"
               "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm\"/></numFmts>"
               "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
               "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/></cellXfs>"
               "<cellStyles/></styleSheet>"),
        8);
    snprintf(text, sizeof text, "<worksheet " SAMPLE_NS "><sheetData>%s</sheetData></worksheet>", rows);
    sample_zip_add(z, "xl/worksheets/sheet1.xml", pl_str_from(text), 8);
    sample_zip_add(z, "xl/worksheets/sheet2.xml",
                   PL_STR("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></worksheet>"),
                   0);
    return sample_zip_end(z);
}

/* ---- EXIF ---- */

/* A little-endian TIFF block: maker and model, orientation, original time with an offset, and a position: 38 deg 12'
 * 36" north, 124 deg 54' 0" east, which is 38.21 and 124.9. Offsets counted by hand. */
static inline void sample_exif(struct pl_buf *b, unsigned orientation) {
    pl_buf_add(b, "II*\0\10\0\0\0", 8);
#define TAG(tag, type, count, value)                                                                                   \
    sample_le16(b, tag);                                                                                               \
    sample_le16(b, type);                                                                                              \
    sample_le32(b, count);                                                                                             \
    sample_le32(b, value);
    sample_le16(b, 5); /* 8: five tags, to 74 */
    TAG(0x10F, 2, 6, 74)
    TAG(0x110, 2, 8, 80)
    TAG(0x112, 3, 1, orientation)
    TAG(0x8769, 4, 1, 88)
    TAG(0x8825, 4, 1, 146)
    sample_le32(b, 0);
    pl_buf_add(b, "KAMEO\0", 6); /* 74 */
    pl_buf_add(b, "KAMEO 7", 8); /* 80 */
    sample_le16(b, 2);           /* 88: two tags, to 118 */
    TAG(0x9003, 2, 20, 118)
    TAG(0x9011, 2, 7, 138)
    sample_le32(b, 0);
    pl_buf_add(b, "2026:03:01 11:30:00", 20); /* 118 */
    pl_buf_add(b, "+09:00\0", 8);             /* 138 */
    sample_le16(b, 4);                        /* 146: four tags, to 200 */
    TAG(1, 2, 2, 'N')
    TAG(2, 5, 3, 200)
    TAG(3, 2, 2, 'E')
    TAG(4, 5, 3, 224)
    sample_le32(b, 0);
    static const uint32_t DEGREES[] = {38, 1, 12, 1, 3600, 100, 124, 1, 54, 1, 0, 1}; /* 200 and 224 */
    for (size_t i = 0; i < 12; i++) {
        sample_le32(b, DEGREES[i]);
    }
#undef TAG
}

/* ---- pictures ---- */

/* The left half red, the right half blue: 16 x 8. */
#define SAMPLE_WIDTH  16
#define SAMPLE_HEIGHT 8

static inline void sample_pixels(unsigned char *rgb) {
    for (int i = 0; i < SAMPLE_WIDTH * SAMPLE_HEIGHT; i++) {
        int blue = i % SAMPLE_WIDTH >= SAMPLE_WIDTH / 2;
        rgb[3 * i] = blue ? 0 : 255;
        rgb[3 * i + 1] = 0;
        rgb[3 * i + 2] = blue ? 255 : 0;
    }
}

/* JPEG with EXIF, XMP, an ICC profile, a comment and bytes behind its end where dirty. */
static inline void sample_jpeg(struct pl_buf *out, bool dirty, unsigned orientation) {
    unsigned char rgb[3 * SAMPLE_WIDTH * SAMPLE_HEIGHT], *coded = NULL;
    unsigned long n = 0;
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    sample_pixels(rgb);
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &coded, &n);
    c.image_width = SAMPLE_WIDTH;
    c.image_height = SAMPLE_HEIGHT;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 95, TRUE);
    jpeg_start_compress(&c, TRUE);
    if (dirty) {
        struct pl_buf exif;
        pl_buf_open(&exif, 4096);
        pl_buf_add(&exif, "Exif\0", 6);
        sample_exif(&exif, orientation);
        jpeg_write_marker(&c, JPEG_APP0 + 1, (const JOCTET *)exif.p, (unsigned)exif.n);
        static const char XMP[] = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP</x:xmpmeta>";
        jpeg_write_marker(&c, JPEG_APP0 + 1, (const JOCTET *)XMP, sizeof XMP - 1);
        jpeg_write_marker(&c, JPEG_APP0 + 2, (const JOCTET *)"ICC_PROFILE\0\1\1SECRET-ICC", 24);
        jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)"SECRET-COMMENT", 14);
        pl_buf_close(&exif);
    }
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = rgb + (size_t)3 * SAMPLE_WIDTH * c.next_scanline;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    pl_buf_add(out, coded, n);
    if (dirty) {
        pl_buf_add(out, "SECRET-TAIL", 11);
    }
    jpeg_destroy_compress(&c);
    free(coded);
}

static inline void sample_chunk(struct pl_buf *out, const char *type, pl_str body) {
    size_t at = out->n + 4;
    pl_buf_add_be32(out, (uint32_t)body.n);
    pl_buf_add(out, type, 4);
    pl_buf_add_str(out, body);
    pl_buf_add_be32(out, (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)out->p + at, (uInt)(4 + body.n)));
}

/* PNG by hand: filter 0 rows, one IDAT; with text, time, EXIF and bytes behind its end where dirty. */
static inline void sample_png(struct pl_buf *out, bool dirty, uint32_t width, uint32_t height) {
    unsigned char rgb[3 * SAMPLE_WIDTH * SAMPLE_HEIGHT];
    struct pl_buf b, packed;
    uLongf n = 4096;
    sample_pixels(rgb);
    pl_buf_open(&b, 65536);
    pl_buf_open(&packed, 65536);
    pl_buf_add(out, "\x89PNG\r\n\x1A\n", 8);
    pl_buf_add_be32(&b, width);
    pl_buf_add_be32(&b, height);
    pl_buf_add(&b, "\10\2\0\0\0", 5);
    sample_chunk(out, "IHDR", pl_buf_str(&b));
    pl_buf_clear(&b);
    if (dirty) {
        sample_exif(&b, 1);
        sample_chunk(out, "eXIf", pl_buf_str(&b));
        sample_chunk(out, "tEXt", PL_STR("Author\0SECRET-TEXT"));
        sample_chunk(out, "tIME", PL_STR("\x07\xEA\3\1\2\3\4"));
        pl_buf_clear(&b);
    }
    for (int y = 0; y < SAMPLE_HEIGHT; y++) {
        pl_buf_add_char(&b, 0);
        pl_buf_add(&b, rgb + (size_t)3 * SAMPLE_WIDTH * (size_t)y, (size_t)3 * SAMPLE_WIDTH);
    }
    compress2((Bytef *)pl_buf_reserve(&packed, n), &n, (const Bytef *)b.p, (uLong)b.n, 9);
    packed.n = n;
    sample_chunk(out, "IDAT", pl_buf_str(&packed));
    sample_chunk(out, "IEND", PL_STR(""));
    if (dirty) {
        pl_buf_add(out, "SECRET-TAIL", 11);
    }
    pl_buf_close(&b);
    pl_buf_close(&packed);
}

#endif
