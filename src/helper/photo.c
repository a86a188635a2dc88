#include "helper/photo.h"

#include <string.h>
#include <zlib.h>

#include "base/ban.h"

static int bad(struct pl_error *err, const char *why) { return pl_fail(err, PL_E_FORMAT, "no sound picture: %s", why); }

static void add_part(struct pl_photo *photo, const char *what, size_t bytes) {
    if (photo->n_parts < PL_PHOTO_PARTS_MAX) {
        photo->parts[photo->n_parts++] = (struct pl_photo_part){.what = what, .bytes = bytes};
    } else {
        photo->more_parts++;
    }
}

static void keep(struct pl_buf *core, const char *p, size_t n) {
    if (core != NULL) {
        pl_buf_add(core, p, n);
    }
}

/* ---- JPEG ---- */

struct walk {
    pl_str bytes;
    size_t at;
    unsigned scans;
    struct pl_buf *core;
    struct pl_photo *photo;
};

/* What an application segment is, by its number and first bytes. */
static const char *name_segment(unsigned marker, pl_str body) {
    static const struct {
        unsigned marker;
        pl_str starts;
        const char *what;
    } KNOWN[] = {
        {0xE0, {"JFIF\0", 5}, "JFIF header"},
        {0xE0, {"JFXX\0", 5}, "JFIF thumbnail"},
        {0xE1, {"Exif\0", 5}, "EXIF"},
        {0xE1, {"http://ns.adobe.com/xap/", 24}, "XMP"},
        {0xE1, {"http://ns.adobe.com/xmp/", 24}, "XMP"},
        {0xE2, {"ICC_PROFILE\0", 12}, "ICC profile"},
        {0xE2, {"MPF\0", 4}, "further pictures (MPF)"},
        {0xED, {"Photoshop ", 10}, "IPTC"},
        {0xEE, {"Adobe", 5}, "Adobe header"},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (KNOWN[i].marker == marker && pl_str_starts(body, KNOWN[i].starts)) {
            return KNOWN[i].what;
        }
    }
    return marker == 0xFE ? "comment" : "application data";
}

static void drop_segment(struct walk *w, unsigned marker, pl_str whole, pl_str body) {
    const char *what = name_segment(marker, body);
    if (strcmp(what, "EXIF") == 0 && w->photo->exif.p == NULL) {
        w->photo->exif = pl_str_sub(body, 6, body.n);
    }
    if (strcmp(what, "Adobe header") == 0 && body.n == 12) {
        keep(w->core, whole.p, whole.n); /* says how colours are stored */
        return;
    }
    add_part(w->photo, what, whole.n);
}

static int read_frame(struct walk *w, pl_str body, struct pl_error *err) {
    const unsigned char *p = (const unsigned char *)body.p;
    if (w->photo->width != 0 || body.n < 6 || p[0] != 8) {
        return bad(err, "a JPEG of several frames, or not of 8 bits");
    }
    w->photo->height = pl_be16(body.p + 1);
    w->photo->width = pl_be16(body.p + 3);
    w->photo->channels = p[5];
    return w->photo->width > 0 && w->photo->height > 0 ? 0 : bad(err, "it has no size");
}

/* The coded picture behind a scan's header: up to the next marker that is no restart. */
static void pass_scan(struct walk *w) {
    size_t from = w->at;
    while (w->at + 1 < w->bytes.n) {
        const char *ff = memchr(w->bytes.p + w->at, 0xFF, w->bytes.n - 1 - w->at);
        if (ff == NULL) {
            w->at = w->bytes.n;
            break;
        }
        w->at = (size_t)(ff - w->bytes.p);
        unsigned next = (unsigned char)ff[1];
        if (next != 0 && (next < 0xD0 || next > 0xD7) && next != 0xFF) {
            break;
        }
        w->at += next == 0xFF ? 1 : 2;
    }
    w->at = w->at + 1 < w->bytes.n ? w->at : w->bytes.n;
    keep(w->core, w->bytes.p + from, w->at - from);
}

static int read_segment(struct walk *w, unsigned marker, struct pl_error *err) {
    size_t room = w->bytes.n - w->at;
    size_t n = room >= 4 ? pl_be16(w->bytes.p + w->at + 2) : 0;
    if (n < 2 || room - 2 < n) {
        w->at = w->bytes.n; /* cut off */
        return 0;
    }
    pl_str whole = pl_str_make(w->bytes.p + w->at, n + 2), body = pl_str_sub(whole, 4, n);
    int code = 0;
    w->at += n + 2;
    if ((marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE) {
        drop_segment(w, marker, whole, body);
        return 0;
    }
    bool frame = marker >= 0xC0 && marker <= 0xC2;
    if (!frame && marker != 0xC4 && marker != 0xDB && marker != 0xDD && marker != 0xDA) {
        return bad(err, "a kind of JPEG that is not read here");
    }
    code = frame ? read_frame(w, body, err) : 0;
    keep(w->core, whole.p, whole.n);
    if (code == 0 && marker == 0xDA) {
        if (++w->scans > PL_PHOTO_SCANS_MAX) {
            return pl_fail(err, PL_E_LIMIT, "a JPEG of more than %d scans", PL_PHOTO_SCANS_MAX);
        }
        pass_scan(w);
    }
    return code;
}

static int read_jpeg(struct walk *w, struct pl_error *err) {
    int code = 0;
    keep(w->core, w->bytes.p, 2);
    w->at = 2;
    while (code == 0 && w->at + 1 < w->bytes.n && !w->photo->is_whole) {
        unsigned marker = (unsigned char)w->bytes.p[w->at + 1];
        if ((unsigned char)w->bytes.p[w->at] != 0xFF) {
            return bad(err, "bytes stand between its parts");
        }
        if (marker == 0xFF) {
            w->at++;
        } else if (marker == 0xD9) {
            keep(w->core, w->bytes.p + w->at, 2);
            w->at += 2;
            w->photo->is_whole = true;
        } else {
            code = read_segment(w, marker, err);
        }
    }
    return code;
}

/* ---- PNG ---- */

static const char *name_chunk(pl_str type) {
    static const struct {
        pl_str type;
        const char *what;
    } KNOWN[] = {{{"eXIf", 4}, "EXIF"},        {{"tEXt", 4}, "text"},           {{"zTXt", 4}, "text"},
                 {{"iTXt", 4}, "text or XMP"}, {{"tIME", 4}, "time of change"}, {{"iCCP", 4}, "ICC profile"},
                 {{"acTL", 4}, "animation"},   {{"fcTL", 4}, "animation"},      {{"fdAT", 4}, "animation"},
                 {{"pHYs", 4}, "resolution"},  {{"gAMA", 4}, "colour data"},    {{"cHRM", 4}, "colour data"},
                 {{"sRGB", 4}, "colour data"}, {{"sBIT", 4}, "colour data"},    {{"bKGD", 4}, "colour data"}};
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (pl_str_eq(KNOWN[i].type, type)) {
            return KNOWN[i].what;
        }
    }
    return "application data";
}

static bool is_core(pl_str type) {
    return pl_str_eq(type, PL_STR("IHDR")) || pl_str_eq(type, PL_STR("PLTE")) || pl_str_eq(type, PL_STR("IDAT")) ||
           pl_str_eq(type, PL_STR("IEND")) || pl_str_eq(type, PL_STR("tRNS"));
}

static int read_chunk(struct walk *w, pl_str whole, struct pl_error *err) {
    pl_str type = pl_str_sub(whole, 4, 4), body = pl_str_sub(whole, 8, whole.n - 12);
    if (crc32(crc32(0, NULL, 0), (const Bytef *)type.p, (uInt)(4 + body.n)) != pl_be32(whole.p + whole.n - 4)) {
        return bad(err, "a part is not what its checksum says");
    }
    bool header = pl_str_eq(type, PL_STR("IHDR"));
    if (header != (w->photo->width == 0) || (header && body.n != 13)) {
        return bad(err, "a PNG without one header at its start");
    }
    if (is_core(type)) {
        keep(w->core, whole.p, whole.n);
    } else if ((type.p[0] & 0x20) == 0) {
        return bad(err, "a PNG with a part that is not known and must be");
    } else {
        add_part(w->photo, name_chunk(type), whole.n);
    }
    if (pl_str_eq(type, PL_STR("eXIf")) && w->photo->exif.p == NULL) {
        w->photo->exif = body;
    }
    if (header) {
        w->photo->width = pl_be32(body.p);
        w->photo->height = pl_be32(body.p + 4);
        return w->photo->width > 0 && w->photo->height > 0 ? 0 : bad(err, "it has no size");
    }
    w->photo->is_whole = pl_str_eq(type, PL_STR("IEND"));
    return 0;
}

static int read_png(struct walk *w, struct pl_error *err) {
    int code = 0;
    keep(w->core, w->bytes.p, 8);
    w->at = 8;
    while (code == 0 && !w->photo->is_whole && w->bytes.n - w->at >= 12) {
        size_t n = pl_be32(w->bytes.p + w->at);
        if (n > w->bytes.n - w->at - 12) {
            break; /* cut off */
        }
        code = read_chunk(w, pl_str_make(w->bytes.p + w->at, n + 12), err);
        w->at += n + 12;
    }
    return code;
}

int pl_photo_read(pl_str bytes, struct pl_buf *core, struct pl_photo *ret, struct pl_error *err) {
    struct walk w = {.bytes = bytes, .core = core, .photo = ret};
    int code = 0;
    memset(ret, 0, sizeof *ret);
    if (pl_str_starts(bytes, PL_STR("\xFF\xD8\xFF"))) {
        ret->format = PL_PHOTO_JPEG;
        code = read_jpeg(&w, err);
    } else if (pl_str_starts(bytes, PL_STR("\x89PNG\r\n\x1A\n"))) {
        ret->format = PL_PHOTO_PNG;
        code = read_png(&w, err);
    } else {
        return pl_fail(err, PL_E_FORMAT, "it is neither JPEG nor PNG");
    }
    if (code == 0 && ret->is_whole && w.at < bytes.n) {
        add_part(ret, "bytes behind the picture", bytes.n - w.at);
    }
    if (code == 0 && core != NULL && pl_buf_failed(core)) {
        code = pl_fail(err, PL_E_LIMIT, "the picture is too large");
    }
    return code;
}
